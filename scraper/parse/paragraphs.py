"""Lines to blocks: the paragraphs, headings, list items and table rows of a body."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from scraper.parse.flow import Flow, Line

_SENTENCE_END: Final = re.compile(r"[.!?…。！？：:][\"”’»)）」』]?\s*$")
_JOINING: Final = frozenset({"p", "li", "dd", "dt", "td", "th", "address", "summary", "caption"})


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a body and the lines that it was made of."""

    text: str
    first: int
    last: int


def compose(flow: Flow, kept: list[int], texts: dict[int, str]) -> list[Block]:
    """Join the kept lines to blocks; `texts` replaces the text of lines from which something was taken."""
    rows = _rows(flow, kept)
    separate = _separate_lines(flow, kept)
    blocks: list[list[int]] = []
    for index in kept:
        line = flow.lines[index]
        previous = blocks[-1][-1] if blocks else -1
        in_row = rows.get(index) is not None and rows.get(index) == rows.get(previous)
        in_box = (
            not line.hard and line.node == flow.lines[previous].node and not _parted(flow, previous, index, separate)
        )
        if previous >= 0 and previous == index - 1 and (in_row or in_box):
            blocks[-1].append(index)
        else:
            blocks.append([index])
    out = []
    for group in blocks:
        text = " ".join(texts.get(index, flow.lines[index].text) for index in group).strip()
        if text:
            out.append(Block(text, group[0], group[-1]))
    return out


def _rows(flow: Flow, kept: list[int]) -> dict[int, int]:
    """The table row of each line that stands in a row of data: two cells or more, no more than one line in each."""
    row_of: dict[int, tuple[int, int]] = {}
    for index in kept:
        cell = row = -1
        for number in flow.ancestors(flow.lines[index].node):
            tag = flow.nodes[number].tag
            if tag in {"td", "th"} and cell < 0:
                cell = number
            elif tag == "tr":
                row = number
                break
        if cell >= 0 and row >= 0:
            row_of[index] = (row, cell)
    cells: dict[int, list[int]] = {}
    for row, cell in row_of.values():
        cells.setdefault(row, []).append(cell)
    good = {row for row, found in cells.items() if len(found) > 1 and len(found) == len(set(found))}
    good = {row for row in good if flow.nodes[row].media_start == flow.nodes[row].media_end}
    return {index: row for index, (row, _) in row_of.items() if row in good}


def _parted(flow: Flow, previous: int, index: int, separate: set[int]) -> bool:
    """Whether a single line break between two lines parts two paragraphs.

    Texts that part their paragraphs so have long lines, or lines that end as sentences do; an
    address or a verse has neither.
    """
    above, below = flow.lines[previous], flow.lines[index]
    if above.heading:
        return False
    if above.node in separate:
        return True
    ends = bool(_SENTENCE_END.search(above.text))
    if not ends and below.text[:1].islower():
        return False  # the sentence goes on
    return above.weight >= 60 or below.weight >= 80 or (ends and above.weight >= 25 and below.weight >= 25)


def _separate_lines(flow: Flow, kept: list[int]) -> set[int]:
    """Boxes that part paragraphs by single line breaks: no paragraph tags, no double breaks, lines like paragraphs."""
    lines_of: dict[int, list[Line]] = {}
    for index in kept:
        line = flow.lines[index]
        if line.role not in _JOINING and not line.heading:
            lines_of.setdefault(line.node, []).append(line)
    out = set()
    for node, lines in lines_of.items():
        soft = [line for line in lines if not line.hard]
        long = sum(line.weight >= 60 for line in lines)
        if soft and len(soft) >= (len(lines) - 1) * 0.6 and long * 2 >= len(lines):
            out.add(node)
    return out
