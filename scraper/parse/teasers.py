"""From records to teasers: which piece of a record is its title, date, category and summary.

The pieces of all records of a group are compared: the same field stands in the same place of each.
What a field is follows from its text and what it does (a heading, the record's own link, a date,
words that return from record to record), never from the name of a class.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from archive.records import Teaser
from scraper.parse.outline import width
from scraper.parse.patterns.dates import (
    date_label,
    date_line,
    find_dates,
    infer_order,
    is_label,
    is_partial_date,
    parse_date_attribute,
    whole_date,
)
from scraper.parse.patterns.phrases import FURNITURE, PINNED, fold_phrase, is_more
from scraper.parse.sections import dates_above
from scraper.parse.split_dates import joined_date
from scraper.parse.units import Pieces, Unit, fold, pieces_of
from scraper.urls import authority

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scraper.parse.outline import Outline
    from scraper.parse.patterns.dates import Order
    from scraper.parse.weighing import Group, Record

HtmlElement = Any

# A category is a label: a few words.
_LABEL_LENGTH = 40
_COUNT = re.compile(
    r"[0-9][0-9.,]*\s*(?:k|views?|comments?|likes?|shares?|reads?|hits|min(?:utes?)?(?: read)?|次|閱讀|阅读|瀏覽|浏览)?"
    r"|(?:views?|comments?|hits|likes?|閱讀|阅读|瀏覽|浏览|點擊|点击)\s*[:：]?\s*[0-9][0-9.,]*",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _Row:
    """One record while it is read: its pieces, and the numbers of those that are taken."""

    record: Record
    pieces: Pieces
    dates: dict[int, str] = field(default_factory=dict)
    lines: dict[int, str] = field(default_factory=dict)
    joined: dict[int, tuple[int, str, str]] = field(default_factory=dict)
    used: set[int] = field(default_factory=set)
    published: str | None = None
    date_at: int | None = None
    title: str = ""
    title_at: int | None = None
    category: str = ""
    summary: str = ""
    pinned: bool = False

    @property
    def units(self) -> tuple[Unit, ...]:
        return self.pieces.units


def read_teasers(group: Group, *, order: Order | None = None) -> list[Teaser]:
    """The teasers of a group of records, in page order.

    Args:
        group: the records.
        order: how `05/06/2022` is to be read; without it the dates of the records decide together.
    """
    rows = [_Row(record, pieces_of(group.outline, record.parts)) for record in group.records]
    order = order or infer_order(u.text for row in rows for u in row.units if any(c.isdigit() for c in u.text))
    for row in rows:
        _mark_dates(row, order)
    _choose_dates(rows)
    _choose_titles(rows)
    _cut_dates_from_titles(rows, order)
    if not any(row.published for row in rows):
        _date_otherwise(group, rows, order)
    _set_aside(rows)
    _choose_categories(rows)
    for row in rows:
        _read_summary(row)
    return [_teaser(row) for row in rows]


def order_of_records(records: Sequence[Record], page: Outline) -> Order | None:
    """How the dates of records write day and month, where they tell."""
    pieces = (pieces_of(page, record.parts) for record in records)
    return infer_order(u.text for each in pieces for u in each.units if any(c.isdigit() for c in u.text))


def _teaser(row: _Row) -> Teaser:
    return Teaser(row.record.url, row.title, row.published, row.category, row.summary, row.pinned)


# -- dates -----------------------------------------------------------------------------------------------------------


def _mark_dates(row: _Row, order: Order | None) -> None:
    """Note every piece, and every run of short pieces, that gives a date."""
    units = row.units
    for number, unit in enumerate(units):
        if unit.heading and unit.url == row.record.url and len(unit.text) > 40:
            continue
        if hit := whole_date(unit.text, order=order):
            stamped = parse_date_attribute(unit.stamp) if hit.ambiguous and unit.stamp else None
            # A machine-readable date says which of two readings is meant; it does not outvote a plain one.
            row.dates[number] = stamped if stamped and _swapped(hit.date) == stamped else hit.date
        elif unit.stamp and (day := parse_date_attribute(unit.stamp)):
            row.dates[number] = day
        elif (line := date_line(unit.text, order=order)) and (not line.category or _another_title(row, number)):
            row.dates[number], row.lines[number] = line.published, line.category
    for number in range(len(units)):
        found = joined_date([u.text for u in units[number : number + 3]], order) if number not in row.dates else None
        if found and not any(number + step in row.dates for step in range(found[0])):
            row.dates[number] = found[1]
            row.joined[number] = (found[0], found[1], found[2])


def _swapped(day: str) -> str:
    """The other reading of a date in numbers: day and month changed over."""
    year, month, number = day.split("-")
    return f"{year}-{number}-{month}"


def _another_title(row: _Row, number: int) -> bool:
    """Whether a record has text for a title besides this piece, which then is a line of date and category."""
    return any(image.get("alt") for image in row.pieces.pictures) or any(
        n != number and len(unit.text) > 3 and not is_more(unit.text) and not whole_date(unit.text)
        for n, unit in enumerate(row.units)
    )


def _choose_dates(rows: list[_Row]) -> None:
    """The date that stands in the same place of most records; in the others the first there is."""
    places: Counter[str] = Counter()
    for row in rows:
        for slot in {row.units[n].slot for n in row.dates if not _updated(row, n)}:
            places[slot] += 1
    ranked = {slot: -count for slot, count in places.items()}
    for row in rows:
        numbers = [n for n in row.dates if not _updated(row, n)] or list(row.dates)
        if not numbers:
            continue
        chosen = min(numbers, key=lambda n: (ranked.get(row.units[n].slot, 0), n))
        row.published, row.date_at = row.dates[chosen], chosen
        row.category = row.lines.get(chosen, "")
        row.used.add(chosen)
        if chosen in row.joined:
            span, _, rest = row.joined[chosen]
            row.used.update(range(chosen, chosen + span))
            row.category = rest
        # Other dates (of change, of an event in numbers alone) are no text either.
        row.used.update(n for n in row.dates if n not in row.lines or row.lines[n] == row.category)


def _updated(row: _Row, number: int) -> bool:
    before = row.units[number - 1].text if number and row.units[number - 1].block == row.units[number].block else ""
    return date_label(row.units[number].text) == "updated" or (len(before) <= 30 and date_label(before) == "updated")


_LABELLED = re.compile(
    r"(?:filed|published|posted|released|issued|decided|dated|發佈|发布|發表|发表)(?: on)?[:：]?\s?$", re.IGNORECASE
)


def _date_otherwise(group: Group, rows: list[_Row], order: Order | None) -> None:
    """Dates of records that give none in a piece or line of its own: behind "Filed", or in a heading above."""
    above = dates_above(group, order)
    for row in rows:
        for unit in row.units:
            hits = find_dates(unit.text, order=order) if len(unit.text) <= 160 else []
            behind = [hit for hit in hits if _LABELLED.search(unit.text[max(0, hit.start - 20) : hit.start])]
            if len(behind) == 1:
                row.published = row.published or behind[0].date
        row.published = row.published or above.get(row.record.url)


# -- titles ----------------------------------------------------------------------------------------------------------


def _worth(row: _Row, number: int, returning: Counter[str]) -> float:
    """How much one piece looks like its record's title, by itself."""
    unit = row.units[number]
    if (
        number in row.used
        or is_partial_date(unit.text)
        or is_more(unit.text)
        or _COUNT.fullmatch(unit.text)
        or fold_phrase(unit.text) in PINNED
    ):
        return 0.0
    length = width(unit.text)
    worth = 0.2 + min(length, 16) / 16 - (0.4 if length > 200 else 0.0)
    # A sentence is rather a summary.
    worth -= 0.3 if unit.text.endswith((".", "。", "…", "！")) and not unit.heading else 0.0
    worth += 2.0 if unit.heading else 0.0
    worth += 1.5 if unit.url == row.record.url else (-0.6 if unit.url else 0.0)
    worth += 0.3 if unit.strong else 0.0
    worth -= 1.2 if returning[unit.text] > 1 and length <= _LABEL_LENGTH else 0.0
    return max(worth, 0.05)


