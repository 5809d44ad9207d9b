"""A sitemap's bytes to the addresses in it: XML of any make, packed or not, or plain lines. Nothing here raises.

The file is streamed without a tree, so that a large one takes little more memory than its addresses do. No entity
but XML's own five is ever resolved, and nothing is loaded. Of a broken file what can be read is read, and what is
wrong is said.
"""

from __future__ import annotations

import html
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from lxml import etree

from scraper.parse.document import decode
from scraper.parse.units import fold
from scraper.urls import resolve

MAX_BYTES: Final = 52_428_800
"""Most bytes of one file after unpacking, as the protocol has it."""
MAX_ENTRIES: Final = 50_000
"""Most addresses of one file, as the protocol has it."""
MAX_ELEMENTS: Final = 2_000_000
"""More elements than this are no list of addresses, and neither are elements nested so deep:"""
MAX_DEPTH: Final = 50
MAX_ALTERNATES: Final = 60
"""More languages of one page than this are noise."""

# Every other ampersand is text: an address written carelessly, or an entity that somebody defined.
AMPERSAND: Final = re.compile(r"&(?!(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|amp|lt|gt|quot|apos);)")
_LINE: Final = re.compile(r"^https?://\S+$", re.IGNORECASE)
_FEEDS: Final = ("rss", "feed", "rdf")
_ROOTS: Final = {"urlset": "pages", "sitemapindex": "index"}
_ENTRIES: Final = ("url", "sitemap")
_SAYING: Final = (*_ENTRIES, "news", "publication")
_CHUNK: Final = 65_536
_PIECES: Final = 1000


@dataclass(frozen=True, slots=True)
class Entry:
    """One address of a sitemap.

    Attributes:
        url: the absolute address.
        modified: when the page last changed, a time (UTC) or a date, as the sitemap says; None if it does not.
        title: the news extension's title.
        published: the news extension's day of publication.
        lang: the news extension's language.
        news: whether the news extension says that it is a piece of news.
        images: how many pictures the image extension names for it.
        alternates: (language, address) of the same page in other languages.
    """

    url: str
    modified: str | None = None
    title: str = ""
    published: str | None = None
    lang: str = ""
    news: bool = False
    images: int = 0
    alternates: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Sitemap:
    """What one file says.

    Attributes:
        kind: `index`, `pages`, `text`, `feed` (to be read as one), or empty for what is no sitemap.
        entries: its addresses in order, each once; those of further files for an index.
        problem: what could not be read, as the end of a sentence; empty if all is well.
        body: the unpacked bytes of a feed, for its own reader.
    """

    kind: str = ""
    entries: tuple[Entry, ...] = ()
    problem: str = ""
    body: bytes = field(default=b"", repr=False)


def read_sitemap(body: bytes, url: str, charset: str | None = None) -> Sitemap:
    """Read a sitemap.

    Args:
        body: its bytes as they came; gzip is known by its first bytes, whatever name or type it has.
        url: its address, for relative addresses.
        charset: the character set that the response's header declared.
    """
    data, problem = unpack(body)
    text = decode(data, charset).text.lstrip()
    found = _read_markup(text, url) if text.startswith("<") else _read_lines(text, url)
    if not found.kind:
        return Sitemap(problem=problem)
    body = data if found.kind == "feed" else b""
    return Sitemap(found.kind, found.entries, problem or found.problem, body)


def unpack(body: bytes, most: int = MAX_BYTES) -> tuple[bytes, str]:
    """The bytes without gzip, and what is wrong with them: never more than `most`, however much is packed in."""
    if not body.startswith(b"\x1f\x8b"):
        return (body, "") if len(body) <= most else (body[:most], _too_large(most))
    parts: list[bytes] = []
    size = 0
    while body.startswith(b"\x1f\x8b"):
        member = zlib.decompressobj(wbits=31)
        try:
            part = member.decompress(body, most + 1 - size)
        except zlib.error as error:
            return b"".join(parts), f"is damaged gzip ({error})"
        parts.append(part)
        size += len(part)
        if size > most:
            return b"".join(parts)[:most], _too_large(most)
        if not member.eof:
            return b"".join(parts), "is gzip that ends early"
        body = member.unused_data
    return b"".join(parts), ""


def moment_of(text: str) -> str | None:
    """A time as `2026-01-05T06:15:00Z`, or a date where no time is given; None for anything else."""
    text = text.strip()
    try:
        when = datetime.fromisoformat(text)
        if not 1990 <= when.year <= 2100:
            return None
        if len(text) <= 10:
            return when.date().isoformat()
        aware = when if when.tzinfo else when.replace(tzinfo=UTC)
        return f"{aware.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    except (ValueError, OverflowError):
        return None


def _too_large(most: int) -> str:
    return f"is larger than {most // 1_000_000} MB; what follows was not read"


