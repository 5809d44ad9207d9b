# ruff: noqa: E501 - a line of markup is a line
"""WordPress with its block editor and with a page builder."""

from __future__ import annotations

import json
from html import escape as e
from typing import TYPE_CHECKING
from urllib.parse import quote as percent

from tests.replica.family import WORDS, Family, day_month_year, month_day_year
from tests.replica.model import File, Post, Site, plain

if TYPE_CHECKING:
    from collections.abc import Iterable


def slug(post: Post) -> str:
    """The title as WordPress writes it in an address."""
    words = "".join(char if char.isalnum() else " " for char in plain(post.title).lower()).split()
    return percent("-".join(words[:9]))


class Gutenberg(Family):
    """WordPress with a block theme: wp-blocks, slugs, JSON-LD whose clock is in UTC, file blocks with a second button."""

    name = "gutenberg"
    date = staticmethod(month_day_year)
    related_summary = False
    related_category = False
    related_count = 3

    def detail_path(self, post: Post) -> str:
        return f"/{post.lang}/{post.published:%Y/%m/%d}/{slug(post)}/"

    def listing_path(self, lang: str, page: int = 1) -> str:
        return f"/{lang}/category/news/" + ("" if page == 1 else f"page/{page}/")

    def file_path(self, post: Post, file: File) -> str:
        return percent(f"/wp-content/uploads/{post.published:%Y/%m}/{file.name}", safe="/()")

    def _small(self, post: Post, file: File) -> str:
        stem, _, ending = self.file_path(post, file).rpartition(".")
        return f"{stem}-300x200.{ending}"

    def detail(self, site: Site, post: Post) -> str:
        words = WORDS[post.lang]
        everything = site.listed(post.lang)
        place = everything.index(post)
        others = "\n".join(
            f"""<li class="wp-block-post"><h3 class="wp-block-post-title has-medium-font-size"><a href="{site.base}{self.detail_path(other)}" target="_self">{e(other.title)}</a></h3>
<div class="wp-block-post-date"><time datetime="{other.published.isoformat()}T00:00:00+08:00">{self.day(other)}</time></div></li>"""
            for other in site.related(post, self.related_count)
        )
        after = everything[place + 1] if place + 1 < len(everything) else None
        link = f'<a href="{site.base}{self.detail_path(after)}" rel="prev">{e(after.title)}</a>' if after else ""
        graph = {
            "@context": "https://schema.org",
            "@graph": [
                {
                    "@type": "Article",
                    "headline": post.title,
                    "datePublished": f"{post.published.isoformat()}T01:30:00+00:00",
                    "dateModified": "2025-09-01T02:00:00+00:00",
                    "articleSection": [post.category],
                },
                {"@type": "WebSite", "name": words["org"], "url": site.base},
            ],
        }
        head = f"""<link rel="canonical" href="{site.base}{self.detail_path(post)}" />
<meta property="og:type" content="article" /><meta property="og:title" content="{e(post.title)} - {e(words["org"])}" />
<meta property="article:published_time" content="{post.published.isoformat()}T01:30:00+00:00" />
<script type="application/ld+json" class="yoast-schema-graph">{json.dumps(graph)}</script>"""
        return self._page(
            post.lang,
            e(post.title),
            f"""<main class="wp-block-group is-layout-flow" id="wp--skip-link--target">
<div class="wp-block-group alignwide"><h1 class="wp-block-post-title">{e(post.title)}</h1>
<div class="wp-block-template-part"><div class="wp-block-group"><div class="wp-block-post-date"><time datetime="{post.published.isoformat()}T09:30:00+08:00">{self.day(post)}</time></div>
<p class="has-text-color">in</p><div class="taxonomy-category wp-block-post-terms"><a href="{site.base}/{post.lang}/category/{post.category.lower()}/" rel="tag">{e(post.category)}</a></div></div></div></div>
<div class="entry-content alignfull wp-block-post-content has-global-padding is-layout-constrained">
{self.body(post)}
</div>
<nav class="wp-block-group"><div class="post-navigation-link-previous wp-block-post-navigation-link"><span class="wp-block-post-navigation-link__arrow-previous">←</span>{link}</div></nav>
<div class="wp-block-comments"><div id="respond" class="comment-respond"><h3 id="reply-title">Leave a Reply</h3>
<form><p>Your email address will not be published. Required fields are marked <span class="required">*</span></p><textarea name="comment"></textarea></form></div></div>
<div class="wp-block-query alignwide"><h2 class="wp-block-heading">{words["related"]}</h2><ul class="wp-block-post-template">
{others}
</ul></div>
</main>""",
            head,
        )

    def paragraph(self, text: str) -> str:
        return f"\n<p>{text}</p>\n"

    def heading(self, text: str) -> str:
        return f'<h2 class="wp-block-heading">{text}</h2>'

    def quote(self, text: str) -> str:
        return f'<blockquote class="wp-block-quote is-layout-flow"><p>{text}</p></blockquote>'

    def table(self, rows: list[list[str]]) -> str:
        lines = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
        return f'<figure class="wp-block-table"><table><tbody>{lines}</tbody></table></figure>'

    def files(self, post: Post, entries: Iterable[File]) -> str:
        return "\n".join(self.file(post, file) for file in entries)

    def file(self, post: Post, file: File) -> str:
        path = self.file_path(post, file)
        if file.is_picture:
            return f"""<figure class="wp-block-image size-medium"><a href="{path}"><img decoding="async" width="300" height="200" src="{self._small(post, file)}" alt="" class="wp-image-{post.id}1" srcset="{self._small(post, file)} 300w, {path} 2560w" sizes="(max-width: 300px) 100vw, 300px" /></a><figcaption class="wp-element-caption">{e(file.label)}</figcaption></figure>"""
        return f"""<div class="wp-block-file"><a id="wp-block-file--media-{post.id}" href="{path}">{e(file.label)}</a><a href="{path}" class="wp-block-file__button wp-element-button" download>Download</a></div>"""

    def picture(self, post: Post, file: File) -> str:
        path = self.file_path(post, file)
        return f"""<figure class="wp-block-image size-large"><img decoding="async" loading="lazy" width="1024" height="683" src="{self._small(post, file)}" alt="" srcset="{self._small(post, file)} 300w, {path} 2048w" /></figure>"""

    def listing(self, site: Site, lang: str, page: int) -> str:
        words = WORDS[lang]
        rows = "\n".join(
            f"""<li class="wp-block-post post-{post.id} post type-post status-publish hentry category-news">
<figure class="wp-block-post-featured-image"><a href="{site.base}{self.detail_path(post)}"><img src="/wp-content/uploads/cover-{post.id}.jpg" alt="" /></a></figure>
<h2 class="wp-block-post-title"><a href="{site.base}{self.detail_path(post)}" target="_self">{e(post.title)}</a></h2>
<div class="wp-block-post-excerpt"><p class="wp-block-post-excerpt__excerpt">{e(post.summary)} </p></div>
<div class="wp-block-group"><div class="wp-block-post-date"><time datetime="{post.published.isoformat()}T09:30:00+08:00">{self.day(post)}</time></div>
<div class="taxonomy-category wp-block-post-terms"><a href="{site.base}/{lang}/category/{post.category.lower()}/" rel="tag">{e(post.category)}</a></div></div></li>"""
            for post in self.rows(site, lang, page)
        )
        count = self.pages(site, lang)
        numbers = "".join(
            f'<span aria-current="page" class="page-numbers current">{number}</span>'
            if number == page
            else f'<a class="page-numbers" href="{site.base}{self.listing_path(lang, number)}">{number}</a>'
            for number in range(1, count + 1)
        )
        before = (
            f'<a href="{site.base}{self.listing_path(lang, page - 1)}" class="wp-block-query-pagination-previous">{words["previous"]}</a>'
            if page > 1
            else ""
        )
        after = (
            f'<a href="{site.base}{self.listing_path(lang, page + 1)}" class="wp-block-query-pagination-next">{words["next"]}</a>'
            if page < count
            else ""
        )
        pager = f'<nav class="wp-block-query-pagination">{before}<div class="wp-block-query-pagination-numbers">{numbers}</div>{after}</nav>'
        return self._page(
            lang,
            e(words["news"]),
            f"""<main class="wp-block-group"><h1 class="wp-block-query-title">{e(words["news"])}</h1>
<div class="wp-block-query"><ul class="columns-3 wp-block-post-template">
{rows}
</ul>
{pager if count > 1 else ""}</div></main>""",
        )

    def _page(self, lang: str, title: str, main: str, head: str = "") -> str:
        words = {key: e(text) for key, text in WORDS[lang].items()}
        return f"""<!DOCTYPE html>
<html lang="{words["code"]}">
<head>
	<meta charset="UTF-8" />
	<title>{title} &#8211; {words["org"]}</title>
{head}
<link rel='stylesheet' id='wp-block-library-css' href='/wp-includes/css/dist/block-library/style.min.css' media='all' />
<script>window._wpemojiSettings = {{"baseUrl":"https://s.w.org/images/core/emoji/"}};</script>
</head>
<body class="post-template-default single wp-embed-responsive">
<div class="wp-site-blocks">
<header class="wp-block-template-part"><div class="wp-block-group"><p class="wp-block-site-title"><a href="/{lang}/" rel="home">{words["org"]}</a></p>
<nav class="wp-block-navigation"><ul class="wp-block-page-list"><li class="wp-block-pages-list__item"><a href="/{lang}/about/">{words["about"]}</a></li>
<li class="wp-block-pages-list__item"><a href="/{lang}/category/news/">{words["news"]}</a></li><li class="wp-block-pages-list__item"><a href="/{lang}/contact/">{words["contact"]}</a></li></ul></nav></div></header>
{main}
<footer class="wp-block-template-part"><div class="wp-block-group"><p class="has-text-align-center">Proudly powered by <a href="https://wordpress.org" rel="nofollow">WordPress</a></p></div></footer>
</div>
</body>
</html>
"""


