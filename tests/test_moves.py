"""One post stays one post, whatever becomes of its address; two posts stay two, however alike they are."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from scraper.outcome import Outcome
from scraper.run import Result
from tests.fake_site import FakeSite
from tests.replica.model import Post
from tests.world import Clock, assert_sound, one, posts, rows, scrape

BODY = (
    "The centre opened its new test hall this week, with room for four climatic chambers and a vibration table.",
    "Visitors saw how boards are aged in days rather than years, and what the failures teach about design.",
)
WORDS = "zero launch winter visit grants alumni library lecture battery sensors".split()


class Newsroom:
    """A site whose posts can move, its archive, and the days between two looks."""

    def __init__(self, site: FakeSite, folder: Path, address: Callable[[Post], str]) -> None:
        self.site = site
        self.folder = folder
        self.clock = Clock()
        self.moved: dict[int, str] = {}
        site.family.detail_path = lambda post: self.moved.get(post.id) or address(post)  # type: ignore[method-assign]
        for number in range(1, 8):
            site.add(
                number,
                title=f"All about {WORDS[number]} at the hall",
                published=f"2025-{number:02d}-{number + 10:02d}",
                body=[f"{BODY[0]} This is about {WORDS[number]}.", BODY[1]],
                files=["1.jpg"] if number == 3 else [],
            )

    def backfill(self) -> Result:
        """Archive everything."""
        return scrape("backfill", self.site.base, self.folder, self.clock)

    def update(self, *, days: float = 1, recheck: str = "all") -> Result:
        """Let days pass, and look again."""
        self.clock.later(days=days)
        return scrape("update", self.site.base, self.folder, self.clock, recheck=recheck)

    def move(self, number: int, path: str, *, status: int | None = None, lang: str = "en", **edit: Any) -> str:
        """Serve a post at another path, and redirect the old one there with a status; without one it is 404."""
        old = self.site.url(number, lang=lang).removeprefix(self.site.base)
        self.moved[number] = path
        if edit:
            self.site.edit(number, lang=lang, **edit)
        if status:
            self.site.behave(old, redirect=path, status=status)
        return old

    def urls(self, post_id: int) -> set[str]:
        """The paths of every address on record for a post."""
        found = rows(self.folder, "SELECT url FROM post_urls WHERE post_id = ?", post_id)
        return {url.removeprefix(self.site.base) for (url,) in found}

    def history(self, post_id: int) -> list[tuple[int, str, list[str]]]:
        """(number, cause, changed) of every revision of a post."""
        found = rows(
            self.folder, "SELECT number, cause, changed FROM revisions WHERE post_id = ? ORDER BY number", post_id
        )
        return [(number, cause, json.loads(changed)) for number, cause, changed in found]

    def post(self, number: int) -> dict[str, Any]:
        """The post about something, which there has to be once."""
        (found,) = [post for post in posts(self.folder).values() if WORDS[number] in post["body"]]
        return found

    def doubts(self) -> list[str]:
        """What is on record about posts that may be one."""
        return [m for (m,) in rows(self.folder, "SELECT message FROM issues WHERE code = 'maybe-same-post'")]

    def assert_moved(self, number: int, old: str, new: str, *, revised: list[str] | None = None) -> dict[str, Any]:
        """The post is one, live, at its new address, with both on record, its history going on."""
        assert one(self.folder, "SELECT count(*) FROM posts") == 7
        post = self.post(number)
        assert (post["status"], post["url"].removeprefix(self.site.base)) == ("live", new)
        assert {old, new} <= self.urls(post["id"])
        assert self.history(post["id"]) == [(1, "first", []), *([(2, "site", revised)] if revised else [])]
        assert rows(self.folder, "SELECT * FROM tombstones") == []
        assert rows(self.folder, "SELECT * FROM absences WHERE refuted_at IS NULL") == []
        assert one(self.folder, "SELECT count(*) FROM ledger WHERE state != 'done'") == 0
        assert one(self.folder, "SELECT count(*) FROM ledger") == 7
        assert self.doubts() == []
        assert one(self.folder, "SELECT count(*) FROM issues WHERE code = 'ids-shared'") == 0
        return post


def by_words(post: Post) -> str:
    """`/news/launch`: no number anywhere."""
    return f"/news/{WORDS[post.id]}"


def by_number(post: Post) -> str:
    """`/news/36`."""
    return f"/news/{post.id + 30}"


def by_parameter(post: Post) -> str:
    """`/item.php?id=36`."""
    return f"/item.php?id={post.id + 30}"


def by_index(post: Post) -> str:
    """`/en/news_detail/index/36`."""
    return f"/{post.lang}/news_detail/index/{post.id + 30}"


@pytest.fixture
def newsroom(tmp_path: Path) -> Iterator[Callable[[Callable[[Post], str]], Newsroom]]:
    """Make a newsroom whose seven posts are archived."""
    with FakeSite() as site:

        def make(address: Callable[[Post], str] = by_words) -> Newsroom:
            room = Newsroom(site, tmp_path, address)
            result = room.backfill()
            assert result.outcome is Outcome.FINISHED, result.messages
            assert one(tmp_path, "SELECT count(*) FROM posts") == 7
            return room

        yield make
        assert_sound(tmp_path)


Make = Callable[..., Newsroom]


@pytest.mark.parametrize("status", [301, 302, 307, 308, None])
def test_a_new_slug_is_the_same_post(newsroom: Make, status: int | None) -> None:
    """Words of an address changed, with a redirect or with a 404 in the old place: one post goes on."""
    room = newsroom()
    first = room.post(3)["id"]
    old = room.move(3, "/news/first-visit", status=status)
    result = room.update()
    assert (result.outcome, result.counts.posts_new) == (Outcome.FINISHED, 0), result.messages
    assert room.assert_moved(3, old, "/news/first-visit")["id"] == first
    again = room.update()
    assert (again.outcome, again.counts.posts_new) == (Outcome.FINISHED, 0)
    room.assert_moved(3, old, "/news/first-visit")


@pytest.mark.parametrize("status", [301, None])
def test_a_new_title_with_a_new_slug_is_a_revision(newsroom: Make, status: int | None) -> None:
    """The title was edited, and the address with it: the text tells that it is the same post, revised."""
    room = newsroom()
    old = room.move(3, "/news/first-visit", status=status, title="The first visit to the hall")
    room.update()
    room.assert_moved(3, old, "/news/first-visit", revised=["title"])
    assert room.post(3)["title"] == "The first visit to the hall"


@pytest.mark.parametrize("status", [301, None])
def test_an_edited_text_with_a_new_slug_is_a_revision(newsroom: Make, status: int | None) -> None:
    """The text was edited, and the address changed: title and day tell that it is the same post."""
    room = newsroom()
    body = [f"{BODY[0]} This is all about {WORDS[3]}, now in some more detail.", BODY[1]]
    old = room.move(3, "/news/first-visit", status=status, body=body, files=["1.jpg"])
    room.update()
    room.assert_moved(3, old, "/news/first-visit", revised=["body"])


@pytest.mark.parametrize(
    ("address", "new"),
    [
        (by_words, lambda n: f"/insights/{WORDS[n]}"),
        (by_number, lambda n: f"/insights/{n + 30}"),
        (by_index, lambda n: f"/en/media/news/{n + 30}"),
        (by_parameter, lambda n: f"/news/{n + 30}-all-about-{WORDS[n]}"),
    ],
    ids=["words", "number", "number-deep", "parameter"],
)
@pytest.mark.parametrize("status", [301, None])
def test_a_section_moves(
    newsroom: Make, address: Callable[[Post], str], new: Callable[[int], str], status: int | None
) -> None:
    """All posts of a section moved at once: none is new, none is missing, all go on at their new addresses."""
    room = newsroom(address)
    before = {post["id"]: post["source_id"] for post in posts(room.folder).values()}
    olds = [room.move(number, new(number), status=status) for number in range(1, 8)]
    result = room.update()
    assert (result.outcome, result.counts.posts_new) == (Outcome.FINISHED, 0), result.messages
    for number, old in enumerate(olds, 1):
        room.assert_moved(number, old, new(number))
    assert {post["id"]: post["source_id"] for post in posts(room.folder).values()} == before
    room.site.clear()
    assert room.update(recheck="none").outcome is Outcome.FINISHED
    assert not [path for path in room.site.asked() if path in olds]


@pytest.mark.parametrize("status", [301, None])
def test_an_everyday_update_follows_a_move(newsroom: Make, status: int | None) -> None:
    """No post of a section that moved is told as new, although none of the old addresses is due to be looked at."""
    room = newsroom()
    olds = [room.move(number, f"/insights/{WORDS[number]}", status=status) for number in range(1, 8)]
    result = room.update(days=0.1, recheck="due")
    assert (result.outcome, result.counts.posts_new) == (Outcome.FINISHED, 0), result.messages
    for number, old in enumerate(olds, 1):
        room.assert_moved(number, old, f"/insights/{WORDS[number]}")


def test_the_new_address_may_be_known_long_before_the_old_is_dead(newsroom: Make) -> None:
    """Both addresses work for weeks; when the old one then leads to the new one, the two histories become one."""
    room = newsroom()
    old = room.site.url(3).removeprefix(room.site.base)
    page = room.site._page(old)
    assert page is not None
    room.move(3, "/news/first-visit")
    room.site.put(old, page)
    room.update()
    assert one(room.folder, "SELECT count(*) FROM posts") == 8
    room.update(days=9)
    room.site.behave(old, redirect="/news/first-visit", status=301)
    room.update(days=9)
    room.assert_moved(3, old, "/news/first-visit")


def test_the_new_address_may_be_known_before_the_old_is_asked_again(newsroom: Make) -> None:
    """The new address is stored as a post, the old one found dead only in a later run: then they become one."""
    room = newsroom()
    old = room.site.url(3).removeprefix(room.site.base)
    room.move(3, "/news/first-visit", title="The first visit to the hall")
    room.site.behave(old, status=503)
    room.update()
    assert one(room.folder, "SELECT count(*) FROM posts") == 8
    room.site.relent()
    room.update(days=5)
    room.assert_moved(3, old, "/news/first-visit", revised=["title"])


def test_the_old_address_may_be_dead_before_the_new_is_known(newsroom: Make) -> None:
    """A post that is gone by all proof goes on when it appears at another address."""
    room = newsroom()
    post = room.post(3)
    kept = room.site._posts[3, "en"]
    room.site.remove(3)
    room.update()
    room.update()
    assert room.post(3)["status"] == "gone"
    room.site.add(
        3,
        title=kept.title,
        published=kept.published,
        body=[f"{BODY[0]} This is about visit.", BODY[1]],
        files=["1.jpg"],
    )
    room.move(3, "/news/first-visit")
    result = room.update()
    assert (result.counts.posts_new, room.post(3)["id"], room.post(3)["status"]) == (0, post["id"], "live")
    assert one(room.folder, "SELECT count(*) FROM tombstones WHERE ended IS NULL") == 0
    assert one(room.folder, "SELECT count(*) FROM posts") == 7


def test_a_post_moves_twice(newsroom: Make) -> None:
    """Every address that a post ever had leads to it."""
    room = newsroom()
    first = room.move(3, "/news/first-visit", status=301)
    room.update()
    second = room.move(3, "/news/year-of-visits")
    room.update()
    post = room.assert_moved(3, first, "/news/year-of-visits")
    assert second in room.urls(post["id"])
    assert one(room.folder, "SELECT count(*) FROM aliases") == 2


def test_the_words_behind_a_number_change(newsroom: Make) -> None:
    """`/news/36-old-words` is dead and the listing shows `/news/36-new-words`: the number is the post's own."""
    room = newsroom(lambda post: f"/news/{post.id + 30}-{WORDS[post.id]}")
    old = room.move(3, "/news/33-first-visit", title="The first visit to the hall")
    room.update()
    room.assert_moved(3, old, "/news/33-first-visit", revised=["title"])


