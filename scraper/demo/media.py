"""Pictures and documents for the demonstration, made from their names alone.

Each file is as large as its label claims, to the label's rounding: it is drawn a little smaller
and filled up with a comment, as editing programs leave them. The same name gives the same picture.
"""

from __future__ import annotations

import io
import random
import struct
import zlib
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from scraper.demo.posts import File

# A JPEG comment holds at most this many bytes: its length field counts itself.
COMMENT_MAX = 65_533
FILLER = b"Drawn for the demonstration site. "


def write_files(files: Iterable[File], folder: Path) -> None:
    """Make every file under its name in `folder`; equal names are made once."""
    grain = _grain()
    by_name = {file.name: file for file in files}
    # Two at a time: Pillow works outside the interpreter's lock.
    with ThreadPoolExecutor(2) as pool:
        jobs = [
            pool.submit(_write, file, folder, grain)
            for file in sorted(by_name.values(), key=lambda file: -file.declared_bytes)
        ]
        for job in jobs:
            job.result()


def _write(file: File, folder: Path, grain: Image.Image) -> None:
    # A label rounds to 0.01 MB, so a real file lies up to 5 000 bytes beside it.
    beside = random.Random(file.label).randrange(-4_900, 4_900)  # noqa: S311 - not a secret
    (folder / file.name).write_bytes(make_file(file.name, file.declared_bytes + beside, grain))


def make_file(name: str, size: int, grain: Image.Image | None = None) -> bytes:
    """A JPEG, PNG or PDF of exactly `size` bytes (at least about 30 000), as the ending of `name` asks."""
    kind = name.rpartition(".")[2].lower()
    if kind == "pdf":
        return _pdf(name, size)
    return _picture(name, size, "PNG" if kind == "png" else "JPEG", grain or _grain())


def _grain() -> Image.Image:
    """A tile of even noise; pictures carry some of it, since flat colours would compress to nothing."""
    side = 1024
    return Image.frombytes("RGB", (side, side), random.Random(0).randbytes(side * side * 3))  # noqa: S311 - not a secret


def _picture(name: str, size: int, form: str, grain: Image.Image) -> bytes:
    sketch = _sketch(name)
    target = size - size // 50
    sample = len(_encode(_paint(sketch, grain, 600, 400), form))
    width = int(600 * (target / sample) ** 0.5)
    for _attempt in range(8):
        data = _encode(_paint(sketch, grain, width, width * 2 // 3), form)
        room = size - len(data)
        if room >= 64:
            return _fill_png(data, room) if form == "PNG" else _fill_jpeg(data, room)
        width = int(width * (target / len(data)) ** 0.5) - 8
    raise ValueError(f"no picture of {size} bytes for {name}")


def _sketch(name: str) -> Image.Image:
    """A small drawing: a sky, a sun, a row of buildings, in colours chosen by the name."""
    dice = random.Random(name)  # noqa: S311 - not a secret
    width, height = 600, 400
    top, bottom = [tuple(dice.randrange(60, 250) for _ in range(3)) for _ in range(2)]
    sketch = Image.composite(
        Image.new("RGB", (width, height), bottom),
        Image.new("RGB", (width, height), top),
        Image.linear_gradient("L").resize((width, height)),
    )
    draw = ImageDraw.Draw(sketch)
    radius, x, y = dice.randrange(20, 90), dice.randrange(width), dice.randrange(height // 2)
    draw.ellipse(
        (x - radius, y - radius, x + radius, y + radius), fill=tuple(dice.randrange(180, 256) for _ in range(3))
    )
    left = -dice.randrange(40)
    while left < width:
        right, roof = left + dice.randrange(25, 110), dice.randrange(height // 4, height - 30)
        shade = dice.randrange(20, 120)
        draw.rectangle(
            (left, roof, right, height), fill=(shade, shade + dice.randrange(20), shade + dice.randrange(40))
        )
        left = right + dice.randrange(12)
    return sketch


def _paint(sketch: Image.Image, grain: Image.Image, width: int, height: int) -> Image.Image:
    noise = Image.new("RGB", (width, height))
    for x in range(0, width, grain.width):
        for y in range(0, height, grain.height):
            noise.paste(grain, (x, y))
    return Image.blend(sketch.resize((width, height), Image.Resampling.BILINEAR), noise, 0.25)


def _encode(picture: Image.Image, form: str) -> bytes:
    out = io.BytesIO()
    if form == "PNG":
        picture.save(out, "PNG", compress_level=1)
    else:
        picture.save(out, "JPEG", quality=92)
    return out.getvalue()


def _filler(length: int) -> bytes:
    return (FILLER * (length // len(FILLER) + 1))[:length]


def _fill_jpeg(data: bytes, room: int) -> bytes:
    """Insert comment segments of `room` bytes in all behind the start marker."""
    parts = []
    while room:
        # Never leave less than a whole segment (marker, length: four bytes) for the next round.
        length = min(room, COMMENT_MAX + 4)
        if 0 < room - length < 8:
            length -= 8
        parts.append(b"\xff\xfe" + struct.pack(">H", length - 2) + _filler(length - 4))
        room -= length
    return data[:2] + b"".join(parts) + data[2:]


def _fill_png(data: bytes, room: int) -> bytes:
    """Insert one text chunk of `room` bytes before the end chunk."""
    content = b"tEXt" + b"Comment\x00" + _filler(room - 20)
    chunk = struct.pack(">I", len(content) - 4) + content + struct.pack(">I", zlib.crc32(content))
    return data[:-12] + chunk + data[-12:]


def _pdf(name: str, size: int) -> bytes:
    """One page with the file's name on it; the rest is a stream of noise that no page shows."""
    text = f"BT /F1 28 Tf 72 720 Td ({name.replace('(', '').replace(')', '')}) Tj ET".encode("ascii", "replace")
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    page = b"/MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 %s >> >>" % font
    head = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R %s >>" % page,
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
    ]
    bulk = 0
    noise = random.Random(name).randbytes(size)  # noqa: S311 - not a secret
    # The second round corrects the first by the digits that offsets and lengths took.
    for _round in range(3):
        data = _assemble([*head, b"<< /Length %d >>\nstream\n%s\nendstream" % (bulk, noise[:bulk])])
        if len(data) == size:
            return data
        bulk += size - len(data)
    raise ValueError(f"no document of {size} bytes for {name}")


def _assemble(objects: list[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for offset in offsets:
        out += b"%010d 00000 n \n" % offset
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    return bytes(out)
