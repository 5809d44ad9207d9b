"""What holds for every answer of the desk: names, methods, headers; and that files cannot act."""

from __future__ import annotations

import asyncio
import re
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from archive import open_archive
from archive.browse.blob_pages import file_name
from archive.browse.files import disposition, part
from archive.browse.plugin import fit
from archive.browse.sanitised import sanitised
from archive.browse.security import guard, host_of
from tests.browse.desk_server import serving
from tests.changing_archive import drawing, world

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import httpx

_SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
_HTML = b"<!doctype html><html><script>alert(1)</script></html>"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give an archive with one post and files of several kinds, some of them hostile."""
    made = tmp_path_factory.mktemp("guard") / "a"
    with world(made) as w, w.run("backfill", 1):
        files = [
            w.file("big.jpg", drawing(size=(2400, 1600))),
            w.file("x.svg", _SVG),
            w.file("page.pdf", _HTML),
            w.file("real.pdf", b"%PDF-1.4 one"),
            w.file("報告.pdf", b"%PDF-1.4 two"),
        ]
        w.save("1", "One post", "First paragraph.\n\nSecond paragraph.", files)
    return made


@pytest.fixture(scope="module")
def desk(folder: Path) -> Iterator[httpx.Client]:
    """Serve it."""
    with serving(folder, ["desk.example.org"]) as client:
        yield client


def digests(folder: Path) -> dict[str, str]:
    """The digests of the files by their names."""
    with open_archive(folder) as archive:
        return dict(archive.rows("SELECT name, sha256 FROM attachments"))


ROUTES = (
    "/", "/search", "/search?q=paragraph", "/search?q=%3F", "/post/1", "/post/1/diff", "/post/1/cite.bib", "/post/99",
    "/post/1?view=markup", "/nowhere", "/archive", "/archive/posts", "/archive/posts/1", "/archive/posts.json",
    "/archive/posts.csv", "/archive?sql=select+1", "/archive?sql=selekt", "/archive/nothing", "/-/static/app.css",
    "/-/desk/000000000000/desk.css", "/-/desk/000000000000/nothing.css", "/-/capture/1", "/-/capture/1/source",
    "/-/threads", "/favicon.ico", "/-/blob/" + "0" * 64, "/%ff", "/archive/%2e%2e/posts", "//evil.example/",
    "/%5cevil.example/", "/\\evil.example/",
)  # fmt: skip


@pytest.mark.parametrize("path", ROUTES)
def test_every_answer_has_the_headers(desk: httpx.Client, path: str) -> None:
    """Whatever is asked, found or not, ours or Datasette's, the policy and its companions come along."""
    answer = desk.get(str(desk.base_url).rstrip("/") + path)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert answer.status_code < 500
    assert re.fullmatch(r"(/(?![/\\]).*)?", answer.headers.get("location", ""))


@pytest.mark.parametrize("path", ["/archive", "/archive/posts", "/archive/posts/1", "/archive?sql=select+1+as+a"])
def test_datasette_s_own_scripts_carry_the_mark_of_the_answer(desk: httpx.Client, path: str) -> None:
    """Every script and style in Datasette's pages has this answer's nonce, no attribute has a style."""
    answer = desk.get(path)
    nonce = re.search(r"'nonce-([\w-]+)'", answer.headers["content-security-policy"])
    assert nonce
    inline = re.findall(r"<(?:script|style)\b(?![^>]*\ssrc=)([^>]*)>", answer.text)
    assert inline
    assert all(f'nonce="{nonce[1]}"' in attributes for attributes in inline)
    assert not re.search(r"\sstyle=", answer.text)
    assert nonce[1] not in desk.get(path).text


def test_one_revision_has_nothing_to_compare(desk: httpx.Client) -> None:
    """A post that never changed says so instead of a difference."""
    assert "only one revision" in desk.get("/post/1/diff").text


def test_our_pages_allow_no_script_of_their_own(desk: httpx.Client) -> None:
    """Our pages need no nonce: scripts come from files only."""
    answer = desk.get("/post/1")
    assert "nonce" not in answer.headers["content-security-policy"]
    assert not re.search(r"<(?:script|style)\b(?![^>]*\ssrc=)", answer.text)


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200), ("127.0.0.1:8001", 200), ("LOCALHOST.", 200), ("[::1]:80", 200), ("desk.example.org", 200),
        ("evil.example", 421), ("127.0.0.1.evil.example", 421), ("localhost@evil.example", 421), ("localhost/", 421),
        ("localhost:80:80", 421), ("", 421),
    ],
)  # fmt: skip
def test_only_under_known_names(desk: httpx.Client, host: str, status: int) -> None:
    """A page whose name was made to point here gets nothing."""
    for path in ("/", "/archive/posts.json", "/-/static/app.css"):
        assert desk.get(path, headers={"host": host}).status_code == status


