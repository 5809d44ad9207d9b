"""What the stages of a run are given: the site, the way to it, and the place to keep things."""

from __future__ import annotations

import random
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from archive import Archive
from archive.records import PostKey
from archive.store import Writer
from scraper.fetch import Fetcher
from scraper.report import Reporter
from scraper.site import Site
from scraper.stop import Stop
from scraper.tally import Tally


def utc_now() -> datetime:
    """The time of day, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Effects:
    """The outside world: time, sleep, chance and names, so that tests can bring their own."""

    clock: Callable[[], float] = time.monotonic
    now: Callable[[], datetime] = utc_now
    sleep: Callable[[float], None] = time.sleep
    rng: random.Random = field(default_factory=random.Random)
    resolve: Callable[..., Any] = socket.getaddrinfo


@dataclass(frozen=True, slots=True)
class Nowhere:
    """What a site answers for a post that cannot exist: status (0 for none), title and body without numbers."""

    status: int
    title: str
    body: str


@dataclass(slots=True)
class Tools:
    """The collaborators of a run's stages.

    Attributes:
        recheck_files: whether files that are held are asked for again.
        in_hand: posts dealt with in this run already.
        nowhere: what the site answers for a post that cannot exist, by language.
    """

    site: Site
    archive: Archive
    writer: Writer
    fetcher: Fetcher
    reporter: Reporter
    stop: Stop
    tally: Tally
    since: str | None = None
    until: str | None = None
    max_posts: int | None = None
    recheck_files: bool = False
    in_hand: set[PostKey] = field(default_factory=set)
    nowhere: dict[str, Nowhere] = field(default_factory=dict)
