"""The views that analysts query, against what the archive's own functions and plain counting say."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from archive import open_archive
from archive.records import Attachment, Sighting, StoredAttachment, Sweep
from tests.archive_tools import Session, content, key, picture
from tests.changing_archive import build

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive whose posts went through every kind of change."""
    folder = tmp_path_factory.mktemp("views") / "news"
    build(folder)
    return folder


def ask(folder: Path, sql: str, *values: object) -> list[tuple[Any, ...]]:
    """Query as an analyst does: plain sqlite3, read-only."""
    with closing(sqlite3.connect(f"file:{folder}/archive.db?mode=ro", uri=True)) as db:
        return db.execute(sql, values).fetchall()


_AS_OF = "SELECT post_id, revision, title FROM posts_as_of WHERE stood_from <= ?1 AND stood_until > ?1 ORDER BY post_id"


def test_now_the_site_reads_as_the_posts_do(changed: Path) -> None:
    """As of today, posts_as_of has every post that is not gone, in its present revision."""
    now = ask(changed, _AS_OF, "2099-01-01T00:00:00Z")
    assert now
    assert now == ask(changed, "SELECT id, revision, title FROM posts WHERE status != 'gone' ORDER BY id")


def test_at_every_moment_each_post_stood_at_most_once(changed: Path) -> None:
    """Walking through all moments at which anything happened, it is the revision observed last, unless it was gone."""
    moments = [row[0] for row in ask(changed, "SELECT observed_at FROM revisions UNION SELECT since FROM tombstones")]
    for moment in moments:
        expected = ask(
            changed,
            "SELECT post_id, max(number), title FROM revisions r WHERE observed_at <= ?1 AND NOT EXISTS (SELECT 1 "
            "FROM tombstones t WHERE t.post_id = r.post_id AND t.since <= ?1 AND coalesce(t.ended, '9') > ?1) "
            "GROUP BY post_id ORDER BY post_id",
            moment,
        )
        assert ask(changed, _AS_OF, moment) == expected


def test_a_post_that_came_back_stands_again(changed: Path) -> None:
    """Between tombstone and return there is a gap, and the same revision stands on both sides of it."""
    (post, since, ended), *_ = ask(changed, "SELECT post_id, since, ended FROM tombstones WHERE ended IS NOT NULL")
    spans = ask(changed, "SELECT stood_from, stood_until FROM posts_as_of WHERE post_id = ? ORDER BY 1", post)
    assert any(until == since for _, until in spans)
    assert any(start >= ended for start, _ in spans)
    assert not any(start < ended and until > since for start, until in spans)


def test_edits_say_before_and_after(changed: Path) -> None:
    """Each changed field of each revision is a row, with the very values of the two revisions."""
    rows = ask(changed, "SELECT post_id, revision, field, weight, before, after FROM edits")
    told = ask(changed, "SELECT post_id, number, changed, cosmetic FROM revisions WHERE number > 1")
    assert {row[:3] for row in rows} == {(post, n, f) for post, n, fields, _ in told for f in json.loads(fields)}
    assert {row[3] for row in rows} == {"substantive", "cosmetic"}
    for post, number, field, weight, before, after in rows:
        ((was,),) = ask(changed, f"SELECT {field} FROM revisions WHERE post_id = ? AND number = ?", post, number - 1)
        ((now, cosmetic),) = ask(
            changed, f"SELECT {field}, cosmetic FROM revisions WHERE post_id = ? AND number = ?", post, number
        )
        assert (was, now) == (before, after)
        assert (weight == "cosmetic") == (field in json.loads(cosmetic))
        assert before != after


def test_versions_of_a_picture(session: Session) -> None:
    """A picture replaced under its name makes two versions; taken out and put back it makes a third."""
    held = [session.file(f"https://site.example/{name}", picture(shade=n)) for n, name in enumerate(("x.png", "y.png"))]
    digests = [item.sha256 for item in held]

    def save(*files: tuple[str, int]) -> None:
        session.clock.now += session.clock.step * 60
        shown = [Attachment(n, 1, name, url=f"https://site.example/{name}") for n, (name, _) in enumerate(files, 1)]
        stored = [StoredAttachment(a, digests[which], "image/png") for a, (_, which) in zip(shown, files, strict=True)]
        post = content("Title", "Body.", attachments=tuple(shown))
        session.writer.save_post(key("1"), "https://site.example/1", post, stored, parser_version="1")

    save(("a.png", 0), ("b.png", 1))
    save(("a.png", 1), ("b.png", 1))
    save(("b.png", 1))
    save(("a.png", 1), ("b.png", 1))
    rows = session.archive.rows(
        "SELECT name, sha256, first_revision, last_revision, stood_until IS NULL FROM attachment_versions ORDER BY 1, 3"
    )
    assert rows == [
        ("a.png", digests[0], 1, 1, 0),
        ("a.png", digests[1], 2, 2, 0),
        ("a.png", digests[1], 4, 4, 1),
        ("b.png", digests[1], 1, 4, 1),
    ]


def test_languages_stand_side_by_side(changed: Path) -> None:
    """Each pair of languages of one post is there from both sides; a post in one language is not."""
    pairs = ask(changed, "SELECT source_id, lang, other_lang FROM translations")
    langs = ask(changed, "SELECT source_id, count(DISTINCT lang) FROM posts GROUP BY source_id HAVING count(*) > 1")
    assert len(pairs) == sum(number * (number - 1) for _, number in langs) > 0
    assert {(source, b, a) for source, a, b in pairs} == set(pairs)


def test_coverage_and_timeline(session: Session) -> None:
    """What a sweep showed, how much of it was new and what is not done; posts by month."""
    writer = session.writer
    writer.save_sightings("listing", [Sighting(key(n), f"https://site.example/{n}", 1) for n in "123"])
    writer.save_sweep(Sweep("listing", "https://site.example/news", True, "", 2, 3, "en"))
    for number, day in (("1", "2026-02-03"), ("2", "2026-02-28")):
        post = content("T", "B.", published=day, category="News")
        writer.save_post(key(number), f"https://site.example/{number}", post, [], parser_version="1")
    writer.flush()
    sql = "SELECT source, complete, pages, shown, discovered, not_done FROM coverage"
    assert session.archive.rows(sql) == [("listing", 1, 2, 3, 3, 1)]
    sql = "SELECT month, category, posts, gone, revised FROM timeline"
    assert session.archive.rows(sql) == [("2026-02", "News", 2, 0, 0)]


def test_every_view_answers_in_an_empty_archive(tmp_path: Path) -> None:
    """No view fails where there is nothing."""
    with open_archive(tmp_path / "new", create=True) as archive:
        views = [name for (name,) in archive.rows("SELECT name FROM sqlite_master WHERE type = 'view'")]
        assert len(views) >= 8
        for view in views:
            assert archive.rows(f"SELECT * FROM {view}") == []
