"""WARC records as written and read back, by us and by warcio."""

from __future__ import annotations

import gzip
import subprocess
import sys
from contextlib import suppress
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from warcio.archiveiterator import ArchiveIterator

from archive import warc
from archive.errors import DiskFull, WarcDamaged
from archive.warc import Original, WarcWriter, payload_digest, read_record
from tests.archive_tools import Clock, exchange

if TYPE_CHECKING:
    from pathlib import Path


def _writer(folder: Path, **changes: int) -> WarcWriter:
    return WarcWriter(folder, "The Centre/News", Clock(), "tests/1", **changes)


def _records(path: Path) -> list[tuple[str, dict[str, str], bytes]]:
    with path.open("rb") as file:
        for record in ArchiveIterator(file, check_digests="raise"):
            record.raw_stream.read()
    with path.open("rb") as file:
        return [
            (record.rec_type, dict(record.rec_headers.headers), record.raw_stream.read())
            for record in ArchiveIterator(file, no_record_parse=True)
        ]


def test_an_exchange_becomes_request_and_response(tmp_path: Path) -> None:
    """A file starts with its description; an exchange is two records that point at each other, each a gzip member."""
    writer = _writer(tmp_path)
    place = writer.append(exchange("https://site.example/1", b"<p>one</p>"))
    writer.close()
    assert place.file == "the-centre-news-20260301080001-00000.warc.gz"
    assert warc.NAME.fullmatch(place.file)
    (info, info_headers, _), (request, request_headers, asked), (response, headers, answered) = _records(
        tmp_path / place.file
    )
    assert (info, request, response) == ("warcinfo", "request", "response")
    assert info_headers["WARC-Filename"] == place.file
    assert request_headers["WARC-Concurrent-To"] == headers["WARC-Record-ID"] == place.record_id
    assert headers["WARC-Target-URI"] == "https://site.example/1"
    assert headers["WARC-Date"] == "2026-03-01T08:00:00Z"
    assert headers["WARC-IP-Address"] == "192.0.2.7"
    assert headers["WARC-Payload-Digest"] == payload_digest(b"<p>one</p>")
    assert asked.startswith(b"GET /x HTTP/1.1\r\n")
    assert answered.endswith(b"\r\n\r\n<p>one</p>")
    assert (tmp_path / place.file).stat().st_size == place.offset + place.length
    member = (tmp_path / place.file).read_bytes()[place.offset :]
    assert gzip.decompress(member).startswith(b"WARC/1.1\r\n")


def test_head_and_payload_come_back_byte_for_byte(tmp_path: Path) -> None:
    """Headers keep their case, order, duplicates and bytes that are not ASCII; only the framing header is renamed."""
    head = "HTTP/1.1 200 Très bien\r\nX-oDD: a\r\nx-odd: 香港\r\nTransfer-Encoding : chunked\r\n\r\n".encode()
    body = bytes(range(256)) * 10
    writer = _writer(tmp_path)
    place = writer.append(exchange("https://site.example/1", body, head=head))
    writer.close()
    record = read_record(tmp_path / place.file, place.offset, place.length)
    assert record.head == head.replace(b"Transfer-Encoding", b"X-Archive-Orig-Transfer-Encoding")
    assert record.payload == body


@pytest.mark.parametrize(
    "head", [b"HTTP/1.1 200 OK\nA: b\n\n", b"HTTP/1.1 200 OK\r\nA: b", b"HTTP/1.1 200 OK\r\nA: b\r\n\r\n"]
)
def test_a_head_is_closed_whatever_its_line_ends(tmp_path: Path, head: bytes) -> None:
    """Heads with bare line feeds or no closing blank line do not run into the payload."""
    writer = _writer(tmp_path)
    place = writer.append(exchange("https://site.example/1", b"body", head=head))
    writer.close()
    record = read_record(tmp_path / place.file, place.offset, place.length)
    assert (record.head, record.payload) == (b"HTTP/1.1 200 OK\r\nA: b\r\n\r\n", b"body")


