"""Learning a site: the profile that is written, what its selectors select, and what is said when there is none."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import lxml.html
import pytest
from pydantic import BaseModel

from scraper.errors import FetchError, Refused, UsageError
from scraper.learn.candidates import candidates
from scraper.learn.command import Wish, learn_site
from scraper.learn.fields import DetailSeen, ListingSeen, learn_detail, learn_listing
from scraper.learn.fit import Sample, fit
from scraper.learn.names import is_generated, is_layout, is_stable, is_state, readable_stem
from scraper.outcome import Outcome
from scraper.parse import parse_detail, parse_listing
from scraper.parse.document import parse_document
from scraper.parse.selected import select, select_detail, select_rows
from scraper.profile import DetailSelectors, ListingSelectors, Profile, load_profile
from scraper.target import resolve_target
from scraper.tools import Effects
from tests.fake_site import FakeSite
from tests.replica import FAMILIES as ALL_FAMILIES
from tests.replica.compare import compare_detail, compare_listing
from tests.replica.model import File, Site, plain
from tests.replica.posts import SITE
from tests.test_as_typed import ROOT, typed
from tests.world import Clock, digest_of, scrape

# A family, and the fields of posts and rows for which good selectors exist in its markup.
FAMILIES = {
    "plain": ("title date", "record link title date summary"),
    "bootstrap3": ("title date category body attachments", "record link title date summary"),
    "bootstrap5": ("title date category body attachments", "record link title date category summary next"),
    "hashed_classes": ("title date body", "record link date"),
    "definition_list": ("title", ""),
    "gutenberg": ("title date category body", "record link title date category summary next"),
    "drupal": ("title date category body", "record link title date category summary next"),
    "webflow_like": ("title date category body", "record link title date category summary next"),
}


# Posts with a text: one that shows only pictures needs no selector for its body.
POSTS = tuple(post for post in SITE.posts if sum(len(block.text) for block in post.blocks) > 60)


def _small(file: File) -> File:
    """The file with a label that claims a size which is quickly made."""
    return replace(file, claim="41 KB") if file.claim else file


@contextmanager
def replica_site(family: str) -> Iterator[FakeSite]:
    """The replica's posts, served in the markup of a family."""
    with FakeSite(family, per_page=4) as site:
        for post in POSTS:
            site.add(
                post.id,
                title=post.title,
                published=post.published,
                category=post.category,
                summary=post.summary,
                body=[replace(block, files=tuple(map(_small, block.files))) for block in post.blocks],
                lang=post.lang,
            )
        yield site


def learn(address: str, output: Path, *, force: bool = False) -> int:
    """Learn from an address without pauses; the profile goes to `output`."""
    clock = Clock()
    return learn_site(
        resolve_target(address),
        Wish(str(output), force, quiet=True),
        delay=0.0,
        contact="",
        networks=(),
        effects=Effects(clock=clock.clock, now=clock.now, sleep=clock.sleep),
    )


@pytest.mark.parametrize("family", FAMILIES)
def test_a_learned_profile_selects_the_right_thing_elsewhere(family: str, tmp_path: Path) -> None:
    """The profile loads, and on the pages that were not looked at each of its selectors gives the replica's answer."""
    path = tmp_path / "site.toml"
    with replica_site(family) as site:
        assert learn(site.listing_url(), path) == 0
        asked = set(site.asked())
        profile = load_profile(path)
        world = Site(POSTS, site.base)
        unseen = 0
        for post in POSTS:
            if site.family.detail_path(post) not in asked:
                unseen += 1
                html = site.family.detail(world, post).encode()
                _assert_detail(profile, html, site.url(post.id, lang=post.lang), site.family.detail_answer(world, post))
        assert unseen >= 4
        assert site.listing_url("en", 3).removeprefix(site.base) not in asked
        _assert_rows(profile, site, world, 3)
    wanted_detail, wanted_listing = FAMILIES[family]
    assert set(wanted_detail.split()) <= profile.detail.model_fields_set
    assert set(wanted_listing.split()) <= profile.listing.model_fields_set


