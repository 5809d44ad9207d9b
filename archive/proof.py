"""The proof of completeness: what every source showed, what became of it, and where sources differ.

The ledger has a row for every post that any source ever showed, so what is missing can be counted, and said why.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from archive.db import Archive

HELD = ("done", "files", "read")
"""States of the ledger in which a post's content is stored."""

EXAMPLES = 3
"""How many addresses a difference names."""

WHOLE = ("listing", "sitemap", "cms", "archive")
"""Sources that can show every post of a site; a feed shows the latest, a probe only what was not known yet."""

WALKED = (*WHOLE, "feed", "probe")
"""Sources that are walked, and so can be seen to their end."""

_STANDS = {"discovered": "waiting", "fetched": "waiting", "read": "files"}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why posts are missing, failed or lack files: a stable name, words for a person, and how many there are."""

    state: str
    code: str
    words: str
    count: int


@dataclass(frozen=True, slots=True)
class Pass:
    """How far one address of a source was last walked.

    Attributes:
        url: the address; for a probe its pattern.
        lang: the language it covers, empty if unknown.
        complete_at: when it was last seen to its end (UTC), None if it never was.
        cut_short: why the latest pass did not reach the end; empty where it did, or where an earlier one did and it
            stopped at known posts as it should.
        finished_at: when that pass ended (UTC).
    """

    url: str
    lang: str
    complete_at: str | None
    cut_short: str
    finished_at: str


@dataclass(frozen=True, slots=True)
class Proof:
    """What one kind of source showed, and how far we are with it.

    Attributes:
        source: `listing`, `probe`, `sitemap`, `feed`, `related`, `wayback`, …
        shown: different posts that it ever showed.
        done, files, waiting, failed, missing: where these stand; together they are `shown`. `files` are held and
            lack files that are still to come; `waiting` were not read yet.
        held: how many of them are in the archive, whatever has become of them since.
        complete_at: when every address of it had been seen to its end (UTC), None while one of them never was.
        reasons: why posts are failed or missing.
        passes: its addresses, and how far each was walked.
    """

    source: str
    shown: int
    done: int
    files: int
    waiting: int
    failed: int
    missing: int
    held: int
    complete_at: str | None
    reasons: tuple[Reason, ...]
    passes: tuple[Pass, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """A post that one source lacks: its address, and what became of it."""

    url: str
    state: str


@dataclass(frozen=True, slots=True)
class Difference:
    """Posts that a source could have shown and did not, although others did.

    Attributes:
        source: the source that lacks them.
        posts: how many it lacks.
        shown_by: how many of these each other source showed.
        languages: how many of these are in each language.
        absent_languages: languages of which the source shows no post at all.
        states: what became of them: done, files, waiting, failed or missing.
        examples: some of them.
    """

    source: str
    posts: int
    shown_by: dict[str, int]
    languages: dict[str, int]
    absent_languages: tuple[str, ...]
    states: dict[str, int]
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the proof comes to.

    Attributes:
        complete: every source was seen to its end, and every post that any of them showed and whose page is there is
            held, with all files that can be had.
        shown: posts that any source ever showed.
        held: those whose content is stored.
        absent: those that were never there when they were asked for.
        owed: the rest: not read yet, or not to be had so far.
        reasons: why these are not held, or lack files.
        unseen: why sources may not have shown everything; empty where each was seen to its end.
        sentences: all this for a person.
    """

    complete: bool
    shown: int
    held: int
    absent: int
    owed: int
    reasons: tuple[Reason, ...]
    unseen: tuple[str, ...]
    sentences: tuple[str, ...]


class _Row(NamedTuple):
    """A post in the ledger."""

    url: str
    lang: str
    state: str
    code: str
    problem: str
    held: bool


@dataclass(frozen=True, slots=True)
class Completeness:
    """The whole proof."""

    proofs: tuple[Proof, ...]
    differences: tuple[Difference, ...]
    verdict: Verdict


def prove(archive: Archive) -> Completeness:
    """Count what every source showed and what became of it, inside the caller's transaction."""
    rows = {row[0]: _Row(row[1], row[2], row[3], row[4], row[5], bool(row[6])) for row in archive.rows(_LEDGER)}
    shown: dict[str, set[int]] = {}
    for source in (name for (name,) in archive.rows(_SOURCES)):
        shown[source] = {number for (number,) in archive.rows(_SHOWN, [source])}
    passes = _passes(archive)
    shown |= {source: set() for source in passes if source not in shown}
    order = sorted(shown, key=lambda source: (-len(shown[source]), source))
    proofs = tuple(
        _proof(source, [rows[number] for number in sorted(shown[source])], passes.get(source, ())) for source in order
    )
    differences = tuple(found for source in order if source in WHOLE and (found := _difference(source, shown, rows)))
    return Completeness(proofs, differences, _verdict(rows.values(), proofs))


