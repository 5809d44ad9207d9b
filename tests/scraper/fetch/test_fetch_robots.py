"""robots.txt by RFC 9309."""

from __future__ import annotations

import gzip
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.errors import AddressRefused, HostPaused, RobotsRefused, TimedOut, Unreachable
from scraper.fetch.robots import parse_rules
from tests.scraper.fetch.conftest import MemorySink
from tests.scraper.fetch.misbehaving import PAGE, Server

if TYPE_CHECKING:
    from collections.abc import Callable

    from archive.records import Exchange
    from scraper.fetch import Fetcher
    from tests.scraper.fetch.conftest import FakeTime
    from tests.scraper.fetch.misbehaving import Connection

CLOSED = b"User-agent: *\nDisallow: /good\n"


def robots(body: bytes, status: str = "200 OK", *headers: str, media_type: str = "text/plain") -> Callable[..., None]:
    """Return a behaviour that answers with this robots.txt."""
    return lambda c: c.answer(body, status, *headers, media_type=media_type)


@pytest.mark.parametrize(
    ("body", "url", "allowed"),
    [
        (b"", "/a", True),
        (b"User-agent: *\nDisallow: /a\n", "/a", False),
        (b"User-agent: *\nDisallow: /a\n", "/b", True),
        (b"\xef\xbb\xbfUser-agent: *\nDisallow: /\n", "/a", False),
        ("User-agent: *\nDisallow: /\n".encode("utf-16"), "/a", False),
        (b"User-agent: *\rDisallow: /a\r", "/a", False),
        (b"User-agent: *\r\n\r\nDisallow: /a", "/a", False),
        (b"User-agent: *\nDis\0allow: /a\n", "/a", False),
        (b"User-agent: *\nDisallow: /\xe9t\xe9\nDisallow: /a\n", "/a", False),
        (b"User-agent: cairs-news-archive\nDisallow: /a\n\nUser-agent: *\nDisallow:\n", "/a", False),
        (b"User-agent: CAIRS-News-Archive\nDisallow:\n\nUser-agent: *\nDisallow: /\n", "/a", True),
        (b"User-agent: otherbot\nDisallow: /\n", "/a", True),
        (b"User-agent: *\nDisallow: /\nAllow: /news/\n", "/news/1", True),
        (b"User-agent: *\nDisallow: /*.pdf$\n", "/a.pdf", False),
        ("User-agent: *\nDisallow: /新聞\n".encode(), "/%E6%96%B0%E8%81%9E/1", False),
        (b"<!doctype html><html>User-agent: *\nDisallow: /\n</html>", "/a", True),
        (b"\n  <html>\nUser-agent: *\nDisallow: /\n", "/a", True),
        (b"# comment\n" * 10 + b"User-agent: *\nDisallow: /a # why\n", "/a", False),
        (b"\x00\x01\x02\xff\xfe garbage", "/a", True),
    ],
)
def test_rules(body: bytes, url: str, allowed: bool) -> None:
    """Groups, wildcards, marks, line ends and rubbish are read as the standard and common sense have it."""
    assert parse_rules(body).allows(f"https://news.example{url}") is allowed


def test_only_the_first_part_counts_up_to_a_full_line() -> None:
    """A rule that the cut at 500 KiB goes through is no rule: half of it would forbid more than it says."""
    body = b"User-agent: *\nDisallow: /early\n" + b"#" * 100 + b"\nDisallow: /a-long-path\nDisallow: /late\n"
    cut = body.index(b"-long-path")
    rules = parse_rules(body, cut)
    assert not rules.allows("https://news.example/early")
    assert rules.allows("https://news.example/a")
    assert rules.allows("https://news.example/late")


