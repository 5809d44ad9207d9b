"""The desk as people use it, in a real browser: mouse, keys, phone, dark, and without scripts."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser import needs_browser

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import httpx

    Open = Callable[..., Any]

pytestmark = needs_browser

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
PAGES = (
    "/", "/search", "/search?q=laboratory", "/search?q=nothing-like-this", "/post/1", "/post/1?revision=1",
    "/post/1/diff?from=1&to=2", "/gallery", "{picture}", "/changes?all=1", "/changes?since=never", "/runs", "/runs/2",
    "/issues", "/completeness", "/plots", "/-/capture/1", "/nowhere", "/archive", "/archive/posts", "/archive/posts/1",
    "/archive?sql=select+id,+title+from+posts",
)  # fmt: skip
"""Every kind of page."""


@pytest.fixture
def browse(chromium: Any, changing: httpx.Client) -> Iterator[Open]:
    """Open a page of the desk in a context of its own; what goes wrong in it fails the test."""
    contexts, wrong = [], []

    def go(address: str, **settings: Any) -> Any:
        context = chromium.new_context(
            base_url=str(changing.base_url), **{"viewport": {"width": 1200, "height": 900}, **settings}
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if "Security Policy" in said.text else None)
        page.goto(address)
        return page

    yield go
    for context in contexts:
        context.close()
    assert wrong == []


@pytest.fixture(scope="module")
def pages(changing: httpx.Client) -> list[str]:
    """The addresses of every kind of page."""
    found = re.search(r"/picture/[0-9a-f]{64}", changing.get("/gallery").text)
    assert found
    return [address.replace("{picture}", found[0]) for address in PAGES]


def until(page: Any, true: str) -> None:
    """Wait for something to be true; the page's policy keeps the browser from looking by itself."""
    for _ in range(200):
        if page.evaluate(true):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"never true: {true}")


def test_search_in_english(browse: Open) -> None:
    """The slash key leads to the search field, and a hit to its post."""
    page = browse("/")
    page.keyboard.press("/")
    page.keyboard.type("laboratories")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=laboratories*")
    page.click("main a[href^='/post/1']")
    assert "Centre opens its new reliability laboratory" in page.inner_text("h1")


def test_search_in_chinese(browse: Open) -> None:
    """Chinese words are found and marked, and the page says its language."""
    page = browse("/search?q=實驗室")
    assert page.locator("main mark", has_text="實驗室").count() > 0
    page.click("main a[href^='/post/2']")
    assert page.inner_text("h1") == "中心新實驗室正式開幕"
    assert page.locator("h1[lang=zh-Hant]").count() == 1


def test_search_as_of_a_day(browse: Open) -> None:
    """What stood on a day is found as it stood then."""
    page = browse("/search?q=laboratory&as_of=2026-03-01")
    assert page.locator("main a", has_text="Centre opens its new laboratory").count() == 1
    assert page.locator("main a", has_text="reliability laboratory").count() == 0


def test_slide_through_history(browse: Open) -> None:
    """The slider goes to an earlier revision by an arrow key, and says which one it is."""
    page = browse("/post/1")
    assert "2 March 2026" in page.inner_text("main")
    page.focus("#slider")
    page.keyboard.press("ArrowLeft")
    page.wait_for_url("**/post/1?revision=1*")
    assert "27 February 2026" in page.inner_text("main")
    until(page, "document.activeElement.id === 'slider'")
    assert page.get_attribute("#slider", "aria-valuetext").startswith("Revision 1:")


def test_words_and_pictures_before_and_after(browse: Open) -> None:
    """The difference marks words, and shows a replaced picture on both sides, really loaded."""
    page = browse("/post/1/diff?from=1&to=2")
    assert page.locator("ins", has_text="reliability").count() == 1
    assert page.locator("del", has_text="February").count() >= 1
    article = page.locator("article", has_text="opening.jpg")
    assert article.locator(".before img, .after img").count() == 2
    article.scroll_into_view_if_needed()
    until(page, "[...document.querySelectorAll('.before img, .after img')].some((i) => i.naturalWidth > 90)")


def test_gallery_by_keys(browse: Open) -> None:
    """Arrow keys go from picture to picture, Enter opens one, Esc leads back to it, a link to its post."""
    page = browse("/gallery")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    second = page.evaluate("document.activeElement.getAttribute('href')")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{second}")
    page.keyboard.press("ArrowLeft")
    page.wait_for_url(lambda url: "/picture/" in url and not url.endswith(second))
    page.keyboard.press("ArrowRight")
    page.wait_for_url(f"**{second}")
    page.keyboard.press("Escape")
    page.wait_for_url("**/gallery#p-*")
    page.click(f"a[href='{second}']")
    page.click(".stood a[href='/post/1']")
    assert "laboratory" in page.inner_text("h1")


