"""Two generations of Bootstrap, as small agencies deliver them."""

# ruff: noqa: E501 - a line of markup is a line
from __future__ import annotations

from html import escape as e

from tests.replica.family import WORDS, Family, day_month_year, iso
from tests.replica.model import File, Post, Site


class Bootstrap3(Family):
    """Panels, a sidebar with the latest posts, glyphicons, labels as link text behind an icon."""

    name = "bootstrap3"
    date = staticmethod(iso)

    def detail(self, site: Site, post: Post) -> str:
        words = WORDS[post.lang]
        others = "\n".join(self._media(other, "h4") for other in site.related(post))
        return self._page(
            site,
            post.lang,
            e(post.title),
            f"""<ol class="breadcrumb"><li><a href="/{post.lang}/">{words["home"]}</a></li>
<li><a href="{self.listing_path(post.lang)}">{e(words["news"])}</a></li><li class="active">{e(post.title)}</li></ol>
<div class="page-header"><h1>{e(post.title)}</h1></div>
<p class="text-muted"><span class="glyphicon glyphicon-calendar"></span> {self.day(post)} |
<span class="label-cat">{e(post.category)}</span></p>
<div class="article-content">
{self.body(post)}
</div>
<div class="btn-group"><a class="btn btn-default" href="https://www.facebook.com/sharer.php?u=x">Facebook</a>
<a class="btn btn-default" href="https://twitter.com/share?u=x">Twitter</a></div>
<hr>
<h3>{words["related"]}</h3>
{others}""",
        )

    def listing(self, site: Site, lang: str, page: int) -> str:
        words = WORDS[lang]
        rows = "\n<hr>\n".join(self._media(post, "h3") for post in self.rows(site, lang, page))
        count = self.pages(site, lang)
        numbers = "".join(
            f'<li class="active"><a href="#">{number}</a></li>'
            if number == page
            else f'<li><a href="{self.listing_path(lang, number)}">{number}</a></li>'
            for number in range(1, count + 1)
        )
        before = f'<li><a href="{self.listing_path(lang, page - 1)}">«</a></li>' if page > 1 else ""
        after = f'<li><a href="{self.listing_path(lang, page + 1)}">»</a></li>' if page < count else ""
        return self._page(
            site,
            lang,
            e(words["news"]),
            f"""<div class="page-header"><h1>{e(words["news"])}</h1></div>
{rows}
<div class="text-center"><ul class="pagination">{before}{numbers}{after}</ul></div>""",
        )

    def file(self, post: Post, file: File) -> str:
        return (
            f'<a href="{self.file_path(post, file)}" class="btn btn-link">'
            f'<span class="glyphicon glyphicon-download-alt"></span> {e(file.label)}</a>'
        )

    def picture(self, post: Post, file: File) -> str:
        return f'<p><img class="img-responsive" src="{self.file_path(post, file)}" alt="{e(file.name)}"></p>'

    def _media(self, post: Post, level: str) -> str:
        return f"""<div class="media"><div class="media-body">
<{level} class="media-heading"><a href="{self.detail_path(post)}">{e(post.title)}</a></{level}>
<p>{e(post.summary)}</p><p class="small text-muted">{self.day(post)} | {e(post.category)}</p></div></div>"""

    def _page(self, site: Site, lang: str, title: str, main: str) -> str:
        words = {key: e(text) for key, text in WORDS[lang].items()}
        latest = "".join(
            f'<a class="list-group-item" href="{self.detail_path(post)}">{e(post.title)}</a>'
            for post in site.listed(lang)[:3]
        )
        return f"""<!DOCTYPE html>
<html lang="{words["code"]}">
<head><meta charset="utf-8"><meta http-equiv="X-UA-Compatible" content="IE=edge">
<title>{title} - {words["org"]}</title>
<link rel="stylesheet" href="/css/bootstrap.min.css"><!--[if lt IE 9]><script src="/js/html5shiv.js"></script><![endif]-->
</head>
<body>
<nav class="navbar navbar-default navbar-fixed-top"><div class="container">
<div class="navbar-header"><a class="navbar-brand" href="/{lang}/"><img src="/img/logo.png" alt="{words["org"]}"></a></div>
<ul class="nav navbar-nav"><li><a href="/{lang}/about">{words["about"]}</a></li>
<li class="dropdown"><a href="#" class="dropdown-toggle">{words["research"]} <b class="caret"></b></a>
<ul class="dropdown-menu"><li><a href="/{lang}/research/1">Electronics</a></li><li><a href="/{lang}/research/2">Mechanics</a></li>
<li><a href="/{lang}/research/3">Software</a></li></ul></li>
<li class="active"><a href="/{lang}/news">{words["news"]}</a></li><li><a href="/{lang}/contact">{words["contact"]}</a></li></ul>
<form class="navbar-form navbar-right"><input type="text" class="form-control" placeholder="{words["search"]}"></form>
</div></nav>
<div class="container"><div class="row">
<div class="col-sm-9">
{main}
</div>
<div class="col-sm-3"><div class="panel panel-default"><div class="panel-heading">{words["latest"]}</div>
<div class="list-group">{latest}</div></div>
<div class="panel panel-default"><div class="panel-heading">{words["newsletter"]}</div>
<div class="panel-body"><input type="email" placeholder="{words["email"]}"><button class="btn">{words["subscribe"]}</button></div></div>
</div></div></div>
<footer class="footer"><div class="container"><p class="text-muted">{words["address"]}</p>
<p>© 2025 {words["org"]}. {words["rights"]} <a href="/{lang}/privacy">{words["privacy"]}</a></p></div></footer>
<script src="/js/jquery.min.js"></script><script>$('.dropdown-toggle').dropdown();</script>
</body></html>
"""


