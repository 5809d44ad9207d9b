"""One page in the browser: opened, settled, asked for more rows, and taken over as HTML."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scraper.render.limits import LITTLE_TEXT, Limits, RenderFailed

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, CDPSession
    from playwright.sync_api import Page as Tab

    from scraper.render.traffic import Traffic
    from scraper.render.watchdog import Watchdog

_READER = Path(__file__).with_name("inpage.js").read_text(encoding="utf-8")
_WORLD = "news-archive"

Wanted = Callable[[str], "str | None"]
"""Whether more rows are wanted, by the page as it stands: None for yes, else why not (empty where all are there)."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What was taken over: the HTML, and why it may show less than the site has (empty if it does not)."""

    html: str
    cut: str = ""


class Session:
    """One page of a browser.

    Args:
        context: where it is opened.
        traffic: answers its requests.
        watchdog: ends the browser when the page hangs.
        limits: its bounds.
    """

    def __init__(self, context: BrowserContext, traffic: Traffic, watchdog: Watchdog, limits: Limits) -> None:
        self._traffic = traffic
        self._watchdog = watchdog
        self._limits = limits
        context.route("**/*", traffic.answer)
        for name, hear in (
            ("request", traffic.begins),
            ("requestfinished", traffic.ends),
            ("requestfailed", traffic.ends),
        ):
            context.on(name, hear)  # type: ignore[call-overload]  # one overload for each name
        self._tab: Tab = context.new_page()
        context.on("page", lambda other: other.close())
        self._tab.on("dialog", lambda dialog: dialog.dismiss())
        self._crashed = False
        self._tab.on("crash", self._note_crash)
        self._cdp: CDPSession = context.new_cdp_session(self._tab)

    def take(self, url: str, wanted: Wanted | None) -> Taken:
        """Open the page and take it over once it has settled, with all the rows that are wanted.

        Raises:
            RenderFailed: it is too large, or broke down.
        """
        with self._watchdog.waiting():
            self._tab.goto(url, wait_until="commit", timeout=0)
        settled = self._settle()
        cut = "" if settled else f"it did not come to rest within {self._limits.settle_seconds:g} seconds"
        if wanted is not None:
            cut = self._more(wanted) or cut
        return Taken(self._html(), cut)

    def _note_crash(self, _tab: object) -> None:
        self._crashed = True

    def _settle(self) -> bool:
        """Wait until nothing changes and nothing is asked for; whether that came within the time allowed."""
        limits, began = self._limits, self._watchdog.page_seconds()
        while True:
            state = self._ask(f"quiet({int(limits.still_seconds * 1000)}, 500)")
            still, idle = state["still"] / 1000, self._traffic.idle_seconds()
            enough = limits.still_seconds if state["text"] >= LITTLE_TEXT else limits.empty_seconds
            if min(still, idle) >= enough and state["ready"] != "loading":
                return True
            if self._watchdog.page_seconds() - began >= limits.settle_seconds:
                return False

    def _more(self, wanted: Wanted) -> str:
        """Ask for more rows while new ones come; the reason where the end was not reached."""
        links = set(self._ask("links()"))
        for _ in range(self._limits.more):
            if (why := wanted(self._html())) is not None:
                return why
            if not self._ask("more()"):
                return ""
            settled = self._settle()
            now = set(self._ask("links()"))
            if links - now and now - links:
                # The rows of before are gone: this is another page, not more of the same.
                return "its further pages have no address of their own and replace the rows shown before"
            if not now - links:
                return "" if settled else "it did not come to rest after more rows were asked for"
            links |= now
        return f"it still gave more rows after {self._limits.more} times"

    def _html(self) -> str:
        html = self._ask(f"html({self._limits.html_chars})")
        if not isinstance(html, str):
            raise RenderFailed(f"it grew to more than {self._limits.html_chars} characters")
        return html

    def _ask(self, call: str) -> Any:
        """Call one function of our own in the page, in a world that its scripts do not see."""
        from playwright.sync_api import Error

        for last in (False, False, True):
            self._raise_trouble()
            try:
                with self._watchdog.waiting():
                    tree = self._cdp.send("Page.getFrameTree")
                    frame = tree["frameTree"]["frame"]["id"]
                    world = self._cdp.send("Page.createIsolatedWorld", {"frameId": frame, "worldName": _WORLD})
                    told = self._cdp.send(
                        "Runtime.evaluate",
                        {
                            "expression": f"{_READER};reader.{call}",
                            "contextId": world["executionContextId"],
                            "awaitPromise": True,
                            "returnByValue": True,
                        },
                    )
            except Error:
                # The page moved on to another while it was asked; the new one is asked.
                if last or self._crashed or self._watchdog.reason:
                    raise
                continue
            self._raise_trouble()
            if "exceptionDetails" not in told:
                return told["result"].get("value")
            if last:
                raise RenderFailed(f"it could not be read in the browser: {told['exceptionDetails'].get('text', '')}")
        raise AssertionError

    def _raise_trouble(self) -> None:
        if self._traffic.trouble is not None:
            raise self._traffic.trouble
        if self._crashed:
            raise RenderFailed("its browser tab broke down")
        if self._traffic.lost_own:
            # What the page makes of the gap is not what the site says.
            raise RenderFailed(f"a part of it did not come: {self._traffic.lost_own[0]}", passing=True)
