"""Markup whose names say nothing: definition lists, divs without classes, classes hashed per build, utility classes."""

# ruff: noqa: E501 - a line of markup is a line
from __future__ import annotations

import hashlib
from html import escape as e
from typing import TYPE_CHECKING

from tests.replica.family import WORDS, Family, dots, ordinal, short_month, weekday
from tests.replica.model import Block, File, Post, Site

if TYPE_CHECKING:
    from collections.abc import Iterable


class DefinitionList(Family):
    """News as a definition list: the date is the term, the post its definition; the pager is one arrow."""

    name = "definition_list"
    date = staticmethod(dots)
    detail_category = False
    teaser_category = False
    related_category = False
    related_summary = False

    def detail_path(self, post: Post) -> str:
        return f"/{post.lang}/aktuelles/{post.id}"

    def listing_path(self, lang: str, page: int = 1) -> str:
        return f"/{lang}/aktuelles" + ("" if page == 1 else f";seite={page}")

    def detail(self, site: Site, post: Post) -> str:
        words = WORDS[post.lang]
        others = "".join(
            f'<dt>{self.day(other)}</dt><dd><a href="{self.detail_path(other)}">{e(other.title)}</a></dd>\n'
            for other in site.related(post)
        )
        return self._page(
            post.lang,
            e(post.title),
            f"""<dl><dt>{self.day(post)}</dt><dd><h2>{e(post.title)}</h2>
{self.body(post)}
</dd></dl>
<p><a href="{self.listing_path(post.lang)}">« {words["back"]}</a></p>
<h4>{words["related"]}</h4>
<dl>{others}</dl>""",
        )

    def files(self, post: Post, entries: Iterable[File]) -> str:
        return "<ul>" + "".join(f"<li>{self.file(post, file)}</li>" for file in entries) + "</ul>"

    def listing(self, site: Site, lang: str, page: int) -> str:
        words = WORDS[lang]
        rows = "".join(
            f"""<dt>{self.day(post)}</dt>
<dd><a href="{self.detail_path(post)}">{e(post.title)}</a></dd>
<dd>{e(post.summary)}</dd>
"""
            for post in self.rows(site, lang, page)
        )
        before = f'<a href="{self.listing_path(lang, page - 1)}">‹</a>' if page > 1 else ""
        after = f'<a href="{self.listing_path(lang, page + 1)}">›</a>' if page < self.pages(site, lang) else ""
        return self._page(
            lang, e(words["news"]), f"<h2>{e(words['news'])}</h2>\n<dl>\n{rows}</dl>\n<div>{before} {after}</div>"
        )

    def _page(self, lang: str, title: str, main: str) -> str:
        words = {key: e(text) for key, text in WORDS[lang].items()}
        return f"""<!DOCTYPE html>
<html lang="{words["code"]}"><head><meta charset="utf-8"><title>{words["org"]}: {title}</title><link rel="stylesheet" href="/s.css"></head>
<body>
<div id="head"><h1><a href="/{lang}/">{words["org"]}</a></h1></div>
<div id="nav"><ul><li><a href="/{lang}/about">{words["about"]}</a></li><li><a href="/{lang}/aktuelles">{words["news"]}</a></li>
<li><a href="/{lang}/people">{words["people"]}</a></li><li><a href="/{lang}/contact">{words["contact"]}</a></li></ul></div>
<div id="content">
{main}
</div>
<div id="foot">{words["address"]}</div>
</body></html>
"""


