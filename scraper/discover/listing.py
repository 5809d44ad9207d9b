"""The listing as a source: walk its pages from the first to the last, and always come to an end."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from archive.records import PostKey, Sighting, Sweep
from scraper.discover.budget import PageBudget, leads_away
from scraper.discover.links import anchors
from scraper.discover.source import Door, Page, See, sightings_of
from scraper.discover.years import parts_of
from scraper.errors import FetchError, Refused
from scraper.site import Site
from scraper.urls import canonical
from scraper.variants import variant_of

STALE_PAGES = 2
"""Pages in a row that show one and the same thing, and nothing new, before a walk takes the end as reached."""

STALE_AT_MOST = 10
"""The same for pages that differ: new posts push known rows to further pages while a listing is walked."""

READ_AGAIN = 3
"""How often the first pages of a walk are read again, as long as rows turn up that it missed."""

KNOWN = "stopped at a page on which every post is done"
"""The reason of a walk that ended where it was meant to."""

ENOUGH = "asked for no more rows, for those shown last are done"
"""The same of a page that gives more rows when asked."""


@dataclass(frozen=True, slots=True)
class _Leaf:
    """What a page of a walk showed: the posts of its own rows, in order, and whether all of them hold no news."""

    posts: tuple[PostKey, ...]
    known: bool


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read on a page, so that the same bytes need not be read again."""

    digest: bytes
    rows: list[Sighting]
    onward: list[str]


@dataclass(slots=True)
class _Walk:
    """What a walk has seen so far.

    Attributes:
        leaves: the pages, but for parts such as years.
        stale: how many pages in a row showed nothing new.
        read: what was read on the pages, by their addresses.
        emptied: the address of the page without rows that the walk came to last.
        cut: why a page may show less than there is.
    """

    start: str
    lang: str
    source: str
    budget: PageBudget
    visited: set[str] = field(default_factory=set)
    shown: set[PostKey] = field(default_factory=set)
    leaves: list[_Leaf] = field(default_factory=list)
    read: dict[str, _Read] = field(default_factory=dict)
    pages: int = 0
    stale: int = 0
    emptied: str = ""
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

    @property
    def over(self) -> bool:
        """Whether the last pages say that there is nothing more to come: a last page that repeats, or rows anew."""
        if self.stale < STALE_PAGES:
            return False
        same = len({leaf.posts for leaf in self.leaves[-STALE_PAGES:]}) == 1
        return same or self.stale >= STALE_AT_MOST


