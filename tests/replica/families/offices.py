# ruff: noqa: E501 - a line of markup is a line
"""What public offices and large companies run: TYPO3, government press releases, Plone, Liferay."""

from __future__ import annotations

from html import escape as e
from typing import TYPE_CHECKING

from tests.replica.family import WORDS, Family, day_month_year, dots, month_day_year, weekday
from tests.replica.model import File, Post, Site

if TYPE_CHECKING:
    from collections.abc import Iterable


class Typo3(Family):
    """TYPO3 with its news extension: frames around every element, an uploads list, a widget for pages."""

    name = "typo3"
    date = staticmethod(dots)
    related_summary = False
    related_category = False

    def detail_path(self, post: Post) -> str:
        return f"/{post.lang}/news/article/{post.id}?tx_news_pi1%5Baction%5D=detail&cHash=8a{post.id}f"

    def listing_path(self, lang: str, page: int = 1) -> str:
        return f"/{lang}/news" + ("" if page == 1 else f"?tx_news_pi1%5BcurrentPage%5D={page}&cHash=1b{page}c")

    def file_path(self, post: Post, file: File) -> str:
        return super().file_path(post, file).replace("/upload/news", "/fileadmin/user_upload")

    def label(self, file: File) -> str:
        return f"{file.name} {file.claim}"

    def frame(self, kind: str, inner: str) -> str:
        """A content element."""
        return f'<div id="c{sum(map(ord, kind))}" class="frame frame-default frame-type-{kind} frame-layout-0"><div class="frame-inner">{inner}</div></div>\n'

    def detail(self, site: Site, post: Post) -> str:
        words = WORDS[post.lang]
        others = "\n".join(
            f'<li><a title="{e(other.title)}" href="{e(self.detail_path(other))}">{e(other.title)}</a> <span class="news-related-date">{self.day(other)}</span></li>'
            for other in site.related(post)
        )
        return self._page(
            post.lang,
            e(post.title),
            f"""<div class="news news-single"><div class="article" itemscope="itemscope" itemtype="http://schema.org/Article">
<div class="header"><h3 itemprop="headline">{e(post.title)}</h3></div>
<div class="footer"><p><span class="news-list-date"><time itemprop="datePublished" datetime="{post.published.isoformat()}">{self.day(post)}</time></span>
<span class="news-list-category">{e(post.category)}</span></p></div>
<div class="news-text-wrap" itemprop="articleBody">
{self.body(post)}
</div>
<div class="news-backlink-wrap"><a class="link-back" href="{e(self.listing_path(post.lang))}">{words["back"]}</a></div>
<div class="news-related-wrap"><div class="news-related news-related-news"><h4>{words["related"]}</h4><ul>
{others}
</ul></div></div></div></div>""",
        )

    def files(self, post: Post, entries: Iterable[File]) -> str:
        rows = "\n".join(self.file(post, file) for file in entries)
        return self.frame("uploads", f'<ul class="ce-uploads">\n{rows}\n</ul>')

    def file(self, post: Post, file: File) -> str:
        return f'<li class="ce-uploads-jpg"><span class="ce-uploads-icon"><img src="/typo3/icons/{file.name[-3:].lower()}.svg" width="18" height="16" alt=""></span><div><a href="{self.file_path(post, file)}"><span class="ce-uploads-fileName">{e(file.name)}</span></a> <span class="ce-uploads-filesize">{file.claim}</span></div></li>'

    def picture(self, post: Post, file: File) -> str:
        return self.frame(
            "image",
            f'<div class="ce-textpic ce-center ce-above"><div class="ce-gallery"><div class="ce-row"><div class="ce-column"><figure class="image"><a href="{self.file_path(post, file)}" title="" class="lightbox" rel="lightbox[group-0]"><img class="image-embed-item" src="/fileadmin/_processed_/csm_{post.id}.jpg" width="600" height="400" alt="" loading="lazy" /></a></figure></div></div></div></div>',
        )

    def listing(self, site: Site, lang: str, page: int) -> str:
        words = WORDS[lang]
        rows = "\n".join(
            f"""<div class="article articletype-0" itemscope="itemscope"><div class="header"><h4><a title="{e(post.title)}" href="{e(self.detail_path(post))}"><span itemprop="headline">{e(post.title)}</span></a></h4></div>
<div class="teaser-text"><div itemprop="description"><p>{e(post.summary)}</p></div><a class="more" title="{e(post.title)}" href="{e(self.detail_path(post))}">{words["more"]}</a></div>
<div class="footer"><p><span class="news-list-date"><time itemprop="datePublished" datetime="{post.published.isoformat()}">{self.day(post)}</time></span> <span class="news-list-category">{e(post.category)}</span></p></div></div>"""
            for post in self.rows(site, lang, page)
        )
        count = self.pages(site, lang)
        before = (
            f'<li class="previous"><a href="{e(self.listing_path(lang, page - 1))}">{words["previous"]}</a></li>'
            if page > 1
            else ""
        )
        numbers = "".join(
            f'<li class="current">{n}</li>'
            if n == page
            else f'<li><a href="{e(self.listing_path(lang, n))}">{n}</a></li>'
            for n in range(1, count + 1)
        )
        after = (
            f'<li class="last next"><a href="{e(self.listing_path(lang, page + 1))}">{words["next"]}</a></li>'
            if page < count
            else ""
        )
        pager = f'<div class="page-navigation"><p>Page {page} of {count}.</p><ul class="f3-widget-paginator">{before}{numbers}{after}</ul></div>'
        return self._page(
            lang,
            e(words["news"]),
            self.frame(
                "news_pi1",
                f'<div class="news"><div class="news-list-view">\n{rows}\n{pager if count > 1 else ""}</div></div>',
            ),
        )

    def _page(self, lang: str, title: str, main: str) -> str:
        words = {key: e(text) for key, text in WORDS[lang].items()}
        return f"""<!DOCTYPE html>
<html dir="ltr" lang="{words["code"]}"><head><meta charset="utf-8"><!--
	This website is powered by TYPO3 - inspiring people to share!
--><title>{words["org"]}: {title}</title><meta name="generator" content="TYPO3 CMS"></head>
<body id="p42" class="page-42 pagelevel-2"><div id="top"></div><div class="body-bg">
<header id="page-header" class="bp-page-header navbar"><div class="container"><div class="navbar-header"><a href="/{lang}/" class="navbar-header-main">{words["org"]}</a></div><nav id="mainnavigation"><ul class="nav navbar-nav navbar-main"><li class=" dropdown"><a href="/{lang}/about" id="nav-item-3">{words["about"]}<span class="bar"></span></a><ul class="dropdown-menu"><li><a href="/{lang}/people">{words["people"]}</a></li><li><a href="/{lang}/careers">{words["careers"]}</a></li></ul></li><li class="active"><a href="/{lang}/news">{words["news"]}</a></li></ul></nav></div></header>
<div class="breadcrumb-section"><div class="container"><p class="sr-only" id="breadcrumb">You are here:</p><ol class="breadcrumb"><li><a href="/{lang}/">{words["home"]}</a></li><li class="active"><a href="/{lang}/news">{words["news"]}</a></li></ol></div></div>
<div id="content" class="main-section"><!--TYPO3SEARCH_begin--><div class="section section-default">
{main}
</div><!--TYPO3SEARCH_end--></div>
<footer id="page-footer"><section class="section footer-section"><div class="container"><div class="row">{self.frame("text", "<p>" + words["address"] + "</p>")}</div></div></section><section class="meta-section"><ul><li><a href="/{lang}/imprint">Imprint</a></li><li><a href="/{lang}/privacy">{words["privacy"]}</a></li></ul><div class="copyright"><p>© {words["org"]}</p></div></section></footer>
<a class="scroll-top" title="Scroll to top" href="#top"><span class="scroll-top-icon"></span></a></div></body></html>
"""


