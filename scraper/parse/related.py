"""The teasers of other posts that a detail page shows after its own."""

from __future__ import annotations

from copy import deepcopy
from typing import Final

import lxml.html

from archive.records import Teaser
from scraper.parse.document import Document, HtmlElement
from scraper.parse.flow import Flow
from scraper.parse.outline import outline
from scraper.parse.patterns.dates import Order
from scraper.parse.patterns.wording import is_kin
from scraper.parse.repetition import find_records
from scraper.parse.sections import heading_above
from scraper.parse.strays import lone_record
from scraper.parse.teasers import read_teasers
from scraper.urls import canonical, same_site

_MOST_LINES: Final = 90
_LEAST_SCORE: Final = 0.3
# What the word "related" above a list is worth against a list of the latest news beside it.
_KIN: Final = 3.0


def read_related(flow: Flow, body_end: int, start: int, end: int, *, order: Order | None = None) -> tuple[Teaser, ...]:
    """The teasers between the lines `start` and `end`, in page order; the post itself ends before `body_end`."""
    document = flow.document
    if not start < end <= start + _MOST_LINES:
        return ()
    section = lxml.html.Element("div")
    for element in _section(flow, body_end, start, end):
        section.append(deepcopy(element))
    part = Document(section, document.url, document.base, document.encoding, "")
    page = outline(section, document.base)
    groups = [group for group in find_records(part, page) if group.score >= _LEAST_SCORE]
    if not groups and (lone := lone_record(page, document.url)):
        groups = [lone]
    groups.sort(key=lambda group: -group.score * (_KIN if is_kin(heading_above(page, group.containers[0])[0]) else 1))
    own = canonical(document.url)
    for group in groups[:3]:
        teasers = [
            teaser
            for teaser in read_teasers(group, order=order)
            if teaser.title and same_site(teaser.url, document.url) and canonical(teaser.url) != own
        ]
        if teasers:
            return tuple(teasers)
    return ()


def _section(flow: Flow, body_end: int, start: int, end: int) -> list[HtmlElement]:
    """The elements that hold the teasers: the largest box behind the body around the first, and what follows it.

    A box with several links is the whole section; a heading or a single record has its fellows beside it.
    """
    nodes = flow.nodes
    number = flow.lines[start].node
    after = body_end <= start
    while nodes[number].parent >= 0:
        above = nodes[nodes[number].parent]
        if above.start < body_end if after else above.end > end:
            break
        number = nodes[number].parent
    top = nodes[number]
    if after and top.start < body_end:
        return [top.element]  # text and teasers are mixed in one box
    links = {link.href for line in flow.lines[top.start : top.end] for link in line.links if line.linked}
    if len(links) > 1 and top.end - top.start > 3:
        return [top.element]
    out = [top.element]
    known = {id(node.element): node for node in nodes[number + 1 :] if node.parent == top.parent}
    for sibling in top.element.itersiblings():
        box = known.get(id(sibling))
        if box is not None and box.end > end:
            break
        out.append(sibling)
    return out
