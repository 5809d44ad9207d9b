# ruff: noqa: E501 - a line of markup is a line
"""Hosted site builders: Wix-like, Squarespace-like, Webflow-like."""

from __future__ import annotations

from html import escape as e
from typing import TYPE_CHECKING

from tests.replica.family import WORDS, Family, day_month_year, month_day_year, short_month
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
