"""What a run has to know of earlier ones before it asks a site again. Every call only reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from archive.absence import Absence
from archive.captures import clean
from archive.post_rows import attachments_from_json, ledger_row
from archive.queries import body_of
from archive.records import Attachment, PostContent, PostKey, Sighting

if TYPE_CHECKING:
    from archive.db import Archive


class HeldFile(NamedTuple):
    """A file that we hold, by the address that it came from last, and when its bytes came (UTC)."""

    sha256: str
    size: int
    media_type: str
    etag: str
    last_modified: str
    fetched_at: datetime


class HeldPage(NamedTuple):
    """A stored page: its decoded body, and what the site declared of it."""

    body: bytes
    media_type: str
    charset: str


def file_at(archive: Archive, url: str) -> HeldFile | None:
    """Give the bytes that an address gave last, if they are held as a blob."""
    row = archive.db.execute(
        "SELECT b.sha256, b.bytes, b.media_type, coalesce(c.etag, ''), coalesce(c.last_modified, ''), c.fetched_at "
        "FROM captures c "
        "JOIN blobs b ON b.sha256 = c.sha256 WHERE c.url = ? AND c.status = 200 AND c.kind = 'file' "
        "ORDER BY c.id DESC LIMIT 1",
        [clean(url)],
    ).fetchone()
    if row is None:
        return None
    sha256, size, media_type, etag, last_modified, fetched_at = row
    return HeldFile(sha256, size, media_type, etag, last_modified, datetime.fromisoformat(fetched_at))


def validators_of(archive: Archive, key: PostKey) -> tuple[str, str] | None:
    """Give ETag and Last-Modified of the page that a post was last read from; None where that says nothing.

    A page that was missing or could not be read leaves none: a site that then says "not modified"
    would confirm the wrong page.
    """
    row = _of_post(
        archive,
        key,
        "SELECT coalesce(nullif(c.etag, ''), o.etag, ''), coalesce(nullif(c.last_modified, ''), o.last_modified, '') "
        "FROM ledger l JOIN captures c ON c.id = l.capture_id AND l.state IN ('read', 'files', 'done') "
        "LEFT JOIN captures o ON o.id = c.revisit_of",
    )
    return (row[0], row[1]) if row and (row[0] or row[1]) else None


def page_of(archive: Archive, capture_id: int) -> HeldPage:
    """Give a stored page.

    Raises:
        ArchiveError: there is no such capture, or its bytes are not what was stored.
    """
    media_type, charset = archive.db.execute(
        "SELECT coalesce(media_type, ''), coalesce(charset, '') FROM captures WHERE id = ?", [capture_id]
    ).fetchone() or ("", "")
    return HeldPage(body_of(archive, capture_id), media_type, charset)


def robots_of(archive: Archive, authority: str) -> tuple[datetime, bytes] | None:
    """Give the last good robots.txt of a host: when it was fetched, and its bytes."""
    row = archive.db.execute(
        "SELECT id, fetched_at FROM captures WHERE kind = 'robots' AND status = 200 AND sha256 IS NOT NULL "
        "AND url IN (?, ?) ORDER BY id DESC LIMIT 1",
        [f"https://{authority}/robots.txt", f"http://{authority}/robots.txt"],
    ).fetchone()
    if row is None:
        return None
    return datetime.fromisoformat(row[1]).astimezone(UTC), body_of(archive, row[0])


def read_keys(archive: Archive, site: str) -> set[PostKey]:
    """Give the posts that are read, with or without all their files."""
    return _keys_in(archive, site, "read", "files", "done")


def settled_keys(archive: Archive, site: str) -> set[PostKey]:
    """Give the posts that need no asking: those that are done, and those whose page is known not to be there."""
    return _keys_in(archive, site, "done", "missing")


def _keys_in(archive: Archive, site: str, *states: str) -> set[PostKey]:
    """The keys of the posts in some states, every alias included."""
    marks = ", ".join("?" * len(states))
    rows = archive.db.execute(
        f"SELECT site, source_id, lang FROM ledger WHERE site = ? AND state IN ({marks}) UNION ALL "  # noqa: S608
        "SELECT a.site, a.source_id, a.lang FROM aliases a JOIN ledger l ON l.id = a.ledger_id "
        f"WHERE l.site = ? AND l.state IN ({marks})",
        [site, *states, site, *states],
    )
    return {PostKey(*row) for row in rows.fetchall()}


def _ledger_id(archive: Archive, key: PostKey) -> int | None:
    """The row of a post in the ledger, by its key there or by an alias."""
    row = ledger_row(archive.db, key)
    return row.id if row else None


def is_held(archive: Archive, key: PostKey) -> bool:
    """Tell whether a post was ever read."""
    row = ledger_row(archive.db, key)
    return row is not None and row.post_id is not None


def is_known(archive: Archive, key: PostKey) -> bool:
    """Tell whether any source has shown a post yet."""
    return ledger_row(archive.db, key) is not None


def progress(archive: Archive, site: str) -> tuple[int, int]:
    """Count the posts that are settled, and all that sources ever showed."""
    row = archive.db.execute(
        "SELECT count(*) FILTER (WHERE state IN ('done', 'missing')), count(*) FROM ledger WHERE site = ?", [site]
    ).fetchone()
    return int(row[0]), int(row[1])


def usual(archive: Archive) -> tuple[int, int, int, int, int]:
    """Count posts, those with a title, with a date, with a body, and give the median length of a body."""
    count, titled, dated, bodied = archive.db.execute(
        "SELECT count(*), count(nullif(title, '')), count(published), count(nullif(body, '')) FROM posts"
    ).fetchone()
    middle = archive.db.execute(
        "SELECT length(body) FROM posts ORDER BY length(body) LIMIT 1 OFFSET ?", [count // 2]
    ).fetchone()
    return int(count), int(titled), int(dated), int(bodied), int(middle[0]) if middle else 0


def post_count(archive: Archive) -> int:
    """Count the posts in the archive."""
    return int(archive.db.execute("SELECT count(*) FROM posts").fetchone()[0])


def sighting_of(archive: Archive, key: PostKey) -> Sighting | None:
    """Give the last thing that a listing said about a post, and what feeds, then sitemaps, say where it says nothing.

    A summary is a teaser, so that of a listing stands even if it is empty.
    """
    row = _of_post(
        archive,
        key,
        "SELECT s.url, s.position, s.title, s.summary, s.published, s.category, s.pinned, s.source, l.id "
        "FROM sightings s JOIN ledger l ON l.id = s.ledger_id",
        f"ORDER BY {_VOICES}, s.id DESC LIMIT 1",
    )
    if row is None:
        return None
    url, position, title, summary, published, category, pinned, source, ledger = row
    dated_by = source if published else ""
    if not (title and published and category and (summary or source == "listing")):
        more = archive.db.execute(_LAST_SAID, [ledger] * 5).fetchone()
        title, published, category = title or more[0], published or more[1], category or more[2]
        dated_by = dated_by or more[4] or ""
        summary = summary if source == "listing" else summary or more[3]
    return Sighting(
        key, url, position, title or "", summary or "", published, category or "", bool(pinned), dated_by=dated_by
    )


def teaser_of(archive: Archive, key: PostKey) -> str | None:
    """Give the teaser that a post is to have now, None where the held one stays.

    A listing's teaser is the post's. What another source says fills an empty one, and replaces only what that very
    source said before: two sources that word it differently are no change of the site.
    """
    seen = sighting_of(archive, key)
    if seen is None or not seen.summary:
        return None
    row = _of_post(archive, key, "SELECT p.summary, l.id FROM posts p JOIN ledger l ON l.post_id = p.id")
    if row is None or row[0] in {"", seen.summary}:
        return seen.summary
    said = archive.db.execute(_SAID_BOTH, [row[1], seen.summary, row[0]]).fetchone()
    return seen.summary if said[0] else None


# Whether a listing said the new teaser, or some source first the held one and then the new one.
_SAID_BOTH = """SELECT EXISTS (SELECT 1 FROM sightings n WHERE n.ledger_id = ?1 AND n.summary = ?2
    AND (n.source = 'listing' OR EXISTS (SELECT 1 FROM sightings h WHERE h.ledger_id = ?1 AND h.source = n.source
        AND h.summary = ?3 AND h.id < n.id)))"""

# Who is believed first; a sitemap and a probe say least.
_VOICES = (
    "CASE s.source WHEN 'listing' THEN 0 WHEN 'archive' THEN 1 WHEN 'feed' THEN 2 WHEN 'related' THEN 3 "
    "WHEN 'sitemap' THEN 5 WHEN 'probe' THEN 6 ELSE 4 END"
)
_LAST_SAID = "SELECT " + ", ".join(  # noqa: S608 - of our own constants
    f"(SELECT s.{field} FROM sightings s WHERE s.ledger_id = ? AND coalesce(s.{said}, '') != '' "  # noqa: S608
    f"ORDER BY {_VOICES}, s.id DESC LIMIT 1)"
    for field, said in (
        *((name, name) for name in ("title", "published", "category", "summary")),
        ("source", "published"),
    )
)


def was_read_from(archive: Archive, key: PostKey, sha256: str) -> bool:
    """Tell whether any revision of a post was read from a page with these very bytes."""
    row = archive.db.execute(
        "SELECT 1 FROM ledger l JOIN revisions r ON r.post_id = l.post_id JOIN captures c ON c.id = r.capture_id "
        "WHERE l.id = ? AND c.sha256 = ? LIMIT 1",
        [_ledger_id(archive, key), sha256],
    ).fetchone()
    return row is not None


def content_of(archive: Archive, key: PostKey) -> PostContent | None:
    """Give a post as it is held now, with its attachments as the page named them."""
    row = _of_post(
        archive,
        key,
        "SELECT r.title, r.published, r.category, r.body, r.body_html, r.attachments FROM ledger l "
        "JOIN posts p ON p.id = l.post_id JOIN revisions r ON r.post_id = p.id AND r.number = p.revision",
    )
    if row is None:
        return None
    attachments: tuple[Attachment, ...] = tuple(item.attachment for item in attachments_from_json(row[5]))
    return PostContent(row[0], row[1], row[2], row[3], row[4], attachments)


@dataclass(frozen=True, slots=True)
class Suspect:
    """A post that was found missing, with every absence since it was last seen, in order of time."""

    key: PostKey
    url: str
    status: str
    absences: tuple[Absence, ...]


def suspects(archive: Archive, site: str) -> list[Suspect]:
    """List the posts that are missing or gone."""
    found: dict[PostKey, Suspect] = {}
    for source_id, lang, url, status, observed_at, reason in archive.db.execute(
        "SELECT l.source_id, l.lang, p.url, p.status, a.observed_at, a.reason FROM absences a "
        "JOIN posts p ON p.id = a.post_id JOIN ledger l ON l.post_id = p.id "
        "WHERE l.site = ? AND p.status != 'live' AND a.refuted_at IS NULL ORDER BY a.id",
        [site],
    ).fetchall():
        key = PostKey(site, source_id, lang)
        before = found[key].absences if key in found else ()
        absence = Absence(datetime.fromisoformat(observed_at), reason)
        found[key] = Suspect(key, url, status, (*before, absence))
    return list(found.values())


def fallen_off(archive: Archive, site: str, run_id: int) -> list[tuple[PostKey, str]]:
    """List the live posts that a listing used to show and should show now, by its dates, but did not in this run.

    One that was looked at since it fell off is not named again. Only the stretch of time that the
    pages walked in this run cover counts, so a walk that stopped early says nothing about older posts. The
    last row tells how far they reach: an old post that stands first, without a word that it is pinned, does not.
    """
    rows = archive.db.execute(
        "WITH shown AS (SELECT s.ledger_id, s.published, s.pinned, s.position, l.lang FROM sightings s "
        "  JOIN ledger l ON l.id = s.ledger_id WHERE s.run_id = ? AND s.source = 'listing' AND l.site = ?), "
        "reach AS (SELECT lang, published AS oldest, max(position) FROM shown "
        "  WHERE published IS NOT NULL AND NOT pinned GROUP BY lang) "
        "SELECT l.source_id, l.lang, p.url FROM posts p JOIN ledger l ON l.post_id = p.id JOIN reach USING (lang) "
        "WHERE l.site = ? AND p.status = 'live' AND p.published > reach.oldest "
        "AND l.id NOT IN (SELECT ledger_id FROM shown) "
        "AND p.last_checked <= "
        "  (SELECT max(seen_at) FROM sightings s WHERE s.ledger_id = l.id AND s.source = 'listing' AND NOT s.pinned)",
        [run_id, site, site],
    )
    return [(PostKey(site, source_id, lang), url) for source_id, lang, url in rows.fetchall()]


def came_to_no_post(archive: Archive, run_id: int) -> bool:
    """Whether the run before this one ended without a post of its own, while posts were waiting."""
    row = archive.db.execute(
        "SELECT 1 FROM (SELECT started_at FROM runs WHERE id < ? ORDER BY id DESC LIMIT 1) r "
        "WHERE NOT EXISTS (SELECT 1 FROM posts WHERE first_seen >= r.started_at) "
        "AND EXISTS (SELECT 1 FROM ledger WHERE state IN ('discovered', 'fetched', 'read', 'files'))",
        [run_id],
    ).fetchone()
    return row is not None


def perhaps_moved(archive: Archive, site: str) -> set[PostKey]:
    """Give the live posts whose title and day another post has that appeared since their own page was last asked for.

    Sections are renamed, and a site whose pages are all new at once has rather moved them.
    """
    rows = archive.db.execute(
        "SELECT l.source_id, l.lang FROM posts p JOIN ledger l ON l.post_id = p.id "
        "JOIN posts n ON n.site = p.site AND n.published = p.published AND n.lang = p.lang "
        "  AND n.title = p.title AND n.id != p.id "
        "WHERE p.site = ? AND p.status = 'live' AND p.title != '' AND n.first_seen > p.last_checked",
        [site],
    )
    return {PostKey(site, source_id, lang) for source_id, lang in rows.fetchall()}


class StoredPage(NamedTuple):
    """A post and the capture that it was last read from."""

    key: PostKey
    url: str
    capture_id: int


def stored_pages(archive: Archive) -> list[StoredPage]:
    """List every post with the last page of the site itself that it was read from; those without one are left out."""
    rows = archive.db.execute(
        "SELECT l.site, l.source_id, l.lang, p.url, coalesce("
        "  CASE WHEN l.state IN ('read', 'files', 'done') THEN l.capture_id END, "
        "  (SELECT r.capture_id FROM revisions r WHERE r.post_id = p.id AND r.number = p.revision "
        "   AND r.cause != 'wayback')) "
        "FROM posts p JOIN ledger l ON l.post_id = p.id ORDER BY p.id"
    )
    return [StoredPage(PostKey(*row[:3]), row[3], row[4]) for row in rows.fetchall() if row[4] is not None]


def _of_post(archive: Archive, key: PostKey, select: str, order: str = "") -> Any:
    """Give the first row of a query that is about one post, named by `l`, its row in the ledger."""
    return archive.db.execute(f"{select} WHERE l.id = ? {order}", [_ledger_id(archive, key)]).fetchone()