@pytest.mark.parametrize(
    ("line", "seconds"),
    [
        ("Crawl-delay: 5", 5),
        ("Crawl-delay: 0.5", 0.5),
        ("Crawl-delay: 0", 0),
        ("Crawl-delay: -3", 0),
        ("Crawl-delay: abc", 0),
        ("Crawl-delay: nan", 0),
        ("Crawl-delay: inf", 0),
        ("Crawl-delay: 1e9", 60),
        ("Crawl-delay: 61", 60),
        ("Request-rate: 1/10", 10),
        ("Request-rate: 0/10", 0),
        ("", 0),
    ],
)
def test_crawl_delay(line: str, seconds: float) -> None:
    """A pause that makes sense is obeyed up to a minute."""
    assert parse_rules(f"User-agent: *\n{line}\nDisallow: /x\n".encode()).crawl_delay == seconds


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(st.binary(max_size=200), st.text(alphabet="UserDisalow-agnt:*/\r\n $#<0", max_size=200).map(str.encode))
)
def test_any_bytes(body: bytes) -> None:
    """No bytes make the reading of robots.txt fail."""
    rules = parse_rules(body, 100)
    assert rules.allows("https://news.example/") in (True, False)
    assert 0 <= rules.crawl_delay <= 60


@pytest.mark.parametrize("status", ["400 x", "401 x", "403 x", "404 x", "410 x", "418 x", "451 x"])
def test_unavailable_allows(status: str, server: Server, make_fetcher: Callable[..., Fetcher]) -> None:
    """A site without a robots.txt, or one that hides it, forbids nothing."""
    server.scripts["/robots.txt"] = robots(CLOSED, status)
    with make_fetcher() as fetcher:
        assert fetcher.get(server.url("/good"), "detail").body == PAGE


@pytest.mark.parametrize("status", ["408 x", "425 x", "429 x", "500 x", "503 x", "999 x", "206 x", "304 x"])
def test_failing_refuses(status: str, server: Server, make_fetcher: Callable[..., Fetcher]) -> None:
    """A robots.txt that fails forbids everything, after its retries, and is not asked again for every post."""
    server.scripts["/robots.txt"] = robots(b"", status)
    with make_fetcher(attempts=2) as fetcher:
        for _ in range(3):
            with pytest.raises(RobotsRefused) as caught:
                fetcher.get(server.url("/good"), "detail")
        assert "/robots.txt cannot be read" in str(caught.value)
        assert not fetcher.allowed(server.url("/good"))
    assert server.hits["/good"] == 0
    assert server.hits["/robots.txt"] <= 4


def test_failure_that_passes(server: Server, make_fetcher: Callable[..., Fetcher]) -> None:
    """A robots.txt that fails once and then allows, allows."""

    def act(c: Connection) -> None:
        c.answer(b"", "503 x") if c.count == 1 else c.answer(b"")

    server.scripts["/robots.txt"] = act
    with make_fetcher(attempts=2) as fetcher:
        assert fetcher.get(server.url("/good"), "detail").body == PAGE


def test_cut_off_refuses(server: Server, make_fetcher: Callable[..., Fetcher]) -> None:
    """A robots.txt that is cut off may lack the very rule that matters."""
    server.scripts["/robots.txt"] = robots(gzip.compress(CLOSED)[:-3], "200 OK", "Content-Encoding: gzip")
    with make_fetcher() as fetcher, pytest.raises(RobotsRefused):
        fetcher.get(server.url("/fine"), "detail")


def test_silent_robots_is_a_time_out(server: Server, make_fetcher: Callable[..., Fetcher]) -> None:
    """A host that does not answer is called that, rather than forbidden."""
    server.scripts["/robots.txt"] = lambda c: c.hang()
    with make_fetcher(page_deadline=0.2) as fetcher, pytest.raises(TimedOut):
        fetcher.get(server.url("/good"), "detail")


def test_unreachable_robots(make_fetcher: Callable[..., Fetcher]) -> None:
    """A host that accepts no connection is unreachable, rather than forbidden."""
    with Server() as gone:
        authority = gone.authority
    with make_fetcher(named_hosts=frozenset({authority})) as fetcher:
        with pytest.raises(Unreachable):
            fetcher.get(f"http://{authority}/good", "detail")
        with pytest.raises(Unreachable):
            fetcher.allowed(f"http://{authority}/good")


