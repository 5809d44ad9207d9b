"""Plain text as the records want it: one kind of white space, nothing invisible."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

_INVISIBLE: Final = re.compile("[\u200b\u200e\u200f\u2060\u2061-\u2064\u202a-\u202e\u2066-\u2069\ufeff\u00ad\u180e]")
# Joiners shape words in Arabic and Indic scripts and emoji; elsewhere they are invisible rubbish.
_STRAY_JOINER: Final = re.compile(
    "(?:(?<=[\u0000-\u052f\u2e80-\uabff])|^)[\u200c\u200d]|[\u200c\u200d](?=[\u0000-\u052f\u2e80-\uabff]|$)"
)
_CONTROL: Final = re.compile("[\x00-\x08\x0e-\x1b\x7f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_SPACES: Final = re.compile(r"\s+")
_CJK: Final = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]")
_NOT_WORD: Final = re.compile(r"[\W_]+")
_NOT_ASCII_WORD: Final = {code: None for code in range(128) if not chr(code).isalnum()}


def fold(text: str) -> str:
    """Fold white space to single spaces, drop zero-width characters and soft hyphens, and trim."""
    folded = " ".join(text.split())
    if folded.isprintable():  # invisible and control characters are not
        return folded
    folded = _INVISIBLE.sub("", _CONTROL.sub("", folded))
    if "\u200c" in folded or "\u200d" in folded:
        folded = _STRAY_JOINER.sub("", folded)
    return " ".join(folded.split())


@lru_cache(maxsize=4096)
def key(text: str) -> str:
    """The form in which two wordings of one title compare equal: letters and digits only, case folded."""
    if text.isascii():
        return text.lower().translate(_NOT_ASCII_WORD)
    return _NOT_WORD.sub("", unicodedata.normalize("NFKC", text).casefold())


def weight(text: str) -> int:
    """The length of a text in Latin letters: a Chinese, Japanese or Korean character says about as much as three."""
    if text.isascii():
        return len(text)
    return len(text) + 2 * len(_CJK.findall(text))


def shorten(text: str, limit: int = 200) -> str:
    """The beginning of a text, for excerpts and evidence."""
    return text if len(text) <= limit else text[: limit - 1] + "…"
