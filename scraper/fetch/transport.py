"""One exchange over one connection: the only module that imports httpx and httpcore.

Below the HTTP library sits a network backend of ours. It resolves a name once, has every address judged, connects
to an address that was judged, ends everything at one deadline, counts every byte, and keeps both heads exactly as
they went over the wire. A connection carries one exchange, so that no byte can be taken for another answer's.
"""

from __future__ import annotations

import ipaddress
import re
import ssl
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpcore
import httpx

from scraper.errors import (
    AddressRefused,
    BadAnswer,
    BodyTooLarge,
    BodyTruncated,
    TimedOut,
    Unreachable,
)
from scraper.fetch.address import MAX_ADDRESSES, look_up
from scraper.fetch.failures import lasting

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scraper.fetch.address import Gate, Resolve, Target

_BLANK_LINE = re.compile(rb"\n\r?\n")
_STATUS_LINE = re.compile(rb"HTTP/\d\.\d (\d{3})")


@dataclass(frozen=True, slots=True)
class Limits:
    """What one exchange may use.

    Attributes:
        seconds: for the whole exchange.
        connect_seconds: for resolving, connecting and the TLS handshake.
        head_bytes: for the answer's head, interim answers included.
        wire_bytes: for everything received, framing included.
    """

    seconds: float
    connect_seconds: float
    head_bytes: int
    wire_bytes: int


@dataclass(slots=True)
class Wire:
    """What went over a connection.

    Attributes:
        request_head: the request line and headers as sent.
        head: the final answer's status line and headers as received; empty until they are complete.
        received: bytes received in all.
        body_received: bytes received after the head.
        tail: the last bytes received after the head.
        ended: whether the peer closed its side.
        peer: the network address that we are connected to.
    """

    target: Target
    limits: Limits
    deadline: float
    connect_deadline: float
    request_head: bytearray = field(default_factory=bytearray)
    head: bytes = b""
    received: int = 0
    body_received: int = 0
    tail: bytes = b""
    ended: bool = False
    peer: str = ""
    _pending: bytearray = field(default_factory=bytearray)
    _head_bytes: int = 0

    @classmethod
    def begin(cls, target: Target, limits: Limits) -> Wire:
        """Return the wire of an exchange that starts now."""
        now = time.monotonic()
        return cls(target, limits, deadline=now + limits.seconds, connect_deadline=now + limits.connect_seconds)

    def age(self) -> float:
        """Return the seconds since the exchange began."""
        return self.limits.seconds - self.time_left()

    def time_left(self) -> float:
        """Return the seconds that are left of the exchange's time."""
        return self.deadline - time.monotonic()

    def connect_time_left(self) -> float:
        """Return the seconds that are left for making the connection."""
        return min(self.deadline, self.connect_deadline) - time.monotonic()

    def sent(self, data: bytes) -> None:
        """Note bytes as they are sent."""
        self.request_head += data

    def took(self, data: bytes) -> None:
        """Note bytes as they arrive.

        Raises:
            BadAnswer: the head is larger than its cap.
            BodyTooLarge: everything together is larger than its cap.
        """
        self.received += len(data)
        if not data:
            self.ended = True
        elif self.head:
            self._took_body(data)
        else:
            start = max(0, len(self._pending) - 3)
            self._pending += data
            self._take_heads(start)
        if self.received > self.limits.wire_bytes:
            raise BodyTooLarge(f"{self.target.url} sent more than {self.limits.wire_bytes} bytes", url=self.target.url)

    def _took_body(self, data: bytes) -> None:
        self.body_received += len(data)
        self.tail = (self.tail + data[-4:])[-4:]

    def _take_heads(self, start: int) -> None:
        while end := _BLANK_LINE.search(self._pending, start):
            start = 0
            head = bytes(self._pending[: end.end()])
            del self._pending[: end.end()]
            self._head_bytes += len(head)
            status = _STATUS_LINE.match(head)
            if not (status and status[1].startswith(b"1")):
                self.head = head
                self._took_body(bytes(self._pending))
                self._pending.clear()
                break
        if self._head_bytes + len(self._pending) > self.limits.head_bytes:
            message = f"{self.target.url} sent more than {self.limits.head_bytes} bytes of headers"
            raise lasting(BadAnswer(message, url=self.target.url))


