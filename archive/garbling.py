"""Tell a text that was read, or served, in the wrong character set from one that was edited.

A server that flips between character sets garbles a page without changing it: `香港` becomes `é¦™æ¸¯` and back.
"""

from __future__ import annotations

import re

from archive.pairing import loose

_LATIN = ("cp1252", "latin-1")
_CHINESE = ("big5hkscs", "gb18030")
# How the bytes were meant, and as what they were taken, where that tells by itself which text is the garbled one:
# no text but UTF-8 happens to be UTF-8, and nobody writes Chinese in accented letters.
_MISTAKES = (
    *(("utf-8", taken) for taken in (*_LATIN, *_CHINESE, "cp949", "cp932")),
    *((meant, taken) for meant in _CHINESE for taken in _LATIN),
)
# Where only what was lost tells.
_LOSSES = (*((meant, "utf-8") for meant in (*_CHINESE, "cp1252")), _CHINESE, _CHINESE[::-1])
_LOST = re.compile("[\x80-\x9f\ufffd]+")  # what decoders make of bytes that mean nothing to them, each in its own way


def is_garbled(text: str, suspect: str) -> bool:
    """Whether `suspect` is what becomes of `text` in a wrong character set."""
    if text.isascii() or suspect.isascii() or text == suspect:
        return False
    wanted = _shape(suspect)
    return any(_shape(_misread(text, *mistake)) == wanted for mistake in _MISTAKES) or (
        "\ufffd" in suspect and any(_shape(_misread(text, *loss)) == wanted for loss in _LOSSES)
    )


def _misread(text: str, meant: str, taken: str) -> str:
    try:
        return text.encode(meant).decode(taken, "replace")
    except UnicodeEncodeError:  # the text cannot have been in this character set
        return ""


def _shape(text: str) -> str:
    return loose(_LOST.sub("\ufffd", text))
