"""The last voices: the text that a page gives to machines, and a general-purpose extractor.

Both are asked only where our own readers found hardly anything on a page that holds much.
"""

from __future__ import annotations

import html
import re
from typing import Final

from scraper.parse.document import Document
from scraper.parse.text import fold

_MOST_TEXT: Final = 2_000_000


def declared_body(text: str) -> list[str]:
    """The blocks of an `articleBody` in JSON-LD."""
    plain = html.unescape(re.sub(r"<(?:br|/p|/div|/li|/h\d)[^>]*>", "\n", text))
    plain = re.sub(r"<[^>]{1,500}>", "", plain)
    return [block for block in (fold(part) for part in plain.split("\n")) if block]


def extracted_body(document: Document) -> list[str]:
    """The blocks that the general-purpose extractor takes for the main text."""
    if len(document.text) > _MOST_TEXT:
        return []
    import trafilatura  # takes half a second to import, and few pages need it

    try:
        text = trafilatura.extract(
            document.text, url=document.url or None, include_comments=False, favor_precision=True
        )
    except Exception:  # noqa: BLE001 - a foreign reader of foreign markup: whatever fails in it, its voice is missing
        return []
    return [block for block in (fold(part) for part in (text or "").split("\n")) if block]
