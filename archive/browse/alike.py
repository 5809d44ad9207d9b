"""Find the pictures that look the same among many, fast."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from archive.images import SAME_BITS, may_differ, says_something

if TYPE_CHECKING:
    from collections.abc import Sequence

# Hashes that differ in at most k bits agree wholly in all but k of six bands. Every sixth bit makes a band, so that a
# sky or a white margin, which leaves half of a hash empty, does not put all such pictures into one bucket.
_BANDS = [sum(1 << bit for bit in range(first, 64, SAME_BITS + 2)) for first in range(SAME_BITS + 2)]
_MASKS = {k: [sum(chosen) for chosen in combinations(_BANDS, len(_BANDS) - k)] for k in range(1, SAME_BITS + 1)}
_SAME_SHAPE = 0.04  # by which two ratios of width to height may differ


@dataclass(frozen=True, slots=True)
class Look:
    """What is compared of a picture: its perceptual hash, and its size in pixels (0 if unknown)."""

    phash: str | None
    width: int
    height: int


def groups(looks: Sequence[Look]) -> list[list[int]]:
    """Put pictures that look the same together.

    The largest of a group leads it, and each other looks like the leader: so likeness does not creep from picture to
    picture. Those whose hash says nothing stand alone.

    Args:
        looks: the pictures.

    Returns:
        Indices into `looks`, the leader first; every picture is in one group; in the order of the leaders.
    """
    order = sorted(range(len(looks)), key=lambda index: (-looks[index].width * looks[index].height, index))
    leaders = _Leaders(looks)
    found: dict[int, list[int]] = {}
    for index in order:
        if not says_something(looks[index].phash):
            found[index] = [index]
        elif (leader := leaders.find(index)) is not None:
            found[leader].append(index)
        else:
            found[index] = [index]
            leaders.add(index)
    return [found[index] for index in sorted(found)]


class _Leaders:
    """The leaders so far, in buckets by what their hashes show through each mask."""

    def __init__(self, looks: Sequence[Look]) -> None:
        self._looks = looks
        self._bits = [int(look.phash or "0", 16) for look in looks]
        self._may = [may_differ(bits) for bits in self._bits]
        self._buckets: dict[int, list[dict[int, list[int]]]] = {}

    def add(self, index: int) -> None:
        masks = _MASKS[self._may[index]]
        buckets = self._buckets.setdefault(self._may[index], [{} for _ in masks])
        for mask, bucket in zip(masks, buckets, strict=True):
            bucket.setdefault(self._bits[index] & mask, []).append(index)

    def find(self, index: int) -> int | None:
        own, may = self._bits[index], self._may[index]
        for k, buckets in self._buckets.items():
            most = min(k, may)
            for mask, bucket in zip(_MASKS[k], buckets, strict=True):
                for other in bucket.get(own & mask, ()):
                    if (own ^ self._bits[other]).bit_count() <= most and self._alike(index, other):
                        return other
        return None

    def _alike(self, index: int, other: int) -> bool:
        return _same_shape(self._looks[index], self._looks[other])


def _same_shape(one: Look, other: Look) -> bool:
    a, b = one.width * other.height, other.width * one.height
    return not a or not b or abs(a - b) <= _SAME_SHAPE * max(a, b)
