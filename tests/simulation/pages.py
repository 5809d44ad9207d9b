"""What the simulated newsroom serves: its pages, and what else shows its posts (sitemap, feed)."""

from __future__ import annotations

import gzip
import json
import random
import struct
import zlib
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, NamedTuple
from xml.sax.saxutils import escape as xml

from tests.replica.families.plain import Plain
from tests.replica.family import WORDS
from tests.replica.model import Site

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.replica.model import File, Post
    from tests.simulation.truth import Truth

LANG = "en"
SITEMAP_ROWS = 400
FEED_ROWS = 20
_NOBODY = Site(())


class Answer(NamedTuple):
    """What goes back; `cut` is how many bytes of the body are sent before the connection ends (None: all)."""

    status: int
    headers: dict[str, str]
    body: bytes
    cut: int | None = None


def html(text: str, status: int = 200) -> Answer:
    """A page as an answer."""
    return Answer(status, {"Content-Type": "text/html; charset=utf-8"}, text.encode())


def error(status: int) -> Answer:
    """A short page that says that something is wrong."""
    return html(f"<!DOCTYPE html><title>Error {status}</title><h1>Error {status}</h1>", status)


class Pages:
    """Renders the newsroom's pages, each once as long as it stays the same.

    Args:
        per_page: how many posts a listing page shows besides the pinned ones.
    """

    def __init__(self, per_page: int) -> None:
        self.per_page = per_page
        self.family = Plain()
        self.detail = lru_cache(20_000)(self._detail)
        self.listing = lru_cache(2_000)(self._listing)

    def site(self, base: str) -> Site:
        """A replica site without posts, for the answers of the family."""
        return Site((), base)

    def _detail(self, post: Post, related: tuple[Post, ...]) -> str:
        items = "\n".join(self.family._item(other) for other in related)
        words = WORDS[LANG]
        return self.family._page(
            LANG,
            escape(post.title),
            f"""<article>
<h1>{escape(post.title)}</h1>
<p class="date">{self.family.day(post)} | {escape(post.category)}</p>
{self.family.body(post)}
</article>
<section><h2>{words["related"]}</h2>
{items}
</section>""",
        )

    def _listing(
        self,
        rows: tuple[Post, ...],
        pinned: tuple[Post, ...],
        number: int,
        last: int,
        *,
        marked: bool = True,
        years: tuple[int, ...] = (),
    ) -> str:
        """One page of the listing: pinned rows first, a pager with the pages around this one and the last."""
        words = WORDS[LANG]
        badge = '<span class="badge">Pinned</span>' if marked else ""
        heads = [self.family._item(post).replace("<h3>", f"{badge}<h3>", 1) for post in pinned]
        items = "\n".join([*heads, *map(self.family._item, rows)])
        shown = sorted({1, last, *range(max(1, number - 2), min(last, number + 2) + 1)})
        pager = "\n".join(
            f"<b>{page}</b>" if page == number else f'<a href="{self.family.listing_path(LANG, page)}">{page}</a>'
            for page in shown
        )
        if number < last:
            pager += f'\n<a href="{self.family.listing_path(LANG, number + 1)}">{words["next"]}</a>'
        parts = " ".join(f'<a href="{self.family.listing_path(LANG)}?year={year}">{year}</a>' for year in years)
        news = escape(words["news"])
        return self.family._page(LANG, news, f"<h1>{news}</h1>\n<p>{parts}</p>\n{items}\n<p>{pager}</p>")

    def nothing(self) -> str:
        """The page that says, with a status of 200, that there is no such post."""
        text = "<h1>Nothing here</h1><p>The page that you are looking for has been moved, or it never existed.</p>"
        return self.family._page(LANG, "Nothing here", text)


def sitemap_index(base: str, truth: Truth) -> Answer:
    """The index of the sitemap's parts."""
    parts = -(-len(_live(truth)) // SITEMAP_ROWS) or 1
    rows = "".join(f"<sitemap><loc>{base}/sitemap-{part}.xml.gz</loc></sitemap>" for part in range(1, parts + 1))
    return _xml(f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</sitemapindex>')


def sitemap_part(base: str, truth: Truth, part: int, address: Callable[[Post], str]) -> Answer:
    """One packed part of the sitemap: every post that is there, in the order of their numbers, and two other pages."""
    posts = _live(truth)[(part - 1) * SITEMAP_ROWS : part * SITEMAP_ROWS]
    rows = "".join(
        f"<url><loc>{base}{address(post)}</loc><lastmod>{post.published.isoformat()}</lastmod></url>" for post in posts
    )
    rows += f"<url><loc>{base}/{LANG}/about</loc></url><url><loc>{base}/{LANG}/contact</loc></url>"
    text = f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'
    return Answer(200, {"Content-Type": "application/gzip"}, gzip.compress(text.encode(), mtime=0))


def feed(base: str, posts: Sequence[Post], page: int, address: Callable[[Post], str], *, paged: bool) -> Answer:
    """The feed of the newest posts; a paged one leads on to older ones."""
    shown = posts[(page - 1) * FEED_ROWS : page * FEED_ROWS]
    items = "".join(
        f"<item><title>{xml(post.title)}</title><link>{base}{address(post)}</link>"
        f"<pubDate>{format_datetime(_noon(post))}</pubDate><description>{xml(post.summary)}</description></item>"
        for post in shown
    )
    more = paged and page * FEED_ROWS < len(posts)
    onward = f'<atom:link rel="next" href="{base}/feed?paged={page + 1}"/>' if more else ""
    return _xml(
        f'<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>News</title>'
        f"<link>{base}/</link><description>News</description>{onward}{items}</channel></rss>",
        "application/rss+xml",
    )


def wordpress(base: str, posts: Sequence[Post], page: int, per_page: int, address: Callable[[Post], str]) -> Answer:
    """A page of the posts as the JSON of WordPress."""
    rows = [
        {
            "id": post.id,
            "date": f"{post.published}T12:00:00",
            "link": base + address(post),
            "title": {"rendered": escape(post.title)},
            "excerpt": {"rendered": f"<p>{escape(post.summary)}</p>"},
            "content": {"rendered": ""},
        }
        for post in posts[(page - 1) * per_page : page * per_page]
    ]
    totals = {"X-WP-Total": str(len(posts)), "X-WP-TotalPages": str(-(-len(posts) // per_page))}
    return Answer(200, {"Content-Type": "application/json", **totals}, json.dumps(rows).encode())


def bytes_of(file: File, number: int, edition: int) -> bytes:
    """The bytes of a file: a small picture of noise, or a document as long as its label claims."""
    dice = random.Random(f"{number}/{file.name}/{edition}")
    if file.name.endswith(".pdf"):
        head = b"%PDF-1.4\n"
        return head + dice.randbytes((file.declared_bytes or 400) - len(head))
    rows = b"".join(b"\0" + dice.randbytes(3 * 16) for _ in range(16))
    parts = [(b"IHDR", struct.pack(">IIBBBBB", 16, 16, 8, 2, 0, 0, 0)), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    chunks = (struct.pack(">I", len(d)) + k + d + struct.pack(">I", zlib.crc32(k + d)) for k, d in parts)
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def _live(truth: Truth) -> list[Post]:
    return [post for number in truth.numbers() if (post := truth.at(number).post)]


def _noon(post: Post) -> datetime:
    return datetime(post.published.year, post.published.month, post.published.day, 12, tzinfo=UTC)


def _xml(text: str, media_type: str = "application/xml") -> Answer:
    return Answer(200, {"Content-Type": media_type}, f'<?xml version="1.0" encoding="utf-8"?>\n{text}'.encode())
