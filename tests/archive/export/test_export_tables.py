"""Tables written and read back by other programs: what they read is what the database holds."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import duckdb
import pandas as pd
import pytest

from archive.export.delimited import harmless
from archive.export.excel import MOST_CHARACTERS, fitting, write_excel
from archive.export.tables import TABLES
from tests.archive.export.hostile import LONG, TEXTS, export, held

if TYPE_CHECKING:
    from pathlib import Path

POSTS = f"SELECT {', '.join(TABLES['posts'].names)} FROM posts ORDER BY id"
REVISIONS = f"SELECT {', '.join(TABLES['revisions'].names)} FROM revisions ORDER BY post_id, number"
EDITS = "SELECT * FROM edits ORDER BY post_id, revision, field"
FILES = """SELECT a.post_id, a.position, a.paragraph, a.name, a.label, a.declared_bytes, a.url, a.media_type, a.sha256,
    a.problem, b.bytes, b.width, b.height FROM attachments a LEFT JOIN blobs b USING (sha256)
    ORDER BY a.post_id, a.position"""
TRUTH = {"posts": POSTS, "attachments": FILES, "revisions": REVISIONS, "edits": EDITS}
FORMULA = re.compile("[ \xa0\u3000\ufeff\u200b\"'‘’“”]*[=+\\-@\t\r\n＝＋－＠]")


def as_text(rows: list[tuple[Any, ...]]) -> list[tuple[str, ...]]:
    """Rows as CSV has them: numbers as digits, nothing for NULL."""
    return [tuple("" if value is None else str(value) for value in row) for row in rows]


def read_csv(path: Path) -> list[tuple[str, ...]]:
    """The rows of a CSV file below its names, by the standard library."""
    csv.field_size_limit(10**9)
    with path.open(encoding="utf-8", newline="") as file:
        return [tuple(row) for row in csv.reader(file)][1:]


# -- CSV -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", TABLES)
def test_raw_csv_is_the_database(hostile_archive: Path, tmp_path: Path, table: str) -> None:
    """Read by the standard library, every cell of every table is what SQLite gives."""
    export(hostile_archive, "--format", "csv", "--output", tmp_path / "out", "--raw")
    truth = as_text(held(hostile_archive, TRUTH[table]))
    rows = read_csv(tmp_path / "out" / f"{table}.csv")
    assert truth
    assert [row[: len(truth[0])] for row in rows] == truth


def test_safe_csv_differs_by_apostrophes_only(hostile_archive: Path, tmp_path: Path) -> None:
    """No cell begins as a formula does, numbers are bare, and removing one apostrophe gives back what was stored."""
    export(hostile_archive, "--format", "csv", "--output", tmp_path / "out")
    for table in TABLES:
        cells = [cell for row in read_csv(tmp_path / "out" / f"{table}.csv") for cell in row]
        assert not [cell for cell in cells if FORMULA.match(cell) and not cell.startswith("'")]
        back = [cell[1:] if cell[:1] == "'" and FORMULA.match(cell[1:]) else cell for cell in cells]
        truth = [cell for row in as_text(held(hostile_archive, TRUTH[table])) for cell in row]
        if table == "attachments":  # the last column, `file`, is ours
            back = [cell for place, cell in enumerate(back, 1) if place % len(TABLES[table].names)]
        assert back == truth
    assert b'"-1' not in (tmp_path / "out" / "posts.csv").read_bytes()
    assert harmless("=1") == "'=1"
    assert harmless("'=1") == "''=1"
    assert harmless("香港 - x") == "香港 - x"


def test_duckdb_reads_csv_and_tells_null_from_empty(hostile_archive: Path, tmp_path: Path) -> None:
    """DuckDB gets the very values, NULL where there is none and an empty text where there is one."""
    path = tmp_path / "posts.csv"
    export(hostile_archive, "--output", path, "--raw")
    options = "all_varchar=true, allow_quoted_nulls=false, max_line_size=100000000, delim=',', quote='\"', escape='\"'"
    rows = duckdb.sql(f"SELECT * FROM read_csv('{path}', header=true, new_line='\\r\\n', {options})").fetchall()
    truth = [tuple(None if v is None else str(v) for v in row) for row in held(hostile_archive, POSTS)]
    assert sorted(rows, key=lambda row: int(row[0])) == truth
    assert None in {row[6] for row in rows}
    assert "" in {row[5] for row in rows}


def test_pandas_reads_csv(hostile_archive: Path, tmp_path: Path) -> None:
    """The frame has the very texts where it is told that no word means a missing value."""
    path = tmp_path / "posts.csv"
    export(hostile_archive, "--output", path, "--raw")
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    rows = [tuple(row) for row in frame.itertuples(index=False)]
    assert rows == as_text(held(hostile_archive, POSTS))


# -- JSON Lines ------------------------------------------------------------------------------------------------


def test_json_lines(hostile_archive: Path, tmp_path: Path) -> None:
    """One post a line whatever ends a line for whom, with stable keys and its attachments inside."""
    path = tmp_path / "posts.jsonl"
    export(hostile_archive, "--output", path)
    text = path.read_bytes().decode()
    lines = text.splitlines()  # also at U+2028, U+0085 and their like
    assert lines == text.removesuffix("\n").split("\n")
    posts = [json.loads(line) for line in lines]
    assert {tuple(post) for post in posts} == {(*TABLES["posts"].names, "attachments")}
    assert [tuple(post.values())[:-1] for post in posts] == held(hostile_archive, POSTS)
    files = [(post["id"], *list(file.values())[:-1]) for post in posts for file in post["attachments"]]
    assert files == held(hostile_archive, FILES)
    assert "香港科技園" in text


def test_json_lines_of_revisions(hostile_archive: Path, tmp_path: Path) -> None:
    """Revisions come with their lists as lists."""
    path = tmp_path / "revisions.jsonl"
    export(hostile_archive, "--output", path, "--table", "revisions")
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n")[:-1]]
    lists = {"changed", "cosmetic", "attachments"}
    names = TABLES["revisions"].names
    truth = [
        {name: json.loads(value) if name in lists else value for name, value in zip(names, row, strict=True)}
        for row in held(hostile_archive, REVISIONS)
    ]
    assert rows == truth


def test_duckdb_reads_json_lines(hostile_archive: Path, tmp_path: Path) -> None:
    """DuckDB gets the same titles and counts the attachments inside."""
    path = tmp_path / "posts.jsonl"
    export(hostile_archive, "--output", path)
    source = f"read_json('{path}', format='newline_delimited', maximum_object_size=100000000)"
    rows = duckdb.sql(f"SELECT id, title, len(attachments) FROM {source} ORDER BY id").fetchall()
    sql = "SELECT id, title, (SELECT count(*) FROM attachments WHERE post_id = p.id) FROM posts p ORDER BY id"
    assert rows == held(hostile_archive, sql)


# -- Parquet ---------------------------------------------------------------------------------------------------


def calendar_day(text: str | None) -> date | None:
    """A day that a calendar has."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def instant(text: str | None) -> datetime | None:
    """A time of the archive."""
    return datetime.fromisoformat(text).astimezone(UTC) if text else None


