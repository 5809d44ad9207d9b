# ruff: noqa: E501 - a line of markup is a line
"""Pages that were not made as web pages: a newsletter's web version, a shared document, a team's wiki page, a slide-like builder."""

from __future__ import annotations

from html import escape as e
from typing import TYPE_CHECKING

from tests.replica.family import WORDS, Family, day_month_year, iso, month_day_year, short_month
from tests.replica.model import File, Post, Site

if TYPE_CHECKING:
    from collections.abc import Iterable


class MailNewsletter(Family):
    """The web version of an e-mail: tables of 600 pixels in tables, a preheader, an unsubscribe footer."""

    name = "mail_newsletter"
    date = staticmethod(day_month_year)
    related_summary = False
    related_category = False
    teaser_summary = False
    teaser_category = False

    def detail_path(self, post: Post) -> str:
        return f"/{post.lang}/campaigns/{post.id}/archive"

    def listing_path(self, lang: str, page: int = 1) -> str:
        return f"/{lang}/campaigns" + ("" if page == 1 else f"/p/{page}")

    def cell(self, inner: str, style: str = "padding:9px 18px;") -> str:
        """A row of the letter."""
        return f'<table border="0" cellpadding="0" cellspacing="0" width="100%" class="mcnTextBlock"><tbody class="mcnTextBlockOuter"><tr><td valign="top" class="mcnTextBlockInner"><table align="left" border="0" cellpadding="0" cellspacing="0" width="100%"><tbody><tr><td valign="top" class="mcnTextContent" style="{style}">{inner}</td></tr></tbody></table></td></tr></tbody></table>\n'

    def detail(self, site: Site, post: Post) -> str:
        words = WORDS[post.lang]
        others = "".join(
            self.cell(
                f'<a href="{self.detail_path(other)}" style="color:#007C89;"><strong>{e(other.title)}</strong></a><br><span style="color:#757575;font-size:12px">{self.day(other)}</span>'
            )
            for other in site.related(post)
        )
        return self._page(
            post.lang,
            e(post.title),
            self.cell(f'<span style="font-size:12px">{self.day(post)} | {e(post.category)}</span>')
            + self.cell(f'<span style="font-size:26px"><strong>{e(post.title)}</strong></span>')
            + "".join(self.cell(self.block(post, block)) for block in self.order(post))
            + self.cell(f'<h4 style="text-align:center">{words["related"]}</h4>')
            + others,
        )

    def paragraph(self, text: str) -> str:
        return f'<p dir="ltr" style="line-height:150%;">{text}</p>'

    def listing(self, site: Site, lang: str, page: int) -> str:
        words = WORDS[lang]
        rows = "\n".join(
            f'<li class="campaign">{self.day(post)} - <a href="{self.detail_path(post)}" title="{e(post.title)}" target="_blank">{e(post.title)}</a></li>'
            for post in self.rows(site, lang, page)
        )
        after = (
            f'<a href="{self.listing_path(lang, page + 1)}">{words["older"]}</a>'
            if page < self.pages(site, lang)
            else ""
        )
        return self._page(
            lang,
            e(words["news"]),
            self.cell(f'<h2>{e(words["news"])}</h2><ul id="archive-list">\n{rows}\n</ul>') + self.cell(after),
        )

    def _page(self, lang: str, title: str, main: str) -> str:
        words = {key: e(text) for key, text in WORDS[lang].items()}
        return f"""<!doctype html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:v="urn:schemas-microsoft-com:vml"><head><!--[if gte mso 15]><xml><o:OfficeDocumentSettings><o:AllowPNG/></o:OfficeDocumentSettings></xml><![endif]--><meta charset="UTF-8"><title>{title}</title><style type="text/css">p{{margin:10px 0;padding:0;}}</style></head>
<body style="height:100%;margin:0;background-color:#FAFAFA;"><span class="mcnPreviewText" style="display:none; font-size:0px; line-height:0px; max-height:0px; visibility:hidden; mso-hide:all;">{words["newsletter"]}</span>
<center><table align="center" border="0" cellpadding="0" cellspacing="0" height="100%" width="100%" id="bodyTable"><tr><td align="center" valign="top" id="bodyCell"><!--[if (gte mso 9)|(IE)]><table width="600"><tr><td><![endif]--><table border="0" cellpadding="0" cellspacing="0" width="100%" class="templateContainer" style="max-width:600px !important;">
<tr><td valign="top" id="templatePreheader">{self.cell(f'<a href="/{lang}/campaigns">View this email in your browser</a>', "text-align:center")}</td></tr>
<tr><td valign="top" id="templateHeader"><img align="center" alt="{words["org"]}" src="/mail/logo.png" width="196"></td></tr>
<tr><td valign="top" id="templateBody">
{main}
</td></tr>
<tr><td valign="top" id="templateFooter">{self.cell(f"<em>Copyright © 2026 {words['org']}, {words['rights']}</em><br><br><strong>Our mailing address is:</strong><br>{words['address']}<br><br>Want to change how you receive these emails?<br>You can <a href='/prefs'>update your preferences</a> or <a href='/unsub'>unsubscribe from this list</a>.")}</td></tr>
</table></td></tr></table></center></body></html>
"""


