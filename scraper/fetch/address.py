"""Where a request may go: the text of an address, the table of networks, and the gate that applies both.

The decision that counts is made on resolved network addresses, by the same code that connects to them, so that
no spelling of a host and no change of a name between two look-ups leads anywhere else.
"""

from __future__ import annotations

import ipaddress
import re
import socket
import threading
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urljoin, urlsplit

import idna

from scraper.errors import AddressRefused, Unreachable

if TYPE_CHECKING:
    from collections.abc import Callable

    from scraper.fetch.policy import Policy

    IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
    Resolve = Callable[..., list[Any]]

MAX_URL = 8_192
MAX_ADDRESSES = 4
DEFAULT_PORTS = {"http": 80, "https": 443}

# IANA's special-purpose registries, and what `ipaddress.is_global` of some Python releases calls global although it
# is not (6to4, NAT64, v4-compatible, site-local, multicast). Writing the table out makes every release agree.
_FORBIDDEN = tuple(
    ipaddress.ip_network(text)
    for text in (
        "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 "
        "192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 192.168.0.0/16 192.175.48.0/24 198.18.0.0/15 "
        "198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4 "
        "::/96 ::ffff:0:0/96 64:ff9b::/96 64:ff9b:1::/48 100::/64 100:0:0:1::/64 2001::/23 2001:db8::/32 2002::/16 "
        "2620:4f:8000::/48 3fff::/20 5f00::/16 fc00::/7 fe80::/10 fec0::/10 ff00::/8"
    ).split()
)
_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")

_CONTROL = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029]")
_NETLOC = re.compile(r"(?:\[[0-9A-Fa-f:.]+\]|[^\[\]:]*)(?::[0-9]*)?")
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMERIC = re.compile(r"(?:[0-9]+|0x[0-9a-f]*)")
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_HOSTLESS = re.compile(r"https?:(?!//[^/?#])", re.IGNORECASE)
# What browsers leave as it is, per part of an address.
_PATH_SAFE = "!$%&'()*+,-./:;=@[\\]^_|~"
_QUERY_SAFE = _PATH_SAFE + "?`{}"


