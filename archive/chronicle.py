"""Decide which states of a post's past are revisions of their own: pure, and the same whatever order they came in.

What we saw ourselves stands: none of those revisions is ever moved, merged or dropped. A state that somebody else
saw is a revision where it differs from what was shown right before it and from what was shown right after it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from archive.hashing import Content, content_hash
from archive.revisions import compare

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True)
class State:
    """A content that a site showed at a moment.

    Attributes:
        at: when (UTC ISO 8601).
        content: what it showed.
        ours: whether we saw it ourselves; else a web archive did.
        reread: of ours: whether it is a better reading of the page that the state before it was read from.
        row: its row in `revisions`, None for one that has none yet.
        capture_id: the exchange that it was read from.
        parser_version: the version of the program that read it.
    """

    at: str
    content: Content
    ours: bool = False
    reread: bool = False
    row: int | None = None
    capture_id: int | None = None
    parser_version: str = ""


def chronicle(ours: Sequence[State], past: Iterable[State], *, open_end: bool = False) -> list[State]:
    """Put the states of a post in order of time, and leave out those that are nothing new.

    Args:
        ours: the revisions that we saw ourselves, in the order of their numbers.
        past: what web archives saw, in any order, each state as often as it was seen.
        open_end: whether a state that is later than all of ours counts. It does for a post that is gone; one that
            is live has been watched by ourselves since then.
    """
    end = max((state.at for state in ours), default="")
    filled = (filled_in(state, ours) for state in past if open_end or not ours or state.at < end)
    line = _merged(ours, sorted(filled, key=_order))
    kept: list[State] = []
    for index, state in enumerate(line):
        if state.ours or (not (kept and _same(kept[-1], state)) and not _leads_to_ours(line, index)):
            kept.append(state)
    return kept


def filled_in(state: State, ours: Sequence[State]) -> State:
    """A state of the past with what its page does not tell taken from our own nearest record, the later one first.

    A teaser stands on listings, never on the page itself; a category or a date that is not found on the page of
    another design is not known to have been another one.
    """
    near = next((own for own in ours if own.at >= state.at), ours[-1] if ours else None)
    if near is None:
        return state
    content, known = state.content, near.content
    content = replace(
        content,
        summary=content.summary or known.summary,
        category=content.category or known.category,
        published=content.published or known.published,
    )
    return replace(state, content=content)


def _order(state: State) -> tuple[str, str, int]:
    return state.at, content_hash(state.content), state.capture_id or 0


def _merged(ours: Sequence[State], past: Sequence[State]) -> list[State]:
    """Both in one line; ours keep their own order, even where a clock once went backwards."""
    line: list[State] = []
    left, right = list(ours), list(past)
    while left and right:
        line.append((left if left[0].at <= right[0].at else right).pop(0))
    return line + left + right


def _leads_to_ours(line: Sequence[State], index: int) -> bool:
    """Whether the site went on showing this state until we saw it ourselves, as we read it then or read it anew."""
    state = line[index]
    for after in range(index + 1, len(line)):
        if line[after].ours:
            own = [line[after]]
            own += [later for later in line[after + 1 :] if later.ours][: _rereadings(line[after + 1 :])]
            return any(_same(state, one) for one in own)
        if not _same(state, line[after]):
            return False
    return False


def _rereadings(rest: Sequence[State]) -> int:
    """How many of our next states are new readings of the same page."""
    count = 0
    for state in (state for state in rest if state.ours):
        if not state.reread:
            break
        count += 1
    return count


def _same(one: State, other: State) -> bool:
    return not compare(one.content, other.content) and not compare(other.content, one.content)


def is_in_order(states: Sequence[State]) -> bool:
    """Whether states of the past stand where their time puts them, and no two neighbours of them are equal."""
    pairs = [(a, b) for a, b in pairwise(states) if not (a.ours and b.ours)]
    return all(a.at <= b.at and not _same(a, b) for a, b in pairs)
