"""Sites that exist only after scripts have run, archived through a real Chromium."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from archive import crawl_state, open_archive, warc
from scraper.cli import cli
from scraper.outcome import Outcome
from scraper.profile import load_profile
from tests.browser import needs_browser
from tests.fake_site import FakeSite
from tests.scripted_site import PICTURE, Item, ScriptedSite, items
from tests.world import Clock, Silent, assert_sound, blob_path, one, posts, rows, scrape

pytestmark = needs_browser


def assert_exact(folder: Path, site: ScriptedSite) -> None:
    """Every post of the site is held, with every field and file as the site has it, and nothing else."""
    held = {number: post for (number, _), post in posts(folder).items()}
    assert sorted(held) == sorted(str(post.number) for post in site.posts)
    for post in site.posts:
        stored = held[str(post.number)]
        assert stored["title"] == post.title
        assert (stored["published"], stored["category"]) == (post.date, post.category)
        assert stored["body"] == "\n\n".join(post.body)
        assert stored["url"] == site.base + post.path
        files = [(item["name"], item["label"]) for item in stored["attachments"]]
        assert files == ([("hall.jpg", "hall.jpg (40 KB)")] if post.picture else [])
        for item in stored["attachments"]:
            assert blob_path(folder, item["sha256"]).read_bytes() == PICTURE
    assert_sound(folder)


@pytest.fixture(scope="module")
def archived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[ScriptedSite, Path]]:
    """A site whose pages fetch their content, and an archive of it."""
    folder = tmp_path_factory.mktemp("archived")
    with ScriptedSite("fetch", items(3)) as site:
        result = scrape("backfill", site.base + "/news", folder, render=True)
        assert (result.outcome, result.messages) == (Outcome.FINISHED, ())
        yield site, folder


@pytest.fixture
def site(archived: tuple[ScriptedSite, Path], tmp_path: Path) -> Iterator[ScriptedSite]:
    """The same site, with a copy of its archive in `tmp_path`, to be changed and looked at again."""
    site, folder = archived
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    before = site.posts
    site.clear()
    yield site
    site.relent()
    site.announce(before)


@pytest.mark.parametrize("style", ["router", "shadow", "more"])
def test_a_scripted_site_is_archived_exactly(style: str, tmp_path: Path) -> None:
    """Whatever way scripts make the pages, each post is held with its title, date, category, text and files."""
    with ScriptedSite(style, items(4 if style == "more" else 2)) as site:
        result = scrape("backfill", site.base + "/news", tmp_path, render=True)
        asked = site.asked()
    assert (result.outcome, result.messages) == (Outcome.FINISHED, ())
    assert_exact(tmp_path, site)
    # Scripts and styles are asked for once, however many pages use them; pictures only as files of posts.
    assert [asked.count(path) for path in ("/app.js", "/detail.js", "/site.css", "/files/hall.jpg")] == [1, 1, 1, 1]


def test_what_the_browser_saw_is_kept_beside_what_came(archived: tuple[ScriptedSite, Path]) -> None:
    """The raw page, scripts and data are exchanges in the WARC; the rendered page is a conversion of the raw one."""
    site, folder = archived
    assert_exact(folder, site)
    kinds = dict(rows(folder, "SELECT kind, count(DISTINCT url) FROM captures GROUP BY kind"))
    assert [kinds[kind] for kind in ("script", "data", "rendered")] == [3, 4, 5]
    address = f"{site.base}/news/2"
    query = "SELECT warc_file, warc_offset, warc_length, record_id FROM captures WHERE url = ? AND kind = ?"
    ((file, offset, length, raw_id),) = rows(folder, query, address, "detail")
    raw = warc.read_record(folder / "warc" / file, offset, length)
    assert raw.type == "response"
    assert site.posts[1].title not in gzip.decompress(raw.payload).decode()
    ((file, offset, length, _),) = rows(folder, query, address, "rendered")
    made = warc.read_record(folder / "warc" / file, offset, length)
    assert (made.type, made.headers["WARC-Refers-To"]) == ("conversion", raw_id)
    assert site.posts[1].title in made.payload.decode()
    with open_archive(folder) as archive:
        stored = next(page for page in crawl_state.stored_pages(archive) if page.key.source_id == "2")
        assert crawl_state.page_of(archive, stored.capture_id).body == made.payload


def test_stored_renderings_are_read_again_without_a_browser(site: ScriptedSite, tmp_path: Path) -> None:
    """A new reading needs neither network nor browser, and reads what was read: nothing changes."""
    result = scrape("reparse", site.base + "/news", tmp_path)
    assert (result.outcome, result.counts.posts_unchanged, site.asked()) == (Outcome.FINISHED, 3, [])
    assert one(tmp_path, "SELECT max(revision) FROM posts") == 1


def test_an_update_sees_an_edit_and_a_new_post(site: ScriptedSite, tmp_path: Path) -> None:
    """The shell stays the same and the data changes: that is a revision; what is new is archived; the rest stands."""
    clock = Clock()
    clock.later(days=2)
    made = "SELECT count(*) FROM captures WHERE kind = 'rendered' AND warc_file IS NOT NULL"
    before = one(tmp_path, made)
    edited = Item(
        3, "Report 3, corrected", "2025-03-03", "Event", ("Other words about the same week, and more of them.",)
    )
    new = Item(4, "Report 4 from the test hall", "2025-03-04", "News", site.posts[0].body)
    site.announce([new, edited, *site.posts[1:]])
    result = scrape("update", site.base + "/news", tmp_path, clock, render=True, recheck="all")
    assert (result.outcome, result.counts.posts_new, result.counts.posts_revised) == (Outcome.FINISHED, 1, 1)
    assert_exact(tmp_path, site)
    # The listing and two pages are new; the other two came out as before, and are held once.
    assert one(tmp_path, made) == before + 3


def test_data_that_does_not_come_is_no_change(site: ScriptedSite, tmp_path: Path) -> None:
    """Where the site's interface fails, posts are neither changed nor missing, and the run says that it is partial."""
    clock = Clock()
    clock.later(days=2)
    site.behave("/api/news/", status=503)
    result = scrape("update", site.base + "/news", tmp_path, clock, render=True, recheck="all")
    assert result.outcome is Outcome.PARTIAL
    assert rows(tmp_path, "SELECT DISTINCT status, revision FROM posts") == [("live", 1)]
    problems = {problem for (problem,) in rows(tmp_path, "SELECT DISTINCT message FROM issues")}
    assert any("a part of it did not come" in problem for problem in problems)


