"""The queue of what web archives are asked to keep: one row a revision, from asked for to confirmed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from archive.captures import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archive.db import Archive


class Save(NamedTuple):
    """A revision in the queue; times are UTC ISO 8601."""

    id: int
    post_id: int
    observed_at: str
    url: str
    state: str
    attempts: int
    asked_at: str | None


@dataclass(frozen=True, slots=True)
class Saves:
    """How far the queue of one web archive is, in revisions."""

    archive: str
    queued: int
    asked: int
    confirmed: int
    failed: int


def queue_run(archive: Archive, base: str, run_id: int, now: str) -> int:
    """Queue every post that a run found new or revised, and that is live; returns how many."""
    with archive.transaction() as db:
        cursor = db.execute(
            "INSERT INTO saves (post_id, observed_at, url, archive, state, queued_at) "
            "SELECT p.id, r.observed_at, p.url, ?, 'queued', ? FROM posts p "
            "JOIN revisions r ON r.post_id = p.id AND r.number = p.revision JOIN captures c ON c.id = r.capture_id "
            "WHERE c.run_id = ? AND c.fetched_at = r.observed_at AND r.cause IN ('first', 'site') "
            "AND p.status = 'live' ORDER BY p.published DESC, p.id ON CONFLICT DO NOTHING",
            [clean(base), now, run_id],
        )
    return int(cursor.rowcount)


def waiting(archive: Archive, base: str, state: str) -> list[Save]:
    """List what is in one state, the oldest first; of an address that is queued twice only the later revision."""
    rows = archive.rows(
        "SELECT id, post_id, max(observed_at), url, state, attempts, asked_at FROM saves "
        "WHERE archive = ? AND state = ? GROUP BY url ORDER BY min(queued_at), id",
        [clean(base), state],
    )
    return [Save(*row) for row in rows]


def note_asked(archive: Archive, base: str, url: str, now: str) -> None:
    """Note that an address was handed over; that counts for every revision of it that was queued."""
    with archive.transaction() as db:
        db.execute(
            "UPDATE saves SET state = 'asked', attempts = attempts + 1, asked_at = ?, problem = NULL "
            "WHERE archive = ? AND url = ? AND state = 'queued'",
            [now, clean(base), clean(url)],
        )


def note_problem(archive: Archive, base: str, url: str, problem: str, *, final: bool, attempt: bool = True) -> None:
    """Note what hindered an address; it is given up where that is final, else it is to be asked for (again)."""
    with archive.transaction() as db:
        db.execute(
            "UPDATE saves SET state = iif(?, 'failed', 'queued'), attempts = attempts + ?, problem = ? "
            "WHERE archive = ? AND url = ? AND state IN ('queued', 'asked')",
            [final, int(attempt), clean(problem), clean(base), clean(url)],
        )


def note_captured(archive: Archive, base: str, url: str, captures: Sequence[str], now: str) -> int:
    """Confirm what captures of an address prove to be kept: each revision that one of them is later than."""
    latest = max(captures, default="")
    with archive.transaction() as db:
        cursor = db.execute(
            "UPDATE saves SET state = 'confirmed', confirmed_at = ?, captured_at = ?, problem = NULL "
            "WHERE archive = ? AND url = ? AND state IN ('queued', 'asked', 'failed') AND observed_at <= ?",
            [now, latest, clean(base), clean(url), latest],
        )
    return int(cursor.rowcount)


def summary(archive: Archive) -> list[Saves]:
    """Count the queue of each web archive."""
    rows = archive.rows(
        "SELECT archive, sum(state = 'queued'), sum(state = 'asked'), sum(state = 'confirmed'), sum(state = 'failed') "
        "FROM saves GROUP BY archive ORDER BY archive"
    )
    return [Saves(*row) for row in rows]