class PressRelease(Family):
    """A government's press release: one text with indented paragraphs, "Ends/" and the date at its foot, thumbnails beside."""

    name = "press_release"
    date = staticmethod(weekday)
    detail_category = False
    teaser_category = False
    teaser_summary = False
    related_category = False
    related_summary = False
    related_date = False

    def detail_path(self, post: Post) -> str:
        return f"/gia/{post.lang}/{post.published:%Y%m/%d}/P{post.published:%Y%m%d}00{post.id}.htm"

    def listing_path(self, lang: str, page: int = 1) -> str:
        return f"/gia/{lang}/list{'' if page == 1 else page}.htm"

    def detail(self, site: Site, post: Post) -> str:
        words = WORDS[post.lang]
        others = "".join(
            f'<div class="relatedItem"><a href="{self.detail_path(other)}">{e(other.title)}</a></div>\n'
            for other in site.related(post)
        )
        ends = f"Ends/{self.day(post)}" if post.lang == "en" else f"完／{self.day(post)}"
        issued = "Issued at HKT 18:30" if post.lang == "en" else "香港時間18時30分"
        return self._page(
            post.lang,
            e(post.title),
            f"""<div class="rightContent"><h1 id="PRHeadline"><span id="PRHeadlineSpan">{e(post.title)}</span></h1>
<div class="controlDisplay"><span id="pressrelease"><div>*****************************************************************************************</div>
{self.body(post)}
<br /><br />{ends}<br />{issued}</span></div>
<div class="pressNav"><ul><li><a href="#nolink" onclick="window.print()">{words["print"]}</a></li><li>NNNN</li></ul></div>
<div class="relatedBlock"><div class="relatedHeader">{words["related"]}</div>
{others}</div></div>""",
        )

    def body(self, post: Post) -> str:
        return "<br />\n<br />\n".join(self.block(post, block) for block in self.order(post))

    def paragraph(self, text: str) -> str:
        return f"&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;{text}"

    def heading(self, text: str) -> str:
        return f"<u>{text}</u>"

    def quote(self, text: str) -> str:
        return f"&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;{text}"

    def files(self, post: Post, entries: Iterable[File]) -> str:
        return "&nbsp;".join(self.file(post, file) for file in entries)

    def picture(self, post: Post, file: File) -> str:
        return f'<a href="{self.file_path(post, file)}" target="_blank"><img src="{self.thumb_path(post, file)}" alt="Photo" title="Photo" width="150" /></a>'

    def listing(self, site: Site, lang: str, page: int) -> str:
        words = WORDS[lang]
        rows = "\n".join(
            f'<tr><td class="dateCol">{self.day(post)}</td><td><a href="{self.detail_path(post)}" target="_self">{e(post.title)}</a></td></tr>'
            for post in self.rows(site, lang, page)
        )
        after = (
            f'<td align="right"><a href="{self.listing_path(lang, page + 1)}">{words["next"]}&gt;</a></td>'
            if page < self.pages(site, lang)
            else "<td></td>"
        )
        before = (
            f'<td><a href="{self.listing_path(lang, page - 1)}">&lt;{words["previous"]}</a></td>'
            if page > 1
            else "<td></td>"
        )
        return self._page(
            lang,
            e(words["news"]),
            f'<h1>{e(words["news"])}</h1><table class="list">\n{rows}\n</table><table width="100%"><tr>{before}{after}</tr></table>',
        )

    def _page(self, lang: str, title: str, main: str) -> str:
        words = {key: e(text) for key, text in WORDS[lang].items()}
        return f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" lang="{words["code"]}"><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8" /><title>{title}</title></head>
