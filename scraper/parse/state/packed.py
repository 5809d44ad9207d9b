"""Data that is packed for the way to the browser: values that stand once and are referred to by number or name."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from typing import Any, Final

_MOST_VALUES: Final = 200_000
_MOST_DEPTH: Final = 60
_WRAPPERS: Final = frozenset({"ShallowReactive", "Reactive", "Ref", "ShallowRef", "EmptyRef", "EmptyShallowRef"})
_CACHED: Final = re.compile(r"[A-Za-z]\w*:\S+")
_ROW: Final = re.compile(r"([0-9a-fA-F]{1,8}):")
_REFERENCE: Final = re.compile(r"\$[LQWB@]?([0-9a-fA-F]{1,8})")


def unpacked(value: Any) -> Any:
    """The data behind a packed value; any other value as it is.

    A list of values in which numbers stand for other entries (Nuxt, SvelteKit, Remix), or pairs of a
    kind and a value (Astro).
    """
    if _is_indexed(value):
        return _Indexed(value).of(0, 0)
    if isinstance(value, dict) and value and all(map(_is_pair, value.values())):
        return {key: _unpaired(item, 0) for key, item in value.items()}
    return value


def _is_indexed(value: Any) -> bool:
    if not isinstance(value, list) or not 3 <= len(value) <= _MOST_VALUES:
        return False
    first = value[0]
    if isinstance(first, list):
        return len(first) == 2 and first[0] in _WRAPPERS and isinstance(first[1], int)
    if not isinstance(first, dict) or not first:
        return False
    numbers = all(isinstance(item, int) and -8 < item < len(value) for item in first.values())
    return numbers and not all(isinstance(item, dict) for item in value)


class _Indexed:
    """A list in which numbers stand for other entries."""

    def __init__(self, values: list[Any]) -> None:
        self._values = values
        self._known: dict[int, Any] = {}

    def of(self, number: Any, depth: int) -> Any:
        """The entry of a number with everything that it refers to."""
        if not isinstance(number, int) or not 0 <= number < len(self._values) or depth > _MOST_DEPTH:
            return None
        if number in self._known:
            return self._known[number]
        self._known[number] = None  # an entry that holds itself ends there
        self._known[number] = out = self._read(self._values[number], depth + 1)
        return out

    def _read(self, value: Any, depth: int) -> Any:
        if isinstance(value, dict):
            return {self._name(key): self.of(item, depth) for key, item in value.items()}
        if not isinstance(value, list):
            return value
        if value and isinstance(value[0], str):
            kind, *rest = value
            if kind in _WRAPPERS:
                return self.of(rest[0], depth) if rest else None
            if kind in {"Date", "D", "URL", "U", "BigInt"}:
                return rest[0] if rest else None
            if kind in {"Map", "null"}:
                return {str(self.of(a, depth)): self.of(b, depth) for a, b in zip(rest[::2], rest[1::2], strict=False)}
            return [self.of(item, depth) for item in rest]
        return [self.of(item, depth) for item in value]

    def _name(self, key: str) -> str:
        """A key; some packers write the number of the entry that spells it."""
        if key.startswith("_") and key[1:].isdigit() and int(key[1:]) < len(self._values):
            said = self._values[int(key[1:])]
            return said if isinstance(said, str) else key
        return key


def _is_pair(value: Any) -> bool:
    return isinstance(value, list) and len(value) in {1, 2} and isinstance(value[0], int) and 0 <= value[0] <= 12


def _unpaired(pair: Any, depth: int) -> Any:
    if not _is_pair(pair) or depth > _MOST_DEPTH:
        return pair
    value = pair[1] if len(pair) == 2 else None
    if pair[0] == 1 and isinstance(value, list):
        return [_unpaired(item, depth + 1) for item in value]
    if pair[0] == 0 and isinstance(value, dict):
        return {key: _unpaired(item, depth + 1) for key, item in value.items()}
    return value


def linked(value: Any) -> Any:
    """Data with the objects of a cache (`"Post:36": {…}`) put where other objects refer to them by name."""
    cache: dict[str, Any] = {}
    holders: list[Any] = [value]
    for holder in holders:
        if len(holders) > _MOST_VALUES:
            break
        if isinstance(holder, dict):
            cache |= {name: item for name, item in holder.items() if isinstance(item, dict) and _CACHED.fullmatch(name)}
        items = holder.values() if isinstance(holder, dict) else holder
        holders.extend(item for item in items if isinstance(item, dict | list))
    for holder in holders:
        places = list(holder.items()) if isinstance(holder, dict) else list(enumerate(holder))
        for place, item in places:
            if isinstance(item, dict) and (name := _name_in_cache(item)) in cache:
                holder[place] = cache[name]
    return value


def _name_in_cache(item: dict[str, Any]) -> str:
    name = item.get("__ref") or (item.get("id") if item.get("type") == "id" else "")
    return name if isinstance(name, str) else ""


def streamed(chunks: list[str]) -> list[Any]:
    """The rows of a stream of server components (`self.__next_f.push`), long texts in their places."""
    rows, texts = _rows("".join(chunks))
    return [_referred(row, texts, 0) for row in rows]


def _rows(stream: str) -> tuple[list[Any], dict[str, str]]:
    rows: list[Any] = []
    texts: dict[str, str] = {}
    at = 0
    while at < len(stream) and len(rows) < _MOST_VALUES:
        begun = _ROW.match(stream, at)
        if begun is None:
            following = stream.find("\n", at)
            at = following + 1 if following >= 0 else len(stream)
            continue
        at = begun.end()
        if stream.startswith("T", at) and (comma := stream.find(",", at, at + 12)) > 0:
            text, at = _text_of(stream, comma + 1, stream[at + 1 : comma])
            texts[begun[1]] = text
            continue
        end = stream.find("\n", at)
        end = len(stream) if end < 0 else end
        with suppress(ValueError, RecursionError):
            rows.append(json.loads(stream[at:end].lstrip("IHLEDFSCJ"), strict=False))
        at = end + 1
    return rows, texts


def _text_of(stream: str, at: int, length: str) -> tuple[str, int]:
    """A text of so many bytes in UTF-8, and where it ends."""
    try:
        count = int(length, 16)
    except ValueError:
        return "", at
    text = stream[at : at + count].encode("utf-8", "replace")[:count].decode("utf-8", "ignore")
    return text, at + len(text)


def _referred(value: Any, texts: dict[str, str], depth: int) -> Any:
    if isinstance(value, str):
        if not value.startswith("$"):
            return value
        if value.startswith("$D"):
            return value[2:]
        found = _REFERENCE.fullmatch(value)
        return texts.get(found[1], value) if found else value[1:] if value.startswith("$$") else value
    if depth > _MOST_DEPTH:
        return value
    if isinstance(value, dict):
        return {key: _referred(item, texts, depth + 1) for key, item in value.items()}
    if isinstance(value, list):
        return [_referred(item, texts, depth + 1) for item in value]
    return value
