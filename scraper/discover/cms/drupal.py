"""Drupal: its JSON:API (`/jsonapi`), read without knowing the site. Names of fields differ from site to site."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode, urlsplit

from scraper.discover.cms.item import CmsItem, CmsPage, Collection, day_of, loaded, markup_of, plain, teaser_text
from scraper.discover.links import Link, news_likeness
from scraper.urls import resolve

PER_PAGE = 50
"""The most that Drupal gives at once."""

_DATE_NAME = re.compile(r"publi|release|news|post|display|issue|article|_date$|^date|date_", re.IGNORECASE)
_NOT_DATE = re.compile(r"unpubli|expir|end|until|event|deadline|revision|changed|updated", re.IGNORECASE)
_BODY_NAME = re.compile(r"body|content|text|description|main", re.IGNORECASE)
_SUMMARY_NAME = re.compile(r"summary|teaser|intro|excerpt|lead|abstract|subtitle", re.IGNORECASE)
_CATEGORY_NAME = re.compile(r"categ|section|type|topic|kind|channel", re.IGNORECASE)
_USUAL = frozenset({"article", "blog", "blog_post", "story", "post"})


def collections(body: bytes, root: str) -> list[Collection]:
    """The collections that may hold news, those that are called so first."""
    data = loaded(body)
    links = data.get("links") if isinstance(data, dict) else None
    found = []
    for name, link in (links or {}).items() if isinstance(links, dict) else ():
        href = link.get("href") if isinstance(link, dict) else link
        bundle = name.partition("--")[2]
        if not name.startswith("node--") or not isinstance(href, str) or not (url := resolve(root, href)):
            continue
        likeness = news_likeness(Link(f"http://site/{bundle.replace('_', '-')}", bundle.replace("_", " ")))
        if likeness > 0 or bundle in _USUAL:
            found.append((-likeness, Collection(url, bundle, bundle.replace("_", " "))))
    return [collection for _, collection in sorted(found, key=lambda pair: pair[0])]


def page_url(collection: Collection, include: Sequence[str] = ()) -> str:
    """The address of a collection's first page, newest posts first, with what its posts point to."""
    query = {"page[limit]": str(PER_PAGE), "sort": "-created"} | ({"include": ",".join(include)} if include else {})
    return collection.url + ("&" if urlsplit(collection.url).query else "?") + urlencode(query)


def categories_of(body: bytes) -> list[str]:
    """The names of the relationships that lead to a post's categories."""
    data = loaded(body)
    entries = data.get("data") if isinstance(data, dict) else None
    names: Counter[str] = Counter()
    for entry in entries if isinstance(entries, list) else []:
        relations = entry.get("relationships") if isinstance(entry, dict) else None
        for name, relation in (relations or {}).items() if isinstance(relations, dict) else ():
            target = relation.get("data") if isinstance(relation, dict) else None
            first = target[0] if isinstance(target, list) and target else target
            if isinstance(first, dict) and str(first.get("type")).startswith("taxonomy_term--"):
                names[name] += 1
    called = [name for name in names if _CATEGORY_NAME.search(name)]
    return called[:2]


@dataclass(frozen=True, slots=True)
class Entry:
    """A node before its address is known: the path that it states, its number, its language."""

    item: CmsItem
    alias: str
    number: str


def read_page(body: bytes, base: str) -> tuple[CmsPage, list[Entry]]:
    """Read a page of a collection; its items have no addresses yet, see `addressed`."""
    data = loaded(body)
    entries = data.get("data") if isinstance(data, dict) else None
    if not isinstance(entries, list):
        errors = data.get("errors") if isinstance(data, dict) else None
        first = errors[0] if isinstance(errors, list) and errors and isinstance(errors[0], dict) else {}
        return CmsPage(problem=plain(first.get("detail") or first.get("title")) or "the answer is no list of posts"), []
    names = _included(data.get("included"))
    found = [entry for each in entries if isinstance(each, dict) and (entry := _entry(each, names))]
    meta = data.get("meta")
    total = meta.get("count") if isinstance(meta, dict) else None
    return CmsPage((), len(entries), _next(data.get("links"), base), total if isinstance(total, int) else None), found


