"""One detail page, field by field, in markup of many kinds."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scraper.parse import parse_detail
from scraper.parse.detail import read_detail
from scraper.profile import Profile

URL = "https://centre.example/en/news_detail/index/36"
TITLE = "New test hall opens its doors"
FIRST = "The test hall was opened this afternoon before three hundred guests from industry and the universities."
SECOND = "Its largest chamber can hold a whole train carriage, and shake it as a year of service would."
LAST = "For details please visit the new website (centre.example)."
ONE = ("/en/news_detail/index/63", "A year of shared benches", "What sharing taught us.", "2024-06-12", "News")
TWO = ("/en/news_detail/index/60", "Doors open for everyone", "Doors open for everyone", "2024-01-25", "Event")
TEASERS = [ONE, TWO]


def cards() -> str:
    """The related teasers as cards."""
    return "".join(
        f'<div class="k"><a href="{url}"><h4>{title}</h4></a><p>{summary}</p><span>{day} | {kind}</span></div>'
        for url, title, summary, day, kind in TEASERS
    )


def semantic() -> str:
    """HTML5 with a nav, an article and a footer."""
    return f"""<html lang="en"><head><title>{TITLE} | The Centre</title></head><body>
    <nav><a href="/en/">Home</a><a href="/en/news">News</a></nav><main><article><h1>{TITLE}</h1>
    <p class="meta">2022-05-25 | News</p><p><a href="/f/4.jpg">4.jpg (4.09 MB)</a></p><p>{FIRST}</p>
    <p><a href="/f/5.jpg">5.jpg (12.62 MB)</a><a href="/f/6.jpg">6.jpg (3.87 MB)</a></p><p>{SECOND}</p>
    <p>{LAST.replace("centre.example", '<a href="/">centre.example</a>')}</p></article>
    <section><h2>Related News</h2>{cards()}</section></main><footer>© The Centre</footer></body></html>"""


def nameless() -> str:
    """Divs without a name, text parted by line breaks, date before the title."""
    return f"""<html><head><title>The Centre</title></head><body><div><a href="/">The Centre</a></div><div>
    <div>2022-05-25 | News</div><div><b>{TITLE}</b></div><div>
    <a href="/f/4.jpg">4.jpg (4.09 MB)</a><br><br>{FIRST}<br><br>
    <a href="/f/5.jpg">5.jpg (12.62 MB)</a><a href="/f/6.jpg">6.jpg (3.87 MB)</a><br><br>{SECOND}<br><br>
    {LAST}</div></div>
    <div><div>Related News</div>{cards()}</div><div>© The Centre</div></body></html>"""


def tables() -> str:
    """A page laid out by tables, with tags left open."""
    return f"""<table><tr><td><a href=/en/>Home</a><td><table><tr><td><font size=5>{TITLE}</font>
    <tr><td>2022-05-25 | News<tr><td><a href=/f/4.jpg>4.jpg (4.09 MB)</a><tr><td>{FIRST}
    <tr><td><a href=/f/5.jpg>5.jpg (12.62 MB)</a><a href=/f/6.jpg>6.jpg (3.87 MB)</a><tr><td>{SECOND}<tr><td>{LAST}
    </table><table><tr><td>Related News<tr><td>{cards()}</table></table><div>© The Centre</div>"""


def fields() -> str:
    """Date and category in elements of their own, after the sidebar, labels as captions."""
    return f"""<html><head><title>{TITLE} - The Centre</title></head><body>
    <aside><h3>Latest News</h3><ul><li><a href="/en/news_detail/index/70">Five years on</a> 2025-02-20</li></ul></aside>
    <div class="post"><h2>{TITLE}</h2><dl><dt>Date</dt><dd>25 May 2022</dd><dt>Category</dt><dd>News</dd></dl>
    <figure><a href="/f/4.jpg"><img src="/t/4.jpg"></a><figcaption>4.jpg (4.09 MB)</figcaption></figure><p>{FIRST}</p>
    <figure><a href="/f/5.jpg"><img data-src="/t/5.jpg"></a><figcaption>5.jpg (12.62 MB)</figcaption></figure>
    <figure><a href="/f/6.jpg"><img src="/t/6.jpg"></a><figcaption>6.jpg (3.87 MB)</figcaption></figure>
    <p>{SECOND}</p><p>{LAST}</p></div><h3>Related News</h3><div>{cards()}</div>
    <footer>© The Centre</footer></body></html>"""


@pytest.mark.parametrize("markup", [semantic, nameless, tables, fields])
def test_every_field_is_exact(markup):
    """Title, date, category, blocks, files in their places and teasers are the same in every markup."""
    content = parse_detail(markup().encode(), URL)
    assert content.title == TITLE
    assert content.published == "2022-05-25"
    assert content.category == "News"
    assert content.body.split("\n\n") == [FIRST, SECOND, LAST]
    assert [(a.position, a.paragraph, a.name, a.label, a.declared_bytes, a.url) for a in content.attachments] == [
        (1, 0, "4.jpg", "4.jpg (4.09 MB)", 4_090_000, "https://centre.example/f/4.jpg"),
        (2, 1, "5.jpg", "5.jpg (12.62 MB)", 12_620_000, "https://centre.example/f/5.jpg"),
        (3, 1, "6.jpg", "6.jpg (3.87 MB)", 3_870_000, "https://centre.example/f/6.jpg"),
    ]
    shown = [
        (t.url.removeprefix("https://centre.example"), t.title, t.summary, t.published, t.category)
        for t in content.related
    ]
    assert shown == TEASERS
    assert content.is_post


def post(inner: str, head: str = "") -> bytes:
    """A post with this body."""
    return (
        f"<html><head><title>{TITLE}</title>{head}</head><body><article><h1>{TITLE}</h1><p>2022-05-25 | News</p>{inner}"
        "</article><footer>© The Centre</footer></body></html>"
    ).encode()


def urls(inner: str) -> list[str | None]:
    """The addresses that a post with this body offers."""
    return [item.url for item in parse_detail(post(f"<p>{FIRST}</p>{inner}<p>{SECOND}</p>"), URL).attachments]


@pytest.mark.parametrize(
    "inner",
    [
        '<p><img src="/f/a.jpg"></p>',
        '<p><a href="/f/a.jpg"><img src="/t/a-150x150.jpg"></a></p>',
        '<p><img src="data:image/gif;base64,R0lGOD" data-src="/f/a.jpg"></p>',
        '<p><img src="/blank.gif" data-original="/f/a.jpg"><noscript><img src="/f/a.jpg"></noscript></p>',
        '<p><img src="/f/a-300x200.jpg" srcset="/f/a-300x200.jpg 300w, /f/a.jpg 2400w"></p>',
        '<picture><source srcset="/f/a.webp"><img src="/f/a.jpg"></picture>',
        '<div style="background-image:url(/f/a.jpg)"></div>',
        '<figure data-trix-attachment="{}"><a href="/f/a.jpg"><img src="/f/a.jpg"></a></figure>',
    ],
)
def test_the_original_stands_for_a_picture(inner):
    """Thumbnails, lazy loading, sizes for screens and backgrounds lead to one address: the original's."""
    assert urls(inner) == ["https://centre.example/f/a.jpg"]


