"""The JSON of WordPress and Drupal as a source of posts and as a voice beside the page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from scraper.outcome import Outcome
from scraper.run import Result
from tests.cms_site import DrupalSite, WordPressSite, stories, without
from tests.page_site import PageSite, page
from tests.world import Clock, assert_sound, one, posts, rows, scrape

COUNT = 23


@contextmanager
def serving(made: WordPressSite | DrupalSite) -> Iterator[PageSite]:
    """Serve a site that knows its own address."""
    with PageSite(made) as site:
        made.base = site.base
        yield site


def backfill(made: WordPressSite | DrupalSite, folder: Path, **given: Any) -> tuple[Result, PageSite]:
    """Run a backfill from the front page."""
    with serving(made) as site:
        return scrape("backfill", site.base, folder, **given), site


def sweeps(folder: Path) -> list[tuple[int, str, int, int]]:
    """How the sweeps over JSON went: complete, reason, pages, posts."""
    return rows(folder, "SELECT complete, reason, pages, shown FROM sweeps WHERE source = 'cms' ORDER BY id")


def json_asked(site: PageSite) -> list[str]:
    """What was asked of the interface."""
    return [path for path in site.asked if path.startswith(("/wp-json", "/jsonapi"))]


def test_wordpress_shows_what_no_listing_does(tmp_path: Path) -> None:
    """Posts that the listing leaves out are found through the REST interface, with date, category and summary."""
    made = WordPressSite(without(stories(COUNT), "007", listed=False, category="Events &amp; Talks"))
    result, _ = backfill(made, tmp_path)
    assert (result.outcome, len(posts(tmp_path))) == (Outcome.FINISHED, COUNT)
    assert sweeps(tmp_path) == [(1, "", 1, COUNT)]
    ((title, day, category, summary),) = rows(
        tmp_path,
        "SELECT s.title, s.published, s.category, s.summary FROM sightings s JOIN ledger l ON l.id = s.ledger_id "
        "WHERE s.source = 'cms' AND l.url LIKE '%007%'",
    )
    assert (title, day, category) == ("Report 7 from the hall", "2010-05-08", "Events & Talks")
    assert summary == "In short: report 7 from the hall"
    assert_sound(tmp_path)


@pytest.mark.parametrize("system", [WordPressSite, DrupalSite])
def test_pages_of_json_are_walked_to_the_end(tmp_path: Path, system: type[WordPressSite | DrupalSite]) -> None:
    """A collection of more posts than one answer holds is walked page by page, each page once."""
    made = system(stories(124), per_page=120)
    result, site = backfill(made, tmp_path, max_posts=3)
    assert result.outcome is Outcome.FINISHED
    assert sweeps(tmp_path) == [(1, "", 2 if system is WordPressSite else 3, 124)]
    asked = json_asked(site)
    assert len(asked) == len(set(asked)) == (3 if system is WordPressSite else 5)


def test_drupal_tells_date_and_category(tmp_path: Path) -> None:
    """The field called after the news is the date, not the node's making; the category comes by its name."""
    made = DrupalSite(without(stories(COUNT), "007", listed=False, category="Seminars"))
    result, _ = backfill(made, tmp_path)
    assert (result.outcome, len(posts(tmp_path))) == (Outcome.FINISHED, COUNT)
    assert sweeps(tmp_path) == [(1, "", 1, COUNT)]
    said = rows(
        tmp_path,
        "SELECT s.published, s.category, s.summary FROM sightings s JOIN ledger l ON l.id = s.ledger_id "
        "WHERE s.source = 'cms' AND l.url LIKE '%007%'",
    )
    assert said == [("2010-05-08", "Seminars", "In short: report 7 from the hall")]


