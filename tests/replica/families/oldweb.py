"""The web before style sheets, and what large organisations still run: layout tables, font tags, WebForms, SharePoint."""

# ruff: noqa: E501 - a line of markup is a line
from __future__ import annotations

from html import escape as e
from typing import TYPE_CHECKING

from tests.replica.family import WORDS, Family, big_slashes, day_month_year, month_day_year, slashes
from tests.replica.model import Block, File, Post, Site

if TYPE_CHECKING:
    from collections.abc import Iterable


class BareTables(Family):
    """Everything is a cell of a layout table; labels are plain text without a link."""

    name = "bare_tables"
    date = staticmethod(slashes)
    labels_linked = False
    related_summary = False
    related_category = False

    def detail_path(self, post: Post) -> str:
        return f"/{post.lang}/news.php?act=view&id={post.id}"

    def listing_path(self, lang: str, page: int = 1) -> str:
        return f"/{lang}/news.php" if page == 1 else f"/{lang}/news.php?start={(page - 1) * self.per_page}"

    def detail(self, site: Site, post: Post) -> str:
        words = WORDS[post.lang]
        others = "".join(
            f"""<tr><td width="90" valign="top">{self.day(other)}</td><td><a href="{e(self.detail_path(other))}">{e(other.title)}</a></td></tr>
"""
            for other in site.related(post)
        )
        return self._page(
            post.lang,
            e(post.title),
            f"""<table width="100%" cellpadding="4">
<tr><td colspan="2" bgcolor="#003366"><font color="white"><b>{e(post.title)}</b></font></td></tr>
<tr><td width="50%">{self.day(post)}</td><td align="right">{e(post.category)}</td></tr>
{self.body(post)}
<tr><td colspan="2" align="right"><a href="javascript:history.back()">{words["back"]}</a> | <a href="javascript:window.print()">{words["print"]}</a></td></tr>
</table>
<table width="100%"><tr><td colspan="2" bgcolor="#cccccc"><b>{words["related"]}</b></td></tr>
{others}</table>""",
        )

    def block(self, post: Post, block: Block) -> str:
        return f'<tr><td colspan="2">{super().block(post, block)}</td></tr>'

    def paragraph(self, text: str) -> str:
        return text

    def heading(self, text: str) -> str:
        return f"<b>{text}</b>"

    def quote(self, text: str) -> str:
        return f"<i>{text}</i>"

    def bullets(self, items: Iterable[str]) -> str:
        return "<table>" + "".join(f"<tr><td>{item}</td></tr>" for item in items) + "</table>"

    def table(self, rows: list[list[str]]) -> str:
        return (
            '<table border="1">'
            + "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
            + "</table>"
        )

    def files(self, post: Post, entries: Iterable[File]) -> str:
        return "".join(e(file.label) for file in entries)

    def picture(self, post: Post, file: File) -> str:
        return f'<center><img src="{self.file_path(post, file)}" width="480" border="0"></center>'

    def listing(self, site: Site, lang: str, page: int) -> str:
        words = WORDS[lang]
        rows = "".join(
            f"""<tr bgcolor="{"#f0f0f0" if number % 2 else "#ffffff"}"><td width="80" valign="top">{self.day(post)}</td>
<td width="60" valign="top">{e(post.category)}</td>
<td><a href="{e(self.detail_path(post))}"><b>{e(post.title)}</b></a><br>{e(post.summary)}</td></tr>
"""
            for number, post in enumerate(self.rows(site, lang, page))
        )
        count = self.pages(site, lang)
        links = " ".join(
            f"[{number}]" if number == page else f'[<a href="{self.listing_path(lang, number)}">{number}</a>]'
            for number in range(1, count + 1)
        )
        if page < count:
            links += f' <a href="{self.listing_path(lang, page + 1)}">{words["next"]} &gt;&gt;</a>'
        return self._page(
            lang,
            e(words["news"]),
            f"""<table width="100%" cellpadding="4" cellspacing="1">
<tr bgcolor="#003366"><td><font color="white">Date</font></td><td><font color="white">Type</font></td><td><font color="white">Title</font></td></tr>
{rows}<tr><td colspan="3" align="center">{links}</td></tr></table>""",
        )

    def _page(self, lang: str, title: str, main: str) -> str:
        words = {key: e(text) for key, text in WORDS[lang].items()}
        menu = "".join(
            f'<tr><td><img src="/images/bullet.gif" width="8" height="8"> <a href="/{lang}/{key}.php">{words[key]}</a></td></tr>'
            for key in ("home", "about", "people", "research", "news", "careers", "contact")
        )
        return f"""<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN">
<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"><title>{words["org"]} - {title}</title></head>
<body bgcolor="#ffffff" topmargin="0">
<table width="780" align="center" border="0" cellspacing="0" cellpadding="0">
<tr><td colspan="2"><img src="/images/banner.jpg" width="780" height="110" alt="{words["org"]}"></td></tr>
<tr><td width="160" valign="top" bgcolor="#eeeeee"><table>{menu}</table></td>
<td valign="top">
{main}
</td></tr>
<tr><td colspan="2" align="center"><font size="1">&copy; {words["org"]} {words["rights"]}<br>{words["address"]}</font></td></tr>
</table></body></html>
"""


