"""Which posts are exported, and as what they read: chosen once, so that all tables of an export agree.

The choice is a table of numbers in SQLite's temporary space, made inside one read transaction: a run that writes
meanwhile changes nothing in an export, and memory stays flat however many posts there are.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from archive import history
from archive.blobs import path_of
from archive.db import DATABASE
from archive.disk import clear_errors
from archive.search import Filters, matching

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from archive.db import Archive


class NoSuchRun(LookupError):
    """The run to start from is not in the archive, or has not finished; the message is for the user."""


_ALL = Filters()


@dataclass(frozen=True, slots=True)
class Selection:
    """Which posts.

    Attributes:
        words: those that a search for these words finds; None for all.
        filters: by language, category and day of publication, and as of which moment, as a search takes them.
        since_run: those that are new, revised, gone or back since this run finished.
    """

    words: str | None = None
    filters: Filters = _ALL
    since_run: int | None = None

    def told(self) -> dict[str, object]:
        """What was asked for, for manifests; nothing for the whole archive."""
        names = ("lang", "category", "since", "until", "as_of")
        asked = {"query": self.words, **{name: getattr(self.filters, name) for name in names}}
        asked["since_run"] = self.since_run
        return {name: value for name, value in asked.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Chosen:
    """The posts that were chosen, in the table `temp.chosen` of an open archive.

    Attributes:
        then: whether the posts are shown as of a moment, by revisions, and not by their present rows.
        posts: how many.
        last_run: the last run that had finished when they were chosen; 0 if none had.
        last_finished: when it finished (UTC); empty if none had.
        sites: the archive's names for their sites.
    """

    archive: Archive
    selection: Selection
    then: bool
    posts: int
    last_run: int
    last_finished: str
    sites: tuple[str, ...]

    def rows(self, sql: str, arguments: Sequence[object] = ()) -> Iterator[tuple[Any, ...]]:
        """Stream the rows of a query."""
        with clear_errors(self.archive.folder / DATABASE):
            # Not `yield from`: that would close the cursor of a stream which was given up, after its database.
            for row in self.archive.db.execute(sql, arguments):  # noqa: UP028
                yield row


@contextmanager
def choose(archive: Archive, selection: Selection) -> Iterator[Chosen]:
    """Choose posts; inside the context the archive stands still.

    Raises:
        NoSuchRun: there is none, or it has not finished.
    """
    archive.db.conn.create_function("blob_file", 2, blob_file, deterministic=True)
    archive.db.execute("BEGIN")
    try:
        with clear_errors(archive.folder / DATABASE):
            chosen = _chosen(archive, selection)
        yield chosen
    finally:
        archive.db.rollback()


def blob_file(sha256: str | None, media_type: str | None) -> str | None:
    """Where the bytes of a blob lie, from the archive's folder; None if we have none."""
    return path_of(Path("blobs"), sha256, media_type).as_posix() if sha256 and media_type is not None else None


_TABLE = """CREATE TEMP TABLE chosen (
    post_id INTEGER PRIMARY KEY, revision INTEGER, site TEXT, lang TEXT, published TEXT, year INTEGER)"""
_FILL = """INSERT INTO temp.chosen (post_id, revision, site, lang, published)
    SELECT m.post, m.number, p.site, p.lang, iif(m.number = p.revision, p.published,
        (SELECT published FROM revisions WHERE post_id = m.post AND number = m.number))
    FROM ({found}) m JOIN posts p ON p.id = m.post"""
# A sum makes 2 March of 30 February: a day that no calendar has is not itself, and has no year.
_YEARS = """UPDATE temp.chosen SET year = CAST(substr(published, 1, 4) AS INTEGER)
    WHERE date(published, '+0 days') = published"""


def _chosen(archive: Archive, selection: Selection) -> Chosen:
    last = archive.rows("SELECT id, finished_at FROM runs WHERE finished_at IS NOT NULL ORDER BY id DESC LIMIT 1")
    found, values = matching(selection.words, selection.filters)
    archive.db.execute(_TABLE)
    archive.db.execute(_FILL.format(found=found), values)
    if selection.since_run is not None:
        _keep_changed(archive, selection.since_run)
    archive.db.execute(_YEARS)
    archive.db.execute("CREATE INDEX temp.chosen_part ON chosen(site, year)")
    archive.db.execute("CREATE INDEX temp.chosen_day ON chosen(lang, published)")
    sites = tuple(site for (site,) in archive.rows("SELECT DISTINCT site FROM temp.chosen ORDER BY 1"))
    ((posts,),) = archive.rows("SELECT count(*) FROM temp.chosen")
    number, finished = last[0] if last else (0, "")
    return Chosen(archive, selection, selection.filters.as_of is not None, posts, number, finished, sites)


# A state that a web archive showed is old, but its exchange is of a later run; so is a file that came late.
_CHANGED = """INSERT OR IGNORE INTO temp.changed
    SELECT r.post_id FROM revisions r LEFT JOIN captures c ON c.id = r.capture_id
        WHERE r.observed_at > :after OR c.run_id > :run
    UNION SELECT post_id FROM tombstones WHERE since > :after OR ended > :after
    UNION SELECT post_id FROM absences WHERE refuted_at > :after
    UNION SELECT a.post_id FROM absences a JOIN posts p ON p.id = a.post_id
        WHERE a.run_id > :run AND p.status = 'missing'
    UNION SELECT l.post_id FROM aliases x JOIN ledger l ON l.id = x.ledger_id
        WHERE x.since > :after AND l.post_id IS NOT NULL
    UNION SELECT a.post_id FROM attachments a JOIN captures c ON c.url = a.url AND c.sha256 = a.sha256
        WHERE c.run_id > :run AND NOT EXISTS (SELECT 1 FROM captures e
            WHERE e.url = c.url AND e.sha256 = c.sha256 AND e.run_id <= :run)"""
# Buried after the run, missed before it: the day of the confirmation tells.
_MAYBE_BURIED = """SELECT DISTINCT post_id FROM tombstones t WHERE since <= ? AND EXISTS (
    SELECT 1 FROM absences WHERE post_id = t.post_id AND run_id > ?)"""


def _keep_changed(archive: Archive, run: int) -> None:
    times = history.run_times(archive, run)
    if times is None:
        message = f"There is no run {run} in this archive; `archive info -v` lists the latest ones."
        raise NoSuchRun(message)
    after = times[1]
    if after is None:
        message = f"Run {run} has not finished; give one that has."
        raise NoSuchRun(message)
    buried = [
        (post,)
        for (post,) in archive.rows(_MAYBE_BURIED, [after, run])
        if any(absence.confirmed_at > after for absence in history.absences(archive, post))
    ]
    archive.db.execute("CREATE TEMP TABLE changed (post_id INTEGER PRIMARY KEY)")
    archive.db.execute(_CHANGED, {"run": run, "after": after})
    archive.db.conn.executemany("INSERT OR IGNORE INTO temp.changed VALUES (?)", buried)
    archive.db.execute("DELETE FROM temp.chosen WHERE post_id NOT IN (SELECT post_id FROM temp.changed)")
