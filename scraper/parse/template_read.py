"""Reading a page with what its fellows have taught: the quick way where it fits, the whole way where it does not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from archive.records import Evidence, Issue, PostContent
from scraper.parse.text import key, shorten

if TYPE_CHECKING:
    from scraper.parse.template_known import Template

Reader = Callable[[bytes, "Template | None"], PostContent]
"""Reads the bytes of a page, with or without knowledge of its fellows."""


def read_known(html: bytes, site: Template, read: Reader) -> PostContent:
    """Read a page of a known site.

    Where the page has what all pages of the site have in common, and reading the rest gives all that
    they give, that is the post. A page that differs is read as if nothing were known but the way in
    which the site writes dates; what its fellows would have said is then kept as evidence.
    """
    rest = site.content_of(html)
    if rest is None:
        return read(html, site.of_any_page())
    known = read(rest, site)
    if site.met_by(known):
        return known
    return weighed(read(html, site.of_any_page()), known)


def weighed(alone: PostContent, known: PostContent) -> PostContent:
    """What a page says by itself, with a doubt on record where its fellows say otherwise."""
    issues, evidence = [], []
    for field in ("title", "published", "category"):
        own, other = getattr(alone, field) or "", getattr(known, field) or ""
        if own and other and key(own) != key(other):
            said = (
                f"The {field} that the site's other pages lead to is \u201c{shorten(other, 80)}\u201d; "
                f"this page by itself says \u201c{shorten(own, 80)}\u201d."
            )
            issues.append(Issue("parse", "template-disagrees", said, shorten(other)))
            evidence.append(Evidence(field, shorten(other), "template", "", "as on other pages of the site", 1.0))
    return replace(alone, issues=(*alone.issues, *issues), evidence=(*alone.evidence, *evidence))
