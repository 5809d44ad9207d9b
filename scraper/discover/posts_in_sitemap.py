"""Which addresses of a sitemap are posts: judged by what is known of the site, not by one sign alone.

A sitemap lists every page of a site. Addresses are weighed in groups of one form in one file: how many of
them other sources know as posts, what the file and the folder are called, whether the file says that it is news.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from archive.records import PostKey
from scraper.discover.links import Link, news_likeness
from scraper.parse.sitemap import Entry
from scraper.site import FILE_ENDINGS, Site, ending
from scraper.urls import identify

if TYPE_CHECKING:
    from scraper.discover.sitemap import File

MIN_KNOWN = 2
"""So many posts that other sources know make a form of address one of posts."""

_POST_NAMES = frozenset(
    "post posts news newsroom article articles press blog stories story announcement announcements".split()
)
_OTHER_NAMES = frozenset(
    "page pages category categories tag tags author authors user users taxonomy taxonomies term terms product products "
    "image images video videos attachment attachments media location locations collection collections forum forums "
    "topic topics job jobs career careers faq service services team staff people member members misc static".split()
)
_OTHER_FOLDERS = frozenset(
    "category categories tag tags author authors topic topics page pages product products shop store cart user users "
    "people person staff team member members profile profiles event-category job jobs career careers vacancy vacancies "
    "about about-us contact contact-us faq faqs search login account privacy service services project projects course "
    "courses policy policies legal help support wp-content".split()
)


@dataclass(frozen=True, slots=True)
class Group:
    """Addresses of one form in one file.

    Attributes:
        file: the file's address.
        shape: the form, with the language left out.
        entries: the addresses.
        dated: whether a page of it has to be dated to pass for a post: its address may as well be another page's.
        weak: nothing speaks for it but that nothing better is known of the site.
    """

    file: str
    shape: str
    entries: tuple[Entry, ...]
    dated: bool = True
    weak: bool = False


@dataclass(slots=True)
class Sorted:
    """The addresses of a sitemap, sorted.

    Attributes:
        posts: those that are posts, with their file.
        unsure: groups that may be posts: their pages have to tell.
        others: how many are other pages.
    """

    posts: list[tuple[Entry, str]] = field(default_factory=list)
    unsure: list[Group] = field(default_factory=list)
    others: int = 0


def is_post_name(url: str) -> bool:
    """Whether a file is named after posts, such as `post-sitemap.xml`."""
    words = _words(url)
    return bool(words & _POST_NAMES) and not words & _OTHER_NAMES


def is_other_name(url: str) -> bool:
    """Whether a file is named after other things than posts, such as `page-sitemap.xml`."""
    return bool(_words(url) & _OTHER_NAMES)


def _words(url: str) -> set[str]:
    return set(re.split(r"[^a-z]+", unquote(urlsplit(url).path).lower().rpartition("/")[2]))


def sort_out(files: Sequence[File], site: Site, known: Collection[PostKey]) -> Sorted:
    """Sort the addresses of a sitemap into posts, those whose pages have to tell, and others.

    Args:
        files: the files that list pages.
        site: tells what a detail address looks like, as far as that is known.
        known: posts that other sources have shown.
    """
    found = Sorted()
    seen: set[str] = set()
    for file in files:
        groups: dict[str, list[Entry]] = defaultdict(list)
        for entry in file.entries:
            if entry.url in seen:
                continue
            seen.add(entry.url)
            key = None if ending(entry.url) in FILE_ENDINGS or _is_named(entry.url) else site.key_of(entry.url)
            if key is None:
                found.others += 1
            elif key in known or site.is_detail(entry.url) or entry.news:
                found.posts.append((entry, file.url))
                groups[form_of(entry.url)].append(entry)
            else:
                groups[form_of(entry.url)].append(entry)
        _weigh_groups(file.url, groups, site, known, found)
    return found


def form_of(url: str) -> str:
    """The form of an address, with the language left out."""
    return identify(url).shape.replace("/{lang}", "", 1)


def _weigh_groups(
    file: str, groups: dict[str, list[Entry]], site: Site, known: Collection[PostKey], found: Sorted
) -> None:
    settled = {entry.url for entry, _ in found.posts}
    inside = sum(entry.url in settled for entries in groups.values() for entry in entries)
    for shape, entries in groups.items():
        rest = tuple(entry for entry in entries if entry.url not in settled)
        if not rest:
            continue
        verdict = _weigh(file, shape, entries, len(entries) - len(rest), inside, knows=bool(known))
        if site.profile and site.profile.detail_url:
            verdict = "other"  # the profile knows what a detail address looks like
        if verdict == "post":
            found.posts += [(entry, file) for entry in rest]
        elif verdict == "other":
            found.others += len(rest)
        else:
            found.unsure.append(Group(file, shape, rest, dated=verdict != "look", weak=verdict == "weak"))


def _weigh(file: str, shape: str, entries: Sequence[Entry], held: int, inside: int, *, knows: bool) -> str:
    """What a group is: `post`, `other`, or to be looked at (`dated`, `weak`: only dated pages of it are posts).

    Args:
        file: the file's address.
        shape: the form of the addresses.
        entries: the group.
        held: how many of it are known to be posts.
        inside: how many in the whole file are.
        knows: whether any posts of the site are known.
    """
    folders = [part for part in shape.lower().split("?")[0].split("/")[:-1] if part]
    telling = bool(folders) or "{id}" in shape
    newsy = bool(folders) and news_likeness(Link("https://host/" + "/".join(folders), "")) > 0
    named = is_post_name(file)
    # A file of posts by its name in which posts stand that other sources know is one.
    if named and inside >= MIN_KNOWN and not set(folders) & _OTHER_FOLDERS:
        return "post"
    if set(folders) & _OTHER_FOLDERS or (is_other_name(file) and not held):
        return "other"
    if telling and held >= MIN_KNOWN and held * 10 >= inside:
        return "post"
    if telling and (newsy or named or "{n}" in shape):
        return "look"
    if held or named or newsy:
        return "dated"
    return "other" if knows or (len(entries) < 3 and telling) else "weak"


def _is_named(url: str) -> bool:
    """Whether the last word of an address is what every site has: about, contact, privacy and the like."""
    return unquote(urlsplit(url).path).lower().rstrip("/").rpartition("/")[2].partition(".")[0] in _OTHER_FOLDERS
