"""Writing posts, captures, sightings and the ledger."""

from __future__ import annotations

import gzip
import json
import random
import sqlite3
import zlib
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from archive import crawl_state, open_archive, queries
from archive.errors import ArchiveError, DiskFull
from archive.records import Attachment, Counts, Issue, PostContent, Sighting, StoredAttachment, Sweep
from archive.revisions import Outcome
from archive.store import Writer
from tests.archive_tools import SITE, Clock, Session, content, key, picture

if TYPE_CHECKING:
    from pathlib import Path

URL = "https://site.example/en/36"


def _save(session: Session, text: PostContent, files: tuple[StoredAttachment, ...] = (), **changes: object):
    capture = session.writer.keep(session.exchange(URL, f"<h1>{text.title}</h1>{text.body}".encode(errors="replace")))
    return session.writer.save_post(key("36"), URL, text, files, capture=capture, **{"parser_version": "7", **changes})


def _sight(session: Session, *ids: str, source: str = "listing", **changes: object) -> int:
    values: dict[str, object] = {
        "title": "A title",
        "summary": "A teaser",
        "published": "2026-02-03",
        "category": "News",
    }
    return session.writer.save_sightings(
        source,
        [Sighting(key(i), f"https://site.example/en/{i}", n, **{**values, **changes}) for n, i in enumerate(ids, 1)],
    )


# -- posts ---------------------------------------------------------------------------------------------------


def test_a_new_post_is_stored_whole(session: Session) -> None:
    """Fields, attachment, blob, revision, capture, addresses, searchable text and ledger appear together."""
    _sight(session, "36")
    file = session.file("https://site.example/4.png", picture())
    saved = _save(session, content(attachments=(file.attachment,)), (file,), aliases=["https://site.example/old/36"])
    assert (saved.post_id, saved.decision, saved.revision, saved.changed) == (1, Outcome.NEW, 1, ())
    (post,) = session.archive.db.query("SELECT * FROM posts")
    names = ("site", "url", "source_id", "lang", "title", "published", "category", "summary")
    assert {name: post[name] for name in names} == {
        "site": SITE, "url": URL, "source_id": "36", "lang": "en", "title": "A title", "published": "2026-02-03",
        "category": "News", "summary": "A teaser",
    }  # fmt: skip
    assert (post["status"], post["revision"], post["body"]) == ("live", 1, "First block.\n\nSecond block.")
    assert post["first_seen"] < post["last_changed"] < post["last_seen"] == post["last_checked"]
    (attachment,) = session.archive.db.query("SELECT * FROM attachments JOIN blobs USING (sha256)")
    assert (attachment["position"], attachment["name"], attachment["declared_bytes"]) == (1, "4.png", 10**6)
    assert (attachment["media_type"], attachment["width"], attachment["problem"]) == ("image/png", 64, None)
    (revision,) = session.archive.db.query("SELECT r.*, c.url FROM revisions r JOIN captures c ON c.id = r.capture_id")
    assert (revision["number"], revision["cause"], revision["changed"], revision["parser_version"]) == (
        1,
        "first",
        "[]",
        "7",
    )
    assert (revision["url"], revision["title"], revision["summary"]) == (URL, "A title", "A teaser")
    assert json.loads(revision["attachments"])[0]["sha256"] == file.sha256
    assert session.rows("SELECT url FROM post_urls ORDER BY url") == [(URL,), ("https://site.example/old/36",)]
    entry = queries.ledger_state(session.archive, key("36"))
    assert entry is not None
    assert (entry.state, entry.post_id, entry.attempts) == ("done", 1, 0)


def test_an_edit_makes_a_revision_that_says_what_changed(session: Session) -> None:
    """The post shows the new state, its revisions every state, and the index follows."""
    _save(session, content())
    saved = _save(session, content("Another title", "First block.\n\nSecond  block."))
    assert (saved.decision, saved.revision, saved.changed, saved.cosmetic) == (Outcome.REVISED, 2, ("title",), ())
    assert session.rows("SELECT title, revision FROM posts") == [("Another title", 2)]
    assert session.rows("SELECT number, cause, changed, title FROM revisions ORDER BY number") == [
        (1, "first", "[]", "A title"),
        (2, "site", '["title"]', "Another title"),
    ]


