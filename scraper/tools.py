"""What the stages of a run are given: the site, the way to it, and the place to keep things."""

from __future__ import annotations

import random
import socket
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from archive import Archive
from archive.captures import KeptCapture
from archive.records import PostContent, PostKey
from archive.store import Writer
from scraper.cms_memory import CmsMemory
from scraper.discover.budget import PostBudget, Trap
from scraper.discover.languages import Heard
from scraper.discover.source import Page
from scraper.expectations import NO_PAST, Past
from scraper.fetch import Fetcher
from scraper.profile import Profile
from scraper.reading import Reading
from scraper.render.when import Rendering
from scraper.report import Reporter
from scraper.site import Site
from scraper.stop import Stop
from scraper.tally import Tally
from scraper.templates import Templates


def utc_now() -> datetime:
    """The time of day, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Effects:
    """The outside world: time, sleep, chance and names, so that tests can bring their own."""

    clock: Callable[[], float] = time.monotonic
    now: Callable[[], datetime] = utc_now
    sleep: Callable[[float], None] = time.sleep
    rng: random.Random = field(default_factory=random.Random)
    resolve: Callable[..., Any] = socket.getaddrinfo


@dataclass(frozen=True, slots=True)
class Start:
    """A listing to walk: its first page, and that page itself where it was fetched already."""

    url: str
    lang: str
    page: Page | None = None


@dataclass(frozen=True, slots=True)
class Nowhere:
    """What a site answers for a post that cannot exist: status (0 for none), title, body, whole text; no numbers."""

    status: int
    title: str
    body: str
    text: str


@dataclass(frozen=True, slots=True)
class Absent:
    """A held post that was not there: what was found instead, judged at the end of the run."""

    key: PostKey
    reason: str
    evidence: str
    kept: KeptCapture | None


@dataclass(frozen=True, slots=True)
class Changed:
    """A held post that reads differently now; stored only when all looks of the run are in."""

    key: PostKey
    page: Page
    held: PostContent
    content: PostContent
    aliases: list[str]


@dataclass(slots=True)
class Tools:
    """The collaborators of a run's stages.

    Attributes:
        due_files: addresses of held files that are asked for again with the post in hand.
        files_asked: those that were, in this run; a file that several posts have is asked for once.
        profile: what the readers are given: the site's profile, or places learned after a redesign.
        past: what was usual among the posts held before the run.
        drifted: whether the site no longer meets expectations, so that a person should look.
        accept: a person has looked: what the site shows now is to be taken as it is.
        sources: the sources that the run uses, None for all; ask `wants`.
        short_listings: sentences about listings that show far fewer posts than they used to.
        absent: held posts that were not there in this run.
        changed: held posts that read differently in this run, not stored yet.
        in_hand: posts dealt with in this run already.
        completed: posts whose missing files were asked for in this run, but not their pages.
        nowhere: what the site answers for a post that cannot exist, by language.
        beside: pages that hold other parts of a listing, such as years, each with its listing.
        budget: how many posts of one pattern may turn out to be none, or be led to by other posts only.
        traps: what was met that goes on without end, by the pattern of its addresses.
        heard: what pages have announced of other languages.
        cms: what the JSON of the site's own system says of posts.
        rendering: renders pages that do not read well as they come; None where that is not asked for.
    """

    site: Site
    archive: Archive
    writer: Writer
    fetcher: Fetcher
    reporter: Reporter
    stop: Stop
    tally: Tally
    reading: Reading
    templates: Templates
    now: Callable[[], datetime]
    since: str | None = None
    until: str | None = None
    max_posts: int | None = None
    due_files: Collection[str] = frozenset()
    files_asked: set[str] = field(default_factory=set)
    profile: Profile | None = None
    past: Past = NO_PAST
    drifted: bool = False
    accept: bool = False
    sources: frozenset[str] | None = None
    short_listings: list[str] = field(default_factory=list)
    absent: list[Absent] = field(default_factory=list)
    changed: list[Changed] = field(default_factory=list)
    in_hand: set[PostKey] = field(default_factory=set)
    completed: set[PostKey] = field(default_factory=set)
    nowhere: dict[str, Nowhere] = field(default_factory=dict)
    beside: dict[str, Start] = field(default_factory=dict)
    budget: PostBudget = field(default_factory=PostBudget)
    traps: dict[str, Trap] = field(default_factory=dict)
    heard: Heard = field(default_factory=Heard)
    cms: CmsMemory = field(init=False)
    rendering: Rendering | None = None

    def __post_init__(self) -> None:
        self.cms = CmsMemory(self.archive, self.site)

    def wants(self, source: str) -> bool:
        """Whether the run is to use a source: all, unless the user named some."""
        return self.sources is None or source in self.sources

    def rendered(self, page: Page) -> Page:
        """A page that may be a post's as it is to be read: rendered, where that is asked for and needed."""
        return self.rendering.page(page, "detail") if self.rendering else page

    def read(self, page: Page) -> PostContent:
        """Read a detail page with what is known of the site; where it shows no text, hear the site's JSON."""
        content = self._read(page)
        key = self.site.key_of(page.url)
        return self.cms.hear(key, page, content, self._read) if key else content

    def _read(self, page: Page) -> PostContent:
        return self.reading.detail(page, self.profile, self.templates.of(page.url, self.profile))
