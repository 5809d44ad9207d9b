"""Bounds of a run: bytes received, and what stays free on the disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from scraper.bounds import Bounds, free_bytes, parse_size, size_text
from tests.fake_site import FakeSite
from tests.world import assert_sound, one, posts, rows, scrape

MB = 10**6


def fill(site: FakeSite, count: int = 12, size: str = "200 KB") -> None:
    """Posts of one picture each, the newest with the highest number."""
    for number in range(1, count + 1):
        site.add(
            number,
            title=f"Measurement number {number} of the dust chamber",
            published=f"2024-03-{number:02d}",
            body=[f"The chamber was opened for the {number}th time, and every board in it was counted again."],
            files=[(f"{number}.jpg", size)],
        )


@pytest.mark.parametrize(
    ("text", "size"),
    [("500MB", 500 * MB), ("2 GB", 2 * 10**9), ("1.5gb", 15 * 10**8), ("200", 200), ("4KiB", 4096), ("7k", 7000),
     ("3B", 3), ("0", 0)],
)  # fmt: skip
def test_sizes_are_read(text: str, size: int) -> None:
    """Sizes count in thousands, with an i in 1024s; a bare number is bytes."""
    assert parse_size(text) == size


@pytest.mark.parametrize("text", ["", "MB", "5X", "-1MB", "1,5 GB", "5 iB", "1e3", "9" * 20])
def test_what_is_no_size_is_refused(text: str) -> None:
    """The message says what a size looks like."""
    with pytest.raises(ValueError, match="give one such as 500MB"):
        parse_size(text)


def test_sizes_are_told() -> None:
    """As people write them."""
    assert [size_text(size) for size in (7, 7000, 200 * MB, 1_234_567_890, 2_500_000 * MB)] == [
        "7 bytes", "7 kB", "200 MB", "1.23 GB", "2500 GB",
    ]  # fmt: skip


def test_a_run_ends_after_so_many_bytes(tmp_path: Path) -> None:
    """The run ends well after the post in hand, with the newest posts whole; the next ones go on to the end."""
    with FakeSite() as site:
        fill(site)
        result = scrape("backfill", site.base, tmp_path, max_bytes=MB)
        assert (result.outcome.word, result.outcome.exit_code) == ("finished", 0)
        assert "were asked for" in result.messages[0] or "asked for" in result.messages[0]
        held = sorted(int(source_id) for source_id, _ in posts(tmp_path))
        assert 2 <= len(held) < 12
        assert held == list(range(13 - len(held), 13))
        assert one(tmp_path, "SELECT json_extract(counts, '$.bytes_received') FROM runs") < 1.3 * MB
        for _ in range(6):
            scrape("backfill", site.base, tmp_path, max_bytes=MB)
        assert len(posts(tmp_path)) == 12
        assert rows(tmp_path, "SELECT count(*) FROM attachments WHERE sha256 IS NULL") == [(0,)]
        files = [path for path in site.asked() if path.endswith(".jpg")]
        # A file that was asked for and did not fit is not taken: it is asked for once more, by the next run.
        assert len(files) <= 12 + 7
    assert_sound(tmp_path)


def test_bounds_that_the_listing_uses_up_still_let_posts_come(tmp_path: Path) -> None:
    """Where the way to the posts costs as much as a run may, the next run begins with the posts that it found."""
    with FakeSite(per_page=3) as site:
        site.validators = False
        for number in range(1, 31):
            site.add(
                number, title=f"Note {number} of the hall", published=f"2024-03-{number:02d}", body=["A text." * 20]
            )
        held = []
        for _ in range(8):
            scrape("backfill", site.base, tmp_path, max_bytes=12_000)
            held.append(len(posts(tmp_path)))
    assert held[0] == 0
    assert held[-1] >= 15
    # The newest come first here too.
    assert {int(number) for number, _ in posts(tmp_path)} == set(range(31 - held[-1], 31))


def test_a_file_larger_than_the_rest_is_not_begun(tmp_path: Path) -> None:
    """A label that claims more than is left is believed: the file is not asked for, and the next run begins with it."""
    with FakeSite() as site:
        fill(site, 3, "600 KB")
        first = scrape("backfill", site.base, tmp_path, max_bytes=1_300_000)
        assert first.outcome.exit_code == 0
        assert first.messages[0].startswith("a file of 600 kB is more than what is left of the 1.3 MB asked for")
        assert dict(rows(tmp_path, "SELECT source_id, state FROM ledger")) == {"3": "done", "2": "done", "1": "files"}
        assert sum(path.endswith(".jpg") for path in site.asked()) == 2
        site.clear()
        second = scrape("backfill", site.base, tmp_path, max_bytes=1_300_000)
        assert (second.outcome.exit_code, second.messages) == (0, ())
        assert {state for (state,) in rows(tmp_path, "SELECT state FROM ledger")} == {"done"}
        assert sum(path.endswith(".jpg") for path in site.asked()) == 1
        assert not any(path in site.url(1) for path in site.asked() if "detail" in path)


def test_a_file_beyond_the_whole_bound_is_left(tmp_path: Path) -> None:
    """A file that no run with this bound could take is told, and does not keep later posts from being archived."""
    with FakeSite() as site:
        fill(site, 3, "60 KB")
        site.add(4, title="The film of the whole year", published="2024-04-01", files=[("film.mp4", "30 MB")])
        result = scrape("backfill", site.base, tmp_path, max_bytes=2 * MB)
        assert result.outcome.exit_code == 0
        assert "1 files are larger than the whole of --max-bytes" in " ".join(result.messages)
        assert dict(rows(tmp_path, "SELECT source_id, state FROM ledger")) == {
            "1": "done", "2": "done", "3": "done", "4": "files",
        }  # fmt: skip
        assert not any(path.endswith(".mp4") for path in site.asked())
    assert_sound(tmp_path)


def test_a_run_ends_before_the_disk_is_full(tmp_path: Path) -> None:
    """Where less is free than has to stay free, the run ends with code 6, says what to do, and loses nothing."""
    with FakeSite() as site:
        fill(site, 3)
        result = scrape("backfill", site.base, tmp_path, min_free=free_bytes(tmp_path) + 10**9)
        assert (result.outcome.word, result.outcome.exit_code) == ("disk full", 6)
        assert "(--min-free)" in result.messages[0]
        assert "run the same command again" in result.messages[0]
        assert not posts(tmp_path)
        assert rows(tmp_path, "SELECT outcome FROM runs") == [("disk full",)]
        assert scrape("backfill", site.base, tmp_path, min_free=1000).outcome.exit_code == 0
        assert len(posts(tmp_path)) == 3
    assert_sound(tmp_path)


def test_a_file_may_not_take_the_last_free_bytes(tmp_path: Path) -> None:
    """The room for a file is what the tighter of both bounds leaves; the disk is asked each time."""
    free, received = [1000 * MB], [0]
    bounds = Bounds(tmp_path, lambda: received[0], 500 * MB, 200 * MB, lambda _: free[0])
    assert bounds.room() == 500 * MB
    free[0] = 300 * MB
    assert bounds.room() == 100 * MB
    assert not bounds.disk_low()
    assert not bounds.disk_low(100 * MB)
    assert "too little for a file of 101 MB" in bounds.disk_low(101 * MB)
    received[0] = 500 * MB
    assert bounds.room() == 0
    assert bounds.spent() == "500 MB were received; 500 MB were asked for"
    free[0] = 199 * MB
    assert bounds.disk_low().startswith(f"199 MB are free on the disk of {tmp_path}, where 200 MB")


def test_without_bounds_there_is_room_for_all(tmp_path: Path) -> None:
    """No bound, no refusal."""
    bounds = Bounds(tmp_path, lambda: 10**15)
    assert (bounds.room(), bounds.spent(), bounds.disk_low(10**15)) == (None, "", "")