def _choose_titles(rows: list[_Row]) -> None:
    returning = Counter(text for row in rows for text in {unit.text for unit in row.units})
    totals: dict[str, float] = defaultdict(float)
    worths = [[_worth(row, number, returning) for number in range(len(row.units))] for row in rows]
    for row, own in zip(rows, worths, strict=True):
        best: dict[str, float] = {}
        for unit, worth in zip(row.units, own, strict=True):
            best[unit.slot] = max(best.get(unit.slot, 0.0), worth)
        for slot, worth in best.items():
            totals[slot] += worth
    pictured = _pictured(rows)
    # Where most records show the same text again, that text is the title; where few do, it is their summary.
    again = sum(any(u.text == pictured.get(row.record.url) for u in row.units) for row in rows) * 2 > len(rows)
    for row, own in zip(rows, worths, strict=True):
        candidates = [
            (worth + totals[row.units[n].slot] / len(rows) - 0.12 * min(n, 6), n)
            for n, worth in enumerate(own)
            if worth
        ]
        if row.record.url in pictured:
            row.title = pictured[row.record.url]
            shown = [number for number, unit in enumerate(row.units) if again and unit.text == row.title]
            row.used.update(shown[:1])
        elif candidates:
            _take_title(row, max(candidates)[1])
        row.title = _in_full(row) or row.title


