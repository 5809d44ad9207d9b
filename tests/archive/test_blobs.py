"""Content-addressed files: durable, deduplicated, and never trusted unread."""

from __future__ import annotations

import hashlib
import os
import resource
from pathlib import Path

import pytest

from archive import blobs
from archive.blobs import BlobSink
from archive.errors import ArchiveError, BlobDamaged, BlobMissing, DiskFull
from tests.archive_tools import picture


def _store(folder: Path, data: bytes) -> blobs.Blob:
    with BlobSink(folder) as sink:
        for start in range(0, len(data), 1000):
            sink.write(data[start : start + 1000])
        return sink.finish()


def test_a_file_is_named_by_its_digest_and_its_sniffed_type(tmp_path: Path) -> None:
    """Bytes land under their SHA-256 with an ending from the bytes themselves, and are described."""
    data = picture(64, 48, "JPEG")
    blob = _store(tmp_path, data)
    digest = hashlib.sha256(data).hexdigest()
    assert (blob.sha256, blob.size, blob.media_type, blob.width, blob.height) == (
        digest,
        len(data),
        "image/jpeg",
        64,
        48,
    )
    assert [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()] == [
        f"{digest[:2]}/{digest}.jpg"
    ]
    assert blobs.read(tmp_path, digest, "image/jpeg") == data


def test_an_empty_file_and_an_unknown_type_have_no_ending(tmp_path: Path) -> None:
    """Bytes of no known type are kept under the bare digest."""
    for data in (b"", bytes(range(256)) * 4):
        blob = _store(tmp_path, data)
        assert blob.media_type == "application/octet-stream"
        assert blobs.path_of(tmp_path, blob.sha256, blob.media_type).name == blob.sha256


def test_the_same_bytes_are_held_once(tmp_path: Path) -> None:
    """A second copy does not replace the first."""
    first = _store(tmp_path, b"hello world")
    path = blobs.path_of(tmp_path, first.sha256, first.media_type)
    inode = path.stat().st_ino
    assert _store(tmp_path, b"hello world") == first
    assert path.stat().st_ino == inode
    assert len(list(blobs.stored(tmp_path))) == 1


@pytest.mark.parametrize("damage", [b"hello w", b"hello_world", b""])
def test_a_damaged_blob_is_replaced_by_good_bytes(tmp_path: Path, damage: bytes) -> None:
    """A file with the right name and wrong bytes is not trusted when the same bytes arrive again."""
    blob = _store(tmp_path, b"hello world")
    blobs.path_of(tmp_path, blob.sha256, blob.media_type).write_bytes(damage)
    with pytest.raises(BlobDamaged, match=blob.sha256):
        blobs.read(tmp_path, blob.sha256, blob.media_type)
    _store(tmp_path, b"hello world")
    assert blobs.read(tmp_path, blob.sha256, blob.media_type) == b"hello world"


def test_a_missing_blob_is_named(tmp_path: Path) -> None:
    """Asking for bytes that are not there says which."""
    with pytest.raises(BlobMissing, match="a" * 64):
        blobs.read(tmp_path, "a" * 64, "image/png")


def test_a_blob_is_found_under_another_ending(tmp_path: Path) -> None:
    """An ending that another release chose does not hide a blob."""
    blob = _store(tmp_path, b"hello world")
    path = blobs.path_of(tmp_path, blob.sha256, blob.media_type)
    path.rename(path.with_suffix(".bin"))
    assert blobs.read(tmp_path, blob.sha256, "text/plain") == b"hello world"


def test_a_planted_link_is_neither_followed_nor_written_through(tmp_path: Path) -> None:
    """A symbolic link in a blob's place is replaced by the blob; one in its folder's place is refused."""
    outside = tmp_path / "outside"
    outside.write_bytes(b"precious")
    store = tmp_path / "blobs"
    digest = hashlib.sha256(b"hello world").hexdigest()
    place = blobs.path_of(store, digest, "text/plain")
    place.parent.mkdir(parents=True)
    place.symlink_to(outside)
    _store(store, b"hello world")
    assert (outside.read_bytes(), place.is_symlink()) == (b"precious", False)

    place.unlink()
    place.parent.rmdir()
    place.parent.symlink_to(tmp_path)
    with pytest.raises(ArchiveError, match="symbolic link"):
        _store(store, b"hello world")
    assert not list(store.glob(".tmp-*"))


def test_discarding_leaves_nothing(tmp_path: Path) -> None:
    """A sink that is left unfinished leaves no file; discarding twice is harmless."""
    with BlobSink(tmp_path) as sink:
        sink.write(b"half")
    sink.discard()
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(ValueError, match="discarded"):
        sink.write(b"more")


def test_bytes_are_on_the_disk_before_they_have_their_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The order is: the file's fsync, its rename, the folder's fsync."""
    steps: list[str] = []
    fsync, rename = os.fsync, Path.rename
    monkeypatch.setattr(
        os, "fsync", lambda fd: (steps.append("sync " + str(Path(f"/proc/self/fd/{fd}").readlink())), fsync(fd))
    )
    monkeypatch.setattr(
        Path, "rename", lambda self, target: (steps.append(f"name {target.name}"), rename(self, target))[1]
    )
    blob = _store(tmp_path, b"hello world")
    monkeypatch.undo()
    order = [step for step in steps if ".tmp-" in step or "name" in step or step.endswith(f"/{blob.sha256[:2]}")]
    assert [step.split()[0] for step in order] == ["sync", "name", "sync"]
    assert ".tmp-" in order[0]
    assert order[1] == f"name {blob.sha256}.txt"
    assert order[2].endswith(f"/{blob.sha256[:2]}")


def test_a_full_disk_is_a_clear_error_and_leaves_nothing(tmp_path: Path) -> None:
    """When the system refuses more bytes, `DiskFull` says what to do and the half-written file is gone."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (5000, before[1]))
    try:
        sink = BlobSink(tmp_path)
        with pytest.raises(DiskFull, match="free some space"):
            sink.write(b"x" * 10_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert list(tmp_path.iterdir()) == []


def test_only_own_temporaries_are_removed(tmp_path: Path) -> None:
    """Tidying removes half-written files and leaves blobs and foreign files."""
    _store(tmp_path, b"hello world")
    (tmp_path / ".tmp-0123").write_bytes(b"half")
    (tmp_path / "notes.txt").write_text("mine")
    assert blobs.remove_temporaries(tmp_path) == 1
    assert (tmp_path / "notes.txt").exists()
    assert len(list(blobs.stored(tmp_path))) == 1
