"""Hard pages are read in a child with limits, and cannot harm the run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from scraper.discover.source import Page
from scraper.reading import Reading
from scraper.worker import PageTooHard, Worker, is_hard
from tests.hard_readers import misbehave


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    """A child that may take a second of processor time and 400 MB."""
    worker = Worker(misbehave, cpu_seconds=1, memory=400_000_000, wall_seconds=30)
    yield worker
    worker.close()


@pytest.mark.parametrize(
    ("how", "said"), [("hang", "1 seconds"), ("eat", "381 MB"), ("die", "died"), ("fail", "RecursionError")]
)
def test_a_page_can_end_the_child_but_not_the_run(worker: Worker, how: str, said: str) -> None:
    """Whatever a page does to its reader becomes one error with its cause, and the next page gets a new child."""
    with pytest.raises(PageTooHard, match=said):
        worker(how)
    assert worker("fine") == "fine"


@pytest.fixture(scope="module")
def reading() -> Iterator[Reading]:
    """The reading of a run."""
    reading = Reading()
    yield reading
    reading.close()


HARD = {
    "20 MB": b"<html><body>" + b"<p>All work and no play makes a long page.</p>" * 440_000,
    "5 000 deep": b"<html><body>" + b"<div>" * 5_000 + b"Down here." + b"</div>" * 5_000,
    "100 000 attributes": b"<html><body><p " + b" ".join(b"a%d=1" % n for n in range(100_000)) + b">Text.</p>",
    "100 000 links": b"<html><body>" + b"".join(b'<a href="/n/%d">Number %d</a>' % (n, n) for n in range(100_000)),
    "binary": bytes(range(256)) * 4_000,
    "one tag": b"<" * 1_000_000,
}


@pytest.mark.parametrize("name", HARD)
def test_hard_pages_give_issues_and_no_post(reading: Reading, name: str) -> None:
    """Pages made to be hard are read within limits or given up with an issue, and none is taken for a post."""
    page = Page("http://x/news/1", "http://x/news/1", 200, HARD[name])
    content = reading.detail(page, None)
    assert not content.is_post or name in {"20 MB", "5 000 deep"}
    reading.listing(page, None)


def test_what_is_hard() -> None:
    """Size and the number of tags decide; an ordinary page is read at once."""
    assert not is_hard(b"<p>short</p>" * 100)
    assert is_hard(HARD["20 MB"])
    assert is_hard(HARD["one tag"])
