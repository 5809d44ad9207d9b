"""The desk's own pages, from a real server: front page, search, posts through time, differences, references."""

from __future__ import annotations

import json
import re
import statistics
import time
from contextlib import closing
from html import unescape
from typing import TYPE_CHECKING

import pytest

from archive import open_archive
from archive.browse.pages import Paging, address
from archive.browse.plot_pages import can_plot
from archive.schema import DESCRIPTIONS
from tests import changing_archive
from tests.browse import large_archive
from tests.browse.desk_server import serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import httpx


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give an archive in which everything happened."""
    made = tmp_path_factory.mktemp("desk") / "a"
    changing_archive.build(made)
    return made


@pytest.fixture(scope="module")
def desk(folder: Path) -> Iterator[httpx.Client]:
    """Serve it."""
    with serving(folder) as client:
        yield client


def words(html: str) -> str:
    """What a page says, without its markup."""
    body = re.sub(r"<(script|style|head)\b.*?</\1>", " ", html, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def links(html: str) -> list[str]:
    """Where a page leads to."""
    return [unescape(link) for link in re.findall(r'href="([^"]*)"', html)]


def post_id(folder: Path, source_id: str, lang: str = "en") -> int:
    """The id of a post by the site's own."""
    with open_archive(folder) as archive:
        return int(archive.rows("SELECT id FROM posts WHERE source_id = ? AND lang = ?", [source_id, lang])[0][0])


def test_the_front_page_shows_what_is_new(desk: httpx.Client) -> None:
    """Latest posts, latest changes, the runs and the counts stand on the front page, in one language at a time."""
    page = words(desk.get("/").text)
    assert "Three new fellows" in page
    assert "中心新實驗室正式開幕" in page  # among the changes
    assert "6 posts" in page
    assert "The last run that finished well ended" in page
    assert re.search(r"back\s+A visit from the Academy of Sciences", page)
    chinese = desk.get("/?lang=tc").text
    assert "Call for Papers</a></h3>" not in chinese
    assert '<h3 lang="zh-Hant">' in chinese


def test_every_link_of_every_page_leads_somewhere(desk: httpx.Client) -> None:
    """Starting at the front page, no link within the desk is dead."""
    waiting, seen = ["/"], {"/"}
    while waiting and len(seen) < 300:
        path = waiting.pop()
        answer = desk.get(path)
        assert answer.status_code == 200, path
        if not answer.headers["content-type"].startswith("text/html") or path.startswith("/archive"):
            continue
        for link in links(answer.text):
            here = link.partition("#")[0] if not link.startswith("?") else path.partition("?")[0] + link
            if here.startswith("/archive/"):
                here = here.partition("?")[0]  # one question to a table will do
            if here.startswith("/") and here not in seen:
                seen.add(here)
                waiting.append(here)
    assert len(seen) > 60


def test_search_in_both_scripts(desk: httpx.Client) -> None:
    """Words of both scripts are found and marked, with counts of what else there is."""
    page = desk.get("/search", params={"q": "laboratory"}).text
    assert "<mark>laboratory</mark>" in page
    assert "1 post with" in words(page)
    chinese = desk.get("/search", params={"q": "實驗室"}).text
    assert "<mark>" in chinese
    everything = words(desk.get("/search").text)
    assert "6 posts" in everything
    assert re.search(r"Language en 5 tc 1 Category News 5 Events 1", everything)


def test_search_as_of_and_in_earlier_wordings(desk: httpx.Client) -> None:
    """A wording that is gone is found as of then, and among earlier wordings, and leads to its revision."""
    assert "0 posts" in words(desk.get("/search", params={"q": '"27 February"'}).text)
    for params in ({"q": '"27 February"', "past": "1"}, {"q": '"27 February"', "as_of": "2026-03-01"}):
        page = desk.get("/search", params=params).text
        assert "1 post with" in words(page)
        assert any(link.endswith("?revision=1") for link in links(page))
    standing = words(desk.get("/search", params={"as_of": "2026-03-13"}).text)
    assert "A visit from the Academy" not in standing  # it was gone then
    assert "A visit from the Academy" in words(desk.get("/search").text)


