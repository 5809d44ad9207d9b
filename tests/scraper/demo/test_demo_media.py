"""The demonstration's pictures and documents are real, and as large as their labels say."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from scraper.demo.media import make_file, write_files
from scraper.demo.posts import File


@pytest.mark.parametrize(("name", "form"), [("a.jpg", "JPEG"), ("b.png", "PNG")])
@pytest.mark.parametrize("size", [60_000, 131_072, 1_234_567])
def test_a_picture_has_exactly_the_size_asked_for_and_opens(name, form, size):
    """Filling up to a size leaves a picture that a strict decoder reads to its end."""
    data = make_file(name, size)
    assert len(data) == size
    with Image.open(io.BytesIO(data)) as picture:
        assert picture.format == form
        picture.load()


def test_a_document_has_exactly_the_size_asked_for():
    """The PDF begins and ends as one does, and its cross-reference offset leads to the table."""
    data = make_file("paper.pdf", 50_000)
    assert len(data) == 50_000
    assert data.startswith(b"%PDF-1.4")
    assert data.endswith(b"%%EOF\n")
    table = int(data.rsplit(b"startxref\n", 1)[1].split(b"\n")[0])
    assert data[table:].startswith(b"xref\n")


def test_the_same_name_gives_the_same_picture_and_another_name_another():
    """Files are made from their names alone, so that two runs of the demonstration agree."""
    assert make_file("a.jpg", 60_000) == make_file("a.jpg", 60_000)
    assert make_file("a.jpg", 60_000) != make_file("b.jpg", 60_000)


def test_files_are_true_to_the_rounding_of_their_labels(tmp_path):
    """A file lies within 5 000 bytes of a label that has two decimals of a megabyte."""
    files = [File("small.jpg", "0.31"), File("call.pdf", "0.22"), File("small.jpg", "0.31")]
    write_files(files, tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["call.pdf", "small.jpg"]
    for file in files:
        assert abs((tmp_path / file.name).stat().st_size - file.declared_bytes) <= 5_000
