"""The links of a page, and how much each one reads like the way to the news."""

from __future__ import annotations

import re
from dataclasses import dataclass

from scraper.discover.source import Page
from scraper.parse.document import parse_document
from scraper.urls import LANGUAGES, identify, resolve

_NEWS = re.compile(
    r"\b(?:news|newsroom|press|media|events?|announcements?|blog|stories|articles?|updates?|highlights?|bulletin|notices?|"
    r"happenings?|latest|what.?s[ -]?new|insights?|activities|"
    r"actualit\w+|nouvelles|presse\w*|aktuell\w*|nachrichten|neuigkeiten|meldungen|mitteilungen|noticias|prensa|comunicados|novedades|"
    r"notizie|comunicati|stampa|not[ií]cias|imprensa|nieuws|pers|nyheter|nyheder|uutiset|aktualno\w+|novinky|zprávy|h[ií]rek|știri|"
    r"haberler|duyurular|vijesti|novosti|новости|новини|berita|tin-?tuc)\b"
    r"|新聞|新闻|消息|活動|活动|公告|動態|动态|資訊|资讯|媒體|媒体|最新|快訊|快讯|お知らせ|ニュース|뉴스|소식|공지",
    re.IGNORECASE,
)
_NOT_NEWS = re.compile(
    r"log-?in|sign-?(?:in|up)|register|account|cart|privacy|cookie|terms|disclaimer|contact|sitemap|search|donate|"
    r"subscri|unsubscri|feed|rss|print|share|mailto|whatsapp|facebook|twitter|linkedin|instagram|youtube|wechat|weibo",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Link:
    """One link of a page: its absolute address, what it reads as, and the language it claims to lead to."""

    url: str
    text: str
    hreflang: str = ""


def anchors(page: Page) -> list[Link]:
    """Every usable link of a page in its order, each address once, with the longest text it is given."""
    document = parse_document(page.body, page.url, page.charset or None)
    found: dict[str, Link] = {}
    for element in document.root.iter("a", "area"):
        url = resolve(document.base, element.get("href") or "")
        if url is None:
            continue
        text = " ".join((element.text_content() or element.get("title") or element.get("aria-label") or "").split())
        link = Link(url, text[:300], (element.get("hreflang") or "").lower())
        if url not in found or len(link.text) > len(found[url].text):
            found[url] = link
    return list(found.values())


def news_likeness(link: Link) -> int:
    """How much a link reads like the way to a listing of news: 0 where nothing says so, less where it is denied."""
    found = identify(link.url)
    words = re.sub(r"[-_/.?=&+]+", " ", link.url.split("//", 1)[-1].partition("/")[2])
    score = 10 * bool(_NEWS.search(link.text)) + 6 * bool(_NEWS.search(words))
    if _NOT_NEWS.search(link.text) or _NOT_NEWS.search(words):
        score -= 12
    if score > 0:
        # `/news` rather than `/news/2019/some-title`: a listing's address is short and its name is too.
        score -= max(0, words.strip().count(" ") - 2) + (len(link.text) > 40) * 4 + ("{id}" in found.shape) * 2
    return score


def language_links(page: Page, lang: str) -> dict[str, str]:
    """The addresses that a page gives for itself or its front page in other languages, by language code.

    A link counts where only the language in its address differs from the page's own, or where it
    leads to a language's front page.
    """
    own = identify(page.url)
    found: dict[str, str] = {}
    for link in anchors(page):
        there = identify(link.url)
        if not there.lang or there.lang == lang or there.lang not in LANGUAGES:
            continue
        same_page = (there.shape, there.source_id) == (own.shape, own.source_id)
        front = there.shape == "/{lang}" or there.source_id == "/"
        if same_page or (front and there.lang not in found):
            found[there.lang] = link.url
    return found
