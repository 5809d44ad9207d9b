"""What the codes of issues mean in plain words, and what a person can do about each."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Meaning:
    """What happened, and what to do next."""

    title: str
    next: str


_LOOK = "Open an example and compare it with what is kept; “scraper check ADDRESS” shows what would be read, and why."
_AGAIN = "Nothing to do: the next run tries again. If it stays for days, ask those who run the site."
_CHANGED = "The site may have been redesigned: “scraper check ADDRESS” shows what is read now; then “scraper learn”."
_RENDER = 'Let a browser make such pages: run again with --render, or set `render = "auto"` in the profile.'
_RULES = "If you may read these pages, ask those who run the site; else nothing is to be done."

MEANINGS: dict[str, Meaning] = {
    # fetching
    "unreachable": Meaning("The server could not be reached", _AGAIN),
    "timed-out": Meaning("The server took too long to answer", _AGAIN),
    "bad-status": Meaning("The server answered with an error", _AGAIN),
    "bad-answer": Meaning("The answer was not proper HTTP", _AGAIN),
    "body-truncated": Meaning("The page came cut off", _AGAIN),
    "body-too-large": Meaning("The page is larger than allowed", "Open the address: a post of that size is rare."),
    "too-many-redirects": Meaning("The address leads on and on", "Open the address in a browser: is it still a post?"),
    "host-paused": Meaning("The site failed too often in a row, so it was left alone", _AGAIN),
    "refused": Meaning("The site's rules, or ours, do not allow to ask for this", _RULES),
    "no-room": Meaning("The disk is almost full", "Make room on the disk, then run again: nothing is lost."),
    "web-archive": Meaning("The web archive did not give a page", _AGAIN),
    "surplus-bytes": Meaning(
        "More bytes came than the server had announced",
        "Nothing to do: what was announced is kept.",
    ),
    # reading
    "not-a-post": Meaning("The page does not read like a post", _LOOK),
    "page-too-hard": Meaning("The page is too large or too deep to be read", _LOOK),
    "reading-interrupted": Meaning("Reading this page ended the run before", _LOOK),
    "page-unreadable": Meaning("A stored page could not be read again", "Run “archive verify”: is its file whole?"),
    "reader-failed": Meaning("The program failed on this page; the page is kept", "Please report it, with an example."),
    "reads-worse": Meaning("Read again, the page gave less than before; the earlier reading is kept", _LOOK),
    "empty-page": Meaning("The page is empty", _AGAIN),
    "not-html": Meaning("What came is not a web page", "If it is a file, nothing is lost: it is kept as one."),
    "markup-limit": Meaning("The page has more markup than is read", _LOOK),
    "charset-unknown": Meaning(
        "Some characters could not be decoded",
        "Open an example: the characters shown as \ufffd are those. The page itself is kept as it came.",
    ),
    "folder-index": Meaning(
        "The page is a server's list of files",
        "Nothing to do: it is no post. If it was one before, ask those who run the site.",
    ),
    "login-page": Meaning("The page asks to log in", _RULES),
    "error-page": Meaning("The page is an error message", _AGAIN),
    "cookie-wall": Meaning("The page shows a cookie notice in place of its text", _RENDER),
    "javascript-only": Meaning("The page has no text without its scripts", _RENDER),
    "needs-scripts": Meaning("The page needs its scripts to show anything", _RENDER),
    "text-from-json": Meaning(
        "The text was taken from the page's data, since the page itself shows none",
        "Compare one example with the live page.",
    ),
    "no-title": Meaning("No title was found", _CHANGED),
    "no-body": Meaning("No text was found", _CHANGED),
    "no-teasers": Meaning("A listing shows no posts", _CHANGED),
    "date-unknown": Meaning("No date was found near the title", _LOOK),
    "date-disagrees": Meaning("The page gives two different dates", _LOOK),
    "title-disagrees": Meaning("Two sources give different titles", _LOOK),
    "category-disagrees": Meaning("Two sources give different categories", _LOOK),
    "body-disagrees": Meaning("Two sources give different texts", _LOOK),
    "files-disagree": Meaning("Two sources name different files", _LOOK),
    "template-disagrees": Meaning("What this page shows does not fit the site's other pages", _LOOK),
    "redesign": Meaning("Many pages changed in the same way at once", _CHANGED),
    "field-lost": Meaning("The page no longer gives a field; the known value is kept", _CHANGED),
    "left-out": Meaning("Something on the page was not loaded while a browser made it", _LOOK),
    "render-failed": Meaning("A browser could not make the page; what was sent is read instead", _AGAIN),
    # files
    "file-unreachable": Meaning("A picture or file could not be fetched", _AGAIN),
    "files-missing": Meaning("The post is kept, some of its files are not yet", _AGAIN),
    # finding
    "trap": Meaning(
        "A part of the site seemed to have no end, so it was left",
        "Are there posts behind it? Then name their listing in the profile (`listings`).",
    ),
    "sitemap-unsure": Meaning(
        "The sitemap does not say clearly which pages are posts",
        "Name the form of the posts' addresses in the profile (`detail_url`).",
    ),
    "ids-shared": Meaning("Several posts share one number, so addresses tell them apart", "Nothing to do."),
    "maybe-same-post": Meaning("A post may be another one at a new address", "Compare the two; both are kept."),
    "same-in-other-language": Meaning(
        "The page shows the text of another language",
        "Nothing to do: it is kept as the site shows it.",
    ),
    "another-page": Meaning("The web archive's page is another than this post's", "Nothing to do: it was left out."),
}  # fmt: skip
"""By code."""

STAGES = {
    "fetch": "asking the site", "render": "making the page in a browser", "parse": "reading a page",
    "listing": "reading a listing", "file": "fetching files", "discover": "finding posts", "record": "keeping a post",
}  # fmt: skip
"""What the program was doing, by `issues.stage`."""


def meaning(code: str) -> Meaning:
    """Say what a code means; one that is not known is spelled out."""
    known = MEANINGS.get(code)
    return known or Meaning(code.replace("-", " ").capitalize() or "Something could not be read", _LOOK)