class FontTags(Family):
    """Pages of 1999: upper-case tags, unclosed paragraphs, text parted by two line breaks, stray end tags."""

    name = "font_tags"
    date = staticmethod(month_day_year)
    teaser_category = False
    related_summary = False
    related_category = False
    related_count = 3

    def detail_path(self, post: Post) -> str:
        return f"/{post.lang}/news/{post.published:%Y%m%d}_{post.id}.htm"

    def listing_path(self, lang: str, page: int = 1) -> str:
        return f"/{lang}/news{'' if page == 1 else page}.htm"

    def detail(self, site: Site, post: Post) -> str:
        words = WORDS[post.lang]
        others = "\n".join(
            f'<LI><A HREF="{self.detail_path(other)}">{e(other.title)}</A> ({self.day(other)})'
            for other in site.related(post, self.related_count)
        )
        return self._page(
            post.lang,
            e(post.title),
            f"""<FONT FACE="Arial" SIZE="5" COLOR="#800000"><B>{e(post.title)}</B></FONT><BR>
<FONT FACE="Arial" SIZE="2">{e(post.category)} - {self.day(post)}</FONT>
<HR NOSHADE SIZE="1">
<FONT FACE="Times New Roman" SIZE="3">
{self.body(post)}
</FONT></P>
<HR>
<FONT SIZE="2"><B>{words["related"]}</B>
<UL>
{others}
</UL></FONT>""",
        )

    def body(self, post: Post) -> str:
        return "\n<BR><BR>\n".join(self.block(post, block) for block in self.order(post))

    def paragraph(self, text: str) -> str:
        return text

    def heading(self, text: str) -> str:
        return f"<B><U>{text}</U></B>"

    def quote(self, text: str) -> str:
        return f'<FONT COLOR="#666666"><I>{text}</I></FONT>'

    def bullets(self, items: Iterable[str]) -> str:
        return "<UL>" + "".join(f"<LI>{item}" for item in items) + "</UL>"

    def table(self, rows: list[list[str]]) -> str:
        return (
            "<TABLE BORDER>\n"
            + "\n".join("<TR>" + "".join(f"<TD>{cell}" for cell in row) for row in rows)
            + "\n</TABLE>"
        )

    def files(self, post: Post, entries: Iterable[File]) -> str:
        return " ".join(self.file(post, file) for file in entries)

    def file(self, post: Post, file: File) -> str:
        path = self.file_path(post, file)
        return f'<A HREF="{path}"><IMG SRC="/images/disk.gif" BORDER=0 WIDTH=16 HEIGHT=16></A>&nbsp;{e(file.label)}'

    def picture(self, post: Post, file: File) -> str:
        return f'<A HREF="{self.file_path(post, file)}"><IMG SRC="{self.thumb_path(post, file)}" ALIGN=center></A>'

    def listing(self, site: Site, lang: str, page: int) -> str:
        words = WORDS[lang]
        rows = "\n".join(
            f'<P><FONT SIZE="2" COLOR="#808080">{self.day(post)}</FONT><BR>\n'
            f'<A HREF="{self.detail_path(post)}"><FONT SIZE="3"><B>{e(post.title)}</B></FONT></A><BR>\n{e(post.summary)}'
            for post in self.rows(site, lang, page)
        )
        before = f'<A HREF="{self.listing_path(lang, page - 1)}">&lt;&lt; {words["previous"]}</A>' if page > 1 else ""
        after = (
            f'<A HREF="{self.listing_path(lang, page + 1)}">{words["next"]} &gt;&gt;</A>'
            if page < self.pages(site, lang)
            else ""
        )
        return self._page(
            lang,
            e(words["news"]),
            f'<FONT SIZE="5"><B>{e(words["news"])}</B></FONT>\n{rows}\n<P ALIGN=CENTER>{before} &nbsp; {after}',
        )

    def _page(self, lang: str, title: str, main: str) -> str:
        words = {key: e(text) for key, text in WORDS[lang].items()}
        return f"""<HTML>
<HEAD><META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=utf-8"><TITLE>{title}</TITLE></HEAD>
<BODY BGCOLOR=#FFFFFF TEXT=#000000 LINK=#0000FF>
<CENTER><A HREF="/{lang}/index.htm"><IMG SRC="/images/logo.gif" BORDER=0 ALT="{words["org"]}"></A><BR>
<FONT SIZE="2">[ <A HREF="/{lang}/about.htm">{words["about"]}</A> | <A HREF="/{lang}/people.htm">{words["people"]}</A> |
<A HREF="/{lang}/news.htm">{words["news"]}</A> | <A HREF="/{lang}/contact.htm">{words["contact"]}</A> ]</FONT></CENTER>
<P>
{main}
<HR>
<CENTER><FONT SIZE="1">&copy; {words["org"]}<BR>{words["address"]}</CENTER></FONT>
</BODY>
"""


