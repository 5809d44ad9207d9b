# ruff: noqa: E501 - a line of markup is a line
"""Hosted site builders and static generators: Wix-like, Squarespace-like, Webflow-like, Ghost, Hugo."""

from __future__ import annotations

import json
from html import escape as e
from typing import TYPE_CHECKING

from tests.replica.family import WORDS, Family, day_month_year, iso, month_day_year, short_month
from tests.replica.model import File, Post, Site

if TYPE_CHECKING:
    from collections.abc import Iterable


class WixLike(Family):
    """A drag-and-drop builder: components in meshes, rich text in nested spans, guards of zero width; all posts on one page."""

    name = "wix_like"
    per_page = 50
    date = staticmethod(day_month_year)
    detail_category = False
    related_category = False
    related_summary = False
    teaser_category = False

    def detail_path(self, post: Post) -> str:
        return f"/{post.lang}/single-post/{post.id}"

    def listing_path(self, lang: str, page: int = 1) -> str:
        return f"/{lang}/news-1"

    def file_path(self, post: Post, file: File) -> str:
        return super().file_path(post, file).replace("/upload/news/", "/_files/ugd/a1b2c3_")

    def comp(self, number: int, kind: str, inner: str) -> str:
        """One component of the mesh."""
        return f'<div id="comp-k{number:05x}" class="comp-k{number:05x} {kind}"><div data-testid="inline-content" class=""><div data-testid="mesh-container-content">{inner}</div></div></div>\n'

    def rich(self, text: str, font: int = 8, tag: str = "p") -> str:
        """A rich-text element."""
        return f'<div class="KcpHeO tz5f0K wixui-rich-text" data-testid="richTextElement"><{tag} class="font_{font} wixui-rich-text__text" style="font-size:16px;"><span style="font-family:avenir-lt-w01_35-light1475496,sans-serif;" class="wixui-rich-text__text"><span style="font-size:16px;" class="wixui-rich-text__text">{text}</span></span></{tag}></div>'

    def detail(self, site: Site, post: Post) -> str:
        words = WORDS[post.lang]
        blocks = "".join(
            self.comp(200 + number, "Zc7IjY", self.block(post, block)) for number, block in enumerate(self.order(post))
        )
        others = "".join(
            self.comp(
                400 + number,
                "YzqVVZ wixui-repeater__item",
                f'<a data-testid="linkElement" href="{site.base}{self.detail_path(other)}" target="_self" class="j7pOnl">{self.rich(e(other.title), 5, "h6")}</a>{self.rich(self.day(other), 9)}',
            )
            for number, other in enumerate(site.related(post))
        )
        main = (
            self.comp(101, "KcpHeO", self.rich(e(post.title), 2, "h2"))
            + self.comp(102, "KcpHeO", self.rich(self.day(post), 9))
            + '<p class="font_8"><span class="wixGuard">\u200b</span></p>'
            + blocks
            + self.comp(300, "KcpHeO", self.rich(words["related"], 4, "h4"))
            + others
        )
        return self._page(post.lang, e(post.title), main)

    def paragraph(self, text: str) -> str:
        return self.rich(text) + '<p class="font_8"><span class="wixGuard">\u200b</span></p>'

    def heading(self, text: str) -> str:
        return self.rich(text, 4, "h4")

    def quote(self, text: str) -> str:
        return self.rich(f'<span style="font-style:italic;">{text}</span>', 7)

    def bullets(self, items: Iterable[str]) -> str:
        return (
            '<ul class="font_8">'
            + "".join(f'<li><p class="font_8"><span>{item}</span></p></li>' for item in items)
            + "</ul>"
        )

    def files(self, post: Post, entries: Iterable[File]) -> str:
        return "".join(self.file(post, file) for file in entries)

    def file(self, post: Post, file: File) -> str:
        return f'<a data-testid="linkElement" href="{self.file_path(post, file)}" target="_blank" class="uDW_Qe wixui-button"><span class="l7_2fn wixui-button__label">{e(file.label)}</span></a>'

    def picture(self, post: Post, file: File) -> str:
        return f'<div class="MazNVa wixui-image" title=""><wow-image class="HlRz5e" data-image-info="{{}}"><img src="{self.file_path(post, file)}" alt="" style="width:640px;height:420px;object-fit:cover" width="640" height="420"/></wow-image></div>'

    def listing(self, site: Site, lang: str, page: int) -> str:
        words = WORDS[lang]
        items = "".join(
            self.comp(
                500 + number,
                "YzqVVZ wixui-repeater__item",
                f'{self.rich(self.day(post), 9)}<a data-testid="linkElement" href="{site.base}{self.detail_path(post)}" target="_self">{self.rich(e(post.title), 5, "h5")}</a>{self.rich(e(post.summary)) if post.summary else ""}',
            )
            for number, post in enumerate(self.rows(site, lang, page))
        )
        return self._page(
            lang, e(words["news"]), self.comp(100, "KcpHeO", self.rich(e(words["news"]), 2, "h2")) + items
        )

    def _page(self, lang: str, title: str, main: str) -> str:
        words = {key: e(text) for key, text in WORDS[lang].items()}
        menu = "".join(
            f'<li id="i{number}" class="wixui-dropdown-menu__item"><a data-testid="linkElement" href="/{lang}/{key}"><div class="JS76Uv"><p id="l{number}">{words[key]}</p></div></a></li>'
            for number, key in enumerate(("about", "research", "people", "contact"))
        )
        return f"""<!DOCTYPE html>
<html lang="{words["code"]}"><head><meta charset='utf-8'><title>{title} | {words["org"]}</title><style data-href="x">.KcpHeO{{position:relative}}</style></head>
<body class='responsive'>
<div id="SITE_CONTAINER"><div id="main_MF"><div id="site-root"><header id="SITE_HEADER" tabindex="-1">{self.comp(1, "w", self.rich(words["org"], 0, "h1"))}<nav id="comp-nav"><ul>{menu}</ul></nav></header>
<main id="PAGES_CONTAINER" tabindex="-1"><div id="SITE_PAGES"><div id="Containerc1dmp"><section id="comp-section" class="Oqnisf"><div data-testid="responsive-container-content">
{main}
</div></section></div></div></main>
<footer id="SITE_FOOTER">{self.comp(2, "w", self.rich("©2025 " + words["org"]))}</footer></div></div></div>
<script type="application/json" id="wix-viewer-model">{{"siteRevision": 2211, "date": "2026-11-20"}}</script>
</body></html>
"""


