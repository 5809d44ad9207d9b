"""How the proof of completeness is shown to a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.text import Text

from archive.display_table import moment_of, table_of
from archive.proof import WALKED
from archive.terminal import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from rich.console import RenderableType
    from rich.table import Table

    from archive.proof import Difference, Proof, Verdict


def proof_parts(proofs: Sequence[Proof], differences: Sequence[Difference], verdict: Verdict) -> list[RenderableType]:
    """Lay out what sources showed, what became of it, where they differ, and what all this comes to."""
    if not proofs:
        return []
    parts: list[RenderableType] = [_sources(proofs), *_notes(proofs)]
    if differences:
        parts += [Text("\nDifferences", style="bold"), *(part for one in differences for part in _difference(one))]
    style = "green" if verdict.complete else "yellow"
    return [*parts, Text(), *(Text(printable(sentence), style=style) for sentence in verdict.sentences)]


def _sources(proofs: Sequence[Proof]) -> Table:
    columns = ["source", "shown", "held", "no files", "missing", "failed", "waiting", "to its end"]
    left_out = {
        name
        for name, numbers in (
            ("no files", [row.files for row in proofs]),
            ("missing", [row.missing for row in proofs]),
            ("failed", [row.failed for row in proofs]),
            ("waiting", [row.waiting for row in proofs]),
        )
        if not any(numbers)
    }
    shown = [name for name in columns if name not in left_out]
    table = table_of("Completeness", *shown)
    for row in proofs:
        held = Text(f"{row.held:,}", style="green" if row.done == row.shown else "yellow")
        cells: dict[str, str | Text] = {
            "source": row.source,
            "shown": f"{row.shown:,}",
            "held": held,
            "no files": _number(row.files),
            "missing": _number(row.missing),
            "failed": _number(row.failed),
            "waiting": _number(row.waiting),
            "to its end": _seen(row),
        }
        table.add_row(*(cells[name] for name in shown))
    return table


def _seen(row: Proof) -> str:
    if not row.passes:
        return "not yet" if row.source in WALKED else "has none"
    cut = [one for one in row.passes if one.cut_short]
    if cut:
        return "cut short" if len(row.passes) == 1 else f"not {len(cut)} of {len(row.passes)}"
    return moment_of(row.complete_at)[:10] or "not yet"


def _notes(proofs: Sequence[Proof]) -> Iterable[RenderableType]:
    """What is wrong, a line a source and reason, under the table."""
    for row in proofs:
        if row.reasons:
            why = ", ".join(f"{reason.count:,} {reason.words}" for reason in row.reasons)
            yield _indented(f"{row.source}: {why}")
        for one in row.passes:
            if one.cut_short:
                where = f"{row.source}{f' {one.lang}' if one.lang else ''}"
                last = f"; last seen to its end {moment_of(one.complete_at)}" if one.complete_at else ""
                yield _indented(f"{where} cut short: {printable(one.cut_short)}{last}")


def _difference(one: Difference) -> Iterable[RenderableType]:
    by = _list(one.shown_by)
    noun = "post" if one.posts == 1 else "posts"
    yield _indented(f"The {one.source} does not show {one.posts:,} {noun} that others do: {by}.")
    facts = [f"By language: {_list(one.languages)}." if len(one.languages) > 1 else ""]
    if absent := [lang or "no language" for lang in one.absent_languages]:
        facts.append(f"It shows nothing at all in {', '.join(absent)}.")
    facts.append(f"Of these, {_list({_STATES[state]: count for state, count in one.states.items()}, first=False)}.")
    yield _indented(" ".join(filter(None, facts)), 4)
    for example in one.examples:
        yield _indented(f"{example.url} ({_STATES[example.state]})", 4)
    if one.posts > len(one.examples):
        yield _indented(f"… and {one.posts - len(one.examples):,} more", 4)


_STATES = {
    "done": "held",
    "files": "held without all files",
    "waiting": "waiting",
    "failed": "failed",
    "missing": "without a page",
}


def _list(counts: Mapping[str, int], *, first: bool = True) -> str:
    """`sitemap 3, probe 2`, or `3 held, 2 waiting`."""
    return ", ".join(
        f"{name or 'no language'} {count:,}" if first else f"{count:,} {name}" for name, count in counts.items()
    )


def _indented(text: str, left: int = 2) -> RenderableType:
    return Padding(Text(printable(text)), (0, 0, 0, left))


def _number(count: int) -> str:
    return f"{count:,}" if count else ""