class DivSoup(Family):
    """Nothing but divs without a class or an id, not even for headings or paragraphs."""

    name = "div_soup"
    date = staticmethod(short_month)

    def listing_path(self, lang: str, page: int = 1) -> str:
        return f"/{lang}/news" + ("" if page == 1 else f"/older/{page}")

    def detail(self, site: Site, post: Post) -> str:
        words = WORDS[post.lang]
        others = "\n".join(self._item(other) for other in site.related(post))
        return self._page(
            post.lang,
            e(post.title),
            f"""<div><div style="font-size:30px">{e(post.title)}</div>
<div><div>{self.day(post)}</div><div>{e(post.category)}</div></div>
<div>
{self.body(post)}
</div></div>
<div><div style="font-size:20px">{words["related"]}</div>
{others}
</div>""",
        )

    def paragraph(self, text: str) -> str:
        return f"<div>{text}</div>"

    def heading(self, text: str) -> str:
        return f'<div style="font-weight:bold">{text}</div>'

    def quote(self, text: str) -> str:
        return f'<div style="font-style:italic">{text}</div>'

    def bullets(self, items: Iterable[str]) -> str:
        return "<div>" + "".join(f"<div>{item}</div>" for item in items) + "</div>"

    def table(self, rows: list[list[str]]) -> str:
        return "<table>" + "".join(f"<tr>{''.join(f'<td>{c}</td>' for c in row)}</tr>" for row in rows) + "</table>"

    def files(self, post: Post, entries: Iterable[File]) -> str:
        return "<div>" + "".join(self.file(post, file) for file in entries) + "</div>"

    def file(self, post: Post, file: File) -> str:
        return f'<div><a href="{self.file_path(post, file)}"><div>{e(file.label)}</div></a></div>'

    def picture(self, post: Post, file: File) -> str:
        return f'<div><img src="{self.file_path(post, file)}"></div>'

    def listing(self, site: Site, lang: str, page: int) -> str:
        words = WORDS[lang]
        rows = "\n".join(self._item(post) for post in self.rows(site, lang, page))
        older = (
            f'<a href="{self.listing_path(lang, page + 1)}">{words["older"]}</a>'
            if page < self.pages(site, lang)
            else ""
        )
        newer = f'<a href="{self.listing_path(lang, page - 1)}">{words["newer"]}</a>' if page > 1 else ""
        return self._page(
            lang, e(words["news"]), f"<div><div>{e(words['news'])}</div>\n{rows}</div>\n<div>{newer} {older}</div>"
        )

    def _item(self, post: Post) -> str:
        return f"""<div><div><div>{self.day(post)}</div><div>{e(post.category)}</div></div>
<div><a href="{self.detail_path(post)}">{e(post.title)}</a></div><div>{e(post.summary)}</div></div>"""

    def _page(self, lang: str, title: str, main: str) -> str:
        words = {key: e(text) for key, text in WORDS[lang].items()}
        links = "".join(
            f'<div><a href="/{lang}/{key}">{words[key]}</a></div>'
            for key in ("about", "people", "research", "news", "contact")
        )
        return f"""<!DOCTYPE html>
<html lang="{words["code"]}"><head><meta charset="utf-8"><title>{title}</title></head>
<body><div><div><a href="/{lang}/">{words["org"]}</a></div><div>{links}</div>
<div>
{main}
</div>
<div><div>{words["address"]}</div><div>© {words["org"]}</div></div></div></body></html>
"""


