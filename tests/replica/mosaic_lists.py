# ruff: noqa: E501 - a line of markup is a line
"""The menus of invented listings: the records of a list, and the ways to its next page."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape as e
from typing import TYPE_CHECKING

from tests.replica.family import WORDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.replica.model import Post
    from tests.replica.mosaic import Mosaic


@dataclass(frozen=True)
class Records:
    """How posts are listed: what encloses them, one record, and what a record shows."""

    name: str
    around: tuple[str, str]
    one: Callable[[Mosaic, Post], str]
    date: bool = True
    category: bool = True
    summary: bool = True


def _href(site: Mosaic, post: Post) -> str:
    return e(site.detail_path(post))


def _card(site: Mosaic, post: Post) -> str:
    return f"""<div{site.css("card")}><h3><a href="{_href(site, post)}">{e(post.title)}</a></h3>
<p>{e(post.summary)}</p><div{site.css("date")}>{site.day(post)} | {e(post.category)}</div></div>"""


def _whole(site: Mosaic, post: Post) -> str:
    return f"""<a{site.css("card")} href="{_href(site, post)}"><div{site.css("kind")}>{e(post.category)}</div><div{site.css("t")}>{e(post.title)}</div>
<div{site.css("x")}>{e(post.summary)}</div><div{site.css("date")}>{site.day(post)}</div></a>"""


def _more(site: Mosaic, post: Post) -> str:
    return f"""<div{site.css("card")}><div{site.css("date")}>{site.day(post)}</div><h4>{e(post.title)}</h4><p>{e(post.summary)}</p>
<a href="{_href(site, post)}">{WORDS[post.lang]["more"]} »</a></div>"""


def _thumb(site: Mosaic, post: Post) -> str:
    return f"""<li{site.css("card")}><a href="{_href(site, post)}"><img src="/cover/{post.id}.jpg" alt="{e(post.title)}"></a><div><span{site.css("date")}>{site.day(post)}</span>
<span{site.css("kind")}>{e(post.category)}</span><a href="{_href(site, post)}"><strong>{e(post.title)}</strong></a><p>{e(post.summary)}</p><a href="{_href(site, post)}"{site.css("btn")}>{WORDS[post.lang]["more"]}</a></div></li>"""


def _row(site: Mosaic, post: Post) -> str:
    return f'<tr><td>{site.day(post)}</td><td><a href="{_href(site, post)}">{e(post.title)}</a></td><td>{e(post.category)}</td></tr>'


def _two_rows(site: Mosaic, post: Post) -> str:
    return f"""<tr><td rowspan="2" valign="top">{site.day(post)}</td><td><a href="{_href(site, post)}"><b>{e(post.title)}</b></a></td></tr>
<tr><td>{e(post.summary)}</td></tr>"""


def _item(site: Mosaic, post: Post) -> str:
    return f'<li>{site.day(post)} – <a href="{_href(site, post)}">{e(post.title)}</a></li>'


def _behind(site: Mosaic, post: Post) -> str:
    return f'<li><a href="{_href(site, post)}">{e(post.title)}</a> <span>({site.day(post)})</span></li>'


def _definition(site: Mosaic, post: Post) -> str:
    return f'<dt>{site.day(post)} | {e(post.category)}</dt>\n<dd><a href="{_href(site, post)}">{e(post.title)}</a><p>{e(post.summary)}</p></dd>'


def _soup(site: Mosaic, post: Post) -> str:
    return f"""<div><div><div>{e(post.category)}</div><div>{site.day(post)}</div></div><div><div><a href="{_href(site, post)}">{e(post.title)}</a></div><div>{e(post.summary)}</div></div></div>"""


def _flat(site: Mosaic, post: Post) -> str:
    return f"""<h4><a href="{_href(site, post)}">{e(post.title)}</a></h4>
<p{site.css("date")}>{site.day(post)}</p>
<p>{e(post.summary)}</p>"""


def _breaks(site: Mosaic, post: Post) -> str:
    return f'<p>{site.day(post)}<br><a href="{_href(site, post)}">{e(post.title)}</a><br>{e(post.summary)}</p>'


def _article(site: Mosaic, post: Post) -> str:
    return f"""<article{site.css("card")}><header><time datetime="{post.published.isoformat()}">{site.day(post)}</time><h2><a href="{_href(site, post)}" rel="bookmark">{e(post.title)}</a></h2></header>
