"""`archive changes`, `history`, `diff` and `feed` as users type them."""

from __future__ import annotations

import base64
import json
import re
import shlex
import subprocess
import sys
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from random import Random
from urllib.parse import unquote

import pytest
from lxml import html
from PIL import Image

from archive.cli import main
from tests.archive_tools import check_archive
from tests.changing_archive import FILES, build, drawing, world

ROOT = Path(__file__).parents[2]
HOSTILE = "Tit\x1b[31mle\x9b2J \u202etxt.exe\u2066 [bold]香港[/bold] <script>alert(1)</script>"


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give an archive whose posts went through everything."""
    folder = tmp_path_factory.mktemp("cli") / "centre"
    build(folder)
    check_archive(folder)
    return folder


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> object:
    """Give a function that runs the command and answers (exit code, output, messages)."""
    monkeypatch.delenv("SCRAPER_ARCHIVE", raising=False)

    def call(folder: Path, *arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as caught:
            main([*map(str, arguments), "--archive", str(folder)])
        shown = capsys.readouterr()
        return int(caught.value.code or 0), shown.out, shown.err

    return call


# -- changes --------------------------------------------------------------------------------------------------


def test_changes_as_json(changed: Path, run) -> None:  # type: ignore[no-untyped-def]
    """Everything that happened is there, exactly once, with its fields; and nothing else."""
    code, out, _ = run(changed, "changes", "--since", "2026-03-02", "--json")
    found = [(c["at"][:10], c["kind"], c["post"]["source_id"], c["post"]["lang"]) for c in json.loads(out)["changes"]]
    assert (code, found) == (
        0,
        [
            ("2026-03-03", "revised", "36", "en"),
            ("2026-03-03", "revised", "36", "tc"),
            ("2026-03-04", "revised", "35", "en"),
            ("2026-03-05", "revised", "35", "en"),
            ("2026-03-06", "revised", "35", "en"),
            ("2026-03-08", "appeared", "37", "en"),
            ("2026-03-12", "gone", "33", "en"),
            ("2026-03-20", "restored", "33", "en"),
        ],
    )
    first, gone = json.loads(out)["changes"][0], json.loads(out)["changes"][6]
    assert (first["changed"], first["cosmetic"]) == (["title", "published", "body", "attachments"], [])
    assert (first["revision"], first["previous"], first["run"], first["title"]) == (
        2, 1, 2, "Centre opens its new reliability laboratory",
    )  # fmt: skip
    assert (gone["since"], gone["reason"], gone["run"], gone["title"]) == (
        "2026-03-03T08:07:00Z", "404", 8, "A visit from the Academy",
    )  # fmt: skip


def test_windows_meet_exactly(changed: Path, run) -> None:  # type: ignore[no-untyped-def]
    """Days, moments and runs cut time into windows that share nothing and miss nothing."""

    def count(*window: str) -> int:
        return len(json.loads(run(changed, "changes", "--json", "--all", *window)[1])["changes"])

    whole = count("--since", "2026-03-01")
    assert whole == 15
    days = [count("--since", f"2026-03-{day:02}", "--until", f"2026-03-{day:02}") for day in range(1, 21)]
    assert sum(days) == whole
    assert sum(count("--since", f"run:{n}", "--until", f"run:{n}") for n in range(1, 11)) == whole
    cut = "2026-03-03T08:04:00Z"  # the very second of a change
    assert count("--since", "2026-03-01", "--until", cut) + count("--since", cut) == whole
    assert count("--since", cut, "--until", cut) == 0


def test_changes_for_a_person_and_in_a_pipe(changed: Path, run) -> None:  # type: ignore[no-untyped-def]
    """A table that ends in a sum; a line each with `-q`; addresses with `-v`; a sentence where there is nothing."""
    out = run(changed, "changes", "--since", "2026-03-02")[1]
    assert "gone      " in out
    assert "404 since 2026-03-03 08:07" in out
    assert out.endswith("1 appeared, 1 restored, 5 revised, 1 gone\n")
    assert run(changed, "changes", "--since", "2026-03-12", "--until", "2026-03-12", "-q")[1] == (
        "gone\t2026-03-12T08:01:00Z\thttps://centre.example/en/news_detail/index/33\n"
    )
    assert "https://centre.example/tc/news_detail/index/36" in run(changed, "changes", "--since", "run:2", "-v")[1]
    assert run(changed, "changes", "--since", "2030-01-01")[1] == "Nothing changed since 2030-01-01.\n"


# -- history --------------------------------------------------------------------------------------------------


def test_history(changed: Path, run) -> None:  # type: ignore[no-untyped-def]
    """Each revision with when, why, what and how much; returns and flips are named."""
    out = json.loads(run(changed, "history", "3", "--json")[1])
    assert [(r["number"], r["cause"], r["same_as"], r["quiet"]) for r in out["revisions"]] == [
        (1, "first", None, None),
        (2, "site", None, None),
        (3, "site", 1, None),
        (4, "site", 2, None),
        (5, "site", 1, "flip"),
    ]
    assert json.loads(run(changed, "history", "4", "--json")[1])["revisions"][1]["changed"] == {"title": "cosmetic"}
    assert json.loads(run(changed, "history", "6", "--json")[1])["revisions"][1]["cause"] == "parser"
    shown = run(changed, "history", "3")[1]
    assert "as in 1, flip, no news" in shown
    assert run(changed, "history", "3", "-q")[1].splitlines()[1] == "2\t2026-03-04T08:02:00Z\tsite\tbody"


def test_history_tells_when_a_post_was_gone(changed: Path, run) -> None:  # type: ignore[no-untyped-def]
    """Absences stand between the revisions, in order of time."""
    lines = run(changed, "history", "5", "-v")[1].splitlines()
    order = [
        next(i for i, line in enumerate(lines) if sign in line) for sign in ("first seen", "gone", "back", "site ch")
    ]
    assert order == sorted(order)
    (absence,) = json.loads(run(changed, "history", "5", "--json")[1])["absences"]
    assert (absence["since"], absence["confirmed_at"], absence["ended"]) == (
        "2026-03-03T08:07:00Z", "2026-03-12T08:01:00Z", "2026-03-20T08:02:00Z",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "post"),
    [
        (["2"], 2),
        (["36", "--lang", "tc"], 2),
        (["35"], 3),
        (["https://centre.example/en/news_detail/index/35"], 3),
        (["http://www.centre.example/en/news_detail/index/35/#top"], 3),
        (["35", "--lang", "en"], 3),
    ],
)
def test_ways_to_name_a_post(changed: Path, run, arguments: list[str], post: int) -> None:  # type: ignore[no-untyped-def]
    """Its id here, its address in several spellings, the site's own id."""
    assert json.loads(run(changed, "history", *arguments, "--json")[1])["post"]["id"] == post


