"""Sites that go on without end: each run ends after so many requests at most, with the right posts, and says why."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from scraper.discover import budget
from scraper.outcome import Outcome
from scraper.run import Result
from tests.page_site import Made, PageSite, detail, page, teasers
from tests.world import one, posts, rows, scrape

COUNT = 12
NUMBERS = [str(number) for number in range(1, COUNT + 1)]
PER_PAGE = 6


def title_of(number: int) -> str:
    """The title of a post."""
    return f"Report {number} from the hall of {['boards', 'relays', 'cables', 'seals'][number % 4]}"


def day_of(number: int) -> str:
    """The date of a post."""
    return f"2025-{number:02d}-{number + 3:02d}"


def row_of(number: int, url: str = "") -> tuple[str, str, str]:
    """A post as listings show it."""
    return url or f"/news/{number}", title_of(number), day_of(number)


def listing(numbers: list[int], tail: str = "", *, url: Callable[[int], str] = "/news/{}".format) -> str:
    """A page of the listing."""
    return page("News", teasers([row_of(number, url(number)) for number in numbers]) + tail)


def ordinary(path: str) -> Made:
    """The site without any trap: a front page, a listing on two pages, twelve posts."""
    parts = urlsplit(path)
    if parts.path == "/":
        return page("Test Centre", "<p>Welcome to the centre.</p>")
    if parts.path == "/news":
        number = int(parse_qs(parts.query).get("page", ["1"])[0])
        newest = list(range(COUNT, 0, -1))
        shown = newest[(number - 1) * PER_PAGE : number * PER_PAGE]
        onward = f'<a href="/news?page={number + 1}">Next</a>' if number * PER_PAGE < COUNT else ""
        return listing(shown, f'<nav class="pager">{onward}</nav>') if shown else None
    if found := re.fullmatch(r"/news/(\d+)", parts.path):
        number = int(found[1])
        return detail(title_of(number), day_of(number)) if 1 <= number <= COUNT else None
    return None


def backfill(make: Callable[[str], Made], folder: Path, *, most: int) -> tuple[Result, PageSite]:
    """Run a backfill by the sources that follow links, and see that it asked for so many pages at most."""
    sources = frozenset({"listing", "archive", "probe", "related"})
    with PageSite(make) as site:
        result = scrape("backfill", site.base + "/news", folder, sources=sources)
    assert len(site.asked) <= most, site.asked[-20:]
    return result, site


def held(folder: Path) -> list[str]:
    """The ids of the posts that are held."""
    return sorted((source_id for source_id, _ in posts(folder)), key=lambda text: (len(text), text))


def traps(folder: Path) -> list[str]:
    """What the run said about traps."""
    return [message for (message,) in rows(folder, "SELECT message FROM issues WHERE code = 'trap' ORDER BY id")]


def test_without_a_trap_nothing_is_said(tmp_path: Path) -> None:
    """The ordinary site is walked whole: the baseline of the requests below."""
    result, site = backfill(ordinary, tmp_path, most=60)
    assert (result.outcome, held(tmp_path), traps(tmp_path)) == (Outcome.FINISHED, NUMBERS, [])
    # Two pages, the first again at the end of the walk, and again when the posts are done.
    assert len([path for path in site.asked if path.startswith("/news?") or path == "/news"]) == 4


def test_a_last_page_that_repeats_for_ever(tmp_path: Path) -> None:
    """Pages past the end repeat the last one, each with a next link: two of them are enough, and it is said."""

    def make(path: str) -> Made:
        parts = urlsplit(path)
        if parts.path == "/news" and int(parse_qs(parts.query).get("page", ["1"])[0]) >= 2:
            number = int(parse_qs(parts.query)["page"][0])
            return listing(
                list(range(PER_PAGE, 0, -1)), f'<nav class="pager"><a href="/news?page={number + 1}">Next</a></nav>'
            )
        return ordinary(path)

    result, _ = backfill(make, tmp_path, most=62)
    assert (result.outcome, held(tmp_path)) == (Outcome.FINISHED, NUMBERS)
    (said,) = traps(tmp_path)
    assert said == (
        "addresses like /{slug}?page were left alone after 4: they go on for ever, and the last ones showed nothing new"
    )


def test_pages_full_of_ever_new_nonsense(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages past the end show ever new links without dates, which lead nowhere: both are bounded."""
    monkeypatch.setattr(budget, "LIMITS", budget.Limits(unordered=15, vain=20))

    def make(path: str) -> Made:
        parts = urlsplit(path)
        number = int(parse_qs(parts.query).get("page", ["1"])[0]) if parts.path == "/news" else 0
        if number >= 2:
            junk = random.Random(number)
            rows = [
                (f"/item/{junk.randrange(10**6)}-thing", f"Thing {junk.randrange(10**6)} of all things", "")
                for _ in range(6)
            ]
            real = [row_of(each) for each in range(PER_PAGE, 0, -1)] if number == 2 else []
            return page(
                "News", teasers(real + rows) + f'<nav class="pager"><a href="/news?page={number + 1}">Next</a></nav>'
            )
        return ordinary(path)

    result, site = backfill(make, tmp_path, most=110)
    assert (result.outcome, held(tmp_path)) == (Outcome.PARTIAL, NUMBERS)
    assert len([path for path in site.asked if path.startswith("/item/")]) == 20
    said = traps(tmp_path)
    assert [text.partition(" were left alone")[0] for text in said] == [
        "addresses like /{slug}?page",
        "addresses like /item/{slug}",
    ]
    assert "went on without getting on in time" in said[0]
    assert "none of them was a post" in said[1]
    assert said[0] in "; ".join(result.messages)
    complete, reason = rows(tmp_path, "SELECT complete, reason FROM sweeps WHERE source = 'listing' ORDER BY id")[0]
    assert (complete, reason) == (0, said[0])


