"""A site that lives: what each change on it means in the archive, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from scraper.outcome import Outcome
from scraper.run import Result
from tests.fake_site import FakeSite
from tests.replica import FAMILIES
from tests.world import Clock, Silent, assert_sound, blob_path, posts, rows, scrape

BODY = (
    "The centre opened its new test hall this week, with room for four climatic chambers and a vibration table.",
    "Visitors saw how boards are aged in days rather than years, and what the failures teach about design.",
)


class World:
    """A site, its archive, and the days between two looks."""

    def __init__(self, site: FakeSite, folder: Path) -> None:
        self.site = site
        self.folder = folder
        self.clock = Clock()
        self.reporter = Silent()

    def backfill(self) -> Result:
        """Archive everything."""
        return scrape("backfill", self.site.base, self.folder, self.clock)

    def update(self, *, days: float = 1, recheck: str = "all") -> Result:
        """Let days pass, and look again."""
        self.clock.later(days=days)
        self.reporter = Silent()
        return scrape("update", self.site.base, self.folder, self.clock, reporter=self.reporter, recheck=recheck)

    def revisions(self) -> list[tuple[Any, ...]]:
        """(source_id, number, cause, changed) of every revision but the first of each post."""
        found = rows(
            self.folder,
            "SELECT p.source_id, r.number, r.cause, r.changed FROM revisions r JOIN posts p ON p.id = r.post_id "
            "WHERE r.number > 1 ORDER BY r.id",
        )
        return [(source_id, number, cause, json.loads(changed)) for source_id, number, cause, changed in found]

    def status(self) -> dict[str, str]:
        """The status of every post that is not live."""
        return {key[0]: post["status"] for key, post in posts(self.folder).items() if post["status"] != "live"}

    def tombstones(self) -> list[tuple[Any, ...]]:
        """(source_id, reason, ended or not) of every tombstone."""
        return rows(
            self.folder,
            "SELECT p.source_id, t.reason, t.ended IS NOT NULL FROM tombstones t JOIN posts p ON p.id = t.post_id "
            "ORDER BY t.id",
        )


def fill(site: FakeSite) -> None:
    """Twelve posts on two listing pages, four of them with pictures."""
    for number in range(1, 13):
        site.add(
            number,
            title=f"Report number {number} from the test hall",
            published=f"2025-{number:02d}-{number:02d}",
            category="Event" if number % 5 == 0 else "News",
            summary=f"In short: what happened in week {number} of the test season.",
            body=[f"{BODY[0]} This was week {number}.", BODY[1]],
            files=["1.jpg", "2.jpg"] if number % 3 == 0 else [],
        )


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A site whose twelve posts are archived."""
    with FakeSite() as site:
        fill(site)
        world = World(site, tmp_path)
        assert world.backfill().outcome is Outcome.FINISHED
        yield world
        assert_sound(tmp_path)


@pytest.mark.parametrize(
    ("edit", "changed"),
    [
        ({"title": "Report number 6, with the right number"}, ["title"]),
        ({"published": "2025-06-07"}, ["published"]),
        ({"category": "Notice"}, ["category"]),
        ({"body": ["Other words about the same week.", BODY[1]], "files": ["1.jpg", "2.jpg"]}, ["body"]),
        ({"files": ["1.jpg"], "body": [f"{BODY[0]} This was week 6.", BODY[1]]}, ["attachments"]),
        ({"files": ["1.jpg", "2.jpg", "3.jpg"], "body": [f"{BODY[0]} This was week 6.", BODY[1]]}, ["attachments"]),
        ({"summary": "In short: something else happened."}, ["summary"]),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, list) else "",
)
def test_an_edit_changes_just_its_field(world: World, edit: dict[str, Any], changed: list[str]) -> None:
    """Each edit of a post is one revision with just the edited field, and a second look finds no other."""
    world.site.edit(6, **edit)
    assert world.update().outcome is Outcome.FINISHED
    assert world.revisions() == [("6", 2, "site", changed)]
    assert world.update().outcome is Outcome.FINISHED
    assert len(world.revisions()) == 1


def test_an_edit_that_the_listing_shows_is_found_at_once(world: World) -> None:
    """A teaser that changed makes its post looked at, although no post is due."""
    world.site.edit(12, title="Report number 12, corrected the same day")
    assert world.update(days=0.1, recheck="none").outcome is Outcome.FINISHED
    assert world.revisions() == [("12", 2, "site", ["title"])]


def test_a_replaced_picture_is_a_revision(world: World) -> None:
    """Another picture at the same address changes the attachments, and both pictures are kept."""
    world.site.replace_file(6, "2.jpg")
    world.update()
    assert world.revisions() == [("6", 2, "site", ["attachments"])]
    kept = rows(
        world.folder,
        "SELECT DISTINCT attachments FROM revisions r JOIN posts p ON p.id = post_id WHERE source_id = '6'",
    )
    assert len(kept) == 2


