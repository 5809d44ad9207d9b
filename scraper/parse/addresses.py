"""Addresses on one page, resolved once: a page asks for the same ones again and again."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from scraper import urls

_FROM_ROOT: Final = re.compile(r"/\w")


def resolve(base: str, href: str) -> str | None:
    """As `scraper.urls.resolve`, remembered; a link from the root of a site for all of its pages at once."""
    return _resolved(_root(base) if _FROM_ROOT.match(href) else base, href)


@lru_cache(maxsize=256)
def _root(base: str) -> str:
    return urls.resolve(base, "/") or base


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
