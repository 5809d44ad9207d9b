"""Posts found in feeds and sitemaps: alone, beside a listing, in updates, and when a site is hostile or careless."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from archive import open_archive
from archive.due import watched_posts
from archive.stated_changes import stated_since
from scraper.outcome import Outcome
from scraper.schedule import page_wait, post_wait
from scraper.urls import site_name
from tests.fake_site import FakeSite
from tests.world import Clock, assert_sound, one, posts, rows, scrape

BODY = (
    "The centre opened its new test hall this week, with room for four climatic chambers and a vibration table. "
    "Visitors saw how boards are aged in days rather than years, and what the failures teach about the design of parts."
)
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"


@pytest.fixture
def site() -> Iterator[FakeSite]:
    """Ten numbered posts; the listing does not show the first three."""
    with FakeSite() as site:
        for number in range(1, 11):
            add(site, number, listed=number > 3)
        yield site


def add(site: FakeSite, number: int, **more: object) -> None:
    """Publish a post."""
    given = {"title": f"Report number {number} from the test hall", "published": f"2025-{number:02d}-{number:02d}"}
    site.add(number, **(given | {"body": [f"{BODY} This was week {number}.", BODY]} | more))  # type: ignore[arg-type]


def sitemap(*addresses: str, changed: dict[str, str] | None = None, more: str = "") -> bytes:
    """A sitemap of pages."""
    entries = [
        f"<url><loc>{url}</loc>{f'<lastmod>{changed[url]}</lastmod>' if changed and url in changed else ''}</url>"
        for url in addresses
    ]
    return f'<?xml version="1.0"?><urlset xmlns="{SITEMAP}">{"".join(entries)}{more}</urlset>'.encode()


def index(*addresses: str) -> bytes:
    """A sitemap of sitemaps."""
    files = "".join(f"<sitemap><loc>{url}</loc></sitemap>" for url in addresses)
    return f'<sitemapindex xmlns="{SITEMAP}">{files}</sitemapindex>'.encode()


def rss(site: FakeSite, *numbers: int, more: str = "") -> str:
    """A feed of some posts."""
    items = "".join(
        f"<item><title>Report number {number} from the test hall</title><link>{site.url(number)}</link>"
        f"<pubDate>2025-{number:02d}-{number:02d}T08:00:00Z</pubDate><category>From the feed</category>"
        f"<description>In short, of week {number}.</description></item>"
        for number in numbers
    )
    return f'<rss version="2.0"><channel><title>News</title>{more}{items}</channel></rss>'


def put(site: FakeSite, path: str, body: str | bytes, media_type: str = "application/xml") -> str:
    """Serve something, and give its address."""
    site.put(path, body, media_type=media_type)
    return site.base + path


def page(site: FakeSite, path: str, title: str, text: str = BODY, day: str = "") -> str:
    """Serve a page that is made by hand."""
    date = f"<p><time datetime='{day}'>{day}</time></p>" if day else ""
    nav = "<nav><a href='/'>Home</a></nav>"
    html = f"<!doctype html><html lang='en'><head><title>{title}</title></head><body>{nav}<main><h1>{title}</h1>{date}"
    site.put(path, f"{html}<p>{text}</p><p>{text}</p></main></body></html>")
    return site.base + path


def held(folder: Path) -> list[str]:
    """The ids of the posts that are held, numbers in order."""
    return sorted((source_id for source_id, _ in posts(folder)), key=lambda name: (len(name), name))


def numbers(first: int, last: int) -> list[str]:
    """Numbers as ids."""
    return [str(number) for number in range(first, last + 1)]


def sweeps(folder: Path, source: str) -> list[tuple[str, int, str, int]]:
    """(path, whether complete, reason, posts) of the sweeps of a source."""
    found = rows(folder, "SELECT url, complete, reason, shown FROM sweeps WHERE source = ? ORDER BY id", source)
    return [("/" + url.split("/", 3)[3], complete, reason, count) for url, complete, reason, count in found]


# -- found, and enough by itself


def test_a_sitemap_in_robots_shows_what_the_listing_does_not(site: FakeSite, tmp_path: Path) -> None:
    """The posts that no listing shows are archived; other pages of the sitemap are neither asked for nor posts."""
    pages = [f"{site.base}/en/about", f"{site.base}/en/contact", f"{site.base}/en/news", f"{site.base}/"]
    put(site, "/maps/all.xml", sitemap(*pages, *(site.url(number) for number in range(1, 11))))
    site.robots = f"User-agent: *\nAllow: /\nSitemap: {site.base}/maps/all.xml\n"
    result = scrape("backfill", site.base, tmp_path, sources=frozenset({"listing", "sitemap"}))
    assert (result.outcome, result.messages) == (Outcome.FINISHED, ())
    assert held(tmp_path) == numbers(1, 10)
    assert sweeps(tmp_path, "sitemap") == [("/maps/all.xml", 1, "", 10)]
    assert "/sitemap.xml" not in site.asked()
    note = json.loads(one(tmp_path, "SELECT note FROM sources WHERE kind = 'sitemap'"))
    assert note["other"] == 4
    assert_sound(tmp_path)


@pytest.mark.parametrize("source", ["sitemap", "feed"])
def test_a_site_whose_listing_cannot_be_found_is_archived_from_what_it_announces(tmp_path: Path, source: str) -> None:
    """The front page leads nowhere: all posts come from the sitemap or the feed alone, and no other page does."""
    with FakeSite() as site:
        page(site, "/", "The centre", "Welcome.")
        page(site, "/about", "About the centre", day="2024-05-05")
        places = [
            page(site, f"/news/report-{word}-of-tests", f"Report {word}", f"{BODY} {word}", f"2025-01-0{number}")
            for number, word in enumerate(("one", "two", "three", "four", "five"), 1)
        ]
        put(site, "/sitemap.xml", sitemap(f"{site.base}/", f"{site.base}/about", *places))
        items = "".join(f"<item><title>x</title><link>{place}</link></item>" for place in places)
        put(site, "/feed", f"<rss version='2.0'><channel>{items}</channel></rss>")
        result = scrape("backfill", site.base, tmp_path, sources=frozenset({source, "listing"}))
        assert (result.outcome, result.messages) == (Outcome.FINISHED, ())
        assert sorted(post["url"] for post in posts(tmp_path).values()) == sorted(places)
        # An update goes on from there, without searching the site for a listing again.
        site.clear()
        clock = Clock()
        clock.later(days=8)
        place = page(site, "/news/report-six-of-tests", "Report six", f"{BODY} six", "2026-01-10")
        put(site, "/sitemap.xml", sitemap(*places, place))
        put(
            site,
            "/feed",
            f"<rss version='2.0'><channel><item><title>x</title><link>{place}</link></item></channel></rss>",
        )
        result = scrape("update", site.base, tmp_path, clock, sources=frozenset({source, "listing"}), recheck="none")
        assert result.counts.posts_new == 1
        assert "/" not in site.asked()


def test_a_site_that_lets_us_see_its_sitemap_only_is_archived_from_that(site: FakeSite, tmp_path: Path) -> None:
    """robots.txt forbids the front page and the listing, but not the posts, and names a sitemap."""
    put(site, "/sitemap.xml", sitemap(*(site.url(number) for number in range(1, 11))))
    rules = "Disallow: /$\nDisallow: /en/$\nDisallow: /en/news$\nDisallow: /en/news?"
    site.robots = f"User-agent: *\n{rules}\nSitemap: {site.base}/sitemap.xml\n"
    scrape("backfill", site.base, tmp_path, sources=frozenset({"listing", "sitemap"}))
    assert held(tmp_path) == numbers(1, 10)


def test_feeds_are_found_by_the_link_of_a_page_and_beside_the_listing(site: FakeSite, tmp_path: Path) -> None:
    """A feed that a page names is swept, one of comments is not; nothing is guessed."""
    put(site, "/all.rss", rss(site, *range(1, 11)))
    put(site, "/comments/feed", rss(site, 1))
    links = "".join(
        f"<link rel='alternate' type='application/rss+xml' href='{path}'>" for path in ("/comments/feed", "/all.rss")
    )
    site.put("/", f"<html><head>{links}</head><body><a href='/en/news'>News</a></body></html>")
    scrape("backfill", site.base, tmp_path, sources=frozenset({"listing", "feed"}))
    assert held(tmp_path) == numbers(1, 10)
    assert sweeps(tmp_path, "feed") == [("/all.rss", 1, "", 10)]
    assert not {"/comments/feed", "/feed", "/rss.xml"} & set(site.asked())


def test_the_usual_places_are_asked_for_once_and_not_again(site: FakeSite, tmp_path: Path) -> None:
    """Where nothing is announced and nothing is there, that is remembered: later runs do not ask, for three months."""
    clock = Clock()
    guesses = {"/sitemap.xml", "/sitemap_index.xml", "/wp-sitemap.xml", "/feed", "/rss.xml", "/atom.xml", "/feed.json"}
    scrape("backfill", site.base, tmp_path, clock)
    assert guesses < set(site.asked())
    for command, days in (("backfill", 0), ("update", 1), ("update", 40)):
        clock.later(days=days)
        site.clear()
        result = scrape(command, site.base, tmp_path, clock)
        assert result.outcome is Outcome.FINISHED
        assert not guesses & set(site.asked()), command
    clock.later(days=60)
    site.clear()
    scrape("update", site.base, tmp_path, clock)
    assert guesses < set(site.asked())


def test_usual_places_that_did_not_answer_are_asked_for_again(site: FakeSite, tmp_path: Path) -> None:
    """What failed in passing was not found to be missing: the next run finds the sitemap."""
    put(site, "/sitemap.xml", sitemap(*(site.url(number) for number in range(1, 11))))
    site.behave("/sitemap.xml", status=503)
    clock = Clock()
    scrape("backfill", site.base, tmp_path, clock, sources=frozenset({"listing", "sitemap"}))
    assert held(tmp_path) == numbers(4, 10)
    site.relent()
    clock.later(days=1)
    scrape("update", site.base, tmp_path, clock, sources=frozenset({"listing", "sitemap"}))
    assert held(tmp_path) == numbers(1, 10)


# -- feeds


@pytest.mark.parametrize("how", ["next", "prev-archive", "wordpress"])
def test_a_feed_in_pages_is_walked_to_its_oldest_entry(tmp_path: Path, how: str) -> None:
    """RFC 5005's links are followed; WordPress numbers its pages without saying so, and ends with 404."""
    with FakeSite() as site:
        for number in range(1, 10):
            add(site, number, listed=False)
        atom = "xmlns:a='http://www.w3.org/2005/Atom'"
        for at, (path, these) in enumerate((("", (9, 8, 7)), ("?paged=2", (6, 5, 4)), ("?paged=3", (3, 2, 1)))):
            onward = f"<a:link {atom} rel='{how}' href='/feed?paged={at + 2}'/>" if at < 2 else ""
            if how == "wordpress":
                onward = "<generator>https://wordpress.org/?v=6.5</generator>"
            put(site, f"/feed{path}", rss(site, *these, more=onward))
        result = scrape("backfill", site.url(9), tmp_path, sources=frozenset({"feed"}))
        assert (result.outcome, result.messages) == (Outcome.FINISHED, ())
        assert held(tmp_path) == numbers(1, 9)
        assert sweeps(tmp_path, "feed") == [("/feed", 1, "", 9)]


