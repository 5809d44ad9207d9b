"""JSON Lines: one row a line, lists as lists, the keys always the same."""

from __future__ import annotations

import json
import re
from typing import IO, TYPE_CHECKING, Any

from archive.export.tables import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from archive.export.tables import Column

# Some programs end a line at these, or choke on them; JSON may write them as escapes.
_ESCAPED = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]")


def write_jsonl(out: IO[bytes], columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> int:
    """Write rows, and say how many."""
    count = 0
    for row in rows:
        values = {column.name: plain(value, column.kind) for column, value in zip(columns, row, strict=True)}
        out.write(line(values).encode() + b"\n")
        count += 1
    return count


def line(values: object) -> str:
    """Write a value as JSON on one line, whoever reads the lines."""
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
