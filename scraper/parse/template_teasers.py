"""How a site's detail pages show other posts: the shape of a record, and which of its elements says what.

Learned from the teasers that were read on some pages; a record of the same shape is then read
directly. A shape is the tags and class names of a record's elements in order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Final

from archive.records import Teaser
from scraper.parse.addresses import elsewhere, leads_elsewhere, resolve
from scraper.parse.document import Document, HtmlElement
from scraper.parse.patterns.dates import date_line
from scraper.parse.text import fold

if TYPE_CHECKING:
    from scraper.parse.patterns.dates import Order

Shape = tuple[str, ...]
_LEAST_RECORDS: Final = 3
_MOST_ELEMENTS: Final = 60
_NOTHING: Final = -1


@dataclass(frozen=True, slots=True)
class Recipe:
    """Which element of a record says what, by its number in the record; -1 where none does.

    `category` counts from 1000 where the category stands in that element's date line.
    """

    url: int
    title: int
    published: int
    category: int
    summary: int


Recipes = Mapping[Shape, Recipe]
_IN_DATE_LINE: Final = 1000


def learn_recipes(pages: Sequence[tuple[Document, Sequence[Teaser]]], order: Order | None) -> dict[Shape, Recipe]:
    """The recipes that give the teasers of these pages, each proven on all records of its shape."""
    possible: dict[Shape, list[set[tuple[str, int]]]] = {}
    for document, teasers in pages:
        for record, teaser in _records(document, teasers):
            elements = list(record.iter())
            if len(elements) <= _MOST_ELEMENTS:
                possible.setdefault(_shape(elements), []).append(_ways(elements, teaser, document.base, order))
    out = {}
    for shape, ways in possible.items():
        common = set.intersection(*ways)
        chosen = {field.name: [number for name, number in common if name == field.name] for field in fields(Recipe)}
        if len(ways) >= _LEAST_RECORDS and all(chosen.values()):
            # Of elements in each other the innermost says it most exactly.
            out[shape] = Recipe(**{name: max(numbers) for name, numbers in chosen.items()})
    return out


def take_records(document: Document, recipes: Recipes, order: Order | None = None) -> tuple[Teaser, ...] | None:
    """The teasers of a page, whose records are taken out of its tree.

    None, and nothing is taken, unless they stand in one element with nothing else that has links,
    each in a known shape. A shape without a class name on its first element and without a date
    could as well be a list in the post; records of such a shape are left alone.
    """
    telling = {shape[0] for shape, recipe in recipes.items() if not shape[0].endswith(".") or recipe.published >= 0}
    tags = {name.partition(".")[0] for name in telling}
    held = [one for one in document.root.iter(*tags) if _name(one) in telling] if tags else []
    found = [(one, list(one.iter())) for one in held]
    known = [(one, elements) for one, elements in found if _shape(elements) in recipes]
    if not known:
        return None
    parent = known[0][0].getparent()
    records = {one for one, _ in known}
    if any(one.getparent() is not parent for one in records):
        return None
    if any(child not in records and (child.tag == "a" or child.find(".//a") is not None) for child in parent):
        return None
    out = []
    for _, elements in known:
        recipe = recipes[_shape(elements)]
        teaser = _read(elements, recipe, document.base, order)
        if not teaser.title or not teaser.url or (recipe.published >= 0 and not teaser.published):
            return None
        if _other_page(document, elements[recipe.url].get("href") or "", teaser.url):
            out.append(teaser)
    for record in records:
        record.drop_tree()
    return tuple(out)


def recipes_to_plain(recipes: Recipes) -> list[list[Any]]:
    """As lists for JSON."""
    return [
        [list(shape), [getattr(recipe, field.name) for field in fields(Recipe)]] for shape, recipe in recipes.items()
    ]


def recipes_from_plain(data: Sequence[Sequence[Any]]) -> dict[Shape, Recipe]:
    """The reverse of `recipes_to_plain`; ValueError for numbers that lead out of their record."""
    out = {}
    for shape, numbers in data:
        recipe = Recipe(*map(int, numbers))
        highest = max(
            recipe.url, recipe.title, recipe.published, recipe.summary, max(recipe.category, 0) % _IN_DATE_LINE
        )
        if not 0 <= highest < len(shape) <= _MOST_ELEMENTS or min(recipe.url, recipe.title) < 0:
            raise ValueError(f"no recipe: {numbers}")
        out[tuple(map(str, shape))] = recipe
    return out


def _other_page(document: Document, href: str, url: str) -> bool:
    """Whether an address is of another page of the site; the quick look is enough where it has no parameters."""
    if "?" not in href:
        return leads_elsewhere(document.url, document.base, href)
    return elsewhere(document.url, url)


def _name(element: HtmlElement) -> str:
    return f"{element.tag}.{element.get('class') or ''}"


def _shape(elements: Sequence[HtmlElement]) -> Shape:
    return tuple([_name(element) for element in elements])


def _records(document: Document, teasers: Sequence[Teaser]) -> Iterator[tuple[HtmlElement, Teaser]]:
    """The elements that hold one teaser each: the largest with links to that teaser's post alone."""
    urls = {teaser.url: teaser for teaser in teasers}
    if len(urls) < 2 or len(urls) < len(teasers):
        return
    held: dict[HtmlElement, set[str]] = {}
    first: dict[str, HtmlElement] = {}
    for link in document.root.iter("a"):
        url = resolve(document.base, link.get("href") or "") or ""
        if url in urls:
            first.setdefault(url, link)
        for up in (link, *link.iterancestors()):
            held.setdefault(up, set()).add(url)
    for url, link in first.items():
        record = link
        while (up := record.getparent()) is not None and held[up] == {url}:
            record = up
        yield record, urls[url]


def _text(element: HtmlElement) -> str:
    return fold("".join(element.itertext()))


def _ways(elements: Sequence[HtmlElement], teaser: Teaser, base: str, order: Order | None) -> set[tuple[str, int]]:
    """Every way to get a teaser's fields from the elements of its record."""
    out: set[tuple[str, int]] = set()
    for number, element in enumerate(elements):
        text = _text(element)
        if (href := element.get("href")) and resolve(base, href) == teaser.url:
            out.add(("url", number))
        out |= {(name, number) for name in ("title", "category", "summary") if text and getattr(teaser, name) == text}
        line = date_line(text, order=order) if teaser.published and len(text) <= 160 else None
        if line is not None and line.published == teaser.published:
            out.add(("published", number))
            if line.category == teaser.category:
                out.add(("category", _IN_DATE_LINE + number))
    absent = [name for name in ("published", "category", "summary") if not getattr(teaser, name)]
    return out | {(name, _NOTHING) for name in absent}


def _read(elements: Sequence[HtmlElement], recipe: Recipe, base: str, order: Order | None) -> Teaser:
    line = date_line(_text(elements[recipe.published]), order=order) if recipe.published >= 0 else None
    if recipe.category >= _IN_DATE_LINE:
        category = line.category if line else ""
    else:
        category = _text(elements[recipe.category]) if recipe.category >= 0 else ""
    return Teaser(
        resolve(base, elements[recipe.url].get("href") or "") or "",
        _text(elements[recipe.title]),
        line.published if line else None,
        category,
        _text(elements[recipe.summary]) if recipe.summary >= 0 else "",
    )
