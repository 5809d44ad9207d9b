"""Pictures for a page that stands alone: embedded whole where they are small, else as a reduced copy.

Only formats that cannot hold scripts are embedded, and only those that `archive.images` would decode are reduced.
"""

from __future__ import annotations

import base64
import os
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from archive import blobs
from archive.errors import BlobDamaged, BlobMissing

if TYPE_CHECKING:
    from archive.db import Archive
    from archive.records import Blob

_WHOLE = 200_000  # bytes up to which a picture is embedded as it is
_SIDE = 900  # pixels of the longer side of a reduced copy
_PIXELS = 40_000_000  # a picture beyond that is not decoded here
SHOWN = {"image/jpeg": "JPEG", "image/png": "PNG", "image/gif": "GIF", "image/webp": "WEBP", "image/avif": ""}
"""Pictures that cannot hold scripts, with the decoder that reduces them; none where they are shown whole or not."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture to show.

    Attributes:
        source: a `data:` address; empty where it cannot be shown.
        link: the address of the original file, relative to the page; empty where the page has no place on disk.
        problem: why it cannot be shown.
    """

    source: str
    link: str = ""
    problem: str = ""


def picture(archive: Archive, blob: Blob, page: Path | None) -> Picture | None:
    """Prepare a blob for showing; None if it is no picture.

    Args:
        archive: the open archive.
        blob: what is known of its bytes.
        page: where the page will be stored, for a link to the original.
    """
    if blob.media_type not in SHOWN:
        return None
    try:
        data = blobs.read(archive.blobs, blob.sha256, blob.media_type)
    except (BlobMissing, BlobDamaged) as error:
        return Picture("", problem="its file is missing" if isinstance(error, BlobMissing) else "its file is damaged")
    link = _link(blobs.find(archive.blobs, blob.sha256, blob.media_type), page) if page else ""
    media_type = blob.media_type
    if len(data) > _WHOLE:
        copy = reduced(data, blob)
        if copy is None:
            return Picture("", link, "it is too large to be shown here")
        media_type, data = copy
    return Picture(f"data:{media_type};base64,{base64.b64encode(data).decode('ascii')}", link)


def _link(file: Path, page: Path) -> str:
    """Lead from a page to a file on the same disk, also after both were moved together."""
    return quote(Path(os.path.relpath(file.resolve(), page.resolve().parent)).as_posix())


def reduced(data: bytes, blob: Blob, side: int = _SIDE) -> tuple[str, bytes] | None:
    """Make a smaller copy, upright; None if that cannot be done safely.

    Args:
        data: the bytes of the picture.
        blob: what is known of them.
        side: pixels of the longer side of the copy.

    Returns:
        Media type and bytes of the copy.
    """
    known = SHOWN.get(blob.media_type)
    if not known or not blob.width or not blob.height or blob.width * blob.height > _PIXELS:
        return None
    from PIL import Image, ImageOps

    try:
        with Image.open(BytesIO(data), formats=[known]) as opened:
            opened.draft("RGB", (side, side))
            upright = ImageOps.exif_transpose(opened)
            clear = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
            clear.thumbnail((side, side))
            out = BytesIO()
            clear.save(out, "WEBP", quality=82)
    # Decoders meet hostile bytes here, and each has its own way to fail; a picture that is not shown is no loss.
    except (Image.DecompressionBombError, Warning, OSError, ValueError, TypeError, ArithmeticError, LookupError,
            SyntaxError, EOFError, RuntimeError, MemoryError, AttributeError):  # fmt: skip
        return None
    return "image/webp", out.getvalue()
