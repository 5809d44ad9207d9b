"""Find the listings of a site by following its own links, as a reader would.

From a front page (or whatever page was given) the links that read like the way to the news are
followed first; a page that links to several posts is a listing. Where nothing is known of the
site beforehand, a listing must also read like one: most of its records are dated, or its own name
says that it is the news.
"""

from __future__ import annotations

import re
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

FEW_ROWS = 8
"""A page with text of its own and fewer links to posts than this is a post with its related news."""


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


@dataclass(slots=True)
class _Search:
    """A search on its way.

    Attributes:
        post_shapes: shapes of addresses that posts of this site have, as far as its pages show; a page at
            such an address is a post, whatever lists of other posts it carries.
        ways: links that may lead to a listing, with how much they read like it.
    """

    lang: str
    site: Site
    door: Door
    named: str | None
    found: Located = field(default_factory=Located)
    seen: set[str] = field(default_factory=set)
    candidates: list[Candidate] = field(default_factory=list)
    post_shapes: set[str] = field(default_factory=set)
    ways: list[tuple[int, Link]] = field(default_factory=list)

    def is_post(self, url: str) -> bool:
        """Whether an address has the form that posts of this site have."""
        return self.site.is_detail(url) or identify(url).shape in self.post_shapes


def locate(
    starts: list[str], lang: str, site: Site, door: Door, *, named: str | None = None, onward: bool = True
) -> Located:
    """Look for the listings that cover one language, beginning at `starts` (front pages, or the address given).

    Args:
        starts: addresses to begin at.
        lang: the language looked for; empty where the site names none.
        site: scope and identity.
        door: the way to the site.
        named: the address that the user gave, which is taken as a listing if it is one at all.
        onward: follow links in search of listings; else only the pages to begin at are opened.
    """
    if named and identify(named).source_id.startswith("/"):
        named = None  # a front page shows a few of the latest posts; the listing is behind it
    search = _Search(lang, site, door, named)
    found = search.found
    for start in starts:
        _look(search, start, likeness=1, front=start != named)
    given = [c for c in search.candidates if c.page.asked == named and len(c.rows) >= MIN_ROWS]
    if given:
        found.listings = given
        if not found.languages:
            # The listing may not lead to other languages; the front page mostly does.
            for front in _fronts(named or site.home, lang, site)[:1]:
                _look(search, front, likeness=0, front=True)
        return found
    if named and found.details:
        # A post was given: its own links and the front pages lead to the listing.
        for front in _fronts(named, lang, site):
            _look(search, front, likeness=1, front=True)
    if onward:
        _follow(search)
    found.listings = _best(search)
    return found


def _look(search: _Search, url: str, *, likeness: int, front: bool) -> None:
    """Open a page, judge it, and note where its links lead."""
    if canonical(url) in search.seen or search.door.stopped():
        return
    search.seen.add(canonical(url))
    page = _open(search, url, front=front)
    if page is None:
        return
    search.seen.add(canonical(page.url))
    given = url == search.named
    if search.is_post(page.url) or (given and _reads_as_post(page, search.door)):
        search.post_shapes |= _telling([page.url])
        search.found.details += [page] if given else []
    else:
        rows, more = _read(page, search)
        # The further pages of a listing are walked later, from its first one on.
        search.seen.update(canonical(other) for other in more)
        search.post_shapes |= _telling([row.url for row in rows])
        search.candidates.append(Candidate(page, search.lang, tuple(rows), front, likeness, bool(more)))
    languages = language_links(page, search.lang)
    search.found.languages.update({k: v for k, v in languages.items() if k not in search.found.languages})
    search.ways += [(news_likeness(link), link) for link in anchors(page) if _may_list(link, search)]


def _open(search: _Search, url: str, *, front: bool) -> Page | None:
    try:
        page = search.door.page(url, "front" if front else "listing")
    except (FetchError, Refused) as error:
        search.found.problems.append((url, error))
        return None
    search.found.reached = True
    if not page.ok:
        message = f"{url} answered {page.status}"
        search.found.problems.append((url, FetchError(message, url=url, status=page.status)))
        return None
    return page


