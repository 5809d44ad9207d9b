"""A static site: one page a post, lists by year and category, a search; it works from disk, from any folder.

The same archive gives the same bytes. Names are made of numbers and digests, never of what a site said.
"""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass
from importlib.resources import files
from itertools import islice
from typing import TYPE_CHECKING

from archive import history
from archive.export import site_pages as pages
from archive.export.folder import copy_files
from archive.export.jsonl import line as json_line
from archive.export.site_pages import Language, Line, Shown
from archive.export.tables import NESTED, nested_rows
from archive.feed import difference_html
from archive.history import Post
from archive.markup import escape
from archive.postdiff import post_diff

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Any

    from archive.export.selection import Chosen

_PAGE = 100  # posts of a list
_FRONT = 12  # of each language on the front page, where there are several
_SHARD = 500_000  # characters of text that the search loads at a time

_LINES = """SELECT c.post_id, c.published, r.title, r.category, p.status, c.revision FROM temp.chosen c
    CROSS JOIN posts p ON p.id = c.post_id
    CROSS JOIN revisions r ON r.post_id = c.post_id AND r.number = c.revision
    WHERE c.lang = ? {only} ORDER BY c.published DESC, c.post_id DESC"""
_TEXTS = """SELECT c.post_id, c.published, r.title, r.category, r.summary, r.body, r.attachments, p.status
    FROM temp.chosen c CROSS JOIN posts p ON p.id = c.post_id
    CROSS JOIN revisions r ON r.post_id = c.post_id AND r.number = c.revision
    WHERE c.lang = ? ORDER BY c.published DESC, c.post_id DESC"""
_CATEGORIES = """SELECT r.category, count(*) FROM temp.chosen c CROSS JOIN revisions r ON r.post_id = c.post_id
    AND r.number = c.revision WHERE c.lang = ? AND r.category != '' GROUP BY 1 ORDER BY 2 DESC, 1"""
_OTHERS = """SELECT o.id, c.lang FROM posts p JOIN posts o ON o.site = p.site AND o.source_id = p.source_id
    AND o.id != p.id JOIN temp.chosen c ON c.post_id = o.id WHERE p.id = ? ORDER BY o.id"""


@dataclass(frozen=True, slots=True)
class _Site:
    """What all pages share."""

    build: Path
    chosen: Chosen
    name: str
    languages: tuple[Language, ...]
    missing: frozenset[str]

    def language(self, lang: str) -> Language:
        return next(one for one in self.languages if one.lang == lang)

    def write(self, path: str, text: str) -> None:
        target = self.build / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", errors="replace")


def write_site(build: Path, chosen: Chosen) -> tuple[dict[str, int], set[str]]:
    """Write the site into an empty folder; say how many posts it has, and which files the archive lacks."""
    missing = copy_files(chosen, build, past=False, name=pages.file_path)
    name = f"News of {', '.join(chosen.sites) or chosen.archive.folder.resolve().name}"
    site = _Site(build, chosen, name, _languages(chosen), frozenset(missing))
    for asset in ("site.css", "search.js"):
        site.write(f"assets/{asset}", files("archive.export").joinpath("static", asset).read_text(encoding="utf-8"))
    _write_posts(site)
    for language in site.languages:
        _write_lists(site, language)
    _write_front(site)
    _write_search(site)
    return {"posts": chosen.posts}, missing


def _languages(chosen: Chosen) -> tuple[Language, ...]:
    found: dict[str, Language] = {}
    for lang, posts in chosen.rows("SELECT lang, count(*) FROM temp.chosen GROUP BY 1 ORDER BY 2 DESC, 1"):
        slug = pages.slug(lang, found)
        found[slug] = Language(lang, slug, posts)
    return tuple(found.values())


# -- posts -----------------------------------------------------------------------------------------------------


def _write_posts(site: _Site) -> None:
    buried = {post for (post,) in site.chosen.rows("SELECT DISTINCT post_id FROM tombstones")}
    for values in nested_rows(site.chosen):
        row = dict(zip(NESTED.names, values, strict=True))
        shown = _shown(site, row, gone=row["id"] in buried)
        others = {language.slug: pages.post_path(other) for other, language in shown.others}
        nav = pages.navigation(site.languages, "../../", shown.language, others)
        body = pages.post_body(shown, "../../")
        title = f"{row['title'] or 'Untitled'} – {site.name}"
        site.write(pages.post_path(row["id"]), pages.page(title, body, site=site.name, root="../../", nav=nav))


def _shown(site: _Site, row: dict[str, Any], *, gone: bool) -> Shown:
    archive, number = site.chosen.archive, row["id"]
    others = [(other, site.language(lang)) for other, lang in site.chosen.rows(_OTHERS, [number])]
    revisions: list[history.Revision] = []
    differences = {}
    if row["revision"] > 1:
        revisions = [one for one in history.revisions(archive, number) if one.number <= row["revision"]]
        post = Post(
            number,
            row["site"],
            row["url"],
            row["source_id"],
            row["lang"],
            row["title"],
            row["published"],
            row["status"],
        )
        for one in revisions[1:]:
            told = difference_html(post_diff(archive, post, one.number - 1, one.number))
            differences[one.number] = "\n".join(told)
    until = site.chosen.selection.filters.as_of or "9"
    absences = [one for one in history.absences(archive, number) if one.since <= until] if gone else []
    if absences and not revisions:
        revisions = history.revisions(archive, number)[: row["revision"]]
    listed = json.loads(row["attachments"])
    return Shown(row, listed, site.language(row["lang"]), others, revisions, differences, absences, site.missing)


