"""The listing as a source: walk its pages from the first to the last, and always come to an end."""

from __future__ import annotations

from dataclasses import dataclass, field

from archive.records import Sighting, Sweep
from scraper.discover.budget import PageBudget, leads_away
from scraper.discover.links import anchors
from scraper.discover.source import Door, Page, See, sightings_of
from scraper.discover.years import parts_of
from scraper.errors import FetchError, Refused
from scraper.site import Site
from scraper.urls import canonical
from scraper.variants import variant_of

STALE_PAGES = 2
"""Pages in a row that show nothing new before a walk takes the listing's end as reached."""


KNOWN = "stopped at a page on which every post is done"
"""The reason of a walk that ended where it was meant to."""


@dataclass(slots=True)
class _Walk:
    """What a walk has seen so far."""

    start: str
    lang: str
    source: str
    budget: PageBudget
    visited: set[str] = field(default_factory=set)
    shown: set[tuple[str, str]] = field(default_factory=set)
    pages: int = 0
    stale: int = 0
    cut: str = ""

    def end(self, reason: str = "", *, meant: bool = False) -> Sweep:
        """The walk as a sweep; pages that were left alone because of a trap make it partial."""
        missed = [trap.sentence for trap in self.budget.traps.values() if not trap.harmless]
        if missed and not reason:
            # Of what stands beside the listing a trap is no more than what it looks like.
            reason, meant = missed[0], self.source == "archive"
        return Sweep(self.source, self.start, not reason, reason, self.pages, len(self.shown), self.lang, meant)

    def visit(self, url: str) -> bool:
        """Whether a page is to be asked for: it is new, and its pattern has budget left."""
        form = canonical(variant_of(url))
        if form in self.visited:
            return False
        self.visited.add(form)
        return not self.budget.refuse(url)


def sweep_listing(  # noqa: PLR0913 - what a walk needs, by name
    start: str,
    lang: str,
    site: Site,
    door: Door,
    see: See,
    *,
    first: Page | None = None,
    until_known: bool = False,
    source: str = "listing",
    budget: PageBudget | None = None,
    beside: list[str] | None = None,
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
        source: the source that the walk belongs to.
        budget: bounds the walk, and afterwards names the traps that it met.
        beside: takes the addresses of years and other parts, which are then not walked here.

    The walk ends where there is no next page, where a page comes a second time, and after two
    pages in a row that show nothing new, so a next link to itself, a last page that repeats for
    ever and empty pages past the end are all ends. What goes on without end in other ways ends
    with its budget.
    """
    walk = _Walk(start, lang, source, budget or PageBudget())
    # A listing that is not there is trouble; a part of one is only what a link promised in vain.
    vain = source == "archive"
    queue = [start]
    while queue:
        url = queue.pop(0)
        if not walk.visit(url):
            continue
        if why := door.stopped():
            return walk.end(why)
        try:
            page = first if first is not None and not walk.pages else door.page(url, "listing")
            known, onward, parts = _look(page, walk, site, door, see) if page.ok else (False, [], [])
        except (FetchError, Refused) as error:
            return walk.end(f"{url}: {error}", meant=vain and isinstance(error, Refused))
        if not page.ok:
            walk.pages += 1
            return walk.end(f"{url} answered {page.status}", meant=vain)
        if beside is not None:
            beside += parts + (parts_of(page, site) if walk.pages == 1 else [])
            parts = []
        if not walk.shown:
            return walk.end("its first page shows no posts", meant=vain)
        if until_known and known:
            return walk.end(KNOWN, meant=True)
        # The next page goes first: years and other parts are walked after the main chain.
        if walk.stale < STALE_PAGES:
            queue = onward + queue + parts
        elif onward and canonical(variant_of(onward[0])) not in walk.visited:
            walk.budget.endless(onward[0], walk.pages)
    return walk.end(walk.cut, meant=walk.cut == KNOWN)


def _look(page: Page, walk: _Walk, site: Site, door: Door, see: See) -> tuple[bool, list[str], list[str]]:
    """Show what one page holds; whether all of it is done, the next page if there is one, and the other parts."""
    walk.pages += 1
    walk.cut = walk.cut or page.cut
    if leads_away(page.asked, page.url, site.home) and canonical(variant_of(page.url)) not in walk.visited:
        walk.budget.turned_away(page.asked, page.url)
        return False, [], []
    rows, onward, parts = read_page(page, site, door, first=len(walk.shown) + 1)
    if not rows and walk.shown:
        # A page past the first that is empty may be a passing fault of the site: believe it the second time.
        rows, onward, parts = read_page(door.page(page.asked, "listing"), site, door, first=len(walk.shown) + 1)
    fresh = {(row.key.source_id, row.key.lang) for row in rows} - walk.shown
    if walk.budget.repeats(rows) and fresh:
        rows, fresh = [], set()
    walk.stale = 0 if fresh else walk.stale + 1
    walk.shown |= fresh
    walk.budget.note(page.asked, rows, len(fresh))
    known = see(walk.source, rows)
    return known and bool(rows), [url for url in onward if site.in_scope(url)], [u for u in parts if site.in_scope(u)]


def read_rows(page: Page, site: Site, door: Door) -> tuple[list[Sighting], list[str]]:
    """The posts that a listing page shows, and the addresses that continue it (the next page first)."""
    rows, onward, parts = read_page(page, site, door)
    return rows, [*onward, *parts]


def read_page(page: Page, site: Site, door: Door, *, first: int = 1) -> tuple[list[Sighting], list[str], list[str]]:
    """The posts that a listing page shows, its next page if it has one, and the pages of its other parts.

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
            rows.append(Sighting(key, site.page_to_ask(link.url), first + len(rows), title=link.text, pinned=True))
    return rows, [listing.next_url] if listing.next_url else [], list(listing.index_urls)