@pytest.mark.parametrize(("hours", "usable"), [(1, True), (23.9, True), (24.1, False), (-1, False)])
@pytest.mark.parametrize("fault", ["status", "reset"])
def test_remembered_copy(
    hours: float, usable: bool, fault: str, server: Server, make_fetcher: Callable[..., Fetcher], fake_time: FakeTime
) -> None:
    """When today's robots.txt fails, a good copy counts while it is under a day old."""
    server.scripts["/robots.txt"] = robots(b"", "500 x") if fault == "status" else lambda c: c.reset()

    def remembered(authority: str) -> tuple[object, bytes]:
        assert authority == server.authority
        return fake_time.now() - timedelta(hours=hours), CLOSED

    with make_fetcher(collaborators={"remembered_robots": remembered}) as fetcher:
        if usable:
            assert fetcher.get(server.url("/fine"), "detail").status == 404
            with pytest.raises(RobotsRefused, match="does not allow"):
                fetcher.get(server.url("/good"), "detail")
        else:
            with pytest.raises((RobotsRefused, Unreachable)):
                fetcher.get(server.url("/fine"), "detail")
    assert server.hits["/good"] == 0


def test_busy_host_is_paused_not_forbidden(server: Server, make_fetcher: Callable[..., Fetcher]) -> None:
    """A host that asks to be left alone for hours is left alone, which is not the same as forbidding."""
    server.scripts["/robots.txt"] = robots(b"", "503 Busy", "Retry-After: 9000")
    with make_fetcher(attempts=3) as fetcher:
        with pytest.raises(RobotsRefused):
            fetcher.get(server.url("/good"), "detail")
        with pytest.raises(HostPaused):
            fetcher.get(server.url("/robots.txt"), "robots")
    assert server.hits["/robots.txt"] == 1


def test_asked_again_after_a_day(server: Server, make_fetcher: Callable[..., Fetcher], fake_time: FakeTime) -> None:
    """In a long run rules are read again after a day, and count from then on."""
    server.scripts["/robots.txt"] = lambda c: c.answer(b"" if c.count == 1 else CLOSED)
    with make_fetcher() as fetcher:
        fetcher.get(server.url("/good"), "detail")
        fake_time.seconds += 23 * 3600
        fetcher.get(server.url("/good"), "detail")
        assert server.hits["/robots.txt"] == 1
        fake_time.seconds += 2 * 3600
        with pytest.raises(RobotsRefused):
            fetcher.get(server.url("/good"), "detail")


def test_robots_comes_first_and_is_kept(
    server: Server, make_fetcher: Callable[..., Fetcher], kept: list[Exchange]
) -> None:
    """robots.txt is asked before the first page, once, and kept like any exchange."""
    server.scripts["/robots.txt"] = robots(CLOSED)
    with make_fetcher() as fetcher:
        fetcher.get(server.url("/fine"), "detail")
        with pytest.raises(RobotsRefused):
            fetcher.get(server.url("/good"), "detail")
    assert (kept[0].kind, kept[0].payload) == ("robots", CLOSED)
    assert dict(server.hits) == {"/robots.txt": 1, "/fine": 1}


def test_hops_are_asked_about(server: Server, make_fetcher: Callable[..., Fetcher]) -> None:
    """A redirect into a forbidden part is not followed."""
    server.scripts["/robots.txt"] = robots(CLOSED)
    with make_fetcher() as fetcher, pytest.raises(RobotsRefused):
        fetcher.get(server.url("/to?where=/good"), "detail")
    assert server.hits["/good"] == 0


def test_dots_do_not_get_round_the_rules(server: Server, make_fetcher: Callable[..., Fetcher]) -> None:
    """A path is asked about in the form in which it is sent."""
    server.scripts["/robots.txt"] = robots(CLOSED)
    with make_fetcher() as fetcher:
        for path in ("/x/../good", "/x/%2e%2E/good", "/./good"):
            assert not fetcher.allowed(server.url(path))


