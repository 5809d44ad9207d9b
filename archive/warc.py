"""HTTP exchanges as WARC 1.1, written so that a crash never leaves a file that cannot be read.

Each exchange is a request record followed by a response or revisit record, each its own gzip member.
A writing session starts its own file on its first exchange and never appends to an older one, so what
earlier sessions stored is not touched again; the one thing that is ever cut off is a tail that no row
of the database points at.
"""

from __future__ import annotations

import base64
import hashlib
import ipaddress
import os
import re
import uuid
import zlib
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from archive.disk import clear_errors, make_folder, sync_folder, write_all
from archive.errors import WarcDamaged

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from archive.records import Exchange

ROTATE_BYTES = 1_000_000_000
NAME = re.compile(r"[a-z0-9][a-z0-9.-]{0,79}-\d{14}-\d{5}\.warc\.gz")  # what this program may tidy
_PROFILE = "http://netpreserve.org/warc/1.1/revisit/"
_CONFORMS = "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"
_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z")
_HTTP = "application/http; msgtype="


@dataclass(frozen=True, slots=True)
class Place:
    """Where a response or revisit record is: file name in `warc/`, offset and compressed length in bytes."""

    file: str
    offset: int
    length: int
    record_id: str


@dataclass(frozen=True, slots=True)
class Original:
    """The earlier exchange that holds the body which a new one merely confirms."""

    url: str
    fetched_at: str
    record_id: str = ""
    payload_digest: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """One WARC record read back: its own headers, and the HTTP head and payload inside."""

    type: str
    headers: dict[str, str]
    head: bytes
    payload: bytes


class WarcWriter:
    """Appends exchanges to this session's files in the `warc/` folder.

    Args:
        folder: the `warc/` folder.
        site: the archive's name for the site; becomes part of the file names.
        clock: gives the present moment, aware of its zone.
        software: name and version, for the `warcinfo` record.
        rotate_bytes: a new file is started once this size is reached.
    """

    def __init__(
        self, folder: Path, site: str, clock: Callable[[], datetime], software: str, rotate_bytes: int = ROTATE_BYTES
    ) -> None:
        self._folder = folder
        self._site = re.sub(r"[^a-z0-9.-]+", "-", site.lower()).strip("-.")[:60] or "site"
        self._clock = clock
        self._software = software
        self._rotate = rotate_bytes
        self._fd: int | None = None
        self._path = folder
        self._end = 0
        self._unsynced = False

    def append(self, exchange: Exchange, original: Original | None = None) -> Place:
        """Write one exchange; with an `original`, as a revisit of it, without its body.

        The bytes have reached the operating system on return, and the disk after `sync`.

        Raises:
            DiskFull: no space is left; the file ends where it ended before.
        """
        self._ready()
        record_id = f"urn:uuid:{uuid.uuid4()}"
        request = _request_record(exchange, record_id) if exchange.request_head else b""
        answer = _revisit_record(exchange, original, record_id) if original else _response_record(exchange, record_id)
        self._write(request + answer)
        return Place(self._path.name, self._end - len(answer), len(answer), f"<{record_id}>")

    def append_conversion(self, exchange: Exchange, original: Original | None) -> Place:
        """Write what a browser made of a page, as a conversion of the exchange that brought the page.

        Raises:
            DiskFull: no space is left; the file ends where it ended before.
        """
        self._ready()
        record_id = f"urn:uuid:{uuid.uuid4()}"
        record = _conversion_record(exchange, original, record_id)
        self._write(record)
        return Place(self._path.name, self._end - len(record), len(record), f"<{record_id}>")

    def _ready(self) -> None:
        """Have a file open that has room."""
        with clear_errors(self._folder):
            if self._fd is not None and self._end >= self._rotate:
                self.close()
            if self._fd is None:
                self._start()

    def sync(self) -> None:
        """Bring everything appended so far to the disk. Called before a row that points at it is committed."""
        if self._fd is not None and self._unsynced:
            with clear_errors(self._path):
                os.fsync(self._fd)
            self._unsynced = False

    def close(self) -> None:
        """Bring everything to the disk and close the file. A later `append` starts a new one."""
        if self._fd is None:
            return
        try:
            self.sync()
        finally:
            os.close(self._fd)
            self._fd = None

    def _start(self) -> None:
        """Start a new file with its `warcinfo` record, under a name that nothing has yet."""
        make_folder(self._folder)
        stamp = self._clock().strftime("%Y%m%d%H%M%S")
        for number in range(100_000):
            path = self._folder / f"{self._site}-{stamp}-{number:05d}.warc.gz"
            try:
                fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o644)
            except FileExistsError:
                continue
            break
        self._fd, self._path, self._end = fd, path, 0
        sync_folder(self._folder)
        lines = (
            f"software: {self._software}",
            "format: WARC File Format 1.1",
            f"conformsTo: {_CONFORMS}",
            f"isPartOf: {self._site}",
        )
        headers = {
            "WARC-Type": "warcinfo",
            "WARC-Date": self._clock().strftime("%Y-%m-%dT%H:%M:%SZ"),
            "WARC-Filename": path.name,
        }
        self._write(_member(headers, "application/warc-fields", b"", "".join(f"{line}\r\n" for line in lines).encode()))

    def _write(self, data: bytes) -> None:
        """Append bytes, or cut back to where the file ended before."""
        fd = self._fd
        assert fd is not None  # every caller has opened the file
        self._unsynced = True
        try:
            with clear_errors(self._path):
                write_all(fd, data)
        except BaseException:
            self._abandon(fd)
            raise
        self._end += len(data)

    def _abandon(self, fd: int) -> None:
        """Leave a file after a failed write: cut off the torn record, and start a new file next time."""
        try:
            os.ftruncate(fd, self._end)
            if self._end == 0:
                self._path.unlink(missing_ok=True)
        finally:
            os.close(fd)
            self._fd = None


