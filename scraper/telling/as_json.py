"""A report as JSON, for programs. `version` grows when a key changes its meaning or goes."""

from __future__ import annotations

import json
from dataclasses import asdict

from scraper.telling.report import GROUPS, Item, Report

VERSION = 1


def as_json(report: Report) -> str:
    """Write a report as JSON."""
    data = {
        "version": VERSION,
        "site": report.site,
        "subject": report.subject,
        "trouble": report.trouble,
        "alarm": report.alarm,
        "totals": {str(kind): report.totals.get(kind, 0) for kind, _ in GROUPS},
        "changes": [_item(item) for item in report.items],
        "more": report.more,
        "run": asdict(report.run) if report.run else None,
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _item(item: Item) -> dict[str, object]:
    passages = [
        {"what": passage.what, "pieces": [{"op": piece.op, "text": piece.text} for piece in passage.pieces]}
        for passage in item.passages
    ]
    return {**asdict(item), "kind": str(item.kind), "passages": passages}
