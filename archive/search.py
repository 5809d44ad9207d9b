"""Full-text search, in English and Chinese alike, over what posts say now or said at any time.

A Chinese phrase of one, two or more characters is found wherever it stands, since every character is indexed
as a word of its own (see `search_text`); English words are found by their stem. What a person types is never a
query language that can be wrong.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from archive.captures import clean
from archive.marking import Piece, mark
from archive.search_text import match_expression

if TYPE_CHECKING:
    from archive.db import Archive
    from archive.marking import Texts

__all__ = ["Filters", "Hit", "Piece", "count", "matching", "search", "tally"]

RANKED = 400
"""More matches than this are not weighed one by one: see `search`."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Which posts are looked at, and as what they read.

    Attributes:
        lang: only this language, as `posts.lang` has it.
        category: only this category.
        since, until: only posts published on or between these days, `YYYY-MM-DD`; undated ones are left out.
        as_of: as the site stood at this moment (UTC, `2026-11-22T07:03:00Z`): what posts said then, without those
            that were not there yet or were gone.
        past: also what posts said before their present revision; a post is shown once, by its latest match.
        status: only posts that are live, missing or gone today.
    """

    lang: str | None = None
    category: str | None = None
    since: str | None = None
    until: str | None = None
    as_of: str | None = None
    past: bool = False
    status: str | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A post that was found.

    Attributes:
        post_id: its row in `posts`.
        revision: the number of the revision that was found; the present one unless the past was searched.
        present: whether that is what the post says now.
        score: higher is better; comparable within one search only.
        title, snippet: the title, and the most telling place of the text, each in pieces.
    """

    post_id: int
    source_id: str
    lang: str
    url: str
    published: str | None
    category: str
    status: str
    revision: int
    present: bool
    score: float
    title: tuple[Piece, ...]
    snippet: tuple[Piece, ...]


def search(
    archive: Archive,
    words: str | None,
    limit: int = 20,
    *,
    offset: int = 0,
    newest: bool = False,
    filters: Filters = Filters(),
) -> list[Hit]:
    """Find posts, the best first.

    The best are those that BM25 weighs most, a word in the title counting ten times as much as one in the body. Where
    more than `RANKED` posts match, weighing tells little and takes long: then those come first that have the words in
    title and summary, and among them and the rest the latest published; of each kind, those archived last are seen.

    Args:
        archive: an open archive.
        words: words and "phrases" that must all occur; `word*` finds words that begin so. Anything can be typed.
            None finds every post.
        limit: the most hits to return.
        offset: how many hits to pass over, for the pages after the first.
        newest: the latest published first, instead of the best.
        filters: which posts, and as what they read.
    """
    expression = None if words is None else match_expression(words)
    if expression == "":
        return []
    order = "day DESC, score DESC, post" if newest else "score DESC, day DESC, post"
    values = _values(filters) | {"expression": expression, "limit": limit, "offset": offset, "ranked": RANKED}
    found = _found(filters, every=expression is None)
    if expression and not newest and filters.as_of is None and not filters.past and _is_common(archive, expression):
        found, values["heads"] = _COMMON, f"{{title summary}} : ({expression})"
    rows = archive.rows(f"{found} {_HITS.format(order=order)}", values)
    texts: list[Texts] = [row[-5:] for row in rows]
    return [
        Hit(*(*row[:8], bool(row[8]), row[9], marked.title, marked.snippet))
        for row, marked in zip(rows, mark(expression or "", texts), strict=True)
    ]


def _is_common(archive: Archive, expression: str) -> bool:
    sql = "SELECT count(*) FROM (SELECT 1 FROM posts_fts WHERE posts_fts MATCH ? LIMIT ?)"
    return bool(archive.rows(sql, [expression, RANKED + 1])[0][0] > RANKED)


def count(archive: Archive, words: str | None, *, filters: Filters = Filters()) -> int:
    """Count the posts that a search finds, all pages together."""
    expression = None if words is None else match_expression(words)
    if expression == "":
        return 0
    found = _found(filters, every=expression is None)
    rows = archive.rows(f"{found} SELECT count(*) {_JOINED}", _values(filters) | {"expression": expression})
    return int(rows[0][0])


def tally(archive: Archive, words: str | None, *, filters: Filters = Filters()) -> dict[str, list[tuple[str, int]]]:
    """Count what a search finds by language, category, year and status, the commonest first; years the latest first.

    For each, its own filter is left out: the counts are those of the other choices. Undated posts have the year "".
    """
    expression = None if words is None else match_expression(words)
    if expression == "":
        return {name: [] for name in _COUNTED}
    without = {
        "lang": replace(filters, lang=None),
        "category": replace(filters, category=None),
        "year": replace(filters, since=None, until=None),
        "status": replace(filters, status=None),
    }
    counts: dict[str, list[tuple[str, int]]] = {}
    for name, value in _COUNTED.items():
        others, order = without[name], "1 DESC" if name == "year" else "2 DESC, 1"
        found = _found(others, every=expression is None)
        counts[name] = archive.rows(
            f"{found} SELECT {value}, count(*) {_JOINED} GROUP BY 1 ORDER BY {order}",
            _values(others) | {"expression": expression},
        )
    return counts