def _read(page: Page, search: _Search) -> tuple[list[Sighting], list[str]]:
    """The posts that a page shows, and the addresses of the pages that continue it."""
    if search.site.profile and search.site.profile.detail_url:
        return read_rows(page, search.site, search.door)
    listing = search.door.listing(page)
    more = [*([listing.next_url] if listing.next_url else []), *listing.index_urls]
    return sightings_of(listing.teasers, search.site), more


def _telling(urls: list[str]) -> set[str]:
    """The address shapes among these that no page but a post has.

    `/{slug}` may be anything; an id, a date in the path or a folder of its own tell a post.
    """
    shapes = {identify(url).shape for url in urls}
    return {s for s in shapes if "{id}" in s or "{n}" in s or (s.endswith("{slug}") and s.count("/") >= 3)}


def _reads_as_post(page: Page, door: Door) -> bool:
    """Whether a page is a post rather than a listing, by what it says.

    A post has its own title, text and date, and the other posts that it mentions have addresses of
    the same shape as its own, or are few.
    """
    own = identify(page.url)
    if own.source_id.startswith("/"):
        return False
    content = door.detail(page)
    if not content.is_post:
        return False
    listing = door.listing(page)
    shapes = [identify(teaser.url).shape for teaser in listing.teasers if teaser.url]
    if shapes and shapes.count(own.shape) * 2 >= len(shapes) and _telling([page.url]):
        return True
    longest = max((len(block) for block in content.body.split("\n\n")), default=0)
    return content.published is not None and longest >= 200 and len(shapes) < FEW_ROWS


def _may_list(link: Link, search: _Search) -> bool:
    there = identify(link.url)
    if search.lang and there.lang and there.lang != search.lang:
        return False
    if re.fullmatch(r"[\W\d_]*", link.text) and link.text:
        return False  # a page number or an arrow leads on in a list, not to one
    return search.site.in_scope(link.url) and ending(link.url) not in FILE_ENDINGS


def _fronts(url: str, lang: str, site: Site) -> list[str]:
    own = identify(url).lang or lang
    return [f"{site.home}{own}/", site.home] if own and "{lang}" in identify(url).shape.split("?")[0] else [site.home]


def _follow(search: _Search) -> None:
    """Follow the most news-like links first, and others only while nothing was found."""
    opened = 0
    while opened < MAX_CANDIDATES:
        search.ways = [
            w for w in search.ways if canonical(w[1].url) not in search.seen and not search.is_post(w[1].url)
        ]
        if not search.ways:
            return
        likeness, link = max(search.ways, key=lambda way: way[0])
        found = any(_is_listing(c, search) and not c.front for c in search.candidates)
        if likeness < -5 or (likeness <= 0 and (found or opened >= MAX_CANDIDATES // 2)):
            return
        _look(search, link.url, likeness=likeness, front=False)
        opened += 1


def _is_listing(candidate: Candidate, search: _Search) -> bool:
    if search.is_post(candidate.page.url):
        return False
    if search.site.knows_details:
        return sum(search.site.is_detail(row.url) for row in candidate.rows) >= MIN_ROWS
    if len(candidate.rows) < MIN_UNKNOWN_ROWS:
        return False
    if candidate.dated < 0.5 and not (candidate.likeness >= 6 and candidate.dated > 0):
        return False
    return candidate.front or len(candidate.rows) >= FEW_ROWS or not _reads_as_post(candidate.page, search.door)


def _best(search: _Search) -> list[Candidate]:
    """The candidates that are listings, those first that go on and are dated; fronts only where there is nothing else.

    Where no candidate is dated, the one whose name says most clearly that it is the news is taken.
    """
    candidates = [c for c in search.candidates if not search.is_post(c.page.url)]
    good = [c for c in candidates if _is_listing(c, search)]
    proper = [c for c in good if not c.front]
    if not good:
        named = [c for c in candidates if c.likeness >= 6 and len(c.rows) >= MIN_UNKNOWN_ROWS and not c.front]
        return sorted(named, key=lambda c: (-c.likeness, -len(c.rows)))[:1]
    return sorted(proper or good, key=lambda c: (-c.continues, -c.likeness, -len(c.rows)))
