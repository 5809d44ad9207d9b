"""A post that only the page's data holds, read like any other: its markup is made into a page of its own.

What the reader sees comes first. The data stands in where hardly anything of the post is to be seen,
and is one more voice beside what the page declares to machines where it is.
"""

from __future__ import annotations

from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING, Final

import lxml.html

from archive.records import Evidence, PostContent
from scraper.parse.state.post import StatePost
from scraper.parse.state.rich_text import text_length
from scraper.parse.structured import Said, Structured
from scraper.parse.text import key, shorten
from scraper.urls import canonical

if TYPE_CHECKING:
    from archive.records import Teaser
    from scraper.parse.document import Document

READER: Final = "page-state"
_REASON: Final = "the data that the page carries for its scripts"
SHORT: Final = 250
"""Characters of a body below which the data of a page may say more."""
_WEIGHTS: Final = {"title": 1.9, "published": 2.2, "category": 1.5}


def declare(structured: Structured, state: StatePost) -> None:
    """Add what the data says to what the page declares; it is weighed like that."""
    place = f"{READER} {state.place}"
    structured.titles.append(Said(state.title, place, _WEIGHTS["title"]))
    if state.published:
        structured.dates.append(Said(state.published, place, _WEIGHTS["published"], state.utc))
    structured.author = structured.author or state.author


def candidates(state: StatePost) -> list[Evidence]:
    """What the data offers, as evidence."""
    said = {"title": state.title, "published": state.published or "", "category": state.category}
    sure = 1.0 if state.sure else 0.2
    return [
        Evidence(name, shorten(value), READER, state.place, _REASON, round(sure * _WEIGHTS[name] / 2, 2))
        for name, value in said.items()
        if value
    ]


def stands_in(state: StatePost, seen: PostContent, shown: list[str]) -> bool:
    """Whether the data gives the post, and the page hardly anything of it.

    Args:
        state: the post in the data.
        seen: what was read without it.
        shown: the lines of the page.
    """
    own, held = len(seen.body), text_length(state.body)
    if not own and not seen.attachments:
        return bool(state.body or state.extras or (state.published and not seen.is_post))
    if own >= SHORT or held <= 2 * own:
        return False
    said = key(state.title)
    return held > 400 or not any(key(line) == said for line in shown)


def as_markup(state: StatePost, lang: str) -> str:
    """The post as a page: title, date line, text, files."""
    line = " | ".join(part for part in (state.published or "", state.category) if part)
    return (
        f'<html lang="{escape(lang)}"><head><title>{escape(state.title)}</title></head><body><article>'
        f"<h1>{escape(state.title)}</h1><p>{escape(line)}</p><div>{state.body}</div><div>{state.extras}</div>"
        "</article></body></html>"
    )


def as_document(state: StatePost, document: Document, lang: str) -> Document:
    """The same as a tree, with the address of the page that it stands for."""
    markup = as_markup(state, lang)
    root = lxml.html.document_fromstring(markup)
    return replace(document, root=root, text=markup, kind="html", issues=())


def from_state(state: StatePost, read: PostContent, seen: PostContent, related: tuple[Teaser, ...]) -> PostContent:
    """The post of the data: `read` is its made page as read, `seen` the page that carries it."""
    own = canonical(seen.canonical) if seen.canonical else ""
    others = tuple(teaser for teaser in related if key(teaser.title) != key(state.title) and teaser.url != own)
    gone = {"date-unknown", "date-disagrees"}
    issues = tuple(issue for issue in seen.issues if issue.code not in gone)
    if not state.published:
        issues += tuple(issue for issue in read.issues if issue.code == "date-unknown")
    evidence = tuple(
        Evidence(name, shorten(value, 80), READER, state.place, _REASON, 4.0, chosen=True)
        for name, value in (
            ("title", state.title),
            ("published", state.published or ""),
            ("category", state.category),
            ("body", read.body),
        )
        if value
    )
    rest = tuple(replace(item, chosen=False) for item in seen.evidence if item.reader != READER)
    files = tuple(item for item in read.evidence if item.field == "attachments")
    return replace(
        seen,
        title=state.title,
        published=state.published,
        category=state.category,
        body=read.body,
        body_html=read.body_html,
        attachments=read.attachments,
        related=seen.related or others,
        issues=issues,
        evidence=(*evidence, *files, *rest),
        byline=seen.byline or state.author,
    )
