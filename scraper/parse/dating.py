"""The date of a post: what a reader sees, what the page declares, and how it writes day and month."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.records import Evidence, Issue
from scraper.parse.anchors import read_date_lines
from scraper.parse.flow import Flow
from scraper.parse.introduction import Introduction
from scraper.parse.patterns.dates import infer_order
from scraper.parse.structured import Structured
from scraper.parse.text import shorten
from scraper.urls import authority

if TYPE_CHECKING:
    from scraper.parse.patterns.dates import DateLine, Order


def dated_lines(flow: Flow, structured: Structured, order: Order | None) -> tuple[Order | None, dict[int, DateLine]]:
    """The page's date lines, and how it writes day and month, where that can be told."""
    dates = read_date_lines(flow, order)
    if order is None and any(said.hit.ambiguous for said in dates.values()):
        order = infer_order(line.text for line in flow.lines if any(c.isdigit() for c in line.text)) or order_of(
            structured.lang, flow.document.url
        )
        if order is not None:
            dates = read_date_lines(flow, order)
    return order, dates


def order_of(lang: str, url: str) -> Order | None:
    """How a page's language and country write day and month; None where both ways are usual."""
    language, _, region = lang.replace("_", "-").partition("-")
    if region in {"us", "ph"} and language == "en":
        return "mdy"
    if language and (language != "en" or region):
        return "dmy"
    country = authority(url).rpartition(":")[0] or authority(url)
    ending = country.rpartition(".")[2]
    general = {"us", "ph", "ca", "io", "ai", "co", "tv", "me", "cc", "to", "fm"}
    return "dmy" if len(ending) == 2 and ending.isalpha() and ending not in general else None


def published_of(introduction: Introduction, structured: Structured) -> str | None:
    """The date that a reader sees near the title; the declared one where there is none to see.

    What is seen may also be the day of the last change: then the page says so to machines, and
    declares an earlier day of publication. A declared time in UTC may name the day before; it is not
    taken for that.
    """
    declared = max(structured.dates, key=lambda said: said.weight, default=None)
    seen = introduction.published
    if seen is None or introduction.ambiguous or introduction.relative:
        return declared.value if declared else (None if introduction.ambiguous else seen)
    changed = any(said.value == seen for said in structured.modified)
    if declared and changed and declared.value < seen and not declared.utc:
        return declared.value
    return seen


def declared_dates(structured: Structured) -> list[Evidence]:
    """What the page declares to machines, as evidence."""
    return [
        Evidence("published", said.value, "structured-data", said.place, "in UTC" if said.utc else "", said.weight / 2)
        for said in structured.dates[:5]
    ]


def date_issues(introduction: Introduction, structured: Structured, published: str | None) -> tuple[Issue, ...]:
    """What is doubtful about the date: none, one that may be read in two ways, or two voices that disagree."""
    raw = shorten(introduction.raw, 160)
    if published is None:
        if introduction.ambiguous:
            return (
                Issue(
                    "parse",
                    "date-unknown",
                    "The date may be read in two ways, and nothing on the page decides it.",
                    raw,
                ),
            )
        return (Issue("parse", "date-unknown", "No date was found near the title.", raw),)
    declared = max(structured.dates, key=lambda said: said.weight, default=None)
    if declared is not None and introduction.published and abs(_days(declared.value) - _days(published)) > 1:
        said = f"The page shows {published} but declares {declared.value}."
        return (Issue("parse", "date-disagrees", said, raw),)
    return ()


def _days(date: str) -> int:
    year, month, day = map(int, date.split("-"))
    return year * 372 + month * 31 + day
