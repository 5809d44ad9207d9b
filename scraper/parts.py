"""The source `archive`: the parts of a listing that stand beside its main chain of pages, each walked as a listing."""

from __future__ import annotations

from collections.abc import Sequence

from archive import queries
from archive.records import PostKey, Sighting, Sweep
from scraper.discover.listing import read_page, sweep_listing
from scraper.discover.locate import Located
from scraper.discover.source import Door
from scraper.discover.years import parts_of
from scraper.sweeps import see
from scraper.tools import Start, Tools
from scraper.traps import new_budget, tell_traps
from scraper.urls import canonical

MAX_PARTS = 240
"""Parts walked in one run: twenty years, month by month."""


def sweep_parts(tools: Tools, door: Door, located: Sequence[Located] = ()) -> list[Sweep]:
    """Walk the years, months and other parts that the listings of this run offer, and those that these offer.

    A part is left at the first page that shows nothing but what earlier parts have shown, and what stands
    beside it is followed only where it shows something new.
    """
    if not tools.wants("archive"):
        return []
    if not tools.wants("listing"):
        _recall(tools, door, located)
    sweeps: list[Sweep] = []
    walked: set[str] = set()
    shown: set[PostKey] = set()
    budget = new_budget(tools)
    while waiting := [url for url in tools.beside if canonical(url) not in walked]:
        if tools.stop.reason() or len(walked) >= MAX_PARTS:
            break
        url, listing = waiting[0], tools.beside[waiting[0]]
        walked.add(canonical(url))
        if budget.refuse(url):
            continue
        rows, parts = list[Sighting](), list[str]()
        sweeps.append(_walk(tools, door, Start(url, listing.lang), rows, parts, frozenset(shown)))
        new = {row.key for row in rows} - shown
        budget.note(url, rows, len(new))
        shown |= new
        if new:
            tools.beside.update({part: listing for part in parts if part not in tools.beside})
    tell_traps(tools, budget.traps)
    return sweeps


def _recall(tools: Tools, door: Door, located: Sequence[Located]) -> None:
    """Take up the parts where the run walks no listing: those that earlier runs found, and those on pages at hand."""
    for source in queries.sources(tools.archive, tools.site.name, "archive"):
        tools.beside[source.url] = Start(source.url, source.lang)
    for candidate in (candidate for place in located for candidate in place.listings):
        _, _, parts = read_page(candidate.page, tools.site, door)
        for part in (*parts, *parts_of(candidate.page, tools.site)):
            tools.beside.setdefault(part, Start(candidate.page.asked, candidate.lang))


def _walk(
    tools: Tools, door: Door, part: Start, rows: list[Sighting], parts: list[str], shown: frozenset[PostKey]
) -> Sweep:
    """Walk one part and record the walk; what it shows goes into `rows`, what stands beside it into `parts`."""

    def note(source: str, page_rows: Sequence[Sighting]) -> bool:
        see(tools, source, page_rows)
        rows.extend(page_rows)
        return bool(page_rows) and all(row.key in shown for row in page_rows)

    budget = new_budget(tools)
    sweep = sweep_listing(
        part.url, part.lang, tools.site, door, note, until_known=True, source="archive", budget=budget, beside=parts
    )
    tell_traps(tools, budget.traps)
    tools.writer.save_source("archive", part.url, part.lang, {}, site=tools.site.name)
    tools.writer.save_sweep(sweep, site=tools.site.name)
    tools.reporter.event("info", "archive", url=part.url, pages=sweep.pages, posts=sweep.shown)
    return sweep
