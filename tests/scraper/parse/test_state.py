# ruff: noqa: E501 - a stored text is a line
"""The data that a page carries for its scripts: found and decoded, and the post in it told from everything else."""

from __future__ import annotations

import json
import time

import pytest

from scraper.parse import parse_detail, parse_listing
from scraper.parse.state.literals import read_value
from scraper.parse.state.rich_text import rich_markup

URL = "https://www.centre.example/en/news/36"
PROSE = "The laboratories were opened this afternoon in front of some three hundred guests, and nobody wore a helmet. "
POST = {
    "id": 36,
    "title": "Launch concludes with success",
    "date": "2022-05-25",
    "category": {"name": "News"},
    "content": f"<p>{PROSE * 3}</p><p>{PROSE}</p>",
}
OTHERS = [
    {"id": n, "title": f"Another post, number {n}", "url": f"/en/news/{n}", "date": "2022-04-01", "content": PROSE * 9}
    for n in (30, 31, 32)
]


def shell(data, shown="", title="Centre"):
    """A page that shows nothing (or `shown`) and carries data."""
    state = f'<script id="__NEXT_DATA__" type="application/json">{json.dumps(data)}</script>'
    return f"<html><head><title>{title}</title></head><body><div id=root>{shown}</div>{state}</body></html>".encode()


def test_the_whole_post_is_read_from_the_data_of_an_empty_page():
    """Title, date, category, text and teasers of a page without any text come from its data, and the evidence says so."""
    content = parse_detail(shell({"props": {"post": POST, "related": OTHERS}}), URL)
    assert (content.title, content.published, content.category) == (
        "Launch concludes with success",
        "2022-05-25",
        "News",
    )
    assert content.body == f"{(PROSE * 3).strip()}\n\n{PROSE.strip()}"
    assert [teaser.url.rpartition("/")[2] for teaser in content.related] == ["30", "31", "32"]
    assert {item.field for item in content.evidence if item.reader == "page-state" and item.chosen} == {
        "title", "published", "category", "body",
    }  # fmt: skip
    assert not content.issues


def test_the_data_does_not_outvote_what_the_page_shows():
    """Where title, date and text are to be seen, other values in the data change nothing."""
    shown = (
        f"<article><h1>Launch of the centre</h1><p>2022-05-26 | Event</p><p>{PROSE * 2}</p><p>{PROSE * 2}</p></article>"
    )
    content = parse_detail(shell({"post": POST}, shown, "Launch of the centre"), URL)
    assert (content.title, content.published, content.category) == ("Launch of the centre", "2022-05-26", "Event")
    assert content.body.startswith(PROSE.strip())


def test_a_list_of_posts_is_not_taken_for_the_post():
    """An empty page that carries a list, none of it the page's own, is no post."""
    content = parse_detail(shell({"items": OTHERS}), URL)
    assert not content.is_post
    assert [issue.code for issue in content.issues] == ["javascript-only"]


def test_a_day_missing_on_the_page_is_taken_from_the_data_that_names_the_page():
    """The text is seen, the date is not: the data gives it."""
    shown = f"<article><h1>Launch concludes with success</h1><p>{PROSE * 2}</p><p>{PROSE * 2}</p></article>"
    assert parse_detail(shell({"post": POST}, shown, POST["title"]), URL).published == "2022-05-25"


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("2022-05-24T16:00:00Z", "2022-05-25"),
        (1653408000000, "2022-05-25"),
        ("2022-05-25T10:00:00+08:00", "2022-05-25"),
    ],
)
def test_a_time_in_utc_is_the_day_at_home_where_the_address_says_where_that_is(said, day):
    """Midnight in Hong Kong is stored as the afternoon before by servers that keep UTC."""
    page = shell({"post": {**POST, "date": said}})
    assert parse_detail(page, "https://www.centre.hk/en/news/36").published == day


def test_rows_of_a_listing_are_read_from_objects_that_refer_to_each_other():
    """A cache whose lists hold references gives its rows."""
    cache = {"ROOT_QUERY": {"news": [{"__ref": f"Post:{row['id']}"} for row in OTHERS]}}
    cache |= {f"Post:{row['id']}": row | {"next": {"__ref": f"Post:{row['id']}"}} for row in OTHERS}
    page = f"<html><body><div id=app></div><script>window.__APOLLO_STATE__={json.dumps(cache)};</script></body></html>"
    listing = parse_listing(page.encode(), "https://www.centre.example/en/news")
    assert [teaser.title for teaser in listing.teasers] == [row["title"] for row in OTHERS]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{a:1,"b":[!0,!1,void 0,null],c:\'it\\\'s \\u0041\\x42\',}', {"a": 1, "b": [True, False, None, None], "c": "it's AB"}),
        ("{d:new Date(1653408000000),n:-1.5e3,h:0x1F,u:undefined,f:foo(1,2)}", {"d": 1653408000000, "n": -1500.0, "h": 31, "u": None, "f": None}),
        ('(function(a,b){return {title:a,tags:[b,a]}}("T","News"))', {"title": "T", "tags": ["News", "T"]}),
        ('JSON.parse("{\\"a\\":[1]}")', {"a": [1]}),
        ("[1,,2] // and on", [1, None, 2]),
        ("`two\nlines`", "two\nlines"),
    ],
)  # fmt: skip
def test_literals_of_scripts_are_read(text, value):
    """What is no JSON is read as JavaScript writes it, and nothing is run."""
    assert read_value(text, 0)[0] == value


