"""Ending a run early and cleanly: a signal, a time limit, enough posts or bytes, a disk almost full."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from scraper.bounds import Bounds
from scraper.errors import HostPaused

PATIENCE = 2.0
"""Seconds of a wait that are slept through whatever happens."""


class Stop:
    """Answers whether the run is to end after the post in hand, and why.

    Args:
        clock: monotonic seconds.
        time_limit: seconds after which no new post is begun, None for no limit.

    Attributes:
        as_told: the run has done all that it was told to do.
        disk_full: the run ends because the disk is as full as it may get.
        bounds: what the run may fetch and write; None for no bounds.
    """

    def __init__(self, clock: Callable[[], float], time_limit: float | None = None) -> None:
        self._clock = clock
        self._ends = None if time_limit is None else clock() + time_limit
        self._asked = ""
        self._signalled = False
        self.as_told = False
        self.disk_full = False
        self.bounds: Bounds | None = None

    def ask(self, reason: str, *, as_told: bool = False) -> None:
        """Ask for the end; the first reason stands.

        `as_told` says that the run then has done all that it was told to do.
        """
        if not self._asked:
            self._asked, self.as_told = reason, as_told

    def reason(self) -> str:
        """Why the run is to end; empty while it goes on."""
        if not self._asked and self._ends is not None and self._clock() >= self._ends:
            self._asked = "the time limit was reached"
        if not self._asked and self.bounds:
            if spent := self.bounds.spent():
                self.ask(spent, as_told=True)
            elif low := self.bounds.disk_low():
                self.ask_for_room(low)
        return self._asked

    def ask_for_room(self, reason: str) -> None:
        """Ask for the end because the disk is as full as it may get."""
        self.ask(reason)
        self.disk_full = True

    @property
    def urgent(self) -> bool:
        """Whether even the post in hand is not worth a long wait."""
        return bool(self.reason()) and (self._signalled or not self.as_told)

    def patient(self, sleep: Callable[[float], None]) -> Callable[[float], None]:
        """A sleep that ends early when the run is to end: a server may ask for a quarter of an hour.

        Raises (from the sleep):
            HostPaused: the run is to end, and the wait would be long.
        """

        def wait(seconds: float) -> None:
            while seconds > 0:
                if seconds > PATIENCE and self.urgent:
                    raise HostPaused(f"{self._asked} while waiting for the server")
                part = min(seconds, PATIENCE)
                sleep(part)
                seconds -= part

        return wait

    @contextmanager
    def signals(self) -> Iterator[None]:
        """Let a first SIGINT or SIGTERM ask for the end, and a second one end at once."""

        def handle(number: int, _frame: FrameType | None) -> None:
            if self._signalled:
                raise KeyboardInterrupt
            self._signalled = True
            self.ask(f"{signal.Signals(number).name} was received")

        try:
            before = {number: signal.signal(number, handle) for number in (signal.SIGINT, signal.SIGTERM)}
        except ValueError:  # not the main thread: its owner handles signals
            yield
            return
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
