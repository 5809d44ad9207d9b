"""Read what happened to posts: find a post as a user names it, list its revisions, list the changes of a window."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from archive.changes import AbsenceRow, Change, Quiet, RevisionRow, TombstoneRow, changes, confirmation, flipping
from archive.hashing import Content
from archive.post_rows import attachments_from_json
from archive.records import Blob

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from archive.db import Archive
    from archive.moments import Edge


@dataclass(frozen=True, slots=True)
class Post:
    """What tells one post from the others.

    Attributes:
        lang: the language as the site's addresses spell it, else as the page declares it.
        status: live, missing or gone.
        key_lang: the language as the site's addresses spell it, empty where they do not: a part of its identity.
    """

    id: int
    site: str
    url: str
    source_id: str
    lang: str
    title: str
    published: str | None
    status: str
    key_lang: str = ""


@dataclass(frozen=True, slots=True)
class Revision:
    """One distinct content of a post, without its texts.

    Attributes:
        number: from 1.
        observed_at: when the site showed it (UTC).
        cause: first, site, parser or wayback.
        changed: each changed field with its weight: substantive or cosmetic.
        same_as: number of the earlier revision with this very content, if any.
        quiet: `flip` or `cosmetic` where it is no news.
        title: the title in it.
    """

    number: int
    observed_at: str
    cause: str
    changed: dict[str, str]
    same_as: int | None
    quiet: Quiet | None
    title: str
    capture_id: int | None
    parser_version: str


@dataclass(frozen=True, slots=True)
class Absence:
    """A time in which a post was gone; all times UTC, `ended` is None while it is gone."""

    since: str
    confirmed_at: str
    reason: str
    evidence: str
    ended: str | None


@dataclass(frozen=True, slots=True)
class Told:
    """A change together with its post; `title` and `published` as they were after it."""

    change: Change
    post: Post
    title: str
    published: str | None


# -- posts ----------------------------------------------------------------------------------------------------

_POST = (
    "SELECT p.id, p.site, p.url, p.source_id, p.lang, p.title, p.published, p.status, coalesce(l.lang, '') "
    "FROM posts p LEFT JOIN ledger l ON l.post_id = p.id"
)


def find_post(archive: Archive, typed: str, lang: str | None = None) -> Post:
    """Find the post that a user means: by its id here, its address, or the site's own id for it.

    A bare number is the post's id here, unless `lang` is given or there is no such id; then it is the site's.

    Raises:
        LookupError: there is no such post, or several; the message is for the user.
    """
    name = typed.strip()
    if "://" in name:
        found = _by_address(archive, name, lang)
    else:
        found = _select(archive, "p.id = ?", int(name)) if lang is None and _is_id(name) else []
        found = found or _by_source_id(archive, name, lang)
    if len(found) == 1:
        return found[0]
    if not found:
        where = f" in language {lang}" if lang is not None else ""
        message = (
            f"There is no post {typed!r}{where} in {archive.folder}. "
            "Give its id here, its address, or the site's own id for it; `archive search -v WORDS` shows them."
        )
        raise LookupError(message)
    several = ", ".join(f"{post.id} ({post.lang or 'no language'}, {post.url})" for post in found[:6])
    message = f"{typed!r} could be several posts: {several}. Give the id of one, or --lang."
    raise LookupError(message)


def _is_id(name: str) -> bool:
    return name.isascii() and name.isdigit() and len(name) < 19


def _select(archive: Archive, where: str, *arguments: object, lang: str | None = None) -> list[Post]:
    """Select posts; `where` is one of this module's own conditions."""
    sql = f"{_POST} WHERE ({where}) AND (? IS NULL OR ? IN (p.lang, l.lang)) "
    rows = archive.db.execute(f"{sql} GROUP BY p.id ORDER BY p.id", [*arguments, lang, lang])
    return [Post(*row) for row in rows.fetchall()]


