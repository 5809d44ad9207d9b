"""The direction of imports: what may know of what."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted(path for package in ("archive", "scraper") for path in (ROOT / package).rglob("*.py"))

# Inside the scraper a folder or module may import only what stands before it here.
STAGES = ("errors", "urls", "profile", "fetch", "parse", "site", "discover", "render", "posts", "sweeps", "run", "cli")


def imported(path: Path) -> set[str]:
    """The dotted names of every module that a source file imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def name_of(path: Path) -> str:
    """The dotted name of a source file."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_archive_stands_alone(path: Path) -> None:
    """The archive imports neither the scraper nor what only a scraper needs."""
    forbidden = {"scraper", "httpx", "httpcore", "lxml", "bs4", "trafilatura", "protego"}
    if path.is_relative_to(ROOT / "archive"):
        assert not {name.partition(".")[0] for name in imported(path)} & forbidden


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_reading_touches_nothing(path: Path) -> None:
    """The readers import nothing that reaches network, disk or clock."""
    forbidden = {"socket", "httpx", "httpcore", "sqlite3", "sqlite_utils", "pathlib", "os", "time", "scraper.fetch"}
    if path.is_relative_to(ROOT / "scraper" / "parse"):
        assert not imported(path) & forbidden


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_one_door_to_http(path: Path) -> None:
    """Only the fetching package imports an HTTP library."""
    if not path.is_relative_to(ROOT / "scraper" / "fetch"):
        tops = {name.partition(".")[0] for name in imported(path)}
        assert not tops & {"httpx", "httpcore", "requests", "urllib3", "aiohttp"}
        assert not imported(path) & {"urllib.request", "http.client"}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_one_place_for_a_browser(path: Path) -> None:
    """Only the rendering package imports the library that drives a browser."""
    if not path.is_relative_to(ROOT / "scraper" / "render"):
        assert not {name.partition(".")[0] for name in imported(path)} & {"playwright"}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_point_backwards(path: Path) -> None:
    """A stage imports the vocabulary and earlier stages, never a later one."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    if parts[0] != "scraper" or len(parts) < 2 or parts[1] not in STAGES:
        return
    later = STAGES[STAGES.index(parts[1]) + 1 :]
    assert not [name for name in imported(path) if name.startswith("scraper.") and name.split(".")[1] in later]


def test_archive_opens_without_the_scraper_libraries() -> None:
    """`from archive import open_archive` works where httpx, lxml and bs4 are not installed."""
    code = (
        "import sys\n"
        "for name in ('httpx', 'httpcore', 'lxml', 'bs4', 'trafilatura', 'scraper'):\n"
        "    sys.modules[name] = None\n"
        "from archive import open_archive\n"
        "print(open_archive.__name__)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.stderr) == ("open_archive", "")
