"""A server on loopback that misbehaves on purpose: raw sockets, one behaviour a path.

A behaviour is a function that gets the connection, after the request's head was read, and does to it what it likes.
Parameters come in the query: `/cut?coding=gzip&at=17`.
"""

from __future__ import annotations

import functools
import gzip
import socket
import struct
import threading
import zlib
from collections import defaultdict
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable

PAGE = b"<!doctype html><html><body>" + b"".join(b"<p>Paragraph %d of the page.</p>" % n for n in range(40))
PAGE += b"</body></html>"
POISON = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\nPOISON"

_BEHAVIOURS: dict[str, Callable[[Connection], None]] = {}


def behaviour(path: str) -> Callable[[Callable[[Connection], None]], Callable[[Connection], None]]:
    """Register what the server does on a path."""

    def register(function: Callable[[Connection], None]) -> Callable[[Connection], None]:
        _BEHAVIOURS[path] = function
        return function

    return register


class Connection:
    """One accepted connection, with its request read."""

    def __init__(self, server: Server, sock: socket.socket, head: bytes) -> None:
        self.server = server
        self.sock = sock
        self.head = head
        self.method, target, _ = head.split(b"\r\n", 1)[0].decode("latin-1").split(" ", 2)
        parts = urlsplit(target)
        self.target = target
        self.path = parts.path
        self.query = dict(parse_qsl(parts.query, keep_blank_values=True))
        self.count = 0

    def header(self, name: str) -> str | None:
        """Return a request header."""
        for line in self.head.decode("latin-1").split("\r\n")[1:]:
            key, _, value = line.partition(":")
            if key.lower() == name.lower():
                return value.strip()
        return None

    def send(self, data: bytes) -> None:
        """Send bytes as they are."""
        self.sock.sendall(data)

    def answer(
        self, body: bytes = PAGE, status: str = "200 OK", *headers: str, media_type: str = "text/html; charset=utf-8"
    ) -> None:
        """Send a well-formed answer."""
        lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers]
        if media_type:
            lines.append(f"Content-Type: {media_type}")
        head = "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n"
        self.send(head if self.method == "HEAD" else head + body)

    def drip(self, data: bytes, seconds: float = 0.05) -> None:
        """Send byte by byte."""
        for index in range(len(data)):
            self.send(data[index : index + 1])
            if self.server.stopping.wait(seconds):
                return

    def flood(self, data: bytes, seconds: float = 0.0) -> None:
        """Send the same again and again, until the other side has had enough."""
        while not self.server.stopping.is_set():
            self.send(data)
            if seconds:
                self.server.stopping.wait(seconds)

    def hang(self) -> None:
        """Say nothing more until the other side goes away."""
        while self.sock.recv(1024):
            pass

    def reset(self) -> None:
        """Close with a reset instead of a proper end."""
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.sock.close()


class Server:
    """The server; use it as a context manager.

    Attributes:
        hits: how often each path was asked for.
        requests: the head of every request, in order.
        scripts: behaviours of one test's own, by path; they go before the registered ones.
    """

    def __init__(self, wrap: Callable[[socket.socket], socket.socket] | None = None) -> None:
        self.hits: dict[str, int] = defaultdict(int)
        self.requests: list[bytes] = []
        self.connections = 0
        self.scripts: dict[str, Callable[[Connection], None]] = {}
        self.stopping = threading.Event()
        self._wrap = wrap
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port: int = self._listener.getsockname()[1]
        self.authority = f"127.0.0.1:{self.port}"
        self._threads: list[threading.Thread] = []
        self._accepting = threading.Thread(target=self._accept)

    def __enter__(self) -> Server:
        self._accepting.start()
        return self

    def __exit__(self, *details: object) -> None:
        self.stopping.set()
        socket.create_connection(("127.0.0.1", self.port)).close()  # wakes the accepting thread
        self._accepting.join()
        self._listener.close()
        for thread in self._threads:
            thread.join()

    def url(self, path: str) -> str:
        """Return the address of a path."""
        return f"http://{self.authority}{path}"

    def _accept(self) -> None:
        while True:
            sock, _ = self._listener.accept()
            if self.stopping.is_set():
                sock.close()
                return
            self.connections += 1
            thread = threading.Thread(target=self._serve, args=(sock,))
            thread.start()
            self._threads.append(thread)

    def _serve(self, sock: socket.socket) -> None:
        try:
            sock.settimeout(5)
            if self._wrap is not None:
                sock = self._wrap(sock)
            head = b""
            while b"\r\n\r\n" not in head:
                data = sock.recv(65536)
                if not data:
                    return
                head += data
            connection = Connection(self, sock, head)
            self.requests.append(head)
            self.hits[connection.path] += 1
            connection.count = self.hits[connection.path]
            handler = self.scripts.get(connection.path) or _BEHAVIOURS.get(connection.path, not_found)
            handler(connection)
        except OSError:
            pass  # the other side went away, which is what many tests are about
        finally:
            sock.close()


