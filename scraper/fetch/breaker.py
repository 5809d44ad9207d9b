"""The breaker: a server that keeps failing is paused once, then left alone for the rest of the run."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scraper.errors import HostPaused

if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST_PAUSE = 60.0


@dataclass
class _Record:
    """What a server has done to us."""

    failures: int = 0
    answered: bool = False
    spent: float = 0.0
    on_trial: bool = False
    closed_because: str = ""


class Breaker:
    """Counts consecutive failed fetches per server, and the time spent on servers that never answered.

    Args:
        after: how many failures in a row make a server rest.
        pause: seconds of that rest.
        first_contact: seconds that may be spent in all on a server that has never answered; while none has,
            on all of them together, since then it is the network that is away.
        sleep: how to wait.
        tell: hears of the rest.
    """

    def __init__(
        self,
        after: int,
        pause: float,
        first_contact: float,
        *,
        sleep: Callable[[float], object],
        tell: Callable[..., object],
    ) -> None:
        self._after = after
        self._pause = min(pause, LONGEST_PAUSE)
        self._first_contact = first_contact
        self._sleep = sleep
        self._tell = tell
        self._records: dict[str, _Record] = {}
        self._lock = threading.RLock()

    def admit(self, server: str, url: str) -> None:
        """Let a fetch begin, after the one rest that a failing server gets.

        Raises:
            HostPaused: the server is left alone.
        """
        with self._lock:
            record = self._of(server)
            if not record.closed_because and self.contact_left(server) == 0:
                record.closed_because = "it has not answered at all"
            if record.closed_because:
                raise HostPaused(f"{server} is left alone for now: {record.closed_because}", url=url)
            rest = record.failures >= self._after and not record.on_trial
            record.on_trial = record.on_trial or rest
        if rest and record.answered:
            self._tell("wait", host=server, seconds=self._pause, reason="failures")
            self._sleep(self._pause)

    def contact_left(self, server: str) -> float | None:
        """Return the seconds that are left for a server that has never answered; None once it has."""
        with self._lock:
            record = self._of(server)
            if record.answered:
                return None
            any_answered = any(other.answered for other in self._records.values())
            spent = record.spent if any_answered else sum(other.spent for other in self._records.values())
            return max(0.0, self._first_contact - spent)

    def is_worth_retries(self, server: str) -> bool:
        """Say whether failures may be passing: not where a fetch with all its retries found nobody there."""
        with self._lock:
            record = self._of(server)
            others = [record] if any(other.answered for other in self._records.values()) else self._records.values()
            return record.answered or not any(other.failures for other in others)

    def answered(self, server: str) -> None:
        """Note that a server sent an answer, whatever it says."""
        with self._lock:
            self._of(server).answered = True

    def spend(self, server: str, seconds: float) -> None:
        """Note time spent on a server; it counts only until the server answers for the first time."""
        with self._lock:
            record = self._of(server)
            if not record.answered:
                record.spent += seconds

    def succeeded(self, server: str) -> None:
        """Note a fetch that came to an answer."""
        with self._lock:
            record = self._of(server)
            record.failures, record.on_trial = 0, False

    def failed(self, server: str, reason: str) -> None:
        """Note a fetch that failed after all its retries."""
        with self._lock:
            record = self._of(server)
            record.failures += 1
            if record.on_trial:
                record.closed_because = f"{record.failures} fetches in a row failed, the last one so: {reason}"

    def _of(self, server: str) -> _Record:
        return self._records.setdefault(server, _Record())
