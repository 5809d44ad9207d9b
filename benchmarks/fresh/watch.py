"""Watch a site by a rule, a run a day, and note when each edit was noticed.

Every rule sees the same: it is told of new items at the first run after they appeared, asks for some
of what it knows, and learns of each whether it has changed since it asked last.
"""

from __future__ import annotations

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
        noticed: whether there was such a look. What befell the files of a post that was taken down before they were
            asked for again counts as noticed with its end, but not as seen.
        seen: whether that look came before the next edit, so that the archive holds just this version.
        age: days from the item's appearance to the edit.
    """

    spent: Ints
    delay: Floats
    noticed: Bools
    seen: Bools
    age: Floats


class _Truth:
    """What really happened so far, and what of it the watcher has been told."""

    def __init__(self, site: Site) -> None:
        self.site = site
        events = len(site.when)
        self.next_event = site.start[:-1].copy()
        self.soonest = np.full(len(site.born), np.inf)
        self.found_at = np.full(events, np.inf)
        self.superseded = np.zeros(events, bool)
        self.could = np.zeros(events, bool)

    def meet(self, items: Ints, now: float) -> None:
        """Items are fetched for the first time: what happens from now on can be noticed."""
        for item in items:
            event, end = self._advance(int(item), int(self.site.start[item]), now)
            self.could[event:end] = True

    def tell(self, items: Ints, now: float) -> Bools:
        """Items are asked for: whether each has changed."""
        changed: Bools = self.soonest[items] <= now
        for item in items[changed]:
            before = int(self.next_event[item])
            after, _ = self._advance(int(item), before, now)
            self.found_at[before:after] = now
            self.superseded[before : after - 1] = True
        return changed

    def lose(self, files: range, now: float) -> None:
        """What befell these files unseen is lost with their post, and known to be so from now on."""
        for item in files:
            lost = slice(int(self.next_event[item]), int(self.site.start[item + 1]))
            self.found_at[lost], self.superseded[lost] = now, True
            self.soonest[item] = np.inf

    def _advance(self, item: int, event: int, now: float) -> tuple[int, int]:
        """Go to the item's first event after now; answers it, and the end of the item's events."""
        end = int(self.site.start[item + 1])
        event += int(np.searchsorted(self.site.when[event:end], now, "right"))
        self.next_event[item] = event
        self.soonest[item] = self.site.when[event] if event < end else np.inf
        return event, end


def watch(site: Site, rule: Rule, allowance: int | Ints | None) -> Watching:
    """Let a rule watch a site with so many requests a day, or so many on each day (None: as many as it wants)."""
    rule.begin(site)
    truth = _Truth(site)
    spent = np.zeros(site.days, int)
    met = 0
    pages: list[int] = []
    for day in range(site.days):
        now = day + RUN_AT
        born = int(np.searchsorted(site.born, now, "right"))
        new = np.arange(met, born)[site.died[met:born] > now]
        met = born
        truth.meet(new, now)
        rule.met(new, now)
        pages += [int(item) for item in new if not site.is_file[item]]
        if day == 0:
            continue
        shown = [page for page in pages[-5 * site.kind.shown :] if site.died[page] > now][-site.kind.shown :]
        most = 10**9 if allowance is None else allowance if isinstance(allowance, int) else int(allowance[day])
        items = rule.choose(now, most, _teasers(truth, shown, now))
        assert len(items) <= most, f"{rule.name} asked for more than it may"
        spent[day] = len(items)
        changed = truth.tell(items, now)
        rule.asked(items, now, changed)
        for page in items[changed & ~site.is_file[items]].tolist():
            if site.died[page] <= now:
                files = range(page + 1, page + 1 + int(site.files[page]))
                rule.ended(page, files.stop)
                truth.lose(files, now)
    noticed = np.isfinite(truth.found_at)
    delay = np.where(noticed, truth.found_at, site.days) - site.when
    age = site.when - np.repeat(site.born, np.diff(site.start))
    could = truth.could
    return Watching(spent, delay[could], noticed[could], (noticed & ~truth.superseded)[could], age[could])


def _teasers(truth: _Truth, shown: list[int], now: float) -> Ints:
    """The pages on the first listing page whose teaser is another than when they were asked for last."""
    site = truth.site
    return np.array(
        [
            page
            for page in shown
            if truth.soonest[page] <= now
            and any(
                site.when[event] <= now and site.in_teaser[event]
                for event in range(truth.next_event[page], site.start[page + 1])
            )
        ],
        int,
    )
