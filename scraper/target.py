"""What the word SITE on the command line means: a bundled profile, a profile's path, or an address."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from scraper.errors import UsageError
from scraper.profile import PROFILES, Profile, bundled, load_profile
from scraper.site import Site, site_from_profile
from scraper.urls import authority, resolve, site_name

DEFAULT_SITE = "cairs"


@dataclass(frozen=True, slots=True)
class Target:
    """A site, and where to begin on it.

    Attributes:
        site: the site.
        named: the address that the user gave, None where a profile was named.
        fronts: the front page of each language, by language code.
    """

    site: Site
    named: str | None
    fronts: dict[str, str]


def resolve_target(word: str | None) -> Target:
    """Turn the SITE argument into a target.

    Raises:
        UsageError: it is none of the things it may be.
        ProfileError: it is a profile with a mistake.
    """
    word = (word or DEFAULT_SITE).strip()
    if "://" in word:
        return _from_address(word)
    if word in bundled():
        return _from_profile(load_profile(PROFILES / f"{word}.toml"))
    path = Path(word).expanduser()
    if path.suffix == ".toml" or path.is_file():
        return _from_profile(load_profile(path))
    hint = f"; for an address write https://{word}" if "." in word else ""
    raise UsageError(
        f"{word}: no such site{hint}. Give a bundled profile ({', '.join(bundled())}), the path of a profile, "
        "or an address such as https://www.example.org/news"
    )


def _from_profile(profile: Profile) -> Target:
    fronts = {lang: profile.base + path for lang, path in profile.fronts.items()}
    return Target(site_from_profile(profile), None, fronts)


def _from_address(word: str) -> Target:
    url = resolve("", word)
    if url is None or "@" in urlsplit(url).netloc:
        raise UsageError(f"{word}: is not an http or https address; give one such as https://www.example.org/news")
    for name in bundled():
        profile = load_profile(PROFILES / f"{name}.toml")
        if authority(url) in profile.named_hosts:
            return replace(_from_profile(profile), named=url)
    scheme = url.split(":", 1)[0]
    home = f"{scheme}://{authority(url)}/"
    return Target(Site(site_name(url), home, frozenset({authority(url)})), url, {"": home})


def archive_folder(option: str | None, target: Target) -> Path:
    """The archive's folder: the option, else `$SCRAPER_ARCHIVE`, else `data/<site>`."""
    chosen = option or os.environ.get("SCRAPER_ARCHIVE")
    return Path(chosen).expanduser() if chosen else Path("data") / target.site.name
