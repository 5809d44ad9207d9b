"""Bytes from disk as answers: whole, in part, or not at all where the reader has them."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_CHUNK = 1 << 18
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")
KEEP = "private, max-age=31536000, immutable"
"""For what never changes under its address."""


@dataclass(frozen=True, slots=True)
class Part:
    """Which bytes are asked for, and the status that says so; `length` is 0 where nothing can be given."""

    status: int
    start: int
    length: int


def part(wanted: str | None, size: int) -> Part:
    """Read a Range header: one range is answered, anything else gets everything, one beyond the end gets 416."""
    found = _RANGE.fullmatch((wanted or "").strip())
    if not found or not (found[1] or found[2]):
        return Part(200, 0, size)
    if found[1]:
        first, last = int(found[1]), min(int(found[2] or size - 1), size - 1)
        if found[2] and int(found[2]) < int(found[1]):
            return Part(200, 0, size)
    else:
        first, last = max(size - int(found[2]), 0), size - 1
    return Part(206, first, last - first + 1) if first <= last else Part(416, 0, 0)


def disposition(name: str, *, inline: bool = False) -> str:
    """A Content-Disposition header for any name (RFC 6266): plain for old readers, in full for the others."""
    plain = re.sub(r"[^A-Za-z0-9._ -]", "_", name)[:150].strip(" .") or "file"
    full = quote(re.sub(r"[\x00-\x1f\x7f/\\]", "_", name)[:150], safe="")
    return f"{'inline' if inline else 'attachment'}; filename=\"{plain}\"; filename*=UTF-8''{full}"


async def send_file(request: Any, send: Any, path: Path, etag: str, headers: Mapping[str, str]) -> None:
    """Answer with a file.

    Args:
        request: what was asked; its If-None-Match and Range count.
        send: where the answer goes.
        path: the file.
        etag: names its content, without quotation marks.
        headers: further headers; the content type is among them.
    """
    tag = f'"{etag}"'
    common = {**headers, "etag": tag, "accept-ranges": "bytes"}
    if tag in (request.headers.get("if-none-match") or ""):
        await _start(send, 304, common)
        await send({"type": "http.response.body", "body": b""})
        return
    size = path.stat().st_size
    same = request.headers.get("if-range", tag) == tag
    wanted = part(request.headers.get("range") if same else None, size)
    common["content-length"] = str(wanted.length)
    if wanted.status == 206:
        common["content-range"] = f"bytes {wanted.start}-{wanted.start + wanted.length - 1}/{size}"
    elif wanted.status == 416:
        common["content-range"] = f"bytes */{size}"
    await _start(send, wanted.status, common)
    await _pour(send, path, wanted if request.method != "HEAD" else Part(200, 0, 0))


async def send_bytes(request: Any, send: Any, body: bytes, etag: str, headers: Mapping[str, str]) -> None:
    """Answer with bytes that are at hand."""
    tag = f'"{etag}"'
    known = tag in (request.headers.get("if-none-match") or "")
    sized = {} if known else {"content-length": str(len(body))}
    await _start(send, 304 if known else 200, {**headers, "etag": tag, **sized})
    await send({"type": "http.response.body", "body": b"" if known else body})


async def _start(send: Any, status: int, headers: Mapping[str, str]) -> None:
    pairs = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": status, "headers": pairs})


async def _pour(send: Any, path: Path, wanted: Part) -> None:
    left = wanted.length
    with path.open("rb") as file:
        file.seek(wanted.start)
        while left and (chunk := await asyncio.to_thread(file.read, min(_CHUNK, left))):
            left -= len(chunk)
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
    await send({"type": "http.response.body", "body": b""})