def _pictured(rows: list[_Row]) -> dict[str, str]:
    """The texts of the pictures that are the links of records whose titles are shown as pictures only."""
    if any(unit.heading or unit.url == row.record.url for row in rows for unit in row.units):
        return {}
    found = {}
    for row in rows:
        pictures = [image for url, link in row.pieces.links if url == row.record.url for image in link.iter("img")]
        alt = next((text for image in pictures if (text := fold(image.get("alt") or ""))), "")
        if width(alt) >= 8 and not re.search(r"\.\w{3,4}$", alt):
            found[row.record.url] = alt
    return found if len(set(found.values())) == len(rows) > 1 else {}


def _take_title(row: _Row, number: int) -> None:
    """The title; a heading broken into lines is one."""
    unit = row.units[number]
    numbers = [
        n
        for n, other in enumerate(row.units)
        if n == number or (unit.heading and other.element is unit.element and n not in row.used)
    ]
    row.title = fold(" ".join(row.units[n].text for n in numbers))
    row.title_at = number
    row.used.update(numbers)


def _cut_dates_from_titles(rows: list[_Row], order: Order | None) -> None:
    """Where most records have a date inside their titles only, at one end, it is taken out of them."""
    if sum(row.published is not None for row in rows) * 2 > len(rows):
        return
    cuts = [_date_at_end(row.title, order) for row in rows]
    if sum(cut is not None for cut in cuts) * 2 <= len(rows):
        return
    for row, cut in zip(rows, cuts, strict=True):
        if cut and not row.published:
            row.title, row.published = cut


_EDGE = " \t|·•-–—/,:："


def _date_at_end(title: str, order: Order | None) -> tuple[str, str] | None:
    """The title without the date that it begins or ends with, in brackets or not, and the date."""
    for hit in find_dates(title, order=order):
        front = title[: hit.start].rstrip(_EDGE + "([（【")
        back = title[hit.end :].lstrip(_EDGE + ")]）】")
        if bool(front) != bool(back):
            return front or back, hit.date
    return None


_CUT = re.compile(r"\s*(?:…|\.{2,}|\[…\]|\[\.\.\.\])\s*$")


def _in_full(row: _Row) -> str:
    """The whole title where the page shows it cut short, or as a picture alone, and an attribute has the rest."""
    offered = []
    for url, link in row.pieces.links:
        if url == row.record.url:
            offered += [link.get("title"), link.get("aria-label"), *(e.get("title") for e in _around(link))]
    offered += [image.get("alt") for image in row.pieces.pictures] + [i.get("title") for i in row.pieces.pictures]
    texts = [fold(text) for text in offered if text]
    if row.title and _CUT.search(row.title):
        start = _CUT.sub("", row.title)
        return next((text for text in texts if len(text) >= len(start) and text.startswith(start)), "")
    if not row.title:
        return next((text for text in texts if not is_more(text) and any(c.isalpha() for c in text)), "")
    return ""


def _around(link: HtmlElement) -> list[HtmlElement]:
    return [element for element in (link.getparent(), *link) if element is not None and element.get("title")]


# -- what is neither -------------------------------------------------------------------------------------------------


def _set_aside(rows: list[_Row]) -> None:
    """Take out buttons, counts, badges and authors, so that categories and summaries remain."""
    last_texts = Counter(row.units[-1].text for row in rows if row.units)
    for row in rows:
        for number, unit in enumerate(row.units):
            if number in row.used:
                continue
            folded = fold_phrase(unit.text)
            if folded in PINNED:
                row.pinned = True
            button = unit.element is not None and unit.element.tag == "button"
            again = (
                number == len(row.units) - 1
                and unit.url == row.record.url
                and len(rows) >= 3
                and last_texts[unit.text] >= max(3, 0.6 * len(rows))
                and (row.date_at is None or row.units[row.date_at].block != unit.block)
            )
            about = unit.url == row.record.url and _says_more_about(row.title, unit.text)
            furniture = about or folded in PINNED or folded in FURNITURE or is_more(unit.text)
            furniture = furniture or (not unit.url and is_label(unit.text)) or _shares(row.record.url, unit.url)
            furniture = furniture or (row.published is not None and is_partial_date(unit.text))
            if furniture or button or again or _COUNT.fullmatch(unit.text) or _person(row, number):
                row.used.add(number)


