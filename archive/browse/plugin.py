"""What hangs into Datasette. Every hook leaves a Datasette alone that is not a desk."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from datasette import hookimpl
from datasette.plugins import pm
from jinja2 import BaseLoader
from markupsafe import Markup

from archive.browse import assets, errors, routes
from archive.browse.security import guard
from archive.search_text import match_expression

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator

    from jinja2 import Environment

    from archive.browse.security import App

_HERE = Path(__file__).parent
TEMPLATES = _HERE / "templates"
_NAME = "archive-desk"


def register() -> None:
    """Make the hooks known to Datasette, once a process."""
    if not pm.has_plugin(_NAME):
        pm.register(sys.modules[__name__], _NAME)


def _is_desk(datasette: Any) -> bool:
    return hasattr(datasette, "hosts")


@hookimpl  # type: ignore[untyped-decorator]
def register_routes(datasette: Any) -> list[tuple[str, Any]]:
    """Our pages go before those of Datasette."""
    return routes.patterns() if _is_desk(datasette) else []


@hookimpl  # type: ignore[untyped-decorator]
def asgi_wrapper(datasette: Any) -> Callable[[App], App]:
    """Put everything behind the rules."""
    return (lambda app: guard(app, datasette.hosts)) if _is_desk(datasette) else (lambda app: app)


@hookimpl(trylast=True)  # type: ignore[untyped-decorator]
def prepare_connection(conn: sqlite3.Connection, datasette: Any) -> None:
    """Let the search field of Datasette's tables find what `archive search` finds, Chinese too.

    Datasette has a function of this name, which knows nothing of how the index parts characters; ours comes after it.
    """
    if _is_desk(datasette):
        conn.create_function("escape_fts", 1, lambda text: match_expression(str(text or "")) or '""')


@hookimpl  # type: ignore[untyped-decorator]
def prepare_jinja2_environment(env: Environment, datasette: Any) -> None:
    """Fit Datasette's templates to our policy, and add our filters."""
    if _is_desk(datasette):
        from archive.browse import filters

        assert env.loader is not None
        env.loader = _Fitted(env.loader)
        env.filters.update(filters.FILTERS)
        env.globals.update(site=datasette.site, nav=routes.NAV, asset=assets.asset)


@hookimpl  # type: ignore[untyped-decorator]
def extra_template_vars(datasette: Any, request: Any) -> dict[str, Any]:
    """Give every template the mark of this answer's own scripts."""
    return {"nonce": request.scope.get("nonce", "") if request else ""} if _is_desk(datasette) else {}


@hookimpl  # type: ignore[untyped-decorator]
def render_cell(row: Any, value: Any, column: str, table: str | None, datasette: Any) -> Markup | None:
    """Lead from Datasette's tables to our pages: from a title to its post, from a digest to its bytes."""
    if not _is_desk(datasette):
        return None
    if table == "posts" and column == "title" and "id" in row.keys():  # noqa: SIM118 - a row of SQLite
        return Markup('<a href="/post/{}">{}</a>').format(int(row["id"]), value or "Untitled")
    if column == "sha256" and isinstance(value, str) and re.fullmatch("[0-9a-f]{64}", value) and table != "captures":
        return Markup('<a href="/-/blob/{}">{}…</a>').format(value, value[:16])
    return None


@hookimpl(hookwrapper=True)  # type: ignore[untyped-decorator]
def handle_exception(datasette: Any, request: Any, exception: Exception) -> Iterator[None]:
    """Show an error as a page of ours; Datasette's own handler, which prints every 404, is left out."""
    outcome: Any = yield
    if _is_desk(datasette):
        outcome.force_result([errors.show(datasette, request, exception)])


@hookimpl(hookwrapper=True)  # type: ignore[untyped-decorator]
def forbidden(datasette: Any, request: Any, message: str) -> Iterator[None]:
    """Likewise for what is not allowed."""
    outcome: Any = yield
    if _is_desk(datasette):
        outcome.force_result([errors.forbidden(datasette, request, message)])


class _Fitted(BaseLoader):
    """Gives scripts and styles that stand in a template the mark of this answer, and drops styles in attributes.

    That is done to the templates, which are trusted, never to what they make of an archive's text.
    """

    def __init__(self, inner: BaseLoader) -> None:
        self._inner = inner

    def get_source(self, environment: Environment, template: str) -> tuple[str, str | None, Callable[[], bool] | None]:
        source, name, fresh = self._inner.get_source(environment, template)
        return fit(source), name, fresh

    def list_templates(self) -> list[str]:
        return self._inner.list_templates()


_BLOCK = re.compile(r"<(script|style)(?=[\s>])(?![^>]*\ssrc=)")
_RESIZER = re.compile(r"<script[^>]*cm-resize[^>]*></script>|cmResize\([^;]*;")  # it writes a style into the page
_ATTRIBUTE = re.compile(r'\sstyle="(?:\{\{.*?\}\}|[^"{])*"')


_LABELS = {
    'name="_filter_column': "Column", 'name="_filter_op': "Comparison", 'name="_filter_value': "Value",
    'name="_sort"': "Sort by", 'id="sql-editor"': "SQL",
}  # fmt: skip


def fit(source: str) -> str:
    """Fit the source of a template to the policy, and label what is to be filled in and has no label."""
    source = _RESIZER.sub("", source)
    if 'extends "base.html"' in source:  # Datasette's pages go from their first heading to the third level
        source = source.replace("<h3", "<h2").replace("</h3>", "</h2>")
    for attribute, label in _LABELS.items():
        source = source.replace(f" {attribute}", f' aria-label="{label}" {attribute}')
    return _ATTRIBUTE.sub("", _BLOCK.sub(r'<\1 nonce="{{ nonce }}"', source))