@pytest.mark.parametrize(
    ("params", "says"),
    [
        ({"q": "?!"}, "no word to search for"),
        ({"q": "a", "since": "yesterday!"}, "is no date"),
        ({"q": "a", "since": "2026-03-01", "until": "2026-02-01"}, "No day is both"),
        ({"q": "a", "as_of": "when?"}, "when?"),
        ({"q": "a", "as_of": "2026-03-01", "past": "1"}, "choose one of the two"),
        ({"q": "a", "year": "MMXX"}, "is no year"),
        ({"q": "a", "page": "0"}, "is no number"),
        ({"q": "a", "page": "1; drop table posts"}, "is no number"),
    ],
)
def test_what_cannot_be_searched_for_gets_a_sentence(desk: httpx.Client, params: dict[str, str], says: str) -> None:
    """A mistake keeps the form and says what is wrong, and how it goes."""
    answer = desk.get("/search", params=params)
    assert answer.status_code == 400
    assert says in words(answer.text)
    assert f'value="{params["q"]}"' in unescape(answer.text)


@pytest.mark.parametrize(
    "typed", ['"', "a AND", "NEAR(", "-a", "*", "a*b*", "^x", "col:x", "(((", "\u0000", "😀", "'; --"]
)
def test_any_search_is_answered(desk: httpx.Client, typed: str) -> None:
    """No search is an error of the program."""
    assert desk.get("/search", params={"q": typed}).status_code in {200, 400}
    assert desk.get("/archive/posts", params={"_search": typed}).status_code == 200


def test_a_post_with_its_pictures_in_place(desk: httpx.Client, folder: Path) -> None:
    """The text stands in paragraphs, the pictures between them as reduced copies, each with its label."""
    page = desk.get(f"/post/{post_id(folder, '36')}").text
    prose = page[page.index('<div class="prose"') : page.index("Pictures and files")]
    first, figure, second = (prose.index(text) for text in ("Professor Wong", "<figure", "A second laboratory"))
    assert first < figure < second
    assert re.search(r'<img src="/-/thumb/[0-9a-f]{64}/640" alt="ribbon.jpg" loading="lazy" width="640"', prose)
    assert "programme-final.pdf (1.20 MB)" in words(prose)
    assert 'rel="noopener noreferrer nofollow">live page' in page


def test_a_post_through_time(desk: httpx.Client, folder: Path) -> None:
    """The slider stands at the revision shown; an earlier one says so and leads to the present."""
    number = post_id(folder, "36")
    earlier = desk.get(f"/post/{number}", params={"revision": "1"}).text
    assert "four climate chambers" in earlier
    assert re.search(r'<input id="slider" type="range" name="revision" min="1" max="2" value="1"', earlier)
    assert "This is revision 1 of 2" in words(earlier)
    assert f"/post/{number}/diff?from=1&to=2" in links(earlier)
    now = desk.get(f"/post/{number}").text
    assert "six climate chambers" in now
    assert "This is revision" not in now


def test_the_languages_of_a_post(desk: httpx.Client, folder: Path) -> None:
    """A post leads to its other languages, and shows one beside itself."""
    english, chinese = post_id(folder, "36"), post_id(folder, "36", "tc")
    page = desk.get(f"/post/{english}", params={"beside": str(chinese)}).text
    assert 'lang="zh-Hant"' in page
    assert page.count('class="prose"') == 2
    assert desk.get(f"/post/{english}", params={"beside": str(english)}).status_code == 400


def test_a_post_that_was_gone(desk: httpx.Client, folder: Path) -> None:
    """When a post was gone, and how that was known, stays on its page."""
    page = words(desk.get(f"/post/{post_id(folder, '33')}").text)
    assert "Was gone from 2026-03-03 08:" in page


