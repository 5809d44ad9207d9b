"""Telling people, end to end: a real site, a real archive, a real webhook."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from archive import notices, open_archive
from archive.errors import DiskFull
from archive.records import PostContent, PostKey
from archive.store import Writer
from scraper import notify
from scraper.lock import hold_lock
from scraper.notify import Audience, Delivery, tell_broken, tell_run
from scraper.outcome import Outcome
from scraper.run import Result
from scraper.telling.channels import open_channels
from tests.fake_site import FakeSite
from tests.postbox import Postbox
from tests.world import Clock, assert_sound, rows, scrape

# Apprise loads all its services, and one of them a module of Python's that is on its way out.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")

BODY = (
    "The centre opened its new test hall this week, with room for four climatic chambers and a vibration table.",
    "Visitors saw how boards are aged in days rather than years, and what the failures teach about design.",
)


@pytest.fixture
def site() -> Iterator[FakeSite]:
    """A small site, which is quick to walk."""
    with FakeSite() as site:
        for number in range(1, 6):
            site.add(
                number,
                title=f"Report number {number} from the test hall",
                published=f"2025-0{number}-1{number}",
                body=[f"{BODY[0]} This was week {number}.", BODY[1]],
                files=["1.jpg"] if number == 2 else [],
            )
        yield site


@pytest.fixture
def box() -> Iterator[Postbox]:
    """A webhook."""
    with Postbox() as box:
        yield box


class World:
    """An archive, the site it is of, and whom to tell."""

    def __init__(self, folder: Path, site: FakeSite, *channels: str) -> None:
        self.folder, self.site, self.clock = folder, site, Clock()
        self.audience = Audience("Test Centre", open_channels(channels, {}))

    def run(self, command: str = "update", **given: Any) -> Result:
        """A run without a word, a day after the last."""
        self.clock.later(**given.pop("after", {"days": 1}))
        return scrape(command, self.site.base, self.folder, self.clock, **({"recheck": "all"} | given))

    def tell(self) -> list[Delivery]:
        """Tell what there is to tell."""
        return tell_run(self.folder, self.audience, self.clock.now)

    def both(self, command: str = "update", **given: Any) -> Outcome:
        """A run, and then the telling."""
        outcome = self.run(command, **given).outcome
        self.tell()
        return outcome


def test_every_change_is_told_once(site: FakeSite, box: Postbox, tmp_path: Path) -> None:
    """Over a post's whole life each change makes one message, and a run without changes makes none."""
    world = World(tmp_path, site, box.url())
    world.both("backfill")
    assert box.subjects() == ["Test Centre: 5 new"]
    world.both()
    world.tell()
    assert box.subjects() == []
    site.edit(3, title="Report number three from the new hall")
    site.add(6, title="A chamber arrives", published="2025-07-01", body=list(BODY))
    world.both()
    (message,) = box.take()
    assert message["title"] == "Test Centre: 1 new, 1 edited"
    assert "Title: Report number [-3-]{+three+} from the [-test-]{+new+} hall" in message["message"]
    assert site.url(6) in message["message"]
    site.remove(4)
    world.both()
    assert box.subjects() == []  # once is no proof
    world.both()
    assert box.subjects() == ["Test Centre: 1 gone"]
    world.both()
    site.add(4, title="Report number 4 from the test hall", published="2025-04-14", body=[f"{BODY[0]} Again.", BODY[1]])
    world.both()
    assert box.subjects() == ["Test Centre: 1 back"]
    world.both()
    assert box.subjects() == []
    assert_sound(tmp_path)


def test_a_replaced_picture_is_told_in_words(site: FakeSite, box: Postbox, tmp_path: Path) -> None:
    """Another picture at the same address is a change of the post's files, with its name."""
    world = World(tmp_path, site, box.url())
    world.both("backfill")
    box.take()
    site.replace_file(2, "1.jpg")
    world.both()
    (message,) = box.take()
    assert message["title"] == "Test Centre: 1 edited"
    assert "File 1.jpg: replaced by a different picture" in message["message"]