def test_parquet_has_types(hostile_archive: Path, tmp_path: Path) -> None:
    """Read by PyArrow, the partitions hold the database's values as days, instants, numbers, lists and structures."""
    dataset = pytest.importorskip("pyarrow.dataset", reason="the extra `parquet` is not installed")
    export(hostile_archive, "--format", "parquet", "--output", tmp_path / "out")
    table = dataset.dataset(tmp_path / "out" / "posts", partitioning="hive").to_table().sort_by("id")
    types = {name: str(table.schema.field(name).type) for name in table.schema.names}
    assert (types["id"], types["published"], types["year"]) == ("int64", "date32[day]", "int32")
    assert types["first_seen"] == "timestamp[ms, tz=UTC]"
    assert types["attachments"].startswith("list<element: struct<position: int64")
    found = table.to_pylist()
    names = TABLES["posts"].names
    for post, row in zip(found, held(hostile_archive, POSTS), strict=True):
        truth = dict(zip(names, row, strict=True))
        for name in ("first_seen", "last_seen", "last_checked", "last_changed"):
            truth[name] = instant(truth[name])
        truth["published"] = calendar_day(truth["published"])
        assert {name: post[name] for name in names} == truth
        assert post["year"] == (truth["published"].year if truth["published"] else 0)
    files = [(post["id"], *list(file.values())[:-1]) for post in found for file in post["attachments"]]
    assert files == held(hostile_archive, FILES)


def test_parquet_lists_of_changes(hostile_archive: Path, tmp_path: Path) -> None:
    """The fields that a revision changed are a list; pandas and DuckDB read the folder as it is."""
    parquet = pytest.importorskip("pyarrow.parquet", reason="the extra `parquet` is not installed")
    export(hostile_archive, "--format", "parquet", "--output", tmp_path / "out")
    one = next((tmp_path / "out" / "revisions").rglob("*.parquet"))
    assert str(parquet.read_schema(one).field("changed").type) == "list<element: string>"
    everything = f"read_parquet('{tmp_path}/out/revisions/**/*.parquet')"
    rows = duckdb.sql(f"SELECT post_id, number, changed, body FROM {everything} ORDER BY 1, 2").fetchall()
    truth = held(hostile_archive, "SELECT post_id, number, changed, body FROM revisions ORDER BY 1, 2")
    assert rows == [(post, number, json.loads(changed), body) for post, number, changed, body in truth]
    frame = pd.read_parquet(tmp_path / "out" / "posts").sort_values("id")
    assert frame["title"].tolist() == [
        title for (title,) in held(hostile_archive, "SELECT title FROM posts ORDER BY id")
    ]