class Elementor(Family):
    """WordPress with a page builder: sections in columns in widgets, post info as an icon list, sharing inside the column."""

    name = "elementor"
    date = staticmethod(day_month_year)
    teaser_category = False
    related_category = False

    def detail_path(self, post: Post) -> str:
        return f"/{'' if post.lang == 'en' else post.lang + '/'}{slug(post)}-{post.id}/"

    def listing_path(self, lang: str, page: int = 1) -> str:
        return f"/{'' if lang == 'en' else lang + '/'}news/" + ("" if page == 1 else f"?e-page-4f2a1c={page}")

    def widget(self, kind: str, inner: str) -> str:
        """One widget in its wrappers."""
        return f"""<div class="elementor-element elementor-widget elementor-widget-{kind}" data-element_type="widget" data-widget_type="{kind}.default"><div class="elementor-widget-container">
{inner}
</div></div>"""

    def detail(self, site: Site, post: Post) -> str:
        words = WORDS[post.lang]
        others = "\n".join(self._card(other, words["more"]) for other in site.related(post))
        info = f"""<ul class="elementor-inline-items elementor-icon-list-items elementor-post-info">
<li class="elementor-icon-list-item"><span class="elementor-icon-list-icon"><i aria-hidden="true" class="fas fa-calendar"></i></span><span class="elementor-icon-list-text elementor-post-info__item--type-date">{self.day(post)}</span></li>
<li class="elementor-icon-list-item"><span class="elementor-icon-list-icon"><i aria-hidden="true" class="fas fa-tags"></i></span><span class="elementor-icon-list-text"><span class="elementor-post-info__terms-list"><a href="/category/x/" class="elementor-post-info__terms-list-item">{e(post.category)}</a></span></span></li></ul>"""
        share = "".join(
            f'<div class="elementor-grid-item"><div class="elementor-share-btn elementor-share-btn_{net.lower()}" role="button"><span class="elementor-share-btn__icon"></span><div class="elementor-share-btn__text"><span class="elementor-share-btn__title">{net}</span></div></div></div>'
            for net in ("Facebook", "Twitter", "LinkedIn", "WhatsApp")
        )
        parts = [
            self.widget(
                "theme-post-title", f'<h1 class="elementor-heading-title elementor-size-default">{e(post.title)}</h1>'
            ),
            self.widget("post-info", info),
            self.widget("theme-post-content", self.body(post)),
            self.widget("share-buttons", f'<div class="elementor-grid">{share}</div>'),
            self.widget("heading", f'<h2 class="elementor-heading-title">{words["related"]}</h2>'),
            self.widget(
                "posts", f'<div class="elementor-posts-container elementor-posts elementor-grid">{others}</div>'
            ),
        ]
        column = "\n".join(parts)
        return self._page(
            post.lang,
            e(post.title),
            f"""<div data-elementor-type="single-post" class="elementor elementor-221"><section class="elementor-section elementor-top-section"><div class="elementor-container"><div class="elementor-column elementor-col-100"><div class="elementor-widget-wrap elementor-element-populated">
{column}
</div></div></div></section></div>""",
        )

    def files(self, post: Post, entries: Iterable[File]) -> str:
        return '<div class="gallery-row">' + "".join(self.file(post, file) for file in entries) + "</div>"

    def file(self, post: Post, file: File) -> str:
        path = self.file_path(post, file)
        if file.is_picture:
            return f'<a href="{path}" data-elementor-open-lightbox="yes" data-elementor-lightbox-title=""><img class="lazyload" src="data:image/svg+xml;base64,PHN2Zy8+" data-src="{self.thumb_path(post, file)}" alt="{e(file.label)}" /></a>'
        return f'<a class="elementor-button-link elementor-button" href="{path}"><span class="elementor-button-content-wrapper"><span class="elementor-button-text">{e(file.label)}</span></span></a>'

    def picture(self, post: Post, file: File) -> str:
        return f'<p><img class="alignnone lazyload" src="data:image/svg+xml;base64,PHN2Zy8+" data-src="{self.file_path(post, file)}" alt="" /><noscript><img src="{self.file_path(post, file)}" alt="" /></noscript></p>'

    def listing(self, site: Site, lang: str, page: int) -> str:
        words = WORDS[lang]
        rows = "\n".join(self._card(post, words["more"]) for post in self.rows(site, lang, page))
        count = self.pages(site, lang)
        numbers = "\n".join(
            f'<span aria-current="page" class="page-numbers current"><span class="elementor-screen-only">Page</span>{number}</span>'
            if number == page
            else f'<a class="page-numbers" href="{self.listing_path(lang, number)}"><span class="elementor-screen-only">Page</span>{number}</a>'
            for number in range(1, count + 1)
        )
        after = (
            f'<a class="page-numbers next" href="{self.listing_path(lang, page + 1)}">{words["next"]} &raquo;</a>'
            if page < count
            else f'<span class="page-numbers next">{words["next"]} &raquo;</span>'
        )
        return self._page(
            lang,
            e(words["news"]),
            self.widget("heading", f'<h1 class="elementor-heading-title">{e(words["news"])}</h1>')
            + self.widget(
                "posts",
                f'<div class="elementor-posts-container elementor-posts elementor-grid">{rows}</div>'
                + (
                    f'<nav class="elementor-pagination" aria-label="Pagination">{numbers}\n{after}</nav>'
                    if count > 1
                    else ""
                ),
            ),
        )

    def _card(self, post: Post, more: str) -> str:
        return f"""<article class="elementor-post elementor-grid-item post-{post.id} post type-post"><div class="elementor-post__card">
<a class="elementor-post__thumbnail__link" href="{self.detail_path(post)}" tabindex="-1"><div class="elementor-post__thumbnail"><img src="/wp-content/uploads/elementor/thumbs/c{post.id}.jpg" alt="" /></div></a>
<div class="elementor-post__text"><h3 class="elementor-post__title"><a href="{self.detail_path(post)}">{e(post.title)}</a></h3>
<div class="elementor-post__excerpt"><p>{e(post.summary)}</p></div>
<a class="elementor-post__read-more" href="{self.detail_path(post)}" aria-label="{more}">{more} »</a></div>
<div class="elementor-post__meta-data"><span class="elementor-post-date">{self.day(post)}</span></div></div></article>"""

    def _page(self, lang: str, title: str, main: str) -> str:
        words = {key: e(text) for key, text in WORDS[lang].items()}
        menu = "".join(
            f'<li class="menu-item"><a href="/{key}/" class="elementor-item">{words[key]}</a></li>'
            for key in ("home", "about", "research", "news", "careers", "contact")
        )
        return f"""<!doctype html>
<html lang="{words["code"]}"><head><meta charset="UTF-8"><title>{title} - {words["org"]}</title></head>
<body class="elementor-default elementor-kit-5 elementor-page-221">
<a class="skip-link screen-reader-text" href="#content">Skip to content</a>
<header data-elementor-type="header" class="elementor elementor-88 elementor-location-header"><nav class="elementor-nav-menu--main"><ul class="elementor-nav-menu">{menu}</ul></nav>
<nav class="elementor-nav-menu--dropdown" aria-hidden="true"><ul class="elementor-nav-menu">{menu}</ul></nav></header>
{main}
<footer data-elementor-type="footer" class="elementor elementor-102 elementor-location-footer"><section class="elementor-section"><p>{words["address"]}</p><p>© {words["org"]} 2025</p></section></footer>
<div data-elementor-type="popup" class="elementor elementor-310"><h2>{words["newsletter"]}</h2><form><input type="email" placeholder="{words["email"]}"><button>{words["subscribe"]}</button></form></div>
</body></html>
"""
