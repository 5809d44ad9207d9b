"""The content hash: the same for ever, and blind to what does not matter."""

from __future__ import annotations

from dataclasses import replace

import pytest

from archive.hashing import VERSION, Content, blocks, content_hash
from archive.records import Attachment, StoredAttachment

FILE = StoredAttachment(Attachment(1, 1, "4.jpg", "4.jpg (4.09 MB)", 4_090_000, "https://site.example/4.jpg"), "a" * 64)
OTHER = StoredAttachment(Attachment(2, 1, "5.pdf", "", None, None))
FULL = Content("A title", "2022-05-25", "News", "A teaser", "One.\n\nTwo 香港.", "<p>One.</p>", (FILE, OTHER))


@pytest.mark.parametrize(
    ("content", "digest"),
    [
        (Content(), "144136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"),
        (Content(title="A title"), "19e640132d6104f4a02c37e0ed743e21583a6790809a520c55c1b38be4625578f"),
        (FULL, "129ce8391132c9a61c084ac37f1f545fb4b4c1e6dfd73342704bc2bba99214513"),
    ],
    ids=["empty", "title only", "full"],
)
def test_literal_digests(content: Content, digest: str) -> None:
    """These digests are in archives already; a change here would make a false revision of every post."""
    assert content_hash(content) == digest


def test_the_first_character_is_the_version() -> None:
    """A hash says by which recipe it was made."""
    assert content_hash(FULL)[0] == VERSION
    assert len(content_hash(FULL)) == 65


@pytest.mark.parametrize(
    "same",
    [
        replace(FULL, title="  A\ttitle\n"),
        replace(FULL, body="One.\n \n\n Two  香港."),
        replace(FULL, title="A title".replace("i", "i\u200d").replace("\u200d", "")),
        replace(FULL, body_html="<div>anything</div>"),
        replace(FULL, attachments=(OTHER, FILE)),
        replace(FULL, attachments=(replace(FILE, sha256="b" * 64, problem="late"), OTHER)),
    ],
    ids=["white space", "blank lines", "unchanged", "html", "order of attachments", "bytes of attachments"],
)
def test_what_does_not_count(same: Content) -> None:
    """White space, markup, and order and bytes of attachments leave the hash alone."""
    assert content_hash(same) == content_hash(FULL)


def test_composed_and_decomposed_text_are_one() -> None:
    """Unicode's two ways to write é hash alike."""
    assert content_hash(Content(title="caf\u00e9")) == content_hash(Content(title="cafe\u0301"))


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "Another"},
        {"published": None},
        {"category": "news"},
        {"summary": ""},
        {"body": "One. Two 香港."},
        {"attachments": (FILE,)},
        {"attachments": (replace(FILE, attachment=replace(FILE.attachment, url="https://site.example/5.jpg")), OTHER)},
    ],
)
def test_what_counts(changes: dict[str, object]) -> None:
    """Every field counts, and so does where one block ends and the next begins."""
    assert content_hash(replace(FULL, **changes)) != content_hash(FULL)


def test_fields_cannot_run_into_each_other() -> None:
    """Text that moves from one field to another changes the hash."""
    assert content_hash(Content(title="ab")) != content_hash(Content(category="ab"))
    assert content_hash(Content(body="a\n\nb")) != content_hash(Content(body="ab"))


def test_lone_surrogates_are_hashed_too() -> None:
    """Text that no encoding can hold still has a hash."""
    assert content_hash(Content(title="\ud800"))


def test_blocks_of_a_body() -> None:
    """Blank lines part blocks, single line breaks do not."""
    assert blocks("\n\none\ntwo\n \n\nthree \n") == ["one\ntwo", "three"]
    assert blocks("") == []
