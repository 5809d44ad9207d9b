"""One detail page: every reader is heard, and the parts become a post."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from archive.records import Evidence, Issue, PostContent
from scraper.parse import extent as extents
from scraper.parse.anchors import ASIDE, TitleChoice, choose_title, dates_near, read_date_lines
from scraper.parse.attach import attachments_of, find_offers
from scraper.parse.document import parse_document
from scraper.parse.flow import Flow, read_flow
from scraper.parse.paragraphs import compose
from scraper.parse.patterns import wording
from scraper.parse.structured import Structured, read_structured
from scraper.parse.text import key, shorten
from scraper.parse.vocabulary import Sign

if TYPE_CHECKING:
    from scraper.parse.patterns.dates import DateLine
    from scraper.profile import Profile

_NOT_BODY: Final = (ASIDE | Sign.ADVERT | Sign.CRUMBS | Sign.HIDDEN | Sign.DIALOG | Sign.CAPTION | Sign.TAGS) & ~Sign.NONE


def parse_detail(
    html: bytes, url: str, *, profile: Profile | None = None, charset: str | None = None, site: Any = None
) -> PostContent:
    """Read the page of one post."""
    document = parse_document(html, url, charset)
    structured = read_structured(document)
    flow = read_flow(document)
    order = profile.date_order if profile else None
    dates = read_date_lines(flow, order)
    title = choose_title(flow, structured, dates)
    date = _date_of(flow, title, dates, structured)
    meta = _introduction(flow, title, date.line, dates)
    extent = extents.find_extent(flow, title.line, meta, dates)
    found = find_offers(flow, min(extent.start, max(title.line, meta) + 1), max(extent.end, extent.after))
    kept = [
        index
        for index in range(extent.start, extent.end)
        if found.residue.get(index, "x") and _is_body(flow, index, title, index in dates and index <= meta + 3)
    ]
    blocks = compose(flow, kept, found.residue)
    before, upto = {}, {}
    count = 0
    for index in range(len(flow.lines) + 1):
        before[index] = sum(1 for _ in ()) if False else count
        if count < len(blocks) and blocks[count].first == index:
            count += 1
        upto[index] = count
    attachments = attachments_of(found, before, upto)
    return PostContent(
        title=title.text,
        published=date.published,
        category=date.category,
        body="\n\n".join(block.text for block in blocks),
        attachments=attachments,
        issues=document.issues,
        evidence=title.evidence,
        lang=structured.lang,
        canonical=structured.canonical,
        alternates=structured.alternates,
        encoding=document.encoding,
    )


@dataclass(frozen=True, slots=True)
class Dated:
    published: str | None
    category: str
    line: int


def _date_of(flow: Flow, title: TitleChoice, dates: dict[int, DateLine], structured: Structured) -> Dated:
    near = dates_near(flow, title.line, (title.line if title.line >= 0 else 0) + 16, dates)
    best = near[0] if near else None
    said = structured.dates
    if best and best.weight > 1.2:
        return Dated(best.said.published, best.said.category, best.line)
    if said:
        strongest = max(said, key=lambda s: s.weight)
        return Dated(strongest.value, "", -1)
    if best:
        return Dated(best.said.published, best.said.category, best.line)
    return Dated(None, "", -1)


def _introduction(flow: Flow, title: TitleChoice, date: int, dates: dict[int, DateLine]) -> int:
    """The last line of what introduces the post: title, date line, byline, buttons to share it."""
    last = max(title.line, date)
    for index in range(last + 1, min(last + 12, len(flow.lines))):
        line = flow.lines[index]
        if index in dates or extents.is_chrome(line) or wording.BYLINE.match(line.text) and line.weight < 80:
            last = index
        elif line.weight > 60 or line.heading:
            break
    return last


def _is_body(flow: Flow, index: int, title: TitleChoice, meta: bool) -> bool:
    line = flow.lines[index]
    if line.signs & _NOT_BODY or meta or line.role in {"figcaption", "button"}:
        return False
    if key(line.text) == key(title.text) and line.weight > 8:
        return False
    if extents.is_chrome(line):
        return False
    if line.linked and wording.RELATED.match(line.text):
        return False
    return bool(shorten(line.text))
