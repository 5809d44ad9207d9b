"""The rows of one post: how content becomes `posts`, `attachments`, `revisions` and their kin.

Every function works inside the caller's transaction.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from archive.captures import clean
from archive.hashing import Content, content_hash
from archive.records import NOT_ASKED, Attachment, Issue, PostKey, StoredAttachment
from archive.revisions import Decision, Weight

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """How far we are with one post."""

    id: int
    state: str
    attempts: int
    post_id: int | None
    discovered_at: str
    url: str
    capture_id: int | None


def ledger_row(db: Database, key: PostKey) -> LedgerRow | None:
    """Look a post up in the ledger, by its key there or by an alias."""
    values = [key.site, clean(key.source_id), clean(key.lang)]
    row = db.execute(
        "SELECT id, state, attempts, post_id, discovered_at, url, capture_id FROM ledger "
        "WHERE site = ? AND source_id = ? AND lang = ? OR id = "
        "(SELECT ledger_id FROM aliases WHERE site = ? AND source_id = ? AND lang = ?)",
        [*values, *values],
    ).fetchone()
    return LedgerRow(*row) if row else None


def ensure_ledger(db: Database, key: PostKey, url: str, run_id: int, now: str) -> tuple[LedgerRow, bool]:
    """Give a post's ledger row, and whether it had to be made."""
    known = ledger_row(db, key)
    if known:
        return known, False
    cursor = db.execute(
        "INSERT INTO ledger (site, source_id, lang, url, state, discovered_run, discovered_at, updated_at) "
        "VALUES (?, ?, ?, ?, 'discovered', ?, ?, ?)",
        [key.site, clean(key.source_id), clean(key.lang), clean(url), run_id, now, now],
    )
    assert cursor.lastrowid is not None  # an INSERT always has one
    return LedgerRow(cursor.lastrowid, "discovered", 0, None, now, url, None), True


def last_content(db: Database, post_id: int) -> Content:
    """Read the present revision of a post."""
    row = db.execute(
        "SELECT r.title, r.published, r.category, r.summary, r.body, r.body_html, r.attachments FROM posts p "
        "JOIN revisions r ON r.post_id = p.id AND r.number = p.revision WHERE p.id = ?",
        [post_id],
    ).fetchone()
    return _content(row)


def contents(db: Database, post_id: int) -> Iterator[tuple[int, Content]]:
    """Give number and content of every revision of a post, in order; nothing is read until it is asked for."""
    rows = db.execute(
        "SELECT title, published, category, summary, body, body_html, attachments, number FROM revisions "
        "WHERE post_id = ? ORDER BY number",
        [post_id],
    )
    for row in rows.fetchall():
        yield row[7], _content(row)


def revision_count(db: Database, post_id: int) -> int:
    """Count the revisions of a post."""
    return int(db.execute("SELECT count(*) FROM revisions WHERE post_id = ?", [post_id]).fetchone()[0])


def phashes(db: Database, *contents: Content) -> dict[str, str]:
    """Give the perceptual hashes of all pictures in some contents."""
    wanted = {item.sha256 for content in contents for item in content.attachments if item.sha256}
    marks = ", ".join("?" * len(wanted))
    rows = db.execute(f"SELECT sha256, phash FROM blobs WHERE phash IS NOT NULL AND sha256 IN ({marks})", [*wanted])  # noqa: S608
    return dict(rows.fetchall())


def insert_post(db: Database, key: PostKey, url: str, lang: str, content: Content, seen: tuple[str, str]) -> int:
    """Insert a new post with revision 1; `seen` is (first seen, now)."""
    first, now = seen
    cursor = db.execute(
        "INSERT INTO posts (site, url, source_id, lang, title, published, category, summary, body, body_html, status, "
        "revision, first_seen, last_seen, last_checked, last_changed) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'live', 1, ?, ?, ?, ?)",
        [key.site, clean(url), clean(key.source_id), clean(lang), *_fields(content), first, now, now, now],
    )
    assert cursor.lastrowid is not None  # an INSERT always has one
    return cursor.lastrowid


def update_post(db: Database, post_id: int, url: str, content: Content) -> None:
    """Bring a known post's fields to this content."""
    db.execute(
        "UPDATE posts SET url = ?, title = ?, published = ?, category = ?, summary = ?, body = ?, body_html = ? "
        "WHERE id = ?",
        [clean(url), *_fields(content), post_id],
    )


def see_post(db: Database, post_id: int, now: str) -> str:
    """Note that a post's own page showed it: live again, and checked. Returns the status it had."""
    (before,) = db.execute("SELECT status FROM posts WHERE id = ?", [post_id]).fetchone()
    db.execute("UPDATE posts SET status = 'live', last_seen = ?, last_checked = ? WHERE id = ?", [now, now, post_id])
    if before != "live":
        db.execute("UPDATE absences SET refuted_at = ? WHERE post_id = ? AND refuted_at IS NULL", [now, post_id])
    if before == "gone":
        db.execute("UPDATE tombstones SET ended = ? WHERE post_id = ? AND ended IS NULL", [now, post_id])
    return str(before)


