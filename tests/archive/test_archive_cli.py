"""The `archive` command as users type it."""

from __future__ import annotations

import json
import os
import pty
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from archive import __version__, open_archive
from archive.cli import main
from archive.info import summarise
from archive.records import Issue, Sighting, Sweep
from tests.archive_tools import Session, content, key, small_backfill

ROOT = Path(__file__).parents[2]
HOSTILE = "Tit\x1b[31mle\x9b2J \u202etxt.exe\u2066 [bold]香港[/bold] :smile:\r\nnext"


def run(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a user does, from the repository's root."""
    command = [sys.executable, "-m", "archive", *map(str, arguments)]
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, "SCRAPER_ARCHIVE": "", **environment},
    )


@pytest.fixture
def hostile(session: Session, folder: Path) -> Path:
    """Give an archive whose texts try to take over a terminal."""
    writer = session.writer
    writer.save_sightings("listing", [Sighting(key(n), f"https://site.example/{n}", 1) for n in ("1", "2")])
    writer.save_post(
        key("1"), "https://site.example/1\x1b[0m", content(HOSTILE, HOSTILE, category=HOSTILE), [], parser_version="1"
    )
    writer.save_issues([Issue("parse", "date-unknown", HOSTILE)], post_key=key("1"))
    writer.save_sweep(Sweep("listing", "https://site.example/", complete=True))
    writer.flush()
    return folder


def test_info_shows_what_there_is(folder: Path) -> None:
    """Counts, dates, sizes, completeness and runs are there, in plain columns when piped."""
    small_backfill(folder)
    shown = run("info", "--archive", folder)
    assert (shown.returncode, shown.stderr) == (0, "")
    lines = [line.split() for line in shown.stdout.splitlines()]
    assert ["posts", "6", "2026-02-03", "to", "2026-02-03"] in lines
    assert ["en", "6", "2026-02-03", "2026-02-03"] in lines
    assert ["listing", "6", "6", "not", "yet"] in lines
    assert ["1", "backfill", "2026-03-01", "08:00", "finished"] in lines
    assert "\x1b" not in shown.stdout
    assert not any(line != line.rstrip() for line in shown.stdout.splitlines())


def test_info_as_json_and_in_one_line(folder: Path) -> None:
    """`--json` holds every number, `-q` the main ones in one line; the folder may come from the environment."""
    small_backfill(folder)
    told = json.loads(run("info", "--json", SCRAPER_ARCHIVE=str(folder)).stdout)
    assert told["tables"]["posts"] == told["ledger"]["done"] == told["proofs"][0]["shown"] == 6
    assert told["blob_bytes"] == sum(path.stat().st_size for path in (folder / "blobs").rglob("*.png"))
    assert told["warc_bytes"] == sum(path.stat().st_size for path in (folder / "warc").iterdir())
    quiet = run("info", "-q", "--archive", folder).stdout
    assert quiet.startswith("6 posts, 6 revisions, 3 files (")
    assert quiet.count("\n") == 1
    assert "sightings" in run("info", "-v", "--archive", folder).stdout


def test_info_of_an_empty_archive(folder: Path) -> None:
    """An archive with nothing in it is shown as such."""
    open_archive(folder, create=True).close()
    shown = run("info", "--archive", folder)
    assert (shown.returncode, "empty" in shown.stdout) == (0, True)