def test_a_number_that_means_two_posts_is_pointed_out(tmp_path: Path, run) -> None:  # type: ignore[no-untyped-def]
    """The id here is taken, and how to name the other is said, but not to a machine."""
    with world(tmp_path / "two") as made, made.run("backfill", 1):
        made.save("2", "The site's second", "Body.")
        made.save("1", "The site's first", "Body.")
    _, out, err = run(tmp_path / "two", "history", "1")
    assert out.startswith("The site's second\n")
    assert err == "This is post 1 of the archive. For the site's own number 1 add --lang en.\n"
    assert run(tmp_path / "two", "history", "1", "-q")[2] == ""


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["changes", "--since", "soon"], "'soon' is no moment. Give a date or time"),
        (["changes", "--since", "run:99"], "There is no run 99"),
        (["changes", "--since", "2026-03-05", "--until", "2026-03-01"], "--until 2026-03-01 lies before --since"),
        (["changes"], "--since"),
        (["history", "999"], "There is no post '999'"),
        (["history", "36"], "several posts: 1 (en, https://centre.example/en/news_detail/index/36), 2 (tc,"),
        (["history", "33", "--lang", "xx"], "no post '33' in language xx"),
        (["history", "https://elsewhere.example/"], "There is no post"),
        (["history", "http://[broken"], "There is no post"),
        (["history", "\x1b[31m"], "There is no post '\\x1b[31m'"),
        (["diff", "1", "1", "9"], "Post 1 has no revision 9; its revisions are 1 to 2."),
        (["diff", "1", "0"], "Post 1 has no revision 0"),
        (["diff", "1", "1"], "nothing before revision 1"),
        (["diff", "1", "x"], "'x' is not a valid integer"),
        (["diff", "1", "--format", "terminal", "--output", "x.txt"], "cannot be written to a file"),
        (["feed", "--since", "soon"], "'soon' is no moment"),
        (["feed", "--base-url", "example.org"], "is no absolute web address"),
        (["feed", "--limit", "0"], "--limit"),
    ],
)
def test_mistakes_are_one_clear_sentence(changed: Path, run, arguments: list[str], says: str) -> None:  # type: ignore[no-untyped-def]
    """Each exits with 2, says what is wrong on standard error, and prints nothing else."""
    code, out, err = run(changed, *arguments)
    assert (code, out) == (2, "")
    assert says in err
    assert "Traceback" not in err


