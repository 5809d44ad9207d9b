"""The post among the data that a page carries: which object it is, and what it says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from html import escape, unescape
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

from scraper.parse.patterns.dates import parse_date_attribute, whole_date
from scraper.parse.state.carried import carried_data
from scraper.parse.state.rich_text import address_of, file_markup, name_of, rich_markup, worth_of
from scraper.parse.text import fold, key
from scraper.urls import authority, canonical, resolve

if TYPE_CHECKING:
    from scraper.parse.document import Document
    from scraper.parse.patterns.dates import Order

_MOST_VALUES: Final = 60_000
_LEAST_BODY: Final = 120
_TITLES: Final = "title headline posttitle newstitle articletitle subject heading name".split()
_BODIES: Final = (
    "content body contenthtml bodyhtml htmlcontent htmlbody html articlebody fulltext maintext text richtext blocks "
    "contentblocks bodytext description copy story article paragraphs sections maincontent contentrendered value"
).split()
_DATES: Final = (
    "published publishedat publishdate publisheddate publicationdate publishedon publishedtime datepublished "
    "firstpublishedat firstpublicationdate pubdate date postdate posteddate newsdate displaydate releasedate "
    "issuedate createdat createdon created createddate datecreated"
).split()
_CATEGORIES: Final = "category categories categoryname section newstype newscategory primarycategory topic".split()
_AUTHORS: Final = "author byline authorname writer".split()
_IDENTITIES: Final = "id slug path url uri permalink link href handle alias nid postid newsid articleid urlpath".split()
_FILES: Final = "attachments files documents downloads attachment file enclosures".split()
_PICTURES: Final = "images gallery photos pictures".split()
_POST_KEYS: Final = frozenset("post article news story entry item detail newsitem content page data event".split())
_HELD: Final = ("fields", "attributes", "acf", "data", "node")
_INNER: Final = ("rendered", "name", "title", "label", "text", "value", "html", "displayName", "raw")
_TAGS: Final = re.compile(r"<[^>]{0,2000}>")
# Where these countries' clocks stand against UTC; none of them has summer time.
_HOURS: Final = {"hk": 8, "cn": 8, "tw": 8, "sg": 8, "mo": 8, "my": 8, "jp": 9, "kr": 9, "th": 7, "vn": 7, "in": 5.5}


@dataclass(frozen=True, slots=True)
class StatePost:
    """What the data of a page says of the post that the page is about.

    Attributes:
        title: one line of plain text.
        published: `YYYY-MM-DD` or None.
        utc: whether the day is of a time in UTC, which may be another day where the reader is.
        category: empty where the data has none.
        author: who wrote it.
        body: markup.
        extras: markup of the files and pictures that are listed beside the text.
        place: where it was found.
        sure: whether address or title say that it is this page's post.
    """

    title: str
    published: str | None
    utc: bool
    category: str
    author: str
    body: str
    extras: str
    place: str
    sure: bool


@dataclass(slots=True)
class _Node:
    """An object with a title, as it was met."""

    fields: dict[str, Any]
    place: str
    named: bool
    listed: bool
    identities: list[str] = field(default_factory=list)


def read_state(document: Document, titles: set[str], order: Order | None = None) -> StatePost | None:
    """The post that a page carries as data; None where there is none, or no telling which it is.

    Args:
        document: the page.
        titles: what the page calls itself, as `key` writes it.
        order: how its dates write day and month.
    """
    found: list[tuple[float, bool, _Node, str]] = []
    for carried in carried_data(document):
        judged = ((_judged(node, document.url, titles), node) for node in _nodes(carried.value, carried.place))
        found += [(said[0], said[1], node, said[2]) for said, node in judged if said]
    sure = [each for each in found if each[1]]
    rivals = {key(_words(each[2].fields, _TITLES)) for each in found if not each[2].listed and each[3]}
    if not sure and len(rivals) != 1:
        return None
    best = max(sure or [each for each in found if not each[2].listed and each[3]], key=lambda each: each[0])
    return _as_post(best[2], best[3], best[1], document, order)


def _nodes(data: Any, place: str) -> Iterator[_Node]:
    """Every object with a title, outermost first."""
    queue: list[tuple[Any, str, bool, list[str]]] = [(data, "", False, [])]
    seen: set[int] = set()
    for count, (value, name, listed, above) in enumerate(queue):
        if count > _MOST_VALUES:
            return
        if isinstance(value, list):
            many = listed or sum(isinstance(item, dict) for item in value) > 1
            is_pages = value[:1] == ["$"]  # an element of a server component
            queue.extend((item, name, many and not is_pages, []) for item in value if isinstance(item, dict | list))
            continue
        if not isinstance(value, dict) or id(value) in seen:
            continue
        seen.add(id(value))
        fields = {_plain(each): item for each, item in value.items()}
        own = [_text(fields[each]) for each in _IDENTITIES if isinstance(fields.get(each), str | int)]
        if any(isinstance(fields.get(title), str | dict) for title in _TITLES):
            yield _Node(fields, f"{place} {name}".strip(), _plain(name) in _POST_KEYS, listed, [*above, *own])
        for each, item in value.items():
            if isinstance(item, dict | list):
                cached = isinstance(item, dict) and ":" in str(each)  # `Post:36`: one among all that were asked for
                queue.append((item, str(each), listed or cached, own if each in _HELD else []))


def _judged(node: _Node, url: str, titles: set[str]) -> tuple[float, bool, str] | None:
    """How much an object reads like the page's post, whether it surely is that, and its body."""
    title = key(_words(node.fields, _TITLES))
    if len(title) < 2:
        return None
    addressed = _is_addressed(node.identities, url)
    called = title in titles
    if node.listed and not addressed and not called:
        return None
    body = _body(node.fields)
    dated = any(_day(_told(node.fields.get(name)), None) for name in _DATES if name in node.fields)
    length = worth_of(body)
    if length < _LEAST_BODY and not dated:
        return None
    score = 2.0 * addressed + 2.0 * called + min(length, 2000) / 1000 + dated + 0.5 * node.named - 0.5 * node.listed
    sure = called or (addressed and (dated or length >= _LEAST_BODY) and not (node.listed and not length))
    return score, sure, body


