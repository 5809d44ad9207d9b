"""Where requests may go: spellings of addresses, tables of networks, and what a connection is made to."""

from __future__ import annotations

import ipaddress
import socket
import time
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scraper.errors import AddressRefused, ScraperError, Unreachable
from scraper.fetch import Policy
from scraper.fetch.address import Gate, aim, follow, is_public, look_up
from scraper.fetch.transport import Limits, Wire, request_for
from tests.scraper.fetch.misbehaving import PAGE

if TYPE_CHECKING:
    from collections.abc import Callable

    from scraper.fetch import Fetcher
    from tests.scraper.fetch.misbehaving import Server

FORBIDDEN = """
0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.127.255.255 127.0.0.1 127.255.255.254 169.254.169.254
172.16.0.1 172.31.255.255 192.0.0.1 192.0.0.9 192.0.2.7 192.31.196.1 192.52.193.1 192.88.99.1 192.168.1.1
192.175.48.1 198.18.0.1 198.19.255.255 198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255
:: ::1 ::127.0.0.1 ::8.8.8.8 ::ffff:127.0.0.1 ::ffff:8.8.8.8 64:ff9b::7f00:1 64:ff9b:1::1 100::1 100:0:0:1::1
2001::1 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:20::1 2001:db8::1 2002:7f00:1:: 2002:a00:1::1 2620:4f:8000::1
3fff::1 3fff:fff:ffff::1 4000::1 5f00::1 fc00::1 fd12:3456::1 fe80::1 fec0::1 ff02::1 ff0e::1
""".split()
PUBLIC = """
1.1.1.1 8.8.8.8 9.255.255.255 11.0.0.1 93.184.216.34 100.63.255.255 100.128.0.1 172.15.255.255 172.32.0.1
191.255.255.255 192.0.1.1 198.17.255.255 198.20.0.1 223.255.255.255 202.40.0.1
2001:4860:4860::8888 2606:2800:220:1:248:1893:25c8:1946 2400:cb00::1 2a00:1450::1
""".split()

SPELLINGS = {
    "HTTP://EXAMPLE.org": "http://example.org/",
    "https://example.org:443/a": "https://example.org/a",
    "http://example.org:8080": "http://example.org:8080/",
    "http://example.org./a": "http://example.org/a",
    "http://example.org/a b": "http://example.org/a%20b",
    "http://example.org/新聞/1": "http://example.org/%E6%96%B0%E8%81%9E/1",
    "http://example.org/%e6%96": "http://example.org/%e6%96",
    "http://example.org/100%": "http://example.org/100%25",
    "http://example.org/a?b=c d&e=[1]": "http://example.org/a?b=c%20d&e=[1]",
    "http://example.org/a?q='\"": "http://example.org/a?q='%22",
    "http://example.org/a#part": "http://example.org/a",
    "http://example.org?q=1": "http://example.org/?q=1",
    "http://example.org/a/../b/./c": "http://example.org/b/c",
    "http://example.org/a/%2E%2e/b": "http://example.org/b",
    "http://example.org/a/b/..": "http://example.org/a/",
    "http://example.org/../../x": "http://example.org/x",
    "http://example.org//a//b": "http://example.org//a//b",
    "http://bücher.example/": "http://xn--bcher-kva.example/",
    "http://中文.example/": "http://xn--fiq228c.example/",
    "http://my_host.example/": "http://my_host.example/",
    "http://93.184.216.34/": "http://93.184.216.34/",
    "http://[2606:2800:0220:1::1946]/": "http://[2606:2800:220:1::1946]/",
    "http://[2606:2800::1]:8080/": "http://[2606:2800::1]:8080/",
    "http://１.１.１.１/": "http://1.1.1.1/",
}
REFUSED = [
    "",
    "example.org",
    "//example.org/",
    "ftp://example.org/",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "data:text/html,x",
    "gopher://example.org/",
    "http://",
    "http:///path",
    "http://?q",
    "http://user@example.org/",
    "http://user:pw@example.org/",
    "http://@example.org/",
    "http://example.org\\@evil.example/",
    "http://example.org\\.evil.example/",
    "http://example.org/a\\b",
    "http:\\\\example.org/",
    "http://%65xample.org/",
    "http://example%2eorg/",
    "http://exa mple.org/",
    "http://exa\tmple.org/",
    "http://exa\nmple.org/",
    "http://example.org/a\nb",
    "http://example.org/\x00",
    "http://example.org\x7f/",
    "http://a..b/",
    "http://.example.org/",
    "http://example.org../",
    "http://-example.org/",
    "http://" + "a" * 64 + ".org/",
    "http://" + "a." * 127 + "org/",
    "http://xn--/",
    "http://xn--a/",
    "http://" + "ü" * 300 + ".org/",
    "http://example.org:0/",
    "http://example.org:65536/",
    "http://example.org:8o/",
    "http://[::1/",
    "http://[::1]x/",
    "http://[fe80::1%25eth0]/",
    "http://[v1.x]/",
    "http://127.1/",
    "http://0/",
    "http://0x7f.1/",
    "http://0x7f000001/",
    "http://2130706433/",
    "http://017700000001/",
    "http://1.2.3.4.5/",
    "http://256.1.1.1/",
    "http://example.1/",
    "http://[x/",
    "http://exa<mple.org/",
    "http://example.org/" + "a" * 9000,
]


