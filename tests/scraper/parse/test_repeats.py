"""What a page shows more than once."""

from __future__ import annotations

from scraper.parse import parse_detail

URL = "https://www.centre.example/en/news/7"
NOTICE = "Your privacy settings keep this content from being loaded; change them to see what belongs here."
WORDS = [
    f"Paragraph number {n} tells at some length what the test of week {n} showed about the boards, which had been "
    f"in the chamber for {n} hundred hours before the first of them failed in a way that nobody had foreseen."
    for n in range(1, 7)
]


def body_of(paragraphs: list[str]) -> list[str]:
    """The blocks that are read of a page with these paragraphs."""
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    page = "<html><head><title>Six weeks of tests</title></head><body><main><h1>Six weeks of tests</h1>"
    page += f"<p>2024-05-06 | News</p><div>{text}</div></main></body></html>"
    return parse_detail(page.encode(), URL).body.split("\n\n")


def test_a_notice_at_every_embed_is_left_out() -> None:
    """The same long sentence three times is the page's, not the author's."""
    mixed = [piece for paragraph in WORDS[:4] for piece in (paragraph, NOTICE)]
    assert body_of(mixed) == WORDS[:4]


def test_a_second_copy_is_left_out() -> None:
    """A text that stands on the page twice, for screen and print, is read once."""
    assert body_of(WORDS + WORDS) == WORDS


def test_what_an_author_repeats_stays() -> None:
    """A refrain, and a plan whose days repeat each other, are read as they are."""
    refrain = [WORDS[0], WORDS[1], WORDS[0]]
    assert body_of(refrain) == refrain
    plan = [
        f"{meal}: a bowl of vegetables, rice and beans, with a glass of water" for meal in ("Noon", "Night", "Tea")
    ] * 4
    assert body_of(plan) == plan
