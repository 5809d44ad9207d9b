"""TLS: the certificate is checked against the name although the connection goes to a judged address."""

from __future__ import annotations

import datetime
import ipaddress
import socket
import ssl
import threading
from typing import TYPE_CHECKING, Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from scraper.errors import AddressRefused, RobotsRefused, Unreachable
from tests.scraper.fetch.conftest import MemorySink
from tests.scraper.fetch.misbehaving import PAGE, Server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from scraper.fetch import Fetcher
    from tests.scraper.fetch.conftest import FakeTime

NAME = "news.example"
NOW = datetime.datetime.now(datetime.UTC)


class Authority:
    """A certificate authority of the test's own."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Test authority {id(self.key)}")])
        self.certificate = (
            self._builder(self.name, self.key)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .sign(self.key, hashes.SHA256())
        )

    def _builder(
        self, subject: x509.Name, key: ec.EllipticCurvePrivateKey, days: tuple[int, int] = (-2, 30)
    ) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self.name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(NOW + datetime.timedelta(days=days[0]))
            .not_valid_after(NOW + datetime.timedelta(days=days[1]))
        )

    def issue(self, path: Path, *names: x509.GeneralName, days: tuple[int, int] = (-2, 30)) -> Path:
        """Write a certificate for these names, with its key, and return the file."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a server")])
        certificate = (
            self._builder(subject, key, days)
            .add_extension(x509.SubjectAlternativeName(names), critical=False)
            .sign(self.key, hashes.SHA256())
        )
        pem = serialization.Encoding.PEM
        path.write_bytes(
            key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
            + certificate.public_bytes(pem)
        )
        return path


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Authority:
    """Give an authority that this process trusts by SSL_CERT_FILE."""
    authority = Authority()
    path = tmp_path / "ca.pem"
    path.write_bytes(authority.certificate.public_bytes(serialization.Encoding.PEM))
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    return authority


def wrapper(path: Path, seen: list[str | None]) -> Callable[[socket.socket], socket.socket]:
    """Return what puts TLS on a server's connections, noting the names that clients ask for."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    context.sni_callback = lambda _socket, name, _context: seen.append(name)
    return lambda sock: context.wrap_socket(sock, server_side=True)


@pytest.fixture
def names_seen() -> list[str | None]:
    """Give the list of names that clients asked the server for."""
    return []


@pytest.fixture
def server(authority: Authority, tmp_path: Path, names_seen: list[str | None]) -> Iterator[Server]:
    """Give a server with a certificate for one name and for no address."""
    path = authority.issue(tmp_path / "server.pem", x509.DNSName(NAME))
    with Server(wrapper(path, names_seen)) as server:
        yield server


def resolve(host: str, port: int, **options: object) -> list[Any]:
    """Resolve every name to loopback."""
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]


def fetch(make_fetcher: Callable[..., Fetcher], host: str, server: Server, **rules: Any) -> bytes:
    """Fetch a page over TLS."""
    authority = f"{host}:{server.port}"
    rules = {"named_hosts": frozenset({authority}), "collaborators": {"resolve": resolve}, "page_deadline": 5.0} | rules
    with make_fetcher(**rules) as fetcher:
        return fetcher.get(f"https://{authority}/good", "front").body


def test_right_name(make_fetcher: Callable[..., Fetcher], server: Server, names_seen: list[str | None]) -> None:
    """A certificate for the name is good, and the server was told the name although an address was connected to."""
    assert fetch(make_fetcher, NAME, server) == PAGE
    assert set(names_seen) == {NAME}


@pytest.mark.parametrize("host", ["other.example", "127.0.0.1"])
def test_wrong_name(host: str, make_fetcher: Callable[..., Fetcher], server: Server) -> None:
    """A certificate for another name is refused, said so, and not tried again."""
    with pytest.raises(Unreachable, match="certificate") as caught:
        fetch(make_fetcher, host, server, attempts=4)
    assert not caught.value.passing
    assert server.connections == 1
    assert server.requests == []


def test_certificate_for_an_address(make_fetcher: Callable[..., Fetcher], authority: Authority, tmp_path: Path) -> None:
    """A host that is a network address needs a certificate for that address."""
    path = authority.issue(tmp_path / "ip.pem", x509.IPAddress(ipaddress.ip_address("127.0.0.1")))
    with Server(wrapper(path, [])) as server:
        assert fetch(make_fetcher, "127.0.0.1", server) == PAGE


@pytest.mark.parametrize("days", [(-30, -1), (1, 30)])
def test_out_of_date(
    days: tuple[int, int], make_fetcher: Callable[..., Fetcher], authority: Authority, tmp_path: Path
) -> None:
    """An expired certificate, or one that is not valid yet, is refused."""
    path = authority.issue(tmp_path / "old.pem", x509.DNSName(NAME), days=days)
    with Server(wrapper(path, [])) as server, pytest.raises(Unreachable, match="certificate"):
        fetch(make_fetcher, NAME, server)


def test_self_signed(make_fetcher: Callable[..., Fetcher], authority: Authority, tmp_path: Path) -> None:
    """A certificate of an authority that nobody trusts is refused."""
    path = Authority().issue(tmp_path / "stranger.pem", x509.DNSName(NAME))
    with Server(wrapper(path, [])) as server, pytest.raises(Unreachable, match="certificate"):
        fetch(make_fetcher, NAME, server)


def test_trusted_folder(make_fetcher: Callable[..., Fetcher], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SSL_CERT_DIR is honoured: a folder with a file named by the authority's hash."""
    authority = Authority()
    folder = tmp_path / "certificates"
    folder.mkdir()
    pem = authority.certificate.public_bytes(serialization.Encoding.PEM)
    (folder / f"{subject_hash(pem, tmp_path)}.0").write_bytes(pem)
    monkeypatch.setenv("SSL_CERT_DIR", str(folder))
    path = authority.issue(tmp_path / "server.pem", x509.DNSName(NAME))
    with Server(wrapper(path, [])) as server:
        assert fetch(make_fetcher, NAME, server) == PAGE


