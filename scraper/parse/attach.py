"""The files and pictures that a post offers: labels, what they belong to, and what has no label."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from archive.records import Attachment
from scraper.parse.addresses import resolve
from scraper.parse.document import HtmlElement
from scraper.parse.flow import Flow, Line, Link, Media
from scraper.parse.media import file_addresses, file_name, is_decoration, picture_addresses, stem
from scraper.parse.pairing import Offer, behind, match_offers
from scraper.parse.patterns import wording
from scraper.parse.patterns.labels import PICTURES, Label, extension, find_labels, is_file_name, size_only, sole_label
from scraper.parse.text import fold
from scraper.parse.vocabulary import Sign

_NO_OFFER: Final = frozenset({"html", "htm", "php", "asp", "aspx", "jsp"})


@dataclass(frozen=True, slots=True)
class Found:
    """The offers in the order of the page, and what is left of the lines that held labels."""

    offers: list[Offer]
    residue: dict[int, str]


def find_offers(flow: Flow, start: int, end: int, within: Sequence[HtmlElement] = ()) -> Found:
    """Every offered file and picture between two lines; labels are matched with what they label.

    `within` are the elements that a profile names as attachments, or as what holds them: with any,
    offers elsewhere do not count.
    """
    labels, residue = _labels(flow, start, end)
    media = _pictures(flow, start, end)
    match_offers(flow, labels, media)
    links = _file_links(flow, start, end, labels)
    offers = [
        *labels,
        *(offer for offer in media if not offer.used and offer.media is not None and offer.media.element.tag != "a"),
        *links,
    ]
    if within:
        offers = [offer for offer in offers if _stands_in(flow, offer, set(within))] or offers
    offers.sort(key=lambda offer: (offer.line, offer.inside, offer.order))
    return Found(offers, residue)


def _stands_in(flow: Flow, offer: Offer, elements: set[HtmlElement]) -> bool:
    own = [link.element for link in flow.lines[offer.line].links] if offer.line < len(flow.lines) else []
    if offer.media is not None:
        own.append(offer.media.element)
    return any(each in elements or any(up in elements for up in each.iterancestors()) for each in own) or any(
        flow.nodes[number].element in elements for number in flow.ancestors(offer.node)
    )


def _labels(flow: Flow, start: int, end: int) -> tuple[list[Offer], dict[int, str]]:
    out: list[Offer] = []
    residue: dict[int, str] = {}
    index = start
    while index < end:
        line = flow.lines[index]
        index += 1
        if line.signs & (Sign.NAV | Sign.FOOTER | Sign.CONSENT) or len(line.text) > 4000:
            continue
        found, left, taken = _labels_of(flow, index - 1, end)
        if not found:
            continue
        residue[index - 1] = left
        for skipped in range(index, index + taken):
            residue[skipped] = ""
        index += taken
        for order, (label, link) in enumerate(found):
            offer = Offer(index - 1 - taken, bool(left), order, line.node, label, alone=not left)
            if link is not None and (address := resolve(flow.document.base, link.href)):
                offer.urls.append(address)
                offer.name = link.element.get("download") or ""
            out.append(offer)
    return out, residue


def _labels_of(flow: Flow, index: int, end: int) -> tuple[list[tuple[Label, Link | None]], str, int]:
    """The labels in a line with their links, what is left of its text, and how many further lines belong to them."""
    line = flow.lines[index]
    text = line.text
    if is_file_name(text) and len(text) < 120:
        following = flow.lines[index + 1] if index + 1 < end else None
        size = size_only(following.text) if following else None
        link = next((link for link in line.links if link.text), None) or (line.links[0] if line.links else None)
        if size is not None and following is not None:
            return [(Label(text, size, 0, len(text), f"{text} {following.text}"), link)], "", 1
        if link is not None or line.weight == len(text) or extension(text):
            return [(Label(text, None, 0, len(text), text), link)], "", 0
    whole = sole_label(text) if len(line.links) == 1 and line.linked else None
    if whole and _may_be_file(line.links[0], whole) and len(find_labels(text)) <= 1:
        return [(whole, line.links[0])], "", 0
    labels = _cut_at_borders(line, find_labels(text))
    if not labels:
        return _by_links(line)
    left, position = "", 0
    for label in labels:
        left += text[position : label.start] + " "
        position = label.end
    left = fold(left + text[position:]).strip(" ,;|/·•-–—、，；")
    if left and _sentence_goes_on(text, labels):
        left = text
    for link in line.links if left != text else ():
        if link.text and wording.FILES.match(link.text):
            left = fold(left.replace(link.text, " ", 1))  # a button beside the label
    pairs = list(zip(labels, _links_for(line, labels), strict=True))
    if left and left != text and not any(c.isalnum() for c in left):
        left = ""
    return pairs, left, 0


def _cut_at_borders(line: Line, labels: list[Label]) -> list[Label]:
    """Names reach back to a sentence's end; where an element begins within such a reach, the name begins there."""
    if not labels or len(line.runs) < 2:
        return labels
    borders, position = [], 0
    for run in line.runs:
        at = line.text.find(run, position)
        if at < 0:
            continue
        borders.append(at)
        position = at + len(run)
    out = []
    for label in labels:
        start = label.start
        for border in borders:
            inner = line.text[border : label.end]
            if (
                start < border < label.start + len(label.name)
                and (cut := sole_label(inner))
                and extension(cut.name)
                and len(cut.name) > len(extension(cut.name)) + 1
            ):
                glued = not line.text[border - 1].isspace()
                linked = any(link.text and line.text.startswith(link.text[:40], border) for link in line.links)
                if glued or linked:
                    start = border + cut.start
        name = line.text[start : label.end][: len(label.name) - (start - label.start)]
        out.append(
            Label(name, label.declared_bytes, start, label.end, line.text[start : label.end])
            if start != label.start
            else label
        )
    return out


