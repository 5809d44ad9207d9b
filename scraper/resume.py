"""Go on with a post where an earlier run left it: nothing that is stored already is asked for again."""

from __future__ import annotations

from archive import crawl_state, queries
from archive.errors import ArchiveError
from archive.newest import Waiting
from archive.records import Issue
from scraper.discover.source import Page
from scraper.posts import Read, archive_post, count, fail, fill_files
from scraper.tools import Tools

MAX_READINGS = 3
"""How often a run may have ended while it read a page before that page is taken for the reason."""


def go_on(tools: Tools, post: Waiting) -> Read:
    """Bring a post that waits as far as it can be brought now.

    A page that is stored and was never read is read from the archive; of a post that is read only the missing
    files are asked for. Every other post is asked for.
    """
    if post.state in {"read", "files"} and post.held:
        tools.completed.add(post.key)
        result = fill_files(tools, post.key, post.url)
        count(tools, result)
        return result
    if post.state == "fetched":
        if post.attempts >= MAX_READINGS:
            return _too_much(tools, post)
        if page := _stored(tools, post):
            return archive_post(tools, post.key, post.url, page=page)
    return archive_post(tools, post.key, post.url, known=post.held)


def _stored(tools: Tools, post: Waiting) -> Page | None:
    """The page of a post as an earlier run stored it; None where it cannot be had, so that it is asked for again."""
    if post.capture_id is None:
        return None
    try:
        kept = queries.capture(tools.archive, post.capture_id)
        page = crawl_state.page_of(tools.archive, post.capture_id)
    except ArchiveError:
        return None
    return Page(kept.url, post.url, kept.status, page.body, page.media_type, page.charset, kept)


def _too_much(tools: Tools, post: Waiting) -> Read:
    """A page at which run after run ended: leave it for once, and let the next run ask for it anew."""
    message = f"{MAX_READINGS} runs in a row ended while its page was read"
    tools.in_hand.add(post.key)
    result = fail(tools, post.key, post.url, Issue("parse", "reading-interrupted", message, url=post.url))
    count(tools, result)
    return result