def _assert_detail(profile: Profile, html: bytes, url: str, answer) -> None:
    found = select_detail(parse_document(html, url), profile.detail, profile.date_order)
    if profile.detail.title:
        assert found.title == answer.title
    if profile.detail.date:
        assert found.published == answer.published
    if profile.detail.category:
        assert found.category == answer.category
    if profile.detail.body:
        (body,) = found.body
        text = "".join(body.text_content().split())
        assert all("".join(block.split()) in plain(text) for block in answer.body)
    if profile.detail.attachments and answer.attachments:
        (box,) = found.attachments
        shown = " ".join(value for one in box.iter() for value in one.attrib.values())
        assert [item.url for item in answer.attachments if urlsplit(item.url or "").path not in shown] == []


def _assert_rows(profile: Profile, site: FakeSite, world: Site, page: int) -> None:
    url = site.listing_url("en", page)
    answer = site.family.listing_answer(world, "en", page)
    document = parse_document(site.family.listing(world, "en", page).encode(), url)
    rows = select_rows(document, profile.listing, profile.date_order)
    if profile.listing.record:
        for key, name in {"link": "url", "title": "title", "date": "published", "category": "category"}.items():
            if getattr(profile.listing, key):
                assert [getattr(row, name) for row in rows] == [getattr(row, name) for row in answer.teasers]
        if profile.listing.summary:
            assert [row.summary for row in rows] == [row.summary for row in answer.teasers]
    if profile.listing.next:
        # It is the last page: what leads on to the next one on others must not lead back here.
        assert answer.next_url is None
        assert select(document.root, profile.listing.next) == []


@pytest.mark.parametrize("name", ALL_FAMILIES)
def test_reading_with_a_learned_profile_is_never_worse(name: str) -> None:
    """On pages that were not looked at, no field is read worse with the learned selectors than without."""
    family = ALL_FAMILIES[name]
    posts = [post for post in POSTS if post.lang == "en"]
    details, listings = [], []
    for post in posts[::2]:
        html, url = family.detail(SITE, post).encode(), family.detail_url(SITE, post)
        details.append(DetailSeen(parse_document(html, url), parse_detail(html, url)))
    for page in (1, 2):
        html, url = family.listing(SITE, "en", page).encode(), family.listing_url(SITE, "en", page)
        listings.append(ListingSeen(parse_document(html, url), parse_listing(html, url)))
    detail = {choice.field: choice.css for choice in learn_detail(details) if choice.css}
    listing = {choice.field: choice.css for choice in learn_listing(listings) if choice.css}
    profile = Profile(name="x", base=SITE.base, detail=DetailSelectors(**detail), listing=ListingSelectors(**listing))
    titles = {family.detail_url(SITE, other): plain(other.title) for other in SITE.posts}
    for post in posts[1::2]:
        html, url = family.detail(SITE, post).encode(), family.detail_url(SITE, post)
        answer = family.detail_answer(SITE, post)
        before = compare_detail(answer, parse_detail(html, url), SITE, titles)
        after = compare_detail(answer, parse_detail(html, url, profile=profile), SITE, titles)
        assert {one.field for one in after} <= {one.field for one in before}, (detail, list(map(str, after)))
    for lang, page in (("en", 3), ("tc", 1)):
        html, url = family.listing(SITE, lang, page).encode(), family.listing_url(SITE, lang, page)
        rows = family.listing_answer(SITE, lang, page)
        worse = {one.field for one in compare_listing(rows, parse_listing(html, url, profile=profile))}
        assert worse <= {one.field for one in compare_listing(rows, parse_listing(html, url))}, listing


