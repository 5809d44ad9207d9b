"""Ask a web archive what it holds, in either of the two dialects of the CDX interface.

    archive                      index                  captures
    https://web.archive.org      /cdx/search/cdx        /web/<time>id_/<address>
    a pywb collection            <base>/cdx             <base>/<time>id_/<address>

The first answers with one JSON array whose first row names the columns, and with a key to go on from where it
was cut off. The second answers with one JSON object a line, names some columns otherwise, and cannot be asked to
go on: a question that it cuts off is asked again in two halves of its time.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, Protocol
from urllib.parse import quote, urlencode, urlsplit

from scraper.errors import BadStatus, SweepIncomplete, UsageError
from scraper.fetch import Answer
from scraper.urls import authority, resolve

WAYBACK = "https://web.archive.org"
"""The archive that is asked where the user names none."""

LIMIT = 50_000
"""Rows that one question asks for; an answer of so many rows stays well below the cap for a page."""

MAX_PAGES = 500
"""Answers to one question, after which an archive that always has more is left."""

EARLIEST, LATEST = "19900101000000", "29991231235959"

_COLUMNS = {"url": "original", "mime": "mimetype", "status": "statuscode"}
_STAMP = re.compile(r"\d{14}")
_DIGEST = re.compile(r"(?:sha1:)?([A-Z2-7]{32})\b", re.IGNORECASE)

Match = Literal["exact", "prefix", "host"]


@dataclass(frozen=True, slots=True)
class Row:
    """One capture that an archive holds.

    Attributes:
        stamp: its time, 14 digits (UTC).
        original: the address that was captured.
        status: the status that the site answered with; 0 where the index does not say, as for a repeated body.
        media_type: what the site declared; `warc/revisit` for a repeated body.
        digest: SHA-1 of the body in base 32 as the archive states it; empty if it does not.
    """

    stamp: str
    original: str
    status: int
    media_type: str
    digest: str

    @property
    def at(self) -> str:
        """Its time as the archive folder writes times."""
        return moment_of(self.stamp)

    @property
    def shows_page(self) -> bool:
        """Whether it may show a page: a 200 of HTML, or the repetition of a body that is listed elsewhere."""
        if self.media_type == "warc/revisit":
            return self.status in {0, 200} and bool(self.digest)
        return self.status == 200 and self.media_type in {"text/html", "application/xhtml+xml", "", "unk"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for.

    Attributes:
        url: an address, or the beginning of addresses.
        match: exactly this address, everything that begins like it, or everything of its host.
        first, last: the stretch of time, 14 digits each.
    """

    url: str
    match: Match = "exact"
    first: str = EARLIEST
    last: str = LATEST


@dataclass(frozen=True, slots=True)
class Place:
    """Where an archive is, and which dialect it speaks: `wayback` or `pywb`."""

    base: str
    dialect: str

    @property
    def index(self) -> str:
        """The address of its index."""
        return f"{self.base}/cdx/search/cdx" if self.dialect == "wayback" else f"{self.base}/cdx"

    def raw(self, stamp: str, original: str) -> str:
        """The address of a capture as the site sent it, nothing rewritten."""
        between = "/web" if self.dialect == "wayback" else ""
        return f"{self.base}{between}/{stamp}id_/{original}"

    def parts(self, url: str) -> tuple[str, str] | None:
        """Time and original address of the capture at an address of `raw`, None for any other address."""
        found = re.fullmatch(re.escape(self.raw("@", "")).replace("@", r"(\d{14})") + r"(.+)", url, re.DOTALL)
        return (found.group(1), found.group(2)) if found else None


class Door(Protocol):
    """How the archive's host is asked."""

    def get(self, url: str, kind: Any) -> Answer:
        """Ask politely; raises `Refused` or `FetchError`."""


