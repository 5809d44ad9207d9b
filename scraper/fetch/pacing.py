"""Pacing: one request at a time per server, with a pause after each that grows when the server slows down."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scraper.errors import HostPaused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LONGEST_DELAY = 60.0


@dataclass
class _Server:
    """What is known of one server's pace."""

    turn: threading.RLock = field(default_factory=threading.RLock)
    delay: float = 0.0
    crawl_delay: float = 0.0
    ended_at: float | None = None
    paused_until: float | None = None


def next_delay(delay: float, latency: float, *, good: bool, shortest: float) -> float:
    """Return the pause after an answer: the mean of the last pause and the answer's latency, or the latency if longer.

    Errors come quickly from a server in trouble, so only a good answer may shorten the pause.
    """
    wanted = max(latency, (delay + latency) / 2)
    if not good:
        wanted = max(wanted, delay)
    return min(max(wanted, shortest), max(LONGEST_DELAY, shortest))


class Pacer:
    """Gives out turns.

    Args:
        delay: seconds between the end of a request and the start of the next; 0 for no pause of our own.
        longest_pause: a longer pause that a server asks for is not waited for; None for no bound.
        clock: monotonic seconds.
        sleep: how to wait.
        tell: hears of every wait.
    """

    def __init__(
        self,
        delay: float,
        longest_pause: float | None,
        *,
        clock: Callable[[], float],
        sleep: Callable[[float], object],
        tell: Callable[..., object],
    ) -> None:
        self._delay = max(0.0, delay)
        self._longest_pause = longest_pause
        self._clock = clock
        self._sleep = sleep
        self._tell = tell
        self._servers: dict[str, _Server] = {}
        self._lock = threading.Lock()

    @contextmanager
    def turn(self, server: str, url: str) -> Iterator[None]:
        """Wait for the server to be free and rested, and hold it for the length of one request for `url`.

        Raises:
            HostPaused: it asked for a longer pause than we wait.
        """
        state = self._of(server)
        with state.turn:
            self._rest(server, state, url)
            try:
                yield
            finally:
                state.ended_at = self._clock()

    def _rest(self, server: str, state: _Server, url: str) -> None:
        now = self._clock()
        pause = (state.paused_until or now) - now
        if self._longest_pause is not None and pause > self._longest_pause:
            raise HostPaused(f"{server} asked not to be visited for another {pause:.0f} s", url=url)
        gap = max(self._delay and state.delay, state.crawl_delay)
        rest = 0.0 if state.ended_at is None else state.ended_at + gap - now
        seconds = max(pause, rest)
        if seconds > 0:
            self._tell("wait", host=server, seconds=seconds, reason="asked" if pause > rest else "pace")
            self._sleep(seconds)

    def answered(self, server: str, latency: float, *, good: bool) -> None:
        """Note how long a server took to answer; does nothing where the user asked for no pause."""
        if self._delay:
            state = self._of(server)
            state.delay = next_delay(state.delay, latency, good=good, shortest=self._delay)

    def ask_delay(self, server: str, seconds: float) -> None:
        """Note the pause that robots.txt asks for."""
        state = self._of(server)
        state.crawl_delay = max(state.crawl_delay, seconds)

    def pause(self, server: str, seconds: float) -> None:
        """Leave a server alone for a time, whichever address the request came from."""
        state = self._of(server)
        state.paused_until = max(state.paused_until or 0.0, self._clock() + seconds)

    def _of(self, server: str) -> _Server:
        with self._lock:
            return self._servers.setdefault(server, _Server(delay=self._delay))
