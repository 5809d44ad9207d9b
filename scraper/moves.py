"""Posts that moved: find out that an address leads to, names, or was followed by another of the same post.

What counts as proof is in `identity`; here are the occasions. A redirect and a page's word for its own address are
judged when they are met. A post whose address is dead is judged at the end of the run, when everything that the site
shows now was read: it may have appeared elsewhere, in this run or in one long before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from archive import aliases, crawl_state, homes
from archive.homes import Resident
from archive.pairing import loose
from archive.records import Issue, PostContent, PostKey
from scraper.discover.source import Page
from scraper.identity import Face, Tie, Verdict, bare, judge, likeness
from scraper.tools import Tools
from scraper.urls import authority

TO_ONE_PAGE = 3
"""How many addresses of which nothing is known may lead to one post; more lead to a stand-in for what is gone."""


def address_now(tools: Tools, key: PostKey, url: str) -> str:
    """Where to ask for a held post: where it was read last, but on the host that the site shows it on now."""
    shown = homes.shown_at(tools.archive, key)
    moved_host = shown and tools.site.in_scope(shown) and _host(shown) != _host(url)
    return shown if shown and moved_host else url


def shown_elsewhere(tools: Tools, key: PostKey, url: str) -> str | None:
    """Another address, or spelling of it, under which the site shows a post that is not where it was asked for."""
    shown = homes.shown_at(tools.archive, key)
    return shown if shown and shown != url and tools.site.in_scope(shown) else None


def leads_home(tools: Tools, key: PostKey, url: str) -> bool:
    """Whether the address of a number led to the post with that number, by whatever form of address."""
    target = tools.site.key_of(url)
    if target is None or target.lang != key.lang:
        return False
    known, own = aliases.resolve(tools.archive.db, target), aliases.resolve(tools.archive.db, key)
    return known == own or bare(target.source_id) == bare(key.source_id)


def landing(tools: Tools, key: PostKey, page: Page, content: PostContent) -> PostKey | None:
    """The post that a redirect from a post's address leads to: the post itself as a rule, in its new home.

    None where it leads to something else, or to what only may be the post.
    """
    target = tools.site.key_of(page.url)
    target = aliases.resolve(tools.archive.db, target) if target else None
    if target == key or (target and not content.is_post):
        return key
    if not content.is_post:
        return None
    own = homes.resident(tools.archive, key)
    if own is None:
        return _first_landing(tools, key, target, page, content) if target else None
    there = homes.resident(tools.archive, target) if target else None
    new = _read_face(content, target or key, there)
    overlap = there is not None and own.there_at >= there.met_at
    verdict = judge(_face(own), new, Tie.REDIRECT, overlap=overlap, shared=_shared(tools, own, there))
    if verdict is Verdict.SAME:
        return _join(tools, own, target, there, page.url, Tie.REDIRECT) if target else key
    if verdict is Verdict.UNSURE:
        _doubt(tools, own, page.url)
    return None


def _first_landing(tools: Tools, key: PostKey, target: PostKey, page: Page, content: PostContent) -> PostKey | None:
    """Where the address of a post that was never read leads; its teaser has to agree, where there is one."""
    seen = crawl_state.sighting_of(tools.archive, key)
    if seen and seen.title:
        told = Face(key.source_id, key.lang, seen.title, seen.published, "")
        like = likeness(told, _read_face(content, target, None))
        agrees = key.lang == target.lang and (like.title_like or like.number) and like.day is not False
    else:
        several = aliases.alias_count(tools.archive.db, target, Tie.REDIRECT.value) >= TO_ONE_PAGE
        agrees = key.lang == target.lang and not several
    if not agrees:
        return None
    if not crawl_state.is_known(tools.archive, key):
        return target
    return tools.writer.same_post(target, key, url=page.url, why=Tie.REDIRECT.value).key


def named_address(tools: Tools, key: PostKey, content: PostContent) -> PostKey | None:
    """The other post that a page names as its own address, if any source has shown that one."""
    if not content.canonical or not content.is_post or not tools.site.in_scope(content.canonical):
        return None
    named = tools.site.key_of(content.canonical)
    if named is None or named.lang != key.lang or not crawl_state.is_known(tools.archive, named):
        return None
    named = aliases.resolve(tools.archive.db, named)
    return named if named != key else None


def version_of(tools: Tools, key: PostKey, other: PostKey, page: Page, content: PostContent) -> bool:
    """Whether a page that names another post as its own address says the same; then both keys mean that post."""
    main = homes.resident(tools.archive, other)
    if main is None or not crawl_state.is_known(tools.archive, key):
        return False
    own = homes.resident(tools.archive, key)
    shared = _shared(tools, main, own)
    if judge(_face(main), _read_face(content, key, own), Tie.CANONICAL, shared=shared) is not Verdict.SAME:
        return False
    tools.writer.same_post(main.key, key, url=main.url, why=Tie.CANONICAL.value)
    tools.reporter.event("info", "version", url=page.url, of=main.url)
    return True


def settle_moves(tools: Tools) -> None:
    """Find the new homes of the posts that are not where they were, before any of them is taken for missing."""
    if tools.drifted:
        return
    began = homes.run_began(tools.archive, tools.writer.run_id)
    lost = {one.id: one for one in homes.away(tools.archive, tools.site.name)}
    now = _absent(tools)
    lost |= now
    if not lost:
        return
    since = min(one.there_at for one in lost.values())
    arrived = [one for one in homes.arrivals(tools.archive, tools.site.name, since) if one.id not in lost]
    news = {one.id for one in arrived if one.read_at >= began}
    # What was away before has been held against what was there before.
    pairs = [
        (one, home)
        for one, home in _candidates(lost.values(), arrived)
        if one.id in now or one.met_at >= began or home.id in news
    ]
    for one, home in _matches(tools, pairs):
        _move(tools, one, home, began)


def _absent(tools: Tools) -> dict[int, Resident]:
    """The held posts that were not there in this run, as they were known before."""
    found: dict[int, Resident] = {}
    for item in tools.absent:
        one = homes.resident(tools.archive, item.key, before=item.kept.fetched_at if item.kept else "9")
        if one is not None:
            found[one.id] = one
    return found


def _candidates(lost: Iterable[Resident], arrived: Iterable[Resident]) -> Iterator[tuple[Resident, Resident]]:
    """Pairs that have a title, a day, or a number in common."""
    by_trait: dict[tuple[str, str, str], dict[int, Resident]] = defaultdict(dict)
    for one in arrived:
        for trait in _traits(one):
            by_trait[trait][one.id] = one
    for one in lost:
        found: dict[int, Resident] = {}
        for trait in _traits(one):
            found |= by_trait.get(trait, {})
        yield from ((one, home) for home in found.values())


def _traits(one: Resident) -> list[tuple[str, str, str]]:
    traits = [("title", loose(one.title)), ("day", one.published or ""), ("number", bare(one.key.source_id))]
    return [(one.key.lang, name, value) for name, value in traits if value]


def _matches(tools: Tools, pairs: Sequence[tuple[Resident, Resident]]) -> list[tuple[Resident, Resident]]:
    """The pairs that are one post, where neither could be one with another as well; doubts go on record."""
    same: list[tuple[Resident, Resident]] = []
    unsure: list[tuple[Resident, Resident]] = []
    for one, home in pairs:
        overlap = one.there_at >= home.met_at
        verdict = judge(_face(one), _face(home), overlap=overlap, shared=_shared(tools, one, home))
        if verdict is not Verdict.TWO:
            (same if verdict is Verdict.SAME else unsure).append((one, home))
    olds, news = [one.id for one, _ in same], [home.id for _, home in same]
    alone = [(a, b) for a, b in same if olds.count(a.id) == 1 and news.count(b.id) == 1]
    taken = {one.id for pair in alone for one in pair}
    for one, home in (*unsure, *(pair for pair in same if pair not in alone)):
        if not {one.id, home.id} & taken:
            _doubt(tools, one, home.url)
    return alone


def _move(tools: Tools, one: Resident, home: Resident, began: str) -> None:
    """Let a post go on where it is now."""
    missed = [item for item in tools.absent if aliases.resolve(tools.archive.db, item.key) == one.key]
    joined = _join(tools, one, home.key, home, home.url, Tie.NONE)
    tools.absent = [item for item in tools.absent if item not in missed]
    tools.tally.posts_missing -= len(missed)
    if not home.read_at >= began:
        tools.tally.posts_unchanged += 1
    tools.in_hand.add(joined)


def _join(tools: Tools, own: Resident, target: PostKey, there: Resident | None, url: str, tie: Tie) -> PostKey:
    """Make one post of two addresses; one that was taken for new in this run was none."""
    began = homes.run_began(tools.archive, tools.writer.run_id)
    joined = tools.writer.same_post(own.key, target, url=url, why=tie.value)
    if there is not None and there.read_at >= began and tools.tally.posts_new:
        tools.tally.posts_new -= 1
        if joined.revised:
            tools.tally.posts_revised += 1
        else:
            tools.tally.posts_unchanged += 1
    tools.reporter.event("info", "moved", url=url, before=own.url, why=tie.value)
    return joined.key


def _shared(tools: Tools, one: Resident, other: Resident | None) -> bool:
    """Whether a third post has the title and day, or the text, of one."""
    apart = (one.id, other.id) if other else (one.id,)
    return homes.likes(tools.archive, tools.site.name, one.title, one.published, one.body, *apart) > 0


def _doubt(tools: Tools, one: Resident, url: str) -> None:
    """Put on record, once, that two posts may be one; they stay two."""
    message = f"{one.url}, which is not there any more, and {url} may be one post; they are kept as two"
    if not homes.is_told(tools.archive, "maybe-same-post", message):
        tools.writer.save_issues([Issue("record", "maybe-same-post", message, url=url)], post_key=one.key)
        tools.tally.issues += 1


def _face(one: Resident) -> Face:
    return Face(one.key.source_id, one.key.lang, one.title, one.published, one.body, one.files)


def _read_face(content: PostContent, key: PostKey, held: Resident | None) -> Face:
    """What was just read; the bytes of its files are known only where it is held."""
    files = held.files if held else frozenset()
    return Face(key.source_id, key.lang, content.title, content.published, content.body, files)


def _host(url: str) -> str:
    return authority(url).removeprefix("www.")
