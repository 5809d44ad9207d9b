# ruff: noqa: E501 - a line of markup is a line
"""Applications: server-rendered React and Angular, a JSON list, Rails with Trix, AMP."""

from __future__ import annotations

import json
from html import escape as e
from typing import TYPE_CHECKING

from tests.replica.family import WORDS, Family, day_month_year, iso, month_day_year, short_month, slashes
from tests.replica.model import File, ListingAnswer, Post, Site, plain

if TYPE_CHECKING:
    from collections.abc import Iterable


class NextReact(Family):
    """Server-rendered React: text nodes parted by comments, the page's state in __NEXT_DATA__, emotion class names."""

    name = "next_react"
    date = staticmethod(day_month_year)
    related_summary = False

    def detail_path(self, post: Post) -> str:
        return f"/{post.lang}/news/{post.id}"

    def listing_path(self, lang: str, page: int = 1) -> str:
        return f"/{lang}/news" if page == 1 else f"/{lang}/news/page/{page}"

    def detail(self, site: Site, post: Post) -> str:
        words = WORDS[post.lang]
        others = "".join(
            f'<li class="css-1qv5f"><a class="chakra-link css-9vd0" href="{self.detail_path(other)}"><div class="css-k008qs"><p class="css-0">{self.day(other)}<!-- --> | <!-- -->{e(other.category)}</p><p class="css-17xejub">{e(other.title)}</p></div></a></li>'
            for other in site.related(post)
        )
        state = {
            "props": {
                "pageProps": {
                    "post": {
                        "id": post.id,
                        "title": post.title,
                        "date": f"{post.published.isoformat()}T00:00:00+08:00",
                        "category": {"name": post.category},
                    },
                    "related": [
                        {"id": other.id, "title": other.title, "date": other.published.isoformat()}
                        for other in site.related(post)
                    ],
                    "settings": {"siteName": words["org"], "updatedAt": "2026-11-01T00:00:00Z"},
                }
            },
            "page": "/[lang]/news/[id]",
            "buildId": "k2Jd9-aaQ",
        }
        return self._page(
            post.lang,
            e(post.title),
            f"""<article class="css-1lcbmhc"><h1 class="chakra-heading css-1dklj6k">{e(post.title)}</h1><div class="css-70qvj9"><span class="css-ez7ulz">{self.day(post)}<!-- --> | <!-- -->{e(post.category)}</span></div><div class="css-1n2mv2k">{self.body(post)}</div><div class="css-share"><button type="button" aria-label="Copy link" class="chakra-button"><svg></svg></button></div></article><section class="css-8atqhb"><h2 class="chakra-heading">{words["related"]}</h2><ul role="list">{others}</ul></section>""",
            state,
        )

    def body(self, post: Post) -> str:
        return "".join(self.block(post, block) for block in self.order(post))

    def paragraph(self, text: str) -> str:
        return f'<p class="chakra-text css-itvw0n">{text}</p>'

    def files(self, post: Post, entries: Iterable[File]) -> str:
        return '<div class="css-1yq5s" role="group">' + "".join(self.file(post, file) for file in entries) + "</div>"

    def file(self, post: Post, file: File) -> str:
        return f'<a class="chakra-button css-f" href="{self.file_path(post, file)}" download=""><span class="chakra-button__icon"><svg></svg></span>{e(file.name)}<!-- --> (<!-- -->{file.claim}<!-- -->)</a>'

    def label(self, file: File) -> str:
        return f"{file.name} ({file.claim})"

    def picture(self, post: Post, file: File) -> str:
        return f'<span style="box-sizing:border-box;display:inline-block"><img alt="" src="data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7" decoding="async"/><noscript><img alt="" srcSet="{self.thumb_path(post, file)} 640w, {self.file_path(post, file)} 1920w" src="{self.file_path(post, file)}" decoding="async"/></noscript></span>'

    def listing(self, site: Site, lang: str, page: int) -> str:
        words = WORDS[lang]
        rows = "".join(
            f'<a class="chakra-linkbox css-card" href="{self.detail_path(post)}"><div class="css-in"><h3 class="chakra-heading css-h3">{e(post.title)}</h3><p class="chakra-text css-sum">{e(post.summary)}</p><div class="css-foot"><span>{self.day(post)}</span><span class="chakra-badge">{e(post.category)}</span></div></div></a>'
            for post in self.rows(site, lang, page)
        )
        count = self.pages(site, lang)
        before = (
            f'<a class="chakra-button" href="{self.listing_path(lang, page - 1)}">{words["previous"]}</a>'
            if page > 1
            else f'<button disabled="" class="chakra-button">{words["previous"]}</button>'
        )
        after = (
            f'<a class="chakra-button" href="{self.listing_path(lang, page + 1)}">{words["next"]}</a>'
            if page < count
            else f'<button disabled="" class="chakra-button">{words["next"]}</button>'
        )
        return self._page(
            lang,
            e(words["news"]),
            f'<div class="css-list"><h1 class="chakra-heading">{e(words["news"])}</h1><div class="css-grid">{rows}</div><div class="css-pager">{before}<span>{page}<!-- --> / <!-- -->{count}</span>{after}</div></div>',
            {"props": {"pageProps": {"page": page, "total": count}}, "page": "/[lang]/news"},
        )

    def _page(self, lang: str, title: str, main: str, state: dict[str, object]) -> str:
        words = {key: e(text) for key, text in WORDS[lang].items()}
        return f"""<!DOCTYPE html><html lang="{words["code"]}"><head><meta charSet="utf-8"/><meta name="viewport" content="width=device-width"/><title>{title}</title><meta name="next-head-count" content="3"/><style data-emotion="css 1lcbmhc">.css-1lcbmhc{{max-width:48rem}}</style></head><body><div id="__next"><div class="css-nav"><a href="/{lang}"><img src="/logo.svg" alt="{words["org"]}"/></a><nav><a class="chakra-link" href="/{lang}/about">{words["about"]}</a><a class="chakra-link" href="/{lang}/research">{words["research"]}</a><a class="chakra-link" href="/{lang}/news">{words["news"]}</a></nav><button aria-label="Toggle menu"></button></div><main class="css-main">{main}</main><footer class="css-footer"><p>© <!-- -->2026<!-- --> <!-- -->{words["org"]}</p><p>{words["address"]}</p></footer></div><script id="__NEXT_DATA__" type="application/json">{json.dumps(state, ensure_ascii=False)}</script></body></html>"""


