"""`--source`: a run that is told to use only some of its sources uses no other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from scraper.cli import cli
from scraper.outcome import Outcome
from scraper.sources import SOURCES
from tests.fake_site import FakeSite
from tests.world import assert_sound, posts, rows, scrape

BODY = "The centre opened its new test hall this week, with room for four climatic chambers and a table that shakes."


@pytest.fixture
def site() -> Iterator[FakeSite]:
    """Twelve posts, the first three of which no listing shows."""
    with FakeSite() as site:
        for number in range(1, 13):
            site.add(
                number,
                title=f"Report number {number} from the test hall",
                published=f"2025-{number:02d}-{number:02d}",
                body=[f"{BODY} This was week {number}."],
                listed=number > 3,
            )
        yield site


def held(folder: Path) -> list[int]:
    """The numbers of the posts that are held."""
    return sorted(int(source_id) for source_id, _ in posts(folder))


def test_a_run_with_the_listing_alone_finds_what_is_listed_and_asks_for_nothing_else(
    site: FakeSite, tmp_path: Path
) -> None:
    """No number is probed, and no sweep but the listing's is recorded."""
    result = scrape("backfill", site.base, tmp_path, sources=frozenset({"listing"}))
    assert (result.outcome, result.messages) == (Outcome.FINISHED, ())
    assert held(tmp_path) == list(range(4, 13))
    assert {kind for (kind,) in rows(tmp_path, "SELECT DISTINCT kind FROM captures")}.isdisjoint({"probe"})
    assert {sweep for (sweep,) in rows(tmp_path, "SELECT DISTINCT source FROM sightings")} == {"listing"}
    assert_sound(tmp_path)


def test_a_run_with_probing_alone_begins_with_a_post_and_asks_for_every_number(site: FakeSite, tmp_path: Path) -> None:
    """The address of one post is enough to ask for all others; no listing is opened or walked."""
    result = scrape("backfill", site.url(5), tmp_path, sources=frozenset({"probe"}))
    assert (result.outcome, result.messages) == (Outcome.FINISHED, ())
    assert held(tmp_path) == list(range(1, 13))
    assert not any("/news" in path and "detail" not in path for path in site.asked())
    assert {sweep for (sweep,) in rows(tmp_path, "SELECT DISTINCT source FROM sightings")} == {"probe"}


def test_an_update_with_one_source_uses_what_an_earlier_run_found_there(site: FakeSite, tmp_path: Path) -> None:
    """After a backfill with everything, an update with the listing alone finds the new post on its first page."""
    scrape("backfill", site.base, tmp_path)
    site.add(13, title="Report number 13 from the test hall", published="2026-01-04", body=[BODY])
    site.clear()
    result = scrape("update", site.base, tmp_path, sources=frozenset({"listing"}), recheck="none")
    assert (result.outcome, result.counts.posts_new) == (Outcome.FINISHED, 1)
    walked = ["/en/news", "/en/news?page=2", "/en/news"]  # to a page without news, and the one with news again
    assert site.asked() == ["/robots.txt", *walked, "/en/news_detail/index/13"]


def test_later_runs_with_all_sources_find_what_one_source_left_out(site: FakeSite, tmp_path: Path) -> None:
    """An archive begun with one source is completed by a backfill with all of them."""
    scrape("backfill", site.base, tmp_path, sources=frozenset({"listing"}))
    assert held(tmp_path) == list(range(4, 13))
    scrape("backfill", site.base, tmp_path)
    assert held(tmp_path) == list(range(1, 13))


def test_a_source_that_shows_nothing_is_named(site: FakeSite, tmp_path: Path) -> None:
    """Where the chosen sources show no post, that is said, and not only that the archive is empty."""
    result = scrape("backfill", site.listing_url(), tmp_path, sources=frozenset({"related"}))
    assert result.outcome is Outcome.DRIFT
    assert "no post was shown by what --source names: related" in result.messages


def test_an_unknown_source_is_a_mistake_that_names_the_known_ones() -> None:
    """A misspelt source ends with code 2 and the list of those that there are."""
    for command in ("backfill", "update"):
        answer = CliRunner().invoke(cli, [command, "--source", "sitmap"])
        assert answer.exit_code == 2
        assert all(name in answer.output for name in SOURCES)
