"""One post, from its address to the archive: fetch, read, fetch its files, record.

Whatever goes wrong with one post is recorded beside it and never stops the run.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from enum import Enum
from functools import partial
from typing import Any

from archive import crawl_state, queries
from archive.aliases import resolve
from archive.captures import KeptCapture
from archive.posts import Saved
from archive.records import Attachment, Issue, PostContent, PostKey, Sighting, StoredAttachment
from scraper import drift, languages, moves
from scraper.apart import keep_apart
from scraper.discover.source import Page, sightings_of
from scraper.door import kept_of, page_of
from scraper.errors import FetchError, HostPaused, Refused
from scraper.fetch import Validators
from scraper.files import fetch_files, without_bytes
from scraper.nowhere import is_soft_404
from scraper.parse.version import PARSER_VERSION
from scraper.site import FILE_ENDINGS, ending
from scraper.tools import Absent, Changed, Tools
from scraper.urls import canonical

NOT_THERE = "its page reads like that of an address that cannot exist"


class Read(Enum):
    """What became of a post in this run."""

    NEW = "new"
    REVISED = "revised"
    UNCHANGED = "unchanged"
    MISSING = "missing"
    FAILED = "failed"
    RESTORED = "restored"
    WAITING = "waiting for judgement"
    OUTSIDE = "outside the dates asked for"
    COMPLETED = "its files were asked for"


_RESULTS = {"new": Read.NEW, "revised": Read.REVISED, "restored": Read.RESTORED}


def archive_post(tools: Tools, key: PostKey, url: str, *, page: Page | None = None, known: bool = False) -> Read:
    """Fetch, read and record one post.

    Args:
        tools: the run's collaborators.
        key: the post.
        url: its address.
        page: its page where that was fetched already.
        known: the post is held; ask conditionally, and let nothing worse replace it.
    """
    key = resolve(tools.archive.db, key)
    tools.in_hand.add(key)
    if known and page is None and (now := moves.address_now(tools, key, url)) != url:
        url, known = now, False  # what the old host said of its page says nothing about the new one's
    tools.reporter.page(url)
    try:
        result = _from_page(tools, key, url, page) if page else _from_site(tools, key, url, known=known)
    except Refused as error:
        tools.tally.refused += 1
        result = fail(tools, key, url, Issue("fetch", "refused", str(error), url=url))
    except FetchError as error:
        tools.tally.passing += error.passing
        result = fail(tools, key, url, Issue("fetch", _code(error), str(error), url=url))
        if isinstance(error, HostPaused):
            tools.stop.ask(str(error))
    count(tools, result)
    return result


def _code(error: FetchError) -> str:
    """`BodyTruncated` as `body-truncated`."""
    return "".join(f"-{c.lower()}" if c.isupper() else c for c in type(error).__name__).removeprefix("-")


def count(tools: Tools, result: Read) -> None:
    """Count what became of a post."""
    name = f"posts_{result.value}"
    if hasattr(tools.tally, name):
        setattr(tools.tally, name, getattr(tools.tally, name) + 1)


def fail(tools: Tools, key: PostKey, url: str, issue: Issue, kept: KeptCapture | None = None) -> Read:
    """Note that a post could not be had or read this time."""
    tools.writer.post_failed(key, url, issue, capture=kept)
    tools.tally.issues += 1
    tools.reporter.event("warning", "not archived", url=url, why=issue.message)
    return Read.FAILED


def _from_site(tools: Tools, key: PostKey, url: str, *, known: bool) -> Read:
    if ending(url) in FILE_ENDINGS:
        return _file_as_post(tools, key, url)
    stored = crawl_state.validators_of(tools.archive, key) if known else None
    validators = Validators(*stored) if stored else None
    answer = tools.fetcher.get(url, "detail", validators=validators)
    if answer.not_modified:
        return _same_page(tools, key, url, kept_of(answer))
    return _from_page(tools, key, url, tools.rendered(page_of(answer)))


def _from_page(tools: Tools, key: PostKey, url: str, page: Page) -> Read:
    """Judge the answer, then read it."""
    if page.status in {404, 410}:
        return _missing(tools, key, url, page, str(page.status), f"the site answered {page.status}")
    if not page.ok:
        message = f"the site answered {page.status}"
        return fail(tools, key, url, Issue("fetch", "bad-status", message, url=url), page.kept)
    if page.media_type and not _is_web_page(page.media_type, page.body):
        return _file_as_post(tools, key, url)
    led = canonical(page.url) != canonical(url)
    if led and canonical(page.url) in _pages_that_list(tools):
        return _led_away(tools, key, url, page)
    if page.kept is not None and not crawl_state.is_held(tools.archive, key):
        tools.writer.post_fetched(key, url, page.kept)
    content = tools.read(page)
    if page.surplus:
        message = f"{page.surplus} bytes came after the end that the answer declares; they were left out"
        content = replace(content, issues=(*content.issues, Issue("fetch", "surplus-bytes", message)))
    home = moves.landing(tools, key, page, content) if led else key
    if home is None:
        _archive_other(tools, page, content)
        return _led_away(tools, key, url, page)
    return _from_content(tools, home, url, page, content)


def _from_content(tools: Tools, key: PostKey, url: str, page: Page, content: PostContent) -> Read:
    """Record what was read, or what it says of the post that it is no post."""
    if _is_version(tools, key, page, content):
        return Read.UNCHANGED
    held = crawl_state.content_of(tools.archive, key)
    if held is not None:
        return _look_again(tools, key, page, held, content, [url])
    if not content.is_post:
        return _unread(tools, key, url, page, content)
    if not _as_announced(tools, key, content) and is_soft_404(tools, page, key.lang):
        return _missing(tools, key, url, page, "soft-404", NOT_THERE)
    if other := languages.repeats(tools, key, content):
        said = languages.doubt(other, url)
        if languages.is_fallback(tools, key, other, content):
            return _no_translation(tools, key, url, page, said)
        return record(tools, key, page, content, [url], doubts=[said])
    return record(tools, key, page, content, [url])


def _no_translation(tools: Tools, key: PostKey, url: str, page: Page, said: Issue) -> Read:
    """A page that shows another language's text in place of a translation is no post."""
    tools.writer.save_issues([said])
    tools.writer.post_missing(key, "fallback", f"{url}: {said.message}", capture=page.kept)
    tools.tally.issues += 1
    tools.reporter.event("info", "not there", url=url, why=said.message)
    return Read.MISSING


