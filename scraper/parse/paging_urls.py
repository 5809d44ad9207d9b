"""Which addresses are pages of one listing: `?page=2`, `/page/2`, `/index/10`, `list_2.html` and their like."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from scraper.urls import authority, same_site

_NUMBER = re.compile(r"\d+")
# A word that says that the number behind it counts pages or rows.
_COUNTER = re.compile(
    r"^(?:.*[_\-\[])?(?:p|pg|pn|page|pages|paged|pageno|pagenum|pagenumber|pageindex|page_?id|currentpage|curpage|cpage|"
    r"start|offset|skip|from|seite|pagina|pag|strana|strona|sivu|sayfa|side|sida|stranka|trang|halaman|per_page|pagen_\d+|"
    r"index|begin|first|row|rows|limitstart|s|o|step|cursor|after|before|max|updated-max)\]?$",
    re.IGNORECASE,
)
_DAY_PATH = re.compile(r"/(?:19|20)\d\d[/-]\d{1,2}(?:[/-]\d{1,2})?/?$")


@dataclass(frozen=True, slots=True)
class Step:
    """How one address continues another.

    Attributes:
        number: the page or row that the address asks for; None where it is no number (a cursor).
        before: the same of the page in hand; None where its address has none.
        counted: whether a word such as `page` or `offset` says what the number counts.
    """

    number: int | None
    before: int | None
    counted: bool


def step(here: str, there: str) -> Step | None:
    """How `there` continues the listing `here`, None where it looks like another page altogether."""
    if not same_site(here, there) and authority(here) != authority(there):
        return None
    a, b = urlsplit(here), urlsplit(there)
    if _DAY_PATH.search(b.path):
        return None
    path_a, path_b = a.path.rstrip("/"), b.path.rstrip("/")
    query_a, query_b = (
        dict(parse_qsl(a.query, keep_blank_values=True)),
        dict(parse_qsl(b.query, keep_blank_values=True)),
    )
    if _stem(path_a) == _stem(path_b):
        if found := _by_query(query_a, query_b):
            return found
        if path_a == path_b:
            return None
    return _by_path(path_a, path_b)


def _stem(path: str) -> str:
    """A path without index file, extension and page number, so that `/news`, `/news/` and `/news/index.php` agree."""
    return re.sub(r"(?:/(?:index|default))?(?:\.\w{2,5})?$", "", path)


def _by_query(before: dict[str, str], after: dict[str, str]) -> Step | None:
    changed = [key for key in after if after[key] != before.get(key)]
    best: Step | None = None
    for key in changed:
        value, old = after[key], before.get(key, "")
        counted = bool(_COUNTER.match(key))
        if value.isdigit() and len(value) <= 7:
            found = Step(int(value), int(old) if old.isdigit() else None, counted)
        elif counted:
            found = Step(None, None, True)
        else:
            continue
        if best is None or found.counted > best.counted:
            best = found
    return best


_BEHIND = re.compile(r"(?:\.\w{2,5}|/[\w.]*|-)?")
_COUNTER_BEFORE = re.compile(r"(?:^|[/_\-.;])(?:p|pg|page)$")
# The word for pages with its separators at the end of what stands before the number.
_WORD_BEFORE = re.compile(
    r"(?:[/_\-,.;]|(?<=/))(?:p|pg|page|seite|index|pagina|start|offset|strona|s)?[/_\-=,]?$", re.IGNORECASE
)


def _by_path(before: str, after: str) -> Step | None:
    for found in reversed([match for match in _NUMBER.finditer(after) if len(match[0]) <= 7]):
        front, back = after[: found.start()], after[found.end() :]
        if not _BEHIND.fullmatch(back):
            continue
        word = re.split(r"[/_\-.=,;]", front.rstrip("/_-.=,"))[-1]
        counted = bool(_COUNTER.match(word) or _COUNTER_BEFORE.search(front))
        # The page in hand has a number in the same place, or none and the rest is its own address.
        if same := re.fullmatch(re.escape(front) + r"(\d+)" + re.escape(back), before):
            return Step(int(found[0]), int(same[1]), counted)
        bare = _WORD_BEFORE.sub("", front).rstrip("/")
        if bare == _stem(before) and (bare or counted):
            return Step(int(found[0]), None, counted or front.rstrip("/") == before)
    return None
