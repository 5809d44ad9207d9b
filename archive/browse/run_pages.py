"""The pages of runs and issues."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from datasette import NotFound

from archive import queries
from archive.browse import run_data
from archive.browse.issue_words import STAGES, meaning
from archive.browse.pages import Paging, address, given, render, whole
from archive.browse.plot_pages import can_plot

if TYPE_CHECKING:
    from archive.db import Archive

_RUNS = 40
_ISSUES = 50
_ON_RUN = 10  # issues of a run that its own page shows

COUNTS = {
    "posts_new": "new posts", "posts_revised": "edited", "posts_unchanged": "unchanged", "posts_missing": "not there",
    "posts_gone": "gone", "posts_restored": "back", "posts_failed": "failed", "files_new": "new files",
    "files_known": "files as before", "files_failed": "files failed", "requests": "requests",
    "bytes_received": "received", "issues": "issues",
}  # fmt: skip
"""What the numbers of a run mean, in the order in which they are shown."""


async def page(datasette: Any, request: Any) -> Any:
    """List the runs, and say how things stand."""
    number = whole(request, "page", 1) or 1

    def ask(archive: Archive) -> dict[str, Any]:
        total = archive.rows("SELECT count(*) FROM runs")[0][0]
        paging = Paging(number, total, _RUNS)
        runs = queries.runs(archive, limit=paging.offset + _RUNS)[paging.offset :]
        issues = dict(archive.rows("SELECT run_id, count(*) FROM issues GROUP BY run_id"))
        return {
            "pulse": run_data.pulse(archive, datetime.now(UTC)),
            "runs": [(run, run_data.lasted(run), issues.get(run.id, 0)) for run in runs],
            "total": total,
            "paging": paging,
        }

    context = await datasette.read(ask)
    context |= {
        "plots": can_plot() and context["total"] > 1,
        "outcomes": run_data.OUTCOMES,
        "link": lambda **changes: address("/runs", {}, **changes),
    }
    return await render(datasette, request, "runs.html", context)


async def run(datasette: Any, request: Any) -> Any:
    """Show one run."""
    number = int(request.url_vars["id"])

    def ask(archive: Archive) -> dict[str, Any]:
        found = run_data.run(archive, number)
        if found is None:
            message = f"There is no run {number} in this archive."
            raise NotFound(message)
        near = archive.rows("SELECT max(id) FILTER (WHERE id < ?1), min(id) FILTER (WHERE id > ?1) FROM runs", [number])
        return {
            "run": found,
            "lasted": run_data.lasted(found),
            "counts": [(name, words, found.counts[name]) for name, words in COUNTS.items() if found.counts.get(name)],
            "requests": run_data.requests(archive, number),
            "sweeps": run_data.sweeps(archive, number),
            "issues": run_data.issues(archive, _ON_RUN, run_id=number),
            "issue_total": run_data.issue_count(archive, run_id=number),
            "earlier": near[0][0],
            "later": near[0][1],
        }

    context = await datasette.read(ask)
    return await render(
        datasette,
        request,
        "run.html",
        {"here": "/runs", "outcomes": run_data.OUTCOMES, "meaning": meaning, "stages": STAGES, **context},
    )


async def issues(datasette: Any, request: Any) -> Any:
    """Show what could not be read: put together by code, or all of one code."""
    code, stage, run_id = given(request, "code"), given(request, "stage"), whole(request, "run")
    number = whole(request, "page", 1) or 1
    values = {"code": code, "stage": stage, "run": run_id}

    def ask(archive: Archive) -> dict[str, Any]:
        if code is None:
            groups = run_data.issue_groups(archive, stage=stage, run_id=run_id)
            stages = [name for (name,) in archive.rows("SELECT DISTINCT stage FROM issues ORDER BY 1")]
            return {"groups": groups, "met": stages}
        total = run_data.issue_count(archive, code=code, run_id=run_id)
        paging = Paging(number, total, _ISSUES)
        found = run_data.issues(archive, _ISSUES, paging.offset, code=code, run_id=run_id)
        return {"issues": found, "total": total, "paging": paging}

    context = {
        **await datasette.read(ask),
        "here": "/runs",
        "code": code,
        "stage": stage,
        "run_id": run_id,
        "meaning": meaning,
        "stages": STAGES,
        "link": lambda **changes: address("/issues", values, **changes),
    }
    return await render(datasette, request, "issues.html" if code is None else "issue.html", context)
