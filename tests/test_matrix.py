"""Every markup family of the replica must be read exactly, post by post and page by page."""

from __future__ import annotations

import pytest

from tests.replica import FAMILIES, SITE
from tests.replica.report import listing_pages, read_detail, read_listing

DETAILS = [(name, post) for name in FAMILIES for post in SITE.posts]
LISTINGS = [(name, lang, page) for name, family in FAMILIES.items() for lang, page in listing_pages(family)]


@pytest.mark.parametrize(("name", "post"), DETAILS, ids=[f"{name}-{post.lang}-{post.id}" for name, post in DETAILS])
def test_detail(name, post):
    """Every field of this post is read exactly in this family's markup."""
    found = read_detail(FAMILIES[name], post)
    assert not found, f"family {name}, post {post.lang}/{post.id}\n" + "\n".join(map(str, found))


@pytest.mark.parametrize(("name", "lang", "page"), LISTINGS, ids=[f"{n}-{lang}-{page}" for n, lang, page in LISTINGS])
def test_listing(name, lang, page):
    """The rows of this listing page and its next page are read exactly in this family's markup."""
    found = read_listing(FAMILIES[name], lang, page)
    assert not found, f"family {name}, {lang} listing page {page}\n" + "\n".join(map(str, found))
