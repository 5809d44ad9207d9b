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
_UNSHOWN: Final = frozenset({"head", "title", "script", "style", "template", "noscript", "option"})


def squeeze(text: str) -> str:
    """A text without white space: how one value is compared with another."""
    return "".join(text.split())


def elements_saying(scope: HtmlElement, value: str) -> tuple[HtmlElement, ...]:
    """The elements whose whole text is a value, the innermost first."""
    wanted = squeeze(value)
    if not wanted:
        return ()
    found = [e for e in _shown(scope) if squeeze(text_of(e)) == wanted]
    return tuple(reversed(found))


def elements_dated(
    scope: HtmlElement, day: str, order: Order | None
) -> tuple[tuple[HtmlElement, ...], tuple[HtmlElement, ...]]:
    """The elements that show a date: those that show just what the innermost shows, and wider ones around them."""
    found = [
        e
        for e in _shown(scope)
        if len(text := text_of(e)) <= 120 and (text or e.get("datetime")) and date_of([e], order) == day
    ]
    around = {ancestor for e in found for ancestor in e.iterancestors()}
    inner = [e for e in found if e not in around]
    same = {squeeze(text_of(e)) for e in inner}
    close = tuple(e for e in reversed(found) if e in inner or squeeze(text_of(e)) in same)
    return close, tuple(reversed(found))


def _shown(scope: HtmlElement) -> Iterable[HtmlElement]:
    """The elements within a scope whose text is not longer than a field's could be."""
    # The text of a large element is long, and that of every element in it would be gathered again and again.
    todo = [scope]
    while todo:
        element = todo.pop()
        if not isinstance(element.tag, str) or element.tag in _UNSHOWN:
            continue
        if sum(map(len, element.itertext())) <= 4000:
            yield from (e for e in element.iter() if isinstance(e.tag, str) and e.tag not in _UNSHOWN)
        else:
            todo += reversed(element)


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
    text = squeeze(text_of(element))
    told = " ".join(value or "" for e in element.iter("a", "img") for value in (e.get("title"), e.get("alt")))
    if squeeze(teaser.title) not in text and squeeze(teaser.title) not in squeeze(told):
        return False
    if teaser.summary and squeeze(teaser.summary) not in text:
        return False
    if teaser.category and not all(squeeze(part) in text for part in teaser.category.split(", ")):
        return False
    return not teaser.published or teaser.published in _days(element)


def _days(element: HtmlElement) -> set[str]:
    texts = (text_of(element), " ".join(element.itertext()))
    days = {hit.date for text in texts for order in ("dmy", "mdy") for hit in find_dates(text, order=order)}
    return days | {day for time in element.iter("time") if (day := date_of([time]))}
