"""Archives to test on; each is checked from end to end when its test is over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from archive import open_archive
from archive.store import Writer
from tests.archive_tools import SITE, Clock, Session, check_archive

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give the place for an archive."""
    return tmp_path / "news"


@pytest.fixture
def session(folder: Path) -> Iterator[Session]:
    """Give an archive open for writing with a run under way; afterwards everything it stored is checked."""
    clock = Clock()
    with open_archive(folder, create=True) as archive, Writer(archive, clock, site=SITE) as writer:
        writer.start_run("backfill")
        yield Session(archive, writer, clock)
    check_archive(folder)
