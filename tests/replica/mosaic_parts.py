# ruff: noqa: E501, ARG005 - a line of markup is a line; entries of a menu take the same arguments
"""The menus out of which invented sites are put together: dates, the line of facts, labels, pictures, text."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape as e
from typing import TYPE_CHECKING

from tests.replica.family import (
    MONTHS,
    big_slashes,
    chinese,
    day_month_year,
    dots,
    iso,
    month_day_year,
    ordinal,
    short_month,
    slashes,
    weekday,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from tests.replica.model import File, Post
    from tests.replica.mosaic import Mosaic


def capitals(day: dt.date, lang: str) -> str:
    """25 MAY 2022, in Chinese 2022.05.25."""
    return day.strftime("%Y.%m.%d") if lang != "en" else day_month_year(day, lang).upper()


def hyphens(day: dt.date, lang: str) -> str:
    """25-May-2022, in Chinese 2022-05-25."""
    return day.isoformat() if lang != "en" else f"{day.day}-{MONTHS[day.month - 1][:3]}-{day.year}"


def short_comma(day: dt.date, lang: str) -> str:
    """May 25, 2022 with the month cut to three letters, in Chinese with numerals as words."""
    if lang != "en":
        digits = "〇一二三四五六七八九"
        year = "".join(digits[int(digit)] for digit in str(day.year))
        return f"{year}年{_spelled(day.month)}月{_spelled(day.day)}日"
    return f"{MONTHS[day.month - 1][:3]} {day.day}, {day.year}"


def with_clock(day: dt.date, lang: str) -> str:
    """25 May 2022, 09:30."""
    return f"{chinese(day)} 09:30" if lang != "en" else f"{day_month_year(day, lang)}, 09:30"


def short_weekday(day: dt.date, lang: str) -> str:
    """Wed 25 May 2022, in Chinese 2022年5月25日（三）."""
    if lang != "en":
        return f"{chinese(day)}（{'一二三四五六日'[day.weekday()]}）"
    return f"{day:%a} {day_month_year(day, lang)}"


def _spelled(number: int) -> str:
    digits = "〇一二三四五六七八九"
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else digits[tens] + "十") + (digits[ones] if ones else "")


# Those that need other dates on the page to be understood come last.
DATES = [
    iso,
    day_month_year,
    month_day_year,
    short_month,
    weekday,
    ordinal,
    dots,
    big_slashes,
    capitals,
    hyphens,
    short_comma,
    with_clock,
    short_weekday,
    slashes,
]


@dataclass(frozen=True)
class Facts:
    """The line of facts of a post: its markup by date, category and language, and whether it names the category."""

    name: str
    markup: Callable[[Mosaic, str, str, str], str]
    category: bool = True


def _labelled(site: Mosaic, day: str, category: str, lang: str) -> str:
    date, kind = ("Date", "Category") if lang == "en" else ("日期", "類別")
    return f"<dl{site.css('facts')}><dt>{date}</dt><dd>{day}</dd><dt>{kind}</dt><dd>{category}</dd></dl>"


def _posted(site: Mosaic, day: str, category: str, lang: str) -> str:
    if lang == "en":
        return f'<p{site.css("facts")}>Posted on {day} in <a href="/en/category/x">{category}</a></p>'
    return f"<p{site.css('facts')}>發佈於 {day} | {category}</p>"


def _published(site: Mosaic, day: str, _category: str, lang: str) -> str:
    return f"<div{site.css('facts')}>{'Published:' if lang == 'en' else '發佈日期：'} {day}</div>"


FACTS = [
    Facts("line", lambda s, d, c, _: f"<p{s.css('date')}>{d} | {c}</p>"),
    Facts("turned", lambda s, d, c, _: f"<div{s.css('date')}>{c} · {d}</div>"),
    Facts(
        "two spans",
        lambda s, d, c, _: (
            f"<div{s.css('facts')}><span{s.css('date')}>{d}</span> <span{s.css('kind')}>{c}</span></div>"
        ),
    ),
    Facts("two blocks", lambda s, d, c, _: f"<div{s.css('kind')}>{c}</div><div{s.css('date')}>{d}</div>"),
    Facts("slash", lambda s, d, c, _: f"<p><small>{d} / {c}</small></p>"),
    Facts("brackets", lambda s, d, c, _: f"<p{s.css('date')}><b>[{c}]</b> {d}</p>"),
    Facts(
        "linked category",
        lambda s, d, c, _: f'<div{s.css("facts")}><time>{d}</time> <a href="/category/x"{s.css("kind")}>{c}</a></div>',
    ),
    Facts("list", lambda s, d, c, _: f"<ul{s.css('facts')}><li>{d}</li><li>{c}</li></ul>"),
    Facts("labelled", _labelled),
    Facts("posted", _posted),
    Facts("published", _published, category=False),
    Facts("date only", lambda s, d, _c, _l: f"<span{s.css('date')}>{d}</span>", category=False),
    Facts("icon", lambda s, d, _c, _l: f'<p{s.css("facts")}><i class="icon"></i> {d}</p>', category=False),
]


@dataclass(frozen=True)
class Label:
    """How a label is shown: its markup, its text, and whether it leads to the file."""

    name: str
    markup: Callable[[Mosaic, Post, File], str]
    linked: bool = True
    brackets: str | None = None
    tight: bool = False


def _icon_beside(site: Mosaic, post: Post, file: File) -> str:
    return f'<a href="{site.file_path(post, file)}"><img src="/i/file.png" width="16" height="16" alt=""></a> {e(site.label(file))}'


def _caption(site: Mosaic, post: Post, file: File) -> str:
    path = site.file_path(post, file)
    if not file.is_picture:
        return f'<a href="{path}">{e(site.label(file))}</a>'
    return f'<figure{site.css("fig")}><a href="{path}"><img src="{site.thumb_path(post, file)}" alt=""></a><figcaption>{e(site.label(file))}</figcaption></figure>'


def _div_caption(site: Mosaic, post: Post, file: File) -> str:
    path = site.file_path(post, file)
    if not file.is_picture:
        return f'<div{site.css("dl")}><a href="{path}">{e(site.label(file))}</a></div>'
    return f'<div{site.css("fig")}><img src="{path}" alt=""><div{site.css("cap")}>{e(site.label(file))}</div></div>'


def _alt(site: Mosaic, post: Post, file: File) -> str:
    path = site.file_path(post, file)
    if not file.is_picture:
        return f'<a href="{path}">{e(site.label(file))}</a>'
    return f'<img src="{path}" alt="{e(site.label(file))}">'


def _button(site: Mosaic, post: Post, file: File) -> str:
    return f'<span{site.css("name")}>{e(site.label(file))}</span> <a{site.css("btn")} href="{site.file_path(post, file)}">Download</a>'


def _row(site: Mosaic, post: Post, file: File) -> str:
    return f'<table{site.css("dl")}><tr><td><a href="{site.file_path(post, file)}">{e(file.name)}</a></td><td>{file.claim}</td></tr></table>'


def _picture_above(site: Mosaic, post: Post, file: File) -> str:
    path = site.file_path(post, file)
    if not file.is_picture:
        return f'<a href="{path}">{e(site.label(file))}</a>'
    return f'<img src="{path}" alt=""><br>{e(site.label(file))}'


def _titled(site: Mosaic, post: Post, file: File) -> str:
    path = site.file_path(post, file)
    if not file.is_picture:
        return f'<a href="{path}" title="{e(site.label(file))}">{e(site.label(file))}</a>'
    return f'<a href="{path}" title="{e(site.label(file))}"><img src="{site.thumb_path(post, file)}" alt=""></a>'


LABELS = [
    Label("link", lambda s, p, f: f'<a href="{s.file_path(p, f)}">{e(s.label(f))}</a>'),
    Label(
        "icon in link",
        lambda s, p, f: f'<a href="{s.file_path(p, f)}"><i class="icon"></i><span>{e(s.label(f))}</span></a>',
    ),
    Label("icon beside", _icon_beside),
    Label("caption", _caption),
    Label("div caption", _div_caption),
    Label("alt", _alt),
    Label("plain", lambda s, p, f: e(s.label(f)), linked=False),
    Label("plain spans", lambda s, p, f: f"<span>{e(s.label(f))}</span>", linked=False),
    Label(
        "size outside", lambda s, p, f: f'<a href="{s.file_path(p, f)}">{e(f.name)}</a>{e(f.brackets.format(f.claim))}'
    ),
    Label(
        "size in span",
        lambda s, p, f: f'<a href="{s.file_path(p, f)}">{e(f.name)}<small>{e(f.brackets.format(f.claim))}</small></a>',
    ),
    Label("button", _button),
    Label("row", _row, brackets=" {}"),
    Label("picture above", _picture_above),
    Label("titled", _titled),
    Label("tight", lambda s, p, f: f'<a href="{s.file_path(p, f)}">{e(s.label(f))}</a>', brackets="({})", tight=True),
    Label("square", lambda s, p, f: f'<a href="{s.file_path(p, f)}">{e(s.label(f))}</a>', brackets=" [{}]"),
]

# What stands around one line of labels.
GROUPS = [
    lambda s, items: "<p>" + "".join(items) + "</p>",
    lambda s, items: f"<div{s.css('files')}>" + "".join(items) + "</div>",
    lambda s, items: f"<div{s.css('files')}>" + "".join(f"<div>{item}</div>" for item in items) + "</div>",
    lambda s, items: f"<ul{s.css('files')}>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>",
    lambda s, items: f"<div{s.css('files')}>" + "\n<br>".join(items) + "</div>",
]

# One picture without a label: path of the original, path of a small one.
PICTURES: list[Callable[[str, str], str]] = [
    lambda path, thumb: f'<p><img src="{path}" alt=""></p>',
    lambda path, thumb: f'<div><img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" data-src="{path}" alt=""></div>',
    lambda path, thumb: f'<p><img src="/i/blank.gif" data-original="{path}" width="600" height="400"></p>',
    lambda path, thumb: f'<figure><img src="{thumb}" srcset="{thumb} 480w, {path} 1600w" alt=""></figure>',
    lambda path, thumb: f'<p><a href="{path}" rel="lightbox"><img src="{thumb}" alt=""></a></p>',
    lambda path, thumb: f'<picture><source srcset="{thumb} 1x, {path} 2x"><img src="{thumb}" alt=""></picture>',
    lambda path, thumb: (
        f'<p><img class="lazy" data-lazy-src="{path}" src="data:,"><noscript><img src="{path}"></noscript></p>'
    ),
    lambda path, thumb: f'<center><img src="{path}" border="0"></center>',
]

# A paragraph's markup.
TEXTS: dict[str, Callable[[Mosaic, str], str]] = {
    "p": lambda s, text: f"<p>{text}</p>",
    "div": lambda s, text: f"<div>{text}</div>",
    "classed": lambda s, text: f"<p{s.css('para')}>{text}</p>",
    "spans": lambda s, text: (
        f'<p style="text-align:justify"><span><span style="font-size:12pt">{text}</span></span></p>'
    ),
    "spaced": lambda s, text: f"<p>{text}</p>\n<p>&nbsp;</p>",
    "empty lines": lambda s, text: f"<div>{text}</div><div><br></div>",
    "sections": lambda s, text: f"<section{s.css('sec')}><div><p>{text}</p></div></section>",
    "breaks": lambda s, text: f"{text}<br><br>",
    # Paragraphs in a row share one element and are parted by one line break.
    "lines": lambda s, text: f"<p>{text}</p>",
    "rows": lambda s, text: f"<table{s.css('row')}><tr><td>{text}</td></tr></table>",
}

HEADINGS: list[Callable[[str], str]] = [
    lambda text: f"<h2>{text}</h2>",
    lambda text: f"<h3>{text}</h3>",
    lambda text: f"<h4>{text}</h4>",
    lambda text: f"<p><strong>{text}</strong></p>",
    lambda text: f'<div style="font-weight:700">{text}</div>',
]

TITLES = ["h1", "h1", "h2", "h2", "h3", "div", "p", "strong", "span"]
