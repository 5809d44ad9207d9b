"""A feed read as a listing: RSS, RDF and Atom say the same as a page of teasers."""

from __future__ import annotations

import html
import re
from typing import Any

from lxml import etree

from archive.records import Teaser
from scraper.parse.patterns.dates import find_dates, infer_order, parse_date_attribute
from scraper.parse.units import fold
from scraper.urls import resolve

_TAGS = re.compile(r"<[^>]{0,2000}>")
_DATES = ("pubdate", "published", "date", "issued", "updated", "modified")


def read_feed(text: str, url: str) -> tuple[Teaser, ...]:
    """The entries of a feed whose own address is `url`; empty for what is no feed."""
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, huge_tree=True)
    try:
        root = etree.fromstring(text.lstrip().encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError):
        return ()
    if root is None:
        return ()
    items = [element for element in root.iter() if _name(element) in ("item", "entry")]
    entries = [{_name(child): child for child in reversed(list(item))} for item in items]
    order = infer_order(_text(entry.get(name)) for entry in entries for name in _DATES)
    teasers: dict[str, Teaser] = {}
    for item, entry in zip(items, entries, strict=True):
        address = resolve(url, _link(item, entry))
        if address and address not in teasers:
            title, summary = _text(entry.get("title")), _text(entry.get("description", entry.get("summary")))
            labels = [_text(child) or child.get("term", "") for child in item if _name(child) == "category"]
            day = next((day for name in _DATES if (day := _date(_text(entry.get(name)), order))), None)
            teasers[address] = Teaser(address, title, day, ", ".join(filter(None, labels)), summary)
    return tuple(teasers.values())


def _name(element: Any) -> str:
    return etree.QName(element).localname.lower() if isinstance(element.tag, str) else ""


def _text(element: Any) -> str:
    if element is None:
        return ""
    return fold(html.unescape(_TAGS.sub(" ", html.unescape("".join(element.itertext())))))


def _link(item: Any, entry: dict[str, Any]) -> str:
    """RSS has the address as text, Atom as an attribute of the link that is the alternate."""
    for child in item:
        if _name(child) == "link" and child.get("rel", "alternate") == "alternate":
            return str(child.get("href") or (child.text or "").strip())
    guid = entry.get("guid", entry.get("id"))
    return _text(guid) if guid is not None and guid.get("isPermaLink") != "false" else ""


def _date(text: str, order: Any) -> str | None:
    if text[:4].isdigit():
        return parse_date_attribute(text)
    hits = find_dates(text, order=order)
    return hits[0].date if len(hits) == 1 and not hits[0].ambiguous else None
