"""The newsroom's editors and its misfortunes, by chance but always the same for a seed."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from tests.replica.model import Block, File, Post, files, paragraph, picture
from tests.simulation.pages import LANG

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.simulation.newsroom import Newsroom

_WHO = (
    "laboratory,workshop,test hall,council,library,faculty,observatory,data centre,museum,design office,"
    "battery group,robotics team,materials group,safety board,student union,welding shop"
).split(",")
_DID = (
    "opens,presents,repeats,publishes,explains,awards,repairs,measures,receives,compares,concludes,announces,"
    "inspects,replaces,hosts,honours"
).split(",")
_WHAT = (
    "a survey of bridge sensors,its annual report,the vibration tests,new rules for visitors,a prize for young "
    "engineers,the climate chamber,its spring lectures,a study of worn bearings,an open day,the chip inspection line,"
    "its partnership with the port,a course on failure analysis,the lift monitoring trial,a call for papers,"
    "the drone inspection,its new director"
).split(",")
_WHY = (
    "after a year of preparation,together with three partners,for the second time,to general surprise,as planned,"
    "ahead of the summer,with support from the city,following last year's results,on a smaller scale,in two languages,"
    "at no cost to visitors,because the old one failed,to save energy,with help from students,under a new contract,"
    "despite the weather"
).split(",")
CATEGORIES = ("News", "Event", "Research", "Notice")


def sentence(dice: random.Random) -> str:
    """A sentence of news."""
    who, did, what, why = (dice.choice(words) for words in (_WHO, _DID, _WHAT, _WHY))
    return f"The {who} {did} {what} {why}"


def write_post(number: int, published: dt.date, dice: random.Random) -> Post:
    """A small post of its own: one to three paragraphs, now and then a picture or a document."""
    paragraphs = [paragraph(_line(dice, number)) for _ in range(dice.randint(1, 3))]
    return Post(
        number, LANG, f"{sentence(dice)}, no. {number}", published, dice.choice(CATEGORIES), f"{sentence(dice)}.",
        (*paragraphs, *_files(dice)),
    )  # fmt: skip


def _line(dice: random.Random, number: int) -> str:
    return f"{sentence(dice)}. {sentence(dice)}, as report {number}-{dice.randrange(10_000)} says."


def _files(dice: random.Random) -> list[Block]:
    chance = dice.random()
    if chance < 0.06:
        return [picture(f"{dice.randrange(100)}.png")]
    return [files(File("report.pdf", f"{dice.randint(300, 900)} bytes"))] if chance < 0.10 else []


@dataclass
class Editors:
    """Decides what happens on the site.

    Args:
        newsroom: the site.
        dice: chance, seeded.
        size: how many posts there are to begin with.

    Attributes:
        today: the date on the site.
        calm: whether nothing goes wrong: no outages.
    """

    newsroom: Newsroom
    dice: random.Random
    size: int
    today: dt.date = dt.date(2026, 1, 4)
    next_number: int = 1

    def begin(self) -> None:
        """Fill the site with what was published in the years before."""
        gaps = 0
        for index in range(self.size):
            day = self.today - dt.timedelta(days=round((self.size - index) * 1.1))
            self._publish(day)
            if self.dice.random() < 0.05 and gaps < self.size // 10:
                gaps += 1
                self.next_number += 1
        numbers = list(self.newsroom.truth.numbers())
        for number in self.dice.sample(numbers, self.size // 50):
            self.newsroom.unlist(number)
        self._pin()

    def night(self, day: dt.date) -> None:
        """What changes on the site between two runs."""
        self.today = day
        for _ in range(self._burst()):
            self._publish(day)
        for _ in range(self.dice.choice((1, 3, 5, 8))):
            self._edit()
        for _ in range(self.dice.choice((0, 0, 1, 1, 2))):
            self._take_down()
        chance = self.dice.random()
        if chance < 0.15:
            self._bring_back()
        elif chance < 0.25:
            self.newsroom.unlist(self._someone())
        elif chance < 0.35:
            self._pin()

    def while_running(self, pages: int) -> None:
        """What happens between two requests of the coming run, mostly while the listing is walked."""
        acts: list[Callable[[], Any]] = [
            partial(self._publish_now), partial(self._publish_now), self._edit, self._take_down_old,
        ]  # fmt: skip
        for _ in range(self.dice.randint(0, 3)):
            self.newsroom.in_requests(self.dice.randint(2, 2 * pages + 10), self.dice.choice(acts))
        if self.dice.random() < 0.1:
            self.newsroom.in_requests(self.dice.randint(2, pages + 3), self._flood)

    def outage(self, kinds: tuple[str, ...], requests: int) -> str:
        """An outage in the coming run: from its beginning, or from some request on, for good or for a while."""
        kind = self.dice.choice(kinds)
        self.newsroom.in_requests(self.dice.choice((0, 0, 3, requests // 2)), partial(self.newsroom.fail, kind))
        if self.dice.random() < 0.5:
            self.newsroom.in_requests(requests // 2 + self.dice.randint(5, 60), partial(self.newsroom.fail, ""))
        return kind

    # What they do.

    def _burst(self) -> int:
        """How many posts a day brings: none on some days, many on a few."""
        return self.dice.choices((0, 1, 3, 6, 12), (3, 4, 4, 2, 1))[0]

    def _publish(self, day: dt.date) -> None:
        self.newsroom.publish(write_post(self.next_number, day, self.dice))
        self.next_number += 1

    def _publish_now(self) -> None:
        self._publish(self.today)

    def _flood(self) -> None:
        """More posts at once than a listing page has."""
        for _ in range(self.newsroom.pages.per_page + self.dice.randint(1, 5)):
            self._publish(self.today)

    def _edit(self) -> None:
        number = self._someone()
        state = self.newsroom.truth.at(number)
        assert state.post is not None
        post, dice = state.post, self.dice
        texts = tuple(block for block in post.blocks if not block.files)
        others = tuple(block for block in post.blocks if block.files)
        choice = dice.randrange(8)
        if choice == 0:
            self.newsroom.edit(number, title=f"{sentence(dice)}, no. {number}")
        elif choice == 1:
            self.newsroom.edit(number, summary=f"{sentence(dice)}.")
        elif choice == 2:
            self.newsroom.edit(number, published=post.published - dt.timedelta(days=dice.randint(1, 9)))
        elif choice == 3:
            self.newsroom.edit(number, blocks=(*texts, *_more_files(post, dice)))
        elif choice == 4 and others:
            self.newsroom.replace_file(number, dice.randrange(1, 10**6))
        elif choice == 5:
            self.newsroom.edit(number, blocks=(*texts, paragraph(_line(dice, number)), *others))
        elif choice == 6:
            self._revert(number)
        else:
            self.newsroom.edit(number, blocks=(replace(texts[0], text=_line(dice, number)), *texts[1:], *others))

    def _revert(self, number: int) -> None:
        """Take an edit back."""
        states = [state.post for state in self.newsroom.truth.past[number] if state.post]
        if len(states) > 1:
            self.newsroom.publish(states[-2], listed=self.newsroom.truth.at(number).listed)

    def _take_down(self) -> None:
        self.newsroom.take_down(self._someone(), self.dice.choice(("404", "410", self.newsroom.nowhere)))

    def _take_down_old(self) -> None:
        """One of the posts that the listing shows: the rows after it move up."""
        order = self.newsroom.listed()
        post = order[self.dice.randrange(len(order))]
        if self.newsroom.truth.at(post.id).live:
            self.newsroom.take_down(post.id, self.newsroom.nowhere)

    def _bring_back(self) -> None:
        gone = [n for n in self.newsroom.truth.numbers() if not self.newsroom.truth.at(n).live]
        if gone:
            self.newsroom.bring_back(self.dice.choice(gone))

    def _pin(self) -> None:
        listed = [post.id for post in self.newsroom.listed()]
        self.newsroom.pin(set(self.dice.sample(listed, self.dice.randint(0, 2))))
        self.newsroom.marked_pins = self.dice.random() < 0.5

    def _someone(self) -> int:
        """A post that is there: a recent one half of the time."""
        live = [n for n in self.newsroom.truth.numbers() if self.newsroom.truth.at(n).live]
        return self.dice.choice(live[-60:] if self.dice.random() < 0.5 else live)


def _more_files(post: Post, dice: random.Random) -> list[Block]:
    held = [block for block in post.blocks if block.files]
    return [*held, picture(f"{100 + dice.randrange(1000)}.png")] if len(held) < 3 else held[:1]
