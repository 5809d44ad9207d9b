"""robots.txt by RFC 9309: one decision per origin, taken before the origin's first page.

| What robots.txt answers              | What it means                                            |
|--------------------------------------|----------------------------------------------------------|
| 2xx                                  | its rules (none, where it is a page of HTML)             |
| 4xx except 408, 425, 429             | everything is allowed                                    |
| more than five redirects             | everything is allowed                                    |
| 5xx, 408, 425, 429, cut off, garbage | nothing is allowed, unless a good copy is under 24 h old |
| no answer at all                     | the fetch fails, unless a good copy is under 24 h old    |
"""

from __future__ import annotations

import math
import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from protego import Protego

from scraper.errors import (
    BadAnswer,
    BadStatus,
    FetchError,
    Refused,
    RobotsRefused,
)
from scraper.fetch.address import Target, aim, follow
from scraper.fetch.failures import RobotsUnread, lasting
from scraper.fetch.policy import PRODUCT

if TYPE_CHECKING:
    from collections.abc import Callable

    from scraper.fetch.address import Gate
    from scraper.fetch.exchange import Received

MAX_REDIRECTS = 5
GOOD_FOR = timedelta(hours=24)
REFUSAL_GOOD_FOR = 900.0
LONGEST_CRAWL_DELAY = 60.0
_CLOCK_SKEW = timedelta(minutes=5)


@dataclass(frozen=True)
class Rules:
    """What one robots.txt says to us.

    Attributes:
        crawl_delay: seconds between requests, at most 60; 0 if it asks for none.
        asked_delay: the same as it was asked for.
        sitemaps: the addresses that it names.
        is_html: whether a page of HTML was answered, which holds no rules.
    """

    crawl_delay: float = 0.0
    asked_delay: float = 0.0
    sitemaps: tuple[str, ...] = ()
    is_html: bool = False
    parsed: Protego | None = field(default=None, repr=False)

    def allows(self, url: str) -> bool:
        """Say whether an address may be asked."""
        return self.parsed is None or bool(self.parsed.can_fetch(url, PRODUCT))


def parse_rules(body: bytes, cap: int = 512_000) -> Rules:
    """Read a robots.txt: at most `cap` bytes, cut at the last full line; never raises."""
    if len(body) > cap:
        body = body[:cap]
        body = body[: max(body.rfind(b"\n"), body.rfind(b"\r")) + 1]
    # The mark would hide the first group from the parser, and with it, usually, everything.
    text = body.removeprefix(b"\xef\xbb\xbf").decode("utf-8", errors="replace")
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = body.decode("utf-16", errors="replace")
    text = text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
    if text.lstrip().startswith("<"):
        return Rules(is_html=True)
    parsed = Protego.parse(text)
    asked = _seconds(parsed.crawl_delay(PRODUCT))
    if rate := parsed.request_rate(PRODUCT):
        asked = max(asked, _seconds(rate.seconds / rate.requests if rate.requests else 0.0))
    return Rules(min(asked, LONGEST_CRAWL_DELAY), asked, tuple(dict.fromkeys(parsed.sitemaps)), parsed=parsed)


def _seconds(value: float | None) -> float:
    return float(value) if value is not None and math.isfinite(value) and value > 0 else 0.0


@dataclass
class _Origin:
    """What is known of one origin."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    rules: Rules | None = None
    read_at: float = 0.0
    refusal: RobotsRefused | None = None
    refused_at: float = 0.0


class RobotsBook:
    """The rules of every origin that a run meets.

    Args:
        ask: makes one paced request for a robots.txt, redirects not walked.
        gate: judges where redirects lead.
        cap: bytes of a robots.txt that count.
        clock: monotonic seconds.
        now: the UTC time.
        remembered: a good copy from an earlier run, by authority: when it was fetched, and its decoded bytes.
        tell: hears of what a person may want to know.
    """

    def __init__(
        self,
        ask: Callable[[Target], Received],
        gate: Gate,
        *,
        cap: int,
        clock: Callable[[], float],
        now: Callable[[], datetime],
        remembered: Callable[[str], tuple[datetime, bytes] | None] | None,
        tell: Callable[..., object],
    ) -> None:
        self._ask = ask
        self._gate = gate
        self._cap = cap
        self._clock = clock
        self._now = now
        self._remembered = remembered
        self._tell = tell
        self._origins: dict[str, _Origin] = {}
        self._lock = threading.Lock()

    def rules(self, target: Target) -> Rules:
        """Return the rules of an origin, asking for them when they are unknown or a day old.

        Raises:
            RobotsUnread: they could not be read this time, and no good copy is young enough.
            RobotsRefused: they could not be read a short while ago.
            AddressRefused: the origin, or where its robots.txt redirects to, must not be asked.
        """
        origin = self._of(target)
        with origin.lock:
            if origin.rules is not None and self._clock() - origin.read_at < GOOD_FOR.total_seconds():
                return origin.rules
            if origin.refusal is not None and self._clock() - origin.refused_at < REFUSAL_GOOD_FOR:
                raise origin.refusal
            try:
                rules = self._read(target)
            except FetchError as failure:
                copy = self._young_copy(target)
                if copy is None:
                    raise RobotsUnread(failure) from failure
                self._tell("robots-remembered", url=target.origin + "/robots.txt", reason=str(failure))
                rules = copy
            origin.rules, origin.read_at, origin.refusal = rules, self._clock(), None
            if rules.asked_delay > rules.crawl_delay:
                self._tell(
                    "crawl-delay-clamped", host=target.authority, asked=rules.asked_delay, used=rules.crawl_delay
                )
            if rules.is_html:
                self._tell("robots-html", url=target.origin + "/robots.txt")
            return rules

    def refuse(self, target: Target, refusal: RobotsRefused) -> None:
        """Remember for a while that an origin's robots.txt cannot be read, so that not every post asks again."""
        origin = self._of(target)
        origin.refusal, origin.refused_at = refusal, self._clock()

    def _of(self, target: Target) -> _Origin:
        with self._lock:
            return self._origins.setdefault(target.origin, _Origin())

    def _young_copy(self, target: Target) -> Rules | None:
        found = self._remembered(target.authority) if self._remembered else None
        if found is None:
            return None
        fetched_at, body = found
        age = self._now() - fetched_at
        return parse_rules(body, self._cap) if -_CLOCK_SKEW <= age <= GOOD_FOR else None

    def _read(self, target: Target) -> Rules:
        """Ask for robots.txt and walk at most five redirects."""
        here = aim(target.origin + "/robots.txt")
        for _ in range(MAX_REDIRECTS + 1):
            self._gate.check(here)
            received = self._ask(here)
            status = received.exchange.status
            if received.location is not None:
                try:
                    here = self._gate.protected(here, follow(here, received.location))
                    self._gate.check(here)
                except Refused as error:
                    raise lasting(BadAnswer(f"its redirect is refused: {error}", url=here.url)) from error
                continue
            if 200 <= status < 300 and status != 206:
                return parse_rules(received.body, self._cap)
            if 400 <= status < 500 and status not in (408, 425, 429):
                return Rules()
            raise BadStatus(f"it answered {status}", url=here.url, status=status, retry_after=received.retry_after)
        self._tell("robots-redirects", url=target.origin + "/robots.txt")
        return Rules()
