"""The JSON of content management systems as it may come: odd, broken, hostile."""

from __future__ import annotations

import json
from typing import Any

import pytest

from archive.records import Attachment, PostContent
from scraper.discover.cms import drupal, wordpress
from scraper.discover.cms.announced import announced
from scraper.discover.cms.item import CmsItem, Collection, day_of, plain, teaser_text
from scraper.discover.cms.voice import doubts, has_text, page_of_item
from scraper.parse import parse_detail

POSTS = Collection("https://h/wp-json/wp/v2/posts", "post", "Posts")
HOSTILE: list[Any] = [
    None, 1, "x", [], {}, [None], [1, "x", []], {"data": None}, {"data": [None, 3, {}]}, {"data": [{"attributes": []}]},
    {"data": [{"attributes": {"path": "x", "title": {"a": 1}, "drupal_internal__nid": []}, "relationships": 5}]},
    [{"link": 5}, {"link": "javascript:x"}, {"link": "http://[x/"}, {"link": "https://h/a", "title": None}],
    [{"link": "https://h/a", "_embedded": {"wp:term": [None, [None, 4, {"taxonomy": 3, "name": 5}]]}}],
    {"links": {"next": {"href": 5}, "node--news": 7}, "data": [], "meta": {"count": "x"}, "included": [1, {}]},
]  # fmt: skip


@pytest.mark.parametrize("data", HOSTILE, ids=range(len(HOSTILE)))
def test_json_of_any_shape(data: Any) -> None:
    """Whatever the JSON holds, the readers answer, and what is no post is left out."""
    body = json.dumps(data).encode()
    page = wordpress.read_page(body, {"x-wp-total": "a", "x-wp-totalpages": "-3"}, POSTS, 1, 100)
    assert all(item.url == "https://h/a" for item in page.items)
    wordpress.collections(body, "https://h/wp-json/")
    read, entries = drupal.read_page(body, "https://h/jsonapi/node/news")
    assert drupal.addressed(entries, "https://h/", lambda _url: False) == []
    assert isinstance(read.problem, str)
    drupal.collections(body, "https://h/jsonapi")
    drupal.categories_of(body)


@pytest.mark.parametrize("body", [b"", b"\xff\xfe", b"{", b"[" * 100_000, b"<html>", b'{"a": ' + b"9" * 6000 + b"}"])
def test_what_is_no_json(body: bytes) -> None:
    """Broken bytes are a problem with a sentence, never an exception."""
    assert wordpress.read_page(body, {}, POSTS, 1, 100).problem == "the answer is no list of posts"
    assert drupal.read_page(body, "https://h/")[0].problem == "the answer is no list of posts"


def test_an_error_tells_its_own_words() -> None:
    """What the interface says of its refusal becomes the reason."""
    body = json.dumps({"code": "rest_no_route", "message": "No route &amp; no way"}).encode()
    assert wordpress.read_page(body, {}, POSTS, 1, 100).problem == "No route & no way"
    errors = json.dumps({"errors": [{"title": "Bad", "detail": "Invalid include path"}]}).encode()
    assert drupal.read_page(errors, "https://h/")[0].problem == "Invalid include path"


def test_kinds_of_content_that_read_like_news() -> None:
    """Posts always count; pages, files and templates never; a kind of the site's own if its name reads like news."""
    types = {
        "post": {"name": "Posts", "rest_base": "posts"},
        "page": {"name": "Pages", "rest_base": "pages"},
        "attachment": {"name": "Media", "rest_base": "media"},
        "wp_template": {"name": "Templates", "rest_base": "templates"},
        "press_release": {"name": "Press Releases", "rest_base": "press-releases", "rest_namespace": "wp/v2"},
        "staff": {"name": "People", "rest_base": "staff"},
        "cuhk_news": {"name": "Meldungen", "rest_base": "meldungen", "rest_namespace": "own/v1"},
    }
    found = wordpress.collections(json.dumps(types).encode(), "https://h/wp-json/")
    assert [each.url.removeprefix("https://h/wp-json/") for each in found] == [
        "wp/v2/posts",
        "wp/v2/press-releases",
        "own/v1/meldungen",
    ]


def test_an_interface_without_pretty_addresses() -> None:
    """`/?rest_route=/` is a root as good as `/wp-json/`."""
    (posts,) = wordpress.collections(b"{}", "https://h/?rest_route=/")
    assert wordpress.page_url(posts, 1, 100).startswith("https://h/?rest_route=/wp/v2/posts&per_page=100&page=1&")


