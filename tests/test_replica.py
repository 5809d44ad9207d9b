"""The replica is fair: what its families declare as the right answer does stand on their pages."""

from __future__ import annotations

import html as entities
import re
from urllib.parse import urljoin

import pytest
from lxml import html as lxml_html

from tests.replica import FAMILIES, SITE
from tests.replica.families.carried import Carried
from tests.replica.model import plain
from tests.replica.mosaic import Mosaic
from tests.replica.report import listing_pages

# What a page carries as data for its scripts is not shown by its markup.
EVERY = [*(each for each in FAMILIES.values() if not isinstance(each, Carried)), *map(Mosaic, range(1, 31))]
INVISIBLE = re.compile("[\u00ad\u200b\u200d\u2060\ufeff]")


def _squeezed(text: str) -> str:
    """Without white space and invisible characters, which markup adds and drops as it likes."""
    return "".join(INVISIBLE.sub("", text).split())


def _words(family, markup: str, lang: str) -> tuple[str, set[str]]:
    """What a page shows, attributes of pictures and links included, and every address it names."""
    charset = getattr(family, "charsets", {}).get(lang, "utf-8")
    parser = lxml_html.HTMLParser(encoding=charset)
    tree = lxml_html.document_fromstring(family.encode(markup, lang), parser=parser)
    base = next(iter(tree.xpath("//base/@href")), "")
    for script in tree.xpath("//script|//style|//head/title"):
        script.drop_tree()
    shown = [tree.text_content(), *tree.xpath("//@alt"), *tree.xpath("//@title")]
    values = [value for element in tree.iter() if isinstance(element.tag, str) for value in element.attrib.values()]
    parts = [piece for value in values for piece in (value, *re.split(r",?\s+", value))]
    return _squeezed(" ".join(shown)), {urljoin(base, piece) if base else piece for piece in parts}


def _named(address: str, page: str, named: set[str]) -> bool:
    return any(urljoin(page, piece) == address for piece in named if piece)


@pytest.mark.parametrize("family", EVERY, ids=lambda family: family.name)
def test_a_detail_page_shows_its_answer(family):
    """Title, category, every block of the body in order, every label and every address stand on the page."""
    for post in SITE.posts:
        answer, page = family.detail_answer(SITE, post), family.detail_url(SITE, post)
        text, named = _words(family, family.detail(SITE, post), post.lang)
        assert _squeezed(answer.title) in text
        assert answer.category in text
        place = 0
        for block in answer.body:
            place = text.find(_squeezed(block), place)
            assert place >= 0, f"{family.name} {post.id} {block}"
        for attachment in answer.attachments:
            assert _squeezed(attachment.label) in text
            assert attachment.url is None or _named(attachment.url, page, named), f"{post.id} {attachment}"
        for teaser in answer.related:
            assert _squeezed(teaser.title) in text
            assert _squeezed(teaser.summary) in text
            assert _named(teaser.url, page, named)


@pytest.mark.parametrize("family", EVERY, ids=lambda family: family.name)
def test_a_listing_page_shows_its_answer(family):
    """Titles in order, summaries, addresses and the next page stand on the page (JSON pages aside)."""
    for lang, number in listing_pages(family):
        markup = family.listing(SITE, lang, number)
        if markup.startswith("{"):
            continue
        answer, page = family.listing_answer(SITE, lang, number), family.listing_url(SITE, lang, number)
        text, named = _words(family, markup, lang)
        for teaser in answer.teasers:
            assert _squeezed(teaser.title) in text
            assert _squeezed(teaser.summary) in text
            assert _squeezed(teaser.category) in text
            assert _named(teaser.url, page, named)
        assert answer.next_url is None or _named(answer.next_url, page, named)


def test_no_sentence_of_a_post_is_in_another_posts_body():
    """Posts differ, so that reading one page's body from another's teaser would be seen."""
    seen: dict[str, tuple[str, int]] = {}
    for post in SITE.posts:
        for block in post.blocks:
            text = plain(entities.unescape(block.text))
            if len(text) > 40:
                assert text not in seen
                seen[text] = (post.lang, post.id)
