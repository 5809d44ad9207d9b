"""How we behave towards sites, and what one fetch gives back: the words that callers of the fetching layer use."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable
    from ipaddress import IPv4Network, IPv6Network

    from archive.records import Exchange

PRODUCT = "cairs-news-archive"
"""The product token of our User-Agent, and the name that robots.txt groups are matched against."""

Kind = Literal[
    "robots",
    "front",
    "listing",
    "detail",
    "probe",
    "file",
    "sitemap",
    "feed",
    "json",
    "cdx",
    "wayback",
    "save",
    "script",
    "data",
]
"""What an address is fetched as; `script` and `data` are what the scripts of a rendered page ask for."""


def make_user_agent(version: str, contact: str = "") -> str:
    """Return the User-Agent: who we are and, where a contact is known, whom to write to.

    The contact comes from a person's configuration; what a header line cannot carry is dropped.
    """
    reachable = "".join(char for char in contact if " " <= char <= "~" and char not in "()\\").strip()
    return f"{PRODUCT}/{version} ({reachable})" if reachable else f"{PRODUCT}/{version}"


@dataclass(frozen=True)
class Policy:
    """The rules of one run.

    Attributes:
        user_agent: sent with every request; see `make_user_agent`.
        delay: seconds between the end of a request and the start of the next one to the same host.
            0 asks for no pause at all, except the one that robots.txt asks for.
        named_hosts: authorities that the user named, as `host` or `host:port`. A `host` may resolve anywhere and
            use any port, a `host:port` may resolve anywhere and use that port. The `www.` twin counts as named.
        named_http: those of `named_hosts` that the user named with `http:`; only for them may a redirect
            lead from https back to http.
        allow_networks: further networks that a host may resolve to although they are not public, on any port.
        obey_robots: whether robots.txt is asked and obeyed. Only for an interface that is made for programs, on a
            host that the user named, it may be False.
        page_deadline: seconds that the exchanges of one attempt at a page may take together.
        file_deadline: the same for a file.
        page_cap: most bytes of a page, after decompression.
        file_cap: most bytes of a file, after decompression.
        sitemap_cap: most bytes of a sitemap, after the decompression that its head declares.
        robots_cap: bytes of a robots.txt that count; the rest is cut off at the last full line.
        head_cap: most bytes of an answer's head, interim answers included.
        attempts: how often one address is tried in all.
        retry_budget_seconds: upper bound of the time from an address's first attempt to the start of its last;
            None for no bound. A host that asks for a longer pause is left alone for the run.
        retry_base: seconds before the first retry; each further one waits about twice as long.
        breaker_after: consecutive failed fetches after which a host is paused once, then left alone.
        first_contact_seconds: while a host has never answered, all attempts at it together stay under this.
        connect_seconds: most seconds for resolving, connecting and the TLS handshake of one request.
    """

    user_agent: str
    delay: float = 1.0
    named_hosts: frozenset[str] = frozenset()
    named_http: frozenset[str] = frozenset()
    allow_networks: tuple[str | IPv4Network | IPv6Network, ...] = ()
    obey_robots: bool = True
    page_deadline: float = 60.0
    file_deadline: float = 300.0
    page_cap: int = 20_000_000
    file_cap: int = 200_000_000
    sitemap_cap: int = 52_428_800
    robots_cap: int = 512_000
    head_cap: int = 262_144
    attempts: int = 4
    retry_budget_seconds: float | None = 900.0
    retry_base: float = 1.0
    breaker_after: int = 5
    first_contact_seconds: float = 20.0
    connect_seconds: float = 10.0


class Sink(Protocol):
    """Where the decoded bytes of a file go."""

    def write(self, data: bytes, /) -> object:
        """Take the next bytes."""

    def discard(self) -> object:
        """Forget what was written: the file did not arrive whole."""


@dataclass
class Answer:
    """What a site answered, once all redirects are walked.

    Attributes:
        url: the address that answered.
        requested_url: the address that was asked for first.
        hops: the addresses that redirected, in order, without `url`.
        status: 2xx, 304, or a 4xx that is an answer (404, 410, 400, …); for kind `probe` also 500.
        body: the decoded bytes; empty for HEAD, 304 and for a file that went to its sink.
        charset: the declared character set, lower case, empty if none.
        media_type: the declared type without parameters, lower case, empty if none.
        headers: by lower-case name; repeated ones are joined by a comma.
        exchange: the final exchange.
        kept: what `keep` returned for the final exchange; None for a file that went to its sink.
        not_modified: whether the site confirmed the copy that the validators stand for.
        sink: the sink that holds the file, for a 2xx answer of kind `file`.
        elapsed: seconds that the final exchange took.
        surplus: bytes that came after the end that the framing declares. They belong to no page; more than
            none suggests that the declared length is wrong.
    """

    url: str
    requested_url: str
    hops: tuple[str, ...]
    status: int
    body: bytes
    charset: str
    media_type: str
    headers: dict[str, str] = field(repr=False)
    exchange: Exchange = field(repr=False)
    kept: object = None
    not_modified: bool = False
    sink: Sink | None = None
    elapsed: float = 0.0
    surplus: int = 0


@dataclass(frozen=True)
class SiteScope:
    """Whether an address is on the site: same host (with or without `www.`) and port, whatever the scheme."""

    hosts: frozenset[str]

    @classmethod
    def of(cls, urls: Iterable[str]) -> SiteScope:
        """Return the scope that covers the sites of these addresses."""
        return cls(frozenset(filter(None, map(bare_authority, urls))))

    def __call__(self, url: str) -> bool:
        """Say whether `url` is inside."""
        return bare_authority(url) in self.hosts


def bare_authority(url: str) -> str:
    """Return host and non-default port of an address, without `www.`; empty for what has no host."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    host = host.rstrip(".").removeprefix("www.")
    return host if port in (None, 80, 443) else f"{host}:{port}"
