"""One run, from the lock to the last number. This module alone knows all the stages.

    lock the folder | open the archive | begin the run
      locate     the listings, by the fronts' own links         sweeps → discover/locate
    | sweep      listings → sightings, stored before any post   sweeps → discover/listing
    | parts      years, months and other parts beside them        parts → discover/years
    | announced  feeds and sitemaps, wherever the site has them     announced_sweeps → discover/feed, sitemap
    | cms        the JSON of the site's own system                 cms → discover/cms
    | archive    each post that is not done                     posts → files → archive
    | again      what related teasers showed meanwhile
    | probe      numbers that no listing shows                  sweeps → discover/probe
    | languages  posts in other languages than they were found in translations → discover/languages
    | look back  at the listings' first pages, which may have moved meanwhile
    | past       what a web archive has of the site's posts       wayback/recover
    | recheck    known posts that are due (update)              schedule
    | judge      against what is expected                       expectations
    | hand over  what is new or revised to a web archive            wayback/save
    end the run | release the lock

A backfill killed at any point leaves sightings of posts that are not done; the next one begins
with those. An update sweeps only until it meets a page on which every post is done.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from statistics import median

from archive import crawl_state, open_archive, queries
from archive.db import Archive
from archive.due import moment
from archive.errors import DiskFull
from archive.newest import Waiting, waiting
from archive.records import Counts
from archive.store import Writer
from scraper.announced_sweeps import sweep_announced
from scraper.bounds import Bounds
from scraper.cms import sweep_cms
from scraper.discover.announced import NoticingDoor
from scraper.discover.locate import Located
from scraper.door import LiveDoor
from scraper.errors import FetchError, Refused, UsageError
from scraper.expectations import Health, Past, shortfalls, with_past
from scraper.fetch import Fetcher, Validators
from scraper.forms import follow_form
from scraper.lock import hold_lock
from scraper.moves import settle_moves
from scraper.outcome import Outcome
from scraper.parts import sweep_parts
from scraper.posts import archive_post
from scraper.profile import Expectations
from scraper.progress import Progress
from scraper.reading import Reading
from scraper.recheck import recall_places, recheck_posts, settle_absences, settle_changes
from scraper.render.finding import find_browser
from scraper.render.when import rendering_asked_for
from scraper.rendering import rendering_for, rows_until_known, scripted_pages
from scraper.reparse import reparse_posts
from scraper.report import Reporter
from scraper.resume import go_on
from scraper.sources import SOURCES
from scraper.stop import Stop
from scraper.sweeps import (
    PROBE_AGAIN,
    find_listings,
    known_listings,
    listings_are_stale,
    probe_languages,
    recall_shapes,
    relocate,
    sweep_listings,
)
from scraper.tally import Tally
from scraper.target import Target
from scraper.templates import Templates
from scraper.tools import Effects, Start, Tools
from scraper.translations import sweep_languages
from scraper.traps import tell_traps
from scraper.visiting import policy_for
from scraper.wayback.host import Manners
from scraper.wayback.recover import recover
from scraper.wayback.save import begin_saving, save_new
from scraper.wayback.telling import reread_past

MAX_ATTEMPTS = 5
"""Failures in a row after which only a backfill tries a post again."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the user asked for.

    Attributes:
        command: `backfill`, `update` or `reparse`.
        delay: seconds between requests, None for the profile's.
        contact: how the site's owner can reach the operator; empty if unknown.
        since: leave out posts published before this date.
        until: leave out posts published after this date.
        max_posts: archive at most this many new posts.
        time_limit: seconds after which no post is begun.
        max_bytes: receive at most about this many bytes; no post is begun after them, and no file beyond them.
        min_free: bytes that stay free on the disk; the run ends before there are fewer.
        recheck: which known posts an update looks at: `due`, `all` or `none`.
        accept: take what pages say now, although many changed at once: a person has looked.
        budget: how many requests an update may spend on known posts and files that are due.
        networks: networks that are allowed although they are not public.
        sources: the sources of posts to use, None for all.
        render: whether to render pages that do not read well as they come, None for what the profile says.
        past: the web archive to bring the site's past from, None for none.
        save: the web archive that is handed what is new or revised, None for none.
    """

    command: str
    target: Target
    folder: Path
    delay: float | None = None
    contact: str = ""
    since: str | None = None
    until: str | None = None
    max_posts: int | None = None
    time_limit: float | None = None
    max_bytes: int | None = None
    min_free: int = 0
    recheck: str = "due"
    accept: bool = False
    budget: int = 200
    networks: tuple[IPv4Network | IPv6Network, ...] = ()
    sources: frozenset[str] | None = None
    render: bool | None = None
    past: Manners | None = None
    save: Manners | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """How a run ended."""

    outcome: Outcome
    counts: Counts
    folder: Path
    messages: tuple[str, ...] = ()
    seconds: float = 0.0
    posts_held: int = 0


def run(options: Options, reporter: Reporter, effects: Effects | None = None) -> Result:
    """Execute a backfill, an update, or a new reading of what is stored.

    Raises:
        AlreadyRunning: another run holds the folder.
        UsageError: pages are to be rendered, and there is no browser.
        ArchiveError: the folder is no archive of ours, damaged, or cannot be written.
    """
    effects = effects or Effects()
    began = effects.clock()
    if options.command != "reparse":
        if rendering_asked_for(options.render, options.target.site.profile):
            find_browser()  # a run without one would begin for nothing
        _make_folder(options.folder)
    create = options.command != "reparse"
    with hold_lock(options.folder, options.command, effects.now):
        stop = Stop(effects.clock, options.time_limit)
        with open_archive(options.folder, create=create, write=True) as archive, stop.signals():
            writer = Writer(archive, effects.now, site=options.target.site.name)
            writer.start_run(options.command)
            with _open_tools(options, archive, writer, reporter, stop, effects) as tools:
                if options.save:
                    begin_saving(tools, options.save)
                outcome, messages = _guarded(options, tools, effects, began)
                outcome = Outcome.DISK_FULL if stop.disk_full else outcome
                if options.save and outcome in {Outcome.FINISHED, Outcome.PARTIAL, Outcome.DRIFT}:
                    messages = [*messages, *save_new(tools, options.save, os.environ, effects)]
                counts = tools.tally.counts(tools.fetcher.requests, tools.fetcher.bytes_received)
                writer.finish_run(outcome.word, counts, "; ".join(messages))
                held = crawl_state.post_count(archive)
    reporter.close()
    return Result(outcome, counts, options.folder, tuple(messages), effects.clock() - began, held)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{folder}: cannot be made into an archive folder ({error.strerror})") from None


@contextmanager
def _open_tools(
    options: Options, archive: Archive, writer: Writer, reporter: Reporter, stop: Stop, effects: Effects
) -> Iterator[Tools]:
    """Bring the collaborators of this run together."""
    with (
        Fetcher(
            policy_for(options.target.site, delay=options.delay, contact=options.contact, networks=options.networks),
            keep=writer.keep,
            in_scope=options.target.site.in_scope,
            clock=effects.clock,
            now=effects.now,
            sleep=stop.patient(effects.sleep),
            rng=effects.rng,
            resolve=effects.resolve,
            remembered_robots=lambda authority: crawl_state.robots_of(archive, authority),
        ) as fetcher,
        closing(Reading()) as reading,
    ):
        if options.command != "reparse":
            received = partial(getattr, fetcher, "bytes_received")
            stop.bounds = Bounds(options.folder, received, options.max_bytes, options.min_free)
            fetcher.room = stop.bounds.room
        tools = Tools(
            site=options.target.site,
            archive=archive,
            writer=writer,
            fetcher=fetcher,
            reporter=reporter,
            stop=stop,
            tally=Tally(),
            reading=reading,
            templates=Templates(archive),
            now=effects.now,
            since=options.since,
            until=options.until,
            max_posts=options.max_posts,
            accept=options.accept,
            sources=options.sources,
            profile=options.target.site.profile,
            past=Past(*crawl_state.usual(archive)),
        )
        with rendering_for(tools, options.render if options.command != "reparse" else False) as tools.rendering:
            yield tools


def _guarded(options: Options, tools: Tools, effects: Effects, began: float) -> tuple[Outcome, list[str]]:
    """Run the stages; what ends them early becomes the outcome, and what was done stays."""
    show = Progress(tools, effects.clock, began)
    try:
        if options.command == "reparse":
            return _reparse(tools, show)
        if options.command == "update" and _swept_before(tools):
            return _update(options, tools, effects, show)
        return _backfill(options, tools, effects, show)
    except DiskFull as error:
        return Outcome.DISK_FULL, [str(error)]
    except UsageError as error:
        return Outcome.USAGE, [str(error)]
    except KeyboardInterrupt:
        return Outcome.PARTIAL, ["interrupted; what was done is kept, and the next run goes on from there"]


def _swept_before(tools: Tools) -> bool:
    """Whether an earlier run found what this one is to look through again; else an update is a first backfill."""
    known = [kind for kind in (*SOURCES, "search") if queries.sources(tools.archive, tools.site.name, kind)]
    if tools.wants("listing"):
        # A site without a listing is known by what it announces, once a listing was looked for in vain.
        return "listing" in known or ("search" in known and bool({"feed", "sitemap"} & {*known}))
    return any(map(tools.wants, known))


def _door(tools: Tools) -> LiveDoor:
    """The way to the live site, conditional where the archive holds the last answer."""

    def remember(url: str) -> tuple[Validators, Callable[[], tuple[bytes, str, str]]] | None:
        stored = queries.validators_for(tools.archive, url)
        if stored is None or not (stored.etag or stored.last_modified):
            return None
        read = partial(crawl_state.page_of, tools.archive, stored.capture_id)
        return Validators(stored.etag, stored.last_modified), read

    return LiveDoor(tools.fetcher, tools.reading, tools.site.profile, tools.stop, remember, tools.rendering)


def _reparse(tools: Tools, show: Progress) -> tuple[Outcome, list[str]]:
    recall_places(tools)
    messages = reparse_posts(tools, show)
    messages += reread_past(tools)
    if reason := tools.stop.reason():
        return Outcome.PARTIAL, [reason, *messages]
    return (Outcome.PARTIAL if tools.tally.posts_failed else Outcome.FINISHED), messages


def _backfill(options: Options, tools: Tools, effects: Effects, show: Progress) -> tuple[Outcome, list[str]]:
    recall_shapes(tools)
    recall_places(tools)
    door = NoticingDoor(_door(tools), tools.site.in_scope)
    if crawl_state.came_to_no_post(tools.archive, tools.writer.run_id):
        # Its bounds were spent on looking for posts; so would those of every run that begins with that.
        archive_pending(tools, show)
    starts, located = find_listings(tools, door, options.target)
    reached = bool(starts) or any(place.reached for place in located)
    if not reached:
        # No page of the site is open to us; its sitemaps may be all the same.
        tools.tally.sweeps += sweep_announced(tools, door, ())
        if not any(sweep.shown for sweep in tools.tally.sweeps):
            return _without_site(options, tools, effects, show, located)
    if not starts and not tools.stop.reason():
        tools.writer.save_source("search", tools.site.home, "", {"listings": 0}, site=tools.site.name)
    walked = sweep_listings(tools, door, starts, until_known=False)
    tools.tally.sweeps += [sweep for _, sweep in walked]
    tools.tally.sweeps += sweep_parts(tools, door, located)
    if reached:
        tools.tally.sweeps += sweep_announced(tools, door, [start.url for start in starts])
    tools.tally.sweeps += sweep_cms(tools)
    for page in (page for place in located for page in place.details):
        if (key := tools.site.key_of(page.url)) and key not in tools.in_hand:
            archive_post(tools, key, page.url, page=page)
    show.discovering = True
    archive_pending(tools, show)
    tools.tally.sweeps += probe_languages(tools, onward=False)
    archive_pending(tools, show)
    tools.tally.sweeps += sweep_languages(tools, whole=True)
    show.discovering = False
    archive_pending(tools, show)
    if long := [Start(start.url, start.lang) for start, sweep in walked if sweep.pages > 1]:
        # What was published while a listing was walked stands on its first page now.
        sweep_listings(tools, door, long, until_known=True)
        archive_pending(tools, show)
    messages = _bring_past(options, tools, effects, show)
    outcome, more = judge(options, tools)
    return outcome, messages + more


def _without_site(
    options: Options, tools: Tools, effects: Effects, show: Progress, located: Sequence[Located]
) -> tuple[Outcome, list[str]]:
    """What can be done where no page of the site answers: say why, and bring its past, where the user wants it."""
    outcome, messages = _unreached(tools, located)
    problems = [error for place in located for _, error in place.problems]
    if options.past and problems and all(isinstance(error, FetchError) and error.passing for error in problems):
        messages += _bring_past(options, tools, effects, show, away=True)
    return outcome, messages


def _bring_past(options: Options, tools: Tools, effects: Effects, show: Progress, *, away: bool = False) -> list[str]:
    """Ask a web archive for the site's past, where the user wants it."""
    if options.past is None:
        return []
    found = recover(tools, options.past, effects, show, named=options.target.named, away=away)
    tools.tally.sweeps.append(found.sweep)
    return found.messages


