"""How well pages are read, on any folder of pages with known answers.

    python benchmarks/reading.py --data DIR [--peer] [--only articles,listings] [--worst 5]
    python benchmarks/reading.py --data DIR --accept [--lower]

DIR holds one folder a collection: `articles`, `newspapers`, `listings`, `pagination` (those that are
missing are passed over). A collection is a set of pages as they were served, `NAME.html.gz`, and
`truth.json`, an object of answers by NAME:

    articles    {"url", "body"}
    newspapers  {"url", "title", "published", "body"}           an empty body is not scored
    listings    {"rows": [{"link", "title", "published"}]}
    pagination  {"url", "next": [...], "page": [...], "prev": [...]}

Measures:
    body F1     of word 4-grams, counted as often as they occur: the harmonic mean of the mean precision
                and the mean recall over all pages
    title, date share of pages on which it is exactly right (case and white space of titles aside)
    rows F1     the same mean of means over the rows of listings, told apart by the last part of their address
    dates       share of a listing's rows that are found with the right date, mean over the pages
    whole       share of listings of which nine rows in ten are found, and no more than as many others
    next page   share of pages whose next page is right; none, where there is none

A value below its floor ends the run with exit code 1. Floors belong to the bytes of a collection: other
pages have other floors. `--accept` writes the values of this run as floors, and lowers none unless
`--lower` says so.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import math
import re
import sys
import time
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin

ROOT = Path(__file__).resolve().parent.parent
FLOORS = Path(__file__).with_name("reading_floors.toml")
LISTING_ADDRESS = "http://listing.example/page"

Grams = Counter[tuple[str, ...]]
Answer = Mapping[str, Any]


@dataclass(frozen=True)
class Read:
    """What a reader made of a detail page."""

    title: str
    published: str
    body: str


@dataclass
class Shares:
    """Precision and recall of every page of a collection; None where one of them means nothing."""

    precision: list[float | None] = field(default_factory=list)
    recall: list[float | None] = field(default_factory=list)

    def add(self, precision: float | None, recall: float | None) -> None:
        """Note one page."""
        self.precision.append(precision)
        self.recall.append(recall)

    @property
    def f1(self) -> float:
        """The harmonic mean of mean precision and mean recall."""
        precision, recall = mean(self.precision), mean(self.recall)
        return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


@dataclass
class Scores:
    """The measures of one collection by one reader.

    Attributes:
        values: by measure.
        pages: how many pages count.
        seconds: processor time spent in reading alone.
        by_page: how well each page was read, to find the worst.
    """

    values: dict[str, float]
    pages: int
    seconds: float
    by_page: dict[str, float]

    @property
    def speed(self) -> float:
        """Pages a second on one core."""
        return len(self.by_page) / self.seconds if self.seconds else 0.0


class Watch:
    """Adds up the processor time of what is called through it."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self, action: Callable[..., Any], *arguments: Any) -> Any:
        """Call, and count the time."""
        began = time.process_time()
        try:
            return action(*arguments)
        finally:
            self.seconds += time.process_time() - began


def mean(values: list[float | None]) -> float:
    """The mean of what has a meaning; 0 of nothing."""
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else 0.0


def pages_of(folder: Path) -> Iterator[tuple[str, bytes, Answer]]:
    """Every page of a collection by its name: its bytes and its answers."""
    answers = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    for name in sorted(answers):
        yield name, gzip.decompress((folder / f"{name}.html.gz").read_bytes()), answers[name]


def digest_of(folder: Path) -> str:
    """What tells one set of pages and answers from another."""
    whole = hashlib.sha256()
    for path in sorted([*folder.glob("*.html.gz"), folder / "truth.json"]):
        data = path.read_bytes()
        data = gzip.decompress(data) if path.suffix == ".gz" else data
        whole.update(f"{path.name}\0{hashlib.sha256(data).hexdigest()}\n".encode())
    return whole.hexdigest()[:16]


# -- comparing -------------------------------------------------------------------------------------------------------


def grams(text: str) -> Grams:
    """The word 4-grams of a text; of a shorter one all its words together."""
    words = re.findall(r"\w+", text)
    return Counter(tuple(words[at : at + 4]) for at in range(max(1, len(words) - 3))) if words else Counter()


def overlap(expected: str, got: str) -> tuple[float | None, float | None]:
    """Precision and recall of a text."""
    wanted, found = grams(expected), grams(got)
    if not wanted and not found:
        return 1.0, 1.0
    common = (wanted & found).total()
    precision = common / found.total() if found else None
    recall = common / wanted.total() if wanted else None
    return precision, recall


