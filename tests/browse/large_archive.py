"""A large invented archive, written row by row: quick to make, and as large as wanted.

usage: python -m tests.browse.large_archive FOLDER [POSTS]
"""

from __future__ import annotations

import json
import random
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from archive import open_archive
from archive.search_text import spaced

_ENGLISH = "safety reliability lift sensor bridge battery centre student visit award model test engineer report".split()
_CHINESE = "可靠性安全研究人員香港科學園展示成果升降機電池橋樑學生訪問獲獎模型測試工程師報告"
_CATEGORIES = ("News", "Event", "Notice", "Research")
_START = datetime(2026, 1, 1, tzinfo=UTC)


def build(folder: Path, posts: int = 10_000) -> None:
    """Make an archive with so many posts in two languages, each with a picture; every fifth was revised once."""
    chance = random.Random(1)
    with open_archive(folder, create=True) as archive, archive.transaction() as db:
        for number in range(1, 31):
            at = _stamp(timedelta(days=number))
            db.execute(
                "INSERT INTO runs (command, started_at, finished_at, outcome, counts) VALUES (?, ?, ?, ?, ?)",
                ["update", at, at, "finished" if number % 7 else "partial", json.dumps({"posts_new": 3})],
            )
            db.execute(
                "INSERT INTO issues (run_id, url, stage, code, message, excerpt) VALUES (?, '', 'parse', 'c', 'm', '')",
                [number],
            )
        for number in range(1, posts + 1):
            _post(db, number, chance)


def _post(db: object, number: int, chance: random.Random) -> None:
    lang = "tc" if number % 2 else "en"
    title, body = _text(lang, 8, chance), "\n\n".join(_text(lang, 60, chance) for _ in range(4))
    published = (date(2010, 1, 1) + timedelta(days=number // 2 % 5900)).isoformat()
    category, sha256 = _CATEGORIES[number % 4], f"{number:064x}"
    revisions = 2 if number % 5 == 0 else 1
    at = _stamp(timedelta(seconds=number))
    execute = db.execute  # type: ignore[attr-defined]
    execute("INSERT INTO blobs VALUES (?, 90000, 'image/jpeg', 1200, 800, NULL, ?)", [sha256, at])
    execute(
        "INSERT INTO posts VALUES (?, 'centre', ?, ?, ?, ?, ?, ?, ?, ?, '', 'live', ?, ?, ?, ?, ?)",
        [
            number, f"https://centre.example/{lang}/{number // 2}", str(number // 2), lang, title, published, category,
            title, body, revisions, at, at, at, at,
        ],
    )  # fmt: skip
    execute(
        "INSERT INTO attachments (post_id, position, paragraph, name, label, media_type, sha256) "
        "VALUES (?, 1, 1, '1.jpg', '1.jpg (90 kB)', 'image/jpeg', ?)",
        [number, sha256],
    )
    for revision in range(1, revisions + 1):
        execute(
            "INSERT INTO revisions (post_id, number, observed_at, cause, changed, cosmetic, title, published, category,"
            " summary, body, body_html, attachments, content_hash, parser_version) "
            "VALUES (?, ?, ?, ?, ?, '[]', ?, ?, ?, '', ?, '', '[]', '', '1')",
            [
                number, revision, at, "first" if revision == 1 else "site", "[]" if revision == 1 else '["title"]',
                title, published, category, body,
            ],
        )  # fmt: skip
    execute(
        "INSERT INTO posts_fts (rowid, title, category, summary, body, files) VALUES (?, ?, ?, ?, ?, '1.jpg (90 kB)')",
        [number, spaced(title), category, spaced(title), spaced(body)],
    )


def _text(lang: str, words: int, chance: random.Random) -> str:
    if lang == "en":
        return " ".join(chance.choices(_ENGLISH, k=words))
    return "".join(chance.choices(_CHINESE, k=words * 2))


def _stamp(after: timedelta) -> str:
    return (_START + after).strftime("%Y-%m-%dT%H:%M:%SZ")


if __name__ == "__main__":
    build(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 10_000)
