"""What a fetch asks, what it gives back, what it keeps, and what it leaves alone."""

from __future__ import annotations

import hashlib
import re
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import scraper.fetch
from scraper.errors import AddressRefused, BadStatus, BodyTooLarge, BodyTruncated, TooManyRedirects
from scraper.fetch import SiteScope, Validators, make_user_agent
from tests.scraper.fetch.conftest import MemorySink
from tests.scraper.fetch.misbehaving import PAGE, Server, encoded

if TYPE_CHECKING:
    from collections.abc import Callable

    from archive.records import Exchange
    from scraper.fetch import Fetcher
    from tests.scraper.fetch.misbehaving import Connection

ROOT = Path(scraper.fetch.__file__).parents[2]


def test_answer(server: Server, make_fetcher: Callable[..., Fetcher], kept: list[Exchange]) -> None:
    """An answer says what was asked, what came, and what was kept; its exchange is exact to the byte."""
    body = encoded("gzip")
    server.scripts["/page"] = lambda c: c.answer(
        body,
        "200 Fine",
        "Content-Encoding: gzip",
        "X-oDD: a",
        "X-oDD: b",
        'ETag: "1"',
        media_type='Text/HTML; Charset="BIG5"',
    )
    with make_fetcher() as fetcher:
        answer = fetcher.get(server.url("/to?where=/page"), "detail")
    assert (answer.url, answer.requested_url) == (server.url("/page"), server.url("/to?where=/page"))
    assert answer.hops == (server.url("/to?where=/page"),)
    assert (answer.status, answer.body, answer.charset, answer.media_type) == (200, PAGE, "big5", "text/html")
    assert answer.headers["x-odd"] == "a, b"
    assert (answer.kept, answer.not_modified, answer.sink) == (3, False, None)
    exchange = answer.exchange
    assert exchange == kept[-1]
    assert exchange.head.startswith(b"HTTP/1.1 200 Fine\r\nContent-Length: ")
    assert exchange.head.endswith(b"\r\n\r\n")
    assert b"\r\nX-oDD: a\r\nX-oDD: b\r\n" in exchange.head
    assert exchange.payload == body
    assert (exchange.sha256, exchange.size) == (hashlib.sha256(PAGE).hexdigest(), len(PAGE))
    assert (exchange.url, exchange.kind, exchange.method) == (answer.url, "detail", "GET")
    assert (exchange.etag, exchange.framing, exchange.peer) == ('"1"', "length", "127.0.0.1")
    assert exchange.fetched_at == "2026-11-22T07:03:00Z"
    assert exchange.request_head == server.requests[-1]


def test_request(server: Server, make_fetcher: Callable[..., Fetcher], monkeypatch: pytest.MonkeyPatch) -> None:
    """A request says who asks and offers gzip alone; no cookie and no proxy of the environment plays a part."""
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with make_fetcher() as fetcher:
        fetcher.get(server.url("/good-cookies"), "detail")
        fetcher.get(server.url("/good"), "detail")
    line, *headers = server.requests[-1].decode().rstrip().split("\r\n")
    assert line == "GET /good HTTP/1.1"
    assert dict(header.split(": ", 1) for header in headers) == {
        "Host": server.authority,
        "User-Agent": "cairs-news-archive/1.0 (test@example.org)",
        "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.5",
        "Accept-Language": "en,*;q=0.5",
        "Accept-Encoding": "gzip",
        "Connection": "close",
    }


def test_each_request_has_its_own_connection(server: Server, make_fetcher: Callable[..., Fetcher]) -> None:
    """No connection is used twice, so that no byte can be taken for another answer's."""
    with make_fetcher() as fetcher:
        for _ in range(3):
            fetcher.get(server.url("/good"), "detail")
        assert fetcher.requests == server.connections == 4
        assert fetcher.bytes_received > 3 * len(PAGE)


@pytest.mark.parametrize(
    ("contact", "agent"),
    [
        ("", "cairs-news-archive/1.2"),
        ("me@example.org", "cairs-news-archive/1.2 (me@example.org)"),
        ("https://example.org/bot", "cairs-news-archive/1.2 (https://example.org/bot)"),
        ("a\r\nX-Evil: 1(2)\\ü", "cairs-news-archive/1.2 (aX-Evil: 12)"),
    ],
)
def test_user_agent(contact: str, agent: str) -> None:
    """The User-Agent names product, version and contact, and nothing that would break a header."""
    assert make_user_agent("1.2", contact) == agent


