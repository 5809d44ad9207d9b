"""Channels: what is accepted, what is kept secret, and what the command line says of them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from scraper.cli import cli
from scraper.errors import ProfileError, UsageError
from scraper.profile import load_profile
from scraper.telling.channels import open_channels, send
from tests.fake_site import FakeSite
from tests.postbox import Postbox
from tests.world import one, rows

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")

BODY = ("The centre opened its new test hall this week, with room for four climatic chambers and a vibration table.",)


def invoke(*arguments: str) -> Result:
    """Run the command line; whatever ends it is an exit code."""
    return CliRunner().invoke(cli, [*arguments, "--delay", "0"])


@pytest.mark.parametrize(
    ("url", "style"),
    [
        ("json://h.example/x", "text"),
        ("json://h.example/x?format=html", "html"),
        ("json://h.example/x?format=markdown", "markdown"),
        ("json://h.example/x?format=json", "json"),
        ("mailto://u:p@h.example", "html"),
        ("mailto://u:p@h.example?format=text", "text"),
        ("slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#general", "markdown"),
        ("discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js", "markdown"),
        ("discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js?format=text", "text"),
        ("ntfy://topic", "text"),
        ("tgram://123456789:abcdefg_hijklmnop/12315544/", "html"),
    ],
)
def test_each_service_gets_its_own_format(url: str, style: str) -> None:
    """A report is written in the format that a service shows best, or that the address asks for."""
    (channel,) = open_channels([url], {})
    assert channel.style == style
    assert channel.limit > 100


def test_a_channel_comes_from_the_environment() -> None:
    """`$NAME` and `${NAME}` stand for an address that profile and command line do not hold; twice the same is one."""
    environ = {"HOOK": " json://h.example/x "}
    assert len(open_channels(["$HOOK", "${HOOK}", "json://h.example/x"], environ)) == 1
    with pytest.raises(UsageError, match=r"\$NOWHERE is not set in the environment"):
        open_channels(["$NOWHERE"], environ)


@pytest.mark.parametrize("bad", ["nonsense", "", "foo://secret@h", "mailto://", "slack://secret"])
def test_what_is_no_address_is_refused(bad: str) -> None:
    """An address that Apprise does not know is refused before the run, without its secret being shown."""
    with pytest.raises(UsageError, match="no address that Apprise knows") as caught:
        open_channels([bad], {})
    assert "secret" not in str(caught.value)


def test_channels_that_differ_in_secrets_only_are_two() -> None:
    """Two passwords make two channels with two names, neither of which shows them."""
    channels = open_channels(["json://me:first@h.example", "json://me:other@h.example"], {})
    assert len({channel.name for channel in channels}) == 2
    assert not any(secret in channel.name for channel in channels for secret in ("first", "other"))


def test_a_failure_says_why() -> None:
    """A refused message and one that reaches nobody both come back with a reason, on one line."""
    with Postbox() as box:
        (channel,) = open_channels([box.url()], {})
        box.refusing = True
        assert "500" in send(channel, "s", "b", "info")
    problem = send(channel, "s", "b", "info")
    assert problem
    assert "\n" not in problem


def test_text_is_sent_as_it_is() -> None:
    """Nothing in a text is taken for a template, an escape or an emoji, and nothing leads elsewhere."""
    text = "${app_url} {{x}} :smile: \\n %s ＠everyone 香港"
    with Postbox() as box:
        (channel,) = open_channels([box.url()], {})
        assert send(channel, text, text, "warning") == ""
        (message,) = box.take()
    assert (message["title"], message["message"], message["type"]) == (text, text, "warning")


def test_without_apprise_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where Apprise is not installed the user learns what to install, before anything is visited."""
    monkeypatch.setitem(sys.modules, "apprise", None)
    with pytest.raises(UsageError, match=r"pip install 'cairs-news-archive\[notify\]'"):
        open_channels(["json://h.example"], {})
    assert open_channels([], {}) == ()


