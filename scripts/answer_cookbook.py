"""Put the answers below the questions of docs/cookbook.md, from an archive made by `scraper demo --history`.

usage: python scripts/answer_cookbook.py ARCHIVE [--check]

A query's answer is the block marked `text` right after it. With --check nothing is written: exit code 1 if any differs.
"""

from __future__ import annotations

import re
import sqlite3
import sys
import unicodedata
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

COOKBOOK = Path(__file__).resolve().parent.parent / "docs" / "cookbook.md"
_QUERY = re.compile(r"```sql\n(.*?)```\n(?:\n```text\n.*?```\n)?", re.DOTALL)
_WIDEST = 100


def answered(text: str, archive: Path) -> str:
    """The page with every answer as the archive gives it."""
    with closing(sqlite3.connect(f"file:{archive}/archive.db?mode=ro", uri=True)) as db:

        def answer(found: re.Match[str]) -> str:
            cursor = db.execute(found[1])
            table = table_of([column[0] for column in cursor.description], cursor.fetchall())
            return f"```sql\n{found[1]}```\n\n```text\n{table}\n```\n"

        return _QUERY.sub(answer, text)


def table_of(names: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Rows as columns of text; a Chinese character takes the room of two others."""
    if not rows:
        return "(none)"
    cells = [[_short(value) for value in row] for row in rows]
    widths = [max(_width(text) for text in column) for column in zip(names, *cells, strict=True)]
    lines = [names, ["-" * width for width in widths], *cells]
    return "\n".join("  ".join(_padded(*cell) for cell in zip(line, widths, strict=True)).rstrip() for line in lines)


def _short(value: object) -> str:
    text = "" if value is None else str(value).replace("\n", " ")
    return text if len(text) <= _WIDEST else text[: _WIDEST - 1] + "…"


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))


def main(arguments: Sequence[str]) -> int:
    """Answer the questions, or check the answers."""
    if not arguments:
        print(__doc__)
        return 2
    before = COOKBOOK.read_text(encoding="utf-8")
    after = answered(before, Path(arguments[0]))
    if "--check" in arguments:
        return int(before != after)
    COOKBOOK.write_text(after, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