def test_what_is_no_change(world: World) -> None:
    """Counters, tokens, banners and new related posts around a post make no revision of it."""
    path = world.site.url(6).removeprefix(world.site.base)
    page = world.site._page(path)
    assert page is not None
    for number in range(3):
        noise = (
            f'<div class="views">Views: {1000 + number}</div><input type="hidden" name="token" value="{number:032x}">'
        )
        world.site.put(path, page.replace("</body>", f"{noise}</body>"))
        assert world.update().outcome is Outcome.FINISHED
    assert world.revisions() == []


@pytest.mark.parametrize("manner", ["404", "410", "redirect", "soft-404"])
def test_a_deletion_takes_proof(world: World, manner: str) -> None:
    """A post that is not there is missing, then gone after confirmations days apart, and live again when it is back."""
    post = world.site._posts[7, "en"]
    path = world.site.family.detail_path(post)
    if manner == "redirect":
        world.site.behave(path, redirect="/en/news")
    elif manner == "soft-404":
        sorry = (
            "<html><head><title>Sorry</title></head><body><h1>Sorry</h1><p>This page does not exist.</p></body></html>"
        )
        for address in (path, "/en/news_detail/index/987654321"):
            world.site.behave(address, body=sorry)
    else:
        world.site.behave(path, status=int(manner))
    days: list[str] = []
    while "gone" not in days and len(days) < 40:
        result = world.update(days=1, recheck="due")
        assert result.outcome is Outcome.FINISHED, result.messages
        days.append(world.status().get("7", "live"))
    assert days[-1] == "gone"
    assert days.index("gone") - days.index("missing") >= (2 if manner == "410" else 7)
    assert [(source_id, reason, ended) for source_id, reason, ended in world.tombstones()] == [("7", manner, 0)]
    assert posts(world.folder)["7", "en"]["title"] == "Report number 7 from the test hall"
    world.site.relent()
    world.update(days=1, recheck="all")
    assert world.status() == {}
    assert world.tombstones() == [("7", manner, 1)]
    assert world.revisions() == []


def test_two_looks_at_everything_suffice(world: World) -> None:
    """With --recheck all each run counts as a confirmation, and two make a post gone."""
    world.site.remove(7)
    world.update()
    assert world.status() == {"7": "missing"}
    world.update()
    assert world.status() == {"7": "gone"}


def test_off_the_listing_is_not_gone(world: World) -> None:
    """A post that fell off the listing is looked at, found alive, and stays live."""
    post = world.site._posts[11, "en"]
    world.site.add(
        11, title=post.title, published=post.published, summary=post.summary, body=list(post.blocks), listed=False
    )
    world.site.clear()
    assert world.update(days=0.1, recheck="none").outcome is Outcome.FINISHED
    assert world.site.url(11).removeprefix(world.site.base) in world.site.asked()
    assert world.status() == {}


@pytest.mark.parametrize("manner", ["503", "portal", "empty", "mass"])
def test_an_outage_is_no_deletion(world: World, manner: str) -> None:
    """Errors everywhere, a login page for everything, an empty listing, most posts gone at once: nothing is marked."""
    before = posts(world.folder)
    portal = (
        "<html><head><title>Wi-Fi</title></head><body><h1>Welcome</h1><p>Log in to use this network.</p></body></html>"
    )
    if manner == "503":
        world.site.behave("/", status=503)
    elif manner == "portal":
        world.site.behave("/", body=portal, media_type="text/html")
    elif manner == "empty":
        world.site.behave("/en/news?", body="<html><body><h1>News</h1></body></html>")
        world.site.behave("/en/news", body="<html><body><h1>News</h1></body></html>", times=40)
    else:
        world.site.behave("/en/news_detail/", status=404)
    for _ in range(3):
        result = world.update(days=3)
        assert result.outcome in {Outcome.DRIFT, Outcome.PARTIAL}, (result.outcome, result.messages)
        assert result.messages
    assert world.status() == {}
    assert world.revisions() == []
    after = posts(world.folder)
    assert {key: post["body"] for key, post in after.items()} == {key: post["body"] for key, post in before.items()}
    world.site.relent()
    result = world.update(days=3)
    assert (result.outcome, world.revisions(), world.status()) == (Outcome.FINISHED, [], {})


# A family that shows labels without links offers no files any more, and two link files by addresses of their own,
# which this site does not have: that is no redesign, but a change.
LINKED = sorted(name for name, family in FAMILIES.items() if family.labels_linked and name not in {"hugo", "plone"})


