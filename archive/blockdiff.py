"""What differs between two bodies: paragraphs first, then the words in those that were edited.

Paragraphs that stayed are paired first. Between them, an edited paragraph finds its former self by its wording,
also where one was split in two or two were joined. What was taken away here and stands elsewhere was moved.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from archive.hashing import blocks, fold
from archive.worddiff import Piece, align, similarity, word_diff, wording

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Sequence

BREAK = "\n\n"
"""Stands in a piece where a paragraph ends: one was split there, or two were joined."""

_PAIR = 0.4  # wording that a paragraph must share with its former self
_PAIR_TWO = 0.7  # and with its two former halves
_MOVED = 0.75  # and with its former self elsewhere
_SMALL = 2500  # products of paragraph counts up to which all pairs are weighed


class BlockKind(StrEnum):
    """What became of a paragraph."""

    SAME = "same"
    EDITED = "edited"
    ADDED = "added"
    REMOVED = "removed"
    MOVED_AWAY = "moved-away"
    MOVED_HERE = "moved-here"


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph of a comparison.

    Attributes:
        kind: what became of it.
        pieces: its text; a paragraph that moved away has none of its words marked.
        move: the same number at both ends of a move, from 1.
    """

    kind: BlockKind
    pieces: tuple[Piece, ...]
    move: int | None = None

    @property
    def text(self) -> str:
        """The newer wording, or of what is no longer there the former."""
        gone = self.kind in {BlockKind.REMOVED, BlockKind.MOVED_AWAY}
        return "".join(piece.text for piece in self.pieces if gone or piece.op != "-")


def block_diff(before: str, after: str) -> tuple[Block, ...]:
    """Compare two bodies, whose paragraphs blank lines part; the result is in reading order."""
    old, new = blocks(before), blocks(after)
    found: list[Block] = []
    for span in align([fold(block) for block in old], [fold(block) for block in new]):
        if span.equal:
            found += [Block(BlockKind.SAME, (Piece("=", block),)) for block in new[span.b_from : span.b_to]]
        else:
            found += _between(old[span.a_from : span.a_to], new[span.b_from : span.b_to])
    return _find_moves(found)


def _between(old: Sequence[str], new: Sequence[str]) -> list[Block]:
    """Compare what stands between two paragraphs that stayed."""
    found: list[Block] = []
    a = b = 0
    for take_a, take_b in _pairing(old, new):
        before, after = old[a : a + take_a], new[b : b + take_b]
        a, b = a + take_a, b + take_b
        if not after:
            found += [Block(BlockKind.REMOVED, (Piece("-", block),)) for block in before]
        elif not before:
            found += [Block(BlockKind.ADDED, (Piece("+", block),)) for block in after]
        else:
            found.append(Block(BlockKind.EDITED, word_diff(BREAK.join(before), BREAK.join(after))))
    return found


def _pairing(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Say how many former and how many newer paragraphs belong together, from the top down."""
    if len(old) * len(new) > _SMALL:
        return [(len(old), 0), (0, len(new))]
    words_old, words_new = [wording(block) for block in old], [wording(block) for block in new]
    # best[i][j]: the most that can be made of what follows, and the first step to it
    best: list[list[tuple[float, int, int]]] = [[(0.0, 0, 0)] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in range(len(old), -1, -1):
        for j in range(len(new), -1, -1):
            steps = [(0.0, 0, 0)] if i == len(old) and j == len(new) else []
            for take_a, take_b in ((1, 0), (0, 1), (1, 1), (1, 2), (2, 1)):
                if i + take_a <= len(old) and j + take_b <= len(new):
                    gain = _gain(words_old[i : i + take_a], words_new[j : j + take_b])
                    if gain is not None:
                        steps.append((gain + best[i + take_a][j + take_b][0], take_a, take_b))
            best[i][j] = max(steps, key=lambda step: step[0])
    taken: list[tuple[int, int]] = []
    i = j = 0
    while i < len(old) or j < len(new):
        _, take_a, take_b = best[i][j]
        taken.append((take_a, take_b))
        i, j = i + take_a, j + take_b
    return taken


def _gain(old: Sequence[Counter[str]], new: Sequence[Counter[str]]) -> float | None:
    """Weigh one pairing by the words that stay; None where the paragraphs have too little in common."""
    if not old or not new:
        return 0.0
    former, newer = sum(old[1:], old[0]), sum(new[1:], new[0])
    alike = similarity(former, newer)
    if len(old) + len(new) == 2:
        return alike * (former & newer).total() if alike >= _PAIR else None
    parts, whole = (old, newer) if len(old) == 2 else (new, former)
    if alike < _PAIR_TWO or any((part & whole).total() < _PAIR * part.total() or not part for part in parts):
        return None
    return alike * (former & newer).total() - 0.5


def _find_moves(found: Sequence[Block]) -> tuple[Block, ...]:
    """Turn what was removed here and added there into moves, with the words that were edited on the way."""
    removed = [index for index, block in enumerate(found) if block.kind is BlockKind.REMOVED]
    added = [index for index, block in enumerate(found) if block.kind is BlockKind.ADDED]
    if not removed or not added or len(removed) * len(added) > 4 * _SMALL:
        return tuple(found)
    words = {index: wording(found[index].text) for index in (*removed, *added)}
    pairs = sorted((-similarity(words[i], words[j]), i, j) for i in removed for j in added if words[i] and words[j])
    blocks_now = list(found)
    partner: dict[int, int] = {}
    for negative, i, j in pairs:
        if -negative >= _MOVED and i not in partner and j not in partner:
            partner[i], partner[j] = j, i
    number = 0
    for j in added:
        if j in partner:
            number += 1
            i = partner[j]
            old, new = found[i].text, found[j].text
            blocks_now[i] = replace(found[i], kind=BlockKind.MOVED_AWAY, pieces=(Piece("=", old),), move=number)
            blocks_now[j] = Block(BlockKind.MOVED_HERE, word_diff(old, new), number)
    return tuple(blocks_now)
