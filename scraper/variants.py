"""Which addresses are versions of one page: for printing, for AMP, with a visit's own token, with doubled words."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import parse_qsl, urlencode, urlsplit

OTHER_VERSION = frozenset({"amp", "print", "printable", "printer", "printversion", "print-version", "printpdf"})
"""Words in a path that ask for another version of a page."""

_VERSION_PARAMETERS = {
    **dict.fromkeys("print printable printer printversion print_version pdf amp ampmode isamp".split()),
    **dict.fromkeys(
        "output outputtype view format mode layout version".split(), frozenset({"print", "printable", "pdf", "amp"})
    ),
    "tmpl": frozenset({"component"}),
}
_YES = frozenset({"", "1", "true", "yes", "y", "on", "print", "pdf", "amp"})
_ASIDE_PARAMETERS = frozenset({"replytocom", "share", "like_comment", "unapproved", "moderation-hash"})
_SESSION_NAME = re.compile(
    r"^(?:s|k|sess|session|sessid|session[_-]?(?:id|token|key)|token|auth|ticket|visit|visitor|cfid|cftoken|oscsid|zenid)$",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"(?=[^\d]*\d)(?=[^a-zA-Z]*[a-zA-Z])(?:[0-9a-f]{16,}|[0-9A-F]{16,}|[0-9a-zA-Z]{24,})")
_SESSION_IN_PATH = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?#;]*", re.IGNORECASE)
_COOKIELESS = re.compile(r"/\([A-Z]\([^/()]*\)\)(?=/)")
_SESSION_SEGMENT = re.compile(r"/(?:s|sid|sess|session|sessionid|phpsessid)[-=_/]([^/]+)(?=/)", re.IGNORECASE)


def main_version(url: str) -> str:
    """The address of the page that this one is a version of, to be asked for instead; itself where it is none.

    A version is one for printing or for AMP, or one that carries a visit's own token where every server does without.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    path = _SESSION_IN_PATH.sub("", _COOKIELESS.sub("", parts.path))
    path = "/".join(_main_segments(path.split("/"))) or "/"
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    kept = [(key, value) for key, value in pairs if not _is_aside(key.lower(), value)]
    query = parts.query if kept == pairs else urlencode(kept)
    return url if (path, query) == (parts.path, parts.query) else parts._replace(path=path, query=query).geturl()


@lru_cache(maxsize=65536)
def variant_of(url: str) -> str:
    """The form of an address in which all versions of its page agree, to tell posts by. Not always to be fetched.

    Besides what makes a version, a token in the path goes, and words that a broken relative link has doubled
    there (`/news/news/36`).
    """
    url = main_version(url)
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    segments = _SESSION_SEGMENT.sub(lambda m: "" if _TOKEN.fullmatch(m[1]) else m[0], parts.path).split("/")
    if len(segments) > 3 and _TOKEN.fullmatch(segments[1]):
        del segments[1]
    path = "/".join(_single(segments))
    return url if path == parts.path else parts._replace(path=path).geturl()


def _is_aside(key: str, value: str) -> bool:
    """Whether a parameter asks for another version of a page, or only tells one visit from another."""
    if key in _ASIDE_PARAMETERS or (_SESSION_NAME.match(key) and _TOKEN.fullmatch(value)):
        return True
    if key not in _VERSION_PARAMETERS:
        return False
    values = _VERSION_PARAMETERS[key]
    return value.lower() in (_YES if values is None else values)


def _main_segments(segments: list[str]) -> list[str]:
    """A path without the word that asks for its printed or AMP version, where enough is left to be a page."""
    filled = [segment for segment in segments if segment]
    if len(filled) >= 2 and filled[-1].lower() in OTHER_VERSION and re.search(r"\d|-|_", filled[-2]):
        return ["", *filled[:-1]]
    for index, segment in enumerate(filled[:-2] if len(filled) > 2 else []):
        if segment.lower() in OTHER_VERSION:
            return ["", *filled[:index], *filled[index + 1 :]]
    # `/news/print/36`: the word right before the last segment.
    if len(filled) > 2 and filled[-2].lower() in OTHER_VERSION:
        return ["", *filled[:-2], filled[-1]]
    return segments


def _single(segments: list[str]) -> list[str]:
    """A path in which no word, and no short run of words, stands twice in a row; numbers may."""
    for width in (1, 2, 3, 4):
        at = 1
        while at + 2 * width < len(segments):
            one, other = segments[at : at + width], segments[at + width : at + 2 * width]
            if one == other and any(re.search(r"[^\W\d_]", segment) for segment in one):
                segments = [*segments[:at], *segments[at + width :]]
            else:
                at += 1
    return segments


_MOST_STEPS = 16
_LONGEST = 1_000
_MOST_REPEATS = 3


def grows(url: str) -> str:
    """Why an address looks like one of those that get longer with every page; empty where it does not."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    words = [segment for segment in parts.path.split("/") if segment]
    repeated = max((words.count(word) for word in words if re.search(r"[^\W\d_]", word)), default=0)
    if repeated >= _MOST_REPEATS:
        return "a word stands in its path again and again"
    if len(words) > _MOST_STEPS or len(url) > _LONGEST:
        return "it is too long to be a page's"
    names = [key for key, _ in parse_qsl(parts.query, keep_blank_values=True)]
    if any(names.count(name) > _MOST_REPEATS for name in names if "[" not in name):
        return "a word stands in its query again and again"
    return ""
