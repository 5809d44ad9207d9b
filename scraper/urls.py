"""Addresses: resolve them as a browser does, compare them, and read a post's identity from them.

Nothing here raises on a bad address: a page may hold anything, and one bad link must not cost the others.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import normalize
from urllib.parse import parse_qsl, quote, unquote, urlencode, urljoin, urlsplit, urlunsplit

MAX_URL = 4096
"""Longer addresses are traps or data, never a page to ask for."""

_TRACKING = re.compile(
    r"^(utm_\w+|fbclid|gclid|dclid|msclkid|yclid|igshid|mc_[ce]id|_ga|_gl|ref_src|spm|wt\.mc_id|cmpid|"
    r"phpsessid|jsessionid|sid|sessionid|aspsessionid\w*)$",
    re.IGNORECASE,
)
_SESSION_IN_PATH = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?#;]*", re.IGNORECASE)
_DEFAULT_PORT = {"http": 80, "https": 443}
_UNSAFE = re.compile(r"[\x00-\x20\x7f-\uffff\U00010000-\U0010ffff\"<>\\^`{|}]")
_NUMBER = re.compile(r"\d+")

LANGUAGES = frozenset(
    "en tc sc zh cn hk tw zh-hant zh-hans zh-hk zh-tw zh-cn zh-mo zh_hk zh_tw zh_cn zh-hant-hk zh-hans-cn chi cht chs "
    "hant hans eng tchi schi big5 gb trad simp en-us en-gb en-hk en_us en_gb en_hk de fr es it pt pt-br pt-pt "
    "nl da sv no nb nn fi pl cs sk hu ro bg hr sl sr tr "
    "el ru uk be et lv lt ca gl eu ja jp ko kr vi th id ms ar he fa hi ga cy is mt "
    "de-de de-at de-ch fr-fr fr-ch fr-be fr-ca es-es es-mx it-it it-ch "
    "nl-nl nl-be sv-se da-dk nb-no fi-fi pl-pl".split()
)
"""Path segments and query values that name a language on real sites, lower case."""

_LANGUAGE_PARAMETERS = frozenset({"lang", "language", "hl", "locale", "l"})
_ID_PARAMETERS = tuple("id nid newsid news_id articleid article_id aid postid post_id p itemid item_id cid no".split())


def _encode(text: str) -> str:
    """Percent-encode what an address may not hold as it stands, leaving existing escapes alone."""
    return _UNSAFE.sub(lambda m: quote(m.group().encode("utf-8", "surrogatepass"), safe=""), text)


def resolve(base: str, href: str) -> str | None:
    """The absolute http(s) address that `href` means on the page `base`, or None if it is none.

    Surrounding white space and inner tabs and newlines go, as browsers do; the fragment is dropped.
    """
    if "\t" in href or "\n" in href or "\r" in href:
        href = re.sub(r"[\t\r\n]", "", href)
    href = href.strip("\x00 \x0b\x0c\x1c\x1d\x1e\x1f\xa0\u200b\ufeff")
    if not href or href.startswith("#") or len(href) > MAX_URL:
        return None
    scheme = re.match(r"([a-zA-Z][a-zA-Z0-9+.\-]*):", href)
    if scheme and scheme.group(1).lower() not in _DEFAULT_PORT:
        return None
    try:
        parts = urlsplit(urljoin(base, href.replace("\\", "/") if not scheme else href))
        host = parts.hostname
        _ = parts.port
    except ValueError:
        return None
    if parts.scheme.lower() not in _DEFAULT_PORT or not host:
        return None
    netloc = parts.netloc.lower()
    if "@" not in netloc:
        netloc = _host_to_ascii(netloc)
    path = _encode(parts.path) or "/"
    return urlunsplit((parts.scheme.lower(), netloc, path, _encode(parts.query), ""))


def _host_to_ascii(netloc: str) -> str:
    """An internationalised host in the form that goes over the wire; as it stands where that fails."""
    if netloc.isascii():
        return netloc
    try:
        host, colon, port = netloc.partition(":")
        return host.encode("idna").decode("ascii") + colon + port
    except UnicodeError:
        return netloc


@lru_cache(maxsize=8192)
def authority(url: str) -> str:
    """`host` or `host:port` in lower case, without the scheme's own port; empty if there is none."""
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return ""
    if ":" in host:
        host = f"[{host}]"
    return f"{host}:{port}" if port and port != _DEFAULT_PORT.get(parts.scheme.lower()) else host


