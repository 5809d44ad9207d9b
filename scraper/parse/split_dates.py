"""Dates that stand in several elements: a large day over `Jun 2024`, `06-12` over `2024`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scraper.parse.patterns.dates import date_line, valid, whole_date
from scraper.parse.patterns.months import MONTHS, fold_word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scraper.parse.patterns.dates import Order

_DAY = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th|日|號|号|\.)?", re.IGNORECASE)
_YEAR_MONTH = re.compile(r"((?:19|20)[0-9]{2})\s*[-/.年]\s*([0-9]{1,2})月?")
_MONTH_YEAR = re.compile(r"([0-9]{1,2})\s*[-/.]\s*((?:19|20)[0-9]{2})")
_MONTH_DAY = re.compile(r"([0-9]{1,2})\s*[-/.月]\s*([0-9]{1,2})日?")
_YEAR = re.compile(r"((?:19|20)[0-9]{2})年?")


def joined_date(texts: Sequence[str], order: Order | None) -> tuple[int, str, str] | None:
    """The date that two or three short neighbouring texts give together.

    Returns:
        How many texts it takes, the date, and what else the last of them says (a category); None if there is none.
    """
    if not texts or len(texts[0]) > 12:
        return None
    if not any(c.isdigit() for c in texts[0]) and fold_word(texts[0].strip(" .,")) not in MONTHS:
        return None
    for count in (2, 3):
        parts = [text.strip(" |/,-") for text in texts[:count]]
        if len(parts) < count or any(len(part) > 40 for part in parts):
            return None
        if count == 2 and (day := _in_numbers(parts[0], parts[1], order)):
            return 2, day, ""
        if any(len(part) > 16 for part in parts[:-1]) or not any(c.isdigit() for c in "".join(parts)):
            continue
        if count == 3 and (day := _three(parts)):
            return 3, day, ""
        if hit := whole_date(" ".join(parts), order=order):
            return count, hit.date, ""
        if line := date_line(" ".join(parts), order=order):
            return count, line.published, line.category
    return None


_MONTH = re.compile(r"([0-9]{1,2})[月월]")


def _three(parts: Sequence[str]) -> str | None:
    """Day, month and year each by itself, the month as `5月`."""
    year = next((m for part in parts if (m := _YEAR.fullmatch(part))), None)
    month = next((m for part in parts if (m := _MONTH.fullmatch(part))), None)
    day = next((m for part in parts if (m := _DAY.fullmatch(part))), None)
    return valid(int(year[1]), int(month[1]), int(day[1])) if year and month and day else None


def _in_numbers(first: str, second: str, order: Order | None) -> str | None:
    """Day and year-and-month, or day-and-month and year, in either order and in numbers alone."""
    for one, other in ((first, second), (second, first)):
        if day := _DAY.fullmatch(one):
            if found := _YEAR_MONTH.fullmatch(other):
                return valid(int(found[1]), int(found[2]), int(day[1]))
            if found := _MONTH_YEAR.fullmatch(other):
                return valid(int(found[2]), int(found[1]), int(day[1]))
        year, pair = _YEAR.fullmatch(one), _MONTH_DAY.fullmatch(other)
        if year and pair:
            # Beside a year of its own the month comes first, unless the numbers or the page say otherwise.
            month_first = valid(int(year[1]), int(pair[1]), int(pair[2]))
            day_first = valid(int(year[1]), int(pair[2]), int(pair[1]))
            return (day_first or month_first) if order == "dmy" else (month_first or day_first)
    return None