def _shares(own: str, url: str) -> bool:
    """Whether a link hands the address of its record to another site."""
    return bool(url) and url != own and authority(url) != authority(own) and urlsplit(own).path in unquote(url)


def _says_more_about(title: str, text: str) -> bool:
    """Whether a link's text is a few words and then the title: `Read more about …`."""
    front, found, back = text.partition(title) if title else (text, "", "")
    return bool(found) and 0 < len(front) <= 30 and not any(c.isalnum() for c in back)


_BY = re.compile(r"(?:^|.*\s)(?:by|von|par|por|door|av|af|autor|author)\s*:?", re.IGNORECASE)


def _person(row: _Row, number: int) -> bool:
    """Whether a piece names an author: it says so, or the word before it does."""
    text = row.units[number].text
    if re.match(r"(?:by|von|par|por|author:?|作者[:：]?)\s\S", text, re.IGNORECASE):
        return len(text) <= 60
    before = row.units[number - 1] if number else None
    return before is not None and before.block == row.units[number].block and bool(_BY.fullmatch(before.text[-30:]))


# -- categories ------------------------------------------------------------------------------------------------------


def _choose_categories(rows: list[_Row]) -> None:
    """The label that stands in the same place of the records and returns, or stands beside the date."""
    if sum(bool(row.category) for row in rows) * 2 >= len(rows):
        return
    places: dict[str, list[tuple[_Row, int]]] = defaultdict(list)
    for row in rows:
        for number, unit in enumerate(row.units):
            if number not in row.used and _label_like(unit.text) and not _in_prose(row, number):
                places[unit.slot].append((row, number))
    best = max(((_label_worth(found, rows), slot) for slot, found in places.items()), default=(0.0, ""))
    if best[0] <= 0:
        return
    for row, number in places[best[1]]:
        if row.date_at is None or not row.lines.get(row.date_at):
            text = _label(row.units[number].text)
            row.category = f"{row.category}, {text}" if row.category else text
            row.used.add(number)


_NAMED = re.compile(
    r"^(?:category|categories|topics?|tags?|section|type|類別|类别|分類|分类|類型|类型)\s*[:：]\s*", re.IGNORECASE
)


def _label(text: str) -> str:
    return _NAMED.sub("", text).strip(" |·•/[](),，、:：#-–—") or text


def _label_like(text: str) -> bool:
    return len(text) <= _LABEL_LENGTH and not text.endswith((".", "…", "。", "!", "?", "！", "？"))


def _in_prose(row: _Row, number: int) -> bool:
    """Whether a short piece is a link in the middle of a paragraph."""
    link = row.units[number].link
    if link is None:
        return False
    around = [unit for n, unit in enumerate(row.units) if n != number and unit.element is link.getparent()]
    return sum(width(unit.text) for unit in around) > _LABEL_LENGTH


def _label_worth(found: list[tuple[_Row, int]], rows: list[_Row]) -> float:
    """How much the pieces in one place look like categories; 0 or less if they are none."""
    texts = [row.units[number].text for row, number in found]
    share = len({id(row) for row, _ in found}) / len(rows)
    variety = len(set(texts)) / len(texts)
    linked = sum(bool(row.units[n].url) and row.units[n].url != row.record.url for row, n in found) / len(found)
    near = sum(_beside_date(row, n) for row, n in found) / len(found)
    words = sum(len(text.split()) for text in texts) / len(texts)
    worth = share + (1.0 - variety) * (1.0 if len(texts) > 2 else 0.3) + 1.2 * linked + 1.2 * near
    worth -= 0.25 * max(0.0, words - 2)
    if not (linked or near) and variety > 0.8 and len(texts) > 4:
        worth -= 1.5
    return worth - 0.6


def _beside_date(row: _Row, number: int) -> float:
    if row.date_at is None:
        return 0.0
    if row.units[number].block == row.units[row.date_at].block:
        return 1.0
    around = {row.date_at - 1, row.date_at + (row.joined[row.date_at][0] if row.date_at in row.joined else 1)}
    return 0.6 if number in around else 0.0


# -- summaries -------------------------------------------------------------------------------------------------------


def _read_summary(row: _Row) -> None:
    """What is left, in reading order, as one line."""
    blocks: dict[int, list[str]] = {}
    for number, unit in enumerate(row.units):
        if number not in row.used:
            blocks.setdefault(unit.block, []).append(unit.raw)
    row.summary = fold(" ".join("".join(raws) for raws in blocks.values()))