def test_what_a_feed_says_fills_what_the_page_lacks_but_never_what_it_says(tmp_path: Path) -> None:
    """Category and teaser come from the feed where the page has none; a change's time is no date of publication."""
    with FakeSite() as site:
        add(site, 1, category="")
        add(site, 2, category="Event")
        put(site, "/feed", rss(site, 1, 2))
        undated = page(site, "/en/news_detail/index/3", "A page without any date")
        changed = {undated: "2025-12-24T10:00:00Z"}
        put(site, "/sitemap.xml", sitemap(site.url(1), site.url(2), undated, changed=changed))
        scrape("backfill", site.url(1), tmp_path, sources=frozenset({"feed", "sitemap"}))
        found = posts(tmp_path)
        assert found["1", "en"]["category"] == "From the feed"
        assert found["2", "en"]["category"] == "Event"
        assert found["1", "en"]["summary"] == "In short, of week 1."
        assert found["3", "en"]["published"] is None
        assert rows(tmp_path, "SELECT modified FROM sightings WHERE url = ?", undated) == [("2025-12-24T10:00:00Z",)]


def test_a_feed_of_other_things_is_no_source(site: FakeSite, tmp_path: Path) -> None:
    """A feed of which the listing knows nothing, and with addresses of another make, is left alone from then on."""
    items = "".join(f"<item><title>Part {n}</title><link>{site.base}/shop/part-{n}-x</link></item>" for n in "abc")
    put(site, "/shop.rss", f"<rss version='2.0'><channel><title>Goods</title>{items}</channel></rss>")
    link = "<link rel='alternate' type='application/rss+xml' href='/shop.rss'>"
    site.put("/", f"<html><head>{link}</head><body><a href='/en/news'>News</a></body></html>")
    clock = Clock()
    scrape("backfill", site.base, tmp_path, clock, sources=frozenset({"listing", "feed"}))
    assert held(tmp_path) == numbers(4, 10)
    assert sweeps(tmp_path, "feed") == []
    site.clear()
    scrape("backfill", site.base, tmp_path, clock, sources=frozenset({"listing", "feed"}))
    assert "/shop.rss" not in site.asked()


