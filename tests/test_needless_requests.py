"""What a good guest does not ask for."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from urllib.request import urlopen

from tests.fake_site import FakeSite
from tests.world import Clock, posts, scrape


def fill(site: FakeSite, count: int, *, hidden: int = 0) -> None:
    """Numbered posts, nine days apart; one that no page links to."""
    for number in range(1, count + 1):
        site.add(
            number,
            title=f"Report number {number} from the test hall",
            published=f"2024-{(number - 1) // 3 + 1:02d}-{(number - 1) % 3 * 9 + 1:02d}",
            body=[f"In the {number}th test the arm lifted twelve crates and set each of them down again."],
            listed=number != hidden,
        )


def test_numbers_of_posts_that_are_left_out_are_not_probed(tmp_path: Path) -> None:
    """With --since the posts that the listing dates before that day are not asked for by their numbers either."""
    with FakeSite() as site:
        fill(site, 20, hidden=6)
        scrape("backfill", site.base, tmp_path, since="2024-06-01")
        asked = {path.rpartition("/")[2] for path in site.asked() if "news_detail" in path}
    assert {int(number) for number, _ in posts(tmp_path)} == {16, 17, 18, 19, 20}
    # Number 6 has no date until its page was looked at.
    assert asked & {str(number) for number in range(1, 16)} == {"6"}


def test_an_old_post_on_top_does_not_make_a_listing_reach_far(tmp_path: Path) -> None:
    """A pinned row without a word or mark that says so is no reason to look at all posts between it and the others."""
    clock = Clock()
    with FakeSite(per_page=6) as site:
        fill(site, 30)
        with urlopen(site.listing_url()) as answer:
            page = answer.read().decode()
        old = '<div class="item"><h3><a href="/en/news_detail/index/3">Report number 3 from the test hall</a></h3>'
        on_top = page.replace(
            '<div class="item">', f'{old}<p class="date">2024-01-19 | News</p></div><div class="item">', 1
        )
        site.put("/en/news", on_top)
        for command in ("backfill", "backfill", "update"):
            site.clear()
            scrape(command, site.base, tmp_path, clock)
            clock.later(hours=3)
        looked_at = [path for path in site.asked() if "news_detail" in path]
    assert looked_at == []


def test_a_file_of_two_posts_is_asked_for_once_a_run(tmp_path: Path) -> None:
    """Posts in two languages share a picture; when both change, the picture is looked at once."""
    clock = Clock()
    with FakeSite() as site:
        site.validators = False
        fill(site, 8)
        for lang in ("en", "tc"):
            site.add(9, title=f"Both ({lang})", published="2024-04-09", body=["One text."], files=["9.jpg"], lang=lang)
        scrape("backfill", site.base, tmp_path, clock)
        for lang in ("en", "tc"):
            site.edit(9, lang=lang, body=["Another text altogether."])
        clock.later(days=2)
        site.clear()
        scrape("update", site.base, tmp_path, clock, recheck="all")
        files = Counter(path for path in site.asked() if path.endswith(".jpg"))
    assert list(files.values()) == [1], files
