"""Sizes from headers, and pictures recognised after being saved anew."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from archive.filediff import FileKind, file_changes
from archive.hashing import Content
from archive.images import dhash, dimensions, same_picture, says_something
from archive.records import Attachment, StoredAttachment
from archive.revisions import compare
from tests.archive_tools import picture
from tests.changing_archive import drawing

_TYPES = {
    "JPEG": "image/jpeg",
    "PNG": "image/png",
    "GIF": "image/gif",
    "WEBP": "image/webp",
    "BMP": "image/bmp",
    "AVIF": "image/avif",
}


@pytest.mark.parametrize("kind", _TYPES)
def test_size_is_read_from_the_header(kind: str) -> None:
    """Width and height come out right for every kind, without decoding."""
    assert dimensions(BytesIO(picture(123, 45, kind)), _TYPES[kind]) == (123, 45)


@pytest.mark.parametrize("options", [{"lossless": True}, {"quality": 50}, {"exif": Image.Exif()}])
def test_size_of_every_form_of_webp(options: dict[str, object]) -> None:
    """WebP keeps its size in one of three places."""
    out = BytesIO()
    Image.new("RGBA", (300, 20), (10, 20, 30, 40)).save(out, "WEBP", **options)
    assert dimensions(out, "image/webp") == (300, 20)


def test_size_behind_a_long_profile_and_fill_bytes() -> None:
    """A JPEG's frame header is found behind segments and fill bytes."""
    data = picture(33, 44, "JPEG")
    padded = data[:2] + b"\xff\xfe\xff\xff" + b"x" * 65533 + b"\xff\xff\xff" + data[3:]
    assert dimensions(BytesIO(padded), "image/jpeg") == (33, 44)


def test_a_jpeg_s_frame_header_may_lie_megabytes_in() -> None:
    """Profiles and previews before it are stepped over, whatever their size; endless ones are not followed for ever."""
    data = picture(33, 44, "JPEG")
    note = b"\xff\xfe\xff\xff" + bytes(65_533)
    assert dimensions(BytesIO(data[:2] + note * 40 + data[2:]), "image/jpeg") == (33, 44)
    assert dimensions(BytesIO(data[:2] + b"\xff\xfe\x00\x02" * 5000 + data[2:]), "image/jpeg") is None


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_the_same_picture_saved_anew_is_recognised(kind: str) -> None:
    """Another format, quality or size is the same picture; another motif is not."""
    original = dhash(BytesIO(drawing("PNG", (400, 300))), "image/png")
    again = dhash(BytesIO(drawing(kind, (200, 150), quality=60)), _TYPES[kind])
    other = dhash(BytesIO(drawing("PNG", (400, 300), night=True)), "image/png")
    assert original is not None
    assert len(original) == 16
    assert same_picture(original, again)
    assert not same_picture(original, other)


def test_unknown_pictures_are_never_the_same() -> None:
    """Two pictures without a hash are not called equal."""
    assert not same_picture(None, None)
    assert not same_picture("", "")


def _plain(colour: tuple[int, int, int], *, slope: bool = False) -> bytes:
    image = Image.new("RGB", (300, 200), colour)
    if slope:
        image = Image.merge("RGB", [Image.linear_gradient("L").rotate(90).resize((300, 200))] * 3)
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def test_plain_surfaces_are_never_the_same_picture() -> None:
    """Red and blue hash alike, as do all even slopes: such hashes say nothing, so nothing is called the same."""
    red, blue = (dhash(BytesIO(_plain(colour)), "image/png") for colour in ((200, 0, 0), (0, 0, 200)))
    slope = dhash(BytesIO(_plain((0, 0, 0), slope=True)), "image/png")
    assert red == blue
    assert not same_picture(red, blue)
    assert not same_picture(slope, slope)
    assert not any(map(says_something, (red, slope, "0000000000010200", "fffffffffffefdff", "", None)))
    assert same_picture("00130464444ccb9b", "00130464444ccb9a")


def test_a_plain_picture_that_takes_the_place_of_another_is_an_edit() -> None:
    """A notice in red that becomes one in blue under the same name is a substantive change, not the same saved anew."""
    files = [
        StoredAttachment(
            Attachment(1, 1, "notice.png", "notice.png", None, "https://a.example/n.png"), digit * 64, "image/png"
        )
        for digit in "ab"
    ]
    known = {file.sha256 or "": "0" * 16 for file in files}
    (change,) = file_changes(files[:1], files[1:], known)
    assert change.kinds == (FileKind.REPLACED,)
    before, after = (Content("t", None, "", "", "", "", (file,)) for file in files)
    assert {name: str(weight) for name, weight in compare(before, after, phashes=known).items()} == {
        "attachments": "substantive"
    }


def test_a_bomb_is_not_decoded() -> None:
    """A small file that claims 60000 x 60000 pixels keeps its size on record and gets no hash."""
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0)
    chunk = b"IHDR" + header
    bomb = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
    assert dimensions(BytesIO(bomb), "image/png") == (60_000, 60_000)
    assert dhash(BytesIO(bomb), "image/png") is None


def test_a_gif_whose_frame_is_larger_than_its_screen_is_no_bomb() -> None:
    """A size that only the decoder finds out does not get past the limits as an error."""
    frame = struct.pack("<HHHH", 0, 0, 65_535, 65_535)
    bomb = (
        b"GIF89a" + struct.pack("<HH", 1, 1) + b"\x80\0\0\0\0\0\xff\xff\xff" + b"," + frame + b"\0\x02\x02\x44\x01\0;"
    )
    assert dhash(BytesIO(bomb), "image/gif") in {None, "0" * 16}


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_broken_pictures_never_raise(kind: str) -> None:
    """Cut off or overwritten anywhere, a picture has a size or none, a hash or none."""
    data = picture(64, 48, kind)
    for step in range(0, len(data), max(1, len(data) // 60)):
        for broken in (data[:step], data[:step] + b"\xff" * 16 + data[step + 16 :]):
            dimensions(BytesIO(broken), _TYPES[kind])
            dhash(BytesIO(broken), _TYPES[kind])


def test_other_formats_are_never_decoded() -> None:
    """Only four formats reach the decoder, whatever the bytes say."""
    assert dhash(BytesIO(picture(64, 48, "BMP")), "image/bmp") is None
    assert dhash(BytesIO(picture(64, 48, "BMP")), "image/png") is None
