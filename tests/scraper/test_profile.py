"""Profiles: what they say, and what is said about their mistakes."""

from __future__ import annotations

from pathlib import Path

import pytest

from scraper.errors import ProfileError, UsageError
from scraper.profile import PROFILES, bundled, load_profile
from scraper.target import archive_folder, resolve_target

GOOD = """
name = "centre"
base = "https://www.example.org"
detail_url = "/{lang}/news/{id}"
[fronts]
en = "/en/"
"""


def write(folder: Path, text: str) -> Path:
    """A profile file with this text."""
    path = folder / "site.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_bundled_profile_loads() -> None:
    """The profiles that come with the program have no mistakes."""
    assert "cairs" in bundled()
    for name in bundled():
        assert load_profile(PROFILES / f"{name}.toml").name == name


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (GOOD.replace("base", "bass"), ["bass", "no such key", "base"]),
        (GOOD.replace("https://www.example.org", "example.org"), ["base = 'example.org'", "root address"]),
        (GOOD.replace("{id}", "id"), ["detail_url", "{id}"]),
        (GOOD + "[politeness]\ndelay = -1\n", ["politeness.delay = -1", "greater than or equal to 0"]),
        (GOOD + "[detail]\nbody = 'div[['\n", ["detail.body = 'div[['", "CSS selector"]),
        (GOOD + "[listing]\nrows = 'li'\n", ["listing.rows", "no such key", "record"]),
        ("render = 'yes'\n" + GOOD, ["render = 'yes'", '"auto"']),
        ("render = 1\n" + GOOD, ["render = 1", "true (every page)"]),
        ("name = ", ["is not TOML"]),
    ],
)
def test_mistakes_are_named(tmp_path: Path, text: str, parts: list[str]) -> None:
    """A mistake is told with file, key, value and what would be accepted."""
    path = write(tmp_path, text)
    with pytest.raises(ProfileError) as caught:
        load_profile(path)
    assert str(path) in str(caught.value)
    assert [part for part in parts if part not in str(caught.value)] == []


def test_all_mistakes_at_once(tmp_path: Path) -> None:
    """A profile with three mistakes gets three lines, so that one editing round mends it."""
    path = write(tmp_path, GOOD + "[politeness]\ndelay = 'slow'\n[probe]\nmisses = 0\n[expect]\ndated = 3\n")
    with pytest.raises(ProfileError) as caught:
        load_profile(path)
    assert len(str(caught.value).splitlines()) == 3


def test_detail_addresses_both_ways() -> None:
    """The pattern of detail addresses reads an address and writes it back."""
    profile = load_profile(PROFILES / "cairs.toml")
    assert profile.detail_pattern is not None
    match = profile.detail_pattern.fullmatch("/tc/news_detail/index/36")
    assert match is not None
    assert match.groupdict() == {"lang": "tc", "id": "36"}
    assert profile.detail_address("36", "tc") == "https://www.cairs.hk/tc/news_detail/index/36"
    assert profile.detail_pattern.fullmatch("/xx/news_detail/index/36") is None


def test_what_site_may_mean(tmp_path: Path) -> None:
    """SITE is a bundled name, a profile's path or an address; nothing means the first site."""
    assert resolve_target(None).site.name == "cairs"
    assert resolve_target(str(write(tmp_path, GOOD))).site.name == "centre"
    assert resolve_target("http://127.0.0.1:8000/en/").site.name == "127.0.0.1-8000"
    assert resolve_target("https://cairs.hk/en/why_cairs").site.name == "cairs"
    for wrong in ("nowhere", "www.example.org", "ftp://example.org/", "http://user@example.org/", "missing.toml"):
        with pytest.raises((UsageError, ProfileError)):
            resolve_target(wrong)


def test_a_bare_host_is_answered_with_the_address_to_write() -> None:
    """Somebody who leaves out https:// is told so."""
    with pytest.raises(UsageError, match=r"https://www\.example\.org"):
        resolve_target("www.example.org")


def test_where_the_archive_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """The option wins over $SCRAPER_ARCHIVE, which wins over data/<site>."""
    target = resolve_target("cairs")
    monkeypatch.delenv("SCRAPER_ARCHIVE", raising=False)
    assert archive_folder(None, target) == Path("data/cairs")
    monkeypatch.setenv("SCRAPER_ARCHIVE", "/srv/archive")
    assert archive_folder(None, target) == Path("/srv/archive")
    assert archive_folder("here", target) == Path("here")
