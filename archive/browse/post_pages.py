"""The page of one post, its revisions compared, and references to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datasette import NotFound, Response

from archive import cite, history
from archive.blockdiff import Block, BlockKind
from archive.browse.files import disposition
from archive.browse.pages import Unreadable, given, render, whole
from archive.browse.post_view import pictures_of, post_by_id, read_post
from archive.browse.sanitised import sanitised
from archive.browse.thumbs import shown
from archive.diff_text import CAUSES
from archive.filediff import FileKind, describe
from archive.postdiff import default_pair, post_diff

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archive.browse.thumbs import Shown
    from archive.db import Archive
    from archive.filediff import FileChange
    from archive.history import Post, Revision
    from archive.postdiff import FilesDiff, PostDiff
    from archive.records import StoredAttachment

_CITED = {
    "bib": ("bibtex", "application/x-bibtex"),
    "ris": ("ris", "application/x-research-info-systems"),
    "json": ("csl", "application/vnd.citationstyles.csl+json"),
}


async def page(datasette: Any, request: Any) -> Any:
    """Show a post in one of its revisions, maybe beside another language of it."""
    number, revision = int(request.url_vars["id"]), whole(request, "revision")
    other, markup = whole(request, "beside"), given(request, "view") == "markup"
    view = await datasette.read(lambda archive: read_post(archive, number, revision))
    if other is not None and other not in {one.id for one in view.languages}:
        message = f"Post {other} is no other language of post {number}."
        raise Unreadable(message)
    beside = None if other is None else await datasette.read(lambda archive: read_post(archive, other, None))
    shown_markup = sanitised(view.content.body_html, pictures_of(view.files)) if markup else None
    context = {"view": view, "beside": beside, "markup": shown_markup, "causes": CAUSES, "here": ""}
    return await render(datasette, request, "post.html", context)


async def compare(datasette: Any, request: Any) -> Any:
    """Show what differs between two revisions of a post."""
    number = int(request.url_vars["id"])
    old, new = whole(request, "from"), whole(request, "to")
    post, revisions, diff = await datasette.read(lambda archive: _compared(archive, number, old, new))
    context = {
        "post": post, "revisions": revisions, "diff": diff, "causes": CAUSES, "here": "",
        "texts": [(text, _folded(text.blocks)) for text in diff.texts] if diff else [],
        "files": _files(diff.files) if diff and diff.files else None,
    }  # fmt: skip
    return await render(datasette, request, "compare.html", context)


async def reference(datasette: Any, request: Any) -> Any:
    """Give a reference to a post as a file."""
    number, revision = int(request.url_vars["id"]), whole(request, "revision")
    form, media_type = _CITED[request.url_vars["form"]]

    def made(archive: Archive) -> tuple[str, str]:
        try:
            one = cite.reference(archive, post_by_id(archive, number), revision)
        except LookupError as error:
            raise NotFound(str(error)) from None
        return one.key, cite.FORMATS[form]([one])

    key, text = await datasette.read(made)
    headers = {"content-disposition": disposition(f"{key}.{request.url_vars['form']}")}
    return Response(text, headers=headers, content_type=f"{media_type}; charset=utf-8")


def _compared(
    archive: Archive, number: int, old: int | None, new: int | None
) -> tuple[Post, Sequence[Revision], PostDiff | None]:
    post = post_by_id(archive, number)
    revisions = history.revisions(archive, number)
    if len(revisions) == 1 and old is None and new is None:
        return post, revisions, None
    try:
        pair = (old, new) if old and new else default_pair(revisions, new or old, None)
        return post, revisions, post_diff(archive, post, *pair)
    except LookupError as error:
        raise NotFound(str(error)) from None


def _folded(blocks: Sequence[Block]) -> list[tuple[bool, list[Block]]]:
    """Group the paragraphs: those that stayed and stand beside no change go together, folded away."""
    groups: list[tuple[bool, list[Block]]] = []
    for index, block in enumerate(blocks):
        far = all(near.kind is BlockKind.SAME for near in blocks[max(index - 1, 0) : index + 2])
        if far and groups and groups[-1][0]:
            groups[-1][1].append(block)
        else:
            groups.append((far, [block]))
    return groups


def _files(files: FilesDiff) -> tuple[list[dict[str, Any]], list[str]]:
    """What became of each file, with its pictures before and after; and the names of those that stayed."""
    changed = [_file(file, files) for file in files.files if file.kinds]
    return changed, [file.after.attachment.name for file in files.files if not file.kinds and file.after]


def _file(file: FileChange, files: FilesDiff) -> dict[str, Any]:
    item = file.after or file.before
    assert item is not None  # a change is about at least one of the two
    other_bytes = {FileKind.REPLACED, FileKind.RESAVED} & set(file.kinds)
    same = file.before is not None and file.after is not None and not other_bytes
    return {
        "name": item.attachment.label or item.attachment.name or "no name",
        "kind": "removed" if file.after is None else "added" if file.before is None else "edited",
        "says": describe(file, files.blobs),
        "before": None if same else _side(file.before, files),
        "after": None if file.kinds == (FileKind.REORDERED,) else _side(file.after, files),
    }


def _side(item: StoredAttachment | None, files: FilesDiff) -> tuple[Shown, Any] | None:
    blob = files.blobs.get(item.sha256 or "") if item else None
    picture = shown(blob, item.attachment.name) if item else None
    return (picture, blob) if picture else None
