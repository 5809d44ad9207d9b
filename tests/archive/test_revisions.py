"""What counts as a change, and of what weight."""

from __future__ import annotations

from dataclasses import replace

import pytest

from archive.hashing import Content
from archive.records import Attachment, StoredAttachment
from archive.revisions import FIELDS, Outcome, Weight, compare, decide


def _file(name: str = "4.jpg", sha256: str | None = "a" * 64, position: int = 1, **changes: object) -> StoredAttachment:
    values: dict[str, object] = {"label": f"{name} (4 MB)", "url": f"https://site.example/{name}"}
    return StoredAttachment(Attachment(position, 0, name, **{**values, **changes}), sha256)


OLD = Content(
    "A title",
    "2022-05-25",
    "News",
    "A teaser",
    "One's word.\n\nTwo.",
    "<p>One</p>",
    (_file(), _file("5.pdf", "b" * 64, 2)),
)


def test_a_post_without_a_revision_is_new() -> None:
    """The first content makes a revision without naming changes."""
    decision = decide(None, OLD)
    assert (decision.outcome, decision.changed, decision.makes_revision) == (Outcome.NEW, {}, True)
    assert decision.outcome == "new"


@pytest.mark.parametrize(
    "new",
    [
        OLD,
        replace(OLD, body_html="<div><p>One</p></div>"),
        replace(OLD, title=" A  title "),
        replace(OLD, summary=""),
        replace(OLD, attachments=tuple(reversed(OLD.attachments))),
        replace(OLD, attachments=(_file(url="https://site.example/4.jpg?t=99"), OLD.attachments[1])),
        replace(OLD, attachments=(_file(sha256=None), OLD.attachments[1])),
    ],
    ids=["equal", "markup", "white space", "no teaser met", "order", "same bytes elsewhere", "bytes not fetched"],
)
def test_unchanged(new: Content) -> None:
    """What is not the site's doing, or not content, makes no revision."""
    decision = decide(OLD, new)
    assert (decision.outcome, decision.changed, decision.makes_revision) == (Outcome.UNCHANGED, {}, False)


@pytest.mark.parametrize(
    ("new", "changed"),
    [
        (replace(OLD, title="Another"), {"title": "substantive"}),
        (replace(OLD, title="A Title"), {"title": "cosmetic"}),
        (replace(OLD, published="2022-05-26"), {"published": "substantive"}),
        (replace(OLD, published=None), {"published": "substantive"}),
        (replace(OLD, category=""), {"category": "substantive"}),
        (replace(OLD, summary="Another teaser"), {"summary": "substantive"}),
        (replace(OLD, body="One\u2019s word.\n\nTwo."), {"body": "cosmetic"}),
        (replace(OLD, body="One&#39;s word.\n\nTwo."), {"body": "cosmetic"}),
        (replace(OLD, body="One's word. Two."), {"body": "cosmetic"}),
        (replace(OLD, body="One's word.\n\nTwo!"), {"body": "substantive"}),
        (replace(OLD, attachments=OLD.attachments[:1]), {"attachments": "substantive"}),
        (replace(OLD, attachments=(_file(sha256="c" * 64), OLD.attachments[1])), {"attachments": "substantive"}),
        (replace(OLD, title="B", body="C"), {"title": "substantive", "body": "substantive"}),
    ],
)
def test_revised(new: Content, changed: dict[str, str]) -> None:
    """Each changed field is named, in the order of the columns, with its weight."""
    decision = decide(OLD, new)
    assert decision.outcome is Outcome.REVISED
    assert decision.changed == changed
    assert list(decision.changed) == [field for field in FIELDS if field in changed]
    assert decision.content.title == new.title


@pytest.mark.parametrize(("label", "weight"), [("4.jpg (5 MB)", "substantive"), ("4.JPG (4 MB)", "cosmetic")])
def test_a_label_counts_where_there_are_no_bytes(label: str, weight: str) -> None:
    """Of a file that was never fetched, its label is all that is known."""
    before = replace(OLD, attachments=(_file(sha256=None),))
    assert decide(before, replace(OLD, attachments=(_file(sha256=None, label=label),))).changed == {
        "attachments": weight
    }


