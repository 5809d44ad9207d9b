"""Addresses that may be posts: each page is asked for and tells, within what a guest may ask for in vain."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from archive import shown
from archive.records import PostKey, Sighting
from scraper.discover.posts_in_sitemap import Group
from scraper.discover.source import Page
from scraper.door import page_of
from scraper.errors import FetchError, Refused
from scraper.parse.sitemap import Entry
from scraper.posts import archive_post
from scraper.sweeps import see
from scraper.tools import Tools

MISSES, MISSES_UPDATE = 60, 10
"""Pages that are none, after which a run stops asking: a backfill, an update."""

HOPELESS = 6
"""Pages of one form that are none, while not one was a post, after which the others are left alone."""

ENOUGH_TEXT = 200
"""Characters of one block that make a page without a date a text rather than a place to go on from."""

MANY_TEASERS = 8
"""A page with so many teasers and no such block is a listing."""


@dataclass(slots=True)
class Trials:
    """The trials of one run.

    Attributes:
        tools: the run's collaborators.
        rows: an entry of a sitemap as sightings.
        budget: how many pages may turn out to be none.
        misses: how many did.
        left: how many addresses were not looked at and may still be posts.
        hopeless: how many were not looked at because no other page of their form was a post.
        examples: a few of these.
    """

    tools: Tools
    rows: Callable[[Entry, int], list[Sighting]]
    budget: int
    misses: int = 0
    left: int = 0
    hopeless: int = 0
    examples: list[str] = field(default_factory=list)

    def look(self, group: Group) -> set[PostKey]:
        """Look at the pages of a group, those that changed last first; answers the posts among them.

        A page that an earlier run looked at in vain is not asked for again.
        """
        found: set[PostKey] = set()
        missed = 0
        entries = sorted(group.entries, key=lambda entry: entry.modified or "", reverse=True)
        for number, entry in enumerate(entries, 1):
            rows = self.rows(entry, number)
            if not rows or self._is_too_old(rows[0]):
                continue
            if shown.was_asked(self.tools.archive, entry.url):
                missed += 1
                continue
            hopeless = missed >= HOPELESS and not found
            verdict = None if hopeless or self._must_stop() else self._try(rows, dated=group.dated)
            if verdict is None:
                self._leave(entry.url, hopeless=hopeless)
            elif verdict:
                found |= {row.key for row in rows}
            else:
                missed += 1
                self.misses += 1
        return found

    def _must_stop(self) -> bool:
        return bool(self.tools.stop.reason()) or self.misses >= self.budget

    def _is_too_old(self, row: Sighting) -> bool:
        """Whether the page last changed before the first date asked for, and so was published before it too."""
        return bool(self.tools.since and row.modified and row.modified < self.tools.since)

    def _leave(self, url: str, *, hopeless: bool) -> None:
        if hopeless:
            self.hopeless += 1
            return
        self.left += 1
        if len(self.examples) < 5:
            self.examples.append(url)

    def _try(self, rows: list[Sighting], *, dated: bool) -> bool | None:
        """Ask for one page and archive it if it reads like a post; None where the site did not answer properly."""
        own, tools = rows[0], self.tools
        tools.reporter.page(own.url)
        try:
            page = page_of(tools.fetcher.get(own.url, "detail"))
        except Refused:
            return False
        except FetchError as error:
            tools.tally.passing += error.passing
            return None
        if not page.ok or tools.site.key_of(page.url) != own.key or not self._is_post(page, dated=dated):
            tools.writer.flush()
            return False
        see(tools, "sitemap", rows)
        archive_post(tools, own.key, own.url, page=page)
        if tools.max_posts is not None and tools.tally.posts_new >= tools.max_posts:
            tools.stop.ask(f"{tools.max_posts} posts were archived, as asked for", as_told=True)
        return True

    def _is_post(self, page: Page, *, dated: bool) -> bool:
        content = self.tools.read(page)
        text = max((len(block) for block in content.body.split("\n\n")), default=0)
        if not content.is_post or (dated and content.published is None):
            return False
        if text >= ENOUGH_TEXT:
            return True
        teasers = self.tools.reading.listing(page, self.tools.profile).teasers
        return content.published is not None and len(teasers) < MANY_TEASERS
