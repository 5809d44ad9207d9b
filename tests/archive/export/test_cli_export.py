"""`archive export` as typed: where things go, what is refused, and that nothing is ever half written."""

from __future__ import annotations

import csv
import json
import os
import resource
import subprocess
import sys
import tracemalloc
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from archive import open_archive
from archive.export.run import Request, export
from archive.export.selection import Selection
from archive.search import Filters
from tests.archive.export.hostile import export as well
from tests.archive.export.hostile import typed
from tests.archive_tools import SITE, Clock, content, key
from tests.changing_archive import build

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[3]
FOLDERS = ("csv", "parquet", "site", "package")


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small archive whose posts went through every kind of change."""
    folder = tmp_path_factory.mktemp("export") / "centre"
    build(folder)
    return folder


def process(folder: Path, *words: str, before: Callable[[], None] | None = None) -> subprocess.CompletedProcess[bytes]:
    """Export in a process of its own."""
    command = [sys.executable, "-m", "archive", "export", "--archive", str(folder), *words]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, capture_output=True, check=False, env=env, preexec_fn=before, timeout=60)


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("a.csv", b'"id","site"'),
        ("a.jsonl", b'{"id":1,'),
        ("a.ndjson", b'{"id":1,'),
        ("a.parquet", b"PAR1"),
        ("a.xlsx", b"PK"),
        ("a.xml", b"<?xml"),
        ("a.atom", b"<?xml"),
        ("A.CSV", b'"id","site"'),
    ],
)
def test_the_ending_says_the_format(centre: Path, tmp_path: Path, name: str, begins: bytes) -> None:
    """No --format is needed where the name tells; folders above the file are made."""
    well(centre, "--output", tmp_path / "new" / name)
    assert (tmp_path / "new" / name).read_bytes().startswith(begins)


@pytest.mark.parametrize("form", ["csv", "jsonl", "atom", "jsonfeed"])
def test_standard_output_is_the_file(centre: Path, tmp_path: Path, form: str) -> None:
    """What goes to a pipe is byte for byte what goes to a file; what is said goes to standard error."""
    done = process(centre, "--format", form, "--output", "-")
    assert done.returncode == 0, done.stderr
    well(centre, "--format", form, "--output", tmp_path / "x.out")
    assert done.stdout == (tmp_path / "x.out").read_bytes()
    assert b"posts: standard output" in done.stderr


def test_a_reader_that_has_seen_enough(centre: Path) -> None:
    """A pipe that closes early is no error."""
    script = f"{sys.executable} -m archive export --archive {centre} --format jsonl --output - | head -c 10"
    done = subprocess.run(script, shell=True, capture_output=True, cwd=ROOT, check=False)
    assert (done.returncode, done.stdout) == (0, b'{"id":1,"s')
    assert b"Traceback" not in done.stderr


def test_named_tables(centre: Path, tmp_path: Path) -> None:
    """A folder or workbook holds the tables that were named, and a later export takes away those that are not."""
    well(centre, "--format", "csv", "--output", tmp_path / "x")
    assert len(list((tmp_path / "x").glob("*.csv"))) == 4
    well(centre, "--format", "csv", "--output", tmp_path / "x", "--table", "edits", "--table", "posts")
    assert sorted(path.name for path in (tmp_path / "x").iterdir()) == ["edits.csv", "export.json", "posts.csv"]
    well(centre, "--output", tmp_path / "e.csv", "--table", "edits")
    with (tmp_path / "e.csv").open(encoding="utf-8", newline="") as file:
        assert next(csv.reader(file))[:2] == ["revision_id", "post_id"]


def test_files_come_along(centre: Path, tmp_path: Path) -> None:
    """With --with-files each file that the tables name, those of earlier revisions too, lies where `file` says."""
    well(centre, "--format", "csv", "--output", tmp_path / "x", "--with-files")
    with (tmp_path / "x" / "attachments.csv").open(encoding="utf-8", newline="") as file:
        named = [row["file"] for row in csv.DictReader(file)]
    assert named
    assert all((tmp_path / "x" / name).is_file() for name in named)
    assert len(list((tmp_path / "x" / "blobs").rglob("*.*"))) == len(list((centre / "blobs").rglob("*.*")))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--output", "{}/x"], "give --format"),
        (["--output", "-"], "give --format"),
        (["--format", "csv", "--output", "{}/x.jsonl"], "disagree"),
        (["--format", "site", "--output", "-"], "name a folder"),
        (["--format", "excel", "--output", "-"], "name a file"),
        (["--format", "jsonl", "--output", "{}"], "is a folder"),
        (["--format", "site", "--output", "{}/there.csv"], "disagree"),
        (["--format", "site", "--output", "{}/there"], "is a file"),
        (["--output", "{}/x.csv", "--table", "posts", "--table", "edits"], "give a folder"),
        (["--output", "{}/x.xml", "--table", "posts"], "not for it"),
        (["--output", "{}/x.xlsx", "--raw"], "--raw is for csv"),
        (["--output", "{}/x.csv", "--limit", "3"], "--limit is for feeds"),
        (["--output", "{}/x.csv", "--with-files"], "needs a folder"),
        (["--output", "{}/x.csv", "--table", "runs"], "runs"),
        (["--output", "{}/x.csv", "--since-run", "0"], "since-run"),
        ([], "--output"),
    ],
)
def test_wrong_use(centre: Path, tmp_path: Path, words: list[str], said: str) -> None:
    """What means nothing is said in one sentence, with exit code 2, and nothing is written."""
    (tmp_path / "there").write_text("x", encoding="utf-8")
    done = typed(centre, *(word.format(tmp_path) for word in words))
    assert (done.exit_code, said in done.output) == (2, True), done.output
    assert [path.name for path in tmp_path.iterdir()] == ["there"]


def test_what_is_not_ours_is_not_replaced(centre: Path, tmp_path: Path) -> None:
    """An archive, a database, a folder with somebody's posts.csv, and an export of another format are left alone."""
    other = tmp_path / "other"
    other.mkdir()
    (other / "posts.csv").write_text("mine", encoding="utf-8")
    well(centre, "--format", "site", "--output", tmp_path / "site")
    for words, said in (
        (["--format", "csv", "--output", str(centre)], "is an archive"),
        (["--format", "csv", "--output", str(centre / "archive.db")], "SQLite database"),
        (["--format", "csv", "--output", str(other)], "holds posts.csv"),
        (["--format", "parquet", "--output", str(tmp_path / "site")], "holds an export as site"),
    ):
        done = typed(centre, *words)
        assert (done.exit_code, said in done.output) == (2, True), done.output
    assert (other / "posts.csv").read_text(encoding="utf-8") == "mine"
    with open_archive(centre) as archive:
        assert archive.rows("SELECT count(*) FROM posts") == [(6,)]


