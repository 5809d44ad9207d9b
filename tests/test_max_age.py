"""The age alarm: `archive info --max-age` notices that nothing has been archived for too long."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archive import open_archive
from archive.age import age_line, age_of, span
from archive.records import Counts
from archive.store import Writer

NOW = datetime(2026, 1, 5, 6, 15, tzinfo=UTC)


def archive_of(folder: Path, *runs: tuple[str, str, datetime]) -> Path:
    """An archive with these runs: command, outcome and when it ended."""
    for command, outcome, ended in runs or (("backfill", "", NOW),):
        with open_archive(folder, create=True) as archive, Writer(archive, lambda at=ended: at) as writer:
            writer.start_run(command)
            if outcome:
                writer.finish_run(outcome, Counts())
    return folder


def info(folder: Path, *options: str) -> tuple[int, str, str]:
    """What `archive info` answers: exit code, output, messages."""
    done = subprocess.run(
        [sys.executable, "-m", "archive", "info", "--archive", str(folder), *options],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def test_a_recent_success_is_well(tmp_path: Path) -> None:
    """A run that finished an hour ago satisfies 26 hours: one line, exit code 0, and silence where that is wanted."""
    archive_of(tmp_path, ("update", "finished", datetime.now(UTC) - timedelta(hours=1, seconds=2)))
    code, out, err = info(tmp_path, "--max-age", "26h")
    assert (code, err, out.count("\n")) == (0, "", 1)
    assert out.startswith("The last run that finished well ended 20")
    assert out.rstrip().endswith("UTC, 1 h ago.")
    assert info(tmp_path, "--max-age", "26h", "-q") == (0, "", "")


def test_an_old_success_is_an_alarm(tmp_path: Path) -> None:
    """A success three days ago, with failures since, exits 3 with one clear line; JSON says the same."""
    old = datetime.now(UTC) - timedelta(days=3, hours=2)
    archive_of(tmp_path, ("backfill", "finished", old), ("update", "partial", datetime.now(UTC)))
    code, out, err = info(tmp_path, "--max-age", "26h", "-q")
    assert (code, out) == (3, "")
    assert err == (
        f"The last run that finished well ended {old:%Y-%m-%d %H:%M} UTC, 3 d 2 h ago; at most 1 d 2 h are allowed.\n"
    )
    code, out, _ = info(tmp_path, "--max-age", "26h", "--json")
    assert (code, json.loads(out)["too_old"]) == (3, True)
    assert json.loads(out)["last_success"] == f"{old:%Y-%m-%dT%H:%M:%SZ}"
    assert info(tmp_path, "--max-age", "4d")[0] == 0


def test_no_success_ever_is_an_alarm(tmp_path: Path) -> None:
    """An archive whose only run never finished has no success, whatever the age allowed."""
    archive_of(tmp_path)
    assert info(tmp_path, "--max-age", "1000d") == (3, "", "No run has finished well yet.\n")


@pytest.mark.parametrize("bad", ["soon", "0h", "-3d", "26 hours", ""])
def test_a_length_of_time_is_wanted(tmp_path: Path, bad: str) -> None:
    """Anything but a length of time is a usage mistake."""
    code, _, err = info(archive_of(tmp_path), f"--max-age={bad}")
    assert code == 2
    assert "is no length of time; give one such as 90s, 30m or 2h" in err


def test_only_visits_count(tmp_path: Path) -> None:
    """A run that read stored pages anew says nothing about the site; partial, drifted and open runs are no success."""
    later = NOW + timedelta(days=1)
    runs = [("update", "finished", NOW), ("reparse", "finished", later)]
    runs += [("update", outcome, later) for outcome in ("partial", "drift", "refused", "disk full", "interrupted", "")]
    with open_archive(archive_of(tmp_path, *runs)) as archive:
        age = age_of(archive, 3600, NOW + timedelta(minutes=59))
        assert (age.last_success, age.seconds, age.too_old) == ("2026-01-05T06:15:00Z", 3540, False)
        assert age_of(archive, 3600, NOW + timedelta(minutes=61)).too_old
        early = age_of(archive, 3600, NOW - timedelta(days=1))
    assert (early.seconds, early.too_old) == (0, False)
    assert "0 s ago" in age_line(early, 3600)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "0 s"), (59.6, "1 min"), (90, "1 min 30 s"), (93600, "1 d 2 h"), (3601, "1 h"), (86400 * 9 + 7200, "9 d 2 h")],
)
def test_spans_read_well(seconds: float, said: str) -> None:
    """A length of time in its two largest units."""
    assert span(seconds) == said
