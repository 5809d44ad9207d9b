"""The numbers behind the plots, as plain values straight from the database."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from archive.db import Archive

OTHER = "other"
UNNAMED = "no category"


@dataclass(frozen=True, slots=True)
class Stacked:
    """Counts by period and kind.

    Attributes:
        periods: in order of time, without holes: `2026-03`; `2026 Q1` or `2026` where the span is long.
        series: (name, one count a period), the largest first.
    """

    periods: tuple[str, ...]
    series: tuple[tuple[str, tuple[int, ...]], ...]


@dataclass(frozen=True, slots=True)
class Bars:
    """Named counts, the largest first."""

    bars: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Ages:
    """Edits by the age of the post: for each kind of field, one count an age class."""

    classes: tuple[str, ...]
    series: tuple[tuple[str, tuple[int, ...]], ...]


@dataclass(frozen=True, slots=True)
class RunHealth:
    """How one run went; `at` is when it started (UTC)."""

    run_id: int
    at: datetime
    command: str
    outcome: str
    posts_new: int
    posts_revised: int
    failed: int
    issues: int


_MONTHS_AT_MOST = 36
_QUARTERS_AT_MOST = 48
_SERIES_AT_MOST = 6
_AGES = ((1, "first day"), (7, "week"), (30, "month"), (90, "quarter"), (365, "year"))
OLDEST = "later"


def languages(archive: Archive) -> list[str]:
    """The languages of the archive, the one with most posts first."""
    return [row[0] for row in archive.rows("SELECT lang FROM posts GROUP BY lang ORDER BY count(*) DESC, lang")]


def timeline(archive: Archive, lang: str | None = None) -> Stacked:
    """Posts by month (quarter or year where the span is long) and category; undated ones are left out."""
    rows = archive.rows(
        "SELECT substr(published, 1, 7), category, count(*) FROM posts "
        "WHERE published IS NOT NULL AND (? IS NULL OR lang = ?) GROUP BY 1, 2",
        [lang, lang],
    )
    months = sorted({month for month, _, _ in rows})
    if not months:
        return Stacked((), ())
    span = _months(months[0], months[-1])
    period = _month if len(span) <= _MONTHS_AT_MOST else _quarter if len(span) <= 3 * _QUARTERS_AT_MOST else _year
    counts: Counter[tuple[str, str]] = Counter()
    for month, category, number in rows:
        counts[period(month), category or UNNAMED] += number
    periods = list(dict.fromkeys(map(period, span)))
    return Stacked(tuple(periods), _series(counts, periods))


def _month(month: str) -> str:
    return month


def _quarter(month: str) -> str:
    return f"{month[:4]} Q{(int(month[5:7]) + 2) // 3}"


def _year(month: str) -> str:
    return month[:4]


def _months(first: str, last: str) -> list[str]:
    """Every month from the first to the last, both included."""
    number, end = (int(text[:4]) * 12 + int(text[5:7]) - 1 for text in (first, last))
    return [f"{at // 12:04}-{at % 12 + 1:02}" for at in range(number, end + 1)]


def _series(counts: Counter[tuple[str, str]], columns: Sequence[str]) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """Counts by (column, name) as one row a name, the largest first, the small ones together."""
    totals: Counter[str] = Counter()
    for (_, name), number in counts.items():
        totals[name] += number
    ranked = sorted(totals, key=lambda name: (-totals[name], name))
    kept = ranked if len(ranked) <= _SERIES_AT_MOST else ranked[: _SERIES_AT_MOST - 1]
    rest = ranked[len(kept) :]
    series = [(name, tuple(counts[column, name] for column in columns)) for name in kept]
    if rest:
        series.append((OTHER, tuple(sum(counts[column, name] for name in rest) for column in columns)))
    return tuple(series)


def categories(archive: Archive, lang: str | None = None, at_most: int = 20) -> Bars:
    """Posts by category."""
    rows = archive.rows(
        "SELECT category, count(*) FROM posts WHERE ? IS NULL OR lang = ? GROUP BY 1 ORDER BY 2 DESC, 1", [lang, lang]
    )
    bars = [(name or UNNAMED, int(number)) for name, number in rows]
    rest = sum(number for _, number in bars[at_most:])
    return Bars((*bars[:at_most], *([(OTHER, rest)] if rest else [])))


def edits_by_age(archive: Archive, lang: str | None = None) -> Ages:
    """How old posts were when the site changed them, by field; cosmetic changes and undated posts are left out."""
    rows = archive.rows(
        "SELECT p.published, r.observed_at, r.changed, r.cosmetic FROM revisions r JOIN posts p ON p.id = r.post_id "
        "WHERE r.cause = 'site' AND p.published IS NOT NULL AND (? IS NULL OR p.lang = ?)",
        [lang, lang],
    )
    counts: Counter[tuple[str, str]] = Counter()
    for published, observed_at, changed, cosmetic in rows:
        days = (date.fromisoformat(observed_at[:10]) - date.fromisoformat(published)).days
        for name in set(json.loads(changed)) - set(json.loads(cosmetic)):
            counts[age_class(days), name] += 1
    classes = [name for _, name in _AGES] + [OLDEST]
    return Ages(tuple(classes), _series(counts, classes) if counts else ())


def age_class(days: int) -> str:
    """The age class of a post that is so many days old."""
    return next((name for limit, name in _AGES if days < limit), OLDEST)


def picture_sizes(archive: Archive) -> tuple[int, ...]:
    """The sizes in bytes of all pictures, each once."""
    rows = archive.rows("SELECT bytes FROM blobs WHERE media_type LIKE 'image/%' AND bytes > 0 ORDER BY bytes")
    return tuple(int(size) for (size,) in rows)


def health(archive: Archive, at_most: int = 60) -> tuple[RunHealth, ...]:
    """The latest runs that visited the site, in order of time."""
    rows = archive.rows(
        "SELECT r.id, r.started_at, r.command, coalesce(r.outcome, 'running'), r.counts, "
        "(SELECT count(*) FROM issues i WHERE i.run_id = r.id) FROM runs r WHERE r.command != 'reparse' "
        "ORDER BY r.id DESC LIMIT ?",
        [at_most],
    )
    return tuple(_runs(reversed(rows)))


def _runs(rows: Iterable[tuple[int, str, str, str, str | None, int]]) -> Iterable[RunHealth]:
    for number, started, command, outcome, counts, issues in rows:
        did = json.loads(counts or "{}")
        yield RunHealth(
            number, datetime.fromisoformat(started), command, outcome,
            int(did.get("posts_new", 0)), int(did.get("posts_revised", 0)),
            int(did.get("posts_failed", 0)) + int(did.get("files_failed", 0)), issues,
        )  # fmt: skip
