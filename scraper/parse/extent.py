"""Which lines of a page are the post: from its title and date line to the first thing that is no longer this post."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from scraper.parse.anchors import CHROME
from scraper.parse.flow import Flow, Line
from scraper.parse.patterns import wording
from scraper.parse.patterns.dates import DateLine
from scraper.parse.media import file_name
from scraper.parse.patterns.labels import extension, find_labels
from scraper.parse.text import key
from scraper.parse.vocabulary import Sign
from scraper.urls import canonical, resolve, same_site

_SENTENCE_END: Final = re.compile(r"[.!?…。！？；:：;\"”’»)）」』]\s*$")
_OUTSIDE: Final = CHROME & ~Sign.HIDDEN


@dataclass(frozen=True, slots=True)
class Extent:
    """The post's lines.

    Attributes:
        start: the first line that may be body.
        end: one past the last.
        core: the number of the box in which most of the body stands.
        after: one past the last line that may still offer files of the post.
        related: the lines that show other posts.
        reason: what ended the body.
    """

    start: int
    end: int
    core: int
    after: int
    related: tuple[int, int]
    reason: str


def find_extent(flow: Flow, title: int, meta: int, dates: dict[int, DateLine]) -> Extent:
    """Find the body that follows the title line and the last line of what introduces the post (both -1 if unknown)."""
    lines = flow.lines
    first = max(title, meta) + 1
    related = _related_region(flow, first, title, dates)
    limit, reason = _first_stop(flow, first, related)
    values = [_value(line) for line in lines]
    for index in range(len(values)):
        if not first <= index < limit or (index in dates and index > meta):
            values[index] = min(values[index], 0.0)
    core = _best_box(flow, values)
    start, end = _grow(flow, core, first, limit, values)
    if end < limit:
        reason = "the box with the text ends"
    return Extent(start, end, core, min(limit, len(lines)), _others(flow, end, related), reason)


def _others(flow: Flow, end: int, related: tuple[int, int]) -> tuple[int, int]:
    """The lines behind the body that show other posts: from their heading or their first date to the page's end."""
    lines = flow.lines
    start = related[0]
    for index in range(end, min(related[0], len(lines))):
        line = lines[index]
        if len(line.text) <= 80 and not line.linked and wording.RELATED.match(line.text):
            start = index
            break
    last = start
    while last < len(lines) and not lines[last].signs & Sign.FOOTER and not wording.CLOSING.match(lines[last].text):
        last += 1
    return start, last


def _value(line: Line) -> float:
    """How much a line speaks for being body: its weight if it is prose, less than nothing if it is chrome."""
    if line.signs & _OUTSIDE:
        return -min(line.weight, 60.0) * 0.5
    if line.heading:
        return 0.0
    linked = line.weight * line.link_chars / max(1, len(line.text))
    if find_labels(line.text):
        return 60.0
    if line.linked:
        return -min(line.weight, 60.0)
    free = line.weight - 2 * linked
    if line.weight > 80 or (line.weight > 25 and _SENTENCE_END.search(line.text)):
        return free
    if line.role in {"p", "li"}:
        return free * 0.3
    return min(free, 30.0) * 0.1 if free > 0 else free


def _best_box(flow: Flow, values: list[float]) -> int:
    """The box whose lines are worth most together; of equal ones the innermost."""
    sums = [0.0]
    for value in values:
        sums.append(sums[-1] + value)
    best, best_worth = 0, float("-inf")
    for number, node in enumerate(flow.nodes):
        worth = sums[node.end] - sums[node.start]
        if worth >= best_worth:
            best, best_worth = number, worth
    return best


def _grow(flow: Flow, core: int, first: int, limit: int, values: list[float]) -> tuple[int, int]:
    """The lines of the box between the bounds, and before it what leads in."""
    node = flow.nodes[core]
    start, end = max(node.start, first), min(node.end, limit)
    for index in range(start - 1, first - 1, -1):
        line = flow.lines[index]
        if values[index] >= 60 and not line.signs & (_OUTSIDE | Sign.META | Sign.CAPTION):
            start = index
    while end > start and _trailing(flow.lines[end - 1], values[end - 1]):
        end -= 1
    return start, end


def _trailing(line: Line, value: float) -> bool:
    if value > 0:
        return False
    if line.signs & _OUTSIDE or line.linked:
        return True
    return bool(line.heading) or is_chrome(line)


