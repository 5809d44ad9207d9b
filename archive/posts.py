"""Save one reading of a post: compare it with what is stored, then write what the comparison came to.

Everything here works inside the caller's transaction.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive import post_rows
from archive.captures import clean, storable_int
from archive.hashing import Content
from archive.records import Attachment, StoredAttachment
from archive.revisions import Decision, Outcome, Weight, decide
from archive.search_index import reindex, searchable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlite_utils import Database

    from archive.post_rows import LedgerRow
    from archive.records import PostContent, PostKey


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of a post, ready to be stored.

    Attributes:
        lang: for the column of that name.
        content: storable fields and attachments.
        cause: `site`, `parser` or `wayback`.
        observed_at: when the site showed it (UTC).
        unread: fields that could not be read this time.
        page_came: the site gave the page now; otherwise only files of the post came, or nothing did.
    """

    key: PostKey
    url: str
    lang: str
    content: Content
    cause: str
    observed_at: str
    capture_id: int | None
    parser_version: str
    unread: frozenset[str] = frozenset()
    page_came: bool = True


@dataclass(frozen=True, slots=True)
class Saved:
    """What saving a post came to.

    Attributes:
        post_id: its row in `posts`.
        decision: `new`, `unchanged`, `revised` or `restored` (it was gone and is back).
        revision: the number of its present revision.
        changed: the fields that changed, out of title, published, category, summary, body, attachments.
        cosmetic: those of them that differ in white space, quotes, case or encoding only.
    """

    post_id: int
    decision: Outcome
    revision: int
    changed: tuple[str, ...] = ()
    cosmetic: tuple[str, ...] = ()


def assemble(content: PostContent, files: Sequence[StoredAttachment], summary: str) -> Content:
    """Put what a page says together with what became of its files, all storable, attachments numbered from 1."""
    by_position = {attachment.position: StoredAttachment(attachment) for attachment in content.attachments}
    by_position.update({item.attachment.position: item for item in files})
    attachments = [
        _clean_attachment(by_position[position], number) for number, position in enumerate(sorted(by_position), start=1)
    ]
    return Content(
        title=clean(content.title),
        published=content.published,
        category=clean(content.category),
        summary=clean(summary),
        body=clean(content.body),
        body_html=clean(content.body_html),
        attachments=tuple(attachments),
    )


def known_summary(db: Database, ledger: LedgerRow) -> str:
    """Give the stored summary of a post, else the latest one that a source showed for it."""
    row = db.execute("SELECT summary FROM posts WHERE id = ?", [ledger.post_id]).fetchone()
    if row and row[0]:
        return str(row[0])
    row = db.execute(
        "SELECT summary FROM sightings WHERE ledger_id = ? AND summary != '' "
        "ORDER BY source = 'listing' DESC, run_id DESC, id DESC LIMIT 1",
        [ledger.id],
    ).fetchone()
    return str(row[0]) if row else ""


def save_reading(db: Database, reading: Reading, ledger: LedgerRow, now: str) -> Saved:
    """Write a post's fields, attachments, searchable text and, if it differs from the last one, a revision."""
    before = searchable(db, ledger.post_id) if ledger.post_id is not None else None
    if ledger.post_id is None:
        decision = decide(None, reading.content)
        # A page that an interrupted run stored was asked for then, not now.
        resumed = ledger.state == "fetched" and ledger.attempts > 0
        seen = (ledger.discovered_at, max(ledger.discovered_at, reading.observed_at) if resumed else now)
        post_id = post_rows.insert_post(db, reading.key, reading.url, reading.lang, decision.content, seen)
        number, cause = 1, reading.cause if reading.cause == "wayback" else "first"
    else:
        post_id, cause = ledger.post_id, reading.cause
        decision, number = _compare(db, post_id, reading, now)
        post_rows.update_post(db, post_id, reading.url, decision.content)
    if decision.makes_revision:
        post_rows.insert_revision(
            db,
            post_id,
            number,
            decision,
            observed_at=reading.observed_at,
            cause=cause,
            capture_id=reading.capture_id,
            parser_version=reading.parser_version,
        )
    post_rows.write_attachments(db, post_id, decision.content.attachments)
    reindex(db, post_id, before)
    cosmetic = tuple(field for field, weight in decision.changed.items() if weight is Weight.COSMETIC)
    return Saved(post_id, decision.outcome, number, tuple(decision.changed), cosmetic)


def _compare(db: Database, post_id: int, reading: Reading, now: str) -> tuple[Decision, int]:
    """Decide what a reading of a known post means, and the number of its revision.

    Only a fresh fetch says that the post is there now.
    """
    before = post_rows.see_post(db, post_id, now) if reading.cause == "site" and reading.page_came else ""
    last = post_rows.last_content(db, post_id)
    decision = decide(
        last,
        reading.content,
        earlier=post_rows.contents(db, post_id),
        was_gone=before == "gone",
        unread=reading.unread,
        phashes=post_rows.phashes(db, last, reading.content),
    )
    if not decision.makes_revision:
        post_rows.complete_revision(db, post_id, last, decision.content)
    return decision, post_rows.revision_count(db, post_id) + decision.makes_revision


def _clean_attachment(item: StoredAttachment, position: int) -> StoredAttachment:
    named = item.attachment
    attachment = Attachment(
        position=position,
        paragraph=named.paragraph,
        name=clean(named.name),
        label=clean(named.label),
        declared_bytes=storable_int(named.declared_bytes),
        url=clean(named.url) if named.url else None,
    )
    problem = clean(item.problem) if item.problem else None
    return StoredAttachment(attachment, item.sha256 or None, clean(item.media_type), problem)
