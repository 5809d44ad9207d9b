"""How soon is an edit noticed, and what does that cost? Five years of invented sites, watched by several rules.

usage: python benchmarks/freshness.py [--seeds 1,2] [--sites centre,archive] [--years 5] [--plot FILE.svg] [--json]

`everything daily` asks for every page and file in every run. Ours spends what it finds right, at most
--budget requests a run; each of the other rules may then spend, day by day, exactly what ours did.
docs/schedule.md explains the rule, the assumptions about sites, and the numbers.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.fresh.rules import AtRandom, Everything, NewsDiffs, Nutch, Ours, StormCrawler
from benchmarks.fresh.site import KINDS, YEAR, Kind, make_site
from benchmarks.fresh.watch import Rule, Watching, watch

LATE = 7.0
"""Edits of items older than this, in days, are also counted by themselves: the others every rule finds soon."""


@dataclass(frozen=True, slots=True)
class Line:
    """What one rule did on the sites of one kind, all seeds together.

    Attributes:
        site: the kind of site.
        rule: the rule.
        cost: requests, as a part of what asking for everything daily takes.
        per_day: requests a day, on average.
        noticed: of the edits that `everything daily` noticed, the part that this rule noticed too.
        exact: of the versions that `everything daily` saw, the part that this rule saw before the next edit.
        mean: days from an edit to the first look after it; what was never noticed counts until the end.
        median: the same, median.
        late_mean: the mean for edits of items older than a week.
        late_median: the median for these.
    """

    site: str
    rule: str
    cost: float
    per_day: float
    noticed: float
    exact: float
    mean: float
    median: float
    late_mean: float
    late_median: float


def rivals() -> list[Rule]:
    """The rules that ours is held against."""
    return [AtRandom(), StormCrawler(), StormCrawler(180), Nutch(), NewsDiffs()]


def compare(name: str, kind: Kind, days: int, seeds: Iterable[int], budget: int | None = None) -> list[Line]:
    """Watch sites of one kind by all rules."""
    watched: dict[str, list[Watching]] = {}
    for seed in seeds:
        site = make_site(kind, days, seed)
        ours = Ours()
        spent = watch(site, ours, budget)
        everything = Everything()
        watched.setdefault(everything.name, []).append(watch(site, everything, None))
        watched.setdefault(ours.name, []).append(spent)
        for rule in rivals():
            watched.setdefault(rule.name, []).append(watch(site, rule, spent.spent))
    every = watched[Everything.name]
    return [_line(name, rule, results, every) for rule, results in watched.items()]


def _line(site: str, rule: str, results: list[Watching], every: list[Watching]) -> Line:
    def joined(of: list[Watching], field: str) -> np.ndarray:
        return np.concatenate([getattr(result, field) for result in of])

    delay, late = joined(results, "delay"), joined(results, "age") > LATE
    spent, whole = joined(results, "spent"), joined(every, "spent")
    return Line(
        site=site,
        rule=rule,
        cost=float(spent.sum() / whole.sum()),
        per_day=float(spent.mean()),
        noticed=float(joined(results, "noticed")[joined(every, "noticed")].mean()),
        exact=float(joined(results, "seen")[joined(every, "seen")].mean()),
        mean=float(delay.mean()),
        median=float(np.median(delay)),
        late_mean=float(delay[late].mean()),
        late_median=float(np.median(delay[late])),
    )


HEAD = " " * 22 + "  requests   a day  noticed   exact  mean d  median  old: mean  median"


def table(lines: Iterable[Line]) -> str:
    """The lines of one kind of site as text."""
    rows = [
        f"{line.rule:22}{line.cost:10.1%}{line.per_day:8.0f}{line.noticed:9.1%}{line.exact:8.1%}"
        f"{line.mean:8.2f}{line.median:8.2f}{line.late_mean:11.2f}{line.late_median:8.2f}"
        for line in lines
    ]
    return "\n".join([HEAD, *rows])


def main() -> None:
    """Compare, print, and plot if asked to."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seeds", default="1,2", help="numbers, by commas (default: 1,2)")
    parser.add_argument("--sites", default=",".join(KINDS), help=f"out of {', '.join(KINDS)} (default: all)")
    parser.add_argument("--years", type=float, default=5.0)
    parser.add_argument("--budget", type=int, help="the most requests a run (default: no limit)")
    parser.add_argument("--plot", type=Path, metavar="FILE.svg", help="also draw the first of the sites")
    parser.add_argument("--json", action="store_true", help="print JSON")
    given = parser.parse_args()
    days, seeds = round(given.years * YEAR), [int(seed) for seed in given.seeds.split(",")]
    names = [name.strip() for name in given.sites.split(",")]
    if unknown := [name for name in names if name not in KINDS]:
        parser.error(f"no such site: {', '.join(unknown)}; there are {', '.join(KINDS)}")
    found: list[Line] = []
    for name in names:
        lines = compare(name, KINDS[name], days, seeds, given.budget)
        found += lines
        if not given.json:
            print(f"\n{name}: {KINDS[name].about}\n{table(lines)}", flush=True)
    if given.json:
        print(json.dumps([asdict(line) for line in found], indent=2))
    if given.plot:
        from benchmarks.fresh.plot import draw

        draw(make_site(KINDS[names[0]], days, seeds[0]), rivals, given.plot)


if __name__ == "__main__":
    main()
