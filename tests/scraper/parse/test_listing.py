"""Teasers from listing pages in many markups: every field of every teaser, in page order."""

import datetime
import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.records import Teaser
from scraper.parse import parse_listing
from scraper.profile import ListingSelectors, Profile

SITE = "https://www.centre.example"
PAGE = f"{SITE}/en/news"

POSTS = [
    Teaser(
        f"{SITE}/en/news_detail/index/71",
        "[Notice] Joint Laboratory Opens Its Doors to Young Engineers",
        "2024-06-12",
        "News",
        "Visitors saw the chambers in which parts are shaken, heated and cooled, and asked about the work.",
    ),
    Teaser(
        f"{SITE}/en/news_detail/index/70",
        "Team Wins Three Medals at the Exhibition of Inventions",
        "2024-04-23",
        "News",
        "Team Wins Three Medals at the Exhibition of Inventions",
    ),
    Teaser(f"{SITE}/en/news_detail/index/66", "Signing Ceremony with the Industry Chapter", "2023-09-28", "Event", ""),
    Teaser(
        f"{SITE}/en/news_detail/index/63",
        "Seminar: Remaining Useful Life of Batteries",
        "2023-07-01",
        "Event",
        "For everyone who owns a battery. Date: 3 July 2023 | Venue: Hall 5. Seats are limited.",
    ),
    Teaser(f"{SITE}/en/news_detail/index/60", "Call for Papers", "2023-05-02", "Award", "Papers are welcome all year."),
]
MENU = "".join(
    f'<li><a href="/en/{path}">{name}</a></li>'
    for path, name in (
        ("", "Home"),
        ("about", "About the Centre"),
        ("research", "Research Programmes"),
        ("news", "News"),
    )
)
PAGER = (
    '<div><a href="/en/news/index/0">1</a> <a href="/en/news/index/10">2</a> <a href="/en/news/index/10">Next</a></div>'
)


def page(body, aside=""):
    """A whole page around a list: menu, heading, pager, footer."""
    return (
        f"<!doctype html><html><head><title>News</title></head><body><div><ul>{MENU}</ul></div><div><h1>News</h1>{body}"
        f'{PAGER}</div>{aside}<div><a href="/en/privacy">Privacy Policy</a> <a href="/en/terms">Terms of Use</a>'
        "<p>© Centre 2024</p></div></body></html>"
    )


def rows(form, posts=POSTS):
    """One piece of markup for each post; `form` may name its fields, and parts of its date."""
    out = ""
    for post in posts:
        day = datetime.date.fromisoformat(post.published)
        out += form.format(
            url=post.url.removeprefix(SITE),
            title=post.title,
            text=post.summary,
            date=post.published,
            category=post.category,
            day=day.strftime("%d"),
            month=day.strftime("%b"),
            year=day.year,
            long=day.strftime("%d %B %Y"),
            american=day.strftime("%B %d, %Y"),
            dotted=day.strftime("%d.%m.%Y"),
            short=post.title[:14],
        )
    return out


MARKUPS = {
    "cards": "<div><div class=c><a href='{url}'><img src=i.jpg></a><h3><a href='{url}'>{title}</a></h3><p>{text}</p>"
    "<span>{date} | {category}</span></div></div>",
    "whole card is a link": "<a href='{url}'><div><img src=x.jpg></div><div>{title}</div><div>{text}</div>"
    "<div>{date} | {category}</div></a>",
    "link of spans": "<a href='{url}'><span>{title}</span><span>{text}</span><span>{date} | {category}</span></a>",
    "class-less divs": "<div><div><a href='{url}'>{title}</a></div><div>{text}</div>"
    "<div>{date} | {category}</div></div>",
    "divs with nothing around": "<div><a href='{url}'>{title}</a></div><div>{text}</div><div>{date} | {category}</div>",
    "headings with nothing around": "<h3><a href='{url}'>{title}</a></h3><p>{text}</p><p>{date} | {category}</p>",
    "date before": "<p><small>{date} | {category}</small></p><h3><a href='{url}'>{title}</a></h3><p>{text}</p>",
    "lines": "<a href='{url}'>{title}</a><br>{text}<br>{date} | {category}<br><br>",
    "lines, date first": "{date} | {category}<br><a href='{url}'>{title}</a><br>{text}<br><br>",
    "badge of day and month": "<section><div><span>{day}</span><span>{month} {year}</span></div><div><h4>"
    "<a href='{url}'>{title}</a></h4><p>{text}</p><a href='/en/news/of/{category}'>{category}</a></div></section>",
    "badge of three": "<section><i>{category}</i><div><p>{day}</p><p>{month}</p><p>{year}</p></div><h4><a href='{url}'>"
    "{title}</a></h4><p>{text}</p></section>",
    "title without link": "<article><h2>{title}</h2><p>{text}</p><p><em>{long}</em> · {category}</p>"
    "<a href='{url}'>Read more</a></article>",
    "cut title": "<section><a href='{url}' title='{title}'>{short}…</a> <p>{text}</p> <i>{category}</i> <i>{date}</i>"
    "</section>",
    "words around the date": "<div><p><a href='{url}'><b>{title}</b></a></p><p>{text} "
    "<a href='{url}'>Read more »</a></p>"
    "<p>Posted on {american} in <a href='/c/{category}'>{category}</a> by <a href='/u/1'>admin</a></p></div>",
    "time element": "<article><header><h2><a href='{url}'>{title}</a></h2><time datetime='{date}T08:00:00+08:00'>{long}"
    "</time><span> | </span><span>{category}</span></header><p>{text}</p></article>",
    "date beside the link": "<section>{dotted} <a href='{url}'>{title}</a> ({category})<div>{text}</div></section>",
    "a script makes the link": "<div onclick=\"location.href='{url}'\"><h3>{title}</h3><p>{text}</p>"
    "<p>{date} | {category}</p></div>",
}


