"""The command `archive export`: what was typed becomes a selection and a request."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archive.cli_options import Mistake, common
from archive.terminal import human_bytes, printable

if TYPE_CHECKING:
    from archive.db import Archive
    from archive.export.run import Report, Request
    from archive.export.selection import Selection

FORMATS = ("csv", "jsonl", "parquet", "excel", "atom", "jsonfeed", "site", "package")
TABLES = ("posts", "attachments", "revisions", "edits")
PARTIAL = 1
"""Exit code where the archive lacks files that it names: all else was exported."""

_ENDINGS = {
    ".csv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".parquet": "parquet", ".xlsx": "excel", ".xml": "atom",
    ".atom": "atom",
}  # fmt: skip
_EXTRAS = {"parquet": ("pyarrow", "PyArrow"), "excel": ("openpyxl", "openpyxl")}


@click.command()
@click.option(
    "--format", "form", type=click.Choice(FORMATS), help="What to write; by default what the ending of PATH says."
)
@click.option("--output", metavar="PATH", required=True, help="A file or folder; - is standard output.")
@click.option(
    "--table", "tables", multiple=True, type=click.Choice(TABLES),
    help="Only this table; may be given again for folders and Excel. One file holds posts unless told otherwise.",
)  # fmt: skip
@click.option("--lang", metavar="LANG", help="Only posts in this language, as the site's addresses spell it.")
@click.option("--category", metavar="NAME", help="Only posts of this category.")
@click.option("--since", metavar="DATE", help="Only posts published on this day or later.")
@click.option("--until", metavar="DATE", help="Only posts published on this day or earlier.")
@click.option("--query", metavar="WORDS", help="Only posts that `archive search` finds by these words.")
@click.option("--as-of", metavar="WHEN", help="As the site stood then: a date or time, a span such as 30d, or run:12.")
@click.option(
    "--since-run", type=click.IntRange(min=1), metavar="N",
    help="Only posts that are new, revised, gone or back since run N finished.",
)  # fmt: skip
@click.option("--raw", is_flag=True, help="CSV for machines: no apostrophe before what might be a formula.")
@click.option("--with-files", is_flag=True, help="Bring the pictures and files too, into the folder blobs/.")
@click.option(
    "--limit", type=click.IntRange(min=0), metavar="N", help="The most posts of a feed, by default 50; 0 for all."
)
@common
def export(
    folder: str, form: str | None, output: str, *, as_json: bool, quiet: bool, verbose: bool, **given: Any
) -> None:
    """Write posts for other programs and people: all, or those that the options choose.

    csv, jsonl, parquet, excel, atom and jsonfeed are files; csv and parquet can be folders with all tables as well.
    site is a folder of web pages that work from disk, package a Frictionless data package.

    \b
    Example:
      archive export --output posts.csv --archive data/cairs
      archive export --format parquet --output export/ --with-files
      archive export --format site --output public/ --lang en
      archive export --format jsonl --output - --since 2026-01-01 | jq .title
      archive export --format package --output next/ --since-run 12
    """
    from archive import open_archive

    request = _request(form, output, given)
    with open_archive(folder) as archive:
        report = _export(archive, _selection(archive, given), request)
    _tell(report, request, given, as_json=as_json, quiet=quiet, verbose=verbose)
    if report.missing:
        click.echo(f"{_count(report.missing, 'file')} not in the archive's folder although it names them.", err=True)
        raise click.exceptions.Exit(PARTIAL)


def _export(archive: Archive, selection: Selection, request: Request) -> Report:
    from archive.export.run import export as write
    from archive.export.selection import NoSuchRun

    try:
        return write(archive, selection, request)
    except NoSuchRun as error:
        raise Mistake(printable(str(error))) from None


def _request(form: str | None, output: str, given: dict[str, Any]) -> Request:
    """Say how to export; refuse what cannot be."""
    from archive.export.run import FILES, FOLDERS, STREAMS, Request, default_tables, objections

    path = None if output == "-" else Path(output)
    form = _format(form, path)
    if path is None and form not in STREAMS:
        message = f"{form} cannot go to standard output; name a {'file' if form in FILES else 'folder'} with --output."
        raise Mistake(message)
    folder = path is not None and form in FOLDERS and (form not in FILES or _is_folder(output, path))
    tables = tuple(dict.fromkeys(given["tables"])) or tuple(default_tables(form, folder=folder))
    _refuse(form, tables, given, folder=folder)
    _need(form)
    limit = 50 if given["limit"] is None else given["limit"]
    request = Request(form, path, folder, tables, given["raw"], given["with_files"], limit)
    if why := objections(request):
        raise Mistake(printable(why))
    return request


def _format(form: str | None, path: Path | None) -> str:
    said = _ENDINGS.get(path.suffix.lower()) if path and not path.is_dir() else None
    if form is None and said is None:
        where = "standard output" if path is None else printable(str(path))
        message = f"{where} does not say what to write: give --format, one of {', '.join(FORMATS)}."
        raise Mistake(message)
    if form and said and form != said:
        message = f"--format {form} and {printable(path.name) if path else ''} disagree."
        raise Mistake(message)
    return str(form or said)


def _is_folder(output: str, path: Path) -> bool:
    """Whether a path is meant as a folder: it is one, ends like one, or has no ending."""
    return path.is_dir() or output.endswith("/") or not path.suffix


def _refuse(form: str, tables: tuple[str, ...], given: dict[str, Any], *, folder: bool) -> None:
    """Refuse options that mean nothing together."""
    several = folder or form == "excel"
    for wrong, message in (
        (given["raw"] and form != "csv", f"--raw is for csv; {form} never changes a cell."),
        (given["limit"] is not None and form not in {"atom", "jsonfeed"}, f"--limit is for feeds, not for {form}."),
        (bool(given["tables"]) and form in {"atom", "jsonfeed", "site"}, f"{form} shows posts; --table is not for it."),
        (len(tables) > 1 and not several, f"One file holds one table, and {len(tables)} are asked for: give a folder."),
        (
            given["with_files"] and not folder,
            "--with-files needs a folder: csv, parquet or package with a folder as --output.",
        ),
        (
            given["as_of"] and given["since_run"] is not None,
            "--as-of looks at one moment, --since-run at what came after one: give one of the two.",
        ),
    ):
        if wrong:
            raise Mistake(message)


def _need(form: str) -> None:
    from importlib.util import find_spec

    module, name = _EXTRAS.get(form, ("", ""))
    if module and find_spec(module) is None:
        message = (
            f"This format needs {name}: install it with the extra `{form}` (pip install 'cairs-news-archive[{form}]')."
        )
        raise Mistake(message)


def _selection(archive: Archive, given: dict[str, Any]) -> Selection:
    from archive.cli_search import filters_typed
    from archive.export.selection import Selection
    from archive.search_text import match_expression

    words = given["query"]
    if words is not None and not match_expression(words):
        message = f"There is no word to search for in {printable(words)!r}: give letters, digits or Chinese characters."
        raise Mistake(message)
    return Selection(words, filters_typed(archive, given), given["since_run"])


def _tell(
    report: Report, request: Request, given: dict[str, Any], *, as_json: bool, quiet: bool, verbose: bool
) -> None:
    """Say what was written and how the next export goes on; beside a stream, on standard error."""
    from archive.terminal import json_text

    streamed = request.path is None
    if as_json:
        told = {"format": request.form, "output": str(request.path or "-"), "rows": report.rows}
        since = {} if given["since_run"] is None else {"since_run": given["since_run"]}
        click.echo(
            json_text({**told, **since, "last_run": report.last_run, "files_missing": report.missing}), err=streamed
        )
    elif not quiet:
        counts = ", ".join(_count(count, name) for name, count in report.rows.items())
        click.echo(f"{counts}: {printable(str(request.path or 'standard output'))}", err=streamed)
        if verbose and request.path:
            click.echo(_written(request.path))
        if report.last_run and not given["as_of"] and request.form not in {"atom", "jsonfeed", "site"}:
            later = f"Up to run {report.last_run}; what comes after it: --since-run {report.last_run}"
            click.echo(later, err=streamed)


def _count(count: int, name: str) -> str:
    word = name.removesuffix("s")
    return f"{count} {word if count == 1 else word + 's'}"


def _written(path: Path) -> str:
    """How many files an export has, and how large they are."""
    sizes = [file.stat().st_size for file in ([path] if path.is_file() else path.rglob("*")) if file.is_file()]
    return f"{_count(len(sizes), 'file')}, {human_bytes(sum(sizes))}"
