# ruff: noqa: E501 - a line of markup is a line
"""Software for publishing and little else: Ghost, Hugo."""

from __future__ import annotations

import json
from html import escape as e
from typing import TYPE_CHECKING

from tests.replica.family import WORDS, Family, day_month_year, iso
from tests.replica.model import File, Post, Site

if TYPE_CHECKING:
    from collections.abc import Iterable


class Ghost(Family):
    """Ghost with its default theme: kg-cards, a byline with reading time, file cards with name and size apart."""

    name = "ghost"
    date = staticmethod(day_month_year)
    related_category = False

    def detail_path(self, post: Post) -> str:
        return f"/{post.lang}/story-{post.id}/"

    def listing_path(self, lang: str, page: int = 1) -> str:
        return f"/{lang}/" if page == 1 else f"/{lang}/page/{page}/"

    def file_path(self, post: Post, file: File) -> str:
        return super().file_path(post, file).replace("/upload/news", "/content/files/2024")

    def label(self, file: File) -> str:
        # The card sets the name and the size apart, without brackets.
        return f"{file.name} {file.claim}"

    def detail(self, site: Site, post: Post) -> str:
        words = WORDS[post.lang]
        others = "\n".join(self._card(other, words) for other in site.related(post))
        ld = {
            "@context": "https://schema.org",
            "@type": "Article",
            "publisher": {"@type": "Organization", "name": words["org"]},
            "headline": post.title,
            "datePublished": f"{post.published.isoformat()}T02:00:00.000Z",
            "dateModified": "2025-11-02T09:11:30.000Z",
            "keywords": post.category,
        }
        head = f"""<meta property="og:type" content="article"><meta property="og:title" content="{e(post.title)}"><meta property="article:published_time" content="{post.published.isoformat()}T02:00:00.000Z">
<script type="application/ld+json">{json.dumps(ld, ensure_ascii=False)}</script>"""
        return self._page(
            post.lang,
            e(post.title),
            f"""<main id="site-main" class="site-main"><article class="article post tag-{post.category.lower()} no-image">
<header class="article-header gh-canvas"><div class="article-tag post-card-tags"><span class="post-card-primary-tag"><a href="/tag/x/">{e(post.category)}</a></span></div>
<h1 class="article-title">{e(post.title)}</h1>
<div class="article-byline"><section class="article-byline-content"><div class="article-byline-meta"><time class="byline-meta-date" datetime="{post.published.isoformat()}">{self.day(post)}</time> <span class="byline-reading-time"><span class="bull">&bull;</span> 2 min read</span></div></section></div></header>
<section class="gh-content gh-canvas">
{self.body(post)}
</section></article></main>
<aside class="read-more-wrap outer"><div class="read-more inner"><h3 class="read-more-heading">{words["related"]}</h3>
{others}
</div></aside>""",
            head,
        )

    def files(self, post: Post, entries: Iterable[File]) -> str:
        return "\n".join(self.file(post, file) for file in entries)

    def file(self, post: Post, file: File) -> str:
        return f"""<div class="kg-card kg-file-card"><a class="kg-file-card-container" href="{self.file_path(post, file)}" title="Download" download><div class="kg-file-card-contents"><div class="kg-file-card-metadata"><div class="kg-file-card-filename">{e(file.name)}</div><div class="kg-file-card-filesize">{file.claim}</div></div></div><div class="kg-file-card-icon"><svg viewBox="0 0 24 24"><path d="M3 16v3"></path></svg></div></a></div>"""

    def picture(self, post: Post, file: File) -> str:
        thumb, path = self.thumb_path(post, file), self.file_path(post, file)
        return f'<figure class="kg-card kg-image-card"><img src="{path}" class="kg-image" alt="" loading="lazy" width="2000" height="1333" srcset="{thumb} 600w, {path} 2000w" sizes="(min-width: 720px) 720px"></figure>'

    def quote(self, text: str) -> str:
        return f"<blockquote>{text}</blockquote>"

    def listing(self, site: Site, lang: str, page: int) -> str:
        words = WORDS[lang]
        rows = "\n".join(self._card(post, words, tag=True) for post in self.rows(site, lang, page))
        count = self.pages(site, lang)
        newer = (
            f'<a class="newer-posts" href="{self.listing_path(lang, page - 1)}"><span aria-hidden="true">&larr;</span> {words["newer"]}</a>'
            if page > 1
            else ""
        )
        older = (
            f'<a class="older-posts" href="{self.listing_path(lang, page + 1)}">{words["older"]} <span aria-hidden="true">&rarr;</span></a>'
            if page < count
            else ""
        )
        return self._page(
            lang,
            e(words["news"]),
            f"""<main id="site-main" class="site-main outer"><div class="inner posts"><div class="post-feed">
{rows}
</div></div><nav class="pagination">{newer}<span class="page-number">Page {page} of {count}</span>{older}</nav></main>""",
        )

    def _card(self, post: Post, words: dict[str, str], *, tag: bool = False) -> str:
        tags = (
            f'<div class="post-card-tags"><span class="post-card-primary-tag">{e(post.category)}</span></div>'
            if tag
            else ""
        )
        return f"""<article class="post-card post tag-x"><div class="post-card-content"><a class="post-card-content-link" href="{self.detail_path(post)}"><header class="post-card-header">{tags}<h2 class="post-card-title">{e(post.title)}</h2></header>
<div class="post-card-excerpt">{e(post.summary)}</div></a><footer class="post-card-meta"><time class="post-card-meta-date" datetime="{post.published.isoformat()}">{self.day(post)}</time> <span class="post-card-meta-length">2 min read</span></footer></div></article>"""

    def _page(self, lang: str, title: str, main: str, head: str = "") -> str:
        words = {key: e(text) for key, text in WORDS[lang].items()}
        return f"""<!DOCTYPE html>
<html lang="{words["code"]}"><head><title>{title}</title><meta charset="utf-8">{head}<meta name="generator" content="Ghost 5.82"></head>
<body class="post-template tag-x is-head-left-logo"><div class="viewport">
<header id="gh-head" class="gh-head outer"><div class="gh-head-inner inner"><div class="gh-head-brand"><a class="gh-head-logo no-image" href="/{lang}/">{words["org"]}</a></div>
<nav class="gh-head-menu"><ul class="nav"><li class="nav-home"><a href="/{lang}/">{words["home"]}</a></li><li class="nav-about"><a href="/{lang}/about/">{words["about"]}</a></li></ul></nav><div class="gh-head-members"><a class="gh-head-link" href="#/portal/signin">Sign in</a><a class="gh-head-button" href="#/portal/signup">{words["subscribe"]}</a></div></div></header>
<div class="site-content">
{main}
</div>
<footer class="site-footer outer"><div class="inner"><section class="copyright"><a href="/">{words["org"]}</a> &copy; 2026</section><div class="gh-powered-by"><a href="https://ghost.org/">Powered by Ghost</a></div></div></footer></div></body></html>
"""