@dataclass(slots=True)
class Index:
    """The index of one archive.

    Args:
        place: where it is.
        door: how it is asked.
        stopped: why the run is to end; empty while it goes on.
        limit: rows of one answer.

    Attributes:
        pages: answers read so far.
        garbage: rows that made no sense and were left out.
    """

    place: Place
    door: Door
    stopped: Callable[[], str] = lambda: ""
    limit: int = LIMIT
    pages: int = 0
    garbage: int = 0
    _seen: set[tuple[str, str]] = field(default_factory=set)

    def rows(self, asked: Asked) -> Iterator[Row]:
        """Give every capture that the archive holds of what is asked for, each once, in its order.

        Raises:
            Refused, FetchError: it does not answer.
            SweepIncomplete: it cannot be walked to the end; what came before is given first.
        """
        walk = self._by_key if self.place.dialect == "wayback" else self._by_time
        for row in walk(asked):
            if (row.stamp, row.original) not in self._seen:
                self._seen.add((row.stamp, row.original))
                yield row

    def _by_key(self, asked: Asked) -> Iterator[Row]:
        """Walk on with the key that each answer ends with."""
        key, keys = "", set[str]()
        for _ in range(MAX_PAGES):
            answer = self._ask(asked, {"showResumeKey": "true", "gzip": "false"} | ({"resumeKey": key} if key else {}))
            found, key, garbage = read_rows(answer.body)
            self.garbage += garbage
            yield from found
            if not key:
                return
            if key in keys:
                raise SweepIncomplete(f"the index of {self.place.base} gives the same key to go on from again")
            keys.add(key)
        raise SweepIncomplete(f"the index of {self.place.base} has no end after {MAX_PAGES} answers")

    def _by_time(self, asked: Asked) -> Iterator[Row]:
        """Ask for the whole time; where that is cut off, for each half of it."""
        waiting = [asked]
        for _ in range(MAX_PAGES):
            if not waiting:
                return
            part = waiting.pop(0)
            found, _, garbage = read_rows(self._ask(part, {}).body)
            self.garbage += garbage
            halves = halved(part) if len(found) + garbage >= self.limit else None
            if len(found) + garbage >= self.limit and halves is None:
                yield from found
                raise SweepIncomplete(
                    f"the index of {self.place.base} holds more than {self.limit} captures of one second of {part.url}"
                )
            if halves:
                waiting[:0] = halves
            else:
                yield from found
        raise SweepIncomplete(f"the index of {self.place.base} has no end after {MAX_PAGES} answers")

    def _ask(self, asked: Asked, more: dict[str, str]) -> Answer:
        if why := self.stopped():
            raise SweepIncomplete(why)
        answer = self.door.get(question(self.place, asked, self.limit, more), "cdx")
        self.pages += 1
        if answer.status != 200:
            if answer.status == 404 and self.place.dialect == "pywb":
                return replace(answer, body=b"")  # some collections say so that they hold nothing of an address
            said = f"{self.place.index} answered {answer.status}: {_first_words(answer.body)}"
            raise BadStatus(said, url=answer.url, status=answer.status)
        return answer


def question(place: Place, asked: Asked, limit: int, more: dict[str, str]) -> str:
    """Write one question to an index as an address.

    Nothing is collapsed: an index merges only neighbouring rows, and so would hide that a page was still there.
    """
    given = {"url": asked.url, "matchType": asked.match, "output": "json", "limit": str(limit)}
    if place.dialect == "wayback":
        given["fl"] = "timestamp,original,statuscode,mimetype,digest"
    else:
        given["allowFuzzy"] = "false"
    if asked.first > EARLIEST:
        given["from"] = asked.first
    if asked.last < LATEST:
        given["to"] = asked.last
    return f"{place.index}?{urlencode(given | more, quote_via=quote)}"


