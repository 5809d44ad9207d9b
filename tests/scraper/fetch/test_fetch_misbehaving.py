"""A server that does everything wrong that a server can do wrong: the right error, in time, and nothing stored."""

from __future__ import annotations

import resource
import time
from typing import TYPE_CHECKING

import pytest

from scraper.errors import (
    AddressRefused,
    BadAnswer,
    BadStatus,
    BodyTooLarge,
    BodyTruncated,
    FetchError,
    ScraperError,
    SiteRefused,
    TimedOut,
    TooManyRedirects,
    Unreachable,
)
from tests.scraper.fetch.conftest import MemorySink
from tests.scraper.fetch.misbehaving import PAGE, encoded

if TYPE_CHECKING:
    from collections.abc import Callable

    from archive.records import Exchange
    from scraper.fetch import Fetcher
    from tests.scraper.fetch.misbehaving import Server

FAULTS = {
    "/hang": TimedOut,
    "/hang-in-head": TimedOut,
    "/hang-in-body": TimedOut,
    "/drip-head": TimedOut,
    "/drip-body": TimedOut,
    "/drip-chunks": TimedOut,
    "/drip-interim": TimedOut,
    "/flood-interim": BadAnswer,
    "/flood-headers": BadAnswer,
    "/long-header": BadAnswer,
    "/large-head": BadAnswer,
    "/reset-at-once": Unreachable,
    "/reset-in-head": Unreachable,
    "/reset-in-body": BodyTruncated,
    "/reset-in-close-body": BodyTruncated,
    "/closed-at-once": Unreachable,
    "/closed-in-head": Unreachable,
    "/short-length": BodyTruncated,
    "/chunk-missing-end": BodyTruncated,
    "/chunk-bad-size": BodyTruncated,
    "/chunk-bad-first-size": BodyTruncated,
    "/chunk-extensions": BodyTooLarge,
    "/close-cut": BodyTruncated,
    "/gzip-garbage-after": BadAnswer,
    "/gzip-damaged": BodyTruncated,
    "/gzip-lie": BadAnswer,
    "/gzip-twice": BadAnswer,
    "/gzip-3000-times": BadAnswer,
    "/coding-br": BadAnswer,
    "/coding-deflate": BadAnswer,
    "/bomb": BodyTooLarge,
    "/bomb?status=404+Not+Found": BodyTooLarge,
    "/flood-body": BodyTooLarge,
    "/declares-too-much": BodyTooLarge,
    "/no-http": BadAnswer,
    "/icy": BadAnswer,
    "/ssh": BadAnswer,
    "/nul-in-header": BadAnswer,
    "/two-lengths": BadAnswer,
    "/bad-transfer-coding": BadAnswer,
    "/switching": BadAnswer,
    "/part": BadStatus,
    "/never-changed": BadStatus,
    "/loop": TooManyRedirects,
    "/loop-of-two": TooManyRedirects,
    "/ever-on": TooManyRedirects,
    "/to-nowhere": BadAnswer,
    "/to-no-location": BadAnswer,
}
# These statuses are kept, since they are what the site said, whole; they are no answers all the same.
STATUSES = {
    "/status?code=408": BadStatus,
    "/status?code=425": BadStatus,
    "/status?code=429": BadStatus,
    "/status?code=500": BadStatus,
    "/status?code=503": BadStatus,
    "/status?code=599": BadStatus,
    "/status?code=600": BadStatus,
    "/status?code=999": BadStatus,
    "/status?code=300": BadStatus,
    "/status?code=401": SiteRefused,
    "/status?code=403": SiteRefused,
    "/status?code=451": SiteRefused,
}
GOOD = [
    "/good",
    "/good-gzip",
    "/good-chunked",
    "/good-close",
    "/good-members",
    "/good-zero-padding",
    "/good-interim",
    "/good-bare-lf",
    "/good-many-headers",
    "/good-cookies",
    "/good-extra",
    "/good-chunked-extra",
    "/bomb-redirect",
    "/flood-redirect",
]
LIMITS = {"page_cap": 1_000_000, "file_cap": 1_000_000}


