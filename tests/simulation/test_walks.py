"""A listing that moves while it is walked: what the walk shows, where it stops, and what it says of itself."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from scraper.outcome import Outcome
from tests.simulation.editors import write_post
from tests.simulation.newsroom import Newsroom
from tests.world import Clock, one, posts, rows, scrape

FIRST_DAY = dt.date(2025, 9, 1)
PER_PAGE = 5


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    """Thirty posts on six listing pages, and no other way to find them."""
    with Newsroom(per_page=PER_PAGE, sitemap=False, feed="") as room:
        for number in range(1, 31):
            publish(room, number)
        yield room


def publish(room: Newsroom, number: int) -> None:
    """Publish a post; higher numbers are newer."""
    room.publish(write_post(number, FIRST_DAY + dt.timedelta(days=number), random.Random(number)))


def when_asked(room: Newsroom, path: str, act: Callable[[], None]) -> None:
    """Let something happen right after the first request for a path."""
    done: list[bool] = []

    def look(count: int) -> None:
        if room.asked[-1] == path and not done:
            done.append(True)
            room.in_requests(0, act)

    room.on_request = look


def listing_pages(room: Newsroom) -> list[str]:
    """The numbers of the listing pages that were asked for, in order."""
    return [
        path.partition("page=")[2] or "1" for path in room.asked if path.startswith("/en/news?") or path == "/en/news"
    ]


def backfill(room: Newsroom, folder: Path, **given: object) -> Outcome:
    """Walk the listing alone and archive what it shows."""
    options = {"sources": frozenset({"listing"})} | given
    return scrape("backfill", room.base, folder, Clock(), **options).outcome


def update(room: Newsroom, folder: Path, clock: Clock | None = None) -> Outcome:
    """An update by the listing alone that looks at nothing else."""
    later = clock or Clock()
    later.later(days=1)
    return scrape("update", room.base, folder, later, sources=frozenset({"listing"}), recheck="none").outcome


def sweep(folder: Path) -> tuple[int, str, int]:
    """Complete or not, the reason, and how many posts were shown: the first sweep of the last run."""
    query = "SELECT complete, reason, shown FROM sweeps WHERE run_id = (SELECT max(id) FROM runs) ORDER BY id LIMIT 1"
    (found,) = rows(folder, query)
    return found


def held(folder: Path) -> set[int]:
    """The numbers of the posts that are held."""
    return {int(source_id) for source_id, _ in posts(folder)}


@pytest.mark.parametrize("after", ["", "?page=2", "?page=3", "?page=5"])
def test_a_deletion_while_the_listing_is_walked(newsroom: Newsroom, tmp_path: Path, after: str) -> None:
    """Posts that are taken down move the rows after them up, past the walk; it sees them all the same."""

    def take_down() -> None:
        newsroom.take_down(30, "404")
        newsroom.take_down(27, "404")

    when_asked(newsroom, f"/en/news{after}", take_down)
    assert backfill(newsroom, tmp_path) is Outcome.FINISHED
    assert held(tmp_path) == set(range(1, 31)) - {27, 30}
    assert sweep(tmp_path)[:2] == (1, "")


@pytest.mark.parametrize("burst", [1, PER_PAGE, 2 * PER_PAGE, 3 * PER_PAGE + 2])
def test_new_posts_while_the_listing_is_walked(newsroom: Newsroom, tmp_path: Path, burst: int) -> None:
    """However many posts come meanwhile, pages that show only known rows again are not taken for the end."""

    def publish_many() -> None:
        for number in range(31, 31 + burst):
            publish(newsroom, number)

    when_asked(newsroom, "/en/news?page=3", publish_many)
    assert backfill(newsroom, tmp_path) is Outcome.FINISHED
    assert held(tmp_path) == set(range(1, 31 + burst))
    assert sweep(tmp_path)[0] == 1


def test_what_an_update_misses_by_a_deletion(newsroom: Newsroom, tmp_path: Path) -> None:
    """A day with more news than one page, and a deletion between the first two: the row between them is found."""
    clock = Clock()
    scrape("backfill", newsroom.base, tmp_path, clock)
    for number in range(31, 31 + PER_PAGE + 2):
        publish(newsroom, number)
    newsroom.asked.clear()
    when_asked(newsroom, "/en/news", lambda: newsroom.take_down(37, "404"))
    assert update(newsroom, tmp_path, clock) is Outcome.FINISHED
    assert held(tmp_path) == set(range(1, 37))


def test_an_update_without_news_reads_one_page(newsroom: Newsroom, tmp_path: Path) -> None:
    """Where every row of the first page is done and unchanged, nothing else of the listing is asked for."""
    backfill(newsroom, tmp_path)
    newsroom.asked.clear()
    assert update(newsroom, tmp_path) is Outcome.FINISHED
    assert newsroom.asked == ["/robots.txt", "/en/news"]
    assert sweep(tmp_path)[:2] == (0, "stopped at a page on which every post is done")


def test_pinned_rows_do_not_stop_a_walk(newsroom: Newsroom, tmp_path: Path) -> None:
    """Pinned rows that are done head a page of new posts, with and without a mark: the walk goes on behind it."""
    newsroom.pin({2, 3})
    backfill(newsroom, tmp_path)
    for number in range(31, 31 + 2 * PER_PAGE):
        publish(newsroom, number)
    newsroom.marked_pins = False
    assert update(newsroom, tmp_path) is Outcome.FINISHED
    assert held(tmp_path) == set(range(1, 31 + 2 * PER_PAGE))


def test_posts_that_were_only_seen_stop_nothing(newsroom: Newsroom, tmp_path: Path) -> None:
    """After a run that saw the rows and archived a few of them, the next update walks past them to the end."""
    assert backfill(newsroom, tmp_path, max_posts=3) is Outcome.FINISHED
    assert len(held(tmp_path)) == 3
    newsroom.asked.clear()
    assert update(newsroom, tmp_path) is Outcome.FINISHED
    assert held(tmp_path) == set(range(1, 31))


def test_a_changed_teaser_does_not_stop_a_walk(newsroom: Newsroom, tmp_path: Path) -> None:
    """A page with a teaser that changed is no page without news: further changes stand behind it."""
    backfill(newsroom, tmp_path)
    for number in (29, 24):
        newsroom.edit(number, summary=f"The summary of post {number}, told in other words.")
    newsroom.asked.clear()
    assert update(newsroom, tmp_path) is Outcome.FINISHED
    assert listing_pages(newsroom)[:3] == ["1", "2", "3"]
    for number in (29, 24):
        assert one(tmp_path, "SELECT summary FROM posts WHERE source_id = ?", str(number)).endswith("other words.")


def test_an_outage_that_shows_an_empty_listing(newsroom: Newsroom, tmp_path: Path) -> None:
    """A page without rows is believed to be the end only while the first page still shows its own."""
    when_asked(newsroom, "/en/news?page=3", lambda: newsroom.fail("empty"))
    assert backfill(newsroom, tmp_path) is Outcome.PARTIAL
    complete, reason, _ = sweep(tmp_path)
    assert not complete
    assert "shows none when it is read again" in reason
    newsroom.fail("")
    newsroom.on_request = None
    assert backfill(newsroom, tmp_path) is Outcome.FINISHED
    assert held(tmp_path) == set(range(1, 31))


def test_one_empty_answer_in_the_middle(newsroom: Newsroom, tmp_path: Path) -> None:
    """A page that comes empty once is asked for again, and the walk goes on behind it."""
    when_asked(
        newsroom,
        "/en/news?page=2",
        lambda: (newsroom.fail("empty"), newsroom.in_requests(1, lambda: newsroom.fail("")))[0],
    )
    assert backfill(newsroom, tmp_path) is Outcome.FINISHED
    assert held(tmp_path) == set(range(1, 31))
    assert sweep(tmp_path) == (1, "", 30)


@pytest.mark.parametrize("manner", ["clamped", "first", "empty"])
def test_pages_past_the_end(newsroom: Newsroom, tmp_path: Path, manner: str) -> None:
    """A listing whose next link never ends: the last page again, the first one again, or pages without rows."""
    newsroom.past_the_end = manner
    assert backfill(newsroom, tmp_path) is Outcome.FINISHED
    assert held(tmp_path) == set(range(1, 31))
    assert listing_pages(newsroom).count("8") <= 2
    assert "20" not in listing_pages(newsroom)


def test_a_row_before_its_page(newsroom: Newsroom, tmp_path: Path) -> None:
    """A post whose page is not there yet when the listing shows it is asked for again as long as it is shown."""
    clock = Clock()
    scrape("backfill", newsroom.base, tmp_path, clock)
    publish(newsroom, 31)
    when_asked(newsroom, "/en/news", lambda: newsroom.take_down(31, "404"))
    update(newsroom, tmp_path, clock)
    assert 31 not in held(tmp_path)
    newsroom.on_request = None
    newsroom.bring_back(31)
    assert update(newsroom, tmp_path, clock) is Outcome.FINISHED
    assert 31 in held(tmp_path)