def sweep_listing(  # noqa: PLR0913 - what a walk needs, by name
    start: str,
    lang: str,
    site: Site,
    door: Door,
    see: See,
    *,
    first: Page | None = None,
    until_known: bool = False,
    others: frozenset[PostKey] = frozenset(),
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
        until_known: stop after a whole page on which every post, pinned ones aside, is done and shown as before.
        others: posts that other listings have shown; a page that shows nothing else ends the walk.
        source: the source that the walk belongs to.
        budget: bounds the walk, and afterwards names the traps that it met.
        beside: takes the addresses of years and other parts, which are then not walked here.

    The walk ends where there is no next page, where a page comes a second time, and after two
    pages in a row that show one thing and nothing new, so a next link to itself, a last page that
    repeats for ever and empty pages past the end are all ends. What goes on without end in other
    ways ends with its budget.

    A post that is taken down while a listing is walked moves the rows after it up, one of them from
    a page that is still to come to one that was read already. So the pages that showed news are
    read again at the end, until they show nothing that the walk has missed.
    """
    walk = _Walk(start, lang, source, budget or PageBudget())
    sweep = _walk(walk, site, door, see, first, beside, until_known=until_known, others=others)
    if source != "listing" or walk.budget.traps or (sweep.reason and not sweep.meant):
        return sweep
    if why := _read_again(walk, site, door, see):
        return walk.end(why)
    return replace(sweep, shown=len(walk.shown))


def _walk(
    walk: _Walk,
    site: Site,
    door: Door,
    see: See,
    first: Page | None,
    beside: list[str] | None,
    *,
    until_known: bool,
    others: frozenset[PostKey],
) -> Sweep:
    """Walk page by page, to the end or to where it may be left off."""
    # A listing that is not there is trouble; a part of one is only what a link promised in vain.
    vain = walk.source == "archive"
    queue = [walk.start]
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
        if (until_known and known) or _shows_only(walk.leaves[-1:], others):
            return walk.end(ENOUGH if walk.cut == ENOUGH else KNOWN, meant=True)
        # The next page goes first: years and other parts are walked after the main chain.
        if not walk.over:
            queue = onward + queue + parts
        elif onward and canonical(variant_of(onward[0])) not in walk.visited:
            walk.budget.endless(onward[0], walk.pages)
    return walk.end(walk.cut, meant=walk.cut == ENOUGH)


def _look(page: Page, walk: _Walk, site: Site, door: Door, see: See) -> tuple[bool, list[str], list[str]]:
    """Show what one page holds; whether all of it is done, the next page if there is one, and the other parts."""
    walk.pages += 1
    walk.cut = walk.cut or page.cut
    if leads_away(page.asked, page.url, site.home) and canonical(variant_of(page.url)) not in walk.visited:
        walk.budget.turned_away(page.asked, page.url)
        return False, [], []
    rows, onward, parts = read_page(page, site, door, first=len(walk.shown) + 1)
    if not rows:
        # A page that is empty may be a passing fault of the site: believe it the second time.
        rows, onward, parts = read_page(door.page(page.asked, "listing"), site, door, first=len(walk.shown) + 1)
    walk.emptied = "" if rows else page.asked
    walk.read[page.asked] = _Read(_digest(page), rows, onward)
    fresh = {row.key for row in rows} - walk.shown
    if walk.budget.repeats(rows) and fresh:
        rows, fresh = [], set()
    walk.stale = 0 if fresh else walk.stale + 1
    walk.shown |= fresh
    walk.budget.note(page.asked, rows, len(fresh))
    known = see(walk.source, rows) and bool(rows)
    walk.leaves.append(_Leaf(_own_posts(rows), known))
    return known, [url for url in onward if site.in_scope(url)], [url for url in parts if site.in_scope(url)]


def _rows_again(walk: _Walk, page: Page, site: Site, door: Door, see: See) -> tuple[list[Sighting], list[str]]:
    """Rows and next page of a page that is read again; the same bytes as before were shown before."""
    before = walk.read.get(page.asked)
    if before and before.rows and before.digest == _digest(page):
        return before.rows, before.onward
    rows, onward, _ = read_page(page, site, door)
    see(walk.source, rows)
    return rows, onward


def _digest(page: Page) -> bytes:
    return hashlib.sha256(page.body).digest()


def _own_posts(rows: Sequence[Sighting]) -> tuple[PostKey, ...]:
    return tuple(row.key for row in rows if not row.pinned)


def _shows_only(last: Sequence[_Leaf], others: frozenset[PostKey]) -> bool:
    return any(leaf.posts and others.issuperset(leaf.posts) for leaf in last)


def _read_again(walk: _Walk, site: Site, door: Door, see: See) -> str:
    """Read the pages of a walk that showed news again, for what it missed; why the walk is not complete after all."""
    news = [number for number, leaf in enumerate(walk.leaves, start=1) if not leaf.known]
    pages = min(max(news, default=0), len(walk.leaves) - 1)
    if walk.emptied:
        # An end, or an outage that began while the listing was walked: its first page tells.
        pages = max(pages, 1)
    if not pages:
        return ""
    reach = {post for leaf in walk.leaves[pages - 1 : pages] for post in leaf.posts}
    for _ in range(READ_AGAIN):
        try:
            missed, why = _pass_again(walk, pages, reach, site, door, see)
        except (FetchError, Refused) as error:
            return f"reading its first pages again: {error}"
        if why or not missed:
            return why
    return f"rows that were not there before still turned up when its first pages were read for the {READ_AGAIN}. time"


def _pass_again(walk: _Walk, pages: int, reach: set[PostKey], site: Site, door: Door, see: See) -> tuple[int, str]:
    """Read so many pages again, and on to the posts in `reach`; how many rows were missed, and what went wrong.

    Rows before the first known one are newer than the walk, so it did not miss them.
    """
    missed = count = 0
    met_known = False
    url: str | None = walk.start
    asked: set[str] = set()
    while url and url not in asked and count < pages + STALE_AT_MOST:
        if why := door.stopped():
            return missed, why
        asked.add(url)
        page = door.page(url, "listing")
        rows, onward = _rows_again(walk, page, site, door, see) if page.ok else ([], [])
        if not rows:
            return missed, f"{url} showed posts, and shows none when it is read again" if page.ok else (
                f"{url} answered {page.status} when it was read again"
            )
        count += 1
        for row in rows:
            met_known = met_known or row.key in walk.shown
            missed += met_known and row.key not in walk.shown and not row.pinned
        walk.shown |= {row.key for row in rows}
        if count >= pages and (not reach or any(row.key in reach for row in rows)):
            break
        url = onward[0] if onward and site.in_scope(onward[0]) else None
    return missed, ""


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
