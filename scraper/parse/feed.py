"""A feed's bytes to its entries: RSS of every version, Atom and JSON Feed. Nothing here raises.

A feed is a listing that somebody wrote for machines: its entries are teasers. What is declared wrongly or broken is
read as far as it goes; entities other than XML's own are never resolved, and nothing is loaded.
"""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any, Final

from lxml import etree

from archive.records import Teaser
from scraper.parse.document import decode
from scraper.parse.patterns.dates import find_dates, infer_order, parse_date_attribute
from scraper.parse.sitemap import AMPERSAND, broken, moment_of, unpack
from scraper.parse.units import fold
from scraper.urls import resolve

MAX_TEASER: Final = 1000
"""A longer description is the whole post, not a teaser of it."""

_TAGS: Final = re.compile(r"<[^>]{0,2000}>")
_INLINE: Final = re.compile(
    r"</?(?:a|abbr|b|cite|code|em|font|i|mark|q|s|small|span|strong|sub|sup|u)\b[^>]{0,2000}>", re.I
)
_DATES: Final = ("pubdate", "published", "date", "issued", "created", "updated", "modified")
_CHANGES: Final = ("updated", "modified")
_ROOTS: Final = {"rss": "rss", "rdf": "rss", "channel": "rss", "feed": "atom"}
_ONWARD: Final = ("next", "prev-archive")
# Podcast and media extensions repeat a feed's own words for other ends.
_FOREIGN: Final = re.compile(r"itunes|/mrss|/media|podcast|google\.com", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Item:
    """One entry: its teaser, and when it last changed, a time (UTC) or a date, if the feed says so."""

    teaser: Teaser
    modified: str | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed says.

    Attributes:
        kind: `rss`, `atom` or `json`; empty for what is no feed.
        title: its own title.
        items: its entries in order, each address once.
        next_url: where its older entries are, as RFC 5005 and JSON Feed say it.
        generator: the program that made it, as it calls itself.
        problem: what could not be read, as the end of a sentence; empty if all is well.
    """

    kind: str = ""
    title: str = ""
    items: tuple[Item, ...] = ()
    next_url: str | None = None
    generator: str = ""
    problem: str = ""

    @property
    def teasers(self) -> tuple[Teaser, ...]:
        """The entries as a listing's rows."""
        return tuple(item.teaser for item in self.items)


def read_feed(body: bytes, url: str, charset: str | None = None) -> Feed:
    """Read a feed.

    Args:
        body: its bytes as they came.
        url: its address, for relative addresses.
        charset: the character set that the response's header declared.
    """
    data, packed = unpack(body)
    text = decode(data, charset).text.lstrip()
    feed = _read_json(text, url) if text.startswith("{") else read_feed_text(text, url)
    return Feed(problem=packed) if not feed.kind else feed


def read_feed_text(text: str, url: str) -> Feed:
    """Read a feed of XML that was decoded already."""
    parser = etree.XMLParser(encoding="utf-8", recover=True, resolve_entities=False, load_dtd=False, no_network=True)
    try:
        root = etree.fromstring(AMPERSAND.sub("&amp;", text.lstrip()).encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError):
        return Feed()
    kind = _ROOTS.get(_name(root), "") if root is not None else ""
    if not kind:
        return Feed()
    fatal = [entry for entry in parser.error_log if entry.level_name == "FATAL"]
    head = root.find("{*}channel") if _name(root) != "feed" else root
    head = root if head is None else head
    return Feed(
        kind,
        _text(_fields(head).get("title")),
        _items([element for element in root.iter() if _name(element) in ("item", "entry")], url),
        _onward(head, url),
        _text(_fields(head).get("generator")),
        broken(f"{fatal[0].message}, line {fatal[0].line}") if fatal else "",
    )


def _items(elements: list[Any], url: str) -> tuple[Item, ...]:
    entries = [_fields(element) for element in elements]
    order = infer_order(_text(entry.get(name)) for entry in entries for name in _DATES)
    found: dict[str, Item] = {}
    for element, entry in zip(elements, entries, strict=True):
        address = resolve(_base(element, url), _link(element, entry).replace("&amp;", "&"))
        if address and address not in found:
            day = next((day for name in _DATES if (day := _date(_text(entry.get(name)), order))), None)
            labels = [_label(child) for child in element if _name(child) in ("category", "subject")]
            summary = _text(entry.get("description", entry.get("summary")))
            teaser = Teaser(
                address,
                _text(entry.get("title")),
                day,
                ", ".join(dict.fromkeys(filter(None, labels))),
                summary if len(summary) <= MAX_TEASER else "",
            )
            modified = next((when for name in _CHANGES if (when := _moment(_text(entry.get(name))))), None)
            found[address] = Item(teaser, modified)
    return tuple(found.values())


def _name(element: Any) -> str:
    return etree.QName(element).localname.lower() if isinstance(element.tag, str) else ""


def _fields(element: Any) -> dict[str, Any]:
    """The first child of each name; one of the feed's own words goes before one of an extension's."""
    found: dict[str, Any] = {}
    for child in reversed(list(element)):
        name = _name(child)
        if name and not _FOREIGN.search(etree.QName(child).namespace or ""):
            found[name] = child
    return found


def _text(element: Any) -> str:
    if element is None:
        return ""
    return _plain(html.unescape("".join(element.itertext())))


def _label(element: Any) -> str:
    return _text(element) or fold(element.get("label") or element.get("term") or "")


def _base(element: Any, url: str) -> str:
    """The address that the links of an entry are relative to: `xml:base` where there is one."""
    given = [up.get("{http://www.w3.org/XML/1998/namespace}base") for up in (element, *element.iterancestors())]
    for base in filter(None, reversed(given)):
        url = resolve(url, base) or url
    return url


def _link(element: Any, entry: dict[str, Any]) -> str:
    """RSS has the address as text, Atom as an attribute of the link that is the alternate; a guid may be one too.

    Where a middleman counts the clicks, the feed names the original address as well.
    """
    if (original := _text(entry.get("origlink"))).startswith("http"):
        return original
    best = ""
    for child in element:
        if _name(child) == "link" and child.get("rel", "alternate") == "alternate":
            address = str(child.get("href") or (child.text or "").strip())
            if address and (not best or child.get("type", "text/html") == "text/html"):
                best = address
                if child.get("type", "text/html") == "text/html":
                    break
    if best:
        return best
    guid = entry.get("guid", entry.get("id"))
    if guid is not None and guid.get("isPermaLink", "true") != "false" and _text(guid).startswith("http"):
        return _text(guid)
    about = element.get("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about") or ""
    return str(about) if about.startswith("http") else ""


def _onward(head: Any, url: str) -> str | None:
    """Where older entries are; the name of a relation may be an address that ends with it."""
    for child in head:
        relation = (child.get("rel") or "").rpartition("/")[2] if _name(child) == "link" else ""
        if relation in _ONWARD and (address := resolve(_base(child, url), child.get("href") or "")):
            return address
    return None


def _date(text: str, order: Any) -> str | None:
    """The day that a date names, in its own zone."""
    if text[:4].isdigit():
        return parse_date_attribute(text)
    hits = find_dates(text, order=order)
    return hits[0].date if len(hits) == 1 and not hits[0].ambiguous else None


def _moment(text: str) -> str | None:
    """A time of change: ISO, or as in a mail's head."""
    if found := moment_of(text):
        return found
    try:
        return moment_of(parsedate_to_datetime(text).isoformat())
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _read_json(text: str, url: str) -> Feed:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return Feed()
    if not isinstance(data, dict) or "jsonfeed.org" not in str(data.get("version", "")):
        return Feed()
    found: dict[str, Item] = {}
    rows = data.get("items")
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, dict) and (item := _json_item(row, url)):
            found.setdefault(item.teaser.url, item)
    onward = resolve(url, _plain(data.get("next_url")))
    return Feed("json", _plain(data.get("title")), tuple(found.values()), onward)


def _json_item(row: dict[str, Any], url: str) -> Item | None:
    named = next((str(row[key]) for key in ("url", "id", "external_url") if _is_address(row.get(key))), "")
    address = resolve(url, str(row["url"])) if isinstance(row.get("url"), str) else resolve(url, named)
    if not address:
        return None
    tags = row.get("tags")
    category = ", ".join(_plain(tag) for tag in tags if _plain(tag)) if isinstance(tags, list) else ""
    summary = _plain(row.get("summary"))
    day = parse_date_attribute(str(row.get("date_published") or ""))
    teaser = Teaser(address, _plain(row.get("title")), day, category, summary if len(summary) <= MAX_TEASER else "")
    return Item(teaser, moment_of(str(row.get("date_modified") or "")))


def _is_address(value: object) -> bool:
    return isinstance(value, str) and value.startswith(("http://", "https://"))


def _plain(value: object) -> str:
    """One line of plain text out of markup."""
    return fold(html.unescape(_TAGS.sub(" ", _INLINE.sub("", value)))) if isinstance(value, str) else ""
