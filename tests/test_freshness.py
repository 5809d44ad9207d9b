"""The schedule against others on invented sites: a small, seeded version of benchmarks/freshness.py."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from archive.due import Watched, WatchedPost
from archive.records import PostKey
from benchmarks.fresh.rules import AtRandom, Everything, NewsDiffs, Nutch, Ours, StormCrawler
from benchmarks.fresh.site import KINDS, make_site
from benchmarks.fresh.watch import Watching, watch
from benchmarks.freshness import Line, compare, table
from scraper.schedule import rank, within

FIVE_YEARS = 1826
EPOCH = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module", params=["centre", "newsroom", "gardeners"])
def lines(request: pytest.FixtureRequest) -> dict[str, Line]:
    """What each rule did on two small sites of a kind, with seeds that the benchmark does not use by itself."""
    kind = replace(KINDS[request.param], per_day=0.5)
    return {line.rule: line for line in compare(request.param, kind, FIVE_YEARS, (71, 72))}


def test_nearly_all_is_noticed_for_a_tenth_of_the_requests(lines: dict[str, Line]) -> None:
    """Ours notices what daily looks at everything do, and most versions exactly, at far below a tenth of the cost."""
    ours, everything = lines["ours"], lines["everything daily"]
    assert (everything.noticed, everything.exact, everything.cost) == (1.0, 1.0, 1.0)
    assert ours.cost < 0.09
    assert ours.noticed > 0.98
    assert ours.exact > 0.90


@pytest.mark.parametrize("rival", ["at random", "StormCrawler", "StormCrawler, 180 d", "Nutch", "NewsDiffs"])
def test_no_other_rule_does_better_for_the_same_requests(lines: dict[str, Line], rival: str) -> None:
    """With the very same requests, every other rule takes longer in the mean and the median and sees fewer versions."""
    ours, other = lines["ours"], lines[rival]
    assert ours.cost == pytest.approx(other.cost, rel=0.002)
    assert ours.mean < 0.9 * other.mean
    assert ours.median < other.median
    assert ours.late_mean < 0.85 * other.late_mean
    assert ours.exact > other.exact + 0.01
    assert ours.noticed > other.noticed - 0.01
    assert rival in table(lines.values())


def test_it_degrades_gracefully() -> None:
    """With a quarter of the requests that it wants, ours keeps its budget and is still ahead of the others."""
    found = {line.rule: line for line in compare("x", replace(KINDS["centre"], per_day=0.5), FIVE_YEARS, (71,), 18)}
    ours = found.pop("ours")
    assert ours.per_day <= 18
    assert ours.noticed > 0.90
    assert all(ours.exact > other.exact for name, other in found.items() if name != "everything daily")
    assert all(ours.mean < other.mean for name, other in found.items() if name != "everything daily")


class Verbatim(Ours):
    """Ours by the program's own functions alone, post by post, to hold the quick version against."""

    def choose(self, now: float, most: int, teasers: np.ndarray) -> np.ndarray:
        pages = [int(page) for page in np.flatnonzero(self.known & ~self.site.is_file)]
        posts = [
            WatchedPost(page, PostKey("x", str(page), ""), self.told(page), teaser_changed=page in teasers)
            for page in pages
        ]
        files = {page: [self.told(page + 1 + n) for n in range(self.site.files[page])] for page in pages}
        looks = within(rank(posts, self.time(now)), files, self.time(now), most)
        return np.array(
            [int(url.rpartition("/")[2]) for look in looks for url in (look.due.post.page.url, *look.files)], int
        )

    def told(self, item: int) -> Watched:
        """An item as the archive tells of it."""
        changes = tuple(self.time(change) for change in self.changes.get(item, ()))
        times = (self.time(float(x[item])) for x in (self.site.born, self.first, self.last))
        return Watched(f"https://site.example/{item}", *times, changes)

    @staticmethod
    def time(days: float) -> datetime:
        return EPOCH + timedelta(days=days)


@pytest.mark.parametrize("budget", [12, 1000])
def test_the_comparison_runs_what_the_program_runs(budget: int) -> None:
    """The quick version by arrays chooses just what the program's own functions choose."""
    site = make_site(replace(KINDS["newsroom"], before=60.0, per_day=0.7), 120, 7)
    quick, verbatim = watch(site, Ours(), budget), watch(site, Verbatim(), budget)
    assert np.array_equal(quick.spent, verbatim.spent)
    assert np.array_equal(quick.delay, verbatim.delay)
    assert quick.spent.sum() > 500


def test_a_site_is_made_by_its_seed() -> None:
    """The same seed gives the same life and the same looks; another seed, another life."""
    kind = replace(KINDS["quiet"], before=200.0)

    def life(seed: int) -> tuple[list[float], Watching]:
        site = make_site(kind, 300, seed)
        return site.when.tolist(), watch(site, AtRandom(), 5)

    (when, looks), (again, looks_again), (other, _) = life(1), life(1), life(2)
    assert when == again != other
    assert looks.delay.tolist() == looks_again.delay.tolist()


def test_sites_live_as_described() -> None:
    """Edits crowd after publishing, come after it, and end with the post; files follow their pages."""
    site = make_site(KINDS["centre"], FIVE_YEARS, 5)
    item_of = np.repeat(np.arange(len(site.born)), np.diff(site.start))
    assert (site.when >= site.born[item_of]).all()
    assert (site.when <= np.minimum(site.died[item_of], site.days)).all()
    assert (np.diff(site.born) >= 0).all()
    assert site.files.sum() == site.is_file.sum()
    pages = ~site.is_file[item_of]
    age = site.when[pages] - site.born[item_of][pages]
    assert (age < 7).sum() > 0.35 * len(age)
    assert 0.3 < len(age) / (~site.is_file).sum() < 1.2


def test_rules_of_others_are_as_published() -> None:
    """The rivals' waits follow their rules: a change shortens, no change lengthens, within their limits."""
    site = make_site(KINDS["quiet"], 200, 1)
    items, yes, no = np.array([0]), np.array([True]), np.array([False])
    storm, nutch = StormCrawler(), Nutch()
    for rule in (storm, nutch):
        rule.begin(site)
        rule.met(items, 0.25)
    for day in (1.25, 2.25):
        storm.asked(items, day, no)
        nutch.asked(items, day, no)
    assert (storm.wait[0], nutch.interval[0]) == (2.25, 2.0)
    assert nutch.wait[0] == pytest.approx(2.0 - 0.3 * 2.0)
    storm.asked(items, 3.25, yes)
    nutch.asked(items, 3.25, yes)
    assert storm.wait[0] == pytest.approx(1.125 + 0.5 / 24)
    assert (nutch.interval[0], nutch.wait[0]) == (pytest.approx(1.6), pytest.approx(1.6))
    for day in range(4, 400):
        storm.asked(items, day, no)
        nutch.asked(items, day, no)
    assert (storm.wait[0], nutch.interval[0]) == (14.0, 90.0)
    tiers = NewsDiffs.tier(np.array([0.1, 0.5, 3, 20, 100, 1000]))
    assert tiers == pytest.approx([1 / 96, 1 / 24, 1 / 8, 3, 30, np.inf])
    assert Everything().name == "everything daily"
