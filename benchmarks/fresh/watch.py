"""Watch a site by a rule, a run a day, and note when each edit was noticed.

Every rule sees the same: it is told of new items at the first run after they appeared, asks for some
of what it knows, and learns of each whether it has changed since it asked last.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from benchmarks.fresh.site import Bools, Floats, Ints, Site

RUN_AT = 0.25
"""The time of the daily run, as a part of the day."""


class Rule(Protocol):
    """A way to choose what to ask for."""

    @property
    def name(self) -> str:
        """What the table calls it."""

    def begin(self, site: Site) -> None:
        """Get ready for a site of which nothing is known yet."""

    def met(self, items: Ints, now: float) -> None:
        """Take note of items that were fetched for the first time."""

    def choose(self, now: float, most: int, teasers: Ints) -> Ints:
        """Choose at most so many items to ask for; `teasers` are the pages whose teaser changed since the last look."""

    def asked(self, items: Ints, now: float, changed: Bools) -> None:
        """Take note of what the items that were asked for answered."""

    def ended(self, first: int, last: int) -> None:
        """Forget a page that was found taken down, and its files: items from `first` up to but without `last`."""


@dataclass(frozen=True, slots=True)
class Watching:
    """What came of it. The arrays are about the edits that could be noticed, in one order for all rules.

    Attributes:
        spent: requests on each day.
        delay: days from each edit to the first look after it; for what was never noticed, to the end.
        noticed: whether there was such a look.
        seen: whether that look came before the next edit, so that the archive holds just this version.
        age: days from the item's appearance to the edit.
    """

    spent: Ints
    delay: Floats
    noticed: Bools
    seen: Bools
    age: Floats


def watch(site: Site, rule: Rule, allowance: int | Sequence[int] | Ints | None) -> Watching:
    """Let a rule watch a site with so many requests a day (None: as many as it wants)."""
    rule.begin(site)
    next_event = site.start[:-1].copy()
    soonest = np.append(site.when, np.inf)[next_event]
    soonest[site.start[:-1] == site.start[1:]] = np.inf
    found_at = np.full(len(site.when), np.inf)
    superseded = np.zeros(len(site.when), bool)
    could = np.zeros(len(site.when), bool)
    spent = np.zeros(site.days, int)
    fetched_first = 0
    alive: list[int] = []
    for day in range(site.days):
        now = day + RUN_AT
        upto = int(np.searchsorted(site.born, now, "right"))
        new = np.arange(fetched_first, upto)
        new = new[site.died[new] > now]
        fetched_first = upto
        for item in new:
            event, end = int(site.start[item]), int(site.start[item + 1])
            event += int(np.searchsorted(site.when[event:end], now, "right"))
            could[event:end] = True
            next_event[item], soonest[item] = event, site.when[event] if event < end else np.inf
        rule.met(new, now)
        alive += [int(item) for item in new if not site.is_file[item]]
        if day == 0:
            continue
        shown = [page for page in alive[-5 * site.kind.shown :] if site.died[page] > now][-site.kind.shown :]
        most = 10**9 if allowance is None else int(allowance if isinstance(allowance, int) else allowance[day])
        items = rule.choose(now, most, _teasers(site, shown, next_event, soonest, now))
        assert len(items) <= most, f"{rule.name} asked for more than it may"
        spent[day] = len(items)
        changed = soonest[items] <= now
        for item in items[changed]:
            event, end = int(next_event[item]), int(site.start[item + 1])
            after = event + int(np.searchsorted(site.when[event:end], now, "right"))
            found_at[event:after] = now
            superseded[event : after - 1] = True
            next_event[item], soonest[item] = after, site.when[after] if after < end else np.inf
        rule.asked(items, now, changed)
        for page in items[changed]:
            if site.died[page] <= now and not site.is_file[page]:
                rule.ended(int(page), int(page + 1 + site.files[page]))
    noticed = np.isfinite(found_at)
    delay = np.where(noticed, found_at, site.days) - site.when
    age = site.when - np.repeat(site.born, np.diff(site.start))
    return Watching(spent, delay[could], noticed[could], (noticed & ~superseded)[could], age[could])


def _teasers(site: Site, shown: list[int], next_event: Ints, soonest: Floats, now: float) -> Ints:
    """The pages on the first listing page whose teaser is another than when they were asked for last."""
    return np.array(
        [
            page
            for page in shown
            if soonest[page] <= now
            and any(
                site.when[event] <= now and site.in_teaser[event]
                for event in range(next_event[page], site.start[page + 1])
            )
        ],
        int,
    )
