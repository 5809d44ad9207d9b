"""A page as it is read: lines of text and pictures in the order of the page, and the boxes around them.

One pass over the tree. Everything after it works on numbers of lines, so that what a page says and
where it says it never depend on which tags were used to say it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from scraper.parse.document import Document, HtmlElement
from scraper.parse.signs import mark
from scraper.parse.text import fold, weight
from scraper.parse.vocabulary import Sign, sign_of, unseen

_SKIPPED: Final = frozenset(
    "script style svg head template select datalist textarea iframe object embed canvas map title meta link "
    "math progress meter colgroup frameset param applet noframes".split()
)
_INLINE: Final = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd mark nobr q rb rp rt rtc ruby s samp small "
    "span strike strong sub sup time tt u var wbr o:p st1:place label output center-inline basefont".split()
)
_MEDIA: Final = frozenset({"img", "amp-img", "video", "audio", "amp-video", "image"})
_BOX, _TEXT, _LINE_BREAK, _PICTURE, _NOTHING = range(5)
_KINDS: Final = (
    dict.fromkeys(_SKIPPED, _NOTHING)
    | dict.fromkeys(_INLINE, _TEXT)
    | dict.fromkeys(_MEDIA, _PICTURE)
    | {"br": _LINE_BREAK, etree.Comment: _NOTHING, etree.ProcessingInstruction: _NOTHING, etree.Entity: _NOTHING}
)
_HEADINGS: Final = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_ROLES: Final = frozenset("p li td th dt dd caption figcaption pre blockquote address summary legend button".split())
_INHERITED: Final = frozenset({"p", "li", "dt", "dd"})
_BACKGROUNDS: Final = frozenset({"data-bg", "data-background", "data-background-image"})
_TAG_SIGNS: Final = {
    tag: sign_of(tag, "", "")
    for tag in ("nav", "footer", "header", "aside", "form", "button", "dialog", "menu", "main", "article", "figcaption")
}
_PREFORMATTED: Final = frozenset({"pre", "listing", "xmp"})
_ANCHOR_SIGNS: Final = frozenset({"#", "¶", "§", "🔗", "¤", "∞"})
_EDIT_LINK: Final = re.compile(
    r"\s*\[\s*(?:edit|编辑|編輯|編集|bearbeiten|modifier|editar|modifica)[^\]]{0,40}\]$", re.IGNORECASE
)
_BREAK: Final = "\x00"


@dataclass(slots=True)
class Link:
    """The part of a link that stands in one line."""

    element: HtmlElement
    href: str
    text: str = ""


@dataclass(slots=True)
class Line:
    """One line of text.

    Attributes:
        text: its text, folded.
        node: the number of the box that holds it directly.
        role: the tag that says what it is: `p`, `li`, `td`, …; `div` where none does.
        heading: 1 to 6 inside a heading, else 0.
        hard: whether it begins a paragraph; False after a single line break.
        runs: its text by the elements that it is in.
        links: the links in it.
        link_chars: how many of its characters are in links.
        times: the values of `datetime` attributes in it.
        signs: what the boxes around it are said to be.
        weight: length of the text in Latin letters.
    """

    text: str
    node: int
    role: str
    heading: int
    hard: bool
    runs: tuple[str, ...]
    links: tuple[Link, ...]
    link_chars: int
    times: tuple[str, ...]
    signs: int = Sign.NONE
    weight: int = 0

    @property
    def linked(self) -> bool:
        """Whether nearly all of it is links."""
        return self.link_chars >= 0.8 * len(self.text)


@dataclass(slots=True)
class Media:
    """A picture, video or sound in its place.

    Attributes:
        element: the `img`, `video` or `audio`, an element with a background picture, or a link that shows no text.
        line: the number of the line that it stands before (or in).
        inside: whether text of that line stands before it.
        node: the number of the box that holds it directly.
        link: the link around it.
        noscript: whether it is there for readers without scripts.
        signs: what the boxes around it are said to be.
        number: its place among the page's media.
    """

    element: HtmlElement
    line: int
    inside: bool
    node: int
    link: HtmlElement | None
    noscript: bool = False
    signs: int = Sign.NONE
    number: int = 0


@dataclass(slots=True)
class Node:
    """A box: the lines and media from its first to before its last number are in it."""

    element: HtmlElement
    tag: str
    parent: int
    depth: int
    heading: int
    role: str
    start: int
    end: int = 0
    media_start: int = 0
    media_end: int = 0
    sign: int = Sign.NONE


@dataclass(slots=True)
class Flow:
    """The whole page: see the module's description."""

    document: Document
    lines: list[Line] = field(default_factory=list)
    media: list[Media] = field(default_factory=list)
    nodes: list[Node] = field(default_factory=list)

    def ancestors(self, node: int) -> list[int]:
        """The box itself and those around it, innermost first."""
        out = []
        while node >= 0:
            out.append(node)
            node = self.nodes[node].parent
        return out

    def common(self, first: int, last: int) -> int:
        """The smallest box that holds both boxes."""
        nodes = self.nodes
        while first != last:
            if nodes[first].depth < nodes[last].depth:
                last = nodes[last].parent
            elif nodes[first].depth > nodes[last].depth:
                first = nodes[first].parent
            else:
                first, last = nodes[first].parent, nodes[last].parent
        return first


