"""What end-to-end tests share: run the program against a fake site, and look at what it keeps."""

from __future__ import annotations

import gzip
import hashlib
import json
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

from warcio.checker import Checker

from scraper.report import Snapshot
from scraper.run import Options, Result, run
from scraper.target import resolve_target
from scraper.tools import Effects


class Silent:
    """A reporter that remembers what it was told."""

    def __init__(self) -> None:
        self.events: list[tuple[str, str, dict[str, Any]]] = []
        self.snapshots: list[Snapshot] = []

    def event(self, level: str, name: str, **facts: Any) -> None:
        """Remember an event."""
        self.events.append((level, name, facts))

    def page(self, url: str) -> None:
        """Pages are not remembered."""

    def progress(self, snapshot: Snapshot) -> None:
        """Remember where the run stands."""
        self.snapshots.append(snapshot)

    def close(self) -> None:
        """Nothing to tidy."""


class Clock:
    """The time of day, moved by tests; sleeping moves it too, so that no test waits."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 1, 5, 6, 15, tzinfo=UTC)
        self.slept = 0.0

    def now(self) -> datetime:
        """Each look at the clock is a millisecond later than the last."""
        self.moment += timedelta(milliseconds=1)
        return self.moment

    def clock(self) -> float:
        """Monotonic seconds."""
        return self.moment.timestamp() + self.slept

    def sleep(self, seconds: float) -> None:
        """Let time pass at once."""
        self.slept += seconds
        self.moment += timedelta(seconds=seconds)

    def later(self, **amount: float) -> None:
        """Let days or hours pass between two runs."""
        self.moment += timedelta(**amount)


def scrape(
    command: str,
    address: str,
    folder: Path,
    clock: Clock | None = None,
    *,
    reporter: Silent | None = None,
    **given: Any,
) -> Result:
    """Run a backfill or an update against an address, without pauses."""
    clock = clock or Clock()
    effects = Effects(clock=clock.clock, now=clock.now, sleep=clock.sleep, rng=random.Random(7))
    target = resolve_target(address)
    options = Options(command=command, target=target, folder=folder, **({"delay": 0.0} | given))
    return run(options, reporter or Silent(), effects)


def rows(folder: Path, query: str, *values: Any) -> list[tuple[Any, ...]]:
    """What a query gives, opened as an analyst opens it: read-only."""
    with closing(sqlite3.connect(f"file:{folder}/archive.db?mode=ro", uri=True)) as db:
        return db.execute(query, values).fetchall()


def one(folder: Path, query: str, *values: Any) -> Any:
    """The single value that a query gives."""
    ((value,),) = rows(folder, query, *values)
    return value


def posts(folder: Path) -> dict[tuple[str, str], dict[str, Any]]:
    """Every post by (source_id, lang), with its attachments."""
    with closing(sqlite3.connect(f"file:{folder}/archive.db?mode=ro", uri=True)) as db:
        db.row_factory = sqlite3.Row
        found = {}
        for row in db.execute("SELECT * FROM posts").fetchall():
            post = dict(row)
            post["attachments"] = [
                dict(item)
                for item in db.execute("SELECT * FROM attachments WHERE post_id = ? ORDER BY position", [row["id"]])
            ]
            found[row["source_id"], row["lang"]] = post
        return found


def blob_path(folder: Path, sha256: str) -> Path:
    """Where the bytes with this digest are."""
    (path,) = (folder / "blobs" / sha256[:2]).glob(f"{sha256}*")
    return path


def assert_sound(folder: Path) -> None:
    """The archive is whole: database, foreign keys, full text, WARC records, and every byte that a row names."""
    with closing(sqlite3.connect(folder / "archive.db")) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        db.execute("INSERT INTO posts_fts(posts_fts) VALUES ('integrity-check')")
        blobs = db.execute("SELECT sha256, bytes FROM blobs").fetchall()
        named = {row[0] for row in db.execute("SELECT sha256 FROM attachments WHERE sha256 IS NOT NULL")}
        pointers = db.execute("SELECT warc_file, warc_offset FROM captures WHERE warc_file IS NOT NULL").fetchall()
    assert named <= {sha256 for sha256, _ in blobs}
    for sha256, size in blobs:
        data = blob_path(folder, sha256).read_bytes()
        assert (hashlib.sha256(data).hexdigest(), len(data)) == (sha256, size)
    for path in (folder / "warc").glob("*.warc.gz"):
        gzip.decompress(path.read_bytes())
        assert Checker(_CheckOptions(str(path))).process_all() in (None, 0)
    for name, offset in pointers:
        with (folder / "warc" / name).open("rb") as file:
            file.seek(offset)
            assert BytesIO(file.read(2)).getvalue() == b"\x1f\x8b"


class _CheckOptions:
    """What `warcio check` reads from its command line."""

    def __init__(self, path: str) -> None:
        self.inputs = [path]
        self.verbose = False


_CONTENT = """
SELECT source_id, lang, url, title, published, category, summary, body, body_html, status, revision
  FROM posts ORDER BY 1, 2;
SELECT p.source_id, p.lang, a.position, a.paragraph, a.name, a.label, a.declared_bytes, a.url, a.sha256, a.problem
  FROM attachments a JOIN posts p ON p.id = a.post_id ORDER BY 1, 2, 3;
SELECT p.source_id, p.lang, r.number, r.cause, r.changed, r.content_hash
  FROM revisions r JOIN posts p ON p.id = r.post_id ORDER BY 1, 2, 3;
SELECT source_id, lang, state FROM ledger ORDER BY 1, 2;
SELECT sha256, bytes FROM blobs ORDER BY 1
""".split(";")


def digest_of(folder: Path) -> str:
    """One digest over everything that an archive says, without run numbers and the times of requests."""
    out = StringIO()
    for query in _CONTENT:
        json.dump(rows(folder, query), out)
    return hashlib.sha256(out.getvalue().encode()).hexdigest()


def tables(folder: Path) -> Iterator[str]:
    """The names of the tables and views."""
    for (name,) in rows(folder, "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')"):
        yield name
