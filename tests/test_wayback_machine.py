"""An archive that behaves as the Wayback Machine does: keys to go on from, redirects to the nearest capture, 429."""

from __future__ import annotations

import json
import threading
from bisect import bisect_left
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import format_datetime
from ipaddress import IPv4Network
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from scraper.demo.loopback import LoopbackServer, QuietHandler
from scraper.outcome import Outcome
from scraper.wayback.host import Manners
from tests.fake_site import FakeSite
from tests.replica.model import File
from tests.world import Clock, Silent, assert_sound, blob_path, one, posts, rows, scrape

PAGE = 3


class WaybackMachine:
    """Captures, listed three at a time, and served at the address of the nearest one.

    Attributes:
        asked: the paths of all requests.
        busy: how many of the next requests for captures get a 429.
        elsewhere: where captures of an address are redirected to.
    """

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.busy = 0
        self.elsewhere: dict[str, str] = {}
        self._captures: dict[tuple[str, str], tuple[bytes, str]] = {}
        self._guard = threading.Lock()
        self._server = LoopbackServer(type("WaybackMachineHandler", (_Handler,), {"machine": self}))
        self.base = self._server.base

    def __enter__(self) -> WaybackMachine:
        self._server.__enter__()
        return self

    def __exit__(self, *failure: Any) -> None:
        self._server.__exit__(*failure)

    def capture(self, url: str, stamp: str, body: str | bytes, media_type: str = "text/html; charset=utf-8") -> None:
        """Keep a capture."""
        self._captures[url, stamp] = (body.encode() if isinstance(body, str) else body, media_type)

    def index(self, query: dict[str, list[str]]) -> list[list[str]]:
        """Three rows of the index, and the key to go on from."""
        begins, first = query["url"][0], int(query.get("resumeKey", ["0"])[0])
        found = sorted(key for key in self._captures if key[0].startswith(begins))
        table = [["timestamp", "original", "statuscode", "mimetype", "digest"]]
        for url, stamp in found[first : first + PAGE]:
            body, media_type = self._captures[url, stamp]
            digest = f"{abs(hash(body)):x}".translate(str.maketrans("0189", "ABCD")).upper()[:32].ljust(32, "A")
            table.append([stamp, url, "200", media_type.partition(";")[0], digest])
        return [*table, [], [str(first + PAGE)]] if len(found) > first + PAGE else table

    def answer(self, path: str) -> tuple[int, dict[str, str], bytes]:
        """The answer to one request."""
        with self._guard:
            self.asked.append(path)
            parts = urlsplit(path)
            if parts.path == "/cdx/search/cdx":
                return 200, {"Content-Type": "application/json"}, json.dumps(self.index(parse_qs(parts.query))).encode()
            if not path.startswith("/web/"):
                return 404, {"Content-Type": "text/html"}, b"<h1>Not found</h1>"
            if self.busy:
                self.busy -= 1
                return 429, {"Content-Type": "text/html", "Retry-After": "7"}, b"<h1>Too many requests</h1>"
            stamp, _, url = path.removeprefix("/web/").partition("id_/")
            if url in self.elsewhere:
                return 302, {"Content-Type": "text/html", "Location": self.elsewhere[url]}, b""
            return self._nearest(stamp, url)

    def _nearest(self, stamp: str, url: str) -> tuple[int, dict[str, str], bytes]:
        stamps = sorted(found for original, found in self._captures if original == url)
        if not stamps:
            return 404, {"Content-Type": "text/html"}, b"<h1>Not in the archive</h1>"
        nearest = stamps[min(bisect_left(stamps, stamp), len(stamps) - 1)]
        if nearest != stamp:
            return 302, {"Content-Type": "text/html", "Location": f"{self.base}/web/{nearest}id_/{url}"}, b""
        body, media_type = self._captures[url, stamp]
        moment = datetime.strptime(stamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        return 200, {"Content-Type": media_type, "Memento-Datetime": format_datetime(moment, usegmt=True)}, body


class _Handler(QuietHandler):
    machine: WaybackMachine

    def do_GET(self) -> None:
        status, headers, body = self.machine.answer(self.path)
        self.send_whole(status, headers, body)


@pytest.fixture
def site() -> Iterator[FakeSite]:
    """A site of four posts, of which the web archive knows every year."""
    with FakeSite() as site:
        for number in range(1, 5):
            site.add(
                number, title=f"Entry number {number} of the log", body=[f"What was learned in week {number} is told."]
            )
        yield site


def captured(machine: WaybackMachine, site: FakeSite, number: int, year: int) -> None:
    """Let the archive capture a post as it is now."""
    page = site._page(site.url(number).removeprefix(site.base))
    assert page is not None
    machine.capture(site.url(number), f"{year}0305101112", page)


def test_the_past_by_way_of_the_wayback_machine(site: FakeSite, tmp_path: Path) -> None:
    """Its index is walked by keys, nearest captures are followed and asked for once, and a 429 is waited out."""
    clock, reporter = Clock(), Silent()
    with WaybackMachine() as machine:
        for year in (2015, 2018, 2021):
            for number in (1, 2):
                site.edit(number, title=f"Entry number {number} in {year}", files=["1.jpg"])
                captured(machine, site, number, year)
        picture = site.file_bytes(1, "1.jpg")
        address = site.base + site.family.file_path(site._posts[1, "en"], File("1.jpg"))
        machine.capture(address, "20180401000000", picture, "image/jpeg")
        for number in (1, 2):
            site.edit(number, title=f"Entry number {number} of the log", files=[])
        machine.busy = 1
        given: dict[str, Any] = {"past": Manners(machine.base, delay=0.0), "reporter": reporter}
        result = scrape("backfill", site.base, tmp_path, clock, **given)
        assert result.outcome is Outcome.FINISHED, result.messages
        found = rows(
            tmp_path,
            "SELECT substr(r.observed_at, 1, 4), r.cause FROM revisions r JOIN posts p ON p.id = r.post_id "
            "WHERE p.source_id = '1' ORDER BY r.number",
        )
        assert found == [("2015", "wayback"), ("2018", "wayback"), ("2021", "wayback"), ("2026", "first")]
        digests = rows(tmp_path, "SELECT DISTINCT attachments ->> '$[0].sha256' FROM revisions WHERE cause = 'wayback'")
        assert picture in [blob_path(tmp_path, digest).read_bytes() for (digest,) in digests if digest]
        assert clock.slept >= 7
        assert sum("resumeKey" in path for path in machine.asked) >= 1
        web = [path for path in machine.asked if path.startswith("/web/")]
        clock.later(days=1)
        scrape("backfill", site.base, tmp_path, clock, **given)
        assert [path for path in machine.asked if path.startswith("/web/")] == web
        assert one(tmp_path, "SELECT count(*) FROM captures WHERE kind = 'wayback' AND status = 200") == 6
        assert all(post["status"] == "live" for post in posts(tmp_path).values())
    assert_sound(tmp_path)


def test_an_archive_that_is_away_costs_the_past_only(site: FakeSite, tmp_path: Path) -> None:
    """Where the web archive does not answer, the site is archived all the same, and the run says what is missing."""
    result = scrape("backfill", site.base, tmp_path, Clock(), past=Manners("http://127.0.0.1:9", delay=0.0))
    assert result.outcome is Outcome.PARTIAL
    assert len(posts(tmp_path)) == 4
    assert "127.0.0.1:9" in " ".join(result.messages)
    assert rows(tmp_path, "SELECT complete, reason != '' FROM sweeps WHERE source = 'wayback'") == [(0, 1)]


def test_the_public_archives_limits_hold_whatever_is_asked() -> None:
    """`--delay 0` is for archives of one's own; the public one is asked as slowly as it wants to be."""
    public, own, usual = (
        Manners(delay=0.0),
        Manners("http://127.0.0.1:8080/news", delay=0.0),
        Manners("https://a.example"),
    )
    assert (public.pause, public.index_pause) == (0.125, 2.5)
    assert (own.pause, own.index_pause) == (0.0, 0.0)
    assert (usual.pause, usual.index_pause) == (0.125, 2.5)
    assert Manners(delay=5.0).index_pause == 5.0


def test_an_archive_leads_nowhere_else(site: FakeSite, tmp_path: Path) -> None:
    """A redirect out of the web archive is not followed: what the site serves today is never put into the past."""
    with WaybackMachine() as machine:
        site.edit(1, title="Entry number 1 as it was", files=["1.jpg"])
        captured(machine, site, 1, 2018)
        live = site.base + site.family.file_path(site._posts[1, "en"], File("1.jpg"))
        site.edit(1, title="Entry number 1 of the log", files=[])
        machine.elsewhere = {live: live}
        site.clear()
        anywhere = (IPv4Network("127.0.0.0/8"),)
        scrape("backfill", site.base, tmp_path, Clock(), past=Manners(machine.base, delay=0.0, networks=anywhere))
        assert not [path for path in site.asked() if path.endswith(".jpg")]
    found = one(tmp_path, "SELECT attachments ->> '$[0].sha256' FROM revisions WHERE cause = 'wayback'")
    problem = one(tmp_path, "SELECT attachments ->> '$[0].problem' FROM revisions WHERE cause = 'wayback'")
    assert found is None
    assert "outside the site" in problem
