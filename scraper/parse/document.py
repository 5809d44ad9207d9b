"""Bytes to a tree: what a page says, whatever bytes it came as. Nothing here raises.

The character set is decided by a ladder, and the deciding rung is kept: byte order mark, strict
UTF-8, the header's charset, the page's own declaration, detection, and last UTF-8 with replacement
characters. lxml makes the tree. Where libxml2 reports that it dropped part of a page, bs4 reads the
page instead, and its tree is flattened to a depth that every later step can walk.
"""

from __future__ import annotations

import codecs
import json
import re
from dataclasses import dataclass
from typing import Any, Final

import lxml.html
from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PreformattedString
from charset_normalizer import from_bytes
from lxml import etree
from w3lib.encoding import html_body_declared_encoding, resolve_encoding

from archive.records import Issue
from scraper.urls import resolve

HtmlElement = Any
"""lxml publishes no types; everywhere in this package an element is an `lxml.html.HtmlElement`."""

MAX_TEXT: Final = 6_000_000
"""More characters than this in one page are not read; pictures written into the page do not count."""
MAX_TAGS: Final = 80_000
"""More tags than this in one page would not fit the memory that one page may take."""
MAX_TAGS_SLOW: Final = 40_000
"""The same for bs4, which needs some twenty times the time and memory for a tag."""
MAX_DEPTH: Final = 200
"""Depth to which a tree built by bs4 is flattened; text and order are kept."""
MAX_ATTRIBUTES: Final = 256
"""libxml2 takes quadratic time for the attributes of one tag."""

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SINGLE_BYTE: Final = re.compile(r"(?i)^(?:cp125\d|iso8859-\d+|latin.?1|koi8.*|mac.*|ascii)$")
_LATIN: Final = frozenset(
    {
        "cp1250",
        "cp1254",
        "cp1257",
        "cp1258",
        "iso8859-2",
        "iso8859-16",
        "mac-roman",
        "cp437",
        "cp850",
        "cp858",
        "latin_1",
    }
)
_EAST_EUROPEAN: Final = re.compile(
    rb"""<html[^>]+lang=["']?(?:pl|cs|sk|hu|sl|hr|bs|ro|sq|tr|lt|lv|et|vi)\b""", re.IGNORECASE
)
_CONTROLS: Final = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
# lxml.html looks up a class for every element in Python; one class for all is found in C.
_PLAIN_ELEMENTS: Final = etree.ElementDefaultClassLookup(element=lxml.html.HtmlElement)
_CONTROL_BYTES: Final = bytes([*range(9), 0x0B, *range(0x0E, 0x1B), *range(0x1C, 0x20), 0x7F])
_INLINE_DATA: Final = re.compile(r"data:[\w.+/-]{1,80};base64,[A-Za-z0-9+/=]{1000,}+")
_END_OF_PAGE: Final = re.compile(rb"</(?:[hH][tT][mM][lL]|[bB][oO][dD][yY])\s*>")
_ATTRIBUTES: Final = re.compile(
    rb"[a-zA-Z][^\s>]*+(?:\s++[^\s\"'>=]++(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s\"'>]*+))?)"
    rb"{%d}" % MAX_ATTRIBUTES
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text from bytes.

    Attributes:
        text: the characters, free of NUL, control characters and lone surrogates.
        encoding: Python's name of the character set.
        rung: what decided it: `bom`, `utf-8`, `header`, `meta`, `detected` or `replaced`.
    """

    text: str
    encoding: str
    rung: str


@dataclass(frozen=True, slots=True)
class Document:
    """A page as a tree.

    Attributes:
        root: the `html` element; never None, empty for an empty page. Comments are not in it.
        url: the page's own address.
        base: the address that its links are relative to.
        encoding: character set and deciding rung, as in `utf-8 (header)`.
        text: the whole markup, decoded.
        kind: `html`, or for what is no page: `empty`, `json`, `xml`, `pdf`, `binary`.
        issues: what could not be read.
    """

    root: HtmlElement
    url: str
    base: str
    encoding: str
    text: str
    kind: str = "html"
    issues: tuple[Issue, ...] = ()


def decode(html: bytes, charset: str | None = None) -> Decoded:
    """Decode a page by the ladder; `charset` is what the response's header declared."""
    for bom, name in _BOMS:
        if html.startswith(bom):
            return Decoded(_clean(html[len(bom) :].decode(name, "replace")), name, "bom")
    if wide := _utf16_without_bom(html):
        return Decoded(_clean(html.decode(wide, "replace")), wide, "detected")
    html = html.translate(None, _CONTROL_BYTES)
    seven_bit_shifts = b"\x1b$" in html or b"\x1b(" in html
    if not seven_bit_shifts and (text := _strict_utf8(html)) is not None:
        return Decoded(text, "utf-8", "utf-8")
    declared = [("header", _codec(charset)), ("meta", _codec(html_body_declared_encoding(html)))]
    # A single-byte set decodes any bytes, so its success proves nothing: a multi-byte one that fits goes first.
    declared.sort(key=lambda rung: bool(rung[1] and _SINGLE_BYTE.match(rung[1])))
    for rung, codec in declared:
        if codec and (text := _plausible(html, codec)) is not None:
            return Decoded(text, codec, rung)
    return _detected(html)


def _clean(text: str) -> str:
    return _CONTROLS.sub("", text)


def _strict_utf8(html: bytes) -> str | None:
    """The text if it is UTF-8 throughout; a character cut off by the end of the bytes is dropped."""
    try:
        return html.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start >= len(html) - 3 and error.reason == "unexpected end of data":
            return html[: error.start].decode("utf-8")
        return None


def _utf16_without_bom(html: bytes) -> str | None:
    """The byte order of UTF-16 markup without a mark: every second byte of its ASCII is NUL."""
    head = html[:64]
    if len(head) < 8 or head.count(0) < len(head) * 0.3:
        return None
    odd, even = head[1::2].count(0), head[::2].count(0)
    if max(odd, even) < len(head) * 0.3 or min(odd, even) > len(head) * 0.05:
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _codec(name: str | None) -> str | None:
    """Python's codec for a declared name by the web's alias table, None if there is none."""
    if not name:
        return None
    found = resolve_encoding(name.strip().strip("\"'"))
    # ASCII-compatible bytes that call themselves UTF-16 are UTF-8 to a browser.
    return "utf-8" if found and found.startswith(("utf-16", "utf-32")) else found


def _plausible(html: bytes, name: str) -> str | None:
    """The text by a declared character set, or None where the bytes speak against it."""
    try:
        text = html.decode(name, "replace")
    except (LookupError, UnicodeError, ValueError):
        return None
    if _SINGLE_BYTE.match(name) and "1252" in name and _reads_as_multibyte(html):
        return None
    wrong = text.count("\ufffd")
    high = sum(map(len, re.findall(rb"[\x80-\xff]+", html)))
    # A few broken characters (a teaser cut in the middle of one) do not speak against the whole.
    return text if wrong <= 2 + high // 50 else None


def _reads_as_multibyte(html: bytes) -> bool:
    """Whether most bytes above ASCII stand in runs, as in Chinese, and not singly, as in Western text."""
    runs = re.findall(rb"[\x80-\xff]+", html)
    total = sum(map(len, runs))
    return total >= 16 and sum(len(run) for run in runs if len(run) >= 4) > total / 2


def _detected(html: bytes) -> Decoded:
    broken = html.decode("utf-8", "replace")
    high = sum(map(len, re.findall(rb"[\x80-\xff]+", html)))
    if broken.count("\ufffd") <= high // 50:
        return Decoded(broken, "utf-8", "replaced")
    try:
        best = from_bytes(html[:300_000]).best()
    except (ValueError, UnicodeError, LookupError):
        best = None
    if best is not None:
        # The web's alias table knows the larger sets that a detector calls by their older names.
        name = _codec(best.encoding) or best.encoding
        if name in _LATIN and not _EAST_EUROPEAN.search(html):
            name = "cp1252"  # what browsers take for undeclared pages; a few accents cannot tell its neighbours apart
        return Decoded(html.decode(name, "replace"), name, "detected")
    return Decoded(broken, "utf-8", "replaced")


def parse_document(html: bytes, url: str, charset: str | None = None) -> Document:
    """Make a tree of a page's bytes; `charset` is what the response's header declared. Never raises."""
    kind = _kind(html)
    if kind in {"empty", "pdf", "binary"}:
        return Document(_empty_root(), url, url, "", "", kind, (_not_html(kind),))
    decoded = decode(html, charset)
    encoding = f"{decoded.encoding} ({decoded.rung})"
    if not decoded.text.strip():
        return Document(_empty_root(), url, url, encoding, decoded.text, "empty", (_not_html("empty"),))
    if _is_json(decoded.text):
        return Document(_empty_root(), url, url, encoding, decoded.text, "json", (_not_html("json"),))
    root, issues = _tree(decoded.text)
    kind = (
        "xml" if re.match(r"\s*(?:<\?xml[^>]*>\s*)?<(?:rss|feed|urlset|sitemapindex|svg)\b", decoded.text) else "html"
    )
    if kind == "xml":
        issues += (_not_html(kind),)
    if decoded.rung == "replaced":
        issues += (Issue("parse", "charset-unknown", "Some characters could not be decoded and are shown as \ufffd."),)
    return Document(root, url, _base(root, url), encoding, decoded.text, kind, issues)


def _kind(html: bytes) -> str:
    head = html[:2048].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00")
    if not head and not html.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00"):
        return "empty"
    if head.startswith(b"%PDF-"):
        return "pdf"
    signs = (
        b"\x89PNG",
        b"\xff\xd8\xff",
        b"GIF8",
        b"PK\x03\x04",
        b"\x1f\x8b",
        b"\xd0\xcf\x11\xe0",
        b"RIFF",
        b"BM",
        b"7z\xbc\xaf",
    )
    if html.startswith(signs) and b"<" not in html[:64]:
        return "binary"
    controls = sum(html[:2048].count(bytes([code])) for code in (*range(1, 8), *range(14, 27), 28, 29, 30, 31))
    return "binary" if controls > len(html[:2048]) * 0.05 else "html"


def _is_json(text: str) -> bool:
    if not text.lstrip()[:1] or text.lstrip()[0] not in '{["':
        return False
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _not_html(kind: str) -> Issue:
    said = {
        "empty": "The page is empty.",
        "pdf": "The address holds a PDF document, not a page.",
        "binary": "The address holds binary data, not a page.",
        "json": "The address holds JSON data, not a page.",
        "xml": "The address holds XML data, not a page.",
    }
    return Issue("parse", "empty-page" if kind == "empty" else "not-html", said[kind])


def _empty_root() -> HtmlElement:
    return lxml.html.fromstring("<html><head></head><body></body></html>")


def _tree(text: str) -> tuple[HtmlElement, tuple[Issue, ...]]:
    issues: tuple[Issue, ...] = ()
    # Browsers show what follows the closing tags of body and html; libxml2 would put it in a second root.
    markup = text
    if len(markup) > MAX_TEXT:
        markup = _INLINE_DATA.sub("data:,", markup)
    if len(markup) > MAX_TEXT:
        issues += (_limit(f"The page has more than {MAX_TEXT} characters; what follows them was not read."),)
        markup = markup[:MAX_TEXT]
    data, cut = _within(markup.encode("utf-8", "replace"), MAX_TAGS)
    if _ends_early(data):
        data = _END_OF_PAGE.sub(b"", data)
    data = _few_attributes(data)
    if cut:
        issues += (_limit(f"The page has more than {MAX_TAGS} tags; what follows them was not read."),)
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    parser.set_element_class_lookup(_PLAIN_ELEMENTS)
    try:
        root = etree.fromstring(data, parser=parser)
        dropped = any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log)
    except (etree.LxmlError, ValueError, AssertionError):
        root, dropped = None, True
    if dropped:
        issues += (_limit("The markup is nested too deeply for the first parser; the second one read it."),)
        data, cut = _within(data, MAX_TAGS_SLOW)
        if cut:
            issues += (_limit(f"The second parser read the first {MAX_TAGS_SLOW} tags only."),)
        root = _tree_by_bs4(data.decode("utf-8", "replace"))
    if root is None or root.tag != "html":
        return _empty_root(), issues
    return root, issues