def halved(asked: Asked) -> list[Asked] | None:
    """Two questions for the halves of a question's time; None where there is nothing left to halve."""
    today = f"{datetime.now(UTC):%Y%m%d%H%M%S}"
    first, last = _parse(max(asked.first, EARLIEST)), _parse(min(asked.last, max(today, asked.first)))
    middle = first + timedelta(seconds=int((last - first).total_seconds()) // 2)
    if last <= first:
        return None
    return [
        Asked(asked.url, asked.match, asked.first, f"{middle:%Y%m%d%H%M%S}"),
        Asked(asked.url, asked.match, f"{middle + timedelta(seconds=1):%Y%m%d%H%M%S}", asked.last),
    ]


def read_rows(body: bytes) -> tuple[list[Row], str, int]:
    """Read an answer of either dialect: the rows, the key to go on from, and how many rows made no sense."""
    text = body.decode("utf-8", errors="replace").lstrip("\ufeff").strip()
    if text.startswith("["):
        return _array(text)
    lines = [line for line in text.splitlines() if line.strip()]
    rows = [row for line in lines if (row := _row(_object(line)))]
    return rows, "", len(lines) - len(rows)


def _array(text: str) -> tuple[list[Row], str, int]:
    try:
        table = json.loads(text)
    except ValueError:
        # Cut off, or one broken row: what can be read line by line is read.
        table = [_list(line) for line in text.splitlines()]
    key = ""
    if len(table) >= 2 and table[-2] == [] and isinstance(table[-1], list) and len(table[-1]) == 1:
        key, table = str(table[-1][0]), table[:-2]
    if not table or not isinstance(table[0], list):
        return [], key, len(table)
    names = [_COLUMNS.get(str(name), str(name)) for name in table[0]]
    rows = [_row(dict(zip(names, values, strict=False))) for values in table[1:] if isinstance(values, list)]
    good = [row for row in rows if row]
    return good, key, len(table) - 1 - len(good)


def _list(line: str) -> object:
    """One row of an array that is written a row a line, None for one that cannot be read."""
    inner = line.strip().rstrip(",")
    inner = inner[1:] if inner.startswith("[[") else inner
    inner = inner[:-1] if inner.endswith("]]") else inner
    try:
        return json.loads(inner)
    except ValueError:
        return None


def _object(line: str) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except ValueError:
        return {}
    if not isinstance(found, dict):
        return {}
    return {_COLUMNS.get(str(name), str(name)): value for name, value in found.items()}


def _row(values: dict[str, Any]) -> Row | None:
    stamp, original = str(values.get("timestamp", "")), values.get("original")
    url = resolve("", original) if isinstance(original, str) else None
    if not _STAMP.fullmatch(stamp) or url is None or not _is_time(stamp):
        return None
    status, digest = str(values.get("statuscode", "")), _DIGEST.match(str(values.get("digest", "")))
    return Row(
        stamp,
        _without_default_port(url),
        int(status) if re.fullmatch(r"[1-5]\d\d", status) else 0,
        str(values.get("mimetype") or "").partition(";")[0].strip().lower().strip("-"),
        digest.group(1).upper() if digest else "",
    )


def _without_default_port(url: str) -> str:
    """Old captures spell the port out: `http://www.example.org:80/`."""
    scheme, _, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme}://{host.removesuffix(':80' if scheme == 'http' else ':443')}{slash}{path}"


def moment_of(stamp: str) -> str:
    """`20200131070300` as `2020-01-31T07:03:00Z`."""
    return f"{_parse(stamp):%Y-%m-%dT%H:%M:%SZ}"


def stamp_of(moment: str) -> str:
    """`2020-01-31T07:03:00Z` as `20200131070300`."""
    return re.sub(r"\D", "", moment)[:14]


def _parse(stamp: str) -> datetime:
    return datetime.strptime(stamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)


def _is_time(stamp: str) -> bool:
    try:
        _parse(stamp)
    except ValueError:
        return False
    return stamp >= EARLIEST


def find_place(door: Door, named: str) -> Place:
    """Find out which dialect an archive speaks, by asking for one row.

    Raises:
        UsageError: the address is none, or leads to no web archive.
        Refused, FetchError: the host does not answer.
    """
    base = read_base(named)
    if authority(base) == authority(WAYBACK):
        return Place(WAYBACK, "wayback")
    for place in (Place(base, "pywb"), Place(base, "wayback")):
        answer = door.get(question(place, Asked("http://example.org/"), 1, {}), "cdx")
        if answer.status == 200 and _looks_like_rows(answer):
            return place
    raise UsageError(
        f"{named}: no web archive answers there. Give the address of a pywb collection, such as "
        f"http://127.0.0.1:8080/news, or of a Wayback Machine, such as {WAYBACK}"
    )


def read_base(named: str) -> str:
    """The base of an archive as a user names it.

    Raises:
        UsageError: it is no http(s) address, or has a query.
    """
    url = resolve("", named)
    if url is None or urlsplit(url).query or "@" in urlsplit(url).netloc:
        raise UsageError(f"{named}: is not the address of a web archive; give one such as {WAYBACK}")
    base = url.rstrip("/")
    return base.removesuffix("/web") if authority(base) == authority(WAYBACK) else base


def _looks_like_rows(answer: Answer) -> bool:
    text = answer.body[:200].decode("utf-8", errors="replace").strip()
    return answer.media_type != "text/html" and (not text or text.startswith(("[", "{")))


def _first_words(body: bytes) -> str:
    text = re.sub(r"<[^>]*>|\s+", " ", body[:2000].decode("utf-8", errors="replace"))
    return " ".join(text.split())[:120] or "nothing more"
