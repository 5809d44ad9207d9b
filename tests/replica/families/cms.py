# ruff: noqa: E501 - a line of markup is a line
"""Content management systems: WordPress with two editors, Drupal views, Joomla."""

from __future__ import annotations

import json
from html import escape as e
from typing import TYPE_CHECKING
from urllib.parse import quote as percent

from tests.replica.family import WORDS, Family, day_month_year, month_day_year, weekday
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


class Drupal(Family):
    """Drupal views and fields: field wrappers with labels, files with their size beside the link, a zero-based pager."""

    name = "drupal"
    date = staticmethod(weekday)
    related_summary = False
    related_category = False

    def detail_path(self, post: Post) -> str:
        return f"/{post.lang}/node/{post.id}"

    def listing_path(self, lang: str, page: int = 1) -> str:
        return f"/{lang}/newsroom" if page == 1 else f"/{lang}/newsroom?page={page - 1}"

    def file_path(self, post: Post, file: File) -> str:
        return percent(f"/sites/default/files/{post.published:%Y-%m}/{file.name}", safe="/")

    def thumb_path(self, post: Post, file: File) -> str:
        return (
            percent(f"/sites/default/files/styles/medium/public/{post.published:%Y-%m}/{file.name}", safe="/")
            + "?itok=Xy7a"
        )

    def detail(self, site: Site, post: Post) -> str:
        words = WORDS[post.lang]
        others = "\n".join(
            f"""<div class="views-row"><div class="views-field views-field-title"><span class="field-content"><a href="{self.detail_path(other)}" hreflang="{post.lang}">{e(other.title)}</a></span></div>
<div class="views-field views-field-created"><span class="field-content"><time datetime="{other.published.isoformat()}T12:00:00Z" class="datetime">{self.day(other)}</time></span></div></div>"""
            for other in site.related(post)
        )
        return self._page(
            post.lang,
            e(post.title),
            f"""<div id="block-breadcrumbs"><nav role="navigation" aria-labelledby="system-breadcrumb"><h2 id="system-breadcrumb" class="visually-hidden">Breadcrumb</h2><ol><li><a href="/{post.lang}">{words["home"]}</a></li><li><a href="/{post.lang}/newsroom">{e(words["news"])}</a></li></ol></nav></div>
<div id="block-page-title"><h1 class="page-title"><span class="field field--name-title field--type-string field--label-hidden">{e(post.title)}</span></h1></div>
<div id="block-content"><article data-history-node-id="{post.id}" class="node node--type-news node--view-mode-full clearfix">
<div class="node__content clearfix">
<div class="field field--name-field-date field--type-datetime field--label-inline"><div class="field__label">Date</div><div class="field__item"><time datetime="{post.published.isoformat()}T12:00:00Z" class="datetime">{self.day(post)}</time></div></div>
<div class="field field--name-field-type field--type-entity-reference field--label-inline"><div class="field__label">Category</div><div class="field__item"><a href="/{post.lang}/taxonomy/term/3">{e(post.category)}</a></div></div>
<div class="clearfix text-formatted field field--name-body field--type-text-with-summary field--label-hidden field__item">
{self.body(post)}
</div></div></article></div>
<div class="views-element-container block" id="block-views-related"><h2>{words["related"]}</h2><div><div class="view view-related view-display-id-block_1"><div class="view-content">
{others}
</div></div></div></div>""",
        )

    def files(self, post: Post, entries: Iterable[File]) -> str:
        return (
            '<div class="field field--name-field-files">'
            + "".join(self.file(post, file) for file in entries)
            + "</div>"
        )

    def file(self, post: Post, file: File) -> str:
        path = self.file_path(post, file)
        if file.is_picture:
            return f"""<article class="media media--type-image align-center"><div class="field field--name-field-media-image"><a href="{path}"><img loading="lazy" src="{self.thumb_path(post, file)}" width="220" height="147" alt="" class="image-style-medium" /></a></div><div class="caption">{e(file.label)}</div></article>"""
        size = file.brackets.format(file.claim)
        return f"""<div class="field__item"><span class="file file--mime-application-pdf file--application-pdf"><a href="{path}" type="application/pdf">{e(file.name)}</a></span><span>{e(size)}</span></div>"""

    def picture(self, post: Post, file: File) -> str:
        return f"""<article class="media media--type-image"><img loading="lazy" src="{self.file_path(post, file)}" width="1200" height="800" alt="" /></article>"""

    def listing(self, site: Site, lang: str, page: int) -> str:
        words = WORDS[lang]
        rows = "\n".join(
            f"""<div class="views-row"><article class="node node--type-news node--view-mode-teaser"><h2 class="node__title"><a href="{self.detail_path(post)}" rel="bookmark"><span>{e(post.title)}</span></a></h2>
<div class="node__content"><div class="field field--name-field-date"><time datetime="{post.published.isoformat()}T12:00:00Z">{self.day(post)}</time></div>
<div class="field field--name-field-type"><div class="field__item">{e(post.category)}</div></div>
<div class="field field--name-body"><p>{e(post.summary)}</p></div>
<div class="node__links"><ul class="links inline"><li class="node-readmore"><a href="{self.detail_path(post)}" rel="tag" title="{e(post.title)}" hreflang="{lang}">{words["more"]}<span class="visually-hidden"> about {e(post.title)}</span></a></li></ul></div></div></article></div>"""
            for post in self.rows(site, lang, page)
        )
        count = self.pages(site, lang)
        items = "".join(
            f'<li class="pager__item{" is-active" if number == page else ""}"><a href="?page={number - 1}" title="Go to page {number}"><span class="visually-hidden">Page</span> {number}</a></li>'
            for number in range(1, count + 1)
        )
        if page < count:
            items += f'<li class="pager__item pager__item--next"><a href="?page={page}" title="Go to next page" rel="next"><span class="visually-hidden">Next page</span><span aria-hidden="true">››</span></a></li>'
            items += f'<li class="pager__item pager__item--last"><a href="?page={count - 1}" title="Go to last page"><span class="visually-hidden">Last page</span><span aria-hidden="true">Last »</span></a></li>'
        pager = f'<nav class="pager" role="navigation"><h4 class="visually-hidden">Pagination</h4><ul class="pager__items">{items}</ul></nav>'
        return self._page(
            lang,
            e(words["news"]),
            f"""<div id="block-page-title"><h1 class="page-title">{e(words["news"])}</h1></div>
<div class="views-element-container"><div class="view view-news"><div class="view-filters"><form><select name="type"><option>- Any -</option><option>News</option><option>Event</option></select><input type="submit" value="Apply"></form></div>
<div class="view-content">
{rows}
</div>{pager if count > 1 else ""}</div></div>""",
        )

    def _page(self, lang: str, title: str, main: str) -> str:
        words = {key: e(text) for key, text in WORDS[lang].items()}
        return f"""<!DOCTYPE html>
<html lang="{words["code"]}" dir="ltr">
<head><meta charset="utf-8" /><meta name="Generator" content="Drupal 10 (https://www.drupal.org)" /><title>{title} | {words["org"]}</title></head>
<body class="path-node page-node-type-news">
<a href="#main-content" class="visually-hidden focusable">Skip to main content</a>
<div class="dialog-off-canvas-main-canvas" data-off-canvas-main-canvas><div class="layout-container">
<header role="banner"><div class="region region-header"><div id="block-branding"><a href="/{lang}" rel="home"><img src="/themes/custom/site/logo.svg" alt="Home" /></a><a href="/{lang}" rel="home">{words["org"]}</a></div>
<div class="language-switcher-language-url" role="navigation"><ul class="links"><li hreflang="en"><a href="/en" class="language-link">English</a></li><li hreflang="zh-hant"><a href="/tc" class="language-link">繁體中文</a></li></ul></div></div></header>
<nav role="navigation"><h2 class="visually-hidden">Main navigation</h2><ul><li><a href="/{lang}/about">{words["about"]}</a></li><li><a href="/{lang}/newsroom" class="is-active">{words["news"]}</a></li><li><a href="/{lang}/contact">{words["contact"]}</a></li></ul></nav>
<main role="main"><a id="main-content" tabindex="-1"></a><div class="layout-content"><div class="region region-content">
{main}
</div></div></main>
<footer role="contentinfo"><div class="region region-footer"><p>{words["address"]}</p><p>© 2025 {words["org"]}</p></div></footer>
</div></div></body></html>
"""


