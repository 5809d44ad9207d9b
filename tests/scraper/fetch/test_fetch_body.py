"""The decoder: whatever is cut, padded, joined or chunked, whole means whole."""

from __future__ import annotations

import gzip
import random
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.errors import BadAnswer, BodyTooLarge, BodyTruncated
from scraper.fetch.body import Body, coding_of, looks_whole
from scraper.fetch.head import charset, framing, media_type, surplus

URL = "http://news.example/"


def decoded(data: bytes, sizes: list[int] | None = None, cap: int = 10**6) -> bytes:
    """Decode gzip that arrives in pieces of these sizes, the last one repeating."""
    pieces, start = [], 0
    for size in sizes or [len(data) or 1]:
        pieces.append(data[start : start + size])
        start += size
    if data[start:]:
        pieces.append(data[start:])
    body = Body(URL, "gzip", cap)
    body.read(pieces, may_be_empty=False)
    assert bytes(body.payload) == data
    return bytes(body.decoded)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.binary(max_size=300), min_size=1, max_size=4),
    st.lists(st.integers(1, 40), max_size=30),
    st.integers(0, 20),
)
def test_round_trip(members: list[bytes], sizes: list[int], zeros: int) -> None:
    """Any members in any pieces, with zeros after them, are joined to what they were made from."""
    assert decoded(b"".join(map(gzip.compress, members)) + bytes(zeros), sizes) == b"".join(members)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.binary(max_size=300), min_size=1, max_size=3), st.lists(st.integers(1, 40), max_size=9), st.data())
def test_every_cut_is_found(members: list[bytes], sizes: list[int], data: st.DataObject) -> None:
    """A body cut anywhere but between two members is an error, in whatever pieces it arrives."""
    packed = list(map(gzip.compress, members))
    whole = b"".join(packed)
    seams = {sum(map(len, packed[:count])) for count in range(1, len(packed) + 1)}
    at = data.draw(st.integers(0, len(whole) - 1).filter(lambda cut: cut not in seams))
    with pytest.raises(BodyTruncated):
        decoded(whole[:at], sizes)


@pytest.mark.parametrize("tail", [b"x", b"\x1f", b"\x1fx", b"\0\0x", b"\x1f\x8b", b"PK\3\4"])
def test_garbage_after_the_end(tail: bytes) -> None:
    """What follows the last member and is no member is an error."""
    with pytest.raises((BadAnswer, BodyTruncated)):
        decoded(gzip.compress(b"page") + tail)


