"""How runs went, and what they could not read: plain values for the pages of runs and issues."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from archive.age import Age, age_of, span
from archive.queries import Run

if TYPE_CHECKING:
    from archive.db import Archive

_USUAL = 36 * 3600.0  # a run a day, and half a day's patience
_PATIENCE = 1.5  # of the usual time between two runs
_RECENT = 20  # runs from which the usual time is taken

OUTCOMES = {
    "finished": "finished",
    "partial": "finished in part: some things are still to come, nothing is lost",
    "drift": "stopped: the site looks different, and a person should look",
    "refused": "refused by the site or by our own rules",
    "damaged": "stopped: the archive is damaged",
    "disk full": "stopped: the disk is full",
    "interrupted": "killed before it could end; the next run goes on from there",
    "usage": "not started: something in the command or profile is wrong",
    "locked": "not started: another run was under way",
}
"""What the outcomes of runs mean."""

GOOD, FAIR, BAD = "good", "fair", "bad"


@dataclass(frozen=True, slots=True)
class Pulse:
    """Whether runs come and end well: good, fair or bad, a heading and sentences for a person."""

    state: str
    title: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Requests:
    """The requests of one kind with one answer in a run; `status` is 0 where none came."""

    kind: str
    status: int
    count: int
    size: int


@dataclass(frozen=True, slots=True)
class Sweep:
    """A row of the view `coverage`, and whether it was partial on purpose."""

    source: str
    lang: str
    url: str
    complete: int
    reason: str
    pages: int
    shown: int
    discovered: int
    not_done: int
    meant: bool


@dataclass(frozen=True, slots=True)
class Issue:
    """A row of `issues`, with the title of its post."""

    run_id: int
    post_id: int | None
    url: str
    stage: str
    code: str
    message: str
    excerpt: str
    title: str | None


@dataclass(frozen=True, slots=True)
class IssueGroup:
    """All issues of one code; `standing` tells that the latest run with the site in view met it again."""

    code: str
    stage: str
    count: int
    posts: int
    runs: int
    first_run: int
    last_run: int
    standing: bool
    examples: tuple[Issue, ...]


def seconds(run: Run) -> float | None:
    """How long a run took; None while it runs."""
    if run.finished_at is None:
        return None
    return (datetime.fromisoformat(run.finished_at) - datetime.fromisoformat(run.started_at)).total_seconds()


def lasted(run: Run) -> str:
    """The same in words."""
    took = seconds(run)
    return "" if took is None else span(took)


def pulse(archive: Archive, now: datetime) -> Pulse:
    """Say whether runs come as usual and end well."""
    rows = archive.rows(_VISITS, [_RECENT])
    if not rows:
        return Pulse(BAD, "Nothing has run yet", ("Start with “scraper backfill”.",))
    usual = _usual([row[2] for row in rows if row[3] == "finished" and row[2]])
    age = age_of(archive, max(_USUAL, usual * _PATIENCE), now)
    said = [_last(age), *([f"Usually one comes every {_span(usual)}."] if usual else [])]
    command, started, _, outcome, message = rows[0]
    if outcome is None:
        said.append(f"A run ({command}) is under way since {started[:16].replace('T', ' ')} UTC, or was killed.")
    elif outcome != "finished":
        said.append(f"The latest run ({command}) ended otherwise: {OUTCOMES.get(outcome, outcome)}.")
        said += [message] if message else []
    if age.last_success is None:
        return Pulse(BAD, "No run has ended well yet", tuple(said[1:] if len(said) > 1 else said))
    if age.too_old:
        return Pulse(BAD, "Overdue", (*said, "Is the schedule still in place? “scraper update” can be run by hand."))
    if outcome not in {None, "finished"}:
        return Pulse(FAIR, "The latest run needs a look", tuple(said))
    return Pulse(GOOD, "All is well", tuple(said))


def _last(age: Age) -> str:
    if age.last_success is None or age.seconds is None:
        return "No run has ended well yet."
    when = age.last_success[:16].replace("T", " ")
    return f"The last run that ended well did so {_span(age.seconds)} ago, at {when} UTC."


def _span(seconds: float) -> str:
    """A length of time that no line break parts."""
    return span(seconds).replace(" ", "\u00a0")


def _usual(ends: list[str]) -> float:
    """The usual time between the ends of runs, the latest first, in seconds; 0 where there are too few to tell."""
    moments = [datetime.fromisoformat(end) for end in ends]
    gaps = [(later - earlier).total_seconds() for later, earlier in pairwise(moments)]
    return median(gaps) if len(gaps) > 1 else 0.0


def run(archive: Archive, number: int) -> Run | None:
    """Give one run; None if there is none of that number."""
    rows = archive.rows(_RUN, [number])
    if not rows:
        return None
    *known, counts, message = rows[0]
    return Run(*(*known, json.loads(counts or "{}"), message))


def requests(archive: Archive, number: int) -> list[Requests]:
    """Count the requests of a run by kind and answer."""
    return [Requests(*row) for row in archive.rows(_REQUESTS, [number])]


def sweeps(archive: Archive, number: int) -> list[Sweep]:
    """List what each source showed in a run."""
    meant = {(source, url, lang) for source, url, lang in archive.rows(_MEANT, [number])}
    return [Sweep(*(*row, (row[0], row[2], row[1]) in meant)) for row in archive.rows(_COVERAGE, [number])]


def issue_count(archive: Archive, *, code: str | None = None, run_id: int | None = None) -> int:
    """Count issues."""
    return int(archive.rows(_COUNT, {"code": code, "run": run_id})[0][0])


def issues(
    archive: Archive, limit: int, offset: int = 0, *, code: str | None = None, run_id: int | None = None
) -> list[Issue]:
    """List issues, the latest first."""
    asked: dict[str, object] = {"code": code, "run": run_id, "limit": limit, "offset": offset}
    return [Issue(*row) for row in archive.rows(_ISSUES, asked)]


def issue_groups(archive: Archive, *, stage: str | None = None, run_id: int | None = None) -> list[IssueGroup]:
    """Put the issues together by code: those that stand first, then the most frequent."""
    latest = archive.rows("SELECT coalesce(max(id), 0) FROM runs WHERE command IN ('backfill', 'update')")[0][0]
    found = [
        IssueGroup(*(*row, row[6] >= latest, tuple(issues(archive, 3, code=row[0], run_id=run_id))))
        for row in archive.rows(_GROUPS, {"stage": stage, "run": run_id})
    ]
    return sorted(found, key=lambda group: (not group.standing, -group.count, group.code))


_VISITS = """SELECT command, started_at, finished_at, outcome, message FROM runs
    WHERE command IN ('backfill', 'update') ORDER BY id DESC LIMIT ?"""
_RUN = "SELECT id, command, started_at, finished_at, outcome, counts, message FROM runs WHERE id = ?"
_REQUESTS = """SELECT kind, coalesce(status, 0), count(*), coalesce(sum(bytes), 0) FROM captures WHERE run_id = ?
    GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2"""
_MEANT = "SELECT source, url, lang FROM sweeps WHERE run_id = ? AND meant"
_COVERAGE = """SELECT source, lang, url, complete, reason, pages, shown, discovered, not_done FROM coverage
    WHERE run_id = ? ORDER BY source, lang, url"""
_WHERE = "(:code IS NULL OR i.code = :code) AND (:run IS NULL OR i.run_id = :run)"
_COUNT = f"SELECT count(*) FROM issues i WHERE {_WHERE}"  # noqa: S608 - our own text
_ISSUES = f"""SELECT i.run_id, i.post_id, coalesce(i.url, ''), i.stage, i.code, coalesce(i.message, ''),
        coalesce(i.excerpt, ''), p.title
    FROM issues i LEFT JOIN posts p ON p.id = i.post_id WHERE {_WHERE}
    ORDER BY i.id DESC LIMIT :limit OFFSET :offset"""  # noqa: S608 - our own text
_GROUPS = """SELECT code, max(stage), count(*), count(DISTINCT post_id), count(DISTINCT run_id), min(run_id),
        max(run_id)
    FROM issues WHERE (:stage IS NULL OR stage = :stage) AND (:run IS NULL OR run_id = :run) GROUP BY code"""
