"""Tell what bytes are by looking at them, never at a name or a header.

The table is small on purpose: what organisations put on their news pages. Anything else is
`application/octet-stream` or `text/plain`.
"""

from __future__ import annotations

import re
import zipfile
from typing import IO

UNKNOWN = "application/octet-stream"
HEAD_BYTES = 4096  # what `sniff` wants to see of the start

_EXTENSIONS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/gif": "gif",
    "image/webp": "webp",
    "image/avif": "avif",
    "image/heic": "heic",
    "image/svg+xml": "svg",
    "image/tiff": "tif",
    "image/bmp": "bmp",
    "image/x-icon": "ico",
    "application/pdf": "pdf",
    "application/zip": "zip",
    "application/gzip": "gz",
    "application/x-7z-compressed": "7z",
    "application/vnd.rar": "rar",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
    "application/vnd.oasis.opendocument.presentation": "odp",
    "application/epub+zip": "epub",
    "application/msword": "doc",
    "application/vnd.ms-excel": "xls",
    "application/vnd.ms-powerpoint": "ppt",
    "application/x-ole-storage": "ole",
    "application/rtf": "rtf",
    "video/mp4": "mp4",
    "video/quicktime": "mov",
    "video/webm": "webm",
    "audio/mp4": "m4a",
    "audio/mpeg": "mp3",
    "audio/wav": "wav",
    "audio/ogg": "ogg",
    "text/html": "html",
    "application/xml": "xml",
    "application/json": "json",
    "text/plain": "txt",
}

_PREFIXES = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"II+\x00", "image/tiff"),
    (b"MM\x00+", "image/tiff"),
    (b"\x00\x00\x01\x00", "image/x-icon"),
    (b"\x1f\x8b\x08", "application/gzip"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"{\\rtf", "application/rtf"),
    (b"\x1a\x45\xdf\xa3", "video/webm"),
    (b"OggS", "audio/ogg"),
    (b"ID3", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"),
    (b"\xff\xf3", "audio/mpeg"),
    (b"\xff\xf2", "audio/mpeg"),
)

_BRANDS = {
    b"avif": "image/avif",
    b"avis": "image/avif",
    b"heic": "image/heic",
    b"heix": "image/heic",
    b"mif1": "image/heic",
    b"msf1": "image/heic",
    b"hevc": "image/heic",
    b"qt  ": "video/quicktime",
    b"M4A ": "audio/mp4",
    b"M4B ": "audio/mp4",
}

_ZIP_PARTS = (
    ("word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
)

# Names of streams inside an OLE container are UTF-16; the directory is usually within the part we look at.
_OLE_STREAMS = (
    ("WordDocument", "application/msword"),
    ("Workbook", "application/vnd.ms-excel"),
    ("PowerPoint Document", "application/vnd.ms-powerpoint"),
    ("Book", "application/vnd.ms-excel"),
)

_HTML = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|title|meta|script|table|div|h[1-6]|p|a|br|iframe|style)[\s>/]", re.I
)
_SVG = re.compile(rb"<svg[\s>]", re.I)
_MISC_LEAD = re.compile(rb"^(?:\s|<\?xml[^>]*\?>|<!--.*?-->|<!doctype\s+svg[^>]*>)*", re.I | re.S)


def sniff(file: IO[bytes]) -> str:
    """Judge the media type of a seekable binary file; leaves the position anywhere.

    Raises:
        OSError: the file cannot be read.
    """
    file.seek(0)
    head = file.read(HEAD_BYTES)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_type(file)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _ole_type(file)
    return sniff_head(head)


def sniff_head(head: bytes) -> str:
    """Judge the media type from the first `HEAD_BYTES` bytes alone; containers stay general."""
    if head[:4] == b"RIFF":
        return {b"WEBP": "image/webp", b"WAVE": "audio/wav"}.get(head[8:12], UNKNOWN)
    if head[4:8] == b"ftyp":
        return _brand_type(head)
    if head[:2] == b"BM" and head[6:10] == b"\x00\x00\x00\x00" and len(head) >= 26:
        return "image/bmp"
    if b"%PDF-" in head[:1024] and not head.lstrip().startswith(b"<"):  # not a web page that speaks of one
        return "application/pdf"
    if head.startswith(b"PK\x03\x04"):
        return "application/zip"
    for prefix, media_type in _PREFIXES:
        if head.startswith(prefix):
            return media_type
    return _text_type(head)


def extension(media_type: str) -> str:
    """Give the file name ending for a sniffed type, without a dot; empty for an unknown type."""
    return _EXTENSIONS.get(media_type, "")


def extensions() -> frozenset[str]:
    """Give every ending that `extension` may answer."""
    return frozenset(_EXTENSIONS.values())


def _brand_type(head: bytes) -> str:
    """Read the brands of an ISO media file; the major brand wins, a compatible one helps out."""
    size = min(int.from_bytes(head[:4], "big"), len(head))
    brands = [head[8:12], *(head[at : at + 4] for at in range(16, max(size - 3, 16), 4))]
    if brands[0] in {b"mif1", b"msf1"} and {b"avif", b"avis"} & set(brands):
        return "image/avif"
    return _BRANDS.get(brands[0], "video/mp4")


def _zip_type(file: IO[bytes]) -> str:
    try:
        with zipfile.ZipFile(file) as container:
            names = container.namelist()
            if "mimetype" in names and container.getinfo("mimetype").file_size < 100:
                declared = container.read("mimetype").decode("ascii", "replace").strip()
                if declared in _EXTENSIONS:
                    return declared
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError):
        return "application/zip"
    if "[Content_Types].xml" in names:
        for prefix, media_type in _ZIP_PARTS:
            if any(name.startswith(prefix) for name in names):
                return media_type
    return "application/zip"


def _ole_type(file: IO[bytes]) -> str:
    """Find the name of the main stream in the directory of an OLE container."""
    file.seek(0)
    header = file.read(512)
    sector = 1 << min(int.from_bytes(header[30:32], "little"), 12)
    file.seek((int.from_bytes(header[48:52], "little") + 1) * sector)
    directory = file.read(16 * 1024)
    for name, media_type in _OLE_STREAMS:
        if (name + "\x00").encode("utf-16-le") in directory:
            return media_type
    return "application/x-ole-storage"


def _text_type(head: bytes) -> str:
    """Tell markup, JSON and plain text from binary bytes."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.decode("utf-16", "replace").encode()
    text = head.removeprefix(b"\xef\xbb\xbf")
    if not text.strip():
        return "text/plain" if text else UNKNOWN
    rest = _MISC_LEAD.sub(b"", text, count=1)
    if _SVG.match(rest):
        return "image/svg+xml"
    if _HTML.match(rest):
        return "text/html"
    if b"\x00" in text or sum(byte < 32 and byte not in b"\t\n\r\f\x1b" for byte in text[:1024]) > 2:
        return UNKNOWN
    if _HTML.search(text[:1024]) and rest.startswith(b"<"):
        return "text/html"
    if text.lstrip().startswith((b"<?xml", b"<!DOCTYPE svg")):
        return "image/svg+xml" if _SVG.search(text) else "application/xml"
    if rest[:1] in b"{[" and re.match(rb'[{\[]\s*(?:["\[{\]}\d-]|true|false|null)', rest):
        return "application/json"
    return "text/plain"
