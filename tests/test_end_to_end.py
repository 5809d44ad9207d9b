"""Backfill and update against a real server: what is kept, what is asked, how a run ends."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from scraper.errors import AlreadyRunning
from scraper.lock import hold_lock
from scraper.outcome import Outcome
from tests.fake_site import FakeSite
from tests.world import Clock, Silent, assert_sound, blob_path, digest_of, one, posts, rows, scrape

BODY = (
    "The centre opened its new test hall this week, with room for four climatic chambers and a vibration table.",
    "Visitors saw how boards are aged in days rather than years, and what the failures teach about design.",
)


@pytest.fixture
def site() -> Iterator[FakeSite]:
    """A site with fourteen posts on three listing pages, some with pictures and files."""
    with FakeSite() as site:
        for number in range(1, 15):
            site.add(
                number,
                title=f"Report number {number} from the test hall",
                published=f"2025-{number % 12 + 1:02d}-{number:02d}",
                category="Event" if number % 5 == 0 else "News",
                summary=f"In short: what happened in week {number} of the test season.",
                body=[f"{BODY[0]} This was week {number}.", BODY[1]],
                files=["1.jpg", "2.jpg"] if number % 4 == 0 else (["notes.pdf"] if number == 3 else []),
            )
        yield site


def test_a_backfill_keeps_everything_exactly(site: FakeSite, tmp_path: Path) -> None:
    """Every post is there with every field and every file, byte for byte, and the archive is sound."""
    result = scrape("backfill", site.base, tmp_path)
    assert (result.outcome, result.messages) == (Outcome.FINISHED, ())
    held = posts(tmp_path)
    assert sorted(held, key=lambda key: int(key[0])) == [(str(number), "en") for number in range(1, 15)]
    post = held["4", "en"]
    assert post["title"] == "Report number 4 from the test hall"
    assert post["published"] == "2025-05-04"
    assert post["category"] == "News"
    assert post["summary"] == "In short: what happened in week 4 of the test season."
    assert post["body"] == f"{BODY[0]} This was week 4.\n\n{BODY[1]}"
    assert (post["status"], post["revision"], post["url"]) == ("live", 1, site.url(4))
    names = [(item["position"], item["name"], item["problem"]) for item in post["attachments"]]
    assert names == [(1, "1.jpg", None), (2, "2.jpg", None)]
    for item in post["attachments"]:
        assert blob_path(tmp_path, item["sha256"]).read_bytes() == site.file_bytes(4, item["name"])
        assert item["media_type"] == "image/jpeg"
    assert held["3", "en"]["attachments"][0]["media_type"] == "application/pdf"
    assert_sound(tmp_path)


def test_an_update_with_nothing_new_asks_for_two_things(site: FakeSite, tmp_path: Path) -> None:
    """After a backfill, an update asks for robots.txt and the listing's first page, and nothing else."""
    clock = Clock()
    scrape("backfill", site.base, tmp_path, clock)
    before = digest_of(tmp_path)
    site.clear()
    clock.later(hours=1)
    result = scrape("update", site.base, tmp_path, clock)
    assert result.outcome is Outcome.FINISHED
    assert sorted(site.asked()) == sorted(["/robots.txt", site.listing_url().removeprefix(site.base)])
    assert digest_of(tmp_path) == before
    assert_sound(tmp_path)


def test_an_update_finds_the_new_post(site: FakeSite, tmp_path: Path) -> None:
    """What was published since the last run is archived, and no known post is fetched again."""
    clock = Clock()
    scrape("backfill", site.base, tmp_path, clock)
    site.add(15, title="A new chamber arrives", published="2026-01-05", body=list(BODY), files=["new.jpg"])
    site.clear()
    clock.later(hours=1)
    result = scrape("update", site.base, tmp_path, clock)
    assert (result.outcome, result.counts.posts_new) == (Outcome.FINISHED, 1)
    assert posts(tmp_path)["15", "en"]["title"] == "A new chamber arrives"
    details = [path for path in site.asked() if "news_detail/index" in path]
    assert details == [site.url(15).removeprefix(site.base)]
    assert_sound(tmp_path)