def subject_hash(pem: bytes, folder: Path) -> str:
    """Return OpenSSL's name for a certificate: the first four bytes of a SHA-1 over its canonical subject."""
    import hashlib

    subject = x509.load_pem_x509_certificate(pem).subject
    # Canonical form: the set of attributes in DER, values as lower-case UTF8String, without the outer sequence.
    value = subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value
    text = str(value).lower().encode()
    attribute = bytes.fromhex("0603550403") + bytes([0x0C, len(text)]) + text
    sequence = bytes([0x30, len(attribute)]) + attribute
    canonical = bytes([0x31, len(sequence)]) + sequence
    return f"{int.from_bytes(hashlib.sha1(canonical).digest()[:4], 'little'):08x}"


def test_plain_http_on_a_tls_port(make_fetcher: Callable[..., Fetcher]) -> None:
    """A server that speaks no TLS is unreachable by https, and is not asked over http instead."""
    with Server() as server:
        with pytest.raises(Unreachable):
            fetch(make_fetcher, NAME, server, connect_seconds=0.3)
        assert server.requests == []


def test_handshake_that_hangs(make_fetcher: Callable[..., Fetcher]) -> None:
    """A handshake that never proceeds ends with the time for connecting."""

    def hang(sock: socket.socket) -> socket.socket:
        while sock.recv(1000):
            pass
        raise OSError("gone")

    with Server(hang) as server, pytest.raises(Unreachable):
        fetch(make_fetcher, NAME, server, connect_seconds=0.2)


def test_failed_connection_is_no_slow_answer(make_fetcher: Callable[..., Fetcher], fake_time: FakeTime) -> None:
    """The time that a connection took to fail says nothing of how busy the server is, and lengthens no pause."""
    authority = f"{NAME}:443"
    resolved: list[str] = []

    def resolve_slowly(host: str, *arguments: object, **options: object) -> list[Any]:
        resolved.append(host)
        threading.Event().wait(0.3)
        raise OSError("Name or service not known")

    collaborators = {"resolve": resolve_slowly}
    with make_fetcher(named_hosts=frozenset({authority}), delay=0.05, collaborators=collaborators) as fetcher:
        for _ in range(2):
            with pytest.raises(Unreachable):
                fetcher.get(f"https://{authority}/", "front")
    assert resolved == [NAME, NAME]
    assert fake_time.slept == [pytest.approx(0.05)]


def test_redirect_to_http(make_fetcher: Callable[..., Fetcher], server: Server) -> None:
    """A redirect from https to http is not followed, for a page, a file and robots.txt alike."""
    with Server() as plain:
        named = frozenset({f"{NAME}:{server.port}", plain.authority})
        away = f"https://{NAME}:{server.port}/to?where={plain.url('/good')}"
        with make_fetcher(named_hosts=named, page_deadline=5.0, collaborators={"resolve": resolve}) as fetcher:
            with pytest.raises(AddressRefused, match="unprotected"):
                fetcher.get(away, "detail")
            with pytest.raises(AddressRefused, match="unprotected"):
                fetcher.get(away, "file", sink_factory=MemorySink)
        server.scripts["/robots.txt"] = lambda c: c.answer(b"", "302 Found", f"Location: {plain.url('/robots.txt')}")
        fetcher = make_fetcher(named_hosts=named, page_deadline=5.0, collaborators={"resolve": resolve})
        with fetcher, pytest.raises(RobotsRefused, match="unprotected"):
            fetcher.get(f"https://{NAME}:{server.port}/good", "detail")
        assert plain.connections == 0
