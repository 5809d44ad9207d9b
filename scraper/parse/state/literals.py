"""Values as JavaScript writes them: JSON and what goes beyond it. Nothing is ever run.

Builders write a page's data as object literals: names without quotes, single quotes, `!0`, `void 0`,
`new Date(…)`, and sometimes as the arguments of a function whose result is the data.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any, Final

MOST_TEXT: Final = 1_500_000
"""Longer literals that are no JSON are not read."""
_MOST_DEPTH: Final = 60
_SPACE: Final = re.compile(r"(?:\s+|//[^\n]*|/\*.*?\*/)*", re.DOTALL)
_NUMBER: Final = re.compile(r"[-+]?(?:0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)n?")
_NAME: Final = re.compile(r"[A-Za-z_$][\w$]*")
_STRING: Final = {quote: re.compile(rf"{quote}((?:[^{quote}\\]|\\.)*){quote}", re.DOTALL) for quote in ('"', "'", "`")}
_ESCAPE: Final = re.compile(r"\\(?:u\{([0-9a-fA-F]+)\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.DOTALL)
_ESCAPED: Final = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": ""}
_WORDS: Final = {"true": True, "false": False}
_CALLED: Final = re.compile(r"\(?function\s*\w*\(([\w$,\s]{0,20000})\)\s*\{")
_DECODER: Final = json.JSONDecoder(strict=False)


@dataclass(frozen=True, slots=True)
class _Name:
    """A name whose value is said elsewhere."""

    text: str


@dataclass(slots=True)
class _Reader:
    text: str
    depth: int = 0
    names: set[str] = field(default_factory=set)


def read_value(text: str, at: int) -> tuple[Any, int]:
    """The value that is written at a place of a script, and where it ends; ValueError where there is none."""
    try:
        return _DECODER.raw_decode(text, at)
    except (ValueError, RecursionError):
        if len(text) - at > MOST_TEXT:
            raise ValueError("too long for a literal") from None
    reader = _Reader(text)
    if called := _CALLED.match(text, at):
        return _called(reader, called)
    return _value(reader, at)


def _called(reader: _Reader, called: re.Match[str]) -> tuple[Any, int]:
    """What a function that is called at once gives back: its literal, with the arguments in their places."""
    reader.names = {name.strip() for name in called[1].split(",") if name.strip()}
    back = re.compile(r"\breturn\s*(?=[\[{])").search(reader.text, called.end())
    if back is None:
        raise ValueError("a function that gives nothing back")
    data, at = _value(reader, back.end())
    opened = re.compile(r"[;\s]*\}\s*\)?\s*\(").match(reader.text, at)
    if opened is None:
        raise ValueError("a function that is not called")
    given, at = _list(reader, opened.end() - 1, ")")
    names = [name.strip() for name in called[1].split(",")]
    return _filled(data, dict(zip(names, given, strict=False))), at


def _filled(value: Any, given: dict[str, Any]) -> Any:
    if isinstance(value, _Name):
        said = given.get(value.text)
        return None if isinstance(said, _Name) else said
    if isinstance(value, dict):
        return {key: _filled(item, given) for key, item in value.items()}
    if isinstance(value, list):
        return [_filled(item, given) for item in value]
    return value


def _past(reader: _Reader, at: int) -> int:
    found = _SPACE.match(reader.text, at)
    return found.end() if found else at


def _value(reader: _Reader, at: int) -> tuple[Any, int]:
    at = _past(reader, at)
    sign = reader.text[at : at + 1]
    if sign == "{":
        return _nested(reader, at, _object)
    if sign == "[":
        return _nested(reader, at, _array)
    if sign and sign in _STRING:
        return _string(reader, at)
    if sign == "!":
        value, end = _value(reader, at + 1)
        return not value, end
    if found := _NUMBER.match(reader.text, at):
        return _number(found.group()), found.end()
    if found := _NAME.match(reader.text, at):
        return _named(reader, found)
    raise ValueError(f"no value at {at}")


def _nested(reader: _Reader, at: int, read: Any) -> tuple[Any, int]:
    if reader.depth >= _MOST_DEPTH:
        raise ValueError("nested too deeply")
    reader.depth += 1
    try:
        return read(reader, at)  # type: ignore[no-any-return]
    finally:
        reader.depth -= 1


def _array(reader: _Reader, at: int) -> tuple[Any, int]:
    return _list(reader, at, "]")


def _list(reader: _Reader, at: int, last: str) -> tuple[list[Any], int]:
    """Values between brackets; `at` is where the first bracket stands."""
    out: list[Any] = []
    at = _past(reader, at + 1)
    while not reader.text.startswith(last, at):
        if reader.text.startswith(",", at):  # a hole
            out.append(None)
            at = _past(reader, at + 1)
            continue
        value, at = _value(reader, at)
        out.append(value)
        at = _past(reader, at)
        if reader.text.startswith(",", at):
            at = _past(reader, at + 1)
        elif not reader.text.startswith(last, at):
            raise ValueError(f"a list that does not end at {at}")
    return out, at + 1


def _object(reader: _Reader, at: int) -> tuple[dict[str, Any], int]:
    out: dict[str, Any] = {}
    at = _past(reader, at + 1)
    while not reader.text.startswith("}", at):
        key, at = _key(reader, at)
        at = _past(reader, at)
        if reader.text.startswith(":", at):
            out[key], at = _value(reader, at + 1)
        else:
            out[key] = _Name(key) if key in reader.names else None
        at = _past(reader, at)
        if reader.text.startswith(",", at):
            at = _past(reader, at + 1)
        elif not reader.text.startswith("}", at):
            raise ValueError(f"an object that does not end at {at}")
    return out, at + 1


def _key(reader: _Reader, at: int) -> tuple[str, int]:
    if reader.text[at : at + 1] in _STRING:
        return _string(reader, at)
    if found := _NAME.match(reader.text, at) or _NUMBER.match(reader.text, at):
        return found.group(), found.end()
    raise ValueError(f"no key at {at}")


def _string(reader: _Reader, at: int) -> tuple[str, int]:
    found = _STRING[reader.text[at]].match(reader.text, at)
    if found is None:
        raise ValueError(f"a text that does not end at {at}")
    text = found[1]
    return (_ESCAPE.sub(_unescaped, text) if "\\" in text else text), found.end()


def _unescaped(found: re.Match[str]) -> str:
    if code := found[1] or found[2] or found[3]:
        number = int(code, 16)
        return chr(number) if number < 0x110000 else "\ufffd"
    return _ESCAPED.get(found[4], found[4])


def _number(text: str) -> float | int:
    text = text.rstrip("n")
    if text[:2].lower() == "0x":
        return int(text, 16)
    return float(text) if any(sign in text for sign in ".eE") else int(text)


def _named(reader: _Reader, found: re.Match[str]) -> tuple[Any, int]:
    """A word: one of the language's own, an argument, or a call such as `new Date("2024-05-25")`."""
    word, at = found.group(), found.end()
    if word in _WORDS:
        return _WORDS[word], at
    if word == "void":
        return None, _value(reader, at)[1]
    if word == "new":
        return _value(reader, at)
    at = _past(reader, at)
    while dotted := re.compile(r"\.\s*([\w$]+)\s*").match(reader.text, at):
        word, at = f"{word}.{dotted[1]}", dotted.end()
    if reader.text.startswith("(", at):
        given, at = _list(reader, at, ")")
        return _result(word, given), at
    return (_Name(word) if word in reader.names else None), at


def _result(name: str, given: list[Any]) -> Any:
    """What a call of the language's own functions would give; None for any other."""
    first = given[0] if given else None
    if name == "JSON.parse" and isinstance(first, str):
        try:
            return json.loads(first, strict=False)
        except (ValueError, RecursionError):
            return None
    if name in {"Date", "Set", "String", "decodeURIComponent", "Object.freeze"}:
        if name == "decodeURIComponent" and isinstance(first, str):
            from urllib.parse import unquote

            return unquote(first)
        return first
    return None