class SharedDocument(Family):
    """A published document of an office suite: styled spans only, the title a styled paragraph, a table of contents of links."""

    name = "shared_document"
    date = staticmethod(month_day_year)
    related_summary = False
    related_category = False
    teaser_category = False

    def detail_path(self, post: Post) -> str:
        return f"/{post.lang}/document/d/1x{post.id}/pub"

    def listing_path(self, lang: str, page: int = 1) -> str:
        return f"/{lang}/document/d/index/pub" + ("" if page == 1 else f"?part={page}")

    def detail(self, site: Site, post: Post) -> str:
        words = WORDS[post.lang]
        others = "\n".join(
            f'<li class="c3 li-bullet-0"><span class="c9"><a class="c6" href="{self.detail_path(other)}">{e(other.title)}</a></span><span class="c0">, {self.day(other)}</span></li>'
            for other in site.related(post)
        )
        return self._page(
            post.lang,
            e(post.title),
            f"""<p class="c4 title" id="h.1"><span class="c10">{e(post.title)}</span></p>
<p class="c4 subtitle" id="h.2"><span class="c11">{e(post.category)}, {self.day(post)}</span></p>
{self.body(post)}
<p class="c5"><span class="c0"></span></p>
<h2 class="c4" id="h.9"><span class="c12">{words["related"]}</span></h2><ul class="c8 lst-kix_1-0 start">
{others}
</ul>""",
        )

    def paragraph(self, text: str) -> str:
        return f'<p class="c5"><span class="c0">{text}</span></p>\n<p class="c5 c7"><span class="c0"></span></p>'

    def heading(self, text: str) -> str:
        return f'<h3 class="c4" id="h.3"><span class="c13">{text}</span></h3>'

    def bullets(self, items: Iterable[str]) -> str:
        return (
            '<ul class="c8 lst-kix_2-0 start">'
            + "".join(f'<li class="c3 li-bullet-0"><span class="c0">{item}</span></li>' for item in items)
            + "</ul>"
        )

    def table(self, rows: list[list[str]]) -> str:
        lines = "".join(
            '<tr class="c2">'
            + "".join(
                f'<td class="c1" colspan="1" rowspan="1"><p class="c5"><span class="c0">{cell}</span></p></td>'
                for cell in row
            )
            + "</tr>"
            for row in rows
        )
        return f'<table class="c14">{lines}</table>'

    def files(self, post: Post, entries: Iterable[File]) -> str:
        return '<p class="c5">' + "".join(self.file(post, file) for file in entries) + "</p>"

    def file(self, post: Post, file: File) -> str:
        return f'<span class="c9"><a class="c6" href="{self.file_path(post, file)}">{e(file.label)}</a></span>'

    def picture(self, post: Post, file: File) -> str:
        return f'<p class="c5"><span style="overflow: hidden; display: inline-block; width: 601.70px; height: 401.33px;"><img alt="" src="{self.file_path(post, file)}" style="width: 601.70px; height: 401.33px;" title=""></span></p>'

    def listing(self, site: Site, lang: str, page: int) -> str:
        words = WORDS[lang]
        rows = "\n".join(
            f"""<h3 class="c4"><span class="c12"><a class="c6" href="{self.detail_path(post)}">{e(post.title)}</a></span></h3>
<p class="c5"><span class="c11">{self.day(post)}</span></p>
<p class="c5"><span class="c0">{e(post.summary)}</span></p>"""
            for post in self.rows(site, lang, page)
        )
        after = (
            f'<p class="c5"><span class="c9"><a class="c6" href="{self.listing_path(lang, page + 1)}">{words["next"]} →</a></span></p>'
            if page < self.pages(site, lang)
            else ""
        )
        return self._page(
            lang,
            e(words["news"]),
            f'<p class="c4 title"><span class="c10">{e(words["news"])}</span></p>\n{rows}\n{after}',
        )

    def _page(self, lang: str, title: str, main: str) -> str:
        words = {key: e(text) for key, text in WORDS[lang].items()}
        return f"""<html><head><title>{title}</title><meta content="text/html; charset=utf-8" http-equiv="Content-Type"><style type="text/css">.c0{{color:#000000;font-weight:400}}.c10{{font-size:26pt}}</style></head>
<body><div id="banners"><div id="title-banner"><div id="title">{title}</div><a id="report-abuse" href="/abuse">Report abuse</a><a href="/learn">Learn more</a></div><div id="publish-banner"><div class="left">Published using an office suite</div><div id="updates">Updated automatically every 5 minutes</div></div></div>
<div id="contents"><div class="doc-content">
{main}
</div></div>
<div id="footer"><span>{words["org"]}</span></div></body></html>
"""


