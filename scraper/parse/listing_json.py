"""Listings that come as data: the JSON behind a "load more" button, or the state that a page carries in a script.

The rows are the list of objects that reads most like news: addresses, titles, dates. Keys are known by their usual
names, and where they have others, by what their values look like.
"""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from archive.records import Teaser
from scraper.parse.patterns.dates import infer_order, parse_date_attribute, whole_date
from scraper.parse.state.carried import carried_data
from scraper.parse.units import fold
from scraper.urls import canonical, resolve

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scraper.parse.document import Document
    from scraper.parse.patterns.dates import Order

# More values than this are no listing.
_MOST_VALUES = 200_000
_URL_KEYS = "url link href permalink detailurl linkurl pageurl articleurl fullurl canonicalurl path uri route".split()
_TITLE_KEYS = "title headline posttitle newstitle subject heading name caption".split()
_DATE_KEYS = (
    "published publishedat publishdate publisheddate publicationdate publishedon datepublished pubdate date postdate "
    "posteddate newsdate displaydate releasedate issuedate datetime created createdat createddate time startdate"
).split()
_CATEGORY_KEYS = "category categories categoryname cat section type newstype tag tags topic topics label kind".split()
_SUMMARY_KEYS = (
    "summary excerpt description teaser intro introtext abstract lead snippet subtitle shortdescription".split()
)
_NEXT_KEYS = "next nexturl nextpageurl nextlink nextpage nexthref more moreurl loadmore".split()
_LAST_KEYS = "totalpages pagecount lastpage pages totalpage pagetotal maxpages numpages".split()
_HERE_KEYS = "page currentpage pageno pagenumber current pageindex".split()
_INNER_KEYS = ("rendered", "text", "name", "title", "label", "value", "href", "url", "src")
_TAGS = re.compile(r"<[^>]{0,2000}>")
_ADDRESS = re.compile(
    r"(?:https?:)?//\S+$|/[^\s<>]*$|[\w./-]+\.(?:html?|php|aspx?)(?:\?\S*)?$|\?[\w-]+=\S*$", re.IGNORECASE
)
_FILE = re.compile(r"\.(?:png|jpe?g|gif|svg|webp|avif|css|js|ico|mp4)(?:$|\?)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Rows:
    """What JSON says: teasers, where it goes on, and the markup that it carries instead of rows."""

    teasers: tuple[Teaser, ...] = ()
    next_url: str | None = None
    markup: str = ""


def read_json(text: str, url: str, *, order: Order | None = None) -> Rows:
    """The rows of a JSON answer whose own address is `url`."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return Rows()
    teasers = _best_rows(data, url, order)
    return Rows(teasers, _next(data, url), "" if teasers else _markup(data))


def rows_in_data(document: Document, *, order: Order | None = None) -> tuple[Teaser, ...]:
    """The rows that a page carries as data for its scripts."""
    best: tuple[Teaser, ...] = ()
    for carried in carried_data(document):
        rows = _best_rows(carried.value, document.base, order)
        if len(rows) > max(1, len(best)):
            best = rows
    return best


def _walk(data: Any) -> Iterator[tuple[str, Any]]:
    """Every value with its key, breadth first."""
    queue: list[tuple[str, Any]] = [("", data)]
    seen: set[int] = set()  # objects of a cache may hold each other
    for count, (key, value) in enumerate(queue):
        if count > _MOST_VALUES:
            return
        if isinstance(value, dict | list):
            if id(value) in seen:
                continue
            seen.add(id(value))
        yield key, value
        if isinstance(value, dict):
            queue.extend((str(k), v) for k, v in value.items())
        elif isinstance(value, list):
            queue.extend((key, v) for v in value)


@lru_cache(maxsize=4096)
def _plain(key: str) -> str:
    return re.sub(r"[^a-z]", "", key.lower())


def _best_rows(data: Any, url: str, order: Order | None) -> tuple[Teaser, ...]:
    best: tuple[Teaser, ...] = ()
    worth = 0.0
    for _, value in _walk(data):
        if not isinstance(value, list) or not value or not all(isinstance(row, dict) for row in value):
            continue
        reading = order or _order(value)
        rows = tuple(_once(_row(row, url, reading) for row in value))
        weight = sum(1.0 + 2.0 * bool(row.published) + bool(row.summary) for row in rows)
        if weight > worth and rows and (len(rows) * 2 > len(value)):
            best, worth = rows, weight
    # Addresses and titles alone may be a menu.
    return best if worth > 1.5 * len(best) or len(best) > 2 else ()


def _order(rows: list[Any]) -> Order | None:
    return infer_order(v for row in rows for v in row.values() if isinstance(v, str) and len(v) <= 24)


def _once(rows: Iterable[Teaser | None]) -> Iterator[Teaser]:
    seen = set()
    for row in rows:
        if row is not None and row.url not in seen:
            seen.add(row.url)
            yield row


def _row(row: dict[str, Any], base: str, order: Order | None) -> Teaser | None:
    fields = {_plain(key): value for key, value in row.items()}
    address = _pick(fields, _URL_KEYS, _is_address) or next((v for v in fields.values() if _is_address(v)), None)
    url = resolve(base, _text(address)) if address else None
    title = _clean(_pick(fields, _TITLE_KEYS, _is_words))
    if not url or not title:
        return None
    published = _date(_pick(fields, _DATE_KEYS, lambda value: _date(value, order) is not None), order)
    if published is None:
        published = next((day for value in fields.values() if (day := _date(value, order))), None)
    category = _labels(_pick(fields, _CATEGORY_KEYS, _is_label))
    summary = _clean(_pick(fields, _SUMMARY_KEYS, lambda value: isinstance(value, str | dict)))
    return Teaser(url, title, published, category, summary, bool(fields.get("pinned") or fields.get("sticky")))


def _pick(fields: dict[str, Any], keys: list[str], fits: Any) -> Any:
    return next((fields[key] for key in keys if key in fields and fits(fields[key])), None)


def _text(value: Any) -> str:
    """The text of a value: a string, or what an object such as `{"rendered": …}` holds."""
    if isinstance(value, dict):
        value = next((value[key] for key in _INNER_KEYS if isinstance(value.get(key), str)), "")
    return value if isinstance(value, str) else ""


def _clean(value: Any) -> str:
    return fold(html.unescape(_TAGS.sub(" ", _text(value))))


def _is_address(value: Any) -> bool:
    text = _text(value).strip()
    return bool(text) and len(text) < 2000 and bool(_ADDRESS.match(text)) and not _FILE.search(text)


def _is_words(value: Any) -> bool:
    text = _clean(value)
    return any(c.isalpha() for c in text) and len(text) < 1000


def _is_label(value: Any) -> bool:
    return bool(_labels(value))


def _labels(value: Any) -> str:
    """Categories as one line: a string, an object with a name, or a list of such."""
    values = value if isinstance(value, list) else [value]
    labels = [label for each in values if (label := _clean(each)) and len(label) <= 60 and not label.isdigit()]
    return ", ".join(dict.fromkeys(labels))


def _date(value: Any, order: Order | None = None) -> str | None:
    text = _text(value).strip()
    if not 6 <= len(text) <= 60:
        return None
    if hit := whole_date(text, order=order):
        return hit.date
    return parse_date_attribute(text) if text[:4].isdigit() and not text.isdigit() else None


def _next(data: Any, url: str) -> str | None:
    """Where a JSON answer goes on: an address it gives, or its own with the next page's number."""
    numbers: dict[str, int] = {}
    more = False
    for key, value in _walk(data):
        name = _plain(key)
        if name in _NEXT_KEYS:
            if isinstance(value, str | dict) and _is_address(value):
                found = resolve(url, _text(value))
                return found if found and canonical(found) != canonical(url) else None
            if isinstance(value, int) and not isinstance(value, bool) and value > 1:
                return _with_page(url, value)
        if isinstance(value, bool):
            more = more or (value and name in ("hasmore", "hasnext", "hasnextpage", "more", "next"))
        elif isinstance(value, int):
            numbers.setdefault(name, value)
    here = next((numbers[key] for key in _HERE_KEYS if key in numbers), None)
    last = next((numbers[key] for key in _LAST_KEYS if key in numbers), None)
    if here is not None and ((last is not None and here < last) or (last is None and more)):
        return _with_page(url, here + 1)
    return None


def _with_page(url: str, number: int) -> str | None:
    """The address with another page number; None where it has none to change."""
    parts = urlsplit(url)
    query = parse_qsl(parts.query, keep_blank_values=True)
    for index, (key, _) in enumerate(query):
        if re.fullmatch(
            r"(?:.*[_\-\[])?(?:p|pg|page|paged|pageno|pagenum|pageindex|pagenumber)\]?", key, re.IGNORECASE
        ):
            query[index] = (key, str(number))
            return urlunsplit(parts._replace(query=urlencode(query)))
    return urlunsplit(parts._replace(query=urlencode([*query, ("page", str(number))])))


def _markup(data: Any) -> str:
    """The longest piece of markup with a link among the values."""
    pieces = (value for _, value in _walk(data) if isinstance(value, str) and "<" in value and "href" in value)
    return max(pieces, key=len, default="")
