"""Prepare text for the full-text index, so that Chinese is found by any run of its characters.

SQLite's tokenizer takes a run of Chinese characters for one word. A zero-width space around each of them
makes each a word of its own; being invisible, it also lets the index's own highlighting come out right.
"""

from __future__ import annotations

import re
import unicodedata

_GAP = "\u200b"
_MARKS = re.compile("[\x00-\x08\x0b-\x1f]")  # highlighting uses two of these
# Han with its extensions and compatibility forms, kana, Hangul: scripts written without spaces, or inflected
# so that parts of words are what one looks for.
_CJK = re.compile(
    r"[\u3005-\u3007\u3040-\u30ff\u3105-\u312f\u31f0-\u31ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff]+"
)


def spaced(text: str) -> str:
    """Part the characters of Chinese, Japanese and Korean by zero-width spaces."""
    plain = _MARKS.sub(" ", unicodedata.normalize("NFC", text).replace(_GAP, ""))
    return _CJK.sub(lambda run: f"{_GAP}{_GAP.join(run[0])}{_GAP}", plain)


def unspaced(text: str) -> str:
    """Undo `spaced`."""
    return text.replace(_GAP, "")


def match_expression(words: str) -> str:
    """Turn what a person typed into an FTS5 query that is always valid.

    Words and "phrases" must all occur; `word*` finds words that begin so. Everything else is taken literally.
    Empty if nothing in it can be searched for.
    """
    terms = []
    for phrase, word in re.findall(
        r'["“”„«»「」『』]([^"“”„«»「」『』]*)["“”„«»「」『』]?|([^\s"“”„«»「」『』]+)', words
    ):
        literal = phrase or word
        if not any(unicodedata.category(character)[0] in "LN" for character in literal):
            continue
        prefix = " *" if word.endswith("*") else ""
        terms.append(f'"{_clean(literal)}"{prefix}')
    return " AND ".join(terms)


def _clean(literal: str) -> str:
    """Make a literal for between the quotation marks of a query: no marks, NULs or lone surrogates."""
    return (
        spaced(literal.encode("utf-8", "replace").decode()).replace('"', " ").replace("\x00", " ").strip().rstrip("*")
    )
