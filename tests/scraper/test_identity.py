"""The ladder: when two addresses show one post, and when they never do."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from scraper.identity import EQUAL, LIKE, Face, Tie, Verdict, are_no_ids, bare, is_other, judge, likeness
from scraper.site import Site
from scraper.urls import whole_id

BODY = (
    "The centre opened its new test hall this week, with room for four climatic chambers and a vibration table. "
    "Visitors saw how boards are aged in days rather than years, and what the failures teach about design."
)
EDITED = BODY.replace("four climatic chambers", "six climatic chambers, two of them walk-in,")
OTHER = "Applications are open until the end of June; forms are at the desk on the ground floor, in both languages."
FILES = frozenset({"a" * 64})
POST = Face("launch-of-the-hall", "en", "Launch of the hall", "2026-01-05", BODY)
MOVED = replace(POST, source_id="insights/hall-opens")

SAME = {
    "new-slug": MOVED,
    "new-slug-edited": replace(MOVED, body=EDITED),
    "new-title-and-slug": replace(MOVED, title="Hall opens"),
    "another-section": replace(POST, source_id="insights/launch-of-the-hall"),
    "another-section-another-day": replace(POST, source_id="insights/launch-of-the-hall", published="2026-01-06"),
    "spelling": replace(MOVED, title="“Launch”  of the Hall".replace("“", "").replace("”", "")),
}
TWO = {
    "other-text": replace(MOVED, title="Call for grants", body=OTHER),
    "other-language": replace(MOVED, lang="tc"),
    "other-day-and-title": replace(MOVED, title="Another thing", published="2026-03-05", body=OTHER),
}
UNSURE = {
    "same-title-and-day-other-text": replace(MOVED, body=OTHER),
    "the-same-call-a-year-later": replace(MOVED, published="2027-01-05"),
    "same-text-on-another-day": replace(MOVED, title="Launch, again", published="2026-01-12"),
    "half-the-text": replace(MOVED, title="Hall opens", body=f"{BODY} {OTHER}"),
}


@pytest.mark.parametrize(
    ("new", "verdict"),
    [
        *(pytest.param(face, Verdict.SAME, id=name) for name, face in SAME.items()),
        *(pytest.param(face, Verdict.TWO, id=name) for name, face in TWO.items()),
        *(pytest.param(face, Verdict.UNSURE, id=name) for name, face in UNSURE.items()),
    ],
)
def test_a_dead_address_and_one_that_appeared_after_it(new: Face, verdict: Verdict) -> None:
    """Without the site's word, what the two say decides, and a doubt is no proof."""
    assert judge(POST, new) is verdict


def test_the_same_files_of_the_same_day_are_proof() -> None:
    """A notice with next to no text is known by the bytes that it offers."""
    notice = Face("notice-1", "en", "Notice of closure", "2026-01-05", "See file.", FILES)
    assert judge(notice, replace(notice, source_id="closure", title="Closed on Monday")) is Verdict.SAME
    assert judge(notice, replace(notice, source_id="closure", title="Closed", files=frozenset("b"))) is Verdict.TWO


def test_notices_of_one_title_and_day_stay_apart() -> None:
    """Where a third post has the same title and day, only the text tells which is which."""
    notice = Face("notice-1", "en", "Weekly notice", "2026-01-05", BODY)
    assert judge(notice, replace(notice, source_id="notice-9", body=EDITED), shared=True) is not Verdict.TWO
    assert judge(notice, replace(notice, source_id="notice-9", body=f"{BODY} {OTHER}"), shared=True) is Verdict.UNSURE
    assert judge(replace(notice, body=""), replace(notice, source_id="n", body=""), shared=True) is Verdict.UNSURE


def test_a_redirect_proves_it_where_the_content_agrees() -> None:
    """The site's own word makes a post of another title, or of a text written anew, the same one."""
    by = Tie.REDIRECT
    assert judge(POST, replace(MOVED, title="Hall opens", body=EDITED), by) is Verdict.SAME
    assert judge(POST, replace(MOVED, body=OTHER), by) is Verdict.SAME
    assert judge(POST, replace(MOVED, title="We have moved", body=OTHER, published=None), by) is Verdict.TWO


def test_last_years_call_leads_to_this_years() -> None:
    """A redirect from one issue of a series to the next does not make one post of them."""
    call = Face("call-2025", "en", "Call 2025", "2025-01-05", BODY)
    assert judge(call, replace(call, source_id="call-2026", published="2026-01-05"), Tie.REDIRECT) is Verdict.UNSURE
    undated = replace(call, published=None)
    assert judge(undated, replace(undated, source_id="c", title="Call 2026"), Tie.REDIRECT) is Verdict.UNSURE


def test_a_page_that_names_another_as_its_own_must_say_the_same() -> None:
    """A version for print says what the post says; a template that names the wrong page is not believed."""
    short = replace(POST, source_id="print/7", body=BODY[:130])
    assert judge(POST, short, Tie.CANONICAL, overlap=True) is Verdict.SAME
    assert judge(POST, replace(short, title="Another"), Tie.CANONICAL) is Verdict.TWO
    assert judge(POST, replace(short, body=OTHER), Tie.CANONICAL) is Verdict.UNSURE
    assert judge(POST, replace(short, lang="tc"), Tie.CANONICAL) is Verdict.TWO


