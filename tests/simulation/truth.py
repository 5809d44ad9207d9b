"""What stood on the simulated site, and when: every state of every post, by the site's own count of moments.

A moment passes with every request that the site answers and with every change that its editors make, so that two
things are never at once, and "while the run lasted" is exact.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.replica.model import Post

ABSENCES = ("404", "410", "soft", "front")
"""How the site answers for a post that it took down: two statuses, a page that says so, a way to the front page."""


class Page(NamedTuple):
    """What the page of a post says, as it must be read; files as (name, digest)."""

    title: str
    published: str
    category: str
    body: str
    files: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class State:
    """What a visitor finds from a moment on.

    Attributes:
        moment: since when.
        post: the post, None while it is not there.
        page: what its page says.
        listed: whether the listing shows it.
        absence: how its address answers while it is not there.
    """

    moment: int
    post: Post | None
    page: Page | None = None
    listed: bool = True
    absence: str = ""

    @property
    def live(self) -> bool:
        """Whether the page is there."""
        return self.post is not None


class Interval(NamedTuple):
    """From one moment to another, both included."""

    first: int
    last: int

    def meets(self, other: Interval) -> bool:
        """Whether the two have a moment in common."""
        return self.first <= other.last and other.first <= self.last


@dataclass
class Truth:
    """The whole past of the site."""

    now: int = 0
    past: dict[int, list[State]] = field(default_factory=dict)
    outages: list[Interval] = field(default_factory=list)

    def tick(self) -> int:
        """Let a moment pass."""
        self.now += 1
        return self.now

    def note(self, number: int, state: State) -> None:
        """A post is in another state from now on."""
        self.past.setdefault(number, []).append(state)

    def at(self, number: int) -> State:
        """The present state of a post."""
        return self.past[number][-1]

    def during(self, number: int, time: Interval) -> list[State]:
        """Every state that a post was in for some of the time; none before it was first published."""
        states = self.past[number]
        start = max(bisect_right([state.moment for state in states], time.first) - 1, 0)
        return [state for state in states[start:] if state.moment <= time.last]

    def existed(self, number: int, time: Interval) -> bool:
        """Whether the post had been published when the time began."""
        return self.past[number][0].moment <= time.first

    def live_throughout(self, number: int, time: Interval) -> bool:
        """Whether the page was there all the time."""
        return self.existed(number, time) and all(state.live for state in self.during(number, time))

    def listed_throughout(self, number: int, time: Interval) -> bool:
        """Whether the page was there and the listing showed it all the time."""
        return self.live_throughout(number, time) and all(state.listed for state in self.during(number, time))

    def absent_throughout(self, number: int, time: Interval) -> bool:
        """Whether the page, once published, was not there all the time."""
        return self.existed(number, time) and not any(state.live for state in self.during(number, time))

    def steady(self, number: int, time: Interval) -> State | None:
        """The one live state that the post was in all the time, if there is one."""
        states = self.during(number, time)
        return states[0] if self.existed(number, time) and len(states) == 1 and states[0].live else None

    def calm(self, time: Interval) -> bool:
        """Whether the site answered as it should all the time."""
        return not any(outage.meets(time) for outage in self.outages)

    def numbers(self) -> Iterator[int]:
        """Every post that there ever was."""
        yield from sorted(self.past)
