"""The plots of `archive plot` as pictures for pages."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any
from zlib import crc32

from datasette import NotFound

from archive.browse.files import send_bytes
from archive.browse.pages import given, render

if TYPE_CHECKING:
    from archive.db import Archive

PLOTS = ("timeline", "categories", "edits", "pictures", "health")
_STALE = 60.0  # seconds for which a plot is good enough while a run writes
_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'"  # a drawing is made of styles, and of our own
_DRAWING = threading.Lock()  # Matplotlib's settings are one for all threads


def can_plot() -> bool:
    """Whether the extra `plot` is installed."""
    from importlib.util import find_spec

    return find_spec("matplotlib") is not None


SHOWN = (
    ("timeline", "Posts over time", "Columns: how many posts by time and category.", "/archive/timeline"),
    ("categories", "Posts by category", "Bars: how many posts in each category.", "/archive/timeline"),
    ("edits", "Edits", "Columns: how many fields were changed, by the age of the post.", "/archive/edits"),
    ("pictures", "Pictures", "Columns: how many pictures of each size.", "/archive/blobs"),
    ("health", "Runs", "Bars: new and edited posts of each run, and its issues.", "/runs"),
)
"""Plot, heading, what a reader who does not see it is told, and where its numbers are."""
_BY_LANGUAGE = frozenset({"timeline", "categories", "edits"})


async def overview(datasette: Any, request: Any) -> Any:
    """Show all plots, of the language with most posts unless another is asked for."""
    from archive.plots.data import languages

    known: list[str] = await datasette.read_cached("languages", languages)
    wanted = given(request, "lang")
    if wanted not in {None, "all", *known}:
        message = "No post is in that language."
        raise NotFound(message)
    lang = None if wanted == "all" or not known else wanted or known[0]
    context = {"plots": can_plot(), "languages": known, "lang": lang, "shown": SHOWN, "by_language": _BY_LANGUAGE}
    return await render(datasette, request, "plots.html", context)


async def page(datasette: Any, request: Any, send: Any) -> None:
    """Give a plot as SVG, light or dark."""
    name, dark, lang = request.url_vars["name"], bool(request.url_vars["dark"]), request.args.get("lang")
    if name not in PLOTS:
        message = f"There is no plot of that name; there are {', '.join(PLOTS)}."
        raise NotFound(message)
    if not can_plot():
        message = "Plots need Matplotlib: install it with the extra `plot`."
        raise NotFound(message)
    key = ("plot", name, dark, lang)
    drawn = await datasette.read_cached(key, lambda archive: _draw(archive, name, lang, dark=dark), seconds=_STALE)
    headers = {"content-type": "image/svg+xml", "cache-control": "no-cache", "content-security-policy": _POLICY}
    await send_bytes(request, send, drawn, f"{crc32(drawn):08x}", headers)


def _draw(archive: Archive, name: str, lang: str | None, *, dark: bool) -> bytes:
    from archive.plots.data import languages
    from archive.plots.draw import Look, plot

    if lang is not None and lang not in languages(archive):
        message = "No post is in that language."
        raise NotFound(message)
    with _DRAWING:
        return plot(archive, name, "svg", lang=lang, look=Look(width=9.0, height=3.2, dark=dark))
