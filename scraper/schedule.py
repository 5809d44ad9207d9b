"""When to look at known posts and files again: often while they are fresh, ever more rarely, but never never.

A page is *fresh* when it was published or seen to change; freshness fades with the days since. What is
left of all its events together says how soon it is worth asking again; a file is asked along with its
page, more rarely. What is most overdue comes first, as far as the budget of requests goes; where the
listing shows that something happened, nothing is waited for. docs/schedule.md tells why, and how
well that does.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from archive.absence import wait_after
from archive.due import Watched, WatchedPost
from archive.records import PostKey

DAY = timedelta(days=1)

SHORTEST, LONGEST = 1.0, 45.0
"""Days: no page is looked at more often by the schedule alone, and none more rarely."""

LONGEST_GONE = 180 * DAY
"""Posts that are gone are looked for more rarely still: nothing is ever quite gone."""

FRESH_DAYS = 7.0
"""For so long after its publication or a change, a page is worth a look every day."""

FADING = 0.7
"""Then the wait grows with this power of the days: after a month to 3 days, after a year to 16, after 4½ to 45.

For events that come at a rate r, looks are best spent at a distance of 1/√r. Edits grow rare a little faster than
1/days; 0.7 is half the power of such a rate (days to the power of -1.4)."""

CHANGE_WEIGHT = 2.0
"""A change that was seen tells more of what is to come than the mere publication does."""

FILE_FACTOR = 4.0
"""Files are replaced under their address much more rarely than pages are edited: √16 times the wait."""

JITTER = 0.2
"""Waits are shortened by up to this share, each page's and file's always by the same."""

QUIET_FACTOR = 2.0
"""Where a site is known to state its changes and states none, a look is half as likely to find one."""

SLACK = timedelta(hours=2)
"""A run that starts a little earlier than yesterday's must not take what is due today for due tomorrow."""

ONCE = timedelta(hours=20)
"""Looks that are closer together than this, as first sighting and first fetch are, count as one."""

KEPT_FOR_OTHERS = 4
"""This part of a budget (a quarter) is not for what is pressing, as long as others are due as well."""


@dataclass(frozen=True, slots=True)
class Due:
    """A post to look at.

    Attributes:
        post: the post.
        score: how long since the last look, measured in the wait that is right for it; infinite if it cannot wait.
        reason: why, for a person.
    """

    post: WatchedPost
    score: float
    reason: str

    @property
    def pressing(self) -> bool:
        """Whether it cannot wait."""
        return math.isinf(self.score)


@dataclass(frozen=True, slots=True)
class Look:
    """A post to look at, with those of its files that are asked for again along with it."""

    due: Due
    files: tuple[str, ...] = ()

    @property
    def cost(self) -> int:
        """How many requests it takes."""
        return 1 + len(self.files)


def page_wait(page: Watched) -> timedelta:
    """How long to wait after the last look at a page, given what was known of it then."""
    return _wait(page) - SLACK


def file_wait(file: Watched) -> timedelta:
    """How long to wait after the last look at a file; the next look at its page after that is the time for it."""
    return _wait(file, FILE_FACTOR) - SLACK


def _wait(item: Watched, factor: float = 1.0) -> timedelta:
    checked = item.checked or item.first
    days = wait_days(
        (checked - item.began) / DAY,
        [(checked - change) / DAY for change in item.changes],
        own=own_shares(item.url),
        factor=factor,
        looked_again=checked - item.first > ONCE,
    )
    return days * DAY


def wait_days(
    age: float,
    since_changes: Iterable[float],
    *,
    own: tuple[float, float],
    factor: float = 1.0,
    looked_again: bool = True,
) -> float:
    """The rule itself: days to wait after a look.

    Args:
        age: days from the publication to that look.
        since_changes: days from each change that was seen to that look; 0 for one that it saw itself.
        own: see `own_shares`.
        factor: how much longer than for a page.
        looked_again: whether it was the second look or a later one. After the first, as by a backfill, the wait may be
            any part of the whole, so that what was archived together is not looked at together for ever after.
    """
    fresh = _freshness(age) + CHANGE_WEIGHT * sum(map(_freshness, since_changes))
    wait = min(max(1 / math.sqrt(fresh), SHORTEST), LONGEST)
    phase, shorter = own
    if not looked_again:
        wait = max(wait * phase, SHORTEST)
    return wait * factor * (1 - JITTER * shorter)


