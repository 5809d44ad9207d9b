"""What differs between two revisions of a post, field by field, ready to be shown in any form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive import history
from archive.blockdiff import Block, BlockKind, block_diff
from archive.filediff import FileChange, describe, file_changes
from archive.revisions import FIELDS, compare
from archive.worddiff import Piece, word_diff

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from archive.db import Archive
    from archive.hashing import Content
    from archive.history import Post, Revision
    from archive.records import Blob, StoredAttachment


@dataclass(frozen=True, slots=True)
class TextDiff:
    """A text field that differs.

    Attributes:
        field: title, published, category, summary or body.
        weight: substantive or cosmetic.
        blocks: its paragraphs; one-line fields have one.
    """

    field: str
    weight: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class FilesDiff:
    """The attachments, where they differ: all of them, with what became of each; and their bytes by SHA-256."""

    weight: str
    files: tuple[FileChange, ...]
    blobs: Mapping[str, Blob]


@dataclass(frozen=True, slots=True)
class PostDiff:
    """Two revisions of a post and what differs; `files` is None where the attachments are the same."""

    post: Post
    old: Revision
    new: Revision
    texts: tuple[TextDiff, ...]
    files: FilesDiff | None

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that differ, in the order of the columns."""
        names = {text.field for text in self.texts} | ({"attachments"} if self.files else set())
        return tuple(field for field in FIELDS if field in names)


def post_diff(archive: Archive, post: Post, old: int, new: int) -> PostDiff:
    """Compare two revisions of a post.

    Raises:
        LookupError: the post has no such revision; the message is for the user.
    """
    after = history.content(archive, post.id, new)
    before = history.content(archive, post.id, old)
    known = {revision.number: revision for revision in history.revisions(archive, post.id)}
    blobs = history.blobs_of(archive, before, after)
    phashes = {sha256: blob.phash for sha256, blob in blobs.items() if blob.phash}
    weights = {field: str(weight) for field, weight in compare(before, after, phashes=phashes).items()}
    texts = tuple(
        _text_diff(field, weight, before, after) for field, weight in weights.items() if field != "attachments"
    )
    files = file_changes(before.attachments, after.attachments, phashes)
    # A new order alone makes no revision, but between two revisions it is told.
    weight = weights.get("attachments") or ("cosmetic" if any(file.kinds for file in files) else None)
    return PostDiff(post, known[old], known[new], texts, FilesDiff(weight, files, blobs) if weight else None)


def default_pair(revisions: Sequence[Revision], first: int | None, second: int | None) -> tuple[int, int]:
    """Choose what to compare: two given revisions; one and the one before it; the last two.

    Raises:
        LookupError: there is nothing before it; the message is for the user.
    """
    if first is not None and second is not None:
        return first, second
    new = revisions[-1].number if first is None else first
    if new != 1:
        return new - 1, new
    what = "only one revision" if len(revisions) == 1 else "nothing before revision 1"
    message = f"The post has {what}, so there is nothing to compare it with."
    raise LookupError(message)


def _text_diff(field: str, weight: str, old: Content, new: Content) -> TextDiff:
    before, after = getattr(old, field) or "", getattr(new, field) or ""
    if field == "body":
        return TextDiff(field, weight, block_diff(before, after))
    if field == "published":
        pieces = tuple(Piece(op, text) for op, text in (("-", before), ("+", after)) if text)
    else:
        pieces = word_diff(before, after)
    return TextDiff(field, weight, (Block(BlockKind.EDITED, pieces),))


def as_json(diff: PostDiff) -> dict[str, object]:
    """Put a comparison into plain values."""
    return {
        "post": {"id": diff.post.id, "url": diff.post.url, "source_id": diff.post.source_id, "lang": diff.post.lang},
        "old": _revision_json(diff.old),
        "new": _revision_json(diff.new),
        "fields": [
            *(
                {"field": text.field, "weight": text.weight, "blocks": [_block_json(block) for block in text.blocks]}
                for text in diff.texts
            ),
            *([_files_json(diff.files)] if diff.files else []),
        ],
    }


def _revision_json(revision: Revision) -> dict[str, object]:
    return {"number": revision.number, "observed_at": revision.observed_at, "cause": revision.cause}


def _block_json(block: Block) -> dict[str, object]:
    pieces = [{"op": piece.op, "text": piece.text} for piece in block.pieces]
    return {"kind": str(block.kind), "move": block.move, "pieces": pieces}


def _files_json(files: FilesDiff) -> dict[str, object]:
    changed = [
        {
            "kinds": [str(kind) for kind in file.kinds],
            "says": describe(file, files.blobs),
            "before": _file_json(file.before),
            "after": _file_json(file.after),
        }
        for file in files.files
        if file.kinds
    ]
    return {"field": "attachments", "weight": files.weight, "files": changed}


def _file_json(file: StoredAttachment | None) -> dict[str, object] | None:
    if file is None:
        return None
    named = file.attachment
    return {
        "position": named.position,
        "name": named.name,
        "label": named.label,
        "url": named.url,
        "sha256": file.sha256,
        "media_type": file.media_type,
        "problem": file.problem,
    }