def test_head_only(server: Server, make_fetcher: Callable[..., Fetcher], kept: list[Exchange]) -> None:
    """HEAD gives the headers and no body, for a page as for a file."""
    with make_fetcher() as fetcher:
        for kind in ("detail", "file"):
            answer = fetcher.get(server.url("/good"), kind, head_only=True)
            assert (answer.status, answer.body, answer.sink) == (200, b"", None)
            assert answer.headers["content-length"] == str(len(PAGE))
    assert (kept[-1].method, kept[-1].payload) == ("HEAD", None)


def conditional(c: Connection) -> None:
    """Answer 304 where the validators are current."""
    current = c.header("If-None-Match") == 'W/"5"' or c.header("If-Modified-Since") == "Sun, 06 Nov 1994 08:49:37 GMT"
    if current:
        c.send(b'HTTP/1.1 304 Not Modified\r\nETag: W/"5"\r\n\r\n')
    else:
        c.answer(PAGE, "200 OK", 'ETag: W/"5"')


@pytest.mark.parametrize(
    ("validators", "not_modified"),
    [
        (Validators(etag='W/"5"'), True),
        (Validators(last_modified="Sun, 06 Nov 1994 08:49:37 GMT"), True),
        (Validators(etag='"4"'), False),
        (Validators(), False),
        (Validators(etag='W/"5"\r\nX: y'), False),
        (None, False),
    ],
)
def test_conditional(
    validators: Validators | None,
    not_modified: bool,
    server: Server,
    make_fetcher: Callable[..., Fetcher],
    kept: list[Exchange],
) -> None:
    """Validators are sent as they were stored; a 304 confirms our copy, and is kept too."""
    server.scripts["/page"] = conditional
    with make_fetcher() as fetcher:
        answer = fetcher.get(server.url("/page"), "detail", validators=validators)
        again = fetcher.get(server.url("/page"), "file", validators=validators, sink_factory=MemorySink)
    assert answer.not_modified is again.not_modified is not_modified
    assert answer.status == (304 if not_modified else 200)
    assert answer.body == (b"" if not_modified else PAGE)
    assert (again.sink is None) is not_modified
    if not_modified:
        assert (kept[-1].status, kept[-1].payload, kept[-1].etag) == (304, None, 'W/"5"')


def test_unasked_304(server: Server, make_fetcher: Callable[..., Fetcher]) -> None:
    """A 304 that nobody asked for is no answer: the page is fetched again, past the caches that may be to blame."""

    def act(c: Connection) -> None:
        c.answer() if c.header("Cache-Control") else c.send(b"HTTP/1.1 304 Not Modified\r\n\r\n")

    server.scripts["/page"] = act
    with make_fetcher() as fetcher:
        assert fetcher.get(server.url("/page"), "detail").body == PAGE
        with pytest.raises(BadStatus):
            fetcher.get(server.url("/never-changed"), "detail")


def test_validators_belong_to_one_address(server: Server, make_fetcher: Callable[..., Fetcher]) -> None:
    """Validators of the first address say nothing of a redirect's target, and those of the target are kept for it."""
    server.scripts["/page"] = conditional
    start = server.url("/to?where=/page")
    with make_fetcher() as fetcher:
        assert fetcher.get(start, "detail", validators=Validators(etag='W/"5"')).body == PAGE
        answer = fetcher.get(start, "detail", validators=Validators(etag='W/"5"', url=server.url("/page")))
    assert (answer.not_modified, answer.url) == (True, server.url("/page"))


def test_scope(server: Server, make_fetcher: Callable[..., Fetcher]) -> None:
    """Pages may not redirect out of the site; files, which often live elsewhere, may."""
    with Server() as other:
        named = frozenset({server.authority, other.authority})
        scope = SiteScope.of([server.url("/")])
        with make_fetcher(named_hosts=named, collaborators={"in_scope": scope}) as fetcher:
            away = server.url(f"/to?where={other.url('/good')}")
            with pytest.raises(AddressRefused, match="outside the site"):
                fetcher.get(away, "detail")
            assert other.connections == 0
            sink = fetcher.get(away, "file", sink_factory=MemorySink).sink
            assert isinstance(sink, MemorySink)
            assert sink.data == PAGE
            assert fetcher.get(server.url("/to?where=/good"), "detail").body == PAGE


