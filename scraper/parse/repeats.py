"""Text that a page shows more than once: a notice at every embed, a second copy of the whole for printing."""

from __future__ import annotations

from collections import Counter
from typing import Final

from scraper.parse.paragraphs import Block
from scraper.parse.text import key

_NOTICE: Final = 60
"""A text of this length that stands there three times is a notice of the page, not of its author."""
_TIMES: Final = 3
_NOTICES: Final = 2
"""More different texts that come again and again are a plan or a table: what the author wrote."""
_LONG: Final = 120
"""Paragraphs of this length do not come twice by chance …"""
_WHOLE: Final = 1000
_COPY: Final = 3
"""… and so many of them are a copy."""


def repeated_lines(blocks: list[Block]) -> set[int]:
    """The lines of blocks that only repeat: every one of a notice, and the later ones of a copied text."""
    return _same_again(blocks) | _all_in_one(blocks)


def _all_in_one(blocks: list[Block]) -> set[int]:
    """Blocks that say what the others say in many: a copy of the whole text without its paragraphs."""
    gone: set[int] = set()
    texts = [key(block.text) for block in blocks]
    for number, block in enumerate(blocks):
        if len(block.text) < _WHOLE:
            continue
        others = [text for at, text in enumerate(texts) if at != number and len(blocks[at].text) >= _LONG]
        copied = [text for text in others if text in texts[number]]
        if len(copied) >= _COPY and sum(map(len, copied)) > 0.7 * len(texts[number]):
            gone.update(range(block.first, block.last + 1))
    return gone


def _same_again(blocks: list[Block]) -> set[int]:
    counts = Counter(block.text for block in blocks)
    notices = {text for text, count in counts.items() if count >= _TIMES and len(text) >= _NOTICE}
    if len(notices) > _NOTICES:
        notices = set()
    copied = {text for text, count in counts.items() if count == 2 and len(text) >= _LONG}
    if len(copied) < _COPY:
        copied = set()
    gone: set[int] = set()
    seen: set[str] = set()
    for block in blocks:
        if block.text in notices or (block.text in copied and block.text in seen):
            gone.update(range(block.first, block.last + 1))
        seen.add(block.text)
    return gone
