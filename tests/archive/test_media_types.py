"""What bytes are, told from the bytes."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from PIL import Image

from archive.media_types import extension, extensions, sniff, sniff_head


def _zip(**members: str) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as container:
        for name, text in members.items():
            container.writestr(name.replace("__", "/"), text)
    return out.getvalue()


def _office(folder: str) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as container:
        container.writestr("[Content_Types].xml", "<Types/>")
        container.writestr(f"{folder}/document.xml", "<x/>")
    return out.getvalue()


def _ole(stream: str) -> bytes:
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    header[30:32] = (9).to_bytes(2, "little")  # sectors of 512 bytes
    header[48:52] = (1).to_bytes(4, "little")  # the directory is the second sector
    return (
        bytes(header)
        + b"\xff" * 512
        + "Root Entry\0".encode("utf-16-le").ljust(128, b"\0")
        + (stream + "\0").encode("utf-16-le")
    )


def _drawn(kind: str) -> bytes:
    out = BytesIO()
    Image.new("RGB", (8, 8), "red").save(out, kind)
    return out.getvalue()


CASES = {
    "jpg": _drawn("JPEG"),
    "png": _drawn("PNG"),
    "gif": _drawn("GIF"),
    "webp": _drawn("WEBP"),
    "avif": _drawn("AVIF"),
    "tif": _drawn("TIFF"),
    "bmp": _drawn("BMP"),
    "heic": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
    "svg": b'<?xml version="1.0"?>\n<!-- drawn by hand -->\n<svg xmlns="http://www.w3.org/2000/svg"></svg>',
    "pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
    "zip": _zip(readme="hello"),
    "docx": _office("word"),
    "xlsx": _office("xl"),
    "pptx": _office("ppt"),
    "odt": _zip(mimetype="application/vnd.oasis.opendocument.text"),
    "doc": _ole("WordDocument"),
    "xls": _ole("Workbook"),
    "ppt": _ole("PowerPoint Document"),
    "ole": _ole("Something"),
    "mp4": b"\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41",
    "mov": b"\0\0\0\x14ftypqt  \0\0\0\0qt  ",
    "m4a": b"\0\0\0\x20ftypM4A \0\0\x02\0isomiso2avc1mp41",
    "mp3": b"ID3\x04\0\0\0\0\0\0",
    "wav": b"RIFF\x24\0\0\0WAVEfmt ",
    "gz": b"\x1f\x8b\x08\0",
    "rtf": b"{\\rtf1\\ansi}",
    "html": b"\xef\xbb\xbf\n<!-- hi --><!DOCTYPE html><html><body>Not found</body></html>",
    "xml": b'<?xml version="1.0"?><feed/>',
    "json": b'{"error": "not found"}',
    "txt": "香港 plain text".encode(),
}


@pytest.mark.parametrize("ending", CASES)
def test_each_kind_is_told_by_its_bytes(ending: str) -> None:
    """Every kind that news pages offer is recognised and gets its usual ending."""
    assert extension(sniff(BytesIO(CASES[ending]))) == ending


@pytest.mark.parametrize(
    "page",
    [
        b"<p>Sorry, this picture is not here.</p>",
        b"<HEAD><TITLE>404</TITLE></HEAD>",
        "<html><body>香港</body></html>".encode("utf-16"),
        b"   \r\n <div class=x>error</div>",
        b"<custom-element><h1>Gone</h1></custom-element>",
    ],
)
def test_a_web_page_is_never_taken_for_a_picture(page: bytes) -> None:
    """A page that a server answers for a picture is told apart, in whatever form it comes."""
    assert sniff(BytesIO(page)) == "text/html"


def test_a_drawing_behind_a_long_preamble() -> None:
    """Drawing programs put entities before the picture; a web page with a drawing in it is still a page."""
    preamble = (
        b'<?xml version="1.0"?>\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x" [\n<!ENTITY ns "http://x">\n]>\n'
    )
    assert sniff_head(preamble + b'<svg xmlns="&ns;">') == "image/svg+xml"
    assert sniff_head(b'<?xml version="1.0"?><!DOCTYPE html><html><body><svg></svg></body></html>') == "text/html"


def test_a_page_about_pdf_is_a_page() -> None:
    """Only bytes that are a PDF are called one, though junk may stand before its start."""
    assert sniff_head(b"<html><body>A PDF starts with %PDF-1.7</body></html>") == "text/html"
    assert sniff_head(b"\r\n\r\n%PDF-1.4") == "application/pdf"


@pytest.mark.parametrize("cut", range(0, 60, 3))
@pytest.mark.parametrize("ending", ["docx", "doc", "avif", "png", "svg", "pdf"])
def test_cut_off_bytes_never_raise(ending: str, cut: int) -> None:
    """A file cut anywhere is some type or none, and never an error."""
    assert isinstance(sniff(BytesIO(CASES[ending][:cut])), str)


def test_binary_noise_is_no_text() -> None:
    """Bytes with control characters are not called text."""
    assert sniff_head(bytes(range(256))) == "application/octet-stream"


def test_endings_are_safe_for_file_names() -> None:
    """No ending has anything but lower-case letters and digits."""
    assert all(ending.isalnum() and ending.islower() for ending in extensions())