@pytest.mark.parametrize(
    "spelling", ["/news/VISIT", "/news/visit/", "/news//visit", "/news/visit?utm_source=mail", "/news/%76isit",
                 "/news/visit/index.html", "/news/visit;jsessionid=0A1B", "/news/visit?PHPSESSID=0a1b"]
)  # fmt: skip
def test_spellings_of_an_address_are_one(newsroom: Make, spelling: str) -> None:
    """Case, slashes, escapes, index files, tracking and session parameters make no other post."""
    room = newsroom()
    for path in (spelling, *(["/news/visit"] if ";" in spelling else [])):  # nobody asks with a session of another's
        room.site.put(path, room.site._page("/news/visit") or "")
    room.moved[3] = spelling
    result = room.update()
    assert (result.outcome, result.counts.posts_new) == (Outcome.FINISHED, 0)
    assert one(room.folder, "SELECT count(*) FROM posts") == 7
    assert room.post(3)["status"] == "live"


def _with_canonical(room: Newsroom, path: str, canonical: str, shown: str) -> None:
    """Serve the page of a post at a further path, from which it names the canonical address; the listing links it."""
    page = room.site._page(shown) or ""
    named = f'<link rel="canonical" href="{room.site.base}{canonical}"></head>'
    room.site.put(path, page.replace("</head>", named, 1))


