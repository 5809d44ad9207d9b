"""The front page: what is new, what changed, and how the last runs went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from archive import history, queries
from archive.age import age_of, span
from archive.browse.changes_page import KINDS
from archive.browse.pages import given, render
from archive.browse.plot_pages import can_plot
from archive.browse.thumbs import first_pictures
from archive.feed import newest_first

if TYPE_CHECKING:
    from archive.age import Age
    from archive.db import Archive
    from archive.history import Told
    from archive.queries import Run

_CARDS = 10
_CHANGES = 8
_RUNS = 5
_START = 220  # characters of a text on a card


@dataclass(frozen=True, slots=True)
class Card:
    """A post as the front page shows it; `picture` is a digest."""

    id: int
    lang: str
    title: str
    published: str | None
    category: str
    status: str
    start: str
    picture: str | None


@dataclass(frozen=True, slots=True)
class Front:
    """What the front page shows of the whole archive."""

    languages: list[tuple[str, int]]
    statuses: dict[str, int]
    revisions: int
    pictures: int
    bytes: int
    earliest: str | None
    latest: str | None
    changes: list[Told]
    runs: list[tuple[Run, int]]
    age: Age


async def page(datasette: Any, request: Any) -> Any:
    """Show what is new."""
    front: Front = await datasette.read_cached("front", overview)
    wanted = given(request, "lang")
    lang = _language(front, wanted)
    cards = await datasette.read_cached(("cards", lang), lambda archive: latest(archive, lang))
    age = age_of_now(front.age)
    context = {"front": front, "cards": cards, "lang": lang, "age": age, "kinds": KINDS, "plots": can_plot()}
    return await render(datasette, request, "front.html", context)


def _language(front: Front, wanted: str | None) -> str | None:
    """The language to show: the one asked for, else the one with most posts; None for all."""
    known = [lang for lang, _ in front.languages]
    if wanted == "all" or not known:
        return None
    return wanted if wanted in known else known[0]


def age_of_now(age: Age) -> str | None:
    """How long ago the last success is, in words; None if there was none."""
    if age.last_success is None:
        return None
    at = datetime.fromisoformat(age.last_success).astimezone(UTC)
    return span(max(0.0, (datetime.now(UTC) - at).total_seconds()))


def overview(archive: Archive) -> Front:
    """Count, and list what changed last and how the last runs went."""
    row = archive.rows("SELECT min(published), max(published), (SELECT count(*) FROM revisions) FROM posts")[0]
    pictures = archive.rows("SELECT count(*), coalesce(sum(bytes), 0) FROM blobs")[0]
    runs = queries.runs(archive, _RUNS)
    oldest = min((run.id for run in runs), default=0)
    issues = dict(archive.rows("SELECT run_id, count(*) FROM issues WHERE run_id >= ? GROUP BY 1", [oldest]))
    return Front(
        languages=archive.rows("SELECT lang, count(*) FROM posts GROUP BY 1 ORDER BY 2 DESC, 1"),
        statuses=dict(archive.rows("SELECT status, count(*) FROM posts GROUP BY 1")),
        revisions=row[2],
        pictures=pictures[0],
        bytes=pictures[1],
        earliest=row[0],
        latest=row[1],
        changes=latest_changes(archive, _CHANGES),
        runs=[(run, issues.get(run.id, 0)) for run in runs],
        age=age_of(archive, 0, datetime.now(UTC)),
    )


def latest(archive: Archive, wanted: str | None, at_most: int = _CARDS) -> list[Card]:
    """List the posts published last, in one language or in all."""
    rows = archive.rows(
        "SELECT id, lang, title, published, category, status, coalesce(nullif(summary, title), ''), "
        "substr(body, 1, ?) FROM posts WHERE ? IS NULL OR lang = ? ORDER BY published DESC, id DESC LIMIT ?",
        [_START * 2, wanted, wanted, at_most],
    )
    pictures = first_pictures(archive, [row[0] for row in rows])
    return [
        Card(post, lang, title, published, category, status, start(summary or body), pictures.get(post))
        for post, lang, title, published, category, status, summary, body in rows
    ]


def start(text: str) -> str:
    """The start of a text on one line."""
    line = " ".join(text.split())
    return line if len(line) <= _START else line[:_START].rstrip() + "…"


def latest_changes(archive: Archive, at_most: int) -> list[Told]:
    """List what happened last, the latest first, without looking at every post."""
    candidates = archive.rows(
        "SELECT post_id FROM (SELECT post_id FROM revisions WHERE cause = 'site' ORDER BY id DESC LIMIT ?1) "
        "UNION SELECT post_id FROM (SELECT post_id FROM revisions WHERE cause = 'first' ORDER BY id DESC LIMIT ?1) "
        "UNION SELECT id FROM (SELECT id FROM posts ORDER BY published DESC LIMIT ?1) "
        "UNION SELECT post_id FROM (SELECT post_id FROM tombstones ORDER BY coalesce(ended, since) DESC LIMIT ?1)",
        [4 * at_most],
    )
    return newest_first(history.changes_between(archive, of=[post for (post,) in candidates]))[:at_most]
