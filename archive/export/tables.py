"""The tables of an export: their columns with types and meanings, and their rows as a stream."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from archive.schema import DESCRIPTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any, Literal

    from archive.export.selection import Chosen

    Kind = Literal["text", "integer", "date", "time", "names", "files"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        kind: text, integer, date (`YYYY-MM-DD`), time (UTC ISO 8601), names (JSON array of texts), files (JSON
            array of attachments).
        about: what it means.
        optional: whether it may be NULL.
    """

    name: str
    kind: Kind
    about: str
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One table; `key` are the columns that name a row, `now` and `then` select its rows."""

    name: str
    about: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    now: str
    then: str

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(column.name for column in self.columns)


@dataclass(frozen=True, slots=True)
class Part:
    """The posts of one site published in one year; None for those without a day."""

    site: str
    year: int | None


_FILE = "where the bytes lie, from the archive's folder, or from this one where files were exported too"
_OWN = {
    ("posts", "attachments"): "the files and pictures that it offers, in the order of the page",
    ("attachments", "bytes"): "how many bytes came; NULL if we have none",
    ("attachments", "width"): "pixels, for pictures",
    ("attachments", "height"): "pixels, for pictures",
    ("attachments", "file"): _FILE,
}


def _columns(table: str, spec: str) -> tuple[Column, ...]:
    """Read `name:kind?` words into columns; a question mark is for what may be NULL."""
    found = []
    for word in spec.split():
        name, _, kind = word.partition(":")
        about = _OWN.get((table, name)) or DESCRIPTIONS[table][1][name]
        found.append(Column(name, kind.removesuffix("?") or "text", about, kind.endswith("?")))  # type: ignore[arg-type]
    return tuple(found)


_TEXTS = "title published category summary body body_html".split()
_POST = "id site url source_id lang".split()
_REST = "status revision first_seen last_seen last_checked last_changed".split()
_REVISION = (
    "id:integer post_id:integer number:integer observed_at:time cause changed:names cosmetic:names same_as:integer? "
    "title published:date? category summary body body_html attachments:files content_hash capture_id:integer? "
    "parser_version"
)
_FILE_COLUMNS = "position paragraph name label declared_bytes url".split()
_FROM = "FROM temp.chosen c CROSS JOIN posts p ON p.id = c.post_id"
_AT = f"{_FROM} CROSS JOIN revisions r ON r.post_id = c.post_id AND r.number = c.revision"
_OFFERED = "CROSS JOIN json_each(r.attachments) j"


def _list(prefix: str, names: Sequence[str]) -> str:
    return ", ".join(f"{prefix}{name}" for name in names)


_THEN_FILE = ", ".join(f"j.value ->> '{name}'" for name in _FILE_COLUMNS)
_BYTES = "b.bytes, b.width, b.height, blob_file(b.sha256, b.media_type)"
_NOW_FILES = f"{_list('a.', _FILE_COLUMNS)}, a.media_type, a.sha256, a.problem, {_BYTES}"
_THEN_FILES = f"""{_THEN_FILE}, coalesce(b.media_type, j.value ->> 'media_type'), j.value ->> 'sha256',
    j.value ->> 'problem', {_BYTES}"""

TABLES: dict[str, Table] = {
    "posts": Table(
        "posts",
        "A post in one language.",
        _columns(
            "posts",
            "id:integer site url source_id lang title published:date? category summary body body_html status "
            "revision:integer first_seen:time last_seen:time? last_checked:time? last_changed:time",
        ),
        ("id",),
        f"SELECT {_list('p.', [*_POST, *_TEXTS, *_REST])} {_FROM} WHERE {{part}} ORDER BY c.post_id",
        # What was checked and seen then is not recorded; what is known of it today would be of another day.
        f"""SELECT {_list("p.", _POST)}, {_list("r.", _TEXTS)}, 'live', r.number, p.first_seen, NULL, NULL,
            r.observed_at {_AT} WHERE {{part}} ORDER BY c.post_id""",
    ),
    "attachments": Table(
        "attachments",
        "A file or picture that a post offers.",
        _columns(
            "attachments",
            "post_id:integer position:integer paragraph:integer name label declared_bytes:integer? url:? media_type "
            "sha256:? problem:? bytes:integer? width:integer? height:integer? file:?",
        ),
        ("post_id", "position"),
        f"""SELECT c.post_id, {_NOW_FILES} FROM temp.chosen c CROSS JOIN attachments a ON a.post_id = c.post_id
            LEFT JOIN blobs b ON b.sha256 = a.sha256 WHERE {{part}} ORDER BY c.post_id, a.position""",  # noqa: S608 - our own text
        f"""SELECT c.post_id, {_THEN_FILES} {_AT} {_OFFERED} LEFT JOIN blobs b ON b.sha256 = j.value ->> 'sha256'
            WHERE {{part}} ORDER BY c.post_id, 2""",
    ),
    "revisions": Table(
        "revisions",
        DESCRIPTIONS["revisions"][0],
        _columns("revisions", _REVISION),
        ("post_id", "number"),
        *[
            f"""SELECT {_list("r.", [word.partition(":")[0] for word in _REVISION.split()])} FROM temp.chosen c
            CROSS JOIN revisions r ON r.post_id = c.post_id AND r.number <= c.revision
            WHERE {{part}} ORDER BY c.post_id, r.number"""  # noqa: S608
        ]
        * 2,
    ),
    "edits": Table(
        "edits",
        "One changed field of one revision, with what it said before and after.",
        _columns(
            "edits",
            "revision_id:integer post_id:integer source_id lang revision:integer observed_at:time cause field weight "
            "before:? after:?",
        ),
        ("revision_id", "field"),
        *[
            """SELECT e.* FROM temp.chosen c CROSS JOIN edits e ON e.post_id = c.post_id AND e.revision <= c.revision
            WHERE {part} ORDER BY c.post_id, e.revision, e.field"""
        ]
        * 2,
    ),
}

NESTED = Table(
    "posts",
    "A post in one language, with its attachments.",
    (*TABLES["posts"].columns, Column("attachments", "files", _OWN["posts", "attachments"])),
    ("id",),
    "",
    "",
)
"""Posts with their attachments inside, for formats that can hold lists."""

FILE_COLUMNS = TABLES["attachments"].columns[1:]
"""The columns of an attachment inside a post."""


def rows(chosen: Chosen, table: str, part: Part | None = None) -> Iterator[tuple[Any, ...]]:
    """Stream the rows of a table in the order of the posts' ids.

    Args:
        chosen: the posts.
        table: one of `TABLES`.
        part: only those of one site and year.
    """
    found = TABLES[table]
    sql = (found.then if chosen.then else found.now).format(part="c.site IS ? AND c.year IS ?" if part else "1")
    return chosen.rows(sql, [part.site, part.year] if part else [])


_PAIRS = ", ".join(f"'{name}', {name}" for name in (column.name for column in FILE_COLUMNS))
_NAMED = ", ".join(column.name for column in FILE_COLUMNS)
_INSIDE = {
    False: f"""SELECT {_NOW_FILES} FROM attachments a LEFT JOIN blobs b ON b.sha256 = a.sha256
        WHERE a.post_id = c.post_id""",  # noqa: S608
    True: f"""SELECT {_THEN_FILES} FROM json_each(r.attachments) j
        LEFT JOIN blobs b ON b.sha256 = j.value ->> 'sha256'""",  # noqa: S608
}


def nested_rows(chosen: Chosen, part: Part | None = None) -> Iterator[tuple[Any, ...]]:
    """Stream posts, each with its attachments as a JSON array in one more column."""
    found = TABLES["posts"]
    head, _, rest = (found.then if chosen.then else found.now).partition(" FROM ")
    inside = f"""(WITH f ({_NAMED}) AS ({_INSIDE[chosen.then]} ORDER BY 1)
        SELECT json_group_array(json_object({_PAIRS})) FROM f)"""  # noqa: S608 - our own text
    sql = f"{head}, {inside} FROM {rest}".format(part="c.site IS ? AND c.year IS ?" if part else "1")
    return chosen.rows(sql, [part.site, part.year] if part else [])


def parts(chosen: Chosen) -> list[Part]:
    """List the sites and years that there are."""
    return [Part(*row) for row in chosen.rows("SELECT DISTINCT site, year FROM temp.chosen ORDER BY 1, 2")]


def day(text: str | None) -> date | None:
    """Read a date; None where there is none, or none that a calendar has."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def instant(text: str | None) -> datetime | None:
    """Read a time (UTC); None where there is none, or none that a calendar has."""
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        return None


def plain(value: Any, kind: Kind) -> Any:
    """Give a value as JSON has it: lists as lists, all else as it is stored."""
    return json.loads(value) if kind in {"names", "files"} and value is not None else value
