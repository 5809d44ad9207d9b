"""Where a site announces the JSON of its content management system, and which system that is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

from scraper.parse.document import parse_document
from scraper.urls import resolve

HtmlElement = Any

Kind = Literal["wordpress", "drupal"]

_API = "https://api.w.org/"
_LINK = re.compile(r"<([^>]*)>\s*((?:;[^,]*)*)")


@dataclass(frozen=True, slots=True)
class Announced:
    """The JSON of a page's site: which system's, its root, and whether the page names it or only looks like it."""

    kind: Kind
    root: str
    told: bool


def announced(body: bytes, url: str, charset: str = "", link_header: str = "") -> Announced | None:
    """The JSON interface that a page announces, None where nothing speaks for one.

    WordPress names it in a link of the head or of the response; Drupal names only itself. Where a page merely
    shows that WordPress made it, the interface is looked for in its usual place.
    """
    document = parse_document(body, url, charset or None)
    if document.kind != "html":
        return None
    named = [
        element.get("href") for element in document.root.iter("link") if (element.get("rel") or "").strip() == _API
    ]
    named += [match[1] for match in _LINK.finditer(link_header) if _API in match[2]]
    for href in named:
        if href and (root := resolve(document.base, href)):
            return Announced("wordpress", root, told=True)
    generators = " ".join(
        element.get("content") or ""
        for element in document.root.iter("meta")
        if (element.get("name") or "").lower() == "generator"
    )
    if re.search(r"\bDrupal (?:[89]|1\d)\b", generators) or document.root.xpath(
        "//script[@data-drupal-selector='drupal-settings-json']"
    ):
        return Announced("drupal", _home(url) + "jsonapi", told=False)
    if re.search(r"\bWordPress\b", generators) or document.root.xpath(
        "(//link[contains(@href, '/wp-content/')] | //script[contains(@src, '/wp-includes/')])[1]"
    ):
        return Announced("wordpress", _wordpress_home(document.root, url) + "wp-json/", told=False)
    return None


def _home(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/"


def _wordpress_home(root: HtmlElement, url: str) -> str:
    """The folder that a WordPress is in: what stands before `wp-content` in the addresses of its files."""
    for element in root.xpath("//link[contains(@href, '/wp-content/')]"):
        address = resolve(url, element.get("href") or "")
        if address and urlsplit(address).netloc == urlsplit(url).netloc:
            return address.partition("wp-content/")[0]
    return _home(url)
