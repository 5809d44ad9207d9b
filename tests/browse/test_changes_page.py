"""The page of changes: days, kinds, windows of time, the words, and the feeds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import feedparser
import pytest

from archive.browse.excerpts import trimmed
from archive.worddiff import Piece
from tests.browse.desk_server import serving
from tests.changing_archive import world

if TYPE_CHECKING:
    from pathlib import Path

    import httpx


def _told(client: httpx.Client, query: str = "") -> list[tuple[str, str]]:
    """The kinds and titles on a page, in order."""
    text = client.get(f"/changes{query}").text
    return re.findall(r'<span class="badge \w+">(\w+)</span> <a href="/post/\d+"[^>]*>([^<]*)</a>', text)


def test_the_newest_come_first_under_their_days(changing: httpx.Client) -> None:
    """A post that came back stands above one that went; posts of one backfill stand in order of their dates."""
    told = _told(changing)
    assert told[0] == ("back", "A visit from the Academy of Sciences")
    assert ("gone", "A visit from the Academy") in told
    days = re.findall(r'<h2><time datetime="([\d-]+)"', changing.get("/changes").text)
    assert days == sorted(days, reverse=True)
    assert len(set(days)) == len(days)


@pytest.mark.parametrize(
    ("query", "kinds"),
    [
        ("?kind=gone", {"gone"}),
        ("?kind=gone&kind=restored", {"gone", "back"}),
        ("?kind=nonsense", {"new", "edited", "gone", "back"}),
        ("?since=2026-03-12&until=2026-03-12", {"gone"}),
        ("?since=run:1&until=run:1", {"new"}),
        ("?lang=tc", {"new", "edited"}),
    ],
)
def test_they_can_be_narrowed(changing: httpx.Client, query: str, kinds: set[str]) -> None:
    """By what happened, when, and in which language."""
    assert {kind for kind, _ in _told(changing, query)} == kinds


def test_small_ones_are_told_only_if_wanted(changing: httpx.Client) -> None:
    """A change of letter case, and a page that goes to and fro, are left out unless asked for."""
    assert len(_told(changing, "?all=1")) > len(_told(changing))
    assert "looks only" in changing.get("/changes?all=1").text
    assert "goes to and fro" in changing.get("/changes?all=1").text


@pytest.mark.parametrize("query", ["?since=never", "?until=run:999", "?since=2026-03-09&until=2026-03-01"])
def test_a_window_that_cannot_be_is_said(changing: httpx.Client, query: str) -> None:
    """With a sentence on the page, and what was typed still in the form."""
    answer = changing.get(f"/changes{query}")
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text


def test_the_words_stand_there(changing: httpx.Client) -> None:
    """Words that came and went are marked; a replaced picture stands on both sides."""
    text = changing.get("/changes?kind=revised&lang=en").text
    assert "<ins>reliability </ins>" in text or "<ins>reliability</ins>" in text
    assert re.search(r"<del>[^<]*four", text)
    assert re.search(r'alt="before".*alt="opening.jpg, after"', text, re.DOTALL)


def test_long_paragraphs_are_cut_around_the_change() -> None:
    """What stayed is cut at words and marked as cut; Chinese, which has no spaces, is cut too."""
    long = "word " * 60
    first, old, new, last = trimmed([Piece("=", long), Piece("-", "four"), Piece("+", "six"), Piece("=", " " + long)])
    assert first.text.startswith("… word")
    assert first.text.endswith("word ")
    assert (old.text, new.text) == ("four", "six")
    assert last.text.endswith("word …")
    assert len(first.text) < 90
    (chinese, _) = trimmed([Piece("=", "可靠性" * 60), Piece("+", "新")])
    assert len(chinese.text) < 90


def test_feeds_are_offered_and_can_be_read(changing: httpx.Client) -> None:
    """A feed reader finds both from the page, knows where they are, and gets the same changes."""
    page = changing.get("/changes").text
    assert re.findall(r'rel="alternate" type="([^"]+)"', page) == ["application/atom+xml", "application/feed+json"]
    answer = changing.get("/changes.xml")
    feed = feedparser.parse(answer.content)
    assert not feed.bozo
    assert answer.headers["content-type"].startswith("application/atom+xml")
    assert feed.feed.links[0].href == f"{str(changing.base_url).rstrip('/')}/changes.xml"
    items = changing.get("/changes.json").json()
    assert items["feed_url"].endswith("/changes.json")
    assert [item["title"] for item in items["items"]] == [entry.title for entry in feed.entries]
    assert len(feed.entries) == len(_told(changing))


def test_many_changes_come_in_pages(tmp_path: Path) -> None:
    """A large backfill is shown a page at a time, and each change once."""
    with world(tmp_path / "a") as w, w.run("backfill", 1):
        for number in range(1, 96):
            w.save(str(number), f"Post {number}", "Text.", published=f"2025-{number % 12 + 1:02}-01")
    with serving(tmp_path / "a") as client:
        seen = [title for page in (1, 2, 3) for _, title in _told(client, f"?page={page}")]
        assert len(seen) == len(set(seen)) == 95
        assert _told(client, "?page=99") == _told(client, "?page=3")
        assert "95 new" in client.get("/changes").text