@pytest.mark.parametrize("family", LINKED)
def test_a_redesign_changes_nothing(tmp_path: Path, family: str) -> None:
    """The same posts in another markup at the same addresses give no revision, lose nothing and need no person."""
    with FakeSite() as site:
        fill(site)
        world = World(site, tmp_path)
        world.backfill()
        before = posts(tmp_path)
        site.redesign(family)
        result = world.update()
        assert world.revisions() == [], result.messages
        assert world.status() == {}
        assert result.outcome is Outcome.FINISHED, result.messages
        after = posts(tmp_path)
        for key, post in before.items():
            for field in ("title", "published", "body"):
                assert after[key][field] == post[field]
        site.edit(6, title="An edit after the redesign")
        assert world.update().outcome is Outcome.FINISHED
        assert world.revisions() == [("6", 2, "site", ["title"])]


def test_a_redesign_that_cannot_be_read_fails_closed(world: World) -> None:
    """Where pages come as a shell for scripts, the run says so, and nothing known is touched."""
    script = '<div id="app"></div><script src="/app.js"></script>'
    shell = f"<html><head><title>Centre</title></head><body>{script}</body></html>"
    before = posts(world.folder)
    world.site.behave("/en/news_detail/", body=shell)
    result = world.update()
    assert result.outcome is Outcome.DRIFT
    after = posts(world.folder)
    assert {k: (p["title"], p["body"], p["revision"], p["status"]) for k, p in after.items()} == {
        k: (p["title"], p["body"], p["revision"], p["status"]) for k, p in before.items()
    }


PROFILE = """
name = "centre"
base = "{base}"
listings = ["/en/news"]
detail_url = "/{{lang}}/news_detail/index/{{id}}"
[fronts]
en = "/en/"
[detail]
title = "h1.head"
date = "p.when"
body = "div.text"
"""

PROMISE = "<p>Book a visit to our show room, open daily from nine to five, with guided tours in three languages.</p>"


def old_design(number: int) -> str:
    """A page as the profile knows it."""
    return (
        f"<html><head><title>Week {number}</title></head><body><nav><a href='/en/news'>News</a></nav>"
        f"<h1 class='head'>Week {number} in the test hall</h1><p class='when'>2025-06-{number:02d} | News</p>"
        f"<div class='text'><p>{BODY[0]} This was week {number}.</p><p>{BODY[1]}</p></div>"
        "<footer>Centre</footer></body></html>"
    )


def new_design(number: int) -> str:
    """The same post, and what the profile's selectors lead to is something else now."""
    return (
        f"<html><head><title>Week {number}</title></head><body><nav><a href='/en/news'>News</a></nav>"
        f"<div class='text'>{PROMISE * 3}</div><section class='story'>"
        f"<h2 class='story-title'>Week {number} in the test hall</h2>"
        f"<span class='story-date'>2025-06-{number:02d} | News</span>"
        f"<div class='story-body'><p>{BODY[0]} This was week {number}.</p><p>{BODY[1]}</p></div></section>"
        "<footer>Centre</footer></body></html>"
    )


def test_a_redesign_heals(tmp_path: Path) -> None:
    """Where a profile's selectors lead astray after a redesign, the archive's own posts teach the new places."""
    with FakeSite() as site:
        profile = tmp_path / "centre.toml"
        profile.write_text(PROFILE.format(base=site.base), encoding="utf-8")
        links = "".join(
            f"<li><a href='/en/news_detail/index/{n}'>Week {n} in the test hall</a> <i>2025-06-{n:02d}</i></li>"
            for n in range(12, 0, -1)
        )
        site.put("/en/news", f"<html><body><h1>News</h1><ul>{links}</ul></body></html>")
        site.put("/en/", "<html><body><a href='/en/news'>News</a></body></html>")
        for number in range(1, 13):
            site.put(f"/en/news_detail/index/{number}", old_design(number))
        clock, folder = Clock(), tmp_path / "archive"
        assert scrape("backfill", str(profile), folder, clock).outcome is Outcome.FINISHED
        before = {key: post["body"] for key, post in posts(folder).items()}
        assert before["7", "en"] == f"{BODY[0]} This was week 7.\n\n{BODY[1]}"
        for number in range(1, 13):
            site.put(f"/en/news_detail/index/{number}", new_design(number))
        clock.later(days=1)
        result = scrape("update", str(profile), folder, clock, recheck="all")
        assert result.outcome is Outcome.FINISHED, result.messages
        assert "100%" in result.messages[0]
        assert {key: post["body"] for key, post in posts(folder).items()} == before
        assert rows(folder, "SELECT count(*) FROM revisions") == [(12,)]
        site.put("/en/news_detail/index/5", new_design(5).replace("This was week 5.", "This was the fifth week."))
        clock.later(days=1)
        result = scrape("update", str(profile), folder, clock, recheck="all")
        assert (result.outcome, result.counts.posts_revised) == (Outcome.FINISHED, 1)
        assert "fifth week" in posts(folder)["5", "en"]["body"]