@pytest.mark.parametrize("name", MARKUPS)
def test_markups(name):
    """The same five posts are read exactly in every markup."""
    listing = parse_listing(page(f"<div>{rows(MARKUPS[name])}</div>").encode(), PAGE)
    assert list(listing.teasers) == POSTS
    assert listing.next_url == f"{SITE}/en/news/index/10"
    assert max(each.weight for each in listing.evidence if each.field == "teasers") > 3


@pytest.mark.parametrize(
    "table",
    [
        "<table><tr><th>Date</th><th>Title</th><th>Kind</th></tr>"
        + rows("<tr><td>{date}</td><td><a href='{url}'>{title}</a><br>{text}</td><td>{category}</td></tr>")
        + "</table>",
        "<table>"
        + rows(
            "<tr><td colspan=2><b><a href='{url}'>{title}</a></b></td></tr><tr><td>{date} | {category}</td><td>{text}"
            "</td></tr>"
        )
        + "</table>",
        "<table>"
        + rows("<tr><td><a href='{url}'>{title}</a><p>{text}</p><font>{date}&nbsp;|&nbsp;{category}</font></td></tr>")
        + "</table>",
        "<dl>" + rows("<dt><a href='{url}'>{title}</a></dt><dd>{text}</dd><dd>{date} | {category}</dd>") + "</dl>",
        "<dl>" + rows("<dt>{date} | {category}</dt><dd><a href='{url}'>{title}</a></dd><dd>{text}</dd>") + "</dl>",
        "".join(
            "<div class=row>"
            + rows("<div><h5><a href='{url}'>{title}</a></h5><p>{text}</p>{date} | {category}</div>", two)
            + "</div>"
            for two in (POSTS[:2], POSTS[2:4], POSTS[4:])
        ),
        "".join(
            f"<section><h2>{year}</h2><ul>"
            + rows(
                "<li><span>{long}</span> <span>[{category}]</span> <a href='{url}'>{title}</a><p>{text}</p></li>",
                [post for post in POSTS if post.published.startswith(year)],
            )
            + "</ul></section>"
            for year in ("2024", "2023")
        ),
    ],
    ids=["columns", "pairs of rows", "one column", "terms", "dates as terms", "grid", "years"],
)  # fmt: skip
def test_tables_terms_and_nests(table):
    """Tables, definition lists, grids of rows and sections by year are read as any list."""
    assert list(parse_listing(page(table).encode(), PAGE).teasers) == POSTS


def test_a_large_first_post_counts():
    """A featured post above the list, made differently, is the first teaser."""
    first = rows(
        "<div><a href='{url}'><img src=b.jpg></a><h2><a href='{url}'>{title}</a></h2><p>{text}</p>"
        "<p>{date} | {category}</p></div>",
        POSTS[:1],
    )
    rest = rows(MARKUPS["cards"], POSTS[1:])
    listing = parse_listing(page(f"{first}<div>{rest}</div>").encode(), PAGE)
    assert list(listing.teasers) == POSTS


