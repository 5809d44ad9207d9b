"""Which failures are worth a message, and when they are over. Pure: from the archive's runs and what was told of them.

One failed run is an accident, the third in a row is told, once. A site that has probably changed is told at once,
since only a person can help, and again every day while it stays so. The end of what was told is told too, and what
a run that went well has to say of the site: that its listing moved, or that its pages are read by new places.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from itertools import takewhile

from archive.notices import Notice
from archive.queries import Run
from scraper.outcome import Outcome

AGAIN = timedelta(hours=23)
"""After so long the same drift is told again: not quite a day, since no two days' runs end at the same second."""


class Level(IntEnum):
    """How well a run went."""

    WELL = 0
    PARTLY = 1
    FAILED = 2


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to be told of a run's troubles.

    Attributes:
        kind: `trouble`, `recovery` or `remark`.
        sentence: what is wrong, well again, or worth knowing.
        fingerprint: the same for the same trouble.
        level: how bad it is now.
    """

    kind: str
    sentence: str
    fingerprint: str
    level: Level


def judge(runs: Sequence[Run], told: Sequence[Notice], now: datetime, after: int = 3) -> Verdict | None:
    """Say what is to be told of how the latest run went; None if nothing is.

    Args:
        runs: the runs that visited the site and are over, the newest first; at least one.
        told: what one channel was told of this, or should have been, the newest first.
        now: the present, aware of its zone.
        after: the failed run in a row with which failures are told.
    """
    remarks = [notice for notice in told if notice.kind == "remark"]
    troubles = [notice for notice in told if notice.kind in {"trouble", "recovery"}]
    return _trouble(runs, troubles, now, after) or _remark(runs[0], remarks, now)


def _remark(run: Run, told: Sequence[Notice], now: datetime) -> Verdict | None:
    """What an update that went well has to say of the site, once a day, and again what did not arrive."""
    said = fingerprint(run, Level.WELL)
    fresh = run.message and run.command == "update" and level(run) is Level.WELL and not _lately(told, said, now)
    if fresh:
        return Verdict("remark", f"{run.message[0].upper()}{run.message[1:]}", said, Level.WELL)
    if told and told[0].told_at is None:
        return Verdict("remark", told[0].title, told[0].fingerprint, Level.WELL)
    return None


def _trouble(runs: Sequence[Run], told: Sequence[Notice], now: datetime, after: int) -> Verdict | None:
    """The trouble or the recovery that is to be told."""
    current = level(runs[0])
    last = told[0] if told else None
    standing = last if last and last.kind == "trouble" else None
    if standing and current < _level_of(standing):
        return _recovery(runs, standing, current)
    if current is Level.WELL:
        unsent = last and last.kind == "recovery" and last.told_at is None
        return Verdict("recovery", last.title, last.fingerprint, current) if last and unsent else None
    if runs[0].outcome == Outcome.DRIFT.word:
        verdict = _verdict(runs[:1], current)
        return None if _lately(told, verdict.fingerprint, now) else verdict
    if standing and standing.told_at and current <= _level_of(standing):
        return None
    since = next((notice.run_id for notice in told if notice.kind == "recovery"), 0)
    row = list(takewhile(lambda run: run.id > since and level(run) >= current, runs))
    return _verdict(row, current) if len(row) >= after else None


def level(run: Run) -> Level:
    """How well a run went: a partial one that never got through to the site has failed."""
    if run.outcome == Outcome.FINISHED.word:
        return Level.WELL
    if run.outcome != Outcome.PARTIAL.word:
        return Level.FAILED
    sources = run.counts.get("sources")
    swept = isinstance(sources, list) and any(source.get("pages") for source in sources)
    met = any(run.counts.get(f"posts_{word}") for word in ("new", "revised", "unchanged", "missing"))
    return Level.PARTLY if swept or met else Level.FAILED


def fingerprint(run: Run, current: Level) -> str:
    """The same for the same trouble: how bad, what, and a digest of the words without their numbers."""
    words = re.sub(r"\d+", "#", run.message)
    return f"{int(current)}:{run.outcome}:{hashlib.sha256(words.encode()).hexdigest()[:16]}"


def _level_of(notice: Notice) -> int:
    return int(notice.fingerprint.partition(":")[0])


def _lately(told: Sequence[Notice], wanted: str, now: datetime) -> bool:
    """Whether this very trouble was told less than a day ago."""
    times = [notice.told_at for notice in told if notice.fingerprint == wanted and notice.told_at]
    return any(now - datetime.fromisoformat(at) < AGAIN for at in times)


def _verdict(row: Sequence[Run], current: Level) -> Verdict:
    run = row[0]
    said = {
        Outcome.DRIFT.word: "The site has probably changed, and a person should look",
        Outcome.REFUSED.word: "The site may not be visited",
        Outcome.DISK_FULL.word: "The disk is full",
        "interrupted": "The program was cut off",
    }.get(run.outcome or "", "The site could not be reached" if current is Level.FAILED else "Something was left over")
    times = f" by {len(row)} runs in a row, since {_moment(row[-1])}" if len(row) > 1 else ""
    if times and run.outcome != Outcome.PARTIAL.word:
        times = f" ({len(row)} runs in a row, since {_moment(row[-1])})"
    return Verdict("trouble", f"{said}{times}.", fingerprint(run, current), current)


def _recovery(runs: Sequence[Run], standing: Notice, current: Level) -> Verdict:
    failed = list(takewhile(lambda run: level(run) > current, runs[1:]))
    count = f" after {len(failed)} failed run{'s' * (len(failed) != 1)}" if failed else ""
    since = f", the first of {_moment(failed[-1])}" if failed else ""
    again = "Well again" if current is Level.WELL else "Better again, though something was left over,"
    return Verdict("recovery", f"{again}{count}{since}.", f"{int(current)}:{standing.fingerprint}", current)


def _moment(run: Run) -> str:
    return f"{run.started_at[:16].replace('T', ' ')} UTC"
