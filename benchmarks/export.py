"""How fast is a large archive exported, and how much memory does it take? An invented archive against named peers.

usage: python benchmarks/export.py [--posts 100000] [--only csv,jsonl] [--folder DIR]

Each way runs in a process of its own. Seconds are of processor time, since machines are shared; "peak" is the most
memory that the process took, "grown" how much more that is than for a twentieth of the posts: flat memory grows by
nothing. The peers do the nearest that they can: the program sqlite3 writes a CSV of the table `posts`, and JSON of it;
pandas reads the table and writes CSV, JSON Lines, Parquet and Excel. Ours hold the same posts; JSON Lines and Parquet
have the attachments inside, the folders have all four tables.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from archive import open_archive  # noqa: E402  (the path comes first)
from benchmarks.search import posts  # noqa: E402

OURS = {
    "csv": "--output posts.csv",
    "jsonl": "--output posts.jsonl",
    "parquet": "--output posts.parquet",
    "excel": "--output posts.xlsx --table posts",
    "atom": "--output posts.xml --limit 0",
    "jsonfeed": "--format jsonfeed --output feed.json --limit 0",
    "csv folder": "--format csv --output csv",
    "parquet folder": "--format parquet --output parquet",
    "package": "--format package --output package",
    "site": "--format site --output site",
    "csv as of a day": "--output then.csv --as-of 2026-06-01",
}
_READ = "import pandas, sqlite3; frame = pandas.read_sql('SELECT * FROM posts', sqlite3.connect('archive.db')); "
PEERS = {
    "sqlite3 csv": ("csv", ["sqlite3", "-readonly", "-csv", "archive.db", ".output x.csv", "SELECT * FROM posts"]),
    "pandas csv": ("csv", [sys.executable, "-c", _READ + "frame.to_csv('x.csv')"]),
    "sqlite3 json": ("jsonl", ["sqlite3", "-readonly", "-json", "archive.db", ".output x.json", "SELECT * FROM posts"]),
    "pandas jsonl": ("jsonl", [sys.executable, "-c", _READ + "frame.to_json('x.jsonl', orient='records', lines=True)"]),
    "pandas parquet": ("parquet", [sys.executable, "-c", _READ + "frame.to_parquet('x.parquet', compression='zstd')"]),
    "pandas excel": ("excel", [sys.executable, "-c", _READ + "frame.to_excel('x.xlsx')"]),
}

_POST = """INSERT INTO posts (id, site, url, source_id, lang, title, published, category, summary, body, body_html,
    status, revision, first_seen, last_seen, last_checked, last_changed)
    VALUES (?, 'news.example', ?, ?, ?, ?, ?, ?, ?, ?, ?, 'live', ?, ?, ?, ?, ?)"""
_REVISION = """INSERT INTO revisions (post_id, number, observed_at, cause, changed, cosmetic, title, published,
    category, summary, body, body_html, attachments, content_hash, parser_version)
    VALUES (?, ?, ?, ?, ?, '[]', ?, ?, ?, ?, ?, ?, ?, '1', '1')"""
_FILE = """INSERT INTO attachments (post_id, position, paragraph, name, label, declared_bytes, url, media_type)
    VALUES (?, 1, 1, ?, ?, 1000000, ?, 'image/jpeg')"""


def fill(folder: Path, count: int) -> int:
    """Make an archive of so many posts, one in ten revised; returns the bytes of its database."""
    when = "2026-03-01T08:00:00Z"
    with open_archive(folder, create=True) as archive:
        db = archive.db.conn
        db.execute("BEGIN")
        db.execute("INSERT INTO runs VALUES (1, 'backfill', ?, ?, 'finished', '{}', '')", [when, when])
        for number, post in enumerate(posts(count), start=1):
            url, name = f"https://news.example/{post.lang}/{number}", f"{number}.jpg"
            html = f"<div><p>{post.body}</p></div>"
            texts = [post.title, post.published, f"Kind {number % 5}", post.title, post.body, html]
            last = 2 if number % 10 == 0 else 1
            db.execute(_POST, [number, url, str(number // 2), post.lang, *texts, last, when, when, when, when])
            db.execute(_FILE, [number, name, f"{name} (1 MB)", f"{url}/{name}"])
            file = {"position": 1, "paragraph": 1, "name": name, "label": f"{name} (1 MB)", "declared_bytes": 10**6}
            listed = [{**file, "url": f"{url}/{name}", "media_type": "image/jpeg", "sha256": None, "problem": None}]
            for revision in range(1, last + 1):
                old = revision < last
                changed = '["title"]' if revision > 1 else "[]"
                cause = "site" if revision > 1 else "first"
                at = "2026-02-01T08:00:00Z" if old else when
                said = [f"{post.title} once", *texts[1:]] if old else texts
                db.execute(_REVISION, [number, revision, at, cause, changed, *said, json.dumps(listed)])
        db.execute("COMMIT")
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return (folder / "archive.db").stat().st_size


def timed(command: list[str], folder: Path) -> tuple[float, float]:
    """Run a program; seconds of processor time, and the most memory that it took in MB."""
    measure = (
        "import resource, subprocess, sys; code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode; "
        "used = resource.getrusage(resource.RUSAGE_CHILDREN); "
        "print(used.ru_utime + used.ru_stime, used.ru_maxrss / 1000); sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", measure, *command], cwd=folder, capture_output=True, text=True, check=False,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    if done.returncode:
        sys.exit(f"{command}: {done.stderr}")
    seconds, peak = map(float, done.stdout.split())
    return seconds, peak


def written(folder: Path) -> float:
    """The MB of everything beside the archive, which is removed."""
    size = 0
    for path in folder.iterdir():
        if path.name in {"archive.db", "archive.db-wal", "archive.db-shm", "blobs", "warc"}:
            continue
        files = [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]
        size += sum(file.stat().st_size for file in files)
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    return size / 1e6


def main() -> None:
    """Fill two archives, export both in every way, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posts", type=int, default=100_000)
    parser.add_argument("--only", help="formats, parted by commas")
    parser.add_argument("--folder", type=Path, help="where to make the archives; default: a temporary folder")
    given = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with tempfile.TemporaryDirectory(dir=given.folder) as made:
        large, small = Path(made) / "large", Path(made) / "small"
        size = fill(large, given.posts)
        fill(small, given.posts // 20)
        print(f"{given.posts:,} posts, {size / 1e6:,.0f} MB of database\n")
        print(f"{'':22}{'seconds':>9}{'peak MB':>9}{'grown MB':>10}{'written MB':>12}")
        wanted = given.only.split(",") if given.only else list(OURS)
        for name in wanted:
            words = [sys.executable, "-m", "archive", "export", "-q", "--archive", ".", *OURS[name].split()]
            row(name, words, large, small)
            for peer, (form, command) in PEERS.items():
                if form == name:
                    row(f"  {peer}", command, large, small)


def row(name: str, command: list[str], large: Path, small: Path) -> None:
    """Measure one way and print it."""
    _, before = timed(command, small)
    written(small)
    seconds, peak = timed(command, large)
    print(f"{name:22}{seconds:9.1f}{peak:9.0f}{peak - before:10.0f}{written(large):12.0f}", flush=True)


if __name__ == "__main__":
    main()
