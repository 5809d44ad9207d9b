"""What pages share: showing a template, and reading what an address asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datasette import Response

if TYPE_CHECKING:
    from collections.abc import Mapping


async def render(
    datasette: Any, request: Any, template: str, context: Mapping[str, Any], *, status: int = 200
) -> Response:
    """Show a template. It extends `page.html`; everything in it is escaped unless it says otherwise.

    Args:
        datasette: the desk.
        request: what was asked.
        template: a file in `templates/`.
        context: the values for it. `here` is the entry of the navigation to mark, by default the request's path.
        status: of the answer.
    """
    body = await datasette.render_template(template, {"here": request.path, **context}, request=request)
    return Response.html(body, status=status, headers={"cache-control": "no-cache"})
