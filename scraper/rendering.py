"""Rendering in a run: what it is given, how far it goes in a listing, and what is said where it was missing."""

from __future__ import annotations

from contextlib import AbstractContextManager

from archive import crawl_state
from archive.records import Issue, Listing
from scraper.discover.listing import ENOUGH
from scraper.discover.source import Page, sightings_of
from scraper.parse.scripted import NEEDS_SCRIPTS, needs_scripts
from scraper.render.renderer import Renderer
from scraper.render.when import Rendering, open_rendering
from scraper.tools import Tools

LATEST = 5
"""How many of the rows that came last must be known before no more are asked for."""


def rendering_for(tools: Tools, asked: bool | None) -> AbstractContextManager[Rendering | None]:
    """Rendering with the collaborators of a run; what it leaves out goes on record.

    Raises (on entering):
        UsageError: it is asked for, and there is no browser.
    """

    def tell(issue: Issue) -> None:
        tools.writer.save_issues([issue])
        tools.reporter.event("warning", "rendering", url=issue.url, why=issue.message)

    renderer = Renderer(tools.fetcher, tools.site.in_scope, tools.now, keep=tools.writer.keep, tell=tell)
    return open_rendering(
        asked,
        tools.site,
        renderer,
        listing=lambda page: tools.reading.listing(page, tools.site.profile),
        detail=lambda page: tools.reading.detail(page, tools.profile),
        more=lambda _page, _listing: tools.stop.reason() or None,
    )


def rows_until_known(tools: Tools, *, known_suffices: bool) -> None:
    """Let a listing that gives more rows when asked be asked only until those that come are done."""
    if tools.rendering is None or not known_suffices:
        return

    def more(_page: Page, listing: Listing) -> str | None:
        if why := tools.stop.reason():
            return why
        settled = crawl_state.settled_keys(tools.archive, tools.site.name)
        latest = [row for row in sightings_of(listing.teasers, tools.site) if not row.pinned][-LATEST:]
        return ENOUGH if latest and all(row.key in settled for row in latest) else None

    tools.rendering.more = more


def scripted_pages(tools: Tools) -> list[str]:
    """Put the pages of this run that scripts would have to make first on record; a sentence about them, if any."""
    pages = tools.reading.scripted
    if not pages or tools.rendering is not None:
        return []
    tools.writer.save_issues([needs_scripts("listing", page) for page in pages])
    first, others = next(iter(pages)), len(pages) - 1
    more = f", and {others} more are" if others > 1 else ", and one more is" if others else ""
    return [f"{first} is put together by scripts{more}; install the extra `browser` and use --render ({NEEDS_SCRIPTS})"]
