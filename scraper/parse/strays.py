"""Records that do not repeat: the only one of a last page, and the large first one above a list."""

from __future__ import annotations

from dataclasses import replace
from statistics import median
from typing import TYPE_CHECKING

from scraper.parse.outline import Link, Outline, Part, width
from scraper.parse.patterns.phrases import pages_on
from scraper.parse.weighing import Group, Record, address_pattern, pieces_in, region_of, weigh
from scraper.urls import canonical

if TYPE_CHECKING:
    from collections.abc import Iterable

# A record has few links (title, picture, "more", category, tags) and is no whole article.
_MOST_ADDRESSES = 8
_MOST_TEXT = 2500
# Elements that are made to hold one record.
_WHOLE = ("tr", "li", "article", "body", "html")
# How far above the list the element may be that holds a featured record too.
_NEAR = 4


def lone_record(page: Outline, url: str) -> Group | None:
    """A page's only record: a link with a title and a date of its own, outside menus and footers."""
    own = canonical(url)
    roots: dict[int, Link] = {}
    for link in page.links:
        if width(link.text) < 6 or canonical(link.url) == own or region_of(page, link.at) < 0.5:
            continue
        root = _around(page, link, page.dates)
        if root is not None and (root not in roots or _titled(link) > _titled(roots[root])):
            roots[root] = link
    best: Group | None = None
    for root, link in roots.items():
        # What holds another candidate is a part of the page.
        if any(root < other < page.end[root] for other in roots):
            continue
        whole = _grown(page, root)
        group = Group(page, (page.parents[whole],), (Record(_own_parts(page, whole, link), link.url),))
        weigh(group)
        if best is None or group.score > best.score:
            best = group
    return best


def _own_parts(page: Outline, root: int, link: Link) -> tuple[Part, ...]:
    """A record without the heading of the page above it and the page numbers below it."""
    parts = page.parts(root)
    at = next((n for n, p in enumerate(parts) if p.what == "element" and p.at <= link.at < page.end[p.at]), None)
    if at is None or not _holds_chrome(page, parts, at):
        return (Part(root),)
    first = max((n + 1 for n in range(at) if page.tags[parts[n].at] in ("h1", "h2")), default=0)
    last = next((n for n in range(at + 1, len(parts)) if _turns_pages(page, parts[n])), len(parts))
    return tuple(parts[first:last])


def _holds_chrome(page: Outline, parts: list[Part], at: int) -> bool:
    return any(page.tags[part.at] in ("h1", "h2") for part in parts[:at]) or any(
        _turns_pages(page, part) for part in parts[at + 1 :]
    )


def _turns_pages(page: Outline, part: Part) -> bool:
    return part.what == "element" and any(pages_on(link.text) for link in page.links_in(part.at))


def _titled(link: Link) -> tuple[bool, int]:
    return link.heading > 0, min(width(link.text), 200)


def with_featured(group: Group) -> Group:
    """The group with the records above it that are made differently but lead to addresses of the same pattern."""
    page, records = group.outline, group.records
    if len(records) < 2:
        return group
    dated = sum(any(map(page.dated, record.parts)) for record in records) * 2 > len(records)
    patterns = [address_pattern(record.url) for record in records]
    usual = max(set(patterns), key=patterns.count)
    known = {record.url for record in records}
    limit = _common_ground(page, group.containers)
    floor = region_of(page, group.containers[0])
    richness = median(pieces_in(page, record) for record in records)
    found = []
    for link in _links_before(page, limit, records[0].parts[0].at):
        if link.url in known or address_pattern(link.url) != usual or region_of(page, link.at) < floor:
            continue
        root = _around(page, link, page.dates if dated else page.headings)
        if root is None or root <= limit or page.end[root] > records[0].parts[0].at:
            continue
        record = Record((Part(_grown(page, root)),), link.url)
        # A list of latest news beside the listing says less of each post than the listing does.
        if pieces_in(page, record) >= richness:
            known.add(link.url)
            found.append(record)
    return replace(group, records=(*found, *records)) if found else group


def _common_ground(page: Outline, containers: tuple[int, ...]) -> int:
    """The nearest element around a list that may hold a featured record too."""
    ground = containers[0]
    for _ in range(_NEAR):
        parent = page.parents[ground]
        if parent < 0 or page.tags[parent] in ("body", "html"):
            break
        ground = parent
        if page.headings[ground] and page.tags[ground] == "main":
            break
    return ground


def _links_before(page: Outline, limit: int, start: int) -> Iterable[Link]:
    return [link for link in page.links_in(limit) if link.at < start]


def _around(page: Outline, link: Link, wanted: list[int]) -> int | None:
    """The smallest element around a link that holds what a record needs; None if it holds too much else."""
    for index in (link.at, *page.ancestors(link.at)):
        if page.text[index] > _MOST_TEXT or page.tags[index] in ("body", "html"):
            return None
        if (
            page.linked(index) > 3 * _MOST_ADDRESSES
            or len({other.url for other in page.links_in(index)}) > _MOST_ADDRESSES
        ):
            return None
        if wanted[index]:
            return index
    return None


def _grown(page: Outline, index: int) -> int:
    """The widest element around that adds no further link, date or heading."""
    while page.tags[index] not in _WHOLE and page.tags[parent := page.parents[index]] not in ("body", "html", "main"):
        same = page.linked(parent) == page.linked(index) and page.dates[parent] == page.dates[index]
        if not same or page.headings[parent] != page.headings[index] or page.text[parent] > _MOST_TEXT:
            break
        index = parent
    return index
