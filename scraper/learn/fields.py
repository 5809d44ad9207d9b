"""From pages and what was read on them to the selectors of a profile.

For each field the elements that say what the reader read are found on every page, and the cheapest
selector is taken that selects just these. A field whose selector would be wrong on a single page is
left out, with the reason: the readers then go on without it, which is better than being misled.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from scraper.learn import evidence
from scraper.learn.evidence import squeeze
from scraper.learn.fit import DEAREST, Fitted, Sample, fit
from scraper.parse.patterns.dates import date_line
from scraper.parse.selected import date_of, first_address, select, text_of
from scraper.urls import canonical, resolve

if TYPE_CHECKING:
    from archive.records import Listing, PostContent, Teaser
    from scraper.parse.document import Document
    from scraper.parse.patterns.dates import Order

HtmlElement = Any

# A selector that costs no more is as good as one could wish; dearer ones rest on looks or places.
_GOOD: Final = 6.0
# Detail pages differ more than the records of a listing do: places are not to be trusted as far.
_FAIR: Final = 9.0
# Pages with files that must have been seen before a box is said to hold them all.
_FEW: Final = 3


@dataclass(frozen=True, slots=True)
class DetailSeen:
    """A detail page that was looked at, and what was read on it."""

    document: Document
    content: PostContent


@dataclass(frozen=True, slots=True)
class ListingSeen:
    """A listing page that was looked at, and what was read on it."""

    document: Document
    listing: Listing


@dataclass(frozen=True, slots=True)
class Choice:
    """What was found out about one field.

    Attributes:
        field: its key in the profile.
        css: the selector; empty where the field is left out.
        checked: on how many pages (of a listing's fields: records) it selects just the right thing.
        note: what it rests on, or why it is left out.
        sure: whether a person need not look at it.
    """

    field: str
    css: str
    checked: int
    note: str
    sure: bool = True


def learn_detail(pages: Sequence[DetailSeen], order: Order | None = None) -> list[Choice]:
    """The selectors of the fields of detail pages."""
    if not pages:
        return []
    values = {
        "title": [page.content.title for page in pages],
        "date": [page.content.published or "" for page in pages],
        "category": [page.content.category for page in pages],
        "body": [page.content.body for page in pages],
    }
    roots = [page.document.root for page in pages]
    titles = [_saying(root, title) for root, title in zip(roots, values["title"], strict=True) if title]
    days = [(root, day) for root, day in zip(roots, values["date"], strict=True) if day]
    filed = [_saying(root, category) for root, category in zip(roots, values["category"], strict=True)]
    body = fit([_body(page) for page in pages if page.content.body], _FAIR)
    made = {
        "title": fit(titles, _FAIR),
        "date": _fit_date(days, order, _FAIR),
        "category": fit(filed, _GOOD),
        "body": body,
    }
    chosen = [_choice(field, made[field], values[field], "page") for field in made]
    lines = [_Line(page.document.root, page.content.published, page.content.category) for page in pages]
    files = _attachments(pages, body.css if body else "")
    return [*(_or_in_date_line(choice, lines, order) for choice in chosen), files]


def learn_listing(pages: Sequence[ListingSeen], order: Order | None = None) -> list[Choice]:
    """The selectors of the records of listings, of the fields in them, and of the link to the next page."""
    pages = [page for page in pages if len(page.listing.teasers) > 1 and page.document.kind == "html"]
    if not pages:
        return [Choice("record", "", 0, "no page of HTML with two records or more was seen", sure=False)]
    found = [evidence.records(page.document, page.listing.teasers) for page in pages]
    fitted = fit([_all_of(page.document.root, groups) for page, groups in zip(pages, found, strict=True)])
    teasers = [teaser for page in pages for teaser in page.listing.teasers]
    if fitted is None:
        wrapped = all(all(groups) for groups in found)
        why = "no short selector selects just the records" if wrapped else "some records have no element of their own"
        return [Choice("record", "", 0, f"{why}; the readers find them by what repeats", sure=False), _next(pages)]
    rows = [_Row(page, element, teaser) for page in pages for element, teaser in _pair(page, fitted.css)]
    record = Choice("record", fitted.css, len(teasers), f"all {len(teasers)} records of {_count(len(pages), 'page')}")
    return [record, *_row_fields(rows, order), _next(pages)]


@dataclass(frozen=True, slots=True)
class _Row:
    """One record with its element and what was read in it."""

    page: ListingSeen
    element: HtmlElement
    teaser: Teaser


def _pair(page: ListingSeen, css: str) -> list[tuple[HtmlElement, Teaser]]:
    """The selected records with the teasers that they hold."""
    chains = evidence.records(page.document, page.listing.teasers)
    of = {element: teaser for chain, teaser in zip(chains, page.listing.teasers, strict=True) for element in chain}
    return [(element, of[element]) for element in select(page.document.root, css)]


def _row_fields(rows: Sequence[_Row], order: Order | None) -> list[Choice]:
    titles, categories, summaries = (
        [getattr(row.teaser, name) for row in rows] for name in ("title", "category", "summary")
    )
    days = [row.teaser.published or "" for row in rows]
    made = {
        "link": (fit([_link(row) for row in rows]), [row.teaser.url for row in rows]),
        "title": (fit([_saying(r.element, t) for r, t in zip(rows, titles, strict=True)]), titles),
        "date": (_fit_date([(row.element, row.teaser.published) for row in rows], order), days),
        "category": (fit([_saying(r.element, c) for r, c in zip(rows, categories, strict=True)]), categories),
        "summary": (fit([_saying(r.element, s) for r, s in zip(rows, summaries, strict=True)]), summaries),
    }
    chosen = [_choice(field, fitted, values, "record") for field, (fitted, values) in made.items()]
    lines = [_Line(row.element, row.teaser.published, row.teaser.category) for row in rows]
    return [_or_in_date_line(choice, lines, order) for choice in chosen]


# -- what is right ---------------------------------------------------------------------------------------------------


def _saying(scope: HtmlElement, value: str) -> Sample:
    """Each selected element must say the value, and none may say anything where there is none."""
    wanted = squeeze(value)

    def accept(elements: list[HtmlElement]) -> bool:
        said = {squeeze(text_of(element)) for element in elements} - {""}
        return said == ({wanted} if wanted else set())

    return Sample(scope, (evidence.elements_saying(scope, value),) if value else (), accept)


def _fit_date(
    places: Sequence[tuple[HtmlElement, str | None]], order: Order | None, dearest: float = DEAREST
) -> Fitted | None:
    """The selector of the element that shows the date alone; where it has no good one, of a line around it."""
    found = [evidence.elements_dated(scope, day, order) if day else ((), ()) for scope, day in places]
    for which, most in ((0, _GOOD), (1, dearest)):
        samples = [_dated(scope, day, both[which], order) for (scope, day), both in zip(places, found, strict=True)]
        if fitted := fit(samples, most):
            return fitted
    return None


def _dated(scope: HtmlElement, day: str | None, group: tuple[HtmlElement, ...], order: Order | None) -> Sample:
    def accept(elements: list[HtmlElement]) -> bool:
        if day is None:
            return date_of(elements, order) is None
        return len(elements) == 1 and elements[0] in group and date_of(elements, order) == day

    return Sample(scope, (group,) if day else (), accept)


@dataclass(frozen=True, slots=True)
class _Line:
    """Where a date and a category were read."""

    scope: HtmlElement
    published: str | None
    category: str


def _or_in_date_line(choice: Choice, lines: Sequence[_Line], order: Order | None) -> Choice:
    """A category without a selector is no gap where the line of the date says it."""
    filed = [line for line in lines if line.category]
    if choice.field != "category" or choice.css or not filed:
        return choice
    if all(_says_both(line, order) for line in filed):
        return Choice("category", "", len(filed), "stands in the line of the date and is read from there")
    return choice


def _says_both(line: _Line, order: Order | None) -> bool:
    around = evidence.elements_dated(line.scope, line.published, order)[1] if line.published else ()
    said = [date_line(text_of(element), order=order) for element in around]
    return any(one is not None and one.category == line.category for one in said)


def _body(page: DetailSeen) -> Sample:
    return Sample(
        page.document.root,
        (evidence.bodies(page.document, page.content),),
        lambda elements: len(elements) == 1 and evidence.is_body(elements, page.content),
    )


def _all_of(scope: HtmlElement, groups: Sequence[tuple[HtmlElement, ...]]) -> Sample:
    """One element of each group must be selected, and no other."""
    owner = {element: number for number, group in enumerate(groups) for element in group}

    def accept(elements: list[HtmlElement]) -> bool:
        numbers = [owner.get(element, -1) for element in elements]
        return sorted(numbers) == list(range(len(groups)))

    return Sample(scope, tuple(groups), accept)


def _link(row: _Row) -> Sample:
    base = row.page.document.base
    wanted = canonical(row.teaser.url)

    def leads(element: HtmlElement) -> bool:
        url = resolve(base, element.get("href") or "")
        return url is not None and canonical(url) == wanted

    def accept(elements: list[HtmlElement]) -> bool:
        return bool(elements) and canonical(first_address(elements, base)) == wanted

    return Sample(row.element, (tuple(a for a in row.element.iter("a") if leads(a)),), accept)


# -- attachments and the next page -----------------------------------------------------------------------------------


def _attachments(pages: Sequence[DetailSeen], body: str) -> Choice:
    """The box that holds all files and pictures of every post, whatever they are made of: the body's, or a wider one.

    A selector of the links themselves would be shorter, but the first post that shows a picture
    instead of a link would lose it.
    """
    offers = [_offers(page) for page in pages]
    filled = [page for page in offers if page]
    total = sum(map(len, filled))
    if len(filled) < _FEW:
        seen = f"files were met on {_count(len(filled), 'page')} only" if filled else "no file or picture was met"
        return Choice("attachments", "", 0, f"{seen}; the readers find them")
    note = f"holds all {total} files of {_count(len(filled), 'page')}"
    samples = [_box(page.document.root, found) for page, found in zip(pages, offers, strict=True)]
    if body and all(sample.accept(select(sample.scope, body)) for sample in samples):
        return Choice("attachments", body, len(pages), note)
    fitted = fit(samples, _GOOD)
    if fitted is None:
        return Choice("attachments", "", 0, "no box of its own holds all files of each post; the readers find them")
    return Choice("attachments", fitted.css, len(pages), note)


def _offers(page: DetailSeen) -> list[tuple[HtmlElement, ...]]:
    """For each attachment the elements that offer it."""
    index = evidence.by_address(page.document)
    found = (evidence.offering(page.document, item, index) for item in page.content.attachments)
    return [elements for elements in found if elements]


def _box(scope: HtmlElement, offers: list[tuple[HtmlElement, ...]]) -> Sample:
    """One box must hold an element of each offer; without offers it does not matter."""

    def accept(elements: list[HtmlElement]) -> bool:
        inside = {one for element in elements for one in element.iter()}
        return not offers or (len(elements) == 1 and all(inside & set(offer) for offer in offers))

    return Sample(scope, (_around(offers),) if offers else (), accept)


def _around(offers: list[tuple[HtmlElement, ...]]) -> tuple[HtmlElement, ...]:
    """The boxes that hold an element of each offer, the innermost first."""
    first, *others = [[one for element in offer for one in element.iterancestors()] for offer in offers]
    shared = [box for box in dict.fromkeys(first) if all(box in other for other in others)]
    return tuple(box for box in shared if box.tag not in {"html", "body"})[:6]


def _next(pages: Sequence[ListingSeen]) -> Choice:
    """The link to the next page; only one that calls itself so, since on a last page another would take its place."""
    if not any(page.listing.next_url for page in pages):
        return Choice("next", "", 0, "no page looked at has a next page", sure=len(pages) > 1)
    fitted = fit([_next_link(page) for page in pages])
    if fitted is None or not _says_next(fitted.css):
        return Choice("next", "", 0, "nothing names the link to the next page; the readers find it", sure=True)
    return Choice("next", fitted.css, len(pages), f"right on {_count(len(pages), 'page')}")


def _next_link(page: ListingSeen) -> Sample:
    base, wanted = page.document.base, page.listing.next_url
    links = tuple(a for a in page.document.root.iter("a", "link") if resolve(base, a.get("href") or "") == wanted)

    def accept(elements: list[HtmlElement]) -> bool:
        return {resolve(base, e.get("href") or "") for e in elements} == ({wanted} if wanted else set())

    return Sample(page.document.root, (links,) if wanted else (), accept)


def _says_next(css: str) -> bool:
    return any(word in css.lower() for word in ("next", "older", "weiter", "suivant", "siguiente"))


# -- what to say of it -----------------------------------------------------------------------------------------------


def _choice(field: str, fitted: Fitted | None, values: Sequence[str], what: str) -> Choice:
    """A fitted selector as a choice, with how far it may be trusted."""
    said = [value for value in values if value]
    if not said:
        return Choice(field, "", 0, f"no {what} looked at shows one", sure=field in {"category", "summary"})
    if fitted is None:
        return Choice(field, "", 0, f"no short selector is right on every {what}; the readers find it", sure=False)
    note = f"right on all {_count(len(values), what)}"
    if len(said) < len(values):
        note += f", {len(said)} of which show one"
    if len(said) == 1:
        return Choice(field, fitted.css, len(said), f"seen on one {what} only", sure=False)
    if field == "category" and len(set(said)) == 1:
        return Choice(field, fitted.css, len(said), f"every {what} looked at says {said[0]!r}", sure=False)
    if fitted.cost > _GOOD:
        return Choice(field, fitted.css, len(values), f"{note}, but only by its place or its looks", sure=False)
    return Choice(field, fitted.css, len(values), note)


def _count(number: int, what: str) -> str:
    return f"{number} {what}" + ("" if number == 1 else "s")