def test_an_unhealed_redesign_names_field_and_page(tmp_path: Path) -> None:
    """Where the known text is nowhere on the new pages, nothing is stored, and the message says what was lost where."""
    with FakeSite() as site:
        fill(site)
        world = World(site, tmp_path)
        world.backfill()
        before = posts(tmp_path)
        for number in range(1, 13):
            other = [f"A wholly different text stands here now, number {number} of the series.", "And it goes on."]
            site.edit(number, body=other)
        result = world.update()
        assert result.outcome is Outcome.DRIFT
        assert "body" in result.messages[0]
        assert "/en/news_detail/index/" in result.messages[0]
        assert {k: p["body"] for k, p in posts(tmp_path).items()} == {k: p["body"] for k, p in before.items()}
        assert rows(tmp_path, "SELECT code FROM issues WHERE code = 'redesign'") == [("redesign",)]
        world.clock.later(days=1)
        accepted = scrape("update", site.base, tmp_path, world.clock, recheck="all", accept=True)
        assert (accepted.outcome, accepted.counts.posts_revised) == (Outcome.FINISHED, 12)


def test_an_edit_and_a_new_picture_are_one_revision(world: World) -> None:
    """A page that was edited has its files asked for too, so that both changes are found together."""
    body = ["Other words about the same week.", BODY[1]]
    world.site.edit(6, body=body, files=["1.jpg", "2.jpg"])
    world.site.replace_file(6, "1.jpg")
    world.clock.later(days=30)
    world.update(days=1, recheck="due")
    assert world.revisions() == [("6", 2, "site", ["body", "attachments"])]


def test_a_recompressed_picture_is_a_cosmetic_revision(world: World) -> None:
    """The same picture saved anew is kept as a version, and counts as a cosmetic change only."""
    picture = Image.open(BytesIO(world.site.file_bytes(6, "1.jpg"))).convert("RGB")
    anew = BytesIO()
    picture.save(anew, "JPEG", quality=60)
    world.site.replace_file(6, "1.jpg", anew.getvalue())
    assert world.update().outcome is Outcome.FINISHED
    assert world.revisions() == [("6", 2, "site", ["attachments"])]
    assert rows(world.folder, "SELECT cosmetic FROM revisions WHERE number = 2") == [('["attachments"]',)]


def test_a_renamed_attachment_is_a_revision(world: World) -> None:
    """The same number of files with another name among them changes the attachments and nothing else."""
    world.site.edit(6, body=[f"{BODY[0]} This was week 6.", BODY[1]], files=["1.jpg", "opening.jpg"])
    assert world.update().outcome is Outcome.FINISHED
    assert world.revisions() == [("6", 2, "site", ["attachments"])]
    assert [item["name"] for item in posts(world.folder)["6", "en"]["attachments"]] == ["1.jpg", "opening.jpg"]


def test_files_without_validators_are_asked_for_their_length(world: World) -> None:
    """Where a server gives no validators, a file's length is asked for; another length brings the new bytes."""
    world.site.validators = False
    again = World(world.site, world.folder / "again")
    again.backfill()
    world.site.clear()
    assert again.update().outcome is Outcome.FINISHED
    asked = [request.method for request in world.site.requests if request.path.endswith(".jpg")]
    assert asked
    assert set(asked) == {"HEAD"}
    new = world.site.replace_file(9, "2.jpg")
    again.update()
    assert again.revisions() == [("9", 2, "site", ["attachments"])]
    (item,) = (item for item in posts(again.folder)["9", "en"]["attachments"] if item["name"] == "2.jpg")
    assert blob_path(again.folder, item["sha256"]).read_bytes() == new


def test_a_listing_that_shows_far_less_than_usual(world: World) -> None:
    """A first page with less than half of its usual posts calls for a person, until one accepts it."""
    for number in range(1, 11):
        post = world.site._posts[number, "en"]
        world.site.add(number, title=post.title, published=post.published, body=list(post.blocks), listed=False)
    result = world.update(days=0.1, recheck="none")
    assert result.outcome is Outcome.DRIFT
    assert "shows 2 posts, 6 are usual" in " ".join(result.messages)
    assert world.status() == {}
    world.clock.later(days=0.1)
    accepted = scrape("update", world.site.base, world.folder, world.clock, recheck="none", accept=True)
    assert accepted.outcome is Outcome.FINISHED, accepted.messages
    assert world.update(days=0.1, recheck="none").outcome is Outcome.FINISHED
