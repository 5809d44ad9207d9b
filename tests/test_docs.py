"""The documentation says what the program does: commands, exit codes, tables, links."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from scraper.outcome import Outcome

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])


def commands(program: str) -> list[str]:
    """The commands that a program's own help lists."""
    done = subprocess.run(
        [sys.executable, "-m", program, "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [line.split()[0] for line in done.stdout.partition("Commands:")[2].splitlines() if line.strip()]


@pytest.mark.parametrize("program", ["scraper", "archive"])
def test_every_command_is_in_the_readme(program: str) -> None:
    """A reader of the README meets every command that there is."""
    assert [name for name in commands(program) if f"{program} {name}" not in README] == []


def test_every_command_in_the_readme_exists() -> None:
    """The README names no command that there is not."""
    for program in ("scraper", "archive"):
        named = set(re.findall(rf"(?:`|python -m ){program} ([a-z]+)", README))
        assert named <= set(commands(program))


def test_every_exit_code_is_in_the_readme() -> None:
    """Whoever sees an exit code finds it in the README."""
    assert [o.exit_code for o in Outcome if f"| {o.exit_code} |" not in README] == []


def test_make_targets_named_in_the_docs_exist() -> None:
    """Every `make …` that a page names is a target."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    named = {
        name for page in PAGES for name in re.findall(r"\bmake ([a-z-]+)\b[^a-z]", page.read_text(encoding="utf-8"))
    }
    assert named & {"demo", "test", "check", "setup"}
    assert {
        name for name in named if f"`make {name}" in "".join(p.read_text(encoding="utf-8") for p in PAGES)
    } <= targets


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    """Every link to a file of the project leads to one."""
    links = re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_database_page_is_the_schema() -> None:
    """docs/database.md is what `make docs` writes today."""
    sys.path.insert(0, str(ROOT / "scripts"))
    try:
        from write_docs import database_page
    finally:
        sys.path.pop(0)
    assert (ROOT / "docs" / "database.md").read_text(encoding="utf-8") == database_page()
