"""One detail page: every reader is heard, and the parts become a post.

The steps: bytes to a tree, the tree to lines in boxes, the title, what introduces the post (date,
category), the extent of the body, the teasers of other posts, the offered files, the blocks. Every
candidate is kept as evidence. A page that is no post gives issues and no content.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from archive.records import Evidence, Issue, PostContent
from scraper.parse.anchors import TitleChoice, choose_title, title_parts
from scraper.parse.asides import without_asides
from scraper.parse.attach import Found, attachments_of, find_offers
from scraper.parse.belongs import is_body
from scraper.parse.dating import date_issues, dated_lines, declared_dates, published_of
from scraper.parse.document import Document, parse_document
from scraper.parse.doubts import not_a_post
from scraper.parse.extent import Extent, find_extent, placed_extent, selected_extent
from scraper.parse.fallback import declared_body, extracted_body
from scraper.parse.flow import Flow, read_flow
from scraper.parse.fragment import body_html, plain_html
from scraper.parse.introduction import Introduction, read_introduction
from scraper.parse.listing_json import rows_in_data
from scraper.parse.paragraphs import Block, compose
from scraper.parse.related import read_related
from scraper.parse.repeats import repeated_lines
from scraper.parse.selected import SelectedDetail, select_detail
from scraper.parse.signs import mark
from scraper.parse.state.page import SHORT, as_document, candidates, declare, from_state, stands_in
from scraper.parse.state.post import StatePost, read_state
from scraper.parse.structured import Structured, read_structured
from scraper.parse.template_place import NOWHERE, Placed
from scraper.parse.template_read import read_known
from scraper.parse.text import key, shorten
from scraper.parse.vocabulary import Sign
from scraper.urls import canonical, same_site

if TYPE_CHECKING:
    from archive.records import Teaser
    from scraper.parse.patterns.dates import DateLine, Order
    from scraper.parse.template_known import Template
    from scraper.profile import Profile


def parse_detail(
    html: bytes,
    url: str,
    *,
    profile: Profile | None = None,
    charset: str | None = None,
    site: Template | None = None,
) -> PostContent:
    """Read the page of one post.

    Args:
        html: the body as fetched.
        url: its address.
        profile: the site's profile; its selectors are the strongest voice while they match.
        charset: the character set that the response's header declared.
        site: what the site's other pages have taught, see `scraper.parse.template.learn_template`.

    Returns:
        What was found, with the evidence; issues instead of exceptions, whatever the bytes.
    """
    try:
        return read_detail(html, url, profile=profile, charset=charset, site=site)
    except Exception as error:  # noqa: BLE001 - one page that breaks a reader must not stop a run over thousands
        said = f"The page could not be read: {type(error).__name__}: {shorten(str(error), 120)}"
        return PostContent(issues=(Issue("parse", "reader-failed", said),))


def read_detail(
    html: bytes, url: str, *, profile: Profile | None = None, charset: str | None = None, site: Template | None = None
) -> PostContent:
    """As `parse_detail`, but a mistake in a reader shows."""
    if site is None:
        return _read_page(html, url, profile, charset, None)
    return read_known(html, site, lambda part, known: _read_page(part, url, profile, charset, known))


def _read_page(
    html: bytes, url: str, profile: Profile | None, charset: str | None, site: Template | None
) -> PostContent:
    document = parse_document(html, url, charset)
    if document.kind in {"empty", "pdf", "binary", "json"}:
        return PostContent(issues=document.issues, encoding=document.encoding)
    reading = _read(document, profile, site)
    if _leaves_open(reading):
        reading.state = read_state(document, _names(document, reading.structured), reading.order)
        if reading.state and reading.state.sure:
            declare(reading.structured, reading.state)
    content = _content(reading)
    flow = reading.flow
    if (state := reading.state) and not reading.selected.body:
        shown = [line.text for line in flow.lines]
        if stands_in(state, content, shown):
            part = _read(as_document(state, document, content.lang), None, None)
            content = from_state(state, _content(part), content, _teasers_in_data(document, reading.order))
            flow = part.flow
    doubt = not_a_post(
        flow,
        content.title,
        content.body,
        dated=bool(flow is not reading.flow or reading.introduction.published),
        offers=len(content.attachments),
    )
    if doubt is None:
        return content
    return replace(
        content, published=None, category="", body="", body_html="", attachments=(), issues=(doubt, *document.issues)
    )


def _teasers_in_data(document: Document, order: Order | None) -> tuple[Teaser, ...]:
    """The other posts that the page's data names."""
    own = canonical(document.url)
    rows = rows_in_data(document, order=order)
    return tuple(row for row in rows if canonical(row.url) != own and same_site(row.url, document.url))


