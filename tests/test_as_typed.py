"""The commands as users type them, in processes of their own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scraper.demo.posts import load_posts
from tests.world import assert_sound, posts

ROOT = Path(__file__).resolve().parent.parent


def typed(*words: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `python …` as a user would, in a folder, with little in the environment."""
    base = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "LANG": "C"}
    return subprocess.run(
        [sys.executable, *words],
        cwd=cwd,
        env=base | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=110,
    )


def can_unshare() -> str:
    """Why a network namespace cannot be made here; empty if it can."""
    missing = [name for name in ("unshare", "ip", "mount") if shutil.which(name) is None]
    if missing:
        return f"needs {', '.join(missing)}"
    done = subprocess.run(["unshare", "-nm", "true"], capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else f"needs the right to make a network namespace ({done.stderr.strip()})"


@pytest.mark.skipif(bool(can_unshare()), reason=can_unshare() or "possible")
def test_backfill_with_no_address_archives_the_centre(tmp_path: Path) -> None:
    """`python -m scraper backfill` alone finds every post of the centre's site, in all its languages, over https."""
    command = [sys.executable, "-m", "scraper", "backfill", "--delay", "0", "--json"]
    done = subprocess.run(
        ["unshare", "-nm", sys.executable, "-m", "tests.serve_as_centre", str(tmp_path), *command],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=110,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    said = json.loads(done.stdout)
    expected = load_posts()
    assert said["posts"] == len(expected)
    held = posts(tmp_path / "data" / "cairs")
    assert set(held) == {(str(post.id), post.lang) for post in expected}
    for post in expected:
        got = held[str(post.id), post.lang]
        assert (got["title"], got["published"], got["category"]) == (post.title, str(post.published), post.category)
        assert got["url"].startswith("https://www.cairs.hk/")
        shown = [(f.name, "" if b.kind == "picture" else f.label) for b in post.blocks for f in b.files]
        assert [(item["name"], item["label"]) for item in got["attachments"]] == shown
        assert all(item["sha256"] and not item["problem"] for item in got["attachments"])
    assert_sound(tmp_path / "data" / "cairs")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["backfill", "nowhere"], 2, "no such site"),
        (["backfill", "www.example.org"], 2, "https://www.example.org"),
        (["backfill", "ftp://example.org/"], 2, "not an http or https address"),
        (["backfill", "--since", "yesterday"], 2, "2026-11-22"),
        (["backfill", "--time-limit", "soon"], 2, "2h"),
        (["update", "--recheck", "maybe"], 2, "due"),
        (["backfill", "--delay", "-1"], 2, "delay"),
        (["backfill", "http://127.0.0.1:9/", "--delay", "nan"], 2, "no number of seconds"),
        (["backfill", "http://127.0.0.1:9/", "--delay", "inf"], 2, "no number of seconds"),
        (["backfill", "--since", "2022-01-01", "--until", "2021-01-01"], 2, "no day is both"),
        (["backfill", "--archive", "/proc/nothing"], 2, "/proc/nothing"),
        (["nonsense"], 2, "nonsense"),
    ],
)
def test_wrong_input_gets_one_clear_line(tmp_path: Path, words: list[str], code: int, said: str) -> None:
    """A mistake on the command line is answered with what is wrong and what to do, never with a traceback."""
    done = typed("-m", "scraper", *words, cwd=tmp_path)
    assert done.returncode == code, done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr + done.stdout


def test_a_folder_that_is_no_archive(tmp_path: Path) -> None:
    """A folder whose archive.db is something else is left alone, with exit code 5."""
    (tmp_path / "archive.db").write_text("my diary", encoding="utf-8")
    done = typed("-m", "scraper", "backfill", "http://127.0.0.1:9/", "--archive", str(tmp_path), cwd=tmp_path)
    assert done.returncode == 5
    assert "Traceback" not in done.stderr
    assert (tmp_path / "archive.db").read_text(encoding="utf-8") == "my diary"


def test_no_site_there(tmp_path: Path) -> None:
    """Where nothing answers, the run says that it cannot reach the site and ends with code 1."""
    done = typed("-m", "scraper", "backfill", "http://127.0.0.1:9/", "--delay", "0", cwd=tmp_path)
    assert done.returncode == 1, done.stderr
    assert "cannot reach http://127.0.0.1:9/" in done.stderr


@pytest.mark.parametrize("program", ["scraper", "archive"])
def test_help_has_examples_and_exit_codes(tmp_path: Path, program: str) -> None:
    """The help of a program names its commands, and every command's help has an example."""
    top = typed("-m", program, "--help", cwd=tmp_path)
    assert top.returncode == 0
    commands = [line.split()[0] for line in top.stdout.partition("Commands:")[2].splitlines() if line.strip()]
    assert commands
    for command in commands:
        done = typed("-m", program, command, "--help", cwd=tmp_path)
        assert done.returncode == 0
        assert "Example" in done.stdout


def test_the_demo_as_typed(tmp_path: Path) -> None:
    """`scraper demo` archives the whole replica and names the folder and three commands, which work."""
    done = typed("-m", "scraper", "demo", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    folder = tmp_path / "data" / "demo"
    assert set(posts(folder)) == {(str(post.id), post.lang) for post in load_posts()}
    tries = [line.strip() for line in done.stdout.partition("Try next:")[2].splitlines() if line.strip()]
    assert len(tries) == 3
    for line in tries[:2]:
        words = line.split()[1:]
        shown = typed(*words, cwd=tmp_path)
        assert shown.returncode == 0, shown.stderr
        assert shown.stdout.strip()


@pytest.mark.skipif(bool(can_unshare()), reason=can_unshare() or "possible")
def test_a_full_disk_ends_with_its_own_code(tmp_path: Path) -> None:
    """On a disk that fills up the run ends with code 6, what was stored is sound, and with room again it completes."""
    script = (
        f"mount -t tmpfs -o size=1m none {tmp_path} && cd {ROOT} && {sys.executable} -m tests.fill_a_disk {tmp_path}"
    )
    done = subprocess.run(
        ["unshare", "-m", "sh", "-c", script], capture_output=True, text=True, check=False, timeout=100
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert done.stdout.split() == ["6", "sound", "0", "sound", "9"]
