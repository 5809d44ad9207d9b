"""An Excel workbook: a sheet a table, text always text, days and times as such; written row by row."""

from __future__ import annotations

import errno
import os
import re
from contextlib import contextmanager
from datetime import datetime
from typing import IO, TYPE_CHECKING, Any

from openpyxl import Workbook  # type: ignore[import-untyped]
from openpyxl.cell import WriteOnlyCell  # type: ignore[import-untyped]
from openpyxl.styles import Font  # type: ignore[import-untyped]
from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]

from archive.export.tables import day, instant

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from openpyxl.worksheet._write_only import WriteOnlyWorksheet  # type: ignore[import-untyped]

    from archive.export.tables import Column

MOST_ROWS = 1_048_575  # below the line of names
MOST_CHARACTERS = 32_767  # of a cell, as UTF-16 counts them
_FIRST_YEAR = 1901  # Excel counts days from 1900, and takes that for a leap year
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # what XML 1.0 has no place for
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")  # Excel reads _x0041_ as A
_WIDTHS = {
    "title": 60, "body": 80, "body_html": 30, "summary": 50, "url": 40, "name": 30, "label": 30, "before": 60,
    "after": 60, "file": 30, "problem": 30,
}  # fmt: skip
_SPECIAL = "=+-@\t\r＝＋－＠#"


def write_excel(
    out: IO[bytes], tables: Iterable[tuple[str, Sequence[Column], Iterable[Sequence[Any]]]], *, most: int = MOST_ROWS
) -> dict[str, int]:
    """Write tables, each with its name, columns and rows, and say how many rows each has.

    Args:
        out: where to.
        tables: what to write.
        most: the most rows of a sheet; what is beyond goes on in a next one.
    """
    book = Workbook(write_only=True)
    counts = {}
    with _errors_of_files():
        for name, columns, rows in tables:
            counts[name] = count = _table(book, name, columns, rows, most)
            if not count:
                _sheet(book, name, columns)
        book.save(out)
    return counts


@contextmanager
def _errors_of_files() -> Iterator[None]:
    """The XML library that sheets are written with, where it is lxml, names a full disk in a way of its own."""
    try:
        yield
    except Exception as error:
        if type(error).__name__ != "SerialisationError":
            raise
        number = getattr(errno, str(error).removeprefix("IO_"), errno.EIO)
        raise OSError(number, os.strerror(number)) from error


def _table(book: Workbook, name: str, columns: Sequence[Column], rows: Iterable[Sequence[Any]], most: int) -> int:
    count = 0
    sheet: WriteOnlyWorksheet | None = None
    for row in rows:
        if count % most == 0:
            number = count // most + 1
            sheet = _sheet(book, name if number == 1 else f"{name} ({number})", columns)
        assert sheet is not None  # made before the first row
        sheet.append([_cell(sheet, value, column.kind) for value, column in zip(row, columns, strict=True)])
        count += 1
    return count


def _sheet(book: Workbook, name: str, columns: Sequence[Column]) -> WriteOnlyWorksheet:
    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    for place, column in enumerate(columns):
        sheet.column_dimensions[get_column_letter(place + 1)].width = _WIDTHS.get(
            column.name, 20 if column.kind == "time" else 12
        )
    heads = []
    for column in columns:
        cell = WriteOnlyCell(sheet, column.name)
        cell.font = Font(bold=True)
        heads.append(cell)
    sheet.append(heads)
    return sheet


def _cell(sheet: WriteOnlyWorksheet, value: Any, kind: str) -> Any:
    """What the sheet takes for a value: days and times get their format there, plain texts stay text."""
    if not isinstance(value, str):
        return value
    if kind in {"date", "time"}:
        found = day(value) if kind == "date" else instant(value)
        if found is not None and found.year >= _FIRST_YEAR:
            return found.replace(tzinfo=None) if isinstance(found, datetime) else found
    text = fitting(value)
    return _text(sheet, text) if text[:1] in _SPECIAL else text


def _text(sheet: WriteOnlyWorksheet, text: str) -> WriteOnlyCell:
    """A cell that holds text although it looks like a formula or an error, also after somebody edited it."""
    cell = WriteOnlyCell(sheet, "")
    cell._value, cell.data_type = text, "s"  # `value` would judge it anew
    cell.quotePrefix = bool(text)
    return cell


def fitting(text: str) -> str:
    """Make a text fit a cell: without characters that a workbook cannot hold, cut with a note where it is too long."""
    legal = _ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    escaped = _ESCAPE.sub("_x005F_", legal)
    if _units(escaped) <= MOST_CHARACTERS:
        return escaped
    note = f" … [cut here; {len(legal)} characters in all]"
    kept = escaped.encode("utf-16-le")[: 2 * (MOST_CHARACTERS - len(note))]
    return kept.decode("utf-16-le", "ignore") + note


def _units(text: str) -> int:
    return len(text) + sum(character > "\uffff" for character in text) if len(text) * 2 > MOST_CHARACTERS else 0
