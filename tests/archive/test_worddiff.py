"""What differs between two texts, and between two bodies."""

from __future__ import annotations

import time
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.blockdiff import BlockKind, block_diff
from archive.worddiff import Piece, align, readable, rising, tokens, word_diff

TEXTS = st.text(alphabet="ab 香港研 ,.'\n", max_size=60)


def marked(before: str, after: str) -> str:
    """Show a difference with `[-…-]` and `{+…+}`."""
    signs = {"=": "{}", "-": "[-{}-]", "+": "{{+{}+}}"}
    return "".join(signs[piece.op].format(piece.text) for piece in readable(word_diff(before, after)))


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("The talk is on 3 May.", "The talk is on 4 May.", "The talk is on [-3-]{+4+} May."),
        ("a new lab", "a new test lab", "a new {+test+} lab"),
        ("a new test lab", "a new lab", "a new [-test-] lab"),
        ("It costs 4.09 MB", "It costs 5.09 MB", "It costs [-4.09-]{+5.09+} MB"),
        ("the well-known Chan's law", "the unknown Chan's law", "the [-well-known-]{+unknown+} Chan's law"),
        ("研究中心舉辦研討會", "研發中心舉辦國際研討會", "研[-究-]{+發+}中心舉辦{+國際+}研討會"),
        ("於2022年5月25日舉行", "於2022年6月1日舉行", "於2022年[-5-]{+6+}月[-25-]{+1+}日舉行"),
        ("香港 InnoHK 中心", "香港 InnoHK 研究中心", "香港 InnoHK {+研究+}中心"),
        ("News", "新聞", "[-News-]{+新聞+}"),
        ("", "Events", "{+Events+}"),
        ("Events", "", "[-Events-]"),
        ("a  b\tc", "a b c", "a b c"),
        ("香港研究", "香港 研究", "香港{+ +}研究"),
    ],
)
def test_words(before: str, after: str, shown: str) -> None:
    """English changes by words and numbers, Chinese by characters drawn together, white space not at all."""
    assert marked(before, after) == shown


def test_crumbs_are_drawn_into_the_edit() -> None:
    """A small word that happens to stay between two edits does not break them up."""
    shown = marked("She spoke about the history of steel", "She spoke on a future of aluminium")
    assert shown == "She spoke [-about the history of steel-]{+on a future of aluminium+}"


def test_texts_with_little_in_common_are_shown_whole() -> None:
    """One sentence in the place of quite another is no patchwork."""
    before, after = "Registration is closed for this year.", "The hall was full of guests, and the talks went on."
    assert marked(before, after) == f"[-{before}-]{{+{after}+}}"


@given(TEXTS, TEXTS)
def test_either_text_can_be_had_back(before: str, after: str) -> None:
    """The pieces that stayed or were added are the newer text; those that stayed or were removed the former."""
    pieces = word_diff(before, after)
    assert "".join(piece.text for piece in pieces if piece.op != "-") == after
    former = "".join(piece.text for piece in pieces if piece.op != "+")
    assert former.split() == before.split()
    assert all(piece.text for piece in pieces)
    assert not any(a.op == b.op for a, b in pairwise(pieces))


@given(st.text(max_size=80))
def test_tokens_lose_nothing(text: str) -> None:
    """Tokens joined are the text again, whatever is in it, and a text does not differ from itself."""
    assert "".join(tokens(text)) == unicodedata.normalize("NFC", text)
    assert all(piece.op == "=" for piece in word_diff(text, text))


@given(st.lists(st.sampled_from("abc"), max_size=12), st.lists(st.sampled_from("abc"), max_size=12))
def test_aligned_spans_cover_both_sides(a: list[str], b: list[str]) -> None:
    """Spans follow each other without gap or overlap, and equal ones are equal."""
    at_a = at_b = 0
    for span in align(a, b):
        assert (span.a_from, span.b_from) == (at_a, at_b)
        at_a, at_b = span.a_to, span.b_to
        assert (a[span.a_from : at_a] == b[span.b_from : at_b]) or not span.equal
    assert (at_a, at_b) == (len(a), len(b))


@pytest.mark.parametrize(
    ("values", "length"), [([], 0), ([3, 1, 2], 2), ([1, 2, 3], 3), ([3, 2, 1], 1), ([2, 5, 3, 4], 3)]
)
def test_longest_rise(values: list[int], length: int) -> None:
    """The longest rising subsequence is found."""
    found = [values[index] for index in rising(values)]
    assert (len(found), found == sorted(set(found))) == (length, True)


