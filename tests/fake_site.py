"""A scriptable news site on loopback: a real HTTP server whose posts and manners a test decides.

    with FakeSite() as site:
        site.add(1, title="Opening", published="2024-01-20", body=["It is open."], files=["hall.jpg"])
        site.behave("/en/news_detail", status=500, times=1)
        … run the program against site.base …
        assert [request.path for request in site.requests] == […]

It serves, for every language that has posts: front pages (`/`, `/en/`, …) that link to the listing, listing
pages, detail pages, the files of the posts, `/en/about`, `/en/contact`, and `/robots.txt`; anything else is
404. Pages are rendered by a markup family of `tests.replica`. Pictures and PDFs are real ones.
"""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import random
import threading
import time
import zlib
from dataclasses import dataclass, replace
from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple, Self
from urllib.parse import unquote

from scraper.demo.loopback import LoopbackServer, QuietHandler
from scraper.demo.media import make_file
from tests.replica import FAMILIES
from tests.replica.family import WORDS
from tests.replica.model import Block, File, Post, Site, files, paragraph, picture

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterable
    from types import TracebackType

ROBOTS = "User-agent: *\nAllow: /\n"
# The smallest picture that the demonstration's generator makes; smaller files are plain bytes.
SMALLEST_PICTURE = 30_000


class Request(NamedTuple):
    """One request as it arrived: header names in lower case, `time` from the monotonic clock in seconds."""

    method: str
    path: str
    headers: dict[str, str]
    time: float


@dataclass
class Manner:
    """How the site treats requests whose path starts with `prefix`; `times` None is for ever."""

    prefix: str
    status: int | None = None
    retry_after: str | None = None
    delay: float = 0.0
    cut: int | None = None
    body: bytes | None = None
    media_type: str | None = None
    redirect: str | None = None
    headers: dict[str, str] | None = None
    times: int | None = None


class Answer(NamedTuple):
    """What goes back: `length` is what the head claims, which a cut answer does not keep."""

    status: int
    headers: dict[str, str]
    body: bytes


