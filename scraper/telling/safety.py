"""What keeps text from a site from acting in a message: escapes for Markdown, calm mentions, harmless links."""

from __future__ import annotations

import re
from urllib.parse import quote

from archive.terminal import printable

# What is markup anywhere, underscores at the edge of a word, what would be an entity, and what is markup at the start.
_MARKDOWN = re.compile(r"[\\`*~<>\[\]]|(?<!\w)_|_(?!\w)|&(?=#?\w+;)|^[#+\-=|]")
_MENTION = re.compile(r"(?<!\w)@(?=\w)")
_UNSAFE_IN_LINKS = re.compile(r"[\x00-\x20\x7f<>\"'`{}|\\^()\[\]]")


def calm(text: str) -> str:
    """Take the power out of `@everyone`: chat services call people by it, wherever it stands. Mail addresses stay."""
    return _MENTION.sub("＠", text)


def markdown(text: str) -> str:
    """Write text so that Markdown shows it as it is.

    Backslashes only, no entities: chat services that know but half of Markdown then show at worst a backslash.
    """
    return _MARKDOWN.sub(r"\\\g<0>", calm(text))


def link(url: str) -> str:
    """An address that may be linked to: http or https, free of anything that could end the link; else empty."""
    if not url.lower().startswith(("http://", "https://")) or printable(url) != url:
        return ""
    return _UNSAFE_IN_LINKS.sub(lambda found: quote(found[0], safe=""), url)
