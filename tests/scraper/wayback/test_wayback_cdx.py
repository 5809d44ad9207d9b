"""Both dialects of a web archive's index: what is asked, what is read, and that a walk comes to its end."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.records import Exchange
from scraper.errors import BadStatus, SweepIncomplete, UsageError
from scraper.fetch import Answer
from scraper.wayback.cdx import Asked, Index, Place, Row, find_place, halved, read_base, read_rows

WAYBACK = Place("https://web.archive.org", "wayback")
PYWB = Place("http://127.0.0.1:8080/news", "pywb")
URL = "https://www.example.org/news/1"
DIGEST = "Q4YULN754FHV2U6Q5JUT6Q2P57WEWNNY"


@dataclass
class Asking:
    """A door that answers from a function of the question, and remembers the questions."""

    reply: Callable[[str, dict[str, str]], tuple[int, str]]
    asked: list[dict[str, str]] = field(default_factory=list)

    def get(self, url: str, kind: Any) -> Answer:
        """Answer a question to the index."""
        assert kind == "cdx"
        parts = urlsplit(url)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        self.asked.append(query)
        status, text = self.reply(parts.path, query)
        exchange = Exchange(url, "cdx", "GET", "2026-01-01T00:00:00Z", b"", status, b"")
        media_type = "text/html" if text.startswith("<") else "application/json"
        return Answer(url, url, (), status, text.encode(), "utf-8", media_type, {}, exchange)


def table(*stamps: str, key: str = "") -> str:
    """An answer of the first dialect."""
    rows: list[list[str]] = [["timestamp", "original", "statuscode", "mimetype", "digest"]]
    rows += [[stamp, URL, "200", "text/html", DIGEST] for stamp in stamps]
    return json.dumps(rows + ([[], [key]] if key else []))


def lines(*stamps: str) -> str:
    """An answer of the second dialect."""
    found = [
        {"urlkey": "x", "timestamp": s, "url": URL, "mime": "text/html", "status": "200", "digest": DIGEST}
        for s in stamps
    ]
    return "\n".join(json.dumps(one) for one in found)


def test_both_dialects_say_the_same() -> None:
    """A JSON array with a head row and JSON objects a line are read as the same rows."""
    want = Row("20200131070300", URL, 200, "text/html", DIGEST)
    assert read_rows(table("20200131070300").encode()) == ([want], "", 0)
    assert read_rows(lines("20200131070300").encode()) == ([want], "", 0)
    assert want.at == "2020-01-31T07:03:00Z"


def test_garbage_is_counted_and_left_out() -> None:
    """Rows without a time or an address, broken JSON and times that are none cost only themselves."""
    text = "\n".join([lines("20200131070300"), "{not json", '{"timestamp": "2020"}', lines("20201399000000"), "[]"])
    rows, _, garbage = read_rows(text.encode())
    assert (len(rows), garbage) == (1, 4)
    broken = table("20200131070300")[:-2].replace("], [", "],\n[") + ',"cut'
    assert len(read_rows(broken.encode())[0]) <= 1


@given(st.binary(max_size=300))
def test_no_answer_breaks_the_reader(body: bytes) -> None:
    """Whatever an archive answers is read as rows, or as none."""
    rows, _, garbage = read_rows(body)
    assert garbage >= 0
    assert all(row.stamp for row in rows)


@pytest.mark.parametrize(
    ("values", "want"),
    [
        ({"statuscode": "-", "mimetype": "warc/revisit"}, True),
        ({"statuscode": "200", "mimetype": "text/html"}, True),
        ({"statuscode": "200", "mimetype": "image/jpeg"}, False),
        ({"statuscode": "302", "mimetype": "text/html"}, False),
        ({"statuscode": "404", "mimetype": "text/html"}, False),
        ({"statuscode": "-", "mimetype": "text/html"}, False),
    ],
)
def test_what_may_show_a_page(values: dict[str, str], want: bool) -> None:
    """Pages that were there, and repetitions of them, count; redirects, errors and files do not."""
    row = {"timestamp": "20200101000000", "original": URL, "digest": DIGEST} | values
    ((found,), _, _) = read_rows(json.dumps([list(row), list(row.values())]).encode())
    assert found.shows_page is want


def test_a_port_that_goes_without_saying_goes() -> None:
    """`http://host:80/` is how old captures spell `http://host/`."""
    ((row,), _, _) = read_rows(
        lines("20200101000000").replace("https://www.example.org", "http://www.example.org:80").encode()
    )
    assert row.original == "http://www.example.org/news/1"


def test_the_walk_goes_on_by_the_key() -> None:
    """The first dialect is asked on with the key that an answer ends with, and each row is given once."""
    pages = {"": table("20200101000000", "20200102000000", key="k1"), "k1": table("20200102000000", "20200103000000")}
    door = Asking(lambda _, query: (200, pages[query.get("resumeKey", "")]))
    found = list(Index(WAYBACK, door).rows(Asked(URL, "prefix", first="20190101000000")))
    assert [row.stamp[:8] for row in found] == ["20200101", "20200102", "20200103"]
    first = door.asked[0]
    assert (first["matchType"], first["from"], first["showResumeKey"]) == ("prefix", "20190101000000", "true")
    assert "collapse" not in first


def test_a_key_that_comes_again_ends_the_walk() -> None:
    """An index that goes in circles is left, and says so; what it showed is kept."""
    door = Asking(lambda *_: (200, table("20200101000000", key="again")))
    found: list[Row] = []
    with pytest.raises(SweepIncomplete, match="same key"):
        found.extend(Index(WAYBACK, door).rows(Asked(URL)))
    assert len(door.asked) == 2


@settings(deadline=None, max_examples=40)
@given(st.lists(st.integers(0, 600_000_000), max_size=40, unique=True))
def test_an_answer_that_is_cut_off_is_asked_for_in_halves(seconds: list[int]) -> None:
    """The second dialect cuts off without a word; in halves of the time every row is found, once."""
    from datetime import UTC, datetime, timedelta

    stamps = sorted(f"{datetime(2005, 1, 1, tzinfo=UTC) + timedelta(seconds=s):%Y%m%d%H%M%S}" for s in seconds)

    def reply(_path: str, query: dict[str, str]) -> tuple[int, str]:
        inside = [s for s in stamps if query.get("from", "0") <= s <= query.get("to", "9")]
        return 200, lines(*inside[: int(query["limit"])])

    found = list(Index(PYWB, Asking(reply), limit=5).rows(Asked(URL)))
    assert [row.stamp for row in found] == stamps


def test_halves_cover_the_whole_and_end() -> None:
    """Two halves leave out no second, and one second has no halves."""
    early, late = halved(Asked(URL, first="20200101000000", last="20200101000003")) or []
    assert (early.first, early.last, late.first, late.last) == (
        "20200101000000", "20200101000001", "20200101000002", "20200101000003",
    )  # fmt: skip
    assert halved(Asked(URL, first="20200101000000", last="20200101000000")) is None


def test_a_refusal_is_no_empty_index() -> None:
    """An error is an error, not an archive that holds nothing."""
    door = Asking(lambda *_: (400, "<h1>Bad matchType</h1>"))
    with pytest.raises(BadStatus, match="Bad matchType"):
        list(Index(WAYBACK, door).rows(Asked(URL)))


def test_the_dialect_is_found_by_asking() -> None:
    """A pywb collection, a Wayback Machine elsewhere, and something that is neither are told apart."""
    pywb = Asking(lambda path, _: (200, "") if path == "/news/cdx" else (404, "<h1>no</h1>"))
    assert find_place(pywb, "http://127.0.0.1:8080/news/") == PYWB
    other = Asking(lambda path, _: (200, "[]") if path == "/cdx/search/cdx" else (404, "<h1>no</h1>"))
    assert find_place(other, "https://web.example.org") == Place("https://web.example.org", "wayback")
    with pytest.raises(UsageError, match="no web archive answers there"):
        find_place(Asking(lambda *_: (404, "<h1>no</h1>")), "https://www.example.org")
    unasked = Asking(lambda *_: (500, ""))
    assert find_place(unasked, "https://web.archive.org/web/") == WAYBACK
    assert unasked.asked == []


@pytest.mark.parametrize("place", [WAYBACK, PYWB, Place("http://h:1/a+b(c)", "pywb")])
def test_addresses_of_captures_go_both_ways(place: Place) -> None:
    """Time and original address are read back from the address of a raw capture, and from no other."""
    original = "http://www.example.org/n.php?id=1&x=2"
    assert place.parts(place.raw("20200101000000", original)) == ("20200101000000", original)
    assert place.parts(place.index) is None
    assert place.parts("https://elsewhere.example/20200101000000id_/http://x/") is None


@pytest.mark.parametrize("named", ["x", "ftp://a.example", "https://a.example/?q=1", "https://user@a.example"])
def test_an_address_that_is_none_is_said(named: str) -> None:
    """What cannot be an archive's address is refused before anything is asked."""
    with pytest.raises(UsageError, match="not the address of a web archive"):
        read_base(named)
