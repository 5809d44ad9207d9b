"""The default: a tidy hand-made site, with little chrome and every field in a place of its own."""

from __future__ import annotations

from html import escape

from tests.replica.family import WORDS, Family
from tests.replica.model import Post, Site


class Plain(Family):
    """Semantic HTML as a careful person writes it by hand."""

    name = "plain"

    def detail(self, site: Site, post: Post) -> str:
        words = WORDS[post.lang]
        others = "\n".join(self._item(other) for other in site.related(post))
        return self._page(
            post.lang,
            escape(post.title),
            f"""<article>
<h1>{escape(post.title)}</h1>
<p class="date">{self.day(post)} | {escape(post.category)}</p>
{self.body(post)}
</article>
<section><h2>{words["related"]}</h2>
{others}
</section>""",
        )

    def listing(self, site: Site, lang: str, page: int) -> str:
        words = WORDS[lang]
        items = "\n".join(self._item(post) for post in self.rows(site, lang, page))
        pager = "\n".join(
            f"<b>{number}</b>" if number == page else f'<a href="{self.listing_path(lang, number)}">{number}</a>'
            for number in range(1, self.pages(site, lang) + 1)
        )
        if page < self.pages(site, lang):
            pager += f'\n<a href="{self.listing_path(lang, page + 1)}">{words["next"]}</a>'
        return self._page(lang, escape(words["news"]), f"<h1>{escape(words['news'])}</h1>\n{items}\n<p>{pager}</p>")

    def _item(self, post: Post) -> str:
        return f"""<div class="item">
<h3><a href="{self.detail_path(post)}">{escape(post.title)}</a></h3>
<p>{escape(post.summary)}</p>
<p class="date">{self.day(post)} | {escape(post.category)}</p>
</div>"""

    def _page(self, lang: str, title: str, main: str) -> str:
        words = {key: escape(text) for key, text in WORDS[lang].items()}
        return f"""<!DOCTYPE html>
<html lang="{words["code"]}">
<head><meta charset="utf-8"><title>{title} | {words["org"]}</title></head>
<body>
<header><a href="/{lang}/">{words["org"]}</a>
<nav><a href="/{lang}/about">{words["about"]}</a> <a href="/{lang}/news">{words["news"]}</a>
<a href="/{lang}/contact">{words["contact"]}</a></nav></header>
<main>
{main}
</main>
<footer>© {words["org"]}. {words["rights"]}</footer>
</body>
</html>
"""
