"""Open an archive folder: identify it, migrate it, set it up; for reading or for writing.

An archive is a folder with `archive.db`, `blobs/` and `warc/`. Reading never changes anything and works
beside a writer; writing expects that the caller holds the archive's write lock.
"""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlite_utils import Database

from archive.disk import clear_errors, make_folder
from archive.errors import NotAnArchive, SchemaTooNew
from archive.migrations import APPLICATION_ID, SCHEMA_VERSION, migrate

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import TracebackType
    from typing import Self

DATABASE = "archive.db"
BUSY_SECONDS = 30
_HINT = "Name the folder of an archive with --archive, or make one with `python -m scraper backfill`."


class Archive:
    """An open archive folder. Use it as a context manager, or call `close`.

    Attributes:
        folder: the archive folder.
        db: its database, as a `sqlite_utils.Database`. Bound to the thread that opened it.
        writable: whether it was opened for writing.
    """

    def __init__(self, folder: Path, db: Database, *, writable: bool) -> None:
        self.folder = folder
        self.db = db
        self.writable = writable

    @property
    def blobs(self) -> Path:
        """The folder of content-addressed files."""
        return self.folder / "blobs"

    @property
    def warc(self) -> Path:
        """The folder of WARC files."""
        return self.folder / "warc"

    def rows(self, sql: str, arguments: Sequence[object] | dict[str, object] = ()) -> list[Any]:
        """Run a query and give all its rows as tuples.

        Raises:
            DatabaseDamaged, ArchiveLocked, ArchiveError: see `archive.disk.clear_errors`.
        """
        with clear_errors(self.folder / DATABASE):
            return self.db.execute(sql, arguments).fetchall()

    @contextmanager
    def transaction(self) -> Iterator[Database]:
        """Open one write transaction from the start (or a savepoint inside the open one).

        Starting it as a writer means that it waits for its turn instead of failing half-way.

        Raises:
            DiskFull, DatabaseDamaged, ArchiveLocked: see `archive.disk.clear_errors`.
        """
        with clear_errors(self.folder / DATABASE):
            if self.db.conn.in_transaction:
                with self.db.atomic():
                    yield self.db
                return
            self.db.execute("BEGIN IMMEDIATE")
            try:
                yield self.db
                self.db.execute("COMMIT")
            except BaseException:
                self.db.rollback()
                raise

    def close(self) -> None:
        """Close the database; a writer folds its log into `archive.db` first, as far as readers allow."""
        try:
            if self.writable and not self.db.conn.in_transaction:
                self.db.execute("PRAGMA busy_timeout = 1000")  # a reader may stay for long; do not wait for it
                self.db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        except sqlite3.Error:
            pass  # a reader is in the way, or the disk is full: SQLite folds the log in at the next opening
        finally:
            self.db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_archive(folder: str | Path, *, create: bool = False, write: bool = False) -> Archive:
    """Open an archive folder (or its `archive.db`), read-only unless told otherwise.

    Args:
        folder: the archive folder, or the path of the `archive.db` in it.
        create: make the archive if there is none; implies `write`.
        write: open for writing. The caller holds the archive's write lock.

    Raises:
        NotAnArchive: there is nothing there, or something else.
        SchemaTooNew: a later release made it.
        ArchiveError: it cannot be opened or made; the message says why.
    """
    path = Path(folder)
    if path.name == DATABASE and not path.is_dir():
        path = path.parent
    write = write or create
    with clear_errors(path):
        _look(path, create=create)
        if create:
            for part in (path, path / "blobs", path / "warc"):
                make_folder(part)
        db = _connect(path / DATABASE, write=write)
        try:
            _identify(db, path / DATABASE, create=create)
            version = _pragma(db, "user_version")
            if version < SCHEMA_VERSION and not write:
                db.close()
                open_archive(path, write=True).close()  # an older archive is brought up to date once, then read
                db = _connect(path / DATABASE, write=False)
            elif write:
                _prepare_for_writing(db, version)
        except BaseException:
            db.close()
            raise
    return Archive(path, db, writable=write)