@dataclass(frozen=True, slots=True)
class Target:
    """An address as it will be sent.

    Attributes:
        url: the whole address, without a fragment.
        scheme: `http` or `https`.
        host: a name in ASCII, or a network address without brackets.
        port: always given.
        path: path and query.
    """

    url: str
    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """Host, with the port where it is not the scheme's own."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        """Scheme and authority: what one robots.txt speaks for."""
        return f"{self.scheme}://{self.authority}"

    @property
    def server(self) -> str:
        """What is paced as one: the host with or without `www.`, in both schemes."""
        host = self.host.removeprefix("www.")
        return host if self.port in DEFAULT_PORTS.values() else f"{host}:{self.port}"

    @property
    def literal(self) -> IPAddress | None:
        """The network address, where the host is one."""
        try:
            return ipaddress.ip_address(self.host)
        except ValueError:
            return None


def aim(url: str) -> Target:
    """Read an address as it will be sent.

    Raises:
        AddressRefused: it is not http(s), or is written in a way that different programs read differently.
    """
    shown = url[:200]
    if len(url) > MAX_URL:
        raise AddressRefused(f"address of {len(url)} characters: {shown}…", url=shown)
    stripped = url.strip(" ")
    try:
        parts = urlsplit(stripped)
        port = parts.port
    except ValueError as error:
        raise AddressRefused(f"not an address ({error}): {shown!r}", url=shown) from None
    scheme = parts.scheme.lower()
    before_query = re.split(r"[?#]", stripped, maxsplit=1)[0]
    for wrong, reason in (
        (scheme not in DEFAULT_PORTS, "only http and https addresses are fetched"),
        (bool(_CONTROL.search(parts.netloc)), "white space or a control character in the host"),
        (any(char < " " or char == "\x7f" for char in stripped), "a control character in the address"),
        ("\\" in before_query, "a backslash, which programs read in different ways"),
        ("@" in parts.netloc, "user name or password in the address"),
        ("%" in parts.netloc, "a percent sign in the host"),
        (not _NETLOC.fullmatch(parts.netloc), "not a host and a port"),
        (port == 0, "port 0"),
    ):
        if wrong:
            raise AddressRefused(f"{reason}: {shown!r}", url=shown)
    host = _host(parts.hostname or "", shown)
    port = port or DEFAULT_PORTS[scheme]
    path = _encoded(_without_dots(parts.path), _PATH_SAFE)
    if parts.query:
        path += "?" + _encoded(parts.query, _QUERY_SAFE)
    target = Target("", scheme, host, port, path)
    return Target(target.origin + path, scheme, host, port, path)


def follow(base: Target, location: bytes) -> Target:
    """Read the `Location` of a redirect, as bytes from the wire, against the address that sent it.

    Raises:
        AddressRefused: as `aim`.
    """
    try:
        text = location.decode()
    except UnicodeDecodeError:
        text = location.decode("latin-1")
    text = text.strip(" \t")
    if _HOSTLESS.match(text):  # programs disagree on what host `http:x` and `http:///x` have
        raise AddressRefused(f"{base.url} redirects to {text[:200]!r}, which names no host", url=base.url)
    if any(char < " " or char == "\x7f" for char in text) or "\\" in re.split(r"[?#]", text, maxsplit=1)[0]:
        raise AddressRefused(f"{base.url} redirects to {text[:200]!r}", url=base.url)
    try:
        joined = urljoin(base.url, text)
    except ValueError as error:
        raise AddressRefused(f"{base.url} redirects to {text[:200]!r} ({error})", url=base.url) from None
    return aim(joined)


def _host(text: str, shown: str) -> str:
    """Return the host in the one form that is looked up, compared and sent."""
    if ":" in text:
        try:
            return ipaddress.IPv6Address(text).compressed
        except ValueError:
            raise AddressRefused(f"not an IPv6 address: {shown!r}", url=shown) from None
    host = text.lower()
    if not host or len(host) > 253:  # before idna, whose time grows with the square of the length
        raise AddressRefused(f"{'over-long' if host else 'no'} host: {shown!r}", url=shown)
    try:
        if not host.isascii():
            host = idna.encode(host, uts46=True, transitional=False).decode("ascii").lower()
        host = host.removesuffix(".")
        labels = host.split(".")
        for label in labels:
            if not _LABEL.fullmatch(label):
                raise AddressRefused(f"not a host name: {shown!r}", url=shown)
            if label.startswith("xn--"):
                idna.decode(label)
    except UnicodeError as error:  # idna's own errors are of this kind too
        raise AddressRefused(f"not a host name ({error}): {shown!r}", url=shown) from None
    if len(host) > 253:
        raise AddressRefused(f"over-long host: {shown!r}", url=shown)
    if _NUMERIC.fullmatch(labels[-1]):
        # 127.1, 0x7f.1 and 2130706433 are network addresses to some programs and names to others.
        try:
            return str(ipaddress.IPv4Address(host))
        except ValueError:
            raise AddressRefused(f"a number that is no plain IPv4 address: {shown!r}", url=shown) from None
    return host


def _without_dots(path: str) -> str:
    """Resolve `.` and `..` in a path, so that robots.txt is asked about what will be sent."""
    path = re.sub("%2e", ".", path, flags=re.IGNORECASE)
    kept: list[str] = []
    segments = path.split("/")[1:]
    for index, segment in enumerate(segments):
        last = index == len(segments) - 1
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
            continue
        if last:
            kept.append("")
    return "/" + "/".join(kept)


def _encoded(text: str, safe: str) -> str:
    try:
        return quote(_STRAY_PERCENT.sub("%25", text), safe=safe)
    except UnicodeEncodeError:  # lone surrogates, which an address cannot mean
        return quote(_STRAY_PERCENT.sub("%25", text), safe=safe, errors="replace")


def is_public(address: IPAddress) -> bool:
    """Say whether a network address is one that anybody on the internet means by it."""
    if address.version == 6 and address not in _GLOBAL_UNICAST:
        return False
    if any(address.version == network.version and address in network for network in _FORBIDDEN):
        return False
    # A newer Python may know of networks that were set apart after the table was written.
    return address.is_global and not address.is_multicast


class Gate:
    """Decides where requests may go, by a policy."""

    def __init__(self, policy: Policy) -> None:
        self._named = frozenset(_named(entry) for entry in policy.named_hosts)
        self._named_http = frozenset(_named(entry) for entry in policy.named_http)
        self._allowed = tuple(ipaddress.ip_network(str(network)) for network in policy.allow_networks)

    def is_named(self, target: Target) -> bool:
        """Say whether the user named this host and port."""
        return _among(target, self._named)

    def check(self, target: Target) -> None:
        """Judge what can be judged before resolving.

        Raises:
            AddressRefused: a port, or a literal network address, that only a named host may have.
        """
        if self.is_named(target):
            return
        if target.literal is not None:
            self.judge(target, [target.host])
        elif target.port not in DEFAULT_PORTS.values() and not self._allowed:
            raise _odd_port(target)

    def protected(self, before: Target, after: Target) -> Target:
        """Return where a redirect leads without leaving the protection of https.

        Servers behind a TLS proxy often write `http:` into the redirects of their own pages without meaning it, so
        the same host is asked for the same path by https. A host that the user named with http may do as it likes.

        Raises:
            AddressRefused: from https to http on another host, or to the very page that redirects.
        """
        if before.scheme == "http" or after.scheme == "https" or _among(after, self._named_http):
            return after
        secured = aim("https" + after.url.removeprefix("http")) if (before.port, after.port) == (443, 80) else after
        if secured.server != before.server or secured in (before, after):
            raise AddressRefused(f"{before.url} redirects from https to unprotected {after.url}", url=after.url)
        return secured

    def judge(self, target: Target, addresses: list[str]) -> None:
        """Judge everything that a host resolves to; one forbidden address condemns the name.

        Raises:
            AddressRefused: an address is not public, and neither named nor allowed.
        """
        if self.is_named(target):
            return
        for text in addresses:
            address = ipaddress.ip_address(text.partition("%")[0])
            allowed = any(address.version == net.version and address in net for net in self._allowed)
            if "%" in text or not (allowed or is_public(address)):
                raise AddressRefused(f"{target.host} leads to {text}, which is not a public address", url=target.url)
            if not allowed and target.port not in DEFAULT_PORTS.values():
                raise _odd_port(target)


def _odd_port(target: Target) -> AddressRefused:
    return AddressRefused(f"port {target.port} is asked only of hosts that you name: {target.url}", url=target.url)


def _named(entry: str) -> tuple[str, int | None]:
    """Read `host` or `host:port` as a user's configuration has it."""
    target = aim(entry if "://" in entry else f"http://{entry}/")
    explicit = urlsplit(entry if "://" in entry else f"http://{entry}/").port
    return target.host.removeprefix("www."), explicit


