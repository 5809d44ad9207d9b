"""Where a line stands on a page, in terms that hold on the next page of the same site too.

A place is the path of boxes around a line: their tags, and those class names and ids that the
site's pages share. Numbers of siblings are no part of it, since they change with every post.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from scraper.parse.flow import Flow


@dataclass(frozen=True, slots=True)
class Step:
    """One box of a path: its tag, and the names that it has on every page."""

    tag: str
    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class Place:
    """A path from the innermost box outwards, and which of the lines there it means: 0 the first."""

    steps: tuple[Step, ...]
    number: int = 0

    def holds(self, flow: Flow, node: int) -> bool:
        """Whether a box stands at this place."""
        nodes = flow.nodes
        for step in self.steps:
            if node < 0 or nodes[node].tag != step.tag:
                return False
            if step.names and not step.names <= _names(flow, node):
                return False
            node = nodes[node].parent
        return node < 0

    def line(self, flow: Flow) -> int:
        """The line at this place, -1 if there is none."""
        tag, depth, left = self.steps[0].tag, len(self.steps) - 1, self.number
        known: dict[int, bool] = {}
        for index, line in enumerate(flow.lines):
            node = flow.nodes[line.node]
            if node.depth != depth or node.tag != tag:
                continue
            held = known.get(line.node)
            if held is None:
                held = known[line.node] = self.holds(flow, line.node)
            if held and left == 0:
                return index
            left -= held
        return -1

    def box(self, flow: Flow) -> int:
        """The first box at this place, -1 if there is none."""
        tag, depth = self.steps[0].tag, len(self.steps) - 1
        near = (n for n, node in enumerate(flow.nodes) if node.depth == depth and node.tag == tag)
        return next((n for n in near if self.holds(flow, n)), -1)

    def __str__(self) -> str:
        shown = []
        for step in self.steps[:3]:
            name = min(step.names, default="")
            shown.append(step.tag + (name if name.startswith("#") else f".{name}" if name else ""))
        return " > ".join(reversed(shown))

    def to_plain(self) -> list[Any]:
        """As lists, for JSON."""
        return [self.number, [[step.tag, *sorted(step.names)] for step in self.steps]]


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a page shows what its fellows show in the same places: two lines, and the body's box; -1 unknown."""

    date: int = -1
    category: int = -1
    body: int = -1


NOWHERE = Placed()


def place_from_plain(data: Sequence[Any]) -> Place:
    """The reverse of `Place.to_plain`."""
    number, steps = data
    return Place(tuple(Step(str(step[0]), frozenset(map(str, step[1:]))) for step in steps), int(number))


def common_place(found: Sequence[tuple[Flow, int]]) -> Place | None:
    """The place that most of these lines, each of another page, have in common; None without a majority."""
    place = common_box([(flow, flow.lines[index].node) for flow, index in found])
    if place is None:
        return None
    numbers = Counter(_number(place, flow, index) for flow, index in found)
    return replace(place, number=numbers.most_common(1)[0][0])


def common_box(found: Sequence[tuple[Flow, int]]) -> Place | None:
    """The same for boxes by their numbers."""
    paths = [[(flow.nodes[number].tag, _names(flow, number)) for number in flow.ancestors(box)] for flow, box in found]
    counted = Counter(tuple(tag for tag, _ in path) for path in paths)
    if not counted:
        return None
    shape, times = counted.most_common(1)[0]
    if times * 2 <= len(paths):
        return None
    same = [path for path in paths if tuple(tag for tag, _ in path) == shape]
    steps = []
    for depth, tag in enumerate(shape):
        names = frozenset.intersection(*(path[depth][1] for path in same))
        steps.append(Step(str(tag), names))
    return Place(tuple(steps))


def _number(place: Place, flow: Flow, index: int) -> int:
    """How many lines at a place stand before a line."""
    return sum(place.holds(flow, line.node) for line in flow.lines[:index])


def _names(flow: Flow, number: int) -> frozenset[str]:
    element = flow.nodes[number].element
    classes = (element.get("class") or "").split()
    identity = (element.get("id") or "").strip()
    return frozenset([*classes, f"#{identity}"] if identity else classes)
