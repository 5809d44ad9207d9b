"""Where a page says its title and its date: the two fixed points from which the rest is read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from archive.records import Evidence
from scraper.parse.addresses import itself, resolve
from scraper.parse.flow import Flow, Line
from scraper.parse.patterns import wording
from scraper.parse.patterns.dates import DateHit, DateLine, Order, date_label, date_line, valid
from scraper.parse.patterns.labels import find_labels
from scraper.parse.split_dates import joined_date
from scraper.parse.structured import Structured
from scraper.parse.text import key, shorten
from scraper.parse.vocabulary import Sign, words_of

ASIDE: Final = Sign.NAV | Sign.FOOTER | Sign.ASIDE | Sign.FORM | Sign.SHARE | Sign.RELATED | Sign.COMMENT | Sign.CONSENT
CHROME: Final = ASIDE | Sign.ADVERT | Sign.CRUMBS | Sign.HIDDEN | Sign.DIALOG
_TITLE_WORDS: Final = frozenset(
    "title headline heading titel titre titulo titolo subject overskrift rubrik hed".split()
)
_BORDERS: Final = re.compile(r"[\s:–—|•/,-]+")
_TIME_FOLLOWS: Final = re.compile(r"(?<=\d\d):\d\d")
_MOST_CANDIDATES: Final = 12
_WHOLE_TITLE: Final = 20
"""Letters and digits of a title that can stand alone."""
_RIGHTS: Final = re.compile(
    r"©|\(c\)|copyright|all rights reserved|版權所有|版权所有|不得轉載|[12]\d{3}(?:\s*[-–]\s*[12]\d{3})?", re.IGNORECASE
)
_DATE_CHARACTER: Final = re.compile("[0-9０-９年]")
_SITE_SEPARATOR: Final = re.compile(r"\s+[|•·–—»«:-]+\s+|\s*[|｜_]\s*|(?<=[^\x00-\u02ff])\s*-\s*(?=[^\x00-\u02ff])")


@dataclass(frozen=True, slots=True)
class TitleChoice:
    """The title and the line that shows it; line -1 where no line does."""

    text: str
    line: int
    evidence: tuple[Evidence, ...]


def place_of(flow: Flow, line: int) -> str:
    """A short path to a line: the innermost boxes with their first class or id."""
    out = []
    for number in flow.ancestors(flow.lines[line].node)[:3]:
        element = flow.nodes[number].element
        name = flow.nodes[number].tag
        if identity := element.get("id"):
            name += f"#{identity.split()[0] if identity.split() else ''}"
        elif classes := (element.get("class") or "").split():
            name += f".{classes[0]}"
        out.append(name)
    return " > ".join(reversed(out))


def title_parts(document_title: str, site_name: str) -> list[str]:
    """The ways to read a document's title: whole, and without what may be the site's name at either end."""
    out = [document_title] if document_title else []
    pieces = list(_SITE_SEPARATOR.finditer(document_title))
    for piece in pieces:
        out.append(document_title[: piece.start()].strip())
        out.append(document_title[piece.end() :].strip())
    site = key(site_name)
    return [part for part in dict.fromkeys(out) if part and key(part) != site]


def choose_title(flow: Flow, structured: Structured, dates: dict[int, DateLine], selected: str = "") -> TitleChoice:
    """Weigh every line that may be the title against what the page says to machines."""
    named = {key(said.value): said.weight for said in reversed(structured.titles)}
    parts = {key(part): 2.2 for part in title_parts(structured.document_title, structured.site_name)}
    whole = key(structured.document_title)
    for said in structured.titles:
        for part in title_parts(said.value, structured.site_name)[1:]:
            parts.setdefault(key(part), 1.6)
    scored = _scored_lines(flow, _Names(named, parts, whole), _site_names(flow, structured), dates)
    evidence = [
        Evidence("title", shorten(text), "text-shape", place_of(flow, index), reason, round(score, 2))
        for score, index, text, reason in scored[:5]
    ]
    evidence += [
        Evidence("title", shorten(said.value), "structured-data", said.place, "", said.weight)
        for said in structured.titles[:6]
    ]
    if selected:
        at = next((i for i, line in enumerate(flow.lines) if line.text == selected), -1)
        return TitleChoice(selected, at, tuple(evidence))
    if scored and scored[0][0] >= 1.5:
        index = scored[0][1]
        return TitleChoice(title_at(flow, index, structured), index, tuple(evidence))
    text = _declared_title(structured)
    if not text and scored:
        return TitleChoice(scored[0][2], scored[0][1], tuple(evidence))
    return TitleChoice(text, -1, tuple(evidence))


def _declared_title(structured: Structured) -> str:
    """The title that the page declares, without the site's name; empty if it declares none."""
    if structured.titles:
        text = max(structured.titles, key=lambda said: said.weight).value
        parts = title_parts(text, structured.site_name)[1:]
        return next((part for part in parts if key(text) == key(part + structured.site_name)), text)
    parts = title_parts(structured.document_title, structured.site_name)
    return max(parts[1:] or parts, key=len, default="")


