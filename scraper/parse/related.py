"""The teasers of other posts that a detail page shows after its own."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from archive.records import Teaser
from scraper.parse.document import Document
from scraper.parse.flow import Flow
from scraper.parse.outline import outline
from scraper.parse.patterns.dates import Order
from scraper.parse.repetition import Group, find_records
from scraper.parse.strays import lone_record
from scraper.parse.teasers import read_teasers
from scraper.urls import canonical, same_site

_MOST_LINES: Final = 160
_LEAST_SCORE: Final = 1.0


def read_related(flow: Flow, start: int, end: int, *, order: Order | None = None) -> tuple[Teaser, ...]:
    """The teasers between two lines, in page order."""
    document = flow.document
    if end - start < 1 or end - start > _MOST_LINES:
        return ()
    box = flow.lines[start].node
    for index in range(start + 1, end):
        box = flow.common(box, flow.lines[index].node)
    node = flow.nodes[box]
    if node.end - node.start > 2 * _MOST_LINES:
        return ()
    part = Document(node.element, document.url, document.base, document.encoding, "")
    page = outline(node.element, document.base)
    after = _elements_after(flow, start, node.start)
    groups = find_records(part, page)
    chosen = [_within(group, after) for group in groups if group.score >= _LEAST_SCORE]
    chosen = [group for group in chosen if group.records]
    if not chosen and (lone := lone_record(page, document.url)):
        chosen = [group for group in [_within(lone, after)] if group.records]
    if not chosen:
        return ()
    own = canonical(document.url)
    teasers = read_teasers(chosen[0], document.base, order=order)
    return tuple(t for t in teasers if t.title and same_site(t.url, document.url) and canonical(t.url) != own)


def _elements_after(flow: Flow, start: int, box_start: int) -> frozenset[object] | None:
    """The boxes of the post itself within the box of the teasers; None if there is nothing of it."""
    if box_start >= start:
        return None
    return frozenset(flow.nodes[flow.lines[index].node].element for index in range(box_start, start))


def _within(group: Group, before: frozenset[object] | None) -> Group:
    """The group without the records that hold anything of the post."""
    if before is None:
        return group
    page = group.outline
    barred = [index for index, element in enumerate(page.elements) if element in before]
    last = max(barred, default=-1)
    return replace(group, records=tuple(record for record in group.records if record.parts and record.parts[0].at >= last))
