"""What a profile's selectors select on a page, read in the plainest way.

On a detail page a selector is looked up in the whole page, in a listing within each record (itself
included). What it selects is the field, and nothing is weighed here:

- `title`: the text of the first element that has any.
- `date`: the date in the text of the first element that shows one, else in its `datetime`.
- `category`: the texts of all elements, joined by commas.
- `summary`: the texts of all elements, joined by spaces.
- `link`: where the first element that leads anywhere leads.
- `body`, `attachments`: the elements themselves; a body is all that they show, and an attachment is
  offered by an element or by something in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from lxml.cssselect import CSSSelector

from scraper.parse.patterns.dates import Order, date_line, find_dates, parse_date_attribute
from scraper.parse.text import fold
from scraper.urls import resolve

if TYPE_CHECKING:
    from scraper.parse.document import Document
    from scraper.profile import DetailSelectors, ListingSelectors

HtmlElement = Any

_SILENT: Final = frozenset({"script", "style", "template", "noscript", "svg", "head"})
_APART: Final = frozenset(
    "address article aside blockquote br dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 "
    "header hr li main nav ol option p pre section summary table tbody td tfoot th thead tr ul".split()
)


@dataclass(frozen=True, slots=True)
class SelectedDetail:
    """What the selectors give on a detail page; empty where one is missing or selects nothing."""

    title: str = ""
    published: str | None = None
    category: str = ""
    body: tuple[HtmlElement, ...] = ()
    attachments: tuple[HtmlElement, ...] = ()


@dataclass(frozen=True, slots=True)
class SelectedRow:
    """What the selectors give in one record of a listing; empty where one is missing or selects nothing."""

    record: HtmlElement
    url: str = ""
    title: str = ""
    published: str | None = None
    category: str = ""
    summary: str = ""


def select(scope: HtmlElement, css: str | None) -> list[HtmlElement]:
    """What a selector selects within an element, itself included, in the order of the page."""
    return list(_compiled(css)(scope)) if css else []


@lru_cache(maxsize=4096)
def _compiled(css: str) -> CSSSelector:
    return CSSSelector(css)


def select_detail(document: Document, selectors: DetailSelectors, order: Order | None = None) -> SelectedDetail:
    """Apply a profile's selectors to a detail page."""
    root = document.root
    return SelectedDetail(
        title=first_text(select(root, selectors.title)),
        published=date_of(select(root, selectors.date), order),
        category=joined_text(select(root, selectors.category), ", "),
        body=tuple(select(root, selectors.body)),
        attachments=tuple(select(root, selectors.attachments)),
    )


def select_rows(document: Document, selectors: ListingSelectors, order: Order | None = None) -> list[SelectedRow]:
    """Apply a profile's selectors to a listing: one row for each record, in the order of the page."""
    return [select_row(record, selectors, document.base, order) for record in select(document.root, selectors.record)]


def select_row(record: HtmlElement, selectors: ListingSelectors, base: str, order: Order | None = None) -> SelectedRow:
    """Apply a profile's selectors to one record of a listing."""
    return SelectedRow(
        record=record,
        url=first_address(select(record, selectors.link), base),
        title=first_text(select(record, selectors.title)),
        published=date_of(select(record, selectors.date), order),
        category=joined_text(select(record, selectors.category), ", "),
        summary=joined_text(select(record, selectors.summary), " "),
    )


def text_of(element: HtmlElement) -> str:
    """The text of an element as one line; what is laid out apart is parted by a space."""
    pieces: list[str] = []
    _collect(element, pieces)
    return fold("".join(pieces))


def _collect(element: HtmlElement, pieces: list[str]) -> None:
    # A stack rather than recursion: no page is too deep.
    todo: list[HtmlElement | str] = [element]
    while todo:
        node = todo.pop()
        if isinstance(node, str):
            pieces.append(node)
            continue
        if not isinstance(node.tag, str) or node.tag in _SILENT:
            continue
        apart = " " if node.tag in _APART else ""
        pieces.append(apart + (node.text or ""))
        todo.append(apart)
        for child in reversed(node):
            todo += (child.tail or "", child)


def first_text(elements: Sequence[HtmlElement]) -> str:
    """The text of the first element that has any."""
    return next((text for element in elements if (text := text_of(element))), "")


def joined_text(elements: Sequence[HtmlElement], separator: str) -> str:
    """The texts of all elements, each text once."""
    return separator.join(dict.fromkeys(text for element in elements if (text := text_of(element))))


def date_of(elements: Sequence[HtmlElement], order: Order | None = None) -> str | None:
    """The date that the first element shows that shows one; else the one that it tells machines."""
    for element in elements:
        for text in (text_of(element), fold(" ".join(element.itertext()))):
            if line := date_line(text, order=order):
                return line.published
            days = {hit.date for hit in find_dates(text, order=order)}
            if len(days) == 1:
                return days.pop()
    for element in elements:
        for one in element.iter():
            value = one.get("datetime") or one.get("content") if isinstance(one.tag, str) else None
            if value and (day := parse_date_attribute(value)):
                return day
    return None


def first_address(elements: Sequence[HtmlElement], base: str) -> str:
    """Where the first element leads that leads anywhere, itself or by a link in it."""
    for element in elements:
        for one in element.iter():
            if isinstance(one.tag, str) and (address := resolve(base, one.get("href") or "")):
                return address
    return ""
