"""What the commands of `archive` share: their common options, and mistakes of the user."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Callable

_DEFAULT = "data/cairs"


class Mistake(click.ClickException):
    """What the user typed does not mean anything here: one sentence, exit code 2."""

    exit_code = 2


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
