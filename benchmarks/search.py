"""How fast is a large archive searched, and how big is its index? An invented archive, half English and half Chinese.

usage: python benchmarks/search.py [--posts 1000000] [--each 40] [--keep DIR]

Words are drawn by Zipf's law from an invented vocabulary. The searches are those that people type: two English words, a
rare one, a phrase, a beginning, Chinese of one, two and four characters, one with filters, one of the commonest words.
The peers are SQLite's own trigram index and its plain one, over the same texts and searches, best twenty hits each:
"found" is the part of the posts that hold the words, by looking at every text, that the search can reach at all.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from archive import open_archive
from archive.db import Archive
from archive.search import Filters, search
from archive.search_text import match_expression, spaced

_SYLLABLES = (
    "ba be bi bo ca ce co da de di do fa fe fi ga go ha he ka ki la le li lo ma me mi na ne no pa pe po".split()
)
_ENDINGS = ["", "", "", "s", "ed", "ing", "ation", "ity", "al"]


@dataclass(frozen=True, slots=True)
class Post:
    """An invented post."""

    title: str
    body: str
    lang: str
    published: str


def vocabulary(rng: random.Random, size: int) -> list[str]:
    """Invented English words, each once, the commonest first and short."""
    words: dict[str, None] = {}
    while len(words) < size:
        stem = "".join(rng.choices(_SYLLABLES, k=rng.choice((1, 2, 2, 3, 3, 4)) + (len(words) > 500)))
        words[stem + rng.choice(_ENDINGS)] = None
    return list(words)


def posts(count: int, seed: int = 1) -> Iterator[Post]:
    """Invented posts: about 1 000 characters in English, 400 in Chinese."""
    rng, numbers = random.Random(seed), np.random.default_rng(seed)
    english = vocabulary(rng, 60_000)
    chinese = [chr(point) for point in rng.sample(range(0x4E00, 0x8000), 4000)]
    pairs = ["".join(chinese[int(len(chinese) ** rng.random())] for _ in range(2)) for _ in range(20_000)]
    for number in range(count):
        day = f"{2000 + number % 25}-{number % 12 + 1:02}-{number % 28 + 1:02}"
        if number % 2:
            words = [pairs[i] for i in _again(numbers, _zipf(numbers, len(pairs), 210))]
            body = "。".join("".join(words[at : at + 7]) for at in range(10, 210, 7))
            yield Post("".join(words[:8]), body, "tc", day)
        else:
            words = [english[i] for i in _again(numbers, _zipf(numbers, len(english), 160))]
            yield Post(" ".join(words[:8]), " ".join(words[8:]), "en", day)


def _zipf(numbers: np.random.Generator, size: int, count: int) -> list[int]:
    """`count` ranks below `size`, rank r about as often as 1/r."""
    return [int(rank) for rank in size ** numbers.random(count)]


def _again(numbers: np.random.Generator, picks: list[int]) -> list[int]:
    """Let a post come back to its own words, as texts do: three words of twenty are ones that it had already."""
    back = numbers.random(len(picks))
    for at in range(1, len(picks)):
        if back[at] < 0.15:
            picks[at] = picks[int(at * back[at] / 0.15)]
    return picks


def fill(archive: Archive, count: int) -> None:
    """Put invented posts into an archive, its index and those of the peers."""
    db = archive.db
    db.execute("CREATE VIRTUAL TABLE peers.trigram USING fts5(title, body, content='', tokenize='trigram')")
    db.execute("CREATE VIRTUAL TABLE peers.plain USING fts5(title, body, content='')")
    db.execute("BEGIN")
    for number, post in enumerate(posts(count), start=1):
        db.conn.execute(
            "INSERT INTO posts (id, site, url, source_id, lang, title, published, category, summary, body, body_html, "
            "status, revision, first_seen, last_seen, last_checked, last_changed) "
            "VALUES (?, 's', '', ?, ?, ?, ?, '', '', ?, '', 'live', 1, '2026', '2026', '2026', '2026')",
            [number, str(number), post.lang, post.title, post.published, post.body],
        )
        db.conn.execute(
            "INSERT INTO posts_fts (rowid, title, category, summary, body, files) VALUES (?, ?, '', '', ?, '')",
            [number, spaced(post.title), spaced(post.body)],
        )
        for peer in ("trigram", "plain"):
            db.conn.execute(
                f"INSERT INTO peers.{peer} (rowid, title, body) VALUES (?, ?, ?)", [number, post.title, post.body]
            )
    for table in ("main.posts_fts", "peers.trigram", "peers.plain"):
        db.conn.execute(f"INSERT INTO {table} ({table.partition('.')[2]}) VALUES ('optimize')")
    db.execute("COMMIT")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def index_bytes(db: sqlite3.Connection, schema: str, name: str) -> int:
    """What an index takes."""
    parts = ("data", "idx", "docsize")
    sizes = [
        db.execute(
            "SELECT coalesce(sum(pgsize), 0) FROM dbstat(?) WHERE name = ?", [schema, f"{name}_{part}"]
        ).fetchone()[0]
        for part in parts
    ]
    return int(sum(sizes))


def searches(each: int) -> dict[str, list[str]]:
    """What people type, by kind."""
    rng = random.Random(7)
    some = list(posts(4 * each, seed=1))
    english, chinese = [p for p in some if p.lang == "en"], [p for p in some if p.lang == "tc"]
    words = [word for post in english for word in post.body.split()]
    common = [word for word, _ in _counted(words)]
    kinds: dict[str, Callable[[], str]] = {
        "two English words": lambda: " ".join(rng.sample(rng.choice(english).body.split(), 2)),
        "a rare English word": lambda: rng.choice(common[len(common) // 2 :]),
        "an English phrase": lambda: '"' + " ".join(rng.choice(english).body.split()[20:23]) + '"',
        "the beginning of a word": lambda: max(rng.choice(english).body.split(), key=len)[:7] + "*",
        "a Chinese word of two": lambda: rng.choice(chinese).body[30:32].replace("。", ""),
        "a Chinese word of four": lambda: rng.choice(chinese).title[:4],
        "two Chinese words": lambda: " ".join(rng.choice(chinese).title[at : at + 2] for at in (0, 6)),
        "one Chinese character": lambda: rng.choice(chinese).title[0],
        "the commonest words": lambda: rng.choice(common[:10]),
    }
    return {kind: [make() for _ in range(each)] for kind, make in kinds.items()}


def _counted(words: list[str]) -> list[tuple[str, int]]:
    from collections import Counter

    return Counter(words).most_common()


def timed(do: Callable[[str], int], typed: list[str]) -> tuple[float, int]:
    """Median milliseconds of processor time of some searches, and how many of them found something."""
    took, found = [], 0
    for words in typed:
        began = time.process_time()
        found += bool(do(words))
        took.append(1000 * (time.process_time() - began))
    return statistics.median(took), found


def main() -> None:
    """Fill, search, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posts", type=int, default=1_000_000)
    parser.add_argument("--each", type=int, default=40, help="searches of each kind")
    parser.add_argument("--keep", type=Path, help="make the archive in this folder, or search the one that is there")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = given.keep or Path(made)
        there = (folder / "peers.db").exists()
        folder.mkdir(parents=True, exist_ok=True)
        with open_archive(folder / "a", create=True) as archive:
            archive.db.execute("ATTACH ? AS peers", [str(folder / "peers.db")])
            began = time.perf_counter()
            if not there:
                fill(archive, given.posts)
            describe(archive, time.perf_counter() - began)
            report(archive, given.each)