@pytest.mark.parametrize("family", ["bootstrap5", "hashed_classes", "definition_list"])
def test_a_backfill_with_the_profile_gives_the_same_archive(family: str, tmp_path: Path) -> None:
    """A learned profile takes nothing away and adds nothing: both archives say the same, byte for byte."""
    path = tmp_path / "site.toml"
    with replica_site(family) as site:
        learn(site.listing_url(), path)
        without = scrape("backfill", site.base, tmp_path / "without")
        with_it = scrape("backfill", str(path), tmp_path / "with")
    assert (with_it.outcome, with_it.posts_held) == (Outcome.FINISHED, len(POSTS))
    assert without.posts_held == len(POSTS)
    assert digest_of(tmp_path / "with") == digest_of(tmp_path / "without")


def test_generated_class_names_are_not_relied_on(tmp_path: Path) -> None:
    """On a site whose class names are hashed at each build, no selector has one, and the next build reads alike."""
    path = tmp_path / "site.toml"
    with replica_site("hashed_classes") as site:
        learn(site.listing_url(), path)
        names = {site.family.css(word) for word in ("h", "meta", "wrap", "li", "a", "t", "x", "d", "c", "main", "f")}
    text = path.read_text(encoding="utf-8")
    assert [name for name in names if name in text] == []
    profile = load_profile(path)
    assert profile.listing.record
    assert profile.detail.title == "h1"


def test_what_the_profile_says_of_the_site(tmp_path: Path) -> None:
    """Name, title, languages, listings, the pattern of addresses and the expectations are those of the site."""
    path = tmp_path / "site.toml"
    with replica_site("bootstrap5") as site:
        learn(f"{site.base}/en/", path)
        profile = load_profile(path)
        host = site.base.removeprefix("http://")
        assert len(site.asked()) <= 24
        assert len(set(site.asked())) == len(site.asked())
    assert (profile.base, profile.hosts) == (f"http://{host}", (host,))
    assert profile.title == "Centre for Advances in Reliability and Safety"
    assert profile.fronts == {"en": "/en/", "tc": "/tc/"}
    assert set(profile.listings) == {"/en/news/", "/tc/news/"}
    assert profile.detail_url == "/{lang}/news_detail/index/{id}"
    assert profile.expect.posts == 11
    assert (profile.expect.titled, profile.expect.dated, profile.expect.bodied) == (0.9, 0.9, 0.9)
    text = path.read_text(encoding="utf-8")
    assert "right on all 8 pages" in text
    assert "no listing was found in the language 'sc'" in text


def test_the_order_of_day_and_month(tmp_path: Path) -> None:
    """Dates in numbers of which one settles the order give `date_order`; where none does, that is said."""
    with replica_site("definition_list") as site:
        learn(site.listing_url(), tmp_path / "settled.toml")
    assert load_profile(tmp_path / "settled.toml").date_order == "dmy"
    with FakeSite("definition_list") as site:
        for number in range(1, 7):
            site.add(number, title=f"A report on the year's test number {number}", published=f"2025-0{number}-10")
        learn(site.listing_url(), tmp_path / "open.toml")
    assert load_profile(tmp_path / "open.toml").date_order is None
    assert "ambiguous" in (tmp_path / "open.toml").read_text(encoding="utf-8")


def test_a_page_that_is_no_listing(tmp_path: Path) -> None:
    """An address that leads to no list of posts is answered with what to give instead, and nothing is written."""
    with FakeSite() as site:
        site.put("/", "<html><body><h1>Welcome</h1><p>We make bolts.</p></body></html>")
        with pytest.raises(UsageError, match="no list of posts was found"):
            learn(f"{site.base}/", tmp_path / "site.toml")
        with pytest.raises(UsageError, match=r"answered 404.*give the address of the page that lists the news"):
            learn(f"{site.base}/nowhere", tmp_path / "site.toml")
    assert list(tmp_path.iterdir()) == []


