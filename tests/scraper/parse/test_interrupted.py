"""Texts that a page interrupts, repeats or goes on after; and headings that are no headlines."""

from __future__ import annotations

import json

from scraper.parse import parse_detail

URL = "https://www.centre.example/en/news/7"
TITLE = "Six weeks of tests end in a record"
WORDS = [
    f"Paragraph number {n} tells at some length what the test of week {n} showed about the boards, which had been "
    f"in the chamber for {n} hundred hours before the first of them failed in a way that nobody had foreseen."
    for n in range(1, 9)
]


def body_of(markup: str) -> list[str]:
    """The blocks that are read of a page with this markup below its title and date line."""
    page = f"<html><head><title>{TITLE}</title></head><body><main><h1>{TITLE}</h1>"
    page += f"<p>2024-05-06 | News</p>{markup}</main></body></html>"
    return parse_detail(page.encode(), URL).body.split("\n\n")


def paragraphs(first: int, last: int) -> str:
    """Some of the paragraphs as markup."""
    return "".join(f"<p>{word}</p>" for word in WORDS[first:last])


def test_text_parted_into_boxes_named_after_a_sidebar_is_read_whole() -> None:
    """A layout with a sidebar gives every piece of the text its name; together they are the text."""
    piece = "<div class='grid'><div class='sidebar-grid__content'>{}</div></div><div class='ad'>Advertisement</div>"
    assert body_of("".join(piece.format(paragraphs(at, at + 2)) for at in range(0, 8, 2))) == WORDS


def test_text_goes_on_behind_an_aside_of_links() -> None:
    """Headlines of other posts in an aside end neither the text nor the paragraphs next to them."""
    links = "".join(
        f"<div><a href='/en/news/{n}'>Another post of the site, number {n}</a></div>" for n in range(20, 32)
    )
    aside = f"<aside><div>Headlines</div>{links}</aside>"
    pieces = "".join(f"<div class='part'>{paragraphs(at, at + 1)}</div>" for at in range(5, 8))
    markup = f"<div class='part'>{paragraphs(0, 5)}</div>{aside}{pieces.replace('</div>', '</div>' + aside)}"
    assert body_of(markup) == WORDS


def test_a_pointer_in_the_text_takes_no_neighbours_along() -> None:
    """A line "Read also" with a link is left out; what stands around it stays, also behind a heading of others."""
    pointer = "<p><a href='/en/news/3'>Read also: How the chamber was built in only two years</a></p>"
    markup = f"<div>{paragraphs(0, 5)}<h2>Related news</h2>{paragraphs(5, 7)}{pointer}{paragraphs(7, 8)}</div>"
    assert body_of(markup) == WORDS


def test_the_same_pointer_again_and_again_is_left_out() -> None:
    """Lines of equal words before links to other posts are pointers in any language; one alone is the author's."""
    pointer = "<p>FUNDA LAPHA | <a href='/en/news/{0}'>Another post of the site, number {0}</a></p>"
    text = "".join(f"{paragraphs(n, n + 1)}{pointer.format(n + 20)}" for n in range(3)) + paragraphs(3, 8)
    assert body_of(f"<div>{text}</div>") == WORDS


def test_prose_of_another_making_behind_the_text_is_not_its_end() -> None:
    """After a heading of other posts only what is made as the text was goes on with it."""
    notice = "Receive all that happens here as a notice in your browser, as soon as it happens and wherever you are."
    push = f"<div class='push'><div class='push-in'><div class='note'>{notice} {notice}</div></div></div>"
    assert body_of(f"{paragraphs(0, 8)}<h2>Related news</h2>{push}") == WORDS


def test_a_copy_of_the_whole_in_one_line_is_left_out() -> None:
    """A text that comes again without its paragraphs, as for a wall that scripts take away, is read once."""
    assert body_of(f"<div>{paragraphs(0, 8)}</div><div class='wall'>{' '.join(WORDS)}</div>") == WORDS


def test_readings_of_characters_keep_their_brackets() -> None:
    """Where a page gives brackets around a reading, plain text has them."""
    ruby = "<ruby>尹錫悦<rp>（</rp><rt>ユンソンニョル</rt><rp>）</rp></ruby>"
    assert body_of(f"<div><p>{WORDS[0]} {ruby}</p>{paragraphs(1, 4)}</div>")[0].endswith("尹錫悦（ユンソンニョル）")


def title_of(heading: str, declared: str, told: str = "") -> str:
    """The title that is read of a page with this heading and declared title, and another one for search engines."""
    page = f"<html><head><title>{declared} - Centre</title><meta property='og:title' content='{declared}'>"
    page += f"<script type='application/ld+json'>{json.dumps({'@type': 'NewsArticle', 'headline': told or declared})}"
    page += "</script></head>"
    page += f"<body><main>{heading}<p>2024-05-06</p><div>{paragraphs(0, 4)}</div></main></body></html>"
    return parse_detail(page.encode(), URL).title


def test_a_kicker_that_nothing_declares_is_no_part_of_the_title() -> None:
    """Of a heading in pieces, the piece with which the declared title ends is the headline."""
    heading = f"<h1><span>Trouble in the chamber</span><span> - </span><span>{TITLE}</span></h1>"
    assert title_of(heading, f"Boards tested: {TITLE}") == TITLE


def test_the_last_step_of_a_breadcrumb_is_no_headline() -> None:
    """A heading of the first level in a breadcrumb gives way to the headline below it."""
    steps = "<ol class='breadcrumb'><li><a href='/'>Home</a></li><li><a href='/en/news'>News</a></li>"
    short = "Chamber: a record in week six"
    below = f"<h2><b>Opinion</b> <b>{TITLE}</b></h2>"
    assert title_of(f"{steps}<li><h1>{short}</h1></li></ol>{below}", TITLE, short) == TITLE


def test_a_headline_in_a_banner_that_holds_the_breadcrumb_stays_one() -> None:
    """A box named after the breadcrumb in it may show the headline too, and nothing else does."""
    banner = f"<div class='breadcrumb-area'><h1>{TITLE}</h1><ul><li><a href='/'>Home</a></li><li>News</li></ul></div>"
    assert title_of(banner, "Centre") == TITLE
