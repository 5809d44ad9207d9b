"""One export, from what was asked for to what was written."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from archive.disk import clear_errors
from archive.export.folder import MANIFEST, copy_files, replacing_folder
from archive.export.selection import blob_file, choose
from archive.export.tables import NESTED, TABLES, nested_rows, parts, rows
from archive.output import replacing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from archive.db import Archive
    from archive.export.selection import Chosen, Selection

FOLDERS: dict[str, tuple[str, ...]] = {
    "csv": (*(f"{name}.csv" for name in TABLES), "blobs"),
    "parquet": (*TABLES, "blobs"),
    "site": ("index.html", "search.html", "assets", "lists", "posts", "search", "files"),
    "package": ("datapackage.json", "README.md", "data", "blobs"),
}
"""What a format puts into a folder, beside the manifest."""

FILES = ("csv", "jsonl", "parquet", "excel", "atom", "jsonfeed")
"""The formats that can be one file."""

STREAMS = ("csv", "jsonl", "atom", "jsonfeed")
"""Those that can be written to standard output."""

DEFAULT_TABLES = {
    "csv": tuple(TABLES),
    "parquet": tuple(TABLES),
    "package": tuple(TABLES),
    "excel": ("posts", "attachments", "edits"),
}
"""What a folder or workbook holds unless tables are named."""


@dataclass(frozen=True, slots=True)
class Request:
    """How to export.

    Attributes:
        form: the format.
        path: where to; None for standard output.
        folder: whether that is a folder.
        tables: which tables, in this order.
        raw: leave CSV cells as they are.
        with_files: bring the bytes of attachments too.
        limit: the most entries of a feed; 0 for all.
    """

    form: str
    path: Path | None
    folder: bool
    tables: tuple[str, ...]
    raw: bool = False
    with_files: bool = False
    limit: int = 50


@dataclass(frozen=True, slots=True)
class Report:
    """What was exported.

    Attributes:
        rows: how many rows each table has.
        last_run: the last run that is in it: to be given to the next export as `since_run`.
        missing: how many files the archive lacks.
    """

    rows: dict[str, int]
    last_run: int
    missing: int = 0


def export(archive: Archive, selection: Selection, request: Request) -> Report:
    """Export what was chosen.

    Raises:
        NoSuchRun: the run to start from is not there, or has not finished.
        DiskFull: there is no room; what was there before is as it was.
        ArchiveError: the path cannot be written to.
    """
    with choose(archive, selection) as chosen:
        if request.folder:
            return _to_folder(chosen, request)
        with _opened(request.path) as out:
            return Report(_to_file(out, chosen, request), chosen.last_run)


@contextmanager
def _opened(path: Path | None) -> Iterator[IO[bytes]]:
    if path is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    with clear_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as file:
        yield file


def _to_file(out: IO[bytes], chosen: Chosen, request: Request) -> dict[str, int]:
    name = request.tables[0]
    columns = TABLES[name].columns
    if request.form == "csv":
        from archive.export.delimited import write_csv

        return {name: write_csv(out, TABLES[name].names, rows(chosen, name), raw=request.raw)}
    if request.form == "excel":
        from archive.export.excel import write_excel

        return write_excel(out, ((table, TABLES[table].columns, rows(chosen, table)) for table in request.tables))
    if request.form in {"atom", "jsonfeed"}:
        from archive.export.feeds import write_feed

        return {"posts": write_feed(out, chosen, json=request.form == "jsonfeed", limit=request.limit)}
    stream = rows(chosen, name)
    if name == "posts":
        columns, stream = NESTED.columns, nested_rows(chosen)
    if request.form == "jsonl":
        from archive.export.jsonl import write_jsonl

        return {name: write_jsonl(out, columns, stream)}
    from archive.export.parquet import write_parquet

    return {name: write_parquet(out, columns, stream)}


def _to_folder(chosen: Chosen, request: Request) -> Report:
    assert request.path is not None  # standard output is no folder
    counts: dict[str, int] = {}
    missing: set[str] = set()

    def manifest() -> dict[str, object]:
        told = {"format": request.form, "last_run": chosen.last_run, "made_of": chosen.last_finished}
        return {**told, "selection": chosen.selection.told(), "rows": counts}

    with replacing_folder(request.path, manifest) as build:
        if request.form == "site":
            from archive.export.site import write_site

            counts, missing = write_site(build, chosen)
        else:
            counts = _tables_to(build, chosen, request)
            if request.with_files:
                missing = copy_files(chosen, build, past="revisions" in request.tables, name=blob_file)
    return Report(counts, chosen.last_run, len(missing))


def _tables_to(build: Path, chosen: Chosen, request: Request) -> dict[str, int]:
    if request.form == "package":
        from archive.export.package import write_package

        return write_package(build, chosen, request.tables, with_files=request.with_files)
    if request.form == "csv":
        return {name: _csv_to(build, chosen, name, raw=request.raw) for name in request.tables}
    return {name: _parquet_to(build, chosen, name) for name in request.tables}


def _csv_to(build: Path, chosen: Chosen, name: str, *, raw: bool) -> int:
    from archive.export.delimited import write_csv

    with (build / f"{name}.csv").open("wb") as file:
        return write_csv(file, TABLES[name].names, rows(chosen, name), raw=raw)


def _parquet_to(build: Path, chosen: Chosen, name: str) -> int:
    from archive.export.parquet import write_parts

    if name == "posts":
        return write_parts(build / name, NESTED.columns, parts(chosen), lambda part: nested_rows(chosen, part))
    return write_parts(build / name, TABLES[name].columns, parts(chosen), lambda part: rows(chosen, name, part))


def objections(request: Request) -> str:
    """Why an export must not be written where it was asked to; empty if it may."""
    from archive.export.folder import objection, objection_to_file

    if request.path is None:
        return ""
    if request.folder:
        return objection(request.path, request.form, [*FOLDERS[request.form], MANIFEST])
    return objection_to_file(request.path)


def default_tables(form: str, *, folder: bool) -> Sequence[str]:
    """Give the tables that are exported where none is named."""
    return DEFAULT_TABLES[form] if form in DEFAULT_TABLES and (folder or form == "excel") else ("posts",)
