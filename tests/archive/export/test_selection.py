"""Which posts an export holds: by day, language, category and words, as of a moment, and since a run."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from archive import open_archive
from archive.export.selection import Selection, choose
from archive.export.tables import TABLES, nested_rows, rows
from archive.records import Counts, PostKey
from archive.search import Filters, search
from tests.archive.export.hostile import export, held, typed
from tests.archive_tools import Session, content, key
from tests.changing_archive import build

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive whose posts went through every kind of change, in runs 1 to 10."""
    folder = tmp_path_factory.mktemp("selection") / "centre"
    build(folder)
    return folder


def posts(folder: Path, out: Path, *words: object) -> list[dict[str, Any]]:
    """The posts that an export holds."""
    export(folder, "--format", "jsonl", "--output", out / "x.jsonl", *words)
    return [json.loads(line) for line in (out / "x.jsonl").read_text(encoding="utf-8").splitlines()]


def test_by_day_language_and_category(changed: Path, tmp_path: Path) -> None:
    """Both ends of a span of days belong to it; undated posts do not."""
    assert {post["lang"] for post in posts(changed, tmp_path, "--lang", "tc")} == {"tc"}
    assert [post["source_id"] for post in posts(changed, tmp_path, "--category", "Events")] == ["35"]
    spanned = posts(changed, tmp_path, "--since", "2026-02-02", "--until", "2026-02-12")
    assert sorted(post["published"] for post in spanned) == ["2026-02-02", "2026-02-12"]


@pytest.mark.parametrize("words", ["laboratory", "實驗室", '"battery safety"', "work*", "the", "nowhere", "=1+1 ("])
@pytest.mark.parametrize("as_of", [None, "2026-03-05"])
def test_words_choose_what_a_search_finds(changed: Path, tmp_path: Path, words: str, as_of: str | None) -> None:
    """The same posts as `archive search`, today and as of a day, all of them."""
    moment = [] if as_of is None else ["--as-of", as_of]
    got = {post["id"] for post in posts(changed, tmp_path, "--query", words, *moment)}
    with open_archive(changed) as archive:
        edge = None if as_of is None else "2026-03-06T00:00:00Z"
        assert got == {hit.post_id for hit in search(archive, words, 1000, filters=Filters(as_of=edge))}


@pytest.mark.parametrize(
    "moment", ["2026-03-01T08:03:00Z", "2026-03-02", "2026-03-04", "2026-03-10", "2026-03-14", "2027-01-01"]
)
def test_as_of_is_the_view(changed: Path, tmp_path: Path, moment: str) -> None:
    """Posts, texts, revisions and files are those that stood then, as the view `posts_as_of` has them."""
    got = posts(changed, tmp_path, "--as-of", moment)
    at = moment if "T" in moment else f"{moment[:8]}{int(moment[8:]) + 1:02}T00:00:00Z"
    truth = held(
        changed,
        "SELECT post_id, revision, title, published, body, attachments FROM posts_as_of "
        f"WHERE stood_from <= '{at}' AND stood_until > '{at}' ORDER BY post_id",
    )
    assert [(p["id"], p["revision"], p["title"], p["published"], p["body"]) for p in got] == [row[:5] for row in truth]
    names = [[(f["name"], f["sha256"]) for f in json.loads(row[5])] for row in truth]
    assert [[(f["name"], f["sha256"]) for f in post["attachments"]] for post in got] == names
    assert {post["status"] for post in got} <= {"live"}
    assert {post["last_seen"] for post in got} <= {None}


def test_as_of_knows_no_later_revision(changed: Path, tmp_path: Path) -> None:
    """Revisions and edits end where the moment is, and the attachments are the same in both shapes."""
    export(changed, "--format", "csv", "--output", tmp_path / "x", "--as-of", "2026-03-05", "--raw")
    with (
        open_archive(changed) as archive,
        choose(archive, Selection(filters=Filters(as_of="2026-03-06T00:00:00Z"))) as it,
    ):
        assert {row[3] <= "2026-03-06" for row in rows(it, "revisions")} == {True}
        assert {row[5] <= "2026-03-06" for row in rows(it, "edits")} == {True}
        flat = [row[1:] for row in rows(it, "attachments")]
        inside = [tuple(file.values()) for row in nested_rows(it) for file in json.loads(row[-1])]
        assert flat == inside


def test_since_a_run(changed: Path, tmp_path: Path) -> None:
    """Each run's changes are in the increment after the run before it: new, revised, gone and back."""
    ids = {
        number: [post["source_id"] for post in posts(changed, tmp_path, "--since-run", number)]
        for number in range(1, 11)
    }
    assert ids[1] == ["36", "36", "35", "34", "33", "37"]
    assert ids[6] == ["33", "37"]  # run 7 met 37, and missed 33 once more
    assert ids[7] == ["33", "37"]  # run 8 buried 33, run 9 read 37 better
    assert ids[8] == ["33", "37"]
    assert ids[9] == ["33"]  # run 10 saw it again
    assert ids[10] == []
    (gone,) = [post for post in posts(changed, tmp_path, "--since-run", 9) if post["source_id"] == "33"]
    assert gone["status"] == "live"


def test_increments_make_the_whole(changed: Path, tmp_path: Path) -> None:
    """A copy that takes each post of each increment in place of its own ends as the whole export is."""
    copy: dict[int, dict[str, Any]] = {}
    for number in range(1, 10):
        copy |= {post["id"]: post for post in posts(changed, tmp_path, "--since-run", number)}
    whole = {post["id"]: post for post in posts(changed, tmp_path)}
    volatile = {"last_seen", "last_checked"}
    for post in (*copy.values(), *whole.values()):
        for name in volatile:
            post.pop(name)
    assert copy == whole


