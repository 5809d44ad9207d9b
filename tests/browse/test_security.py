"""Text from a site never acts, whatever it says and wherever it is shown; and no address leads out of the desk."""

from __future__ import annotations

import hashlib
import re
import socket
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

import pytest

from archive import open_archive
from archive.browse import routes
from archive.browse.desk import Desk
from tests.browse.desk_server import serving
from tests.browse.hostile_archive import PAYLOADS, picture_of
from tests.browser import needs_browser
from tests.changing_archive import drawing, world

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import httpx

_COUNT = len(PAYLOADS)

# -- the routes ------------------------------------------------------------------------------------------------

SAMPLES = {
    r"/$": "/",
    r"/search$": "/search?q=common",
    r"/post/(?P<id>\d{1,18})$": "/post/1",
    r"/post/(?P<id>\d{1,18})/diff$": "/post/1/diff",
    r"/post/(?P<id>\d{1,18})/cite\.(?P<form>bib|ris|json)$": "/post/1/cite.bib",
    r"/gallery$": "/gallery",
    r"/picture/(?P<sha256>[0-9a-f]{64})$": f"/picture/{picture_of(1)}",
    r"/changes$": "/changes",
    r"/changes\.xml$": "/changes.xml",
    r"/changes\.json$": "/changes.json",
    r"/runs$": "/runs",
    r"/runs/(?P<id>\d{1,18})$": "/runs/1",
    r"/issues$": "/issues",
    r"/completeness$": "/completeness",
    r"/plots$": "/plots",
    r"/-/desk/[0-9a-f]{12}/(?P<name>[a-z]+\.[a-z]+)$": "/-/desk/000000000000/desk.css",
    r"/-/blob/(?P<sha256>[0-9a-f]{64})(?:/(?P<name>[^/]*))?$": f"/-/blob/{picture_of(1)}",
    r"/-/thumb/(?P<sha256>[0-9a-f]{64})/(?P<side>\d{2,4})$": f"/-/thumb/{picture_of(1)}/160",
    r"/-/capture/(?P<id>\d{1,18})$": "/-/capture/1",
    r"/-/capture/(?P<id>\d{1,18})/source$": "/-/capture/1/source",
    r"/-/plot/(?P<name>[a-z]+)(?P<dark>-dark)?\.svg$": "/-/plot/health.svg",
    r"/-/(?!static/).*$": "/-/threads",
    # Datasette's own
    r"/(\.(?P<format>jsono?))?$": "/.json",
    r"/favicon.ico": "/favicon.ico",
    r"/-/static/(?P<path>.*)$": "/-/static/app.css",
    r"/(?P<database>[^\/\.]+)\.db$": "/archive.db",
    r"/(?P<database>[^\/\.]+)(\.(?P<format>\w+))?$": "/archive",
    r"/(?P<database>[^\/\.]+)/(?P<table>[^\/\.]+)(\.(?P<format>\w+))?$": "/archive/posts",
    r"/(?P<database>[^\/\.]+)/(?P<table>[^/]+?)/(?P<pks>[^/]+?)(\.(?P<format>\w+))?$": "/archive/posts/1",
}
"""An address for each route."""


def _patterns(folder: Path) -> list[str]:
    desk = Desk(folder)
    try:
        return [pattern.pattern for pattern, _ in desk._routes()]
    finally:
        desk.close()


def test_every_route_has_the_headers(hostile: httpx.Client, hostile_folder: Path) -> None:
    """Whatever is added to the desk, or to Datasette, is asked here: without an address in the list this fails."""
    hidden = re.compile(routes.patterns()[-1][0])  # what begins with /-/ is answered by us, never by Datasette
    patterns = [one for one in _patterns(hostile_folder) if one in SAMPLES or not hidden.match(one)]
    unknown = [one for one in patterns if one not in SAMPLES and not one.startswith("/:memory:")]
    assert unknown == []
    assert {pattern for pattern, _ in routes.patterns()} <= set(SAMPLES)
    for pattern, address in SAMPLES.items():
        assert re.match(pattern, urlsplit(address).path)
        for asked in (address, f"{address}{'&' if '?' in address else '?'}page=zero&x=%00%0d%0aSet-Cookie:a"):
            _check_headers(hostile, asked)


