"""A report in each format: what it shows, what it never lets a site do, and how short it can be."""

from __future__ import annotations

import json
import re
import unicodedata
from html.parser import HTMLParser
from pathlib import Path

import pytest

from archive import history, open_archive, queries
from archive.changes import Kind
from archive.records import Attachment, Counts, PostContent, PostKey, StoredAttachment
from archive.store import Writer
from archive.worddiff import Piece
from scraper.telling.build import build, shorten
from scraper.telling.fit import FORMATS, fit
from scraper.telling.report import Item, Passage, Report, RunFacts
from scraper.telling.safety import calm, link, markdown
from tests.world import Clock

RUN = RunFacts(12, "update", "2026-01-05T06:15:00Z", "2026-01-05T06:17:00Z", "partial", "Posts: 1 new. 9 requests.", "")
EVIL = (
    "<script>alert(1)</script> & \"quoted\" 'single'",
    "[click](javascript:alert(1)) ![x](https://evil.example/x.png) <https://evil.example>",
    "**bold** _it_ `code` ~~gone~~ # head | cell \\",
    "\x1b[31mred\x1b[0m \x07bell \x00nul \x9b31m",
    "abc\u202egnp.exe \u2066hidden\u2069 zero\u200bwidth \ufeffbom \U000e0041tag",
    "one\nSubject: two\r\nBcc: victim@example.org\u2028three",
    "@everyone @here <!channel> <@U123> mail me@example.org",
    "${app_url} {{title}} :smile: %s {0} \\n",
)


def evil_archive(folder: Path) -> Report:
    """A report on an archive whose posts are all hostile: one run that met them, one that saw them edited."""
    clock = Clock()
    with open_archive(folder, create=True) as archive, Writer(archive, clock.now, site="a.example") as writer:
        for turn in range(2):
            writer.start_run("update")
            for number, evil in enumerate(EVIL):
                key = PostKey("a.example", str(number), "en")
                text = evil if turn else f"Before: {evil}"
                file = StoredAttachment(Attachment(1, 0, f"{text}.jpg", text, None, f"https://a.example/{turn}.jpg"))
                content = PostContent(
                    text, "2026-01-0" + "12"[turn], text, f"Some words. {text}\n\nMore.", "", (file.attachment,)
                )
                url = f"https://a.example/{number}?q=<>\"')({evil}"
                writer.save_post(key, url, content, [file], parser_version="1", summary=text)
            writer.finish_run(
                "partial", Counts(posts_new=1, requests=9), f"what it says: {EVIL[0]} {EVIL[3]} {EVIL[4]}"
            )
        found = history.changes_between(archive)
        return build(archive, f"The {EVIL[4]} centre", found, queries.runs(archive, 1)[0], trouble=EVIL[3])


@pytest.mark.parametrize("style", FORMATS)
def test_no_controls_reach_a_reader(tmp_path: Path, style: str) -> None:
    """No format holds a control character, an escape sequence or a direction override, and the subject is one line."""
    report = evil_archive(tmp_path)
    assert report.totals == {Kind.APPEARED: len(EVIL), Kind.REVISED: len(EVIL)}
    for text in (fit(report, style, 10**6), report.subject):
        loose = {c for c in text if unicodedata.category(c) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}} - {"\n"}
        assert loose == set()
    assert "\n" not in report.subject
    assert "Bcc: victim" not in [line.strip() for line in fit(report, style, 10**6).splitlines()]


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: set[tuple[str, str, str]] = set()
        self.words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen |= {(tag, name, (value or "").partition(":")[0]) for name, value in attrs} or {(tag, "", "")}

    def handle_data(self, data: str) -> None:
        self.words += data


def test_html_holds_our_tags_only(tmp_path: Path) -> None:
    """Whatever a site writes stays text: only our own tags come out, and links lead to http or https."""
    parser = _Tags()
    parser.feed(fit(evil_archive(tmp_path), "html", 10**6))
    assert {tag for tag, _, _ in parser.seen} <= {"h3", "ul", "li", "strong", "a", "br", "p", "ins", "del"}
    assert {(name, value) for _, name, value in parser.seen} <= {("", ""), ("href", "https"), ("style", "background")}
    assert "<script>alert(1)</script>" in parser.words


def test_markdown_shows_text_as_it_is(tmp_path: Path) -> None:
    """Every link in the Markdown is one of ours, nothing of the site's is markup, and no HTML gets through."""
    text = fit(evil_archive(tmp_path), "markdown", 10**6)
    bare = re.sub(r"\\.", "", text)  # what is left when everything that is escaped is taken out
    linkable = [number for number, evil in enumerate(EVIL) if evil.isprintable()]
    links = re.findall(r"\]\(([^)]*)\)", bare)
    assert sorted(address[:19] for address in links) == sorted(f"https://a.example/{n}" for n in linkable * 2)
    assert "![" not in bare
    assert "`" not in bare
    assert "<" not in bare
    assert r"\*\*bold\*\* \_it\_ \`code\` \~\~gone\~\~ # head | cell \\" in text


@pytest.mark.parametrize("style", ["text", "markdown"])
def test_nobody_is_called(tmp_path: Path, style: str) -> None:
    """Chat services would call everyone; a mail address in running text stays what it is."""
    text = fit(evil_archive(tmp_path), style, 10**6)
    assert not re.search(r"(?<!\w)@\w", text)
    assert "me@example.org" in text