<body><div id="skiptocontent"><a href="#contentAnchor">Skip to main content</a></div><div id="wrapper"><div id="headerStyle"><div class="deptLogo"><img src="/images/logo.png" alt="{words["org"]}" /></div><ul class="topMenu"><li><a href="/gia/en/list.htm">English</a></li><li><a href="/gia/tc/list.htm">繁體版</a></li><li><a href="/sitemap.htm">Site Map</a></li></ul></div>
<div id="leftNav"><ul><li><a href="/index.htm">{words["home"]}</a></li><li><a href="/gia/{lang}/list.htm">{words["news"]}</a></li><li><a href="/archive.htm">Archives</a></li><li><a href="/contact.htm">{words["contact"]}</a></li></ul></div>
<a id="contentAnchor"></a>
{main}
<div id="footer"><a href="/notices.htm">{words["terms"]}</a> | <a href="/privacy.htm">{words["privacy"]}</a></div></div></body></html>
"""


class Plone(Family):
    """Plone: a byline with publication and last change, the lead picture, a portlet of recent items, batches of a listing."""

    name = "plone"
    date = staticmethod(month_day_year)
    detail_category = False
    teaser_category = False
    related_category = False
    related_date = False
    related_summary = False

    def detail_path(self, post: Post) -> str:
        return f"/{post.lang}/news-items/item-{post.id}"

    def listing_path(self, lang: str, page: int = 1) -> str:
        return f"/{lang}/news-items" + ("" if page == 1 else f"?b_start:int={(page - 1) * self.per_page}")

    def file_path(self, post: Post, file: File) -> str:
        return super().file_path(post, file).replace("/upload/news", f"/{post.lang}/files")

    def detail(self, site: Site, post: Post) -> str:
        words = WORDS[post.lang]
        others = "\n".join(
            f'<li><span class="contenttype-news-item"><a href="{site.base}{self.detail_path(other)}" title="" class="state-published">{e(other.title)}</a></span></li>'
            for other in site.related(post)
        )
        published, changed = ("published", "last modified") if post.lang == "en" else ("已發佈", "最後修改")
        return self._page(
            site,
            post.lang,
            e(post.title),
            f"""<article id="content"><header><div id="viewlet-above-content-title"></div><h1 class="documentFirstHeading">{e(post.title)}</h1>
