"""The past of a site, from a real web archive (pywb on loopback)."""

from __future__ import annotations

import json
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from archive import open_archive
from archive.history import changes_between
from archive.records import PostContent
from scraper.discover.source import Page
from scraper.outcome import Outcome
from scraper.reading import Reading
from scraper.run import Result
from scraper.telling.build import identity
from scraper.wayback.host import Manners
from tests.fake_site import FakeSite
from tests.replica.model import File
from tests.web_archive import WebArchive, WebServer, needs_pywb
from tests.world import Clock, Silent, assert_sound, blob_path, one, posts, rows, scrape

pytestmark = needs_pywb

WORDS = "The laboratory repeated the test of the week before, with a colder chamber and another set of boards."


class Past:
    """A site, a web archive that has watched it for years, and our own archive."""

    def __init__(self, site: FakeSite, web: WebArchive, folder: Path) -> None:
        self.site, self.web, self.folder = site, web, folder
        self.clock = Clock()
        self.reporter = Silent()

    def post(self, number: int, **more: Any) -> None:
        """Publish a post."""
        self.site.add(
            number,
            **(
                {
                    "title": f"Log entry number {number} of the reliability laboratory",
                    "published": f"2019-{number:02d}-{number:02d}",
                    "body": [
                        f"This was week {number}. {WORDS}",
                        f"What {number} boards of the lot taught is told here.",
                    ],
                }
                | more
            ),
        )

    def page(self, number: int) -> str:
        """A post's page as it is now."""
        page = self.site._page(self.site.url(number).removeprefix(self.site.base))
        assert page is not None
        return page

    def capture(self, number: int, at: str, *, page: str | None = None, **more: Any) -> None:
        """Let the web archive capture a post's page as it is now (or this page)."""
        self.web.capture(self.site.url(number), at, self.page(number) if page is None else page, **more)

    def backfill(self, **more: Any) -> Result:
        """Archive the site and its past."""
        self.web.index()
        self.reporter = Silent()
        past = Manners(self.web.url, delay=0.0)
        return scrape(
            "backfill", self.site.base, self.folder, self.clock, reporter=self.reporter, **({"past": past} | more)
        )

    def history(self, number: int) -> list[tuple[Any, ...]]:
        """(number, day, cause, changed) of the revisions of a post."""
        found = rows(
            self.folder,
            "SELECT r.number, substr(r.observed_at, 1, 10), r.cause, r.changed FROM revisions r "
            "JOIN posts p ON p.id = r.post_id WHERE p.source_id = ? ORDER BY r.number",
            str(number),
        )
        return [(*row[:3], json.loads(row[3])) for row in found]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebServer]:
    """A web archive for all tests, each in a collection of its own."""
    with WebServer(tmp_path_factory.mktemp("web")) as server:
        yield server


@pytest.fixture
def past(tmp_path: Path, server: WebServer) -> Iterator[Past]:
    """A site of six posts."""
    with FakeSite() as site:
        past = Past(site, server.collection(), tmp_path / "own")
        for number in range(1, 7):
            past.post(number, files=["1.jpg"] if number == 3 else [])
        yield past
        if (tmp_path / "own" / "archive.db").exists():
            assert_sound(tmp_path / "own")


