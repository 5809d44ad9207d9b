"""Killed at any moment, an archive opens, is whole, and the next run ends where an undisturbed one would have."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from archive import blobs, disk, warc
from tests.archive_tools import check_archive, problems, small_backfill, state_digest

ROOT = Path(__file__).parents[2]
BACKFILL = """
import sys
from pathlib import Path
from tests.archive_tools import small_backfill
small_backfill(Path(sys.argv[1]))
"""


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Give the state that a backfill without any crash ends in."""
    folder = tmp_path_factory.mktemp("undisturbed") / "news"
    small_backfill(folder)
    return state_digest(folder)


def _killed_at(folder: Path, step: int) -> bool:
    """Run a backfill in a child that kills itself at its nth step towards the disk; tell whether it got that far."""
    child = os.fork()
    if child == 0:
        try:
            _kill_at(step)
            small_backfill(folder)
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def _kill_at(step: int) -> None:
    """Count every write, fsync, rename and commit of this process, and kill it in the middle of the nth."""
    left = [step]

    def reached() -> bool:
        left[0] -= 1
        return left[0] == 0

    def killing(call, half=None):  # type: ignore[no-untyped-def]
        def wrapped(*arguments, **named):  # type: ignore[no-untyped-def]
            if reached():
                if half:
                    half(*arguments)
                os.kill(os.getpid(), signal.SIGKILL)
            return call(*arguments, **named)

        return wrapped

    write = killing(disk.write_all, lambda fd, data: os.write(fd, data[: len(data) // 2]))
    blobs.write_all = warc.write_all = write
    os.fsync = killing(os.fsync)
    Path.rename = killing(Path.rename)  # type: ignore[method-assign]
    connect = sqlite3.connect

    class Killing(sqlite3.Connection):
        def execute(self, sql: str, *arguments: object) -> sqlite3.Cursor:  # type: ignore[override]
            if sql.startswith(("COMMIT", "INSERT INTO revisions", "UPDATE ledger")) and reached():
                os.kill(os.getpid(), signal.SIGKILL)
            return super().execute(sql, *arguments)  # type: ignore[arg-type]

    sqlite3.connect = lambda *arguments, **named: connect(*arguments, **{**named, "factory": Killing})  # type: ignore[assignment]


def test_killed_at_any_step_it_ends_equal(tmp_path: Path, undisturbed: str) -> None:
    """For a seeded choice of all steps: kill, kill the next run too, let a third one finish, compare."""
    rng = random.Random(20260301)
    steps = [1, 2, 3, *rng.sample(range(4, 66), 10)]
    reached = 0
    for step in steps:
        folder = tmp_path / f"news-{step}"
        reached += _killed_at(folder, step)
        again = rng.randrange(1, 60)
        reached += _killed_at(folder, again)
        small_backfill(folder)
        assert state_digest(folder) == undisturbed, f"killed at step {step}, then at {again}"
        assert list(problems(folder)) == [], f"killed at step {step}, then at {again}"
        shutil.rmtree(folder)
    assert reached > len(steps)


def test_the_check_notices_planted_faults(tmp_path: Path) -> None:
    """The check that these tests rely on can fail: on a torn blob, a torn record, and a row that points nowhere."""
    folder = tmp_path / "news"
    small_backfill(folder)
    (record,) = (folder / "warc").iterdir()
    picture = next(path for path in (folder / "blobs").rglob("*.png"))
    for path in (record, picture):
        good = path.read_bytes()
        path.write_bytes(good[:-3])
        with pytest.raises(Exception):  # noqa: B017, PT011 - found as a problem or raised on the way
            assert list(problems(folder)) == []
        path.write_bytes(good)
    check_archive(folder)


@pytest.mark.parametrize("call", ["pwrite64", "fdatasync", "fsync", "write"])
def test_killed_inside_the_system_it_ends_equal(tmp_path: Path, undisturbed: str, call: str) -> None:
    """Killed as a system call begins, SQLite's own included, it ends equal just the same."""
    if not shutil.which("strace"):
        pytest.skip("needs strace, to kill a process at a chosen system call")
    rng = random.Random(call)
    folder = tmp_path / "news"
    killed = 0
    for count in (rng.randrange(1, 8), rng.randrange(1, 25)):
        inject = ["-e", f"trace={call}", "-e", f"inject={call}:signal=SIGKILL:when={count}"]
        command = ["strace", "-qq", "-f", "-o", "/dev/null", *inject, sys.executable, "-c", BACKFILL, str(folder)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
        if "PTRACE" in done.stderr or "ptrace" in done.stderr:
            pytest.skip(f"tracing is not allowed here: {done.stderr.strip()}")
        killed += done.returncode != 0
    assert killed
    small_backfill(folder)
    assert state_digest(folder) == undisturbed
    check_archive(folder)


def test_a_full_disk_at_any_size_is_survived(tmp_path: Path, undisturbed: str) -> None:
    """On a file system that is too small it stops with `DiskFull`; what is there is whole, and goes on elsewhere."""
    if os.geteuid() != 0 or not shutil.which("unshare"):
        pytest.skip("needs root and unshare, to mount a small file system")
    code = (
        "import shutil, sys\nfrom pathlib import Path\nfrom archive.errors import DiskFull\n"
        "from tests.archive_tools import check_archive, small_backfill\n"
        "for size in sys.argv[2:]:\n"
        "    import subprocess\n"
        "    small, saved = Path(sys.argv[1]), Path(sys.argv[1] + size)\n"
        "    subprocess.run(['mount', '-t', 'tmpfs', '-o', f'size={size}k', 'tmpfs', small], check=True)\n"
        "    try: small_backfill(small / 'news')\n"
        "    except DiskFull: print('full', size)\n"
        "    shutil.copytree(small, saved)\n"
        "    subprocess.run(['umount', small], check=True)\n"
    )
    small = tmp_path / "small"
    small.mkdir()
    sizes = ["64", "300", "500", "600", "680", "720", "760"]
    done = subprocess.run(
        ["unshare", "-m", sys.executable, "-c", code, str(small), *sizes],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    if "mount" in done.stderr and "Traceback" not in done.stderr.partition("mount")[0]:
        pytest.skip(f"mounting is not allowed here: {done.stderr}")
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("full") >= 4, done.stdout
    for size in sizes:
        folder = Path(f"{small}{size}") / "news"
        small_backfill(folder)
        assert state_digest(folder) == undisturbed
        check_archive(folder)