<div id="viewlet-below-content-title"><div class="documentByLine" id="plone-document-byline"><span class="documentPublished"><span>{published}</span> {self.day(post)},</span> <span class="documentModified"><span>{changed}</span> {self.date(post.published.replace(year=post.published.year + 1, day=28), post.lang)}</span></div></div></header>
<div id="viewlet-above-content-body"></div><div id="content-core"><div id="parent-fieldname-text" class="">
{self.body(post)}
</div></div>
<footer><div id="viewlet-below-content-body"><section id="section-related"><header class="card-header">{words["related"]}</header><ul>
{others}
</ul></section></div></footer></article>""",
        )

    def file(self, post: Post, file: File) -> str:
        return f'<a class="internal-link" href="{self.file_path(post, file)}/view"><img src="/++resource++mimetype.icons/icon.png" class="mime-icon" alt="" width="16" height="16">{e(file.label)}</a>'

    def file_url(self, site: Site, post: Post, file: File) -> str | None:
        url = super().file_url(site, post, file)
        return f"{url}/view" if file.claim else f"{url}/@@images/image/large"

    def picture(self, post: Post, file: File) -> str:
        return f'<p><img class="image-richtext image-inline" src="{self.file_path(post, file)}/@@images/image/large" alt=""></p>'

    def listing(self, site: Site, lang: str, page: int) -> str:
        words = WORDS[lang]
        rows = "\n".join(
            f"""<article class="entry"><header><span class="summary" title="News Item"><a href="{site.base}{self.detail_path(post)}" class="contenttype-news-item state-published url" title="News Item">{e(post.title)}</a></span>
<div class="documentByLine"><span class="documentPublished">{self.day(post)}</span></div></header><p><span class="description discreet">{e(post.summary)}</span></p></article>"""
            for post in self.rows(site, lang, page)
        )
        count = self.pages(site, lang)
        numbers = "".join(
            f'<li class="page-item active"><span class="page-link">{n}</span></li>'
            if n == page
            else f'<li class="page-item"><a class="page-link" href="{site.base}{self.listing_path(lang, n)}">{n}</a></li>'
            for n in range(1, count + 1)
        )
        after = (
            f'<li class="next page-item"><a class="page-link" href="{site.base}{self.listing_path(lang, page + 1)}"><span class="label">{words["next"]} {self.per_page} items</span> <span class="arrow"></span></a></li>'
            if page < count
            else ""
        )
        pager = f'<nav class="pagination"><ul class="pagination">{numbers}{after}</ul></nav>' if count > 1 else ""
        return self._page(
            site,
            lang,
            e(words["news"]),
            f'<article id="content"><header><h1 class="documentFirstHeading">{e(words["news"])}</h1></header><div id="content-core"><div class="entries">\n{rows}\n</div>{pager}</div></article>',
        )

    def _page(self, site: Site, lang: str, title: str, main: str) -> str:
        words = {key: e(text) for key, text in WORDS[lang].items()}
        recent = "".join(
            f'<li class="portletItem"><a href="{site.base}{self.detail_path(post)}">{e(post.title)}<time class="portletItemDetails">{self.day(post)}</time></a></li>'
            for post in site.listed(lang)[:4]
        )
        return f"""<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" lang="{words["code"]}"><head><meta charset="utf-8"/><title>{title} — {words["org"]}</title><meta name="generator" content="Plone - https://plone.org/"/></head>
