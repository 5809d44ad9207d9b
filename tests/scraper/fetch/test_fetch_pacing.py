"""Pauses between requests: never shorter than asked, longer when the server slows, and none where none is wanted."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

from scraper.errors import BadStatus, HostPaused
from scraper.fetch.pacing import Pacer, next_delay

if TYPE_CHECKING:
    from collections.abc import Callable

    from scraper.fetch import Fetcher
    from tests.scraper.fetch.conftest import FakeTime
    from tests.scraper.fetch.misbehaving import Connection, Server


URL = "http://news.example/"


@pytest.mark.parametrize(
    ("delay", "latency", "good", "expected"),
    [
        (1.0, 0.002, True, 1.0),  # a quick answer does not go below what was asked for
        (1.0, 4.0, True, 4.0),  # a slow one counts at once
        (4.0, 1.0, True, 2.5),  # and a quick one afterwards only by half
        (4.0, 0.01, False, 4.0),  # errors come quickly, and shorten nothing
        (4.0, 8.0, False, 8.0),
        (1.0, 500.0, True, 60.0),
        (90.0, 1.0, False, 60.0),
    ],
)
def test_next_delay(delay: float, latency: float, good: bool, expected: float) -> None:
    """The pause follows the server's latency up at once and down by halves."""
    assert next_delay(delay, latency, good=good, shortest=1.0) == pytest.approx(expected)


def pacer(fake_time: FakeTime, delay: float, longest: float | None = None) -> Pacer:
    """Return a pacer in false time."""

    def tell(name: str, **details: object) -> None:
        """Keep quiet."""

    return Pacer(delay, longest, clock=fake_time.clock, sleep=fake_time.sleep, tell=tell)


def test_pause_is_from_end_to_start(fake_time: FakeTime) -> None:
    """The pause counts from the end of a request, however long that took; time that passed anyway counts."""
    paced = pacer(fake_time, 2.0)
    with paced.turn("a", URL):
        fake_time.seconds += 30
    with paced.turn("a", URL):
        pass
    fake_time.seconds += 1.5
    with paced.turn("a", URL):
        pass
    fake_time.seconds += 10
    with paced.turn("a", URL):
        pass
    assert fake_time.slept == [pytest.approx(2.0), pytest.approx(0.5)]


def test_hosts_do_not_wait_for_each_other(fake_time: FakeTime) -> None:
    """Each host has its own pace."""
    paced = pacer(fake_time, 2.0)
    for server in ("a", "b", "c"):
        with paced.turn(server, URL):
            pass
    assert fake_time.slept == []


def test_failed_request_counts(fake_time: FakeTime) -> None:
    """A request that fails is followed by the same pause as one that succeeds."""
    paced = pacer(fake_time, 2.0)
    with pytest.raises(RuntimeError), paced.turn("a", URL):
        raise RuntimeError
    with paced.turn("a", URL):
        pass
    assert fake_time.slept == [pytest.approx(2.0)]


@pytest.mark.parametrize(("delay", "crawl_delay", "expected"), [(1, 5, 5), (10, 5, 10), (0, 5, 5), (0, 0, 0)])
def test_crawl_delay_wins_when_longer(delay: float, crawl_delay: float, expected: float, fake_time: FakeTime) -> None:
    """Of the two pauses, the user's and the site's, the longer one is kept, even where the user wants none."""
    paced = pacer(fake_time, delay)
    paced.ask_delay("a", crawl_delay)
    for _ in range(2):
        with paced.turn("a", URL):
            pass
    assert sum(fake_time.slept) == pytest.approx(expected)


def test_no_throttle_without_a_delay(fake_time: FakeTime) -> None:
    """Where the user asks for no pause, a slow answer makes none either."""
    paced = pacer(fake_time, 0)
    paced.answered("a", 9.0, good=True)
    for _ in range(2):
        with paced.turn("a", URL):
            pass
    assert fake_time.slept == []


def test_pause_that_is_too_long(fake_time: FakeTime) -> None:
    """A pause beyond what a run waits is an error at once, and over when it is over."""
    paced = pacer(fake_time, 0, longest=100)
    paced.pause("a", 500)
    with pytest.raises(HostPaused), paced.turn("a", URL):
        pass
    fake_time.seconds += 450
    with paced.turn("a", URL):
        pass
    assert fake_time.slept == [pytest.approx(50)]


def test_one_request_at_a_time(make_fetcher: Callable[..., Fetcher], server: Server) -> None:
    """Threads that share a fetcher ask a host one thing at a time."""
    busy: list[int] = []
    most: list[int] = []

    def act(c: Connection) -> None:
        busy.append(1)
        most.append(len(busy))
        time.sleep(0.02)
        busy.pop()
        c.answer()

    server.scripts["/slow"] = act
    with make_fetcher(page_deadline=5.0, collaborators={"clock": time.monotonic, "sleep": time.sleep}) as fetcher:
        threads = [threading.Thread(target=fetcher.get, args=(server.url("/slow"), "detail")) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert fetcher.requests == 7
    assert max(most) == 1
    assert server.hits == {"/robots.txt": 1, "/slow": 6}


def waits_of(fetcher: Fetcher) -> list[dict[str, Any]]:
    """Return the list that the fetcher's waits will be in."""
    waits: list[dict[str, Any]] = []
    fetcher.on_event = lambda name, details: waits.append(details) if name == "wait" else None
    return waits


def test_fetches_are_paced(make_fetcher: Callable[..., Fetcher], server: Server, fake_time: FakeTime) -> None:
    """robots.txt, pages, redirect hops and errors are all followed by the pause, and on loopback by no more."""
    with make_fetcher(delay=1.0) as fetcher:
        waits = waits_of(fetcher)
        fetcher.get(server.url("/steps?left=2"), "detail")
        with pytest.raises(BadStatus):
            fetcher.get(server.url("/status?code=500"), "detail")
        fetcher.get(server.url("/good"), "detail")
    assert fake_time.slept == [pytest.approx(1.0)] * 5
    assert [wait["reason"] for wait in waits] == ["pace"] * 5


def test_robots_txt_sets_the_pace(make_fetcher: Callable[..., Fetcher], server: Server, fake_time: FakeTime) -> None:
    """A Crawl-delay holds from the first page on."""
    server.scripts["/robots.txt"] = lambda c: c.answer(b"User-agent: *\nCrawl-delay: 7\n")
    with make_fetcher(delay=1.0) as fetcher:
        fetcher.get(server.url("/good"), "detail")
        fetcher.get(server.url("/good"), "detail")
    assert fake_time.slept == [pytest.approx(7.0), pytest.approx(7.0)]


def test_slow_server_is_visited_less(make_fetcher: Callable[..., Fetcher], server: Server, fake_time: FakeTime) -> None:
    """A server that takes longer to answer than the pause gets a longer pause."""

    def act(c: Connection) -> None:
        time.sleep(0.3)
        c.answer()

    server.scripts["/slow"] = act
    with make_fetcher(delay=0.1, page_deadline=5.0) as fetcher:
        fetcher.get(server.url("/slow"), "detail")
        fetcher.get(server.url("/good"), "detail")
    first, second = fake_time.slept
    assert first == pytest.approx(0.1)
    assert second >= 0.3