# -- which addresses of a sitemap are posts


def test_a_file_of_posts_is_told_from_a_file_of_pages_where_all_addresses_look_alike(tmp_path: Path) -> None:
    """WordPress puts posts and pages at the root: the file in which the known posts stand is the one of posts."""
    with FakeSite() as site:
        words = ("alpha", "beta", "gamma", "delta", "epsilon", "zeta")
        places = [
            page(site, f"/the-{word}-chamber-opens", f"The {word} chamber opens", f"{BODY} {word}", f"2025-02-0{n}")
            for n, word in enumerate(words, 1)
        ]
        others = [
            page(site, f"/{word}-of-the-centre", f"{word} of the centre", f"{BODY} {word}", "2024-01-01")
            for word in ("history", "people", "visions")
        ]
        items = "".join(
            f"<li><a href='{place}'>The {word} chamber opens</a> <time>2025-02-0{n}</time></li>"
            for n, (place, word) in list(enumerate(zip(places, words, strict=True), 1))[:4]
        )
        site.put("/", f"<html><body><h1>News</h1><ul>{items}</ul></body></html>")
        put(site, "/wp-sitemap.xml", index(f"{site.base}/post-sitemap.xml", f"{site.base}/page-sitemap.xml"))
        put(site, "/post-sitemap.xml", sitemap(*places))
        put(site, "/page-sitemap.xml", sitemap(*others))
        scrape("backfill", site.base, tmp_path, sources=frozenset({"listing", "sitemap"}))
        assert sorted(post["url"] for post in posts(tmp_path).values()) == sorted(places)
        assert not {place.removeprefix(site.base) for place in others} & set(site.asked())


