"""One request and its answer: sent, read as its kind asks for, and written down as an `Exchange`."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.records import Exchange
from scraper.errors import BadStatus, BodyTooLarge, FetchError, NoRoom
from scraper.fetch import head
from scraper.fetch.body import Body, coding_of
from scraper.fetch.failures import lasting
from scraper.fetch.retrying import parse_retry_after
from scraper.fetch.transport import Limits, Wire

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from scraper.fetch.address import Target
    from scraper.fetch.policy import Kind, Policy, Sink
    from scraper.fetch.transport import Incoming, Transport

REDIRECTS = (301, 302, 303, 307, 308)

_ACCEPT = {
    "robots": "text/plain,*/*;q=0.5",
    "file": "*/*",
    "sitemap": "application/xml,text/xml;q=0.9,*/*;q=0.5",
    "feed": "application/atom+xml,application/rss+xml,application/xml;q=0.9,*/*;q=0.5",
    "json": "application/json,*/*;q=0.5",
    "script": "*/*",
    "data": "application/json,text/html;q=0.9,*/*;q=0.8",
    "cdx": "application/json,*/*;q=0.5",
    "save": "application/json",
}
_ACCEPT_PAGE = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.5"


@dataclass(frozen=True, slots=True)
class Order:
    """What to ask for.

    Attributes:
        target: the address.
        kind: what it is fetched as.
        seconds: for the whole exchange.
        connect_seconds: for making the connection.
        method: `GET`, `HEAD` or `POST`.
        extra_headers: sent besides the usual ones, such as validators.
        sink_factory: makes the sink for the body of a 2xx answer; without one it goes to memory.
        most: the most bytes of a body that a sink takes, where that is less than the cap.
        form: the body of a POST, as a web form sends it.
    """

    target: Target
    kind: Kind
    seconds: float
    connect_seconds: float
    method: str = "GET"
    extra_headers: tuple[tuple[str, str], ...] = ()
    sink_factory: Callable[[], Sink] | None = None
    most: int | None = None
    form: bytes | None = None


@dataclass(frozen=True, slots=True)
class Received:
    """What came back.

    Attributes:
        exchange: as it happened; `payload` is None where the body was not read or went to the sink.
        headers: by lower-case name.
        body: the decoded bytes in memory.
        sink: what holds the body instead.
        location: where a redirect leads, as bytes; None for what is no redirect.
        retry_after: the pause that an error status asks for.
        latency: seconds until the head had arrived.
        elapsed: seconds until everything had.
        surplus: bytes after the declared end.
        cut: whether only the body's first part was kept.
        failure: why the body of an error status did not arrive whole.
    """

    exchange: Exchange
    headers: dict[str, str]
    body: bytes = b""
    sink: Sink | None = None
    location: bytes | None = None
    retry_after: float | None = None
    latency: float = 0.0
    elapsed: float = 0.0
    surplus: int = 0
    cut: bool = False
    failure: FetchError | None = None

    @property
    def keepable(self) -> bool:
        """Whether the exchange is what the server sent, whole."""
        return self.failure is None and not self.cut


def perform(
    order: Order, transport: Transport, policy: Policy, now: Callable[[], datetime]
) -> tuple[Received | FetchError, int]:
    """Make one exchange; return what came back, or what went wrong, and how many bytes were received.

    Raises:
        Refused: the address leads where no request may go.
        OSError: the sink could not take the bytes.
    """
    cap = _cap(order.kind, policy)
    # Framing may double a body, and a head may come before and after it; more is no honest answer.
    limits = Limits(order.seconds, order.connect_seconds, policy.head_cap, 2 * cap + 2 * policy.head_cap)
    wire = Wire.begin(order.target, limits)
    moment = now()
    try:
        with closing(transport.send(order.method, _headers(order, policy), wire, order.form)) as incoming:
            received = _Reading(order, policy, incoming, wire, moment).receive()
    except FetchError as failure:
        return failure, wire.received
    return received, wire.received


def _cap(kind: Kind, policy: Policy) -> int:
    caps = {"file": policy.file_cap, "robots": policy.robots_cap, "sitemap": policy.sitemap_cap}
    return caps.get(kind, policy.page_cap)


def _headers(order: Order, policy: Policy) -> list[tuple[str, str]]:
    usual = [
        ("Host", order.target.authority),
        ("User-Agent", policy.user_agent),
        ("Accept", _ACCEPT.get(order.kind, _ACCEPT_PAGE)),
        ("Accept-Language", "en,*;q=0.5"),
        ("Accept-Encoding", "gzip"),
        ("Connection", "close"),
    ]
    given = {name.lower() for name, _ in order.extra_headers}
    usual = [item for item in usual if item[0].lower() not in given]
    return [*usual, *order.extra_headers, *_form_headers(order.form)]


def _form_headers(form: bytes | None) -> list[tuple[str, str]]:
    if form is None:
        return []
    return [("Content-Type", "application/x-www-form-urlencoded"), ("Content-Length", str(len(form)))]


class _Reading:
    """Reads one answer's body as its status and kind ask for."""

    def __init__(self, order: Order, policy: Policy, incoming: Incoming, wire: Wire, moment: datetime) -> None:
        self._order = order
        self._policy = policy
        self._incoming = incoming
        self._wire = wire
        self._moment = moment
        self._latency = wire.age()
        self._status = incoming.status
        self._headers = head.by_name(incoming.headers)
        self._framing = head.framing(self._status, order.method, self._headers)

    def receive(self) -> Received:
        """Read what has to be read.

        Raises:
            FetchError: the body of an answer that is wanted did not arrive whole.
        """
        location = head.first(self._incoming.headers, b"location") if self._status in REDIRECTS else None
        body = Body(self._order.target.url, "identity", 0)
        sink: Sink | None = None
        failure: FetchError | None = None
        unread = location is not None or self._framing == "none"
        if not unread:
            sink = self._sink()
            try:
                body = self._read(sink)
            except BaseException as error:
                if sink is not None:
                    sink.discard()
                if not isinstance(error, FetchError) or self._is_wanted():
                    raise
                failure = error
        payload = None if unread or sink is not None or failure is not None or body.cut else bytes(body.payload)
        return Received(
            exchange=self._exchange(payload, body),
            headers=self._headers,
            body=bytes(body.decoded),
            sink=sink,
            location=location,
            retry_after=self._retry_after(),
            latency=self._latency,
            elapsed=self._wire.age(),
            surplus=0
            if location is not None or body.cut or failure is not None
            else head.surplus(self._framing, self._headers, self._wire.body_received, self._wire.tail),
            cut=body.cut,
            failure=failure,
        )

    def _retry_after(self) -> float | None:
        asks = self._status in (403, 408, 425, 429) or self._status >= 500
        return parse_retry_after(self._headers.get("retry-after", ""), self._moment) if asks else None

    def _is_wanted(self) -> bool:
        """Say whether the body matters, and must arrive whole: an answer's does, an error's is an extra."""
        if self._order.kind == "robots":
            return 200 <= self._status < 300
        return self._status < 500 and self._status not in (401, 403, 408, 425, 429, 451)

    def _sink(self) -> Sink | None:
        make = self._order.sink_factory
        return make() if make is not None and 200 <= self._status < 300 else None

    def _read(self, sink: Sink | None) -> Body:
        url = self._order.target.url
        cap = _cap(self._order.kind, self._policy)
        if sink is None:
            cap = min(cap, self._policy.page_cap)
        most = self._order.most if sink is not None else None
        coding = coding_of(self._headers.get("content-encoding", ""), url)
        prefix_suffices = self._order.kind == "robots"
        declared = self._headers.get("content-length", "").split(",")[0].strip()
        if self._framing == "length" and not prefix_suffices and coding == "identity" and int(declared or 0) > cap:
            raise BodyTooLarge(f"{url} declares {declared} bytes, more than {cap}", url=url)
        if most is not None and self._framing == "length" and int(declared or 0) > most:
            raise NoRoom(f"{url} declares {declared} bytes, more than is left", url=url, size=int(declared))
        if self._status == 206:
            message = f"{url} answered with a part (206) although the whole was asked for"
            raise lasting(BadStatus(message, url=url, status=206))
        body = Body(url, coding, cap if most is None else min(cap, most), sink=sink, prefix_suffices=prefix_suffices)
        try:
            body.read(self._incoming.chunks(), may_be_empty=self._status >= 300)
        except BodyTooLarge as error:
            if most is None or most >= cap:
                raise
            raise NoRoom(f"{url} has more than the {most} bytes that are left", url=url) from error
        return body

    def _exchange(self, payload: bytes | None, body: Body) -> Exchange:
        return Exchange(
            url=self._order.target.url,
            kind=self._order.kind,
            method=self._order.method,
            fetched_at=self._moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
            request_head=bytes(self._wire.request_head),
            status=self._status,
            head=self._wire.head,
            payload=payload,
            sha256=body.sha256,
            size=body.size,
            media_type=head.media_type(self._headers),
            charset=head.charset(self._headers),
            etag=self._headers.get("etag", ""),
            last_modified=self._headers.get("last-modified", ""),
            peer=self._wire.peer,
            framing=self._framing,
        )