class AngularLike(Family):
    """Angular on the server: custom elements, content attributes; the listing shows a year, the other years are tabs."""

    name = "angular_like"
    per_page = 3
    date = staticmethod(short_month)
    related_summary = False

    def detail_path(self, post: Post) -> str:
        return f"/{post.lang}/media/{post.id}"

    def _years(self, site: Site, lang: str) -> list[int]:
        return sorted({post.published.year for post in site.listed(lang)}, reverse=True)

    def pages(self, site: Site, lang: str) -> int:
        return len(self._years(site, lang))

    def rows(self, site: Site, lang: str, page: int) -> list[Post]:
        year = self._years(site, lang)[page - 1]
        return [post for post in site.listed(lang) if post.published.year == year]

    def listing_path(self, lang: str, page: int = 1) -> str:
        return f"/{lang}/media"

    def year_path(self, lang: str, year: int) -> str:
        """Where the posts of a year are."""
        return f"/{lang}/media/year/{year}"

    def listing_url(self, site: Site, lang: str, page: int) -> str:
        return site.base + self.year_path(lang, self._years(site, lang)[page - 1])

    def listing_answer(self, site: Site, lang: str, page: int) -> ListingAnswer:
        teasers = tuple(self.teaser_answer(site, post) for post in self.rows(site, lang, page))
        others = tuple(
            site.base + self.year_path(lang, year)
            for number, year in enumerate(self._years(site, lang), start=1)
            if number != page
        )
        return ListingAnswer(teasers, None, others)

    def detail(self, site: Site, post: Post) -> str:
        words = WORDS[post.lang]
        others = "".join(
            f'<app-teaser _ngcontent-ng-c88="" _nghost-ng-c12=""><div _ngcontent-ng-c12="" class="t"><a _ngcontent-ng-c12="" href="{self.detail_path(other)}">{e(other.title)}</a><app-meta _ngcontent-ng-c12=""><span>{self.day(other)}</span><span>{e(other.category)}</span></app-meta></div></app-teaser>'
            for other in site.related(post)
        )
        return self._page(
            post.lang,
            e(post.title),
            f"""<app-article _ngcontent-ng-c1="" _nghost-ng-c88=""><app-heading _ngcontent-ng-c88=""><h2 _ngcontent-ng-c9="">{e(post.title)}</h2></app-heading><app-meta _ngcontent-ng-c88=""><span>{self.day(post)}</span><span>{e(post.category)}</span></app-meta>
<app-rich-text _ngcontent-ng-c88="">{self.body(post)}</app-rich-text><!--bindings={{"ng-reflect-ng-if": "false"}}-->
<app-share _ngcontent-ng-c88=""><mat-icon role="img" class="mat-icon notranslate material-icons" aria-hidden="true">share</mat-icon><span>{words["share"]}</span></app-share>
<app-related _ngcontent-ng-c88=""><h3>{words["related"]}</h3>{others}</app-related></app-article>""",
        )

    def paragraph(self, text: str) -> str:
        return f'<app-text><p _ngcontent-ng-c7="">{text}</p></app-text>'

    def files(self, post: Post, entries: Iterable[File]) -> str:
        return "<app-files>" + "".join(self.file(post, file) for file in entries) + "</app-files>"

    def file(self, post: Post, file: File) -> str:
        return f'<app-file><a _ngcontent-ng-c5="" href="{self.file_path(post, file)}"><mat-icon class="mat-icon material-icons" aria-hidden="true">download</mat-icon><span>{e(file.label)}</span></a></app-file>'

    def listing(self, site: Site, lang: str, page: int) -> str:
        words = WORDS[lang]
        rows = "".join(
            f'<app-card _nghost-ng-c20=""><mat-card class="mat-mdc-card"><mat-card-header><mat-card-subtitle>{self.day(post)}</mat-card-subtitle><mat-card-title><a href="{self.detail_path(post)}">{e(post.title)}</a></mat-card-title></mat-card-header><mat-card-content><p>{e(post.summary)}</p></mat-card-content><mat-chip>{e(post.category)}</mat-chip></mat-card></app-card>\n'
            for post in self.rows(site, lang, page)
        )
        tabs = "".join(
            f'<a mat-tab-link class="mdc-tab mdc-tab--active" role="tab" aria-selected="true">{year}</a>'
            if number == page
            else f'<a mat-tab-link class="mdc-tab" role="tab" href="{self.year_path(lang, year)}">{year}</a>'
            for number, year in enumerate(self._years(site, lang), start=1)
        )
        return self._page(
            lang,
            e(words["news"]),
            f'<app-list><h2>{e(words["news"])}</h2><nav mat-tab-nav-bar role="tablist">{tabs}</nav>\n{rows}</app-list>',
        )

    def _page(self, lang: str, title: str, main: str) -> str:
        words = {key: e(text) for key, text in WORDS[lang].items()}
        return f"""<!doctype html><html lang="{words["code"]}" data-critters-container><head><meta charset="utf-8"><title>{title}</title><base href="/"></head>
<body class="mat-typography"><app-root ng-version="17.3.0" _nghost-ng-c1="" ng-server-context="ssr"><app-header _ngcontent-ng-c1=""><mat-toolbar class="mat-toolbar"><a href="/{lang}"><h1>{words["org"]}</h1></a><a mat-button href="/{lang}/about">{words["about"]}</a><a mat-button href="/{lang}/media">{words["news"]}</a><a mat-button href="/{lang}/contact">{words["contact"]}</a></mat-toolbar></app-header><router-outlet></router-outlet>
{main}
<app-footer><p>© {words["org"]}. {words["rights"]}</p></app-footer></app-root><script id="ng-state" type="application/json">{{"__nghData__":[]}}</script></body></html>
"""


