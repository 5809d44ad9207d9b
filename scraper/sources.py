"""The names of the ways of finding posts, as `--source` takes them and the archive records them."""

from __future__ import annotations

SOURCES = ("listing", "archive", "cms", "feed", "sitemap", "probe", "related", "language")
"""What a run uses, in this order, unless it is told to use only some."""
