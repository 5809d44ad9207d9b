"""What a site's pages have in common: learned from a few of them, used to read the others.

What is equal on every page is the site's, what differs is the post's. `learn_template` aligns the
pages and remembers

- the pieces of markup that are equal to the byte on all of them and that hardly any reading used,
- the place where they show their title,
- how they write day and month, where one page alone leaves that open.

A page that fits is read without the common pieces, from the known place. That takes a fraction of
the time, and nothing in a menu or footer can be taken for the post. Nothing is learned that does not
give, on the pages learned from, what reading each of them alone gives.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from scraper.parse.anchors import place_of, read_date_lines
from scraper.parse.detail import read_detail
from scraper.parse.document import parse_document
from scraper.parse.flow import Flow, read_flow
from scraper.parse.patterns.dates import infer_order
from scraper.parse.structured import Structured, read_structured
from scraper.parse.template_cuts import Piece, common_pieces
from scraper.parse.template_known import SHORT, Template, fields_of, is_declared, template_from_plain
from scraper.parse.template_place import Place, common_box, common_place
from scraper.parse.template_teasers import learn_recipes
from scraper.parse.text import fold, key

if TYPE_CHECKING:
    from archive.records import PostContent
    from scraper.parse.patterns.dates import Order
    from scraper.profile import Profile

__all__ = ["Page", "Template", "learn_template", "template_from_plain"]

MOST_PAGES: Final = 12
MOST_BYTES: Final = 2_000_000
"""Larger pages are no help in learning."""
AGREEMENT: Final = 0.9
"""A place is learned where it gives the right value on this share of the pages."""
_LEAST_PAGES: Final = 2
_STRAY_USE: Final = 0.3
_MOST_TRIED: Final = 16
_MOST_COMMON: Final = 300


@dataclass(frozen=True, slots=True)
class Page:
    """A page to learn from: its bytes, its address, and the character set that its response declared."""

    html: bytes
    url: str
    charset: str | None = None


@dataclass(frozen=True, slots=True)
class _Read:
    """A page as it is read alone: the lines that show title, date and category, and the body's box; -1 if none does."""

    page: Page
    content: PostContent
    flow: Flow
    structured: Structured
    line: int
    date: int
    category: int
    body: int


def learn_template(pages: Sequence[Page], *, profile: Profile | None = None) -> Template | None:
    """Learn what the detail pages of one site, in one language, have in common.

    Args:
        pages: two or more, best four to eight, of different posts; the first twelve count.
        profile: the site's profile, as it will be given in reading.

    Returns:
        What was learned; None where there is nothing to learn: too few posts, or pages that have
        nothing in common. Pages of another kind than most are left out. Never raises.
    """
    try:
        return _learn(pages, profile)
    except Exception:  # noqa: BLE001 - a page that breaks a reader teaches nothing, and must not stop a run
        return None


def _learn(pages: Sequence[Page], profile: Profile | None) -> Template | None:
    distinct = {page.html: page for page in pages if len(page.html) <= MOST_BYTES}
    read = [one for page in list(distinct.values())[:MOST_PAGES] if (one := _read_alone(page, profile)) is not None]
    read = _fellows(read)
    if len(read) < _LEAST_PAGES:
        return None
    order = profile.date_order if profile and profile.date_order else _order(read)
    place = _title_place(read)
    template = Template(
        pages=len(read),
        title=place,
        declared=all(is_declared(one.content.title, one.structured) for one in read),
        order=order,
        expects=frozenset.intersection(*(fields_of(one.content) for one in read)),
        issues=frozenset(issue.code for one in read for issue in one.content.issues),
        common=_common_lines(read),
    )
    template = _with_places(template, read, profile)
    recipes = learn_recipes([(one.flow.document, one.content.related) for one in read], order)
    if recipes and _proven(replace(template, recipes=recipes), read, profile):
        template = replace(template, recipes=recipes)
    pieces = common_pieces([one.page.html for one in read], _spare(read))
    proven = _proven_pieces(template, pieces, read, profile)
    return replace(template, pieces=proven) if proven or order or place else None


def _with_places(template: Template, read: list[_Read], profile: Profile | None) -> Template:
    """The template with those places of date, category and body that lead to what each page gives alone."""
    places = (
        ("date", common_place([(one.flow, one.date) for one in read if one.date >= 0])),
        ("category", common_place([(one.flow, one.category) for one in read if one.category >= 0])),
        ("body", common_box([(one.flow, one.body) for one in read if one.body >= 0])),
    )
    for name, place in places:
        counted = sum(getattr(one, name) >= 0 for one in read)
        if place is None or counted < max(_LEAST_PAGES, AGREEMENT * len(read) * (0.5 if name == "body" else 1)):
            continue
        placed = template.placing(name, place)
        if _proven(placed, read, profile):
            template = placed
    return template


def _common_lines(read: list[_Read]) -> frozenset[str]:
    """What short lines say that stand on more than half of the pages."""
    counted = Counter(said for one in read for said in {key(line.text) for line in one.flow.lines if line.weight < 200})
    usual = [said for said, count in counted.most_common(_MOST_COMMON) if said and count * 2 > len(read)]
    return frozenset(usual)


def _proven_pieces(
    template: Template, pieces: tuple[Piece, ...], read: list[_Read], profile: Profile | None
) -> tuple[Piece, ...]:
    """The pieces without which the pages are read as well: all, or those that may go one by one, or none."""
    if not pieces or _proven(replace(template, pieces=pieces), read, profile):
        return pieces
    large = sorted(pieces, key=lambda piece: -len(piece.markup))[:_MOST_TRIED]
    good = [piece for piece in large if _proven(replace(template, pieces=(piece,)), read, profile)]
    kept = tuple(piece for piece in pieces if piece in good)
    return kept if kept and _proven(replace(template, pieces=kept), read, profile) else ()


