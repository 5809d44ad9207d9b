"""Find the browser of this machine, and say what to install where there is none."""

from __future__ import annotations

import os
import shutil
from importlib.util import find_spec
from pathlib import Path

from scraper.errors import UsageError

NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "brave-browser",
)
"""Programs that are a Chromium, in the order in which they are taken."""

_MAC = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)


def find_browser() -> str:
    """The path of a Chromium: what $SCRAPER_BROWSER names, else one that is installed.

    Raises:
        UsageError: there is none, or the library that drives it is missing.
    """
    if find_spec("playwright") is None:
        raise UsageError(
            "--render needs the optional library playwright: "
            "install it with `pip install 'cairs-news-archive[browser]'`"
        )
    if named := os.environ.get("SCRAPER_BROWSER", "").strip():
        if path := shutil.which(named):
            return path
        raise UsageError(f"$SCRAPER_BROWSER: {named}: is no program; give the path of a Chromium, or unset it")
    for name in (*NAMES, *_MAC):
        if path := shutil.which(name):
            return path
    raise UsageError(
        "--render needs a Chromium on this machine and found none: install one "
        "(Debian and Ubuntu: `apt install chromium`), or name it in $SCRAPER_BROWSER"
    )


def is_root() -> bool:
    """Whether this process is root, under whom Chromium has no sandbox."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def environment() -> dict[str, str | float | bool]:
    """What the browser is told of our environment: where things are, and nothing of proxies, keys or tokens."""
    wanted = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "XDG_RUNTIME_DIR", "FONTCONFIG_FILE", "FONTCONFIG_PATH")
    known: dict[str, str | float | bool] = {name: os.environ[name] for name in wanted if name in os.environ}
    if not os.access(str(known.get("HOME", "")), os.W_OK):
        known["HOME"] = str(Path(os.environ.get("TMPDIR", "/tmp")))  # noqa: S108 - Chromium wants one that it can write
    return known
