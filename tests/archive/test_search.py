"""Full-text search in English and Chinese."""

from __future__ import annotations

import sqlite3
import unicodedata
from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.records import Attachment, Counts
from archive.search import Filters, count, search, tally
from archive.search_text import TOKENIZER, match_expression, spaced, unspaced
from tests.archive_tools import Session, content, key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from archive.search import Piece


def _text(pieces: Iterable[Piece]) -> str:
    return "".join(f"[{piece.text}]" if piece.match else piece.text for piece in pieces)


@pytest.fixture
def filled(session: Session) -> Session:
    """Give an archive with a few posts in two languages."""
    texts = {
        "1": content("Reliability matters", "A café in Hong Kong tests AI研究 methods.\n\nMore on safety."),
        "2": content("香港大學與中大合作", "研究人員於香港科學園展示可靠性研究成果。\n\n第二段。", category="新聞"),
        "3": content(
            "Visit",
            "We met. The reliability of lifts.",
            attachments=(Attachment(1, 1, "annual_report-2025.pdf", "annual_report-2025.pdf (3 MB)"),),
        ),
        "4": content("한국어 소식", "기초과학연구원 양자나노과학연구단"),
    }
    for number, text in texts.items():
        session.writer.save_post(key(number), f"https://site.example/{number}", text, [], parser_version="1")
    return session


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("reliability", "13"),
        ("RELIABILITY lifts", "3"),
        ("cafe", "1"),
        ("café", "1"),
        ("reliab*", "13"),
        ("reliab", ""),
        ("reliable", "13"),
        ("reliabilities", "13"),
        ("reliabili*", "13"),
        ("test method", "1"),
        ('"tests AI"', "1"),
        ('"Hong Kong"', "1"),
        ('"Kong Hong"', ""),
        ("Kong Hong", "1"),
        ("港", "2"),
        ("香港", "2"),
        ("港大", "2"),
        ("香港大學", "2"),
        ("香大", ""),
        ("研究", "12"),
        ("可靠性研究", "2"),
        ("AI研究", "1"),
        ("香港 成果", "2"),
        ("“香港 大學”", "2"),
        ("「科學園」", "2"),
        ("香*", "2"),
        ("연구", "4"),
        ("report", "3"),
        ("annual_report-2025.pdf", "3"),
        ("新聞", "2"),
        ("nothing", ""),
    ],
)
def test_words_and_phrases(filled: Session, words: str, found: str) -> None:
    """Words in any case, phrases, prefixes, and Chinese by any run of its characters."""
    hits = search(filled.archive, words)
    assert "".join(sorted(hit.source_id for hit in hits)) == found


def test_the_title_counts_most(filled: Session) -> None:
    """A post with the word in its title comes before one with it in the body."""
    assert [hit.source_id for hit in search(filled.archive, "reliability")] == ["1", "3"]
    first, second = (hit.score for hit in search(filled.archive, "reliability"))
    assert first > second


def test_matches_are_marked_where_they_stand(filled: Session) -> None:
    """Marks are exact in Chinese as in English, with no trace of the index's own spaces."""
    chinese = search(filled.archive, "研究")[0]
    assert chinese.source_id == "2"
    assert _text(chinese.snippet) == "[研究]人員於香港科學園展示可靠性[研究]成果。 第二段。"
    assert _text(search(filled.archive, "港大")[0].title) == "香[港大]學與中大合作"
    assert (
        _text(search(filled.archive, "cafe")[0].snippet)
        == "A [café] in Hong Kong tests AI研究 methods. More on safety."
    )


def test_a_match_in_the_title_alone_shows_the_body_s_start(filled: Session) -> None:
    """The snippet does not merely repeat the title."""
    (hit,) = search(filled.archive, "visit")
    assert (_text(hit.title), _text(hit.snippet)) == ("[Visit]", "We met. The reliability of lifts.")


def test_limits(filled: Session) -> None:
    """The number of hits and the language can be limited."""
    assert len(search(filled.archive, "reliability", 1)) == 1
    assert search(filled.archive, "reliability", filters=Filters(lang="tc")) == []
    assert len(search(filled.archive, "reliability", filters=Filters(lang="en"))) == 2


@pytest.mark.parametrize(
    "words",
    [
        '"',
        '""',
        '" OR *',
        "NEAR(",
        "a AND",
        "-a",
        "^a",
        "a:b",
        "title:香",
        "*",
        "(",
        "'; DROP TABLE posts; --",
        "\x00",
        "\ud800",
        "a\x00b",
        '"“',
        "{a b}: c",
        "+",
    ],
)
def test_no_input_is_a_mistake(filled: Session, words: str) -> None:
    """Anything can be typed; it is taken literally."""
    search(filled.archive, words)


@given(st.text(alphabet=st.characters(), max_size=30))
def test_any_text_makes_a_valid_query(words: str) -> None:
    """SQLite accepts every query that is made from any text."""
    with closing(sqlite3.connect(":memory:")) as db:
        db.execute(f"CREATE VIRTUAL TABLE t USING fts5(a, tokenize='{TOKENIZER}')")
        expression = match_expression(words)
        if expression:
            db.execute("SELECT * FROM t WHERE t MATCH ?", [expression]).fetchall()


@given(st.text(alphabet="香港大學AI研究 kana かな한국\n。", max_size=40))
def test_spacing_is_undone_exactly(text: str) -> None:
    """Preparing text for the index loses nothing."""
    assert unspaced(spaced(text)) == unicodedata.normalize("NFC", text)