def _limit(message: str) -> Issue:
    return Issue("parse", "markup-limit", message)


def _within(markup: bytes, tags: int) -> tuple[bytes, bool]:
    """The markup up to a number of tags, and whether any was cut off."""
    if markup.count(b"<") <= tags:
        return markup, False
    end = 0
    for _ in range(tags):
        end = markup.find(b"<", end) + 1
    return markup[: end - 1], True


def _ends_early(markup: bytes) -> bool:
    """Whether the closing tag of body or html may stand before something."""
    last = len(markup) - 300
    for lower, upper in ((b"</body", b"</BODY"), (b"</html", b"</HTML")):
        at = markup.find(lower)
        if 0 <= (at if at >= 0 else markup.find(upper)) < last:
            return True
    return False


def _long_tags(markup: bytes) -> list[int]:
    """Where tags begin that are so long that they may hold a monstrous number of attributes."""
    step = 8 * MAX_ATTRIBUTES
    found: list[int] = []
    for at in range(0, len(markup), step):
        if markup.find(b"<", at, at + step) < 0:
            start = markup.rfind(b"<", 0, at) + 1
            name = markup[start : start + 6].lower()
            if name[:1].isalpha() and name not in {b"script", b"style>", b"style "} and start not in found[-1:]:
                found.append(start)
    return found


