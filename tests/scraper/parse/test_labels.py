"""File labels in running text."""

from __future__ import annotations

import pytest

from scraper.parse.patterns.labels import find_labels, is_file_name, size_in_bytes, size_only, sole_label


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("4.jpg (4.09 MB)", [("4.jpg", 4_090_000, "4.jpg (4.09 MB)")]),
        (
            "5.jpg (12.62 MB)6.jpg (3.87 MB)",
            [("5.jpg", 12_620_000, "5.jpg (12.62 MB)"), ("6.jpg", 3_870_000, "6.jpg (3.87 MB)")],
        ),
        ("My photo (1).JPG (120 KB)", [("My photo (1).JPG", 120_000, "My photo (1).JPG (120 KB)")]),
        ("年報 2022.pdf（1.2 MB）", [("年報 2022.pdf", 1_200_000, "年報 2022.pdf（1.2 MB）")]),
        ("notes.txt (812 bytes)", [("notes.txt", 812, "notes.txt (812 bytes)")]),
        ("figures.xlsx (46,080 bytes)", [("figures.xlsx", 46_080, "figures.xlsx (46,080 bytes)")]),
        ("film.mp4 [1.5 GB]", [("film.mp4", 1_500_000_000, "film.mp4 [1.5 GB]")]),
        ("plan.docx 2.3 MB", [("plan.docx", 2_300_000, "plan.docx 2.3 MB")]),
        ("It ended well. 4.jpg (4.09 MB)", [("4.jpg", 4_090_000, "4.jpg (4.09 MB)")]),
        ("Download: a b.pdf (1 KB)", [("a b.pdf", 1_000, "a b.pdf (1 KB)")]),
        ("see report.pdf (page 3)", []),
        ("(2.5 MB of data)", []),
        ("data.zip (2.5 MB of data)", []),
        ("The price is 4.09 MB", []),
        ("no dot at all (4 MB)", []),
    ],
)
def test_labels_are_found_and_nothing_else(text, expected):
    """Labels alone, in a row and glued together; remarks that only look like them are left alone."""
    assert [(label.name, label.declared_bytes, label.text) for label in find_labels(text)] == expected


def test_positions_refer_to_the_text():
    """A label stands where it says that it stands."""
    text = "Pictures: 1.png (1 MB), 2.png (2 MB) and more"
    assert [text[label.start : label.end] for label in find_labels(text)] == ["1.png (1 MB)", "2.png (2 MB)"]


def test_a_whole_text_may_be_a_label_without_an_ending():
    """A link's text names a document and its type and size."""
    label = sole_label("Annual report (PDF, 2.3 MB)")
    assert label is not None
    assert (label.name, label.declared_bytes) == ("Annual report", 2_300_000)
    assert sole_label("Annual report") is None


@pytest.mark.parametrize(
    ("number", "unit", "size"),
    [
        ("4.09", "MB", 4_090_000),
        ("1,5", "Mo", 1_500_000),
        ("2", "KiB", 2048),
        ("1,234.5", "KB", 1_234_500),
        ("3", "xyz", None),
    ],
)
def test_sizes_are_powers_of_ten_unless_they_say_otherwise(number, unit, size):
    """MB is a million bytes, MiB is not."""
    assert size_in_bytes(number, unit) == size


def test_small_questions():
    """A file's name alone, and a size alone, are told from other texts."""
    assert is_file_name("annual report (final).pdf")
    assert not is_file_name("https://site.example/a.pdf")
    assert size_only("(4.09 MB)") == 4_090_000
    assert size_only("4.09 MB of data") is None
