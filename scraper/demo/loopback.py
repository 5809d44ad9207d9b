"""A small HTTP/1.1 server for loopback: threads, kept connections, and a close that leaves nothing behind."""

from __future__ import annotations

import contextlib
import socket
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    import ssl
    from types import TracebackType


class QuietHandler(BaseHTTPRequestHandler):
    """Keeps connections open, sends without delay and logs nothing."""

    protocol_version = "HTTP/1.1"
    # Without it, an answer written in two pieces waits 40 ms for the client's delayed ACK.
    disable_nagle_algorithm = True
    timeout = 60

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is the base class's
        """Log nothing: the caller keeps its own record."""

    def send_whole(self, status: int, headers: dict[str, str], body: bytes, *, head_only: bool = False) -> None:
        """Send an answer with its length, head and body in one write."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        # The base class collects the head in this list and would flush it by itself.
        self._headers_buffer: list[bytes]
        head = b"".join([*self._headers_buffer, b"\r\n"])
        self._headers_buffer = []
        self.wfile.write(head if head_only or status == 304 else head + body)


class LoopbackServer(ThreadingHTTPServer):
    """Serves in a thread of its own from `with` to its end; then every connection and thread is gone.

    Args:
        handler: the class that answers.
        host: where to listen.
        port: which port, 0 for any free one.
        tls: serve https by this context instead of http.
    """

    daemon_threads = False
    block_on_close = True
    request_queue_size = 64

    def __init__(
        self,
        handler: type[QuietHandler],
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        super().__init__((host, port), handler)
        self._open: set[socket.socket] = set()
        self._guard = threading.Lock()
        self._closing = False
        if tls is not None:
            # The handshake happens in the connection's own thread, at its first read.
            self.socket = tls.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)
        self._scheme = "http" if tls is None else "https"
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, name="loopback")

    @property
    def base(self) -> str:
        """The server's address, such as `http://127.0.0.1:40123`, without a closing slash."""
        return f"{self._scheme}://{self.server_address[0]!s}:{self.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.shutdown()
        with self._guard:
            self._closing = True
            for connection in self._open:
                _hang_up(connection)
        self.server_close()
        self._thread.join()

    def process_request(self, request: Any, client_address: Any) -> None:
        """Remember the connection, so that closing the server can end it."""
        with self._guard:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Forget the connection and close it."""
        with self._guard:
            self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Stay silent about clients that hang up; anything else is a mistake of ours and is shown."""
        error = sys.exception()
        if self._closing or isinstance(error, (ConnectionError, TimeoutError, OSError)):
            return
        super().handle_error(request, client_address)


def _hang_up(connection: socket.socket) -> None:
    # The thread that reads from it wakes up with an end of file.
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
