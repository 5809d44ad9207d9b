"""The small pure deciders: expectations, sizes, probing, the end of a run."""

from __future__ import annotations

from dataclasses import replace

import pytest

from archive.records import PostContent, PostKey, Sighting
from scraper.discover.probe import ProbePlan, sweep_probe, too_sparse
from scraper.expectations import Health, shortfalls
from scraper.files import size_problem
from scraper.logs import clean
from scraper.posts import complete
from scraper.profile import Expectations
from scraper.report import Snapshot, duration, megabytes
from scraper.stop import Stop


@pytest.mark.parametrize(
    ("label", "size", "agrees"),
    [
        ("4.jpg (4.09 MB)", 4_090_000, True),
        ("4.jpg (4.09 MB)", 4_288_675, True),
        ("4.jpg (4.09 MB)", 4_094_999, True),
        ("4.jpg (4.09 MB)", 4_200_000, False),
        ("4.jpg (4.09 MB)", 1_024, False),
        ("a.pdf (120 KB)", 122_880, True),
        ("a.pdf (120 KB)", 60_000, False),
        ("a.pdf (1,234 bytes)", 1_234, True),
        ("a.pdf (4,1 MB)", 4_100_000, True),
        ("a.pdf", 7, True),
    ],
)
def test_declared_size(label: str, size: int, agrees: bool) -> None:
    """A label's size is held against the bytes, rounded or cut, in units of 1000 or 1024."""
    assert (size_problem(label, size) is None) is agrees


def test_expectations_name_what_is_missing() -> None:
    """A run below what the profile expects says in which field; too few pages say nothing."""
    expect = Expectations(posts=5, titled=0.9, dated=0.9)
    good = Health(posts=10, read=10, titled=10, dated=9, bodied=10)
    assert shortfalls(good, expect) == []
    assert "a date" in shortfalls(replace(good, dated=5), expect)[0]
    assert "4 posts" in shortfalls(replace(good, posts=4), expect)[0]
    assert shortfalls(Health(posts=10, read=2), expect) == []
    assert "http://x/news" in shortfalls(replace(good, listing_empty="http://x/news"), expect)[0]


def test_probe_goes_past_the_highest_known_number() -> None:
    """Every number is asked for once, known posts are not, and the end is a run of misses past the highest hit."""
    asked: list[int] = []

    def ask(number: int) -> bool:
        asked.append(number)
        return number in {2, 12}

    plan = ProbePlan("/news/{id}", "en", frozenset({1, 8}), 8, misses=5)
    sweep = sweep_probe(plan, ask, lambda: "")
    assert asked == [2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 13, 14, 15, 16, 17]
    assert (sweep.complete, sweep.shown) == (True, 4)


def test_probe_says_what_it_could_not_learn() -> None:
    """A number without a proper answer makes the sweep partial, and ends no run of misses."""
    sweep = sweep_probe(
        ProbePlan("/{id}", "", frozenset(), 0, misses=3), lambda n: None if n == 2 else False, lambda: ""
    )
    assert not sweep.complete
    assert "1 numbers" in sweep.reason


def test_probe_spares_a_site_with_scattered_numbers() -> None:
    """Where numbers run to 50 000 for a few posts, asking for each would be an imposition."""
    plan = ProbePlan("/{id}", "", frozenset({49_000, 50_000}), 50_000)
    assert too_sparse(plan)
    assert sweep_probe(plan, lambda number: pytest.fail(f"asked {number}"), lambda: "").meant


def test_the_listing_fills_what_the_page_leaves_out() -> None:
    """What only the listing says is taken from it; where they disagree the page wins and the doubt is kept."""
    seen = Sighting(PostKey("x", "1", "en"), "http://x/1", 1, "T", "S", "2024-01-02", "News")
    filled, doubts = complete(PostContent(title="Title", body="b"), seen)
    assert (filled.title, filled.published, filled.category, doubts) == ("Title", "2024-01-02", "News", [])
    kept, doubts = complete(PostContent(title="Title", published="2024-01-03", body="b"), seen)
    assert kept.published == "2024-01-03"
    assert [issue.code for issue in doubts] == ["date-disagrees"]
    assert "its listing says 2024-01-02" in doubts[0].message
    _, doubts = complete(kept, replace(seen, dated_by="feed"))
    assert "the site's feed says 2024-01-02" in doubts[0].message


def test_the_time_limit_asks_for_the_end() -> None:
    """After its time a run is told to end, and the first reason stands."""
    ticks = iter([0.0, 5.0, 10.0])
    stop = Stop(lambda: next(ticks), 10)
    assert stop.reason() == ""
    assert "time limit" in stop.reason()
    stop.ask("something else")
    assert "time limit" in stop.reason()


def test_numbers_for_people() -> None:
    """Sizes, times and the time left read well."""
    assert [megabytes(n) for n in (900, 4_090_000, 2_500_000_000)] == ["1 kB", "4.1 MB", "2.50 GB"]
    assert [duration(n) for n in (4, 61, 7260)] == ["4 s", "1 min 01 s", "2 h 01 min"]
    assert Snapshot(10, 30, 0, 0, 0, 20.0, 10, 40.0).left == "40 s left"
    assert Snapshot(10, 30, 0, 0, 0, 20.0, 10, 7500.0, at_least=True).left == "at least 2 h 05 min left"
    assert Snapshot(0, 30, 0, 0, 0, 1.0, 0).left == ""


def test_site_text_cannot_drive_a_terminal() -> None:
    """Escape sequences, direction overrides and line ends in site text are shown, not obeyed."""
    assert clean("a\x1b[31mb\u202ec\nd 中文") == "a\ufffd[31mb\ufffdc d 中文"
