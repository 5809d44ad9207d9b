"""The body as clean HTML: the part of the page that was read, with absolute addresses, and nothing that runs."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from html import escape
from itertools import accumulate
from typing import Final

import nh3
from lxml import etree

from scraper.parse.addresses import resolve
from scraper.parse.document import HtmlElement
from scraper.parse.flow import Flow
from scraper.parse.paragraphs import Block

_TAGS: Final = frozenset(
    "p h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table caption thead tbody tfoot tr th td blockquote pre code figure "
    "figcaption img a em strong b i u s sub sup br hr q cite abbr time div span".split()
)
_ATTRIBUTES: Final = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title", "width", "height"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "ol": {"start"},
    "time": {"datetime"},
    "abbr": {"title"},
}
_MARK: Final = "data-kept"
_EMPTY: Final = frozenset(
    "p div span figure li ul ol section article a em strong b i h1 h2 h3 h4 h5 h6 td tr tbody table".split()
)


def body_html(flow: Flow, blocks: Sequence[Block], kept: Sequence[int], pictures: dict[int, str]) -> str:
    """The body's part of the page, sanitised.

    Args:
        flow: the page.
        blocks: the body as text, for pages whose markup does not part it from what surrounds it.
        kept: the numbers of the lines that are body.
        pictures: the address of the original for each picture of the post, by its number in the flow.
    """
    if not kept and not pictures:
        return ""
    if not _separable(flow, kept):
        return _clean("".join(_plain(flow, block) for block in blocks))
    boxes = [flow.lines[index].node for index in kept] + [flow.media[number].node for number in pictures]
    box = boxes[0]
    for other in boxes[1:]:
        box = flow.common(box, other)
    return _clean(_cut_out(flow, box, set(kept), pictures))


def plain_html(blocks: Sequence[str]) -> str:
    """Blocks of text as paragraphs."""
    return _clean("".join(f"<p>{escape(block)}</p>" for block in blocks))


def _separable(flow: Flow, kept: Sequence[int]) -> bool:
    """Whether every box with text of its own is either body or not."""
    wanted = set(kept)
    homes = {flow.lines[index].node for index in kept}
    return all(index in wanted for index, line in enumerate(flow.lines) if line.node in homes)


def _plain(flow: Flow, block: Block) -> str:
    line = flow.lines[block.first]
    tag = f"h{line.heading}" if line.heading else "p"
    return f"<{tag}>{escape(block.text)}</{tag}>"


def _cut_out(flow: Flow, box: int, kept: set[int], pictures: dict[int, str]) -> str:
    """The markup of a box without the boxes and pictures in it that are not of the body."""
    top = flow.nodes[box]
    lines = [0, *accumulate(index in kept for index in range(len(flow.lines)))]
    media = [0, *accumulate(index in pictures for index in range(len(flow.media)))]
    marked: list[HtmlElement] = []
    number = box + 1
    while number < len(flow.nodes) and flow.nodes[number].start < max(top.end, top.start + 1):
        node = flow.nodes[number]
        if node.depth <= top.depth:
            break  # in reading order, the first box that is no deeper is outside
        holds = lines[node.end] > lines[node.start] or media[node.media_end] > media[node.media_start]
        if not holds and (node.end > node.start or node.media_end > node.media_start):
            node.element.set(_MARK, "no")
            marked.append(node.element)
        number += 1
    for index in range(top.media_start, top.media_end):
        element = flow.media[index].element
        if element.tag in {"img", "amp-img"}:
            element.set(_MARK, pictures.get(index, "no"))
            marked.append(element)
    copy = deepcopy(top.element)
    copy.tail = None
    for element in marked:
        del element.attrib[_MARK]
    _rewrite(copy, flow.document.base)
    return str(etree.tostring(copy, encoding="unicode", method="html"))


def _rewrite(root: HtmlElement, base: str) -> None:
    """Drop what is marked, point pictures at their originals and links at absolute addresses."""
    for element in list(
        root.iter("script", "style", "noscript", "template", "svg", "iframe", "source", "button", "form")
    ):
        if element is not root:
            element.drop_tree()
    for element in root.xpath(f".//*[@{_MARK}='no']"):
        _drop(element)
    for element in list(root.iter("img", "amp-img", "a")):
        if element is root:
            continue
        if element.tag == "a":
            address = resolve(base, element.get("href") or "")
            if address:
                element.set("href", address)
            else:
                element.attrib.pop("href", None)
        elif mark := element.attrib.pop(_MARK, None):
            element.tag = "img"
            element.set("src", mark)
    for element in reversed(list(root.iter(*_EMPTY))):
        if not len(element) and not (element.text or "").strip() and element is not root:
            _drop(element)


def _drop(element: HtmlElement) -> None:
    if element.getparent() is not None:
        element.drop_tree()


def _clean(markup: str) -> str:
    cleaned = nh3.clean(markup, tags=set(_TAGS), attributes={k: set(v) for k, v in _ATTRIBUTES.items()}, link_rel=None)
    return cleaned.strip()
