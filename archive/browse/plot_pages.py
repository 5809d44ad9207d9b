"""The plots of `archive plot` as pictures for pages."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any
from zlib import crc32

from datasette import NotFound

from archive.browse.files import send_bytes

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