def test_differences_word_by_word(desk: httpx.Client, folder: Path) -> None:
    """Two revisions are compared by words, moves and pictures."""
    number = post_id(folder, "36")
    page = desk.get(f"/post/{number}/diff").text
    assert "<del>four</del><ins>six</ins>" in page
    assert "moved here 1" in words(page)
    assert "replaced by a different picture" in words(page)
    assert len(re.findall(r'<div class="before"><figure', page)) == 2
    backwards = desk.get(f"/post/{number}/diff", params={"from": "2", "to": "1"}).text
    assert "<del>six</del><ins>four</ins>" in backwards
    assert "The two have the same content" in words(desk.get(f"/post/{number}/diff?from=1&to=1").text)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/post/999", 404), ("/post/1?revision=99", 404), ("/post/1?revision=x", 400),
        ("/post/1/diff?from=1&to=99", 404), ("/post/1/cite.ris?revision=99", 404),
        ("/-/capture/99999", 404), ("/-/capture/99999/source", 404),
        ("/post/99999999999999999", 404), ("/-/plot/nothing.svg", 404), ("/-/plot/timeline.svg?lang=xx", 404),
    ],
)  # fmt: skip
def test_what_is_not_here_is_a_page(desk: httpx.Client, path: str, status: int) -> None:
    """A wrong address gets a friendly page with ways on."""
    answer = desk.get(path)
    assert answer.status_code == status
    assert "latest posts" in words(answer.text)


def test_a_capture_is_never_rendered(desk: httpx.Client, folder: Path) -> None:
    """What came from the site is shown as heads on a page, and its body is plain text to save."""
    with open_archive(folder) as archive:
        number = archive.rows("SELECT min(id) FROM captures WHERE kind = 'detail'")[0][0]
    page = words(desk.get(f"/-/capture/{number}").text)
    assert "HTTP/1.1 200" in page
    source = desk.get(f"/-/capture/{number}/source")
    assert source.headers["content-type"].startswith("text/plain")
    assert source.headers["content-disposition"].startswith("attachment")
    assert source.headers["content-security-policy"].startswith("sandbox")


def test_references(desk: httpx.Client, folder: Path) -> None:
    """A post is cited in three forms, also in an earlier wording."""
    number = post_id(folder, "36")
    assert desk.get(f"/post/{number}/cite.bib").text.startswith("@")
    assert desk.get(f"/post/{number}/cite.ris").text.startswith("TY  - ELEC")
    cited = json.loads(desk.get(f"/post/{number}/cite.json?revision=1").text)
    assert cited[0]["title"] == "Centre opens its new laboratory"


@pytest.mark.skipif(not can_plot(), reason="Matplotlib is not installed")
def test_all_plots_on_one_page(desk: httpx.Client) -> None:
    """Each is there with a heading and words for who does not see it, of one language or of all; its picture comes."""
    page = desk.get("/plots").text
    pictures = re.findall(r'<img class="plot" src="([^"]+)" alt="([^"]+)"', page)
    assert [re.sub(r".*/|\.svg.*", "", src) for src, _ in pictures] == [
        "timeline",
        "categories",
        "edits",
        "pictures",
        "health",
    ]
    assert all(alt.endswith(".") for _, alt in pictures)
    assert [desk.get(unescape(src)).status_code for src, _ in pictures] == [200] * 5
    assert "timeline.svg?lang=tc" in desk.get("/plots?lang=tc").text
    assert "?lang=" not in "".join(re.findall(r'src="([^"]+)"', desk.get("/plots?lang=all").text))
    assert desk.get("/plots?lang=xx").status_code == 404


def test_plots_light_and_dark(desk: httpx.Client) -> None:
    """Plots come as drawings that cannot act."""
    light, dark = desk.get("/-/plot/timeline.svg"), desk.get("/-/plot/timeline-dark.svg")
    assert light.headers["content-type"] == dark.headers["content-type"] == "image/svg+xml"
    assert light.headers["content-security-policy"].startswith("sandbox")
    assert light.content != dark.content


