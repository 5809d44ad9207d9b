"""Draw what the rules did on one site: how soon edits are noticed, and what it costs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.fresh.rules import Everything, Ours
from benchmarks.fresh.watch import Rule, Watching, watch

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from benchmarks.fresh.site import Site

# Read on white and on near-black alike: mid-tones, no background, and lines that differ in more than colour.
INK = "#737c86"
STYLES = {
    "ours": ("#1f9e6e", "-", 2.6),
    "everything daily": (INK, (0, (1, 1.5)), 1.6),
    "StormCrawler": ("#d9822b", "-", 1.5),
    "StormCrawler, 180 d": ("#d9822b", (0, (5, 2)), 1.5),
    "Nutch": ("#4c8dd6", "-", 1.5),
    "NewsDiffs": ("#c3559b", "-", 1.5),
    "at random": ("#a08968", (0, (3, 2, 1, 2)), 1.5),
}
BUDGETS = (20, 40, 80, 160, 320)


def draw(site: Site, rivals: Callable[[], Sequence[Rule]], path: Path) -> None:
    """Watch the site by every rule, and write the picture."""
    import matplotlib as mpl

    mpl.use("svg" if path.suffix == ".svg" else "agg")
    from matplotlib import pyplot as plt

    mpl.rcParams.update(
        {
            "svg.fonttype": "none", "svg.hashsalt": "freshness", "font.family": "sans-serif", "font.size": 10,
            "text.color": INK, "axes.labelcolor": INK, "axes.edgecolor": INK, "xtick.color": INK, "ytick.color": INK,
        }
    )  # fmt: skip
    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4.4))
    ours = watch(site, Ours(), None)
    everything = watch(site, Everything(), None)
    results = {"ours": ours} | {rule.name: watch(site, rule, ours.spent) for rule in rivals()}
    _how_soon(left, results | {"everything daily": everything})
    left.set_title(f"how soon, at {ours.spent.sum() / everything.spent.sum():.1%} of the requests of daily looks")
    _what_it_costs(right, site, rivals, everything)
    for axes in (left, right):
        axes.grid(visible=True, color=INK, alpha=0.22, linewidth=0.6)
        axes.spines[["top", "right"]].set_visible(False)
        axes.title.set_fontsize(10.5)
    handles, labels = left.get_legend_handles_labels()
    figure.legend(handles, labels, loc="lower center", ncols=len(labels), frameon=False, fontsize=9)
    figure.tight_layout(rect=(0, 0.07, 1, 1))
    figure.savefig(path, transparent=True, metadata={"Date": None} if path.suffix == ".svg" else None)
    plt.close(figure)


def _how_soon(axes: Axes, results: dict[str, Watching]) -> None:
    """The part of all edits that was noticed within so many days."""
    days = np.geomspace(0.25, 365, 200)
    for name, (colour, dashes, width) in STYLES.items():
        result = results[name]
        soon = np.sort(result.delay[result.noticed])
        share = np.searchsorted(soon, days, "right") / len(result.delay)
        axes.plot(days, share * 100, color=colour, linestyle=dashes, linewidth=width, label=name)
    axes.set_xscale("log")
    ticks = (0.25, 1, 3, 7, 30, 90, 365)
    axes.set_xticks(ticks, ["6 h", "1 day", "3", "7", "30", "90", "1 year"])
    axes.minorticks_off()
    axes.set_ylim(0, 101)
    axes.set_ylabel("edits noticed, %")
    axes.set_xlabel("time since the edit")


def _what_it_costs(axes: Axes, site: Site, rivals: Callable[[], Sequence[Rule]], everything: Watching) -> None:
    """The part of all versions that was seen, for several budgets."""
    seen: dict[str, list[tuple[float, float]]] = {}
    for budget in BUDGETS:
        for rule in (Ours(), *rivals()):
            result = watch(site, rule, budget)
            cost = 100 * float(result.spent.sum() / everything.spent.sum())
            seen.setdefault(rule.name, []).append((cost, 100 * float(result.seen[everything.seen].mean())))
    for name, points in seen.items():
        colour, dashes, width = STYLES[name]
        axes.plot(
            *zip(*points, strict=True), color=colour, linestyle=dashes, linewidth=width, marker="o", markersize=3.5
        )
    axes.set_ylim(50, 101)
    axes.set_xlim(left=0)
    axes.set_title("versions seen before the next edit, by what is spent")
    axes.set_ylabel("of the versions that daily looks see, %")
    axes.set_xlabel("requests, % of daily looks")
