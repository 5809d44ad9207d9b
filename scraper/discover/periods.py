"""Links to a year, month or day: what they read as, and the addresses that they have."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from scraper.parse.patterns.dates import is_partial_date

MONTH_PATH = re.compile(r"/(?:19[7-9]|20[0-9])\d/(?:0?[1-9]|1[0-2])/?$")
_PERIOD_PATH = re.compile(
    r"(?:^|[/=&?-])(?:19[7-9]|20[0-9])\d(?:[/-]?(?:0?[1-9]|1[0-2])(?:[/-]?(?:0?[1-9]|[12]\d|3[01]))?)?/?$"
)
_COUNT = re.compile(r"\s*[(（\[]\s*\d+\s*[)）\]]\s*$")
_NUMBERS = re.compile(r"[\d\s./年月日-]{1,7}")


def names_month(text: str) -> bool:
    """Whether a text names a month of a year and nothing else, perhaps with a count behind it."""
    text = _COUNT.sub("", text).strip()
    if not 0 < len(text) <= 24 or not re.search(r"\d{4}", text) or not re.search(r"[^\d\W]", text):
        return False
    return is_partial_date(text)


def is_period(url: str, text: str) -> bool:
    """Whether a link leads to a year, month or day rather than to a post: its address ends in one, and it reads so.

    A whole date may well be the title of a post; a number alone, or a month, is a cell or a line of a calendar.
    """
    parts = urlsplit(url)
    if not _PERIOD_PATH.search(parts.path) and not _PERIOD_PATH.search(parts.query):
        return False
    text = _COUNT.sub("", text).strip()
    return not text or bool(_NUMBERS.fullmatch(text)) or names_month(text)
