"""What a healthy run looks like, and in what this one fell short of it."""

from __future__ import annotations

from dataclasses import dataclass

from scraper.profile import Expectations

MIN_READ = 3
"""Posts that must have been read before their shares say anything about the site."""


@dataclass(frozen=True, slots=True)
class Health:
    """What a run saw, as far as expectations go.

    Attributes:
        posts: posts held after the run.
        read: pages of posts read in the run.
        unread: pages that should have been posts and could not be read as such.
        titled: how many of the read posts have a title.
        dated: how many have a date.
        bodied: how many have a body.
        listing_empty: a listing that used to show posts showed none; its address, else empty.
    """

    posts: int
    read: int = 0
    unread: int = 0
    titled: int = 0
    dated: int = 0
    bodied: int = 0
    listing_empty: str = ""


def shortfalls(health: Health, expect: Expectations) -> list[str]:
    """One sentence for each expectation that the run does not meet."""
    found: list[str] = []
    if health.listing_empty:
        found.append(f"the listing {health.listing_empty} showed posts before and shows none now")
    if health.posts < expect.posts:
        found.append(f"the archive holds {health.posts} posts, expected are at least {expect.posts}")
    if health.unread >= MIN_READ and health.unread > health.read:
        found.append(f"{health.unread} of {health.read + health.unread} pages could not be read as posts")
    if health.read >= MIN_READ:
        for name, share in (("titled", expect.titled), ("dated", expect.dated), ("bodied", expect.bodied)):
            got = getattr(health, name) / health.read
            if got < share:
                what = {"titled": "a title", "dated": "a date", "bodied": "a body"}[name]
                found.append(f"{got:.0%} of the {health.read} posts read have {what}, expected are {share:.0%}")
    return found
