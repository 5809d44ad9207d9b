"""Log lines: readable ones for people, JSON for machines, and nothing in them that a page could abuse."""

from __future__ import annotations

import sys
import unicodedata
from typing import Any


def clean(value: object) -> str:
    """A value on one line, free of control characters, escape sequences and direction overrides.

    Titles and addresses come from the site; a terminal or a mail reader must not obey them.
    """
    text = str(value)
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        c if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Zl", "Zp"} else " " if c in "\n\r\t" else "\ufffd"
        for c in text
    )


def make_log(*, json_lines: bool = False) -> Any:
    """A structlog logger that writes to standard error, one event a line, times in UTC."""
    import structlog

    renderer: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if json_lines
        else structlog.dev.ConsoleRenderer(colors=False, pad_event_to=0, sort_keys=False, pad_level=False)
    )
    return structlog.wrap_logger(
        structlog.PrintLogger(file=sys.stderr),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="%Y-%m-%dT%H:%M:%SZ", utc=True),
            renderer,
        ],
    )
