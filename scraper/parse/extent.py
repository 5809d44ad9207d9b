"""Which lines of a page are the post: from its title and date line to the first thing that is no longer this post."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from scraper.parse.addresses import leads_elsewhere
from scraper.parse.anchors import CHROME
from scraper.parse.document import HtmlElement
from scraper.parse.flow import Flow, Line
from scraper.parse.media import file_name
from scraper.parse.patterns import wording
from scraper.parse.patterns.dates import DateLine
from scraper.parse.patterns.labels import extension, find_labels, is_file_name
from scraper.parse.vocabulary import Sign

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
        gaps: lines between start and end that are about something else.
        reason: what ended the body.
    """

    start: int
    end: int
    core: int
    after: int
    related: tuple[int, int]
    gaps: frozenset[int]
    reason: str


@dataclass(frozen=True, slots=True)
class _Marks:
    """What was noted about the lines behind the title.

    Attributes:
        title: the title's line, -1 if unknown.
        first: the first line behind the title and what introduces the post.
        values: how much each line speaks for being body.
        teasers: lines that begin or belong to teasers.
        prose: for each line the weight of its prose if it stands clear of teasers, else 0.
    """

    title: int
    first: int
    values: list[float]
    teasers: frozenset[int]
    prose: list[int]


def find_extent(flow: Flow, title: int, meta: int, dates: dict[int, DateLine]) -> Extent:
    """Find the body that follows the title line and the last line of what introduces the post (both -1 if unknown).

    Two readings: the text up to the first thing that is no longer this post, and the box with the
    most prose wherever it stands. The first is right on small posts, the second where boxes about
    other things stand between the title and the text; it is taken only where it is much richer.
    """
    lines = flow.lines
    marks = _note(flow, title, max(title, meta) + 1, dates)
    first, values = marks.first, marks.values
    limit, gaps, reason = _read_on(flow, marks, first, (0, len(lines)))
    core, worth = _best_box(flow, values, limit)
    free, free_worth = _best_box(flow, values, len(lines))
    if free_worth > max(400.0, 1.5 * worth):
        core = free
        node = flow.nodes[free]
        begin = next((i for i in range(max(node.start, first), node.end) if values[i] > 25), node.start)
        limit, gaps, reason = _read_on(flow, marks, begin, (node.start, node.end))
    core = _densest(flow, core, values)
    start, end = _grow(flow, core, first, limit, values)
    more = _scattered(flow, marks, (start, end), limit)
    if more:
        gaps |= set(range(end, more[-1] + 1)) - set(more)
        end = more[-1] + 1
    if end < limit:
        reason = "the box with the text ends"
    return Extent(start, end, core, min(limit, len(lines)), _others(flow, end, title, marks, dates), gaps, reason)


def placed_extent(flow: Flow, box: int, first: int, read: Extent) -> Extent:
    """The extent of the box that is the body on the site's other pages, where nothing in it was read as the body."""
    if box < 0:
        return read
    node = flow.nodes[box]
    start, end = max(first, node.start), node.end
    if start >= end or (read.start < end and read.end > start):
        return read
    related = (max(read.related[0], end), max(read.related[1], end))
    return Extent(start, end, box, max(end, read.after), related, frozenset(), "as on other pages of the site")


def selected_extent(flow: Flow, elements: Sequence[HtmlElement], read: Extent) -> Extent | None:
    """The extent of the elements that a profile names as the body; None if there are none with text."""
    wanted = set(elements)
    chosen = [number for number, node in enumerate(flow.nodes) if node.element in wanted and node.end > node.start]
    if not chosen:
        return None
    inside = {index for number in chosen for index in range(flow.nodes[number].start, flow.nodes[number].end)}
    start, end = min(inside), max(inside) + 1
    gaps = frozenset(range(start, end)) - inside
    related = (max(read.related[0], end), max(read.related[1], end))
    return Extent(start, end, chosen[0], max(end, read.after), related, gaps, "as the profile says")