def test_in_a_mixed_file_the_pages_themselves_tell_and_are_asked_only_once(tmp_path: Path) -> None:
    """Where the address says nothing, a dated text is a post; what is none is not asked for again."""
    with FakeSite() as site:
        page(site, "/", "The centre", "Welcome.")
        places = [
            page(site, f"/the-{word}-chamber-opens", f"The {word} chamber", f"{BODY} {word}", f"2025-02-0{n}")
            for n, word in enumerate(("alpha", "beta", "gamma"), 1)
        ]
        others = [
            page(site, f"/{word}-of-the-centre", f"{word} of the centre", f"{BODY} {word}")
            for word in ("history", "people", "visions")
        ]
        put(site, "/sitemap.xml", sitemap(*others, *places))
        clock = Clock()
        sources = frozenset({"listing", "sitemap"})
        result = scrape("backfill", site.base, tmp_path, clock, sources=sources)
        assert result.outcome is Outcome.FINISHED
        assert sorted(post["url"] for post in posts(tmp_path).values()) == sorted(places)
        assert one(tmp_path, "SELECT count(*) FROM ledger") == 3
        site.clear()
        scrape("backfill", site.base, tmp_path, clock, sources=sources)
        assert not {place.removeprefix(site.base) for place in others} & set(site.asked())


