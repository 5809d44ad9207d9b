"""Posts that wait, the newest first, so that an archive which was cut short holds what is most wanted."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from archive.records import PostKey

if TYPE_CHECKING:
    from collections.abc import Iterable

    from archive.db import Archive

UNFINISHED = ("discovered", "fetched", "read", "files", "failed")
"""States of the ledger in which something is still to be done for a post."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A post that is not done.

    Attributes:
        key: the post.
        url: where it is.
        attempts: how often it failed in a row.
        published: the date that its page, else a source, showed.
        held: whether it was ever read.
        state: where it stands in the ledger.
        capture_id: the latest exchange of its page.
        position: its place in the listing that showed it last; None if none ever did.
        modified: when a source says that its page last changed, which is not before it was published.
    """

    key: PostKey
    url: str
    attempts: int
    published: str | None
    held: bool
    state: str = "discovered"
    capture_id: int | None = None
    position: int | None = None
    modified: str | None = None

    @property
    def number(self) -> int:
        """The site's own number of the post, -1 if it has none."""
        return _number(self.key.source_id)


@dataclass(slots=True)
class Dates:
    """What is known of the dates of a site's posts, to date those that no source dates.

    Numbers are given in order of time: a post without a date is about as old as the one with the number before.
    """

    by_id: dict[str, str] = field(default_factory=dict)
    _numbered: list[tuple[int, str]] = field(default_factory=list)

    @classmethod
    def of(cls, dated: Iterable[tuple[str, str]]) -> Dates:
        """Collect them from (the site's id, date)."""
        by_id = dict(dated)
        numbered = sorted((number, date) for name, date in by_id.items() if (number := _number(name)) >= 0)
        return cls(by_id, numbered)

    def guess(self, source_id: str) -> str:
        """The date of the same post in another language, else of the one numbered before; empty if there is none."""
        if source_id in self.by_id:
            return self.by_id[source_id]
        number = _number(source_id)
        if number < 0 or not self._numbered:
            return ""
        place = bisect_right(self._numbered, (number, "~"))
        return self._numbered[max(0, place - 1)][1]


def newest_first(posts: Iterable[Waiting], dates: Dates) -> list[Waiting]:
    """Put posts in order: by date, the newest first, of one day by number; undated ones last, as the listing has them.

    The languages of a site are not told apart: of one day, a post stands beside itself in the other languages.
    """
    return sorted(posts, key=lambda post: _place(post, _date_of(post, dates)))


def _date_of(post: Waiting, dates: Dates) -> str:
    return post.published or dates.guess(post.key.source_id) or (post.modified or "")[:10]


def waiting(archive: Archive, site: str) -> list[Waiting]:
    """List the posts that are not done, the newest first."""
    rows = archive.db.execute(_WAITING, [site]).fetchall()
    posts = [Waiting(PostKey(*row[:3]), row[3], row[4], row[5], bool(row[6]), *row[7:]) for row in rows]
    if all(post.published for post in posts):
        return newest_first(posts, Dates())
    held = archive.db.execute(
        "SELECT source_id, published FROM posts WHERE site = ? AND published IS NOT NULL", [site]
    ).fetchall()
    shown = [(post.key.source_id, post.published) for post in posts if post.published]
    return newest_first(posts, Dates.of([*shown, *held]))


def _place(post: Waiting, date: str) -> tuple[int, int, int, int, str]:
    position = 1 << 62 if post.position is None else post.position
    if not date:
        return (0, position, -post.number, 0, post.key.lang)
    day = int("".join(filter(str.isdigit, date)) or 0)
    return (-day, -post.number, position, 0, post.key.lang)


def _number(source_id: str) -> int:
    return int(source_id) if source_id.isascii() and source_id.isdecimal() and len(source_id) < 16 else -1


# A post that was announced before its page was up is asked for again when a source still shows it: daily in its first
# month, then weekly, since some rows lead nowhere for ever.
_WAITING = """
    SELECT l.site, l.source_id, l.lang, l.url, l.attempts, coalesce(p.published, (SELECT s.published
            FROM sightings s WHERE s.ledger_id = l.id AND s.published IS NOT NULL
            ORDER BY s.source = 'listing' DESC, s.id DESC LIMIT 1)),
        l.post_id IS NOT NULL, l.state, l.capture_id, (SELECT s.position FROM sightings s
            WHERE s.ledger_id = l.id AND s.source = 'listing' ORDER BY s.id DESC LIMIT 1),
        (SELECT max(s.modified) FROM sightings s WHERE s.ledger_id = l.id)
    FROM ledger l LEFT JOIN posts p ON p.id = l.post_id
    WHERE l.site = ? AND (l.state IN ('discovered', 'fetched', 'read', 'files', 'failed')
        OR l.state = 'missing' AND l.post_id IS NULL
        AND coalesce(l.problem, '') IN ('404', '410', 'soft-404', 'redirect')
        AND (SELECT max(julianday(s.seen_at)) FROM sightings s WHERE s.ledger_id = l.id)
            - julianday(l.updated_at)
            > iif(julianday(l.updated_at) - julianday(l.discovered_at) < 30, 0.8, 7))
    ORDER BY l.id"""
