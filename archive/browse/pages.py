"""What pages share: showing a template, and reading what an address asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from datasette import Response
from datasette.utils.asgi import BadRequest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class Unreadable(BadRequest):  # type: ignore[misc]  # Datasette publishes no types
    """The address asks for something that means nothing here; the message is a sentence for a person."""


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
    return Response.html(body.encode("utf-8", "replace"), status=status, headers={"cache-control": "no-cache"})


def whole(request: Any, name: str, default: int | None = None, *, least: int = 1) -> int | None:
    """Read a whole number from the address.

    Raises:
        Unreadable: it is none, or too small or large.
    """
    text = (request.args.get(name) or "").strip()
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 16 and int(text) >= least):
        message = f"“{text[:40]}” is no number for “{name}”: give a whole one from {least} on."
        raise Unreadable(message)
    return int(text)


def given(request: Any, name: str) -> str | None:
    """Read a text from the address; None where it is not there or empty."""
    text = request.args.get(name)
    return str(text).strip() or None if text is not None else None


def address(path: str, values: Mapping[str, object], **changes: object) -> str:
    """An address with some values, some of them changed; empty ones and None are left out."""
    kept = {name: value for name, value in {**values, **changes}.items() if value not in {None, ""}}
    return f"{path}?{urlencode(kept)}" if kept else path


class Paging:
    """Which page of a long list is shown.

    Attributes:
        page: its number, from 1.
        pages: how many there are, at least 1.
        offset: how many entries stand before it.
        size: how many entries a page has at most.
    """

    def __init__(self, page: int, total: int, size: int) -> None:
        self.pages = max(1, -(-total // size))
        self.page = min(page, self.pages)
        self.offset = (self.page - 1) * size
        self.size = size

    def near(self) -> Iterator[int]:
        """The numbers to offer: the first, the last, those around; 0 stands for a gap."""
        last = 0
        for number in sorted({1, self.pages, *range(max(1, self.page - 2), min(self.pages, self.page + 2) + 1)}):
            if number > last + 1:
                yield 0
            yield number
            last = number
