"""What the archive knows already of the rows that a source shows. Every call only reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.aliases import resolve
from archive.captures import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archive.db import Archive
    from archive.records import PostKey, Sighting

_STANDING = """
    SELECT l.state, s.run_id, s.title, s.summary, s.published, s.category FROM ledger l
    LEFT JOIN sightings s ON s.id = (
        SELECT max(id) FROM sightings WHERE ledger_id = l.id AND source = ? AND NOT pinned)
    WHERE l.site = ? AND l.source_id = ? AND l.lang = ?"""


def as_known(archive: Archive, source: str, rows: Sequence[Sighting], run_id: int) -> dict[PostKey, bool]:
    """Tell, before they are stored, which rows hold no news: their posts are settled, and their teasers are as before.

    A post is settled when it is done, or known not to be there. What a teaser leaves out this time, or left out the
    last time, is no difference; nor is another teaser in the same run, since two listings may show one post each in
    its own words.
    """
    return {row.key: _is_known(archive, source, row, run_id) for row in rows}


def _is_known(archive: Archive, source: str, row: Sighting, run_id: int) -> bool:
    key = resolve(archive.db, row.key)
    found = archive.db.execute(_STANDING, [source, key.site, clean(key.source_id), clean(key.lang)]).fetchone()
    if found is None or found[0] not in {"done", "missing"}:
        return False
    _, shown_in, *before = found
    if row.pinned or shown_in == run_id:
        return True
    now = (row.title, row.summary, row.published or "", row.category)
    return all(not old or not new or old == clean(new) for old, new in zip(before, now, strict=True))
