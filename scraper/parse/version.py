"""The version of the readers, stored with every revision that they read."""

from __future__ import annotations

PARSER_VERSION = "1"
"""Goes up with every change that may read a stored page differently."""
