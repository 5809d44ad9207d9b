"""What a terminal may be shown: text from a site never moves the cursor, changes colours or reorders a line."""

from __future__ import annotations

import json
import re
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

# Control characters, escape sequences' lead-ins, zero-width and bidirectional controls, tags, private planes' noise.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)


def printable(text: str, *, limit: int | None = None) -> str:
    """Make site text safe for one line of a terminal or log: no controls, white space folded.

    Args:
        text: anything.
        limit: cut to this many characters, with an ellipsis.
    """
    line = " ".join(_UNSAFE.sub("", re.sub(r"[\t\n\v\f\r\x85\u2028\u2029]+", " ", text)).split())
    return f"{line[: limit - 1]}…" if limit and len(line) > limit else line


def json_text(value: object) -> str:
    """Write JSON in which Chinese stays readable and nothing can move a terminal's cursor."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    return _UNSAFE.sub(lambda found: json.dumps(found[0])[1:-1], text)


def human_bytes(size: float) -> str:
    """Write a size as people do: `4.09 MB` (MB = 10**6)."""
    if size < 1000:
        return f"{size:.0f} bytes"
    for unit in ("kB", "MB", "GB", "TB"):
        size /= 1000
        if size < 999.5 or unit == "TB":
            break
    digits = 2 if size < 10 else 1 if size < 100 else 0
    return f"{size:.{digits}f} {unit}"


def console(*, error: bool = False) -> Console:
    """Make a console for output (or messages); piped output is plain, and never cut or wrapped."""
    from rich.console import Console

    file = sys.stderr if error else sys.stdout
    return Console(file=file, highlight=False, markup=False, emoji=False, width=None if file.isatty() else 10_000)
