"""Choose which captures of a web archive to read: pure, from its index alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from archive.records import PostKey
from scraper.wayback.cdx import Row

SHARED = 3
"""A body that the archive holds for so many posts is none of them: an error page, a wall, a parked domain."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A state of a post: when it was captured, and the capture to take its body from.

    `taken` is the first capture of the same body; it is `row` itself unless a body came back later.
    """

    row: Row
    taken: Row


@dataclass(frozen=True, slots=True)
class Found:
    """What an archive holds of one post.

    Attributes:
        key: the post.
        url: the latest address under which it was captured.
        seen: its different states, the oldest first.
        last: the time of its last good capture, 14 digits.
    """

    key: PostKey
    url: str
    seen: tuple[Seen, ...]
    last: str


def choose(rows: Iterable[Row], key_of: Callable[[str], PostKey | None]) -> list[Found]:
    """Sort the captures of an archive by post, the post that was captured last first, and choose the states.

    Redirects, errors and files are left out, and so are bodies that stand for many posts. Of captures in a row
    with one body the first counts; a body that comes back after another is a state again.
    """
    posts: defaultdict[PostKey, list[Row]] = defaultdict(list)
    for row in rows:
        if row.shows_page and (key := key_of(row.original)):
            posts[key].append(row)
    shared = _shared(posts)
    found = [
        Found(key, good[-1].original, tuple(_states(good)), good[-1].stamp)
        for key, captured in posts.items()
        if (good := sorted((row for row in captured if row.digest not in shared), key=lambda row: row.stamp))
    ]
    return sorted(found, key=lambda one: (one.last, one.key.source_id, one.key.lang), reverse=True)


def _shared(posts: dict[PostKey, list[Row]]) -> set[str]:
    """The digests of bodies that were captured for several posts (other languages of a post aside)."""
    holders: defaultdict[str, set[str]] = defaultdict(set)
    for key, rows in posts.items():
        for row in rows:
            if row.digest:
                holders[row.digest].add(key.source_id)
    return {digest for digest, ids in holders.items() if len(ids) >= SHARED}


def _states(rows: Sequence[Row]) -> Iterable[Seen]:
    first: dict[str, Row] = {}
    before = None
    for row in rows:
        if row.digest and before and row.digest == before.digest:
            continue
        before = row
        if row.digest and row.media_type != "warc/revisit":
            first.setdefault(row.digest, row)
        yield Seen(row, first.get(row.digest, row))
