"""A comparison of two revisions as an HTML page that stands alone: no scripts, nothing fetched, light and dark."""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files
from typing import TYPE_CHECKING

from archive.blockdiff import Block, BlockKind
from archive.diff_text import CAUSES
from archive.filediff import FileKind, describe
from archive.markup import escape, language, marked, web_address
from archive.terminal import human_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from archive.diff_pictures import Picture
    from archive.filediff import FileChange
    from archive.history import Revision
    from archive.postdiff import FilesDiff, PostDiff, TextDiff
    from archive.records import Blob, StoredAttachment

    Show = Callable[[Blob], Picture | None]

_NAMES = {
    BlockKind.EDITED: "edited",
    BlockKind.ADDED: "added",
    BlockKind.REMOVED: "removed",
    BlockKind.MOVED_AWAY: "moved away",
    BlockKind.MOVED_HERE: "moved here",
}


def page(diff: PostDiff, show: Show) -> str:
    """Write the page.

    Args:
        diff: the comparison.
        show: prepares a picture for showing; None for what is no picture.
    """
    style = files("archive").joinpath("diff.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode("ascii")
    title = escape(diff.new.title) or "Untitled"
    tag = language(diff.post.lang)
    lang = f' lang="{tag}"' if tag else ""
    sections = [_text(text, lang) for text in diff.texts]
    if diff.files:
        sections.append(_files(diff.files, show))
    body = "\n".join(sections) or '<p class="same">The two have the same content.</p>'
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; \
style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}: revision {diff.old.number} to {diff.new.number}</title>
<style>{style}</style>
</head>
<body>
<header>
<h1{lang}>{title}</h1>
{_facts(diff)}
</header>
<main>
{body}
</main>
</body>
</html>
"""


def _facts(diff: PostDiff) -> str:
    link = web_address(diff.post.url)
    shown = escape(diff.post.url)
    place = f'<a href="{link}" rel="noreferrer noopener">{shown}</a>' if link else shown
    sides = "".join(
        f'<div class="side {name}"><b>Revision {revision.number}</b> <time datetime="{escape(revision.observed_at)}">'
        f"{_moment(revision)}</time> <span>{escape(CAUSES.get(revision.cause, revision.cause))}</span></div>"
        for name, revision in (("old", diff.old), ("new", diff.new))
    )
    status = "" if diff.post.status == "live" else f' · <b class="status">{escape(diff.post.status)}</b>'
    return f'<p class="place">{place}{status}</p>\n<div class="sides">{sides}</div>'


def _text(text: TextDiff, lang: str) -> str:
    if text.field == "body":
        shown = "\n".join(_body(text.blocks))
    elif text.field == "published":
        shown = f"<p>{marked(text.blocks[0].pieces).replace('</del><ins>', '</del> → <ins>')}</p>"
    else:
        shown = f"<p>{marked(text.blocks[0].pieces)}</p>"
    return f'<section class="{text.field}">\n{_heading(text.field, text.weight)}\n<div{lang}>{shown}</div>\n</section>'


def _heading(field: str, weight: str) -> str:
    note = f' <small class="{weight}">{weight}</small>' if weight == "cosmetic" else ""
    return f"<h2>{field}{note}</h2>"


def _body(blocks: Sequence[Block]) -> list[str]:
    """Show the paragraphs; those that stayed and stand beside no change are folded away."""
    shown: list[str] = []
    folded: list[str] = []
    for index, block in enumerate(blocks):
        near = blocks[max(index - 1, 0) : index + 2]
        paragraph = _block(block)
        if all(other.kind is BlockKind.SAME for other in near):
            folded.append(paragraph)
            continue
        shown += [*_fold(folded), paragraph]
        folded = []
    return [*shown, *_fold(folded)]


def _fold(paragraphs: Sequence[str]) -> list[str]:
    if not paragraphs:
        return []
    count = f"{len(paragraphs)} paragraph{'s' * (len(paragraphs) > 1)} unchanged"
    return [f"<details><summary>{count}</summary>", *paragraphs, "</details>"]


def _block(block: Block) -> str:
    if block.kind is BlockKind.SAME:
        return f"<p>{marked(block.pieces)}</p>"
    # The side and the badge say that a whole paragraph came or went: its words need no marks of their own.
    whole = block.kind in {BlockKind.ADDED, BlockKind.REMOVED, BlockKind.MOVED_AWAY}
    words = escape(block.text) if whole else marked(block.pieces)
    number = f" {block.move}" if block.move else ""
    badge = "" if block.kind is BlockKind.EDITED else f'<span class="badge">{_NAMES[block.kind]}{number}</span>'
    return f'<p class="block {block.kind}">{badge}{words}</p>'


def _files(diff: FilesDiff, show: Show) -> str:
    changed = "\n".join(_file(file, diff, show) for file in diff.files if file.kinds)
    kept = [file.after.attachment.name for file in diff.files if not file.kinds and file.after]
    rest = ""
    if kept:
        names = "".join(f"<li>{escape(name)}</li>" for name in kept)
        count = f"{len(kept)} file{'s' * (len(kept) > 1)} unchanged"
        rest = f"<details><summary>{count}</summary><ul>{names}</ul></details>"
    return f'<section class="attachments">\n{_heading("attachments", diff.weight)}\n{changed}\n{rest}</section>'


def _file(file: FileChange, diff: FilesDiff, show: Show) -> str:
    item = file.after or file.before
    assert item is not None  # a change is about at least one of the two
    says = "".join(f'<span class="badge">{escape(words)}</span>' for words in describe(file, diff.blobs))
    kind = "removed" if file.after is None else "added" if file.before is None else "edited"
    before = _side(file.before, diff, show, "before")
    after = _side(file.after, diff, show, "after")
    other_bytes = {FileKind.REPLACED, FileKind.RESAVED} & set(file.kinds)
    if file.before and file.after and not other_bytes:
        before = ""  # the same picture need not be shown twice
    if file.kinds == (FileKind.REORDERED,):
        after = ""
    sides = f'<div class="pictures">{before}{after}</div>' if before or after else ""
    name = escape(item.attachment.label or item.attachment.name) or "no name"
    return f'<article class="file {kind}"><h3>{name} {says}</h3>{sides}</article>'


def _side(item: StoredAttachment | None, diff: FilesDiff, show: Show, name: str) -> str:
    """Show one side of a file, where it is a picture."""
    blob = diff.blobs.get(item.sha256 or "") if item else None
    picture = show(blob) if blob else None
    if item is None or blob is None or picture is None:
        return ""
    pixels = f"{blob.width} × {blob.height}, " if blob.width and blob.height else ""
    facts = f"{name}: {pixels}{human_bytes(blob.size)}"
    alt = escape(f"{item.attachment.name}, {name}")
    shown = f'<img src="{picture.source}" alt="{alt}">' if picture.source else f"<em>{escape(picture.problem)}</em>"
    if picture.link:
        shown = f'<a href="{escape(picture.link)}">{shown}</a>'
    return f'<figure class="{name}">{shown}<figcaption>{facts}</figcaption></figure>'


def _moment(revision: Revision) -> str:
    return escape(revision.observed_at.replace("T", " ").removesuffix("Z")[:16]) + " UTC"
