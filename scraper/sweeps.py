"""The sources of a run, one after the other: locate the listings, sweep them, probe the numbers between."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from archive import crawl_state, queries
from archive.due import moment
from archive.newest import waiting
from archive.records import PostKey, Sighting, Sweep
from archive.teasers import as_known
from scraper.apart import keep_apart, recall_ids
from scraper.discover.links import language_links
from scraper.discover.listing import ENOUGH, sweep_listing
from scraper.discover.locate import Candidate, Located, locate
from scraper.discover.probe import ProbePlan, sweep_probe
from scraper.discover.source import Door, See
from scraper.door import page_of
from scraper.errors import FetchError, Refused
from scraper.moves import leads_home
from scraper.nowhere import is_nowhere, nowhere
from scraper.posts import Read, archive_post, outside
from scraper.target import Target
from scraper.tools import Start, Tools
from scraper.traps import new_budget, tell_traps
from scraper.urls import identify, resolve

MAX_LANGUAGES = 8
"""Languages followed on a site that no profile describes."""

WALK_AGAIN = timedelta(days=30)
"""How old the last whole walk of a listing may be before an update walks it to its end again."""

FEW_ROWS = 4
"""A listing whose first page usually shows fewer posts than this says nothing by showing fewer."""

PROBE_AGAIN = timedelta(days=7)
"""How old the last probing may be before an update asks for new numbers."""


def see(tools: Tools, source: str, rows: Sequence[Sighting]) -> bool:
    """Store what a source shows; whether every post of it, pinned ones aside, is done and shown as it was before."""
    if not rows:
        return False
    rows = keep_apart(tools, rows)
    known = as_known(tools.archive, source, rows, tools.writer.run_id)
    tools.writer.save_sightings(source, rows)
    if tools.site.shapes:
        remember_shapes(tools)
    own = [row for row in rows if not row.pinned] or list(rows)
    if tools.since and all(row.published and row.published < tools.since for row in own):
        return True
    return all(known[row.key] for row in own)


def remember_shapes(tools: Tools) -> None:
    """Let the archive remember which form of address the ids of this site belong to."""
    if not queries.sources(tools.archive, tools.site.name, "shape"):
        note = {"shapes": tools.site.shapes}
        tools.writer.save_source("shape", tools.site.shapes[0], "", note, site=tools.site.name)


def recall_shapes(tools: Tools) -> None:
    """Take up the forms of address that an earlier run learned, and whether the ids in them are none."""
    recall_ids(tools)
    for source in queries.sources(tools.archive, tools.site.name, "shape"):
        shapes = source.note.get("shapes")
        tools.site.shapes = [str(shape) for shape in shapes] if isinstance(shapes, list) else [source.url]
        former = source.note.get("former")
        tools.site.former = [str(shape) for shape in former] if isinstance(former, list) else []


def find_listings(tools: Tools, door: Door, target: Target) -> tuple[list[Start], list[Located]]:
    """Locate the listings of every language of the site.

    A run that wants no listings opens the pages to begin at all the same: they tell how posts are addressed.
    """
    found: list[Located] = []
    wanted = tools.wants("listing")
    starts = declared_listings(target) if wanted else []
    waiting = _beginnings(target)
    covered = {start.lang for start in starts}
    while waiting and not tools.stop.reason():
        lang, pages, named = waiting.pop(0)
        if lang in covered or len(covered) >= MAX_LANGUAGES:
            continue
        covered.add(lang)
        located = locate(pages, lang, tools.site, door, named=named, onward=wanted)
        found.append(located)
        tools.site.learn_shapes(row.url for listing in located.listings[:1] for row in listing.rows)
        tools.site.learn_shapes(page.url for page in located.details)
        if wanted:
            starts += [Start(c.page.asked, lang or _lang_of(c), c.page) for c in located.listings]
        covered |= {start.lang for start in starts}
        if target.site.profile is None:
            tools.site.languages |= {lang, *located.languages} - {""}
            waiting += _other_languages(located, covered)
    return starts, found


def declared_listings(target: Target) -> list[Start]:
    """The listings that the site's profile names."""
    profile = target.site.profile
    if profile is None:
        return []
    urls = [resolve(profile.base + "/", path) for path in profile.listings]
    return [Start(url, identify(url).lang) for url in urls if url]