@pytest.mark.parametrize(
    ("markup", "header", "kind", "root"),
    [
        ('<link rel="https://api.w.org/" href="/blog/wp-json/">', "", "wordpress", "https://h/blog/wp-json/"),
        ("", '<https://h/wp-json/>; rel="https://api.w.org/"', "wordpress", "https://h/wp-json/"),
        ('<link rel="stylesheet" href="/cms/wp-content/x.css">', "", "wordpress", "https://h/cms/wp-json/"),
        ('<meta name="generator" content="WordPress 6.5">', "", "wordpress", "https://h/wp-json/"),
        ('<meta name="Generator" content="Drupal 10 (https://www.drupal.org)">', "", "drupal", "https://h/jsonapi"),
    ],
)
def test_announcements(markup: str, header: str, kind: str, root: str) -> None:
    """A link of head or response names the interface; a page may also only look as a system makes it."""
    body = f"<!DOCTYPE html><html><head>{markup}</head><body><p>Text</p></body></html>".encode()
    found = announced(body, "https://h/news/", link_header=header)
    assert found is not None
    assert (found.kind, found.root) == (kind, root)


def test_no_announcement() -> None:
    """Drupal 7, which has no such interface, and any other page announce nothing."""
    for head in ('<meta name="Generator" content="Drupal 7 (http://drupal.org)">', "", '<link rel="next" href="/x">'):
        assert announced(f"<html><head>{head}</head><body>x</body></html>".encode(), "https://h/") is None
    assert announced(b'{"a": 1}', "https://h/") is None


def test_texts() -> None:
    """Markup and character references go, and so do the words that lead on."""
    assert plain({"rendered": "A &amp; B <em>again</em>\u200b"}) == "A & B again"
    assert teaser_text("<p>In short [&hellip;]</p>") == "In short"
    assert teaser_text("<p>In short &hellip; <a>Continue reading</a></p>") == "In short"
    assert day_of("2024-05-20T23:30:00") == "2024-05-20"
    assert day_of({"value": "2024-05-20"}) == "2024-05-20"
    assert [day_of(value) for value in ("20 May", "", None, 5, "2024-13-01")] == [None] * 5


def test_drupal_puts_a_language_before_a_path() -> None:
    """A path is stated without its language; the beginning under which posts are known is taken."""

    def node(alias: str, lang: str) -> dict[str, Any]:
        path = {"alias": alias, "langcode": lang}
        return {"attributes": {"drupal_internal__nid": 1, "langcode": lang, "title": "T", "path": path}}

    body = json.dumps({"data": [node("/news/a", "en"), node("/news/b", "en"), node("/news/c", "fr"), node("/x", "de")]})
    _, entries = drupal.read_page(body.encode(), "https://h/")
    known = {"https://h/news/a", "https://h/fr/news/c"}
    found = [item.url for item in drupal.addressed(entries, "https://h/", known.__contains__)]
    assert found == ["https://h/news/a", "https://h/news/b", "https://h/fr/news/c"]
    # While nothing is known, the pages of the site tell where its languages are.
    alone = drupal.addressed(entries, "https://h/", lambda _url: False, lambda: ["https://h/en/news"])
    assert [item.url for item in alone] == ["https://h/en/news/a", "https://h/en/news/b"]


def test_the_text_of_the_json_is_read_as_a_page() -> None:
    """Paragraphs, pictures and files of the JSON's text come out as they do of a page; scripts do not."""
    text = "The centre opened its new test hall this week, with room for four climatic chambers and a table."
    markup = f'<p>{text}</p><script>x</script><p>{text}</p><p><a href="/files/plan.pdf">Plan (2 MB)</a></p>'
    item = CmsItem("https://h/a", "Opening <now> & then", "2024-05-20", ("News",), "", markup)
    assert has_text(item)
    read = parse_detail(page_of_item(item), item.url)
    assert (read.title, read.published) == ("Opening <now> & then", "2024-05-20")
    assert read.body.startswith(f"{text}\n\n{text}")
    assert "script" not in read.body_html
    assert [each.url for each in read.attachments] == ["https://h/files/plan.pdf"]


def test_doubts() -> None:
    """Page and JSON that agree, be it but for case, markup or a picture's size, raise no doubt."""
    page = PostContent(
        title="Opening of the hall",
        published="2024-05-20",
        category="Events",
        body="x" * 300,
        attachments=(Attachment(1, 0, "hall.jpg", url="https://h/up/hall.jpg"),),
    )
    item = CmsItem(
        "u",
        "OPENING of the hall!",
        "2024-05-20",
        ("News", "events"),
        "",
        "y" * 310 + '<img src="/up/hall-300x200.jpg">',
    )
    assert doubts(page, item) == []
    made = CmsItem("u", "Opening of the hall", "2001-01-01", (), "", "", dated=False)
    assert doubts(page, made) == []
    other = CmsItem("u", "Closing", "2024-05-21", ("People",), "", "y" * 2000)
    assert [issue.code for issue in doubts(page, other)] == [
        "title-disagrees", "date-disagrees", "category-disagrees", "body-disagrees",
    ]  # fmt: skip
