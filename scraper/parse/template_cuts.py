"""What is equal to the byte on every page of a site: whole elements that can be cut out before a page is read.

A menu, a footer, a script is written by the site's template and not by the author of a post, so it
is the same bytes on every page. Cutting it leaves the tree of the rest as it was: only elements
that open and close within the piece are cut, and an empty one stays in their place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

LEAST: Final = 48
"""Shorter pieces are not worth looking for."""
MOST_PIECES: Final = 120
_MOST_TAGS: Final = 30_000
_MOST_LOOKS: Final = 4_000

# The bounds keep the time for hostile tags small; a tag beyond them is taken for text.
_TAG: Final = re.compile(
    rb"<(?:(!--)|(/?)([a-zA-Z][a-zA-Z0-9:-]{0,40}+)(?:[^<>\"']{1,1000}+|\"[^\"]{0,1000}+\"|'[^']{0,1000}+'){0,60}+>)"
)
_RAW: Final = frozenset({b"script", b"style", b"textarea", b"!--"})
_VOID: Final = frozenset(b"area base br col embed hr img input link meta param source track wbr".split())
_WHOLE: Final = frozenset(
    b"nav header footer aside div section ul ol table form main article dl svg noscript iframe select menu "
    b"dialog template details center li button picture figure fieldset".split()
)
_SAID_TO_MACHINES: Final = re.compile(rb"ld\+json|application/json|<meta|<link|<base|<title", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Piece:
    """Markup that is equal on every page, and what is left in its place."""

    markup: bytes
    rest: bytes


@dataclass(slots=True)
class _Element:
    """An element in the bytes of a page: from `start` to before `end`, its first tag up to `inner`."""

    tag: bytes
    start: int
    inner: int
    end: int
    children: list[_Element]


def common_pieces(pages: Sequence[bytes], wanted: Callable[[bytes], bool]) -> tuple[Piece, ...]:
    """The largest elements of the first page that every page has once, in the same order.

    Args:
        pages: two pages or more, as they were served.
        wanted: whether a piece may be cut; asked about pieces that are on all pages only.
    """
    first, others = pages[0], pages[1:]
    out: list[Piece] = []
    positions = [0] * len(others)
    looks = 0
    stack = list(reversed(_elements(first)))
    while stack and len(out) < MOST_PIECES and looks < _MOST_LOOKS:
        element = stack.pop()
        if element.end - element.start < LEAST:
            continue
        looks += 1
        markup = first[element.start : element.end]
        found = None
        if (element.tag in _WHOLE or _silent(element, markup)) and first.count(markup) == 1:
            found = _in_all(markup, others, positions)
        if found is None or _SAID_TO_MACHINES.search(markup):
            stack.extend(reversed(element.children))
        elif wanted(markup):
            rest = b"" if _silent(element, markup) else first[element.start : element.inner] + _end_of(element)
            out.append(Piece(markup, rest))
            positions = found
        # What is on every page and used by a reading is left whole: a part of it would be missed there.
    return tuple(out)


def cut(page: bytes, pieces: Sequence[Piece]) -> tuple[bytes, int]:
    """The page without the pieces that it has, and how many bytes of them it had."""
    out: list[bytes] = []
    position = had = 0
    for piece in pieces:
        at = page.find(piece.markup, position)
        if at < 0:
            continue
        out.append(page[position:at])
        out.append(piece.rest)
        position = at + len(piece.markup)
        had += len(piece.markup)
    out.append(page[position:])
    return b"".join(out), had


def _end_of(element: _Element) -> bytes:
    return b"</" + element.tag + b">"


def _silent(element: _Element, markup: bytes) -> bool:
    return element.tag in {b"script", b"style", b"!--"} and b"ld+json" not in markup[:200]


def _in_all(markup: bytes, others: Sequence[bytes], positions: list[int]) -> list[int] | None:
    """Where the markup ends on each page, None unless every page has it once and behind the piece before."""
    out = []
    for page, position in zip(others, positions, strict=True):
        at = page.find(markup)
        if at < position or page.find(markup, at + 1) >= 0:
            return None
        out.append(at + len(markup))
    return out


def _elements(page: bytes) -> list[_Element]:
    """The elements that have both their tags, as a forest; an element left open gives its children to its parent."""
    top = _Element(b"", 0, 0, len(page), [])
    open_elements = [top]
    for tag, closing, start, inner, end in _tags(page):
        if end > inner or tag in _RAW:
            open_elements[-1].children.append(_Element(tag, start, inner, end, []))
        elif closing:
            _close(open_elements, tag, end)
        else:
            open_elements.append(_Element(tag, start, inner, -1, []))
    while len(open_elements) > 1:
        left = open_elements.pop()
        open_elements[-1].children.extend(left.children)
    return top.children


def _tags(page: bytes) -> Iterator[tuple[bytes, bool, int, int, int]]:
    """The tags of a page: name, whether it closes, where it begins and ends, and the end of text that holds no tags."""
    lower = page.lower()
    position = 0
    for _ in range(_MOST_TAGS):
        position = page.find(b"<", position)
        if position < 0:
            return
        tag = _TAG.match(page, position)
        if tag is None:
            position += 1
            continue
        position = tag.end()
        name = tag.group(1) or tag.group(3).lower()
        closing = bool(tag.group(2))
        if name in _RAW and not closing:
            ending = b"-->" if name == b"!--" else b"</" + name
            at = lower.find(ending, position)
            close = lower.find(b">", at) + 1 if at >= 0 else 0
            if close <= 0:
                return  # what is left open runs to the end of the page
            yield name, False, tag.start(), tag.end(), close
            position = close
        elif name not in _VOID and name not in _RAW and not tag.group().endswith(b"/>"):
            yield name, closing, tag.start(), tag.end(), tag.end()


def _close(open_elements: list[_Element], name: bytes, end: int) -> None:
    """End the innermost open element of that name; those left open in it have no end of their own."""
    for depth in range(len(open_elements) - 1, max(0, len(open_elements) - 64), -1):
        if open_elements[depth].tag == name:
            for left in open_elements[depth + 1 :]:
                open_elements[depth].children.extend(left.children)
            done = open_elements[depth]
            del open_elements[depth:]
            done.end = end
            open_elements[-1].children.append(done)
            return
