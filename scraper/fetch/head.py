"""Reading an answer's head: headers by name, media type, framing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_HEADERS = 500

_CHARSET = re.compile(r"""charset\s*=\s*["']?([^\s"';,]+)""", re.IGNORECASE)


def by_name(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Return the first 500 headers by lower-case name, repeated ones joined by a comma.

    Bytes beyond ASCII are read as latin-1, which loses nothing.
    """
    headers: dict[str, str] = {}
    for index, (name, value) in enumerate(raw):
        if index >= MAX_HEADERS:
            break
        key, text = name.decode("latin-1").lower(), value.decode("latin-1").strip()
        headers[key] = f"{headers[key]}, {text}" if key in headers else text
    return headers


def first(raw: Iterable[tuple[bytes, bytes]], name: bytes) -> bytes | None:
    """Return the first header of a name as bytes."""
    return next((value for key, value in raw if key.lower() == name), None)


def media_type(headers: dict[str, str]) -> str:
    """Return the declared type without parameters, lower case; empty if there is none."""
    return headers.get("content-type", "").split(";")[0].split(",")[0].strip().lower()


def charset(headers: dict[str, str]) -> str:
    """Return the declared character set, lower case; empty if there is none."""
    found = _CHARSET.search(headers.get("content-type", ""))
    return found[1].lower() if found else ""


def framing(status: int, method: str, headers: dict[str, str]) -> str:
    """Say how the end of a body is known: `none`, `chunked`, `length` or `close` (RFC 9112 6.3)."""
    if method == "HEAD" or status in (204, 304):
        return "none"
    if "transfer-encoding" in headers:
        return "chunked"
    return "length" if "content-length" in headers else "close"


def surplus(how: str, headers: dict[str, str], body_received: int, tail: bytes) -> int:
    """Count the bytes that arrived after the end that the framing declares.

    For a chunked body only their presence is known, so they count as one.
    """
    if how == "none":
        return body_received
    if how == "length":
        # Equal lengths that were sent twice are one length; different ones were refused with the head.
        declared = headers["content-length"].split(",")[0].strip()
        return max(0, body_received - int(declared))
    if how == "chunked":
        return 0 if tail.endswith((b"\r\n\r\n", b"\n\n", b"\n\r\n")) else 1
    return 0