def payload_digest(payload: bytes) -> str:
    """Digest a payload as WARC tools and web archives' indexes write it: SHA-1 in base 32."""
    return "sha1:" + base64.b32encode(hashlib.sha1(payload, usedforsecurity=False).digest()).decode()


def read_record(path: Path, offset: int, length: int) -> Record:
    """Read one record back by its place, checking its digests.

    Raises:
        WarcDamaged: it is not there, cut off, or its bytes are others.
    """
    with clear_errors(path):
        try:
            with path.open("rb") as file:
                file.seek(offset)
                member = file.read(length)
        except FileNotFoundError as error:
            message = f"The file {path} is not there, but the database names it. Restore it from a copy of the archive."
            raise WarcDamaged(message) from error
    try:
        return _parse(member, length)
    except (ValueError, zlib.error) as error:
        message = f"The record at {offset} in {path} is damaged ({error}). Restore the file from a copy of the archive."
        raise WarcDamaged(message) from error


def _parse(member: bytes, length: int) -> Record:
    """Take a gzip member apart into a record; raise ValueError for anything that is not as it was written."""
    inflate = zlib.decompressobj(31)
    data = inflate.decompress(member)
    if len(member) != length or not inflate.eof or inflate.unused_data:
        message = "it is cut off or has the wrong length"
        raise ValueError(message)
    top, _, rest = data.partition(b"\r\n\r\n")
    lines = top.decode("utf-8", "replace").split("\r\n")
    if not lines[0].startswith("WARC/1."):
        message = "it does not start like a record"
        raise ValueError(message)
    headers = {name.strip(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
    size = int(headers.get("Content-Length", "-1"))
    block = rest[:size]
    if size < 0 or rest[size:] != b"\r\n\r\n":
        message = "its length is not the one it states"
        raise ValueError(message)
    if headers.get("WARC-Block-Digest") != _block_digest(block):
        message = "its digest is not the one it states"
        raise ValueError(message)
    head, payload = block, b""
    if headers.get("Content-Type", "").startswith("application/http"):
        head, separator, payload = block.partition(b"\r\n\r\n")
        head += separator
    elif headers.get("WARC-Type") == "conversion":
        head, payload = b"", block
    return Record(headers.get("WARC-Type", ""), headers, head, payload)


def _block_digest(block: bytes) -> str:
    return "sha256:" + base64.b32encode(hashlib.sha256(block).digest()).decode()


def _member(headers: dict[str, str], content_type: str, head: bytes, payload: bytes) -> bytes:
    """Build one record as one gzip member, by warcio, with our own digests and the head byte for byte."""
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    block = head + payload
    fields = {
        "WARC-Record-ID": f"<urn:uuid:{uuid.uuid4()}>",
        **{name: _one_line(value) for name, value in headers.items() if value},
        "WARC-Block-Digest": _block_digest(block),
    }
    if fields["WARC-Type"] != "revisit" and content_type.startswith(_HTTP):
        fields["WARC-Payload-Digest"] = payload_digest(payload)
    # The head goes in as it is: warcio's own way of writing one would change header values that are not ASCII.
    raw_head = StatusAndHeaders("head" if head else "", [])
    raw_head.headers_buff = head
    raw_head.compute_headers_buffer = lambda _filter=None: None
    out = BytesIO()
    writer = WARCWriter(out, gzip=True, warc_version="1.1")
    record = writer.create_warc_record(
        "",
        fields["WARC-Type"],
        payload=BytesIO(payload),
        length=len(payload),
        warc_content_type=content_type,
        warc_headers=StatusAndHeaders("", list(fields.items()), protocol="WARC/1.1"),
        http_headers=raw_head,
    )
    writer.write_record(record)
    return out.getvalue()


def _common(exchange: Exchange, record_type: str) -> dict[str, str]:
    return {
        "WARC-Type": record_type,
        "WARC-Target-URI": _safe_uri(exchange.url),
        "WARC-Date": _warc_date(exchange.fetched_at),
        "WARC-IP-Address": _address(exchange.peer),
    }


def _request_record(exchange: Exchange, answer_id: str) -> bytes:
    headers = {**_common(exchange, "request"), "WARC-Concurrent-To": f"<{answer_id}>"}
    return _member(headers, _HTTP + "request", _normal_head(exchange.request_head), b"")


def _response_record(exchange: Exchange, record_id: str) -> bytes:
    headers = {"WARC-Record-ID": f"<{record_id}>", **_common(exchange, "response")}
    if exchange.payload is None and exchange.method != "HEAD" and exchange.status not in {204, 304}:
        headers["WARC-Truncated"] = "length"  # a body may have followed; we did not read it
    return _member(headers, _HTTP + "response", _normal_head(exchange.head), exchange.payload or b"")


def _revisit_record(exchange: Exchange, original: Original, record_id: str) -> bytes:
    same = exchange.status != 304
    headers = {
        "WARC-Record-ID": f"<{record_id}>",
        **_common(exchange, "revisit"),
        "WARC-Profile": _PROFILE + ("identical-payload-digest" if same else "server-not-modified"),
        "WARC-Refers-To": original.record_id,
        "WARC-Refers-To-Target-URI": _safe_uri(original.url),
        "WARC-Refers-To-Date": _warc_date(original.fetched_at),
        "WARC-Payload-Digest": original.payload_digest,
        "WARC-Truncated": "length" if same else "",
    }
    return _member(headers, _HTTP + "response", _normal_head(exchange.head), b"")


def _conversion_record(exchange: Exchange, original: Original | None, record_id: str) -> bytes:
    headers = {
        "WARC-Record-ID": f"<{record_id}>",
        **_common(exchange, "conversion"),
        "WARC-Refers-To": original.record_id if original else "",
        "WARC-Payload-Digest": payload_digest(exchange.payload or b""),
    }
    return _member(headers, f"{exchange.media_type}; charset={exchange.charset}", b"", exchange.payload or b"")


def _normal_head(head: bytes) -> bytes:
    """Give a head the form that readers of WARC need, keeping every header byte for byte.

    Lines end with CR LF, a blank line closes it, and `Transfer-Encoding` gets another name, since the
    payload is stored without its framing and a reader would look for chunks.
    """
    lines = [line.rstrip(b"\r") for line in head.rstrip(b"\r\n").split(b"\n")]
    renamed = [
        re.sub(rb"(?i)^transfer-encoding(?=\s*:)", b"X-Archive-Orig-Transfer-Encoding", line) for line in lines if line
    ]
    return b"\r\n".join(renamed) + b"\r\n\r\n"


def _safe_uri(url: str) -> str:
    """Percent-encode what could end a header line or has no place in an address."""
    return re.sub(
        r"[\x00-\x20\x7f-\xa0\u2028\u2029]", lambda found: "".join(f"%{b:02X}" for b in found[0].encode()), url
    )


def _one_line(value: str) -> str:
    return re.sub(r"[\x00-\x1f\x7f\u2028\u2029]+", " ", value)


def _warc_date(moment: str) -> str:
    if not _DATE.fullmatch(moment):
        message = f"not a UTC time as this program writes them: {moment!r}"
        raise ValueError(message)
    return moment


def _address(peer: str) -> str:
    """Take the address out of a peer (`192.0.2.1`, `192.0.2.1:443`, `[2001:db8::1]:443`); empty if it is none."""
    host = peer[1:].partition("]")[0] if peer.startswith("[") else peer
    for candidate in (host, host.rpartition(":")[0]):
        try:
            return str(ipaddress.ip_address(candidate.partition("%")[0]))
        except ValueError:
            continue
    return ""
