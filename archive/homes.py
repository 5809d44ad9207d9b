"""What tells whether a post that is not where it was has found a new home. Every call only reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive import post_rows
from archive.captures import clean
from archive.records import PostKey

if TYPE_CHECKING:
    from archive.db import Archive


@dataclass(frozen=True, slots=True)
class Resident:
    """A post as it was read last, and when it was there.

    Attributes:
        id: its row in `posts`.
        met_at: when a source first showed it (UTC).
        read_at: when we first read it (UTC); "9" where only a web archive knows it.
        there_at: when its own page or a listing last showed it (UTC).
        files: the digests of the bytes that it offers.
    """

    id: int
    key: PostKey
    url: str
    status: str
    title: str
    published: str | None
    body: str
    files: frozenset[str]
    met_at: str
    read_at: str
    there_at: str


@dataclass(frozen=True, slots=True)
class Shown:
    """What is known of a post in the ledger, read or not: its addresses, its title and its day."""

    urls: tuple[str, ...]
    title: str
    published: str | None


_RESIDENTS = """
    SELECT p.id, l.source_id, l.lang, p.url, p.status, p.title, p.published, p.body,
        coalesce((SELECT group_concat(DISTINCT a.sha256) FROM attachments a WHERE a.post_id = p.id), ''),
        l.discovered_at,
        coalesce((SELECT min(observed_at) FROM revisions WHERE post_id = p.id AND cause = 'first'), '9'),
        max(coalesce((SELECT max(observed_at) FROM revisions WHERE post_id = p.id AND cause != 'parser'), ''),
            coalesce((SELECT max(seen_at) FROM sightings WHERE ledger_id = l.id AND source = 'listing'), ''),
            coalesce((SELECT max(c.fetched_at) FROM post_urls u JOIN captures c ON c.url = u.url
                WHERE u.post_id = p.id AND c.status IN (200, 304) AND c.kind IN ('detail', 'probe')
                AND c.fetched_at < min(?, coalesce((SELECT min(observed_at) FROM absences
                    WHERE post_id = p.id AND refuted_at IS NULL), '9'))), ''))
    FROM posts p JOIN ledger l ON l.post_id = p.id WHERE p.site = ?"""


def away(archive: Archive, site: str) -> list[Resident]:
    """List the posts that are missing or gone."""
    return _residents(archive, site, "AND p.status != 'live'")


def resident(archive: Archive, key: PostKey, *, before: str = "9") -> Resident | None:
    """Give one post, by its key or an alias, as it was known `before` a moment; None if it was never read."""
    row = post_rows.ledger_row(archive.db, key)
    if row is None or row.post_id is None:
        return None
    found = _residents(archive, key.site, "AND p.id = ?", row.post_id, before=before)
    return found[0] if found else None


def arrivals(archive: Archive, site: str, since: str) -> list[Resident]:
    """List the live posts that a source first showed at or after a moment."""
    return _residents(archive, site, "AND p.status = 'live' AND l.discovered_at >= ?", since)


def likes(archive: Archive, site: str, title: str, published: str | None, body: str, *apart_from: int) -> int:
    """Count the further posts that have the same title and day, or the same text, in any state."""
    marks = ", ".join("?" * len(apart_from))
    ((count,),) = archive.rows(
        "SELECT count(*) FROM posts WHERE site = ? AND ((title = ? AND published IS ?) OR (body != '' AND body = ?)) "  # noqa: S608
        f"AND id NOT IN ({marks})",
        [site, title, published, body, *apart_from],
    )
    return int(count)


def shown_at(archive: Archive, key: PostKey) -> str | None:
    """Give the address under which a source, but for other posts' pages, showed a post last."""
    row = post_rows.ledger_row(archive.db, key)
    found = archive.rows(
        "SELECT url FROM sightings WHERE ledger_id = ? AND url != '' AND source NOT IN ('related', 'wayback', 'probe') "
        "ORDER BY run_id DESC, source = 'listing' DESC, id DESC LIMIT 1",
        [row.id if row else None],
    )
    return found[0][0] if found else None


def last_shown(archive: Archive, key: PostKey) -> Shown | None:
    """Give what is known of a post by its page, else by its last teaser; None for a key that the ledger lacks."""
    row = post_rows.ledger_row(archive.db, key)
    if row is None:
        return None
    told = archive.rows(
        "SELECT title, published FROM posts WHERE id = ? UNION ALL SELECT * FROM "
        "(SELECT title, published FROM sightings WHERE ledger_id = ? AND title != '' ORDER BY id DESC LIMIT 1) LIMIT 1",
        [row.post_id, row.id],
    )
    urls = archive.rows(
        "SELECT url FROM post_urls WHERE post_id = ? UNION SELECT url FROM sightings WHERE ledger_id = ?",
        [row.post_id, row.id],
    )
    title, published = told[0] if told else ("", None)
    return Shown((row.url, *(url for (url,) in urls)), title, published)


def addresses(archive: Archive, site: str) -> list[tuple[PostKey, str]]:
    """List every post of the ledger with its address."""
    rows = archive.rows("SELECT site, source_id, lang, url FROM ledger WHERE site = ? ORDER BY id", [site])
    return [(PostKey(*row[:3]), row[3]) for row in rows]


def run_began(archive: Archive, run_id: int) -> str:
    """Say when a run began (UTC)."""
    return str(archive.rows("SELECT started_at FROM runs WHERE id = ?", [run_id])[0][0])


def is_told(archive: Archive, code: str, message: str) -> bool:
    """Tell whether an issue with this code says this already."""
    return bool(archive.rows("SELECT 1 FROM issues WHERE code = ? AND message = ? LIMIT 1", [code, clean(message)]))


def _residents(archive: Archive, site: str, where: str, *values: object, before: str = "9") -> list[Resident]:
    """Select posts; `where` is one of this module's own conditions."""
    rows = archive.rows(f"{_RESIDENTS} {where} ORDER BY p.id", [before, site, *values])
    return [
        Resident(
            row[0], PostKey(site, row[1], row[2]), row[3], row[4], row[5], row[6], row[7],
            frozenset(row[8].split(",")) - {""}, row[9], row[10], row[11],
        )
        for row in rows
    ]  # fmt: skip
