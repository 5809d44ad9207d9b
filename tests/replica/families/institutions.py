# ruff: noqa: E501 - a line of markup is a line
"""What institutions run: a 2010s PHP framework with jQuery, a wiki, a home-grown portal, a hand-made theme."""

from __future__ import annotations

from html import escape as e
from typing import TYPE_CHECKING
from urllib.parse import quote as percent

from tests.replica.family import WORDS, Family, day_month_year, dots, iso, slashes
from tests.replica.model import Block, File, Post, Site

if TYPE_CHECKING:
    from collections.abc import Iterable


class Agency(Family):
    """A Hong Kong agency's site of the mid-2010s: side bar first, Fancybox galleries, lazy pictures, offsets in the path."""

    name = "agency"
    date = staticmethod(iso)

    def listing_path(self, lang: str, page: int = 1) -> str:
        return f"/{lang}/news" + ("" if page == 1 else f"/index/{(page - 1) * self.per_page}")

    def detail(self, site: Site, post: Post) -> str:
        words = WORDS[post.lang]
        others = "\n".join(self._item(other) for other in site.related(post))
        return self._page(
            site,
            post.lang,
            e(post.title),
            f"""<div class="inner_title"><span>{e(words["news"])}</span></div>
<div class="news_detail">
<div class="title">{e(post.title)}</div>
<div class="date">{self.day(post)} | {e(post.category)}</div>
<div class="ckeditor_content clearfix">{self.body(post)}</div>
<div class="addthis_toolbox addthis_default_style"><a class="addthis_button_facebook"></a><a class="addthis_button_twitter"></a><a class="addthis_counter addthis_bubble_style"></a></div>
<div class="back_btn"><a href="{self.listing_path(post.lang)}">&lt; {words["back"]}</a></div>
</div>
<div class="related_news"><div class="sub_title">{words["related"]}</div><div class="news_slider owl-carousel">
{others}
</div></div>""",
        )

    def paragraph(self, text: str) -> str:
        return f'<p style="text-align: justify;"><span style="font-size:16px;">{text}</span></p>\n\n<p>&nbsp;</p>'

    def heading(self, text: str) -> str:
        return f'<p><span style="font-size:18px;"><strong>{text}</strong></span></p>'

    def files(self, post: Post, entries: Iterable[File]) -> str:
        return (
            '<div class="gallery">'
            + "".join(self.file(post, file) for file in entries)
            + '<div class="clear"></div></div>'
        )

    def file(self, post: Post, file: File) -> str:
        path = self.file_path(post, file)
        if file.is_picture:
            return f'<a class="fancybox" data-fancybox-group="gallery" href="{path}"><img class="lazy" src="/assets/images/blank.gif" data-original="/timthumb.php?src={path}&amp;w=240&amp;h=160&amp;zc=1" alt=""><span class="cap">{e(file.label)}</span></a>'
        return f'<a class="download" href="{path}" target="_blank">{e(file.label)}</a>'

    def picture(self, post: Post, file: File) -> str:
        path = self.file_path(post, file)
        return f'<p style="text-align:center"><img class="lazy" src="/assets/images/blank.gif" data-original="{path}" style="width:600px;height:400px" alt=""></p>'

    def listing(self, site: Site, lang: str, page: int) -> str:
        words = WORDS[lang]
        rows = "\n".join(self._item(post) for post in self.rows(site, lang, page))
        count = self.pages(site, lang)
        numbers = "&nbsp;".join(
            f"<strong>{number}</strong>"
            if number == page
            else f'<a href="{site.base}{self.listing_path(lang, number)}" data-ci-pagination-page="{number}">{number}</a>'
            for number in range(1, count + 1)
        )
        after = (
            f'<a href="{site.base}{self.listing_path(lang, page + 1)}" data-ci-pagination-page="{page + 1}" rel="next">&gt;</a>&nbsp;<a href="{site.base}{self.listing_path(lang, count)}" data-ci-pagination-page="{count}">Last &rsaquo;</a>'
            if page < count
            else ""
        )
        return self._page(
            site,
            lang,
            e(words["news"]),
            f"""<div class="inner_title"><span>{e(words["news"])}</span></div>
<div class="news_list">
{rows}
</div>
<div class="paging">{numbers}&nbsp;{after}</div>""",
        )

    def _item(self, post: Post) -> str:
        return f"""<div class="item"><a href="{self.detail_path(post)}"><div class="img"><img class="lazy" src="/assets/images/blank.gif" data-original="/timthumb.php?src=/upload/cover/{post.id}.jpg&amp;w=300" alt=""></div>
<div class="txt"><div class="name">{e(post.title)}</div><div class="desc">{e(post.summary)}</div><div class="date">{self.day(post)} | {e(post.category)}</div></div></a></div>"""

    def _page(self, site: Site, lang: str, title: str, main: str) -> str:
        words = {key: e(text) for key, text in WORDS[lang].items()}
        latest = "".join(
            f'<li><a href="{self.detail_path(post)}"><span class="d">{self.day(post)}</span> {e(post.title)}</a></li>'
            for post in site.listed(lang)[:5]
        )
        menu = "".join(
            f'<li><a href="/{lang}/{key}">{words[key]}</a></li>'
            for key in ("home", "about", "people", "research", "news", "careers", "contact")
        )
        return f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml">
