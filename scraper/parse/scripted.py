"""Pages that leave their content to scripts, told by what they lack.

They have hardly any text of their own, or a word to those without scripts, or an empty place that
something is to be filled into. It is said only of pages that gave nothing to read.
"""

from __future__ import annotations

import re
from typing import Any, Final

from archive.records import Issue
from scraper.parse.document import parse_document

NEEDS_SCRIPTS: Final = "needs-scripts"
"""The code of the issue that says so."""

LITTLE: Final = 150
"""Characters of text, menus aside, below which a page holds no content of its own."""

LITTLE_WHERE_ASKED: Final = 400
"""The same where the page asks for JavaScript."""

_ASKS: Final = re.compile(r"javascript|java script|脚本|腳本", re.IGNORECASE)
_PLACE: Final = re.compile(
    r"(?:^|[-_\s])(?:app|root|mount|news|posts?|articles?|stories|list(?:ing)?|results?|content|feed|items?|detail|"
    r"entry|entries|body|main|events?|press|media|blog)(?:$|[-_\s])",
    re.IGNORECASE,
)
_LOADING: Final = re.compile(
    r"(?:now )?loading\W*|please wait\W*|載入中\W*|加载中\W*|読み込み中\W*|laden\W*|chargement\W*", re.I
)
_UNSEEN: Final = frozenset({"script", "style", "noscript", "template", "head", "title", "svg", "iframe", "object"})
_AROUND: Final = frozenset({"nav", "header", "footer", "aside", "form"})
_PLACES: Final = ("div", "main", "section", "article", "ul", "ol", "tbody")

HtmlElement = Any


def leaves_to_scripts(body: bytes, url: str, charset: str | None = None) -> bool:
    """Whether a page that gave nothing to read would probably give something once its scripts have run."""
    document = parse_document(body, url, charset)
    if document.kind != "html" or not _has_scripts(document.root):
        return False
    text = _own_text(document.root)
    if text < LITTLE or (text < LITTLE_WHERE_ASKED and _asks(document.root)):
        return True
    return any(_is_waiting(element) for element in document.root.iter(*_PLACES))


def needs_scripts(stage: str, url: str) -> Issue:
    """The issue of a page that is put together by scripts."""
    message = "this page is put together by scripts; install the extra `browser` and use --render"
    return Issue(stage, NEEDS_SCRIPTS, message, url=url)


def _has_scripts(root: HtmlElement) -> bool:
    return any("json" not in (script.get("type") or "").lower() for script in root.iter("script"))


def _asks(root: HtmlElement) -> bool:
    return any(_ASKS.search("".join(part.itertext())) for part in root.iter("noscript"))


def _own_text(root: HtmlElement) -> int:
    """How many characters a reader would see, what stands around the content left out."""
    total, todo = 0, [root]
    while todo:
        element = todo.pop()
        if element.tag in _UNSEEN or element.tag in _AROUND:
            continue
        total += len(" ".join((element.text or "").split()))
        for child in element:
            total += len(" ".join((child.tail or "").split()))
            if isinstance(child.tag, str):
                todo.append(child)
    return total


def _is_waiting(element: HtmlElement) -> bool:
    """Whether an element is an empty place, named as one for content, or one that says that it is loading."""
    if len(element) > 3:
        return False
    if next(element.iter("img", "picture", "video", "iframe", "input", "canvas", "object", "a"), None) is not None:
        return False
    text = " ".join((element.text_content() or "").split())
    if text:
        return bool(_LOADING.fullmatch(text))
    return bool(_PLACE.search(f"{element.get('id') or ''} {element.get('class') or ''}"))
