"""When a post that is not there counts as gone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from archive.absence import Absence, is_gone, is_mass, wait_after

START = datetime(2026, 1, 1, tzinfo=UTC)


def seen(*days: float, reason: str = "404") -> list[Absence]:
    """Absences on these days after the start."""
    return [Absence(START + timedelta(days=day), reason) for day in days]


@pytest.mark.parametrize(
    ("absences", "gone"),
    [
        (seen(0), False),
        (seen(0, 1), False),
        (seen(0, 1, 3), False),
        (seen(0, 1, 7), True),
        (seen(0, 8), False),
        (seen(0, 1, reason="410"), False),
        (seen(0, 2, reason="410"), True),
        ([*seen(0, reason="410"), *seen(3)], False),
        (seen(0, 0.01, 0.02, 0.03), False),
    ],
)
def test_proof_takes_days(absences: list[Absence], gone: bool) -> None:
    """Several observations over days prove that a post is gone; a burst of them, or too few, do not."""
    assert is_gone(absences) is gone


def test_a_look_at_everything_counts_each_run() -> None:
    """Where the user asks for every post, two runs in a row suffice, and one does not."""
    assert is_gone(seen(0, 0.01), each_run_counts=True)
    assert not is_gone(seen(0), each_run_counts=True)


def test_looks_grow_rarer() -> None:
    """The next look comes after one day, then two, four, seven and seven again."""
    waits = [wait_after(count).days for count in range(1, 7)]
    assert waits == [1, 2, 4, 7, 7, 7]


def test_a_mass_disappearance_is_no_deletion() -> None:
    """Three posts may go at once, or two in a hundred; more is the site's trouble."""
    assert not is_mass(3, 10)
    assert is_mass(4, 10)
    assert not is_mass(20, 1000)
    assert is_mass(21, 1000)