class WebForms(Family):
    """ASP.NET WebForms: one form around the page, a view state, generated ids, a grid of rows."""

    name = "webforms"
    date = staticmethod(day_month_year)
    related_summary = False
    teaser_summary = False

    def detail_path(self, post: Post) -> str:
        return f"/{post.lang}/NewsDetail.aspx?NewsID={post.id}"

    def listing_path(self, lang: str, page: int = 1) -> str:
        return f"/{lang}/NewsList.aspx" if page == 1 else f"/{lang}/NewsList.aspx?pg={page}"

    def file_path(self, post: Post, file: File) -> str:
        return (
            f"/Handlers/Download.ashx?id={post.id}{sum(map(ord, file.name))}"
            if file.claim
            else super().file_path(post, file)
        )

    def detail(self, site: Site, post: Post) -> str:
        words = WORDS[post.lang]
        others = "".join(
            f"""<tr><td><a id="ctl00_Main_rpt_ctl0{number}_lnk" href="{self.detail_path(other)}">{e(other.title)}</a></td>
<td nowrap="nowrap"><span id="ctl00_Main_rpt_ctl0{number}_lblDate">{self.day(other)}</span></td>
<td><span id="ctl00_Main_rpt_ctl0{number}_lblType">{e(other.category)}</span></td></tr>"""
            for number, other in enumerate(site.related(post))
        )
        return self._page(
            post.lang,
            e(post.title),
            f"""<div id="ctl00_Main_pnlDetail">
<span id="ctl00_Main_lblTitle" class="Title">{e(post.title)}</span>
<table class="info"><tr><td>Date:</td><td><span id="ctl00_Main_lblDate">{self.day(post)}</span></td></tr>
<tr><td>Category:</td><td><span id="ctl00_Main_lblCategory">{e(post.category)}</span></td></tr></table>
<div id="ctl00_Main_litContent">
{self.body(post)}
</div>
<input type="submit" name="ctl00$Main$btnBack" value="{words["back"]}" id="ctl00_Main_btnBack" />
</div>
<div class="SectionHeader">{words["related"]}</div>
<table id="ctl00_Main_grdRelated">{others}</table>""",
        )

    def paragraph(self, text: str) -> str:
        return f'<p class="MsoNormal" style="margin: 0cm 0cm 10pt"><span lang="EN-US"><font face="Calibri">{text}<o:p></o:p></font></span></p>'

    def heading(self, text: str) -> str:
        return f'<p class="MsoNormal"><strong><span lang="EN-US">{text}</span></strong></p>'

    def file(self, post: Post, file: File) -> str:
        return f'<a href="{self.file_path(post, file)}">{e(file.label)}</a>'

    def listing(self, site: Site, lang: str, page: int) -> str:
        words = WORDS[lang]
        rows = "".join(
            f"""<tr class="{"GridAlt" if number % 2 else "GridItem"}"><td>{self.day(post)}</td><td>{e(post.category)}</td>
<td><a id="ctl00_Main_grd_ctl{number + 2:02}_lnk" href="{self.detail_path(post)}">{e(post.title)}</a></td></tr>
"""
            for number, post in enumerate(self.rows(site, lang, page))
        )
        numbers = "".join(
            f"<td><span>{number}</span></td>"
            if number == page
            else f'<td><a href="{self.listing_path(lang, number)}">{number}</a></td>'
            for number in range(1, self.pages(site, lang) + 1)
        )
        pager = f'<tr class="GridPager"><td colspan="3"><table border="0"><tr>{numbers}</tr></table></td></tr>'
        return self._page(
            lang,
            e(words["news"]),
            f"""<span class="Title">{e(words["news"])}</span>
<div><table cellspacing="0" rules="all" border="1" id="ctl00_Main_grd" style="border-collapse:collapse;">
<tr class="GridHeader"><th scope="col">Date</th><th scope="col">Category</th><th scope="col">Title</th></tr>
{rows}{pager if self.pages(site, lang) > 1 else ""}</table></div>""",
        )

    def _page(self, lang: str, title: str, main: str) -> str:
        words = {key: e(text) for key, text in WORDS[lang].items()}
        return f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml">
