"""The demonstration's web server: the whole site in memory and a folder, answered from loopback."""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import mimetypes
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import format_datetime, parsedate_to_datetime
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from scraper.demo import pages
from scraper.demo.loopback import LoopbackServer, QuietHandler
from scraper.demo.media import make_file, write_files
from scraper.demo.posts import LANGUAGES, File, Post, load_posts

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from email.message import Message

BUILT = dt.datetime(2026, 7, 9, 1, 0, tzinfo=dt.UTC)
ROBOTS = "User-agent: *\nAllow: /\n"


@dataclass(frozen=True, slots=True)
class Page:
    """One resource as it can be served; `body` is a file's path where the bytes are many."""

    media_type: str
    modified: dt.datetime
    body: bytes | Path
    packed: bytes = b""
    etag: str = ""
    status: int = 200


@dataclass(frozen=True, slots=True)
class Demo:
    """The running demonstration: its address, its posts at first, and every path that it answers at first.

    `show` lets it show other posts from now on, with other bytes under the names of some files.
    """

    base: str
    posts: tuple[Post, ...]
    paths: tuple[str, ...]
    show: Callable[[Sequence[Post], Sequence[File]], None]


@contextmanager
def serve_demo(*, host: str = "127.0.0.1", port: int = 0, tls: ssl.SSLContext | None = None) -> Iterator[Demo]:
    """Serve the site until the block ends; its pictures are made first, which takes a few seconds.

    Args:
        host: where to listen.
        port: which port, 0 for any free one.
        tls: serve https by this context instead of http.

    Yields:
        What is served: `base` (such as `http://127.0.0.1:40123`), `posts`, `paths`, and `show` to change it.
    """
    posts = load_posts()
    with tempfile.TemporaryDirectory(prefix="news-demo-") as folder:
        write_files((file for post in posts for file in post.files), Path(folder))
        site = build_site(posts, Path(folder))

        def show(others: Sequence[Post], replaced: Sequence[File]) -> None:
            _write_anew(others, replaced, Path(folder))
            changed = build_site(others, Path(folder))
            site.clear()
            site.update(changed)

        handler = type("DemoHandler", (_Handler,), {"site": site})
        with LoopbackServer(handler, host=host, port=port, tls=tls) as server:
            yield Demo(server.base, posts, tuple(site), show)


def _write_anew(posts: Sequence[Post], replaced: Sequence[File], folder: Path) -> None:
    """Make the files that are not there yet, and other ones of the same size under the names of those replaced."""
    write_files((f for post in posts for f in post.files if not (folder / f.name).exists()), folder)
    for file in replaced:
        (folder / file.name).write_bytes(make_file(f"another-{file.name}", (folder / file.name).stat().st_size))


def build_site(posts: Sequence[Post], folder: Path) -> dict[str, Page]:
    """Every page and file of the site by its path; `folder` holds the files by name."""
    site = {
        "/robots.txt": _text(ROBOTS, "text/plain"),
        "/": _text(pages.front_page(posts, "en")),
        "/404": _text(pages.missing_page("en"), status=404),
    }
    for name in ("site.css", "logo.svg"):
        text = resources.files(__package__).joinpath(name).read_text(encoding="utf-8")
        site[f"/assets/{name}"] = _text(text, mimetypes.types_map["." + name.partition(".")[2]])
    for lang in LANGUAGES:
        site[f"/{lang}/"] = _text(pages.front_page(posts, lang))
        site[f"/{lang}/404"] = _text(pages.missing_page(lang), status=404)
        for name in ("about", "research", "contact"):
            site[f"/{lang}/{name}"] = _text(pages.plain_page(lang, name))
        for number, text in enumerate(pages.listing_pages(posts, lang), start=1):
            site[f"/{lang}/news/index/{number}"] = _text(text)
        site[f"/{lang}/news"] = site[f"/{lang}/news/index/1"]
    for post in posts:
        modified = dt.datetime.combine(post.published, dt.time(1), dt.UTC)
        site[post.path] = _text(pages.detail_page(posts, post), modified=modified)
        for file in post.files:
            site.setdefault(file.path, _file(folder / file.name, modified))
    return site


def _text(text: str, media_type: str = "text/html", *, modified: dt.datetime = BUILT, status: int = 200) -> Page:
    body = text.encode()
    # A weak validator: the plain and the packed form share it.
    etag = f'W/"{hashlib.sha256(body).hexdigest()[:16]}"'
    packed = gzip.compress(body, mtime=0)
    return Page(f"{media_type}; charset=utf-8", modified, body, packed, etag, status)


def _file(path: Path, modified: dt.datetime) -> Page:
    media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    etag = f'"{hashlib.sha256(path.read_bytes()).hexdigest()[:16]}"'
    return Page(media_type, modified, path, etag=etag)


class _Handler(QuietHandler):
    site: Mapping[str, Page]
    server_version = "demo"
    sys_version = ""

    def do_GET(self) -> None:  # noqa: N802 - the name is the base class's
        self._answer(head_only=False)

    def do_HEAD(self) -> None:  # noqa: N802 - the name is the base class's
        self._answer(head_only=True)

    def _answer(self, *, head_only: bool) -> None:
        path = unquote(urlsplit(self.path).path)
        page = self.site.get(path)
        if page is None and path + "/" in self.site:
            self.send_whole(301, {"Location": path + "/"}, b"", head_only=head_only)
            return
        page = page or self.site.get(f"/{path[1:3]}/404") or self.site["/404"]
        headers = {"Content-Type": page.media_type, "Cache-Control": "no-cache"}
        if page.status == 200:
            headers |= {"ETag": page.etag, "Last-Modified": format_datetime(page.modified, usegmt=True)}
        if page.packed:
            headers["Vary"] = "Accept-Encoding"
        if page.status == 200 and is_fresh(self.headers, page):
            self.send_whole(304, headers, b"")
            return
        body = page.body.read_bytes() if isinstance(page.body, Path) else page.body
        if page.packed and "gzip" in self.headers.get("Accept-Encoding", ""):
            headers["Content-Encoding"] = "gzip"
            body = page.packed
        self.send_whole(page.status, headers, body, head_only=head_only)


def is_fresh(headers: Message, page: Page) -> bool:
    """Whether the client's validators say that it holds this page already (RFC 9110, 13.1)."""
    tags = headers.get("If-None-Match")
    if tags is not None:
        known = {tag.strip().removeprefix("W/") for tag in tags.split(",")}
        return "*" in known or page.etag.removeprefix("W/") in known
    since = headers.get("If-Modified-Since")
    if since is None:
        return False
    try:
        return page.modified <= parsedate_to_datetime(since)
    except (TypeError, ValueError):
        return False