@pytest.mark.parametrize(
    ("path", "error", "kind"),
    [
        (path, error, kind)
        for path, error in FAULTS.items()
        for kind in ("detail", "file")
        # A file whose length nobody states can only be judged by its own format.
        if (path, kind) != ("/close-cut", "file")
    ],
)
def test_fault(
    path: str,
    error: type[ScraperError],
    kind: str,
    server: Server,
    make_fetcher: Callable[..., Fetcher],
    kept: list[Exchange],
) -> None:
    """A broken answer raises its own error by the deadline plus a second, and no page or file of it is kept."""
    sinks: list[MemorySink] = []

    def sink() -> MemorySink:
        sinks.append(MemorySink())
        return sinks[-1]

    # What only the deadline ends gets a short one; the rest must end by itself, however busy this machine is.
    seconds = 0.5 if error is TimedOut else 10.0
    started = time.monotonic()
    fetcher = make_fetcher(**LIMITS, page_deadline=seconds, file_deadline=seconds)
    with fetcher, pytest.raises(error) as caught:
        fetcher.get(server.url(path), kind, sink_factory=sink)
    assert type(caught.value) is error
    assert time.monotonic() - started < seconds + 1
    assert [exchange for exchange in kept if exchange.status == 200] == []
    assert all(sink.discarded for sink in sinks)


@pytest.mark.parametrize(("path", "error"), STATUSES.items())
def test_status_that_is_no_answer(
    path: str, error: type[ScraperError], server: Server, make_fetcher: Callable[..., Fetcher], kept: list[Exchange]
) -> None:
    """A refusal or failure status raises, and is kept with its body as what the site said."""
    with make_fetcher() as fetcher, pytest.raises(error) as caught:
        fetcher.get(server.url(path), "detail")
    assert type(caught.value) is error
    assert caught.value.status == int(path[-3:])  # type: ignore[attr-defined]
    assert (kept[-1].status, kept[-1].payload) == (int(path[-3:]), b"<html>status</html>")


@pytest.mark.parametrize("code", [400, 402, 404, 405, 406, 407, 410, 414, 416, 418, 421, 422])
def test_status_that_is_an_answer(code: int, server: Server, make_fetcher: Callable[..., Fetcher]) -> None:
    """The other 4xx are answers, which say something about the address and not about the connection."""
    with make_fetcher() as fetcher:
        answer = fetcher.get(server.url(f"/status?code={code}"), "detail")
    assert (answer.status, answer.body) == (code, b"<html>status</html>")


@pytest.mark.parametrize("kind", ["detail", "file"])
@pytest.mark.parametrize("path", GOOD)
def test_odd_but_whole(path: str, kind: str, server: Server, make_fetcher: Callable[..., Fetcher]) -> None:
    """What is unusual and yet complete arrives byte for byte."""
    with make_fetcher(**LIMITS) as fetcher:
        answer = fetcher.get(server.url(path), kind, sink_factory=MemorySink)
    body = answer.sink.data if kind == "file" else answer.body  # type: ignore[union-attr]
    assert body == PAGE
    assert answer.exchange.size == len(PAGE)


@pytest.mark.parametrize("framing", ["length", "chunked", "close"])
def test_gzip_cut_at_every_byte(framing: str, server: Server, make_fetcher: Callable[..., Fetcher]) -> None:
    """A compressed page cut off at any byte, in whatever framing, is never taken for a whole one."""
    whole = len(encoded("gzip"))
    accepted = []
    with make_fetcher(breaker_after=10**6) as fetcher:
        for at in range(0, whole, 1 if framing == "length" else 7):
            try:
                fetcher.get(server.url(f"/cut?coding=gzip&framing={framing}&at={at}"), "detail")
            except BodyTruncated:
                continue
            accepted.append(at)
        assert fetcher.get(server.url(f"/cut?coding=gzip&framing={framing}&at={whole}"), "detail").body == PAGE
    assert accepted == []


def test_close_delimited_page_must_repeat(server: Server, make_fetcher: Callable[..., Fetcher]) -> None:
    """A page that only the connection's end delimits, with no end of its own, is asked for twice."""
    with make_fetcher() as fetcher:
        answer = fetcher.get(server.url("/good-close-repeats"), "detail")
        fetcher.get(server.url("/good-close"), "detail")
    assert answer.exchange.framing == "close"
    assert server.hits["/good-close-repeats"] == 2
    assert server.hits["/good-close"] == 1


@pytest.mark.parametrize("path", ["/good-extra", "/good-chunked-extra"])
def test_surplus_bytes_belong_to_nobody(path: str, server: Server, make_fetcher: Callable[..., Fetcher]) -> None:
    """Bytes after a body's end are told of, and do not become the next address's answer."""
    with make_fetcher() as fetcher:
        first = fetcher.get(server.url(path), "detail")
        second = fetcher.get(server.url("/good"), "detail")
    assert first.surplus > 0
    assert (second.body, second.surplus) == (PAGE, 0)