def known_listings(tools: Tools) -> list[Start]:
    """The listings that earlier runs found, but for those that have moved."""
    known = queries.sources(tools.archive, tools.site.name, "listing")
    return [Start(source.url, source.lang) for source in known if not source.note.get("moved_to")]


def relocate(tools: Tools, door: Door, target: Target, lost: Sequence[Start]) -> list[Start]:
    """Search the site again for listings that show no posts any more where they were.

    Only a listing that shows posts which the archive holds counts; a front page does not.
    """
    starts, located = find_listings(tools, door, target)
    fronts = {candidate.page.asked for place in located for candidate in place.listings if candidate.front}
    old = {start.url for start in lost}
    held = crawl_state.settled_keys(tools.archive, tools.site.name)
    rows = {c.page.asked: {row.key for row in c.rows} for place in located for c in place.listings}
    found = [s for s in starts if s.url not in fronts | old and rows.get(s.url, set()) & held]
    for start, new in zip(lost, found, strict=False):
        note = {"moved_to": new.url}
        tools.writer.save_source("listing", start.url, start.lang, note, site=tools.site.name)
        tools.reporter.event("warning", "listing moved", url=start.url, to=new.url)
    return found


def listings_are_stale(tools: Tools, now: datetime) -> bool:
    """Whether it is time to walk the listings to their end again, not only to the first known page."""
    last = [source.last_complete for source in queries.sources(tools.archive, tools.site.name, "listing")]
    return any(when is None or now - moment(when) > WALK_AGAIN for when in last)


def _beginnings(target: Target) -> list[tuple[str, list[str], str | None]]:
    """(language, pages to begin at, address given) for each language that is known beforehand."""
    if target.named is None:
        return [(lang, [url], None) for lang, url in target.fronts.items()]
    lang = identify(target.named).lang
    if target.site.profile is None:
        return [(lang, [target.named], target.named)]
    fronts = dict(target.fronts)
    given = [target.named, *([fronts.pop(lang)] if lang in fronts else [])]
    return [(lang, given, None), *((other, [url], None) for other, url in fronts.items())]


def _lang_of(candidate: Candidate) -> str:
    return candidate.rows[0].key.lang if candidate.rows else ""


def _other_languages(located: Located, covered: set[str]) -> list[tuple[str, list[str], str | None]]:
    """Where the listings of further languages are to be looked for: the same listing first, the front page else."""
    ways = {lang: [url] for lang, url in located.languages.items()}
    for candidate in located.listings:
        for lang, url in language_links(candidate.page, identify(candidate.page.url).lang).items():
            ways.setdefault(lang, []).insert(0, url)
    return [(lang, urls, urls[0]) for lang, urls in ways.items() if lang not in covered]


def sweep_listings(
    tools: Tools, door: Door, starts: Sequence[Start], *, until_known: bool, whole: bool = False
) -> list[tuple[Start, Sweep]]:
    """Walk every listing, and record the walk of each that shows something of its own.

    A listing that shows nothing but what those before it have shown is left at its first page, and
    is no source; where `until_known` says that all are known ones, each is recorded. `whole` walks
    each to its end all the same, which alone shows teasers that changed far back.
    """
    sweeps: list[tuple[Start, Sweep]] = []
    shown: set[PostKey] = set()
    for start in starts:
        if tools.stop.reason():
            break
        rows: set[PostKey] = set()
        firsts: list[int] = []
        note = _noting(tools, rows, firsts)
        budget, parts = new_budget(tools), list[str]()
        sweep = sweep_listing(
            start.url,
            start.lang,
            tools.site,
            door,
            note,
            first=start.page,
            until_known=until_known and not whole,
            others=frozenset(shown),
            budget=budget,
            beside=parts,
        )
        tell_traps(tools, budget.traps)
        tools.beside.update({part: start for part in parts if part not in tools.beside})
        new = rows - shown
        shown |= new
        if new or until_known:
            sweeps.append((start, sweep))
            first = firsts[0] if firsts and sweep.reason != ENOUGH else 0
            remembered = {"rows": usual_rows(tools, start.url, first)}
            tools.writer.save_source("listing", start.url, start.lang, remembered, site=tools.site.name)
            tools.writer.save_sweep(sweep, site=tools.site.name)
            tools.reporter.event("info", "listing", url=start.url, pages=sweep.pages, posts=sweep.shown)
    return sweeps