def test_a_pinned_row_says_so():
    """A badge on a pinned row is neither category nor title."""
    first = rows(
        "<li><b>Pinned</b><a href='{url}'>{title}</a><p>{text}</p><i>{category}</i> / <i>{dotted}</i></li>", POSTS[:1]
    )
    rest = rows("<li><a href='{url}'>{title}</a><p>{text}</p><i>{category}</i> / <i>{dotted}</i></li>", POSTS[1:])
    teasers = parse_listing(page(f"<ul>{first}{rest}</ul>").encode(), PAGE).teasers
    assert [t.pinned for t in teasers] == [True, False, False, False, False]
    assert [(t.title, t.category, t.summary) for t in teasers] == [(p.title, p.category, p.summary) for p in POSTS]


def test_latest_news_beside_the_list():
    """Of several lists on a page the listing is the one that says most of each post, whatever side it is on."""
    latest = "".join(
        f'<li><a href="/en/news_detail/index/{n}">Old story number {n} of long ago</a> <span>2019-0{n}-02</span></li>'
        for n in range(1, 9)
    )
    for body in (f"<ul>{latest}</ul><div>{{}}</div>", f"<div>{{}}</div><ul>{latest}</ul>"):
        listing = parse_listing(page(body.format(rows(MARKUPS["cards"]))).encode(), PAGE)
        assert list(listing.teasers) == POSTS


def test_the_last_page_has_one_post():
    """A single post, repeated by nothing, is found by its link and its date."""
    html = page(f"<div>{rows(MARKUPS['cards'], POSTS[4:])}</div>")
    assert list(parse_listing(html.encode(), PAGE).teasers) == POSTS[4:]


def days(form, each):
    """Six posts under the headings of three days, two a day."""
    out = ""
    for day in (12, 11, 10):
        two = "".join(each.format(n=n, title=f"A story of some length, number {n}") for n in (2 * day, 2 * day + 1))
        out += form.format(day=f"{day} June 2024", rows=two)
    return out


@pytest.mark.parametrize(
    ("form", "each"),
    [
        ("<h3>{day}</h3>{rows}", "<div><a href='/n/{n}'>{title}</a></div>"),
        ("<section><h3>{day}</h3><ul>{rows}</ul></section>", "<li><a href='/n/{n}'>{title}</a></li>"),
        ("<p>{day}</p><ul>{rows}</ul>", "<li><a href='/n/{n}'>{title}</a></li>"),
    ],
)
def test_dates_as_headings(form, each):
    """Where every day has a heading of its own, its posts have that date."""
    teasers = parse_listing(page(f"<div>{days(form, each)}</div>").encode(), PAGE).teasers
    assert [(t.url[-2:], t.published[-2:]) for t in teasers] == [
        ("24", "12"), ("25", "12"), ("22", "11"), ("23", "11"), ("20", "10"), ("21", "10")
    ]  # fmt: skip


def test_the_date_of_today_is_no_posts():
    """A lone date above a list, in no heading, may be that of the visit, and is not given to the posts."""
    items = "".join(f"<li><a href='/n/{n}'>A story of some length, number {n}</a></li>" for n in range(5))
    listing = parse_listing(page(f"<div>Today: 5 May 2025</div><ul>{items}</ul>").encode(), PAGE)
    assert [t.published for t in listing.teasers] == [None] * 5


def test_no_list_no_teasers():
    """A page with a menu, an article and a footer lists nothing, and says so."""
    listing = parse_listing(
        page("<p>We are a centre. We test things until they break.</p>").encode(), f"{SITE}/en/about"
    )
    assert listing.teasers == ()
    assert [issue.code for issue in listing.issues] == ["no-teasers"]
    assert not any(each.chosen for each in listing.evidence if each.field == "teasers")


def test_addresses():
    """Links follow <base>, keep their parameters, and each address is shown once."""
    html = page(
        '<ul><li><a href="news/1?a=b&amp;c">First of the three titles</a> 2024-01-03</li>'
        '<li><a href="//www.centre.example/x/news/2#top">Second of the three titles</a> 2024-01-02</li>'
        '<li><a href=" /x/news/3\n">Third of the three titles</a> 2024-01-01</li>'
        '<li><a href="news/1?a=b&amp;c">First of the three titles</a> 2024-01-03</li></ul>'
    ).replace("<head>", f'<head><base href="{SITE}/x/">')
    teasers = parse_listing(html.encode(), PAGE).teasers
    assert [t.url for t in teasers] == [f"{SITE}/x/news/1?a=b&c", f"{SITE}/x/news/2", f"{SITE}/x/news/3"]