def _is_addressed(identities: list[str], url: str) -> bool:
    """Whether one of an object's names is what the address of the page names."""
    parts = urlsplit(url)
    path = unquote(parts.path).rstrip("/")
    last = path.rpartition("/")[2]
    names = {last, last.rpartition(".")[0], *(value for _, value in parse_qsl(parts.query))} - {""}
    for said in identities:
        if said in names or (len(said) > 5 and path.endswith(f"/{said.strip('/')}")):
            return True
        if "/" in said and (address := resolve(url, said)) and canonical(address) == canonical(url):
            return True
    return False


def _body(fields: dict[str, Any]) -> str:
    """The richest text among the usual names, else the longest markup under any name."""
    best, most = "", 0
    for name in _BODIES:
        value = _told(fields.get(name))
        if not value:
            continue
        if isinstance(value, dict):
            held = next((value[each] for each in ("rendered", "html", "json", "raw") if value.get(each)), value)
            value = held.get("json", held) if isinstance(held, dict) else held
        markup = rich_markup(value)
        worth = worth_of(markup)
        if worth > most + (_LEAST_BODY if best else 0):
            best, most = markup, worth
        if name != "description" and most > 400:
            return best
    rich = (item for item in fields.values() if isinstance(item, str) and "<p" in item and len(item) > 200)
    return best or max(rich, key=len, default="")


