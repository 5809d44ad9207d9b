"""Write a file that others read: they meet the former one or the new one, never half of it."""

from __future__ import annotations

import os
import secrets
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

from archive.disk import clear_errors

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """Open a new file for writing; when the context ends well it takes the place of one that is there.

    Raises:
        DiskFull: there is no room.
        ArchiveError: the folder is not there or cannot be written to.
    """
    target = path.resolve()
    temporary = target.with_name(f".{target.name[:200]}.{secrets.token_hex(6)}")
    with clear_errors(path):
        try:
            fd = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666)
            with os.fdopen(fd, "wb", buffering=1 << 16) as file:
                yield file
                file.flush()
                os.fsync(fd)
            temporary.replace(target)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise


def replace_file(path: Path, data: bytes) -> None:
    """Put a file in place whole, over one that is there.

    Raises:
        DiskFull: there is no room.
        ArchiveError: the folder is not there or cannot be written to.
    """
    with replacing(path) as file:
        file.write(data)