<head><meta http-equiv="Content-Type" content="text/html; charset=utf-8" /><title>{words["org"]}</title>
<meta name="keywords" content="" /><meta name="description" content="" /><script src="/assets/js/jquery-1.9.1.min.js"></script><script src="/assets/js/jquery.fancybox.js"></script>
<script>$(function(){{ $("img.lazy").lazyload(); $(".fancybox").fancybox(); }});</script></head>
<body class="{lang}">
<div id="wrapper"><div id="header"><a href="/{lang}" class="logo"></a><div class="lang"><a href="/en/news">EN</a> | <a href="/tc/news">繁</a> | <a href="/sc/news">简</a></div><div class="font_size"><a href="javascript:;">A</a><a href="javascript:;">A</a></div>
<ul id="menu">{menu}</ul></div>
<div id="banner" style="background-image:url(/assets/images/banner.jpg)"></div>
<div id="container"><div id="left"><div class="left_title">{words["latest"]}</div><ul>{latest}</ul>
<div class="left_title">{words["search"]}</div><form><input type="text" name="q" /><input type="submit" value="Go" /></form></div>
<div id="right"><div class="breadcrumb"><a href="/{lang}">{words["home"]}</a> &gt; <a href="/{lang}/news">{words["news"]}</a></div>
{main}
</div><div class="clear"></div></div>
<div id="footer"><div class="copy">&copy; {words["org"]}. {words["rights"]}</div><div class="fmenu"><a href="/{lang}/privacy">{words["privacy"]}</a> | <a href="/{lang}/terms">{words["terms"]}</a></div></div></div>
</body></html>
"""


class MediaWikiLike(Family):
    """A wiki used for news: content text with thumb boxes, edit links in headings, the date in an infobox table."""

    name = "mediawiki_like"
    date = staticmethod(day_month_year)
    teaser_category = False
    teaser_summary = False
    related_category = False
    related_summary = False

    def detail_path(self, post: Post) -> str:
        return f"/wiki/News:{post.lang}/{post.id}"

    def listing_path(self, lang: str, page: int = 1) -> str:
        return (
            f"/wiki/News:{lang}" if page == 1 else f"/w/index.php?title=News:{lang}&offset={(page - 1) * self.per_page}"
        )

    def file_path(self, post: Post, file: File) -> str:
        return percent(f"/images/a/a{post.id % 10}/{file.name.replace(' ', '_')}", safe="/()")

    def detail(self, site: Site, post: Post) -> str:
        words = WORDS[post.lang]
        others = "\n".join(
            f'<li>{self.day(other)}: <a href="{self.detail_path(other)}" title="News:{other.id}">{e(other.title)}</a></li>'
            for other in site.related(post)
        )
        return self._page(
            post.lang,
            e(post.title),
            f"""<table class="infobox" style="float:right"><tbody><tr><th scope="row">Date</th><td>{self.day(post)}</td></tr><tr><th scope="row">Category</th><td>{e(post.category)}</td></tr></tbody></table>
{self.body(post)}
<h2><span class="mw-headline" id="Related">{words["related"]}</span><span class="mw-editsection"><span class="mw-editsection-bracket">[</span><a href="/w/index.php?action=edit&amp;section=2">edit</a><span class="mw-editsection-bracket">]</span></span></h2>
<ul>{others}</ul>""",
        )

    def heading(self, text: str) -> str:
        return f'<h2><span class="mw-headline" id="S">{text}</span></h2>'

    def files(self, post: Post, entries: Iterable[File]) -> str:
        return "\n".join(self.file(post, file) for file in entries)

    def file(self, post: Post, file: File) -> str:
        path = self.file_path(post, file)
        if file.is_picture:
            thumb = path.replace("/images/", "/images/thumb/")
            return f'<div class="thumb tright"><div class="thumbinner" style="width:222px;"><a href="{path}" class="image"><img alt="" src="{thumb}/220px-x.jpg" decoding="async" width="220" height="147" class="thumbimage" srcset="{thumb}/330px-x.jpg 1.5x, {thumb}/440px-x.jpg 2x"></a>  <div class="thumbcaption"><div class="magnify"><a href="{path}" class="internal" title="Enlarge"></a></div>{e(file.label)}</div></div></div>'
        return f'<p><a href="{path}" class="internal" title="{e(file.name)}">{e(file.label)}</a>\n</p>'

    def picture(self, post: Post, file: File) -> str:
        path = self.file_path(post, file)
        return f'<p><a href="{path}" class="image"><img alt="" src="{path.replace("/images/", "/images/thumb/")}/600px-x.jpg" decoding="async" width="600" height="400"></a>\n</p>'

    def name_of(self, file: File) -> str:
        return file.name if file.claim else file.name.replace(" ", "_")

    def listing(self, site: Site, lang: str, page: int) -> str:
        words = WORDS[lang]
        rows = "\n".join(
            f'<li>{self.day(post)}: <a href="{self.detail_path(post)}" title="News:{post.id}">{e(post.title)}</a></li>'
            for post in self.rows(site, lang, page)
        )
        count = self.pages(site, lang)
        newer = (
            f'<a href="{e(self.listing_path(lang, page - 1))}" class="mw-prevlink">newer 4</a>'
            if page > 1
            else "newer 4"
        )
        older = (
            f'<a href="{e(self.listing_path(lang, page + 1))}" class="mw-nextlink">older 4</a>'
            if page < count
            else "older 4"
        )
        return self._page(lang, e(words["news"]), f"<ul>{rows}</ul>\n<p>View ({newer}  |  {older})</p>")

    def _page(self, lang: str, title: str, main: str) -> str:
        words = {key: e(text) for key, text in WORDS[lang].items()}
        return f"""<!DOCTYPE html>