def _proof(source: str, rows: Sequence[_Row], passes: Sequence[Pass]) -> Proof:
    states = Counter(_state(row) for row in rows)
    ends = [one.complete_at for one in passes]
    whole = min((end for end in ends if end), default=None) if all(ends) else None
    return Proof(
        source=source,
        shown=len(rows),
        **{state: states[state] for state in ("done", "files", "waiting", "failed", "missing")},
        held=sum(row.held for row in rows),
        complete_at=whole,
        reasons=reasons_of(rows),
        passes=tuple(passes),
    )


def reasons_of(rows: Iterable[_Row]) -> tuple[Reason, ...]:
    """Group what is wrong with posts, the most frequent first."""
    counts: Counter[tuple[str, str, str]] = Counter()
    for row in rows:
        if row.state in {"failed", "missing", "files"}:
            code, words = _words(row)
            counts[row.state, code, words] += 1
    return tuple(Reason(*what, number) for what, number in counts.most_common())


def _difference(source: str, shown: Mapping[str, set[int]], rows: Mapping[int, _Row]) -> Difference | None:
    others = set().union(*(numbers for name, numbers in shown.items() if name != source))
    lacking = sorted(others - shown[source])
    if not lacking or not shown[source]:
        return None
    languages = Counter(rows[number].lang for number in lacking)
    own = {rows[number].lang for number in shown[source]}
    by = {name: len(numbers.intersection(lacking)) for name, numbers in shown.items() if name != source}
    # First those of languages that the source has: that it shows none of a whole language needs no example.
    examples = sorted(lacking, key=lambda number: (rows[number].lang not in own, -number))[:EXAMPLES]
    return Difference(
        source=source,
        posts=len(lacking),
        shown_by={name: count for name, count in sorted(by.items(), key=lambda item: (-item[1], item[0])) if count},
        languages=dict(languages.most_common()),
        absent_languages=tuple(lang for lang in languages if lang not in own),
        states=dict(Counter(_state(rows[number]) for number in lacking).most_common()),
        examples=tuple(Example(rows[number].url, _state(rows[number])) for number in examples),
    )


def _verdict(rows: Iterable[_Row], proofs: Sequence[Proof]) -> Verdict:
    rows = list(rows)
    absent = [row for row in rows if row.state == "missing" and not row.held]
    owed = [row for row in rows if row.state != "missing" and not row.held]
    lacking = [row for row in rows if row.held and row.state in {"read", "files"}]
    unseen = tuple(line for proof in proofs for line in _unseen(proof))
    reasons = reasons_of([*owed, *absent, *lacking])
    told = _told(rows, absent, owed, lacking)
    if unseen:
        told.append(f"There may be more that no source has shown yet: {'; '.join(unseen)}.")
    told += _next(owed, lacking)
    return Verdict(
        complete=bool(rows) and not owed and not lacking and not unseen,
        shown=len(rows),
        held=sum(row.held for row in rows),
        absent=len(absent),
        owed=len(owed),
        reasons=reasons,
        unseen=unseen,
        sentences=tuple(told),
    )


def _told(rows: Sequence[_Row], absent: Sequence[_Row], owed: Sequence[_Row], lacking: Sequence[_Row]) -> list[str]:
    """What is held, and what is not and why, in sentences."""
    if not rows:
        return ["No source has shown a post yet."]
    told = []
    if len(absent) == len(rows):
        told.append(f"None of the {_count(rows, 'address')} that sources showed has a page: {_why(absent)}.")
    elif not owed:
        what = "Every post that any source ever showed is held"
        told.append(
            f"{what}, but for {_count(absent, 'address')} without a page: {_why(absent)}." if absent else f"{what}."
        )
    else:
        held = sum(row.held for row in rows)
        told.append(
            f"{held:,} of the {len(rows):,} posts that sources showed are held; {len(owed):,} are not: {_why(owed)}."
        )
        if absent:
            told.append(f"{_count(absent, 'further address')} had no page: {_why(absent)}.")
    if lacking:
        told.append(f"{_count(lacking, 'post')} still {'lacks' if len(lacking) == 1 else 'lack'} files.")
    return told


def _next(owed: Sequence[_Row], lacking: Sequence[_Row]) -> list[str]:
    """What to do."""
    unread = [row for row in owed if row.code in _UNREADABLE]
    refused = [row for row in owed if row.code == "refused"]
    told = []
    if len(unread) + len(refused) < len(owed) or lacking:
        told.append("Next: `scraper backfill` goes on from there.")
    if refused:
        told.append("What may not be asked for is asked for again only when robots.txt, or the site, allows it.")
    if unread:
        told.append(f"Next: `scraper check {unread[0].url}` shows why it cannot be read.")
    return told


