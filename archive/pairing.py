"""Match the attachments of two readings of a post: which one of now is which one of then.

Sites move files, add tokens to addresses, reorder lists and use one name for several pictures, so the
surest likeness is tried first, and each attachment is matched once.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections import defaultdict, deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from archive.records import StoredAttachment

_QUOTES = str.maketrans(
    dict.fromkeys("‘’‚‛`´′＇", "'") | dict.fromkeys("“”„‟″＂«»", '"') | dict.fromkeys("‐‑‒–—―−－", "-")
)
_NOISE = re.compile(r"[\s\u00ad\u200b-\u200f\u2060\ufeff]+")


@dataclass(frozen=True, slots=True)
class Pair:
    """An attachment then and now; None where it has no counterpart."""

    before: StoredAttachment | None
    after: StoredAttachment | None


def pair(old: Sequence[StoredAttachment], new: Sequence[StoredAttachment]) -> list[Pair]:
    """Match two lists: those of `new` in their order, then what is left of `old`."""
    matched: dict[int, Pair] = {}
    left = dict(enumerate(old))
    for likeness in (_bytes, _address, _place, _name):
        pool: dict[Hashable, deque[int]] = defaultdict(deque)
        for index, before in left.items():
            pool[likeness(before)].append(index)
        for number, after in enumerate(new):
            key = likeness(after)
            if number not in matched and key is not None and pool[key]:
                before = left.pop(pool[key].popleft())
                matched[number] = Pair(before, after)
    now = [matched.get(number, Pair(None, after)) for number, after in enumerate(new)]
    return now + [Pair(before, None) for before in left.values()]


def loose(text: str) -> str:
    """Reduce a text to what a reader would call its wording: no white space, quotes all alike, one case."""
    plain = unicodedata.normalize("NFKC", html.unescape(text).translate(_QUOTES))
    return _NOISE.sub("", plain).casefold()


def place_of(url: str | None) -> str | None:
    """Give an address without what servers change freely: scheme, query and fragment."""
    return re.sub(r"^https?:|[?#].*$", "", url) if url else None


def _bytes(item: StoredAttachment) -> Hashable:
    return (loose(item.attachment.name), item.sha256) if item.sha256 else None


def _address(item: StoredAttachment) -> Hashable:
    return item.attachment.url


def _place(item: StoredAttachment) -> Hashable:
    return (loose(item.attachment.name), place_of(item.attachment.url)) if item.attachment.url else None


def _name(item: StoredAttachment) -> Hashable:
    return loose(item.attachment.name)
