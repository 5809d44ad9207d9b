"""A browser that reaches nothing by itself, and pages that would hang, fill, flee or break it."""

from __future__ import annotations

import os
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime

import pytest

from archive.records import Issue
from scraper.discover.source import Page
from scraper.fetch import Fetcher, Policy
from scraper.render.browser import Chromium
from scraper.render.limits import Limits, RenderFailed
from scraper.render.renderer import Renderer
from scraper.urls import authority
from tests.browser import needs_browser
from tests.fake_site import FakeSite

pytestmark = needs_browser

LIMITS = Limits(hang_seconds=1.5, settle_seconds=1.5, empty_seconds=0.6, memory_bytes=600_000_000, html_chars=20_000)
AGENT = "test-archive/1 (desk)"


class Trap:
    """Listens on a port that nobody named, and counts who comes."""

    def __init__(self) -> None:
        self.visits: list[bytes] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._socket.settimeout(0.1)
        self.port = self._socket.getsockname()[1]
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    def _listen(self) -> None:
        while not self._over.is_set():
            try:
                connection, _ = self._socket.accept()
            except TimeoutError:
                continue
            with connection:
                connection.settimeout(0.5)
                try:
                    self.visits.append(connection.recv(1000))
                except OSError:
                    self.visits.append(b"")

    def close(self) -> None:
        """Stop listening."""
        self._over.set()
        self._thread.join()
        self._socket.close()


@pytest.fixture(scope="module")
def site() -> Iterator[FakeSite]:
    """A site to put hostile pages on."""
    with FakeSite() as site:
        yield site


@contextmanager
def rendering(site: FakeSite, limits: Limits = LIMITS) -> Iterator[tuple[Renderer, list[Issue]]]:
    """A renderer for the site, and what it tells."""
    policy = Policy(AGENT, delay=0, named_hosts=frozenset({authority(site.base)}), attempts=1)
    told: list[Issue] = []
    with Fetcher(policy) as fetcher:
        renderer = Renderer(
            fetcher, lambda url: url.startswith(site.base), lambda: datetime.now(UTC), tell=told.append, limits=limits
        )
        with closing(renderer):
            yield renderer, told


def raw(site: FakeSite, html: str, path: str = "/page") -> Page:
    """A page of the site as it came."""
    return Page(site.base + path, site.base + path, 200, html.encode(), "text/html", "utf-8")


GOOD = "<p id=p></p><script>p.textContent = 'All is well with the hall and with its chambers. '.repeat(4)</script>"

ESCAPES = """<p id=p></p><img src="http://127.0.0.1:PORT/img"><link rel=prefetch href="http://127.0.0.1:PORT/prefetch">
<link rel=preconnect href="http://127.0.0.1:PORT/"><link rel=dns-prefetch href="http://127.0.0.1:PORT/">
<iframe src="http://127.0.0.1:PORT/frame"></iframe><video src="http://127.0.0.1:PORT/video" autoplay></video>
<style>body { background: url(http://127.0.0.1:PORT/css) }
@font-face { font-family: x; src: url(http://127.0.0.1:PORT/font) }
p { font-family: x }</style><form id=f action="http://127.0.0.1:PORT/form" method=post target=_blank></form>
<a id=a href="http://127.0.0.1:PORT/pinged" ping="http://127.0.0.1:PORT/ping" target=_blank>a</a>
<a id=d href="http://127.0.0.1:PORT/download" download>d</a>
<script>
const to = "http://127.0.0.1:PORT";
const attempt = (name, work) => { try { work(); } catch (error) { console.log(name, error); } };
attempt("fetch", () => fetch(to + "/fetch", {mode: "no-cors"}).catch(() => {}));
attempt("post", () => fetch(to + "/post", {method: "POST", body: "x", mode: "no-cors"}).catch(() => {}));
attempt("own post", () => fetch("/own", {method: "POST", body: "x"}).catch(() => {}));
attempt("xhr", () => { const x = new XMLHttpRequest(); x.open("GET", to + "/xhr"); x.send(); });
attempt("socket", () => new WebSocket("ws://127.0.0.1:PORT/socket"));
attempt("source", () => new EventSource(to + "/source"));
attempt("beacon", () => navigator.sendBeacon(to + "/beacon", "x"));
attempt("worker", () => new Worker(URL.createObjectURL(new Blob([`
  fetch("${to}/worker").catch(() => {}); try { new WebSocket("ws://127.0.0.1:PORT/w") } catch {}
  try { importScripts("${to}/import") } catch {}`]))));
attempt("shared", () => new SharedWorker(to + "/shared"));
attempt("service", () => navigator.serviceWorker.register("/sw.js").catch(() => {}));
attempt("rtc", () => { const c = new RTCPeerConnection({iceServers: [{urls: "stun:127.0.0.1:PORT"}]});
  c.createDataChannel("x"); c.createOffer().then((o) => c.setLocalDescription(o)); });
attempt("transport", () => new WebTransport("https://127.0.0.1:PORT/transport"));
attempt("window", () => window.open(to + "/window"));
attempt("form", () => f.submit());
attempt("click", () => { a.click(); d.click(); });
attempt("name", () => fetch("http://tracker.invalid/").catch(() => {}));
attempt("module", () => import(to + "/module.js").catch(() => {}));
p.textContent = "The hall is open and its chambers are at work, as this paragraph of a hundred letters says at length.";
</script>"""


