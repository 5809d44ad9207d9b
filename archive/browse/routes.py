"""Every page of the desk: its address, and the function that answers.

To add a page: write `async def page(datasette, request)` (or `(datasette, request, send)`) in a module of its own (`pages.render` shows a template,
`datasette.read` asks the archive), add it to `PAGES`, and to `NAV` if it belongs above every page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from datasette import NotFound

from archive.browse import assets, front

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

PAGES: list[tuple[str, Callable[..., Awaitable[Any]]]] = [
    (r"/$", front.page),
    (r"/-/desk/[0-9a-f]{12}/(?P<name>[a-z]+\.[a-z]+)$", assets.page),
]
"""Patterns (the whole path, from its first slash) and pages, the first that fits."""

NAV: list[tuple[str, str]] = [
    ("/", "Latest"),
    ("/search", "Search"),
    ("/archive", "Tables"),
]
"""Address and name of what is offered above every page."""


def patterns() -> list[tuple[str, Any]]:
    """Everything for Datasette, and nothing of its own pages for operators."""
    return [*PAGES, (r"/-/(?!static/).*$", _nothing)]


async def _nothing(request: Any) -> NoReturn:
    message = f"There is nothing at {request.path}."
    raise NotFound(message)
