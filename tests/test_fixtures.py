"""Pages kept as files: the bytes stay as they are, and so must what is read from them."""

from __future__ import annotations

import json
import tomllib
from dataclasses import asdict
from pathlib import Path

import pytest

from scraper.parse import parse_detail, parse_listing
from tests.replica.compare import compare_detail, compare_listing
from tests.replica.model import AttachmentAnswer, DetailAnswer, ListingAnswer, Site, TeaserAnswer

FIXTURES = Path(__file__).resolve().parent / "fixtures"
CASES = sorted(path.parent for path in FIXTURES.glob("*/*/expected.json"))
HOSTILE = sorted(path.parent for path in FIXTURES.glob("hostile/*/page.html"))
HOSTILE_URL = "https://www.centre.example/en/news_detail/index/36"


def _teasers(entries):
    return tuple(TeaserAnswer(**entry) for entry in entries)


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: f"{folder.parent.name}-{folder.name}")
def test_a_kept_page_is_read_as_it_always_was(folder):
    """The page of this folder gives exactly what the folder expects."""
    capture = tomllib.loads((folder / "capture.toml").read_text(encoding="utf-8"))
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    html = (folder / "page.html").read_bytes()
    if capture["kind"] == "listing":
        answer = ListingAnswer(_teasers(expected["teasers"]), expected["next_url"])
        found = compare_listing(answer, parse_listing(html, capture["url"]))
    else:
        related = _teasers(expected.pop("related"))
        attachments = tuple(AttachmentAnswer(**entry) for entry in expected.pop("attachments"))
        body = tuple(expected.pop("body"))
        detail = DetailAnswer(**expected, body=body, attachments=attachments, related=related)
        titles = {teaser.url: teaser.title for teaser in related}
        found = compare_detail(detail, parse_detail(html, capture["url"]), Site(()), titles)
    assert not found, "\n".join(map(str, found))


@pytest.mark.parametrize("folder", HOSTILE, ids=lambda folder: folder.name)
def test_a_page_that_is_no_post_is_not_taken_for_one(folder):
    """A wall, a shell, an error or a login page gives an issue in words, and no post and no teasers."""
    html = (folder / "page.html").read_bytes()
    content = parse_detail(html, HOSTILE_URL)
    assert not content.is_post, asdict(content)
    assert content.issues
    assert all(issue.message for issue in content.issues)
    assert parse_listing(html, HOSTILE_URL).teasers == ()
