"""Every page of the desk: its address, and the function that answers.

To add a page: write `async def page(datasette, request)` in a module of its own (with `send` as a third argument where
it answers by itself), read with `datasette.read` or `datasette.read_cached`, show a template with `pages.render`, add
it to `PAGES`, and to `NAV` if it belongs above every page. Raise `datasette.NotFound` or `pages.Unreadable` with a
sentence for what cannot be shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from datasette import NotFound

from archive.browse import (
    assets,
    blob_pages,
    capture_pages,
    changes_page,
    front,
    gallery,
    plot_pages,
    post_pages,
    proof_page,
    run_pages,
    search_page,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

PAGES: list[tuple[str, Callable[..., Awaitable[Any]]]] = [
    (r"/$", front.page),
    (r"/search$", search_page.page),
    (r"/post/(?P<id>\d{1,18})$", post_pages.page),
    (r"/post/(?P<id>\d{1,18})/diff$", post_pages.compare),
    (r"/post/(?P<id>\d{1,18})/cite\.(?P<form>bib|ris|json)$", post_pages.reference),
    (r"/gallery$", gallery.page),
    (r"/picture/(?P<sha256>[0-9a-f]{64})$", gallery.picture),
    (r"/changes$", changes_page.page),
    (r"/changes\.xml$", changes_page.atom_feed),
    (r"/changes\.json$", changes_page.json_changes),
    (r"/runs$", run_pages.page),
    (r"/runs/(?P<id>\d{1,18})$", run_pages.run),
    (r"/issues$", run_pages.issues),
    (r"/completeness$", proof_page.page),
    (r"/plots$", plot_pages.overview),
    (r"/-/desk/[0-9a-f]{12}/(?P<name>[a-z]+\.[a-z]+)$", assets.page),
    (r"/-/blob/(?P<sha256>[0-9a-f]{64})(?:/(?P<name>[^/]*))?$", blob_pages.blob),
    (r"/-/thumb/(?P<sha256>[0-9a-f]{64})/(?P<side>\d{2,4})$", blob_pages.thumb),
    (r"/-/capture/(?P<id>\d{1,18})$", capture_pages.page),
    (r"/-/capture/(?P<id>\d{1,18})/source$", capture_pages.source),
    (r"/-/plot/(?P<name>[a-z]+)(?P<dark>-dark)?\.svg$", plot_pages.page),
]
"""Patterns (the whole path, from its first slash) and pages, the first that fits."""

NAV: list[tuple[str, str]] = [
    ("/", "Latest"),
    ("/search", "Search"),
    ("/gallery", "Pictures"),
    ("/changes", "Changes"),
    ("/runs", "Runs"),
    ("/archive", "Tables"),
]
"""Address and name of what is offered above every page."""


def patterns() -> list[tuple[str, Any]]:
    """Everything for Datasette, and nothing of its own pages for operators."""
    return [*PAGES, (r"/-/(?!static/).*$", _nothing)]


async def _nothing(request: Any) -> NoReturn:
    message = f"There is nothing at {request.path}."
    raise NotFound(message)
