"""One exchange as it happened: its heads on a page of ours, its body only as a download that nothing renders."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING, Any

from datasette import NotFound

from archive import queries
from archive.browse.files import disposition, send_bytes
from archive.browse.pages import render
from archive.browse.security import STORED
from archive.errors import ArchiveError

if TYPE_CHECKING:
    from archive.db import Archive

_COLUMNS = (
    "id", "run_id", "url", "kind", "method", "fetched_at", "status", "head", "request_head", "media_type", "charset",
    "bytes", "sha256", "etag", "last_modified", "peer", "framing", "warc_file", "warc_offset", "warc_length",
    "record_id", "payload_digest", "revisit_of",
)  # fmt: skip


async def page(datasette: Any, request: Any) -> Any:
    """Show what was asked and answered."""
    number = int(request.url_vars["id"])
    capture, blob, revisions = await datasette.read(lambda archive: _capture(archive, number))
    context = {"capture": capture, "blob": blob, "revisions": revisions, "here": ""}
    return await render(datasette, request, "capture.html", context)


async def source(datasette: Any, request: Any, send: Any) -> None:
    """Give the body as plain text to save."""
    number = int(request.url_vars["id"])
    capture, body = await datasette.read(lambda archive: _body(archive, number))
    headers = {
        "content-type": f"text/plain{_charset(capture['charset'])}",
        "content-disposition": disposition(f"capture-{number}.txt"),
        "content-security-policy": STORED,
        "cache-control": "no-cache",
    }
    await send_bytes(request, send, body, capture["sha256"], headers)


def _charset(declared: str) -> str:
    try:
        return f"; charset={codecs.lookup(declared).name}" if declared else ""
    except (LookupError, ValueError):
        return ""


def _capture(archive: Archive, number: int) -> tuple[dict[str, Any], Any, list[Any]]:
    rows = archive.rows(f"SELECT {', '.join(_COLUMNS)} FROM captures WHERE id = ?", [number])  # noqa: S608 - our names
    if not rows:
        message = f"There is no capture {number} in this archive."
        raise NotFound(message)
    capture = dict(zip(_COLUMNS, rows[0], strict=True))
    for name in ("head", "request_head"):
        if isinstance(capture[name], bytes):
            capture[name] = capture[name].decode("utf-8", "replace")
    held = archive.rows("SELECT sha256, media_type FROM blobs WHERE sha256 = ?", [capture["sha256"]])
    revisions = archive.rows(
        "SELECT post_id, number, title FROM revisions WHERE capture_id = ? ORDER BY post_id, number", [number]
    )
    return capture, held[0] if held and not capture["warc_file"] else None, revisions


def _body(archive: Archive, number: int) -> tuple[dict[str, Any], bytes]:
    capture, _, _ = _capture(archive, number)
    try:
        return capture, queries.body_of(archive, number)
    except ArchiveError as error:
        raise NotFound(str(error)) from None
