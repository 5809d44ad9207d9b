"""What changed between two moments, decided from rows; moments as people type them; what became of files."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

import pytest

from archive.changes import AbsenceRow, Kind, RevisionRow, TombstoneRow, changes, confirmation, flipping, of_post
from archive.filediff import FileKind, describe, file_changes
from archive.moments import Edge, read_edge
from archive.records import Attachment, Blob, StoredAttachment


def at(day: int, hour: int = 8, second: int = 0) -> str:
    """A moment in March 2026."""
    return f"2026-03-{day:02}T{hour:02}:00:{second:02}Z"


def rev(number: int, day: int, cause: str = "site", *changed: str, **more: object) -> RevisionRow:
    """A revision of post 1."""
    fields = changed or (() if cause == "first" else ("body",))
    return RevisionRow(1, number, at(day), cause, fields, **more)  # type: ignore[arg-type]


def told(revisions: list[RevisionRow], *graves: TombstoneRow, **options: object) -> list[tuple[str, str, int]]:
    """Kind, moment and revision of each change."""
    found = changes(revisions, graves, **options)  # type: ignore[arg-type]
    return [(str(change.kind), change.at, change.revision) for change in found]


FIRST = rev(1, 1, "first")


def test_a_new_post_appears_and_an_edit_revises_it() -> None:
    """Each revision of the site's is one change, in order of time, with exactly its fields."""
    found = changes([rev(2, 5, "site", "title", "body", cosmetic=("title",)), FIRST])
    assert [(change.kind, change.at, change.revision, change.previous) for change in found] == [
        (Kind.APPEARED, at(1), 1, None),
        (Kind.REVISED, at(5), 2, 1),
    ]
    assert (found[1].changed, found[1].cosmetic, found[1].quiet) == (("title", "body"), ("title",), None)


@pytest.mark.parametrize("everything", [False, True])
@pytest.mark.parametrize("cause", ["parser", "wayback"])
def test_our_own_doing_is_never_news(cause: str, everything: bool) -> None:
    """Reading better, and the past out of a web archive, are told by no option."""
    assert told([FIRST, rev(2, 5, cause)], everything=everything) == [("appeared", at(1), 1)]


def test_a_post_known_from_a_web_archive_only_appears_when_the_site_shows_it() -> None:
    """The first thing that the site itself shows is the appearance."""
    assert told([rev(1, 1, "wayback")]) == []
    assert told([rev(1, 1, "wayback"), rev(2, 9)]) == [("appeared", at(9), 2)]


def test_cosmetic_changes_are_told_only_if_asked_for() -> None:
    """A revision in which every field is cosmetic is no news; one with a real change beside it is."""
    rows = [FIRST, rev(2, 2, cosmetic=("body",)), rev(3, 3, "site", "title", "body", cosmetic=("body",))]
    assert told(rows) == [("appeared", at(1), 1), ("revised", at(3), 3)]
    assert [change.quiet for change in changes(rows, everything=True)] == [None, "cosmetic", None]


def test_flips_stop_being_news_after_the_second_return() -> None:
    """A, B, A, B are told; the A and B after that are not; a new content is, and counts anew."""
    rows = [FIRST, rev(2, 2), rev(3, 3, same_as=1), rev(4, 4, same_as=2), rev(5, 5, same_as=1), rev(6, 6, same_as=2)]
    assert flipping(rows) == {5, 6}
    assert [revision for _, _, revision in told(rows)] == [1, 2, 3, 4]
    rows += [rev(7, 7), rev(8, 8, same_as=6)]
    assert [revision for _, _, revision in told(rows)] == [1, 2, 3, 4, 7, 8]
    assert len(changes(rows, everything=True)) == 8


def test_a_better_reading_between_does_not_hide_a_flip() -> None:
    """Revisions that are not the site's doing neither count as returns nor start the count again."""
    rows = [FIRST, rev(2, 2), rev(3, 3, same_as=1), rev(4, 4, "parser"), rev(5, 5, same_as=2), rev(6, 6, same_as=1)]
    assert flipping(rows) == {6}


