"""Search: by words, as of any moment, with counts of what else there is; without words, every post."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from archive.browse.pages import Paging, Unreadable, address, given, render, whole
from archive.browse.thumbs import first_pictures
from archive.history import run_times
from archive.moments import read_edge
from archive.search import Filters, Hit, count, search, tally
from archive.search_text import match_expression

if TYPE_CHECKING:
    from archive.db import Archive

_SIZE = 20
_NAMES = ("q", "lang", "category", "year", "status", "since", "until", "as_of", "past", "sort")
_HEADINGS = {"lang": "Language", "category": "Category", "year": "Year", "status": "Status"}
_CHOICES = 12  # of a facet that are shown at once


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet: how many posts it would give, and where it leads; chosen ones lead back."""

    name: str
    count: int
    link: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found: one page of hits, the pictures of those, and the counts of everything."""

    hits: list[Hit]
    pictures: dict[int, str]
    total: int
    paging: Paging
    facets: dict[str, list[tuple[str, int]]]


async def page(datasette: Any, request: Any) -> Any:
    """Show the form, what was found, and what else there is."""
    typed = {name: given(request, name) for name in _NAMES}
    context: dict[str, Any] = {"typed": typed, "found": None, "facets": [], "problem": "", "here": "/search"}
    status = 200
    try:
        number = whole(request, "page", 1) or 1
        if typed["q"] is not None and not match_expression(typed["q"]):
            message = "There is no word to search for in that: give letters, digits or Chinese characters."
            raise Unreadable(message)
        found = await datasette.read(lambda archive: _find(archive, typed, number))
        context |= {"found": found, "facets": _facets(found, typed), "link": _linker(typed)}
        context["then"] = await datasette.read(lambda archive: _filters(archive, typed).as_of)
    except Unreadable as error:
        context["problem"], status = str(error), 400
    return await render(datasette, request, "search.html", context, status=status)


def _find(archive: Archive, typed: dict[str, str | None], number: int) -> Found:
    filters, words = _filters(archive, typed), typed["q"]
    newest = typed["sort"] == "newest" or words is None
    total = count(archive, words, filters=filters)
    paging = Paging(number, total, _SIZE)
    hits = search(archive, words, _SIZE, offset=paging.offset, newest=newest, filters=filters)
    pictures = first_pictures(archive, [hit.post_id for hit in hits])
    return Found(hits, pictures, total, paging, tally(archive, words, filters=filters))


def _filters(archive: Archive, typed: dict[str, str | None]) -> Filters:
    """Read what was chosen.

    Raises:
        Unreadable: something of it cannot be; the message is for the user.
    """
    since, until = _day(typed["since"], "From"), _day(typed["until"], "To")
    if typed["year"]:
        first, last = _year(typed["year"])
        since, until = max(since or first, first), min(until or last, last)
    if since and until and until < since:
        message = f"No day is both from {since} on and up to {until}."
        raise Unreadable(message)
    if typed["as_of"] and typed["past"]:
        message = "“As of” looks at one moment, “earlier wordings” at all of them: choose one of the two."
        raise Unreadable(message)
    return Filters(
        lang=typed["lang"],
        category="" if typed["category"] == NONE else typed["category"],
        since=since,
        until=until,
        as_of=_moment(archive, typed["as_of"]) if typed["as_of"] else None,
        past=bool(typed["past"]),
        status=typed["status"],
    )


NONE = "(none)"
"""Stands for posts without a category where an address names one."""


def _day(text: str | None, name: str) -> str | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        message = f"“{name}”: {text[:40]} is no date; give one such as 2026-11-22."
        raise Unreadable(message) from None


def _year(text: str) -> tuple[str, str]:
    if not (text.isascii() and text.isdigit() and len(text) == 4):
        message = f"{text[:40]} is no year; give one such as 2026."
        raise Unreadable(message)
    return f"{text}-01-01", f"{text}-12-31"


def _moment(archive: Archive, text: str) -> str:
    try:
        return read_edge(text, datetime.now(UTC), lambda number: run_times(archive, number), end=True).at
    except ValueError as error:
        raise Unreadable(str(error)) from None


def _linker(typed: dict[str, str | None]) -> Any:
    def link(**changes: object) -> str:
        return address("/search", typed, **changes)

    return link


def _facets(found: Found, typed: dict[str, str | None]) -> list[tuple[str, list[Choice], list[Choice]]]:
    """Heading, the choices to show and those to fold away, of each facet with more than one choice."""
    shown = []
    for name, heading in _HEADINGS.items():
        choices = []
        for value, number in found.facets[name]:
            key = value or (NONE if name == "category" else "")
            if not key:
                continue  # undated posts have no year to choose
            chosen = typed[name] == key
            choices.append(Choice(key, number, address("/search", typed, **{name: None if chosen else key}), chosen))
        if len(choices) > 1 or any(choice.chosen for choice in choices):
            shown.append((heading, choices[:_CHOICES], choices[_CHOICES:]))
    return shown
