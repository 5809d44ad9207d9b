"""Tables as the `archive` command shows them: lines on a terminal, plain columns in a pipe."""

from __future__ import annotations

import sys

from rich import box
from rich.table import Table

_NUMBERS = frozenset(
    (
        "posts",
        "undated",
        "shown",
        "held",
        "no files",
        "missing",
        "failed",
        "waiting",
        "run",
        "times",
        "last run",
        "rows",
    )
)


def table_of(title: str, *columns: str) -> Table:
    """Begin a table; columns of numbers stand to the right."""
    table = Table(
        title=title, title_justify="left", title_style="bold", header_style="dim", pad_edge=False,
        box=box.SIMPLE_HEAD if sys.stdout.isatty() else None, show_header=any(columns),
    )  # fmt: skip
    for index, column in enumerate(columns):
        number = column in _NUMBERS or (title == "Contents" and index == 1)
        table.add_column(column, justify="right" if number else "left", no_wrap=number, overflow="fold")
    return table


def moment_of(moment: str | None) -> str:
    """A stored time to the minute, for a person."""
    return (moment or "").replace("T", " ").removesuffix("Z")[:16]