class Bootstrap5(Family):
    """Cards in a grid, badges, `time` elements, an off-canvas menu, a cookie bar; figures with captions."""

    name = "bootstrap5"
    date = staticmethod(day_month_year)
    related_summary = False

    def listing_path(self, lang: str, page: int = 1) -> str:
        return f"/{lang}/news/" if page == 1 else f"/{lang}/news/page/{page}/"

    def detail(self, site: Site, post: Post) -> str:
        words = WORDS[post.lang]
        others = "\n".join(
            f"""<div class="col"><div class="card h-100"><div class="card-body">
<span class="badge text-bg-secondary">{e(other.category)}</span>
<h6 class="card-title"><a class="stretched-link" href="{self.detail_path(other)}">{e(other.title)}</a></h6></div>
<div class="card-footer"><small>{self._time(other)}</small></div></div></div>"""
            for other in site.related(post)
        )
        return self._page(
            post.lang,
            e(post.title),
            f"""<article class="col-lg-8 mx-auto">
<header class="mb-4"><span class="badge text-bg-primary">{e(post.category)}</span>
<h1 class="fw-bolder mb-1">{e(post.title)}</h1>
<div class="text-muted fst-italic mb-2">{self._time(post)}</div></header>
<section class="mb-5 fs-5">
{self.body(post)}
</section>
<div class="d-flex gap-2"><span>{words["share"]}:</span><a href="https://www.linkedin.com/share?u=x" aria-label="LinkedIn"><i class="bi bi-linkedin"></i></a>
<a href="https://wa.me/?text=x" aria-label="WhatsApp"><i class="bi bi-whatsapp"></i></a></div>
</article>
<section class="py-5 bg-light"><h2 class="h4">{words["related"]}</h2><div class="row row-cols-1 row-cols-md-4 g-4">
{others}
</div></section>""",
        )

    def listing(self, site: Site, lang: str, page: int) -> str:
        words = WORDS[lang]
        cards = "\n".join(
            f"""<div class="col"><div class="card h-100 shadow-sm">
<img src="/media/cover/{post.id}.jpg" class="card-img-top" alt="" loading="lazy" width="600" height="400">
<div class="card-body"><div class="d-flex justify-content-between"><span class="badge text-bg-primary">{e(post.category)}</span>
<small class="text-muted">{self._time(post)}</small></div>
<h5 class="card-title mt-2"><a href="{self.detail_path(post)}" class="text-decoration-none">{e(post.title)}</a></h5>
<p class="card-text">{e(post.summary)}</p></div>
<div class="card-footer"><a href="{self.detail_path(post)}" class="btn btn-sm btn-outline-primary">{words["more"]}</a></div></div></div>"""
            for post in self.rows(site, lang, page)
        )
        return self._page(
            lang,
            e(words["news"]),
            f"""<h1 class="display-5">{e(words["news"])}</h1>
<ul class="nav nav-pills mb-3">{"".join(f'<li class="nav-item"><a class="nav-link" href="/{lang}/news/?cat={n}">{c}</a></li>' for n, c in enumerate(words["filter"].split()))}</ul>
<div class="row row-cols-1 row-cols-md-2 g-4">
{cards}
</div>
{self._pager(site, lang, page)}""",
        )

    def files(self, post: Post, entries: object) -> str:
        return "\n".join(self.file(post, file) for file in entries)  # type: ignore[attr-defined]

    def file(self, post: Post, file: File) -> str:
        path = self.file_path(post, file)
        if not file.is_picture:
            return f"""<div class="card mb-3"><div class="card-body d-flex"><i class="bi bi-file-earmark-text fs-2"></i>
<a class="ms-3" href="{path}" download>{e(file.label)}</a></div></div>"""
        return f"""<figure class="figure"><a href="{path}" data-bs-toggle="modal"><img src="{self.thumb_path(post, file)}" class="figure-img img-fluid rounded" alt=""></a>
<figcaption class="figure-caption text-end">{e(file.label)}</figcaption></figure>"""

    def picture(self, post: Post, file: File) -> str:
        path, thumb = self.file_path(post, file), self.thumb_path(post, file)
        return (
            f'<figure class="figure"><img class="img-fluid" src="{thumb}" alt="" sizes="100vw"'
            f' srcset="{thumb} 480w, {path} 1920w"></figure>'
        )

    def _time(self, post: Post) -> str:
        return f'<time datetime="{post.published.isoformat()}">{self.day(post)}</time>'

    def _pager(self, site: Site, lang: str, page: int) -> str:
        words, count = WORDS[lang], self.pages(site, lang)
        if count == 1:
            return ""
        numbers = "".join(
            f'<li class="page-item active" aria-current="page"><span class="page-link">{number}</span></li>'
            if number == page
            else f'<li class="page-item"><a class="page-link" href="{self.listing_path(lang, number)}">{number}</a></li>'
            for number in range(1, count + 1)
        )
        after = (
            f'<li class="page-item"><a class="page-link" rel="next" href="{self.listing_path(lang, page + 1)}">{words["next"]}</a></li>'
            if page < count
            else f'<li class="page-item disabled"><span class="page-link">{words["next"]}</span></li>'
        )
        return f'<nav aria-label="Page navigation"><ul class="pagination justify-content-center">{numbers}{after}</ul></nav>'

    def _page(self, lang: str, title: str, main: str) -> str:
        words = {key: e(text) for key, text in WORDS[lang].items()}
        return f"""<!doctype html>
<html lang="{words["code"]}" data-bs-theme="light">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title><meta property="og:site_name" content="{words["org"]}"><meta property="og:title" content="{title}">
<link href="/static/bootstrap.min.css" rel="stylesheet"></head>
<body class="d-flex flex-column min-vh-100">
<div class="offcanvas offcanvas-end" id="menu"><div class="offcanvas-body"><ul class="navbar-nav">
<li class="nav-item"><a class="nav-link" href="/{lang}/">{words["home"]}</a></li><li class="nav-item"><a class="nav-link" href="/{lang}/people">{words["people"]}</a></li>
<li class="nav-item"><a class="nav-link active" href="/{lang}/news/">{words["news"]}</a></li><li class="nav-item"><a class="nav-link" href="/{lang}/careers">{words["careers"]}</a></li></ul>
<div><a href="/en/news/">EN</a> <a href="/tc/news/">繁</a> <a href="/sc/news/">简</a></div></div></div>
<main class="container flex-grow-1 py-4">
{main}
</main>
<footer class="bg-dark text-white py-4"><div class="container"><div class="row"><div class="col">{words["address"]}</div>
<div class="col text-end">© {words["org"]}</div></div></div></footer>
<div class="toast show position-fixed bottom-0" role="alert"><div class="toast-body">{words["cookies"]}<button class="btn btn-primary">{words["accept"]}</button></div></div>
<script src="/static/bootstrap.bundle.min.js"></script>
</body></html>
"""