def test_flipped_bits() -> None:
    """A flipped bit in the data is found by the checksum, and no wrong bytes come out as a page."""
    page = b"A page of some length, with words in it. " * 20
    packed = gzip.compress(page, mtime=0)
    rng = random.Random(5)
    for _ in range(300):
        bit = rng.randrange(80, len(packed) * 8)  # behind the header, of which most fields mean nothing to us
        broken = bytearray(packed)
        broken[bit // 8] ^= 1 << bit % 8
        with pytest.raises((BodyTruncated, BadAnswer, BodyTooLarge)):
            decoded(bytes(broken))


def test_bomb_stops_at_the_cap() -> None:
    """Decoding stops right after the cap, whatever would have followed."""
    body = Body(URL, "gzip", 100_000)
    with pytest.raises(BodyTooLarge):
        body.read([gzip.compress(bytes(50_000_000))], may_be_empty=False)
    assert body.size <= 100_000


def test_cap_is_exact() -> None:
    """A body of exactly the cap passes."""
    assert len(decoded(gzip.compress(bytes(70_000)), cap=70_000)) == 70_000
    with pytest.raises(BodyTooLarge):
        decoded(gzip.compress(bytes(70_001)), cap=70_000)


def test_empty() -> None:
    """Nothing at all is an empty page only where an answer may have no content."""
    body = Body(URL, "gzip", 10)
    body.read([], may_be_empty=True)
    assert (bytes(body.decoded), body.sha256) == (b"", "")
    with pytest.raises(BodyTruncated):
        Body(URL, "gzip", 10).read([], may_be_empty=False)
    assert decoded(gzip.compress(b"")) == b""


@pytest.mark.parametrize(
    ("header", "coding"),
    [("", "identity"), ("identity", "identity"), ("gzip", "gzip"), ("X-GZip", "gzip"), (" gzip , ", "gzip")],
)
def test_coding(header: str, coding: str) -> None:
    """One coding, which was offered, is taken."""
    assert coding_of(header, URL) == coding


@pytest.mark.parametrize("header", ["br", "deflate", "zstd", "gzip, gzip", "gzip, identity", "gzip;q=1", "utf-8", "*"])
def test_coding_refused(header: str) -> None:
    """Another coding, or more than one, is no answer to what we asked."""
    with pytest.raises(BadAnswer) as caught:
        coding_of(header, URL)
    assert not caught.value.passing


def test_deflate_is_not_gzip() -> None:
    """The formats that the same library reads are not mistaken for gzip."""
    for data in (zlib.compress(b"x"), b"plain text", b"<html>"):
        with pytest.raises(BadAnswer):
            decoded(data)


@pytest.mark.parametrize(
    ("body", "kind", "whole"),
    [
        (b"<html><p>x</html>", "text/html", True),
        (b"<html><p>x</BODY></HTML>\n<!-- made in 3 ms -->\n", "text/html", True),
        (b"<html><p>x", "text/html", False),
        (b"", "text/html", False),
        (b"<p>x", "", False),
        (b'{"a": 1}\n', "application/json", True),
        (b'{"a": 1', "application/json", False),
        (b"<urlset></urlset>", "application/xml", True),
        (b"<rss><channel></channel>", "application/rss+xml", False),
        (b"plain", "text/plain", False),
    ],
)
def test_looks_whole(body: bytes, kind: str, whole: bool) -> None:
    """A page shows its own end, or does not."""
    assert looks_whole(body, kind) is whole


@pytest.mark.parametrize(
    ("header", "kind", "encoding"),
    [
        ("", "", ""),
        ("text/html", "text/html", ""),
        ("Text/HTML; charset=UTF-8", "text/html", "utf-8"),
        ("text/html;charset='gb18030'", "text/html", "gb18030"),
        ('text/html; boundary=x; CHARSET = "Big5" ; y', "text/html", "big5"),
        ("text/html, text/html; charset=utf-8", "text/html", "utf-8"),
        (";;;", "", ""),
        ("charset=", "charset=", ""),
    ],
)
def test_content_type(header: str, kind: str, encoding: str) -> None:
    """Type and character set are read from what servers write."""
    headers = {"content-type": header}
    assert (media_type(headers), charset(headers)) == (kind, encoding)


@pytest.mark.parametrize(
    ("status", "method", "headers", "expected"),
    [
        (200, "GET", {"content-length": "5"}, "length"),
        (200, "GET", {"content-length": "5", "transfer-encoding": "chunked"}, "chunked"),
        (200, "GET", {}, "close"),
        (200, "HEAD", {"content-length": "5"}, "none"),
        (204, "GET", {}, "none"),
        (304, "GET", {"content-length": "5"}, "none"),
    ],
)
def test_framing(status: int, method: str, headers: dict[str, str], expected: str) -> None:
    """How a body's end is known follows from status, method and headers."""
    assert framing(status, method, headers) == expected


def test_surplus() -> None:
    """Bytes beyond the declared end are counted."""
    assert surplus("length", {"content-length": "5, 5"}, 5, b"") == 0
    assert surplus("length", {"content-length": "5"}, 9, b"") == 4
    assert surplus("none", {}, 3, b"") == 3
    assert surplus("chunked", {}, 30, b"\r\n\r\n") == 0
    assert surplus("chunked", {}, 30, b"abcd") == 1
    assert surplus("close", {}, 30, b"abcd") == 0
