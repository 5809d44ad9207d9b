"""What is learned from a site's pages, and that reading with it is never worse than reading each page alone."""

import json
import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.records import Issue, PostContent
from scraper.parse import parse_detail
from scraper.parse.template import Page, Template, learn_template, template_from_plain
from scraper.parse.template_cuts import common_pieces, cut
from scraper.parse.template_read import weighed
from tests.replica import FAMILIES, SITE
from tests.replica.compare import compare_detail
from tests.replica.model import plain
from tests.replica.mosaic import Mosaic

HOST = "https://www.centre.example"
FIELDS = ("title", "published", "category", "body", "body_html", "attachments", "related")
MENU = "".join(f'<li><a href="/en/{word}">{word.title()}</a></li>' for word in ("home", "about", "people", "contact"))
TITLES = (
    "Opening of the vibration laboratory",
    "A bridge that listens to its own cracks",
    "Students build a robot for tunnels",
    "What a gearbox says before it fails",
    "Guests from three railways",
    "New chamber for salt and fog",
    "Lecture on the life of batteries",
    "An award for patient measuring",
)


def paragraphs(number, count=3):
    """Text that no other page has."""
    return [
        f"In part {part} of story {number} the engineers measured {number * 7 + part} samples, compared them with those"
        f" of the year before, and wrote down for which of the {number + part + 2} reasons the others had failed."
        for part in range(1, count + 1)
    ]


def page(number, *, date=None, text=None, files="", noise="", head="", kind="news", foot="Institute of Things"):
    """A detail page of a made-up site."""
    title = TITLES[number % len(TITLES)]
    date = date or f"2023-0{number + 1}-1{number}"
    body = "".join(f"<p>{each}</p>" for each in (text if text is not None else paragraphs(number)))
    others = "".join(
        f'<div class="card"><h4><a href="/en/{kind}/{other}">{TITLES[other]}</a></h4>'
        f"<span>2022-0{other + 1}-05</span></div>"
        for other in range(len(TITLES))
        if other != number and (other + number) % 2
    )
    html = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title} | Institute</title>{head}'
        f"<style>.page {{ margin: 0 auto; max-width: 60rem; line-height: 1.5 }}</style></head><body>"
        f'<nav class="main-menu"><ul>{MENU}</ul></nav>{noise}<main><h1>{title}</h1>'
        f'<p class="facts">{date} | News</p><div class="text">{body}{files}</div></main>'
        f'<section><h3>Related News</h3>{others}</section><footer class="foot"><p>© 2026 {foot}. All rights reserved.'
        f'</p><p><a href="/en/privacy">Privacy</a> <a href="/en/terms">Terms of use</a></p></footer></body></html>'
    )
    return Page(html.encode(), f"{HOST}/en/{kind}/{number}")


def read(one, site=None):
    """Read a page, alone or with what is known of its site."""
    return parse_detail(one.html, one.url, site=site)


def values(content):
    """The fields that both ways of reading must agree in."""
    return {name: getattr(content, name) for name in FIELDS}


def learned(pages, **options):
    """The template of pages that have one."""
    template = learn_template(pages, **options)
    assert template is not None
    return template


def test_reads_other_pages_as_each_alone():
    """Pages that were not learned from are read from what is left of them, with the same values."""
    site = learned([page(number) for number in range(4)])
    for number in range(4, 8):
        one = page(number)
        rest = site.content_of(one.html)
        assert rest is not None
        assert b"<h1>" in rest
        assert b'main-menu"><ul' not in rest
        assert b"All rights" not in rest
        content = read(one, site)
        assert values(content) == values(read(one))
        assert content.title == TITLES[number]
        assert len(content.related) > 2
        voice = [item for item in content.evidence if item.reader == "template" and item.chosen]
        assert [item.field for item in voice] == ["title", "published"]
        assert "h1" in voice[0].place
        assert voice[0].reason


def test_survives_json():
    """A template goes through JSON and back without loss, and reads as before."""
    site = learned([page(number) for number in range(4)])
    again = template_from_plain(json.loads(json.dumps(site.to_plain())))
    assert again == site
    assert read(page(5), again) == read(page(5), site)


def test_other_versions_are_forgotten():
    """What another version wrote, or what is no template at all, is no template."""
    plain_form = learned([page(number) for number in range(3)]).to_plain()
    assert template_from_plain({**plain_form, "version": 0}) is None
    assert template_from_plain({**plain_form, "pieces": [["a"]]}) is None
    assert template_from_plain({**plain_form, "recipes": [[["li."], [0, 7, -1, -1, -1]]]}) is None
    assert template_from_plain({}) is None


def test_other_pages_tell_day_from_month():
    """A date that can be read in two ways is read as the site's other dates have to be."""
    pages = [page(0, date="25/05/2022"), page(1, date="03/06/2022"), page(2, date="30/08/2022")]
    unsure = page(4, date="03/04/2023")
    assert read(unsure).published is None
    assert read(unsure, learned(pages)).published == "2023-04-03"


