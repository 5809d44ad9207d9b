"""Each source alone, on one and the same site: the same posts where it can show them all, else just those it shows."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from scraper.discover.listing import KNOWN
from scraper.outcome import Outcome
from tests.simulation.editors import write_post
from tests.simulation.newsroom import Newsroom
from tests.simulation.oracle import held_posts
from tests.simulation.pages import FEED_ROWS
from tests.simulation.truth import Page
from tests.world import Clock, assert_sound, rows, scrape

POSTS = 70
UNLISTED = {9, 33, 52}
BEGINNINGS = {"probe": "/en/news_detail/index/7", "archive": "/en/news"}
"""Where a source has to be begun at because no other source leads there; else the front page will do."""


@pytest.fixture
def newsroom(request: pytest.FixtureRequest) -> Iterator[Newsroom]:
    """Seventy posts, three of which the listing does not show; the feed is paged unless a test wants it short."""
    with Newsroom(per_page=15, feed=getattr(request, "param", "paged"), cms=True, years=True) as room:
        for number in range(1, POSTS + 1):
            day = dt.date(2025, 11, 1) + dt.timedelta(days=number)
            room.publish(write_post(number, day, random.Random(number)), listed=number not in UNLISTED)
        yield room


def truth(room: Newsroom, numbers: set[int]) -> dict[int, Page | None]:
    """What the pages of these posts say."""
    return {number: room.truth.at(number).page for number in numbers}


def backfill(room: Newsroom, folder: Path, source: str) -> dict[int, Page]:
    """Archive what one source shows; no other is asked."""
    result = scrape("backfill", room.base + BEGINNINGS.get(source, ""), folder, Clock(), sources=frozenset({source}))
    assert result.outcome is Outcome.FINISHED, result.messages
    assert {name for (name,) in rows(folder, "SELECT DISTINCT source FROM sightings")} <= {source}
    assert_sound(folder)
    return {number: post.page for number, post in held_posts(folder).items()}


def sweeps(folder: Path, source: str) -> list[tuple[int, str]]:
    """Complete or not, and why not, of the passes of a source."""
    return rows(folder, "SELECT complete, reason FROM sweeps WHERE source = ?", source)


EVERYTHING = set(range(1, POSTS + 1))


@pytest.mark.parametrize(
    ("source", "shows"),
    [
        ("listing", EVERYTHING - UNLISTED),
        ("feed", EVERYTHING - UNLISTED),
        ("sitemap", EVERYTHING),
        ("probe", EVERYTHING),
        ("cms", EVERYTHING - UNLISTED),
        ("archive", EVERYTHING - UNLISTED),
    ],
)
def test_each_source_alone(newsroom: Newsroom, tmp_path: Path, source: str, shows: set[int]) -> None:
    """The posts are the same, word for word, whichever source showed them; the sweep is complete."""
    assert backfill(newsroom, tmp_path, source) == truth(newsroom, shows)
    found = sweeps(tmp_path, source)
    assert found[0] == (1, "")
    # What was published meanwhile is looked for at the end, as far as to the first page without news.
    assert all(complete or reason == KNOWN for complete, reason in found)


@pytest.mark.parametrize("newsroom", ["short"], indirect=True)
def test_a_feed_that_ends_early(newsroom: Newsroom, tmp_path: Path) -> None:
    """A feed of the newest posts alone gives just those, and its sweep says how many they are."""
    newest = {post.id for post in newsroom.listed()[:FEED_ROWS]}
    assert backfill(newsroom, tmp_path, "feed") == truth(newsroom, newest)
    assert rows(tmp_path, "SELECT pages, shown FROM sweeps WHERE source = 'feed'") == [(1, FEED_ROWS)]


def test_all_sources_together(newsroom: Newsroom, tmp_path: Path) -> None:
    """Together they show every post once."""
    assert scrape("backfill", newsroom.base, tmp_path, Clock()).outcome is Outcome.FINISHED
    assert {number: post.page for number, post in held_posts(tmp_path).items()} == truth(newsroom, EVERYTHING)
