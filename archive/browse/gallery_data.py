"""The pictures of an archive, with every post in which each stood, put together where they look the same."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from archive.browse.alike import Look, groups
from archive.hashing import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from archive.db import Archive


@dataclass(frozen=True, slots=True)
class Place:
    """A post in which a picture stands or stood.

    Attributes:
        day: when the post was published, else first seen.
        name: the picture's name there.
        label: its whole label there.
        now: whether the post shows it today.
    """

    post_id: int
    title: str
    lang: str
    category: str
    status: str
    day: str
    name: str
    label: str
    position: int
    now: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """One file that is a picture; `places` are the newest first, never empty."""

    sha256: str
    size: int
    media_type: str
    width: int
    height: int
    phash: str | None
    first_seen: str
    places: tuple[Place, ...]

    @property
    def day(self) -> str:
        """The day of the newest post that has it."""
        return self.places[0].day

    @property
    def name(self) -> str:
        """Its name where it stands first."""
        return self.places[0].name

    @property
    def now(self) -> bool:
        """Whether any post shows it today."""
        return any(place.now for place in self.places)


@dataclass(frozen=True, slots=True)
class Group:
    """Pictures that look the same: the largest, which stands for all, and the others, the largest first."""

    leader: Picture
    others: tuple[Picture, ...]

    @property
    def all(self) -> tuple[Picture, ...]:
        """All of them, the leader first."""
        return (self.leader, *self.others)

    @property
    def places(self) -> list[Place]:
        """Every post of every one of them, each post once, the newest first."""
        first = {place.post_id: place for picture in reversed(self.all) for place in picture.places}
        return sorted(first.values(), key=_newest)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader of the gallery wants to see; empty is everything."""

    year: str = ""
    category: str | None = None
    lang: str | None = None
    each: bool = False

    def fits(self, place: Place) -> bool:
        """Whether a place is one of those asked for."""
        return (
            place.day.startswith(self.year)
            and self.category in {None, place.category}
            and self.lang in {None, place.lang}
        )


@dataclass(frozen=True, slots=True)
class Gallery:
    """All pictures, the newest first: put together by looks, and each for itself.

    Attributes:
        groups: those that look the same together.
        by_digest: the group that each picture is in.
        single: each picture as a group of its own.
        succeeded: pictures in whose place another stands now under the same name in the same post.
        successors: pictures that took such a place.
        years, categories, langs: what can be asked for, with how many pictures have it.
    """

    groups: tuple[Group, ...]
    by_digest: dict[str, Group]
    single: tuple[Group, ...]
    succeeded: frozenset[str]
    successors: frozenset[str]
    years: dict[str, int]
    categories: dict[str, int]
    langs: dict[str, int]

    def of(self, wanted: Wanted) -> list[Group]:
        """The groups that a reader asks for."""
        every = self.single if wanted.each else self.groups
        return [group for group in every if any(wanted.fits(place) for one in group.all for place in one.places)]


def read(archive: Archive) -> Gallery:
    """Read all pictures of an archive, those of former revisions too."""
    places: dict[str, list[Place]] = {}
    for row in archive.rows(_PLACES):
        places.setdefault(row[0], []).append(Place(*row[1:]))
    found = [_picture(row, places[row[0]]) for row in archive.rows(_BLOBS) if row[0] in places]
    return arrange(found)


def _picture(row: tuple[str, int, str, int, int, str | None, str], places: Iterable[Place]) -> Picture:
    return Picture(*row, places=tuple(sorted(places, key=_newest)))


def arrange(every: Iterable[Picture]) -> Gallery:
    """Put pictures in order and together."""
    pictures = sorted(every, key=lambda one: _newest(one.places[0]))
    looks = [Look(one.phash, one.width, one.height) for one in pictures]
    together = [[pictures[index] for index in members] for members in groups(looks)]
    succeeded, successors = _successions(pictures)
    found = sorted((Group(first, tuple(rest)) for first, *rest in together), key=_group_order)
    return Gallery(
        groups=tuple(found),
        by_digest={one.sha256: group for group in found for one in group.all},
        single=tuple(Group(one, ()) for one in pictures),
        succeeded=succeeded,
        successors=successors,
        years=_counts(pictures, lambda place: place.day[:4], newest=True),
        categories=_counts(pictures, lambda place: place.category),
        langs=_counts(pictures, lambda place: place.lang),
    )


def _successions(pictures: Sequence[Picture]) -> tuple[frozenset[str], frozenset[str]]:
    """Which pictures gave way to another, and which took such a place, under one name in one post."""
    spots: dict[tuple[int, str], list[tuple[bool, str]]] = {}
    for one in pictures:
        for place in one.places:
            if place.name:
                spots.setdefault((place.post_id, fold(place.name)), []).append((place.now, one.sha256))
    shared = [spot for spot in spots.values() if len({sha256 for _, sha256 in spot}) > 1]
    former = {sha256 for spot in shared for now, sha256 in spot if not now}
    return frozenset(former), frozenset({sha256 for spot in shared for now, sha256 in spot if now and former})


