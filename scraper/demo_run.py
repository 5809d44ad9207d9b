"""`scraper demo`: serve the bundled replica on loopback, archive it, and say what to try next."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scraper.commands import as_data, summary
from scraper.outcome import Outcome
from scraper.report import make_reporter
from scraper.run import Options, Result, run
from scraper.target import resolve_target
from scraper.tools import Effects, utc_now

if TYPE_CHECKING:
    from scraper.demo.server import Demo

DEFAULT_FOLDER = Path("data/demo")


DAYS = (60, 30, 0)
"""How many days ago the runs of a history are dated: the first finds the site as it is, the others as it became."""


def run_demo(*, folder: str | None, verbosity: int, as_json: bool, history: bool = False) -> int:
    """Archive the replica as any site is archived, and print what was found.

    Args:
        folder: where to; None for the usual place.
        verbosity: below 0 for less, above for more.
        as_json: print the result of the last run as JSON.
        history: let the site change twice, and look again after each change. The clock of the runs is set back.
    """
    from scraper.demo.server import serve_demo

    where = Path(folder).expanduser() if folder else DEFAULT_FOLDER
    if not as_json:
        click.echo("Making the pictures of the replica and serving it on this machine …", err=True)
    with serve_demo() as demo:
        target = resolve_target(demo.base + "/")
        # Every start of the demo has another port; the archive is to know it as one site.
        target = replace(target, site=replace(target.site, name="demo"))
        if not history:
            result = _run(
                Options(command="backfill", target=target, folder=where, delay=0.0), verbosity, as_json=as_json
            )
        else:
            result = _live(
                demo, Options(command="backfill", target=target, folder=where, delay=0.0), verbosity, as_json
            )
    if as_json:
        click.echo(json.dumps(as_data(result), ensure_ascii=False, indent=2))
    else:
        _tell(result, history=history)
    return result.outcome.exit_code


def _run(options: Options, verbosity: int, *, as_json: bool, days_ago: int = 0) -> Result:
    effects = Effects(now=lambda: utc_now() - timedelta(days=days_ago))
    reporter = make_reporter(min(verbosity, 0) - (verbosity == 0), time.monotonic, json_lines=as_json)
    try:
        return run(options, reporter, effects)
    finally:
        reporter.close()


def _live(demo: Demo, options: Options, verbosity: int, as_json: bool) -> Result:
    """A backfill, and an update after each change of the site; stops where one does not finish."""
    from scraper.demo.later import REPLACED, later

    result = _run(options, verbosity, as_json=as_json, days_ago=DAYS[0])
    update = replace(options, command="update", recheck="all")
    for number, (posts, days_ago) in enumerate(zip(later(demo.posts), DAYS[1:], strict=True)):
        if result.outcome is not Outcome.FINISHED:
            break
        demo.show(posts, [REPLACED] if number == 0 else [])
        result = _run(update, verbosity, as_json=as_json, days_ago=days_ago)
    return result


def _tell(result: Result, *, history: bool) -> None:
    for line in summary(result):
        click.echo(line)
    if result.outcome is not Outcome.FINISHED:
        return
    where = result.folder
    click.echo("\nTry next:")
    click.echo(f"  python -m archive info --archive {where}")
    click.echo(f"  python -m archive search --archive {where} 可靠性")
    if history:
        click.echo(f"  python -m archive changes --since {DAYS[1] + 1}d --archive {where}")
    query = "select published, title from posts order by published desc limit 5"
    click.echo(f'  sqlite3 {where}/archive.db "{query}"')