def test_an_edit_is_a_revision_with_the_changed_fields(site: FakeSite, tmp_path: Path) -> None:
    """A recheck finds an edited title and body, keeps both contents, and names just these two fields."""
    clock = Clock()
    scrape("backfill", site.base, tmp_path, clock)
    site.edit(7, title="Report number 7, corrected", body=["Entirely new words about the same week.", BODY[1]])
    clock.later(days=1)
    result = scrape("update", site.base, tmp_path, clock, recheck="all")
    assert (result.outcome, result.counts.posts_revised) == (Outcome.FINISHED, 1)
    history = rows(
        tmp_path,
        "SELECT r.number, r.cause, r.changed, r.title FROM revisions r JOIN posts p ON p.id = r.post_id "
        "WHERE p.source_id = '7' ORDER BY 1",
    )
    assert history == [
        (1, "first", "[]", "Report number 7 from the test hall"),
        (2, "site", '["title", "body"]', "Report number 7, corrected"),
    ]
    assert one(tmp_path, "SELECT count(*) FROM revisions") == 15


def test_a_replaced_picture_is_fetched_again(site: FakeSite, tmp_path: Path) -> None:
    """Other bytes at a picture's address become the attachment, and the old bytes stay."""
    clock = Clock()
    scrape("backfill", site.base, tmp_path, clock)
    old = posts(tmp_path)["8", "en"]["attachments"][0]["sha256"]
    new = site.replace_file(8, "1.jpg")
    clock.later(days=1)
    scrape("update", site.base, tmp_path, clock, recheck="all")
    held = posts(tmp_path)["8", "en"]["attachments"][0]["sha256"]
    assert held != old
    assert blob_path(tmp_path, held).read_bytes() == new
    assert blob_path(tmp_path, old).exists()
    assert_sound(tmp_path)


def test_rechecks_ask_conditionally(site: FakeSite, tmp_path: Path) -> None:
    """A site that has not changed answers a recheck with 304s, and sends no page or picture again."""
    clock = Clock()
    scrape("backfill", site.base, tmp_path, clock)
    site.clear()
    clock.later(days=1)
    result = scrape("update", site.base, tmp_path, clock, recheck="all")
    assert result.counts.posts_unchanged == 14
    assert result.counts.files_new == 0
    assert all(
        "if-none-match" in r.headers for r in site.requests if "news_detail" in r.path or r.path.endswith(".jpg")
    )


def test_a_post_that_only_probing_finds(site: FakeSite, tmp_path: Path) -> None:
    """A number that no page links to is asked for, and is a post like any other."""
    site.add(18, title="Never listed, still published", published="2025-03-03", body=list(BODY), listed=False)
    result = scrape("backfill", site.base, tmp_path)
    assert result.outcome is Outcome.FINISHED
    assert posts(tmp_path)["18", "en"]["title"] == "Never listed, still published"
    assert rows(
        tmp_path, "SELECT DISTINCT source FROM sightings s JOIN ledger l ON l.id = s.ledger_id WHERE l.source_id = '18'"
    ) == [("probe",)]


def test_other_languages_share_the_id(site: FakeSite, tmp_path: Path) -> None:
    """The Chinese text of a post is a post of its own with the same source_id."""
    site.add(
        4,
        title="試驗大樓第四號報告",
        published="2025-05-04",
        body=["試驗大樓本週啟用，設有四個氣候試驗箱及一個振動台，供研究人員使用。"],
        lang="tc",
    )
    site.add(
        5,
        title="試驗大樓第五號報告",
        published="2025-06-05",
        body=["訪客觀看了電路板如何在數日內完成老化試驗，並了解失效對設計的啟示。"],
        lang="tc",
    )
    scrape("backfill", site.base, tmp_path)
    assert {key for key in posts(tmp_path) if key[1] == "tc"} == {("4", "tc"), ("5", "tc")}
    assert posts(tmp_path)["4", "tc"]["title"] == "試驗大樓第四號報告"


@pytest.mark.parametrize("page", ["listing", "detail", "front"])
def test_any_address_on_the_site_will_do(site: FakeSite, tmp_path: Path, page: str) -> None:
    """A front page, a listing and a post lead to the same archive."""
    address = {"listing": site.listing_url(), "detail": site.url(9), "front": f"{site.base}/en/"}[page]
    assert scrape("backfill", address, tmp_path).outcome is Outcome.FINISHED
    assert len(posts(tmp_path)) == 14