def not_found(c: Connection) -> None:
    """Answer 404; so does robots.txt unless a test scripts one, which allows everything."""
    c.answer(b"<html>nothing here</html>", "404 Not Found")


def encoded(coding: str) -> bytes:
    """Return the page in a content coding."""
    if coding == "gzip":
        return gzip.compress(PAGE, mtime=0)
    if coding == "deflate":
        return zlib.compress(PAGE)
    return PAGE


@functools.cache
def bomb() -> bytes:
    """Return a little gzip that becomes 30 MB."""
    return gzip.compress(bytes(30_000_000))


def chunked(body: bytes, size: int = 100) -> bytes:
    """Return a body in chunks."""
    pieces = [body[start : start + size] for start in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


@behaviour("/good")
def _good(c: Connection) -> None:
    c.answer()


@behaviour("/good-gzip")
def _good_gzip(c: Connection) -> None:
    c.answer(encoded("gzip"), "200 OK", "Content-Encoding: gzip")


@behaviour("/good-chunked")
def _good_chunked(c: Connection) -> None:
    c.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked(PAGE))


@behaviour("/good-close")
def _good_close(c: Connection) -> None:
    c.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE)


@behaviour("/good-close-repeats")
def _good_close_repeats(c: Connection) -> None:
    c.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>no closing tags here")


@behaviour("/good-members")
def _good_members(c: Connection) -> None:
    c.answer(gzip.compress(PAGE[:300]) + gzip.compress(PAGE[300:]), "200 OK", "Content-Encoding: gzip")


@behaviour("/good-zero-padding")
def _good_zero_padding(c: Connection) -> None:
    c.answer(encoded("gzip") + bytes(64), "200 OK", "Content-Encoding: x-gzip")


@behaviour("/good-interim")
def _good_interim(c: Connection) -> None:
    c.send(b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n" * 3)
    c.answer()


@behaviour("/good-bare-lf")
def _good_bare_lf(c: Connection) -> None:
    c.send(b"HTTP/1.1 200 OK\nContent-Type: text/html\nContent-Length: %d\n\n" % len(PAGE) + PAGE)


@behaviour("/good-many-headers")
def _good_many_headers(c: Connection) -> None:
    c.answer(PAGE, "200 OK", *(f"X-{n}: {n}" for n in range(2000)))


@behaviour("/good-cookies")
def _good_cookies(c: Connection) -> None:
    c.answer(PAGE, "200 OK", *(f"Set-Cookie: c{n}={n}" for n in range(100)))


@behaviour("/good-extra")
def _good_extra(c: Connection) -> None:
    c.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(PAGE) + PAGE + POISON)


@behaviour("/good-chunked-extra")
def _good_chunked_extra(c: Connection) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
    c.send(head + chunked(PAGE) + POISON)


@behaviour("/hang")
def _hang(c: Connection) -> None:
    c.hang()


@behaviour("/hang-in-head")
def _hang_in_head(c: Connection) -> None:
    c.send(b"HTTP/1.1 200 OK\r\nContent-Type: te")
    c.hang()


@behaviour("/hang-in-body")
def _hang_in_body(c: Connection) -> None:
    c.send(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(PAGE) + PAGE[:50])
    c.hang()


