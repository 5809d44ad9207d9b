"""Ask a web archive to keep new and revised posts too, and believe it only when its index lists them.

    confirm    what was asked for in earlier runs, by the archive's index
    | queue    what this run found new or revised
    | ask      a few, slowly: Save Page Now takes three addresses a minute

The queue is in the archive folder, so that what does not come through today is asked for again by the next run.
Nothing here ever fails a run.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from archive import queries, saves
from archive.saves import Save
from scraper.errors import BadStatus, FetchError, Refused, ScraperError, SiteRefused, SweepIncomplete
from scraper.fetch import Answer
from scraper.tools import Effects, Tools
from scraper.wayback.cdx import Asked, Index, find_place, stamp_of
from scraper.wayback.host import Host, Manners, archive_host

SAVE_PAUSE = 20.0
"""Seconds between two addresses that are handed over."""

AT_ONCE = 30
"""The most addresses that one run hands over; the others wait for the next."""

CONFIRM_AT_ONCE = 60
"""The most addresses that one run looks up."""

INDEX_LAG = timedelta(hours=36)
"""After this time an address that the index does not list was not kept; its own delay is up to half a day."""

LOOK_AFTER = timedelta(minutes=10)
"""Sooner than this the index cannot list it yet."""

ATTEMPTS = 4
"""How often an address is asked for without anything coming of it, before it is given up."""

_JOB = re.compile(r"spn2-[0-9a-f]{8,64}")
_PATIENCE = ("user-session-limit", "too-many", "rate", "limit", "service-unavailable", "bandwidth", "capacity")


@dataclass(slots=True)
class Saved:
    """What came of it in one run."""

    queued: int = 0
    asked: int = 0
    confirmed: int = 0
    problems: list[str] = field(default_factory=list)


def save_new(tools: Tools, manners: Manners, environment: Mapping[str, str], effects: Effects) -> list[str]:
    """Queue what this run found, and hand over and confirm as much as may be; answers what a person should know."""
    base, saved = manners.base, Saved()
    saved.queued = _queue(tools, base)
    try:
        with archive_host(manners, None, effects, tools.stop, attempts=1) as host:
            handing = _Handing(tools, base, host, manners, effects, _keys(environment), saved)
            handing.confirm()
            handing.ask()
            tools.tally.requests_elsewhere += host.fetcher.requests
            tools.tally.bytes_elsewhere += host.fetcher.bytes_received
    except ScraperError as error:
        saved.problems.append(str(error))
    return _sentences(tools, base, saved)


def begin_saving(tools: Tools, manners: Manners) -> None:
    """Note that this run hands over what it finds, so that the next does so if this one is killed."""
    _queue(tools, manners.base)
    note = {"run": tools.writer.run_id}
    tools.writer.save_source("save", manners.base, "", note, site=tools.site.name)


def _queue(tools: Tools, base: str) -> int:
    """Queue the finds of the last run that was to hand over what it found; it may be this one."""
    tools.writer.flush()
    for source in queries.sources(tools.archive, tools.site.name, "save"):
        run = source.note.get("run")
        if source.url == base and isinstance(run, int):
            return saves.queue_run(tools.archive, base, run, _text(tools.now()))
    return 0


def _keys(environment: Mapping[str, str]) -> dict[str, str]:
    """The header with the keys of an account, where the environment has them."""
    access, secret = environment.get("WAYBACK_ACCESS_KEY", ""), environment.get("WAYBACK_SECRET_KEY", "")
    return {"Authorization": f"LOW {access}:{secret}"} if access and secret else {}


@dataclass(slots=True)
class _Handing:
    """One run's dealings with one web archive."""

    tools: Tools
    base: str
    host: Host
    manners: Manners
    effects: Effects
    keys: dict[str, str]
    saved: Saved

    def _over(self) -> str:
        """Why no more is to be asked; a run that has as many posts as it was to have may still hand them over."""
        return self.tools.stop.reason() if self.tools.stop.urgent else ""

    def confirm(self) -> None:
        """Look up in the index what was asked for in earlier runs."""
        now = self.effects.now()
        due = [one for one in saves.waiting(self.tools.archive, self.base, "asked") if now - _moment(one) > LOOK_AFTER]
        if not due or self._over():
            return
        place = find_place(self.host, self.base)
        for one in due[:CONFIRM_AT_ONCE]:
            if self._over():
                return
            index = Index(place, self.host, self._over)
            try:
                rows = list(index.rows(Asked(one.url, first=stamp_of(one.observed_at))))
            except SweepIncomplete:
                return
            captures = [row.at for row in rows if row.status in {0, 200}]
            if captures:
                text = _text(now)
                self.saved.confirmed += saves.note_captured(self.tools.archive, self.base, one.url, captures, text)
            elif now - _moment(one) > INDEX_LAG:
                final = one.attempts >= ATTEMPTS
                said = f"asked for {one.attempts} times, and the index still lists no capture"
                saves.note_problem(self.tools.archive, self.base, one.url, said, final=final, attempt=False)

    def ask(self) -> None:
        """Hand over what is queued, a few addresses a run."""
        pause = max(self.manners.pause and SAVE_PAUSE, self.manners.pause)
        for number, one in enumerate(saves.waiting(self.tools.archive, self.base, "queued")[:AT_ONCE]):
            if self._over():
                return
            if number and pause:
                self.host.sleep(pause)
            if not self._hand_over(one):
                return

    def _hand_over(self, one: Save) -> bool:
        """Ask for one address; whether it makes sense to go on with the next."""
        archive, now = self.tools.archive, self.effects.now()
        age = max(60, int((now - datetime.fromisoformat(one.observed_at)).total_seconds()))
        form = {"url": one.url, "if_not_archived_within": str(age), "skip_first_archive": "1"}
        try:
            answer = self.host.fetcher.post(f"{self.base}/save", form, headers=self.keys)
        except (Refused, FetchError) as error:
            saves.note_problem(archive, self.base, one.url, str(error), final=False)
            self.saved.problems.append(_why(error))
            return False
        problem, passing = read_answer(answer)
        if not problem:
            saves.note_asked(archive, self.base, one.url, _text(now))
            self.saved.asked += 1
            return True
        saves.note_problem(archive, self.base, one.url, problem, final=not passing)
        self.saved.problems.append(problem)
        return not passing