@pytest.mark.parametrize("text", FORBIDDEN)
def test_forbidden_network(text: str) -> None:
    """Addresses that are nobody's on the internet are not public, whatever this Python calls global."""
    assert not is_public(ipaddress.ip_address(text))


@pytest.mark.parametrize("text", PUBLIC)
def test_public_network(text: str) -> None:
    """Addresses right outside the forbidden networks are public."""
    assert is_public(ipaddress.ip_address(text))


@pytest.mark.parametrize(("text", "sent"), SPELLINGS.items())
def test_spelling(text: str, sent: str) -> None:
    """An address is sent in one form, which is stable, and which the HTTP library reads the same way."""
    target = aim(text)
    assert target.url == sent
    assert aim(target.url) == target
    request = request_for("GET", [], Wire.begin(target, Limits(1, 1, 1, 1)))
    assert (request.url.raw_host.decode(), request.url.raw_path.decode()) == (target.host, target.path)


@pytest.mark.parametrize("text", REFUSED)
def test_refused_spelling(text: str) -> None:
    """What programs read in different ways, or not at all, is refused by our own error."""
    with pytest.raises(AddressRefused):
        aim(text)


@settings(max_examples=600, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.one_of(
        st.text(max_size=60),
        st.text(alphabet="htp:s/\\@%.#?[]xn-0127af １。\t\r\n\0ü中ß", max_size=40).map("http://".__add__),
        st.builds(
            "{}{}{}{}{}".format,
            st.sampled_from(["http://", "https://", "HTTP:", "//", "http:/", "ftp://", ""]),
            st.sampled_from(["example.org", "127.0.0.1", "[::1]", "xn--a", "ex.org.", "u:p@h", "0x7f", ""]),
            st.sampled_from(["", ":80", ":0", ":99999", ":x", ":"]),
            st.text(max_size=15),
            st.sampled_from(["", "?a=b", "#x", "/%zz", "/../..", "/\\", "?\ud800"]),
        ),
    )
)
def test_fuzzed_address(text: str) -> None:
    """Any string is either refused by our own error, or means the same to us and to the HTTP library."""
    base = aim("https://example.org/news/")
    for read in (aim, lambda url: follow(base, url.encode("utf-8", "surrogatepass"))):
        try:
            target = read(text)
            request = request_for("GET", [("Host", target.authority)], Wire.begin(target, Limits(1, 1, 1, 1)))
        except AddressRefused:
            continue
        assert request.url.raw_path.decode("ascii") == target.path
        assert target.path.isprintable()
        assert " " not in target.url
        assert aim(target.url) == target


