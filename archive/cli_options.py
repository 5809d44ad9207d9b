"""What the commands of `archive` share: their common options, and mistakes of the user."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from archive.terminal import printable

if TYPE_CHECKING:
    from collections.abc import Callable

    from archive.db import Archive
    from archive.history import Post
    from archive.moments import Edge

_DEFAULT = "data/cairs"


class Mistake(click.ClickException):
    """What the user typed does not mean anything here: one sentence, exit code 2."""

    exit_code = 2


def edge_typed(archive: Archive, text: str, *, end: bool) -> Edge:
    """Read an edge of a window of time that the user typed; a day or a run given as the end belongs to the window.

    Raises:
        Mistake: it is no moment, or there is no such run.
    """
    from archive.history import run_times
    from archive.moments import read_edge

    try:
        return read_edge(text, datetime.now(UTC), lambda number: run_times(archive, number), end=end)
    except ValueError as error:
        raise Mistake(printable(str(error))) from None


def moment_typed(archive: Archive, text: str, *, end: bool = True) -> str:
    """Read a moment that the user typed, as the archive writes moments (UTC); a day means its end, a run its end.

    Raises:
        Mistake: it is no moment, or there is no such run.
    """
    return edge_typed(archive, text, end=end).at


def named_post(archive: Archive, typed: str, lang: str | None, *, quiet: bool) -> Post:
    """Find the post that is meant; where a number means two, say which was taken.

    Raises:
        Mistake: there is no such post, or several.
    """
    from archive.history import find_post, same_source_id

    try:
        found = find_post(archive, typed, lang)
    except LookupError as error:
        raise Mistake(printable(str(error))) from None
    if lang is None and typed.strip() == str(found.id) and not quiet:
        for other in same_source_id(archive, found, typed)[:1]:
            click.echo(
                f"This is post {found.id} of the archive. For the site's own number {found.id} "
                f"add --lang {printable(other.lang) or repr('')}.",
                err=True,
            )
    return found


def common(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that every command has."""
    for option in (
        click.option("-v", "--verbose", is_flag=True, help="Say more."),
        click.option("-q", "--quiet", is_flag=True, help="Say only what matters most, one thing a line."),
        click.option("--json", "as_json", is_flag=True, help="Print JSON, for machines."),
        click.option(
            "--archive", "folder", metavar="DIR", envvar="SCRAPER_ARCHIVE", default=_DEFAULT, show_default=True,
            help="The archive folder; $SCRAPER_ARCHIVE works too.",
        ),
    ):  # fmt: skip
        command = option(command)
    return command
