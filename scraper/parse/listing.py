"""Reading a listing page: its teasers in page order, and the pages that go on from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.records import Listing, Teaser
from scraper.parse.document import Document, parse_document
from scraper.parse.outline import Outline, outline
from scraper.parse.pagination import find_pages
from scraper.parse.repetition import Group, find_records
from scraper.parse.strays import lone_record, with_featured
from scraper.parse.teasers import read_teasers

if TYPE_CHECKING:
    from scraper.profile import Profile

# Groups that score less are menus, tag clouds and the like.
_LEAST_SCORE = 1.3
_CONSIDERED = 3


def parse_listing(
    html: bytes, url: str, *, profile: Profile | None = None, charset: str | None = None, site: object = None
) -> Listing:
    """Read a listing page, a fragment of one, or the JSON that a listing loads its rows from.

    Args:
        html: the body as fetched.
        url: its address.
        profile: the site's profile; its selectors are the strongest voice while they match.
        charset: the character set that the response's header declared.
        site: knowledge of the site's other pages; not needed for listings.

    Returns:
        What was found; issues instead of exceptions, whatever the bytes.
    """
    document = parse_document(html, url, charset)
    page = outline(document.root, document.base)
    selectors = profile.listing if profile else None
    _, teasers = _best(document, page)
    pages = find_pages(document, page, selector=selectors.next if selectors else None)
    return Listing(
        tuple(teasers), pages.next_url, pages.index_urls, document.issues, pages.evidence, document.encoding
    )


def _best(document: Document, page: Outline) -> tuple[Group | None, list[Teaser]]:
    groups = find_records(document, page)[:_CONSIDERED]
    lone = lone_record(page, document.url) if not groups or groups[0].score < 2 * _LEAST_SCORE else None
    if groups and groups[0].score >= max(_LEAST_SCORE, lone.score if lone else 0):
        group = with_featured(groups[0])
        return group, read_teasers(group, document.base)
    if lone:
        return lone, read_teasers(lone, document.base)
    return None, []
