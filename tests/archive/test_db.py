"""Opening archives, and refusing what is none."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from archive import open_archive
from archive.errors import ArchiveError, ArchiveLocked, DatabaseDamaged, NotAnArchive, SchemaTooNew
from archive.migrations import APPLICATION_ID, SCHEMA_VERSION
from archive.schema import DESCRIPTIONS
from tests.archive_tools import small_backfill


def test_made_once_and_opened_by_any_of_its_names(folder: Path) -> None:
    """A new archive opens by its folder as text or path, and by its database file."""
    open_archive(folder, create=True).close()
    for name in (folder, str(folder), folder / "archive.db", str(folder / "archive.db")):
        with open_archive(name) as archive:
            assert archive.folder == folder
            assert archive.db.execute("SELECT count(*) FROM posts").fetchone() == (0,)


@pytest.mark.parametrize("name", ["a b", "100%", "what?", "no#1", "香港", "a'b;c"])
def test_a_folder_may_have_any_name(tmp_path: Path, name: str) -> None:
    """No character in a folder's name is mistaken for something else."""
    small_backfill(tmp_path / name, posts=1)
    with open_archive(tmp_path / name) as archive:
        assert archive.db.execute("SELECT title FROM posts").fetchone() == ("Post 1",)
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize(
    ("table", "columns"),
    {
        "posts": "id site url source_id lang title published category summary body body_html status revision "
        "first_seen last_seen last_checked last_changed",
        "attachments": "id post_id position paragraph name label declared_bytes url media_type sha256 problem",
        "revisions": "id post_id number observed_at cause changed title published category summary body body_html "
        "attachments capture_id parser_version",
        "blobs": "sha256 bytes media_type width height phash first_seen",
        "captures": "id run_id url kind fetched_at status head media_type bytes sha256 etag last_modified warc_file "
        "warc_offset warc_length",
        "sightings": "run_id source url position title summary published category",
        "runs": "id command started_at finished_at outcome counts message",
        "issues": "run_id post_id url stage code message excerpt",
        "tombstones": "post_id since reason evidence ended",
        "posts_fts": "title body",
    }.items(),
)
def test_what_analysts_rely_on_is_there(folder: Path, table: str, columns: str) -> None:
    """The promised tables have the promised columns."""
    open_archive(folder, create=True).close()
    with open_archive(folder) as archive:
        assert archive.db.execute(f"SELECT {', '.join(columns.split())} FROM {table}").fetchall() == []


def test_making_an_archive_that_is_there_keeps_it(folder: Path) -> None:
    """`create` on an existing archive opens it with all it holds."""
    small_backfill(folder, posts=1)
    with open_archive(folder, create=True) as archive:
        assert archive.db.execute("SELECT count(*) FROM posts").fetchone() == (1,)


def test_the_file_says_what_it_is_and_keeps_every_commit(folder: Path) -> None:
    """Application id, schema version and the settings that make a commit durable are in place."""
    with open_archive(folder, create=True) as archive:
        pragma = {
            name: archive.db.execute(f"PRAGMA {name}").fetchone()[0]
            for name in (
                "application_id",
                "user_version",
                "journal_mode",
                "synchronous",
                "foreign_keys",
                "busy_timeout",
            )
        }
    assert pragma == {
        "application_id": APPLICATION_ID, "user_version": SCHEMA_VERSION, "journal_mode": "wal", "synchronous": 2,
        "foreign_keys": 1, "busy_timeout": 30_000,
    }  # fmt: skip


