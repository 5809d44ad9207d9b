"""The plots: their numbers against plain counting, and what is drawn."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from PIL import Image

from archive import open_archive
from archive.cli import cli
from archive.cli_plot import PLOTS
from archive.plots import data
from tests.archive_tools import Session, content, key
from tests.changing_archive import build

if TYPE_CHECKING:
    from archive.db import Archive

draw = pytest.importorskip("archive.plots.draw", reason="the extra `plot` is not installed")
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive whose posts went through every kind of change."""
    folder = tmp_path_factory.mktemp("plots") / "news"
    build(folder)
    return folder


def _posts(session: Session, *posts: tuple[str | None, str]) -> Archive:
    for number, (day, category) in enumerate(posts, start=1):
        post = content(f"Title {number}", "Body.", published=day, category=category)
        session.writer.save_post(key(str(number)), f"https://site.example/{number}", post, [], parser_version="1")
    session.writer.flush()
    return session.archive


def test_a_timeline_has_no_holes(session: Session) -> None:
    """Months without posts are there with 0; undated posts are left out; posts without a category are named."""
    archive = _posts(session, ("2026-01-05", "News"), ("2026-03-01", "News"), ("2026-03-02", ""), (None, "News"))
    found = data.timeline(archive)
    assert found.periods == ("2026-01", "2026-02", "2026-03")
    assert dict(found.series) == {"News": (1, 0, 1), data.UNNAMED: (0, 0, 1)}


@given(st.dates(date(1995, 1, 1), date(2030, 1, 1)), st.dates(date(1995, 1, 1), date(2030, 1, 1)))
def test_long_spans_are_counted_by_quarters_and_years(one: date, other: date) -> None:
    """Whatever the span, its periods are few, in order, without holes, and begin and end with the posts."""
    first, last = sorted((one, other))
    months = data._months(f"{first:%Y-%m}", f"{last:%Y-%m}")
    assert len(months) == (last.year - first.year) * 12 + last.month - first.month + 1
    assert months == sorted(set(months))
    assert {data._quarter(month) for month in months} >= {f"{last:%Y} Q{(last.month + 2) // 3}"}


def test_small_categories_are_put_together(session: Session) -> None:
    """At most six series, the last of which holds what is left, and nothing is lost."""
    archive = _posts(session, *[("2026-01-05", f"Category {n % 9}") for n in range(40)])
    series = data.timeline(archive).series
    assert len(series) == 6
    assert series[-1][0] == data.OTHER
    assert sum(sum(counts) for _, counts in series) == 40


@pytest.mark.parametrize(
    ("days", "name"),
    [(-3, "first day"), (0, "first day"), (1, "week"), (6, "week"), (7, "month"), (364, "year"), (365, "later")],
)
def test_age_classes(days: int, name: str) -> None:
    """A limit belongs to the next class; a post edited before its date is young."""
    assert data.age_class(days) == name


def test_edits_leave_out_what_is_cosmetic(changed: Path) -> None:
    """Every substantive field change of the site is counted once, by language."""
    with open_archive(changed) as archive:
        for lang in ("en", "tc"):
            found = data.edits_by_age(archive, lang)
            sql = "SELECT count(*) FROM edits WHERE cause = 'site' AND weight = 'substantive' AND lang = ?"
            assert sum(sum(counts) for _, counts in found.series) == archive.rows(sql, [lang])[0][0] > 0


def test_the_commands_list_is_the_module_s() -> None:
    """`archive plot` offers exactly what can be drawn."""
    assert list(PLOTS) == draw.names()


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("name", PLOTS)
def test_each_plot_is_a_picture_and_the_same_each_time(changed: Path, name: str, dark: bool) -> None:
    """SVG is well-formed with its text as text; PNG is more than one colour; twice drawn is the same bytes."""
    look = draw.Look(dark=dark)
    with open_archive(changed) as archive:
        svg = draw.plot(archive, name, "svg", look=look)
        assert svg == draw.plot(archive, name, "svg", look=look)
        png = draw.plot(archive, name, "png", look=look)
    root = etree.fromstring(svg, etree.XMLParser(resolve_entities=False, huge_tree=False))
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert "".join(root.itertext()).strip()
    with Image.open(BytesIO(png)) as picture:
        assert len(picture.convert("RGB").getcolors(1 << 20) or []) > 3


@pytest.mark.parametrize("name", PLOTS)
def test_an_empty_archive_says_so(session: Session, name: str) -> None:
    """No plot fails where there is nothing to show."""
    assert b"</svg>" in draw.plot(session.archive, name)


def test_categories_may_be_anything(session: Session) -> None:
    """Formulas, markup, underscores, controls, Chinese and very long names are shown, and act as nothing."""
    names = ["$x^2$", "<script>alert(1)</script>", "_hidden", "a\x1b[31m\nb", "研究", "long " * 40, "$\\frac{"]
    archive = _posts(session, *[("2026-01-05", name) for name in names])
    for name in ("timeline", "categories"):
        svg = draw.plot(archive, name).decode()
        root = etree.fromstring(svg.encode())
        text = "".join(root.itertext())
        assert "<script>" in text
        assert "$x^2$" in text
        assert root.find(".//{*}script") is None
        draw.plot(archive, name, "png")


def test_the_command_writes_files(changed: Path, tmp_path: Path) -> None:
    """One plot to a file, all of them to a folder, with what was written on standard output."""
    run = CliRunner().invoke
    done = run(cli, ["plot", "timeline", "--output", str(tmp_path / "t.png"), "--archive", str(changed)])
    assert (done.exit_code, done.output.strip()) == (0, str(tmp_path / "t.png"))
    assert (tmp_path / "t.png").read_bytes().startswith(b"\x89PNG")
    done = run(cli, ["plot", "--output", str(tmp_path / "all"), "--archive", str(changed), "-q"])
    assert (done.exit_code, done.output) == (0, "")
    assert sorted(path.name for path in (tmp_path / "all").iterdir()) == sorted(f"{name}.svg" for name in PLOTS)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        (["timeline", "health", "--output", "x.svg"], "one file"),
        (["timeline", "--output", "x.gif"], "neither in .svg nor in .png"),
        (["timeline", "--output", "x.svg", "--format", "png"], "disagree"),
        (["timeline", "--lang", "xx"], "No post is in language xx; there are en, tc"),
    ],
)
def test_mistakes_are_sentences(changed: Path, typed: list[str], says: str) -> None:
    """What cannot be done is said, with exit code 2, and nothing is written."""
    done = CliRunner().invoke(cli, ["plot", *typed, "--archive", str(changed)])
    assert done.exit_code == 2
    assert says in done.output
    assert not Path("x.svg").exists()


def test_without_matplotlib_the_extra_is_named(changed: Path) -> None:
    """A stranger's machine without the extra gets one sentence."""
    code = "import sys; sys.modules['matplotlib'] = None; from archive.cli import main; main(sys.argv[1:])"
    typed = [sys.executable, "-c", code, "plot", "--archive", str(changed)]
    done = subprocess.run(typed, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 2
    assert "extra `plot`" in done.stderr
    assert "Traceback" not in done.stderr