@pytest.mark.parametrize("truthful", [True, False], ids=["right", "wrong"])
def test_a_page_that_names_its_own_address(newsroom: Make, *, truthful: bool) -> None:
    """A second page of a post that names the post's address is that post; one that names another post's is not."""
    room = newsroom()
    named = "/news/visit" if truthful else "/news/launch"
    _with_canonical(room, "/reader/visit-for-readers", named, "/news/visit")
    room.site.add(9, title="All about visit at the hall", published="2025-03-13", body=["x"])
    room.moved[9] = "/reader/visit-for-readers"
    room.update()
    assert one(room.folder, "SELECT count(*) FROM posts") == (7 if truthful else 8)
    if truthful:
        assert room.post(3)["url"].endswith("/news/visit")
        assert "/reader/visit-for-readers" in room.urls(room.post(3)["id"])
        assert room.history(room.post(3)["id"]) == [(1, "first", [])]


# What must stay two.


def _add_twin(room: Newsroom, path: str, **fields: Any) -> None:
    values = {"title": "Weekly notice of the hall", "published": "2025-09-01", "body": ["The hall is closed today."]}
    number = 8 + sum(n >= 8 for n, _ in room.site._posts)
    room.moved[number] = path
    room.site.add(number, **(values | fields))


TWINS = {
    "same-title-and-day": (
        {"body": [BODY[0]]},
        {"body": ["Applications are open until the end of the month of June."]},
    ),
    "same-everything": ({}, {}),
    "same-text-other-day": ({"published": "2025-09-01"}, {"published": "2025-09-08"}),
}


