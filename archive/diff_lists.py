"""How lists of changes and of revisions are shown: tables for a person, lines for a script, plain values for JSON."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING

from rich import box
from rich.table import Table
from rich.text import Text

from archive.changes import Kind
from archive.diff_text import CAUSES
from archive.terminal import printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import RenderableType

    from archive.history import Absence, Post, Revision, Told

_STYLES = {Kind.APPEARED: "green", Kind.RESTORED: "cyan", Kind.REVISED: "yellow", Kind.GONE: "red"}


# -- changes --------------------------------------------------------------------------------------------------


def change_parts(found: Sequence[Told], *, verbose: bool) -> list[RenderableType]:
    """Lay changes out as a table; `verbose` adds addresses and runs."""
    shown = _table("when", "what", "post", "", "title", *(["run", "address"] if verbose else []))
    for told in found:
        change = told.change
        more = [f"{change.run or ''}", printable(told.post.url)] if verbose else []
        shown.add_row(
            minute(change.at),
            Text(change.kind, style=_STYLES[change.kind]),
            f"{told.post.id}",
            _what(told),
            Text.assemble(printable(told.title, limit=90) or "Untitled", (f"  {told.post.lang}", "dim")),
            *more,
        )
    return [shown]


def _what(told: Told) -> Text:
    change = told.change
    facts = [_fields({name: "cosmetic" if name in change.cosmetic else "" for name in change.changed})]
    if change.kind in {Kind.GONE, Kind.RESTORED}:
        what = printable(change.reason) if change.kind is Kind.GONE else "gone"
        facts.insert(0, f"{what} since {minute(change.since or '')}")
    if change.quiet:
        facts.append(f"no news: {change.quiet}")
    return Text("; ".join(fact for fact in facts if fact))


def count_line(found: Sequence[Told]) -> Text:
    """Sum changes up in one line."""
    counts = Counter(told.change.kind for told in found)
    return Text("\n" + ", ".join(f"{counts[kind]} {kind}" for kind in Kind if counts[kind]), style="dim")


def change_lines(found: Sequence[Told]) -> Iterator[str]:
    """Give one line a change: what, when and where, parted by tabs."""
    for told in found:
        yield f"{told.change.kind}\t{told.change.at}\t{printable(told.post.url)}"


def change_json(told: Told) -> dict[str, object]:
    """Put a change into plain values."""
    change, post = told.change, told.post
    return {
        "kind": str(change.kind),
        "at": change.at,
        "post": {
            "id": post.id,
            "site": post.site,
            "source_id": post.source_id,
            "lang": post.lang,
            "url": post.url,
            "status": post.status,
        },
        "title": told.title,
        "published": told.published,
        "revision": change.revision,
        "previous": change.previous,
        "changed": list(change.changed),
        "cosmetic": list(change.cosmetic),
        "quiet": str(change.quiet) if change.quiet else None,
        "since": change.since,
        "reason": change.reason,
        "run": change.run,
    }


# -- history --------------------------------------------------------------------------------------------------


def history_parts(
    post: Post, revisions: Sequence[Revision], absences: Sequence[Absence], *, verbose: bool
) -> list[RenderableType]:
    """Lay a post's history out; `verbose` adds captures and the program's versions."""
    facts = [post.published or "undated", post.lang, f"post {post.id}", "" if post.status == "live" else post.status]
    shown = _table("revision", "when", "why", "changed", "title", *(["capture", "read by"] if verbose else []))
    for row in _merged(revisions, absences):
        shown.add_row(*row[: None if verbose else 5])
    return [
        Text(printable(post.title) or "Untitled", style="bold"),
        Text("  ·  ".join(printable(fact) for fact in facts if fact), style="dim"),
        Text(printable(post.url), style="blue"),
        shown,
    ]


def _merged(revisions: Sequence[Revision], absences: Sequence[Absence]) -> list[tuple[str | Text, ...]]:
    """Give the rows of revisions and absences, in order of time."""
    rows: list[tuple[str, int, tuple[str | Text, ...]]] = []
    before = None
    for revision in revisions:
        title = printable(revision.title, limit=90) if revision.title != before else Text("″", style="dim")
        before = revision.title
        note = _note(revision)
        changed = Text.assemble(_fields(revision.changed), (f"  {note}" if note else "", "dim"))
        cause = CAUSES.get(revision.cause, revision.cause)
        tail = (f"{revision.capture_id or ''}", printable(revision.parser_version))
        cells = (f"{revision.number}", minute(revision.observed_at), cause, changed, title, *tail)
        rows.append((revision.observed_at, revision.number, cells))
    for absence in absences:
        reason = f"{printable(absence.reason)}, confirmed {minute(absence.confirmed_at)}"
        rows.append((absence.since, 10**9, ("", minute(absence.since), Text("gone", style="red"), reason, "", "", "")))
        if absence.ended:
            # A revision that it came back with is told after it.
            rows.append((absence.ended, 0, ("", minute(absence.ended), Text("back", style="cyan"), "", "", "", "")))
    return [cells for _, _, cells in sorted(rows, key=lambda row: row[:2])]


def _note(revision: Revision) -> str:
    notes = [
        f"as in {revision.same_as}" if revision.same_as else "",
        "flip, no news" if revision.quiet == "flip" else "",
    ]
    return ", ".join(note for note in notes if note)


def history_lines(revisions: Sequence[Revision], absences: Sequence[Absence]) -> Iterator[str]:
    """Give one line a revision: number, when, cause and changed fields, parted by tabs; absences after them."""
    for revision in revisions:
        yield f"{revision.number}\t{revision.observed_at}\t{revision.cause}\t{','.join(revision.changed)}"
    for absence in absences:
        yield f"gone\t{absence.since}\t{printable(absence.reason)}\t{absence.ended or ''}"


def history_json(post: Post, revisions: Sequence[Revision], absences: Sequence[Absence]) -> dict[str, object]:
    """Put a post's history into plain values."""
    return {
        "post": {name: value for name, value in asdict(post).items() if name != "key_lang"},
        "revisions": [asdict(revision) for revision in revisions],
        "absences": [asdict(absence) for absence in absences],
    }


def minute(at: str) -> str:
    """Show a moment to the minute."""
    return at.replace("T", " ").removesuffix("Z")[:16]


def _fields(changed: dict[str, str]) -> str:
    return ", ".join(f"{name} (cosmetic)" if weight == "cosmetic" else name for name, weight in changed.items())


def _table(*columns: str) -> Table:
    terminal = sys.stdout.isatty()
    table = Table(header_style="dim", pad_edge=False, box=box.SIMPLE_HEAD if terminal else None)
    for column in columns:
        number = column in {"post", "revision", "run", "capture"}
        fixed = number or column in {"when", "what", "why"}
        table.add_column(column, justify="right" if number else "left", no_wrap=fixed, overflow="fold")
    return table
