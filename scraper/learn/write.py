"""A learned profile as a TOML file with comments that say what each value is and what it rests on. Pure."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scraper.learn.fields import Choice
    from scraper.learn.study import Learned
    from scraper.profile import Profile

_WIDTH = 96


def as_toml(learned: Learned, *, source: str, day: str, looked_at: str) -> str:
    """The text of the profile.

    Args:
        learned: what was learned.
        source: the address that was given.
        day: today, `YYYY-MM-DD`.
        looked_at: what was looked at, in words.
    """
    profile = learned.profile
    parts = [
        [
            *_comment(f"{profile.title or profile.name}: learned on {day} from {source}"),
            *_comment(f"Looked at: {looked_at}."),
            *_comment("Every line may be changed or taken out; what is left out is found by reading the pages."),
        ],
        _identity(profile),
        _addresses(learned),
        ["# The front page of each language; the key is the language as addresses spell it.", "[fronts]"]
        + [f"{_key(lang)} = {_string(path)}" for lang, path in profile.fronts.items()],
        _politeness(profile),
        _expectations(learned),
        _table("listing", "Where the records of a listing stand, and in each record its fields.", learned.listing),
        _table("detail", "Where the fields stand on the page of one post.", learned.detail),
        _doubts(learned.unsure),
    ]
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def _identity(profile: Profile) -> list[str]:
    return [
        "# The archive's name for the site: its default folder is data/<name>.",
        f"name = {_string(profile.name)}",
        *(
            [f"title = {_string(profile.title)}"]
            if profile.title
            else ["# title: no page gives the organisation's name"]
        ),
        "# The site's root, and every host that serves it.",
        f"base = {_string(profile.base)}",
        f"hosts = {_list(profile.hosts)}",
    ]


def _addresses(learned: Learned) -> list[str]:
    profile, notes = learned.profile, learned.notes
    lines = ["# The listings: pages that list posts.", f"listings = {_list(profile.listings)}"]
    if profile.detail_url:
        lines += _comment(f"The page of one post; {{id}} is the site's own number of it. It {notes['detail_url']}.")
        lines.append(f"detail_url = {_string(profile.detail_url)}")
    else:
        lines += _comment(f"detail_url: {notes['detail_url']}")
    if profile.render:
        lines += _comment("Some of its pages exist only after scripts have run; this needs the extra `browser`.")
        lines.append(f"render = {_string(profile.render) if profile.render == 'auto' else 'true'}")
    if profile.date_order:
        lines += _comment(f"How dates in numbers are to be read; {notes['date_order']}.")
        lines.append(f"date_order = {_string(profile.date_order)}")
    elif notes["date_order"]:
        lines += _comment(f"date_order: {notes['date_order']}")
    return lines


def _politeness(profile: Profile) -> list[str]:
    lines = [
        "# Seconds between two requests; a longer Crawl-delay in robots.txt wins.",
        "[politeness]",
        f"delay = {profile.politeness.delay}",
    ]
    if profile.detail_url:
        lines += [
            "",
            "# Posts that no listing shows are found by their numbers; so many misses in a row end the search.",
            "[probe]",
            f"misses = {profile.probe.misses}",
        ]
    return lines


def _expectations(learned: Learned) -> list[str]:
    expect = learned.profile.expect
    lines = [
        *_comment(
            f"Below these the site has probably changed, and a run ends with exit code 3. {learned.notes['expect']}."
        ),
        "[expect]",
        f"posts = {expect.posts}",
    ]
    return lines + [
        f"{name} = {getattr(expect, name)}" for name in ("titled", "dated", "bodied") if getattr(expect, name)
    ]


def _table(name: str, heading: str, choices: Sequence[Choice]) -> list[str]:
    """A table of selectors, each with what it rests on; left-out fields as comments."""
    chosen = [f"{choice.field} = {_string(choice.css)}" for choice in choices]
    width = min(44, max((len(line) for line, choice in zip(chosen, choices, strict=True) if choice.css), default=0))
    lines = [f"# {heading}", f"[{name}]"]
    for line, choice in zip(chosen, choices, strict=True):
        doubt = "" if choice.sure else "unsure: "
        if choice.css:
            lines.append(f"{line.ljust(width)}  # {_line(doubt + choice.note)}")
        else:
            lines += _comment(f"{choice.field}: {choice.note}")
    return lines


def _doubts(unsure: Sequence[str]) -> list[str]:
    if not unsure:
        return []
    return ["# Please look at:"] + [line for doubt in unsure for line in _comment(f"- {doubt}")]


def _comment(text: str) -> list[str]:
    return [f"# {line}" for line in textwrap.wrap(_line(text), _WIDTH, break_long_words=False, break_on_hyphens=False)]


def _line(text: str) -> str:
    """Text for a comment: one line without control characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _key(word: str) -> str:
    return word if word and word.replace("-", "").replace("_", "").isalnum() and word.isascii() else _string(word)


def _string(value: str) -> str:
    """A TOML string: literal where that is easier to read, else basic, whose escapes are those of JSON."""
    if '"' in value and "'" not in value and value.isprintable():
        return f"'{value}'"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _list(values: Iterable[Any]) -> str:
    return "[" + ", ".join(_string(str(value)) for value in values) + "]"
