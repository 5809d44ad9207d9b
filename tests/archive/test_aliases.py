"""Two keys, one post: aliases, and two stored posts that prove to be one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from archive import aliases, crawl_state, homes, notices, queries
from archive.notices import Draft
from archive.records import Attachment, Issue, Sighting
from archive.search import search
from archive.teasers import as_known
from tests.archive_tools import Session, content, key, picture

if TYPE_CHECKING:
    from archive.records import PostContent, PostKey

OLD, NEW = key("old-words"), key("new-words")


def _url(post: PostKey) -> str:
    return f"https://site.example/en/{post.source_id}"


def _save(session: Session, post: PostKey, text: PostContent, **changes: object) -> int:
    capture = session.writer.keep(session.exchange(_url(post), f"{text.title} {text.body}".encode()))
    values: dict[str, object] = {"capture": capture, "parser_version": "7", **changes}
    return session.writer.save_post(post, _url(post), text, [], **values).post_id


def _sight(session: Session, post: PostKey, title: str = "A title") -> None:
    session.writer.save_sightings("listing", [Sighting(post, _url(post), 1, title)])


def _join(session: Session) -> aliases.Joined:
    return session.writer.same_post(OLD, NEW, url=_url(NEW), why="redirect")


def _titles(session: Session) -> list[tuple[object, ...]]:
    found = session.rows("SELECT number, title, cause, changed FROM revisions ORDER BY number")
    return [(number, title, cause, json.loads(str(changed))) for number, title, cause, changed in found]


def test_a_key_that_nobody_met_becomes_an_alias(session: Session) -> None:
    """Whoever asks for the alias asks for the post, and a sighting of it is one of the post."""
    post = _save(session, OLD, content())
    joined = _join(session)
    assert (joined.key, joined.post_id, joined.former) == (OLD, post, None)
    _sight(session, NEW)
    archive = session.archive
    assert session.rows("SELECT source_id, state, url FROM ledger") == [("old-words", "done", _url(NEW))]
    assert aliases.resolve(archive.db, NEW) == OLD == aliases.resolve(archive.db, OLD)
    assert crawl_state.is_held(archive, NEW)
    assert {OLD, NEW} <= crawl_state.read_keys(archive, OLD.site)
    assert crawl_state.content_of(archive, NEW) == crawl_state.content_of(archive, OLD)
    seen = crawl_state.sighting_of(archive, NEW)
    assert seen is not None
    assert seen.url == _url(NEW)
    known = queries.ledger_state(archive, NEW)
    assert known is not None
    assert known.key == OLD
    assert as_known(archive, "listing", [Sighting(NEW, _url(NEW), 1, "A title")], 1) == {NEW: True}
    assert _save(session, NEW, content()) == post
    assert session.one("SELECT count(*) FROM posts") == 1


def test_two_histories_become_one(session: Session) -> None:
    """Revisions of both stand in the order of time; a content that goes on is one revision; the older id stays."""
    first = _save(session, OLD, content("One"))
    second = _save(session, NEW, content("One"))
    _save(session, OLD, content("Two"))
    _save(session, NEW, content("Three"))
    joined = _join(session)
    assert (joined.post_id, joined.former, joined.revised) == (first, second, True)
    assert _titles(session) == [
        (1, "One", "first", []),
        (2, "Two", "site", ["title"]),
        (3, "Three", "site", ["title"]),
    ]
    assert session.rows("SELECT id, title, url, revision, status FROM posts") == [
        (first, "Three", _url(NEW), 3, "live")
    ]
    assert {url for (url,) in session.rows("SELECT url FROM post_urls")} == {_url(OLD), _url(NEW)}
    assert [hit.post_id for hit in search(session.archive, "three")] == [first]
    assert [hit.post_id for hit in search(session.archive, "one")] == []


def test_the_older_id_stays_whichever_way_round_it_was_proved(session: Session) -> None:
    """Ids that people cite never move to a younger row."""
    younger_key, older_key = OLD, NEW
    older = _save(session, older_key, content("Older"))
    _save(session, younger_key, content("Younger"))
    joined = session.writer.same_post(younger_key, older_key, url=_url(older_key), why="canonical")
    assert (joined.post_id, joined.key) == (older, older_key)
    assert aliases.resolve(session.archive.db, younger_key) == older_key


def test_nothing_of_the_other_is_lost(session: Session) -> None:
    """Sightings, issues, absences, tombstones and what was told of it go on with the post that stays."""
    file = session.file("https://site.example/1.png", picture())
    text = content(attachments=(file.attachment,))
    stays = _save(session, OLD, text)
    session.writer.post_missing(OLD, "404", "not there")
    session.writer.post_gone(OLD, since="2026-03-01T08:00:00Z", reason="404", evidence="asked twice")
    _sight(session, NEW)
    capture = session.writer.keep(session.exchange(_url(NEW), b"page"))
    issue = Issue("parse", "date-unknown", "no date")
    goes = session.writer.save_post(
        NEW, _url(NEW), text, [file], capture=capture, parser_version="7", issues=[issue]
    ).post_id
    draft = Draft("changes", "x", "1 new", changes=(f"appeared:{goes}:2026-03-01T08:00:01Z", "revised:99:z"))
    notices.write_notice(session.archive, "mail", session.writer.run_id, draft, "2026-03-01T09:00:00Z")
    _join(session)
    assert session.rows("SELECT DISTINCT post_id FROM issues") == [(stays,)]
    assert (
        session.one("SELECT count(*) FROM sightings s JOIN ledger l ON l.id = ledger_id WHERE post_id = ?", stays) == 1
    )
    assert session.rows("SELECT post_id, ended IS NOT NULL FROM tombstones") == [(stays, 1)]
    assert session.rows("SELECT post_id, refuted_at IS NOT NULL FROM absences") == [(stays, 1)]
    assert session.rows("SELECT post_id, sha256 FROM attachments") == [(stays, file.sha256)]
    assert session.one("SELECT attachments ->> '$[0].sha256' FROM revisions") == file.sha256
    (notice,) = notices.notices(session.archive, "mail")
    assert sorted(notice.changes) == sorted([f"appeared:{stays}:2026-03-01T08:00:01Z", "revised:99:z"])
    assert session.rows("SELECT status FROM posts") == [("live",)]


def test_a_row_that_was_never_read_joins_the_post(session: Session) -> None:
    """An address met but not fetched becomes the post's; what sources showed there is told of the post."""
    _sight(session, NEW, "Teaser")
    post = _save(session, OLD, content())
    joined = _join(session)
    assert (joined.key, joined.post_id) == (OLD, post)
    assert session.rows("SELECT source_id FROM ledger") == [("old-words",)]
    assert session.one("SELECT count(*) FROM sightings") == 1


