# ruff: noqa: E501 - a line of markup is a line
"""Content management systems that build pages from fields and layouts: Drupal, Joomla."""

from __future__ import annotations

from html import escape as e
from typing import TYPE_CHECKING
from urllib.parse import quote as percent

from tests.replica.families.wordpress import slug
from tests.replica.family import WORDS, Family, day_month_year, weekday
from tests.replica.model import File, Post, Site

if TYPE_CHECKING:
    from collections.abc import Iterable


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
