"""What all markup families share: addresses, dates, labels, the walk over a body, and the right answers.

A family is one way in which a site could be built. It overrides what its kind of site does
differently; whatever it shows, or leaves out, it also declares, so that `detail_answer` and
`listing_answer` say how its pages must be read.
"""

from __future__ import annotations

import re
from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote

from tests.replica.model import (
    LINK,
    AttachmentAnswer,
    Block,
    DetailAnswer,
    File,
    ListingAnswer,
    Post,
    Site,
    TeaserAnswer,
    plain,
    texts,
)
from tests.replica.posts import SITE

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

MONTHS = "January February March April May June July August September October November December".split()
LINKED = re.compile(r"\]\((/[^)\s]+\.(?:pdf|docx|xlsx|zip))\)")
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()

# Words of the chrome, by language.
WORDS = {
    "en": {
        "code": "en",
        "org": "Centre for Advances in Reliability and Safety",
        "home": "Home",
        "about": "About Us",
        "people": "People",
        "research": "Research",
        "news": "News & Events",
        "careers": "Careers",
        "contact": "Contact",
        "related": "Related News",
        "latest": "Latest News",
        "share": "Share this page",
        "previous": "Previous",
        "next": "Next",
        "older": "Older posts",
        "newer": "Newer posts",
        "more": "Read more",
        "load": "Load more",
        "back": "Back to list",
        "search": "Search",
        "print": "Print",
        "tags": "Topics",
        "cookies": "This website uses cookies to improve your experience.",
        "accept": "Accept",
        "newsletter": "Sign up for our newsletter",
        "email": "Your e-mail address",
        "subscribe": "Subscribe",
        "privacy": "Privacy Policy",
        "terms": "Terms of Use",
        "rights": "All rights reserved.",
        "address": "Unit 1212-1213, 12/F, Building 19W, Science Park, Hong Kong",
        "gallery": "Gallery",
        "downloads": "Downloads",
        "filter": "All News Event Research Notice",
    },
    "tc": {
        "code": "zh-Hant-HK",
        "org": "產品可靠性暨系統安全研發中心",
        "home": "主頁",
        "about": "關於我們",
        "people": "團隊",
        "research": "研究",
        "news": "新聞及活動",
        "careers": "招聘",
        "contact": "聯絡我們",
        "related": "相關新聞",
        "latest": "最新消息",
        "share": "分享此頁",
        "previous": "上一頁",
        "next": "下一頁",
        "older": "較舊文章",
        "newer": "較新文章",
        "more": "閱讀更多",
        "load": "載入更多",
        "back": "返回列表",
        "search": "搜尋",
        "print": "列印",
        "tags": "主題",
        "cookies": "本網站使用 Cookie 以改善您的瀏覽體驗。",
        "accept": "接受",
        "newsletter": "訂閱電子通訊",
        "email": "電郵地址",
        "subscribe": "訂閱",
        "privacy": "私隱政策",
        "terms": "使用條款",
        "rights": "版權所有。",
        "address": "香港科學園19W座12樓1212-1213室",
        "gallery": "相片集",
        "downloads": "下載",
        "filter": "全部 新聞 活動 研究 通告",
    },
    "sc": {
        "code": "zh-Hans-HK",
        "org": "产品可靠性暨系统安全研发中心",
        "home": "主页",
        "about": "关于我们",
        "people": "团队",
        "research": "研究",
        "news": "新闻及活动",
        "careers": "招聘",
        "contact": "联络我们",
        "related": "相关新闻",
        "latest": "最新消息",
        "share": "分享此页",
        "previous": "上一页",
        "next": "下一页",
        "older": "较旧文章",
        "newer": "较新文章",
        "more": "阅读更多",
        "load": "加载更多",
        "back": "返回列表",
        "search": "搜索",
        "print": "打印",
        "tags": "主题",
        "cookies": "本网站使用 Cookie 以改善您的浏览体验。",
        "accept": "接受",
        "newsletter": "订阅电子通讯",
        "email": "电邮地址",
        "subscribe": "订阅",
        "privacy": "隐私政策",
        "terms": "使用条款",
        "rights": "版权所有。",
        "address": "香港科学园19W座12楼1212-1213室",
        "gallery": "相册",
        "downloads": "下载",
        "filter": "全部 新闻 活动 研究 通告",
    },
}


def iso(day: dt.date, lang: str) -> str:
    """2022-05-25 in every language."""
    return day.isoformat()


def day_month_year(day: dt.date, lang: str) -> str:
    """25 May 2022, in Chinese 2022年5月25日."""
    return chinese(day) if lang != "en" else f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def month_day_year(day: dt.date, lang: str) -> str:
    """May 25, 2022, in Chinese 2022年5月25日."""
    return chinese(day) if lang != "en" else f"{MONTHS[day.month - 1]} {day.day}, {day.year}"