class JsonList(Family):
    """A listing whose "load more" button names a JSON endpoint; the first page is HTML, the further ones are JSON."""

    name = "json_list"
    date = staticmethod(iso)

    def detail_path(self, post: Post) -> str:
        return f"/{post.lang}/article/{post.id}"

    def listing_path(self, lang: str, page: int = 1) -> str:
        return f"/{lang}/articles" if page == 1 else f"/api/articles?lang={lang}&page={page}"

    def detail(self, site: Site, post: Post) -> str:
        words = WORDS[post.lang]
        others = "".join(
            f'<div class="r-item" data-v-2f1><div class="r-date" data-v-2f1>{self.day(other)} / {e(other.category)}</div><router-link-stub><a href="{self.detail_path(other)}" data-v-2f1>{e(other.title)}</a></router-link-stub><div class="r-text" data-v-2f1>{e(other.summary)}</div></div>\n'
            for other in site.related(post)
        )
        return self._page(
            post.lang,
            e(post.title),
            f"""<section class="view" data-v-2f1><div class="view-title" data-v-2f1>{e(post.title)}</div><div class="view-info" data-v-2f1>{self.day(post)} / {e(post.category)}</div>
<div class="view-body" data-v-2f1>{self.body(post)}</div></section>
<section class="more" data-v-2f1><div class="more-title" data-v-2f1>{words["related"]}</div>
{others}</section>""",
        )

    def files(self, post: Post, entries: Iterable[File]) -> str:
        return "".join(f'<div class="dl" data-v-8c>{self.file(post, file)}</div>' for file in entries)

    def listing(self, site: Site, lang: str, page: int) -> str:
        words = WORDS[lang]
        more = self.listing_path(lang, page + 1) if page < self.pages(site, lang) else None
        if page > 1:
            items = [
                {
                    "id": post.id,
                    "title": plain(post.title),
                    "url": self.detail_path(post),
                    "summary": post.summary,
                    "category": post.category,
                    "published": post.published.isoformat(),
                    "cover": {"url": f"/covers/{post.id}.jpg", "width": 600},
                }
                for post in self.rows(site, lang, page)
            ]
            return json.dumps({"status": "ok", "page": page, "items": items, "next": more}, ensure_ascii=False)
        rows = "".join(
            f"""<div class="card" data-v-91><a href="{self.detail_path(post)}" data-v-91><div class="card-title" data-v-91>{e(post.title)}</div></a><div class="card-text" data-v-91>{e(post.summary)}</div><div class="card-info" data-v-91>{self.day(post)} / {e(post.category)}</div></div>
"""
            for post in self.rows(site, lang, page)
        )
        button = (
            f'<a href="javascript:;" class="more-btn" data-v-91 data-endpoint="{e(more)}">{words["load"]}</a>'
            if more
            else ""
        )
        return self._page(
            lang,
            e(words["news"]),
            f'<div class="view-title">{e(words["news"])}</div>\n<div class="cards" data-v-91>\n{rows}</div>\n{button}',
        )

    def _page(self, lang: str, title: str, main: str) -> str:
        words = {key: e(text) for key, text in WORDS[lang].items()}
        return f"""<!DOCTYPE html><html lang="{words["code"]}" data-n-head="%7B%7D"><head><meta charset="utf-8"><title>{title}</title></head>
<body><div id="__nuxt"><div id="__layout"><div data-v-00><div class="bar" data-v-00><a href="/{lang}" class="nuxt-link-active" data-v-00>{words["org"]}</a><a href="/{lang}/about" data-v-00>{words["about"]}</a><a href="/{lang}/articles" data-v-00>{words["news"]}</a><a href="/{lang}/contact" data-v-00>{words["contact"]}</a></div>
{main}
<div class="bottom" data-v-00><div>{words["address"]}</div><div>© {words["org"]}</div></div></div></div></div><script>window.__NUXT__=(function(a,b){{return {{layout:"default",error:a,serverRendered:b}}}}(null,true));</script></body></html>
"""


