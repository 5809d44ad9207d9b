"""Where a run stands, and how much longer it takes at its present pace."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from archive import crawl_state
from scraper.report import Snapshot
from scraper.tools import Tools

RECENT = 60
"""So many of the latest posts make the pace: a site slows down and speeds up, and newer posts have more pictures."""

ENOUGH = 3
"""Fewer posts than this say nothing of the rest."""

USUAL = 0.9
"""Of the times that posts took, those beyond this share count as the one at its edge: a server that asked for a
quarter of an hour, or a computer that slept, says nothing of the posts to come."""


@dataclass(slots=True)
class Pace:
    """How long posts take, judged by the recent ones."""

    _times: deque[float] = field(default_factory=lambda: deque(maxlen=RECENT))
    _since: float | None = None
    _worked: int = 0

    def start(self) -> None:
        """What went on until the next note had nothing to do with posts."""
        self._since = None

    def note(self, now: float, worked: int) -> None:
        """Note that so many posts were dealt with by now (monotonic seconds)."""
        more = worked - self._worked
        if self._since is not None and more > 0:
            self._times.extend([(now - self._since) / more] * min(more, RECENT))
        if self._since is None or more > 0:
            self._since, self._worked = now, worked

    def seconds(self, posts: int) -> float | None:
        """How long so many posts take; None while that cannot be said."""
        if len(self._times) < ENOUGH or posts <= 0:
            return None
        times = sorted(self._times)
        edge = times[max(0, math.ceil(USUAL * len(times)) - 1)]
        return posts * sum(min(time, edge) for time in times) / len(times)


@dataclass(slots=True)
class Progress:
    """Tells the reporter where the run stands.

    Attributes:
        tools: the run's collaborators.
        clock: monotonic seconds.
        began: when the run began, by that clock.
        discovering: whether sources that may show further posts are still to be asked.
        pace: how fast it goes.
    """

    tools: Tools
    clock: Callable[[], float]
    began: float
    discovering: bool = False
    pace: Pace = field(default_factory=Pace)

    def __call__(self, left: int | None = None) -> None:
        """Tell it, with the number of posts that are still to be dealt with, where that is known."""
        tools, now = self.tools, self.clock()
        self.pace.note(now, tools.tally.posts)
        if left is not None and tools.max_posts is not None:
            left = min(left, tools.max_posts - tools.tally.posts_new)
        done, known = crawl_state.progress(tools.archive, tools.site.name)
        tools.reporter.progress(
            Snapshot(
                done=done,
                known=known,
                files=tools.tally.files_new,
                requests=tools.fetcher.requests,
                bytes=tools.fetcher.bytes_received,
                seconds=now - self.began,
                worked=tools.tally.posts,
                seconds_left=None if left is None else self.pace.seconds(left),
                at_least=self.discovering,
            )
        )
