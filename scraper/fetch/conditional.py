"""Conditional requests: what a stored copy says of itself, as request headers."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Validators come from a server and are sent back: only what a header line can carry, in a sane length.
_SENDABLE = re.compile(r"[!-~\x80-\xff][ -~\x80-\xff]{0,1000}")


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server said of the copy that we hold.

    Attributes:
        etag: as sent by the server, weak or strong; empty if none.
        last_modified: as sent by the server; empty if none.
        url: the address that answered with them; empty for the address that is asked for. A validator says
            nothing about another address, so a redirect's target gets none that are not its own.
    """

    etag: str = ""
    last_modified: str = ""
    url: str = ""

    def headers(self) -> list[tuple[str, str]]:
        """Return the request headers; none where nothing sendable is known."""
        return [
            (name, value)
            for name, value in (("If-None-Match", self.etag), ("If-Modified-Since", self.last_modified))
            if _SENDABLE.fullmatch(value)
        ]

    def speak_for(self, url: str, *, first: bool) -> bool:
        """Say whether these belong to an address, which may be the first of a fetch or a redirect's target."""
        return (self.url == url if self.url else first) and bool(self.headers())
