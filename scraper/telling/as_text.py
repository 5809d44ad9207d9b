"""A report as plain text; what was removed stands in [-…-], what was added in {+…+}."""

from __future__ import annotations

from collections.abc import Iterator

from archive.worddiff import Piece
from scraper.telling.report import GROUPS, Item, Report, facts_of, more_line, run_lines
from scraper.telling.safety import calm

_MARKS = {"=": "{}", "-": "[-{}-]", "+": "{{+{}+}}"}


def as_text(report: Report) -> str:
    """Write a report as plain text."""
    parts = [calm(report.trouble), ""] if report.trouble else []
    for kind, heading in GROUPS:
        if total := report.totals.get(kind, 0):
            parts.append(f"{heading} ({total})")
            for item in report.items:
                if item.kind is kind:
                    parts += [f"  {row}" if index else f"* {row}" for index, row in enumerate(_item(item))]
            parts.append("")
    if rest := more_line(report):
        parts += [rest, ""]
    parts += map(calm, run_lines(report))
    return "\n".join(parts) + "\n"


def _item(item: Item) -> Iterator[str]:
    yield calm(item.title)
    if facts := facts_of(item):
        yield calm(facts)
    for passage in item.passages:
        yield f"{passage.what}: {_marked(passage.pieces)}"
    for row in (*item.files, item.note):
        if row:
            yield calm(row)
    if item.url:
        yield item.url


def _marked(pieces: tuple[Piece, ...]) -> str:
    return calm("".join(_MARKS[piece.op].format(piece.text) for piece in pieces)).strip()