def test_what_is_no_news_is_not_told(site: FakeSite, box: Postbox, tmp_path: Path) -> None:
    """Typographer's quotes, a better reading of stored pages and a page that flips for ever make no message."""
    site.add(5, title='The "grand" opening', published="2025-05-15", body=list(BODY))
    world = World(tmp_path, site, box.url())
    world.both("backfill")
    box.take()
    site.edit(5, title="The “grand” opening")
    world.both()
    with open_archive(tmp_path, write=True) as archive, Writer(archive, world.clock.now) as writer:
        writer.start_run("reparse")
        ((name, source_id, lang),) = rows(tmp_path, "SELECT site, source_id, lang FROM posts WHERE source_id = '1'")
        better = PostContent("Read better now", "2025-01-11", "News", "A body that was read better.")
        key = PostKey(name, source_id, lang)
        writer.save_post(key, site.url(1), better, (), parser_version="9", cause="parser")
        writer.save_post(key, site.url(1), better, (), parser_version="9", cause="parser")
    world.tell()
    assert box.subjects() == []
    told = []
    for number in range(8):
        site.edit(3, title="Now it is one thing" if number % 2 else "And now another")
        world.both()
        told.append(len(box.take()))
    assert told[-4:] == [0, 0, 0, 0]


def test_a_channel_that_fails_is_told_with_the_next_run(site: FakeSite, box: Postbox, tmp_path: Path) -> None:
    """What could not be sent is told together with the next run's changes, once; the failure is reported."""
    world = World(tmp_path, site, box.url())
    world.both("backfill")
    box.take()
    box.refusing = True
    site.add(6, title="Sixth", published="2025-07-01", body=list(BODY))
    world.run()
    (failed,) = world.tell()
    assert failed.problem
    assert rows(tmp_path, "SELECT attempts, told_at IS NULL, problem IS NULL FROM notices WHERE kind = 'changes'") == [
        (1, 0, 1),
        (1, 1, 0),
    ]
    box.refusing = False
    site.add(7, title="Seventh", published="2025-08-01", body=list(BODY))
    world.both()
    (message,) = box.take()
    assert message["title"] == "Test Centre: 2 new"
    assert rows(tmp_path, "SELECT attempts, told_at IS NULL, problem FROM notices WHERE kind = 'changes'") == [
        (1, 0, None),
        (2, 0, None),
    ]
    world.both()
    assert box.subjects() == []


def test_a_failed_message_is_sent_again_without_new_changes(site: FakeSite, box: Postbox, tmp_path: Path) -> None:
    """A run that finds nothing itself still tells what could not be told before."""
    world = World(tmp_path, site, box.url())
    box.refusing = True
    world.both("backfill")
    box.refusing = False
    world.both()
    assert box.subjects() == ["Test Centre: 5 new"]


def test_two_channels_are_independent(site: FakeSite, tmp_path: Path) -> None:
    """One channel's failure neither silences nor repeats anything on the other."""
    with Postbox() as one, Postbox() as other:
        world = World(tmp_path, site, one.url(), other.url("elsewhere"))
        world.both("backfill")
        assert (one.subjects(), other.subjects("elsewhere")) == (["Test Centre: 5 new"],) * 2
        other.refusing = True
        site.add(6, title="Sixth", published="2025-07-01", body=list(BODY))
        world.both()
        assert (one.subjects(), other.subjects("elsewhere")) == (["Test Centre: 1 new"], [])
        other.refusing = False
        world.both()
        assert (one.subjects(), other.subjects("elsewhere")) == ([], ["Test Centre: 1 new"])


def test_a_new_channel_begins_with_this_run(site: FakeSite, box: Postbox, tmp_path: Path) -> None:
    """A channel added to an old archive hears of what changes from now on, not of the past."""
    World(tmp_path, site).run("backfill")
    world = World(tmp_path, site, box.url())
    world.clock.later(days=3)
    world.both()
    assert box.subjects() == []
    site.add(6, title="Sixth", published="2025-07-01", body=list(BODY))
    world.both()
    assert box.subjects() == ["Test Centre: 1 new"]


def test_a_run_that_was_cut_off_is_told_by_the_next(site: FakeSite, box: Postbox, tmp_path: Path) -> None:
    """What killed runs had archived is told after the run that follows them, once, also where they were the first."""
    world = World(tmp_path, site, box.url())

    def killed(command: str) -> None:
        world.run(command)
        with closing(sqlite3.connect(tmp_path / "archive.db")) as db, db:
            db.execute("UPDATE runs SET finished_at = NULL, outcome = NULL WHERE id = (SELECT max(id) FROM runs)")

    killed("backfill")
    world.both()
    assert box.subjects() == ["Test Centre: 5 new"]
    site.add(6, title="Sixth", published="2025-07-01", body=list(BODY))
    killed("update")
    world.both()
    assert box.subjects() == ["Test Centre: 1 new"]