def test_the_news_extension_and_other_languages_make_sightings(tmp_path: Path) -> None:
    """What a sitemap calls news is a post, with the day it states; its other languages are posts too."""
    with FakeSite() as site:
        english = page(site, "/en/2025/boards-and-chambers-at-work", "Boards and chambers at work")
        chinese = page(site, "/tc/2025/boards-and-chambers-at-work", "電路板測試", "測試大樓落成，" * 30)
        news = "xmlns:news='http://www.google.com/schemas/sitemap-news/0.9' xmlns:x='http://www.w3.org/1999/xhtml'"
        entry = (
            f"<url {news}><loc>{english}</loc><x:link rel='alternate' hreflang='zh-Hant' href='{chinese}'/>"
            "<news:news><news:publication_date>2025-03-04T23:30:00-08:00</news:publication_date>"
            "<news:title>Boards</news:title></news:news></url>"
        )
        put(site, "/sitemap.xml", sitemap(more=entry))
        page(site, "/", "The centre", "Welcome.")
        scrape("backfill", site.base, tmp_path, sources=frozenset({"sitemap"}))
        found = posts(tmp_path)
        assert {post["url"] for post in found.values()} == {english, chinese}
        assert {post["published"] for post in found.values()} == {"2025-03-04"}
        assert len({source_id for source_id, _ in found}) == 1


# -- updates


def test_an_update_asks_for_feeds_each_time_and_for_sitemaps_when_they_are_due(site: FakeSite, tmp_path: Path) -> None:
    """Conditional requests; a dated sitemap once a day, another once a week; nothing is stored twice."""
    put(site, "/feed", rss(site, *range(4, 11)))
    put(site, "/sitemap.xml", sitemap(*(site.url(number) for number in range(1, 11))))
    clock = Clock()
    scrape("backfill", site.base, tmp_path, clock)
    count = one(tmp_path, "SELECT count(*) FROM sightings WHERE source IN ('feed', 'sitemap')")
    assert held(tmp_path) == numbers(1, 10)
    asked = []
    for _ in range(8):
        clock.later(days=1)
        site.clear()
        scrape("update", site.base, tmp_path, clock, recheck="none")
        asked.append([path for path in site.asked() if path in ("/feed", "/sitemap.xml")])
        conditional = [r.headers.get("if-none-match") for r in site.requests if r.path in ("/feed", "/sitemap.xml")]
        assert all(conditional)
    assert [("/feed" in paths, "/sitemap.xml" in paths) for paths in asked].count((True, True)) == 1
    assert all("/feed" in paths for paths in asked)
    assert one(tmp_path, "SELECT count(*) FROM sightings WHERE source IN ('feed', 'sitemap')") == count


