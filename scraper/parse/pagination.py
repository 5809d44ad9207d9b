"""The page after this one: found by what links say, by the numbers of a pager, and by what addresses do.

Every link is heard. What its text, its label for screen readers, its relation and its address say is added up;
a link that leads back, nowhere, to this very page, or to a single post is none. Numbers count only in the company
of other page numbers, so that calendars and ratings are left alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from archive.records import Evidence
from scraper.parse.controls import control_address, option_addresses
from scraper.parse.outline import Link, Outline
from scraper.parse.paging_urls import Step, step
from scraper.parse.patterns.phrases import LOAD_MORE, MORE, NEXT, OLDER, PREVIOUS, fold_phrase
from scraper.urls import canonical, resolve

if TYPE_CHECKING:
    from scraper.parse.document import Document

HtmlElement = Any

_ARROWS = re.compile(r"^[\s>›»→⟩❯▶►⇒»≫＞〉⏵➔➜➝➡⮕>|]+$")
_BACK_ARROWS = re.compile(r"^[\s<‹«←⟨❮◀◄⇐≪＜〈⏴⬅|]+$")
_YEAR = re.compile(r"(?:19[7-9]|20[0-9])[0-9](?:\s*年|\s*\(\d+\))?")
_LOAD_MORE_ONLY = LOAD_MORE - MORE
# Whatever has an attribute that a script could read an address from.
_CONTROLS = ("button", "a", "div", "span", "li", "input")
_SCRIPTED = ("data-", "hx-", "ic-", "up-", "formaction")
# "Older posts" can mean nothing else, whatever the address.
_PLAIN_WORDS = 3.0
# Below this a link is no next page.
_ENOUGH = 2.0
_MOST_LINKS = 20_000


@dataclass(frozen=True, slots=True)
class Pages:
    """Where a listing goes on.

    Attributes:
        next_url: the page after this one, None on the last.
        index_urls: pages that hold other parts of the listing, such as years.
        evidence: who says so.
        at: the number of the element that turns the pages, forward or back; None if there is none.
    """

    next_url: str | None
    index_urls: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    at: int | None = None


@dataclass(slots=True)
class _Voice:
    """What one link has to say for being the next page."""

    url: str
    weight: float
    reason: str
    place: str
    at: int | None = None


def find_pages(document: Document, page: Outline, *, selector: str | None = None) -> Pages:
    """Find the next page and the further index pages of a listing.

    Args:
        document: the page.
        page: its outline.
        selector: the profile's CSS selector for the link to the next page, the strongest voice while it matches.
    """
    finder = _Finder(document, page)
    voices = finder.voices(selector)
    best = max(voices, key=lambda voice: voice.weight, default=None)
    chosen = best if best is not None and best.weight >= _ENOUGH else None
    evidence = [
        Evidence("next_url", v.url, "pagination", v.place, v.reason, round(v.weight, 2), v is chosen)
        for v in sorted(voices, key=lambda voice: -voice.weight)[:5]
    ]
    index = tuple(url for url in finder.years() if chosen is None or url != chosen.url)
    at = chosen.at if chosen and chosen.at is not None else finder.turned_back
    return Pages(chosen.url if chosen else None, index, tuple(evidence), at)


class _Finder:
    def __init__(self, document: Document, page: Outline) -> None:
        self.document = document
        self.page = page
        self.here = document.url
        self.own = canonical(document.url)
        # A link back, or a row of numbers: where the pages are turned, even on the last one.
        self.turned_back: int | None = None

    def voices(self, selector: str | None) -> list[_Voice]:
        found = self._by_selector(selector) if selector else []
        found += self._by_head()
        for link in self.page.links[:_MOST_LINKS]:
            if voice := self._by_link(link):
                found.append(voice)
        found += self._by_numbers()
        found += self._by_controls()
        return self._agreeing(found)

    def _agreeing(self, voices: list[_Voice]) -> list[_Voice]:
        """One voice for each address: the strongest, helped a little by the others."""
        merged: dict[str, _Voice] = {}
        for voice in sorted(voices, key=lambda voice: -voice.weight):
            if voice.weight <= 0 or canonical(voice.url) == self.own:
                continue
            if voice.url in merged:
                other = merged[voice.url]
                if voice.reason not in other.reason:
                    other.weight += 0.3 * voice.weight
                    other.reason += f"; {voice.reason}"
            else:
                merged[voice.url] = voice
        return list(merged.values())

    def _by_selector(self, selector: str) -> list[_Voice]:
        for element in self.document.root.cssselect(selector):
            href = element.get("href") or control_address(element, self.document.base, self.here) or ""
            if not _disabled(element) and (url := resolve(self.document.base, href)):
                return [_Voice(url, 100.0, "the profile's selector", selector)]
        return []

    def _by_head(self) -> list[_Voice]:
        found = []
        for element in self.document.root.iter("link"):
            if "next" in (element.get("rel") or "").lower().split():
                url = resolve(self.document.base, element.get("href") or "")
                move = step(self.here, url) if url else None
                # On the page of a single post this is the next post.
                if url and move and (move.counted or move.before is not None):
                    found.append(_Voice(url, 2.6, "rel=next in the head", "link[rel=next]"))
        return found

    def _by_link(self, link: Link) -> _Voice | None:
        element = self.page.elements[link.at]
        says, reason = _saying(element, link)
        rel = (element.get("rel") or "").lower().split()
        if "prev" in rel or says < 0:
            if step(self.here, link.url) is not None:
                self.turned_back = link.at
            return None
        if says == 0 and _more_of_these(link):
            return _Voice(link.url, 2.2, "more, with a page number", f"a:{link.text[:30]}", link.at)
        if "next" in rel:
            says, reason = max(says, 1.2) + 0.8, reason or "rel=next"
        if says <= 0 or _disabled(element):
            return None
        move = step(self.here, link.url)
        weight = says + max(self._address_weight(link, move), -0.5 if says >= _PLAIN_WORDS else -2.0)
        return _Voice(link.url, weight, reason, f"a:{link.text[:30]}", link.at)

    def _address_weight(self, link: Link, move: Step | None) -> float:
        """What the address adds: most where it is a page of this very listing, less than nothing where it is not."""
        if move is None:
            below = canonical(link.url).startswith(self.own.partition("?")[0].rstrip("/") + "/")
            return 0.0 if below or self._beside_numbers(link) else -1.2
        weight = 0.8 + 0.5 * move.counted
        if move.number is not None and move.before is not None:
            if move.number == move.before + 1:
                weight += 0.6
            elif move.number < move.before:
                weight -= 0.8
        return weight

    def _beside_numbers(self, link: Link) -> bool:
        """Whether a link stands among page numbers."""
        for index in list(self.page.ancestors(link.at))[:4]:
            if self.page.text[index] > 200:
                return False
            if sum(other.text.strip("[]() ").isdigit() for other in self.page.links_in(index)) >= 2:
                return True
        return False

    # -- numbers -----------------------------------------------------------------------------------------------------

    def _by_numbers(self) -> list[_Voice]:
        """The link with the number after the current one, in a row of page numbers."""
        found = []
        for holder, numbers in self._pagers():
            if len(numbers) > 1:
                self.turned_back = holder
            current = self._current(holder, numbers)
            if current is None:
                continue
            link = numbers.get(current + 1)
            if link is None or canonical(link.url) == self.own:
                continue
            move = step(self.here, link.url)
            if move is not None and not _disabled(self.page.elements[link.at]):
                weight = 2.2 + 0.4 * move.counted
                found.append(_Voice(link.url, weight, f"page {current + 1} after page {current}", "numbers", holder))
        return found

    def _pagers(self) -> list[tuple[int, dict[int, Link]]]:
        """Rows of links whose texts are page numbers, with the element that holds each row."""
        page = self.page
        rows: dict[int, dict[int, Link]] = {}
        for link in page.links[:_MOST_LINKS]:
            text = link.text.strip("[]() .|-")
            if not text.isdecimal() or len(text) > 4 or int(text) == 0 or _YEAR.fullmatch(text):
                continue
            if step(self.here, link.url) is None and canonical(link.url) != self.own and text != "1":
                continue
            for up in list(page.ancestors(link.at))[:4]:
                if page.text[up] <= 120 + 4 * page.linked(up):
                    rows.setdefault(up, {}).setdefault(int(text), link)
        # The smallest element that holds most of the numbers stands for its row.
        held: list[tuple[int, dict[int, Link]]] = []
        for up, numbers in sorted(rows.items(), key=lambda item: (-len(item[1]), -item[0])):
            if not any(up <= other < page.end[up] or other <= up < page.end[other] for other, _ in held):
                held.append((up, numbers))
        return held

    def _current(self, holder: int, numbers: dict[int, Link]) -> int | None:
        """The number of the page in hand: marked, not linked, linked to itself, or the gap in the row."""
        page = self.page
        for number, link in numbers.items():
            if canonical(link.url) == self.own or page.elements[link.at].get("aria-current"):
                return number
        links = {link.at for link in page.links_in(holder)}
        for index in range(holder, page.end[holder]):
            element = page.elements[index]
            said = [] if index == holder else _bare_numbers(element.tail)
            if index not in links and not any(up in links for up in _up_to(page, index, holder)):
                said = [*_bare_numbers(element.text), *said]
            for number in said:
                if number not in numbers:
                    return number
        moves = [step(self.here, link.url) for link in numbers.values()]
        if any(move and move.before is not None for move in moves):
            return None
        # An address without a page number is the first page.
        return 1 if 1 not in numbers and 2 in numbers else None

    # -- buttons, drop-downs, years ----------------------------------------------------------------------------------

    def _by_controls(self) -> list[_Voice]:
        found = []
        for element in self.document.root.iter(*_CONTROLS):
            if not any(name.startswith(_SCRIPTED) for name in element.keys()) or _disabled(element):  # noqa: SIM118
                continue
            url = control_address(element, self.document.base, self.here)
            if not url:
                continue
            says, reason = _saying(element, None)
            more = fold_phrase(_shown(element)) in LOAD_MORE
            if says < 0 or (says == 0 and not more):
                continue
            found.append(_Voice(url, 2.4 + (0.4 if more else 0.0), reason or "a button for more", element.tag))
        options = option_addresses(self.document.root, self.document.base, self.here)
        return found + [_Voice(url, 2.1, "the next option of a drop-down", "select") for url in options]

    def years(self) -> list[str]:
        """Pages that each hold one year: tabs, lists or a drop-down."""
        found: dict[str, None] = {}
        short = (link for link in self.page.links[:_MOST_LINKS] if 4 <= len(link.text) <= 12)
        tabs = [link for link in short if _YEAR.fullmatch(link.text.strip())]
        if len(tabs) > 1 or (tabs and self._year_beside(tabs[0])):
            for link in tabs:
                found[link.url] = None
        for url in option_addresses(self.document.root, self.document.base, self.here, years=True):
            found[url] = None
        return [url for url in found if canonical(url) != self.own]

    def _year_beside(self, link: Link) -> bool:
        """Whether a lone year stands beside another that is not linked: the one that is shown."""
        parent = self.page.parents[self.page.parents[link.at]]
        texts = (text.strip() for text in self.page.elements[max(parent, 0)].itertext())
        return sum(bool(_YEAR.fullmatch(text)) for text in texts) > 1


def _up_to(page: Outline, index: int, holder: int) -> list[int]:
    """The elements around one, up to the holder of a row."""
    return [up for up in page.ancestors(index) if up > holder]


def _bare_numbers(text: str | None) -> list[int]:
    """The page numbers that stand in a text by themselves: `| 2 |`."""
    if not text or len(text) > 40:
        return []
    pieces = re.split(r"[\s|.,\xa0\[\]()-]+", text)
    return [int(piece) for piece in pieces if piece.isdecimal() and 0 < len(piece) <= 4 and not _YEAR.fullmatch(piece)]


def _shown(element: HtmlElement) -> str:
    if element.tag == "input":
        return element.get("value") or ""
    text = element.text_content() if len(element) < 8 else ""
    return text if len(text) <= 80 else ""


def _disabled(element: HtmlElement) -> bool:
    """Whether a link is switched off, by itself or by the item that holds it."""
    for candidate in (element, element.getparent()):
        if candidate is None:
            continue
        if candidate.get("aria-disabled") == "true" or candidate.get("disabled") is not None:
            return True
        if re.search(r"(?:^|[\s_-])(?:is-)?disabled(?:$|[\s_-])", candidate.get("class") or ""):
            return True
    return False


def _saying(element: HtmlElement, link: Link | None) -> tuple[float, str]:
    """How clearly a link says that it leads on, and in which words; negative for one that leads back."""
    text = link.text if link else _shown(element)
    if len(text) > 60:
        return 0.0, ""
    labels = [element.get("aria-label"), element.get("title"), element.get("value") if element.tag == "input" else None]
    if len(element):
        inner = element.iter("img", "svg", "i", "span")
        labels += [e.get(name) for e in inner for name in ("alt", "title", "aria-label")]
    said = [(text, 1.0), *((label, 0.9) for label in labels if label)]
    best, reason = 0.0, ""
    for words, trust in said:
        value = _meaning(words) * trust
        if abs(value) > abs(best):
            best, reason = value, f"says {words.strip()[:30]!r}"
    if best == 0 and len(text.strip()) <= 3:
        name = f"{element.get('class') or ''} {element.get('id') or ''} {element.getparent().get('class') or ''}"
        kinds = {fold_phrase(word) for word in re.findall(r"[A-Za-z]+", re.sub(r"([a-z])([A-Z])", r"\1 \2", name))}
        if "next" in kinds and not kinds & {"prev", "previous"}:
            return 1.4, "is named next"
    return best, reason


_PAGE_IN_QUERY = re.compile(r"[?&](?:page|paged|p|pg|offset|start)=[1-9]\d{0,4}(?:&|$)", re.IGNORECASE)
_MORE_WORD = re.compile(r"(?:more|mehr|weitere|m[aá]s|mais|altri|meer|fler|更多)\b.{0,30}", re.IGNORECASE)


def _more_of_these(link: Link) -> bool:
    """Whether a link offers more of what the page lists: `More upcoming events`, to an address with a page number."""
    return bool(_MORE_WORD.fullmatch(link.text)) and bool(_PAGE_IN_QUERY.search(link.url))


@lru_cache(maxsize=4096)
def _meaning(words: str) -> float:
    """+ for the words of a link to the next page, - for those of one back, 0 for others."""
    words = words.strip()
    if not words or len(words) > 60:
        return 0.0
    if _ARROWS.match(words):
        # A doubled arrow often leads to the last page.
        return 0.4 if re.search(r"[|]|>>|»»|››", words) else 1.6
    if _BACK_ARROWS.match(words):
        return -1.6
    phrase = fold_phrase(words)
    first = phrase.partition(" ")[0]
    meanings = (
        (phrase in OLDER or re.sub(r" \d+$", "", phrase) in OLDER, 3.0),
        (phrase in _LOAD_MORE_ONLY, 2.0),
        (phrase in NEXT or re.sub(r" (?:\d+|page|\d+ \w+)$", "", phrase) in NEXT, 2.6),
        (phrase in PREVIOUS or re.sub(r" \d+$", "", phrase) in PREVIOUS, -2.6),
        (phrase.startswith(("next page", "next results", "go to next", "go to the next")), 2.2),
        (first in PREVIOUS, -1.5),
    )
    return next((value for holds, value in meanings if holds), 0.0)