@pytest.mark.parametrize("status", [401, 403, 404])
def test_an_interface_that_is_not_offered(tmp_path: Path, status: int) -> None:
    """It is asked for once, nothing is said against the run, and the next runs do not ask again for a month."""
    clock, made = Clock(), WordPressSite(stories(COUNT), status=status)
    with serving(made) as site:
        first = scrape("backfill", site.base, tmp_path, clock)
        assert json_asked(site) == ["/wp-json/wp/v2/types"]
        site.asked.clear()
        clock.later(days=2)
        again = scrape("backfill", site.base, tmp_path, clock)
        assert json_asked(site) == []
        clock.later(days=40)
        made.status = 200
        scrape("backfill", site.base, tmp_path, clock)
        assert len(json_asked(site)) == 2
    assert (first.outcome, again.outcome) == (Outcome.FINISHED, Outcome.FINISHED)
    assert len(posts(tmp_path)) == COUNT


def test_robots_are_obeyed(tmp_path: Path) -> None:
    """Where robots.txt forbids the interface nothing is asked of it, and the sweep says so."""
    made = WordPressSite(stories(COUNT))

    def guarded(path: str) -> Any:
        return made(path)

    with PageSite(guarded) as site:
        made.base = site.base
        site.robots = "User-agent: *\nDisallow: /wp-json/\n"
        result = scrape("backfill", site.base, tmp_path)
        assert json_asked(site) == []
    ((complete, reason, _, _),) = sweeps(tmp_path)
    assert (result.outcome, complete) == (Outcome.FINISHED, 0)
    assert "robots.txt" in reason


def test_only_looking_like_wordpress(tmp_path: Path) -> None:
    """A page that names no interface but is made as WordPress makes pages leads to its usual place."""
    result, _ = backfill(WordPressSite(stories(COUNT), named=False), tmp_path)
    assert (result.outcome, sweeps(tmp_path)) == (Outcome.FINISHED, [(1, "", 1, COUNT)])


def test_an_ordinary_site_is_not_asked_for_json(tmp_path: Path) -> None:
    """Without a sign of either system no request is spent."""
    made = WordPressSite(stories(COUNT))

    def plain(path: str) -> Any:
        page = made(path)
        return (
            page.replace("/wp-content/", "/files/").replace("https://api.w.org/", "help")
            if isinstance(page, str)
            else page
        )

    with PageSite(plain) as site:
        scrape("backfill", site.base, tmp_path)
        assert json_asked(site) == []


def test_fewer_at_once(tmp_path: Path) -> None:
    """An interface that refuses a hundred posts at once is asked for ten."""
    result, _ = backfill(WordPressSite(stories(COUNT), most=10), tmp_path)
    assert (result.outcome, sweeps(tmp_path)) == (Outcome.FINISHED, [(1, "", 3, COUNT)])


def test_a_count_that_does_not_agree(tmp_path: Path) -> None:
    """An interface that counts more posts than it gives makes the sweep partial, with both numbers."""
    result, _ = backfill(WordPressSite(stories(COUNT), hidden=2), tmp_path)
    assert result.outcome is Outcome.PARTIAL
    assert sweeps(tmp_path) == [(0, f"it has {COUNT + 2} posts by its own count, and showed {COUNT}", 1, COUNT)]


def test_a_collection_of_something_else(tmp_path: Path) -> None:
    """A collection none of whose newest posts the listing shows makes no posts."""
    made = WordPressSite(stories(COUNT))
    other = WordPressSite([post for post in stories(60) if post.slug > "report-040"])

    def mixed(path: str) -> Any:
        other.base = made.base
        return other(path) if path.startswith("/wp-json/") else made(path)

    with PageSite(mixed) as site:
        made.base = site.base
        result = scrape("backfill", site.base, tmp_path)
    assert (result.outcome, len(posts(tmp_path))) == (Outcome.FINISHED, COUNT)
    assert sweeps(tmp_path) == [(0, "none of its newest posts is one that another source shows", 0, 0)]


