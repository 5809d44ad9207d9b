"""Reading a listing page: its teasers in page order, and the pages that go on from it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from archive.records import Evidence, Issue, Listing, Teaser
from scraper.parse.document import Document, parse_document
from scraper.parse.doubts import is_folder
from scraper.parse.feed import read_feed_text
from scraper.parse.listing_json import read_json, rows_in_data
from scraper.parse.listing_profile import read_by_profile
from scraper.parse.outline import Outline, outline
from scraper.parse.pagination import Pages, find_pages
from scraper.parse.repetition import find_records
from scraper.parse.sections import is_beside
from scraper.parse.strays import featured_above, lone_record
from scraper.parse.teasers import order_of_records, read_teasers
from scraper.parse.weighing import Group, address_pattern

if TYPE_CHECKING:
    from scraper.parse.patterns.dates import Order
    from scraper.profile import ListingSelectors, Profile

HtmlElement = Any

# Groups that score less are menus, tag clouds and the like.
LEAST_SCORE = 1.3
_CONSIDERED = 6
# How near a group that is finer must come to the best.
_NEARLY = 0.6
# How much it counts that the pages are turned beside a group and not beside the others.
_BESIDE_PAGER = 2.0
# What a list keeps of its score under a heading such as "Latest news" beside the listing.
_OTHER_NEWS = 0.35


def parse_listing(
    html: bytes, url: str, *, profile: Profile | None = None, charset: str | None = None, site: object = None
) -> Listing:
    """Read a listing page, a fragment of one, a feed, or the JSON that a listing loads its rows from.

    Args:
        html: the body as fetched.
        url: its address.
        profile: the site's profile; its selectors are the strongest voice while they match.
        charset: the character set that the response's header declared.
        site: knowledge of the site's other pages; a listing is read without.

    Returns:
        What was found; issues instead of exceptions, whatever the bytes.
    """
    del site
    document = parse_document(html, url, charset)
    order = profile.date_order if profile else None
    selectors = profile.listing if profile else None
    if document.kind == "json":
        return _from_json(document, order, selectors)
    if document.kind == "xml" and (teasers := read_feed_text(document.text, url).teasers):
        evidence = Evidence("teasers", f"{len(teasers)} entries", "feed", "item", "a feed", 5.0, chosen=True)
        return Listing(teasers, None, (), (), (evidence,), document.encoding)
    return _from_page(document, order, selectors)


def _from_json(document: Document, order: Order | None, selectors: ListingSelectors | None) -> Listing:
    rows = read_json(document.text, document.url, order=order)
    if rows.markup:
        inner = parse_document(rows.markup.encode(), document.url, "utf-8")
        listing = _from_page(inner, order, selectors)
        return replace(listing, next_url=rows.next_url or listing.next_url, encoding=document.encoding)
    evidence: tuple[Evidence, ...] = ()
    if rows.teasers:
        found = f"{len(rows.teasers)} objects"
        evidence = (Evidence("teasers", found, "structured-data", "json", "a list of objects", 5.0, chosen=True),)
    issues = () if rows.teasers else (_nothing(),)
    return Listing(rows.teasers, rows.next_url, (), issues, evidence, document.encoding)


@dataclass(frozen=True, slots=True)
class _Found:
    """The teasers of a page and who found them."""

    teasers: tuple[Teaser, ...] = ()
    evidence: tuple[Evidence, ...] = ()


def _from_page(document: Document, order: Order | None, selectors: ListingSelectors | None) -> Listing:
    page = outline(document.root, document.base)
    pages = find_pages(document, page, selector=selectors.next if selectors else None)
    found = _by_profile(document, page, selectors, order) if selectors else _Found()
    if not found.teasers and not is_folder(document):
        found = _by_repetition(document, page, pages, order)
        found = found if found.teasers else _by_scripts(document, order)
    issues = document.issues if found.teasers else (*document.issues, _nothing())
    evidence = found.evidence + pages.evidence
    return Listing(found.teasers, pages.next_url, pages.index_urls, issues, evidence, document.encoding)


def _nothing() -> Issue:
    return Issue("listing", "no-teasers", "Nothing on this page reads like a list of posts.")


def _by_profile(document: Document, page: Outline, selectors: ListingSelectors, order: Order | None) -> _Found:
    teasers = read_by_profile(document, page, selectors, order)
    if not teasers:
        return _Found()
    reason = "the profile's selectors"
    found = Evidence(
        "teasers", f"{len(teasers)} records", "profile", selectors.record or "", reason, 100.0, chosen=True
    )
    return _Found(tuple(teasers), (found,))


def _by_repetition(document: Document, page: Outline, pages: Pages, order: Order | None) -> _Found:
    groups = find_records(document, page)[:_CONSIDERED]
    alone = not groups or groups[0].score < 3 * LEAST_SCORE or is_beside(page, groups[0].containers[0])
    if alone and (lone := lone_record(page, document.url)):
        groups.append(lone)
    _favour_beside(page, groups, pages.at)
    _set_back_others(groups)
    groups.sort(key=lambda group: -group.score)
    _prefer_finer(groups)
    evidence = [_evidence(group, chosen=not at and group.score >= LEAST_SCORE) for at, group in enumerate(groups[:3])]
    if not groups or groups[0].score < LEAST_SCORE:
        return _Found((), tuple(evidence))
    parts = [*featured_above(groups[0]), groups[0]]
    order = order or order_of_records([record for part in parts for record in part.records], page)
    teasers = [teaser for part in parts for teaser in read_teasers(part, order=order) if teaser.title]
    return _Found(tuple(teasers), tuple(evidence))


def _prefer_finer(groups: list[Group]) -> None:
    """Put a group first that divides the records of the best one into more of the same: posts under their days."""
    if not groups:
        return
    best = groups[0]
    own = {record.url for record in best.records}
    for group in groups[1:]:
        theirs = {record.url for record in group.records}
        alike = {address_pattern(url) for url in theirs} == {address_pattern(url) for url in own}
        if alike and theirs > own and group.score > _NEARLY * best.score:
            spans = [(r.parts[0].at, group.outline.end[r.parts[-1].at]) for r in best.records]
            if all(any(a <= r.parts[0].at < b for a, b in spans) for r in group.records):
                groups.remove(group)
                groups.insert(0, group)
                return


def _favour_beside(page: Outline, groups: list[Group], pager: int | None) -> None:
    """Raise the groups beside which the pages are turned, where that tells them from others."""
    if pager is None or len(groups) < 2:
        return
    around = [pager, *page.ancestors(pager)]
    depth = {index: len(around) - at for at, index in enumerate(around)}
    near = [max(depth.get(up, 0) for up in (g.containers[0], *page.ancestors(g.containers[0]))) for g in groups]
    for group, nearness in zip(groups, near, strict=True):
        if nearness == max(near) > min(near):
            group.score *= _BESIDE_PAGER


def _set_back_others(groups: list[Group]) -> None:
    """Lower the groups that a small heading names as other news than the page's own, where there is any other."""
    others = [is_beside(group.outline, group.containers[0]) for group in groups]
    if all(others):
        return
    for group, other in zip(groups, others, strict=True):
        if other:
            group.score *= _OTHER_NEWS
            group.reasons["a heading of other news"] = _OTHER_NEWS


def _evidence(group: Group, *, chosen: bool) -> Evidence:
    page = group.outline
    steps = [group.containers[0], *page.ancestors(group.containers[0])][:3]
    place = " > ".join(_name(page.elements[index]) for index in reversed(steps))
    reason = ", ".join(f"{name} {value:g}" for name, value in group.reasons.items())
    score = round(group.score, 2)
    return Evidence("teasers", f"{len(group.records)} records", "repetition", place, reason, score, chosen)


def _name(element: HtmlElement) -> str:
    """An element as a selector would name it."""
    names = (element.get("class") or "").split()
    return f"{element.tag}.{names[0]}" if names else str(element.tag)


def _by_scripts(document: Document, order: Order | None) -> _Found:
    """The rows that a page without any carries in its scripts."""
    teasers = rows_in_data(document, order=order)
    if not teasers:
        return _Found()
    found = f"{len(teasers)} objects"
    return _Found(
        teasers, (Evidence("teasers", found, "structured-data", "script", "data in a script", 2.0, chosen=True),)
    )