def test_nothing_new_moves_the_times_only(session: Session) -> None:
    """Reading the same content again makes no revision, but is on record."""
    _save(session, content())
    before = session.rows("SELECT last_changed FROM posts")
    checked = session.one("SELECT last_checked FROM posts")
    saved = _save(session, content())
    assert (saved.decision, saved.revision) == (Outcome.UNCHANGED, 1)
    assert session.rows("SELECT last_changed FROM posts") == before
    assert session.one("SELECT last_checked FROM posts") > checked
    assert session.one("SELECT count(*) FROM revisions") == 1


def test_an_edit_that_is_undone_names_the_earlier_revision(session: Session) -> None:
    """Three states in a row are three revisions, the third equal to the first."""
    for title in ("One", "Two", "One"):
        _save(session, content(title))
    assert session.rows("SELECT number, same_as FROM revisions ORDER BY number") == [(1, None), (2, None), (3, 1)]


def test_reading_stored_bytes_again_is_not_the_site_s_doing(session: Session) -> None:
    """A better reading has cause `parser`, and says nothing about whether the post is still there."""
    _save(session, content())
    before = session.rows("SELECT last_seen, last_checked FROM posts")
    stored = queries.capture(session.archive, 1)
    saved = session.writer.save_post(
        key("36"), URL, content("A better title"), [], capture=stored, cause="parser", parser_version="8"
    )
    assert saved.decision == "revised"
    assert session.rows("SELECT cause, capture_id, parser_version FROM revisions WHERE number = 2") == [
        ("parser", 1, "8")
    ]
    assert session.rows("SELECT last_seen, last_checked FROM posts") == before


def test_an_unknown_cause_is_refused(session: Session) -> None:
    """A cause that the schema does not know is a mistake of the caller."""
    with pytest.raises(ValueError, match="cause"):
        _save(session, content(), cause="whim")


def test_the_summary_comes_from_the_listing(session: Session) -> None:
    """Without one given, the latest teaser is taken, a listing's before a related one; later ones replace nothing."""
    _sight(session, "36", source="related", summary="Shortened…")
    _sight(session, "36", summary="The whole teaser")
    _save(session, content())
    assert session.one("SELECT summary FROM posts") == "The whole teaser"
    _sight(session, "36", source="feed", summary="From the feed")
    assert _save(session, content()).decision == "unchanged"
    assert session.one("SELECT summary FROM posts") == "The whole teaser"
    assert _save(session, content(), summary="A new teaser").changed == ("summary",)


def test_a_teaser_met_after_the_post_completes_it(session: Session) -> None:
    """A post found without a listing gets its summary later, in its first revision too."""
    _save(session, content())
    assert session.one("SELECT summary FROM posts") == ""
    _sight(session, "36")
    assert _save(session, content()).decision == "unchanged"
    assert session.rows("SELECT p.summary, r.summary FROM posts p JOIN revisions r ON r.post_id = p.id") == [
        ("A teaser", "A teaser")
    ]


def test_a_file_that_arrives_late_completes_the_revision(session: Session) -> None:
    """Bytes that failed at first are filled in without a false revision."""
    attachment = Attachment(1, 1, "4.png", "4.png (1 MB)", 10**6, "https://site.example/4.png")
    _save(session, content(attachments=(attachment,)), (StoredAttachment(attachment, problem="timed out"),))
    assert session.rows("SELECT sha256, problem FROM attachments") == [(None, "timed out")]
    file = session.file("https://site.example/4.png", picture())
    assert _save(session, content(attachments=(attachment,)), (file,)).decision == "unchanged"
    assert session.rows("SELECT sha256, problem FROM attachments") == [(file.sha256, None)]
    assert json.loads(session.one("SELECT attachments FROM revisions"))[0]["sha256"] == file.sha256


