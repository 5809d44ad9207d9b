"""An archive full of what breaks exports, and ways to export it and to see what it holds."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from click.testing import CliRunner, Result

from archive import open_archive
from archive.cli import cli
from archive.records import Attachment, Counts, PostContent, PostKey, StoredAttachment
from archive.store import Writer
from tests.archive_tools import SITE, Session, picture
from tests.archive_tools import Clock as Ticking

if TYPE_CHECKING:
    from pathlib import Path

LONG = " ".join(f"很長{hashlib.sha256(str(n).encode()).hexdigest()}" for n in range(15_000))  # more than 1 MB

TEXTS = (
    "=1+1", "+cmd|' /C calc'!A0", "-1", "@SUM(A1)", "\t=1+1", "\r=1+1", " =1", '"=1"', "'=1", "''=1", "＝1＋1",
    "　＠x", "\u2018=1", 'quo"te, "comma"; semi', "two\nlines\r\nand \r more",
    "nul\x00 control\x01\x0b\x1b[31m\x7f\x85 end", "lone \ud800 surrogate \udfff", "\u202etxt.exe\u202c \u2066x",
    "👩🏽‍🔬 😀 \U0010fffd", "香港科技園，可靠性與安全「引號」", "]]> <![CDATA[ &amp; &lt;",
    "<script>alert(1)</script><img src=x onerror=alert(1)>", "</script><script>alert(2)//", "../../../etc/passwd",
    "_x0041_ _x000D_", "line\u2028and\u2029ends", "\ufeffmark", "\ufffe\uffff", "NULL", "NA", "nan", "", " ", "1e5",
    "007", "true", "2026-01-01", "javascript:alert(1)", LONG,
)  # fmt: skip

DAYS = (None, "2026-02-27", "2024-02-29", "1899-12-31", "0001-01-01", "9999-12-31", "2026-02-30")
LANGS = ("en", "tc", "../..", "EN", "")
ADDRESSES = ("https://site.example/{}", 'https://site.example/"><script>alert(3)</script>{}', "javascript:alert({})")

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(4)</script></svg>'
HTML = b"<!doctype html><html><body><script>alert(5)</script></body></html>"


def build(folder: Path) -> None:
    """Make the archive: every text in every field; then some revised, one gone, one back, one from a web archive."""
    clock = Ticking()
    with open_archive(folder, create=True) as archive, Writer(archive, clock, site=SITE) as writer:
        session = Session(archive, writer, clock)
        writer.start_run("backfill")
        files = [
            session.file("https://site.example/a.png", picture()),
            session.file("https://site.example/b.svg", SVG),
            session.file("https://site.example/c.html", HTML),
            session.file("https://site.example/d.pdf", b"%PDF-1.4 one"),
            session.file("https://site.example/e", b"\x07\x01\x02 unknown"),
            StoredAttachment(Attachment(1, 1, "lost.jpg", "", None, None), problem="nothing to fetch"),
        ]
        for number, text in enumerate(TEXTS):
            _save(session, number, text, files)
        writer.finish_run("finished", Counts())
        _second_run(session, files)


def _second_run(session: Session, files: list[StoredAttachment]) -> None:
    session.clock.now = datetime(2026, 4, 1, 8, 0, tzinfo=UTC)
    session.writer.start_run("update")
    for number in (0, 1, 19, 21):
        _save(session, number, TEXTS[number] + " revised", files[:2])
    missed = session.clock.stamp()
    key = PostKey(SITE, "30", LANGS[30 % len(LANGS)])
    session.writer.post_missing(key, "404", "<b>404</b>")
    session.writer.post_gone(key, since=missed, reason="404 <i>", evidence="404, asked for")
    session.writer.finish_run("finished", Counts())


def _save(session: Session, number: int, text: str, files: list[StoredAttachment]) -> None:
    address = ADDRESSES[number % len(ADDRESSES)].format(number)
    held = [replace(file, attachment=_named(file, place, number, text)) for place, file in enumerate(files, 1)]
    held = held if number % 3 == 0 else held[:1]
    title = " ".join(text.split())[:300]
    body = "\n\n".join([text, f"Block of {number}.", text[:100]])
    page = session.exchange(address, f"{number} {title[:50]}".encode("utf-8", "replace"))
    session.writer.save_post(
        PostKey(SITE, str(number), LANGS[number % len(LANGS)]),
        address,
        PostContent(
            title, DAYS[number % len(DAYS)], title[:60], body, f"<p>{text}</p>", tuple(h.attachment for h in held)
        ),
        held,
        parser_version="1",
        capture=session.writer.keep(page),
        summary=title,
    )


def _named(file: StoredAttachment, place: int, number: int, text: str) -> Attachment:
    label = text[:200] if place == 1 else file.attachment.label
    size = 2**40 if number % 2 else None
    return Attachment(place, min(place, 2), label or "x", label, size, file.attachment.url)


def held(folder: Path, sql: str) -> list[tuple[Any, ...]]:
    """What the database says, asked for without any of the program's code."""
    with closing(sqlite3.connect(f"file:{folder}/archive.db?mode=ro", uri=True)) as db:
        return db.execute(sql).fetchall()


def typed(folder: Path, *words: object) -> Result:
    """Run `archive export` as typed."""
    return CliRunner().invoke(cli, ["export", "--archive", str(folder), *map(str, words)])


def export(folder: Path, *words: object) -> Result:
    """Export, well."""
    done = typed(folder, *words)
    assert done.exit_code == 0, (done.output, done.exception)
    return done