def usual_rows(tools: Tools, url: str, rows: int) -> int:
    """How many posts the first page of a listing usually shows, which a page with far fewer does not change.

    That such a page was met goes into the run's doubts.
    """
    known = queries.sources(tools.archive, tools.site.name, "listing")
    usual = next((source.note.get("rows", 0) for source in known if source.url == url), 0)
    if not isinstance(usual, int) or usual < FEW_ROWS or rows * 2 >= usual or tools.accept or not rows:
        return rows or (usual if isinstance(usual, int) else 0)
    tools.short_listings.append(f"the first page of {url} shows {rows} posts, {usual} are usual")
    return usual


def _noting(tools: Tools, rows: set[PostKey], firsts: list[int]) -> See:
    """Store what a walk sees, and collect it in `rows` and the size of each page in `firsts`."""

    def note(source: str, page_rows: Sequence[Sighting]) -> bool:
        known = see(tools, source, page_rows)
        rows.update(row.key for row in page_rows)
        firsts.append(sum(not row.pinned for row in page_rows))
        return known

    return note


def probe_languages(tools: Tools, *, onward: bool) -> list[Sweep]:
    """Probe the numbers of every language, where posts are numbered.

    Args:
        tools: the run's collaborators.
        onward: ask only past the highest known number.
    """
    profile = tools.site.profile
    if not tools.wants("probe") or (profile and not profile.probe.enabled):
        return []
    misses = profile.probe.misses if profile else 30
    keys = queries.known_keys(tools.archive, tools.site.name)
    # A link to a number that is not there, however high, is no reason to ask for all below it.
    highest = max(queries.highest_ids(tools.archive, tools.site.name).values(), default=0)
    read = crawl_state.read_keys(tools.archive, tools.site.name)
    read |= _left_out(tools)
    sweeps: list[Sweep] = []
    languages = {key.lang for key in keys} | tools.site.languages
    # Where nothing is known of a site, its numbers are asked for only if that was asked for by name.
    for lang in sorted(languages or {""}) if keys or tools.sources else []:
        pattern = tools.site.numeric_pattern(lang)
        if pattern is None or tools.stop.reason():
            continue
        known = frozenset(int(k.source_id) for k in read if k.lang == lang and k.source_id.isdecimal())
        start = highest + 1 if onward else 1
        plan = ProbePlan(pattern, lang, known, highest, misses, start)
        sweep = sweep_probe(plan, asker(tools, lang), tools.stop.reason)
        sweeps.append(sweep)
        tools.writer.save_source("probe", plan.pattern, lang, {}, site=tools.site.name)
        tools.writer.save_sweep(sweep, site=tools.site.name)
        tools.reporter.event("info", "probe", lang=lang, asked=sweep.pages, posts=sweep.shown)
    return sweeps


def _left_out(tools: Tools) -> set[PostKey]:
    """Posts that a source dates outside the days asked for: they are known to be there, and are not wanted."""
    if not (tools.since or tools.until):
        return set()
    return {post.key for post in waiting(tools.archive, tools.site.name) if outside(tools, post.published)}


def asker(tools: Tools, lang: str, source: str = "probe") -> Callable[[int], bool | None]:
    """Ask for the post with a number; a page that reads like a post is archived at once."""

    def ask(number: int) -> bool | None:
        url = tools.site.numeric_address(number, lang)
        key = tools.site.key_of(url) if url else None
        if url is None or key is None:
            return False
        if key in tools.in_hand:
            return crawl_state.is_held(tools.archive, key)
        tools.reporter.page(url)
        try:
            page = tools.rendered(page_of(tools.fetcher.get(url, "probe")))
        except Refused:
            return False
        except FetchError as error:
            tools.tally.passing += error.passing
            return None
        if page.status == 500 and nowhere(tools, url, lang).status != 500:
            tools.tally.passing += 1
            return None
        if not page.ok or not leads_home(tools, key, page.url) or is_nowhere(tools, page, lang):
            tools.writer.flush()
            return False
        see(tools, source, [Sighting(key, url, number)])
        return archive_post(tools, key, url, page=page) in {Read.NEW, Read.REVISED, Read.UNCHANGED}

    return ask