def _scored_lines(
    flow: Flow, names: _Names, sites: set[str], dates: dict[int, DateLine]
) -> list[tuple[float, int, str, str]]:
    """The lines that may be the title with their score, number, text and what speaks for them; the best first."""
    scored: list[tuple[float, int, str, str]] = []
    prose = _prose_after(flow)
    starts = {name[:3] for name in (*names.named, *names.parts, names.whole) if name}
    beside = _beside_dates(flow, dates)
    for index, line in enumerate(flow.lines):
        if len(line.text) > 400 or (line.weight < 3 and line.heading != 1) or (not line.heading and line.weight > 300):
            continue
        if not line.heading and index not in beside and not _begins_like(line, starts, names.whole):
            continue
        score, reason = _title_score(flow, index, line, names, beside=index in beside)
        if score <= 0.8:
            continue
        score -= 3 * (key(line.text) in sites)
        score += 0.6 * prose[index] - 0.2 * min(len(scored), 10) * (line.heading != 1) - 0.001 * index
        scored.append((score, index, line.text, reason))
    scored.sort(key=lambda item: -item[0])
    scored = [
        (score - 2 * _is_menu_text(flow, flow.lines[index]), index, text, reason)
        for score, index, text, reason in scored[:_MOST_CANDIDATES]
    ]
    return sorted(scored, key=lambda item: -item[0])


@dataclass(frozen=True, slots=True)
class _Names:
    """The titles that the page declares: whole ones with their weight, parts of them, and the document's title."""

    named: dict[str, float]
    parts: dict[str, float]
    whole: str


def _begins_like(line: Line, starts: set[str], whole: str) -> bool:
    """Whether a line that is no heading begins like a declared title."""
    said = key(line.text[:12])
    return said[:3] in starts or (len(said) > 5 and said in whole)


def _in_teaser(flow: Flow, index: int) -> bool:
    """Whether a line by a date is rather a teaser's summary: a sentence, or next to a link of a title's length."""
    near = [*flow.lines[max(0, index - 2) : index], *flow.lines[index + 1 : index + 3]]
    return flow.lines[index].text[-1] in ".。!！?？…" or any(
        line.linked and not line.signs & (Sign.CRUMBS | Sign.NAV) and not find_labels(line.text)
        for line in near
        if any(len(link.text) >= 16 for link in line.links)
    )


def _is_menu_text(flow: Flow, line: Line) -> bool:
    """Whether a link elsewhere on the page says the same as a short line, and leads to another page."""
    if line.weight >= 40 or line.linked:
        return False
    return any(
        other.text == line.text and other.linked and not _links_to_itself(flow, other)
        for other in flow.lines
        if other is not line
    )


def _site_names(flow: Flow, structured: Structured) -> set[str]:
    """What the page calls its site: by its own word, in links to the front page, and in the copyright line."""
    out = {key(structured.site_name)}
    home = resolve(flow.document.base, "/") or ""
    for line in flow.lines:
        text = line.text
        if line.links and line.linked and len(out) < 50:
            href = line.links[0].href
            if len(href) <= 6 or (href.startswith(home) and len(href) - len(home) <= 6):
                address = resolve(flow.document.base, href) or ""
                if address.startswith(home) and len(address) - len(home) <= 6 and address.count("/") <= 4:
                    out.add(key(text))
        elif len(text) < 160 and wording.CLOSING.match(text):
            out.add(key(_RIGHTS.sub("", text)))
    out.discard("")
    return out


