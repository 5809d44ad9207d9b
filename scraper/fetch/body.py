"""Reading a body: caps while it flows, and a gzip decoder that takes nothing cut off for whole.

The HTTP library's own decoders return half a page without an error, and inflate a bomb in one piece.
"""

from __future__ import annotations

import hashlib
import zlib
from typing import TYPE_CHECKING

from scraper.errors import BadAnswer, BodyTooLarge, BodyTruncated
from scraper.fetch.failures import lasting

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scraper.fetch.policy import Sink

_PIECE = 64 * 1024
_MAGIC = b"\x1f\x8b"


def coding_of(header: str, url: str) -> str:
    """Return `gzip` or `identity`.

    Raises:
        BadAnswer: another coding than the one offered, or several on top of each other.
    """
    codings = [part.strip().lower() for part in header.split(",") if part.strip()]
    if codings in ([], ["identity"]):
        return "identity"
    if codings in (["gzip"], ["x-gzip"]):
        return "gzip"
    raise lasting(BadAnswer(f"{url} is coded as {header[:100]!r}, which was not offered", url=url))


class Gunzip:
    """A strict, bounded decoder: members joined, zero padding tolerated, anything else an error."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._inflate = zlib.decompressobj(31)
        self._members = 0
        self._between = True

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Decode the next bytes, in pieces of at most 64 KiB.

        Raises:
            BodyTruncated: the data is damaged.
            BadAnswer: the data was never gzip, or something follows its end.
        """
        while data:
            if self._between:
                data = data.lstrip(b"\0") if self._members else data
                if not data:
                    return
                if not (_MAGIC.startswith(data) or data.startswith(_MAGIC)):
                    raise self._bad(
                        "something that is not gzip follows the compressed body"
                        if self._members
                        else "the body is declared as gzip but is not"
                    )
                self._inflate = zlib.decompressobj(31)
                self._between = False
            try:
                piece = self._inflate.decompress(data, _PIECE)
            except zlib.error as error:
                raise BodyTruncated(f"{self._url}: the compressed body is damaged ({error})", url=self._url) from error
            if piece:
                yield piece
            if self._inflate.eof:
                self._members += 1
                self._between = True
                data = self._inflate.unused_data
            else:
                data = self._inflate.unconsumed_tail

    def finish(self) -> None:
        """Make sure that the last member is complete.

        Raises:
            BodyTruncated: it is not.
        """
        if not (self._between and self._members):
            raise BodyTruncated(f"{self._url}: the compressed body ends early", url=self._url)

    def _bad(self, message: str) -> BadAnswer:
        return lasting(BadAnswer(f"{self._url}: {message}", url=self._url))


class Body:
    """The bytes of one answer as they flow: to memory or to a sink, counted, capped and hashed.

    Attributes:
        payload: the bytes as they came, content coding kept; empty where a sink takes the body.
        decoded: the decoded bytes; empty where a sink takes the body.
        size: how many bytes were decoded.
        cut: whether the cap ended a body of which the first part suffices.
    """

    def __init__(self, url: str, coding: str, cap: int, *, sink: Sink | None = None, prefix_suffices: bool = False):
        self.payload = bytearray()
        self.decoded = bytearray()
        self.size = 0
        self.cut = False
        self._url = url
        self._cap = cap
        self._sink = sink
        self._prefix_suffices = prefix_suffices
        self._gunzip = Gunzip(url) if coding == "gzip" else None
        self._hash = hashlib.sha256()

    def read(self, chunks: Iterable[bytes], *, may_be_empty: bool) -> None:
        """Take a whole body.

        Args:
            chunks: the body with its transfer framing removed.
            may_be_empty: accept no bytes at all for a compressed body, as answers without content have it.

        Raises:
            BodyTooLarge: the decoded bytes are more than the cap.
            BodyTruncated: the compressed body is incomplete or damaged.
            BadAnswer: the body is not in the coding that it declares.
        """
        raw = 0
        for chunk in chunks:
            raw += len(chunk)
            if self._sink is None:
                self.payload += chunk
            for piece in self._gunzip.feed(chunk) if self._gunzip else (chunk,):
                if not self._take(piece):
                    return
        if self._gunzip and (raw or not may_be_empty):
            self._gunzip.finish()

    def _take(self, piece: bytes) -> bool:
        if self.size + len(piece) > self._cap:
            if not self._prefix_suffices:
                raise BodyTooLarge(f"{self._url} is larger than {self._cap} bytes", url=self._url)
            piece = piece[: self._cap - self.size]
            self.cut = True
        self.size += len(piece)
        self._hash.update(piece)
        if self._sink is None:
            self.decoded += piece
        else:
            self._sink.write(piece)
        return not self.cut

    @property
    def sha256(self) -> str:
        """The hex digest of the decoded bytes, empty where there are none."""
        return self._hash.hexdigest() if self.size else ""


def looks_whole(body: bytes, media_type: str) -> bool:
    """Say whether text whose end is only known by the connection's end shows an end of its own."""
    tail = body[-2_000:].rstrip(b" \t\r\n\0").lower()
    if "html" in media_type or not media_type:
        return b"</html" in tail or b"</body" in tail
    if "json" in media_type:
        return tail.endswith((b"}", b"]"))
    if "xml" in media_type:
        return tail.endswith((b"</urlset>", b"</sitemapindex>", b"</rss>", b"</feed>", b"</rdf:rdf>"))
    return False