def _led_away(tools: Tools, key: PostKey, url: str, page: Page) -> Read:
    return _missing(tools, key, url, page, "redirect", f"its address leads to {page.url}")


def _archive_other(tools: Tools, page: Page, content: PostContent) -> None:
    """A redirect led to what is another post: nothing of it is lost."""
    other = tools.site.key_of(page.url)
    if other and content.is_post and not crawl_state.is_held(tools.archive, other):
        other = resolve(tools.archive.db, other)
        if other not in tools.in_hand:
            archive_post(tools, other, page.url, page=replace(page, asked=page.url))


def _is_version(tools: Tools, key: PostKey, page: Page, content: PostContent) -> bool:
    """Whether a page is but a version (for print, for AMP) of the post that it names, which is all that is kept."""
    other = moves.named_address(tools, key, content)
    if other is None:
        return False
    if not crawl_state.is_held(tools.archive, other) and other not in tools.in_hand:
        archive_post(tools, other, content.canonical)
    return moves.version_of(tools, key, other, page, content)


def _as_announced(tools: Tools, key: PostKey, content: PostContent) -> bool:
    """Whether a page has the title that a source showed for it, so that it need not be doubted."""
    seen = crawl_state.sighting_of(tools.archive, key)
    return seen is not None and bool(seen.title) and content.title.split() == seen.title.split()


def _look_again(
    tools: Tools, key: PostKey, page: Page, held: PostContent, content: PostContent, aliases: list[str]
) -> Read:
    """A held post whose page came anew: what changed waits until all looks of the run are in."""
    changes = drift.changed(held, complete(content, crawl_state.sighting_of(tools.archive, key))[0])
    if changes and is_soft_404(tools, page, key.lang):
        return _missing(tools, key, page.asked, page, "soft-404", NOT_THERE)
    tools.tally.rechecked += 1
    if not content.is_post:
        return _unread(tools, key, page.url, page, content)
    if changes:
        tools.changed.append(Changed(key, page, held, content, aliases))
        return Read.WAITING
    return record(tools, key, page, content, aliases, unread=drift.lost(held, content))


