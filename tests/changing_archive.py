"""A small archive whose posts went through every kind of change, for tests and for the examples in the docs.

usage: python -m tests.changing_archive FOLDER
"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

from archive import open_archive
from archive.records import Attachment, Counts, PostContent, PostKey, StoredAttachment
from archive.store import Writer
from tests.archive_tools import exchange

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from archive.db import Archive

SITE = "centre"
FILES = "https://centre.example/files"

OPENING = """\
The Centre opened its new accelerated life testing laboratory on 27 February 2026. Guests from industry and the \
universities attended the ceremony.

The laboratory holds four climate chambers and a shaker table. It serves researchers who study how electronics age.

Professor Wong, Director of the Centre, thanked the partners for their trust.

Visits can be arranged by mail.

The Centre is part of InnoHK.

About the Centre: it studies the reliability and safety of systems."""

OPENING_EDITED = """\
Professor Wong, Director of the Centre, thanked the partners and the staff for their trust and patience.

The Centre opened its new accelerated life testing laboratory on 2 March 2026. Guests from industry, government and \
the universities attended the ceremony.

The laboratory holds six climate chambers and a shaker table.

It serves researchers who study how electronics age.

A second laboratory, for batteries, follows in summer.

The Centre is part of InnoHK.

About the Centre: it studies the reliability and safety of systems."""

CHINESE = """\
中心於2026年2月27日舉行加速壽命測試實驗室開幕典禮。來自業界及各大學的嘉賓出席了典禮。

實驗室設有四個氣候箱和一個振動台，供研究電子產品老化的研究人員使用。

中心總監王教授感謝各合作夥伴的信任。"""

CHINESE_EDITED = """\
中心於2026年3月2日舉行加速壽命測試實驗室開幕典禮。來自業界、政府及各大學的嘉賓出席了典禮。

實驗室設有六個氣候箱和一個振動台，供研究電子產品老化及可靠性的研究人員使用。

中心總監王教授感謝各合作夥伴和同事的信任。"""


def drawing(
    kind: str = "JPEG", size: tuple[int, int] = (1200, 800), *, night: bool = False, quality: int = 90
) -> bytes:
    """Draw a picture: a bar chart under a sun, or mountains under a moon."""
    width, height = size
    image = Image.new("RGB", size, (40, 48, 66) if night else (222, 232, 240))
    draw = ImageDraw.Draw(image)
    if night:
        for i in range(9):
            peak = (width * (i + 0.5) / 9, height * (0.3 + 0.07 * (i % 4)))
            draw.polygon(
                [(width * i / 9, height), peak, (width * (i + 1) / 9, height)], (70 + 18 * i, 120, 110 + 10 * i)
            )
        draw.ellipse((width * 0.1, height * 0.1, width * 0.22, height * 0.28), (240, 240, 235))
    else:
        for i in range(6):
            left, top = width * i / 7 + 20, height * (0.75 - 0.09 * i)
            draw.rectangle((left, top, left + width / 9, height * 0.9), (40 + 30 * i, 90 + 20 * i, 160))
        draw.ellipse((width * 0.7, height * 0.08, width * 0.88, height * 0.35), (245, 190, 60))
    out = BytesIO()
    image.save(out, kind, **({"quality": quality} if kind == "JPEG" else {}))
    return out.getvalue()


def address(source_id: str, lang: str = "en") -> str:
    """Give a post's address."""
    return f"https://centre.example/{lang}/news_detail/index/{source_id}"


