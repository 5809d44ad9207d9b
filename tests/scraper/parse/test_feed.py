"""Feeds of every make: what is read agrees with feedparser, and broken ones are read as far as they go."""

from __future__ import annotations

import re

import feedparser
import pytest

from archive.records import Teaser
from scraper.parse.feed import Feed, read_feed

URL = "https://news.example.org/feed/"
SITE = "https://news.example.org"

RSS2 = f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:atom="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/"
 xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd">
<channel><title>Hall news</title><link>{SITE}/</link><generator>https://wordpress.org/?v=6.4</generator>
<atom:link href="{URL}" rel="self" type="application/rss+xml"/><atom:link href="?paged=2" rel="next"/>
<item><media:title>A picture</media:title><itunes:title>An episode</itunes:title>
 <title>Climate &amp; vibration</title><link>{SITE}/2026/01/climate/</link>
 <pubDate>Mon, 05 Jan 2026 23:30:00 +0800</pubDate><dc:creator>Ada</dc:creator>
 <category><![CDATA[Test hall]]></category><category>Events</category>
 <guid isPermaLink="false">{SITE}/?p=12</guid>
 <description><![CDATA[<p>Four chambers &#8211; and a table.</p>]]></description>
 <content:encoded><![CDATA[<p>Four chambers.</p><p>And more.</p>]]></content:encoded></item>
<item><title><![CDATA[Q&amp;A at the hall]]></title><guid>{SITE}/2025/12/qa/?a=1&amp;b=2</guid>
 <pubDate>Tue, 30 Dec 2025 08:00:00 GMT</pubDate></item>
<item><title>Elsewhere</title><link>/relative/post</link></item>
</channel></rss>"""

RSS1 = f"""<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="{URL}"><title>Hall news</title><link>{SITE}</link></channel>
<item rdf:about="{SITE}/a/1"><title>One</title><link>{SITE}/a/1</link><dc:date>2026-01-05T08:00:00Z</dc:date>
<dc:subject>News</dc:subject><description>First of all.</description></item>
<item rdf:about="{SITE}/a/2"><title>Two</title><dc:date>2026-01-04</dc:date></item></rdf:RDF>"""

RSS091 = f"""<?xml version="1.0"?><!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN"
 "http://my.netscape.com/publish/formats/rss-0.91.dtd"><rss version="0.91"><channel><title>Old</title>
<item><title>Caf&eacute; opened</title><link>{SITE}/cafe.html</link><description>Now open.</description></item>
</channel></rss>"""

ATOM = f"""<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:base="{SITE}/blog/" xml:lang="en"><title type="text">Hall</title>
<link rel="self" href="{URL}"/><link rel="prev-archive" href="../feed/2025.xml"/>
<entry><title type="html">Climate &amp;amp; more</title><link rel="edit" href="/edit/1"/>
 <link rel="alternate" type="application/json" href="/one.json"/><link rel="alternate" type="text/html" href="one"/>
 <id>tag:x,1</id><published>2026-01-05T23:30:00+08:00</published><updated>2026-01-09T10:00:00Z</updated>
 <category term="News"/><summary type="html">&lt;b&gt;Short&lt;/b&gt; words</summary></entry>
<entry><title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Two <em>words</em></div></title>
 <link href="two"/><id>tag:x,2</id><updated>2026-01-02T10:00:00Z</updated></entry></feed>"""

JSON = """{"version": "https://jsonfeed.org/version/1.1", "title": "Hall", "next_url": "/feed.json?page=2", "items": [
 {"id": "1", "url": "https://news.example.org/j/1", "title": "One", "date_published": "2026-01-05T23:30:00+08:00",
  "date_modified": "2026-01-06T00:00:00Z", "tags": ["News", "Hall"], "summary": "In <b>short</b>."},
 {"id": "https://news.example.org/j/2", "title": "Two", "external_url": "https://other.example.com/x"},
 {"id": 3, "title": "No address"}, "nonsense"]}"""


def read(text: str | bytes, url: str = URL, charset: str | None = None) -> Feed:
    """Read a feed written in a test."""
    return read_feed(text.encode() if isinstance(text, str) else text, url, charset)


def test_rss_with_all_that_it_has() -> None:
    """Titles, links, days in their own zone, categories and teasers; the words of extensions do not get in the way."""
    feed = read(RSS2)
    assert (feed.kind, feed.title, feed.problem) == ("rss", "Hall news", "")
    assert feed.next_url == f"{SITE}/feed/?paged=2"
    assert "wordpress" in feed.generator
    assert feed.teasers == (
        Teaser(
            f"{SITE}/2026/01/climate/",
            "Climate & vibration",
            "2026-01-05",
            "Test hall, Events",
            "Four chambers – and a table.",
        ),
        Teaser(f"{SITE}/2025/12/qa/?a=1&b=2", "Q&A at the hall", "2025-12-30"),
        Teaser(f"{SITE}/relative/post", "Elsewhere"),
    )


def test_rdf_and_the_oldest_rss() -> None:
    """RSS 1.0 names its items by rdf:about too; RSS 0.91 has entities of a DTD that is never loaded."""
    assert read(RSS1).teasers == (
        Teaser(f"{SITE}/a/1", "One", "2026-01-05", "News", "First of all."),
        Teaser(f"{SITE}/a/2", "Two", "2026-01-04"),
    )
    assert read(RSS091).teasers == (Teaser(f"{SITE}/cafe.html", "Café opened", None, "", "Now open."),)


def test_atom_with_a_base_and_several_links() -> None:
    """The page in HTML is the entry's address, relative to xml:base; older entries are where prev-archive says."""
    feed = read(ATOM)
    assert (feed.kind, feed.next_url) == ("atom", f"{SITE}/feed/2025.xml")
    assert feed.teasers == (
        Teaser(f"{SITE}/blog/one", "Climate & more", "2026-01-05", "News", "Short words"),
        Teaser(f"{SITE}/blog/two", "Two words", "2026-01-02"),
    )
    assert [item.modified for item in feed.items] == ["2026-01-09T10:00:00Z", "2026-01-02T10:00:00Z"]


def test_json_feed() -> None:
    """JSON Feed says the same; entries without any address are left out."""
    feed = read(JSON)
    assert (feed.kind, feed.title, feed.next_url) == ("json", "Hall", f"{SITE}/feed.json?page=2")
    assert feed.teasers == (
        Teaser(f"{SITE}/j/1", "One", "2026-01-05", "News, Hall", "In short."),
        Teaser(f"{SITE}/j/2", "Two"),
    )
    assert feed.items[0].modified == "2026-01-06T00:00:00Z"


@pytest.mark.parametrize("text", [RSS2, RSS1, RSS091, ATOM], ids=["rss 2.0", "rss 1.0", "rss 0.91", "atom"])
def test_addresses_titles_and_times_agree_with_feedparser(text: str) -> None:
    """An independent reader finds the same entries, with the same titles, days and addresses."""
    text = text.replace("&eacute;", "e")  # feedparser drops what only a DTD defines
    theirs = feedparser.parse(text.encode(), response_headers={"content-location": URL})
    ours = read(text).teasers
    assert [one.title for one in ours] == [plain(entry.title) for entry in theirs.entries]
    for one, entry in zip(ours, theirs.entries, strict=True):
        if link := entry.get("link"):
            assert one.url == link or one.url.endswith(link)
        if stated := entry.get("published") or entry.get("updated"):
            assert one.published is not None
            when = entry.get("published_parsed") or entry.get("updated_parsed")
            # feedparser tells the time in UTC; ours is the day in the zone that was stated.
            assert abs(int(one.published[-2:]) - when.tm_mday) <= 1, stated


def plain(title: str) -> str:
    """A title of feedparser's, which leaves markup in it, as plain text."""
    return " ".join(re.sub(r"<[^>]+>", "", title).replace("&amp;", "&").split())


def test_the_address_behind_a_click_counter_is_the_posts_own() -> None:
    """Where a middleman counts clicks, the original address is taken."""
    text = f"""<rss version="2.0" xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"><channel><item>
    <title>A</title><link>http://feeds.example.net/~r/x/1</link><feedburner:origLink>{SITE}/own</feedburner:origLink>
    </item></channel></rss>"""
    assert [one.url for one in read(text).teasers] == [f"{SITE}/own"]


def test_a_declared_character_set_that_is_wrong_does_not_matter() -> None:
    """Bytes in UTF-8 that call themselves something else, and bytes in Big5 that say so, are both read."""
    item = f"<item><title>測試大樓落成</title><link>{SITE}/1</link></item>"
    text = f'<?xml version="1.0" encoding="{{}}"?><rss><channel>{item}</channel></rss>'
    assert read(text.format("iso-8859-1").encode()).teasers[0].title == "測試大樓落成"
    assert read(text.format("big5").encode("big5")).teasers[0].title == "測試大樓落成"


def test_of_a_broken_feed_what_can_be_read_is_read() -> None:
    """Bare ampersands are text; a feed that ends early gives its whole entries, and says that it is broken."""
    text = f"<rss><channel><item><title>A & B</title><link>{SITE}/?a=1&b=2</link></item><item><title>Cut"
    feed = read(text)
    assert feed.teasers == (Teaser(f"{SITE}/?a=1&b=2", "A & B"),)
    assert "broken XML" in feed.problem


def test_entities_are_neither_expanded_nor_loaded(tmp_path) -> None:
    """A billion laughs stay one, and a file that an entity names is not read."""
    secret = tmp_path / "secret"
    secret.write_text("the secret")
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    text = f"""<!DOCTYPE rss [<!ENTITY l0 "laugh">{laughs}<!ENTITY x SYSTEM "file://{secret}">]><rss><channel>
    <item><title>&l9; &x;</title><link>{SITE}/1</link></item></channel></rss>"""
    feed = read(text)
    assert [one.url for one in feed.teasers] == [f"{SITE}/1"]
    assert "secret" not in repr(feed.teasers)
    assert len(repr(feed.teasers)) < 1000


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html><body>no feed</body></html>",
        b"{",
        b'{"items": []}',
        b"[1]",
        b"\x00\xff",
        b"<urlset/>",
        b"\x1f\x8b\x08",
    ],
)
def test_what_is_no_feed_gives_nothing(body: bytes) -> None:
    """Other documents, and none at all, are no feed and raise nothing."""
    assert (read(body).kind, read(body).teasers) == ("", ())
