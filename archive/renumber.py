"""Put revisions in the order of time: states that come to light late, and histories that prove to be one.

A revision found after the fact (a capture of a web archive, the other half of a post that was stored twice) belongs
between those that were there. Numbers, what each changes against the one before it, and the post's present content
follow from the order. Every function works inside the caller's transaction.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from archive import post_rows
from archive.hashing import Content, blocks, fold
from archive.revisions import Weight, compare
from archive.search_index import forget_past, reindex, searchable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlite_utils import Database

_NOT_SEEN_BY_US = {"wayback", "parser"}


@dataclass(frozen=True, slots=True)
class Stamp:
    """A revision without its content: its row, its number, when the site showed it, and its cause."""

    id: int
    number: int
    observed_at: str
    cause: str


_T = TypeVar("_T", bound=Stamp)


def in_time(one: Sequence[_T], other: Sequence[_T]) -> list[_T]:
    """Merge two histories by time; each keeps its own order, even where a clock once went backwards. Pure.

    Of two revisions of one second that of `one` goes first.
    """
    merged: list[_T] = []
    left, right = list(one), list(other)
    while left and right:
        merged.append((left if left[0].observed_at <= right[0].observed_at else right).pop(0))
    return merged + left + right


def causes_in_order(causes: Sequence[str]) -> list[str]:
    """Say the cause of each revision of a history: what we saw first is `first`, what we saw after it is not. Pure."""
    seen = False
    result: list[str] = []
    for cause in causes:
        if cause in _NOT_SEEN_BY_US:
            result.append(cause)
            continue
        result.append("site" if seen else "first")
        seen = True
    return result


def stamps(db: Database, post_id: int) -> list[Stamp]:
    """List the revisions of a post in the order of their numbers."""
    rows = db.execute(
        "SELECT id, number, observed_at, cause FROM revisions WHERE post_id = ? ORDER BY number", [post_id]
    )
    return [Stamp(*row) for row in rows.fetchall()]


def reorder(db: Database, post_id: int, order: Sequence[int] | None = None) -> None:
    """Number the revisions of a post anew, and bring everything that follows from the order up to date.

    That is: what each revision changes against the one before it, which earlier one it equals, its cause (only the
    first that we saw ourselves is `first`), and the post's fields, attachments and searchable text, which are those of
    the last revision.

    Args:
        db: the open database, inside a transaction.
        post_id: the post.
        order: the rows of all its revisions in order; by time, then number, where it is not given.
    """
    rows = {stamp.id: stamp for stamp in stamps(db, post_id)}
    chosen = order or [s.id for s in sorted(rows.values(), key=lambda s: (s.observed_at, s.number))]
    if sorted(chosen) != sorted(rows):
        message = f"the order names other revisions than post {post_id} has"
        raise ValueError(message)
    forget_past(db, post_id)
    contents = dict(post_rows.contents(db, post_id))
    history = [contents[rows[row].number] for row in chosen]
    pictures = post_rows.phashes(db, *history)
    causes = causes_in_order([rows[row].cause for row in chosen])
    for index, row in enumerate(chosen):
        changed = compare(history[index - 1], history[index], phashes=pictures) if index else {}
        cosmetic = [field for field, weight in changed.items() if weight is Weight.COSMETIC]
        db.execute(
            "UPDATE revisions SET number = ?, cause = ?, changed = ?, cosmetic = ?, same_as = ? WHERE id = ?",
            [
                -(index + 1), causes[index], json.dumps(list(changed)), json.dumps(cosmetic),
                _same_as(history, index) if changed else None, row,
            ],
        )  # fmt: skip
    # In two steps, since no two revisions may bear one number at any time.
    db.execute("UPDATE revisions SET number = -number WHERE post_id = ? AND number < 0", [post_id])
    _show_last(db, post_id, history[-1], rows[chosen[-1]].observed_at, len(chosen))


def _same_as(history: Sequence[Content], index: int) -> int | None:
    """The number of the first revision before this one that has its very content."""
    wanted = _gist(history[index])
    return next(
        (
            number
            for number, content in enumerate(history[:index], start=1)
            if _gist(content) == wanted and not compare(content, history[index])
        ),
        None,
    )


def _gist(content: Content) -> tuple[object, ...]:
    """What equal contents have in common at a glance, so that few of a long history are compared in full."""
    return fold(content.title), content.published or "", len(blocks(content.body)), len(content.attachments)


def _show_last(db: Database, post_id: int, content: Content, observed_at: str, number: int) -> None:
    before = searchable(db, post_id)
    (url,) = db.execute("SELECT url FROM posts WHERE id = ?", [post_id]).fetchone()
    post_rows.update_post(db, post_id, url, content)
    db.execute("UPDATE posts SET revision = ?, last_changed = ? WHERE id = ?", [number, observed_at, post_id])
    post_rows.write_attachments(db, post_id, content.attachments)
    reindex(db, post_id, before)
