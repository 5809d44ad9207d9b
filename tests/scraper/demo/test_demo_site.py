"""The demonstration site: what it holds, how it is linked, and that it is read exactly."""

from __future__ import annotations

import re

import pytest

from scraper.demo.pages import detail_page, listing_pages, related
from scraper.demo.posts import load_posts
from scraper.parse import parse_detail, parse_listing

POSTS = load_posts()
BASE = "http://127.0.0.1:8000"


def test_the_site_has_the_posts_that_it_promises():
    """About forty posts in English and a dozen in Chinese, each address once, the real announcement among them."""
    by_lang = {lang: [post for post in POSTS if post.lang == lang] for lang in ("en", "tc", "sc")}
    assert (len(by_lang["en"]), len(by_lang["tc"]), len(by_lang["sc"])) == (41, 12, 4)
    assert len({post.path for post in POSTS}) == len(POSTS)
    launch = next(post for post in by_lang["en"] if post.id == 36)
    assert launch.published.isoformat() == "2022-05-25"
    assert [file.label for file in launch.files] == [
        "4.jpg (4.09 MB)",
        "5.jpg (12.62 MB)",
        "6.jpg (3.87 MB)",
        "11.jpg (13.12 MB)",
    ]


def test_seven_listing_pages_show_every_post_but_the_hidden_one():
    """One post is in no listing and in no related block: only asking for its number finds it."""
    pages = listing_pages(POSTS, "en")
    assert len(pages) == 7
    shown = {int(number) for page in pages for number in re.findall(r"/en/news_detail/index/(\d+)", page)}
    hidden = {post.id for post in POSTS if post.lang == "en"} - shown
    assert hidden == {23}
    assert all(23 not in {other.id for other in related(POSTS, post)} for post in POSTS)


def test_the_pinned_post_heads_every_listing_page():
    """A pinned post repeats, as it does on real sites."""
    pinned = next(post for post in POSTS if post.pinned and post.lang == "en")
    for page in listing_pages(POSTS, "en"):
        first = re.search(r"/en/news_detail/index/(\d+)", page)
        assert first
        assert int(first[1]) == pinned.id


@pytest.mark.parametrize("post", POSTS, ids=lambda post: f"{post.lang}-{post.id}")
def test_a_detail_page_is_read_exactly(post):
    """Title, date, category, every block of the body, every file in its place, and the teasers below."""
    content = parse_detail(detail_page(POSTS, post).encode(), BASE + post.path)
    assert (content.title, content.published, content.category) == (
        post.title,
        post.published.isoformat(),
        post.category,
    )
    blocks: list[str] = []
    files = []
    for block in post.blocks:
        blocks += [re.sub(r"\[([^]]+)\]\([^)]*\)", r"\1", line) for line in block.lines]
        shown = block.kind == "files"
        files += [(file.name, file.label if shown else "", len(blocks), BASE + file.path) for file in block.files]
    assert content.body.split("\n\n") == blocks
    assert [(each.name, each.label, each.paragraph, each.url) for each in content.attachments] == files
    assert [(teaser.url, teaser.title) for teaser in content.related] == [
        (BASE + other.path, other.title) for other in related(POSTS, post)
    ]


@pytest.mark.parametrize("lang", ["en", "tc", "sc"])
def test_the_listing_is_read_to_its_end(lang):
    """Following the next page from the first shows every page once, then ends."""
    pages = listing_pages(POSTS, lang)
    for number, page in enumerate(pages, start=1):
        listing = parse_listing(page.encode(), f"{BASE}/{lang}/news/index/{number}")
        following = f"{BASE}/{lang}/news/index/{number + 1}" if number < len(pages) else None
        assert listing.next_url == following
        assert [teaser.url for teaser in listing.teasers] == [
            BASE + path for path in dict.fromkeys(re.findall(r'<h3><a href="([^"]+)"', page))
        ]
        assert all(teaser.published and teaser.title and teaser.category for teaser in listing.teasers)