def test_site_scope() -> None:
    """A site is its host with or without www., in both schemes, and nothing else."""
    scope = SiteScope.of(["https://www.news.example/en/", "http://127.0.0.1:8000/"])
    for inside in ("http://news.example/", "https://WWW.news.example./x", "http://127.0.0.1:8000/y"):
        assert scope(inside)
    for outside in (
        "https://x.news.example/",
        "http://127.0.0.1:8001/",
        "http://127.0.0.1/",
        "nothing",
        "http://[x/",
        "",
    ):
        assert not scope(outside)


def test_file(server: Server, make_fetcher: Callable[..., Fetcher], kept: list[Exchange]) -> None:
    """A file streams decoded into its sink; its exchange has digest and size, and is the caller's to keep."""
    with make_fetcher() as fetcher:
        answer = fetcher.get(server.url("/good-gzip"), "file", sink_factory=MemorySink)
    assert isinstance(answer.sink, MemorySink)
    assert (answer.sink.data, answer.sink.discarded, answer.body) == (PAGE, False, b"")
    assert (answer.exchange.payload, answer.kept) == (None, None)
    assert (answer.exchange.sha256, answer.exchange.size) == (hashlib.sha256(PAGE).hexdigest(), len(PAGE))
    assert [exchange.kind for exchange in kept] == ["robots"]


def test_file_that_is_not_there(server: Server, make_fetcher: Callable[..., Fetcher], kept: list[Exchange]) -> None:
    """A 404 for a file is an answer with a body in memory, kept, and opens no sink."""

    def sink() -> MemorySink:
        raise AssertionError

    with make_fetcher() as fetcher:
        answer = fetcher.get(server.url("/nothing.jpg"), "file", sink_factory=sink)
    assert (answer.status, answer.sink) == (404, None)
    assert kept[-1].payload == answer.body == b"<html>nothing here</html>"


def test_file_gets_a_new_sink_for_each_try(server: Server, make_fetcher: Callable[..., Fetcher]) -> None:
    """The bytes of a cut-off try are discarded, and the next try starts from nothing."""

    def act(c: Connection) -> None:
        c.send(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(PAGE) + PAGE[: None if c.count == 3 else 500])

    server.scripts["/file"] = act
    sinks: list[MemorySink] = []

    def sink() -> MemorySink:
        sinks.append(MemorySink())
        return sinks[-1]

    with make_fetcher(attempts=4) as fetcher:
        answer = fetcher.get(server.url("/file"), "file", sink_factory=sink)
    assert answer.sink is sinks[-1]
    assert [(len(s.data), s.discarded) for s in sinks] == [(500, True), (500, True), (len(PAGE), False)]


def test_full_disk_is_no_network_failure(server: Server, make_fetcher: Callable[..., Fetcher]) -> None:
    """What a sink or the keeping raises comes out as it is, is not tried again, and discards the sink."""

    class FullSink(MemorySink):
        def write(self, data: bytes) -> None:
            raise OSError(28, "No space left on device")

    sink = FullSink()
    with make_fetcher(attempts=4) as fetcher, pytest.raises(OSError, match="No space"):
        fetcher.get(server.url("/good"), "file", sink_factory=lambda: sink)
    assert sink.discarded
    assert server.hits["/good"] == 1

    def keep(exchange: Exchange) -> None:
        raise OSError(28, "No space left on device")

    with make_fetcher(attempts=4, collaborators={"keep": keep}) as fetcher, pytest.raises(OSError, match="No space"):
        fetcher.get(server.url("/good"), "detail")


def test_file_needs_a_sink(server: Server, make_fetcher: Callable[..., Fetcher]) -> None:
    """A file without a place to go is a mistake of the caller."""
    with make_fetcher() as fetcher, pytest.raises(ValueError, match="sink_factory"):
        fetcher.get(server.url("/good"), "file")


