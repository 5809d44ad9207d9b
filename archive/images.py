"""Pictures: size from the header, a perceptual hash, and whether two pictures are the same.

Sizes are read from the first bytes by our own code, so that a picture that claims to be enormous is never
handed to a decoder. Only four formats are ever decoded (JPEG, PNG, GIF, WebP), each by name.
"""

from __future__ import annotations

import re
import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import IO

_PIXELS_JPEG = 89_000_000  # decoded at an eighth of its size, so large photographs are fine
_PIXELS_OTHER = 40_000_000  # decoded whole: 160 MB at four bytes a pixel
_HEADER = 256 * 1024  # what is read of the other formats
_SEGMENTS = 2000  # of a JPEG that may lie before its frame header: colour profiles, previews, notes
_DECODED = {"image/jpeg": "JPEG", "image/png": "PNG", "image/gif": "GIF", "image/webp": "WEBP"}
SAME_BITS = 4
"""The most of the 64 bits of a perceptual hash that may differ between two encodings of one picture."""

_PLAIN_BITS = 4  # so few bits set, or so few not set: a plain surface, or a slope, with a little noise


def dimensions(file: IO[bytes], media_type: str) -> tuple[int, int] | None:
    """Read width and height in pixels from a picture's header; None if it does not say."""
    file.seek(0)
    reader = _READERS.get(media_type)
    try:
        size = _jpeg(file) if media_type == "image/jpeg" else reader(file.read(_HEADER)) if reader else None
    except (struct.error, IndexError, ValueError):
        return None
    return size if size and all(0 < side < 2**31 for side in size) else None


def dhash(file: IO[bytes], media_type: str) -> str | None:
    """Hash what a picture looks like: 64 bits as 16 hex digits, each "brighter than its left neighbour".

    None for other formats, for pictures too large to decode safely, and for broken ones.
    """
    size = dimensions(file, media_type)
    limit = _PIXELS_JPEG if media_type == "image/jpeg" else _PIXELS_OTHER
    if media_type not in _DECODED or size is None or size[0] * size[1] > limit:
        return None
    from PIL import Image

    file.seek(0)
    try:
        with Image.open(file, formats=[_DECODED[media_type]]) as picture:
            picture.draft("L", (200, 150))
            small = picture.convert("L").resize((9, 8), Image.Resampling.LANCZOS)
            pixels = small.tobytes()
    # Decoders meet hostile bytes here, and each has its own way to fail; a picture without a hash is no loss.
    except (Image.DecompressionBombError, Warning, OSError, ValueError, TypeError, ArithmeticError, LookupError,
            SyntaxError, EOFError, RuntimeError, MemoryError, AttributeError, struct.error):  # fmt: skip
        return None
    bits = 0
    for row in range(8):
        for column in range(8):
            bits = bits << 1 | (pixels[row * 9 + column + 1] > pixels[row * 9 + column])
    return f"{bits:016x}"


def same_picture(phash_a: str | None, phash_b: str | None) -> bool:
    """Tell whether two perceptual hashes mean one picture, perhaps resized or saved anew.

    Plain surfaces are like each other whatever their colour, so hashes of such never mean the same.
    """
    if not (says_something(phash_a) and says_something(phash_b)):
        return False
    a, b = int(phash_a or "", 16), int(phash_b or "", 16)
    return (a ^ b).bit_count() <= min(may_differ(a), may_differ(b))


def says_something(phash: str | None) -> bool:
    """Tell whether a perceptual hash saw a motif: those of plain surfaces and even slopes are all zeros or all ones."""
    return bool(phash) and _motif(int(phash or "", 16)) > _PLAIN_BITS


def may_differ(bits: int) -> int:
    """How many bits of a perceptual hash may differ for the same picture: fewer where but few bits show a motif."""
    return min(SAME_BITS, _motif(bits) // 3)


def _motif(bits: int) -> int:
    """Count the bits that differ from those of a plain surface or an even slope."""
    return min(bits.bit_count(), 64 - bits.bit_count())


def _png(head: bytes) -> tuple[int, int] | None:
    return struct.unpack(">II", head[16:24]) if head[12:16] == b"IHDR" else None


def _gif(head: bytes) -> tuple[int, int]:
    return struct.unpack("<HH", head[6:10])


def _bmp(head: bytes) -> tuple[int, int]:
    if struct.unpack("<I", head[14:18])[0] == 12:
        return struct.unpack("<HH", head[18:22])
    width, height = struct.unpack("<ii", head[18:26])
    return width, abs(height)


def _webp(head: bytes) -> tuple[int, int] | None:
    kind, data = head[12:16], head[20:]
    if kind == b"VP8X":
        return int.from_bytes(data[4:7], "little") + 1, int.from_bytes(data[7:10], "little") + 1
    if kind == b"VP8L":
        packed = int.from_bytes(data[1:5], "little")
        return (packed & 0x3FFF) + 1, (packed >> 14 & 0x3FFF) + 1
    if kind == b"VP8 " and data[3:6] == b"\x9d\x01\x2a":
        width, height = struct.unpack("<HH", data[6:10])
        return width & 0x3FFF, height & 0x3FFF
    return None


def _jpeg(file: IO[bytes]) -> tuple[int, int] | None:
    """Step over the segments to the frame header (SOF0 to SOF15 without the three that are something else)."""
    at = 2
    for _ in range(_SEGMENTS):
        file.seek(at)
        head = file.read(9)
        if len(head) < 9 or head[0] != 0xFF:
            return None
        marker = head[1]
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack(">HH", head[5:9])
            return width, height
        if marker == 0xFF:  # fill byte
            at += 1
        elif marker in {0x01, *range(0xD0, 0xD9)}:
            at += 2
        else:
            at += 2 + struct.unpack(">H", head[2:4])[0]
    return None


def _iso(head: bytes) -> tuple[int, int] | None:
    """Take the largest of the `ispe` boxes; thumbnails and tiles have smaller ones."""
    sizes: list[tuple[int, int]] = []
    for found in re.finditer(rb"ispe\x00\x00\x00\x00", head):
        field = head[found.end() : found.end() + 8]
        if len(field) == 8:
            sizes.append(struct.unpack(">II", field))
    return max(sizes, key=lambda size: size[0] * size[1], default=None)


_READERS = {
    "image/png": _png,
    "image/gif": _gif,
    "image/bmp": _bmp,
    "image/webp": _webp,
    "image/avif": _iso,
    "image/heic": _iso,
}