def _few_attributes(markup: bytes) -> bytes:
    """Cut the attributes of monstrous tags after the first few hundred."""
    pieces, copied = [], 0
    for start in _long_tags(markup):
        after = markup.find(b"<", start)
        after = after if after >= 0 else len(markup)
        if found := _ATTRIBUTES.match(markup, start, after):
            end = markup.find(b">", found.end(), after)
            pieces += [markup[copied : found.end()], b"" if end >= 0 else b">"]
            copied = end if end >= 0 else after
    return b"".join([*pieces, markup[copied:]]) if pieces else markup


def _tree_by_bs4(markup: str) -> HtmlElement:
    """The page as bs4 reads it, in an lxml tree that is at most MAX_DEPTH deep."""
    soup = BeautifulSoup(markup, "html.parser")
    root = _empty_root()
    body = root.find("body")
    # (node, lxml parent, depth); a stack, since recursion would not survive the pages that come here.
    stack: list[tuple[Any, HtmlElement, int]] = [(child, body, 0) for child in reversed(soup.contents)]
    while stack:
        node, parent, depth = stack.pop()
        if isinstance(node, Tag):
            target = parent
            if (
                depth < MAX_DEPTH
                and node.name not in {"html", "body", "head"}
                and re.fullmatch(r"[a-zA-Z][\w-]*", node.name)
            ):
                target = etree.SubElement(parent, node.name.lower(), _attributes(node))
            stack.extend((child, target, depth + (target is not parent)) for child in reversed(node.contents))
        elif isinstance(node, NavigableString) and (
            not isinstance(node, PreformattedString) or parent.tag in {"script", "style"}
        ):
            _append_text(parent, str(node))
    return root


def _attributes(node: Tag) -> dict[str, str]:
    out = {}
    for name, value in list(node.attrs.items())[:MAX_ATTRIBUTES]:
        if re.fullmatch(r"[a-zA-Z_][\w.-]*", name):
            out[name.lower()] = " ".join(value) if isinstance(value, list) else str(value)
    return out


def _append_text(parent: HtmlElement, text: str) -> None:
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text


def _base(root: HtmlElement, url: str) -> str:
    for element in root.iter("base"):
        if href := element.get("href"):
            return resolve(url, href) or url
    return url
