"""Every read that more than one place needs. All take an open archive and change nothing."""

from __future__ import annotations

import hashlib
import json
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from archive import blobs, warc
from archive.captures import KeptCapture, clean
from archive.errors import ArchiveError, WarcDamaged
from archive.newest import UNFINISHED
from archive.post_rows import ledger_row
from archive.records import PostKey

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from archive.db import Archive


class Validators(NamedTuple):
    """What a conditional request needs, and the capture whose body a 304 would confirm."""

    etag: str
    last_modified: str
    sha256: str
    capture_id: int


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """A post in the ledger: `state` is as in the table `ledger`."""

    key: PostKey
    url: str
    state: str
    attempts: int
    problem: str | None
    post_id: int | None


@dataclass(frozen=True, slots=True)
class PostState:
    """A post that is in the archive, and when what happened to it; times are UTC ISO 8601."""

    id: int
    key: PostKey
    url: str
    status: str
    published: str | None
    first_seen: str
    last_checked: str
    last_changed: str


@dataclass(frozen=True, slots=True)
class Source:
    """An address where posts are found."""

    kind: str
    url: str
    lang: str
    last_swept: str | None
    last_complete: str | None
    note: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Run:
    """One execution, as stored."""

    id: int
    command: str
    started_at: str
    finished_at: str | None
    outcome: str | None
    counts: Mapping[str, object]
    message: str


# -- captures ------------------------------------------------------------------------------------------------


def validators_for(archive: Archive, url: str) -> Validators | None:
    """Give the validators of the last 200 whose body we hold; None if there is none."""
    row = _first(
        archive,
        "SELECT etag, last_modified, sha256, id FROM captures "
        "WHERE url = ? AND status = 200 AND sha256 IS NOT NULL AND kind != 'rendered' ORDER BY id DESC LIMIT 1",
        [clean(url)],
    )
    return Validators(*row) if row else None


def capture(archive: Archive, capture_id: int) -> KeptCapture:
    """Give a stored capture in the form that `Writer.save_post` takes.

    Raises:
        ArchiveError: there is no such capture.
    """
    row = _first(
        archive, "SELECT url, fetched_at, status, coalesce(sha256, ''), id FROM captures WHERE id = ?", [capture_id]
    )
    if row is None:
        message = f"There is no capture {capture_id} in {archive.folder}."
        raise ArchiveError(message)
    return KeptCapture(*row)


def body_of(archive: Archive, capture_id: int) -> bytes:
    """Give the decoded body of a capture; of a revisit or 304, the body that it confirms.

    Raises:
        ArchiveError: there is no such capture, or it has no body.
        WarcDamaged, BlobMissing, BlobDamaged: its bytes are not what was stored.
    """
    row = _first(
        archive,
        "SELECT h.sha256, h.warc_file, h.warc_offset, h.warc_length, b.media_type FROM captures c "
        "JOIN captures h ON h.id = coalesce(c.revisit_of, c.id) LEFT JOIN blobs b ON b.sha256 = h.sha256 "
        "WHERE c.id = ?",
        [capture_id],
    )
    if row is None or row[0] is None:
        what = "has no body" if row else "does not exist"
        message = f"Capture {capture_id} in {archive.folder} {what}."
        raise ArchiveError(message)
    sha256, file, offset, length, media_type = row
    if file is None:
        return blobs.read(archive.blobs, sha256, media_type or "")
    record = warc.read_record(archive.warc / file, offset, length)
    try:
        body = decode(record.payload, _header(record.head, b"content-encoding"))
    except (zlib.error, ValueError) as error:
        message = f"The body at {offset} in {archive.warc / file} cannot be unpacked ({error})."
        raise WarcDamaged(message) from error
    if hashlib.sha256(body).hexdigest() != sha256:
        message = f"The body at {offset} in {archive.warc / file} does not have the digest that the database states."
        raise WarcDamaged(message)
    return body


def decode(payload: bytes, coding: str) -> bytes:
    """Undo a content coding: gzip (several members too), deflate in both its forms, or none.

    Of a gzip body that was kept in part (a robots.txt beyond its cap) that part is given; whoever wants to be
    sure compares digests.

    Raises:
        ValueError, zlib.error: the coding is another one, or the payload is broken.
    """
    match coding.strip().lower():
        case "" | "identity":
            return payload
        case "gzip" | "x-gzip":
            return _gunzip(payload)
        case "deflate":
            try:
                return zlib.decompress(payload)
            except zlib.error:
                return zlib.decompress(payload, wbits=-15)
        case other:
            message = f"unknown content coding {other!r}"
            raise ValueError(message)