def test_chinese_listing():
    """Short Chinese titles, full-width bars and Chinese dates are read as English ones."""
    posts = [
        Teaser(f"{SITE}/tc/n/3", "實驗室開放日", "2024-01-25", "活動", "歡迎市民帶同舊手機前來，測試它能否承受墜落。"),
        Teaser(f"{SITE}/tc/n/2", "年度報告現已出版", "2023-12-01", "新聞", ""),
        Teaser(f"{SITE}/tc/n/1", "與業界簽署備忘錄", "2023-11-30", "新聞", "雙方將共同研究電池壽命。"),
    ]
    items = "".join(
        f"<li><a href='{p.url}'><p>{p.title}</p><p>{p.summary}</p><p>{int(p.published[:4])}年"
        f"{int(p.published[5:7])}月{int(p.published[8:])}日｜{p.category}</p></a></li>"
        for p in posts
    )
    listing = parse_listing(
        page(f"<ul>{items}</ul>").encode("big5-hkscs", "xmlcharrefreplace"), f"{SITE}/tc/news", charset="big5"
    )
    assert list(listing.teasers) == posts


def test_order_of_day_and_month():
    """American dates are told from European ones by the page as a whole."""
    html = page(
        "<ul><li><a href=/n/1>The first of the titles</a> 01/02/2024</li>"
        "<li><a href=/n/2>The second of the titles</a> 12/25/2023</li></ul>"
    )
    assert [t.published for t in parse_listing(html.encode(), PAGE).teasers] == ["2024-01-02", "2023-12-25"]


def test_fragment():
    """What a "load more" button fetches has no html or body, and is read all the same."""
    listing = parse_listing(rows(MARKUPS["cards"]).encode(), f"{SITE}/fragment?page=2")
    assert list(listing.teasers) == POSTS


def test_json():
    """A JSON answer gives its rows, whatever the keys are nested in, and where it goes on."""
    data = {
        "ok": True,
        "data": {
            "items": [
                {
                    "id": n,
                    "link": post.url.removeprefix(SITE),
                    "title": {"rendered": post.title.replace("'", "&#39;")},
                    "excerpt": f"<p>{post.summary}</p>",
                    "categories": [{"name": post.category}],
                    "publishedAt": f"{post.published}T10:00:00+08:00",
                    "image": "/i.jpg",
                }
                for n, post in enumerate(POSTS)
            ],
            "paging": {"next": "/api/news?page=3"},
        },
    }
    listing = parse_listing(json.dumps(data).encode(), f"{SITE}/api/news?page=2")
    assert list(listing.teasers) == POSTS
    assert listing.next_url == f"{SITE}/api/news?page=3"


def test_json_that_counts_its_pages():
    """Page numbers in the answer give the next address, and the last page gives none."""
    item = {"title": "A title of some length", "url": "/n/1", "date": "2024-01-02", "summary": "Some words."}
    for here, following in ((2, f"{SITE}/api?lang=en&page=3"), (7, None)):
        data = {"items": [item], "page": here, "total_pages": 7}
        listing = parse_listing(json.dumps(data).encode(), f"{SITE}/api?lang=en&page={here}")
        assert (len(listing.teasers), listing.next_url) == (1, following)


def test_markup_inside_json():
    """A JSON answer may carry markup instead of rows."""
    answer = {"html": rows(MARKUPS["cards"]), "more": False}
    assert list(parse_listing(json.dumps(answer).encode(), f"{SITE}/ajax").teasers) == POSTS


def test_rows_in_a_script():
    """A page that draws its list by script is read from the data it carries."""
    data = [{"title": p.title, "href": p.url, "date": p.published, "category": p.category} for p in POSTS]
    html = page(f"<div id=app></div><script>window.news = {json.dumps(data)};</script>")
    assert [(t.url, t.published) for t in parse_listing(html.encode(), PAGE).teasers] == [
        (p.url, p.published) for p in POSTS
    ]


def test_feed():
    """RSS and Atom are listings too."""
    rss = "".join(
        f"<item><title>{p.title}</title><link>{p.url}</link><pubDate>{p.published}T00:00:00Z</pubDate>"
        f"<category>{p.category}</category><description>&lt;p&gt;{p.summary}&lt;/p&gt;</description></item>"
        for p in POSTS
    )
    feed = f'<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>{rss}</channel></rss>'
    assert list(parse_listing(feed.encode(), f"{SITE}/rss").teasers) == POSTS
    atom = "".join(
        f'<entry><title>{p.title}</title><link rel="alternate" href="{p.url}"/><updated>{p.published}T09:00:00Z'
        f'</updated><category term="{p.category}"/><summary>{p.summary}</summary></entry>'
        for p in POSTS
    )
    feed = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title>{atom}</feed>'
    assert list(parse_listing(feed.encode(), f"{SITE}/atom").teasers) == POSTS


