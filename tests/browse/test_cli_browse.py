"""The command `archive browse`, as typed."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING

import httpx
import pytest

from archive import open_archive
from archive.cli import main

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give an empty archive."""
    open_archive(tmp_path / "a", create=True).close()
    return tmp_path / "a"


def run(*arguments: str) -> int:
    """Run the command in this process; gives its exit code."""
    with pytest.raises(SystemExit) as ended:
        main(["browse", *arguments])
    return int(ended.value.code or 0)


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_until_it_is_told_to_stop(folder: Path, stop: signal.Signals) -> None:
    """It says its address once it answers, and ends in good order on either signal, without a word."""
    command = [sys.executable, "-m", "archive", "browse", "--archive", str(folder), "--port", "0", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stderr
        said = "".join(process.stdout.readline() for _ in range(4))
        try:
            assert httpx.get(json.loads(said)["url"]).status_code == 200
        finally:
            process.send_signal(stop)
        assert process.wait(15) == 0
        assert (process.stdout.read(), process.stderr.read()) == ("", "")


def test_a_taken_port_is_said(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where somebody has the port, that is a sentence and not a traceback."""
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        assert run("--archive", str(folder), "--port", str(port)) == 2
    assert f"Port {port} on 127.0.0.1 is taken" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--host", "0.0.0.0"), "--allow-host"),
        (("--host", "::"), "--allow-host"),
        (("--host", "example.org"), "is no address"),
        (("--host", "192.0.2.1", "--port", "0"), "Cannot listen on 192.0.2.1"),
        (("--allow-host", "http://example.org/"), "give a name such as"),
        (("--allow-host", "*"), "give a name such as"),
    ],
)
def test_mistakes_get_a_sentence(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], says: str
) -> None:
    """What cannot be served is said, with what to do."""
    assert run("--archive", str(folder), *arguments) == 2
    assert says in capsys.readouterr().err


def test_no_archive(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without an archive there is nothing to show: the same sentence and code as elsewhere."""
    assert run("--archive", str(tmp_path / "none")) == 5
    assert "There is no folder" in capsys.readouterr().err


def test_without_the_extra(folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Where Datasette is not installed, the command says what to install."""
    monkeypatch.setitem(sys.modules, "datasette", None)
    assert run("--archive", str(folder)) == 2
    assert "extra `browse`" in capsys.readouterr().err