@pytest.mark.parametrize("sign", ["ab ", "的", "a b c "])
def test_long_hostile_texts_take_no_time(sign: str) -> None:
    """Repetition in which everything equals everything is not compared pair by pair."""
    before, after = sign * 30_000, "x" + (sign * 29_000)[::-1] + "y"
    start = time.perf_counter()
    word_diff(before, after)
    block_diff("\n\n".join([before[:90]] * 700), "\n\n".join([after[:90]] * 700))
    assert time.perf_counter() - start < 5


def test_a_long_text_with_a_few_edits_is_told_exactly() -> None:
    """Ten thousand words with three changed ones differ in three places."""
    words = [f"w{n % 997}x{n // 997}" for n in range(10_000)]
    edited = [*words]
    for place in (5, 5_000, 9_990):
        edited[place] = "CHANGED"
    pieces = word_diff(" ".join(words), " ".join(edited))
    assert [piece.text.strip() for piece in pieces if piece.op == "+"] == ["CHANGED"] * 3


# -- paragraphs -----------------------------------------------------------------------------------------------

FIRST = "The Centre opened its laboratory on 27 February. Guests attended the ceremony."
SECOND = "The laboratory holds four chambers and a table. It serves researchers from all over the city."
THIRD = "Professor Wong thanked the partners of the Centre for their trust in its work."


def kinds(before: list[str], after: list[str]) -> list[str]:
    """Name what became of each paragraph."""
    return [str(block.kind) for block in block_diff("\n\n".join(before), "\n\n".join(after))]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ([FIRST, SECOND], [FIRST, SECOND], ["same", "same"]),
        ([FIRST, SECOND], [FIRST.replace("27", "28"), SECOND], ["edited", "same"]),
        ([FIRST], [FIRST, SECOND], ["same", "added"]),
        ([FIRST, SECOND], [SECOND], ["removed", "same"]),
        ([FIRST, SECOND, THIRD], [THIRD, FIRST, SECOND], ["moved-here", "same", "same", "moved-away"]),
        ([FIRST, THIRD], [FIRST, SECOND, THIRD.replace("trust", "patience")], ["same", "added", "edited"]),
        ([FIRST], ["Something else entirely is here now."], ["removed", "added"]),
        ([], [FIRST], ["added"]),
        ([FIRST], [], ["removed"]),
        (["Yes", "Yes", "No"], ["Yes", "No"], ["same", "removed", "same"]),
    ],
)
def test_paragraphs(before: list[str], after: list[str], expected: list[str]) -> None:
    """Each paragraph stays, is edited, comes, goes, or moves."""
    found = kinds(before, after)
    assert sorted(found) == sorted(expected)
    if "moved-here" not in expected:
        assert [kind for kind in found if kind != "removed"] == [kind for kind in expected if kind != "removed"]


def test_a_move_has_one_number_and_tells_what_was_edited_on_the_way() -> None:
    """Both ends of a move are tied together; its words are compared."""
    edited = THIRD.replace("trust", "trust and patience")
    blocks = block_diff("\n\n".join([FIRST, SECOND, THIRD]), "\n\n".join([edited, FIRST, SECOND]))
    here, away = (next(b for b in blocks if b.kind is kind) for kind in (BlockKind.MOVED_HERE, BlockKind.MOVED_AWAY))
    assert (here.move, away.move, away.text) == (1, 1, THIRD)
    assert [piece.text.strip() for piece in here.pieces if piece.op == "+"] == ["and patience"]


@pytest.mark.parametrize("split", [True, False])
def test_a_paragraph_that_was_split_or_joined_is_no_new_one(split: bool) -> None:
    """Only the paragraph's end differs, and what was edited besides."""
    one, two = SECOND, SECOND.replace("table. It", "table.\n\nIt").replace("four", "six")
    before, after = (one, two) if split else (two, one)
    (block,) = block_diff(before, after)
    edits = [piece for piece in readable(block.pieces) if piece.op != "="]
    four, six = ("four", "six") if split else ("six", "four")
    assert edits == [Piece("-", four), Piece("+", six), Piece("+" if split else "-", "\n\n")]


@settings(max_examples=60)
@given(st.lists(st.sampled_from([FIRST, SECOND, THIRD, "Short.", "短。", "Short!"]), max_size=6), st.data())
def test_both_bodies_can_be_had_back(before: list[str], data: st.DataObject) -> None:
    """Whatever was shuffled, added or removed: no paragraph of the newer body is lost, nor invented."""
    after = data.draw(st.lists(st.sampled_from([FIRST, SECOND, THIRD, "Short.", "新的。"]), max_size=6))
    blocks = block_diff("\n\n".join(before), "\n\n".join(after))
    newer = [b.text for b in blocks if b.kind not in {BlockKind.REMOVED, BlockKind.MOVED_AWAY}]
    assert "\n\n".join(newer) == "\n\n".join(after)