@pytest.mark.parametrize("text", ["{", "[1", "{a:", "'open", "(function(){x=1})()", "{a:" * 500, "[" * 100_000, ""])
def test_broken_literals_are_refused(text):
    """Cut off, nested for ever or empty: a ValueError, and at once."""
    began = time.process_time()
    with pytest.raises(ValueError):  # noqa: PT011 - whatever is wrong with it
        read_value(text, 0)
    assert time.process_time() - began < 1


LINKED = '<p>One <a href="/x">two</a></p>'


@pytest.mark.parametrize(
    ("stored", "markup"),
    [
        ("One\n\ntwo\nthree", "<p>One</p><p>two<br>three</p>"),
        ("<p>as it is</p>", "<p>as it is</p>"),
        ({"blocks": [{"type": "header", "data": {"text": "H", "level": 3}}, {"type": "list", "data": {"style": "ordered", "items": ["a", {"content": "b", "items": []}]}}]}, "<h3>H</h3><ol><li>a</li><li>b</li></ol>"),
        ({"blocks": [{"type": "unstyled", "text": "One two", "entityRanges": [{"offset": 4, "length": 3, "key": 0}]}, {"type": "ordered-list-item", "text": "a"}, {"type": "header-three", "text": "H"}], "entityMap": {"0": {"type": "LINK", "data": {"url": "/x"}}}}, LINKED + "<ol><li>a</li></ol><h3>H</h3>"),
        ({"type": "doc", "content": [{"type": "heading", "attrs": {"level": 2}, "content": [{"type": "text", "text": "H"}]}, {"type": "paragraph", "content": [{"type": "text", "text": "One "}, {"type": "text", "text": "two", "marks": [{"type": "link", "attrs": {"href": "/x"}}]}]}]}, "<h2>H</h2>" + LINKED),
        ({"nodeType": "document", "data": {}, "content": [{"nodeType": "paragraph", "data": {}, "content": [{"nodeType": "text", "value": "One ", "marks": [], "data": {}}, {"nodeType": "hyperlink", "data": {"uri": "/x"}, "content": [{"nodeType": "text", "value": "two", "marks": [], "data": {}}]}]}, {"nodeType": "unordered-list", "data": {}, "content": [{"nodeType": "list-item", "data": {}, "content": [{"nodeType": "paragraph", "data": {}, "content": [{"nodeType": "text", "value": "a"}]}]}]}]}, LINKED + "<ul><li><p>a</p></li></ul>"),
        ({"root": {"type": "root", "children": [{"type": "heading", "tag": "h2", "children": [{"type": "text", "text": "H"}]}, {"type": "paragraph", "children": [{"type": "text", "text": "One "}, {"type": "link", "url": "/x", "children": [{"type": "text", "text": "two"}]}]}, {"type": "list", "listType": "number", "children": [{"type": "listitem", "children": [{"type": "text", "text": "a"}]}]}]}}, "<h2>H</h2>" + LINKED + "<ol><li>a</li></ol>"),
        ([{"type": "heading2", "text": "H", "spans": []}, {"type": "paragraph", "text": "One two", "spans": [{"start": 4, "end": 7, "type": "hyperlink", "data": {"url": "/x"}}]}, {"type": "list-item", "text": "a", "spans": []}], "<h2>H</h2>" + LINKED + "<ul><li>a</li></ul>"),
        ([{"type": "paragraph", "paragraph": {"rich_text": [{"type": "text", "plain_text": "One ", "href": None}, {"type": "text", "plain_text": "two", "href": "/x"}]}}, {"type": "bulleted_list_item", "bulleted_list_item": {"rich_text": [{"plain_text": "a"}]}}], LINKED + "<ul><li>a</li></ul>"),
        ([{"_type": "block", "style": "h2", "markDefs": [], "children": [{"_type": "span", "text": "H"}]}, {"_type": "image", "asset": {"url": "https://cdn.example/a.jpg"}}], '<h2>H</h2><p><img src="https://cdn.example/a.jpg" alt=""></p>'),
    ],
    ids=["text", "markup", "editor-js", "draft", "prosemirror", "contentful", "lexical", "prismic", "notion", "portable"],
)  # fmt: skip
def test_texts_are_read_as_editors_store_them(stored, markup):
    """Headings, paragraphs, lists, links and pictures of a stored text become plain markup."""
    assert rich_markup(stored) == markup


def test_data_that_holds_itself_or_is_huge_ends():
    """References in a circle and long lists of nothing are read within the time of a page."""
    cache = {f"Post:{n}": {"title": f"T{n}", "next": {"__ref": f"Post:{(n + 1) % 50}"}} for n in range(50)}
    began = time.process_time()
    page = f"<html><body><script>window.__APOLLO_STATE__={json.dumps(cache)}</script></body></html>"
    parse_detail(page.encode(), URL)
    parse_detail(shell({"title": "x", "rows": [{"title": "a"}] * 100_000}), URL)
    parse_detail(shell([["Ref", 1], {"title": 2, "self": 1}, "x"]), URL)
    assert time.process_time() - began < 5
