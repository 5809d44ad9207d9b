"""A report as a piece of HTML, for mail: no scripts, no pictures, no styles but two colours."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from archive.worddiff import Piece
from scraper.telling.report import GROUPS, Item, Report, facts_of, more_line, run_lines

_TAGS = {
    "=": ("", ""),
    "-": ('<del style="background:#fdd">', "</del>"),
    "+": ('<ins style="background:#dfd">', "</ins>"),
}


def as_html(report: Report) -> str:
    """Write a report as HTML."""
    parts = [f"<p><strong>{escape(report.trouble)}</strong></p>"] if report.trouble else []
    for kind, heading in GROUPS:
        if total := report.totals.get(kind, 0):
            parts += [f"<h3>{heading} ({total})</h3>", "<ul>"]
            for item in report.items:
                if item.kind is kind:
                    parts.append(f"<li>{'<br>'.join(_item(item))}</li>")
            parts.append("</ul>")
    if rest := more_line(report):
        parts.append(f"<p>{escape(rest)}</p>")
    parts += [f"<p>{escape(said)}</p>" for said in run_lines(report)]
    return "\n".join(parts) + "\n"


def _item(item: Item) -> Iterator[str]:
    title = f"<strong>{escape(item.title)}</strong>"
    yield f'<a href="{escape(item.url)}">{title}</a>' if item.url else title
    if facts := facts_of(item):
        yield escape(facts)
    for passage in item.passages:
        yield f"{escape(passage.what)}: {''.join(map(_marked, passage.pieces))}"
    for row in (*item.files, item.note):
        if row:
            yield escape(row)


def _marked(piece: Piece) -> str:
    before, after = _TAGS[piece.op]
    return f"{before}{escape(piece.text)}{after}"
