"""Keep the records, captures and files of a news site in one folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from archive.db import Archive, open_archive

__version__ = "0.1.0"
__all__ = ["Archive", "__version__", "open_archive"]


def __getattr__(name: str) -> object:
    """Import the database layer when it is first asked for, so that `--help` stays quick."""
    if name in {"Archive", "open_archive"}:
        from archive import db

        return getattr(db, name)
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)