<p>{e(post.summary)}</p><footer><a href="/category/x">{e(post.category)}</a></footer></article>"""


RECORDS = [
    Records("cards", ("<div>", "</div>"), _card),
    Records("whole links", ("<section>", "</section>"), _whole),
    Records("read more only", ("<div>", "</div>"), _more, category=False),
    Records("thumbnails", ("<ul>", "</ul>"), _thumb),
    Records("rows", ("<table><tbody>", "</tbody></table>"), _row, summary=False),
    Records("two rows", ('<table cellpadding="3">', "</table>"), _two_rows, category=False),
    Records("items", ("<ul>", "</ul>"), _item, category=False, summary=False),
    Records("date behind", ("<ul>", "</ul>"), _behind, category=False, summary=False),
    Records("definitions", ("<dl>", "</dl>"), _definition),
    Records("soup", ("<div>", "</div>"), _soup),
    Records("flat", ("<div>", "</div>"), _flat, category=False),
    Records("breaks", ("<div>", "</div>"), _breaks, category=False),
    Records("articles", ("<main>", "</main>"), _article),
]

RELATED = [records for records in RECORDS if records.name not in {"two rows", "read more only", "flat"}]


@dataclass(frozen=True)
class Pager:
    """A way to the next page: the address of a page, and the markup of the links."""

    name: str
    path: Callable[[str, int, int], str]
    markup: Callable[[Mosaic, str, int, int], str]


def _query(lang: str, page: int, _size: int) -> str:
    return f"/{lang}/news" if page == 1 else f"/{lang}/news?page={page}"


def _folder(lang: str, page: int, _size: int) -> str:
    return f"/{lang}/news/" if page == 1 else f"/{lang}/news/page/{page}/"


def _offset(lang: str, page: int, size: int) -> str:
    return f"/{lang}/news/index" if page == 1 else f"/{lang}/news/index/{(page - 1) * size}"


def _start(lang: str, page: int, size: int) -> str:
    return f"/{lang}/news.php?start={(page - 1) * size}"


def _file(lang: str, page: int, _size: int) -> str:
    return f"/{lang}/news.html" if page == 1 else f"/{lang}/news_{page}.html"


def _zero(lang: str, page: int, _size: int) -> str:
    return f"/{lang}/newsroom" if page == 1 else f"/{lang}/newsroom?p={page - 1}"


def _links(site: Mosaic, lang: str, page: int, count: int) -> list[str]:
    return [
        f"<b>{n}</b>" if n == page else f'<a href="{e(site.listing_path(lang, n))}">{n}</a>'
        for n in range(1, count + 1)
    ]


def _numbers(site: Mosaic, lang: str, page: int, count: int) -> str:
    return f"<div{site.css('pages')}>" + " ".join(_links(site, lang, page, count)) + "</div>"


def _numbers_next(site: Mosaic, lang: str, page: int, count: int) -> str:
    words = WORDS[lang]
    links = _links(site, lang, page, count)
    if page > 1:
        links.insert(0, f'<a href="{e(site.listing_path(lang, page - 1))}">{words["previous"]}</a>')
    if page < count:
        links.append(f'<a href="{e(site.listing_path(lang, page + 1))}">{words["next"]}</a>')
    return f"<ul{site.css('pages')}>" + "".join(f"<li>{link}</li>" for link in links) + "</ul>"


def _arrows(site: Mosaic, lang: str, page: int, count: int) -> str:
    before = f'<a href="{e(site.listing_path(lang, page - 1))}">&lt;</a>' if page > 1 else "<span>&lt;</span>"
    after = f'<a href="{e(site.listing_path(lang, page + 1))}">&gt;</a>' if page < count else "<span>&gt;</span>"
    return f"<div>{before} {page} / {count} {after}</div>"


def _first_last(site: Mosaic, lang: str, page: int, count: int) -> str:
    parts = (
        [
            f'<a href="{e(site.listing_path(lang, 1))}">«</a>',
            f'<a href="{e(site.listing_path(lang, max(1, page - 1)))}">‹</a>',
        ]
        if page > 1
        else []
    )
    parts += _links(site, lang, page, count)
    if page < count:
        parts += [
            f'<a href="{e(site.listing_path(lang, page + 1))}">›</a>',
            f'<a href="{e(site.listing_path(lang, count))}">»</a>',
        ]
    return f"<p{site.css('pages')}>" + " ".join(parts) + "</p>"


def _older(site: Mosaic, lang: str, page: int, count: int) -> str:
    words = WORDS[lang]
    older = (
        f'<div><a href="{e(site.listing_path(lang, page + 1))}">← {words["older"]}</a></div>' if page < count else ""
    )
    newer = f'<div><a href="{e(site.listing_path(lang, page - 1))}">{words["newer"]} →</a></div>' if page > 1 else ""
    return f"<nav>{older}{newer}</nav>"


def _next_only(site: Mosaic, lang: str, page: int, count: int) -> str:
    return (
        f'<p><a href="{e(site.listing_path(lang, page + 1))}">{WORDS[lang]["next"]} »</a></p>' if page < count else ""
    )


def _image(site: Mosaic, lang: str, page: int, count: int) -> str:
    words = WORDS[lang]
    before = (
        f'<a href="{e(site.listing_path(lang, page - 1))}"><img src="/i/prev.gif" alt="{words["previous"]}"></a>'
        if page > 1
        else ""
    )
    after = (
        f'<a href="{e(site.listing_path(lang, page + 1))}"><img src="/i/next.gif" alt="{words["next"]}"></a>'
        if page < count
        else ""
    )
    return f"<div>{before}{after}</div>"


def _rel(site: Mosaic, lang: str, page: int, count: int) -> str:
    return f'<a class="more" rel="next" href="{e(site.listing_path(lang, page + 1))}">+</a>' if page < count else ""


def _load(site: Mosaic, lang: str, page: int, count: int) -> str:
    if page == count:
        return ""
    return f'<button type="button" data-next="{e(site.listing_path(lang, page + 1))}">{WORDS[lang]["load"]}</button>'


def _load_link(site: Mosaic, lang: str, page: int, count: int) -> str:
    return (
        f'<div><a href="{e(site.listing_path(lang, page + 1))}">{WORDS[lang]["load"]}</a></div>' if page < count else ""
    )


def _select(site: Mosaic, lang: str, page: int, count: int) -> str:
    options = "".join(
        f'<option value="{e(site.listing_path(lang, n))}"{" selected" if n == page else ""}>{n}</option>'
        for n in range(1, count + 1)
    )
    after = f' <a href="{e(site.listing_path(lang, page + 1))}">{WORDS[lang]["next"]}</a>' if page < count else ""
    return f"<form><select>{options}</select></form>{after}"


def _itself(site: Mosaic, lang: str, page: int, count: int) -> str:
    words = WORDS[lang]
    return f'<a href="{e(site.listing_path(lang, max(1, page - 1)))}">{words["previous"]}</a> | <a href="{e(site.listing_path(lang, min(count, page + 1)))}">{words["next"]}</a>'


def _icons(site: Mosaic, lang: str, page: int, count: int) -> str:
    after = (
        f'<li><a href="{e(site.listing_path(lang, page + 1))}" aria-label="Next"><i class="fa fa-angle-right"></i></a></li>'
        if page < count
        else ""
    )
    return (
        f"<ul{site.css('pages')}>"
        + "".join(f"<li>{link}</li>" for link in _links(site, lang, page, count))
        + after
        + "</ul>"
    )


PAGERS = [
    Pager("numbers", _query, _numbers),
    Pager("numbers and next", _query, _numbers_next),
    Pager("folder", _folder, _numbers_next),
    Pager("offset numbers", _offset, _numbers),
    Pager("offset first last", _offset, _first_last),
    Pager("start next", _start, _next_only),
    Pager("files", _file, _numbers_next),
    Pager("file arrows", _file, _arrows),
    Pager("zero based", _zero, _first_last),
    Pager("arrows", _query, _arrows),
    Pager("first last", _folder, _first_last),
    Pager("older", _folder, _older),
    Pager("next only", _query, _next_only),
    Pager("images", _start, _image),
    Pager("rel", _query, _rel),
    Pager("load more", _query, _load),
    Pager("load more link", _folder, _load_link),
    Pager("select", _query, _select),
    Pager("itself", _query, _itself),
    Pager("icons", _zero, _icons),
]
