"""Everything that the page of one post shows, read from the archive at one moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from datasette import NotFound

from archive import history
from archive.browse.thumbs import Shown, blob_address, shown
from archive.hashing import blocks

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from archive.db import Archive
    from archive.hashing import Content
    from archive.history import Absence, Post, Revision
    from archive.records import Blob, StoredAttachment


@dataclass(frozen=True, slots=True)
class File:
    """An attachment as a page shows it; `link` is empty and `picture` None where its bytes are not held."""

    name: str
    label: str
    url: str | None
    declared: int | None
    problem: str | None
    link: str
    blob: Blob | None
    picture: Shown | None

    @property
    def says(self) -> str:
        """Its label, else its name."""
        return self.label or self.name or "no name"


@dataclass(frozen=True, slots=True)
class Place:
    """A paragraph of the text, and the files that stand after it; the first place has no paragraph."""

    text: str
    files: tuple[File, ...]


@dataclass(frozen=True, slots=True)
class Other:
    """Another post that this page leads to."""

    id: int
    lang: str
    title: str
    published: str | None
    status: str


@dataclass(frozen=True, slots=True)
class Problem:
    """An issue about a post, and how many runs met it."""

    stage: str
    code: str
    message: str
    runs: int
    last_run: int


@dataclass(frozen=True, slots=True)
class Seen:
    """When a post was first and last seen, asked for and changed (UTC), and its present revision."""

    first: str
    last: str
    checked: str
    changed: str
    revision: int


@dataclass(frozen=True, slots=True)
class PostView:
    """A post in one of its revisions, with all that is known around it."""

    post: Post
    seen: Seen
    revisions: Sequence[Revision]
    revision: Revision
    content: Content
    places: Sequence[Place]
    files: Sequence[File]
    languages: Sequence[Other]
    absences: Sequence[Absence]
    missed: Sequence[str]
    problems: Sequence[Problem]
    older: Other | None
    newer: Other | None

    @property
    def present(self) -> bool:
        """Whether the revision shown is what the post says now."""
        return self.revision.number == self.seen.revision

    @property
    def gone(self) -> Absence | None:
        """The absence that lasts, if one does."""
        return next((absence for absence in self.absences if absence.ended is None), None)


def post_by_id(archive: Archive, number: int) -> Post:
    """Find a post by its id here.

    Raises:
        NotFound: there is none; the message is for the user.
    """
    try:
        found = history.find_post(archive, str(number))
    except LookupError:
        found = None
    if found is None or found.id != number:
        message = f"There is no post {number} in this archive."
        raise NotFound(message)
    return found


def read_post(archive: Archive, number: int, revision: int | None) -> PostView:
    """Read a post in a revision, by default the present one.

    Raises:
        NotFound: there is no such post or revision.
    """
    post = post_by_id(archive, number)
    row = archive.rows(
        "SELECT first_seen, last_seen, last_checked, last_changed, revision FROM posts WHERE id = ?", [number]
    )[0]
    seen, known = Seen(*row), history.revisions(archive, number)
    wanted = next((one for one in known if one.number == (revision or seen.revision)), None)
    if wanted is None:
        message = f"Post {number} has no revision {revision}; its revisions are 1 to {known[-1].number}."
        raise NotFound(message)
    content = history.content(archive, number, wanted.number)
    files = [_file(item, history.blobs_of(archive, content)) for item in content.attachments]
    return PostView(
        post=post,
        seen=seen,
        revisions=known,
        revision=wanted,
        content=content,
        places=places(content, files),
        files=files,
        languages=_languages(archive, post),
        absences=history.absences(archive, number),
        missed=[at for (at,) in archive.rows(_MISSED, [number])],
        problems=[Problem(*row) for row in archive.rows(_PROBLEMS, [number])],
        older=_neighbour(archive, post, newer=False),
        newer=_neighbour(archive, post, newer=True),
    )


def places(content: Content, files: Sequence[File]) -> list[Place]:
    """Put the files where the page had them: behind so many paragraphs."""
    texts = blocks(content.body)
    behind: dict[int, list[File]] = {}
    for item, file in zip(content.attachments, files, strict=True):
        behind.setdefault(min(max(item.attachment.paragraph, 0), len(texts)), []).append(file)
    return [Place(text, tuple(behind.get(index, ()))) for index, text in enumerate(["", *texts])]


def pictures_of(files: Sequence[File]) -> Mapping[str, str]:
    """Where the archive shows each picture, by its address on the site."""
    return {file.url: file.picture.small for file in files if file.url and file.picture}


_MISSED = "SELECT observed_at FROM absences WHERE post_id = ? AND refuted_at IS NULL ORDER BY id"
_PROBLEMS = """SELECT stage, code, max(message), count(DISTINCT run_id), max(run_id) FROM issues WHERE post_id = ?
    GROUP BY stage, code, url ORDER BY 5 DESC LIMIT 30"""
_OTHER = "SELECT id, lang, title, published, status FROM posts"


def _file(item: StoredAttachment, blobs: Mapping[str, Blob]) -> File:
    named, blob = item.attachment, blobs.get(item.sha256 or "")
    link = blob_address(blob.sha256, named.name) if blob else ""
    return File(
        named.name, named.label, named.url, named.declared_bytes, item.problem, link, blob, shown(blob, named.name)
    )


def _languages(archive: Archive, post: Post) -> list[Other]:
    if not post.source_id:
        return []
    rows = archive.rows(
        f"{_OTHER} WHERE site = ? AND source_id = ? AND id != ? ORDER BY lang, id", [post.site, post.source_id, post.id]
    )
    return [Other(*row) for row in rows]


def _neighbour(archive: Archive, post: Post, *, newer: bool) -> Other | None:
    """The next post of this language, by day; undated ones stand before all others, in order of their ids."""
    sign, order = (">", "ASC") if newer else ("<", "DESC")
    rows = archive.rows(
        f"{_OTHER} WHERE lang = ?1 AND (coalesce(published, ''), id) {sign} (?2, ?3) "
        f"ORDER BY coalesce(published, '') {order}, id {order} LIMIT 1",
        [post.lang, post.published or "", post.id],
    )
    return Other(*rows[0]) if rows else None
