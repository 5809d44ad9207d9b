"""The fetcher: the one door through which every request of this program goes.

One fetch is

    aim          read the address, refuse what can be read in two ways
    | admit      is the server left alone for now?                    (breaker)
    | per attempt, until an answer or the last retry                  (retrying)
    |   | per hop, at most ten
    |   |   | gate       may this host, port and scheme be asked?      (address)
    |   |   | rules      does robots.txt allow it?                     (robots)
    |   |   | turn       wait for the server's pause                   (pacing)
    |   |   | perform    one exchange on one connection                (exchange, transport, body)
    |   |   | keep       hand the exchange to the archive
    |   | settle     is the status an answer, a refusal or a failure?
"""

from __future__ import annotations

import random
import socket
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlencode

from scraper.errors import (
    AddressRefused,
    BadAnswer,
    BadStatus,
    BodyTruncated,
    FetchError,
    HostPaused,
    Refused,
    RobotsRefused,
    SiteRefused,
    TimedOut,
    TooManyRedirects,
    Unreachable,
)
from scraper.fetch.address import Gate, Target, aim, follow
from scraper.fetch.body import looks_whole
from scraper.fetch.breaker import Breaker
from scraper.fetch.exchange import REDIRECTS, Order, Received, perform
from scraper.fetch.failures import RobotsUnread, lasting
from scraper.fetch.pacing import Pacer
from scraper.fetch.policy import Answer, Kind, Policy, Sink
from scraper.fetch.retrying import with_retries
from scraper.fetch.robots import RobotsBook, Rules
from scraper.fetch.transport import Transport

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import TracebackType

    from archive.records import Exchange
    from scraper.fetch.address import Resolve
    from scraper.fetch.conditional import Validators

T = TypeVar("T")

MAX_HOPS = 10

_ANYWHERE = frozenset({"file", "robots", "script", "data"})
"""Kinds whose redirects may leave the site: what a page is made of may be kept elsewhere."""


