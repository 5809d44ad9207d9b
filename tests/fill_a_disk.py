"""Inside a mount namespace: archive a site onto a small disk, then give it room and archive again.

usage: python -m tests.fill_a_disk FOLDER
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.fake_site import FakeSite
from tests.world import assert_sound, one

WORDS = "The laboratory filled one shelf after the other with boards that had failed in the field."


def main(folder: Path) -> None:
    """Print the exit code and the state of the archive, before and after there is room."""
    with FakeSite() as site:
        for number in range(1, 10):
            site.add(number, title=f"Shelf number {number} is full", body=[WORDS], files=[f"{n}.jpg" for n in range(6)])
        command = [sys.executable, "-m", "scraper", "backfill", site.base, "--delay", "0", "--min-free", "0", "-q"]
        for size in ("1m", "60m"):
            subprocess.run(["mount", "-o", f"remount,size={size}", str(folder)], check=True)
            done = subprocess.run([*command, "--archive", str(folder / "archive")], check=False, stderr=subprocess.PIPE)
            assert b"Traceback" not in done.stderr, done.stderr.decode()
            print(done.returncode)
            assert_sound(folder / "archive")
            print("sound")
        print(one(folder / "archive", "SELECT count(*) FROM posts"))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
