"""When to look at a known post again: often while it is young, ever more rarely, but never never."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

DAY = timedelta(days=1)

_INTERVALS = ((timedelta(days=7), 1 * DAY), (timedelta(days=30), 3 * DAY), (timedelta(days=365), 30 * DAY))
_OLD = 180 * DAY


@dataclass(frozen=True, slots=True)
class Known:
    """What the schedule needs to know of a post.

    Attributes:
        url: its address.
        identity: any stable text of its own, for the jitter.
        began: when it was published, or first seen where that is unknown (UTC).
        checked: when its page was last asked for (UTC).
        changed: when its content last changed (UTC).
    """

    url: str
    identity: str
    began: datetime
    checked: datetime
    changed: datetime


def interval(post: Known) -> timedelta:
    """How long to wait between two looks at this post, by the age of its youngest change.

    A post's own jitter of up to a quarter keeps a backfill from being looked at again in one wave.
    """
    age = post.checked - max(post.began, min(post.changed, post.checked))
    base = next((wait for limit, wait in _INTERVALS if age < limit), _OLD)
    digest = hashlib.sha256(post.identity.encode()).digest()
    return base * (1 + int.from_bytes(digest[:2]) / 0xFFFF / 4)


def due(posts: Iterable[Known], now: datetime, budget: int) -> list[Known]:
    """The posts to look at in this run: those overdue, the most overdue first, at most `budget`."""
    scored = [((now - post.checked) / interval(post), post) for post in posts]
    late = sorted(((score, post) for score, post in scored if score >= 1), key=lambda item: -item[0])
    return [post for _, post in late[:budget]]


def moment(text: str | None) -> datetime | None:
    """A stored time or date as a moment in UTC, None if there is none."""
    if not text:
        return None
    value = datetime.fromisoformat(text)
    return value if value.tzinfo else value.replace(tzinfo=UTC)
