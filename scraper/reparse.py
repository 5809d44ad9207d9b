"""Read the stored pages again with today's readers: no network, and never a change of the site.

What reads differently becomes a revision with cause `parser`; what reads worse is left as it was,
with an issue. A file that only today's readers find is fetched by the next update.
"""

from __future__ import annotations

from collections.abc import Callable

from archive import crawl_state, queries
from archive.errors import ArchiveError
from archive.records import Attachment, Issue, PostContent, StoredAttachment
from scraper.discover.source import Page
from scraper.drift import lost
from scraper.files import size_problem
from scraper.parse.version import PARSER_VERSION
from scraper.posts import complete
from scraper.tools import Tools

UNFETCHED = "not fetched yet; the next update asks for it"


def reparse_posts(tools: Tools, show: Callable[[], None]) -> list[str]:
    """Read every post's stored page again; answers what a person should know of it."""
    worse = 0
    for stored in crawl_state.stored_pages(tools.archive):
        if tools.stop.reason():
            break
        tools.reporter.page(stored.url)
        try:
            body, media_type, charset = crawl_state.page_of(tools.archive, stored.capture_id)
        except ArchiveError as error:
            tools.tally.posts_failed += 1
            tools.writer.save_issues([Issue("record", "page-unreadable", str(error), url=stored.url)])
            tools.reporter.event("warning", "not read", url=stored.url, why=str(error))
            continue
        page = Page(stored.url, stored.url, 200, body, media_type, charset)
        worse += not _reparse(tools, stored, page)
        show()
    return [f"{worse} stored pages read worse than before and were left as they are; see issues"] if worse else []


def _reparse(tools: Tools, stored: crawl_state.StoredPage, page: Page) -> bool:
    """Store a better reading of one post; False where today's is worse."""
    held = crawl_state.content_of(tools.archive, stored.key)
    content, _ = complete(tools.read(page), crawl_state.sighting_of(tools.archive, stored.key))
    missing = lost(held, content) if held else ()
    if not content.is_post or missing:
        what = ", ".join(missing) or "that it is a post"
        message = f"today's readers do not find what was known before: {what}"
        tools.writer.save_issues([Issue("record", "reads-worse", message, url=stored.url)], post_key=stored.key)
        tools.reporter.event("warning", "reads worse", url=stored.url, lost=what)
        return False
    tools.tally.note_read(content)
    files = [_known(tools, item) for item in content.attachments]
    unfetched = any(file.problem == UNFETCHED for file in files)
    issues = [Issue("file", "files-missing", UNFETCHED, url=stored.url)] if unfetched else []
    saved = tools.writer.save_post(
        stored.key,
        stored.url,
        content,
        files,
        capture=queries.capture(tools.archive, stored.capture_id),
        issues=[*content.issues, *issues],
        cause="parser",
        parser_version=PARSER_VERSION,
        files_asked=not unfetched,
    )
    _tell(tools, content, stored.url, saved.changed)
    return True


def _known(tools: Tools, item: Attachment) -> StoredAttachment:
    """An attachment with the bytes that are held of its address."""
    if item.url is None:
        return StoredAttachment(item, problem="the label has no link")
    held = crawl_state.file_at(tools.archive, item.url)
    if held is None:
        return StoredAttachment(item, problem=UNFETCHED)
    return StoredAttachment(item, held.sha256, held.media_type, size_problem(item.label, held.size))


def _tell(tools: Tools, content: PostContent, url: str, changed: tuple[str, ...]) -> None:
    if changed:
        tools.tally.posts_revised += 1
        tools.reporter.event("info", "read better", title=content.title, url=url, changed=", ".join(changed))
    else:
        tools.tally.posts_unchanged += 1
