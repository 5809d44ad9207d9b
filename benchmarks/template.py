"""How fast the pages of a known site are read, against reading each of them alone, on made-up pages.

    python benchmarks/template.py [--pages 200] [--learn 6] [--repeat 3] [--least 0]

Every page is about 30 KB, as pages of organisations are: styles and scripts written into it, a menu of
eighty entries, a footer, structured data, a post of some 500 words with pictures and labelled files, and
four teasers of other posts that differ from page to page. The template is learned from `--learn` of the
pages; all others are read both ways by one process, in turns, and processor time is counted. Times are
of whole readings, from bytes to values: tree, title, date, category, body, body as HTML, attachments and
teasers. A page that is read differently by the two ways is counted and ends the run with exit code 1, as
does a speed below `--least` pages a second.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from archive.records import PostContent  # noqa: E402
from scraper.parse import parse_detail  # noqa: E402
from scraper.parse.template import Page, learn_template  # noqa: E402

SITE = "https://www.institute.example"
FIELDS = ("title", "published", "category", "body", "body_html", "attachments", "related")
CATEGORIES = ("News", "Event", "Award", "Seminar", "Notice")
WORDS = (
    "the a of and for with engineers sensor bridge turbine students partners failure load test chamber report method "
    "morning visit programme laboratory signal gear battery crack model safety railway lift drone budget evening talk"
).split()


def sentence(dice: random.Random, least: int, most: int) -> str:
    """Words in a row that begin and end like a sentence."""
    return " ".join(dice.choice(WORDS) for _ in range(dice.randint(least, most))).capitalize() + "."


def chrome() -> tuple[str, str]:
    """What stands above and below every post."""
    rule = ".block-{0} > .inner-{0} {{ margin: {0}px auto; padding: 0 {0}px; color: #3{0:02d}; display: flex }}"
    styles = "\n".join(rule.format(number) for number in range(90))
    call = "window.queue = window.queue || []; queue.push(['set', 'option{0}', {{ value: {0}, lazy: true }}]);"
    scripts = "\n".join(call.format(number) for number in range(80))
    menus = "".join(
        f'<li class="menu-item level-1"><a href="/en/section-{top}">Section {top}</a><ul class="sub-menu">'
        + "".join(
            f'<li class="menu-item level-2"><a href="/en/section-{top}/page-{item}">Page {top}.{item}</a></li>'
            for item in range(9)
        )
        + "</ul></li>"
        for top in range(8)
    )
    above = (
        f'<style>{styles}</style><script>{scripts}</script></head><body class="page"><header id="top"><a href="/en/">'
        f'<img src="/logo.svg" alt="Institute of Things"></a><nav><ul class="menu">{menus}</ul></nav></header>'
    )
    below = (
        '<footer class="foot"><div class="columns">'
        + "".join(f'<div><h4>Column {n}</h4><p><a href="/en/about-{n}">About {n}</a></p></div>' for n in range(6))
        + "<p>© 2026 Institute of Things. All rights reserved.</p></div></footer>"
        + f"<script>{scripts[:2500]}</script></body></html>"
    )
    return above, below


def teaser(number: int, title: str) -> str:
    """One of the other posts."""
    return (
        f'<div class="card"><a href="/en/news/{number}"><img src="/thumbs/{number}.jpg" alt=""></a>'
        f'<h3><a href="/en/news/{number}">{title}</a></h3><span>{date(number)} | {CATEGORIES[number % 5]}</span></div>'
    )


def date(number: int) -> str:
    """The day of a post."""
    return f"{2010 + number // 28 % 16}-{1 + number % 12:02d}-{1 + number % 28:02d}"


def make_pages(count: int) -> list[Page]:
    """The pages of a made-up site."""
    dice = random.Random(20)
    above, below = chrome()
    titles = [sentence(dice, 6, 12).rstrip(".") + f" {number}" for number in range(count)]
    out = []
    for number, title in enumerate(titles):
        blocks = [f"<p>{' '.join(sentence(dice, 8, 20) for _ in range(4))}</p>" for _ in range(dice.randint(2, 12))]
        for file in range(dice.randint(0, 4)):
            name = f"{number}-{file}.{dice.choice(['jpg', 'pdf'])}"
            label = f'<p><a href="/upload/{name}">{name} ({dice.randint(1, 99) / 10} MB)</a></p>'
            blocks.insert(dice.randint(0, len(blocks)), label)
        others = dice.sample([other for other in range(count) if other != number], 4)
        html = (
            f'<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>{title} | Institute</title>'
            f'<meta property="og:title" content="{title}"><link rel="canonical" href="{SITE}/en/news/{number}">'
            f"{above}<main><div class='wrap'><h1>{title}</h1><p class='facts'>{date(number)} | "
            f"{CATEGORIES[number % 5]}</p><div class='text'>{''.join(blocks)}</div></div><section class='more'>"
            f"<h2>Related News</h2>{''.join(teaser(other, titles[other]) for other in others)}</section></main>{below}"
        )
        out.append(Page(html.encode(), f"{SITE}/en/news/{number}"))
    return out


def timed(read: Callable[[Page], PostContent], pages: Sequence[Page]) -> tuple[list[PostContent], float]:
    """Read pages, and tell the processor time that it took."""
    began = time.process_time()
    contents = [read(page) for page in pages]
    return contents, time.process_time() - began


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=200, help="how many pages the site has")
    parser.add_argument("--learn", type=int, default=6, help="how many of them are learned from")
    parser.add_argument("--repeat", type=int, default=3, help="the fastest of so many rounds counts")
    parser.add_argument("--least", type=float, default=0.0, help="pages a second that must be reached")
    options = parser.parse_args()
    pages = make_pages(options.pages)
    began = time.process_time()
    template = learn_template(pages[: options.learn])
    learning = time.process_time() - began
    if template is None:
        print("nothing was learned")
        return 1
    rest = pages[options.learn :]
    alone_times, known_times = [], []
    for _ in range(options.repeat):
        alone, seconds = timed(lambda page: parse_detail(page.html, page.url), rest)
        alone_times.append(seconds)
        known, seconds = timed(lambda page: parse_detail(page.html, page.url, site=template), rest)
        known_times.append(seconds)
    different = sum(
        any(getattr(one, name) != getattr(other, name) for name in FIELDS)
        for one, other in zip(alone, known, strict=True)
    )
    speed = len(rest) / min(known_times)
    size = sum(len(page.html) for page in rest) / len(rest)
    print(f"{len(rest)} pages of {size / 1000:.1f} KB; learned from {template.pages} in {learning:.2f} s")
    print(f"each alone       {len(rest) / min(alone_times):8.0f} pages/s")
    print(f"known template   {speed:8.0f} pages/s")
    print(f"read differently {different:8d} pages")
    return int(different > 0 or speed < options.least)


if __name__ == "__main__":
    sys.exit(main())
