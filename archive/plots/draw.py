"""Draw the plots with Matplotlib. The same archive gives the same bytes."""

from __future__ import annotations

import io
from dataclasses import dataclass
from itertools import accumulate
from statistics import median
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from archive.plots import data
from archive.terminal import human_bytes, printable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from matplotlib.axes import Axes

    from archive.db import Archive

# Okabe and Ito's colours, which people with any colour vision tell apart.
_COLOURS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#999999")
_BAD = {"finished": "#009e73", "partial": "#e69f00", "running": "#56b4e9"}
_WORST = "#d55e00"
# Whichever of these is there shows what the first font lacks.
_CHINESE = (
    "Noto Sans CJK SC", "Noto Sans CJK TC", "Noto Sans CJK JP", "Noto Serif CJK SC", "Source Han Sans SC",
    "WenQuanYi Micro Hei", "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "SimHei", "Arial Unicode MS",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Look:
    """How a plot looks: size in inches, and dark on light or light on dark."""

    width: float = 9.0
    height: float = 4.5
    dark: bool = False


LIGHT = Look()
_LABEL = 32  # characters
_TICKS = 9  # labels below an axis
_LEAST = 6  # columns or bars for which there is room at least, so that a few do not fill the picture


def names() -> list[str]:
    """The plots that there are."""
    return list(_PLOTS)


def plot(archive: Archive, name: str, form: str = "svg", *, lang: str | None = None, look: Look = LIGHT) -> bytes:
    """Draw one plot.

    Args:
        archive: an open archive.
        name: one of `names()`.
        form: `svg` or `png`.
        lang: only posts in this language; the pictures and the runs have none.
        look: size and colours.
    """
    with mpl.rc_context(_style(look)):
        figure = Figure(figsize=(look.width, look.height), layout="constrained")
        title = _PLOTS[name](figure, archive, lang)
        figure.suptitle(title, x=0.01, ha="left", fontsize=12, fontweight="bold")
        out = io.BytesIO()
        metadata: dict[str, Any] = {"Title": title} | ({"Date": None} if form == "svg" else {"Software": None})
        figure.savefig(out, format=form, metadata=metadata, dpi=144)
    return out.getvalue()


def _style(look: Look) -> Any:  # settings by name; Matplotlib's own type lists every name
    ink, paper, faint = ("#e8e8e8", "#1b1b1f", "#55555c") if look.dark else ("#1f1f24", "#ffffff", "#d0d0d6")
    available = {font.name for font in font_manager.fontManager.ttflist}
    return {
        "font.family": ["DejaVu Sans", *(name for name in _CHINESE if name in available)][:3],
        "font.size": 9,
        "svg.fonttype": "none",  # text stays text: small, searchable, and shown with the reader's own Chinese font
        "svg.hashsalt": "archive",
        "figure.facecolor": paper, "axes.facecolor": paper, "savefig.facecolor": paper,
        "text.color": ink, "axes.labelcolor": ink, "xtick.color": ink, "ytick.color": ink, "axes.edgecolor": faint,
        "axes.spines.top": False, "axes.spines.right": False,
        "axes.grid": True, "axes.grid.axis": "y", "axes.axisbelow": True, "grid.color": faint, "grid.linewidth": 0.6,
        "legend.frameon": False,
        "text.parse_math": False,  # a category with dollar signs is no formula
    }  # fmt: skip


def _timeline(figure: Figure, archive: Archive, lang: str | None) -> str:
    found = data.timeline(archive, lang)
    axes = figure.subplots()
    _stack(axes, found.periods, found.series)
    if found.periods:
        step = -(-len(found.periods) // _TICKS)
        axes.set_xticks(range(0, len(found.periods), step), found.periods[::step])
    by = (
        {4: "year", 7: "quarter" if " " in found.periods[0] else "month"}[len(found.periods[0])]
        if found.periods
        else "month"
    )
    return f"Posts by {by} and category{_in(lang)}"


def _stack(axes: Axes, columns: Sequence[str], series: Sequence[tuple[str, Sequence[int]]]) -> None:
    """Stacked columns with a legend in the order in which they stand."""
    if not series:
        _nothing(axes)
        return
    bottoms = list(
        accumulate((counts for _, counts in series), lambda a, b: [x + y for x, y in zip(a, b, strict=True)])
    )
    at = range(len(columns))
    for index, (name, counts) in enumerate(series):
        bottom = bottoms[index - 1] if index else [0] * len(columns)
        axes.bar(at, counts, 0.85, bottom=bottom, label=_label(name), color=_COLOURS[index % len(_COLOURS)])
    _count_axis(axes)
    axes.set_xlim(-0.6, max(len(columns), _LEAST) - 0.4)
    if len(series) > 1:
        axes.legend(reverse=True, loc="upper left", bbox_to_anchor=(1.0, 1.0))


def _count_axis(axes: Axes, ticks: int = 5) -> None:
    """A vertical axis of whole numbers from 0, with room for one."""
    axes.set_ylim(0, max(1.0, axes.get_ylim()[1]))
    axes.yaxis.set_major_locator(MaxNLocator(ticks, integer=True))


def _added(one: Sequence[int], other: Sequence[int]) -> list[int]:
    return [a + b for a, b in zip(one, other, strict=True)]


def _label(name: str) -> str:
    """A name from the site as a label: one short line; a leading underscore would hide it from the legend."""
    short = printable(name) if len(name) <= _LABEL else printable(name[: _LABEL - 1]) + "…"
    return f"\u200b{short}" if short.startswith("_") else short


def _nothing(axes: Axes) -> None:
    axes.set_axis_off()
    axes.text(0.5, 0.5, "Nothing to show yet", ha="center", va="center", transform=axes.transAxes)


def _categories(figure: Figure, archive: Archive, lang: str | None) -> str:
    found = data.categories(archive, lang).bars
    axes = figure.subplots()
    if not found:
        _nothing(axes)
    else:
        drawn = axes.barh([_label(name) for name, _ in found], [number for _, number in found], color=_COLOURS[0])
        axes.bar_label(drawn, padding=3)
        axes.set_ylim(max(len(found), _LEAST) - 0.5, -0.5)
        axes.grid(visible=False)
        axes.xaxis.set_visible(False)
        axes.spines["bottom"].set_visible(False)
    return f"Posts by category{_in(lang)}"


def _edits(figure: Figure, archive: Archive, lang: str | None) -> str:
    found = data.edits_by_age(archive, lang)
    axes = figure.subplots()
    _stack(axes, found.classes, found.series)
    if found.series:
        axes.set_xticks(range(len(found.classes)), found.classes)
        axes.set_xlabel("age of the post when the site changed it")
    return f"Edits by age of the post{_in(lang)}"


def _pictures(figure: Figure, archive: Archive, _lang: str | None) -> str:
    sizes = data.picture_sizes(archive)
    axes = figure.subplots()
    if not sizes:
        _nothing(axes)
        return "Sizes of pictures"
    low, high = len(str(sizes[0])) - 1, len(str(sizes[-1]))
    edges = [10 ** (low + step / 4) for step in range(4 * (high - low) + 1)]
    axes.hist(sizes, bins=edges, color=_COLOURS[0], edgecolor=mpl.rcParams["axes.facecolor"])
    axes.set_xscale("log")
    axes.set_xticks([10**power for power in range(low, high + 1)], [human_bytes(10**p) for p in range(low, high + 1)])
    axes.minorticks_off()
    middle = median(sizes)
    axes.axvline(middle, color=_WORST, linewidth=1.2)
    axes.annotate(
        f" median {human_bytes(round(middle))}",
        (middle, 1.0),
        xycoords=("data", "axes fraction"),
        va="top",
        color=_WORST,
    )
    axes.set_ylabel("pictures")
    _count_axis(axes)
    return f"Sizes of {len(sizes)} pictures"


def _health(figure: Figure, archive: Archive, _lang: str | None) -> str:
    runs = data.health(archive)
    if not runs:
        _nothing(figure.subplots())
        return "Health of the runs"
    above, below = figure.subplots(2, 1, sharex=True, height_ratios=(3, 2))
    at = range(len(runs))
    colours = [_BAD.get(run.outcome, _WORST) for run in runs]
    above.bar(at, [run.posts_new for run in runs], color=_COLOURS[0], label="new posts")
    above.bar(
        at,
        [run.posts_revised for run in runs],
        bottom=[run.posts_new for run in runs],
        color=_COLOURS[1],
        label="revised",
    )
    above.set_ylabel("posts")
    _count_axis(above)
    above.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))
    below.bar(at, [run.issues + run.failed for run in runs], color=colours)
    below.scatter(at, [0] * len(runs), marker="s", s=16, color=colours, clip_on=False, zorder=3)
    below.set_ylabel("issues")
    _count_axis(below, ticks=3)
    below.set_xlim(-0.6, max(len(runs), _LEAST) - 0.4)
    step = -(-len(runs) // _TICKS)
    below.set_xticks(list(at)[::step], [f"{run.at:%Y-%m-%d}\nrun {run.run_id}" for run in runs[::step]])
    for word, colour in (*_BAD.items(), ("other", _WORST)):
        if colour in colours:
            below.scatter([], [], marker="s", color=colour, label=word)
    below.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))
    return f"Health of the last {len(runs)} runs" if len(runs) > 1 else "Health of the only run"


def _in(lang: str | None) -> str:
    return f", {lang}" if lang else ""


_PLOTS: dict[str, Callable[[Figure, Archive, str | None], str]] = {
    "timeline": _timeline,
    "categories": _categories,
    "edits": _edits,
    "pictures": _pictures,
    "health": _health,
}