def short_month(day: dt.date, lang: str) -> str:
    """25 Sep 2022, in Chinese 2022年05月25日."""
    if lang != "en":
        return f"{day.year}年{day.month:02}月{day.day:02}日"
    return f"{day.day:02} {MONTHS[day.month - 1][:3]} {day.year}"


def weekday(day: dt.date, lang: str) -> str:
    """Wednesday, May 25, 2022, in Chinese 2022年5月25日."""
    return chinese(day) if lang != "en" else f"{DAYS[day.weekday()]}, {month_day_year(day, lang)}"


def ordinal(day: dt.date, lang: str) -> str:
    """25th May 2022, in Chinese 2022年5月25日."""
    ending = "th" if 10 < day.day < 14 else {1: "st", 2: "nd", 3: "rd"}.get(day.day % 10, "th")
    return chinese(day) if lang != "en" else f"{day.day}{ending} {MONTHS[day.month - 1]} {day.year}"


def slashes(day: dt.date, lang: str) -> str:
    """25/05/2022 in every language."""
    return f"{day.day:02}/{day.month:02}/{day.year}"


def dots(day: dt.date, lang: str) -> str:
    """25.05.2022 in every language."""
    return f"{day.day:02}.{day.month:02}.{day.year}"


def big_slashes(day: dt.date, lang: str) -> str:
    """2022/05/25 in every language."""
    return f"{day.year}/{day.month:02}/{day.day:02}"


def chinese(day: dt.date) -> str:
    """2022年5月25日."""
    return f"{day.year}年{day.month}月{day.day}日"


