"""The schema, as steps that are applied once each, in order, inside a transaction.

A step that was released is never edited: a later change is a new step. The meaning of every column is in `schema.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlite_utils import Migrations

from archive.schema import description_rows
from archive.search_text import RANK, TOKENIZER
from archive.views import VIEWS

if TYPE_CHECKING:
    from sqlite_utils import Database

APPLICATION_ID = 0x434E4131  # "CNA1"; `file` and SQLite both show it

migrations = Migrations("archive")

_FIRST = (
    """CREATE TABLE runs (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        command TEXT NOT NULL,
        started_at TEXT NOT NULL,
        finished_at TEXT,
        outcome TEXT,
        counts TEXT,
        message TEXT NOT NULL DEFAULT '')""",
    """CREATE TABLE captures (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        run_id INTEGER NOT NULL REFERENCES runs(id),
        url TEXT NOT NULL,
        kind TEXT NOT NULL,
        method TEXT NOT NULL,
        fetched_at TEXT NOT NULL,
        status INTEGER NOT NULL,
        head TEXT NOT NULL,
        request_head TEXT NOT NULL,
        media_type TEXT NOT NULL DEFAULT '',
        charset TEXT NOT NULL DEFAULT '',
        bytes INTEGER NOT NULL DEFAULT 0,
        sha256 TEXT,
        etag TEXT NOT NULL DEFAULT '',
        last_modified TEXT NOT NULL DEFAULT '',
        peer TEXT NOT NULL DEFAULT '',
        framing TEXT NOT NULL DEFAULT 'none',
        warc_file TEXT,
        warc_offset INTEGER,
        warc_length INTEGER,
        record_id TEXT,
        payload_digest TEXT,
        revisit_of INTEGER REFERENCES captures(id))""",
    "CREATE INDEX captures_url ON captures(url, id)",
    "CREATE INDEX captures_sha256 ON captures(sha256)",
    "CREATE INDEX captures_payload ON captures(payload_digest)",
    "CREATE INDEX captures_warc ON captures(warc_file, warc_offset)",
    "CREATE INDEX captures_run ON captures(run_id)",
    "CREATE INDEX captures_revisit ON captures(revisit_of)",
    """CREATE TABLE blobs (
        sha256 TEXT PRIMARY KEY CHECK (length(sha256) = 64),
        bytes INTEGER NOT NULL,
        media_type TEXT NOT NULL,
        width INTEGER,
        height INTEGER,
        phash TEXT,
        first_seen TEXT NOT NULL)""",
    """CREATE TABLE posts (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        site TEXT NOT NULL,
        url TEXT NOT NULL,
        source_id TEXT NOT NULL,
        lang TEXT NOT NULL,
        title TEXT NOT NULL,
        published TEXT,
        category TEXT NOT NULL,
        summary TEXT NOT NULL,
        body TEXT NOT NULL,
        body_html TEXT NOT NULL,
        status TEXT NOT NULL CHECK (status IN ('live', 'missing', 'gone')),
        revision INTEGER NOT NULL,
        first_seen TEXT NOT NULL,
        last_seen TEXT NOT NULL,
        last_checked TEXT NOT NULL,
        last_changed TEXT NOT NULL)""",
    "CREATE INDEX posts_source ON posts(site, source_id, lang)",
    "CREATE INDEX posts_published ON posts(published)",
    "CREATE INDEX posts_category ON posts(category, lang)",
    "CREATE INDEX posts_changed ON posts(last_changed)",
    "CREATE INDEX posts_url ON posts(url)",
    """CREATE TABLE post_urls (
        url TEXT NOT NULL,
        post_id INTEGER NOT NULL REFERENCES posts(id),
        first_seen TEXT NOT NULL,
        PRIMARY KEY (url, post_id))""",
    "CREATE INDEX post_urls_post ON post_urls(post_id)",
    """CREATE TABLE attachments (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        post_id INTEGER NOT NULL REFERENCES posts(id),
        position INTEGER NOT NULL,
        paragraph INTEGER NOT NULL,
        name TEXT NOT NULL,
        label TEXT NOT NULL,
        declared_bytes INTEGER,
        url TEXT,
        media_type TEXT NOT NULL,
        sha256 TEXT REFERENCES blobs(sha256),
        problem TEXT,
        UNIQUE (post_id, position))""",
    "CREATE INDEX attachments_sha256 ON attachments(sha256)",
    """CREATE TABLE revisions (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        post_id INTEGER NOT NULL REFERENCES posts(id),
        number INTEGER NOT NULL,
        observed_at TEXT NOT NULL,
        cause TEXT NOT NULL CHECK (cause IN ('first', 'site', 'parser', 'wayback')),
        changed TEXT NOT NULL,
        cosmetic TEXT NOT NULL,
        same_as INTEGER,
        title TEXT NOT NULL,
        published TEXT,
        category TEXT NOT NULL,
        summary TEXT NOT NULL,
        body TEXT NOT NULL,
        body_html TEXT NOT NULL,
        attachments TEXT NOT NULL,
        content_hash TEXT NOT NULL,
        capture_id INTEGER REFERENCES captures(id),
        parser_version TEXT NOT NULL,
        UNIQUE (post_id, number))""",
    "CREATE INDEX revisions_capture ON revisions(capture_id)",
    "CREATE INDEX revisions_observed ON revisions(observed_at, post_id)",
    """CREATE TABLE ledger (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        site TEXT NOT NULL,
        source_id TEXT NOT NULL,
        lang TEXT NOT NULL,
        url TEXT NOT NULL,
        state TEXT NOT NULL
            CHECK (state IN ('discovered', 'fetched', 'read', 'files', 'done', 'failed', 'missing')),
        attempts INTEGER NOT NULL DEFAULT 0,
        code TEXT,
        problem TEXT,
        post_id INTEGER UNIQUE REFERENCES posts(id),
        capture_id INTEGER REFERENCES captures(id),
        discovered_run INTEGER NOT NULL REFERENCES runs(id),
        discovered_at TEXT NOT NULL,
        updated_at TEXT NOT NULL,
        UNIQUE (site, source_id, lang))""",
    "CREATE INDEX ledger_state ON ledger(site, state)",
    "CREATE INDEX ledger_capture ON ledger(capture_id)",
    "CREATE INDEX ledger_run ON ledger(discovered_run)",
    """CREATE TABLE aliases (
        site TEXT NOT NULL,
        source_id TEXT NOT NULL,
        lang TEXT NOT NULL,
        ledger_id INTEGER NOT NULL REFERENCES ledger(id),
        since TEXT NOT NULL,
        why TEXT NOT NULL,
        PRIMARY KEY (site, source_id, lang))""",
    "CREATE INDEX aliases_ledger ON aliases(ledger_id)",
    """CREATE TABLE sightings (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        run_id INTEGER NOT NULL REFERENCES runs(id),
        source TEXT NOT NULL,
        ledger_id INTEGER NOT NULL REFERENCES ledger(id),
        url TEXT NOT NULL,
        position INTEGER NOT NULL,
        title TEXT NOT NULL,
        summary TEXT NOT NULL,
        published TEXT,
        category TEXT NOT NULL,
        pinned INTEGER NOT NULL DEFAULT 0,
        modified TEXT,
        seen_at TEXT NOT NULL,
        UNIQUE (run_id, source, ledger_id))""",
    "CREATE INDEX sightings_ledger ON sightings(ledger_id)",
    "CREATE INDEX sightings_source ON sightings(source, ledger_id)",
    """CREATE TABLE absences (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        run_id INTEGER NOT NULL REFERENCES runs(id),
        post_id INTEGER NOT NULL REFERENCES posts(id),
        observed_at TEXT NOT NULL,
        reason TEXT NOT NULL,
        evidence TEXT NOT NULL,
        capture_id INTEGER REFERENCES captures(id),
        refuted_at TEXT)""",
    "CREATE INDEX absences_post ON absences(post_id)",
    "CREATE INDEX absences_run ON absences(run_id)",
    "CREATE INDEX absences_capture ON absences(capture_id)",
    """CREATE TABLE tombstones (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        post_id INTEGER NOT NULL REFERENCES posts(id),
        since TEXT NOT NULL,
        reason TEXT NOT NULL,
        evidence TEXT NOT NULL,
        ended TEXT)""",
    "CREATE INDEX tombstones_post ON tombstones(post_id)",
    """CREATE TABLE sources (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        site TEXT NOT NULL DEFAULT '',
        kind TEXT NOT NULL,
        url TEXT NOT NULL,
        lang TEXT NOT NULL DEFAULT '',
        last_swept TEXT,
        last_complete TEXT,
        note TEXT NOT NULL DEFAULT '{}',
        UNIQUE (site, kind, url))""",
    """CREATE TABLE sweeps (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        run_id INTEGER NOT NULL REFERENCES runs(id),
        source TEXT NOT NULL,
        url TEXT NOT NULL,
        lang TEXT NOT NULL,
        complete INTEGER NOT NULL,
        reason TEXT NOT NULL,
        meant INTEGER NOT NULL DEFAULT 0,
        pages INTEGER NOT NULL,
        shown INTEGER NOT NULL,
        finished_at TEXT NOT NULL)""",
    "CREATE INDEX sweeps_run ON sweeps(run_id)",
    """CREATE TABLE issues (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        run_id INTEGER NOT NULL REFERENCES runs(id),
        post_id INTEGER REFERENCES posts(id),
        url TEXT NOT NULL,
        stage TEXT NOT NULL,
        code TEXT NOT NULL,
        message TEXT NOT NULL,
        excerpt TEXT NOT NULL)""",
    "CREATE INDEX issues_run ON issues(run_id)",
    "CREATE INDEX issues_post ON issues(post_id)",
    "CREATE INDEX issues_code ON issues(code)",
    """CREATE TABLE saves (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        post_id INTEGER NOT NULL REFERENCES posts(id),
        observed_at TEXT NOT NULL,
        url TEXT NOT NULL,
        archive TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('queued', 'asked', 'confirmed', 'failed')),
        attempts INTEGER NOT NULL DEFAULT 0,
        queued_at TEXT NOT NULL,
        asked_at TEXT,
        confirmed_at TEXT,
        captured_at TEXT,
        problem TEXT,
        UNIQUE (post_id, observed_at, archive))""",
    "CREATE INDEX saves_state ON saves(archive, state)",
    """CREATE TABLE notices (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        run_id INTEGER NOT NULL REFERENCES runs(id),
        channel TEXT NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('start', 'changes', 'trouble', 'recovery', 'remark')),
        fingerprint TEXT NOT NULL,
        first_run INTEGER NOT NULL DEFAULT 0,
        changes TEXT NOT NULL DEFAULT '[]',
        title TEXT NOT NULL DEFAULT '',
        made_at TEXT NOT NULL,
        told_at TEXT,
        attempts INTEGER NOT NULL DEFAULT 0,
        problem TEXT)""",
    "CREATE INDEX notices_channel ON notices(channel, id)",
    "CREATE INDEX notices_run ON notices(run_id)",
    # The index holds no text: it reads it from the views. Its words are those of search_text.spaced.
    """CREATE VIEW posts_text AS SELECT p.id AS post_id, p.title, p.category, p.summary, p.body, coalesce(
        (SELECT group_concat(line, char(10)) FROM (SELECT coalesce(nullif(a.label, ''), a.name) AS line
            FROM attachments a WHERE a.post_id = p.id ORDER BY a.position)), '') AS files
        FROM posts p""",
    f"""CREATE VIRTUAL TABLE posts_fts USING fts5(body, title, category, summary, files,
        content='posts_text', content_rowid='post_id', tokenize='{TOKENIZER}')""",
    """CREATE VIEW revisions_text AS SELECT r.id AS revision_id, r.title, r.category, r.summary, r.body, coalesce(
        (SELECT group_concat(coalesce(nullif(j.value ->> 'label', ''), j.value ->> 'name'), char(10))
            FROM json_each(r.attachments) j), '') AS files
        FROM revisions r""",
    f"""CREATE VIRTUAL TABLE revisions_fts USING fts5(body, title, category, summary, files,
        content='revisions_text', content_rowid='revision_id', tokenize='{TOKENIZER}')""",
    f"INSERT INTO posts_fts (posts_fts, rank) VALUES ('rank', '{RANK}')",  # noqa: S608 - our own text
    f"INSERT INTO revisions_fts (revisions_fts, rank) VALUES ('rank', '{RANK}')",  # noqa: S608 - our own text
    *VIEWS,
    """CREATE TABLE descriptions (
        table_name TEXT NOT NULL,
        column_name TEXT NOT NULL,
        description TEXT NOT NULL,
        PRIMARY KEY (table_name, column_name))""",
)


@migrations()
def m001_first(db: Database) -> None:
    """Make every table of the first release."""
    for statement in _FIRST:
        db.execute(statement)


SCHEMA_VERSION = 1  # how many steps there are; kept in the file as `user_version`


def migrate(db: Database) -> None:
    """Bring an empty or older database to this release's schema, in one transaction.

    The caller has checked that the file is ours and not newer.
    """
    db.execute("BEGIN IMMEDIATE")
    try:
        migrations.apply(db)
        db.execute("DELETE FROM descriptions")
        db.conn.executemany("INSERT INTO descriptions VALUES (?, ?, ?)", list(description_rows()))
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        db.execute("COMMIT")
    except BaseException:
        db.rollback()
        raise