def _among(target: Target, named: frozenset[tuple[str, int | None]]) -> bool:
    host = target.host.removeprefix("www.")
    return (host, None) in named or (host, target.port) in named


def look_up(resolve: Resolve, target: Target, seconds: float) -> list[str]:
    """Resolve a host within a time, and return all its addresses, each once, in the order of the resolver.

    `getaddrinfo` knows no time-out, so it runs in a thread of its own that nobody waits for at the end.

    Address families alternate, so that a family without a way out does not use up the few that are tried.

    Raises:
        Unreachable: there is no address, or none in time.
    """
    if target.literal is not None:
        return [target.host]
    results: list[list[Any] | Exception] = []

    def work() -> None:
        try:
            results.append(resolve(target.host, target.port, type=socket.SOCK_STREAM))
        except Exception as error:  # noqa: BLE001 (the waiting thread decides what it means)
            results.append(error)

    thread = threading.Thread(target=work, name=f"resolve {target.host}", daemon=True)
    thread.start()
    thread.join(max(0.0, seconds))
    if not results:
        raise Unreachable(f"the name {target.host} was not resolved within {seconds:.0f} s", url=target.url)
    outcome = results[0]
    if isinstance(outcome, Exception):
        if not isinstance(outcome, OSError | ValueError | OverflowError):
            raise outcome
        raise Unreachable(f"the name {target.host} could not be resolved ({outcome})", url=target.url) from outcome
    found = dict.fromkeys(str(entry[4][0]) for entry in outcome)
    if not found:
        raise Unreachable(f"the name {target.host} has no address", url=target.url)
    return _alternating(list(found))


def _alternating(addresses: list[str]) -> list[str]:
    first = [text for text in addresses if (":" in text) == (":" in addresses[0])]
    second = [text for text in addresses if text not in first]
    pairs = [text for pair in zip_longest(first, second) for text in pair]
    return [text for text in pairs if text is not None]
