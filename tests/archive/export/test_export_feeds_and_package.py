"""Feeds of posts and data packages, read back by feedparser and frictionless."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

import feedparser
import pytest
from lxml import etree

from archive.export.tables import TABLES
from archive.markup import legal
from tests.archive.export.hostile import TEXTS, build, export, held, typed

if TYPE_CHECKING:
    from pathlib import Path

NEWEST = "SELECT title, url, body FROM posts ORDER BY coalesce(published, substr(first_seen, 1, 10)) DESC, id DESC"


@pytest.fixture
def truth(hostile_archive: Path) -> list[tuple[str, str, str]]:
    """Title, address and body of every post, the newest first."""
    return held(hostile_archive, NEWEST)


def test_atom_has_every_post(hostile_archive: Path, tmp_path: Path, truth: list[tuple[str, str, str]]) -> None:
    """A reader meets no mistake, and reads every title and the text of every body; nothing in it can act."""
    path = tmp_path / "posts.xml"
    export(hostile_archive, "--output", path, "--limit", "0")
    etree.parse(path, etree.XMLParser(huge_tree=True))  # well-formed
    feed = feedparser.parse(path.read_bytes(), sanitize_html=False)
    assert (feed.bozo, feed.version, len(feed.entries)) == (False, "atom10", len(TEXTS))
    for entry, (title, url, body) in zip(feed.entries, truth, strict=True):
        shown = " ".join(legal(title or url).split()) or "Untitled"
        assert etree.HTML(f"<p>{entry.title}</p>").xpath("string()") == etree.HTML(f"<p>{shown}</p>").xpath("string()")
        html = etree.HTML(entry.content[0].value, etree.HTMLParser(huge_tree=True))
        assert not html.xpath("//script | //img | //*[@onerror]")
        words = " ".join("".join(html.itertext()).split())
        assert "".join(legal(body).split()) in "".join(words.split()).replace("\xa0", "")
        assert entry.link.startswith(("https://", "urn:uuid:"))  # without an address feedparser takes the id
    assert len({entry.id for entry in feed.entries}) == len(TEXTS)


def test_feeds_hold_fifty_unless_told_otherwise(hostile_archive: Path, tmp_path: Path) -> None:
    """JSON Feed and Atom tell the same posts, the newest first, as many as are asked for."""
    export(hostile_archive, "--output", tmp_path / "a.xml", "--limit", 7)
    export(hostile_archive, "--format", "jsonfeed", "--output", tmp_path / "a.json", "--limit", 7)
    feed = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    entries = feedparser.parse((tmp_path / "a.xml").read_bytes()).entries
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert [item["id"] for item in feed["items"]] == [entry.id for entry in entries]
    days = [item["date_published"] for item in feed["items"]]
    assert (len(days), days) == (7, sorted(days, reverse=True))
    export(hostile_archive, "--format", "atom", "--output", tmp_path / "b.xml")
    assert len(feedparser.parse((tmp_path / "b.xml").read_bytes()).entries) == min(50, len(TEXTS))


def test_an_empty_feed_is_a_feed(hostile_archive: Path, tmp_path: Path) -> None:
    """Where no post is chosen, both formats are still valid."""
    export(hostile_archive, "--output", tmp_path / "a.xml", "--lang", "none")
    export(hostile_archive, "--format", "jsonfeed", "--output", tmp_path / "a.json", "--lang", "none")
    assert feedparser.parse((tmp_path / "a.xml").read_bytes()).bozo is False
    assert json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))["items"] == []


# -- data package ----------------------------------------------------------------------------------------------


def test_frictionless_finds_the_package_valid(hostile_archive: Path, tmp_path: Path) -> None:
    """Types, keys, references, sizes and digests hold; every field has its description."""
    frictionless = pytest.importorskip("frictionless")
    folder = tmp_path / "package"
    export(hostile_archive, "--format", "package", "--output", folder)
    bad = held(hostile_archive, "SELECT id FROM posts WHERE published = '2026-02-30'")
    report = frictionless.validate(str(folder / "datapackage.json"))
    errors = [(task.name, error.type) for task in report.tasks for error in task.errors]
    # A day that no calendar has stands as the site wrote it, and is told.
    assert {name for name, _ in errors} <= {"posts", "revisions"}
    assert {kind for _, kind in errors} == {"type-error"}
    assert [error for error in errors if error[0] == "posts"] == [("posts", "type-error")] * len(bad)
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    for resource in package["resources"]:
        data = (folder / resource["path"]).read_bytes()
        assert resource["bytes"] == len(data)
        assert resource["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
        assert all(field["description"] for field in resource["schema"]["fields"])
    assert package["archive"] == {"last_run": 2, "selection": {}}
    names = [resource["name"] for resource in package["resources"]]
    assert names == list(TABLES)


def test_a_package_of_sound_days_is_valid(hostile_archive: Path, tmp_path: Path) -> None:
    """Without those days nothing is left to tell."""
    frictionless = pytest.importorskip("frictionless")
    export(hostile_archive, "--format", "package", "--output", tmp_path / "p", "--until", "2026-02-27", "--with-files")
    report = frictionless.validate(str(tmp_path / "p" / "datapackage.json"))
    assert report.valid, [task.errors for task in report.tasks]
    assert sum(task.stats["rows"] for task in report.tasks) > 30
    package = frictionless.Package(str(tmp_path / "p" / "datapackage.json"))
    files = [row["file"] for row in package.get_resource("attachments").read_rows() if row["file"]]
    assert files
    for file in files:
        data = (tmp_path / "p" / file).read_bytes()
        assert hashlib.sha256(data).hexdigest() == file.rpartition("/")[2].partition(".")[0]


def test_the_readme_says_how_to_go_on(hostile_archive: Path, tmp_path: Path) -> None:
    """The run up to which a package goes stands in its README, with the command for what follows."""
    export(hostile_archive, "--format", "package", "--output", tmp_path / "p", "--since-run", "1")
    text = (tmp_path / "p" / "README.md").read_text(encoding="utf-8")
    assert "archive export --format package --since-run 2" in text
    assert "since_run 1" in text


def test_a_file_that_the_archive_lacks_is_told(tmp_path: Path) -> None:
    """Everything else is exported, and the exit code says that something is missing."""
    folder = tmp_path / "news"
    build(folder)
    lost = next((folder / "blobs").glob("*/*.pdf"))
    lost.unlink()
    done = typed(folder, "--format", "package", "--output", tmp_path / "p", "--with-files")
    assert (done.exit_code, "1 file not in the archive's folder" in done.output) == (1, True)
    assert (tmp_path / "p" / "datapackage.json").exists()
    done = typed(folder, "--format", "site", "--output", tmp_path / "s")
    assert done.exit_code == 1
    assert "its file is missing" in (tmp_path / "s" / "posts" / "0" / "4.html").read_text(encoding="utf-8")
