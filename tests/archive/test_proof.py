"""The proof of completeness: what sources showed, what became of it, and where they differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.display_proof import proof_parts
from archive.proof import Completeness, prove
from archive.records import Issue, Sighting, Sweep
from archive.terminal import console
from tests.archive_tools import Session, content, key

if TYPE_CHECKING:
    import pytest


def url(number: str, lang: str = "en") -> str:
    """The address of a post."""
    return f"https://site.example/{lang}/news/{number}"


def show(session: Session, source: str, numbers: str, lang: str = "en") -> None:
    """A source shows posts."""
    rows = [Sighting(key(n, lang), url(n, lang), place) for place, n in enumerate(numbers, 1)]
    session.writer.save_sightings(source, rows)


def hold(session: Session, numbers: str, lang: str = "en", **more: object) -> None:
    """Posts are read."""
    for n in numbers:
        session.writer.save_post(key(n, lang), url(n, lang), content(), [], parser_version="1", **more)  # type: ignore[arg-type]


def walk(session: Session, source: str, reason: str = "", *, lang: str = "", meant: bool = False) -> None:
    """A pass of a source ends, early where there is a reason."""
    sweep = Sweep(source, f"https://site.example/{source}/{lang}", not reason, reason, 1, 1, lang, meant)
    session.writer.save_sweep(sweep)


def proven(session: Session) -> Completeness:
    """The proof as it stands."""
    return prove(session.archive)


def test_all_that_was_shown_is_held(session: Session) -> None:
    """Where every source was seen to its end and every post is held, that is said in one sentence."""
    show(session, "listing", "123")
    show(session, "sitemap", "123")
    hold(session, "123")
    walk(session, "listing")
    walk(session, "sitemap")
    proof = proven(session)
    assert proof.verdict.complete
    assert proof.verdict.sentences == ("Every post that any source ever showed is held.",)
    assert proof.differences == ()


def test_what_is_missing_is_told_with_its_reasons(session: Session) -> None:
    """Posts that could not be had are counted by reason, dead addresses apart, with what to do next."""
    show(session, "listing", "123456789")
    hold(session, "123")
    walk(session, "listing")
    for n in "45":
        session.writer.post_failed(key(n), url(n), Issue("fetch", "bad-status", f"{url(n)} answered 503"))
    session.writer.post_failed(key("6"), url("6"), Issue("parse", "not-a-post", "no title"))
    session.writer.post_missing(key("7"), "404", "")
    session.writer.post_missing(key("8"), "404", "")
    proof = proven(session)
    (listing,) = proof.proofs
    assert (listing.shown, listing.held, listing.missing, listing.failed, listing.waiting) == (9, 3, 2, 3, 1)
    assert {(reason.words, reason.count) for reason in listing.reasons} == {
        ("answered 503", 2), ("could not be read (not-a-post)", 1), ("answered 404", 2),
    }  # fmt: skip
    assert (proof.verdict.complete, proof.verdict.owed, proof.verdict.absent) == (False, 4, 2)
    first, *rest = proof.verdict.sentences
    assert first.startswith("3 of the 9 posts that sources showed are held; 4 are not: 2 answered 503, ")
    assert rest[0] == "2 further addresses had no page: 2 answered 404."
    assert rest[-1] == f"Next: `scraper check {url('6')}` shows why it cannot be read."


def test_dead_addresses_leave_no_hole(session: Session) -> None:
    """An address that never led to a page is no post that is missing, and is told all the same."""
    show(session, "listing", "12")
    hold(session, "1")
    session.writer.post_missing(key("2"), "404", "")
    walk(session, "listing")
    verdict = proven(session).verdict
    assert verdict.complete
    told = "Every post that any source ever showed is held, but for 1 address without a page: 1 answered 404."
    assert verdict.sentences == (told,)


def test_files_that_are_still_to_come_are_told(session: Session) -> None:
    """A post whose files did not all come is held, and the archive is not complete."""
    show(session, "listing", "12")
    hold(session, "1")
    hold(session, "2", lacking=Issue("file", "files-missing", "timed out"))
    walk(session, "listing")
    proof = proven(session)
    assert (proof.proofs[0].held, proof.proofs[0].done, proof.proofs[0].files) == (2, 1, 1)
    assert not proof.verdict.complete
    assert "1 post still lacks files." in proof.verdict.sentences


def test_a_source_that_was_cut_short_may_hide_posts(session: Session) -> None:
    """One language's listing that broke off is named with its reason, until a later pass reaches the end."""
    show(session, "listing", "12")
    hold(session, "12")
    walk(session, "listing", lang="en")
    walk(session, "listing", "page 7 answered 503", lang="tc")
    proof = proven(session)
    assert proof.proofs[0].complete_at is None
    assert proof.verdict.unseen == ("listing (tc): page 7 answered 503",)
    assert not proof.verdict.complete
    walk(session, "listing", lang="tc")
    assert proven(session).verdict.complete