def test_nothing_reaches_the_network_but_through_the_fetcher(site: FakeSite) -> None:
    """A page that tries every way out of a browser reaches nothing: no connection is made past our door."""
    with closing(Trap()) as trap, rendering(site) as (renderer, told):
        site.clear()
        page = renderer.render(raw(site, ESCAPES.replace("PORT", str(trap.port))), "detail").page
        assert "its chambers are at work" in page.body.decode()
        assert trap.visits == []
    # What our door was asked for it refused, since nobody named that port; it never left either.
    assert [request.path for request in site.requests if request.path != "/robots.txt"] == []
    sentences = " ".join(issue.message for issue in told)
    assert "not a public address" in sentences
    assert "want to send data" in sentences


def test_the_browser_alone_reaches_nothing(site: FakeSite) -> None:
    """Even with no request answered by us, the browser finds neither a name nor an address: it has no network."""
    from playwright.sync_api import Error

    with closing(Trap()) as trap, closing(Chromium(Limits(), AGENT)) as chromium:
        tab = chromium.context().new_page()
        for address in (
            f"http://127.0.0.1:{trap.port}/",
            f"http://localhost:{trap.port}/",
            site.base,
            "http://a.invalid/",
        ):
            with pytest.raises(Error, match=r"net::ERR_"):
                tab.goto(address, timeout=5_000)
        assert trap.visits == []


def test_every_request_says_who_we_are_and_brings_no_cookie(site: FakeSite) -> None:
    """What a rendered page asks for goes out under our own name, and what is set as a cookie never comes back."""
    site.put(
        "/one.js", "document.cookie = 'a=1'; fetch('/data', {credentials: 'include'})", media_type="text/javascript"
    )
    site.put("/data", "{}", media_type="application/json")
    with rendering(site) as (renderer, _):
        site.clear()
        made = [renderer.render(raw(site, GOOD + "<script src=/one.js></script>"), "detail") for _ in range(2)]
    assert all("All is well" in one.page.body.decode() for one in made)
    asked = [request for request in site.requests if request.path != "/robots.txt"]
    assert [request.path for request in asked] == ["/one.js", "/data", "/data"]
    assert {request.headers["user-agent"] for request in asked} == {AGENT}
    assert not any("cookie" in request.headers for request in asked)


HOSTILE = {
    "a script without end": ("<script>while (true) {}</script>", "without an end"),
    "dialogs without end": ("<script>while (true) alert(1)</script>", "without an end"),
    "memory without end": (
        "<script>const all = []; while (all.length < 60) all.push(new Uint8Array(4e7).fill(1))</script>",
        "memory",
    ),
    "a page without end": (
        "<p></p><script>document.body.innerHTML = '<p>All is well with the hall.</p>'.repeat(700)</script>",
        "more than 20000 characters",
    ),
}


def test_hostile_pages_end_with_a_sentence_and_the_next_page_is_rendered(site: FakeSite) -> None:
    """Each page that would hang or fill the browser gives a reason in plain words, and the page after it is well."""
    reasons: dict[str, str] = {}
    with rendering(site) as (renderer, _):
        for name, (html, _reason) in HOSTILE.items():
            try:
                renderer.render(raw(site, html), "detail")
            except RenderFailed as error:
                reasons[name] = "may pass" if error.passing else str(error)
        assert [name for name, (_, reason) in HOSTILE.items() if reason not in reasons.get(name, "")] == []
        assert "All is well" in renderer.render(raw(site, GOOD), "detail").page.body.decode()


def test_pages_that_lead_on_without_end_are_read_where_they_stand(site: FakeSite) -> None:
    """Scripts may lead on a few times within the site and never out of it; windows that they open are closed."""
    site.behave("/on", body="<p>Here.<script>location.href = '/on?' + Math.random(); window.open('/on')</script>")
    with rendering(site) as (renderer, told):
        page = renderer.render(raw(site, "<script>location.href = '/on'</script>"), "detail").page
        assert (page.url.startswith(site.base + "/on"), page.asked) == (True, site.base + "/page")
        away = renderer.render(
            raw(site, "<p>Stay.<script>location.href = 'https://example.org/'</script>"), "detail"
        ).page
        assert "Stay." in away.body.decode()
    sentences = " ".join(issue.message for issue in told)
    assert "send the reader on more than 5 times" in sentences
    assert "outside the site" in sentences


def test_a_page_that_never_rests_is_read_as_it_stands(site: FakeSite) -> None:
    """A ticker that changes for ever does not keep a page from being read; it is said that it did not come to rest."""
    html = GOOD + "<i id=i></i><script>setInterval(() => { i.textContent = performance.now() }, 20)</script>"
    with rendering(site) as (renderer, _):
        page = renderer.render(raw(site, html), "detail").page
    assert "All is well" in page.body.decode()
    assert "did not come to rest" in page.cut


def test_a_browser_that_dies_is_started_anew_a_few_times(site: FakeSite) -> None:
    """A crash costs no page that comes after it; after too many, rendering is given up for the run, and says so."""
    with rendering(site, Limits(restarts=1)) as (renderer, _):
        for _ in range(2):
            assert "All is well" in renderer.render(raw(site, GOOD), "detail").page.body.decode()
            assert renderer._chromium is not None
            os.kill(renderer._chromium.watchdog.pid, signal.SIGKILL)
        with pytest.raises(RenderFailed, match="broke down 2 times"):
            renderer.render(raw(site, GOOD), "detail")
