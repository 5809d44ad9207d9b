"""The pages of the static site as HTML: what came from a site is text, every address is relative and our own."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive import media_types
from archive.diff_text import CAUSES
from archive.hashing import blocks
from archive.markup import escape, language, web_address
from archive.terminal import human_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any

    from archive.history import Absence, Revision

_POLICY = (
    "default-src 'none'; img-src 'self' file:; style-src 'self' file:; {scripts}base-uri 'none'; "
    "form-action 'self' file:"
)
_SHOWN = {"image/jpeg", "image/png", "image/gif", "image/webp", "image/avif", "image/bmp"}
"""What a browser shows and cannot run."""

_ACTIVE = {"text/html", "image/svg+xml", "application/xml"}
_NAMES = {
    "en": "English", "tc": "繁體中文", "sc": "简体中文", "zh-hant": "繁體中文", "zh-hans": "简体中文",
    "zh-hk": "繁體中文", "zh-tw": "繁體中文", "zh-cn": "简体中文", "zh": "中文", "ja": "日本語", "ko": "한국어",
    "de": "Deutsch", "fr": "Français",
    "es": "Español", "pt": "Português", "it": "Italiano",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Language:
    """The posts in one language.

    Attributes:
        lang: as the archive has it.
        slug: its folder's name, made by us.
        posts: how many.
    """

    lang: str
    slug: str
    posts: int

    @property
    def name(self) -> str:
        """Its name for people."""
        return _NAMES.get(self.lang.lower()) or self.lang or "No language"

    @property
    def tag(self) -> str:
        """Its tag for programs; empty if unknown."""
        return language(self.lang)


@dataclass(frozen=True, slots=True)
class Line:
    """A post in a list."""

    id: int
    published: str | None
    title: str
    category: str
    status: str
    revision: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A post with everything that its page shows.

    Attributes:
        files: its attachments, by the names of their columns.
        others: id and language of the same post in other languages.
        revisions: the revisions up to the one shown, the first first.
        differences: the difference that a revision made, as HTML, by its number.
        absences: the times in which it was gone.
        missing: digests of files that the archive lacks.
    """

    row: dict[str, Any]
    files: Sequence[dict[str, Any]]
    language: Language
    others: Sequence[tuple[int, Language]]
    revisions: Sequence[Revision]
    differences: dict[int, str]
    absences: Sequence[Absence]
    missing: frozenset[str]


def post_path(post_id: int) -> str:
    """Where a post's page is."""
    return f"posts/{post_id // 1000}/{post_id}.html"


def file_path(sha256: str, media_type: str) -> str | None:
    """Where an attachment is; what a browser would run gets an ending that it only shows."""
    if not re.fullmatch("[0-9a-f]{64}", sha256):
        return None
    ending = "txt" if media_type in _ACTIVE else media_types.extension(media_type) or "bin"
    return f"files/{sha256[:2]}/{sha256}.{ending}"


def category_page(name: str) -> str:
    """The name of a category's list, the same in every export."""
    return f"category-{hashlib.sha256(name.encode('utf-8', 'replace')).hexdigest()[:10]}"


def slug(lang: str, taken: Iterable[str]) -> str:
    """A folder's name for a language, unlike all others."""
    plain = re.sub("[^a-z0-9]+", "-", lang.lower()).strip("-")[:20] or "none"
    used = set(taken)
    return next(name for name in (plain, *(f"{plain}-{number}" for number in range(2, 10_000))) if name not in used)


