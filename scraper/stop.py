"""Ending a run early and cleanly: a first Ctrl-C or SIGTERM, a time limit, or enough posts."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from scraper.errors import HostPaused

PATIENCE = 2.0
"""Seconds of a wait that are slept through whatever happens."""


class Stop:
    """Answers whether the run is to end after the post in hand, and why.

    Args:
        clock: monotonic seconds.
        time_limit: seconds after which no new post is begun, None for no limit.
    """

    def __init__(self, clock: Callable[[], float], time_limit: float | None = None) -> None:
        self._clock = clock
        self._ends = None if time_limit is None else clock() + time_limit
        self._asked = ""
        self.as_told = False

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
        return self._asked

    def patient(self, sleep: Callable[[float], None]) -> Callable[[float], None]:
        """A sleep that ends early when the run is to end: a server may ask for a quarter of an hour.

        Raises (from the sleep):
            HostPaused: the run is to end, and the wait would be long.
        """

        def wait(seconds: float) -> None:
            while seconds > 0:
                if self.reason() and seconds > PATIENCE:
                    raise HostPaused(f"{self._asked} while waiting for the server")
                part = min(seconds, PATIENCE)
                sleep(part)
                seconds -= part

        return wait

    @contextmanager
    def signals(self) -> Iterator[None]:
        """Let a first SIGINT or SIGTERM ask for the end, and a second one end at once."""

        def handle(number: int, _frame: FrameType | None) -> None:
            if self._asked:
                raise KeyboardInterrupt
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
