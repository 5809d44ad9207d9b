"""Full-text search, in English and Chinese alike.

A Chinese phrase of one, two or more characters is found wherever it stands, since every character is indexed
as a word of its own (see `search_text`). What a person types is never a query language that can be wrong.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.captures import clean
from archive.search_text import match_expression, unspaced

if TYPE_CHECKING:
    from archive.db import Archive

_START, _END = "\x02", "\x03"
_TOKENS = 40  # of a snippet; a Chinese character is one
# A word in the title counts ten times as much as one in the body; in the order of the index's columns.
_WEIGHTS = "10.0, 3.0, 4.0, 1.0, 2.0"


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of text, and whether it is what was searched for."""

    text: str
    match: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """A post that was found.

    Attributes:
        post_id: its row in `posts`.
        score: higher is better; comparable within one search only.
        title, snippet: the title, and the most telling place of the text, each in pieces.
    """

    post_id: int
    source_id: str
    lang: str
    url: str
    published: str | None
    category: str
    status: str
    score: float
    title: tuple[Piece, ...]
    snippet: tuple[Piece, ...]


def search(archive: Archive, words: str, limit: int = 20, *, lang: str | None = None) -> list[Hit]:
    """Find posts, the best first.

    Args:
        archive: an open archive.
        words: words and "phrases" that must all occur; `word*` finds words that begin so. Anything can be typed.
        limit: the most hits to return.
        lang: only posts in this language.
    """
    expression = match_expression(words)
    if not expression:
        return []
    lang = None if lang is None else clean(lang)
    rows = archive.rows(_SEARCH, [_START, _END, _START, _END, expression, lang, lang, limit])
    return [_hit(row) for row in rows]


_SEARCH = f"""SELECT p.id, p.source_id, p.lang, p.url, p.published, p.category, p.status,
    -bm25(posts_fts, {_WEIGHTS}) AS score, highlight(posts_fts, 0, ?, ?), snippet(posts_fts, -1, ?, ?, '…', {_TOKENS}),
    p.body FROM posts_fts JOIN posts p ON p.id = posts_fts.rowid
    WHERE posts_fts MATCH ? AND (? IS NULL OR p.lang = ?)
    ORDER BY score DESC, p.published DESC, p.id LIMIT ?"""  # noqa: S608 - no outside text


def _hit(row: tuple[int, str, str, str, str | None, str, str, float, str, str, str]) -> Hit:
    title, snippet = _pieces(row[8]), _pieces(row[9])
    if _plain(snippet).strip("…") in _plain(title):  # nothing that the title does not say already
        snippet = _pieces(row[10][:160])
    return Hit(*row[:7], row[7], title, snippet)


def _pieces(marked: str) -> tuple[Piece, ...]:
    """Cut highlighted text into pieces, folding line breaks and dropping the index's own spaces."""
    pieces: list[Piece] = []
    for index, part in enumerate(re.sub(r"\s+", " ", unspaced(marked)).split(_START)):
        match, found, rest = part.partition(_END)
        if index and found:
            pieces.append(Piece(match, match=True))
        pieces.append(Piece(rest if index and found else part, match=False))
    return tuple(piece for piece in pieces if piece.text)


def _plain(pieces: tuple[Piece, ...]) -> str:
    return "".join(piece.text for piece in pieces)
