"""Where a page shows the values that the readers gave: which elements hold a title, a date, a body, a file."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final

from scraper.parse.patterns.dates import Order, find_dates
from scraper.parse.selected import date_of, text_of
from scraper.urls import canonical, resolve

if TYPE_CHECKING:
    from archive.records import Attachment, PostContent, Teaser
    from scraper.parse.document import Document

HtmlElement = Any

_BACKGROUND: Final = re.compile(r"url\(\s*[\"']?([^\"')]+)")
_ORDERS: Final[tuple[Order, ...]] = ("dmy", "mdy")
# No teaser is longer than this.
_LONGEST_RECORD: Final = 6000
_UNSHOWN: Final = frozenset({"head", "title", "script", "style", "template", "noscript", "option"})


def squeeze(text: str) -> str:
    """A text without white space: how one value is compared with another."""
    return "".join(text.split())


def elements_saying(scope: HtmlElement, value: str) -> tuple[HtmlElement, ...]:
    """The elements whose whole text is a value, the innermost first."""
    wanted = squeeze(value)
    if not wanted:
        return ()
    # Invisible characters, which are no part of a value, may make the text of a page a little longer.
    near = (e for e, length in _lengths(scope) if len(wanted) <= length <= len(wanted) + 12)
    return tuple(e for e in near if squeeze(text_of(e)) == wanted)


def elements_dated(
    scope: HtmlElement, day: str, order: Order | None
) -> tuple[tuple[HtmlElement, ...], tuple[HtmlElement, ...]]:
    """The elements that show a date: those that show just what the innermost shows, and wider ones around them."""
    found = [
        element
        for element, length in _lengths(scope)
        if length <= 120 and _may_show(element, day) and date_of([element], order) == day
    ]
    around = {ancestor for element in found for ancestor in element.iterancestors()}
    inner = {element for element in found if element not in around}
    same = {squeeze(text_of(element)) for element in inner}
    close = tuple(e for e in found if e in inner or squeeze(text_of(e)) in same)
    return close, tuple(found)


def _may_show(element: HtmlElement, day: str) -> bool:
    """Whether an element could show a day: its year is there in numbers, or it tells a time to machines."""
    text = "".join(element.itertext())
    return day[2:4] in text or "年" in text or any(e.get("datetime") for e in element.iter("time"))


def _lengths(scope: HtmlElement) -> Iterable[tuple[HtmlElement, int]]:
    """The elements within a scope that show text or a time, with the lengths of their texts, the innermost first."""
    total: dict[HtmlElement, int] = defaultdict(int)
    for element in reversed(list(scope.iter())):
        length = 0
        if isinstance(element.tag, str) and element.tag not in _UNSHOWN:
            length = total[element] + len(squeeze(element.text or ""))
            yield element, length
        parent = element.getparent()
        if parent is not None and element is not scope:
            total[parent] += length + len(squeeze(element.tail or ""))


def bodies(document: Document, content: PostContent) -> tuple[HtmlElement, ...]:
    """The elements that hold the whole body and little else, the outermost first."""
    blocks = [squeeze(block) for block in content.body.split("\n\n") if block]
    if not blocks:
        return ()
    chain: list[HtmlElement] = []
    element: HtmlElement | None = document.root.find("body")
    while element is not None:
        chain.append(element)
        element = next((child for child in element if isinstance(child.tag, str) and _holds(child, blocks)), None)
    return tuple(element for element in chain if is_body([element], content))


def _holds(element: HtmlElement, blocks: Sequence[str]) -> bool:
    return _rest(squeeze(text_of(element)), blocks) is not None


def _rest(text: str, blocks: Sequence[str]) -> str | None:
    """What is left of a text when the blocks are taken out in their order; None where one is not there."""
    rest, position = [], 0
    for block in blocks:
        at = text.find(block, position)
        if at < 0:
            return None
        rest.append(text[position:at])
        position = at + len(block)
    return "".join((*rest, text[position:]))


def is_body(elements: Sequence[HtmlElement], content: PostContent) -> bool:
    """Whether elements hold the whole body, and besides it no more than labels and a button or two."""
    blocks = [squeeze(block) for block in content.body.split("\n\n") if block]
    text = squeeze("".join(map(text_of, elements)))
    rest = _rest(text, blocks)
    if rest is None:
        return False
    for item in content.attachments:
        rest = rest.replace(squeeze(item.label or item.name), "", 1)
    title = squeeze(content.title)
    if title and title in rest:
        return False
    if content.published and any(hit.date == content.published for hit in find_dates(text_of_rest(rest))):
        return False
    return len(rest) <= 40 + sum(map(len, blocks)) // 10


def text_of_rest(rest: str) -> str:
    """Squeezed text in the form that dates are found in: with space between letters and digits."""
    return re.sub(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])", " ", rest)


def by_address(document: Document) -> dict[str, list[HtmlElement]]:
    """The elements of a page by the addresses in their attributes."""
    found: dict[str, list[HtmlElement]] = defaultdict(list)
    for element in document.root.iter():
        if not isinstance(element.tag, str) or element.tag in {"link", "meta", "script", "base"}:
            continue
        for name, value in element.attrib.items():
            for address in _addresses(name, value):
                if (url := resolve(document.base, address)) and element not in found[url]:
                    found[url].append(element)
    return found


def _addresses(name: str, value: str) -> list[str]:
    if name.endswith("srcset"):
        return [part.split()[0] for part in value.split(",") if part.split()]
    if name == "style":
        return _BACKGROUND.findall(value)
    if name in {"href", "src", "poster"} or (name.startswith("data-") and "/" in value and len(value) < 2000):
        return [value]
    return []


def offering(document: Document, item: Attachment, index: dict[str, list[HtmlElement]]) -> tuple[HtmlElement, ...]:
    """The elements that offer an attachment: links to it, else pictures of it, else its label alone."""
    if item.url is None:
        return elements_saying(document.root, item.label or item.name)
    found = index.get(item.url, [])
    links = [element for element in found if element.tag == "a"]
    if links:
        return tuple(links)
    pictures = [element.getparent() for element in found if element.getparent().tag == "picture"]
    return tuple(dict.fromkeys([*pictures, *found]))


def records(document: Document, teasers: Sequence[Teaser]) -> list[tuple[HtmlElement, ...]]:
    """For each teaser the elements that hold it and no other, and all that it says; the outermost first."""
    places = {canonical(teaser.url): number for number, teaser in enumerate(teasers)}
    under: dict[HtmlElement, set[int]] = defaultdict(set)
    links: dict[int, list[HtmlElement]] = defaultdict(list)
    for link in document.root.iter("a"):
        url = resolve(document.base, link.get("href") or "")
        number = places.get(canonical(url)) if url else None
        if number is None:
            continue
        links[number].append(link)
        for element in (link, *link.iterancestors()):
            under[element].add(number)
    found = []
    for number, teaser in enumerate(teasers):
        chain: dict[HtmlElement, None] = {}
        for link in links[number]:
            alone = [e for e in (link, *link.iterancestors()) if under[e] == {number} and e.tag not in {"body", "html"}]
            chain |= dict.fromkeys(e for e in reversed(alone) if _holds_teaser(e, teaser))
        found.append(tuple(chain))
    return found


def _holds_teaser(element: HtmlElement, teaser: Teaser) -> bool:
    """Whether an element shows all that a teaser says, in whatever order."""
    text = text_of(element)
    if len(text) > _LONGEST_RECORD:
        return False
    told = " ".join(value or "" for e in element.iter("a", "img") for value in (e.get("title"), e.get("alt")))
    has = _words(f"{text} {told}")
    for value in (teaser.title, teaser.category, teaser.summary):
        if squeeze(value) not in squeeze(text) and not _words(value) <= has:
            return False
    return not teaser.published or teaser.published in _days(element)


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text))


def _days(element: HtmlElement) -> set[str]:
    texts = (text_of(element), " ".join(element.itertext()))
    ways = [(text, order) for text in texts for order in _ORDERS]
    days = {hit.date for text, order in ways for hit in find_dates(text, order=order, short_years=True)}
    return days | {day for time in element.iter("time") if (day := date_of([time]))}