class FakeSite:
    """A news site that does as it is told.

    Args:
        family: the markup family of its pages, a name out of `tests.replica.FAMILIES`.
        per_page: how many posts a listing page has.
        tls: serve https by this context.
        port: where to listen, 0 for any free port.

    Attributes:
        base: its address without a closing slash; valid inside the `with` block.
        requests: every request so far, in order of arrival; `clear()` empties it.
        robots: the text of /robots.txt; None makes it 404.
        validators: whether answers carry an ETag and conditional requests get a 304.
        packed: whether text is sent with gzip to those who accept it.
    """

    def __init__(
        self, family: str = "plain", *, per_page: int = 6, tls: ssl.SSLContext | None = None, port: int = 0
    ) -> None:
        self.family = type(FAMILIES[family])()
        self.family.per_page = per_page
        self.requests: list[Request] = []
        self.robots: str | None = ROBOTS
        self.validators = True
        self.packed = True
        self._posts: dict[tuple[int, str], Post] = {}
        self._hidden: set[tuple[int, str]] = set()
        self._pinned: set[int] = set()
        self._gone: dict[str, int] = {}
        self._data: dict[str, bytes] = {}
        self._resources: dict[str, Answer] = {}
        self._manners: list[Manner] = []
        self._listing_paths: list[Callable[[str, int], str]] = []
        self._guard = threading.RLock()
        self._stopping = threading.Event()
        handler = type("FakeSiteHandler", (_Handler,), {"site": self})
        self._server = LoopbackServer(handler, port=port, tls=tls)
        self.base = self._server.base

    def __enter__(self) -> Self:
        self._server.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopping.set()
        self._server.__exit__(kind, error, trace)

    # The site's editor.

    def add(
        self,
        id: int,  # noqa: A002 - the site's own word
        *,
        title: str,
        published: str | dt.date = "2024-01-20",
        category: str = "News",
        summary: str = "",
        body: Iterable[str | Block] = ("One paragraph of a post that says what it has to say.",),
        files: Iterable[str | tuple[str, str] | File] = (),
        lang: str = "en",
        listed: bool = True,
        pinned: bool = False,
    ) -> Post:
        """Publish a post, or replace the one with this id and language.

        Args:
            id: the site's own number for it; the same in all languages.
            title: one line.
            published: a date or `YYYY-MM-DD`.
            category: one line; where the family shows categories.
            summary: the listing's teaser.
            body: paragraphs, or blocks of `tests.replica.model` (which place files where they want them).
            files: shown after the body: a name (labelled with its true size), a name with the size that its
                label claims, or a name with an empty claim for a picture without a label.
            lang: `en`, `tc` or `sc`.
            listed: whether listing and related teasers show it.
            pinned: whether it stands before newer ones.

        Returns:
            The post as the replica's families know it.
        """
        blocks = [paragraph(piece) if isinstance(piece, str) else piece for piece in body]
        blocks += [_file_block(entry) for entry in files]
        day = dt.date.fromisoformat(published) if isinstance(published, str) else published
        post = Post(id, lang, title, day, category, summary, tuple(blocks))
        with self._guard:
            self._posts[id, lang] = post
            self._gone.pop(self.family.detail_path(post), None)
            self._hidden.discard((id, lang)) if listed else self._hidden.add((id, lang))
            self._pinned.add(id) if pinned else self._pinned.discard(id)
            for block in blocks:
                for file in block.files:
                    self._data.setdefault(unquote(self.family.file_path(post, file)), _bytes_of(file))
        return post

    def edit(self, id: int, *, lang: str = "en", **changes: Any) -> Post:  # noqa: A002 - the site's own word
        """Change some of a post's fields (those of `add`, but for `listed` and `pinned`); the others stay."""
        with self._guard:
            old = self._posts[id, lang]
            fields: dict[str, Any] = {
                "title": old.title,
                "published": old.published,
                "category": old.category,
                "summary": old.summary,
                "body": [block for block in old.blocks if not block.files],
                "listed": (id, lang) not in self._hidden,
                "pinned": id in self._pinned,
            }
            fields["files"] = [file for block in old.blocks for file in block.files]
            if not {"body", "files"} & changes.keys():
                fields |= {"body": old.blocks, "files": ()}
            return self.add(id, lang=lang, **(fields | changes))

    def remove(self, id: int, *, lang: str = "en", status: int = 404) -> None:  # noqa: A002 - the site's own word
        """Take a post down: no page links to it, and its own address answers `status` (404 or 410)."""
        with self._guard:
            post = self._posts.pop((id, lang))
            self._gone[self.family.detail_path(post)] = status

    def replace_file(self, id: int, name: str, data: bytes | None = None, *, lang: str = "en") -> bytes:  # noqa: A002
        """Put other bytes at the address of a post's file; without `data`, another picture of nearly equal size."""
        with self._guard:
            path = unquote(self.family.file_path(self._posts[id, lang], File(name)))
            if data is None:
                data = make_file(f"{time.monotonic_ns()}-{name}", len(self._data[path]) + 1_000)
            self._data[path] = data
            return data

    def file_bytes(self, id: int, name: str, *, lang: str = "en") -> bytes:  # noqa: A002 - the site's own word
        """The bytes that the site serves for a post's file."""
        with self._guard:
            return self._data[unquote(self.family.file_path(self._posts[id, lang], File(name)))]

    def url(self, id: int, *, lang: str = "en") -> str:  # noqa: A002 - the site's own word
        """The address of a post's page."""
        with self._guard:
            return self.base + self.family.detail_path(self._posts[id, lang])

    def listing_url(self, lang: str = "en", page: int = 1) -> str:
        """The address of a page of the listing."""
        return self.base + self.family.listing_path(lang, page)

    def put(
        self, path: str, body: str | bytes, *, media_type: str = "text/html; charset=utf-8", status: int = 200
    ) -> None:
        """Serve these bytes at a path (with its query, if any), before anything else the site has there."""
        data = body.encode() if isinstance(body, str) else body
        with self._guard:
            self._resources[path] = Answer(status, {"Content-Type": media_type}, data)

    def redesign(self, family: str) -> None:
        """Show the same posts in another markup family, at the addresses that they have; the old listing stays too."""
        with self._guard:
            old, new = self.family, type(FAMILIES[family])()
            new.per_page = old.per_page
            for method in ("detail_path", "file_path", "thumb_path"):
                setattr(new, method, getattr(old, method))
            self._listing_paths = [*self._listing_paths, old.listing_path]
            self.family = new

    # The site's manners.

    def behave(
        self,
        prefix: str,
        *,
        status: int | None = None,
        retry_after: float | str | None = None,
        delay: float = 0.0,
        cut: int | None = None,
        body: str | bytes | None = None,
        media_type: str | None = None,
        redirect: str | None = None,
        headers: dict[str, str] | None = None,
        times: int | None = None,
    ) -> None:
        """Treat requests whose path starts with `prefix` in this way; of several manners the latest counts.

        Args:
            prefix: the beginning of the path; "/" is every request.
            status: answer with this status instead of the site's own; the body is then a short error page.
            retry_after: the Retry-After header: seconds, or an HTTP date.
            delay: wait this many seconds first.
            cut: send only so many bytes of the body that the head announces, then hang up.
            body: answer with these bytes instead of the site's own.
            media_type: claim this type instead of the true one.
            redirect: answer 302 (or `status`) with this Location; a redirect to itself is a loop.
            headers: further headers.
            times: only for so many requests, then no longer.
        """
        data = body.encode() if isinstance(body, str) else body
        wait = None if retry_after is None else str(retry_after)
        manner = Manner(prefix, status, wait, delay, cut, data, media_type, redirect, headers, times)
        with self._guard:
            self._manners.insert(0, manner)

    def relent(self) -> None:
        """Drop all manners: the site is itself again."""
        with self._guard:
            self._manners.clear()

    def clear(self) -> None:
        """Forget the requests so far."""
        with self._guard:
            self.requests.clear()

    def asked(self) -> list[str]:
        """The paths of the requests so far, in order."""
        with self._guard:
            return [request.path for request in self.requests]

    # Answering.

    def respond(self, request: Request) -> tuple[Answer, int | None]:
        """The answer to a request, and after how many bytes of its body to hang up (None: not at all)."""
        with self._guard:
            self.requests.append(request)
            manner = self._manner(request.path)
            answer = self._own_answer(request.path)
        if manner is None:
            return self._finish(request, answer), None
        if manner.delay:
            self._stopping.wait(manner.delay)
        changed = _changed(manner, answer)
        return (self._finish(request, changed), None) if manner.cut is None else (changed, manner.cut)

    def _manner(self, path: str) -> Manner | None:
        for manner in self._manners:
            if path.startswith(manner.prefix) and manner.times != 0:
                if manner.times is not None:
                    manner.times -= 1
                return manner
        return None

    def _site(self) -> Site:
        shown = tuple(post for key, post in self._posts.items() if key not in self._hidden)
        return Site(shown, self.base, frozenset(self._pinned))

    def _own_answer(self, target: str) -> Answer:
        if target in self._resources:
            return self._resources[target]
        path = unquote(target.partition("?")[0])
        if path == "/robots.txt" and self.robots is not None:
            return Answer(200, {"Content-Type": "text/plain; charset=utf-8"}, self.robots.encode())
        data = self._data.get(path) or self._data.get(unquote(target))
        if data is not None:
            return Answer(200, {"Content-Type": _media_type(path)}, data)
        page = self._page(target)
        if page is not None:
            return Answer(200, {"Content-Type": "text/html; charset=utf-8"}, page.encode())
        return _error(self._gone.get(target, 404))

    def _page(self, target: str) -> str | None:
        site = self._site()
        for post in self._posts.values():
            if target == self.family.detail_path(post):
                return self.family.detail(site, post)
        languages = sorted({post.lang for post in self._posts.values()}) or ["en"]
        for lang in languages:
            for number in range(1, self.family.pages(site, lang) + 1):
                if target in self._listing_addresses(lang, number):
                    return self.family.listing(site, lang, number)
            if target == f"/{lang}/" or (target == "/" and lang == languages[0]):
                return self._simple(lang, "home", languages)
            for name in ("about", "contact"):
                if target == f"/{lang}/{name}":
                    return self._simple(lang, name, languages)
        return None

    def _listing_addresses(self, lang: str, number: int) -> set[str]:
        """Where a page of the listing answers: its own address, those before a redesign, and both mixed.

        A link such as `?page=2` on a page that is still served at its old address leads to a mixture.
        """
        own, first = self.family.listing_path(lang, number), self.family.listing_path(lang, 1).partition("?")[0]
        old = [path(lang, number) for path in self._listing_paths]
        mixed = [path(lang, 1) + own.removeprefix(first) for path in self._listing_paths if own.startswith(first)]
        return {own, *old, *mixed}

    def _simple(self, lang: str, name: str, languages: list[str]) -> str:
        """A front page, or one of the pages that are no news."""
        words = {key: escape(text) for key, text in WORDS[lang].items()}
        switch = " ".join(f'<a href="/{other}/">{other.upper()}</a>' for other in languages)
        return f"""<!DOCTYPE html>
<html lang="{words["code"]}"><head><meta charset="utf-8"><title>{words[name]} | {words["org"]}</title></head>
<body><nav><a href="/{lang}/">{words["home"]}</a> <a href="/{lang}/about">{words["about"]}</a>
<a href="{self.family.listing_path(lang)}">{words["news"]}</a> <a href="/{lang}/contact">{words["contact"]}</a>
{switch}</nav>
<main><h1>{words[name]}</h1><p>{words["org"]}, {words["address"]}</p></main></body></html>
"""

    def _finish(self, request: Request, answer: Answer) -> Answer:
        """Validators, 304 and gzip, as an honest server does them."""
        if answer.status != 200:
            return answer
        headers = dict(answer.headers)
        if self.validators:
            etag = f'"{hashlib.sha256(answer.body).hexdigest()[:16]}"'
            headers["ETag"] = etag
            if etag in request.headers.get("if-none-match", ""):
                return Answer(304, {"ETag": etag}, b"")
        if (
            self.packed
            and headers["Content-Type"].startswith("text/")
            and "gzip" in request.headers.get("accept-encoding", "")
        ):
            headers |= {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
            return Answer(200, headers, gzip.compress(answer.body, mtime=0))
        return replace_headers(answer, headers)


def replace_headers(answer: Answer, headers: dict[str, str]) -> Answer:
    """The same answer with other headers."""
    return Answer(answer.status, headers, answer.body)


class _Handler(QuietHandler):
    site: FakeSite

    def do_GET(self) -> None:
        self._answer(head_only=False)

    def do_HEAD(self) -> None:
        self._answer(head_only=True)

    def _answer(self, *, head_only: bool) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        answer, cut = self.site.respond(Request(self.command, self.path, headers, time.monotonic()))
        if cut is None:
            self.send_whole(answer.status, answer.headers, answer.body, head_only=head_only)
            return
        self.send_whole(answer.status, answer.headers, answer.body, head_only=True)
        self.wfile.write(answer.body[:cut])
        self.close_connection = True


def _changed(manner: Manner, answer: Answer) -> Answer:
    """The answer as this manner wants it."""
    extra = dict(manner.headers or {})
    if manner.retry_after is not None:
        extra["Retry-After"] = manner.retry_after
    if manner.redirect is not None:
        return Answer(manner.status or 302, {"Content-Type": "text/html", "Location": manner.redirect} | extra, b"")
    if manner.body is not None:
        answer = Answer(manner.status or 200, answer.headers, manner.body)
    elif manner.status is not None:
        answer = _error(manner.status)
    if manner.media_type is not None:
        extra["Content-Type"] = manner.media_type
    return replace_headers(answer, answer.headers | extra)


def _error(status: int) -> Answer:
    body = f"<!DOCTYPE html><title>Error {status}</title><h1>Error {status}</h1>"
    return Answer(status, {"Content-Type": "text/html; charset=utf-8"}, body.encode())


def _file_block(entry: str | tuple[str, str] | File) -> Block:
    file = entry if isinstance(entry, File) else File(*entry) if isinstance(entry, tuple) else _honest(entry)
    if file.claim or not file.is_picture:
        return files(file)
    return replace(picture(file.name), files=(file,))


def _honest(name: str) -> File:
    """A file whose label claims its true size, somewhere between 40 and 60 KB."""
    return File(name, f"{40 + zlib.crc32(name.encode()) % 20} KB")


def _bytes_of(file: File) -> bytes:
    size = file.declared_bytes or 40_000
    if file.name.rpartition(".")[2].lower() in {"jpg", "jpeg", "png", "pdf"} and size >= SMALLEST_PICTURE:
        return make_file(file.name, size)
    return random.Random(file.name).randbytes(size)


def _media_type(path: str) -> str:
    ending = path.rpartition(".")[2].lower()
    known = {"jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "pdf": "application/pdf"}
    return known.get(ending, "application/octet-stream")