def test_a_picture_saved_anew_is_cosmetic_and_a_replaced_one_is_not() -> None:
    """Perceptual hashes tell a new encoding from another picture."""
    new = replace(OLD, attachments=(_file(sha256="c" * 64), OLD.attachments[1]))
    alike = {"a" * 64: "f0f0f0f0f0f0f0f0", "c" * 64: "f0f0f0f0f0f0f0f1"}
    assert decide(OLD, new, phashes=alike).changed == {"attachments": Weight.COSMETIC}
    assert decide(OLD, new, phashes={**alike, "c" * 64: "0f0f0f0f0f0f0f0f"}).changed == {
        "attachments": Weight.SUBSTANTIVE
    }


def test_bytes_that_do_not_arrive_are_kept_from_the_last_time() -> None:
    """A file that could not be fetched now keeps its old bytes, with the problem beside them."""
    failed = replace(_file(sha256=None), problem="timed out")
    kept = decide(OLD, replace(OLD, attachments=(failed, OLD.attachments[1]))).content.attachments[0]
    assert (kept.sha256, kept.problem) == ("a" * 64, "timed out")


def test_one_name_for_several_pictures() -> None:
    """Pictures that share a name are told apart by their bytes and places, in whatever order they come."""
    shared = [
        _file("image.jpg", digit * 64, n, label="", url=f"https://site.example/{n}/image.jpg")
        for n, digit in enumerate("abc", 1)
    ]
    before = replace(OLD, attachments=tuple(shared))
    shuffled = tuple(
        replace(item, attachment=replace(item.attachment, url=f"https://cdn.example/{n}.jpg"))
        for n, item in enumerate(reversed(shared))
    )
    assert decide(before, replace(OLD, attachments=shuffled)).outcome is Outcome.UNCHANGED
    replaced = (shared[0], replace(shared[1], sha256="d" * 64), shared[2])
    assert decide(before, replace(OLD, attachments=replaced)).changed == {"attachments": Weight.SUBSTANTIVE}
    assert decide(before, replace(OLD, attachments=(shared[0], shared[2]))).changed == {
        "attachments": Weight.SUBSTANTIVE
    }


def test_a_token_in_an_address_is_no_change_even_when_the_file_fails() -> None:
    """An address that differs in its query alone keeps the bytes it gave last; another place does not."""
    token = _file(sha256=None, url="https://site.example/4.jpg?token=2")
    decision = decide(OLD, replace(OLD, attachments=(token, OLD.attachments[1])))
    assert decision.outcome is Outcome.UNCHANGED
    assert decision.content.attachments[0].sha256 == "a" * 64
    elsewhere = _file(sha256=None, url="https://site.example/new/4.jpg")
    decision = decide(OLD, replace(OLD, attachments=(elsewhere, OLD.attachments[1])))
    assert decision.changed == {"attachments": Weight.SUBSTANTIVE}
    assert decision.content.attachments[0].sha256 is None


def test_bytes_that_arrive_late_are_no_change() -> None:
    """A file that failed at first and is there now completes the revision."""
    before = replace(OLD, attachments=(_file(sha256=None), OLD.attachments[1]))
    decision = decide(before, OLD)
    assert decision.outcome is Outcome.UNCHANGED
    assert decision.content.attachments == OLD.attachments


def test_a_teaser_learned_later_is_no_change() -> None:
    """A summary that no source had shown yet completes the revision."""
    decision = decide(replace(OLD, summary=""), OLD)
    assert (decision.outcome, decision.content.summary) == (Outcome.UNCHANGED, "A teaser")


def test_what_was_not_read_is_kept() -> None:
    """A field declared unread keeps its known value; one that is missing in earnest is a change."""
    bare = replace(OLD, published=None, category="", body="", body_html="")
    decision = decide(OLD, bare, unread={"published", "category", "body"})
    assert decision.outcome is Outcome.UNCHANGED
    assert decision.content == OLD
    assert set(decide(OLD, bare).changed) == {"published", "category", "body"}


def test_an_unread_field_that_was_read_after_all_counts() -> None:
    """Only an empty value is replaced by the known one."""
    assert decide(OLD, replace(OLD, category="Events"), unread={"category"}).changed == {"category": Weight.SUBSTANTIVE}


