"""The parts that a listing offers beside its chain of pages: months, and a search that lists everything.

Years are found by the reader of listings, with the next page; what stands here needs the whole page and is
asked for once a listing. Nothing is submitted that a reader would have to fill in: a form counts only where its
empty query is a page of this very listing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

from scraper.discover.links import Link, anchors, news_likeness
from scraper.discover.periods import MONTH_PATH, names_month
from scraper.discover.source import Page
from scraper.parse.controls import option_address
from scraper.parse.document import Document, parse_document
from scraper.site import Site
from scraper.urls import canonical, resolve

if TYPE_CHECKING:
    from collections.abc import Iterable

HtmlElement = Any

LEAST_MONTHS = 3
"""Fewer links to months are the arrows of a calendar."""

_QUERY_NAMES = frozenset(
    "q s k query keyword keywords keys key search searchword search_text searchtext text term words kw wd title".split()
)
_SUBMIT = frozenset({"submit", "button", "image", "reset"})


def parts_of(page: Page, site: Site) -> list[str]:
    """The addresses of a listing's months and of the search that lists all of it, each once."""
    document = parse_document(page.body, page.url, page.charset or None)
    if document.kind not in {"", "html"}:
        return []
    found = [*_months(anchors(page)), *_month_options(document), *_searches(document)]
    own = canonical(page.url)
    return list(dict.fromkeys(url for url in found if site.in_scope(url) and canonical(url) != own))


def _months(links: Iterable[Link]) -> list[str]:
    """Links that each name a month, or lead to one by their path; a few alone are a calendar's arrows."""
    found = [link.url for link in links if names_month(link.text) or (MONTH_PATH.search(link.url) and link.text)]
    return found if len(found) >= LEAST_MONTHS else []


def _month_options(document: Document) -> list[str]:
    """The addresses behind a drop-down list of months."""
    found: list[str] = []
    for select in document.root.iter("select"):
        named = [option for option in select.iter("option") if names_month(" ".join(option.text_content().split()))]
        if len(named) >= LEAST_MONTHS:
            found += [url for option in named if (url := option_address(select, option, document.base))]
    return found


def _searches(document: Document) -> list[str]:
    """The empty query of each form that searches this listing."""
    found = []
    for form in document.root.iter("form"):
        if (form.get("method") or "get").strip().lower() != "get":
            continue
        fields = _fields(form)
        if fields is None:
            continue
        target = resolve(document.base, form.get("action") or document.url)
        if target and _searches_listing(target, fields, document.url):
            found.append(target.partition("?")[0] + "?" + urlencode(fields))
    return found


def _fields(form: HtmlElement) -> list[tuple[str, str]] | None:
    """What a form sends when nothing is filled in; None where it has no place for words to look for."""
    fields: list[tuple[str, str]] = []
    words = False
    for element in form.iter("input", "select"):
        name, kind = element.get("name"), (element.get("type") or "text").lower()
        if kind == "password":
            return None
        if not name or kind in _SUBMIT or (kind in {"checkbox", "radio"} and element.get("checked") is None):
            continue
        if element.tag == "select":
            chosen = next((option for option in element.iter("option") if option.get("selected") is not None), None)
            chosen = chosen if chosen is not None else next(element.iter("option"), None)
            fields.append((name, (chosen.get("value") or "") if chosen is not None else ""))
            continue
        words |= kind in {"text", "search"} and name.lower() in _QUERY_NAMES
        fields.append((name, element.get("value") or ""))
    return fields if words else None


def _searches_listing(target: str, fields: list[tuple[str, str]], here: str) -> bool:
    """Whether a form searches the listing in hand rather than the whole site."""
    own, there = urlsplit(here).path.rstrip("/"), urlsplit(target).path.rstrip("/")
    if own and (there == own or there.startswith(own + "/")):
        return True
    return any(value and news_likeness(Link(f"{target.partition('?')[0]}/{value}", value)) >= 10 for _, value in fields)
