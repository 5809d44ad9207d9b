"""When a page is rendered: only where it does not read well as it comes, so that most sites never see a browser."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from typing import Literal

from archive.records import Listing, PostContent
from scraper.discover.links import anchors
from scraper.discover.source import Page, PageKind
from scraper.parse.scripted import leaves_to_scripts
from scraper.profile import Profile
from scraper.render.finding import find_browser
from scraper.render.limits import RenderFailed
from scraper.render.renderer import Renderer
from scraper.site import Site
from scraper.urls import identify

IN_VAIN = 10
"""Pages of one pattern that gave no more rendered than raw, and none that did, before the pattern is left raw."""

FEW_LINKS = 3
"""A front page that leads to fewer pages of its site shows its menu only to those with scripts."""


def rendering_asked_for(asked: bool | None, profile: Profile | None) -> bool | Literal["auto"]:
    """Whether pages are to be rendered: as the command line says, else as the profile says, else not."""
    declared = profile.render if profile else False
    return declared if asked is None else (declared or "auto") if asked else False


More = Callable[[Page, Listing], str | None]
"""Whether a listing is to be asked for more rows: None for yes, else why it is left at these ("" for its end)."""


class Rendering:
    """Decides for each page of a run, and renders it where that is needed.

    Args:
        renderer: does it.
        listing: reads a page as a listing.
        detail: reads a page as a detail page.
        in_scope: whether an address is inside the site.
        always: render every page, as the profile says.
        more: asked before a listing is asked for more rows.
    """

    def __init__(
        self,
        renderer: Renderer,
        *,
        listing: Callable[[Page], Listing],
        detail: Callable[[Page], PostContent],
        in_scope: Callable[[str], bool],
        always: bool = False,
        more: More = lambda _page, _listing: None,
    ) -> None:
        self.more = more
        self._renderer = renderer
        self._listing = listing
        self._detail = detail
        self._in_scope = in_scope
        self._always = always
        self._needed: set[tuple[str, str]] = set()
        self._in_vain: Counter[tuple[str, str]] = Counter()

    def page(self, page: Page, kind: PageKind) -> Page:
        """Give the page as it is to be read: rendered where it does not read well as it came.

        Raises:
            FetchError: it has to be rendered and cannot be.
        """
        if page.rendered or not page.ok or not _is_html(page):
            return page
        pattern = (kind, identify(page.url).shape)
        if not self._always and pattern not in self._needed:
            if self._in_vain[pattern] >= IN_VAIN:
                return replace(page, rendered=True)
            if self._worth(page, kind)[0]:
                return page
            if not leaves_to_scripts(page.body, page.url, page.charset or None):
                return page
        made = self._renderer.render(page, kind, self._wanted(page) if kind == "listing" else None)
        return self._better(page, made.page, kind, pattern, made.lost)

    def _better(self, raw: Page, made: Page, kind: PageKind, pattern: tuple[str, str], lost: tuple[str, ...]) -> Page:
        """The page that gives more: the rendered one, unless that shows nothing that the raw one does not."""
        before, after = self._worth(raw, kind), self._worth(made, kind)
        if after > before:
            self._needed.add(pattern)
        else:
            self._in_vain[pattern] += 1
        if lost and not after[0]:
            message = f"{raw.url} could not be rendered: a part of it did not come: {lost[0]}"
            raise RenderFailed(message, url=raw.url, passing=True)
        # Without a post in either, what a visitor sees is what counts: it may say that there is none.
        better = self._always or after > before or (kind == "detail" and not before[0])
        return made if better else replace(raw, rendered=True)

    def _worth(self, page: Page, kind: PageKind) -> tuple[bool, int, int]:
        """Whether a page reads well as it is, and how much it gives."""
        if kind == "front":
            links = len({link.url for link in anchors(page) if self._in_scope(link.url)})
            return links >= FEW_LINKS, links, 0
        if kind == "listing":
            teasers = self._listing(page).teasers
            dated = sum(teaser.published is not None for teaser in teasers)
            return dated > 0, dated, len(teasers)
        content = self._detail(page)
        held = bool(content.body) or bool(content.attachments)
        return content.is_post and held, int(content.is_post), len(content.body)

    def _wanted(self, page: Page) -> Callable[[str], str | None]:
        def wanted(html: str) -> str | None:
            now = replace(page, body=html.encode("utf-8", "replace"), charset="utf-8", rendered=True)
            listing = self._listing(now)
            if not listing.teasers or listing.next_url:
                return ""  # no listing, or one whose further pages have addresses
            return self.more(now, listing)

        return wanted


@contextmanager
def open_rendering(
    asked: bool | None,
    site: Site,
    renderer: Renderer,
    *,
    listing: Callable[[Page], Listing],
    detail: Callable[[Page], PostContent],
    more: More = lambda _page, _listing: None,
) -> Iterator[Rendering | None]:
    """Rendering for as long as a run or visit lasts; None where it is not asked for.

    Raises:
        UsageError: it is asked for, and there is no browser.
    """
    how = rendering_asked_for(asked, site.profile)
    if not how:
        yield None
        return
    find_browser()
    in_scope, always = site.in_scope, how is True
    with closing(renderer):
        yield Rendering(renderer, listing=listing, detail=detail, in_scope=in_scope, always=always, more=more)


def _is_html(page: Page) -> bool:
    if page.media_type in {"text/html", "application/xhtml+xml"}:
        return True
    return not page.media_type and page.body[:512].lstrip().lower().startswith((b"<!doctype html", b"<html"))
