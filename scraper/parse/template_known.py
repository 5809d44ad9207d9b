"""What is known of a site's pages after some of them were compared, and what it says about the next one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from archive.records import Evidence, PostContent
from scraper.parse.anchors import TitleChoice, place_of, title_at, title_parts
from scraper.parse.template_cuts import Piece, cut
from scraper.parse.template_place import NOWHERE, Place, Placed, place_from_plain
from scraper.parse.template_teasers import Recipes, recipes_from_plain, recipes_to_plain, take_records
from scraper.parse.text import key, shorten

if TYPE_CHECKING:
    from archive.records import Teaser
    from scraper.parse.document import Document
    from scraper.parse.flow import Flow
    from scraper.parse.patterns.dates import Order
    from scraper.parse.structured import Structured

VERSION: Final = 2
FITS: Final = 0.9
"""A page that has less of the common pieces than this share of their bytes is of another template."""
FIELDS: Final = ("title", "published", "category", "body", "related")
PLACES: Final = ("title", "date", "category", "body")
SHORT: Final = 160
"""Characters of a body below which the whole page is read."""


@dataclass(frozen=True, slots=True)
class Template:
    """What the pages of a site have in common.

    Attributes:
        pages: how many pages it was learned from.
        pieces: markup that is on every page and of no post.
        title: where the title stands; None where the pages do not agree.
        date: where the date stands.
        category: where the category stands, unless that is beside the date.
        body: the box that is the body and nothing else.
        common: what short lines say that stand on most pages, as `key` writes it.
        declared: whether every page also declares that title to machines.
        order: how dates write day and month; None where no page tells.
        recipes: how its pages show other posts, by the shape of a record.
        expects: the fields that every page had: those of `FIELDS`.
        issues: the codes of what was doubtful on the pages learned from.
    """

    pages: int
    pieces: tuple[Piece, ...] = ()
    title: Place | None = None
    date: Place | None = None
    category: Place | None = None
    body: Place | None = None
    common: frozenset[str] = frozenset()
    declared: bool = False
    order: Order | None = None
    recipes: Recipes = field(default_factory=dict)
    expects: frozenset[str] = frozenset()
    issues: frozenset[str] = frozenset()

    def fits(self, html: bytes) -> float:
        """How much of what all pages have in common this page has, from 0 to 1."""
        total = sum(len(piece.markup) for piece in self.pieces)
        return cut(html, self.pieces)[1] / total if total else 1.0

    def content_of(self, html: bytes) -> bytes | None:
        """The page without what all pages have in common; None for a page that does not fit."""
        total = sum(len(piece.markup) for piece in self.pieces)
        rest, had = cut(html, self.pieces)
        return rest if self.title is not None and had >= FITS * total else None

    def of_any_page(self) -> Template:
        """What holds on every page of the site, of whatever kind it is."""
        return replace(self, pieces=(), title=None, date=None, category=None, body=None, recipes={})

    def title_on(self, flow: Flow, structured: Structured) -> TitleChoice | None:
        """The title at its place; None where there is nothing, or not what the page declares as well."""
        if self.title is None:
            return None
        index = self.title.line(flow)
        if index < 0:
            return None
        text = title_at(flow, index, structured)
        if not key(text) or (self.declared and not is_declared(text, structured)):
            return None
        reason = f"stands where the titles of {self.pages} other pages stand"
        return TitleChoice(
            text, index, (Evidence("title", shorten(text), "template", place_of(flow, index), reason, 5.0),)
        )

    def placed_on(self, flow: Flow) -> Placed:
        """Where a page has date, category and body, as far as its places are those of other pages."""
        if self.date is None and self.category is None and self.body is None:
            return NOWHERE
        return Placed(
            self.date.line(flow) if self.date else -1,
            self.category.line(flow) if self.category else -1,
            self.body.box(flow) if self.body else -1,
        )

    def take_related(self, document: Document) -> tuple[Teaser, ...] | None:
        """The teasers of other posts, taken out of a page; None where they are not shown as on other pages."""
        return take_records(document, self.recipes, self.order) if self.recipes else None

    def met_by(self, content: PostContent) -> bool:
        """Whether a page was read as all the pages learned from were: the same fields, enough text, and no new doubt.

        With little text of its own, what little else is left on the page could be taken for the post; and
        dates elsewhere on the page may tell how to read one that was not understood.
        """
        if len(content.body) < SHORT or content.published is None:
            return False
        return self.expects <= fields_of(content) and {issue.code for issue in content.issues} <= self.issues

    def placing(self, name: str, place: Place) -> Template:
        """The same with one more place known: that of `date`, `category` or `body`."""
        if name == "date":
            return replace(self, date=place)
        return replace(self, category=place) if name == "category" else replace(self, body=place)

    def _places(self) -> dict[str, Place | None]:
        return {name: getattr(self, name) for name in PLACES}

    def to_plain(self) -> dict[str, Any]:
        """As values for JSON; `template_from_plain` is the reverse."""
        return {
            "version": VERSION,
            "pages": self.pages,
            "pieces": [[_text(piece.markup), _text(piece.rest)] for piece in self.pieces],
            **{name: place.to_plain() if place else None for name, place in self._places().items()},
            "common": sorted(self.common),
            "declared": self.declared,
            "order": self.order,
            "recipes": recipes_to_plain(self.recipes),
            "expects": sorted(self.expects),
            "issues": sorted(self.issues),
        }


def template_from_plain(data: Mapping[str, Any]) -> Template | None:
    """The template of `Template.to_plain`; None for anything else, as what another version of this program wrote."""
    try:
        if data["version"] != VERSION:
            return None
        order = data["order"]
        return Template(
            pages=int(data["pages"]),
            pieces=tuple(Piece(_bytes(markup), _bytes(rest)) for markup, rest in data["pieces"]),
            **{name: place_from_plain(data[name]) if data[name] else None for name in PLACES},
            common=frozenset(map(str, data["common"])),
            declared=bool(data["declared"]),
            order=order if order in {"dmy", "mdy"} else None,
            recipes=recipes_from_plain(data["recipes"]),
            expects=frozenset(map(str, data["expects"])),
            issues=frozenset(map(str, data["issues"])),
        )
    except (KeyError, TypeError, ValueError, AttributeError, IndexError):
        return None


def fields_of(content: PostContent) -> frozenset[str]:
    """The fields that a page has."""
    return frozenset(name for name in FIELDS if getattr(content, name))


def is_declared(title: str, structured: Structured) -> bool:
    """Whether a page declares a title to machines, alone or beside the name of its site."""
    said = key(title)
    declared = [structured.document_title, *(each.value for each in structured.titles)]
    return any(said == key(part) for each in declared for part in title_parts(each, structured.site_name))


def _text(markup: bytes) -> str:
    return markup.decode("latin-1")


def _bytes(markup: str) -> bytes:
    return markup.encode("latin-1")
