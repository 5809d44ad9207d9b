"""A record as the short pieces of text that a reader sees apart: title, date, category, summary, buttons.

Pieces end where a block, a line or a link ends, and between neighbours that are each wrapped whole
(`<span>12</span><span>Jun 2024</span>`), since such are laid out apart by style sheets that we do not have.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from scraper.parse.outline import HEADINGS, SPOKEN, UNSEEN, hidden
from scraper.parse.patterns.dates import whole_date

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scraper.parse.outline import Outline, Part

HtmlElement = Any

_BLOCKS = frozenset(
    """address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure
    footer form h1 h2 h3 h4 h5 h6 header hgroup html legend li main menu nav ol p pre section summary table tbody td
    tfoot th thead tr ul""".split()
)
# Elements that mark words inside running text: neighbours of these kinds are read together.
_PHRASES = frozenset(
    """em i b strong u s mark sub sup abbr cite code q small font big wbr bdi bdo ins del kbd var ruby rt rb tt
    dfn""".split()
)
_TOGETHER = _PHRASES | {"br", "img"}
_DEEPEST = 120
# A single run of text in a teaser is never longer.
_LONGEST = 20_000
_UNSTABLE = re.compile(r"\S*\d\S*")
# Invisible characters that are no white space: zero width, byte order mark, soft hyphen.
_INVISIBLE = dict.fromkeys([0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD])


class Unit(NamedTuple):
    """One piece of a record's text.

    Attributes:
        text: folded to single spaces.
        url: where it leads, empty if nowhere.
        link: the link element, None if there is none.
        heading: 1 to 6 inside a heading, else 0.
        strong: whether it is set in bold.
        block: number of the block or line that it stands in.
        slot: where in the record it stands; equal for the same field of all records of one making.
        stamp: the `datetime` of the `time` element around it, empty if none.
        element: the innermost element around it; None for bare text of the container.
        raw: the text with its white space.
    """

    text: str
    url: str
    link: HtmlElement | None
    heading: int
    strong: bool
    block: int
    slot: str
    stamp: str
    element: HtmlElement | None
    raw: str


def fold(text: str) -> str:
    """One line: white space folded, invisible characters dropped."""
    return " ".join((text if text.isascii() else text.translate(_INVISIBLE)).split())


class _Place(NamedTuple):
    """What surrounds the text that is being read."""

    slot: str = ""
    url: str = ""
    link: HtmlElement | None = None
    heading: int = 0
    strong: bool = False
    stamp: str = ""
    element: HtmlElement | None = None
    depth: int = 0


class _Reader:
    def __init__(self, addresses: dict[HtmlElement, str]) -> None:
        self.addresses = addresses
        self.units: list[Unit] = []
        self.pictures: list[HtmlElement] = []
        self.links: list[tuple[str, HtmlElement]] = []
        self.block = 0
        self.pieces: list[tuple[str, _Place]] = []

    def flush(self, *, line: bool = False) -> None:
        if not self.pieces:
            self.block += line
            return
        raw = "".join(text for text, _ in self.pieces)
        text = fold(raw)
        if SPOKEN.search(text):
            spoken = [piece for piece in self.pieces if piece[0] and not piece[0].isspace()]
            place = spoken[0][1] if len(spoken) == 1 else max(spoken, key=lambda piece: len(piece[0].strip()))[1]
            self.units.append(
                Unit(
                    text,
                    place.url,
                    place.link,
                    place.heading,
                    all(p.strong for _, p in spoken),
                    self.block,
                    spoken[0][1].slot,
                    place.stamp,
                    place.element,
                    raw,
                )
            )
        elif text and self.units and self.units[-1].block == self.block:
            # A bar between two pieces stays with the first, so that the line can be put together again.
            self.units[-1] = self.units[-1]._replace(raw=self.units[-1].raw + raw)
        self.pieces = []
        self.block += line

    def part(self) -> None:
        """End a piece where what follows is laid out apart."""
        if self.pieces:
            self.flush()
        if self.units and not self.units[-1].raw.endswith(" "):
            self.units[-1] = self.units[-1]._replace(raw=self.units[-1].raw + " ")

    def say(self, text: str | None, place: _Place) -> None:
        if text:
            self.pieces.append((text[:_LONGEST], place))

    def visit(self, element: HtmlElement, place: _Place) -> None:
        tag = element.tag
        # A record that a script shows later is a record; what is hidden inside one is no text of it.
        if not isinstance(tag, str) or tag in UNSEEN or (place.depth and hidden(element)):
            return
        if tag in ("br", "hr"):
            self.flush(line=True)
            return
        if tag == "img":
            self.pictures.append(element)
            return
        if place.depth > _DEEPEST:
            self.say(element.text_content(), place)
            return
        inner = self._inside(element, tag, place)
        block = tag in _BLOCKS
        apart = block or inner.link is not place.link or inner.stamp != place.stamp or _is_date(element)
        if apart:
            self.flush(line=block)
        if text := element.text:
            self.say(text, inner)
        parted = len(element) > 1 and _parted(element)
        for child in element:
            if parted:
                self.part()
            self.visit(child, inner)
            if parted:
                self.part()
            if tail := child.tail:
                self.say(tail, inner)
        if apart:
            self.flush(line=block)

    def _inside(self, element: HtmlElement, tag: str, place: _Place) -> _Place:
        url, link, stamp = place.url, place.link, place.stamp
        if found := self.addresses.get(element):
            url, link = found, element
            self.links.append((found, element))
        if tag == "time":
            stamp = element.get("datetime") or stamp
        position = f":{element.getparent().index(element)}" if tag in ("td", "th") else ""
        name = _stable(element.get("class") or "")
        return _Place(
            f"{place.slot}/{tag}{position}{name}",
            url,
            link,
            HEADINGS.get(tag, place.heading),
            place.strong or tag in ("b", "strong"),
            stamp,
            element,
            place.depth + 1,
        )


@lru_cache(maxsize=4096)
def _stable(names: str) -> str:
    """The class names of an element as part of its place, without those that number it."""
    kept = _UNSTABLE.sub("", names).split()
    return "." + ".".join(sorted(kept)) if kept else ""


def _is_date(element: HtmlElement) -> bool:
    """Whether an inline element holds nothing but a date: it is then a piece of its own."""
    if len(element) > 3 or element.tag in ("a", "img"):
        return False
    text = element.text_content() if len(element) else element.text or ""
    return 6 <= len(text) <= 60 and not text.isalpha() and whole_date(text) is not None


def _parted(element: HtmlElement) -> bool:
    """Whether an element's children are laid out apart: two or more of them, and no words between."""
    if len(element) < 2 or ((text := element.text) and SPOKEN.search(text)):
        return False
    kinds, glued = set(), True
    for child in element:
        tail = child.tail
        if not isinstance(child.tag, str) or (tail and SPOKEN.search(tail)):
            return False
        kinds.add(child.tag)
        glued = glued and not tail
    if not kinds <= _TOGETHER:
        return True
    # `<b>One</b> <i>two</i>` are words of one phrase; `<b>12</b><i>Jun</i>` would run together if they were.
    return glued and kinds <= {"b", "strong", "i", "em", "small", "font"}


class Pieces(NamedTuple):
    """The units, pictures and links of a record, in reading order."""

    units: tuple[Unit, ...]
    pictures: tuple[HtmlElement, ...]
    links: tuple[tuple[str, HtmlElement], ...]


def pieces_of(page: Outline, parts: Iterable[Part]) -> Pieces:
    """Take a record apart; what was taken apart once is remembered."""
    parts = tuple(parts)
    known: Pieces | None = page.pieces.get(parts)
    if known is not None:
        return known
    links = (link for part in parts if part.what == "element" for link in page.links_in(part.at))
    reader = _Reader({page.elements[link.at]: link.url for link in links})
    for part in parts:
        if part.what == "element":
            reader.visit(page.elements[part.at], _Place())
        else:
            reader.say(page.bare(part), _Place(slot="#text"))
    reader.flush()
    units = reader.units
    if len(parts) == 1:
        # The name and class of the record itself ("odd", "first") say nothing about its fields.
        units = [unit._replace(slot=unit.slot[1:].partition("/")[2]) for unit in units]
    page.pieces[parts] = found = Pieces(tuple(units), tuple(reader.pictures), tuple(reader.links))
    return found