def own_shares(url: str) -> tuple[float, float]:
    """Two numbers from 0 to 1 that are an address's own: the phase of its first wait, and its part of the jitter."""
    digest = hashlib.sha256(url.encode()).digest()
    return int.from_bytes(digest[:4]) / 2**32, int.from_bytes(digest[4:8]) / 2**32


def _freshness(days: float) -> float:
    """What is left of an event after some days: 1 while it is fresh, then fading to nothing, and never there."""
    return 1.0 if days <= FRESH_DAYS else (days / FRESH_DAYS) ** (-2 * FADING)


def post_wait(post: WatchedPost) -> timedelta:
    """How long to wait after the last look at a post, be it there or not."""
    if not post.absences or post.status == "live":
        wait = page_wait(post.page)
        return min(wait * QUIET_FACTOR, max(wait, LONGEST * DAY)) if post.stated is False else wait
    if post.status == "missing":
        return wait_after(len(post.absences)) - SLACK
    # Gone: what was away for long is looked for ever more rarely, half as long again each time.
    away = (post.page.checked or post.page.first) - post.absences[0]
    return min(max(away / 2, 7 * DAY), LONGEST_GONE)


def rank(posts: Iterable[WatchedPost], now: datetime, pressing: Mapping[PostKey, str] | None = None) -> list[Due]:
    """The posts to look at now, in order: what is pressing, then the most overdue.

    Args:
        posts: all that are held.
        now: the time (UTC).
        pressing: posts that cannot wait, each with the reason; posts whose teaser changed are so by themselves.
    """
    found: list[Due] = []
    for post in posts:
        since = now - (post.page.checked or post.page.first)
        reason = (pressing or {}).get(post.key) or _news(post)
        if reason:
            found.append(Due(post, math.inf, reason))
            continue
        wait = post_wait(post)
        if since >= wait:
            reason = f"looked at {_days(since)} ago, due after {_days(wait)}"
            found.append(Due(post, since / wait, reason))
    return sorted(found, key=lambda due: (-due.score, due.post.page.checked or due.post.page.first, due.post.id))


def _news(post: WatchedPost) -> str:
    """What the site itself shows of a change, empty if nothing."""
    if post.teaser_changed:
        return "its teaser changed"
    return "the site says that it changed" if post.stated else ""


def within(ranked: Sequence[Due], files: Mapping[int, Sequence[Watched]], now: datetime, budget: int) -> list[Look]:
    """Take from the ranked posts, in order, with those of their files that are due, what a number of requests allows.

    Args:
        ranked: what `rank` gave.
        files: the files of these posts, by the number of the post.
        now: the time (UTC).
        budget: how many requests there are: each page and each file takes one.
    """
    pressing = [due for due in ranked if due.pressing]
    merely = ranked[len(pressing) :]
    kept_back = budget // KEPT_FOR_OTHERS if merely else 0
    looks: list[Look] = []
    asked: set[str] = set()
    left = budget - kept_back
    for number, due in enumerate([*pressing, *merely]):
        if number == len(pressing):
            left += kept_back
        if left <= 0:
            continue
        look = Look(due, _due_files(due, files.get(due.post.id, ()), now, left - 1, asked))
        asked.update(look.files)
        left -= look.cost
        looks.append(look)
    return looks


def everything(posts: Iterable[WatchedPost], files: Mapping[int, Sequence[Watched]]) -> list[Look]:
    """All posts with all their files, whether due or not."""
    return [
        Look(Due(post, math.inf, "everything was asked for"), tuple(file.url for file in files.get(post.id, ())))
        for post in posts
    ]


def _due_files(due: Due, files: Sequence[Watched], now: datetime, most: int, asked: set[str]) -> tuple[str, ...]:
    """Those of a post's files that are due, the most overdue first; one that several posts offer is asked for once.

    Where requests are short and pages come late, so do files: they have to be as overdue as their page.
    """
    if due.post.status != "live":
        return ()
    enough = files_enough(due.score)
    scored = [(_file_score(file, now), file.url) for file in files if file.url not in asked]
    return tuple(url for _, url in sorted((-score, url) for score, url in scored if score >= enough)[:most])


def files_enough(page_score: float) -> float:
    """How overdue a file has to be to be asked for along with its page."""
    return 1.0 if math.isinf(page_score) else max(1.0, page_score)


def _file_score(file: Watched, now: datetime) -> float:
    return math.inf if file.checked is None else (now - file.checked) / file_wait(file)


def _days(time: timedelta) -> str:
    """A length of time for a person: `3.2 days`."""
    return f"{time / DAY:.1f} days"
