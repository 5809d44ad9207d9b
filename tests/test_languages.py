"""Posts in several languages: found through what their pages announce, and told from pages that only look like one."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from scraper.outcome import Outcome
from scraper.run import Result
from tests.page_site import Made, PageSite, detail, page, teasers
from tests.world import assert_sound, posts, rows, scrape

COUNT = 8
BY_LINKS = frozenset({"listing", "related", "language"})
CHINESE = (
    "中心本週啟用新的測試大樓，設有四個恆溫室及一座振動台，供業界評估產品的可靠性。"
    "參觀者了解電路板如何在數天內完成多年老化，以及故障對設計的啟示。"
)
FRENCH = (
    "Le centre a ouvert cette semaine sa nouvelle salle d'essai, avec quatre chambres climatiques "
    "et une table vibrante pour les cartes de ses partenaires."
)


def title_of(number: int, lang: str) -> str:
    """The title of a post in a language."""
    return {"tc": f"測試大樓第{number}號報告", "fr": f"Rapport {number} de la salle"}.get(
        lang, f"Report {number} from the hall"
    )


def shown(number: int, lang: str, *, head: str = "", switch: str = "") -> str:
    """The page of a post in a language."""
    made = detail(title_of(number, lang), f"2025-{number:02d}-10", head=head, switch=switch, lang=lang)
    text = {"tc": CHINESE, "fr": FRENCH}.get(lang)
    return re.sub(r"<p>[^<]*This is about[^<]*</p>", f"<p>{text}</p>", made) if text else made


def english(path: str, lang: str = "en") -> Made:
    """The front page and the listing of one language."""
    if path in {"/", f"/{lang}/"}:
        return page("Test Centre", f'<p>Welcome.</p><p><a href="/{lang}/news">News</a></p>').replace(
            '"/news"', f'"/{lang}/news"'
        )
    if path == f"/{lang}/news":
        listed = [(f"/{lang}/news/{n}", title_of(n, lang), f"2025-{n:02d}-10") for n in range(COUNT, 0, -1)]
        return page("News", teasers(listed)).replace('"/news"', f'"/{lang}/news"')
    return None


def backfill(make: Callable[[str], Made], folder: Path, sources: frozenset[str] = BY_LINKS) -> tuple[Result, PageSite]:
    """Run a backfill from the English listing."""
    with PageSite(make) as site:
        return scrape("backfill", site.base + "/en/news", folder, sources=sources), site


def held(folder: Path, lang: str) -> list[str]:
    """The ids that are held in a language."""
    return sorted(source_id for source_id, other in posts(folder) if other == lang)


@pytest.mark.parametrize("way", ["head", "header", "switch"])
def test_a_translation_that_no_listing_shows(tmp_path: Path, way: str) -> None:
    """The Chinese posts are announced only by the English ones: in the head, the response or a language switch."""

    def make(path: str) -> Made:
        found = re.fullmatch(r"/(en|tc)/news/(\d+)", path)
        if not found or not 1 <= int(found[2]) <= COUNT:
            return english(path)
        number = int(found[2])
        head = f'<link rel="alternate" hreflang="zh-hk" href="/tc/news/{number}">'
        head += '<link rel="alternate" hreflang="x-default" href="/">'
        switch = f'<a href="/tc/news/{number}">繁體</a> <a href="/en/news/{number}">EN</a>'
        made = shown(number, found[1], head=head if way == "head" else "", switch=switch if way == "switch" else "")
        link = f'</en/>; rel="home", </tc/news/{number}>; rel="alternate"; hreflang="zh-Hant"'
        return (200, {"Link": link} if way == "header" else {}, made)

    result, _ = backfill(make, tmp_path)
    assert result.outcome is Outcome.FINISHED
    numbers = [str(number) for number in range(1, COUNT + 1)]
    assert (held(tmp_path, "en"), held(tmp_path, "tc")) == (numbers, numbers)
    assert rows(tmp_path, "SELECT DISTINCT title FROM posts WHERE lang = 'tc' AND source_id = '3'") == [
        (title_of(3, "tc"),)
    ]
    assert rows(tmp_path, "SELECT complete, shown FROM sweeps WHERE source = 'language'") in (
        [(1, COUNT)],
        [(1, 2 * COUNT)],
    )
    by_pages = "SELECT count(*) FROM sightings s JOIN ledger l ON l.id = s.ledger_id WHERE l.lang = 'tc' AND source = ?"
    assert rows(tmp_path, by_pages, "language") == [(COUNT,)]
    assert_sound(tmp_path)


def test_other_words_in_the_address(tmp_path: Path) -> None:
    """A French post whose address shares no word with the English one is found by hreflang."""

    def make(path: str) -> Made:
        if found := re.fullmatch(r"/en/news/(\d+)", path):
            number = int(found[1])
            return shown(
                number,
                "en",
                head=f'<link rel="alternate" hreflang="fr" href="/fr/actualites/le-rapport-numero-{number}">',
            )
        if found := re.fullmatch(r"/fr/actualites/le-rapport-numero-(\d+)", path):
            return shown(int(found[1]), "fr")
        return english(path)

    result, _ = backfill(make, tmp_path)
    assert (result.outcome, len(held(tmp_path, "en")), len(held(tmp_path, "fr"))) == (Outcome.FINISHED, COUNT, COUNT)


def test_a_switch_that_leads_to_the_front_page(tmp_path: Path) -> None:
    """Links to another language's front page or listing make no post."""

    def make(path: str) -> Made:
        if found := re.fullmatch(r"/en/news/(\d+)", path):
            target = ("/tc/", "/tc/news")[int(found[1]) % 2]
            head = f'<link rel="alternate" hreflang="zh" href="{target}">'
            return shown(int(found[1]), "en", head=head, switch=f'<a href="{target}">中文</a>')
        return english(path) or english(path, "tc") if not path.startswith("/tc/news/") else None

    result, _ = backfill(make, tmp_path)
    assert result.outcome in {Outcome.FINISHED, Outcome.PARTIAL}
    assert held(tmp_path, "en") == [str(number) for number in range(1, COUNT + 1)]
    shown_by = rows(tmp_path, "SELECT count(*) FROM sightings WHERE source = 'language'")
    assert shown_by == [(0,)]


