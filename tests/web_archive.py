"""A web archive for tests: WARCs that a test writes, served by the real pywb on loopback.

    with WebArchive(folder) as web:
        web.capture("https://www.example.org/news/1", "2020-01-02T03:04:05Z", b"<html>…")
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


class WebArchive:
    """A pywb collection whose captures a test writes.

    Args:
        folder: where its files go.

    Attributes:
        url: its address, as `--archive-url` takes it; valid inside the `with` block.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "warcs").mkdir(parents=True)
        self._index = folder / "index.cdxj"
        self._index.touch()
        self._count = 0
        self._log = folder / "requests.log"
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self._port}/news"
        (folder / "config.yaml").write_text(
            f"collections:\n  news:\n    index_paths: {self._index}\n    archive_paths: {folder}/warcs/\n"
        )

    def __enter__(self) -> Self:
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [REPLAY / "wayback", "-b", "127.0.0.1", "-p", str(self._port)],
                cwd=self.folder,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        for _ in range(300):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self._port}/", timeout=5).close()
                return self
            except OSError:
                time.sleep(0.05)
        raise AssertionError(self._log.read_text())

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.wait(10)

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
        """Put a capture into the collection; the running server shows it at once."""
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
        lines = self._log.read_text(errors="replace").splitlines()
        paths = [line.split('"')[1].split(" ")[1] for line in lines if '"GET /news/' in line]
        return [path.removeprefix("/news/") for path in paths if "id_/" in path]

    def forget(self) -> None:
        """Forget what was asked for so far."""
        with self._log.open("r+b") as log:
            log.truncate(0)