def _sentence_goes_on(text: str, labels: list[Label]) -> bool:
    """Whether a label stands in the middle of a sentence, which would be mutilated without it."""
    before, after = text[: labels[0].start].rstrip(), text[labels[-1].end :].strip()
    if after and (after[0].islower() or after[0] in ",.;)"):
        return len(after) > 1
    return bool(before) and before[-1].isalnum() and bool(after)


def _may_be_file(link: Link, label: Label) -> bool:
    """A label whose name has no ending is one only where its link leads to a file."""
    return (
        bool(extension(label.name)) or bool(extension(file_name(link.href))) or link.element.get("download") is not None
    )


def _by_links(line: Line) -> tuple[list[tuple[Label, Link | None]], str, int]:
    """Links whose own text is a label or a file's name, alone in the line."""
    found: list[tuple[Label, Link | None]] = []
    rest = line.text
    for link in line.links:
        label = sole_label(link.text) if link.text else None
        if label and not _may_be_file(link, label):
            label = None
        if label is None and link.text and is_file_name(link.text):
            label = Label(link.text, None, 0, len(link.text), link.text)
        if label is not None:
            found.append((label, link))
            rest = rest.replace(link.text, " ", 1)
    left = fold(rest).strip(" ,;|/·•-–—、，；")
    if found and left and any(c.isalnum() for c in left):
        return [], line.text, 0  # a sentence that mentions a file; the link itself is an offer
    return found, "" if found else line.text, 0


def _links_for(line: Line, labels: list[Label]) -> list[Link | None]:
    """For each label of a line the link that it stands in, holds, or stands beside."""
    out: list[Link | None] = []
    free = list(line.links)
    for label in labels:
        match = next(
            (link for link in free if link.text and (link.text in label.text or label.text in link.text)), None
        )
        if match is None and label.name:
            match = next((link for link in free if file_name(link.href).casefold() == label.name.casefold()), None)
        if (
            match is not None
            and match in free
            and not (
                match.text
                and match.text.count(label.text)
                and len(labels) > 1
                and len(match.text) > len(label.text) + 3
            )
        ):
            free.remove(match)
        out.append(match)
    icons = [link for link in free if not link.text or wording.FILES.match(link.text)]
    if len(icons) == sum(link is None for link in out):
        out = [link if link is not None else icons.pop(0) for link in out]
    return out


def _pictures(flow: Flow, start: int, end: int) -> list[Offer]:
    out: list[Offer] = []
    base = flow.document.base
    for order, media in enumerate(flow.media):
        if not start <= media.line <= end or (media.line == end and not _before_end(flow, media, end)):
            continue
        if media.signs & (Sign.RELATED | Sign.TEASER) and not media.signs & Sign.BODY:
            continue
        # A picture before a line stands before the labels in it.
        offer = Offer(media.line, media.inside, order - len(flow.media), media.node, media=media)
        if media.element.tag == "a":
            address = resolve(base, media.element.get("href") or "")
            offer.urls = [address] if address else []
        else:
            sounds = media.element.tag in {"video", "audio"}
            offer.urls = file_addresses(media, base) if sounds else picture_addresses(media, base)
        _name_by_attributes(offer, media)
        if offer.label is not None and media.element.tag != "a":
            offer.urls = [*behind(offer, base), *offer.urls]
        if not offer.urls and offer.label is None:
            continue
        if offer.urls and offer.label is None and media.element.tag != "a" and is_decoration(media, offer.urls[0]):
            if media.link is not None and extension(file_name(media.link.get("href") or "")):
                # An icon that leads to a file stands for that file.
                address = resolve(base, media.link.get("href") or "")
                offer.urls = [address] if address else []
            else:
                continue
        out.append(offer)
    return _once(out)


