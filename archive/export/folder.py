"""Put a folder of an export in place: built beside, inside the folder itself, and swapped in part by part.

Files that are not ours stay where they are. The manifest `export.json` comes last; by it a later export knows what it
may replace. A full disk or a kill leaves the former export as it was.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from archive import blobs
from archive.db import DATABASE
from archive.disk import clear_errors
from archive.errors import BlobMissing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from archive.export.selection import Chosen

MANIFEST = "export.json"
_BUILT = ".export-"
_MAGIC = b"SQLite format 3\x00"


def objection(path: Path, form: str, names: Sequence[str]) -> str:
    """Why this folder must not be written to; empty if it may.

    Args:
        path: the folder, which need not exist.
        form: the format.
        names: what the format puts into a folder.
    """
    if path.exists() and not path.is_dir():
        return f"{path} is a file, and this export makes a folder."
    if (path / DATABASE).exists():
        return f"{path} is an archive; give another folder for the export."
    made = _manifest(path).get("format")
    if made == form:
        return ""
    if made is not None:
        return f"{path} holds an export as {made}; give another folder, or remove it."
    there = [name for name in names if os.path.lexists(path / name)]
    return f"{path} holds {there[0]}, which is of no export; give another folder." if there else ""


def objection_to_file(path: Path) -> str:
    """Why a file must not be written here; empty if it may."""
    if path.is_dir():
        return f"{path} is a folder, and this export makes one file."
    if path.is_file():
        with path.open("rb") as file:
            if file.read(len(_MAGIC)) == _MAGIC:
                return f"{path} is an SQLite database; it is not overwritten."
    return ""


@contextmanager
def replacing_folder(folder: Path, manifest: Callable[[], dict[str, object]]) -> Iterator[Path]:
    """Give a folder to build in; when the context ends well, its parts take the place of those of a former export.

    Args:
        folder: the export's folder; made if there is none.
        manifest: gives what is stored as `export.json`, at the end.

    Raises:
        DiskFull: there is no room; what was there is as it was.
        ArchiveError: the folder cannot be written to.
    """
    with clear_errors(folder):
        made = not folder.exists()
        folder.mkdir(parents=True, exist_ok=True)
        _remove_abandoned(folder)
        build = folder / f"{_BUILT}{os.getpid()}-{secrets.token_hex(4)}"
        build.mkdir()
        done = False
        try:
            yield build
            former = [name for name in _manifest(folder).get("parts", []) if _is_plain(name)]
            parts = sorted(entry.name for entry in build.iterdir())
            text = json.dumps(manifest() | {"parts": parts}, ensure_ascii=False, indent=2)
            (build / MANIFEST).write_text(text + "\n", encoding="utf-8")
            _swap(build, folder, [*parts, MANIFEST], former)
            done = True
        finally:
            shutil.rmtree(build, ignore_errors=True)
            if made and not done:
                folder.rmdir()


def copy_files(chosen: Chosen, build: Path, *, past: bool, name: Callable[[str, str], str | None]) -> set[str]:
    """Bring the bytes of all attachments into a folder, each once: linked on the same disk, else copied.

    Args:
        chosen: the posts.
        build: where to.
        past: also those that only earlier revisions had.
        name: gives the file's path in the folder for a digest and a media type; None to leave it out.

    Returns:
        The digests of those that the archive lacks.
    """
    missing = set()
    for sha256, media_type in chosen.rows(_FILES[chosen.then or past]):
        path = name(sha256, media_type)
        if path is None:
            continue
        try:
            source = blobs.find(chosen.archive.blobs, sha256, media_type)
        except BlobMissing:
            missing.add(sha256)
            continue
        target = build / path
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(source, target)
        except OSError:  # another disk, or one without links
            shutil.copyfile(source, target)
    return missing


_FILES = {
    False: """SELECT DISTINCT b.sha256, b.media_type FROM temp.chosen c CROSS JOIN attachments a
        ON a.post_id = c.post_id JOIN blobs b ON b.sha256 = a.sha256 ORDER BY 1""",
    True: """SELECT DISTINCT b.sha256, b.media_type FROM temp.chosen c CROSS JOIN revisions r ON r.post_id = c.post_id
        AND r.number <= c.revision CROSS JOIN json_each(r.attachments) j JOIN blobs b
        ON b.sha256 = j.value ->> 'sha256' ORDER BY 1""",
}


def _swap(build: Path, folder: Path, parts: Sequence[str], former: Sequence[str]) -> None:
    """Move new parts in and old ones out; if one cannot be moved, all goes back."""
    aside = build / ".former"
    aside.mkdir()
    moved: list[tuple[Path, Path]] = []
    try:
        for name in [*parts, *sorted(set(former) - set(parts))]:
            for source, target in ((folder / name, aside / name), (build / name, folder / name)):
                if os.path.lexists(source):
                    source.rename(target)
                    moved.append((source, target))
    except BaseException:
        for source, target in reversed(moved):
            with suppress(OSError):  # as many as can
                target.rename(source)
        raise


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) and isinstance(found.get("parts", []), list) else {}


def _is_plain(name: object) -> bool:
    """Whether a name from a manifest can only mean a part of that folder."""
    return isinstance(name, str) and bool(name) and not name.startswith(".") and "/" not in name and "\x00" not in name


def _remove_abandoned(folder: Path) -> None:
    """Remove what killed exports left; one that is still at work is let be."""
    for path in folder.glob(f"{_BUILT}*-*"):
        pid = path.name.removeprefix(_BUILT).partition("-")[0]
        try:
            os.kill(int(pid), 0)
        except (ValueError, OverflowError, ProcessLookupError):
            shutil.rmtree(path, ignore_errors=True)
        except PermissionError:
            pass  # somebody else's, and alive
