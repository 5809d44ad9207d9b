"""The way to a web archive: its own host, its own pace, the same one door.

robots.txt speaks to those who crawl a host. A web archive's index and raw captures are an interface for programs,
on a host that the user named; so it is not asked there. What the archive says by 403, 429 and Retry-After counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from ipaddress import IPv4Network, IPv6Network
from typing import Any

from archive import __version__
from scraper.fetch import Answer, Fetcher, Policy, SiteScope, make_user_agent
from scraper.stop import Stop
from scraper.tools import Effects
from scraper.urls import authority
from scraper.wayback.cdx import WAYBACK

PAUSE = 1 / 8
"""Seconds between captures, of every archive whose pace the user does not set."""

INDEX_PAUSE = 1 / 0.4
"""Seconds between questions to an index."""


@dataclass(frozen=True, slots=True)
class Manners:
    """How a web archive is to be asked.

    Attributes:
        base: its address, as the user named it.
        delay: the pause that the user asked for, None for the usual one.
        contact: how the archive's owner can reach the operator.
        networks: networks that are allowed although they are not public.
    """

    base: str = WAYBACK
    delay: float | None = None
    contact: str = ""
    networks: tuple[IPv4Network | IPv6Network, ...] = ()

    @property
    def pause(self) -> float:
        """Seconds between captures; the public archive's limit holds whatever the user says."""
        return self._kept(PAUSE)

    @property
    def index_pause(self) -> float:
        """Seconds between questions to the index."""
        return self._kept(INDEX_PAUSE)

    def _kept(self, usual: float) -> float:
        if authority(self.base) == authority(WAYBACK):
            return max(usual, self.delay or 0.0)
        return usual if self.delay is None else self.delay


@dataclass(slots=True)
class Host:
    """A web archive's host: the fetcher, with a longer pause before each question to the index."""

    fetcher: Fetcher
    index_pause: float
    clock: Callable[[], float]
    sleep: Callable[[float], None]
    _asked_at: float | None = field(default=None)

    def get(self, url: str, kind: Any, **more: Any) -> Answer:
        """Ask for an address; raises `Refused` or `FetchError`."""
        if kind == "cdx":
            if self._asked_at is not None and (rest := self._asked_at + self.index_pause - self.clock()) > 0:
                self.sleep(rest)
            try:
                return self.fetcher.get(url, kind)
            finally:
                self._asked_at = self.clock()
        return self.fetcher.get(url, kind, **more)


@contextmanager
def archive_host(
    manners: Manners, keep: Callable[[Any], object] | None, effects: Effects, stop: Stop, *, attempts: int = 4
) -> Iterator[Host]:
    """Open the way to a web archive; every exchange that arrives whole goes to `keep`."""
    policy = Policy(
        user_agent=make_user_agent(__version__, manners.contact),
        delay=manners.pause,
        named_hosts=frozenset({authority(manners.base)}),
        named_http=frozenset({authority(manners.base)} if manners.base.startswith("http:") else ()),
        allow_networks=manners.networks,
        obey_robots=False,
        attempts=attempts,
        retry_base=2.0 if manners.pause else 1.0,
    )
    sleep = stop.patient(effects.sleep)
    with Fetcher(
        policy,
        keep=keep,
        in_scope=SiteScope.of([manners.base]),
        clock=effects.clock,
        now=effects.now,
        sleep=sleep,
        rng=effects.rng,
        resolve=effects.resolve,
    ) as fetcher:
        if stop.bounds:
            stop.bounds.count_too(partial(getattr, fetcher, "bytes_received"))
        yield Host(fetcher, manners.index_pause, effects.clock, sleep)
