"""Sites made with WordPress and with Drupal, on loopback: their pages, and the JSON that these give beside them."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.page_site import BODY, Made, detail, page, teasers


@dataclass(frozen=True)
class Story:
    """A post as the site has it: what its page shows, and what its JSON says."""

    slug: str
    title: str
    day: str
    category: str = "News"
    body: tuple[str, ...] = BODY
    shown: bool = True
    listed: bool = True


def stories(count: int) -> list[Story]:
    """Posts, the newest first."""
    made = [
        Story(f"report-{n:03d}-from-the-hall", f"Report {n} from the hall", f"20{10 + n // 28:02d}-05-{n % 28 + 1:02d}")
        for n in range(count)
    ]
    return made[::-1]


@dataclass
class WordPressSite:
    """A WordPress: posts at `/<slug>/`, a listing at `/news/`, its REST interface at `/wp-json/`.

    Attributes:
        status: what the interface answers.
        most: the most posts that it gives at once; more are refused.
        hidden: posts that it counts and does not give.
        named: whether pages name the interface, or only look as WordPress makes them.
        types: further kinds of content.
    """

    posts: list[Story]
    status: int = 200
    most: int = 100
    hidden: int = 0
    named: bool = True
    types: dict[str, dict[str, Any]] = field(default_factory=dict)
    per_page: int = 10
    base: str = ""

    def __call__(self, path: str) -> Made:
        parts = urlsplit(path)
        head = '<link rel="stylesheet" href="/wp-content/themes/plain/style.css">'
        if self.named:
            head += f'<link rel="https://api.w.org/" href="{self.base}/wp-json/">'
        if parts.path.startswith("/wp-json/"):
            return self.interface(parts.path.removeprefix("/wp-json/wp/v2/"), parse_qs(parts.query))
        if parts.path == "/":
            return page("Test Centre", '<p>Welcome.</p><p><a href="/news/">News</a></p>', head=head)
        if parts.path == "/news" or parts.path.startswith("/news/"):
            return self.listing(parts.path, head)
        for post in self.posts:
            if parts.path == f"/{post.slug}/":
                if not post.shown:
                    return page(post.title, '<div id="app"></div>', head=head)
                return detail(post.title, post.day, head=head)
        return None

    def listing(self, path: str, head: str) -> Made:
        """A page of the listing: `/news/`, `/news/page/2/`."""
        number = int(path.removeprefix("/news/page/").strip("/")) if "/page/" in path else 1
        listed = [post for post in self.posts if post.listed]
        shown = listed[(number - 1) * self.per_page : number * self.per_page]
        rows = [(f"/{post.slug}/", post.title, post.day) for post in shown]
        more = (
            f'<nav><a rel="next" href="/news/page/{number + 1}/">Next</a></nav>'
            if number * self.per_page < len(listed)
            else ""
        )
        return page("News", teasers(rows) + more, head=head) if shown else None

    def interface(self, path: str, query: dict[str, list[str]]) -> Made:
        """The REST interface, as far as it is asked."""
        if self.status != 200:
            return answer({"code": "rest_forbidden", "message": "Only for those who are logged in."}, self.status)
        if path == "types":
            own = {
                "post": {"name": "Posts", "slug": "post", "rest_base": "posts"},
                "page": {"name": "Pages", "slug": "page", "rest_base": "pages"},
            }
            return answer(own | self.types)
        if path != "posts":
            return answer([], 200, total=0, pages=0)
        per_page, number = int(query.get("per_page", ["10"])[0]), int(query.get("page", ["1"])[0])
        if per_page > self.most:
            return answer({"code": "rest_invalid_param", "message": "Invalid parameter(s): per_page"}, 400)
        pages = math.ceil(len(self.posts) / per_page)
        if number > pages:
            return answer({"code": "rest_post_invalid_page_number", "message": "The page number is too high."}, 400)
        shown = self.posts[(number - 1) * per_page : number * per_page]
        return answer([self.entry(post) for post in shown], total=len(self.posts) + self.hidden, pages=pages)

    def entry(self, post: Story) -> dict[str, Any]:
        """A post as WordPress writes it."""
        body = "".join(f"<p>{line} This is about {post.title}.</p>\n" for line in post.body)
        term = {"id": 3, "name": post.category, "taxonomy": "category"}
        return {
            "id": 7,
            "date": f"{post.day}T00:30:00",
            "date_gmt": "1999-12-31T16:30:00",
            "link": f"{self.base}/{post.slug}/",
            "title": {"rendered": post.title.replace("&", "&#038;")},
            "excerpt": {
                "rendered": f"<p>In short: {post.title.lower()} &hellip; <a href='#'>Continue reading</a></p>\n"
            },
            "content": {"rendered": body},
            "_embedded": {"wp:term": [[term], [{"id": 9, "name": "boards", "taxonomy": "post_tag"}]]},
        }


def answer(data: Any, status: int = 200, *, total: int | None = None, pages: int = 0) -> Made:
    """JSON with WordPress's totals in the head."""
    headers = {"Content-Type": "application/json; charset=UTF-8"}
    if total is not None:
        headers |= {"X-WP-Total": str(total), "X-WP-TotalPages": str(pages)}
    return status, headers, json.dumps(data)


