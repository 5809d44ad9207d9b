"""What the site's own JSON said of posts, for the moment at which their pages are read."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from archive import crawl_state, queries
from archive.answers import answers_below, was_doubted
from archive.records import Issue, PostContent, PostKey
from scraper.discover.cms import drupal, wordpress
from scraper.discover.cms.item import CmsItem, Collection
from scraper.discover.cms.voice import FROM_JSON, doubts, has_text, page_of_item, taken
from scraper.discover.source import Page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from archive.db import Archive
    from scraper.site import Site

_SAYS_WHAT_IT_IS = frozenset({"error-page", "login-page", "cookie-wall", "folder-index"})

MOST_MARKUP = 40_000_000
"""Characters of text kept at hand; of what comes after, only the fields are."""


class CmsMemory:
    """The items of this run's sweeps, and on demand those that earlier runs stored.

    Args:
        archive: holds the JSON of earlier runs.
        site: tells which post an address means.
    """

    def __init__(self, archive: Archive, site: Site) -> None:
        self._archive = archive
        self._site = site
        self._items: dict[PostKey, CmsItem] = {}
        self._markup = 0
        self._recalled = False

    def keep(self, key: PostKey, item: CmsItem) -> None:
        """Remember what the JSON says of a post."""
        self._markup += len(item.markup)
        self._items[key] = item if self._markup <= MOST_MARKUP else replace(item, markup="")

    def said(self, key: PostKey) -> CmsItem | None:
        """What the JSON said of a post in this run."""
        return self._items.get(key)

    def hear(self, key: PostKey, page: Page, content: PostContent, read: Callable[[Page], PostContent]) -> PostContent:
        """The content of a page, with the JSON's text where the page shows none.

        A page that says what it is instead of a post is believed. What only earlier runs were told counts for a
        post that was never read, or whose text came from there: else a page that is gone would seem to be there.
        """
        if not page.ok or (content.is_post and (content.body or content.attachments)):
            return content
        if any(issue.code in _SAYS_WHAT_IT_IS for issue in content.issues):
            return content
        item = self.said(key)
        if item is None and (not crawl_state.is_held(self._archive, key) or was_doubted(self._archive, key, FROM_JSON)):
            item = self._stored(key)
        if item is None or not has_text(item):
            return content
        own = read(replace(page, body=page_of_item(item), media_type="text/html", charset="utf-8", rendered=True))
        if not own.body:
            return content
        lang = content.lang or own.lang
        own = replace(own, lang=lang, canonical=content.canonical, alternates=content.alternates)
        return taken(own, item)

    def doubts(self, key: PostKey, content: PostContent) -> list[Issue]:
        """In what the page and the JSON of this run differ."""
        item = self.said(key)
        return doubts(content, item) if item else []

    def _stored(self, key: PostKey) -> CmsItem | None:
        """What the JSON of earlier runs said; read once, when a page first gives cause."""
        if not self._recalled:
            self._recalled = True
            for known, item in self._recall():
                self._items.setdefault(known, item)
        return self._items.get(key)

    def _recall(self) -> Iterator[tuple[PostKey, CmsItem]]:
        for source in queries.sources(self._archive, self._site.name, "cms"):
            root = str(source.note.get("root") or "")
            for capture in answers_below(self._archive, source.url, "json"):
                for item in self._items_of(str(source.note.get("system")), source.url, root, capture.body, capture.url):
                    if (key := self._site.key_of(item.url)) is not None:
                        yield key, item

    def _items_of(self, system: str, url: str, root: str, body: bytes, here: str) -> list[CmsItem]:
        if system == "wordpress":
            return list(wordpress.read_page(body, {}, Collection(url, "", ""), 1, 1).items)
        _, entries = drupal.read_page(body, here)
        return drupal.addressed(entries, root.removesuffix("jsonapi"), self._is_known)

    def _is_known(self, url: str) -> bool:
        key = self._site.key_of(url)
        return key is not None and crawl_state.is_known(self._archive, key)
