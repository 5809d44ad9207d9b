"""A page's tree as flat arrays, so that questions about any subtree cost next to nothing.

Elements are numbered in reading order; a subtree is a range of numbers. What lies in each subtree
(characters, dates, headings, pictures, links) is counted once, while the tree is walked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from lxml import etree

from scraper.parse.addresses import resolve
from scraper.parse.patterns.dates import find_dates
from scraper.parse.patterns.months import MONTHS, fold_word

if TYPE_CHECKING:
    from collections.abc import Iterator

HtmlElement = Any

# What no reader sees, or what is a control and not content.
UNSEEN = frozenset(
    "head script style noscript template svg iframe textarea select option object canvas math map datalist".split()
)
# More links than this are a trap or a data dump; the rest are text.
MAX_LINKS = 20_000
_PICTURES = frozenset(("img", "picture", "video", "amp-img"))
HEADINGS = {f"h{level}": level for level in range(1, 7)}
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
# What a script says that goes to another page.
_GOES_TO = re.compile(
    r"(?:location(?:\.href)?\s*=|(?:window\.open|location\.(?:assign|replace))\()\s*['\"]([^'\"\s]+)['\"]"
)
# Paths that resolve to themselves: the commonest kind of link, spared the long way.
_PLAIN_PATH = re.compile(r"(?!.*(?://|/\.))/[\w~%./-]*+(?:\?[\w.~%=&/-]++)?$", re.ASCII)
_DIGIT = re.compile(r"[0-9０-９〇一二三四五六七八九十]")
_MONTH = re.compile(r"(?<![0-9])(?:0?[1-9]|1[0-2])\s?[月월]")
SPOKEN = re.compile(r"[^\W_]")
"""A letter or digit: what has none says nothing."""
_SHORT_WORDS = re.compile(r"[^\W\d_]{3,}")


class Link(NamedTuple):
    """A link to another page: the number of its element, its address, the characters that it shows, its heading."""

    at: int
    url: str
    shown: int
    heading: int
    text: str


class Part(NamedTuple):
    """A piece of a page inside one container: an element, or the bare text before or after one.

    `what` is `element`; `tail` for the text right behind the element number `at`; `text` for the text with which the
    element number `at` itself, the container, begins.
    """

    at: int
    what: str = "element"


@dataclass(slots=True)
class Outline:
    """The arrays, one place an element. `end[i]` is one past the last element of the subtree of element `i`.

    Attributes:
        elements: the elements themselves.
        tags: their names.
        parents: the number of each element's parent, -1 for the root.
        end: where each subtree ends.
        text: characters that a subtree shows, white space left out.
        dates: pieces of text in a subtree that give a date.
        headings: heading elements in a subtree, itself included.
        pictures: pictures in a subtree, itself included.
        links: every link in reading order; those of a subtree are `links[link_from[i]:link_to[i]]`.
        pieces: what records were taken apart into, by their parts; see `scraper.parse.units`.
        shapes: what records are made of, by their parts; see `scraper.parse.weighing`.
    """

    elements: list[HtmlElement] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    parents: list[int] = field(default_factory=list)
    end: list[int] = field(default_factory=list)
    text: list[int] = field(default_factory=list)
    dates: list[int] = field(default_factory=list)
    headings: list[int] = field(default_factory=list)
    pictures: list[int] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    link_from: list[int] = field(default_factory=list)
    link_to: list[int] = field(default_factory=list)
    pieces: dict[tuple[Part, ...], Any] = field(default_factory=dict)
    shapes: dict[tuple[Part, ...], frozenset[int]] = field(default_factory=dict)

    def links_in(self, index: int) -> list[Link]:
        """The links in the subtree of an element, itself included."""
        return self.links[self.link_from[index] : self.link_to[index]]

    def linked(self, index: int) -> int:
        """How many links the subtree of an element holds."""
        return self.link_to[index] - self.link_from[index]

    def children(self, index: int) -> list[int]:
        """The numbers of an element's children that are in the outline."""
        found, child, last = [], index + 1, self.end[index]
        while child < last:
            found.append(child)
            child = self.end[child]
        return found

    def parts(self, index: int) -> list[Part]:
        """What an element consists of, bare text included."""
        found = [Part(index, "text")] if _spoken(self.elements[index].text) else []
        for child in self.children(index):
            found.append(Part(child))
            if _spoken(self.elements[child].tail):
                found.append(Part(child, "tail"))
        return found

    def bare(self, part: Part) -> str:
        """The text of a part that is bare text; empty for an element."""
        if part.what == "element":
            return ""
        element = self.elements[part.at]
        return (element.text if part.what == "text" else element.tail) or ""

    def shown(self, part: Part) -> int:
        """How many characters a part shows."""
        return self.text[part.at] if part.what == "element" else len(self.bare(part).strip())

    def dated(self, part: Part) -> bool:
        """Whether a part gives a date."""
        return self.dates[part.at] > 0 if part.what == "element" else dated(self.bare(part).strip())

    def ancestors(self, index: int) -> Iterator[int]:
        """The numbers of an element's ancestors, nearest first."""
        while (index := self.parents[index]) >= 0:
            yield index


def _spoken(text: str | None) -> bool:
    """Whether bare text says anything: a bar or a dot between two links does not."""
    return bool(text) and SPOKEN.search(text or "") is not None


