"""A feed of changes (new, edited with the difference, gone, restored) as Atom (RFC 4287) and JSON Feed 1.1.

Posts can be written in the two formats as well.

The same archive gives the same feed, byte for byte. An entry keeps its id for good: it is made of the post's own
identity and of what happened to it, not of row numbers.
"""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.blockdiff import BlockKind
from archive.changes import Kind
from archive.filediff import describe
from archive.hashing import blocks
from archive.markup import escape, language, legal, marked, web_address

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from archive.hashing import Content
    from archive.history import Told
    from archive.postdiff import FilesDiff, PostDiff

_NAMES = {Kind.APPEARED: "New", Kind.REVISED: "Edited", Kind.GONE: "Gone", Kind.RESTORED: "Back"}
_BEGINNING = "1970-01-01T00:00:00Z"


@dataclass(frozen=True, slots=True)
class Entry:
    """One change or post, as a feed tells it.

    Attributes:
        id: `urn:uuid:…`, the same whenever the feed is made.
        title: plain text.
        url: the live page; empty if its address is not one of the web.
        at: when the change was seen, or the post last changed (UTC).
        html: what to read: the post, the difference, or what is known of its going.
        lang: a language tag, or empty.
        kind: appeared, revised, gone or restored; empty for a post.
        category: the post's, empty if it has none.
        published: when it was published (UTC); empty for a change, which is published when it is seen.
    """

    id: str
    title: str
    url: str
    at: str
    html: str
    lang: str
    kind: str
    category: str = ""
    published: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """A whole feed; `self_url` is where it will be found, empty if unknown; entries are the newest first."""

    id: str
    site: str
    title: str
    updated: str
    entries: tuple[Entry, ...]
    self_url: str = ""
    home_url: str = ""


def make_feed(
    site: str, told: Sequence[Told], content: Callable[[Told], Content], diff: Callable[[Told], PostDiff], *,
    limit: int = 50, self_url: str = "", home_url: str = "", checked: str = "",
) -> Feed:  # fmt: skip
    """Make a feed of the newest changes.

    Args:
        site: the archive's name for the site, for title and id.
        told: changes in order of time.
        content: gives the content of a post after a change.
        diff: gives the difference that a change made.
        limit: the most entries.
        self_url: the absolute address at which the feed will be published.
        home_url: the site's own address.
        checked: when the site was last looked at: how new the feed is while it is empty.
    """
    entries = tuple(_entry(change, content, diff) for change in newest_first(told)[:limit])
    updated = max((entry.at for entry in entries), default=checked or _BEGINNING)
    return Feed(urn(site, "changes"), legal(site), legal(f"Changes on {site}"), updated, entries, self_url, home_url)


def newest_first(told: Sequence[Told]) -> list[Told]:
    """Order changes for reading: the latest first; posts that one run met for the first time by their own dates.

    A backfill reads years of posts within minutes, in any order: the newest of them are what a subscriber wants.
    """
    met: dict[int, str] = {}
    for one in told:
        if one.change.kind is Kind.APPEARED and one.change.run:
            met[one.change.run] = max(met.get(one.change.run, ""), one.change.at)

    def key(one: Told) -> tuple[str, str]:
        if one.change.kind is Kind.APPEARED and one.change.run:
            return met[one.change.run], one.published or ""
        return one.change.at, "~"  # news of the run that met them goes before them

    return sorted(told, key=key, reverse=True)


def _entry(told: Told, content: Callable[[Told], Content], diff: Callable[[Told], PostDiff]) -> Entry:
    change, post = told.change, told.post
    # Not the revision's number: a state that comes to light later moves the numbers of those after it.
    what = {Kind.GONE: change.since, Kind.RESTORED: change.since}.get(change.kind) or change.at
    now = content(told)
    html = "\n".join(_facts(told))
    if change.kind is Kind.APPEARED:
        html += "\n" + "\n".join(post_html(now))
    elif change.previous is not None:
        html += "\n" + "\n".join(difference_html(diff(told)))
    return Entry(
        id=urn(post.site, post.key_lang, post.source_id, str(change.kind), what),
        title=" ".join(legal(f"{_NAMES[change.kind]}: {told.title or post.url}").split()),
        url=legal(post.url) if web_address(post.url) else "",
        at=change.at,
        html=html,
        lang=language(post.lang),
        kind=str(change.kind),
        category=legal(now.category),
    )


def _facts(told: Told) -> Iterator[str]:
    change = told.change
    if change.kind is Kind.GONE:
        reason = f" ({escape(change.reason)})" if change.reason else ""
        yield f"<p>Not there since {_moment(change.since)}{reason}, confirmed {_moment(change.at)}.</p>"
    elif change.kind is Kind.RESTORED:
        yield f"<p>There again; it was gone since {_moment(change.since)}.</p>"
    elif change.kind is Kind.REVISED:
        names = ", ".join(change.changed)
        yield f"<p>Changed: {escape(names)}.</p>"
    if told.published and change.kind is not Kind.REVISED:
        yield f"<p>Published {escape(told.published)}.</p>"


def post_html(content: Content) -> Iterator[str]:
    """Write what a post says: its paragraphs, then its files."""
    for block in blocks(content.body):
        yield f"<p>{escape(block)}</p>"
    if content.attachments:
        items = "".join(f"<li>{_link(item.attachment.url, item.attachment.name)}</li>" for item in content.attachments)
        yield f"<ul>{items}</ul>"


