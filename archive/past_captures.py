"""What is held of web archives: the pages that were taken from them, and what they said they do not have."""

from __future__ import annotations

import re
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, NamedTuple

from archive import post_rows
from archive.captures import clean
from archive.records import PostKey

if TYPE_CHECKING:
    from archive.db import Archive
    from archive.hashing import Content

_MEMENTO = re.compile(r"^memento-datetime:[ \t]*(.+?)[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)


class PastPage(NamedTuple):
    """A page that was taken from a web archive.

    Attributes:
        capture_id: its row in `captures`.
        url: the archive's address of it.
        memento: when the site showed it, as the archive says beside the page (UTC); None if it does not.
    """

    capture_id: int
    url: str
    media_type: str
    charset: str
    memento: str | None


class PastPost(NamedTuple):
    """A post that only web archives have shown: what the live site answers for it, when, and when it was last seen."""

    key: PostKey
    post_id: int
    url: str
    state: str
    problem: str
    asked_at: str | None
    last_seen: str


def past_pages(archive: Archive, begins: str) -> list[PastPage]:
    """List the pages taken from the archive whose addresses begin like this, in the order in which they came."""
    rows = archive.rows(
        "SELECT id, url, media_type, charset, head FROM captures WHERE kind = 'wayback' AND status = 200 "
        "AND sha256 IS NOT NULL AND substr(url, 1, ?) = ? ORDER BY id",
        [len(begins), clean(begins)],
    )
    return [PastPage(row[0], row[1], row[2], row[3], memento_of(row[4])) for row in rows]


def past_contents(archive: Archive, post_id: int) -> dict[int, dict[str, Content]]:
    """Give the past revisions of a post by the capture that each was read from and the time at which it was seen."""
    contents = dict(post_rows.contents(archive.db, post_id))
    found: dict[int, dict[str, Content]] = {}
    for capture_id, at, number in archive.rows(
        "SELECT capture_id, observed_at, number FROM revisions WHERE post_id = ? AND cause = 'wayback' "
        "AND capture_id IS NOT NULL ORDER BY number",
        [post_id],
    ):
        found.setdefault(capture_id, {})[at] = contents[number]
    return found


def was_asked(archive: Archive, url: str) -> bool:
    """Whether a web archive gave its answer to this address already: the bytes, a redirect, or that it has none."""
    rows = archive.rows(
        "SELECT 1 FROM captures WHERE url = ? AND kind IN ('wayback', 'file') AND status < 429 AND status != 408 "
        "LIMIT 1",
        [clean(url)],
    )
    return bool(rows)


def missing_in_run(archive: Archive, run_id: int, url: str) -> int | None:
    """Give the capture by which this run learned that there is nothing at an address of the site, if it did."""
    rows = archive.rows(
        "SELECT id FROM captures WHERE run_id = ? AND url = ? AND status IN (404, 410) ORDER BY id DESC LIMIT 1",
        [run_id, clean(url)],
    )
    return int(rows[0][0]) if rows else None


def led_to(archive: Archive, url: str) -> str:
    """Where a web archive redirected this address to, as far as that is held; the address itself otherwise."""
    for _ in range(10):
        rows = archive.rows(
            "SELECT head FROM captures WHERE url = ? AND status BETWEEN 300 AND 399 ORDER BY id DESC LIMIT 1",
            [clean(url)],
        )
        found = re.search(r"^location:[ \t]*(.+?)[ \t]*\r?$", _text(rows[0][0]), re.I | re.M) if rows else None
        if not found or found.group(1) == url or "://" not in found.group(1):
            return url
        url = found.group(1)
    return url


def addresses_met(archive: Archive, site: str) -> dict[str, PostKey]:
    """Give every address under which a post of the site was met, with the post."""
    rows = archive.rows(
        "SELECT u.url, l.source_id, l.lang FROM post_urls u JOIN ledger l ON l.post_id = u.post_id WHERE l.site = ? "
        "ORDER BY u.first_seen",
        [site],
    )
    return {url: PostKey(site, source_id, lang) for url, source_id, lang in rows}


def seen_by_others_only(archive: Archive, site: str) -> list[PastPost]:
    """List the posts that nobody but web archives has shown, and that have no tombstone yet."""
    rows = archive.rows(
        "SELECT l.source_id, l.lang, p.id, p.url, l.state, coalesce(l.problem, ''), c.fetched_at, p.last_seen "
        "FROM posts p JOIN ledger l ON l.post_id = p.id LEFT JOIN captures c ON c.id = l.capture_id "
        "WHERE l.site = ? AND p.status = 'missing' "
        "AND NOT EXISTS (SELECT 1 FROM revisions r WHERE r.post_id = p.id AND r.cause != 'wayback')",
        [site],
    )
    return [PastPost(PostKey(site, row[0], row[1]), *row[2:]) for row in rows]


def memento_of(head: str | bytes) -> str | None:
    """Read the time of a capture from the head of an archive's answer."""
    found = _MEMENTO.search(_text(head))
    try:
        return f"{parsedate_to_datetime(found.group(1)).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if found else None
    except (ValueError, TypeError):
        return None


def _text(head: str | bytes) -> str:
    return head.decode("latin-1") if isinstance(head, bytes) else head