def _counts(pictures: Iterable[Picture], of: Callable[[Place], str], *, newest: bool = False) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for one in pictures:
        counts.update({of(place) for place in one.places})
    order = sorted(counts, reverse=True) if newest else sorted(counts, key=lambda name: (-counts[name], name))
    return {name: counts[name] for name in order}


def _newest(place: Place) -> tuple[int, int, int]:
    """Sort the newest posts first, and within a post as the pictures stand there."""
    digits = place.day[:10].replace("-", "")
    return (-int(digits) if digits.isdigit() else 0, -place.post_id, place.position)


def _group_order(group: Group) -> tuple[int, int, int]:
    return min(_newest(one.places[0]) for one in group.all)


# What posts offer now stands in `attachments`; only former revisions need their JSON opened.
_PLACES = """SELECT a.sha256, p.id, p.title, p.lang, p.category, p.status,
        coalesce(p.published, substr(p.first_seen, 1, 10)), a.name, a.label, a.position, 1 AS now
    FROM attachments a JOIN posts p ON p.id = a.post_id JOIN blobs b ON b.sha256 = a.sha256
    WHERE b.media_type LIKE 'image/%' GROUP BY a.sha256, p.id
    UNION ALL
    SELECT j.value ->> 'sha256' AS sha256, p.id, p.title, p.lang, p.category, p.status,
        coalesce(p.published, substr(p.first_seen, 1, 10)), j.value ->> 'name', j.value ->> 'label',
        coalesce(j.value ->> 'position', 0), 0
    FROM revisions r JOIN posts p ON p.id = r.post_id JOIN json_each(r.attachments) j
    JOIN blobs b ON b.sha256 = j.value ->> 'sha256'
    WHERE r.number < p.revision AND b.media_type LIKE 'image/%'
        AND NOT EXISTS (SELECT 1 FROM attachments a WHERE a.post_id = p.id AND a.sha256 = b.sha256)
    GROUP BY 1, p.id"""
_BLOBS = """SELECT sha256, bytes, media_type, coalesce(width, 0), coalesce(height, 0), phash, first_seen FROM blobs
    WHERE media_type LIKE 'image/%'"""


# -- one picture -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Standing:
    """A file with the very same bytes in a post, and the revisions through which it stood without a gap.

    The view `attachment_versions` says the same of all posts; this asks for a few of them.

    Attributes:
        stood_until: when the first revision without it was observed (UTC); None while the post offers it.
    """

    post_id: int
    name: str
    label: str
    url: str | None
    sha256: str | None
    first_revision: int
    last_revision: int
    stood_from: str
    stood_until: str | None


def standings(archive: Archive, post_ids: Iterable[int]) -> list[Standing]:
    """List every file of some posts with the revisions through which it stood, by post and then by time."""
    rows = archive.rows(_REVISIONS, [json.dumps(sorted(set(post_ids)))])
    return [one for _, mine in groupby(rows, key=lambda row: row[0]) for one in _stretches(list(mine))]


def _stretches(revisions: Sequence[tuple[int, int, str, str]]) -> Iterator[Standing]:
    """Follow each file through the revisions of one post."""
    open_now: dict[tuple[object, ...], Standing] = {}
    for post_id, number, at, attachments in revisions:
        shown: dict[tuple[object, ...], Standing] = {}
        for item in json.loads(attachments):
            name, url, sha256 = key = (item["name"], item["url"], item["sha256"])
            before = shown.get(key) or open_now.get(key)
            fresh = Standing(post_id, name, item["label"], url, sha256, number, number, at, None)
            shown[key] = replace(before, last_revision=number) if before else fresh
        yield from (replace(one, stood_until=at) for key, one in open_now.items() if key not in shown)
        open_now = shown
    yield from open_now.values()


def series(standings: Iterable[Standing], sha256: str) -> list[list[Standing]]:
    """Of the files under one name in one post, give those in which a picture is one of several versions, by time."""
    spots: dict[tuple[int, str], list[Standing]] = {}
    for one in standings:
        if one.name:
            spots.setdefault((one.post_id, fold(one.name)), []).append(one)
    return [
        sorted(spot, key=lambda one: one.first_revision)
        for spot in spots.values()
        if any(one.sha256 == sha256 for one in spot) and len({one.sha256 for one in spot}) > 1
    ]


_REVISIONS = """SELECT post_id, number, observed_at, attachments FROM revisions
    WHERE post_id IN (SELECT value FROM json_each(?)) ORDER BY post_id, number"""