def test_other_errors_keep_their_codes(changed: Path, tmp_path: Path, run) -> None:  # type: ignore[no-untyped-def]
    """No archive is 5; a place that cannot be written to is said."""
    for command in (["changes", "--since", "7d"], ["history", "1"], ["diff", "1"], ["feed"]):
        assert run(tmp_path / "nowhere", *command)[0] == 5
    code, _, err = run(changed, "feed", "--output", tmp_path / "no" / "feed.xml")
    assert (code, "No such file" in err) == (5, True)


def test_an_archive_of_one_revision_has_nothing_to_compare(changed: Path, tmp_path: Path, run) -> None:  # type: ignore[no-untyped-def]
    """That is said, with code 2."""
    with world(tmp_path / "one") as made, made.run("backfill", 1):
        made.save("1", "A title", "Body.")
    code, _, err = run(tmp_path / "one", "diff", "1")
    assert (code, err) == (2, "Error: The post has only one revision, so there is nothing to compare it with.\n")


# -- diff -----------------------------------------------------------------------------------------------------


def test_diff_as_text(changed: Path, run) -> None:  # type: ignore[no-untyped-def]
    """Words, paragraphs and files in signs that need no colour; what stayed is counted."""
    out = run(changed, "diff", "36", "--lang", "en")[1]
    split = "a shaker table.{+ ¶ +}It serves researchers who study how electronics age."
    for line in (
        "  Centre opens its new {+reliability+} laboratory",
        "  [-2026-02-27-]{+2026-03-02+}",
        f"~ The laboratory holds [-four-]{{+six+}} climate chambers and {split}",
        "- Visits can be arranged by mail.",
        "+ A second laboratory, for batteries, follows in summer.",
        "  … 1 paragraph unchanged",
        "~ map.png  now number 1, was 4",
        "~ programme-final.pdf (1.20 MB)  renamed from programme.pdf",
        "+ ribbon.jpg  added",
        "- old.pdf  removed",
    ):
        assert f"\n{line}\n" in f"\n{out}"
    assert re.search(r"~ opening\.jpg  replaced by a different picture \([\d.]+ kB → [\d.]+ kB\)\n", out)
    assert re.search(r"~ chamber\.jpg  the same picture, re-encoded or resized \(640 × 480 → 320 × 240, ", out)
    chinese = run(changed, "diff", "2", "--format", "text")[1]
    assert "來自業界{+、政府+}及各大學的嘉賓出席了典禮。" in chinese
    assert "About the Centre" in run(changed, "diff", "1", "-v")[1]
    assert run(changed, "diff", "1", "-q")[1] == "title\npublished\nbody\nattachments\n"


def test_diff_of_any_two(changed: Path, run) -> None:  # type: ignore[no-untyped-def]
    """N alone is compared with the one before it; two may stand in any order, and may have the same content."""
    assert "[-June-]{+May+}" in run(changed, "diff", "3", "3")[1]
    assert "[-May-]{+June+}" in run(changed, "diff", "3", "5", "4")[1]
    assert "The two have the same content." in run(changed, "diff", "3", "1", "5")[1]


