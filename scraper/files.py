"""Fetch what a post offers: pictures and files, streamed to the archive and checked on the way."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta

from archive.blobs import BlobSink
from archive.crawl_state import HeldFile, file_at
from archive.errors import ArchiveError
from archive.records import NOT_ASKED, Attachment, Issue, StoredAttachment
from scraper.bounds import size_text
from scraper.errors import FetchError, NoRoom, Refused
from scraper.fetch import Answer, Validators
from scraper.site import ending
from scraper.tools import Tools

_PICTURE_ENDINGS = frozenset("jpg jpeg png gif webp avif bmp tif tiff svg heic".split())
NO_LINK = "the label has no link"
FETCH_AGAIN = timedelta(days=90)
"""After this time the bytes are fetched again, whatever their length is said to be."""

_SIZE = re.compile(r"([\d.,]+)\s*([KMGT]?)i?(?:B|bytes?)\b", re.IGNORECASE)


def size_problem(label: str, size: int) -> str | None:
    """What is wrong between the size that a label claims and the bytes that came, None if they agree.

    A label such as `4.09 MB` may be rounded or cut, and may count in 1000s or 1024s: any size
    that one of these ways writes as the label is accepted.
    """
    found = _SIZE.search(label)
    if not found:
        return None
    digits, unit = found.group(1).strip(".,"), found.group(2).upper()
    if re.search(r",\d{3}(?!\d)", digits):
        digits = digits.replace(",", "")
    digits = digits.replace(",", ".")
    try:
        value = float(digits)
    except ValueError:
        return None
    step = 10 ** -(len(digits.partition(".")[2]))
    power = " KMGT".index(unit or " ")
    for base in (1000, 1024):
        scale = float(base**power)
        # Rounded: half a step either way; cut: up to a whole step more; rounded up: up to a step less.
        if (value - step) * scale <= size < (value + step) * scale or (not power and size == value):
            return None
    return f"the label says {found.group()}, {size} bytes came"


def fetch_files(tools: Tools, attachments: Sequence[Attachment]) -> tuple[list[StoredAttachment], list[Issue]]:
    """Fetch what is not held yet of a post's attachments, in the order of the page.

    Returns the attachments with what became of each, and an issue for everything that a later run may get.
    """
    stored: list[StoredAttachment] = []
    passing: list[Issue] = []
    for attachment in attachments:
        if attachment.url is None:
            stored.append(StoredAttachment(attachment, problem=NO_LINK))
            continue
        try:
            stored.append(_fetch_file(tools, attachment, attachment.url))
            continue
        except Refused as error:
            problem = f"refused: {error}"
        except NoRoom as error:
            problem = "not fetched: larger than the bounds of the run left room for"
            passing.append(Issue("file", "no-room", str(error), attachment.label, attachment.url))
            _end_for_room(tools, error)
        except FetchError as error:
            problem = str(error)
            tools.tally.passing += error.passing
            if error.passing:
                passing.append(Issue("file", "file-unreachable", problem, attachment.label, attachment.url))
        tools.tally.files_failed += 1
        held = file_at(tools.archive, attachment.url)
        kept = held.sha256 if held else None
        stored.append(StoredAttachment(attachment, kept, held.media_type if held else "", problem))
    return stored, passing


def _end_for_room(tools: Tools, error: NoRoom) -> None:
    """End the run after this post: its file comes first in the next one. A file beyond the whole bound is left."""
    bounds = tools.stop.bounds
    if bounds is None:
        return
    size = error.size or (bounds.room() or 0) + 1
    if low := bounds.disk_low(size):
        tools.stop.ask_for_room(low)
    elif bounds.max_bytes is not None and size <= bounds.max_bytes:
        left = f"a file of {size_text(size)} is more than what is left of the {size_text(bounds.max_bytes)} asked for"
        tools.stop.ask(left, as_told=True)
    else:
        tools.tally.too_large += 1


def without_bytes(tools: Tools, attachments: Sequence[Attachment]) -> list[StoredAttachment]:
    """The attachments as they stand before anything is asked for; empty where nothing has to be."""
    held = {url: file_at(tools.archive, url) for item in attachments if (url := item.url)}
    if None not in held.values() and not tools.due_files:
        return []
    return [
        StoredAttachment(item, file.sha256, file.media_type)
        if (file := held.get(item.url or ""))
        else StoredAttachment(item, problem=NOT_ASKED if item.url else NO_LINK)
        for item in attachments
    ]


def _fetch_file(tools: Tools, attachment: Attachment, url: str) -> StoredAttachment:
    held = file_at(tools.archive, url)
    if held and (url not in tools.due_files or url in tools.files_asked):
        tools.tally.files_known += 1
        return StoredAttachment(attachment, held.sha256, held.media_type, size_problem(attachment.label, held.size))
    if held:
        tools.files_asked.add(url)
    if held and _has_same_length(tools, url, held):
        tools.tally.files_known += 1
        return StoredAttachment(attachment, held.sha256, held.media_type, size_problem(attachment.label, held.size))
    validators = Validators(held.etag, held.last_modified) if held and (held.etag or held.last_modified) else None
    room = tools.fetcher.room() if tools.fetcher.room else None
    if room is not None and (attachment.declared_bytes or 0) > room:
        message = f"{url} is labelled with {attachment.declared_bytes} bytes, more than is left"
        raise NoRoom(message, url=url, size=attachment.declared_bytes or 0)
    tools.reporter.page(url)
    answer = tools.fetcher.get(url, "file", validators=validators, sink_factory=tools.writer.file_sink)
    if answer.not_modified and held:
        tools.tally.files_known += 1
        return StoredAttachment(attachment, held.sha256, held.media_type, size_problem(attachment.label, held.size))
    return _keep_file(tools, attachment, url, answer)


def _has_same_length(tools: Tools, url: str, held: HeldFile) -> bool:
    """Whether a server that gives no validators says that the file has the length it had.

    That proves little, so the bytes themselves are fetched again every now and then.
    """
    if held.etag or held.last_modified or tools.now() - held.fetched_at > FETCH_AGAIN:
        return False
    tools.reporter.page(url)
    answer = tools.fetcher.get(url, "file", head_only=True)
    return answer.status == 200 and answer.headers.get("content-length", "") == str(held.size)


def _keep_file(tools: Tools, attachment: Attachment, url: str, answer: Answer) -> StoredAttachment:
    """Keep the bytes that came, unless they are no file at all."""
    sink = answer.sink
    if not isinstance(sink, BlobSink):
        # An answer without a body of its own: 404 and its like.
        tools.tally.files_failed += 1
        return StoredAttachment(attachment, problem=f"the site answered {answer.status}")
    problem = not_the_file(attachment, url, answer, sink)
    if problem:
        sink.discard()
        tools.tally.files_failed += 1
        return StoredAttachment(attachment, problem=problem)
    try:
        blob = sink.finish()
    except ArchiveError:
        sink.discard()
        raise
    tools.writer.keep_file(answer.exchange, blob)
    # A post may have many files, each with a pause before it: what came stays, whatever ends the run.
    tools.writer.save_captures()
    tools.tally.files_new += 1
    return StoredAttachment(attachment, blob.sha256, blob.media_type, size_problem(attachment.label, blob.size))


def not_the_file(attachment: Attachment, url: str, answer: Answer, sink: BlobSink) -> str:
    """Why the bytes that came cannot be the file, empty if they can."""
    if not 200 <= answer.status < 300:
        return f"the site answered {answer.status}"
    if not sink.size:
        return "an empty answer came"
    wanted = ending(url) or attachment.name.rpartition(".")[2].lower()
    came = sink.sniff()
    if came == "text/html" and wanted not in {"html", "htm"}:
        return "a web page came instead of the file"
    if wanted in _PICTURE_ENDINGS and came in {"text/plain", "application/json", "text/xml"}:
        return f"{came} came instead of a picture"
    return ""