@pytest.mark.parametrize("system", [WordPressSite, DrupalSite])
def test_a_page_without_text(tmp_path: Path, system: type[WordPressSite | DrupalSite]) -> None:
    """Where the page shows no text, that of the JSON is kept with an issue, and a later run finds it unchanged."""
    clock, made = Clock(), system(without(stories(COUNT), "007", shown=False))
    with serving(made) as site:
        result = scrape("backfill", site.base, tmp_path, clock)
        assert result.outcome is Outcome.FINISHED
        ((title, day, lang, body),) = rows(
            tmp_path, "SELECT title, published, lang, body FROM posts WHERE url LIKE '%007%'"
        )
        assert (title, day, lang) == ("Report 7 from the hall", "2010-05-08", "en")
        assert body.startswith("The centre opened its new test hall")
        assert body.endswith("This is about Report 7 from the hall.")
        assert one(tmp_path, "SELECT count(*) FROM issues WHERE code = 'text-from-json'") == 1
        clock.later(days=3)
        scrape("update", site.base, tmp_path, clock, recheck="all")
    assert one(tmp_path, "SELECT max(number) FROM revisions") == 1
    assert_sound(tmp_path)


def test_old_json_keeps_no_post_alive(tmp_path: Path) -> None:
    """A post that was read from its page, and is empty there now, is not taken to be there because of older JSON."""
    clock, made = Clock(), WordPressSite(stories(COUNT))
    with serving(made) as site:
        scrape("backfill", site.base, tmp_path, clock)
        gone = next(post for post in made.posts if "007" in post.slug)

        def emptied(path: str) -> Any:
            return page("", "") if gone.slug in path else made(path)

        made.posts = [post for post in made.posts if post is not gone]
        site.make = emptied
        clock.later(days=3)
        scrape("update", site.base, tmp_path, clock, recheck="all", sources=frozenset({"listing"}))
    assert one(tmp_path, "SELECT count(*) FROM issues WHERE code = 'text-from-json'") == 0
    assert one(tmp_path, "SELECT count(*) FROM issues WHERE code = 'not-a-post' AND url LIKE '%007%'") == 1
    held = rows(tmp_path, "SELECT title, revision FROM posts WHERE url LIKE '%007%'")
    assert held == [("Report 7 from the hall", 1)]


def test_where_page_and_json_differ(tmp_path: Path) -> None:
    """The page is believed; that the JSON says something else is on record, field by field."""
    made = WordPressSite(stories(COUNT))
    entry = made.entry

    def other(post: Any) -> dict[str, Any]:
        said = entry(post)
        if "007" in post.slug:
            said |= {"date": "2010-05-09T08:00:00", "title": {"rendered": "Something else altogether"}}
            said["content"] = {
                "rendered": said["content"]["rendered"] * 4 + '<img src="/wp-content/uploads/hall-300x200.jpg">'
            }
        if "008" in post.slug:
            said["content"] = {
                "rendered": said["content"]["rendered"] + '<a href="/wp-content/uploads/plan.pdf">Plan</a>'
            }
        return said

    made.entry = other  # type: ignore[method-assign]
    backfill(made, tmp_path)
    assert rows(tmp_path, "SELECT title, published FROM posts WHERE url LIKE '%007%'") == [
        ("Report 7 from the hall", "2010-05-08")
    ]
    told = rows(
        tmp_path,
        "SELECT substr(p.url, instr(p.url, 'report-') + 7, 3), i.code FROM issues i "
        "JOIN posts p ON p.id = i.post_id ORDER BY 1, 2",
    )
    assert told == [
        ("007", "body-disagrees"),
        ("007", "date-disagrees"),
        ("007", "title-disagrees"),
        ("008", "files-disagree"),
    ]


def test_only_the_json(tmp_path: Path) -> None:
    """`--source cms` finds every post without walking the listing."""
    result, site = backfill(WordPressSite(stories(COUNT)), tmp_path, sources=frozenset({"cms"}))
    assert (result.outcome, len(posts(tmp_path))) == (Outcome.FINISHED, COUNT)
    assert [path for path in site.asked if path.startswith("/news/page")] == []
