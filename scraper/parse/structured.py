"""What a page says about itself to machines: JSON-LD, OpenGraph and article meta, microdata, canonical links.

It is one voice. Sites fill it with their own name, with the day of the last build or in the wrong
time zone, so it never outvotes what a reader sees; where a reader sees nothing, it is the best there is.
"""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass, field
from typing import Any, Final

from scraper.parse.addresses import itself, resolve
from scraper.parse.document import Document, HtmlElement
from scraper.parse.patterns.dates import parse_date_attribute
from scraper.parse.text import fold

_ARTICLE: Final = re.compile(r"(?:Article|Posting|Report|Event|Review|Recipe|VideoObject|PressRelease)$")
_LISTS: Final = frozenset(
    "itemListElement relatedLink relatedLinks isRelatedTo hasPart comment review breadcrumb publisher author creator "
    "image logo video associatedMedia potentialAction sameAs isPartOf mentions about citation "
    "liveBlogUpdate blogPost subEvent offers".split()
)
_MAX_JSON: Final = 2_000_000
_TITLE_META: Final = {
    "og:title": 3.0,
    "twitter:title": 2.5,
    "parsely-title": 2.5,
    "sailthru.title": 2.0,
    "dc.title": 2.0,
    "dcterms.title": 2.0,
    "title": 1.5,
    "headline": 2.0,
}
_DATE_META: Final = {
    "article:published_time": 3.0,
    "og:article:published_time": 3.0,
    "article:published": 2.5,
    "og:published_time": 2.5,
    "datepublished": 2.8,
    "date_published": 2.5,
    "pubdate": 2.5,
    "publishdate": 2.5,
    "publish-date": 2.5,
    "publish_date": 2.5,
    "publication_date": 2.5,
    "published_time": 2.5,
    "parsely-pub-date": 2.6,
    "sailthru.date": 2.2,
    "dc.date.issued": 2.5,
    "dc.date.created": 2.0,
    "dcterms.created": 2.0,
    "dcterms.issued": 2.5,
    "dc.date": 1.8,
    "date": 2.0,
    "article.published": 2.5,
    "article.created": 2.0,
    "cxenseparse:recs:publishtime": 2.4,
    "displaydate": 2.0,
    "originalpublicationdate": 2.5,
    "last-published": 1.2,
}
_PLAIN_META: Final = {
    "og:site_name": "site_name",
    "application-name": "site_name",
    "og:url": "own_url",
    "og:description": "description",
    "description": "description",
    "twitter:description": "description",
    "author": "author",
    "article:author": "author",
    "parsely-author": "author",
    "byl": "author",
    "content-language": "lang",
}
_MODIFIED_META: Final = frozenset(
    {"article:modified_time", "og:updated_time", "datemodified", "last-modified", "lastmod", "dcterms.modified"}
)
_SECTION_META: Final = (
    "article:section",
    "og:article:section",
    "parsely-section",
    "category",
    "section",
    "news_keywords_section",
)


@dataclass(frozen=True, slots=True)
class Said:
    """One statement: the value, where it stands, how much it is worth, and whether it is a time in UTC."""

    value: str
    place: str
    weight: float
    utc: bool = False


@dataclass(slots=True)
class Structured:
    """Everything that the page says about itself to machines."""

    titles: list[Said] = field(default_factory=list)
    dates: list[Said] = field(default_factory=list)
    modified: list[Said] = field(default_factory=list)
    sections: list[Said] = field(default_factory=list)
    site_name: str = ""
    description: str = ""
    author: str = ""
    document_title: str = ""
    canonical: str = ""
    own_url: str = ""
    alternates: tuple[tuple[str, str], ...] = ()
    lang: str = ""
    article_body: str = ""


def read_structured(document: Document) -> Structured:
    """Read all of it in one pass over the few tags that may hold it."""
    out = Structured(lang=(document.root.get("lang") or document.root.get("xml:lang") or "").strip().lower())
    alternates: dict[str, str] = {}
    for element in document.root.iter("meta", "link", "script", "title", "time"):
        tag = element.tag
        if tag == "meta":
            _read_meta(out, element)
        elif tag == "link":
            _read_link(out, element, document, alternates)
        elif tag == "script":
            if "ld+json" in (element.get("type") or "").lower():
                _read_json_ld(out, element.text or "", document.url)
        elif tag == "title":
            if not out.document_title and not _inside_svg(element):
                out.document_title = fold("".join(element.itertext()))
        elif (element.get("itemprop") or element.get("property") or "").lower() in {"datepublished", "datecreated"}:
            _add_date(out, element.get("datetime") or element.get("content") or "", "time[itemprop=datePublished]", 2.9)
    out.alternates = tuple(alternates.items())
    out.canonical = _agreed(out.canonical, resolve(document.base, out.own_url) or "" if out.own_url else "")
    return out


def _agreed(link: str, own_url: str) -> str:
    """The address that a page calls its own; empty where its two ways of saying so name two pages."""
    if link and own_url and not itself(link, own_url):
        return ""
    return link or own_url


def _inside_svg(element: HtmlElement) -> bool:
    parent = element.getparent()
    return parent is not None and parent.tag not in {"head", "html", "body"}


def _read_meta(out: Structured, element: HtmlElement) -> None:
    attributes = dict(element.attrib)
    content = fold(attributes.get("content", ""))
    if not content:
        return
    for attribute in ("property", "name", "itemprop", "http-equiv"):
        name = attributes.get(attribute, "").strip().lower()
        if not name:
            continue
        place = f"meta[{attribute}={name}]"
        if name in _TITLE_META:
            out.titles.append(Said(content, place, _TITLE_META[name]))
        elif name in _DATE_META:
            _add_date(out, content, place, _DATE_META[name])
        elif name in _MODIFIED_META:
            if date := parse_date_attribute(content):
                out.modified.append(Said(date, place, 1.0))
        elif name in _SECTION_META:
            out.sections.append(Said(content, place, 1.5))
        elif name in _PLAIN_META:
            _fill(out, _PLAIN_META[name], content)


