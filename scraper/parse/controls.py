"""Addresses behind what is no link: buttons with data attributes, forms, drop-down lists."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode, urlsplit

from scraper.parse.paging_urls import step
from scraper.urls import canonical, resolve, same_site

HtmlElement = Any

# Attributes that scripts read an address from: `data-url`, `data-next-href`, `hx-get`, `formaction`.
_ADDRESS_NAME = re.compile(
    r"^(?:data-)?(?:[\w-]*-)?(?:url|uri|href|link|next|src|endpoint|action|api|path|load|more|ajax|source|target|get)$"
    r"|^(?:hx|ic|data-hx|up|ng|data-turbo)-(?:get|get-from|href|target|src)$|^formaction$"
)
_PAGE_NAME = re.compile(r"^data-(?:[\w-]*-)?(?:page|paged|offset|start|next)$|^data-next-page$")
_ADDRESS = re.compile(r"^(?:https?:)?//?[^\s/]|^/|^\?[\w\[\]-]+=|^\.{1,2}/|^[\w./-]+\?[\w\[\]-]+=")
_FILE = re.compile(r"\.(?:png|jpe?g|gif|svg|webp|css|js|pdf)(?:$|\?)", re.IGNORECASE)
_YEAR = re.compile(r"(?:19[7-9]|20[0-9])[0-9](?:\s*年)?")


def control_address(element: HtmlElement, base: str, here: str) -> str | None:
    """The address that a button would load: in an attribute, or put together from one and a page number."""
    number = name = None
    address = None
    for key, padded in element.attrib.items():
        value = padded.strip()
        if _PAGE_NAME.match(key) and value.isdigit():
            number, name = value, re.sub(r"^data-(?:.*-)?", "", key)
        elif _ADDRESS_NAME.match(key) and key != "href" and _ADDRESS.match(value) and not _FILE.search(value):
            address = resolve(base, value)
    if address and number and not re.search(rf"(?<!\d){number}(?!\d)", address):
        param = "page" if name in ("next", None) else name
        address += ("&" if urlsplit(address).query else "?") + urlencode({str(param): number})
    if address and same_site(address, here) and canonical(address) != canonical(here):
        return address
    return None


def option_addresses(root: HtmlElement, base: str, here: str, *, years: bool = False) -> list[str]:
    """The addresses behind drop-down lists: of every year, or of the page after the selected one."""
    found: list[str] = []
    for select in root.iter("select"):
        options = [(" ".join(option.text_content().split()), option) for option in select.iter("option")]
        if years:
            yearly = [option for text, option in options if _YEAR.fullmatch(text)]
            if len(yearly) > 1:
                found += filter(None, (option_address(select, option, base) for option in yearly))
            continue
        if any(_YEAR.fullmatch(text) for text, _ in options):
            continue  # years that count up are no pages
        numbered = [option for text, option in options if re.search(r"(?<!\d)\d{1,4}(?!\d)", text)]
        values = [option_address(select, option, base) for option in numbered]
        steps = [value for value in values if value and (step(here, value) or canonical(value) == canonical(here))]
        at = next((i for i, option in enumerate(numbered) if option.get("selected") is not None), 0)
        if len(numbered) > 1 and len(steps) == len(numbered) and _count_up(numbered) and at + 1 < len(values):
            found += filter(None, [values[at + 1]])
    return found


def _count_up(options: list[HtmlElement]) -> bool:
    """Whether the options count pages: one more each time."""
    numbers = [int(m[0]) for option in options if (m := re.search(r"\d{1,4}", option.text_content()))]
    return numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def option_address(select: HtmlElement, option: HtmlElement, base: str) -> str | None:
    """Where choosing an option leads: an address of its own, or the form with its value."""
    value = option.get("value")
    if value is None:
        value = option.text_content()
    value = value.strip()
    if not value:
        return None
    if _ADDRESS.match(value) or (value.endswith((".html", ".htm", ".php", ".aspx")) and " " not in value):
        return resolve(base, value)
    form = next(select.iterancestors("form"), None)
    name = select.get("name")
    if form is None or not name or (form.get("method") or "get").lower() != "get":
        return None
    fields = [
        (field.get("name"), field.get("value") or "")
        for field in form.iter("input")
        if field.get("name") and (field.get("type") or "").lower() == "hidden"
    ]
    target = resolve(base, form.get("action") or base)
    if target is None:
        return None
    return target.partition("?")[0] + "?" + urlencode([*fields, (name, value)])
