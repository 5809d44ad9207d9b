"""Handing new and revised posts to a web archive that behaves as Save Page Now does, and believing its index only."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from scraper.demo.loopback import LoopbackServer, QuietHandler
from scraper.outcome import Outcome
from scraper.run import Result
from scraper.wayback.host import Manners
from tests.fake_site import FakeSite
from tests.world import Clock, Silent, assert_sound, rows, scrape


class SavePageNow:
    """A web archive that takes jobs, and lists what it kept some time later.

    Attributes:
        jobs: what it was asked for: (address, fields, Authorization).
        looked_up: addresses that its index was asked for.
        says: answers to give instead of taking a job, the next one first: (status, headers, JSON).
        lag: how long its index takes.
        forgets: addresses whose jobs come to nothing.
    """

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.jobs: list[tuple[str, dict[str, str], str]] = []
        self.looked_up: list[str] = []
        self.says: list[tuple[int, dict[str, str], dict[str, Any]]] = []
        self.lag = timedelta(hours=12)
        self.forgets: set[str] = set()
        self._kept: list[tuple[str, Any]] = []
        self._guard = threading.Lock()
        self._server = LoopbackServer(type("SavePageNowHandler", (_Handler,), {"spn": self}))
        self.base = self._server.base

    def __enter__(self) -> SavePageNow:
        self._server.__enter__()
        return self

    def __exit__(self, *failure: Any) -> None:
        self._server.__exit__(*failure)

    def save(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, str], dict[str, Any]]:
        """Take a job, or say what was prepared."""
        with self._guard:
            url = form["url"]
            self.jobs.append((url, form, authorization))
            if self.says:
                return self.says.pop(0)
            if url not in self.forgets:
                self._kept.append((url, self.clock.moment + timedelta(seconds=20)))
            return 200, {}, {"url": url, "job_id": f"spn2-{len(self.jobs):040x}"}

    def index(self, query: dict[str, list[str]]) -> list[list[str]]:
        """What the index lists of an address by now."""
        with self._guard:
            url = query["url"][0]
            self.looked_up.append(url)
            first = query.get("from", ["0"])[0]
            stamps = [
                f"{at:%Y%m%d%H%M%S}" for kept, at in self._kept if kept == url and self.clock.moment > at + self.lag
            ]
            table = [["timestamp", "original", "statuscode", "mimetype", "digest"]]
            return table + [[s, url, "200", "text/html", "A" * 32] for s in stamps if s >= first]


class _Handler(QuietHandler):
    spn: SavePageNow

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if parts.path != "/cdx/search/cdx":
            self.send_whole(404, {"Content-Type": "text/html"}, b"<h1>Not found</h1>")
            return
        body = json.dumps(self.spn.index(parse_qs(parts.query))).encode()
        self.send_whole(200, {"Content-Type": "application/json"}, body)

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        form = {name: values[0] for name, values in parse_qs(self.rfile.read(length).decode()).items()}
        status, headers, said = self.spn.save(form, self.headers.get("Authorization", ""))
        self.send_whole(status, {"Content-Type": "application/json"} | headers, json.dumps(said).encode())


class World:
    """A site, our archive of it, and a web archive."""

    def __init__(self, site: FakeSite, spn: SavePageNow, folder: Path, clock: Clock) -> None:
        self.site, self.spn, self.folder, self.clock = site, spn, folder, clock

    def run(self, command: str = "update", *, save: bool = True, delay: float = 0.0, **more: Any) -> Result:
        """Run a command; the posts that it finds are handed over unless told otherwise."""
        manners = Manners(self.spn.base, delay=delay) if save else None
        return scrape(command, self.site.base, self.folder, self.clock, reporter=Silent(), save=manners, **more)

    def states(self) -> list[tuple[str, str]]:
        """(last part of the address, state) of the queue."""
        found = rows(self.folder, "SELECT url, state FROM saves ORDER BY id")
        return [(url.rpartition("/")[2], state) for url, state in found]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A site of four posts, nothing archived yet."""
    clock = Clock()
    with FakeSite() as site, SavePageNow(clock) as spn:
        for number in range(1, 5):
            site.add(number, title=f"Entry number {number} of the log", published=f"2025-01-0{number}")
        yield World(site, spn, tmp_path, clock)
        assert_sound(tmp_path)


def test_new_and_revised_posts_are_asked_for_once(world: World) -> None:
    """A first run hands over each post, newest first; later ones only what changed, and nothing is asked for twice."""
    assert world.run("backfill").outcome is Outcome.FINISHED
    assert [url.rpartition("/")[2] for url, _, _ in world.spn.jobs] == ["4", "3", "2", "1"]
    world.clock.later(days=1)
    world.site.edit(2, title="Entry number two, corrected")
    world.run(recheck="all")
    assert [url.rpartition("/")[2] for url, _, _ in world.spn.jobs[4:]] == ["2"]
    world.clock.later(days=1)
    world.run()
    assert len(world.spn.jobs) == 5
    assert [state for _, state in world.states()] == ["confirmed"] * 5


