"""What differs between two texts, word by word, so that a person can read it. English and Chinese alike.

A token is a word, a number, one Chinese, Japanese or Korean character, one sign, or a stretch of white space.
Small coincidences between two edits (a lone "the", a single 的) are drawn into the edit, since a patchwork of
equal crumbs is harder to read than two clean phrases.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_CJK = (
    "\u1100-\u11ff\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3040-\u30ff\u3100-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
_TOKEN = re.compile(
    rf"\s+|[{_CJK}][\u0300-\u036f\u3099\u309a\ufe00-\ufe0f\U000e0100-\U000e01ef]*"
    rf"|\d+(?:[.,:/-]\d+)+|(?:[^\W_{_CJK}]|[\u0300-\u036f])+(?:['’\u2011-](?:[^\W_{_CJK}]|[\u0300-\u036f])+)*|.",
    re.DOTALL,
)
_SMALL = 30_000  # pairs of equal tokens up to which everything is compared with everything
_DEPTH = 20  # how often what is between anchors is searched for anchors of its own
_ALIKE = 0.3  # a patchwork that shares less of its letters than this reads better as one text in the other's place
_ALIKE_ONE = 0.1  # the same where there is only one edit


class Piece(NamedTuple):
    """A stretch of text and what became of it: `=` stayed, `-` was removed, `+` was added."""

    op: str
    text: str


class _Box(NamedTuple):
    a_from: int
    a_to: int
    b_from: int
    b_to: int


class Span(NamedTuple):
    """`a[a_from:a_to]` and `b[b_from:b_to]`: the same things if `equal`, else one in the other's place."""

    equal: bool
    a_from: int
    a_to: int
    b_from: int
    b_to: int


def tokens(text: str) -> list[str]:
    """Cut a text into its tokens; joined again they are the text."""
    return _TOKEN.findall(unicodedata.normalize("NFC", text))


def word_diff(before: str, after: str) -> tuple[Piece, ...]:
    """Tell two texts apart, word by word; what was removed stands before what was added in its place.

    White space inside a line makes no difference: the newer text's is shown.
    """
    a, b = _units(before), _units(after)
    spans = align([_key(unit) for unit in a], [_key(unit) for unit in b])
    pieces = _absorb(_pieces(a, b, spans))
    alike = _ALIKE if sum(piece.op == "=" for piece in pieces[1:-1]) else _ALIKE_ONE
    if _shared(pieces) < alike * max(_letters(before), _letters(after)):
        return tuple(Piece(op, text) for op, text in (("-", "".join(a)), ("+", "".join(b))) if text)
    return pieces


