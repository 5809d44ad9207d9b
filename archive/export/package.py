"""A Frictionless data package: CSV as it is stored, and `datapackage.json` that says what every column is.

Cells are not changed against formulas here, so that the types of the schema hold.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import IO, TYPE_CHECKING, Any

from archive import __version__
from archive.export.delimited import write_csv
from archive.export.tables import TABLES, rows
from archive.markup import legal
from archive.site_feed import home_url

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from archive.export.selection import Chosen
    from archive.export.tables import Column, Table

_PROFILE = "tabular-data-package"
_TYPES: dict[str, dict[str, str]] = {
    "text": {"type": "string"},
    "integer": {"type": "integer"},
    "date": {"type": "date"},
    "time": {"type": "datetime", "format": "%Y-%m-%dT%H:%M:%SZ"},
    "names": {"type": "array"},
    "files": {"type": "array"},
}
_README = """# Posts of {site}

{posts} posts, exported from a news archive{asked}. Open `datapackage.json` with any program for Frictionless data
packages, or the files in `data/` with anything that reads CSV (UTF-8; all text is quoted, an empty cell without
quotation marks is NULL). Cells stand as they are stored: look at them in a spreadsheet only if you trust the site, or
export as `excel`.

| File | One row is |
|---|---|
{tables}

Rows belong to posts by `post_id`.{files}

The last run of the archive that is in here is {last}. To get what is new, revised, gone or back since:
`archive export --format package --since-run {last} --output NEXT`, with the same other options. A post comes whole in
it, with all its revisions; it replaces the post of the same `id`.
"""


class _Counted:
    """Writes to a file, and knows how much and the digest."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.digest = hashlib.sha256()
        self.size = 0

    def write(self, data: bytes) -> int:
        self.digest.update(data)
        self.size += len(data)
        return self._file.write(data)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def write_package(build: Path, chosen: Chosen, tables: Sequence[str], *, with_files: bool) -> dict[str, int]:
    """Write the package into an empty folder, and say how many rows each table has."""
    (build / "data").mkdir()
    counts, resources = {}, []
    for name in tables:
        with (build / "data" / f"{name}.csv").open("wb") as file:
            counted = _Counted(file)
            counts[name] = write_csv(counted, TABLES[name].names, rows(chosen, name), raw=True)  # type: ignore[arg-type]
        resources.append(_resource(TABLES[name], tables, counted))
    described = _descriptor(chosen, resources)
    (build / "datapackage.json").write_text(
        json.dumps(described, ensure_ascii=False, indent=2) + "\n", encoding="utf-8"
    )
    (build / "README.md").write_text(_readme(chosen, counts, with_files=with_files), encoding="utf-8")
    return counts


def _descriptor(chosen: Chosen, resources: Sequence[dict[str, object]]) -> dict[str, object]:
    site = ", ".join(chosen.sites) or "news"
    home = home_url(chosen.archive)
    name = re.sub(r"[^a-z0-9._-]+", "-", site.lower()).strip("-.") or "news"
    described: dict[str, object] = {
        "profile": _PROFILE,
        "name": f"{name}-posts",
        "title": legal(f"Posts of {site}"),
        "description": "News posts with their attachments and every revision, as a news archive kept them.",
        "sources": [{"title": legal(site), **({"path": home} if home else {})}],
        "contributors": [{"title": f"cairs-news-archive {__version__}", "role": "wrangler"}],
        "archive": {"last_run": chosen.last_run, "selection": chosen.selection.told()},
        "resources": list(resources),
    }
    if chosen.last_finished:
        described["created"] = chosen.last_finished
    return described


def _resource(table: Table, tables: Sequence[str], counted: _Counted) -> dict[str, object]:
    schema: dict[str, object] = {
        "fields": [_field(column) for column in table.columns],
        "primaryKey": list(table.key),
        "missingValues": [""],
    }
    if table.name != "posts" and "posts" in tables:
        schema["foreignKeys"] = [{"fields": ["post_id"], "reference": {"resource": "posts", "fields": ["id"]}}]
    return {
        "name": table.name,
        "path": f"data/{table.name}.csv",
        "profile": "tabular-data-resource",
        "description": table.about,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": counted.size,
        "hash": f"sha256:{counted.digest.hexdigest()}",
        "dialect": {"delimiter": ",", "quoteChar": '"', "doubleQuote": True, "lineTerminator": "\r\n", "header": True},
        "schema": schema,
    }


def _field(column: Column) -> dict[str, object]:
    field: dict[str, object] = {"name": column.name, **_TYPES[column.kind], "description": column.about}
    if column.kind != "text" and not column.optional:
        field["constraints"] = {"required": True}  # an empty text is one, and no cell tells it from none
    return field


def _readme(chosen: Chosen, counts: dict[str, int], *, with_files: bool) -> str:
    told = chosen.selection.told()
    asked = f" ({', '.join(f'{name} {value}' for name, value in told.items())})" if told else ""
    tables = "\n".join(f"| `data/{name}.csv` ({count} rows) | {TABLES[name].about} |" for name, count in counts.items())
    files = " The column `file` of the attachments says where in this folder their bytes are." if with_files else ""
    site = legal(", ".join(chosen.sites)) or "the archive"
    return _README.format(
        site=site, posts=chosen.posts, asked=legal(asked), tables=tables, files=files, last=chosen.last_run
    )