_UNREADABLE = {"not-a-post", "page-too-hard"}


def _why(rows: Sequence[_Row]) -> str:
    """The reasons of some posts in a row: `3 were not asked for yet, 1 timed out`."""
    counts = Counter(_words(row)[1] for row in rows)
    return ", ".join(f"{number:,} {words}" for words, number in counts.most_common())


def _count(rows: Sequence[_Row], noun: str) -> str:
    several = f"{noun}es" if noun.endswith("s") else f"{noun}s"
    return f"{len(rows):,} {noun if len(rows) == 1 else several}"


def _unseen(proof: Proof) -> list[str]:
    """Where a source was not seen to its end, and why."""
    if not proof.passes and proof.source in WALKED:
        return [f"{proof.source}: not seen to its end yet"]
    return [
        f"{proof.source}{f' ({one.lang})' if one.lang else ''}: {one.cut_short or 'not seen to its end yet'}"
        for one in proof.passes
        if one.cut_short or not one.complete_at
    ]


def _state(row: _Row) -> str:
    """Where a post stands, in the words of `Proof`."""
    return _STANDS.get(row.state, row.state)


_WORDS = {
    "redirect": "led elsewhere",
    "moved": "moved to another post's address",
    "soft-404": "showed a page that says not found",
    "not-a-post": "could not be read (not-a-post)",
    "page-too-hard": "could not be read (page-too-hard)",
    "reading-interrupted": "ended the run while being read",
    "refused": "may not be asked for",
    "files-missing": "without all files",
    "timed-out": "timed out",
    "unreachable": "could not be reached",
    "body-truncated": "came cut off",
    "body-too-large": "were too large",
    "host-paused": "were left alone after failures in a row",
}
_PLAIN = {
    "discovered": ("not-asked", "not asked for yet"),
    "fetched": ("not-read", "fetched, not read yet"),
    "read": ("files-not-asked", "read, files not asked for yet"),
}


def _words(row: _Row) -> tuple[str, str]:
    """What is wrong with a post: a stable name, and words that follow a number."""
    if row.state in _PLAIN:
        return _PLAIN[row.state]
    if row.code.isdigit():
        return row.code, f"answered {row.code}"
    if row.code == "bad-status" and (status := re.search(r"answered (\d{3})", row.problem)):
        return f"bad-status-{status[1]}", f"answered {status[1]}"
    return row.code, _WORDS.get(row.code, row.code.replace("-", " ") or "failed")


def _passes(archive: Archive) -> dict[str, list[Pass]]:
    """How far each address of each source was last walked; addresses that a listing moved away from are left out.

    The latest pass says how things stand; once one has reached the end, those that were not meant to do not count.
    A year or another part of a listing that was left because it showed nothing of its own is no gap.
    """
    latest: dict[tuple[str, str], Pass] = {}
    for source, url, lang, complete, meant, reason, at in archive.rows(_SWEEPS):
        before = latest.get((source, url))
        if complete or (source == "archive" and meant):
            latest[source, url] = Pass(url, lang, at, "", at)
        elif before is None or not before.complete_at or not meant:
            latest[source, url] = Pass(url, lang, before.complete_at if before else None, reason, at)
        else:
            latest[source, url] = replace(before, finished_at=at)
    found: dict[str, list[Pass]] = {}
    for (source, _), one in sorted(latest.items(), key=lambda item: (item[0][0], item[1].lang, item[0][1])):
        found.setdefault(source, []).append(one)
    return found


_LEDGER = """SELECT id, url, lang, state, coalesce(code, ''), coalesce(problem, ''), post_id IS NOT NULL FROM ledger"""
# Each source is one step in the index; there may be millions of sightings.
_SOURCES = """WITH RECURSIVE found(source) AS (
        SELECT min(source) FROM sightings
        UNION ALL SELECT (SELECT min(s.source) FROM sightings s WHERE s.source > found.source) FROM found
        WHERE found.source IS NOT NULL)
    SELECT source FROM found WHERE source IS NOT NULL"""
_SHOWN = """SELECT id FROM ledger l
    WHERE EXISTS (SELECT 1 FROM sightings WHERE source = ? AND ledger_id = l.id)"""

_SWEEPS = """SELECT w.source, w.url, w.lang, w.complete, w.meant, w.reason, w.finished_at FROM sweeps w
    WHERE NOT EXISTS (SELECT 1 FROM sources s
        WHERE s.kind = w.source AND s.url = w.url AND s.note ->> 'moved_to' IS NOT NULL)
    ORDER BY w.id"""
