"""After a redesign: learn the new places of the fields from the posts that the archive knows.

For the posts that it holds the archive knows the right answers. Their titles, dates and bodies are
looked for in the new markup, selectors are learned from where they stand, and the pages are read
again with these. Only when enough posts then read as they are known does the run go on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from archive.records import PostContent
from scraper.discover.source import Page
from scraper.drift import AGREE, Reread, agrees
from scraper.learn.fields import DetailSeen, learn_detail
from scraper.parse import parse_detail
from scraper.parse.document import parse_document
from scraper.profile import DetailSelectors, Profile
from scraper.site import Site

MAX_PAGES = 12
"""Pages that selectors are learned from; more teach nothing new."""

_KEYS = {"title": "title", "date": "date", "category": "category", "body": "body", "attachments": "attachments"}


@dataclass(frozen=True, slots=True)
class Healed:
    """What was learned from a redesign.

    Attributes:
        selectors: the new places, by field.
        agreement: the share of posts that read as the archive knows them with these.
    """

    selectors: dict[str, str]
    agreement: float


def heal(pages: Sequence[tuple[Page, PostContent]], site: Site) -> Healed | None:
    """Learn the new places of the fields, and try them on every page; None where too few posts agree.

    Args:
        pages: pages of the new design, each with the content that the archive holds of it.
        site: the site, for its profile.
    """
    seen = [DetailSeen(parse_document(p.body, p.url, p.charset or None), held) for p, held in pages[:MAX_PAGES]]
    order = site.profile.date_order if site.profile else None
    selectors = {c.field: c.css for c in learn_detail(seen, order) if c.css and c.field in _KEYS}
    if not selectors:
        return None
    profile = with_selectors(site, selectors)
    rereads = [Reread(page.url, held, _read(page, profile)) for page, held in pages]
    share = agrees(rereads)
    return Healed(selectors, share) if share >= AGREE else None


def with_selectors(site: Site, selectors: dict[str, str]) -> Profile:
    """The site's profile (or one with nothing but its address), with these selectors for detail pages."""
    learned = DetailSelectors.model_validate(selectors)
    if site.profile:
        return site.profile.model_copy(update={"detail": learned})
    name = site.name if site.name[:1].isalnum() else "site"
    return Profile(name=name, base=site.home, detail=learned)


def _read(page: Page, profile: Profile) -> PostContent:
    return parse_detail(page.body, page.url, profile=profile, charset=page.charset or None)
