"""The command `archive plot`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from archive.cli_options import Mistake, common

if TYPE_CHECKING:
    from archive.db import Archive

PLOTS = ("timeline", "categories", "edits", "pictures", "health")


@click.command()
@click.argument("names", nargs=-1, metavar="[PLOT]…", type=click.Choice([*PLOTS, "all"]))
@click.option(
    "--output", metavar="PATH", default=".", show_default=True,
    help="A file for one plot (.svg or .png), else a folder.",
)  # fmt: skip
@click.option("--format", "form", type=click.Choice(["svg", "png"]), help="By default SVG, or what the file ends in.")
@click.option("--lang", metavar="LANG", help="Only posts in this language; by default the one with most posts.")
@click.option("--dark", is_flag=True, help="Light on dark.")
@common
def plot(  # noqa: PLR0913 - one parameter an option
    names: tuple[str, ...], folder: str, output: str, form: str | None, lang: str | None, *,
    dark: bool, as_json: bool, quiet: bool, verbose: bool,
) -> None:  # fmt: skip
    """Draw what an archive holds and how its runs went.

    PLOT is timeline (posts by month and category), categories, edits (by age of the post), pictures (their
    sizes), health (of the runs), or all. Without it: all. Needs the extra `plot`.

    \b
    Example:
      archive plot timeline --output timeline.svg --archive data/cairs
      archive plot all --format png --output plots/
    """
    from archive import open_archive
    from archive.output import replace_file
    from archive.terminal import json_text

    _need_matplotlib()
    wanted = PLOTS if not names or "all" in names else tuple(dict.fromkeys(names))
    files = _files(wanted, Path(output), form)
    with open_archive(folder) as archive:
        chosen = _language(archive, lang)
        from archive.plots.draw import Look, plot

        for name, path in files.items():
            drawn = plot(archive, name, path.suffix.removeprefix("."), lang=chosen, look=Look(dark=dark))
            path.parent.mkdir(parents=True, exist_ok=True)
            replace_file(path, drawn)
            if not quiet and not as_json:
                click.echo(f"{path} ({len(drawn)} bytes)" if verbose else str(path))
    if as_json:
        click.echo(json_text({name: str(path) for name, path in files.items()}))


def _need_matplotlib() -> None:
    try:
        import matplotlib  # noqa: F401
    except ImportError:
        message = "Plots need Matplotlib: install it with the extra `plot` (pip install 'cairs-news-archive[plot]')."
        raise Mistake(message) from None


def _files(wanted: tuple[str, ...], output: Path, form: str | None) -> dict[str, Path]:
    """Where each plot goes."""
    ending = output.suffix.lower()
    if ending in {".svg", ".png"} and not output.is_dir():
        if len(wanted) > 1:
            message = f"{output} is one file, but {len(wanted)} plots are wanted: name one plot, or give a folder."
            raise Mistake(message)
        if form and ending != f".{form}":
            message = f"--format {form} and {output.name} disagree."
            raise Mistake(message)
        return {wanted[0]: output}
    if ending and not output.is_dir():
        message = f"{output} ends neither in .svg nor in .png, and is no folder."
        raise Mistake(message)
    return {name: output / f"{name}.{form or 'svg'}" for name in wanted}


def _language(archive: Archive, lang: str | None) -> str | None:
    """The language to draw: as typed if there is such a one, else the commonest where there are several."""
    from archive.plots.data import languages
    from archive.terminal import printable

    known = languages(archive)
    if lang is not None and lang not in known:
        message = f"No post is in language {printable(lang)}; there are {', '.join(map(printable, known)) or 'none'}."
        raise Mistake(message)
    return lang if lang is not None or len(known) < 2 else known[0]