class Family:
    """One way to build the site. The defaults make a plain and tidy page; families differ from it."""

    name = "family"
    per_page = 4
    date = staticmethod(iso)
    # What its pages show; the answers follow from it.
    detail_category = True
    teaser_date = True
    teaser_category = True
    teaser_summary = True
    related_date = True
    related_category = True
    related_summary = True
    related_count = 4
    # Labels lead somewhere; a family with plain-text labels says False.
    labels_linked = True

    # Addresses, without the host.

    def detail_path(self, post: Post) -> str:
        """Where a post's page is."""
        return f"/{post.lang}/news_detail/index/{post.id}"

    def listing_path(self, lang: str, page: int = 1) -> str:
        """Where a page of the listing is."""
        return f"/{lang}/news" if page == 1 else f"/{lang}/news?page={page}"

    def file_path(self, post: Post, file: File) -> str:
        """Where the original of a file is."""
        return quote(f"/upload/news/{post.id}/{file.name}", safe="/()")

    def thumb_path(self, post: Post, file: File) -> str:
        """Where a small picture of a file is."""
        return quote(f"/upload/news/{post.id}/thumb/{file.name}", safe="/()")

    # Pages: every family writes these two.

    def detail(self, site: Site, post: Post) -> str:
        """The page of one post."""
        raise NotImplementedError

    def listing(self, site: Site, lang: str, page: int) -> str:
        """One page of the listing."""
        raise NotImplementedError

    def encode(self, html: str, lang: str) -> bytes:
        """A page's bytes."""
        return html.encode()

    # Help for writing them.

    def rows(self, site: Site, lang: str, page: int) -> list[Post]:
        """The posts of one listing page."""
        start = (page - 1) * self.per_page
        return site.listed(lang)[start : start + self.per_page]

    def pages(self, site: Site, lang: str) -> int:
        """How many listing pages a language has."""
        return max(1, -(-len(site.listed(lang)) // self.per_page))

    def day(self, post: Post) -> str:
        """The post's date as this family writes it."""
        return self.date(post.published, post.lang)

    def order(self, post: Post) -> tuple[Block, ...]:
        """The blocks in the order in which this family shows them."""
        return post.blocks

    def body(self, post: Post) -> str:
        """The body's markup."""
        return "\n".join(self.block(post, block) for block in self.order(post))

    def block(self, post: Post, block: Block) -> str:
        """One block's markup."""
        if block.kind == "files":
            return self.files(post, block.files)
        if block.kind == "picture":
            return self.picture(post, block.files[0])
        if block.kind == "list":
            return self.bullets([self.inline(item) for item in block.items])
        if block.kind == "table":
            return self.table([[self.inline(cell) for cell in row] for row in block.rows])
        text = self.inline(block.text)
        if block.kind == "heading":
            return self.heading(text)
        return self.quote(text) if block.kind == "quote" else self.paragraph(text)

    def inline(self, text: str) -> str:
        """Text with its links as markup; `/post/ID` becomes the address of that post's English page."""

        def link(match: re.Match[str]) -> str:
            words, address = match.groups()
            if address.startswith("/post/"):
                target = next(post for post in SITE.posts if post.id == int(address[6:]))
                address = self.detail_path(target)
            return f'<a href="{address}">{words}</a>'

        return LINK.sub(link, escape(text, quote=False))

    def paragraph(self, text: str) -> str:
        return f"<p>{text}</p>"

    def heading(self, text: str) -> str:
        return f"<h3>{text}</h3>"

    def quote(self, text: str) -> str:
        return f"<blockquote><p>{text}</p></blockquote>"

    def bullets(self, items: Iterable[str]) -> str:
        return "<ul>\n" + "\n".join(f"<li>{item}</li>" for item in items) + "\n</ul>"

    def table(self, rows: list[list[str]]) -> str:
        head = "".join(f"<th>{cell}</th>" for cell in rows[0])
        lines = "\n".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows[1:])
        return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{lines}\n</tbody></table>"

    def files(self, post: Post, entries: Iterable[File]) -> str:
        """One line of labels, glued together as many sites have them."""
        return "<p>" + "".join(self.file(post, file) for file in entries) + "</p>"

    def file(self, post: Post, file: File) -> str:
        """One labelled file."""
        return f'<a href="{self.file_path(post, file)}" target="_blank">{escape(self.label(file))}</a>'

    def label(self, file: File) -> str:
        """A file's label as this family writes it."""
        return file.label

    def picture(self, post: Post, file: File) -> str:
        """One picture without a label."""
        return f'<p><img src="{self.file_path(post, file)}" alt=""></p>'

    # The right answers.

    def detail_url(self, site: Site, post: Post) -> str:
        return site.base + self.detail_path(post)

    def listing_url(self, site: Site, lang: str, page: int) -> str:
        return site.base + self.listing_path(lang, page)

    def file_url(self, site: Site, post: Post, file: File) -> str | None:
        """The address under which an attachment must be found."""
        if file.claim and not self.labels_linked:
            return None
        path = self.file_path(post, file)
        return path if path.startswith("http") else site.base + path

    def name_of(self, file: File) -> str:
        """An attachment's name: as the page shows it, otherwise as its address has it."""
        return file.name

    def detail_answer(self, site: Site, post: Post) -> DetailAnswer:
        body: list[str] = []
        found: list[tuple[int, File, str | None]] = []
        for block in self.order(post):
            for number, text in enumerate(block.items or (block.text,), start=1):
                # A document linked from a sentence is offered too, after its block; its words stay in the sentence.
                inside = [File(path.rpartition("/")[2]) for path in LINKED.findall(text)]
                found += [(len(body) + number, file, f"{site.base}/upload/docs/{file.name}") for file in inside]
            body += texts(block)
            found += [(len(body), file, self.file_url(site, post, file)) for file in block.files]
        attachments = tuple(
            AttachmentAnswer(
                position=position,
                paragraph=before,
                name=self.name_of(file),
                label=self.label(file) if file.claim else "",
                declared_bytes=file.declared_bytes,
                url=url,
            )
            for position, (before, file, url) in enumerate(found, start=1)
        )
        return DetailAnswer(
            title=plain(post.title),
            published=post.published.isoformat(),
            category=post.category if self.detail_category else "",
            body=tuple(body),
            attachments=attachments,
            related=tuple(self.related_answer(site, other) for other in site.related(post, self.related_count)),
        )

    def related_answer(self, site: Site, post: Post) -> TeaserAnswer:
        answer = self._teaser(site, post)
        return replace(
            answer,
            published=answer.published if self.related_date else None,
            category=answer.category if self.related_category else "",
            summary=answer.summary if self.related_summary else "",
        )

    def teaser_answer(self, site: Site, post: Post) -> TeaserAnswer:
        answer = self._teaser(site, post)
        return replace(
            answer,
            published=answer.published if self.teaser_date else None,
            category=answer.category if self.teaser_category else "",
            summary=answer.summary if self.teaser_summary else "",
        )

    def _teaser(self, site: Site, post: Post) -> TeaserAnswer:
        day = post.published.isoformat()
        return TeaserAnswer(self.detail_url(site, post), plain(post.title), day, post.category, plain(post.summary))

    def listing_answer(self, site: Site, lang: str, page: int) -> ListingAnswer:
        following = self.listing_url(site, lang, page + 1) if page < self.pages(site, lang) else None
        teasers = tuple(self.teaser_answer(site, post) for post in self.rows(site, lang, page))
        return ListingAnswer(teasers, following)