def test_a_manifest_cannot_lead_elsewhere(centre: Path, tmp_path: Path) -> None:
    """Names in a manifest that somebody changed reach nothing outside the folder, and none of the hidden files."""
    folder = tmp_path / "x"
    well(centre, "--format", "csv", "--output", folder)
    (tmp_path / "precious").write_text("x", encoding="utf-8")
    (folder / ".hidden").write_text("x", encoding="utf-8")
    manifest = json.loads((folder / "export.json").read_text(encoding="utf-8"))
    manifest["parts"] += ["../precious", "..", "", ".hidden", 7, str(tmp_path / "precious")]
    (folder / "export.json").write_text(json.dumps(manifest), encoding="utf-8")
    well(centre, "--format", "csv", "--output", folder)
    assert (tmp_path / "precious").exists()
    assert (folder / ".hidden").exists()


@pytest.mark.parametrize(
    ("form", "module", "name"), [("parquet", "pyarrow", "PyArrow"), ("excel", "openpyxl", "openpyxl")]
)
def test_a_missing_extra_is_named(
    centre: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str, module: str, name: str
) -> None:
    """Without its library a format says what to install, with exit code 2."""
    monkeypatch.setitem(sys.modules, module, None)
    done = typed(centre, "--format", form, "--output", tmp_path / "x")
    assert (done.exit_code, f"needs {name}" in done.output, f"cairs-news-archive[{form}]" in done.output) == (
        2,
        True,
        True,
    )


@pytest.mark.parametrize("form", ["csv", "jsonl", "atom", "excel", "parquet"])
def test_a_full_disk_leaves_the_former_file(hostile_archive: Path, tmp_path: Path, form: str) -> None:
    """Where a file cannot grow, the command ends with 6, says so, and what was there is as it was."""
    path = tmp_path / "x.out"
    path.write_bytes(b"former")
    done = process(
        hostile_archive,
        "--format",
        form,
        "--output",
        str(path),
        before=_small_files,
    )
    assert done.returncode == 6, done.stderr
    assert b"No space is left" in done.stderr
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("form", FOLDERS)
def test_a_full_disk_leaves_the_former_folder(centre: Path, hostile_archive: Path, tmp_path: Path, form: str) -> None:
    """The same for folders: the former export is whole, and a new folder is not begun."""
    folder = tmp_path / "x"
    well(centre, "--format", form, "--output", folder)
    former = {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    for target in (folder, tmp_path / "new")[: 2 if form == "package" else 1]:
        done = process(
            hostile_archive,
            "--format",
            form,
            "--output",
            str(target),
            before=_small_files,
        )
        assert done.returncode == 6, done.stderr
    assert {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()} == former
    assert list(tmp_path.iterdir()) == [folder]


def _small_files() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))


