"""When known posts and files are looked at again: properties that hold whatever the archive looks like."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.due import Watched, WatchedPost
from archive.records import PostKey
from scraper.schedule import (
    DAY,
    KEPT_FOR_OTHERS,
    LONGEST,
    LONGEST_GONE,
    Look,
    everything,
    file_wait,
    page_wait,
    post_wait,
    rank,
    within,
)

NOW = datetime(2026, 11, 22, 6, 15, tzinfo=UTC)


def ago(days: float) -> datetime:
    """A time so many days before now."""
    return NOW - timedelta(days=days)


def watched(age: float, checked: float | None, name: str = "a", changes: tuple[float, ...] = ()) -> Watched:
    """A page or file, by days before now; it was looked at before its last look, unless that was its first."""
    first = max(age, checked or 0) - 0.1
    times = tuple(ago(days) for days in changes)
    return Watched(f"http://x/{name}", ago(age), ago(first), None if checked is None else ago(checked), times)


def post(number: int, age: float, checked: float, **more: object) -> WatchedPost:
    """A post of some age, looked at some days ago."""
    page = watched(age, checked, str(number), more.pop("changes", ()))  # type: ignore[arg-type]
    return WatchedPost(number, PostKey("x", str(number), "en"), page, **more)  # type: ignore[arg-type]


def look(posts: list[WatchedPost], budget: int, now: datetime = NOW, **files: Watched) -> list[Look]:
    """What is looked at; files are given as `f<number of the post>_<anything>`."""
    offered: dict[int, list[Watched]] = {}
    for name, file in files.items():
        offered.setdefault(int(name[1:].partition("_")[0]), []).append(file)
    return within(rank(posts, now), offered, now, budget)


@given(ages=st.lists(st.floats(0, 20_000), min_size=2, max_size=20), name=st.text(max_size=5))
def test_the_older_the_longer_the_wait(ages: list[float], name: str) -> None:
    """Of two pages alike but for their age, the older one is never looked at more often; no wait is without end."""
    waits = [page_wait(Watched(name, ago(age), ago(30_000), NOW)) for age in sorted(ages)]
    assert all(shorter <= longer for shorter, longer in pairwise(waits))
    assert timedelta(hours=12) < waits[0] <= waits[-1] <= LONGEST * DAY


@given(age=st.floats(10, 5000), parts=st.lists(st.floats(0, 1), min_size=1, max_size=8))
def test_every_change_shortens_the_wait(age: float, parts: list[float]) -> None:
    """A page that was seen to change is looked at no more rarely than one that was not, nor than with fewer changes."""
    changes = tuple(sorted((part * age for part in parts), reverse=True))
    waits = [page_wait(watched(age, 0, changes=changes[:count])) for count in range(len(changes) + 1)]
    assert all(more <= fewer for fewer, more in pairwise(waits))


def test_a_change_makes_an_old_page_fresh() -> None:
    """An old page just seen to change is looked at daily for a week; the wait grows again as that fades."""
    waits = [page_wait(watched(2000, 0, changes=(days,))) / DAY for days in (0, 6, 60, 600)]
    assert waits == sorted(waits)
    assert waits[0] == waits[1] < 1
    assert 2 < waits[2] < waits[3] < page_wait(watched(2000, 0)) / DAY


@given(age=st.floats(0, 5000))
def test_files_wait_longer_than_pages(age: float) -> None:
    """A file is asked for more rarely than its page."""
    assert file_wait(watched(age, 0)) > 3 * page_wait(watched(age, 0))


@pytest.mark.parametrize("late", [timedelta(minutes=-50), timedelta(0), timedelta(hours=1)])
def test_a_daily_run_finds_a_fresh_page_due(late: timedelta) -> None:
    """What is to be looked at daily is due at tomorrow's run, also if that begins a little earlier in the day."""
    for number in range(200):
        fresh = post(number, 3, 0)
        assert rank([fresh], NOW + DAY + late)
        assert not rank([fresh], NOW + timedelta(hours=12))


