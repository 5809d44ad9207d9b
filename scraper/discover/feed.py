"""A feed as a source: its entries, and where it goes on, those before them.

A feed shows the latest posts and is complete as a feed; what it does not show it says nothing of.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlencode, urlsplit

from archive.records import Sighting, Sweep
from scraper.discover.source import Door, Page, See, sightings_of
from scraper.errors import FetchError, Refused
from scraper.parse.feed import Feed, read_feed
from scraper.site import Site
from scraper.urls import canonical

MAX_PAGES = 500
"""More pages than any feed has."""


@dataclass(slots=True)
class _Walk:
    start: str
    lang: str
    pages: int = 0
    shown: int = 0

    def end(self, reason: str = "", *, meant: bool = False) -> Sweep:
        return Sweep("feed", self.start, not reason, reason, self.pages, self.shown, self.lang, meant)


def sweep_feed(start: str, lang: str, site: Site, door: Door, see: See, *, first: Page | None = None) -> Sweep:
    """Read a feed, and the pages of it that hold older entries.

    Args:
        start: its address.
        lang: the language it covers, for the record.
        site: tells which addresses are posts.
        door: the way to the site.
        see: called with the sightings of each page, before the next page is asked for; answers whether that is enough.
        first: its first page where it was fetched already.
    """
    walk = _Walk(start, lang)
    url: str | None = start
    visited: set[str] = set()
    shown: set[tuple[str, str]] = set()
    problem, guessed = "", False
    while url and canonical(url) not in visited:
        visited.add(canonical(url))
        if why := door.stopped():
            return walk.end(why)
        if walk.pages >= MAX_PAGES:
            return walk.end(f"gave up after {MAX_PAGES} pages")
        try:
            page = first if first is not None and not walk.pages else door.page(url, "feed")
        except (FetchError, Refused) as error:
            return walk.end(f"{url}: {error}")
        feed = read_feed(page.body, page.url, page.charset) if page.ok else Feed()
        if not feed.kind:
            # A page that was only guessed ends the feed where it is not there.
            return walk.end(problem if guessed else _no_feed(url, page))
        walk.pages += 1
        problem = problem or (f"{url} {feed.problem}" if feed.problem else "")
        site.learn_shapes(teaser.url for teaser in feed.teasers)
        rows = rows_of(feed, site, first=len(shown) + 1)
        fresh = {(row.key.source_id, row.key.lang) for row in rows} - shown
        shown |= fresh
        walk.shown = len(shown)
        enough = see("feed", rows)
        if not fresh or enough:
            return walk.end(problem)
        url, guessed = _onward(feed, url)
    return walk.end(problem)


def _no_feed(url: str, page: Page) -> str:
    return f"{url} is no feed" if page.ok else f"{url} answered {page.status}"


def rows_of(feed: Feed, site: Site, *, first: int = 1) -> list[Sighting]:
    """The entries that are on this site, as sightings."""
    changed = {item.teaser.url: item.modified for item in feed.items}
    rows = sightings_of(feed.teasers, site, first=first)
    return [replace(row, modified=changed.get(row.url)) for row in rows]


def _onward(feed: Feed, url: str) -> tuple[str | None, bool]:
    """Where older entries are, and whether that is only a guess: WordPress has them under a number."""
    if feed.next_url:
        return feed.next_url, False
    if "wordpress" not in feed.generator.lower():
        return None, False
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    number = query.get("paged", "1")
    query["paged"] = str(int(number) + 1 if number.isdecimal() and len(number) < 6 else 2)
    return parts._replace(query=urlencode(query)).geturl(), True