<body id="visual-portal-wrapper" class="frontend icons-on portaltype-news-item"><section id="portal-toolbar"></section>
<div class="outer-wrapper"><header id="content-header"><div id="portal-logo-wrapper"><a id="portal-logo" title="{words["home"]}" href="/"><img alt="{words["org"]}" src="/++resource++plone-logo.svg"></a></div><div id="portal-searchbox"><form><input type="text" placeholder="{words["search"]}"><button>{words["search"]}</button></form></div></header>
<div id="mainnavigation-wrapper"><nav id="portal-globalnav-wrapper"><ul id="portal-globalnav" class="plone-nav"><li class="index_html"><a href="/">{words["home"]}</a></li><li class="news"><a href="/{lang}/news-items">{words["news"]}</a></li><li><a href="/{lang}/people">{words["people"]}</a></li></ul></nav></div>
<div id="above-content-wrapper"><nav id="portal-breadcrumbs"><span>You are here:</span> <ol><li><a href="/">{words["home"]}</a></li><li><a href="/{lang}/news-items">{words["news"]}</a></li></ol></nav></div>
<div id="main-container"><div class="row"><div id="content-wrapper">
{main}
</div><aside id="portal-column-two"><div class="portletWrapper"><div class="portlet portletNews"><div class="portletHeader">{words["latest"]}</div><ul class="portletContent">{recent}</ul><div class="portletFooter"><a href="/{lang}/news-items">{words["more"]}…</a></div></div></div></aside></div></div>
<footer id="portal-footer-wrapper"><div class="copyright">© {words["org"]}</div><div id="portal-colophon">Powered by Plone &amp; Python</div></footer></div></body></html>
"""


class Liferay(Family):
    """Liferay: portlets in portlets, an asset publisher, "Showing 1 - 4 of 10 results", links with long parameters."""

    name = "liferay"
    date = staticmethod(day_month_year)
    related_category = False
    related_summary = False

    def detail_path(self, post: Post) -> str:
        return f"/web/{post.lang}/news/-/asset_publisher/kT9/content/id/{post.id}"

    def listing_path(self, lang: str, page: int = 1) -> str:
        return f"/web/{lang}/news" + (
            "" if page == 1 else f"?p_p_id=asset_publisher_kT9&p_p_lifecycle=0&_delta={self.per_page}&_cur={page}"
        )

    def file_path(self, post: Post, file: File) -> str:
        return (
            super().file_path(post, file).replace("/upload/news", "/documents/20121")
            + f"/5f1c{post.id}?t=16534{post.id}"
        )

    def portlet(self, inner: str) -> str:
        """A portlet with its boundary."""
        return f'<div class="portlet-boundary portlet-static portlet-decorate"><span id="p_asset"></span><section class="portlet"><div class="portlet-content"><div class="autofit-float portlet-header"></div><div class="portlet-content-container"><div class="portlet-body">{inner}</div></div></div></section></div>\n'

    def name_of(self, file: File) -> str:
        return file.name

    def detail(self, site: Site, post: Post) -> str:
        words = WORDS[post.lang]
        others = "\n".join(
            f'<li class="list-group-item list-group-item-flex"><div class="autofit-col autofit-col-expand"><h4 class="list-group-title"><a href="{self.detail_path(other)}">{e(other.title)}</a></h4><p class="list-group-subtitle">{self.day(other)}</p></div></li>'
            for other in site.related(post)
        )
        detail = f"""<div class="asset-full-content clearfix default-asset-publisher show-asset-title"><div class="align-items-center d-flex mb-2"><p class="component-title h4"><a class="header-back-to lfr-portal-tooltip" href="{self.listing_path(post.lang)}" title="{words["back"]}"><svg class="lexicon-icon"></svg></a><span class="asset-title d-inline">{e(post.title)}</span></p></div>