def read_flow(document: Document) -> Flow:
    """Walk the tree once and write down what a reader would meet."""
    walk = _Walk(document)
    walk.run()
    mark(walk.flow)
    return walk.flow


class _Walk:
    """The state of the one pass: the open boxes and the line being filled."""

    def __init__(self, document: Document) -> None:
        self.flow = Flow(document)
        self.pieces: list[str] = []
        self.owners: list[int] = []  # number in `links`, -1 outside of links
        self.links: list[Link] = []
        self.pending: list[tuple[Media, int]] = []  # with the number of pieces before it
        self.times: list[str] = []
        self.node = -1
        self.link = -1
        self.link_stack: list[int] = []
        self.opened: tuple[HtmlElement, int, int] = (None, 0, 0)  # the last link, and what stood before it
        self.pre = 0
        self.noscript = 0

    def run(self) -> None:
        walker = etree.iterwalk(self.flow.document.root, events=("start", "end"))
        kind_of = _KINDS.get
        for event, element in walker:
            tag = element.tag
            kind = kind_of(tag, _BOX)
            if event == "start":
                if kind == _BOX:
                    self.open_box(element, tag)
                elif kind == _TEXT:
                    self.open_inline(element, tag)
                elif kind == _LINE_BREAK:
                    self.add(_BREAK)
                else:
                    if kind == _PICTURE:
                        self.add_media(element)
                    walker.skip_subtree()
                continue
            if kind == _BOX:
                self.close_box(tag)
            elif tag == "a":
                self.close_link()
            tail = element.tail
            if tail and not self.noscript and (self.pieces or not tail.isspace()):
                self.add_text(tail)
        self.flush()

    def add(self, piece: str) -> None:
        self.pieces.append(piece)
        self.owners.append(self.link)

    def add_text(self, text: str) -> None:
        if self.noscript or (not self.pieces and text.isspace()):
            return
        if self.pre and "\n" in text:
            for index, part in enumerate(text.split("\n")):
                if index:
                    self.add(_BREAK)
                self.add(part)
            return
        self.pieces.append(text)
        self.owners.append(self.link)

    def open_inline(self, element: HtmlElement, tag: str) -> None:
        if tag == "a":
            self.link_stack.append(self.link)
            href = element.get("href")
            if href is not None:
                self.links.append(Link(element, href))
                self.link = len(self.links) - 1
                self.add("")  # so that a link without text (an icon) is known to stand in this line
                self.opened = (element, len(self.pieces), len(self.pending))
        elif tag == "time" and (value := element.get("datetime")):
            self.times.append(value)
        if (style := element.get("style")) and "url(" in style:
            self.add_media(element)
        if text := element.text:
            self.add_text(text)

    def close_link(self) -> None:
        if self.link_stack:
            element, pieces, pending = self.opened
            self.drop_anchor(element, pieces)
            same = self.link >= 0 and self.links[self.link].element is element and pending == len(self.pending)
            if same and pieces <= len(self.pieces) and not "".join(self.pieces[pieces:]).strip():
                self.add_media(element)
            self.link = self.link_stack.pop()

    def drop_anchor(self, element: HtmlElement, pieces: int) -> None:
        """Forget the sign by which a heading links to itself."""
        if self.link < 0 or self.links[self.link].element is not element or pieces > len(self.pieces):
            return
        if self.links[self.link].href.startswith("#") and "".join(self.pieces[pieces:]).strip() in _ANCHOR_SIGNS:
            del self.pieces[pieces:], self.owners[pieces:]

    def open_box(self, element: HtmlElement, tag: str) -> None:
        flow = self.flow
        parent = flow.nodes[self.node] if self.node >= 0 else None
        # An element of a page's own making breaks the line, unless it stands in a paragraph.
        inline = parent is not None and (parent.role == "p" or parent.heading) and "-" in tag
        if (self.pieces or self.pending) and not inline:
            self.flush()
        heading = _HEADINGS.get(tag, 0)
        role = tag if tag in _ROLES else "div"
        depth = 0
        if parent is not None:
            depth = parent.depth + 1
            heading = heading or parent.heading
            if role == "div" and parent.role in _INHERITED:
                role = parent.role
        sign = _TAG_SIGNS.get(tag, Sign.NONE)
        items = element.items()
        if len(items) == 1 and items[0][0] == "class":
            sign = sign_of(tag, items[0][1], "")  # as most are
        elif items:
            sign, heading, background = self.attributes(tag, items, heading)
            if background:
                self.pending.append((Media(element, 0, False, len(flow.nodes), None), len(self.pieces)))
        at = len(flow.lines)
        media = len(flow.media) + len(self.pending)
        flow.nodes.append(Node(element, tag, self.node, depth, heading, role, at, at, media, media, sign))
        self.node = len(flow.nodes) - 1
        if tag in _PREFORMATTED:
            self.pre += 1
        elif tag == "noscript":
            self.noscript += 1
        text = element.text
        if text and (self.pieces or not text.isspace()):
            self.add_text(text)

    def attributes(self, tag: str, items: list[tuple[str, str]], heading: int) -> tuple[int, int, bool]:
        """What an element's attributes say: its sign, its heading level, whether it shows a background picture."""
        classes = identity = role = ""
        hidden = background = False
        level = "2"
        for name, value in items:
            if name == "class":
                classes = value
            elif name == "id":
                identity = value
            elif name == "role":
                role = value
            elif name == "style":
                hidden = hidden or unseen(value)
                background = background or "url(" in value
            elif name == "hidden":
                hidden = True
            elif name == "aria-level":
                level = value
            elif name in _BACKGROUNDS:
                background = True
        sign = sign_of(tag, f"{classes} {identity}" if identity else classes, role)
        if role == "heading" and not heading:
            heading = int(level) if level in {"1", "2", "3", "4", "5", "6"} else 2
        return sign | Sign.HIDDEN if hidden else sign, heading, background

    def close_box(self, tag: str) -> None:
        node = self.flow.nodes[self.node]
        parent = self.flow.nodes[node.parent] if node.parent >= 0 else None
        if (self.pieces or self.pending) and not (
            parent is not None and (parent.role == "p" or parent.heading) and "-" in tag
        ):
            self.flush()
        node.end = len(self.flow.lines)
        node.media_end = len(self.flow.media)
        self.node = node.parent
        if tag in _PREFORMATTED:
            self.pre -= 1
        elif tag == "noscript":
            self.noscript -= 1

    def add_media(self, element: HtmlElement) -> None:
        link = self.links[self.link].element if self.link >= 0 else None
        media = Media(element, 0, False, self.node, link, bool(self.noscript))
        self.pending.append((media, len(self.pieces)))

    def flush(self) -> None:
        """End the line: what was gathered becomes one line, or several where line breaks part it."""
        if not self.pieces and not self.pending:
            self.times.clear()
            return
        if not self.pending and _BREAK not in self.pieces:  # as most lines are
            if text := fold("".join(self.pieces)):
                self._line(text, 0, len(self.pieces), hard=True)
        else:
            self._emit()
            self.pending.clear()
        self.pieces.clear()
        self.owners.clear()
        self.times.clear()
        if self.link >= 0:  # the link goes on in the next box
            open_link = self.links[self.link]
            self.links = [Link(open_link.element, open_link.href)]
            self.link = 0
            self.link_stack = [-1] * len(self.link_stack)
        else:
            self.links = []

    def _emit(self) -> None:
        pieces, start, breaks, parted = self.pieces, 0, 2, False
        pending = self.pending
        taken = 0
        ends = [len(pieces)]
        if _BREAK in pieces:
            ends = [*(i for i, piece in enumerate(pieces) if piece is _BREAK), len(pieces)]
        for end in ends:
            raw = "".join(pieces[start:end])
            last = end == len(pieces)
            text = fold(raw)
            here = []
            while taken < len(pending) and (pending[taken][1] <= end or last):
                here.append(pending[taken])
                taken += 1
            number = len(self.flow.lines)
            for media, at in here:
                media.line = number
                media.number = len(self.flow.media)
                media.inside = bool(text) and bool(fold("".join(pieces[start:at])))
                self.flow.media.append(media)
            if text:
                self._line(text, start, end, hard=breaks >= 2 or parted)
                breaks, parted = 0, False
            elif here:
                parted = True
            breaks += 1
            start = end + 1

    def _line(self, text: str, start: int, end: int, *, hard: bool) -> None:
        node = self.flow.nodes[self.node]
        if end - start == 1 and self.owners[start] < 0:
            times = tuple(self.times) if self.times else ()
            line = Line(text, self.node, node.role, node.heading, hard, (text,), (), 0, times, Sign.NONE, weight(text))
            self.flow.lines.append(line)
            return
        runs, link_chars = [], 0
        links: dict[int, Link] = {}
        for piece, owner in zip(self.pieces[start:end], self.owners[start:end], strict=True):
            run = fold(piece)
            if owner >= 0 and owner not in links:
                links[owner] = Link(self.links[owner].element, self.links[owner].href)
            if not run:
                continue
            runs.append(run)
            if owner >= 0:
                link_chars += len(run)
                links[owner].text = f"{links[owner].text} {run}".strip()
        line = Line(
            text,
            self.node,
            node.role,
            node.heading,
            hard,
            tuple(runs),
            tuple(links.values()),
            link_chars,
            tuple(self.times),
        )
        if line.heading and text.endswith("]") and (found := _EDIT_LINK.search(text)):
            line.text = text[: found.start()]
        line.weight = weight(line.text)
        self.flow.lines.append(line)