def test_a_changed_lastmod_makes_a_post_due_and_a_future_one_does_not(site: FakeSite, tmp_path: Path) -> None:
    """The post that the sitemap says has changed is looked at, and no other; nonsense is no reason to look."""
    places = [site.url(number) for number in range(1, 11)]
    changed = {url: f"2025-{number:02d}-{number:02d}T08:00:00Z" for number, url in enumerate(places, 1)}
    put(site, "/sitemap.xml", sitemap(*places, changed=changed))
    clock = Clock()
    scrape("backfill", site.base, tmp_path, clock)
    site.edit(5, body=["The hall was closed again."])
    changed |= {site.url(5): "2026-01-06T01:00:00Z", site.url(6): "2036-01-06T01:00:00Z"}
    put(site, "/sitemap.xml", sitemap(*places, changed=changed))
    clock.later(days=1)
    site.clear()
    result = scrape("update", site.base, tmp_path, clock, recheck="none")
    assert result.counts.posts_revised == 1
    known = {url.removeprefix(site.base) for url in places}
    assert known & set(site.asked()) == {"/en/news_detail/index/5"}
    clock.later(days=1)
    site.clear()
    scrape("update", site.base, tmp_path, clock, recheck="none")
    assert not known & set(site.asked())


def test_the_silence_of_a_sitemap_that_tells_changes_spares_looks(site: FakeSite, tmp_path: Path) -> None:
    """Once every change that was seen had been stated, posts of which nothing is stated wait longer, and not before."""
    places = [site.url(number) for number in range(1, 11)]
    changed = {url: f"2025-{number:02d}-{number:02d}T08:00:00Z" for number, url in enumerate(places, 1)}
    put(site, "/sitemap.xml", sitemap(*places, changed=changed))
    clock = Clock()
    scrape("backfill", site.base, tmp_path, clock)
    for number in (1, 2, 3):
        assert stated(tmp_path) == set()
        site.edit(number, body=[f"The hall was closed {number} times again."])
        changed[site.url(number)] = f"2026-01-0{number + 5}T01:00:00Z"
        put(site, "/sitemap.xml", sitemap(*places, changed=changed))
        clock.later(days=1)
        assert scrape("update", site.base, tmp_path, clock, recheck="none").counts.posts_revised == 1
    clock.later(days=1)
    scrape("update", site.base, tmp_path, clock, recheck="none")
    assert stated(tmp_path) == {False}
    with open_archive(tmp_path) as archive:
        quiet = [post for post in watched_posts(archive, site_name(site.base)) if post.stated is False]
    assert len(quiet) == 7  # the three were last looked at on the day of their change, which may not have been over
    for post in quiet:
        assert post_wait(post) > page_wait(post.page)
        assert post_wait(replace(post, stated=None)) == page_wait(post.page)


def stated(folder: Path) -> set[bool]:
    """What the archive takes the site to say of its posts."""
    with open_archive(folder) as archive:
        (name,) = {key for (key,) in archive.rows("SELECT DISTINCT site FROM posts")}
        return set(stated_since(archive, name).values())


def test_since_saves_the_posts_that_did_not_change_since(site: FakeSite, tmp_path: Path) -> None:
    """A page that last changed before the first date asked for was not published after it, and is not asked for."""
    places = [site.url(number) for number in range(1, 11)]
    changed = {url: f"2025-{number:02d}-{number:02d}T08:00:00Z" for number, url in enumerate(places, 1)}
    put(site, "/sitemap.xml", sitemap(*places, changed=changed))
    scrape("backfill", site.url(10), tmp_path, sources=frozenset({"sitemap"}), since="2025-06-01")
    assert held(tmp_path) == numbers(6, 10)
    assert not {f"/en/news_detail/index/{number}" for number in range(1, 6)} & set(site.asked())


# -- hostile and careless sites


