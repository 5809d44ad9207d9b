"""The feed of changes: what Atom and JSON Feed ask for, on an archive that met everything, and on hostile text."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from lxml import etree, html

from archive import open_archive
from archive.feed import Feed, atom, json_feed
from archive.markup import escape, language, legal, web_address
from archive.moments import Edge
from archive.site_feed import site_feed
from tests.changing_archive import build, world

if TYPE_CHECKING:
    from pathlib import Path

ATOM = "{http://www.w3.org/2005/Atom}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
URN = re.compile(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
HOSTILE = 'A\x00\x0b\ud800 ]]> <script>alert(1)</script> &amp; "q" \x1b[31m\ufffe \u202etxt\n\n<b>香港</b>'


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give an archive whose posts went through everything."""
    folder = tmp_path_factory.mktemp("feed") / "centre"
    build(folder)
    return folder


def feed_of(folder: Path, **options: object) -> Feed:
    """Make a feed."""
    with open_archive(folder) as archive:
        return site_feed(archive, **options)  # type: ignore[arg-type]


def check_atom(text: str) -> etree._Element:
    """Check what RFC 4287 asks of a feed document, and give its root."""
    root = etree.fromstring(text.encode())
    assert root.tag == f"{ATOM}feed"
    for element in (root, *root.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):  # 4.1.1 and 4.1.2: exactly one of each
            assert len(element.findall(ATOM + name)) == 1, name
        assert URN.fullmatch(element.findtext(f"{ATOM}id"))
        assert element.findtext(f"{ATOM}title").strip()
        assert RFC_3339.fullmatch(element.findtext(f"{ATOM}updated"))
        links = element.findall(f"{ATOM}link")
        assert all(urlsplit(link.get("href")).scheme in {"http", "https"} for link in links)
        alternates = [link for link in links if link.get("rel") == "alternate"]
        assert len({(link.get("type"), link.get("hreflang")) for link in alternates}) == len(alternates)
    assert root.findtext(f"{ATOM}author/{ATOM}name")  # else every entry would need one
    entries = root.findall(f"{ATOM}entry")
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(set(ids)) == len(ids)
    for entry in entries:
        content = entry.find(f"{ATOM}content")
        assert content.get("type") == "html"
        assert len(content) == 0  # 4.1.3.3: escaped markup, no child elements
        html.fromstring(f"<div>{content.text}</div>")
        assert RFC_3339.fullmatch(entry.findtext(f"{ATOM}published"))
        assert all(category.get("term") for category in entry.findall(f"{ATOM}category"))
    return root


def check_json_feed(text: str) -> dict[str, object]:
    """Check what JSON Feed 1.1 asks for, and give the feed."""
    feed = json.loads(text)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert isinstance(feed["title"], str)
    assert isinstance(feed["items"], list)
    for item in feed["items"]:
        assert isinstance(item["id"], str)
        assert item["content_html"]
        assert RFC_3339.fullmatch(item["date_published"])
        assert RFC_3339.fullmatch(item["date_modified"])
        assert all(isinstance(tag, str) and tag for tag in item["tags"])
        if "url" in item:
            assert urlsplit(item["url"]).scheme in {"http", "https"}
    assert len({item["id"] for item in feed["items"]}) == len(feed["items"])
    return feed


def test_atom(changed: Path) -> None:
    """The feed is valid, its newest entry first, each with a link to the live page."""
    root = check_atom(atom(feed_of(changed, self_url="https://example.org/changes.xml")))
    entries = root.findall(f"{ATOM}entry")
    times = [entry.findtext(f"{ATOM}updated") for entry in entries]
    assert all(a >= b for a, b in pairwise(times[:-5]))  # the rest are from the backfill
    assert root.findtext(f"{ATOM}updated") == times[0]
    (own,) = [link for link in root.findall(f"{ATOM}link") if link.get("rel") == "self"]
    assert own.get("href") == "https://example.org/changes.xml"
    assert [entry.findtext(f"{ATOM}title") for entry in entries[:3]] == [
        "Back: A visit from the Academy of Sciences",
        "Gone: A visit from the Academy",
        "New: Three new fellows",
    ]
    assert entries[0].find(f"{ATOM}link").get("href") == "https://centre.example/en/news_detail/index/33"


def test_json_feed_says_the_same(changed: Path) -> None:
    """Both formats tell the same entries."""
    made = feed_of(changed, self_url="https://example.org/changes.json")
    feed = check_json_feed(json_feed(made))
    root = check_atom(atom(made))
    assert [item["id"] for item in feed["items"]] == [e.findtext(f"{ATOM}id") for e in root.findall(f"{ATOM}entry")]
    contents = [entry.findtext(f"{ATOM}content") for entry in root.findall(f"{ATOM}entry")]
    assert [item["content_html"] for item in feed["items"]] == contents
    assert (feed["feed_url"], feed["home_page_url"]) == ("https://example.org/changes.json", "https://centre.example/")


def test_an_edit_has_the_difference_as_its_content(changed: Path) -> None:
    """Words that went and came are marked, files told apart; what stayed, flips and cosmetics are left out."""
    entries = feed_of(changed).entries
    (edit,) = [e for e in entries if e.title == "Edited: Centre opens its new reliability laboratory"]
    assert "<del>four</del><ins>six</ins> climate chambers" in edit.html
    assert "About the Centre" not in edit.html
    assert "replaced by a different picture" in edit.html
    assert ">old.pdf</a>: removed" in edit.html
    (chinese,) = [e for e in entries if e.kind == "revised" and e.lang == "zh-Hant"]
    assert "來自業界<ins>、政府</ins>及各大學" in chinese.html
    assert [e.title for e in entries].count("Edited: Workshop on battery safety") == 3
    assert not [e for e in entries if e.title == "Edited: Call for Papers"]
    assert "older release" not in "".join(e.html for e in entries)


