"""Names of classes and ids: which of them will still be there after the site's next build.

A name that a person gave ("news-date") outlives many releases. A name that a tool made of a hash
("css-1x2y3z"), that counts something ("post-1234"), or that tells a passing state ("active") does not.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_WRITABLE: Final = re.compile(r"[A-Za-z_][\w-]*")
_TOOL: Final = re.compile(
    r"^(?:css|sc|jss|svelte|emotion|astro|ng-tns|data-v|tw)-?(?=.*\w)|^_?ng(?:content|host)", re.ASCII
)
_PIECE: Final = re.compile(r"[A-Za-z0-9]+")
_WORD: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_ALTERNATION: Final = re.compile(r"(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z])")
_MODULE: Final = re.compile(r"([A-Za-z][\w-]*?[A-Za-z0-9](?<!_)_(?!_)[\w-]+?__)([\w+-]{5,6})")
_STATE: Final = frozenset(
    "active current selected open opened closed show shown hidden visible invisible in out first last odd even alt "
    "loaded loading lazy lazyload lazyloaded hover focus collapsed collapse expanded disabled enabled sticky stuck "
    "animated animate fade wow aos js nojs is has checked new unread visited".split()
)
_LAYOUT: Final = frozenset(
    "col row grid flex container wrapper wrap inner outer text font bg border rounded w h min max gap space items "
    "justify self align float pull push clearfix clear d display order shadow leading tracking opacity z top left "
    "right bottom inset absolute relative static mx my mt mb ml mr m px py pt pb pl pr p btn small large lead center "
    "bold italic uppercase truncate overflow block inline hidden columns column span offset lg md sm xl xs xxl full "
    "half cell box size line muted primary secondary light dark gray grey white black blue red green color media "
    "img image responsive fluid aspect object cover underline divide fst italic wide alignfull alignwide alignleft "
    "alignright aligncenter layout hflex vflex normal none auto".split()
)


@lru_cache(maxsize=8192)
def is_writable(name: str) -> bool:
    """Whether a name can stand in a selector as it is, without escapes."""
    return len(name) <= 60 and bool(_WRITABLE.fullmatch(name))


@lru_cache(maxsize=8192)
def is_generated(name: str) -> bool:
    """Whether a tool seems to have made the name of a hash, or a number is part of it."""
    if _TOOL.match(name):
        return True
    pieces = _PIECE.findall(name)
    if name.startswith("_") and len(pieces) == 1 and re.fullmatch(r"[0-9a-f]{5,}", pieces[0]):
        return True
    return any(map(_looks_hashed, pieces)) or _broken_words(name) or bool(_module_stem(name))


def _looks_hashed(piece: str) -> bool:
    if piece.isdigit():
        return len(piece) >= 2
    changes = len(_ALTERNATION.findall(piece))
    if len(piece) >= 4 and (changes >= 2 or (changes and piece[0].isdigit())):
        return True
    if len(piece) >= 6 and changes and re.fullmatch(r"[0-9a-f]+", piece):
        return True
    if re.search(r"[A-Za-z]\d{3,}$", piece):
        return True
    letters = re.sub(r"\d", "", piece)
    return len(letters) >= 5 and not re.search(r"[aeiouAEIOU]|(?<=.)[yY]", letters)


def _broken_words(name: str) -> bool:
    """Whether capitals stand in a name where no word begins: `uDW_Qe`, `bdVaJa`."""
    letters = "".join(_PIECE.findall(re.sub(r"\d", "", name)))
    words = _WORD.findall(letters)
    mixed = any(c.islower() for c in letters) and any(c.isupper() for c in letters[1:])
    short = sum(len(word) <= 2 for word in words)
    return mixed and len(letters) >= 5 and (max(map(len, words)) < 4 or short * 2 > len(words))


@lru_cache(maxsize=8192)
def is_state(name: str) -> bool:
    """Whether a name tells a passing state or a place in a row rather than what the element is."""
    return any(piece.lower() in _STATE for piece in _PIECE.findall(name)[:1] + _PIECE.findall(name)[-1:])


@lru_cache(maxsize=8192)
def is_layout(name: str) -> bool:
    """Whether a name says how an element looks, not what it is."""
    if re.fullmatch(r"[a-z]{1,3}(?:-[a-z]{1,3})?-?\d{1,2}", name):
        return True
    pieces = [piece.lower() for piece in _PIECE.findall(name)]
    return all(piece in _LAYOUT or piece.isdigit() or len(piece) == 1 for piece in pieces)


@lru_cache(maxsize=8192)
def is_stable(name: str) -> bool:
    """Whether a selector may rest on the name."""
    return is_writable(name) and not is_generated(name) and not is_state(name)


def _module_stem(name: str) -> str:
    """`NewsCard_title__` of `NewsCard_title__3xYz1`: how bundlers name the class `title` of a module; else empty."""
    found = _MODULE.fullmatch(name)
    if found is None or re.fullmatch(r"[a-z]+", found[2]):
        return ""
    return found[1]


@lru_cache(maxsize=8192)
def readable_stem(name: str) -> str:
    """The part before the hash of a name such as `NewsCard_title__3xYz1`; empty if that is no name."""
    stem = _module_stem(name)
    return stem if stem and is_stable(stem.rstrip("_")) else ""
