"""The command `archive search`: what was typed becomes filters, what was found is shown."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from archive.cli_options import Mistake, moment_typed
from archive.db import open_archive
from archive.display import hit_parts, show
from archive.search import Filters, count, search
from archive.search_text import match_expression
from archive.terminal import json_text, printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archive.db import Archive
    from archive.search import Hit


def run_search(words: Sequence[str], folder: str, given: dict[str, Any]) -> None:
    """Find and show posts.

    Args:
        words: the arguments as typed. The shell has taken the quotation marks off a phrase: several words in one
            argument are one.
        folder: the archive folder.
        given: the options by name.
    """
    typed = " ".join(f'"{word}"' if " " in word.strip() and '"' not in word else word for word in words)
    if not match_expression(typed):
        message = f"There is no word to search for in {printable(typed)}: give letters, digits or Chinese characters."
        raise Mistake(message)
    with open_archive(folder) as archive:
        filters = filters_typed(archive, given)
        hits = search(archive, typed, given["limit"], newest=given["newest"], filters=filters)
        more = count(archive, typed, filters=filters) - len(hits) if len(hits) == given["limit"] else 0
    if given["as_json"]:
        click.echo(json_text([asdict(hit) for hit in hits]))
    elif given["quiet"]:
        for hit in hits:
            click.echo(printable(hit.url))
    else:
        _show(words, hits, more, verbose=given["verbose"])


def _show(words: Sequence[str], hits: Sequence[Hit], more: int, *, verbose: bool) -> None:
    if not hits:
        click.echo(f"No post has {printable(' '.join(words))}.")
        return
    show([part for hit in hits for part in hit_parts(hit, verbose=verbose)])
    if more:
        click.echo(f"{more} more; --limit shows them.")


def filters_typed(archive: Archive, given: dict[str, Any]) -> Filters:
    """Read the options that choose posts, by name.

    Raises:
        Mistake: one means nothing, or two do not go together.
    """
    past = given.get("past", False)
    if given["as_of"] and past:
        message = "--as-of looks at one moment, --past at all of them: give one of the two."
        raise Mistake(message)
    since, until = (_day(given[name], name) for name in ("since", "until"))
    if since and until and until < since:
        message = f"--until {until} lies before --since {since}."
        raise Mistake(message)
    return Filters(
        lang=given["lang"],
        category=given["category"],
        since=since,
        until=until,
        as_of=moment_typed(archive, given["as_of"]) if given["as_of"] else None,
        past=past,
    )


def _day(text: str | None, name: str) -> str | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        message = f"--{name} {printable(text)}: that is no date; give one such as 2026-11-22."
        raise Mistake(message) from None