<html class="client-nojs" lang="{words["code"]}" dir="ltr"><head><meta charset="UTF-8"/><title>{title} - {words["org"]}</title><meta name="generator" content="MediaWiki 1.39.5"/></head>
<body class="mediawiki ltr sitedir-ltr mw-hide-empty-elt ns-0 skin-vector action-view"><div id="mw-page-base" class="noprint"></div><div id="mw-head-base" class="noprint"></div>
<div id="content" class="mw-body" role="main"><a id="top"></a><div id="siteNotice"></div><div class="mw-indicators"></div>
<h1 id="firstHeading" class="firstHeading mw-first-heading"><span class="mw-page-title-main">{title}</span></h1>
<div id="bodyContent" class="vector-body"><div id="siteSub" class="noprint">From {words["org"]}</div><div id="contentSub"></div><a class="mw-jump-link" href="#mw-head">Jump to navigation</a><a class="mw-jump-link" href="#searchInput">Jump to search</a>
<div id="mw-content-text" class="mw-body-content mw-content-ltr" lang="{words["code"]}" dir="ltr"><div class="mw-parser-output">{main}
<!-- NewPP limit report Cached time: 20261120101010 --></div></div>
<div class="printfooter">Retrieved from "<a dir="ltr" href="/w/index.php?oldid=4417">/w/index.php?oldid=4417</a>"</div><div id="catlinks" class="catlinks"><div id="mw-normal-catlinks"><a href="/wiki/Special:Categories">Category</a>: <ul><li><a href="/wiki/Category:Announcements">Announcements</a></li></ul></div></div></div></div>
<div id="mw-navigation"><h2>Navigation menu</h2><nav id="p-personal"><h3><span>Personal tools</span></h3><ul><li id="pt-login"><a href="/w/index.php?title=Special:UserLogin">Log in</a></li></ul></nav><nav id="p-views"><ul><li><a href="#">Read</a></li><li><a href="#">View source</a></li><li><a href="#">View history</a></li></ul></nav><nav id="p-navigation"><ul><li><a href="/wiki/Main_Page">Main page</a></li><li><a href="/wiki/News:{lang}">{words["news"]}</a></li><li><a href="/wiki/Special:Random">Random page</a></li></ul></nav></div>
<footer id="footer" class="mw-footer" role="contentinfo"><ul id="footer-info"><li id="footer-info-lastmod"> This page was last edited on 3 November 2026, at 08:15.</li></ul><ul id="footer-places"><li><a href="/wiki/Privacy">{words["privacy"]}</a></li></ul></footer></body></html>
"""


class Portal(Family):
    """A home-grown portal: the date above the title, labels beside icon links, downloads collected below, years in a drop-down."""

    name = "portal"
    per_page = 50
    date = staticmethod(dots)
    labels_linked = True
    related_category = False
    related_summary = False

    def detail_path(self, post: Post) -> str:
        return f"/{post.lang}/whatsnew/detail/{post.id}/"

    def listing_path(self, lang: str, page: int = 1) -> str:
        return f"/{lang}/whatsnew/"

    def order(self, post: Post) -> tuple[Block, ...]:
        def last(block: Block) -> bool:
            return block.kind == "files" and not block.files[0].is_picture

        return tuple(b for b in post.blocks if not last(b)) + tuple(b for b in post.blocks if last(b))

    def detail(self, site: Site, post: Post) -> str:
        words = WORDS[post.lang]
        others = "".join(
            f'<li><span class="ymd">{self.day(other)}</span><a href="../{other.id}/">{e(other.title)}</a></li>\n'
            for other in site.related(post)
        )
        return self._page(
            post.lang,
            e(post.title),
            f"""<div class="entry"><p class="ymd"><span>{self.day(post)}</span><span class="ico {post.category.lower()}">{e(post.category)}</span></p>
