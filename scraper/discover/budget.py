"""How far links are followed: a budget for each pattern of addresses, so that nothing endless holds a run.

A walk over pages asks `PageBudget` before each page and tells it what the page showed. What only other posts lead to
is counted by `PostBudget`. Both close a pattern that has used up its budget; each closed pattern is a `Trap`, which is
told once, with its pattern, its count and an example.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from urllib.parse import parse_qsl, urlsplit

from archive.records import Issue, PostKey, Sighting
from scraper.urls import canonical, identify
from scraper.variants import grows, variant_of


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of one pattern is enough.

    Attributes:
        pages: pages of one pattern in one walk; no newsroom's listing has more.
        idle: pages of one pattern, in all, that show nothing new.
        unordered: pages whose posts have no dates, or none beyond those of the pages before.
        future: pages that show only posts dated more than a year from now.
        kinds: different sets of parameters behind one path, as filters make them.
        related: unknown posts of one pattern that only other posts lead to.
        vain: posts of one pattern and one year in a row that turn out to be none, while none of the pattern was one.
    """

    pages: int = 5_000
    idle: int = 60
    unordered: int = 500
    future: int = 6
    kinds: int = 12
    related: int = 2_000
    vain: int = 50


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Trap:
    """A pattern of addresses that was closed.

    Attributes:
        pattern: the addresses' common form.
        count: how many of them were followed before.
        why: what they gave instead of posts, as the end of a sentence.
        url: the first address that was not followed.
        harmless: nothing is missed: the pages that were left out would repeat what is known.
    """

    pattern: str
    count: int
    why: str
    url: str
    harmless: bool = False

    @property
    def sentence(self) -> str:
        """What was met, for a person."""
        return f"addresses like {self.pattern} were left alone after {self.count}: {self.why}"

    @property
    def issue(self) -> Issue:
        """The trap as the archive keeps it."""
        return Issue("discover", "trap", self.sentence, url=self.url)


def pattern_of(url: str) -> str:
    """The common form of addresses of one make: path with its varying parts marked, and the names of parameters."""
    parts = urlsplit(variant_of(url))
    keys = sorted({key for key, _ in parse_qsl(parts.query, keep_blank_values=True)})
    path = identify(parts._replace(query="").geturl()).shape.lower()
    return path + ("?" + "&".join(keys) if keys else "")


@dataclass(slots=True)
class _Spent:
    """What the pages of one pattern have given so far."""

    pages: int = 0
    idle: int = 0
    unordered: int = 0
    future: int = 0


def _new_limits() -> Limits:
    return LIMITS


