"""The page after this one, in every way that sites lead to it; and none where there is none."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.parse import parse_listing
from scraper.parse.paging_urls import step

SITE = "https://www.centre.example"
ITEMS = "".join(
    f'<li><a href="/en/news_detail/index/{n}">A title of some length, number {n}</a> <i>2024-01-{n:02}</i></li>'
    for n in range(12, 6, -1)
)


def pages(pager, url=f"{SITE}/en/news", head=""):
    """The next page and the further parts of a listing with this pager."""
    html = f"<html><head>{head}</head><body><h1>News</h1><ul>{ITEMS}</ul><div>{pager}</div></body></html>"
    listing = parse_listing(html.encode(), url)
    assert len(listing.teasers) == 6
    return listing.next_url, listing.index_urls


@pytest.mark.parametrize(
    ("url", "pager", "expected"),
    [
        ("/en/news", '<a href="?page=2">Next</a>', "/en/news?page=2"),
        ("/en/news?page=2", '<a href="?page=1">Previous</a> <a href="?page=3">Next</a>', "/en/news?page=3"),
        ("/en/news", '<b>1</b> <a href="/en/news/page/2/">2</a> <a href="/en/news/page/3/">3</a>', "/en/news/page/2/"),
        (
            "/en/news/index/10",
            '<a href="/en/news">1</a> <b>2</b> <a href="/en/news/index/20">3</a> <a href="/en/news/index/60">7</a>',
            "/en/news/index/20",
        ),
        (
            "/news?start=40",
            '<a href="?start=0">1</a> … <a href="?start=30">4</a> <i>5</i> <a href="?start=50">6</a> …',
            "/news?start=50",
        ),
        ("/en/news", '[1] [<a href="news.php?start=4">2</a>]', "/en/news.php?start=4"),
        ("/en/news", '1 | <a href="/en/news?p=2">2</a> | <a href="/en/news?p=3">3</a>', "/en/news?p=2"),
        ("/en/news_2.html", '<a href="news_1.html">‹</a> <a href="news_3.html">›</a>', "/en/news_3.html"),
        ("/en/index2.html", '<a href="index.html">1</a> 2 <a href="index3.html">3</a>', "/en/index3.html"),
        ("/en/news;page=2", '<a href="/en/news;page=1">«</a> <a href="/en/news;page=3">»</a>', "/en/news;page=3"),
        ("/en/news", '<a href="/en/news/older/2">Older posts</a>', "/en/news/older/2"),
        (
            "/blog/page/2/",
            '<a href="/blog/page/3/">← Older posts</a> <a href="/blog/">Newer posts →</a>',
            "/blog/page/3/",
        ),
        ("/w?title=News", '<a href="/w?title=News&amp;offset=9">older 9</a>', "/w?title=News&offset=9"),
        ("/en/news", '<a href="?page=2" aria-label="Next page"><svg><path d="M0"/></svg></a>', "/en/news?page=2"),
        ("/en/news", '<a href="?page=2" title="Go to next page"><i class="i"></i></a>', "/en/news?page=2"),
        ("/en/news", '<a href="?page=2"><img src="r.gif" alt="Next"></a>', "/en/news?page=2"),
        ("/en/news", '<a rel="next" href="/en/news?page=2">continue to the second page</a>', "/en/news?page=2"),
        ("/en/news", '<button data-url="/en/news/fragment?page=2">Load more</button>', "/en/news/fragment?page=2"),
        ("/en/news", '<a href="#" data-next-url="/api/news?offset=10">Show more</a>', "/api/news?offset=10"),
        ("/en/news", '<button hx-get="/en/news?page=2">More news</button>', "/en/news?page=2"),
        ("/en/news", '<button data-url="/en/list" data-page="2">Load more</button>', "/en/list?page=2"),
        ("/", '<a href="/events?kind=all&amp;page=1">More upcoming events</a>', "/events?kind=all&page=1"),
        ("/tc/news", '<a href="?page=2">下一頁</a>', "/tc/news?page=2"),
        ("/tc/news?page=2", '<a href="?page=1">上一頁</a><a href="?page=3">下一頁 ›</a>', "/tc/news?page=3"),
        ("/sc/news", '<a href="?page=2">下一页</a>', "/sc/news?page=2"),
        ("/ja/news", '<a href="?page=2">次へ</a>', "/ja/news?page=2"),
        ("/ko/news", '<a href="?page=2">다음</a>', "/ko/news?page=2"),
        ("/fr/news", '<a href="?page=2">Suivant »</a>', "/fr/news?page=2"),
        ("/de/news", '<a href="?seite=2">Nächste Seite</a>', "/de/news?seite=2"),
        ("/de/news", '<a href="?seite=2">weiter</a>', "/de/news?seite=2"),
        ("/es/news", '<a href="?p=2">Siguiente</a>', "/es/news?p=2"),
        ("/pt/news", '<a href="?p=2">Próximo</a>', "/pt/news?p=2"),
        ("/nl/news", '<a href="?p=2">Volgende</a>', "/nl/news?p=2"),
        (
            "/en/news?page=2",
            '<form action="/en/news"><select name="page"><option>1<option selected>2<option>3</select></form>',
            "/en/news?page=3",
        ),
    ],
)  # fmt: skip
def test_next_page(url, pager, expected):
    """Words, arrows, numbers, labels, buttons and drop-downs all lead to the next page."""
    assert pages(pager, SITE + url)[0] == SITE + expected


@pytest.mark.parametrize(
    ("url", "pager"),
    [
        ("/en/news?page=3", '<a href="?page=1">1</a> <a href="?page=2">2</a> <b>3</b>'),
        ("/en/news?page=3", '<a href="?page=2">Previous</a> <a href="?page=3">Next</a>'),
        ("/en/news?page=3", '<a href="?page=2">Prev</a> <span>Next</span>'),
        ("/en/news?page=3", '<a href="?page=2">‹</a> <a href="#" aria-disabled="true">›</a>'),
        ("/en/news?page=3", '<li><a href="?page=2">Prev</a></li><li class="disabled"><a href="?page=4">Next</a></li>'),
        ("/en/news?page=3", '<a href="?page=2">Previous</a> <a href="javascript:void(0)">Next</a>'),
        ("/en/news?page=3", '<a href="?page=2" rel="prev">2</a>'),
        ("/blog/page/3/", '<a href="/blog/page/2/">Newer posts</a>'),
        ("/en/news", '<a href="/en/about">About us</a> <a href="/en/privacy">Privacy</a>'),
        ("/en/news", '<a href="/en/events/spring-fair">Next: The Spring Fair</a>'),
        ("/en/news", "".join(f'<b><a href="/en/2024/05/{day:02}/">{day}</a></b>' for day in range(1, 29))),
        ("/en/news", '<a href="/en/rate?stars=1">1</a>'),
        ("/en/news", '<a href="https://elsewhere.example/?page=2">2</a>'),
        ("/en/news", ""),
    ],
)  # fmt: skip
def test_no_next_page(url, pager):
    """On the last page, and where links only look like a pager, there is no next page."""
    assert pages(pager, SITE + url)[0] is None


def test_head_names_the_next_page():
    """A rel=next link in the head is a voice, as long as its address is a page of this listing."""
    assert pages("", head='<link rel="next" href="/en/news?page=2">')[0] == f"{SITE}/en/news?page=2"
    assert pages("", head='<link rel="next" href="/en/another-post">')[0] is None


def test_years():
    """Tabs and drop-downs of years are parts of the listing, without the one that is shown, and no page numbers."""
    tabs = '<span>2024</span> <a href="/en/news/year/2023">2023</a> <a href="/en/news/year/2022">2022</a>'
    assert pages(tabs) == (None, (f"{SITE}/en/news/year/2023", f"{SITE}/en/news/year/2022"))
    options = "".join(f'<option value="{year}">{year}</option>' for year in (2024, 2023))
    form = f'<form action="/en/news"><select name="year"><option value="">All</option>{options}</select></form>'
    assert pages(form) == (None, (f"{SITE}/en/news?year=2024", f"{SITE}/en/news?year=2023"))


@pytest.mark.parametrize(
    ("here", "there", "number", "counted"),
    [
        ("/news", "/news?page=2", 2, True),
        ("/news?page=2&x=1", "/news?x=1&page=3", 3, True),
        ("/news", "/news/page/2/", 2, True),
        ("/news/page/2", "/news/page/3", 3, True),
        ("/news/index/10", "/news/index/20", 20, True),
        ("/news/", "/news/2", 2, True),
        ("/news.html", "/news_2.html", 2, False),
    ],
)
def test_steps(here, there, number, counted):
    """Addresses of one listing are known by the number in which they differ."""
    found = step(SITE + here, SITE + there)
    assert found is not None
    assert (found.number, found.counted) == (number, counted)


@pytest.mark.parametrize("there", ["/news", "/about", "/news/a-title", "/news/2024/05/12/", "/other?page=2"])
def test_no_step(there):
    """Another page, a post and a day of a calendar do not continue a listing."""
    assert step(f"{SITE}/news", SITE + there) is None


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=40), st.text(max_size=40))
def test_any_addresses(here, there):
    """Any two addresses can be compared."""
    step(f"{SITE}/{here}", f"{SITE}/{there}")


def test_years_that_count_up_are_no_pages() -> None:
    """A drop-down of years is a list of years, also where they stand in rising order and none is chosen."""
    years = "".join(f'<option value="/{year}/">{year}</option>' for year in (2022, 2023, 2024))
    select = f'<select onchange="go(this)"><option value="">Select year</option>{years}</select>'
    rows = "".join(
        f'<article><h2><a href="/p/{n}/">Report {n}</a></h2><time>2024-01-0{n}</time></article>' for n in range(1, 6)
    )
    listing = parse_listing(f"<body><main>{rows}</main>{select}</body>".encode(), "https://site.example/2024/")
    assert listing.next_url is None
    assert set(listing.index_urls) == {"https://site.example/2022/", "https://site.example/2023/"}
