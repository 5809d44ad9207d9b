"""Stored answers that a run looks at again, whole: the site's first pages, the JSON that it gave. Only reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from archive.captures import clean
from archive.errors import ArchiveError
from archive.queries import body_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archive.db import Archive


class HeldAnswer(NamedTuple):
    """A stored answer: its address, decoded body, declared character set, and its `Link` header, if it has one."""

    url: str
    body: bytes
    charset: str
    link: str


def pages_at_hand(archive: Archive, *, most: int = 6) -> Iterator[HeldAnswer]:
    """Give the front pages and listings that were fetched last, the latest first."""
    return _answers(archive, "c.kind IN ('front', 'listing')", [], most)


def answers_below(archive: Archive, url: str, kind: str, *, most: int = 500) -> Iterator[HeldAnswer]:
    """Give what the addresses that begin so answered last, the latest first; each address once."""
    beginning = clean(url)
    return _answers(
        archive,
        "c.kind = ? AND substr(c.url, 1, ?) = ? AND c.id = "
        "(SELECT max(id) FROM captures WHERE url = c.url AND status = 200 AND sha256 IS NOT NULL)",
        [kind, len(beginning), beginning],
        most,
    )


def _answers(archive: Archive, where: str, values: list[object], most: int) -> Iterator[HeldAnswer]:
    rows = archive.db.execute(
        f"SELECT c.id, c.url, c.charset, c.head FROM captures c WHERE {where} "  # noqa: S608 - fixed texts of this module
        "AND c.status = 200 AND c.sha256 IS NOT NULL ORDER BY c.id DESC LIMIT ?",
        [*values, most],
    ).fetchall()
    for number, url, charset, head in rows:
        try:
            body = body_of(archive, number)
        except ArchiveError:
            continue  # damage is for `verify` to tell
        links = [line.partition(":")[2].strip() for line in head.splitlines() if line.lower().startswith("link:")]
        yield HeldAnswer(url, body, charset or "", ", ".join(links))
