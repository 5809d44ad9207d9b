"""The source `language` as a sweep: what pages announced in a run, and numbers known in one language only."""

from __future__ import annotations

from archive import queries
from archive.records import PostKey, Sweep
from scraper.discover.probe import ProbePlan, too_sparse
from scraper.sweeps import asker
from scraper.tools import Tools

LEAST_SHARED = 3
"""Numbers that two languages have in common before those of the one are asked for in the other."""


def sweep_languages(tools: Tools, *, whole: bool) -> list[Sweep]:
    """Ask for numbers that one language has and another lacks, and record what the pages of the run announced.

    Args:
        tools: the run's collaborators.
        whole: the run looks at everything, so that the sweep may be complete.
    """
    if not tools.wants("language"):
        return []
    sweeps = _numbers(tools) if whole else []
    if tools.heard.shown:
        reason = tools.stop.reason() or ("" if whole else "only the pages that were read in this run were heard")
        heard = tools.heard
        meant = not whole and not tools.stop.reason()
        sweep = Sweep("language", tools.site.home, not reason, reason, heard.pages, len(heard.shown), "", meant)
        tools.writer.save_source("language", tools.site.home, "", {}, site=tools.site.name)
        tools.writer.save_sweep(sweep, site=tools.site.name)
        tools.reporter.event("info", "languages", pages=heard.pages, posts=len(heard.shown))
        sweeps.append(sweep)
    return sweeps


def _numbers(tools: Tools) -> list[Sweep]:
    """Ask in each language for the numbers that posts have in another, where not all numbers are probed anyway."""
    keys = [key for key in queries.known_keys(tools.archive, tools.site.name) if key.source_id.isdecimal()]
    languages = sorted({key.lang for key in keys})
    sweeps = []
    for lang in languages if len(languages) > 1 else []:
        pattern = tools.site.numeric_pattern(lang)
        own = {int(key.source_id) for key in keys if key.lang == lang}
        others = {int(key.source_id) for key in keys if key.lang != lang}
        lacking = sorted(others - own, reverse=True)
        if pattern is None or len(own & others) < LEAST_SHARED or not lacking or _is_probed(tools, keys, lang):
            continue
        sweep = _ask(tools, pattern, lang, lacking)
        tools.writer.save_source("language", pattern, lang, {}, site=tools.site.name)
        tools.writer.save_sweep(sweep, site=tools.site.name)
        sweeps.append(sweep)
    return sweeps


def _is_probed(tools: Tools, keys: list[PostKey], lang: str) -> bool:
    """Whether the source `probe` asks for every number of this language in a backfill."""
    profile = tools.site.profile
    if not tools.wants("probe") or (profile and not profile.probe.enabled):
        return False
    known = frozenset(int(key.source_id) for key in keys if key.lang == lang)
    highest = max(queries.highest_ids(tools.archive, tools.site.name).values(), default=0)
    return not too_sparse(ProbePlan("", lang, known, highest))


def _ask(tools: Tools, pattern: str, lang: str, numbers: list[int]) -> Sweep:
    """Ask for each number, the highest first; the sweep is complete when each got a proper answer."""
    ask = asker(tools, lang, "language")
    asked = shown = unanswered = 0
    for number in numbers:
        if why := tools.stop.reason():
            return Sweep("language", pattern, False, why, asked, shown, lang)
        found = ask(number)
        asked += 1
        shown += found is True
        unanswered += found is None
    reason = f"{unanswered} numbers got no proper answer" if unanswered else ""
    return Sweep("language", pattern, not unanswered, reason, asked, shown, lang)