def test_links_are_harmless() -> None:
    """Only http and https are linked to, and nothing in an address can end the link."""
    assert link("https://a.example/新聞/1?x=1&y=2#z") == "https://a.example/新聞/1?x=1&y=2#z"
    assert link('https://a.example/")><b>(x) [y]') == "https://a.example/%22%29%3E%3Cb%3E%28x%29%20%5By%5D"
    for bad in ("javascript:alert(1)", "data:text/html,x", "ftp://a.example/", "", "https://a.example/\u202egnp"):
        assert link(bad) == ""
    assert calm("@all a@b.example (@x) @") == "＠all a@b.example (＠x) @"
    assert markdown("# a_b *c* _d_ AT&T &lt; <b>") == r"\# a_b \*c\* \_d\_ AT&T \&lt; \<b\>"


def edited() -> Report:
    """A report on an edit in English and Chinese."""
    pieces = (
        Piece("=", "本中心於"),
        Piece("-", "五月"),
        Piece("+", "六月"),
        Piece("=", "啟用 "),
        Piece("+", " the hall "),
    )
    item = Item(
        "revised:1:2", Kind.REVISED, "試驗大樓啟用", "https://a.example/1", "2026-01-05", "tc", "2026-01-05T06:15:00Z",
        ("body", "attachments"), (Passage("Text", pieces),), ("File 1.jpg: removed",),
    )  # fmt: skip
    gone = Item("gone:2:1", Kind.GONE, "Old news", "https://a.example/2", note="not there since 2026-01-02: 404")
    return Report("Test Centre", (item, gone), {Kind.REVISED: 1, Kind.GONE: 1}, RUN, "Something was left over.", True)


def test_text_reads_well() -> None:
    """Plain text: trouble first, changes by kind with word differences, the run last."""
    assert FORMATS["text"](edited()) == (
        "Something was left over.\n\n"
        "Edited (1)\n* 試驗大樓啟用\n  2026-01-05 · tc · text, files\n"
        "  Text: 本中心於[-五月-]{+六月+}啟用 {+ the hall +}\n  File 1.jpg: removed\n  https://a.example/1\n\n"
        "Gone (1)\n* Old news\n  not there since 2026-01-02: 404\n  https://a.example/2\n\n"
        "Update of 2026-01-05 06:15 to 06:17 UTC (run 12): partial. Posts: 1 new. 9 requests.\n"
    )


def test_markdown_reads_well() -> None:
    """Markdown: the marks of an edit stand close to its words, which is where they work."""
    text = FORMATS["markdown"](edited())
    assert "- [試驗大樓啟用](https://a.example/1) (2026-01-05 · tc · text, files)\n" in text
    assert "    - Text: 本中心於~~五月~~**六月**啟用  **the hall**\n" in text
    assert text.startswith("**Something was left over.**\n")


def test_json_is_for_programs() -> None:
    """JSON: a version, numbers, every change with its pieces, and the run."""
    data = json.loads(FORMATS["json"](edited()))
    assert (data["version"], data["alarm"], data["more"]) == (1, True, 0)
    assert data["totals"] == {"appeared": 0, "revised": 1, "gone": 1, "restored": 0}
    assert data["changes"][0]["fields"] == ["body", "attachments"]
    assert data["changes"][0]["passages"][0]["pieces"][1] == {"op": "-", "text": "五月"}
    assert data["run"]["id"] == 12


@pytest.mark.parametrize("style", FORMATS)
@pytest.mark.parametrize("limit", [100_000, 4096, 1000, 500])
def test_a_report_is_as_long_as_the_channel_bears(style: str, limit: int) -> None:
    """A long report loses details first, then changes, never its numbers, and is never cut in the middle of a tag."""
    item = Item("appeared:1:1", Kind.APPEARED, "A title " * 10, "https://a.example/1", note="How it begins. " * 15)
    edit = Item("revised:2:2", Kind.REVISED, "Edited", passages=(Passage("Text", (Piece("+", "new words " * 20),)),))
    report = Report("Centre", (*[item] * 50, edit), {Kind.APPEARED: 50, Kind.REVISED: 1}, RUN)
    body = fit(report, style, limit)
    assert len(body) <= limit
    assert "50" in body
    if limit == 4096 or style == "text":
        assert "Edited" in body
    if style == "json" and limit > 500:
        assert json.loads(body)["totals"]["appeared"] == 50
    if style == "html":
        assert body.count("<li>") == body.count("</li>")


def test_a_comparison_keeps_the_edits_and_a_few_words() -> None:
    """Long stretches that stayed are cut to some words beside each edit, without cutting a word in two."""
    stayed = " ".join(f"word{number}" for number in range(100))
    pieces = shorten((Piece("=", f"{stayed} "), Piece("-", "old"), Piece("+", "new"), Piece("=", f" {stayed}")))
    text = "".join(piece.text for piece in pieces)
    assert len(text) < 130
    assert pieces[1:3] == (Piece("-", "old"), Piece("+", "new"))
    assert re.fullmatch(r"…( word\d+)+ ", pieces[0].text)
    assert re.fullmatch(r"( word\d+)+ …", pieces[3].text)
    long = shorten((Piece("+", "字" * 900),))
    assert (len(long[0].text), long[0].text[-1]) == (300, "…")