# -- lists -----------------------------------------------------------------------------------------------------


def _write_lists(site: _Site, language: Language) -> None:
    """The newest posts of a language, and its lists by year and by category."""
    years = list(
        site.chosen.rows(
            "SELECT year, count(*) FROM temp.chosen WHERE lang = ? GROUP BY 1 ORDER BY 1 DESC", [language.lang]
        )
    )
    categories = list(site.chosen.rows(_CATEGORIES, [language.lang]))
    by_year = [(f"{_year(year)}.html", str(year or "undated"), count) for year, count in years]
    by_category = [(f"{pages.category_page(name)}.html", name, count) for name, count in categories]
    newest = islice(_lines(site, language), _PAGE // 2)
    body = [
        pages.search_form(site.languages, "../../", language.slug, {}),
        f"<h1>{escape(language.name)}</h1>",
        pages.chips(by_year),
        pages.chips(by_category) if by_category else "",
        "<h2>Newest</h2>",
        pages.listing(newest, language, "../../"),
    ]
    _write_list(site, language, "index", language.name, "\n".join(body))
    for year, count in years:
        title = str(year) if year else "Undated"
        _write_pages(site, language, _year(year), title, count, _lines(site, language, "AND c.year IS ?", year))
    for name, count in categories:
        lines = _lines(site, language, "AND r.category = ?", name)
        _write_pages(site, language, pages.category_page(name), name, count, lines)


def _year(year: int | None) -> str:
    return f"{year:04}" if year else "undated"


def _lines(site: _Site, language: Language, only: str = "", *values: object) -> Iterator[Line]:
    for row in site.chosen.rows(_LINES.format(only=only), [language.lang, *values]):
        yield Line(*row)


def _write_pages(site: _Site, language: Language, name: str, title: str, count: int, lines: Iterator[Line]) -> None:
    last = -(-count // _PAGE)
    for number in range(1, last + 1):
        posts = "1 post" if count == 1 else f"{count} posts"
        back = f'<a href="index.html">{escape(language.name)}</a>'
        body = [
            f'<p class="meta">{back}<span>{posts}</span></p>',
            f"<h1>{escape(title)}</h1>",
            pages.listing(islice(lines, _PAGE), language, "../../"),
            pages.pager(name, number, last),
        ]
        _write_list(site, language, name if number == 1 else f"{name}-{number}", title, "\n".join(body))


def _write_list(site: _Site, language: Language, name: str, title: str, body: str) -> None:
    nav = pages.navigation(site.languages, "../../", language, {})
    whole = pages.page(f"{title} – {site.name}", body, site=site.name, root="../../", nav=nav, wide=True)
    site.write(f"lists/{language.slug}/{name}.html", whole)


def _write_front(site: _Site) -> None:
    each = _FRONT if len(site.languages) > 1 else _PAGE // 2
    body = [f"<h1>{escape(site.name)}</h1>", pages.search_form(site.languages, "", "", {})]
    for language in site.languages:
        link = f'<a href="lists/{language.slug}/index.html">all {language.posts}</a>'
        body += [
            f"<h2>{escape(language.name)} <small>({link})</small></h2>",
            pages.listing(islice(_lines(site, language), each), language, ""),
        ]
    if not site.languages:
        body.append("<p>No posts.</p>")
    told = f"From the archive up to its run {site.chosen.last_run}"
    if site.chosen.last_finished:
        told += f", of {pages.moment(site.chosen.last_finished)}"
    as_of = site.chosen.selection.filters.as_of
    told += f"; as the site stood on {pages.moment(as_of)}" if as_of else ""
    body.append(f'<p class="count">{told}.</p>')
    nav = pages.navigation(site.languages, "", None, {})
    site.write("index.html", pages.page(site.name, "\n".join(body), site=site.name, root="", nav=nav, wide=True))


# -- search ----------------------------------------------------------------------------------------------------


def _write_search(site: _Site) -> None:
    """The texts of all posts in shards that are scripts, the newest first, and the page that looks through them."""
    shards = {language.slug: _write_shards(site, language) for language in site.languages}
    body = [
        "<h1>Search</h1>",
        pages.search_form(site.languages, "", "", shards),
        "<noscript><p>The search needs scripts. Lists by year and category do not.</p></noscript>",
        '<p class="count" id="state" role="status"></p>',
        '<ul class="list" id="hits"></ul>',
        '<p><button id="more" type="button" hidden>Show more</button></p>',
    ]
    nav = pages.navigation(site.languages, "", None, {})
    whole = pages.page(
        f"Search – {site.name}", "\n".join(body), site=site.name, root="", nav=nav, scripts=True, wide=True
    )
    site.write("search.html", whole)


def _write_shards(site: _Site, language: Language) -> int:
    number, size = 0, 0
    lines: list[str] = []

    def put() -> None:
        nonlocal number, size, lines
        number, size = number + 1, 0
        whole = ",\n".join(lines)
        site.write(f"search/{language.slug}-{number}.js", f"postsArrived([\n{whole}\n]);\n")
        lines = []

    for post, published, title, category, summary, body, attachments, status in site.chosen.rows(
        _TEXTS, [language.lang]
    ):
        names = [item["label"] or item["name"] for item in json.loads(attachments)]
        text = "\n".join(filter(None, [summary, body, *names]))
        row = [post, published or "", title, category, text, int(status == "gone")]
        lines.append(unicodedata.normalize("NFC", json_line(row)))
        size += len(lines[-1])
        if size >= _SHARD:
            put()
    if lines:
        put()
    return number
