"""What a healthy run looks like, and in what this one fell short of it.

Two voices: the profile, which may declare it, and the archive's own past, which the posts of a
run are measured against as soon as there is enough of it.
"""

from __future__ import annotations

from dataclasses import dataclass

from scraper.profile import Expectations

MIN_READ = 3
"""Posts that must have been read before their shares say anything about the site."""

MIN_PAST = 20
"""Posts that must be held before their past says what is usual."""

SLACK = 0.8
"""The share of what is usual that a run must reach."""

SHORT = 0.3
"""The share of the usual length of a body below which something is missing."""


@dataclass(frozen=True, slots=True)
class Past:
    """What is usual among the posts that were held before the run.

    Attributes:
        posts: how many there are.
        titled: how many have a title.
        dated: how many have a date.
        bodied: how many have a body.
        length: the median length of a body, in characters.
    """

    posts: int
    titled: int
    dated: int
    bodied: int
    length: int


NO_PAST = Past(0, 0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Health:
    """What a run saw, as far as expectations go.

    Attributes:
        posts: posts held after the run.
        read: pages of posts read in the run.
        unread: pages that should have been posts and could not be read as such.
        example: the address of one of those.
        titled: how many of the read posts have a title.
        dated: how many have a date.
        bodied: how many have a body.
        length: the median length of their bodies, in characters.
        listing_empty: a listing that used to show posts showed none; its address, else empty.
    """

    posts: int
    read: int = 0
    unread: int = 0
    example: str = ""
    titled: int = 0
    dated: int = 0
    bodied: int = 0
    length: int = 0
    listing_empty: str = ""


def with_past(expect: Expectations, past: Past) -> Expectations:
    """The declared expectations, raised to what the archive's past makes usual."""
    if past.posts < MIN_PAST:
        return expect
    return expect.model_copy(
        update={
            name: max(getattr(expect, name), round(SLACK * getattr(past, name) / past.posts, 2))
            for name in ("titled", "dated", "bodied")
        }
    )


def shortfalls(health: Health, expect: Expectations, past: Past | None = None) -> list[str]:
    """One sentence for each expectation that the run does not meet."""
    found: list[str] = []
    if health.listing_empty:
        found.append(f"the listing {health.listing_empty} showed posts before and shows none now")
    if health.posts < expect.posts:
        found.append(f"the archive holds {health.posts} posts, expected are at least {expect.posts}")
    if health.unread >= MIN_READ and health.unread > health.read:
        pages = f"{health.unread} of {health.read + health.unread} pages"
        found.append(f"{pages} could not be read as posts by any reader, for example {health.example}")
    if health.read < MIN_READ:
        return found
    for name, what in (("titled", "a title"), ("dated", "a date"), ("bodied", "a body")):
        got, share = getattr(health, name) / health.read, getattr(expect, name)
        if got < share:
            found.append(f"{got:.0%} of the {health.read} posts read have {what}, expected are {share:.0%}")
    if past and past.posts >= MIN_PAST and health.length < SHORT * past.length:
        found.append(f"the posts read have {health.length} characters in the middle, {past.length} are usual")
    return found