def test_diff_as_json(changed: Path, run) -> None:  # type: ignore[no-untyped-def]
    """Pieces of text with what became of them; files with every kind of change."""
    out = json.loads(run(changed, "diff", "1", "--json")[1])
    assert (out["old"]["number"], out["new"]["number"], out["post"]["source_id"]) == (1, 2, "36")
    title, published, body, files = out["fields"]
    assert [field["field"] for field in out["fields"]] == ["title", "published", "body", "attachments"]
    assert (
        "".join(p["text"] for p in title["blocks"][0]["pieces"] if p["op"] != "+") == "Centre opens its new laboratory"
    )
    assert [piece["op"] for piece in published["blocks"][0]["pieces"]] == ["-", "+"]
    assert {block["kind"] for block in body["blocks"]} == {
        "same", "edited", "added", "removed", "moved-here", "moved-away",
    }  # fmt: skip
    assert {kind for file in files["files"] for kind in file["kinds"]} == {
        "added", "removed", "renamed", "replaced", "re-encoded or resized", "reordered",
    }  # fmt: skip
    assert files["files"][0]["before"]["url"] == f"{FILES}/map.png"


def test_diff_on_a_terminal_is_in_colour(changed: Path) -> None:
    """Removed words are struck through in red, added ones underlined in green."""
    spawn = "import pty, sys; pty.spawn(sys.argv[1:])"
    command = [sys.executable, "-m", "archive", "diff", "1", "--archive", changed]
    done = subprocess.run(
        [sys.executable, "-c", spawn, *command], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True,
        cwd=ROOT, env={"TERM": "xterm-256color"},
    )  # fmt: skip
    assert "\x1b[9;31mfour\x1b[0m\x1b[4;32msix\x1b[0m" in done.stdout


