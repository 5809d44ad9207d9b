"""Records that do not repeat: the only one of a last page, and the large first one above a list."""

from __future__ import annotations

from statistics import median

from scraper.parse.outline import Link, Outline, Part, width
from scraper.parse.patterns.phrases import pages_on
from scraper.parse.weighing import Group, Record, address_pattern, pieces_in, region_of, weigh
from scraper.urls import canonical

# A record has few links (title, picture, "more", category, tags) and is no whole article.
_MOST_ADDRESSES = 8
_MOST_TEXT = 2500
# Elements that are made to hold one record.
_WHOLE = ("tr", "li", "article", "body", "html")
# Categories and tags of a record: so many links, each so short.
_MOST_LABELS = 4
_LABEL = 30
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
    if page.tags[root] == "tr":
        return tuple(map(Part, _rows_of(page, root)))
    parts = page.parts(root)
    at = next((n for n, p in enumerate(parts) if p.what == "element" and p.at <= link.at < page.end[p.at]), None)
    if at is None or not _holds_chrome(page, parts, at):
        return (Part(root),)
    first = max((n + 1 for n in range(at) if page.tags[parts[n].at] in ("h1", "h2")), default=0)
    last = next((n for n in range(at + 1, len(parts)) if _turns_pages(page, parts[n])), len(parts))
    return tuple(parts[first:last])


def _rows_of(page: Outline, root: int) -> list[int]:
    """A row of a table with those below it that one of its cells stands beside; any other element alone."""
    spans = (
        [page.elements[cell].get("rowspan") or "" for cell in page.children(root)] if page.tags[root] == "tr" else []
    )
    most = max((int(span) for span in spans if span.isdecimal() and len(span) < 3), default=1)
    rows = [child for child in page.children(page.parents[root]) if child >= root] if most > 1 else [root]
    return rows[:most]


def _holds_chrome(page: Outline, parts: list[Part], at: int) -> bool:
    return any(page.tags[part.at] in ("h1", "h2") for part in parts[:at]) or any(
        _turns_pages(page, part) for part in parts[at + 1 :]
    )


def _turns_pages(page: Outline, part: Part) -> bool:
    return part.what == "element" and any(pages_on(link.text) for link in page.links_in(part.at))


def _titled(link: Link) -> tuple[bool, int]:
    return link.heading > 0, min(width(link.text), 200)


def featured_above(group: Group) -> list[Group]:
    """The records above a group that are made differently but lead to addresses of the same pattern, each by itself."""
    page, records = group.outline, group.records
    if len(records) < 2:
        return []
    dated = sum(any(map(page.dated, record.parts)) for record in records) * 2 > len(records)
    patterns = [address_pattern(record.url) for record in records]
    usual = max(set(patterns), key=patterns.count)
    known = {record.url for record in records}
    limit = _common_ground(page, group.containers)
    floor = region_of(page, group.containers[0])
    richness = median(pieces_in(page, record) for record in records)
    start = records[0].parts[0].at
    near = [link for link in page.links_in(limit) if link.at < start and address_pattern(link.url) == usual]
    found = []
    for link in near:
        if link.url in known or region_of(page, link.at) < floor:
            continue
        root = _around(page, link, page.dates if dated else page.headings)
        if root is None or root <= limit or page.end[root] > start:
            continue
        record = Record(tuple(map(Part, _rows_of(page, _grown(page, root)))), link.url)
        # A list of latest news beside the listing says less of each post than the listing does, and has several.
        rich = pieces_in(page, record) >= richness and page.tags[limit] != "body"
        if rich or _leads_in(page, record, group, near):
            known.add(link.url)
            found.append(Group(page, (page.parents[record.parts[0].at],), (record,)))
    return found


def _leads_in(page: Outline, record: Record, group: Group, near: list[Link]) -> bool:
    """Whether a record is the only one of its kind, and nothing stands between it and the list below."""
    at, first = record.parts[0].at, group.records[0].parts[0].at
    around = {first, *page.ancestors(first)}
    while page.parents[at] not in around:
        at = page.parents[at]
        if at < 0:
            return False
    if {link.url for link in near if at <= link.at < page.end[at]} != {record.url}:
        return False
    below = next((child for child in page.children(page.parents[at]) if child in around), -1)
    between = range(page.end[at], below)
    return below >= 0 and not any(page.text[index] for index in between) and not _is_said(page.elements[at].tail)


def _is_said(text: str | None) -> bool:
    return bool(text and text.strip())


def _common_ground(page: Outline, containers: tuple[int, ...]) -> int:
    """The nearest element around a list that may hold a featured record too."""
    ground = containers[0]
    for _ in range(_NEAR):
        parent = page.parents[ground]
        if parent < 0 or page.tags[ground] == "body":
            break
        ground = parent
        if page.headings[ground] and page.tags[ground] == "main":
            break
    return ground


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


def _adds_labels(page: Outline, index: int, parent: int) -> bool:
    """Whether the element around adds no link, or in an article of its own no more than a few labels."""
    if page.linked(parent) == page.linked(index):
        return True
    if page.tags[parent] != "article":
        return False
    added = [link for link in page.links_in(parent) if not index <= link.at < page.end[index]]
    return len(added) <= _MOST_LABELS and all(width(link.text) <= _LABEL and not pages_on(link.text) for link in added)


def _grown(page: Outline, index: int) -> int:
    """The widest element around that adds no further link, date or heading."""
    while page.tags[index] not in _WHOLE and page.tags[parent := page.parents[index]] not in ("body", "html", "main"):
        same = page.dates[parent] == page.dates[index] and _adds_labels(page, index, parent)
        if not same or page.headings[parent] != page.headings[index] or page.text[parent] > _MOST_TEXT:
            break
        index = parent
    return index
