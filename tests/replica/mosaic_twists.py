"""What happens to an invented site's pages on their way out: spelling of tags, gaps, comments, addresses, bytes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

TAG = re.compile(r"(</?)([a-z][a-z0-9]*)(?=[\s>/])")
CLOSING = re.compile(r"</(?:p|li|td|tr|dd|dt|option)>")
GAP = re.compile(r">\s*\n\s*<")


def upper_case(html: str) -> str:
    """Tags in capitals, as editors wrote them once."""
    return TAG.sub(lambda match: match[1] + match[2].upper(), html)


def unclosed(html: str) -> str:
    """Without the end tags that HTML allows to leave out."""
    return CLOSING.sub("", html)


def minified(html: str) -> str:
    """Without line breaks between tags."""
    return GAP.sub("><", html)


def commented(html: str) -> str:
    """With comments and scripts between the blocks."""
    html = html.replace("</p>", "</p><!-- /paragraph -->").replace("</h3>", "</h3><!-- [et_pb_line_break_holder] -->")
    return html.replace("</ul>", '</ul><script>window.q=window.q||[];q.push(["list", "1 January 2020"]);</script>')


def entities(html: str) -> str:
    """Every character beyond ASCII as a number."""
    return html.encode("ascii", "xmlcharrefreplace").decode()


def nested(html: str) -> str:
    """Every block in wrappers of its own, as page builders do it."""
    return re.sub(r"<p([ >].*?)</p>", r"<div><div><div><p\1</p></div></div></div>", html, flags=re.DOTALL)


def untouched(html: str) -> str:
    """As it is."""
    return html


TWISTS: list[Callable[[str], str]] = [
    untouched,
    untouched,
    untouched,
    upper_case,
    unclosed,
    minified,
    commented,
    entities,
    nested,
]

HOST = "www.reliability-centre.example"


def rooted(html: str) -> str:
    """Addresses from the root."""
    return html


def absolute(html: str) -> str:
    """Addresses in full."""
    return re.sub(r'href="/(?!/)', f'href="https://{HOST}/', html)


def schemeless(html: str) -> str:
    """Addresses without their scheme."""
    return re.sub(r'(href|src)="/(?!/)', rf'\1="//{HOST}/', html)


def based(html: str) -> str:
    """Addresses relative to a base that the head declares."""
    html = html.replace("<head>", f'<head><base href="https://{HOST}/">', 1)
    return re.sub(r'href="/(?=[a-z])', 'href="', html)


ADDRESSES: list[Callable[[str], str]] = [rooted, rooted, rooted, absolute, schemeless, based]

# What the head says about the bytes, and what they are, by language.
CHARSETS: list[tuple[str, dict[str, str]]] = [
    ('<meta charset="utf-8">', {"en": "utf-8", "tc": "utf-8"}),
    ('<meta charset="utf-8">', {"en": "utf-8", "tc": "utf-8"}),
    ("", {"en": "utf-8", "tc": "utf-8"}),
    ('<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1">', {"en": "cp1252", "tc": "utf-8"}),
    ('<meta http-equiv="Content-Type" content="text/html; charset=big5">', {"en": "ascii", "tc": "big5hkscs"}),
    ('<meta charset="gbk">', {"en": "ascii", "tc": "gb18030"}),
]
