"""One writer an archive: a lock that the kernel releases, whatever becomes of its holder."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from scraper.errors import AlreadyRunning

LOCK_NAME = "archive.lock"
HOLDER_NAME = "archive.lock.json"


@contextmanager
def hold_lock(folder: Path, command: str, now: Callable[[], datetime]) -> Iterator[None]:
    """Hold the archive's write lock for the length of a run.

    The holder's process, host, command and start time stand in a file beside the lock, for the
    message that another run gives; the lock itself is the kernel's, so a killed run leaves none.

    Raises:
        AlreadyRunning: another process holds it.
    """
    lock = FileLock(folder / LOCK_NAME, timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise AlreadyRunning(f"{folder}: another run is writing to this archive: {_holder(folder)}") from None
    holder = folder / HOLDER_NAME
    try:
        facts = {"pid": os.getpid(), "host": socket.gethostname(), "command": command, "since": now().isoformat()}
        holder.write_text(json.dumps(facts), encoding="utf-8")
        yield
    finally:
        with suppress(OSError):
            holder.unlink(missing_ok=True)
        lock.release()


def _holder(folder: Path) -> str:
    """Who holds the lock, as far as the file beside it tells."""
    try:
        facts = json.loads((folder / HOLDER_NAME).read_text(encoding="utf-8"))
        return f"process {facts['pid']} on {facts['host']} ({facts['command']}), since {facts['since']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "its process is not known; try again when it has finished"