def page(
    title: str, body: str, *, site: str, root: str, nav: str = "", scripts: bool = False, wide: bool = False
) -> str:
    """Write a whole page; `root` leads to the top folder, title and site are plain text."""
    policy = _POLICY.format(scripts="script-src 'self' file:; " if scripts else "")
    script = f'<script src="{root}assets/search.js" defer></script>\n' if scripts else ""
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{escape(title)}</title>
<link rel="stylesheet" href="{root}assets/site.css">
{script}</head>
<body>
<a class="skip" href="#main">To the text</a>
<header class="top"><a href="{root}index.html">{escape(site)}</a>{nav}</header>
<main id="main"{' class="wide"' if wide else ""}>
{body}
</main>
</body>
</html>
"""


def navigation(languages: Sequence[Language], root: str, current: Language | None, others: dict[str, str]) -> str:
    """Links to each language, or to this very post in it where it has one (`others`, by slug), and to the search."""
    links = []
    for one in languages:
        here = ' aria-current="true"' if current == one else ""
        lang = f' lang="{one.tag}"' if one.tag else ""
        target = others.get(one.slug, f"lists/{one.slug}/index.html")
        links.append(f'<a href="{root}{target}"{lang}{here}>{escape(one.name)}</a>')
    return f'<nav aria-label="Languages and search">{"".join(links)}<a href="{root}search.html">Search</a></nav>'


def search_form(languages: Sequence[Language], root: str, chosen: str, shards: dict[str, int]) -> str:
    """The form that leads to the search page."""
    options = "".join(
        f'<option value="{one.slug}" data-tag="{one.tag}" data-shards="{shards.get(one.slug, 0)}"'
        f"{' selected' if one.slug == chosen else ''}>{escape(one.name)}</option>"
        for one in languages
    )
    every = '<option value="">All languages</option>' if len(languages) != 1 else ""
    return (
        f'<form id="search" class="search" action="{root}search.html" role="search">'
        '<input type="search" name="q" aria-label="Words" placeholder="Words, or &quot;a phrase&quot;">'
        f'<select name="lang" aria-label="Language">{every}{options}</select><button>Search</button></form>'
    )


def listing(lines: Iterable[Line], lang: Language, root: str) -> str:
    """A list of posts."""
    attribute = f' lang="{lang.tag}"' if lang.tag else ""
    items = []
    for line in lines:
        day = escape(line.published or "undated")
        gone = '<span class="badge gone" lang="en">gone</span>' if line.status == "gone" else ""
        revised = '<span class="badge" lang="en">revised</span>' if line.revision > 1 else ""
        category = f" <small>{escape(line.category)}</small>" if line.category else ""
        title = escape(line.title) or "Untitled"
        items.append(
            f"<li><time>{day}</time><div{attribute}>"
            f'<a href="{root}{post_path(line.id)}">{title}</a>{revised}{gone}{category}</div></li>'
        )
    return "\n".join(['<ul class="list">', *items, "</ul>"]) if items else "<p>No posts.</p>"


def chips(links: Iterable[tuple[str, str, int]]) -> str:
    """Links with counts: (address, name, how many)."""
    items = "".join(f'<li><a href="{url}">{escape(name)}<small>{count}</small></a></li>' for url, name, count in links)
    return f'<ul class="chips">{items}</ul>'


def pager(name: str, number: int, last: int) -> str:
    """Links to the pages before and after, where a list has several."""
    if last < 2:
        return ""

    def link(to: int, text: str) -> str:
        file = f"{name}.html" if to == 1 else f"{name}-{to}.html"
        return f'<a href="{file}">{text}</a>' if 1 <= to <= last else "<span></span>"

    newer, older = link(number - 1, "← Newer"), link(number + 1, "Older →")
    return f'<nav class="pages" aria-label="Pages">{newer}<span>{number} of {last}</span>{older}</nav>'


def post_body(post: Shown, root: str) -> str:
    """What a post's page shows below the top."""
    row = post.row
    lang = f' lang="{post.language.tag}"' if post.language.tag else ""
    category = ""
    if row["category"]:
        target = f"{root}lists/{post.language.slug}/{category_page(row['category'])}.html"
        category = f'<a href="{target}"{lang}>{escape(row["category"])}</a>'
    meta = f"<time>{escape(row['published'] or 'undated')}</time>{category}<span>{escape(post.language.name)}</span>"
    text = "\n".join(_article(post, root))
    title = escape(row["title"]) or "Untitled"
    article = f"<article{lang}>\n<h1>{title}</h1>\n{_status(post)}{text}\n</article>"
    return "\n".join([f'<p class="meta">{meta}</p>', article, _history(post), _facts(row)])


def _status(post: Shown) -> str:
    standing = next((absence for absence in post.absences if absence.ended is None), None)
    if post.row["status"] == "gone" and standing:
        reason = f" ({escape(standing.reason)})" if standing.reason else ""
        return f'<p class="note" lang="en">Gone from the site since {moment(standing.since)}{reason}.</p>\n'
    if post.row["status"] == "missing":
        return '<p class="note" lang="en">The site did not have it when it was last asked for.</p>\n'
    return ""