@pytest.mark.parametrize("full", [False, True], ids=["empty months", "months that repeat the list"])
def test_a_calendar_without_end(tmp_path: Path, full: bool) -> None:
    """Months lead to further months for ever: a month that shows nothing new leads no further."""

    def month(year: int, number: int) -> str:
        year, number = year + (number - 1) // 12, (number - 1) % 12 + 1
        return f'<a href="/news?month={year}-{number:02d}">{["January", "May", "June"][number % 3]} {year}</a> '

    def make(path: str) -> Made:
        query = parse_qs(urlsplit(path).query)
        if urlsplit(path).path == "/news":
            year, number = map(int, query.get("month", ["2026-01"])[0].split("-"))
            days = "".join(
                f'<td><a href="/events/{year}/{number:02d}/{day:02d}">{day}</a></td>' for day in range(1, 29)
            )
            links = "".join(month(year, number + step) for step in range(1, 5))
            calendar = f"<aside><table><tr>{days}</tr></table>{links}</aside>"
            if "month" in query:
                return (
                    listing(list(range(COUNT, COUNT - 5, -1)), calendar)
                    if full
                    else page("News", f"<p>Nothing.</p>{calendar}")
                )
            made = ordinary(path)
            return made.replace("</main>", calendar + "</main>") if isinstance(made, str) else made
        if urlsplit(path).path.startswith("/events/"):
            return page("Events", "<p>No events on this day.</p>")
        return ordinary(path)

    result, site = backfill(make, tmp_path, most=75)
    assert (result.outcome, held(tmp_path)) == (Outcome.FINISHED, NUMBERS)
    assert len([path for path in site.asked if "month=" in path]) <= 10
    assert [path for path in site.asked if path.startswith("/events/")] == []


