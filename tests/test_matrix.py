"""Every markup family of the replica must be read exactly, post by post and page by page.

The families are of two kinds: sites modelled by hand on what is out there, which must be read exactly without
exception, and invented ones that a number puts together from menus of parts, whose known gaps are on record in
`replica/gaps.txt` and may only become fewer.
"""

from __future__ import annotations

import pytest

from tests.replica import FAMILIES, SITE
from tests.replica.mosaic import INVENTED, Mosaic
from tests.replica.report import known_gaps, listing_pages, read_detail, read_listing

GAPS = known_gaps()
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


@pytest.mark.parametrize("family", INVENTED, ids=lambda family: family.name)
def test_invented_details(family):
    """Every post is read exactly on a site that a number put together, but for the gaps on record."""
    for post in SITE.posts:
        page = f"{post.lang}/{post.id}"
        found = [each for each in read_detail(family, post) if (family.name, page, each.field) not in GAPS]
        assert not found, f"family {family.name}, post {page}\n" + "\n".join(map(str, found))


@pytest.mark.parametrize("family", INVENTED, ids=lambda family: family.name)
def test_invented_listings(family):
    """Every page of the listing is read exactly on a site that a number put together, but for the gaps on record."""
    for lang, number in listing_pages(family):
        page = f"{lang} listing {number}"
        found = [each for each in read_listing(family, lang, number) if (family.name, page, each.field) not in GAPS]
        assert not found, f"family {family.name}, {page}\n" + "\n".join(map(str, found))


def test_a_number_always_gives_the_same_site():
    """An invented site can be named by its number alone."""
    first, again = Mosaic(7), Mosaic(7)
    assert [first.detail(SITE, post) for post in SITE.posts] == [again.detail(SITE, post) for post in SITE.posts]
    assert first.detail(SITE, SITE.posts[0]) != Mosaic(8).detail(SITE, SITE.posts[0])
