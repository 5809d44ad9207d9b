"""Tell posts apart whose addresses give one id: where that happens, the id was none.

An id is read from an address by its form, and the form can mislead: dated addresses that end in the same words every
week, a number that counts the items of a category. A row that shows another title and another day than the post of its
id, at an address that this post never had, is another post: it is known by its whole address. Where that is more than
an exception, all posts of the site are known so from then on; those that are held keep their ids.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from archive import aliases, homes, queries
from archive.records import Issue, Sighting
from scraper.identity import are_no_ids, is_other
from scraper.tools import Tools
from scraper.urls import canonical


def keep_apart(tools: Tools, rows: Sequence[Sighting]) -> list[Sighting]:
    """Give the rows of a source with keys of their own where their ids turn out to be those of other posts."""
    if tools.site.knows_ids:
        return list(rows)
    kept = [_own_key(tools, row) for row in rows]
    apart = {row.key for row in kept if row.key != tools.site.key_of(row.url)}
    if not apart or tools.site.by_address:
        return kept
    tools.tally.shared_ids |= apart
    known = len(queries.known_keys(tools.archive, tools.site.name).keys() | {row.key for row in kept})
    if are_no_ids(len(tools.tally.shared_ids), known):
        know_by_address(tools, known)
        kept = [replace(row, key=tools.site.key_of(row.url) or row.key) for row in kept]
    return kept


def _own_key(tools: Tools, row: Sighting) -> Sighting:
    """A row with the key that is its post's own: that of its whole address where the post of its id is another one."""
    full, plain = tools.site.whole_key(row.url), tools.site.key_of(row.url)
    if full is None or plain is None or row.key not in {full, plain}:
        return row
    if aliases.resolve(tools.archive.db, full) == aliases.resolve(tools.archive.db, plain):
        return replace(row, key=plain)
    if homes.last_shown(tools.archive, full):
        return replace(row, key=full)  # told apart before
    held = homes.last_shown(tools.archive, plain)
    if held is None:
        return row  # told apart from another row of its page, or from none
    other = is_other(row.title, row.published, held.title, held.published) and not _had(held, row.url)
    return replace(row, key=full if other else plain)


def _had(held: homes.Shown, url: str) -> bool:
    """Whether a post was met at an address before."""
    return canonical(url) in {canonical(known) for known in held.urls}


def know_by_address(tools: Tools, known: int) -> None:
    """Know the posts of the site by their whole addresses from now on; what is known already keeps its id."""
    tools.site.by_address = True
    message = (
        f"{len(tools.tally.shared_ids)} of {known} posts have the id of another, so what looked like ids in the "
        f"addresses of {tools.site.name} are none; posts are known by their whole addresses from now on"
    )
    tools.writer.save_issues([Issue("discover", "ids-shared", message, url=tools.site.home)])
    tools.reporter.event("warning", "ids shared", posts=known, shared=len(tools.tally.shared_ids))
    for key, url in homes.addresses(tools.archive, tools.site.name):
        full = tools.site.key_of(url)
        if full and full != key and homes.last_shown(tools.archive, full) is None:
            tools.writer.same_post(key, full, url="", why="id")
    tools.writer.save_source("ids", tools.site.home, "", {"by_address": True}, site=tools.site.name)


def recall_ids(tools: Tools) -> None:
    """Take up what an earlier run found out about the ids of this site."""
    found = queries.sources(tools.archive, tools.site.name, "ids")
    tools.site.by_address = any(source.note.get("by_address") is True for source in found)