def _bare(auth: str) -> str:
    return auth.removeprefix("www.")


def same_site(a: str, b: str) -> bool:
    """Whether two addresses are on one site: the same host and port, `www.` and the scheme aside."""
    left, right = authority(a), authority(b)
    return bool(left) and _bare(left) == _bare(right)


@lru_cache(maxsize=65536)
def canonical(url: str) -> str:
    """The form in which two addresses of one page compare equal. Never to be fetched.

    Scheme, `www.`, default port, fragment, tracking and session parameters, the order of
    parameters, percent-encoding of ordinary characters, doubled and trailing slashes and index
    files are folded; the case of the path is kept, since servers may tell it apart.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    path = _SESSION_IN_PATH.sub("", parts.path)
    path = re.sub(r"/{2,}", "/", quote(unquote(path), safe="/:@!$&'()*+,;=~-._"))
    path = re.sub(r"/(?:index|default)\.(?:html?|php|aspx?)$", "/", path)
    query = sorted((k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.match(k))
    return f"//{_bare(authority(url))}{path.rstrip('/') or '/'}" + (f"?{urlencode(query)}" if query else "")


def site_name(url: str) -> str:
    """A folder name for the site of an address: its host, and its port where it is not the scheme's own."""
    return re.sub(r"[^a-z0-9.\-]+", "-", _bare(authority(url))).strip("-.") or "site"


@dataclass(frozen=True, slots=True)
class Identity:
    """What an address says about the post behind it.

    Attributes:
        source_id: the site's own id: a number in the address, else its last words, else its path.
        lang: the language segment or parameter as written, lower case; empty if there is none.
        shape: the address with the id as `{id}`, a language as `{lang}`, other numbers as `{n}` and
            other varying words as they stand; equal for the posts of one kind on one site.
        numeric: whether the id is a plain number of its own, so that its neighbours can be asked for.
    """

    source_id: str
    lang: str
    shape: str
    numeric: bool


_EXTENSION = re.compile(r"\.(?:html?|php\d?|aspx?|jsp|do|shtml|cfm)$", re.IGNORECASE)
_INDEX_FILE = re.compile(r"(?:index|default)\.(?:html?|php|aspx?)", re.IGNORECASE)
_LEADING_ID = re.compile(r"^(\d{2,})[-_](?=\D)")
_TRAILING_ID = re.compile(r"(?<=[^\d])[-_](?:id|a|n)?(\d{3,})$", re.IGNORECASE)
_DATE_LIKE = re.compile(r"^(?:19|20)\d\d(?:[-_]?(?:0[1-9]|1[0-2])(?:[-_]?(?:0[1-9]|[12]\d|3[01]))?)?$")