def _look(folder: Path, *, create: bool) -> None:
    """Refuse what is visibly no archive before SQLite touches it."""
    database = folder / DATABASE
    if folder.exists() and not folder.is_dir():
        message = f"{folder} is a file, not an archive folder. {_HINT}"
        raise NotAnArchive(message)
    if not database.exists():
        if create:
            return
        what = f"{folder} holds no {DATABASE}" if folder.exists() else f"There is no folder {folder}"
        message = f"{what}. {_HINT}"
        raise NotAnArchive(message)
    empty = not database.stat().st_size
    if (empty and not create) or not (empty or _is_sqlite(database)):
        message = f"{database} is not an SQLite database, so {folder} is not an archive. {_HINT}"
        raise NotAnArchive(message)


def _is_sqlite(database: Path) -> bool:
    """Ask SQLite itself whether a file is one of its databases.

    Were the file opened and closed beside it, all its locks on the file would be gone, in every thread of this
    process: that is how POSIX has it. A writer elsewhere would then take this process's readers for absent and put
    their log away, and they would see old or broken data for ever after.
    """
    connection = sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True, timeout=BUSY_SECONDS)
    try:
        connection.execute("PRAGMA schema_version").fetchone()
    except sqlite3.OperationalError:
        return True  # whoever opens it to read on will say what is in the way
    except sqlite3.DatabaseError as error:
        return error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_NOTADB
    finally:
        connection.close()
    return True


def _connect(database: Path, *, write: bool) -> Database:
    """Open the file with our own settings: 30 s patience, no implicit transactions."""
    mode = "rwc" if write else "ro"
    uri = f"{database.absolute().as_uri()}?mode={mode}"
    connection = sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None)
    if not write and not _readable(connection):
        connection.close()
        # A read-only medium has no place for SQLite's shared memory. With no log beside it nobody is writing either.
        if database.with_name(DATABASE + "-wal").exists():
            message = (
                f"{database} is in use by a writer, and its folder cannot be written to, so it cannot be read now."
            )
            raise PermissionError(13, message)
        connection = sqlite3.connect(f"{uri}&immutable=1", uri=True, timeout=BUSY_SECONDS, isolation_level=None)
    connection.execute("PRAGMA foreign_keys = ON")
    return Database(connection, execute_plugins=False)


def _readable(connection: sqlite3.Connection) -> bool:
    try:
        connection.execute("PRAGMA schema_version").fetchone()
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_CANTOPEN:
            return False
        raise
    except sqlite3.DatabaseError:
        pass  # damaged or foreign: `_identify` tells them apart
    return True


def _identify(db: Database, database: Path, *, create: bool) -> None:
    """Raise unless the database is ours (or empty and to be made) and not newer than this program."""
    try:
        application, version = _pragma(db, "application_id"), _pragma(db, "user_version")
        tables = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_NOTADB:
            raise
        message = f"{database} is not an SQLite database. {_HINT}"
        raise NotAnArchive(message) from error
    if application != APPLICATION_ID:
        if create and application == 0 and not tables:
            return
        what = "empty" if not tables else "an SQLite database of another program"
        message = f"{database} is {what}, not an archive. {_HINT}"
        raise NotAnArchive(message)
    if version > SCHEMA_VERSION:
        message = (
            f"{database} has schema version {version}, and this release knows versions up to {SCHEMA_VERSION}: "
            "a later release made it. Install that release to open it; nothing was changed."
        )
        raise SchemaTooNew(message)


def _prepare_for_writing(db: Database, version: int) -> None:
    """Set what must hold while writing: every commit on disk, and readers never in the way."""
    db.execute("PRAGMA journal_mode = WAL").fetchall()
    db.execute("PRAGMA synchronous = FULL")
    db.execute("PRAGMA journal_size_limit = 67108864")  # give the log's space back after a large transaction
    if version < SCHEMA_VERSION:
        migrate(db)


def _pragma(db: Database, name: str) -> int:
    return int(db.execute(f"PRAGMA {name}").fetchone()[0])