def _note(flow: Flow, title: int, first: int, dates: dict[int, DateLine]) -> _Marks:
    lines = flow.lines
    values = [_value(line) for line in lines]
    leading = {index for index in range(first, len(lines)) if _leads_elsewhere(flow, lines[index])}
    headings = {i for i in range(first, len(lines)) if lines[i].heading and lines[i].linked}
    _discount_teasers(flow, values, leading | headings, first, dates)
    for index in range(min(first, len(values))):
        values[index] = min(values[index], 0.0)
    teasers = _teasers(flow, leading, first, dates)
    # "Read also: …" or an aside in running text points elsewhere, and is no record that its neighbours belong to.
    records = [i for i in leading if not (wording.RELATED.match(lines[i].text) or lines[i].signs & Sign.ASIDE)]
    near = _beside(flow, [*records, *(i for i in dates if i > first)])
    prose = [
        line.weight if value > 80 and index not in near and _may_go_on(line) else 0
        for index, (line, value) in enumerate(zip(lines, values, strict=True))
    ]
    return _Marks(title, first, values, teasers, prose)


def _may_go_on(line: Line) -> bool:
    """Whether a long line may be a post's: it is seen, and hardly linked."""
    return not line.signs & Sign.HIDDEN and line.link_chars * 3 < len(line.text)


def _beside(flow: Flow, marked: list[int]) -> set[int]:
    """The lines that stand in one record with a marked line: next to it, and in its box or beside it."""
    nodes, lines = flow.nodes, flow.lines
    out = set(marked)
    for index in marked:
        parent = nodes[lines[index].node].parent
        for other in range(max(0, index - 2), min(len(lines), index + 3)):
            box = nodes[flow.common(lines[index].node, lines[other].node)]
            if nodes[lines[other].node].parent == parent or box.end - box.start <= 6:
                out.add(other)
    return out


def _teasers(flow: Flow, leading: set[int], first: int, dates: dict[int, DateLine]) -> frozenset[int]:
    """The lines of records of other posts: from a link to another page to a date near it, or the reverse."""
    lines = flow.lines
    later = sorted(index for index in dates if index > first)
    out: set[int] = set()
    for position, index in enumerate(later):
        if lines[index].signs & (Sign.FOOTER | Sign.NAV | Sign.CONSENT):
            continue
        before = max(first, later[position - 1] + 1 if position else first)
        links = [i for i in range(max(before, index - 4), index + 1) if i in leading]
        links = links or [i for i in range(index + 1, min(index + 3, len(lines))) if i in leading][:1]
        if links:
            out.update(range(min(links[0], index), max(links[-1], index) + 1))
    if not out and len(later) > 1:
        step = later[1] - later[0]
        if 2 <= step <= 4 and all(b - a == step for a, b in pairwise(later)):
            # Teasers without any link: date lines at equal distances, each the last line of its record.
            box = flow.nodes[flow.common(lines[later[0]].node, lines[later[1]].node)]
            out.update(range(max(first, later[0] - step + 1, box.start), later[-1] + 1))
    return frozenset(out)


def _read_on(flow: Flow, marks: _Marks, begin: int, core: tuple[int, int]) -> tuple[int, frozenset[int], str]:
    """Read from `begin` to the first line after which nothing is this post any more.

    Something else in between, after which the text in the box `core` goes on, is a gap and no end.
    """
    lines = flow.lines
    ahead = [0]
    for index in range(len(lines) - 1, -1, -1):
        ahead.append(ahead[-1] + (marks.prose[index] if core[0] <= index < core[1] else 0))
    ahead.reverse()
    pictures = {media.line for media in flow.media if media.element.tag != "a" and not media.signs & _OUTSIDE}
    content, index = any(marks.title < line <= begin for line in pictures), begin
    gaps: set[int] = set()
    while index < len(lines):
        line = lines[index]
        said = ""
        content = content or index in pictures
        if content:
            said = "teasers of other posts begin" if index in marks.teasers else _stop_said(line)
        if said:
            going_on = _going_on(flow, marks, index, core) if ahead[index + 1] >= 160 else []
            if not going_on:
                return _with_heading(flow, index, marks.first), frozenset(gaps), said
            resumed = going_on[0]
            while resumed - 1 > index and _goes_along(flow, resumed - 1, resumed, marks):
                resumed -= 1
            gaps.update(range(_with_heading(flow, index, marks.first), resumed))
            index = resumed
            continue
        offers = bool(find_labels(line.text)) or is_file_name(line.text)
        if not outside(line) and (offers or (line.weight > 25 and not line.linked)):
            content = True
        index += 1
    return len(lines), frozenset(gaps), "the page ends"


