"""References to a post as it read when it was captured: BibTeX, RIS and CSL-JSON.

Each names the live address and, since that may change, the moment of the capture and the SHA-256 of what came.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from archive.markup import language, legal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from archive.db import Archive
    from archive.history import Post


@dataclass(frozen=True, slots=True)
class Reference:
    """What a reference says.

    Attributes:
        key: a short name for it, of plain letters: site, the site's id, language, revision.
        title: one line.
        published: `YYYY-MM-DD`, or None.
        host: the host that publishes it, which stands for author and publisher.
        lang: a language tag, or empty.
        url: the live address.
        captured_at: when the page was captured (UTC), or when it was read where no capture is known.
        sha256: the digest of the page as it came; empty if no capture is known.
        revision: the number of the revision.
    """

    key: str
    title: str
    published: str | None
    host: str
    lang: str
    url: str
    captured_at: str
    sha256: str
    revision: int


def reference(archive: Archive, post: Post, revision: int | None = None) -> Reference:
    """The reference to a post, to its present revision unless another is named.

    Raises:
        LookupError: the post has no such revision; the message is for the user.
    """
    rows = archive.rows(
        "SELECT r.number, r.title, r.published, coalesce(c.fetched_at, r.observed_at), coalesce(c.sha256, '') "
        "FROM posts p JOIN revisions r ON r.post_id = p.id AND r.number = coalesce(?, p.revision) "
        "LEFT JOIN captures c ON c.id = r.capture_id WHERE p.id = ?",
        [revision, post.id],
    )
    if not rows:
        message = f"Post {post.id} has no revision {revision}; `archive history {post.id}` lists them."
        raise LookupError(message)
    number, title, published, captured_at, sha256 = rows[0]
    words = [post.site, post.source_id, post.lang, f"r{number}"]
    key = "-".join(filter(None, (re.sub(r"[^A-Za-z0-9]+", "-", word).strip("-") for word in words)))
    line = " ".join(legal(title).split()) or "Untitled"
    url = legal(post.url)
    host = _host(url) or post.site
    return Reference(key, line, published, host, language(post.lang), url, captured_at, sha256, int(number))


def _host(url: str) -> str:
    """The host of an address without `www.`; empty if it has none."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def bibtex(references: Iterable[Reference]) -> str:
    """The references as BibTeX, entry type `online` of biblatex, with what plain BibTeX needs in `howpublished`."""
    return "\n\n".join(_bibtex(item) for item in references)


def _bibtex(item: Reference) -> str:
    fields = {
        "title": "{" + _tex(item.title) + "}",  # a second pair of braces keeps the case of names
        "author": "{" + _tex(item.host) + "}",
        "date": item.published or "",
        "year": (item.published or "")[:4],
        "url": item.url.replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C"),
        "urldate": item.captured_at[:10],
        "langid": item.lang,
        "note": _tex(_captured(item)),
    }
    lines = [f"  {name:8} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@online{{{item.key},", *lines, "}"])


_TEX = {char: "\\" + char for char in "#$%&_{}"} | {
    "\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip


def _tex(text: str) -> str:
    return "".join(_TEX.get(char, char) for char in text)


def ris(references: Iterable[Reference]) -> str:
    """The references as RIS; lines end as the format wants them."""
    return "".join(_ris(item) for item in references)


def _ris(item: Reference) -> str:
    lines = [
        ("TY", "ELEC"),
        ("ID", item.key),
        ("TI", item.title),
        ("AU", item.host),
        ("PY", (item.published or "")[:4]),
        ("DA", (item.published or "").replace("-", "/")),
        ("UR", " ".join(item.url.split())),
        ("Y2", item.captured_at[:10].replace("-", "/")),
        ("LA", item.lang),
        ("N1", _captured(item)),
        ("ER", ""),
    ]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in lines if value or tag == "ER")


def csl_json(references: Iterable[Reference]) -> str:
    """The references as a CSL-JSON array, for Zotero, pandoc and their like."""
    return json.dumps([_csl(item) for item in references], ensure_ascii=False, indent=2)


def _csl(item: Reference) -> dict[str, Any]:
    made: dict[str, Any] = {
        "id": item.key,
        "type": "webpage",
        "title": item.title,
        "author": [{"literal": item.host}],
        "container-title": item.host,
        "URL": item.url,
        "accessed": _parts(item.captured_at[:10]),
        "note": _captured(item),
    }
    if item.published:
        made["issued"] = _parts(item.published)
    if item.lang:
        made["language"] = item.lang
    if item.sha256:
        made |= {"archive": "SHA-256", "archive_location": item.sha256}
    return made


def _parts(day: str) -> dict[str, list[list[int]]]:
    return {"date-parts": [[int(part) for part in day.split("-")]]}


def _captured(item: Reference) -> str:
    digest = f", SHA-256 {item.sha256}" if item.sha256 else ""
    return f"Captured {item.captured_at}, revision {item.revision}{digest}"


FORMATS = {"bibtex": bibtex, "ris": ris, "csl": csl_json}