def insert_revision(
    db: Database, post_id: int, number: int, decision: Decision, *, observed_at: str, cause: str,
    capture_id: int | None, parser_version: str,
) -> None:  # fmt: skip
    """Insert a revision."""
    cosmetic = [field for field, weight in decision.changed.items() if weight is Weight.COSMETIC]
    content = decision.content
    db.execute(
        "INSERT INTO revisions (post_id, number, observed_at, cause, changed, cosmetic, same_as, title, published, "
        "category, summary, body, body_html, attachments, content_hash, capture_id, parser_version) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            post_id, number, observed_at, cause, json.dumps(list(decision.changed)), json.dumps(cosmetic),
            decision.same_as, *_fields(content), attachments_to_json(content.attachments), content_hash(content),
            capture_id, parser_version,
        ],
    )  # fmt: skip
    db.execute("UPDATE posts SET revision = ?, last_changed = ? WHERE id = ?", [number, observed_at, post_id])


def complete_revision(db: Database, post_id: int, last: Content, content: Content) -> None:
    """Fill in what the present revision lacked and is known now: bytes that did not arrive then, the teaser."""
    gained = [item.sha256 for item in last.attachments] != [item.sha256 for item in content.attachments]
    gained = gained or any(item.problem == NOT_ASKED for item in last.attachments)
    filled = replace(
        last,
        summary=last.summary or content.summary,
        attachments=content.attachments if gained else last.attachments,
    )
    if filled != last:
        db.execute(
            "UPDATE revisions SET summary = ?, attachments = ?, content_hash = ? "
            "WHERE post_id = ? AND number = (SELECT revision FROM posts WHERE id = ?)",
            [filled.summary, attachments_to_json(filled.attachments), content_hash(filled), post_id, post_id],
        )


def write_attachments(db: Database, post_id: int, attachments: Sequence[StoredAttachment]) -> None:
    """Make the attachments of a post these; rows that stay the same keep their ids."""
    db.execute("DELETE FROM attachments WHERE post_id = ? AND position > ?", [post_id, len(attachments)])
    for item in attachments:
        named = item.attachment
        db.execute(
            "INSERT INTO attachments (post_id, position, paragraph, name, label, declared_bytes, url, media_type, "
            "sha256, problem) VALUES (?, ?, ?, ?, ?, ?, ?, "
            "coalesce((SELECT media_type FROM blobs WHERE sha256 = ?), ?), ?, ?) "
            "ON CONFLICT (post_id, position) DO UPDATE SET paragraph = excluded.paragraph, name = excluded.name, "
            "label = excluded.label, declared_bytes = excluded.declared_bytes, url = excluded.url, "
            "media_type = excluded.media_type, sha256 = excluded.sha256, problem = excluded.problem",
            [
                post_id, named.position, named.paragraph, named.name, named.label, named.declared_bytes, named.url,
                item.sha256, item.media_type, item.sha256, item.problem,
            ],
        )  # fmt: skip


def write_urls(db: Database, post_id: int, urls: Iterable[str], now: str) -> None:
    """Note the addresses under which a post was met."""
    for url in dict.fromkeys(clean(url) for url in urls if url):
        db.execute(
            "INSERT INTO post_urls (url, post_id, first_seen) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            [url, post_id, now],
        )


def insert_issues(db: Database, issues: Iterable[Issue], run_id: int, post_id: int | None, url: str) -> None:
    """Store issues; those that name no address are about `url`."""
    for issue in issues:
        db.execute(
            "INSERT INTO issues (run_id, post_id, url, stage, code, message, excerpt) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                run_id, post_id, clean(issue.url or url), issue.stage, issue.code,
                clean(issue.message), clean(issue.excerpt)[:2000],
            ],
        )  # fmt: skip


def attachments_to_json(attachments: Sequence[StoredAttachment]) -> str:
    """Write attachments as `revisions.attachments` holds them."""
    rows = [
        {
            "position": item.attachment.position,
            "paragraph": item.attachment.paragraph,
            "name": item.attachment.name,
            "label": item.attachment.label,
            "declared_bytes": item.attachment.declared_bytes,
            "url": item.attachment.url,
            "media_type": item.media_type,
            "sha256": item.sha256,
            "problem": item.problem,
        }
        for item in attachments
    ]
    return json.dumps(rows, ensure_ascii=False)


def attachments_from_json(text: str) -> tuple[StoredAttachment, ...]:
    """Read `revisions.attachments`."""
    return tuple(
        StoredAttachment(
            Attachment(row["position"], row["paragraph"], row["name"], row["label"], row["declared_bytes"], row["url"]),
            row["sha256"],
            row["media_type"],
            row["problem"],
        )
        for row in json.loads(text)
    )


def _content(row: tuple[Any, ...]) -> Content:
    return Content(row[0], row[1], row[2], row[3], row[4], row[5], attachments_from_json(row[6]))


def _fields(content: Content) -> list[str | None]:
    return [content.title, content.published, content.category, content.summary, content.body, content.body_html]
