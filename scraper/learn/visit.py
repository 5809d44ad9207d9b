"""The pages from which a site is learned: a listing, its second page, a handful of posts, the front pages.

At most some thirty requests, through the same polite door as every other command.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from archive.records import Listing, PostContent, Sighting
from scraper.discover.links import anchors, language_links, news_likeness
from scraper.discover.locate import Located, locate
from scraper.discover.source import Door, Page, sightings_of
from scraper.errors import FetchError, Refused, UsageError
from scraper.site import Site
from scraper.target import Target
from scraper.urls import canonical, identify

MOST_POSTS: Final = 6
"""Posts looked at in the language of the address that was given."""
MOST_LANGUAGES: Final = 3
"""Further languages looked at."""
OTHER_POSTS: Final = 2
"""Posts looked at in each further language."""


@dataclass(frozen=True, slots=True)
class SeenListing:
    """A listing page, what was read on it, and which of its rows are posts of the site."""

    page: Page
    listing: Listing
    lang: str
    rows: tuple[Sighting, ...]
    first: bool


@dataclass(frozen=True, slots=True)
class SeenPost:
    """A detail page, what was read on it, and how the listing showed it."""

    page: Page
    content: PostContent
    lang: str
    row: Sighting


@dataclass(slots=True)
class Visit:
    """All that was looked at.

    Attributes:
        home: the site's front page, None where it could not be had.
        fronts: the address at which each language begins, by language code.
        listings: listing pages, those of the first language first.
        posts: detail pages.
        problems: pages that could not be looked at, in words.
        lost: the addresses of these pages, in the form that compares equal.
        stopped: why the visit was cut short; empty if it was not.
    """

    home: Page | None = None
    fronts: dict[str, str] = field(default_factory=dict)
    listings: list[SeenListing] = field(default_factory=list)
    posts: list[SeenPost] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    lost: set[str] = field(default_factory=set)
    stopped: str = ""


def visit(target: Target, door: Door) -> Visit:
    """Look at the site.

    Raises:
        UsageError: no address was given, or it leads to no listing.
        FetchError: the site cannot be reached.
        Refused: it may not be visited.
    """
    site, url = target.site, target.named
    if url is None:
        raise UsageError(f"{site.name}: give an address on the site, such as {site.home}")
    lang = identify(url).lang
    listing = _first_listing(url, lang, site, door)
    seen = Visit()
    seen.home = _page(site.home, door, seen)
    lang = listing.lang
    _look_at_listing(listing, site, door, seen, MOST_POSTS)
    seen.fronts = _fronts(seen, listing, lang)
    for other, address in _elsewhere(seen, listing, lang)[:MOST_LANGUAGES]:
        _look_at_language(other, address, site, door, seen)
    seen.stopped = door.stopped()
    return seen


def _first_listing(url: str, lang: str, site: Site, door: Door) -> SeenListing:
    found = locate([url], lang, site, door, named=url)
    if not found.reached:
        raise next((error for _, error in found.problems), FetchError(f"cannot reach {site.home}"))
    if not found.listings:
        raise UsageError(_no_listing(url, found))
    best = found.listings[0]
    listing = door.listing(best.page)
    site.learn_shapes(teaser.url for teaser in listing.teasers)
    rows = tuple(sightings_of(listing.teasers, site))
    if not rows:
        raise UsageError(_no_listing(url, found))
    return SeenListing(best.page, listing, lang or rows[0].key.lang, rows, first=True)


def _no_listing(url: str, found: Located) -> str:
    """Why nothing can be learned from here, and what to give instead."""
    problem = next((str(error) for address, error in found.problems if address == url), "")
    if problem:
        return f"{problem}; give the address of the page that lists the news"
    if found.details:
        return f"{url} is a post, and no listing was found from it; give the address of the page that lists the news"
    return (
        f"{url}: no list of posts was found there or where its links lead; give the address of the page that lists "
        "the news (a list that is filled in by scripts cannot be read)"
    )


def _page(url: str, door: Door, seen: Visit) -> Page | None:
    """A further page; what keeps it away is noted and does no harm."""
    if door.stopped() or canonical(url) in seen.lost:
        return None
    try:
        page = door.page(url, "listing")
    except (FetchError, Refused) as error:
        seen.lost.add(canonical(url))
        seen.problems.append(str(error))
        return None
    if not page.ok:
        seen.lost.add(canonical(url))
        seen.problems.append(f"{url} answered {page.status}")
        return None
    return page


def _look_at_listing(first: SeenListing, site: Site, door: Door, seen: Visit, posts: int) -> None:
    """A listing, the page after it, and posts that are spread over both."""
    seen.listings.append(first)
    rows = list(first.rows)
    if first.listing.next_url and site.in_scope(first.listing.next_url):
        page = _page(first.listing.next_url, door, seen)
        if page is not None:
            listing = door.listing(page)
            further = tuple(sightings_of(listing.teasers, site))
            seen.listings.append(SeenListing(page, listing, first.lang, further, first=False))
            rows += [row for row in further if row.key not in {one.key for one in rows}]
    for row in _spread(rows, posts):
        page = _page(row.url, door, seen)
        if page is not None:
            seen.posts.append(SeenPost(page, door.detail(page), first.lang, row))


def _spread(rows: list[Sighting], number: int) -> list[Sighting]:
    """So many rows, from the first to the last at equal distances."""
    if len(rows) <= number:
        return rows
    return [rows[round(place * (len(rows) - 1) / (number - 1))] for place in range(number)]


def _fronts(seen: Visit, listing: SeenListing, lang: str) -> dict[str, str]:
    """Where each language begins: its front page as the site links to it, else a page that is known to answer."""
    if not lang:
        return {"": seen.home.url if seen.home else listing.page.asked}
    found: dict[str, str] = {}
    for page in (seen.home, listing.page):
        if page is None:
            continue
        for link in anchors(page):
            there = identify(link.url)
            if there.lang and there.shape == "/{lang}":
                found.setdefault(there.lang, link.url)
        found |= {other: url for other, url in language_links(page, "").items() if other not in found}
    fronts = {lang: found.pop(lang, listing.page.asked)}
    return fronts | found


def _elsewhere(seen: Visit, listing: SeenListing, lang: str) -> list[tuple[str, str]]:
    """Further languages, each with the page that should be its listing or lead to it."""
    same = language_links(listing.page, lang)
    return [(other, same.get(other, url)) for other, url in seen.fronts.items() if other != lang]


def _look_at_language(lang: str, address: str, site: Site, door: Door, seen: Visit) -> None:
    """The listing of another language and a few posts; a language without one is left out of the profile."""
    forms = {_form(row.url) for row in seen.listings[0].rows}
    page = _page(address, door, seen)
    for _ in range(2):
        if page is None:
            break
        listing = door.listing(page)
        rows = tuple(
            row for row in sightings_of(listing.teasers, site) if row.key.lang == lang and _form(row.url) in forms
        )
        if len(rows) >= 2:
            _look_at_listing(SeenListing(page, listing, lang, rows, first=True), site, door, seen, OTHER_POSTS)
            return
        page = _linked_listing(seen, lang, page, door)
    seen.fronts.pop(lang, None)
    seen.problems.append(f"no listing was found in the language {lang!r}")


def _form(url: str) -> str:
    """The form of an address, whatever its language."""
    return identify(url).shape.replace("/{lang}", "", 1)


def _linked_listing(seen: Visit, lang: str, front: Page, door: Door) -> Page | None:
    """The page that a front page's most news-like link leads to."""
    ways = [link for link in anchors(front) if identify(link.url).lang == lang and news_likeness(link) > 0]
    ways = [link for link in ways if canonical(link.url) != canonical(front.url)]
    best = max(ways, key=news_likeness, default=None)
    return _page(best.url, door, seen) if best else None