def _check_headers(client: httpx.Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code < 500, address
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy, address
    assert "unsafe" not in policy or policy == "sandbox; default-src 'none'; style-src 'unsafe-inline'", address
    assert "*" not in policy, address
    for name, value in {
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "no-referrer",
        "cross-origin-resource-policy": "same-origin",
    }.items():
        assert answer.headers[name] == value, address
    assert "set-cookie" not in answer.headers, address
    assert "access-control-allow-origin" not in answer.headers, address


def test_no_page_of_datasette_s_operators_is_reached(hostile: httpx.Client, hostile_folder: Path) -> None:
    """What Datasette offers below /-/ is not there, its static files apart."""
    for pattern in _patterns(hostile_folder):
        if pattern.startswith("/-/") and pattern not in SAMPLES:
            address = re.match(r"/-/[a-z-]+", pattern)
            assert address
            assert hostile.get(address[0]).status_code == 404
            assert hostile.get(f"{address[0]}.json").status_code == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_no_route_takes_anything(hostile: httpx.Client, method: str) -> None:
    """Every route is for reading."""
    for address in SAMPLES.values():
        assert hostile.request(method, address, content=b"x=1").status_code == 405


@pytest.mark.parametrize(
    "name", ["evil.example", "127.0.0.1.evil.example", "evil.example:80", "localhost evil", "0.0.0.0"]
)
def test_no_route_answers_under_another_name(hostile: httpx.Client, name: str) -> None:
    """A page elsewhere whose name was made to point here reads nothing, on any route."""
    for address in SAMPLES.values():
        answer = hostile.get(address, headers={"host": name})
        assert answer.status_code == 421
        assert "evil" not in answer.text


PATHS = (
    "/-/static/../../../../etc/passwd", "/-/static/..%2f..%2f..%2fetc%2fpasswd", "/-/static/%2e%2e/%2e%2e/archive.db",
    "/-/static//etc/passwd", "/-/static/%2fetc%2fpasswd", "/-/desk/000000000000/../desk.py", "/-/blob/../archive.db",
    "/-/blob/%2e%2e%2farchive.db", "/-/blob/" + "0" * 64 + "/../../archive.db", "/-/static/app.css%00.html",
    "/archive.db", "/archive%2edb", "/..%5carchive.db", "/%00", "/-/static/%00", "/archive/..%2f..%2fposts",
    "/archive/posts%00", "/-/thumb/..%2f/160", "/picture/" + "0" * 63 + "%00", "/etc/passwd", "/.git/config",
    "/-/static/%c0%ae%c0%ae/passwd", "/_internal", "/_memory", "/_internal/databases", "/:memory:",
)  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_no_path_leads_to_files(hostile: httpx.Client, hostile_folder: Path, path: str) -> None:
    """Dots, slashes and zeros in any spelling find no file, and no error tells where the files are."""
    status, body = _raw(hostile, path)
    assert status in {301, 302, 400, 403, 404}
    assert b"root:" not in body
    assert b"SQLite format" not in body
    assert str(hostile_folder.parent).encode() not in body
    assert b"Traceback" not in body


@pytest.mark.parametrize("path", ["//evil.example", "//evil.example/archive/", "/\\evil.example", "/%5cevil.example/",
                                  "///evil.example", "/%2f%2fevil.example/", "/archive//evil.example/"])  # fmt: skip
def test_no_redirect_leads_out(hostile: httpx.Client, path: str) -> None:
    """An address that looks like another host's stays here."""
    status, body = _raw(hostile, path)
    location = re.search(rb"(?mi)^location: *(.*?)\r$", body)
    assert status < 500
    assert not location or re.match(rb"/(?![/\\])", location[1])


def _raw(client: httpx.Client, path: str) -> tuple[int, bytes]:
    """Ask for a path as it is spelled: a client would tidy it."""
    host, port = client.base_url.host, client.base_url.port
    assert port
    with socket.create_connection((host, port), timeout=10) as line:
        line.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n".encode())
        answer = b"".join(iter(lambda: line.recv(65536), b""))
    return int(answer.split(b" ", 2)[1]), answer


@pytest.mark.parametrize("words", [
    '"', '""', "'", "*", "-", "NEAR(", "NEAR(a b, 99999999999)", "title:", "nothing:a", "a AND", "OR", "(((", "a^b",
    "{a b}:c", '"a" + "b', "\\", "%", "_", "\x00", "a" * 5000, "香 OR 港", "--", "; DROP TABLE posts",
])  # fmt: skip
def test_no_words_break_the_search(hostile: httpx.Client, words: str) -> None:
    """What means something to the index is a word like any other, on our page and in Datasette's tables."""
    assert hostile.get("/search", params={"q": words}).status_code in {200, 400}
    assert hostile.get("/archive/posts", params={"_search": words}).status_code in {200, 400}


@pytest.mark.parametrize("sql", [
    "delete from posts", "update posts set title = 'x'", "insert into runs (command) values ('x')", "drop table posts",
    "create table x (a)", "attach database '/tmp/x.db' as x", "vacuum into '/tmp/x.db'", "pragma writable_schema = on",
    "select load_extension('x')", "select writefile('/tmp/x', 'x')", "select 1; delete from posts",
    "with a as (select 1) delete from posts", "/* select */ delete from posts",
    "insert into posts_fts(posts_fts) values('rebuild')",
])  # fmt: skip
def test_no_sql_writes(hostile: httpx.Client, hostile_folder: Path, sql: str) -> None:
    """SQL can only ask."""
    before = hashlib.sha256((hostile_folder / "archive.db").read_bytes()).hexdigest()
    for address in ("/archive", "/archive.json"):
        answer = hostile.get(address, params={"sql": sql, "_shape": "objects"})
        assert answer.status_code == 400
    hostile.get("/archive.csv", params={"sql": sql})
    assert hashlib.sha256((hostile_folder / "archive.db").read_bytes()).hexdigest() == before


def test_long_questions_end(hostile: httpx.Client) -> None:
    """SQL that would run for ever is stopped within seconds."""
    endless = "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n"
    answer = hostile.get("/archive.json", params={"sql": endless})
    assert answer.status_code == 400
    assert answer.elapsed.total_seconds() < 6


# -- files that claim to be what they are not ------------------------------------------------------------------

FILES = {
    "page.jpg": (b"<!doctype html><script>alert(1)</script>", False),
    "drawing.svg": (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', False),
    "drawing.png": (
        b'<?xml version="1.0"?><!DOCTYPE svg><svg xmlns="http://www.w3.org/2000/svg"><script/></svg>',
        False,
    ),
    "both.gif": (b"GIF89a/*\x00\x00\x00\x00\x00*/=1;alert(1)//<script>alert(1)</script>", True),
    "both.jpg": (drawing(size=(40, 30)) + b"<html><script>alert(1)</script>", True),
    "space.jpg": (b"   \n\t<html><body onload=alert(1)>", False),
    "mark.jpg": (b"\xef\xbb\xbf<html><script>alert(1)</script>", False),
    "wide.jpg": ("<html><script>alert(1)</script>".encode("utf-16"), False),
    "script.js": (b"alert(1)", False),
    "flash.swf": (b"FWS\x09" + bytes(60), False),
    "mail.mht": (b"MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n<script>alert(1)</script>", False),
    "paper.pdf": (b"%PDF-1.4\n<script>alert(1)</script>", False),
    "sheet.xml": (b'<?xml-stylesheet href="data:text/xsl,x"?><x/>', False),
    'na"me\r\nX-Evil: 1.png': (drawing("PNG", (20, 20)), True),
}
"""Name, bytes, and whether a browser may look at them as a picture."""


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[httpx.Client, dict[str, str]]]:
    """Serve an archive that holds them."""
    folder = tmp_path_factory.mktemp("files") / "a"
    with world(folder) as w, w.run("backfill", 1):
        w.save("1", "A post", "Text.", [w.file(name, data) for name, (data, _) in FILES.items()])
    with open_archive(folder) as archive, serving(folder) as client:
        yield client, dict(archive.rows("SELECT name, sha256 FROM attachments"))


@pytest.mark.parametrize("name", FILES)
def test_files_cannot_act(files: tuple[httpx.Client, dict[str, str]], name: str) -> None:
    """A file is served as what its bytes are, without sniffing, in a sandbox; only real pictures may be looked at."""
    client, known = files
    data, picture = FILES[name]
    for end in ("", f"/{quote(name, safe='')}", "/index.html"):
        answer = client.get(f"/-/blob/{known[name]}{end}")
        assert answer.content == data
        assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "x-evil" not in answer.headers
        kind, shown = answer.headers["content-type"], answer.headers["content-disposition"].partition(";")[0]
        assert shown == ("inline" if picture else "attachment")
        assert kind.startswith("image/") == picture
        assert not re.search("html|xml|script|svg", kind)
    assert not re.search(b"<script|<html|onload", client.get(f"/-/thumb/{known[name]}/160").content) or picture


# -- text, in a browser ----------------------------------------------------------------------------------------

_FOUND = """() => {
  const bad = [], loads = ["src", "srcset", "poster", "data", "action", "formaction", "background"];
  const tables = document.location.pathname.startsWith("/archive"); // Datasette's scripts make menus and an editor
  for (const element of document.querySelectorAll("*")) {
    for (const {name, value} of element.attributes) {
      const acts = name.startsWith("on") || name === "srcdoc" || (name === "style" && !tables);
      if (acts || name.startsWith("data-evil")) bad.push(element.outerHTML);
      if (!loads.includes(name) && !name.endsWith("href")) continue;
      const there = URL.canParse(value, document.baseURI) ? new URL(value, document.baseURI) : new URL("bad:");
      const fits = there.origin === location.origin
        || (name === "href" && element.matches("a") && /^(https?|mailto):$/.test(there.protocol))
        || (name === "src" && element.matches("img") && there.protocol === "data:");
      if (!fits || there.hostname.endsWith("evil.example")) bad.push(element.outerHTML);
    }
    if (element.matches("iframe, frame, object, embed, base, math, video, marquee, template, meta[http-equiv]"))
      bad.push(element.outerHTML);
    if (element.matches("script:not([src]), style") && !tables) bad.push(element.outerHTML);
  }
  return bad.map((text) => text.slice(0, 200));
}"""

_LISTS = (
    "/", "/search", "/search?q=common", "/search?q=evil&past=1", "/gallery", "/gallery?each=1", "/changes",
    "/changes?page=2", "/changes?all=1&kind=gone", "/runs", "/runs?page=2", "/issues", "/completeness", "/plots",
    "/archive", "/archive/posts",
    "/archive/issues", "/archive/attachments", "/archive/runs", "/archive/captures", "/archive/tombstones",
    "/archive/revisions?_size=20", "/archive/edits", "/archive/ledger", "/archive/coverage", "/nothing/{}",
    "/nothing-{}", "/search?q={}", "/search?lang={}&category={}&since={}&year={}",
    "/gallery?lang={}&category={}&year={}",
    "/changes?since={}", "/changes?kind={}&lang={}&until={}", "/issues?code={}", "/issues?stage={}", "/runs?page={}",
    "/post/1/diff?from={}", "/post/1?revision={}", "/archive?sql={}", "/archive/posts?_search={}",
    "/archive/posts?title={}", "/archive/posts?_sort={}", "/archive/posts/{}",
)  # fmt: skip
"""Pages that show many fields, and (`{}`) what a link may put into an address."""


def _addresses() -> Iterator[str]:
    for address in _LISTS:
        if "{}" not in address:
            yield address
        else:
            for payload in PAYLOADS[8 :: _COUNT // 2]:
                yield address.replace("{}", quote(payload, safe=""))
    for number, payload in enumerate(PAYLOADS, 1):
        yield f"/post/{number}?view=markup"
        yield (
            f"/post/{number}", f"/post/{number}/diff?from=1&to=2", f"/picture/{picture_of(number)}", f"/runs/{number}",
            f"/-/capture/{number}", f"/archive/posts/{number}", f"/issues?code={quote(payload, safe='')}",
        )[number % 7]  # fmt: skip


class Watch:
    """What must not happen while pages are looked at."""

    def __init__(self, page: Any, origin: str) -> None:
        self.seen: list[str] = []
        page.on("dialog", lambda dialog: (self.seen.append(f"dialog {dialog.message}"), dialog.dismiss()))
        page.on("console", lambda message: self._said(message.text))
        page.on("pageerror", lambda error: self.seen.append(f"error {error}"))
        page.on("popup", lambda _: self.seen.append("popup"))
        page.on("request", lambda request: self._asked(request.url, origin))

    def _said(self, text: str) -> None:
        if re.search("Content.Security.Policy|Refused to|Blocked|blocked", text):
            self.seen.append(f"console {text}")

    def _asked(self, url: str, origin: str) -> None:
        if not url.startswith((f"{origin}/", "data:image/")):
            self.seen.append(f"request {url}")


@needs_browser
def test_no_text_acts_in_a_browser(chromium: Any, hostile: httpx.Client) -> None:
    """Every field with every payload: no dialog, no blocked script, no request elsewhere, no element made of text."""
    origin = str(hostile.base_url).rstrip("/")
    page = chromium.new_page()
    watch, found = Watch(page, origin), {}
    for address in _addresses():
        answer = page.goto(origin + address, wait_until="domcontentloaded")
        assert answer is None or answer.status < 500, address
        bad = [*page.evaluate(_FOUND), *watch.seen]
        if bad:
            found[address] = bad
            watch.seen.clear()
    page.close()
    assert found == {}


@needs_browser
def test_the_watch_would_see(chromium: Any, hostile: httpx.Client) -> None:
    """What the test above looks for is seen where it happens: without the policy, and where the policy stops it."""
    origin = str(hostile.base_url).rstrip("/")
    page = chromium.new_page()
    watch = Watch(page, origin)
    page.set_content(PAYLOADS[7])
    assert page.evaluate(_FOUND)
    page.goto(f"{origin}/")
    assert page.evaluate(_FOUND) == []
    page.evaluate("text => document.body.insertAdjacentHTML('beforeend', text)", PAYLOADS[7] + PAYLOADS[43])
    page.wait_for_timeout(200)
    assert len(page.evaluate(_FOUND)) > 1
    page.close()
    assert {said.split()[0] for said in watch.seen} == {"dialog", "console", "request"}


def test_feeds_and_citations_hold_text_as_text(hostile: httpx.Client) -> None:
    """Payloads in feeds are escaped twice over: readers find text, never elements."""
    import feedparser

    feed = feedparser.parse(hostile.get("/changes.xml").content)
    assert not feed.bozo
    for entry in feed.entries:
        assert "<script" not in entry.content[0].value.lower()
        assert not re.search(r"<img|<svg|<iframe|javascript:[^&]*\">", entry.content[0].value, re.IGNORECASE)
        assert not entry.get("link", "").lower().startswith(("javascript", "data", "/"))
    for item in hostile.get("/changes.json").json()["items"]:
        assert not re.search(r"<(script|img|svg|iframe|math)", item["content_html"], re.IGNORECASE)
