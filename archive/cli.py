"""The `archive` command: look into an archive folder. It reads only, and works beside a running update.

Exit codes: 0 done · 2 usage · 3 older than `info --max-age` allows · 5 not an archive, or a damaged one · 6 disk full ·
75 locked.
"""

from __future__ import annotations

import os
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from archive.age import Duration, age_line, age_of
from archive.cli_browse import browse
from archive.cli_changes import COMMANDS
from archive.cli_cite import cite
from archive.cli_export import export
from archive.cli_options import common
from archive.cli_plot import plot
from archive.errors import ArchiveError, ArchiveLocked, DiskFull
from archive.terminal import json_text, printable

if TYPE_CHECKING:
    from collections.abc import Sequence

TOO_OLD = 3
"""Exit code of `info --max-age` where the last success is too long ago."""

_CODES: tuple[tuple[type[ArchiveError], int], ...] = ((DiskFull, 6), (ArchiveLocked, 75), (ArchiveError, 5))


def _version(context: click.Context, _option: click.Parameter, asked: bool) -> None:
    if asked:
        from archive import __version__

        click.echo(f"cairs-news-archive {__version__}")
        context.exit()


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Show the version.")
def cli() -> None:
    """Look into an archive of a news site.

    \b
    Example:
      archive info --archive data/cairs
      archive search "香港 research*" --archive data/cairs
      archive changes --since 7d --archive data/cairs
    """


@cli.command()
@click.option(
    "--max-age",
    type=Duration(),
    metavar="TIME",
    help="Say when a run last finished well, and exit with 3 if that is longer ago than this (26h, 2d).",
)
@common
def info(folder: str, *, max_age: float | None, as_json: bool, quiet: bool, verbose: bool) -> None:
    """Show what an archive holds: posts, files, runs, issues, and how complete it is.

    \b
    Example:
      archive info --archive data/cairs
      archive info --json | jq .ledger
      archive info --max-age 26h -q || echo "Nothing was archived for more than a day."
    """
    if max_age is not None:
        _check_age(folder, max_age, as_json=as_json, quiet=quiet)
        return
    from archive import open_archive
    from archive.display import info_parts, one_line, show
    from archive.info import summarise

    with open_archive(folder) as opened:
        summary = summarise(opened, runs=20 if verbose else 5)
    if as_json:
        click.echo(json_text(asdict(summary)))
    elif quiet:
        click.echo(one_line(summary))
    else:
        show(info_parts(summary, verbose=verbose))


def _check_age(folder: str, allowed: float, *, as_json: bool, quiet: bool) -> None:
    """Print one line on the age of the last success, on a quiet run only if it is too old, and then exit with 3."""
    from archive import open_archive

    with open_archive(folder) as opened:
        age = age_of(opened, allowed, datetime.now(UTC))
    if as_json:
        click.echo(json_text(asdict(age)))
    elif age.too_old or not quiet:
        click.echo(age_line(age, allowed), err=age.too_old)
    if age.too_old:
        sys.exit(TOO_OLD)


@cli.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="The most posts to show.")
@click.option("--newest", is_flag=True, help="The latest published first, instead of the best.")
@click.option("--lang", metavar="LANG", help="Only posts in this language, as the site's addresses spell it.")
@click.option("--category", metavar="NAME", help="Only posts of this category.")
@click.option("--since", metavar="DATE", help="Only posts published on this day or later.")
@click.option("--until", metavar="DATE", help="Only posts published on this day or earlier.")
@click.option("--as-of", metavar="WHEN", help="As the site stood then: a date or time, a span such as 30d, or run:12.")
@click.option("--past", is_flag=True, help="Also what posts said before they were revised.")
@common
def search(words: Sequence[str], folder: str, **given: Any) -> None:
    """Find posts by their words, in English or Chinese, the best first.

    All WORDS must occur in the post or the names of its files; English ones are found by their
    stem. Put a phrase in quotation marks; end a word with * to find words that begin so.

    \b
    Example:
      archive search 香港 "knowledge transfer" reliab* --archive data/cairs
      archive search lift safety --category News --since 2024-01-01 --newest
      archive search opening --as-of 2025-06-30
    """
    from archive.cli_search import run_search

    run_search(words, folder, given)


for _command in (*COMMANDS, browse, cite, export, plot):
    cli.add_command(_command)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command; every expected error is one clear line and an exit code, never a traceback."""
    try:
        sys.exit(cli(args=arguments, prog_name="archive", standalone_mode=False) or 0)
    except click.exceptions.Abort:
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except ArchiveError as error:
        click.echo(f"Error: {printable(str(error))}", err=True)
        sys.exit(next(code for kind, code in _CODES if isinstance(error, kind)))
    except BrokenPipeError:
        # Whoever read our output has seen enough; keep the interpreter from complaining while it shuts down.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
