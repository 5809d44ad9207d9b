"""Small durable steps on the file system, and the translation of its errors."""

from __future__ import annotations

import errno
import os
import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from archive.errors import ArchiveError, ArchiveLocked, DatabaseDamaged, DiskFull

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


@contextmanager
def clear_errors(what: Path) -> Iterator[None]:
    """Turn what only a person can mend into an `ArchiveError` that says so; let every other error through.

    Args:
        what: the file or folder being worked on, for the message.

    Raises:
        DiskFull: no space or quota is left.
        DatabaseDamaged: SQLite found its file malformed.
        ArchiveLocked: another connection held the database for the whole waiting time.
        ArchiveError: any other failure to read or write the file system.
    """
    try:
        yield
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise DiskFull(no_room(what)) from error
        message = (
            f"Cannot work on {what}: {error.strerror or error}. Check the disk and the permissions, then run again."
        )
        raise ArchiveError(message) from error
    except sqlite3.Error as error:
        translated = _translate(error, what)
        if translated is None:
            raise
        raise translated from error


def no_room(what: Path) -> str:
    """Say that the disk is full, and what to do."""
    return (
        f"No space is left for {what}. What was stored before is intact; "
        "free some space (or raise the quota) and run the same command again."
    )


def _translate(error: sqlite3.Error, what: Path) -> ArchiveError | None:
    code = getattr(error, "sqlite_errorcode", 0) or 0
    if code == sqlite3.SQLITE_FULL:
        return DiskFull(no_room(what))
    primary = code & 0xFF
    if primary in _DAMAGED:
        return DatabaseDamaged(
            f"{what} is damaged ({error}). Restore it from a copy, or save what is readable with "
            f"`sqlite3 {what} .recover`; the folders warc/ and blobs/ beside it are not affected."
        )
    if primary in _BUSY:
        return ArchiveLocked(
            f"{what} stayed locked by another program. Close it, or wait until it is done, and try again."
        )
    if primary == sqlite3.SQLITE_IOERR:
        return ArchiveError(f"The disk failed while working on {what} ({error}). Check the disk, then run again.")
    if primary == sqlite3.SQLITE_READONLY:
        return ArchiveError(f"{what} cannot be written to. Check the permissions of the file and of its folder.")
    return None


def sync_folder(folder: Path) -> None:
    """Make the names in a folder survive a power cut."""
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, durably; refuse a symbolic link in its place.

    Raises:
        NotADirectoryError: something else has that name.
    """
    if folder.is_dir() and not folder.is_symlink():
        return
    if folder.is_symlink():
        raise NotADirectoryError(
            errno.ENOTDIR, "a symbolic link stands where a folder of the archive should be", str(folder)
        )
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.mkdir(exist_ok=True)
    sync_folder(folder.parent)


def write_all(fd: int, data: bytes) -> None:
    """Write every byte, however many the system takes at a time."""
    view = memoryview(data)
    while view:
        view = view[os.write(fd, view) :]