@dataclass
class _Errand:
    """One fetch on its way."""

    asked: str
    target: Target
    kind: Kind
    validators: Validators | None = None
    sink_factory: Callable[[], Sink] | None = None
    head_only: bool = False
    form: bytes | None = None
    headers: tuple[tuple[str, str], ...] = ()
    begun: float = 0.0
    seconds_left: float = 0.0


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Fetcher:
    """Fetches politely, safely and completely; may be shared by threads.

    Args:
        policy: the rules of this run.
        keep: called with every exchange that arrived whole: pages, robots.txt, redirect hops (their body unread),
            304s and error statuses. Not called for the final 2xx answer of kind `file`, whose bytes are in the
            sink: that exchange is in the answer, for the caller to keep beside the bytes. What `keep` raises
            ends the fetch.
        in_scope: says whether an address is inside the site; asked for the redirect hops of all but files,
            and of what the scripts of a page ask for.
        clock: monotonic seconds, for pauses and retries. Deadlines of the network use real time.
        now: the UTC time.
        sleep: how to wait; it may raise to end a fetch.
        rng: where the jitter comes from.
        resolve: looks names up as `socket.getaddrinfo` does.
        remembered_robots: a good robots.txt from an earlier run, by authority: when it was fetched, and its
            decoded bytes. It is used for 24 hours when today's cannot be read.

    Attributes:
        requests: how many requests were sent.
        bytes_received: how many bytes came over the wire.
        on_event: hears of events as `(name, details)`: `request`, `answer`, `wait`, `retry`, `surplus`, and
            what robots.txt gives cause to tell.
    """

    def __init__(  # noqa: PLR0913 (each is a collaborator with one meaning)
        self,
        policy: Policy,
        *,
        keep: Callable[[Exchange], object] | None = None,
        in_scope: Callable[[str], bool] | None = None,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = _utc_now,
        sleep: Callable[[float], object] = time.sleep,
        rng: random.Random | None = None,
        resolve: Resolve = socket.getaddrinfo,
        remembered_robots: Callable[[str], tuple[datetime, bytes] | None] | None = None,
    ) -> None:
        self.policy = policy
        self.requests = 0
        self.bytes_received = 0
        self.on_event: Callable[[str, dict[str, object]], object] | None = None
        self.room: Callable[[], int | None] | None = None
        self._keep = keep
        self._in_scope = in_scope
        self._clock = clock
        self._now = now
        self._sleep = sleep
        self._rng = rng or random.Random()  # noqa: S311 (jitter)
        self._gate = Gate(policy)
        self._transport = Transport(self._gate, resolve)
        self._pacer = Pacer(policy.delay, policy.retry_budget_seconds, clock=clock, sleep=sleep, tell=self._tell)
        # A run that asks for no pauses between requests is a local one, and need not rest for long either.
        self._breaker = Breaker(
            policy.breaker_after,
            60.0 if policy.delay else 1.0,
            policy.first_contact_seconds,
            sleep=sleep,
            tell=self._tell,
        )
        self._robots = RobotsBook(
            self._ask_robots,
            self._gate,
            cap=policy.robots_cap,
            clock=clock,
            now=now,
            remembered=remembered_robots,
            tell=self._tell,
        )
        self._counting = threading.Lock()

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the fetcher. No connection outlives its exchange, so there is nothing to wait for."""
        self._transport.close()

    def get(
        self,
        url: str,
        kind: Kind,
        *,
        validators: Validators | None = None,
        sink_factory: Callable[[], Sink] | None = None,
        head_only: bool = False,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Fetch an address.

        Args:
            url: an absolute http(s) address.
            kind: what it is fetched as; `file` needs a `sink_factory`.
            validators: of the copy that we hold, for a conditional request.
            sink_factory: makes the sink for a file's decoded bytes, a new one for each attempt. The sink of a
                failed attempt is discarded; that of a good one is in the answer, and its caller's from then on.
            head_only: ask for the head alone.
            headers: sent besides the usual ones, or instead of one of the same name.

        Raises:
            Refused: the address, robots.txt or the site forbids it.
            FetchError: no whole answer came, after all retries.
        """
        if kind == "file" and sink_factory is None and not head_only:
            raise ValueError("a file needs a sink_factory")
        target = aim(url)
        self._gate.check(target)
        sinks = sink_factory if kind == "file" else None
        errand = _Errand(url, target, kind, validators, sinks, head_only, headers=tuple((headers or {}).items()))
        return self._run(errand, lambda: self._walk(errand))

    def post(self, url: str, form: Mapping[str, str], *, headers: Mapping[str, str] | None = None) -> Answer:
        """Hand a form to an interface that the user named; a redirect is an answer here, and is not followed.

        Args:
            url: an absolute http(s) address.
            form: the fields.
            headers: sent besides the usual ones.

        Raises:
            Refused, FetchError: as `get`.
        """
        target = aim(url)
        self._gate.check(target)
        body = urlencode(form).encode("ascii")
        errand = _Errand(url, target, "save", form=body, headers=tuple((headers or {}).items()))
        return self._run(errand, lambda: self._walk(errand))

    def allowed(self, url: str) -> bool:
        """Say whether robots.txt allows an address; one that must not be asked at all is not allowed either.

        Raises:
            FetchError: the host cannot be reached.
        """
        try:
            target = aim(url)
            return self._rules(target).allows(target.url)
        except Refused:
            return False

    def crawl_delay(self, url: str) -> float:
        """Return the seconds between requests that robots.txt asks for, at most 60; 0 if it asks for none.

        Raises:
            Refused, FetchError: robots.txt cannot be read.
        """
        return self._rules(aim(url)).crawl_delay

    def sitemaps(self, url: str) -> list[str]:
        """Return the sitemaps that robots.txt names.

        Raises:
            Refused, FetchError: robots.txt cannot be read.
        """
        return list(self._rules(aim(url)).sitemaps)

    def _rules(self, target: Target) -> Rules:
        self._gate.check(target)
        return self._run(_Errand(target.url, target, "robots"), lambda: self._robots.rules(target))

    def _run(self, errand: _Errand, work: Callable[[], T]) -> T:
        """Do the work of one fetch with its retries, and let the breaker know how it went."""
        target = errand.target
        self._breaker.admit(target.server, target.url)
        errand.begun = self._clock()
        try:
            result = with_retries(
                work,
                attempts=self.policy.attempts if self._breaker.is_worth_retries(target.server) else 1,
                base=self.policy.retry_base,
                rng=self._rng,
                sleep=self._sleep,
                may_wait=lambda seconds: self._may_wait(errand, seconds),
                on_retry=lambda error, attempt, seconds: self._on_retry(target, error, attempt, seconds),
            )
        except RobotsUnread as unread:
            verdict = unread.verdict(target)
            if isinstance(verdict, RobotsRefused):
                self._robots.refuse(target, verdict)
            self._failed(errand, unread.failure)
            raise verdict from unread.failure
        except FetchError as failure:
            self._failed(errand, failure)
            raise
        except SiteRefused:
            self._breaker.succeeded(target.server)
            raise
        self._breaker.succeeded(target.server)
        return result

    def _failed(self, errand: _Errand, failure: FetchError) -> None:
        if isinstance(failure, HostPaused) or not (failure.passing or isinstance(failure, Unreachable)):
            return  # what is wrong with one address says nothing of its server
        server = aim(failure.url).server if failure.url else errand.target.server
        self._breaker.failed(server, str(failure))

    def _on_retry(self, target: Target, error: BaseException, attempt: int, seconds: float) -> None:
        self._breaker.spend(target.server, seconds)
        self._tell("retry", url=target.url, attempt=attempt, seconds=seconds, reason=str(error))

    def _may_wait(self, errand: _Errand, seconds: float) -> bool:
        used = self._clock() - errand.begun + seconds
        budget = self.policy.retry_budget_seconds
        left = self._breaker.contact_left(errand.target.server)
        return (budget is None or used <= budget) and (left is None or seconds <= left)

    def _walk(self, errand: _Errand) -> Answer:
        """Make one attempt: walk from the address through its redirects to an answer."""
        errand.seconds_left = self.policy.file_deadline if errand.kind == "file" else self.policy.page_deadline
        here, hops = errand.target, list[str]()
        while True:
            if hops:
                self._breaker.admit(here.server, here.url)
            self._permit(here, errand)
            received = self._ask(here, errand, validated=self._validated(errand, here, hops))
            if received.exchange.status not in REDIRECTS or errand.form is not None:
                return self._settle(here, tuple(hops), received, errand)
            self._kept(received)
            hops.append(here.url)
            here = self._next(here, received, hops, errand)

    def _permit(self, target: Target, errand: _Errand) -> None:
        """Make sure that a hop may be asked.

        Raises:
            AddressRefused, RobotsRefused: it may not.
            RobotsUnread: that is not known yet.
        """
        self._gate.check(target)
        if errand.kind == "robots" or not self.policy.obey_robots:
            return
        rules = self._robots.rules(target)
        self._pacer.ask_delay(target.server, rules.crawl_delay)
        if not rules.allows(target.url):
            raise RobotsRefused(f"robots.txt of {target.authority} does not allow {target.url}", url=target.url)

    def _next(self, here: Target, received: Received, hops: list[str], errand: _Errand) -> Target:
        """Return where a redirect leads.

        Raises:
            AddressRefused: where no request may go.
            TooManyRedirects: to where we have been, or too far.
            BadAnswer: nowhere.
        """
        if not received.location or not received.location.strip():
            raise lasting(BadAnswer(f"{here.url} redirects to nowhere", url=here.url))
        after = self._gate.protected(here, follow(here, received.location))
        if after.url in hops:
            raise TooManyRedirects(f"{hops[0]} redirects in a circle by {after.url}", url=errand.target.url)
        if len(hops) > MAX_HOPS:
            raise TooManyRedirects(f"{hops[0]} redirects more than {MAX_HOPS} times", url=errand.target.url)
        # Files may come from elsewhere, by the rules of that place; where no rules are asked for, nothing may.
        bound = errand.kind not in _ANYWHERE or not self.policy.obey_robots
        if bound and self._in_scope is not None and not self._in_scope(after.url):
            hint = "if the site is there now, name both hosts in a profile"
            message = f"{here.url} redirects to {after.url}, which is outside the site; {hint}"
            raise AddressRefused(message, url=after.url)
        return after

    def _validated(self, errand: _Errand, here: Target, hops: list[str]) -> bool:
        return errand.validators is not None and errand.validators.speak_for(here.url, first=not hops)

    def _ask(self, target: Target, errand: _Errand, *, validated: bool = False, fresh: bool = False) -> Received:
        """Make one exchange in the server's turn; return it, or raise what went wrong with it."""
        if errand.seconds_left <= 0:
            raise TimedOut(f"{errand.target.url} did not finish in time, with its redirects", url=target.url)
        extra = errand.validators.headers() if validated and errand.validators else []
        if fresh:
            extra = [("Cache-Control", "no-cache")]
        extra = [*extra, *errand.headers]
        with self._pacer.turn(target.server, target.url):
            received, elapsed = self._exchange(target, errand, tuple(extra))
        errand.seconds_left -= elapsed
        if received.surplus:
            self._tell("surplus", url=target.url, bytes=received.surplus)
        return received

    def _exchange(self, target: Target, errand: _Errand, extra: tuple[tuple[str, str], ...]) -> tuple[Received, float]:
        order = Order(
            target,
            errand.kind,
            errand.seconds_left,
            self._connect_seconds(target),
            method="POST" if errand.form is not None else "HEAD" if errand.head_only else "GET",
            extra_headers=extra,
            sink_factory=errand.sink_factory,
            form=errand.form,
            most=self.room() if self.room and errand.sink_factory else None,
        )
        with self._counting:
            self.requests += 1
        self._tell("request", url=target.url, kind=errand.kind, method=order.method)
        started, begun = time.monotonic(), self._clock()
        outcome, byte_count = perform(order, self._transport, self.policy, self._now)
        elapsed = time.monotonic() - started
        with self._counting:
            self.bytes_received += byte_count
        if byte_count:
            self._breaker.answered(target.server)
        if isinstance(outcome, FetchError):
            self._breaker.spend(target.server, self._clock() - begun)
            if not isinstance(outcome, Unreachable):  # nothing was asked of a server that was never reached
                self._pacer.answered(target.server, elapsed, good=False)
            raise outcome
        status = outcome.exchange.status
        self._pacer.answered(target.server, outcome.latency, good=200 <= status < 300)
        if outcome.retry_after:
            self._pacer.pause(target.server, outcome.retry_after)
        self._tell("answer", url=target.url, status=status, bytes=byte_count, seconds=elapsed)
        return outcome, elapsed

    def _connect_seconds(self, target: Target) -> float:
        left = self._breaker.contact_left(target.server)
        return self.policy.connect_seconds if left is None else min(self.policy.connect_seconds, max(1.0, left))

    def _ask_robots(self, target: Target) -> Received:
        """Ask for a robots.txt on behalf of another fetch."""
        errand = _Errand(target.url, target, "robots", seconds_left=self.policy.page_deadline)
        received = self._ask(target, errand)
        self._kept(received)
        return received

    def _kept(self, received: Received) -> object:
        return self._keep(received.exchange) if self._keep is not None and received.keepable else None

    def _settle(self, here: Target, hops: tuple[str, ...], received: Received, errand: _Errand) -> Answer:
        """Turn the last exchange of a walk into an answer.

        Raises:
            SiteRefused: 401, 403 or 451.
            BadStatus: a status that is no answer.
            BodyTruncated: a body of unknown length that does not come twice the same.
        """
        validated = self._validated(errand, here, list(hops))
        if received.exchange.status == 304 and not validated:
            # Nobody asked whether our copy is current; there may be none.
            received = self._ask(here, errand, fresh=True)
        status = received.exchange.status
        kept = None if received.sink is not None else self._kept(self._confirmed(here, received, errand))
        _judge(here, received, errand.kind, validated=validated)
        self._breaker.succeeded(here.server)
        return Answer(
            url=here.url,
            requested_url=errand.asked,
            hops=hops,
            status=status,
            body=received.body,
            charset=received.exchange.charset,
            media_type=received.exchange.media_type,
            headers=received.headers,
            exchange=received.exchange,
            kept=kept,
            not_modified=status == 304,
            sink=received.sink,
            elapsed=received.elapsed,
            surplus=received.surplus,
        )

    def _confirmed(self, here: Target, received: Received, errand: _Errand) -> Received:
        """Ask a second time for a page whose end only the connection's end tells, and which shows no end itself.

        Raises:
            BodyTruncated: the second copy has another length, so that one of them, or both, are cut off.
        """
        exchange = received.exchange
        unsure = exchange.framing == "close" and 200 <= exchange.status < 300 and not received.cut
        coded = received.headers.get("content-encoding", "identity").strip().lower() not in ("", "identity")
        if not unsure or coded or looks_whole(received.body, exchange.media_type):
            return received
        again = self._ask(here, errand, fresh=True)
        if len(again.body) != len(received.body) or again.exchange.status != exchange.status:
            raise BodyTruncated(
                f"{here.url} came with {len(received.body)} bytes and then with {len(again.body)}, "
                "and does not say how many it has",
                url=here.url,
            )
        return received

    def _tell(self, name: str, **details: object) -> None:
        if self.on_event is not None:
            self.on_event(name, details)


def _judge(here: Target, received: Received, kind: Kind, *, validated: bool) -> None:
    """Raise for a status that is no answer."""
    status, url = received.exchange.status, here.url
    if status in (401, 403, 451):
        raise SiteRefused(f"{url} answered {status}", url=url, status=status)
    if kind == "probe" and status == 500:
        return  # many a site falls over a number that it has no page for: asking four times would teach it nothing
    if 200 <= status < 300 or (status == 304 and validated):
        return
    if 400 <= status < 500 and status not in (408, 425, 429):
        return
    error = BadStatus(f"{url} answered {status}", url=url, status=status, retry_after=received.retry_after)
    raise error if status in (408, 425, 429) or 500 <= status < 600 else lasting(error)