def readable(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Move the white space at the ends of edits out of them, so that only words are marked.

    White space alone stays marked where it is all that changed; beside another edit it says nothing.
    """
    for index, piece in enumerate(pieces):
        words = piece.text.strip()
        if piece.op == "=" or "\n\n" in piece.text:
            yield piece
        elif words:
            start = piece.text.index(words)
            for op, text in (("=", piece.text[:start]), (piece.op, words), ("=", piece.text[start + len(words) :])):
                if text:
                    yield Piece(op, text)
        elif all(other.op == "=" for other in [*pieces[max(index - 1, 0) : index], *pieces[index + 1 : index + 2]]):
            yield piece


def similarity(before: Counter[str], after: Counter[str]) -> float:
    """How much of two texts' wording is the same, from 0 to 1, by their `wording`."""
    total = _weight(before) + _weight(after)
    return 2 * _weight(before & after) / total if total else 1.0


def wording(text: str) -> Counter[str]:
    """Count the words of a text; white space and signs do not count."""
    return Counter(token for token in tokens(text) if any(sign.isalnum() for sign in token))


def align(a: Sequence[str], b: Sequence[str]) -> list[Span]:
    """Find what two sequences have in common, in order, without ever taking quadratic time on large ones."""
    merged: list[Span] = []
    for span in _align(a, b, _Box(0, len(a), 0, len(b))):
        last = merged[-1] if merged else None
        if last and last.equal == span.equal:
            merged[-1] = Span(last.equal, last.a_from, span.a_to, last.b_from, span.b_to)
        else:
            merged.append(span)
    return merged


def _align(a: Sequence[str], b: Sequence[str], box: _Box, depth: int = 0) -> Iterator[Span]:
    """Take what both begin and end with, then look at what is between."""
    a_from, a_to, b_from, b_to = box
    head = tail = 0
    while head < min(a_to - a_from, b_to - b_from) and a[a_from + head] == b[b_from + head]:
        head += 1
    if head:
        yield Span(True, a_from, a_from + head, b_from, b_from + head)
    a_from, b_from = a_from + head, b_from + head
    while tail < min(a_to - a_from, b_to - b_from) and a[a_to - tail - 1] == b[b_to - tail - 1]:
        tail += 1
    if a_from < a_to - tail or b_from < b_to - tail:
        yield from _align_middle(a, b, _Box(a_from, a_to - tail, b_from, b_to - tail), depth)
    if tail:
        yield Span(True, a_to - tail, a_to, b_to - tail, b_to)


def _align_middle(a: Sequence[str], b: Sequence[str], box: _Box, depth: int) -> Iterator[Span]:
    a_from, a_to, b_from, b_to = box
    left, right = a[a_from:a_to], b[b_from:b_to]
    if _matches(left, right) <= _SMALL:
        for op, i1, i2, j1, j2 in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
            yield Span(op == "equal", a_from + i1, a_from + i2, b_from + j1, b_from + j2)
        return
    # Too much to compare everything with everything: things that occur once on either side hold the rest in place.
    anchors = _anchors(a, b, box) if depth < _DEPTH else []
    if not anchors:
        yield Span(False, *box)
        return
    for i, j in anchors:
        yield from _align(a, b, _Box(a_from, i, b_from, j), depth + 1)
        yield Span(True, i, i + 1, j, j + 1)
        a_from, b_from = i + 1, j + 1
    yield from _align(a, b, _Box(a_from, a_to, b_from, b_to), depth + 1)


def _matches(a: Sequence[str], b: Sequence[str]) -> int:
    """Count the pairs of equal things: what one look at everything costs."""
    counts = Counter(b)
    return sum(counts[thing] for thing in a)


def _anchors(a: Sequence[str], b: Sequence[str], box: _Box) -> list[tuple[int, int]]:
    """Pair what occurs exactly once on either side, as much as stands in the same order.

    Single things first; where all of them repeat, short sequences of them.
    """
    for size in (1, 4, 16):
        once_a = _once(a, box.a_from, box.a_to, size)
        once_b = _once(b, box.b_from, box.b_to, size)
        pairs = sorted((once_a[things], j) for things, j in once_b.items() if things in once_a)
        if pairs:
            return [pairs[index] for index in rising([j for _, j in pairs])]
    return []


def _once(things: Sequence[str], start: int, end: int, size: int) -> dict[tuple[str, ...], int]:
    places: dict[tuple[str, ...], int] = {}
    for index in range(start, end - size + 1):
        window = tuple(things[index : index + size])
        places[window] = -1 if window in places else index
    return {window: index for window, index in places.items() if index >= 0}


def rising(values: Sequence[int]) -> list[int]:
    """Give the indices of a longest strictly rising subsequence."""
    ends: list[int] = []  # the smallest last value of a rising run of each length
    last: list[int] = []  # and where that value is
    before: list[int] = []
    for index, value in enumerate(values):
        length = bisect_left(ends, value)
        before.append(last[length - 1] if length else -1)
        if length == len(ends):
            ends.append(value)
            last.append(index)
        else:
            ends[length], last[length] = value, index
    found: list[int] = []
    at = last[-1] if last else -1
    while at >= 0:
        found.append(at)
        at = before[at]
    return found[::-1]


def _pieces(a: Sequence[str], b: Sequence[str], spans: Sequence[Span]) -> list[Piece]:
    pieces: list[Piece] = []
    for span in spans:
        if span.equal:
            pieces.append(Piece("=", "".join(b[span.b_from : span.b_to])))
            continue
        pieces += [Piece("-", "".join(a[span.a_from : span.a_to])), Piece("+", "".join(b[span.b_from : span.b_to]))]
    return [piece for piece in pieces if piece.text]


def _absorb(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Draw small equal stretches between two edits into one edit, until none is left."""
    runs = _edits(pieces)
    changed = True
    while changed:
        changed = False
        joined: list[tuple[str, str, str]] = []
        for index, (kept, removed, added) in enumerate(runs):
            if index and joined and _is_crumb(kept, joined[-1], (kept, removed, added)):
                old_kept, old_removed, old_added = joined[-1]
                joined[-1] = (old_kept, old_removed + kept + removed, old_added + kept + added)
                changed = True
            else:
                joined.append((kept, removed, added))
        runs = joined
    found: list[Piece] = []
    for kept, removed, added in runs:
        found += [Piece("=", kept), *_trim(removed, added)]
    return tuple(_join(found))


def _edits(pieces: Sequence[Piece]) -> list[tuple[str, str, str]]:
    """Group pieces as (what stayed before it, what was removed, what was added), one for each edit."""
    runs: list[tuple[str, str, str]] = []
    kept = removed = added = ""
    for piece in pieces:
        if piece.op == "=":
            if removed or added:
                runs.append((kept, removed, added))
                kept = removed = added = ""
            kept += piece.text
        elif piece.op == "-":
            removed += piece.text
        else:
            added += piece.text
    return [*runs, (kept, removed, added)]


def _is_crumb(kept: str, left: tuple[str, str, str], right: tuple[str, str, str]) -> bool:
    """Whether what stayed between two edits is too little to be worth showing as such."""
    if not (right[1] or right[2]) or not kept:
        return False
    if kept.isspace():
        return True
    size = _letters(kept)
    return size <= 8 and size <= max(map(_letters, left[1:])) and size <= max(map(_letters, right[1:]))


def _trim(removed: str, added: str) -> Iterator[Piece]:
    """Take what an edit's two sides begin or end with alike (white space, as a rule) out of it."""
    a, b = tokens(removed), tokens(added)
    head = tail = 0
    while head < min(len(a), len(b)) and a[head] == b[head]:
        head += 1
    while tail < min(len(a), len(b)) - head and a[-1 - tail] == b[-1 - tail]:
        tail += 1
    yield Piece("=", "".join(a[:head]))
    yield Piece("-", "".join(a[head : len(a) - tail]))
    yield Piece("+", "".join(b[head : len(b) - tail]))
    yield Piece("=", "".join(a[len(a) - tail :]))


def _join(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Make one piece of neighbours of one kind."""
    waiting: Piece | None = None
    for piece in pieces:
        if not piece.text:
            continue
        if waiting and waiting.op == piece.op:
            waiting = Piece(piece.op, waiting.text + piece.text)
            continue
        if waiting:
            yield waiting
        waiting = piece
    if waiting:
        yield waiting


def _units(text: str) -> list[str]:
    """Cut a text into what is compared: tokens, each with the white space before it; a paragraph's end stands alone."""
    units: list[str] = []
    space = ""
    for token in tokens(text):
        if not token.isspace():
            units.append(space + token)
            space = ""
        elif "\n\n" in token:
            units.append(token)
        else:
            space = token
    return [*units, space] if space else units


def _key(unit: str) -> str:
    """What two units are compared by: any white space is like any other, but for a paragraph's end."""
    word = unit.lstrip()
    space = "\n\n" if "\n\n" in unit else " " if len(word) < len(unit) else ""
    return space + word


def _weight(words: Counter[str]) -> int:
    return sum(_letters(word) * count for word, count in words.items())


def _letters(text: str) -> int:
    """The length of a text as a reader feels it: a Chinese character says as much as two letters."""
    return sum(2 if sign >= "\u1100" else 1 for sign in text if not sign.isspace())


def _shared(pieces: Sequence[Piece]) -> int:
    return sum(_letters(piece.text) for piece in pieces if piece.op == "=")
