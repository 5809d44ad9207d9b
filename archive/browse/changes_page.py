"""What changed, day by day, with the words; and the same as feeds."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any

from datasette import Response

from archive import history
from archive.browse.excerpts import Excerpt, excerpts
from archive.browse.pages import Paging, address, given, render, whole
from archive.browse.search_page import NONE
from archive.changes import Kind
from archive.feed import Feed, atom, json_feed, newest_first
from archive.moments import Edge, read_edge
from archive.postdiff import post_diff
from archive.site_feed import site_feed

if TYPE_CHECKING:
    from archive.db import Archive
    from archive.history import Told

_SIZE = 40
_STALE = 10.0  # seconds for which the list is good enough while a run writes
KINDS = {Kind.APPEARED: "new", Kind.REVISED: "edited", Kind.GONE: "gone", Kind.RESTORED: "back"}
"""What happened to posts, in the words of pages."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader wants to see; `kinds` empty and None elsewhere mean everything."""

    kinds: tuple[str, ...] = ()
    lang: str | None = None
    since: str | None = None
    until: str | None = None
    everything: bool = False


@dataclass(frozen=True, slots=True)
class Day:
    """The changes of a day that are on this page, and how many of each kind the whole day has."""

    day: str
    counts: dict[str, int]
    changes: list[tuple[Told, list[Excerpt]]]


async def page(datasette: Any, request: Any) -> Any:
    """Show a page of changes."""
    asked = Asked(
        kinds=tuple(kind for kind in KINDS if kind in request.args.getlist("kind")),
        lang=given(request, "lang"),
        since=given(request, "since"),
        until=given(request, "until"),
        everything=bool(given(request, "all")),
    )
    number = whole(request, "page", 1) or 1
    values = {"lang": asked.lang, "since": asked.since, "until": asked.until, "all": "1" if asked.everything else None}
    context: dict[str, Any] = {"asked": asked, "kinds": KINDS, "none": NONE, "problem": "", "days": []}
    status = 200
    try:
        told = await _told(datasette, asked)
        fitting = [one for one in told if asked.lang in {None, one.post.lang or NONE}]
        chosen = [one for one in fitting if not asked.kinds or one.change.kind in asked.kinds]
        paging = Paging(number, len(chosen), _SIZE)
        shown = chosen[paging.offset : paging.offset + _SIZE]
        days = await datasette.read(lambda archive: _days(archive, shown, chosen))
        context |= {
            "days": days,
            "total": len(chosen),
            "counts": Counter(one.change.kind for one in fitting),
            "langs": sorted({one.post.lang or NONE for one in told}),
            "paging": paging,
            "link": lambda **changes: _address(asked.kinds, values | changes),
        }
    except ValueError as error:  # the window of time cannot be read
        context["problem"], status = str(error), 400
    return await render(datasette, request, "changes.html", context, status=status)


async def atom_feed(datasette: Any, request: Any) -> Response:
    """Give the newest changes as Atom."""
    feed = await _feed(datasette, request)
    return Response(
        atom(feed), headers={"cache-control": "no-cache"}, content_type="application/atom+xml; charset=utf-8"
    )


async def json_changes(datasette: Any, request: Any) -> Response:
    """Give the newest changes as JSON Feed."""
    feed = await _feed(datasette, request)
    return Response(
        json_feed(feed), headers={"cache-control": "no-cache"}, content_type="application/feed+json; charset=utf-8"
    )


async def _feed(datasette: Any, request: Any) -> Feed:
    feed: Feed = await datasette.read_cached("feed", site_feed, seconds=_STALE)
    return replace(feed, self_url=f"{request.scheme}://{request.host}{request.path}")


async def _told(datasette: Any, asked: Asked) -> list[Told]:
    """Read the changes of the window, the newest first; the usual list is kept."""
    found: list[Told]
    if asked.since is None and asked.until is None:
        key = ("changes", asked.everything)
        found = await datasette.read_cached(key, lambda archive: _read(archive, asked), seconds=_STALE)
    else:
        found = await datasette.read(lambda archive: _read(archive, asked))
    return found


def _read(archive: Archive, asked: Asked) -> list[Told]:
    now = datetime.now(UTC)

    def edge(text: str | None, *, end: bool) -> Edge | None:
        return read_edge(text, now, lambda number: history.run_times(archive, number), end=end) if text else None

    since, until = edge(asked.since, end=False), edge(asked.until, end=True)
    if since and until and until.at <= since.at:
        message = "The window ends before it begins: change “from” or “up to”."
        raise ValueError(message)
    told = history.changes_between(archive, since, until, everything=asked.everything)
    return sorted(newest_first(told), key=lambda one: one.change.at[:10], reverse=True)


def _days(archive: Archive, shown: list[Told], chosen: list[Told]) -> list[Day]:
    """Put changes under their days, with what differs."""
    counts = Counter((one.change.at[:10], str(one.change.kind)) for one in chosen)
    return [
        Day(
            day,
            {kind: counts[day, kind] for kind in KINDS if counts[day, kind]},
            [(one, _excerpts(archive, one)) for one in ones],
        )
        for day, ones in groupby(shown, key=lambda one: one.change.at[:10])
    ]


def _excerpts(archive: Archive, told: Told) -> list[Excerpt]:
    change = told.change
    if change.previous is None:
        return []
    return excerpts(post_diff(archive, told.post, change.previous, change.revision))


def _address(kinds: tuple[str, ...], values: dict[str, object]) -> str:
    """The address of a page of changes, with every kind that is asked for."""
    rest = address("/changes", values)
    chosen = "&".join(f"kind={kind}" for kind in kinds)
    return rest if not chosen else f"{rest}{'&' if '?' in rest else '?'}{chosen}"