def plain(text: str) -> str:
    """A title as it is compared."""
    return " ".join(text.replace("\u200b", "").replace("\u00ad", "").split()).casefold()


def last_part(url: str) -> str:
    """What tells the rows of a listing apart."""
    return unquote(url).rstrip("/").rpartition("/")[2].casefold()


# -- the collections -------------------------------------------------------------------------------------------------

Reader = Callable[[bytes, str], Read]


def score_posts(folder: Path, read: Reader, *, fields: bool) -> Scores:
    """Score detail pages: their bodies, and where `fields` says so their titles and dates."""
    bodies, watch, by_page = Shares(), Watch(), {}
    right: Counter[str] = Counter()
    for number, (name, html, answer) in enumerate(pages_of(folder)):
        if number == 0:
            read(html, answer["url"])  # so that what is prepared once is not counted
        got = watch(read, html, answer["url"])
        marks = []
        if fields:
            said = {
                "title": plain(got.title) == plain(answer["title"]),
                "date": got.published[:10] == answer["published"],
            }
            right.update(name for name, good in said.items() if good)
            marks += [float(good) for good in said.values()]
        if answer["body"] or not fields:
            both = overlap(answer["body"], got.body)
            bodies.add(*both)
            marks.append(min(value or 0.0 for value in both))
        by_page[name] = sum(marks) / len(marks)
    values = {name: right[name] / len(by_page) for name in ("title", "date")} if fields else {}
    return Scores(values | {"body F1": bodies.f1}, len(by_page), watch.seconds, by_page)


def score_listings(folder: Path) -> Scores:
    """Score the rows of listings."""
    from scraper.parse import parse_listing

    rows, watch, by_page = Shares(), Watch(), {}
    dates: list[float | None] = []
    whole = 0
    for number, (name, html, answer) in enumerate(pages_of(folder)):
        if number == 0:
            parse_listing(html, LISTING_ADDRESS)
        teasers = watch(parse_listing, html, LISTING_ADDRESS).teasers
        found: dict[str, str] = {}
        for teaser in teasers:
            found.setdefault(last_part(teaser.url), (teaser.published or "")[:10])
        wanted = {last_part(row["link"]): row["published"] for row in answer["rows"]}
        common = wanted.keys() & found.keys()
        precision = len(common) / len(found) if found else 0.0
        recall = len(common) / len(wanted)
        rows.add(precision, recall)
        dates.append(sum(wanted[key] == found[key] for key in common) / len(wanted))
        whole += recall >= 0.9 and precision >= 0.5
        by_page[name] = (recall + (dates[-1] or 0.0)) / 2
    values = {"rows F1": rows.f1, "dates": mean(dates), "whole": whole / len(by_page)}
    return Scores(values, len(by_page), watch.seconds, by_page)


def score_pagination(folder: Path) -> Scores:
    """Score the next page; pages that are only numbered have no single right answer and do not count."""
    from scraper.parse import parse_listing

    watch = Watch()
    by_page: dict[str, float] = {}
    for name, html, answer in pages_of(folder):
        if not answer["next"] and (answer["page"] or answer["prev"]):
            continue
        if not by_page:
            parse_listing(html, answer["url"])
        got = watch(parse_listing, html, answer["url"]).next_url
        wanted = {urljoin(answer["url"], href).partition("#")[0] for href in answer["next"]}
        by_page[name] = float(got.partition("#")[0] in wanted if got else not wanted)
    return Scores({"next page": sum(by_page.values()) / len(by_page)}, len(by_page), watch.seconds, by_page)


def ours(html: bytes, url: str) -> Read:
    """A detail page by `scraper.parse`."""
    from scraper.parse import parse_detail

    content = parse_detail(html, url)
    return Read(content.title, content.published or "", content.body)


def peers(html: bytes, url: str) -> Read:
    """A detail page by trafilatura, with its metadata."""
    import trafilatura

    found: Any = trafilatura.bare_extraction(html, url=url, with_metadata=True)
    if found is None:
        return Read("", "", "")
    return Read(found.title or "", found.date or "", found.text or "")


def score(kind: str, folder: Path) -> Scores:
    """Score one collection."""
    if kind == "listings":
        return score_listings(folder)
    if kind == "pagination":
        return score_pagination(folder)
    return score_posts(folder, ours, fields=kind == "newspapers")


KINDS = ("articles", "newspapers", "listings", "pagination")


# -- floors ----------------------------------------------------------------------------------------------------------

Floors = dict[str, dict[str, Any]]


def load_floors(path: Path) -> Floors:
    """The floors by the digest of their collection."""
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def as_floor(value: float) -> float:
    """A value as it is pinned: three decimals, rounded down."""
    return math.floor(value * 1000 + 1e-9) / 1000


