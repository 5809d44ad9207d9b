"""Sitemaps of every make: what they say is read, and hostile or broken ones harm nothing."""

from __future__ import annotations

import gzip
import resource
import time

import pytest

from scraper.parse.sitemap import MAX_ENTRIES, Entry, Sitemap, moment_of, read_sitemap, unpack

URL = "https://www.example.org/sitemap.xml"
SITE = "https://www.example.org"
NAMES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml" '
    'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1" '
    'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
)


def pages(*entries: str, head: str = '<?xml version="1.0" encoding="UTF-8"?>\n') -> bytes:
    """A sitemap of pages."""
    return f"{head}<urlset {NAMES}>{''.join(entries)}</urlset>".encode()


def url(address: str, more: str = "") -> str:
    """One entry."""
    return f"<url><loc>{address}</loc>{more}</url>"


def addresses(found: Sitemap) -> list[str]:
    """The addresses of a sitemap."""
    return [entry.url for entry in found.entries]


def test_an_entry_with_every_extension() -> None:
    """Change, news, pictures and languages are read; a picture's address is not taken for a page's."""
    more = f"""
      <lastmod>2026-01-05T06:15:00+08:00</lastmod><changefreq>daily</changefreq>
      <xhtml:link rel="alternate" hreflang="en" href="{SITE}/en/news/1"/>
      <xhtml:link rel="alternate" hreflang="zh-Hant" href="/tc/news/1"/>
      <image:image><image:loc>{SITE}/1.jpg</image:loc><image:title>A picture</image:title></image:image>
      <image:image><image:loc>{SITE}/2.jpg</image:loc></image:image>
      <news:news><news:publication><news:name>Hall</news:name><news:language>en</news:language></news:publication>
      <news:publication_date>2026-01-04T23:30:00-08:00</news:publication_date>
      <news:title>Q &amp; A</news:title></news:news>
    """
    found = read_sitemap(pages(url(f"\n  {SITE}/en/news/1 ", more), url(f"{SITE}/about")), URL)
    assert (found.kind, found.problem) == ("pages", "")
    assert found.entries == (
        Entry(
            f"{SITE}/en/news/1",
            modified="2026-01-04T22:15:00Z",
            title="Q & A",
            published="2026-01-04",
            lang="en",
            news=True,
            images=2,
            alternates=(("en", f"{SITE}/en/news/1"), ("zh-hant", f"{SITE}/tc/news/1")),
        ),
        Entry(f"{SITE}/about"),
    )


def test_an_index_and_a_feed_and_plain_lines() -> None:
    """An index names further files; a feed is left to its own reader; lines are addresses."""
    index = (
        f"<sitemapindex {NAMES}><sitemap><loc>{SITE}/a.xml</loc><lastmod>2026-01-05</lastmod></sitemap></sitemapindex>"
    )
    found = read_sitemap(index.encode(), URL)
    assert (found.kind, found.entries) == ("index", (Entry(f"{SITE}/a.xml", modified="2026-01-05"),))
    assert read_sitemap(b"<rss version='2.0'><channel/></rss>", URL).kind == "feed"
    lines = read_sitemap(f"\ufeff{SITE}/1\r\n\r\n{SITE}/2\n{SITE}/1\nno address\n".encode(), URL)
    assert (lines.kind, addresses(lines)) == ("text", [f"{SITE}/1", f"{SITE}/2"])


@pytest.mark.parametrize(
    "body",
    [
        b"\xef\xbb\xbf \n" + pages(url(f"{SITE}/1?a=1&amp;b=2")),
        pages(url(f"{SITE}/1?a=1&b=2")),
        pages(url(f"<![CDATA[{SITE}/1?a=1&b=2]]>")),
        pages(url(f"{SITE}/1?a=1&amp;amp;b=2")),
        pages(url(f"{SITE}/1?a=1&amp;b=2"), head="<!-- made by hand --><?xml-stylesheet href='s.xsl'?>"),
        pages(url(f"{SITE}/1?a=1&amp;b=2"), head='<?xml version="1.0" encoding="Big5"?>'),
        pages(url(f"{SITE}/1?a=1&amp;b=2"), head="").decode().encode("utf-16"),
        pages(url(f"{SITE}/1?a=1&amp;b=2")).replace(b"urlset", b"s:urlset").replace(b"xmlns=", b"xmlns:s="),
        f"<urlset>{url(f'{SITE}/1?a=1&amp;b=2')}</urlset>".encode(),
        gzip.compress(pages(url(f"{SITE}/1?a=1&amp;b=2"))),
        gzip.compress(pages(url(f"{SITE}/1?a=1&amp;b=2"))[:100]) + gzip.compress(pages(url(f"{SITE}/1?a=1&b=2"))[100:]),
    ],
    ids="bom bare cdata twice comment declared utf-16 prefixed nameless gzip members".split(),
)
def test_files_that_were_written_carelessly_are_read(body: bytes) -> None:
    """Marks, character sets, escapes, namespaces and packing do not matter, and are no problem."""
    found = read_sitemap(body, URL)
    assert (addresses(found), found.problem) == ([f"{SITE}/1?a=1&b=2"], "")