class RailsTrix(Family):
    """Rails with Trix: attachment figures that carry their data as JSON, turbo frames, the next page in the head only."""

    name = "rails_trix"
    date = staticmethod(month_day_year)
    teaser_category = False
    related_category = False
    related_summary = False

    def detail_path(self, post: Post) -> str:
        return f"/{post.lang}/announcements/{post.id}"

    def listing_path(self, lang: str, page: int = 1) -> str:
        return f"/{lang}/announcements" + ("" if page == 1 else f"?page={page}")

    def file_path(self, post: Post, file: File) -> str:
        return super().file_path(post, file).replace("/upload/news", "/rails/active_storage/blobs/redirect/eyJfcmFpbHM")

    def thumb_path(self, post: Post, file: File) -> str:
        return self.file_path(post, file).replace("/blobs/redirect/", "/representations/redirect/")

    def label(self, file: File) -> str:
        # Trix shows the name and the size side by side, without brackets.
        return f"{file.name} {file.claim}"

    def detail(self, site: Site, post: Post) -> str:
        words = WORDS[post.lang]
        others = "\n".join(
            f'<div id="announcement_{other.id}" class="row"><a data-turbo-frame="_top" href="{self.detail_path(other)}">{e(other.title)}</a> <small>{self.day(other)}</small></div>'
            for other in site.related(post)
        )
        return self._page(
            post.lang,
            e(post.title),
            f"""<p id="notice" style="display: none"></p>
<h1>{e(post.title)}</h1>
<p class="byline">Posted in <strong>{e(post.category)}</strong> on {self.day(post)}</p>
<div class="trix-content">
  <div>{self.body(post)}</div>
</div>
<p><a href="{self.listing_path(post.lang)}">{words["back"]}</a></p>
<turbo-frame id="related"><h2>{words["related"]}</h2>
{others}
</turbo-frame>""",
        )

    def paragraph(self, text: str) -> str:
        return f"<div>{text}<br><br></div>"

    def heading(self, text: str) -> str:
        return f"<h1>{text}</h1>"

    def files(self, post: Post, entries: Iterable[File]) -> str:
        inner = "".join(self.file(post, file) for file in entries)
        return f'<div class="attachment-gallery">{inner}</div>'

    def file(self, post: Post, file: File) -> str:
        path = self.file_path(post, file)
        data = {
            "contentType": "application/octet-stream",
            "filename": file.name,
            "filesize": file.declared_bytes,
            "url": path,
        }
        kind, picture = (
            ("preview", f'<img src="{self.thumb_path(post, file)}" width="640" height="427">')
            if file.is_picture
            else ("file", "")
        )
        return f"""<figure class="attachment attachment--{kind}" data-trix-attachment="{e(json.dumps(data))}" data-trix-attributes="{{}}"><a href="{path}?disposition=attachment">{picture}<figcaption class="attachment__caption"><span class="attachment__name">{e(file.name)}</span> <span class="attachment__size">{file.claim}</span></figcaption></a></figure>"""

    def file_url(self, site: Site, post: Post, file: File) -> str | None:
        url = super().file_url(site, post, file)
        return f"{url}?disposition=attachment" if file.claim else url

    def picture(self, post: Post, file: File) -> str:
        path = self.file_path(post, file)
        return f'<figure class="attachment attachment--preview attachment--png" data-trix-content-type="image/png"><img src="{path}" width="1024" height="683"></figure>'

    def listing(self, site: Site, lang: str, page: int) -> str:
        words = WORDS[lang]
        rows = "\n".join(
            f"""<div id="announcement_{post.id}" class="row"><h2><a data-turbo-frame="_top" href="{self.detail_path(post)}">{e(post.title)}</a></h2>
<p class="byline">{self.day(post)}</p><p>{e(post.summary)}</p></div>"""
            for post in self.rows(site, lang, page)
        )
        head = (
            f'<link rel="next" href="{site.base}{self.listing_path(lang, page + 1)}">'
            if page < self.pages(site, lang)
            else ""
        )
        frame = '<div data-controller="infinite-scroll" data-infinite-scroll-target="sentinel"></div>'
        return self._page(
            lang,
            e(words["news"]),
            f'<h1>{e(words["news"])}</h1>\n<div id="announcements">\n{rows}\n</div>\n{frame}',
            head,
        )

    def _page(self, lang: str, title: str, main: str, head: str = "") -> str:
        words = {key: e(text) for key, text in WORDS[lang].items()}
        return f"""<!DOCTYPE html>
<html lang="{words["code"]}">
  <head>
    <title>{title}</title><meta charset="utf-8">{head}
    <meta name="csrf-token" content="Xy0-9kk" />
  </head>
  <body>
    <header><strong><a href="/{lang}">{words["org"]}</a></strong> <a href="/{lang}/about">{words["about"]}</a> <a href="/{lang}/announcements">{words["news"]}</a> <a href="/session/new">Sign in</a></header>
    <main>
{main}
    </main>
    <footer><small>{words["org"]}, {words["address"]}</small></footer>
  </body>
</html>
"""