def _fill(out: Structured, field_name: str, content: str) -> None:
    """The first value of a field that a page may give in several places."""
    if field_name == "author" and content.startswith("http"):
        return
    if not getattr(out, field_name):
        setattr(out, field_name, content.lower() if field_name == "lang" else content)


def _read_link(out: Structured, element: HtmlElement, document: Document, alternates: dict[str, str]) -> None:
    rel = (element.get("rel") or "").lower().split()
    href = element.get("href") or ""
    if "canonical" in rel and not out.canonical:
        out.canonical = resolve(document.base, href) or ""
    lang = (element.get("hreflang") or "").strip().lower()
    if "alternate" in rel and lang and lang not in alternates and (address := resolve(document.base, href)):
        alternates[lang] = address


def _add_date(out: Structured, value: str, place: str, weight: float) -> None:
    if date := parse_date_attribute(value):
        utc = bool(re.search(r"(?:Z|[+-]00:?00)\s*$", value))
        out.dates.append(Said(date, place, weight, utc))


def _read_json_ld(out: Structured, text: str, url: str) -> None:
    data = load_json(text)
    if data is None:
        _salvage(out, text)
        return
    for node in _nodes(data):
        _read_node(out, node, url)


def load_json(text: str) -> Any:
    """The value of a JSON text as sites write it: in comments, with raw line breaks or a comma too many, else None."""
    text = text.strip()
    if not text or len(text) > _MAX_JSON:
        return None
    text = (
        re.sub(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*$", "", text).strip().rstrip(";")
    )
    for attempt in (lambda t: t, lambda t: re.sub(r",\s*([}\]])", r"\1", t), html.unescape):
        try:
            return json.loads(attempt(text), strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _nodes(data: Any) -> list[dict[str, Any]]:
    """The objects of a JSON-LD text that may describe the page, outermost first; lists of other pages left out."""
    out: list[dict[str, Any]] = []
    queue: list[tuple[Any, int]] = [(data, 0)]
    for value, depth in queue:
        if len(queue) > 2000:
            break
        if isinstance(value, list):
            queue.extend((item, depth) for item in value[:200])
        elif isinstance(value, dict) and depth < 6:
            out.append(value)
            queue.extend(
                (item, depth + 1)
                for name, item in value.items()
                if name not in _LISTS and isinstance(item, dict | list)
            )
    return out


def _read_node(out: Structured, node: dict[str, Any], url: str) -> None:
    kinds = node.get("@type", "")
    kinds = [kind for kind in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(kind, str)]
    article = any(_ARTICLE.search(kind) for kind in kinds)
    if not article and not any(kind.endswith("Page") for kind in kinds):
        return
    event = any(kind.endswith("Event") for kind in kinds)
    weight = 3.2 if article and not event else 1.4
    place = f"json-ld {kinds[0]}"
    own = _string(node.get("url") or node.get("@id") or node.get("mainEntityOfPage"))
    if article and own.startswith("http") and own.split("#")[0].rstrip("/").rsplit("/", 1)[-1] not in url:
        weight -= 0.6
    for name in ("headline", "name", "title"):
        if (value := fold(html.unescape(_string(node.get(name))))) and (article or name != "title"):
            out.titles.append(Said(value, f"{place} {name}", weight if name == "headline" else weight - 0.8))
            break
    for name, less in (("datePublished", 0.0), ("dateCreated", 0.9), ("uploadDate", 0.9)):
        if value := _string(node.get(name)):
            _add_date(out, value, f"{place} {name}", weight - less)
    if (value := _string(node.get("dateModified"))) and (date := parse_date_attribute(value)):
        out.modified.append(Said(date, f"{place} dateModified", 1.0))
    if article:
        _read_article(out, node, place)


def _read_article(out: Structured, node: dict[str, Any], place: str) -> None:
    """What only an article says: its section, its text, its author."""
    section = node.get("articleSection")
    if isinstance(section, list):
        section = section[0] if section else ""
    if value := fold(html.unescape(_string(section))):
        out.sections.append(Said(value, f"{place} articleSection", 2.0))
    if len(body := _string(node.get("articleBody"))) > len(out.article_body):
        out.article_body = body
    author = node.get("author")
    if isinstance(author, list):
        author = author[0] if author else ""
    out.author = out.author or fold(_string(author))


def _string(value: Any) -> str:
    """The text of a JSON-LD value that may be a text, an object with a name or address, or a list of them."""
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        value = value.get("name") or value.get("@value") or value.get("@id") or ""
    return value if isinstance(value, str) else ""


_BROKEN_FIELD: Final = re.compile(r'"(headline|datePublished)"\s*:\s*"((?:[^"\\\n]|\\.){1,300})"')


def _salvage(out: Structured, text: str) -> None:
    """The two fields that matter most, out of JSON that cannot be read as a whole."""
    if "Article" not in text and "Posting" not in text:
        return
    for name, value in _BROKEN_FIELD.findall(text[:_MAX_JSON])[:4]:
        plain = value.replace('\\"', '"').replace("\\/", "/")
        if name == "headline":
            out.titles.append(Said(fold(html.unescape(plain)), "broken json-ld headline", 2.4))
        else:
            _add_date(out, plain, "broken json-ld datePublished", 2.4)