<head id="ctl00_Head1"><title>
	{title}
</title><meta http-equiv="Content-Type" content="text/html; charset=utf-8" /></head>
<body><form name="aspnetForm" method="post" action="NewsDetail.aspx" id="aspnetForm">
<div><input type="hidden" name="__VIEWSTATE" id="__VIEWSTATE" value="/wEPDwUKMTY1NDU2MTA1Mg9kFgJmD2QWAgIDD2QWAgIBD2QWBAIBDw8WAh4EVGV4dAUMMjAyMi0wNS0yNWRk" /></div>
<div id="ctl00_TopMenu"><table cellpadding="0"><tr><td><a href="/{lang}/Default.aspx">{words["home"]}</a></td>
<td><a href="/{lang}/About.aspx">{words["about"]}</a></td><td><a href="/{lang}/NewsList.aspx">{words["news"]}</a></td>
<td><a href="/{lang}/Contact.aspx">{words["contact"]}</a></td></tr></table></div>
<div id="SiteMapPath"><span><a href="/{lang}/Default.aspx">{words["home"]}</a></span><span> &gt; </span><span>{words["news"]}</span></div>
{main}
<div id="ctl00_Footer"><span>Copyright © {words["org"]}. {words["rights"]}</span></div>
</form></body></html>
"""


class SharePoint(Family):
    """SharePoint publishing pages: web parts, rich-text fields with zero-width characters, summary links."""

    name = "sharepoint"
    date = staticmethod(big_slashes)
    detail_category = False
    related_category = False
    related_summary = False
    teaser_category = False

    def detail_path(self, post: Post) -> str:
        return f"/{post.lang}/Pages/News/{post.id}.aspx"

    def file_path(self, post: Post, file: File) -> str:
        return super().file_path(post, file).replace("/upload/news", "/PublishingImages")

    def listing_path(self, lang: str, page: int = 1) -> str:
        start = (page - 1) * self.per_page + 1
        return f"/{lang}/Pages/News.aspx" + ("" if page == 1 else f"?Paged=TRUE&PageFirstRow={start}&View=7b2f")

    def detail(self, site: Site, post: Post) -> str:
        words = WORDS[post.lang]
        others = "".join(
            f"""<li class="dfwp-item"><div class="item link-item"><a href="{self.detail_path(other)}" title="">{e(other.title)}</a>
<div class="description">{self.day(other)}</div></div></li>"""
            for other in site.related(post)
        )
        return self._page(
            post.lang,
            e(post.title),
            f"""<div class="ms-table ms-fullWidth"><div class="welcome-header"><h1>{e(post.title)}</h1></div>
