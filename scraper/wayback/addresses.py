"""Which addresses of a site may have been posts, and where to ask a web archive for them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from archive.records import PostKey
from scraper.site import FILE_ENDINGS, Site, ending
from scraper.urls import canonical, identify
from scraper.wayback.cdx import Asked, Match, Row

FORMS = 12
"""The most forms of address that are asked for; a site with more has none."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """What tells the posts of a site by their addresses.

    Attributes:
        site: the site.
        shapes: the forms of its posts' addresses, without their language.
        known: every address under which a held post was met, in the form in which addresses compare.
    """

    site: Site
    shapes: frozenset[str]
    known: Mapping[str, PostKey]

    def key_of(self, url: str) -> PostKey | None:
        """The post that an address means, None for one that has not the form of a post's address."""
        if key := self.known.get(canonical(url)):
            return key
        if not self.site.in_scope(url) or ending(url) in FILE_ENDINGS:
            return None
        if language_free(self.site.identify(url).shape) not in self.shapes:
            return None
        return self.site.key_of(url)


def addresses_of(site: Site, urls: Mapping[str, PostKey]) -> Addresses:
    """Gather what is known of a site's addresses: its forms, and those under which posts were met."""
    shapes = [site.profile.detail_url] if site.profile and site.profile.detail_url else list(site.shapes)
    met = [site.identify(url).shape for url in urls if site.in_scope(url) and ending(url) not in FILE_ENDINGS]
    free = dict.fromkeys(map(language_free, [*shapes, *sorted(set(met), key=lambda shape: -met.count(shape))]))
    varied = [shape for shape in free if "{" in shape]
    return Addresses(site, frozenset(varied[:FORMS]), {canonical(url): key for url, key in urls.items()})


def language_free(shape: str) -> str:
    """A form of address without its language."""
    return shape.replace("/{lang}", "", 1)


def questions(addresses: Addresses, languages: Iterable[str], first: str, last: str) -> list[Asked]:
    """What to ask a web archive for: everything that begins like the posts of each form in each language."""
    site = addresses.site
    home = site.home.rstrip("/")
    placed = _language_places(addresses)
    begins: dict[str, Match] = {}
    for shape in sorted(addresses.shapes):
        for path in dict.fromkeys(_paths(shape, sorted(set(languages)), placed.get(shape, frozenset()))):
            begins[home + path] = "host" if path == "/" else "prefix"
    if "host" in begins.values():
        return [Asked(home + "/", "host", first, last)]
    whole = [url for url in begins if not any(url != other and url.startswith(other) for other in begins)]
    return [Asked(url, begins[url], first, last) for url in whole]


def _language_places(addresses: Addresses) -> dict[str, frozenset[str]]:
    """The forms with `{lang}` in its place, by the form without it."""
    full = [addresses.site.profile.detail_url or ""] if addresses.site.profile else []
    full += [*addresses.site.shapes, *(addresses.site.identify(f"https:{url}").shape for url in addresses.known)]
    places: dict[str, set[str]] = {}
    for shape in full:
        places.setdefault(language_free(shape), set()).add(shape)
    return {shape: frozenset(found) for shape, found in places.items()}


def _paths(shape: str, languages: list[str], places: frozenset[str]) -> list[str]:
    """The constant beginnings of a form: up to the first part that varies, a query left out."""
    found: list[str] = []
    for full in sorted(places) or [shape]:
        named = [full.replace("{lang}", lang) for lang in languages if lang] if "{lang}" in full else [full]
        found += [re.split(r"\{|\?", path, maxsplit=1)[0] for path in named or [full]]
    return [path if path.startswith("/") else "/" for path in found]


def in_time(row: Row, since: str | None, until: str | None) -> bool:
    """Whether a capture lies within the days that were asked for, both included."""
    day = row.at[:10]
    return not ((since and day < since) or (until and day > until))


def shape_of(url: str) -> str:
    """The form of an address, empty where nothing in it varies."""
    shape = identify(url).shape
    return shape if "{id}" in shape and urlsplit(url).path.strip("/") else ""
