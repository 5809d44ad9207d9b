"""The views of the archive: the questions that analysts ask most, as tables.

They are made together with the tables and cost nothing until they are asked. `schema.py` takes their descriptions
into the data dictionary.
"""

from __future__ import annotations

_FOREVER = "9999-12-31T23:59:59Z"
"""Stands for "until now" and sorts after every moment."""

# Revision n stood from its own moment until that of n + 1; while the post was gone it did not stand.
_POSTS_AS_OF = f"""CREATE VIEW posts_as_of AS
    WITH spans AS (
        SELECT r.id, r.post_id, r.observed_at AS began, coalesce((SELECT n.observed_at FROM revisions n
            WHERE n.post_id = r.post_id AND n.number = r.number + 1), '{_FOREVER}') AS ended FROM revisions r),
    starts AS (
        SELECT id, post_id, began AS stood_from, ended FROM spans
        UNION SELECT s.id, s.post_id, t.ended, s.ended FROM spans s JOIN tombstones t ON t.post_id = s.post_id
            WHERE t.ended > s.began AND t.ended < s.ended)
    SELECT p.id AS post_id, r.number AS revision, s.stood_from,
        min(s.ended, coalesce((SELECT min(t.since) FROM tombstones t
            WHERE t.post_id = s.post_id AND t.since > s.stood_from), s.ended)) AS stood_until,
        p.site, p.url, p.source_id, p.lang, r.title, r.published, r.category, r.summary, r.body, r.body_html,
        r.attachments, r.capture_id
    FROM starts s JOIN revisions r ON r.id = s.id JOIN posts p ON p.id = s.post_id
    WHERE NOT EXISTS (SELECT 1 FROM tombstones t WHERE t.post_id = s.post_id AND t.since <= s.stood_from
        AND coalesce(t.ended, '{_FOREVER}') > s.stood_from)"""  # noqa: S608 - our own text


def _field(revision: str) -> str:
    fields = ("title", "published", "category", "summary", "body", "attachments")
    cases = " ".join(f"WHEN '{name}' THEN {revision}.{name}" for name in fields)
    return f"CASE f.value {cases} END"


_EDITS = f"""CREATE VIEW edits AS
    SELECT r.id AS revision_id, r.post_id, p.source_id, p.lang, r.number AS revision, r.observed_at, r.cause,
        f.value AS field, iif(EXISTS (SELECT 1 FROM json_each(r.cosmetic) c WHERE c.value = f.value), 'cosmetic',
        'substantive') AS weight, {_field("b")} AS before, {_field("r")} AS after
    FROM revisions r JOIN json_each(r.changed) f JOIN posts p ON p.id = r.post_id
    JOIN revisions b ON b.post_id = r.post_id AND b.number = r.number - 1"""  # noqa: S608 - our own text

# Bytes are the same version while name and digest stay; gaps (a picture taken out and put back) make two.
_ATTACHMENT_VERSIONS = """CREATE VIEW attachment_versions AS
    WITH shown AS (
        SELECT r.post_id, r.number, r.observed_at, j.value ->> 'name' AS name, j.value ->> 'label' AS label,
            j.value ->> 'url' AS url, j.value ->> 'declared_bytes' AS declared_bytes, j.value ->> 'sha256' AS sha256
        FROM revisions r JOIN json_each(r.attachments) j),
    marked AS (
        SELECT *, number - dense_rank() OVER (PARTITION BY post_id, name, url, sha256 ORDER BY number) AS stretch
        FROM shown),
    stretches AS (
        SELECT post_id, name, url, sha256, min(number) AS first_revision, max(number) AS last_revision,
            min(observed_at) AS stood_from, label, declared_bytes
        FROM marked GROUP BY post_id, name, url, sha256, stretch)
    SELECT s.post_id, s.name, s.url, s.sha256, s.first_revision, s.last_revision, s.stood_from,
        (SELECT n.observed_at FROM revisions n WHERE n.post_id = s.post_id AND n.number = s.last_revision + 1)
        AS stood_until, s.label, s.declared_bytes, b.bytes, b.media_type, b.width, b.height, b.phash
    FROM stretches s LEFT JOIN blobs b ON b.sha256 = s.sha256"""

_TRANSLATIONS = """CREATE VIEW translations AS
    SELECT a.site, a.source_id, a.id AS post_id, a.lang, a.title, a.published, a.status, b.id AS other_post_id,
        b.lang AS other_lang, b.title AS other_title, b.published AS other_published, b.status AS other_status,
        a.published IS NOT b.published AS dates_differ,
        length(a.body) AS characters, length(b.body) AS other_characters,
        (SELECT count(*) FROM attachments WHERE post_id = a.id) AS files,
        (SELECT count(*) FROM attachments WHERE post_id = b.id) AS other_files
    FROM posts a JOIN posts b ON b.site = a.site AND b.source_id = a.source_id AND b.lang != a.lang"""

_COVERAGE = """CREATE VIEW coverage AS
    SELECT w.run_id, r.command, r.started_at, r.outcome, w.source, w.lang, w.url, w.complete, w.reason,
        w.pages, w.shown,
        (SELECT count(*) FROM sightings s JOIN ledger l ON l.id = s.ledger_id
            WHERE s.run_id = w.run_id AND s.source = w.source AND l.discovered_run = w.run_id
            AND (w.lang = '' OR l.lang = w.lang)) AS discovered,
        (SELECT count(*) FROM sightings s JOIN ledger l ON l.id = s.ledger_id
            WHERE s.run_id = w.run_id AND s.source = w.source AND l.state != 'done'
            AND (w.lang = '' OR l.lang = w.lang)) AS not_done
    FROM sweeps w JOIN runs r ON r.id = w.run_id"""