def test_a_site_that_may_not_be_visited_or_is_not_there(tmp_path: Path) -> None:
    """robots.txt is obeyed, and a site that does not answer is said not to."""
    with FakeSite() as site:
        site.robots = "User-agent: *\nDisallow: /\n"
        with pytest.raises(Refused):
            learn(site.listing_url(), tmp_path / "site.toml")
        assert site.asked() == ["/robots.txt"]
    with pytest.raises(FetchError):
        learn("http://127.0.0.1:9/", tmp_path / "site.toml")


def test_a_file_is_not_overwritten_unasked(tmp_path: Path) -> None:
    """A profile that is there stays, and the site is not even asked; `--force` replaces it."""
    path = tmp_path / "site.toml"
    path.write_text("# mine\n", encoding="utf-8")
    with replica_site("plain") as site:
        with pytest.raises(UsageError, match="--force"):
            learn(site.listing_url(), path)
        assert site.asked() == []
        assert path.read_text(encoding="utf-8") == "# mine\n"
        learn(site.listing_url(), path, force=True)
    assert load_profile(path).detail.title
    assert list(tmp_path.iterdir()) == [path]


def test_a_field_that_no_selector_gets_right_everywhere_is_left_out(tmp_path: Path) -> None:
    """Where the title of one post stands elsewhere than those of the others, no title selector is written, and why."""
    with replica_site("plain") as site:
        path = site.url(70).removeprefix(site.base)
        world = Site(POSTS, site.base)
        post = next(post for post in POSTS if (post.id, post.lang) == (70, "en"))
        odd = site.family.detail(world, post)
        site.put(path, odd.replace("<h1>", '<h2 class="big">').replace("</h1>", "</h2>"))
        learn(site.listing_url(), tmp_path / "site.toml")
    assert load_profile(tmp_path / "site.toml").detail.title is None
    assert "detail.title" in (tmp_path / "site.toml").read_text(encoding="utf-8").partition("Please look at")[2]