def test_a_part_that_cannot_be_moved(centre: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If one part of a folder cannot take its place, all of the former export is back in its own."""
    folder = tmp_path / "x"
    well(centre, "--format", "csv", "--output", folder)
    former = {path.name: path.read_bytes() for path in folder.iterdir()}
    rename = Path.rename

    def failing(path: Path, target: Path) -> Path:
        if path.name == "posts.csv" and path.parent.name.startswith(".export-"):
            raise PermissionError(13, "Permission denied")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", failing)
    done = typed(centre, "--format", "csv", "--output", folder, "--lang", "tc")
    assert (done.exit_code, type(done.exception).__name__) == (1, "ArchiveError")  # which `main` makes a sentence of
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == former


def test_what_a_kill_left_is_removed(centre: Path, tmp_path: Path) -> None:
    """The half-built folder of an export that was killed goes with the next one; that of one at work stays."""
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    dead, alive = tmp_path / "x" / f".export-{ended.pid}-00", tmp_path / "x" / f".export-{os.getpid()}-00"
    for folder in (dead, alive):
        folder.mkdir(parents=True)
    well(centre, "--format", "csv", "--output", tmp_path / "x")
    assert (dead.exists(), alive.exists()) == (False, True)


def test_what_is_said(centre: Path, tmp_path: Path) -> None:
    """Counts and the run to go on from; more with -v, nothing with -q, JSON for machines."""
    said = well(centre, "--output", tmp_path / "x.csv").output
    assert said == f"6 posts: {tmp_path}/x.csv\nUp to run 10; what comes after it: --since-run 10\n"
    assert "1 file, " in well(centre, "--output", tmp_path / "x.csv", "-v").output
    assert well(centre, "--output", tmp_path / "x.csv", "-q").output == ""
    told = json.loads(well(centre, "--output", tmp_path / "x.csv", "--since-run", "9", "--json").output)
    assert told == {
        "format": "csv", "output": f"{tmp_path}/x.csv", "rows": {"posts": 1}, "since_run": 9, "last_run": 10,
        "files_missing": 0,
    }  # fmt: skip


def test_the_manifest_of_a_folder(centre: Path, tmp_path: Path) -> None:
    """It names the format, what was asked for, the rows and the last run."""
    well(centre, "--format", "parquet", "--output", tmp_path / "x", "--lang", "en", "--since-run", "1")
    told = json.loads((tmp_path / "x" / "export.json").read_text(encoding="utf-8"))
    assert (told["format"], told["last_run"]) == ("parquet", 10)
    assert told["selection"] == {"lang": "en", "since_run": 1}
    assert told["rows"]["posts"] == 5


def test_an_archive_without_posts(tmp_path: Path) -> None:
    """Every format is written, with its names and types, and nothing in it."""
    open_archive(tmp_path / "a", create=True).close()
    for form in ("csv", "jsonl", "parquet", "excel", "atom", "jsonfeed", "site", "package"):
        well(tmp_path / "a", "--format", form, "--output", tmp_path / form)
    assert (tmp_path / "csv" / "posts.csv").read_bytes().startswith(b'"id","site"')
    assert (tmp_path / "jsonl").read_bytes() == b""
    assert "No posts" in (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    assert len(list((tmp_path / "parquet" / "posts").rglob("*.parquet"))) == 1


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of 5 MB of text in 100 posts."""
    from archive.store import Writer

    folder = tmp_path_factory.mktemp("large") / "a"
    clock = Clock()
    with open_archive(folder, create=True) as archive, Writer(archive, clock, site=SITE) as writer:
        writer.start_run("backfill")
        for number in range(100):
            body = "\n\n".join([f"Block {number} of it, {block}. " * 20 for block in range(120)])
            post = content(f"Post {number}", body, body_html="", published=f"20{number % 20:02}-01-01")
            writer.save_post(key(str(number)), f"https://site.example/{number}", post, [], parser_version="1")
    return folder


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet", "atom", "site", "package"])
def test_memory_stays_flat(large: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str) -> None:
    """Far less memory is taken than the texts are long."""
    if form == "parquet":
        monkeypatch.setattr("archive.export.parquet._CHARACTERS", 200_000)
    monkeypatch.setattr("archive.export.site._SHARD", 50_000)
    request = Request(form, tmp_path / "x", form in {"site", "package"}, ("posts",), limit=0)
    with open_archive(large) as archive:
        choice = Selection(filters=Filters(lang="none"))  # so that what is imported and prepared once does not count
        export(archive, choice, replace(request, path=tmp_path / "none"))
        tracemalloc.start()
        try:
            assert export(archive, Selection(), request).rows["posts"] == 100
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert peak < 2e6