def test_a_passing_failure_is_made_good_later(site: FakeSite, tmp_path: Path) -> None:
    """A picture and a post behind a 500 make the run partial; the next update completes both."""
    clock = Clock()
    site.behave("/en/news_detail/index/6", status=500)
    pictured = next(
        path for path in (site.family.file_path(p, f) for p in site._posts.values() for b in p.blocks for f in b.files)
    )
    site.behave(pictured, status=503)
    first = scrape("backfill", site.base, tmp_path, clock)
    assert first.outcome is Outcome.PARTIAL
    assert ("6", "en") not in posts(tmp_path)
    assert one(tmp_path, "SELECT count(*) FROM attachments WHERE sha256 IS NULL") == 1
    site.relent()
    clock.later(hours=6)
    second = scrape("update", site.base, tmp_path, clock)
    assert second.outcome is Outcome.FINISHED
    assert ("6", "en") in posts(tmp_path)
    assert one(tmp_path, "SELECT count(*) FROM attachments WHERE sha256 IS NULL") == 0
    assert_sound(tmp_path)


def test_a_web_page_is_no_picture(site: FakeSite, tmp_path: Path) -> None:
    """HTML answered for a picture is a problem on record, not a picture."""
    pictured = next(site.family.file_path(p, f) for p in site._posts.values() for b in p.blocks for f in b.files)
    site.behave(pictured, body="<html><body>Please log in</body></html>", media_type="text/html")
    scrape("backfill", site.base, tmp_path)
    problem = rows(
        tmp_path, "SELECT sha256, problem FROM attachments WHERE url LIKE ? AND problem IS NOT NULL", f"%{pictured}"
    )
    assert problem == [(None, "a web page came instead of the file")]
    assert_sound(tmp_path)


def test_a_false_size_is_said(site: FakeSite, tmp_path: Path) -> None:
    """A label that claims another size than the bytes have is noted beside the file."""
    site.add(16, title="A label that lies", published="2025-12-12", body=list(BODY), files=[("big.jpg", "9.99 MB")])
    site.replace_file(16, "big.jpg", site.file_bytes(4, "1.jpg"))
    scrape("backfill", site.base, tmp_path)
    (item,) = posts(tmp_path)["16", "en"]["attachments"]
    assert item["sha256"]
    assert item["declared_bytes"] == 9_990_000
    assert "9.99 MB" in item["problem"]


def test_robots_are_obeyed(site: FakeSite, tmp_path: Path) -> None:
    """A site that allows nothing is left alone, and the exit code says so."""
    site.robots = "User-agent: *\nDisallow: /\n"
    result = scrape("backfill", site.base, tmp_path)
    assert result.outcome is Outcome.REFUSED
    assert site.asked() == ["/robots.txt"]


def test_a_removed_post_keeps_what_it_was(site: FakeSite, tmp_path: Path) -> None:
    """A post that answers 404 is suspected missing, and its record stays."""
    clock = Clock()
    scrape("backfill", site.base, tmp_path, clock)
    site.remove(7)
    clock.later(days=1)
    result = scrape("update", site.base, tmp_path, clock, recheck="all")
    assert result.outcome is Outcome.FINISHED
    assert posts(tmp_path)["7", "en"]["status"] == "missing"
    assert posts(tmp_path)["7", "en"]["body"].startswith("The centre opened")


def test_an_outage_changes_nothing(site: FakeSite, tmp_path: Path) -> None:
    """A site that answers 503 to everything marks no post missing, and the run is partial."""
    clock = Clock()
    scrape("backfill", site.base, tmp_path, clock)
    query = "SELECT source_id, status, revision, last_changed, body FROM posts ORDER BY 1"
    before = rows(tmp_path, query)
    site.behave("/", status=503)
    clock.later(days=2)
    result = scrape("update", site.base, tmp_path, clock, recheck="all")
    assert result.outcome is Outcome.PARTIAL
    assert rows(tmp_path, query) == before


def test_an_empty_listing_is_drift(site: FakeSite, tmp_path: Path) -> None:
    """A listing that used to show posts and shows none calls for a person."""
    clock = Clock()
    scrape("backfill", site.base, tmp_path, clock)
    path = site.listing_url().removeprefix(site.base)
    site.behave(path, body="<html><head><title>News</title></head><body><h1>News</h1></body></html>")
    clock.later(days=2)
    result = scrape("update", site.base, tmp_path, clock, recheck="none")
    assert result.outcome is Outcome.DRIFT
    assert path in result.messages[0]


