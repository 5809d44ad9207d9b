"""What a replica site publishes, before any markup: posts, blocks, files; and what a page must be read as."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import datetime as dt

UNITS = {"bytes": 1, "B": 1, "KB": 10**3, "MB": 10**6, "GB": 10**9}
LINK = re.compile(r"\[([^\]]+)\]\(((?:https?:/)?/[^)\s]+)\)")
INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")


@dataclass(frozen=True)
class File:
    """A picture or document; `claim` is the size as its label says it, empty where it has no label."""

    name: str
    claim: str = ""
    brackets: str = " ({})"

    @property
    def label(self) -> str:
        return self.name + self.brackets.format(self.claim) if self.claim else ""

    @property
    def declared_bytes(self) -> int | None:
        if not self.claim:
            return None
        number, unit = self.claim.split()
        return round(float(number.replace(",", "")) * UNITS[unit])

    @property
    def is_picture(self) -> bool:
        return self.name.rpartition(".")[2].lower() in {"jpg", "jpeg", "png", "gif", "webp"}


@dataclass(frozen=True)
class Block:
    """One piece of a body. Text may hold links as `[words](address)`; an address `/post/ID` is another post's."""

    kind: Literal["paragraph", "heading", "list", "table", "quote", "files", "picture"]
    text: str = ""
    items: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    files: tuple[File, ...] = ()


def paragraph(text: str) -> Block:
    """A paragraph; links stand in it as `[words](address)`."""
    return Block("paragraph", text)


def heading(text: str) -> Block:
    """A heading inside the body."""
    return Block("heading", text)


def quote(text: str) -> Block:
    """A block quotation."""
    return Block("quote", text)


def bullets(*items: str) -> Block:
    """A list, one string an item."""
    return Block("list", items=items)


def table(*rows: tuple[str, ...]) -> Block:
    """A table, the head row first."""
    return Block("table", rows=rows)


def files(*entries: File) -> Block:
    """Labelled files that stand in one line."""
    return Block("files", files=entries)


def picture(name: str) -> Block:
    """A picture without a label."""
    return Block("picture", files=(File(name),))


@dataclass(frozen=True)
class Post:
    """One post in one language."""

    id: int
    lang: str
    title: str
    published: dt.date
    category: str
    summary: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Site:
    """All posts of a replica, and where it pretends to be."""

    posts: tuple[Post, ...]
    base: str = "https://www.reliability-centre.example"
    pinned: frozenset[int] = field(default_factory=frozenset)

    def listed(self, lang: str) -> list[Post]:
        """The posts of a language, newest first, pinned ones before all others."""
        mine = [post for post in self.posts if post.lang == lang]
        return sorted(mine, key=lambda post: (post.id in self.pinned, post.published, post.id), reverse=True)

    def related(self, post: Post, count: int = 4) -> list[Post]:
        """The posts that the page of `post` recommends: the newest others."""
        return [other for other in self.listed(post.lang) if other.id != post.id][:count]


@dataclass(frozen=True)
class TeaserAnswer:
    """How a teaser must be read."""

    url: str
    title: str
    published: str | None
    category: str
    summary: str


@dataclass(frozen=True)
class AttachmentAnswer:
    """How an attachment must be read."""

    position: int
    paragraph: int
    name: str
    label: str
    declared_bytes: int | None
    url: str | None


@dataclass(frozen=True)
class DetailAnswer:
    """How a detail page must be read."""

    title: str
    published: str | None
    category: str
    body: tuple[str, ...]
    attachments: tuple[AttachmentAnswer, ...]
    related: tuple[TeaserAnswer, ...]


@dataclass(frozen=True)
class ListingAnswer:
    """How a listing page must be read; `index_urls` None where the page has no parts by year or category."""

    teasers: tuple[TeaserAnswer, ...]
    next_url: str | None
    index_urls: tuple[str, ...] | None = None


def plain(text: str) -> str:
    """The text as a record has it: links reduced to their words, invisible characters gone, white space folded."""
    return " ".join(INVISIBLE.sub("", LINK.sub(r"\1", text)).split())


def texts(block: Block) -> list[str]:
    """The blocks of plain text that a block of the body is read as."""
    if block.kind == "list":
        return [plain(item) for item in block.items]
    if block.kind == "table":
        return [plain(" ".join(row)) for row in block.rows]
    return [plain(block.text)] if block.text else []
