"""Write a file that others read: they meet the former one or the new one, never half of it."""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING

from archive.disk import clear_errors, write_all

if TYPE_CHECKING:
    from pathlib import Path


def replace_file(path: Path, data: bytes) -> None:
    """Put a file in place whole, over one that is there.

    Raises:
        DiskFull: there is no room.
        ArchiveError: the folder is not there or cannot be written to.
    """
    target = path.resolve()
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(6)}")
    with clear_errors(path):
        try:
            fd = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666)
            try:
                write_all(fd, data)
                os.fsync(fd)
            finally:
                os.close(fd)
            temporary.replace(target)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
