"""References to posts, read back by the formats' own rules."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from archive.cite import Reference, bibtex, csl_json, reference, ris
from archive.cli import cli
from archive.history import find_post
from tests.archive_tools import Session, content, key
from tests.changing_archive import build

if TYPE_CHECKING:
    from pathlib import Path

HOSTILE = 'Costs {rise} by 5 % & "more" _soon_ #1 \\input{x} $a^b$ ~\n\x1b[31m ER  - 中文'
MADE = Reference(
    "k", " ".join(HOSTILE.split()), None, "site.example", "", "https://site.example/{1}", "2026-03-01T08:00:00Z", "", 1
)


def _cite(session: Session, revision: int | None = None) -> Reference:
    return reference(session.archive, find_post(session.archive, "1"), revision)


def test_a_reference_names_capture_and_digest(session: Session) -> None:
    """The moment is the capture's own, the digest is that of the page as it came, per revision."""
    digests = []
    for number, title in enumerate(("First", "Second"), start=1):
        session.clock.now = session.clock.now.replace(day=number)
        kept = session.writer.keep(session.exchange("https://www.site.example/1", title.encode()))
        post = content(title, published="2026-02-03")
        session.writer.save_post(key("1"), "https://www.site.example/1", post, [], parser_version="1", capture=kept)
        digests.append(session.one("SELECT sha256 FROM captures ORDER BY id DESC LIMIT 1"))
    now, then = _cite(session), _cite(session, 1)
    assert (now.title, now.revision, now.sha256) == ("Second", 2, digests[1])
    assert (then.title, then.revision, then.sha256) == ("First", 1, digests[0])
    assert (now.published, now.host, now.lang) == ("2026-02-03", "site.example", "en")
    assert now.captured_at == session.one("SELECT max(fetched_at) FROM captures")
    with pytest.raises(LookupError, match="no revision 3"):
        _cite(session, 3)


def test_bibtex_survives_any_title() -> None:
    """Braces balance, TeX's own characters are escaped, and no line of a title starts a field."""
    text = bibtex([MADE])
    bare = re.sub(r"\\[{}]", "", text)
    assert bare.count("{") == bare.count("}")
    title = next(line for line in text.splitlines() if line.startswith("  title"))
    for char in "%&_#$":
        assert re.search(rf"(?<!\\){re.escape(char)}", title) is None
    assert r"\textbackslash{}input\{x\}" in title
    assert "\n  date " not in text  # undated: no empty field


def test_ris_has_one_line_a_tag() -> None:
    """A title with line breaks or an end mark in it stays one line, and the record ends once."""
    lines = ris([MADE]).split("\r\n")
    assert lines[0] == "TY  - ELEC"
    assert lines[-2:] == ["ER  - ", ""]
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in lines[:-1])
    assert sum(line.startswith("ER") for line in lines) == 1


def test_csl_json_says_the_same(session: Session) -> None:
    """Dates are lists of numbers; what is unknown is left out."""
    session.writer.save_post(
        key("1"), "https://site.example/1", content("标题", published="2026-02-03"), [], parser_version="1"
    )
    (item,) = json.loads(csl_json([_cite(session)]))
    assert item["title"] == "标题"
    assert item["issued"] == {"date-parts": [[2026, 2, 3]]}
    (bare,) = json.loads(csl_json([MADE]))
    assert not {"issued", "language", "archive_location"} & set(bare)


def test_the_command_takes_posts_in_every_way(tmp_path: Path) -> None:
    """By id, address and the site's own number; a mistake is a sentence with exit code 2."""
    build(tmp_path / "news")
    run = CliRunner().invoke
    for typed in (["1"], ["https://centre.example/en/news_detail/index/36"], ["36", "--lang", "en"]):
        done = run(cli, ["cite", *typed, "--archive", str(tmp_path / "news")])
        assert done.output.startswith("@online{centre-36-en-r2,"), done.output
    done = run(cli, ["cite", "1", "2", "--json", "--archive", str(tmp_path / "news")])
    assert [item["id"] for item in json.loads(done.output)] == ["centre-36-en-r2", "centre-36-tc-r2"]
    for wrong in (["999"], ["1", "--revision", "9"]):
        done = run(cli, ["cite", *wrong, "--archive", str(tmp_path / "news")])
        assert (done.exit_code, "Traceback" in done.output) == (2, False)
