"""Bytes to a tree: the character set's ladder, broken markup, and pages made to hurt."""

from __future__ import annotations

import time

import pytest

from scraper.parse.document import decode, parse_document

CHINESE = "可靠性及安全中心宣布研究取得突破，團隊將於下月發表結果。" * 3
SIMPLIFIED = "可靠性及安全中心宣布研究取得突破，团队将于下月发表结果。" * 3
CANTONESE = "佢哋喺度做嘢，係咁㗎啦，冇問題嘅。" * 3
URL = "https://site.example/news/1"


def page(body: str, codec: str, meta: str = "") -> bytes:
    """A small page in a character set, with a declaration that may be another."""
    declared = f'<meta charset="{meta}">' if meta else ""
    return f"<html><head>{declared}<title>t</title></head><body><p>{body}</p></body></html>".encode(codec)


@pytest.mark.parametrize(
    ("codec", "meta", "header", "text", "rung"),
    [
        ("utf-8", "", None, CHINESE, "utf-8"),
        ("utf-8", "big5", "gbk", CHINESE, "utf-8"),
        ("utf-8-sig", "big5", None, CHINESE, "bom"),
        ("utf-16", "utf-8", None, CHINESE, "bom"),
        ("utf-16-le", "", None, CHINESE, "detected"),
        ("big5", "big5", None, CHINESE, "meta"),
        ("big5", "", "big5", CHINESE, "header"),
        ("big5hkscs", "big5", None, CANTONESE, "meta"),
        ("gb18030", "gb2312", None, SIMPLIFIED, "meta"),
        ("gb18030", "utf-8", "utf-8", SIMPLIFIED, "detected"),
        ("big5", "big5", "iso-8859-1", CHINESE, "meta"),
        ("gb18030", "", None, SIMPLIFIED, "detected"),
        ("cp1252", "iso-8859-1", None, "“Café” – naïve façade, 5 €", "meta"),
        ("iso2022_jp", "iso-2022-jp", None, "研究の新しい成果", "meta"),
    ],
)
def test_the_ladder_decides(codec, meta, header, text, rung):
    """Whatever is declared, the text comes out right and the deciding rung is on record."""
    found = decode(page(text, codec, meta), header)
    assert text in found.text
    assert found.rung == rung


def test_a_character_cut_off_by_the_end_is_dropped():
    """A page that ends within a character is still UTF-8."""
    whole = page(CHINESE, "utf-8")[: -len(b"</p></body></html>")]
    found = decode(whole[:-1])
    assert (found.encoding, found.rung) == ("utf-8", "utf-8")
    assert found.text.endswith(CHINESE[-20:-1])


def test_one_broken_character_does_not_change_the_set():
    """A teaser cut within a character costs that character alone."""
    broken = page(CHINESE, "utf-8", "utf-8").replace("宣布".encode(), "宣".encode()[:2], 1)
    found = decode(broken)
    assert found.encoding == "utf-8"
    assert "可靠性及安全中心" in found.text


@pytest.mark.parametrize(
    ("html", "kind"),
    [
        (b"", "empty"),
        (b" \r\n\t ", "empty"),
        (b"%PDF-1.7 and more", "pdf"),
        (b'{"posts": []}', "json"),
        (b"\x89PNG\r\n\x1a\n" + bytes(64), "binary"),
        (bytes(range(256)) * 20, "binary"),
        (b'<?xml version="1.0"?><rss version="2.0"></rss>', "xml"),
    ],
)
def test_what_is_no_page_is_named(html, kind):
    """Other kinds of data give a tree, empty or not, and say in an issue what they are."""
    document = parse_document(html, URL)
    assert document.kind == kind
    assert document.root is not None
    assert document.issues


def test_what_follows_the_closing_tags_is_read():
    """Markup behind the closing tags of body and html belongs to the page, as in a browser."""
    html = b"<html><body><p>one</p></body></html><p>two</p>" + b" " * 400
    assert list(parse_document(html, URL).root.itertext("p"))[:2] == ["one", "two"]


def test_deep_nesting_loses_no_text():
    """A page too deep for the first parser is read by the second, and that is on record."""
    html = b"<div>" * 5000 + b"<p>deep</p>" + b"</div>" * 5000 + b"<p>tail</p>"
    document = parse_document(html, URL)
    assert "".join(document.root.itertext()).split() in (["deep", "tail"], ["deeptail"])
    assert [issue.code for issue in document.issues] == ["markup-limit"]


def test_a_monstrous_tag_costs_no_time():
    """A hundred thousand attributes on one tag are cut, not counted for minutes."""
    html = b"<p " + b" ".join(b"a%d=1" % number for number in range(100_000)) + b">x</p><p>tail</p>"
    start = time.process_time()
    assert "tail" in "".join(parse_document(html, URL).root.itertext())
    assert time.process_time() - start < 5


def test_base_decides_what_links_are_relative_to():
    """The first usable base element holds; one that leads nowhere is ignored."""
    html = b'<head><base href="/en/"></head><body></body>'
    assert parse_document(html, "https://site.example/x/y").base == "https://site.example/en/"
    assert parse_document(b'<base href="javascript:1">', "https://site.example/x").base == "https://site.example/x"