@dataclass(slots=True)
class _Reading:
    """What the steps have found on a page."""

    document: Document
    flow: Flow
    structured: Structured
    selected: SelectedDetail
    order: Order | None
    dates: dict[int, DateLine]
    title: TitleChoice
    introduction: Introduction
    extent: Extent
    related: tuple[Teaser, ...]
    found: Found
    kept: list[int]
    blocks: list[Block]
    state: StatePost | None = None


def _read(document: Document, profile: Profile | None, site: Template | None) -> _Reading:
    structured = read_structured(document)
    shown = site.take_related(document) if site else None
    flow = read_flow(document)
    given = (profile.date_order if profile else None) or (site.order if site else None)
    selected = select_detail(document, profile.detail, given) if profile else SelectedDetail()
    order, dates = dated_lines(flow, structured, given)
    title = site.title_on(flow, structured) if site and not selected.title else None
    title = title or choose_title(flow, structured, dates, selected.title)
    _clear_signs(flow, title.line)
    placed = site.placed_on(flow) if site else NOWHERE
    introduction = read_introduction(flow, title.line, dates, structured, frozenset(), order, placed)
    extent = _extent(flow, title, introduction, dates, selected, placed)
    related = read_related(flow, extent.end, *extent.related, order=order) if shown is None else shown
    filed = frozenset(key(teaser.category) for teaser in related if teaser.category)
    if filed and not introduction.category:
        introduction = read_introduction(flow, title.line, dates, structured, filed, order, placed)
        extent = _extent(flow, title, introduction, dates, selected, placed)
    # Pictures may stand among the buttons below the title, before the first line of text.
    first = min(extent.start, title.line + 1) if title.line >= 0 else extent.start
    found = find_offers(flow, first, max(extent.end, extent.after), selected.attachments)
    kept = [
        index
        for index in range(extent.start, extent.end)
        if index not in extent.gaps
        and (selected.body or index not in introduction.taken)
        and found.residue.get(index, "x")
        and is_body(flow, index, title.text, title.line)
    ]
    if not selected.body:
        kept = without_asides(flow, kept, extent.core, structured.description)
    kept = _before_offers(flow, kept, found)
    if not _sure_enough(flow, kept, title, introduction, found):
        kept = []
    blocks = compose(flow, kept, found.residue)
    if not selected.body and (repeated := repeated_lines(blocks)):
        kept = [index for index in kept if index not in repeated]
        blocks = compose(flow, kept, found.residue)
    return _Reading(
        document, flow, structured, selected, order, dates, title, introduction, extent, related, found, kept, blocks
    )


def _leaves_open(reading: _Reading) -> bool:
    """Whether something of the post is not to be seen on the page; only then its scripts' data is looked through."""
    undated = reading.introduction.published is None and not reading.structured.dates
    if undated or (reading.title.line < 0 and not reading.structured.titles):
        return True
    return sum(len(block.text) for block in reading.blocks) < SHORT


def _names(document: Document, structured: Structured) -> set[str]:
    """What the page calls itself, as far as titles go."""
    names = {key(said.value) for said in structured.titles}
    names |= {key(part) for part in title_parts(structured.document_title, structured.site_name)}
    names |= {key(heading.text_content()) for heading in list(document.root.iter("h1"))[:3]}
    return names - {"", key(structured.site_name)}


def _clear_signs(flow: Flow, title: int) -> None:
    """What is around the title is no menu, form or sidebar, whatever it is called."""
    if title >= 0 and flow.lines[title].signs & ~Sign.BODY:
        mark(flow, frozenset(flow.ancestors(flow.lines[title].node)[1:]))


def _extent(
    flow: Flow,
    title: TitleChoice,
    introduction: Introduction,
    dates: dict[int, DateLine],
    selected: SelectedDetail,
    placed: Placed,
) -> Extent:
    # A date below the text is the post's own, and no teaser's.
    others = {index: said for index, said in dates.items() if index not in introduction.taken}
    extent = find_extent(flow, title.line, introduction.last, others)
    extent = placed_extent(flow, placed.body, title.line + 1, extent)
    return selected_extent(flow, selected.body, extent) or extent


def _before_offers(flow: Flow, kept: list[int], found: Found) -> list[int]:
    """Of a post that is nothing but files and short lines, what stands behind the last file is none of it."""
    prose = any(flow.lines[index].weight > 60 and flow.lines[index].text[-1] in '.!?。！？…"”’）)' for index in kept)
    if prose or not found.offers:
        return kept
    last = max(offer.line for offer in found.offers)
    return [index for index in kept if index < last]