def _as_post(node: _Node, body: str, sure: bool, document: Document, order: Order | None) -> StatePost:
    fields = node.fields
    day, utc = next(
        (found for name in _DATES if name in fields and (found := _day(_told(fields[name]), order))), (None, False)
    )
    said = _told(next((fields[name] for name in _DATES if name in fields and _day(_told(fields[name]), order)), ""))
    if utc and (local := _local_day(said, document)):
        day, utc = local, False
    return StatePost(
        _words(fields, _TITLES), day, utc, _words(fields, _CATEGORIES), _words(fields, _AUTHORS),
        body, _extras(fields, body), node.place, sure,
    )  # fmt: skip


def _told(value: Any) -> Any:
    """A value without the `data` that some interfaces wrap what is related in."""
    while isinstance(value, dict) and set(value) == {"data"}:
        value = value["data"]
    return value


def _words(fields: dict[str, Any], names: list[str]) -> str:
    """The first of these fields that holds words, as one line; several labels with commas between them."""
    for name in names:
        if name not in fields:
            continue
        value = _told(fields[name])
        values = value if isinstance(value, list) else [value]
        texts = [text for each in values[:6] if (text := _line(_told(each)))]
        if texts:
            return ", ".join(dict.fromkeys(texts))
    return ""


def _line(value: Any, depth: int = 0) -> str:
    if isinstance(value, dict) and depth < 4:
        held = next((value[each] for each in _HELD if isinstance(value.get(each), dict)), None)
        value = next((value[each] for each in _INNER if value.get(each)), held)
        return _line(value, depth + 1)
    if not isinstance(value, str) or len(value) > 1000:
        return ""
    text = fold(unescape(_TAGS.sub(" ", value)))
    return text if any(c.isalpha() for c in text) and not re.match(r"https?://|/\S*$", text) else ""


def _text(value: Any) -> str:
    return str(value).strip()


@lru_cache(maxsize=4096)
def _plain(name: str) -> str:
    return re.sub(r"[^a-z]", "", name.lower())


def _day(value: Any, order: Order | None) -> tuple[str, bool] | None:
    """The day of a value and whether it is of a time in UTC; None for what is no date."""
    if isinstance(value, dict):
        value = next(
            (value[each] for each in ("date", "iso", "value", "formatted", "datetime", "start") if value.get(each)), ""
        )
    if isinstance(value, int | float) and not isinstance(value, bool):
        seconds = value / 1000 if value > 1e11 else value
        if not 631_152_000 <= seconds <= 4_102_444_800:
            return None
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d"), True
    if not isinstance(value, str) or not 6 <= len(value.strip()) <= 60:
        return None
    text = value.strip()
    if text[:4].isdigit() and not text.isdigit() and (day := parse_date_attribute(text)):
        return day, bool(re.search(r"T.*(?:Z|[+-]00:?00)$", text))
    hit = whole_date(text, order=order)
    return (hit.date, False) if hit else None


def _local_day(value: Any, document: Document) -> str | None:
    """The day of a time in UTC where the site is at home, by the country of its address; None if that does not tell."""
    host = authority(document.url).partition(":")[0]
    hours = _HOURS.get(host.rpartition(".")[2])
    if hours is None:
        return None
    try:
        if isinstance(value, int | float):
            at = datetime.fromtimestamp(value / 1000 if value > 1e11 else value, UTC)
        else:
            at = datetime.fromisoformat(str(value).strip())
    except (ValueError, OverflowError, OSError):
        return None
    return (at + timedelta(hours=hours)).strftime("%Y-%m-%d")


def _extras(fields: dict[str, Any], body: str) -> str:
    """The pictures and files that are listed beside the text and not shown in it."""
    out = []
    for names, pictures in ((_PICTURES, True), (_FILES, False)):
        for name in names:
            value = _told(fields.get(name))
            for each in value if isinstance(value, list) else [value] if isinstance(value, dict) else []:
                told = _told(each)
                address = address_of(told)
                if not address or address in body or escape(address) in body:
                    continue
                called = name_of(told) if isinstance(told, dict) else ""
                out.append(f'<p><img src="{escape(address)}" alt=""></p>' if pictures else file_markup(address, called))
    return "".join(dict.fromkeys(out))
