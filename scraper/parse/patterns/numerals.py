"""Chinese numerals, and the calendars of Taiwan and Japan that count years by era."""

from __future__ import annotations

_DIGITS = {c: n for n, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0, "元": 1}

# The year before each era's first, so that era year + offset is the common year.
_ERA_OFFSETS = {"民國": 1911, "民国": 1911, "中華民國": 1911, "令和": 2018, "平成": 1988, "昭和": 1925}
ERAS = "中華民國|民國|民国|令和|平成|昭和"


def numeral(text: str) -> int:
    """The value of plain digits or a Chinese numeral below 1000: `25`, `二十五`, `廿五`, `二〇二二`, `一百一十一`.

    Returns 0, which is no day, month or year, for what is not a numeral.
    """
    if text.isdigit() and text.isascii():
        return int(text)
    if not any(c in "十百廿卅" for c in text):
        digits = [str(_DIGITS.get(c, "")) for c in text]
        return int("".join(digits)) if all(digits) else 0
    total, pending = 0, 0
    for character in text:
        if character in "十百":
            total += (pending or 1) * (10 if character == "十" else 100)
            pending = 0
        elif character in "廿卅":
            total += 20 if character == "廿" else 30
        else:
            pending = _DIGITS.get(character, 0)
    return total + pending


def era_year(era: str, year: int) -> int:
    """The common year of a year in an era: 民國 111 is 2022."""
    return year + _ERA_OFFSETS[era]
