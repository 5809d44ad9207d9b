"""How values are written in templates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from archive.markup import language, legal, marked, web_address
from archive.terminal import human_bytes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archive.worddiff import Piece


def day(moment: str | None) -> str:
    """The day of a moment or date; empty where there is none."""
    return (moment or "")[:10]


def minute(moment: str | None) -> str:
    """A moment to the minute, as people read it."""
    return f"{moment[:16].replace('T', ' ')} UTC" if moment else ""


def clock(moment: str | None) -> Markup:
    """A moment as an element that programs can read too."""
    return Markup('<time datetime="{}">{}</time>').format(moment, minute(moment)) if moment else Markup()


def number(value: int | None) -> str:
    """A number with its thousands apart."""
    return f"{value or 0:,}"


def address(url: str | None) -> Markup:
    """An address that is fit for a link; empty if it is not one of the web."""
    return Markup(web_address(url or ""))  # noqa: S704 - it comes escaped


def count(value: int, one: str, many: str = "") -> str:
    """A number with its noun: `count(2, "post")` is `2 posts`."""
    return f"{value:,} {one if value == 1 else many or one + 's'}"


def diffed(pieces: Sequence[Piece]) -> Markup:
    """A text with the words that were removed and added marked."""
    return Markup(marked(pieces))  # noqa: S704 - its texts come escaped


FILTERS = {
    "day": day, "minute": minute, "clock": clock, "number": number, "bytes": human_bytes, "address": address,
    "tag": language, "legal": legal, "count": count, "diffed": diffed,
}  # fmt: skip
"""By their names in templates."""
