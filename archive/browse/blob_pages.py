"""Stored files and pictures as answers. What they are is judged from their bytes, here and now, never from a name."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from datasette import NotFound

from archive import blobs, diff_pictures, media_types
from archive.browse.files import KEEP, disposition, send_bytes, send_file
from archive.browse.security import STORED
from archive.errors import BlobDamaged, BlobMissing
from archive.records import Blob

if TYPE_CHECKING:
    from archive.db import Archive

SIDES = (160, 320, 640, 1280)
"""Pixels of the longer side of the reduced copies that are made."""

_SMALL = 40_000  # bytes up to which a picture is its own reduced copy
_KEPT = 96_000_000  # bytes of reduced copies kept in memory
_PLAIN = {"text/html", "application/xml", "image/svg+xml", "application/json", "text/plain", media_types.UNKNOWN}
_HEADERS = {"content-security-policy": STORED, "cache-control": KEEP}
_NO_PREVIEW = b"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 200"><path d="M0 0h320v200H0z" fill="#888"
fill-opacity=".15"/><g fill="none" stroke="#888" stroke-width="5"><rect x="115" y="60" width="90" height="70" rx="6"/>
<path d="M115 120l30-30 22 20 16-14 22 22M100 145L220 45"/></g></svg>"""


@dataclass(frozen=True, slots=True)
class _Held:
    blob: Blob
    path: Path


async def blob(datasette: Any, request: Any, send: Any) -> None:
    """Give the bytes: a picture of a kind that cannot act may be looked at, all else is for saving."""
    held = await datasette.read(lambda archive: _held(archive, request.url_vars["sha256"]))
    kind = await datasette.run(lambda: _sniffed(held.path))
    name = file_name(unquote(request.url_vars["name"] or ""), held.blob.sha256, kind)
    headers = {
        **_HEADERS,
        "content-type": media_types.UNKNOWN if kind in _PLAIN else kind,
        "content-disposition": disposition(name, inline=kind in diff_pictures.SHOWN),
    }
    await send_file(request, send, held.path, held.blob.sha256, headers)


async def thumb(datasette: Any, request: Any, send: Any) -> None:
    """Give a reduced copy of a picture; a drawing that says so where none can be made."""
    side = int(request.url_vars["side"])
    if side not in SIDES:
        message = f"Pictures come in the sizes {', '.join(map(str, SIDES))}."
        raise NotFound(message)
    held = await datasette.read(lambda archive: _held(archive, request.url_vars["sha256"]))
    kind, data = await datasette.run(lambda: _THUMBS.get(datasette.folder / "blobs", held, side))
    headers = {**_HEADERS, "content-type": kind}
    if data is _NO_PREVIEW:
        headers["cache-control"] = "no-cache"  # its file may come back
    await send_bytes(request, send, data, f"{held.blob.sha256[:32]}-{side}-{len(data)}", headers)


def file_name(name: str, sha256: str, kind: str) -> str:
    """Name a download as the site does, but never with an ending that says something else than the bytes."""
    stem = name.strip().strip(".") or sha256[:16]
    ending = media_types.extension(kind) or "bin"
    have = stem.rpartition(".")[2].lower()
    same = have == ending or {have, ending} <= {"jpg", "jpeg"} or {have, ending} <= {"tif", "tiff"}
    return stem if same else f"{stem}.{ending}"


def _held(archive: Archive, sha256: str) -> _Held:
    rows = archive.rows("SELECT sha256, bytes, media_type, width, height, phash FROM blobs WHERE sha256 = ?", [sha256])
    if not rows:
        message = f"No file with the digest {sha256} is in this archive."
        raise NotFound(message)
    known = Blob(*rows[0])
    try:
        return _Held(known, blobs.find(archive.blobs, known.sha256, known.media_type))
    except BlobMissing as error:
        raise NotFound(str(error)) from None


def _sniffed(path: Path) -> str:
    with path.open("rb") as file:
        return media_types.sniff(file)


class _Thumbs:
    """Reduced copies, the lately used ones kept in memory."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, int], tuple[str, bytes]] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def get(self, folder: Path, held: _Held, side: int) -> tuple[str, bytes]:
        """Give media type and bytes."""
        key = (held.blob.sha256, side)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        made = _reduced(folder, held.blob, side)
        with self._lock:
            if made[1] is not _NO_PREVIEW and key not in self._kept:
                self._kept[key] = made
                self._size += len(made[1])
                while self._size > _KEPT:
                    self._size -= len(self._kept.popitem(last=False)[1][1])
        return made


_THUMBS = _Thumbs()


def _reduced(folder: Path, known: Blob, side: int) -> tuple[str, bytes]:
    try:
        data = blobs.read(folder, known.sha256, known.media_type)
    except (BlobMissing, BlobDamaged):
        return "image/svg+xml", _NO_PREVIEW
    kind = media_types.sniff_head(data[: media_types.HEAD_BYTES])
    if kind in diff_pictures.SHOWN:
        if len(data) <= _SMALL:
            return kind, data
        made = diff_pictures.reduced(data, known, side)
        if made is not None:
            return made
        if len(data) <= 50 * _SMALL:
            return kind, data  # browsers may know it better than we do
    return "image/svg+xml", _NO_PREVIEW