def profile(**selectors):
    """A profile with these selectors for listings."""
    return Profile(name="centre", base=SITE, listing=ListingSelectors(**selectors))


def test_a_profile_decides():
    """Selectors choose records and fields against all other evidence, and what they leave open is read as ever."""
    html = page(
        "<div>" + rows(MARKUPS["cards"]) + "</div>"
        '<div><p class=x><a href="/p/1">Not a title</a><u>The true title</u> 2020-01-01</p>'
        '<p class=x><a href="/p/2">Not a title either</a><u>Another true title</u> 2020-01-02</p></div>'
    )
    teasers = parse_listing(html.encode(), PAGE, profile=profile(record="p.x", title="u")).teasers
    assert [(t.url, t.title, t.published) for t in teasers] == [
        (f"{SITE}/p/1", "The true title", "2020-01-01"),
        (f"{SITE}/p/2", "Another true title", "2020-01-02"),
    ]


def test_a_profile_that_no_longer_matches():
    """Selectors that match nothing leave the page to the other readers."""
    html = page(f"<div>{rows(MARKUPS['cards'])}</div>")
    listing = parse_listing(html.encode(), PAGE, profile=profile(record="li.gone", next="a.gone"))
    assert list(listing.teasers) == POSTS
    assert listing.next_url == f"{SITE}/en/news/index/10"


def test_evidence_names_the_place():
    """What was chosen, and what was not, can be shown to a person."""
    listing = parse_listing(page(f"<div class=list>{rows(MARKUPS['cards'])}</div>").encode(), PAGE)
    chosen = [e for e in listing.evidence if e.chosen]
    assert [e.field for e in chosen] == ["teasers", "next_url"]
    assert chosen[0].value == "5 records"
    assert chosen[0].place.endswith("div.list")
    assert "dates" in chosen[0].reason


HOSTILE = {
    "empty": b"",
    "binary": bytes(range(256)) * 2000,
    "many links": b"<ul>"
    + b"".join(b"<li><a href=/n/%d>Title number %d</a> 2024-01-02" % (n, n) for n in range(12000)),
    "one row of a table": b"<table><tr>" + b"".join(b"<td><a href=/%d>cell %d</a>" % (n, n) for n in range(8000)),
    "headings": b"".join(b"<h3><a href=/%d>Title %d</a></h3><p>2024-01-02</p>" % (n, n) for n in range(6000)),
    "deep": b"<div>" * 5000 + b"<a href=/x>Hello there</a> 2024-01-01",
    "deep with links": b"".join(b"<div><a href=/x%d>Hello number %d</a> 2024-01-01" % (n, n) for n in range(2000)),
    "spans": b"<li>"
    + b"<span>2024</span><span>Jan</span>" * 20000
    + b"<a href=/x>title</a><li><a href=/y>title two</a>",
    "deep json": b"[" * 100_000 + b"]" * 100_000,
    "script": b"<script>" + b"= [ {" * 50_000 + b"</script>",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages(name):
    """Pages made to be slow end in a few seconds, without an exception."""
    start = time.process_time()
    parse_listing(HOSTILE[name], PAGE)
    assert time.process_time() - start < 10


PIECES = st.sampled_from(
    ["<li>", "</li>", "<a href='/n/1'>", "<a href=''>", "<a href='?p=2'>", "</a>", "2024-01-02", "News",
     "<table><tr><td>",
     "<br>", "<h3>", "Title of a post", "<time datetime='2024'>", "<base href='//['>", "\x00", "﷐", "<p>",
     "12", "Jun", "</div>", "<div onclick=\"location.href='/x'\">", "<select><option value=2>2", "next", "»", "<!--",
     "{", "<script>"]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=60))
def test_whatever_the_markup(pieces):
    """Any heap of tags and text gives teasers with addresses, each once, or none; never an exception."""
    teasers = parse_listing("".join(pieces).encode("utf-8", "replace"), PAGE).teasers
    assert all(t.url.startswith("http") and t.title for t in teasers)
    assert len({t.url for t in teasers}) == len(teasers)


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=300))
def test_whatever_the_bytes(data):
    """Any bytes give a listing."""
    parse_listing(data, PAGE)