class TeamWiki(Family):
    """A team's wiki page used as news: meta data under the title, panels, an attachments table at the end, labels and likes."""

    name = "team_wiki"
    date = staticmethod(short_month)
    detail_category = False
    teaser_category = False
    teaser_summary = False
    related_category = False
    related_summary = False
    related_date = False

    def detail_path(self, post: Post) -> str:
        return f"/pages/viewpage.action?pageId={post.id}&lang={post.lang}"

    def listing_path(self, lang: str, page: int = 1) -> str:
        return f"/pages/viewrecentblogposts.action?key={lang}" + (
            "" if page == 1 else f"&startIndex={(page - 1) * self.per_page}"
        )

    def order(self, post: Post) -> tuple:
        return tuple(b for b in post.blocks if b.kind != "files") + tuple(b for b in post.blocks if b.kind == "files")

    def file_path(self, post: Post, file: File) -> str:
        return super().file_path(post, file).replace("/upload/news", "/download/attachments") + "?api=v2"

    def detail(self, site: Site, post: Post) -> str:
        words = WORDS[post.lang]
        others = "\n".join(
            f'<li class="child-item"><span class="icon icon-page"></span><span class="child-display"><a href="{e(self.detail_path(other))}">{e(other.title)}</a></span></li>'
            for other in site.related(post)
        )
        by = "Created by" if post.lang == "en" else "建立者"
        return self._page(
            post.lang,
            e(post.title),
            f"""<div id="title-heading" class="pagetitle with-breadcrumbs"><div id="breadcrumb-section"><ol id="breadcrumbs"><li class="first"><span><a href="/spaces/news">News space</a></span></li></ol></div><h1 id="title-text" class="with-breadcrumbs"><a href="{e(self.detail_path(post))}">{e(post.title)}</a></h1></div>
<div class="page-metadata"><ul class="banner"><li class="page-metadata-modification-info">{by} <a class="url fn" href="/display/~editor">Communications Office</a>, <span class="last-modified">{self.day(post)}</span></li></ul></div>
<div id="main-content" class="wiki-content">
{self.body(post)}
</div>
<div id="likes-and-labels-container"><div id="likes-section"><a class="like-button">Like</a><span class="like-summary">Be the first to like this</span></div><div id="labels-section"><ul class="label-list"><li class="aui-label"><a href="/label/news">news</a></li></ul></div></div>
<div id="children-section"><h2>{words["related"]}</h2><ul>
{others}
</ul></div>""",
        )

    def files(self, post: Post, entries: Iterable[File]) -> str:
        rows = "".join(self.file(post, file) for file in entries)
        return f'<div class="plugin_attachments_container"><table class="attachments aui"><tbody>{rows}</tbody></table></div>'

    def file(self, post: Post, file: File) -> str:
        return f'<tr class="attachment-row"><td class="filename-column"><a class="filename" title="Download" href="{self.file_path(post, file)}">{e(file.label)}</a></td></tr>'

    def picture(self, post: Post, file: File) -> str:
        return f'<p><span class="confluence-embedded-file-wrapper"><img class="confluence-embedded-image" src="{self.file_path(post, file)}" data-image-src="{self.file_path(post, file)}" data-linked-resource-default-alias="{e(file.name)}"></span></p>'

    def listing(self, site: Site, lang: str, page: int) -> str:
        words = WORDS[lang]
        rows = "\n".join(
            f'<div class="blog-post-listing"><a class="userLogoLink" href="/display/~editor"><img class="userLogo logo" src="/images/default.png" alt="" title="editor"></a><span class="blogHeading"><a class="blogHeading" href="{e(self.detail_path(post))}">{e(post.title)}</a></span><div class="page-metadata"><ul><li>{self.day(post)}</li></ul></div></div>'
            for post in self.rows(site, lang, page)
        )
        after = (
            f'<li class="aui-nav-next"><a href="{e(self.listing_path(lang, page + 1))}">{words["next"]}</a></li>'
            if page < self.pages(site, lang)
            else ""
        )
        return self._page(
            lang,
            e(words["news"]),
            f'<h1 id="title-text">{e(words["news"])}</h1><div class="blog-list">\n{rows}\n</div><ol class="aui-nav aui-nav-pagination">{after}</ol>',
        )

    def _page(self, lang: str, title: str, main: str) -> str:
        words = {key: e(text) for key, text in WORDS[lang].items()}
        return f"""<!DOCTYPE html>
<html lang="{words["code"]}"><head><title>{title} - News space - {words["org"]}</title><meta charset="UTF-8"></head>
<body class="theme-default aui-layout"><div id="page"><div id="full-height-container"><header id="header" role="banner"><nav class="aui-header"><div class="aui-header-primary"><span id="logo" class="aui-header-logo"><a href="/"><span class="aui-header-logo-device">{words["org"]}</span></a></span><ul class="aui-nav"><li><a href="/spacedirectory">Spaces</a></li><li><a href="/people">{words["people"]}</a></li></ul></div></nav></header>
<div class="ia-splitter"><div class="ia-splitter-left"><div class="ia-fixed-sidebar"><ul class="acs-nav-sections"><li><a href="/pages">Pages</a></li><li><a href="/pages/viewrecentblogposts.action?key={lang}">Blog</a></li></ul></div></div>
<div id="main" class="aui-page-panel"><div id="action-menu"><ul class="ajs-button-bar"><li><a id="watch">Watch</a></li><li><a id="share">Share</a></li></ul></div>
{main}
</div></div>
<div id="footer" role="contentinfo"><section class="footer-body"><ul id="poweredby"><li class="noprint">Powered by a wiki 7.19.2</li></ul></section></div></div></div></body></html>
"""


