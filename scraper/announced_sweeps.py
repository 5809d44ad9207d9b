"""The sources `feed` and `sitemap`: found where the site announces them, swept, and remembered.

Feeds come first, since what they show helps to tell the posts in a sitemap from its other pages. What was asked
for and is not there is remembered, so that no later run asks for it before long.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from archive import due, queries, shown
from archive.records import Issue, PostKey, Sighting, Sweep
from scraper.discover.announced import MAX_FEEDS, NoticingDoor, usual_feeds, usual_sitemaps, within_scope
from scraper.discover.feed import sweep_feed
from scraper.discover.posts_in_sitemap import Sorted, form_of, sort_out
from scraper.discover.sitemap import Walk, sane_changes, walk_sitemap
from scraper.discover.source import Page
from scraper.errors import FetchError, Refused
from scraper.parse.feed import read_feed
from scraper.parse.sitemap import Entry, read_sitemap
from scraper.schedule import SLACK
from scraper.sweeps import see
from scraper.tools import Tools
from scraper.trials import MISSES, MISSES_UPDATE, Trials
from scraper.urls import canonical, identify

GUESS_AGAIN = timedelta(days=90)
"""How long the usual places are left alone where nothing was."""

DAILY, WEEKLY, WHOLE = timedelta(days=1), timedelta(days=7), timedelta(days=30)
"""How often an update reads a sitemap that dates its pages; any other; and its files without posts."""

_MEMORY = "announced"
_MOST_NOTED = 500


@dataclass(slots=True)
class _Memory:
    """What earlier runs found out: when the usual places were asked for, and what turned out to be nothing."""

    tools: Tools
    guessed: dict[str, str] = field(default_factory=dict)
    nothing: list[str] = field(default_factory=list)

    @classmethod
    def recall(cls, tools: Tools) -> _Memory:
        for source in queries.sources(tools.archive, tools.site.name, _MEMORY):
            guessed, nothing = source.note.get("guessed"), source.note.get("nothing")
            return cls(
                tools,
                {str(k): str(v) for k, v in guessed.items()} if isinstance(guessed, dict) else {},
                [str(url) for url in nothing] if isinstance(nothing, list) else [],
            )
        return cls(tools)

    def may_guess(self, kind: str) -> bool:
        """Whether the usual places of a kind may be asked for now."""
        before = _moment(self.guessed.get(kind))
        return before is None or self.tools.now() - before >= GUESS_AGAIN

    def note_guess(self, kind: str) -> None:
        """Note at once that all the usual places of a kind were asked for, lest a run that is killed asks again."""
        self.guessed[kind] = self.tools.now().isoformat()
        self.save()

    def save(self) -> None:
        note = {"guessed": self.guessed, "nothing": self.nothing[-_MOST_NOTED:]}
        self.tools.writer.save_source(_MEMORY, self.tools.site.home, "", note, site=self.tools.site.name)


def sweep_announced(tools: Tools, door: NoticingDoor, listings: Sequence[str], *, update: bool = False) -> list[Sweep]:
    """Sweep the feeds and the sitemaps of the site.

    Args:
        tools: the run's collaborators.
        door: the way to the site, which has noticed the feeds that the pages of this run name.
        listings: the listings, beside which a feed may be.
        update: ask only for what is due, and store only what is new.
    """
    memory = _Memory.recall(tools)
    before = (dict(memory.guessed), list(memory.nothing))
    sweeps: list[Sweep] = []
    if tools.wants("feed"):
        sweeps += _sweep_feeds(tools, door, memory, listings, update=update)
    if tools.wants("sitemap"):
        sweeps += _sweep_sitemaps(tools, door, memory, update=update)
    if (memory.guessed, memory.nothing) != before:
        memory.save()
    return sweeps


# -- feeds


def _sweep_feeds(
    tools: Tools, door: NoticingDoor, memory: _Memory, listings: Sequence[str], *, update: bool
) -> list[Sweep]:
    known = [source.url for source in queries.sources(tools.archive, tools.site.name, "feed")]
    places = {canonical(url): url for url in [*known, *door.feeds] if url not in memory.nothing}
    first: Page | None = None
    if not places and (found := _guess(tools, door, memory, "feed", usual_feeds(tools.site.home, listings))):
        first = found
        places[canonical(found.asked)] = found.asked
    sweeps: list[Sweep] = []
    seen: set[PostKey] = set()
    for url in list(places.values())[:MAX_FEEDS]:
        if tools.stop.reason():
            break
        page = first if first is not None and first.asked == url else None
        sweep, own = _sweep_feed(tools, door, url, page, seen, update=update, known=url in known)
        if own or url in known or not sweep.complete:
            sweeps.append(sweep)
        else:
            memory.nothing.append(url)
    return sweeps


def _sweep_feed(
    tools: Tools, door: NoticingDoor, url: str, first: Page | None, seen: set[PostKey], *, update: bool, known: bool
) -> tuple[Sweep, bool]:
    """Sweep one feed and collect in `seen` what it shows; whether it shows anything of its own, as a source does."""
    sure = shown.sure_posts(tools.archive, tools.site.name, "feed")
    before = shown.last_said(tools.archive, tools.site.name, "feed") if update else {}
    mine: set[PostKey] = set()

    def note(source: str, rows: Sequence[Sighting]) -> bool:
        if not mine and not known and _is_strange(tools, rows, sure):
            return True
        fresh = [row for row in (_with_sane_change(row, tools.now()) for row in rows) if not _is_said(row, before)]
        done = see(tools, source, fresh) if fresh else True
        mine.update(row.key for row in rows)
        return (update and done) or all(row.key in seen for row in rows)

    sweep = sweep_feed(url, identify(url).lang, tools.site, door, note, first=first)
    sweep = replace(sweep, shown=len(mine))
    own = bool(mine - seen)
    seen |= mine
    if known or own:
        tools.writer.save_source("feed", url, sweep.lang, {"entries": sweep.shown}, site=tools.site.name)
        tools.writer.save_sweep(sweep, site=tools.site.name)
        tools.reporter.event("info", "feed", url=url, pages=sweep.pages, posts=sweep.shown)
    return sweep, own


def _is_strange(tools: Tools, rows: Sequence[Sighting], sure: Mapping[PostKey, str]) -> bool:
    """Whether a feed is one of other things than posts: no entry is known, and none has the form of a known post."""
    if not rows or not sure or any(row.key in sure or tools.site.is_detail(row.url) for row in rows):
        return False
    forms = {form_of(url) for url in sure.values()}
    return not any(form_of(row.url) in forms for row in rows)


def _is_said(row: Sighting, before: dict[PostKey, shown.Said]) -> bool:
    """Whether a source said the same of a post the last time."""
    return before.get(row.key) == (row.url, row.title, row.summary, row.published, row.category, row.modified)


def _with_sane_change(row: Sighting, now: datetime) -> Sighting:
    latest = (now + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    return replace(row, modified=None) if row.modified and row.modified > latest else row


# -- sitemaps


def _sweep_sitemaps(tools: Tools, door: NoticingDoor, memory: _Memory, *, update: bool) -> list[Sweep]:
    known = {source.url: source for source in queries.sources(tools.archive, tools.site.name, "sitemap")}
    named = _named(tools)
    if named is None:
        return []  # the site cannot be reached: its other sources say so
    places = {canonical(url): url for url in [*known, *named] if url not in memory.nothing}
    first: Page | None = None
    if not places and (first := _guess(tools, door, memory, "sitemap", usual_sitemaps(tools.site.home))):
        places[canonical(first.asked)] = first.asked
    visited: set[str] = set()
    sweeps: list[Sweep] = []
    for url in places.values():
        source = known.get(url)
        if tools.stop.reason():
            break
        if update and source and not _is_due(source, tools.now()):
            continue
        whole = not update or source is None or _is_stale(source, tools.now())
        without = [] if whole or source is None else _without(source)
        page = first if first is not None and first.asked == url else None
        walk = walk_sitemap(url, tools.site, door, visited, first=page, without=without)
        if not walk.found and not walk.problems:
            continue  # another sitemap of this site names the same file
        sweeps.append(_Harvest(tools, walk, update=update, whole=whole, source=source).sweep())
    return sweeps


def _named(tools: Tools) -> list[str] | None:
    """The sitemaps that robots.txt names; None where the site does not let us ask, or does not answer."""
    try:
        named = tools.fetcher.sitemaps(tools.site.home)
    except (FetchError, Refused):
        return None
    return within_scope(named, tools.site.home, tools.site.in_scope)


def _is_due(source: queries.Source, now: datetime) -> bool:
    last = _moment(source.last_swept)
    wait = DAILY if source.note.get("dated") else WEEKLY
    return last is None or now - last >= wait - SLACK


def _is_stale(source: queries.Source, now: datetime) -> bool:
    last = _moment(source.note.get("whole"))
    return last is None or now - last >= WHOLE - SLACK


def _moment(text: object) -> datetime | None:
    return due.moment(str(text)) if text else None


def _without(source: queries.Source) -> list[str]:
    noted = source.note.get("without")
    return [str(url) for url in noted] if isinstance(noted, list) else []


@dataclass(slots=True)
class _Harvest:
    """What one walk over a sitemap brought, on its way into the archive."""

    tools: Tools
    walk: Walk
    update: bool
    whole: bool
    source: queries.Source | None
    sorted: Sorted = field(default_factory=Sorted)
    keys: set[PostKey] = field(default_factory=set)
    changes: dict[str, str] = field(default_factory=dict)

    def sweep(self) -> Sweep:
        """Store what the sitemap shows, let the pages of unsure addresses tell, and record the sweep."""
        tools, walk = self.tools, self.walk
        sure = shown.sure_posts(tools.archive, tools.site.name, "sitemap")
        self.sorted = sort_out(walk.files, tools.site, sure)
        for file in walk.files:
            self.changes |= sane_changes(file.entries, tools.now())
        self._learn()
        before = shown.last_said(tools.archive, tools.site.name, "sitemap") if self.update else {}
        rows = [row for number, (entry, _) in enumerate(self.sorted.posts, 1) for row in self._rows(entry, number)]
        self.keys = {row.key for row in rows}
        see(tools, "sitemap", [row for row in rows if not _is_said(row, before)])
        trials = Trials(tools, self._rows, MISSES_UPDATE if self.update else MISSES)
        for group in sorted(self.sorted.unsure, key=lambda group: (group.weak, group.dated)):
            if group.weak and self.keys:
                self.sorted.others += len(group.entries)  # the posts are elsewhere
            else:
                self.keys |= trials.look(group)
        return self._record(trials)

    def _learn(self) -> None:
        """Where nothing is known of the site, its commonest form of address is the main one."""
        posts = [entry.url for entry, _ in self.sorted.posts]
        unsure = [entry.url for group in self.sorted.unsure for entry in group.entries]
        self.tools.site.learn_shapes(posts or unsure)

    def _rows(self, entry: Entry, position: int) -> list[Sighting]:
        """An entry as a sighting, with one for each other language that it names."""
        found: dict[PostKey, Sighting] = {}
        modified = self.changes.get(entry.url)
        own = Sighting(PostKey("", "", ""), entry.url, position, entry.title, "", entry.published, modified=modified)
        others = [replace(own, url=url, title="") for _, url in entry.alternates if url != entry.url]
        for row in (own, *others):
            if (key := self.tools.site.key_of(row.url)) and self.tools.site.in_scope(row.url):
                found.setdefault(key, replace(row, key=key))
        return list(found.values())

    def _record(self, trials: Trials) -> Sweep:
        tools, walk = self.tools, self.walk
        reasons, meant = list(dict.fromkeys(walk.problems)), False
        if not reasons and trials.left:
            reasons = [f"{trials.left} addresses that may be posts were not looked at yet; later runs go on with them"]
            meant = True
            message = f"{walk.start} lists {trials.left} addresses that may be posts and were not looked at yet"
            excerpt = " ".join(trials.examples)[:300]
            tools.writer.save_issues([Issue("discover", "sitemap-unsure", message, excerpt, walk.start)])
        reason = "; ".join(reasons[:3]) + (f"; and {len(reasons) - 3} more" if len(reasons) > 3 else "")
        sweep = Sweep("sitemap", walk.start, not reasons, reason, walk.pages, len(self.keys), "", meant)
        if walk.found:
            tools.writer.save_source("sitemap", walk.start, "", self._note(trials), site=tools.site.name)
        tools.writer.save_sweep(sweep, site=tools.site.name)
        facts = {"files": walk.pages, "posts": len(self.keys), "other": self.sorted.others, "unsure": trials.left}
        tools.reporter.event("info", "sitemap", url=walk.start, **facts)
        return sweep

    def _note(self, trials: Trials) -> dict[str, object]:
        """What later runs have to know: whether it dates its pages, which files hold no posts, and the counts."""
        useful = {file for _, file in self.sorted.posts} | {group.file for group in self.sorted.unsure}
        without = [file.url for file in self.walk.files if file.url not in useful and file.entries]
        dated = sum(entry.url in self.changes for entry, _ in self.sorted.posts)
        last = str(self.source.note.get("whole", "")) if self.source else ""
        return {
            "dated": dated * 2 > len(self.sorted.posts),
            "without": without[:_MOST_NOTED] if self.whole or self.source is None else _without(self.source),
            "whole": self.tools.now().isoformat() if self.whole else last,
            "other": self.sorted.others + trials.hopeless,
            "outside": self.walk.outside,
            "unsure": trials.left,
            "no_posts": trials.misses,
        }


# -- both


def _guess(tools: Tools, door: NoticingDoor, memory: _Memory, kind: str, places: Sequence[str]) -> Page | None:
    """Ask for the usual places, one after the other, until something is there."""
    if not memory.may_guess(kind):
        return None
    for url in places:
        if tools.stop.reason():
            return None
        try:
            page = door.page(url, "feed" if kind == "feed" else "sitemap")
        except Refused:
            continue
        except FetchError:
            return None
        read = read_feed if kind == "feed" else read_sitemap
        if page.ok and read(page.body, page.url, page.charset).kind:
            return page
    memory.note_guess(kind)
    return None
