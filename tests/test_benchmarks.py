"""The benchmark of reading: its measures on pages whose answers are known, and its floors."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.replica import FAMILIES, SITE
from tests.test_as_typed import ROOT

FAMILY = FAMILIES["ghost"]
POSTS = [post for post in SITE.posts if post.lang == "en"]


def write(folder: Path, pages: dict[str, tuple[str, dict[str, Any]]]) -> None:
    """A collection of pages with their answers."""
    folder.mkdir(parents=True)
    for name, (html, _) in pages.items():
        (folder / f"{name}.html.gz").write_bytes(gzip.compress(html.encode(), mtime=0))
    answers = {name: answer for name, (_, answer) in pages.items()}
    (folder / "truth.json").write_text(json.dumps(answers), encoding="utf-8")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """All four collections, made of the replica's pages; one title in two is said to be another."""
    posts = {}
    for number, post in enumerate(POSTS[:4]):
        answer = FAMILY.detail_answer(SITE, post)
        truth = {
            "url": FAMILY.detail_url(SITE, post),
            "title": answer.title.upper() if number % 2 else "Another title",
            "published": answer.published,
            "body": "\n\n".join(answer.body),
        }
        posts[str(post.id)] = (FAMILY.detail(SITE, post), truth)
    listings, pagination = {}, {}
    for page in (1, 2, 3):
        listing = FAMILY.listing_answer(SITE, "en", page)
        html = FAMILY.listing(SITE, "en", page)
        rows = [{"link": row.url, "title": row.title, "published": row.published} for row in listing.teasers]
        listings[f"page{page}"] = (html, {"rows": rows})
        url = FAMILY.listing_url(SITE, "en", page)
        following = [listing.next_url.removeprefix(SITE.base)] if listing.next_url else []
        pagination[f"page{page}"] = (html, {"url": url, "next": following, "page": [], "prev": []})
    write(tmp_path / "data" / "articles", posts)
    write(tmp_path / "data" / "newspapers", posts)
    write(tmp_path / "data" / "listings", listings)
    write(tmp_path / "data" / "pagination", pagination)
    return tmp_path / "data"


def measure(data: Path, *words: str) -> tuple[int, dict[tuple[str, str], list[str]], str]:
    """Run the benchmark; its exit code, its table by collection and measure, and all that it printed."""
    command = [sys.executable, "benchmarks/reading.py", "--data", str(data)]
    floors = ["--floors", str(data.parent / "floors.toml")]
    done = subprocess.run([*command, *floors, *words], cwd=ROOT, capture_output=True, text=True, check=False)
    table: dict[tuple[str, str], list[str]] = {}
    kind = ""
    for line in done.stdout.splitlines()[1:]:
        kind = line[:12].strip() or kind
        if cells := line[24:].split():
            table[kind, line[13:23].strip()] = cells
    return done.returncode, table, done.stdout + done.stderr


def test_the_measures(data: Path) -> None:
    """Exact readings score 1, a wrong title costs its share, and trafilatura stands beside them when asked for."""
    code, table, said = measure(data, "--peer", "--only", "newspapers,listings,pagination")
    assert code == 0, said
    assert table["newspapers", "title"][0] == "0.500"
    assert table["newspapers", "date"][0] == "1.000"
    assert table["newspapers", "body F1"][0] == "1.000"
    assert 0.0 < float(table["newspapers", "body F1"][2]) <= 1.0
    for measured in (
        ("listings", "rows F1"),
        ("listings", "dates"),
        ("listings", "whole"),
        ("pagination", "next page"),
    ):
        assert table[measured][0] == "1.000", measured
    assert "No floors for newspapers" in said


def test_floors_only_sink_when_told_to(data: Path) -> None:
    """A run below a floor ends with 1; `--accept` keeps the higher floor, `--accept --lower` takes the lower one."""
    assert measure(data, "--accept", "--only", "articles")[0] == 0
    floors = data.parent / "floors.toml"
    pinned = floors.read_text(encoding="utf-8")
    assert 'floors."body F1" = 1.000' in pinned
    floors.write_text(pinned.replace("1.000", "1.001"), encoding="utf-8")
    code, _, said = measure(data, "--only", "articles")
    assert (code, "BELOW ITS FLOOR" in said) == (1, True)
    assert measure(data, "--accept", "--only", "articles")[0] == 1
    assert 'floors."body F1" = 1.001' in floors.read_text(encoding="utf-8")
    assert measure(data, "--accept", "--lower", "--only", "articles")[0] == 0
    assert floors.read_text(encoding="utf-8") == pinned


def test_floors_belong_to_their_pages(data: Path) -> None:
    """Other pages have other floors: a collection that differs in one answer is not held to those of this one."""
    measure(data, "--accept", "--only", "articles")
    path = data / "articles" / "truth.json"
    truth = json.loads(path.read_text(encoding="utf-8"))
    next(iter(truth.values()))["body"] = "Quite other words than are on the page."
    path.write_text(json.dumps(truth), encoding="utf-8")
    code, table, said = measure(data, "--only", "articles", "--worst", "1")
    assert (code, table["articles", "body F1"][1]) == (0, "-")
    assert "No floors for articles" in said
    assert f"    0.00 {next(iter(truth))}" in said


@pytest.mark.parametrize("words", [["--only", "poems"], ["--lower"], ["--only", "listings"]])
def test_wrong_use(tmp_path: Path, words: list[str]) -> None:
    """What cannot be measured is said, with exit code 2."""
    (tmp_path / "data").mkdir()
    assert measure(tmp_path / "data", *words)[0] == 2
