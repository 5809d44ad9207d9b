"""Prepare text for the full-text index, and read what people type.

SQLite's tokenizer takes a run of Chinese characters for one word. A zero-width space around each of them
makes each a word of its own; being invisible, it also lets SQLite's own highlighting come out right.
"""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from contextlib import closing
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

TOKENIZER = "porter unicode61 remove_diacritics 2"
"""How the index cuts text into words: by Unicode, without accents, English words by their stems."""

RANK = "bm25(1.0, 10.0, 3.0, 4.0, 2.0)"
"""The weights of body, title, category, summary and files, in the order of the index's columns; the body comes first
since what is in the first column takes the least room."""

_GAP = "\u200b"
_MARKS = re.compile("[\x00-\x08\x0b-\x1f]")  # highlighting uses two of these
# Han with its extensions and compatibility forms, kana, Hangul: scripts written without spaces, or inflected
# so that parts of words are what one looks for.
_CJK = re.compile(
    r"[\u3005-\u3007\u3040-\u30ff\u3105-\u312f\u31f0-\u31ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff]+"
)
_TYPED = re.compile(r'["“”„«»「」『』]([^"“”„«»「」『』]*)["“”„«»「」『』]?|([^\s"“”„«»「」『』]+)')


def spaced(text: str) -> str:
    """Part the characters of Chinese, Japanese and Korean by zero-width spaces."""
    plain = _MARKS.sub(" ", unicodedata.normalize("NFC", text).replace(_GAP, ""))
    return _CJK.sub(lambda run: f"{_GAP}{_GAP.join(run[0])}{_GAP}", plain)


def unspaced(text: str) -> str:
    """Undo `spaced`."""
    return text.replace(_GAP, "")


class Term(NamedTuple):
    """One thing that must occur: a word or phrase, prepared as the index is, and whether it may go on."""

    text: str
    prefix: bool


def terms(words: str) -> list[Term]:
    """Read what a person typed: words and "phrases"; `word*` finds words that begin so. The rest is literal."""
    found = []
    for phrase, word in _TYPED.findall(words):
        literal = phrase or word
        if any(unicodedata.category(character)[0] in "LN" for character in literal):
            found.append(Term(_clean(literal), word.endswith("*")))
    return found


def match_expression(words: str) -> str:
    """Turn what a person typed into an FTS5 query that is always valid; empty if nothing in it can be searched for."""
    return " AND ".join(_expression(term) for term in terms(words))


def _expression(term: Term) -> str:
    """A term as FTS5 reads it; words that begin with it may also stand in the index as a shorter stem."""
    if not term.prefix:
        return f'"{term.text}"'
    stems = "".join(f' OR "{stem}"' for stem in _stems_of_beginning(term.text))
    return f'("{term.text}" *{stems})'


# How English words go on; with these a beginning such as `innovati` reaches the stem `innov` of innovation.
_ENDINGS = (
    "on ons ve vely ty ties on onal onally ng ed es ly ment ments ance ence able ability al ally ous ity y e".split()
)
_LEAST_BEGINNING = 5  # shorter ones would reach stems that have nothing to do with them


def _stems_of_beginning(text: str) -> list[str]:
    """Shorter forms under which the index may hold words that begin with `text`, one word of plain English."""
    if len(text) < _LEAST_BEGINNING or not text.isascii() or not text.isalpha():
        return []
    word = text.lower()
    return sorted(stem for stem in _stems([word + ending for ending in _ENDINGS]) if not stem.startswith(word))


def _stems(words: Sequence[str]) -> set[str]:
    """The stems of some words, by the very tokenizer that makes the index."""
    with closing(sqlite3.connect(":memory:")) as db:
        db.execute(f"CREATE VIRTUAL TABLE t USING fts5(word, tokenize='{TOKENIZER}')")
        db.execute("CREATE VIRTUAL TABLE v USING fts5vocab(t, 'row')")
        db.execute("INSERT INTO t VALUES (?)", [" ".join(words)])
        return {term for (term,) in db.execute("SELECT term FROM v")}


def _clean(literal: str) -> str:
    """Make a literal for between the quotation marks of a query: no marks, NULs or lone surrogates."""
    return (
        spaced(literal.encode("utf-8", "replace").decode()).replace('"', " ").replace("\x00", " ").strip().rstrip("*")
    )
