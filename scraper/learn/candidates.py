"""From an element to the selectors that might lead to it, the short and robust ones first.

Every selector has a cost: what it costs to rely on it. Tags that say what they hold and names that
people gave are cheap; names of looks, positions and long paths are dear; generated names and passing
states are never offered. Nothing here knows which selector is right: that is found by applying it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations, islice
from typing import Any, Final
from urllib.parse import urlsplit

from scraper.learn.names import is_layout, is_stable, readable_stem

HtmlElement = Any

_TAGS: Final = {
    "h1": 1.0, "main": 1.0, "article": 1.2, "time": 1.2, "h2": 1.3, "h3": 1.3, "h4": 1.4, "h5": 1.4, "h6": 1.4,
    "address": 1.6, "a": 1.6, "img": 1.6, "dt": 1.7, "dd": 1.7, "figure": 1.7, "li": 1.9, "tr": 2.0, "section": 2.1,
    "header": 2.1, "p": 2.2, "ul": 2.4, "ol": 2.4, "dl": 2.4, "table": 2.5, "td": 2.6, "small": 2.4, "strong": 2.4,
    "b": 2.6, "em": 2.6, "span": 2.8, "div": 3.0,
}  # fmt: skip
_OTHER_TAG: Final = 2.6
_MEANINGS: Final = ("itemprop", "property", "role", "data-field", "data-type")
_LINKS: Final = {"a": "href", "img": "src", "source": "srcset", "video": "src", "audio": "src"}
_MOST_ANCESTORS: Final = 9
_MOST_NAMES: Final = 6
_STEP: Final = 0.8
# What a tag such as `p` costs when it is to be the only one on a page.
_VAGUE: Final = 3.0


@dataclass(frozen=True, slots=True, order=True)
class Candidate:
    """A selector and what it costs to rely on it."""

    cost: float
    css: str


def candidates(element: HtmlElement, scope: HtmlElement) -> dict[str, float]:
    """Selectors that select an element within a scope (the page, or a record), with their costs."""
    own = [*_simple(element), *_placed(element), *_after(element)]
    page = scope.tag == "html"
    found = {one.css: one.cost + (_VAGUE if page and _is_vague(one.css, element) else 0.0) for one in own}
    above = _ancestors(element, scope)
    for distance, ancestor in enumerate(above):
        contexts = _contexts(ancestor)
        for context in contexts:
            for one in own:
                _add(found, context.cost + one.cost + _STEP, f"{context.css} {one.css}")
                if distance == 0:
                    _add(found, context.cost + one.cost + _STEP + 0.3, f"{context.css} > {one.css}")
    for css, cost in _long(own, above):
        _add(found, cost, css)
    return found


def _is_vague(css: str, element: HtmlElement) -> bool:
    tag = element.tag
    return css.partition(":")[0] == tag and _TAGS.get(tag, _OTHER_TAG) >= 1.5


def _add(found: dict[str, float], cost: float, css: str) -> None:
    if cost < found.get(css, 99.0):
        found[css] = cost


def _long(own: list[Candidate], above: list[HtmlElement]) -> Iterator[tuple[str, float]]:
    """Selectors of three steps, of the cheapest simple ones: the parent, and a well-named box around it."""
    if not above:
        return
    cheap = sorted(own)[:4]
    parent, further = above[0], above[1:]
    steps = sorted([*_simple(parent), *_placed(parent), *_after(parent)])[:8]
    for ancestor in further:
        for context in sorted(_contexts(ancestor))[:3]:
            for step in steps:
                for one in cheap:
                    yield f"{context.css} {step.css} > {one.css}", context.cost + step.cost + one.cost + 2 * _STEP + 0.3


def _ancestors(element: HtmlElement, scope: HtmlElement) -> list[HtmlElement]:
    if element is scope:
        return []
    found = []
    for ancestor in element.iterancestors():
        if ancestor.tag in {"html", "body"}:
            break
        found.append(ancestor)
        if ancestor is scope or len(found) >= _MOST_ANCESTORS:
            break
    return found


def _contexts(element: HtmlElement) -> list[Candidate]:
    """How an ancestor may be named in a selector: by what it is called, or by a tag that means something."""
    tag_means_little = _TAGS.get(element.tag, _OTHER_TAG) >= 2.6
    return [
        Candidate(one.cost + (1.5 if tag_means_little and one.css == element.tag else 0.0), one.css)
        for one in _simple(element)
    ]


def _simple(element: HtmlElement) -> list[Candidate]:
    """The element by its tag, id, classes and telling attributes."""
    tag = element.tag
    base = _TAGS.get(tag, _OTHER_TAG)
    found = [Candidate(base, tag)]
    name = element.get("id") or ""
    if name and is_stable(name):
        found.append(Candidate(1.5 + len(name) / 50, f"#{name}"))
    names = [one for one in dict.fromkeys((element.get("class") or "").split()) if is_stable(one)][:_MOST_NAMES]
    costs = {one: 1.6 + len(one) / 50 + (3.5 if is_layout(one) else 0.0) for one in names}
    for one, cost in costs.items():
        found.append(Candidate(cost, f".{one}"))
        found.append(Candidate(cost + 0.5, f"{tag}.{one}"))
    pairs = combinations(sorted(names), 2)
    found += [Candidate(costs[one] + costs[other] * 0.7, f".{one}.{other}") for one, other in pairs]
    found += [Candidate(3.4, f'[class*="{stem}"]') for stem in _stems(element)]
    return found + list(_attributes(element))


def _stems(element: HtmlElement) -> list[str]:
    return [stem for name in (element.get("class") or "").split()[:_MOST_NAMES] if (stem := readable_stem(name))]


def _attributes(element: HtmlElement) -> Iterator[Candidate]:
    tag = element.tag
    for name in _MEANINGS:
        value = element.get(name) or ""
        if value and value.isascii() and len(value) <= 30 and not set(value) & set("\"'\\\n\r "):
            yield Candidate(1.9, f'[{name}="{value}"]')
    if "next" in (element.get("rel") or "").split():
        yield Candidate(1.0, f'{tag}[rel~="next"]')
    label = element.get("aria-label") or ""
    if 0 < len(label) <= 24 and label.isascii() and label.replace(" ", "").isalpha():
        yield Candidate(3.2, f'{tag}[aria-label="{label}"]')
    if element.get("download") is not None:
        yield Candidate(2.4, f"{tag}[download]")
    if tag == "time" and element.get("datetime"):
        yield Candidate(1.9, "time[datetime]")
    if (link := _LINKS.get(tag)) and (first := _folder(element.get(link) or "")):
        yield Candidate(3.2, f'{tag}[{link}*="{first}"]')


def _folder(address: str) -> str:
    """The folder that all addresses of a kind are likely to begin with: `/upload/` of `/upload/news/3/a.jpg`."""
    try:
        segments = urlsplit(address.split(maxsplit=1)[0] if address.strip() else "").path.split("/")
    except ValueError:
        return ""
    first = next((segment for segment in segments[:-1] if segment and segment not in {".", ".."}), "")
    return f"/{first}/" if is_stable(first) and len(first) >= 3 else ""


def _placed(element: HtmlElement) -> Iterator[Candidate]:
    """The element by its place among its siblings: the last resort."""
    parent = element.getparent()
    if parent is None:
        return
    siblings = [child for child in parent if isinstance(child.tag, str)]
    if len(siblings) > 12:
        return
    tag, place = element.tag, siblings.index(element) + 1
    base = _TAGS.get(tag, _OTHER_TAG) + 3.0
    if place == 1:
        yield Candidate(base, f"{tag}:first-child")
    if place == len(siblings):
        yield Candidate(base, f"{tag}:last-child")
    yield Candidate(base + 0.5 + place / 10, f"{tag}:nth-child({place})")
    alike = [child for child in siblings if child.tag == tag]
    if len(alike) < len(siblings):
        yield Candidate(base + 0.4 + alike.index(element) / 10, f"{tag}:nth-of-type({alike.index(element) + 1})")


def _after(element: HtmlElement) -> Iterator[Candidate]:
    """The element as the one right behind a sibling that can be named: `h1 + p`."""
    before = next((e for e in element.itersiblings(preceding=True) if isinstance(e.tag, str)), None)
    if before is None:
        return
    for one in islice(_telling(before), 3):
        for own in islice(sorted(_simple(element)), 2):
            yield Candidate(one.cost + own.cost + 1.2, f"{one.css} + {own.css}")


def _telling(element: HtmlElement) -> Iterable[Candidate]:
    simple = sorted(_simple(element))
    return (one for one in simple if one.css != element.tag or _TAGS.get(element.tag, _OTHER_TAG) < 1.5)