def test_the_index_follows_an_edit(filled: Session) -> None:
    """What a revision removes is no longer found among the present texts, what it adds is."""
    edited = content("Reliability matters", "Quite another text.")
    filled.writer.save_post(key("1"), "https://site.example/1", edited, [], parser_version="1")
    assert search(filled.archive, "cafe") == []
    assert [hit.source_id for hit in search(filled.archive, "another")] == ["1"]


def test_the_past_is_found_as_it_read(filled: Session) -> None:
    """A word that an edit took out is found with `past`, and as of a moment before the edit, with that text marked."""
    before = filled.clock.now
    filled.clock.now += timedelta(days=3)
    edited = content("Reliability matters", "Quite another text.", published="2026-02-03")
    filled.writer.save_post(key("1"), "https://site.example/1", edited, [], parser_version="1")
    filled.writer.finish_run("finished", Counts())
    stamp = f"{before:%Y-%m-%dT%H:%M:%SZ}"

    def find(words: str, **filters: Any) -> list[tuple[str, int, bool]]:
        found = search(filled.archive, words, filters=Filters(**filters))
        return [(hit.source_id, hit.revision, hit.present) for hit in found]

    assert find("cafe") == []
    assert find("cafe", past=True) == find("cafe", as_of=stamp) == [("1", 1, False)]
    assert find("another", as_of=stamp) == []
    assert find("another", past=True) == find("another", as_of="2027") == [("1", 2, True)]
    assert find("reliability", past=True) == [("1", 2, True), ("3", 1, True)]
    assert find("reliability", as_of=stamp) == [("1", 1, False), ("3", 1, True)]
    assert find("reliability", as_of="2020") == []
    (hit,) = search(filled.archive, "cafe", filters=Filters(past=True))
    assert _text(hit.snippet) == "A [café] in Hong Kong tests AI研究 methods. More on safety."
    assert count(filled.archive, "reliability", filters=Filters(past=True)) == 2


def test_what_was_gone_is_not_found_as_of_then(filled: Session) -> None:
    """A post that was gone at a moment is no part of the site as it stood; one that came later neither."""
    filled.writer.post_gone(key("3"), since="2026-04-01T00:00:00Z", reason="404", evidence="asked three times")
    for moment, found in (("2026-03-20", ["1", "3"]), ("2026-04-02", ["1"])):
        hits = search(filled.archive, "reliability", filters=Filters(as_of=moment))
        assert sorted(hit.source_id for hit in hits) == found


def test_of_very_many_matches_titles_come_first_then_the_latest(
    filled: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where more match than are weighed, filters hold, and pages continue one another."""
    late = content("Lifts", "Reliability again.", published="2030-01-01")
    filled.writer.save_post(key("9"), "https://site.example/9", late, [], parser_version="1")
    monkeypatch.setattr("archive.search.RANKED", 2)
    assert [hit.source_id for hit in search(filled.archive, "reliability")] == ["1", "9", "3"]
    assert [hit.source_id for hit in search(filled.archive, "reliability", 1, offset=1)] == ["9"]
    assert search(filled.archive, "reliability", filters=Filters(lang="tc")) == []
    assert count(filled.archive, "reliability") == 3


def test_filters_by_day_and_category_and_pages(session: Session) -> None:
    """Days are inclusive and leave out undated posts; pages continue one another; newest first is by day."""
    for number in range(1, 8):
        post = content(f"Notice {number}", "News.", published=f"2026-02-0{number}", category="Ab"[number % 2])
        session.writer.save_post(key(str(number)), f"https://site.example/{number}", post, [], parser_version="1")
    session.writer.save_post(
        key("8"), "https://site.example/8", content("Notice", "x", published=None), [], parser_version="1"
    )

    def found(**given: Any) -> str:
        filters = Filters(**{name: given.pop(name) for name in [*given] if name in Filters.__slots__})
        return "".join(hit.source_id for hit in search(session.archive, "notice", filters=filters, **given))

    assert sorted(found(since="2026-02-03", until="2026-02-05")) == ["3", "4", "5"]
    assert sorted(found(category="b")) == ["1", "3", "5", "7"]
    assert found(newest=True) == "76543218"
    assert found(newest=True, limit=3) + found(newest=True, limit=3, offset=3) == "765432"
    assert count(session.archive, "notice", filters=Filters(until="2026-02-04")) == 4


def test_counts_of_what_is_found(filled: Session) -> None:
    """What a search finds is counted by language, category, year and status, each without its own filter."""
    whole = tally(filled.archive, None)
    assert sum(number for _, number in whole["lang"]) == count(filled.archive, None) == 4
    assert dict(whole["category"])["新聞"] == 1
    narrowed = tally(filled.archive, "研究", filters=Filters(category="新聞"))
    assert dict(narrowed["category"]) == {"News": 1, "新聞": 1}
    assert narrowed["status"] == [("live", 1)]
    assert tally(filled.archive, "?!") == {"lang": [], "category": [], "year": [], "status": []}


def test_without_words_every_post_is_found(filled: Session) -> None:
    """No words at all find every post, the latest first, with the start of its text and no marks."""
    hits = search(filled.archive, None, 100, newest=True)
    assert len(hits) == count(filled.archive, None)
    days = [hit.published or "" for hit in hits]
    assert days == sorted(days, reverse=True)
    assert not any(piece.match for hit in hits for piece in (*hit.title, *hit.snippet))
    assert search(filled.archive, None, filters=Filters(status="gone")) == []
