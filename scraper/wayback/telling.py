"""Tell the histories of posts anew from the pages that are held of a web archive; only their files are asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from archive import crawl_state, queries
from archive.chronicle import State
from archive.hashing import Content
from archive.past import Retold, would_stand
from archive.past_captures import addresses_met, past_contents, past_pages
from archive.posts import assemble
from archive.records import PostKey
from scraper.parse.version import PARSER_VERSION
from scraper.tools import Tools
from scraper.wayback.addresses import Addresses, addresses_of
from scraper.wayback.cdx import Place, moment_of
from scraper.wayback.reading import Held, PastReader
from scraper.wayback.take import Taking

Readings = Sequence[tuple[Held, State]]


def held_pages(tools: Tools, place: Place, addresses: Addresses) -> list[Held]:
    """Every page of the site's posts that is held of an archive."""
    held: list[Held] = []
    for page in past_pages(tools.archive, place.base):
        parts = place.parts(page.url)
        key = addresses.key_of(parts[1]) if parts else None
        if parts and key:
            held.append(Held(page, key, parts[1], page.memento or moment_of(parts[0])))
    return held


def by_post(pages: Sequence[Held]) -> dict[PostKey, list[Held]]:
    """Pages by the post that they show."""
    found: dict[PostKey, list[Held]] = {}
    for held in pages:
        found.setdefault(held.key, []).append(held)
    return found


def reread_past(tools: Tools) -> list[str]:
    """Read the pages that are held of web archives with today's readers; answers what a person should know of it.

    A past state is corrected in its place. None becomes the present one, and no file is asked for.
    """
    corrected = worse = 0
    addresses = addresses_of(tools.site, addresses_met(tools.archive, tools.site.name))
    for source in queries.sources(tools.archive, tools.site.name, "wayback"):
        place = Place(source.url, str(source.note.get("dialect", "wayback")))
        pages = held_pages(tools, place, addresses)
        reader = PastReader(tools, pages)
        teller = Teller(tools, reader, Taking(place, None, tools.archive, tools.writer))
        posts = [(key, held) for key, held in by_post(pages).items() if crawl_state.is_held(tools.archive, key)]
        read = [(key, held[0].original, teller.read(key, held[0].original, held, {})) for key, held in posts]
        for key, url, readings in read:
            if tools.stop.reason():
                break
            told = teller.tell(key, url, readings)
            corrected += told.corrected if told else 0
        worse += sum(issue.code == "reads-worse" for issue in reader.issues)
        tools.writer.save_issues(reader.issues)
    said = [f"{corrected} past states read better than before"] if corrected else []
    return said + (
        [f"{worse} past states read worse than before and were left as they are; see issues"] if worse else []
    )


@dataclass(slots=True)
class Teller:
    """Reads what is held of posts, and tells their histories.

    Args:
        tools: the run's collaborators.
        reader: reads the pages.
        taking: the way to the files, as far as they are not held.
    """

    tools: Tools
    reader: PastReader
    taking: Taking

    def read(self, key: PostKey, url: str, pages: Sequence[Held], again: Mapping[str, Sequence[str]]) -> Readings:
        """Read each page of one post, and give its state every time at which it was seen.

        Args:
            key: the post.
            url: its address, where the archive does not know a better one.
            pages: what is held of it.
            again: when a page was seen again later, by its address in the web archive.
        """
        known = crawl_state.content_of(self.tools.archive, key)
        entry = queries.ledger_state(self.tools.archive, key)
        before = past_contents(self.tools.archive, entry.post_id) if entry and entry.post_id else {}
        states: list[tuple[Held, State]] = []
        for held in pages:
            content = self.reader.read(held, entry.url if entry and entry.url else url, known)
            if content is None:
                continue
            self.reader.note(held, content)
            plain, capture = assemble(content, [], ""), held.page.capture_id
            stored = before.get(capture, {})
            if any(_is_worse(old, plain) for old in stored.values()):
                self.reader.leave_out(held, "reads-worse", "today's readers find less on it; it stays as it was read")
                continue
            times = {held.at, *again.get(held.page.url, ()), *stored}
            states += [
                (held, State(at, plain, capture_id=capture, parser_version=PARSER_VERSION)) for at in sorted(times)
            ]
        return states

    def tell(self, key: PostKey, url: str, readings: Readings) -> Retold | None:
        """Store the history of one post as it is known now; None where nothing is known of its past."""
        tools = self.tools
        is_held = crawl_state.is_held(tools.archive, key)
        states = [state for held, state in readings if self._counts(held, state, is_held=is_held)]
        if not states:
            return None
        stand = {(state.capture_id, state.at) for state in would_stand(tools.archive, key, states)}
        whole = [self._with_files(state) if (state.capture_id, state.at) in stand else state for state in states]
        entry = queries.ledger_state(tools.archive, key)
        return tools.writer.save_past(key, entry.url if entry and entry.url else url, key.lang, whole)

    def _counts(self, held: Held, state: State, *, is_held: bool) -> bool:
        """Whether a reading is a state of its post, and is asked for."""
        if self.reader.is_shared(state.content.title, state.content.body):
            self.reader.leave_shared(held)
            return False
        day, since, until = state.content.published, self.tools.since, self.tools.until
        return is_held or day is None or not ((since and day < since) or (until and day > until))

    def _with_files(self, state: State) -> State:
        return replace(state, content=replace(state.content, attachments=tuple(self.taking.attachments(state))))


def _is_worse(old: Content, new: Content) -> bool:
    """Whether a reading lacks what was read on the same page before."""
    return any(
        getattr(old, field) and not getattr(new, field) for field in ("title", "body", "published", "attachments")
    )
