"""One browser a module, and one served archive of each kind for all tests of the desk's pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from scraper.render.finding import environment, find_browser, is_root
from tests import changing_archive
from tests.browse import hostile_archive
from tests.browse.desk_server import serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import httpx


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """Start a Chromium for the tests of a module; contexts in it are cheap.

    No longer than that: while Playwright's driver runs, no other one can be started in the process.
    """
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        flags = ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", *(["--no-sandbox"] if is_root() else [])]
        browser = driver.chromium.launch(executable_path=find_browser(), args=flags, env=environment())
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def changing_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the archive in which everything happened to posts."""
    folder = tmp_path_factory.mktemp("changing") / "a"
    changing_archive.build(folder)
    return folder


@pytest.fixture(scope="session")
def changing(changing_folder: Path) -> Iterator[httpx.Client]:
    """Serve it."""
    with serving(changing_folder) as client:
        yield client


@pytest.fixture(scope="session")
def hostile_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the archive whose every field tries to act."""
    folder = tmp_path_factory.mktemp("hostile") / "a"
    hostile_archive.build(folder)
    return folder


@pytest.fixture(scope="session")
def hostile(hostile_folder: Path) -> Iterator[httpx.Client]:
    """Serve it."""
    with serving(hostile_folder) as client:
        yield client