def _sure_enough(flow: Flow, kept: list[int], title: TitleChoice, introduction: Introduction, found: Found) -> bool:
    """Whether the lines may be a post's text: without a title or date to read from, it takes real prose."""
    if title.line >= 0 or introduction.line >= 0:
        return True
    return sum(flow.lines[index].weight for index in kept if flow.lines[index].weight > 80) >= 300 or bool(
        found.residue
    )


def _content(reading: _Reading) -> PostContent:
    flow, structured, introduction = reading.flow, reading.structured, reading.introduction
    before, upto = _positions(len(flow.lines), reading.blocks)
    attachments = attachments_of(reading.found, before, upto)
    pictures = {
        offer.media.number: offer.urls[0]
        for offer in reading.found.offers
        if offer.media is not None and offer.media.element.tag != "a" and offer.urls
    }
    body, markup, source = _body(reading, pictures)
    published = reading.selected.published or published_of(introduction, structured)
    category = reading.selected.category or introduction.category
    return PostContent(
        title=reading.title.text,
        published=published,
        category=category,
        body=body,
        body_html=markup,
        attachments=attachments,
        related=reading.related,
        issues=(*reading.document.issues, *date_issues(introduction, structured, published)),
        evidence=_evidence(reading, published, category, source, len(attachments)),
        lang=structured.lang,
        canonical=structured.canonical,
        alternates=structured.alternates,
        encoding=reading.document.encoding,
        byline=structured.author,
    )


def _positions(lines: int, blocks: list[Block]) -> tuple[dict[int, int], dict[int, int]]:
    """For every line how many blocks begin before it, and how many have begun at its end."""
    before, upto, count = {}, {}, 0
    for index in range(lines + 1):
        before[index] = count
        if count < len(blocks) and blocks[count].first == index:
            count += 1
        upto[index] = count
    return before, upto


def _body(reading: _Reading, pictures: dict[int, str]) -> tuple[str, str, str]:
    """The body as text and as markup, and who read it.

    The last voices are asked where the page has much and our own readers found little.
    """
    texts = [block.text for block in reading.blocks]
    own = sum(map(len, texts))
    offers = bool(reading.found.offers)
    if own < 250 and not reading.selected.body and (not offers or own < 60):
        declared = declared_body(reading.structured.article_body)
        # Posts of pictures alone have no text to declare; much of it says that we have missed it.
        if sum(map(len, declared)) > max(400 if offers else 250, 2 * own):
            return "\n\n".join(declared), plain_html(declared), "structured-data"
        shown = sum(line.weight for line in reading.flow.lines if line.weight > 80)
        unsure = not offers and (reading.title.line < 0 or reading.introduction.line < 0)
        if unsure and own < 0.2 * shown and shown > 600:
            extracted = extracted_body(reading.document)
            if sum(map(len, extracted)) > max(400, 3 * own):
                return "\n\n".join(extracted), plain_html(extracted), "extractor"
    reader = "profile" if reading.selected.body else "text-shape"
    return "\n\n".join(texts), body_html(reading.flow, reading.blocks, reading.kept, pictures), reader


def _evidence(
    reading: _Reading, published: str | None, category: str, source: str, offers: int
) -> tuple[Evidence, ...]:
    """Every candidate for every field, those that were taken marked."""
    extent, flow = reading.extent, reading.flow
    out = [
        *reading.title.evidence,
        *declared_dates(reading.structured),
        *reading.introduction.evidence,
        *(candidates(reading.state) if reading.state else ()),
    ]
    selected = reading.selected
    out += [
        Evidence(field, shorten(value), "profile", "the profile's selector", "", 10.0)
        for field, value in (
            ("title", selected.title),
            ("published", selected.published or ""),
            ("category", selected.category),
        )
        if value
    ]
    taken = {"title": reading.title.text, "published": published or "", "category": category}
    chosen: set[str] = set()
    for number, item in enumerate(sorted(out, key=lambda item: -item.weight)):
        wanted = (
            item.field not in chosen and bool(taken[item.field]) and key(item.value) == key(shorten(taken[item.field]))
        )
        if wanted:
            chosen.add(item.field)
        out[number] = replace(item, chosen=wanted)
    first = flow.lines[reading.kept[0]].text if reading.kept else ""
    box = flow.nodes[extent.core]
    place = f"{box.tag}{'#' + box.element.get('id') if box.element.get('id') else ''}"
    out.append(Evidence("body", shorten(first, 80), source, place, extent.reason, 1.0, bool(reading.blocks)))
    if offers:
        out.append(
            Evidence(
                "attachments",
                f"{offers} offered",
                "text-shape",
                place,
                "labels, pictures and links to files",
                1.0,
                True,
            )
        )
    if reading.related:
        said = f"{len(reading.related)} teasers of other posts"
        out.append(Evidence("teasers", said, "repetition", "", "behind the body", 1.0, True))
    return tuple(out)
