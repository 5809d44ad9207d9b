"""CSV (RFC 4180) in which no cell can become a formula.

Every text stands in quotation marks and NULL is nothing at all, so that readers which can tell the two apart do.
"""

from __future__ import annotations

import csv
import io
import re
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# A spreadsheet takes these for the beginning of a formula, also after blanks and quotation marks that it drops.
_FORMULA = re.compile("[ \xa0\u3000\ufeff\u200b\"'‘’“”]*[=+\\-@\t\r\n＝＋－＠]")


class _Null:
    """Written as nothing, without quotation marks, since the writer takes it for a number."""

    def __float__(self) -> float:
        return float("nan")

    def __str__(self) -> str:
        return ""


_NULL = _Null()


def write_csv(out: IO[bytes], names: Sequence[str], rows: Iterable[Sequence[Any]], *, raw: bool = False) -> int:
    """Write a table with a line of names, and say how many rows it has.

    Args:
        out: where to.
        names: of the columns.
        rows: texts, numbers and None.
        raw: leave cells as they are, for machines.
    """
    text = io.TextIOWrapper(out, encoding="utf-8", errors="replace", newline="", write_through=True)
    writer = csv.writer(text, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow(names)
    change = _kept if raw else _safe
    count = 0
    for row in rows:
        writer.writerow([change(value) for value in row])
        count += 1
    text.detach()
    return count


def harmless(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would take for a formula.

    Nothing is lost: a text that begins with an apostrophe followed by such a text gets one too, so removing one
    apostrophe wherever what follows it matches gives back what was stored.
    """
    return f"'{text}" if _FORMULA.match(text) else text


def _safe(value: Any) -> Any:
    return _NULL if value is None else harmless(value) if isinstance(value, str) else value


def _kept(value: Any) -> Any:
    return _NULL if value is None else value