def _read_alone(page: Page, profile: Profile | None) -> _Read | None:
    content = read_detail(page.html, page.url, profile=profile, charset=page.charset)
    if not content.is_post:
        return None
    document = parse_document(page.html, page.url, page.charset)
    flow = read_flow(document)
    structured = read_structured(document)
    line, date = _title_line(flow, content), _date_line(flow, content)
    return _Read(
        page, content, flow, structured, line, date, _category_line(flow, content, date), _body_box(flow, content)
    )


def _date_line(flow: Flow, content: PostContent) -> int:
    """The line that the date was read from."""
    place = _chosen_place(content, "published")
    dates = read_date_lines(flow, infer_order(line.text for line in flow.lines))
    found = [index for index, said in dates.items() if said.published == content.published]
    return next((index for index in found if place and place_of(flow, index) == place), -1)


def _category_line(flow: Flow, content: PostContent, date: int) -> int:
    """The line that is the category and nothing else; -1 where it stands beside the date."""
    place = _chosen_place(content, "category")
    return next(
        (
            index
            for index, line in enumerate(flow.lines)
            if index != date and place and line.text == content.category and place_of(flow, index) == place
        ),
        -1,
    )


def _body_box(flow: Flow, content: PostContent) -> int:
    """The smallest box around all that was read as body; -1 for a page with hardly any text."""
    said = {key(block) for block in content.body.split("\n\n")}
    lines = [line for line in flow.lines if line.weight > 20 and key(line.text) in said]
    if len(content.body) < SHORT or not lines:
        return -1
    box = lines[0].node
    for line in lines[1:]:
        box = flow.common(box, line.node)
    return box


def _chosen_place(content: PostContent, field: str) -> str:
    return next((item.place for item in content.evidence if item.field == field and item.chosen and item.place), "")


def _title_line(flow: Flow, content: PostContent) -> int:
    """The line that the title was read from."""
    chosen = _chosen_place(content, "title")
    said = key(content.title)
    found = [
        index
        for index, line in enumerate(flow.lines)
        if key(line.text) == said or (line.heading and len(line.text) > 3 and said.startswith(key(line.text)))
    ]
    return next((index for index in found if place_of(flow, index) == chosen), -1)


def _fellows(read: list[_Read]) -> list[_Read]:
    """The pages of the kind that most are of: those that show their title in the same kind of place."""
    shapes = [
        tuple(one.flow.nodes[n].tag for n in one.flow.ancestors(one.flow.lines[one.line].node)) if one.line >= 0 else ()
        for one in read
    ]
    if not shapes:
        return []
    usual, _ = Counter(shapes).most_common(1)[0]
    return [one for one, shape in zip(read, shapes, strict=True) if shape == usual]


def _order(read: list[_Read]) -> Order | None:
    """How the site's dates write day and month, by the dates of all pages together."""
    texts = [one.flow.lines[index].text for one in read for index in read_date_lines(one.flow)]
    return infer_order(texts)


def _title_place(read: list[_Read]) -> Place | None:
    """The place of the title, if it leads to the title on nearly every page."""
    place = common_place([(one.flow, one.line) for one in read if one.line >= 0])
    if place is None:
        return None
    right = sum(place.line(one.flow) == one.line for one in read)
    return place if right >= AGREEMENT * len(read) else None


def _spare(read: list[_Read]) -> Callable[[bytes], bool]:
    """Whether a piece is used by hardly any of the readings."""
    used = [_used(one.content) for one in read]

    def spare(markup: bytes) -> bool:
        document = parse_document(markup, read[0].page.url, read[0].page.charset)
        flow = read_flow(document)
        names = [
            str(value)
            for element in document.root.iter()
            for name, value in element.items()
            if name in {"href", "src", "srcset", "data-src"}
        ]
        uses = sum(_uses(flow, names, texts, addresses) for texts, addresses in used)
        return uses <= _STRAY_USE * len(read)

    return spare


def _used(content: PostContent) -> tuple[frozenset[str], frozenset[str]]:
    """The texts and the last parts of the addresses that a reading is made of."""
    texts = {content.title, *content.body.split("\n\n")}
    addresses = set()
    for offer in content.attachments:
        texts |= {offer.name, offer.label}
        addresses.add(_last(offer.url or ""))
    for teaser in content.related:
        texts |= {teaser.title, teaser.summary}
        addresses.add(_last(teaser.url))
    return frozenset(key(text) for text in texts if key(text)), frozenset(addresses - {""})


def _uses(flow: Flow, names: list[str], texts: frozenset[str], addresses: frozenset[str]) -> bool:
    if any(_last(name) in addresses for name in names):
        return True
    return any(
        key(line.text) in texts or (line.weight > 30 and any(key(line.text) in text for text in texts))
        for line in flow.lines
    )


def _last(address: str) -> str:
    return fold(address).split("#")[0].rstrip("/").rsplit("/", 1)[-1]


def _proven(template: Template, read: list[_Read], profile: Profile | None) -> bool:
    """Whether the pages learned from are read with the template as they are read alone."""
    right = 0
    for one in read:
        known = read_detail(one.page.html, one.page.url, profile=profile, charset=one.page.charset, site=template)
        right += _same(known, one.content)
    return right >= AGREEMENT * len(read)


def _same(known: PostContent, alone: PostContent) -> bool:
    return all(
        getattr(known, name) == getattr(alone, name)
        for name in ("title", "published", "category", "body", "body_html", "attachments", "related")
    )
