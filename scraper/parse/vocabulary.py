"""What the names of elements say about them: a weak voice, in the words that makers of pages share.

Tags and roles are the vocabulary of HTML itself; words in class names and ids are habits of many
sites and languages. None of them decides alone: a scope that holds much of a page's prose is what
it holds, whatever it is called.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import Final


class Sign:
    """What an element is said to be: bits of plain integers, since a page asks for thousands of them."""

    NONE = 0
    NAV = 1
    HEADER = 2
    FOOTER = 4
    ASIDE = 8
    FORM = 16
    HIDDEN = 32
    SHARE = 64
    RELATED = 128
    COMMENT = 256
    CONSENT = 512
    ADVERT = 1024
    META = 2048
    CAPTION = 4096
    CRUMBS = 8192
    TAGS = 16384
    BODY = 32768
    TEASER = 65536
    DIALOG = 131072
    FILES = 262144


_BY_TAG: Final = {
    "nav": Sign.NAV,
    "footer": Sign.FOOTER,
    "header": Sign.HEADER,
    "aside": Sign.ASIDE,
    "form": Sign.FORM,
    "button": Sign.FORM,
    "label": Sign.FORM,
    "dialog": Sign.DIALOG,
    "figcaption": Sign.CAPTION,
    "caption": Sign.NONE,
    "menu": Sign.NAV,
    "main": Sign.BODY,
    "article": Sign.BODY,
}
_BY_ROLE: Final = {
    "navigation": Sign.NAV,
    "banner": Sign.HEADER,
    "contentinfo": Sign.FOOTER,
    "complementary": Sign.ASIDE,
    "search": Sign.FORM,
    "dialog": Sign.DIALOG,
    "alertdialog": Sign.DIALOG,
    "menu": Sign.NAV,
    "menubar": Sign.NAV,
    "toolbar": Sign.SHARE,
    "tablist": Sign.NAV,
    "button": Sign.FORM,
    "main": Sign.BODY,
    "article": Sign.BODY,
}
_WORDS: Final = {
    Sign.NAV: """nav navbar navigation menu menus submenu megamenu topnav subnav sidenav navi navigatie menue menubar
        pager pagination paginator paging prevnext nextprev skiplink skip skiplinks jumplinks toc hamburger
        langswitch""",
    Sign.FOOTER: "footer foot bottom colophon copyright copyrights fusszeile pied",
    Sign.HEADER: "masthead topbar siteheader",
    Sign.ASIDE: "sidebar aside rail seitenleiste barra marginalia rightcol leftcol",
    Sign.FORM: "newsletter subscribe subscription signup login signin searchform donate donation",
    Sign.SHARE: """share sharing shares shareaholic sharedaddy social socials socialmedia addthis addtoany sharethis
        teilen partager compartir condividi bookmark sharebar sharer sharetools socialshare shareicons follow""",
    Sign.RELATED: """related recommend recommended recommendation recommendations recirc recirculation outbrain taboola
        readmore morenews othernews latestnews trending popular mostread mostviewed mostpopular seealso alsoread
        promo teaserlist relatedposts relatedarticles relatednews crosspromo weitere onward further""",
    Sign.COMMENT: "comment comments disqus respond kommentare kommentar commentaires comentarios livefyre",
    Sign.CONSENT: "cookie cookies consent gdpr cookiebar cookiebanner cmp onetrust ccpa",
    Sign.ADVERT: """ad ads advert advertisement advertising adslot advertorial sponsor sponsored sponsors banner dfp
        adsbygoogle werbung anzeige publicidad adbox adunit adcontainer adwrapper""",
    Sign.META: """byline author authors meta postmeta entrymeta dateline timestamp pubdate postdate publishdate date
        posted updated published credit credits autor auteur""",
    Sign.CAPTION: "caption captions figcaption imagecaption photocaption bildunterschrift legende legend didascalia",
    Sign.CRUMBS: "breadcrumb breadcrumbs crumb crumbs breadcrumbtrail pathway",
    Sign.TAGS: "tags taglist tagcloud topics keywords tagged schlagworte etiquetas",
    Sign.BODY: """articlebody entrycontent postcontent storybody articletext articlecontent postbody storycontent
        newsbody newscontent bodytext entrybody""",
    Sign.TEASER: "teaser teasers card cards tile tiles",
    Sign.DIALOG: "modal popup overlay lightbox toast snackbar offcanvas drawer popover tooltip",
    Sign.FILES: "attachment attachments downloads download files documents enclosures",
}  # fmt: skip
_SIGN_OF: Final = {word: sign for sign, words in _WORDS.items() for word in words.split()}
# Two words next to each other that mean what neither means alone.
_PAIRS: Final = {
    ("side", "bar"): Sign.ASIDE,
    ("right", "column"): Sign.ASIDE,
    ("read", "more"): Sign.RELATED,
    ("read", "next"): Sign.RELATED,
    ("read", "also"): Sign.RELATED,
    ("also", "read"): Sign.RELATED,
    ("see", "also"): Sign.RELATED,
    ("most", "read"): Sign.RELATED,
    ("most", "popular"): Sign.RELATED,
    ("up", "next"): Sign.RELATED,
    ("more", "news"): Sign.RELATED,
    ("more", "stories"): Sign.RELATED,
    ("more", "from"): Sign.RELATED,
    ("latest", "news"): Sign.RELATED,
    ("other", "news"): Sign.RELATED,
    ("news", "letter"): Sign.FORM,
    ("sign", "up"): Sign.FORM,
    ("article", "body"): Sign.BODY,
    ("entry", "content"): Sign.BODY,
    ("post", "content"): Sign.BODY,
    ("story", "body"): Sign.BODY,
    ("article", "content"): Sign.BODY,
    ("article", "text"): Sign.BODY,
    ("body", "text"): Sign.BODY,
    ("news", "content"): Sign.BODY,
    ("prev", "next"): Sign.NAV,
    ("post", "navigation"): Sign.NAV,
    ("pull", "quote"): Sign.ASIDE,
    ("fact", "box"): Sign.ASIDE,
    ("info", "box"): Sign.ASIDE,
}
_NEVER_NAMED: Final = frozenset({"html", "body", "main"})
_NEGATIONS: Final = frozenset("no not non has have with without hide show is".split())
_HIDDEN: Final = frozenset(
    "hidden hide d-none invisible visually-hidden visuallyhidden sr-only sronly screen-reader-text screen-reader-only "
    "is-hidden u-hidden visually-hidden-focusable a11y-hidden element-invisible display-none noscreen print-only "
    "printonly offscreen".split()
)
# `hidden md:block` and `d-none d-lg-block` hide on small screens only.
_SHOWN_AGAIN: Final = re.compile(
    r":(?:block|flex|grid|inline|table|contents)|d-(?:sm|md|lg|xl|xxl)-(?:block|flex|grid|inline|table)|show-for"
)
_PARTS_WITH_FOOTERS: Final = frozenset(
    "card entry post article item news story panel box widget modal content table list record".split()
)
_HUMPS: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_PARTS: Final = re.compile(r"[^a-z0-9]+")
_UNSEEN: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


@lru_cache(maxsize=8192)
def words_of(names: str) -> tuple[str, ...]:
    """The words in class names and ids, lower case: `postBody main-text` gives post, body, main, text."""
    names = names[:400]
    if not names.islower():
        names = _HUMPS.sub("-", names).lower()
    return tuple(word for word in _PARTS.split(names) if word)


@lru_cache(maxsize=8192)
def sign_of(tag: str, names: str, role: str) -> int:
    """What tag, class names with id, and role say that an element is."""
    sign = _BY_TAG.get(tag, Sign.NONE)
    if role:
        sign |= _BY_ROLE.get(role.strip().lower(), Sign.NONE)
    if not names or tag in _NEVER_NAMED:
        return sign
    for name in names.split() if len(names) < 400 else names[:400].split():
        sign |= _sign_of_name(name)
    if sign & Sign.HIDDEN and _SHOWN_AGAIN.search(names):
        sign &= ~Sign.HIDDEN
    return sign


@lru_cache(maxsize=16384)
def _sign_of_name(name: str) -> int:
    """What one class name or id says."""
    words = words_of(name)
    sign = Sign.HIDDEN if name.lower() in _HIDDEN else Sign.NONE
    if not words or words[0] in _NEGATIONS:
        return sign
    for word in words:
        if word in _SIGN_OF:
            sign |= _SIGN_OF[word]
    for pair in pairwise(words):
        if pair in _PAIRS:
            sign |= _PAIRS[pair]
    if sign & Sign.FOOTER and len(words) > 1 and words[0] in _PARTS_WITH_FOOTERS:
        sign = sign & ~Sign.FOOTER | Sign.META
    return sign


def unseen(style: str) -> bool:
    """Whether an inline style hides its element."""
    return bool(_UNSEEN.search(style))
