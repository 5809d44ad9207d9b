"""What every table and column means, in one place.

These sentences go into the archive itself (table `descriptions`), so that whoever opens `archive.db`
years from now finds its data dictionary inside. A test holds them equal to the real schema.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive import views

if TYPE_CHECKING:
    from collections.abc import Iterator

_RUN = "the run that wrote this row, in `runs`"
_SITE = "the archive's name for the site"
_SOURCE_ID = (
    "the site's own id for the post as text, the first that it was met under (later ones are in `aliases`); "
    "shared by all languages of one post"
)

DESCRIPTIONS: dict[str, tuple[str, dict[str, str]]] = {
    "posts": (
        "A post in one language, as it is now.",
        {
            "id": "number of the post in this archive; never reused for another post",
            "site": _SITE,
            "url": "the address it was last read from",
            "source_id": _SOURCE_ID,
            "lang": "language as the site's addresses spell it, else as the page declares it",
            "title": "one line of plain text",
            "published": "the day of publication as the page states it, YYYY-MM-DD; NULL if it states none",
            "category": "one line of plain text, empty if none",
            "summary": "the teaser that listings show for it, empty if none",
            "body": "plain text; blocks parted by one blank line; without file labels",
            "body_html": "the same part of the page as sanitised HTML with absolute addresses",
            "status": "live; missing (suspected to be gone); gone (confirmed)",
            "revision": "number of its present revision",
            "first_seen": "when a source first showed it (UTC)",
            "last_seen": "when a source or its own page last showed it (UTC)",
            "last_checked": "when its own page was last asked for (UTC)",
            "last_changed": "when its latest revision was observed (UTC)",
        },
    ),
    "post_urls": (
        "Every address under which a post was met.",
        {"url": "the address", "post_id": "the post, in `posts`", "first_seen": "when it was first met (UTC)"},
    ),
    "attachments": (
        "A file or picture that the post offers now.",
        {
            "id": "number of the row",
            "post_id": "the post, in `posts`",
            "position": "1 for the first on the page",
            "paragraph": "how many blocks of the body stand before it",
            "name": "the file's name as the site shows it",
            "label": "the whole label as the site shows it, empty if none",
            "declared_bytes": "the size that the label claims, in bytes; NULL if it claims none",
            "url": "the address of the original; NULL if there is nothing to fetch",
            "media_type": "what the bytes are, else what the site said they are",
            "sha256": "the bytes, in `blobs`; NULL if we have none",
            "problem": "why there are no bytes, or what is odd about them; NULL if all is well",
        },
    ),
    "revisions": (
        "One distinct content of a post.",
        {
            "id": "number of the row; rows are in the order in which they were written",
            "post_id": "the post, in `posts`",
            "number": "1 for the first content of this post",
            "observed_at": "when the site showed this content (UTC)",
            "cause": "first; site (the site changed); parser (we read the same page better); "
            "wayback (a past state from a web archive)",
            "changed": "JSON array out of title, published, category, summary, body, attachments; empty for the first",
            "cosmetic": "JSON array: those of `changed` that differ in white space, quotes, case or encoding only",
            "same_as": "number of an earlier revision with this very content; NULL if it is new",
            "title": "as in `posts`",
            "published": "as in `posts`",
            "category": "as in `posts`",
            "summary": "as in `posts`",
            "body": "as in `posts`",
            "body_html": "as in `posts`",
            "attachments": "JSON array of the attachments, with the columns of `attachments`",
            "content_hash": "digest over the fields; its first character is the version of the recipe",
            "capture_id": "the exchange it was read from, in `captures`",
            "parser_version": "the version of the program that read it",
        },
    ),
    "blobs": (
        "Bytes held once, in the file blobs/<first two digits>/<sha256>.<ending>.",
        {
            "sha256": "SHA-256 of the bytes in hex; also the file's name",
            "bytes": "how many",
            "media_type": "what they are, judged from the bytes themselves",
            "width": "pixels, for pictures",
            "height": "pixels, for pictures",
            "phash": "perceptual hash: 64 bits in hex; few differing bits mean the same picture",
            "first_seen": "when we first had them (UTC)",
        },
    ),
    "captures": (
        "One HTTP exchange, as it happened.",
        {
            "id": "number of the row, in order of the exchanges",
            "run_id": _RUN,
            "url": "the address asked for",
            "kind": "what it was fetched as: robots, front, listing, detail, file, probe, sitemap, feed, "
            "json; cdx and wayback (a web archive's index, and pages taken from it); script and data (what the scripts "
            "of a rendered page asked for), rendered (a page as a browser made it of the raw one)",
            "method": "GET or HEAD",
            "fetched_at": "when the request was sent (UTC)",
            "status": "the answer's status code",
            "head": "the answer's raw status line and headers",
            "request_head": "the request line and headers as sent",
            "media_type": "the type that the site declared",
            "charset": "the character set that the site declared",
            "bytes": "size of the decoded body",
            "sha256": "SHA-256 of the decoded body; NULL if the answer had none",
            "etag": "validator for the next conditional request",
            "last_modified": "validator for the next conditional request",
            "peer": "the network address that answered",
            "framing": "how the body's end was known: length, chunked, close or none",
            "warc_file": "file in the folder warc/; NULL where the body is the blob named by sha256",
            "warc_offset": "where the record starts in that file",
            "warc_length": "compressed length of the record",
            "record_id": "WARC-Record-ID of the record",
            "payload_digest": "WARC-Payload-Digest of the record",
            "revisit_of": "the earlier exchange that holds this very body; NULL if this one holds it",
        },
    ),
    "sightings": (
        "A source showed this post in this run.",
        {
            "id": "number of the row",
            "run_id": _RUN,
            "source": "listing, archive, cms, feed, sitemap, probe, related, language or wayback",
            "ledger_id": "the post, in `ledger` (which leads to `posts` once it was read)",
            "url": "the address that the source gave",
            "position": "its place within the source, 1 for the first",
            "title": "as the source shows it",
            "summary": "as the source shows it",
            "published": "as the source shows it, YYYY-MM-DD; NULL if it shows none",
            "category": "as the source shows it",
            "pinned": "1 if the source keeps it at the top whatever its date",
            "modified": "when it says that the page last changed, a time (UTC) or a date; NULL if it does not say",
            "seen_at": "when (UTC)",
        },
    ),
    "ledger": (
        "The completeness ledger: every post ever shown by a source, and how far we are with it.",
        {
            "id": "number of the row",
            "site": _SITE,
            "source_id": _SOURCE_ID,
            "lang": "language as the site's addresses spell it, empty where they do not",
            "url": "where to fetch it",
            "state": "how far we are: discovered (a source showed it), fetched (its page is stored and not read yet), "
            "read (its content is stored, its files were not all asked for yet), files (some files are still to come), "
            "done; or failed (to be tried again), missing (its page is not there)",
            "attempts": "failures in a row",
            "code": "short stable name of what is wrong: the code of an issue, or what was found instead of its page "
            "(404, redirect, …); NULL if nothing is",
            "problem": "the same in words; NULL if nothing is wrong",
            "post_id": "the post, in `posts`, once it was read",
            "capture_id": "the latest exchange of its own page, in `captures`",
            "discovered_run": "the run that first met it, in `runs`",
            "discovered_at": "when it was first met (UTC)",
            "updated_at": "when this row last changed (UTC)",
        },
    ),
    "aliases": (
        (
            "A further id under which a post was met: its address changed, or it has several. Posts and ledger keep "
            "the id by which the post was met first; whoever asks for one asks for the other."
        ),
        {
            "site": _SITE,
            "source_id": "the further id",
            "lang": "language as the site's addresses spell it, empty where they do not",
            "ledger_id": "the post, in `ledger`",
            "since": "when that was proved (UTC)",
            "why": "what proved it: redirect, canonical (the page names its own address), moved (its former address is "
            "dead and the content is the same), id (ids of another form)",
        },
    ),
    "absences": (
        "A post was asked for and was not there. Enough of these make a tombstone.",
        {
            "id": "number of the row",
            "run_id": _RUN,
            "post_id": "the post, in `posts`",
            "observed_at": "when (UTC)",
            "reason": "what was found instead, in a word or two",
            "evidence": "what that was judged from",
            "capture_id": "the exchange, in `captures`",
            "refuted_at": "when the post was seen again after this (UTC); NULL while it was not",
        },
    ),
    "tombstones": (
        "A post is gone: how we know, since when, until when.",
        {
            "id": "number of the row",
            "post_id": "the post, in `posts`",
            "since": "when it was first found missing (UTC)",
            "reason": "what was found instead",
            "evidence": "the confirmations",
            "ended": "when it was seen again (UTC); NULL while it is gone",
        },
    ),
    "sources": (
        "Addresses where posts of this site are found.",
        {
            "id": "number of the row",
            "site": _SITE + "; empty if it was not said",
            "kind": "listing, archive, cms, probe, sitemap, feed, wayback, save, …; "
            "not-offered for JSON that is not for us",
            "url": "the address; for a probe its pattern",
            "lang": "the language it covers, empty if unknown",
            "last_swept": "when it was last walked (UTC)",
            "last_complete": "when it was last walked to its end (UTC)",
            "note": "JSON: whatever the finder of this source has to remember",
        },
    ),
    "sweeps": (
        "One pass of one source.",
        {
            "id": "number of the row",
            "run_id": _RUN,
            "source": "listing, archive, cms, feed, sitemap, probe, related, language or wayback",
            "url": "where it started; for a probe the pattern of its addresses",
            "lang": "the language it covers, empty if unknown",
            "complete": "1 if it saw everything that the source has",
            "reason": "why it is partial, empty when complete",
            "meant": "1 if it is partial on purpose: it ended where it was told to, at posts that are done",
            "pages": "how many pages it read",
            "shown": "how many different posts it showed",
            "finished_at": "when it ended (UTC)",
        },
    ),
    "runs": (
        "One execution of a writing command.",
        {
            "id": "number of the run",
            "command": "backfill, update, …",
            "started_at": "UTC",
            "finished_at": "UTC; NULL while it runs",
            "outcome": "how it ended (interrupted: killed before it could say); NULL while it runs",
            "counts": "JSON: what it did, in numbers",
            "message": "one sentence for a person",
        },
    ),
    "issues": (
        "Something that a run met and could not fully read.",
        {
            "id": "number of the row",
            "run_id": _RUN,
            "post_id": "the post it is about, in `posts`; NULL if it is about none",
            "url": "the address it is about",
            "stage": "fetch, render, parse, listing, file, discover or record",
            "code": "short stable name of the problem",
            "message": "one sentence for a person",
            "excerpt": "the piece of the page it is about",
        },
    ),
    "saves": (
        "A revision that a web archive is asked to keep as well.",
        {
            "id": "number of the row",
            "post_id": "the post, in `posts`",
            "observed_at": "the revision: when the site showed it (UTC); a later capture confirms it",
            "url": "the address that is handed over",
            "archive": "the web archive",
            "state": "queued (to be asked for); asked; confirmed (the archive's index lists a capture that is later "
            "than the revision); failed (given up)",
            "attempts": "how often it was asked for",
            "queued_at": "when it was queued (UTC)",
            "asked_at": "when it was last asked for (UTC); NULL while it was not",
            "confirmed_at": "when the archive's index was seen to list it (UTC); NULL while it was not",
            "captured_at": "the time of that capture (UTC)",
            "problem": "what hindered it last; NULL if nothing",
        },
    ),
    "notices": (
        "What was told to whom: a message after a run, by mail, chat or webhook.",
        {
            "id": "number of the row",
            "run_id": "the run after which it was told, or last tried, in `runs`",
            "channel": "where to: service, host and a digest of the address, never its secrets",
            "kind": "start (told of changes from here on); changes; trouble; recovery (the end of a trouble); "
            "remark (something that a run which went well has to say)",
            "fingerprint": "the same for the same message; of trouble and recovery it begins with how bad things are: "
            "0 well, 1 partly, 2 failed",
            "first_run": "the first run whose changes it covers; 0 where it is about none",
            "changes": "JSON array of what it told: appeared, revised, gone or restored, the post's id in `posts`, "
            "and the time of its revision or the row in `tombstones`",
            "title": "the line above the message, or what is wrong",
            "made_at": "when it was first to be told (UTC)",
            "told_at": "when it arrived (UTC); NULL while it has not",
            "attempts": "how often it was sent",
            "problem": "why it has not arrived; NULL otherwise",
        },
    ),
    "posts_text": (
        "View: the text of `posts` that can be searched.",
        {
            "post_id": "the post, in `posts`",
            "title": "as in `posts`",
            "category": "as in `posts`",
            "summary": "as in `posts`",
            "body": "as in `posts`",
            "files": "labels, or else names, of the attachments, one a line",
        },
    ),
    "posts_fts": (
        (
            "Full-text index over posts_text; rowid is the post's id. English words match by their stem. Chinese needs "
            "a space between characters: MATCH '\"香 港\"'. Never 'rebuild' it: the program parts the characters."
        ),
        {
            "body": "as in `posts_text`",
            "title": "as in `posts_text`",
            "category": "as in `posts_text`",
            "summary": "as in `posts_text`",
            "files": "as in `posts_text`",
        },
    ),
    "revisions_text": (
        "View: the text of `revisions` that can be searched.",
        {
            "revision_id": "the row in `revisions`",
            "title": "as in `revisions`",
            "category": "as in `revisions`",
            "summary": "as in `revisions`",
            "body": "as in `revisions`",
            "files": "labels, or else names, of the attachments, one a line",
        },
    ),
    "revisions_fts": (
        (
            "Full-text index like posts_fts over what posts said earlier: the revisions that are not the present "
            "ones. rowid is the row in `revisions`."
        ),
        {
            "body": "as in `revisions_text`",
            "title": "as in `revisions_text`",
            "category": "as in `revisions_text`",
            "summary": "as in `revisions_text`",
            "files": "as in `revisions_text`",
        },
    ),
    **views.DESCRIPTIONS,
    "descriptions": (
        "This data dictionary.",
        {
            "table_name": "a table",
            "column_name": "one of its columns; empty for the table itself",
            "description": "what it means",
        },
    ),
}


def description_rows() -> Iterator[tuple[str, str, str]]:
    """Yield (table, column or empty, description), in reading order."""
    for table, (about, columns) in DESCRIPTIONS.items():
        yield table, "", about
        for column, meaning in columns.items():
            yield table, column, meaning