<h3 class="ttl">{e(post.title)}</h3>
<div class="txt">
{self.body(post)}
</div>
<p class="pagetop"><a href="#top"><img src="/img/pagetop.gif" alt="PAGE TOP" width="70" height="12"></a></p></div>
<div class="box"><h4>{words["related"]}</h4><ul>
{others}</ul></div>""",
        )

    def heading(self, text: str) -> str:
        return f"<h5>{text}</h5>"

    def files(self, post: Post, entries: Iterable[File]) -> str:
        return '<table class="dl">' + "".join(self.file(post, file) for file in entries) + "</table>"

    def file(self, post: Post, file: File) -> str:
        path = self.file_path(post, file)
        return f'<tr><td class="i"><a href="{path}"><img src="/img/ico_file.gif" width="18" height="18" alt=""></a></td><td>{e(file.label)}</td></tr>'

    def listing(self, site: Site, lang: str, page: int) -> str:
        words = WORDS[lang]
        rows = "\n".join(
            f'<tr><td class="ymd">{self.day(post)}</td><td class="ico">{e(post.category)}</td><td><p><a href="detail/{post.id}/">{e(post.title)}</a></p><p class="lead">{e(post.summary)}</p></td></tr>'
            for post in self.rows(site, lang, page)
        )
        return self._page(
            lang,
            e(words["news"]),
            f'<h3 class="ttl">{e(words["news"])}</h3>\n<table class="list" summary="list">\n{rows}\n</table>',
        )

    def _page(self, lang: str, title: str, main: str) -> str:
        words = {key: e(text) for key, text in WORDS[lang].items()}
        return f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="{words["code"]}" lang="{words["code"]}"><head><meta http-equiv="content-type" content="text/html; charset=utf-8" /><title>{title}｜{words["org"]}</title></head>
<body><a name="top" id="top"></a><div id="all"><div id="hd"><h1><a href="/{lang}/"><img src="/img/logo.gif" alt="{words["org"]}" width="300" height="40" /></a></h1><p class="sitemap"><a href="/{lang}/sitemap/">Sitemap</a> | <a href="/{lang}/contact/">{words["contact"]}</a></p>
<ul id="gnav"><li><a href="/{lang}/about/"><img src="/img/nav_about.gif" alt="{words["about"]}" /></a></li><li><a href="/{lang}/research/"><img src="/img/nav_research.gif" alt="{words["research"]}" /></a></li><li><a href="/{lang}/whatsnew/"><img src="/img/nav_news.gif" alt="{words["news"]}" /></a></li></ul></div>
<div id="main"><p id="topicpath"><a href="/{lang}/">{words["home"]}</a> &gt; {words["news"]}</p>
{main}
</div>
<div id="ft"><address>Copyright &copy; {words["org"]} {words["rights"]}</address></div></div></body></html>
"""