def test_versions_side_by_side(browse: Open) -> None:
    """A picture that was replaced under its name stands beside the one that took its place."""
    page = browse("/gallery")
    page.click(".tile:has-text('replaced since') a")
    assert page.locator(".versions li").count() >= 2
    assert page.locator(".versions li.this").count() == 1


def test_nothing_jumps(browse: Open) -> None:
    """Pictures have their place before they are loaded."""
    page = browse("/gallery")
    before = page.evaluate("document.documentElement.scrollHeight")
    page.evaluate("document.querySelectorAll('img').forEach((i) => { i.loading = 'eager'; })")
    until(page, "[...document.images].every((i) => i.complete && i.naturalWidth)")
    assert page.evaluate("document.documentElement.scrollHeight") == before


def test_changes_with_their_words(browse: Open) -> None:
    """Changes stand under their days with the words that differ, and can be narrowed."""
    page = browse("/changes")
    page.check("input[value=revised]")
    page.click("main button:has-text('Show')")
    page.wait_for_url("**/changes?kind=revised*")
    assert page.locator(".told ins", has_text="six").count() == 1
    assert page.locator(".told .badge.appeared").count() == 0
    assert page.locator("link[rel=alternate]").count() == 2


def test_every_page_fits_a_phone(browse: Open, pages: list[str]) -> None:
    """Nothing makes a page wider than 360 pixels, and what is pressed is large enough."""
    page = browse("/", **PHONE)
    wide = {}
    for address in pages:
        page.goto(address)
        if page.evaluate("document.documentElement.scrollWidth > 360"):
            wide[address] = page.evaluate(
                "[...document.querySelectorAll('main *')].filter((e) => e.getBoundingClientRect().right > 361)"
                ".slice(0, 3).map((e) => e.outerHTML.slice(0, 120))"
            )
    assert wide == {}


def test_dark_where_the_reader_wants_it(browse: Open) -> None:
    """The colours follow the system's."""
    shades = [browse("/changes", color_scheme=scheme).evaluate("getComputedStyle(document.body).backgroundColor")
              for scheme in ("light", "dark")]  # fmt: skip
    light, dark = (sum(map(int, re.findall(r"\d+", shade)[:3])) for shade in shades)
    assert light > 600
    assert dark < 150


def test_without_scripts(browse: Open) -> None:
    """Search, history, differences, gallery and filters work without JavaScript."""
    page = browse("/", java_script_enabled=False)
    page.fill("input[name=q]", "workshop")
    page.press("input[name=q]", "Enter")
    page.click("main a:has-text('Workshop')")
    assert page.locator("#slider").is_visible()
    page.click("form[data-slide] button")
    assert "revision=" in page.url
    page.goto("/gallery")
    page.click(".tile a")
    page.click("a[rel=next]")
    page.click("a[data-up]")
    assert "/gallery" in page.url
    page.goto("/changes")
    page.check("input[value=gone]")
    page.click("main button:has-text('Show')")
    assert page.locator(".told").count() == 1


# -- accessibility ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "settings", [{"color_scheme": "light"}, {**PHONE, "color_scheme": "dark"}], ids=["light", "dark"]
)
def test_no_barrier(browse: Open, pages: list[str], settings: dict[str, Any]) -> None:
    """The checker axe finds nothing serious on any page: light on a desk, dark on a phone."""
    from axe_playwright_python.sync_playwright import Axe

    page, axe, found = browse("/", **settings), Axe(), {}
    for address in pages:
        page.goto(address)
        for one in axe.run(page, options={"resultTypes": ["violations"]}).response["violations"]:
            if one["impact"] in {"serious", "critical"}:
                found[f"{address} {one['id']}"] = [
                    node["html"][:160] + node["failureSummary"][:200] for node in one["nodes"][:3]
                ]
    assert found == {}


_STOP = """() => {
  const at = document.activeElement, style = getComputedStyle(at), place = at.getBoundingClientRect();
  return [style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth), place.top + scrollY, place.width];
}"""


def test_by_keys_alone(browse: Open) -> None:
    """Tab first offers to skip to the content; each stop can be seen; the order is that of the page."""
    page = browse("/changes")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.evaluate("document.activeElement.getBoundingClientRect().left") >= 0
    tops = []
    for _ in range(25):
        page.keyboard.press("Tab")
        outline, top, width = page.evaluate(_STOP)
        assert outline > 0
        assert width > 0
        tops.append(top)
    assert all(later >= earlier - 40 for earlier, later in pairwise(tops))
    page.goto("/changes")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
