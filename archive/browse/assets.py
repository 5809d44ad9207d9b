"""The desk's own style sheets, scripts and icon."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from datasette import NotFound

from archive.browse.files import KEEP, send_bytes

_STATIC = Path(__file__).parent / "static"
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


@cache
def _asset(name: str) -> tuple[str, bytes]:
    body = (_STATIC / name).read_bytes()
    return sha256(body).hexdigest()[:12], body


def asset(name: str) -> str:
    """The address of a file in `static/`; it changes with the file, so that browsers may keep it."""
    return f"/-/desk/{_asset(name)[0]}/{name}"


async def page(request: Any, send: Any) -> None:
    """Give one file."""
    name = request.url_vars["name"]
    known = {path.name: path.suffix for path in _STATIC.iterdir()}
    if name not in known or known[name] not in _TYPES:
        message = f"There is nothing at {request.path}."
        raise NotFound(message)
    digest, body = _asset(name)
    await send_bytes(
        request, send, body, digest, {"content-type": f"{_TYPES[known[name]]}; charset=utf-8", "cache-control": KEEP}
    )