def test_stopping_at_known_posts_is_no_gap(session: Session) -> None:
    """After one pass to the end, passes that stop where every post is done leave the source complete."""
    show(session, "listing", "1")
    hold(session, "1")
    walk(session, "listing", "stopped at a page on which every post is done", meant=True)
    assert proven(session).verdict.unseen
    walk(session, "listing")
    walk(session, "listing", "stopped at a page on which every post is done", meant=True)
    assert proven(session).verdict.complete
    walk(session, "listing", "page 2 timed out")
    assert proven(session).verdict.unseen == ("listing: page 2 timed out",)


def test_what_robots_forbids_is_not_promised(session: Session) -> None:
    """Where all that lacks may not be asked for, nobody is told that a backfill would bring it."""
    show(session, "listing", "12")
    hold(session, "1")
    session.writer.post_failed(key("2"), url("2"), Issue("fetch", "refused", "robots.txt does not allow it"))
    walk(session, "listing")
    told = " ".join(proven(session).verdict.sentences)
    assert "1 may not be asked for" in told
    assert "backfill" not in told


def test_nothing_but_dead_addresses_is_not_all(session: Session) -> None:
    """Where no address has a page, nobody reads that every post is held."""
    show(session, "cms", "12")
    for number in "12":
        session.writer.post_missing(key(number), "404", "")
    walk(session, "cms")
    told = "None of the 2 addresses that sources showed has a page: 2 answered 404."
    assert proven(session).verdict.sentences == (told,)


def test_a_part_that_adds_nothing_is_no_gap(session: Session) -> None:
    """Years that were left at a page that showed nothing new hide nothing; those that were cut short may."""
    show(session, "archive", "1")
    hold(session, "1")
    walk(session, "archive", lang="en")
    walk(session, "archive", "stopped at a page on which every post is done", lang="tc", meant=True)
    assert proven(session).verdict.complete
    walk(session, "archive", "page 2 answered 503", lang="tc")
    assert proven(session).verdict.unseen == ("archive (tc): page 2 answered 503",)


def test_a_source_killed_before_its_end_is_not_complete(session: Session) -> None:
    """Sightings without a recorded pass are those of a run that was killed: the listing was not seen to its end."""
    show(session, "listing", "1")
    hold(session, "1")
    assert proven(session).verdict.unseen == ("listing: not seen to its end yet",)


def test_differences_between_sources(session: Session) -> None:
    """What one source shows and another lacks is counted by source and language, with what became of it."""
    show(session, "listing", "123")
    show(session, "listing", "12", "tc")
    show(session, "sitemap", "1245")
    show(session, "feed", "3")
    hold(session, "1234")
    hold(session, "12", "tc")
    session.writer.post_missing(key("5"), "404", "")
    listing, sitemap = proven(session).differences
    assert (listing.source, listing.posts, listing.shown_by) == ("listing", 2, {"sitemap": 2})
    assert listing.states == {"done": 1, "missing": 1}
    assert [example.url for example in listing.examples] == [url("5"), url("4")]
    assert (sitemap.posts, sitemap.shown_by) == (3, {"listing": 3, "feed": 1})
    assert (sitemap.languages, sitemap.absent_languages) == ({"tc": 2, "en": 1}, ("tc",))


def test_the_proof_reads_well(session: Session, capsys: pytest.CaptureFixture[str]) -> None:
    """Table, reasons, differences and verdict fit a terminal; empty columns are left out."""
    show(session, "listing", "123")
    show(session, "sitemap", "1234")
    hold(session, "1234")
    walk(session, "listing")
    walk(session, "sitemap", "page 2 timed out")
    proof = proven(session)
    out = console()
    for part in proof_parts(proof.proofs, proof.differences, proof.verdict):
        out.print(part)
    told = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert "source shown held to its end" in told
    assert "sitemap 4 4 cut short" in told
    assert "listing 3 3 2026-03-01" in told
    assert "The listing does not show 1 post that others do: sitemap 1." in told
    assert f"{url('4')} (held)" in told
    assert "sitemap cut short: page 2 timed out" in told