@pytest.mark.parametrize("case", list(TWINS))
def test_two_that_live_at_the_same_time_stay_two(newsroom: Make, case: str) -> None:
    """Equal titles, days and texts make no one post of two that the site shows beside each other."""
    room = newsroom()
    one_of_them, other = TWINS[case]
    _add_twin(room, "/news/notice-a", **one_of_them)
    _add_twin(room, "/news/notice-b", **other)
    room.update()
    assert one(room.folder, "SELECT count(*) FROM posts") == 9
    room.site.remove(9)
    room.update()
    room.update()
    assert one(room.folder, "SELECT count(*) FROM posts") == 9
    assert dict(rows(room.folder, "SELECT status, count(*) FROM posts GROUP BY 1")) == {"live": 8, "gone": 1}


REPUBLISHED = {
    "a-year-later": {"published": "2026-01-05"},
    "other-text": {"body": ["Applications are open until the end of June; the forms are at the desk downstairs."]},
}


@pytest.mark.parametrize(("case", "redirect"), [("a-year-later", True), ("a-year-later", False), ("other-text", False)])
def test_a_doubt_makes_no_one_post(newsroom: Make, case: str, *, redirect: bool) -> None:
    """The same call of another year, or another text under the same title: two posts, and the doubt on record, once."""
    room = newsroom()
    _add_twin(room, "/news/call-for-grants", title="Call for grants", body=list(BODY))
    room.update()
    values = {"title": "Call for grants", "body": list(BODY), "published": "2025-09-01"} | REPUBLISHED[case]
    room.site.remove(8)
    _add_twin(room, "/news/call-for-more-grants", **values)
    if redirect:
        room.site.behave("/news/call-for-grants", redirect="/news/call-for-more-grants")
    for _ in range(3):
        room.update(days=4)
    assert one(room.folder, "SELECT count(*) FROM posts") == 9
    (doubt,) = room.doubts()
    assert "/news/call-for-grants," in doubt
    assert "/news/call-for-more-grants " in doubt
    assert dict(rows(room.folder, "SELECT status, count(*) FROM posts GROUP BY 1")) == {"live": 8, "gone": 1}


