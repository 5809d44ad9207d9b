"""Which label belongs to which picture or link: by address, by box, by name, by neighbourhood."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from scraper.parse.addresses import resolve
from scraper.parse.flow import Flow, Media
from scraper.parse.media import file_name, stem
from scraper.parse.patterns import wording
from scraper.parse.patterns.labels import PICTURES, Label, extension

_MOST_MATCHED: Final = 600
_WORDS: Final = re.compile(r"(?<![a-z])(?!img|image|photo|picture|thumb|dsc|file|pic|upload)[a-z]{4,}")
_STORE: Final = re.compile(
    r"download|attach|/files?[/?.]|asset|blob|storage|getfile|/media/|/documents?/|upload", re.IGNORECASE
)


@dataclass(slots=True)
class Offer:
    """One attachment in the making.

    Attributes:
        line: the line that it stands in or before.
        inside: whether it stands behind text of that line.
        order: its place among offers of the same line.
        node: the box that holds it.
        label: the label shown for it.
        urls: where it may be fetched, the original first.
        media: the picture, if it is one.
        name: a name that the page gives apart from the label.
        alone: whether the line holds nothing besides labels.
    """

    line: int
    inside: bool
    order: int
    node: int
    label: Label | None = None
    urls: list[str] = field(default_factory=list)
    media: Media | None = None
    name: str = ""
    alone: bool = False
    used: bool = False


def match_offers(flow: Flow, labels: list[Offer], media: list[Offer]) -> None:
    """Give each label the picture or link that it labels: by address, by box, by name, by neighbourhood."""
    base = flow.document.base
    _match_addresses(labels, media, base)
    if len(labels) + len(media) > _MOST_MATCHED:
        return  # no post has so many; what boxes and neighbours say would take too long to ask
    for offer in labels:
        if offer.media is None:
            boxed = _same_box(flow, offer, labels, media)
            if boxed is not None:
                _join(offer, boxed, base)
            elif not offer.urls:
                offer.urls = _button(flow, offer, labels)
    for offer in labels:
        if offer.media is None and not offer.urls and offer.label is not None:
            _match_name(offer, media, base)
    _neighbours(labels, media, base)


def _match_addresses(labels: list[Offer], media: list[Offer], base: str) -> None:
    by_url: dict[str, list[Offer]] = {}
    for picture in media:
        for url in picture.urls:
            by_url.setdefault(url, []).append(picture)
    for offer in labels:
        for picture in by_url.get(offer.urls[0], ()) if offer.urls else ():
            if not picture.used and picture.label is None:
                _join(offer, picture, base)


def _match_name(offer: Offer, media: list[Offer], base: str) -> None:
    name = offer.label.name.casefold() if offer.label else ""
    for picture in media:
        if not picture.used and picture.label is None and any(file_name(u).casefold() == name for u in picture.urls):
            _join(offer, picture, base)
            return


def _fits(label: Offer, picture: Offer) -> bool:
    """Whether a picture may be what a label labels: a document's label has no picture, a link must lead to a file."""
    ending = extension(label.label.name) if label.label else ""
    if picture.media is not None and picture.media.element.tag == "a":
        href = picture.media.element.get("href") or ""
        return not wording.shares(href) and not href.startswith("#")
    names = {extension(file_name(url)) for url in picture.urls}
    return ending in PICTURES or ending in names


def _other_name(label: Offer, picture: Offer) -> bool:
    """Whether a picture's file has a name of words that is not the label's."""
    wanted = stem(label.label.name) if label.label else ""
    names = [stem(url) for url in picture.urls if extension(file_name(url))]
    return bool(names) and all(_WORDS.search(name) and wanted not in name for name in names)


def behind(picture: Offer, base: str) -> list[str]:
    """The file that a link around a labelled thumbnail leads to, under an address of the site's store."""
    link = picture.media.link if picture.media is not None else None
    href = link.get("href") or "" if link is not None else ""
    address = resolve(base, href) if _STORE.search(href) else None
    return [address] if address and not re.search(r"\.(?:html?|aspx?/?)(?:$|#)", address) else []


def _join(offer: Offer, picture: Offer, base: str) -> None:
    picture.used = True
    offer.media = picture.media
    name = offer.label.name.casefold() if offer.label else ""
    named = [url for url in picture.urls if file_name(url).casefold() == name]
    offer.urls = [*offer.urls, *behind(picture, base), *named, *picture.urls]
    if picture.media is not None and (picture.line, picture.inside) < (offer.line, offer.inside):
        offer.line, offer.inside, offer.order = picture.line, picture.inside, picture.order


def _same_box(flow: Flow, offer: Offer, labels: list[Offer], media: list[Offer]) -> Offer | None:
    """The one picture in the largest box that holds no other label."""
    best = None
    for number in flow.ancestors(offer.node)[:6]:
        node = flow.nodes[number]
        others = [other for other in labels if other is not offer and node.start <= other.line < node.end]
        if others or node.end - node.start > 6 or node.tag == "body":
            break
        inside = [
            p
            for p in media
            if p.media is not None and node.media_start <= p.media.number < node.media_end and not p.used
        ]
        free = [p for p in inside if p.label is None and _fits(offer, p)]
        if len(free) == 1:
            picture = free[0]
            if offer.urls and picture.media is not None and picture.media.element.tag == "a":
                return best
            return picture
        if len(free) > 1:
            return best
    return best


def _button(flow: Flow, offer: Offer, labels: list[Offer]) -> list[str]:
    """The link that stands beside a label in its box, such as "Download"."""
    for number in flow.ancestors(offer.node)[:6]:
        node = flow.nodes[number]
        others = [other for other in labels if other is not offer and node.start <= other.line < node.end]
        if others or node.end - node.start > 6:
            break
        for line in flow.lines[node.start : node.end]:
            for link in line.links:
                address = resolve(flow.document.base, link.href)
                if address and line.linked and (extension(file_name(address)) or wording.FILES.match(link.text or "-")):
                    return [address]
    return []


def _may_have_label(picture: Offer) -> bool:
    """Whether a picture may be the one that a label beside it names: its address names a file, or none at all."""
    shown = picture.media is not None and picture.media.element.tag in {"img", "amp-img"}
    return bool(picture.urls) and (bool(extension(file_name(picture.urls[0]))) or shown)


def _neighbours(labels: list[Offer], media: list[Offer], base: str) -> None:
    """Labels still without an address and pictures still without a label, one right after the other."""
    waiting = sorted(
        [offer for offer in labels if not offer.urls and offer.media is None]
        + [p for p in media if not p.used and p.label is None and _may_have_label(p)],
        key=lambda offer: (offer.line, offer.inside, offer.order),
    )
    for first, second in pairwise(waiting):
        if first.used or second.used or abs(second.line - first.line) > 1:
            continue
        if (
            first.label is None
            and first.media is not None
            and second.label is not None
            and not second.urls
            and _fits(second, first)
            and not _other_name(second, first)
        ):
            _join(second, first, base)
    for first, second in pairwise(waiting):
        if first.label is None or first.urls or second.label is not None or second.used or second.line - first.line > 1:
            continue
        if _fits(first, second) and not _other_name(first, second):
            _join(first, second, base)
