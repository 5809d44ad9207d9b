"""Make the feed of an archive's changes."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from archive import history
from archive.feed import Feed, make_feed
from archive.postdiff import PostDiff, post_diff

if TYPE_CHECKING:
    from archive.db import Archive
    from archive.hashing import Content
    from archive.history import Told
    from archive.moments import Edge


def site_feed(archive: Archive, *, since: Edge | None = None, limit: int = 50, self_url: str = "") -> Feed:
    """Make the feed of an archive's newest changes.

    Args:
        archive: the open archive.
        since: leave out what happened before.
        limit: the most entries.
        self_url: the absolute address at which the feed will be published; empty if unknown.
    """
    sites = archive.db.execute("SELECT DISTINCT site FROM posts ORDER BY 1").fetchall()
    (checked,) = archive.db.execute("SELECT max(coalesce(finished_at, started_at)) FROM runs").fetchone()

    def content(told: Told) -> Content:
        return history.content(archive, told.change.post_id, told.change.revision)

    def difference(told: Told) -> PostDiff:
        return post_diff(archive, told.post, told.change.previous or 1, told.change.revision)

    return make_feed(
        ", ".join(site for (site,) in sites) or archive.folder.name,
        history.changes_between(archive, since),
        content,
        difference,
        limit=limit,
        self_url=self_url,
        home_url=home_url(archive),
        checked=checked or "",
    )


def home_url(archive: Archive) -> str:
    """Give the front page of the host that most posts are on."""
    counts: dict[str, int] = {}
    for (url,) in archive.db.execute("SELECT url FROM posts").fetchall():
        try:
            parts = urlsplit(url)
        except ValueError:
            continue
        if parts.scheme in {"http", "https"} and parts.hostname:
            root = f"{parts.scheme}://{parts.netloc}/"
            counts[root] = counts.get(root, 0) + 1
    return max(sorted(counts), key=lambda root: counts[root], default="")