@pytest.mark.parametrize(
    ("named", "url", "allowed"),
    [
        ("127.0.0.1:8000", "http://127.0.0.1:8000/", True),
        ("127.0.0.1:8000", "http://127.0.0.1:8001/", False),
        ("127.0.0.1:8000", "http://127.0.0.1/", False),
        ("127.0.0.1:8000", "http://127.0.0.2:8000/", False),
        ("127.0.0.1", "http://127.0.0.1:8001/", True),
        ("[::1]:8000", "http://[::1]:8000/", True),
        ("intranet.example", "http://intranet.example:8080/", True),
        ("intranet.example", "https://www.intranet.example/", True),
        ("www.intranet.example", "http://intranet.example/", True),
        ("WWW.Intranet.example.", "http://intranet.example:99/", True),
        ("intranet.example", "http://x.intranet.example:8080/", False),
        ("intranet.example", "http://93.184.216.34:8080/", False),
        ("intranet.example", "http://192.168.0.1/", False),
    ],
)
def test_named_host(named: str, url: str, allowed: bool) -> None:
    """A host that the user named, or its www. twin, is exempt from the tables; its neighbours are not."""
    gate = Gate(Policy("x", named_hosts=frozenset({named})))
    if allowed:
        judge_all(gate, url)
        return
    with pytest.raises(AddressRefused):
        judge_all(gate, url)


def judge_all(gate: Gate, url: str) -> None:
    """Do with an address what a fetch does, as if its name led inside a network."""
    gate.check(aim(url))
    gate.judge(aim(url), ["10.0.0.1", "fe80::1%2"])


def test_allowed_networks() -> None:
    """A network that the user allows is allowed, and nothing beside it."""
    gate = Gate(Policy("x", allow_networks=("10.1.0.0/16", "fd00::/8")))
    gate.judge(aim("http://example.org/"), ["10.1.2.3", "fd00::1", "93.184.216.34"])
    for address in ("10.2.0.1", "127.0.0.1", "fe80::1", "::1"):
        with pytest.raises(AddressRefused):
            gate.judge(aim("http://example.org/"), [address])
    odd = aim("http://example.org:8080/")
    gate.check(odd)
    gate.judge(odd, ["10.1.2.3"])
    gate.check(aim("http://10.1.2.3:8080/"))
    with pytest.raises(AddressRefused, match="port"):
        gate.judge(odd, ["10.1.2.3", "93.184.216.34"])


def test_families_alternate() -> None:
    """Where a name has many addresses of one family, the other family is among the first that are tried."""
    resolve = resolver("2a00::1", "2a00::2", "2a00::3", "1.1.1.1", "2a00::1", "1.1.1.2")
    found = look_up(resolve, aim("http://example.org/"), 1)
    assert found == ["2a00::1", "1.1.1.1", "2a00::2", "1.1.1.2", "2a00::3"]


def test_one_forbidden_address_condemns_the_name() -> None:
    """A name with a public and a private address is refused as a whole, in either order."""
    gate = Gate(Policy("x"))
    for addresses in (["93.184.216.34", "10.0.0.1"], ["::1", "93.184.216.34"]):
        with pytest.raises(AddressRefused):
            gate.judge(aim("http://example.org/"), addresses)


@pytest.mark.parametrize(
    ("before", "location", "leads_to"),
    [
        ("https://example.org/a", "http://example.org/a/", "https://example.org/a/"),
        ("https://example.org/a", "http://www.example.org/a", "https://www.example.org/a"),
        ("https://example.org/a", "/b", "https://example.org/b"),
        ("http://example.org/a", "http://other.example/", "http://other.example/"),
        ("http://example.org/a", "https://example.org/a", "https://example.org/a"),
        ("https://example.org/a", "http://example.org/a", None),
        ("https://example.org/a", "http://other.example/", None),
        ("https://example.org/a", "http://example.org:8080/a/", None),
        ("https://example.org:8443/a", "http://example.org/a/", None),
        ("https://plain.example/a", "http://plain.example/a", "http://plain.example/a"),
        ("https://example.org/a", "http://www.plain.example/b", "http://www.plain.example/b"),
    ],
)
def test_downgrade(before: str, location: str, leads_to: str | None) -> None:
    """A redirect does not lead from https to http, except to a host that the user named with http."""
    gate = Gate(Policy("x", named_http=frozenset({"plain.example"})))
    start = aim(before)
    if leads_to is None:
        with pytest.raises(AddressRefused):
            gate.protected(start, follow(start, location.encode()))
    else:
        assert gate.protected(start, follow(start, location.encode())).url == leads_to