def test_as_typed(tmp_path: Path) -> None:
    """The command writes `<site>.toml` here, shows a table, speaks JSON, and ends with 2 for what it cannot use."""
    with replica_site("bootstrap3") as site:
        done = typed("-m", "scraper", "learn", site.listing_url(), "--delay", "0", cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        (path,) = tmp_path.iterdir()
        assert path.name == f"127.0.0.1-{site.base.rpartition(':')[2]}.toml"
        assert "2025-02-20" in done.stdout
        assert "detail.title" in done.stdout
        again = typed("-m", "scraper", "learn", site.listing_url(), "--delay", "0", cwd=tmp_path)
        assert (again.returncode, len(again.stderr.splitlines())) == (2, 1)
        said = typed("-m", "scraper", "learn", site.listing_url(), "--delay", "0", "--force", "--json", cwd=tmp_path)
        data = json.loads(said.stdout)
    assert data["profile"]["detail"] == tomllib.loads(path.read_text(encoding="utf-8"))["detail"]
    assert data["posts"][0]["title"] == "Five years, six laboratories, 214 people"
    for words in (["www.example.org"], ["cairs"], ["http://127.0.0.1:9/", "--output", "/nowhere/x.toml"]):
        wrong = typed("-m", "scraper", "learn", *words, cwd=tmp_path)
        assert (wrong.returncode, len(wrong.stderr.splitlines())) == (2, 1), wrong.stderr


@pytest.mark.parametrize(
    "name",
    "css-1x2y3z sc-bdVaJa _a172ce _030184 jss42 uDW_Qe post-1234 comp-k3j2h1 svelte-9zq block-4f3a9c".split(),
)
def test_names_that_tools_make(name: str) -> None:
    """A hash, a number or a tool's prefix makes a name that no selector may rest on."""
    assert is_generated(name)
    assert not is_stable(name)


@pytest.mark.parametrize(
    "name",
    "news-date entry-content field--name-body article__title postMeta NewsCard h2 html5 ms-rtestate-field".split(),
)
def test_names_that_people_give(name: str) -> None:
    """Words stay words in every way of joining them."""
    assert is_stable(name)


def test_states_looks_and_stems() -> None:
    """States are never relied on, looks only at need, and the readable part of a hashed name is kept."""
    assert all(map(is_state, ("active", "is-open", "first", "views-row-odd")))
    assert all(map(is_layout, ("mt-4", "col-md-9", "text-muted", "px-3", "fs-5")))
    assert not is_layout("news-title")
    assert readable_stem("NewsCard_title__3xYz1") == "NewsCard_title__"
    assert readable_stem("news-title") == ""


def test_candidates_select_their_element() -> None:
    """Whatever is offered for an element selects it, and none is made of a state or a generated name."""
    page = lxml.html.document_fromstring(
        '<main class="css-1x2y3z"><h1 id="headline">Title</h1><p class="date active">x</p><div class="a-b c">'
        '<a class="Card_link__9xY2z" href="/upload/2024/a.pdf" download>f</a><span>y</span></div></main>'
    )
    for element in page.iter("h1", "p", "a", "span"):
        for css in candidates(element, page):
            assert element in select(page, css), css
            assert "css-1x2y3z" not in css
            assert "active" not in css
            assert "9xY2z" not in css


def test_fit_takes_the_cheapest_that_is_right_everywhere() -> None:
    """A selector that is right on one page and wrong on another is passed over for one that is right on both."""
    one = lxml.html.document_fromstring('<div id="news"><h2>A</h2><p class="day">1</p></div>')
    other = lxml.html.document_fromstring('<h2>Menu</h2><div id="news"><h2>B</h2><p class="day">2</p></div>')

    def sample(page, words: str) -> Sample:
        right = [e for e in page.iter("h2") if e.text == words]
        return Sample(page, (tuple(right),), lambda elements: elements == right)

    assert fit([sample(one, "A")]).css == "h2"
    assert fit([sample(one, "A"), sample(other, "B")]).css == "#news h2"
    assert fit([]) is None


def _keys(model: type[BaseModel], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Every key of a profile with the heading that it must stand under."""
    for name, field in model.model_fields.items():
        part = field.annotation
        if isinstance(part, type) and issubclass(part, BaseModel):
            yield from _keys(part, name)
        else:
            yield prefix, name


def test_the_documentation_names_every_key() -> None:
    """docs/profiles.md has a row for each key of the schema under the heading of its table, and none besides."""
    text = (
        (ROOT / "docs" / "profiles.md").read_text(encoding="utf-8").partition("## Every key")[2].partition("\n## ")[0]
    )
    sections = {"": "", **dict(re.findall(r"(?ms)^### `\[(\w+)\]`\n(.*?)(?=^### |\Z)", text))}
    sections[""] = text.partition("### The site")[2].partition("\n### ")[0]
    named = {(part, key) for part, body in sections.items() for key in re.findall(r"(?m)^\| `(\w+)` \|", body)}
    assert named == set(_keys(Profile))


def test_the_documented_values_are_accepted(tmp_path: Path) -> None:
    """Each example value of docs/profiles.md loads in its place, and so does the example of a learned profile."""
    text = (ROOT / "docs" / "profiles.md").read_text(encoding="utf-8")
    path = tmp_path / "example.toml"
    (example,) = re.findall(r"(?ms)^```toml\n(.*?)^```", text)
    path.write_text(example, encoding="utf-8")
    assert load_profile(path).listing.record
    lines, tables = [], {}
    for part, body in re.findall(r"(?ms)^### (?:`\[(\w+)\]`|The site)\n(.*?)(?=^##)", text):
        rows = [f"{key} = {value}" for key, value in re.findall(r"(?m)^\| `(\w+)` \| `(.+?)` \|", body)]
        if part:
            tables[part] = rows
        else:
            lines = rows
    whole = [*lines, *(line for part, rows in tables.items() for line in (f"[{part}]", *rows))]
    path.write_text("\n".join(whole), encoding="utf-8")
    assert load_profile(path).detail.title == "article h1"
