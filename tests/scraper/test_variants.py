"""Addresses that are versions of one page, and addresses that grow."""

from __future__ import annotations

import pytest

from scraper.discover.budget import PageBudget, pattern_of
from scraper.discover.periods import is_period
from scraper.site import Site
from scraper.variants import grows, main_version, variant_of

TOKEN = "3f2a9c8e7d6b5a4f3e2d"


@pytest.mark.parametrize(
    ("url", "page"),
    [
        ("/news/36?print=1", "/news/36"),
        ("/news/36?output=amp&tag=x", "/news/36?tag=x"),
        ("/news/36/amp/", "/news/36"),
        ("/amp/news/36", "/news/36"),
        ("/news/print/36", "/news/36"),
        ("/news/the-opening/print", "/news/the-opening"),
        ("/news/36;jsessionid=9F8A0C", "/news/36"),
        ("/(S(abc123def))/news/36", "/news/36"),
        (f"/news/36?s={TOKEN}", "/news/36"),
        ("/news/36?replytocom=12", "/news/36"),
    ],
)
def test_versions_that_are_asked_for_at_their_own_page(url: str, page: str) -> None:
    """Print and AMP versions and session ids stand for the page without them."""
    assert main_version("https://h" + url) == variant_of("https://h" + url) == "https://h" + page


@pytest.mark.parametrize(
    ("url", "page"),
    [
        (f"/{TOKEN}/news/36", "/news/36"),
        (f"/s/{TOKEN}/news/36", "/news/36"),
        ("/news/news/36", "/news/36"),
        ("/a/b/a/b/36", "/a/b/36"),
        ("/en/news_detail/index/en/news_detail/index/36", "/en/news_detail/index/36"),
    ],
)
def test_versions_that_are_compared_only(url: str, page: str) -> None:
    """A token or doubled words in the path tell no page apart, but the page is asked for as it is linked."""
    assert variant_of("https://h" + url) == "https://h" + page
    assert main_version("https://h" + url) == "https://h" + url


@pytest.mark.parametrize(
    "url",
    [
        "/print/36",
        "/news/print",
        "/amp",
        "/2024/01/01/slug",
        "/news/11/11",
        "/news?type=print",
        "/news/?p=36",
        "/news/9b1deb4d-3b7d-4bad-9bdd-2b0d7b3dcb6d/title",
        f"/news/{TOKEN}",
        "/news/36?sid=12",
        "/news/36?a=%E6%96%B0&b=",
    ],
)
def test_addresses_that_stay_as_they_are(url: str) -> None:
    """What may be a page of its own is left alone, byte for byte."""
    assert variant_of("https://h" + url) == "https://h" + url


@pytest.mark.parametrize("url", ["http://[x/", "", "https://h", "https://h/\x00", "mailto:a@b", "//"])
def test_bad_addresses_break_nothing(url: str) -> None:
    """Whatever a page links to, the functions answer."""
    assert isinstance(variant_of(url), str)
    assert isinstance(grows(url), str)


def test_growing_addresses() -> None:
    """A word three times in a path, a path of many steps and a very long address grow; dates and numbers do not."""
    assert grows("https://h/news/news/news/36")
    assert grows("https://h/a/" + "/".join(str(n) + "x" for n in range(20)))
    assert grows("https://h/news?q=" + "x" * 1_000)
    assert grows("https://h/news?f=1&f=2&f=3&f=4")
    for url in ("https://h/2024/11/11/11", "https://h/news/2024/news-36", "https://h/?f[]=1&f[]=2&f[]=3&f[]=4"):
        assert not grows(url)


def test_print_by_number_alone() -> None:
    """`/print/36` is the post with that number where posts are numbered, and another page where they are not."""
    numbered = Site("h", "https://h/", frozenset({"h"}), shapes=["/news/{id}"])
    named = Site("h", "https://h/", frozenset({"h"}), shapes=["/news/{slug}"])
    key = numbered.key_of("https://h/print/36")
    assert key is not None
    assert (key.source_id, numbered.page_to_ask("https://h/print/36")) == ("36", "https://h/news/36")
    other = named.key_of("https://h/print/36")
    assert other is not None
    assert other.source_id != "36"


def test_another_case_is_the_same_post() -> None:
    """`/News/36` and `/news/36/` are the post 36."""
    site = Site("h", "https://h/", frozenset({"h"}), shapes=["/news/{id}"])
    keys = {site.key_of(url) for url in ("https://h/news/36", "https://h/News/36", "https://h/news/36/")}
    assert len(keys) == 1


def test_patterns() -> None:
    """Addresses of one make have one pattern, whatever their numbers, tokens and values."""
    assert pattern_of("https://h/news?page=7&x=a") == pattern_of("https://h/News?x=b&page=99999") == "/{slug}?page&x"
    assert pattern_of(f"https://h/{TOKEN}/news/36") == pattern_of("https://h/news/12") == "/news/{id}"


def test_months_are_no_posts() -> None:
    """A number alone or a month leads to a calendar; a whole date may be a post's title."""
    assert is_period("https://h/events/2031/05/07", "7")
    assert is_period("https://h/2024/05/", "May 2024 (4)")
    assert is_period("https://h/news?month=2031-05", "May 2031")
    assert not is_period("https://h/bulletin/2024-05-15", "15 May 2024")
    assert not is_period("https://h/news/2024", "The year in review")
    assert not is_period("https://h/news/36", "7")


def test_a_budget_names_each_pattern_once() -> None:
    """However often a closed pattern is asked for, it is one trap with the number of pages that were followed."""
    budget = PageBudget()
    for number in range(budget.limits.idle):
        assert not budget.refuse(f"https://h/news?month={number}")
        budget.note(f"https://h/news?month={number}", (), 0)
    said = {budget.refuse(f"https://h/news?month={number}") for number in range(900, 950)}
    assert len(said) == len(budget.traps) == 1
    (trap,) = budget.traps.values()
    assert (trap.count, trap.harmless, trap.issue.code) == (60, True, "trap")
