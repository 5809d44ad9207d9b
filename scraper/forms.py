"""Follow a site whose numbers stay and whose form of address changes, as a new system brings it.

Once most numbered posts are known to have moved to one other form of address, each under its own number, the numbers of
that form are the site's ids: new posts get plain ones, hidden ones are asked for where they are now, and addresses of
the former form go on meaning what they meant.
"""

from __future__ import annotations

from collections import Counter

from archive import homes, queries
from archive.records import PostKey
from scraper.identity import bare
from scraper.site import language_free
from scraper.tools import Tools
from scraper.urls import identify

MOVED = 3
"""Fewer posts that moved say nothing about the rest."""


def follow_form(tools: Tools) -> None:
    """Take the form of address that most numbered posts have moved to as the main one."""
    site = tools.site
    if site.knows_ids or site.by_address or not site.shapes or "{id}" not in site.shapes[0]:
        return
    posts = homes.addresses(tools.archive, site.name)
    form = _new_form(site.shapes[0], posts)
    if form is None:
        return
    former = [*site.former, language_free(site.shapes[0])]
    between = _met_between(form, posts)
    if between is None:
        return
    for known, number in between:
        tools.writer.same_post(known, PostKey(known.site, number, known.lang), url="", why="id")
    site.shapes, site.former = [form, *(shape for shape in site.shapes if shape != form)], former
    (first, *_) = queries.sources(tools.archive, site.name, "shape")
    note = {"shapes": site.shapes, "former": former}
    tools.writer.save_source("shape", first.url, "", note, site=site.name)
    tools.reporter.event("info", "addresses have another form", now=form)


def _new_form(main: str, posts: list[tuple[PostKey, str]]) -> str | None:
    """The form that most posts with a plain number have now, where it is not the main one."""
    numbered = [(key, identify(url)) for key, url in posts if key.source_id.isdecimal()]
    forms = Counter(found.shape for key, found in numbered if found.source_id == key.source_id and found.numeric)
    for form, count in forms.most_common(1):
        if language_free(form) != language_free(main) and count >= MOVED and 2 * count > len(numbered):
            return form
    return None


def _met_between(form: str, posts: list[tuple[PostKey, str]]) -> list[tuple[PostKey, str]] | None:
    """Posts met at an address of the new form before that was known, with their numbers; None where one is taken."""
    known = {(key.source_id, key.lang) for key, _ in posts}
    found: list[tuple[PostKey, str]] = []
    for key, url in posts:
        seen = identify(url)
        if key.source_id.isdecimal() or language_free(seen.shape) != language_free(form):
            continue
        if (seen.source_id, key.lang) in known or bare(key.source_id) != seen.source_id:
            return None
        found.append((key, seen.source_id))
    return found
