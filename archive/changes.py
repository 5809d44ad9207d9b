"""What changed on a site between two moments: posts that appeared, were revised, went, or came back.

Everything here is decided from rows alone. A change belongs to the moment at which the archive came to know
of it for certain, so that a window of time gives the same answer today and in a year: for a post that is gone,
that is when its absence was confirmed, and `since` tells when it was first found missing.

No news, ever: re-reading a stored page with a better program, and past states from a web archive.
No news unless asked for: cosmetic revisions, and the flips of a page that goes to and fro between known contents.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby
from typing import TYPE_CHECKING, Protocol, TypeVar

from archive.absence import Absence, is_gone
from archive.moments import moment

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from archive.moments import Edge

_Row = TypeVar("_Row", bound="_OfPost")

NEWS_RETURNS = 2
"""How often a post may return to a content that it had before, until that stops being news."""

_NEVER_NEWS = {"parser", "wayback"}
_TIME = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)")


class _OfPost(Protocol):
    @property
    def post_id(self) -> int: ...


class Kind(StrEnum):
    """What happened to a post, in the order in which it is told where several things happened at once."""

    APPEARED = "appeared"
    RESTORED = "restored"
    REVISED = "revised"
    GONE = "gone"


class Quiet(StrEnum):
    """Why a change is no news."""

    COSMETIC = "cosmetic"
    FLIP = "flip"


@dataclass(frozen=True, slots=True)
class RevisionRow:
    """A row of `revisions` without its content; `run` is the run that fetched it, where that is known."""

    post_id: int
    number: int
    observed_at: str
    cause: str
    changed: tuple[str, ...] = ()
    cosmetic: tuple[str, ...] = ()
    same_as: int | None = None
    run: int | None = None


@dataclass(frozen=True, slots=True)
class AbsenceRow:
    """A row of `absences`: a post was asked for and was not there."""

    post_id: int
    observed_at: str
    reason: str
    run: int | None = None


@dataclass(frozen=True, slots=True)
class TombstoneRow:
    """A row of `tombstones`."""

    id: int
    post_id: int
    since: str
    reason: str
    evidence: str = ""
    ended: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that happened to one post.

    Attributes:
        kind: appeared, restored, revised or gone.
        post_id: its row in `posts`.
        at: when the archive came to know of it (UTC).
        revision: the number of the content that the post has after it.
        previous: the number of the content that it had before; None where the content did not change.
        changed: the fields that differ between the two.
        cosmetic: those of them that differ in white space, quotes, case or encoding only.
        quiet: why it is no news; None for news.
        since: of a post that is gone or came back: when it was first found missing (UTC).
        reason: of a post that is gone or came back: what was found instead.
        run: the run that saw it, where that is known.
        tombstone: of a post that is gone or came back: the row in `tombstones`.
    """

    kind: Kind
    post_id: int
    at: str
    revision: int
    previous: int | None = None
    changed: tuple[str, ...] = ()
    cosmetic: tuple[str, ...] = ()
    quiet: Quiet | None = None
    since: str | None = None
    reason: str = ""
    run: int | None = None
    tombstone: int | None = None


def changes(
    revisions: Iterable[RevisionRow],
    tombstones: Iterable[TombstoneRow] = (),
    absences: Iterable[AbsenceRow] = (),
    *,
    since: Edge | None = None,
    until: Edge | None = None,
    everything: bool = False,
) -> list[Change]:
    """List what happened in a window of time, in order of time.

    Args:
        revisions: every revision of the posts in question, also those outside the window.
        tombstones: every tombstone of these posts.
        absences: every absence of these posts.
        since: the first moment that counts; None for the beginning.
        until: the first moment that counts no more; None for no end.
        everything: also tell cosmetic revisions and flips.
    """
    graves = _by_post(tombstones)
    missed = _by_post(absences)
    found = [
        change
        for post_id, rows in _by_post(revisions).items()
        for change in of_post(rows, graves.get(post_id, ()), missed.get(post_id, ()))
        if (everything or change.quiet is None) and _inside(change, since, until)
    ]
    order = list(Kind)
    return sorted(found, key=lambda change: (change.at, order.index(change.kind), change.post_id, change.revision))