def _going_on(flow: Flow, marks: _Marks, at: int, core: tuple[int, int]) -> list[int]:
    """The lines behind `at` with which the text goes on; none where what follows is too little, or made otherwise.

    A page shows prose behind a post too. Where most of the text stands before `at`, what goes on is made as it is.
    """
    begun = [i for i in range(marks.first, at) if marks.prose[i]]
    ahead = [i for i in range(max(at + 1, core[0]), core[1]) if marks.prose[i]]
    if sum(marks.prose[i] for i in begun) > 2 * sum(marks.prose[i] for i in ahead):
        places = {place for index in begun for place in _places(flow, index)}
        ahead = [index for index in ahead if not places.isdisjoint(_places(flow, index))]
    return ahead if sum(marks.prose[i] for i in ahead) >= 160 else []


def _places(flow: Flow, index: int) -> list[tuple[object, ...]]:
    """Where a line stands: in which box next to its own, in which one around that, and how these are made."""
    nodes = flow.nodes
    own = nodes[flow.lines[index].node]
    parent = nodes[own.parent] if own.parent >= 0 else own
    made = tuple((box.tag, box.element.get("class")) for box in (own, parent))
    return [("beside", own.parent, own.tag), ("below", parent.parent, own.tag, parent.tag), ("made", *made)]


def _goes_along(flow: Flow, index: int, resumed: int, marks: _Marks) -> bool:
    """Whether a line before the one where the text goes on is text too: a heading of it, or a fellow paragraph."""
    line, nodes = flow.lines[index], flow.nodes
    if _is_other(line) or line.linked or line.signs & _OUTSIDE or index in marks.teasers:
        return False
    fellow = nodes[line.node].parent == nodes[flow.lines[resumed].node].parent
    return fellow and (line.heading > 0 or marks.values[index] > 25)


def _with_heading(flow: Flow, index: int, first: int) -> int:
    while index - 1 >= first and len(flow.lines[index - 1].text) <= 60 and _is_other(flow.lines[index - 1]):
        index -= 1
    return index


def _is_other(line: Line) -> bool:
    return bool(wording.RELATED.match(line.text))


def _discount_teasers(
    flow: Flow, values: list[float], leading: set[int], first: int, dates: dict[int, DateLine]
) -> None:
    """Prose in a small box with a link to another page and a heading or date is a teaser's, not the post's."""
    nodes = flow.nodes
    for index in leading:
        if not flow.lines[index].heading and not any(near in dates for near in range(index - 2, index + 4)):
            continue
        for number in flow.ancestors(flow.lines[index].node):
            node = nodes[number]
            if node.end - node.start > 6 or node.start < first:
                break
            for inside in range(node.start, node.end):
                values[inside] = min(values[inside], 0.0)


def _others(flow: Flow, end: int, title: int, marks: _Marks, dates: dict[int, DateLine]) -> tuple[int, int]:
    """The lines behind the body that show other posts: from their heading or their first record to the page's foot."""
    lines = flow.lines
    start = next(
        (
            index
            for index in range(end, len(lines))
            if index in marks.teasers
            or (len(lines[index].text) <= 80 and not lines[index].linked and _is_other(lines[index]))
        ),
        len(lines),
    )
    above = _others_before(flow, title, dates)
    if start == len(lines) or _kinship(flow, above, dates) > _kinship(flow, (start, len(lines)), dates):
        return above
    last = start
    while last < len(lines) and not lines[last].signs & Sign.FOOTER and not wording.CLOSING.match(lines[last].text):
        last += 1
    return start, last


