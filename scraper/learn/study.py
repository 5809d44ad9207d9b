"""What a visit tells of a site: the values of a profile, what each rests on, and what a person should look at. Pure."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from scraper.learn.fields import Choice, DetailSeen, ListingSeen, learn_detail, learn_listing
from scraper.parse import parse_detail
from scraper.parse.document import parse_document
from scraper.parse.patterns.dates import Order
from scraper.parse.structured import read_structured
from scraper.profile import DetailSelectors, Expectations, ListingSelectors, Profile
from scraper.urls import authority, canonical, identify

if TYPE_CHECKING:
    from scraper.discover.source import Page
    from scraper.learn.visit import SeenPost, Visit
    from scraper.parse.document import Document
    from scraper.site import Site

FEW: Final = 3
"""Posts that must have been read before their shares are written down as what is to be expected."""

MARGIN: Final = 0.9
"""What part of a measured share is expected of later runs."""


@dataclass(frozen=True, slots=True)
class Learned:
    """A profile, and how it came about.

    Attributes:
        profile: the profile.
        detail: what was found out about each selector of detail pages.
        listing: the same for listings.
        notes: what single values rest on, by key.
        unsure: what a person should look at, in sentences.
    """

    profile: Profile
    detail: tuple[Choice, ...]
    listing: tuple[Choice, ...]
    notes: dict[str, str] = field(default_factory=dict)
    unsure: tuple[str, ...] = ()


def study(site: Site, seen: Visit) -> Learned:
    """Make a profile of what was looked at."""
    details = [DetailSeen(_document(post.page), post.content) for post in seen.posts if post.content.is_post]
    listings = [ListingSeen(_document(page.page), page.listing) for page in seen.listings]
    first_language = [d for d, post in _with_posts(details, seen) if post.lang == seen.listings[0].lang]
    order, order_note = _date_order(listings)
    detail = learn_detail(details, order)
    listing = learn_listing(listings, order)
    expect, expect_note = _expectations(seen)
    fronts = {lang: _path(url) for lang, url in seen.fronts.items()}
    values: dict[str, Any] = {
        "name": site.name,
        "title": _site_title(seen, first_language),
        "base": _base(seen.listings[0].page.url),
        "hosts": _hosts(site, seen),
        "fronts": fronts,
        "listings": tuple(dict.fromkeys(_path(page.page.asked) for page in seen.listings if page.first)),
        "render": "auto" if any(page.rendered for page in _pages(seen)) else False,
        "date_order": order,
        "expect": expect,
        "detail": DetailSelectors(**_selectors(detail)),
        "listing": ListingSelectors(**_selectors(listing)),
    }
    pattern, pattern_note = _detail_url(values, seen)
    profile = Profile(**values, detail_url=pattern)
    notes = {"detail_url": pattern_note, "date_order": order_note, "expect": expect_note}
    unsure = [*_doubts(detail, listing), *_unread(seen), *_differences(profile, seen.posts), *seen.problems]
    if "ambiguous" in order_note:
        unsure.append(f"date_order: {order_note}")
    if seen.stopped:
        unsure.append(f"the visit was cut short: {seen.stopped}")
    return Learned(profile, tuple(detail), tuple(listing), notes, tuple(dict.fromkeys(unsure)))


def _pages(seen: Visit) -> list[Page]:
    return [*(listing.page for listing in seen.listings), *(post.page for post in seen.posts)]


def _document(page: Page) -> Document:
    return parse_document(page.body, page.url, page.charset or None)


def _with_posts(details: Sequence[DetailSeen], seen: Visit) -> Iterable[tuple[DetailSeen, SeenPost]]:
    return zip(details, (post for post in seen.posts if post.content.is_post), strict=True)


def _selectors(choices: Iterable[Choice]) -> dict[str, str]:
    return {choice.field: choice.css for choice in choices if choice.css}


def _path(url: str) -> str:
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _base(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _hosts(site: Site, seen: Visit) -> tuple[str, ...]:
    """Every host of the site that was met."""
    pages = [page.page.url for page in seen.listings] + [post.page.url for post in seen.posts]
    met = {authority(url) for url in pages if site.in_scope(url)}
    return tuple(sorted(met | site.hosts))


def _site_title(seen: Visit, details: Sequence[DetailSeen]) -> str:
    """The organisation's name: what the pages call the site, else what all posts' pages have in their titles."""
    pages = [page for page in (seen.home, seen.listings[0].page) if page is not None]
    for document in (*map(_document, pages), *(page.document for page in details)):
        if name := read_structured(document).site_name:
            return name
    rests = Counter(
        rest
        for page in details
        if page.content.title in (whole := read_structured(page.document).document_title)
        and (rest := whole.replace(page.content.title, "", 1).strip(" \t|·•–—»«:/-_｜"))
    )
    best = rests.most_common(1)
    return best[0][0] if best and best[0][1] > 1 else ""


def _detail_url(values: dict[str, Any], seen: Visit) -> tuple[str | None, str]:
    """The pattern of detail addresses where every post that was met is numbered in it, else why there is none."""
    urls = list(dict.fromkeys(row.url for page in seen.listings for row in page.rows))
    found = [identify(url) for url in urls]
    shapes = {one.shape for one in found}
    if len(shapes) > 1:
        return None, f"left out: the posts' addresses have {len(shapes)} different forms"
    shape = shapes.pop()
    if not all(one.numeric for one in found) or "{n}" in shape or shape.count("{id}") != 1:
        return None, "left out: the posts' addresses are not numbered"
    if all(urlsplit(url).path.endswith("/") for url in urls) and "?" not in shape:
        shape += "/"
    try:
        profile = Profile(**values, detail_url=shape)
    except ValueError:
        return None, f"left out: {shape} is not written in every language that was found"
    for url, one in zip(urls, found, strict=True):
        address = profile.detail_address(one.source_id, one.lang)
        if address is None or canonical(address) != canonical(url):
            return None, f"left out: {shape} does not give {url} back"
    return shape, f"fits all {len(urls)} posts that the listings showed"


def _date_order(listings: Sequence[ListingSeen]) -> tuple[Order | None, str]:
    """The order of day and month where dates are written in numbers and some of them settle it."""
    settled = Counter[Order]()
    open_ = 0
    for page in listings:
        days = {teaser.published for teaser in page.listing.teasers if teaser.published}
        for line in page.document.root.itertext():
            found = _NUMBERS.search(line) if len(line) <= 60 else None
            if not found:
                continue
            first, second = int(found[1]), int(found[2])
            if days.isdisjoint((f"{found[3]}-{second:02}-{first:02}", f"{found[3]}-{first:02}-{second:02}")):
                continue
            if first > 12 >= second:
                settled["dmy"] += 1
            elif second > 12 >= first:
                settled["mdy"] += 1
            else:
                open_ += first != second
    if len(settled) == 1:
        order, votes = settled.popitem()
        return order, f"{votes} dates of the listings can be read in this order only"
    if open_ or settled:
        return None, "left out: days and months in numbers are ambiguous here; give dmy or mdy"
    return None, ""


# 25/05/2022, 25.5.2022, 05-25-2022.
_NUMBERS: Final = re.compile(r"(?<!\d)(\d{1,2})\s?[./-]\s?(\d{1,2})\s?[./-]\s?((?:19|20)\d\d)(?!\d)")


def _expectations(seen: Visit) -> tuple[Expectations, str]:
    """What a healthy run must show at least, measured on what was read and lowered by a margin."""
    read = [post.content for post in seen.posts if post.content.is_post]
    posts = len({row.key for page in seen.listings for row in page.rows})
    if len(read) < FEW:
        return Expectations(posts=posts), f"{posts} posts were seen; too few were read to expect shares"
    shares = {
        "titled": sum(bool(content.title) for content in read) / len(read),
        "dated": sum(content.published is not None for content in read) / len(read),
        "bodied": sum(bool(content.body) for content in read) / len(read),
    }
    lowered = {name: math.floor(share * MARGIN * 20 + 1e-9) / 20 for name, share in shares.items()}
    measured = ", ".join(f"{share:.0%} {name}" for name, share in shares.items())
    return Expectations(posts=posts, **lowered), f"{posts} posts were seen; of {len(read)} read: {measured}"


def _doubts(detail: Sequence[Choice], listing: Sequence[Choice]) -> list[str]:
    return [
        f"{part}.{choice.field}{f' = {choice.css}' if choice.css else ''}: {choice.note}"
        for part, choices in (("detail", detail), ("listing", listing))
        for choice in choices
        if not choice.sure
    ]


def _unread(seen: Visit) -> list[str]:
    """Pages that the listing calls posts and that do not read like ones, and what single pages lack."""
    found = [f"{post.page.url} does not read like a post" for post in seen.posts if not post.content.is_post]
    good = [post for post in seen.posts if post.content.is_post]
    for name in ("published", "body"):
        lacking = [post.page.url for post in good if not getattr(post.content, name)]
        if lacking and len(lacking) < len(good):
            found.append(f"{len(lacking)} of {len(good)} posts have no {name}, such as {lacking[0]}")
    if good and not any(post.content.published for post in good):
        found.append("no post shows a date")
    for post in good:
        shown = post.row.published
        if shown and post.content.published and shown != post.content.published:
            found.append(f"{post.page.url}: dated {post.content.published} on its page, {shown} in the listing")
    if len(good) < FEW:
        found.append(f"only {len(good)} posts could be looked at")
    return found


def _differences(profile: Profile, posts: Sequence[SeenPost]) -> list[str]:
    """Where a page reads differently once the profile is used: it should not."""
    found = []
    for post in posts:
        with_it = parse_detail(post.page.body, post.page.url, profile=profile, charset=post.page.charset or None)
        found += [
            f"{post.page.url}: with this profile its {name} is read differently"
            for name in ("title", "published", "category", "body", "attachments")
            if getattr(with_it, name) != getattr(post.content, name)
        ]
    return found
