"""How much a group of records reads like the news of a listing."""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from statistics import median
from typing import TYPE_CHECKING

from scraper.parse.outline import UNSEEN, Outline, Part, width

if TYPE_CHECKING:
    from collections.abc import Sequence

# Chrome by the page's own word: element names and ARIA roles.
_REGIONS = {
    "nav": 0.15,
    "footer": 0.2,
    "header": 0.45,
    "aside": 0.4,
    "navigation": 0.15,
    "contentinfo": 0.2,
    "banner": 0.45,
    "complementary": 0.4,
    "search": 0.2,
    "menu": 0.15,
    "menubar": 0.15,
    "main": 1.25,
    "article": 1.0,
}


@dataclass(frozen=True, slots=True)
class Record:
    """One record: its parts in reading order, and the address of its own link."""

    parts: tuple[Part, ...]
    url: str

    @property
    def elements(self) -> tuple[int, ...]:
        """The numbers of the parts that are elements."""
        return tuple(part.at for part in self.parts if part.what == "element")


@dataclass(slots=True)
class Group:
    """Records that repeat.

    Attributes:
        outline: the page that they are numbers in.
        containers: the elements that hold the records as children.
        records: in reading order.
        score: how much they read like the news of a listing; below 2 they hardly do.
        reasons: what made the score, in words.
    """

    outline: Outline
    containers: tuple[int, ...]
    records: tuple[Record, ...]
    score: float = 0.0
    reasons: dict[str, float] = field(default_factory=dict)


_SLUG = re.compile(r"\d{2,}|(?:[^/\W]+[-_]){2,}|%[0-9A-F]{2}", re.IGNORECASE)


def weigh(group: Group, extra: int = 0) -> None:
    """Give a group its score and reasons."""
    page, records = group.outline, group.records
    n = len(records)
    links = [[link for i in r.elements for link in page.links_in(i) if link.url == r.url] for r in records]
    texts = [max((link.text for link in own), key=len) for own in links]
    shown = [sum(map(page.shown, record.parts)) for record in records]
    lengths = list(map(width, texts))
    if len(set(texts)) * 2 <= n or median(lengths) < 2:
        # "Read more", or a picture: the title stands beside the link.
        lengths = [min(total // 2, 40) for total in shown]
    usual = median(lengths)
    more = [total - max(link.shown for link in own) for total, own in zip(shown, links, strict=True)]
    dated = sum(any(map(page.dated, record.parts)) for record in records) / n
    reasons = {
        "dates": 3.0 * dated,
        "titles": 2.0 * min(1.0, max(0.0, (usual - 6) / 24)),
        "headings": 0.8 * sum(any(page.headings[i] for i in r.elements) for r in records) / n,
        "text beside the link": 0.8 * sum(extra_text >= 30 for extra_text in more) / n,
        "several pieces": 0.25 * min(4.0, median(pieces_in(page, record) for record in records) - 1),
        "pictures": 0.3 * sum(any(page.pictures[i] for i in r.elements) for r in records) / n,
        "addresses": 0.6 * sum(_speaks(r.url) for r in records) / n,
        "one address pattern": 0.4 * _alike_addresses([r.url for r in records]),
        "share of the page": 1.0 * min(1.0, sum(shown) / max(1, page.text[0])),
        "several titles in one record": -1.5 * min(2.0, extra / n),
        "several dates in one record": -1.0 * _crowded(page, records),
    }
    # Records of very unequal size are parts of a page.
    if max(shown) > 8 * median(shown) + 400:
        reasons["unequal sizes"] = -0.8
    region = region_of(page, group.containers[0])
    quality = sum(reasons.values())
    group.score = max(0.0, quality) * region * size_factor(n)
    if dated < 0.3 and usual < 18:
        group.score *= 0.4
    if group.score > 0.8 and n > 1:
        likeness = _likeness(page, records)
        group.score *= 0.25 + 0.75 * likeness
        reasons["alike"] = likeness
    reasons["region"] = region
    reasons["records"] = float(n)
    group.reasons = {name: round(value, 2) for name, value in reasons.items() if value}


@lru_cache(maxsize=4096)
def _speaks(url: str) -> bool:
    """Whether an address has a number or several words, as those of posts have."""
    return _SLUG.search(url.split("//", 1)[-1].partition("/")[2]) is not None


def pieces_in(page: Outline, record: Record) -> int:
    """How many elements of a record show text of their own, up to five."""
    count = 0
    for part in record.parts:
        if part.what != "element":
            count += 1
            continue
        for index in range(part.at, min(page.end[part.at], part.at + 40)):
            text = page.elements[index].text if page.tags[index] not in UNSEEN else ""
            count += bool(text and not text.isspace())
            if count >= 5:
                return 5
    return min(count, 5)


def _crowded(page: Outline, records: Sequence[Record]) -> float:
    """The share of records whose date is followed by parts with dates of their own: several records taken for one."""
    return sum(sum(map(page.dated, record.parts)) > 1 for record in records) / len(records)


def shape_of(page: Outline, record: Record) -> frozenset[int]:
    """What a record is made of: the paths of element names in it, without inline ones that come and go."""
    if (known := page.shapes.get(record.parts)) is not None:
        return known
    shape: set[int] = set()
    for part in record.parts:
        if part.what != "element":
            continue
        paths: dict[int, int] = {page.parents[part.at]: 0}
        for index in range(part.at, min(page.end[part.at], part.at + 150)):
            path = hash((paths[page.parents[index]], page.tags[index]))
            paths[index] = path
            shape.add(path)
    page.shapes[record.parts] = found = frozenset(shape)
    return found


def _likeness(page: Outline, records: Sequence[Record]) -> float:
    """How alike records are made, 0 to 1: the mean share of paths that each has in common with the usual ones."""
    shapes = [shape_of(page, record) for record in records[:40]]
    counts = Counter(path for shape in shapes for path in shape)
    usual = {path for path, count in counts.items() if count * 2 >= len(shapes)}
    if not usual:
        return 0.0
    return sum(len(shape & usual) / len(shape | usual) for shape in shapes if shape) / len(shapes)


def size_factor(n: int) -> float:
    """How much the number of records counts: 1 for ten."""
    return math.log2(1 + min(n, 40)) / math.log2(11)


def region_of(page: Outline, container: int) -> float:
    """What the elements around a place say of it by name and role: below 1 for menus, footers and asides.

    The header and footer of a record are none of the page.
    """
    factor = edge = 1.0
    for index in (container, *page.ancestors(container)):
        tag = page.tags[index]
        role = page.elements[index].get("role")
        if role:
            factor = min(factor, _REGIONS.get(role, 1.0))
        if tag in ("header", "footer"):
            edge = min(edge, _REGIONS[tag])
        elif tag in ("article", "li"):
            edge = 1.0
        else:
            factor = min(factor, _REGIONS.get(tag, 1.0))
        if tag == "main" or role == "main":
            factor *= _REGIONS["main"]
    return min(factor, edge)


@lru_cache(maxsize=4096)
def address_pattern(url: str) -> str:
    """An address without its last part, numbers made equal."""
    return re.sub(r"\d+", "0", url.partition("?")[0]).rpartition("/")[0]


def _alike_addresses(urls: Sequence[str]) -> float:
    """The share of the commonest pattern among addresses."""
    patterns = Counter(map(address_pattern, urls))
    return patterns.most_common(1)[0][1] / len(urls)
