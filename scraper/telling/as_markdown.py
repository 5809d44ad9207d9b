"""A report as Markdown, as chat services read it; what was removed is ~~struck out~~, what was added is **bold**."""

from __future__ import annotations

from collections.abc import Iterator

from archive.worddiff import Piece
from scraper.telling.report import GROUPS, Item, Report, facts_of, more_line, run_lines
from scraper.telling.safety import markdown

_MARKS = {"=": "", "-": "~~", "+": "**"}


def as_markdown(report: Report) -> str:
    """Write a report as Markdown."""
    parts = [f"**{markdown(report.trouble)}**", ""] if report.trouble else []
    for kind, heading in GROUPS:
        if total := report.totals.get(kind, 0):
            parts += [f"### {heading} ({total})", ""]
            for item in report.items:
                if item.kind is kind:
                    parts += _item(item)
            parts.append("")
    if rest := more_line(report):
        parts += [markdown(rest), ""]
    parts.append("\n\n".join(map(markdown, run_lines(report))))
    return "\n".join(parts).strip() + "\n"


def _item(item: Item) -> Iterator[str]:
    title = markdown(item.title)
    head = f"[{title}]({item.url})" if item.url else title
    facts = facts_of(item)
    yield f"- {head}" + (f" ({markdown(facts)})" if facts else "")
    for passage in item.passages:
        yield f"    - {passage.what}: {''.join(map(_marked, passage.pieces)).strip()}"
    for row in (*item.files, item.note):
        if row:
            yield f"    - {markdown(row)}"


def _marked(piece: Piece) -> str:
    """One piece; the marks stand close to the words, as Markdown wants it."""
    words = piece.text.strip()
    mark = _MARKS[piece.op] if words else ""
    lead, tail = " " * piece.text[:1].isspace(), " " * (piece.text[-1:].isspace() and bool(words))
    return f"{lead}{mark}{markdown(words)}{mark}{tail}"
