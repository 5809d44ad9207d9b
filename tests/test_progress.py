"""How long a run still takes, told honestly."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scraper.progress import Pace
from scraper.report import LineReporter, Snapshot
from tests.fake_site import FakeSite
from tests.world import Clock, Silent, scrape


def paced(*times: float) -> Pace:
    """A pace after posts that took so long each."""
    pace, now = Pace(), 100.0
    pace.note(now, 0)
    for number, time in enumerate(times, 1):
        now += time
        pace.note(now, number)
    return pace


def test_the_rest_takes_as_long_as_the_posts_before() -> None:
    """The time left is the number of posts times what a post took lately."""
    assert paced(2.0, 2.0, 2.0, 2.0).seconds(50) == 100.0
    assert paced(*[1.0] * 30, *[4.0] * 60).seconds(10) == 40.0


def test_nothing_is_said_too_early() -> None:
    """Two posts say nothing of a thousand, and of no posts there is nothing to say."""
    assert paced(2.0, 2.0).seconds(1000) is None
    assert paced(2.0, 2.0, 2.0).seconds(0) is None


def test_a_pause_changes_little() -> None:
    """One wait of a quarter of an hour, or a night in which the computer slept, does not count as a post's time."""
    assert paced(*[2.0] * 20, 900.0, *[2.0] * 9).seconds(100) == 200.0
    assert paced(*[2.0] * 20, 30_000.0, *[2.0] * 9).seconds(100) == 200.0


def test_posts_that_take_longer_count() -> None:
    """Where every third post has many pictures, that is no pause but the pace."""
    assert paced(*[1.0, 1.0, 10.0] * 20).seconds(30) == pytest.approx(120.0)


def test_walking_a_listing_is_no_post() -> None:
    """What happened between two stretches of posts does not count."""
    pace = paced(2.0, 2.0, 2.0)
    pace.start()
    pace.note(10_000.0, 3)
    pace.note(10_002.0, 4)
    assert pace.seconds(10) == 20.0


def test_the_estimate_comes_true(tmp_path: Path) -> None:
    """On a site that answers evenly, what is told half-way is what the posts then take; first it says `at least`."""
    clock, reporter = Clock(), Silent()
    with FakeSite() as site:
        for number in range(1, 31):
            site.add(number, title=f"Note number {number} from the workshop", published=f"2024-04-{number:02d}")
        assert scrape("backfill", site.base, tmp_path, clock, reporter=reporter, delay=1.0).outcome.exit_code == 0
    told = [shot for shot in reporter.snapshots if shot.seconds_left is not None]
    half = told[len(told) // 2]
    assert half.at_least
    assert half.left.startswith("at least ")
    done = next(shot for shot in reporter.snapshots if shot.worked >= 30)
    assert half.seconds_left == pytest.approx(done.seconds - half.seconds, rel=0.25)
    assert not reporter.snapshots[-1].at_least


def test_only_the_posts_that_were_asked_for_count(tmp_path: Path) -> None:
    """With `--max-posts` the rest is what is left of these, not of the site."""
    clock, reporter = Clock(), Silent()
    with FakeSite() as site:
        for number in range(1, 31):
            site.add(number, title=f"Note number {number} from the workshop", published=f"2024-04-{number:02d}")
        scrape("backfill", site.base, tmp_path, clock, reporter=reporter, delay=1.0, max_posts=8)
    assert max(shot.seconds_left or 0 for shot in reporter.snapshots) < 12


class Lines:
    """A log that keeps its lines."""

    def __init__(self) -> None:
        self.told: list[dict[str, object]] = []

    def info(self, name: str, **facts: object) -> None:
        """Keep a line."""
        self.told.append({"event": name, **facts})


def test_a_log_tells_progress_once_a_minute() -> None:
    """Lines for people say it in words, lines for machines in plain numbers; a quiet log says nothing."""
    shots = [
        Snapshot(n, 100, n, 2 * n, 1000 * n, float(n), n, 2.0 * (100 - n), at_least=True) for n in range(0, 100, 10)
    ]
    now = [0.0]
    words, data, quiet = Lines(), Lines(), Lines()
    reporters = [
        LineReporter(words, clock=lambda: now[0]),
        LineReporter(data, clock=lambda: now[0], as_data=True),
        LineReporter(quiet, "warning", clock=lambda: now[0]),
    ]
    for shot in shots:
        for reporter in reporters:
            reporter.progress(shot)
        now[0] += 20
    assert [line["posts"] for line in words.told] == ["30/100", "60/100", "90/100"]
    assert words.told[0]["left"] == "at least 2 min 20 s"
    assert json.loads(json.dumps(data.told[0]))["seconds_left"] == 140.0
    assert data.told[0]["at_least"] is True
    assert quiet.told == []