@given(st.lists(st.tuples(st.floats(0, 4000), st.floats(0, 400), st.booleans(), st.integers(0, 6))), st.integers(0, 60))
def test_the_budget_is_kept(rows: list[tuple[float, float, bool, int]], budget: int) -> None:
    """Pages and files together never take more requests than there are, and none is asked for twice."""
    posts = [
        post(number, age + checked, checked, teaser_changed=teaser)
        for number, (age, checked, teaser, _) in enumerate(rows)
    ]
    files = {
        f"f{number}_{count}": watched(age + checked, checked if count else None, f"{number}/{count}")
        for number, (age, checked, _, many) in enumerate(rows)
        for count in range(many)
    }
    looks = look(posts, budget, **files)
    assert sum(item.cost for item in looks) <= budget
    asked = [item.due.post.page.url for item in looks] + [url for item in looks for url in item.files]
    assert len(asked) == len(set(asked))


@given(st.lists(st.tuples(st.floats(0, 4000), st.floats(0, 400)), max_size=40))
def test_what_is_most_overdue_comes_first(rows: list[tuple[float, float]]) -> None:
    """Looks are in the order of the time waited against the wait that is right, and nothing comes before its time."""
    posts = [post(number, age + checked, checked) for number, (age, checked) in enumerate(rows)]
    ranked = rank(posts, NOW)
    scores = [due.score for due in ranked]
    assert scores == sorted(scores, reverse=True)
    assert all(score >= 1 for score in scores)
    waiting = {p.id for p in posts} - {due.post.id for due in ranked}
    assert all(NOW - p.page.checked < post_wait(p) for p in posts if p.id in waiting and p.page.checked)


def test_a_changed_teaser_jumps_the_queue() -> None:
    """A post whose teaser changed comes first, though looked at this very day, and so does what a run has cause for."""
    late, told, caused = post(1, 900, 300), post(2, 900, 0.1, teaser_changed=True), post(3, 900, 0.2)
    ranked = rank([late, told, caused], NOW, {caused.key: "it fell off the listing"})
    assert [due.post.id for due in ranked] == [3, 2, 1]
    assert [due.reason for due in ranked[:2]] == ["it fell off the listing", "its teaser changed"]
    assert [due.pressing for due in ranked] == [True, True, False]
    assert ranked[2].reason.startswith("looked at 300.0 days ago, due after ")


@pytest.mark.parametrize("budget", [4, 20, 100])
def test_a_flood_of_teasers_leaves_room(budget: int) -> None:
    """When every teaser changes at every run, a quarter of the budget still goes to what is merely due."""
    noisy = [post(number, 1, 0.5, teaser_changed=True) for number in range(300)]
    quiet = [post(number, 3000, 200) for number in range(300, 600)]
    looks = look([*noisy, *quiet], budget)
    assert sum(not item.due.pressing for item in looks) == budget // KEPT_FOR_OTHERS
    assert len(looks) == budget
    assert len(look(noisy, budget)) == budget


@pytest.mark.parametrize("flood", [False, True])
def test_no_post_is_ever_given_up(flood: bool) -> None:
    """With a third of the budget that is needed and new posts every day, each old post is looked at again and again."""
    posts = {number: post(number, 1000 + 10 * number, 0) for number in range(100)}
    last_look = dict.fromkeys(posts, 0)
    longest = 0
    for day in range(1, 400):
        now = NOW + day * DAY
        number = 1000 + day
        page = Watched(f"http://x/{number}", now, now, now)
        posts[number] = WatchedPost(number, PostKey("x", str(number), "en"), page, teaser_changed=flood)
        for item in look(list(posts.values()), 24, now):
            known = item.due.post
            posts[known.id] = replace(known, page=replace(known.page, checked=now))
            if known.id in last_look:
                longest = max(longest, day - last_look[known.id])
                last_look[known.id] = day
    assert longest < 3.5 * LONGEST
    assert min(last_look.values()) > 400 - 3.5 * LONGEST


