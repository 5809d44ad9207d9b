"""Keep HTTP exchanges: bytes first, then, with the next transaction, the rows that point at them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from archive.warc import Original, Place, WarcWriter, payload_digest

if TYPE_CHECKING:
    from sqlite_utils import Database

    from archive.records import Blob, Exchange

_SURROGATES = re.compile("[\ud800-\udfff]")
_LARGEST = 2**63 - 1  # of SQLite's integers


@dataclass(slots=True)
class KeptCapture:
    """An exchange whose bytes are stored. `id` is its row in `captures`, None until that row is written."""

    url: str
    fetched_at: str
    status: int
    sha256: str = ""
    id: int | None = None


@dataclass(slots=True)
class _Pending:
    """A capture that waits for its row."""

    kept: KeptCapture
    exchange: Exchange
    place: Place | None = None
    digest: str = ""
    blob: Blob | None = None
    original: KeptCapture | None = None


@dataclass(slots=True)
class _Original:
    """The capture that holds a body, and what a revisit record has to say about it."""

    kept: KeptCapture
    original: Original


@dataclass
class CaptureKeeper:
    """Keeps exchanges for one writing session; `Writer` decides when their rows are written.

    Attributes:
        db: the archive's database.
        warc: where the records go.
    """

    db: Database
    warc: WarcWriter
    _waiting: list[_Pending] = field(default_factory=list)
    _written: list[_Pending] = field(default_factory=list)

    def keep(self, exchange: Exchange) -> KeptCapture:
        """Append the exchange to the WARC; its row waits.

        A body that is held already, and a 304, become revisit records that point at the exchange which holds it.

        Raises:
            DiskFull: no space is left; nothing is kept of this exchange.
        """
        digest = payload_digest(exchange.payload) if exchange.payload else ""
        if exchange.kind == "rendered":
            return self._keep_rendered(exchange, digest)
        held = self._holder(exchange, digest)
        place = self.warc.append(exchange, held.original if held else None)
        sha256 = "" if exchange.payload is None else exchange.sha256  # a digest stands for bytes that are held
        kept = KeptCapture(exchange.url, exchange.fetched_at, exchange.status, sha256)
        self._waiting.append(
            _Pending(kept, _without_payload(exchange), place, digest, None, held.kept if held else None)
        )
        return kept

    def _keep_rendered(self, exchange: Exchange, digest: str) -> KeptCapture:
        """Note a page as a browser made it: a conversion of the raw page, held once while it stays the same."""
        held = self._recent_equal(digest, exchange) or _find(
            self.db, _SAME_BODY, [digest, exchange.sha256, exchange.kind == "rendered", exchange.url]
        )
        place = None
        if held is None:
            raw = self._recent_raw(exchange.url) or _find(self.db, _LAST_BODY, [exchange.url])
            place = self.warc.append_conversion(exchange, raw.original if raw else None)
        kept = KeptCapture(exchange.url, exchange.fetched_at, exchange.status, exchange.sha256)
        self._waiting.append(
            _Pending(kept, _without_payload(exchange), place, digest, None, held.kept if held else None)
        )
        return kept

    def keep_file(self, exchange: Exchange, blob: Blob) -> KeptCapture:
        """Note an exchange whose body is a blob; its row, and the blob's, wait."""
        kept = KeptCapture(exchange.url, exchange.fetched_at, exchange.status, blob.sha256)
        self._waiting.append(_Pending(kept, _without_payload(exchange), blob=blob))
        return kept

    @property
    def waiting(self) -> bool:
        """Whether any capture waits for its row."""
        return bool(self._waiting)

    def insert(self, run_id: int, now: str) -> None:
        """Write the rows that wait, inside the caller's transaction, and set their ids."""
        for pending in self._waiting:
            if pending.blob:
                insert_blob(self.db, pending.blob, now)
            cursor = self.db.execute(_INSERT, _row(pending, run_id))
            pending.kept.id = cursor.lastrowid
        self._written += self._waiting
        self._waiting = []

    def committed(self) -> None:
        """Forget what is now safely in the database."""
        self._written = []

    def rolled_back(self, keep: int = 0) -> None:
        """Let the rows written since the first `keep` wait again."""
        undone, self._written = self._written[keep:], self._written[:keep]
        for pending in undone:
            pending.kept.id = None
        self._waiting = undone + self._waiting

    @property
    def uncommitted(self) -> int:
        """How many rows were written and not yet committed; to be handed to `rolled_back`."""
        return len(self._written)

    def _holder(self, exchange: Exchange, digest: str) -> _Original | None:
        if exchange.status == 304:
            return self._recent_not_modified(exchange.url) or _find(self.db, _LAST_BODY, [exchange.url])
        if not digest or not exchange.sha256:
            return None
        # Both digests have to agree: SHA-1 alone could be made to collide by a hostile site.
        return self._recent_equal(digest, exchange) or _find(
            self.db, _SAME_BODY, [digest, exchange.sha256, exchange.kind == "rendered", exchange.url]
        )

    def _recent_equal(self, digest: str, exchange: Exchange) -> _Original | None:
        for pending in reversed(self._waiting):
            same = pending.digest == digest and pending.kept.sha256 == exchange.sha256
            alike = (pending.exchange.kind == "rendered") == (exchange.kind == "rendered")
            if same and alike and not pending.original and pending.place:
                return _Original(pending.kept, _as_original(pending))
        return None

    def _recent_raw(self, url: str) -> _Original | None:
        for pending in reversed(self._waiting):
            if _is_page(pending, url) and pending.place:
                return _Original(pending.kept, _as_original(pending))
        return None

    def _recent_not_modified(self, url: str) -> _Original | None:
        for pending in reversed(self._waiting):
            if _is_page(pending, url):
                if pending.original is None:
                    return _Original(pending.kept, _as_original(pending))
                if pending.original.id is not None:
                    return _find(self.db, _BY_ID, [pending.original.id])
                return next(
                    (_Original(p.kept, _as_original(p)) for p in self._waiting if p.kept is pending.original), None
                )
        return None


