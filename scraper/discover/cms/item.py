"""What the JSON of a content management system says, whichever system it is."""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass
from typing import Any

_TAGS = re.compile(r"<[^>]{0,4000}>")
_MORE = re.compile(
    r"\s*(?:\[(?:…|\.\.\.)\]|(?:…|\.\.\.)?\s*(?:continue reading|read more|weiterlesen|lire la suite)\b.*)$", re.I
)
_DAY = re.compile(r"((?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))(?:$|[T ])")


@dataclass(frozen=True, slots=True)
class CmsItem:
    """One post as the JSON tells it.

    Attributes:
        url: its page.
        title: one line of plain text.
        published: the day in the site's own time, or None.
        categories: the names of its categories, the first first.
        summary: one line of plain text.
        markup: the body as HTML.
        lang: the language that the JSON names, empty if none.
        dated: whether the day is given as that of publication, not only as that of the entry's making.
    """

    url: str
    title: str = ""
    published: str | None = None
    categories: tuple[str, ...] = ()
    summary: str = ""
    markup: str = ""
    lang: str = ""
    dated: bool = True


@dataclass(frozen=True, slots=True)
class Collection:
    """One kind of content that the JSON offers: its address, its name for itself, and what people call it."""

    url: str
    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class CmsPage:
    """One page of a collection.

    Attributes:
        items: its posts.
        count: how many objects it has, readable or not.
        next_url: the page after it, None on the last.
        total: how many objects the collection has in all, None where that is not said.
        problem: why it could not be read; empty where it could.
    """

    items: tuple[CmsItem, ...] = ()
    count: int = 0
    next_url: str | None = None
    total: int | None = None
    problem: str = ""


def plain(value: Any) -> str:
    """One line of plain text from a piece of markup, an object that holds one, or nothing."""
    if isinstance(value, dict):
        value = next(
            (value[key] for key in ("rendered", "processed", "value", "raw") if isinstance(value.get(key), str)), ""
        )
    if not isinstance(value, str):
        return ""
    return " ".join(html.unescape(_TAGS.sub(" ", value)).replace("\u200b", "").split())


def teaser_text(value: Any) -> str:
    """A summary as a listing would show it, without the words that lead on."""
    return _MORE.sub("", plain(value)).strip()


def markup_of(value: Any) -> str:
    """A body as HTML, from what holds it."""
    if isinstance(value, dict):
        value = next((value[key] for key in ("rendered", "processed", "value") if isinstance(value.get(key), str)), "")
    return value if isinstance(value, str) else ""


def day_of(value: Any) -> str | None:
    """The day at the beginning of a date or time as JSON writes them, in the time that it is given in."""
    if isinstance(value, dict):
        value = value.get("value") or value.get("start") or value.get("date")
    found = _DAY.match(value.strip()) if isinstance(value, str) else None
    return found[1] if found else None


def loaded(body: bytes) -> Any:
    """What JSON holds, None for what is none."""
    try:
        return json.loads(body.decode("utf-8-sig", "replace"), strict=False)
    except (ValueError, RecursionError):
        return None
