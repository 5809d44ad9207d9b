"""What sources showed in earlier runs, and what was asked for then. Every call only reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from archive.captures import clean
from archive.records import PostKey

if TYPE_CHECKING:
    from archive.db import Archive


class Said(NamedTuple):
    """The latest that one source said of a post."""

    url: str
    title: str
    summary: str
    published: str | None
    category: str
    modified: str | None


def sure_posts(archive: Archive, site: str, source: str) -> dict[PostKey, str]:
    """Give the posts that are held, or shown by other sources than this one: every key of each, and its address."""
    rows = archive.db.execute(
        "WITH sure AS (SELECT id, source_id, lang, url FROM ledger l WHERE site = ? AND (post_id IS NOT NULL "
        "  OR state != 'missing' AND EXISTS (SELECT 1 FROM sightings s WHERE s.ledger_id = l.id AND s.source != ?))) "
        "SELECT source_id, lang, url FROM sure "
        "UNION SELECT a.source_id, a.lang, sure.url FROM aliases a JOIN sure ON sure.id = a.ledger_id",
        [site, source],
    )
    return {PostKey(site, source_id, lang): url for source_id, lang, url in rows.fetchall()}


def last_said(archive: Archive, site: str, source: str) -> dict[PostKey, Said]:
    """Give the latest that a source said of each post, by the post's key."""
    rows = archive.db.execute(
        "SELECT l.source_id, l.lang, s.url, s.title, s.summary, s.published, s.category, s.modified FROM sightings s "
        "JOIN ledger l ON l.id = s.ledger_id WHERE l.site = ? AND s.source = ? ORDER BY s.id",
        [site, source],
    )
    return {PostKey(site, row[0], row[1]): Said(*row[2:]) for row in rows.fetchall()}


def was_asked(archive: Archive, url: str) -> bool:
    """Tell whether an address was ever asked for and answered."""
    row = archive.db.execute("SELECT 1 FROM captures WHERE url = ? LIMIT 1", [clean(url)]).fetchone()
    return row is not None
