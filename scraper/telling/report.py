"""What a report says, apart from how it looks. Every text in it is one line without controls: see `line`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from archive.changes import Kind
from archive.terminal import printable
from archive.worddiff import Piece

GROUPS = ((Kind.APPEARED, "New"), (Kind.REVISED, "Edited"), (Kind.GONE, "Gone"), (Kind.RESTORED, "Back"))
"""The kinds of changes in the order in which they are told, with their headings."""


FIELD_WORDS = {
    "title": "Title", "published": "Date", "category": "Category", "summary": "Summary", "body": "Text",
    "attachments": "Files",
}  # fmt: skip
"""What the fields of a post are called to people."""


SUBJECT = 200
"""The most characters that a subject has."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a field that differs: `what` names the field, `pieces` are `=`, `-` and `+` as in `worddiff`."""

    what: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One change of one post.

    Attributes:
        identity: what makes it this change and no other, such as `revised:12:3`.
        kind: appeared, revised, gone or restored.
        title: the post's title after it.
        url: where the post is, http or https only; empty if it is nowhere.
        published: `YYYY-MM-DD`, empty if unknown.
        lang: the post's language, empty if unknown.
        at: when it was noticed (UTC).
        fields: the fields that differ.
        passages: what differs in them, shortened.
        files: what became of its files, one line each.
        note: of a new post how it begins; of one that is gone or back since when, and how that is known.
    """

    identity: str
    kind: Kind
    title: str
    url: str = ""
    published: str = ""
    lang: str = ""
    at: str = ""
    fields: tuple[str, ...] = ()
    passages: tuple[Passage, ...] = ()
    files: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class RunFacts:
    """How a run went; times are UTC ISO 8601, `did` is its numbers in words."""

    id: int
    command: str
    started_at: str
    finished_at: str
    outcome: str
    did: str
    message: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What is told after a run.

    Attributes:
        site: the site's name for people.
        items: changes, at most as many as the format shows.
        totals: how many changes of each kind there are in all.
        run: the run after which this is told; None where there is no archive to know it from.
        trouble: what is wrong, well again, or worth knowing, in a sentence; empty if nothing is.
        alarm: whether `trouble` calls for a person.
    """

    site: str
    items: tuple[Item, ...]
    totals: Mapping[Kind, int]
    run: RunFacts | None
    trouble: str = ""
    alarm: bool = False

    @property
    def subject(self) -> str:
        """The one line that stands above the report."""
        words = {
            Kind.APPEARED: "new", Kind.REVISED: "edited", Kind.GONE: "gone", Kind.RESTORED: "back",
        }  # fmt: skip
        parts = [f"{self.totals[kind]} {words[kind]}" for kind, _ in GROUPS if self.totals.get(kind)]
        said = [line(self.trouble, 120).rstrip(".")] if self.trouble else []
        return line(f"{self.site}: {'; '.join([*said, ', '.join(parts)] if parts else said)}", SUBJECT)

    @property
    def more(self) -> int:
        """How many changes there are beyond those that are shown."""
        return sum(self.totals.values()) - len(self.items)

    def shortened(self, items: int, *, detailed: bool) -> Report:
        """The same report with at most so many changes; without details, their titles and links only.

        New posts give way to what happened to known ones, which is rarer.
        """
        known = [item for item in self.items if item.kind is not Kind.APPEARED][:items]
        new = [item for item in self.items if item.kind is Kind.APPEARED][: items - len(known)]
        chosen = [*new, *known]
        if not detailed:
            chosen = [replace(item, passages=(), files=(), note="") for item in chosen]
        return replace(self, items=tuple(chosen))


def line(text: str, limit: int | None = None) -> str:
    """Make text from a site one line: no controls, no escape sequences, no direction overrides, white space folded."""
    return printable(text, limit=limit)


def stretch(text: str) -> str:
    """Do the same to a piece of a longer text: the spaces that part it from its neighbours stay."""
    if not text.strip():
        return " " if text else ""
    return " " * text[:1].isspace() + line(text) + " " * text[-1:].isspace()


def facts_of(item: Item) -> str:
    """The line under a change's title: date, language, and which fields differ."""
    fields = ", ".join(FIELD_WORDS[field].lower() for field in item.fields)
    parts = (item.published or ("undated" if item.kind is Kind.APPEARED else ""), item.lang, fields)
    return " · ".join(part for part in parts if part)


def run_lines(report: Report) -> tuple[str, ...]:
    """How the run went: when, what it did, and what it has to say, if anything."""
    run = report.run
    if run is None:
        return ()
    when = f"{run.started_at[:16].replace('T', ' ')} to {run.finished_at[11:16]} UTC"
    first = f"{run.command.capitalize()} of {when} (run {run.id}): {run.outcome}. {run.did}"
    said = not run.message or run.message.casefold() in report.trouble.casefold()
    return (first,) if said else (first, run.message)


def more_line(report: Report) -> str:
    """Say how many changes are not shown; empty if all are."""
    return f"… and {report.more} more, which the command archive changes lists." if report.more else ""
