"""Parquet with real types, written row group by row group; folders are parted by site and year of publication."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any
from urllib.parse import quote

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from archive.export.tables import FILE_COLUMNS, day, instant, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from archive.export.tables import Column, Part

_ROWS = 5000  # of a row group, unless their texts are long
_CHARACTERS = 8_000_000
UNDATED = 0
"""The year of what has no day: Hive's own way of saying so is one that pandas cannot read."""


def write_parquet(file: IO[bytes] | Path, columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> int:
    """Write a table as one file, and say how many rows it has."""
    schema = pa.schema([_field(column) for column in columns])
    count = 0
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        for group in _groups(rows):
            arrays = [
                pa.array([_value(row[place], column) for row in group], type=schema.field(place).type)
                for place, column in enumerate(columns)
            ]
            writer.write_batch(pa.record_batch(arrays, schema=schema))
            count += len(group)
    return count


def write_parts(
    folder: Path, columns: Sequence[Column], parts: Iterable[Part], rows: Callable[[Part], Iterator[Sequence[Any]]]
) -> int:
    """Write a table as `site=…/year=…/part-0.parquet`, and say how many rows it has.

    The column `site` stands in the folders' names instead of the files. Where there are no rows at all, one empty
    file tells the types.
    """
    kept = [place for place, column in enumerate(columns) if column.name != "site"]
    shown = [columns[place] for place in kept]
    count = 0
    for part in parts:
        stream = rows(part)
        first = next(stream, None)
        if first is not None:
            whole = ([row[place] for place in kept] for row in _again(first, stream))
            count += write_parquet(_file(folder, part.site, part.year), shown, whole)
    if not count:
        write_parquet(_file(folder, "", None), shown, [])
    return count


def _again(first: Sequence[Any], rest: Iterator[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    yield first
    yield from rest


def _file(folder: Path, site: str, year: int | None) -> Path:
    place = folder / f"site={quote(site, safe='') or '_'}" / f"year={year or UNDATED}"
    place.mkdir(parents=True, exist_ok=True)
    return place / "part-0.parquet"


def _groups(rows: Iterable[Sequence[Any]]) -> Iterator[list[Sequence[Any]]]:
    """Cut a stream into row groups that stay small in memory."""
    stream = iter(rows)
    group: list[Sequence[Any]] = []
    size = 0
    for row in stream:
        group.append(row)
        size += sum(len(value) for value in row if isinstance(value, str))
        if len(group) >= _ROWS or size >= _CHARACTERS:
            yield group
            group, size = [], 0
    if group:
        yield group


def _field(column: Column) -> pa.Field:
    return pa.field(column.name, _type(column), nullable=True, metadata={"description": column.about})


def _type(column: Column) -> pa.DataType:
    if column.kind == "files":
        return pa.list_(pa.struct([pa.field(inside.name, _type(inside)) for inside in FILE_COLUMNS]))
    return {
        "text": pa.string(),
        "integer": pa.int64(),
        "date": pa.date32(),
        "time": pa.timestamp("ms", tz="UTC"),
        "names": pa.list_(pa.string()),
    }[column.kind]


def _value(value: Any, column: Column) -> Any:
    if column.kind == "date":
        return day(value)
    if column.kind == "time":
        return instant(value)
    return plain(value, column.kind)
