"""The command line of the scraper. Everything heavy is imported when a command runs."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from archive import __version__
from archive.age import Duration
from scraper.bounds import MIN_FREE, parse_size, size_text
from scraper.sources import SOURCES

if TYPE_CHECKING:
    from scraper.target import Target

Command = TypeVar("Command", bound=Callable[..., Any])


class _Day(click.ParamType[str]):
    """A date such as `2026-11-22`."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            return date.fromisoformat(str(value)).isoformat()
        except ValueError:
            self.fail(f"{value!r} is no date; give one such as 2026-11-22", param, ctx)


class _Size(click.ParamType[int]):
    """A size such as `500MB` or `2GB`, in bytes."""

    name = "size"

    def __init__(self, at_least: int = 0) -> None:
        self.at_least = at_least

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        try:
            size = parse_size(str(value))
        except ValueError as error:
            self.fail(str(error), param, ctx)
        if size < self.at_least:
            self.fail(f"{value!r} is no size to stop at; give one such as 500MB or 2GB", param, ctx)
        return size


class _Pause(click.FloatRange):
    """Seconds: none, or any number that a clock can count."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        seconds = super().convert(value, param, ctx)
        if not isfinite(seconds):
            self.fail(f"{value!r} is no number of seconds", param, ctx)
        return seconds


class _Network(click.ParamType[Any]):
    """A network such as `192.168.1.0/24`."""

    name = "cidr"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        from ipaddress import ip_network

        try:
            return ip_network(str(value), strict=False)
        except ValueError:
            self.fail(f"{value!r} is no network; give one such as 192.168.1.0/24", param, ctx)


def common(command: Command) -> Command:
    """The options that every command has."""
    for option in (
        click.option("-v", "--verbose", count=True, help="Tell more: every request."),
        click.option("-q", "--quiet", is_flag=True, help="Tell only what needs a person."),
        click.option("--json", "as_json", is_flag=True, help="Print the result as JSON, for machines."),
    ):
        command = option(command)
    return command


def visiting(command: Command) -> Command:
    """The options of commands that ask a site."""
    for option in (
        click.option(
            "--allow-address",
            "networks",
            multiple=True,
            type=_Network(),
            metavar="CIDR",
            help="Also allow hosts in this network that pages lead to. May be given more than once.",
        ),
        click.option(
            "--contact",
            envvar="SCRAPER_CONTACT",
            default="",
            help="How the site's owner can reach you; goes into the User-Agent. Default: $SCRAPER_CONTACT.",
        ),
        click.option(
            "--delay",
            type=_Pause(min=0),
            metavar="SECONDS",
            help="Pause between requests to a host. Default: 1, or the profile's. A longer Crawl-delay wins.",
        ),
    ):
        command = option(command)
    return command


def rendering(command: Command) -> Command:
    """The option of commands that may need a browser to read pages."""
    return click.option(
        "--render/--no-render",
        "render",
        default=None,
        help="Run the scripts of pages that do not read well as they come, in a local Chromium (extra `browser`). "
        "Default: what the profile says, else not.",
    )(command)


def archiving(command: Command) -> Command:
    """The options of commands that write an archive."""
    return click.option(
        "--archive",
        "folder",
        metavar="DIR",
        help="The archive's folder. Default: $SCRAPER_ARCHIVE, else data/<site>.",
    )(command)


def bounding(command: Command) -> Command:
    """The options of commands that may end before all is done."""
    for option in (
        click.option(
            "--min-free",
            type=_Size(),
            default=size_text(MIN_FREE),
            show_default=True,
            metavar="SIZE",
            help="Stop with exit code 6 before less than this is free on the disk.",
        ),
        click.option(
            "--max-bytes",
            type=_Size(at_least=1),
            metavar="SIZE",
            help="Begin no post after receiving this much (500MB, 2GB), and no file larger than the rest of it.",
        ),
        click.option(
            "--time-limit", type=Duration(), metavar="TIME", help="Begin no post after this time (90s, 30m, 2h)."
        ),
    ):
        command = option(command)
    return command


def telling(command: Command) -> Command:
    """The option of commands that tell people what changed."""
    return click.option(
        "--notify",
        "channels",
        multiple=True,
        metavar="URL",
        help="Tell this Apprise address what changed, or what is wrong; $NAME takes it from the environment. "
        "May be given more than once, and adds to the profile's.",
    )(command)


def finding(command: Command) -> Command:
    """The option of commands that look for posts."""
    return click.option(
        "--source",
        "sources",
        multiple=True,
        type=click.Choice(SOURCES),
        help="Look for posts in this source only. May be given more than once. Default: all of them.",
    )(command)


def saving(command: Command) -> Command:
    """The options of commands that may hand what they find to a web archive."""
    for option in (
        click.option(
            "--archive-url",
            metavar="URL",
            help="The web archive: a pywb collection (http://127.0.0.1:8080/news) or a Wayback Machine. "
            "Default: https://web.archive.org.",
        ),
        click.option(
            "--save-to-wayback",
            is_flag=True,
            help="Ask a web archive to keep new and revised posts too, a few a run; $WAYBACK_ACCESS_KEY and "
            "$WAYBACK_SECRET_KEY are the keys of an account.",
        ),
    ):
        command = option(command)
    return command


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="scraper")
def cli() -> None:
    """Archive a news site: every post, every picture, every version.

    SITE is a bundled profile (cairs), the path of a profile, or an address on a site: its front
    page, a listing or a post. Without it: cairs.

    \b
    Exit codes: 0 finished; 1 finished partially, nothing lost; 2 usage or profile mistake;
    3 the site probably changed, a person should look; 4 refused by the site or by our own rules;
    5 the archive is damaged or cannot be opened; 6 disk full; 75 another run holds the lock.
    """


@cli.command()
@click.argument("site", required=False)
@archiving
@visiting
@rendering
@finding
@telling
@click.option("--since", type=_Day(), help="Leave out posts published before this date.")
@click.option("--until", type=_Day(), help="Leave out posts published after this date.")
@click.option("--max-posts", type=click.IntRange(min=1), metavar="N", help="Archive at most N new posts.")
@bounding
@click.option("--from-wayback", is_flag=True, help="Also bring dead posts and earlier states from a web archive.")
@saving
@common
def backfill(site: str | None, **options: Any) -> None:
    """Archive every post there is. May be stopped at any time: it goes on where it was.

    \b
    Example:
      python -m scraper backfill
      python -m scraper backfill https://www.example.org/news --max-posts 20
      python -m scraper backfill --from-wayback --since 2020-01-01
    """
    since, until = options["since"], options["until"]
    if since and until and since > until:
        raise click.UsageError(f"--since {since} is later than --until {until}: no day is both")
    _run("backfill", site, options)


@cli.command()
@click.argument("site", required=False)
@archiving
@visiting
@rendering
@finding
@telling
@click.option(
    "--recheck",
    type=click.Choice(["due", "all", "none"]),
    default="due",
    show_default=True,
    help="Which known posts and their files to look at again.",
)
@click.option(
    "--budget",
    type=click.IntRange(min=0),
    default=200,
    show_default=True,
    metavar="N",
    help="Spend at most N requests on known posts and files that are due.",
)
@click.option("--accept", is_flag=True, help="Take what the pages say now, although many posts changed at once.")
@bounding
@saving
@common
def update(site: str | None, **options: Any) -> None:
    """Archive what is new, and look again at known posts that are due. Made for cron.

    \b
    Example, every morning at 6:15:
      15 6 * * *  cd /srv/news && .venv/bin/python -m scraper update -q
    """
    _run("update", site, options)


@cli.command()
@click.argument("site", required=False)
@archiving
@common
def reparse(site: str | None, **options: Any) -> None:
    """Read the stored pages again with today's readers. Needs no network, and tells nobody.

    \b
    Example:
      python -m scraper reparse --archive data/cairs
    """
    _run("reparse", site, options | {"delay": None, "contact": "", "networks": (), "time_limit": None, "channels": ()})


@cli.command()
@click.argument("site", required=False)
@visiting
@rendering
@common
def check(site: str | None, **options: Any) -> None:
    """Show what would be read from a live page, field by field, with the evidence. Writes nothing.

    \b
    Example:
      python -m scraper check https://www.cairs.hk/en/news_detail/index/36
    """
    from scraper.check import check_site

    _boundary(lambda target: check_site(target, **_check_options(options)), site, as_json=options["as_json"])


@cli.command()
@click.argument("url")
@click.option("--output", metavar="FILE", help="Where to write the profile. Default: <site>.toml in this folder.")
@click.option("--force", is_flag=True, help="Overwrite the file if there is one.")
@visiting
@rendering
@common
def learn(url: str, **options: Any) -> None:
    """Write a profile for a site from its pages: a listing and a handful of posts are looked at.

    \b
    Example:
      python -m scraper learn https://www.example.org/news --output example.toml
    """
    from scraper.learn.command import Wish, learn_site

    wish = Wish(options["output"], options["force"], options["as_json"], options["quiet"])
    given = {key: options[key] for key in ("delay", "contact", "networks", "render")}
    _boundary(lambda target: learn_site(target, wish, **given), url, as_json=options["as_json"])


@cli.command()
@click.option(
    "--archive", "folder", metavar="DIR", help="The archive's folder. Default: $SCRAPER_ARCHIVE, else data/demo."
)
@click.option(
    "--history",
    is_flag=True,
    help="Let the site change twice, and look again each time; the runs are dated 60 and 30 days ago, and today.",
)
@common
def demo(**options: Any) -> None:
    """Serve the bundled replica of a news site on this machine, and archive it. Needs no network.

    \b
    Example:
      python -m scraper demo
      python -m scraper demo --history --archive data/history
    """
    from scraper.demo_run import run_demo

    _boundary(lambda _target: run_demo(**_demo_options(options)), None, as_json=options["as_json"])


def _verbosity(options: dict[str, Any]) -> int:
    return -1 if options["quiet"] else int(options["verbose"])


def _check_options(options: dict[str, Any]) -> dict[str, Any]:
    return {key: options[key] for key in ("delay", "contact", "networks", "as_json", "render")}


def _demo_options(options: dict[str, Any]) -> dict[str, Any]:
    names = ("folder", "as_json", "history")
    return {name: options[name] for name in names} | {"verbosity": _verbosity(options)}


def _run(command: str, site: str | None, given: dict[str, Any]) -> None:
    """Run a backfill or an update, print its summary and exit with its code."""
    from scraper.commands import run_command

    _boundary(lambda target: run_command(command, target, given, _verbosity(given)), site, as_json=given["as_json"])


def _boundary(action: Callable[[Target], int], site: str | None, *, as_json: bool) -> None:
    """The one place where errors become a line and an exit code."""
    from archive.errors import ArchiveError, DiskFull
    from scraper.errors import AlreadyRunning, FetchError, ProfileError, Refused, UsageError
    from scraper.logs import clean
    from scraper.outcome import Outcome
    from scraper.target import resolve_target

    outcome: Outcome
    problem: object
    try:
        sys.exit(action(resolve_target(site)))
    except (UsageError, ProfileError) as error:
        outcome, problem = Outcome.USAGE, error
    except AlreadyRunning as error:
        outcome, problem = Outcome.LOCKED, error
    except DiskFull as error:
        outcome, problem = Outcome.DISK_FULL, error
    except ArchiveError as error:
        outcome, problem = Outcome.DAMAGED, error
    except Refused as error:
        outcome, problem = Outcome.REFUSED, error
    except FetchError as error:
        outcome, problem = Outcome.PARTIAL, error
    except KeyboardInterrupt:
        outcome, problem = Outcome.PARTIAL, "interrupted"
    lines = [clean(line) for line in str(problem).splitlines()] or [type(problem).__name__]
    if as_json:
        import json

        click.echo(json.dumps({"outcome": outcome.word, "messages": lines}, ensure_ascii=False))
    for line in lines:
        click.echo(f"scraper: {line}", err=True)
    sys.exit(outcome.exit_code)


def main() -> None:
    """The entry point of `scraper` and `python -m scraper`."""
    # Archived text is Chinese as often as English, and cron's locale is often C.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    cli(prog_name="scraper" if Path(sys.argv[0]).name == "scraper" else "python -m scraper")
