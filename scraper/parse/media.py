"""The original behind a picture: lazy loading, sizes for screens, thumbnails that lead to it, backgrounds."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

from scraper.parse.addresses import resolve
from scraper.parse.document import HtmlElement
from scraper.parse.flow import Media
from scraper.parse.patterns.labels import PICTURES, extension
from scraper.parse.vocabulary import Sign, words_of

_ORIGINAL: Final = (
    "data-orig-file", "data-original-src", "data-full-src", "data-full", "data-full-url", "data-fullsrc",
    "data-zoom-image", "data-zoom-src", "data-zoom", "data-highres", "data-hi-res-src", "data-large-file",
    "data-large_image", "data-large-src", "data-large", "data-download-href",
)  # fmt: skip
_LAZY: Final = (
    "data-src", "data-original", "data-lazy-src", "data-lazy", "data-lazyload", "data-echo", "data-url", "data-image",
    "data-image-src", "data-img-src", "data-defer-src", "data-ll-src", "data-actualsrc", "data-srcset-src", "data-bg",
    "data-background", "data-background-image", "data-bg-src", "data-cfsrc", "data-ezsrc", "data-pin-media",
)  # fmt: skip
_SRCSETS: Final = ("srcset", "data-srcset", "data-lazy-srcset", "data-original-set")
_CANDIDATE: Final = re.compile(r"\s*([^\s,][^\s]*[^\s,]|[^\s,])(?:\s+([\d.]+)([wx])\s*)?(?:,|$)")
_DECIMAL: Final = re.compile(r"\d{1,9}(?:\.\d{1,9})?")
_PLACEHOLDER: Final = re.compile(
    r"^(?:data:|about:|blob:|javascript:)|(?:^|[/_.-])(?:blank|spacer|placeholder|transparent|pixel|lazy"
    r"|loading|loader|empty|1x1|grey|gray|dummy)"
    r"(?:[_.-]\w*)?\.(?:gif|png|svg|jpe?g|webp)(?:[?#]|$)",
    re.IGNORECASE,
)
_DECORATION: Final = frozenset(
    "icon icons ico sprite spacer pixel tracking tracker avatar gravatar emoji smiley bullet arrow button btn badge "
    "captcha loader spinner flag flags beacon".split()
)
_LOGO: Final = frozenset("logo logos brand branding".split())
_BACKGROUND: Final = re.compile(r"url\(\s*(?:&quot;|[\"'])?([^\"')]+)", re.IGNORECASE)
_SIZE_IN_NAME: Final = re.compile(
    r"[-_@](?:\d{2,4}x\d{2,4}|\d{2,4}w?|scaled|thumb(?:nail)?|small|medium|large|[sml]|[23]x)$", re.IGNORECASE
)


@lru_cache(maxsize=4096)
def file_name(url: str) -> str:
    """The file's name in an address: its last segment, or a parameter that names a file; decoded."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    segments = unquote(parts.path).rstrip("/").split("/")
    if extension(segments[-1]):
        return segments[-1]
    if "." in parts.query or "%2" in parts.query:
        for _, value in parse_qsl(parts.query):
            if extension(value):
                return value.rsplit("/", 1)[-1]
    # Some systems put a size or a version behind the name: `/photo.jpg/large`.
    return next((segment for segment in reversed(segments) if extension(segment)), segments[-1])


def stem(url: str) -> str:
    """A file's name without its ending and without what names a size: equal for a picture and its thumbnails."""
    name = file_name(url).rsplit(".", 1)[0]
    previous = None
    while previous != name:
        previous, name = name, _SIZE_IN_NAME.sub("", name)
    return name.casefold()


def leads_to_picture(element: HtmlElement | None, base: str) -> str | None:
    """The picture that a link leads to, None if it leads to something else."""
    if element is None:
        return None
    for attribute in ("href", "data-src", "data-href"):
        address = resolve(base, element.get(attribute) or "")
        if address and (
            extension(file_name(address)) in PICTURES or (attribute == "href" and element.get("download") is not None)
        ):
            return address
    return None