def _article(post: Shown, root: str) -> Iterator[str]:
    """The paragraphs, with each picture where the page has it; other files below."""
    paragraphs = blocks(post.row["body"])
    summary = post.row["summary"]
    if summary and " ".join(summary.split())[:60] not in " ".join(f"{post.row['title']} {post.row['body']}".split()):
        yield f'<p class="summary">{escape(summary)}</p>'
    pictures = [file for file in post.files if _is_shown(file, post.missing)]
    for place in range(len(paragraphs) + 1):
        last = place == len(paragraphs)
        for file in pictures:
            if file["paragraph"] == place or (last and file["paragraph"] > place):
                yield _figure(file, root)
        if not last:
            yield f"<p>{escape(paragraphs[place])}</p>"
    rest = [file for file in post.files if not _is_shown(file, post.missing)]
    if rest:
        yield "\n".join(['<ul class="files">', *(_file(file, root, post.missing) for file in rest), "</ul>"])


def _is_shown(file: dict[str, Any], missing: frozenset[str]) -> bool:
    return (
        bool(file["sha256"]) and file["sha256"] not in missing and file["media_type"] in _SHOWN and bool(file["bytes"])
    )


def _figure(file: dict[str, Any], root: str) -> str:
    target = f"{root}{file_path(file['sha256'], file['media_type'])}"
    width, height = file["width"], file["height"]
    size = f' width="{width}" height="{height}"' if width and height else ""
    label = escape(file["label"] or file["name"])
    picture = f'<a href="{target}"><img src="{target}" alt="{label}" loading="lazy"{size}></a>'
    return f"<figure>{picture}<figcaption>{label}</figcaption></figure>"


def _file(file: dict[str, Any], root: str, missing: frozenset[str]) -> str:
    name = escape(file["label"] or file["name"]) or "file"
    if file["bytes"] is not None and file["sha256"] and file["sha256"] not in missing:
        target = f"{root}{file_path(file['sha256'], file['media_type'])}"
        facts = f"{escape(file['media_type'])}, {human_bytes(file['bytes'])}"
        return f'<li><a href="{target}">{name}</a> <small lang="en">{facts}</small></li>'
    why = "its file is missing in the archive" if file["sha256"] else file["problem"] or "not kept"
    address = web_address(file["url"] or "")
    shown = f'<a href="{address}" rel="noreferrer noopener">{name}</a>' if address else name
    return f'<li>{shown} <small lang="en">{escape(why)}</small></li>'


def _history(post: Shown) -> str:
    if len(post.revisions) < 2 and not post.absences:
        return ""
    told = [(revision.observed_at, _revision(revision, post)) for revision in post.revisions]
    for absence in post.absences:
        reason = f" ({escape(absence.reason)})" if absence.reason else ""
        told.append((absence.since, f"<li><b>{moment(absence.since)}</b> gone{reason}</li>"))
        if absence.ended:
            told.append((absence.ended, f"<li><b>{moment(absence.ended)}</b> there again</li>"))
    items = "\n".join(text for _, text in sorted(told, key=lambda one: one[0], reverse=True))
    return f'<h2>History</h2>\n<ul class="history">\n{items}\n</ul>'


def _revision(revision: Revision, post: Shown) -> str:
    why = escape(CAUSES.get(revision.cause, revision.cause))
    head = f"<b>{moment(revision.observed_at)}</b> {why}"
    if revision.changed:
        head += f": {escape(', '.join(revision.changed))}"
    difference = post.differences.get(revision.number)
    if not difference:
        return f"<li>{head}</li>"
    lang = f' lang="{post.language.tag}"' if post.language.tag else ""
    return f'<li><details><summary>{head}</summary><div class="diff"{lang}>{difference}</div></details></li>'


def _facts(row: dict[str, Any]) -> str:
    link = web_address(row["url"])
    shown = escape(row["url"])
    place = f'<a href="{link}" rel="noreferrer noopener">{shown}</a>' if link else f"<span>{shown}</span>"
    facts = [f"<span>first seen {moment(row['first_seen'])}</span>"]
    if row["last_seen"]:
        facts.append(f"<span>last seen {moment(row['last_seen'])}</span>")
    facts.append(f"<span>revision {row['revision']}, of {moment(row['last_changed'])}</span>")
    return f'<h2>Source</h2>\n<p class="facts">{place}</p>\n<p class="facts">{"".join(facts)}</p>'


def moment(at: str) -> str:
    """A moment for people."""
    return escape(at.replace("T", " ").removesuffix("Z")[:16]) + " UTC"