def resolver(*addresses: str) -> Callable[..., list[Any]]:
    """Return a resolver that answers with these addresses, and counts its calls."""

    def resolve(host: str, port: int, **options: object) -> list[Any]:
        resolve.calls += 1  # type: ignore[attr-defined]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    resolve.calls = 0  # type: ignore[attr-defined]
    return resolve


@pytest.mark.parametrize("addresses", [["127.0.0.1"], ["93.184.216.34", "127.0.0.1"], ["::1"], ["169.254.169.254"]])
def test_name_that_leads_inside(addresses: list[str], make_fetcher: Callable[..., Fetcher], server: Server) -> None:
    """A public-looking name that resolves to an inner address is refused at once, and nothing is connected."""
    with make_fetcher(attempts=4, collaborators={"resolve": resolver(*addresses)}) as fetcher:
        with pytest.raises(AddressRefused):
            fetcher.get("http://news.example/", "front")
        with pytest.raises(AddressRefused):
            fetcher.get(f"http://news.example:{server.port}/", "front")
    assert server.connections == 0


def test_named_host_is_resolved_once_and_connected_to_that(
    make_fetcher: Callable[..., Fetcher], server: Server
) -> None:
    """The address that is judged is the address that is connected to: a second, different look-up changes nothing."""
    resolve = resolver("127.0.0.1")
    name = f"news.example:{server.port}"
    with make_fetcher(named_hosts=frozenset({name}), collaborators={"resolve": resolve}) as fetcher:
        answer = fetcher.get(f"http://{name}/good", "front")
    assert (answer.body, answer.exchange.peer) == (PAGE, "127.0.0.1")
    assert resolve.calls == server.connections == 2  # type: ignore[attr-defined]
    assert f"Host: {name}".encode() in answer.exchange.request_head


def test_next_address_is_tried(make_fetcher: Callable[..., Fetcher], server: Server) -> None:
    """Where the first address refuses the connection, the next one is asked."""
    name = f"news.example:{server.port}"
    resolve = resolver("127.0.0.9", "127.0.0.1")  # the server listens on the second only
    with make_fetcher(named_hosts=frozenset({name}), collaborators={"resolve": resolve}) as fetcher:
        assert fetcher.get(f"http://{name}/good", "front").exchange.peer == "127.0.0.1"


def test_resolver_that_hangs() -> None:
    """A resolver that never returns is left behind when the time is up."""

    def hang(*arguments: object, **options: object) -> list[Any]:
        time.sleep(2)
        return []

    started = time.monotonic()
    with pytest.raises(Unreachable):
        look_up(hang, aim("http://example.org/"), 0.1)
    assert time.monotonic() - started < 1


@pytest.mark.parametrize(
    "error", [socket.gaierror(-2, "Name or service not known"), UnicodeError("label"), OverflowError()]
)
def test_resolver_that_fails(error: Exception, make_fetcher: Callable[..., Fetcher]) -> None:
    """A name that does not resolve is unreachable, for whatever reason the resolver gives."""

    def resolve(*arguments: object, **options: object) -> list[Any]:
        raise error

    with make_fetcher(collaborators={"resolve": resolve}) as fetcher, pytest.raises(Unreachable) as caught:
        fetcher.get("http://news.example/", "front")
    assert "news.example" in str(caught.value)
    assert isinstance(caught.value, ScraperError)


def test_silent_listener() -> None:
    """A gate without named hosts lets nothing through to loopback, however the address is written."""
    gate = Gate(Policy("x"))
    for host in ("127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "[::127.0.0.1]", "0.0.0.0", "１２７.0.0.1", "[::]"):
        with pytest.raises(AddressRefused):
            gate.check(aim(f"http://{host}/"))
