"""Compares what the readers made of a page with what it says, field by field."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tests.replica.model import AttachmentAnswer, TeaserAnswer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from archive.records import Listing, PostContent, Teaser
    from tests.replica.model import DetailAnswer, ListingAnswer, Site


class Mismatch(NamedTuple):
    """One field that was read wrongly."""

    field: str
    expected: object
    got: object

    def __str__(self) -> str:
        return f"{self.field}:\n  expected {self.expected!r}\n  got      {self.got!r}"


def compare_detail(answer: DetailAnswer, content: PostContent, site: Site, titles: dict[str, str]) -> list[Mismatch]:
    """What differs on a detail page.

    Related teasers must be there as shown and in their order; further ones (a sidebar, previous and
    next) are welcome as long as each names a post of the site by its own title, or by none.

    Args:
        answer: what the page says.
        content: what was read.
        site: the site, for its address.
        titles: the title of every post by its address.
    """
    found = [
        Mismatch(name, expected, got)
        for name, expected, got in (
            ("title", answer.title, content.title),
            ("published", answer.published, content.published),
            ("category", answer.category, content.category),
        )
        if expected != got
    ]
    blocks = tuple(content.body.split("\n\n")) if content.body else ()
    if blocks != answer.body:
        found.append(Mismatch("body", *_first_difference(answer.body, blocks)))
    attachments = tuple(
        AttachmentAnswer(each.position, each.paragraph, each.name, each.label, each.declared_bytes, each.url)
        for each in content.attachments
    )
    if attachments != answer.attachments:
        found.append(Mismatch("attachments", *_first_difference(answer.attachments, attachments)))
    return found + _compare_related(answer.related, content.related, titles)


def compare_listing(answer: ListingAnswer, listing: Listing) -> list[Mismatch]:
    """What differs on a listing page."""
    found = []
    teasers = tuple(_values(listing.teasers))
    if teasers != answer.teasers:
        found.append(Mismatch("teasers", *_first_difference(answer.teasers, teasers)))
    if listing.next_url != answer.next_url:
        found.append(Mismatch("next_url", answer.next_url, listing.next_url))
    if answer.index_urls is not None and not set(answer.index_urls) <= set(listing.index_urls):
        found.append(Mismatch("next_url", answer.index_urls, listing.index_urls))
    return found


def _compare_related(
    expected: tuple[TeaserAnswer, ...], teasers: Iterable[Teaser], titles: dict[str, str]
) -> list[Mismatch]:
    got = list(_values(teasers))
    kept = [teaser for teaser in got if teaser in expected]
    if tuple(dict.fromkeys(kept)) != expected:
        return [Mismatch("related", *_first_difference(expected, tuple(got)))]
    foreign = [
        teaser
        for teaser in got
        if teaser not in expected and teaser.title not in ("", titles.get(teaser.url, "a post of the site"))
    ]
    return [Mismatch("related", "no other teasers than of posts", tuple(foreign))] if foreign else []


def _values(teasers: Iterable[Teaser]) -> Iterable[TeaserAnswer]:
    for teaser in teasers:
        yield TeaserAnswer(teaser.url, teaser.title, teaser.published, teaser.category, teaser.summary)


def _first_difference(expected: tuple[object, ...], got: tuple[object, ...]) -> tuple[str, str]:
    """The two sequences from the first entry in which they differ, with its number."""
    for number, (one, other) in enumerate(zip(expected, got, strict=False)):
        if one != other:
            return f"[{number}/{len(expected)}] {one!r}", f"[{number}/{len(got)}] {other!r}"
    common = min(len(expected), len(got))
    return f"{len(expected)} entries, then {expected[common:]!r}", f"{len(got)} entries, then {got[common:]!r}"
