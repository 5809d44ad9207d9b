"""Ends a browser that hangs or swells. It runs beside the run, since a hung page never gives control back."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from scraper.render.limits import Limits

_EVERY = 0.1
_PAGE = os.sysconf("SC_PAGE_SIZE")


class Watchdog:
    """Watches one browser process and its children until `close`.

    Args:
        pid: the browser.
        limits: how long it may be silent, and how much memory it may take.

    Attributes:
        pid: the browser.
        reason: why the browser was ended; empty while it was not.
    """

    def __init__(self, pid: int, limits: Limits) -> None:
        self.reason = ""
        self.pid = pid
        self._limits = limits
        self._guard = threading.Lock()
        self._spent = 0.0
        self._since: float | None = None
        self._begun = 0.0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="render-watchdog", daemon=True)
        self._thread.start()

    def page_seconds(self) -> float:
        """How long pages had the word so far; the time that our own requests took is left out."""
        with self._guard:
            return self._spent + (time.monotonic() - self._since if self._since is not None else 0.0)

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """The browser has the word: it must give an answer within the time allowed."""
        self._resume(fresh=True)
        try:
            yield
        finally:
            self._pause()

    @contextmanager
    def away(self) -> Iterator[None]:
        """We have the word, in the middle of a wait: the browser is waiting for us."""
        running = self._since is not None
        self._pause()
        try:
            yield
        finally:
            if running:
                self._resume(fresh=True)

    def close(self) -> None:
        """End the watch."""
        self._over.set()
        self._thread.join()

    def kill(self, reason: str) -> None:
        """End the browser with all its children."""
        self.reason = self.reason or reason
        for pid in (self.pid, *descendants(self.pid)):
            with suppress(OSError):
                os.kill(pid, signal.SIGKILL)

    def _resume(self, *, fresh: bool) -> None:
        with self._guard:
            self._since = time.monotonic()
            if fresh:
                self._begun = self._since

    def _pause(self) -> None:
        with self._guard:
            if self._since is not None:
                self._spent += time.monotonic() - self._since
            self._since = None

    def _silent(self) -> float:
        with self._guard:
            return time.monotonic() - self._begun if self._since is not None else 0.0

    def _watch(self) -> None:
        while not self._over.wait(_EVERY):
            if memory(self.pid) > self._limits.memory_bytes:
                self.kill(f"it took more than {self._limits.memory_bytes // 1_000_000} MB of memory")
                return
            if self._silent() > self._limits.hang_seconds:
                self.kill(f"its scripts ran for more than {self._limits.hang_seconds:g} seconds without an end")
                return


def descendants(pid: int) -> list[int]:
    """The processes that a process started, and those that they started; none where the system does not tell."""
    found: list[int] = []
    queue = [pid]
    while queue:
        with suppress(OSError, ValueError):
            for task in Path(f"/proc/{queue.pop()}/task").iterdir():
                with suppress(OSError, ValueError):
                    children = [int(word) for word in (task / "children").read_text().split()]
                    found += children
                    queue += children
    return found


def memory(pid: int) -> int:
    """The bytes that a process and its descendants hold of their own, shared pages left out."""
    total = 0
    for one in (pid, *descendants(pid)):
        with suppress(OSError, ValueError, IndexError):
            _, resident, shared, *_ = Path(f"/proc/{one}/statm").read_text().split()
            total += (int(resident) - int(shared)) * _PAGE
    return total