def _is_step(flow: Flow, line: Line) -> bool:
    """Whether a heading is only the last step of a breadcrumb: the headline stands below."""
    if not line.signs & Sign.CRUMBS:
        return False
    return any(flow.nodes[number].tag in {"li", "ol", "ul", "nav"} for number in flow.ancestors(line.node)[:3])


def _declared_score(line: Line, names: _Names, *, step: bool) -> tuple[float, list[str]]:
    """What a line's heading level and the page's declared titles say for it; a `step` is no heading."""
    said = key(line.text)
    if not said:
        return 0.0, []
    score = (0.0, 3.0, 1.6, 1.0, 0.7, 0.5, 0.4)[line.heading] if not step else 0.0
    reasons = [f"h{line.heading}"] if line.heading else []
    if said in names.named:
        return score + 1.2 + names.named[said], [*reasons, "equals the page's declared title"]
    if said in names.parts:
        return score + 1.0 + names.parts[said], [*reasons, "is part of the document's title"]
    holds = said in names.whole or any(said in name or (name in said and len(name) > 20) for name in names.named)
    if len(said) >= 12 and holds:
        return score + 1.2, [*reasons, "stands in the document's title"]
    return score, reasons


def _title_score(flow: Flow, index: int, line: Line, names: _Names, *, beside: bool) -> tuple[float, str]:
    """How much speaks for a line being the title, and what; `beside` says that a date line is near."""
    score, reasons = _declared_score(line, names, step=_is_step(flow, line))
    if score <= 0:
        if not beside or _in_teaser(flow, index) or wording.CHROME.match(line.text) or wording.BYLINE.match(line.text):
            return 0.0, ""
        score += 0.5
    score -= 2.5 * bool(line.signs & CHROME)
    score -= 0.8 * bool(line.signs & Sign.TEASER and line.heading != 1)
    score -= 0.3 * bool(line.signs & (Sign.HEADER | Sign.CAPTION))
    if line.linked and not _links_to_itself(flow, line):
        score -= 2.0
    element = flow.nodes[line.node].element
    words = words_of(f"{element.get('class') or ''} {element.get('id') or ''} {element.get('itemprop') or ''}".strip())
    if any(word in _TITLE_WORDS for word in words):
        score += 0.8
        reasons.append("named a title")
    if beside:
        score += 1.2
        reasons.append("beside the date line")
    score -= 0.7 * (line.weight < 8)
    if line.heading != 1 and wording.RELATED.match(line.text):
        score -= 2.0
    return score, ", ".join(reasons)


def _links_to_itself(flow: Flow, line: Line) -> bool:
    own = flow.document.url
    return any((address := resolve(flow.document.base, link.href)) and itself(own, address) for link in line.links)


def _beside_dates(flow: Flow, dates: dict[int, DateLine]) -> set[int]:
    """The lines near a date line: it stands up to two lines before them, or up to three behind."""
    return {at - step for at in dates if not flow.lines[at].linked for step in (-2, -1, 1, 2, 3)}


def _prose_after(flow: Flow) -> list[bool]:
    """For every line, whether any of the next eight lines is prose."""
    out = [False] * len(flow.lines)
    last = len(flow.lines) + 8
    for index in range(len(flow.lines) - 1, -1, -1):
        out[index] = last - index <= 8
        line = flow.lines[index]
        if line.weight > 80 and line.link_chars * 3 < len(line.text) and not line.signs & CHROME:
            last = index
    return out


def title_at(flow: Flow, index: int, structured: Structured) -> str:
    """The title that begins with a line, in the wording that the page declares where that says the same."""
    return _whole_title(flow, index, [s.value for s in structured.titles if s.weight >= 2 and "Page" not in s.place])