def test_each_authority_decides_for_itself(server: Server, make_fetcher: Callable[..., Fetcher]) -> None:
    """A second server, such as one for pictures, has its own robots.txt, asked before its first file."""
    server.scripts["/robots.txt"] = robots(b"")
    with Server() as pictures:
        pictures.scripts["/robots.txt"] = robots(CLOSED)
        with make_fetcher(named_hosts=frozenset({server.authority, pictures.authority})) as fetcher:
            fetcher.get(server.url("/good"), "file", sink_factory=MemorySink)
            with pytest.raises(RobotsRefused):
                fetcher.get(pictures.url("/good"), "file", sink_factory=MemorySink)
            fetcher.get(pictures.url("/fine"), "file", sink_factory=MemorySink)


@pytest.mark.parametrize(("steps", "allowed"), [(1, False), (5, False), (6, True)])
def test_redirects(steps: int, allowed: bool, server: Server, make_fetcher: Callable[..., Fetcher]) -> None:
    """Up to five redirects of robots.txt are followed; after more it counts as absent."""
    for number in range(steps):
        here = f"/hop{number}" if number else "/robots.txt"
        after = f"/hop{number + 1}" if number + 1 < steps else "/rules"
        server.scripts[here] = lambda c, after=after: c.answer(b"", "301 Moved", f"Location: {after}")
    server.scripts["/rules"] = robots(CLOSED)
    with make_fetcher() as fetcher:
        assert fetcher.allowed(server.url("/good")) is allowed


def test_redirect_inside_a_network(server: Server, make_fetcher: Callable[..., Fetcher]) -> None:
    """A robots.txt that redirects to a forbidden address is unreadable, which forbids everything."""
    server.scripts["/robots.txt"] = lambda c: c.answer(b"", "302 Found", "Location: http://10.0.0.1/robots.txt")
    with make_fetcher() as fetcher, pytest.raises(RobotsRefused):
        fetcher.get(server.url("/good"), "detail")


def test_endless_robots(server: Server, make_fetcher: Callable[..., Fetcher], kept: list[Exchange]) -> None:
    """Of a robots.txt without end the first part counts, and no part of it is kept as if it were whole."""

    def act(c: Connection) -> None:
        c.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n" + CLOSED)
        c.flood(b"# and so on\n" * 1000)

    server.scripts["/robots.txt"] = act
    with make_fetcher(page_deadline=5.0) as fetcher:
        assert len(fetcher.get(server.url("/robots.txt"), "robots").body) == fetcher.policy.robots_cap
        assert not fetcher.allowed(server.url("/good"))
        assert fetcher.allowed(server.url("/other"))
    assert kept == []


def test_html_robots_is_told(server: Server, make_fetcher: Callable[..., Fetcher]) -> None:
    """A page of HTML in the place of robots.txt holds no rules, and somebody hears of it."""
    server.scripts["/robots.txt"] = robots(PAGE, media_type="text/html")
    events = []
    with make_fetcher() as fetcher:
        fetcher.on_event = lambda name, details: events.append((name, details))
        assert fetcher.allowed(server.url("/good"))
    assert ("robots-html", {"url": server.url("/robots.txt")}) in events


def test_questions(server: Server, make_fetcher: Callable[..., Fetcher]) -> None:
    """Sitemaps and the crawl delay can be asked for; an address that no request may go to is not allowed."""
    server.scripts["/robots.txt"] = robots(
        b"Sitemap: https://news.example/a.xml\nSitemap: https://news.example/b.xml\nUser-agent: *\nCrawl-delay: 3\n"
    )
    with make_fetcher() as fetcher:
        assert fetcher.sitemaps(server.url("/")) == ["https://news.example/a.xml", "https://news.example/b.xml"]
        assert fetcher.crawl_delay(server.url("/")) == 3
        assert not fetcher.allowed("http://10.0.0.1/")
        assert not fetcher.allowed("ftp://news.example/")
        with pytest.raises(AddressRefused):
            fetcher.sitemaps("http://10.0.0.1/")