def test_loops_depth_and_other_sites_come_to_an_end(site: FakeSite, tmp_path: Path) -> None:
    """Indexes that name each other, that go too deep, and that lead elsewhere are read once, or not at all."""
    with FakeSite() as other:
        put(other, "/sitemap.xml", sitemap(f"{other.base}/en/news_detail/index/99"))
        put(site, "/a.xml", index(f"{site.base}/a.xml", f"{site.base}/b.xml", f"{other.base}/sitemap.xml"))
        put(site, "/b.xml", index(f"{site.base}/a.xml", f"{site.base}/c.xml"))
        put(site, "/c.xml", index(f"{site.base}/d.xml"))
        put(site, "/d.xml", sitemap(site.url(1)))
        put(site, "/posts.xml", sitemap(site.url(2), f"{other.base}/en/news_detail/index/98"))
        lines = "".join(
            f"Sitemap: {url}\n" for url in (f"{site.base}/a.xml", f"{other.base}/sitemap.xml", "/posts.xml")
        )
        site.robots = f"User-agent: *\nAllow: /\n{lines}"
        result = scrape("backfill", site.base, tmp_path, sources=frozenset({"listing", "sitemap"}))
        assert result.outcome is Outcome.PARTIAL
        assert "is an index below 2 others, which is not followed" in " ".join(result.messages)
        assert held(tmp_path) == ["2", *numbers(4, 10)]
        assert [path for path in site.asked() if path.endswith(".xml")] == ["/a.xml", "/b.xml", "/c.xml", "/posts.xml"]
        assert other.requests == []


def test_a_bomb_is_partial_and_the_run_goes_on(site: FakeSite, tmp_path: Path) -> None:
    """A sitemap that unpacks to more than the limit is cut there; the listing's posts are archived all the same."""
    head = sitemap(site.url(1)).removesuffix(b"</urlset>")
    put(site, "/sitemap.xml.gz", gzip.compress(head + b" " * 60_000_000), "application/gzip")
    site.robots = f"User-agent: *\nAllow: /\nSitemap: {site.base}/sitemap.xml.gz\n"
    result = scrape("backfill", site.base, tmp_path, sources=frozenset({"listing", "sitemap"}))
    assert result.outcome is Outcome.PARTIAL
    assert "larger than 52 MB" in " ".join(result.messages)
    assert held(tmp_path) == ["1", *numbers(4, 10)]


@pytest.mark.parametrize("what", ["broken", "gone", "no sitemap", "server error"])
def test_a_sitemap_that_cannot_be_read_is_partial_with_the_reason(site: FakeSite, tmp_path: Path, what: str) -> None:
    """An announced sitemap that does not come, or is broken, is told; what can be read of it is used."""
    whole = sitemap(site.url(1), site.url(2))
    if what == "broken":
        put(site, "/sitemap.xml", whole[: whole.rindex(b"index/2")])
    elif what == "no sitemap":
        put(site, "/sitemap.xml", "<html><body>Nothing here</body></html>", "text/html")
    elif what == "server error":
        site.behave("/sitemap.xml", status=500)
    site.robots = f"User-agent: *\nAllow: /\nSitemap: {site.base}/sitemap.xml\n"
    result = scrape("backfill", site.base, tmp_path, sources=frozenset({"listing", "sitemap"}))
    assert result.outcome is Outcome.PARTIAL
    assert "/sitemap.xml" in " ".join(result.messages)
    assert held(tmp_path) == [*(["1"] if what == "broken" else []), *numbers(4, 10)]
    assert [complete for _, complete, _, _ in sweeps(tmp_path, "sitemap")] == [0]


def test_a_soft_404_at_the_usual_places_is_neither_feed_nor_sitemap(site: FakeSite, tmp_path: Path) -> None:
    """A site that answers everything with a page announces nothing, and that is no fault."""
    for path in ("/sitemap.xml", "/sitemap_index.xml", "/feed", "/rss.xml"):
        page(site, path, "Not found", "There is nothing here.")
    result = scrape("backfill", site.base, tmp_path, sources=frozenset({"listing", "sitemap", "feed"}))
    assert (result.outcome, result.messages) == (Outcome.FINISHED, ())
    assert held(tmp_path) == numbers(4, 10)
