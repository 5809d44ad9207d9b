"""What a page says to machines."""

from __future__ import annotations

import pytest

from scraper.parse import parse_detail
from scraper.parse.document import parse_document
from scraper.parse.structured import load_json, read_structured

URL = "https://site.example/news/7"


def read(head: str):
    """The statements of a page with this head."""
    return read_structured(parse_document(f"<html lang='en-GB'><head>{head}</head><body></body></html>".encode(), URL))


def test_a_graph_is_searched_and_other_pages_are_not():
    """The article in a graph speaks for the page; the articles that it lists do not."""
    said = read(
        '<script type="application/ld+json">{"@graph": [{"@type": "Organization", "name": "Centre"},'
        '{"@type": ["NewsArticle"], "headline": "A bridge", "datePublished": "2022-05-25T09:00:00+08:00",'
        '"articleSection": ["News", "All"],'
        '"itemListElement": [{"@type": "NewsArticle", "headline": "Another"}]}]}</script>'
    )
    assert [item.value for item in said.titles] == ["A bridge"]
    assert [(item.value, item.utc) for item in said.dates] == [("2022-05-25", False)]
    assert [item.value for item in said.sections] == ["News"]


@pytest.mark.parametrize(
    "text",
    ['{"a": 1,}', '<!-- {"a": 1} -->', '{"a": 1};', "/* no */"[:0] + '{\n"a":\t1}', "{&quot;a&quot;: 1}"],
)
def test_json_as_sites_write_it(text):
    """Trailing commas, comments around, raw white space and escaped quotes are forgiven."""
    assert load_json(text) == {"a": 1}


def test_broken_json_gives_what_can_be_saved():
    """A block that cannot be read as a whole still gives headline and date."""
    said = read(
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "A \\"bridge\\"", "x": undefined,'
        '"datePublished": "2022-05-25"</script>'
    )
    assert [item.value for item in said.titles] == ['A "bridge"']
    assert [item.value for item in said.dates] == ["2022-05-25"]


@pytest.mark.parametrize(
    "block",
    [
        "[" * 100_000,
        '{"@type": "NewsArticle", "headline": 1, "author": null, "datePublished": ' + "9" * 5000 + "}",
        '"\\ud800"',
        "NaN",
    ],
)
def test_hostile_blocks_say_nothing(block):
    """Endless nesting, numbers and surrogates cost the block and nothing else."""
    assert read(f'<script type="application/ld+json">{block}</script>').dates == []


def test_meta_links_and_languages():
    """Canonical address, other languages, OpenGraph and article meta are read; relative addresses are resolved."""
    said = read(
        '<link rel="canonical" href="/news/7?a=1"><link rel="alternate" hreflang="zh-HK" href="/tc/news/7">'
        '<meta property="og:title" content="A bridge">'
        '<meta property="article:published_time" content="2022-05-25T01:00:00Z">'
        '<meta property="og:site_name" content="The Centre"><meta name="description" content="About it.">'
    )
    assert said.canonical == "https://site.example/news/7?a=1"
    assert said.alternates == (("zh-hk", "https://site.example/tc/news/7"),)
    assert (said.site_name, said.description, said.lang) == ("The Centre", "About it.", "en-gb")
    assert [(item.value, item.utc) for item in said.dates] == [("2022-05-25", True)]


def test_a_page_that_names_two_addresses_names_none():
    """The canonical link and OpenGraph count where they agree, or where only one speaks."""
    link, own = '<link rel="canonical" href="/news/7">', '<meta property="og:url" content="http://{}/news/{}/">'
    assert read(link + own.format("www.site.example", 7)).canonical == "https://site.example/news/7"
    assert read(link + own.format("site.example", 8)).canonical == ""
    assert read(own.format("site.example", 8)).canonical == "http://site.example/news/8/"


def test_the_entries_of_a_live_report_date_no_report() -> None:
    """Each entry of a live report has its own day, which says nothing of the report's."""
    entries = ",".join(
        f'{{"@type":"BlogPosting","headline":"Entry {n}","datePublished":"2024-08-05T0{n}:00:00+01:00"}}'
        for n in (1, 2, 3)
    )
    data = f'{{"@type":"LiveBlogPosting","headline":"Storm over the bay, hour by hour","liveBlogUpdate":[{entries}]}}'
    words = "The wind rose in the evening and the harbour closed its gates to all but the largest of the ferries."
    page = (
        f'<html><head><title>Storm</title><script type="application/ld+json">{data}</script></head>'
        f"<body><main><h1>Storm over the bay, hour by hour</h1><p>{words}</p><p>{words[::-1]}</p></main></body></html>"
    )
    assert parse_detail(page.encode(), "https://www.centre.example/live/storm").published is None
