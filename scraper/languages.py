"""The posts of this site in other languages, as their own pages announce them, and pages that only seem to be such."""

from __future__ import annotations

import re

from archive import crawl_state, queries
from archive.answers import in_other_languages, link_header, sources_of
from archive.records import Issue, PostContent, PostKey, Sighting
from scraper.discover.languages import other_languages
from scraper.discover.links import anchors
from scraper.discover.source import Page
from scraper.tools import Tools
from scraper.urls import canonical
from scraper.worker import is_hard

_CHINESE = re.compile("[\u3400-\u9fff]")
_LETTER = re.compile(r"[^\W\d_]")
_CHINESE_CODES = frozenset("zh cn hk tw tc sc chi cht chs hant hans tchi schi big5 gb trad simp".split())

LISTED = frozenset({"listing", "archive", "feed", "cms"})
"""Sources that show a post as one of its language; the others only know an address, or guess it."""


def announce(tools: Tools, key: PostKey, page: Page, content: PostContent) -> None:
    """Store what the page of a post shows of the same post in other languages, before any of them is fetched."""
    if not tools.wants("language") or not page.body:
        return
    header = link_header(tools.archive, page.kept)
    switch = [] if is_hard(page.body) else anchors(page)
    found = other_languages(key, page.url, content, header, switch, tools.site)
    lists = {canonical(source.url) for source in queries.sources(tools.archive, tools.site.name, "listing")}
    rows = [Sighting(other, url, at) for at, (other, url) in enumerate(found, start=1) if canonical(url) not in lists]
    tools.heard.pages += 1
    tools.heard.shown |= {row.key for row in rows}
    tools.heard.twins.update({row.key: key for row in rows})
    if rows:
        tools.writer.save_sightings("language", rows)


def repeats(tools: Tools, key: PostKey, content: PostContent) -> PostKey | None:
    """The held post in another language whose very text a page shows; None where it has its own."""
    if not content.body:
        return None
    others = in_other_languages(tools.archive, key)
    if (announcer := tools.heard.twins.get(key)) and announcer not in others:
        others.append(announcer)
    for other in others:
        held = crawl_state.content_of(tools.archive, other)
        if held and _folded(held.title) == _folded(content.title) and _folded(held.body) == _folded(content.body):
            return other
    return None


def is_fallback(tools: Tools, key: PostKey, other: PostKey, content: PostContent) -> bool:
    """Whether a page that shows another language's text is no post of its own.

    It is one where a listing or feed of its language shows it, or where the text is in its language and not in the
    other's, so that the mistake is the other's.
    """
    if sources_of(tools.archive, key) & LISTED:
        return False
    text = f"{content.title} {content.body}"
    return not (_speaks(key.lang, text) and not _speaks(other.lang, text))


def doubt(other: PostKey, url: str) -> Issue:
    """The issue of a page that shows another language's text."""
    named = f"in {other.lang}" if other.lang else "in the site's main language"
    message = f"this page shows the text that the post has {named}; it is no translation"
    return Issue("record", "same-in-other-language", message, url=url)


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def _speaks(lang: str, text: str) -> bool:
    """Whether a text may be in a language: Chinese is told from all others by its characters."""
    letters = len(_LETTER.findall(text))
    share = len(_CHINESE.findall(text)) / letters if letters else 0.0
    return share >= 0.2 if set(re.split("[-_]", lang)) & _CHINESE_CODES else share < 0.2
