"""The rows of sources: what one showed, one pass of it, and where it is.

Every function works inside the caller's transaction.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from archive.captures import clean

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlite_utils import Database

    from archive.records import Sighting, Sweep


def insert_sighting(db: Database, source: str, ledger_id: int, sighting: Sighting, run_id: int, now: str) -> None:
    """Insert what a source showed of a post; a row of this run is completed, never emptied."""
    db.execute(
        "INSERT INTO sightings (run_id, source, ledger_id, url, position, title, summary, published, category, "
        "pinned, modified, seen_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (run_id, source, ledger_id) DO UPDATE SET "
        "title = iif(title = '', excluded.title, title), summary = iif(summary = '', excluded.summary, summary), "
        "published = coalesce(published, excluded.published), "
        "category = iif(category = '', excluded.category, category), pinned = max(pinned, excluded.pinned), "
        "modified = coalesce(excluded.modified, modified)",
        [
            run_id, source, ledger_id, clean(sighting.url), sighting.position, clean(sighting.title),
            clean(sighting.summary), sighting.published, clean(sighting.category), int(sighting.pinned),
            sighting.modified, now,
        ],
    )  # fmt: skip


def insert_sweep(db: Database, sweep: Sweep, run_id: int, now: str, site: str) -> None:
    """Insert one pass of a source, and bring the source's own times up to date; `site` is empty if it was not said."""
    db.execute(
        "INSERT INTO sweeps (run_id, source, url, lang, complete, reason, meant, pages, shown, finished_at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            run_id, sweep.source, clean(sweep.url), clean(sweep.lang), int(sweep.complete), clean(sweep.reason),
            int(sweep.meant), sweep.pages, sweep.shown, now,
        ],
    )  # fmt: skip
    db.execute(
        "UPDATE sources SET last_swept = ?, last_complete = iif(?, ?, last_complete) "
        "WHERE kind = ? AND url = ? AND (? = '' OR site IN ('', ?))",
        [now, sweep.complete, now, sweep.source, clean(sweep.url), site, site],
    )


def upsert_source(db: Database, kind: str, url: str, lang: str, note: Mapping[str, object], site: str) -> None:
    """Insert an address where posts are found, or bring its language and note up to date."""
    db.execute(
        "INSERT INTO sources (site, kind, url, lang, note) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (site, kind, url) DO UPDATE SET lang = excluded.lang, note = excluded.note",
        [site, kind, clean(url), clean(lang), json.dumps(note, ensure_ascii=False)],
    )