def test_every_table_and_column_is_described(folder: Path) -> None:
    """The data dictionary inside the archive names exactly what is there."""
    with open_archive(folder, create=True) as archive:
        tables = [
            name
            for (name,) in archive.db.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")
            if not name.startswith(("sqlite_", "_sqlite", "posts_fts_", "revisions_fts_"))
        ]
        real = {
            table: [row[1] for row in archive.db.execute(f"PRAGMA table_info({table})")] for table in sorted(tables)
        }
        stored = archive.db.execute("SELECT count(*) FROM descriptions WHERE description != ''").fetchone()[0]
    assert real == {table: list(columns) for table, (_, columns) in sorted(DESCRIPTIONS.items())}
    assert stored == sum(1 + len(columns) for _, columns in DESCRIPTIONS.values())


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda _folder: None, "There is no folder"),
        (lambda folder: folder.mkdir(), "holds no archive.db"),
        (lambda folder: folder.write_text("hello"), "is a file"),
        (lambda folder: (folder.mkdir(), (folder / "archive.db").write_text("hello")), "not an SQLite database"),
        (lambda folder: (folder.mkdir(), (folder / "archive.db").touch()), "not an SQLite database"),
        (lambda folder: (folder.mkdir(), _foreign(folder / "archive.db")), "of another program"),
        (lambda folder: (folder.mkdir(), _garbage(folder / "archive.db")), "not an SQLite database"),
    ],
    ids=["nothing", "empty folder", "a file", "text", "empty file", "foreign database", "garbage after the magic"],
)
@pytest.mark.parametrize("write", [False, True])
def test_what_is_no_archive_is_refused_untouched(folder: Path, make, says: str, write: bool) -> None:
    """Anything else is refused in one sentence that says what to do, and stays as it was."""
    make(folder)
    before = _snapshot(folder)
    with pytest.raises(NotAnArchive, match=says) as caught:
        open_archive(folder, write=write)
    assert "--archive" in str(caught.value)
    assert _snapshot(folder) == before


def test_a_foreign_database_is_not_made_into_an_archive(folder: Path) -> None:
    """`create` never takes over a database of another program."""
    folder.mkdir()
    _foreign(folder / "archive.db")
    with pytest.raises(NotAnArchive, match="another program"):
        open_archive(folder, create=True)


@pytest.mark.parametrize("write", [False, True])
def test_a_later_release_s_archive_is_refused(folder: Path, write: bool) -> None:
    """A schema from the future is neither read nor written; the message names both versions."""
    open_archive(folder, create=True).close()
    with closing(sqlite3.connect(folder / "archive.db")) as db:
        db.execute("PRAGMA user_version = 99")
    with pytest.raises(SchemaTooNew, match="version 99"):
        open_archive(folder, write=write)


def test_an_earlier_release_s_archive_is_brought_up_to_date_by_reading(folder: Path) -> None:
    """Opening an older archive for reading migrates it first, and then reads."""
    open_archive(folder, create=True).close()
    with closing(sqlite3.connect(folder / "archive.db")) as db:
        db.execute("PRAGMA user_version = 0")
        db.execute("DELETE FROM descriptions")
        db.commit()
    with open_archive(folder) as archive:
        assert archive.db.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)
        assert archive.db.execute("SELECT count(*) > 100 FROM descriptions").fetchone() == (1,)
        assert not archive.writable


def test_a_reader_cannot_write(folder: Path) -> None:
    """An archive opened for reading refuses a write."""
    open_archive(folder, create=True).close()
    with open_archive(folder) as archive, pytest.raises(sqlite3.OperationalError, match="readonly"):
        archive.db.execute("DELETE FROM posts")


def test_a_reader_sees_whole_posts_while_they_are_written(folder: Path) -> None:
    """A reader beside a writer is never refused, and never sees a post without its parts."""
    open_archive(folder, create=True).close()
    writing = threading.Thread(target=small_backfill, args=(folder, 30))
    writing.start()
    seen = []
    while writing.is_alive() or not seen:
        with open_archive(folder) as archive:
            posts, parts = archive.db.execute(
                "SELECT (SELECT count(*) FROM posts), "
                "(SELECT count(*) FROM revisions r JOIN captures c ON c.id = r.capture_id "
                "JOIN attachments USING (post_id))"
            ).fetchone()
            assert posts == parts
            seen.append(posts)
    writing.join()
    assert seen == sorted(seen)
    with open_archive(folder) as archive:
        assert archive.db.execute("SELECT count(*) FROM posts").fetchone() == (30,)


