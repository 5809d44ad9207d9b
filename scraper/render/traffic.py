"""Every request of a rendered page, answered through the fetcher or not at all."""

from __future__ import annotations

import re
import time
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scraper.discover.source import Page
from scraper.errors import FetchError, HostPaused, Refused
from scraper.render.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Request, Route

    from scraper.fetch import Answer, Fetcher, Kind
    from scraper.render.watchdog import Watchdog

PIXEL = (
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,"
    b"\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x01D\x00;"
)
"""What a page gets for every picture: one that is there, so that no script takes it away as broken."""

MOST_REMEMBERED = 64_000_000
"""Bytes of scripts and style sheets that are kept in memory for the run."""

_COUNTING = re.compile(
    r"google-?analytics|googletagmanager|googlesyndication|doubleclick|googleadservices|hotjar|clarity\.ms|matomo|piwik"
    r"|plausible\.io|segment\.(?:io|com)|mixpanel|amplitude|newrelic|nr-data|sentry(?:-cdn)?\.|bugsnag|hm\.baidu|cnzz"
    r"|umami|statcounter|quantserve|scorecardresearch|facebook\.net|connect\.facebook|addthis|sharethis|addtoany"
    r"|fullstory|mouseflow|optimizely|cookiebot|onetrust|intercom|tawk\.to|zdassets|crisp\.chat|recaptcha|hcaptcha",
    re.IGNORECASE,
)
"""Hosts of counters, advertisements, chats and the like: they bring no news and need not hear of us."""

_NOT_PASSED_ON = frozenset(
    "connection keep-alive transfer-encoding content-encoding content-length set-cookie refresh link alt-svc nel "
    "content-security-policy content-security-policy-report-only strict-transport-security clear-site-data report-to "
    "reporting-endpoints upgrade trailer www-authenticate proxy-authenticate service-worker-allowed".split()
)
_NOT_ASKED_WITH = frozenset(
    "host user-agent accept-encoding accept-language connection cookie authorization origin referer content-length "
    "content-type range if-none-match if-modified-since cache-control pragma upgrade-insecure-requests purpose "
    "x-forwarded-for forwarded via te dnt".split()
)


class Treat(Enum):
    """What becomes of a request."""

    ASK = "ask"
    PIXEL = "a picture of one pixel"
    BLOCK = "block"


def treatment(url: str, resource: str, method: str) -> Treat:
    """What becomes of a request by what it is for: only what can bring text is asked for, and only with GET."""
    if resource == "image":
        return Treat.PIXEL
    if not url.startswith(("http://", "https://")) or _COUNTING.search(urlsplit(url).netloc):
        return Treat.BLOCK
    return (
        Treat.ASK
        if method == "GET" and resource in {"document", "script", "stylesheet", "xhr", "fetch"}
        else Treat.BLOCK
    )


@dataclass(slots=True)
class Remembered:
    """Scripts and style sheets of this run, so that each is asked for once."""

    answers: dict[str, Answer] = field(default_factory=dict)
    size: int = 0

    def add(self, url: str, answer: Answer) -> None:
        """Keep an answer while there is room."""
        if self.size + len(answer.body) <= MOST_REMEMBERED:
            self.size += len(answer.body)
            self.answers[url] = answer


