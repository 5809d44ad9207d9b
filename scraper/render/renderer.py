"""Rendering for one run: a browser that is started when first needed, and anew when a page broke it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, NoReturn

from archive.captures import KeptCapture
from archive.records import Exchange, Issue
from scraper.discover.source import Page, PageKind
from scraper.render.browser import Chromium
from scraper.render.limits import Limits, RenderFailed
from scraper.render.session import Session, Wanted
from scraper.render.traffic import Remembered, Traffic

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

    from scraper.fetch import Fetcher


@dataclass(frozen=True, slots=True)
class Rendered:
    """A page after its scripts ran, and parts that it had to do without though the site itself gave all of its own."""

    page: Page
    lost: tuple[str, ...] = ()


class Renderer:
    """Renders pages, one after the other, with every request going through the fetcher.

    Args:
        fetcher: the one door to the network.
        in_scope: whether an address is inside the site.
        now: the UTC time.
        keep: stores the rendered page beside the raw one; None where nothing is kept.
        tell: hears of what was left out or could not be done, as issues.
        limits: the bounds of a page.
    """

    def __init__(
        self,
        fetcher: Fetcher,
        in_scope: Callable[[str], bool],
        now: Callable[[], datetime],
        *,
        keep: Callable[[Exchange], object] | None = None,
        tell: Callable[[Issue], object] = lambda _issue: None,
        limits: Limits | None = None,
    ) -> None:
        self.tell = tell
        self._fetcher = fetcher
        self._in_scope = in_scope
        self._now = now
        self._keep = keep
        self._limits = limits or Limits()
        self._remembered = Remembered()
        self._chromium: Chromium | None = None
        self._starts = 0
        self._told: set[str] = set()

    def render(self, page: Page, kind: PageKind, wanted: Wanted | None = None) -> Rendered:
        """Give a page as it is once its scripts have run.

        Args:
            page: the page as it came raw.
            kind: what it was fetched as.
            wanted: for a listing: whether more rows are wanted, by the page as it stands; without it none are.

        Raises:
            RenderFailed: it hangs, is too large, or a part that the site itself should give did not come.
            FetchError: the run is to end.
            UsageError: no browser can be started.
        """
        chromium, context = self._ready(page.url)
        watchdog = chromium.watchdog
        traffic = Traffic(
            page,
            kind,
            fetcher=self._fetcher,
            remembered=self._remembered,
            limits=self._limits,
            watchdog=watchdog,
            in_scope=self._in_scope,
        )
        from playwright.sync_api import Error

        try:
            try:
                with watchdog.waiting():
                    session = Session(context, traffic, watchdog, self._limits)
                taken = session.take(page.url, wanted)
            finally:
                with watchdog.waiting(), suppress(Error):
                    context.close()
        except Error as error:
            if traffic.trouble is not None:
                raise traffic.trouble from None
            self._failed(page, watchdog.reason or f"its browser broke down ({str(error).splitlines()[0]})")
        except RenderFailed as error:
            self._failed(page, str(error), passing=error.passing)
        self._say(page, traffic)
        return Rendered(self._kept(page, traffic, taken.html, taken.cut), tuple(traffic.lost))

    def close(self) -> None:
        """End the browser, if one was started."""
        if self._chromium is not None:
            self._chromium.close()
            self._chromium = None

    def _ready(self, url: str) -> tuple[Chromium, BrowserContext]:
        """A running browser and a place in it; one that died since the last page is started anew."""
        from playwright.sync_api import Error

        while True:
            chromium = self._started(url)
            with suppress(Error), chromium.watchdog.waiting():
                return chromium, chromium.context()
            self.close()

    def _started(self, url: str) -> Chromium:
        if self._chromium is not None and not self._chromium.alive():
            self.close()
        if self._chromium is None:
            if self._starts > self._limits.restarts:
                message = f"{url}: not rendered, for the browser broke down {self._starts} times in this run"
                raise RenderFailed(message, url=url)
            self._starts += 1
            self._chromium = Chromium(self._limits, self._fetcher.policy.user_agent)
        return self._chromium

    def _say(self, page: Page, traffic: Traffic) -> None:
        """Tell what was left out, each thing once a run: what one page asks for, most of its kind do."""
        for note in traffic.notes:
            if note not in self._told:
                self._told.add(note)
                self.tell(Issue("render", "left-out", f"{page.url}: {note}", url=page.url))

    def _failed(self, page: Page, why: str, *, passing: bool = False) -> NoReturn:
        raise RenderFailed(f"{page.url} could not be rendered: {why}", url=page.url, passing=passing)

    def _kept(self, page: Page, traffic: Traffic, html: str, cut: str) -> Page:
        """The rendered page, stored as a capture of its own."""
        landed = traffic.landed
        url = landed.url if landed else page.url
        # A lone half of a surrogate pair is no text; the browser lets scripts make them.
        body = html.encode("utf-8", "replace")
        exchange = Exchange(
            url=url,
            kind="rendered",
            method="GET",
            fetched_at=self._now().strftime("%Y-%m-%dT%H:%M:%SZ"),
            request_head=b"",
            status=landed.status if landed else page.status,
            head=b"",
            payload=body,
            sha256=hashlib.sha256(body).hexdigest(),
            size=len(body),
            media_type="text/html",
            charset="utf-8",
        )
        kept = self._keep(exchange) if self._keep else None
        return replace(
            page,
            url=url,
            status=exchange.status,
            body=body,
            media_type="text/html",
            charset="utf-8",
            kept=kept if isinstance(kept, KeptCapture) else None,
            surplus=0,
            rendered=True,
            cut=cut,
        )
