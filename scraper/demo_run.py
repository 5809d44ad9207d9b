"""`scraper demo`: serve the bundled replica on loopback, archive it, and say what to try next."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from pathlib import Path

import click

from scraper.commands import as_data, summary
from scraper.outcome import Outcome
from scraper.report import make_reporter
from scraper.run import Options, Result, run
from scraper.target import resolve_target

DEFAULT_FOLDER = Path("data/demo")


def run_demo(*, folder: str | None, verbosity: int, as_json: bool) -> int:
    """Archive the replica as any site is archived, and print what was found."""
    from scraper.demo.server import serve_demo

    where = Path(folder).expanduser() if folder else DEFAULT_FOLDER
    if not as_json:
        click.echo("Making the pictures of the replica and serving it on this machine …", err=True)
    with serve_demo() as demo:
        target = resolve_target(demo.base + "/")
        # Every start of the demo has another port; the archive is to know it as one site.
        target = replace(target, site=replace(target.site, name="demo"))
        reporter = make_reporter(min(verbosity, 0) - (verbosity == 0), time.monotonic, json_lines=as_json)
        try:
            result = run(Options(command="backfill", target=target, folder=where, delay=0.0), reporter)
        finally:
            reporter.close()
    if as_json:
        click.echo(json.dumps(as_data(result), ensure_ascii=False, indent=2))
    else:
        _tell(result)
    return result.outcome.exit_code


def _tell(result: Result) -> None:
    for line in summary(result):
        click.echo(line)
    if result.outcome is not Outcome.FINISHED:
        return
    where = result.folder
    click.echo("\nTry next:")
    click.echo(f"  python -m archive info --archive {where}")
    click.echo(f"  python -m archive search --archive {where} 可靠性")
    query = "select published, title from posts order by published desc limit 5"
    click.echo(f'  sqlite3 {where}/archive.db "{query}"')
