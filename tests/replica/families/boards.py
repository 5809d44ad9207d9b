# ruff: noqa: E501 - a line of markup is a line
"""Boards that announce things in topics: a forum's crawler view, a learning platform."""

from __future__ import annotations

from html import escape as e
from typing import TYPE_CHECKING
from urllib.parse import quote as percent

from tests.replica.family import WORDS, Family, month_day_year, weekday
from tests.replica.model import Block, File, Post, Site

if TYPE_CHECKING:
    from collections.abc import Iterable


class DiscourseLike(Family):
    """A forum's crawler view as an announcement board: cooked posts, lightboxes, attachments with the size behind the link."""

    name = "discourse_like"
    date = staticmethod(month_day_year)
    related_date = False
    related_category = False
    related_summary = False
    teaser_summary = False

    def detail_path(self, post: Post) -> str:
        return f"/t/announcement/{post.id}{'' if post.lang == 'en' else '-' + post.lang}"

    def listing_path(self, lang: str, page: int = 1) -> str:
        return f"/c/{lang}/5" + ("" if page == 1 else f"?page={page - 1}")

    def file_path(self, post: Post, file: File) -> str:
        ending = file.name.rpartition(".")[2]
        folder = "original/1X" if file.is_picture else "short-url"
        return (
            f"/uploads/{folder}/{post.id:x}{sum(map(ord, file.name)):x}.{ending}"
            if file.claim
            else super().file_path(post, file)
        )

    def detail(self, site: Site, post: Post) -> str:
        words = WORDS[post.lang]
        others = "\n".join(
            f'<tr class="topic-list-item" id="topic-list-item-{other.id}"><td class="main-link" itemprop="itemListElement"><span class="link-top-line"><a itemprop="url" href="{site.base}{self.detail_path(other)}" class="title raw-link raw-topic-link">{e(other.title)}</a></span></td></tr>'
            for other in site.related(post)
        )
        return self._page(
            post.lang,
            e(post.title),
            f"""<div id="topic-title"><h1><a href="{self.detail_path(post)}">{e(post.title)}</a></h1><div class="topic-category" itemscope><span class="topic-category"><a href="/c/news/5" class="badge-wrapper bullet"><span class="badge-category-bg" style="background-color: #0088CC"></span><span class="badge-category clear-badge"><span class="category-name">{e(post.category)}</span></span></a></span></div></div>
<div itemscope itemtype="http://schema.org/DiscussionForumPosting"><meta itemprop="headline" content="{e(post.title)}"><meta itemprop="articleSection" content="{e(post.category)}">
<div id="post_1" class="topic-body crawler-post"><div class="crawler-post-meta"><span class="crawler-post-infos"><time datetime="{post.published.isoformat()}T04:10:00Z" class="post-time">{self.day(post)}</time><meta itemprop="dateModified" content="2025-12-01T04:10:00Z"></span></div>
<div class="post" itemprop="text">
{self.body(post)}
</div></div></div>
<div id="related-topics" class="more-topics__list"><h3 class="more-topics__list-title">{words["related"]}</h3><div class="topic-list-container"><table class="topic-list"><tbody>
{others}
</tbody></table></div></div>""",
        )

    def files(self, post: Post, entries: Iterable[File]) -> str:
        return "<p>" + "<br>\n".join(self.file(post, file) for file in entries) + "</p>"

    def file(self, post: Post, file: File) -> str:
        path = self.file_path(post, file)
        if file.is_picture:
            return f"""<div class="lightbox-wrapper"><a class="lightbox" href="{path}" data-download-href="{path}?dl=1" title="{e(file.name)}"><img src="{self.thumb_path(post, file)}" alt="{e(file.name)}" width="690" height="460"><div class="meta"><svg class="fa d-icon d-icon-far-image svg-icon" aria-hidden="true"><use href="#far-image"></use></svg><span class="filename">{e(file.name)}</span><span class="informations">{e(file.brackets.format(file.claim))}</span></div></a></div>"""
        return f'<a class="attachment" href="{path}">{e(file.name)}</a>{e(file.brackets.format(file.claim))}'

    def quote(self, text: str) -> str:
        return f"<blockquote>\n<p>{text}</p>\n</blockquote>"

    def listing(self, site: Site, lang: str, page: int) -> str:
        words = WORDS[lang]
        rows = "\n".join(
            f"""<tr class="topic-list-item"><td class="main-link"><meta itemprop="name" content="x"><span class="link-top-line"><a itemprop="url" href="{site.base}{self.detail_path(post)}" class="title raw-link raw-topic-link">{e(post.title)}</a></span><div class="link-bottom-line"><a href="/c/x/5" class="badge-wrapper bullet"><span class="badge-category">{e(post.category)}</span></a></div></td><td class="replies"><span class="posts" title="posts">{post.id % 7}</span></td><td class="views"><span class="views" title="views">{post.id * 13}</span></td><td>{self.day(post)}</td></tr>"""
            for post in self.rows(site, lang, page)
        )
        after = (
            f'<div class="navigation"><b><a rel="next" href="{self.listing_path(lang, page + 1)}">next page →</a></b></div>'
            if page < self.pages(site, lang)
            else ""
        )
        return self._page(
            lang,
            e(words["news"]),
            f"""<h1>{e(words["news"])}</h1><div itemscope itemtype="http://schema.org/ItemList"><table class="topic-list"><thead><tr><th>Topic</th><th class="replies">Replies</th><th class="views">Views</th><th>Activity</th></tr></thead><tbody>
{rows}
</tbody></table></div>{after}""",
        )

    def _page(self, lang: str, title: str, main: str) -> str:
        words = {key: e(text) for key, text in WORDS[lang].items()}
        return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{title} - {words["org"]}</title><meta name="generator" content="Discourse 3.2.0"><meta property="og:site_name" content="{words["org"]}"></head>