def test_a_file_that_fails_later_keeps_its_bytes(session: Session) -> None:
    """A failed refresh leaves the good bytes in place, with the problem beside them, and is no change."""
    file = session.file("https://site.example/4.png", picture())
    _save(session, content(attachments=(file.attachment,)), (file,))
    failed = StoredAttachment(file.attachment, problem="timed out")
    assert _save(session, content(attachments=(file.attachment,)), (failed,)).decision == "unchanged"
    assert session.rows("SELECT sha256, problem FROM attachments") == [(file.sha256, "timed out")]


def test_a_replaced_picture_is_a_change_and_both_are_kept(session: Session) -> None:
    """Other bytes under the same address make a revision; a new encoding of the picture is cosmetic."""
    original = session.file("https://site.example/4.jpg", picture(kind="JPEG", quality=95))
    _save(session, content(attachments=(original.attachment,)), (original,))
    resaved = session.file("https://site.example/4.jpg", picture(kind="JPEG", quality=60))
    saved = _save(session, content(attachments=(original.attachment,)), (resaved,))
    assert (saved.changed, saved.cosmetic) == (("attachments",), ("attachments",))
    other = session.file("https://site.example/4.jpg", picture(kind="JPEG", shade=120))
    saved = _save(session, content(attachments=(original.attachment,)), (other,))
    assert (saved.changed, saved.cosmetic) == (("attachments",), ())
    assert session.one("SELECT count(*) FROM blobs") == 3


def test_a_revision_always_leads_to_a_capture_of_its_page(session: Session) -> None:
    """Where only a picture changed, the revision points at the exchange that confirmed the page."""
    original = session.file("https://site.example/4.jpg", picture(kind="JPEG"))
    _save(session, content(attachments=(original.attachment,)), (original,))
    confirmed = session.writer.keep(session.exchange(URL, status=304))
    session.writer.post_unchanged(key("36"), capture=confirmed)
    other = session.file("https://site.example/4.jpg", picture(kind="JPEG", shade=120))
    session.writer.save_post(key("36"), URL, content(attachments=(other.attachment,)), [other], parser_version="1")
    assert session.rows("SELECT c.status FROM revisions r JOIN captures c ON c.id = r.capture_id WHERE number = 2") == [
        (304,)
    ]
    assert confirmed.id == session.one("SELECT capture_id FROM revisions WHERE number = 2")


def test_attachments_follow_the_page(session: Session) -> None:
    """Rows go and come with the page's list; those that stay keep their ids; positions run from 1."""
    first, second = (Attachment(n, 0, f"{n}.pdf", url=f"https://site.example/{n}.pdf") for n in (4, 9))
    _save(session, content(attachments=(first, second)))
    assert session.rows("SELECT id, position, name FROM attachments ORDER BY id") == [(1, 1, "4.pdf"), (2, 2, "9.pdf")]
    _save(session, content(attachments=(first,)))
    assert session.rows("SELECT id, position, name FROM attachments") == [(1, 1, "4.pdf")]


def test_the_page_s_language_stands_in_for_the_address(session: Session) -> None:
    """Where addresses carry no language, the column has the page's own; the key stays as it is."""
    bare = key("36", "")
    session.writer.save_post(bare, URL, content(lang="zh-hk"), [], parser_version="1")
    assert session.rows("SELECT lang FROM posts") == [("zh-hk",)]
    assert session.writer.post_unchanged(bare).post_id == 1


def test_languages_are_posts_of_their_own(session: Session) -> None:
    """One id in two languages is two posts that share `source_id`."""
    for lang in ("en", "tc"):
        session.writer.save_post(
            key("36", lang), f"https://site.example/{lang}/36", content(lang), [], parser_version="1"
        )
    assert session.rows("SELECT source_id, lang, title FROM posts ORDER BY id") == [
        ("36", "en", "en"),
        ("36", "tc", "tc"),
    ]


