"""Numeric probing: ask for every number from 1 upwards, until enough in a row past the highest known lead nowhere.

Posts that no listing shows any more are still served under their number; only asking finds them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from archive.records import Sweep

Ask = Callable[[int], bool | None]
"""Ask for one number: True a post, False none, None where the site did not answer properly."""

SPARSE = 50
"""Numbers per known post above which asking for every number would burden the site for next to nothing."""


@dataclass(frozen=True, slots=True)
class ProbePlan:
    """What to probe.

    Attributes:
        pattern: the address pattern, for the record.
        lang: the language.
        known: the numbers whose posts are done, which are not asked for again.
        highest: the highest number known from any source.
        misses: how many misses in a row past the highest known number end the sweep.
        start: the first number to ask for.
    """

    pattern: str
    lang: str
    known: frozenset[int]
    highest: int
    misses: int = 30
    start: int = 1


def too_sparse(plan: ProbePlan) -> bool:
    """Whether the known numbers are so far apart that probing them all would be an imposition."""
    return plan.highest > 1000 and plan.highest > SPARSE * max(1, len(plan.known))


def sweep_probe(plan: ProbePlan, ask: Ask, stopped: Callable[[], str]) -> Sweep:
    """Ask for each number in turn.

    The sweep is complete when `misses` numbers in a row past the highest known one led nowhere;
    a number that the site did not answer properly breaks no run of misses, but makes the sweep partial.
    """
    if too_sparse(plan):
        reason = f"numbers up to {plan.highest} for {len(plan.known)} known posts are too far apart to ask for each"
        return Sweep("probe", plan.pattern, False, reason, 0, 0, plan.lang, meant=True)
    number, highest, in_a_row = plan.start, plan.highest, 0
    asked = shown = unanswered = 0
    while in_a_row < plan.misses:
        if why := stopped():
            return Sweep("probe", plan.pattern, False, why, asked, shown, plan.lang)
        if number in plan.known:
            found: bool | None = True
        else:
            found = ask(number)
            asked += 1
        shown += found is True
        unanswered += found is None
        if found:
            highest, in_a_row = max(highest, number), 0
        elif number > highest:
            in_a_row += 1
        number += 1
    reason = f"{unanswered} numbers got no proper answer" if unanswered else ""
    return Sweep("probe", plan.pattern, not unanswered, reason, asked, shown, plan.lang)
