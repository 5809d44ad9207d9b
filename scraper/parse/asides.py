"""What stands among the lines of a body and is none of it: lists of links, teasers, bylines, the page's summary."""

from __future__ import annotations

from typing import Final

from scraper.parse.addresses import leads_elsewhere
from scraper.parse.flow import Flow, Line
from scraper.parse.media import file_name
from scraper.parse.patterns.labels import extension
from scraper.parse.text import key
from scraper.parse.vocabulary import Sign

_SHORT: Final = 60
_SEPARATORS: Final = ":：|｜–—-»›>"


def without_asides(flow: Flow, kept: list[int], core: int, description: str) -> list[int]:
    """The lines of a body without what interrupts it; `description` is the page's own summary of itself."""
    node = flow.nodes[core]
    lines = flow.lines
    prose = sum(1 for index in kept if lines[index].weight > 80 and node.start <= index < node.end)
    summary = key(description)[:60] if prose >= 3 else ""
    lists = _lists_of_links(flow, kept) | _repeated_pointers(flow, kept)
    out = []
    for index in kept:
        line = lines[index]
        inside = node.start <= index < node.end
        if index in lists or (line.signs & Sign.TEASER and line.linked):
            continue
        if line.signs & Sign.META and line.weight < _SHORT and line.role not in {"li", "td", "th"}:
            continue
        if not inside and index < node.start and len(summary) >= 30 and key(line.text).startswith(summary):
            continue
        out.append(index)
    while out and lines[out[-1]].signs & Sign.META and prose:
        out.pop()
    return out


def _lists_of_links(flow: Flow, kept: list[int]) -> set[int]:
    """Lists whose every item is little more than a link to another page of the site."""
    items: dict[int, list[int]] = {}
    for index in kept:
        line = flow.lines[index]
        if line.role != "li":
            continue
        box = next((n for n in flow.ancestors(line.node) if flow.nodes[n].tag in {"ul", "ol", "menu"}), -1)
        items.setdefault(box, []).append(index)
    out: set[int] = set()
    for box, indices in items.items():
        if box >= 0 and all(_is_pointer(flow, flow.lines[index]) for index in indices):
            out.update(indices)
    return out


def _repeated_pointers(flow: Flow, kept: list[int]) -> set[int]:
    """Lines such as "Read this too | Title" that point to other pages of the site with the same words each time."""
    by_words: dict[str, set[int]] = {}
    for index in kept:
        line = flow.lines[index]
        if line.role in {"td", "th"} or not _is_pointer(flow, line) or not line.text.endswith(line.links[0].text):
            continue
        words = line.text.removesuffix(line.links[0].text).rstrip()
        if words and line.links[0].text and words[-1] in _SEPARATORS:
            by_words.setdefault(words, set()).add(index)
    return {index for found in by_words.values() if len(found) > 1 for index in found}


def _is_pointer(flow: Flow, line: Line) -> bool:
    if line.link_chars < 0.4 * len(line.text) or len(line.links) != 1:
        return False
    href = line.links[0].href
    return leads_elsewhere(flow.document.url, flow.document.base, href) and not extension(file_name(href))
