"""Make a report out of what the archive holds. All text from the site becomes safe here, once, for every format."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from archive import history
from archive.blockdiff import BREAK, Block, BlockKind
from archive.changes import Kind
from archive.filediff import describe
from archive.postdiff import PostDiff, post_diff
from archive.queries import Run
from archive.worddiff import Piece
from scraper.telling.fit import MOST
from scraper.telling.report import FIELD_WORDS, Item, Passage, Report, RunFacts, line, stretch
from scraper.telling.safety import link

if TYPE_CHECKING:
    from archive.db import Archive
    from archive.history import Told

PASSAGES = 4
"""The most edited paragraphs that are shown of one post."""

BEGINNINGS = 20
"""The most new posts that are shown with how they begin."""

_CONTEXT = 50  # characters of what stayed, on either side of an edit
_LONGEST = 300  # characters of one edit
_TITLE = 200
_NOTE = 240
_FILES = 8


def identity(told: Told) -> str:
    """What makes a change this one and no other, whenever it is looked up."""
    change = told.change
    # The time of a revision stays; its number moves where an earlier state comes to light later.
    which = change.tombstone if change.kind in {Kind.GONE, Kind.RESTORED} else change.at
    return f"{change.kind}:{change.post_id}:{which}"


def build(
    archive: Archive, site: str, changes: Sequence[Told], run: Run, *, trouble: str = "", alarm: bool = False
) -> Report:
    """Put a report together.

    Args:
        archive: where the changed texts are.
        site: the site's name for people.
        changes: everything that is to be told, in order of time.
        run: the run after which it is told.
        trouble: what is wrong, or well again.
        alarm: whether that calls for a person.
    """
    newest = sorted((told for told in changes if told.change.kind is Kind.APPEARED), key=_day, reverse=True)
    others = [told for told in changes if told.change.kind is not Kind.APPEARED]
    items = [_item(archive, told) for told in (*newest[:MOST], *others[:MOST])]
    if len(newest) > BEGINNINGS:
        items = [replace(item, note="") if item.kind is Kind.APPEARED else item for item in items]
    return Report(
        site=line(site, 80),
        items=tuple(items),
        totals=Counter(told.change.kind for told in changes),
        run=facts(run),
        trouble=line(trouble, 600),
        alarm=alarm,
    )


def facts(run: Run) -> RunFacts:
    """How a run went, from its row."""
    return RunFacts(
        id=run.id,
        command=line(run.command),
        started_at=run.started_at,
        finished_at=run.finished_at or run.started_at,
        outcome=line(run.outcome or "still running"),
        did=_did(run.counts),
        message=line(run.message, 1500),
    )


def _day(told: Told) -> str:
    return told.published or ""


def _item(archive: Archive, told: Told) -> Item:
    change = told.change
    diff = post_diff(archive, told.post, change.previous, change.revision) if change.previous else None
    return Item(
        identity=identity(told),
        kind=change.kind,
        title=line(told.title, _TITLE) or "Untitled",
        url=link(told.post.url),
        published=line(told.published or ""),
        lang=line(told.post.lang, 20),
        at=change.at,
        fields=tuple(field for field in change.changed if field not in change.cosmetic),
        passages=tuple(_passages(diff)) if diff else (),
        files=tuple(_files(diff)) if diff else (),
        note=_note(archive, told),
    )


def _note(archive: Archive, told: Told) -> str:
    change = told.change
    if change.kind is Kind.APPEARED:
        content = history.content(archive, told.post.id, change.revision)
        return line(content.summary or content.body, _NOTE)
    if change.kind is Kind.REVISED:
        return ""
    since = f"not there since {(change.since or change.at)[:10]}: {change.reason}"
    return line(since if change.kind is Kind.GONE else f"was {since}", _NOTE)


def _passages(diff: PostDiff) -> Iterator[Passage]:
    """What differs in the texts, but for what differs in white space or signs only."""
    for text in diff.texts:
        if text.weight != "substantive":
            continue
        if text.field != "body":
            yield Passage(FIELD_WORDS[text.field], shorten(text.blocks[0].pieces))
            continue
        edited = [block for block in text.blocks if _is_edit(block)]
        for block in edited[:PASSAGES]:
            yield Passage(FIELD_WORDS["body"], shorten(block.pieces))
        moved = sum(block.kind is BlockKind.MOVED_HERE for block in text.blocks)
        rest = len(edited[PASSAGES:])
        said = [f"{rest} more paragraphs edited"] * bool(rest) + [f"{moved} paragraphs moved"] * bool(moved)
        if said:
            yield Passage(FIELD_WORDS["body"], (Piece("=", f"… {', '.join(said)}"),))


def _is_edit(block: Block) -> bool:
    if block.kind is BlockKind.MOVED_HERE:
        return any(piece.op != "=" for piece in block.pieces)
    return block.kind in {BlockKind.EDITED, BlockKind.ADDED, BlockKind.REMOVED}


def shorten(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """Keep of a comparison the edits and a few words around each, all of it safe to show."""
    safe = [Piece(piece.op, stretch(piece.text.replace(BREAK, " ¶ "))) for piece in pieces]
    last = len(safe) - 1
    return tuple(
        Piece(piece.op, _context(piece.text, first=index == 0, last=index == last) if piece.op == "=" else _cut(piece))
        for index, piece in enumerate(safe)
        if piece.text
    )


def _context(text: str, *, first: bool, last: bool) -> str:
    """What stayed between two edits, or before the first and after the last, in as many words as are of use."""
    if len(text) <= _CONTEXT * (2 - (first or last)):
        return text
    head = "" if first else _whole_words(text[:_CONTEXT])
    tail = "" if last else _whole_words(text[-_CONTEXT:][::-1])[::-1]
    return f"{head}…{tail}"


def _whole_words(text: str) -> str:
    """Take off a word that was cut, where the writing has spaces."""
    head, space, tail = text.rpartition(" ")
    return head + space if space and len(tail) < 20 else text


def _cut(piece: Piece) -> str:
    return piece.text if len(piece.text) <= _LONGEST else f"{piece.text[: _LONGEST - 1]}…"


def _files(diff: PostDiff) -> Iterator[str]:
    if diff.files is None or diff.files.weight != "substantive":
        return
    changed = [file for file in diff.files.files if file.kinds]
    for file in changed[:_FILES]:
        shown = file.after or file.before
        name = shown.attachment.name if shown else ""
        yield line(f"File {name}: {'; '.join(describe(file, diff.files.blobs))}", _NOTE)
    if rest := len(changed[_FILES:]):
        yield f"… {rest} more files changed"


def _did(counts: Mapping[str, object]) -> str:
    """The numbers of a run in words."""
    words = {
        "posts_new": "new", "posts_revised": "revised", "posts_restored": "back", "posts_gone": "gone",
        "posts_unchanged": "unchanged", "posts_missing": "not there", "posts_failed": "failed",
    }  # fmt: skip
    done = ", ".join(f"{counts[key]} {word}" for key, word in words.items() if counts.get(key)) or "nothing new"
    return f"Posts: {done}. {counts.get('requests', 0)} requests."