def test_one_number_in_two_sections_is_two_posts(newsroom: Make) -> None:
    """`/news/33` and `/events/33` are two posts, now and when one of them is gone."""
    room = newsroom(by_number)
    _add_twin(room, "/events/33", title="An evening of music", body=["Music by the choir of the university tonight."])
    room.update()
    assert one(room.folder, "SELECT count(*) FROM posts") == 8
    room.site.remove(3)
    room.update()
    room.update()
    assert dict(rows(room.folder, "SELECT status, count(*) FROM posts GROUP BY 1")) == {"live": 7, "gone": 1}


def test_everything_leads_to_one_page(newsroom: Make) -> None:
    """A site that answers every old address with a page that says that it moved has moved no post."""
    room = newsroom()
    room.site.put("/news/we-have-moved", room.site._simple("en", "about", ["en"]))
    for number in range(1, 8):
        room.site.behave(f"/news/{WORDS[number]}", redirect="/news/we-have-moved")
    result = room.update()
    assert result.outcome in {Outcome.DRIFT, Outcome.PARTIAL}
    assert one(room.folder, "SELECT count(*) FROM posts WHERE status != 'live'") == 0
    assert one(room.folder, "SELECT count(*) FROM aliases") == 0


def test_languages_of_a_post_move_together(tmp_path: Path) -> None:
    """Each language of a post moves as itself, and they go on sharing the site's id."""
    with FakeSite() as site:
        room = Newsroom(site, tmp_path, by_index)
        for number in range(1, 8):
            old = site._posts[number, "en"]
            site.add(
                number,
                title=f"{number} 號消息",
                published=old.published,
                body=["中心新實驗室正式開幕。" * 6],
                lang="tc",
            )
        room.backfill()
        assert one(tmp_path, "SELECT count(*) FROM posts") == 14
        site.family.detail_path = lambda post: f"/{post.lang}/media/news/{post.id + 30}"  # type: ignore[method-assign]
        for number in range(31, 38):
            for lang in ("en", "tc"):
                site.behave(f"/{lang}/news_detail/index/{number}", redirect=f"/{lang}/media/news/{number}", status=301)
        result = room.update()
        assert (result.outcome, result.counts.posts_new) == (Outcome.FINISHED, 0), result.messages
        assert one(tmp_path, "SELECT count(*) FROM posts WHERE status = 'live'") == 14
        assert one(tmp_path, "SELECT count(*) FROM (SELECT 1 FROM posts GROUP BY source_id HAVING count(*) = 2)") == 7
        assert_sound(tmp_path)


