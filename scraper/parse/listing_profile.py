"""Teasers by the selectors of a profile: the strongest voice, as long as they match."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from scraper.parse.outline import Part
from scraper.parse.patterns.dates import date_line, parse_date_attribute
from scraper.parse.repetition import find_records, records_at
from scraper.parse.teasers import read_teasers
from scraper.parse.units import fold
from scraper.parse.weighing import Group, Record
from scraper.urls import resolve

if TYPE_CHECKING:
    from archive.records import Teaser
    from scraper.parse.document import Document
    from scraper.parse.outline import Outline
    from scraper.parse.patterns.dates import Order
    from scraper.profile import ListingSelectors

HtmlElement = Any


def read_by_profile(
    document: Document, page: Outline, selectors: ListingSelectors, order: Order | None
) -> list[Teaser]:
    """The teasers that a profile's selectors find; empty where they match nothing or say nothing about records.

    What a selector does not name, or does not match in a record, is read as on any page.
    """
    if not any(
        (selectors.record, selectors.link, selectors.title, selectors.date, selectors.category, selectors.summary)
    ):
        return []
    group = _group(document, page, selectors)
    if group is None or not group.records:
        return []
    teasers = read_teasers(group, order=order)
    rows = zip(group.records, teasers, strict=True)
    return [_corrected(page, record, teaser, selectors, order) for record, teaser in rows]


def _group(document: Document, page: Outline, selectors: ListingSelectors) -> Group | None:
    if not selectors.record:
        return next(iter(find_records(document, page)), None)
    numbers = {element: number for number, element in enumerate(page.elements)}
    places = [numbers[e] for e in document.root.cssselect(selectors.record) if e in numbers]
    group = records_at(page, document.url, places)
    if selectors.link:
        own = {record.parts[0].at: record.url for record in group.records}
        addresses = {place: _address(page.elements[place], selectors.link, document.base) for place in places}
        found = [(place, addresses[place] or own.get(place)) for place in places]
        records = tuple(Record((Part(place),), url) for place, url in found if url)
        group = Group(page, group.containers or tuple(page.parents[place] for place in places[:1]), records)
    return group


def _address(record: HtmlElement, selector: str, base: str) -> str | None:
    for element in _matches(record, selector):
        link = element if element.get("href") else next(element.iter("a"), None)
        if link is not None and (url := resolve(base, link.get("href") or "")):
            return url
    return None


def _matches(record: HtmlElement, selector: str) -> list[HtmlElement]:
    return list(record.cssselect(selector))


def _text(record: HtmlElement, selector: str | None) -> str:
    if not selector:
        return ""
    return next((text for e in _matches(record, selector) if (text := fold(e.text_content()))), "")


def _corrected(
    page: Outline, record: Record, teaser: Teaser, selectors: ListingSelectors, order: Order | None
) -> Teaser:
    """The teaser with the fields that selectors name, where they match."""
    root = page.elements[record.parts[0].at]
    named = {name: _text(root, getattr(selectors, name)) for name in ("title", "category", "summary")}
    published = _date(root, selectors.date, order)
    return replace(
        teaser,
        title=named["title"] or teaser.title,
        category=named["category"] or teaser.category,
        summary=named["summary"] or teaser.summary,
        published=published or teaser.published,
    )


def _date(record: HtmlElement, selector: str | None, order: Order | None) -> str | None:
    for element in _matches(record, selector) if selector else ():
        if line := date_line(fold(element.text_content()), order=order):
            return line.published
        if day := parse_date_attribute(element.get("datetime") or element.get("content") or ""):
            return day
    return None