@lru_cache(maxsize=65536)
def identify(url: str) -> Identity:
    """Read the identity of a post from its address alone, with no knowledge of the site.

    The ladder: an id parameter (`?id=36`), a number that is the whole last segment
    (`/index/36`), a number before or after the words of the last segment (`36-launch`,
    `launch-1036`), else the words of the last segment, else the whole path.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return Identity(url, "", url, False)
    lang, segments = _language(parts.path)
    query = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.match(k)]
    for key, value in query:
        if key.lower() in _LANGUAGE_PARAMETERS and value.lower() in LANGUAGES:
            lang = value.lower()
    query = [(k, "{lang}" if k.lower() in _LANGUAGE_PARAMETERS and v.lower() in LANGUAGES else v) for k, v in query]
    if len(segments) > 1 and not query and _INDEX_FILE.fullmatch(segments[-1]):
        segments.pop()
    return _by_parameter(segments, query, lang) or _by_path(segments, query, lang)


def whole_id(url: str, lang: str) -> str:
    """What tells a post by its whole address: path and parameters, without host and language."""
    path, _, query = canonical(url).removeprefix("//").partition("/")[2].lower().partition("?")
    segments = _EXTENSION.sub("", path).split("/")
    if lang in segments:
        segments.remove(lang)
    pairs = [(k, v) for k, v in parse_qsl(query, keep_blank_values=True) if k not in _LANGUAGE_PARAMETERS or v != lang]
    return unquote("/".join(segments)) + (f"?{urlencode(pairs)}" if pairs else "")


def _language(path: str) -> tuple[str, list[str]]:
    """The language segment of a path, and the segments with `{lang}` in its place."""
    segments = [normalize("NFC", unquote(s)) for s in _SESSION_IN_PATH.sub("", path).split("/") if s]
    for index, segment in enumerate(segments[:3]):
        # A language needs something behind it, or to be the whole path: `/en/news`, `/en/`; not `/news/it`.
        if segment.lower() in LANGUAGES and (index + 1 < len(segments) or len(segments) == 1):
            return segment.lower(), [*segments[:index], "{lang}", *segments[index + 1 :]]
    return "", segments


def _shape(segments: list[str], query: list[tuple[str, str]]) -> str:
    tail = "&".join(f"{k}={v}" for k, v in sorted(query))
    return "/" + "/".join(segments) + (f"?{tail}" if tail else "")


def _by_parameter(segments: list[str], query: list[tuple[str, str]], lang: str) -> Identity | None:
    by_name = {k.lower(): v for k, v in query}
    for name in _ID_PARAMETERS:
        value = by_name.get(name, "")
        if value and len(value) <= 80 and (value.isdecimal() or name.endswith("id")):
            shaped = [(k, "{id}" if k.lower() == name else _NUMBER.sub("{n}", v)) for k, v in query]
            return Identity(_plain_id(value), lang, _shape(segments, shaped), value.isdecimal())
    return None


def _by_path(segments: list[str], query: list[tuple[str, str]], lang: str) -> Identity:
    if not segments or segments == ["{lang}"]:
        tail = urlencode(sorted(query))
        return Identity(f"/?{tail}" if tail else "/", lang, _shape(segments, query), False)
    *front, last = segments
    stem, extension = _EXTENSION.sub("", last), (_EXTENSION.search(last) or [""])[0]
    front = ["{n}" if s.isdecimal() else s for s in front]
    if stem.isdecimal() and not (_DATE_LIKE.match(stem) and len(stem) == 4 and not front):
        return Identity(_plain_id(stem), lang, _shape([*front, "{id}" + extension], query), len(stem) <= 9)
    # `/news/36/the-title`: the number right before the words is the id.
    if (
        len(segments) >= 2
        and segments[-2].isdecimal()
        and not _DATE_LIKE.match(segments[-2].zfill(2))
        and int(segments[-2]) > 31
    ):
        return Identity(_plain_id(segments[-2]), lang, _shape([*front[:-1], "{id}", "{slug}"], query), False)
    if (found := _LEADING_ID.match(stem) or _TRAILING_ID.search(stem)) and not _DATE_LIKE.match(found.group(1)):
        return Identity(_plain_id(found.group(1)), lang, _shape([*front, "{slug}"], query), False)
    path = "/".join(s for s in segments if s != "{lang}")
    dated = any(_DATE_LIKE.match(s) for s in segments[:-1])
    source_id = stem.lower() if dated or len(stem) >= 12 else _EXTENSION.sub("", path).lower()
    if query:
        source_id += "?" + urlencode(sorted(query))
    return Identity(source_id, lang, _shape([*front, "{slug}" + extension], query), False)


def _plain_id(digits: str) -> str:
    """`036` and `36` are one id."""
    return str(int(digits)) if digits.isdecimal() and digits.isascii() and len(digits) <= 18 else digits