def test_info_proves_what_is_complete(session: Session) -> None:
    """For each source: how many posts it ever showed, and where they stand."""
    writer = session.writer
    writer.save_sightings("listing", [Sighting(key(n), f"https://site.example/{n}", 1) for n in "12345"])
    writer.save_sightings("related", [Sighting(key(n), f"https://site.example/{n}", 1) for n in "16"])
    for n in "12":
        writer.save_post(key(n), f"https://site.example/{n}", content(published=None), [], parser_version="1")
    writer.post_missing(key("3"), "404", "")
    writer.post_failed(key("4"), "", Issue("fetch", "timed-out", "no answer"))
    writer.save_sweep(Sweep("listing", "https://site.example/", complete=True))
    listing, related = summarise(session.archive).proofs
    assert (listing.shown, listing.done, listing.missing, listing.failed, listing.waiting) == (5, 2, 1, 1, 1)
    assert listing.complete_at is not None
    assert (related.shown, related.done, related.waiting, related.complete_at) == (2, 1, 1, None)
    (language,) = summarise(session.archive).languages
    assert (language.posts, language.earliest, language.undated) == (2, None, 2)
    assert [(issue.code, issue.count) for issue in summarise(session.archive).issues] == [("timed-out", 1)]


def test_search_finds_in_chinese_and_says_where(folder: Path) -> None:
    """A hit shows title, date, place and address."""
    small_backfill(folder)
    found = run("search", "香港", "text", "--archive", folder, "--limit", "2")
    assert found.returncode == 0
    assert found.stdout.count("https://site.example/") == 2
    assert "Post 1\n2026-02-03  ·  News  ·  en\n" in found.stdout
    (hit,) = json.loads(run("search", "香港 5", "--json", "--archive", folder).stdout)
    assert {"text": "香港 5", "match": True} in hit["snippet"]
    assert run("search", "post", "5", "-q", "--archive", folder).stdout == "https://site.example/5\n"
    assert "score" in run("search", "post", "-v", "--archive", folder).stdout


def test_a_phrase_in_the_shell_s_quotation_marks_is_a_phrase(folder: Path) -> None:
    """`archive search "two words"` looks for the phrase; two arguments look for both words."""
    small_backfill(folder)
    assert run("search", "-q", "3 post", "--archive", folder).stdout == ""
    assert run("search", "-q", "3", "post", "--archive", folder).stdout == "https://site.example/3\n"


def test_finding_nothing_is_said(folder: Path) -> None:
    """No hit is an answer, not an error."""
    small_backfill(folder, posts=1)
    found = run("search", "zebra", "--archive", folder)
    assert (found.returncode, found.stdout) == (0, "No post has zebra.\n")


@pytest.mark.parametrize(
    "command",
    [
        ["info", "-v"],
        ["info", "--json"],
        ["search", "-v", "next"],
        ["search", "-q", "next"],
        ["search", "--json", "next"],
    ],
)
@pytest.mark.parametrize("terminal", [False, True])
def test_no_site_text_reaches_the_terminal_raw(
    hostile: Path, command: list[str], terminal: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    """Escapes, C1 controls, bidirectional marks, line ends and markup of ours in site text do nothing."""
    arguments = [*command, "--archive", str(hostile)]
    if terminal:
        output = _on_a_terminal([sys.executable, "-m", "archive", *arguments])
    else:
        with pytest.raises(SystemExit, match="0"):
            main(arguments)
        output = capsys.readouterr().out
    for sign in ("\x1b[31m", "\x9b", "\u202e", "\u2066", "\x1b[0m\x1b[0m\n\x1b"):
        assert sign not in output
    if "--json" not in command and "-q" not in command:
        assert "[bold]香港[/bold] :smile:" in re.sub(r"\x1b\[[0-9;]*m", "", output)


def test_a_terminal_gets_colours(folder: Path) -> None:
    """On a terminal, matches are marked."""
    small_backfill(folder, posts=1)
    assert "\x1b[1;30;43m香港" in _on_a_terminal(
        [sys.executable, "-m", "archive", "search", "香港", "--archive", str(folder)]
    )


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["info", "--archive", "/nowhere"], 5, "There is no folder /nowhere"),
        (["search", "x", "--archive", "/etc/hostname"], 5, "is a file"),
        (["search"], 2, "WORDS"),
        (["info", "--lomit", "3"], 2, "--lomit"),
        (["search", "x", "--limit", "0"], 2, "--limit"),
        (["dance"], 2, "dance"),
    ],
)
def test_wrong_input_is_one_clear_message(arguments: list[str], code: int, says: str) -> None:
    """Each mistake has its exit code and a message on standard error, and never a traceback."""
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (code, "")
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_a_newer_or_damaged_archive_exits_5(folder: Path) -> None:
    """What cannot be opened safely is said with the same code."""
    small_backfill(folder)
    with closing(sqlite3.connect(folder / "archive.db")) as db:
        db.execute("PRAGMA user_version = 99")
    assert run("info", "--archive", folder).returncode == 5
    with closing(sqlite3.connect(folder / "archive.db")) as db:
        db.execute("PRAGMA user_version = 1")
    with (folder / "archive.db").open("r+b") as file:
        file.seek(4096)
        file.write(b"\xaa" * 300_000)
    done = run("info", "--archive", folder)
    assert (done.returncode, "Traceback" in done.stderr) == (5, False)
    assert "damaged" in done.stderr