def read_answer(answer: Answer) -> tuple[str, bool]:
    """What is wrong with an answer of Save Page Now, and whether that may pass; an empty text where it took the job."""
    try:
        said = json.loads(answer.body)
    except ValueError:
        said = None
    if not isinstance(said, dict):
        taken = answer.status == 200 and _JOB.search(answer.body.decode("utf-8", errors="replace"))
        return ("", False) if taken else (f"it answered {answer.status} with something else than a job", True)
    error, message = str(said.get("status_ext") or ""), str(said.get("message") or "")
    if said.get("status") == "error" or answer.status >= 400:
        passing = any(word in f"{error} {message}".lower() for word in _PATIENCE)
        return f"{error or answer.status}: {message}".strip(": "), passing
    # Without a job it says that there is a capture young enough already: the index will tell.
    return ("", False) if said.get("job_id") or message else ("it answered without a job", True)


def _why(error: Exception) -> str:
    if isinstance(error, SiteRefused):
        return f"{error}; are $WAYBACK_ACCESS_KEY and $WAYBACK_SECRET_KEY right?"
    if isinstance(error, BadStatus) and error.status == 429:
        return f"{error}: it wants to be asked less; the rest waits for the next run"
    return str(error)


def _moment(one: Save) -> datetime:
    return datetime.fromisoformat(one.asked_at or "1970-01-01T00:00:00Z")


def _text(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _sentences(tools: Tools, base: str, saved: Saved) -> list[str]:
    """What a person should know of it; nothing where there was nothing to do."""
    left = next((one for one in saves.summary(tools.archive) if one.archive == base), None)
    waiting, unproven = (left.queued, left.asked) if left else (0, 0)
    if not (saved.queued or saved.asked or saved.confirmed or saved.problems):
        return []
    left_over = f"{unproven} not confirmed yet, {waiting} waiting"
    told = f"into {base}: {saved.asked} asked for, {saved.confirmed} confirmed; {left_over}"
    return [told, *(f"{base}: {problem}" for problem in dict.fromkeys(saved.problems))]
