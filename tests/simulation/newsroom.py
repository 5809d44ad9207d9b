"""The simulated newsroom: posts, their editors, and a real HTTP server on loopback that shows them.

The editors act between runs (`with newsroom.edited()`) and while a run lasts (`agenda`: after so many requests),
so the listing moves while it is walked. `truth` remembers all of it.
"""

from __future__ import annotations

import hashlib
import threading
from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import parse_qs

from scraper.demo.loopback import LoopbackServer, QuietHandler
from tests.replica.family import WORDS
from tests.replica.model import Post
from tests.simulation.pages import (
    LANG,
    Answer,
    Pages,
    bytes_of,
    error,
    feed,
    html,
    sitemap_index,
    sitemap_part,
    wordpress,
)
from tests.simulation.truth import Interval, Page, State, Truth

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

ROBOTS = "User-agent: *\nAllow: /\n"
OUTAGES = ("503", "500", "hang-up", "cut", "empty", "maintenance")
MAINTENANCE = "<!DOCTYPE html><title>Back soon</title><h1>We are improving our site</h1><p>Please come back later.</p>"


class Newsroom:
    """A news site with an eventful life.

    Args:
        per_page: how many posts a listing page shows besides the pinned ones.
        sitemap: whether robots.txt names a sitemap.
        listing: whether the front page leads to a listing.
        feed: `paged`, `short` for the newest posts alone, or empty for none.
        nowhere: how it answers for posts that never were, out of `ABSENCES`.
        cms: whether it offers its posts as the JSON of WordPress.
        years: whether its listing leads to a page for each year.

    Attributes:
        truth: what stood when.
        agenda: (requests from now on, what happens then), in order.
        marked_pins: whether pinned rows say that they are pinned.
        past_the_end: what listing pages past the last show, each with a link to a next one: `clamped` (the last page
            again), `first` (the first), or `empty`; empty where they are 404 and no link leads there.
        asked: the paths of all requests, in order.
        on_request: told the number of each request before it is answered.
    """

    def __init__(
        self,
        *,
        per_page: int = 25,
        sitemap: bool = True,
        listing: bool = True,
        feed: str = "paged",
        nowhere: str = "404",
        cms: bool = False,
        years: bool = False,
    ) -> None:
        self.truth = Truth()
        self.pages = Pages(per_page)
        self.pinned: set[int] = set()
        self.marked_pins = True
        self.past_the_end = ""
        self.agenda: deque[tuple[int, Callable[[], None]]] = deque()
        self.asked: list[str] = []
        self.on_request: Callable[[int], None] | None = None
        self._sitemap, self._listing, self._feed = sitemap, listing, feed
        self.nowhere = nowhere
        self._cms, self._years = cms, years
        self._outage = ""
        self._outage_began = 0
        self._files: dict[str, bytes] = {}
        self._order: list[Post] | None = None
        self._guard = threading.RLock()
        handler = type("NewsroomHandler", (_Handler,), {"newsroom": self})
        self._server = LoopbackServer(handler)
        self.base = self._server.base

    def __enter__(self) -> Self:
        self._server.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.__exit__(kind, error, trace)

    # The editors.

    def publish(self, post: Post, *, listed: bool = True) -> None:
        """Publish a post, or put one into another state."""
        with self._guard:
            for file in (file for block in post.blocks for file in block.files):
                self._files.setdefault(self.pages.family.file_path(post, file), bytes_of(file, post.id, 0))
            self._note(post.id, post, listed=listed)

    def edit(self, number: int, **changes: Any) -> None:
        """Change fields of a post that is there."""
        state = self.truth.at(number)
        if state.post is not None:
            self.publish(replace(state.post, **changes), listed=state.listed)

    def replace_file(self, number: int, edition: int) -> None:
        """Put other bytes at the address of a post's first file."""
        with self._guard:
            state = self.truth.at(number)
            files = [file for block in state.post.blocks for file in block.files] if state.post else []
            if files and state.post:
                path = self.pages.family.file_path(state.post, files[0])
                self._files[path] = bytes_of(files[0], number, edition)
                self._note(number, state.post, listed=state.listed)

    def take_down(self, number: int, absence: str) -> None:
        """Take a post down; its address answers with this absence."""
        with self._guard:
            self.pinned.discard(number)
            self._note(number, None, listed=False, absence=absence)

    def unlist(self, number: int) -> None:
        """Leave a post out of the listing; its page stays."""
        with self._guard:
            self.pinned.discard(number)
            self._note(number, self.truth.at(number).post, listed=False)

    def bring_back(self, number: int) -> None:
        """Put a post up again as it was last."""
        with self._guard:
            last = next(state.post for state in reversed(self.truth.past[number]) if state.post)
            self._note(number, last)

    def pin(self, numbers: set[int]) -> None:
        """Show these posts at the head of every listing page."""
        with self._guard:
            self.pinned = set(numbers)
            self.truth.tick()
            self._order = None

    def fail(self, outage: str) -> None:
        """Begin or end ("") an outage."""
        with self._guard:
            now = self.truth.tick()
            if self._outage:
                self.truth.outages.append(Interval(self._outage_began, now))
            self._outage, self._outage_began = outage, now

    @property
    def failing(self) -> bool:
        """Whether there is an outage now."""
        return bool(self._outage)

    def in_requests(self, count: int, act: Callable[[], None]) -> None:
        """Let something happen right before the request after so many from now on."""
        with self._guard:
            self.agenda.append((len(self.asked) + count, act))
            self.agenda = deque(sorted(self.agenda, key=lambda item: item[0]))

    def finish_agenda(self) -> None:
        """Let everything that was to happen happen now."""
        with self._guard:
            while self.agenda:
                self.agenda.popleft()[1]()

    def _note(self, number: int, post: Post | None, *, listed: bool = True, absence: str = "") -> None:
        page = self.page_of(post) if post else None
        self.truth.note(number, State(self.truth.tick(), post, page, listed, absence))
        self._order = None

    def page_of(self, post: Post) -> Page:
        """What the page of a post says now, as it must be read."""
        answer = self.pages.family.detail_answer(self.pages.site(self.base), post)
        paths = [self.pages.family.file_path(post, file) for block in post.blocks for file in block.files]
        digests = [hashlib.sha256(self._files[path]).hexdigest() for path in paths]
        names = [item.name for item in answer.attachments]
        body = "\n\n".join(answer.body)
        files = tuple(zip(names, digests, strict=True))
        return Page(answer.title, answer.published, answer.category, body, files)

    # The site.

    def listed(self) -> list[Post]:
        """The posts that the listing shows, the newest first, without the pinned ones."""
        if self._order is None:
            live = [s[-1].post for n, s in self.truth.past.items() if s[-1].post and s[-1].listed]
            shown = [post for post in live if post is not None]
            self._order = sorted(shown, key=lambda post: (post.published, post.id), reverse=True)
        return self._order

    def respond(self, path: str, headers: dict[str, str]) -> Answer:
        """The answer to a request."""
        with self._guard:
            while self.agenda and self.agenda[0][0] <= len(self.asked):
                self.agenda.popleft()[1]()
            self.asked.append(path)
            self.truth.tick()
            if self.on_request:
                self.on_request(len(self.asked))
            answer = self._answer(path)
            if self._outage and (path != "/robots.txt" or self._outage in {"503", "hang-up"}):
                answer = self._spoil(path, answer)
        return _conditional(answer, headers)

    def _spoil(self, path: str, answer: Answer) -> Answer:
        """The answer as the present outage makes it."""
        if self._outage in {"503", "500"}:
            return error(int(self._outage))
        if self._outage == "hang-up":
            return Answer(200, answer.headers, answer.body, -1)
        if self._outage == "cut":
            return Answer(answer.status, answer.headers, answer.body, len(answer.body) // 2)
        if self._outage == "maintenance":
            return html(MAINTENANCE)
        empty = path.startswith(f"/{LANG}/news") and "detail" not in path
        return html(self.pages.listing((), (), 1, 1)) if empty else answer

    def _answer(self, path: str) -> Answer:
        bare, _, query = path.partition("?")
        if bare == "/robots.txt":
            return Answer(200, {"Content-Type": "text/plain"}, self._robots().encode())
        if bare in self._files:
            kind = "application/pdf" if bare.endswith(".pdf") else "image/png"
            return Answer(200, {"Content-Type": kind}, self._files[bare])
        if bare.startswith(f"/{LANG}/news_detail/index/"):
            return self._detail(bare)
        if bare == f"/{LANG}/news" and self._listing:
            return self._listing_page(query)
        if bare in {"/", f"/{LANG}/", f"/{LANG}/about", f"/{LANG}/contact"}:
            return html(self._simple())
        return self._other_source(bare, query)

    def _other_source(self, path: str, query: str) -> Answer:
        """What shows the posts besides the listing."""
        address = self.pages.family.detail_path
        if path == "/sitemap.xml" and self._sitemap:
            return sitemap_index(self.base, self.truth)
        if path.startswith("/sitemap-") and self._sitemap:
            part = path.removeprefix("/sitemap-").removesuffix(".xml.gz")
            return sitemap_part(self.base, self.truth, int(part), address)
        if path == "/feed" and self._feed:
            page = int(query.removeprefix("paged=") or 1)
            return feed(self.base, self.listed(), page, address, paged=self._feed == "paged")
        if path == "/wp-json/wp/v2/types" and self._cms:
            return Answer(200, {"Content-Type": "application/json"}, b'{"post": {"name": "Posts"}}')
        if path == "/wp-json/wp/v2/posts" and self._cms:
            asked = parse_qs(query)
            return wordpress(self.base, self.listed(), int(asked["page"][0]), int(asked["per_page"][0]), address)
        return error(404)

    def _robots(self) -> str:
        return ROBOTS + (f"Sitemap: {self.base}/sitemap.xml\n" if self._sitemap else "")

    def _detail(self, path: str) -> Answer:
        word = path.rpartition("/")[2]
        number = int(word) if word.isdecimal() else 0
        states = self.truth.past.get(number)
        if not states:
            return self._absent(self.nowhere)
        state = states[-1]
        if state.post is None:
            return self._absent(state.absence)
        near = [self.truth.past[n][-1] for n in range(number - 1, max(0, number - 9), -1) if n in self.truth.past]
        related = [other.post for other in near if other.post and other.listed][:3]
        return html(self.pages.detail(state.post, tuple(related)))

    def _absent(self, absence: str) -> Answer:
        if absence == "soft":
            return html(self.pages.nothing())
        if absence == "front":
            return Answer(302, {"Content-Type": "text/html", "Location": "/"}, b"")
        return error(int(absence))

    def _listing_page(self, query: str) -> Answer:
        if query.startswith("year="):
            rows = tuple(post for post in self.listed() if query == f"year={post.published.year}")
            return html(self.pages.listing(rows, (), 1, 1, years=self._year_numbers()))
        word = query.removeprefix("page=")
        number = int(word) if word.isdecimal() else 1
        order = [post for post in self.listed() if post.id not in self.pinned]
        pinned = [post for post in self.listed() if post.id in self.pinned]
        last = max(1, -(-len(order) // self.pages.per_page))
        if number > last and not self.past_the_end:
            return error(404)
        if number > last and self.past_the_end == "empty":
            return html(self.pages.listing((), (), number, number + 1))
        if number > last:
            order = order[(last - 1) * self.pages.per_page :] if self.past_the_end == "clamped" else order
        on = number + 1 if self.past_the_end else last
        start = (number - 1) * self.pages.per_page if number <= last else 0
        rows = order[start : start + self.pages.per_page]
        return html(
            self.pages.listing(
                tuple(rows), tuple(pinned), number, max(last, on), marked=self.marked_pins, years=self._year_numbers()
            )
        )

    def _year_numbers(self) -> tuple[int, ...]:
        """The years that the listing leads to."""
        return tuple(sorted({post.published.year for post in self.listed()}, reverse=True)) if self._years else ()

    def _simple(self) -> str:
        words = WORDS[LANG]
        news = f'<a href="/{LANG}/news">{words["news"]}</a>'.replace("&", "&amp;") if self._listing else ""
        feed = '<link rel="alternate" type="application/rss+xml" href="/feed">' if self._feed else ""
        feed += '<link rel="https://api.w.org/" href="/wp-json/">' if self._cms else ""
        return (
            f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{words["org"]}</title>{feed}</head>'
            f'<body><nav><a href="/{LANG}/">{words["home"]}</a> <a href="/{LANG}/about">About</a> {news}</nav>'
            f"<main><h1>{words['org']}</h1><p>{words['address']}</p></main></body></html>"
        )


def _conditional(answer: Answer, headers: dict[str, str]) -> Answer:
    """Validators, and "not modified" where they hold, as an honest server gives them."""
    if answer.status != 200 or answer.cut is not None:
        return answer
    etag = f'"{hashlib.sha256(answer.body).hexdigest()[:16]}"'
    if etag in headers.get("if-none-match", ""):
        return Answer(304, {"ETag": etag}, b"")
    return answer._replace(headers={**answer.headers, "ETag": etag})


class _Handler(QuietHandler):
    newsroom: Newsroom

    def do_GET(self) -> None:
        self._answer(head_only=False)

    def do_HEAD(self) -> None:
        self._answer(head_only=True)

    def _answer(self, *, head_only: bool) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        answer = self.newsroom.respond(self.path, headers)
        if answer.cut is None:
            self.send_whole(answer.status, answer.headers, answer.body, head_only=head_only)
            return
        self.close_connection = True
        if answer.cut >= 0:
            self.send_whole(answer.status, answer.headers, answer.body, head_only=True)
            self.wfile.write(answer.body[: answer.cut])