<div class="welcome-date">{self.day(post)}</div>
<div id="ctl00_PlaceHolderMain_ctl01_label" style="display:none">Page Content</div>
<div id="ctl00_PlaceHolderMain_ctl01__ControlWrapper_RichHtmlField" class="ms-rtestate-field" style="display:inline">
{self.body(post)}
</div></div>
<div class="ms-webpart-zone"><div class="ms-webpart-chrome"><div class="ms-webpart-titleText"><span>{words["related"]}</span></div>
<div class="dfwp-column"><ul class="dfwp-list">{others}</ul></div></div></div>""",
        )

    def paragraph(self, text: str) -> str:
        return f'<div class="ms-rteElement-P">\u200b{text}<br></div>'

    def heading(self, text: str) -> str:
        return f'<h3 class="ms-rteElement-H3">\u200b{text}</h3>'

    def files(self, post: Post, entries: Iterable[File]) -> str:
        return '<div class="ms-rteElement-P">' + "".join(self.file(post, file) for file in entries) + "\u200b</div>"

    def file(self, post: Post, file: File) -> str:
        path = self.file_path(post, file)
        return (
            f'<span class="ms-rte-wbox" contenteditable="false"><a href="{path}">'
            f'<img class="ms-asset-icon ms-rtePosition-4" src="/_layouts/15/images/icgen.gif" alt=""></a></span>'
            f'<a href="{path}">{e(file.label)}</a>'
        )

    def picture(self, post: Post, file: File) -> str:
        return f'<div class="ms-rteElement-P"><img src="{self.file_path(post, file)}?RenditionID=5" alt="" style="margin:5px"></div>'

    def file_url(self, site: Site, post: Post, file: File) -> str | None:
        url = super().file_url(site, post, file)
        return url if file.claim else f"{url}?RenditionID=5"

    def listing(self, site: Site, lang: str, page: int) -> str:
        words = WORDS[lang]
        rows = "".join(
            f"""<div class="cbq-item"><div class="cbq-date">{self.day(post)}</div>
<div class="cbq-title"><a href="{site.base}{self.detail_path(post)}" title="{e(post.title)}">{e(post.title)}</a></div>
<div class="cbq-desc">{e(post.summary)}</div></div>
"""
            for post in self.rows(site, lang, page)
        )
        arrow = (
            f'<a href="{e(self.listing_path(lang, page + 1))}"><img src="/_layouts/15/images/next.gif" border="0" alt="{words["next"]}"></a>'
            if page < self.pages(site, lang)
            else ""
        )
        first = (page - 1) * self.per_page + 1
        last = first + len(self.rows(site, lang, page)) - 1
        return self._page(
            lang,
            e(words["news"]),
            f"""<div class="welcome-header"><h1>{e(words["news"])}</h1></div>
<div class="cbq-layout-main">
{rows}</div>
<table class="ms-bottompaging"><tr><td class="ms-paging">{first} - {last}</td><td>{arrow}</td></tr></table>""",
        )

    def _page(self, lang: str, title: str, main: str) -> str:
        words = {key: e(text) for key, text in WORDS[lang].items()}
        return f"""<!DOCTYPE html>
<html dir="ltr" lang="{words["code"]}"><head><meta name="GENERATOR" content="Microsoft SharePoint" />
<meta http-equiv="Content-type" content="text/html; charset=utf-8" /><title>
	{title}
</title></head>
<body><div id="imgPrefetch" style="display:none"><img src="/_layouts/15/images/spcommon.png" /></div>
<noscript><div class='noindex'>You may be trying to access this site from a secured browser on the server. Please enable scripts and reload this page.</div></noscript>
<div id="s4-workspace"><div id="s4-bodyContainer">
<a class="ms-skip" href="#mainContent">Skip to main content</a>
<div class="ms-core-navigation"><ul class="root static"><li><a href="/{lang}/Pages/default.aspx">{words["home"]}</a></li>
<li><a href="/{lang}/Pages/About.aspx">{words["about"]}</a></li><li><a href="/{lang}/Pages/News.aspx">{words["news"]}</a></li></ul></div>
<div id="contentRow"><div id="contentBox"><a id="mainContent"></a>
{main}
</div></div>
<div id="footer"><a href="/{lang}/Pages/Privacy.aspx">{words["privacy"]}</a> © {words["org"]}</div>
</div></div></body></html>
"""
