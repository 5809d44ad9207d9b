"""The way from a source to the site: fetch politely, keep what came, read it with today's readers."""

from __future__ import annotations

from collections.abc import Callable

from archive.captures import KeptCapture
from archive.records import Listing, PostContent
from scraper.discover.source import Page, PageKind
from scraper.fetch import Answer, Fetcher, Validators
from scraper.profile import Profile
from scraper.reading import Reading
from scraper.render.when import Rendering
from scraper.stop import Stop

Memory = Callable[[str], "tuple[Validators, Callable[[], tuple[bytes, str, str]]] | None"]
"""Gives the validators of an address's last answer, and how to get its body, type and charset."""


def page_of(answer: Answer) -> Page:
    """An answer as the page that sources and readers work on."""
    return Page(
        url=answer.url,
        asked=answer.requested_url,
        status=answer.status,
        body=answer.body,
        media_type=answer.media_type,
        charset=answer.charset,
        kept=kept_of(answer),
        surplus=answer.surplus,
    )


def kept_of(answer: Answer) -> KeptCapture | None:
    """The archive's note of the final exchange; None where nothing is kept."""
    return answer.kept if isinstance(answer.kept, KeptCapture) else None


class LiveDoor:
    """A `Door` that asks the live site.

    Args:
        fetcher: the polite fetcher, which keeps every exchange.
        reading: reads pages here or in a child.
        profile: the site's profile, passed on to the readers.
        stop: tells when the run is to end.
        remember: gives the validators and the body of the last answer of an address, if it is held.
        rendering: renders pages that do not read well as they come; None leaves all as they are.
    """

    def __init__(
        self,
        fetcher: Fetcher,
        reading: Reading,
        profile: Profile | None,
        stop: Stop,
        remember: Memory | None = None,
        rendering: Rendering | None = None,
    ) -> None:
        self._fetcher = fetcher
        self._reading = reading
        self._profile = profile
        self._stop = stop
        self._remember = remember
        self._rendering = rendering

    def page(self, url: str, kind: PageKind) -> Page:
        """Fetch a page, and render it where that is asked for and needed."""
        page = self._raw(url, kind)
        return self._rendering.page(page, kind) if self._rendering else page

    def _raw(self, url: str, kind: PageKind) -> Page:
        """Fetch a page; an answer of "not modified" is read from our own copy."""
        memory = self._remember(url) if self._remember else None
        answer = self._fetcher.get(url, kind, validators=memory[0] if memory else None)
        if answer.not_modified and memory:
            body, media_type, charset = memory[1]()
            return Page(answer.url, url, 200, body, media_type, charset, kept_of(answer))
        return page_of(answer)

    def listing(self, page: Page) -> Listing:
        """Read a page as a listing."""
        return self._reading.listing(page, self._profile)

    def detail(self, page: Page) -> PostContent:
        """Read a page as a detail page."""
        return self._reading.detail(page, self._profile)

    def stopped(self) -> str:
        """Why the run is to end now."""
        return self._stop.reason()
