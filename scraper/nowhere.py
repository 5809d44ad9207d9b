"""How a site says that there is no such post, when it does not say 404.

An address that cannot exist is asked for once; what comes back is the site's way of saying so.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit, urlunsplit

from scraper.discover.source import Page
from scraper.door import page_of
from scraper.errors import ScraperError
from scraper.parse.document import parse_document
from scraper.tools import Nowhere, Tools

IMPOSSIBLE = 987_654_321
"""A number that no post has."""

NO_SUCH = "no-such-post-5b1f09"
"""Words that no post is named by."""


def is_nowhere(tools: Tools, page: Page, lang: str) -> bool:
    """Whether a page says, with a status of 200, that there is no such post.

    It does when it does not read like a post at all, or reads like what the site answers for an
    address that cannot exist; numbers aside, since such a page may repeat the one asked for.
    """
    title, body = _words(tools, page)
    if not title:
        return True
    nothing = nowhere(tools, page.asked, lang)
    return nothing.status == 200 and (nothing.title, nothing.body) == (title, body)


def is_soft_404(tools: Tools, page: Page, lang: str) -> bool:
    """Whether the page of a post that is held says now that there is no such post.

    Stricter than `is_nowhere`: a page that merely cannot be read any more says nothing of the kind.
    """
    nothing = nowhere(tools, page.asked, lang)
    if nothing.status != 200:
        return False
    title, body = _words(tools, page)
    if title:
        return (nothing.title, nothing.body) == (title, body)
    return bool(nothing.text) and nothing.text == _text(page)


def nowhere(tools: Tools, url: str, lang: str) -> Nowhere:
    """What the site answers for an address like `url` that cannot exist; asked for once a run and language."""
    if lang not in tools.nowhere:
        try:
            page = tools.rendered(page_of(tools.fetcher.get(impossible(tools, url, lang), "probe")))
        except ScraperError:
            page = None
        title, body = _words(tools, page) if page and page.ok else ("", "")
        text = _text(page) if page and page.ok else ""
        tools.nowhere[lang] = Nowhere(page.status if page else 0, title, body, text)
    return tools.nowhere[lang]


def impossible(tools: Tools, url: str, lang: str) -> str:
    """An address like this one that leads to no post."""
    numbered = tools.site.numeric_address(IMPOSSIBLE, lang)
    if numbered:
        return numbered
    parts = urlsplit(url)
    folder = parts.path.rstrip("/").rpartition("/")[0]
    return urlunsplit((parts.scheme, parts.netloc, f"{folder}/{NO_SUCH}", "", ""))


def _text(page: Page) -> str:
    """Everything that a page says, without numbers."""
    text: str = parse_document(page.body, page.url, page.charset or None).root.text_content()
    return " ".join(re.sub(r"\d+", "", text).split())


def _words(tools: Tools, page: Page) -> tuple[str, str]:
    """Title and body of a page without numbers; empty where it does not read like a post."""
    content = tools.reading.detail(page, None)
    return (re.sub(r"\d+", "", content.title), re.sub(r"\d+", "", content.body)) if content.is_post else ("", "")