@behaviour("/drip-head")
def _drip_head(c: Connection) -> None:
    c.drip(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n" + b"X-Long: " + b"x" * 4000)


@behaviour("/drip-body")
def _drip_body(c: Connection) -> None:
    c.send(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(PAGE))
    c.drip(PAGE)


@behaviour("/drip-chunks")
def _drip_chunks(c: Connection) -> None:
    c.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    c.flood(b"1\r\nx\r\n", 0.05)


@behaviour("/drip-interim")
def _drip_interim(c: Connection) -> None:
    c.flood(b"HTTP/1.1 103 Early Hints\r\n\r\n", 0.05)


@behaviour("/flood-interim")
def _flood_interim(c: Connection) -> None:
    c.flood(b"HTTP/1.1 100 Continue\r\n\r\n" * 500)


@behaviour("/drip-error-body")
def _drip_error_body(c: Connection) -> None:
    c.send(b"HTTP/1.1 500 Oops\r\nContent-Length: 4000\r\n\r\n")
    c.drip(b"x" * 4000)


@behaviour("/flood-headers")
def _flood_headers(c: Connection) -> None:
    c.send(b"HTTP/1.1 200 OK\r\n")
    c.flood(b"X-More: " + b"m" * 1000 + b"\r\n")


@behaviour("/long-header")
def _long_header(c: Connection) -> None:
    c.send(b"HTTP/1.1 200 OK\r\nX-Long: ")
    c.flood(b"m" * 10_000)


@behaviour("/large-head")
def _large_head(c: Connection) -> None:
    c.answer(PAGE, "200 OK", *(f"X-{n}: {'y' * 900}" for n in range(400)))


@behaviour("/reset-at-once")
def _reset_at_once(c: Connection) -> None:
    c.reset()


@behaviour("/reset-in-head")
def _reset_in_head(c: Connection) -> None:
    c.send(b"HTTP/1.1 200 OK\r\nContent-")
    c.server.stopping.wait(0.05)
    c.reset()


@behaviour("/reset-in-body")
def _reset_in_body(c: Connection) -> None:
    c.send(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(PAGE) + PAGE[:500])
    c.server.stopping.wait(0.05)
    c.reset()


@behaviour("/reset-in-close-body")
def _reset_in_close_body(c: Connection) -> None:
    c.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE[:500])
    c.server.stopping.wait(0.05)
    c.reset()


@behaviour("/closed-at-once")
def _closed_at_once(c: Connection) -> None:
    """Close without a word."""


@behaviour("/closed-in-head")
def _closed_in_head(c: Connection) -> None:
    c.send(b"HTTP/1.1 200 OK\r\nContent-")


@behaviour("/short-length")
def _short_length(c: Connection) -> None:
    c.send(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % (len(PAGE) + 1) + PAGE)


@behaviour("/chunk-missing-end")
def _chunk_missing_end(c: Connection) -> None:
    c.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked(PAGE)[:-5])


@behaviour("/chunk-bad-size")
def _chunk_bad_size(c: Connection) -> None:
    c.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\n" + PAGE[:100] + b"\r\nzz\r\n")


@behaviour("/chunk-bad-first-size")
def _chunk_bad_first_size(c: Connection) -> None:
    c.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    c.server.stopping.wait(0.05)
    c.send(b"-5\r\nhello\r\n")
    c.server.stopping.wait(0.05)


@behaviour("/chunk-extensions")
def _chunk_extensions(c: Connection) -> None:
    c.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    c.flood(b"1;" + b"e" * 60_000 + b"\r\nx\r\n")


@behaviour("/close-cut")
def _close_cut(c: Connection) -> None:
    c.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE[: 100 * c.count])


@behaviour("/cut")
def _cut(c: Connection) -> None:
    coding, at = c.query["coding"], int(c.query["at"])
    body = encoded(coding)[:at]
    head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n" + f"Content-Encoding: {coding}\r\n"
    if c.query.get("framing") == "chunked":
        c.send(head.encode() + b"Transfer-Encoding: chunked\r\n\r\n" + chunked(body))
    elif c.query.get("framing") == "close":
        c.send(head.encode() + b"\r\n" + body)
    else:
        c.send(head.encode() + b"Content-Length: %d\r\n\r\n" % len(body) + body)


@behaviour("/gzip-garbage-after")
def _gzip_garbage_after(c: Connection) -> None:
    c.answer(encoded("gzip") + b"garbage", "200 OK", "Content-Encoding: gzip")


@behaviour("/gzip-damaged")
def _gzip_damaged(c: Connection) -> None:
    body = bytearray(encoded("gzip"))
    body[-6] ^= 0xFF  # in the checksum
    c.answer(bytes(body), "200 OK", "Content-Encoding: gzip")


@behaviour("/gzip-lie")
def _gzip_lie(c: Connection) -> None:
    c.answer(PAGE, "200 OK", "Content-Encoding: gzip")


@behaviour("/gzip-twice")
def _gzip_twice(c: Connection) -> None:
    c.answer(gzip.compress(encoded("gzip")), "200 OK", "Content-Encoding: gzip, gzip")