# -- gone and back --------------------------------------------------------------------------------------------

MISSED = [AbsenceRow(1, at(day), "404", run=day) for day in (3, 5, 11, 18)]


def grave(evidence: str = "", ended: str | None = None, since: str = at(3)) -> TombstoneRow:
    """A tombstone of post 1."""
    return TombstoneRow(1, 1, since, "404", evidence, ended)


@pytest.mark.parametrize(
    ("evidence", "confirmed", "run"),
    [
        ("404, asked for at 2026-03-03 08:00, 2026-03-05 08:00 UTC", at(5), 5),
        (f"404 at {at(3)}, {at(5)} and {at(11)}", at(11), 11),
        ("asked for on 2026-03-09 10:30", "2026-03-09T10:30:00Z", None),
        ("", at(11), 11),  # the rule: three over seven days
    ],
)
def test_a_post_is_gone_from_its_confirmation_on(evidence: str, confirmed: str, run: int | None) -> None:
    """The evidence says which absence was the proof; without it the rule does. Later looks do not move it."""
    (_, gone) = changes([FIRST], [grave(evidence)], MISSED)
    assert (gone.kind, gone.at, gone.since, gone.run, gone.reason) == (Kind.GONE, confirmed, at(3), run, "404")


def test_confirmations_of_one_minute_are_told_apart() -> None:
    """Runs can follow each other closely; the number of looks in the evidence says which one it was."""
    close = [AbsenceRow(1, at(3, second=second), "404", run) for second, run in ((1, 7), (2, 8), (3, 9))]
    evidence = "404, asked for at 2026-03-03 08:00, 2026-03-03 08:00 UTC"
    assert confirmation(grave(evidence, since=at(3, second=1)), close).run == 8
    assert confirmation(grave(since=at(3, second=1)), close).run == 8  # where each run counted, two suffice


def test_an_absence_that_was_refuted_before_is_no_proof() -> None:
    """Only absences between the tombstone's beginning and its end count."""
    rows = [AbsenceRow(1, at(1), "404", 1), *MISSED]
    assert confirmation(grave(ended=at(12)), rows).observed_at == at(11)


def test_a_suspicion_is_no_change() -> None:
    """A post that was merely missing for a while is not told."""
    assert told([FIRST], absences=MISSED[:2]) == [("appeared", at(1), 1)]


def test_back_unchanged_and_back_edited() -> None:
    """Coming back is one change; what was edited meanwhile is part of it."""
    assert told([FIRST], grave(ended=at(20)), absences=MISSED) == [
        ("appeared", at(1), 1),
        ("gone", at(11), 1),
        ("restored", at(20), 1),
    ]
    rows = [FIRST, rev(2, 2), rev(3, 20, "site", "title"), rev(4, 25)]
    back, later = changes(rows, [grave(ended=at(20, second=1))], MISSED)[-2:]
    assert (back.kind, back.previous, back.revision, back.changed) == (Kind.RESTORED, 2, 3, ("title",))
    assert (later.kind, later.revision) == (Kind.REVISED, 4)


def test_gone_twice() -> None:
    """Each going and each return is told."""
    again = TombstoneRow(2, 1, at(21), "410", "410, asked for at 2026-03-21 08:00, 2026-03-23 08:00 UTC")
    missed = [*MISSED, AbsenceRow(1, at(21), "410"), AbsenceRow(1, at(23), "410")]
    assert [change.kind for change in of_post([FIRST], [grave(ended=at(20)), again], missed)] == [
        "appeared", "gone", "restored", "gone",
    ]  # fmt: skip


# -- windows --------------------------------------------------------------------------------------------------


def test_both_ends_are_exact() -> None:
    """The first moment belongs to the window, the last does not: two windows that meet share nothing, miss nothing."""
    rows = [FIRST, rev(2, 5), rev(3, 9)]
    edges = [None, Edge(at(1)), Edge(at(5)), Edge(at(5, second=1)), Edge(at(9)), None]
    parts = [told(rows, since=a, until=b) for a, b in pairwise(edges)]
    assert [len(part) for part in parts] == [0, 1, 1, 0, 1]
    assert [row for part in parts for row in part] == told(rows)


