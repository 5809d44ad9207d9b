"""What stands above records: the headings of lists, and dates that are the heading of a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scraper.parse.patterns import wording
from scraper.parse.patterns.dates import date_label, whole_date
from scraper.parse.units import fold

if TYPE_CHECKING:
    from scraper.parse.outline import Outline, Part
    from scraper.parse.patterns.dates import Order
    from scraper.parse.weighing import Group

# Longer texts are no heading of a day.
_LONGEST = 60
# How far around a list its heading may stand.
_NEAR = 3


def dates_above(group: Group, order: Order | None) -> dict[str, str]:
    """The date above each record, by the record's address.

    A date counts that is a neighbour of records, or of the elements that hold them, and says nothing else; it holds
    until the next. One date for all is believed in a heading only: it may be that of the visit.
    """
    page = group.outline
    starts = {part.at for record in group.records for part in record.parts}
    parents = {page.parents[container] for container in group.containers} - {-1}
    best: dict[str, str] = {}
    for holders in (group.containers, tuple(sorted(parents))):
        found, days, plain = _walk(page, holders, starts, order)
        if (len(days) > 1 or not plain) and len(found) > len(best):
            best = {record.url: day for record in group.records if (day := found.get(record.parts[0].at))}
    return best


def heading_above(page: Outline, container: int) -> tuple[str, bool]:
    """The short text right above a list and whether it is a small heading, or none; empty where there is none."""
    at = container
    for _ in range(_NEAR):
        parent = page.parents[at]
        if parent < 0 or page.tags[parent] in ("body", "html", "main"):
            break
        before = [child for child in page.children(parent) if child < at and page.text[child]]
        if before:
            long = page.text[before[-1]] > _LONGEST
            text = "" if long else fold(page.elements[before[-1]].text_content())
            return text, page.tags[before[-1]] not in ("h1", "h2")
        at = parent
    return "", False


def is_beside(page: Outline, container: int) -> bool:
    """Whether a small heading above a list says that it shows other news than the page: the latest, the most read."""
    text, small = heading_above(page, container)
    return small and bool(text) and bool(wording.RELATED.match(text))


def _walk(
    page: Outline, holders: tuple[int, ...], starts: set[int], order: Order | None
) -> tuple[dict[int, str], set[str], bool]:
    """The date above each record under these elements, the different dates, and whether any is not in a heading."""
    found: dict[int, str] = {}
    days: set[str] = set()
    plain = False
    for holder in holders:
        day = None
        for part in page.parts(holder):
            inside = [at for at in range(part.at, page.end[part.at]) if at in starts] if part.what == "element" else []
            if inside and day:
                found |= dict.fromkeys(inside, day)
            elif inside:
                continue
            elif page.dated(part) and page.shown(part) <= _LONGEST and (said := _day(page, part, order)):
                day = said
                days.add(said)
                plain = plain or not page.headings[part.at] or part.what != "element"
    return found, days, plain


def _day(page: Outline, part: Part, order: Order | None) -> str | None:
    text = fold(page.bare(part) or page.elements[part.at].text_content())
    hit = whole_date(text, order=order)
    return hit.date if hit and date_label(text) != "updated" else None