def _update(options: Options, tools: Tools, effects: Effects, show: Progress) -> tuple[Outcome, list[str]]:
    recall_shapes(tools)
    recall_places(tools)
    door = NoticingDoor(_door(tools), tools.site.in_scope)
    starts = known_listings(tools) if tools.wants("listing") else []
    whole = options.recheck == "all" or listings_are_stale(tools, effects.now())
    rows_until_known(tools, known_suffices=not whole)
    walked = sweep_listings(tools, door, starts, until_known=True, whole=whole)
    # A page came, but shows no posts any more: the listing may have moved.
    empty = [start for start, sweep in walked if sweep.pages and not sweep.shown]
    messages: list[str] = []
    if empty and not any(sweep.shown for _, sweep in walked):
        moved = relocate(tools, door, options.target, empty)
        messages = [f"the listing {old.url} moved to {new.url}" for old, new in zip(empty, moved, strict=False)]
        walked += sweep_listings(tools, door, moved, until_known=True)
        empty = empty if not moved else []
    tools.tally.sweeps += [sweep for start, sweep in walked if sweep.shown or not messages]
    tools.tally.sweeps += sweep_announced(tools, door, [start.url for start in starts], update=True)
    if whole or not tools.wants("listing"):
        tools.tally.sweeps += [*sweep_parts(tools, door), *sweep_cms(tools, until_known=True)]
    archive_pending(tools, show, max_attempts=MAX_ATTEMPTS)
    recheck_posts(tools, options.recheck, options.budget, effects.now(), show)
    swept = [source.last_swept for source in queries.sources(tools.archive, tools.site.name, "probe")]
    if any(when and effects.now() - moment(when) > PROBE_AGAIN for when in swept):
        tools.tally.sweeps += probe_languages(tools, onward=True)
        archive_pending(tools, show, max_attempts=MAX_ATTEMPTS)
    tools.tally.sweeps += sweep_languages(tools, whole=False)
    outcome, more = judge(options, tools, listing_empty=empty[0].url if empty else "")
    return outcome, messages + more


