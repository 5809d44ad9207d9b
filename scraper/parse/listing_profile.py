"""Teasers by the selectors of a profile: the strongest voice, as long as they match."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from scraper.parse.outline import Part
from scraper.parse.repetition import find_records, records_at
from scraper.parse.selected import SelectedRow, select_row, select_rows
from scraper.parse.teasers import read_teasers
from scraper.parse.weighing import Group, Record

if TYPE_CHECKING:
    from archive.records import Teaser
    from scraper.parse.document import Document
    from scraper.parse.outline import Outline
    from scraper.parse.patterns.dates import Order
    from scraper.profile import ListingSelectors


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
    return [
        _corrected(teaser, select_row(page.elements[record.parts[0].at], selectors, document.base, order))
        for record, teaser in rows
    ]


def _group(document: Document, page: Outline, selectors: ListingSelectors) -> Group | None:
    if not selectors.record:
        return next(iter(find_records(document, page)), None)
    numbers = {element: number for number, element in enumerate(page.elements)}
    rows = [row for row in select_rows(document, selectors) if row.record in numbers]
    places = [numbers[row.record] for row in rows]
    group = records_at(page, document.url, places)
    if selectors.link:
        own = {record.parts[0].at: record.url for record in group.records}
        found = [(place, row.url or own.get(place)) for place, row in zip(places, rows, strict=True)]
        records = tuple(Record((Part(place),), url) for place, url in found if url)
        group = Group(page, group.containers or tuple(page.parents[place] for place in places[:1]), records)
    return group


def _corrected(teaser: Teaser, row: SelectedRow) -> Teaser:
    """The teaser with the fields that selectors name, where they match."""
    return replace(
        teaser,
        title=row.title or teaser.title,
        category=row.category or teaser.category,
        summary=row.summary or teaser.summary,
        published=row.published or teaser.published,
    )
