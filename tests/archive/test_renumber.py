"""States that come to light late find their place in a post's history."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.feed import make_feed
from archive.history import changes_between
from archive.history import content as content_at
from archive.post_rows import insert_revision
from archive.postdiff import post_diff
from archive.posts import assemble
from archive.renumber import Stamp, causes_in_order, in_time, reorder, stamps
from archive.revisions import Decision, Outcome
from archive.search import search
from tests.archive_tools import Session, content, key

if TYPE_CHECKING:
    from archive.records import PostContent

URL = "https://site.example/en/36"


def _save(session: Session, text: PostContent, cause: str = "site") -> int:
    capture = session.writer.keep(session.exchange(URL, f"<h1>{text.title}</h1>{text.body}".encode()))
    return session.writer.save_post(key("36"), URL, text, [], capture=capture, cause=cause, parser_version="7").post_id


def _insert(session: Session, post: int, title: str, at: str, cause: str = "wayback") -> None:
    """Add a state of some moment, and bring the history into the order of time."""
    decision = Decision(Outcome.REVISED, {}, assemble(content(title), [], ""))
    with session.archive.transaction() as db:
        number = len(stamps(db, post)) + 1
        insert_revision(db, post, number, decision, observed_at=at, cause=cause, capture_id=None, parser_version="7")
        reorder(db, post)


def _history(session: Session) -> list[tuple[object, ...]]:
    found = session.rows("SELECT number, title, cause, changed, same_as FROM revisions ORDER BY number")
    return [(number, title, cause, json.loads(str(changed)), same) for number, title, cause, changed, same in found]


def _feed(session: Session) -> set[str]:
    """The ids of the feed's entries."""
    told = changes_between(session.archive, None)
    feed = make_feed(
        "centre", told, lambda one: content_at(session.archive, one.change.post_id, one.change.revision),
        lambda one: post_diff(session.archive, one.post, one.change.previous or 1, one.change.revision),
    )  # fmt: skip
    return {entry.id for entry in feed.entries}


@pytest.fixture
def post(session: Session) -> int:
    """A post with two contents that we saw."""
    _save(session, content("One"))
    return _save(session, content("Two"))


def test_a_state_from_before_our_time_goes_first(session: Session, post: int) -> None:
    """What an archive held before we came becomes number 1, and our first look keeps its cause."""
    ids = session.rows("SELECT id FROM revisions ORDER BY number")
    _insert(session, post, "Nought", "2020-01-01T00:00:00Z")
    assert _history(session) == [
        (1, "Nought", "wayback", [], None),
        (2, "One", "first", ["title"], None),
        (3, "Two", "site", ["title"], None),
    ]
    assert session.rows("SELECT id FROM revisions WHERE number > 1 ORDER BY number") == ids
    assert session.rows("SELECT title, revision FROM posts") == [("Two", 3)]


def test_a_state_between_two_looks_goes_between_them(session: Session, post: int) -> None:
    """A state between two of ours takes its place, and later ones know that they return to it."""
    _save(session, content("Between"))
    ((first,), (second,), _) = session.rows("SELECT observed_at FROM revisions ORDER BY number")
    assert str(first) < str(second)
    _insert(session, post, "Between", str(first))
    assert [row[1] for row in _history(session)] == ["One", "Between", "Two", "Between"]
    assert [row[4] for row in _history(session)] == [None, None, None, 2]


def test_a_later_state_is_the_present_one(session: Session, post: int) -> None:
    """A content later than all others is what the post, its attachments and the search show."""
    _insert(session, post, "Tomorrow", "2030-01-01T00:00:00Z", cause="site")
    assert session.rows("SELECT title, revision, last_changed FROM posts") == [("Tomorrow", 3, "2030-01-01T00:00:00Z")]
    assert [hit.post_id for hit in search(session.archive, "tomorrow")] == [post]


def test_an_order_must_name_every_revision(session: Session, post: int) -> None:
    """No revision is left without a number."""
    with pytest.raises(ValueError, match="other revisions"), session.archive.transaction() as db:
        reorder(db, post, [1])


def test_a_feed_entry_keeps_its_id(session: Session, post: int) -> None:
    """Readers of the feed do not see old news again because an earlier state came to light."""
    before = _feed(session)
    assert len(before) == 2
    _insert(session, post, "Nought", "2020-01-01T00:00:00Z")
    assert _feed(session) == before


_TIMES = st.lists(st.integers(0, 9).map(lambda n: f"2026-01-01T00:00:0{n}Z"), max_size=6)


@given(_TIMES, _TIMES)
def test_two_histories_are_merged_without_loss(one: list[str], other: list[str]) -> None:
    """Every revision of both is there once, each history keeps its order, and time decides between them."""
    left = [Stamp(n, n, at, "site") for n, at in enumerate(one)]
    right = [Stamp(100 + n, n, at, "site") for n, at in enumerate(other)]
    merged = in_time(left, right)
    assert [s for s in merged if s.id < 100] == left
    assert [s for s in merged if s.id >= 100] == right
    if one == sorted(one) and other == sorted(other):
        assert [s.observed_at for s in merged] == sorted(one + other)


@given(st.lists(st.sampled_from(["first", "site", "parser", "wayback"])))
def test_only_our_first_look_is_first(causes: list[str]) -> None:
    """However histories are merged, one revision at most is `first`, and it is the first that we saw."""
    result = causes_in_order(causes)
    ours = [cause for cause in result if cause in {"first", "site"}]
    assert ours == ["first", "site", "site", "site", "site"][: len(ours)] + ["site"] * max(0, len(ours) - 5)
    assert [c for c in result if c in {"parser", "wayback"}] == [c for c in causes if c in {"parser", "wayback"}]
