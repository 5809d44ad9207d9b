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
    return weighed(read(html, site.of_any_page()), known, site.common)


def weighed(alone: PostContent, known: PostContent, common: frozenset[str] = frozenset()) -> PostContent:
    """What a page says by itself and what its fellows lead to, with a doubt on record where these differ.

    What the page says by itself is taken, but for a title that stands on most pages of the site, which
    is the site's own: then nothing below it was looked for in the right place either. A date, category
    or text that the page alone did not give is taken from where its fellows have theirs.

    Args:
        alone: the page read as if nothing were known.
        known: the page read with what is known.
        common: what short lines say that stand on most pages.
    """
    if known.is_post and known.title and key(alone.title) in common and key(known.title) not in common:
        return known
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
    whole = _filled(alone, known)
    return replace(whole, issues=(*whole.issues, *issues), evidence=(*whole.evidence, *evidence))


def _filled(alone: PostContent, known: PostContent) -> PostContent:
    """A page's own reading with the fields that only its fellows' places gave."""
    if key(alone.title) != key(known.title):
        return alone
    given = {
        field: getattr(known, field)
        for field in ("published", "category")
        if getattr(known, field) and not getattr(alone, field)
    }
    if known.body and not alone.body:
        given |= {"body": known.body, "body_html": known.body_html, "attachments": known.attachments}
    gone = {"date-unknown"} if "published" in given else set()
    said = tuple(item for item in known.evidence if item.field in given and item.chosen)
    issues = tuple(issue for issue in alone.issues if issue.code not in gone)
    return replace(alone, **given, issues=issues, evidence=(*alone.evidence, *said)) if given else alone