def test_what_differs_need_not_be_content():
    """Counters, banners and other posts differ from page to page too, and never become body."""

    def noisy(number):
        noise = (
            f'<div class="banner"><a href="/campaign/{number * 3}"><img src="/ads/{number * 11}.png" alt=""></a></div>'
            f'<div class="count">{1000 + number * 37} views</div>'
        )
        return page(number, noise=noise, files=f"<p>Read {number * 91} times</p>")

    site = learned([noisy(number) for number in range(5)])
    for number in (5, 6, 7):
        content = read(noisy(number), site)
        assert content.body.split("\n\n")[:3] == paragraphs(number)
        assert "views" not in content.body
        assert not any(title in content.body for title in TITLES)
        assert not any("ads" in (offer.url or "") for offer in content.attachments)


def test_posts_with_and_without_files():
    """Files on some of the pages are read on those, and missed on no other."""

    def filed(number):
        label = f'<p><a href="/upload/{number}/plan.pdf">plan {number}.pdf (1.{number} MB)</a></p>'
        return page(number, files=label if number % 2 else "")

    site = learned([filed(number) for number in range(4)])
    assert [offer.name for offer in read(filed(5), site).attachments] == ["plan 5.pdf"]
    assert read(filed(6), site).attachments == ()
    assert values(read(filed(7), site)) == values(read(filed(7)))


@pytest.mark.parametrize("text", [["The office is closed on Monday."], [], paragraphs(9, 1)])
def test_posts_with_little_text(text):
    """One short paragraph, one paragraph, or none at all: as read alone."""
    site = learned([page(number) for number in range(4)])
    one = page(6, text=text)
    assert values(read(one, site)) == values(read(one))
    assert read(one, site).body == "\n\n".join(text)


def test_sentences_of_the_house_are_content():
    """A paragraph that ends every post stays in every post: reading alone takes it for body on all of them."""
    about = "The centre tests what others trust: bridges, lifts, batteries and the software that looks after them."

    def signed(number):
        return page(number, text=[*paragraphs(number), about])

    site = learned([signed(number) for number in range(4)])
    assert read(signed(5), site).body.endswith(about)


def test_learns_the_kind_that_most_pages_are_of():
    """Of two kinds of pages the more frequent is learned; the other is read as it is read alone."""

    def event(number):
        html = page(number, kind="events").html.replace(b"<main><h1>", b"<main><div><div><h2>")
        return Page(html.replace(b"</h1>", b"</h2></div></div>"), f"{HOST}/en/events/{number}")

    pages = [page(0), event(1), page(2), event(3), page(4)]
    site = learned(pages)
    assert site.pages == 3
    assert values(read(event(5), site)) == values(read(event(5)))
    assert values(read(page(6), site)) == values(read(page(6)))


def test_a_redesign_is_recognised():
    """A page without what all pages had in common does not fit, and is read by itself."""
    site = learned([page(number) for number in range(4)])
    html = (
        f"<html><head><title>{TITLES[5]}</title></head><body><div class=x><div>{TITLES[5]}</div><div>2024-02-03</div>"
        f"<div>{'</div><div>'.join(paragraphs(5))}</div></div></body></html>"
    )
    new = Page(html.encode(), f"{HOST}/en/news/5")
    assert site.fits(page(5).html) == 1.0
    assert site.fits(new.html) < 0.5
    assert site.content_of(new.html) is None
    assert values(read(new, site)) == values(read(new))


def test_disagreement_is_on_record():
    """Where a page alone says otherwise than its fellows would have it, both are kept and the doubt is an issue."""
    content = weighed(
        PostContent(title="One", published="2024-01-02"), PostContent(title="Two", published="2024-01-02")
    )
    assert content.title == "One"
    assert [(issue.code, issue.excerpt) for issue in content.issues] == [("template-disagrees", "Two")]
    assert [(item.field, item.value, item.reader) for item in content.evidence] == [("title", "Two", "template")]


def test_nothing_is_learned_from_too_little():
    """One page, one page twice, pages of different sites, pages that are no posts: nothing to learn."""
    assert learn_template([]) is None
    assert learn_template([page(1)]) is None
    assert learn_template([page(1), page(1), page(1)]) is None
    assert learn_template([Page(b"", HOST), Page(b"{}", HOST), Page(b"<p>", HOST)]) is None
    foreign = Page(
        b"<div><div><h3>Elsewhere</h3></div><b>2020-01-01</b><p>" + b"Other words. " * 30, "https://b.example/1"
    )
    assert learn_template([page(1), foreign]) is None


