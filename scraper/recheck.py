"""Look at known posts again, and judge what was seen before any of it counts.

Nothing that a recheck finds changed or missing is stored at once: only when all looks are in can a
redesign be told from edits, and an outage from deletions.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from archive import absence, crawl_state, queries
from archive.records import Issue, PostKey
from scraper.drift import Reread, describe, is_redesign, lost
from scraper.healing import Healed, heal, with_selectors
from scraper.posts import archive_post, count, record
from scraper.schedule import Known, due, moment
from scraper.tools import Changed, Tools


def recheck_posts(tools: Tools, how: str, budget: int, now: datetime, show: Callable[[], None]) -> None:
    """Look again at the posts that are due, or at all of them.

    Args:
        tools: the run's collaborators.
        how: `due`, `all`, or `none`, which still looks at what the listing gives cause for.
        budget: how many requests may go to posts that are merely due.
        now: the time (UTC).
        show: called after each post, to tell where the run stands.
    """
    tools.recheck_files = how != "none"
    for key, url in _chosen(tools, how, budget, now):
        if tools.stop.reason():
            break
        if key not in tools.in_hand:
            archive_post(tools, key, url, known=True)
            show()
    tools.recheck_files = False


def _chosen(tools: Tools, how: str, budget: int, now: datetime) -> list[tuple[PostKey, str]]:
    """The posts to look at: those that the listing gives cause for, suspects whose time has come, then those due."""
    name, run = tools.site.name, tools.writer.run_id
    caused = crawl_state.teasers_changed(tools.archive, name, run) + crawl_state.fallen_off(tools.archive, name, run)
    if how == "none":
        return caused
    posts = queries.posts(tools.archive, name)
    if how == "all":
        return [(post.key, post.url) for post in posts]
    waiting = crawl_state.suspects(tools.archive, name)
    suspected = [(s.key, s.url) for s in waiting if s.status == "missing" and absence.next_look(s.absences) <= now]
    known = {
        f"{post.key.source_id}/{post.key.lang}": (post.key, post.url) for post in posts if post.status != "missing"
    }
    facts = [
        Known(post.url, f"{post.key.source_id}/{post.key.lang}", began, checked, changed)
        for post in posts
        if post.status != "missing"
        and (began := moment(post.published) or moment(post.first_seen))
        and (checked := moment(post.last_checked) or began)
        and (changed := moment(post.last_changed) or began)
    ]
    return [*caused, *suspected, *(known[fact.identity] for fact in due(facts, now, budget))]


def settle_changes(tools: Tools) -> list[str]:
    """Store what changed, unless it is a redesign that cannot be read as the archive knows the posts.

    Answers what a person should know of it.
    """
    waiting, tools.changed = tools.changed, []
    rechecked = tools.tally.rechecked
    if not is_redesign(len(waiting), rechecked):
        for item in waiting:
            _store(tools, item)
        return []
    healed = heal([(item.page, item.held) for item in waiting], tools.site)
    if healed is None:
        return _fail_closed(tools, waiting, rechecked)
    remember(tools, healed)
    for item in waiting:
        _store(tools, replace(item, content=tools.read(item.page)))
    tools.reporter.event("warning", "redesign", posts=len(waiting), agreement=f"{healed.agreement:.0%}")
    share = f"{healed.agreement:.0%} of {len(waiting)} known posts"
    return [f"the site's pages are made differently now; {share} read as before with the places learned anew"]


def _fail_closed(tools: Tools, waiting: Sequence[Changed], rechecked: int) -> list[str]:
    """Keep what the archive holds; the raw pages are kept beside it."""
    tools.writer.flush()
    what = describe([Reread(item.page.url, item.held, item.content) for item in waiting])
    message = (
        f"{len(waiting)} of {rechecked} posts looked at read differently at once, so the site has probably changed and "
        f"nothing of it was stored: {what}. Look at one with `scraper check`, and give the site a profile with "
        "selectors if need be"
    )
    tools.writer.save_issues([Issue("record", "redesign", message, url=waiting[0].page.url)])
    tools.drifted = True
    return [message]


def _store(tools: Tools, item: Changed) -> None:
    """Store one changed post; a field that it merely lost keeps its known value, and the doubt is on record."""
    gone = lost(item.held, item.content)
    doubts = [
        Issue("record", "field-lost", f"the page no longer gives a {field}; the known one is kept", url=item.page.url)
        for field in gone
        if not getattr(item.content, field)
    ]
    result = record(tools, item.key, item.page, item.content, item.aliases, doubts=doubts, unread=gone)
    count(tools, result)


def remember(tools: Tools, healed: Healed) -> None:
    """Read with the learned places from now on, in later runs too."""
    tools.profile = with_selectors(tools.site, healed.selectors)
    note = {"selectors": healed.selectors, "agreement": healed.agreement}
    tools.writer.save_source("selectors", tools.site.home, "", note, site=tools.site.name)


def recall_places(tools: Tools) -> None:
    """Take up the places that an earlier run learned."""
    for source in queries.sources(tools.archive, tools.site.name, "selectors"):
        selectors = source.note.get("selectors")
        if isinstance(selectors, dict):
            tools.profile = with_selectors(tools.site, {str(k): str(v) for k, v in selectors.items()})


def settle_absences(tools: Tools, *, healthy: bool, each_run_counts: bool) -> list[str]:
    """Record the absences of this run and set tombstones where they are proof; answers what hinders that.

    Args:
        tools: the run's collaborators.
        healthy: whether the rest of the site answered as it should.
        each_run_counts: see `archive.absence.is_gone`.
    """
    absent, tools.absent = tools.absent, []
    if not absent:
        return []
    if not healthy:
        return [f"{len(absent)} posts were not there, but neither was the rest of the site; none is taken for missing"]
    held = crawl_state.post_count(tools.archive)
    if absence.is_mass(len(absent), held):
        tools.drifted = True
        return [f"{len(absent)} of {held} posts were not there at once: no deletion, so none is taken for missing"]
    for item in absent:
        tools.writer.post_missing(item.key, item.reason, item.evidence, capture=item.kept)
    for suspect in crawl_state.suspects(tools.archive, tools.site.name):
        if suspect.status == "missing" and absence.is_gone(suspect.absences, each_run_counts=each_run_counts):
            _bury(tools, suspect)
    return []


def _bury(tools: Tools, suspect: crawl_state.Suspect) -> None:
    first, last = suspect.absences[0], suspect.absences[-1]
    times = ", ".join(f"{a.observed_at:%Y-%m-%d %H:%M}" for a in suspect.absences)
    since = f"{first.observed_at:%Y-%m-%dT%H:%M:%SZ}"
    evidence = f"{last.reason}, asked for at {times} UTC"
    tools.writer.post_gone(suspect.key, since=since, reason=last.reason, evidence=evidence)
    tools.tally.posts_gone += 1
    tools.reporter.event("info", "gone", url=suspect.url, why=last.reason)