def test_the_command_line_tells(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`--notify` may be given twice, tells each channel, says so, and leaves the exit code to the run."""
    with FakeSite() as site, Postbox() as box:
        for number in range(1, 4):
            site.add(number, title=f"Report {number}", published=f"2025-0{number}-11", body=list(BODY))
        monkeypatch.setenv("HOOK", box.url("second"))
        where = [site.listing_url(), "--archive", str(tmp_path)]
        done = invoke("backfill", *where, "--notify", box.url("first"), "--notify", "$HOOK")
        assert done.exit_code == 0, done.output
        assert box.subjects("first") == box.subjects("second") == [f"127.0.0.1-{site.base.rpartition(':')[2]}: 3 new"]
        assert "Told json://127.0.0.1:" in done.output
        site.add(4, title="Report 4", published="2025-05-11", body=list(BODY))
        box.refusing = True
        done = invoke("update", *where, "--notify", box.url("first"), "-q")
        assert done.exit_code == 0
        assert "Could not tell json://127.0.0.1:" in done.output
        assert one(tmp_path, "SELECT count(*) FROM notices WHERE told_at IS NULL") == 1


def test_a_damaged_archive_is_told(tmp_path: Path) -> None:
    """An archive that cannot be opened makes a message and exit code 5, although no run can begin."""
    (tmp_path / "archive.db").write_bytes(b"SQLite format 3\x00" + b"\xff" * 5000)
    with Postbox() as box:
        done = invoke("update", "http://127.0.0.1:9/news", "--archive", str(tmp_path), "--notify", box.url())
        assert done.exit_code == 5
        (message,) = box.take()
    assert "The archive cannot be opened or written, and a person should look" in message["title"]
    assert str(tmp_path) in message["message"]


def test_a_wrong_channel_stops_before_the_visit(tmp_path: Path) -> None:
    """A channel that cannot work is a usage mistake: exit code 2, one line, and the site is not asked."""
    with FakeSite() as site:
        site.add(1, title="Report", body=list(BODY))
        done = invoke("update", site.listing_url(), "--archive", str(tmp_path / "a"), "--notify", "$NO_SUCH_HOOK")
        assert done.exit_code == 2
        assert "$NO_SUCH_HOOK is not set" in done.output
        assert site.requests == []
    assert not (tmp_path / "a").exists()


def test_a_profile_names_channels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The channels of `[notify]` are told without an option, under the site's title."""
    with FakeSite() as site, Postbox() as box:
        for number in range(1, 4):
            site.add(number, title=f"Report {number}", published=f"2025-0{number}-11", body=list(BODY))
        monkeypatch.setenv("HOOK", box.url())
        profile = tmp_path / "centre.toml"
        profile.write_text(
            f'name = "centre"\ntitle = "The Centre"\nbase = "{site.base}"\nfronts = {{ en = "/en/" }}\n'
            '[notify]\nchannels = ["$HOOK"]\nfailures_after = 2\n'
        )
        done = invoke("backfill", str(profile), "--archive", str(tmp_path / "a"))
        assert done.exit_code == 0, done.output
        assert box.subjects() == ["The Centre: 3 new"]
        site.behave("/", status=503)
        for _ in range(2):
            assert invoke("update", str(profile), "--archive", str(tmp_path / "a"), "-q").exit_code == 1
        (subject,) = box.subjects()
    assert "could not be reached by 2 runs in a row" in subject
    assert rows(tmp_path / "a", "SELECT kind FROM notices ORDER BY id") == [("start",), ("changes",), ("trouble",)]


def test_a_profiles_mistakes_are_named(tmp_path: Path) -> None:
    """A key that `[notify]` does not have, and a number that makes no sense, are mistakes of the profile."""
    path = tmp_path / "x.toml"
    path.write_text('name = "x"\nbase = "https://a.example"\n[notify]\nchannel = ["x"]\nfailures_after = 0\n')
    with pytest.raises(ProfileError, match=r"notify\.failures_after = 0(.|\n)*notify\.channel: no such key"):
        load_profile(path)