def test_of_a_broken_file_what_can_be_read_is_read_and_it_is_said() -> None:
    """A file that ends early gives its whole entries; an address that was cut off is none."""
    whole = pages(url(f"{SITE}/1"), url(f"{SITE}/2"), url(f"{SITE}/345678"))
    cut = read_sitemap(whole[: whole.index(b"45678")], URL)
    assert addresses(cut) == [f"{SITE}/1", f"{SITE}/2"]
    assert "broken XML" in cut.problem
    packed = read_sitemap(gzip.compress(whole)[:-40], URL)
    assert packed.kind == "pages"
    assert packed.problem == "is gzip that ends early"
    wrong = read_sitemap(whole.replace(b"</loc>", b"</lok>", 1), URL)
    assert {f"{SITE}/2", f"{SITE}/345678"} <= set(addresses(wrong))
    assert "broken XML" in wrong.problem
    assert "damaged gzip" in read_sitemap(b"\x1f\x8b\x08\x00" + b"\x99" * 60, URL).problem


def test_a_billion_laughs_and_a_file_that_an_entity_names_come_to_nothing(tmp_path) -> None:
    """No entity is expanded, and no file is read."""
    secret = tmp_path / "secret"
    secret.write_text("the-secret")
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    head = f'<!DOCTYPE urlset [<!ENTITY l0 "laugh">{laughs}<!ENTITY x SYSTEM "file://{secret}">]>'
    found = read_sitemap(pages(url(f"{SITE}/&l9;"), url(f"{SITE}/&x;"), url(f"{SITE}/1"), head=head), URL)
    assert f"{SITE}/1" in addresses(found)
    assert "the-secret" not in repr(found)
    assert "laugh" not in repr(found)


@pytest.mark.parametrize("filler", [b"\x00", b"<y/>", b"<url>", b"a"], ids=["nul", "elements", "depth", "text"])
def test_a_bomb_is_cut_off_at_50_megabytes_and_does_not_fill_the_memory(filler: bytes) -> None:
    """Ten thousand times what came is never unpacked; whatever is in it takes bounded memory and time."""
    bomb = gzip.compress(b"<urlset>" + filler * (53_000_000 // len(filler)), compresslevel=1)
    assert len(unpack(bomb)[0]) == 52_428_800
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    found = read_sitemap(bomb, URL)
    assert found.problem == "is larger than 52 MB; what follows was not read"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 350_000
    assert time.monotonic() - began < 20


def test_more_than_fifty_thousand_addresses_are_cut_off_and_it_is_said() -> None:
    """The protocol's limit is kept, and a file that breaks it is told from one that does not."""
    found = read_sitemap(pages(*(url(f"{SITE}/{number}") for number in range(MAX_ENTRIES + 5))), URL)
    assert len(found.entries) == MAX_ENTRIES
    assert found.problem == "holds more than 50000 addresses; what follows was not read"


@pytest.mark.parametrize(
    "body", [b"", b" ", b"<html><body>Not found</body></html>", b"Not found", b"%PDF-1.4", b"\x00\x01", b"<", b"{}"]
)
def test_what_is_no_sitemap_gives_nothing(body: bytes) -> None:
    """A page that answers 200 to everything is no sitemap, and raises nothing."""
    assert (read_sitemap(body, URL).kind, read_sitemap(body, URL).entries) == ("", ())


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2026-01-05", "2026-01-05"),
        ("2026-01-05T06:15:00Z", "2026-01-05T06:15:00Z"),
        ("2026-01-05T06:15+08:00", "2026-01-04T22:15:00Z"),
        ("2026-01-05 06:15:00.123", "2026-01-05T06:15:00Z"),
        ("0001-01-01T00:00:00Z", None),
        ("1970-01-01", None),
        ("9999-12-31T23:59:59-23:00", None),
        ("yesterday", None),
        ("2026-13-45", None),
        ("", None),
    ],
)
def test_times_are_sane_or_none(text: str, meant: str | None) -> None:
    """A time is told in UTC, a date stays one, and what no page can have been changed on is left out."""
    assert moment_of(text) == meant