def matching(words: str | None, filters: Filters = Filters()) -> tuple[str, dict[str, object]]:
    """Give the query, with its values, that lists what a search finds: columns post, and number of the revision.

    Words without anything to search for find nothing; None finds every post.
    """
    expression = None if words is None else match_expression(words) or '""'
    found = _found(filters, every=expression is None)
    return f"{found} SELECT f.post AS post, f.number AS number {_JOINED}", _values(filters) | {"expression": expression}


_COUNTED = {
    "lang": "p.lang",
    "category": "coalesce(r.category, p.category)",
    "year": "coalesce(substr(iif(r.id, r.published, p.published), 1, 4), '')",
    "status": "p.status",
}
_EVERY = """SELECT p.id AS post, p.revision AS number, p.revision AS present, 0.0 AS score, 0 AS revision_id
    FROM posts p"""
_EVERY_THEN = """SELECT a.post_id AS post, a.revision AS number, p.revision AS present, 0.0 AS score,
    (SELECT id FROM revisions WHERE post_id = a.post_id AND number = a.revision) AS revision_id
    FROM posts_as_of a JOIN posts p ON p.id = a.post_id WHERE a.stood_from <= :as_of AND a.stood_until > :as_of"""
_PRESENT = """SELECT p.id AS post, p.revision AS number, p.revision AS present, -posts_fts.rank AS score,
    0 AS revision_id FROM posts_fts JOIN posts p ON p.id = posts_fts.rowid WHERE posts_fts MATCH :expression"""
_PAST = """SELECT r.post_id, r.number, p.revision, -revisions_fts.rank, r.id FROM revisions_fts
    JOIN revisions r ON r.id = revisions_fts.rowid JOIN posts p ON p.id = r.post_id AND p.revision != r.number
    WHERE revisions_fts MATCH :expression"""
_THEN = """ AND r.observed_at <= :as_of AND (SELECT n.observed_at FROM revisions n
    WHERE n.post_id = r.post_id AND n.number = r.number + 1) > :as_of"""
_STOOD = """ AND NOT EXISTS (SELECT 1 FROM tombstones t WHERE t.post_id = p.id AND t.since <= :as_of
    AND coalesce(t.ended, '9') > :as_of)"""
_FILTERED = """(:lang IS NULL OR p.lang = :lang) AND (:category IS NULL OR p.category = :category)
    AND (:since IS NULL OR p.published >= :since) AND (:until IS NULL OR p.published <= :until)
    AND (:status IS NULL OR p.status = :status)"""
_LATEST = f"""SELECT p.id AS post, p.revision AS number FROM posts_fts JOIN posts p ON p.id = posts_fts.rowid
    WHERE posts_fts MATCH :{{what}} AND {_FILTERED} ORDER BY posts_fts.rowid DESC LIMIT :ranked"""  # noqa: S608
_COMMON = f"""WITH found AS (SELECT post, number, number AS present, max(head) AS score, 0 AS revision_id FROM (
    SELECT *, 1.0 AS head FROM ({_LATEST.format(what="heads")})
    UNION ALL SELECT *, 0.0 FROM ({_LATEST.format(what="expression")})) GROUP BY post)"""  # noqa: S608
_JOINED = """FROM found f JOIN posts p ON p.id = f.post LEFT JOIN revisions r ON r.id = f.revision_id
    WHERE (:lang IS NULL OR p.lang = :lang) AND (:status IS NULL OR p.status = :status)
    AND (:category IS NULL OR coalesce(r.category, p.category) = :category)
    AND (:since IS NULL OR iif(r.id, r.published, p.published) >= :since)
    AND (:until IS NULL OR iif(r.id, r.published, p.published) <= :until)"""
# The hits are put in order by a few small columns, so that only the texts of those shown are read.
_HITS = f"""SELECT p.id, p.source_id, p.lang, p.url, b.day, coalesce(r.category, p.category), p.status,
    b.number, b.number = b.present, b.score, coalesce(r.title, p.title), coalesce(r.category, p.category),
    coalesce(r.summary, p.summary), coalesce(r.body, p.body),
    iif(r.id, (SELECT files FROM revisions_text WHERE revision_id = r.id),
        (SELECT files FROM posts_text WHERE post_id = p.id))
    FROM (SELECT f.*, iif(r.id, r.published, p.published) AS day {_JOINED}
        ORDER BY {{order}} LIMIT :limit OFFSET :offset) b
    JOIN posts p ON p.id = b.post LEFT JOIN revisions r ON r.id = b.revision_id ORDER BY {{order}}"""  # noqa: S608


def _found(filters: Filters, *, every: bool) -> str:
    """The query part that gives `found`: post, number of the revision, number of the present one, score."""
    if every:
        return f"WITH found AS ({_EVERY if filters.as_of is None else _EVERY_THEN})"
    if filters.as_of is not None:
        return f"WITH found AS ({_PRESENT} AND p.last_changed <= :as_of{_STOOD} UNION ALL {_PAST}{_THEN}{_STOOD})"
    if filters.past:
        both = f"{_PRESENT} UNION ALL {_PAST}"
        latest = "post, max(number) AS number, present, score, revision_id"
        return f"WITH found AS (SELECT {latest} FROM ({both}) GROUP BY post)"  # noqa: S608
    return f"WITH found AS ({_PRESENT})"


def _values(filters: Filters) -> dict[str, object]:
    """The values that the filters put into a query."""
    return {
        "lang": None if filters.lang is None else clean(filters.lang),
        "category": None if filters.category is None else clean(filters.category),
        "since": filters.since,
        "until": filters.until,
        "as_of": filters.as_of,
        "status": filters.status,
    }