class Headless(Family):
    """A modern design system: web components with light DOM, dates in a definition list of facts, lists of links in cards."""

    name = "headless"
    date = staticmethod(iso)
    related_summary = False

    def detail_path(self, post: Post) -> str:
        return f"/{post.lang}/updates/{post.id}"

    def listing_path(self, lang: str, page: int = 1) -> str:
        return f"/{lang}/updates" if page == 1 else f"/{lang}/updates?page%5Bnumber%5D={page}"

    def detail(self, site: Site, post: Post) -> str:
        words = WORDS[post.lang]
        kind, day = ("Type", "Published") if post.lang == "en" else ("類別", "發佈日期")
        others = "\n".join(
            f'<ds-card heading-level="3"><a slot="heading" href="{self.detail_path(other)}">{e(other.title)}</a><span slot="meta">{e(other.category)}</span><time slot="footer" datetime="{other.published.isoformat()}">{self.day(other)}</time></ds-card>'
            for other in site.related(post)
        )
        return self._page(
            post.lang,
            e(post.title),
            f"""<ds-hero><h1 slot="heading">{e(post.title)}</h1></ds-hero>
<ds-layout><dl slot="aside" class="ds-facts"><div><dt>{kind}</dt><dd>{e(post.category)}</dd></div><div><dt>{day}</dt><dd><time datetime="{post.published.isoformat()}">{self.day(post)}</time></dd></div></dl>
<ds-prose>
{self.body(post)}
</ds-prose></ds-layout>
<ds-band><h2>{words["related"]}</h2><ds-grid>
{others}
</ds-grid></ds-band>""",
        )

    def files(self, post: Post, entries: Iterable[File]) -> str:
        return (
            "<ds-download-list>"
            + "".join(f"<ds-download-item>{self.file(post, file)}</ds-download-item>" for file in entries)
            + "</ds-download-list>"
        )

    def picture(self, post: Post, file: File) -> str:
        path, thumb = self.file_path(post, file), self.thumb_path(post, file)
        return f'<ds-image><picture><source media="(min-width: 40em)" srcset="{path} 1600w" type="image/jpeg"><source srcset="{thumb} 400w"><img src="{thumb}" alt="" loading="lazy"></picture></ds-image>'

    def listing(self, site: Site, lang: str, page: int) -> str:
        words = WORDS[lang]
        rows = "\n".join(
            f'<li><ds-card heading-level="2"><time slot="meta" datetime="{post.published.isoformat()}">{self.day(post)}</time><ds-tag slot="meta">{e(post.category)}</ds-tag><a slot="heading" href="{self.detail_path(post)}">{e(post.title)}</a><p>{e(post.summary)}</p></ds-card></li>'
            for post in self.rows(site, lang, page)
        )
        count = self.pages(site, lang)
        after = (
            f'<a rel="next" class="ds-pagination__link" href="{self.listing_path(lang, page + 1)}"><span>{words["next"]}</span><span class="visually-hidden">page, {page + 1} of {count}</span></a>'
            if page < count
            else ""
        )
        return self._page(
            lang,
            e(words["news"]),
            f'<ds-hero><h1 slot="heading">{e(words["news"])}</h1></ds-hero><ds-layout><ul class="ds-list-reset">\n{rows}\n</ul></ds-layout><nav class="ds-pagination">{after}</nav>',
        )

    def _page(self, lang: str, title: str, main: str) -> str:
        words = {key: e(text) for key, text in WORDS[lang].items()}
        return f"""<!doctype html>
<html lang="{words["code"]}"><head><meta charset="utf-8"><title>{title} | {words["org"]}</title><meta property="og:title" content="{title} | {words["org"]}"><meta property="og:description" content="{words["org"]}"></head>
<body><ds-skip-link><a href="#main">Skip to main content</a></ds-skip-link><ds-header><a slot="logo" href="/{lang}">{words["org"]}</a><nav slot="nav"><ul><li><a href="/{lang}/about">{words["about"]}</a></li><li><a href="/{lang}/research">{words["research"]}</a></li><li><a href="/{lang}/updates" aria-current="page">{words["news"]}</a></li></ul></nav></ds-header>
<main id="main">
{main}
</main>
<ds-footer><ul><li><a href="/{lang}/privacy">{words["privacy"]}</a></li><li><a href="/{lang}/terms">{words["terms"]}</a></li></ul><p>© {words["org"]}</p></ds-footer></body></html>
"""
