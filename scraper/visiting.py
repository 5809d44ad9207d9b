"""A short visit to a live site that keeps nothing: what `check` and `learn` do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any

from archive import __version__
from archive.records import Issue
from scraper.door import LiveDoor
from scraper.fetch import Fetcher, Policy, make_user_agent
from scraper.profile import Profile
from scraper.reading import Reading
from scraper.render.renderer import Renderer
from scraper.render.when import open_rendering
from scraper.site import Site
from scraper.stop import Stop
from scraper.tools import Effects


def policy_for(site: Site, *, delay: float | None, contact: str, networks: Sequence[Any]) -> Policy:
    """How to behave towards a site: as the user says, else as its profile says, else slowly."""
    politeness = site.profile.politeness if site.profile else None
    return Policy(
        user_agent=make_user_agent(__version__, contact or (politeness.contact if politeness else "")),
        delay=delay if delay is not None else (politeness.delay if politeness else 1.0),
        named_hosts=site.hosts,
        # Only where the user named the site with http may a redirect lead from https back to it.
        named_http=site.hosts if site.home.startswith("http:") else frozenset(),
        allow_networks=tuple(networks),
    )


@contextmanager
def visit_site(
    site: Site,
    policy: Policy,
    profile: Profile | None,
    effects: Effects,
    *,
    render: bool | None = None,
    tell: Callable[[Issue], object] = lambda _issue: None,
) -> Iterator[tuple[LiveDoor, Fetcher]]:
    """The way to a live site for a few pages; a first Ctrl-C ends the visit after the page in hand.

    Args:
        site: the site.
        policy: how to behave towards it.
        profile: what its readers are given.
        effects: the outside world.
        render: whether the user wants pages rendered; None leaves it to the site's profile.
        tell: hears of what rendering left out.

    Raises:
        UsageError: pages are to be rendered, and there is no browser.
    """
    stop = Stop(effects.clock)
    with (
        Fetcher(
            policy,
            in_scope=site.in_scope,
            clock=effects.clock,
            now=effects.now,
            sleep=stop.patient(effects.sleep),
            resolve=effects.resolve,
        ) as fetcher,
        closing(Reading()) as reading,
        open_rendering(
            render,
            site,
            Renderer(fetcher, site.in_scope, effects.now, tell=tell),
            listing=lambda page: reading.listing(page, profile),
            detail=lambda page: reading.detail(page, profile),
            # A short visit looks at what a page shows first.
            more=lambda _page, _listing: "",
        ) as rendering,
        stop.signals(),
    ):
        yield LiveDoor(fetcher, reading, profile, stop, rendering=rendering), fetcher