def test_runs_decide_where_their_times_cannot() -> None:
    """Two runs within one second are told apart by the run that saw the change."""
    rows = [replace(FIRST, run=1), replace(rev(2, 1), run=2), replace(rev(3, 1), run=3)]
    second = Edge(at(1), 2), Edge(at(1, second=1), 2)
    assert [revision for _, _, revision in told(rows, since=second[0], until=second[1])] == [2]


def test_the_order_is_that_of_time_whatever_the_order_of_rows() -> None:
    """Changes of several posts come in order of time, and the same rows always in the same order."""
    other = [RevisionRow(2, 1, at(1), "first"), RevisionRow(2, 2, at(3), "site", ("title",))]
    rows = [rev(2, 5), *other, FIRST]
    assert changes(rows) == changes(rows[::-1])
    assert [(c.post_id, c.revision) for c in changes(rows)] == [(1, 1), (2, 1), (2, 2), (1, 2)]


# -- moments --------------------------------------------------------------------------------------------------

NOW = datetime(2026, 3, 10, 9, 30, 15, 500_000, tzinfo=UTC)
RUNS = {12: ("2026-03-02T08:00:00Z", "2026-03-02T08:05:00Z"), 13: ("2026-03-10T09:30:00Z", None)}


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2026-03-01", "2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z"),
        ("yesterday", "2026-03-09T00:00:00Z", "2026-03-10T00:00:00Z"),
        (" Today ", "2026-03-10T00:00:00Z", "2026-03-11T00:00:00Z"),
        ("2026-03-01T12:00:00Z", "2026-03-01T12:00:00Z", "2026-03-01T12:00:00Z"),
        ("2026-03-01 12:00", "2026-03-01T12:00:00Z", "2026-03-01T12:00:00Z"),
        ("2026-03-01T12:00+08:00", "2026-03-01T04:00:00Z", "2026-03-01T04:00:00Z"),
        ("2026-03-01T12:00:00.2Z", "2026-03-01T12:00:01Z", "2026-03-01T12:00:01Z"),
        ("7d", "2026-03-03T09:30:16Z", "2026-03-03T09:30:16Z"),
        ("24h", "2026-03-09T09:30:16Z", "2026-03-09T09:30:16Z"),
        ("90 minutes ago", "2026-03-10T08:00:16Z", "2026-03-10T08:00:16Z"),
        ("2w", "2026-02-24T09:30:16Z", "2026-02-24T09:30:16Z"),
        ("now", "2026-03-10T09:30:16Z", "2026-03-10T09:30:16Z"),
        ("9999-12-31", "9999-12-31T00:00:00Z", "9999-12-31T23:59:59Z"),
        ("run:12", "2026-03-02T08:00:00Z", "2026-03-02T08:05:01Z"),
        ("run:13", "2026-03-10T09:30:00Z", "9999-12-31T23:59:59Z"),
    ],
)
def test_moments_as_people_type_them(text: str, start: str, end: str) -> None:
    """A day or a run belongs to the window that it ends; a time does not."""
    run = int(text[4:]) if text.startswith("run") else None
    assert read_edge(text, NOW, RUNS.get) == Edge(start, run)
    assert read_edge(text, NOW, RUNS.get, end=True) == Edge(end, run)


@pytest.mark.parametrize("text", ["", "soon", "2026-02-30", "7 parsecs", "run:", "run:99", "9" * 30, "-3d", "999999w"])
def test_what_is_no_moment_is_said(text: str) -> None:
    """Anything else is refused with one sentence that helps."""
    with pytest.raises(ValueError, match=r"is no moment\. Give|no run 99|beginning of time"):
        read_edge(text, NOW, RUNS.get)


# -- files ----------------------------------------------------------------------------------------------------