@behaviour("/gzip-3000-times")
def _gzip_3000_times(c: Connection) -> None:
    c.answer(encoded("gzip"), "200 OK", "Content-Encoding: " + ", ".join(["gzip"] * 3000))


@behaviour("/coding-br")
def _coding_br(c: Connection) -> None:
    c.answer(b"\x8b\x02\x80hello\x03", "200 OK", "Content-Encoding: br")


@behaviour("/coding-deflate")
def _coding_deflate(c: Connection) -> None:
    c.answer(encoded("deflate"), "200 OK", "Content-Encoding: deflate")


@behaviour("/bomb")
def _bomb(c: Connection) -> None:
    c.answer(bomb(), c.query.get("status", "200 OK"), "Content-Encoding: gzip")


@behaviour("/bomb-redirect")
def _bomb_redirect(c: Connection) -> None:
    c.answer(bomb(), "302 Found", "Content-Encoding: gzip", "Location: /good")


@behaviour("/flood-redirect")
def _flood_redirect(c: Connection) -> None:
    c.send(b"HTTP/1.1 302 Found\r\nLocation: /good\r\n\r\n")
    c.flood(b"x" * 65_536)


@behaviour("/flood-body")
def _flood_body(c: Connection) -> None:
    c.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    c.flood(b"x" * 65_536)


@behaviour("/declares-too-much")
def _declares_too_much(c: Connection) -> None:
    c.send(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\nx")
    c.hang()


@behaviour("/no-http")
def _no_http(c: Connection) -> None:
    c.send(b"<html>I am HTTP/0.9</html>\r\n\r\n")


@behaviour("/icy")
def _icy(c: Connection) -> None:
    c.send(b"ICY 200 OK\r\nContent-Type: audio/mpeg\r\n\r\nxxxx")


@behaviour("/ssh")
def _ssh(c: Connection) -> None:
    c.send(b"SSH-2.0-OpenSSH_9.2\r\n\r\n")


@behaviour("/nul-in-header")
def _nul_in_header(c: Connection) -> None:
    c.answer(PAGE, "200 OK", "X-Nul: a\0b")


@behaviour("/two-lengths")
def _two_lengths(c: Connection) -> None:
    c.answer(PAGE, "200 OK", "Content-Length: 7")


@behaviour("/bad-transfer-coding")
def _bad_transfer_coding(c: Connection) -> None:
    c.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n" + chunked(encoded("gzip")))


@behaviour("/status")
def _status(c: Connection) -> None:
    headers = [f"Retry-After: {c.query['after']}"] if "after" in c.query else []
    c.answer(b"<html>status</html>", f"{c.query['code']} Some Words", *headers)


@behaviour("/switching")
def _switching(c: Connection) -> None:
    c.send(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\nPRI")
    c.hang()


@behaviour("/part")
def _part(c: Connection) -> None:
    c.answer(PAGE[:100], "206 Partial Content", f"Content-Range: bytes 0-99/{len(PAGE)}")


@behaviour("/never-changed")
def _never_changed(c: Connection) -> None:
    c.send(b"HTTP/1.1 304 Not Modified\r\n\r\n")


@behaviour("/to")
def _to(c: Connection) -> None:
    c.answer(b"moved", c.query.get("code", "302 Found"), f"Location: {c.query['where']}")


@behaviour("/loop")
def _loop(c: Connection) -> None:
    c.answer(b"", "302 Found", "Location: /loop")


@behaviour("/loop-of-two")
def _loop_of_two(c: Connection) -> None:
    c.answer(b"", "301 Moved", "Location: /to?where=/loop-of-two")


@behaviour("/ever-on")
def _ever_on(c: Connection) -> None:
    c.answer(b"", "307 Temporary Redirect", f"Location: /ever-on?n={int(c.query.get('n', 0)) + 1}")


@behaviour("/steps")
def _steps(c: Connection) -> None:
    left = int(c.query["left"])
    c.answer(b"", "302 Found", f"Location: /steps?left={left - 1}") if left else c.answer()


@behaviour("/to-nowhere")
def _to_nowhere(c: Connection) -> None:
    c.answer(b"", "302 Found", "Location: ")


@behaviour("/to-no-location")
def _to_no_location(c: Connection) -> None:
    c.answer(b"", "302 Found")


@behaviour("/hostile-location")
def _hostile_location(c: Connection) -> None:
    location = bytes.fromhex(c.query["hex"])
    c.send(b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + location + b"\r\n\r\n")
