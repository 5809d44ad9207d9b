"""A backfill that is killed again and again asks for nothing twice but the post in hand, and misses nothing."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from functools import partial
from pathlib import Path

import pytest

from scraper.outcome import Outcome
from tests.simulation.editors import write_post
from tests.simulation.life import killed_at
from tests.simulation.newsroom import Newsroom
from tests.world import Clock, assert_sound, digest_of, scrape

POSTS = 60


def fill(room: Newsroom) -> None:
    """A frozen site."""
    for number in range(1, POSTS + 1):
        day = dt.date(2025, 9, 1) + dt.timedelta(days=number)
        room.publish(write_post(number, day, random.Random(number)), listed=number % 9 > 0)


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_killed_and_resumed(tmp_path: Path, seed: int) -> None:
    """After kills at chance requests the archive equals a whole one; each kill costs one post and its files at most."""
    dice = random.Random(seed)
    with Newsroom(per_page=10) as room:
        fill(room)
        # A pause, if only one that the clock makes up: each post is then committed by itself.
        options = {"delay": 0.01}
        assert scrape("backfill", room.base, tmp_path / "whole", Clock(), **options).outcome is Outcome.FINISHED
        room.asked.clear()
        clock, kills = Clock(), 0
        for _ in range(6):
            act = partial(scrape, "backfill", room.base, tmp_path / "killed", clock, **options)
            kills += killed_at(room, len(room.asked) + dice.randint(1, POSTS // 2), act)
            clock.later(hours=1)
        assert scrape("backfill", room.base, tmp_path / "killed", clock, **options).outcome is Outcome.FINISHED
    assert kills >= 3
    assert_sound(tmp_path / "killed")
    assert digest_of(tmp_path / "killed") == digest_of(tmp_path / "whole")
    asked = Counter(path for path in room.asked if "/news_detail/" in path and "987654321" not in path)
    files = Counter(path for path in room.asked if path.startswith("/upload/"))
    assert sum(count - 1 for count in asked.values()) <= kills, asked.most_common(5)
    assert sum(count - 1 for count in files.values()) <= kills, files.most_common(5)