def test_a_post_that_died_is_kept_as_gone(past: Past) -> None:
    """A post that only the web archive has is kept with its states, its picture, and a tombstone with evidence."""
    past.post(7, title="The first draft of entry seven", files=["7.jpg"])
    past.capture(7, "2020-03-01T10:00:00Z")
    past.site.edit(7, title="Log entry number seven as it was last")
    past.capture(7, "2021-05-01T10:00:00Z")
    picture = past.site.file_bytes(7, "7.jpg")
    past.web.capture(
        past.site.base + past.site.family.file_path(past.site._posts[7, "en"], File("7.jpg")),
        "2020-03-01T10:00:05Z", picture, media_type="image/jpeg",
    )  # fmt: skip
    past.site.remove(7)
    result = past.backfill()
    assert result.outcome is Outcome.FINISHED, result.messages
    post = posts(past.folder)["7", "en"]
    assert (post["status"], post["title"], post["last_seen"]) == (
        "gone", "Log entry number seven as it was last", "2021-05-01T10:00:00Z",
    )  # fmt: skip
    assert past.history(7) == [(1, "2020-03-01", "wayback", []), (2, "2021-05-01", "wayback", ["title"])]
    (file,) = post["attachments"]
    assert blob_path(past.folder, file["sha256"]).read_bytes() == picture
    ((reason, evidence, ended),) = rows(past.folder, "SELECT reason, evidence, ended FROM tombstones")
    assert (reason, ended) == ("404", None)
    assert "2021-05-01 10:00" in evidence
    assert one(past.folder, "SELECT count(*) FROM sightings WHERE source = 'wayback'") == 1
    assert one(past.folder, "SELECT complete FROM sweeps WHERE source = 'wayback'") == 1
    assert "1 post that the site does not show" in " ".join(result.messages)


def test_earlier_states_go_before_what_we_saw(past: Past) -> None:
    """States before our first look become its first revisions, in order of time; what the post says now stays."""
    past.site.edit(4, title="Entry four before it was corrected")
    past.capture(4, "2022-01-01T00:00:00Z")
    past.site.edit(4, title="Entry four as it was first")
    past.capture(4, "2020-01-01T00:00:00Z")
    past.capture(4, "2020-06-01T00:00:00Z")
    past.site.edit(4, title="Entry four today")
    past.capture(4, "2024-01-01T00:00:00Z")
    before = past.clock.moment
    assert past.backfill().outcome is Outcome.FINISHED
    assert past.history(4) == [
        (1, "2020-01-01", "wayback", []),
        (2, "2022-01-01", "wayback", ["title"]),
        (3, f"{before:%Y-%m-%d}", "first", ["title"]),
    ]
    post = posts(past.folder)["4", "en"]
    assert (post["title"], post["status"], post["revision"]) == ("Entry four today", "live", 3)
    with open_archive(past.folder) as archive:
        told = changes_between(archive)
    assert [(str(one.change.kind), one.change.revision) for one in told if one.post.source_id == "4"] == [
        ("appeared", 3)
    ]
    assert all(post["revision"] == 1 for key, post in posts(past.folder).items() if key != ("4", "en"))


def test_a_second_pass_asks_for_nothing_again(past: Past) -> None:
    """Captures and files that came once are not asked for again, and the archive does not change."""
    past.site.edit(3, title="Entry three at first", body=[f"Another week. {WORDS}"], files=["1.jpg"])
    past.capture(3, "2020-01-01T00:00:00Z")
    past.post(3, files=["1.jpg"])
    assert past.backfill().outcome is Outcome.FINISHED
    before, asked = past.history(3), past.web.asked()
    assert len(asked) == 2  # the page, and its picture, which the web archive has not
    problem = one(
        past.folder, "SELECT json_extract(attachments, '$[0].problem') FROM revisions WHERE cause = 'wayback'"
    )
    assert problem == "the web archive has no copy of it"
    past.clock.later(days=1)
    assert past.backfill().outcome is Outcome.FINISHED
    assert past.history(3) == before
    assert past.web.asked() == asked