class HashedClasses(Family):
    """CSS modules: class names hashed per build, empty wrappers; "load more" fetches fragments by a data attribute."""

    name = "hashed_classes"
    date = staticmethod(weekday)
    related_category = False
    related_summary = False

    def detail_path(self, post: Post) -> str:
        return f"/{post.lang}/stories/{post.id}-{self.css(post.title)[1:]}"

    def listing_path(self, lang: str, page: int = 1) -> str:
        return f"/{lang}/stories" if page == 1 else f"/{lang}/stories/fragment?after={page}"

    def css(self, word: str) -> str:
        """A class name as a bundler makes it."""
        return "_" + hashlib.sha256(word.encode()).hexdigest()[:6]

    def detail(self, site: Site, post: Post) -> str:
        words = WORDS[post.lang]
        c = self.css
        others = "\n".join(
            f"""<a class="{c("rel")}" href="{self.detail_path(other)}"><span class="{c("relt")}">{e(other.title)}</span>
<span class="{c("reld")}">{self.day(other)}</span></a>"""
            for other in site.related(post)
        )
        return self._page(
            post.lang,
            e(post.title),
            f"""<div class="{c("hero")}"><div class="{c("cat")}">{e(post.category)}</div><h1 class="{c("h")}">{e(post.title)}</h1>
<div class="{c("meta")}"><span>{self.day(post)}</span></div></div>
<div class="{c("wrap")}"><div class="{c("inner")}">
{self.body(post)}
</div></div>
<aside class="{c("aside")}"><div class="{c("aside-h")}">{words["related"]}</div>
{others}
</aside>""",
        )

    def paragraph(self, text: str) -> str:
        return f'<div class="{self.css("block")}"><p class="{self.css("p")}"><span class="{self.css("s")}">{text}</span></p></div>'

    def files(self, post: Post, entries: Iterable[File]) -> str:
        return f'<div class="{self.css("block")}">' + "".join(self.file(post, file) for file in entries) + "</div>"

    def file(self, post: Post, file: File) -> str:
        return (
            f'<a class="{self.css("f")}" href="{self.file_path(post, file)}"><svg width="16" height="16"><path d="M1 1h9v9z"/></svg>'
            f'<span class="{self.css("n")}">{e(file.label)}</span></a>'
        )

    def picture(self, post: Post, file: File) -> str:
        return (
            f'<div class="{self.css("block")}"><picture><source type="image/webp" srcset="{self.thumb_path(post, file)} 400w">'
            f'<source srcset="{self.thumb_path(post, file)} 400w, {self.file_path(post, file)} 2400w">'
            f'<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" alt=""></picture></div>'
        )

    def listing(self, site: Site, lang: str, page: int) -> str:
        words = WORDS[lang]
        c = self.css
        rows = "\n".join(
            f"""<li class="{c("li")}"><a class="{c("a")}" href="{self.detail_path(post)}"><div class="{c("c")}">{e(post.category)}</div>
<div class="{c("t")}">{e(post.title)}</div><div class="{c("x")}">{e(post.summary)}</div><div class="{c("d")}">{self.day(post)}</div></a></li>"""
            for post in self.rows(site, lang, page)
        )
        button = (
            f'<button type="button" class="{c("b")}" data-url="{self.listing_path(lang, page + 1)}">{words["load"]}</button>'
            if page < self.pages(site, lang)
            else ""
        )
        if page > 1:
            return f"{rows}\n{button}"
        return self._page(
            lang,
            e(words["news"]),
            f'<h1 class="{c("h")}">{e(words["news"])}</h1>\n<ul class="{c("ul")}">\n{rows}\n</ul>\n{button}',
        )

    def _page(self, lang: str, title: str, main: str) -> str:
        words = {key: e(text) for key, text in WORDS[lang].items()}
        c = self.css
        return f"""<!DOCTYPE html><html lang="{words["code"]}"><head><meta charset="utf-8"/><title>{title} · {words["org"]}</title>
<link rel="stylesheet" href="/assets/index-4f3a9c.css"/></head><body><div id="root"><div class="{c("app")}">
<header class="{c("header")}"><a class="{c("logo")}" href="/{lang}"><img src="/assets/logo-77aa.svg" alt="{words["org"]}"/></a>
<nav class="{c("nav")}"><a class="{c("na")}" href="/{lang}/about">{words["about"]}</a><a class="{c("na")}" href="/{lang}/research">{words["research"]}</a>
<a class="{c("na")}" href="/{lang}/stories">{words["news"]}</a></nav></header>
<main class="{c("main")}">
{main}
</main>
<footer class="{c("footer")}"><span>© 2025 {words["org"]}</span><a class="{c("na")}" href="/{lang}/privacy">{words["privacy"]}</a></footer>
</div></div><script type="module" src="/assets/index-9be1.js"></script></body></html>
"""