<div class="asset-details"><span class="asset-info">{self.day(post)}</span><span class="taglib-asset-categories-summary">{e(post.category)}</span></div>
<div class="asset-content mb-3"><div class="journal-content-article" data-analytics-asset-id="3{post.id}">
{self.body(post)}
</div></div><div class="social-bookmarks"><ul class="list-unstyled inline"><li class="taglib-social-bookmark"><a href="https://twitter.com/share">Twitter</a></li></ul></div></div>"""
        return self._page(
            post.lang,
            e(post.title),
            self.portlet(detail) + self.portlet(f'<h3>{words["related"]}</h3><ul class="list-group">\n{others}\n</ul>'),
        )

    def listing(self, site: Site, lang: str, page: int) -> str:
        words = WORDS[lang]
        rows = "\n".join(
            f"""<div class="asset-abstract default-asset-publisher"><h4 class="asset-title"><a class="asset-title" href="{self.detail_path(post)}"><span class="asset-anchor lfr-asset-anchor" id="{post.id}"></span>{e(post.title)}</a></h4><span class="asset-info text-secondary">{self.day(post)}</span> <span class="badge">{e(post.category)}</span>
<div class="asset-content"><div class="asset-summary">{e(post.summary)}</div><div class="asset-more"><a href="{self.detail_path(post)}">{words["more"]}<span class="hide-accessible sr-only">About {e(post.title)}</span> »</a></div></div></div>"""
            for post in self.rows(site, lang, page)
        )
        count, first = self.pages(site, lang), (page - 1) * self.per_page + 1
        total = len(site.listed(lang))

        def item(text: str, target: int, *, off: bool) -> str:
            return (
                f'<li class="page-item disabled"><span class="page-link">{text}</span></li>'
                if off
                else f'<li class="page-item"><a class="page-link" href="{e(self.listing_path(lang, target))}">{text}</a></li>'
            )

        pager = "".join(
            (
                item("First", 1, off=page == 1),
                item(words["previous"], page - 1, off=page == 1),
                item(words["next"], page + 1, off=page == count),
                item("Last", count, off=page == count),
            )
        )
        bar = f'<div class="taglib-page-iterator"><div class="clearfix lfr-pagination"><small class="search-results">Showing {first} - {min(first + self.per_page - 1, total)} of {total} results.</small><ul class="pagination">{pager}</ul></div></div>'
        return self._page(
            lang,
            e(words["news"]),
            self.portlet(f'<div class="lfr-meta-actions"></div>\n{rows}\n{bar if count > 1 else ""}'),
        )

    def _page(self, lang: str, title: str, main: str) -> str:
        words = {key: e(text) for key, text in WORDS[lang].items()}
        return f"""<!DOCTYPE html>
<html class="ltr" dir="ltr" lang="{words["code"]}"><head><title>{title} - {words["org"]}</title><meta content="text/html; charset=UTF-8" http-equiv="content-type" /></head>
<body class="controls-visible signed-out public-page site"><nav aria-label="Quick Links" class="quick-access-nav"><h1 class="hide-accessible sr-only">Navigation</h1><ul><li><a href="#main-content">Skip to Content</a></li></ul></nav>
<div id="wrapper"><header id="banner"><div id="heading"><a class="logo" href="/web/{lang}" title="Go to {words["org"]}"><img alt="{words["org"]}" height="48" src="/o/theme/logo.png" width="300" /></a></div><nav id="navigation" class="sort-pages modify-pages"><ul role="menubar"><li id="layout_3" role="presentation"><a href="/web/{lang}/about" role="menuitem"><span>{words["about"]}</span></a></li><li class="selected" id="layout_4" role="presentation"><a href="/web/{lang}/news" role="menuitem"><span>{words["news"]}</span></a></li></ul></nav></header>
<section id="content"><h2 class="hide-accessible sr-only" role="heading" aria-level="1">{words["news"]} - {words["org"]}</h2><div class="columns-1" id="main-content" role="main"><div class="portlet-layout row"><div class="col-md-12 portlet-column" id="column-1"><div class="portlet-dropzone portlet-column-content">
{main}
</div></div></div></div></section>
<footer id="footer" role="contentinfo"><p class="powered-by">Powered By <a href="http://www.liferay.com" rel="external">Liferay</a></p></footer></div></body></html>
"""