A, B, C = ("a" * 64, "b" * 64, "c" * 64)
PHASHES = {A: "f0f0f0f0f0f0f0f0", B: "f0f0f0f0f0f0f0f1", C: "0f0f0f0f0f0f0f0f"}
BLOBS = {sha: Blob(sha, 1000 * n, "image/png", 10 * n, 10, PHASHES[sha]) for n, sha in enumerate((A, B, C), 1)}


def file(name: str, sha256: str | None, position: int = 1, **changes: object) -> StoredAttachment:
    """A stored attachment."""
    values: dict[str, object] = {"label": name, "url": f"https://site.example/{name}"}
    return StoredAttachment(Attachment(position, 0, name, **{**values, **changes}), sha256)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("old", "new", "kinds"),
    [
        ([file("1.png", A)], [file("1.png", A)], [()]),
        ([], [file("1.png", A)], [("added",)]),
        ([file("1.png", A)], [], [("removed",)]),
        ([file("1.png", A)], [file("2.png", A)], [("renamed",)]),
        ([file("1.png", A)], [file("2.png", A, url="https://site.example/1.png")], [("renamed",)]),
        ([file("1.png", A)], [file("1.png", C)], [("replaced",)]),
        ([file("1.png", A)], [file("1.png", B)], [("re-encoded or resized",)]),
        ([file("1.png", A)], [file("large.png", B)], [("renamed", "re-encoded or resized")]),
        ([file("1.png", A)], [file("2.png", C)], [("added",), ("removed",)]),
        ([file("1.png", A)], [file("1.png", A, url="https://cdn.example/1.png")], [()]),
        ([file("1.png", None)], [file("1.png", None, url="https://cdn.example/1.png")], [("new address",)]),
        ([file("1.png", None)], [file("1.png", None, label="1.png (2 MB)")], [("relabelled",)]),
        ([file("1.png", None)], [file("1.png", A)], [()]),
        (
            [file("1.png", A, 1), file("2.png", B, 2), file("3.png", C, 3)],
            [file("3.png", C, 1), file("1.png", A, 2), file("2.png", B, 3)],
            [("reordered",), (), ()],
        ),
        (
            [file("1.png", A, 1), file("2.png", B, 2)],
            [file("0.png", C, 1), file("1.png", A, 2), file("2.png", B, 3)],
            [("added",), (), ()],
        ),
    ],
    ids=lambda value: "/".join(item.attachment.name for item in value if isinstance(item, StoredAttachment)) or None,
)
def test_what_became_of_files(
    old: list[StoredAttachment], new: list[StoredAttachment], kinds: list[tuple[str, ...]]
) -> None:
    """Each kind is told apart; a new neighbour is no new order."""
    assert [file.kinds for file in file_changes(old, new, PHASHES)] == kinds


def test_plain_surfaces_are_not_taken_for_one_picture_under_two_names() -> None:
    """A perceptual hash that says nothing proves nothing."""
    flat = {A: "0000000000000000", C: "0000000000000001"}
    found = file_changes([file("1.png", A)], [file("2.png", C)], flat)
    assert [change.kinds for change in found] == [(FileKind.ADDED,), (FileKind.REMOVED,)]


def test_files_in_words() -> None:
    """What became of a file is said with what a person can check."""
    (replaced,) = file_changes([file("1.png", A)], [file("1.png", C)], PHASHES)
    assert describe(replaced, BLOBS) == ["replaced by a different picture (10 × 10 → 30 × 10, 1.00 kB → 3.00 kB)"]
    (resaved,) = file_changes([file("1.png", A)], [file("1.png", B)], PHASHES)
    assert describe(resaved, BLOBS) == [
        "the same picture, re-encoded or resized (10 × 10 → 20 × 10, 1.00 kB → 2.00 kB)"
    ]
    document = {sha: replace(blob, phash=None, width=None, height=None) for sha, blob in BLOBS.items()}
    assert describe(replaced, document) == ["replaced by another file (1.00 kB → 3.00 kB)"]
