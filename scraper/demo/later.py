"""What becomes of the demonstration's site: the states it shows a month and two months after the first.

They hold one of each kind of change: words, a date and a category corrected, a paragraph and a file added, a picture
replaced under its name, a post gone, a new post, and quotation marks that nobody need hear of.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace

from scraper.demo.posts import LANGUAGES, Block, File, Post

REPLACED = File("industry-day-hall.jpg", "3.05")
"""The picture whose bytes are others in the later states."""

_GONE = (38, "en")
_NEW = Post(
    id=80,
    lang="en",
    title="A second vibration table for the small laboratory",
    published=dt.date(2026, 7, 23),
    category="News",
    summary="Two tables can now shake two things at once, or one thing twice as hard.",
    blocks=(
        Block(
            "paragraph",
            ("The small laboratory has received a second vibration table, a gift of a neighbour who moved.",),
        ),
        Block("paragraph", ("It carries forty kilograms and will be used for batteries, which like company less.",)),
    ),
)


def later(posts: Sequence[Post]) -> list[tuple[Post, ...]]:
    """The states of the site after the first, in order of time."""
    one = _changed(posts, _FIRST)
    return [one, _changed(one, _SECOND)]


def _changed(posts: Sequence[Post], edits: dict[tuple[int, str], Callable[[Post], Post]]) -> tuple[Post, ...]:
    kept = [post for post in posts if (post.id, post.lang) != _GONE]
    shown = kept if any(post.id == _NEW.id for post in kept) else [*kept, _NEW]
    changed = [edits[post.id, post.lang](post) if (post.id, post.lang) in edits else post for post in shown]
    return tuple(sorted(changed, key=lambda post: (LANGUAGES.index(post.lang), post.id)))


def _titled(old: str, new: str) -> Callable[[Post], Post]:
    return lambda post: replace(post, title=post.title.replace(old, new))


def _worded(old: str, new: str) -> Callable[[Post], Post]:
    """Some words of the body replaced by others."""

    def edit(post: Post) -> Post:
        blocks = tuple(replace(b, lines=tuple(line.replace(old, new) for line in b.lines)) for b in post.blocks)
        return replace(post, blocks=blocks)

    return edit


def _longer(*lines: str) -> Callable[[Post], Post]:
    return lambda post: replace(post, blocks=(*post.blocks, *(Block("paragraph", (line,)) for line in lines)))


def _with_file(name: str, size: str) -> Callable[[Post], Post]:
    return lambda post: replace(post, blocks=(*post.blocks, Block("files", files=(File(name, size),))))


def _both(*edits: Callable[[Post], Post]) -> Callable[[Post], Post]:
    def edit(post: Post) -> Post:
        for step in edits:
            post = step(post)
        return post

    return edit


_FIRST = {
    (36, "en"): _both(
        _titled("concludes with great success", "draws guests from eleven places"),
        _worded("Several hundred researchers watched", "More than nine hundred researchers watched"),
    ),
    (36, "tc"): _titled("圓滿結束", "十一地嘉賓雲集"),
    (67, "en"): lambda post: replace(post, published=dt.date(2024, 10, 11), category="Notice"),
    (55, "en"): _worded("'", "\u2019"),
}
_SECOND = {
    (36, "en"): _longer(
        "The recordings of the speeches can be watched at the centre's library until the end of the year."
    ),
    (68, "en"): _with_file("guideline-summary.pdf", "0.12"),
    (75, "en"): _worded("leaks", "leakages"),
}