def test_an_update_presses_for_more_only_until_it_knows_the_rows(tmp_path: Path) -> None:
    """A listing that gives more when pressed is walked to its end once; then the rows that come first are enough."""
    clock = Clock()
    with ScriptedSite("more", items(6)) as site:
        scrape("backfill", site.base + "/news", tmp_path, clock, render=True, max_posts=6)
        assert [path for path in site.asked() if "/page/" in path][:3] == [f"/api/page/{n}" for n in (1, 2, 3)]
        site.clear()
        clock.later(hours=1)
        result = scrape("update", site.base + "/news", tmp_path, clock, render=True, recheck="none")
        assert [path for path in site.asked() if "/page/" in path] == ["/api/page/1"]
    assert (result.outcome, result.messages) == (Outcome.FINISHED, ())


def test_a_page_that_reads_well_needs_no_browser(tmp_path: Path) -> None:
    """With --render, a site whose pages hold their news sees no browser: no script of it is asked for."""
    with FakeSite() as site:
        for number in range(1, 5):
            site.add(
                number, title=f"Report {number} from the hall", body=[f"In week {number} the hall was in full use."]
            )
        result = scrape("backfill", site.base, tmp_path, render=True)
    assert (result.outcome, result.counts.posts_new) == (Outcome.FINISHED, 4)
    assert rows(tmp_path, "SELECT url FROM captures WHERE kind IN ('rendered', 'script', 'data')") == []


def test_a_profile_is_learned_from_rendered_pages(archived: tuple[ScriptedSite, Path], tmp_path: Path) -> None:
    """`learn --render` finds selectors in what the browser made, and writes that the site needs one."""
    site, _ = archived
    path = tmp_path / "site.toml"
    given = [site.base + "/news", "--render", "--delay", "0", "--output", str(path), "-q"]
    done = CliRunner().invoke(cli, ["learn", *given])
    assert done.exit_code == 0, done.output
    profile = load_profile(path)
    assert (profile.render, profile.detail_url, profile.detail.title) == ("auto", "/news/{id}", "h1")


def test_robots_is_obeyed_for_what_scripts_ask(tmp_path: Path) -> None:
    """What robots.txt forbids is not asked for by a rendered page either, and the run says so."""
    reporter = Silent()
    with ScriptedSite("fetch", items(1)) as site:
        site.robots = "User-agent: *\nDisallow: /api/\n"
        result = scrape("backfill", site.base + "/news", tmp_path, render=True, reporter=reporter)
        assert not [path for path in site.asked() if path.startswith("/api/")]
    assert result.outcome is Outcome.DRIFT
    assert one(tmp_path, "SELECT count(*) FROM issues WHERE stage = 'render' AND message LIKE '%robots.txt%'") >= 1
    assert [facts for _, name, facts in reporter.events if name == "rendering"]