def test_dated_addresses_that_end_alike_are_posts_of_their_own(tmp_path: Path) -> None:
    """Where the last words of an address come back every week they are no id, and no post is lost to another."""
    with FakeSite(per_page=5) as site:
        room = Newsroom(site, tmp_path, lambda post: f"/2025/{post.id:02d}/weekly-notice-of-the-hall")
        for _ in range(2):
            result = scrape("backfill", site.base, tmp_path, room.clock)
            assert result.outcome is Outcome.FINISHED, result.messages
            assert one(tmp_path, "SELECT count(*) FROM posts") == 7
        room.update()
        assert dict(rows(tmp_path, "SELECT status, count(*) FROM posts GROUP BY 1")) == {"live": 7}
        assert one(tmp_path, "SELECT count(*) FROM issues WHERE code = 'ids-shared'") == 1
        assert sorted(post["title"] for post in posts(tmp_path).values()) == sorted(
            f"All about {WORDS[number]} at the hall" for number in range(1, 8)
        )
        assert_sound(tmp_path)


def test_an_exception_is_told_apart_without_knowing_all_posts_anew(tmp_path: Path) -> None:
    """One post of many that has the id of another gets a key of its own; the others keep theirs."""
    with FakeSite(per_page=40) as site:
        room = Newsroom(site, tmp_path, lambda post: f"/2025/{post.id:02d}/about-the-hall-and-{post.id + 100}-people")
        for number in range(8, 31):
            site.add(
                number, title=f"Report of week {number}", published=f"2024-01-{number:02d}", body=[*BODY, f"{number}."]
            )
        room.backfill()
        site.add(
            40, title="Another thing altogether", published="2025-12-01", body=["It is quite another thing, this one."]
        )
        room.moved[40] = "/2026/02/about-the-hall-and-103-people"
        for _ in range(2):
            room.update()
            assert one(tmp_path, "SELECT count(*) FROM posts WHERE status = 'live'") == 31
            assert one(tmp_path, "SELECT count(*) FROM issues WHERE code = 'ids-shared'") == 0
            assert room.history(room.post(3)["id"]) == [(1, "first", [])]
        assert_sound(tmp_path)


def test_a_hidden_post_is_found_at_its_new_kind_of_address(tmp_path: Path) -> None:
    """A number that no listing shows leads to the post of that number, under the addresses that the site has now."""
    with FakeSite() as site:
        room = Newsroom(site, tmp_path, lambda post: f"/{post.lang}/news_detail/index/{post.id}")
        site.add(8, title="A hidden post about sensors", published="2025-08-08", body=list(BODY), listed=False)
        room.move(8, "/en/media/news/8", status=301)
        room.backfill()
        assert one(tmp_path, "SELECT count(*) FROM posts") == 8
        assert posts(tmp_path)["8", "en"]["url"].endswith("/en/media/news/8")
        assert_sound(tmp_path)


def _profile(folder: Path, base: str, *hosts: str) -> str:
    """A profile of a site that these hosts serve."""
    path = folder / "hall.toml"
    named = ", ".join(f'"{host.removeprefix("http://")}"' for host in hosts)
    path.write_text(f'name = "hall"\nbase = "{base}"\nhosts = [{named}]\n')
    return str(path)


@pytest.mark.parametrize("old_host", ["leads on", "is off"])
def test_a_site_moves_to_another_host(tmp_path: Path, old_host: str) -> None:
    """Where the profile names both hosts, every post goes on at the new one, and none is new, missing or lost."""
    clock, archive = Clock(), tmp_path / "archive"
    with FakeSite() as new:
        with FakeSite() as old:
            for site in (old, new):
                Newsroom(site, archive, by_index)
            assert scrape("backfill", _profile(tmp_path, old.base, old.base), archive, clock).counts.posts_new == 7
            if old_host == "leads on":
                details = [f"/en/news_detail/index/{number + 30}" for number in range(1, 8)]
                for path in ("/en/news", "/upload/news/3/1.jpg", *details):
                    old.behave(path, redirect=new.base + path, status=301)
                both = _profile(tmp_path, new.base, old.base, new.base)
                clock.later(days=1)
                result = scrape("update", both, archive, clock, recheck="all")
                assert (result.outcome, result.counts.posts_new) == (Outcome.FINISHED, 0), result.messages
        both = _profile(tmp_path, new.base, old.base, new.base)
        for command in ("backfill", "update"):
            clock.later(days=1)
            result = scrape(command, both, archive, clock, recheck="all")
            assert result.counts.posts_new == 0, result.messages
        assert one(archive, "SELECT count(*) FROM posts WHERE status = 'live'") == 7
        assert {post["url"].startswith(new.base) for post in posts(archive).values()} == {True}
        assert one(archive, "SELECT count(*) FROM post_urls") == 14
        assert one(archive, "SELECT count(*) FROM ledger WHERE state != 'done'") == 0
        assert_sound(archive)