def raised(old: Mapping[str, float], values: Mapping[str, float], *, lower: bool) -> dict[str, float]:
    """The new floors of a collection; without `lower` none of the old ones sinks."""
    new = {name: as_floor(value) for name, value in values.items()}
    return new if lower else {name: max(value, old.get(name, 0.0)) for name, value in new.items()}


def write_floors(path: Path, floors: Floors) -> None:
    """Write all floors, the collections in order of their names."""
    lines = ["# What benchmarks/reading.py must reach, by the digest of a collection. Written by --accept."]
    for digest, entry in sorted(floors.items(), key=lambda item: (item[1]["collection"], item[0])):
        lines += ["", f'["{digest}"]', f'collection = "{entry["collection"]}"', f"pages = {entry['pages']}"]
        lines += [f'floors."{name}" = {value:.3f}' for name, value in entry["floors"].items()]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


# -- the table -------------------------------------------------------------------------------------------------------


def report(kind: str, mine: Scores, peer: Scores | None, floors: Mapping[str, float]) -> list[str]:
    """The lines of one collection."""
    lines = []
    for number, (measure, value) in enumerate(mine.values.items()):
        floor = floors.get(measure)
        cells = [
            f"{kind if number == 0 else '':<12}",
            f"{measure:<10}",
            f"{value:>7.3f}",
            f"{'-' if floor is None else f'{floor:.3f}':>7}",
            f"{'-' if peer is None else f'{peer.values[measure]:.3f}':>7}",
            f"{mine.pages if number == 0 else '':>6}",
            f"{f'{mine.speed:.0f}' if number == 0 else '':>8}",
            f"{f'{peer.speed:.0f}' if peer and number == 0 else '':>8}",
            " BELOW ITS FLOOR" if floor is not None and as_floor(value) < floor else "",
        ]
        lines.append(" ".join(cells).rstrip())
    return lines


HEADING = "collection   measure      value   floor    peer  pages  pages/s   peer's"


def arguments(words: list[str] | None) -> argparse.Namespace:
    """What the user asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="folder of collections")
    parser.add_argument("--only", default=",".join(KINDS), help="collections to measure, with commas between them")
    parser.add_argument("--peer", action="store_true", help="measure trafilatura on the same pages too")
    parser.add_argument("--worst", type=int, default=0, metavar="N", help="name the N pages that are read worst")
    parser.add_argument("--floors", type=Path, default=FLOORS, metavar="FILE", help="where the floors are")
    parser.add_argument("--accept", action="store_true", help="write the values of this run as floors")
    parser.add_argument("--lower", action="store_true", help="let --accept lower floors too")
    given = parser.parse_args(words)
    given.kinds = [kind for kind in given.only.split(",") if kind]
    if unknown := set(given.kinds) - set(KINDS):
        parser.error(f"no such collection: {', '.join(sorted(unknown))}; there are {', '.join(KINDS)}")
    if given.lower and not given.accept:
        parser.error("--lower is for --accept")
    if not any((given.data / kind / "truth.json").is_file() for kind in given.kinds):
        parser.error(f"{given.data}: holds none of the collections {', '.join(given.kinds)}")
    return given


def main(words: list[str] | None = None) -> int:
    """Measure, print, compare with the floors; 1 where a value is below its floor."""
    given = arguments(words)
    sys.path.insert(0, str(ROOT))
    floors = load_floors(given.floors)
    below = False
    unpinned = []
    print(HEADING)
    for kind in given.kinds:
        folder = given.data / kind
        if not (folder / "truth.json").is_file():
            continue
        mine = score(kind, folder)
        with_peer = given.peer and kind in {"articles", "newspapers"}
        peer = score_posts(folder, peers, fields=kind == "newspapers") if with_peer else None
        digest = digest_of(folder)
        old = floors.get(digest, {}).get("floors", {})
        if given.accept:
            new = raised(old, mine.values, lower=given.lower)
            floors[digest] = {"collection": kind, "pages": mine.pages, "floors": new}
            old = new
        elif not old:
            unpinned.append(f"{kind} ({digest})")
        print("\n".join(report(kind, mine, peer, old)), flush=True)
        for name, value in sorted(mine.by_page.items(), key=lambda item: item[1])[: given.worst]:
            print(f"    {value:.2f} {name}")
        below |= any(as_floor(value) < old.get(name, 0.0) for name, value in mine.values.items())
    if given.accept:
        write_floors(given.floors, floors)
    if unpinned:
        print(f"No floors for {', '.join(unpinned)}; --accept writes them.")
    return 1 if below else 0


if __name__ == "__main__":
    sys.exit(main())