@pytest.mark.parametrize(
    "inner",
    [
        '<p><img src="/i/icon-share.png" width="16" height="16"></p>',
        '<p><img src="/pixel.gif?x=1" width="1" height="1"></p>',
        '<p><img class="avatar" src="/u/lee.jpg"></p>',
        '<p><a href="https://www.facebook.com/sharer.php?u=x"><img src="/i/fb.png" width="24"></a></p>',
    ],
)
def test_decoration_is_no_attachment(inner):
    """Icons, pixels, faces and buttons to share are not offered by a post."""
    assert urls(inner) == []


def test_offered_files_count_wherever_they_are():
    """A file linked in a sentence keeps its words in the body; one behind the body counts too."""
    inner = (
        f'<p>{FIRST}</p><p>The <a href="/f/report.pdf">full report</a> says more about the costs of the hall.</p>'
        '<h3>Attachments</h3><ul><li><a href="/f/plan.docx" download>plan.docx</a> (812 KB)</li></ul>'
    )
    content = parse_detail(post(inner), URL)
    assert "The full report says more" in content.body
    assert [(a.name, a.label, a.declared_bytes) for a in content.attachments] == [
        ("report.pdf", "", None),
        ("plan.docx", "plan.docx (812 KB)", 812_000),
    ]


def test_a_label_without_a_link_has_no_address():
    """Plain text may be all that is left of a file."""
    content = parse_detail(post(f"<p>{FIRST}</p><p>4.jpg (4.09 MB)</p><p>{SECOND}</p>"), URL)
    assert [(a.name, a.url, a.paragraph) for a in content.attachments] == [("4.jpg", None, 1)]
    assert content.body == f"{FIRST}\n\n{SECOND}"


