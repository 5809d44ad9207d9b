"""A feed read as a listing: RSS, RDF and Atom say the same as a page of teasers."""

from __future__ import annotations

from archive.records import Teaser
from scraper.parse.feed import read_feed_text


def read_feed(text: str, url: str) -> tuple[Teaser, ...]:
    """The entries of a feed whose own address is `url`; empty for what is no feed."""
    return read_feed_text(text, url).teasers
