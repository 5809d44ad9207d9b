"""The listing as a source: walk its pages from the first to the last, and always come to an end."""

from __future__ import annotations

from dataclasses import dataclass, field

from archive.records import Sighting, Sweep
from scraper.discover.links import anchors
from scraper.discover.source import Door, Page, See, sightings_of
from scraper.errors import FetchError, Refused
from scraper.site import Site
from scraper.urls import canonical

MAX_PAGES = 5_000
"""More pages than any newsroom's listing has; a walk this long is in a trap."""

STALE_PAGES = 2
"""Pages in a row that show nothing new before a walk takes the listing's end as reached."""


@dataclass(slots=True)
class _Walk:
    """What a walk has seen so far."""

    start: str
    lang: str
    visited: set[str] = field(default_factory=set)
    shown: set[tuple[str, str]] = field(default_factory=set)
    pages: int = 0
    stale: int = 0

    def end(self, reason: str = "", *, meant: bool = False) -> Sweep:
        return Sweep("listing", self.start, not reason, reason, self.pages, len(self.shown), self.lang, meant)


def sweep_listing(
    start: str, lang: str, site: Site, door: Door, see: See, *, first: Page | None = None, until_known: bool = False
) -> Sweep:
    """Walk a listing from its first page on.

    Args:
        start: the address of the first page.
        lang: the language of the listing, for the record.
        site: tells which addresses are posts.
        door: the way to the site.
        see: called with the sightings of each page, before the next page is asked for.
        first: the first page where it was fetched already.
        until_known: stop after a whole page on which every post, pinned ones aside, is done.

    The walk ends where there is no next page, where a page comes a second time, and after two
    pages in a row that show nothing new, so a next link to itself, a last page that repeats for
    ever and empty pages past the end are all ends.
    """
    walk = _Walk(start, lang)
    queue = [start]
    while queue:
        url = queue.pop(0)
        if canonical(url) in walk.visited:
            continue
        walk.visited.add(canonical(url))
        if why := door.stopped():
            return walk.end(why)
        if walk.pages >= MAX_PAGES:
            return walk.end(f"gave up after {MAX_PAGES} pages")
        try:
            page = first if first is not None and not walk.pages else door.page(url, "listing")
            known, more = _look(page, walk, site, door, see) if page.ok else (False, [])
        except (FetchError, Refused) as error:
            return walk.end(f"{url}: {error}")
        if not page.ok:
            walk.pages += 1
            return walk.end(f"{url} answered {page.status}")
        if not walk.shown:
            return walk.end("its first page shows no posts")
        if until_known and known:
            return walk.end("stopped at a page on which every post is done", meant=True)
        # The next page goes first: years and other parts are walked after the main chain.
        if walk.stale < STALE_PAGES:
            queue = more[:1] + queue + more[1:]
    return walk.end()


def _look(page: Page, walk: _Walk, site: Site, door: Door, see: See) -> tuple[bool, list[str]]:
    """Show what one page holds; whether all of it is done, and where to go on: next page, then other parts."""
    rows, more = read_rows(page, site, door, first=len(walk.shown) + 1)
    walk.pages += 1
    if not rows and walk.shown:
        # A page past the first that is empty may be a passing fault of the site: believe it the second time.
        rows, more = read_rows(door.page(page.asked, "listing"), site, door, first=len(walk.shown) + 1)
    fresh = {(row.key.source_id, row.key.lang) for row in rows} - walk.shown
    walk.stale = 0 if fresh else walk.stale + 1
    walk.shown |= fresh
    known = see("listing", rows)
    return known and bool(rows), [url for url in more if site.in_scope(url)]


def read_rows(page: Page, site: Site, door: Door, *, first: int = 1) -> tuple[list[Sighting], list[str]]:
    """The posts that a listing page shows, and the addresses that continue it (the next page first).

    Posts that the page links to outside its list (a sidebar, a pinned row of another make) count as
    shown too, after the others and as pinned, so that they neither stop a walk nor keep it going.
    """
    listing = door.listing(page)
    site.learn_shapes(teaser.url for teaser in listing.teasers)
    rows = sightings_of(listing.teasers, site, first=first)
    have = {row.key for row in rows}
    for link in anchors(page):
        key = site.key_of(link.url) if site.is_detail(link.url) else None
        if key is not None and key not in have:
            have.add(key)
            rows.append(Sighting(key, link.url, first + len(rows), title=link.text, pinned=True))
    next_page = [listing.next_url] if listing.next_url else []
    return rows, [*next_page, *listing.index_urls]
