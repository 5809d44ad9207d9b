"""Small pieces of HTML and XML out of text from a site: nothing in it can act, and nothing in it breaks a parser."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from archive.blockdiff import BREAK
from archive.worddiff import readable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archive.worddiff import Piece

# What XML 1.0 does not allow, and what Unicode asks not to be exchanged; bidirectional overrides could disguise text.
_ILLEGAL = re.compile(
    "[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]|[\u202a-\u202e\u2066-\u2069]"
)
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*", re.IGNORECASE)
_SPELLED = {  # as sites spell Chinese in their addresses, by the script that readers need
    "tc": "zh-Hant", "cht": "zh-Hant", "hk": "zh-Hant-HK", "zh-hk": "zh-Hant-HK", "tw": "zh-Hant-TW",
    "sc": "zh-Hans", "chs": "zh-Hans", "cn": "zh-Hans", "gb": "zh-Hans", "chi": "zh", "eng": "en",
}  # fmt: skip
_TAGS = {"-": "del", "+": "ins"}


def legal(text: str) -> str:
    """Leave out every character that XML 1.0 does not allow (lone surrogates too), and overrides of direction."""
    return _ILLEGAL.sub("", text)


def escape(text: str) -> str:
    """Make text safe inside an element or a quoted attribute."""
    return html.escape(legal(text), quote=True)


def language(spelled: str) -> str:
    """Give the language tag for a language as a site spells it; empty if it is none."""
    name = spelled.strip().replace("_", "-")
    known = _SPELLED.get(name.lower(), name)
    return known if _LANGUAGE.fullmatch(known) else ""


def web_address(url: str) -> str:
    """Give an address that is fit for a link, escaped; empty if it is not one of the web."""
    return escape(url) if re.match(r"https?://[^\s\x00-\x20<>\"]+$", url, re.IGNORECASE) else ""


def marked(pieces: Sequence[Piece]) -> str:
    """Show a text with `<del>` and `<ins>` around the words that were removed and added."""
    found: list[str] = []
    for piece in readable(pieces):
        text = escape(piece.text.replace(BREAK, " ¶ ") if piece.op != "=" else piece.text)
        text = text.replace(BREAK, "<br><br>")
        tag = _TAGS.get(piece.op)
        found.append(f"<{tag}>{text}</{tag}>" if tag else text)
    return "".join(found)
