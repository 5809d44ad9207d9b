"""The oracle: holds an archive against what was true, and names every difference in a sentence."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from archive.absence import is_mass
from scraper.outcome import Outcome
from tests.simulation.truth import Interval, Page, State
from tests.world import rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.simulation.life import Life, Run

RULE = timedelta(days=16)
"""After a post was first found missing, daily runs have looked often enough by then for it to count as gone."""

WEEK = 8
"""Daily runs after which a post that came back where no update looks must have been found, by probing for numbers."""


@dataclass(frozen=True)
class Held:
    """One post as the archive holds it."""

    number: int
    status: str
    summary: str
    page: Page


@dataclass(frozen=True)
class Revision:
    """One revision of a post."""

    number: int
    post: int
    observed_at: datetime
    changed: tuple[str, ...]
    summary: str
    page: Page


@dataclass
class Oracle:
    """Looks at the archive after every run.

    Attributes:
        seen: the last revision that was looked at.
        gone: the posts that were gone after the last run.
        absences: the last absence that was looked at.
    """

    life: Life
    seen: int = 0
    absences: int = 0
    gone: set[int] = field(default_factory=set)

    def problems(self) -> list[str]:
        """Everything that is wrong after the latest run."""
        if not (self.life.folder / "archive.db").exists():
            return []
        run = self.life.runs[-1]
        held = held_posts(self.life.folder)
        found = [
            *self._outcome(run),
            *self._identity(held),
            *self._new_revisions(run),
            *self._new_absences(run),
            *self._falsely_gone(run, held),
            *self._not_gone(run, held),
        ]
        if run.whole:
            found += [*self._unheld(run, held), *self._outdated(run, held)]
        self.gone = {post.number for post in held.values() if post.status == "gone"}
        return [f"{run}: {problem}" for problem in found]

    def _outcome(self, run: Run) -> Iterator[str]:
        """On a site that answers as it should, a run has nothing to complain of."""
        if run.whole and run.result and run.result.outcome is not Outcome.FINISHED and not self._vanished_at_once(run):
            yield f"the site was well, and the run ended with {run.result.outcome}"

    def _vanished_at_once(self, run: Run) -> bool:
        """Whether so many posts went since the last whole run that the program must ask a person."""
        truth = self.life.newsroom.truth
        before = next((other for other in reversed(self.life.runs[:-1]) if other.whole), None)
        gone = sum(not truth.live_throughout(number, run.time) for number in truth.numbers()) - len(self.gone)
        return before is not None and is_mass(gone, len(held_posts(self.life.folder)))

    def _identity(self, held: dict[int, Held]) -> Iterator[str]:
        """One row a post, and no posts that never were."""
        (count,) = rows(self.life.folder, "SELECT count(*), count(DISTINCT source_id) FROM posts")
        if count[0] != count[1] or count[0] != len(held):
            yield f"{count[0]} rows for {count[1]} posts"
        for number in sorted(held.keys() - set(self.life.newsroom.truth.past)):
            yield f"post {number} never was"

    def _new_revisions(self, run: Run) -> Iterator[str]:
        """Every revision is a version that stood while the run lasted that stored it."""
        truth = self.life.newsroom.truth
        for revision in revisions(self.life.folder, after=self.seen):
            self.seen = max(self.seen, revision.number)
            if revision.post not in truth.past:
                continue
            time = self._time_of(revision.observed_at)
            stood = [state for state in truth.during(revision.post, time) if state.page]
            if not any(same_text(state, revision.page) for state in stood):
                yield f"revision {revision.number} of post {revision.post} never stood: {revision}, but {stood}"
            past = [state for state in truth.past[revision.post] if state.page and state.post]
            had = {file for file in revision.page.files if file[1]}  # one that did not come has no digest
            if not had <= {file for state in past if state.page for file in state.page.files}:
                yield f"revision {revision.number} of post {revision.post} has files that never stood: {revision}"
            if revision.summary not in {"", *(state.post.summary for state in past if state.post)}:
                yield f"revision {revision.number} of post {revision.post} has a summary that never stood"

    def _time_of(self, moment: datetime) -> Interval:
        """The site's moments during the run that was under way at a time of day."""
        times = [run.time for run in self.life.runs if run.began - timedelta(seconds=1) <= moment <= run.ended]
        return Interval(min(time.first for time in times), max(time.last for time in times))

    def _new_absences(self, run: Run) -> Iterator[str]:
        """A post is suspected only when its page was not there at some time of the run."""
        query = "SELECT a.id, p.source_id, a.reason FROM absences a JOIN posts p ON p.id = a.post_id WHERE a.id > ?"
        for number, post, reason in rows(self.life.folder, query, self.absences):
            self.absences = max(self.absences, number)
            if self.life.newsroom.truth.live_throughout(int(post), run.time):
                yield f"post {post} was there, and is suspected to be gone ({reason})"

    def _falsely_gone(self, run: Run, held: dict[int, Held]) -> Iterator[str]:
        """A post becomes gone only in a run during which it was not there."""
        truth = self.life.newsroom.truth
        for post in held.values():
            if post.status == "gone" and post.number not in self.gone and truth.live_throughout(post.number, run.time):
                yield f"post {post.number} is there, and was marked gone"
            everything = run.whole and run.recheck == "all"
            if everything and post.status != "live" and truth.live_throughout(post.number, run.time):
                yield f"post {post.number} is there, was looked at, and is still {post.status}"

    def _not_gone(self, run: Run, held: dict[int, Held]) -> Iterator[str]:
        """A post that was taken down ends gone: after two looks at everything, or after the rule's time."""
        truth = self.life.newsroom.truth
        for number in self._confirmed(run):
            if number in held and held[number].status != "gone":
                yield f"post {number} was taken down, confirmed, and is {held[number].status}"
        query = (
            "SELECT p.source_id, min(a.observed_at) FROM absences a JOIN posts p ON p.id = a.post_id "
            "WHERE a.refuted_at IS NULL AND p.status = 'missing' GROUP BY p.id"
        )
        for post, first in rows(self.life.folder, query):
            since = datetime.fromisoformat(first)
            runs = [other for other in self.life.runs if other.finished and other.began > since]
            away = all(truth.absent_throughout(int(post), other.time) for other in runs)
            if runs and away and len(runs) >= 12 and run.ended - since > RULE:
                yield f"post {post} has been missing since {first}, and is not gone yet"

    def _confirmed(self, run: Run) -> list[int]:
        """The posts that were down during the last two runs that looked at everything."""
        truth = self.life.newsroom.truth
        last = self.life.runs[-2:]
        if len(last) < 2 or not all(other.finished and other.recheck == "all" for other in last):
            return []
        return [n for n in truth.numbers() if all(truth.absent_throughout(n, other.time) for other in last)]

    def _unheld(self, run: Run, held: dict[int, Held]) -> Iterator[str]:
        """What the listing showed for the whole run is held; after a backfill, all that was there."""
        truth = self.life.newsroom.truth
        for number in truth.numbers():
            if number in held:
                continue
            if truth.listed_throughout(number, run.time) and not self._may_be_overlooked(run, number):
                yield f"post {number} was listed all the time, and is not held"
            elif run.command == "backfill" and truth.live_throughout(number, run.time):
                yield f"post {number} was served all the time, and is not held"

    def _may_be_overlooked(self, run: Run, number: int) -> bool:
        """Whether a post came back so lately, deep in the listing, that only the weekly looks will find it."""
        truth, latest = self.life.newsroom.truth, self.life.runs[-WEEK:]
        if run.command == "backfill" or run.recheck == "all":
            return False
        was_away = not all(state.live and state.listed for state in truth.past[number])
        return was_away and not all(truth.listed_throughout(number, other.time) for other in latest)

    def _outdated(self, run: Run, held: dict[int, Held]) -> Iterator[str]:
        """Where everything was looked at, the archive says what stood during the whole run."""
        truth = self.life.newsroom.truth
        if run.recheck != "all" and run.command != "backfill":
            return
        for post in held.values():
            state = truth.steady(post.number, run.time)
            if state is None or state.post is None or (run.command == "backfill" and len(self.life.runs) > 1):
                continue
            if post.page != state.page:
                yield f"post {post.number} is held as {post.page}, but stood as {state.page}"
            if state.listed and post.summary != state.post.summary:
                yield f"the summary of post {post.number} is {post.summary!r}, but was {state.post.summary!r}"


