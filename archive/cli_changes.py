"""The commands that tell what changed: `changes`, `history`, `diff` and `feed`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from archive.cli_options import Mistake, common, edge_typed, named_post
from archive.terminal import json_text, printable

if TYPE_CHECKING:
    from archive.db import Archive
    from archive.moments import Edge


@click.command()
@click.option("--since", metavar="WHEN", required=True, help="From this moment on.")
@click.option("--until", metavar="WHEN", help="Up to this moment; a day or a run belongs to the window.")
@click.option("--all", "everything", is_flag=True, help="Also cosmetic changes, and pages that flip to and fro.")
@common
def changes(
    folder: str, since: str, until: str | None, *, everything: bool, as_json: bool, quiet: bool, verbose: bool
) -> None:
    """List what changed on the site: posts that appeared, were revised, are gone, or came back.

    WHEN is a date or time (UTC unless it says otherwise), a span such as 7d or 24h, yesterday, or a run
    such as run:12.

    \b
    Example:
      archive changes --since 7d --archive data/cairs
      archive changes --since 2026-03-01 --until 2026-03-31 --json
    """
    from archive import history, open_archive
    from archive.diff_lists import change_json, change_lines, change_parts, count_line
    from archive.display import show

    with open_archive(folder) as archive:
        window = _window(archive, since, until)
        found = history.changes_between(archive, *window, everything=everything)
    if as_json:
        edges = {"since": window[0].at if window[0] else None, "until": window[1].at if window[1] else None}
        click.echo(json_text({**edges, "changes": [change_json(told) for told in found]}))
    elif quiet:
        for line in change_lines(found):
            click.echo(line)
    elif found:
        show([*change_parts(found, verbose=verbose), count_line(found)])
    else:
        click.echo(f"Nothing changed since {printable(since)}{f' until {printable(until)}' if until else ''}.")


@click.command()
@click.argument("post")
@click.option("--lang", metavar="LANG", help="POST is the site's own id for it; this is its language.")
@common
def history(post: str, folder: str, lang: str | None, *, as_json: bool, quiet: bool, verbose: bool) -> None:
    """List every revision of a post: when, why, and which fields changed.

    POST is the post's id here, its address, or the site's own id for it (with --lang).

    \b
    Example:
      archive history https://www.cairs.hk/en/news_detail/index/36
      archive history 36 --lang en --archive data/cairs
    """
    from archive import history as reading
    from archive import open_archive
    from archive.diff_lists import history_json, history_lines, history_parts
    from archive.display import show

    with open_archive(folder) as archive:
        found = named_post(archive, post, lang, quiet=quiet or as_json)
        revisions, absences = reading.revisions(archive, found.id), reading.absences(archive, found.id)
    if as_json:
        click.echo(json_text(history_json(found, revisions, absences)))
    elif quiet:
        for line in history_lines(revisions, absences):
            click.echo(line)
    else:
        show(history_parts(found, revisions, absences, verbose=verbose))


@click.command()
@click.argument("post")
@click.argument("old", type=int, required=False, metavar="[N]")
@click.argument("new", type=int, required=False, metavar="[M]")
@click.option("--lang", metavar="LANG", help="POST is the site's own id for it; this is its language.")
@click.option(
    "--format", "form", type=click.Choice(["terminal", "text", "html", "json"]),
    help="How to show it; by default in colour on a terminal, as text in a pipe.",
)  # fmt: skip
@click.option("--output", metavar="FILE", help="Write to this file; by its ending it is HTML, JSON or text.")
@common
def diff(  # noqa: PLR0913 - one parameter an option
    post: str, old: int | None, new: int | None, folder: str, lang: str | None, form: str | None, output: str | None,
    *, as_json: bool, quiet: bool, verbose: bool,
) -> None:  # fmt: skip
    """Show what differs between two revisions of a post, word by word.

    N and M are numbers of revisions, as `archive history` lists them. With N alone it is compared with the
    one before it; with neither, the last two are compared.

    \b
    Example:
      archive diff 36 --lang en --archive data/cairs
      archive diff 12 1 3 --output diff.html
    """
    from archive import history as reading
    from archive import open_archive
    from archive.postdiff import default_pair, post_diff

    if output and form == "terminal":
        message = "--format terminal cannot be written to a file; choose text, html or json."
        raise Mistake(message)
    with open_archive(folder) as archive:
        found = named_post(archive, post, lang, quiet=quiet or as_json)
        try:
            pair = default_pair(reading.revisions(archive, found.id), old, new)
            compared = post_diff(archive, found, *pair)
        except LookupError as error:
            raise Mistake(str(error)) from None
        form = "json" if as_json else form or _form_of(output)
        if quiet and form in {"terminal", "text"}:
            text = "\n".join(compared.fields)
        else:
            text = _written(archive, compared, form, output, whole=verbose)
    _put(text, output)


@click.command()
@click.option("--output", metavar="FILE", help="Write the feed to this file instead of standard output.")
@click.option(
    "--format", "form", type=click.Choice(["atom", "json"]),
    help="Atom or JSON Feed 1.1; by default Atom, or JSON for a file that ends in .json.",
)  # fmt: skip
@click.option("--since", metavar="WHEN", help="Only changes from this moment on.")
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True, help="The most entries.")
@click.option("--base-url", metavar="URL", help="The address of the feed's folder on the web, for its link to itself.")
@common
def feed(  # noqa: PLR0913 - one parameter an option
    folder: str, output: str | None, form: str | None, since: str | None, limit: int, base_url: str | None,
    *, as_json: bool, quiet: bool, verbose: bool,
) -> None:  # fmt: skip
    """Write a feed of changes, for people to subscribe to: new, edited with the difference, gone, back.

    \b
    Example:
      archive feed --output public/changes.xml --base-url https://example.org/ --archive data/cairs
      archive feed --format json --limit 20
    """
    from archive import open_archive
    from archive.feed import atom, json_feed
    from archive.site_feed import site_feed

    form = "json" if as_json or (form is None and (output or "").lower().endswith(".json")) else form or "atom"
    with open_archive(folder) as archive:
        edge = _window(archive, since, None)[0]
        name = Path(output).name if output else f"changes.{'json' if form == 'json' else 'xml'}"
        made = site_feed(archive, since=edge, limit=limit, self_url=_self_url(base_url, name))
    _put(json_feed(made) if form == "json" else atom(made), output)
    if output and verbose and not quiet:
        click.echo(f"{len(made.entries)} entries are in {output}.", err=True)


COMMANDS = (changes, history, diff, feed)


def _window(archive: Archive, since: str | None, until: str | None) -> tuple[Edge | None, Edge | None]:
    window = (
        None if since is None else edge_typed(archive, since, end=False),
        None if until is None else edge_typed(archive, until, end=True),
    )
    if window[0] and window[1] and window[1].at < window[0].at:
        message = f"--until {printable(until or '')} lies before --since {printable(since or '')}."
        raise Mistake(message)
    return window


def _form_of(output: str | None) -> str:
    import sys

    if output is None:
        return "terminal" if sys.stdout.isatty() else "text"
    return {".html": "html", ".htm": "html", ".json": "json"}.get(Path(output).suffix.lower(), "text")


def _written(archive: Archive, compared: object, form: str, output: str | None, *, whole: bool) -> str:
    """Put a comparison into the form that was asked for."""
    from archive import diff_html, diff_text
    from archive.diff_pictures import picture
    from archive.postdiff import PostDiff, as_json
    from archive.terminal import console

    assert isinstance(compared, PostDiff)  # typed loosely so that `--help` need not import it
    if form == "json":
        return json_text(as_json(compared))
    if form == "html":
        return diff_html.page(compared, lambda blob: picture(archive, blob, Path(output) if output else None))
    lines = diff_text.lines(compared, colour=form == "terminal", whole=whole)
    if form == "text":
        return "\n".join(line.plain.rstrip() for line in lines)
    out = console()
    with out.capture() as captured:
        for line in lines:
            out.print(line, soft_wrap=True)
    return captured.get().rstrip("\n")


def _put(text: str, output: str | None) -> None:
    """Print, or write a file whole: whoever reads it meanwhile sees the former one or this one."""
    if output is None:
        click.echo(text.removesuffix("\n"))
        return
    from archive.output import replace_file

    replace_file(Path(output), (text.removesuffix("\n") + "\n").encode("utf-8", "replace"))


def _self_url(base: str | None, name: str) -> str:
    from urllib.parse import quote, urlsplit

    if base is None:
        return ""
    try:
        parts = urlsplit(base)
        good = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        good = False
    if not good:
        message = (
            f"--base-url {printable(base)!r} is no absolute web address; give one such as https://example.org/news/."
        )
        raise Mistake(message)
    return f"{base.rstrip('/')}/{quote(name)}"
