"""`scraper check`: read a live page and show every field, where it was found and why; write nothing."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from archive.records import Evidence, Issue, Listing, PostContent
from scraper.discover.locate import locate
from scraper.discover.source import Page, sightings_of
from scraper.door import LiveDoor
from scraper.errors import FetchError
from scraper.logs import clean
from scraper.outcome import Outcome
from scraper.site import Site
from scraper.target import Target
from scraper.tools import Effects
from scraper.visiting import policy_for, visit_site

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

FIELDS = ("title", "published", "category", "body", "attachments")
SHOWN = 12


def check_site(
    target: Target,
    *,
    delay: float | None,
    contact: str,
    networks: Sequence[Any],
    as_json: bool,
    render: bool | None = None,
    effects: Effects | None = None,
) -> int:
    """Fetch a listing and a post of the site (or the page that was named), and show what would be read.

    Answers the exit code: 0 where a post or a listing was read, 3 where nothing was.
    """
    effects = effects or Effects()
    site = target.site
    policy = policy_for(site, delay=delay, contact=contact, networks=networks)
    left_out: list[Issue] = []
    with visit_site(site, policy, site.profile, effects, render=render, tell=left_out.append) as (door, _):
        listing, detail = _pages(target, site, door)
        readings: list[tuple[Page, Listing | PostContent]] = []
        if listing:
            readings.append((listing, door.listing(listing)))
        if detail:
            readings.append((detail, door.detail(detail)))
    if as_json:
        click.echo(json.dumps([_as_data(page, said) for page, said in readings], ensure_ascii=False, indent=2))
    else:
        _show(readings)
        for issue in left_out:
            click.echo(f"! {issue.code}: {clean(issue.message)}", err=True)
    good = any(said.is_post if isinstance(said, PostContent) else bool(said.teasers) for _, said in readings)
    return (Outcome.FINISHED if good else Outcome.DRIFT).exit_code


def _pages(target: Target, site: Site, door: LiveDoor) -> tuple[Page | None, Page | None]:
    """The listing and the post to show: those that the address leads to."""
    lang, front = next(iter(target.fronts.items()))
    found = locate([target.named or front], lang, site, door, named=target.named)
    if not found.reached:
        raise next((error for _, error in found.problems), FetchError(f"cannot reach {site.home}"))
    listing = found.listings[0].page if found.listings else None
    if found.details:
        return listing, found.details[0]
    if listing is None:
        return None, door.page(target.named or front, "detail")
    for row in sightings_of(door.listing(listing).teasers, site)[:1]:
        return listing, door.page(row.url, "detail")
    return listing, None


def _as_data(page: Page, said: Listing | PostContent) -> dict[str, Any]:
    kind = "detail" if isinstance(said, PostContent) else "listing"
    return {"kind": kind, "url": page.url, "status": page.status, "read": asdict(said)}


def _show(readings: Sequence[tuple[Page, Listing | PostContent]]) -> None:
    from rich.console import Console

    console = Console(highlight=False)
    for page, said in readings:
        if isinstance(said, PostContent):
            _show_detail(console, page, said)
        else:
            _show_listing(console, page, said)
    if not readings:
        console.print("Nothing was found that reads like a listing or a post.")


def _heading(console: Console, kind: str, page: Page, encoding: str) -> None:
    from rich.text import Text

    line = Text(f"\n{kind} ", style="bold").append(clean(page.url), style="cyan")
    console.print(line.append(f"  status {page.status}, {encoding}", style="dim"), soft_wrap=True)


def _show_listing(console: Console, page: Page, listing: Listing) -> None:
    from rich.table import Table

    _heading(console, "Listing", page, listing.encoding)
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name, kind in (("date", "no_wrap"), ("category", ""), ("title", ""), ("address", "")):
        table.add_column(name, no_wrap=kind == "no_wrap", overflow="fold")
    for teaser in listing.teasers[:SHOWN]:
        row = (teaser.published or "-", teaser.category, teaser.title, teaser.url)
        table.add_row(*(_plain(value) for value in row))
    console.print(table)
    if len(listing.teasers) > SHOWN:
        console.print(f"  … and {len(listing.teasers) - SHOWN} more", style="dim")
    console.print(f"next page: {clean(listing.next_url or 'none')}", soft_wrap=True, markup=False)
    _show_evidence(console, listing.evidence, ("teasers", "next_url"))
    _show_issues(console, listing)


def _show_detail(console: Console, page: Page, content: PostContent) -> None:
    from rich.table import Table

    _heading(console, "Post", page, content.encoding)
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    blocks = content.body.split("\n\n") if content.body else []
    body = f"{len(blocks)} blocks, {len(content.body)} characters"
    table.add_row("title", _plain(content.title or "-"))
    table.add_row("published", content.published or "-")
    table.add_row("category", _plain(content.category or "-"))
    table.add_row("body", _plain(f"{body}\n  {_short(blocks[0])}\n  …\n  {_short(blocks[-1])}" if blocks else "-"))
    for item in content.attachments:
        size = f", {item.declared_bytes} bytes declared" if item.declared_bytes else ""
        where = f"{item.name}{size}, after block {item.paragraph}\n  {item.url or 'nothing to fetch'}"
        table.add_row(f"file {item.position}", _plain(where))
    for teaser in content.related:
        table.add_row("related", _plain(f"{teaser.published or 'undated'}  {teaser.title}\n  {teaser.url or '-'}"))
    console.print(table)
    _show_evidence(console, content.evidence, FIELDS)
    _show_issues(console, content)


def _show_evidence(console: Console, evidence: Sequence[Evidence], fields: Sequence[str]) -> None:
    from rich.table import Table

    if not evidence:
        return
    table = Table(title="why", title_justify="left", title_style="bold", box=None, pad_edge=False, header_style="dim")
    for name in ("field", "", "value", "reader", "found at", "reason", "weight"):
        table.add_column(name, overflow="fold", justify="right" if name == "weight" else "left")
    for name in fields:
        mine = sorted((e for e in evidence if e.field == name), key=lambda e: (not e.chosen, -e.weight))
        for number, e in enumerate(mine[:5]):
            mark = "✓" if e.chosen else " "
            cells = ("" if number else name, mark, _short(e.value, 60), e.reader, e.place, e.reason, f"{e.weight:.2f}")
            table.add_row(*(_plain(cell) for cell in cells), style="" if e.chosen else "dim")
    console.print(table)


def _show_issues(console: Console, said: Listing | PostContent) -> None:
    from rich.text import Text

    for issue in said.issues:
        console.print(Text(f"! {issue.code}: {clean(issue.message)}", style="yellow"), soft_wrap=True)


def _short(text: str, limit: int = 100) -> str:
    line = clean(" ".join(text.split()))
    return line if len(line) <= limit else line[: limit - 1] + "…"


def _plain(text: str) -> Any:
    """Site text for a terminal: nothing in it is markup, and nothing in it is obeyed."""
    from rich.text import Text

    return Text("\n".join(clean(line) for line in text.split("\n")))