def test_a_date_in_the_body_is_not_the_posts():
    """The facts of an event and dates in sentences stay in the body, and do not become the date."""
    facts = "Date: 27 October 2022 | Venue: Grand Hall"
    content = parse_detail(post(f"<p>{facts}</p><p>{FIRST}</p><p>Registration closes on 20 October 2022.</p>"), URL)
    assert content.published == "2022-05-25"
    assert content.body.split("\n\n") == [facts, FIRST, "Registration closes on 20 October 2022."]


def test_an_unknown_date_is_none_and_on_record():
    """Nothing is invented: neither from the text nor from the clock."""
    html = f"<h1>{TITLE}</h1><p>{FIRST}</p><p>It took place on Friday.</p>".encode()
    content = parse_detail(html, URL)
    assert content.published is None
    assert "date-unknown" in [issue.code for issue in content.issues]


@pytest.mark.parametrize(
    ("written", "declared", "expected"),
    [
        ("03/04/2024", "", None),
        ("03/04/2024", '<meta property="article:published_time" content="2024-04-03">', "2024-04-03"),
        ("25/05/2022", "", "2022-05-25"),
        ("2022-05-25", '<meta property="article:published_time" content="2022-05-24T16:00:00Z">', "2022-05-25"),
    ],
)
def test_what_a_reader_sees_decides_the_date(written, declared, expected):
    """The declared date settles what may be read in two ways, and never outvotes what is plain."""
    html = (
        f'<html lang="en"><head>{declared}</head><h1>{TITLE}</h1><p>{written} | News</p><p>{FIRST}</p><p>{SECOND}</p>'
    )
    assert parse_detail(html.encode(), "https://centre.example.com/en/36").published == expected


def test_the_title_is_not_the_sites_name():
    """Declared titles lose the site's name; where every declaration lies, the heading stands."""
    html = post(
        f"<p>{FIRST}</p>",
        '<meta property="og:title" content="The Centre"><meta property="og:site_name" content="The Centre">',
    )
    assert parse_detail(html, URL).title == TITLE


def test_lists_tables_and_headings_are_blocks():
    """Items and rows are blocks of their own; cells are joined by a space."""
    inner = (
        f"<p>{FIRST}</p><h3>What is new</h3><ul><li>One chamber</li><li>Two shakers</li></ul>"
        f"<table><tr><th>Year</th><th>Tests</th></tr><tr><td>2022</td><td>212</td></tr></table><p>{SECOND}</p>"
    )
    assert parse_detail(post(inner), URL).body.split("\n\n") == [
        FIRST, "What is new", "One chamber", "Two shakers", "Year Tests", "2022 212", SECOND,
    ]  # fmt: skip


def test_white_space_and_what_cannot_be_seen():
    """White space folds, zero-width characters and soft hyphens go, nothing else changes."""
    content = parse_detail(
        post(f"<p>One&nbsp;&nbsp; two\n three\u200b fo\u00adur – <b>five</b>six.</p><p>{FIRST}</p>"), URL
    )
    assert content.body.split("\n\n")[0] == "One two three four – fivesix."


def test_body_html_is_clean_and_absolute():
    """The fragment keeps structure, makes addresses absolute and holds nothing that runs."""
    inner = (
        f'<p onclick="x()">{FIRST} <a href="/en/more">More</a></p><script>x()</script>'
        f'<p><img data-src="/f/a.jpg" src="/blank.gif"></p>'
        f"<p>{SECOND}</p><div class='share'><a href='https://twitter.com/share?u=x'>Tweet</a></div>"
    )
    markup = parse_detail(post(inner), URL).body_html
    assert '<a href="https://centre.example/en/more"' in markup
    assert '<img src="https://centre.example/f/a.jpg"' in markup
    assert not any(word in markup for word in ("script", "onclick", "Tweet", TITLE))


