"""What the JSON of a site's own content management system says of a post, as one more voice.

Where it and the page differ, that becomes an issue; it never outvotes what the page shows. Only where a page shows no
text at all is the text taken from it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from html import escape
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from archive.records import Issue, PostContent
from scraper.discover.cms.item import CmsItem

FROM_JSON = "text-from-json"
"""The issue of a post whose text was taken from the JSON."""

_TAGS = re.compile(r"<[^>]{0,4000}>")
_SOURCES = re.compile(r"<(?:img|a)\b[^>]{0,4000}?\b(?:src|href)\s*=\s*[\"']([^\"'<>]{1,2000})[\"']", re.IGNORECASE)
_FILES = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|zip|jpe?g|png|gif|webp)$", re.IGNORECASE)
_SCALED = re.compile(r"(?:-\d{2,5}x\d{2,5}|-scaled|@\dx)(?=\.\w+$)")
_ENOUGH = 80
"""Characters of text that are worth taking from the JSON."""


def page_of_item(item: CmsItem) -> bytes:
    """The post as a plain page, for the readers of pages."""
    day = f'<p><time datetime="{item.published}">{item.published}</time></p>' if item.published else ""
    lang = f' lang="{escape(item.lang)}"' if item.lang else ""
    title = escape(item.title)
    return (
        f'<!DOCTYPE html><html{lang}><head><meta charset="utf-8"><title>{title}</title></head>'
        f"<body><main><article><h1>{title}</h1>{day}\n{item.markup}\n</article></main></body></html>"
    ).encode()


def has_text(item: CmsItem) -> bool:
    """Whether the JSON holds a text worth taking."""
    return len(_text(item.markup)) >= _ENOUGH


def doubts(content: PostContent, item: CmsItem) -> list[Issue]:
    """An issue for each field in which the page and the JSON differ."""
    return [*_title(content, item), *_date(content, item), *_category(content, item), *_body(content, item)]


def taken(read: PostContent, item: CmsItem) -> PostContent:
    """The content that was read from the JSON's own text, marked as such."""
    message = "the page shows no text of its own; the text is what the site's JSON says"
    return replace(
        read,
        title=item.title or read.title,
        published=item.published or read.published,
        category=", ".join(item.categories) or read.category,
        related=(),
        issues=(*read.issues, Issue("parse", FROM_JSON, message)),
    )


def _title(content: PostContent, item: CmsItem) -> list[Issue]:
    own, other = _folded(content.title), _folded(item.title)
    if not own or not other or own in other or other in own:
        return []
    message = "the page and the site's JSON give it different titles"
    return [Issue("record", "title-disagrees", message, f"{content.title[:150]} / {item.title[:150]}")]


def _date(content: PostContent, item: CmsItem) -> list[Issue]:
    if not content.published or not item.published or not item.dated or content.published == item.published:
        return []
    message = f"the page is dated {content.published}, the site's JSON says {item.published}"
    return [Issue("record", "date-disagrees", message)]


def _category(content: PostContent, item: CmsItem) -> list[Issue]:
    own, others = _folded(content.category), [_folded(name) for name in item.categories]
    if not own or not others or any(other in own or own in other for other in others if other):
        return []
    message = f"the page files it under {content.category}, the site's JSON under {', '.join(item.categories)}"
    return [Issue("record", "category-disagrees", message)]


def _body(content: PostContent, item: CmsItem) -> list[Issue]:
    own, other = len(content.body), len(_text(item.markup))
    if content.is_post and other > 3 * _ENOUGH and own < 0.4 * other:
        message = f"the page shows {own} characters of text, the site's JSON has {other}"
        return [Issue("record", "body-disagrees", message)]
    held = {_name(each.url) for each in content.attachments if each.url}
    missing = sorted(
        {name for url in _SOURCES.findall(item.markup) if _FILES.search(name := _name(url)) and name not in held}
    )
    if content.is_post and missing:
        message = f"the site's JSON names {len(missing)} files that were not found on the page"
        return [Issue("record", "files-disagree", message, ", ".join(missing)[:300])]
    return []


def _text(markup: str) -> str:
    return " ".join(_TAGS.sub(" ", markup).split())


def _folded(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def _name(url: str) -> str:
    """The name of a file, whatever size of a picture its address asks for."""
    return _SCALED.sub("", PurePosixPath(unquote(urlsplit(url).path)).name.lower())
