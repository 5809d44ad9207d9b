"""Updates over weeks against a living site: what is looked at again, when, and within what budget."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from scraper.outcome import Outcome
from tests.fake_site import FakeSite
from tests.world import Clock, Silent, one, posts, rows, scrape

TODAY = date(2026, 1, 5)


@pytest.fixture
def site() -> Iterator[FakeSite]:
    """Twenty old posts and two fresh ones, each with a picture, listed on pages of ten."""
    with FakeSite(per_page=10) as fake:
        for number in range(1, 23):
            age = 1500 - 20 * number if number <= 20 else 23 - number
            fake.add(
                number,
                title=f"Report number {number} from the long hall",
                published=(TODAY - timedelta(days=age)).isoformat(),
                body=[
                    f"In week {number} the team measured the same beam again, and found what it had found before.",
                    "Whoever wants the numbers may ask for them at the front desk, on working days until noon.",
                ],
                files=["1.jpg"],
            )
        yield fake


def looked_at(site: FakeSite) -> tuple[list[int], list[str]]:
    """The numbers of the known posts whose pages were asked for, and the pictures."""
    paths = [request.path for request in site.requests]
    pages = [int(path.rpartition("/")[2]) for path in paths if "news_detail/index/" in path]
    return [number for number in pages if number <= 22], [path for path in paths if path.endswith(".jpg")]


def test_old_posts_are_looked_at_in_turn_and_fresh_ones_daily(site: FakeSite, tmp_path: Path) -> None:
    """Within some weeks of daily updates every old post and picture is looked at again, and on no day many at once."""
    clock = Clock()
    scrape("backfill", site.base, tmp_path, clock)
    days: list[set[int]] = []
    pictures: set[str] = set()
    for _ in range(46):
        clock.later(days=1)
        site.clear()
        assert scrape("update", site.base, tmp_path, clock).outcome is Outcome.FINISHED
        pages, asked = looked_at(site)
        assert len(pages) == len(set(pages))
        days.append(set(pages))
        pictures |= set(asked)
    old = set(range(1, 21))
    assert old <= set().union(*days)
    assert max(len(day & old) for day in days) <= 5
    assert all({21, 22} <= day for day in days[:5])
    assert sum(21 in day for day in days[20:]) <= 12
    assert len(pictures) >= 2


def test_the_budget_counts_pages_and_files(site: FakeSite, tmp_path: Path) -> None:
    """After a long pause an update spends no more requests on known posts than it may, and goes on the next time."""
    clock = Clock()
    scrape("backfill", site.base, tmp_path, clock)
    clock.later(days=200)
    met: set[int] = set()
    for _ in range(10):
        site.clear()
        clock.later(minutes=5)
        scrape("update", site.base, tmp_path, clock, budget=6)
        pages, pictures = looked_at(site)
        assert 0 < len(pages) + len(pictures) <= 6 or len(met) == 22
        met |= set(pages)
    assert met == set(range(1, 23))
    site.clear()
    scrape("update", site.base, tmp_path, clock, budget=0)
    assert looked_at(site) == ([], [])


def test_a_replaced_picture_is_found_in_its_time(site: FakeSite, tmp_path: Path) -> None:
    """New bytes under an old address are found by ordinary updates, and the change is told."""
    clock = Clock()
    scrape("backfill", site.base, tmp_path, clock)
    site.replace_file(22, "1.jpg")
    before = posts(tmp_path)["22", "en"]["attachments"][0]["sha256"]
    for _ in range(6):
        clock.later(days=1)
        scrape("update", site.base, tmp_path, clock)
    assert posts(tmp_path)["22", "en"]["attachments"][0]["sha256"] != before
    assert rows(tmp_path, "SELECT changed FROM revisions WHERE number > 1") == [('["attachments"]',)]


def test_a_changed_teaser_brings_the_look_forward(site: FakeSite, tmp_path: Path) -> None:
    """An old post whose title changes on the listing is looked at by the next update, which says why."""
    clock = Clock()
    scrape("backfill", site.base, tmp_path, clock)
    clock.later(hours=2)
    site.edit(20, title="Report number 20, put right")
    reporter = Silent()
    scrape("update", site.base, tmp_path, clock, reporter=reporter, budget=1)
    assert one(tmp_path, "SELECT title FROM posts WHERE source_id = '20'") == "Report number 20, put right"
    told = [facts for _, name, facts in reporter.events if name == "looking again"]
    assert [(facts["why"], facts["files"]) for facts in told] == [("its teaser changed", 0)]


def test_a_page_that_goes_back_to_an_earlier_state_loses_what_that_state_had_not(tmp_path: Path) -> None:
    """A file added and taken out again leaves the post without it, since the page is the very one read before."""
    clock = Clock()
    with FakeSite() as site:
        for number in range(1, 9):
            site.add(
                number, title=f"Post {number}", published=f"2025-03-0{number}", body=["Some words.", "More words."]
            )
        scrape("backfill", site.base, tmp_path, clock)
        clock.later(days=3)
        site.edit(3, files=["plan.pdf"])
        scrape("update", site.base, tmp_path, clock, recheck="all")
        assert len(posts(tmp_path)["3", "en"]["attachments"]) == 1
        clock.later(days=3)
        site.edit(3, files=[])
        scrape("update", site.base, tmp_path, clock, recheck="all")
    assert posts(tmp_path)["3", "en"]["attachments"] == []
    assert rows(tmp_path, "SELECT same_as FROM revisions WHERE number = 3") == [(1,)]
