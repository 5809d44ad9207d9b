"""The command `archive cite`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from archive.cli_options import Mistake, common, named_post
from archive.terminal import printable

if TYPE_CHECKING:
    from collections.abc import Sequence


@click.command()
@click.argument("posts", nargs=-1, required=True, metavar="POST…")
@click.option("--lang", metavar="LANG", help="POST is the site's own id for it; this is its language.")
@click.option("--revision", type=click.IntRange(min=1), metavar="N", help="As it read in this revision.")
@click.option(
    "--format", "form", type=click.Choice(["bibtex", "ris", "csl"]), default="bibtex", show_default=True,
    help="How to write it; csl is CSL-JSON.",
)  # fmt: skip
@common
def cite(
    posts: Sequence[str], folder: str, lang: str | None, revision: int | None, form: str,
    *, as_json: bool, quiet: bool, verbose: bool,
) -> None:  # fmt: skip
    """Write a reference to a post, with the moment of its capture and the digest of what came.

    POST is the post's id here, its address, or the site's own id for it (with --lang).

    \b
    Example:
      archive cite 36 --lang en --archive data/cairs >> references.bib
      archive cite 12 14 15 --format ris
      archive cite 12 --revision 1 --format csl
    """
    from archive import open_archive
    from archive.cite import FORMATS, reference

    with open_archive(folder) as archive:
        found = [named_post(archive, post, lang, quiet=quiet or as_json) for post in posts]
        try:
            references = [reference(archive, post, revision) for post in found]
        except LookupError as error:
            raise Mistake(str(error)) from None
    if verbose:
        for item in references:
            click.echo(f"{item.key}: {printable(item.title)}, as captured {item.captured_at}", err=True)
    click.echo(FORMATS["csl" if as_json else form](references), nl=form != "ris" or as_json)