def is_chrome(line: Line) -> bool:
    """Whether a line says one of the things that pages say around posts, and is no sentence of the post."""
    text = line.text
    if len(text) > 240:
        return False
    if wording.SHARE.match(text) or wording.CHROME.match(text) or wording.CLOSING.match(text):
        return True
    if any(wording.SHARE_ADDRESS.search(link.href) for link in line.links) and line.linked:
        return True
    return bool(wording.NEIGHBOURS.match(text)) and (line.linked or line.weight < 25)


def _first_stop(flow: Flow, first: int, related: tuple[int, int]) -> tuple[int, str]:
    """The first line after which nothing is this post any more, and why."""
    lines = flow.lines
    content = False
    for index in range(first, len(lines)):
        line = lines[index]
        if content:
            if related[0] <= index < related[1]:
                return index, "teasers of other posts begin"
            if said := _stop_said(flow, line):
                if not _resumes(flow, first, index):
                    return index, said
        if not line.signs & _OUTSIDE and not line.linked and (line.weight > 25 or find_labels(line.text)):
            content = True
    return len(lines), "the page ends"


def _stop_said(flow: Flow, line: Line) -> str:
    text = line.text
    short = len(text) <= 80
    if line.signs & Sign.FOOTER:
        return "the footer begins"
    if line.signs & Sign.COMMENT:
        return "comments begin"
    if wording.CLOSING.match(text):
        return "the copyright line"
    if short and (line.heading or line.weight < 40) and not line.linked and wording.RELATED.match(text):
        return "a heading of other posts"
    if short and wording.COMMENTS.match(text) and (line.heading or line.linked):
        return "comments begin"
    if wording.NEIGHBOURS.match(text) and (line.linked or line.weight < 16) and not line.signs & Sign.SHARE:
        return "links to the posts before and after"
    return ""


def _resumes(flow: Flow, first: int, at: int) -> bool:
    """Whether prose of the same box goes on after a line, so that the line is only an interruption."""
    lines, nodes = flow.lines, flow.nodes
    homes = {
        nodes[line.node].parent
        for line in lines[first:at]
        if line.weight > 80 and not line.linked and not line.signs & _OUTSIDE
    }
    prose = [
        line
        for line in lines[at + 1 :]
        if line.weight > 80 and line.link_chars * 3 < len(line.text) and not line.signs & _OUTSIDE and nodes[line.node].parent in homes
    ]
    return len(prose) >= 2


def _leads_elsewhere(flow: Flow, line: Line) -> bool:
    """Whether a line is a link to another page of a site, as a teaser's title is."""
    if not line.linked or line.weight < 12 or len({link.href for link in line.links}) != 1:
        return False
    address = resolve(flow.document.base, line.links[0].href)
    if not address or not same_site(address, flow.document.url) or canonical(address) == canonical(flow.document.url):
        return False
    return not extension(file_name(address)) and not find_labels(line.text) and line.links[0].element.get("download") is None


def _related_region(flow: Flow, first: int, title: int, dates: dict[int, DateLine]) -> tuple[int, int]:
    """The lines of teasers after the post: records with a link or a title, and a date each."""
    lines = flow.lines
    later = sorted(index for index in dates if index > first)
    if not later:
        return len(lines), len(lines)
    starts = []
    for position, index in enumerate(later):
        if lines[index].signs & _OUTSIDE & ~(Sign.RELATED | Sign.ASIDE | Sign.NAV) and not lines[index].signs & Sign.RELATED:
            continue
        before = max(first, later[position - 1] + 1 if position else first)
        links = [i for i in range(max(before, index - 4), index + 1) if _leads_elsewhere(flow, lines[i])]
        links += [i for i in range(index + 1, min(index + 3, len(lines))) if _leads_elsewhere(flow, lines[i])][:1]
        if links:
            starts.append(min(links[0], index))
    start, end = (starts[0], len(lines)) if starts else _unlinked_region(flow, later, first)
    while start - 1 >= first and _heads(flow, start - 1):
        start -= 1
    return start, end


def _heads(flow: Flow, index: int) -> bool:
    line = flow.lines[index]
    return len(line.text) <= 60 and bool(wording.RELATED.match(line.text))


def _unlinked_region(flow: Flow, later: list[int], first: int) -> tuple[int, int]:
    """Teasers without any link: date lines at equal distances, each the last line of its record."""
    lines = flow.lines
    if len(later) < 2:
        return len(lines), len(lines)
    step = later[1] - later[0]
    if not 2 <= step <= 4 or any(b - a != step for a, b in pairwise(later)):
        return len(lines), len(lines)
    return max(first, later[0] - step + 1), len(lines)


def same_text(line: Line, text: str) -> bool:
    """Whether a line says a text and no more."""
    return bool(text) and key(line.text) == key(text)
