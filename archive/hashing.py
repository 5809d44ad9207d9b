"""A content hash that stays the same from release to release.

Its first character is the version of the recipe. Only parsed fields go in; empty ones are skipped, so that
a field added later does not change the hash of posts that lack it. White space is folded and Unicode
composed, so that neither makes a difference.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from dataclasses import dataclass

from archive.records import StoredAttachment

VERSION = "1"
_BLOCKS = re.compile(r"\s*\n\s*\n\s*")


@dataclass(frozen=True, slots=True)
class Content:
    """What a revision holds: the parsed fields of a post together with its stored attachments."""

    title: str = ""
    published: str | None = None
    category: str = ""
    summary: str = ""
    body: str = ""
    body_html: str = ""
    attachments: tuple[StoredAttachment, ...] = ()


def content_hash(content: Content) -> str:
    """Hash the parsed fields of a post: a version character and 64 hex digits.

    Attachments count by name, label and address whatever their order; `body_html` and the bytes of
    attachments do not count.
    """
    fields: dict[str, object] = {
        "title": fold(content.title),
        "published": content.published or "",
        "category": fold(content.category),
        "summary": fold(content.summary),
        "body": [fold(block) for block in blocks(content.body)],
        "attachments": sorted(
            [fold(item.attachment.name), fold(item.attachment.label), item.attachment.url or ""]
            for item in content.attachments
        ),
    }
    filled = {name: value for name, value in fields.items() if value}
    canonical = json.dumps(filled, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return VERSION + hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


def fold(text: str) -> str:
    """Compose Unicode and fold every run of white space to one space."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def blocks(body: str) -> list[str]:
    """Split a body into its blocks, which blank lines part."""
    return [block for block in _BLOCKS.split(body.strip()) if block]
