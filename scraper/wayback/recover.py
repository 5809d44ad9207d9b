"""Bring a site's past from a web archive: posts that died, and earlier states of those that live.

    list       what the archive holds of the site's posts            cdx, addresses, plan
    | see      each post, before anything of it is asked for
    | ask      the live site, once, for those that nobody has shown
    | take     the captures of each different state                  take
    | read     with the readers that read everything else            reading
    | tell     the history of each post anew, with the files         archive.past
    | bury     the posts that only the archive has

Everything that was taken is held, so that a run killed anywhere goes on from there; telling a history again
changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from archive import queries
from archive.past import Retold
from archive.past_captures import addresses_met, led_to, missing_in_run, seen_by_others_only
from archive.records import PostKey, Sighting, Sweep
from scraper.door import page_of
from scraper.errors import AddressRefused, FetchError, HostPaused, Refused, ScraperError, SweepIncomplete
from scraper.nowhere import is_nowhere
from scraper.posts import archive_post
from scraper.site import Site
from scraper.sweeps import recall_shapes, see
from scraper.tools import Effects, Tools
from scraper.wayback.addresses import Addresses, addresses_of, in_time, questions, shape_of
from scraper.wayback.cdx import EARLIEST, LATEST, Index, Place, Row, find_place
from scraper.wayback.host import Host, Manners, archive_host
from scraper.wayback.plan import Found, choose
from scraper.wayback.reading import PastReader
from scraper.wayback.take import Taking
from scraper.wayback.telling import Teller, by_post, held_pages

BATCH = 40
"""Posts whose captures are taken before they are read: pages of one time are read by what they have in common."""

UNKNOWN_FORM = (
    "the form of the site's post addresses is not known yet; a listing, a profile or the address of a post tells it"
)


@dataclass(slots=True)
class Recovered:
    """What came of it.

    Attributes:
        sweep: the pass over the archive's index.
        place: the archive, None where none answered.
        posts: posts that only the archive has.
        states: earlier states of posts, those of the former aside.
        pages, files: what was taken in this run.
        left_out: captures that show no state of their post.
    """

    sweep: Sweep
    place: Place | None = None
    posts: int = 0
    states: int = 0
    pages: int = 0
    files: int = 0
    left_out: int = 0
    messages: list[str] = field(default_factory=list)


def recover(
    tools: Tools,
    manners: Manners,
    effects: Effects,
    show: Callable[[], None],
    *,
    named: str | None = None,
    away: bool = False,
) -> Recovered:
    """Bring the past from one web archive; never raises for what the archive does.

    Args:
        tools: the run's collaborators.
        manners: which archive, and how it is to be asked.
        effects: the outside world.
        show: called after each post, to tell where the run stands.
        named: the address that the user gave; where the site has told no form of its posts' addresses, it may.
        away: the site does not answer at all, so that it is not asked for any post; nobody can say which are gone.
    """
    recall_shapes(tools)
    if named and not tools.site.shapes and tools.site.profile is None and (shape := shape_of(named)):
        tools.site.shapes = [shape]
    result = Recovered(Sweep("wayback", manners.base, complete=False, reason=tools.stop.reason()))
    if tools.stop.reason():
        return result
    with archive_host(manners, tools.writer.keep, effects, tools.stop) as host:
        try:
            result.place = find_place(host, manners.base)
            _Recovery(tools, host, result.place, result, show, away).run()
        except ScraperError as error:
            result.sweep = replace(result.sweep, complete=False, reason=str(error))
        tools.tally.requests_elsewhere += host.fetcher.requests
        tools.tally.bytes_elsewhere += host.fetcher.bytes_received
    if result.place:
        tools.writer.save_source(
            "wayback", result.place.base, "", {"dialect": result.place.dialect}, site=tools.site.name
        )
    tools.writer.save_sweep(result.sweep, site=tools.site.name)
    result.messages += _sentences(result) if result.place else []
    return result


@dataclass(slots=True)
class _Recovery:
    """One pass."""

    tools: Tools
    host: Host
    place: Place
    result: Recovered
    show: Callable[[], None]
    away: bool

    def run(self) -> None:
        """Go through the stages."""
        tools = self.tools
        addresses = addresses_of(tools.site, addresses_met(tools.archive, tools.site.name))
        found = self._list(addresses)
        taking = Taking(self.place, self.host, tools.archive, tools.writer)
        for batch in (found[start : start + BATCH] for start in range(0, len(found), BATCH)):
            if tools.stop.reason() or taking.paused:
                break
            self._work(taking, addresses, batch)
        self._bury()
        self.result.pages, self.result.files = taking.pages, taking.files
        tools.tally.files_new += taking.files
        tools.tally.files_failed += taking.files_failed
        tools.tally.passing += len(taking.failures)
        tools.writer.save_issues(taking.failures)
        why = tools.stop.reason() or taking.paused
        if why and self.result.sweep.complete:
            self.result.sweep = replace(self.result.sweep, complete=False, reason=why, meant=tools.stop.as_told)

    def _list(self, addresses: Addresses) -> list[Found]:
        """List what the archive holds; every post is seen before anything of it is asked for."""
        tools = self.tools
        if not addresses.shapes:
            raise SweepIncomplete(UNKNOWN_FORM)
        index = Index(self.place, self.host, tools.stop.reason)
        rows: list[Row] = []
        first = f"{tools.since.replace('-', '')}000000" if tools.since else EARLIEST
        last = f"{tools.until.replace('-', '')}235959" if tools.until else LATEST
        languages = {key.lang for key in queries.known_keys(tools.archive, tools.site.name)} | tools.site.languages
        reason = ""
        try:
            for asked in questions(addresses, languages, first, last):
                rows.extend(row for row in index.rows(asked) if in_time(row, tools.since, tools.until))
        except (SweepIncomplete, Refused, FetchError) as error:
            reason = str(error)
        tools.writer.flush()
        found = choose(rows, addresses.key_of)
        see(tools, "wayback", [Sighting(one.key, one.url, number) for number, one in enumerate(found, start=1)])
        self.result.sweep = Sweep("wayback", self.place.base, not reason, reason, index.pages, len(found))
        facts = {"garbage": index.garbage} if index.garbage else {}
        tools.reporter.event("info", "web archive", url=self.place.base, captures=len(rows), posts=len(found), **facts)
        return found

    def _work(self, taking: Taking, addresses: Addresses, batch: Sequence[Found]) -> None:
        """Take the captures of some posts, then read them and tell the history of each."""
        ready: list[Found] = []
        for found in batch:
            if self.tools.stop.reason() or taking.paused:
                break
            self.tools.reporter.page(found.url)
            if not self.away:
                self._ask_live(found)
            if (self.away or self._is_settled(found.key)) and taking.pages_of(found, self.tools.stop.reason):
                ready.append(found)
            self.show()
        pages = held_pages(self.tools, self.place, addresses)
        reader = PastReader(self.tools, pages)
        held = by_post(pages)
        teller = Teller(self.tools, reader, taking)
        read = [
            (found, teller.read(found.key, found.url, held.get(found.key, []), self._times(found))) for found in ready
        ]
        for found, readings in read:
            self._count(found, teller.tell(found.key, found.url, readings))
        self.result.left_out += len(reader.issues)
        self.tools.writer.save_issues(reader.issues)

    def _ask_live(self, found: Found) -> None:
        """Ask the live site once for a post that no other source has settled."""
        tools, key, url = self.tools, found.key, found.url
        if key in tools.in_hand or self._is_settled(key):
            return
        url = _live_form(tools.site, url)
        tools.in_hand.add(key)
        if capture_id := missing_in_run(tools.archive, tools.writer.run_id, url):
            kept = queries.capture(tools.archive, capture_id)
            tools.writer.post_missing(key, str(kept.status), f"{url}: the site answered {kept.status}", capture=kept)
            tools.tally.posts_missing += 1
            return
        try:
            page = page_of(tools.fetcher.get(url, "probe"))
        except AddressRefused as error:
            tools.writer.post_missing(key, "redirect", f"{url}: {error}")
        except Refused:
            tools.tally.refused += 1
        except FetchError as error:
            tools.tally.passing += 1
            if isinstance(error, HostPaused):
                tools.stop.ask(str(error))
        else:
            if page.ok and tools.site.key_of(page.url) == key and is_nowhere(tools, page, key.lang):
                said = f"{url}: its page reads like that of an address that cannot exist"
                tools.writer.post_missing(key, "soft-404", said, capture=page.kept)
            else:
                archive_post(tools, key, url, page=page)

    def _is_settled(self, key: PostKey) -> bool:
        """Whether it is known if the live site has the post."""
        entry = queries.ledger_state(self.tools.archive, key)
        return entry is not None and (entry.state in {"done", "missing"} or entry.post_id is not None)

    def _times(self, found: Found) -> dict[str, list[str]]:
        """When a body that came back was seen again, by the address that it was taken from."""
        times: dict[str, list[str]] = {}
        for seen in found.seen:
            if seen.row is not seen.taken:
                asked = self.place.raw(seen.taken.stamp, seen.taken.original)
                times.setdefault(led_to(self.tools.archive, asked), []).append(seen.row.at)
        return times

    def _count(self, found: Found, told: Retold | None) -> None:
        tools = self.tools
        if told is None:
            return
        self.result.posts += told.new
        self.result.states += 0 if told.new else told.added
        tools.tally.posts_new += told.new
        if told.added:
            tools.reporter.event("info", "from the past", url=found.url, states=told.added, new=told.new)
        if tools.max_posts is not None and tools.tally.posts_new >= tools.max_posts:
            tools.stop.ask(f"{tools.max_posts} posts were archived, as asked for", as_told=True)

    def _bury(self) -> None:
        """Set a tombstone on the posts that only the archive has, where the live site itself said so."""
        tools = self.tools
        live = any(post.status == "live" for post in queries.posts(tools.archive, tools.site.name))
        for post in seen_by_others_only(tools.archive, tools.site.name):
            if post.state != "missing" or not live or tools.drifted:
                continue
            asked = post.asked_at or f"{tools.now():%Y-%m-%dT%H:%M:%SZ}"
            evidence = (
                f"last seen by a web archive at {_minute(post.last_seen)} UTC; the site itself answered "
                f"{post.problem or 'that it is not there'} at {_minute(asked)} UTC"
            )
            tools.writer.post_gone(post.key, since=asked, reason=post.problem or "missing", evidence=evidence)
            tools.tally.posts_gone += 1
            tools.reporter.event("info", "gone", url=post.url, why=post.problem)


def _live_form(site: Site, url: str) -> str:
    """The address on the host and by the scheme that the site is asked by today."""
    rest = url.split("/", 3)[3] if url.count("/") >= 3 else ""
    return site.home + rest


def _minute(moment: str) -> str:
    return moment[:16].replace("T", " ")


def _sentences(result: Recovered) -> list[str]:
    """What a person should know of it."""
    parts = [
        f"{number} {word if number == 1 else words}"
        for number, word, words in (
            (result.posts, "post that the site does not show", "posts that the site does not show"),
            (result.states, "earlier state of posts", "earlier states of posts"),
            (result.files, "file", "files"),
        )
        if number
    ]
    left = f" {result.left_out} captures show no state of their post; see issues." if result.left_out else ""
    what = f"from {result.sweep.url}: {', '.join(parts) or 'nothing that was not known'}."
    return [f"{what}{left}"]
