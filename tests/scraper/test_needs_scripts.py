"""Pages that scripts would have to make first: told from others, with or without a browser at hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from scraper.cli import cli
from scraper.errors import UsageError
from scraper.outcome import Outcome
from scraper.parse.scripted import leaves_to_scripts
from scraper.render import finding
from scraper.render.traffic import Treat, treatment
from tests.fake_site import FakeSite
from tests.scripted_site import ScriptedSite, items
from tests.world import one, scrape

URL = "https://www.example.org/news"
SENTENCE = "this page is put together by scripts; install the extra `browser` and use --render"
FRAME = "<nav>" + "<a href='/a'>About the centre</a>" * 30 + "</nav><p>" + "Welcome to our news. " * 30 + "</p>"

SHELLS = {
    "an empty root": "<div id=root></div><script src=/a.js></script>",
    "a word to those without scripts": "<noscript>Bitte JavaScript einschalten</noscript><script src=/a.js></script>",
    "a frame around an empty list": f"{FRAME}<ul class='news-list'></ul><script src=/a.js></script>",
    "a list that is loading": f"{FRAME}<div>Loading...</div><script src=/a.js></script>",
}
OTHERS = {
    "no script at all": "<div id=root></div>",
    "data, and nothing that runs": "<div id=root></div><script type='application/ld+json'>{}</script>",
    "text enough": f"<main><p>{'The hall is open. ' * 40}</p></main><script src=/a.js></script>",
}


@pytest.mark.parametrize("html", SHELLS.values(), ids=SHELLS)
def test_a_shell_is_recognised(html: str) -> None:
    """A page that waits for its scripts is told by what it lacks."""
    assert leaves_to_scripts(f"<!DOCTYPE html><html><body>{html}</body></html>".encode(), URL)


@pytest.mark.parametrize("html", OTHERS.values(), ids=OTHERS)
def test_other_pages_are_no_shells(html: str) -> None:
    """A page that has no scripts, or text of its own, is not told to need a browser."""
    assert not leaves_to_scripts(f"<!DOCTYPE html><html><body>{html}</body></html>".encode(), URL)


def test_check_says_that_a_browser_is_needed() -> None:
    """Without --render, `check` shows nothing, says what to install and use, and exits with 3."""
    with ScriptedSite("fetch", items(2)) as site:
        shown = CliRunner().invoke(cli, ["check", site.base + "/news", "--delay", "0"])
        data = CliRunner().invoke(cli, ["check", site.base + "/news/1", "--delay", "0", "--json"])
    assert (shown.exit_code, data.exit_code) == (3, 3)
    assert "needs-scripts" in shown.output
    assert SENTENCE in " ".join(shown.output.split())
    codes = [issue["code"] for page in json.loads(data.stdout) for issue in page["read"]["issues"]]
    assert "needs-scripts" in codes


def test_a_run_says_that_a_browser_is_needed(tmp_path: Path) -> None:
    """A backfill of such a site ends with 3, names the page and what to do, and puts the issue on record."""
    with ScriptedSite("fetch", items(2)) as site:
        result = scrape("backfill", site.base + "/news", tmp_path)
        assert not [path for path in site.asked() if path.startswith("/api/")]
    assert result.outcome is Outcome.DRIFT
    assert any("put together by scripts" in message and "--render" in message for message in result.messages)
    assert one(tmp_path, "SELECT count(*) FROM issues WHERE code = 'needs-scripts'") >= 1


def test_data_in_the_page_needs_no_browser(tmp_path: Path) -> None:
    """A listing that carries its rows as data in the page is read from there, and nobody is told to use a browser."""
    with FakeSite() as site:
        for number in range(1, 5):
            site.add(
                number, title=f"Report {number} from the hall", body=[f"In week {number} the hall was in full use."]
            )
        rows = [
            {"url": site.url(n), "title": f"Report {n} from the hall", "date": "2024-01-20", "summary": "In short."}
            for n in range(1, 5)
        ]
        state = f'<script id="__NEXT_DATA__" type="application/json">{json.dumps({"props": {"posts": rows}})}</script>'
        site.put("/list", f"<!DOCTYPE html><body><div id='__next'></div>{state}<script src='/a.js'></script></body>")
        shown = CliRunner().invoke(cli, ["check", site.base + "/list", "--delay", "0"])
    assert shown.exit_code == 0
    assert "needs-scripts" not in shown.output


@pytest.mark.parametrize("command", ["check", "backfill", "update", "learn"])
def test_without_a_browser_the_wish_for_one_is_a_usage_mistake(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`--render` where there is no Chromium ends at once with 2 and says what to install; nothing is asked or made."""
    monkeypatch.setattr(finding.shutil, "which", lambda _name: None)
    monkeypatch.delenv("SCRAPER_BROWSER", raising=False)
    monkeypatch.chdir(tmp_path)
    with ScriptedSite("fetch", items(1)) as site:
        told = CliRunner().invoke(cli, [command, site.base + "/news", "--render"])
        assert site.asked() == []
    assert (told.exit_code, list(tmp_path.iterdir())) == (2, [])
    assert "found none: install one" in told.stderr


def test_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the library nor a browser that the user named in vain is passed over in silence."""
    monkeypatch.setenv("SCRAPER_BROWSER", "/no/such/browser")
    with pytest.raises(UsageError, match="no/such/browser: is no program"):
        finding.find_browser()
    monkeypatch.setattr(finding, "find_spec", lambda _name: None)
    with pytest.raises(UsageError, match=r"cairs-news-archive\[browser\]"):
        finding.find_browser()


REQUESTS: tuple[tuple[str, str, str, Treat], ...] = (
    ("https://www.example.org/app.js", "script", "GET", Treat.ASK),
    ("https://cdn.example.net/app.css", "stylesheet", "GET", Treat.ASK),
    ("https://api.example.org/news", "fetch", "GET", Treat.ASK),
    ("https://api.example.org/news", "fetch", "POST", Treat.BLOCK),
    ("https://www.example.org/a.jpg", "image", "GET", Treat.PIXEL),
    ("https://www.example.org/a.woff2", "font", "GET", Treat.BLOCK),
    ("https://www.example.org/a.mp4", "media", "GET", Treat.BLOCK),
    ("https://www.google-analytics.com/g/collect", "fetch", "GET", Treat.BLOCK),
    ("https://www.example.org/events", "eventsource", "GET", Treat.BLOCK),
    ("file:///etc/passwd", "script", "GET", Treat.BLOCK),
)


@pytest.mark.parametrize("request_", REQUESTS, ids=lambda item: f"{item[1]} {item[2]} {item[3].name}")
def test_only_what_can_bring_text_is_asked_for(request_: tuple[str, str, str, Any]) -> None:
    """Scripts, styles and data are asked for with GET; pictures are stood in for; all else is turned down."""
    url, resource, method, treat = request_
    assert treatment(url, resource, method) is treat