def address_in(element: HtmlElement) -> str | None:
    """Where following an element leads, as written: a link, or a card or button that a script makes one."""
    if element.tag == "a":
        href: str | None = element.get("href")
        if href and href[0] != "#" and not href.lower().startswith("javascript:"):
            return href
    elif not element.attrib or element.tag in ("body", "html", "form", "input"):
        return None
    if href := element.get("data-href") or element.get("data-link"):
        return href if href[:1] in "/.?h" else None
    script = element.get("onclick") or (element.get("href") if element.tag == "a" else None)
    found = _GOES_TO.search(script) if script else None
    return found[1] if found else None


def hidden(element: HtmlElement) -> bool:
    """Whether the markup itself hides an element from every reader."""
    if element.get("hidden") is not None:
        return True
    style = element.get("style")
    return bool(style and _HIDDEN_STYLE.search(style))


_WIDE = re.compile(r"[\u1100-\u11ff\u2e80-\ud7ff\uf900-\ufaff\uff00-\uff60]")


def width(text: str) -> int:
    """How much a text says, in Latin letters: an ideograph says as much as two or three of them."""
    return len(text) if text.isascii() else len(text) + len(_WIDE.findall(text))


def dated(text: str) -> bool:
    """Whether a piece of text gives a date, or the month of one that is spread over several elements."""
    if len(text) > 300:
        text = text[:100] + " " + text[-60:]
    if not _DIGIT.search(text):
        return 3 <= len(text) <= 12 and fold_word(text.strip(" .,/")) in MONTHS
    if find_dates(text, short_years=len(text) <= 24):
        return True
    if len(text) > 20:
        return False
    return bool(_MONTH.search(text)) or any(fold_word(word) in MONTHS for word in _SHORT_WORDS.findall(text))


def outline(root: HtmlElement, base: str) -> Outline:
    """Number and count a tree. `base` is what links are relative to."""
    return _Builder(root, base).build()


class _Builder:
    """Walks a tree once, in reading order, without recursion: pages may be nested thousands deep."""

    def __init__(self, root: HtmlElement, base: str) -> None:
        self.root = root
        self.base = base
        self.out = Outline()
        self.addresses: dict[str, str | None] = {}
        self.origin = (resolve(base, "/") or "").rstrip("/")
        # Whether any element but a link leads anywhere; most pages have none.
        self.scripted = root.xpath("boolean(//*[@onclick or @data-href or @data-link])")
        self.path: list[int] = []
        # The headings that are open, and the texts said so far.
        self.levels: list[int] = []
        self.said: list[str] = []
        # Characters, dates, headings and pictures: before each open element, and in each closed one.
        self.totals = [0, 0, 0, 0]
        self.held: list[tuple[int, int, int, int]] = []

    def build(self) -> Outline:
        out = self.out
        walk = etree.iterwalk(self.root, events=("start", "end"))
        for event, element in walk:
            tag = element.tag
            if event == "end":
                self._close(tag)
                self._say(element.tail)
            else:
                self._open(element, tag)
                if tag in UNSEEN:
                    # It has a number, so that the text behind it has a place, but nothing in it is seen.
                    walk.skip_subtree()
        out.text, out.dates, out.headings, out.pictures = (list(column) for column in zip(*self.held, strict=True))
        return out

    def _open(self, element: HtmlElement, tag: str) -> None:
        out, path, totals = self.out, self.path, self.totals
        index = len(out.elements)
        out.elements.append(element)
        out.tags.append(tag)
        out.parents.append(path[-1] if path else -1)
        out.end.append(0)
        out.link_from.append(len(out.links))
        out.link_to.append(0)
        path.append(index)
        if tag in UNSEEN:
            self.held.append((totals[0], totals[1], totals[2], totals[3]))
            return
        self.held.append((totals[0], totals[1], totals[2], totals[3]))
        if tag in HEADINGS:
            self.levels.append(HEADINGS[tag])
            totals[2] += 1
        elif tag in _PICTURES:
            totals[3] += 1
        elif tag == "time":
            totals[1] += 1
        if (tag == "a" or self.scripted) and len(out.links) < MAX_LINKS and (url := self._address(element)) is not None:
            out.links.append(Link(index, url, len(self.said), self.levels[-1] if self.levels else 0, ""))
        self._say(element.text)

    def _close(self, tag: str) -> None:
        out, totals = self.out, self.totals
        index = self.path.pop()
        before = self.held[index]
        out.end[index] = len(out.elements)
        out.link_to[index] = len(out.links)
        self.held[index] = (
            totals[0] - before[0], totals[1] - before[1], totals[2] - before[2], totals[3] - before[3]
        )  # fmt: skip
        if tag in HEADINGS:
            self.levels.pop()
        first = out.link_from[index]
        if first < len(out.links) and out.links[first].at == index:
            self._finish_link(first)

    def _finish_link(self, at: int) -> None:
        link = self.out.links[at]
        inside = self.held[link.at]
        tags = self.out.tags[link.at :] if inside[2] else ()
        heading = link.heading or next((HEADINGS[tag] for tag in tags if tag in HEADINGS), 0)
        # No title is longer than the first pieces of a link's text.
        text = " ".join(self.said[link.shown : link.shown + 200])[:1000]
        self.out.links[at] = Link(link.at, link.url, inside[0], heading, text)

    def _address(self, element: HtmlElement) -> str | None:
        href = address_in(element)
        if not href:
            return None
        if href not in self.addresses:
            self.addresses[href] = self.origin + href if _PLAIN_PATH.match(href) else resolve(self.base, href)
        return self.addresses[href]

    def _say(self, text: str | None) -> None:
        if text and (text := text.strip()):
            self.totals[0] += len(text)
            self.totals[1] += dated(text)
            self.said.append(text[:1000])