def test_a_calendar_that_invents_events(tmp_path: Path) -> None:
    """Next leads to months ever further ahead, each full of events of its own: the walk leaves the future alone."""

    def make(path: str) -> Made:
        parts = urlsplit(path)
        if parts.path == "/news" and "m" in (query := parse_qs(parts.query)):
            step = int(query["m"][0])
            year, month = 2026 + step // 12, step % 12 + 1
            rows = [
                (f"/news/{1000 * step + n}", f"Event {step} {n} of the year {year}", f"{year}-{month:02d}-{n + 1:02d}")
                for n in range(5)
            ]
            return page(
                "News", teasers(rows) + f'<nav class="pager"><a rel="next" href="/news?m={step + 1}">Next</a></nav>'
            )
        made = ordinary(path)
        if isinstance(made, str) and path == "/news?page=2":
            return made.replace('<nav class="pager">', '<nav class="pager"><a rel="next" href="/news?m=1">Next</a>')
        return made

    _, site = backfill(make, tmp_path, most=190)
    assert set(NUMBERS) <= set(held(tmp_path))
    assert len([path for path in site.asked if "m=" in path]) <= 20
    (said,) = [text for text in traps(tmp_path) if "future" in text]
    assert said.startswith("addresses like /{slug}?m were left alone after ")


@pytest.mark.parametrize("style", ["path", "cookieless", "parameter", "semicolon"])
def test_session_ids_in_addresses(tmp_path: Path, style: str) -> None:
    """Each visit gives new addresses to the same pages: one post each, in this run and in the next."""
    tokens = random.Random(5)

    def tokened(target: str) -> str:
        token = f"{tokens.randrange(16**20):020x}a1"
        return {
            "path": f"/{token}{target}",
            "cookieless": f"/(S({token})){target}",
            "parameter": f"{target}{'&' if '?' in target else '?'}s={token}",
            "semicolon": f"{target.partition('?')[0]};jsessionid={token}{''.join(target.partition('?')[1:])}",
        }[style]

    def make(path: str) -> Made:
        bare = re.sub(r"^/(?:[0-9a-f]{20,}|\(S\([^/]*\)\))(?=/)|;jsessionid=[^?]*|[?&]s=[0-9a-f]{20,}", "", path)
        made = ordinary(bare)
        return re.sub(r'href="(/[^"]*)"', lambda m: f'href="{tokened(m[1])}"', made) if isinstance(made, str) else made

    result, _ = backfill(make, tmp_path, most=80)
    assert (result.outcome, held(tmp_path)) == (Outcome.FINISHED, NUMBERS)
    assert one(tmp_path, "SELECT count(*) FROM ledger") == COUNT


def test_addresses_that_get_longer_and_longer(tmp_path: Path) -> None:
    """Relative links without a base lead to /news/news/news/…, where the same pages are: each post stays one."""

    def make(path: str) -> Made:
        bare = re.sub(r"^/(?:news/)+(?=news)", "/", path)
        made = ordinary(bare)
        if not isinstance(made, str):
            return made
        related = teasers([row_of(number) for number in (1, 2, 3, 4)])
        if re.fullmatch(r"/news/\d+", bare):
            made = made.replace("</main>", f"<section><h2>Related news</h2>{related}</section></main>")
        return (
            re.sub(r'href="/news', 'href="news', made).replace('href="news"', 'href="/news"') if bare != "/" else made
        )

    result, _ = backfill(make, tmp_path, most=70)
    assert held(tmp_path) == NUMBERS
    assert result.outcome is Outcome.FINISHED


def test_versions_of_a_page_are_no_posts(tmp_path: Path) -> None:
    """Links for print, AMP, another case, a closing slash and a PDF beside each post make no post of their own."""

    def make(path: str) -> Made:
        parts = urlsplit(path)
        bare = re.sub(r"/amp/?$|/$", "", re.sub(r"^/(?:amp|print)(?=/)", "", parts.path)) or "/"
        if bare != "/news" and bare.startswith("/") and bare.lower().startswith("/news/"):
            bare = bare.lower().removesuffix(".pdf")
        if found := re.fullmatch(r"/(\d+)", bare):
            bare = f"/news/{found[1]}"
        if bare == "/news" and "page" not in parse_qs(parts.query):
            ways = [
                "/news/{}?print=1",
                "/news/{}/amp",
                "/amp/news/{}",
                "/print/{}",
                "/News/{}",
                "/news/{}/",
                "/news/{}?output=amp",
            ]
            made = ordinary(path)
            assert isinstance(made, str)
            extra = teasers([row_of(n + 1, way.format(n + 1)) for n, way in enumerate(ways)])
            return made.replace("</main>", f"<h2>Also</h2>{extra}</main>")
        made = ordinary(bare + ("?" + parts.query if bare == "/news" and parts.query else ""))
        if isinstance(made, str) and (found := re.fullmatch(r"/news/(\d+)", bare)):
            others = teasers([row_of(int(found[1]) % COUNT + 1, f"/News/{int(found[1]) % COUNT + 1}/amp")])
            links = (("/print/{}", "Print"), ("/news/{}?print=1", "Print this"), ("/news/{}.pdf", "PDF"))
            tools = " ".join(f'<a href="{way.format(found[1])}">{text}</a>' for way, text in links)
            return made.replace("</article>", f"</article><p>{tools}</p><h2>Related news</h2>{others}")
        return made

    result, site = backfill(make, tmp_path, most=70)
    assert (result.outcome, held(tmp_path)) == (Outcome.FINISHED, NUMBERS)
    asked = [path for path in site.asked if re.search(r"print|amp", path)]
    assert asked == []


