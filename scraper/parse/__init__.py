"""Reading pages: bytes and an address in, values and issues out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from archive.records import Issue, PostContent

if TYPE_CHECKING:
    from scraper.profile import Profile

__all__ = ["parse_detail"]


def parse_detail(
    html: bytes, url: str, *, profile: Profile | None = None, charset: str | None = None, site: Any = None
) -> PostContent:
    from scraper.parse.detail import read_detail

    return read_detail(html, url, profile=profile, charset=charset)