def test_a_backfill_is_not_due_in_one_wave() -> None:
    """Posts archived on one day come due spread over weeks, and stay spread ever after."""
    posts = [post(number, 1500, 0) for number in range(1000)]
    posts = [replace(p, page=replace(p.page, first=NOW)) for p in posts]
    for _round in range(2):
        due_on = [math.ceil(post_wait(p) / DAY + (p.page.checked - NOW) / DAY) for p in posts if p.page.checked]
        most = max(due_on.count(day) for day in set(due_on))
        assert most < 80
        posts = [
            replace(p, page=replace(p.page, checked=NOW + day * DAY)) for p, day in zip(posts, due_on, strict=True)
        ]


def test_the_order_does_not_depend_on_luck() -> None:
    """The same archive gives the same looks, in whatever order its posts come."""
    posts = [post(number, 100 * (number % 7), 40 + number % 5) for number in range(60)]
    assert look(posts, 25) == look(posts[::-1], 25)


def test_files_are_asked_for_along_with_their_page() -> None:
    """Of a post that is looked at, the files that are due are asked for too, those that never came first of all."""
    files = {
        "f1_a": watched(500, 100, "a.jpg"),
        "f1_b": watched(500, 1, "b.jpg"),
        "f1_c": watched(500, None, "c.jpg"),
        "f1_d": watched(500, 300, "d.jpg"),
    }
    (found,) = look([post(1, 500, 20)], 10, **files)
    assert found.files == ("http://x/c.jpg", "http://x/d.jpg", "http://x/a.jpg")
    assert found.cost == 4
    assert look([post(1, 500, 20)], 2, **files)[0].files == ("http://x/c.jpg",)
    assert look([post(1, 500, 0.5)], 10, **files) == []


def test_late_pages_have_late_files() -> None:
    """Where pages wait thrice too long, so do files; they are not asked for with every late page."""
    late = post(1, 500, 60)
    assert look([late], 10, f1=watched(500, 100, "a.jpg"))[0].files == ()
    assert look([late], 10, f1=watched(500, 300, "a.jpg"))[0].files == ("http://x/a.jpg",)


def test_a_file_of_several_posts_is_asked_for_once() -> None:
    """A picture that the English and the Chinese post share takes one request."""
    shared = watched(500, 200, "a.jpg")
    looks = look([post(1, 500, 60), post(2, 500, 60)], 10, f1=shared, f2=shared)
    assert sorted(item.cost for item in looks) == [1, 2]


def test_missing_posts_are_confirmed_soon_and_gone_ones_remembered() -> None:
    """A suspect is asked for after 1, 2, 4 and 7 days; one that is gone ever more rarely, up to half a year."""
    suspect = [post(1, 900, 0, status="missing", absences=tuple(ago(n) for n in range(n, -1, -1))) for n in range(5)]
    assert [round(post_wait(p) / DAY) for p in suspect] == [1, 2, 4, 7, 7]
    gone = [post(1, 900, 0, status="gone", absences=(ago(days),)) for days in (8, 100, 3000)]
    assert [post_wait(p) for p in gone] == [7 * DAY, 50 * DAY, LONGEST_GONE]
    late = replace(suspect[0], page=replace(suspect[0].page, checked=ago(3)))
    assert look([late], 10, f1=watched(900, 300, "a.jpg"))[0].files == ()


def test_everything_means_everything() -> None:
    """All posts and all their files, due or not, whatever the budget."""
    looks = everything([post(1, 3, 0), post(2, 900, 0)], {1: [watched(3, 0, "a.jpg")]})
    assert [(item.due.post.id, item.files) for item in looks] == [(1, ("http://x/a.jpg",)), (2, ())]