_INSERT = """INSERT INTO captures (run_id, url, kind, method, fetched_at, status, head, request_head, media_type,
    charset, bytes, sha256, etag, last_modified, peer, framing, warc_file, warc_offset, warc_length, record_id,
    payload_digest, revisit_of) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
_COLUMNS = "SELECT id, url, fetched_at, status, sha256, record_id, payload_digest FROM captures"
_BY_ID = f"{_COLUMNS} WHERE id = ?"
_SAME_BODY = f"""{_COLUMNS} WHERE payload_digest = ? AND sha256 = ? AND (kind = 'rendered') = ? AND revisit_of IS NULL
    AND warc_file IS NOT NULL ORDER BY url = ? DESC, id DESC LIMIT 1"""
_LAST_BODY = f"""{_COLUMNS} WHERE id = (
    SELECT coalesce(revisit_of, id) FROM captures
    WHERE url = ? AND status = 200 AND sha256 IS NOT NULL AND kind != 'rendered'
    ORDER BY id DESC LIMIT 1)"""  # noqa: S608 - no outside text


def clean(text: str) -> str:
    """Make text storable: lone surrogates become U+FFFD, NULs go. Everything else stays."""
    return _SURROGATES.sub("\ufffd", text).replace("\x00", "")


def storable_int(number: int | None) -> int | None:
    """Give an integer that SQLite can hold; None for one beyond it."""
    return number if number is not None and abs(number) <= _LARGEST else None


def insert_blob(db: Database, blob: Blob, now: str) -> None:
    """Note a blob whose file is on the disk; does nothing if it is known."""
    db.execute(
        "INSERT INTO blobs (sha256, bytes, media_type, width, height, phash, first_seen) VALUES (?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (sha256) DO NOTHING",
        [blob.sha256, blob.size, blob.media_type, blob.width, blob.height, blob.phash, now],
    )


def _row(pending: _Pending, run_id: int) -> list[object]:
    exchange, place = pending.exchange, pending.place
    return [
        run_id,
        clean(exchange.url),
        exchange.kind,
        exchange.method,
        exchange.fetched_at,
        exchange.status,
        _text_or_bytes(exchange.head),
        _text_or_bytes(exchange.request_head),
        clean(exchange.media_type),
        clean(exchange.charset),
        pending.blob.size if pending.blob else exchange.size,
        pending.kept.sha256 or None,
        clean(exchange.etag),
        clean(exchange.last_modified),
        exchange.peer,
        exchange.framing,
        place.file if place else None,
        place.offset if place else None,
        place.length if place else None,
        place.record_id if place else None,
        pending.digest or None,
        pending.original.id if pending.original else None,
    ]


def _text_or_bytes(head: bytes) -> str | bytes:
    """Store a head as text where that loses nothing, else as the bytes they are."""
    try:
        return head if b"\x00" in head else head.decode()
    except UnicodeDecodeError:
        return head


def _is_page(pending: _Pending, url: str) -> bool:
    """Whether it is a body that the address itself gave."""
    good = pending.kept.status == 200 and bool(pending.kept.sha256)
    return good and pending.kept.url == url and pending.exchange.kind != "rendered"


def _as_original(pending: _Pending) -> Original:
    record_id = pending.place.record_id if pending.place else ""
    return Original(pending.kept.url, pending.kept.fetched_at, record_id, pending.digest)


def _find(db: Database, sql: str, arguments: list[object]) -> _Original | None:
    row = db.execute(sql, arguments).fetchone()
    if row is None:
        return None
    kept = KeptCapture(row[1], row[2], row[3], row[4] or "", row[0])
    return _Original(kept, Original(row[1], row[2], row[5] or "", row[6] or ""))


def _without_payload(exchange: Exchange) -> Exchange:
    """Let go of the body, which is stored; many captures may wait."""
    return replace(exchange, payload=None)
