"""What tests of archives share: a clock, exchanges, a small session to run, and a check of everything on disk."""

from __future__ import annotations

import gzip
import hashlib
import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import TYPE_CHECKING

from PIL import Image

from archive import open_archive, queries
from archive.records import Attachment, Counts, Exchange, PostContent, PostKey, Sighting, StoredAttachment
from archive.search_text import TOKENIZER, spaced
from archive.store import Writer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from archive.db import Archive

SITE = "centre"
START = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)


@dataclass
class Clock:
    """A clock that moves by a step each time it is read."""

    now: datetime = START
    step: timedelta = timedelta(seconds=1)

    def __call__(self) -> datetime:
        self.now += self.step
        return self.now

    def stamp(self) -> str:
        return self().strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass
class Session:
    """An archive open for writing with a run under way."""

    archive: Archive
    writer: Writer
    clock: Clock
    keys: dict[str, PostKey] = field(default_factory=dict)

    def exchange(self, url: str, body: bytes = b"", **changes: object) -> Exchange:
        return exchange(url, body, fetched_at=self.clock.stamp(), **changes)

    def file(self, url: str, data: bytes) -> StoredAttachment:
        """Store a file and give it as the first attachment of a post."""
        with self.writer.file_sink() as sink:
            sink.write(data)
            blob = sink.finish()
        self.writer.keep_file(self.exchange(url, kind="file"), blob)
        name = url.rpartition("/")[2]
        return StoredAttachment(Attachment(1, 1, name, f"{name} (1 MB)", 10**6, url), blob.sha256, blob.media_type)

    def rows(self, sql: str, *arguments: object) -> list[tuple[object, ...]]:
        return self.archive.db.execute(sql, list(arguments)).fetchall()

    def one(self, sql: str, *arguments: object) -> object:
        return self.rows(sql, *arguments)[0][0]


def exchange(url: str, body: bytes = b"", *, fetched_at: str = "2026-03-01T08:00:00Z", **changes: object) -> Exchange:
    """Make an exchange as the fetching side hands it over; without a body, its payload was not read."""
    status = changes.pop("status", 200)
    head = changes.pop("head", f"HTTP/1.1 {status} Whatever\r\nContent-Type: text/html\r\n\r\n".encode())
    values: dict[str, object] = {
        "kind": "detail",
        "method": "GET",
        "request_head": b"GET /x HTTP/1.1\r\nHost: site.example\r\n\r\n",
        "payload": body or None,
        "sha256": hashlib.sha256(body).hexdigest() if body else "",
        "size": len(body),
        "media_type": "text/html",
        "peer": "192.0.2.7",
        "framing": "length",
    }
    return Exchange(url=url, fetched_at=fetched_at, status=status, head=head, **{**values, **changes})  # type: ignore[arg-type]


def key(source_id: str, lang: str = "en") -> PostKey:
    """Name a post of the test site."""
    return PostKey(SITE, source_id, lang)


def content(title: str = "A title", body: str = "First block.\n\nSecond block.", **changes: object) -> PostContent:
    """Make what a detail page says."""
    values: dict[str, object] = {"published": "2026-02-03", "category": "News", "body_html": "<p>First block.</p>"}
    return PostContent(title=title, body=body, **{**values, **changes})  # type: ignore[arg-type]