@dataclass
class World:
    """An archive open for writing, and the time."""

    archive: Archive
    writer: Writer
    now: datetime

    @contextmanager
    def run(self, command: str, day: int) -> Iterator[None]:
        """Run from eight in the morning of a day in March 2026."""
        self.now = datetime(2026, 3, day, 8, 0, tzinfo=UTC)
        self.writer.start_run(command)
        yield
        self.now += timedelta(minutes=1)
        self.writer.finish_run("finished", Counts())

    def file(self, name: str, data: bytes, label: str | None = None) -> StoredAttachment:
        """Store a file."""
        with self.writer.file_sink() as sink:
            sink.write(data)
            blob = sink.finish()
        url = f"{FILES}/{name}"
        fetched = exchange(url, kind="file", fetched_at=self._stamp(), sha256=blob.sha256, size=blob.size)
        self.writer.keep_file(fetched, blob)
        return StoredAttachment(Attachment(1, 1, name, label or name, None, url), blob.sha256, blob.media_type)

    def save(
        self, source_id: str, title: str, body: str, files: Sequence[StoredAttachment] = (), *, lang: str = "en",
        published: str | None = "2026-02-27", category: str = "News", cause: str = "site",
    ) -> None:  # fmt: skip
        """Save what a post's page says, two minutes after whatever was before."""
        self.now += timedelta(minutes=2)
        url = address(source_id, lang)
        numbered = [replace(f, attachment=replace(f.attachment, position=i)) for i, f in enumerate(files, 1)]
        page = f"{title}\n{body}\n{self.now}".encode("utf-8", "replace")
        capture = self.writer.keep(exchange(url, page, fetched_at=self._stamp()))
        content = PostContent(title, published, category, body, "", tuple(f.attachment for f in numbered))
        key = PostKey(SITE, source_id, lang)
        self.writer.save_post(key, url, content, numbered, parser_version="1", capture=capture, cause=cause)

    def miss(self, source_id: str, lang: str = "en") -> str:
        """Ask for a post that is not there, a minute after whatever was before; answers when."""
        self.now += timedelta(minutes=1)
        self.writer.post_missing(PostKey(SITE, source_id, lang), "404", f"{address(source_id, lang)}: 404")
        return self._stamp()

    def bury(self, source_id: str, times: Sequence[str]) -> None:
        """Set a tombstone on a post that was missed at these times."""
        asked = ", ".join(at.replace("T", " ")[:16] for at in times)
        self.writer.post_gone(
            PostKey(SITE, source_id, "en"), since=times[0], reason="404", evidence=f"404, asked for at {asked} UTC"
        )

    def _stamp(self) -> str:
        return self.now.strftime("%Y-%m-%dT%H:%M:%SZ")


@contextmanager
def world(folder: Path) -> Iterator[World]:
    """Open a new archive for writing."""
    with open_archive(folder, create=True) as archive:
        made = World(archive, None, datetime(2026, 3, 1, 8, 0, tzinfo=UTC))  # type: ignore[arg-type]
        with Writer(archive, lambda: made.now, site=SITE) as made.writer:
            yield made


def build(folder: Path) -> None:
    """Make the archive: a backfill, then three weeks in which everything happens."""
    with world(folder) as w:
        with w.run("backfill", 1):
            _first(w)
        with w.run("update", 3):
            _edits(w)
            missed = [w.miss("33")]
        for day in (4, 5, 6, 7):  # a page that cannot make up its mind
            with w.run("update", day):
                _workshop(w, "June" if day % 2 == 0 else "May")
        with w.run("update", 8):
            w.save("37", "Three new fellows", "The Centre welcomes three fellows.", published="2026-03-08")
            missed.append(w.miss("33"))
        with w.run("update", 12):
            missed.append(w.miss("33"))
            w.bury("33", missed)
        with w.run("reparse", 13):
            better = "The Centre welcomes three fellows.\n\nA line that an older release did not read."
            w.save("37", "Three new fellows", better, published="2026-03-08", cause="parser")
        with w.run("update", 20):
            w.save("33", "A visit from the Academy of Sciences", "The Academy visited.", published="2026-01-20")


def _first(w: World) -> None:
    files = [
        w.file("opening.jpg", drawing()),
        w.file("chamber.jpg", drawing(size=(640, 480))),
        w.file("programme.pdf", b"%PDF-1.4 one", "programme.pdf (1.20 MB)"),
        w.file("map.png", drawing("PNG", (500, 380), night=True)),
        w.file("old.pdf", b"%PDF-1.4 old"),
    ]
    w.save("36", "Centre opens its new laboratory", OPENING, files)
    w.save("36", "中心新實驗室開幕", CHINESE, lang="tc")
    _workshop(w, "May")
    w.save("34", "Call for papers", "Papers are due on 1 April.", published="2026-02-02")
    w.save("33", "A visit from the Academy", "The Academy visited.", published="2026-01-20")


def _edits(w: World) -> None:
    files = [
        w.file("map.png", drawing("PNG", (500, 380), night=True)),
        w.file("opening.jpg", drawing(night=True)),
        w.file("chamber.jpg", drawing(size=(320, 240), quality=60)),
        w.file("programme-final.pdf", b"%PDF-1.4 one", "programme-final.pdf (1.20 MB)"),
        w.file("ribbon.jpg", drawing(size=(900, 600), night=True, quality=70)),
    ]
    w.save("36", "Centre opens its new reliability laboratory", OPENING_EDITED, files, published="2026-03-02")
    w.save("36", "中心新實驗室正式開幕", CHINESE_EDITED, lang="tc")
    w.save("34", "Call for Papers", "Papers are due on 1 April.", published="2026-02-02")


def _workshop(w: World, month: str) -> None:
    body = f"The workshop takes place in {month}.\n\nPlaces are limited."
    w.save("35", "Workshop on battery safety", body, published="2026-02-12", category="Events")


if __name__ == "__main__":
    build(Path(sys.argv[1]))
