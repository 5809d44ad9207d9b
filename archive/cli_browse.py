"""The command `archive browse`."""

from __future__ import annotations

import ipaddress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from archive.cli_options import Mistake, common
from archive.terminal import printable

if TYPE_CHECKING:
    from collections.abc import Sequence


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="The address to listen on.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8001, show_default=True,
    help="The port to listen on; 0 takes a free one.",
)  # fmt: skip
@click.option(
    "--allow-host", "names", multiple=True, metavar="NAME",
    help="A further name under which it may be asked, such as archive.example.org; needed where others can reach it.",
)  # fmt: skip
@click.option("--open", "open_page", is_flag=True, help="Open the front page in your browser.")
@common
def browse(
    folder: str, host: str, port: int, names: Sequence[str],
    *, open_page: bool, as_json: bool, quiet: bool, verbose: bool,
) -> None:  # fmt: skip
    """Show an archive in the browser: latest posts, search, history, differences, pictures, tables and SQL.

    It only reads, works beside a running update, and answers to this machine alone unless --host says
    otherwise. There are no passwords: whoever can reach the address can read the archive. Ctrl-C ends it.
    Needs the extra `browse`.

    \b
    Example:
      archive browse --archive data/cairs --open
      archive browse --host 0.0.0.0 --allow-host desk.example.org
    """
    _need_datasette()
    from archive import open_archive
    from archive.browse.serving import CannotServe, bind, serve
    from archive.terminal import json_text

    allowed = [*_own_name(host, names), *map(_name, names)]
    open_archive(folder).close()  # says what is wrong with it before a port is taken
    try:
        bound = bind(host, port)
    except CannotServe as error:
        raise Mistake(printable(str(error))) from None
    address = f"http://{_shown(host)}:{bound.getsockname()[1]}/"

    def ready() -> None:
        if as_json:
            click.echo(json_text({"url": address, "archive": folder}))
        else:
            click.echo(address if quiet else f"{address} shows {printable(folder)}. Ctrl-C ends it.")
        if open_page:
            click.launch(address)

    serve(Path(folder), bound, allowed, ready, log_requests=verbose)


def _need_datasette() -> None:
    try:
        import datasette  # noqa: F401
        import uvicorn  # noqa: F401
    except ImportError:
        message = (
            "Browsing needs Datasette: install it with the extra `browse` (pip install 'cairs-news-archive[browse]')."
        )
        raise Mistake(message) from None


def _own_name(host: str, names: Sequence[str]) -> list[str]:
    """The address that was given as a name; one that stands for all of the machine's needs names beside it."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        if host != "localhost":
            message = (
                f"--host {printable(host)} is no address; give one such as 127.0.0.1, and names with --allow-host."
            )
            raise Mistake(message) from None
        return []
    if address.is_unspecified and not names:
        message = (
            f"--host {host} answers to other machines: say under which names with --allow-host, such as "
            f"--allow-host {_example()}. Whoever can reach it can read the archive."
        )
        raise Mistake(message)
    return [str(address)]


def _example() -> str:
    import socket

    return printable(socket.gethostname()) or "desk.example.org"


def _name(typed: str) -> str:
    name = typed.strip().strip("[]").rstrip(".").lower()
    if not name or any(sign in name for sign in "/*@ ") or "://" in typed:
        message = (
            f"--allow-host {printable(typed)!r}: give a name such as archive.example.org, without http:// or path."
        )
        raise Mistake(message)
    return name


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else {"0.0.0.0": "127.0.0.1"}.get(host, host)  # noqa: S104 - only shown