def same_text(state: State, page: Page) -> bool:
    """Whether a state said the same, its files' bytes aside."""
    assert state.page is not None
    mine, other = ([name for name, _ in files] for files in (state.page.files, page.files))
    return state.page[:4] == page[:4] and mine == other


def held_posts(folder: Path) -> dict[int, Held]:
    """Every post as it is held, by its number."""
    files: dict[int, list[tuple[str, str]]] = {}
    for post, name, digest in rows(folder, "SELECT post_id, name, sha256 FROM attachments ORDER BY post_id, position"):
        files.setdefault(post, []).append((name, digest))
    query = "SELECT id, source_id, status, summary, title, published, category, body FROM posts"
    return {
        int(source_id): Held(int(source_id), status, summary, Page(*fields, tuple(files.get(post, ()))))
        for post, source_id, status, summary, *fields in rows(folder, query)
    }


def revisions(folder: Path, *, after: int = 0) -> Iterator[Revision]:
    """The revisions from one on, in order."""
    query = (
        "SELECT r.id, p.source_id, r.observed_at, r.changed, r.summary, r.title, r.published, r.category, r.body, "
        "r.attachments FROM revisions r JOIN posts p ON p.id = r.post_id WHERE r.id > ? ORDER BY r.id"
    )
    for number, post, observed_at, changed, summary, *fields, attachments in rows(folder, query, after):
        files = tuple((item["name"], item["sha256"]) for item in json.loads(attachments))
        moment = datetime.fromisoformat(observed_at).astimezone(UTC)
        page = Page(*fields, files)
        yield Revision(number, int(post), moment, tuple(json.loads(changed)), summary, page)
