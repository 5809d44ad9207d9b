"""What belongs to a site, and which post an address means.

A site is known by its profile, or only by an address that somebody gave. In the second case the
shape of its detail pages' addresses is learned from the first listing that is read, and remembered
by the archive, so that an id means the same post in every later run.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from archive.records import PostKey
from scraper.profile import Profile
from scraper.urls import Identity, authority, canonical, identify, whole_id
from scraper.variants import OTHER_VERSION, main_version, variant_of

FILE_ENDINGS = frozenset(
    "pdf doc docx xls xlsx ppt pptx odt ods odp rtf csv zip rar 7z gz tar jpg jpeg png gif webp avif heic tif tiff "
    "bmp svg mp3 m4a wav ogg mp4 m4v mov avi webm mkv ics vcf epub".split()
)
"""Endings of addresses that lead to a file, not to a page."""

_NO_POST = frozenset("css js json xml rss atom txt woff woff2 ttf ico map".split())


def ending(url: str) -> str:
    """The file ending of an address in lower case, empty if there is none."""
    return PurePosixPath(unquote(urlsplit(url).path)).suffix.removeprefix(".").lower()


def language_free(shape: str) -> str:
    """A form of address without its language, for comparison."""
    return shape.replace("/{lang}", "", 1).lower()


@dataclass(slots=True)
class Site:
    """One site: its name, its hosts, and how its posts are addressed.

    Attributes:
        name: the archive's name for it.
        home: the root address, with the scheme and host to ask.
        hosts: the authorities that serve it.
        profile: what is known of it beforehand, if anything.
        shapes: the learned shapes of detail addresses, the main one first; ids of the main shape
            stand for themselves, those of another shape are qualified by its words.
        languages: the languages met so far, as addresses spell them.
        by_address: what looked like ids are none, so that posts are known by their whole addresses.
        former: forms of address whose numbers were the same, before the site changed them to the main one.
    """

    name: str
    home: str
    hosts: frozenset[str]
    profile: Profile | None = None
    shapes: list[str] = field(default_factory=list)
    languages: set[str] = field(default_factory=set)
    by_address: bool = False
    former: list[str] = field(default_factory=list)

    def in_scope(self, url: str) -> bool:
        """Whether the address is served by this site."""
        host = authority(url)
        bare = host.removeprefix("www.")
        return bool(host) and any(bare == own.removeprefix("www.") for own in self.hosts)

    def identify(self, url: str) -> Identity:
        """The identity that the address alone gives, by the profile's pattern where there is one."""
        found = identify(url)
        pattern = self.profile.detail_pattern if self.profile else None
        if pattern is None:
            return found
        parts = urlsplit(url)
        match = pattern.fullmatch(unquote(parts.path)) or pattern.fullmatch(f"{unquote(parts.path)}?{parts.query}")
        if not match:
            return found
        groups = match.groupdict()
        number = groups["id"]
        plain = str(int(number)) if number.isdecimal() else number
        assert self.profile is not None  # a pattern comes from a profile
        return Identity(plain, (groups.get("lang") or "").lower(), self.profile.detail_url or "", number.isdecimal())

    def is_detail(self, url: str) -> bool:
        """Whether the address has the form of a detail page, as far as that form is known."""
        if not self.in_scope(url) or ending(url) in FILE_ENDINGS:
            return False
        shape = self.identify(url).shape
        if self.profile and self.profile.detail_url:
            return shape == self.profile.detail_url
        return "{id}" in shape and language_free(shape) in map(language_free, self.shapes)

    @property
    def knows_details(self) -> bool:
        """Whether the form of detail addresses is known, so that a link alone tells a post."""
        return bool(self.profile and self.profile.detail_url) or any("{id}" in shape for shape in self.shapes)

    def key_of(self, url: str) -> PostKey | None:
        """The post that the address means, None for an address outside the site or one that cannot be a post.

        Where the profile knows the form of detail addresses, only those are posts.
        """
        if not self.in_scope(url) or ending(url) in _NO_POST:
            return None
        found = self.identify(variant_of(url))
        if self.profile and self.profile.detail_url:
            if found.shape != self.profile.detail_url:
                return None
            return PostKey(self.name, found.source_id, found.lang)
        if found.source_id.startswith("/"):
            return None
        source_id = whole_id(url, found.lang) if self.by_address else self._qualified(found)
        return PostKey(self.name, source_id, found.lang)

    @property
    def knows_ids(self) -> bool:
        """Whether a person has said where in an address the id is."""
        return bool(self.profile and self.profile.detail_url)

    def whole_key(self, url: str) -> PostKey | None:
        """The post that the address means where the id in it turned out to be that of another post."""
        key = self.key_of(url)
        return replace(key, source_id=whole_id(url, key.lang)) if key else None

    def _qualified(self, found: Identity) -> str:
        """The id alone for the main shape, with the words of its address before it for another."""
        shape = language_free(found.shape)
        if not self.shapes or shape in {language_free(self.shapes[0]), *self.former}:
            return found.source_id
        words = [part for part in re.split(r"[/?&=]", shape) if part and "{" not in part]
        if self._is_version(found):
            return found.source_id
        return "/".join([*words, found.source_id])

    def _is_version(self, found: Identity) -> bool:
        """Whether an address such as `/print/36` is a version of the post with that number."""
        words = [part for part in found.shape.lower().split("/") if part and "{" not in part]
        return (
            found.numeric
            and "{id}" in found.shape
            and bool(words)
            and OTHER_VERSION.issuperset(words)
            and self.numeric_pattern(found.lang) is not None
        )

    def page_to_ask(self, url: str) -> str:
        """The address to ask for the post behind a link: the page itself rather than its version for print or AMP."""
        url = main_version(url)
        found = identify(url)
        if self._is_version(found):
            return self.numeric_address(int(found.source_id), found.lang) or url
        return url

    def learn_shapes(self, urls: Iterable[str]) -> bool:
        """Take the commonest address shape among the posts of a listing as the main one, once.

        Returns whether anything was learned.
        """
        if self.shapes or (self.profile and self.profile.detail_url):
            return False
        counted = Counter(identify(variant_of(url)).shape for url in urls if self.in_scope(url))
        if not counted:
            return False
        self.shapes = [shape for shape, _ in counted.most_common()]
        return True

    def numeric_address(self, number: int, lang: str) -> str | None:
        """The address of the post with this number in this language, None where posts are not numbered."""
        pattern = self.numeric_pattern(lang)
        return pattern.replace("{id}", str(number)) if pattern else None

    def numeric_pattern(self, lang: str) -> str | None:
        """The address of a post in this language with `{id}` for its number, None where posts are not numbered."""
        if self.profile and self.profile.detail_url:
            return self.profile.detail_address("{id}", lang)
        shape = self.shapes[0] if self.shapes else ""
        if "{id}" not in shape or "{slug}" in shape or "{n}" in shape or (bool(lang) != ("{lang}" in shape)):
            return None
        return self.home.rstrip("/") + shape.replace("{lang}", lang)

    def same_page(self, a: str, b: str) -> bool:
        """Whether two addresses mean the same page of this site."""
        return canonical(a) == canonical(b)


def site_from_profile(profile: Profile) -> Site:
    """The site that a profile describes."""
    return Site(
        name=profile.name,
        home=profile.base + "/",
        hosts=profile.named_hosts,
        profile=profile,
        languages={lang for lang in profile.languages if lang},
    )
