"""A site whose every page a function makes from the path that was asked for: for sites that go on without end."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from types import TracebackType
from typing import Self

from scraper.demo.loopback import LoopbackServer, QuietHandler

Made = str | bytes | tuple[int, dict[str, str], str | bytes] | None
"""A page; or status, headers and body; or None for 404."""

BODY = (
    "The centre opened its new test hall this week, with room for four climatic chambers and a vibration table.",
    "Visitors saw how boards are aged in days rather than years, and what the failures teach about design.",
)


class PageSite:
    """Serves what `make(path)` gives, and remembers what was asked for.

    Attributes:
        base: its address without a closing slash; valid inside the `with` block.
        asked: the paths asked for so far, in order.
        robots: its robots.txt.
    """

    def __init__(self, make: Callable[[str], Made]) -> None:
        self.make = make
        self.asked: list[str] = []
        self.robots = "User-agent: *\nAllow: /\n"
        handler = type("PageSiteHandler", (_Handler,), {"site": self})
        self._server = LoopbackServer(handler)
        self.base = self._server.base

    def __enter__(self) -> Self:
        self._server.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.__exit__(kind, error, trace)

    def answer(self, path: str) -> tuple[int, dict[str, str], bytes]:
        """What goes back for a path."""
        self.asked.append(path)
        made: Made = (200, {"Content-Type": "text/plain"}, self.robots) if path == "/robots.txt" else self.make(path)
        if made is None:
            made = (404, {}, "<!DOCTYPE html><title>Not found</title><h1>Not found</h1>")
        status, headers, body = made if isinstance(made, tuple) else (200, {}, made)
        data = body.encode() if isinstance(body, str) else body
        return status, {"Content-Type": "text/html; charset=utf-8"} | headers, data


class _Handler(QuietHandler):
    site: PageSite

    def do_GET(self) -> None:
        status, headers, body = self.site.answer(self.path)
        self.send_whole(status, headers, body, head_only=False)

    def do_HEAD(self) -> None:
        status, headers, body = self.site.answer(self.path)
        self.send_whole(status, headers, body, head_only=True)


def page(title: str, main: str, *, head: str = "", lang: str = "en", switch: str = "") -> str:
    """A page of a small organisation: menu, main part, foot."""
    return f"""<!DOCTYPE html>
<html lang="{lang}"><head><meta charset="utf-8"><title>{escape(title)} | Test Centre</title>{head}</head>
<body><header><nav><a href="/">Home</a> <a href="/about">About</a> <a href="/news">News</a> {switch}</nav></header>
<main><h1>{escape(title)}</h1>
{main}
</main><footer><p>Test Centre, 1 Harbour Road</p></footer></body></html>
"""


def teasers(rows: list[tuple[str, str, str]]) -> str:
    """A list of posts: (address, title, date), the date empty where the site shows none."""
    items = "".join(
        f'<li class="item"><h3><a href="{escape(url)}">{escape(title)}</a></h3>'
        + (f'<span class="date">{day}</span>' if day else "")
        + f"<p>In short: {escape(title.lower())} in some more words.</p></li>\n"
        for url, title, day in rows
    )
    return f'<ul class="news-list">\n{items}</ul>'


def detail(title: str, day: str, *, head: str = "", tail: str = "", lang: str = "en", switch: str = "") -> str:
    """The page of a post."""
    text = "".join(f"<p>{line} This is about {escape(title)}.</p>" for line in BODY)
    date = f'<p class="date">{day} | News</p>' if day else ""
    return page(title, f"<article>{date}{text}</article>{tail}", head=head, lang=lang, switch=switch)
