"""How much a run may fetch, and how full it may make the disk."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

MIN_FREE = 200_000_000
"""Bytes that a run leaves free on the disk unless it is told otherwise."""

_SIZE = re.compile(r"(\d{1,15}(?:\.\d{1,9})?)\s*([KMGT]?)(I?)B?", re.IGNORECASE)


def parse_size(text: str) -> int:
    """Read a size such as `500MB`, `1.5 GB`, `200MiB` or a bare number of bytes; kB, MB and GB count in thousands.

    Raises:
        ValueError: it is none; the message says what one looks like.
    """
    found = _SIZE.fullmatch(text.strip())
    if found is None or (found[3] and not found[2]):
        raise ValueError(f"{text!r} is no size; give one such as 500MB or 2GB")
    base = 1024 if found[3] else 1000
    return round(float(found[1]) * float(base ** " KMGT".index(found[2].upper() or " ")))


def size_text(size: int) -> str:
    """A size for people: `500 MB`."""
    for unit, scale in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if size >= scale:
            return f"{size / scale:.3g} {unit}" if size < 1000 * scale else f"{size / scale:.0f} {unit}"
    return f"{size} bytes"


def free_bytes(folder: Path) -> int:
    """How many bytes the disk that holds a folder has left for us."""
    return shutil.disk_usage(folder).free


@dataclass(slots=True)
class Bounds:
    """The bounds of one run in bytes.

    Attributes:
        folder: the archive's folder.
        received: tells how many bytes this run has received.
        max_bytes: the most that it may receive, None for no bound.
        min_free: what it has to leave free on the disk.
        free: tells how much is free.
    """

    folder: Path
    received: Callable[[], int]
    max_bytes: int | None = None
    min_free: int = 0
    free: Callable[[Path], int] = free_bytes

    def count_too(self, more: Callable[[], int]) -> None:
        """Count what comes by another way as well."""
        before = self.received
        self.received = lambda: before() + more()

    def spent(self) -> str:
        """Why no more is to be received; empty while something is."""
        if self.max_bytes is None or self.received() < self.max_bytes:
            return ""
        return f"{size_text(self.received())} were received; {size_text(self.max_bytes)} were asked for"

    def disk_low(self, size: int = 0) -> str:
        """Why nothing more, or nothing of this size, is to be written; empty where it may be."""
        if not self.min_free:
            return ""
        free = self.free(self.folder)
        if free - size >= self.min_free:
            return ""
        what = f", too little for a file of {size_text(size)}" if size and free >= self.min_free else ""
        return (
            f"{size_text(free)} are free on the disk of {self.folder}{what}, where {size_text(self.min_free)} are to "
            "stay free (--min-free). What was stored is intact; free some space, or move the archive to a larger disk, "
            "and run the same command again"
        )

    def room(self) -> int | None:
        """How many bytes a file may have now, None for any number."""
        left = [] if self.max_bytes is None else [self.max_bytes - self.received()]
        if self.min_free:
            left.append(self.free(self.folder) - self.min_free)
        return max(0, min(left)) if left else None