def test_a_number_is_known_in_whatever_address() -> None:
    """The number or the words behind the last slash are what stays when a section moves."""
    assert bare("media/news/36") == bare("36") == "36"
    assert bare("insights/launch") == bare("news/launch")


def test_rows_of_one_id_are_told_apart_by_title_and_day_together() -> None:
    """An edited title, a corrected day, or what a source leaves out, make no other post."""
    assert is_other("Notice of week 2", "2026-01-12", "Notice of week 1", "2026-01-05")
    assert not is_other("Notice of week 2", "2026-01-05", "Notice of week 1", "2026-01-05")
    assert not is_other("Notice", "2026-01-12", "“Notice”".strip("“”"), "2026-01-05")
    assert not is_other("Notice of week 2", None, "Notice of week 1", "2026-01-05")
    assert not is_other("", "2026-01-12", "Notice of week 1", "2026-01-05")


def test_few_shared_ids_are_exceptions_and_many_are_no_ids() -> None:
    """The twentieth part of the rows is the limit, as feed readers have it."""
    assert [are_no_ids(1, rows) for rows in (6, 10, 11, 100)] == [True, True, False, False]
    assert are_no_ids(6, 100)


_WORDS = st.sampled_from(["hall", "call", "notice", "laboratory", "opens", "2025", "2026", "中心", "weekly"])
_FACES = st.builds(
    Face,
    source_id=st.sampled_from(["36", "news/36", "37", "launch", "insights/launch", "x"]),
    lang=st.sampled_from(["en", "tc"]),
    title=st.lists(_WORDS, max_size=4).map(" ".join),
    published=st.sampled_from([None, "2026-01-05", "2026-01-12"]),
    body=st.sampled_from(["", "Short.", BODY, EDITED, OTHER, f"{BODY} {OTHER}"]),
    files=st.sampled_from([frozenset(), FILES]),
)


@given(_FACES, _FACES, st.sampled_from(Tie), st.booleans(), st.booleans())
def test_what_is_never_one_post(old: Face, new: Face, tie: Tie, overlap: bool, shared: bool) -> None:
    """Whatever the site says and however alike they are, these stay two."""
    verdict = judge(old, new, tie, overlap=overlap, shared=shared)
    like = likeness(old, new)
    if old.lang != new.lang or (tie is Tie.NONE and overlap):
        assert verdict is Verdict.TWO
    if like.day is False and not like.number:
        assert verdict is not Verdict.SAME
    if tie is not Tie.REDIRECT and not like.title and not like.files and like.text < (LIKE if like.number else EQUAL):
        assert verdict is not Verdict.SAME
    if not like.title and not like.title_like and not like.files and like.text < LIKE:
        assert verdict is not Verdict.SAME


@given(_FACES, _FACES, st.sampled_from(Tie), st.booleans())
def test_more_doubt_never_proves_more(old: Face, new: Face, tie: Tie, overlap: bool) -> None:
    """A third post alike, or a time together, never turns two posts into one."""
    assume(judge(old, new, tie, overlap=overlap) is not Verdict.SAME)
    assert judge(old, new, tie, overlap=overlap, shared=True) is not Verdict.SAME
    assert judge(old, new, tie, overlap=True) is not Verdict.SAME


@given(_FACES)
def test_a_post_is_itself(face: Face) -> None:
    """What did not change but for its address is one post wherever there is anything to know it by."""
    assume(face.title and face.published and face.body != "Short.")
    assert judge(face, replace(face, source_id="elsewhere")) is Verdict.SAME
    assert judge(face, replace(face, source_id="elsewhere"), Tie.REDIRECT) is Verdict.SAME


SITE = Site("x", "https://www.example.org/", frozenset({"www.example.org"}))


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/news/36",
        "https://www.example.org:443/news/36/",
        "https://EXAMPLE.org/News/36",
        "https://www.example.org/news/036?utm_source=mail&fbclid=x",
        "https://www.example.org/news/36/index.html",
        "https://www.example.org/news/36;jsessionid=0A1B",
        "https://www.example.org/%6eews//36#top",
    ],
)
def test_spellings_of_an_address_have_one_key(url: str) -> None:
    """Scheme, `www.`, the usual port, case, slashes, escapes, index files, tracking and sessions make no other post."""
    assert SITE.key_of(url) == SITE.key_of("https://www.example.org/news/36")


@pytest.mark.parametrize("url", ["https://other.org/news/36", "https://www.example.org:8443/news/36"])
def test_another_host_or_port_is_another_site(url: str) -> None:
    """Nothing outside what the user named is taken for a post, whatever leads there."""
    assert SITE.key_of(url) is None


def test_a_whole_address_is_an_id_in_any_language() -> None:
    """Languages share the id, and an address has one however it is spelled."""
    ids = {
        whole_id("https://www.example.org/en/2025/06/weekly-notice", "en"),
        whole_id("http://example.org/tc/2025/06/weekly-notice/", "tc"),
        whole_id("http://example.org/tc/2025/06/Weekly-Notice.html?utm_source=x", "tc"),
    }
    assert ids == {"2025/06/weekly-notice"}
    assert whole_id("https://x.org/item?cat=3&id=5&lang=en", "en") == "item?cat=3&id=5"
