"""News sites that exist only after their scripts have run, on loopback: one for each way of making pages so."""

from __future__ import annotations

import json
from dataclasses import dataclass

from scraper.demo.media import make_file
from tests.fake_site import FakeSite

PICTURE = make_file("hall.jpg", 40_000)
PER_PAGE = 2


@dataclass(frozen=True)
class Item:
    """A post as the site's interface gives it."""

    number: int
    title: str
    date: str
    category: str
    body: tuple[str, ...]
    picture: bool = False

    @property
    def path(self) -> str:
        """Where its page is."""
        return f"/news/{self.number}"

    def data(self) -> dict[str, object]:
        """What the interface says of it."""
        return {
            "id": self.number,
            "title": self.title,
            "day": self.date,
            "kind": self.category,
            "text": list(self.body),
            "files": [{"name": "hall.jpg", "label": "hall.jpg (40 KB)"}] if self.picture else [],
        }


def items(count: int = 10) -> list[Item]:
    """Posts, the newest first."""
    made = []
    for number in range(count, 0, -1):
        body = (
            f"In week {number} the centre opened a test hall with room for climatic chambers and a vibration table.",
            "Visitors saw how boards are aged in days rather than years, and what the failures teach about design.",
        )
        kind = "Event" if number % 3 == 0 else "News"
        made.append(
            Item(number, f"Report {number} from the test hall", f"2025-03-{number:02d}", kind, body, number == 2)
        )
    return made


ROW = """const row = (post) => `<li class="row"><a href="/news/${post.id}"><h3>${post.title}</h3></a>
<p class="meta">${post.day} | ${post.kind}</p></li>`;"""
DETAIL = """const detail = (post) => `<article><h1>${post.title}</h1><p class="meta">${post.day} | ${post.kind}</p>
<div class="text">${post.text.map((t) => `<p>${t}</p>`).join("")}</div>
<ul>${post.files.map((f) => `<li><a href="/files/${f.name}">${f.label}</a></li>`).join("")}</ul></article>`;"""

FETCHING = """const place = document.getElementById("app");
fetch(place.dataset.from, {headers: {"X-Requested-With": "XMLHttpRequest"}}).then((answer) => {
  if (!answer.ok) throw new Error(answer.status);
  return answer.json();
}).then((data) => {
  place.innerHTML = Array.isArray(data) ? `<h1>News</h1><ul>${data.map(row).join("")}</ul>` : detail(data);
}).catch(() => { place.innerHTML = "<p>Sorry, nothing here.</p>"; });"""

ROUTER = """const place = document.getElementById("app");
async function show(path) {
  const found = path.match(/^\\/news\\/(\\d+)$/);
  const answer = await fetch(found ? `/api/news/${found[1]}` : "/api/news");
  const data = await answer.json();
  place.replaceChildren();
  place.insertAdjacentHTML("beforeend", found ? detail(data) : `<h1>News</h1><ul>${data.map(row).join("")}</ul>`);
  for (const link of place.querySelectorAll("a[href^='/news/']")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      history.pushState({}, "", link.href);
      show(location.pathname);
    });
  }
}
addEventListener("popstate", () => show(location.pathname));
show(location.pathname === "/" ? "/news" : location.pathname);"""

SHADOW = """class NewsView extends HTMLElement {
  connectedCallback() {
    const root = this.attachShadow({mode: "open"});
    root.innerHTML = "<style>h1 { color: red }</style><section></section><slot></slot>";
    fetch(this.getAttribute("from")).then((answer) => answer.json()).then((data) => {
      root.querySelector("section").innerHTML =
        Array.isArray(data) ? `<h1>News</h1><ul>${data.map(row).join("")}</ul>` : detail(data);
    });
  }
}
customElements.define("news-view", NewsView);"""

LOADING = """const list = document.querySelector("#app ul");
let page = 0;
async function more() {
  const data = await (await fetch(`/api/page/${++page}`)).json();
  list.insertAdjacentHTML("beforeend", data.rows.map(row).join(""));
  document.querySelector("button").hidden = !data.more;
}
document.querySelector("button").addEventListener("click", more);
more();"""


def page(inner: str, script: str, title: str = "Test hall") -> str:
    """A page that holds next to nothing of its own."""
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        '<link rel="stylesheet" href="/site.css"></head><body>'
        "<noscript>Please enable JavaScript to use this site.</noscript>"
        f'{inner}<script src="/{script}"></script></body></html>'
    )


class ScriptedSite(FakeSite):
    """A site without a line of news in its pages.

    Args:
        style: `fetch`, `router`, `shadow` or `more`: how its pages are made.
        posts: what it publishes.
    """

    def __init__(self, style: str, posts: list[Item] | None = None) -> None:
        super().__init__()
        self.style = style
        self.posts: list[Item] = []
        scripts = {"fetch": FETCHING, "router": ROUTER, "shadow": SHADOW, "more": LOADING}
        self.put("/site.css", ".row { margin: 1em }", media_type="text/css")
        self.put("/files/hall.jpg", PICTURE, media_type="image/jpeg")
        for name in ("app.js", "detail.js"):
            code = FETCHING if style == "more" and name == "detail.js" else scripts[style]
            self.put(f"/{name}", "\n".join((ROW, DETAIL, code)), media_type="text/javascript")
        self.announce(posts or items())
        for path in ("/", "/news"):
            self.put(path, self.shell("/api/news", "app.js"))

    def announce(self, posts: list[Item]) -> None:
        """Publish these posts, the newest first, and no others."""
        self.posts = posts
        self._put_data("/api/news", [post.data() for post in posts])
        for post in posts:
            address = f"/api/news/{post.number}"
            self._put_data(address, post.data())
            self.put(post.path, self.shell(address, "detail.js"))
        for number, start in enumerate(range(0, len(posts), PER_PAGE), start=1):
            rows = [post.data() for post in posts[start : start + PER_PAGE]]
            self._put_data(f"/api/page/{number}", {"rows": rows, "more": start + PER_PAGE < len(posts)})

    def _put_data(self, path: str, data: object) -> None:
        self.put(path, json.dumps(data), media_type="application/json")

    def shell(self, address: str, script: str) -> str:
        """A page before its script has run."""
        if self.style == "shadow":
            return page(f'<news-view from="{address}"></news-view>', script)
        if self.style == "more" and script == "app.js":
            return page('<div id="app"><h1>News</h1><ul></ul><button type="button">Load more</button></div>', script)
        return page(f'<div id="app" data-from="{address}"></div>', script)