def test_at_most_so_many_posts(site: FakeSite, tmp_path: Path) -> None:
    """--max-posts stops after that many, which is a good end; the next backfill completes the rest."""
    first = scrape("backfill", site.base, tmp_path, max_posts=5)
    assert (first.outcome, len(posts(tmp_path))) == (Outcome.FINISHED, 5)
    second = scrape("backfill", site.base, tmp_path)
    assert (second.outcome, len(posts(tmp_path))) == (Outcome.FINISHED, 14)


def test_only_between_two_dates(site: FakeSite, tmp_path: Path) -> None:
    """--since and --until leave out what was published before and after."""
    scrape("backfill", site.base, tmp_path, since="2025-05-01", until="2025-08-31")
    dates = sorted(post["published"] for post in posts(tmp_path).values())
    assert dates == ["2025-05-04", "2025-06-05", "2025-07-06", "2025-08-07"]


def test_one_writer(site: FakeSite, tmp_path: Path) -> None:
    """A second run on the same archive is turned away with the holder's process and start time."""
    clock = Clock()
    with (
        hold_lock(tmp_path, "backfill", clock.now),
        pytest.raises(AlreadyRunning, match=r"process \d+ .*backfill.*2026-01-05"),
    ):
        scrape("update", site.base, tmp_path)
    assert site.asked() == []


def test_progress_is_told(site: FakeSite, tmp_path: Path) -> None:
    """The reporter hears where the run stands, ending with all posts done."""
    reporter = Silent()
    scrape("backfill", site.base, tmp_path, reporter=reporter)
    last = reporter.snapshots[-1]
    assert last.done == last.known >= 14
    assert last.requests == len(site.requests)
    assert [name for _, name, _ in reporter.events].count("new") == 14


@pytest.mark.parametrize("manner", ["page", "listing", "error"])
def test_numbers_that_no_post_has(site: FakeSite, tmp_path: Path, manner: str) -> None:
    """A site that answers 200, a redirect or a 500 for numbers that it does not have gets no false posts from that."""
    missing = [*range(15, 60), 987_654_321]
    for number in missing:
        path = f"/en/news_detail/index/{number}"
        if manner == "page":
            words = f"We have no item number {number}, or it was taken down by us."
            text = f"<h1>Oops</h1><p>2024-01-01 | News</p><p>{words}</p>"
            site.put(path, f"<html><head><title>Oops</title></head><body>{text}</body></html>")
        elif manner == "listing":
            site.behave(path, redirect="/en/news")
        else:
            site.behave(path, status=500)
    result = scrape("backfill", site.base, tmp_path)
    assert (result.outcome, result.messages) == (Outcome.FINISHED, ())
    assert len(posts(tmp_path)) == 14


def test_a_profile_may_name_its_listings(site: FakeSite, tmp_path: Path) -> None:
    """A listing that no page links to is walked where the profile names it."""
    site.put("/en/", "<html><body><p>Welcome.</p></body></html>")
    site.put("/", "<html><body><p>Welcome.</p></body></html>")
    profile = tmp_path / "centre.toml"
    text = f'name = "centre"\nbase = "{site.base}"\nlistings = ["/en/news"]\n'
    text += '[probe]\nenabled = false\n[fronts]\nen = "/en/"\n'
    profile.write_text(text, encoding="utf-8")
    result = scrape("backfill", str(profile), tmp_path / "archive")
    assert (result.outcome, len(posts(tmp_path / "archive"))) == (Outcome.FINISHED, 14)


def test_a_link_to_a_number_that_is_not_there(site: FakeSite, tmp_path: Path) -> None:
    """A listed number far above the others that answers 404 is no post, and does not keep others from being found."""
    site.add(18, title="Never listed, still published", published="2025-03-03", body=list(BODY), listed=False)
    site.add(90_000, title="A row that leads nowhere", published="2025-12-24", body=list(BODY))
    site.behave("/en/news_detail/index/90000", status=404)
    result = scrape("backfill", site.base, tmp_path)
    assert result.outcome is Outcome.FINISHED
    assert {key[0] for key in posts(tmp_path)} == {*map(str, range(1, 15)), "18"}
    assert rows(tmp_path, "SELECT complete, shown FROM sweeps WHERE source = 'probe'") == [(1, 15)]
