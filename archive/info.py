"""What an archive holds, in numbers: for `archive info` and for whoever wants to know at a glance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive import queries, saves
from archive.disk import clear_errors
from archive.migrations import SCHEMA_VERSION
from archive.proof import prove

if TYPE_CHECKING:
    from pathlib import Path

    from archive.db import Archive
    from archive.proof import Difference, Proof, Verdict
    from archive.queries import Run
    from archive.saves import Saves

_TABLES = ("posts", "revisions", "attachments", "blobs", "captures", "sightings", "tombstones", "issues", "runs")


@dataclass(frozen=True, slots=True)
class Language:
    """The posts in one language; dates are `YYYY-MM-DD` or None."""

    lang: str
    posts: int
    earliest: str | None
    latest: str | None
    undated: int


@dataclass(frozen=True, slots=True)
class IssueCount:
    """How often an issue was met, over all runs and in the latest one that met it."""

    code: str
    stage: str
    count: int
    last_run: int
    example: str


@dataclass(frozen=True, slots=True)
class Info:
    """An archive in numbers. Sizes are in bytes."""

    folder: str
    schema_version: int
    sites: tuple[str, ...]
    tables: dict[str, int]
    statuses: dict[str, int]
    languages: tuple[Language, ...]
    earliest: str | None
    latest: str | None
    attachments_without_bytes: int
    blob_bytes: int
    warc_files: int
    warc_bytes: int
    database_bytes: int
    ledger: dict[str, int]
    proofs: tuple[Proof, ...]
    differences: tuple[Difference, ...]
    verdict: Verdict
    runs: tuple[Run, ...]
    issues: tuple[IssueCount, ...]
    saves: tuple[Saves, ...] = ()


def summarise(archive: Archive, *, runs: int = 5) -> Info:
    """Count what an archive holds, from one consistent state of its database."""
    db = archive.db
    with clear_errors(archive.folder):
        db.execute("BEGIN")
        try:
            languages = tuple(Language(*row) for row in archive.rows(_LANGUAGES))
            whole = prove(archive)
            warcs = [_size(path) for path in archive.warc.glob("*.warc.gz")]
            return Info(
                folder=str(archive.folder),
                schema_version=SCHEMA_VERSION,
                sites=tuple(site for (site,) in archive.rows("SELECT DISTINCT site FROM ledger ORDER BY site")),
                tables={table: _number(archive, f"SELECT count(*) FROM {table}") for table in _TABLES},  # noqa: S608
                statuses=dict(archive.rows("SELECT status, count(*) FROM posts GROUP BY status")),
                languages=languages,
                earliest=min((lang.earliest for lang in languages if lang.earliest), default=None),
                latest=max((lang.latest for lang in languages if lang.latest), default=None),
                attachments_without_bytes=_number(archive, "SELECT count(*) FROM attachments WHERE sha256 IS NULL"),
                blob_bytes=_number(archive, "SELECT coalesce(sum(bytes), 0) FROM blobs"),
                warc_files=len(warcs),
                warc_bytes=sum(warcs),
                database_bytes=sum(_size(path) for path in archive.folder.glob("archive.db*")),
                ledger=dict(archive.rows("SELECT state, count(*) FROM ledger GROUP BY state")),
                proofs=whole.proofs,
                differences=whole.differences,
                verdict=whole.verdict,
                runs=tuple(queries.runs(archive, limit=runs)),
                issues=tuple(IssueCount(*row) for row in archive.rows(_ISSUES)),
                saves=tuple(saves.summary(archive)),
            )
        finally:
            db.rollback()


_LANGUAGES = """SELECT lang, count(*), min(published), max(published), sum(published IS NULL) FROM posts
    GROUP BY lang ORDER BY count(*) DESC, lang"""
_ISSUES = """SELECT code, stage, count(*), max(run_id), max(message) FROM issues
    GROUP BY code, stage ORDER BY count(*) DESC, code"""


def _number(archive: Archive, sql: str) -> int:
    return int(archive.rows(sql)[0][0])


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:  # SQLite's log goes away when its last user does
        return 0
