"""Tell a person what a run does: a live display on a terminal, one line an event otherwise."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Protocol

from scraper.logs import clean

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.live import Live

LEVELS = {"debug": 10, "info": 20, "warning": 30}

TELL_EVERY = 60.0
"""Seconds between two lines of a log that say where a run stands."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Where a run stands.

    Attributes:
        done: posts held.
        known: posts known of, held or not.
        files: pictures and files fetched in this run.
        requests: requests made in this run.
        bytes: bytes received in this run.
        seconds: how long the run has gone on.
        worked: posts dealt with in this run.
        seconds_left: how long the known rest takes at the present pace; None while that cannot be said.
        at_least: whether more posts may still be found, so that it takes at least so long.
    """

    done: int
    known: int
    files: int
    requests: int
    bytes: int
    seconds: float
    worked: int
    seconds_left: float | None = None
    at_least: bool = False

    @property
    def left(self) -> str:
        """The time left for a person: `at least 2 h 05 min left`; empty while it cannot be said."""
        if self.seconds_left is None:
            return ""
        return f"{'at least ' if self.at_least else ''}{duration(self.seconds_left)} left"


class Reporter(Protocol):
    """What the stages of a run tell."""

    def event(self, level: str, name: str, **facts: Any) -> None:
        """Something happened; `name` is a short phrase, `facts` what it happened to."""

    def page(self, url: str) -> None:
        """This address is being asked for now."""

    def progress(self, snapshot: Snapshot) -> None:
        """The run stands here now."""

    def close(self) -> None:
        """The run is over."""


class LineReporter:
    """One line an event, for logs and pipes.

    Args:
        log: a bound structlog logger.
        threshold: the least level that is told: `debug`, `info` or `warning`.
        clock: monotonic seconds.
        as_data: tell where the run stands in plain numbers, for machines.
    """

    def __init__(
        self, log: Any, threshold: str = "info", *, clock: Callable[[], float] = time.monotonic, as_data: bool = False
    ) -> None:
        self._log = log
        self._threshold = LEVELS[threshold]
        self._clock = clock
        self._as_data = as_data
        self._told: float | None = None

    def event(self, level: str, name: str, **facts: Any) -> None:
        """Log the event, if it is important enough."""
        if LEVELS[level] >= self._threshold:
            getattr(self._log, level)(name, **{key: clean(value) for key, value in facts.items()})

    def page(self, url: str) -> None:
        """Log the address where every request is wanted."""
        self.event("debug", "asking", url=url)

    def progress(self, snapshot: Snapshot) -> None:
        """Tell it once a minute, so that a log shows that the run goes on and for how long."""
        now = self._clock()
        if self._told is None:
            self._told = now
        if now - self._told < TELL_EVERY or self._threshold > LEVELS["info"]:
            return
        self._told = now
        self._log.info("progress", **(asdict(snapshot) if self._as_data else facts_of(snapshot)))

    def close(self) -> None:
        """Nothing to tidy."""


class TerminalReporter:
    """A live display of where the run stands, with warnings scrolling above it."""

    def __init__(self, console: Console, clock: Callable[[], float], threshold: str = "warning") -> None:
        self._console = console
        self._clock = clock
        self._threshold = LEVELS[threshold]
        self._snapshot: Snapshot | None = None
        self._url = ""
        self._live: Live | None = None

    def _start(self) -> Live:
        from rich.live import Live

        live = Live(console=self._console, refresh_per_second=8, transient=True, get_renderable=self._render)
        live.start()
        self._live = live
        return live

    def event(self, level: str, name: str, **facts: Any) -> None:
        """Print the event above the display, if it is important enough."""
        from rich.text import Text

        if LEVELS[level] < self._threshold:
            return
        line = Text(f"  {name}", style="yellow" if level == "warning" else "")
        for key, value in facts.items():
            line.append(f"  {key} ", style="dim")
            line.append(clean(value))
        self._console.print(line, soft_wrap=True)

    def page(self, url: str) -> None:
        """Show the address being asked for."""
        self._url = url
        if self._live is None:
            self._start()

    def progress(self, snapshot: Snapshot) -> None:
        """Show where the run stands."""
        self._snapshot = snapshot

    def close(self) -> None:
        """Take the display away; the summary takes its place."""
        if self._live is not None:
            self._live.stop()
            self._live = None

    def _render(self) -> RenderableType:
        from rich.console import Group
        from rich.progress_bar import ProgressBar
        from rich.spinner import Spinner
        from rich.table import Table
        from rich.text import Text

        shot = self._snapshot or Snapshot(0, 0, 0, 0, 0, 0.0, 0)
        line = Table.grid(padding=(0, 2))
        line.add_row(
            Spinner("dots"),
            ProgressBar(total=max(1, shot.known), completed=min(shot.done, shot.known), width=28),
            Text(f"{shot.done}/{shot.known} posts"),
            Text(f"{shot.files} files"),
            Text(megabytes(shot.bytes)),
            Text(f"{shot.requests} requests"),
            Text(shot.left),
        )
        where = Text(f"  {clean(self._url)}", style="dim", no_wrap=True, overflow="ellipsis")
        return Group(line, where)


def make_reporter(verbosity: int, clock: Callable[[], float], *, json_lines: bool = False) -> Reporter:
    """The reporter that suits where standard error leads.

    Args:
        verbosity: -1 only warnings, 0 events, 1 every request.
        clock: monotonic seconds.
        json_lines: log events as JSON, for machines.
    """
    from scraper.logs import make_log

    threshold = {-1: "warning", 0: "info"}.get(verbosity, "debug")
    if sys.stderr.isatty() and not json_lines and verbosity <= 0:
        from rich.console import Console

        return TerminalReporter(Console(stderr=True), clock)
    return LineReporter(make_log(json_lines=json_lines), threshold, clock=clock, as_data=json_lines)


def facts_of(shot: Snapshot) -> dict[str, str]:
    """Where a run stands, as the facts of a line in a log."""
    facts = {
        "posts": f"{shot.done}/{shot.known}",
        "files": f"{shot.files}",
        "requests": f"{shot.requests}",
        "received": megabytes(shot.bytes),
    }
    return facts | ({"left": shot.left.removesuffix(" left")} if shot.left else {})


def megabytes(size: int) -> str:
    """A size for people, in the units that labels on websites use (MB = 10**6)."""
    if size < 1_000_000:
        return f"{size / 1000:.0f} kB"
    return f"{size / 1e6:.1f} MB" if size < 1e9 else f"{size / 1e9:.2f} GB"


def duration(seconds: float) -> str:
    """A length of time for people."""
    whole = max(0, round(seconds))
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02d} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02d} min"
