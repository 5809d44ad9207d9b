"""The sitemap as a source: walk from an index to its files, and always come to an end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from scraper.discover.posts_in_sitemap import is_other_name, is_post_name
from scraper.discover.source import Door, Page
from scraper.errors import FetchError, Refused
from scraper.parse.feed import read_feed
from scraper.parse.sitemap import Entry, Sitemap, read_sitemap
from scraper.site import Site
from scraper.urls import canonical

MAX_DEPTH = 3
"""An index may name indexes, but no deeper than this."""

MAX_FILES = 500
MAX_ADDRESSES = 250_000
"""Files and addresses of one site in one sweep; a newsroom has far fewer."""


@dataclass(frozen=True, slots=True)
class File:
    """One file of a sitemap that lists pages."""

    url: str
    entries: tuple[Entry, ...]


@dataclass(slots=True)
class Walk:
    """What a walk over a sitemap met.

    Attributes:
        start: where it began.
        files: the files that list pages.
        pages: how many files were read.
        problems: what could not be read, in sentences; none if it saw everything.
        outside: how many addresses were of other sites.
        found: whether there was a sitemap at all.
    """

    start: str
    files: list[File] = field(default_factory=list)
    pages: int = 0
    problems: list[str] = field(default_factory=list)
    outside: int = 0
    found: bool = False

    @property
    def addresses(self) -> int:
        """How many addresses the files list."""
        return sum(len(file.entries) for file in self.files)


def walk_sitemap(
    start: str,
    site: Site,
    door: Door,
    visited: set[str],
    *,
    first: Page | None = None,
    without: Collection[str] = (),
) -> Walk:
    """Read a sitemap with all its files.

    Args:
        start: its address.
        site: its scope: files and addresses elsewhere are left out.
        door: the way to the site.
        visited: files read already in this run, which are not read again; filled.
        first: the first file where it was fetched already.
        without: files that are known to hold no posts.
    """
    walk = Walk(start)
    queue = [(start, 1)]
    while queue:
        url, depth = queue.pop(0)
        if canonical(url) in visited:
            continue
        visited.add(canonical(url))
        if why := door.stopped():
            walk.problems.append(why)
            break
        if walk.pages >= MAX_FILES or walk.addresses >= MAX_ADDRESSES:
            walk.problems.append(f"gave up after {walk.pages} files with {walk.addresses} addresses")
            break
        found = _open(url, door, walk, first if url == start else None)
        if found is None:
            continue
        entries = tuple(entry for entry in found.entries if site.in_scope(entry.url))
        walk.outside += len(found.entries) - len(entries)
        if found.kind != "index":
            walk.files.append(File(url, entries))
        elif depth >= MAX_DEPTH:
            walk.problems.append(f"{url} is an index below {depth - 1} others, which is not followed")
        else:
            further = [entry.url for entry in entries if entry.url not in without]
            queue += [(other, depth + 1) for other in sorted(further, key=_likely)]
    return walk


def _likely(url: str) -> int:
    """Files that are named after posts first, those named after other things last."""
    return is_other_name(url) * 2 - is_post_name(url)


def _open(url: str, door: Door, walk: Walk, page: Page | None) -> Sitemap | None:
    """Fetch and read one file; what is wrong with it goes into the walk."""
    try:
        page = page or door.page(url, "sitemap")
    except (FetchError, Refused) as error:
        walk.problems.append(f"{url}: {error}")
        return None
    walk.pages += 1
    found = read_sitemap(page.body, page.url, page.charset) if page.ok else Sitemap()
    if found.kind == "feed":
        feed = read_feed(found.body, page.url, page.charset)
        entries = tuple(
            Entry(item.teaser.url, item.modified, item.teaser.title, item.teaser.published, news=True)
            for item in feed.items
        )
        found = Sitemap("feed", entries, feed.problem)
    if not found.kind:
        said = f"answered {page.status}" if not page.ok else (found.problem or "is no sitemap")
        walk.problems.append(f"{url} {said}")
        return None
    walk.found = True
    if found.problem:
        walk.problems.append(f"{url} {found.problem}")
    return found


def sane_changes(entries: Collection[Entry], now: datetime) -> dict[str, str]:
    """When the pages of a file last changed, by address, as far as that can be believed.

    A time in the future is none. A file most of whose entries have one and the same time tells when it
    was made, not when they changed.
    """
    stated = Counter(entry.modified for entry in entries if entry.modified)
    if stated and len(entries) >= 10 and stated.most_common(1)[0][1] > 0.9 * len(entries):
        return {}
    latest = (now + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {entry.url: entry.modified for entry in entries if entry.modified and entry.modified <= latest}