def test_enough_posts_are_handed_over_all_the_same(world: World) -> None:
    """A run that has as many posts as it was to have hands them over; one that was cut short does not."""
    world.run("backfill", max_posts=2)
    assert [url.rpartition("/")[2] for url, _, _ in world.spn.jobs] == ["4", "3"]
    world.run("backfill", time_limit=0.0001)
    assert len(world.spn.jobs) == 2


def test_only_the_index_confirms(world: World) -> None:
    """A job that was taken proves nothing: while the index lists no capture the revision stays asked for."""
    world.spn.forgets = {world.site.url(3)}
    world.run("backfill")
    assert {state for _, state in world.states()} == {"asked"}
    world.clock.later(hours=6)
    world.run()
    assert {state for _, state in world.states()} == {"asked"}
    world.clock.later(hours=7)
    result = world.run()
    assert dict(world.states()) == {"4": "confirmed", "3": "asked", "2": "confirmed", "1": "confirmed"}
    assert "3 confirmed; 1 not confirmed yet, 0 waiting" in " ".join(result.messages)
    world.clock.later(days=2)
    world.run()
    assert [url for url, _, _ in world.spn.jobs].count(world.site.url(3)) == 2
    for _ in range(6):
        world.clock.later(days=3)
        world.run()
    assert dict(world.states())["3"] == "failed"


@pytest.mark.parametrize(
    "said",
    [
        (429, {"Retry-After": "30"}, {"message": "Too Many Requests"}),
        (503, {}, {"message": "busy"}),
        (200, {}, {"status": "error", "status_ext": "error:user-session-limit", "message": "limit reached"}),
    ],
)
def test_a_busy_archive_is_left_alone(world: World, said: tuple[int, dict[str, str], dict[str, Any]]) -> None:
    """At the first sign of too much nothing more is asked for; all stays queued, and the run is none the worse."""
    world.spn.says = [said]
    result = world.run("backfill")
    assert result.outcome is Outcome.FINISHED
    assert len(world.spn.jobs) == 1
    assert {state for _, state in world.states()} == {"queued"}
    world.clock.later(days=1)
    world.run()
    assert {state for _, state in world.states()} == {"asked"}


def test_what_the_archive_will_not_have_is_given_up(world: World) -> None:
    """An address that is blocked there is given up with its reason, and the others go on."""
    world.spn.says = [(200, {}, {"status": "error", "status_ext": "error:blocked-url", "message": "it is blocked"})]
    world.run("backfill")
    assert [state for _, state in world.states()] == ["failed", "asked", "asked", "asked"]
    assert rows(world.folder, "SELECT problem FROM saves WHERE state = 'failed'") == [
        ("error:blocked-url: it is blocked",)
    ]


def test_an_archive_that_is_away_fails_no_run(world: World) -> None:
    """Where nobody answers the run ends well, says so, and the queue waits."""
    world.spn.base = "http://127.0.0.1:9"
    result = world.run("backfill")
    assert result.outcome is Outcome.FINISHED
    assert "4 waiting" in " ".join(result.messages)
    assert {state for _, state in world.states()} == {"queued"}


def test_slowly_and_a_few_a_run(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Twenty seconds lie between two addresses, a run hands over only so many, and the rest waits for the next."""
    monkeypatch.setattr("scraper.wayback.save.AT_ONCE", 3)
    slept: list[float] = []
    sleep = world.clock.sleep
    monkeypatch.setattr(world.clock, "sleep", lambda seconds: (slept.append(seconds), sleep(seconds)))
    world.run("backfill", delay=0.125)
    assert len(world.spn.jobs) == 3
    assert sum(slept) >= 40
    assert [state for _, state in world.states()] == ["asked", "asked", "asked", "queued"]


def test_keys_go_to_the_archive_and_nowhere_else(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The keys of an account come from the environment, and are stored in no file of the archive folder."""
    monkeypatch.setenv("WAYBACK_ACCESS_KEY", "open-sesame")
    monkeypatch.setenv("WAYBACK_SECRET_KEY", "hush-hush")
    world.run("backfill")
    assert {authorization for _, _, authorization in world.spn.jobs} == {"LOW open-sesame:hush-hush"}
    for path in world.folder.rglob("*"):
        assert path.is_dir() or b"hush-hush" not in path.read_bytes()


def test_off_unless_asked_for(world: World) -> None:
    """Without the option nobody is asked, and what such runs found is not handed over later."""
    world.run("backfill", save=False)
    assert (world.spn.jobs, world.states()) == ([], [])
    world.clock.later(days=1)
    world.run()
    assert (world.spn.jobs, world.states()) == ([], [])
    form_of = world.site.add(5, title="Entry number five", published="2025-01-05")
    assert form_of
    world.clock.later(days=1)
    world.run()
    ((url, form, _),) = world.spn.jobs
    assert url == world.site.url(5)
    assert int(form["if_not_archived_within"]) >= 60