class Utility(Family):
    """Utility classes, an article of nested spans, numbered pages with gaps, a next arrow drawn in SVG."""

    name = "utility"
    per_page = 2
    date = staticmethod(ordinal)
    related_summary = False

    def listing_path(self, lang: str, page: int = 1) -> str:
        return f"/{lang}/newsroom" if page == 1 else f"/{lang}/newsroom?p={page}"

    def detail(self, site: Site, post: Post) -> str:
        words = WORDS[post.lang]
        others = "\n".join(
            f"""<li class="py-4 flex justify-between"><div class="min-w-0"><p class="text-xs text-gray-500">{e(other.category)} · {self.day(other)}</p>
<a href="{self.detail_path(other)}" class="font-semibold hover:underline">{e(other.title)}</a></div></li>"""
            for other in site.related(post)
        )
        return self._page(
            post.lang,
            e(post.title),
            f"""<div class="relative mx-auto max-w-3xl px-6">
<p class="text-sm uppercase tracking-wide text-indigo-600">{e(post.category)} · {self.day(post)}</p>
<h1 class="mt-2 text-4xl font-bold">{e(post.title)}</h1>
<div class="prose prose-lg mt-6">
{self.body(post)}
</div>
<div class="mt-10 flex gap-x-4 text-gray-400"><span class="sr-only">{words["share"]}</span><a href="https://x.com/intent/post"><svg class="h-5 w-5"></svg></a></div>
</div>
<div class="mx-auto max-w-3xl px-6"><h2 class="text-lg font-semibold">{words["related"]}</h2><ul role="list" class="divide-y">
{others}
</ul></div>""",
        )

    def files(self, post: Post, entries: Iterable[File]) -> str:
        rows = "\n".join(
            f"""<li class="flex items-center justify-between py-4"><div class="flex w-0 flex-1 items-center"><svg class="h-5 w-5"></svg>
<span class="ml-2 truncate font-medium">{e(file.label)}</span></div><a href="{self.file_path(post, file)}" class="ml-4 text-indigo-600"
 aria-label="{e(file.name)}"><svg class="h-4 w-4"></svg></a></li>"""
            for file in entries
        )
        return f'<ul role="list" class="not-prose divide-y rounded-md border">\n{rows}\n</ul>'

    def picture(self, post: Post, file: File) -> str:
        path = self.file_path(post, file)
        return f'<div class="my-8"><img class="aspect-video w-full rounded-xl object-cover" src="{path}" alt=""></div>'

    def block(self, post: Post, block: Block) -> str:
        markup = super().block(post, block)
        return (
            markup.replace("<p>", '<p class="mb-4"><span>').replace("</p>", "</span></p>")
            if block.kind == "paragraph"
            else markup
        )

    def listing(self, site: Site, lang: str, page: int) -> str:
        words = WORDS[lang]
        rows = "\n".join(
            f"""<article class="flex max-w-xl flex-col"><div class="flex gap-x-4 text-xs"><span class="text-gray-500">{self.day(post)}</span>
<a href="/{lang}/newsroom?category={post.category}" class="rounded-full bg-gray-50 px-3">{e(post.category)}</a></div>
<div class="group relative"><h3 class="mt-3 text-lg font-semibold"><a href="{self.detail_path(post)}"><span class="absolute inset-0"></span>{e(post.title)}</a></h3>
<p class="mt-5 line-clamp-3 text-sm">{e(post.summary)}</p></div></article>"""
            for post in self.rows(site, lang, page)
        )
        return self._page(
            lang,
            e(words["news"]),
            f"""<h2 class="text-3xl font-bold">{e(words["news"])}</h2>
<div class="mx-auto grid grid-cols-1 gap-8 lg:grid-cols-3">
{rows}
</div>
{self._pager(site, lang, page)}""",
        )

    def _pager(self, site: Site, lang: str, page: int) -> str:
        count = self.pages(site, lang)
        shown = sorted({1, count, page, page - 1, page + 1} & set(range(1, count + 1)))
        parts = []
        for number, after in zip(shown, [*shown[1:], 0], strict=True):
            if number == page:
                parts.append(f'<span aria-current="page" class="px-3 bg-indigo-600 text-white">{number}</span>')
            else:
                parts.append(f'<a href="{self.listing_path(lang, number)}" class="px-3">{number}</a>')
            if after > number + 1:
                parts.append('<span class="px-3">…</span>')
        if page < count:
            parts.append(
                f'<a href="{self.listing_path(lang, page + 1)}" class="px-2"><svg viewBox="0 0 20 20"><path d="M7 15l5-5-5-5"/></svg></a>'
            )
        return '<nav class="isolate inline-flex -space-x-px">' + "".join(parts) + "</nav>"

    def _page(self, lang: str, title: str, main: str) -> str:
        words = {key: e(text) for key, text in WORDS[lang].items()}
        return f"""<!DOCTYPE html>
<html lang="{words["code"]}" class="h-full scroll-smooth"><head><meta charset="utf-8"><title>{title}</title><link href="/build/app.css" rel="stylesheet"></head>
<body class="h-full bg-white antialiased">
<header class="sticky top-0 z-50"><nav class="flex items-center justify-between p-6"><a href="/{lang}" class="-m-1.5 p-1.5"><span class="sr-only">{words["org"]}</span><svg class="h-8"></svg></a>
<div class="hidden lg:flex gap-x-12"><a href="/{lang}/about" class="text-sm">{words["about"]}</a><a href="/{lang}/newsroom" class="text-sm">{words["news"]}</a>
<a href="/{lang}/careers" class="text-sm">{words["careers"]}</a></div></nav></header>
<main class="py-16">
{main}
</main>
<footer class="bg-gray-900 text-gray-300"><div class="p-8"><h3 class="text-sm font-semibold">{words["newsletter"]}</h3><form><input type="email" placeholder="{words["email"]}"><button>{words["subscribe"]}</button></form>
<p class="text-xs">© 2025 {words["org"]}. {words["rights"]}</p></div></footer>
</body></html>
"""