class _Stream(httpcore.NetworkStream):
    """A connected stream that keeps to the deadline and tells the wire what passes."""

    def __init__(self, stream: httpcore.NetworkStream, wire: Wire) -> None:
        self._stream = stream
        self._wire = wire

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002 (the deadline decides)
        left = self._wire.time_left()
        if left <= 0:
            raise httpcore.ReadTimeout("deadline")
        data = self._stream.read(max_bytes, timeout=left)
        self._wire.took(data)
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        left = self._wire.time_left()
        if left <= 0:
            raise httpcore.WriteTimeout("deadline")
        self._wire.sent(buffer)
        self._stream.write(buffer, timeout=left)

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        left = self._wire.connect_time_left()
        if left <= 0:
            self.close()
            raise httpcore.ConnectTimeout("deadline")
        try:
            secured = self._stream.start_tls(ssl_context, server_hostname=server_hostname, timeout=left)
        except ValueError as error:  # a host name that the TLS library will not put into a handshake
            self.close()
            raise httpcore.ConnectError(str(error)) from error
        return _Stream(secured, self._wire)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _Backend(httpcore.NetworkBackend):
    """Makes the one connection of an exchange, to an address that the gate has judged."""

    def __init__(self, wire: Wire, gate: Gate, resolve: Resolve) -> None:
        self._wire = wire
        self._gate = gate
        self._resolve = resolve

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        wire = self._wire
        if (host.strip("[]"), port) != (wire.target.host, wire.target.port):
            raise AddressRefused(f"{wire.target.url} would be asked of {host}:{port}", url=wire.target.url)
        addresses = look_up(self._resolve, wire.target, wire.connect_time_left())
        self._gate.judge(wire.target, addresses)
        failure: Exception = httpcore.ConnectTimeout("deadline")
        tried = addresses[:MAX_ADDRESSES]
        for index, address in enumerate(tried):
            # An address that swallows packets must leave time for the next one.
            left = wire.connect_time_left() / (len(tried) - index)
            if left <= 0:
                break
            try:
                stream = httpcore.SyncBackend().connect_tcp(
                    address, port, timeout=left, local_address=local_address, socket_options=socket_options or ()
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
                continue
            return self._verified(stream, address)
        raise failure

    def _verified(self, stream: httpcore.NetworkStream, address: str) -> httpcore.NetworkStream:
        peer = str(stream.get_extra_info("server_addr")[0])
        if ipaddress.ip_address(peer.partition("%")[0]) != ipaddress.ip_address(address.partition("%")[0]):
            stream.close()
            raise AddressRefused(f"{self._wire.target.host}: connected to {peer}, not to {address}")
        self._wire.peer = peer
        return _Stream(stream, self._wire)

    def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ARG002
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        raise AddressRefused(f"a local socket is no site: {path}")


class _Body(httpx.SyncByteStream):
    """The body of an answer; closing it closes the connection, read to its end or not."""

    def __init__(self, stream: Iterable[bytes], pool: httpcore.ConnectionPool, wire: Wire) -> None:
        self._stream = stream
        self._pool = pool
        self._wire = wire

    def __iter__(self) -> Iterator[bytes]:
        with _translated(self._wire, in_body=True):
            yield from self._stream

    def close(self) -> None:
        if hasattr(self._stream, "close"):
            self._stream.close()
        self._pool.close()


class Incoming:
    """An answer whose head has arrived; close it to close the connection.

    Attributes:
        status: the status code.
        headers: names and values as sent.
    """

    def __init__(self, response: httpx.Response) -> None:
        self._response = response
        self.status = response.status_code
        self.headers: list[tuple[bytes, bytes]] = response.headers.raw

    def chunks(self) -> Iterator[bytes]:
        """Yield the body, its transfer framing removed and its content coding kept.

        Raises:
            FetchError: it does not arrive whole.
        """
        yield from self._response.iter_raw()

    def close(self) -> None:
        """End the exchange, whether or not the body was read."""
        self._response.close()


class Transport(httpx.BaseTransport):
    """Sends requests, each over one guarded connection of its own."""

    def __init__(self, gate: Gate, resolve: Resolve) -> None:
        self._gate = gate
        self._resolve = resolve
        self._tls: ssl.SSLContext | None = None
        self._lock = threading.Lock()

    def send(self, method: str, headers: list[tuple[str, str]], wire: Wire, content: bytes | None = None) -> Incoming:
        """Send a request, with `content` as its body, and return its answer, the body unread.

        Raises:
            FetchError: no head of an answer arrived.
            AddressRefused: the host leads to a forbidden address, or reads differently to the HTTP library.
        """
        return Incoming(self.handle_request(request_for(method, headers, wire, content)))

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request that `request_for` made; errors as for `send`."""
        wire: Wire = request.extensions["wire"]
        target = wire.target
        pool = httpcore.ConnectionPool(
            ssl_context=self._tls_context() if target.scheme == "https" else None,
            max_connections=1,
            max_keepalive_connections=0,
            http1=True,
            http2=False,
            retries=0,
            network_backend=_Backend(wire, self._gate, self._resolve),
        )
        url = httpcore.URL(
            scheme=target.scheme, host=request.url.raw_host, port=target.port, target=request.url.raw_path
        )
        try:
            with _translated(wire):
                response = pool.handle_request(
                    httpcore.Request(request.method, url, headers=request.headers.raw, content=request.read() or None)
                )
        except BaseException:
            pool.close()
            raise
        return httpx.Response(
            response.status,
            headers=response.headers,
            stream=_Body(response.stream, pool, wire),  # type: ignore[arg-type]
        )

    def _tls_context(self) -> ssl.SSLContext:
        # Reading the trust store takes tens of milliseconds, and many runs never need it.
        with self._lock:
            if self._tls is None:
                # The system's store; OpenSSL itself honours SSL_CERT_FILE and SSL_CERT_DIR.
                self._tls = ssl.create_default_context()
            return self._tls


def request_for(method: str, headers: list[tuple[str, str]], wire: Wire, content: bytes | None = None) -> httpx.Request:
    """Build a request, and make sure that it says what was judged.

    Raises:
        AddressRefused: the HTTP library reads the address differently from us.
    """
    target = wire.target
    try:
        request = httpx.Request(method, target.url, headers=headers, content=content, extensions={"wire": wire})
        host = request.url.raw_host.decode("ascii").strip("[]")
        seen = (request.url.scheme, host, request.url.raw_path.decode("ascii"))
    except (httpx.InvalidURL, UnicodeError, ValueError) as error:
        raise AddressRefused(f"not an address ({error}): {target.url[:200]!r}", url=target.url) from error
    if seen != (target.scheme, target.host, target.path):
        raise AddressRefused(f"an address that can be read in two ways: {target.url[:200]!r}", url=target.url)
    return request


@contextmanager
def _translated(wire: Wire, *, in_body: bool = False) -> Iterator[None]:
    """Turn the HTTP library's errors into ours, by how far the exchange had come.

    Raises:
        TimedOut: the deadline passed after the connection was made.
        Unreachable: no connection, or one that ended before the head was complete.
        BadAnswer: what came is not the head of an HTTP answer.
        BodyTruncated: the body ended early, or its framing broke.
    """
    url = wire.target.url
    try:
        yield
    except httpcore.ConnectTimeout as error:
        raise Unreachable(f"{wire.target.authority} did not accept a connection in time", url=url) from error
    except httpcore.TimeoutException as error:
        raise TimedOut(f"{url} did not finish within {wire.limits.seconds:.4g} s", url=url) from error
    except httpcore.ConnectError as error:
        raise _not_connected(wire, error) from error
    except (httpcore.NetworkError, httpcore.ProtocolError) as error:
        if in_body:
            raise BodyTruncated(f"the body of {url} did not arrive whole ({error})", url=url) from error
        if isinstance(error, httpcore.NetworkError) or (wire.ended and not wire.head):
            raise Unreachable(f"{wire.target.authority} ended the connection without an answer", url=url) from error
        raise lasting(BadAnswer(f"{url} answered with something that is not HTTP ({error})", url=url)) from error


def _not_connected(wire: Wire, error: Exception) -> Unreachable:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            message = (
                f"the certificate of {wire.target.authority} is not valid ({cause.verify_message}). A certificate "
                "authority of your own can be named in SSL_CERT_FILE or SSL_CERT_DIR"
            )
            return lasting(Unreachable(message, url=wire.target.url))
        cause = cause.__cause__ or cause.__context__
    return Unreachable(f"{wire.target.authority} cannot be reached ({error})", url=wire.target.url)
