"""The desk: a Datasette over one archive folder, with its own readers beside it."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, TypeVar

from datasette.app import Datasette

from archive.browse import plugin
from archive.browse.metadata import metadata
from archive.db import DATABASE, open_archive

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from archive.db import Archive

_T = TypeVar("_T")

_READERS = 3
_WORKERS = 2  # a picture may take 160 MB for a moment while it is decoded
_SECONDS = 8.0  # that one page may read; beyond it SQLite is interrupted
_STEPS = 20_000  # instructions of SQLite between two looks at the clock
_SETTINGS = {
    "default_page_size": 50,
    "max_returned_rows": 2000,
    "sql_time_limit_ms": 3000,
    "allow_download": False,
    "num_sql_threads": 3,
    "template_debug": False,
    "trace_debug": False,
}
LOOPBACK = ("localhost", "127.0.0.1", "::1")


class Desk(Datasette):  # type: ignore[misc]  # Datasette publishes no types
    """Datasette for one archive.

    Attributes:
        folder: the archive folder.
        hosts: the names under which it answers; requests for others are refused.
    """

    def __init__(self, folder: Path, hosts: Sequence[str] = ()) -> None:
        with open_archive(folder) as archive:
            sites = [site for (site,) in archive.rows("SELECT DISTINCT site FROM ledger ORDER BY site")]
            self.folder = archive.folder
        self.site = ", ".join(sites) or self.folder.resolve().name
        self.hosts = frozenset(name.lower() for name in (*LOOPBACK, *hosts))
        self._pool = ThreadPoolExecutor(_READERS, "desk")
        self._workers = ThreadPoolExecutor(_WORKERS, "desk-work")
        self._local = threading.local()
        self._cache: dict[object, tuple[int, float, Any]] = {}
        self._watch, shared = _connect(self.folder / DATABASE)
        self._watching = threading.Lock()
        plugin.register()
        super().__init__(
            **{"files" if shared else "immutables": [str(self.folder / DATABASE)]},
            metadata=metadata(self.site),
            template_dir=str(plugin.TEMPLATES),
            settings=dict(_SETTINGS),
        )

    async def read(self, question: Callable[[Archive], _T]) -> _T:
        """Ask the archive, in a thread that has it open read-only; all that one question reads is of one moment.

        Args:
            question: takes the open archive and gives plain values.
        """
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._ask, question)

    async def read_cached(self, key: object, question: Callable[[Archive], _T], *, seconds: float = 0.0) -> _T:
        """Like `read`, but ask again only when the archive was written to since.

        Args:
            key: tells this question from others.
            question: takes the open archive and gives plain values.
            seconds: an answer younger than this is good enough even if the archive was written to since.
        """
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._ask_once, key, question, seconds)

    async def run(self, work: Callable[[], _T]) -> _T:
        """Do something slow that needs no database, such as reducing a picture; two at a time."""
        return await asyncio.get_running_loop().run_in_executor(self._workers, work)

    def close(self) -> None:
        """Let go of threads and files."""
        meeting = threading.Barrier(_READERS)  # so that each thread closes its own: SQLite wants that

        def close_own() -> None:
            meeting.wait(10)
            archive: Archive | None = getattr(self._local, "archive", None)
            if archive is not None:
                archive.close()

        for _ in range(_READERS):
            self._pool.submit(close_own)
        self._pool.shutdown(wait=True)
        self._workers.shutdown(wait=True, cancel_futures=True)
        if self.executor is not None:
            self.executor.shutdown(wait=True, cancel_futures=True)
        for database in self.databases.values():
            database.close()
        self._watch.close()

    def _ask(self, question: Callable[[Archive], _T]) -> _T:
        archive = self._archive()
        end = time.monotonic() + _SECONDS
        archive.db.conn.set_progress_handler(lambda: time.monotonic() > end, _STEPS)
        archive.db.execute("BEGIN")
        try:
            return question(archive)
        finally:
            if archive.db.conn.in_transaction:
                archive.db.rollback()

    def _ask_once(self, key: object, question: Callable[[Archive], _T], seconds: float) -> _T:
        version = self._version()
        known = self._cache.get(key)
        if known and (known[0] == version or time.monotonic() - known[1] < seconds):
            answer: _T = known[2]
            return answer
        answer = self._ask(question)
        self._cache[key] = (version, time.monotonic(), answer)
        return answer

    def _archive(self) -> Archive:
        """The archive as this thread has it open."""
        known: Archive | None = getattr(self._local, "archive", None)
        if known is None:
            known = self._local.archive = open_archive(self.folder)
        return known

    def _version(self) -> int:
        """A number that changes with every write to the archive by anybody."""
        with self._watching:
            return int(self._watch.execute("PRAGMA data_version").fetchone()[0])


def _connect(database: Path) -> tuple[sqlite3.Connection, bool]:
    """Open the file read-only, and say whether somebody may be writing to it.

    Where it cannot be opened so, it is on a medium that has no room for SQLite's shared memory: then nobody writes.
    """
    address = f"{database.absolute().as_uri()}?mode=ro"
    connection = sqlite3.connect(address, uri=True, check_same_thread=False, isolation_level=None)
    try:
        connection.execute("PRAGMA schema_version").fetchone()
    except sqlite3.OperationalError:
        connection.close()
        return sqlite3.connect(f"{address}&immutable=1", uri=True, check_same_thread=False), False
    return connection, True
