"""Which captures are read, and which addresses are asked for: decided from the index alone."""

from __future__ import annotations

from archive.records import PostContent, PostKey
from scraper.site import Site
from scraper.wayback.addresses import addresses_of, in_time, questions
from scraper.wayback.cdx import Row
from scraper.wayback.plan import choose
from scraper.wayback.reading import is_unlike

SITE = Site("s", "https://www.example.org/", frozenset({"www.example.org"}), shapes=["/{lang}/news/{id}"])


def row(day: int, number: int, digest: str, **more: str) -> Row:
    """A capture of a post's page."""
    media_type = more.get("media_type", "text/html")
    return Row(f"202001{day:02d}000000", f"https://www.example.org/en/news/{number}", 200, media_type, digest)


def test_states_are_bodies_that_differ_from_the_one_before() -> None:
    """Equal bodies in a row are one state; a body that comes back is a state again, and is taken from the first."""
    (found,) = choose([row(3, 1, "B"), row(1, 1, "A"), row(2, 1, "A"), row(4, 1, "A")], SITE.key_of)
    assert [(seen.row.stamp[6:8], seen.taken.stamp[6:8]) for seen in found.seen] == [
        ("01", "01"),
        ("03", "03"),
        ("04", "01"),
    ]
    assert (found.key, found.last[:8]) == (PostKey("s", "1", "en"), "20200104")


def test_a_body_of_many_posts_is_none_of_them() -> None:
    """An error page that answers 200 for every post has one digest; it is no post's state."""
    rows = [row(1, number, "ERROR") for number in range(1, 4)] + [row(2, 1, "REAL")]
    (found,) = choose(rows, SITE.key_of)
    assert [seen.row.digest for seen in found.seen] == ["REAL"]


def test_rows_without_a_digest_all_count() -> None:
    """Where an index states no digest every capture is read."""
    (found,) = choose([row(1, 1, ""), row(2, 1, "")], SITE.key_of)
    assert len(found.seen) == 2


def test_the_post_captured_last_comes_first() -> None:
    """A run that is cut short has brought what is most likely to be wanted."""
    found = choose([row(1, 1, "A"), row(5, 2, "B"), row(3, 3, "C")], SITE.key_of)
    assert [one.key.source_id for one in found] == ["2", "3", "1"]


def test_the_beginnings_of_addresses_are_asked_for() -> None:
    """Each form in each language is asked for by what its addresses begin with; other pages are no posts."""
    known = {"https://www.example.org/old/post-7.html": PostKey("s", "7", "en")}
    addresses = addresses_of(SITE, known)
    asked = questions(addresses, ["en", "tc"], "20190101000000", "20991231235959")
    assert {one.url for one in asked} >= {"https://www.example.org/en/news/", "https://www.example.org/tc/news/"}
    assert addresses.key_of("https://www.example.org/old/post-7.html") == PostKey("s", "7", "en")
    assert addresses.key_of("http://example.org/en/news/9") == PostKey("s", "9", "en")
    assert addresses.key_of("https://www.example.org/en/about") is None
    assert addresses.key_of("https://www.example.org/en/news/9.pdf") is None
    assert addresses.key_of("https://other.example/en/news/9") is None


def test_posts_at_the_root_are_asked_for_by_host() -> None:
    """A form that varies from its first part on leaves the whole host to be listed."""
    site = Site("s", "https://www.example.org/", frozenset({"www.example.org"}), shapes=["/{slug}"])
    (asked,) = questions(addresses_of(site, {}), [""], "1", "2")
    assert (asked.url, asked.match) == ("https://www.example.org/", "host")


def test_days_bound_both_ends() -> None:
    """A capture on the first or the last day counts."""
    assert in_time(row(5, 1, "A"), "2020-01-05", "2020-01-05")
    assert not in_time(row(5, 1, "A"), "2020-01-06", None)
    assert not in_time(row(5, 1, "A"), None, "2020-01-04")


def test_another_page_under_a_posts_address() -> None:
    """A page that shares no words with a post is not an earlier wording of it; a rewritten post still is."""
    post = PostContent(
        "Opening of the laboratory",
        body="The laboratory opened yesterday with speeches, chambers and visitors from abroad, who watched boards "
        "being tested.",
    )
    rewritten = PostContent(
        "The laboratory is open",
        body="Visitors watched boards being tested when the laboratory opened; the chambers will be used by partners "
        "later this year.",
    )
    parked = PostContent(
        "Domain available",
        body="Purchase this premium domain through our marketplace, secure payment, instant transfer, support around "
        "the clock.",
    )
    assert not is_unlike(post, rewritten)
    assert is_unlike(post, parked)
