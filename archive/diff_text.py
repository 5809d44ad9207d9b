"""A comparison of two revisions on a terminal (in colour), or as plain text with `[-removed-]` and `{+added+}`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from archive.blockdiff import BREAK, Block, BlockKind
from archive.filediff import describe
from archive.terminal import printable
from archive.worddiff import readable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from archive.filediff import FileChange
    from archive.history import Revision
    from archive.postdiff import FilesDiff, PostDiff
    from archive.worddiff import Piece

CAUSES = {
    "first": "first seen",
    "site": "the site changed",
    "parser": "read anew, better",
    "wayback": "from a web archive",
}
"""What brought a revision about, in words."""

_STYLES = {"=": "", "-": "red strike", "+": "green underline"}
_MARKS = {"=": "{}", "-": "[-{}-]", "+": "{{+{}+}}"}
_CUT = 72  # characters of a paragraph that merely moved away
_GUTTERS = {
    BlockKind.SAME: ("  ", ""),
    BlockKind.EDITED: ("~ ", "yellow"),
    BlockKind.ADDED: ("+ ", "green"),
    BlockKind.REMOVED: ("- ", "red"),
    BlockKind.MOVED_AWAY: ("↷ ", "cyan"),
    BlockKind.MOVED_HERE: ("↪ ", "cyan"),
}


def lines(diff: PostDiff, *, colour: bool, whole: bool = False) -> Iterator[Text]:
    """Lay a comparison out, line by line.

    Args:
        diff: the comparison.
        colour: mark words by colour; otherwise by signs.
        whole: show every paragraph that stayed, not only those beside a change.
    """
    facts = [diff.post.lang, f"post {diff.post.id}", printable(diff.post.url)]
    yield Text(printable(diff.new.title) or "Untitled", style="bold")
    yield Text("  ·  ".join(fact for fact in facts if fact), style="dim")
    yield Text(f"revision {_moment(diff.old)}  →  revision {_moment(diff.new)}", style="dim")
    if not diff.fields:
        yield Text("")
        yield Text("The two have the same content.")
    for text in diff.texts:
        yield from _heading(text.field, text.weight)
        if text.field == "body":
            yield from _body(text.blocks, colour=colour, whole=whole)
        else:
            yield Text("  ").append_text(words(text.blocks[0].pieces, colour=colour))
    if diff.files:
        yield from _files(diff.files, whole=whole)


def words(pieces: Sequence[Piece], *, colour: bool) -> Text:
    """Show a text with the words that were removed and added marked, on one line."""
    shown = Text()
    for piece in readable(pieces):
        text = _safe(piece.text)
        shown.append(text, _STYLES[piece.op]) if colour else shown.append(_MARKS[piece.op].format(text))
    return shown


def _safe(text: str) -> str:
    """Make a piece of site text safe; the spaces at its ends, and ends of paragraphs in it, stay visible."""
    shown: list[str] = []
    for part in text.split(BREAK):
        lead, tail = " " * part[:1].isspace(), " " * part[-1:].isspace()
        shown.append(f"{lead}{printable(part)}{tail}" if part.strip() else lead)
    return " ¶ ".join(shown) if len(shown) > 1 else shown[0]


def _heading(field: str, weight: str) -> Iterator[Text]:
    yield Text("")
    yield Text.assemble((field, "bold"), (f"  {weight}" if weight == "cosmetic" else "", "dim"))


def _body(blocks: Sequence[Block], *, colour: bool, whole: bool) -> Iterator[Text]:
    hidden = 0
    for index, block in enumerate(blocks):
        neighbours = [*blocks[max(index - 1, 0) : index], *blocks[index + 1 : index + 2]]
        if not whole and block.kind is BlockKind.SAME and all(near.kind is BlockKind.SAME for near in neighbours):
            hidden += 1
            continue
        yield from _hidden(hidden)
        hidden = 0
        yield _block(block, colour=colour)
    yield from _hidden(hidden)


def _hidden(count: int) -> Iterator[Text]:
    if count:
        yield Text(f"  … {count} paragraph{'s' * (count > 1)} unchanged", style="dim")


def _block(block: Block, *, colour: bool) -> Text:
    sign, style = _GUTTERS[block.kind]
    line = Text(sign, style=style)
    if block.kind is BlockKind.MOVED_AWAY:
        return line.append(f"moved ({block.move}): {printable(block.text, limit=_CUT)}", "dim")
    if block.kind is BlockKind.MOVED_HERE:
        line.append(f"moved here ({block.move}): ", "cyan")
    if block.kind in {BlockKind.ADDED, BlockKind.REMOVED} and not colour:
        return line.append(_safe(block.text))  # the sign in front says it
    return Text().append_text(line).append_text(words(block.pieces, colour=colour))


def _files(files: FilesDiff, *, whole: bool) -> Iterator[Text]:
    yield from _heading("attachments", files.weight)
    kept = [file for file in files.files if not file.kinds]
    for file in files.files:
        if file.kinds or whole:
            yield _file(file, describe(file, files.blobs))
    if kept and not whole:
        yield Text(f"  … {len(kept)} unchanged", style="dim")


def _file(file: FileChange, says: Sequence[str]) -> Text:
    item = file.after or file.before
    assert item is not None  # a change is about at least one of the two
    kind = BlockKind.REMOVED if file.after is None else BlockKind.ADDED if file.before is None else BlockKind.EDITED
    sign, style = _GUTTERS[kind if file.kinds else BlockKind.SAME]
    name = printable(item.attachment.label or item.attachment.name) or "no name"
    facts = printable(", ".join(says))
    return Text.assemble((sign, style), name, ("  " + facts if facts else "", style or "dim"))


def _moment(revision: Revision) -> str:
    at = revision.observed_at.replace("T", " ").removesuffix("Z")[:16]
    return f"{revision.number} ({at}, {CAUSES.get(revision.cause, revision.cause)})"
