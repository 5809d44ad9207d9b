"""What repeats on a page: groups of records, each a piece of the page around a link of its own.

The records of a listing are found by shape alone. Every element whose children hold links is a
possible container; its records are its children, or runs of its children where nothing wraps a record
(`dt`/`dd`, `h3` and `p`, pairs of table rows). Containers that are made alike and stand together
(the rows of a grid, the years of an archive) count as one. Each group is then weighed by how much it
reads like news: a title of its own for each record, dates, text beyond the link, its place on the page.
No class name has a meaning here; that two are equal has.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scraper.parse.outline import Link, Outline, Part, outline, width
from scraper.parse.paging_urls import step
from scraper.parse.patterns.phrases import pages_on
from scraper.parse.runs import split_runs
from scraper.parse.weighing import Group, Record, address_pattern, region_of, shape_of, size_factor, weigh
from scraper.urls import canonical, same_site

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scraper.parse.document import Document

HtmlElement = Any

# A child with more addresses than this is a part of the page, not a record.
_MOST_ADDRESSES = 24
# Containers of one path and class seldom hold more kinds of records than this.
_MOST_KINDS = 5
# Groups that cannot reach this share of the best score are left alone.
_WORTHWHILE = 0.3


def records_at(page: Outline, url: str, places: Sequence[int]) -> Group:
    """A group of records that are known to be the elements with these numbers, on the page `url`."""
    finder = _Finder(page, url)
    kids = finder.choose([_Kid(place, page.links_in(place)) for place in places])
    records = tuple(Record((Part(kid.index),), kid.url) for kid in kids if kid.url)
    containers = tuple(dict.fromkeys(page.parents[record.parts[0].at] for record in records))
    return Group(page, containers, records)


def find_records(document: Document, page: Outline | None = None) -> list[Group]:
    """All groups of records of a page that could be teasers, the likeliest first."""
    page = page or outline(document.root, document.base)
    finder = _Finder(page, document.url)
    groups = [group for group in finder.groups() if group.score > 0]
    groups.sort(key=lambda group: -group.score)
    return groups


@dataclass(slots=True)
class _Kid:
    """A child of a container, with its links."""

    index: int
    links: list[Link]
    url: str = ""
    title: float = 0.0
    extra: int = 0


def _worth(link: Link, own_site: bool) -> float:
    """How much a link looks like the title of its record."""
    length = width(link.text)
    worth = min(length, 90) / 30 + (1.5 if link.heading else 0)
    if length < 4 or link.text.isdigit():
        worth *= 0.2
    return worth + (0.8 if own_site else 0) + 0.01


class _Finder:
    def __init__(self, page: Outline, url: str) -> None:
        self.page = page
        self.url = url
        self.own = canonical(url)
        path = urlsplit(url).path.rstrip("/")
        # The last words of this page's path; empty where it has an index file or escapes, which have other spellings.
        self.tail = path.rpartition("/")[2] if re.fullmatch(r"[\w/-]+", path, re.ASCII) else ""
        self.path_keys: list[int] = []
        self.sited: dict[str, bool] = {}
        turning = [link for link in page.links if pages_on(link.text)]
        self.turning = {link.at for link in turning if step(url, link.url) is not None}
        # Links that are no record's own: to this page, or to turn pages.
        self.useless = {link.at for link in turning} | {link.at for link in page.links if self._is_own(link.url)}
        self.chains: dict[int, dict[int, int]] = {}
        self.columns: dict[int, int] = {}
        self.worth = {link.at: _worth(link, self._on_site(link.url)) for link in page.links}

    def groups(self) -> Iterable[Group]:
        page = self.page
        keys: dict[Any, list[int]] = defaultdict(list)
        ready: set[Any] = set()
        for index, tag in enumerate(page.tags):
            parent = page.parents[index]
            key = hash((self.path_keys[parent] if parent >= 0 else 0, tag))
            self.path_keys.append(key)
            if page.linked(index):
                place = (key, page.elements[index].get("class"), self._family(index))
                keys[place].append(index)
                if place not in ready and self._may_list(index):
                    ready.add(place)
        best = 0.0
        # The likeliest first: what can score only a fraction of them need not be weighed.
        for most, members in sorted(((self._most(keys[place]), keys[place]) for place in ready), reverse=True):
            if most < _WORTHWHILE * best:
                break
            for group in self._of_containers(members, best):
                best = max(best, group.score)
                yield group

    def _most(self, members: list[int]) -> float:
        """More than a group from these containers could score."""
        page = self.page
        count = sum(1 for member in members for child in page.children(member) if page.linked(child))
        quality = 9.5 if any(page.dates[member] for member in members) else 5.5
        return quality * size_factor(count) * region_of(page, members[0])

    def _may_list(self, index: int) -> bool:
        """Whether an element may hold records: several children with links, and more than the words of a menu."""
        page = self.page
        links = page.linked(index)
        if links < 2 or (not page.dates[index] and not page.headings[index] and page.text[index] < 14 * links):
            return False
        return sum(1 for child in page.children(index) if page.linked(child)) > 1

    def _family(self, index: int) -> Any:
        """What containers must share to count as one: the parent, or its class and its own parent."""
        parent = self.page.parents[index]
        if parent < 0:
            return None
        return (self.page.parents[parent], self.page.elements[parent].get("class"), self.page.tags[parent])

    def _kids(self, container: int) -> list[_Kid]:
        page = self.page
        linked = [child for child in page.children(container) if 0 < page.linked(child) <= 3 * _MOST_ADDRESSES]
        kids = [_Kid(child, page.links_in(child)) for child in linked]
        return self.choose([kid for kid in kids if len({link.url for link in kid.links}) <= _MOST_ADDRESSES])

    def choose(self, kids: list[_Kid]) -> list[_Kid]:
        """Give each child the address that is its own."""
        seen: Counter[str] = Counter()
        last: dict[str, int] = {}
        for number, kid in enumerate(kids):
            for url in {link.url for link in kid.links}:
                # Neighbours that share an address are parts of one record.
                if last.get(url) != number - 1:
                    seen[url] += 1
                last[url] = number
        # The link of a record stands in the same place in most records.
        places = Counter(place for kid in kids for place in {self._place(kid, link) for link in kid.links})
        for kid in kids:
            self._choose(kid, seen, {place: count / len(kids) for place, count in places.items()})
        return kids

    def _place(self, kid: _Kid, link: Link) -> int:
        """Where in a child a link stands: the names of the elements down to it, and the column of a table row."""
        page = self.page
        if link.at not in self.chains:
            chain, place = {}, 0
            for index in (link.at, *page.ancestors(link.at)):
                chain[index] = place
                tag = page.tags[index]
                place = hash((place, tag, self._column(index) if tag == "td" else 0))
            self.chains[link.at] = chain
        return self.chains[link.at][kid.index]

    def _column(self, cell: int) -> int:
        if cell not in self.columns:
            self.columns |= {child: at for at, child in enumerate(self.page.children(self.page.parents[cell]))}
        return self.columns[cell]

    def _choose(self, kid: _Kid, seen: Counter[str], coverage: dict[int, float]) -> None:
        """The address that is a child's own: no other child has it, and its text reads like a title."""
        if any(link.at in self.turning for link in kid.links):
            # A row of page numbers, or the list together with it.
            return
        worth: dict[str, float] = {}
        long: set[str] = set()
        for link in kid.links:
            if seen[link.url] > 1 or link.at in self.useless:
                continue
            value = self.worth[link.at] + 2.5 * coverage[self._place(kid, link)]
            # A picture, a title and a "more" that lead to one place make that place the record's own.
            worth[link.url] = max(worth.get(link.url, 0.0), value) + (0.5 if link.url in worth else 0.0)
            if width(link.text) >= 22:
                long.add(link.url)
        if worth:
            kid.url = max(worth, key=lambda url: worth[url])
            kid.title = worth[kid.url]
            others = long - {kid.url}
            # Another title that leads to an address of the same pattern is another post.
            twins = sum(address_pattern(url) == address_pattern(kid.url) for url in others)
            kid.extra = len(others) + 2 * twins

    def _is_own(self, url: str) -> bool:
        """Whether an address is this page's. Most need no closer look: their ends differ."""
        if self.tail and self.tail not in url and "%" not in url:
            return False
        return canonical(url) == self.own

    def _on_site(self, url: str) -> bool:
        host = urlsplit(url).netloc
        if host not in self.sited:
            self.sited[host] = same_site(url, self.url)
        return self.sited[host]

    def _of_containers(self, members: list[int], best: float) -> Iterable[Group]:
        """Every reading of containers that are made alike: children as records, or runs of them.

        Readings that no other stands out from are left out, and all others where the first falls far short of `best`.
        """
        families = [(container, self._kids(container)) for container in members]
        if sum(bool(kid.url) for _, kids in families for kid in kids) < 2:
            return
        signatures = Counter(self._signature(kid.index) for _, kids in families for kid in kids if kid.url)
        wanted: list[Any] = [None, "runs", *[s for s, n in signatures.most_common(4) if n > 1]]
        if len(signatures) == 1:
            wanted = wanted[:2]
        seen: list[list[Record]] = []
        for want in wanted:
            read = [self._read(container, kids, want) for container, kids in families]
            records = [record for found, _ in read for record in found]
            found = [
                (container, *reading) for (container, _), reading in zip(families, read, strict=True) if reading[0]
            ]
            if max((len(own) for _, own, _ in found), default=0) < 2 or records in seen:
                continue
            seen.append(records)
            for group in self._joined(found, 1.0 if want in (None, "runs") else 0.9):
                yield group
                if want is None and group.score < 0.15 * best:
                    return

    def _joined(self, found: list[tuple[int, list[Record], int]], trust: float) -> Iterable[Group]:
        """One group of the containers that hold records of one making; the others by themselves."""
        for _ in range(_MOST_KINDS):
            if not found:
                return
            leader = max(found, key=lambda each: self._promise(each[1]))
            alike = [each for each in found if each is leader or self._same_making(leader[1], each[1])]
            records = [record for _, own, _ in alike for record in own]
            if len(records) > 1:
                group = self._weighed(tuple(each[0] for each in alike), records, sum(each[2] for each in alike))
                group.score *= trust
                yield group
            taken = {each[0] for each in alike}
            found = [each for each in found if each[0] not in taken and len(each[1]) > 1]

    def _promise(self, records: list[Record]) -> float:
        dated = sum(any(map(self.page.dated, record.parts)) for record in records)
        return 3.0 * dated + sum(min(self._title_length(record), 40) / 20 for record in records)

    def _same_making(self, leaders: list[Record], others: list[Record]) -> bool:
        """Whether two containers hold records of one kind: dated or not, titles of like length, made alike."""
        page = self.page
        dated = [
            sum(any(map(page.dated, r.parts)) for r in records) * 2 >= len(records) for records in (leaders, others)
        ]
        if dated[0] != dated[1]:
            return False
        if not dated[0]:
            # Without dates a menu is made like a list: titles and addresses must be of one kind too.
            lengths = [median(map(self._title_length, records)) for records in (leaders, others)]
            patterns = [Counter(address_pattern(r.url) for r in rs).most_common(1)[0][0] for rs in (leaders, others)]
            if lengths[1] * 3 < lengths[0] or patterns[0] != patterns[1]:
                return False
        one, two = shape_of(page, leaders[0]), shape_of(page, others[0])
        return len(one & two) * 5 >= 2 * len(one | two)

    def _signature(self, index: int) -> tuple[str, str | None]:
        return self.page.tags[index], self.page.elements[index].get("class")

    def _read(self, container: int, kids: list[_Kid], want: Any) -> tuple[list[Record], int]:
        """The records of one container: all children (None), runs of all ("runs"), or runs that one kind begins."""
        heads = [kid for kid in kids if kid.url and (want in (None, "runs") or self._signature(kid.index) == want)]
        if not heads:
            return [], 0
        merged: list[tuple[list[int], str]] = []
        for kid in heads:
            if merged and merged[-1][1] == kid.url:
                merged[-1][0].append(kid.index)
            else:
                merged.append(([kid.index], kid.url))
        extra = sum(kid.extra for kid in heads)
        if want is None:
            return [Record(tuple(map(Part, elements)), url) for elements, url in merged], extra
        runs = split_runs(self.page, container, [elements for elements, _ in merged])
        if runs is None:
            # Nothing to deal out: the children of this kind are the records, those of others are not.
            return ([], 0) if want == "runs" else ([Record(tuple(map(Part, e)), url) for e, url in merged], extra)
        inside = {part.at for run in runs for part in run}
        # Titles of other kinds that fell into a run speak against it.
        inside -= {kid.index for kid in heads}
        extra += sum(1 for kid in kids if kid.index in inside and kid.title > 1.5 and kid.url)
        return [Record(tuple(run), url) for run, (_, url) in zip(runs, merged, strict=True)], extra

    def _weighed(self, containers: tuple[int, ...], records: list[Record], extra: int) -> Group:
        records = self._alike(_once(records))
        group = Group(self.page, containers, tuple(records))
        if len(records) > 1:
            weigh(group, extra)
        return group

    def _alike(self, records: list[Record]) -> list[Record]:
        """Without the odd ones that lack what most have: advertisements, page numbers, headings, introductions."""
        page = self.page
        if len(records) < 3:
            return records
        dates = [any(map(page.dated, record.parts)) for record in records]
        titles = [self._title_length(record) for record in records]
        sizes = [sum(map(page.shown, record.parts)) for record in records]
        usual, usual_size = median(titles), median(sizes)
        mostly_dated = sum(dates) * 4 > 3 * len(records)
        tags = Counter(page.tags[record.parts[0].at] for record in records)
        patterns = Counter(address_pattern(record.url) for record in records)
        common, pattern = tags.most_common(1)[0][0], patterns.most_common(1)[0]
        kept = []
        for record, has_date, length, size in zip(records, dates, titles, sizes, strict=True):
            poor = length < usual / 4 or (length < 6 and usual > 15)
            odd = page.tags[record.parts[0].at] != common
            elsewhere = pattern[1] * 2 > len(records) and address_pattern(record.url) != pattern[0]
            bare = size < usual_size / 2 or size > 12 * usual_size + 400
            if (mostly_dated and not has_date and (poor or odd or (elsewhere and bare))) or (poor and odd):
                continue
            if elsewhere and size > 12 * usual_size + 400:
                continue
            kept.append(record)
        return kept

    def _title_length(self, record: Record) -> int:
        links = (link for i in record.elements for link in self.page.links_in(i) if link.url == record.url)
        return max((width(link.text) for link in links), default=0)


def _once(records: list[Record]) -> list[Record]:
    """Each address once, in reading order."""
    seen: set[str] = set()
    kept = []
    for record in sorted(records, key=lambda record: record.parts[0]):
        if record.url not in seen:
            seen.add(record.url)
            kept.append(record)
    return kept
