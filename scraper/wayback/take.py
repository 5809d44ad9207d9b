"""Take pages and files from a web archive, each once: what is held already is never asked for again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from archive.blobs import BlobSink
from archive.chronicle import State
from archive.crawl_state import HeldFile, file_at
from archive.db import Archive
from archive.past_captures import led_to, was_asked
from archive.records import Issue, StoredAttachment
from archive.store import Writer
from scraper.errors import FetchError, HostPaused, Refused
from scraper.files import not_the_file, size_problem
from scraper.wayback.cdx import Place, stamp_of
from scraper.wayback.host import Host
from scraper.wayback.plan import Found

NOT_HELD = "the web archive has no copy of it"
NOT_ASKED = "not asked for yet; the next backfill from the web archive does"


@dataclass(slots=True)
class Taking:
    """Takes what is wanted from one archive, and counts.

    Args:
        place: where the archive is.
        host: the way to it; None where nothing is to be asked for.
        archive: what is held.
        writer: keeps what comes.

    Attributes:
        pages: captures that came in this run.
        files: files that came in this run.
        failures: addresses that gave no answer, with the reason; the next run asks again.
        paused: why the host is left alone; empty while it is not.
    """

    place: Place
    host: Host | None
    archive: Archive
    writer: Writer
    pages: int = 0
    files: int = 0
    files_failed: int = 0
    failures: list[Issue] = field(default_factory=list)
    paused: str = ""

    def page(self, url: str) -> None:
        """Take one capture of a page, unless the archive's answer to this address is held."""
        if self.host is None or self.paused or was_asked(self.archive, url):
            return
        try:
            self.host.get(url, "wayback")
            self.pages += 1
        except (Refused, FetchError) as error:
            self._failed(url, error)
        self.writer.flush()

    def pages_of(self, found: Found, stopped: Callable[[], str]) -> bool:
        """Take the captures of one post, the latest first; False where the run is to end before all came."""
        for seen in reversed(found.seen):
            if stopped() or self.paused:
                return False
            self.page(self.place.raw(seen.taken.stamp, seen.taken.original))
        return True

    def attachments(self, state: State) -> list[StoredAttachment]:
        """The attachments of a past state with the bytes that the archive holds of about that time."""
        stored = list(state.content.attachments)
        for index, item in enumerate(stored):
            url = item.attachment.url
            if url and not item.sha256:
                stored[index] = self._file(item, self.place.raw(stamp_of(state.at), url))
        return stored

    def _file(self, item: StoredAttachment, url: str) -> StoredAttachment:
        held = self._held(url)
        if held is None and self.host and not self.paused and not was_asked(self.archive, url):
            problem = self._fetch(self.host, item, url)
            held = self._held(url)
            if held is None:
                return StoredAttachment(item.attachment, problem=problem)
        if held is None:
            asked = was_asked(self.archive, url)
            return StoredAttachment(item.attachment, problem=NOT_HELD if asked else NOT_ASKED)
        odd = size_problem(item.attachment.label, held.size)
        return StoredAttachment(item.attachment, held.sha256, held.media_type, odd)

    def _held(self, url: str) -> HeldFile | None:
        return file_at(self.archive, led_to(self.archive, url))

    def _fetch(self, host: Host, item: StoredAttachment, url: str) -> str:
        """Ask for a file; why it did not come, empty if it did."""
        try:
            answer = host.get(url, "file", sink_factory=self.writer.file_sink)
        except (Refused, FetchError) as error:
            self._failed(url, error)
            self.files_failed += 1
            return str(error)
        if not isinstance(answer.sink, BlobSink):
            self.writer.flush()
            self.files_failed += 1
            return NOT_HELD if answer.status == 404 else f"the web archive answered {answer.status}"
        if problem := not_the_file(item.attachment, item.attachment.url or "", answer, answer.sink):
            answer.sink.discard()
            self.files_failed += 1
            return problem
        self.writer.keep_file(answer.exchange, answer.sink.finish())
        self.writer.flush()
        self.files += 1
        return ""

    def _failed(self, url: str, error: Exception) -> None:
        self.failures.append(Issue("fetch", "web-archive", str(error), url=url))
        if isinstance(error, HostPaused):
            self.paused = str(error)