def _by_source_id(archive: Archive, name: str, lang: str | None) -> list[Post]:
    return _select(archive, "p.source_id = ?", name, lang=lang)


def _by_address(archive: Archive, url: str, lang: str | None) -> list[Post]:
    """Find by address; the present one goes before former ones, the very spelling before others of the same."""
    marks = ", ".join("?" * len(spellings := _spellings(url)))
    for where, wanted in (
        ("p.url = ?", [url]),
        ("p.id IN (SELECT post_id FROM post_urls WHERE url = ?)", [url]),
        (f"p.id IN (SELECT post_id FROM post_urls WHERE url IN ({marks}))", spellings),  # noqa: S608 - only marks
    ):
        if found := _select(archive, where, *wanted, lang=lang):
            return found
    return []


def _spellings(url: str) -> list[str]:
    """Spell an address with and without `www.`, a final slash and the S of HTTPS."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return [url]
    host = parts.netloc.lower().removeprefix("www.")
    path = parts.path.rstrip("/")
    return [
        urlunsplit((scheme, prefix + host, path + slash, parts.query, ""))
        for scheme in ("https", "http")
        for prefix in ("", "www.")
        for slash in ("", "/")
    ]


def same_source_id(archive: Archive, post: Post, typed: str) -> Sequence[Post]:
    """Give the other posts that the site itself calls by the number that was taken for an id here."""
    return [other for other in _by_source_id(archive, typed.strip(), None) if other.id != post.id]


# -- one post -------------------------------------------------------------------------------------------------


def revisions(archive: Archive, post_id: int) -> list[Revision]:
    """List every revision of a post, the oldest first."""
    rows = archive.db.execute(
        "SELECT number, observed_at, cause, changed, cosmetic, same_as, title, capture_id, parser_version "
        "FROM revisions WHERE post_id = ? ORDER BY number",
        [post_id],
    ).fetchall()
    light = [
        RevisionRow(post_id, row[0], row[1], row[2], tuple(json.loads(row[3])), tuple(json.loads(row[4])), row[5])
        for row in rows
    ]
    flips = flipping(light)
    return [
        Revision(
            number=row.number,
            observed_at=row.observed_at,
            cause=row.cause,
            changed={name: "cosmetic" if name in row.cosmetic else "substantive" for name in row.changed},
            same_as=row.same_as,
            quiet=_quiet(row, flips),
            title=full[6],
            capture_id=full[7],
            parser_version=full[8],
        )
        for row, full in zip(light, rows, strict=True)
    ]


def _quiet(row: RevisionRow, flips: set[int]) -> Quiet | None:
    if row.number in flips:
        return Quiet.FLIP
    return Quiet.COSMETIC if row.changed and set(row.changed) <= set(row.cosmetic) else None


def absences(archive: Archive, post_id: int) -> list[Absence]:
    """List the times in which a post was gone, the oldest first."""
    missed = _absences(archive, [post_id])
    return [
        Absence(grave.since, confirmation(grave, missed).observed_at, grave.reason, grave.evidence, grave.ended)
        for grave in _tombstones(archive, [post_id])
    ]


def content(archive: Archive, post_id: int, number: int) -> Content:
    """Give one revision's content.

    Raises:
        LookupError: the post has no such revision; the message is for the user.
    """
    row = archive.db.execute(
        "SELECT title, published, category, summary, body, body_html, attachments FROM revisions "
        "WHERE post_id = ? AND number = ?",
        [post_id, number],
    ).fetchone()
    if row is None:
        (last,) = archive.db.execute("SELECT max(number) FROM revisions WHERE post_id = ?", [post_id]).fetchone()
        message = f"Post {post_id} has no revision {number}; its revisions are 1 to {last}."
        raise LookupError(message)
    return Content(row[0], row[1], row[2], row[3], row[4], row[5], attachments_from_json(row[6]))


def blobs_of(archive: Archive, *contents: Content) -> dict[str, Blob]:
    """Give what is known of the bytes of all attachments of some contents, by their SHA-256."""
    wanted = {item.sha256 for content in contents for item in content.attachments if item.sha256}
    rows = archive.db.execute(
        "SELECT sha256, bytes, media_type, width, height, phash FROM blobs "
        "WHERE sha256 IN (SELECT value FROM json_each(?))",
        [json.dumps(sorted(wanted))],
    )
    return {row[0]: Blob(*row) for row in rows.fetchall()}


# -- all posts ------------------------------------------------------------------------------------------------


def changes_between(
    archive: Archive,
    since: Edge | None = None,
    until: Edge | None = None,
    *,
    everything: bool = False,
    of: Collection[int] | None = None,
) -> list[Told]:
    """List what changed in a window of time, in order of time; see `archive.changes.changes`.

    Args:
        archive: the open archive.
        since: the first moment that counts; None for the beginning.
        until: the first moment that counts no more; None for no end.
        everything: also tell cosmetic revisions and flips.
        of: only these posts; None for all.
    """
    found = changes(
        _revision_rows(archive, of),
        _tombstones(archive, of),
        _absences(archive, of),
        since=since,
        until=until,
        everything=everything,
    )
    wanted = json.dumps(sorted({change.post_id for change in found}))
    where = "p.id IN (SELECT value FROM json_each(?))"
    posts = {post.id: post for post in _select(archive, where, wanted)} if found else {}
    return [Told(change, posts[change.post_id], *_heading(archive, change)) for change in found]


def run_times(archive: Archive, number: int) -> tuple[str, str | None] | None:
    """Give when a run started and finished; None if there is no such run."""
    row = archive.db.execute("SELECT started_at, finished_at FROM runs WHERE id = ?", [number]).fetchone()
    return (row[0], row[1]) if row else None


def _heading(archive: Archive, change: Change) -> tuple[str, str | None]:
    row = archive.db.execute(
        "SELECT title, published FROM revisions WHERE post_id = ? AND number = ?", [change.post_id, change.revision]
    ).fetchone()
    return row[0], row[1]


def _among(of: Collection[int] | None, column: str) -> tuple[str, list[str]]:
    """A condition for some posts, or for all, and its value."""
    if of is None:
        return "1", []
    return f"{column} IN (SELECT value FROM json_each(?))", [json.dumps(sorted(of))]  # noqa: S608 - our own column


def _revision_rows(archive: Archive, of: Collection[int] | None = None) -> list[RevisionRow]:
    # A revision saved without a fetch of its own names an earlier exchange: then its run is not known.
    where, values = _among(of, "r.post_id")
    fields = "r.post_id, r.number, r.observed_at, r.cause, r.changed, r.cosmetic, r.same_as, c.run_id"
    origin = "captures c ON c.id = r.capture_id AND c.fetched_at = r.observed_at"
    sql = f"SELECT {fields} FROM revisions r LEFT JOIN {origin} WHERE {where}"  # noqa: S608 - our own text
    rows = archive.db.execute(sql, values)
    return [
        RevisionRow(post_id, number, at, cause, tuple(json.loads(changed)), tuple(json.loads(cosmetic)), same_as, run)
        for post_id, number, at, cause, changed, cosmetic, same_as, run in rows.fetchall()
    ]


def _tombstones(archive: Archive, of: Collection[int] | None = None) -> list[TombstoneRow]:
    where, values = _among(of, "post_id")
    sql = f"SELECT id, post_id, since, reason, evidence, ended FROM tombstones WHERE {where} ORDER BY id"  # noqa: S608
    return [TombstoneRow(*row) for row in archive.db.execute(sql, values).fetchall()]


def _absences(archive: Archive, of: Collection[int] | None = None) -> list[AbsenceRow]:
    where, values = _among(of, "post_id")
    sql = f"SELECT post_id, observed_at, reason, run_id FROM absences WHERE {where} ORDER BY id"  # noqa: S608
    return [AbsenceRow(*row) for row in archive.db.execute(sql, values).fetchall()]
