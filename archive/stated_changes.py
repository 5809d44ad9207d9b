"""What sitemaps and feeds say of when posts changed, against when we looked. Every call only reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from archive.db import Archive

MIN_CHANGES = 3
"""Changes that were seen, before a site's word on them is judged."""

TELLING = 0.9
"""The share of changes that a site has to have stated, for its silence to be believed."""


def stated_since(archive: Archive, site: str) -> dict[int, bool]:
    """Tell of posts whether their pages changed since the last look (True) or not (False), as the site itself says.

    Posts of which it says nothing are left out. That nothing changed is told only of a site whose sitemap has
    stated nearly every change that was seen so far.
    """
    found: dict[int, bool] = {}
    if says_when(archive, site):
        found = {row[0]: False for row in archive.db.execute(_SAME, [site, site]).fetchall()}
    return found | {row[0]: True for row in archive.db.execute(_CHANGED, [site]).fetchall()}


def says_when(archive: Archive, site: str) -> bool:
    """Tell whether the changes that were seen on a site were nearly all stated by its sitemap."""
    seen, stated = archive.db.execute(_STATED, [site]).fetchone()
    return bool(seen >= MIN_CHANGES and (stated or 0) >= TELLING * seen)


# The latest word of a source, against the word that stood when the page was last asked for, else against that time.
_CHANGED = """
    SELECT DISTINCT p.id FROM posts p JOIN ledger l ON l.post_id = p.id JOIN sightings s ON s.ledger_id = l.id
    WHERE p.site = ? AND s.source IN ('sitemap', 'feed') AND s.seen_at > p.last_checked AND s.modified IS NOT NULL
    AND s.id = (SELECT max(id) FROM sightings WHERE ledger_id = l.id AND source = s.source)
    AND s.modified > coalesce((SELECT b.modified FROM sightings b WHERE b.ledger_id = l.id AND b.source = s.source
        AND b.seen_at <= p.last_checked ORDER BY b.id DESC LIMIT 1), p.last_checked)"""

# A sitemap that was read since then, and whose latest word is older than the last look.
_SAME = """
    SELECT p.id FROM posts p JOIN ledger l ON l.post_id = p.id
    JOIN sightings s ON s.id = (SELECT max(id) FROM sightings WHERE ledger_id = l.id AND source = 'sitemap')
    WHERE p.site = ? AND s.modified IS NOT NULL AND s.modified < substr(p.last_checked, 1, 10)
    AND p.last_checked < (SELECT max(last_swept) FROM sources WHERE kind = 'sitemap' AND site IN ('', ?))"""

# Changes of posts that the sitemap dates, and those between whose looks it stated a change as well.
_STATED = """
    SELECT count(*), sum(EXISTS (SELECT 1 FROM sightings s WHERE s.ledger_id = l.id AND s.source = 'sitemap'
        AND s.modified >= substr(b.observed_at, 1, 10) AND s.modified <= r.observed_at))
    FROM revisions r JOIN revisions b ON b.post_id = r.post_id AND b.number = r.number - 1
    JOIN posts p ON p.id = r.post_id JOIN ledger l ON l.post_id = p.id
    WHERE p.site = ? AND r.cause = 'site' AND EXISTS (SELECT 1 FROM sightings s
        WHERE s.ledger_id = l.id AND s.source = 'sitemap' AND s.modified IS NOT NULL AND s.seen_at < r.observed_at)"""