class Traffic:
    """Answers the requests of one page.

    Args:
        page: the page as it came raw; its document is not asked for again.
        kind: what it was fetched as.
        fetcher: the one door.
        remembered: the static answers of the run.
        limits: how much a page may ask for.
        watchdog: told when we have the word.
        in_scope: whether an address is inside the site.

    Attributes:
        landed: the answer that the page is now at, where its scripts led elsewhere.
        lost: sentences about parts that did not come; `lost_own` those that the site itself should have given.
        notes: sentences about what was left out on purpose.
        trouble: what ended the work in the middle of an answer; to be raised where it can be.
    """

    def __init__(
        self,
        page: Page,
        kind: Kind,
        *,
        fetcher: Fetcher,
        remembered: Remembered,
        limits: Limits,
        watchdog: Watchdog,
        in_scope: Callable[[str], bool],
    ) -> None:
        self.landed: Answer | None = None
        self.lost: list[str] = []
        self.lost_own: list[str] = []
        self.notes: list[str] = []
        self.trouble: BaseException | None = None
        self._page = page
        self._kind = kind
        self._fetcher = fetcher
        self._remembered = remembered
        self._limits = limits
        self._watchdog = watchdog
        self._in_scope = in_scope
        self._begun = False
        self._navigations = 0
        self._asked = 0
        self._under_way: set[int] = set()
        self._last = time.monotonic()

    def idle_seconds(self) -> float:
        """For how long nothing has been asked for; 0 while an answer is awaited."""
        return 0.0 if self._under_way else time.monotonic() - self._last

    def begins(self, request: Request) -> None:
        """A request was made."""
        self._under_way.add(id(request))
        self._last = time.monotonic()

    def ends(self, request: Request) -> None:
        """A request has its answer, or will get none."""
        self._under_way.discard(id(request))
        self._last = time.monotonic()

    def answer(self, route: Route, request: Request) -> None:
        """Answer one request. What goes wrong ends the request, and waits in `trouble` where it ends the run."""
        from playwright.sync_api import Error

        with suppress(Error), self._watchdog.away():
            try:
                self._answer(route, request)
            except Error:
                raise
            except BaseException as error:  # noqa: BLE001 - raised again by whoever waits for the page
                self.trouble = self.trouble or error
                route.abort("failed")

    def _answer(self, route: Route, request: Request) -> None:
        treat = treatment(request.url, request.resource_type, request.method)
        if request.resource_type == "document":
            self._document(route, request)
        elif treat is Treat.PIXEL:
            route.fulfill(status=200, content_type="image/gif", body=PIXEL)
        elif treat is Treat.ASK:
            self._part(route, request)
        else:
            if request.method != "GET" and request.resource_type in {"xhr", "fetch"} and self._in_scope(request.url):
                self._note(f"its scripts want to send data ({request.method} {request.url}), which is not done")
            route.abort("blockedbyclient")

    def _document(self, route: Route, request: Request) -> None:
        if request.method != "GET" or not _is_main(request):
            route.abort("blockedbyclient")  # frames hold players, maps and forms
            return
        if not self._begun:
            self._begun = True
            charset = f"; charset={self._page.charset}" if self._page.charset else ""
            media_type = self._page.media_type or "text/html"
            route.fulfill(status=200, headers={"content-type": media_type + charset}, body=self._page.body)
            return
        self._navigations += 1
        if self._navigations > self._limits.navigations:
            self._note(f"its scripts send the reader on more than {self._limits.navigations} times")
            route.abort("aborted")
        elif not self._in_scope(request.url):
            self._note(f"its scripts lead to {request.url}, which is outside the site")
            route.abort("aborted")
        elif answer := self._get(request, self._kind):
            self.landed = answer
            _fulfil(route, answer)
        else:
            route.abort("failed")

    def _part(self, route: Route, request: Request) -> None:
        static = request.resource_type in {"script", "stylesheet"}
        answer = self._remembered.answers.get(request.url) if static else None
        if answer is None:
            if self._asked >= self._limits.requests:
                self._note(f"it asks for more than {self._limits.requests} files; the rest was left out")
                route.abort("blockedbyclient")
                return
            answer = self._get(request, "script" if static else "data")
            if answer is None:
                route.abort("failed")
                return
            if static and answer.status == 200:
                self._remembered.add(request.url, answer)
        _fulfil(route, answer)

    def _get(self, request: Request, kind: Kind) -> Answer | None:
        self._asked += 1
        headers = _headers(request) if kind == "data" else {}
        try:
            return self._fetcher.get(request.url, kind, headers=headers)
        except Refused as error:
            self._note(f"a part of it was left out: {error}")
        except HostPaused as error:
            self.trouble = self.trouble or error
        except FetchError as error:
            own = self._in_scope(request.url) and request.resource_type != "stylesheet"
            (self.lost_own if own else self.lost).append(str(error))
        return None

    def _note(self, sentence: str) -> None:
        if sentence not in self.notes and len(self.notes) < 10:
            self.notes.append(sentence)


def _is_main(request: Request) -> bool:
    """Whether a document is asked for by the page itself, not by a frame in it or a window that it opens."""
    from playwright.sync_api import Error

    try:
        return request.is_navigation_request() and request.frame.parent_frame is None
    except Error:
        return False


def _headers(request: Request) -> dict[str, str]:
    """What a page's script says with its request, such as the form of answer that it wants."""
    return {
        name.title(): value
        for name, value in request.headers.items()
        if name not in _NOT_ASKED_WITH
        and not name.startswith(("sec-", "proxy-", ":"))
        and re.fullmatch(r"[A-Za-z0-9-]{1,60}", name)
        and re.fullmatch(r"[ -~]{0,1000}", value)
    }


def _fulfil(route: Route, answer: Answer) -> None:
    headers = {name: value for name, value in answer.headers.items() if name not in _NOT_PASSED_ON}
    route.fulfill(status=answer.status, headers=headers, body=answer.body)
