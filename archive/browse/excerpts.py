"""A difference in a few lines: the words that came and went, with a little of what stands around them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from archive.blockdiff import Block, BlockKind
from archive.filediff import FileKind, describe
from archive.markup import marked
from archive.worddiff import Piece, readable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archive.filediff import FileChange
    from archive.postdiff import FilesDiff, PostDiff
    from archive.records import StoredAttachment

_AROUND = 70  # characters kept on each side of a change
_CHANGED = 400  # of one change
_WHOLE = 240  # of a paragraph that came or went as a whole
_LINES = 3  # paragraphs of a body
_FILES = 4

_NAMES = {
    BlockKind.EDITED: "",
    BlockKind.ADDED: "new paragraph",
    BlockKind.REMOVED: "removed paragraph",
    BlockKind.MOVED_HERE: "moved",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A changed paragraph: what became of it, in words where the marks do not say so, and its text with marks."""

    kind: str
    says: str
    markup: Markup


@dataclass(frozen=True, slots=True)
class FileLine:
    """A changed file; digests are given where a picture can be shown, both where it was replaced."""

    name: str
    kind: str
    says: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Excerpt:
    """One changed field in a few lines; `more` paragraphs or files changed beside those."""

    field: str
    cosmetic: bool
    lines: tuple[Line, ...] = ()
    files: tuple[FileLine, ...] = ()
    more: int = 0


def excerpts(diff: PostDiff) -> list[Excerpt]:
    """Put a comparison into a few lines."""
    found = []
    for text in diff.texts:
        changed = [block for block in text.blocks if block.kind in _NAMES]
        lines = tuple(_line(block) for block in changed[:_LINES])
        found.append(Excerpt(text.field, text.weight == "cosmetic", lines, more=len(changed) - len(lines)))
    if diff.files:
        files = [file for file in diff.files.files if file.kinds]
        shown = tuple(_file(file, diff.files) for file in files[:_FILES])
        found.append(Excerpt("files", diff.files.weight == "cosmetic", files=shown, more=len(files) - len(shown)))
    return found


def _line(block: Block) -> Line:
    whole = {BlockKind.ADDED: "+", BlockKind.REMOVED: "-", BlockKind.MOVED_HERE: "="}.get(block.kind)
    pieces = [Piece(whole, _start(block.text, _WHOLE))] if whole else trimmed(block.pieces)
    # `marked` escapes every piece.
    return Line(str(block.kind), _NAMES[block.kind], Markup(marked(pieces)))  # noqa: S704


def trimmed(pieces: Sequence[Piece]) -> list[Piece]:
    """Shorten a paragraph to its changes and the words around them."""
    shown = list(readable(pieces))
    last = len(shown) - 1
    return [
        Piece(piece.op, _around(piece.text, first=index == 0, last=index == last))
        if piece.op == "="
        else Piece(piece.op, _start(piece.text, _CHANGED))
        for index, piece in enumerate(shown)
    ]


def _around(text: str, *, first: bool, last: bool) -> str:
    """Keep the end of what stands before a change, and the start of what stands behind one."""
    if first and last:
        return _start(text, 2 * _AROUND)
    if first:
        return _end(text, _AROUND)
    if last:
        return _start(text, _AROUND)
    return text if len(text) <= 2 * _AROUND + 20 else f"{_cut(text, _AROUND)} … {_cut_left(text, _AROUND)}"


def _start(text: str, size: int) -> str:
    return text if len(text) <= size + 20 else f"{_cut(text, size)} …"


def _end(text: str, size: int) -> str:
    return text if len(text) <= size + 20 else f"… {_cut_left(text, size)}"


def _cut(text: str, size: int) -> str:
    """Cut behind a word, where there is one to cut behind: Chinese is cut anywhere."""
    start = text[:size]
    words = start.rpartition(" ")[0]
    return (words if len(words) > size // 2 else start).rstrip()


def _cut_left(text: str, size: int) -> str:
    end = text[-size:]
    words = end.partition(" ")[2]
    return (words if len(words) > size // 2 else end).lstrip()


def _file(file: FileChange, files: FilesDiff) -> FileLine:
    item = file.after or file.before
    assert item is not None  # a change is about at least one of the two
    other = {FileKind.REPLACED, FileKind.RESAVED} & set(file.kinds)
    return FileLine(
        name=item.attachment.name or item.attachment.label or "no name",
        kind="removed" if file.after is None else "added" if file.before is None else "edited",
        says=", ".join(describe(file, files.blobs)),
        before=_picture(file.before, files) if other or file.after is None else None,
        after=_picture(file.after, files),
    )


def _picture(item: StoredAttachment | None, files: FilesDiff) -> str | None:
    blob = files.blobs.get(item.sha256 or "") if item else None
    return blob.sha256 if blob and blob.media_type.startswith("image/") else None