_TIMELINE = """CREATE VIEW timeline AS
    SELECT site, substr(published, 1, 7) AS month, lang, category, count(*) AS posts, sum(status = 'gone') AS gone,
        sum(revision > 1) AS revised, sum((SELECT count(*) FROM attachments WHERE post_id = posts.id)) AS files
    FROM posts GROUP BY site, month, lang, category"""

VIEWS = (_POSTS_AS_OF, _EDITS, _ATTACHMENT_VERSIONS, _TRANSLATIONS, _COVERAGE, _TIMELINE)

DESCRIPTIONS: dict[str, tuple[str, dict[str, str]]] = {
    "posts_as_of": (
        (
            "View: the site as it stood at any moment. Ask for one: WHERE stood_from <= '2026-03-01T00:00:00Z' "
            "AND stood_until > '2026-03-01T00:00:00Z' gives each post that was there then, as it read then."
        ),
        {
            "post_id": "the post, in `posts`",
            "revision": "number of the revision that stood",
            "stood_from": "since when (UTC): when it was observed, or when the post came back",
            "stood_until": "until when (UTC), not included: the next revision, or when the post was found missing; "
            "9999-12-31T23:59:59Z if it stands",
            "site": "as in `posts`",
            "url": "as in `posts`: the present address",
            "source_id": "as in `posts`",
            "lang": "as in `posts`",
            "title": "as in `revisions`",
            "published": "as in `revisions`",
            "category": "as in `revisions`",
            "summary": "as in `revisions`",
            "body": "as in `revisions`",
            "body_html": "as in `revisions`",
            "attachments": "as in `revisions`",
            "capture_id": "as in `revisions`",
        },
    ),
    "edits": (
        "View: one changed field of one revision, with what it said before and after.",
        {
            "revision_id": "the revision that brought the change, in `revisions`",
            "post_id": "the post, in `posts`",
            "source_id": "as in `posts`",
            "lang": "as in `posts`",
            "revision": "number of the revision",
            "observed_at": "when the site showed it (UTC)",
            "cause": "as in `revisions`: site, or parser where only our reading changed",
            "field": "title, published, category, summary, body or attachments",
            "weight": "substantive, or cosmetic: white space, quotes, case or encoding only",
            "before": "the field in the revision before; attachments as JSON",
            "after": "the field in this revision; attachments as JSON",
        },
    ),
    "attachment_versions": (
        "View: a file of a post with the very same bytes, and the revisions through which it stood.",
        {
            "post_id": "the post, in `posts`",
            "name": "as in `attachments`",
            "url": "as in `attachments`",
            "sha256": "the bytes, in `blobs`; NULL if we have none",
            "first_revision": "number of the revision that first showed it",
            "last_revision": "number of the last revision that showed it without a gap",
            "stood_from": "when the first was observed (UTC)",
            "stood_until": "when the first revision without it was observed (UTC); NULL while the post offers it",
            "label": "as in `attachments`",
            "declared_bytes": "as in `attachments`",
            "bytes": "as in `blobs`",
            "media_type": "as in `blobs`",
            "width": "as in `blobs`",
            "height": "as in `blobs`",
            "phash": "as in `blobs`",
        },
    ),
    "translations": (
        "View: a post beside each other language of it.",
        {
            "site": "as in `posts`",
            "source_id": "as in `posts`: what the languages share",
            "post_id": "the post, in `posts`",
            "lang": "its language",
            "title": "its title",
            "published": "its day",
            "status": "its status",
            "other_post_id": "the same post in the other language, in `posts`",
            "other_lang": "the other language",
            "other_title": "the title there",
            "other_published": "the day there",
            "other_status": "the status there",
            "dates_differ": "1 if the two are dated differently",
            "characters": "length of the body",
            "other_characters": "length of the body there; Chinese takes about a third of English",
            "files": "how many attachments",
            "other_files": "how many there",
        },
    ),
    "coverage": (
        "View: what one source showed in one run, and what became of it.",
        {
            "run_id": "the run, in `runs`",
            "command": "as in `runs`",
            "started_at": "as in `runs`",
            "outcome": "as in `runs`",
            "source": "as in `sweeps`",
            "lang": "as in `sweeps`",
            "url": "as in `sweeps`",
            "complete": "1 if the source was seen to its end",
            "reason": "why it was not",
            "pages": "how many pages were read",
            "shown": "how many different posts it showed",
            "discovered": "how many of the posts that this kind of source showed in the run were unknown before",
            "not_done": "how many of them are not held completely today",
        },
    ),
    "timeline": (
        "View: how many posts, by month of publication, language and category.",
        {
            "site": "as in `posts`",
            "month": "YYYY-MM; NULL for undated posts",
            "lang": "as in `posts`",
            "category": "as in `posts`",
            "posts": "how many",
            "gone": "how many of them are gone from the site",
            "revised": "how many of them changed since they were first seen",
            "files": "how many attachments they offer",
        },
    ),
}
