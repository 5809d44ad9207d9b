"""Stored HTML made fit for a page of ours. It was sanitised when it was stored, and that is not believed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import nh3
from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_TAGS = {
    "a", "abbr", "b", "blockquote", "br", "caption", "cite", "code", "col", "colgroup", "dd", "del", "div", "dl", "dt",
    "em", "figcaption", "figure", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li", "ol", "p", "pre",
    "q", "s", "small", "span", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul",
}  # fmt: skip
_ATTRIBUTES = {
    "*": {"lang", "dir"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}


def sanitised(markup: str, pictures: Mapping[str, str]) -> Markup:
    """Keep text, structure and links; pictures come from the archive, and what it does not hold is not loaded.

    Args:
        markup: HTML from a site.
        pictures: by the address of each picture on the site, where the archive shows it. Others keep their text only.
    """
    cleaned = nh3.clean(
        markup,
        tags=_TAGS,
        clean_content_tags={"script", "style", "template", "noscript", "iframe", "object", "svg", "math"},
        attributes=_ATTRIBUTES,
        attribute_filter=_judge(pictures),
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
    )
    return Markup(cleaned)  # noqa: S704 - this is what makes it safe


def _judge(pictures: Mapping[str, str]) -> Callable[[str, str, str], str | None]:
    def judge(tag: str, name: str, value: str) -> str | None:
        if tag == "img" and name == "src":
            return pictures.get(value)
        if tag == "a" and name == "href":
            return value if value.lower().startswith(("http://", "https://", "mailto:")) else None
        if name in {"width", "height", "colspan", "rowspan", "start"}:
            return value if value.isascii() and value.isdigit() and len(value) < 5 else None
        return value

    return judge