def describe(archive: Archive, took: float) -> None:
    """Print how much text there is, and what each index takes."""
    ((posts_held, size),) = archive.rows(
        "SELECT count(*), sum(length(CAST(title AS BLOB)) + length(CAST(body AS BLOB))) FROM posts"
    )
    print(f"{posts_held:,} posts, {size / 1e6:,.0f} MB of text, made and indexed three times in {took:,.0f} s")
    for name, schema, table in (
        ("ours", "main", "posts_fts"),
        ("trigram", "peers", "trigram"),
        ("plain", "peers", "plain"),
    ):
        index = index_bytes(archive.db.conn, schema, table)
        print(f"index {name:8} {index / 1e6:8,.0f} MB, {index / size:4.0%} of the text")


def report(archive: Archive, each: int) -> None:
    """Print the median of each kind of search, for ours and the peers."""

    def peer(table: str) -> Callable[[str], int]:
        sql = f"SELECT rowid FROM peers.{table} WHERE {table} MATCH ? ORDER BY rank LIMIT 20"
        return lambda words: len(archive.db.execute(sql, [_plain(words)]).fetchall())

    ways: dict[str, Callable[[str], int]] = {
        "ours": lambda words: len(search(archive, words)),
        "with filters": lambda words: len(search(archive, words, filters=_filters(words))),
        "trigram": peer("trigram"),
        "plain": peer("plain"),
    }
    print(f"\n{'median ms of processor time (searches that found)':52}" + "".join(f"{way:>18}" for way in ways))
    everything: dict[str, list[float]] = {way: [] for way in ways}
    for kind, typed in searches(each).items():
        cells = []
        for way, do in ways.items():
            median, found = timed(do, typed)
            everything[way].append(median)
            cells.append(f"{median:9.2f} ({found:>3}/{len(typed)})")
        print(f"{kind:52}" + "".join(f"{cell:>18}" for cell in cells))
    print(f"{'median of all':52}" + "".join(f"{statistics.median(times):>18.2f}" for times in everything.values()))


def _filters(words: str) -> Filters:
    """The language of what was typed, and the last ten years."""
    return Filters(lang="en" if words.isascii() else "tc", since="2015-01-01")


def _plain(words: str) -> str:
    """What was typed as an FTS5 query without our preparation of Chinese."""
    return match_expression(words).replace("\u200b", "")


if __name__ == "__main__":
    main()