def test_what_is_no_state_is_left_out(past: Past) -> None:
    """Redirects, errors, walls and parked domains that were captured at a post's address are no states of it."""
    past.capture(1, "2020-01-01T00:00:00Z", status="302 Found", page="", headers=(("Location", "/en/"),))
    past.capture(1, "2020-01-02T00:00:00Z", status="404 Not Found", page="<h1>Not here</h1>")
    wall = "<html><title>Just a moment...</title><body><h1>Checking your browser</h1><p>Please wait.</p></body></html>"
    past.capture(2, "2020-01-03T00:00:00Z", page=wall)
    parked = (
        "<html><title>This domain is for sale</title><body><h1>This domain is for sale</h1><p>Buy the domain today "
        "from the leading marketplace of premium names, secure payment, instant transfer, friendly support staff "
        "waiting around the clock for every question that customers might possibly have.</p></body></html>"
    )
    past.capture(5, "2020-01-04T00:00:00Z", page=parked)
    past.site.put("/en/news_detail/index/999", "gone", status=404)
    past.web.capture(past.site.url(5).replace("/5", "/999"), "2020-01-04T00:00:00Z", wall)
    assert past.backfill().outcome is Outcome.FINISHED
    assert one(past.folder, "SELECT count(*) FROM revisions WHERE cause = 'wayback'") == 0
    assert len(posts(past.folder)) == 6
    assert one(past.folder, "SELECT count(*) FROM issues WHERE code IN ('not-a-post', 'another-page')") >= 3


def test_since_and_until_bound_the_captures(past: Past) -> None:
    """Captures outside the days asked for are not looked at; another run with other days completes the history."""
    for year, title in ((2018, "one"), (2020, "two"), (2022, "three")):
        past.site.edit(6, title=f"Entry six, version {title}")
        past.capture(6, f"{year}-07-01T00:00:00Z")
    past.post(6)
    past.backfill(since="2019-01-01", until="2021-12-31")
    assert [row[1][:4] for row in past.history(6)] == ["2020", "2026"]
    past.backfill()
    assert [row[1][:4] for row in past.history(6)] == ["2018", "2020", "2022", "2026"]


def test_a_body_that_came_back_is_a_state_again(past: Past) -> None:
    """A page that went to and fro has each of its states, though each body is asked for once."""
    past.site.edit(2, title="Entry two, the first wording")
    past.capture(2, "2020-01-01T00:00:00Z")
    first = past.page(2)
    past.site.edit(2, title="Entry two, the second wording")
    past.capture(2, "2021-01-01T00:00:00Z")
    past.capture(2, "2022-01-01T00:00:00Z", page=first)
    past.post(2)
    past.backfill()
    assert [row[1][:4] for row in past.history(2)] == ["2020", "2021", "2022", "2026"]
    assert one(past.folder, "SELECT same_as FROM revisions WHERE number = 3") == 1
    assert len(past.web.asked()) == 2
    past.clock.later(days=1)
    before = past.history(2)
    past.backfill()
    assert past.history(2) == before


def test_reparse_keeps_the_past_in_the_past(past: Past) -> None:
    """Reading everything again changes nothing, makes no past state the present one, and brings nobody back."""
    past.post(7)
    past.capture(7, "2020-03-01T10:00:00Z")
    past.site.remove(7)
    past.site.edit(4, title="Entry four at first")
    past.capture(4, "2020-01-01T00:00:00Z")
    past.post(4)
    past.backfill()
    before = posts(past.folder), past.history(4), past.history(7)
    assert scrape("reparse", past.site.base, past.folder, past.clock).outcome is Outcome.FINISHED
    assert (posts(past.folder), past.history(4), past.history(7)) == before


def test_reparse_corrects_the_past_in_its_place(past: Past, monkeypatch: pytest.MonkeyPatch) -> None:
    """A better reader corrects a past state where it stands; numbers, times and the present content stay."""
    past.site.edit(4, title="Entry four at first")
    past.capture(4, "2020-01-01T00:00:00Z")
    past.post(4)
    past.backfill()
    before, history = posts(past.folder), past.history(4)
    plain = Reading.detail

    def better(self: Reading, page: Page, *given: Any) -> PostContent:
        content = plain(self, page, *given)
        return replace(content, title=content.title.replace("at first", "as it was at first"))

    monkeypatch.setattr(Reading, "detail", better)
    result = scrape("reparse", past.site.base, past.folder, past.clock)
    assert result.messages == ("1 past states read better than before",)
    assert one(past.folder, "SELECT title FROM revisions WHERE cause = 'wayback'") == "Entry four as it was at first"
    assert (posts(past.folder), past.history(4)) == (before, history)
    assert past.web.asked() == [asked for asked in past.web.asked() if "jpg" not in asked]