def test_text_that_sqlite_cannot_hold_is_made_storable(session: Session) -> None:
    """Lone surrogates, NULs and numbers beyond 64 bits do not lose a post."""
    attachment = Attachment(1, 0, "a\x00\ud800.pdf", "a", 10**30, "https://site.example/\ud800")
    issue = Issue("parse", "odd", "what\ud800", "\x00" * 5000)
    _save(session, content("T\x00\ud800", "b\ud800", attachments=(attachment,)), issues=[issue])
    assert session.rows("SELECT title, body FROM posts") == [("T\ufffd", "b\ufffd")]
    assert session.rows("SELECT name, declared_bytes FROM attachments") == [("a\ufffd.pdf", None)]
    assert session.rows("SELECT message, excerpt, post_id FROM issues") == [("what\ufffd", "", 1)]


def test_what_could_not_be_read_keeps_its_value(session: Session) -> None:
    """A field declared unread keeps what was known."""
    _save(session, content())
    assert (
        _save(session, content(category="", published=None), unread=["category", "published"]).decision == "unchanged"
    )
    assert session.rows("SELECT category, published FROM posts") == [("News", "2026-02-03")]


# -- missing, failed, back again -----------------------------------------------------------------------------


def test_a_missing_post_keeps_all_it_has_and_comes_back(session: Session) -> None:
    """A post that is not there is suspected, on record, and live again when it is read again."""
    _save(session, content())
    session.writer.post_missing(
        key("36"), "404", "the site answered 404", capture=session.writer.keep(session.exchange(URL, b"no", status=404))
    )
    assert session.rows("SELECT status, title, body FROM posts") == [
        ("missing", "A title", "First block.\n\nSecond block.")
    ]
    assert session.rows("SELECT a.reason, c.status FROM absences a JOIN captures c ON c.id = a.capture_id") == [
        ("404", 404)
    ]
    assert [entry.key.source_id for entry in queries.pending(session.archive, SITE)] == []
    assert [entry.problem for entry in queries.pending(session.archive, SITE, states=["missing"])] == ["404"]
    assert _save(session, content()).decision == "unchanged"
    assert session.rows("SELECT status FROM posts") == [("live",)]


@pytest.mark.parametrize("edited", [False, True])
def test_a_post_that_was_gone_is_restored_and_its_tombstone_ends(session: Session, edited: bool) -> None:
    """Seen again after a tombstone, a post is restored, edited or not."""
    _save(session, content())
    with session.archive.transaction() as db:
        db.execute("UPDATE posts SET status = 'gone'")
        db.execute(
            "INSERT INTO tombstones (post_id, since, reason, evidence) VALUES (1, '2026-01-01T00:00:00Z', '404', '')"
        )
    session.writer.post_missing(key("36"), "404", "still")
    assert session.one("SELECT status FROM posts") == "gone"
    saved = _save(session, content("New title")) if edited else session.writer.post_unchanged(key("36"))
    assert (saved.decision, saved.changed) == (Outcome.RESTORED, ("title",) if edited else ())
    assert session.one("SELECT status FROM posts") == "live"
    assert session.one("SELECT ended FROM tombstones") is not None


def test_a_post_that_was_never_read_can_be_missing(session: Session) -> None:
    """A listed post whose page is not there is in the ledger only."""
    _sight(session, "99")
    session.writer.post_missing(key("99"), "404", "the site answered 404")
    assert session.one("SELECT count(*) FROM posts") == 0
    assert queries.ledger_state(session.archive, key("99")).state == "missing"


def test_failures_count_up_and_success_resets_them(session: Session) -> None:
    """A failing post is tried again, counts its failures, and keeps its good content."""
    _save(session, content())
    for _ in range(2):
        session.writer.post_failed(key("36"), URL, Issue("fetch", "timed-out", "No answer in 60 s"))
    (entry,) = queries.pending(session.archive, SITE)
    assert (entry.state, entry.attempts, entry.problem) == ("failed", 2, "No answer in 60 s")
    assert session.rows("SELECT title, status FROM posts") == [("A title", "live")]
    assert session.rows("SELECT code, url, post_id FROM issues") == [("timed-out", URL, 1)] * 2
    _save(session, content())
    entry = queries.ledger_state(session.archive, key("36"))
    assert (entry.state, entry.attempts, entry.problem) == ("done", 0, None)