def test_diff_as_a_page(changed: Path, tmp_path: Path, run) -> None:  # type: ignore[no-untyped-def]
    """The page stands alone: no script, nothing fetched, its style allowed by digest; pictures side by side."""
    assert run(changed, "diff", "1", "--output", tmp_path / "diff.html") == (0, "", "")
    text = (tmp_path / "diff.html").read_text(encoding="utf-8")
    page = html.fromstring(text)
    assert not page.xpath("//script | //link | //iframe | //@style | //@*[starts-with(name(), 'on')]")
    (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    digest = base64.b64encode(sha256(page.xpath("//style")[0].text.encode()).digest()).decode()
    assert policy.startswith("default-src 'none'; img-src data:; style-src ")
    assert f"'sha256-{digest}'" in policy
    assert all(source.startswith("data:image/") for source in page.xpath("//img/@src"))
    (replaced,) = page.xpath("//article[contains(., 'replaced by a different picture')]")
    assert [figure.get("class") for figure in replaced.xpath(".//figure")] == ["before", "after"]
    links = replaced.xpath(".//figure/a/@href")
    held = {path.resolve() for path in (changed / "blobs").rglob("*.jpg")}
    assert {(tmp_path / unquote(link)).resolve() for link in links} <= held
    assert page.xpath("//section[@class='body']//ins[.='six']")
    assert page.xpath("//h1")[0].text == "Centre opens its new reliability laboratory"
    assert run(changed, "diff", "2", "--format", "html")[1].count('lang="zh-Hant"') == 3


def test_large_and_broken_pictures(tmp_path: Path, run) -> None:  # type: ignore[no-untyped-def]
    """A large picture is embedded as a reduced copy; one whose file is damaged or missing is said to be."""
    folder = tmp_path / "large"
    noise = BytesIO()
    Image.frombytes("RGB", (400, 300), Random(1).randbytes(360_000)).save(noise, "PNG")
    with world(folder) as made:
        with made.run("backfill", 1):
            first = [noise.getvalue(), drawing("PNG", (90, 60)), drawing("PNG", (91, 60))]
            made.save("1", "T", "B", [made.file(f"{n}.png", data) for n, data in enumerate(first)])
        with made.run("update", 2):
            then = [drawing("PNG", (200 + n, 100), night=True) for n in range(3)]
            made.save("1", "T", "B", [made.file(f"{n}.png", data) for n, data in enumerate(then)])
    missing, damaged = (next((folder / "blobs").rglob(f"{sha256(data).hexdigest()}*")) for data in first[1:])
    missing.unlink()
    damaged.write_bytes(b"x")
    out = run(folder, "diff", "1", "--format", "html")[1]
    assert out.count("data:image/webp;base64,") == 1
    assert out.count("data:image/png;base64,") == 3
    assert "its file is missing" in out
    assert "its file is damaged" in out
    assert "href=" not in out.partition("<section")[2]  # without a place on disk there is nothing to link to


# -- feed -----------------------------------------------------------------------------------------------------


def test_feed_to_a_file(changed: Path, tmp_path: Path, run) -> None:  # type: ignore[no-untyped-def]
    """The file is written whole, in the format of its ending, over a former one; the link to itself has its name."""
    target = tmp_path / "news.json"
    target.write_text("old")
    assert run(changed, "feed", "--output", target, "--base-url", "https://example.org/feeds/") == (0, "", "")
    assert json.loads(target.read_text())["feed_url"] == "https://example.org/feeds/news.json"
    assert [path.name for path in tmp_path.iterdir()] == ["news.json"]
    out = run(changed, "feed", "--limit", "1", "--base-url", "https://example.org")[1]
    assert 'href="https://example.org/changes.xml"' in out
    assert out.count("<entry>") == 1
    assert run(changed, "feed", "--json")[1] == run(changed, "feed", "--format", "json")[1]
    assert run(changed, "feed", "--since", "2030-01-01")[1].count("<entry>") == 0


# -- all of them ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "command",
    [
        "changes --since 2026-03-01", "changes --since 2026-03-01 -v", "changes --since 2026-03-01 -q",
        "changes --since 2026-03-01 --json", "history 1 -v", "history 1 -q", "history 1 --json", "diff 1",
        "diff 1 --format terminal", "diff 1 --json", "diff 1 --format html", "feed", "feed --json",
    ],
)  # fmt: skip
def test_no_site_text_reaches_the_terminal_raw(tmp_path: Path, run, command: str) -> None:  # type: ignore[no-untyped-def]
    """Escapes, C1 controls and overrides of direction in site text do nothing, whatever is printed."""
    with world(tmp_path / "hostile") as made:
        with made.run("backfill", 1):
            made.save("1", HOSTILE, HOSTILE, [made.file("a\x1b[0m.pdf", b"%PDF", HOSTILE)])
        with made.run("update", 2):
            made.save("1", f"{HOSTILE} 2", f"More. {HOSTILE}", [made.file("b\x9b.pdf", b"%PDF2", HOSTILE)])
    code, out, _ = run(tmp_path / "hostile", *command.split())
    assert code == 0
    for sign in ("\x1b", "\x9b", "\u202e", "\u2066"):
        assert sign not in out
    if "html" in command or command == "feed":
        assert "<script>" not in out


@pytest.mark.parametrize("command", ["changes", "history", "diff", "feed"])
def test_help_has_an_example(run, tmp_path: Path, command: str) -> None:  # type: ignore[no-untyped-def]
    """Every command's help ends in something to copy; asking for it opens nothing."""
    code, out, _ = run(tmp_path, command, "--help")
    assert (code, "Example:\n" in out) == (0, True)


def test_the_docs_show_what_the_commands_print(tmp_path: Path) -> None:
    """Each example in docs/changes.md, run on the archive that it speaks of, prints what the page shows."""
    build(tmp_path / "data" / "centre")
    page = (ROOT / "docs" / "changes.md").read_text(encoding="utf-8")
    examples = re.findall(r"```console\n\$ (archive .*)\n([^`]*)```", page)
    assert len(examples) >= 6
    for command, shown in examples:
        words = [sys.executable, "-m", "archive", *shlex.split(command)[1:]]
        done = subprocess.run(
            words, capture_output=True, text=True, check=True, cwd=tmp_path,
            env={"PYTHONPATH": str(ROOT), "SCRAPER_ARCHIVE": "data/centre"},
        )  # fmt: skip
        # Another release of the picture library writes files of another size.
        printed, promised = (re.sub(r"[\d.]+ kB", "… kB", text) for text in (done.stdout, shown))
        assert printed == promised, command
