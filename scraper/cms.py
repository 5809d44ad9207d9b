"""The source `cms`: the public JSON of the system that a site is made with, where the site offers it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from archive import crawl_state, queries
from archive.answers import pages_at_hand
from archive.due import moment
from archive.records import PostKey, Sighting, Sweep
from scraper.discover.cms import drupal, wordpress
from scraper.discover.cms.announced import Announced, announced
from scraper.discover.cms.item import CmsItem, CmsPage, Collection
from scraper.errors import FetchError, Refused, RobotsRefused, SiteRefused
from scraper.fetch import Answer
from scraper.sweeps import see
from scraper.tools import Tools
from scraper.urls import identify

ASK_AGAIN = timedelta(days=30)
"""How long a site that does not offer the interface is not asked for it again."""

FEWER = 10
"""Posts a page where a site refuses to give a hundred at once."""


class _NotOffered(Exception):
    """The site does not offer the interface, or not to us."""


def sweep_cms(tools: Tools, *, until_known: bool = False) -> list[Sweep]:
    """Walk every collection of posts that the site's own JSON offers.

    An interface that answers 401, 403, 404, or with something else than JSON is not offered, which is remembered.
    A collection none of whose newest posts any other source shows is some other content, and is left alone.
    """
    if not tools.wants("cms") or (found := _interface(tools)) is None:
        return []
    sweeps: list[Sweep] = []
    try:
        for collection in _collections(tools, found):
            if tools.stop.reason():
                break
            walk = _Walk(tools, found, collection, until_known)
            if sweep := walk.sweep():
                sweeps.append(sweep)
                note = {"system": found.kind, "root": found.root}
                tools.writer.save_source("cms", collection.url, "", note, site=tools.site.name)
                tools.writer.save_sweep(sweep, site=tools.site.name)
                tools.reporter.event("info", "cms", url=collection.url, pages=sweep.pages, posts=sweep.shown)
    except _NotOffered as why:
        note = {"system": found.kind, "why": str(why), "asked": tools.now().isoformat()}
        tools.writer.save_source("not-offered", found.root, "", note, site=tools.site.name)
        tools.reporter.event("info", "not offered", url=found.root, why=str(why))
    except RobotsRefused as error:
        sweeps.append(Sweep("cms", found.root, False, str(error), meant=True))
        tools.writer.save_sweep(sweeps[-1], site=tools.site.name)
    except (FetchError, Refused) as error:
        sweeps.append(Sweep("cms", found.root, False, f"{found.root}: {error}"))
        tools.writer.save_sweep(sweeps[-1], site=tools.site.name)
    return sweeps


def _interface(tools: Tools) -> Announced | None:
    """The interface that the pages of the site announce, None where none does or it is known not to be offered."""
    refused = {source.url: source for source in queries.sources(tools.archive, tools.site.name, "not-offered")}
    tools.writer.flush()
    for capture in pages_at_hand(tools.archive):
        if not tools.site.in_scope(capture.url):
            continue
        found = announced(capture.body, capture.url, capture.charset, capture.link)
        if found is None or not tools.site.in_scope(found.root):
            continue
        before = refused.get(found.root)
        asked = before.note.get("asked") if before else None
        return None if asked and tools.now() - moment(str(asked)) < ASK_AGAIN else found
    return None


def _ask(tools: Tools, url: str) -> Answer:
    """Ask for JSON.

    Raises:
        _NotOffered: the answer is none, or says that there is nothing for us.
    """
    tools.reporter.page(url)
    try:
        answer = tools.fetcher.get(url, "json")
    except SiteRefused as error:
        message = f"it answers {error.status}"
        raise _NotOffered(message) from None
    if answer.status in {404, 405, 410}:
        message = f"it answers {answer.status}"
        raise _NotOffered(message)
    return answer


def _collections(tools: Tools, found: Announced) -> list[Collection]:
    answer = _ask(tools, wordpress.types_url(found.root) if found.kind == "wordpress" else found.root)
    if not answer.body.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{"):
        message = "it answers with something else than JSON"
        raise _NotOffered(message)
    read = wordpress.collections if found.kind == "wordpress" else drupal.collections
    return read(answer.body, found.root)


@dataclass(slots=True)
class _Walk:
    """One pass over one collection."""

    tools: Tools
    found: Announced
    collection: Collection
    until_known: bool
    per_page: int = 100
    include: list[str] = field(default_factory=list)
    pages: int = 0
    objects: int = 0
    shown: set[PostKey] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)

    def sweep(self) -> Sweep | None:
        """Walk it from its newest post on; None where the site does not give it to us."""
        url: str | None = self._first()
        total: int | None = None
        try:
            while url:
                if why := self.tools.stop.reason() or self._circle(url):
                    return self._end(why)
                page = self._read(url)
                if page.problem:
                    return self._end(f"{url}: {page.problem}")
                if not self.pages and not self._is_news(page):
                    return self._end("none of its newest posts is one that another source shows", meant=True)
                self.pages += 1
                self.objects += page.count
                total = page.total if page.total is not None else total
                if self._show(page):
                    return self._end("stopped at a page on which every post is done", meant=True)
                url = page.next_url
        except _NotOffered as why:
            return self._end(f"{url}: {why}") if self.pages else None
        except (FetchError, Refused) as error:
            return self._end(f"{url}: {error}")
        if total is not None and self.objects < total:
            return self._end(f"it has {total} posts by its own count, and showed {self.objects}")
        return self._end()

    def _circle(self, url: str) -> str:
        """Why not to ask for a page: it was asked for already."""
        if url in self.asked:
            return f"its pages lead in a circle, to {url}"
        self.asked.add(url)
        return ""

    def _first(self) -> str:
        if self.found.kind == "wordpress":
            return wordpress.page_url(self.collection, 1, self.per_page)
        return drupal.page_url(self.collection, self.include)

    def _read(self, url: str) -> CmsPage:
        answer = _ask(self.tools, url)
        if self.found.kind == "drupal":
            return self._read_drupal(answer)
        number = self.pages + 1
        if answer.status == 400 and not self.pages and self.per_page > FEWER:
            self.per_page = FEWER
            answer = _ask(self.tools, self._first())
        return wordpress.read_page(answer.body, answer.headers, self.collection, number, self.per_page)

    def _read_drupal(self, answer: Answer) -> CmsPage:
        if not self.pages and not self.include and (names := drupal.categories_of(answer.body)):
            again = _ask(self.tools, drupal.page_url(self.collection, names))
            if again.status == 200:
                self.include, answer = names, again
        page, entries = drupal.read_page(answer.body, answer.url)
        home = self.found.root.removesuffix("jsonapi")
        items = drupal.addressed(entries, home, self._is_known, self._pages)
        return CmsPage(tuple(items), page.count, page.next_url, page.total, page.problem)

    def _is_known(self, url: str) -> bool:
        key = self.tools.site.key_of(url)
        return key is not None and crawl_state.is_known(self.tools.archive, key)

    def _pages(self) -> list[str]:
        return [capture.url for capture in pages_at_hand(self.tools.archive)]

    def _is_news(self, page: CmsPage) -> bool:
        """Whether a collection holds the posts that the run is after, as far as its first page shows."""
        if not queries.known_keys(self.tools.archive, self.tools.site.name):
            return True
        return not page.items or any(self._is_known(item.url) for item in page.items)

    def _show(self, page: CmsPage) -> bool:
        """Show the posts of a page; whether the walk is to stop at it."""
        self.tools.site.learn_shapes(item.url for item in page.items)
        rows = []
        for item in page.items:
            key = self.tools.site.key_of(item.url)
            if key is None or identify(item.url).source_id.startswith("/"):
                continue
            self.tools.cms.keep(key, item)
            if key not in self.shown:
                self.shown.add(key)
                rows.append(_sighting(key, item, len(self.shown)))
        known = see(self.tools, "cms", rows)
        cut = self.tools.since and rows and all(row.published and row.published < self.tools.since for row in rows)
        return bool(rows) and bool((self.until_known and known) or cut)

    def _end(self, reason: str = "", *, meant: bool = False) -> Sweep:
        return Sweep("cms", self.collection.url, not reason, reason, self.pages, len(self.shown), "", meant)


def _sighting(key: PostKey, item: CmsItem, position: int) -> Sighting:
    return Sighting(key, item.url, position, item.title, item.summary, item.published, ", ".join(item.categories))
