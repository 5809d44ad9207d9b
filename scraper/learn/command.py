"""`scraper learn`: look at a site, write its profile, and show what was read and what is unsure."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click

from archive.disk import clear_errors
from scraper.errors import UsageError
from scraper.learn.study import Learned, study
from scraper.learn.visit import SeenPost, Visit, visit
from scraper.learn.write import as_toml
from scraper.logs import clean
from scraper.outcome import Outcome
from scraper.profile import load_profile
from scraper.target import Target
from scraper.tools import Effects
from scraper.visiting import policy_for, visit_site

if TYPE_CHECKING:
    from rich.console import Console

SHOWN = 5
"""Posts that the table shows."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What the user asked for.

    Attributes:
        output: where to write the profile, None for `<site>.toml` in the current folder.
        force: overwrite a file that is there.
        as_json: print JSON.
        quiet: print only what needs a person.
    """

    output: str | None = None
    force: bool = False
    as_json: bool = False
    quiet: bool = False


def learn_site(
    target: Target,
    wish: Wish,
    *,
    delay: float | None,
    contact: str,
    networks: Sequence[Any],
    render: bool | None = None,
    effects: Effects | None = None,
) -> int:
    """Look at the site, write its profile and show it; answers the exit code: 1 where the visit was cut short.

    Raises:
        UsageError: the address leads to no listing, or the profile may not be written there.
    """
    effects = effects or Effects()
    path = Path(wish.output).expanduser() if wish.output else Path(f"{target.site.name}.toml")
    _may_write(path, force=wish.force)
    policy = policy_for(target.site, delay=delay, contact=contact, networks=networks)
    with visit_site(target.site, policy, None, effects, render=render) as (door, fetcher):
        seen = visit(target, door)
        requests = fetcher.requests
    learned = study(target.site, seen)
    text = as_toml(
        learned, source=target.named or "", day=effects.now().date().isoformat(), looked_at=looked_at(seen, requests)
    )
    _write(path, text, force=wish.force)
    if wish.as_json:
        click.echo(json.dumps(_as_data(learned, seen, path, requests), ensure_ascii=False, indent=2))
    elif wish.quiet:
        for doubt in learned.unsure:
            click.echo(f"scraper: unsure: {clean(doubt)}", err=True)
    else:
        _show(learned, seen, path)
    return (Outcome.PARTIAL if seen.stopped else Outcome.FINISHED).exit_code


def looked_at(seen: Visit, requests: int) -> str:
    """What was looked at, in words: `2 listing pages, 6 posts in en, 2 in tc (14 requests)`."""
    languages = Counter(post.lang for post in seen.posts)
    posts = ", ".join(
        f"{count} post{'s' * (count > 1)}" + (f" in {lang}" if lang else "") for lang, count in languages.items()
    )
    pages = len(seen.listings)
    return f"{pages} listing page{'s' * (pages > 1)}, {posts or 'no post'} ({requests} requests)"


def _may_write(path: Path, *, force: bool) -> None:
    """Turn down a place where nothing may be written, before the site is troubled."""
    if path.is_dir():
        raise UsageError(f"{path}: is a folder; give the name of a file to write with --output")
    if path.exists() and not force:
        raise UsageError(f"{path}: exists already; give --force to overwrite it, or another name with --output")
    if not path.parent.is_dir() or not os.access(path.parent, os.W_OK):
        raise UsageError(f"{path}: cannot be written, for {path.parent} is no folder that may be written to")


def _write(path: Path, text: str, *, force: bool) -> None:
    """Write the profile whole or not at all, and make sure that it can be loaded."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.toml")
    try:
        with clear_errors(path):
            draft.write_text(text, encoding="utf-8")
        load_profile(draft)
        _may_write(path, force=force)
        with clear_errors(path):
            draft.replace(path)
    finally:
        with suppress(OSError):
            draft.unlink()


def _as_data(learned: Learned, seen: Visit, path: Path, requests: int) -> dict[str, Any]:
    return {
        "outcome": (Outcome.PARTIAL if seen.stopped else Outcome.FINISHED).word,
        "file": str(path),
        "requests": requests,
        "profile": learned.profile.model_dump(exclude_defaults=True),
        "selectors": [
            {"field": f"{part}.{c.field}", "css": c.css or None, "checked": c.checked, "note": c.note, "sure": c.sure}
            for part, choices in (("listing", learned.listing), ("detail", learned.detail))
            for c in choices
        ],
        "posts": [_post_data(post) for post in seen.posts],
        "unsure": list(learned.unsure),
    }


def _post_data(post: SeenPost) -> dict[str, Any]:
    content = post.content
    return {
        "url": post.page.url,
        "lang": post.lang,
        "title": content.title,
        "published": content.published,
        "category": content.category,
        "body_characters": len(content.body),
        "attachments": len(content.attachments),
    }


def _show(learned: Learned, seen: Visit, path: Path) -> None:
    from rich.console import Console

    console = Console(highlight=False)
    _show_posts(console, seen)
    _show_selectors(console, learned)
    for doubt in learned.unsure:
        console.print(f"unsure: {clean(doubt)}", style="yellow", markup=False, soft_wrap=True)
    console.print(f"\nWrote {clean(str(path))}.", markup=False, soft_wrap=True)
    console.print(f"Try it:  python -m scraper backfill {clean(str(path))}", markup=False, soft_wrap=True)


def _show_posts(console: Console, seen: Visit) -> None:
    """The first posts, as they were read."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("date", "category", "title", "text", "files", "address"):
        table.add_column(name, overflow="fold", no_wrap=name == "date", justify="right" if name == "files" else "left")
    for post in seen.posts[:SHOWN]:
        content = post.content
        cells = (
            content.published or "-",
            content.category or "-",
            content.title or "-",
            f"{len(content.body)} characters",
            str(len(content.attachments)),
            urlsplit(post.page.url).path,
        )
        table.add_row(*map(_plain, cells))
    console.print(table)
    if len(seen.posts) > SHOWN:
        console.print(f"  … and {len(seen.posts) - SHOWN} more", style="dim")


def _show_selectors(console: Console, learned: Learned) -> None:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("\nfield", "\nselector", "\nwhat it rests on"):
        table.add_column(name, overflow="fold")
    for part, choices in (("listing", learned.listing), ("detail", learned.detail)):
        for choice in choices:
            table.add_row(*map(_plain, (f"{part}.{choice.field}", choice.css or "-", choice.note)))
    console.print(table)


def _plain(text: str) -> Any:
    """Site text for a terminal: nothing in it is markup, and nothing in it is obeyed."""
    from rich.text import Text

    return Text(clean(text))
