"""Clearing away what an interrupted session left, and nothing else."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from archive import open_archive, tidy
from archive.store import Writer
from archive.tidy import Tidied
from tests.archive_tools import SITE, Clock, check_archive, exchange, small_backfill

if TYPE_CHECKING:
    from pathlib import Path


def _tidy(folder: Path) -> Tidied:
    with open_archive(folder, write=True) as archive:
        return tidy.tidy(archive)


def test_a_whole_archive_is_left_alone(folder: Path) -> None:
    """Where nothing was interrupted, nothing is cleared away."""
    small_backfill(folder)
    before = {path: path.read_bytes() for path in folder.rglob("*.*") if "archive.db" not in path.name}
    assert _tidy(folder) == Tidied()
    assert {path: path.read_bytes() for path in folder.rglob("*.*") if "archive.db" not in path.name} == before


def test_torn_tails_and_unknown_files_of_ours_go(folder: Path) -> None:
    """A tail that no row knows is cut off, a file that none knows is removed, others' files stay."""
    small_backfill(folder)
    (warc,) = (folder / "warc").iterdir()
    size = warc.stat().st_size
    with warc.open("ab") as file:
        file.write(b"\x1f\x8b\x08\x00 torn in the middle")
    (folder / "warc" / f"{SITE}-20260101000000-00000.warc.gz").write_bytes(b"torn")
    (folder / "warc" / f"{SITE}-20260101000000-00001.warc.gz").touch()
    (folder / "warc" / "from-elsewhere.warc.gz").write_bytes(b"somebody else's")
    (folder / "blobs" / ".tmp-abc").write_bytes(b"half a picture")
    orphan = folder / "blobs" / "ab" / ("ab" + "0" * 62)
    orphan.parent.mkdir(exist_ok=True)
    orphan.write_bytes(b"whole, but nobody's")
    assert _tidy(folder) == Tidied(temporaries=1, warc_bytes=27, warcs_removed=2, orphan_blobs=1)
    assert warc.stat().st_size == size
    assert sorted(path.name for path in (folder / "warc").iterdir()) == [warc.name, "from-elsewhere.warc.gz"]
    assert orphan.exists()
    (folder / "warc" / "from-elsewhere.warc.gz").unlink()
    check_archive(folder)


def test_many_unknown_bytes_are_kept(folder: Path) -> None:
    """Files far ahead of the database mean an old copy of it was put back: then nothing is cut off."""
    small_backfill(folder)
    (warc,) = (folder / "warc").iterdir()
    newer = folder / "warc" / f"{SITE}-20270101000000-00000.warc.gz"
    shutil.copy(warc, newer)
    for path in (warc, newer):
        with path.open("ab") as file:
            file.truncate(300_000_000)  # sparse: takes no room
    assert _tidy(folder) == Tidied(warcs_left=2)
    assert warc.stat().st_size == newer.stat().st_size == 300_000_000
    small_backfill(folder, posts=8)  # and writing goes on, in a file of its own
    assert len(list((folder / "warc").iterdir())) == 3


def test_starting_a_run_tidies(folder: Path) -> None:
    """Whoever starts a run need not remember to tidy up first."""
    small_backfill(folder)
    (folder / "blobs" / ".tmp-abc").touch()
    with open_archive(folder, write=True) as archive, Writer(archive, Clock(), site=SITE) as writer:
        writer.start_run("update")
        assert writer.tidy() == Tidied(temporaries=1)


def test_captures_without_a_row_go_with_the_next_session(folder: Path) -> None:
    """Records whose rows were never written are bytes that nothing points at."""
    small_backfill(folder)
    with open_archive(folder, write=True) as archive:
        writer = Writer(archive, Clock(), site=SITE)
        writer.start_run("update")
        writer.keep(exchange("https://site.example/lost", b"lost"))
    assert len(list((folder / "warc").iterdir())) == 2
    assert _tidy(folder).warcs_removed == 1
    check_archive(folder)