def test_an_unknown_post_cannot_be_unchanged(session: Session) -> None:
    """Saying that a post is what it was needs a post."""
    with pytest.raises(ArchiveError, match="99"):
        session.writer.post_unchanged(key("99"))


# -- sightings, sources, sweeps, runs ------------------------------------------------------------------------


def test_sightings_enter_the_ledger_once(session: Session) -> None:
    """The count is of posts that were unknown; a source shows a post once a run, its empty texts filled in later."""
    assert _sight(session, "1", "2", title="") == 2
    assert _sight(session, "2", "3", title="Later") == 1
    assert _sight(session, "3", source="related") == 0
    rows = (
        "SELECT s.source, l.source_id, s.position, s.title "
        "FROM sightings s JOIN ledger l ON l.id = s.ledger_id ORDER BY s.id"
    )
    assert session.rows(rows) == [
        ("listing", "1", 1, ""),
        ("listing", "2", 2, "Later"),
        ("listing", "3", 2, "Later"),
        ("related", "3", 1, "A title"),
    ]
    assert queries.known_keys(session.archive, SITE) == {key(n): "discovered" for n in "123"}
    assert [e.key.source_id for e in queries.pending(session.archive, SITE, newest_first=True)] == ["3", "2", "1"]


def test_a_sighting_moves_last_seen_only(session: Session) -> None:
    """A listing that shows a post proves that it is listed, not that its page was read."""
    _save(session, content())
    before = session.rows("SELECT last_seen, last_checked FROM posts")[0]
    _sight(session, "36")
    after = session.rows("SELECT last_seen, last_checked FROM posts")[0]
    assert after[0] > before[0]
    assert after[1] == before[1]


def test_sources_remember_their_sweeps(session: Session) -> None:
    """A source keeps its note, its last sweep and its last complete one."""
    writer = session.writer
    writer.save_source("listing", "https://site.example/news", "en", {"pages": 7}, site=SITE)
    writer.save_source("listing", "https://other.example/news", "en", {}, site="other")
    writer.save_source("front", "https://site.example/", "en", {})
    writer.save_sweep(
        Sweep("listing", "https://site.example/news", complete=True, pages=7, shown=40, lang="en"), site=SITE
    )
    (source,) = queries.sources(session.archive, SITE, "listing")
    complete = source.last_complete
    assert (source.note, source.last_swept) == ({"pages": 7}, complete)
    writer.save_sweep(Sweep("listing", "https://site.example/news", complete=False, reason="500 on page 3"), site=SITE)
    writer.save_source("listing", "https://site.example/news", "en", {"pages": 8}, site=SITE)
    (source,) = queries.sources(session.archive, SITE, "listing")
    assert source.last_complete == complete < source.last_swept
    assert source.note == {"pages": 8}
    assert [found.kind for found in queries.sources(session.archive, SITE)] == ["listing", "front"]
    assert session.rows("SELECT complete, reason, pages, shown FROM sweeps") == [
        (1, "", 7, 40),
        (0, "500 on page 3", 0, 0),
    ]


def test_runs_keep_their_outcome_and_counts(folder: Path) -> None:
    """A finished run has its counts; one that was cut off is closed by the next."""
    clock = Clock()
    with open_archive(folder, create=True) as archive:
        with Writer(archive, clock) as writer:
            writer.start_run("backfill")
        with Writer(archive, clock) as writer:
            writer.start_run("update")
            writer.finish_run(
                "partial", Counts(posts_new=3, sources=(Sweep("listing", "u", complete=True),)), "one post failed"
            )
        latest, first = queries.runs(archive)
        assert (first.outcome, first.command) == ("interrupted", "backfill")
        assert first.finished_at is not None
        assert (latest.outcome, latest.message, latest.counts["posts_new"]) == ("partial", "one post failed", 3)
        assert latest.counts["sources"][0]["source"] == "listing"
        assert queries.last_run(archive, "backfill") == first
        assert queries.last_run(archive, "check") is None
        assert queries.last_run(archive, outcome="partial") == latest


