"""What became of a post's files and pictures: added, removed, renamed, relabelled, replaced, reordered."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from archive.hashing import fold
from archive.images import same_picture
from archive.pairing import pair, place_of
from archive.terminal import human_bytes
from archive.worddiff import rising

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from archive.records import Blob, StoredAttachment

    Test = Callable[[StoredAttachment, StoredAttachment], bool]


class FileKind(StrEnum):
    """One thing that became of a file; several may be true at once."""

    ADDED = "added"
    REMOVED = "removed"
    RENAMED = "renamed"
    RELABELLED = "relabelled"
    REPLACED = "replaced"
    RESAVED = "re-encoded or resized"
    MOVED = "new address"
    REORDERED = "reordered"


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file before and after.

    Attributes:
        kinds: everything that became of it; empty if nothing did.
        before: None for one that was added.
        after: None for one that was removed.
    """

    kinds: tuple[FileKind, ...]
    before: StoredAttachment | None
    after: StoredAttachment | None


def file_changes(
    old: Sequence[StoredAttachment], new: Sequence[StoredAttachment], phashes: Mapping[str, str] | None = None
) -> tuple[FileChange, ...]:
    """Pair the files of two revisions and say what became of each, in the newer order, removed ones last.

    Args:
        old: the attachments before.
        new: the attachments after.
        phashes: perceptual hashes of pictures by their SHA-256.
    """
    known = phashes or {}
    pairs = _pairs(old, new, known)
    both = [(before, after) for before, after in pairs if before and after]
    in_place = {id(both[index][1]) for index in rising([before.attachment.position for before, _ in both])}
    found: list[FileChange] = []
    for before, after in pairs:
        if before is None:
            found.append(FileChange((FileKind.ADDED,), None, after))
        elif after is None:
            found.append(FileChange((FileKind.REMOVED,), before, None))
        else:
            moved = [FileKind.REORDERED] if id(after) not in in_place else []
            found.append(FileChange((*_kinds(before, after, known), *moved), before, after))
    return tuple(found)


def _pairs(
    old: Sequence[StoredAttachment], new: Sequence[StoredAttachment], phashes: Mapping[str, str]
) -> list[tuple[StoredAttachment | None, StoredAttachment | None]]:
    """Find each file's former self; what has none may still be the same bytes, or the same picture, renamed."""
    matched = [(match.before, match.after) for match in pair(old, new)]
    lost = [before for before, after in matched if before and not after]
    tests: tuple[Test, ...] = (_same_bytes, lambda a, b: _same_looks(a, b, phashes))
    for test in tests:
        for index, (before, after) in enumerate(matched):
            if before is None and after is not None:
                former = next((item for item in lost if test(item, after)), None)
                if former is not None:
                    lost = [item for item in lost if item is not former]
                    matched[index] = (former, after)
    still = {id(item) for item in lost}
    return [(before, after) for before, after in matched if after or id(before) in still]


def _kinds(before: StoredAttachment, after: StoredAttachment, phashes: Mapping[str, str]) -> list[FileKind]:
    kinds: list[FileKind] = []
    if not _same_name(before, after):
        kinds.append(FileKind.RENAMED)
    if before.sha256 and after.sha256:
        # A label beside known bytes tells their size, or is the page's dress.
        if before.sha256 != after.sha256:
            hashes = phashes.get(before.sha256), phashes.get(after.sha256)
            kinds.append(FileKind.RESAVED if same_picture(*hashes) else FileKind.REPLACED)
    elif place_of(before.attachment.url) != place_of(after.attachment.url):
        kinds.append(FileKind.MOVED)
    elif not kinds and fold(before.attachment.label) != fold(after.attachment.label):
        kinds.append(FileKind.RELABELLED)
    return kinds


def _same_bytes(a: StoredAttachment, b: StoredAttachment) -> bool:
    return a.sha256 is not None and a.sha256 == b.sha256


def _same_name(a: StoredAttachment, b: StoredAttachment) -> bool:
    return fold(a.attachment.name) == fold(b.attachment.name)


def _same_looks(a: StoredAttachment, b: StoredAttachment, phashes: Mapping[str, str]) -> bool:
    return same_picture(phashes.get(a.sha256 or ""), phashes.get(b.sha256 or ""))


def describe(file: FileChange, blobs: Mapping[str, Blob]) -> list[str]:
    """Say in a few words each what became of a file; empty if nothing did.

    Args:
        file: what became of it.
        blobs: what is known of the bytes, by their SHA-256.
    """
    before, after = file.before, file.after
    if before is None or after is None:
        return [str(kind) for kind in file.kinds]
    held = blobs.get(before.sha256 or ""), blobs.get(after.sha256 or "")
    says: list[str] = []
    for kind in file.kinds:
        match kind:
            case FileKind.RENAMED:
                says.append(f"renamed from {before.attachment.name}")
            case FileKind.RELABELLED:
                says.append(f"relabelled from {before.attachment.label or 'no label'}")
            case FileKind.REPLACED:
                picture = all(blob is not None and blob.phash for blob in held)
                says.append(f"replaced by {'a different picture' if picture else 'another file'}{_growth(*held)}")
            case FileKind.RESAVED:
                says.append(f"the same picture, re-encoded or resized{_growth(*held)}")
            case FileKind.MOVED:
                says.append("at a new address")
            case FileKind.REORDERED:
                says.append(f"now number {after.attachment.position}, was {before.attachment.position}")
    return says


def _growth(before: Blob | None, after: Blob | None) -> str:
    if before is None or after is None:
        return ""
    sizes = [human_bytes(blob.size) for blob in (before, after)]
    pixels = [f"{blob.width} × {blob.height}" for blob in (before, after) if blob.width and blob.height]
    parts = [" → ".join(pixels)] if len(pixels) == 2 and pixels[0] != pixels[1] else []
    return f" ({', '.join([*parts, ' → '.join(sizes)])})"