def test_error_whose_body_drips(server: Server, make_fetcher: Callable[..., Fetcher], kept: list[Exchange]) -> None:
    """An error status stays one although its body never ends, and the part of it is not kept."""
    started = time.monotonic()
    with make_fetcher(page_deadline=0.5) as fetcher, pytest.raises(BadStatus):
        fetcher.get(server.url("/drip-error-body"), "detail")
    assert time.monotonic() - started < 1.5
    assert [exchange.status for exchange in kept] == [404]


def test_memory_stays_small(server: Server, make_fetcher: Callable[..., Fetcher]) -> None:
    """A bomb is stopped at its cap, long before it has filled the memory."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with make_fetcher(page_cap=2_000_000) as fetcher:
        for _ in range(3):
            with pytest.raises(BodyTooLarge):
                fetcher.get(server.url("/bomb"), "detail")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 * 1024


@pytest.mark.parametrize(
    "location",
    [
        b"http://xn--/",
        b"http://a..b/",
        b"http://" + b"a" * 64 + b".org/",
        b"//[x/",
        b"http://[::1",
        b"http://user:secret@example.org/",
        b"http://good.example\\@127.0.0.1/",
        b"/\\evil.example/",
        b"http://%31%32%37.0.0.1/",
        b"http://2130706433/",
        b"http://0x7f.1/",
        b"http://127.1/",
        b"http://127.0.0.1:22/",
        b"http://169.254.169.254/latest/meta-data/",
        b"http://[::1]/",
        b"http://[::ffff:127.0.0.1]/",
        b"http://example.org:6379/",
        b"file:///etc/passwd",
        b"gopher://127.0.0.1:6379/_x",
        b"javascript:alert(1)",
        b"data:text/html,x",
        b"ftp://example.org/x",
        b"http://exa\tmple.org/",
        "http://１２７.０.０.１/".encode(),
        b"http:///x",
        b"http:x",
        b"https://",
        b"http://example.org:99999/",
        b"http://example.org:0/",
    ],
)
def test_hostile_location(location: bytes, server: Server, make_fetcher: Callable[..., Fetcher]) -> None:
    """A redirect to where no request may go is refused before anything is resolved or connected."""

    def resolve(*arguments: object, **options: object) -> list[object]:
        raise AssertionError(f"resolved {arguments}")

    with make_fetcher(collaborators={"resolve": resolve}) as fetcher, pytest.raises(AddressRefused):
        fetcher.get(server.url(f"/hostile-location?hex={location.hex()}"), "detail")
    assert server.connections == 2  # robots.txt and the redirect


def test_hostile_location_refused_for_files_too(server: Server, make_fetcher: Callable[..., Fetcher]) -> None:
    """A file may come from elsewhere, but not from the inside of somebody's network."""
    with make_fetcher() as fetcher, pytest.raises(AddressRefused):
        fetcher.get(server.url("/to?where=http://10.0.0.1/x.jpg"), "file", sink_factory=MemorySink)


def test_ten_hops_are_walked(server: Server, make_fetcher: Callable[..., Fetcher], kept: list[Exchange]) -> None:
    """Ten redirects are followed, eleven are not, and every hop is kept with its body unread."""
    with make_fetcher() as fetcher:
        answer = fetcher.get(server.url("/steps?left=10"), "detail")
        assert len(answer.hops) == 10
        assert answer.url == server.url("/steps?left=0")
        assert answer.requested_url == server.url("/steps?left=10")
        with pytest.raises(TooManyRedirects):
            fetcher.get(server.url("/steps?left=11"), "detail")
    hops = [exchange for exchange in kept if exchange.status == 302]
    assert len(hops) == 10 + 11
    assert all(exchange.payload is None for exchange in hops)


def test_every_error_is_of_one_tree(server: Server, make_fetcher: Callable[..., Fetcher]) -> None:
    """Whatever a server does, what comes out is one of the errors that the pipeline knows."""
    for path in FAULTS:
        with make_fetcher(**LIMITS, page_deadline=0.05) as fetcher, pytest.raises(ScraperError) as caught:
            fetcher.get(server.url(path), "listing")
        if isinstance(caught.value, FetchError):
            assert caught.value.url.startswith("http://127.0.0.1")