def outside(line: Line) -> bool:
    """Whether the boxes around a line say that it is no part of a post; buttons to share have no prose."""
    signs = line.signs & _OUTSIDE
    if signs == Sign.SHARE and line.weight >= 40 and not line.linked:
        return False
    return bool(signs)


def _kinship(flow: Flow, part: tuple[int, int], dates: dict[int, DateLine]) -> tuple[bool, bool]:
    """How much a part of the page is about related posts: by the word of its heading, then by its dates."""
    head = flow.lines[part[0]].text if part[0] < len(flow.lines) else ""
    return wording.is_kin(head), any(index in dates for index in range(*part))


def _others_before(flow: Flow, title: int, dates: dict[int, DateLine]) -> tuple[int, int]:
    """The lines above the title that show other posts under a heading that says so, with dates if any does."""
    lines = flow.lines
    heads = [
        index
        for index in range(max(0, title))
        if len(lines[index].text) <= 60 and not lines[index].linked and _is_other(lines[index])
    ]
    if not heads:
        return len(lines), len(lines)
    parts = list(pairwise([*heads, title]))
    return max(parts, key=lambda part: sum(index in dates for index in range(*part)))


def _value(line: Line) -> float:
    """How much a line speaks for being body: its weight if it is prose, less than nothing if it is chrome."""
    if outside(line):
        return -min(line.weight, 60.0) * 0.5
    if line.heading or line.signs & Sign.CAPTION or line.role == "figcaption":
        return 60.0 if find_labels(line.text) else 0.0
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


def _best_box(flow: Flow, values: list[float], limit: int) -> tuple[int, float]:
    """The box whose lines before the limit are worth most together, and their worth; of equal ones the innermost."""
    sums = [0.0]
    for index, value in enumerate(values):
        sums.append(sums[-1] + (value if index < limit else 0.0))
    best, best_worth = 0, float("-inf")
    for number, node in enumerate(flow.nodes):
        worth = sums[node.end] - sums[node.start]
        if worth >= best_worth:
            best, best_worth = number, worth
    return best, best_worth


def _densest(flow: Flow, core: int, values: list[float]) -> int:
    """The box inside the chosen one that holds nearly all of a long text, where the rest is scattered around it."""
    sums = [0.0]
    for value in values:
        sums.append(sums[-1] + max(value, 0.0))
    whole = sums[flow.nodes[core].end] - sums[flow.nodes[core].start]
    if whole < 1500:
        return core
    best = core
    for number in range(core + 1, len(flow.nodes)):
        node = flow.nodes[number]
        if node.start >= flow.nodes[core].end:
            break
        if node.parent == best and sums[node.end] - sums[node.start] >= 0.85 * whole:
            best = number
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


def _scattered(flow: Flow, marks: _Marks, read: tuple[int, int], limit: int) -> list[int]:
    """The lines behind the chosen box that are text made as the text in it: other things stand between the boxes."""
    prose = marks.prose
    inside = {place for index in range(*read) if prose[index] for place in _places(flow, index)}
    return [
        index
        for index in range(read[1], limit)
        if prose[index]
        and not flow.lines[index].signs & (_OUTSIDE | Sign.META | Sign.CAPTION | Sign.TEASER)
        and not inside.isdisjoint(_places(flow, index))
    ]


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
    if line.links and line.linked and any(wording.shares(link.href) for link in line.links):
        return True
    return bool(wording.NEIGHBOURS.match(text)) and (line.linked or line.weight < 25)


def _stop_said(line: Line) -> str:
    text = line.text
    short = len(text) <= 80
    if line.signs & Sign.FOOTER:
        return "the foot of the page begins"
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


def _leads_elsewhere(flow: Flow, line: Line) -> bool:
    """Whether a line is a link to another page of the site, as a teaser's title is."""
    if not line.links or line.weight < 12 or not line.linked:
        return False
    href = line.links[0].href
    if any(link.href != href for link in line.links) or not leads_elsewhere(
        flow.document.url, flow.document.base, href
    ):
        return False
    if is_chrome(line) or extension(file_name(href)) or find_labels(line.text) or is_file_name(line.text):
        return False
    return line.links[0].element.get("download") is None