def test_a_crash_after_sending_repeats_only_that_message(
    site: FakeSite, box: Postbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed between sending and noting it, the same changes are told once more and never again."""
    world = World(tmp_path, site, box.url())
    world.both("backfill")
    box.take()
    site.add(6, title="Sixth", published="2025-07-01", body=list(BODY))
    world.run()

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(notify.notices, "settle_notices", killed)
        with pytest.raises(KeyboardInterrupt):
            world.tell()
    assert box.subjects() == ["Test Centre: 1 new"]
    world.both()
    assert box.subjects() == ["Test Centre: 1 new"]
    world.both()
    assert box.subjects() == []


def test_the_third_failed_run_is_told_and_the_recovery(site: FakeSite, box: Postbox, tmp_path: Path) -> None:
    """An outage is told once, with the third run in a row, and so is its end."""
    world = World(tmp_path, site, box.url())
    world.both("backfill")
    box.take()
    site.behave("/", status=503)
    told = []
    for _ in range(6):
        assert world.both() is Outcome.PARTIAL
        told.append(box.subjects())
    assert [len(subjects) for subjects in told] == [0, 0, 1, 0, 0, 0]
    assert "could not be reached by 3 runs in a row, since 2026-01-0" in told[2][0]
    site.relent()
    site.add(6, title="Sixth", published="2025-07-01", body=list(BODY))
    assert world.both() is Outcome.FINISHED
    (message,) = box.take()
    assert message["type"] == "success"
    assert message["title"].startswith("Test Centre: Well again after 6 failed runs")
    assert message["title"].endswith("; 1 new")
    world.both()
    assert box.subjects() == []


def test_two_failed_runs_are_not_told(site: FakeSite, box: Postbox, tmp_path: Path) -> None:
    """An outage that is over before the third run makes no message at all."""
    world = World(tmp_path, site, box.url())
    world.both("backfill")
    box.take()
    for _ in range(2):
        site.behave("/", status=503)
        world.both()
        world.both()
        site.relent()
        world.both()
    assert box.subjects() == []


def test_a_failure_that_could_not_be_told_is_told_when_it_can(site: FakeSite, box: Postbox, tmp_path: Path) -> None:
    """Where the network is down, the message is down too; it arrives with the first run that gets through."""
    world = World(tmp_path, site, box.url())
    world.both("backfill")
    box.take()
    site.behave("/", status=503)
    box.refusing = True
    for _ in range(4):
        world.both()
    box.refusing = False
    world.both()
    (subject,) = box.subjects()
    assert "by 5 runs in a row" in subject
    site.relent()
    world.both()
    (subject,) = box.subjects()
    assert "Well again after 5 failed runs" in subject


def test_drift_is_told_at_once_and_once_a_day(site: FakeSite, box: Postbox, tmp_path: Path) -> None:
    """A site that has changed is told with the first run that sees it, the same thing at most daily, and its end."""
    world = World(tmp_path, site, box.url())
    world.both("backfill")
    box.take()
    path = site.listing_url().removeprefix(site.base)
    site.behave(path, body="<html><head><title>News</title></head><body><h1>News</h1></body></html>")
    told = []
    for hours in (24, 1, 6, 6, 10, 6):
        assert world.both(after={"hours": hours}, recheck="none") is Outcome.DRIFT
        told.append(box.take())
    assert [len(messages) for messages in told] == [1, 0, 0, 0, 1, 0]
    (message,) = told[0]
    assert message["type"] == "warning"
    assert "The site has probably changed, and a person should look" in message["title"]
    assert path in message["message"]  # what the run had to say
    site.relent()
    world.both()
    (subject,) = box.subjects()
    assert "Well again" in subject


def test_a_moved_listing_is_worth_a_word(site: FakeSite, box: Postbox, tmp_path: Path) -> None:
    """A run that helped itself tells that it did, once, although nothing changed and nothing failed."""
    world = World(tmp_path, site, box.url())
    world.both("backfill")
    box.take()
    links = "".join(
        f"<li><a href='{site.url(n)}'>Report number {n} from the test hall</a> <i>2025-0{n}-1{n}</i></li>"
        for n in range(5, 0, -1)
    )
    site.put("/en/updates", f"<html><body><h1>News</h1><ul>{links}</ul></body></html>")
    for front in ("/", "/en/"):
        site.put(front, "<html><body><a href='/en/updates'>News</a></body></html>")
    path = site.listing_url().removeprefix(site.base)
    site.put(path, "<html><head><title>News</title></head><body><h1>News</h1></body></html>")
    for _ in range(3):
        assert world.both(recheck="none") is Outcome.FINISHED
    (message,) = box.take()
    assert message["type"] == "info"
    assert message["title"].startswith("Test Centre: The listing http")
    assert message["message"].count("/en/updates") == 1


def test_a_run_in_progress_tells_for_this_one(site: FakeSite, box: Postbox, tmp_path: Path) -> None:
    """While another run holds the archive nothing is sent: that run tells it all."""
    world = World(tmp_path, site, box.url())
    world.run("backfill")
    with hold_lock(tmp_path, "update", world.clock.now):
        assert world.tell() == []
    world.tell()
    assert box.subjects() == ["Test Centre: 5 new"]


@pytest.mark.parametrize("style", ["text", "markdown", "html", "json"])
def test_an_archive_that_cannot_be_written_is_told(box: Postbox, style: str) -> None:
    """A damaged or full archive is told in every format, although there is nowhere to note it."""
    audience = Audience("Test Centre", open_channels([box.url(query=f"format={style}")], {}))
    (delivery,) = tell_broken(audience, DiskFull("no space left for <archive.db>"))
    assert not delivery.problem
    (message,) = box.take()
    assert message["type"] == "warning"
    assert "a person should look" in message["title"]
    assert "no space left" in message["message"]
    shown = {"markdown": r"\<archive.db\>", "html": "&lt;archive.db&gt;"}.get(style, "<archive.db>")
    assert shown in message["message"]


def test_trouble_with_the_archive_while_telling_is_told(site: FakeSite, box: Postbox, tmp_path: Path) -> None:
    """An archive that breaks between the run and the telling does not go unnoticed."""
    world = World(tmp_path, site, box.url())
    world.run("backfill")
    database = tmp_path / "archive.db"
    database.write_bytes(database.read_bytes()[:100] + b"\xff" * 9000)
    (delivery,) = world.tell()
    assert "cannot be opened or written" in delivery.subject
    assert len(box.take()) == 1


def test_notices_say_what_was_told_to_whom(site: FakeSite, box: Postbox, tmp_path: Path) -> None:
    """The archive keeps a row for each message, and no secret of the channel's address."""
    secret = box.url().replace("json://", "json://someone:hunter2@")
    world = World(tmp_path, site, secret)
    world.both("backfill")
    (channel,) = world.audience.channels
    with open_archive(tmp_path) as archive:
        changes, start = notices.notices(archive, channel.name)
    assert (start.kind, changes.kind, changes.attempts, changes.problem) == ("start", "changes", 1, None)
    assert sorted(change.split(":", 2)[:2] for change in changes.changes) == [["appeared", str(n)] for n in range(1, 6)]
    assert changes.title == "Test Centre: 5 new"
    assert "hunter2" not in (tmp_path / "archive.db").read_bytes().decode("latin-1")
    assert "hunter2" not in repr(channel)


def test_a_great_many_posts_make_one_readable_message(box: Postbox, tmp_path: Path) -> None:
    """Of a backfill the newest posts are shown with their titles, and how many more there are."""
    with FakeSite(per_page=30) as site:
        for number in range(1, 71):
            site.add(
                number, title=f"Report number {number}", published=f"2025-{number % 12 + 1:02d}-10", body=list(BODY)
            )
        world = World(tmp_path, site, box.url(), box.url("j", "format=json"))
        world.both("backfill")
    (message,) = box.take()
    assert message["title"] == "Test Centre: 70 new"
    assert message["message"].count("\n* ") + message["message"].startswith("* ") == 50
    assert "… and 20 more" in message["message"]
    assert BODY[0] not in message["message"]
    (message,) = box.take("j")
    report = json.loads(message["message"])
    assert (report["totals"]["appeared"], len(report["changes"]), report["more"]) == (70, 50, 20)