def test_nothing_is_saved_without_a_run(folder: Path) -> None:
    """Saving before a run is started, or to an archive opened for reading, is refused."""
    with open_archive(folder, create=True) as archive, pytest.raises(ArchiveError, match="start_run"):
        Writer(archive, Clock()).save_source("front", "https://site.example/", "", {})
    with open_archive(folder) as archive, pytest.raises(ValueError, match="write=True"):
        Writer(archive, Clock())


# -- captures ------------------------------------------------------------------------------------------------


def test_a_capture_keeps_the_exchange(session: Session) -> None:
    """Every fact of an exchange is a column, and its body comes back decoded."""
    payload = gzip.compress(b"<p>hello</p>")
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nX-Odd: \xff\r\n\r\n"
    plain = session.exchange(URL, b"<p>hello</p>")
    kept = session.writer.keep(
        replace(plain, payload=payload, head=head, etag='W/"1"', last_modified="Sun", charset="utf-8")
    )
    assert kept.id is None
    session.writer.flush()
    assert kept.id == 1
    (row,) = session.archive.db.query("SELECT * FROM captures")
    assert (row["url"], row["kind"], row["status"], row["bytes"], row["peer"]) == (URL, "detail", 200, 12, "192.0.2.7")
    assert row["head"] == head  # not UTF-8, so the bytes themselves
    assert row["request_head"].startswith("GET /x")
    assert queries.body_of(session.archive, 1) == b"<p>hello</p>"
    assert queries.validators_for(session.archive, URL) == ('W/"1"', "Sun", plain.sha256, 1)


def test_equal_bodies_are_stored_once_and_never_by_way_of_a_revisit(session: Session) -> None:
    """Revisits point at the first exchange, within one commit as across commits, and every one has its body."""
    writer = session.writer
    for _ in range(2):
        for _ in range(2):
            writer.keep(session.exchange(URL, b"<p>hello</p>"))
        writer.keep(session.exchange(URL, status=304))
        writer.flush()
    assert session.rows("SELECT id, status, revisit_of FROM captures") == [
        (1, 200, None), (2, 200, 1), (3, 304, 1), (4, 200, 1), (5, 200, 1), (6, 304, 1),
    ]  # fmt: skip
    assert {queries.body_of(session.archive, number) for number in range(1, 7)} == {b"<p>hello</p>"}