def test_a_redesign_is_no_edit(past: Past) -> None:
    """Posts that were captured in another design, and say the same, have no earlier states."""
    now = past.site.family
    for year, family in ((2015, "gutenberg"), (2018, "bootstrap5"), (2021, "drupal")):
        past.site.redesign(family)
        for number in range(1, 7):
            past.capture(number, f"{year}-01-{number:02d}T00:00:00Z")
        past.site.family = now
    assert past.backfill().outcome is Outcome.FINISHED
    found = rows(past.folder, "SELECT post_id, observed_at, changed, title FROM revisions WHERE cause = 'wayback'")
    assert found == []


def test_a_post_that_moved_is_not_dead(past: Past) -> None:
    """A capture under an address that the live site leads elsewhere from is a state of the post that is there now."""
    old = f"{past.site.base}/en/news_detail/index/77"
    past.site.edit(5, title="Entry five at its old address")
    past.web.capture(old, "2020-01-01T00:00:00Z", past.page(5))
    past.post(5)
    past.site.behave("/en/news_detail/index/77", redirect=past.site.url(5), status=301)
    assert past.backfill().outcome is Outcome.FINISHED
    assert len(posts(past.folder)) == 6
    assert rows(past.folder, "SELECT count(*) FROM posts WHERE status = 'gone'") == [(0,)]


def test_a_dead_site_still_has_a_past(past: Past) -> None:
    """Of a site that is away the posts are recovered as missing: nobody has said that they are gone."""
    for number in range(1, 7):
        away = past.page(number).replace(past.site.base, "http://127.0.0.1:9")
        past.web.capture(f"http://127.0.0.1:9/en/news_detail/index/{number}", f"2020-01-0{number}T00:00:00Z", away)
    past.web.index()
    given = Manners(past.web.url, delay=0.0)
    result = scrape("backfill", "http://127.0.0.1:9/en/news_detail/index/3", past.folder, past.clock, past=given)
    assert result.outcome is Outcome.PARTIAL
    assert "6 posts that the site does not show" in " ".join(result.messages)
    assert [post["status"] for post in posts(past.folder).values()] == ["missing"] * 6
    assert rows(past.folder, "SELECT count(*) FROM tombstones") == [(0,)]


def test_between_what_we_saw_ourselves(past: Past) -> None:
    """A state between two of our looks goes between their revisions; what was told keeps its name, search its words."""
    past.site.edit(4, title="Entry four in January")
    assert scrape("backfill", past.site.base, past.folder, past.clock).outcome is Outcome.FINISHED
    past.clock.later(days=200)
    past.site.edit(4, title="Entry four in summer")
    assert scrape("update", past.site.base, past.folder, past.clock, recheck="all").outcome is Outcome.FINISHED
    with open_archive(past.folder) as archive:
        names = [identity(told) for told in changes_between(archive)]
    between = past.clock.moment - timedelta(days=100)
    past.site.edit(4, title="Entry four in spring, a wording that nobody kept")
    past.capture(4, f"{between:%Y-%m-%dT%H:%M:%SZ}")
    past.site.edit(4, title="Entry four after our last look")
    later = past.clock.moment + timedelta(hours=1)
    past.capture(4, f"{later:%Y-%m-%dT%H:%M:%SZ}")
    past.site.edit(4, title="Entry four in summer")
    past.clock.later(days=1)
    past.backfill()
    assert [(row[0], row[2]) for row in past.history(4)] == [(1, "first"), (2, "wayback"), (3, "site")]
    assert posts(past.folder)["4", "en"]["title"] == "Entry four in summer"
    with open_archive(past.folder) as archive:
        told = changes_between(archive)
        assert [identity(one) for one in told] == names
        (revised,) = [one.change for one in told if one.change.kind == "revised"]
    assert (revised.revision, revised.previous) == (3, 2)
    with closing(sqlite3.connect(past.folder / "archive.db")) as db:
        db.execute("INSERT INTO posts_fts(posts_fts) VALUES ('integrity-check')")
        db.execute("INSERT INTO revisions_fts(revisions_fts) VALUES ('integrity-check')")
        (hits,) = db.execute("SELECT count(*) FROM revisions_fts WHERE revisions_fts MATCH 'title:spring'").fetchone()
        assert hits == 1