def picture(width: int = 64, height: int = 48, kind: str = "PNG", *, shade: int = 0, quality: int = 90) -> bytes:
    """Draw a picture that has something to see: waves that cross, the shade moving them."""
    image = Image.new("RGB", (width, height))
    image.putdata(
        [
            (
                abs((x * 1500 // width + y * 700 // height + shade * 4) % 510 - 255),
                abs((y * 1100 // height + shade * 3) % 510 - 255),
                (x * 255 // width + shade) % 256,
            )
            for y in range(height)
            for x in range(width)
        ]
    )
    out = BytesIO()
    image.save(out, kind, **({"quality": quality} if kind in {"JPEG", "WEBP"} else {}))
    return out.getvalue()


def small_backfill(folder: Path, posts: int = 6) -> None:
    """Archive a few posts with pages and pictures, taking up where an earlier call was killed."""
    clock = Clock()
    with open_archive(folder, create=True) as archive, Writer(archive, clock, site=SITE) as writer:
        session = Session(archive, writer, clock)
        writer.start_run("backfill")
        writer.keep(session.exchange("https://site.example/robots.txt", b"User-agent: *", kind="robots"))
        listing = [
            Sighting(key(str(n)), f"https://site.example/{n}", n, f"Post {n}", f"About {n}")
            for n in range(1, posts + 1)
        ]
        writer.save_sightings("listing", listing)
        for entry in queries.pending(archive, SITE):
            number = int(entry.key.source_id)
            page = gzip.compress(f"<h1>Post {number}</h1><p>香港 {number}</p>".encode(), mtime=0)
            head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n"
            body = gzip.decompress(page)
            digest = hashlib.sha256(body).hexdigest()
            capture = writer.keep(session.exchange(entry.url, page, head=head, sha256=digest, size=len(body)))
            file = session.file(f"https://site.example/{number % 3}.png", picture(shade=number % 3 * 60))
            read = content(f"Post {number}", f"香港 {number}\n\nText {number}", attachments=(file.attachment,))
            writer.save_post(entry.key, entry.url, read, [file], capture=capture, parser_version="1")
        writer.finish_run("finished", Counts(posts_new=posts), "")


_STATE = (
    """SELECT site, source_id, lang, url, title, published, category, summary, body, status, revision FROM posts
    ORDER BY site, source_id, lang""",
    """SELECT p.source_id, a.position, a.name, a.label, a.url, a.sha256, a.problem FROM attachments a
    JOIN posts p ON p.id = a.post_id ORDER BY 1, 2""",
    """SELECT p.source_id, r.number, r.cause, r.changed, r.content_hash FROM revisions r
    JOIN posts p ON p.id = r.post_id ORDER BY 1, 2""",
    "SELECT source_id, lang, state, attempts FROM ledger ORDER BY 1, 2",
    "SELECT sha256, bytes, media_type, width, height, phash FROM blobs ORDER BY 1",
)


def state_digest(folder: Path) -> str:
    """Sum up what an archive holds, leaving out when and in which run it came."""
    with open_archive(folder) as archive:
        parts = [archive.db.execute(sql).fetchall() for sql in _STATE]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def problems(folder: Path) -> Iterator[str]:
    """Check everything that an archive promises about its bytes, by other means than its own where there are any."""
    yield from _database_problems(folder)
    yield from _pointer_problems(folder)
    for path in sorted((folder / "warc").glob("*.warc.gz")):
        for command in (["gzip", "-t", path], [sys.executable, "-m", "warcio.cli", "check", path]):
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode or done.stdout or done.stderr:
                yield f"{command[0]} {path.name}: {done.stdout}{done.stderr}"


def _database_problems(folder: Path) -> Iterator[str]:
    with closing(sqlite3.connect(folder / "archive.db")) as db:
        for (line,) in db.execute("PRAGMA integrity_check"):
            if line != "ok":
                yield f"integrity: {line}"
        for row in db.execute("PRAGMA foreign_key_check"):
            yield f"foreign key: {row}"
        for index in ("posts_fts", "revisions_fts"):
            db.execute(f"INSERT INTO {index}({index}) VALUES ('integrity-check')")  # raises if it is damaged
        yield from _index_problems(db)


def _index_problems(db: sqlite3.Connection) -> Iterator[str]:
    """Make the index anew from the posts, and compare it word by word."""
    for name, text, rowid in (
        ("posts_fts", "posts_text", "post_id"),
        ("revisions_fts", "revisions_text", "revision_id"),
    ):
        columns = "title, category, summary, body, files"
        db.execute(f"CREATE VIRTUAL TABLE temp.anew USING fts5({columns}, tokenize='{TOKENIZER}')")
        held = f"SELECT {rowid}, {columns} FROM {text} WHERE {rowid} IN (SELECT id FROM {name}_docsize)"
        rows = [(row[0], *map(spaced, row[1:])) for row in db.execute(held)]
        db.executemany(f"INSERT INTO temp.anew (rowid, {columns}) VALUES (?, ?, ?, ?, ?, ?)", rows)
        db.execute("CREATE VIRTUAL TABLE temp.anew_words USING fts5vocab(temp, anew, instance)")
        db.execute(f"CREATE VIRTUAL TABLE temp.held_words USING fts5vocab(main, {name}, instance)")
        for one, other in (("anew", "held"), ("held", "anew")):
            for row in db.execute(f"SELECT * FROM {one}_words EXCEPT SELECT * FROM {other}_words LIMIT 3"):
                yield f"{name}: {row} is in {one} only"
        for table in ("anew_words", "held_words", "anew"):
            db.execute(f"DROP TABLE temp.{table}")
    missing = "SELECT id FROM posts EXCEPT SELECT id FROM posts_fts_docsize"
    for row in db.execute(missing):
        yield f"posts_fts: post {row[0]} is missing"


def _pointer_problems(folder: Path) -> Iterator[str]:
    """Follow every row to its bytes."""
    with open_archive(folder) as archive:
        for sha256, size in archive.db.execute("SELECT sha256, bytes FROM blobs").fetchall():
            files = list((folder / "blobs" / sha256[:2]).glob(f"{sha256}*"))
            data = files[0].read_bytes() if len(files) == 1 else b""
            if len(data) != size or hashlib.sha256(data).hexdigest() != sha256:
                yield f"blob {sha256}: {files}"
        for number, file, offset, length, sha256, blob in archive.db.execute(
            "SELECT c.id, warc_file, warc_offset, warc_length, c.sha256, b.sha256 "
            "FROM captures c LEFT JOIN blobs b USING (sha256)"
        ).fetchall():
            if file is None and blob is None:
                yield f"capture {number} names no bytes"
            elif file is not None and (folder / "warc" / file).stat().st_size < offset + length:
                yield f"capture {number} points beyond the end of {file}"
            elif sha256:
                queries.body_of(archive, number)


def check_archive(folder: Path) -> None:
    """Fail with everything that is wrong with an archive folder."""
    assert list(problems(folder)) == []