def test_a_piece_must_be_whole_and_once():
    """Only elements that open and close in the piece are cut, those that a page has once, and an empty one stays."""
    menu = b'<div class="menu"><a href="/one">One</a><a href="/two">Two</a><br><img src="/three.png"></div>'
    twice = b'<div class="twice"><p>' + b"again and again " * 5 + b"</p></div>"
    opened = b'<div class="open"><p>' + b"left open " * 9
    pages = [menu + twice + b"<p>%d</p>" % n + twice + opened for n in range(3)]
    pieces = common_pieces(pages, lambda _: True)
    assert [piece.markup for piece in pieces] == [menu]
    assert cut(pages[0], pieces) == (b'<div class="menu"></div>' + pages[0][len(menu) :], len(menu))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.binary(max_size=300), min_size=2, max_size=4), st.binary(max_size=200))
def test_any_bytes(pages, insert):
    """Learning from any bytes, and reading any bytes with a template, never raises."""
    learn_template([Page(html, HOST) for html in pages])
    ours = [page(number) for number in range(3)]
    learn_template([*ours[:2], Page(ours[2].html[:700] + insert + ours[2].html[700:], ours[2].url)])


@pytest.mark.parametrize(
    "unit", [b"<div>", b"<a ", b"<!--", b"<script>", b"<a '\"", b"</div>", b"<div x='", b"<p>x</p>"]
)
def test_hostile_pages_take_bounded_time(unit):
    """Learning from pages made to take long ends within seconds."""
    start = page(1).html
    began = time.process_time()
    common_pieces([start + unit * (300_000 // len(unit)) + b"%d" % n for n in range(4)], lambda _: True)
    assert time.process_time() - began < 4


SITES = [*FAMILIES.values(), *map(Mosaic, range(300, 312))]


@pytest.mark.parametrize("family", SITES, ids=lambda family: family.name)
def test_never_worse_than_alone(family):
    """On every markup family, learned from five pages, the others are read no worse in any field than each alone."""
    titles = {family.detail_url(SITE, other): plain(other.title) for other in SITE.posts}
    posts = [post for post in SITE.posts if post.lang == "en"]
    pages = [Page(family.encode(family.detail(SITE, post), "en"), family.detail_url(SITE, post)) for post in posts]
    site = learned(pages[:5])
    assert isinstance(site, Template)
    assert template_from_plain(json.loads(json.dumps(site.to_plain()))) == site
    for post, one in zip(posts[5:], pages[5:], strict=True):
        answer = family.detail_answer(SITE, post)
        alone, known = read(one), read(one, site)
        wrong_alone = {found.field for found in compare_detail(answer, alone, SITE, titles)}
        wrong_known = {found.field for found in compare_detail(answer, known, SITE, titles)}
        assert wrong_known <= wrong_alone, f"post {post.id}"
        if not wrong_alone:
            assert values(known) == values(alone), f"post {post.id}"


def test_most_pages_are_read_the_quick_way():
    """On most pages of most families what is known is enough: the whole page need not be read."""
    quick = total = 0
    for family in list(FAMILIES.values())[::4]:
        posts = [post for post in SITE.posts if post.lang == "en"]
        pages = [Page(family.encode(family.detail(SITE, post), "en"), family.detail_url(SITE, post)) for post in posts]
        site = learned(pages[:6])
        # With the title's place taken away the page cannot be read the quick way: the evidence tells which it was.
        for one in pages[6:]:
            total += 1
            quick += any(item.reader == "template" and item.chosen for item in read(one, site).evidence)
        assert not any(item.reader == "template" for item in read(pages[6], replace(site, title=None)).evidence)
    assert quick >= 0.5 * total


def test_a_title_that_stands_on_most_pages_is_the_sites_own():
    """A page whose most title-like line is the site's name is read from where its fellows have their titles."""
    alone, known = (
        PostContent(title="Institute of Things", body="x"),
        PostContent(title="Closed on Friday", body="We are."),
    )
    assert weighed(alone, known, frozenset({"instituteofthings"})) == known
    assert weighed(alone, known).title == "Institute of Things"


def test_what_a_page_alone_does_not_give_is_taken_from_where_its_fellows_have_it():
    """An unknown day and category are filled in, and the doubt about the day goes."""
    alone = PostContent(title="One", body="x", issues=(Issue("parse", "date-unknown", ""),))
    content = weighed(alone, PostContent(title="One", body="other", published="2024-05-25", category="News"))
    assert (content.published, content.category, content.body, content.issues) == ("2024-05-25", "News", "x", ())


def test_places_of_date_and_body_are_learned_and_kept_as_values():
    """Four pages teach where date and text stand, and the places survive the way through JSON."""
    site = learned([page(number) for number in range(4)])
    assert str(site.date).endswith("p.facts")
    assert str(site.body).endswith("div.text")
    assert template_from_plain(json.loads(json.dumps(site.to_plain()))) == site