@pytest.mark.parametrize("status", [301, 404])
def test_a_profile_that_names_the_form_of_addresses_fails_closed(tmp_path: Path, status: int) -> None:
    """When the form changes, nothing is missing and a person is called; with the new form each number is its post."""
    clock, archive = Clock(), tmp_path / "archive"
    with FakeSite() as site:
        room = Newsroom(site, archive, by_index)
        path = tmp_path / "hall.toml"
        known = f'name = "hall"\nbase = "{site.base}"\n[fronts]\nen = "/en/"\n'
        path.write_text(f'detail_url = "/{{lang}}/news_detail/index/{{id}}"\n{known}')
        assert scrape("backfill", str(path), archive, clock).counts.posts_new == 7
        olds = [room.move(number, f"/en/media/news/{number + 30}") for number in range(1, 8)]
        if status == 301:
            for old in olds:
                site.behave(old, redirect=old.replace("news_detail/index", "media/news"), status=301)
        for _ in range(3):
            clock.later(days=4)
            assert scrape("update", str(path), archive, clock, recheck="all").outcome is Outcome.DRIFT
        assert one(archive, "SELECT count(*) FROM posts WHERE status = 'live'") == 7
        path.write_text(f'detail_url = "/{{lang}}/media/news/{{id}}"\n{known}')
        clock.later(days=1)
        result = scrape("update", str(path), archive, clock, recheck="all")
        assert (result.outcome, result.counts.posts_new) == (Outcome.FINISHED, 0), result.messages
        assert one(archive, "SELECT count(*) FROM posts WHERE status = 'live'") == 7
        assert {post["url"].removeprefix(site.base).rpartition("/")[0] for post in posts(archive).values()} == {
            "/en/media/news"
        }
        assert_sound(archive)


@pytest.mark.parametrize("status", [301, 404])
def test_new_posts_of_a_new_system_have_plain_numbers(tmp_path: Path, status: int) -> None:
    """After a new system kept the numbers, new posts and hidden ones are known by theirs, and old links still work."""
    with FakeSite() as site:
        form = "/{}/news_detail/index/{}"
        room = Newsroom(site, tmp_path, lambda post: form.format(post.lang, post.id))
        room.backfill()
        form = "/{}/media/item/{}"
        if status == 301:
            for number in range(1, 8):
                site.behave(f"/en/news_detail/index/{number}", redirect=f"/en/media/item/{number}", status=301)
        site.add(8, title="A post about sensors", published="2025-09-08", body=[BODY[0], "This is about sensors."])
        assert room.update().counts.posts_new == 1
        site.add(9, title="Another about sensors", published="2025-10-09", body=[BODY[1], "And about batteries."])
        site.add(
            10,
            title="One that is hidden",
            published="2025-10-10",
            body=["Nobody lists it, it is hidden."],
            listed=False,
        )
        assert room.update().counts.posts_new == 1
        assert room.backfill().counts.posts_new == 1
        found = posts(tmp_path)
        assert {post["status"] for post in found.values()} == {"live"}
        assert {key[0] for key in found} == {*map(str, range(1, 8)), "media/item/8", "9", "10"}
        assert {post["url"].rpartition("/")[0].removeprefix(site.base) for post in found.values()} == {"/en/media/item"}
        assert one(tmp_path, "SELECT source_id FROM aliases WHERE why = 'id'") == "8"
        assert_sound(tmp_path)