def archive_pending(tools: Tools, show: Progress, *, max_attempts: int | None = None) -> None:
    """Archive every post that is known and not done, the newest first, and what their pages show of others."""
    # Without a pause between requests several posts share a commit; with one, each has its own.
    at_once = 20 if tools.fetcher.policy.delay == 0 else None
    show.pace.start()
    while todo := _todo(tools, max_attempts):
        for first in range(0, len(todo), at_once or 1):
            with tools.writer.batch() if at_once else nullcontext():
                for number, post in enumerate(todo[first : first + (at_once or 1)], first):
                    if tools.stop.reason():
                        return
                    if tools.budget.refuse(post.url, post.published):
                        continue
                    show(len(todo) - number)
                    go_on(tools, post)
                    if tools.max_posts is not None and tools.tally.posts_new >= tools.max_posts:
                        tools.stop.ask(f"{tools.max_posts} posts were archived, as asked for", as_told=True)
    show()


def _todo(tools: Tools, max_attempts: int | None) -> list[Waiting]:
    """The posts to archive now; those that failed too often wait for the next backfill."""
    return [
        post
        for post in waiting(tools.archive, tools.site.name)
        if post.key not in tools.in_hand
        and post.key not in tools.completed
        and (max_attempts is None or post.attempts < max_attempts)
        and not (tools.since and (post.published or post.modified or tools.since) < tools.since)
        and not (post.published and tools.until and post.published > tools.until)
        and not tools.budget.refuse(post.url, post.published)
    ]


