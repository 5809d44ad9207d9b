"""The parts beside a listing's chain of pages: years, months, drop-downs, and a search that lists everything."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from scraper.outcome import Outcome
from scraper.run import Result
from tests.page_site import Made, PageSite, detail, page, teasers
from tests.world import Clock, posts, rows, scrape

YEARS = (2025, 2024, 2023)
PER_YEAR = 6
COUNT = len(YEARS) * PER_YEAR
SOURCES = frozenset({"listing", "archive"})


def day_of(number: int) -> str:
    """The date of a post: six a year, the first the newest, one every other month."""
    return f"{YEARS[number // PER_YEAR]}-{12 - 2 * (number % PER_YEAR):02d}-15"


def listed(numbers: list[int]) -> str:
    """Some posts as a list."""
    return teasers([(f"/news/{n + 1}", f"Report {n + 1} from the hall", day_of(n)) for n in numbers])


def site_of(
    tail: str, part: Callable[[str, dict[str, list[str]]], list[int] | None], *, default: list[int]
) -> Callable[[str], Made]:
    """A site whose listing shows `default` with `tail` beside it, and whose `part` says what its other pages show."""

    def make(path: str) -> Made:
        parts = urlsplit(path)
        if found := re.fullmatch(r"/news/(\d+)", parts.path):
            number = int(found[1]) - 1
            return detail(f"Report {number + 1} from the hall", day_of(number)) if number < COUNT else None
        if parts.path == "/":
            return page("Test Centre", "<p>Welcome.</p>")
        if path == "/news":
            return page("News", listed(default) + tail)
        numbers = part(parts.path, parse_qs(parts.query, keep_blank_values=True))
        return page("News", (listed(numbers) if numbers else "<p>Nothing.</p>") + tail) if numbers is not None else None

    return make


def of_year(year: int) -> list[int]:
    """The posts of a year."""
    return [n for n in range(COUNT) if day_of(n).startswith(str(year))]


def backfill(make: Callable[[str], Made], folder: Path, sources: frozenset[str] = SOURCES) -> tuple[Result, PageSite]:
    """Run a backfill from the listing."""
    with PageSite(make) as site:
        return scrape("backfill", site.base + "/news", folder, sources=sources), site


def sweeps(folder: Path) -> list[tuple[str, int, str]]:
    """The sweeps of the source `archive`: path, complete, reason."""
    found = rows(folder, "SELECT url, complete, reason FROM sweeps WHERE source = 'archive' ORDER BY id")
    return [(re.sub(r"^http://[^/]*", "", url), complete, reason) for url, complete, reason in found]


def year_part(path: str, query: dict[str, list[str]]) -> list[int] | None:
    """Pages of a year, by path or by parameter."""
    found = re.fullmatch(r"/news/archive/(\d{4})", path)
    year = found[1] if found else query.get("year", [""])[0]
    return of_year(int(year)) if year.isdecimal() and path.startswith("/news") else None


TABS = "<ul>" + "".join(f'<li><a href="/news/archive/{year}">{year}</a></li>' for year in YEARS) + "</ul>"
DROP_DOWN = (
    '<form action="/news" method="get"><select name="year"><option value="">Year</option>'
    + "".join(f'<option value="{year}">{year}</option>' for year in YEARS)
    + '</select><input type="submit" value="Go"></form>'
)


@pytest.mark.parametrize("tail", [TABS, DROP_DOWN], ids=["tabs", "drop-down"])
def test_years(tmp_path: Path, tail: str) -> None:
    """A listing that shows one year and offers the others by tabs or a drop-down: each year is a sweep of its own."""
    result, _ = backfill(site_of(tail, year_part, default=of_year(2025)), tmp_path)
    assert (result.outcome, len(posts(tmp_path))) == (Outcome.FINISHED, COUNT)
    assert [(complete, reason) for _, complete, reason in sweeps(tmp_path)] == [(1, "")] * len(YEARS)
    assert [path for path, _, _ in sweeps(tmp_path)] == [
        f"/news/archive/{year}" if tail == TABS else f"/news?year={year}" for year in YEARS
    ]
    shown = "SELECT count(DISTINCT ledger_id) FROM sightings WHERE source = ?"
    assert [rows(tmp_path, shown, source) for source in ("listing", "archive")] == [[(PER_YEAR,)], [(COUNT,)]]


def test_months(tmp_path: Path) -> None:
    """Links that name months, with counts behind them, lead to what the listing does not show."""
    names = "January February March April May June July August September October November December".split()
    days = [day_of(n).split("-") for n in range(COUNT)]
    links = "".join(
        f'<li><a href="/news/{year}/{month}/">{names[int(month) - 1]} {year}</a> (1)</li>' for year, month, _ in days
    )

    def part(path: str, query: dict[str, list[str]]) -> list[int] | None:
        found = re.fullmatch(r"/news/(\d{4})/(\d\d)/", path)
        return [n for n in range(COUNT) if day_of(n).startswith(f"{found[1]}-{found[2]}")] if found else None

    make = site_of(f"<aside><h2>Archive</h2><ul>{links}</ul></aside>", part, default=list(range(4)))
    result, _ = backfill(make, tmp_path)
    assert len(posts(tmp_path)) == COUNT
    assert result.outcome is Outcome.FINISHED


SEARCH = (
    '<form action="/news/search"><input type="search" name="q" placeholder="Search news"><button>Go</button></form>'
)


def test_a_search_that_lists_everything(tmp_path: Path) -> None:
    """A search of the listing is asked with nothing to look for; one of the whole site is not asked at all."""

    def part(path: str, query: dict[str, list[str]]) -> list[int] | None:
        return list(range(COUNT)) if (path, query) == ("/news/search", {"q": [""]}) else None

    everywhere = '<form action="/search"><input type="text" name="q"></form>'
    result, site = backfill(site_of(SEARCH + everywhere, part, default=of_year(2025)), tmp_path)
    assert (result.outcome, len(posts(tmp_path))) == (Outcome.FINISHED, COUNT)
    assert sweeps(tmp_path) == [("/news/search?q=", 1, "")]
    assert [path for path in site.asked if "search" in path] == ["/news/search?q="]


def test_a_search_that_robots_forbid(tmp_path: Path) -> None:
    """Where robots.txt forbids the search it is left alone, which is no failure of the run."""
    make = site_of(SEARCH, lambda _path, _query: list(range(COUNT)), default=of_year(2025))
    with PageSite(make) as site:
        site.robots = "User-agent: *\nDisallow: /news/search\n"
        result = scrape("backfill", site.base + "/news", tmp_path, sources=SOURCES)
    assert (result.outcome, len(posts(tmp_path))) == (Outcome.FINISHED, PER_YEAR)
    ((path, complete, reason),) = sweeps(tmp_path)
    assert (path, complete) == ("/news/search?q=", 0)
    assert "robots.txt" in reason
    assert [path for path in site.asked if "search" in path] == []


def test_a_year_that_is_not_there(tmp_path: Path) -> None:
    """A link to a year that answers 404 is on record and no reason to look again each day."""

    def part(path: str, query: dict[str, list[str]]) -> list[int] | None:
        return None if path.endswith("2024") else year_part(path, query)

    result, _ = backfill(site_of(TABS, part, default=of_year(2025)), tmp_path)
    assert (result.outcome, len(posts(tmp_path))) == (Outcome.FINISHED, COUNT - PER_YEAR)
    assert [(complete, reason[-12:]) for _, complete, reason in sweeps(tmp_path)] == [
        (1, ""),
        (0, "answered 404"),
        (1, ""),
    ]


def test_only_the_parts(tmp_path: Path) -> None:
    """`--source archive` walks the years and not the listing's own pages."""
    result, _ = backfill(site_of(TABS, year_part, default=of_year(2025)), tmp_path, frozenset({"archive"}))
    assert (result.outcome, len(posts(tmp_path))) == (Outcome.FINISHED, COUNT)
    assert rows(tmp_path, "SELECT DISTINCT source FROM sweeps") == [("archive",)]


def test_an_update_leaves_the_years_alone(tmp_path: Path) -> None:
    """A daily update asks for the listing only; once a month, with the whole listing, the years are walked again."""
    clock = Clock()
    with PageSite(site_of(TABS, year_part, default=of_year(2025))) as site:
        scrape("backfill", site.base + "/news", tmp_path, clock, sources=SOURCES)
        for days, walked in ((1, 0), (40, len(YEARS))):
            site.asked.clear()
            clock.later(days=days)
            scrape("update", site.base + "/news", tmp_path, clock, sources=SOURCES, recheck="none")
            assert len([path for path in site.asked if "archive" in path]) == walked
