"""The pages of the demonstration site as text: front, listing, detail and the few others."""

from __future__ import annotations

import re
from html import escape
from string import Template
from typing import TYPE_CHECKING

from scraper.demo.posts import LANGUAGES
from scraper.demo.words import ABOUT, CONTACT, LANGUAGE_NAMES, RESEARCH, WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from scraper.demo.posts import Block, Post

PER_PAGE = 6
RELATED = 4
LINK = re.compile(r"\[([^\]]+)\]\((https?://[^)\s]+)\)")

FRAME = Template("""<!DOCTYPE html>
<html lang="$code">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>$title | $centre</title>
<link rel="stylesheet" href="/assets/site.css">
<link rel="icon" href="/assets/logo.svg">
</head>
<body>
<header class="top"><div class="wrap">
<a class="brand" href="/$lang/"><img src="/assets/logo.svg" alt="">$centre</a>
<nav>
<a href="/$lang/">$home</a>
<a href="/$lang/about">$about</a>
<a href="/$lang/research">$research</a>
<a href="/$lang/news">$news</a>
<a href="/$lang/contact">$contact</a>
</nav>
<nav class="languages">$languages</nav>
</div></header>
<div class="wrap">
<main>
$main
</main>
<footer>© $centre. $notice</footer>
</div>
</body>
</html>
""")

DETAIL = Template("""<p class="crumbs"><a href="/$lang/">$home</a> › <a href="/$lang/news">$news</a></p>
<article>
<h1>$title</h1>
<p class="date">$published | $category</p>
<div class="body">
$body
</div>
</article>
<section class="related">
<h2>$more</h2>
$related
</section>""")

LISTING = Template("""<h1>$news</h1>
<div class="list">
$items
</div>
<div class="pages">$pages</div>""")

FRONT = Template("""<h1>$centre</h1>
<p>$welcome</p>
<h2>$latest</h2>
$items
<p><a href="/$lang/news">$all</a></p>""")

ITEM = Template("""<div class="item">
<h3><a href="$path">$title</a></h3>
<p>$summary</p>
<div class="date">$published | $category</div>
</div>""")

PLAIN = Template("""<h1>$heading</h1>
$text""")


def front_page(posts: Sequence[Post], lang: str) -> str:
    """The front page of a language, with its three newest posts."""
    words = WORDS[lang]
    items = "\n".join(_item(post) for post in listed(posts, lang)[:3])
    main = FRONT.substitute(_escaped(words), lang=lang, items=items)
    return _frame(lang, words["home"], main)


def listing_pages(posts: Sequence[Post], lang: str) -> list[str]:
    """The listing pages of a language, newest post first; pinned posts head every page."""
    pinned = [post for post in listed(posts, lang) if post.pinned]
    others = [post for post in listed(posts, lang) if not post.pinned]
    parts = [others[start : start + PER_PAGE] for start in range(0, max(1, len(others)), PER_PAGE)]
    return [_listing_page([*pinned, *part], lang, number, len(parts)) for number, part in enumerate(parts, start=1)]


def listed(posts: Iterable[Post], lang: str) -> list[Post]:
    """The posts of a language that its listing shows, newest first."""
    return sorted((post for post in posts if post.lang == lang and post.listed), key=lambda post: -post.id)


def detail_page(posts: Sequence[Post], post: Post) -> str:
    """The page of one post, with teasers of four others below it."""
    words = WORDS[post.lang]
    main = DETAIL.substitute(
        _escaped(words),
        lang=post.lang,
        title=escape(post.title),
        published=post.published.isoformat(),
        category=escape(post.category),
        body="\n".join(_block(block) for block in post.blocks),
        related="\n".join(_item(other) for other in related(posts, post)),
    )
    others = {other.lang: other.path for other in posts if other.id == post.id}
    return _frame(post.lang, post.title, main, others)


def related(posts: Sequence[Post], post: Post) -> list[Post]:
    """The posts whose teasers stand below a post: those it names, or its four newest neighbours in kind."""
    others = [other for other in listed(posts, post.lang) if other.id != post.id]
    if post.related:
        by_id = {other.id: other for other in others}
        return [by_id[number] for number in post.related if number in by_id]
    same = [other for other in others if other.category == post.category]
    return (same + [other for other in others if other not in same])[:RELATED]


def plain_page(lang: str, name: str) -> str:
    """One of the pages that are no news: `about`, `research` or `contact`."""
    words = WORDS[lang]
    text = {"about": ABOUT, "research": RESEARCH, "contact": CONTACT}[name][lang]
    paragraphs = "\n".join(f"<p>{escape(piece)}</p>" for piece in text)
    others = {other: f"/{other}/{name}" for other in LANGUAGES}
    return _frame(lang, words[name], PLAIN.substitute(heading=escape(words[name]), text=paragraphs), others)


def missing_page(lang: str) -> str:
    """The page that says there is no such page."""
    words = WORDS[lang]
    main = PLAIN.substitute(heading=escape(words["missing"]), text=f"<p>{escape(words['missing_text'])}</p>")
    return _frame(lang, words["missing"], main)


def _listing_page(posts: Sequence[Post], lang: str, number: int, count: int) -> str:
    words = WORDS[lang]
    links = [
        f"<b>{page}</b>" if page == number else f'<a href="/{lang}/news/index/{page}">{page}</a>'
        for page in range(1, count + 1)
    ]
    if number < count:
        links.append(f'<a href="/{lang}/news/index/{number + 1}">{escape(words["next"])}</a>')
    main = LISTING.substitute(
        news=escape(words["news"]),
        items="\n".join(_item(post) for post in posts),
        pages="\n".join(links) if count > 1 else "",
    )
    return _frame(lang, words["news"], main, {other: f"/{other}/news" for other in LANGUAGES})


def _item(post: Post) -> str:
    return ITEM.substitute(
        path=post.path,
        title=escape(post.title),
        summary=escape(post.summary),
        published=post.published.isoformat(),
        category=escape(post.category),
    )


def _block(block: Block) -> str:
    if block.kind == "heading":
        return f"<h2>{escape(block.lines[0])}</h2>"
    if block.kind == "list":
        return "<ul>" + "".join(f"<li>{escape(line)}</li>" for line in block.lines) + "</ul>"
    if block.kind == "files":
        links = "".join(f'<a href="{file.path}">{escape(file.label)}</a>' for file in block.files)
        return f'<div class="labels">{links}</div>'
    if block.kind == "picture":
        return "".join(f'<img src="{file.path}" alt="">' for file in block.files)
    return "<p>" + LINK.sub(r'<a href="\2">\1</a>', escape(block.lines[0])) + "</p>"


def _frame(lang: str, title: str, main: str, others: Mapping[str, str] | None = None) -> str:
    """The whole page; `others` says where the same page is in the other languages, their front page if nowhere."""
    paths = {other: f"/{other}/" for other in LANGUAGES} | dict(others or {})
    languages = " ".join(
        f'<a href="{paths[other]}" hreflang="{WORDS[other]["code"]}">{LANGUAGE_NAMES[other]}</a>'
        for other in LANGUAGES
        if other != lang
    )
    return FRAME.substitute(_escaped(WORDS[lang]), lang=lang, title=escape(title), main=main, languages=languages)


def _escaped(words: dict[str, str]) -> dict[str, str]:
    return {key: escape(text) for key, text in words.items()}
