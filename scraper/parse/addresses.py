"""Addresses on one page, resolved once: a page asks for the same ones again and again."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from scraper import urls

_FROM_ROOT: Final = re.compile(r"/\w")
_ORIGIN: Final = re.compile(r"https?://[^/?#\\\s]+/", re.IGNORECASE)
_PLAIN_ORIGIN: Final = re.compile(r"https?://[a-z0-9][a-z0-9.-]*/")
# No dot segments, nothing to be encoded, no parameters: what most links on most sites are.
_PLAIN_PATH: Final = re.compile(r"/[A-Za-z0-9_][A-Za-z0-9_/-]{0,250}(?:\.[A-Za-z0-9]{1,8})?")

_PLAIN_ADDRESS: Final = re.compile(rf"{_PLAIN_ORIGIN.pattern[:-1]}{_PLAIN_PATH.pattern}")


def resolve(base: str, href: str) -> str | None:
    """As `scraper.urls.resolve`, quicker for plain links, and remembered for the others.

    A link from the root of a site is resolved for all of its pages at once.
    """
    if _FROM_ROOT.match(href) and (origin := _ORIGIN.match(base)):
        base = origin.group()
        if _PLAIN_PATH.fullmatch(href) and _PLAIN_ORIGIN.fullmatch(base):
            return base[:-1] + href
    elif _PLAIN_ADDRESS.fullmatch(href):
        return href
    return _resolved(base, href)


@lru_cache(maxsize=4096)
def _resolved(base: str, href: str) -> str | None:
    return urls.resolve(base, href)


@lru_cache(maxsize=4096)
def elsewhere(own: str, address: str) -> bool:
    """Whether an address is another page of the site that the page `own` is on."""
    return urls.same_site(address, own) and urls.canonical(address) != urls.canonical(own)


@lru_cache(maxsize=4096)
def itself(own: str, address: str) -> bool:
    """Whether an address is the page `own`."""
    return urls.canonical(address) == urls.canonical(own)


def leads_elsewhere(own: str, base: str, href: str) -> bool:
    """Whether a link on the page `own` leads to another page of its site."""
    if href[:1] == "/" and href[1:2] != "/" and base == own:
        scheme, _, rest = own.partition("://")
        path = "/" + rest.partition("/")[2]
        return bool(scheme) and href.partition("#")[0].rstrip("/") != path.rstrip("/")
    address = resolve(base, href)
    return address is not None and elsewhere(own, address)
