"""What holds for every answer: who may ask, how, and what a browser may do with what it gets.

It stands outside of Datasette, so that its own pages, its errors and its files get the same headers.
"""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, MutableMapping, Set

    Scope = MutableMapping[str, Any]
    Message = MutableMapping[str, Any]
    Receive = Callable[[], Awaitable[Message]]
    Send = Callable[[Message], Awaitable[None]]
    App = Callable[[Scope, Receive, Send], Awaitable[None]]

HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()",
    "x-robots-tag": "noindex, nofollow",
}
"""Sent with every answer, whatever the page says."""

STORED = "sandbox; default-src 'none'"
"""The policy for bytes that came from a site."""

_POLICY = (
    "default-src 'none'; style-src 'self'{nonce}; script-src 'self'{nonce}; img-src 'self' data:; font-src 'none'; "
    "connect-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_TABLES = re.compile(r"/archive(?:[/.]|$)")  # Datasette's own pages, whose scripts and styles stand in the page
_METHODS = {"GET", "HEAD"}
_HOST = re.compile(r"(\[[0-9a-fA-F:.]+\]|[^:\[\]\s/]+)(?::\d{1,5})?")


def guard(app: App, hosts: Set[str]) -> App:
    """Put an application behind the rules.

    Args:
        app: an ASGI application. A page that needs a script or style in the page finds `nonce` in its scope, empty
            where the policy allows none.
        hosts: the names, in lower case, under which it may be asked: a page elsewhere whose name was made to point
            here must not read the archive.
    """

    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await app(scope, receive, send)
            return
        nonce = secrets.token_urlsafe(16) if _TABLES.match(scope["path"]) else ""

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": with_headers(message.get("headers", ()), nonce)}
            await send(message)

        name = host_of(scope)
        if name not in hosts:
            said = "This archive does not answer under that name. If it should, start it with --allow-host NAME.\n"
            await _refuse(send_guarded, 421, said)
        elif b"\\" in scope.get("raw_path", b"") or "\\" in scope["path"]:
            # Browsers take it for a slash: a redirect to such a path would lead to another host.
            await _refuse(send_guarded, 400, "There is no backslash in any address of this archive.\n")
        elif scope["method"] not in _METHODS:
            await _refuse(send_guarded, 405, "This archive is only for reading: GET and HEAD.\n", allow=b"GET, HEAD")
        else:
            await app({**scope, "nonce": nonce}, receive, send_guarded)

    return guarded


def host_of(scope: Mapping[str, Any]) -> str:
    """The name under which a request asks, in lower case, without its port; empty unless there is exactly one."""
    named = [value for key, value in scope.get("headers", ()) if key.lower() == b"host"]
    found = _HOST.fullmatch(named[0].decode("latin-1").strip()) if len(named) == 1 else None
    return found[1].strip("[]").rstrip(".").lower() if found else ""


def with_headers(headers: Any, nonce: str) -> list[tuple[bytes, bytes]]:
    """Add the headers of the house; a page's own policy is kept, since only stored bytes have one."""
    kept = [(key, value) for key, value in headers if key.lower().decode("latin-1") not in HEADERS]
    if not any(key.lower() == b"content-security-policy" for key, _ in kept):
        policy = _POLICY.format(nonce=f" 'nonce-{nonce}'" if nonce else "")
        kept.append((b"content-security-policy", policy.encode()))
    return [*kept, *((key.encode(), value.encode()) for key, value in HEADERS.items())]


async def _refuse(send: Send, status: int, said: str, allow: bytes = b"") -> None:
    body = said.encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    headers += [(b"allow", allow)] if allow else []
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