def test_nothing_from_a_site_can_start_a_header_line(tmp_path: Path) -> None:
    """Line ends in an address or in other fields stay inside their line."""
    url = "https://site.example/\r\nWARC-Type: evil\n\u2028\x00 x"
    writer = _writer(tmp_path)
    place = writer.append(
        exchange(url, b"body", peer="1.2.3.4\r\nX: y"),
        Original("https://a\r\nB: c", "2026-03-01T08:00:00Z", "<a>\r\n<b>"),
    )
    writer.close()
    (_, headers, _) = _records(tmp_path / place.file)[2]
    assert headers["WARC-Type"] == "revisit"
    assert headers["WARC-Target-URI"] == "https://site.example/%0D%0AWARC-Type:%20evil%0A%E2%80%A8%00%20x"
    assert headers["WARC-Refers-To-Target-URI"] == "https://a%0D%0AB:%20c"
    assert headers["WARC-Refers-To"] == "<a> <b>"
    assert "WARC-IP-Address" not in headers
    assert not {"X", "B"} & set(headers)


@pytest.mark.parametrize(
    ("peer", "address"),
    [
        ("192.0.2.7:443", "192.0.2.7"),
        ("2001:db8::1", "2001:db8::1"),
        ("[2001:db8::1]:443", "2001:db8::1"),
        ("fe80::1%eth0", "fe80::1"),
        ("", ""),
    ],
)
def test_peer_addresses_of_every_form(tmp_path: Path, peer: str, address: str) -> None:
    """The address is kept without its port; an unknown one is left out."""
    writer = _writer(tmp_path)
    place = writer.append(exchange("https://site.example/1", b"body", peer=peer))
    writer.close()
    assert _records(tmp_path / place.file)[2][1].get("WARC-IP-Address", "") == address


def test_an_unchanged_body_becomes_a_revisit(tmp_path: Path) -> None:
    """A revisit names its original and keeps its own head, and warcio accepts it."""
    writer = _writer(tmp_path)
    first = writer.append(exchange("https://site.example/1", b"body"))
    original = Original("https://site.example/1", "2026-03-01T08:00:00Z", first.record_id, payload_digest(b"body"))
    again = writer.append(exchange("https://site.example/1", b"body", fetched_at="2026-03-02T08:00:00Z"), original)
    not_modified = writer.append(exchange("https://site.example/1", status=304), original)
    writer.close()
    same, unmodified = (
        read_record(tmp_path / place.file, place.offset, place.length) for place in (again, not_modified)
    )
    assert same.type == unmodified.type == "revisit"
    assert same.headers["WARC-Profile"].endswith("/1.1/revisit/identical-payload-digest")
    assert unmodified.headers["WARC-Profile"].endswith("/1.1/revisit/server-not-modified")
    for record in (same, unmodified):
        assert record.headers["WARC-Refers-To"] == first.record_id
        assert record.headers["WARC-Refers-To-Date"] == "2026-03-01T08:00:00Z"
        assert record.headers["WARC-Payload-Digest"] == payload_digest(b"body")
        assert record.payload == b""
    assert unmodified.head.startswith(b"HTTP/1.1 304")


def test_an_unread_body_is_marked_as_such(tmp_path: Path) -> None:
    """A redirect whose body was not read says so; a HEAD has none to read."""
    writer = _writer(tmp_path)
    places = [
        writer.append(exchange("https://site.example/1", status=302)),
        writer.append(exchange("https://site.example/1", method="HEAD")),
    ]
    writer.close()
    marks = [
        read_record(tmp_path / place.file, place.offset, place.length).headers.get("WARC-Truncated") for place in places
    ]
    assert marks == ["length", None]