class AmpLike(Family):
    """An AMP page: amp elements instead of img, a side menu in the body, social shares, a link to the next page as a button."""

    name = "amp_like"
    date = staticmethod(slashes)
    related_category = False
    related_summary = False

    def detail_path(self, post: Post) -> str:
        return f"/{post.lang}/amp/{post.id}.html"

    def listing_path(self, lang: str, page: int = 1) -> str:
        return f"/{lang}/amp/index{'' if page == 1 else page}.html"

    def detail(self, site: Site, post: Post) -> str:
        words = WORDS[post.lang]
        others = "\n".join(
            f'<a class="card" href="{self.detail_path(other)}"><amp-img src="/amp/cover{other.id}.jpg" width="120" height="80" layout="fixed"></amp-img><span>{e(other.title)}</span><time>{self.day(other)}</time></a>'
            for other in site.related(post)
        )
        return self._page(
            post.lang,
            e(post.title),
            f"""<article class="amp-wp-article"><header class="amp-wp-article-header"><h1 class="amp-wp-title">{e(post.title)}</h1><div class="amp-wp-meta"><span class="cat">{e(post.category)}</span> <span class="dot">•</span> <time>{self.day(post)}</time></div></header>
<div class="amp-wp-article-content">
{self.body(post)}
</div>
<div class="social"><amp-social-share type="twitter" width="36" height="32"></amp-social-share><amp-social-share type="facebook" width="36" height="32"></amp-social-share></div></article>
<section class="rel"><h2>{words["related"]}</h2>
{others}
</section>""",
        )

    def files(self, post: Post, entries: Iterable[File]) -> str:
        return "\n".join(self.file(post, file) for file in entries)

    def file(self, post: Post, file: File) -> str:
        path = self.file_path(post, file)
        if file.is_picture:
            return f'<figure><amp-img src="{path}" width="1200" height="800" layout="responsive" alt=""><noscript><img src="{path}" alt=""></noscript></amp-img><figcaption>{e(file.label)}</figcaption></figure>'
        return f'<p class="file"><a href="{path}">{e(file.label)}</a></p>'

    def picture(self, post: Post, file: File) -> str:
        return f'<amp-img src="{self.file_path(post, file)}" width="1200" height="800" layout="responsive" alt=""></amp-img>'

    def listing(self, site: Site, lang: str, page: int) -> str:
        words = WORDS[lang]
        rows = "\n".join(
            f'<div class="story"><a href="{self.detail_path(post)}"><amp-img src="/amp/cover{post.id}.jpg" width="640" height="360" layout="responsive"></amp-img><h2>{e(post.title)}</h2></a><p>{e(post.summary)}</p><span class="cat">{e(post.category)}</span> <span class="dot">•</span> <time>{self.day(post)}</time></div>'
            for post in self.rows(site, lang, page)
        )
        after = (
            f'<a class="button" href="{self.listing_path(lang, page + 1)}">{words["load"]}</a>'
            if page < self.pages(site, lang)
            else ""
        )
        return self._page(lang, e(words["news"]), f"<h1>{e(words['news'])}</h1>\n{rows}\n{after}")

    def _page(self, lang: str, title: str, main: str) -> str:
        words = {key: e(text) for key, text in WORDS[lang].items()}
        return f"""<!doctype html>
<html ⚡ lang="{words["code"]}"><head><meta charset="utf-8"><script async src="https://cdn.ampproject.org/v0.js"></script><title>{title}</title>
<style amp-custom>body{{margin:0}}.card{{display:flex}}</style><style amp-boilerplate>body{{-webkit-animation:-amp-start 8s steps(1,end) 0s 1 normal both}}</style></head>
<body><amp-sidebar id="sidebar" layout="nodisplay" side="right"><ul><li><a href="/{lang}/">{words["home"]}</a></li><li><a href="/{lang}/about">{words["about"]}</a></li><li><a href="/{lang}/amp/index.html">{words["news"]}</a></li></ul></amp-sidebar>
<header class="amp-wp-header"><a href="/{lang}/">{words["org"]}</a><button on="tap:sidebar.toggle">☰</button></header>
{main}
<amp-consent id="c" layout="nodisplay"><div id="consentUI"><p>{words["cookies"]}</p><button on="tap:c.accept">{words["accept"]}</button></div></amp-consent>
<footer class="amp-wp-footer"><p>© {words["org"]}</p><a href="#top" class="back-to-top">Back to top</a></footer></body></html>
"""