def _unread(tools: Tools, key: PostKey, url: str, page: Page, content: PostContent) -> Read:
    """A page that does not read like a post: raw bytes and issues are kept, and nothing known is touched."""
    tools.tally.unread += 1
    tools.tally.unread_at = url
    _in_vain(tools, key, url)
    tools.writer.save_issues([replace(issue, url=url) for issue in content.issues])
    message = next((issue.message for issue in content.issues), "the page does not read like a post")
    return fail(tools, key, url, Issue("parse", "not-a-post", message, url=url), page.kept)


def _in_vain(tools: Tools, key: PostKey, url: str) -> None:
    """Count an address that a source took for a post's, and that is none."""
    if not crawl_state.is_held(tools.archive, key):
        seen = crawl_state.sighting_of(tools.archive, key)
        tools.budget.told(url, seen.published if seen else None, good=False)


def _pages_that_list(tools: Tools) -> set[str]:
    """Front pages and listings: a post whose address leads there is not there any more."""
    known = [source.url for source in queries.sources(tools.archive, tools.site.name, "listing")]
    fronts = [tools.site.home, *(f"{tools.site.home}{lang}/" for lang in tools.site.languages)]
    return {canonical(url) for url in (*known, *fronts)}


def _is_web_page(media_type: str, body: bytes) -> bool:
    declared = media_type in {"text/html", "application/xhtml+xml", "text/plain", "application/xml", "text/xml"}
    return declared or body[:512].lstrip().lower().startswith((b"<!doctype html", b"<html"))


def _missing(tools: Tools, key: PostKey, url: str, page: Page, reason: str, evidence: str) -> Read:
    """A post that is not there. Whether that counts for one that is held is judged at the end of the run."""
    if elsewhere := moves.shown_elsewhere(tools, key, url):
        return _from_site(tools, key, elsewhere, known=False)
    if crawl_state.is_held(tools.archive, key):
        tools.absent.append(Absent(key, reason, f"{url}: {evidence}", page.kept))
    else:
        tools.writer.post_missing(key, reason, f"{url}: {evidence}", capture=page.kept)
        _in_vain(tools, key, url)
    tools.reporter.event("info", "not there", url=url, why=evidence)
    return Read.MISSING


def record(
    tools: Tools,
    key: PostKey,
    page: Page,
    content: PostContent,
    aliases: list[str],
    *,
    doubts: Sequence[Issue] = (),
    unread: Collection[str] = (),
) -> Read:
    """Complete the content from what the listing said, fetch its files, and write it all at once.

    Args:
        tools: the run's collaborators.
        key: the post.
        page: its page.
        content: what was read on it.
        aliases: further addresses of the post.
        doubts: issues besides those of the content.
        unread: fields that the page lost without reason; the archive keeps what it knows of them.
    """
    seen = crawl_state.sighting_of(tools.archive, key)
    content, disagreements = complete(content, seen)
    if outside(tools, content.published):
        tools.writer.post_left_out(key)
        return Read.OUTSIDE
    tools.tally.note_read(content)
    known = {issue.code for issue in disagreements}
    disagreements += [issue for issue in tools.cms.doubts(key, content) if issue.code not in known]
    issues = [*content.issues, *disagreements, *doubts]
    others = content.related if tools.wants("related") else ()
    related = [row for row in keep_apart(tools, sightings_of(others, tools.site)) if row.key != key]
    related = tools.budget.related(related, [crawl_state.is_known(tools.archive, row.key) for row in related])
    tools.budget.told(page.url, content.published, good=True)
    save = partial(
        tools.writer.save_post,
        key,
        page.url,
        content,
        capture=page.kept,
        parser_version=PARSER_VERSION,
        aliases=aliases,
        summary=crawl_state.teaser_of(tools.archive, key),
        unread=unread,
    )
    first: Saved | None = None
    if not crawl_state.is_held(tools.archive, key) and (unasked := without_bytes(tools, content.attachments)):
        # What was read is kept before the files are asked for, which may take long.
        first = _save(tools, save, unasked, issues, related, files_asked=False)
        issues, related = [], []
    files, passing = fetch_files(tools, content.attachments)
    saved = _save(tools, save, files, [*issues, *passing], related, lacking=_lacking(passing))
    languages.announce(tools, key, page, content)
    return _tell(tools, first or saved, content, page.url, files)


def _save(
    tools: Tools,
    save: Callable[..., Saved],
    files: Sequence[StoredAttachment],
    issues: Sequence[Issue],
    related: Sequence[Sighting],
    **state: Any,
) -> Saved:
    """Store a post and what its page shows of others, all at once."""
    with tools.writer.together():
        saved = save(files=files, issues=issues, **state)
        if related:
            tools.writer.save_sightings("related", related)
    return saved


