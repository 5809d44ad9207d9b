"""WordPress: its REST interface (`/wp-json/wp/v2/`), read without knowing the site."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

from scraper.discover.cms.item import CmsItem, CmsPage, Collection, day_of, loaded, markup_of, plain, teaser_text
from scraper.discover.links import Link, news_likeness
from scraper.urls import resolve

_FIELDS = "id,date,link,title,excerpt,content,lang,_links,_embedded"
_NO_CATEGORY = frozenset(
    {"uncategorized", "uncategorised", "allgemein", "non classé", "sin categoría", "未分類", "未分类"}
)
_NO_POSTS = frozenset({"page", "attachment", "wp_block", "nav_menu_item", "elementor_library"})


def types_url(root: str) -> str:
    """Where a WordPress names the kinds of content that it has."""
    return _under(root, "wp/v2/types")


def page_url(collection: Collection, number: int, per_page: int) -> str:
    """The address of a page of a collection, newest posts first."""
    query = {
        "per_page": per_page,
        "page": number,
        "orderby": "date",
        "order": "desc",
        "_embed": "wp:term",
        "_fields": _FIELDS,
    }
    return collection.url + ("&" if urlsplit(collection.url).query else "?") + urlencode(query)


def collections(body: bytes, root: str) -> list[Collection]:
    """The collections that may hold news: posts first, then kinds of the site's own that read like news."""
    types = loaded(body)
    found = [Collection(_under(root, "wp/v2/posts"), "post", "Posts")]
    if not isinstance(types, dict):
        return found
    for slug, kind in types.items():
        if not isinstance(kind, dict) or slug == "post" or slug in _NO_POSTS or slug.startswith("wp_"):
            continue
        base, name = str(kind.get("rest_base") or slug), plain(kind.get("name"))
        space = str(kind.get("rest_namespace") or "wp/v2").strip("/")
        if news_likeness(Link(f"http://site/{slug.replace('_', '-')}", name)) > 0:
            found.append(Collection(_under(root, f"{space}/{base}"), slug, name))
    return found


def _under(root: str, path: str) -> str:
    """An address below the root, which may be a path or `/?rest_route=/`."""
    return root + path if root.endswith(("/", "=")) else f"{root}/{path}"


def read_page(body: bytes, headers: Mapping[str, str], collection: Collection, number: int, per_page: int) -> CmsPage:
    """Read a page of a collection; totals come from the response's head."""
    data = loaded(body)
    if not isinstance(data, list):
        said = plain(data.get("message")) if isinstance(data, dict) else ""
        return CmsPage(problem=said or "the answer is no list of posts")
    total, pages = _number(headers.get("x-wp-total")), _number(headers.get("x-wp-totalpages"))
    more = number < pages if pages is not None else len(data) >= per_page
    items = tuple(item for entry in data if isinstance(entry, dict) and (item := _item(entry)))
    return CmsPage(items, len(data), page_url(collection, number + 1, per_page) if more and data else None, total)


def _item(entry: dict[str, Any]) -> CmsItem | None:
    url = resolve("", entry["link"]) if isinstance(entry.get("link"), str) else None
    if url is None:
        return None
    return CmsItem(
        url=url,
        title=plain(entry.get("title")),
        published=day_of(entry.get("date")),
        categories=_categories(entry),
        summary=teaser_text(entry.get("excerpt")),
        markup=markup_of(entry.get("content")),
        lang=entry["lang"].lower() if isinstance(entry.get("lang"), str) else "",
    )


def _categories(entry: dict[str, Any]) -> tuple[str, ...]:
    """The names of a post's categories: those called so, else those of a taxonomy of the site's own; never its tags."""
    embedded = entry.get("_embedded")
    groups = embedded.get("wp:term") if isinstance(embedded, dict) else None
    terms = [term for group in groups or [] if isinstance(group, list) for term in group if isinstance(term, dict)]
    own = [term for term in terms if term.get("taxonomy") == "category"]
    chosen = own or [
        term for term in terms if "tag" not in str(term.get("taxonomy")) and "format" not in str(term.get("taxonomy"))
    ]
    names = (plain(term.get("name")) for term in chosen)
    return tuple(dict.fromkeys(name for name in names if name and name.casefold() not in _NO_CATEGORY))


def _number(value: str | None) -> int | None:
    return int(value) if value and value.strip().isdecimal() and len(value) < 12 else None
