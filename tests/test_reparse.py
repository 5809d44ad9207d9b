"""Reading stored pages again: better readings are ours, not the site's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from archive.records import PostContent
from scraper.discover.source import Page
from scraper.outcome import Outcome
from scraper.parse.template import Template
from scraper.profile import Profile
from scraper.reading import Reading
from tests.fake_site import FakeSite
from tests.world import Clock, assert_sound, posts, rows, scrape


@pytest.fixture
def archived(tmp_path: Path) -> Iterator[tuple[FakeSite, Path, Clock]]:
    """Five posts, two with pictures, archived; the site is gone silent afterwards."""
    with FakeSite() as site:
        for number in range(1, 6):
            words = f"Words of post {number}, long enough to be a paragraph of its own."
            site.add(number, title=f"Post number {number}", body=[words], files=["a.jpg"] if number < 3 else [])
        clock = Clock()
        assert scrape("backfill", site.base, tmp_path, clock).outcome is Outcome.FINISHED
        site.behave("/", status=503)
        site.clear()
        yield site, tmp_path, clock
        assert site.asked() == []
        assert_sound(tmp_path)


def test_the_same_readers_change_nothing(archived: tuple[FakeSite, Path, Clock]) -> None:
    """Reading again with the same readers makes no revision and asks nothing of the site."""
    site, folder, clock = archived
    result = scrape("reparse", site.base, folder, clock)
    assert (result.outcome, result.counts.posts_unchanged, result.counts.requests) == (Outcome.FINISHED, 5, 0)
    assert rows(folder, "SELECT count(*) FROM revisions") == [(5,)]


def test_a_better_reading_has_cause_parser(
    archived: tuple[FakeSite, Path, Clock], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What today's readers read otherwise is a revision with cause `parser`, files kept."""
    site, folder, clock = archived
    before = Reading.detail

    def better(self: Reading, page: Page, profile: Profile | None, site: Template | None) -> PostContent:
        content = before(self, page, profile, site)
        return replace(content, title=content.title.replace("number", "No."))

    monkeypatch.setattr(Reading, "detail", better)
    clock.later(days=1)
    result = scrape("reparse", site.base, folder, clock)
    assert (result.outcome, result.counts.posts_revised) == (Outcome.FINISHED, 5)
    assert rows(folder, "SELECT DISTINCT cause, changed FROM revisions WHERE number = 2") == [("parser", '["title"]')]
    assert posts(folder)["1", "en"]["attachments"][0]["sha256"]


def test_a_worse_reading_is_left_out(archived: tuple[FakeSite, Path, Clock], monkeypatch: pytest.MonkeyPatch) -> None:
    """Readers that find less than is known overwrite nothing, and the doubt is on record."""
    site, folder, clock = archived
    before = Reading.detail

    def worse(self: Reading, page: Page, profile: Profile | None, site: Template | None) -> PostContent:
        return replace(before(self, page, profile, site), published=None, body="")

    monkeypatch.setattr(Reading, "detail", worse)
    result = scrape("reparse", site.base, folder, clock)
    assert result.outcome is Outcome.FINISHED
    assert "5 stored pages read worse" in result.messages[0]
    assert all(post["body"] and post["published"] for post in posts(folder).values())
    assert rows(folder, "SELECT count(*) FROM issues WHERE code = 'reads-worse'") == [(5,)]
