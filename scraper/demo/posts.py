"""The posts of the demonstration site, read from `posts.toml` into frozen values."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import datetime as dt

LANGUAGES = ("en", "tc", "sc")
LABEL = re.compile(r"(\S[^()]*?) \(([\d.]+) MB\)")


@dataclass(frozen=True, slots=True)
class File:
    """A picture or document of a post: its name, and its size in MB as the label claims it."""

    name: str
    size: str

    @property
    def label(self) -> str:
        """The label as the site shows it."""
        return f"{self.name} ({self.size} MB)"

    @property
    def declared_bytes(self) -> int:
        """The size that the label claims, in bytes (MB = 10**6)."""
        return round(float(self.size) * 1_000_000)

    @property
    def path(self) -> str:
        """Where the site serves it; one file serves all languages."""
        return f"/upload/news/{self.name}"


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a post's body.

    `lines` holds one paragraph or heading, or the items of a list; `files` the labelled files of
    one line, or one picture without a label.
    """

    kind: Literal["paragraph", "heading", "list", "files", "picture"]
    lines: tuple[str, ...] = ()
    files: tuple[File, ...] = ()


@dataclass(frozen=True, slots=True)
class Post:
    """One post in one language, as the site shows it.

    `listed` is False for a post that no page links to; a `pinned` one heads every listing page.
    """

    id: int
    lang: str
    title: str
    published: dt.date
    category: str
    summary: str
    blocks: tuple[Block, ...]
    related: tuple[int, ...] = ()
    listed: bool = True
    pinned: bool = False

    @property
    def path(self) -> str:
        """The address of its detail page, without the host."""
        return f"/{self.lang}/news_detail/index/{self.id}"

    @property
    def files(self) -> tuple[File, ...]:
        """Every picture and document, in the order of the page."""
        return tuple(file for block in self.blocks for file in block.files)


def load_posts() -> tuple[Post, ...]:
    """All posts in the order of the file: by language, then by id."""
    text = resources.files(__package__).joinpath("posts.toml").read_text(encoding="utf-8")
    return tuple(_post(entry) for entry in tomllib.loads(text)["posts"])


def _post(entry: dict[str, Any]) -> Post:
    body = entry.pop("body")
    related = tuple(entry.pop("related", ()))
    blocks = tuple(_block(piece) for piece in body.strip().split("\n\n"))
    return Post(**entry, blocks=blocks, related=related)


def _block(piece: str) -> Block:
    mark, _, rest = piece.partition(" ")
    if mark == "!":
        return Block("files", files=_files(rest))
    if mark == "!!":
        return Block("picture", files=_files(rest))
    if mark == "##":
        return Block("heading", (rest,))
    if mark == "-":
        return Block("list", tuple(line.removeprefix("- ") for line in piece.splitlines()))
    return Block("paragraph", (piece,))


def _files(text: str) -> tuple[File, ...]:
    return tuple(File(name, size) for name, size in LABEL.findall(text))
