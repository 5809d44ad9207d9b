"""When a post that is not there counts as gone: a pure rule over what was observed.

live → missing → gone → live again. One observation makes a post missing; it is gone only when
the absence was confirmed by later runs, days apart. What proves nothing (a 5xx, a time-out, an
empty listing, a mass disappearance) is never recorded as an absence in the first place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

CONFIRMATIONS = 3
"""Observations that make a post gone …"""
OVER = timedelta(days=7)
"""… if they span this long."""

CONFIRMATIONS_410 = 2
"""The same where the site says 410: gone for good."""
OVER_410 = timedelta(days=2)

SPACING = (timedelta(days=1), timedelta(days=2), timedelta(days=4), timedelta(days=7))
"""How long to wait for the next confirmation, by how many there are."""


@dataclass(frozen=True, slots=True)
class Absence:
    """A post was asked for and was not there.

    Attributes:
        observed_at: when (UTC).
        reason: what was found instead: `404`, `410`, `redirect` or `soft-404`, and more words for a person.
    """

    observed_at: datetime
    reason: str


def is_gone(absences: Sequence[Absence], *, each_run_counts: bool = False) -> bool:
    """Whether these observations, in a row and in order of time, prove that a post is gone.

    Args:
        absences: since the post was last seen.
        each_run_counts: the user asked for a look at everything: two runs suffice, however close.
    """
    if each_run_counts:
        return len(absences) >= 2
    if len(absences) < 2:
        return False
    span = absences[-1].observed_at - absences[0].observed_at
    if all(absence.reason.startswith("410") for absence in absences):
        return len(absences) >= CONFIRMATIONS_410 and span >= OVER_410
    return len(absences) >= CONFIRMATIONS and span >= OVER


def wait_after(absences: int) -> timedelta:
    """How long after the last of so many absences (at least one) a missing post is to be looked at again."""
    return SPACING[min(absences, len(SPACING)) - 1]


def is_mass(missing: int, held: int) -> bool:
    """Whether so many posts vanished in one run that the site, not the posts, has a problem: over 2 %, at least 3."""
    return missing > max(3, 0.02 * held)