def _lacking(passing: Sequence[Issue]) -> Issue | None:
    """What keeps a post from being done: the first of the failures that may pass."""
    return replace(passing[0], code="files-missing") if passing else None


def _tell(tools: Tools, saved: Saved, content: PostContent, url: str, files: Sequence[StoredAttachment]) -> Read:
    """Tell what became of a post and of its files."""
    result = _RESULTS.get(saved.decision, Read.UNCHANGED)
    if result is not Read.UNCHANGED:
        facts = {"changed": ", ".join(saved.changed)} if saved.changed and result is Read.REVISED else {}
        tools.reporter.event(
            "info", result.value, date=content.published or "undated", title=content.title, url=url, **facts
        )
    for file in files:
        if file.problem:
            tools.reporter.event("warning", "file", file=file.attachment.name, problem=file.problem, url=url)
    return result


_TELLERS = {
    "feed": "the site's feed",
    "sitemap": "the sitemap",
    "cms": "the site's JSON",
    "related": "a teaser on another post's page",
}
"""What the sources of a date are called, but for listings."""


def complete(content: PostContent, seen: Sighting | None) -> tuple[PostContent, list[Issue]]:
    """Fill what the page does not say from what its listing says; a disagreement is an issue, never a choice unseen."""
    if seen is None:
        return content, []
    doubts: list[Issue] = []
    if content.published and seen.published and content.published != seen.published:
        teller = _TELLERS.get(seen.dated_by, "its listing")
        message = f"the page is dated {content.published}, {teller} says {seen.published}"
        doubts.append(Issue("record", "date-disagrees", message))
    filled = replace(
        content,
        title=content.title or seen.title,
        published=content.published or seen.published,
        category=content.category or seen.category,
    )
    return filled, doubts


def outside(tools: Tools, published: str | None) -> bool:
    """Whether a post of this date is left out, as the user asked."""
    if published is None:
        return False
    return bool((tools.since and published < tools.since) or (tools.until and published > tools.until))


def _file_as_post(tools: Tools, key: PostKey, url: str) -> Read:
    """A listing's row that leads straight to a file: the row is the post, the file its attachment."""
    seen = crawl_state.sighting_of(tools.archive, key)
    name = url.rstrip("/").rpartition("/")[2]
    content = PostContent(
        title=seen.title if seen and seen.title else name,
        published=seen.published if seen else None,
        category=seen.category if seen else "",
        attachments=(Attachment(1, 0, name, url=url),),
    )
    return record(tools, key, Page(url, url, 200, b""), content, [url])


def _same_page(tools: Tools, key: PostKey, url: str, kept: KeptCapture | None) -> Read:
    """A page that has not changed: ask for the files that are due or were never had, and record what they are now."""
    held = crawl_state.content_of(tools.archive, key)
    files, passing = fetch_files(tools, held.attachments) if held else ([], [])
    tools.tally.rechecked += 1
    lacking = _lacking(passing)
    with tools.writer.together():
        before = tools.writer.post_unchanged(key, capture=kept, lacking=lacking)
        if before.decision == "restored":
            return Read.RESTORED
        if held and not passing:
            summary = crawl_state.teaser_of(tools.archive, key)
            saved = tools.writer.save_post(key, url, held, files, summary=summary, parser_version=PARSER_VERSION)
            if saved.changed:
                tools.reporter.event("info", "revised", title=held.title, url=url, changed=", ".join(saved.changed))
                return Read.REVISED
    return Read.UNCHANGED


def fill_files(tools: Tools, key: PostKey, url: str) -> Read:
    """Ask for the files that a held post lacks, and for nothing else of it."""
    tools.reporter.page(url)
    held = crawl_state.content_of(tools.archive, key)
    if held is None:
        return Read.FAILED
    files, passing = fetch_files(tools, held.attachments)
    saved = tools.writer.save_post(
        key,
        url,
        held,
        files,
        issues=passing,
        lacking=_lacking(passing),
        page_came=False,
        parser_version=PARSER_VERSION,
    )
    tools.tally.posts_completed += not passing
    if not passing:
        tools.reporter.event("info", "files completed", title=held.title, url=url)
    return Read.REVISED if saved.changed else Read.COMPLETED
