"""The static site: what its pages hold, that every link leads somewhere, and a real browser on it from disk."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest
from lxml import html

from archive.export.site_pages import Language, file_path, pager, slug
from tests.archive.export.hostile import TEXTS, export, held
from tests.browser import needs_browser
from tests.changing_archive import build

if TYPE_CHECKING:
    from collections.abc import Iterator

NAMES = re.compile(
    r"index\.html|search\.html|export\.json|assets/(?:site\.css|search\.js)|search/[a-z0-9-]+-\d+\.js|"
    r"lists/[a-z0-9-]+/(?:index|undated|\d{4}|category-[0-9a-f]{10})(?:-\d+)?\.html|posts/\d+/\d+\.html|"
    r"files/[0-9a-f]{2}/[0-9a-f]{64}\.[a-z0-9]+"
)


@pytest.fixture(scope="module")
def hostile_site(hostile_archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the hostile archive."""
    folder = tmp_path_factory.mktemp("site") / "hostile"
    export(hostile_archive, "--format", "site", "--output", folder)
    return folder


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of an archive whose posts went through every kind of change."""
    folder = tmp_path_factory.mktemp("site")
    build(folder / "centre")
    export(folder / "centre", "--format", "site", "--output", folder / "site")
    return folder / "site"


def pages(folder: Path) -> Iterator[tuple[Path, html.HtmlElement]]:
    """Every page, parsed."""
    for path in sorted(folder.rglob("*.html")):
        if "files" not in path.relative_to(folder).parts:
            yield path, html.fromstring(path.read_bytes(), parser=html.HTMLParser(huge_tree=True, encoding="utf-8"))


def test_names_are_ours(hostile_site: Path) -> None:
    """No name of a file holds anything that a site said, and nothing lies outside the folder."""
    found = [path.relative_to(hostile_site).as_posix() for path in hostile_site.rglob("*") if path.is_file()]
    assert [name for name in found if not NAMES.fullmatch(name)] == []
    assert sorted(path.name for path in hostile_site.parent.iterdir()) == ["hostile"]
    assert sum(name.startswith("posts/") for name in found) == len(TEXTS)


def test_every_address_is_relative_and_leads_somewhere(hostile_site: Path, centre: Path) -> None:
    """Pictures, styles, scripts and pages are found from every page; other links lead to the web."""
    for folder in (hostile_site, centre):
        for path, page in pages(folder):
            for address in page.xpath("//@src | //@href | //@action"):
                if address.startswith("https://"):
                    continue
                assert not re.match(r"[a-z]+:|/", address), (path, address)
                if not address.startswith("#"):
                    assert (path.parent / unquote(address)).resolve().is_file(), (path, address)


def test_nothing_in_a_page_can_act(hostile_site: Path) -> None:
    """Pages hold no script but the search's, no handler, no foreign address that loads by itself, and a policy."""
    for path, page in pages(hostile_site):
        scripts = page.xpath("//script")
        assert [script.get("src") for script in scripts] == (["assets/search.js"] if path.name == "search.html" else [])
        assert not page.xpath("//@*[starts-with(name(), 'on')] | //iframe | //object | //base | //*[@style]")
        assert not [link for link in page.xpath("//@href") if "javascript:" in link]
        (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
        assert policy.startswith("default-src 'none'")
        assert ("script-src" in policy) == bool(scripts)


def test_pages_say_what_the_archive_says(hostile_archive: Path, hostile_site: Path) -> None:
    """Title and paragraphs of each post are on its page, as text."""
    from archive.hashing import blocks
    from archive.markup import legal

    for number, title, body in held(hostile_archive, "SELECT id, title, body FROM posts"):
        path = hostile_site / "posts" / "0" / f"{number}.html"
        page = html.fromstring(path.read_bytes(), parser=html.HTMLParser(huge_tree=True, encoding="utf-8"))
        (head,) = page.xpath("//article/h1")
        assert " ".join(head.text_content().split()) == (" ".join(legal(title).split()) or "Untitled")
        shown = [p.text_content() for p in page.xpath("//article/p[not(@class)]")]
        assert ["".join(text.split()) for text in shown] == ["".join(legal(block).split()) for block in blocks(body)]


def test_what_a_browser_would_run_is_only_shown(hostile_site: Path) -> None:
    """SVG and HTML that posts offered have an ending under which nothing runs; unknown bytes are for saving."""
    endings = {path.suffix for path in (hostile_site / "files").rglob("*.*")}
    assert endings == {".png", ".txt", ".pdf", ".bin"}
    assert file_path("../x", "text/plain") is None
    page = (hostile_site / "posts" / "0" / "4.html").read_text(encoding="utf-8")
    assert 'src="../../files' in page
    assert ".svg" not in re.sub(r">[^<]*<", "><", page)


def test_pictures_stand_where_the_page_had_them(centre: Path) -> None:
    """The picture is between the paragraphs that it was between; a file for download comes after them."""
    page = html.fromstring((centre / "posts" / "0" / "1.html").read_bytes())
    tags = [child.tag for child in page.xpath("//article")[0]]
    assert tags[:3] == ["h1", "p", "figure"]
    assert tags[-1] == "ul"
    (first, *_) = page.xpath("//figure//img")
    assert (first.get("alt"), first.get("width"), first.get("loading")) == ("map.png", "500", "lazy")
    assert page.xpath("//ul[@class='files']//a/text()") == ["programme-final.pdf (1.20 MB)"]


def test_history_and_languages(centre: Path) -> None:
    """A revised post shows each revision with its words, a gone one when it went; languages lead to one another."""
    text = (centre / "posts" / "0" / "1.html").read_text(encoding="utf-8")
    assert "<ins>reliability" in text
    assert "<del>four</del>" in text
    assert '<a href="../../posts/0/2.html" lang="zh-Hant">繁體中文</a>' in text
    back = (centre / "posts" / "0" / "5.html").read_text(encoding="utf-8")
    assert "there again" in back
    assert "gone (404)" in back


def test_a_gone_post_is_marked(hostile_archive: Path, hostile_site: Path) -> None:
    """On its page, in the lists, and in the search."""
    ((number,),) = held(hostile_archive, "SELECT id FROM posts WHERE status = 'gone'")
    page = (hostile_site / "posts" / "0" / f"{number}.html").read_text(encoding="utf-8")
    assert "Gone from the site since 2026-04-01" in page
    assert "(404 &lt;i&gt;)" in page
    lists = "".join(path.read_text(encoding="utf-8") for path in (hostile_site / "lists").rglob("*.html"))
    assert 'class="badge gone"' in lists


def test_the_same_archive_gives_the_same_bytes(hostile_archive: Path, hostile_site: Path, tmp_path: Path) -> None:
    """Twice exported, byte for byte equal."""
    export(hostile_archive, "--format", "site", "--output", tmp_path / "again")
    one, other = (
        {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        for folder in (hostile_site, tmp_path / "again")
    )
    assert one == other


def test_files_take_no_room_on_the_same_disk(hostile_archive: Path, hostile_site: Path) -> None:
    """They are links to the archive's own, and hold its bytes."""
    for path in (hostile_site / "files").rglob("*.*"):
        (blob,) = (hostile_archive / "blobs").glob(f"{path.parent.name}/{path.stem}*")
        assert path.samefile(blob) or path.read_bytes() == blob.read_bytes()


def test_a_later_export_takes_the_place_of_the_former(hostile_archive: Path, centre: Path, tmp_path: Path) -> None:
    """Pages that are no more are gone, other people's files stay."""
    folder = tmp_path / "public"
    export(hostile_archive, "--format", "site", "--output", folder)
    (folder / "CNAME").write_text("news.example", encoding="utf-8")
    assert (folder / "posts" / "0" / "20.html").exists()
    export(centre.parent / "centre", "--format", "site", "--output", folder)
    assert not (folder / "posts" / "0" / "20.html").exists()
    assert (folder / "CNAME").read_text(encoding="utf-8") == "news.example"
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        ["CNAME", "assets", "export.json", "files", "index.html", "lists", "posts", "search", "search.html"]
    )


def test_names_of_languages_never_meet() -> None:
    """Folders of languages are plain, and unlike one another whatever the languages are called."""
    found: list[str] = []
    for lang in ("en", "EN", "e/n", "../..", "", "繁體", "none", "x" * 300):
        found.append(slug(lang, found))
    assert len(set(found)) == len(found)
    assert all(re.fullmatch("[a-z0-9-]{1,24}", name) for name in found)
    assert Language("tc", "tc", 1).name == "繁體中文"


def test_long_lists_have_pages() -> None:
    """Each page leads to the one before and the one after."""
    assert pager("2026", 1, 1) == ""
    assert 'href="2026-2.html"' in pager("2026", 1, 3)
    middle = pager("2026", 2, 3)
    assert 'href="2026.html"' in middle
    assert 'href="2026-3.html"' in middle
    assert "2 of 3" in middle


@needs_browser
def test_in_a_browser_from_disk(centre: Path) -> None:
    """From file:// the search finds English and Chinese, a language leads to the other, a picture is seen."""
    playwright = pytest.importorskip("playwright.sync_api")
    said: list[str] = []
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=_chromium(), args=["--no-sandbox"])
        page = browser.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto((centre / "index.html").as_uri())
        page.fill("input[name=q]", '"climate chambers" LABORATORY')
        page.press("input[name=q]", "Enter")
        page.wait_for_selector("#hits li")
        assert page.locator("#hits a").all_inner_texts() == ["Centre opens its new reliability laboratory"]
        assert page.locator("#hits mark").first.inner_text() == "laboratory"
        page.click("#hits a")
        assert page.locator("figure img").first.evaluate("picture => picture.complete && picture.naturalWidth") == 500
        page.click("nav >> text=繁體中文")
        assert page.locator("h1").inner_text() == "中心新實驗室正式開幕"
        page.click("nav >> text=Search")
        page.fill("input[name=q]", "可靠性")
        page.click("button >> text=Search")
        page.wait_for_selector("#hits mark")
        assert page.locator("#hits a").all_inner_texts() == ["中心新實驗室正式開幕"]
        page.goto((centre / "search.html").as_uri() + "?q=nowhere")
        page.wait_for_function("document.querySelector('#state').textContent.startsWith('No post')")
        browser.close()
    assert said == []


@needs_browser
def test_hostile_text_in_a_browser(hostile_site: Path) -> None:
    """No page and no search result runs anything, on a phone's width nothing is wider than the screen."""
    playwright = pytest.importorskip("playwright.sync_api")
    said: list[str] = []
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=_chromium(), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 375, "height": 700})
        page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        for name in ("index.html", "posts/0/22.html", "posts/0/23.html", "posts/0/1.html", "lists/en/index.html"):
            page.goto((hostile_site / name).as_uri())
            assert page.evaluate("document.documentElement.scrollWidth") <= 375, name
        for words in (
            "<script>alert(1)</script>",
            '"<img src=x onerror=alert(1)>"',
            "onerror",
            "香港",
            "=1+1",
            "alert",
        ):
            page.goto(f"{(hostile_site / 'search.html').as_uri()}?q={words.replace('+', '%2B')}")
            page.wait_for_selector("#hits li")
        browser.close()
    assert said == []


def _chromium() -> str | None:
    """The Chromium of this machine; None for the one that came with the driver."""
    import shutil

    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