def test_a_body_kept_in_part_comes_back_in_part(session: Session) -> None:
    """Of a compressed body whose beginning alone was kept, the beginning is given."""
    text = random.Random(1).randbytes(5000)
    payload = gzip.compress(text)[:3000]
    beginning = zlib.decompressobj(31).decompress(payload)
    part = session.exchange(URL, beginning, kind="robots", head=b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n")
    session.writer.keep(replace(part, payload=payload))
    session.writer.flush()
    assert queries.body_of(session.archive, 1) == beginning != text


def test_a_body_that_was_not_kept_is_never_promised(session: Session) -> None:
    """An answer whose body was not kept offers no validators, whatever digest is claimed for it."""
    session.writer.keep(replace(session.exchange(URL, b"body"), payload=None))
    session.writer.flush()
    assert queries.validators_for(session.archive, URL) is None


def test_equal_text_in_another_coding_is_stored_again(session: Session) -> None:
    """A revisit needs the very same bytes on the wire, since it stands for them."""
    plain = session.exchange(URL, b"hello")
    session.writer.keep(plain)
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n"
    session.writer.keep(replace(plain, payload=gzip.compress(b"hello"), head=head))
    session.writer.flush()
    assert session.rows("SELECT revisit_of FROM captures") == [(None,), (None,)]
    assert queries.body_of(session.archive, 2) == b"hello"


def test_a_304_confirms_the_last_body_of_its_address(session: Session) -> None:
    """A 304 leads to the body that the validators came with: of the same address, from a 200, a file's too."""
    writer = session.writer
    writer.keep(session.exchange(URL, b"old"))
    writer.keep(session.exchange(URL, b"new"))
    writer.keep(session.exchange(URL, b"sorry", status=503))
    writer.keep(session.exchange("https://site.example/other", b"other"))
    writer.keep(session.exchange(URL, status=304))
    file = session.file("https://site.example/4.png", picture())
    writer.keep(session.exchange("https://site.example/4.png", status=304, kind="file"))
    writer.keep(session.exchange("https://site.example/never", status=304))
    writer.flush()
    assert queries.body_of(session.archive, 5) == b"new"
    assert queries.body_of(session.archive, 7) == picture()
    assert queries.validators_for(session.archive, URL).capture_id == 2
    assert queries.validators_for(session.archive, "https://site.example/4.png").sha256 == file.sha256
    with pytest.raises(ArchiveError, match="no body"):
        queries.body_of(session.archive, 8)
    with pytest.raises(ArchiveError, match="does not exist"):
        queries.body_of(session.archive, 99)


def test_a_file_s_capture_keeps_its_heads_and_names_its_blob(session: Session) -> None:
    """A streamed file is no WARC record yet, but all that one needs is there."""
    file = session.file("https://site.example/4.png", picture())
    session.writer.flush()
    (row,) = session.archive.db.query("SELECT * FROM captures")
    assert (row["warc_file"], row["warc_offset"], row["warc_length"], row["sha256"]) == (None, None, None, file.sha256)
    assert row["head"].startswith("HTTP/1.1 200")
    assert row["bytes"] == len(picture())
    assert queries.body_of(session.archive, 1) == picture()


def test_highest_ids_ignore_what_was_never_there(session: Session) -> None:
    """Probing continues from the highest id that belongs to a post, by language."""
    _sight(session, "7", "12")
    session.writer.post_missing(key("50"), "404", "")
    session.writer.save_post(key("9", "tc"), URL, content(), [], parser_version="1")
    _sight(session, "about-us", "12345678901234567890")
    assert queries.highest_ids(session.archive, SITE) == {"en": 12, "tc": 9}


# -- all or nothing ------------------------------------------------------------------------------------------


def test_a_save_that_fails_leaves_nothing_and_loses_no_capture(session: Session) -> None:
    """When one row of a post is refused, none of its rows stay, and its capture is saved with the next save."""
    unknown = StoredAttachment(Attachment(1, 0, "x.pdf"), "f" * 64)
    with pytest.raises(sqlite3.IntegrityError):
        _save(session, content(attachments=(unknown.attachment,)), (unknown,))
    assert (
        session.one(
            "SELECT (SELECT count(*) FROM posts) + (SELECT count(*) FROM ledger) + (SELECT count(*) FROM captures)"
        )
        == 0
    )
    saved = _save(session, content())
    assert saved.decision == "new"
    assert session.rows("SELECT id, revisit_of FROM captures") == [(1, None), (2, 1)]


def test_a_batch_keeps_what_was_whole_when_an_error_ends_it(folder: Path, session: Session) -> None:
    """Inside a batch a failing save takes nothing else with it."""
    unknown = StoredAttachment(Attachment(1, 0, "x.pdf"), "f" * 64)
    session.clock.step = timedelta(0)

    def posts_for_a_reader() -> int:
        with open_archive(folder) as reader:
            return reader.db.execute("SELECT count(*) FROM posts").fetchone()[0]

    def save_two() -> None:
        with session.writer.batch():
            session.writer.save_post(key("1"), URL, content(), [], parser_version="1")
            assert posts_for_a_reader() == 0
            session.writer.save_post(key("2"), URL, content(), [unknown], parser_version="1")

    with pytest.raises(sqlite3.IntegrityError):
        save_two()
    assert posts_for_a_reader() == 1
    assert queries.ledger_state(session.archive, key("2")) is None


def test_a_long_batch_commits_by_itself(folder: Path, session: Session) -> None:
    """A batch around a whole run does not hold everything back until its end."""
    with session.writer.batch(), open_archive(folder) as reader:
        for number in range(5):
            session.writer.save_post(key(str(number)), URL, content(), [], parser_version="1")
        assert reader.db.execute("SELECT count(*) FROM posts").fetchone()[0] >= 3  # the clock has moved on
        session.writer.flush()
        assert reader.db.execute("SELECT count(*) FROM posts").fetchone()[0] == 5


@pytest.mark.parametrize("batched", [False, True])
def test_saves_together_are_all_there_or_none(session: Session, batched: bool) -> None:
    """Several saves made one are undone as one, in a batch as outside, and their captures wait for the next save."""
    writer = session.writer
    unit = writer.batch if batched else writer.together

    def fail_half_way() -> None:
        with unit():
            _save(session, content())
            writer.post_failed(key("36"), URL, Issue("file", "files-missing", "a file is missing"))
            raise RuntimeError

    with writer.batch() if batched else writer.together():
        with pytest.raises(RuntimeError):
            fail_half_way()
        assert session.one("SELECT count(*) FROM posts") == 0
        kept = writer.keep(session.exchange(URL, b"later"))
        _sight(session, "37")
        assert kept.id == 2
    assert session.one("SELECT count(*) FROM captures") == 2


def test_a_full_disk_while_committing_is_a_clear_error(session: Session) -> None:
    """SQLite's own lack of room is told as such, and the archive goes on when there is room again."""
    session.archive.db.execute(f"PRAGMA max_page_count = {session.one('PRAGMA page_count')}")

    def fill() -> None:
        for number in range(200):
            session.writer.save_post(key(str(number)), URL, content(body="long text " * 2000), [], parser_version="1")

    with pytest.raises(DiskFull, match="free some space"):
        fill()
    session.archive.db.execute("PRAGMA max_page_count = 1000000")
    assert _save(session, content()).decision == "new"


def test_another_source_s_words_are_no_new_teaser(session: Session) -> None:
    """A feed's words fill a teaser, and never take the place of another source's; a listing's do."""
    writer, one = session.writer, key("1")

    def show(source: str, summary: str) -> str | None:
        writer.finish_run("finished", Counts())
        writer.start_run("update")
        writer.save_sightings(source, [Sighting(one, "https://site.example/1", 1, summary=summary)])
        teaser = crawl_state.teaser_of(session.archive, one)
        writer.save_post(one, "https://site.example/1", content(), [], parser_version="1", summary=teaser)
        return teaser

    assert [show("cms", "From the JSON"), show("feed", "From the feed"), show("cms", "From the JSON")] == [
        "From the JSON", None, None,
    ]  # fmt: skip
    assert session.one("SELECT summary FROM posts") == "From the JSON"
    assert show("listing", "From the list") == "From the list"
    assert show("feed", "Longer words of the feed") == "From the list"
    assert show("listing", "Edited in the list") == "Edited in the list"
    assert session.one("SELECT group_concat(changed) FROM revisions") == '[],["summary"],["summary"]'


def test_a_feed_s_teaser_follows_the_feed(session: Session) -> None:
    """Where only a feed shows a post, its new words are the post's."""
    for words in ("First words", "Second words"):
        session.writer.save_sightings("feed", [Sighting(key("1"), "https://site.example/1", 1, summary=words)])
        teaser = crawl_state.teaser_of(session.archive, key("1"))
        session.writer.save_post(key("1"), "https://site.example/1", content(), [], parser_version="1", summary=teaser)
        session.writer.finish_run("finished", Counts())
        session.writer.start_run("update")
    assert session.one("SELECT summary FROM posts") == "Second words"
