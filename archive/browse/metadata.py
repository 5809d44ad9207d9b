"""What Datasette is told of the tables: their meaning, their labels, and how their text is searched."""

from __future__ import annotations

from typing import Any

from archive.schema import DESCRIPTIONS

NAME = "archive"
"""The database's name in addresses; its file is `archive.db`."""

_LABELS = {
    "posts": "title", "revisions": "title", "captures": "url", "ledger": "url", "blobs": "sha256", "runs": "started_at",
}  # fmt: skip
_NEWEST_FIRST = {
    "posts": "published", "revisions": "id", "captures": "id", "runs": "id", "issues": "id", "sightings": "id",
    "sweeps": "id", "notices": "id",
}  # fmt: skip
_INTERNAL = ("_sqlite_migrations", "sqlite_sequence", "sqlite_stat1", "sqlite_stat4")

_QUERIES = {
    "find": {
        "title": "Find posts by words",
        "description": "As `archive search` does, in SQL: escape_fts turns words, phrases and Chinese into a query.",
        "sql": "select p.published, p.lang, p.title, p.id, -rank as score\n"
        "from posts_fts join posts p on p.id = posts_fts.rowid\n"
        "where posts_fts match escape_fts(:words)\norder by rank limit 100",
    },
    "as_it_stood": {
        "title": "Posts as the site showed them at a moment",
        "description": "The moment is UTC, such as 2026-03-01T00:00:00Z.",
        "sql": "select published, lang, title, revision, stood_from, stood_until, post_id\nfrom posts_as_of\n"
        "where stood_from <= :moment and stood_until > :moment\norder by published desc",
    },
    "edits_to_titles": {
        "title": "Titles before and after the site changed them",
        "sql": "select observed_at, lang, before, after, post_id\nfrom edits\n"
        "where field = 'title' and cause = 'site' and weight = 'substantive'\norder by observed_at desc",
    },
    "pictures_by_size": {
        "title": "The largest pictures, and where they stand",
        "sql": "select b.bytes, b.width, b.height, a.name, p.title, b.sha256\n"
        "from blobs b join attachments a on a.sha256 = b.sha256 join posts p on p.id = a.post_id\n"
        "where b.media_type like 'image/%'\norder by b.bytes desc limit 100",
    },
}


def metadata(site: str) -> dict[str, Any]:
    """Give Datasette's metadata for an archive of a site."""
    tables: dict[str, dict[str, Any]] = {name: _table(name) for name in DESCRIPTIONS}
    tables |= {name: {"hidden": True} for name in _INTERNAL}
    tables["posts"] |= {"fts_table": "posts_fts", "fts_pk": "id"}
    tables["revisions"] |= {"fts_table": "revisions_fts", "fts_pk": "id"}
    about = "Everything behind the pages, as tables: filter and sort them, follow links, or ask in SQL. Read-only."
    return {
        "title": f"News archive of {site}",
        "databases": {
            NAME: {"title": "Tables and SQL", "description": about, "tables": tables, "queries": _QUERIES},
        },
    }


def _table(name: str) -> dict[str, Any]:
    about, columns = DESCRIPTIONS[name]
    made: dict[str, Any] = {"description": about, "columns": columns}
    if name in _LABELS:
        made["label_column"] = _LABELS[name]
    if name in _NEWEST_FIRST:
        made["sort_desc"] = _NEWEST_FIRST[name]
    return made
