"""The scriptable site does what it is told, so that the tests that lean on it mean something."""

from __future__ import annotations

import http.client
from urllib.parse import urlsplit

import pytest

from tests.fake_site import FakeSite


def _get(address, **headers):
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=5)
    try:
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        connection.request("GET", target, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        return answer, answer.read()
    finally:
        connection.close()


def test_posts_appear_change_and_go():
    """Adding, editing and removing show in the listing and at the post's own address."""
    with FakeSite() as site:
        site.add(1, title="Opening", body=["It is open."], files=["hall.jpg"])
        assert b"Opening" in _get(site.listing_url())[1]
        site.edit(1, title="Reopening")
        body = _get(site.url(1))[1]
        assert b"Reopening" in body
        assert b"hall.jpg (" in body
        address = site.url(1)
        site.remove(1, status=410)
        assert _get(address)[0].status == 410
        assert b"Reopening" not in _get(site.listing_url())[1]


def test_labels_claim_the_true_size():
    """A file given by name alone has a label that is true to the byte."""
    with FakeSite() as site:
        post = site.add(1, title="Opening", files=["hall.jpg"])
        assert post.blocks[-1].files[0].declared_bytes == len(site.file_bytes(1, "hall.jpg"))


def test_requests_are_recorded_in_order():
    """Method, path and headers of every request can be asserted."""
    with FakeSite() as site:
        _get(site.base + "/robots.txt", X_Test="1")
        _get(site.base + "/nothing?a=b")
        assert [(request.method, request.path) for request in site.requests] == [
            ("GET", "/robots.txt"),
            ("GET", "/nothing?a=b"),
        ]
        assert site.requests[0].headers["x-test"] == "1"


def test_manners_hold_as_often_as_told_then_no_longer():
    """A 429 with Retry-After happens once, then the site is itself again."""
    with FakeSite() as site:
        site.add(1, title="Opening")
        site.behave("/en/news_detail", status=429, retry_after=3, times=1)
        answer, _ = _get(site.url(1))
        assert (answer.status, answer.headers["Retry-After"]) == (429, "3")
        assert _get(site.url(1))[0].status == 200


def test_a_body_can_be_cut_off():
    """The head promises more than comes."""
    with FakeSite() as site:
        site.add(1, title="Opening")
        site.behave("/en/news_detail", cut=50)
        with pytest.raises(http.client.IncompleteRead) as caught:
            _get(site.url(1))
        assert len(caught.value.partial) == 50


def test_redirects_types_and_bodies_can_be_forced():
    """A redirect to itself is a loop; a wrong type and other bytes are served as told."""
    with FakeSite() as site:
        site.behave("/loop", redirect="/loop")
        site.behave("/page", body="<html>", media_type="image/jpeg")
        assert _get(site.base + "/loop")[0].headers["Location"] == "/loop"
        answer, body = _get(site.base + "/page")
        assert (answer.headers["Content-Type"], body) == ("image/jpeg", b"<html>")


def test_unchanged_pages_answer_304():
    """Validators are those of a real server and can be switched off."""
    with FakeSite() as site:
        site.add(1, title="Opening")
        etag = _get(site.url(1))[0].headers["ETag"]
        assert _get(site.url(1), If_None_Match=etag)[0].status == 304
        site.edit(1, title="Other")
        assert _get(site.url(1), If_None_Match=etag)[0].status == 200


@pytest.mark.parametrize("family", ["gutenberg", "webforms", "agency", "moodle_like"])
def test_any_family_can_be_served(family):
    """Every post, listing page and file of a family is found at the addresses that its pages use."""
    with FakeSite(family, per_page=2) as site:
        for number in range(1, 6):
            site.add(number, title=f"Post number {number}", published=f"2024-01-{20 + number}", files=["a b.jpg"])
        assert _get(site.listing_url(page=3))[0].status == 200
        assert _get(site.url(4))[0].status == 200
        post = site.add(9, title="Last", files=["plan.pdf"])
        answer, _ = _get(site.base + site.family.file_path(post, post.blocks[-1].files[0]))
        assert answer.headers["Content-Type"] in {"application/pdf", "application/octet-stream"}
