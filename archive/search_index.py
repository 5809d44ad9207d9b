"""Keep the full-text index in step with the posts, inside the caller's transaction.

The index holds no text of its own: it reads it from the views `posts_text` and `revisions_text`. So taking a
text out needs the very words that were put in, which is why a post is looked at before it is changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.search_text import spaced

if TYPE_CHECKING:
    from sqlite_utils import Database

    from archive.marking import Texts

_COLUMNS = "title, category, summary, body, files"


def searchable(db: Database, post_id: int) -> Texts | None:
    """The text of a post that the index holds or is to hold; None where there is no such post."""
    row: Texts | None = db.execute(f"SELECT {_COLUMNS} FROM posts_text WHERE post_id = ?", [post_id]).fetchone()  # noqa: S608
    return row


def reindex(db: Database, post_id: int, before: Texts | None) -> None:
    """Bring the index from what a post said `before` (None for a new post) to what it says now (maybe nothing)."""
    now = searchable(db, post_id)
    if now == before:
        return
    if before is not None:
        db.execute(
            f"INSERT INTO posts_fts (posts_fts, rowid, {_COLUMNS}) VALUES ('delete', ?, ?, ?, ?, ?, ?)",  # noqa: S608
            [post_id, *map(spaced, before)],
        )
    if now is not None:
        db.execute(
            f"INSERT INTO posts_fts (rowid, {_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)",  # noqa: S608
            [post_id, *map(spaced, now)],
        )


def index_past(db: Database) -> None:
    """Enter every revision that is no longer the present one, and was not entered yet."""
    rows = db.execute(
        f"SELECT revision_id, {_COLUMNS} FROM revisions_text "  # noqa: S608
        "WHERE revision_id IN (SELECT r.id FROM posts p JOIN revisions r ON r.post_id = p.id "
        "WHERE r.number != p.revision EXCEPT SELECT id FROM revisions_fts_docsize)"
    ).fetchall()
    for number, *texts in rows:
        db.execute(
            f"INSERT INTO revisions_fts (rowid, {_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)",  # noqa: S608
            [number, *map(spaced, texts)],
        )


def forget_past(db: Database, post_id: int) -> None:
    """Take every revision of a post out of the index of the past, before its revisions are put in another order.

    Those that are past then are entered again by `index_past`.
    """
    rows = db.execute(
        f"SELECT revision_id, {_COLUMNS} FROM revisions_text WHERE revision_id IN "  # noqa: S608
        "(SELECT id FROM revisions WHERE post_id = ? INTERSECT SELECT id FROM revisions_fts_docsize)",
        [post_id],
    ).fetchall()
    for number, *texts in rows:
        db.execute(
            f"INSERT INTO revisions_fts (revisions_fts, rowid, {_COLUMNS}) VALUES ('delete', ?, ?, ?, ?, ?, ?)",  # noqa: S608
            [number, *map(spaced, texts)],
        )
