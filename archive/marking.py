"""Mark what was searched for in the text that was found, and cut out its most telling place.

The texts are put into an index in memory that cuts words as the archive's own does, and SQLite marks them: stems,
phrases, beginnings and Chinese come out as they were found, whatever SQLite's release.
"""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.search_text import TOKENIZER, spaced, unspaced

if TYPE_CHECKING:
    from collections.abc import Sequence

_START, _END = "\x02", "\x03"
_TOKENS = 40  # of a snippet; a Chinese character is one
_LEAD = 160  # characters of the body shown where the title says all that was found

Texts = tuple[str, str, str, str, str]
"""Title, category, summary, body and names of the files of a post, as they are stored."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of text, and whether it is what was searched for."""

    text: str
    match: bool


@dataclass(frozen=True, slots=True)
class Marked:
    """The title of a post, and the most telling place of its text, each in pieces."""

    title: tuple[Piece, ...]
    snippet: tuple[Piece, ...]


def mark(expression: str, found: Sequence[Texts]) -> list[Marked]:
    """Mark each of some texts that match an expression; one that does not match comes back without marks.

    An empty expression marks nothing.
    """
    if not expression:
        return [_marked(texts, texts[0], "") for texts in found]
    with closing(sqlite3.connect(":memory:")) as db:
        db.execute(f"CREATE VIRTUAL TABLE t USING fts5(title, category, summary, body, files, tokenize='{TOKENIZER}')")
        rows = [(number, *(spaced(text) for text in texts)) for number, texts in enumerate(found)]
        db.executemany("INSERT INTO t (rowid, title, category, summary, body, files) VALUES (?, ?, ?, ?, ?, ?)", rows)
        query = f"SELECT rowid, highlight(t, 0, ?1, ?2), snippet(t, -1, ?1, ?2, '…', {_TOKENS}) FROM t WHERE t MATCH ?3"  # noqa: S608
        marked = {number: (title, text) for number, title, text in db.execute(query, [_START, _END, expression])}
    return [_marked(texts, *marked.get(number, (texts[0], ""))) for number, texts in enumerate(found)]


def _marked(texts: Texts, title: str, snippet: str) -> Marked:
    head, place = _pieces(title), _pieces(snippet)
    said = _plain(place).strip("…")
    if said in _plain(head) or said == texts[1]:  # nothing that the title and category do not say already
        place = _pieces(texts[3][:_LEAD] + "…" * (len(texts[3]) > _LEAD))
    return Marked(head, place)


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
