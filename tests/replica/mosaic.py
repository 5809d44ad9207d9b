# ruff: noqa: E501 - a line of markup is a line
"""Invented sites: families put together from menus by a number, as sites that nobody has seen yet.

`Mosaic(7)` is always the same site. Its parts are chosen independently, so that shapes meet which no
hand-written family combines. What a part shows or leaves out is declared beside it.
"""

from __future__ import annotations

import hashlib
import json
import random
from html import escape as e
from typing import TYPE_CHECKING

from tests.replica.family import WORDS, Family, slashes
from tests.replica.model import ListingAnswer, TeaserAnswer
from tests.replica.mosaic_lists import PAGERS, RECORDS, RELATED, Records
from tests.replica.mosaic_parts import DATES, FACTS, GROUPS, HEADINGS, LABELS, PICTURES, TEXTS, TITLES
from tests.replica.mosaic_twists import ADDRESSES, CHARSETS, TWISTS, unclosed, untouched

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.replica.model import Block, File, Post, Site


class Mosaic(Family):
    """One invented site.

    Args:
        number: which one.
    """

    def __init__(self, number: int) -> None:
        self.name = f"mosaic-{number}"
        dice = random.Random(f"mosaic {number}")
        pick = dice.choice
        self.per_page = pick([2, 3, 4, 5])
        self.naming = pick(["words", "words", "hashed", "none", "utility"])
        self.date = pick(DATES)
        self.facts = pick(FACTS)
        self.facts_first = dice.random() < 0.35
        self.title_tag = pick(TITLES)
        self.site_heading = pick(["h1", "a", "div", "a"]) if self.title_tag != "h1" else "a"
        self.head_title = pick(["{title}", "{title} | {org}", "{org} - {title}", "{org}", "{title} – {news} – {org}"])
        self.structured = pick(["none", "none", "og", "og suffix", "ld", "ld utc", "ld organisation"])
        self.text = pick(list(TEXTS))
        self.heading_markup = pick(HEADINGS)
        self.label_style = pick(LABELS)
        self.group = pick(GROUPS)
        self.picture_markup = pick(PICTURES)
        self.files_last = dice.random() < 0.2
        self.records = pick(RECORDS)
        self.others = pick(RELATED)
        self.pager = pick(PAGERS)
        self.wrapper = pick(["article", "div", "section", "table", "main"])
        self.aside = pick(["before", "after", "none", "none"])
        self.aside_dates = dice.random() < 0.5
        self.navigation_last = dice.random() < 0.15
        self.neighbours = dice.random() < 0.4
        self.related_heading = pick(["h2", "h3", "div", "strong"])
        self.parts = {
            name: dice.random() < 0.5 for name in ("crumbs", "share", "cookies", "newsletter", "print", "tags")
        }
        self.parts |= {name: dice.random() < 0.2 for name in ("byline", "counter", "sizes", "top", "title in crumbs")}
        self.facts_last = not self.facts_first and dice.random() < 0.12
        self.others_first = dice.random() < 0.12
        self.featured = pick(RECORDS) if dice.random() < 0.2 else None
        self.merged = dice.random() < 0.25
        self.storage = pick(["names", "names", "folders", "numbers"])
        self.twist = pick(TWISTS)
        self.addresses = pick(ADDRESSES)
        self.charset_line, self.charsets = pick(CHARSETS)
        self.address = pick(
            [
                "/{lang}/news_detail/index/{id}",
                "/{lang}/news/{id}",
                "/{lang}/item.php?id={id}",
                "/{lang}/2024/story-{id}.html",
                "/{lang}/view/{id}/",
            ]
        )
        if self.title_tag in {"p", "span"} and "{title}" not in self.head_title:
            # Nothing would tell the title from a paragraph.
            self.head_title = "{title}"
        if self.date is slashes and not self.others.date:
            # A reader could not tell the day from the month.
            self.date = DATES[0]
        if self.twist is unclosed and self.text == "breaks":
            # Text without a tag would run into the line before it.
            self.twist = untouched
        self.detail_category = self.facts.category
        self.labels_linked = self.label_style.linked
        self.teaser_date, self.teaser_category, self.teaser_summary = (
            self.records.date,
            self.records.category,
            self.records.summary,
        )
        self.related_date, self.related_category, self.related_summary = (
            self.others.date,
            self.others.category,
            self.others.summary,
        )

    def encode(self, html: str, lang: str) -> bytes:
        """The page's bytes; characters that the character set lacks become entities."""
        return html.encode(self.charsets[lang], "xmlcharrefreplace")

    def css(self, word: str) -> str:
        """The class attribute of an element that a designer would call `word`."""
        if self.naming == "none":
            return ""
        if self.naming == "words":
            return f' class="{word}"'
        digest = hashlib.sha256(f"{self.name}{word}".encode()).hexdigest()
        if self.naming == "hashed":
            return f' class="s{digest[:7]}"'
        return f' class="mt-{int(digest[0], 16)} px-{int(digest[1], 16)} text-{digest[2]}00 flex"'

    def detail_path(self, post: Post) -> str:
        return self.address.format(lang=post.lang, id=post.id)

    def listing_path(self, lang: str, page: int = 1) -> str:
        return self.pager.path(lang, page, self.per_page)

    def order(self, post: Post) -> tuple[Block, ...]:
        if not self.files_last:
            return post.blocks
        return tuple(b for b in post.blocks if b.kind != "files") + tuple(b for b in post.blocks if b.kind == "files")

    def label(self, file: File) -> str:
        if self.label_style.brackets is None:
            return file.label
        claim = file.claim.replace(" ", "") if self.label_style.tight else file.claim
        return file.name + self.label_style.brackets.format(claim)

    def file_path(self, post: Post, file: File) -> str:
        number = sum(map(ord, file.name))
        if self.storage == "numbers" and file.claim:
            return f"/download.php?post={post.id}&amp;f={number}"
        if self.storage == "folders":
            return super().file_path(post, file).replace("/upload/news/", f"/files/2024/{number % 97:02}/")
        return super().file_path(post, file)

    def file_url(self, site: Site, post: Post, file: File) -> str | None:
        url = super().file_url(site, post, file)
        return url.replace("&amp;", "&") if url else url

    def paragraph(self, text: str) -> str:
        return TEXTS[self.text](self, text)

    def heading(self, text: str) -> str:
        return self.heading_markup(text)

    def files(self, post: Post, entries: Iterable[File]) -> str:
        return self.group(self, [self.label_style.markup(self, post, file) for file in entries])

    def picture(self, post: Post, file: File) -> str:
        return self.picture_markup(self.file_path(post, file), self.thumb_path(post, file))

    def detail(self, site: Site, post: Post) -> str:
        title = f"<{self.title_tag}{self.css('title')}>{e(post.title)}</{self.title_tag}>"
        if self.title_tag in {"strong", "span"}:
            title = f"<div>{title}</div>"
        facts = self.facts.markup(self, self.day(post), e(post.category), post.lang)
        if self.facts_last:
            # A line of its own, whatever the facts are.
            pieces = [title, self._tools(post), self._body(post), f"<div>{facts}</div>"]
        else:
            head = facts + "\n" + title if self.facts_first else title + "\n" + facts
            pieces = [head, self._tools(post), self._body(post)]
        if self.wrapper == "table":
            inner = "\n".join(f"<tr><td>{piece}</td></tr>" for piece in pieces if piece)
            main = f'<table width="100%">{inner}</table>'
        else:
            main = f"<{self.wrapper}{self.css('post')}>\n" + "\n".join(pieces) + f"\n</{self.wrapper}>"
        related = self._related(site, post)
        main = (
            f"{related}\n{main}{self._after(site, post)}"
            if self.others_first
            else f"{main}{self._after(site, post)}\n{related}"
        )
        return self._page(site, post.lang, post.title, main, self._structured(post))

    def listing(self, site: Site, lang: str, page: int) -> str:
        words = WORDS[lang]
        main = f"<h2>{e(words['news'])}</h2>\n{self._list(self.rows(site, lang, page))}"
        main += "\n" + self.pager.markup(self, lang, page, self.pages(site, lang))
        return self._page(site, lang, words["news"], main, "")

    def _features(self, posts: list[Post]) -> bool:
        return self.featured is not None and len(posts) > 2 and self.featured.around != self.records.around

    def listing_answer(self, site: Site, lang: str, page: int) -> ListingAnswer:
        answer = super().listing_answer(site, lang, page)
        posts = self.rows(site, lang, page)
        if not self._features(posts):
            return answer
        whole = self._teaser(site, posts[0])
        first = TeaserAnswer(
            whole.url,
            whole.title,
            whole.published if self.featured.date else None,
            whole.category if self.featured.category else "",
            whole.summary if self.featured.summary else "",
        )
        return ListingAnswer((first, *answer.teasers[1:]), answer.next_url)

    def _list(self, posts: list[Post]) -> str:
        """The records of a listing page; some sites show the first one in another dress."""
        if not self._features(posts):
            return self._records(self.records, posts)
        return self._records(self.featured, posts[:1]) + "\n" + self._records(self.records, posts[1:])

    def _records(self, records: Records, posts: list[Post]) -> str:
        before, after = records.around
        return before + "\n" + "\n".join(records.one(self, post) for post in posts) + "\n" + after

    def _after(self, site: Site, post: Post) -> str:
        words = WORDS[post.lang]
        out = []
        if self.parts["tags"]:
            out.append(
                f'<div{self.css("tags")}>{words["tags"]}: <a href="/tag/1">Reliability</a>, <a href="/tag/2">Safety</a></div>'
            )
        if self.parts["share"]:
            out.append(
                f'<div{self.css("share")}>{words["share"]} <a href="https://www.facebook.com/sharer.php?u=1">Facebook</a> <a href="https://www.linkedin.com/share?u=1">LinkedIn</a></div>'
            )
        if self.parts["print"]:
            out.append(
                f'<p><a href="{e(self.listing_path(post.lang))}">{words["back"]}</a> <a href="javascript:print()">{words["print"]}</a></p>'
            )
        if self.neighbours:
            listed = site.listed(post.lang)
            place = listed.index(post)
            if place + 1 < len(listed):
                older = listed[place + 1]
                out.append(
                    f'<div{self.css("nav")}><a href="{e(self.detail_path(older))}">{words["previous"]}: {e(older.title)}</a></div>'
                )
        if self.parts["top"]:
            out.append('<div><a href="#top">↑ Top</a></div>')
        return "\n" + "\n".join(out)

    def _related(self, site: Site, post: Post) -> str:
        """The block of related posts with its heading."""
        heading = f"<{self.related_heading}>{WORDS[post.lang]['related']}</{self.related_heading}>"
        return f"<div{self.css('rel')}>{heading}\n{self._records(self.others, site.related(post))}</div>"

    def _tools(self, post: Post) -> str:
        """What may stand between the head of a post and its text."""
        out = []
        if self.parts["byline"]:
            out.append("By Communications Office" if post.lang == "en" else "撰文：傳訊部")
        if self.parts["counter"]:
            out.append("Views: 1,204" if post.lang == "en" else "瀏覽次數：1,204")
        if self.parts["sizes"]:
            out.append(
                '<a href="javascript:size(1)">A-</a> <a href="javascript:size(2)">A</a> <a href="javascript:size(3)">A+</a>'
            )
        return "\n".join(f"<div{self.css('tool')}>{piece}</div>" for piece in out)

    def _body(self, post: Post) -> str:
        return f"<div{self.css('body')}>\n{self.body(post)}\n</div>"

    def body(self, post: Post) -> str:
        """The body; some editors put a line of labels into the paragraph that follows it."""
        blocks, out = list(self.order(post)), []
        while blocks:
            block = blocks.pop(0)
            if self.text == "lines" and block.kind == "paragraph":
                lines = [self.inline(block.text)]
                while blocks and blocks[0].kind == "paragraph":
                    lines.append(self.inline(blocks.pop(0).text))
                out.append("<p>" + "<br>\n".join(lines) + "</p>")
                continue
            simple = self.label_style.name in {"link", "plain", "size outside", "icon in link"} and self.text in {
                "p",
                "div",
                "classed",
            }
            if self.merged and simple and block.kind == "files" and blocks and blocks[0].kind == "paragraph":
                labels = "".join(self.label_style.markup(self, post, file) for file in block.files)
                out.append(self.paragraph(f"{labels}<br>\n{self.inline(blocks.pop(0).text)}"))
            else:
                out.append(self.block(post, block))
        return "\n".join(out)

    def _structured(self, post: Post) -> str:
        org = WORDS[post.lang]["org"]
        day = post.published.isoformat()
        if self.structured.startswith("og"):
            title = post.title + (f" - {org}" if self.structured == "og suffix" else "")
            return f'<meta property="og:title" content="{e(title)}"><meta property="og:type" content="article">'
        if self.structured == "none":
            return ""
        data: dict[str, object] = {"@context": "https://schema.org", "@type": "Organization", "name": org}
        if self.structured != "ld organisation":
            clock = "T09:00:00+08:00" if self.structured == "ld" else "T23:30:00Z"
            data = {
                "@context": "https://schema.org",
                "@type": "NewsArticle",
                "headline": post.title,
                "datePublished": day + clock,
                "dateModified": "2026-01-05T08:00:00Z",
            }
        return f'<script type="application/ld+json">{json.dumps(data)}</script>'

    def _page(self, site: Site, lang: str, title: str, main: str, head: str) -> str:
        words = {key: e(text) for key, text in WORDS[lang].items()}
        heading = self.head_title.format(title=e(title), org=words["org"], news=words["news"])
        brand = (
            f'<{self.site_heading}{self.css("brand")}><a href="/{lang}/">{words["org"]}</a></{self.site_heading}>'
            if self.site_heading != "a"
            else f'<a{self.css("brand")} href="/{lang}/">{words["org"]}</a>'
        )
        menu = "".join(
            f'<li><a href="/{lang}/{key}">{words[key]}</a></li>'
            for key in ("home", "about", "people", "research", "contact")
        )
        navigation = f'<div{self.css("head")}>{brand}<ul>{menu}<li><a href="{e(self.listing_path(lang))}">{words["news"]}</a></li></ul><a href="/en/">EN</a> <a href="/tc/">繁</a></div>'
        crumbs = (
            f'<div{self.css("crumbs")}><a href="/{lang}/">{words["home"]}</a> &gt; <a href="{e(self.listing_path(lang))}">{words["news"]}</a></div>'
            if self.parts["crumbs"]
            else ""
        )
        aside = self._aside(site, lang) if self.aside != "none" else ""
        middle = f"{aside}\n{crumbs}\n{main}" if self.aside == "before" else f"{crumbs}\n{main}\n{aside}"
        newsletter = (
            f'<div{self.css("letter")}><div>{words["newsletter"]}</div><form><input type="email" placeholder="{words["email"]}"><button>{words["subscribe"]}</button></form></div>'
            if self.parts["newsletter"]
            else ""
        )
        cookies = (
            f"<div{self.css('cookies')}>{words['cookies']} <button>{words['accept']}</button></div>"
            if self.parts["cookies"]
            else ""
        )
        footer = f'<div{self.css("foot")}>{newsletter}<p>{words["address"]}</p><p>© 2026 {words["org"]}. {words["rights"]} <a href="/{lang}/privacy">{words["privacy"]}</a></p></div>'
        order = [middle, footer, navigation] if self.navigation_last else [navigation, middle, footer]
        body = "\n".join([*order, cookies])
        html = f"""<!DOCTYPE html>
<html lang="{words["code"]}"><head>{self.charset_line}<title>{heading}</title>{head}</head>
<body>
{body}
</body></html>
"""
        return self.twist(self.addresses(html))

    def _aside(self, site: Site, lang: str) -> str:
        words = WORDS[lang]
        latest = "".join(
            f'<li>{self.day(post) + " " if self.aside_dates else ""}<a href="{e(self.detail_path(post))}">{e(post.title)}</a></li>'
            for post in site.listed(lang)[:3]
        )
        return f'<div{self.css("side")}><h4>{words["latest"]}</h4><ul>{latest}</ul><h4>Archive</h4><ul><li><a href="/{lang}/archive/2025">2025 (1)</a></li><li><a href="/{lang}/archive/2024">2024 (2)</a></li></ul></div>'


# Those that the tests hold the readers to; other numbers are for trying what nobody has looked at.
INVENTED = tuple(Mosaic(number) for number in range(1, 61))
