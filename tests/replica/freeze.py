"""Writes pages of the replica as fixtures: bytes that stay as they are, whatever becomes of the templates."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from tests.replica import FAMILIES, SITE

if TYPE_CHECKING:
    from tests.replica.family import Family
    from tests.replica.model import DetailAnswer, ListingAnswer

FOLDER = Path(__file__).resolve().parent.parent / "fixtures"
CASES = (
    "agency",
    "bare_tables",
    "bootstrap3",
    "div_soup",
    "drupal",
    "elementor",
    "font_tags",
    "gutenberg",
    "next_react",
    "sharepoint",
    "utility",
    "wix_like",
)


def freeze() -> list[Path]:
    """Write a detail page in each language and a listing page of every chosen family; returns the folders."""
    written = []
    for name in CASES:
        family = FAMILIES[name]
        for number, lang in ((36, "en"), (60, "tc")):
            post = next(post for post in SITE.posts if (post.id, post.lang) == (number, lang))
            url, html = family.detail_url(SITE, post), family.detail(SITE, post)
            written.append(_write(family, f"detail-{lang}", url, html, family.detail_answer(SITE, post)))
        url, html = family.listing_url(SITE, "en", 1), family.listing(SITE, "en", 1)
        written.append(_write(family, "listing-en", url, html, family.listing_answer(SITE, "en", 1)))
    return written


def _write(family: Family, case: str, url: str, html: str, answer: DetailAnswer | ListingAnswer) -> Path:
    folder = FOLDER / family.name / case
    folder.mkdir(parents=True, exist_ok=True)
    kind = case.partition("-")[0]
    (folder / "page.html").write_bytes(family.encode(html, "en"))
    (folder / "capture.toml").write_text(f'url = "{url}"\nkind = "{kind}"\n', encoding="utf-8")
    (folder / "expected.json").write_text(
        json.dumps(asdict(answer), ensure_ascii=False, indent=2) + "\n", encoding="utf-8"
    )
    return folder
