"""Where a page carries data for its scripts: script elements, assignments, streams, attributes."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from scraper.parse.state.literals import read_value
from scraper.parse.state.packed import linked, streamed, unpacked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scraper.parse.document import Document, HtmlElement

MOST_DATA: Final = 6_000_000
"""Characters of data of one page that are looked at."""
_MOST_PLACES: Final = 40
_SAID_ELSEWHERE: Final = re.compile(r"ld\+json|importmap|speculationrules", re.IGNORECASE)
# Data of posts has titles. The quotes may be escaped, and a packed key is followed by a comma.
_TITLED: Final = re.compile(r"(?:title|headline)[\w\\&;]{0,12}[\"']?\s*[:,]", re.IGNORECASE)
_PUSHED: Final = re.compile(r"__next_f\s*\.push\(\s*(?=\[)")
_ENQUEUED: Final = re.compile(r"streamController\.enqueue\(\s*(?=\")")
_ASSIGNED: Final = re.compile(
    r"(?:(?:window|self|globalThis)\s*(?:\.\s*([\w$]+)|\[\s*[\"']([\w$.-]+)[\"']\s*\])|(?:var|let|const)\s+([\w$]+))"
    r"\s*=\s*(?=[{\[(]|JSON\.parse|function)"
)
_HANDED: Final = re.compile(r"\b(data|props|state|nodes)\s*:\s*(?=\[\s*(?:null|\{))|[=:(]\s*(?=\[\s*\{)")
_REFERS: Final = re.compile(r"__ref|[\"']type[\"']\s*:\s*[\"']id[\"']")
_OBJECT_IN_ATTRIBUTE: Final = re.compile(r"=\s*(?:\"\s*[\[{]+\s*&(?:quot|#34);|'\s*[\[{]+\s*\")")


@dataclass(frozen=True, slots=True)
class Carried:
    """Data that a page carries, and where."""

    value: Any
    place: str


def carried_data(document: Document) -> Iterator[Carried]:
    """Everything of a page that is data and may tell of posts, in the order of the page."""
    chunks: list[str] = []
    left = MOST_DATA
    for script in document.root.iter("script"):
        text = script.text
        if not text or len(text) < 20 or _SAID_ELSEWHERE.search(script.get("type") or ""):
            continue
        left -= len(text)
        if left < 0:
            break
        if "__next_f" in text:
            chunks += _pushed(text)
        elif _TITLED.search(text):
            yield from _in_script(script, text)
    if chunks:
        yield Carried(streamed(chunks), "self.__next_f")
    if _OBJECT_IN_ATTRIBUTE.search(document.text):
        yield from _in_attributes(document)


def _in_script(script: HtmlElement, text: str) -> Iterator[Carried]:
    name = script.get("id") or script.get("data-id") or ""
    start = text.lstrip()[:1]
    if start in {"{", "["} and (value := _json(text)) is not None:
        yield Carried(_opened(value, text), f"script#{name}" if name else "script")
        return
    if start == "{" and "&q;" in text:  # how Angular writes quotation marks
        plain = text.replace("&q;", '"').replace("&s;", "'").replace("&l;", "<").replace("&g;", ">").replace("&a;", "&")
        if (value := _json(plain)) is not None:
            yield Carried(_opened(value, text), f"script#{name}" if name else "script")
            return
    yield from _assigned(text)


def _assigned(text: str) -> Iterator[Carried]:
    """The values that a script gives names to, and else the lists that it hands on."""
    end = 0
    count = 0
    for pattern in (_ASSIGNED, _ENQUEUED, _HANDED):
        for found in pattern.finditer(text):
            if found.start() < end or count >= _MOST_PLACES:
                continue
            count += 1
            try:
                value, end = read_value(text, found.end())
            except (ValueError, RecursionError):
                continue
            if isinstance(value, str):
                value = _json(value)
            if isinstance(value, dict | list) and value:
                yield Carried(_opened(value, text), next(filter(None, found.groups()), "script"))


def _pushed(text: str) -> list[str]:
    """The pieces of a stream that a script hands on."""
    out = []
    for found in _PUSHED.finditer(text):
        try:
            value, _ = read_value(text, found.end())
        except (ValueError, RecursionError):
            continue
        if isinstance(value, list) and len(value) > 1 and value[0] == 1 and isinstance(value[1], str):
            out.append(value[1])
    return out


def _in_attributes(document: Document) -> Iterator[Carried]:
    count = 0
    for element in document.root.iter(*_tags_with_objects(document.text)):
        for name, value in element.items():
            text = value.lstrip()
            if len(text) < 40 or text[0] not in "{[" or '"' not in text[:4] or not _TITLED.search(text):
                continue
            data = _json(text)
            if isinstance(data, dict | list):
                count += 1
                yield Carried(_opened(data, text), f"{element.tag}[{name}]")
        if count >= _MOST_PLACES:
            return


_TAG_WITH_OBJECT: Final = re.compile(
    r"<([a-zA-Z][\w-]{0,40})(?:\s[^<>]{0,2000}?)??=\s*(?:\"\s*[\[{]+\s*&(?:quot|#34);|'\s*[\[{]+\s*\")"
)


def _tags_with_objects(markup: str) -> Sequence[str]:
    return sorted({name.lower() for name in _TAG_WITH_OBJECT.findall(markup)}) or ["astro-island"]


def _json(text: str) -> Any:
    """The value of a text that is JSON, also of one that is written with character references; else None."""
    for attempt in (text, html.unescape(text) if "&quot;" in text[:200] else ""):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _opened(value: Any, text: str) -> Any:
    """Data unpacked, and the JSON that it carries as text in turn; `text` is what it was read from."""
    value = unpacked(value)
    if isinstance(value, dict):
        body = value.get("body")
        if isinstance(body, str) and body[:1] in {"{", "["} and (inner := _json(body)) is not None:
            value = inner
    return linked(value) if _REFERS.search(text) else value
