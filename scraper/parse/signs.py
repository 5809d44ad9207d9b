"""What the boxes around a line are said to be, and when that is not believed: a box of prose is what it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scraper.parse.vocabulary import Sign

if TYPE_CHECKING:
    from scraper.parse.flow import Flow

_SURE: Final = Sign.NAV | Sign.COMMENT | Sign.CONSENT
_LONG: Final = 200
"""Prose of this weight is more than a remark in the margin."""


def _home_of_text(flow: Flow) -> frozenset[int]:
    """The box that holds the most prose next to each other, and those around it, by links and length alone."""
    nodes = flow.nodes
    held: dict[int, float] = {}
    for line in flow.lines:
        if line.weight > 80 and line.link_chars * 3 < len(line.text):
            parent = nodes[line.node].parent
            held[parent] = held.get(parent, 0.0) + line.weight
            if parent >= 0:
                above = nodes[parent].parent
                held[above] = held.get(above, 0.0) + line.weight * 0.5
    if not held:
        return frozenset()
    best = max(held, key=lambda number: (held[number], number))
    return frozenset(flow.ancestors(best)) if held[best] > 600 else frozenset()


def _shares_of_text(flow: Flow, total: list[int]) -> frozenset[int]:
    """Boxes named asides that are made alike, are equally deep, and together hold much of the page's prose.

    Advertisements part a text into several boxes; a layout with a sidebar names each of them after it.
    """
    alike: dict[tuple[int, str, str | None], list[int]] = {}
    for number, node in enumerate(flow.nodes):
        if node.sign & Sign.ASIDE and node.tag != "aside" and total[node.end] - total[node.start] > _LONG:
            alike.setdefault((node.depth, node.tag, node.element.get("class")), []).append(number)
    most = total[-1] * 0.4
    return frozenset(
        number
        for numbers in alike.values()
        if len(numbers) > 1 and sum(total[flow.nodes[n].end] - total[flow.nodes[n].start] for n in numbers) > most
        for number in numbers
    )


def _records(flow: Flow) -> set[int]:
    """The boxes in (or that are) an article, a section or a list item: their feet are no feet of the page."""
    out: set[int] = set()
    for number, node in enumerate(flow.nodes):
        if node.tag in {"article", "li", "section"} or node.parent in out:
            out.add(number)
    return out


def mark(flow: Flow, void: frozenset[int] = frozenset()) -> None:
    """Give every line and picture the signs of the boxes around it.

    A box that holds much of the page's text is what it holds, whatever it is called; so are the
    boxes in `void`. The foot of an article or of a record is no foot of the page.
    """
    lines = flow.lines
    free, prose = [0], [0]
    for line in lines:
        open_text = line.weight if line.link_chars * 3 < len(line.text) else 0
        free.append(free[-1] + open_text)
        prose.append(prose[-1] + (open_text if line.weight > 80 else 0))
    total = prose if prose[-1] > 400 else free
    most, nearly_all = total[-1] * 0.4, total[-1] * 0.8
    void |= _home_of_text(flow) | _shares_of_text(flow, total)
    records = _records(flow)
    around: list[int] = []  # the signs of each box and of those around it
    for number, node in enumerate(flow.nodes):
        sign = node.sign
        around.append(around[node.parent] if node.parent >= 0 else Sign.NONE)
        if not sign:
            continue
        if sign & Sign.FOOTER and free[-1] - free[node.end] > 0.4 * free[-1]:
            sign = sign & ~Sign.FOOTER | Sign.META  # a page's foot comes last; this one is of a title or a record
        held = total[node.end] - total[node.start]
        if held > nearly_all:
            sign &= Sign.BODY
        elif number in void or held > most:
            # The foot of a page that begins in its first half is none.
            sure = _SURE | (Sign.FOOTER if node.start > len(lines) * 0.5 or number not in void else 0)
            sign &= Sign.BODY | sure
        if sign & Sign.FOOTER and node.tag == "footer" and number in records:
            sign = sign & ~Sign.FOOTER | Sign.TAGS
        around[number] |= sign
    for line in lines:
        line.signs = around[line.node]
    for media in flow.media:
        box = flow.nodes[media.node]
        # The background of a box is not inside it.
        number = box.parent if box.element is media.element else media.node
        media.signs = around[number] if number >= 0 else Sign.NONE
