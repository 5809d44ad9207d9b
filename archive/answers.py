"""Stored answers that a run looks at again, and what sources and other languages know of a post. Only reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from archive.captures import clean
from archive.errors import ArchiveError
from archive.queries import body_of
from archive.records import PostKey

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archive.captures import KeptCapture
    from archive.db import Archive


class HeldAnswer(NamedTuple):
    """A stored answer: its address, decoded body, declared character set, and its `Link` header, if it has one."""

    url: str
    body: bytes
    charset: str
    link: str


def pages_at_hand(archive: Archive, *, most: int = 6) -> Iterator[HeldAnswer]:
    """Give the front pages and listings that were fetched last, the latest first."""
    return _answers(archive, "c.kind IN ('front', 'listing')", [], most)


def answers_below(archive: Archive, url: str, kind: str, *, most: int = 500) -> Iterator[HeldAnswer]:
    """Give what the addresses that begin so answered last, the latest first; each address once."""
    beginning = clean(url)
    return _answers(
        archive,
        "c.kind = ? AND substr(c.url, 1, ?) = ? AND c.id = "
        "(SELECT max(id) FROM captures WHERE url = c.url AND status = 200 AND sha256 IS NOT NULL)",
        [kind, len(beginning), beginning],
        most,
    )


def _answers(archive: Archive, where: str, values: list[object], most: int) -> Iterator[HeldAnswer]:
    rows = archive.db.execute(
        f"SELECT c.id, c.url, c.charset, c.head FROM captures c WHERE {where} "  # noqa: S608 - fixed texts of this module
        "AND c.status = 200 AND c.sha256 IS NOT NULL ORDER BY c.id DESC LIMIT ?",
        [*values, most],
    ).fetchall()
    for number, url, charset, head in rows:
        try:
            body = body_of(archive, number)
        except ArchiveError:
            continue  # damage is for `verify` to tell
        yield HeldAnswer(url, body, charset or "", _links(head))


def link_header(archive: Archive, kept: KeptCapture | None) -> str:
    """Give the `Link` header of a capture whose row is written; empty if it has none."""
    row = archive.db.execute("SELECT head FROM captures WHERE id = ?", [kept.id if kept else None]).fetchone()
    return _links(row[0]) if row else ""


def _links(head: str) -> str:
    return ", ".join(line.partition(":")[2].strip() for line in head.splitlines() if line.lower().startswith("link:"))


def in_other_languages(archive: Archive, key: PostKey) -> list[PostKey]:
    """Give the posts that are held under the same id in other languages."""
    rows = archive.db.execute(
        "SELECT lang FROM ledger WHERE site = ? AND source_id = ? AND lang != ? AND post_id IS NOT NULL ORDER BY id",
        [key.site, clean(key.source_id), clean(key.lang)],
    )
    return [PostKey(key.site, key.source_id, lang) for (lang,) in rows.fetchall()]


def sources_of(archive: Archive, key: PostKey) -> set[str]:
    """Give the sources that ever showed a post."""
    rows = archive.db.execute(
        "SELECT DISTINCT s.source FROM sightings s JOIN ledger l ON l.id = s.ledger_id "
        "WHERE l.site = ? AND l.source_id = ? AND l.lang = ?",
        [key.site, clean(key.source_id), clean(key.lang)],
    )
    return {source for (source,) in rows.fetchall()}


def was_doubted(archive: Archive, key: PostKey, code: str) -> bool:
    """Tell whether an issue of this code was ever noted of a post."""
    row = archive.db.execute(
        "SELECT 1 FROM issues i JOIN ledger l ON l.post_id = i.post_id "
        "WHERE l.site = ? AND l.source_id = ? AND l.lang = ? AND i.code = ? LIMIT 1",
        [key.site, clean(key.source_id), clean(key.lang), code],
    ).fetchone()
    return row is not None
