"""What a page may cost while it is rendered, and how it can end otherwise than well."""

from __future__ import annotations

from dataclasses import dataclass

from scraper.errors import FetchError


class RenderFailed(FetchError):
    """A page could not be rendered: it hangs, is too large, or lacks a part; `passing` says whether that may pass."""

    def __init__(self, message: str, *, url: str = "", passing: bool = False) -> None:
        super().__init__(message, url=url)
        self.passing = passing


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one page; the time that requests take is not the page's.

    Attributes:
        still_seconds: a page is settled after so long without a change and without a request.
        empty_seconds: the same while it shows next to no text.
        settle_seconds: after so long it is read as it stands.
        hang_seconds: a page that does not answer for so long is hung, and its browser is ended.
        memory_bytes: what the browser may take in all, before it is ended.
        html_chars: the largest page that is taken over.
        requests: how many requests one page may cause.
        navigations: how often its scripts may send the reader on to another page.
        more: how often it is asked for more rows.
        restarts: how often the browser is started anew in a run.
    """

    still_seconds: float = 0.5
    empty_seconds: float = 2.5
    settle_seconds: float = 10.0
    hang_seconds: float = 10.0
    memory_bytes: int = 2_000_000_000
    html_chars: int = 20_000_000
    requests: int = 80
    navigations: int = 5
    more: int = 200
    restarts: int = 5


LITTLE_TEXT = 100
"""Characters below which a page is still waiting for its content."""
