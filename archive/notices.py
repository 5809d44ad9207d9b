"""What was told to whom, and when: the memory that keeps a change from being told twice.

A notice is written before it is sent and settled afterwards, so that a crash in between repeats at most that one.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.captures import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from archive.db import Archive


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing told to one channel; times are UTC ISO 8601.

    Attributes:
        id: its row.
        run_id: the run after which it was to be told last.
        channel: the channel's name, without its secrets.
        kind: `start` (from here on this channel is told), `changes`, `trouble`, `recovery` or `remark`.
        fingerprint: the same for the same message.
        first_run: the first run whose changes it covers.
        changes: what makes each of the changes in it this one and no other.
        title: the line above the message, or the sentence that says what is wrong.
        made_at: when it was first to be told.
        told_at: when it arrived; None while it has not.
        attempts: how often it was sent.
        problem: why it has not arrived; None otherwise.
    """

    id: int
    run_id: int
    channel: str
    kind: str
    fingerprint: str
    first_run: int
    changes: tuple[str, ...]
    title: str
    made_at: str
    told_at: str | None
    attempts: int
    problem: str | None


@dataclass(frozen=True, slots=True)
class Draft:
    """What is about to be told; the fields are those of `Notice`."""

    kind: str
    fingerprint: str
    title: str
    first_run: int = 0
    changes: tuple[str, ...] = ()


_COLUMNS = "id, run_id, channel, kind, fingerprint, first_run, changes, title, made_at, told_at, attempts, problem"


def notices(archive: Archive, channel: str, *kinds: str) -> list[Notice]:
    """List what a channel was told or is to be told, of some kinds or all, the newest first."""
    rows = archive.rows(
        f"SELECT {_COLUMNS} FROM notices WHERE channel = ? AND (? OR kind IN (SELECT value FROM json_each(?))) "  # noqa: S608
        "ORDER BY id DESC",
        [clean(channel), not kinds, json.dumps(kinds)],
    )
    return [Notice(row[0], row[1], row[2], row[3], row[4], row[5], tuple(json.loads(row[6])), *row[7:]) for row in rows]


def next_first_run(found: Iterable[Notice]) -> int | None:
    """Say from which run on a channel has not been told of changes; None for a channel that is new."""
    starts = [notice.first_run for notice in found if notice.kind == "start"]
    told = [notice.run_id + 1 for notice in found if notice.kind == "changes" and notice.told_at]
    return max((*starts, *told), default=None)


def start_channel(archive: Archive, channel: str, run_id: int, first_run: int, now: str) -> None:
    """Note that a channel is told of changes from a run on."""
    with archive.transaction() as db:
        db.execute(
            "INSERT INTO notices (run_id, channel, kind, fingerprint, first_run, made_at, told_at) "
            "VALUES (?, ?, 'start', '', ?, ?, ?)",
            [run_id, clean(channel), first_run, now, now],
        )


def write_notice(archive: Archive, channel: str, run_id: int, draft: Draft, now: str) -> int:
    """Write down what is about to be told; one of this kind that never arrived becomes this one. Returns its row."""
    kind = draft.kind
    values = [run_id, draft.fingerprint, draft.first_run, json.dumps(sorted(draft.changes)), clean(draft.title)]
    with archive.transaction() as db:
        row = db.execute(
            "SELECT id FROM notices WHERE channel = ? AND kind = ? AND told_at IS NULL "
            "AND id > (SELECT coalesce(max(id), 0) FROM notices "
            "  WHERE channel = ? AND ((kind = 'recovery' AND ? = 'trouble') OR (kind = 'trouble' AND ? = 'recovery')))",
            [clean(channel), kind, clean(channel), kind, kind],
        ).fetchone()
        if row:
            db.execute(
                "UPDATE notices SET run_id = ?, fingerprint = ?, first_run = ?, changes = ?, title = ?, "
                "attempts = attempts + 1, problem = NULL WHERE id = ?",
                [*values, row[0]],
            )
            return int(row[0])
        cursor = db.execute(
            "INSERT INTO notices (run_id, fingerprint, first_run, changes, title, channel, kind, made_at, attempts) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1)",
            [*values, clean(channel), kind, now],
        )
        assert cursor.lastrowid is not None  # an INSERT always has one
        return cursor.lastrowid


def settle_notices(archive: Archive, ids: Sequence[int], now: str, problem: str = "") -> None:
    """Note that what was written down arrived, or why it did not."""
    with archive.transaction() as db:
        for row in ids:
            db.execute(
                "UPDATE notices SET told_at = iif(? = '', ?, NULL), problem = nullif(?, '') WHERE id = ?",
                [clean(problem), now, clean(problem), row],
            )
