"""A backfill killed at any point goes on where it was, and ends like one that was never killed."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.fake_site import FakeSite, Request
from tests.world import assert_sound, digest_of

ROOT = Path(__file__).resolve().parent.parent
COMMAND = [sys.executable, "-m", "scraper", "backfill", "-q"]


def fill(site: FakeSite) -> None:
    """Sixteen posts, most with a picture."""
    for number in range(1, 17):
        site.add(
            number,
            title=f"Log entry number {number} of the reliability laboratory",
            published=f"2024-{number % 12 + 1:02d}-{number:02d}",
            summary=f"What the laboratory learned in week {number}.",
            body=[f"In week {number} the laboratory repeated the test of the week before, with a colder chamber."],
            files=[f"{number}.jpg"] if number % 3 else [],
        )


def start(address: str, folder: Path, delay: str = "0") -> subprocess.Popen[bytes]:
    """Start a backfill in a process of its own."""
    return subprocess.Popen(
        [*COMMAND, "--delay", delay, address, "--archive", str(folder)],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env={"PATH": os.environ["PATH"]},
    )


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_killed_again_and_again(tmp_path: Path, seed: int) -> None:
    """After several SIGKILLs at chance moments the archive is sound and equal to an uninterrupted one."""
    rng = random.Random(seed)
    with FakeSite() as site:
        fill(site)
        whole = start(site.base, tmp_path / "whole")
        assert whole.wait(60) == 0, whole.communicate()
        whole.communicate()
        site.clear()
        kills = 0
        for _ in range(5):
            # Slow the site a little, so that a kill can fall between any two of its answers.
            site.relent()
            site.behave("/", delay=0.01)
            target = rng.randrange(1, 60)
            before = len(site.requests)
            run = start(site.base, tmp_path / "killed")
            while run.poll() is None and len(site.requests) - before < target:
                time.sleep(0.002)
            time.sleep(rng.random() * 0.02)
            run.send_signal(signal.SIGKILL)
            run.wait(30)
            run.communicate()
            kills += run.returncode == -signal.SIGKILL
        site.relent()
        last = start(site.base, tmp_path / "killed")
        _, said = last.communicate(timeout=60)
        assert last.returncode == 0, said
        assert kills >= 2
        assert_sound(tmp_path / "killed")
        assert digest_of(tmp_path / "killed") == digest_of(tmp_path / "whole")
        pictures = Counter(path for path in site.asked() if path.endswith(".jpg"))
        assert max(pictures.values()) <= 1 + kills


def of_posts(site: FakeSite) -> Counter[str]:
    """How often each page and file of a post was asked for."""
    ours = [path for path in site.asked() if path.endswith(".jpg") or "detail" in path]
    return Counter(path for path in ours if not path.endswith("/0"))


@pytest.mark.parametrize("seed", [4])
def test_nothing_is_fetched_twice_but_what_was_in_hand(tmp_path: Path, seed: int) -> None:
    """With a pause between requests, each kill costs at most the one request that was under way."""
    rng = random.Random(seed)
    with FakeSite() as site:
        fill(site)
        site.add(17, title="The album of the year", published="2024-12-31", files=[f"album{n}.jpg" for n in range(12)])
        kills = 0
        while kills < 5:
            before = len(site.requests)
            target = rng.randrange(6, 24)
            run = start(site.base, tmp_path, "0.02")
            while run.poll() is None and len(site.requests) - before < target:
                time.sleep(0.001)
            time.sleep(rng.random() * 0.04)
            run.send_signal(signal.SIGKILL)
            run.wait(30)
            run.communicate()
            if run.returncode == 0:
                break
            kills += 1
        last = start(site.base, tmp_path, "0.02")
        _, said = last.communicate(timeout=60)
        assert last.returncode == 0, said
        assert kills >= 2
        real = {path: number for path, number in of_posts(site).items() if _is_there(site, path)}
        repeated = sum(number - 1 for number in real.values())
        print(f"seed {seed}: {kills} kills, {len(real)} pages and files, {repeated} asked for again")
        assert len(real) == 17 + sum(number % 3 > 0 for number in range(1, 17)) + 12
        assert repeated <= kills
    assert_sound(tmp_path)


def _is_there(site: FakeSite, path: str) -> bool:
    """Whether the site has something there: numbers that lead nowhere are probed anew by each backfill."""
    return site.respond(Request("GET", path, {}, 0.0))[0].status == 200


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_asked_to_stop(tmp_path: Path, number: signal.Signals) -> None:
    """A first Ctrl-C or SIGTERM finishes the post in hand and exits with code 1; the next run completes the rest."""
    with FakeSite() as site:
        fill(site)
        site.behave("/", delay=0.02)
        run = start(site.base, tmp_path)
        while len(site.requests) < 12:
            time.sleep(0.005)
        run.send_signal(number)
        _, said = run.communicate(timeout=30)
        assert run.returncode == 1
        assert number.name.encode() in said
        assert b"Traceback" not in said
        assert_sound(tmp_path)
        site.relent()
        again = start(site.base, tmp_path)
        _, said = again.communicate(timeout=60)
        assert again.returncode == 0, said