def test_arguments_that_are_no_text_are_no_traceback(folder: Path) -> None:
    """Bytes that are no UTF-8, in any argument, are searched for in vain or named in the message."""
    small_backfill(folder, posts=1)
    for arguments in (
        ["search", b"post\xff\xe9", "--archive", folder],
        ["search", "post", "--lang", b"\xff", "--archive", folder],
    ):
        done = subprocess.run([sys.executable, "-m", "archive", *arguments], capture_output=True, check=False, cwd=ROOT)
        assert (done.returncode, done.stderr) == (0, b"")
    done = subprocess.run(
        [sys.executable, "-m", "archive", "info", "--archive", b"/\xff"], capture_output=True, check=False, cwd=ROOT
    )
    assert done.returncode == 5
    assert done.stderr.startswith(b"Error: There is no folder")


def test_a_reader_that_has_seen_enough_is_no_error(folder: Path) -> None:
    """`archive search … | head -1` ends quietly."""
    small_backfill(folder, posts=30)
    command = (
        f"{sys.executable} -m archive search post --limit 30 -v --archive {folder} | head -1; exit ${{PIPESTATUS[0]}}"
    )
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False, cwd=ROOT)
    assert (done.stderr, done.stdout.count("\n")) == ("", 1)


def test_help_has_examples_and_needs_no_archive() -> None:
    """Every command's help ends in something to copy; asking for it opens nothing."""
    for command in ([], ["info"], ["search"]):
        shown = run(*command, "--help")
        assert shown.returncode == 0
        assert "Example:\n" in shown.stdout
    assert run("--version").stdout == f"cairs-news-archive {__version__}\n"


def test_help_imports_nothing_heavy() -> None:
    """Asking for help loads neither the database layer nor the tables' renderer."""
    code = (
        "import sys, archive.cli; "
        "print([m for m in ('rich', 'sqlite_utils', 'PIL', 'warcio', 'sqlite3') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout == "[]\n"


def test_the_entry_point_exits_with_the_code(capsys: pytest.CaptureFixture[str]) -> None:
    """`main`, which the installed `archive` command calls, ends in the same exit codes."""
    with pytest.raises(SystemExit) as caught:
        main(["info", "--archive", "/nowhere"])
    assert caught.value.code == 5
    assert capsys.readouterr().err.startswith("Error: There is no folder")


def _on_a_terminal(command: list[str]) -> str:
    """Run a command with a pseudo-terminal 200 columns wide for its output, and give what it shows."""
    import fcntl
    import struct
    import termios

    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 200, 0, 0))
    environment = {**os.environ, "TERM": "xterm-256color", "COLORTERM": ""}
    with subprocess.Popen(command, stdout=slave, stderr=slave, cwd=ROOT, env=environment):
        os.close(slave)
        shown = b""
        while chunk := _read(master):
            shown += chunk
    os.close(master)
    return shown.decode()


def _read(fd: int) -> bytes:
    try:
        return os.read(fd, 65536)
    except OSError:  # the other side is closed
        return b""
