"""Every write to an archive.

The order is always the same: bytes reach the disk, then the rows that point at them are committed. All rows of
one post are in one transaction. A crash leaves at worst bytes that nothing points at; `tidy` clears them away.
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC
from typing import TYPE_CHECKING, NamedTuple

from archive import __version__, aliases, post_rows, source_rows
from archive.blobs import BlobSink
from archive.captures import CaptureKeeper, KeptCapture, clean
from archive.disk import clear_errors
from archive.errors import ArchiveError
from archive.past import Retold, insert_past_post, retell
from archive.posts import Reading, Saved, assemble, known_summary, save_reading
from archive.revisions import Outcome
from archive.search_index import index_past
from archive.tidy import Tidied, tidy
from archive.warc import ROTATE_BYTES, WarcWriter

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime
    from types import TracebackType
    from typing import Self

    from sqlite_utils import Database

    from archive.aliases import Joined
    from archive.chronicle import State
    from archive.db import Archive
    from archive.post_rows import LedgerRow
    from archive.records import Blob, Counts, Exchange, Issue, PostContent, PostKey, Sighting, StoredAttachment, Sweep

SOFTWARE = f"cairs-news-archive/{__version__}"
_BATCH_SAVES = 64  # a batch commits at the latest after so many saves …
_BATCH_SECONDS = 2.0  # … or so much time
CAUSES = ("site", "parser", "wayback")


class _State(NamedTuple):
    """Where a post stands in the ledger, after how many failures in a row, and what is wrong with it."""

    state: str
    attempts: int = 0
    code: str = ""
    problem: str = ""


def _state_after(ledger: LedgerRow, lacking: Issue | None) -> _State:
    """Where a post stands once its files were asked for."""
    if lacking is None:
        return _State("done")
    return _State("files", ledger.attempts + 1, lacking.code, lacking.message)


class Writer:
    """A writing session on an open archive. Everything but `file_sink` belongs to the thread that opened it.

    Args:
        archive: opened for writing; the caller holds its write lock.
        clock: gives the present moment, aware of its zone.
        site: the archive's name for the site; becomes part of the WARC file names.
        rotate_bytes: the size at which a new WARC file is started.

    Every method may raise `DiskFull`, `DatabaseDamaged` or another `ArchiveError`; what was saved before
    is intact then.
    """

    def __init__(
        self, archive: Archive, clock: Callable[[], datetime], *, site: str = "site", rotate_bytes: int = ROTATE_BYTES
    ) -> None:
        if not archive.writable:
            message = "the archive was opened for reading; open it with write=True"
            raise ValueError(message)
        self._archive = archive
        self._clock = clock
        self._warc = WarcWriter(archive.warc, site, clock, SOFTWARE, rotate_bytes)
        self._captures = CaptureKeeper(archive.db, self._warc)
        self._run: int | None = None
        self._tidied: Tidied | None = None
        self._batching = False
        self._saves_open = 0
        self._batch_saves = 0
        self._batch_began = 0.0

    # -- the session ------------------------------------------------------------------------------------------

    @property
    def run_id(self) -> int:
        """The row of this run in `runs`.

        Raises:
            ArchiveError: no run was started.
        """
        if self._run is None:
            message = "no run was started; call start_run first"
            raise ArchiveError(message)
        return self._run

    def tidy(self) -> Tidied:
        """Clear away what an interrupted session left; once a session, before anything is kept."""
        if self._tidied is None:
            self._tidied = tidy(self._archive)
        return self._tidied

    def start_run(self, command: str) -> int:
        """Tidy up, close a run that a crash left open, and start a new one. Returns its id."""
        self.tidy()
        now = self._now()
        with self._archive.transaction() as db:
            db.execute(
                "UPDATE runs SET finished_at = ?, outcome = 'interrupted', "
                "message = 'ended without a word; the next run found it open' WHERE finished_at IS NULL",
                [now],
            )
            self._run = db.execute("INSERT INTO runs (command, started_at) VALUES (?, ?)", [command, now]).lastrowid
        return self.run_id

    def finish_run(self, outcome: str, counts: Counts, message: str = "") -> None:
        """Save what is pending and close the run with its outcome and counts."""
        with self._saving() as db:
            index_past(db)
            db.execute(
                "UPDATE runs SET finished_at = ?, outcome = ?, counts = ?, message = ? WHERE id = ?",
                [self._now(), outcome, json.dumps(asdict(counts), ensure_ascii=False), clean(message), self.run_id],
            )
        self._commit()
        self._run = None
        self.close()

    def close(self) -> None:
        """Save what is pending and close the WARC file; the archive stays open."""
        try:
            if self._run is not None:
                self.flush()
        finally:
            self._warc.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Let several saves share a commit, for when no pause is asked between requests.

        Each save is still whole or not there at all. The batch commits by itself now and then, and at its end,
        also when an error ends it. A batch inside a batch is a unit, as by `together`.
        """
        if self._batching:
            with self.together():
                yield
            return
        self._batching = True
        try:
            yield
        finally:
            self._batching = False
            self._commit()

    @contextmanager
    def together(self) -> Iterator[None]:
        """Make several saves one: all of them are stored, or after an error none."""
        with self._saving():
            yield

    def flush(self) -> None:
        """Commit the captures that wait, and an open batch so far."""
        self.save_captures()
        self._commit()

    # -- captures and files -----------------------------------------------------------------------------------

    def keep(self, exchange: Exchange) -> KeptCapture:
        """Append an exchange to the WARC before anything is made of it; its row follows with the next save."""
        return self._captures.keep(exchange)

    def file_sink(self) -> BlobSink:
        """Open a sink for a file's bytes; may be used in any thread."""
        return BlobSink(self._archive.blobs)

    def keep_file(self, exchange: Exchange, blob: Blob) -> KeptCapture:
        """Note an exchange whose body went into a finished sink; its row follows with the next save."""
        return self._captures.keep_file(exchange, blob)

    def save_captures(self) -> None:
        """Write the rows of the captures that wait, so that what came stays; inside a batch its commit is awaited."""
        if self._captures.waiting:
            with self._saving():
                pass

    # -- what sources show ------------------------------------------------------------------------------------

    def save_sightings(self, source: str, sightings: Sequence[Sighting]) -> int:
        """Store what a source showed, one row a post, and enter new posts in the ledger.

        Texts that a later page of the same source repeats empty do not replace what was there.

        Returns:
            How many of the posts were unknown before.
        """
        unknown = 0
        with self._saving() as db:
            now = self._now()
            for sighting in sightings:
                ledger, made = post_rows.ensure_ledger(db, sighting.key, sighting.url, self.run_id, now)
                unknown += made
                source_rows.insert_sighting(db, source, ledger.id, sighting, self.run_id, now)
                db.execute("UPDATE posts SET last_seen = max(last_seen, ?) WHERE id = ?", [now, ledger.post_id])
        return unknown

    def save_sweep(self, sweep: Sweep, *, site: str = "") -> None:
        """Store one pass of a source, and its time with the source itself."""
        with self._saving() as db:
            source_rows.insert_sweep(db, sweep, self.run_id, self._now(), site)

    def save_source(self, kind: str, url: str, lang: str, note: Mapping[str, object], *, site: str = "") -> None:
        """Remember an address where posts are found, or bring what is noted about it up to date."""
        with self._saving() as db:
            source_rows.upsert_source(db, kind, url, lang, note, site)

    # -- posts ------------------------------------------------------------------------------------------------

    def save_post(  # noqa: PLR0913 - everything about one post arrives together, by name
        self,
        key: PostKey,
        url: str,
        content: PostContent,
        files: Sequence[StoredAttachment],
        *,
        parser_version: str,
        capture: KeptCapture | None = None,
        summary: str | None = None,
        issues: Iterable[Issue] = (),
        cause: str = "site",
        aliases: Iterable[str] = (),
        unread: Collection[str] = (),
        files_asked: bool = True,
        lacking: Issue | None = None,
        page_came: bool = True,
    ) -> Saved:
        """Save everything about one post in one transaction: fields, attachments, revision, issues, ledger, captures.

        Args:
            key: what makes it this post.
            url: where it was read from.
            content: what its page says.
            files: what became of its attachments; an attachment of `content` without one is stored without bytes.
                Bytes that did not arrive this time are kept from the last time.
            parser_version: the version of the program that read it.
            capture: the exchange it was read from; without one, the latest of its page is meant.
            summary: the teaser; None keeps the stored one, else takes the latest that a source showed.
            issues: what could not be fully read.
            cause: `site` for a fresh fetch, `parser` for a new reading of stored bytes (says nothing about whether
                the post is still there), `wayback` for a state taken from a web archive.
            aliases: further addresses under which this post was met.
            unread: fields that could not be read this time; their known values stay, and that is no change.
            files_asked: False if its files are asked for after this; until then the post is `read`, not `done`.
            lacking: a failure that may pass, for which a file did not come: the post is `files`, not `done`.
            page_came: False where only files came, which says nothing about whether the page is still there.
        """
        if cause not in CAUSES:
            message = f"cause is one of {', '.join(CAUSES)}, not {cause!r}"
            raise ValueError(message)
        with self._saving() as db:
            now = self._now()
            ledger, _ = post_rows.ensure_ledger(db, key, url, self.run_id, now)
            reading = Reading(
                key=key,
                url=url,
                lang=key.lang or content.lang,
                content=assemble(content, files, known_summary(db, ledger) if summary is None else summary),
                cause=cause,
                observed_at=capture.fetched_at if capture and cause != "parser" else now,
                capture_id=capture.id if capture else ledger.capture_id,
                parser_version=parser_version,
                unread=frozenset(unread),
                page_came=page_came,
            )
            saved = save_reading(db, reading, ledger, now)
            post_rows.write_urls(db, saved.post_id, [url, ledger.url, *aliases], now)
            post_rows.insert_issues(db, [*issues, *([lacking] if lacking else [])], self.run_id, saved.post_id, url)
            state = _state_after(ledger, lacking) if files_asked else _State("read", ledger.attempts)
            if cause != "parser" or ledger.state not in {"failed", "missing"}:  # what the site does now is known better
                self._set_ledger(db, ledger.id, state, capture, post_id=saved.post_id, url=url)
        return saved

    def save_past(
        self, key: PostKey, url: str, lang: str, states: Sequence[State], *, issues: Iterable[Issue] = ()
    ) -> Retold:
        """Save what web archives showed of a post, all of it that is held, in one transaction.

        A post that is held keeps what it says now; one that is not becomes `missing`, since nobody has seen it live.

        Args:
            key: what makes it this post.
            url: its address on the site.
            lang: for the column of that name.
            states: every state, in any order; at least one.
            issues: what could not be fully read.
        """
        with self._saving() as db:
            now = self._now()
            ledger, _ = post_rows.ensure_ledger(db, key, url, self.run_id, now)
            if ledger.post_id is None:
                told = insert_past_post(db, key, url, lang, ledger, states, now)
                db.execute("UPDATE posts SET status = 'missing' WHERE id = ?", [told.post_id])
                db.execute("UPDATE ledger SET post_id = ? WHERE id = ?", [told.post_id, ledger.id])
            else:
                told = retell(db, ledger.post_id, states)
            post_rows.write_urls(db, told.post_id, [url], now)
            post_rows.insert_issues(db, issues, self.run_id, told.post_id, url)
        return told

    def same_post(self, key: PostKey, other: PostKey, *, url: str, why: str) -> Joined:
        """Make two keys mean one post from now on; see `archive.aliases.join`.

        Args:
            key: the post.
            other: a further key that was proved to mean it, met or stored as a post of its own, or not.
            url: the address of the post from now on; empty to leave it.
            why: what proved it, in a word.
        """
        with self._saving() as db:
            return aliases.join(db, key, other, url=url, why=why, now=self._now())

    def post_fetched(self, key: PostKey, url: str, capture: KeptCapture) -> None:
        """Note that the page of a post is stored and about to be read; a post that is held stays as it is.

        Where the last run came no further than this, that counts as a failure: a page may end whoever reads it.
        """
        with self._saving() as db:
            ledger, _ = post_rows.ensure_ledger(db, key, url, self.run_id, self._now())
            if ledger.post_id is None:
                attempts = ledger.attempts + (ledger.state == "fetched")
                self._set_ledger(db, ledger.id, _State("fetched", attempts), capture)

    def post_left_out(self, key: PostKey) -> None:
        """Note that a post was read and is not wanted in this run; its page stays stored for one that wants it."""
        with self._saving() as db:
            ledger = post_rows.ledger_row(db, key)
            if ledger is not None and ledger.state == "fetched":
                self._set_ledger(db, ledger.id, _State("fetched"), None)

    def post_unchanged(
        self, key: PostKey, *, capture: KeptCapture | None = None, lacking: Issue | None = None
    ) -> Saved:
        """Note that a known post's page was asked for and is what it was (a 304, or equal bytes).

        `lacking` is as in `save_post`.

        Raises:
            ArchiveError: there is no such post.
        """
        with self._saving() as db:
            ledger = post_rows.ledger_row(db, key)
            if ledger is None or ledger.post_id is None:
                message = f"post {key.source_id} ({key.lang or 'no language'}) of {key.site} is not in the archive yet"
                raise ArchiveError(message)
            before = post_rows.see_post(db, ledger.post_id, self._now())
            self._set_ledger(db, ledger.id, _state_after(ledger, lacking), capture)
            post_rows.insert_issues(db, [lacking] if lacking else [], self.run_id, ledger.post_id, ledger.url)
            (number,) = db.execute("SELECT revision FROM posts WHERE id = ?", [ledger.post_id]).fetchone()
        return Saved(ledger.post_id, Outcome.RESTORED if before == "gone" else Outcome.UNCHANGED, number)

    def post_missing(self, key: PostKey, reason: str, evidence: str, *, capture: KeptCapture | None = None) -> None:
        """Note that a post was asked for and was not there; a known one becomes `missing` and keeps all it has."""
        with self._saving() as db:
            now = self._now()
            ledger, _ = post_rows.ensure_ledger(db, key, capture.url if capture else "", self.run_id, now)
            self._set_ledger(db, ledger.id, _State("missing", code=reason, problem=reason), capture)
            if ledger.post_id is not None:
                db.execute(
                    "UPDATE posts SET last_checked = ?, status = iif(status = 'gone', 'gone', 'missing') WHERE id = ?",
                    [now, ledger.post_id],
                )
                db.execute(
                    "INSERT INTO absences (run_id, post_id, observed_at, reason, evidence, capture_id) "
                    "VALUES (?, ?, ?, ?, ?, ?)",
                    [self.run_id, ledger.post_id, now, clean(reason), clean(evidence), capture.id if capture else None],
                )

    def post_gone(self, key: PostKey, *, since: str, reason: str, evidence: str) -> None:
        """Set a tombstone on a post whose absence is confirmed; one that has a standing tombstone keeps it.

        Raises:
            ArchiveError: there is no such post.
        """
        with self._saving() as db:
            ledger = post_rows.ledger_row(db, key)
            if ledger is None or ledger.post_id is None:
                message = f"post {key.source_id} ({key.lang or 'no language'}) of {key.site} is not in the archive yet"
                raise ArchiveError(message)
            db.execute("UPDATE posts SET status = 'gone' WHERE id = ?", [ledger.post_id])
            db.execute(
                "INSERT INTO tombstones (post_id, since, reason, evidence) SELECT ?, ?, ?, ? "
                "WHERE NOT EXISTS (SELECT 1 FROM tombstones WHERE post_id = ? AND ended IS NULL)",
                [ledger.post_id, since, clean(reason), clean(evidence), ledger.post_id],
            )

    def post_failed(self, key: PostKey, url: str, issue: Issue, *, capture: KeptCapture | None = None) -> None:
        """Note that a post could not be fetched or read; it will be tried again, and keeps all it has."""
        with self._saving() as db:
            ledger, _ = post_rows.ensure_ledger(db, key, url, self.run_id, self._now())
            state = _State("failed", ledger.attempts + 1, issue.code, issue.message)
            self._set_ledger(db, ledger.id, state, capture)
            post_rows.insert_issues(db, [issue], self.run_id, ledger.post_id, url)

    def save_issues(self, issues: Iterable[Issue], *, post_key: PostKey | None = None) -> None:
        """Store issues, of a post or of the run at large."""
        with self._saving() as db:
            ledger = post_rows.ledger_row(db, post_key) if post_key else None
            post_id, url = (ledger.post_id, ledger.url) if ledger else (None, "")
            post_rows.insert_issues(db, issues, self.run_id, post_id, url)

    # -- inside -----------------------------------------------------------------------------------------------

    def _now(self) -> str:
        return self._clock().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    @contextmanager
    def _saving(self) -> Iterator[Database]:
        """Run one save: waiting captures first, all or nothing; commit unless inside a batch or another save."""
        db, run_id = self._archive.db, self.run_id
        nested = self._saves_open > 0
        if self._batching and not db.conn.in_transaction:
            with clear_errors(self._archive.folder):
                db.execute("BEGIN IMMEDIATE")
            self._batch_saves, self._batch_began = 0, self._clock().timestamp()
        written = self._captures.uncommitted
        self._saves_open += 1
        try:
            with self._archive.transaction():
                self._captures.insert(run_id, self._now())
                yield db
                if not nested and not self._batching:
                    self._warc.sync()
        except BaseException:
            self._captures.rolled_back(written if db.conn.in_transaction else 0)
            raise
        finally:
            self._saves_open -= 1
        if not db.conn.in_transaction:
            self._captures.committed()
        elif not nested:
            self._batch_saves += 1
            age = self._clock().timestamp() - self._batch_began
            if self._batch_saves >= _BATCH_SAVES or not 0 <= age < _BATCH_SECONDS:
                self._commit()

    def _commit(self) -> None:
        """Commit an open batch, its records on the disk first."""
        db = self._archive.db
        if not db.conn.in_transaction:
            return
        try:
            with clear_errors(self._archive.folder):
                self._warc.sync()
                db.execute("COMMIT")
        except BaseException:
            db.rollback()
            self._captures.rolled_back()
            raise
        self._captures.committed()

    def _set_ledger(
        self,
        db: Database,
        ledger_id: int,
        state: _State,
        capture: KeptCapture | None,
        *,
        post_id: int | None = None,
        url: str = "",
    ) -> None:
        db.execute(
            "UPDATE ledger SET state = ?, attempts = ?, code = nullif(?, ''), problem = nullif(?, ''), "
            "post_id = coalesce(?, post_id), capture_id = coalesce(?, capture_id), "
            "url = coalesce(nullif(?, ''), url), updated_at = ? WHERE id = ?",
            [
                state.state, state.attempts, clean(state.code), clean(state.problem), post_id,
                capture.id if capture else None, clean(url), self._now(), ledger_id,
            ],
        )  # fmt: skip
