"""How long ago a run last finished well: an alarm on this also notices that no run is started any more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from archive.db import Archive

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


class Duration(click.ParamType[float]):
    """A length of time on the command line, such as `90s`, `30m`, `26h` or `2d`; its value is in seconds."""

    name = "duration"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Read it; a bare number is seconds."""
        text = str(value).strip().lower()
        number, unit = (text[:-1], text[-1]) if text[-1:] in _UNITS else (text, "s")
        try:
            seconds = float(number) * _UNITS[unit]
        except ValueError:
            seconds = -1.0
        if not 0 < seconds < 1e9:
            self.fail(f"{value!r} is no length of time; give one such as 90s, 30m or 2h", param, ctx)
        return seconds


@dataclass(frozen=True, slots=True)
class Age:
    """When a run that visited the site last finished well, and how long ago that is.

    Attributes:
        last_success: UTC ISO 8601; None if none ever did.
        seconds: since then; None if none ever did.
        too_old: whether that is longer than allowed.
    """

    last_success: str | None
    seconds: float | None
    too_old: bool


def age_of(archive: Archive, allowed: float, now: datetime) -> Age:
    """Hold the last success against the time allowed, in seconds. A success in the future counts as one just now."""
    ((at,),) = archive.rows(
        "SELECT max(finished_at) FROM runs WHERE outcome = 'finished' AND command IN ('backfill', 'update')"
    )
    if at is None:
        return Age(None, None, too_old=True)
    seconds = max(0.0, (now - datetime.fromisoformat(at).astimezone(UTC)).total_seconds())
    return Age(at, seconds, too_old=seconds > allowed)


def age_line(age: Age, allowed: float) -> str:
    """Say it in one line."""
    if age.last_success is None or age.seconds is None:
        return "No run has finished well yet."
    when = f"{age.last_success[:16].replace('T', ' ')} UTC, {span(age.seconds)} ago"
    limit = f"; at most {span(allowed)} are allowed" if age.too_old else ""
    return f"The last run that finished well ended {when}{limit}."


def span(seconds: float) -> str:
    """Say a length of time in its largest unit and the next: `2 d 3 h`."""
    left = round(seconds)
    counts: list[tuple[int, str]] = []
    for unit in ("d", "h", "m", "s"):
        count, left = divmod(left, _UNITS[unit])
        if count or counts or unit == "s":
            counts.append((count, "min" if unit == "m" else unit))
    return " ".join(f"{count} {unit}" for count, unit in counts[:2] if count or len(counts) == 1)
