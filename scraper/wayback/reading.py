"""Read pages of the past with today's readers, and tell states of a post from whatever else an archive captured."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from archive import crawl_state
from archive.errors import ArchiveError
from archive.past_captures import PastPage
from archive.records import Issue, PostContent, PostKey
from scraper import drift
from scraper.discover.source import Page
from scraper.parse.template import Page as Sample
from scraper.parse.template import Template, learn_template
from scraper.tools import Tools
from scraper.urls import canonical
from scraper.wayback.plan import SHARED

ERA = 12
"""Captures in a row that are taken to be of one design."""

SAMPLES = 6
"""How many of them a template is learned from."""

FEW_WORDS, ALIKE = 10, 0.1
"""A page with at least so many words that shares fewer of them than this with the known post is another page."""


@dataclass(frozen=True, slots=True)
class Held:
    """A page of the past that is held: of which post, under which address it was captured, and when."""

    page: PastPage
    key: PostKey
    original: str
    at: str


@dataclass(slots=True)
class PastReader:
    """Reads the pages of the past of one site.

    Args:
        tools: the run's collaborators.
        pages: every page that is held of the archive, to learn from what those of one time have in common.

    Attributes:
        issues: why pages were left out.
    """

    tools: Tools
    pages: Sequence[Held]
    issues: list[Issue] = field(default_factory=list)
    _eras: dict[int, Template | None] = field(default_factory=dict)
    _era_of: dict[int, int] = field(default_factory=dict)
    _members: list[list[Held]] = field(default_factory=list)
    _texts: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def __post_init__(self) -> None:
        ordered = sorted(self.pages, key=lambda held: (held.key.lang, held.at, held.page.capture_id))
        for _, group in groupby(ordered, key=lambda held: held.key.lang):
            one_language = list(group)
            for start in range(0, len(one_language), ERA):
                self._members.append(one_language[start : start + ERA])
        for number, members in enumerate(self._members):
            self._era_of |= {held.page.capture_id: number for held in members}

    def read(self, held: Held, url: str, known: PostContent | None) -> PostContent | None:
        """Read one page; None where it shows no state of its post, and why goes to `issues`.

        Args:
            held: the page.
            url: the address of the post as it is known today.
            known: what the post says now, where it is held.
        """
        try:
            body = crawl_state.page_of(self.tools.archive, held.page.capture_id).body
        except ArchiveError as error:
            self.leave_out(held, "page-unreadable", str(error))
            return None
        address = url if canonical(url) == canonical(held.original) else held.original
        page = Page(address, address, 200, body, held.page.media_type, held.page.charset)
        content = self._best(page, held, known)
        if not content.is_post:
            why = next((issue.message for issue in content.issues), "the page does not read like a post")
            self.leave_out(held, "not-a-post", why)
            return None
        if why := self._other_page(held, content, known):
            self.leave_out(held, "another-page", why)
            return None
        return content

    def note(self, held: Held, content: PostContent) -> None:
        """Remember what a page says: a text that stands for many posts is none of them."""
        self._texts[_words_of(content.title, content.body)].add(held.key.source_id)

    def is_shared(self, title: str, body: str) -> bool:
        """Whether so many posts were captured with this very text that it is none of them."""
        return len(self._texts[_words_of(title, body)]) >= SHARED

    def leave_shared(self, held: Held) -> None:
        """Note that a page was left out since its text stands for many posts."""
        self.leave_out(held, "another-page", "the same text was captured for several posts")

    def _best(self, page: Page, held: Held, known: PostContent | None) -> PostContent:
        """The reading that agrees with what is known, if one does: a new design around a post is no change of it."""
        first = None
        for template in self._templates(held, page.url):
            content = self.tools.reading.detail(page, self.tools.profile, template)
            if known is None or not content.is_post or not drift.changed(known, _completed(content, known)):
                return content
            first = first or content
        assert first is not None  # there is always a way to read
        return first

    def _templates(self, held: Held, url: str) -> Iterator[Template | None]:
        era = self._template_of(held)
        live = self.tools.templates.of(url, self.tools.profile)
        yield era or live
        if era and live:
            yield live
        if era or live:
            yield None

    def _template_of(self, held: Held) -> Template | None:
        number = self._era_of.get(held.page.capture_id, -1)
        if number < 0:
            return None
        if number not in self._eras:
            self._eras[number] = self._learn(self._members[number])
        return self._eras[number]

    def _learn(self, members: Sequence[Held]) -> Template | None:
        one_each = list({held.key: held for held in members}.values())
        if len(one_each) < SAMPLES // 2:
            return None
        samples: list[Sample] = []
        for held in one_each[:: max(1, len(one_each) // SAMPLES)][:SAMPLES]:
            try:
                body = crawl_state.page_of(self.tools.archive, held.page.capture_id).body
            except ArchiveError:
                continue
            samples.append(Sample(body, held.original, held.page.charset or None))
        return learn_template(samples, profile=self.tools.profile)

    def _other_page(self, held: Held, content: PostContent, known: PostContent | None) -> str:
        """Why a page cannot be a state of its post although it reads like a post; empty if it can."""
        nothing = self.tools.nowhere.get(held.key.lang)
        if nothing and nothing.title and (nothing.title, nothing.body) == _digitless(content.title, content.body):
            return "the page reads like that of an address that cannot exist"
        numbered = self.tools.site.identify(held.original).numeric
        if known is None and not numbered and not content.published:
            return "the page states no date, and nobody else has shown such a post"
        if known is not None and is_unlike(known, content):
            return "the page has nothing in common with the post that is known at its address"
        return ""

    def leave_out(self, held: Held, code: str, why: str) -> None:
        """Note that a page shows no state of its post, and why."""
        message = f"the capture of {held.at} is no state of the post: {why}"
        self.issues.append(Issue("parse", code, message, url=held.page.url))


def is_unlike(known: PostContent, content: PostContent) -> bool:
    """Whether two contents under one address are of different things altogether. Pure."""
    one, other = _vocabulary(known), _vocabulary(content)
    if min(len(one), len(other)) < FEW_WORDS or known.title == content.title:
        return False
    return len(one & other) < ALIKE * min(len(one), len(other))


def _vocabulary(content: PostContent) -> set[str]:
    """The longer words of a content, which carry what it is about; Chinese text counts by its pairs of characters."""
    text = f"{content.title} {content.body}".casefold()
    words = set(re.findall(r"[^\W\d_]{5,}", re.sub(r"[\u3400-\u9fff]+", " ", text)))
    for run in re.findall(r"[\u3400-\u9fff]{2,}", text):
        words |= {run[index : index + 2] for index in range(len(run) - 1)}
    return words


def _completed(content: PostContent, known: PostContent) -> PostContent:
    """With what a page of another design may not show."""
    return replace(content, published=content.published or known.published)


def _digitless(title: str, body: str) -> tuple[str, str]:
    return re.sub(r"\d+", "", title), re.sub(r"\d+", "", body)


def _words_of(title: str, body: str) -> str:
    return " ".join(f"{title}\n{body}".split())
