"""Find the listings of a site by following its own links, as a reader would.

From a front page (or whatever page was given) the links that read like the way to the news are
followed first; a page that links to several posts is a listing. Where nothing is known of the
site beforehand, a listing must also read like one: most of its records are dated, or its own name
says that it is the news.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from archive.records import Sighting
from scraper.discover.links import Link, anchors, language_links, news_likeness
from scraper.discover.listing import read_rows
from scraper.discover.source import Door, Page, sightings_of
from scraper.errors import FetchError, Refused
from scraper.site import FILE_ENDINGS, Site, ending
from scraper.urls import canonical, identify

MAX_CANDIDATES = 16
"""Pages looked at in search of the listings of one language."""

MIN_ROWS = 2
"""Posts a page must link to, to be a listing where the form of detail addresses is known."""

MIN_UNKNOWN_ROWS = 3
"""The same where it is not known."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A page that may be a listing, with the posts that it shows."""

    page: Page
    lang: str
    rows: tuple[Sighting, ...]
    front: bool
    likeness: int
    continues: bool

    @property
    def dated(self) -> float:
        """The share of its records that carry a date."""
        return sum(row.published is not None for row in self.rows) / len(self.rows) if self.rows else 0.0


@dataclass(slots=True)
class Located:
    """What the search found.

    Attributes:
        listings: pages to walk, the best first.
        details: pages that were given and turned out to be posts themselves.
        languages: front or listing addresses of other languages, by language code.
        problems: pages that could not be looked at, as (address, reason).
        reached: whether any page answered at all.
    """

    listings: list[Candidate] = field(default_factory=list)
    details: list[Page] = field(default_factory=list)
    languages: dict[str, str] = field(default_factory=dict)
    problems: list[tuple[str, Exception]] = field(default_factory=list)
    reached: bool = False


def locate(starts: list[str], lang: str, site: Site, door: Door, *, named: str | None = None) -> Located:
    """Look for the listings that cover one language, beginning at `starts` (front pages, or the address given).

    Args:
        starts: addresses to begin at.
        lang: the language looked for; empty where the site names none.
        site: scope and identity.
        door: the way to the site.
        named: the address that the user gave, which is taken as a listing if it is one at all.
    """
    found = Located()
    seen: set[str] = set()
    candidates: list[Candidate] = []
    ways: list[tuple[int, Link]] = []

    def look(url: str, *, likeness: int, front: bool) -> None:
        if canonical(url) in seen or door.stopped():
            return
        seen.add(canonical(url))
        page = _open(url, front, door, found)
        if page is None:
            return
        seen.add(canonical(page.url))
        candidate, more = _judge(page, lang, site, door, front=front, likeness=likeness, given=url == named)
        # The pages of a listing are walked later, from its first one on.
        seen.update(canonical(other) for other in more)
        if candidate is None:
            found.details.append(page)
        else:
            candidates.append(candidate)
        found.languages.update({k: v for k, v in language_links(page, lang).items() if k not in found.languages})
        ways.extend((news_likeness(link), link) for link in anchors(page) if _may_list(link, lang, site))

    for start in starts:
        look(start, likeness=1, front=start != named)
    if named and any(c.page.asked == named and _is_listing(c, site, given=True) for c in candidates):
        found.listings = [c for c in candidates if c.page.asked == named]
        return found
    if named and candidates == []:
        # A post was given: its own links and the front pages lead to the listing.
        for front in _fronts(named, lang, site):
            look(front, likeness=1, front=True)
    _follow(ways, seen, look, lambda: sum(_is_listing(c, site) and not c.front for c in candidates))
    found.listings = _best(candidates, site)
    return found


def _open(url: str, front: bool, door: Door, found: Located) -> Page | None:
    try:
        page = door.page(url, "front" if front else "listing")
    except (FetchError, Refused) as error:
        found.problems.append((url, error))
        return None
    found.reached = True
    if not page.ok:
        found.problems.append((url, FetchError(f"{url} answered {page.status}", url=url, status=page.status)))
        return None
    return page


