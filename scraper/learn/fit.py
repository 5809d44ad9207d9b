"""Which selector is right: the cheapest one that, applied back, selects just what it should on every sample.

Pure: elements in, a selector out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from scraper.learn.candidates import candidates
from scraper.parse.selected import select

HtmlElement = Any

DEAREST: Final = 13.0
"""Selectors that cost more are so long or so positional that they are worth nothing."""
MOST_TRIED: Final = 900
"""Selectors that are applied to the samples before the search is given up."""
_COMPARED: Final = 8
"""Groups whose candidates are intersected before anything is applied."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One page, or one record of a listing, on which a selector must do right.

    Attributes:
        scope: the element within which selectors are applied (itself included).
        groups: what must be selected: of each group one element at least. Without groups nothing need be.
        accept: whether a selection is right, given the selected elements in the order of the page.
    """

    scope: HtmlElement
    groups: tuple[tuple[HtmlElement, ...], ...]
    accept: Callable[[list[HtmlElement]], bool]


@dataclass(frozen=True, slots=True)
class Fitted:
    """A selector that is right on every sample; `samples` says on how many of them there was something to select."""

    css: str
    cost: float
    samples: int


def fit(samples: Sequence[Sample], dearest: float = DEAREST) -> Fitted | None:
    """The cheapest selector that every sample accepts; None where none is good enough, or nothing is to be selected."""
    filled = [sample for sample in samples if sample.groups]
    if not filled:
        return None
    costs = _common(filled)
    ranked = sorted((cost, len(css), css) for css, cost in costs.items() if cost <= dearest)
    for cost, _, css in ranked[:MOST_TRIED]:
        if all(sample.accept(select(sample.scope, css)) for sample in samples):
            return Fitted(css, cost, len(filled))
    return None


def _common(samples: Sequence[Sample]) -> dict[str, float]:
    """The selectors that lead to an element of every group, as far as groups are compared."""
    groups = [(sample.scope, group) for sample in samples for group in (sample.groups[0], *sample.groups[1:][-1:])]
    step = max(1, len(groups) // _COMPARED)
    common: dict[str, float] | None = None
    for scope, group in groups[::step]:
        mine: dict[str, float] = {}
        for element in group[:6]:
            for css, cost in candidates(element, scope).items():
                mine[css] = min(cost, mine.get(css, cost))
        common = mine if common is None else {css: max(cost, mine[css]) for css, cost in common.items() if css in mine}
    return common or {}
