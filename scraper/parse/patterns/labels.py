"""File labels: `4.jpg (4.09 MB)`, alone, in a row or glued together."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

EXTENSIONS: Final = frozenset(
    "jpg jpeg jpe jfif png gif webp avif bmp tif tiff svg heic heif ico "
    "pdf doc docx docm dot dotx xls xlsx xlsm xlsb csv tsv ppt pptx pptm pps ppsx odt ods odp rtf txt md tex ps epub "
    "mobi zip rar 7z gz tgz bz2 xz tar iso dmg exe msi apk "
    "mp3 m4a wav ogg oga flac aac wma mp4 m4v mov avi wmv mkv webm mpg mpeg flv 3gp "
    "json xml ics vcf kml kmz gpx geojson dwg dxf stl step stp ai eps psd indd pages numbers key "
    "wps et dps hwp hwpx".split()
)
"""Endings of file names that a post may offer, lower case."""

PICTURES: Final = frozenset("jpg jpeg jpe jfif png gif webp avif bmp tif tiff svg heic heif".split())
"""Those of them that are pictures."""

_LONGEST_TEXT: Final = 20_000
_UNITS: Final = {
    "": 1, "b": 1, "byte": 1, "bytes": 1, "字节": 1, "位元組": 1, "字節": 1, "octets": 1, "o": 1,
    "k": 10**3, "kb": 10**3, "kbyte": 10**3, "kbytes": 10**3, "ko": 10**3, "kilobytes": 10**3,
    "m": 10**6, "mb": 10**6, "mbyte": 10**6, "mbytes": 10**6, "mo": 10**6, "megabytes": 10**6,
    "g": 10**9, "gb": 10**9, "gbyte": 10**9, "gbytes": 10**9, "go": 10**9, "gigabytes": 10**9,
    "t": 10**12, "tb": 10**12,
    "kib": 2**10, "mib": 2**20, "gib": 2**30, "tib": 2**40,
}  # fmt: skip
_NUMBER: Final = r"\d{1,3}(?:[ ,\u00a0\u202f]\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?"
_UNIT: Final = r"[kmgt]?i?b|[kmg]?bytes?|[kmg]o|octets|(?:kilo|mega|giga)bytes|字[节節]|位元組|[kmgt]"
_SIZE: Final = rf"(?P<number>{_NUMBER})\s*(?P<unit>{_UNIT})\b"
_ENDING: Final = "|".join(sorted(EXTENSIONS, key=len, reverse=True))
_TYPE: Final = rf"(?:{_ENDING}|word|excel|powerpoint|image|file|photo)"
_LABEL: Final = re.compile(
    rf"\.(?P<ending>{_ENDING})(?P<close>[\"'”’»」』]?)\s*"
    rf"(?:[(（\[［【]\s*(?:{_TYPE}\s*[,;/:，、\-–—|]?\s*)?{_SIZE.replace('?P<', '?P<in_')}"
    rf"(?:\s*[,;/:，、\-–—|]?\s*{_TYPE})?\s*[)）\]］】]"
    rf"|[,;:|·•\-–—]?\s*{_SIZE}(?!\s*\w))",
    re.IGNORECASE,
)
_SIZED: Final = re.compile(
    rf"[(（\[［【]\s*(?:(?:{_TYPE})\s*[,;/:，、\-–—|·]?\s*)?{_SIZE}(?:\s*[,;/:，、\-–—"
    rf"|·]?\s*(?:{_TYPE}))?\s*[)）\]］】]\s*$",
    re.IGNORECASE,
)
_SIZE_ONLY: Final = re.compile(rf"^\s*[(（\[［【]?\s*{_SIZE}\s*[)）\]］】]?\s*$", re.IGNORECASE)
_NAME: Final = re.compile(rf"^[^\n<>|*?]{{1,180}}\.(?:{_ENDING})$", re.IGNORECASE)
_SENTENCE: Final = re.compile(r"[.!?…][\"”’)\]]?\s+|[。！？；，、：]\s*|[:;]\s+|\n|\t|[•·►▶▸→↓⬇📎📄🖼]\ufe0f?\s*")
_LEAD: Final = re.compile(
    r"(?:(?:click (?:here )?to )?(?:download|view|open|see|file|attachment|attached|enclosure)s?|下載|下载"
    r"|附件|檔案|文件|圖片|图片)"
    r"\s*(?:\(?\d{1,2}\)?\s*)?[:：]?\s+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Label:
    """One file label in a text.

    Attributes:
        name: the file's name as shown.
        declared_bytes: the size it claims (MB = 10**6), None if it claims none.
        start: where the label begins in the text.
        end: where it ends.
        text: the whole label.
    """

    name: str
    declared_bytes: int | None
    start: int
    end: int
    text: str


def find_labels(text: str) -> list[Label]:
    """Every label with a size in a text, in order.

    A name reaches back to the text's beginning, the label before it or the end of the sentence
    before it: names have spaces, so nothing nearer is certain. A size that is part of a longer
    remark, as in `(page 3)` or `(2.5 MB of data)`, makes no label.
    """
    return list(_labels(text)) if "." in text and len(text) <= _LONGEST_TEXT else []


@lru_cache(maxsize=2048)
def _labels(text: str) -> tuple[Label, ...]:
    """The labels of a text, remembered: several readers ask about each line."""
    out: list[Label] = []
    previous = 0
    for found in _LABEL.finditer(text):
        start = _name_start(text, previous, found.start())
        name = text[start : found.end("close")].strip()
        previous = found.end()
        if not name or name.startswith("."):
            continue
        number = found.group("in_number") or found.group("number")
        unit = found.group("in_unit") or found.group("unit") or ""
        label = text[start : found.end()].strip()
        start = text.index(label, start)
        out.append(Label(name, size_in_bytes(number, unit), start, start + len(label), label))
    return tuple(out)


def _name_start(text: str, previous: int, dot: int) -> int:
    """Where the name begins that ends with the ending at `dot`."""
    start = previous
    for end in _SENTENCE.finditer(text, previous, dot):
        # A comma or a stop inside the name of a Chinese file is part of it only where the name stands alone.
        start = end.end()
    if lead := _LEAD.match(text, start, dot):
        start = lead.end()
    if dot - start > 120 or (start == previous == 0 and dot > 120):
        start = max(text.rfind(" ", start, dot) + 1, start)
    while start < dot and text[start] in " \u00a0\u3000,;|/-–—":
        start += 1
    return start


def sole_label(text: str) -> Label | None:
    """The label that a text is, whole: the name may hold anything, since its bounds are known.

    Also `Annual report (PDF, 2.3 MB)`, whose name has no ending.
    """
    text = text.strip()
    found = list(_LABEL.finditer(text))
    if len(found) == 1 and found[0].end() == len(text):
        match = found[0]
        name = text[: match.end("close")].strip()
        if lead := _LEAD.match(name):
            name = name[lead.end() :]
        number = match.group("in_number") or match.group("number")
        unit = match.group("in_unit") or match.group("unit") or ""
        start = text.index(name)
        return Label(name, size_in_bytes(number, unit), start, len(text), text[start:])
    if not found and (sized := _SIZED.search(text)) and sized.start() > 0:
        name = text[: sized.start()].strip()
        return Label(name, size_in_bytes(sized["number"], sized["unit"]), 0, len(text), text)
    return None


def is_file_name(text: str) -> bool:
    """Whether a text is a file's name and nothing else."""
    text = text.strip()
    return bool(extension(text)) and bool(_NAME.match(text)) and not re.match(r"(?i)(?:https?:)?//|www\.", text)


def size_only(text: str) -> int | None:
    """The bytes that a text like `4.09 MB` or `(4.09 MB)` claims, None if it is anything else."""
    found = _SIZE_ONLY.match(text)
    return size_in_bytes(found["number"], found["unit"]) if found and found["unit"] else None


def size_in_bytes(number: str, unit: str) -> int | None:
    """A claimed size in bytes: KB, MB, GB are powers of ten, KiB, MiB, GiB of two."""
    digits = re.sub(r"[ \u00a0\u202f]", "", number)
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", digits):
        digits = digits.replace(",", "")
    factor = _UNITS.get(unit.lower())
    if factor is None:
        return None
    try:
        return round(float(digits.replace(",", ".")) * factor)
    except (ValueError, OverflowError):
        return None


def extension(path: str) -> str:
    """The known file ending of a path or name, lower case, empty if there is none."""
    tail = path.rsplit("/", 1)[-1]
    _, dot, ending = tail.rpartition(".")
    return ending.lower() if dot and ending.lower() in EXTENSIONS else ""