def test_enough_posts_are_enough(past: Past) -> None:
    """`--max-posts` counts dead posts too, and the next run brings the rest without asking again for what it has."""
    for number in (7, 8, 9):
        past.post(number)
        past.capture(number, f"2020-0{number}-01T00:00:00Z")
        past.site.remove(number)
    assert past.backfill(max_posts=8).outcome is Outcome.FINISHED
    first = past.web.asked()
    past.clock.later(days=1)
    past.backfill()
    assert {key[0] for key, post in posts(past.folder).items() if post["status"] == "gone"} == {"7", "8", "9"}
    assert len(past.web.asked()) == len(set(past.web.asked()))
    assert set(first) <= set(past.web.asked())


def test_bytes_of_the_web_archive_count(past: Past) -> None:
    """`--max-bytes` bounds what comes from the web archive as well; later runs bring the rest."""
    for number in (7, 8, 9):
        past.post(number)
        past.capture(number, f"2020-0{number}-01T00:00:00Z", page=past.page(number) + f"<!-- {number * 'x'} -->")
        past.site.remove(number)
    for _ in range(2):
        past.backfill(past=None)
        past.clock.later(hours=1)
    live = one(past.folder, "SELECT json_extract(counts, '$.bytes_received') FROM runs ORDER BY id DESC LIMIT 1")
    past.clock.later(days=1)
    result = past.backfill(max_bytes=live + 1_000)
    assert any("were asked for" in message for message in result.messages)
    assert sum(post["status"] == "gone" for post in posts(past.folder).values()) < 3
    past.clock.later(days=1)
    past.backfill()
    assert {key[0] for key, post in posts(past.folder).items() if post["status"] == "gone"} == {"7", "8", "9"}


def test_killed_again_and_again(past: Past) -> None:
    """After SIGKILLs at chance moments the past is whole, and no capture was asked for twice but the one in hand."""
    rng = random.Random(5)
    for number in range(1, 7):
        for year in (2018, 2020, 2022):
            past.site.edit(number, title=f"Entry {number} as it was in {year}")
            past.capture(number, f"{year}-0{number}-01T00:00:00Z")
        past.post(number)
    for number in (7, 8):
        past.post(number, files=["a.jpg"])
        past.capture(number, "2020-01-01T00:00:00Z")
        past.site.remove(number)
    past.web.index()
    command = [sys.executable, "-m", "scraper", "backfill", past.site.base, "--archive", str(past.folder), "-q"]
    command += ["--delay", "0", "--from-wayback", "--archive-url", past.web.url]
    kills = 0
    for _ in range(5):
        target = len(past.web.asked()) + rng.randrange(1, 9)
        run = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        while run.poll() is None and len(past.web.asked()) < target:
            time.sleep(0.005)
        time.sleep(rng.random() * 0.03)
        run.send_signal(signal.SIGKILL)
        run.communicate()
        kills += run.returncode == -signal.SIGKILL
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert kills >= 2
    for number in range(1, 7):
        assert [row[1][:4] for row in past.history(number)][:3] == ["2018", "2020", "2022"]
        assert [row[2] for row in past.history(number)] == ["wayback", "wayback", "wayback", "first"]
    assert {key[0] for key, post in posts(past.folder).items() if post["status"] == "gone"} == {"7", "8"}
    asked = past.web.asked()
    assert len(asked) <= len(set(asked)) + kills
