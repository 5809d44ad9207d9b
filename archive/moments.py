"""Moments as people type them: `2026-03-01`, `2026-03-01T12:00+08:00`, `7d`, `24h`, `yesterday`, `run:12`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

HINT = "Give a date or time such as 2026-03-01 or 2026-03-01T12:00, a span such as 7d or 24h, yesterday, or run:12."
_SPAN = re.compile(r"(\d{1,6})\s*(m|min|minutes?|h|hours?|d|days?|w|weeks?)(?:\s+ago)?", re.IGNORECASE)
_RUN = re.compile(r"run[: ]\s*(\d{1,12})", re.IGNORECASE)
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


@dataclass(frozen=True, slots=True)
class Edge:
    """Where a window of time begins or ends.

    Attributes:
        at: the moment (UTC, `2026-11-22T07:03:00Z`): the first inside, or the first that is outside again.
        run: the first or the last run inside, where the window was given by runs.
    """

    at: str
    run: int | None = None


def read_edge(
    text: str, now: datetime, runs: Callable[[int], tuple[str, str | None] | None], *, end: bool = False
) -> Edge:
    """Read one edge of a window.

    A day or a run given as the end belongs to the window; a time given as the end does not. Times without
    a zone are UTC.

    Args:
        text: as typed.
        now: the present, aware of its zone.
        runs: gives when a run started and finished (None while it runs), or None if there is no such run.
        end: whether it ends the window.

    Raises:
        ValueError: it is none of these, or there is no such run; the message is for the user.
    """
    typed = text.strip()
    if found := _RUN.fullmatch(typed):
        return _run_edge(int(found[1]), runs, end=end)
    if found := _SPAN.fullmatch(typed):
        return Edge(stamp(_back(now, timedelta(**{_UNITS[found[2][0].lower()]: int(found[1])}), text)))
    if (day := _day(typed, now)) is not None:
        try:
            return Edge(stamp(datetime.combine(day, time(), UTC) + timedelta(days=end)))
        except OverflowError:
            return Edge("9999-12-31T23:59:59Z")
    if typed.lower() == "now":
        return Edge(stamp(now))
    try:
        moment_typed = datetime.fromisoformat(typed)
        aware = moment_typed if moment_typed.tzinfo else moment_typed.replace(tzinfo=UTC)
        return Edge(stamp(aware))
    except (ValueError, OverflowError):
        message = f"{text!r} is no moment. {HINT}"
        raise ValueError(message) from None


def stamp(at: datetime) -> str:
    """Write a moment as the archive does, rounded up to a second: what is at or after it stays so."""
    utc = at.astimezone(UTC)
    if utc.microsecond:
        utc = utc.replace(microsecond=0) + timedelta(seconds=1)
    return f"{utc:%Y-%m-%dT%H:%M:%SZ}".rjust(20, "0")


def moment(text: str) -> datetime:
    """Read a moment that the archive wrote."""
    return datetime.fromisoformat(text).astimezone(UTC)


def _run_edge(number: int, runs: Callable[[int], tuple[str, str | None] | None], *, end: bool) -> Edge:
    times = runs(number)
    if times is None:
        message = f"There is no run {number} in this archive; `archive info -v` lists the latest ones."
        raise ValueError(message)
    started, finished = times
    if not end:
        return Edge(started, number)
    return Edge(stamp(moment(finished) + timedelta(seconds=1)) if finished else "9999-12-31T23:59:59Z", number)


def _back(now: datetime, span: timedelta, text: str) -> datetime:
    try:
        return now - span
    except OverflowError:
        message = f"{text!r} is before the beginning of time. {HINT}"
        raise ValueError(message) from None


def _day(typed: str, now: datetime) -> date | None:
    today = now.astimezone(UTC).date()
    if typed.lower() in {"today", "yesterday"}:
        return today - timedelta(days=typed.lower() == "yesterday")
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None
