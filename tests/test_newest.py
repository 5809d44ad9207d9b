"""The newest posts come first, so that a backfill that was cut short is of use."""

from __future__ import annotations

import random
from pathlib import Path

from archive.newest import Dates, Waiting, newest_first
from archive.records import PostKey
from tests.fake_site import FakeSite
from tests.world import posts, scrape


def post(name: str, published: str | None = None, *, lang: str = "en", position: int | None = None) -> Waiting:
    """A post that waits."""
    return Waiting(
        PostKey("x", name, lang), f"https://x.example/{lang}/{name}", 0, published, held=False, position=position
    )


def order(*waiting: Waiting, dates: Dates | None = None) -> list[str]:
    """The names of posts in order, whatever order they came in."""
    mixed = random.Random(3).sample(waiting, len(waiting))
    return [one.key.source_id + one.key.lang.removeprefix("en") for one in newest_first(mixed, dates or Dates())]


def test_by_date_then_by_number() -> None:
    """The latest day first; of one day the highest number, and each post beside itself in the other languages."""
    assert order(
        post("9", "2024-01-01"), post("3", "2024-05-05"), post("4", "2024-05-05"),
        post("4", "2024-05-05", lang="tc"), post("3", "2024-05-05", lang="tc"),
    ) == ["4", "4tc", "3", "3tc", "9"]  # fmt: skip


def test_undated_posts_come_in_the_order_of_the_listing() -> None:
    """Without dates the listing's order stands, language by language; what no listing shows comes after, by number."""
    assert order(
        post("c", position=3), post("a", position=1), post("b", position=2), post("a", position=1, lang="tc"),
        post("7"), post("12"), post("old", "2001-01-01"),
    ) == ["old", "a", "atc", "b", "c", "12", "7"]  # fmt: skip


def test_undated_posts_are_dated_by_their_neighbours() -> None:
    """A number from a sitemap stands beside the post numbered before it; a translation beside its original."""
    dates = Dates.of([("10", "2024-01-10"), ("20", "2024-02-20"), ("30", "2024-03-30")])
    assert [dates.guess(name) for name in ("10", "15", "29", "99", "5", "x")] == [
        "2024-01-10", "2024-01-10", "2024-02-20", "2024-03-30", "2024-01-10", "",
    ]  # fmt: skip
    waiting = post("30", "2024-03-30"), post("20", "2024-02-20"), post("25"), post("20", lang="tc")
    assert order(*waiting, dates=dates) == ["30", "25", "20", "20tc"]


def test_a_cut_backfill_holds_the_newest_posts(tmp_path: Path) -> None:
    """With `--max-posts 10` two languages are taken alike, day by day, although ids and listings run otherwise."""
    with FakeSite(per_page=4) as site:
        for number in range(1, 15):
            day = (number * 5) % 14 + 1  # the site's ids are in no order of time
            for lang in ("en", "tc"):
                site.add(number, lang=lang, title=f"Report {number} {lang}", published=f"2024-06-{day:02d}")
        assert scrape("backfill", site.base, tmp_path, max_posts=10).outcome.exit_code == 0
    held = posts(tmp_path)
    assert sorted(row["published"] for row in held.values()) == [
        f"2024-06-{day:02d}" for day in range(10, 15) for _ in "et"
    ]
    assert sorted(lang for _, lang in held) == ["en"] * 5 + ["tc"] * 5


def test_posts_of_other_sources_are_taken_in_their_turn(tmp_path: Path) -> None:
    """Posts that only a sitemap shows stand among those of the listing, by their numbers."""
    with FakeSite() as site:
        for number in range(1, 13):
            site.add(number, title=f"Report number {number}", published=f"2024-06-{number:02d}")
        for number in (40, 41):
            site.add(number, title=f"Unlisted report {number}", published=f"2024-07-{number - 30:02d}")
        hidden = "".join(f"<url><loc>{site.url(number)}</loc></url>" for number in (41, 40, 3))
        site.put("/sitemap.xml", f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{hidden}</urlset>'.encode(),
                 media_type="application/xml")  # fmt: skip
        scrape("backfill", site.base, tmp_path, max_posts=4)
    assert {source_id for source_id, _ in posts(tmp_path)} == {"41", "40", "12", "11"}