class SquarespaceLike(Family):
    """A hosted builder: blocks in rows and columns, pictures twice (for scripts and without), the next page as an offset."""

    name = "squarespace_like"
    date = staticmethod(month_day_year)
    related_category = False
    related_summary = False

    def detail_path(self, post: Post) -> str:
        return f"/{post.lang}-news/{post.published.year}/{post.published.month}/{post.published.day}/p{post.id}"

    def listing_path(self, lang: str, page: int = 1) -> str:
        return f"/{lang}-news" if page == 1 else f"/{lang}-news?offset=16{page}3478400000"

    def detail(self, site: Site, post: Post) -> str:
        words = WORDS[post.lang]
        everything = site.listed(post.lang)
        place = everything.index(post)
        before = everything[place - 1] if place else None
        others = "\n".join(
            f"""<div class="summary-item"><div class="summary-content"><div class="summary-title"><a href="{self.detail_path(other)}" class="summary-title-link">{e(other.title)}</a></div>
<div class="summary-metadata-container"><time class="summary-metadata-item summary-metadata-item--date" datetime="{other.published.isoformat()}">{self.day(other)}</time></div></div></div>"""
            for other in site.related(post)
        )
        newer = (
            f'<a href="{self.detail_path(before)}" class="item-pagination-link item-pagination-link--prev"><div class="item-pagination-prev-next">{words["previous"]}</div><h2 class="item-pagination-title">{e(before.title)}</h2></a>'
            if before
            else ""
        )
        return self._page(
            post.lang,
            e(post.title),
            f"""<article class="h-entry entry hentry" id="article-" data-item-id="60{post.id}"><div class="blog-item-wrapper"><div class="blog-item-inner-wrapper">
<div class="blog-item-top-wrapper"><div class="blog-item-title"><h1 class="entry-title entry-title--large p-name" itemprop="headline">{e(post.title)}</h1></div>
<div class="blog-item-meta-wrapper"><span class="blog-item-category-wrapper"><a href="/{post.lang}-news/category/x" class="blog-item-category">{e(post.category)}</a></span><time class="dt-published blog-meta-item blog-meta-item--date" datetime="{post.published.isoformat()}"><span>{self.day(post)}</span></time></div></div>
<div class="blog-item-content-wrapper"><div class="blog-item-content e-content"><div class="sqs-layout sqs-grid-12 columns-12" data-type="item"><div class="row sqs-row"><div class="col sqs-col-12 span-12">
{self.body(post)}
</div></div></div></div></div></div></div></article>
<section class="item-pagination item-pagination--prev-next">{newer}</section>
<section class="page-section"><h4>{words["related"]}</h4><div class="summary-item-list">
{others}
</div></section>""",
        )

    def html_block(self, inner: str) -> str:
        """A text block."""
        return f'<div class="sqs-block html-block sqs-block-html" data-block-type="2"><div class="sqs-block-content"><div class="sqs-html-content">{inner}</div></div></div>'

    def paragraph(self, text: str) -> str:
        return self.html_block(f'<p style="white-space:pre-wrap;" class="">{text}</p>')

    def heading(self, text: str) -> str:
        return self.html_block(f'<h3 style="white-space:pre-wrap;">{text}</h3>')

    def quote(self, text: str) -> str:
        return f'<div class="sqs-block quote-block"><div class="sqs-block-content"><figure class="block-animation-none"><blockquote>{text}</blockquote></figure></div></div>'

    def files(self, post: Post, entries: Iterable[File]) -> str:
        return "\n".join(self.file(post, file) for file in entries)

    def file(self, post: Post, file: File) -> str:
        path = self.file_path(post, file)
        if not file.is_picture:
            return f'<div class="sqs-block button-block"><div class="sqs-block-content"><div class="sqs-block-button-container"><a href="{path}" class="sqs-block-button-element--medium" target="_blank">{e(file.label)}</a></div></div></div>'
        return self._figure(
            path,
            f'<figcaption class="image-caption-wrapper"><div class="image-caption"><p class="">{e(file.label)}</p></div></figcaption>',
        )

    def picture(self, post: Post, file: File) -> str:
        return self._figure(self.file_path(post, file), "")

    def _figure(self, path: str, caption: str) -> str:
        return f"""<div class="sqs-block image-block sqs-block-image"><div class="sqs-block-content"><div class="image-block-outer-wrapper"><figure class="sqs-block-image-figure intrinsic"><div class="image-block-wrapper"><div class="sqs-image-shape-container-element">
<noscript><img src="{path}" alt=""></noscript><img data-stretch="false" data-src="{path}" data-image="{path}" data-image-dimensions="2500x1667" data-load="false" class="thumb-image" alt=""></div></div>{caption}</figure></div></div></div>"""

    def listing(self, site: Site, lang: str, page: int) -> str:
        words = WORDS[lang]
        rows = "\n".join(
            f"""<article class="blog-item hentry"><div class="blog-image-wrapper"><a href="{self.detail_path(post)}"><img data-src="/static/cover{post.id}.jpg" alt="{e(post.title)}" class="image"></a></div>
<div class="blog-basic-grid--text"><div class="blog-meta-section"><span class="blog-categories-list"><a href="/{lang}-news/category/x" class="blog-categories">{e(post.category)}</a></span><time class="blog-date" pubdate>{self.day(post)}</time></div>
<h1 class="blog-title"><a href="{self.detail_path(post)}">{e(post.title)}</a></h1>
<div class="blog-excerpt"><div class="blog-excerpt-wrapper"><p class="">{e(post.summary)}</p></div></div>
<a class="blog-more-link" href="{self.detail_path(post)}">{words["more"]}</a></div></article>"""
            for post in self.rows(site, lang, page)
        )
        older = (
            f'<div class="older"><a rel="next" href="{self.listing_path(lang, page + 1)}">Older</a></div>'
            if page < self.pages(site, lang)
            else '<div class="older"></div>'
        )
        newer = f'<div class="newer"><a href="{self.listing_path(lang, page - 1)}">Newer</a></div>' if page > 1 else ""
        return self._page(
            lang,
            e(words["news"]),
            f'<div class="blog-basic-grid">\n{rows}\n</div>\n<nav class="blog-list-pagination">{newer}{older}</nav>',
        )

    def _page(self, lang: str, title: str, main: str) -> str:
        words = {key: e(text) for key, text in WORDS[lang].items()}
        return f"""<!doctype html>
<html xmlns:og="http://opengraphprotocol.org/schema/" lang="{words["code"]}"><head><meta charset="utf-8"><title>{title} — {words["org"]}</title>
<meta property="og:title" content="{title} — {words["org"]}"><meta itemprop="name" content="{title} — {words["org"]}"></head>
<body id="item-60" class="tweak-blog-alternating-side-by-side-width-full view-item">
<div id="siteWrapper" class="clearfix site-wrapper"><header data-test="header" id="header" class="header"><div class="header-title-text"><a id="site-title" href="/">{words["org"]}</a></div>
<div class="header-nav-list"><div class="header-nav-item"><a href="/about">{words["about"]}</a></div><div class="header-nav-item"><a href="/{lang}-news">{words["news"]}</a></div><div class="header-nav-item"><a href="/contact">{words["contact"]}</a></div></div></header>
<main id="page" class="container" role="main"><article class="sections" data-page-sections="5f"><section class="page-section content-collection"><div class="content-wrapper"><div class="content">
{main}
</div></div></section></article></main>
<footer class="sections" id="footer-sections"><div class="newsletter-block"><h2>{words["newsletter"]}</h2><p>We respect your privacy.</p></div><p>{words["address"]}</p></footer></div>
</body></html>
"""