def test_an_alias_of_an_alias_is_the_post(session: Session) -> None:
    """However often a post moves, every key leads to it at once."""
    _save(session, OLD, content())
    _save(session, NEW, content("Younger"))
    third = key("third")
    session.writer.same_post(NEW, third, url=_url(third), why="redirect")
    _join(session)
    assert {aliases.resolve(session.archive.db, k) for k in (OLD, NEW, third)} == {OLD}
    assert aliases.alias_count(session.archive.db, third, "redirect") == 2


def test_keys_that_nobody_knows_cannot_be_joined(session: Session) -> None:
    """A mistake of the caller is told, not stored."""
    with pytest.raises(LookupError, match="neither"):
        _join(session)


def test_when_a_post_was_there(session: Session) -> None:
    """What was seen after the first absence says nothing of the post having been there."""
    _save(session, OLD, content())
    before = homes.resident(session.archive, OLD)
    session.writer.post_missing(OLD, "soft-404", "reads like nothing")
    session.writer.keep(session.exchange(_url(OLD), b"Sorry, no such page"))
    session.writer.flush()
    (after,) = homes.away(session.archive, OLD.site)
    assert before is not None
    assert after.there_at == before.there_at
    assert homes.arrivals(session.archive, OLD.site, "2026") == []


def test_a_file_that_moved_with_its_post_is_named_where_it_is(session: Session) -> None:
    """The same bytes under a new address are no revision, and the post names the new address."""

    def with_file(post: PostKey) -> int:
        file = session.file(f"https://site.example/{post.source_id}/1.png", picture())
        text = content(attachments=(Attachment(1, 1, "1.png", url=f"https://site.example/{post.source_id}/1.png"),))
        capture = session.writer.keep(session.exchange(_url(post), post.source_id.encode()))
        return session.writer.save_post(post, _url(post), text, [file], capture=capture, parser_version="7").post_id

    with_file(OLD)
    with_file(NEW)
    _join(session)
    assert session.rows("SELECT url FROM attachments") == [("https://site.example/new-words/1.png",)]
    assert session.one("SELECT count(*) FROM revisions") == 1
