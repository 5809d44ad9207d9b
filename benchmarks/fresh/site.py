"""Sites that live for some years: what they publish, edit, replace and take down, all from one seed.

Nothing here knows how a site is watched. Times are days since the first run of the watcher (floats).
What is assumed about sites is all in `KINDS`; docs/schedule.md says it in words.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

YEAR = 365.25


@dataclass(frozen=True, slots=True)
class Kind:
    """What sort of site it is.

    Attributes:
        about: one line for the table.
        per_day: posts a day, on average over the week.
        before: days of posts that were there before the watcher came.
        files: pictures and files of a post, on average.
        early: edits of a post that follow from its publishing, on average.
        early_days: the mean delays of three sorts of early edit: repairs, corrections, additions.
        late: edits a year that have nothing to do with the age of a post.
        spread: how unlike posts are: shape of a gamma distribution with mean 1 (small: few posts get most edits).
        again: chance that an edit is followed by another, a day or so later.
        living: share of posts that are kept up to date for good, every `living_days`.
        waves: times a year that somebody goes through 4 % of all posts in one day.
        deleted: share of posts taken down in a year; the same share again is taken down in the first week.
        replaced: share of files replaced in a year under the same address; thrice that share in the first month.
        shown: posts that the first listing page shows.
        in_teaser: share of edits that change what the listing shows of a post.
    """

    about: str
    per_day: float = 1.0
    before: float = 0.0
    files: float = 1.8
    early: float = 0.35
    early_days: tuple[float, float, float] = (0.4, 3.0, 20.0)
    late: float = 0.04
    spread: float = 0.5
    again: float = 0.25
    living: float = 0.005
    living_days: float = 45.0
    waves: float = 0.5
    deleted: float = 0.005
    replaced: float = 0.004
    shown: int = 12
    in_teaser: float = 0.35


KINDS = {
    "centre": Kind("a research centre, a post a day"),
    "archive": Kind("the same, with ten years of posts before the first run", before=10 * YEAR, per_day=0.8),
    "quiet": Kind("two posts a week, hardly edited", per_day=0.3, early=0.15, late=0.02, waves=0.2),
    "newsroom": Kind("two posts a day, edited much and at once", 2.0, early=0.8, early_days=(0.2, 1.0, 6.0), late=0.01),
    "gardeners": Kind("old posts are tended as much as new ones", early=0.15, late=0.25, living=0.04, waves=2.0),
    "slow hands": Kind("corrections come after weeks", early=0.4, early_days=(3.0, 15.0, 60.0), late=0.05),
}


@dataclass(frozen=True, slots=True)
class Site:
    """One site's life. Items are pages and files; a page's files follow it directly.

    Attributes:
        kind: what sort of site it is.
        days: how long it is watched.
        born: when each item appeared, in order of time.
        died: when it was taken down (infinity: never).
        is_file: whether it is a file.
        files: for a page, how many files follow it; 0 for a file.
        start: for each item where its events begin in the next two; one more for the end.
        when: the times of all edits (of files: replacements), item by item in order of time; taking a page down is
            the last event of the page.
        in_teaser: whether each event shows in the teaser.
    """

    kind: Kind
    days: int
    born: Floats
    died: Floats
    is_file: Bools
    files: Ints
    start: Ints
    when: Floats
    in_teaser: Bools


def make_site(kind: Kind, days: int, seed: int) -> Site:
    """Invent a site's whole life."""
    rng = np.random.default_rng(seed)
    published = _publishing_times(kind, days, rng)
    trait = rng.gamma(kind.spread, 1 / kind.spread, len(published))
    waves = rng.uniform(0, days, rng.poisson(kind.waves * days / YEAR))
    files_of = rng.poisson(kind.files, len(published))
    ends = [_end(kind, start, rng) for start in published]
    lives: list[list[float]] = []
    teasers: list[bool] = []
    for start, end, restless, files in zip(published, ends, trait, files_of, strict=True):
        until = min(end, days)
        edits = [time for time in _page_edits(kind, start, days, restless, waves, rng) if time < until]
        teasers += [*(rng.random(len(edits)) < kind.in_teaser), *([False] if end < days else [])]
        lives.append([*edits, *([end] if end < days else [])])
        for _ in range(files):
            lives.append([time for time in _replacements(kind, start, days, rng) if time < until])
            teasers += [False] * len(lives[-1])
    items = files_of + 1
    is_file = np.ones(int(items.sum()), bool)
    is_file[np.cumsum(items) - items] = False
    files = np.zeros(len(is_file), int)
    files[~is_file] = files_of
    return Site(
        kind=kind,
        days=days,
        born=np.repeat(published, items),
        died=np.repeat(ends, items),
        is_file=is_file,
        files=files,
        start=np.concatenate([[0], np.cumsum([len(life) for life in lives])]),
        when=np.array([time for life in lives for time in life]),
        in_teaser=np.array(teasers, bool),
    )


def _publishing_times(kind: Kind, days: int, rng: np.random.Generator) -> Floats:
    """Working days and hours, dull summers, now and then a burst."""
    first = -int(kind.before)
    day = np.arange(first, days)
    rate = np.where(day % 7 < 5, 1.3, 0.25) * np.where((day % 365 > 200) & (day % 365 < 240), 0.5, 1.05)
    rate = rate * rng.gamma(2.0, 0.5, len(day))
    posts = rng.poisson(rate / rate.mean() * kind.per_day)
    times = np.repeat(day, posts) + rng.uniform(0.35, 0.8, int(posts.sum()))
    return np.sort(times)


def _end(kind: Kind, start: float, rng: np.random.Generator) -> float:
    """When a post is taken down, infinity for never."""
    if rng.random() < kind.deleted:
        return start + float(rng.exponential(2.0))
    return start + float(rng.exponential(YEAR / kind.deleted))


def _page_edits(
    kind: Kind, start: float, days: int, trait: float, waves: Floats, rng: np.random.Generator
) -> list[float]:  # fmt: skip
    """The edits of a page that lives for ever."""
    early = rng.poisson(kind.early * trait)
    sorts = rng.choice(3, early, p=(0.5, 0.3, 0.2))
    times = [start + float(rng.exponential(kind.early_days[sort])) for sort in sorts]
    life = days - start
    times += list(start + rng.uniform(0, life, rng.poisson(kind.late * trait * life / YEAR)))
    if rng.random() < kind.living:
        step = kind.living_days * float(rng.lognormal(0, 0.5))
        times += list(np.cumsum(rng.gamma(4, step / 4, int(life / step * 2) + 1)) + start)
    times += [float(wave + rng.uniform(0, 0.2)) for wave in waves if wave > start and rng.random() < 0.04]
    followed: list[float] = []
    for time in map(float, times):
        followed.append(time)
        while rng.random() < kind.again:
            followed.append(followed[-1] + float(rng.exponential(1.0)))
    return sorted(followed)


def _replacements(kind: Kind, start: float, days: int, rng: np.random.Generator) -> list[float]:
    """When a file's bytes are replaced under the same address."""
    life = days - start
    late = start + rng.uniform(0, life, rng.poisson(kind.replaced * life / YEAR))
    early = [start + float(rng.exponential(7.0))] if rng.random() < 3 * kind.replaced else []
    return sorted([*late, *early])
