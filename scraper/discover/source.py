"""What every source is given, and what it gives back.

A source asks for pages through a door and shows what it sees; it neither stores nor decides
anything about posts. It returns a `Sweep`, which is complete, or partial with the reason:
"finished" and "gave up" must never look the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from archive.captures import KeptCapture
from archive.records import Listing, PostContent, PostKey, Sighting, Teaser
from scraper.discover.periods import is_period
from scraper.identity import is_other
from scraper.site import Site
from scraper.urls import canonical
from scraper.variants import grows


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it came through the door.

    Attributes:
        url: the address that answered, after redirects.
        asked: the address that was asked for.
        status: the status of the answer.
        body: the decoded body.
        media_type: the declared type.
        charset: the declared character set.
        kept: the archive's note of the capture, passed on unread.
        surplus: bytes that came after the declared end; they belong to no page.
        rendered: whether its scripts were given their chance, so that a browser has nothing to add.
        cut: why it may show fewer posts than the site has at this address; empty if nothing speaks for that.
    """

    url: str
    asked: str
    status: int
    body: bytes
    media_type: str = ""
    charset: str = ""
    kept: KeptCapture | None = None
    surplus: int = 0
    rendered: bool = False
    cut: str = ""

    @property
    def ok(self) -> bool:
        """Whether the server gave what was asked for."""
        return 200 <= self.status < 300


PageKind = Literal["front", "listing", "detail", "sitemap", "feed"]


class Door(Protocol):
    """How a source reaches the site and today's readers."""

    def page(self, url: str, kind: PageKind) -> Page:
        """Fetch a page politely; raises `Refused` or `FetchError`."""

    def listing(self, page: Page) -> Listing:
        """Read a page as a listing."""

    def detail(self, page: Page) -> PostContent:
        """Read a page as a detail page."""

    def stopped(self) -> str:
        """Why the run is to end now; empty while it goes on."""


See = Callable[[str, Sequence[Sighting]], bool]
"""Store what a source shows; answers whether every post of it, pinned ones aside, is done already."""


def sightings_of(teasers: Sequence[Teaser], site: Site, *, first: int = 1) -> list[Sighting]:
    """The teasers that lead to posts of this site, as sightings, each post once.

    A link to a version for print or AMP stands for the page itself, a file beside a page of the same name for
    nothing of its own; an address that gets ever longer is no post's, nor is that of a month or day.
    """
    seen: dict[PostKey, Teaser] = {}
    found: list[Sighting] = []
    addresses = {teaser.url for teaser in teasers}
    for teaser in teasers:
        key = site.key_of(teaser.url) if teaser.url else None
        if key in seen and _is_other(teaser, seen[key]):
            key = site.whole_key(teaser.url)
        if key is None or key in seen:
            continue
        if grows(teaser.url) or is_period(teaser.url, teaser.title):
            continue
        if teaser.url.removesuffix(".pdf") in addresses - {teaser.url}:
            continue
        seen[key] = teaser
        found.append(
            Sighting(
                key=key,
                url=site.page_to_ask(teaser.url),
                position=first + len(found),
                title=teaser.title,
                summary=teaser.summary,
                published=teaser.published,
                category=teaser.category,
                pinned=teaser.pinned,
            )
        )
    return found


def _is_other(teaser: Teaser, known: Teaser) -> bool:
    """Whether two teasers of one id are of two posts."""
    elsewhere = canonical(teaser.url) != canonical(known.url)
    return elsewhere and is_other(teaser.title, teaser.published, known.title, known.published)
