"""What a run does about traps: it tells each one once, on record and to whoever watches."""

from __future__ import annotations

from collections.abc import Mapping

from scraper.discover.budget import PageBudget, Trap
from scraper.tools import Tools


def new_budget(tools: Tools) -> PageBudget:
    """The budget of one walk over pages in this run."""
    return PageBudget(tools.now().date().isoformat())


def tell_traps(tools: Tools, traps: Mapping[str, Trap]) -> None:
    """Store each trap that was not told before as an issue, and tell of it."""
    for pattern, trap in traps.items():
        if pattern in tools.traps:
            continue
        tools.traps[pattern] = trap
        tools.writer.save_issues([trap.issue])
        tools.tally.issues += 1
        tools.reporter.event("warning", "trap", pattern=trap.pattern, followed=trap.count, why=trap.why, url=trap.url)
