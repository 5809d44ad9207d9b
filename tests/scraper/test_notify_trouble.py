"""Which failures are told, and when they are over: the rule alone, over made-up runs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from archive.notices import Notice
from archive.queries import Run
from scraper.telling.trouble import Level, Verdict, fingerprint, judge, level

BEGAN = datetime(2026, 1, 5, 6, 15, tzinfo=UTC)
STEP = timedelta(hours=8)
REACHED = {"posts_unchanged": 3}

# f finished · m finished, with something to say
# p partial, but the site was reached · u partial, nothing reached · r refused · d drift · e another drift
# x interrupted · full: the disk
ENDS = {
    "f": ("finished", REACHED, ""),
    "m": ("finished", REACHED, "the listing moved"),
    "p": ("partial", REACHED, "2 requests failed in a way that may pass"),
    "u": ("partial", {"posts_failed": 4, "sources": [{"pages": 0}]}, "cannot reach http://a.example: no route"),
    "r": ("refused", {}, "robots.txt forbids it"),
    "d": ("drift", REACHED, "4 of 9 pages lost their title"),
    "e": ("drift", REACHED, "the listing shows no posts"),
    "x": ("interrupted", {}, "ended without a word"),
    "o": ("disk full", {}, "no space left"),
}


def run_of(number: int, end: str) -> Run:
    """The run with this number."""
    outcome, counts, message = ENDS[end]
    at = f"{BEGAN + number * STEP:%Y-%m-%dT%H:%M:%SZ}"
    return Run(number, "update", at, at, outcome, counts, message)


def play(ends: str, *, deaf: str = "", after: int = 3) -> str:
    """What is told over runs: `T` trouble, `R` recovery, `M` remark, `.` nothing; what `deaf` marks does not arrive."""
    runs: list[Run] = []
    notices: list[Notice] = []
    told = ""
    for number, end in enumerate(ends, start=1):
        runs.insert(0, run_of(number, end))
        now = BEGAN + number * STEP
        verdict = judge(runs, notices, now, after)
        told += {"trouble": "T", "recovery": "R", "remark": "M"}[verdict.kind] if verdict else "."
        if verdict:
            arrived = None if deaf[number - 1 : number] == "x" else f"{now:%Y-%m-%dT%H:%M:%SZ}"
            notices = noted(notices, verdict, number, arrived)
    return told


def noted(notices: list[Notice], verdict: Verdict, run: int, arrived: str | None) -> list[Notice]:
    """The notices as the archive keeps them: one that never arrived becomes the next of its kind."""
    if notices and notices[0].kind == verdict.kind and notices[0].told_at is None:
        notices = notices[1:]
    new = Notice(run, run, "c", verdict.kind, verdict.fingerprint, 0, (), verdict.sentence, "", arrived, 1, None)
    return [new, *notices]


@pytest.mark.parametrize(
    ("ends", "told"),
    [
        ("ffff", "...."),
        ("fuuf", "...."),
        ("fuuufff", "...TR.."),
        ("fuuuuuuuuuf", "...T......R"),
        ("uuu", "..T"),
        ("ruo", "..T"),
        ("fxxx", "...T"),
        ("uufuufuuu", "........T"),
        # left over again and again is told once; that nothing works at all is worse, and told beside it
        ("fppppppf", "...T...R"),
        ("fpppuuuuu", "...T..T.."),
        ("fuuuppp", "...TR.."),
        ("fuuupppp", "...TR..T"),
        # drift at once; the same again after a day (three runs), another at once
        ("fd", ".T"),
        ("fdddddd", ".T..T.."),
        ("fdedede", ".TT..TT"),
        ("fdf", ".TR"),
        ("fdfd", ".TR."),
        ("fuuud", "...TT"),
        ("fduuuuf", ".T....R"),
        ("ofoof", "....."),
        # what a run has to say is told once a day; where something else is told, the report says it anyway
        ("fmf", ".M."),
        ("mmmmf", "M..M."),
        ("fuuumf", "...TR."),
    ],
)
def test_what_is_told(ends: str, told: str) -> None:
    """The third failure in a row is told once, drift at once and daily, and the end of what was told."""
    assert play(ends) == told


@pytest.mark.parametrize(
    ("ends", "deaf", "told"),
    [
        ("fuuuuuf", "...xx..", "...TTTR"),
        ("fuuuf", "...x.", "...TR"),
        ("fuuuff", "....x.", "...TRR"),
        ("fuuufuff", "....x...", "...TR.R."),
        ("fuuufuuuu", "....x....", "...TR..T."),
        ("fddd", ".x..", ".TT."),
        ("fmfuff", ".xxx..", ".MMMM."),
    ],
)
def test_what_did_not_arrive_is_told_again(ends: str, deaf: str, told: str) -> None:
    """A message that failed comes again with the next run, if it is still true."""
    assert play(ends, deaf=deaf) == told


def test_the_number_of_failures_is_the_users() -> None:
    """`failures_after` is the failed run in a row with which they are told."""
    assert play("fuu", after=1) == ".T."
    assert play("fuuuuu", after=5) == ".....T"


def test_numbers_make_no_other_trouble() -> None:
    """Five pages that lost their title are the same trouble as four."""
    four, five = run_of(1, "d"), run_of(2, "d")
    five = Run(2, "update", "", "", "drift", {}, five.message.replace("4", "5"))
    assert fingerprint(four, Level.FAILED) == fingerprint(five, Level.FAILED)
    assert fingerprint(four, Level.FAILED) != fingerprint(run_of(3, "e"), Level.FAILED)


def test_a_partial_run_failed_only_if_the_site_was_not_reached() -> None:
    """Pages or posts that were read tell a run with something left over from an outage."""
    assert [level(run_of(1, end)) for end in "fpurdxo"] == [0, 1, 2, 2, 2, 2, 2]
    swept = Run(1, "update", "", "", "partial", {"sources": [{"pages": 2}]}, "")
    assert level(swept) is Level.PARTLY


def test_sentences_say_how_long() -> None:
    """A message names how many runs failed and since when."""
    runs = [run_of(number, "u") for number in (3, 2, 1)]
    verdict = judge(runs, [], BEGAN)
    assert verdict
    assert verdict.sentence == "The site could not be reached by 3 runs in a row, since 2026-01-05 14:15 UTC."
    notice = noted([], verdict, 3, "2026-01-06T06:15:00Z")
    over = judge([run_of(4, "f"), *runs], notice, BEGAN)
    assert over
    assert over.sentence == "Well again after 3 failed runs, the first of 2026-01-05 14:15 UTC."