def test_two_names_are_none() -> None:
    """A request that names two hosts is refused."""
    assert host_of({"headers": [(b"host", b"localhost"), (b"Host", b"evil.example")]}) == ""


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND"])
def test_only_for_reading(desk: httpx.Client, method: str) -> None:
    """Nothing but GET and HEAD is answered, on Datasette's pages too."""
    for path in ("/", "/archive/posts", "/-/messages", "/-/logout"):
        answer = desk.request(method, path)
        assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")
    assert desk.head("/").status_code == 200


@pytest.mark.parametrize("sql", ["delete from posts", "attach 'x' as y", "pragma journal_mode=delete", "vacuum"])
def test_sql_only_reads(desk: httpx.Client, folder: Path, sql: str) -> None:
    """Statements that write are refused, and nothing is changed."""
    assert desk.get("/archive", params={"sql": sql}).status_code == 400
    with open_archive(folder) as archive:
        assert archive.rows("SELECT count(*) FROM posts") == [(1,)]


def test_no_pages_for_operators(desk: httpx.Client) -> None:
    """What Datasette tells of itself, and the file itself, are not offered."""
    for path in ("/-/plugins", "/-/settings.json", "/-/versions.json", "/-/databases.json", "/-/metadata.json",
                 "/-/permissions", "/-/auth-token", "/-/patterns", "/archive.db", "/_internal"):  # fmt: skip
        assert desk.get(path).status_code in {403, 404}


def test_files_are_what_their_bytes_are(desk: httpx.Client, folder: Path) -> None:
    """Pictures may be looked at; everything that could act is a download of no kind, whatever its name says."""
    held = digests(folder)
    seen = {}
    for name, sha256 in held.items():
        answer = desk.get(f"/-/blob/{sha256}/{name}")
        assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"
        assert answer.headers["x-content-type-options"] == "nosniff"
        seen[name] = (answer.headers["content-type"], answer.headers["content-disposition"].partition(";")[0])
    assert seen == {
        "big.jpg": ("image/jpeg", "inline"),
        "x.svg": ("application/octet-stream", "attachment"),
        "page.pdf": ("application/octet-stream", "attachment"),
        "real.pdf": ("application/pdf", "attachment"),
        "報告.pdf": ("application/pdf", "attachment"),
    }
    assert "page.pdf.html" in desk.get(f"/-/blob/{held['page.pdf']}/page.pdf").headers["content-disposition"]


def test_files_in_part_and_again(desk: httpx.Client, folder: Path) -> None:
    """A part of a file can be asked for, and one that the reader has is not sent again."""
    address = f"/-/blob/{digests(folder)['big.jpg']}"
    whole = desk.get(address)
    some = desk.get(address, headers={"range": "bytes=10-19"})
    assert (some.status_code, some.content) == (206, whole.content[10:20])
    assert some.headers["content-range"] == f"bytes 10-19/{len(whole.content)}"
    assert desk.get(address, headers={"range": "bytes=-5"}).content == whole.content[-5:]
    assert desk.get(address, headers={"range": f"bytes={len(whole.content)}-"}).status_code == 416
    again = desk.get(address, headers={"if-none-match": whole.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "immutable" in whole.headers["cache-control"]
    assert desk.head(address).headers["content-length"] == str(len(whole.content))


@pytest.mark.parametrize("path", ["/-/blob/abc", "/-/blob/" + "A" * 64, "/-/blob/../../etc/passwd", "/-/blob/%2e%2e"])
def test_only_digests_name_files(desk: httpx.Client, path: str) -> None:
    """Anything but 64 hex digits names nothing."""
    assert desk.get(path, follow_redirects=True).status_code == 404


def test_reduced_copies(desk: httpx.Client, folder: Path) -> None:
    """A picture comes in a few sizes; what is no picture is drawn as such and never decoded."""
    held = digests(folder)
    answer = desk.get(f"/-/thumb/{held['big.jpg']}/320")
    assert Image.open(BytesIO(answer.content)).size == (320, 213)
    assert desk.get(f"/-/thumb/{held['big.jpg']}/9999").status_code == 404
    for name in ("x.svg", "real.pdf", "page.pdf"):
        drawn = desk.get(f"/-/thumb/{held[name]}/320")
        assert b"alert" not in drawn.content
        assert drawn.headers["content-type"] == "image/svg+xml"


def test_a_missing_file_is_said(folder: Path, tmp_path: Path) -> None:
    """Where a file is not on the disk, that is a page, and a drawing in place of the picture."""
    import shutil

    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    sha256 = digests(copy)["big.jpg"]
    next(copy.glob(f"blobs/*/{sha256}*")).unlink()
    with serving(copy) as client:
        assert client.get(f"/-/blob/{sha256}").status_code == 404
        assert client.get("/post/1").status_code == 200


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (None, (200, 0, 10)), ("bytes=0-3", (206, 0, 4)), ("bytes=4-", (206, 4, 6)), ("bytes=-3", (206, 7, 3)),
        ("bytes=-99", (206, 0, 10)), ("bytes=9-99", (206, 9, 1)), ("bytes=10-", (416, 0, 0)),
        ("bytes=5-2", (200, 0, 10)), ("bytes=0-1,4-5", (200, 0, 10)), ("lines=1-2", (200, 0, 10)),
        ("bytes=-", (200, 0, 10)),
    ],
)  # fmt: skip
def test_ranges(wanted: str | None, expected: tuple[int, int, int]) -> None:
    """One range is understood; what is not gets the whole."""
    found = part(wanted, 10)
    assert (found.status, found.start, found.length) == expected


