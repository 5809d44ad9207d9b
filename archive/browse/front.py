"""The front page."""

from __future__ import annotations

from typing import Any

from archive.browse.pages import render


async def page(datasette: Any, request: Any) -> Any:
    """Show what is new."""
    return await render(datasette, request, "front.html", {})