def test_files_rotate_by_size_and_sessions_never_share_one(tmp_path: Path) -> None:
    """A full file is closed and a new one started, and another session in the same second takes another name."""
    writer = _writer(tmp_path, rotate_bytes=1200)
    names = [writer.append(exchange(f"https://site.example/{n}", b"body")).file for n in range(4)]
    writer.close()
    other = _writer(tmp_path)
    names.append(other.append(exchange("https://site.example/x", b"body")).file)
    other.close()
    assert len(set(names)) == len(list(tmp_path.iterdir())) > 2
    assert names == sorted(names[:4]) + names[4:]
    for name in set(names):
        assert _records(tmp_path / name)[0][0] == "warcinfo"
        subprocess.run(["gzip", "-t", tmp_path / name], check=True)


def test_warcio_finds_nothing_to_complain_of(tmp_path: Path) -> None:
    """The checker of the reference tool passes over a file with every kind of record."""
    writer = _writer(tmp_path)
    place = writer.append(exchange("https://site.example/1", gzip.compress(b"body")))
    writer.append(exchange("https://site.example/2", b""))
    writer.append(
        exchange("https://site.example/1", status=304), Original("https://site.example/1", "2026-03-01T08:00:00Z")
    )
    writer.close()
    done = subprocess.run(
        [sys.executable, "-m", "warcio.cli", "check", "-v", tmp_path / place.file],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "fail" not in done.stdout.lower()
    assert done.stdout.count("digest pass") == 6


def test_every_damaged_byte_is_noticed(tmp_path: Path) -> None:
    """Flip any byte of a record, or cut it anywhere, and reading it back is an error."""
    writer = _writer(tmp_path)
    place = writer.append(exchange("https://site.example/1", b"<p>one</p>"))
    writer.close()
    path = tmp_path / place.file
    good = path.read_bytes()
    expected = read_record(path, place.offset, place.length)
    for at in range(place.offset, place.offset + place.length):
        path.write_bytes(good[:at] + bytes([good[at] ^ 0x10]) + good[at + 1 :])
        # A byte of gzip's own header, such as its time, may differ without harm.
        with suppress(WarcDamaged):
            assert read_record(path, place.offset, place.length) == expected
        path.write_bytes(good[:at])
        with pytest.raises(WarcDamaged):
            read_record(path, place.offset, place.length)
    path.unlink()
    with pytest.raises(WarcDamaged, match="not there"):
        read_record(path, place.offset, place.length)


def test_a_failed_write_leaves_the_file_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the disk fills up in the middle of a record, the torn part is cut off and later records are whole."""
    writer = _writer(tmp_path)
    first = writer.append(exchange("https://site.example/1", b"body"))
    size = (tmp_path / first.file).stat().st_size

    def half(fd: int, data: bytes) -> None:
        import errno
        import os

        os.write(fd, data[: len(data) // 2])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(warc, "write_all", half)
    with pytest.raises(DiskFull):
        writer.append(exchange("https://site.example/2", b"body"))
    monkeypatch.undo()
    assert (tmp_path / first.file).stat().st_size == size
    later = writer.append(exchange("https://site.example/3", b"body"))
    writer.close()
    assert later.file != first.file
    for name in (first.file, later.file):
        assert len(_records(tmp_path / name)) == 3


def test_a_time_that_is_none_is_refused(tmp_path: Path) -> None:
    """A capture time in another form is a mistake of ours and must not reach a file that lasts."""
    with pytest.raises(ValueError, match="UTC"):
        _writer(tmp_path).append(exchange("https://site.example/1", b"body", fetched_at="yesterday"))


def test_records_are_readable_by_plain_gzip(tmp_path: Path) -> None:
    """A file is a chain of gzip members that any tool unpacks."""
    writer = _writer(tmp_path)
    place = writer.append(exchange("https://site.example/1", b"body"))
    writer.close()
    with gzip.GzipFile(fileobj=BytesIO((tmp_path / place.file).read_bytes())) as file:
        assert file.read().count(b"WARC/1.1\r\n") == 3