def test_what_is_gone_says_how_we_know(changed: Path) -> None:
    """Since when, why, and when that was confirmed."""
    (gone,) = [e for e in feed_of(changed).entries if e.kind == "gone"]
    assert gone.html.startswith("<p>Not there since 2026-03-03 08:07 UTC (404), confirmed 2026-03-12 08:01 UTC.</p>")


def test_a_backfill_is_told_by_the_posts_own_dates(changed: Path) -> None:
    """Of posts that one run met for the first time, the latest are told first, in whatever order they were read."""
    backfilled = [entry for entry in feed_of(changed).entries if entry.at.startswith("2026-03-01")]
    dates = [re.search(r"Published ([\d-]+)", entry.html)[1] for entry in backfilled]
    assert dates == ["2026-02-27", "2026-02-27", "2026-02-12", "2026-02-02", "2026-01-20"]


def test_limit_and_since(changed: Path) -> None:
    """The newest so many, or all from a moment on."""
    assert [entry.kind for entry in feed_of(changed, limit=2).entries] == ["restored", "gone"]
    assert len(feed_of(changed, since=Edge("2026-03-08T00:00:00Z")).entries) == 3


def test_the_feed_is_the_same_each_time(changed: Path, tmp_path: Path) -> None:
    """Made again it is equal byte for byte; an archive made again from nothing gives its entries the same ids."""
    assert atom(feed_of(changed)) == atom(feed_of(changed))
    build(tmp_path / "again")
    assert [e.id for e in feed_of(tmp_path / "again").entries] == [e.id for e in feed_of(changed).entries]


def test_old_entries_keep_their_ids_when_new_ones_come(tmp_path: Path) -> None:
    """Readers never see an entry twice because the site changed again, nor miss one."""
    with world(tmp_path / "growing") as made:
        seen: list[list[str]] = []
        for day in (1, 2, 3):
            with made.run("update", day):
                made.save("1", f"Title of day {day}", "A body.")
            made.writer.flush()
            seen.append([entry.id for entry in feed_of(tmp_path / "growing").entries])
    assert [len(ids) for ids in seen] == [1, 2, 3]
    assert seen[2][1:] == seen[1]
    assert seen[1][1:] == seen[0]


def test_an_empty_feed_is_valid(tmp_path: Path) -> None:
    """An archive in which nothing happened gives a feed without entries, as old as the last run."""
    with world(tmp_path / "empty") as made, made.run("backfill", 2):
        pass
    feed = feed_of(tmp_path / "empty")
    assert check_atom(atom(feed)).findtext(f"{ATOM}updated") == "2026-03-02T08:01:00Z"
    assert check_json_feed(json_feed(feed))["items"] == []
    open_archive(tmp_path / "bare", create=True).close()
    check_atom(atom(feed_of(tmp_path / "bare")))


def test_hostile_text(tmp_path: Path) -> None:
    """Control characters, `]]>`, lone surrogates, markup and overrides of direction neither break nor act."""
    with world(tmp_path / "hostile") as made:
        with made.run("backfill", 1):
            made.save("1", HOSTILE, HOSTILE, [made.file('x">.pdf', b"%PDF")], category=HOSTILE)
        with made.run("update", 2):
            made.save("1", f"{HOSTILE} more", f"{HOSTILE} more", category=f"{HOSTILE} more")
    feed = feed_of(tmp_path / "hostile")
    root = check_atom(atom(feed))
    check_json_feed(json_feed(feed))
    for entry in root.findall(f"{ATOM}entry"):
        shown = html.fromstring(f"<div>{entry.findtext(f'{ATOM}content')}</div>")
        assert not shown.xpath("//script | //b | //@onclick | //@style")
        assert "<script>" in shown.text_content()
        assert not re.search("[\x00-\x08\x0b\ud800\u202e\ufffe]", shown.text_content())


@pytest.mark.parametrize(
    ("url", "linked"),
    [
        ("https://site.example/a?b=1&c=2", "https://site.example/a?b=1&amp;c=2"),
        ("https://site.example/新聞/36", "https://site.example/新聞/36"),
        ("javascript:alert(1)", ""),
        ("JaVaScRiPt://x/%0aalert(1)", ""),
        ("https://site.example/a b", ""),
        ('https://site.example/"onclick="x', ""),
        ("", ""),
    ],
)
def test_only_addresses_of_the_web_are_linked(url: str, linked: str) -> None:
    """What could act when it is clicked is never a link."""
    assert web_address(url) == linked


@pytest.mark.parametrize(
    ("spelled", "tag"),
    [
        ("en", "en"),
        ("tc", "zh-Hant"),
        ("SC", "zh-Hans"),
        ("zh_TW", "zh-TW"),
        ("zh-hk", "zh-Hant-HK"),
        ("", ""),
        ('"', ""),
    ],
)
def test_languages_as_sites_spell_them(spelled: str, tag: str) -> None:
    """Readers get a tag that tells them the script, or none."""
    assert language(spelled) == tag


def test_text_is_made_legal() -> None:
    """What XML allows stays as it is."""
    assert legal("a\tb\n香港 😀 é") == "a\tb\n香港 😀 é"
    assert legal("\x00\x08\x0c\x1b\x7f\x9b\ud800\ufdd0\uffff") == ""
    assert escape("<a href='x'>&]]>") == "&lt;a href=&#x27;x&#x27;&gt;&amp;]]&gt;"
