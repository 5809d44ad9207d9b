"""Where a site announces its posts: sitemaps that robots.txt names, feeds that its pages name, and the usual places."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from urllib.parse import urlsplit

from archive.records import Listing, PostContent
from scraper.discover.links import anchors
from scraper.discover.source import Door, Page, PageKind
from scraper.parse.document import parse_document
from scraper.urls import canonical, resolve

USUAL_SITEMAPS = ("/sitemap.xml", "/sitemap_index.xml", "/wp-sitemap.xml", "/news-sitemap.xml")
"""Where sitemaps usually are, the likeliest first; asked for only where none is announced, until one is there."""

USUAL_FEEDS = ("/feed", "/rss.xml", "/feed.xml", "/atom.xml", "/rss", "/feed.json")
"""The same for feeds."""

MAX_FEEDS = 8
"""A site that names more feeds than this has one for each of its subjects, which repeat each other."""

_FEED_TYPES = re.compile(
    r"^(?:application/(?:rss|atom|rdf|feed)\+(?:xml|json)|application/json|text/xml)\b", re.IGNORECASE
)
_FEED_ADDRESS = re.compile(
    r"(?:^|[/_.=-])(?:rss\d*|atom|feeds?|rdf)(?:[/_.=-]|$)|feed\.json$|\.(?:rss|atom|rdf)$", re.IGNORECASE
)
_SIDE = re.compile(
    r"comments?\b|[?&]s=|/search\b|/(?:author|user|cart|product|attachment|forums?|topic|reply)s?/|wp-json|oembed|podcast",
    re.IGNORECASE,
)
_SIDE_TITLE = re.compile(
    r"\bcomments?\b|search results|留言|評論|评论|回應|kommentar|commentaire|comentario|コメント", re.IGNORECASE
)


def feeds_of(page: Page, in_scope: Callable[[str], bool]) -> list[str]:
    """The feeds that a page names: by a link meant for machines, else by links that read like a feed."""
    document = parse_document(page.body, page.url, page.charset or None)
    found: list[str] = []
    for element in document.root.iter("link"):
        relation, kind = (element.get("rel") or "").lower().split(), element.get("type") or ""
        if "alternate" not in relation or not _FEED_TYPES.match(kind.strip()):
            continue
        url = resolve(document.base, element.get("href") or "")
        if url and not is_side_feed(url, element.get("title") or ""):
            found.append(url)
    if not found:
        links = [link for link in anchors(page) if _reads_as_feed(link.url)]
        found = [link.url for link in links if not is_side_feed(link.url, link.text)]
    return [url for url in dict.fromkeys(found) if in_scope(url)][:MAX_FEEDS]


def _reads_as_feed(url: str) -> bool:
    parts = urlsplit(url)
    last = parts.path.rstrip("/").rpartition("/")[2]
    return bool(_FEED_ADDRESS.search("/" + last) or _FEED_ADDRESS.search(parts.query))


def is_side_feed(url: str, title: str = "") -> bool:
    """Whether a feed is one of comments, searches, authors or goods, by its address or name."""
    parts = urlsplit(url)
    return bool(_SIDE.search(f"{parts.path}?{parts.query}") or _SIDE_TITLE.search(title))


def usual_feeds(home: str, listings: Iterable[str]) -> list[str]:
    """Where feeds usually are: beside the listing, then at the root."""
    beside = [f"{url.split('?')[0].rstrip('/')}/feed" for url in listings if urlsplit(url).path.strip("/")]
    return list(dict.fromkeys([*beside[:1], *(home.rstrip("/") + path for path in USUAL_FEEDS)]))


def usual_sitemaps(home: str) -> list[str]:
    """Where sitemaps usually are."""
    return [home.rstrip("/") + path for path in USUAL_SITEMAPS]


def within_scope(named: Sequence[str], home: str, in_scope: Callable[[str], bool]) -> list[str]:
    """The sitemaps of robots.txt that are on this site, each once."""
    found: dict[str, str] = {}
    for address in named:
        if (url := resolve(home, address)) and in_scope(url):
            found.setdefault(canonical(url), url)
    return list(found.values())


class NoticingDoor:
    """A door that notices the feeds which the front pages and listings name as they pass.

    Args:
        door: the way to the site.
        in_scope: which addresses belong to it.
    """

    def __init__(self, door: Door, in_scope: Callable[[str], bool]) -> None:
        self._door = door
        self._in_scope = in_scope
        self._feeds: dict[str, str] = {}
        self._looked_at: set[str] = set()

    @property
    def feeds(self) -> list[str]:
        """The feeds met so far, in order."""
        return list(self._feeds.values())

    def page(self, url: str, kind: PageKind) -> Page:
        """Fetch a page, and notice what feeds it names."""
        page = self._door.page(url, kind)
        # The pages of one listing name the same feeds; the first few pages of a site name all that there are.
        if kind in ("front", "listing") and page.ok and len(self._looked_at) < MAX_FEEDS:
            self._looked_at.add(canonical(page.url))
            for feed in feeds_of(page, self._in_scope):
                self._feeds.setdefault(canonical(feed), feed)
        return page

    def listing(self, page: Page) -> Listing:
        """Read a page as a listing."""
        return self._door.listing(page)

    def detail(self, page: Page) -> PostContent:
        """Read a page as a detail page."""
        return self._door.detail(page)

    def stopped(self) -> str:
        """Why the run is to end now."""
        return self._door.stopped()
