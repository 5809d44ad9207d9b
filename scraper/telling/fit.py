"""A report in the format that a channel wants, as long as the channel bears."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from scraper.telling.as_html import as_html
from scraper.telling.as_json import as_json
from scraper.telling.as_markdown import as_markdown
from scraper.telling.as_text import as_text
from scraper.telling.report import Report

FORMATS: Mapping[str, Callable[[Report], str]] = {
    "text": as_text,
    "markdown": as_markdown,
    "html": as_html,
    "json": as_json,
}
MOST = 50
"""The most changes that one message shows."""

_STEPS = ((MOST, True), (20, True), (MOST, False), (20, False), (5, False), (0, False))


def fit(report: Report, style: str, limit: int) -> str:
    """Write a report in a format of `FORMATS`, with as many changes and details as `limit` characters hold.

    Where not even the numbers fit, the subject alone remains.
    """
    for items, detailed in _STEPS:
        body = FORMATS[style](report.shortened(items, detailed=detailed))
        if len(body) <= limit:
            return body
    return report.subject[:limit]