@pytest.mark.parametrize("sources", [BY_LINKS, frozenset({"listing", "probe"})], ids=["announced", "probed"])
def test_a_page_that_answers_in_the_same_language(tmp_path: Path, sources: frozenset[str]) -> None:
    """Where half the Chinese pages show the English text, these are no translations, and each is an issue."""

    def make(path: str) -> Made:
        found = re.fullmatch(r"/(en|tc)/news/(\d+)", path)
        if path == "/tc/":
            return page("測試中心", "<p>歡迎</p>", lang="tc")
        if not found or not 1 <= int(found[2]) <= COUNT:
            made = english(path)
            return made.replace("<nav>", '<nav><a href="/tc/">繁體</a> ') if isinstance(made, str) else made
        number = int(found[2])
        lang = found[1] if number % 2 else "en"
        switch = f'<a href="/tc/news/{number}">繁體</a> <a href="/en/news/{number}">EN</a>'
        return shown(number, lang, switch=switch)

    backfill(make, tmp_path, sources)
    assert held(tmp_path, "tc") == [str(number) for number in range(1, COUNT + 1, 2)]
    assert len(held(tmp_path, "en")) == COUNT
    told = rows(tmp_path, "SELECT url, message FROM issues WHERE code = 'same-in-other-language' ORDER BY url")
    assert [int(urlsplit(url).path.rpartition("/")[2]) for url, _ in told] == list(range(2, COUNT + 1, 2))
    assert {message for _, message in told} == {
        "this page shows the text that the post has in en; it is no translation"
    }


def test_numbers_known_in_one_language(tmp_path: Path) -> None:
    """Where posts share their numbers, one that only English lists is asked for in Chinese, and no other number is."""
    numbers = [5000 * n for n in range(1, COUNT + 1)]

    def listing(lang: str, own: list[int]) -> str:
        other = {"en": "tc", "tc": "en"}[lang]
        listed = [(f"/{lang}/news/{n}", title_of(n, lang), f"2025-{n // 5000:02d}-10") for n in reversed(own)]
        return page("News", teasers(listed), switch=f'<a href="/{other}/news">{other.upper()}</a>')

    def make(path: str) -> Made:
        if path in {"/en/news", "/tc/news"}:
            return listing(path[1:3], numbers if path[1:3] == "en" else numbers[:5])
        found = re.fullmatch(r"/(en|tc)/news/(\d+)", path)
        if found and int(found[2]) in numbers and (found[1] == "en" or int(found[2]) != numbers[-1]):
            made = shown(int(found[2]) // 5000, found[1])
            return made.replace(title_of(int(found[2]) // 5000, found[1]), title_of(int(found[2]), found[1]))
        return page("Test Centre", "<p>Welcome.</p>") if path == "/" else None

    sources = frozenset({"listing", "probe", "language"})
    result, site = backfill(make, tmp_path, sources)
    assert result.outcome is Outcome.FINISHED
    assert held(tmp_path, "tc") == sorted(map(str, numbers[:-1]))
    asked = [path for path in site.asked if re.fullmatch(r"/tc/news/\d+", path)]
    assert COUNT <= len(asked) <= COUNT + 1
    kinds = "SELECT complete, shown, lang FROM sweeps WHERE source = 'language' AND url LIKE '%{id}%'"
    assert rows(tmp_path, kinds) == [(1, 2, "tc")]
