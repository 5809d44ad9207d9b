"""Decide whether what two addresses show is one post. Pure.

The ladder, the surest rung first: the same id (that is, the same key, which needs no decision); a redirect from the one
to the other, or a page that names the other as its own address, where the content agrees; and for an address that is
dead now and another that appeared after it, the content alone: the same number or words in the address, the same title
and day, the same text or the same files of the same day. A doubt is no rung: then they stay two, and the doubt goes on
record. What is never taken for one: posts of different languages, posts of different days without the same number,
and posts that were there at the same time without the site's own word that they are one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from archive.pairing import loose
from archive.worddiff import similarity, wording

LIKE = 0.5
"""The share of its wording that a text keeps at least when it is edited."""

EQUAL = 0.9
"""The share that two readings of one text have in common at least."""

TITLE_LIKE = 0.6
"""The share that an edited title keeps at least."""

SUBSTANCE = 40
"""Texts shorter than this, in characters, say nothing by being alike."""

DUPLICATES = 0.05
"""The share of posts that may have the id of another before what looks like ids is taken for none."""


class Tie(Enum):
    """What the site itself says of two addresses."""

    NONE = "moved"
    REDIRECT = "redirect"
    CANONICAL = "canonical"


class Verdict(Enum):
    """What two addresses show."""

    SAME = "one post"
    UNSURE = "perhaps one post"
    TWO = "two posts"


@dataclass(frozen=True, slots=True)
class Face:
    """What a post is recognised by.

    Attributes:
        source_id: the id that its address gives; only what stands after the last slash counts here.
        lang: its language, as addresses spell it.
        files: the digests of the bytes that it offers.
    """

    source_id: str
    lang: str
    title: str
    published: str | None
    body: str
    files: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Likeness:
    """In what two posts agree.

    Attributes:
        number: the number, or the words, that stand for the post in its address.
        title: equal but for white space, quotes and case; `title_like`: mostly, and with the same numbers in it.
        day: True the same, False another, None where one of them has none.
        body: the share of the wording that is the same; None where one has too little to tell.
        files: both offer files, and the bytes are the same.
    """

    number: bool
    title: bool
    title_like: bool
    numbers: bool
    day: bool | None
    body: float | None
    files: bool

    @property
    def text(self) -> float:
        """The likeness of the bodies; nothing where it cannot be told."""
        return self.body or 0.0


def bare(source_id: str) -> str:
    """What stands for the post in an id: `news/36` and `36` are the same number."""
    return source_id.rstrip("/").rpartition("/")[2].partition("?")[0]


def likeness(one: Face, other: Face) -> Likeness:
    """Compare two posts."""
    title = bool(one.title) and loose(one.title) == loose(other.title)
    numbers = re.findall(r"\d+", one.title) == re.findall(r"\d+", other.title)
    words = similarity(wording(one.title), wording(other.title)) if one.title and other.title else 0.0
    told = len(one.body) >= SUBSTANCE and len(other.body) >= SUBSTANCE
    return Likeness(
        number=bool(bare(one.source_id)) and bare(one.source_id) == bare(other.source_id),
        title=title,
        title_like=title or (numbers and words >= TITLE_LIKE),
        numbers=numbers,
        day=one.published == other.published if one.published and other.published else None,
        body=similarity(wording(one.body), wording(other.body)) if told else None,
        files=bool(one.files) and one.files == other.files,
    )


def judge(old: Face, new: Face, tie: Tie = Tie.NONE, *, overlap: bool = False, shared: bool = False) -> Verdict:
    """Decide whether two are one.

    Args:
        old: the post whose address is dead, leads on, or names another as its own.
        new: the other.
        tie: what the site says of the two addresses.
        overlap: both were seen to be there at the same time.
        shared: a third post has the same title and day, or the same text, so that these tell nothing by themselves.
    """
    if old.lang != new.lang:
        return Verdict.TWO
    like = likeness(old, new)
    if tie is Tie.CANONICAL:
        return _by_canonical(like, shared=shared)
    if tie is Tie.REDIRECT:
        return _by_redirect(like, strict=overlap or shared)
    if overlap:
        return Verdict.TWO
    return _by_content(like, shared=shared)


def _by_canonical(like: Likeness, *, shared: bool) -> Verdict:
    """A version of a page says the same as the page; a wrong canonical address leads to something else."""
    if like.day is False or not like.title:
        return Verdict.TWO
    enough = EQUAL if shared else LIKE
    return Verdict.SAME if like.body is None or like.body >= enough else Verdict.UNSURE


def _by_redirect(like: Likeness, *, strict: bool) -> Verdict:
    """A redirect to the post's new home, not to whatever a site shows instead of a post that it took down."""
    alike = like.title or like.text >= LIKE or like.files or (like.title_like and like.day is True)
    other_issue = like.day is False or (like.day is None and not like.numbers)
    if other_issue and not like.number:
        return Verdict.UNSURE if alike else Verdict.TWO
    if strict:
        equal = like.title and like.day is not False and (like.body is None or like.body >= EQUAL)
        return Verdict.SAME if equal else Verdict.UNSURE if alike else Verdict.TWO
    if alike:
        return Verdict.SAME
    return Verdict.UNSURE if like.number or like.day else Verdict.TWO


def _by_content(like: Likeness, *, shared: bool) -> Verdict:
    """The old address is dead, the new one appeared after it, and the site says nothing of the two."""
    if like.number and (like.title or like.text >= LIKE or like.files):
        # Several posts of one number and one title: the number is not what tells them apart.
        return Verdict.SAME if not shared or like.text >= EQUAL or like.files else Verdict.UNSURE
    if like.day is False:
        return (
            Verdict.UNSURE if (like.title and like.text >= LIKE) or like.text >= EQUAL or like.number else Verdict.TWO
        )
    if like.day is None:
        return _undated(like, shared=shared)
    if like.title:
        if like.files or (like.body is not None and like.body >= (EQUAL if shared else LIKE)):
            return Verdict.SAME
        return Verdict.SAME if like.body is None and not shared else Verdict.UNSURE
    if (like.text >= EQUAL or like.files) and not shared:
        return Verdict.SAME
    return Verdict.UNSURE if like.text >= LIKE or like.files or like.number else Verdict.TWO


def _undated(like: Likeness, *, shared: bool) -> Verdict:
    """Without a day it takes the title and the text together."""
    if like.title and (like.text >= EQUAL or like.files) and not shared:
        return Verdict.SAME
    return Verdict.UNSURE if like.title or like.text >= EQUAL or like.number else Verdict.TWO


def is_other(title: str, published: str | None, known_title: str, known_published: str | None) -> bool:
    """Whether what is shown at another address under the same id is another post.

    Title and day have to differ: a title alone may have been edited, a day alone corrected.
    """
    titled = bool(title) and bool(known_title) and loose(title) != loose(known_title)
    return titled and bool(published) and bool(known_published) and published != known_published


def are_no_ids(shared: int, posts: int) -> bool:
    """Whether what was taken for the ids of a site are none, since so many posts have the id of another."""
    return shared > round(DUPLICATES * posts)
