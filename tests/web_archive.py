"""A web archive for tests: WARCs that a test writes, served by the real pywb on loopback.

    with WebServer(folder) as server:
        web = server.collection()
        web.capture("https://www.example.org/news/1", "2020-01-02T03:04:05Z", b"<html>…")
        web.index()
        … run the program against web.url …

pywb is a program in an environment of its own (`make replay`); where that is missing, tests are skipped.
"""

from __future__ import annotations

import socket
import subprocess
import time
import urllib.request
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

REPLAY = Path(__file__).resolve().parent.parent / ".venv-replay" / "bin"

needs_pywb = pytest.mark.skipif(
    not (REPLAY / "wayback").exists(), reason="pywb is not there; `make replay` sets it up (it needs a network)"
)
"""Marks tests that talk to a real web archive."""


COLLECTIONS = 60


class WebServer:
    """A running pywb with many empty collections; each test takes one.

    Args:
        folder: where its files go.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log = folder / "requests.log"
        self._taken = 0
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port = probe.getsockname()[1]
        self.base = f"http://127.0.0.1:{self._port}"
        lines = ["collections:"]
        for number in range(COLLECTIONS):
            (folder / f"c{number}" / "warcs").mkdir(parents=True)
            (folder / f"c{number}" / "index.cdxj").touch()
            lines += [
                f"  c{number}:",
                f"    index_paths: {folder}/c{number}/index.cdxj",
                f"    archive_paths: {folder}/c{number}/warcs/",
            ]
        (folder / "config.yaml").write_text("\n".join(lines) + "\n")

    def __enter__(self) -> Self:
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                [REPLAY / "wayback", "-b", "127.0.0.1", "-p", str(self._port)],
                cwd=self.folder,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        for _ in range(600):
            try:
                urllib.request.urlopen(self.base, timeout=5).close()
                return self
            except OSError:
                time.sleep(0.05)
        raise AssertionError(self.log.read_text())

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.wait(10)

    def collection(self) -> WebArchive:
        """A collection that nobody has used yet."""
        self._taken += 1
        return WebArchive(self, f"c{self._taken - 1}")


class WebArchive:
    """A collection whose captures a test writes.

    Attributes:
        url: its address, as `--archive-url` takes it.
    """

    def __init__(self, server: WebServer, name: str) -> None:
        self.url = f"{server.base}/{name}"
        self.folder = server.folder / name
        self._server, self._name = server, name
        self._index = self.folder / "index.cdxj"
        self._count = 0

    def capture(
        self,
        url: str,
        at: str,
        body: bytes | str,
        *,
        status: str = "200 OK",
        media_type: str = "text/html; charset=utf-8",
        headers: tuple[tuple[str, str], ...] = (),
    ) -> None:
        """Put a capture into the collection; `index` lets it be found."""
        data = body.encode() if isinstance(body, str) else body
        self._count += 1
        path = self.folder / "warcs" / f"{self._count:04d}.warc.gz"
        head = StatusAndHeaders(status, [("Content-Type", media_type), *headers], protocol="HTTP/1.1")
        with path.open("wb") as file:
            writer = WARCWriter(file, gzip=True, warc_version="1.1")
            record = writer.create_warc_record(
                url, "response", payload=BytesIO(data), length=len(data), http_headers=head,
                warc_headers_dict={"WARC-Date": at},
            )  # fmt: skip
            writer.write_record(record)

    def index(self) -> None:
        """Let the collection know its captures; to be called once they are written."""
        done = subprocess.run(
            [REPLAY / "cdx-indexer", "-j", "-s", self.folder / "warcs"], capture_output=True, check=True
        )
        fresh = self._index.with_suffix(".new")
        fresh.write_bytes(done.stdout)
        fresh.replace(self._index)

    def asked(self) -> list[str]:
        """The captures that were asked for so far, as `<time>id_/<address>`."""
        begin = f"/{self._name}/"
        lines = self._server.log.read_text(errors="replace").splitlines()
        paths = [line.split('"')[1].split(" ")[1] for line in lines if f'"GET {begin}' in line]
        return [path.removeprefix(begin) for path in paths if "id_/" in path]