def _gunzip(payload: bytes) -> bytes:
    parts: list[bytes] = []
    while payload.strip(b"\x00"):
        member = zlib.decompressobj(31)
        parts.append(member.decompress(payload))
        payload = member.unused_data
    return b"".join(parts)


def _header(head: bytes, name: bytes) -> str:
    for line in head.split(b"\r\n")[1:]:
        field_name, _, value = line.partition(b":")
        if field_name.strip().lower() == name:
            return value.decode("latin-1").strip()
    return ""


# -- the ledger ----------------------------------------------------------------------------------------------

_LEDGER = "SELECT site, source_id, lang, url, state, attempts, problem, post_id FROM ledger"


def pending(
    archive: Archive, site: str, *, states: Sequence[str] = UNFINISHED, newest_first: bool = False
) -> list[LedgerEntry]:
    """List the posts that are not done, in the order in which they were first met, or the other way round."""
    marks = ", ".join("?" * len(states))
    order = "DESC" if newest_first else "ASC"
    rows = archive.rows(f"{_LEDGER} WHERE site = ? AND state IN ({marks}) ORDER BY id {order}", [site, *states])
    return [_entry(row) for row in rows]


def ledger_state(archive: Archive, key: PostKey) -> LedgerEntry | None:
    """Look one post up in the ledger, by its key there or by an alias."""
    known = ledger_row(archive.db, key)
    return _entry(archive.rows(f"{_LEDGER} WHERE id = ?", [known.id])[0]) if known else None


def known_keys(archive: Archive, site: str) -> dict[PostKey, str]:
    """Give every post that a source ever showed, with its state in the ledger."""
    rows = archive.rows("SELECT site, source_id, lang, state FROM ledger WHERE site = ?", [site])
    return {PostKey(*row[:3]): row[3] for row in rows}


def highest_ids(archive: Archive, site: str) -> dict[str, int]:
    """Give the highest numeric id of a post that was really there, for each language."""
    rows = archive.rows(
        "SELECT lang, max(CAST(source_id AS INTEGER)) FROM ledger WHERE site = ? AND source_id != '' "
        "AND source_id NOT GLOB '*[^0-9]*' AND length(source_id) < 16 AND (state != 'missing' OR post_id IS NOT NULL) "
        "GROUP BY lang",
        [site],
    )
    return dict(rows)


def _first(archive: Archive, sql: str, arguments: Sequence[object]) -> Any:
    return next(iter(archive.rows(sql, arguments)), None)


def _entry(row: tuple[str, str, str, str, str, int, str | None, int | None]) -> LedgerEntry:
    return LedgerEntry(PostKey(row[0], row[1], row[2]), *row[3:])


# -- posts, sources, runs ------------------------------------------------------------------------------------


def posts(archive: Archive, site: str) -> list[PostState]:
    """List the posts in the archive, the longest unchecked first; whoever schedules decides which are due."""
    rows = archive.rows(
        "SELECT p.id, l.site, l.source_id, l.lang, p.url, p.status, p.published, p.first_seen, p.last_checked, "
        "p.last_changed FROM posts p JOIN ledger l ON l.post_id = p.id WHERE p.site = ? ORDER BY p.last_checked, p.id",
        [site],
    )
    return [PostState(row[0], PostKey(row[1], row[2], row[3]), *row[4:]) for row in rows]


def sources(archive: Archive, site: str | None = None, kind: str | None = None) -> list[Source]:
    """List the known sources of a site (those that belong to no site in particular included), oldest first."""
    rows = archive.rows(
        "SELECT kind, url, lang, last_swept, last_complete, note FROM sources "
        "WHERE (? IS NULL OR site IN ('', ?)) AND (? IS NULL OR kind = ?) ORDER BY id",
        [site, site, kind, kind],
    )
    return [Source(row[0], row[1], row[2], row[3], row[4], json.loads(row[5])) for row in rows]


def last_run(archive: Archive, command: str | None = None, *, outcome: str | None = None) -> Run | None:
    """Give the latest run, of one command or with one outcome if so asked."""
    found = runs(archive, limit=1, command=command, outcome=outcome)
    return found[0] if found else None


def runs(archive: Archive, limit: int = 5, *, command: str | None = None, outcome: str | None = None) -> list[Run]:
    """List the latest runs, the newest first."""
    rows = archive.rows(
        "SELECT id, command, started_at, finished_at, outcome, counts, message FROM runs "
        "WHERE (? IS NULL OR command = ?) AND (? IS NULL OR outcome = ?) ORDER BY id DESC LIMIT ?",
        [command, command, outcome, outcome, limit],
    )
    return [Run(row[0], row[1], row[2], row[3], row[4], json.loads(row[5] or "{}"), row[6]) for row in rows]