class Joomla(Family):
    """Joomla: com_content with its details list, icons for print and e-mail, a blog layout, pager with Start and End."""

    name = "joomla"
    date = staticmethod(day_month_year)
    related_date = False
    related_category = False
    related_summary = False

    def detail_path(self, post: Post) -> str:
        return (
            f"/index.php/{post.lang}/news/{post.id}-{slug(post)[:40].rstrip('%-')}"
            if post.lang == "en"
            else f"/index.php/{post.lang}/news/{post.id}"
        )

    def listing_path(self, lang: str, page: int = 1) -> str:
        return f"/index.php/{lang}/news" + ("" if page == 1 else f"?start={(page - 1) * self.per_page}")

    def file_path(self, post: Post, file: File) -> str:
        return percent(f"/images/news/{post.id}/{file.name}", safe="/()")

    def detail(self, site: Site, post: Post) -> str:
        words = WORDS[post.lang]
        others = "\n".join(
            f'<li itemscope itemtype="https://schema.org/Article"><a href="{self.detail_path(other)}" itemprop="url"><span itemprop="name">{e(other.title)}</span></a></li>'
            for other in site.related(post)
        )
        return self._page(
            site,
            post.lang,
            e(post.title),
            f"""<div class="item-page" itemscope itemtype="https://schema.org/Article"><meta itemprop="inLanguage" content="en-GB" />
<div class="page-header"><h2 itemprop="headline">{e(post.title)}</h2></div>
<div class="icons"><div class="btn-group pull-right"><ul class="dropdown-menu"><li class="print-icon"><a href="?tmpl=component&amp;print=1" rel="nofollow"><span class="icon-print"></span>{words["print"]}</a></li><li class="email-icon"><a href="/component/mailto/" rel="nofollow"><span class="icon-envelope"></span>Email</a></li></ul></div></div>
<dl class="article-info muted"><dt class="article-info-term">Details</dt>
<dd class="category-name">Category: <a href="/index.php/{post.lang}/news" itemprop="genre">{e(post.category)}</a></dd>
<dd class="published"><span class="icon-calendar"></span><time datetime="{post.published.isoformat()}T08:00:00+08:00" itemprop="datePublished">Published: {self.day(post)}</time></dd>
<dd class="hits"><span class="icon-eye-open"></span>Hits: 4{post.id}</dd></dl>
<div itemprop="articleBody">
{self.body(post)}
</div>
<ul class="pager pagenav"><li class="previous"><a href="#" rel="prev"><span class="icon-chevron-left"></span> Prev</a></li><li class="next"><a href="#" rel="next">Next <span class="icon-chevron-right"></span></a></li></ul>
</div>
<div class="moduletable"><h3>{words["related"]}</h3><ul class="relateditems mod-list">
{others}
</ul></div>""",
        )

    def files(self, post: Post, entries: Iterable[File]) -> str:
        return "\n".join(f"<p>{self.file(post, file)}</p>" for file in entries)

    def file(self, post: Post, file: File) -> str:
        path = self.file_path(post, file)
        if file.is_picture:
            return f'<img src="{path}" alt="" title="{e(file.label)}" width="600" />'
        return f'<a href="{path}"><img src="/media/icons/{file.name[-3:].lower()}.png" alt="icon" width="16" height="16" /></a> {e(file.label)}'

    def listing(self, site: Site, lang: str, page: int) -> str:
        words = WORDS[lang]
        rows = "\n".join(
            f"""<div class="items-row cols-1 row-{number} row-fluid"><div class="item column-1" itemprop="blogPost">
<div class="page-header"><h2 itemprop="name"><a href="{self.detail_path(post)}" itemprop="url">{e(post.title)}</a></h2></div>
<dl class="article-info muted"><dt class="article-info-term">Details</dt><dd class="category-name">Category: <a href="/index.php/{lang}/news">{e(post.category)}</a></dd>
<dd class="published"><time datetime="{post.published.isoformat()}T08:00:00+08:00">Published: {self.day(post)}</time></dd></dl>
<p>{e(post.summary)}</p>
<p class="readmore"><a class="btn" href="{self.detail_path(post)}"><span class="icon-chevron-right"></span> {words["more"]} …</a></p></div></div>"""
            for number, post in enumerate(self.rows(site, lang, page))
        )
        count = self.pages(site, lang)

        def item(text: str, target: int) -> str:
            if target == page or not 1 <= target <= count:
                return f'<li class="disabled"><a>{text}</a></li>'
            return f'<li><a title="{text}" href="{self.listing_path(lang, target)}" class="pagenav">{text}</a></li>'

        numbers = "".join(item(str(number), number) for number in range(1, count + 1))
        pager = item("Start", 1) + item("Prev", page - 1) + numbers + item("Next", page + 1) + item("End", count)
        return self._page(
            site,
            lang,
            e(words["news"]),
            f"""<div class="blog" itemscope itemtype="https://schema.org/Blog"><div class="page-header"><h1>{e(words["news"])}</h1></div>
{rows}
<div class="pagination"><p class="counter pull-right">Page {page} of {count}</p><ul class="pagination-list">{pager}</ul></div></div>""",
        )

    def _page(self, site: Site, lang: str, title: str, main: str) -> str:
        words = {key: e(text) for key, text in WORDS[lang].items()}
        popular = "".join(
            f'<li><a href="{self.detail_path(post)}">{e(post.title)}</a></li>' for post in site.listed(lang)[-3:]
        )
        return f"""<!DOCTYPE html>
<html lang="en-gb" dir="ltr"><head><base href="{site.base}/index.php/{lang}/news" /><meta charset="utf-8" /><meta name="generator" content="Joomla! - Open Source Content Management" /><title>{title}</title></head>
<body class="site com_content view-article">
<div class="body"><div class="container"><header class="header"><a class="brand pull-left" href="/"><span class="site-title">{words["org"]}</span></a></header>
<nav class="navigation"><ul class="nav menu nav-pills"><li class="item-101"><a href="/index.php/{lang}">{words["home"]}</a></li><li class="item-102 current active"><a href="/index.php/{lang}/news">{words["news"]}</a></li><li class="item-103"><a href="/index.php/{lang}/contact">{words["contact"]}</a></li></ul></nav>
<div class="row-fluid"><div id="aside" class="span3"><div class="well"><h3 class="page-header">{words["latest"]}</h3><ul class="latestnews">{popular}</ul></div>
<div class="well"><form class="form-inline"><input type="text" placeholder="Username" /><input type="password" placeholder="Password" /><button>Log in</button></form></div></div>
<main id="content" class="span9"><div id="system-message-container"></div>
{main}
<div aria-label="Breadcrumbs"><ul class="breadcrumb"><li>You are here: </li><li><a href="/index.php/{lang}">{words["home"]}</a></li><li class="active">{words["news"]}</li></ul></div></main></div></div></div>
<footer class="footer"><p class="pull-right"><a href="#top">Back to Top</a></p><p>© 2025 {words["org"]}</p></footer>
</body></html>
"""
