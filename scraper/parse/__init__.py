"""Reading pages: bytes and an address in, values and issues out. No network, no disk, no clock, and it never raises."""

from __future__ import annotations

from scraper.parse.detail import parse_detail
from scraper.parse.listing import parse_listing

__all__ = ["parse_detail", "parse_listing"]
