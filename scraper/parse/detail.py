"""One detail page: every reader is heard, and the parts become a post."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from archive.records import Evidence, Issue, PostContent
from scraper.parse import extent as extents
from scraper.parse.anchors import ASIDE, TitleChoice, choose_title, read_date_lines
from scraper.parse.asides import without_asides
from scraper.parse.attach import attachments_of, find_offers
from scraper.parse.document import parse_document
from scraper.parse.flow import Flow, Line, mark, read_flow
from scraper.parse.introduction import Introduction, read_introduction
from scraper.parse.paragraphs import compose
from scraper.parse.patterns import wording
from scraper.parse.patterns.dates import infer_order
from scraper.parse.related import read_related
from scraper.parse.structured import Structured, read_structured
from scraper.parse.text import key, shorten
from scraper.parse.vocabulary import Sign
from scraper.urls import authority

if TYPE_CHECKING:
    from scraper.parse.patterns.dates import DateLine, Order
    from scraper.profile import Profile

_CREDIT: Final = re.compile(
    r"^\W*(?:(?:image|photo|picture|video|bild|foto|crédit|credit|圖|图)s?(?:graph)?(?:[ -]?(?:credit|source|by|courtesy|copyright)s?)*|©)\s*[:：].{2,100}$"
    r"|\((?:image|photo|picture|credit|foto|bild)s?(?: credit)?s?\s*[:：][^()]{2,80}\)\W*$"
    r"|^(?:getty images?|reuters|ap photo|afp|epa|imago|dpa|shutterstock|istock)\b.{0,60}$|^(?:image|photo) \d+ of \d+$",
    re.IGNORECASE,
)
_NOT_BODY: Final = (
    ASIDE | Sign.ADVERT | Sign.CRUMBS | Sign.HIDDEN | Sign.DIALOG | Sign.CAPTION | Sign.TAGS
) & ~Sign.NONE


def parse_detail(
    html: bytes, url: str, *, profile: Profile | None = None, charset: str | None = None, site: Any = None
) -> PostContent:
    """Read the page of one post."""
    document = parse_document(html, url, charset)
    structured = read_structured(document)
    flow = read_flow(document)
    order, dates = _dated_lines(flow, structured, profile.date_order if profile else None)
    title = choose_title(flow, structured, dates)
    _clear_signs(flow, title.line)
    introduction = read_introduction(flow, title.line, dates, structured, frozenset(), order)
    meta = introduction.last
    extent = extents.find_extent(flow, title.line, meta, dates)
    related = read_related(flow, extent.end, *extent.related, order=order)
    if not introduction.category and related:
        filed = frozenset(key(teaser.category) for teaser in related if teaser.category)
        introduction = read_introduction(flow, title.line, dates, structured, filed, order)
        meta = introduction.last
        extent = extents.find_extent(flow, title.line, meta, dates)
    found = find_offers(flow, min(extent.start, max(title.line, meta) + 1), max(extent.end, extent.after))
    kept = [
        index
        for index in range(extent.start, extent.end)
        if found.residue.get(index, "x")
        and index not in introduction.taken
        and index not in extent.gaps
        and _is_body(flow, index, title)
    ]
    kept = without_asides(flow, kept, extent.core, structured.description)
    blocks = compose(flow, kept, found.residue)
    before, upto = {}, {}
    count = 0
    for index in range(len(flow.lines) + 1):
        before[index] = count
        if count < len(blocks) and blocks[count].first == index:
            count += 1
        upto[index] = count
    attachments = attachments_of(found, before, upto)
    return PostContent(
        title=title.text,
        published=_published(introduction, structured),
        category=introduction.category,
        body="\n\n".join(block.text for block in blocks),
        attachments=attachments,
        related=related,
        issues=document.issues,
        evidence=(*title.evidence, *introduction.evidence),
        lang=structured.lang,
        canonical=structured.canonical,
        alternates=structured.alternates,
        encoding=document.encoding,
    )


def _dated_lines(flow: Flow, structured: Structured, order: Order | None) -> tuple[Order | None, dict[int, DateLine]]:
    """The page's date lines, and how it writes day and month, where that can be told."""
    dates = read_date_lines(flow, order)
    if order is None and any(said.hit.ambiguous for said in dates.values()):
        order = infer_order(line.text for line in flow.lines if any(c.isdigit() for c in line.text)) or order_of(
            structured.lang, flow.document.url
        )
        if order is not None:
            dates = read_date_lines(flow, order)
    return order, dates


def order_of(lang: str, url: str) -> Order | None:
    """How a page's language and country write day and month; None where both ways are usual."""
    language, _, region = lang.replace("_", "-").partition("-")
    if region in {"us", "ph"} and language == "en":
        return "mdy"
    if language and (language != "en" or region):
        return "dmy"
    country = authority(url).rpartition(":")[0] or authority(url)
    ending = country.rpartition(".")[2]
    general = {"us", "ph", "ca", "io", "ai", "co", "tv", "me", "cc", "to", "fm"}
    return "dmy" if len(ending) == 2 and ending.isalpha() and ending not in general else None


def _clear_signs(flow: Flow, title: int) -> None:
    """What is around the title is no menu, form or sidebar, whatever it is called."""
    if title < 0 or not flow.lines[title].signs & ~Sign.BODY:
        return
    mark(flow, frozenset(flow.ancestors(flow.lines[title].node)[1:]))


def _published(introduction: Introduction, structured: Structured) -> str | None:
    """The date that a reader sees near the title; the declared one where there is none, or where it can be told that
    what is seen is the day of the last change."""
    declared = max(structured.dates, key=lambda said: said.weight, default=None)
    seen = introduction.published
    if seen is None or introduction.ambiguous or introduction.relative:
        return declared.value if declared else (None if introduction.ambiguous else seen)
    changed = any(said.value == seen for said in structured.modified)
    if declared and changed and declared.value < seen and not declared.utc:
        return declared.value
    return seen


def _offers_only(line: Line) -> bool:
    """Whether a line is a button such as "Download"."""
    return line.linked and len(line.text) < 40 and bool(wording.FILES.match(line.text))


def _is_body(flow: Flow, index: int, title: TitleChoice) -> bool:
    line = flow.lines[index]
    if line.signs & _NOT_BODY and (line.signs & _NOT_BODY != Sign.SHARE or extents.outside(line)):
        return False
    if line.role in {"figcaption", "button"} or is_caption(flow, index):
        return False
    if key(line.text) == key(title.text) and line.weight > 8:
        return False
    if title.line >= 0 and line.heading and line.node == flow.lines[title.line].node:
        return False
    if extents.is_chrome(line) or _offers_only(line):
        return False
    return not (line.linked and (wording.RELATED.match(line.text) or len(line.links) > 2))


def is_caption(flow: Flow, index: int) -> bool:
    """Whether a short line says what a picture shows or who took it: it shares a small box with the picture alone."""
    line = flow.lines[index]
    if line.weight > 160 or line.heading or line.role in {"li", "td", "th"}:
        return False
    if _CREDIT.search(line.text) and line.weight < 120:
        return True
    node = flow.nodes[line.node]
    if line.role == "p" and line.weight > 60:
        return False
    for _ in range(2):
        if node.media_end > node.media_start and node.tag not in {"p", "body"}:
            held = flow.lines[node.start : node.end]
            return len(held) <= 3 and sum(other.weight for other in held) < 200 and line.text[-1] not in ".!?。"
        if node.parent < 0 or node.end - node.start > 3:
            return False
        node = flow.nodes[node.parent]
    return False
