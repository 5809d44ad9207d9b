"""Tell a redesign, or a fault of the site or of ours, from posts that were edited. Pure.

An edit changes one post; a redesign changes how every post reads, all at once. So the contents
that a recheck reads anew are held against the archive before any of them is stored.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from archive.records import PostContent

MIN_CHANGED = 3
"""Fewer posts that changed at once are edits, whatever their share."""

SHARE = 0.3
"""More than this share of the rechecked posts that changed at once is a redesign."""

SHRUNK = 0.3
"""A body with less than this share of its former length has lost something."""

AGREE = 0.8
"""The share of posts that must read as the archive knows them, to go on after a redesign."""

FIELDS = ("title", "published", "category", "body", "attachments")


@dataclass(frozen=True, slots=True)
class Reread:
    """A held post and a fresh reading of its page."""

    url: str
    held: PostContent
    fresh: PostContent


def changed(held: PostContent, fresh: PostContent) -> tuple[str, ...]:
    """The fields that read differently, white space and the addresses of files aside.

    A category that a page does not show (any more) is no difference: what is known of it is kept.
    """
    compared = [field for field in FIELDS if field != "category" or fresh.category]
    return tuple(field for field in compared if _comparable(held, field) != _comparable(fresh, field))


def lost(held: PostContent, fresh: PostContent) -> tuple[str, ...]:
    """The fields that the archive knows and the fresh reading lacks, or has but a rest of."""
    gone = [field for field in FIELDS if getattr(held, field) and not getattr(fresh, field)]
    if fresh.body and len(fresh.body) < SHRUNK * len(held.body):
        gone.append("body")
    return tuple(gone)


def is_redesign(changes: int, rechecked: int) -> bool:
    """Whether so many posts changed at once that the site, not the posts, has changed."""
    return changes >= MIN_CHANGED and changes > SHARE * rechecked


def agrees(rereads: Sequence[Reread]) -> float:
    """The share of posts that read as the archive knows them."""
    return sum(not changed(r.held, r.fresh) for r in rereads) / len(rereads) if rereads else 0.0


def describe(rereads: Sequence[Reread]) -> str:
    """One sentence that names the field that most posts lost or changed, a page, and the reader that last found it."""
    fields = Counter(field for r in rereads for field in (lost(r.held, r.fresh) or changed(r.held, r.fresh)))
    if not fields:
        return "the pages read differently"
    field, count = fields.most_common(1)[0]
    example = next(r for r in rereads if field in (lost(r.held, r.fresh) or changed(r.held, r.fresh)))
    verb = "lost" if field in lost(example.held, example.fresh) else "changed"
    chosen = next((e for e in example.fresh.evidence if e.field == field and e.chosen), None)
    now = f"now read by {chosen.reader} at {chosen.place}" if chosen else "no reader finds it now"
    return f"{count} of {len(rereads)} pages {verb} their {field}, for example {example.url} ({now})"


def _comparable(content: PostContent, field: str) -> object:
    if field == "attachments":
        return sorted(item.name or _file_name(item.url or "") for item in content.attachments)
    value = getattr(content, field) or ""
    return re.sub(r"\s+", " ", value).strip()


def _file_name(url: str) -> str:
    return unquote(urlsplit(url).path).rpartition("/")[2]
