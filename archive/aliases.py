"""One post under many ids: further keys that mean a post, and two stored posts that prove to be one.

A key comes from an address, and addresses change. Where it is proved that a key means a post that is in the ledger
under another one, it becomes an alias: whoever asks for it, or shows it, asks for or shows that post. The ledger keeps
one row a post, under the key by which the post was met first. Every function that writes works inside the caller's
transaction; what proves that two are one is decided elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from archive import post_rows, renumber
from archive.captures import clean
from archive.hashing import Content, content_hash
from archive.post_rows import attachments_to_json
from archive.records import PostKey
from archive.revisions import compare
from archive.search_index import forget_past, reindex, searchable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlite_utils import Database

    from archive.post_rows import LedgerRow

_READ = {"read", "files", "done"}
_MOVED = 1_000_000_000  # added to the numbers of revisions on their way to another post, so that none clash


@dataclass(frozen=True, slots=True)
class Joined:
    """What came of joining two keys.

    Attributes:
        key: the key that the post has in the ledger.
        post_id: its row in `posts`; None where neither was read yet.
        former: the row in `posts` of the one that is no post of its own any more; None where it was none.
        revised: whether the two said different things last.
    """

    key: PostKey
    post_id: int | None
    former: int | None = None
    revised: bool = False


def resolve(db: Database, key: PostKey) -> PostKey:
    """Give the key under which the ledger has the post that a key means; the key itself where it is no alias."""
    row = db.execute(
        "SELECT l.site, l.source_id, l.lang FROM aliases a JOIN ledger l ON l.id = a.ledger_id "
        "WHERE a.site = ? AND a.source_id = ? AND a.lang = ?",
        [key.site, clean(key.source_id), clean(key.lang)],
    ).fetchone()
    return PostKey(*row) if row else key


def alias_count(db: Database, key: PostKey, why: str) -> int:
    """Count the aliases of a post that were made for one reason."""
    ledger = post_rows.ledger_row(db, key)
    if ledger is None:
        return 0
    row = db.execute("SELECT count(*) FROM aliases WHERE ledger_id = ? AND why = ?", [ledger.id, why]).fetchone()
    return int(row[0])


def join(db: Database, key: PostKey, other: PostKey, *, url: str, why: str, now: str) -> Joined:
    """Make two keys mean one post, whose address is `url` from now on.

    The post that was stored first stays, with its id; the other's revisions go between its own in the order of time,
    and everything else of the other becomes its. Where one was never read the read one stays; where neither was,
    `key` does. A key that the ledger does not know yet simply becomes an alias.

    Raises:
        LookupError: the ledger knows neither.
    """
    here, there = post_rows.ledger_row(db, key), post_rows.ledger_row(db, other)
    if here is None and there is None:
        message = f"neither {key} nor {other} is in the ledger"
        raise LookupError(message)
    if here is None or there is None:
        known, unknown = (here, other) if here else (there, key)
        assert known is not None
        _add(db, unknown, known.id, why, now)
        _readdress(db, known, url, now)
        return Joined(_key_of(db, known.id), known.post_id)
    if here.id == there.id:
        _readdress(db, here, url, now)
        return Joined(_key_of(db, here.id), here.post_id)
    stays, goes = _who_stays(here, there)
    former, revised = goes.post_id, False
    if stays.post_id is not None and former is not None:
        revised = _join_posts(db, stays.post_id, former, now)
    _join_ledger(db, stays, goes, url, why, now)
    _readdress(db, stays, url, now)
    return Joined(_key_of(db, stays.id), stays.post_id, former, revised)


def _who_stays(here: LedgerRow, there: LedgerRow) -> tuple[LedgerRow, LedgerRow]:
    """Which of two ledger rows stays, and which goes."""
    if here.post_id is not None and there.post_id is not None:
        return (here, there) if here.post_id < there.post_id else (there, here)
    return (here, there) if there.post_id is None else (there, here)


def _key_of(db: Database, ledger_id: int) -> PostKey:
    return PostKey(*db.execute("SELECT site, source_id, lang FROM ledger WHERE id = ?", [ledger_id]).fetchone())


def _add(db: Database, key: PostKey, ledger_id: int, why: str, now: str) -> None:
    db.execute(
        "INSERT INTO aliases (site, source_id, lang, ledger_id, since, why) VALUES (?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (site, source_id, lang) DO UPDATE SET ledger_id = excluded.ledger_id",
        [key.site, clean(key.source_id), clean(key.lang), ledger_id, now, clean(why)],
    )


def _readdress(db: Database, ledger: LedgerRow, url: str, now: str) -> None:
    """Let a post be asked for where it is now; the addresses that it had stay on record."""
    if not url:
        return
    if ledger.post_id is not None:
        (old,) = db.execute("SELECT url FROM posts WHERE id = ?", [ledger.post_id]).fetchone()
        post_rows.write_urls(db, ledger.post_id, [old, ledger.url, url], now)
        db.execute("UPDATE posts SET url = ? WHERE id = ?", [clean(url), ledger.post_id])
    db.execute("UPDATE ledger SET url = ?, updated_at = ? WHERE id = ?", [clean(url), now, ledger.id])


def _join_ledger(db: Database, stays: LedgerRow, goes: LedgerRow, url: str, why: str, now: str) -> None:
    """Give a post the sightings and the aliases of the row that goes; its key becomes an alias."""
    former = _key_of(db, goes.id)
    _repoint(db, "ledger", goes.id, stays.id)
    db.execute("DELETE FROM ledger WHERE id = ?", [goes.id])
    _add(db, former, stays.id, why, now)
    if stays.post_id is not None:
        post_rows.write_urls(db, stays.post_id, [goes.url], now)
    if goes.post_id is None:
        return
    # The exchange of the address that counts from now on, else the latest.
    capture = db.execute(
        "SELECT id FROM captures WHERE id IN (?, ?) ORDER BY url = ? DESC, id DESC LIMIT 1",
        [stays.capture_id, goes.capture_id, clean(url)],
    ).fetchone()
    db.execute("UPDATE ledger SET capture_id = ? WHERE id = ?", [capture[0] if capture else None, stays.id])
    if goes.state in _READ:
        db.execute(
            "UPDATE ledger SET state = ?, code = NULL, problem = NULL, attempts = 0 WHERE id = ?",
            [goes.state, stays.id],
        )


def _join_posts(db: Database, stays: int, goes: int, now: str) -> bool:
    """Make one post of two; whether the two said different things last."""
    before = searchable(db, goes)
    older, newer = _last_seen_first(db, stays, goes)
    present, past = post_rows.last_content(db, newer), post_rows.last_content(db, older)
    _move_attachments_away(db, goes)
    _join_revisions(db, stays, goes)
    _show_present(db, stays, present)
    _join_times(db, stays, goes, now)
    _repoint(db, "posts", goes, stays)
    _rename_told(db, goes, stays)
    db.execute("DELETE FROM posts WHERE id = ?", [goes])
    reindex(db, goes, before)
    return bool(compare(past, present, phashes=post_rows.phashes(db, past, present)))


def _last_seen_first(db: Database, one: int, other: int) -> tuple[int, int]:
    """Two posts, the one whose latest revision is the older one first."""
    rows = db.execute("SELECT id FROM posts WHERE id IN (?, ?) ORDER BY last_changed, id", [one, other])
    older, newer = [int(row[0]) for row in rows.fetchall()]
    return older, newer


def _move_attachments_away(db: Database, goes: int) -> None:
    # They are those of the last revision, which goes on to the post that stays.
    db.execute("DELETE FROM attachments WHERE post_id = ?", [goes])


def _join_revisions(db: Database, stays: int, goes: int) -> None:
    """Put the revisions of both in the order of time; a content that merely goes on is one revision."""
    forget_past(db, stays)
    forget_past(db, goes)
    order = renumber.in_time(renumber.stamps(db, stays), renumber.stamps(db, goes))
    contents = {
        stamp.id: content
        for post in (stays, goes)
        for stamp, (_, content) in zip(renumber.stamps(db, post), post_rows.contents(db, post), strict=True)
    }
    db.execute("UPDATE revisions SET number = number + ?, post_id = ? WHERE post_id = ?", [_MOVED, stays, goes])
    pictures = post_rows.phashes(db, *contents.values())
    kept: list[int] = []
    for stamp in order:
        if kept and not compare(contents[kept[-1]], contents[stamp.id], phashes=pictures):
            contents[kept[-1]] = _complete(db, kept[-1], contents[kept[-1]], contents[stamp.id])
            db.execute("DELETE FROM revisions WHERE id = ?", [stamp.id])
        else:
            kept.append(stamp.id)
    renumber.reorder(db, stays, kept)


def _complete(db: Database, revision: int, content: Content, again: Content) -> Content:
    """Fill in what a revision lacks and an equal reading has: the teaser, and bytes that did not arrive."""
    held = sum(item.sha256 is not None for item in content.attachments)
    gained = sum(item.sha256 is not None for item in again.attachments) > held
    filled = replace(
        content,
        summary=content.summary or again.summary,
        attachments=again.attachments if gained else content.attachments,
    )
    if filled != content:
        db.execute(
            "UPDATE revisions SET summary = ?, attachments = ?, content_hash = ? WHERE id = ?",
            [filled.summary, attachments_to_json(filled.attachments), content_hash(filled), revision],
        )
    return filled


def _show_present(db: Database, post_id: int, present: Content) -> None:
    """Name the files where they are now, although the revision that first had them knows them elsewhere."""
    before = searchable(db, post_id)
    post_rows.write_attachments(db, post_id, present.attachments)
    reindex(db, post_id, before)


def _join_times(db: Database, stays: int, goes: int, now: str) -> None:
    """Let a post have been there for as long as either was, and be there if either is."""
    rows = db.execute(
        "SELECT status, first_seen, last_seen, last_checked FROM posts WHERE id IN (?, ?)", [stays, goes]
    ).fetchall()
    statuses = {row[0] for row in rows}
    status = next(word for word in ("live", "missing", "gone") if word in statuses)
    db.execute(
        "UPDATE posts SET status = ?, first_seen = ?, last_seen = ?, last_checked = ? WHERE id = ?",
        [status, min(r[1] for r in rows), max(r[2] for r in rows), max(r[3] for r in rows), stays],
    )
    if status != "live":
        return
    back = max(row[1] for row in rows)  # when the other was first seen
    for post in (stays, goes):
        db.execute("UPDATE absences SET refuted_at = ? WHERE post_id = ? AND refuted_at IS NULL", [now, post])
        db.execute("UPDATE tombstones SET ended = max(since, ?) WHERE post_id = ? AND ended IS NULL", [back, post])


def _rename_told(db: Database, goes: int, stays: int) -> None:
    """Let what was told of the one that goes count as told of the post that stays."""
    db.execute(
        "UPDATE notices SET changes = (SELECT json_group_array(iif(value LIKE '%:' || ? || ':%', "
        "replace(value, ':' || ? || ':', ':' || ? || ':'), value)) FROM json_each(notices.changes)) "
        "WHERE changes LIKE '%:' || ? || ':%'",
        [goes, goes, stays, goes],
    )


def _repoint(db: Database, table: str, goes: int, stays: int) -> None:
    """Let what points at a row that goes point at the one that stays, unless that has the same already."""
    for name, column in _pointers(db, table):
        db.execute(f"UPDATE OR IGNORE {name} SET {column} = ? WHERE {column} = ?", [stays, goes])  # noqa: S608
        if (name, column) != ("ledger", "post_id"):
            db.execute(f"DELETE FROM {name} WHERE {column} = ?", [goes])  # noqa: S608
        else:
            db.execute("UPDATE ledger SET post_id = NULL WHERE post_id = ?", [goes])


def _pointers(db: Database, table: str) -> Sequence[tuple[str, str]]:
    """Every column of any table that names rows of a table."""
    rows = db.execute(
        'SELECT m.name, f."from" FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f '
        "WHERE m.type = 'table' AND f.\"table\" = ? ORDER BY m.name",
        [table],
    )
    return [(str(name), str(column)) for name, column in rows.fetchall()]
