"""How a run can end, and the exit code of each end."""

from __future__ import annotations

from enum import Enum


class Outcome(Enum):
    """The end of a run: its name in `runs.outcome`, and the exit code of the command."""

    FINISHED = ("finished", 0)
    PARTIAL = ("partial", 1)
    USAGE = ("usage", 2)
    DRIFT = ("drift", 3)
    REFUSED = ("refused", 4)
    DAMAGED = ("damaged", 5)
    DISK_FULL = ("disk full", 6)
    LOCKED = ("locked", 75)

    def __init__(self, word: str, exit_code: int) -> None:
        self.word = word
        self.exit_code = exit_code