def _unreached(tools: Tools, located: Sequence[Located]) -> tuple[Outcome, list[str]]:
    """No page of the site answered: say why, and whether asking again may help."""
    problems = [problem for place in located for problem in place.problems]
    if why := tools.stop.reason():
        return Outcome.PARTIAL, [why]
    messages = list(dict.fromkeys(str(error) for _, error in problems)) or ["nothing was asked for"]
    refused = all(isinstance(error, Refused) for _, error in problems) and problems
    known_status = [error for _, error in problems if isinstance(error, FetchError) and error.status in {404, 410}]
    if refused:
        return Outcome.REFUSED, [f"the site may not be visited: {messages[0]}"]
    if known_status and len(known_status) == len(problems):
        return Outcome.DRIFT, [f"no page to begin at: {messages[0]}"]
    return Outcome.PARTIAL, [f"cannot reach {tools.site.home}: {messages[0]}"]


def judge(options: Options, tools: Tools, *, listing_empty: str = "") -> tuple[Outcome, list[str]]:
    """Settle what waited for the end of the looks, and name the outcome."""
    settled = settle_changes(tools)
    shown = [sweep.shown for sweep in tools.tally.sweeps if sweep.source == "listing"]
    healthy = not tools.drifted and not listing_empty and (any(shown) or not shown)
    settle_moves(tools)
    follow_form(tools)
    settled += settle_absences(tools, healthy=healthy, each_run_counts=options.recheck == "all")
    reason = tools.stop.reason()
    messages = ([reason] if reason else []) + settled
    found = [] if reason else _shortfalls(tools, listing_empty)
    messages += scripted_pages(tools) if found or tools.tally.unread else []
    if found or tools.drifted:
        return Outcome.DRIFT, [*messages, *found]
    partial = [
        f"{sweep.source} {sweep.url}: {sweep.reason}"
        for sweep in tools.tally.sweeps
        if not sweep.complete and sweep.reason != reason and not sweep.meant
    ]
    partial += [trap.sentence for trap in tools.budget.traps.values()]
    tell_traps(tools, tools.budget.traps)
    messages += partial
    if tools.tally.too_large:
        messages.append(
            f"{tools.tally.too_large} files are larger than the whole of --max-bytes, and wait for a larger one"
        )
    if passing := tools.tally.passing:
        messages.append(f"{passing} requests failed in a way that may pass; the next run tries them again")
    if (reason and not tools.stop.as_told) or partial or passing:
        return Outcome.PARTIAL, messages
    return Outcome.FINISHED, messages


def _shortfalls(tools: Tools, listing_empty: str) -> list[str]:
    """In what the run fell short of what the profile expects, or of what any run is expected to show."""
    tally, profile = tools.tally, tools.site.profile
    health = Health(
        posts=crawl_state.post_count(tools.archive),
        read=tally.read,
        unread=tally.unread,
        titled=tally.titled,
        dated=tally.dated,
        bodied=tally.bodied,
        length=int(median(tally.lengths)) if tally.lengths else 0,
        example=tally.unread_at,
        listing_empty=listing_empty,
    )
    declared = profile.expect if profile else Expectations(posts=1)
    found = [*tools.short_listings, *shortfalls(health, with_past(declared, tools.past), tools.past)]
    if found and tools.sources and not any(sweep.shown for sweep in tally.sweeps):
        found.append(f"no post was shown by what --source names: {', '.join(sorted(tools.sources))}")
    return found