def test_caps_are_by_kind(server: Server, make_fetcher: Callable[..., Fetcher]) -> None:
    """A page that is too large for a page may be a file."""
    server.scripts["/large"] = lambda c: c.answer(b"x" * 30_000)
    with make_fetcher(page_cap=20_000, file_cap=40_000) as fetcher:
        with pytest.raises(BodyTooLarge):
            fetcher.get(server.url("/large"), "detail")
        assert fetcher.get(server.url("/large"), "file", sink_factory=MemorySink).exchange.size == 30_000


def test_deadline_covers_all_hops(server: Server, make_fetcher: Callable[..., Fetcher]) -> None:
    """A chain of slow redirects ends with the deadline of the one fetch, not with one deadline a hop."""

    def act(c: Connection) -> None:
        threading.Event().wait(0.2)
        c.answer(b"", "302 Found", f"Location: /slow?n={c.count}")

    server.scripts["/slow"] = act
    with make_fetcher(page_deadline=0.5) as fetcher, pytest.raises(Exception, match="did not finish"):
        fetcher.get(server.url("/slow"), "detail")
    assert server.hits["/slow"] <= 3


def test_keeps_what_it_met_on_the_way(
    server: Server, make_fetcher: Callable[..., Fetcher], kept: list[Exchange]
) -> None:
    """Every try, hop and refusal is kept in order, and what was cut off is not."""

    def act(c: Connection) -> None:
        (
            lambda: c.answer(b"busy", "503 Busy"),
            lambda: c.send(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx"),
            c.answer,
        )[c.count - 1]()

    server.scripts["/page"] = act
    with make_fetcher(attempts=4) as fetcher:
        fetcher.get(server.url("/page"), "detail")
    assert [(e.status, e.payload) for e in kept[1:]] == [(503, b"busy"), (200, PAGE)]


def test_short_copy_of_unknown_length_is_tried_again(server: Server, make_fetcher: Callable[..., Fetcher]) -> None:
    """A cut-off page without a declared length is found out by its second copy, and fetched until it is whole."""

    def act(c: Connection) -> None:
        c.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE[: 700 if c.count == 1 else None])

    server.scripts["/page"] = act
    with make_fetcher(attempts=1) as fetcher, pytest.raises(BodyTruncated):
        fetcher.get(server.url("/page"), "detail")
    with make_fetcher(attempts=2) as fetcher:
        assert fetcher.get(server.url("/page"), "detail").body == PAGE


def test_redirect_to_itself_is_a_loop(server: Server, make_fetcher: Callable[..., Fetcher]) -> None:
    """A page that wants a cookie first, and redirects to itself until it gets one, is found out at once."""
    with make_fetcher() as fetcher, pytest.raises(TooManyRedirects):
        fetcher.get(server.url("/loop"), "detail")
    assert server.hits["/loop"] == 1


def test_events(server: Server, make_fetcher: Callable[..., Fetcher]) -> None:
    """Whoever shows progress hears of every request and its answer."""
    events: list[tuple[str, dict[str, Any]]] = []
    with make_fetcher() as fetcher:
        fetcher.on_event = lambda name, details: events.append((name, details))
        fetcher.get(server.url("/good"), "detail")
    assert [(name, details["url"]) for name, details in events] == [
        ("request", server.url("/robots.txt")),
        ("answer", server.url("/robots.txt")),
        ("request", server.url("/good")),
        ("answer", server.url("/good")),
    ]
    assert events[-1][1]["status"] == 200
    assert events[-1][1]["bytes"] > len(PAGE)


def test_one_door() -> None:
    """Nothing but the fetching layer can reach the network, and in it one module alone uses the HTTP library."""
    network = re.compile(
        r"^\s*(?:import|from)\s+(?:httpx2?|httpcore|requests|aiohttp|urllib3|http\.client|urllib\.request|ftplib)\b"
        r"|\b(?:socket\.create_connection|urllib\.request|urlopen|open_connection)\b",
        re.MULTILINE,
    )
    users = {
        str(path.relative_to(ROOT))
        for package in ("scraper", "archive")
        for path in (ROOT / package).rglob("*.py")
        if network.search(path.read_text(encoding="utf-8"))
    }
    assert users == {"scraper/fetch/transport.py"}
