"""Which addresses hold a post in another language: what its page announces, and what its language switch leads to."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from archive.records import PostContent, PostKey
from scraper.discover.links import Link
from scraper.site import Site
from scraper.urls import LANGUAGES, canonical, identify, resolve
from scraper.variants import variant_of

_NAMES = frozenset(
    "english eng deutsch français francais español espanol italiano português portugues nederlands polski русский "
    "українська čeština magyar svenska dansk norsk suomi türkçe ελληνικά العربية עברית română български hrvatski "
    "slovenščina slovenčina indonesia melayu 日本語 한국어 "
    "繁體中文 繁体中文 正體中文 简体中文 簡體中文 中文 繁體 简体 簡體 繁 简 簡 中".split()
)
_LINK = re.compile(r"<([^<>]*)>((?:\s*;\s*[\w*-]+\s*=\s*(?:\"[^\"]*\"|[^\s;,\"]+))*)")
_PARAMETER = re.compile(r";\s*([\w*-]+)\s*=\s*(?:\"([^\"]*)\"|([^\s;,\"]+))")


@dataclass(slots=True)
class Heard:
    """What the pages of a run have told of other languages.

    Attributes:
        pages: how many pages were heard.
        shown: the posts that they announced.
        twins: for each of these the post whose page announced it.
    """

    pages: int = 0
    shown: set[PostKey] = field(default_factory=set)
    twins: dict[PostKey, PostKey] = field(default_factory=dict)


def linked_languages(header: str, base: str) -> list[tuple[str, str]]:
    """(language, address) of the alternates that a response's `Link` header names."""
    found = []
    for address, rest in _LINK.findall(header):
        named = {name.lower(): quoted or bare for name, quoted, bare in _PARAMETER.findall(rest)}
        url = resolve(base, address)
        if url and "alternate" in named.get("rel", "").lower().split() and named.get("hreflang"):
            found.append((named["hreflang"].lower(), url))
    return found


def other_languages(
    key: PostKey, url: str, content: PostContent, header: str, links: Iterable[Link], site: Site
) -> list[tuple[PostKey, str]]:
    """The posts that are this one in other languages, each once, as far as its page tells.

    Heard are the alternates of head and response, and the links of a language switch. An address counts only where
    it has the form that posts of this site have: a switch that leads to a front page or a listing leads to no post.
    """
    told = [(address, True) for lang, address in content.alternates if lang != "x-default"]
    told += [(address, True) for lang, address in linked_languages(header, url) if lang != "x-default"]
    told += [(link.url, _names_language(link)) for link in links]
    found: dict[PostKey, str] = {}
    for address, named in told:
        other = site.key_of(address)
        if other is None or other == key or other.lang == key.lang or other in found:
            continue
        if _is_counterpart(url, address, site, same_id=other.source_id == key.source_id, named=named):
            found[other] = site.page_to_ask(address)
    return list(found.items())


def _names_language(link: Link) -> bool:
    """Whether a link says that it leads to another language."""
    text = link.text.strip().casefold().strip("()[]|/ ")
    return bool(link.hreflang) or text in _NAMES or text in LANGUAGES


def _is_counterpart(own: str, other: str, site: Site, *, same_id: bool, named: bool) -> bool:
    """Whether two addresses differ as those of one post in two languages do."""
    if canonical(own) == canonical(other) or not (same_id or named):
        return False
    here, there = identify(variant_of(own)), identify(variant_of(other))
    if here.shape.replace("/{lang}", "", 1) == there.shape.replace("/{lang}", "", 1):
        return True
    # Other words for the folders: `/en/news/opening`, `/fr/actualites/ouverture`.
    steps = [shape.replace("/{lang}", "", 1).strip("/").count("/") for shape in (here.shape, there.shape)]
    return named and (site.is_detail(other) or (steps[0] == steps[1] > 0))
