"""Groups of records: which pieces of a page repeat, and which group reads like news."""

from scraper.parse.document import parse_document
from scraper.parse.outline import Part, dated, outline, width
from scraper.parse.repetition import find_records
from scraper.parse.runs import split_runs
from scraper.parse.teasers import read_teasers

URL = "https://www.centre.example/news"


def groups(body):
    """The groups of a page with this body."""
    return find_records(parse_document(f"<html><body>{body}</body></html>".encode(), URL))


def item(n, extra=""):
    """One row of a list."""
    return f'<li><a href="/news/{n}">A title of some length, number {n}</a> <i>2024-01-{n:02}</i>{extra}</li>'


def test_news_before_menus():
    """A dated list outranks menus, tag clouds and footers, and says why."""
    menu = "".join(f'<li><a href="/m{n}">Menu {n}</a></li>' for n in range(9))
    tags = "".join(f'<a href="/tag/{n}">reliability {n}</a> ' for n in range(20))
    found = groups(f"<nav><ul>{menu}</ul></nav><ul>{''.join(map(item, range(1, 6)))}</ul><p>{tags}</p>")
    assert [record.url[-2:] for record in found[0].records] == ["/1", "/2", "/3", "/4", "/5"]
    assert found[0].reasons["dates"] == 3.0
    assert all(found[0].score > 2 * other.score for other in found[1:] if other.records != found[0].records)


def test_the_same_words_in_an_aside_count_less():
    """What the page calls an aside, a header or a footer scores less than the same list outside."""
    plain = groups(f"<ul>{''.join(map(item, range(1, 6)))}</ul>")[0].score
    for name in ("aside", "footer", "nav"):
        assert groups(f"<{name}><ul>{''.join(map(item, range(1, 6)))}</ul></{name}>")[0].score < plain / 2


def test_a_record_has_one_address():
    """Picture, title and button of one record lead to one place; category links that others share do not count."""
    body = "".join(
        f'<div><a href="/n/{n}"><img src=i.jpg></a><p><a href="/c/{n % 2}">Category {n % 2}</a></p>'
        f'<h3><a href="/n/{n}">A title, number {n}</a></h3><a href="/n/{n}">More</a></div>'
        for n in range(5)
    )
    assert [r.url[-4:] for r in groups(f"<section>{body}</section>")[0].records] == [f"/n/{n}" for n in range(5)]


def test_the_same_column_in_every_row():
    """Of several links in a row of a table the one counts that every row has."""
    rows = "".join(
        f'<tr><td>2024-01-{n:02}</td><td><a href="/case/{n}">C-{n:03}</a></td><td>Words about the matter'
        + (f' and <a href="/order/{n}">a later order with a long name</a>' if n % 2 else "")
        + "</td></tr>"
        for n in range(1, 9)
    )
    assert [r.url.rpartition("/")[0][-5:] for r in groups(f"<table>{rows}</table>")[0].records] == ["/case"] * 8


def test_page_numbers_are_no_records():
    """A pager inside the list is not taken for one of its rows."""
    body = "".join(map(item, range(1, 4))) + '<li><a href="?page=2">2</a> <a href="?page=3">3</a></li>'
    body += '<li><a href="?page=2">Next page</a></li>'
    assert len(groups(f"<ul>{body}</ul>")[0].records) == 3


def test_runs_are_dealt_out():
    """Children that nothing wraps go to the record that they belong to: what stands first tells on which side."""
    after = (
        "<h3><a href=/1>One title here</a></h3><p>a</p><p>b</p><h3><a href=/2>Two titles here</a></h3><p>c</p><p>d</p>"
    )
    before = "<p>2024-01-02</p><h3><a href=/1>One title</a></h3><p>2024-01-01</p><h3><a href=/2>Two titles</a></h3>"
    for html, sizes in ((after, [3, 3]), (before, [2, 2])):
        page = outline(parse_document(f"<div>{html}</div>".encode(), URL).root, URL)
        container = page.tags.index("div")
        heads = [[i] for i, tag in enumerate(page.tags) if tag == "h3"]
        runs = split_runs(page, container, heads)
        assert runs is not None
        assert list(map(len, runs)) == sizes
        assert [page.tags[run[0].at] for run in runs] == (["h3", "h3"] if sizes == [3, 3] else ["p", "p"])


def test_heads_that_stand_alone():
    """Children that hold everything themselves are no runs."""
    page = outline(parse_document(f"<ul>{item(1)}{item(2)}</ul>".encode(), URL).root, URL)
    items = [[i] for i, tag in enumerate(page.tags) if tag == "li"]
    assert split_runs(page, page.tags.index("ul"), items) is None


def test_outline_counts():
    """Characters, dates, headings, pictures and links are counted for every subtree, tails with the parent."""
    html = "<div>ab<h2><a href=/x>cd</a></h2>2024-01-02<img src=i><script>no</script>ef</div>gh"
    page = outline(parse_document(html.encode(), URL).root, URL)
    div, h2 = page.tags.index("div"), page.tags.index("h2")
    assert (page.text[div], page.dates[div], page.headings[div], page.pictures[div], page.linked(div)) == (
        16,
        1,
        1,
        1,
        1,
    )
    assert (page.text[h2], page.dates[h2], page.links_in(h2)[0].url) == (2, 0, "https://www.centre.example/x")
    assert page.links_in(h2)[0].heading == 2
    assert [page.bare(part) or page.tags[part.at] for part in page.parts(div)] == [
        "ab",
        "h2",
        "2024-01-02",
        "img",
        "script",
        "ef",
    ]
    assert page.parts(div)[0] == Part(div, "text")


def test_pieces_of_dates():
    """A month by itself, or with a day, is the mark of a date spread over elements; other words are not."""
    assert all(map(dated, ("Jun 2024", "Juni", "12 June", "6月", "2024-06-12", "12.06.24")))
    assert not any(map(dated, ("June was warm and long", "Room 12", "News", "2024", "12")))


def test_ideographs_say_more():
    """The length of a title is measured in what it says."""
    assert width("開放日") == 6
    assert width("Open day") == 8


def test_related_teasers_of_an_article():
    """Groups are offered for any page, so that the related posts below an article can be read too."""
    article = "<article>" + "<p>Some words of the story, and more of them to fill a paragraph.</p>" * 5 + "</article>"
    found = groups(f"{article}<h4>Related</h4><ul>{''.join(map(item, range(1, 4)))}</ul>")
    assert [(t.title[-1], t.published) for t in read_teasers(found[0])] == [
        ("1", "2024-01-01"),
        ("2", "2024-01-02"),
        ("3", "2024-01-03"),
    ]
