"""The cookbook's questions get the answers that it prints, and its openings open."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.answer_cookbook import COOKBOOK, answered
from tests.world import assert_sound, rows

ROOT = Path(__file__).resolve().parent.parent
TEXT = COOKBOOK.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which `scraper demo --history` made data/history, and `archive export` made export/ of it."""
    folder = tmp_path_factory.mktemp("cookbook")
    typed = [sys.executable, "-m", "scraper", "demo", "--history", "--archive", "data/history"]
    exporting = "-m archive export --format parquet --output export --archive data/history"
    assert exporting.removeprefix("-m ") in TEXT
    for words in (typed, [sys.executable, *exporting.split()]):
        done = subprocess.run(
            words, cwd=folder, env={"PYTHONPATH": str(ROOT), "PATH": ""}, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        if words is typed:
            assert "archive changes --since 31d" in done.stdout
    return folder


def test_the_demonstration_s_history_has_every_kind_of_change(history: Path) -> None:
    """Words, dates, categories, files and a picture changed, a post came and one went, months apart; all is sound."""
    folder = history / "data" / "history"
    assert_sound(folder)
    fields = {field for (field,) in rows(folder, "SELECT DISTINCT field FROM edits WHERE weight = 'substantive'")}
    assert fields == {"title", "published", "category", "body", "attachments"}
    assert rows(folder, "SELECT count(*) FROM edits WHERE weight = 'cosmetic'") == [(1,)]
    assert rows(folder, "SELECT count(*) FROM tombstones WHERE ended IS NULL") == [(1,)]
    ((apart,),) = rows(folder, "SELECT julianday(max(started_at)) - julianday(min(started_at)) FROM runs")
    assert 59 < apart < 61
    assert rows(folder, "SELECT DISTINCT outcome FROM runs") == [("finished",)]


def test_there_are_twenty_five_questions() -> None:
    """Each is numbered, asked as a question, and has one query and one answer."""
    headings = re.findall(r"^### (\d+)\. (.*)$", TEXT, re.MULTILINE)
    assert [int(number) for number, _ in headings] == list(range(1, 26))
    assert all(question.endswith("?") for _, question in headings)
    assert TEXT.count("```sql\n") == TEXT.count("```text\n") == 25


def test_every_answer_is_the_archive_s(history: Path) -> None:
    """What the page prints below each query is what the query gives."""
    assert answered(TEXT, history / "data" / "history") == TEXT


@pytest.mark.parametrize("number", range(len(re.findall(r"```python\n", TEXT))))
def test_every_opening_in_python_runs(history: Path, number: int) -> None:
    """Pasted as they stand, beside the archive."""
    code = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)[number]
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=history, capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, bool(done.stdout.strip())) == (0, True), done.stderr


@pytest.mark.skipif(shutil.which("sqlite3") is None, reason="the program sqlite3 is not installed")
def test_the_opening_with_sqlite3_runs(history: Path) -> None:
    """The command line, as typed."""
    (typed,) = re.findall(r"```\n(sqlite3 -readonly .* \"SELECT.*)\n```", TEXT)
    done = subprocess.run(typed, shell=True, cwd=history, capture_output=True, text=True, check=False)
    assert (done.returncode, "58" in done.stdout) == (0, True), done.stderr


def test_the_notebook_runs_to_its_three_plots(history: Path) -> None:
    """Executed from the top by a kernel of its own, without an error or a warning, it draws three pictures."""
    nbformat = pytest.importorskip("nbformat", reason="Jupyter is not installed")
    client = pytest.importorskip("nbclient", reason="Jupyter is not installed")
    notebook = nbformat.read(ROOT / "docs" / "analysis.ipynb", as_version=4)
    kernel = client.NotebookClient(notebook, timeout=90, resources={"metadata": {"path": str(history)}})
    kernel.execute()
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert sum("image/png" in output.get("data", {}) for output in outputs) == 3
    assert [output.text for output in outputs if output.output_type == "stream" and output.name == "stderr"] == []
    said = "".join(output.get("text", "") for output in outputs)
    assert "57 posts stood 45 days ago, 57 stand today" in said
