"""Content-addressed files: `blobs/<aa>/<sha256>[.ending]`, each written once and durable before it is named.

A blob takes its final name only after its bytes are on the disk, so a file with a digest for a name is
whole, except after damage; therefore an existing blob is hashed again before it is trusted.
No name, path or ending ever comes from a site.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import stat
from contextlib import suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING

from archive import images, media_types
from archive.disk import clear_errors, make_folder, sync_folder, write_all
from archive.errors import BlobDamaged, BlobMissing
from archive.records import Blob

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType
    from typing import Self

TEMPORARY = ".tmp-"
_NAME = re.compile(r"([0-9a-f]{64})(?:\.[a-z0-9]+)?")
_CHUNK = 1 << 20


class BlobSink:
    """Takes a file's bytes as they arrive. End it with `finish` or `discard`; as a context manager it discards.

    It needs no database and may be used in any thread, one thread at a time.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._digest = hashlib.sha256()
        self.size = 0
        with clear_errors(folder):
            make_folder(folder)
            self._path = folder / f"{TEMPORARY}{secrets.token_hex(12)}"
            flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
            self._file: IO[bytes] | None = os.fdopen(os.open(self._path, flags, 0o644), "r+b", buffering=0)

    def write(self, data: bytes) -> None:
        """Append bytes.

        Raises:
            DiskFull: no space is left; the sink is discarded.
        """
        file = self._open()
        try:
            with clear_errors(self._path):
                write_all(file.fileno(), data)
        except BaseException:
            self.discard()
            raise
        self._digest.update(data)
        self.size += len(data)

    def sniff(self) -> str:
        """Say what the bytes so far are, judged from themselves, as a media type."""
        return media_types.sniff(self._open())

    def finish(self) -> Blob:
        """Name the bytes by their digest, durably, and say what they are. The sink is closed afterwards.

        Raises:
            DiskFull: no space is left; nothing is stored.
        """
        file = self._open()
        try:
            with clear_errors(self._path):
                os.fsync(file.fileno())
                blob = _describe(file, self._digest.hexdigest(), self.size)
                self._place(path_of(self._folder, blob.sha256, blob.media_type))
        except BaseException:
            self.discard()
            raise
        self.discard()
        return blob

    def discard(self) -> None:
        """Drop the bytes. Does nothing after `finish` or a second time."""
        if self._file is not None:
            self._file.close()
            self._file = None
            with suppress(OSError):
                self._path.unlink()

    def _place(self, target: Path) -> None:
        make_folder(target.parent)
        if not _is_whole(target, self._digest.hexdigest(), self.size):
            self._path.rename(target)
        sync_folder(target.parent)

    def _open(self) -> IO[bytes]:
        if self._file is None:
            message = "this sink was finished or discarded"
            raise ValueError(message)
        return self._file

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.discard()


def path_of(folder: Path, sha256: str, media_type: str) -> Path:
    """Give the place of a blob in the blob folder."""
    ending = media_types.extension(media_type)
    return folder / sha256[:2] / (f"{sha256}.{ending}" if ending else sha256)


def find(folder: Path, sha256: str, media_type: str) -> Path:
    """Find a blob's file, also under the ending that an older release gave it.

    Raises:
        BlobMissing: there is none.
    """
    path = path_of(folder, sha256, media_type)
    if _NAME.fullmatch(path.name) and not path.is_file():
        path = next((other for other in sorted(path.parent.glob(f"{sha256}*")) if other.is_file()), path)
    if not path.is_file() or path.is_symlink():
        message = f"The file {path} is not there, but the database names it. Restore it from a copy of the archive."
        raise BlobMissing(message)
    return path


def read(folder: Path, sha256: str, media_type: str) -> bytes:
    """Read a blob whole, checking its digest.

    Raises:
        BlobMissing: the file is not there.
        BlobDamaged: it is, but its bytes are others.
    """
    path = find(folder, sha256, media_type)
    with clear_errors(path):
        data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != sha256:
        message = f"The file {path} is damaged: its bytes do not have the digest in its name. Restore it from a copy."
        raise BlobDamaged(message)
    return data


def stored(folder: Path) -> Iterator[tuple[str, Path]]:
    """Walk the blob folder and yield (sha256, path) of every file that has a blob's name."""
    for path in sorted(folder.glob("[0-9a-f][0-9a-f]/*")):
        found = _NAME.fullmatch(path.name)
        if found:
            yield found[1], path


def remove_temporaries(folder: Path) -> int:
    """Remove what an interrupted session left half-written. The caller holds the write lock.

    Returns:
        How many files there were.
    """
    found = [path for path in folder.glob(f"{TEMPORARY}*") if path.is_file() or path.is_symlink()]
    for path in found:
        path.unlink(missing_ok=True)
    return len(found)


def _describe(file: IO[bytes], sha256: str, size: int) -> Blob:
    """Look at stored bytes: their type, and for pictures size and perceptual hash."""
    media_type = media_types.sniff(file)
    pixels = images.dimensions(file, media_type) if media_type.startswith("image/") else None
    return Blob(
        sha256=sha256,
        size=size,
        media_type=media_type,
        width=pixels[0] if pixels else None,
        height=pixels[1] if pixels else None,
        phash=images.dhash(file, media_type) if pixels else None,
    )


def _is_whole(path: Path, sha256: str, size: int) -> bool:
    """Tell whether a file is there and really holds the bytes in its name; size first, since that is cheap."""
    try:
        fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:
        return False
    with os.fdopen(fd, "rb") as file:
        status = os.fstat(fd)
        if not stat.S_ISREG(status.st_mode) or status.st_size != size:
            return False
        digest = hashlib.sha256()
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest() == sha256
