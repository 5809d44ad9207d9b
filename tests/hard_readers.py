"""Readers that behave badly, for a child process to be ended by."""

from __future__ import annotations

import os


def misbehave(how: str) -> str:
    """Hang, eat memory, die or fail, as told; or answer."""
    if how == "hang":
        while True:
            pass
    if how == "eat":
        return str(len(bytearray(3_000_000_000)))
    if how == "die":
        os.abort()
    if how == "fail":
        raise RecursionError
    return how
