"""The order of time: past states come to light in any order, and the history is always the same."""

from __future__ import annotations

import random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from archive.chronicle import State, chronicle, is_in_order
from archive.hashing import Content


def at(day: int) -> str:
    """A moment on the given day."""
    return f"2025-{day // 28 + 1:02d}-{day % 28 + 1:02d}T06:00:00Z"


def state(day: int, words: str, **more: Any) -> State:
    """A state of the past; the words are its title and body."""
    return State(at(day), Content(title=words, body=f"{words} and more."), capture_id=day, **more)


def ours(day: int, words: str, **more: Any) -> State:
    """A revision that we saw ourselves."""
    return state(day, words, ours=True, row=day, **more)


def told(line: list[State]) -> list[tuple[str, str, bool]]:
    """What a history says: when, what, and who saw it."""
    return [(one.at, one.content.title, one.ours) for one in line]


WORDS = st.sampled_from("ABC")
PAST = st.lists(st.tuples(st.integers(0, 300), WORDS), max_size=8, unique_by=lambda one: one[0])
OURS = st.lists(st.tuples(st.integers(0, 300), WORDS), max_size=4, unique_by=lambda one: one[0]).map(sorted)


def distinct(pairs: list[tuple[int, str]]) -> list[State]:
    """Our own revisions: neighbours differ."""
    kept = [pair for index, pair in enumerate(pairs) if not index or pairs[index - 1][1] != pair[1]]
    return [ours(day, words) for day, words in kept]


@settings(deadline=None)
@given(own=OURS, past=PAST, seed=st.integers(), open_end=st.booleans())
def test_any_order_gives_one_history(own: list[Any], past: list[Any], seed: int, open_end: bool) -> None:
    """States that come in any order, one by one or all at once, give the history of those that come in time order."""
    mine = distinct(own)
    whole = chronicle(mine, [state(*one) for one in sorted(past)], open_end=open_end)
    mixed = list(past)
    random.Random(seed).shuffle(mixed)
    assert told(chronicle(mine, [state(*one) for one in mixed], open_end=open_end)) == told(whole)
    known: list[State] = []
    for one in mixed:
        known.append(state(*one))
        line = chronicle(mine, known, open_end=open_end)
    if mixed:
        assert told(line) == told(whole)


@settings(deadline=None)
@given(own=OURS, past=PAST, open_end=st.booleans())
def test_what_we_saw_stands_and_the_rest_is_in_order(own: list[Any], past: list[Any], open_end: bool) -> None:
    """Our own revisions all stay in their order, no past state equals its neighbour, and time never runs back."""
    mine = distinct(own)
    line = chronicle(mine, [state(*one) for one in past], open_end=open_end)
    assert [one for one in line if one.ours] == mine
    assert is_in_order(line)
    if mine and not open_end:
        assert line[-1] == mine[-1]


@settings(deadline=None)
@given(own=OURS, past=PAST)
def test_each_change_that_was_seen_is_told(own: list[Any], past: list[Any]) -> None:
    """Reading the history at the time of any observation gives what was observed then."""
    mine = distinct(own)
    line = chronicle(mine, [state(*one) for one in past], open_end=True)
    taken = {one.at for one in mine}
    for one in (state(*pair) for pair in past):
        if one.at in taken:
            continue
        before = [kept for kept in line if kept.at <= one.at]
        after = [kept for kept in line if kept.at > one.at]
        near = [before[-1].content.title] if before else []
        near += [after[0].content.title] if after else []
        assert one.content.title in near


def test_a_better_reading_of_ours_counts_as_what_was_shown() -> None:
    """A past state that equals our later, better reading of the next page is nothing new."""
    mine = [ours(100, "A with the menu"), ours(200, "A", reread=True), ours(250, "B")]
    assert told(chronicle(mine, [state(50, "A")])) == told(mine)
    assert len(chronicle(mine, [state(50, "B")])) == 4


def test_what_a_page_does_not_tell_is_no_change() -> None:
    """A teaser, a category and a date that a past page does not show are taken from our nearest record."""
    known = Content(title="A", body="A and more.", summary="In short", category="News", published="2025-01-02")
    mine = [State(at(100), known, ours=True, row=1)]
    assert chronicle(mine, [state(50, "A")]) == mine
    (past, _) = chronicle(mine, [state(50, "B")])
    assert (past.content.summary, past.content.category, past.content.published) == ("In short", "News", "2025-01-02")


def test_a_live_post_is_watched_by_ourselves() -> None:
    """A past state later than our last revision counts only for a post that is gone."""
    mine = [ours(100, "A")]
    assert told(chronicle(mine, [state(150, "B")])) == told(mine)
    assert told(chronicle(mine, [state(150, "B")], open_end=True))[-1] == (at(150), "B", False)
