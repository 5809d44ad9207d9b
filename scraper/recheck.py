"""Look at known posts again, and judge what was seen before any of it counts.

Nothing that a recheck finds changed or missing is stored at once: only when all looks are in can a
redesign be told from edits, and an outage from deletions.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from archive import absence, crawl_state, queries
from archive.due import watched_files, watched_posts
from archive.records import Issue
from scraper.drift import Reread, describe, is_redesign, lost
from scraper.healing import Healed, heal, with_selectors
from scraper.posts import archive_post, count, record
from scraper.schedule import Look, everything, rank, within
from scraper.tools import Changed, Tools


def recheck_posts(tools: Tools, how: str, budget: int, now: datetime, show: Callable[[int], None]) -> None:
    """Look again at the posts that are due, or at all of them.

    Args:
        tools: the run's collaborators.
        how: `due`, `all`, or `none`, which still looks at what the listing gives cause for.
        budget: how many requests this may take, for pages and files, unless all are looked at.
        now: the time (UTC).
        show: called after each post, to tell where the run stands.
    """
    looks = _looks(tools, how, budget, now)
    for number, look in enumerate(looks, 1):
        if tools.stop.reason():
            break
        page = look.due.post.page
        tools.reporter.event("debug", "looking again", url=page.url, files=len(look.files), why=look.due.reason)
        tools.due_files = frozenset(look.files)
        archive_post(tools, look.due.post.key, page.url, known=True)
        show(len(looks) - number)
    tools.due_files = frozenset()


def _looks(tools: Tools, how: str, budget: int, now: datetime) -> list[Look]:
    """What to look at: what the listing gives cause for, suspects whose time has come and what is due, by urgency."""
    name, run = tools.site.name, tools.writer.run_id
    posts = [post for post in watched_posts(tools.archive, name) if post.key not in tools.in_hand]
    if how == "all":
        return everything(posts, watched_files(tools.archive, [post.id for post in posts]))
    causes = {key: "it fell off the listing" for key, _ in crawl_state.fallen_off(tools.archive, name, run)}
    causes |= dict.fromkeys(crawl_state.perhaps_moved(tools.archive, name), "its title and day appeared elsewhere")
    ranked = rank(posts, now, causes)
    if how == "none":
        return [Look(due) for due in ranked if due.pressing]
    return within(ranked, watched_files(tools.archive, [due.post.id for due in ranked]), now, budget)


def settle_changes(tools: Tools) -> list[str]:
    """Store what changed, unless it is a redesign that cannot be read as the archive knows the posts.

    Answers what a person should know of it.
    """
    waiting, tools.changed = tools.changed, []
    rechecked = tools.tally.rechecked
    if tools.accept or not is_redesign(len(waiting), rechecked):
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
        f"nothing of it was stored: {what}. Look at one with `scraper check`: if it is read well, run "
        "`scraper update --accept`; if not, give the site a profile with selectors (`scraper learn`)"
    )
    tools.writer.save_issues([Issue("record", "redesign", message, url=waiting[0].page.url)])
    tools.drifted = True
    return [message]


def _went_back(tools: Tools, item: Changed) -> bool:
    """Whether this is the very page that an earlier revision was read from: then what it lacks was taken out again."""
    return crawl_state.was_read_from(tools.archive, item.key, hashlib.sha256(item.page.body).hexdigest())


def _store(tools: Tools, item: Changed) -> None:
    """Store one changed post; a field that it merely lost keeps its known value, and the doubt is on record."""
    gone = () if _went_back(tools, item) else lost(item.held, item.content)
    doubts = [
        Issue("record", "field-lost", f"the page no longer gives a {field}; the known one is kept", url=item.page.url)
        for field in gone
        if not getattr(item.content, field)
    ]
    # A page that changed is the best reason to ask whether its files did.
    tools.due_files = frozenset(file.url for file in item.content.attachments if file.url)
    result = record(tools, item.key, item.page, item.content, item.aliases, doubts=doubts, unread=gone)
    tools.due_files = frozenset()
    count(tools, result)


def remember(tools: Tools, healed: Healed) -> None:
    """Read with the learned places from now on, in later runs too."""
    tools.profile = with_selectors(tools.site, healed.selectors)
    tools.templates.forget()
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
    # Posts that were away before are looked for again and again; only those that were there yesterday vanish at once.
    away = {suspect.key for suspect in crawl_state.suspects(tools.archive, tools.site.name)}
    vanished = sum(item.key not in away for item in absent)
    if absence.is_mass(vanished, held) and not tools.accept:
        tools.drifted = True
        what = f"{vanished} of {held} posts were not there at once, which is rarely a deletion"
        return [f"{what}; none is taken for missing. If they were taken down, run `scraper update --accept`"]
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