@dataclass
class DrupalSite:
    """A Drupal: posts at `/news/<slug>`, its JSON:API at `/jsonapi`, with its own field for the date."""

    posts: list[Story]
    per_page: int = 10
    base: str = ""
    limit: int = 50

    def __call__(self, path: str) -> Made:
        parts, query = urlsplit(path), parse_qs(urlsplit(path).query)
        head = '<meta name="Generator" content="Drupal 10 (https://www.drupal.org)">'
        if parts.path == "/":
            return page("Test Centre", '<p>Welcome.</p><p><a href="/news">News</a></p>', head=head)
        if parts.path == "/news":
            number = int(query.get("page", ["0"])[0])
            listed = [post for post in self.posts if post.listed]
            shown = listed[number * self.per_page : (number + 1) * self.per_page]
            rows = [(f"/news/{post.slug}", post.title, post.day) for post in shown]
            more = (
                f'<nav><a rel="next" href="/news?page={number + 1}">Next</a></nav>'
                if (number + 1) * self.per_page < len(listed)
                else ""
            )
            return page("News", teasers(rows) + more, head=head) if shown else None
        for post in self.posts:
            if parts.path == f"/news/{post.slug}":
                return detail(post.title, post.day, head=head) if post.shown else page(post.title, "", head=head)
        return self.interface(parts.path, query)

    def interface(self, path: str, query: dict[str, list[str]]) -> Made:
        """The JSON:API, as far as it is asked."""
        if path == "/jsonapi":
            kinds = ("node--news", "node--page", "taxonomy_term--kinds", "user--user")
            links = {kind: {"href": f"{self.base}/jsonapi/{kind.replace('--', '/')}"} for kind in kinds}
            return api({"jsonapi": {"version": "1.0"}, "data": [], "links": links})
        if path != "/jsonapi/node/news":
            return None
        at, size = int(query.get("page[offset]", ["0"])[0]), min(self.limit, int(query.get("page[limit]", ["50"])[0]))
        shown = self.posts[at : at + size]
        data: dict[str, Any] = {"data": [self.node(at + n, post) for n, post in enumerate(shown)], "links": {}}
        include = "&include=" + query["include"][0] if "include" in query else ""
        if at + size < len(self.posts):
            onward = f"page%5Boffset%5D={at + size}&page%5Blimit%5D={size}&sort=-created{include}"
            href = f"{self.base}/jsonapi/node/news?{onward}"
            data["links"]["next"] = {"href": href}
        if include:
            names = sorted({post.category for post in self.posts})
            data["included"] = [
                {"type": "taxonomy_term--kinds", "id": f"t-{name}", "attributes": {"name": name}} for name in names
            ]
        return api(data)

    def node(self, number: int, post: Story) -> dict[str, Any]:
        """A post as Drupal writes it."""
        body = "".join(f"<p>{line} This is about {post.title}.</p>" for line in post.body)
        return {
            "type": "node--news",
            "id": f"uuid-{number}",
            "attributes": {
                "drupal_internal__nid": 500 + number,
                "langcode": "en",
                "status": True,
                "title": post.title,
                "created": "2001-01-01T09:00:00+08:00",
                "changed": "2025-01-01T09:00:00+08:00",
                "path": {"alias": f"/news/{post.slug}", "pid": 1, "langcode": "en"},
                "field_news_date": post.day,
                "body": {
                    "value": body,
                    "format": "full",
                    "processed": body,
                    "summary": f"In short: {post.title.lower()}",
                },
            },
            "relationships": {"field_category": {"data": {"type": "taxonomy_term--kinds", "id": f"t-{post.category}"}}},
        }


def api(data: Any) -> Made:
    """JSON:API as Drupal serves it."""
    return 200, {"Content-Type": "application/vnd.api+json"}, json.dumps(data)


def without(posts: list[Story], slug_part: str, **changes: Any) -> list[Story]:
    """The posts, with one of them changed."""
    return [replace(post, **changes) if slug_part in post.slug else post for post in posts]
