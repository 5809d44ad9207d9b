"""How the `archive` command shows things to a person: tables on a terminal, plain columns in a pipe."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from rich.table import Table
from rich.text import Text

from archive.display_proof import proof_parts
from archive.display_table import moment_of, table_of
from archive.terminal import console, human_bytes, printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from archive.info import Info
    from archive.search import Hit, Piece


def one_line(summary: Info) -> str:
    """Sum an archive up in one line."""
    tables = summary.tables
    return (
        f"{tables['posts']} posts, {tables['revisions']} revisions, {tables['blobs']} files "
        f"({human_bytes(summary.blob_bytes)}), {tables['captures']} captures ({human_bytes(summary.warc_bytes)})"
    )


def info_parts(summary: Info, *, verbose: bool) -> list[RenderableType]:
    """Lay out an archive's numbers; `verbose` adds every issue and the rows of each table."""
    parts: list[RenderableType] = [
        Text.assemble(
            ("Archive ", "dim"),
            (printable(summary.folder), "bold"),
            ("  ·  ", "dim"),
            printable(", ".join(summary.sites) or "empty"),
        )
    ]
    parts += [
        _contents(summary),
        _languages(summary),
        *proof_parts(summary.proofs, summary.differences, summary.verdict),
        *([_saves(summary)] if summary.saves else []),
        _runs(summary),
        _issues(summary, verbose=verbose),
    ]
    if verbose:
        rows = table_of("Tables", "table", "rows")
        for name, count in summary.tables.items():
            rows.add_row(name, f"{count:,}")
        parts.append(rows)
    return parts


def _contents(summary: Info) -> Table:
    tables = summary.tables
    table = table_of("Contents", "", "", "")
    span = f"{summary.earliest} to {summary.latest}" if summary.earliest else ""
    statuses = ", ".join(
        f"{count:,} {status}" for status, count in sorted(summary.statuses.items()) if status != "live"
    )
    table.add_row("posts", f"{tables['posts']:,}", "; ".join(part for part in (span, statuses) if part))
    table.add_row("revisions", f"{tables['revisions']:,}", "")
    lacking = summary.attachments_without_bytes
    table.add_row("attachments", f"{tables['attachments']:,}", f"{lacking:,} without a file" if lacking else "")
    table.add_row("files", f"{tables['blobs']:,}", human_bytes(summary.blob_bytes))
    table.add_row(
        "captures",
        f"{tables['captures']:,}",
        f"{human_bytes(summary.warc_bytes)} in {summary.warc_files:,} WARC file{'s' * (summary.warc_files != 1)}",
    )
    table.add_row("database", "", f"{human_bytes(summary.database_bytes)}, schema {summary.schema_version}")
    return table


def _languages(summary: Info) -> Table:
    table = table_of("Languages", "language", "posts", "from", "to", "undated")
    for row in summary.languages:
        dates = (row.earliest or "", row.latest or "", f"{row.undated:,}" if row.undated else "")
        table.add_row(printable(row.lang) or "not stated", f"{row.posts:,}", *dates)
    return table


def _saves(summary: Info) -> Table:
    table = table_of("Handed to web archives", "archive", "waiting", "asked for", "confirmed", "given up")
    for row in summary.saves:
        numbers = (row.queued, row.asked, row.confirmed, row.failed)
        table.add_row(printable(row.archive), *(f"{number:,}" if number else "" for number in numbers))
    return table


def _runs(summary: Info) -> Table:
    table = table_of("Latest runs", "run", "command", "started", "outcome", "")
    for run in summary.runs:
        outcome = run.outcome or "running, or cut off"
        style = {"finished": "green", "running, or cut off": "cyan"}.get(outcome, "yellow")
        table.add_row(
            f"{run.id}",
            run.command,
            moment_of(run.started_at),
            Text(outcome, style=style),
            printable(run.message, limit=100),
        )
    return table


def _issues(summary: Info, *, verbose: bool) -> Table:
    table = table_of("Issues", "issue", "stage", "times", "last run", "for example")
    for row in summary.issues[: None if verbose else 10]:
        table.add_row(
            printable(row.code),
            printable(row.stage),
            f"{row.count:,}",
            f"{row.last_run}",
            printable(row.example, limit=100),
        )
    return table


def hit_parts(hit: Hit, *, verbose: bool) -> list[RenderableType]:
    """Lay out one found post; `verbose` adds its numbers."""
    then = "" if hit.present else f"revision {hit.revision}, not what it says now"
    facts = [hit.published or "undated", hit.category, hit.lang, "" if hit.status == "live" else hit.status, then]
    line = "  ·  ".join(printable(fact) for fact in facts if fact)
    parts: list[RenderableType] = [
        _marked(hit.title, "bold"),
        Text(line, style="dim"),
        _marked(hit.snippet, ""),
        Text(printable(hit.url), style="blue"),
    ]
    if verbose:
        parts.append(
            Text(f"post {hit.post_id}, the site's {printable(hit.source_id)}, score {hit.score:.3g}", style="dim")
        )
    return [part for part in parts if str(part)] + [Text("")]


def _marked(pieces: Sequence[Piece], style: str) -> Text:
    text = Text(style=style)
    for piece in pieces:
        # Only the text itself is made safe, so that the spaces between pieces stay.
        lead, tail = " " * piece.text[:1].isspace(), " " * piece.text[-1:].isspace()
        safe = f"{lead}{printable(piece.text)}{tail}" if piece.text.strip() else " "
        text.append(safe, style="bold black on yellow" if piece.match else None)
    return text


def show(parts: Sequence[RenderableType]) -> None:
    """Print tables and texts; an empty table is left out. Piped output is plain, without trailing spaces."""
    out = console()
    with out.capture() as captured:
        for part in parts:
            if isinstance(part, Table):
                if not part.rows:
                    continue
                out.print()
            out.print(part)
    text = captured.get()
    click.echo(
        text if out.is_terminal else "\n".join(line.rstrip() for line in text.splitlines()), nl=not out.is_terminal
    )
