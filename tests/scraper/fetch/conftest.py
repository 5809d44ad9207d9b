"""What the tests of the fetching layer share: a misbehaving server, fetchers for it, and false time."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from scraper.fetch import Fetcher, Policy
from tests.scraper.fetch.misbehaving import Server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from archive.records import Exchange


class FakeTime:
    """A clock that moves only when somebody sleeps by it, and remembers the sleeps."""

    def __init__(self) -> None:
        self.seconds = 1_000.0
        self.start = datetime(2026, 11, 22, 7, 3, 0, tzinfo=UTC)
        self.slept: list[float] = []

    def clock(self) -> float:
        """Return monotonic seconds."""
        return self.seconds

    def now(self) -> datetime:
        """Return the UTC time."""
        return self.start + timedelta(seconds=self.seconds - 1_000.0)

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.slept.append(seconds)
        self.seconds += seconds


class MemorySink:
    """A sink that keeps what it gets."""

    def __init__(self) -> None:
        self.data = b""
        self.discarded = False

    def write(self, data: bytes) -> None:
        """Take bytes."""
        self.data += data

    def discard(self) -> None:
        """Note that the bytes are not wanted."""
        self.discarded = True


@pytest.fixture
def server() -> Iterator[Server]:
    """Give a misbehaving server of the test's own."""
    with Server() as server:
        yield server


@pytest.fixture
def fake_time() -> FakeTime:
    """Give a clock of the test's own."""
    return FakeTime()


@pytest.fixture
def kept() -> list[Exchange]:
    """Give the list that fetchers of `make_fetcher` keep their exchanges in."""
    return []


@pytest.fixture
def make_fetcher(server: Server, fake_time: FakeTime, kept: list[Exchange]) -> Callable[..., Fetcher]:
    """Give a function that makes fetchers for the server: no pause, one attempt, false time."""

    def make(*, collaborators: dict[str, Any] | None = None, **rules: Any) -> Fetcher:
        settings: dict[str, Any] = {
            "user_agent": "cairs-news-archive/1.0 (test@example.org)",
            "delay": 0.0,
            "named_hosts": frozenset({server.authority}),
            "page_deadline": 10.0,
            "file_deadline": 10.0,
            "attempts": 1,
        } | rules
        arguments: dict[str, Any] = {
            "keep": lambda exchange: kept.append(exchange) or len(kept),
            "clock": fake_time.clock,
            "now": fake_time.now,
            "sleep": fake_time.sleep,
            "rng": random.Random(1),
        } | (collaborators or {})
        return Fetcher(Policy(**settings), **arguments)

    return make