<body class="crawler"><header><a href="/">{words["org"]}</a></header>
<div id="main-outlet" class="wrap" role="main">
{main}
</div>
<footer class="container wrap"><nav class="crawler-nav"><ul><li><a href="/">{words["home"]}</a></li><li><a href="/categories">Categories</a></li><li><a href="/guidelines">Guidelines</a></li><li><a href="/tos">{words["terms"]}</a></li><li><a href="/privacy">{words["privacy"]}</a></li></ul></nav><p class="powered-by-link">Powered by <a href="https://www.discourse.org">Discourse</a>, best viewed with JavaScript enabled</p></footer>
</body></html>
"""


class MoodleLike(Family):
    """A learning platform's news forum: subject and author line, attachments at the end of the post, a zero-based pager."""

    name = "moodle_like"
    date = staticmethod(weekday)
    teaser_category = False
    teaser_summary = False
    related_date = False
    related_category = False
    related_summary = False
    detail_category = False

    def detail_path(self, post: Post) -> str:
        return f"/mod/forum/discuss.php?d={post.id}&lang={post.lang}"

    def listing_path(self, lang: str, page: int = 1) -> str:
        return f"/mod/forum/view.php?id=5&lang={lang}" + ("" if page == 1 else f"&p={page - 1}")

    def file_path(self, post: Post, file: File) -> str:
        return percent(f"/pluginfile.php/77/mod_forum/attachment/{post.id}/{file.name}", safe="/") + (
            "" if file.is_picture else "?forcedownload=1"
        )

    def order(self, post: Post) -> tuple[Block, ...]:
        text = tuple(block for block in post.blocks if block.kind != "files")
        return text + tuple(block for block in post.blocks if block.kind == "files")

    def detail(self, site: Site, post: Post) -> str:
        words = WORDS[post.lang]
        others = "\n".join(
            f'<li class="post"><div class="name"><a href="{e(self.detail_path(other))}">{e(other.title)}</a></div></li>'
            for other in site.related(post)
        )
        return self._page(
            post.lang,
            e(post.title),
            f"""<div class="forumpost clearfix" role="region" aria-label="{e(post.title)}"><a id="p{post.id}"></a>
<div class="row header"><div class="topic firstpost starter"><h3 class="subject" role="heading" aria-level="2">{e(post.title)}</h3><div class="date" role="heading" aria-level="2">{self.day(post)}</div></div></div>
<div class="row maincontent clearfix"><div class="no-overflow"><div class="content"><div class="posting fullpost"><div class="text_to_html">{self.body(post)}</div></div></div></div></div>
<div class="commands"><a href="#p{post.id}">Permalink</a></div></div>
<section class="block_news_items block card"><h5 class="card-title">{words["related"]}</h5><ul class="unlist">
{others}
</ul></section>""",
        )

    def paragraph(self, text: str) -> str:
        return f'<p dir="ltr" style="text-align: left;">{text}<br></p>'

    def files(self, post: Post, entries: Iterable[File]) -> str:
        return '<div class="attachments">' + "".join(self.file(post, file) for file in entries) + "</div>"

    def file(self, post: Post, file: File) -> str:
        path = self.file_path(post, file)
        return f'<a href="{path}"><img class="icon " alt="File" title="File" src="/theme/image.php/boost/core/1/f/document-24" /></a> <a href="{path}">{e(file.label)}</a><br />'

    def listing(self, site: Site, lang: str, page: int) -> str:
        words = WORDS[lang]
        rows = "\n".join(
            f"""<tr class="discussion" data-discussionid="{post.id}"><th scope="row" class="topic p-0"><div class="p-3"><a class="w-100 h-100 d-block" href="{e(self.detail_path(post))}" title="{e(post.title)}" aria-label="{e(post.title)}">{e(post.title)}</a></div></th><td class="text-left"><div class="author-info"><div>{self.day(post)}</div></div></td><td class="p-0 text-center">0</td></tr>"""
            for post in self.rows(site, lang, page)
        )
        count = self.pages(site, lang)
        numbers = "".join(
            f'<li class="page-item active" data-page-number="{n}"><a href="#" class="page-link"><span aria-hidden="true">{n}</span><span class="sr-only">Page {n}</span></a></li>'
            if n == page
            else f'<li class="page-item" data-page-number="{n}"><a href="{e(self.listing_path(lang, n))}" class="page-link"><span aria-hidden="true">{n}</span><span class="sr-only">Page {n}</span></a></li>'
            for n in range(1, count + 1)
        )
        after = (
            f'<li class="page-item"><a href="{e(self.listing_path(lang, page + 1))}" class="page-link"><span aria-hidden="true">&raquo;</span><span class="sr-only">Next page</span></a></li>'
            if page < count
            else ""
        )
        pager = (
            f'<nav aria-label="Page" class="pagination pagination-centered justify-content-center"><ul class="mt-1 pagination">{numbers}{after}</ul></nav>'
            if count > 1
            else ""
        )
        return self._page(
            lang,
            e(words["news"]),
            f"""<h2>{e(words["news"])}</h2><table class="table discussion-list generaltable"><thead><tr><th>Discussion</th><th>Created</th><th>Replies</th></tr></thead><tbody>
{rows}
</tbody></table>{pager}""",
        )

    def _page(self, lang: str, title: str, main: str) -> str:
        words = {key: e(text) for key, text in WORDS[lang].items()}
        return f"""<!DOCTYPE html>
<html dir="ltr" lang="{words["code"]}" xml:lang="{words["code"]}"><head><title>{words["org"]}: {title}</title><meta charset="utf-8" /><meta name="keywords" content="moodle" /></head>
<body id="page-mod-forum-discuss" class="format-site path-mod"><div id="page-wrapper" class="d-print-block"><a class="sr-only sr-only-focusable" href="#maincontent">Skip to main content</a>
<nav class="fixed-top navbar" aria-label="Site navigation"><a href="/" class="navbar-brand"><span class="site-name">{words["org"]}</span></a><ul class="nav navbar-nav"><li class="nav-item"><span class="login">You are currently using guest access (<a href="/login/index.php">Log in</a>)</span></li></ul></nav>
<div id="page" class="container-fluid"><header id="page-header" class="row"><div class="page-context-header"><h1>{words["org"]}</h1></div><ol class="breadcrumb"><li class="breadcrumb-item"><a href="/">{words["home"]}</a></li><li class="breadcrumb-item"><a href="/mod/forum/view.php?id=5">{words["news"]}</a></li></ol></header>
<div id="page-content" class="row"><div id="region-main-box" class="col-12"><section id="region-main" aria-label="Content"><span class="notifications" id="user-notifications"></span><div role="main"><span id="maincontent"></span>
{main}
</div></section></div></div></div>
<footer id="page-footer" class="py-3"><div class="container"><div class="logininfo">You are currently using guest access</div><div class="tool_dataprivacy"><a href="/admin/tool/dataprivacy/summary.php">Data retention summary</a></div></div></footer></div></body></html>
"""