def _read_lines(text: str, url: str) -> Sitemap:
    """Addresses one a line; what holds fewer addresses than other lines is no sitemap."""
    lines = [line for line in map(str.strip, text.splitlines()) if line]
    head = lines[:100]
    if not head or sum(bool(_LINE.match(line)) for line in head) * 2 < len(head):
        return Sitemap()
    found: dict[str, Entry] = {}
    for line in lines:
        if _LINE.match(line) and (address := resolve(url, line)):
            found.setdefault(address, Entry(address))
    return _within("text", found, "")


def _within(kind: str, found: dict[str, Entry], problem: str) -> Sitemap:
    entries = tuple(found.values())
    if len(entries) > MAX_ENTRIES:
        problem = f"holds more than {MAX_ENTRIES} addresses; what follows was not read"
    return Sitemap(kind, entries[:MAX_ENTRIES], problem)


def _read_markup(text: str, url: str) -> Sitemap:
    reading = _Reading(url)
    parser = etree.XMLParser(
        target=reading, encoding="utf-8", recover=True, resolve_entities=False, load_dtd=False, no_network=True
    )
    data = AMPERSAND.sub("&amp;", text).encode("utf-8", "replace")
    problem = ""
    try:
        for start in range(0, len(data), _CHUNK):
            parser.feed(data[start : start + _CHUNK])
            if reading.is_over:
                break
        else:
            parser.close()
    except (etree.LxmlError, ValueError) as error:
        problem = broken(str(error))
    if reading.root in _FEEDS:
        return Sitemap("feed")
    fatal = [entry for entry in parser.feed_error_log if entry.level_name == "FATAL"]
    if reading.is_hostile:
        problem = "is no honest list of addresses: it has too many elements, or nests them too deep"
    elif fatal and not problem:
        problem = broken(f"{fatal[0].message}, line {fatal[0].line}")
    kind = _ROOTS.get(reading.root, "")
    return _within(kind, reading.found, problem if kind else "")


def broken(why: str) -> str:
    """Say what is wrong with a broken file, as the end of a sentence."""
    return f"is broken XML ({fold(why)[:120]}); what could be read was read"


@dataclass(slots=True)
class _Reading:
    """A file on its way, told of each element as the parser meets it: where we are, and what the entry in hand says."""

    url: str
    root: str = ""
    found: dict[str, Entry] = field(default_factory=dict)
    path: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    said: dict[str, str] = field(default_factory=dict)
    others: dict[str, str] = field(default_factory=dict)
    images: int = 0
    elements: int = 0

    @property
    def is_over(self) -> bool:
        """Whether nothing that follows matters."""
        return len(self.found) > MAX_ENTRIES or self.is_hostile or (bool(self.root) and self.root not in _ROOTS)

    @property
    def is_hostile(self) -> bool:
        """Whether this is something made to be hard to read."""
        return self.elements > MAX_ELEMENTS or len(self.path) > MAX_DEPTH

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        name = _local(tag)
        self.root = self.root or name
        self.elements += 1
        if name in _ENTRIES:
            self.said, self.others, self.images = {}, {}, 0
        elif name == "link":
            self._alternate(attributes)
        self.path.append(name)
        self.text.clear()

    def data(self, text: str) -> None:
        """A piece of text."""
        if len(self.text) < _PIECES:
            self.text.append(text)

    def end(self, tag: str) -> None:
        """An element ends: note what it says, and at the end of an entry make one of it."""
        name = _local(tag)
        if self.path:
            self.path.pop()
        parent = self.path[-1] if self.path else ""
        if name in _ENTRIES:
            self._entry()
        elif parent in _SAYING:
            self.said.setdefault(name, fold("".join(self.text)))
            self.images += name == "image"
        self.text.clear()

    def close(self) -> None:
        """The file ends; an entry that was cut off counts if its address was whole."""
        if any(name in _ENTRIES for name in self.path):
            self._entry()

    def _alternate(self, attributes: Mapping[str, str]) -> None:
        language, address = attributes.get("hreflang"), resolve(self.url, attributes.get("href") or "")
        if language and address and len(self.others) < MAX_ALTERNATES:
            self.others.setdefault(language.strip().lower(), address)

    def _entry(self) -> None:
        # What was escaped twice, or stands in CDATA, has its ampersands written out.
        address = resolve(self.url, self.said.get("loc", "").replace("&amp;", "&"))
        if address and address not in self.found:
            self.found[address] = Entry(
                address,
                moment_of(self.said.get("lastmod", "")),
                html.unescape(self.said.get("title", "")),
                _day(self.said.get("publication_date", "")),
                self.said.get("language", "").lower(),
                news="news" in self.said,
                images=self.images,
                alternates=tuple(self.others.items()),
            )
        self.said = {}


def _local(tag: str) -> str:
    return tag.rpartition("}")[2].rpartition(":")[2].lower()


def _day(text: str) -> str | None:
    """The day that a time names, in its own zone."""
    return text.strip()[:10] if moment_of(text) else None