def test_a_state_from_a_web_archive_counts(session: Session) -> None:
    """It is old by its moment and new by its run."""
    session.writer.save_post(key("1"), "https://site.example/1", content("Now"), [], parser_version="1")
    session.writer.save_post(key("2"), "https://site.example/2", content("Other"), [], parser_version="1")
    session.writer.finish_run("finished", Counts())
    session.clock.now = session.clock.now.replace(month=5)
    session.writer.start_run("backfill")
    page = session.exchange("https://site.example/1", b"old", kind="wayback")
    capture = session.writer.keep(page)
    session.writer.save_post(
        key("1"), "https://site.example/1", content("Once"), [], parser_version="1", capture=capture, cause="wayback"
    )
    session.archive.db.execute("UPDATE revisions SET observed_at = '2019-01-01T00:00:00Z' WHERE cause = 'wayback'")
    session.writer.finish_run("finished", Counts())
    with choose(session.archive, Selection(since_run=1)) as it:
        assert [row[3] for row in rows(it, "posts")] == ["1"]


def test_a_post_that_is_gone_counts_once(session: Session) -> None:
    """It is in the increment after the run before its burial, though it was missed earlier, and in none after that."""
    session.writer.save_post(key("1"), "https://site.example/1", content("One"), [], parser_version="1")
    session.writer.finish_run("finished", Counts())
    times = []
    for run in (2, 3, 4):
        session.clock.now = session.clock.now.replace(month=2 + run)
        session.writer.start_run("update")
        session.writer.post_missing(key("1"), "404", "404")
        times.append(str(session.one("SELECT max(observed_at) FROM absences")))
        if run == 3:
            asked = ", ".join(at.replace("T", " ")[:16] for at in times)
            evidence = f"404, asked for at {asked} UTC"
            session.writer.post_gone(key("1"), since=times[0], reason="404", evidence=evidence)
        session.writer.finish_run("finished", Counts())
    found = {}
    for run in (1, 2, 3, 4):
        with choose(session.archive, Selection(since_run=run)) as it:
            found[run] = it.posts
    assert found == {1: 1, 2: 1, 3: 0, 4: 0}


def test_a_file_that_came_late_counts(session: Session) -> None:
    """No revision tells of bytes that came in a later run; the increment holds the post all the same."""
    session.writer.finish_run("finished", Counts())
    session.writer.start_run("backfill")
    file = session.file("https://site.example/a.pdf", b"%PDF-1.4 known")
    bare = content("With a file", attachments=(file.attachment,))
    for number in ("1", "2"):
        session.writer.save_post(key(number), f"https://site.example/{number}", bare, [], parser_version="1")
    session.writer.finish_run("finished", Counts())
    session.clock.now = session.clock.now.replace(month=5)
    session.writer.start_run("update")
    late = session.file("https://site.example/late.pdf", b"%PDF-1.4 late")
    post = content("With a file", attachments=(late.attachment,))
    session.writer.save_post(key("1"), "https://site.example/1", post, [late], parser_version="1")
    session.archive.db.execute("DELETE FROM revisions WHERE number = 2")
    session.archive.db.execute("UPDATE posts SET revision = 1")
    session.writer.finish_run("finished", Counts())
    with choose(session.archive, Selection(since_run=2)) as it:
        assert [row[3] for row in rows(it, "posts")] == ["1"]


def test_a_run_that_writes_meanwhile_changes_nothing(session: Session) -> None:
    """All tables of an export are of one moment."""
    session.writer.save_post(
        PostKey("centre", "1", "en"), "https://site.example/1", content("One"), [], parser_version="1"
    )
    with open_archive(session.archive.folder) as reader, choose(reader, Selection()) as it:
        stream = rows(it, "posts")
        session.writer.save_post(key("2"), "https://site.example/2", content("Two"), [], parser_version="1")
        session.writer.save_post(key("1"), "https://site.example/1", content("Other"), [], parser_version="1")
        assert [row[5] for row in stream] == ["One"]
        assert [row[2] for row in rows(it, "revisions")] == [1]
        assert it.posts == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--since-run", "99"], "There is no run 99"),
        (["--since-run", "2", "--as-of", "2026-03-05"], "give one of the two"),
        (["--query", "***"], "no word to search for"),
        (["--since", "2026-03-05", "--until", "2026-03-01"], "lies before"),
        (["--since", "soon"], "2026-11-22"),
        (["--as-of", "soon"], "no moment"),
    ],
)
def test_wrong_choices(changed: Path, tmp_path: Path, words: list[str], said: str) -> None:
    """What cannot be chosen is said in a sentence, with exit code 2, and nothing is written."""
    done = typed(changed, "--output", tmp_path / "x.csv", *words)
    assert (done.exit_code, said in done.output) == (2, True), done.output
    assert list(tmp_path.iterdir()) == []


def test_every_table_streams_in_order(changed: Path) -> None:
    """Rows come in the order of their keys, whatever was chosen."""
    with open_archive(changed) as archive, choose(archive, Selection(words="the")) as it:
        for name, table in TABLES.items():
            keys = [tuple(row[table.names.index(column)] for column in table.key) for row in rows(it, name)]
            assert len(keys) == len(set(keys))
            if name != "edits":
                assert keys == sorted(keys)