def test_tables_know_what_they_mean(desk: httpx.Client, folder: Path) -> None:
    """Every table and column has its description in Datasette's pages, and references lead from row to row."""
    for table, (about, columns) in DESCRIPTIONS.items():
        page = unescape(desk.get(f"/archive/{table}").text)
        assert about in page, table
        assert all(meaning in page for meaning in columns.values()), table
    revisions = desk.get("/archive/revisions").text
    assert f'href="/archive/posts/{post_id(folder, "36")}"' in revisions
    assert (
        f'<a href="/post/{post_id(folder, "36")}">Centre opens its new reliability laboratory</a>'
        in desk.get("/archive/posts").text
    )
    found = desk.get("/archive/posts.json", params={"_search": "實驗", "_shape": "array"}).json()
    assert [row["source_id"] for row in found] == ["36"]


def test_questions_in_sql_that_are_at_hand(desk: httpx.Client) -> None:
    """The queries that the tables' page offers all run, and the one that searches reads Chinese."""
    queries = [link for link in links(desk.get("/archive").text) if link.startswith("/archive/") and "#" not in link]
    for name in ("find", "as_it_stood", "edits_to_titles", "pictures_by_size"):
        assert f"/archive/{name}" in queries
        answer = desk.get(f"/archive/{name}.json", params={"words": "實驗", "moment": "2026-03-05T00:00:00Z"})
        assert answer.json()["rows"], name


def test_what_a_run_writes_is_seen_at_once(tmp_path: Path) -> None:
    """Pages are kept while nothing is written, and are new as soon as something is; nobody waits for the other."""
    changing_archive.build(tmp_path / "a")
    with serving(tmp_path / "a") as client:
        assert "7 posts" not in words(client.get("/").text)
        with open_archive(tmp_path / "a", write=True) as archive, archive.transaction() as db:
            db.execute(
                "INSERT INTO posts SELECT NULL, site, url || '?', '99', lang, 'Breaking', '2026-09-01', category, "
                "summary, body, body_html, status, revision, first_seen, last_seen, last_checked, last_changed "
                "FROM posts LIMIT 1"
            )
            assert "Breaking" not in client.get("/").text
        page = words(client.get("/").text)
        assert "7 posts" in page
        assert "Breaking" in page


def test_an_empty_archive_has_a_front_page(tmp_path: Path) -> None:
    """Before the first run there is a page that says so, and a search that finds nothing."""
    open_archive(tmp_path / "a", create=True).close()
    with serving(tmp_path / "a") as client:
        assert "Nothing is archived yet" in words(client.get("/").text)
        assert "0 posts" in words(client.get("/search").text)
        assert client.get("/search?q=a").status_code == 200


def test_the_front_page_of_ten_thousand_posts_is_fast(tmp_path: Path) -> None:
    """The front page takes less than 100 ms on ten thousand posts, a search less than 400."""
    large_archive.build(tmp_path / "a", 10_000)
    with serving(tmp_path / "a") as client:
        first = _timed(client, "/?lang=all")
        assert statistics.median(_timed(client, "/") for _ in range(5)) < 0.1
        assert first < 0.5  # nothing is remembered yet
        assert min(_timed(client, "/search?q=reliability") for _ in range(3)) < 0.4


def test_a_question_that_takes_too_long_is_stopped(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that would read for ever is ended with a sentence, and the next is answered."""
    monkeypatch.setattr("archive.browse.desk._SECONDS", -1.0)
    monkeypatch.setattr("archive.browse.desk._STEPS", 1)
    with serving(folder) as client:
        answer = client.get("/search?q=laboratory")
        assert (answer.status_code, "Narrow the question" in answer.text) == (503, True)
        assert client.get("/-/desk/000000000000/desk.css").status_code == 200


def test_addresses_and_pages() -> None:
    """Values of an address can be changed and left out; long lists offer the first, the last and what is near."""
    assert address("/search", {"q": "a b", "lang": None}, page=2) == "/search?q=a+b&page=2"
    assert address("/search", {"q": "a"}, q=None) == "/search"
    assert list(Paging(10, 400, 20).near()) == [1, 0, 8, 9, 10, 11, 12, 0, 20]
    assert list(Paging(1, 0, 20).near()) == [1]
    assert Paging(99, 30, 20).page == 2


def _timed(client: httpx.Client, path: str) -> float:
    start = time.perf_counter()
    with closing(client.get(path)) as answer:
        assert answer.status_code == 200
    return time.perf_counter() - start
