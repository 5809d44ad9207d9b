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


def metadata(site: str) -> dict[str, Any]:
    """Give Datasette's metadata for an archive of a site."""
    tables: dict[str, dict[str, Any]] = {name: _table(name) for name in DESCRIPTIONS}
    tables |= {name: {"hidden": True} for name in _INTERNAL}
    tables["posts"] |= {"fts_table": "posts_fts", "fts_pk": "id"}
    tables["revisions"] |= {"fts_table": "revisions_fts", "fts_pk": "id"}
    about = "Everything behind the pages, as tables: filter and sort them, follow links, or ask in SQL. Read-only."
    return {
        "title": f"News archive of {site}",
        "databases": {NAME: {"title": "Tables and SQL", "description": about, "tables": tables}},
    }


def _table(name: str) -> dict[str, Any]:
    about, columns = DESCRIPTIONS[name]
    made: dict[str, Any] = {"description": about, "columns": columns}
    if name in _LABELS:
        made["label_column"] = _LABELS[name]
    if name in _NEWEST_FIRST:
        made["sort_desc"] = _NEWEST_FIRST[name]
    return made