def _name_by_attributes(offer: Offer, media: Media) -> None:
    """A label or file name in the attributes of a picture or of the link around it."""
    said = [media.element.get(name) for name in ("alt", "title", "aria-label", "data-caption")]
    if media.link is not None:
        said += [media.link.get(name) for name in ("title", "download", "data-caption", "data-title", "aria-label")]
    for text in map(fold, filter(None, said)):
        label = sole_label(text)
        if label and extension(label.name):
            offer.label = label
            return
        if is_file_name(text) and not offer.name:
            offer.name = text


def _before_end(flow: Flow, media: Media, end: int) -> bool:
    """Whether a picture behind the last line belongs to what stands before it: the smallest box with text tells."""
    for number in flow.ancestors(media.node):
        node = flow.nodes[number]
        if node.start < end:
            return True
        if node.end > end:
            return False
    return True


def _once(offers: list[Offer]) -> list[Offer]:
    """One offer for each picture: copies for readers without scripts, cloned slides and thumbnails fall together."""
    out: list[Offer] = []
    by_url: dict[str, Offer] = {}
    for offer in offers:
        known = by_url.get(offer.urls[0]) if offer.urls else None
        known = known or next((by_url[url] for url in offer.urls if url in by_url and by_url[url].urls[0] == url), None)
        previous = out[-1] if out else None
        if (
            known is None
            and previous is not None
            and offer.media is not None
            and offer.media.noscript
            and previous.line == offer.line
        ):
            known = previous
        if known is None and previous is not None and offer.urls and previous.urls and offer.line - previous.line <= 1:
            known = previous if _copies(offer.urls[0], previous.urls[0]) else None
        if known is not None:
            known.label = known.label or offer.label
            known.urls += [url for url in offer.urls if url not in known.urls]
        else:
            out.append(offer)
            known = offer
        for url in offer.urls:
            by_url.setdefault(url, known)
    return out


def _copies(first: str, second: str) -> bool:
    """Whether two addresses are one picture in two sizes: one name is the other's with a size behind it."""
    if stem(first) != stem(second) or len(stem(first)) < 3:
        return False
    names = [file_name(url).rsplit(".", 1)[0].casefold() for url in (first, second)]
    pictures = all(extension(file_name(url)) in PICTURES for url in (first, second))
    sized = all(re.search(r"\d{2,4}x\d{2,4}", name) for name in names)
    return pictures and names[0] != names[1] and (stem(first) in names or sized)


def _file_links(flow: Flow, start: int, end: int, labels: list[Offer]) -> list[Offer]:
    """Links to files in running text or alone, which no label has claimed."""
    claimed = {url for offer in labels for url in offer.urls}
    out = []
    for index in range(start, end):
        line = flow.lines[index]
        if line.signs & (
            Sign.NAV | Sign.FOOTER | Sign.SHARE | Sign.RELATED | Sign.COMMENT | Sign.CONSENT | Sign.ADVERT
        ):
            continue
        for order, link in enumerate(line.links):
            address = resolve(flow.document.base, link.href)
            if not address or address in claimed:
                continue
            ending = extension(file_name(address))
            if (not ending or ending in _NO_OFFER) and link.element.get("download") is None:
                continue
            claimed.add(address)
            inside = bool(line.text) and not line.text.startswith(link.text) if link.text else False
            out.append(
                Offer(index, inside, 100 + order, line.node, urls=[address], name=link.element.get("download") or "")
            )
    return out


def attachments_of(found: Found, blocks_before: dict[int, int], starts: dict[int, int]) -> tuple[Attachment, ...]:
    """The records; for each line `blocks_before` says how many blocks begin before it, `starts` up to its end."""
    out: list[Attachment] = []
    seen: set[tuple[str, str]] = set()
    for offer in found.offers:
        url = offer.urls[0] if offer.urls else None
        name = offer.label.name if offer.label else ""
        if offer.label and url and not extension(name) and offer.name:
            name = offer.label.name
        if not name:
            name = offer.name if offer.name and is_file_name(offer.name) else file_name(url or "")
        label = offer.label.text if offer.label else ""
        identity = (url or "", "" if url else label)
        if identity in seen:
            continue
        seen.add(identity)
        paragraph = starts.get(offer.line, 0) if offer.inside else blocks_before.get(offer.line, 0)
        out.append(
            Attachment(len(out) + 1, paragraph, name, label, offer.label.declared_bytes if offer.label else None, url)
        )
    return tuple(out)
