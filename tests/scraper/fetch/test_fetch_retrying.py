"""Retry-After in all its forms, back-off, and which failures are tried again."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from scraper.errors import BadStatus, BodyTruncated, HostPaused, SiteRefused, TimedOut, Unreachable
from scraper.fetch.retrying import LONGEST_PAUSE, backoff, parse_retry_after
from tests.scraper.fetch.conftest import MemorySink
from tests.scraper.fetch.misbehaving import PAGE

if TYPE_CHECKING:
    from collections.abc import Callable

    from scraper.fetch import Fetcher
    from tests.scraper.fetch.conftest import FakeTime
    from tests.scraper.fetch.misbehaving import Connection, Server

NOW = datetime(1994, 11, 6, 8, 49, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        (" 7 ", 7),
        ("0", 0),
        ("1.5", 1.5),
        ("1e3", 1000),
        ("120, 120", 120),
        ("99999999999", LONGEST_PAUSE),
        ("9" * 400, LONGEST_PAUSE),
        ("1e999", LONGEST_PAUSE),
        ("Sun, 06 Nov 1994 08:49:37 GMT", 30),
        ("Sunday, 06-Nov-94 08:49:37 GMT", 30),
        ("Sun Nov  6 08:49:37 1994", 30),
        ("Sun, 06 Nov 1994 08:49:37", 30),
        ("Sun, 06 Nov 1994 09:49:37 +0100", 30),
        ("Sun, 06 Nov 1994 08:00:00 GMT", 0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", LONGEST_PAUSE),
        ("Fri, 31 Dec 9999 23:59:59 -2359", LONGEST_PAUSE),
        ("-5", None),
        ("", None),
        ("soon", None),
        ("nan", None),
        ("inf", None),
        ("0x10", None),
        ("12 minutes", None),
        ("Sun, 99 Nov 1994 08:49:37 GMT", None),
        ("１２", None),
        ("\0", None),
    ],
)
def test_retry_after(value: str, seconds: float | None) -> None:
    """A number or a date in any form becomes seconds between 0 and a day; anything else says nothing."""
    assert parse_retry_after(value, NOW) == seconds


def test_backoff_grows_with_jitter() -> None:
    """Each wait is between a half and the whole of a doubled step, and no longer than a minute."""
    rng = random.Random(7)
    for attempt in range(1, 200):
        step = min(60.0, 2.0 ** (attempt - 1))
        assert step / 2 <= backoff(attempt, 1.0, rng) <= step
    assert len({backoff(3, 1.0, rng) for _ in range(10)}) == 10


def failing(times: int, status: str = "503 Busy", *headers: str) -> Callable[[Connection], None]:
    """Return a behaviour that fails this often, and then is good."""

    def act(c: Connection) -> None:
        if c.count <= times:
            c.answer(b"", status, *headers)
        else:
            c.answer()

    return act


def test_passing_failure_is_tried_again(
    server: Server, make_fetcher: Callable[..., Fetcher], fake_time: FakeTime
) -> None:
    """Three failures and a good answer are one good fetch, with growing waits between."""
    server.scripts["/flaky"] = failing(3)
    events: list[tuple[str, dict[str, object]]] = []
    with make_fetcher(attempts=4) as fetcher:
        fetcher.on_event = lambda name, details: events.append((name, details))
        assert fetcher.get(server.url("/flaky"), "detail").body == PAGE
        assert fetcher.requests == 5
    first, second, third = fake_time.slept
    assert 0.5 <= first <= 1 <= second <= 2 <= third <= 4
    assert [details["attempt"] for name, details in events if name == "retry"] == [1, 2, 3]


@pytest.mark.parametrize(
    ("path", "error", "hits"),
    [
        ("/status?code=500", BadStatus, 3),
        ("/status?code=408", BadStatus, 3),
        ("/status?code=425", BadStatus, 3),
        ("/short-length", BodyTruncated, 3),
        ("/reset-at-once", Unreachable, 3),
        ("/hang", TimedOut, 3),
        ("/status?code=403", SiteRefused, 1),
        ("/status?code=999", BadStatus, 1),
        ("/status?code=404", None, 1),
        ("/bomb", Exception, 1),
        ("/two-lengths", Exception, 1),
        ("/coding-br", Exception, 1),
        ("/loop", Exception, 1),
    ],
)
def test_what_is_tried_again(
    path: str, error: type[Exception] | None, hits: int, server: Server, make_fetcher: Callable[..., Fetcher]
) -> None:
    """Only failures that may pass are tried again, and only so often."""
    with make_fetcher(attempts=3, page_deadline=0.2 if error is TimedOut else 10.0, page_cap=100_000) as fetcher:
        if error is None:
            fetcher.get(server.url(path), "detail")
        else:
            with pytest.raises(error):
                fetcher.get(server.url(path), "detail")
    assert server.hits[path.partition("?")[0]] == hits


def test_retry_after_pauses_the_host(server: Server, make_fetcher: Callable[..., Fetcher], fake_time: FakeTime) -> None:
    """A pause that one address asked for holds for every address of the host."""
    server.scripts["/busy"] = failing(9, "429 Slow down", "Retry-After: 120")
    with make_fetcher(attempts=1) as fetcher:
        with pytest.raises(BadStatus) as caught:
            fetcher.get(server.url("/busy"), "detail")
        assert caught.value.retry_after == 120
        fetcher.get(server.url("/good"), "detail")
    assert fake_time.slept == [pytest.approx(120)]


def test_retry_after_is_waited_for(server: Server, make_fetcher: Callable[..., Fetcher], fake_time: FakeTime) -> None:
    """A retry waits as long as the server asked, and not once more for the host."""
    server.scripts["/busy"] = failing(1, "503 Busy", "Retry-After: Sun, 22 Nov 2026 07:04:15 GMT")
    with make_fetcher(attempts=4) as fetcher:
        assert fetcher.get(server.url("/busy"), "detail").body == PAGE
    assert fake_time.slept == [pytest.approx(75)]


def test_too_long_a_pause_is_not_waited_for(
    server: Server, make_fetcher: Callable[..., Fetcher], fake_time: FakeTime
) -> None:
    """A host that wants to be left alone for hours is left alone for the run, without waiting."""
    server.scripts["/busy"] = failing(9, "503 Busy", "Retry-After: 7200")
    with make_fetcher(attempts=4, retry_budget_seconds=900) as fetcher:
        with pytest.raises(BadStatus):
            fetcher.get(server.url("/busy"), "detail")
        with pytest.raises(HostPaused):
            fetcher.get(server.url("/good"), "detail")
    assert fake_time.slept == []
    assert server.hits["/good"] == 0


def test_retry_budget(server: Server, make_fetcher: Callable[..., Fetcher], fake_time: FakeTime) -> None:
    """The retries of one address stay within their budget, however many are allowed."""
    with make_fetcher(attempts=50, retry_budget_seconds=30) as fetcher, pytest.raises(BadStatus):
        fetcher.get(server.url("/status?code=500"), "detail")
    assert sum(fake_time.slept) <= 30
    assert 4 <= server.hits["/status"] <= 7


def test_breaker(server: Server, make_fetcher: Callable[..., Fetcher], fake_time: FakeTime) -> None:
    """After five failed fetches the host rests once; failing again, it is left alone."""
    with make_fetcher(delay=0.5, breaker_after=5) as fetcher:
        for _ in range(5):
            with pytest.raises(BadStatus):
                fetcher.get(server.url("/status?code=500"), "detail")
        assert 60.0 not in fake_time.slept
        with pytest.raises(BadStatus):
            fetcher.get(server.url("/status?code=500"), "detail")
        assert fake_time.slept.count(60.0) == 1
        for _ in range(3):
            with pytest.raises(HostPaused):
                fetcher.get(server.url("/good"), "detail")
    assert server.hits["/status"] == 6
    assert server.hits["/good"] == 0
    assert fake_time.slept.count(60.0) == 1


def test_breaker_closes_again(server: Server, make_fetcher: Callable[..., Fetcher]) -> None:
    """A good answer after the rest, or a refusal, or a 404, shows that the host is well."""
    with make_fetcher(breaker_after=3) as fetcher:
        for recovery in ("/good", "/status?code=404"):
            for _ in range(3):
                with pytest.raises(BadStatus):
                    fetcher.get(server.url("/status?code=502"), "detail")
            fetcher.get(server.url(recovery), "detail")
        for _ in range(10):
            with pytest.raises(SiteRefused):
                fetcher.get(server.url("/status?code=403"), "detail")
        assert fetcher.get(server.url("/good"), "detail").body == PAGE


def test_single_address_does_not_break_its_host(server: Server, make_fetcher: Callable[..., Fetcher]) -> None:
    """What is wrong with the addresses themselves does not count against their host."""
    with make_fetcher(breaker_after=2, page_cap=10_000) as fetcher:
        for path in ("/bomb", "/loop", "/coding-br", "/two-lengths", "/to-nowhere"):
            with pytest.raises(Exception, match="http"):
                fetcher.get(server.url(path), "detail")
        assert fetcher.get(server.url("/good"), "detail").body == PAGE


def test_no_network_ends_soon(make_fetcher: Callable[..., Fetcher], fake_time: FakeTime) -> None:
    """While nothing has ever answered, all attempts at all hosts together stay under half a minute."""

    def resolve(*arguments: object, **options: object) -> list[object]:
        fake_time.sleep(3)  # as a resolver without a network may take
        raise OSError("Temporary failure in name resolution")

    with make_fetcher(delay=1.0, attempts=4, collaborators={"resolve": resolve}) as fetcher:
        with pytest.raises(Unreachable) as caught:
            fetcher.get("https://www.news.example/en/", "front")
        assert "www.news.example" in str(caught.value)
        for host in ("www.news.example", "news.example", "other.example", "third.example"):
            with pytest.raises((Unreachable, HostPaused)):
                fetcher.get(f"https://{host}/tc/", "front")
    assert fake_time.seconds - 1_000 < 30


def test_host_that_nobody_is_at(make_fetcher: Callable[..., Fetcher], fake_time: FakeTime) -> None:
    """A host that has never answered gets its retries once; the fetches after that ask once each."""
    asked: list[str] = []

    def resolve(host: str, *arguments: object, **options: object) -> list[object]:
        asked.append(host)
        raise OSError("Name or service not known")

    with make_fetcher(attempts=4, collaborators={"resolve": resolve}) as fetcher:
        for _ in range(3):
            with pytest.raises(Unreachable):
                fetcher.get("http://news.example/", "front")
    assert len(asked) == 4 + 1 + 1


def test_dead_second_host(server: Server, make_fetcher: Callable[..., Fetcher], fake_time: FakeTime) -> None:
    """A host of pictures that is away costs its own time only, and the site itself goes on."""

    def resolve(*arguments: object, **options: object) -> list[object]:
        fake_time.sleep(8)
        raise OSError("Name or service not known")

    with make_fetcher(attempts=4, collaborators={"resolve": resolve}) as fetcher:
        fetcher.get(server.url("/good"), "detail")
        for number in range(6):
            with pytest.raises((Unreachable, HostPaused)):
                fetcher.get(f"http://pictures.example/{number}.jpg", "file", sink_factory=MemorySink)
        assert fetcher.get(server.url("/good"), "detail").body == PAGE
    assert fake_time.seconds - 1_000 < 40


def test_sleep_may_end_a_fetch(server: Server, make_fetcher: Callable[..., Fetcher]) -> None:
    """What the sleep raises comes out, so that a person's stop need not wait for a pause to end."""

    class Stop(Exception):
        pass

    def sleep(seconds: float) -> None:
        raise Stop

    with make_fetcher(attempts=4, collaborators={"sleep": sleep}) as fetcher, pytest.raises(Stop):
        fetcher.get(server.url("/status?code=500"), "detail")


def test_redirects_to_a_dead_host(server: Server, make_fetcher: Callable[..., Fetcher]) -> None:
    """A host that only redirects lead to is left alone as well once it has shown that it is away."""
    asked: list[str] = []

    def resolve(host: str, *arguments: object, **options: object) -> list[object]:
        asked.append(host)
        raise OSError("Name or service not known")

    with make_fetcher(attempts=1, breaker_after=2, collaborators={"resolve": resolve}) as fetcher:
        for number in range(10):
            with pytest.raises((Unreachable, HostPaused)):
                fetcher.get(server.url(f"/to?where=http://dead.example/{number}"), "detail")
        assert fetcher.get(server.url("/good"), "detail").body == PAGE
    assert len(asked) == 3