def test_closing_does_not_wait_for_a_reader(folder: Path) -> None:
    """A writer that ends while somebody is reading is done at once, and the reader goes on."""
    small_backfill(folder, posts=2)
    with closing(sqlite3.connect(folder / "archive.db", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM posts").fetchall()
        began = time.monotonic()
        small_backfill(folder, posts=4)
        assert time.monotonic() - began < 10  # the waiting time for a lock is 30 s
        assert reader.execute("SELECT count(*) FROM posts").fetchone() == (2,)


def test_a_locked_database_is_a_clear_error(folder: Path) -> None:
    """When another program keeps the database locked, the error says so."""
    with open_archive(folder, create=True) as archive, closing(sqlite3.connect(folder / "archive.db")) as other:
        archive.db.execute("PRAGMA busy_timeout = 10")
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(ArchiveLocked, match="locked"), archive.transaction():
            pass


def test_a_damaged_database_is_a_clear_error(folder: Path) -> None:
    """A malformed page is reported with the way to save what is readable, by whatever transaction meets it."""
    small_backfill(folder, posts=2)
    database = folder / "archive.db"
    with database.open("r+b") as file:
        file.seek(4096)
        file.write(os.urandom(database.stat().st_size - 4096))
    with (
        pytest.raises(DatabaseDamaged, match="recover"),
        open_archive(folder, write=True) as archive,
        archive.transaction() as db,
    ):
        db.execute("SELECT * FROM posts").fetchall()


def test_an_unwritable_place_is_a_clear_error(tmp_path: Path) -> None:
    """A folder that cannot be made is reported, not a traceback of the operating system."""
    (tmp_path / "file").touch()
    with pytest.raises(ArchiveError, match="Cannot work on"):
        open_archive(tmp_path / "file" / "news", create=True)


def test_opens_without_the_scraper_s_libraries(folder: Path) -> None:
    """Reading an archive needs neither the HTTP client nor the HTML parsers."""
    small_backfill(folder, posts=1)
    code = (
        "import sys\n"
        "for name in ('httpx', 'httpcore', 'lxml', 'bs4', 'scraper'): sys.modules[name] = None\n"
        "from archive import open_archive\n"
        "import archive.search, archive.info, archive.queries, archive.store, archive.cli, archive.display\n"
        f"with open_archive({str(folder)!r}) as a: print(a.db.execute('SELECT title FROM posts').fetchone()[0])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2]
    )
    assert done.stdout == "Post 1\n"


def test_a_read_only_medium_can_be_read(folder: Path, tmp_path: Path) -> None:
    """An archive on a medium that cannot be written to opens for reading."""
    if os.geteuid() != 0 or not shutil.which("unshare"):
        pytest.skip("needs root and unshare, to mount a folder read-only")
    small_backfill(folder, posts=1)
    read = (
        "from archive import open_archive; "
        f"print(open_archive('{folder}').db.execute('SELECT title FROM posts').fetchone()[0])"
    )
    mount = f"mount --bind {folder} {folder} && mount -o remount,ro,bind {folder}"
    script = f'{mount} && exec {sys.executable} -c "{read}"'
    done = subprocess.run(
        ["unshare", "-m", "sh", "-c", script],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
    )
    if "mount" in done.stderr:
        pytest.skip(f"mounting is not allowed here: {done.stderr}")
    assert (done.stdout, done.returncode) == ("Post 1\n", 0), done.stderr


def _foreign(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE bookmarks (id INTEGER)")
        db.commit()


def _garbage(path: Path) -> None:
    path.write_bytes(b"SQLite format 3\x00" + b"\xff" * 8192)


def _snapshot(folder: Path) -> object:
    if not folder.is_dir():
        return folder.read_bytes() if folder.exists() else None
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_two_readers_in_one_process_stay_with_the_writers(tmp_path: Path) -> None:
    """Opening an archive again in a process leaves the reader that it has in place: both see what others write."""
    folder = tmp_path / "a"
    open_archive(folder, create=True).close()
    write = (
        "import sys\nfrom archive import open_archive\n"
        "with open_archive(sys.argv[1], write=True) as archive, archive.transaction() as db:\n"
        "    db.execute(\"INSERT INTO runs (command, started_at) VALUES (hex(randomblob(50000)), 'x')\")\n"
    )
    with open_archive(folder) as one:
        assert one.rows("SELECT count(*) FROM runs") == [(0,)]
        with open_archive(folder) as two:
            for number in (1, 2, 3):
                subprocess.run([sys.executable, "-c", write, str(folder)], check=True)
                assert one.rows("SELECT count(*) FROM runs") == two.rows("SELECT count(*) FROM runs") == [(number,)]
