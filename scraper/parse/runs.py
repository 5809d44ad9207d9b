"""Records that nothing wraps: runs of neighbours such as `dt` and `dd`, or a heading and its paragraphs."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scraper.parse.outline import Outline, Part

# The share of records that must have a neighbour without a link of its own for the neighbours to belong to them.
_MOSTLY = 0.6


def split_runs(page: Outline, container: int, heads: Sequence[Sequence[int]]) -> list[list[Part]] | None:
    """Deal the content of a container out to the records that the `heads` among its children begin or end.

    Args:
        page: the page.
        container: the element whose children and bare text are dealt out.
        heads: for each record the children that hold its link, in reading order.

    Returns:
        The parts of each record, or None where the heads stand alone.
    """
    parts = [p for p in page.parts(container) if page.shown(p) or page.pictures[p.at] or page.tags[p.at] in _LINES]
    place = {part.at: number for number, part in enumerate(parts) if part.what == "element"}
    spans = [(place[head[0]], place[head[-1]] + 1) for head in heads if head[0] in place and head[-1] in place]
    if len(spans) != len(heads):
        return None
    before = parts[: spans[0][0]]
    gaps = [parts[a[1] : b[0]] for a, b in pairwise(spans)]
    after = parts[spans[-1][1] :]
    filled = sum(any(page.shown(part) for part in gap) for gap in gaps)
    if _span_rows(page, heads):
        filled = max(1, len(gaps))
    if filled < _MOSTLY * max(1, len(gaps)) or not (gaps or before or after):
        return None
    leading = _leading(page, before, gaps, after)
    usual = sorted(map(len, gaps))[len(gaps) // 2] if gaps else len(after)
    runs = []
    for number, (start, stop) in enumerate(spans):
        earlier = gaps[number - 1] if number else before
        front = list(
            reversed(_until_border(page, list(reversed(earlier[len(earlier) - leading :] if leading else []))))
        )
        last = number == len(gaps)
        later = after[: max(0, usual - leading)] if last else gaps[number][: max(0, len(gaps[number]) - leading)]
        runs.append([*front, *parts[start:stop], *_until_border(page, later)])
    return runs


def _span_rows(page: Outline, heads: Sequence[Sequence[int]]) -> bool:
    """Whether the rows that begin records say by a cell over several rows that those below belong to them."""
    cells = [[cell for cell in page.children(head[0]) if page.tags[cell] in ("td", "th")] for head in heads]
    return all(any((page.elements[cell].get("rowspan") or "1") != "1" for cell in row) for row in cells)


_LINES = ("hr", "br")


def _kind(page: Outline, part: Part) -> tuple[str, bool]:
    return page.tags[part.at] if part.what == "element" else "", page.dated(part)


def _leading(page: Outline, before: list[Part], gaps: list[list[Part]], after: list[Part]) -> int:
    """How many parts before its link belong to a record: as many as stand before the first as before the others.

    What stands after the last record speaks for the other side.
    """
    if not gaps:
        return 0
    shortest = min(map(len, gaps))
    front = _common(page, list(reversed(before)), [list(reversed(gap)) for gap in gaps])
    back = _common(page, after, gaps)
    if front + back <= shortest:
        return front
    # Both sides could claim the same parts: each record has one date, so the side that has it wins.
    if front and any(map(page.dated, before[-front:])) and not any(map(page.dated, after[:back])):
        return front
    return max(0, shortest - back)


def _common(page: Outline, edge: list[Part], gaps: list[list[Part]]) -> int:
    """How far the parts at the edge of the list are of the kinds that most gaps have in the same places."""
    depth = 0
    for position, part in enumerate(edge):
        alike = sum(1 for gap in gaps if position < len(gap) and _kind(page, gap[position]) == _kind(page, part))
        if alike * 2 <= len(gaps) or page.tags[part.at] == "hr":
            break
        depth = position + 1
    return depth


def _until_border(page: Outline, parts: list[Part]) -> list[Part]:
    """The parts up to the first that parts records or begins a section."""
    kept = []
    for part in parts:
        if part.what == "element" and page.tags[part.at] in ("hr", "h1", "h2"):
            break
        kept.append(part)
    return kept