def _judge(
    page: Page, lang: str, site: Site, door: Door, *, front: bool, likeness: int, given: bool
) -> tuple[Candidate | None, list[str]]:
    """The page as a candidate (None where it was given and is a post itself), and the pages that continue it."""
    if site.profile and site.profile.detail_url:
        if site.is_detail(page.url):
            return None, []
        rows, more = read_rows(page, site, door)
    else:
        if given and _reads_as_post(page, door):
            return None, []
        listing = door.listing(page)
        rows = sightings_of(listing.teasers, site)
        more = [*([listing.next_url] if listing.next_url else []), *listing.index_urls]
    return Candidate(page, lang, tuple(rows), front, likeness, bool(more)), more


def _reads_as_post(page: Page, door: Door) -> bool:
    """Whether a page that somebody gave is a post rather than a listing.

    A post has its own title, text and date, and the other posts that it mentions have addresses of
    the same shape as its own; a listing's address never has the shape of its posts'.
    """
    own = identify(page.url)
    if own.source_id.startswith("/"):
        return False
    content = door.detail(page)
    if not content.is_post:
        return False
    listing = door.listing(page)
    shapes = [identify(teaser.url).shape for teaser in listing.teasers if teaser.url]
    if shapes and shapes.count(own.shape) * 2 >= len(shapes):
        return "{" in own.shape
    longest = max((len(block) for block in content.body.split("\n\n")), default=0)
    dated = sum(teaser.published is not None for teaser in listing.teasers)
    return content.published is not None and longest >= 200 and dated < MIN_UNKNOWN_ROWS


def _may_list(link: Link, lang: str, site: Site) -> bool:
    there = identify(link.url)
    if lang and there.lang and there.lang != lang:
        return False
    if re.fullmatch(r"[\W\d_]*", link.text) and link.text:
        return False  # a page number or an arrow leads on in a list, not to one
    return site.in_scope(link.url) and ending(link.url) not in FILE_ENDINGS and not site.is_detail(link.url)


def _fronts(url: str, lang: str, site: Site) -> list[str]:
    own = identify(url).lang or lang
    return [f"{site.home}{own}/", site.home] if own and "{lang}" in identify(url).shape.split("?")[0] else [site.home]


def _follow(ways: list[tuple[int, Link]], seen: set[str], look: Callable[..., None], found: Callable[[], int]) -> None:
    """Follow the most news-like links first, and others only while nothing was found."""
    for opened in range(MAX_CANDIDATES):
        ways.sort(key=lambda way: -way[0])
        while ways and canonical(ways[0][1].url) in seen:
            ways.pop(0)
        if not ways or (ways[0][0] <= 0 and (found() or opened >= MAX_CANDIDATES // 2)):
            return
        likeness, link = ways.pop(0)
        if likeness < -5:
            return
        look(link.url, likeness=likeness, front=False)


def _is_listing(candidate: Candidate, site: Site, *, given: bool = False) -> bool:
    if given or site.knows_details:
        return sum(given or site.is_detail(row.url) for row in candidate.rows) >= MIN_ROWS
    if len(candidate.rows) < MIN_UNKNOWN_ROWS:
        return False
    return candidate.dated >= 0.5 or (candidate.likeness >= 6 and candidate.dated > 0)


def _best(candidates: list[Candidate], site: Site) -> list[Candidate]:
    """The candidates that are listings, those first that go on and are dated; fronts only where there is nothing else.

    Where no candidate is dated, the one whose name says most clearly that it is the news is taken.
    """
    good = [c for c in candidates if _is_listing(c, site)]
    proper = [c for c in good if not c.front]
    if not good:
        named = [c for c in candidates if c.likeness >= 6 and len(c.rows) >= MIN_UNKNOWN_ROWS and not c.front]
        return sorted(named, key=lambda c: (-c.likeness, -len(c.rows)))[:1]
    return sorted(proper or good, key=lambda c: (-c.continues, -c.likeness, -len(c.rows)))