def test_everything_leads_to_the_front_page(tmp_path: Path) -> None:
    """A site that sends what it does not know to its front page makes neither pages nor posts of that."""

    def make(path: str) -> Made:
        made = ordinary(path)
        if path.startswith("/news?page=2") and isinstance(made, str):
            gone = teasers(
                [
                    (f"/news/{number}", f"An old report numbered {number}", f"2019-01-{number - 90:02d}")
                    for number in range(91, 100)
                ]
            )
            return made.replace('<nav class="pager">', gone + '<nav class="pager"><a href="/news?page=3">Next</a>')
        return (302, {"Location": "/"}, b"") if made is None else made

    result, _ = backfill(make, tmp_path, most=130)
    assert held(tmp_path) == NUMBERS
    assert any("they lead to http://" in said for said in traps(tmp_path))
    assert result.outcome is Outcome.PARTIAL


def test_filters_upon_filters(tmp_path: Path) -> None:
    """Tabs that add one more parameter to whatever is there are followed a little way, not through all combinations."""
    names = [f"f{number}" for number in range(30)]

    def make(path: str) -> Made:
        parts = urlsplit(path)
        made = (
            ordinary(parts.path + ("?page=2" if "page=2" in parts.query else ""))
            if parts.path == "/news"
            else ordinary(path)
        )
        if parts.path == "/news" and isinstance(made, str):
            joined = (parts.query + "&") if parts.query else ""
            years = "".join(
                f'<li><a href="/news?{joined}{name}=1">{2000 + at}</a></li>' for at, name in enumerate(names)
            )
            return made.replace("</main>", f'<ul class="years">{years}</ul></main>')
        return made

    result, _ = backfill(make, tmp_path, most=100)
    assert held(tmp_path) == NUMBERS
    assert result.outcome is Outcome.FINISHED
    assert any("ever other filters" in said for said in traps(tmp_path))


def test_posts_that_only_lead_to_each_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Made-up pages that each name five more are followed as far as the budget goes, and the run says so."""
    monkeypatch.setattr(budget, "LIMITS", budget.Limits(related=30))

    def make(path: str) -> Made:
        found = re.fullmatch(r"/(news|pit)/([\w-]+)", path)
        made = ordinary(path)
        if found and (found[1] == "pit" or made):
            junk = random.Random(path)
            names = [f"/pit/story-{junk.randrange(10**9):x}-told" for _ in range(5)]
            more = teasers([(name, f"The story called {name[5:]}", "2024-02-03") for name in names])
            text = f"<section><h2>Related news</h2>{more}</section>"
            return (
                made.replace("</article>", "</article>" + text)
                if isinstance(made, str)
                else detail(f"Story {found[2]}", "2024-02-03", tail=text)
            )
        return made

    result, site = backfill(make, tmp_path, most=100)
    assert set(NUMBERS) <= set(held(tmp_path))
    assert len([path for path in site.asked if path.startswith("/pit/")]) == 30
    assert result.outcome is Outcome.PARTIAL
    assert traps(tmp_path) == [
        "addresses like /pit/{slug} were left alone after 30: posts that only lead to each other, without end"
    ]
