"""Clear away what an interrupted session left: bytes that no row points at.

Only the holder of the write lock may do this, before anything is written.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive import blobs, warc
from archive.disk import clear_errors, sync_folder

if TYPE_CHECKING:
    from pathlib import Path

    from archive.db import Archive

# More than a crash can leave behind: such a tail means that the database is older than the files
# (somebody put back a copy of it), and then the bytes are worth more than the order.
_MOST = 256_000_000


@dataclass(frozen=True, slots=True)
class Tidied:
    """What was cleared away, and what was merely found.

    Attributes:
        temporaries: half-written files that were removed.
        warc_bytes: bytes cut off or removed from `warc/` since no row pointed at them.
        warcs_removed: WARC files removed since no row pointed into them.
        warcs_left: WARC files with so many bytes unknown to the database that they were left alone.
        orphan_blobs: blobs that no row names; they stay, and are used again when the same file is met.
    """

    temporaries: int = 0
    warc_bytes: int = 0
    warcs_removed: int = 0
    warcs_left: int = 0
    orphan_blobs: int = 0


def tidy(archive: Archive) -> Tidied:
    """Clear away what an interrupted session left. The caller holds the write lock.

    Raises:
        ArchiveError: the file system refuses.
    """
    with clear_errors(archive.folder):
        for folder in (archive.blobs, archive.warc):
            folder.mkdir(exist_ok=True)
        temporaries = blobs.remove_temporaries(archive.blobs)
        ends = dict(
            archive.db.execute(
                "SELECT warc_file, max(warc_offset + warc_length) FROM captures WHERE warc_file IS NOT NULL GROUP BY 1"
            ).fetchall()
        )
        cut = removed = left = 0
        for path in sorted(archive.warc.iterdir()):
            if not warc.NAME.fullmatch(path.name) or path.is_symlink():
                continue
            end = ends.get(path.name, 0)
            surplus = path.stat().st_size - end
            if surplus > _MOST:
                left += 1
            elif surplus > 0 or end == 0:
                cut += max(surplus, 0)
                removed += end == 0
                _cut(path, end)
        sync_folder(archive.blobs)
        known = {sha256 for (sha256,) in archive.db.execute("SELECT sha256 FROM blobs")}
        orphans = sum(sha256 not in known for sha256, _ in blobs.stored(archive.blobs))
    return Tidied(temporaries, cut, removed, left, orphans)


def _cut(path: Path, end: int) -> None:
    """Cut a file back to what the database knows of it; remove it if that is nothing."""
    if end == 0:
        path.unlink()
        sync_folder(path.parent)
        return
    fd = os.open(path, os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        os.ftruncate(fd, end)
        os.fsync(fd)
    finally:
        os.close(fd)
