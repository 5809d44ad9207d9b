"""Addresses: resolving, comparing, and reading an identity from them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.urls import authority, canonical, identify, resolve, same_site, site_name

BASE = "https://www.example.org/en/news/index/2?x=1"


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("36", "https://www.example.org/en/news/index/36"),
        ("/a b", "https://www.example.org/a%20b"),
        ("//cdn.example.net/x.jpg", "https://cdn.example.net/x.jpg"),
        ("  \n/a\tb#frag ", "https://www.example.org/ab"),
        ("?page=2", "https://www.example.org/en/news/index/2?page=2"),
        ("/新聞/一", "https://www.example.org/%E6%96%B0%E8%81%9E/%E4%B8%80"),
        ("/already%20done", "https://www.example.org/already%20done"),
        ("HTTP://Other.Example/Path", "http://other.example/Path"),
        ("..\\up", "https://www.example.org/en/news/up"),
        ("http://例え.jp/", "http://xn--r8jz45g.jp/"),
        ("#top", None),
        ("", None),
        ("javascript:void(0)", None),
        ("mailto:a@example.org", None),
        ("data:text/html,x", None),
        ("//[x/", None),
        ("http://a:99999/", None),
        ("http:///nohost", None),
    ],
)
def test_resolve(href: str, expected: str | None) -> None:
    """A link means what a browser takes it to mean, and an unusable one means nothing."""
    assert resolve(BASE, href) == expected


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=80))
def test_no_address_raises(text: str) -> None:
    """Whatever stands in a link, nothing that reads addresses raises."""
    for url in (resolve(BASE, text), text, f"http://{text}/", f"http://a/{text}"):
        if url is not None:
            canonical(url)
            identify(url)
            authority(url)
            site_name(url)
            same_site(url, BASE)


@pytest.mark.parametrize(
    "other",
    [
        "http://example.org/news/36",
        "https://www.example.org:443/news/36/",
        "https://www.example.org/news//36?utm_source=feed&fbclid=1",
        "https://www.example.org/news/36;jsessionid=0A1B",
        "https://WWW.example.org/ne%77s/36#top",
    ],
)
def test_one_page_many_spellings(other: str) -> None:
    """Spellings that lead to one page compare equal."""
    assert canonical(other) == canonical("https://www.example.org/news/36")


def test_canonical_keeps_what_matters() -> None:
    """Another path case, parameter or port is another page."""
    base = "http://example.org/news?id=1"
    for other in ("http://example.org/News?id=1", "http://example.org/news?id=2", "http://example.org:8080/news?id=1"):
        assert canonical(base) != canonical(other)


@pytest.mark.parametrize(
    ("url", "source_id", "lang", "shape", "numeric"),
    [
        ("https://www.cairs.hk/en/news_detail/index/36", "36", "en", "/{lang}/news_detail/index/{id}", True),
        ("http://x/tc/news_detail/index/036/", "36", "tc", "/{lang}/news_detail/index/{id}", True),
        ("http://x/news.php?id=4&lang=tc", "4", "tc", "/news.php?id={id}&lang={lang}", True),
        ("http://x/?p=33", "33", "", "/?p={id}", True),
        ("http://x/node/12", "12", "", "/node/{id}", True),
        ("http://x/2024/05/some-title-here", "some-title-here", "", "/{n}/{n}/{slug}", False),
        ("http://x/news/the-title-1036.html", "1036", "", "/news/{slug}", False),
        ("http://x/news/1036-the-title", "1036", "", "/news/{slug}", False),
        ("http://x/news/360/the-title", "360", "", "/news/{id}/{slug}", False),
        ("http://x/en/news/launch", "news/launch", "en", "/{lang}/news/{slug}", False),
        ("http://x/news/launch-2024", "news/launch-2024", "", "/news/{slug}", False),
        ("http://x/en/", "/", "en", "/{lang}", False),
        ("http://x/", "/", "", "/", False),
    ],
)
def test_identify(url: str, source_id: str, lang: str, shape: str, numeric: bool) -> None:
    """The address alone tells the site's id, the language, and the shape that its siblings share."""
    found = identify(url)
    assert (found.source_id, found.lang, found.shape, found.numeric) == (source_id, lang, shape, numeric)


def test_languages_of_a_post_share_the_id() -> None:
    """The same post in another language differs in the language only."""
    english, chinese = identify("http://x/en/news/launch"), identify("http://x/zh-hant/news/launch")
    assert (english.source_id, english.shape) == (chinese.source_id, chinese.shape)