def _whole_title(flow: Flow, index: int, declared: list[str]) -> str:
    """The title that begins with a line: lines of the same heading joined, less where a kicker stands in it."""
    line = flow.lines[index]
    texts = [line.text.lstrip(":|•·-–— ") or line.text]
    for other in flow.lines[index + 1 :]:
        if not line.heading or other.node != line.node:
            break
        texts.append(other.text)
    text = " ".join(texts)
    for title in declared:
        if len(key(title)) >= 12 and any(
            key("".join(line.runs[cut:])) == key(title) for cut in range(1, len(line.runs))
        ):
            return title  # what stands before it, in an element of its own, is a kicker
    for title in declared:
        if title != text and len(line.runs) > 1 and _BORDERS.sub("", title) == _BORDERS.sub("", text):
            return title  # the punctuation that the pieces of the heading leave out
    return _behind_kicker(line, declared) or _unanimous(declared, text) or text


def _behind_kicker(line: Line, declared: list[str]) -> str:
    """The part of a heading with which every declared title ends, where none says what stands before it."""
    said = [key(title) for title in declared]
    for cut in range(1, len(line.runs) if said else 0):
        before, rest = key("".join(line.runs[:cut])), key("".join(line.runs[cut:]))
        if len(rest) >= _WHOLE_TITLE and before and all(s.endswith(rest) and before not in s for s in said):
            return " ".join(line.runs[cut:]).lstrip(":|•·-–— ")
    return ""


def _unanimous(declared: list[str], text: str) -> str:
    """The title that everything declares, several times, with hardly a word that the heading does not show."""
    if (
        len(declared) < 2
        or len(set(declared)) > 1
        or key(text).startswith(key(declared[0]))
        or key(declared[0]).startswith(key(text))
    ):
        return ""
    words, seen = ({key(word) for word in title.split()} for title in (declared[0], text))
    return declared[0] if len(words) >= 4 and len(words & seen) >= 0.7 * len(words) else ""


def read_date_lines(flow: Flow, order: Order | None = None) -> dict[int, DateLine]:
    """The date lines of a page by the numbers of their lines, read by the borders of their elements."""
    out = {}
    for index, line in enumerate(flow.lines):
        if len(line.text) > 160 or not _DATE_CHARACTER.search(line.text):
            continue
        said = date_line("\x1f".join(line.runs), order=order) or date_line(line.text, order=order)
        if (
            said is None
            and 1 < len(line.runs) <= 4
            and len(line.text) <= 24
            and (found := joined_date(line.runs, order) or joined_date(line.runs[::-1], order))
        ):
            said = made_date_line(found[1], found[2], line.text)
        if said is not None and not _TIME_FOLLOWS.match(line.text, said.hit.end):
            out[index] = said
    return out


def made_date_line(published: str, category: str, text: str) -> DateLine | None:
    """A date line made of a date that is known already."""
    parts = published.split("-")
    if len(parts) != 3 or not valid(*map(int, parts)):
        return None
    return DateLine(published, category, DateHit(published, 0, len(text), text))


@dataclass(frozen=True, slots=True)
class DateChoice:
    """A date line near the title: its line, what it says, and how sure it is."""

    line: int
    said: DateLine
    weight: float
    updated: bool


def dates_near(flow: Flow, title: int, limit: int, dates: dict[int, DateLine]) -> list[DateChoice]:
    """The date lines from a little before the title to line `limit`, strongest first."""
    out = []
    for index, said in dates.items():
        if not max(0, title - 8) <= index < limit:
            continue
        line = flow.lines[index]
        if title < 0 and _in_teaser(flow, index):
            continue
        distance = index - title if index > title else 2 * (title - index)
        score = 3.0 - 0.12 * distance
        if line.signs & (CHROME & ~Sign.SHARE) or line.linked:
            score -= 1.5
        if line.signs & Sign.META:
            score += 0.3
        if line.times:
            score += 0.4
        updated = date_label(line.text) == "updated"
        if updated:
            score -= 0.8
        out.append(DateChoice(index, said, score, updated))
    return sorted(out, key=lambda choice: -choice.weight)
