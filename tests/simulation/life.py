"""Weeks in the life of a newsroom and of its archive: days, runs, outages, kills."""

from __future__ import annotations

import os
import random
import signal
import threading
import warnings
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from scraper.outcome import Outcome
from scraper.run import Result
from tests.simulation.editors import Editors
from tests.simulation.newsroom import OUTAGES, Newsroom
from tests.simulation.truth import Interval
from tests.world import Clock, Silent, one, scrape

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

MOST_OF_A_RUN = 400
"""Requests: outages begin and kills fall mostly within so many of a run's first."""


@dataclass(frozen=True)
class Plan:
    """What is to be simulated.

    Attributes:
        seed: everything follows from it.
        posts: how many there are when the first backfill begins.
        days: how many days follow, each with an update.
        recheck: what the updates look at: `due`, `all`, or `some`: everything on one day in five.
        outages: how likely a day brings one.
        kills: how likely a run is killed.
    """

    seed: int
    posts: int = 250
    days: int = 12
    recheck: str = "due"
    outages: float = 0.12
    kills: float = 0.1


@dataclass(frozen=True)
class Run:
    """One execution of the program, or its rest after a kill.

    Attributes:
        number: its row in `runs`.
        command: `backfill` or `update`.
        recheck: what it looked at.
        time: the site's moments from its first request to its last.
        began: the time of day at its beginning.
        ended: the time of day at its end.
        result: how it ended; None where it was killed.
        calm: whether the site answered as it should all the time.
        requests: how many it made.
    """

    number: int
    command: str
    recheck: str
    time: Interval
    began: datetime
    ended: datetime
    result: Result | None
    calm: bool
    requests: int

    @property
    def whole(self) -> bool:
        """Whether it ran to its end on a site that answered as it should."""
        return self.result is not None and self.calm

    @property
    def finished(self) -> bool:
        """Whether it was whole, and had nothing to complain of."""
        return self.whole and self.result is not None and self.result.outcome is Outcome.FINISHED

    def __str__(self) -> str:
        how = f"{self.result.outcome.word} {list(self.result.messages)}" if self.result else "killed"
        return f"run {self.number}, {self.command} ({self.recheck}) of {self.began:%m-%d}, {self.time}: {how}"


@dataclass
class Life:
    """A newsroom, its archive, and what happened so far."""

    plan: Plan
    newsroom: Newsroom
    folder: Path
    dice: random.Random
    clock: Clock = field(default_factory=Clock)
    runs: list[Run] = field(default_factory=list)
    kills: int = 0

    def run(self, command: str, *, kill_after: int | None = None, **given: Any) -> Run:
        """Run the program; killed with SIGKILL when it makes a certain request, if that is told."""
        room, truth = self.newsroom, self.newsroom.truth
        first, asked, began = truth.tick(), len(room.asked), self.clock.moment
        if kill_after is None:
            result: Result | None = scrape(command, room.base, self.folder, self.clock, reporter=Silent(), **given)
        else:
            result = None
            act = partial(scrape, command, room.base, self.folder, self.clock, reporter=Silent(), **given)
            self.kills += killed_at(room, asked + kill_after, act)
            self.clock.later(hours=1)
        time = Interval(first, truth.tick())
        room.finish_agenda()
        number = one(self.folder, "SELECT coalesce(max(id), 0) FROM runs") if self._exists() else 0
        calm = truth.calm(time) and not room.failing
        ended = self.clock.moment
        recheck = given.get("recheck", "")
        run = Run(number, command, recheck, time, began, ended, result, calm, len(room.asked) - asked)
        self.runs.append(run)
        self.clock.later(minutes=10)
        return run

    def _exists(self) -> bool:
        return (self.folder / "archive.db").exists()


def killed_at(newsroom: Newsroom, request: int, act: Callable[[], Any]) -> bool:
    """Do something in a child, which is killed with SIGKILL when the site gets a certain request; whether it was."""
    with warnings.catch_warnings():
        # The child uses nothing that another thread may hold.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        try:
            act()
        finally:
            os._exit(0)
    killed = threading.Event()

    def look(count: int) -> None:
        if count >= request and not killed.is_set():
            killed.set()
            os.kill(child, signal.SIGKILL)

    newsroom.on_request = look
    _, status = os.waitpid(child, 0)
    newsroom.on_request = None
    return os.WIFSIGNALED(status)


def live(plan: Plan, newsroom: Newsroom, folder: Path) -> Iterator[Life]:
    """Live through a plan; the life so far is given after every run, to be looked at."""
    dice = random.Random(plan.seed)
    life = Life(plan, newsroom, folder, dice)
    editors = Editors(newsroom, dice, plan.posts)
    editors.begin()
    pages = plan.posts // newsroom.pages.per_page
    for _ in range(2 if plan.kills else 0):
        editors.while_running(pages)
        life.run("backfill", kill_after=dice.randint(1, plan.posts))
        yield life
    editors.while_running(pages)
    life.run("backfill")
    yield life
    for _ in range(plan.days):
        life.clock.later(days=1)
        yield from _day(life, editors, pages)
    if newsroom.failing:
        newsroom.fail("")
    for _ in range(2):
        life.clock.later(days=1)
        life.run("update", recheck="due" if plan.recheck == "due" else "all")
        yield life


def _day(life: Life, editors: Editors, pages: int) -> Iterator[Life]:
    """A night of editing and a morning's update, which may meet an outage or be killed."""
    plan, dice, newsroom = life.plan, life.dice, life.newsroom
    recheck = plan.recheck if plan.recheck != "some" else dice.choice(("due", "due", "due", "due", "all"))
    if newsroom.failing and dice.random() < 0.6:
        newsroom.fail("")
    editors.night(life.clock.moment.replace(tzinfo=UTC).date())
    editors.while_running(pages if recheck == "all" else 3)
    if not newsroom.failing and dice.random() < plan.outages:
        editors.outage(OUTAGES, MOST_OF_A_RUN if recheck == "all" else 40)
    if dice.random() < plan.kills:
        life.run("update", kill_after=dice.randint(1, MOST_OF_A_RUN if recheck == "all" else 60), recheck=recheck)
        yield life
    life.run("update", recheck=recheck)
    yield life