@dataclass(slots=True)
class PageBudget:
    """The budget of one walk over pages.

    Args:
        today: the date of the run, by which dates far ahead are known; empty if that is not to be judged.
        limits: how much is enough.

    Attributes:
        traps: what was closed, by pattern.
    """

    today: str = ""
    limits: Limits = field(default_factory=_new_limits)
    traps: dict[str, Trap] = field(default_factory=dict)
    _spent: dict[str, _Spent] = field(default_factory=dict)
    _kinds: dict[str, set[str]] = field(default_factory=dict)
    _texts: set[tuple[str, str | None]] = field(default_factory=set)
    _span: tuple[str, ...] = ()

    def refuse(self, url: str) -> str:
        """Why an address is not to be asked for; empty where it may be."""
        pattern = pattern_of(url)
        if pattern in self.traps:
            return self.traps[pattern].sentence
        spent = self._spent.get(pattern, _Spent())
        if why := grows(url):
            return self._close(pattern, spent.pages, why, url)
        path, _, keys = pattern.partition("?")
        kinds = self._kinds.setdefault(path, set())
        if keys not in kinds and len(kinds) >= self.limits.kinds:
            return self._close(pattern, len(kinds), "one page with ever other filters", url)
        kinds.add(keys)
        limits = self.limits
        if spent.pages >= limits.pages:
            return self._close(pattern, spent.pages, "no listing of news has so many pages", url)
        if spent.idle >= limits.idle:
            return self._close(pattern, spent.pages, f"{spent.idle} of them showed nothing new", url, harmless=True)
        if spent.unordered >= limits.unordered:
            return self._close(pattern, spent.pages, "they went on without getting on in time", url)
        if spent.future >= limits.future:
            return self._close(
                pattern, spent.pages, "they lead further and further into the future", url, harmless=True
            )
        return ""

    def note(self, url: str, rows: Sequence[Sighting], fresh: int) -> None:
        """Count a page and what it showed, `fresh` of it for the first time in the walk."""
        spent = self._spent.setdefault(pattern_of(url), _Spent())
        spent.pages += 1
        spent.idle += not fresh
        dates = [row.published for row in rows if row.published and not row.pinned]
        spent.future += bool(dates) and self._far_ahead(min(dates))
        # Most listings go back in time, some begin at the oldest post: either is getting on.
        span = (min([*dates, *self._span[:1]]), max([*dates, *self._span[1:]])) if dates else self._span
        spent.unordered += span == self._span
        self._span = span

    def repeats(self, rows: Sequence[Sighting]) -> bool:
        """Whether a page shows, at new addresses, only posts whose title and date it has shown at others.

        That is what a site does that puts a visit's token into its addresses.
        """
        texts = {(row.title, row.published) for row in rows if row.title and row.published and not row.pinned}
        known = len(texts) >= 3 and texts <= self._texts and len(texts) == sum(not row.pinned for row in rows)
        self._texts |= texts
        return known

    def endless(self, url: str, count: int) -> None:
        """Note that a listing goes on, at this address, although its last pages showed nothing new."""
        self._close(
            pattern_of(url), count, "they go on for ever, and the last ones showed nothing new", url, harmless=True
        )

    def turned_away(self, asked: str, url: str) -> None:
        """Note that a page of a listing leads to a page that is none."""
        pattern = pattern_of(asked)
        self._close(pattern, self._spent.get(pattern, _Spent()).pages, f"they lead to {url}", asked)

    def _far_ahead(self, day: str) -> bool:
        return bool(self.today) and day > (date.fromisoformat(self.today) + timedelta(days=366)).isoformat()

    def _close(self, pattern: str, count: int, why: str, url: str, *, harmless: bool = False) -> str:
        trap = Trap(pattern, count, why, url, harmless)
        return self.traps.setdefault(pattern, trap).sentence


@dataclass(slots=True)
class PostBudget:
    """The budget of a run for posts that turn out to be none, and for those that only other posts lead to."""

    limits: Limits = field(default_factory=_new_limits)
    traps: dict[str, Trap] = field(default_factory=dict)
    _related: Counter[str] = field(default_factory=Counter)
    _vain: Counter[tuple[str, str]] = field(default_factory=Counter)
    _good: set[str] = field(default_factory=set)
    _met: set[PostKey] = field(default_factory=set)

    def related(self, rows: Sequence[Sighting], known: Sequence[bool]) -> list[Sighting]:
        """The related posts that may be followed: those known anyway, and unknown ones while their budget lasts."""
        kept = []
        for row, is_known in zip(rows, known, strict=True):
            pattern = pattern_of(row.url)
            if is_known or row.key in self._met:
                kept.append(row)
                continue
            if self._related[pattern] >= self.limits.related:
                self._close(pattern, self._related[pattern], "posts that only lead to each other, without end", row.url)
                continue
            self._met.add(row.key)
            self._related[pattern] += 1
            kept.append(row)
        return kept

    def told(self, url: str, published: str | None, *, good: bool) -> None:
        """Count what became of a post at an address, which a source had dated so."""
        pattern = pattern_of(url)
        if good:
            self._good.add(pattern)
        else:
            self._vain[pattern, (published or "")[:4]] += 1

    def refuse(self, url: str, published: str | None) -> str:
        """Why a post is not to be asked for in this run; empty where it may be."""
        if not self._vain:
            return ""
        pattern = pattern_of(url)
        count = self._vain[pattern, (published or "")[:4]]
        if pattern in self._good or count < self.limits.vain:
            return ""
        self._close(pattern, count, "none of them was a post; the next run tries further ones", url)
        return self.traps[pattern].sentence

    def _close(self, pattern: str, count: int, why: str, url: str) -> None:
        self.traps.setdefault(pattern, Trap(pattern, count, why, url))


def leads_away(asked: str, url: str, home: str) -> bool:
    """Whether a page that was asked for has led to a front page instead."""
    if canonical(asked) == canonical(url):
        return False
    there = identify(url)
    front = there.shape == "/{lang}" or there.source_id == "/" or canonical(url) == canonical(home)
    return front and identify(asked).source_id != "/"