class LastPageLoop(Family):
    """A hand-made theme: date split over a calendar leaf; the last page's "next" leads to itself."""

    name = "last_page_loop"
    date = staticmethod(slashes)
    detail_category = False
    teaser_category = False
    related_category = False
    related_summary = False

    def detail_path(self, post: Post) -> str:
        return f"/{post.lang}/story/{post.id}"

    def listing_path(self, lang: str, page: int = 1) -> str:
        return f"/{lang}/stories?page={page}"

    def leaf(self, post: Post) -> str:
        """The date as a leaf of a calendar."""
        if post.lang != "en":
            return f'<div class="leaf"><span class="dd">{post.published.day}</span><span class="mm">{post.published.month}月</span><span class="yy">{post.published.year}</span></div>'
        return f'<div class="leaf"><span class="dd">{post.published.day}</span><span class="mm">{post.published:%b}</span><span class="yy">{post.published.year}</span></div>'

    def detail(self, site: Site, post: Post) -> str:
        words = WORDS[post.lang]
        others = "\n".join(
            f'<div class="mini">{self.leaf(other)}<h5><a href="{self.detail_path(other)}">{e(other.title)}</a></h5></div>'
            for other in site.related(post)
        )
        return self._page(
            post.lang,
            e(post.title),
            f"""<section id="story">{self.leaf(post)}<h2>{e(post.title)}</h2>
<div id="text">
{self.body(post)}
</div></section>
<section id="also"><h4>{words["related"]}</h4>
{others}
</section>""",
        )

    def files(self, post: Post, entries: Iterable[File]) -> str:
        return "<ul class=f>" + "".join(f"<li>{self.file(post, file)}</li>" for file in entries) + "</ul>"

    def listing(self, site: Site, lang: str, page: int) -> str:
        words = WORDS[lang]
        rows = "\n".join(
            f'<div class="story">{self.leaf(post)}<div class="r"><h3><a href="{self.detail_path(post)}">{e(post.title)}</a></h3><p>{e(post.summary)}</p></div></div>'
            for post in self.rows(site, lang, page)
        )
        after = min(page + 1, self.pages(site, lang))
        pager = f'<a href="{self.listing_path(lang, max(1, page - 1))}">{words["previous"]}</a> <a href="{self.listing_path(lang, after)}">{words["next"]}</a>'
        return self._page(
            lang, e(words["news"]), f"<h2>{e(words['news'])}</h2>\n{rows}\n<div class=pager>{pager}</div>"
        )

    def _page(self, lang: str, title: str, main: str) -> str:
        words = {key: e(text) for key, text in WORDS[lang].items()}
        return f"""<!doctype html>
<html lang={words["code"]}><meta charset=utf-8><title>{title} / {words["org"]}</title>
<body><header><a href="/{lang}">{words["org"]}</a><menu><li><a href="/{lang}/about">{words["about"]}</a><li><a href="/{lang}/stories?page=1">{words["news"]}</a><li><a href="/{lang}/contact">{words["contact"]}</a></menu></header>
{main}
<footer><p>{words["address"]}<p>{words["rights"]}</footer>
"""
