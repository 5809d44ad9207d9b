"""How a page shows stored pictures: where the reduced copy and the whole are, and which one stands for a post."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from archive.diff_pictures import SHOWN

if TYPE_CHECKING:
    from collections.abc import Iterable

    from archive.db import Archive
    from archive.records import Blob


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture on a page: where the reduced copy and the whole are, and its size on the page in pixels."""

    small: str
    whole: str
    name: str
    width: int | None
    height: int | None


def shown(blob: Blob | None, name: str, side: int = 640) -> Shown | None:
    """Say how to show a stored file; None if it is no picture that can be."""
    if blob is None or blob.media_type not in SHOWN:
        return None
    width, height = blob.width, blob.height
    if width and height:
        scale = min(1.0, side / max(width, height))
        width, height = max(1, round(width * scale)), max(1, round(height * scale))
    return Shown(f"/-/thumb/{blob.sha256}/{side}", blob_address(blob.sha256, name), name, width, height)


def blob_address(sha256: str, name: str = "") -> str:
    """The address of a stored file, which saves it under a name."""
    plain = name.encode("utf-8", "replace").decode().replace("/", "_").replace("\\", "_")
    return f"/-/blob/{sha256}/{quote(plain, safe='')}" if plain.strip(". ") else f"/-/blob/{sha256}"


def first_pictures(archive: Archive, posts: Iterable[int]) -> dict[int, str]:
    """Give the digest of the first picture of some posts, where they have one."""
    rows = archive.rows(
        "SELECT a.post_id, a.sha256 FROM attachments a JOIN blobs b ON b.sha256 = a.sha256 "
        "WHERE a.post_id IN (SELECT value FROM json_each(?)) AND b.media_type IN (SELECT value FROM json_each(?)) "
        "ORDER BY a.post_id, a.position DESC",
        [json.dumps(list(posts)), json.dumps(sorted(SHOWN))],
    )
    return dict(rows)  # of those with one post, the last entered stays
