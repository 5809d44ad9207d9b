"""Read a page in the way that suits it: here, or in a limited child where it is hard."""

from __future__ import annotations

from dataclasses import replace

from archive.records import Issue, Listing, PostContent
from scraper.discover.source import Page
from scraper.parse import parse_detail, parse_listing
from scraper.parse.scripted import leaves_to_scripts, needs_scripts
from scraper.parse.template import Template
from scraper.profile import Profile
from scraper.worker import PageTooHard, Worker, is_hard


class Reading:
    """Reads pages for one run, and ends its child with it.

    Attributes:
        scripted: pages that gave nothing to read, since their scripts would have to make them first.
    """

    def __init__(self) -> None:
        self.scripted: dict[str, None] = {}
        self._worker = Worker(read_page)

    def detail(self, page: Page, profile: Profile | None, site: Template | None = None) -> PostContent:
        """Read a detail page; one that no reader can bear, or that scripts have to make first, gives an issue."""
        content = self._detail(page, profile, site)
        if page.rendered or content.is_post or not self._is_scripted(page):
            return content
        return replace(content, issues=(*content.issues, needs_scripts("parse", page.url)))

    def _detail(self, page: Page, profile: Profile | None, site: Template | None) -> PostContent:
        if not is_hard(page.body):
            return parse_detail(page.body, page.url, profile=profile, charset=page.charset or None, site=site)
        try:
            content: PostContent = self._worker("detail", page.body, page.url, profile, page.charset or None)
        except PageTooHard as error:
            return PostContent(issues=(_too_hard("parse", error, page.url),))
        return content

    def listing(self, page: Page, profile: Profile | None) -> Listing:
        """Read a listing; one that no reader can bear, or that scripts have to make first, gives an issue."""
        listing = self._listing(page, profile)
        if page.rendered or listing.teasers or not self._is_scripted(page):
            return listing
        return replace(listing, issues=(*listing.issues, needs_scripts("listing", page.url)))

    def _listing(self, page: Page, profile: Profile | None) -> Listing:
        if not is_hard(page.body):
            return parse_listing(page.body, page.url, profile=profile, charset=page.charset or None)
        try:
            listing: Listing = self._worker("listing", page.body, page.url, profile, page.charset or None)
        except PageTooHard as error:
            return Listing(issues=(_too_hard("listing", error, page.url),))
        return listing

    def _is_scripted(self, page: Page) -> bool:
        found = page.ok and leaves_to_scripts(page.body, page.url, page.charset or None)
        if found:
            self.scripted[page.url] = None
        return found

    def close(self) -> None:
        """End the child."""
        self._worker.close()


def read_page(kind: str, body: bytes, url: str, profile: Profile | None, charset: str | None) -> PostContent | Listing:
    """What the child does."""
    read = parse_detail if kind == "detail" else parse_listing
    return read(body, url, profile=profile, charset=charset)


def _too_hard(stage: str, error: PageTooHard, url: str) -> Issue:
    return Issue(stage, "page-too-hard", f"the page could not be read: {error}", url=url)
