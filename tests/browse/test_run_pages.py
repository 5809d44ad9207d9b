"""The pages of runs, issues and completeness: what state they tell, and that each thing has its words."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from archive import open_archive
from archive.browse import run_data
from archive.browse.issue_words import MEANINGS, STAGES, meaning
from archive.records import Counts, Issue, PostKey, Sighting, Sweep
from scraper.outcome import Outcome
from tests.browse.desk_server import serving
from tests.changing_archive import SITE, address, world

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give an archive with runs of several outcomes, issues and sweeps."""
    made = tmp_path_factory.mktemp("runs") / "a"
    with world(made) as w:
        with w.run("backfill", 1):
            w.writer.save_sightings(
                "listing", [Sighting(PostKey(SITE, str(n), "en"), address(str(n)), n, f"Post {n}") for n in (1, 2, 3)]
            )
            w.save("1", "One", "Text.")
            w.writer.save_issues(
                [Issue("parse", "no-title", "No title was found on the page.", "<b>x</b>", address("2"))]
            )
        with w.run("update", 2):
            w.save("2", "Two", "Text.")
            late = [Issue("parse", "date-unknown", f"No date {n}.", "raw", address("1")) for n in range(60)]
            w.writer.save_issues(late, post_key=PostKey(SITE, "1", "en"))
        w.now = datetime(2026, 3, 3, 8, tzinfo=UTC)
        w.writer.start_run("update")
        w.writer.finish_run("partial", Counts(posts_failed=1, requests=12), "One page could not be fetched.")
    return made


@pytest.fixture(scope="module")
def desk(folder: Path) -> Iterator[httpx.Client]:
    """Serve it."""
    with serving(folder) as client:
        yield client


def _pulse(folder: Path, day: int, hour: int = 9) -> run_data.Pulse:
    with open_archive(folder) as archive:
        return run_data.pulse(archive, datetime(2026, 3, day, hour, tzinfo=UTC))


def test_the_state_is_told(folder: Path, tmp_path: Path) -> None:
    """Good while runs come and end well, fair after one that did not, bad when the last good one is too long ago."""
    assert _pulse(folder, 3).state == "fair"
    assert "One page could not be fetched." in _pulse(folder, 3).sentences
    assert (_pulse(folder, 9).state, _pulse(folder, 9).title) == ("bad", "Overdue")
    with world(tmp_path / "a"):
        pass
    assert _pulse(tmp_path / "a", 1).title == "Nothing has run yet"
    with world(tmp_path / "b") as w:
        for day in (1, 8, 15, 22):
            with w.run("update", day):
                pass
    assert _pulse(tmp_path / "b", 31).state == "good", "it comes every seven days, so nine are within patience"
    assert "Usually one comes every 7\u00a0d." in _pulse(tmp_path / "b", 31).sentences


def test_runs_and_their_pages(desk: httpx.Client) -> None:
    """The list names all runs; the page of one has outcome, counts, message, issues; an unknown one is said."""
    listed = desk.get("/runs").text
    assert [int(number) for number in re.findall(r'<td><a href="/runs/(\d+)">', listed)] == [3, 2, 1]
    page = desk.get("/runs/3").text
    assert "One page could not be fetched." in page
    assert re.search(r"<dt>requests</dt><dd>12</dd>", page)
    assert "All 60 issues of this run" in desk.get("/runs/2").text
    assert desk.get("/runs/99").status_code == 404


def test_what_a_run_looked_at(tmp_path: Path) -> None:
    """The sweeps of a run are shown with their ends and reasons."""
    with world(tmp_path / "a") as w, w.run("backfill", 1):
        w.save("1", "One", "Text.")
        w.writer.save_sweep(Sweep("listing", "https://centre.example/news", complete=True, pages=2, shown=9, lang="en"))
        w.writer.save_sweep(
            Sweep("feed", "https://centre.example/feed", complete=False, reason="it timed out", pages=1)
        )
    with serving(tmp_path / "a") as client:
        page = client.get("/runs/1").text
        assert "to its end" in page
        assert "it timed out" in page
        assert "it timed out" in client.get("/completeness").text


def test_issues_by_kind(desk: httpx.Client) -> None:
    """Kinds stand once with their number, words and what to do; all of one kind come in pages."""
    page = desk.get("/issues").text
    assert page.count('<section class="panel">') == 2
    assert "No date was found near the title" in page
    assert "60 times" in page
    assert "&lt;b&gt;x&lt;/b&gt;" in page
    assert desk.get("/issues?run=1").text.count('<section class="panel">') == 1
    assert "None of that kind" in desk.get("/issues?stage=file").text
    first, second = (desk.get(f"/issues?code=date-unknown&page={number}").text for number in (1, 2))
    assert first.count('class="issue"') == 50
    assert second.count('class="issue"') == 10
    assert desk.get("/issues?run=x").status_code == 400


def test_completeness_is_proved(desk: httpx.Client) -> None:
    """The verdict in sentences, the sources with their numbers, and what is owed."""
    page = desk.get("/completeness").text
    assert "Not everything is held" in page
    assert "2 of the 3 posts that sources showed are held; 1 are not: 1 not asked for yet." in page
    assert re.search(r'<th scope="row">listing</th><td class="num">3</td>', page)


def test_every_code_has_words() -> None:
    """Whatever the program can call an issue is explained, with what to do next; and nothing else is."""
    source = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "scraper").rglob("*.py"))
    used = set(re.findall(r'Issue\(\s*(?:"[a-z]+"|stage),\s*"([a-z]+(?:-[a-z]+)*)"', source))
    assert len(used) > 30
    assert used - set(MEANINGS) == set()
    assert {code for code in MEANINGS if f'"{code}"' not in source and not _is_error(code, source)} == set()
    assert meaning("never-seen-before").title == "Never seen before"


def _is_error(code: str, source: str) -> bool:
    """Whether a code is the name of an exception: `BodyTruncated` is `body-truncated`."""
    return f"class {''.join(part.capitalize() for part in code.split('-'))}(" in source


def test_every_outcome_and_stage_has_words() -> None:
    """No page shows a bare name where a sentence is promised."""
    assert {outcome.word for outcome in Outcome} <= set(run_data.OUTCOMES)
    assert set(STAGES) == {"fetch", "render", "parse", "listing", "file", "discover", "record"}


def test_a_run_under_way_is_told(tmp_path: Path) -> None:
    """A run that has not ended is no success and no failure."""
    with world(tmp_path / "a") as w:
        with w.run("backfill", 1):
            w.save("1", "One", "Text.")
        w.now += timedelta(hours=1)
        w.writer.start_run("update")
        with serving(tmp_path / "a") as client:
            assert "is under way since" in client.get("/runs").text
            assert "It is under way, or was killed." in client.get("/runs/2").text