def of_post(
    revisions: Sequence[RevisionRow], tombstones: Sequence[TombstoneRow] = (), absences: Sequence[AbsenceRow] = ()
) -> list[Change]:
    """List everything that ever happened to one post, quiet changes included, in order of its revisions."""
    rows = sorted(revisions, key=lambda row: row.number)
    told = [row for row in rows if row.cause not in _NEVER_NEWS]
    if not told:
        return []
    flips = flipping(rows)
    found = [_appeared(told[0])] + [_revised(row, row.number in flips) for row in told[1:]]
    for grave in sorted(tombstones, key=lambda grave: grave.id):
        confirmed = confirmation(grave, absences)
        before = _content_at(rows, confirmed.observed_at)
        gone = Change(
            Kind.GONE, grave.post_id, confirmed.observed_at, before,
            since=grave.since, reason=grave.reason, run=confirmed.run, tombstone=grave.id,
        )  # fmt: skip
        found.append(gone)
        if grave.ended:
            found = _restore(found, gone, grave.ended)
    return found


def flipping(revisions: Sequence[RevisionRow]) -> set[int]:
    """Give the numbers of the revisions that merely flip: returns to earlier contents, after the second in a row.

    A content that is new starts the count again. Revisions that are not the site's doing do not count.
    """
    found: set[int] = set()
    returns = 0
    for row in revisions:
        if row.cause in _NEVER_NEWS:
            continue
        returns = 0 if row.same_as is None else returns + 1
        if returns > NEWS_RETURNS:
            found.add(row.number)
    return found


def confirmation(grave: TombstoneRow, absences: Sequence[AbsenceRow]) -> AbsenceRow:
    """Say which absence made a post gone: the last one that the evidence names, else the one that the rule asks for."""
    missed = sorted(
        (row for row in absences if row.observed_at >= grave.since and row.observed_at <= (grave.ended or "9")),
        key=lambda row: row.observed_at,
    )
    named = [f"{day}T{time}" for day, time in _TIME.findall(grave.evidence)]
    if named and named[-1] >= grave.since[:16]:
        # The evidence names every absence up to the last; its minute alone would not tell two of one minute apart.
        counted = missed[: len(named)][-1:]
        in_time = [row for row in missed if row.observed_at.startswith(named[-1])]
        exact = [row for row in counted if row in in_time] or in_time
        return exact[-1] if exact else AbsenceRow(grave.post_id, f"{named[-1]}:00Z", grave.reason)
    seen = [Absence(moment(row.observed_at), row.reason) for row in missed]
    for count in range(1, len(seen) + 1):
        if is_gone(seen[:count]):
            return missed[count - 1]
    # Where every run counted, the second absence sufficed.
    return missed[:2][-1] if missed else AbsenceRow(grave.post_id, grave.since, grave.reason)


def _appeared(row: RevisionRow) -> Change:
    return Change(Kind.APPEARED, row.post_id, row.observed_at, row.number, run=row.run)


def _revised(row: RevisionRow, flips: bool) -> Change:
    quiet = Quiet.FLIP if flips else Quiet.COSMETIC if set(row.changed) <= set(row.cosmetic) else None
    return Change(
        Kind.REVISED, row.post_id, row.observed_at, row.number, row.number - 1, row.changed, row.cosmetic, quiet,
        run=row.run,
    )  # fmt: skip


def _restore(found: Sequence[Change], gone: Change, ended: str) -> list[Change]:
    """Add that a post came back; what changed meanwhile is part of that, not a revision beside it."""
    back = replace(gone, kind=Kind.RESTORED, at=ended, run=None)
    kept: list[Change] = []
    for change in found:
        if change.kind is Kind.REVISED and gone.at < change.at <= ended:
            back = replace(
                back, revision=change.revision, previous=change.previous, changed=change.changed,
                cosmetic=change.cosmetic, run=change.run,
            )  # fmt: skip
        else:
            kept.append(change)
    return [*kept, back]


def _content_at(rows: Sequence[RevisionRow], at: str) -> int:
    return max((row.number for row in rows if row.observed_at <= at), default=rows[0].number)


def _inside(change: Change, since: Edge | None, until: Edge | None) -> bool:
    """Whether a change lies in a window. Where an edge is a run, the run that saw the change decides, if known."""
    return (since is None or _after(change, since)) and (until is None or not _beyond(change, until))


def _after(change: Change, edge: Edge) -> bool:
    return change.run >= edge.run if edge.run and change.run else change.at >= edge.at


def _beyond(change: Change, edge: Edge) -> bool:
    return change.run > edge.run if edge.run and change.run else change.at >= edge.at


def _by_post(rows: Iterable[_Row]) -> Mapping[int, Sequence[_Row]]:
    ordered = sorted(rows, key=lambda row: row.post_id)
    return {post_id: list(group) for post_id, group in groupby(ordered, key=lambda row: row.post_id)}
