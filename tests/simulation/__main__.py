"""Simulate several seeds in a row and say how each went."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tests.simulation.life import Plan, live
from tests.simulation.newsroom import Newsroom
from tests.simulation.oracle import Oracle
from tests.simulation.truth import ABSENCES
from tests.world import assert_sound

ENOUGH = 50
"""Problems after which a simulation is given up: what follows mostly comes of them."""


def simulate(plan: Plan, folder: Path, *, per_page: int = 25, tell: bool = False) -> list[str]:
    """Live through a plan, and give everything that the oracle finds wrong."""
    problems: list[str] = []
    with Newsroom(per_page=per_page, nowhere=ABSENCES[plan.seed % len(ABSENCES)]) as newsroom:
        oracle: Oracle | None = None
        for life in live(plan, newsroom, folder):
            oracle = oracle or Oracle(life)
            problems += oracle.problems()
            if tell:
                print(f"  {life.runs[-1]} ({life.runs[-1].requests} requests)", flush=True)
            if len(problems) > ENOUGH:
                break
    assert_sound(folder)
    return problems


def main() -> int:
    """Read the command line, simulate, and answer 1 where anything was wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--posts", type=int, default=2000, help="posts on the first day (2000)")
    parser.add_argument("--days", type=int, default=60, help="days, each with an update (60)")
    parser.add_argument("--seeds", default="1,2,3", help="seeds, with commas (1,2,3)")
    parser.add_argument("--recheck", default="some", choices=("due", "all", "some"), help="what updates look at (some)")
    parser.add_argument("-v", "--verbose", action="store_true", help="tell every run")
    given = parser.parse_args()
    wrong = 0
    for seed in map(int, given.seeds.split(",")):
        plan = Plan(seed, posts=given.posts, days=given.days, recheck=given.recheck)
        began = time.perf_counter()
        with tempfile.TemporaryDirectory() as folder:
            problems = simulate(plan, Path(folder), tell=given.verbose)
        seconds = time.perf_counter() - began
        print(f"seed {seed}: {len(problems)} problems, {seconds:.0f} s", flush=True)
        for problem in problems[:20]:
            print(f"  {problem[:600]}", flush=True)
        wrong += bool(problems)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
