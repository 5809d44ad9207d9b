"""Scanning text for full day dates.

Only what the page says counts: a date without a day or a year, a relative one ("3 hours ago") or an
impossible one (31 February) is not a date here. Years run from 1970 to 2100.

All scanning is one compiled expression with possessive quantifiers, so that time grows with the
length of the text alone.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from email.utils import parsedate_tz
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from scraper.parse.patterns.months import CONTESTED, MONTHS, fold_word
from scraper.parse.patterns.numerals import ERAS, era_year, numeral

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Order = Literal["dmy", "mdy"]

FIRST_YEAR, LAST_YEAR = 1970, 2100
# What several readers ask about is not longer.
_REMEMBERED = 200


@dataclass(frozen=True, slots=True)
class DateHit:
    """One full day date in a text.

    Attributes:
        date: `YYYY-MM-DD`.
        start: where it begins in the text, in characters.
        end: where it ends.
        text: the characters between, as they stand.
        precision: always `day`; less is not a hit.
        ambiguous: the text allows another day (`05/06/2022`) and nothing decided it.
    """

    date: str
    start: int
    end: int
    text: str
    precision: Literal["day"] = "day"
    ambiguous: bool = False


# Full-width forms become their plain twins one for one, so that positions stay true.
_NARROW = {code: code - 0xFEE0 for code in range(0xFF10, 0xFF1A)}
_NARROW |= {0xFF0F: ord("/"), 0xFF0D: ord("-"), 0xFF0E: ord("."), 0xFF0C: ord(","), 0xFF1A: ord(":")}
_NARROW |= {0x2010: ord("-"), 0x2011: ord("-"), 0x2044: ord("/"), 0x00A0: ord(" "), 0x3000: ord(" ")}
_NARROW |= {0x200B: ord(" "), 0x200C: ord(" "), 0xFEFF: ord(" "), 0x202F: ord(" "), 0x2009: ord(" ")}

_NUMERALS = "〇○零一二三四五六七八九十"
_S = r"[ \t\r\n]{0,3}+"
_WORD = r"[^\W\d_]{3,14}+"
_CLOCK = r"(?:[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?[ ,]{1,2}+(?:[A-Z]{2,5}[ ]++)?)?+"


def _scanner(year: str) -> re.Pattern[str]:
    """The one expression that finds whatever may be a date, with years of the given shape."""
    return re.compile(
        rf"""
    (?<![0-9A-Za-z_])(?<![0-9][-./:,])(?:
      (?P<a1>[12][0-9]{{3}}){_S}(?P<as>[-/.年년]){_S}(?P<a2>[0-9]{{1,2}}){_S}(?P<at>[-/.月월]){_S}(?P<a3>[0-9]{{1,2}})
          (?![0-9])(?:{_S}[日號号일])?+
    | (?P<n1>[0-9]{{1,2}}){_S}(?P<ns>[-/.]){_S}(?P<n2>[0-9]{{1,2}}){_S}(?P=ns){_S}(?P<n3>{year})(?![0-9])
    | (?P<d1>[0-9]{{1,2}})(?:{_S}(?:(?:st|nd|rd|th|er|ème|-?го)(?![^\W\d_])|[ºª°.]))?+
          (?:[ ]++(?:of|de|di|den|del|day[ ]of|ngày)(?![^\W\d_]))?+(?:[ ]*+d['’])?+
          [ .,/\-–\t\r\n]{{0,3}}+(?P<dm>{_WORD})
          [ .,/\-–\t\r\n]{{0,3}}+(?:(?:de|del|of|anno|year)[ ]++)?+(?P<dy>(?:{year})(?![0-9]))
    | (?P<v1>[0-9]{{1,2}})[ ,]{{0,2}}+(?:tháng|thg|th)[ .]{{0,2}}+(?P<v2>[0-9]{{1,2}})(?:[ ]{{0,2}}năm|[ ,/\-]){{1,3}}+
              (?P<v3>[12][0-9]{{3}})(?![0-9])
    | (?P<y1>[12][0-9]{{3}})(?:[ ]{{0,2}}+(?:m[.]|[.][ ]gada|gada))?+[ .,/\-]{{1,3}}+(?:
          (?P<ym>{_WORD})[ .,/\-]{{1,3}}+(?P<yd>[0-9]{{1,2}})(?![0-9:])
        | (?P<ld>[0-9]{{1,2}})[.][ ]{{0,2}}+(?P<lm>{_WORD}))
    )
    | (?<![^\W\d_])(?P<mm>{_WORD})[ .,/\-\t\r\n]{{1,4}}+(?:the[ ]++)?+(?P<md>[0-9]{{1,2}})(?:st|nd|rd|th)?+
          [ .,/\-\t\r\n]{{1,4}}+{_CLOCK}(?P<my>(?:{year})(?![0-9]))
    | (?P<era>{ERAS}){_S}(?P<e1>[0-9]{{1,3}}|元|[{_NUMERALS}百]{{1,7}}+){_S}年{_S}
          (?P<e2>[0-9]{{1,2}}|[{_NUMERALS}]{{1,3}}+){_S}月{_S}
          (?P<e3>[0-9]{{1,2}}|[{_NUMERALS}廿卅]{{1,4}}+){_S}[日號号]
    | (?P<c1>[{_NUMERALS}]{{4}})年(?P<c2>[{_NUMERALS}]{{1,3}}+)月(?P<c3>[{_NUMERALS}廿卅]{{1,4}}+)[日號号]
    """,
        re.VERBOSE | re.IGNORECASE,
    )


_LONG = _scanner(r"[12][0-9]{3}|['’][0-9]{2}")
_ANY = _scanner(r"[12][0-9]{3}|['’]?[0-9]{2}")

# What may not follow a date written in numbers: more number, or a letter other than the T of a time stamp.
_AFTER = re.compile(r"[0-9_%]|[-./][0-9]|/[A-Za-z]|[A-SU-Za-su-z](?![a-z]?\b)|[Tt](?![0-9])")
_AFTER_YEAR = re.compile(r"[0-9_%]|[./-][0-9]")
# "12 – 14 May 2022" is a span of days, "10:30 - 14 May 2022" a time and a day.
_SPAN_BEFORE = re.compile(r"(?:^|[^0-9:.])[0-9]{1,2}(?:st|nd|rd|th|[.])?[ ]?(?:[-–—~〜]|to|bis|au|al)[ ]?$")
_THREE_DIGITS = re.compile(r"[0-9][^0-9]*+[0-9][^0-9]*+[0-9]")
_DIGIT = re.compile(r"[0-9０-９]|[" + _NUMERALS + r"]{4}年|元年|年[" + _NUMERALS + "]")


def valid(year: int, month: int, day: int) -> str | None:
    """`YYYY-MM-DD` if there is such a day between 1970 and 2100."""
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12 and 1 <= day <= 31):
        return None
    try:
        return datetime.date(year, month, day).isoformat()
    except ValueError:
        return None


def find_dates(text: str, *, order: Order | None = None, short_years: bool = False) -> list[DateHit]:
    """Every full day date in running text, in order.

    Args:
        text: any text; positions in the hits refer to it.
        order: how `05/06/2022` is to be read. Where it is not given and the numbers do not decide it, the day is
            taken to come first and the hit is marked ambiguous.
        short_years: whether `25/05/22` is a date. Only for text that is known to be a date.
    """
    if len(text) > _REMEMBERED:
        return list(_hits(text, order, short_years))
    return list(_remembered(text, order, short_years))


@lru_cache(maxsize=2048)
def _remembered(text: str, order: Order | None, short_years: bool) -> tuple[DateHit, ...]:
    return tuple(_hits(text, order, short_years))


def may_date(text: str) -> bool:
    """Whether a text has the digits that a date needs."""
    return (_THREE_DIGITS if text.isascii() else _DIGIT).search(text) is not None


def narrow(text: str) -> str:
    """The text with full-width digits and punctuation and odd spaces made plain, character for character."""
    return text if text.isascii() else text.translate(_NARROW)


def _hits(text: str, order: Order | None, short_years: bool) -> Iterator[DateHit]:
    plain = narrow(text)
    if not may_date(plain):
        return
    position = 0
    scan = _ANY if short_years else _LONG
    while found := scan.search(plain, position):
        read = _read(found, plain, order, short_years)
        if read is None:
            # The failed candidate may hide a true date: "May 12 25 May 2022".
            position = _next_start(plain, found.start())
            continue
        day, ambiguous, end = read
        yield DateHit(day, found.start(), end, text[found.start() : end], "day", ambiguous)
        position = end


def _next_start(text: str, start: int) -> int:
    """The end of the word or number that begins at `start`."""
    end = start + 1
    kind = str.isdigit if text[start].isdigit() else str.isalpha
    while end < len(text) and kind(text[end]):
        end += 1
    return end


def _read(found: re.Match[str], text: str, order: Order | None, short: bool) -> tuple[str, bool, int] | None:
    group = found.lastgroup or ""
    end = found.end()
    if group in ("a3", "n3"):
        if _AFTER.match(text, end):
            return None
        if group == "a3":
            return _year_first(found, end)
        return _numbers(found, order, short, end)
    if group in ("e3", "c3", "v3"):
        return _other_scripts(found, group, end)
    return _with_month_name(found, group, text, short, end)


def _year_first(found: re.Match[str], end: int) -> tuple[str, bool, int] | None:
    pair = found["as"] + found["at"]
    if pair[0] != pair[1] and pair not in ("年月", "년월"):
        return None
    day = valid(int(found["a1"]), int(found["a2"]), int(found["a3"]))
    return (day, False, end) if day else None


def _full_year(text: str, short: bool) -> int | None:
    digits = text.lstrip("'’")
    if len(digits) == 4:
        return int(digits)
    if not short and digits == text:
        return None
    return int(digits) + (1900 if int(digits) >= 70 else 2000)


def _numbers(found: re.Match[str], order: Order | None, short: bool, end: int) -> tuple[str, bool, int] | None:
    year = _full_year(found["n3"], short)
    if year is None:
        return None
    first, second = int(found["n1"]), int(found["n2"])
    day_first, month_first = valid(year, second, first), valid(year, first, second)
    if not day_first or not month_first or day_first == month_first:
        chosen = day_first or month_first
        return (chosen, False, end) if chosen else None
    if order:
        return (month_first if order == "mdy" else day_first), False, end
    # With dots the day comes first everywhere.
    return day_first, found["ns"] != ".", end


def _other_scripts(found: re.Match[str], group: str, end: int) -> tuple[str, bool, int] | None:
    if group == "v3":
        day = valid(int(found["v3"]), int(found["v2"]), int(found["v1"]))
    elif group == "c3":
        day = valid(numeral(found["c1"]), numeral(found["c2"]), numeral(found["c3"]))
    else:
        day = valid(era_year(found["era"], numeral(found["e1"])), numeral(found["e2"]), numeral(found["e3"]))
    return (day, False, end) if day else None


def _with_month_name(
    found: re.Match[str], group: str, text: str, short: bool, end: int
) -> tuple[str, bool, int] | None:
    names = {"dy": ("d1", "dm", "dy"), "my": ("md", "mm", "my"), "yd": ("yd", "ym", "y1"), "lm": ("ld", "lm", "y1")}
    day_of, month_of, year_of = names[group]
    word = fold_word(found[month_of])
    month = MONTHS.get(word)
    year = _full_year(found[year_of], short)
    if month is None or year is None or (group != "lm" and _AFTER_YEAR.match(text, end)):
        return None
    if group == "dy" and _SPAN_BEFORE.search(text, max(0, found.start() - 12), found.start()):
        return None
    if group == "my" and _SPAN_INSIDE.match(text, found.end("md"), found.start("my")):
        return None
    day = valid(year, month, int(found[day_of]))
    return (day, word in CONTESTED, end) if day else None


_SPAN_INSIDE = re.compile(r"[ ]?[-–]")


def infer_order(texts: Iterable[str]) -> Order | None:
    """How the dates of one page write day and month, decided by those that allow one reading only.

    Where none does, the reading is taken under which a run of at least four dates only falls or only rises, if that
    holds for one reading alone: listings are sorted.
    """
    votes = {"dmy": 0, "mdy": 0}
    loose: list[tuple[str, str]] = []
    for text in texts:
        for found in _NUMERIC.finditer(narrow(text)):
            year = _full_year(found[4], short=True)
            if year is None:
                continue
            day_first = valid(year, int(found[3]), int(found[1]))
            month_first = valid(year, int(found[1]), int(found[3]))
            if day_first and month_first:
                loose.append((day_first, month_first))
            elif day_first or month_first:
                votes["dmy" if day_first else "mdy"] += 1
    if votes["dmy"] != votes["mdy"]:
        return "dmy" if votes["dmy"] > votes["mdy"] else "mdy"
    if len(set(loose)) < 4:
        return None
    sorted_as = [_monotonic([pair[side] for pair in loose]) for side in (0, 1)]
    if sorted_as[0] == sorted_as[1]:
        return None
    return "dmy" if sorted_as[0] else "mdy"


_NUMERIC = re.compile(
    r"(?<![0-9./:-])([0-9]{1,2})[ ]?([-/])[ ]?([0-9]{1,2})[ ]?\2[ ]?([12][0-9]{3}|[0-9]{2})(?![0-9./-])"
)


def _monotonic(days: list[str]) -> bool:
    return days == sorted(days) or days == sorted(days, reverse=True)


_ATTRIBUTE = re.compile(r"\s*([12][0-9]{3})[-/.]?([0-9]{2})[-/.]?([0-9]{2})(?![0-9])")


def parse_date_attribute(value: str) -> str | None:
    """The day that a machine-readable date means: ISO 8601 (also `20220525T1000Z`) or RFC 2822.

    The day stays as written, with whatever offset: `2022-05-25T23:30:00-08:00` is 25 May.
    """
    value = value[:80]
    if found := _ATTRIBUTE.match(value):
        return valid(*(int(part) for part in found.groups()))
    hits = find_dates(value)
    if len(hits) == 1 and not hits[0].ambiguous:
        return hits[0].date
    parts = parsedate_tz(value) if "," in value else None
    return valid(*parts[:3]) if parts else None