class Hugo(Family):
    """A static generator's theme: ISO dates, tags, a table of contents, pager with first and last arrows."""

    name = "hugo"
    date = staticmethod(iso)
    teaser_category = False
    related_summary = False
    related_date = False
    related_category = False

    def detail_path(self, post: Post) -> str:
        return f"/{post.lang}/posts/{post.published.year}-{post.id}/"

    def listing_path(self, lang: str, page: int = 1) -> str:
        return f"/{lang}/posts/" if page == 1 else f"/{lang}/posts/page/{page}/"

    def file_path(self, post: Post, file: File) -> str:
        return self.detail_path(post) + super().file_path(post, file).rpartition("/")[2]

    def detail(self, site: Site, post: Post) -> str:
        words = WORDS[post.lang]
        others = "\n".join(
            f'<li><a href="{self.detail_path(other)}">{e(other.title)}</a></li>' for other in site.related(post)
        )
        headings = [block.text for block in post.blocks if block.kind == "heading"]
        contents = "".join(f'<li><a href="#h{number}">{e(text)}</a></li>' for number, text in enumerate(headings))
        toc = (
            f'<details class="toc"><summary>Table of Contents</summary><nav id="TableOfContents"><ul>{contents}</ul></nav></details>'
            if headings
            else ""
        )
        return self._page(
            post.lang,
            e(post.title),
            f"""<article class="post-single"><header class="post-header"><div class="breadcrumbs"><a href="/{post.lang}/">{words["home"]}</a>&nbsp;»&nbsp;<a href="/{post.lang}/posts/">{e(words["news"])}</a></div>
<h1 class="post-title">{e(post.title)}</h1>
<div class="post-meta"><span title="{post.published.isoformat()} 00:00:00 +0800 HKT">{self.day(post)}</span>&nbsp;·&nbsp;<span>{e(post.category)}</span></div></header>
{toc}
<div class="post-content">{self.body(post)}
</div>
<footer class="post-footer"><ul class="post-tags"><li><a href="/tags/reliability/">reliability</a></li><li><a href="/tags/safety/">safety</a></li></ul></footer></article>
<section class="see-also"><h2>{words["related"]}</h2><ul>
{others}
</ul></section>""",
        )

    def heading(self, text: str) -> str:
        return f'<h2 id="h0">{text}<a hidden class="anchor" aria-hidden="true" href="#h0">#</a></h2>'

    def files(self, post: Post, entries: Iterable[File]) -> str:
        return "<p>" + " ".join(self.file(post, file) for file in entries) + "</p>"

    def file(self, post: Post, file: File) -> str:
        return f'<a href="{self.file_path(post, file).rpartition("/")[2]}">{e(file.name)}</a>{e(file.brackets.format(file.claim))}'

    def picture(self, post: Post, file: File) -> str:
        return f'<p><img loading="lazy" src="{self.file_path(post, file).rpartition("/")[2]}" alt=""  /></p>'

    def listing(self, site: Site, lang: str, page: int) -> str:
        words = WORDS[lang]
        rows = "\n".join(
            f"""<article class="post-entry"><header class="entry-header"><h2>{e(post.title)}</h2></header><div class="entry-content"><p>{e(post.summary)}</p></div><footer class="entry-footer"><span title="{post.published.isoformat()} 00:00:00 +0800 HKT">{self.day(post)}</span></footer><a class="entry-link" aria-label="post link to {e(post.title)}" href="{site.base}{self.detail_path(post)}"></a></article>"""
            for post in self.rows(site, lang, page)
        )
        count = self.pages(site, lang)

        def item(text: str, target: int, off: bool) -> str:
            kind = "page-item disabled" if off else "page-item"
            link = "" if off else f' href="{self.listing_path(lang, target)}"'
            return f'<li class="{kind}"><a{link} class="page-link"><span aria-hidden="true">{text}</span></a></li>'

        numbers = "".join(
            f'<li class="page-item active"><a aria-current="page" href="{self.listing_path(lang, n)}" class="page-link">{n}</a></li>'
            if n == page
            else item(str(n), n, off=False)
            for n in range(1, count + 1)
        )
        pager = (
            item("««", 1, page == 1)
            + item("«", page - 1, page == 1)
            + numbers
            + item("»", page + 1, page == count)
            + item("»»", count, page == count)
        )
        return self._page(
            lang,
            e(words["news"]),
            f'<header class="page-header"><h1>{e(words["news"])}</h1></header>\n{rows}\n<ul class="pagination pagination-default">{pager}</ul>',
        )

    def _page(self, lang: str, title: str, main: str) -> str:
        words = {key: e(text) for key, text in WORDS[lang].items()}
        return f"""<!DOCTYPE html>
<html lang="{words["code"]}" dir="auto"><head><meta charset="utf-8"><title>{title} | {words["org"]}</title><meta name="generator" content="Hugo 0.119.0"></head>
<body id="top"><header class="header"><nav class="nav"><div class="logo"><a href="/{lang}/" accesskey="h">{words["org"]}</a><div class="logo-switches"><button id="theme-toggle">Theme</button><ul class="lang-switch"><li>|</li><li><a href="/en/">En</a></li><li><a href="/tc/">繁</a></li></ul></div></div>
<ul id="menu"><li><a href="/{lang}/posts/"><span class="active">{words["news"]}</span></a></li><li><a href="/{lang}/about/"><span>{words["about"]}</span></a></li><li><a href="/{lang}/search/"><span>{words["search"]}</span></a></li></ul></nav></header>
<main class="main">
{main}
</main>
<footer class="footer"><span>&copy; 2025 {words["org"]}</span> · <span>Powered by <a href="https://gohugo.io/" rel="noopener">Hugo</a></span></footer><a href="#top" aria-label="go to top" class="top-link" id="top-link">↑</a>
</body></html>
"""