def test_a_profiles_selectors_are_the_strongest_voice():
    """Where they match they decide; where they do not, the page is read as without them."""
    profile = Profile.model_validate(
        {"name": "x", "base": "https://centre.example/", "detail": {"title": ".t", "body": ".b", "category": ".none"}}
    )
    html = post(
        '<div class="t">The other title</div>'
        f'<div class="b"><p>{SECOND}</p></div><div><p>{FIRST}</p><p>{FIRST}</p></div>'
    )
    content = parse_detail(html, URL, profile=profile)
    assert (content.title, content.body, content.category) == ("The other title", SECOND, "News")


def test_evidence_names_what_was_taken():
    """For each field that was read, one candidate is marked as taken, with its reader and its reason."""
    content = parse_detail(semantic().encode(), URL)
    chosen = {item.field: item for item in content.evidence if item.chosen}
    assert {"title", "published", "category", "body", "attachments", "teasers"} <= chosen.keys()
    assert chosen["published"].value == "2022-05-25"


@pytest.mark.parametrize(
    ("html", "code"),
    [
        (b"", "empty-page"),
        (b"%PDF-1.4", "not-html"),
        (b'{"a": 1}', "not-html"),
        (b"<title>404 Not Found</title><h1>Page not found</h1><p>Sorry, it does not exist.</p>", "error-page"),
        (b"<center><h1>403 Forbidden</h1></center><hr>nginx", "error-page"),
        (b"<h1>News</h1><p>The news you are looking for was not found.</p>", "error-page"),
        (b"<h1>Members</h1><form><input name=u><input type=password><button>Log in</button></form>", "login-page"),
        (
            b"<h1>We value your privacy</h1><p>We use cookies. You consent to all cookies. Cookie settings.</p>",
            "cookie-wall",
        ),
        (
            b"<title>App</title><noscript>Enable JavaScript.</noscript><div id=root></div><script src=a></script>",
            "javascript-only",
        ),
        (b"<html><body></body></html>", "no-title"),
    ],
)
def test_what_is_no_post_is_said_in_plain_words(html, code):
    """Errors, walls, shells and forms give an issue and never a post."""
    content = parse_detail(html, URL)
    assert not content.is_post
    assert code in [issue.code for issue in content.issues]


def test_an_empty_template_with_teasers_is_no_post():
    """A page that shows other posts and has none of its own takes nothing from them."""
    html = f"<title>The Centre</title><nav><a href=/>Home</a></nav><h1></h1><h3>Related News</h3>{cards()}"
    assert not parse_detail(html.encode(), "https://centre.example/en/news_detail/index/999").is_post


@pytest.mark.parametrize(
    "html",
    [
        b"<h1>Title of it</h1>" + b"<a href=/x/1>some text</a> " * 60_000,
        b"<h1>Title of it</h1><p>" + b"4.jpg (4.09 MB)" * 60_000,
        b"<h1>title</h1>" * 40_000,
        b"<h1>Title of it</h1>" + b"<span>a " * 6_000,
        b"<h1>Title of it</h1><p>" + b'" . ' * 300_000,
    ],
)
def test_hostile_pages_end(html):
    """Pages that repeat without end are read in bounded time, without an exception."""
    read_detail(html, URL)


PIECES = st.lists(
    st.sampled_from(
        [
            *("<div>", "</div>", "<p>", "</p>", "<table>", "<tr>", "<td>", "<a href='/x'>", "</a>", "<img src=a.jpg>"),
            *("<h1>", "</h1>", "4.jpg (4.09 MB)", "2022-05-25 | News", "Related News", "<script>", "</html>", "<br>"),
            *("&#0;", "\ud7ff", "\x00", "<li>", "<![CDATA[", "<base href='http://['>", "<pre>\n\n", "<noscript>"),
            *("<time datetime='x'>", "<svg><title>", "<a href='http://[/x'>", FIRST, TITLE),
        ]
    ),
    max_size=40,
)  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(PIECES)
def test_nothing_raises_on_mangled_markup(pieces):
    """Whatever order the pieces of a page come in, reading it gives values."""
    content = read_detail("".join(pieces).encode("utf-8", "replace"), URL)
    assert isinstance(content.body, str)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_nothing_raises_on_any_bytes(noise):
    """Nor do bytes that are no page at all."""
    assert isinstance(read_detail(noise, URL).title, str)
