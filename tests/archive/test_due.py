"""What a schedule is told of the posts and files that are held."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from archive.due import WatchedPost, moment, watched_files, watched_posts
from archive.records import Counts, Issue, PostContent, Sighting, StoredAttachment
from tests.archive_tools import SITE, Session, content, key, picture

if TYPE_CHECKING:
    from archive.records import Attachment

URL = "https://site.example/news/1"


def look(session: Session, page: PostContent, files: list[StoredAttachment] | None = None, **more: object) -> None:
    """A run of its own a day later, in which post 1 is read."""
    next_run(session)
    body = f"{page}".encode()
    kept = session.writer.keep(session.exchange(URL, body))
    session.writer.save_post(
        key("1"), URL, page, files or [], parser_version="1", capture=kept, **more  # type: ignore[arg-type]
    )  # fmt: skip


def next_run(session: Session) -> None:
    """Go on to the next day's run."""
    session.writer.finish_run("finished", Counts())
    session.clock.now += timedelta(days=1)
    session.writer.start_run("update")


def only(session: Session) -> WatchedPost:
    """The one post that is held."""
    session.writer.flush()
    (post,) = watched_posts(session.archive, SITE)
    return post


def show(session: Session, **teaser: object) -> None:
    """A run in which the listing shows post 1."""
    next_run(session)
    sighting = Sighting(key("1"), URL, 1, "A title", "A teaser", "2026-02-03", "News")
    session.writer.save_sightings("listing", [replace(sighting, **teaser)])  # type: ignore[arg-type]


def test_changes_of_the_site_are_told(session: Session) -> None:
    """Edits count with their times; a better reading does not, nor does a change back to what was there before."""
    look(session, content())
    assert only(session).page.changes == ()
    look(session, content(body="Edited."))
    first = only(session).page.changes
    look(session, content(body="Read better."), cause="parser")
    look(session, content(body="Edited."))
    look(session, content(body="Edited again."))
    post = only(session)
    assert post.page.changes[:-1] == first
    assert post.page.checked is not None
    assert timedelta(0) <= post.page.checked - post.page.changes[-1] < timedelta(minutes=1)
    assert (post.id, post.key, post.page.url, post.status, post.absences) == (1, key("1"), URL, "live", ())


def test_a_post_begins_when_it_was_published(session: Session) -> None:
    """The date of the page counts, unless there is none or it lies after the first sighting."""
    look(session, content(published="2026-02-03"))
    assert only(session).page.began == datetime(2026, 2, 3, tzinfo=UTC)
    look(session, content(published="2031-01-01"))
    assert only(session).page.began == only(session).page.first
    look(session, content(published=None))
    assert only(session).page.began == only(session).page.first


def test_a_changed_teaser_is_told_until_the_page_was_read(session: Session) -> None:
    """Another title on the listing counts from the run that shows it until the post is read; less text does not."""
    show(session)
    look(session, content())
    assert not only(session).teaser_changed
    show(session)
    assert not only(session).teaser_changed
    show(session, summary="", category="")
    assert not only(session).teaser_changed
    show(session, title="Another title")
    assert only(session).teaser_changed
    show(session, title="Another title")
    assert only(session).teaser_changed
    look(session, content(title="Another title"))
    assert not only(session).teaser_changed


def test_absences_are_told_until_refuted(session: Session) -> None:
    """Each time that a post was not there counts, and none once it was seen again."""
    look(session, content())
    for _ in range(2):
        next_run(session)
        session.writer.post_missing(key("1"), "404", "asked")
    post = only(session)
    assert (post.status, len(post.absences)) == ("missing", 2)
    assert post.absences[1] - post.absences[0] > timedelta(hours=23)
    look(session, content())
    assert (only(session).status, only(session).absences) == ("live", ())


def test_a_failed_look_was_a_look(session: Session) -> None:
    """A page that answers with errors is not the most overdue for ever."""
    look(session, content())
    before = only(session).page.checked
    next_run(session)
    session.writer.post_failed(key("1"), URL, Issue("fetch", "bad-status", "the site answered 500"))
    after = only(session).page.checked
    assert before is not None
    assert after is not None
    assert after - before > timedelta(hours=23)


def test_files_are_told_with_their_changes(session: Session) -> None:
    """Of each file the first and the last request count, and new bytes as a change; 304s and old bytes are none."""
    url = "https://site.example/a.png"
    look(session, content(), [session.file(url, picture(shade=1))])
    assert watched_files(session.archive, [1])[1][0].changes == ()
    next_run(session)
    session.writer.keep(session.exchange(url, kind="file", status=304))
    look(session, content(), [session.file(url, picture(shade=120))])
    look(session, content(), [session.file(url, picture(shade=1))])
    session.writer.flush()
    (file,) = watched_files(session.archive, [1, 2])[1]
    asked = [moment(str(row[0])) for row in session.rows("SELECT fetched_at FROM captures WHERE kind = 'file'")]
    assert len(asked) == 4
    assert (file.url, file.first, file.checked, file.changes) == (url, asked[0], asked[3], (asked[2],))
    assert file.began == datetime(2026, 2, 3, tzinfo=UTC)


def test_files_that_never_came_were_never_checked(session: Session) -> None:
    """A file without bytes is told as not looked at yet; a label without an address is no file to ask for."""
    held = session.file("https://site.example/a.png", picture())
    attachment: Attachment = held.attachment
    missing = StoredAttachment(replace(attachment, position=2, url="https://site.example/b.png"), problem="404")
    nothing = StoredAttachment(replace(attachment, position=3, url=None), problem="no link")
    look(session, content(attachments=(attachment, missing.attachment, nothing.attachment)), [held, missing, nothing])
    files = watched_files(session.archive, [1])[1]
    assert [(file.url[-5:], file.checked is None) for file in files] == [("a.png", False), ("b.png", True)]
    assert watched_files(session.archive, []) == {}


def test_moments() -> None:
    """Stored times and dates are moments in UTC."""
    assert moment("2026-11-22") == datetime(2026, 11, 22, tzinfo=UTC)
    assert moment("2026-11-22T06:15:00Z") == datetime(2026, 11, 22, 6, 15, tzinfo=UTC)
