"""Which lines between a body's first and last are body: no captions, buttons, second titles or furniture."""

from __future__ import annotations

import re
from typing import Final

from scraper.parse import extent as extents
from scraper.parse.anchors import ASIDE
from scraper.parse.flow import Flow, Line
from scraper.parse.patterns import wording
from scraper.parse.text import key
from scraper.parse.vocabulary import Sign

_CREDIT: Final = re.compile(
    r"^\W*(?:(?:image|photo|picture|video|bild|foto|crédit|credit|圖|图)s?(?:graph)?(?:[ -]?(?:credit"
    r"|source|by|courtesy|copyright)s?)*|©)\s*[:：].{2,100}$"
    r"|\((?:image|photo|picture|credit|foto|bild)s?(?: credit)?s?\s*[:：][^()]{2,80}\)\W*$"
    r"|^(?:getty images?|reuters|ap photo|afp|epa|imago|dpa|shutterstock|istock)\b.{0,60}$|^(?:image"
    r"|photo) \d+ of \d+$",
    re.IGNORECASE,
)
_NOT_BODY: Final = (
    ASIDE | Sign.ADVERT | Sign.CRUMBS | Sign.HIDDEN | Sign.DIALOG | Sign.CAPTION | Sign.TAGS
) & ~Sign.NONE


def _offers_only(line: Line) -> bool:
    """Whether a line is a button such as "Download"."""
    return line.linked and len(line.text) < 40 and bool(wording.FILES.match(line.text))


def is_body(flow: Flow, index: int, title: str, title_line: int) -> bool:
    """Whether a line between the body's first and last is body."""
    line = flow.lines[index]
    if line.signs & _NOT_BODY and (line.signs & _NOT_BODY != Sign.SHARE or extents.outside(line)):
        return False
    if line.role in {"figcaption", "button"} or is_caption(flow, index):
        return False
    if not any(character.isalnum() for character in line.text):
        return False  # asterisks, dashes and the like
    if line.weight > 8 and key(line.text) == key(title):
        return False
    if title_line >= 0 and line.heading and line.node == flow.lines[title_line].node:
        return False
    if extents.is_chrome(line) or _offers_only(line):
        return False
    return not (line.linked and (wording.RELATED.match(line.text) or len(line.links) > 2))


def is_caption(flow: Flow, index: int) -> bool:
    """Whether a short line says what a picture shows or who took it: it shares a small box with the picture alone."""
    line = flow.lines[index]
    if line.weight > 160 or line.heading or line.role in {"li", "td", "th"}:
        return False
    if _CREDIT.search(line.text) and line.weight < 120:
        return True
    node = flow.nodes[line.node]
    if line.role == "p" and line.weight > 60:
        return False
    for _ in range(2):
        if node.media_end > node.media_start and node.tag not in {"p", "body"}:
            held = flow.lines[node.start : node.end]
            return len(held) <= 3 and sum(other.weight for other in held) < 200 and line.text[-1] not in ".!?。"
        if node.parent < 0 or node.end - node.start > 3:
            return False
        node = flow.nodes[node.parent]
    return False