def test_a_post_that_was_gone_is_restored() -> None:
    """Coming back is told apart from an edit, whether or not something changed meanwhile."""
    same, edited = decide(OLD, OLD, was_gone=True), decide(OLD, replace(OLD, title="B"), was_gone=True)
    assert (same.outcome, same.makes_revision) == (Outcome.RESTORED, False)
    assert (edited.outcome, edited.makes_revision, list(edited.changed)) == (Outcome.RESTORED, True, ["title"])


def test_going_back_to_an_earlier_content_is_told() -> None:
    """An edit that is undone is a revision that names the one it equals."""
    edited = replace(OLD, title="B")
    earlier = [(1, OLD), (2, edited)]
    assert decide(edited, OLD, earlier=earlier).same_as == 1
    assert decide(edited, replace(OLD, title="C"), earlier=earlier).same_as is None


def test_comparing_with_itself_never_differs() -> None:
    """Equal contents have no differences, also empty ones."""
    for content in (Content(), OLD):
        assert compare(content, content) == {}


def test_other_bytes_are_no_return() -> None:
    """A picture that is replaced at its address is new; put back, it names the revision that had it."""
    second = replace(OLD, attachments=(_file(sha256="c" * 64), OLD.attachments[1]))
    third = replace(OLD, attachments=(_file(sha256="d" * 64), OLD.attachments[1]))
    assert decide(OLD, second, earlier=[(1, OLD)]).same_as is None
    assert decide(second, third, earlier=[(1, OLD), (2, second)]).same_as is None
    assert decide(third, OLD, earlier=[(1, OLD), (2, second), (3, third)]).same_as == 1


def test_a_return_under_another_token_is_a_return() -> None:
    """What makes no difference between two readings makes none between a reading and an earlier revision."""
    edited = replace(OLD, title="B")
    token = (_file(url="https://site.example/4.jpg?token=2"), OLD.attachments[1])
    back = replace(OLD, attachments=token, body="One's  word.\n \nTwo.")
    assert decide(edited, back, earlier=[(1, OLD), (2, edited)]).same_as == 1


CHINESE = replace(
    OLD, title="中心新實驗室開幕", category="消息", summary="實驗室", body="中心於二月開幕。\n\n嘉賓「出席」了 café。",
    attachments=(_file("典禮.jpg", url="https://site.example/1.jpg", label="典禮.jpg (4 MB)"),),
)  # fmt: skip


def _misread(text: str, meant: str, taken: str) -> str:
    return text.encode(meant, "replace").decode(taken, "replace")


@pytest.mark.parametrize(
    ("meant", "taken"),
    [("utf-8", "cp1252"), ("utf-8", "latin-1"), ("utf-8", "big5hkscs"), ("utf-8", "gb18030"), ("gb18030", "cp1252")],
)
def test_an_encoding_flip_is_no_change(meant: str, taken: str) -> None:
    """A page that comes garbled by a wrong character set changes nothing, and no good value is lost to it."""
    (file,) = CHINESE.attachments
    named = file.attachment
    garbled = replace(
        CHINESE,
        **{
            field: _misread(getattr(CHINESE, field), meant, taken) for field in ("title", "category", "summary", "body")
        },
        attachments=(
            replace(
                file,
                attachment=replace(
                    named, name=_misread(named.name, meant, taken), label=_misread(named.label, meant, taken)
                ),
            ),
        ),
    )
    decision = decide(CHINESE, garbled)
    assert (decision.outcome, decision.content) == (Outcome.UNCHANGED, CHINESE)
    mended = decide(garbled, CHINESE)
    assert set(mended.changed.values()) == {Weight.COSMETIC}
    assert mended.content == CHINESE


def test_an_edit_beside_letters_with_accents_is_an_edit() -> None:
    """Only a text that a wrong character set really makes is taken for garbled."""
    for before, after in (
        ("café", "cafe"),
        ("café", "caf"),
        ("新實驗室", "舊實驗室"),
        ("naïve", "naive é"),
        ("中", "é"),
    ):
        assert decide(replace(OLD, title=before), replace(OLD, title=after)).changed == {"title": Weight.SUBSTANTIVE}