def _from_srcset(value: str, base: str) -> list[tuple[float, str]]:
    """The largest address of a srcset with its width (densities count as thousands of pixels), in a list; or none."""
    if not value:
        return []
    best, widest = "", 0.0
    for found in _CANDIDATE.finditer(value[:20_000]):
        size = float(found[2]) if found[2] and _DECIMAL.fullmatch(found[2]) else 1.0
        size *= 1000 if found[3] == "x" or not found[3] else 1
        if size > widest and not _PLACEHOLDER.search(found[1]):
            best, widest = found[1], size
    address = resolve(base, best) if best else None
    return [(widest, address)] if address else []


def picture_addresses(media: Media, base: str) -> list[str]:
    """The addresses that a picture may be fetched from, the original first."""
    element = media.element
    said = {name: value for name, value in element.items() if value}
    out = [address for name in _ORIGINAL if name in said and (address := resolve(base, said[name]))]
    if linked := leads_to_picture(media.link, base):
        out.append(linked)
    sized = [pair for name in _SRCSETS if name in said for pair in _from_srcset(said[name], base)]
    plain = [
        address
        for name in ("src", *_LAZY)
        if name in said and not _PLACEHOLDER.search(said[name]) and (address := resolve(base, said[name]))
    ]
    # A lazy-loading attribute stands for the picture, `src` then only for its place.
    if len(plain) > 1 and "src" in said and not said.keys().isdisjoint(_LAZY):
        plain = plain[1:] + plain[:1]
    sources = _sources(element, base)
    largest = max(sized, default=(0.0, ""))
    if plain and largest[1] and not _made_from(largest[1], plain[0]):
        plain.insert(0, largest[1])
    elif largest[1]:
        plain.append(largest[1])
    best = max(sources, default=(0.0, ""))
    if best[1] and (not plain or best[0] > max(1000.0, largest[0])):
        plain.insert(0, best[1])
    out += plain
    if style := said.get("style"):
        out += [
            address
            for value in _BACKGROUND.findall(style)
            if not _PLACEHOLDER.search(value) and (address := resolve(base, value))
        ]
    return list(dict.fromkeys(out))


def _made_from(smaller: str, original: str) -> bool:
    """Whether an address names a resized copy of another: its name is the other's with a size behind it."""
    short, long = (file_name(url).rsplit(".", 1)[0] for url in (original, smaller))
    return len(long) > len(short) and long.startswith(short)


def _sources(element: HtmlElement, base: str) -> list[tuple[float, str]]:
    """What the `source` elements around (or, by sloppy parsing, above) a picture offer."""
    out: list[tuple[float, str]] = []
    parent = element.getparent()
    for _ in range(6):
        if parent is None or parent.tag not in {"source", "picture"}:
            break
        for source in [parent] if parent.tag == "source" else parent.iter("source"):
            for name in _SRCSETS:
                out += _from_srcset(source.get(name) or "", base)
        parent = parent.getparent()
    return out


def file_addresses(media: Media, base: str) -> list[str]:
    """The addresses of a video or sound that is a plain file."""
    element = media.element
    values = [element.get("src"), *(source.get("src") for source in element.iter("source"))]
    found = [address for value in values if value and (address := resolve(base, value))]
    return [address for address in found if extension(file_name(address))]


def _pixels(element: HtmlElement, name: str) -> int | None:
    value = element.get(name) or ""
    found = re.match(r"\s*(\d{1,5})(?:\.\d+)?\s*(?:px)?\s*$", value)
    if not found and (style := element.get("style")):
        found = re.search(rf"(?:^|[;\s]){name}\s*:\s*(\d{{1,5}})(?:\.\d+)?px", style)
    return int(found[1]) if found else None


def is_decoration(media: Media, url: str) -> bool:
    """Whether a picture is an icon, a logo, a face, a spacer or a tracking pixel, and none of the post's."""
    element = media.element
    width, height = _pixels(element, "width"), _pixels(element, "height")
    if (width is not None and width <= 48 and (height is None or height <= 48)) or (
        height is not None and height <= 32
    ):
        return True
    if media.signs & (Sign.NAV | Sign.FOOTER | Sign.SHARE | Sign.CONSENT | Sign.ADVERT | Sign.COMMENT | Sign.CRUMBS):
        return True
    names = set(words_of(f"{element.get('class') or ''} {element.get('id') or ''}"))
    if names & (_DECORATION | _LOGO):
        return True
    words = set(words_of(file_name(url)))
    if words & _DECORATION:
        return True
    small = width is not None and width <= 200
    return bool(words & _LOGO) and (small or extension(file_name(url)) == "svg")
