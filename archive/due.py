"""What a schedule has to know of the posts and files that are held. Every call only reads.

Posts come all at once and cheaply; their files only for the few posts that are about to be looked at.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from archive.records import PostKey
from archive.stated_changes import stated_since

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from archive.db import Archive

_AT_ONCE = 500  # parameters of one statement


@dataclass(frozen=True, slots=True)
class Watched:
    """A page or file, and when what happened to it (UTC).

    Attributes:
        url: its address; also its identity.
        began: when it was published, or first seen where that is unknown or later.
        first: when it was first asked for.
        checked: when it was last asked for; None for a file that never came.
        changes: when it was seen to have changed, in order of time; changes back to what it was before are left out,
            so that a page that flips between two states does not count as a busy one.
    """

    url: str
    began: datetime
    first: datetime
    checked: datetime | None
    changes: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class WatchedPost:
    """A post that is held.

    Attributes:
        id: its number in the archive.
        key: what makes it this post.
        page: its own page.
        status: live, missing or gone.
        teaser_changed: its listing shows another teaser than when its page was last asked for.
        absences: when it was asked for and was not there, since it was last seen.
        stated: whether the site itself says that its page changed since then; None if it says nothing.
    """

    id: int
    key: PostKey
    page: Watched
    status: str = "live"
    teaser_changed: bool = False
    absences: tuple[datetime, ...] = ()
    stated: bool | None = None


def watched_posts(archive: Archive, site: str) -> list[WatchedPost]:
    """List the posts of a site that are held, in the order of their numbers."""
    changes = _moments(archive, _CHANGES, site)
    absences = _moments(archive, _ABSENCES, site)
    stated = stated_since(archive, site)
    teasers = {row[0] for row in archive.db.execute(_TEASERS, [site]).fetchall()}
    posts: list[WatchedPost] = []
    for row in archive.db.execute(_POSTS, [site]).fetchall():
        number, source_id, lang, url, status, published, first_seen, checked = row
        first = moment(first_seen)
        page = Watched(
            url,
            began=min(moment(published), first) if published else first,
            first=first,
            checked=moment(checked),
            changes=changes.get(number, ()),
        )
        key = PostKey(site, source_id, lang)
        gone = absences.get(number, ())
        posts.append(WatchedPost(number, key, page, status, number in teasers, gone, stated.get(number)))
    return posts


def watched_files(archive: Archive, posts: Iterable[int]) -> dict[int, tuple[Watched, ...]]:
    """Give the files of some posts, by the numbers of the posts; those without files are left out."""
    found: dict[int, dict[str, Watched]] = defaultdict(dict)
    for chunk in _chunks(sorted(set(posts))):
        marks = ", ".join("?" * len(chunk))
        rows = archive.db.execute(_FILES.format(marks), chunk).fetchall()
        asked: dict[tuple[int, str], list[tuple[datetime, str]]] = defaultdict(list)
        held: dict[tuple[int, str], bool] = {}
        began: dict[int, datetime] = {}
        for post_id, published, url, sha256, fetched_at, body in rows:
            held[post_id, url] = sha256 is not None
            if published:
                began[post_id] = moment(published)
            if fetched_at:
                asked[post_id, url].append((moment(fetched_at), body or ""))
        for (post_id, url), is_held in held.items():
            found[post_id][url] = _file(url, asked[post_id, url], began.get(post_id), is_held=is_held)
    return {post_id: tuple(files.values()) for post_id, files in found.items()}


def moment(text: str) -> datetime:
    """A stored time, or the first moment of a stored date, in UTC."""
    value = datetime.fromisoformat(text)
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def _file(url: str, asked: list[tuple[datetime, str]], published: datetime | None, *, is_held: bool) -> Watched:
    """One file from its exchanges, in order of time: when, and the digest of the bytes that came, if any came.

    A file is taken to be as old as its post; one that was added later is found when the page changes.
    """
    changes: list[datetime] = []
    met: set[str] = set()
    for when, digest in asked:
        if digest and met and digest not in met:
            changes.append(when)
        met |= {digest} - {""}
    if not asked:  # brought in by other means than asking
        return Watched(url, _LONG_AGO, _LONG_AGO, None)
    first, last = asked[0][0], asked[-1][0]
    began = min(published, first) if published else first
    return Watched(url, began, first, last if is_held else None, tuple(changes))


def _moments(archive: Archive, sql: str, site: str) -> dict[int, tuple[datetime, ...]]:
    """Group rows of (post, time) by post."""
    found: dict[int, list[datetime]] = defaultdict(list)
    for post_id, when in archive.db.execute(sql, [site]).fetchall():
        found[post_id].append(moment(when))
    return {post_id: tuple(times) for post_id, times in found.items()}


def _chunks(numbers: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(numbers), _AT_ONCE):
        yield numbers[start : start + _AT_ONCE]


_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)

# A post whose page could not be had was looked at all the same, when that was noted in the ledger.
_POSTS = """
    SELECT p.id, l.source_id, l.lang, p.url, p.status, p.published, p.first_seen,
        iif(l.state = 'failed', max(p.last_checked, l.updated_at), p.last_checked)
    FROM posts p JOIN ledger l ON l.post_id = p.id
    WHERE p.site = ? ORDER BY p.id"""

_CHANGES = """
    SELECT r.post_id, r.observed_at FROM revisions r JOIN posts p ON p.id = r.post_id
    WHERE p.site = ? AND r.cause = 'site' AND r.same_as IS NULL ORDER BY r.post_id, r.number"""

_ABSENCES = """
    SELECT a.post_id, a.observed_at FROM absences a JOIN posts p ON p.id = a.post_id
    WHERE p.site = ? AND p.status != 'live' AND a.refuted_at IS NULL ORDER BY a.post_id, a.id"""

# The latest teaser against the one that stood there when the page was last asked for. What one of them leaves out
# (another listing may show less) is no difference.
_TEASERS = """
    SELECT p.id FROM posts p JOIN ledger l ON l.post_id = p.id
    JOIN sightings s ON s.id = (SELECT max(id) FROM sightings WHERE ledger_id = l.id AND source = 'listing')
    JOIN sightings b ON b.id = (SELECT max(id) FROM sightings
        WHERE ledger_id = l.id AND source = 'listing' AND seen_at <= p.last_checked)
    WHERE p.site = ? AND s.seen_at > p.last_checked AND (
        (s.title != b.title AND s.title != '' AND b.title != '')
        OR (s.summary != b.summary AND s.summary != '' AND b.summary != '')
        OR (s.category != b.category AND s.category != '' AND b.category != '')
        OR (s.published != b.published))"""

_FILES = """
    SELECT a.post_id, p.published, a.url, a.sha256, c.fetched_at, c.sha256
    FROM attachments a JOIN posts p ON p.id = a.post_id LEFT JOIN captures c ON c.url = a.url AND c.kind = 'file'
    WHERE a.post_id IN ({}) AND a.url IS NOT NULL ORDER BY a.post_id, a.position, c.id"""
