# ruff: noqa: ARG002, D102 - what the methods are for stands with `Rule`, and not every rule needs all it is told
"""The rules that are compared: ours as the program has it, and those of others as they published them.

Rules that were made for another rhythm are taken kindly: none may ask twice in a run, so waits below
a day mean every run; each orders what is overdue by the ratio of the time waited to its own wait; and
what it has left to spend it may spend on what is not due yet.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from benchmarks.fresh.site import Bools, Floats, Ints, Site
from scraper import schedule

_SLACK = -schedule.SLACK / schedule.DAY
_ONCE = schedule.ONCE / schedule.DAY
_MINUTE = 1 / 1440


class _Common:
    """What all rules keep of each item: whether it is known and there, and when it was asked for last."""

    name = ""

    def begin(self, site: Site) -> None:
        self.site = site
        self.known = np.zeros(len(site.born), bool)
        self.last = np.zeros(len(site.born))

    def met(self, items: Ints, now: float) -> None:
        self.known[items] = True
        self.last[items] = now

    def asked(self, items: Ints, now: float, changed: Bools) -> None:
        self.last[items] = now

    def ended(self, first: int, last: int) -> None:
        self.known[first:last] = False

    def take(self, most: int, score: Callable[[Ints], Floats]) -> Ints:
        """The known items with the highest scores above 0."""
        items = np.flatnonzero(self.known)
        scores = score(items)
        items, scores = items[scores > 0], scores[scores > 0]
        if len(items) <= most:
            return items
        return items[np.argpartition(-scores, most - 1)[:most]] if most else items[:0]


class Everything(_Common):
    """Ask for everything in every run."""

    name = "everything daily"

    def choose(self, now: float, most: int, teasers: Ints) -> Ints:
        return np.flatnonzero(self.known)[:most]


class AtRandom(_Common):
    """Ask for any, all alike."""

    name = "at random"

    def begin(self, site: Site) -> None:
        super().begin(site)
        self.rng = np.random.default_rng(len(site.when))

    def choose(self, now: float, most: int, teasers: Ints) -> Ints:
        items = np.flatnonzero(self.known)
        return self.rng.choice(items, min(most, len(items)), replace=False)


class StormCrawler(_Common):
    """StormCrawler's AdaptiveScheduler: half as long again if unchanged, half way to the minimum if changed."""

    def __init__(self, longest: float = 14.0) -> None:
        self.longest = longest
        self.name = "StormCrawler" if longest == 14 else f"StormCrawler, {longest:.0f} d"

    def begin(self, site: Site) -> None:
        super().begin(site)
        self.wait = np.ones(len(site.born))

    def choose(self, now: float, most: int, teasers: Ints) -> Ints:
        return self.take(most, lambda items: (now - self.last[items]) / self.wait[items])

    def asked(self, items: Ints, now: float, changed: Bools) -> None:
        super().asked(items, now, changed)
        wait = self.wait[items]
        self.wait[items] = np.where(changed, 0.5 * wait + 0.5 / 24, np.minimum(wait * 1.5, self.longest))


class Nutch(_Common):
    """Nutch's AdaptiveFetchSchedule: 0.4 longer if unchanged, 0.2 shorter if changed, drawn to the time of change.

    Begun at one day, not at Nutch's thirty. The pull is bounded by the interval: without that, what has
    been quiet for years would be due at once and for ever.
    """

    name = "Nutch"

    def begin(self, site: Site) -> None:
        super().begin(site)
        self.interval = np.ones(len(site.born))
        self.wait = np.ones(len(site.born))
        self.modified = np.zeros(len(site.born))

    def met(self, items: Ints, now: float) -> None:
        super().met(items, now)
        self.modified[items] = now

    def choose(self, now: float, most: int, teasers: Ints) -> Ints:
        return self.take(most, lambda items: (now - self.last[items]) / self.wait[items])

    def asked(self, items: Ints, now: float, changed: Bools) -> None:
        super().asked(items, now, changed)
        self.modified[items] = np.where(changed, now, self.modified[items])
        quiet = now - self.modified[items]
        interval = self.interval[items] * np.where(changed, 0.8, 1.4)
        interval = np.clip(np.maximum(interval, quiet), _MINUTE, 90.0)
        self.interval[items] = interval
        self.wait[items] = interval - 0.3 * np.minimum(quiet, interval)


class NewsDiffs(_Common):
    """NewsDiffs' tiers by the time since the last change; after a year without one it looks no more."""

    name = "NewsDiffs"

    def begin(self, site: Site) -> None:
        super().begin(site)
        self.modified = site.born.copy()

    def choose(self, now: float, most: int, teasers: Ints) -> Ints:
        return self.take(most, lambda items: (now - self.last[items]) / self.tier(now - self.modified[items]))

    @staticmethod
    def tier(quiet: Floats) -> Floats:
        """The wait of each, in days."""
        steps = [quiet < 3 / 24, quiet < 1, quiet < 7, quiet < 30, quiet < 360]
        return np.select(steps, [15 * _MINUTE, 1 / 24, 3 / 24, 3.0, 30.0], np.inf)

    def asked(self, items: Ints, now: float, changed: Bools) -> None:
        super().asked(items, now, changed)
        self.modified[items] = np.where(changed, now, self.modified[items])


class Ours(_Common):
    """The program's own schedule: waits from `scraper.schedule`, chosen as there, but by arrays, to be quick."""

    def __init__(self, *, listing: bool = True) -> None:
        self.listing = listing
        self.name = "ours" if listing else "ours, no listing"

    def begin(self, site: Site) -> None:
        super().begin(site)
        self.wait = np.ones(len(site.born))
        self.first = np.zeros(len(site.born))
        self.changes: dict[int, list[float]] = {}
        self.own = [schedule.own_shares(f"https://site.example/{item}") for item in range(len(site.born))]

    def met(self, items: Ints, now: float) -> None:
        super().met(items, now)
        self.first[items] = now
        self._wait_anew(items)

    def asked(self, items: Ints, now: float, changed: Bools) -> None:
        super().asked(items, now, changed)
        for item in items[changed]:
            self.changes.setdefault(int(item), []).append(now)
        self._wait_anew(items)

    def choose(self, now: float, most: int, teasers: Ints) -> Ints:
        items = np.flatnonzero(self.known)
        score = np.zeros(len(self.known))
        score[items] = (now - self.last[items]) / self.wait[items]
        pressing = teasers[self.known[teasers]] if self.listing else teasers[:0]
        merely = items[~self.site.is_file[items] & (score[items] >= 1) & ~np.isin(items, pressing)]
        merely = merely[np.argsort(-score[merely], kind="stable")]
        kept_back = most // schedule.KEPT_FOR_OTHERS if len(merely) else 0
        chosen: list[int] = []
        for pages, limit in ((pressing, most - kept_back), (merely, most)):
            for page in pages:
                room = limit - len(chosen)
                if room <= 0:
                    break
                files = np.arange(page + 1, page + 1 + self.site.files[page])
                files = files[score[files] >= schedule.files_enough(math.inf if pages is pressing else score[page])]
                chosen += [int(page), *files[np.argsort(-score[files], kind="stable")][: room - 1]]
        return np.array(chosen, int)

    def _wait_anew(self, items: Ints) -> None:
        for item in items.tolist():
            now = self.last[item]
            self.wait[item] = _SLACK + schedule.wait_days(
                now - self.site.born[item],
                [now - change for change in self.changes.get(item, ())],
                own=self.own[item],
                factor=schedule.FILE_FACTOR if self.site.is_file[item] else 1.0,
                looked_again=now - self.first[item] > _ONCE,
            )
