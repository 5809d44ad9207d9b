"""Errors as pages: what happened, and where to go on."""

from __future__ import annotations

import logging
import sqlite3
from typing import Any

from datasette import Response
from datasette.utils.asgi import Base400
from datasette.views.base import DatasetteError

from archive.browse.pages import render
from archive.errors import ArchiveError

_TITLES = {400: "That cannot be read", 403: "Not allowed", 404: "Not here", 503: "That took too long"}
_log = logging.getLogger("archive.browse")


def show(datasette: Any, request: Any, exception: Exception) -> Any:
    """Give what makes the answer for an exception that a page raised."""

    async def answer() -> Any:
        status, title, message = explain(request, exception)
        if status == 500:
            _log.error("%s failed", request.path, exc_info=exception)
        return await _answer(datasette, request, status, title, message)

    return answer


def forbidden(datasette: Any, request: Any, message: str) -> Any:
    """Give what makes the answer for something that is not allowed."""

    async def answer() -> Any:
        return await _answer(datasette, request, 403, _TITLES[403], message)

    return answer


def explain(request: Any, exception: Exception) -> tuple[int, str, str]:
    """Say status, title and a sentence for an exception."""
    if isinstance(exception, Base400):
        said = str(exception.args[0]) if exception.args else ""
        nothing = f"There is nothing at {request.path}." if said in {"", "404", "Database not found"} else said
        return exception.status, _TITLES.get(exception.status, "That did not work"), nothing
    if isinstance(exception, DatasetteError):
        said = "" if exception.message_is_html else str(exception.message)
        fallback = "The query could not be run: it is wrong, or it took too long."
        status = 400 if exception.status == 500 else exception.status  # Datasette's default, for what was asked wrongly
        return status, exception.title or _TITLES.get(status, "That did not work"), said or fallback
    if isinstance(exception, sqlite3.OperationalError) and "interrupted" in str(exception):
        return 503, _TITLES[503], "Reading was stopped so that others can work. Narrow the question and try again."
    if isinstance(exception, ArchiveError):
        return 500, "The archive cannot be read", str(exception)
    return 500, "That did not work", "The program failed here; its log, where it was started, says more."


async def _answer(datasette: Any, request: Any, status: int, title: str, message: str) -> Any:
    if request.path.endswith(".json"):
        return Response.json({"ok": False, "status": status, "title": title, "error": message}, status=status)
    return await render(
        datasette, request, "error.html", {"title": title, "message": message, "status": status}, status=status
    )
