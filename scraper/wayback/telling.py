"""Tell the histories of posts anew from the pages that are held of a web archive; only their files are asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from archive import crawl_state, queries
from archive.chronicle import State
from archive.past import Retold, would_stand
from archive.past_captures import past_pages, past_times
from archive.posts import assemble
from archive.records import PostKey
from scraper.parse.version import PARSER_VERSION
from scraper.tools import Tools
from scraper.wayback.addresses import Addresses
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
        before = past_times(self.tools.archive, entry.post_id) if entry and entry.post_id else {}
        states: list[tuple[Held, State]] = []
        for held in pages:
            content = self.reader.read(held, entry.url if entry and entry.url else url, known)
            if content is None:
                continue
            self.reader.note(held, content)
            plain, capture = assemble(content, [], ""), held.page.capture_id
            times = {held.at, *again.get(held.page.url, ()), *before.get(capture, ())}
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
