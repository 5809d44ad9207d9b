"""Store the past of a post as web archives saw it, inside the caller's transaction.

What a web archive saw is told anew from all that is held of it each time: so the order in which captures came to
light makes no difference, a better reader corrects a past state in its place, and nothing of the present changes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from archive import post_rows
from archive.chronicle import State, chronicle
from archive.hashing import content_hash
from archive.renumber import reorder
from archive.revisions import Decision, Outcome
from archive.search_index import forget_past, reindex

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlite_utils import Database

    from archive.db import Archive
    from archive.hashing import Content
    from archive.post_rows import LedgerRow
    from archive.records import PostKey


@dataclass(frozen=True, slots=True)
class Retold:
    """What telling a post's past anew came to.

    Attributes:
        post_id: its row in `posts`.
        new: whether the post was not held before.
        added, corrected, dropped: revisions that are new, read differently now, or are no states of their own.
        revision: the number of its present revision.
    """

    post_id: int
    new: bool
    added: int = 0
    corrected: int = 0
    dropped: int = 0
    revision: int = 1


def insert_past_post(
    db: Database, key: PostKey, url: str, lang: str, ledger: LedgerRow, states: Sequence[State], now: str
) -> Retold:
    """Insert a post that only web archives saw; its last state there is what it says."""
    line = chronicle((), states)
    last = line[-1]
    post_id = post_rows.insert_post(db, key, url, lang, last.content, (ledger.discovered_at, now))
    rows = [_insert(db, post_id, number, state) for number, state in enumerate(line, start=1)]
    post_rows.write_attachments(db, post_id, last.content.attachments)
    reorder(db, post_id, rows)
    reindex(db, post_id, None)
    # It was last seen when it was last captured; that its page was asked for today says where it is not.
    db.execute("UPDATE posts SET last_seen = ? WHERE id = ?", [max(state.at for state in states), post_id])
    return Retold(post_id, True, added=len(line), revision=len(line))


def would_stand(archive: Archive, key: PostKey, states: Sequence[State]) -> list[State]:
    """Say which of these states would be revisions of their own, before their files are known. Reads only."""
    ledger = post_rows.ledger_row(archive.db, key)
    if ledger is None or ledger.post_id is None:
        return chronicle((), states)
    line = _line(archive.db, ledger.post_id, states)
    return [state for state in line if not state.ours]


def retell(db: Database, post_id: int, states: Sequence[State]) -> Retold:
    """Bring the past states of a held post to what is held of them now.

    Args:
        db: the open database, inside a transaction.
        post_id: the post.
        states: everything that web archives are known to have shown of it. A past revision that was read from
            none of these captures (another archive's) stays a state too.
    """
    return _write(db, post_id, [state for state, _ in _revisions(db, post_id)], _line(db, post_id, states))


def _line(db: Database, post_id: int, states: Sequence[State]) -> list[State]:
    known = _revisions(db, post_id)
    ours = [state for state, cause in known if cause != "wayback"]
    held = {(state.capture_id, state.at): state for state, cause in known if cause == "wayback"}
    named = {(state.capture_id, state.at) for state in states}
    elsewhere = [state for at, state in held.items() if at not in named]
    with_rows = [_with_row(state, held.get((state.capture_id, state.at))) for state in states]
    (status,) = db.execute("SELECT status FROM posts WHERE id = ?", [post_id]).fetchone()
    return chronicle(ours, [*with_rows, *elsewhere], open_end=status == "gone")


def _write(db: Database, post_id: int, known: Sequence[State], line: Sequence[State]) -> Retold:
    """Make the revisions of a post these, row by row."""
    before = {state.row: state.content for state in known}
    kept = {state.row for state in line}
    dropped = [row for row in before if row not in kept]
    changed = [s for s in line if s.row is not None and not s.ours and _differs(s.content, before[s.row])]
    added = sum(state.row is None for state in line)
    if not (dropped or changed or added):
        return Retold(post_id, False, revision=len(line))
    forget_past(db, post_id)
    for row in dropped:
        db.execute("DELETE FROM revisions WHERE id = ?", [row])
    for state in changed:
        _correct(db, state)
    free = len(known) + 1  # above every number that is taken
    reorder(db, post_id, [_insert(db, post_id, free + i, s) if s.row is None else s.row for i, s in enumerate(line)])
    return Retold(post_id, False, added, len(changed), len(dropped), len(line))


def _revisions(db: Database, post_id: int) -> list[tuple[State, str]]:
    contents = dict(post_rows.contents(db, post_id))
    rows = db.execute(
        "SELECT number, id, observed_at, cause, capture_id, parser_version FROM revisions WHERE post_id = ? "
        "ORDER BY number",
        [post_id],
    )
    return [
        (State(at, contents[number], cause != "wayback", cause == "parser", row, capture_id, version), cause)
        for number, row, at, cause, capture_id, version in rows.fetchall()
    ]


def _with_row(state: State, held: State | None) -> State:
    return replace(state, row=held.row) if held else state


def _differs(new: Content, old: Content) -> bool:
    return (content_hash(new), new.body_html, new.attachments) != (content_hash(old), old.body_html, old.attachments)


def _insert(db: Database, post_id: int, number: int, state: State) -> int:
    post_rows.insert_revision(
        db, post_id, number, Decision(Outcome.REVISED, {}, state.content), observed_at=state.at, cause="wayback",
        capture_id=state.capture_id, parser_version=state.parser_version,
    )  # fmt: skip
    (row,) = db.execute("SELECT id FROM revisions WHERE post_id = ? AND number = ?", [post_id, number]).fetchone()
    return int(row)


def _correct(db: Database, state: State) -> None:
    """Bring a past revision to what today's readers read on its page."""
    content = state.content
    db.execute(
        "UPDATE revisions SET title = ?, published = ?, category = ?, summary = ?, body = ?, body_html = ?, "
        "attachments = ?, content_hash = ?, parser_version = ? WHERE id = ?",
        [
            content.title, content.published, content.category, content.summary, content.body, content.body_html,
            post_rows.attachments_to_json(content.attachments), content_hash(content), state.parser_version, state.row,
        ],
    )  # fmt: skip
