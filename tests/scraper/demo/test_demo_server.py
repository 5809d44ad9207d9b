"""The demonstration's server: proper answers, validators, compression, and an end that leaves nothing behind."""

from __future__ import annotations

import datetime as dt
import gzip
import http.client
import threading
from email.message import Message

import pytest

from scraper.demo.loopback import LoopbackServer
from scraper.demo.posts import load_posts
from scraper.demo.server import Page, _Handler, build_site, is_fresh

POSTS = tuple(post for post in load_posts() if post.id in {5, 23})


@pytest.fixture(name="client")
def _client(tmp_path):
    """A connection to a small edition of the site, with placeholder bytes for its one picture."""
    (tmp_path / "bench-overview.jpg").write_bytes(b"picture" * 1000)
    handler = type("Handler", (_Handler,), {"site": build_site(POSTS, tmp_path)})
    with LoopbackServer(handler) as server:
        connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=5)
        yield connection
        connection.close()


def _get(client, path, method="GET", **headers):
    client.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    answer = client.getresponse()
    return answer, answer.read()


@pytest.mark.parametrize("path", ["/", "/en/", "/tc/", "/sc/", "/en/news", "/en/about", "/tc/contact", "/robots.txt"])
def test_pages_are_there(client, path):
    """Front pages, listing, the pages that are no news, and robots.txt."""
    answer, body = _get(client, path)
    assert answer.status == 200
    assert body


def test_what_is_not_there_is_404_in_the_right_language(client):
    """An unknown address says so with its status and in words."""
    answer, body = _get(client, "/tc/news_detail/index/6")
    assert answer.status == 404
    assert "找不到網頁" in body.decode()
    assert _get(client, "/en/news/index/2")[0].status == 404


def test_a_missing_slash_is_redirected(client):
    """The front page of a language has one address."""
    answer, _ = _get(client, "/en")
    assert (answer.status, answer.headers["Location"]) == (301, "/en/")


def test_text_is_compressed_for_those_who_ask(client):
    """The same page comes packed or plain, by the client's wish."""
    _, plain = _get(client, "/en/news")
    answer, packed = _get(client, "/en/news", Accept_Encoding="gzip")
    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed) == plain


@pytest.mark.parametrize("path", ["/en/news_detail/index/5", "/upload/news/bench-overview.jpg"])
def test_a_known_validator_gets_304_without_a_body(client, path):
    """Both validators of an answer spare its body the second time."""
    answer, body = _get(client, path)
    assert body
    for header, value in (
        ("If-None-Match", answer.headers["ETag"]),
        ("If-Modified-Since", answer.headers["Last-Modified"]),
    ):
        again, nothing = _get(client, path, **{header: value})
        assert (again.status, nothing) == (304, b"")
    assert _get(client, path, If_None_Match='"other"')[0].status == 200


def test_head_tells_the_length_and_sends_nothing(client):
    """HEAD answers as GET does, without the body."""
    answer, body = _get(client, "/upload/news/bench-overview.jpg", "HEAD")
    assert (answer.headers["Content-Length"], body) == ("7000", b"")


@pytest.mark.parametrize("since", ["not a date", "Wed, 99 Foo 2022 00:00:00 GMT"])
def test_a_broken_date_is_no_validator(since):
    """A header that cannot be read never suppresses the page."""
    headers = Message()
    headers["If-Modified-Since"] = since
    assert not is_fresh(headers, Page("text/html", dt.datetime(2020, 1, 1, tzinfo=dt.UTC), b""))


def test_closing_ends_kept_connections_and_threads(tmp_path):
    """A client that keeps its connection open does not keep the server alive."""
    before = threading.active_count()
    handler = type("Handler", (_Handler,), {"site": build_site((), tmp_path)})
    with LoopbackServer(handler) as server:
        client = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=5)
        _get(client, "/robots.txt")
    assert threading.active_count() == before
    with pytest.raises((ConnectionError, http.client.HTTPException)):
        _get(client, "/robots.txt")
    client.close()
