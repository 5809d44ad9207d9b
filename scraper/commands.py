"""What `backfill` and `update` do around a run: options in, summary out."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import click

from archive.errors import ArchiveError
from scraper.errors import UsageError
from scraper.logs import clean
from scraper.notify import Delivery, audience_of, tell_broken, tell_run
from scraper.outcome import Outcome
from scraper.report import duration, make_reporter, megabytes
from scraper.run import Options, Result, run
from scraper.target import Target, archive_folder
from scraper.tools import utc_now
from scraper.urls import authority
from scraper.wayback.cdx import WAYBACK, read_base
from scraper.wayback.host import Manners

_LOOPBACK = ("127.", "localhost", "[::1]")


def run_command(command: str, target: Target, given: dict[str, Any], verbosity: int) -> int:
    """Execute a run as the user asked, print its summary, and answer the exit code."""
    options = Options(
        command=command,
        target=target,
        folder=archive_folder(given["folder"], target),
        delay=given["delay"],
        contact=given["contact"],
        since=given.get("since"),
        until=given.get("until"),
        max_posts=given.get("max_posts"),
        time_limit=given["time_limit"],
        max_bytes=given.get("max_bytes"),
        min_free=given.get("min_free", 0),
        recheck=given.get("recheck", "due"),
        accept=given.get("accept", False),
        budget=given.get("budget", 200),
        networks=given["networks"],
        render=given.get("render"),
        sources=frozenset(given.get("sources", ())) or None,
        past=_archive_named(given, "from_wayback"),
        save=_archive_named(given, "save_to_wayback"),
    )
    if command == "reparse":
        return _run_quietly(options, given, verbosity)
    if verbosity >= 0:
        _hint_contact(options)
    audience = audience_of(target, given["channels"], os.environ)
    reporter = make_reporter(verbosity, time.monotonic, json_lines=given["as_json"])
    try:
        result = run(options, reporter)
    except ArchiveError as error:
        _print_deliveries(tell_broken(audience, error), quiet=verbosity < 0)
        raise
    finally:
        reporter.close()
    deliveries = tell_run(options.folder, audience, utc_now)
    tell(result, as_json=given["as_json"], quiet=verbosity < 0, deliveries=deliveries)
    return result.outcome.exit_code


def _archive_named(given: dict[str, Any], wanted: str) -> Manners | None:
    """The web archive that is to be asked, None where `wanted` was not given.

    Raises:
        UsageError: the archive's address is none, or is given for nothing.
    """
    named = given.get("archive_url")
    if named and not (given.get("from_wayback") or given.get("save_to_wayback")):
        raise UsageError("--archive-url says which web archive; say what for: --from-wayback or --save-to-wayback")
    if not given.get(wanted):
        return None
    return Manners(read_base(named or WAYBACK), given["delay"], given["contact"], tuple(given["networks"]))


def _run_quietly(options: Options, given: dict[str, Any], verbosity: int) -> int:
    """Execute a run that asks no site and is no news: nobody is told of it."""
    reporter = make_reporter(verbosity, time.monotonic, json_lines=given["as_json"])
    try:
        result = run(options, reporter)
    finally:
        reporter.close()
    tell(result, as_json=given["as_json"], quiet=verbosity < 0)
    return result.outcome.exit_code


def _print_deliveries(deliveries: Sequence[Delivery], *, quiet: bool) -> None:
    """Say on standard error which channels could not be told, and which were."""
    for delivery in deliveries:
        if delivery.problem:
            click.echo(f"Could not tell {clean(delivery.channel)}: {clean(delivery.problem)}", err=True)
        elif not quiet:
            click.echo(f"Told {clean(delivery.channel)}: {clean(delivery.subject)}", err=True)


def _hint_contact(options: Options) -> None:
    """Ask once for a contact where a public site is visited without one."""
    site = options.target.site
    known = options.contact or (site.profile and site.profile.politeness.contact)
    if not known and not authority(site.home).startswith(_LOOPBACK):
        click.echo(
            "No contact is set: tell the site's owner how to reach you with --contact or $SCRAPER_CONTACT.", err=True
        )


def tell(result: Result, *, as_json: bool, quiet: bool, deliveries: Sequence[Delivery] = ()) -> None:
    """Print how the run ended: JSON, a few lines, or on a quiet run only what needs a person."""
    _print_deliveries(deliveries, quiet=quiet or as_json)
    if as_json:
        told = {"told": [asdict(delivery) for delivery in deliveries]} if deliveries else {}
        click.echo(json.dumps(as_data(result) | told, ensure_ascii=False, indent=2))
        return
    well = result.outcome is Outcome.FINISHED
    if not well or not quiet:
        for line in summary(result):
            click.echo(clean(line), file=sys.stdout if well else sys.stderr)


def as_data(result: Result) -> dict[str, Any]:
    """The result as plain data."""
    return {
        "outcome": result.outcome.word,
        "exit_code": result.outcome.exit_code,
        "archive": str(result.folder),
        "posts": result.posts_held,
        "seconds": round(result.seconds, 3),
        "counts": asdict(result.counts),
        "messages": list(result.messages),
    }


def _number(count: int, noun: str) -> str:
    """`1 post`, `2 posts`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def summary(result: Result) -> list[str]:
    """The result in a few lines for a person."""
    counts = result.counts
    did = [
        f"{number} {word}"
        for number, word in (
            (counts.posts_new, "new"),
            (counts.posts_revised, "revised"),
            (counts.posts_unchanged, "unchanged"),
            (counts.posts_missing, "not there"),
            (counts.posts_failed, "failed"),
        )
        if number
    ]
    files = f"{counts.files_new} new" + (f" ({counts.files_failed} not to be had)" if counts.files_failed else "")
    end = f"{result.outcome.word.capitalize()} in {duration(result.seconds)}"
    posts = ", ".join(did) or "nothing new"
    asked = f"{_number(counts.requests, 'request')}, {megabytes(counts.bytes_received)}"
    held = _number(result.posts_held, "post")
    lines = [f"{end}. Posts: {posts}. Files: {files}. {asked}.", f"{result.folder} holds {held}."]
    return [*lines, *(f"  - {message}" for message in result.messages)]
