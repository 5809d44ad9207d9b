"""Weeks in the life of a newsroom: whatever happens there, the archive holds what was true, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.simulation.__main__ import simulate
from tests.simulation.life import Plan


@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    "plan",
    [
        Plan(seed=1, posts=120, days=8, recheck="all"),
        Plan(seed=2, posts=160, days=10, recheck="some"),
        Plan(seed=3, posts=120, days=16, recheck="due"),
    ],
    ids=lambda plan: f"{plan.recheck}-{plan.seed}",
)
def test_a_newsroom_for_some_days(tmp_path: Path, plan: Plan) -> None:
    """Bursts, edits, deletions, returns, outages and kills: after every run the archive agrees with what was true."""
    assert simulate(plan, tmp_path, per_page=15) == []