class WebflowLike(Family):
    """A visual builder with a collection list: w-dyn items, empty conditional elements left in the page, hashed page parameters."""

    name = "webflow_like"
    date = staticmethod(short_month)
    related_summary = False

    def listing_path(self, lang: str, page: int = 1) -> str:
        return f"/{lang}/insights" if page == 1 else f"/{lang}/insights?a1b2c3d4_page={page}"

    def detail_path(self, post: Post) -> str:
        return f"/{post.lang}/insights/item-{post.id}"

    def detail(self, site: Site, post: Post) -> str:
        words = WORDS[post.lang]
        others = "\n".join(
            f"""<div role="listitem" class="related-item w-dyn-item"><a href="{self.detail_path(other)}" class="link-block-4 w-inline-block"><div class="tag">{e(other.category)}</div><h4 class="heading-12">{e(other.title)}</h4><div class="text-block-9">{self.day(other)}</div></a></div>"""
            for other in site.related(post)
        )
        return self._page(
            post.lang,
            e(post.title),
            f"""<section class="section-2"><div class="w-layout-blockcontainer container w-container">
<div class="w-layout-hflex flex-block-3"><div class="tag">{e(post.category)}</div><div class="text-block-5">{self.day(post)}</div></div>
<h1 class="heading-3">{e(post.title)}</h1><p class="paragraph-4 w-dyn-bind-empty"></p><img src="" loading="lazy" alt="" class="image-7 w-dyn-bind-empty"/>
<div class="rich-text-block w-richtext">
{self.body(post)}
</div>
<div class="rich-text-block-2 w-dyn-bind-empty w-richtext"></div>
<div class="w-condition-invisible" style="display:none"><h3>Register</h3><a href="#" class="button w-button">Register now</a></div></div></section>
<section class="section-3"><h2 class="heading-8">{words["related"]}</h2><div class="w-dyn-list"><div role="list" class="w-dyn-items w-row">
{others}
</div></div></section>""",
        )

    def paragraph(self, text: str) -> str:
        return f"<p>{text}</p><p>\u200d</p>"

    def files(self, post: Post, entries: Iterable[File]) -> str:
        return '<div class="w-layout-grid grid-2">' + "".join(self.file(post, file) for file in entries) + "</div>"

    def file(self, post: Post, file: File) -> str:
        return f'<div class="file-row"><div class="text-block-6">{e(file.label)}</div><a href="{self.file_path(post, file)}" target="_blank" class="button-3 w-button">Download</a></div>'

    def picture(self, post: Post, file: File) -> str:
        thumb, path = self.thumb_path(post, file), self.file_path(post, file)
        return f'<figure class="w-richtext-align-fullwidth w-richtext-figure-type-image"><div><img src="{path}" loading="lazy" alt="" srcset="{thumb} 500w, {thumb} 800w, {path} 1920w"/></div></figure>'

    def listing(self, site: Site, lang: str, page: int) -> str:
        words = WORDS[lang]
        rows = "\n".join(
            f"""<div role="listitem" class="collection-item-2 w-dyn-item"><div class="w-layout-hflex"><div class="tag">{e(post.category)}</div><div class="text-block-5">{self.day(post)}</div></div>
<a href="{self.detail_path(post)}" class="link-block-3 w-inline-block"><h3 class="heading-7">{e(post.title)}</h3></a><p class="paragraph-3{"" if post.summary else " w-dyn-bind-empty"}">{e(post.summary)}</p></div>"""
            for post in self.rows(site, lang, page)
        )
        count = self.pages(site, lang)
        before = (
            f'<a href="?a1b2c3d4_page={page - 1}" aria-label="Previous Page" class="w-pagination-previous"><div class="w-inline-block">{words["previous"]}</div></a>'
            if page > 1
            else ""
        )
        after = (
            f'<a href="?a1b2c3d4_page={page + 1}" aria-label="Next Page" class="w-pagination-next"><div class="w-inline-block">{words["next"]}</div></a>'
            if page < count
            else ""
        )
        return self._page(
            lang,
            e(words["news"]),
            f"""<section class="section-2"><h1 class="heading-3">{e(words["news"])}</h1><div class="w-dyn-list"><div role="list" class="collection-list w-dyn-items">
{rows}
</div><div role="navigation" aria-label="List" class="w-pagination-wrapper">{before}{after}<div aria-label="Page {page} of {count}" role="heading" class="w-page-count">{page} / {count}</div></div></div></section>""",
        )

    def _page(self, lang: str, title: str, main: str) -> str:
        words = {key: e(text) for key, text in WORDS[lang].items()}
        return f"""<!DOCTYPE html><!-- Last Published: Thu Nov 19 2026 03:12:45 GMT+0000 (Coordinated Universal Time) --><html data-wf-domain="www.reliability-centre.example" lang="{words["code"]}"><head><meta charset="utf-8"/><title>{title}</title><meta content="{title}" property="og:title"/><meta content="Webflow" name="generator"/></head>
<body><div class="navbar w-nav" role="banner"><a href="/" class="brand w-nav-brand"><div>{words["org"]}</div></a><nav role="navigation" class="w-nav-menu"><a href="/{lang}/about" class="w-nav-link">{words["about"]}</a><a href="/{lang}/insights" class="w-nav-link w--current">{words["news"]}</a><a href="/{lang}/contact" class="w-nav-link">{words["contact"]}</a></nav></div>
{main}
<section class="footer"><div class="w-form"><form><label>{words["newsletter"]}</label><input type="email" class="w-input"/></form><div class="w-form-done"><div>Thank you! Your submission has been received!</div></div><div class="w-form-fail"><div>Oops! Something went wrong while submitting the form.</div></div></div><div>© 2025 {words["org"]}</div></section>
</body></html>
"""


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
