"""What the archive's own pages teach about a site's markup: learned when first needed, one template a language."""

from __future__ import annotations

from archive import crawl_state
from archive.db import Archive
from archive.errors import ArchiveError
from scraper.parse.template import Page, Template, learn_template
from scraper.profile import Profile
from scraper.urls import identify

PAGES = 6
"""Pages that a template is learned from."""

TRY_AT = (0, PAGES, 5 * PAGES)
"""After how many pages of a language in this run it is tried to learn, as long as nothing was learned."""


class Templates:
    """The templates of one run.

    Args:
        archive: holds the pages to learn from; those of the run itself count as soon as they are saved.
    """

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._learned: dict[str, Template] = {}
        self._read: dict[str, int] = {}

    def of(self, url: str, profile: Profile | None) -> Template | None:
        """What is known of the pages like this one; None where too few are held."""
        lang = identify(url).lang
        if lang in self._learned:
            return self._learned[lang]
        count = self._read.get(lang, 0)
        self._read[lang] = count + 1
        if count in TRY_AT and (learned := self._learn(lang, profile)):
            self._learned[lang] = learned
        return self._learned.get(lang)

    def forget(self) -> None:
        """Learn anew when next needed: the site is made differently now."""
        self._learned.clear()
        self._read.clear()

    def _learn(self, lang: str, profile: Profile | None) -> Template | None:
        stored = [post for post in crawl_state.stored_pages(self._archive) if post.key.lang == lang]
        if len(stored) < PAGES:
            return None
        # Spread over the archive, so that what changes with time (related news) is not taken for the frame.
        stored = stored[:: len(stored) // PAGES][:PAGES]
        pages: list[Page] = []
        for post in stored:
            try:
                body, _, charset = crawl_state.page_of(self._archive, post.capture_id)
            except ArchiveError:
                continue  # a damaged page teaches nothing; whoever verifies the archive will hear of it
            pages.append(Page(body, post.url, charset or None))
        return learn_template(pages, profile=profile)
