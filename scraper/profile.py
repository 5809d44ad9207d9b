"""One TOML file a site: where to look, how politely, and what a healthy run looks like.

A profile holds only what is known of a site; everything that it leaves out is found by reading the
site's pages. It is checked on load, and every mistake is named with its file, key, value and what
would be accepted.
"""

from __future__ import annotations

import re
import tomllib
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PlainValidator,
    ValidationError,
    field_validator,
    model_validator,
)

from scraper.errors import ProfileError
from scraper.urls import authority

PROFILES = Path(__file__).with_name("profiles")


def _css(selector: str) -> str:
    """A CSS selector that can be compiled."""
    from cssselect import GenericTranslator, SelectorError

    try:
        GenericTranslator().css_to_xpath(selector)
    except SelectorError as error:
        raise ValueError(f"not a CSS selector ({error}); give one such as 'article h1'") from None
    return selector


Css = Annotated[str, AfterValidator(_css)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class DetailSelectors(_Part):
    """Where the fields stand on a detail page; each is one more voice, the strongest while it matches."""

    title: Css | None = None
    date: Css | None = None
    category: Css | None = None
    body: Css | None = None
    attachments: Css | None = None


class ListingSelectors(_Part):
    """Where the records of a listing and their fields stand; fields are looked up inside a record."""

    record: Css | None = None
    link: Css | None = None
    title: Css | None = None
    date: Css | None = None
    category: Css | None = None
    summary: Css | None = None
    next: Css | None = None


class Politeness(_Part):
    """How to behave towards the site."""

    delay: float = Field(default=1.0, ge=0, le=3600)
    contact: str = ""


class Probe(_Part):
    """Numeric probing: ask for ids from 1 upwards until `misses` in a row past the highest known id."""

    enabled: bool = True
    misses: int = Field(default=30, ge=1, le=10_000)


class Expectations(_Part):
    """What a healthy run shows at least; below it the run ends with exit code 3.

    `posts` counts posts, the others are shares (0 to 1) of the posts read in the run.
    """

    posts: int = Field(default=0, ge=0)
    titled: float = Field(default=0.0, ge=0, le=1)
    dated: float = Field(default=0.0, ge=0, le=1)
    bodied: float = Field(default=0.0, ge=0, le=1)


class Notify(_Part):
    """Whom to tell what changed, and with which failed run in a row to tell that something is wrong.

    A channel is an Apprise address, or `$NAME` for one in the environment, so that its password stays out of the file.
    """

    channels: tuple[str, ...] = ()
    failures_after: int = Field(default=3, ge=1, le=100)


def _when(given: Any) -> bool | Literal["auto"]:
    """When to render pages; strict, since TOML tells a truth value from a word."""
    if given is True or given is False or given == "auto":
        return given  # type: ignore[no-any-return]  # one of the three
    raise ValueError('give true (every page), "auto" (pages that do not read well as they come) or false')


class Profile(_Part):
    """A site, as far as it is known.

    Attributes:
        name: the archive's name for the site: the default folder is `data/<name>`.
        title: the organisation's name, for people.
        base: the address of the site's root, with the preferred scheme and host.
        hosts: every host that serves the site.
        fronts: the path of the front page of each language; the key is the language as addresses spell it.
        detail_url: the path of a detail page with `{id}` and, where the site has languages, `{lang}`.
        listings: paths of listing pages, where they are known.
        render: whether pages are rendered in a browser before they are read: True, `auto` (where needed) or False.
        date_order: `dmy` or `mdy`, for dates written in numbers.
        detail: selectors for detail pages.
        listing: selectors for listing pages.
    """

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9.\-]*$")
    title: str = ""
    base: str
    hosts: tuple[str, ...] = ()
    fronts: dict[str, str] = Field(default_factory=lambda: {"": "/"})
    detail_url: str | None = None
    listings: tuple[str, ...] = ()
    render: Annotated[bool | Literal["auto"], PlainValidator(_when)] = False
    date_order: Literal["dmy", "mdy"] | None = None
    politeness: Politeness = Politeness()
    probe: Probe = Probe()
    expect: Expectations = Expectations()
    notify: Notify = Notify()
    detail: DetailSelectors = DetailSelectors()
    listing: ListingSelectors = ListingSelectors()

    @field_validator("base")
    @classmethod
    def _absolute(cls, base: str) -> str:
        if not re.match(r"^https?://[^/\s]+/?$", base):
            raise ValueError("give the site's root address, such as 'https://www.example.org'")
        return base.rstrip("/")

    @field_validator("detail_url")
    @classmethod
    def _has_id(cls, path: str | None) -> str | None:
        if path is not None and (not path.startswith("/") or path.count("{id}") != 1):
            raise ValueError("give a path that starts with '/' and holds '{id}' once, such as '/{lang}/news/{id}'")
        return path

    @model_validator(mode="after")
    def _known_languages(self) -> Profile:
        if self.detail_url and "{lang}" in self.detail_url and not any(self.fronts):
            raise ValueError("detail_url has '{lang}', so 'fronts' must name the languages, such as en = '/en/'")
        return self

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages as addresses spell them; one empty string where the site has none."""
        return tuple(self.fronts)

    @property
    def named_hosts(self) -> frozenset[str]:
        """The authorities that the profile vouches for."""
        return frozenset({authority(self.base), *(host.lower() for host in self.hosts)})

    @cached_property
    def detail_pattern(self) -> re.Pattern[str] | None:
        """A pattern over the path (and query) of a detail page, with the groups `id` and `lang`."""
        if self.detail_url is None:
            return None
        languages = "|".join(re.escape(lang) for lang in self.languages if lang)
        pattern = re.escape(self.detail_url).replace(r"\{id\}", r"(?P<id>[^/?#&]+)")
        pattern = pattern.replace(r"\{lang\}", f"(?P<lang>{languages})")
        return re.compile(f"{pattern}/?", re.IGNORECASE)

    def detail_address(self, source_id: str, lang: str) -> str | None:
        """The address of the post with this id in this language, None where the profile knows no pattern."""
        if self.detail_url is None:
            return None
        return self.base + self.detail_url.replace("{id}", source_id).replace("{lang}", lang)


def bundled() -> list[str]:
    """The names of the profiles that come with the program."""
    return sorted(path.stem for path in PROFILES.glob("*.toml"))


def load_profile(path: Path) -> Profile:
    """Read and check a profile.

    Raises:
        ProfileError: the file cannot be read, is no TOML, or has a mistake; all mistakes are named.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ProfileError(f"{path}: cannot be read ({error.strerror}); give the path of a profile") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProfileError(f"{path}: is not TOML: {error}") from None
    try:
        return Profile.model_validate(data)
    except ValidationError as error:
        raise ProfileError("\n".join(_mistake(path, item) for item in error.errors())) from None


def _mistake(path: Path, item: Any) -> str:
    """One mistake as `file: key = value: what would be accepted`."""
    key = ".".join(str(part) for part in item["loc"]) or "(whole file)"
    message = item["msg"].removeprefix("Value error, ")
    if item["type"] == "extra_forbidden":
        return f"{path}: {key}: no such key; accepted here: {', '.join(_accepted(item['loc'][:-1]))}"
    if item["type"] == "missing":
        return f"{path}: {key}: is missing"
    shown = "" if isinstance(item["input"], dict) else f" = {item['input']!r}"
    return f"{path}: {key}{shown}: {message}"


def _accepted(location: tuple[Any, ...]) -> list[str]:
    """The keys that the table at this place of a profile may hold."""
    model: type[BaseModel] = Profile
    for part in location:
        annotation = model.model_fields[str(part)].annotation
        if not (isinstance(annotation, type) and issubclass(annotation, BaseModel)):
            return []
        model = annotation
    return sorted(model.model_fields)