def test_parquet_of_one_table_is_one_file(hostile_archive: Path, tmp_path: Path) -> None:
    """A path that ends in .parquet is a file, with the site in it."""
    parquet = pytest.importorskip("pyarrow.parquet", reason="the extra `parquet` is not installed")
    export(hostile_archive, "--output", tmp_path / "edits.parquet", "--table", "edits")
    rows = [tuple(row.values()) for row in parquet.read_table(tmp_path / "edits.parquet").to_pylist()]
    truth = held(hostile_archive, EDITS)
    assert [row[:5] + row[6:] for row in rows] == [row[:5] + row[6:] for row in truth]
    assert [row[5] for row in rows] == [instant(row[5]) for row in truth]


# -- Excel -----------------------------------------------------------------------------------------------------


def sheets(path: Path | io.BytesIO) -> dict[str, list[list[Any]]]:
    """Every sheet's cells."""
    openpyxl = pytest.importorskip("openpyxl", reason="the extra `excel` is not installed")
    book = openpyxl.load_workbook(path)
    return {sheet.title: [list(row) for row in sheet.iter_rows()] for sheet in book.worksheets}


def test_excel_cells_are_text_and_days(hostile_archive: Path, tmp_path: Path) -> None:
    """Nothing is a formula, days are days, and every text is the stored one as far as a cell can hold it."""
    path = tmp_path / "posts.xlsx"
    export(hostile_archive, "--output", path)
    found = sheets(path)
    assert list(found) == ["posts", "attachments", "edits"]
    cells = [cell for rows in found.values() for row in rows for cell in row]
    assert "f" not in {cell.data_type for cell in cells}
    assert not any(cell.hyperlink for cell in cells)
    head, *rows = found["posts"]
    assert tuple(cell.value for cell in head) == TABLES["posts"].names
    for row, truth in zip(rows, held(hostile_archive, POSTS), strict=True):
        got = dict(zip(TABLES["posts"].names, row, strict=True))
        stored = dict(zip(TABLES["posts"].names, truth, strict=True))
        for name in ("title", "category", "summary", "body", "url"):
            assert (got[name].value or "") == fitting(stored[name])
        day = calendar_day(stored["published"])
        if day and day.year > 1900:
            assert got["published"].is_date
            assert got["published"].value.date() == day
        else:
            assert got["published"].value == stored["published"]
        assert got["first_seen"].value.replace(tzinfo=UTC) == instant(stored["first_seen"])
        assert got["id"].value == stored["id"]


def test_excel_keeps_an_edited_cell_text(hostile_archive: Path, tmp_path: Path) -> None:
    """A cell that looks like a formula is marked as text, so that it stays so when somebody edits it."""
    path = tmp_path / "posts.xlsx"
    export(hostile_archive, "--output", path)
    titles = {cell.value: cell for cell in (row[5] for row in sheets(path)["posts"][1:])}
    assert titles["=1+1 revised"].quotePrefix
    assert not titles["007"].quotePrefix


def test_what_no_cell_can_hold() -> None:
    """Long texts are cut with a note, by UTF-16; control characters go; what Excel would unescape is escaped."""
    cut = fitting("😀" * 20_000)
    assert len(cut.encode("utf-16-le")) // 2 <= MOST_CHARACTERS
    assert cut.endswith("… [cut here; 20000 characters in all]")
    assert fitting("x" * MOST_CHARACTERS) == "x" * MOST_CHARACTERS
    assert fitting("a\x00\x0b\x1f\ufffe\ud800b\r\nc") == "ab\nc"
    assert fitting("_x0041_") == "_x005F_x0041_"
    assert len(fitting(LONG)) <= MOST_CHARACTERS


def test_excel_goes_on_in_a_next_sheet() -> None:
    """Rows beyond the most that a sheet holds are in the next one, under the same names; no row is lost."""
    out = io.BytesIO()
    rows = [
        (number, number, "edit", "en", 1, "2026-03-01T08:00:00Z", "site", "title", "x", None, "") for number in range(7)
    ]
    counts = write_excel(out, [("edits", TABLES["edits"].columns, rows), ("none", TABLES["posts"].columns, [])], most=3)
    out.seek(0)
    found = sheets(out)
    assert counts == {"edits": 7, "none": 0}
    assert list(found) == ["edits", "edits (2)", "edits (3)", "none"]
    heads = {tuple(cell.value for cell in rows[0]) for name, rows in found.items() if name != "none"}
    assert heads == {TABLES["edits"].names}
    assert [row[0].value for name in list(found)[:3] for row in found[name][1:]] == list(range(7))


def test_the_hostile_archive_is_hostile(hostile_archive: Path) -> None:
    """What the tests above stand on is really there."""
    titles = {title for (title,) in held(hostile_archive, "SELECT title FROM posts")}
    assert len(titles) > len(TEXTS) - 6
    ((longest,),) = held(hostile_archive, "SELECT max(length(CAST(body AS BLOB))) FROM posts")
    assert longest > 10**6
    assert {day for (day,) in held(hostile_archive, "SELECT DISTINCT published FROM posts")} >= {None, "2026-02-30"}