def _link(url: str | None, name: str) -> str:
    address, shown = web_address(url or ""), escape(name) or "file"
    return f'<a href="{address}">{shown}</a>' if address else shown


def difference_html(diff: PostDiff) -> Iterator[str]:
    """Write what differs between two revisions, field by field, leaving out what stayed."""
    for text in diff.texts:
        yield f"<h3>{text.field}</h3>"
        for block in text.blocks:
            if block.kind is BlockKind.MOVED_AWAY:
                yield f"<p><em>moved ({block.move}): {escape(block.text[:60])}…</em></p>"
            elif block.kind is BlockKind.MOVED_HERE:
                yield f"<p><em>moved here ({block.move}):</em> {marked(block.pieces)}</p>"
            elif block.kind is not BlockKind.SAME:
                yield f"<p>{marked(block.pieces)}</p>"
    if diff.files:
        yield "<h3>attachments</h3>"
        yield f"<ul>{''.join(_file_items(diff.files))}</ul>"


def _file_items(files: FilesDiff) -> Iterator[str]:
    for file in files.files:
        item = file.after or file.before
        if file.kinds and item:
            says = escape(", ".join(describe(file, files.blobs)))
            yield f"<li>{_link(item.attachment.url, item.attachment.label or item.attachment.name)}: {says}</li>"


def _moment(at: str | None) -> str:
    return escape((at or "").replace("T", " ").removesuffix("Z")[:16]) + " UTC"


def urn(*parts: str) -> str:
    """Give an id that is the same whenever it is made of the same parts."""
    # A separator that no part can hold keeps different parts from running into one.
    return uuid.uuid5(uuid.NAMESPACE_URL, legal("\n".join(json.dumps(part) for part in parts))).urn


# -- Atom ------------------------------------------------------------------------------------------------------


def atom(feed: Feed) -> str:
    """Write a feed as Atom."""
    return "".join(atom_parts(feed, feed.entries))


def atom_parts(feed: Feed, entries: Iterable[Entry]) -> Iterator[str]:
    """Write a feed as Atom piece by piece, with these entries instead of its own."""
    head = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom">',
        f"  <id>{feed.id}</id>",
        f"  <title>{escape(feed.title)}</title>",
        f"  <updated>{feed.updated}</updated>",
        f"  <author><name>{escape(feed.site)}</name></author>",
        "  <generator>cairs-news-archive</generator>",
    ]
    if feed.self_url:
        head.append(f'  <link rel="self" type="application/atom+xml" href="{escape(feed.self_url)}"/>')
    if feed.home_url:
        head.append(f'  <link rel="alternate" type="text/html" href="{escape(feed.home_url)}"/>')
    yield "\n".join([*head, ""])
    for entry in entries:
        yield "\n".join([*_atom_entry(entry), ""])
    yield "</feed>\n"


def _atom_entry(entry: Entry) -> Iterator[str]:
    lang = f' xml:lang="{entry.lang}"' if entry.lang else ""
    yield "  <entry>"
    yield f"    <id>{entry.id}</id>"
    yield f"    <title>{escape(entry.title)}</title>"
    yield f"    <updated>{entry.at}</updated>"
    yield f"    <published>{entry.published or entry.at}</published>"
    if entry.url:
        yield f'    <link rel="alternate" type="text/html" href="{escape(entry.url)}"/>'
    for term in filter(None, (entry.kind, entry.category)):
        yield f'    <category term="{escape(term)}"/>'
    yield f'    <content type="html"{lang}>{escape(entry.html)}</content>'
    yield "  </entry>"


# -- JSON Feed -------------------------------------------------------------------------------------------------


def json_feed(feed: Feed) -> str:
    """Write a feed as JSON Feed 1.1."""
    return "".join(json_feed_parts(feed, feed.entries))


def json_feed_parts(feed: Feed, entries: Iterable[Entry]) -> Iterator[str]:
    """Write a feed as JSON Feed 1.1 piece by piece, with these entries instead of its own."""
    whole: dict[str, object] = {"version": "https://jsonfeed.org/version/1.1", "title": feed.title}
    if feed.home_url:
        whole["home_page_url"] = feed.home_url
    if feed.self_url:
        whole["feed_url"] = feed.self_url
    yield json.dumps(whole, ensure_ascii=False, indent=1).removesuffix("\n}") + ',\n "items": ['
    empty = True
    for entry in entries:
        text = json.dumps(_json_item(entry), ensure_ascii=False, indent=1)
        yield ("" if empty else ",") + "\n  " + text.replace("\n", "\n  ")
        empty = False
    yield "]\n}\n" if empty else "\n ]\n}\n"


def _json_item(entry: Entry) -> dict[str, object]:
    item: dict[str, object] = {"id": entry.id}
    if entry.url:
        item["url"] = entry.url
    item |= {
        "title": entry.title,
        "content_html": legal(entry.html),
        "date_published": entry.published or entry.at,
        "date_modified": entry.at,
        "tags": [tag for tag in (entry.kind, entry.category) if tag],
    }
    if entry.lang:
        item["language"] = entry.lang
    return item
