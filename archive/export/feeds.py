"""Posts as a feed, Atom or JSON Feed, the newest first."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any

from archive.export.tables import day
from archive.feed import Entry, Feed, atom_parts, json_feed_parts, post_html, urn
from archive.hashing import Content
from archive.markup import language, legal, web_address
from archive.post_rows import attachments_from_json
from archive.site_feed import home_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archive.export.selection import Chosen

_BEGINNING = "1970-01-01T00:00:00Z"
_NEWEST = """SELECT p.site, coalesce(l.lang, p.lang), p.source_id, p.url, p.lang, p.first_seen, r.observed_at, r.title,
    r.published, r.category, r.summary, r.body, r.attachments
    FROM (SELECT c.post_id, c.revision FROM temp.chosen c JOIN posts p ON p.id = c.post_id
        ORDER BY coalesce(c.published, substr(p.first_seen, 1, 10)) DESC, c.post_id DESC LIMIT ?) c
    CROSS JOIN posts p ON p.id = c.post_id
    CROSS JOIN revisions r ON r.post_id = c.post_id AND r.number = c.revision
    LEFT JOIN ledger l ON l.post_id = c.post_id"""
_UPDATED = """SELECT max(r.observed_at) FROM temp.chosen c CROSS JOIN revisions r
    ON r.post_id = c.post_id AND r.number = c.revision"""


def write_feed(out: IO[bytes], chosen: Chosen, *, json: bool, limit: int) -> int:
    """Write the newest posts, all of them if `limit` is 0, and say how many."""
    count = 0

    def entries() -> Iterator[Entry]:
        nonlocal count
        for row in chosen.rows(_NEWEST, [limit or -1]):
            count += 1
            yield _entry(row)

    ((updated,),) = chosen.rows(_UPDATED)
    site = ", ".join(chosen.sites) or chosen.archive.folder.resolve().name
    home = home_url(chosen.archive)
    feed = Feed(urn(site, "posts"), legal(site), legal(f"Posts on {site}"), updated or _BEGINNING, (), "", home)
    for text in (json_feed_parts if json else atom_parts)(feed, entries()):
        out.write(text.encode())
    return count


def _entry(row: tuple[Any, ...]) -> Entry:
    site, key_lang, source_id, url, lang, first_seen, changed = row[:7]
    title, published, category, summary, body, attachments = row[7:]
    content = Content(title, published, category, summary, body, "", attachments_from_json(attachments))
    html = "\n".join(post_html(content))
    return Entry(
        id=urn(site, key_lang, source_id),
        title=" ".join(legal(title or url).split()) or "Untitled",
        url=legal(url) if web_address(url) else "",
        at=changed,
        html=html or "<p></p>",
        lang=language(lang),
        kind="",
        category=legal(category),
        published=f"{published}T00:00:00Z" if day(published) else first_seen,
    )
