"""Reads every page of every family and tells what was read wrongly."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from scraper.parse import parse_detail, parse_listing
from tests.replica import SITE
from tests.replica.compare import Mismatch, compare_detail, compare_listing
from tests.replica.model import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tests.replica.family import Family
    from tests.replica.model import Post

# What the readers are known to get wrong on invented sites: one line a field, `FAMILY | PAGE | FIELD`.
GAPS = Path(__file__).resolve().parent / "gaps.txt"
FIELDS = ("title", "published", "category", "body", "attachments", "related", "teasers", "next_url")


class Failure(NamedTuple):
    """One field of one page of one family."""

    family: str
    page: str
    mismatch: Mismatch


def read_detail(family: Family, post: Post) -> list[Mismatch]:
    """What the reader gets wrong on one detail page."""
    titles = {family.detail_url(SITE, other): plain(other.title) for other in SITE.posts}
    content = parse_detail(family.encode(family.detail(SITE, post), post.lang), family.detail_url(SITE, post))
    return compare_detail(family.detail_answer(SITE, post), content, SITE, titles)


def read_listing(family: Family, lang: str, page: int) -> list[Mismatch]:
    """What the reader gets wrong on one listing page."""
    html = family.encode(family.listing(SITE, lang, page), lang)
    return compare_listing(
        family.listing_answer(SITE, lang, page), parse_listing(html, family.listing_url(SITE, lang, page))
    )


def listing_pages(family: Family) -> list[tuple[str, int]]:
    """The listing pages of a family, as language and number."""
    return [(lang, page) for lang in ("en", "tc") for page in range(1, family.pages(SITE, lang) + 1)]


def failures(families: Iterable[Family]) -> Iterator[Failure]:
    """Every wrong field of these families."""
    for family in families:
        for post in SITE.posts:
            for mismatch in read_detail(family, post):
                yield Failure(family.name, f"{post.lang}/{post.id}", mismatch)
        for lang, page in listing_pages(family):
            for mismatch in read_listing(family, lang, page):
                yield Failure(family.name, f"{lang} listing {page}", mismatch)


def known_gaps() -> set[tuple[str, str, str]]:
    """The fields in `gaps.txt`, as family, page and field."""
    lines = GAPS.read_text(encoding="utf-8").splitlines()
    return {(family, page, field) for family, page, field in (line.split(" | ") for line in lines)}


def write_gaps(found: Iterable[Failure]) -> int:
    """Write `gaps.txt` anew and say how many lines it has."""
    lines = list(dict.fromkeys(f"{each.family} | {each.page} | {each.mismatch.field}" for each in found))
    GAPS.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    return len(lines)


def as_table(found: list[Failure], names: Iterable[str]) -> str:
    """The number of failures by family and field."""
    lines = ["family".ljust(22) + "".join(field.rjust(12) for field in FIELDS)]
    for name in names:
        mine = [failure.mismatch.field for failure in found if failure.family == name]
        lines.append(name.ljust(22) + "".join(str(mine.count(field) or "·").rjust(12) for field in FIELDS))
    return "\n".join(lines)