@pytest.mark.parametrize("name", ['a"b.pdf', "a\r\nX: y.pdf", "../../etc/passwd", "報告.pdf", "", "a\x00b", "😀" * 200])
def test_any_name_makes_one_header(name: str) -> None:
    """A name from a site never leaves its header, and never names a folder."""
    made = disposition(name)
    assert made.isascii()
    assert made.isprintable()
    assert "/" not in made
    assert made.count('"') == 2


def test_names_end_as_the_bytes_are() -> None:
    """An ending that says something else than the bytes gets the true one behind it."""
    assert file_name("4.JPEG", "0" * 64, "image/jpeg") == "4.JPEG"
    assert file_name("a.pdf", "0" * 64, "text/html") == "a.pdf.html"
    assert file_name("run.exe", "0" * 64, "application/octet-stream") == "run.exe.bin"
    assert file_name("..", "ab" * 32, "image/png") == "abababababababab.png"


def test_stored_markup_is_not_believed() -> None:
    """Markup that slipped into the database cannot act, and loads nothing from elsewhere."""
    hostile = (
        '<p onclick="x()" style="background:url(//e)">text <img src="https://a/4.jpg" onerror="x()" alt="4.jpg">'
        '<img src="https://e/pixel.png" srcset="https://e/2x 2x" alt="gone"><a href="javascript:x()">j</a>'
        '<a href="//e/x">k</a><a href="https://e/">l</a></p><script>x()</script><iframe src="https://e"></iframe>'
        '<svg onload="x()"><a xlink:href="javascript:x()">m</a></svg><form action="/"><input></form><base href="//e">'
        '<meta http-equiv="refresh" content="0;url=//e"><link rel="stylesheet" href="//e"><h2 id="main">h</h2>'
    )
    made = sanitised(hostile, {"https://a/4.jpg": "/-/thumb/aa/640"})
    assert 'src="/-/thumb/aa/640"' in made
    assert made.count("src=") == 1
    for evil in ("onclick", "style", "onerror", "srcset", "javascript", "script", "iframe", "svg", "form", "base",
                 "meta", "link rel", "id="):  # fmt: skip
        assert evil not in made
    assert made.count("href=") == 1
    assert 'rel="noopener noreferrer nofollow"' in made
    assert 'alt="gone"' in made


def test_templates_are_fitted() -> None:
    """Scripts in a template get the mark, styles in attributes go, also around values with quotation marks."""
    assert fit("<script>a</script>") == '<script nonce="{{ nonce }}">a</script>'
    assert fit('<script src="/a.js" defer></script>') == '<script src="/a.js" defer></script>'
    assert fit('<p class="a" style="height: {{ x.split("\\n")|length }}em" id="b">') == '<p class="a" id="b">'


def test_nothing_passes_before_the_guard() -> None:
    """A request for another name does not reach the application at all."""
    asked: list[Any] = []

    async def app(scope: Any, _receive: Any, _send: Any) -> None:
        asked.append(scope)

    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": "/", "headers": [(b"host", b"evil.example")]}
    asyncio.run(guard(app, {"localhost"})(scope, None, send))  # type: ignore[arg-type]
    asyncio.run(guard(app, {"localhost"})({"type": "websocket"}, None, send))  # type: ignore[arg-type]
    assert not asked
    assert sent[0]["status"] == 421
