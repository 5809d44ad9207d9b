"""Decide, from two contents alone, whether a post changed, in what, and how much.

Nothing here touches a disk, a clock or a database.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from archive.garbling import is_garbled
from archive.hashing import Content, blocks, fold
from archive.images import same_picture
from archive.pairing import loose, pair, place_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from archive.records import StoredAttachment

FIELDS = ("title", "published", "category", "summary", "body", "attachments")


class Outcome(StrEnum):
    """What a fresh reading of a post means. Each equals its lower-case name as text."""

    NEW = "new"
    UNCHANGED = "unchanged"
    REVISED = "revised"
    RESTORED = "restored"


class Weight(StrEnum):
    """How much a changed field matters: a cosmetic change is white space, quotes, case or encoding."""

    SUBSTANTIVE = "substantive"
    COSMETIC = "cosmetic"


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do with a fresh reading.

    Attributes:
        outcome: new, unchanged, revised or restored (it was gone, and is there again, changed or not).
        changed: each changed field with its weight, in the order of `FIELDS`; empty for a new post.
        content: the content to keep: the fresh one, with what was not read or not fetched this time
            carried over from the last one.
        same_as: number of the earlier revision that had this very content, if any.
    """

    outcome: Outcome
    changed: Mapping[str, Weight]
    content: Content
    same_as: int | None = None

    @property
    def makes_revision(self) -> bool:
        """Whether a revision has to be written."""
        return self.outcome is Outcome.NEW or bool(self.changed)


def decide(
    last: Content | None,
    new: Content,
    *,
    earlier: Iterable[tuple[int, Content]] = (),
    was_gone: bool = False,
    unread: Collection[str] = (),
    phashes: Mapping[str, str] | None = None,
) -> Decision:
    """Compare a fresh reading with the last revision.

    Args:
        last: the content of the last revision; None for a post that has none.
        new: what was read now.
        earlier: number and content of every revision so far; only looked at where something changed.
        was_gone: whether the post was taken for gone.
        unread: fields that could not be read this time; a known value is kept, and that is no change.
        phashes: perceptual hashes of pictures by their SHA-256, to recognise one that was merely saved anew.
    """
    if last is None:
        return Decision(Outcome.NEW, {}, new)
    content = _carry_over(last, new, unread)
    changed = compare(last, content, phashes=phashes)
    outcome = Outcome.RESTORED if was_gone else Outcome.REVISED if changed else Outcome.UNCHANGED
    same_as = next((number for number, known in earlier if not compare(known, content)), None) if changed else None
    return Decision(outcome, changed, content, same_as)


def compare(old: Content, new: Content, *, phashes: Mapping[str, str] | None = None) -> dict[str, Weight]:
    """Name the fields that differ, with the weight of each difference.

    White space inside a block, the order of Unicode's combining marks and `body_html` make no difference.
    A summary that was not known before is knowledge gained, not a change of the site.
    """
    changed: dict[str, Weight] = {}
    for field in ("title", "category", "summary"):
        before, after = getattr(old, field), getattr(new, field)
        if fold(before) != fold(after) and not (field == "summary" and not before):
            changed[field] = _text_weight(before, after)
    if (old.published or "") != (new.published or ""):
        changed["published"] = Weight.SUBSTANTIVE
    if [fold(block) for block in blocks(old.body)] != [fold(block) for block in blocks(new.body)]:
        changed["body"] = _text_weight(old.body, new.body)
    weight = _attachments_weight(old.attachments, new.attachments, phashes or {})
    if weight:
        changed["attachments"] = weight
    return {field: changed[field] for field in FIELDS if field in changed}


def _carry_over(last: Content, new: Content, unread: Collection[str]) -> Content:
    """Keep what was known and is merely not known this time: unread or garbled fields, bytes that did not arrive."""
    kept = {field: getattr(last, field) for field in unread if field in FIELDS and not getattr(new, field)}
    for field in ("title", "category", "summary", "body"):
        if is_garbled(getattr(last, field), getattr(new, field)):
            kept[field] = getattr(last, field)
    if "body" in kept:
        kept["body_html"] = last.body_html
    if not new.summary:
        kept["summary"] = last.summary
    content = replace(new, **kept)
    attachments = tuple(
        _with_name_and_bytes_of(match.before, match.after)
        for match in pair(last.attachments, content.attachments)
        if match.after is not None
    )
    return replace(content, attachments=attachments)


def _with_name_and_bytes_of(before: StoredAttachment | None, after: StoredAttachment) -> StoredAttachment:
    if before is None:
        return after
    known, now = before.attachment, after.attachment
    if is_garbled(known.name, now.name) or is_garbled(known.label, now.label):
        after = replace(after, attachment=replace(now, name=known.name, label=known.label))
    if after.sha256 or place_of(known.url) != place_of(now.url):
        return after
    return replace(after, sha256=before.sha256, media_type=before.media_type or after.media_type)


def _text_weight(before: str, after: str) -> Weight:
    same_wording = loose(before) == loose(after) or is_garbled(after, before)
    return Weight.COSMETIC if same_wording else Weight.SUBSTANTIVE


def _attachments_weight(
    old: Sequence[StoredAttachment], new: Sequence[StoredAttachment], phashes: Mapping[str, str]
) -> Weight | None:
    """Compare two lists of attachments, whatever their order; None if they offer the same things."""
    weights = {_attachment_weight(match.before, match.after, phashes) for match in pair(old, new)}
    if Weight.SUBSTANTIVE in weights:
        return Weight.SUBSTANTIVE
    return Weight.COSMETIC if Weight.COSMETIC in weights else None


def _attachment_weight(
    before: StoredAttachment | None, after: StoredAttachment | None, phashes: Mapping[str, str]
) -> Weight | None:
    """Compare one attachment. Known bytes decide; its place only where the bytes are not known."""
    if before is None or after is None or _text_weight(before.attachment.name, after.attachment.name) == "substantive":
        return Weight.SUBSTANTIVE
    if before.sha256 and after.sha256:
        if before.sha256 != after.sha256:
            alike = same_picture(phashes.get(before.sha256), phashes.get(after.sha256))
            return Weight.COSMETIC if alike else Weight.SUBSTANTIVE
        if fold(before.attachment.name) == fold(after.attachment.name):
            return None  # the same bytes under the same name: how the page labels them is its dress
    elif place_of(before.attachment.url) != place_of(after.attachment.url):
        return Weight.SUBSTANTIVE
    if fold(before.attachment.label) != fold(after.attachment.label):
        return _text_weight(before.attachment.label, after.attachment.label)
    return None if fold(before.attachment.name) == fold(after.attachment.name) else Weight.COSMETIC