def addressed(
    entries: Sequence[Entry], home: str, known: Callable[[str], bool], fronts: Callable[[], Iterable[str]] = tuple
) -> list[CmsItem]:
    """Give each item its address.

    A path is stated without the word for its language, which most sites put before it for some languages. So each
    language takes the beginning under which most of its posts are known; one of which none is known stays plain,
    if it is the commonest, and is left out otherwise.

    Args:
        entries: what the interface lists.
        home: the address that paths are relative to.
        known: whether an address is one of a post that is known.
        fronts: gives pages of the site; while no post at all is known they tell which languages have their word.
    """
    common = Counter(entry.item.lang for entry in entries).most_common(1)
    found = []
    for lang in dict.fromkeys(entry.item.lang for entry in entries):
        own = [entry for entry in entries if entry.item.lang == lang]
        beginnings = ["", *([lang + "/"] if lang else [])]
        hits = {b: sum(known(_address(home, b, entry)) for entry in own) for b in beginnings}
        best = max(beginnings, key=lambda b: hits[b])
        if lang and not hits[best] and any(page.startswith(f"{home}{lang}/") for page in fronts()):
            best = lang + "/"
        if hits[best] or lang == common[0][0]:
            found += [_placed(entry, _address(home, best, entry)) for entry in own]
    return found


def _address(home: str, beginning: str, entry: Entry) -> str:
    path = entry.alias.strip("/") or f"node/{entry.number}"
    return resolve(home, beginning + path) or ""


def _placed(entry: Entry, url: str) -> CmsItem:
    return replace(entry.item, url=url)


def _entry(node: dict[str, Any], names: dict[str, str]) -> Entry | None:
    fields, path = node.get("attributes"), None
    if not isinstance(fields, dict) or fields.get("status") is False:
        return None
    path = fields.get("path")
    alias = path.get("alias") if isinstance(path, dict) else None
    number = fields.get("drupal_internal__nid") or fields.get("nid")
    if not alias and not number:
        return None
    published = _published(fields)
    item = CmsItem(
        url="",
        title=plain(fields.get("title")),
        published=published or day_of(fields.get("created")),
        categories=_categories(node.get("relationships"), names),
        summary=_summary(fields),
        markup=_markup(fields),
        lang=str(fields.get("langcode") or "").lower(),
        dated=published is not None,
    )
    return Entry(item, str(alias or ""), str(number or ""))


def _published(fields: dict[str, Any]) -> str | None:
    """The day of a field that is called after a date of publication, None where there is none."""
    for name, value in fields.items():
        called = name.startswith("field_") and _DATE_NAME.search(name[6:]) and not _NOT_DATE.search(name)
        if called and (day := day_of(value)):
            return day
    return day_of(fields.get("publish_on")) or day_of(fields.get("published_at"))


def _markup(fields: dict[str, Any]) -> str:
    texts = {name: markup_of(value) for name, value in fields.items() if isinstance(value, dict)}
    return texts.get("body") or max(
        (text for name, text in texts.items() if _BODY_NAME.search(name)), key=len, default=""
    )


def _summary(fields: dict[str, Any]) -> str:
    body = fields.get("body")
    if isinstance(body, dict) and (text := teaser_text(body.get("summary"))):
        return text
    return next(
        (text for name, value in fields.items() if _SUMMARY_NAME.search(name) and (text := teaser_text(value))), ""
    )


def _included(included: Any) -> dict[str, str]:
    """The names of the terms that came with a page, by their ids."""
    found = {}
    for each in included if isinstance(included, list) else []:
        fields = each.get("attributes") if isinstance(each, dict) else None
        if isinstance(fields, dict) and str(each.get("type")).startswith("taxonomy_term--"):
            found[str(each.get("id"))] = plain(fields.get("name"))
    return found


def _categories(relations: Any, names: dict[str, str]) -> tuple[str, ...]:
    found = []
    for name, relation in relations.items() if isinstance(relations, dict) else ():
        target = relation.get("data") if isinstance(relation, dict) else None
        terms = target if isinstance(target, list) else [target]
        if _CATEGORY_NAME.search(name):
            found += [names.get(str(term.get("id")), "") for term in terms if isinstance(term, dict)]
    return tuple(dict.fromkeys(name for name in found if name))


def _next(links: Any, base: str) -> str | None:
    link = links.get("next") if isinstance(links, dict) else None
    href = link.get("href") if isinstance(link, dict) else link
    return resolve(base, href) if isinstance(href, str) else None
