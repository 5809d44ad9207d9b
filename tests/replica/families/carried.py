# ruff: noqa: E501 - a line of markup is a line
"""Pages without a word of the post in their markup: it stands in the data that they carry for their scripts.

Each family packs its data in another way and stores the text in another editor's form.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html import escape as e
from typing import TYPE_CHECKING, Any

from tests.replica.family import WORDS, Family
from tests.replica.model import LINK
from tests.replica.posts import SITE

if TYPE_CHECKING:
    from tests.replica.model import Block, DetailAnswer, File, Post, Site


class Carried(Family):
    """The shell that is the same for every post, and the data as a whole: markup in JSON."""

    per_page = 50
    keys = ("title", "publishedAt", "category", "excerpt", "content")
    address_key = "url"

    def detail_path(self, post: Post) -> str:
        return f"/{post.lang}/news/{post.id}"

    def detail(self, site: Site, post: Post) -> str:
        return self.shell(
            post.lang,
            self.packed(
                {"post": self.record(post, whole=True), "related": [self.record(other) for other in site.related(post)]}
            ),
        )

    def listing(self, site: Site, lang: str, page: int) -> str:
        return self.shell(
            lang,
            self.packed({"list": {"total": 9, "items": [self.record(post) for post in self.rows(site, lang, page)]}}),
        )

    def record(self, post: Post, *, whole: bool = False) -> dict[str, Any]:
        title, date, category, summary, content = self.keys
        out = {
            "id": post.id,
            title: post.title,
            date: self.moment(post),
            category: self.filed(post),
            summary: re.sub(LINK, r"\1", post.summary),
            self.address_key: self.detail_path(post),
        }
        return out | ({content: self.content(post)} if whole else {})

    def moment(self, post: Post) -> Any:
        """The date as the data has it."""
        return post.published.isoformat()

    def filed(self, post: Post) -> Any:
        """The category as the data has it."""
        return post.category

    def content(self, post: Post) -> Any:
        """The text as the data has it."""
        return self.body(post)

    def packed(self, data: dict[str, Any]) -> str:
        """The markup that carries the data."""
        return f'<script id="__NEXT_DATA__" type="application/json">{self.text({"props": {"pageProps": data}, "page": "/news", "buildId": "k2"})}</script>'

    def text(self, data: Any) -> str:
        return json.dumps(data, ensure_ascii=False).replace("</", "<\\/")

    def shell(self, lang: str, carried: str) -> str:
        words = {key: e(text) for key, text in WORDS[lang].items()}
        return f"""<!DOCTYPE html><html lang="{words["code"]}"><head><meta charset="utf-8"><title>{words["org"]}</title><link rel="modulepreload" href="/app.9f2.js"></head><body><noscript>You need to enable JavaScript to run this app.</noscript><div id="root"></div>{carried}<script src="/app.9f2.js" defer></script></body></html>"""


class Blocks(Carried):
    """A text stored as a tree of blocks; files stand in it by name, pictures without."""

    def label(self, file: File) -> str:
        return "" if file.is_picture else file.name

    def detail_answer(self, site: Site, post: Post) -> DetailAnswer:
        answer = super().detail_answer(site, post)
        return replace(answer, attachments=tuple(replace(each, declared_bytes=None) for each in answer.attachments))

    def content(self, post: Post) -> Any:
        return [made for block in self.order(post) for made in self.made(post, block)]

    def made(self, post: Post, block: Block) -> list[dict[str, Any]]:
        """The stored blocks for one block of the post."""
        raise NotImplementedError

    def pieces(self, text: str) -> list[tuple[str, str]]:
        """A text as pieces, each with the address that it leads to or none."""
        out, at = [], 0
        for found in LINK.finditer(text):
            words, address = found.groups()
            if address.startswith("/post/"):
                address = self.detail_path(next(post for post in SITE.posts if post.id == int(address[6:])))
            out += [(text[at : found.start()], ""), (words, address)]
            at = found.end()
        return [piece for piece in [*out, (text[at:], "")] if piece[0]]


class NextShell(Carried):
    """`__NEXT_DATA__` with markup, times with their offset, categories as objects."""

    name = "next_shell"

    def moment(self, post: Post) -> Any:
        return f"{post.published.isoformat()}T09:30:00+08:00"

    def filed(self, post: Post) -> Any:
        return {"id": 4, "name": post.category, "slug": "c4"}


class StreamShell(Carried):
    """A stream of server components in pieces, the text as a row of its own, referred to by number."""

    name = "stream_shell"
    keys = ("headline", "date", "section", "summary", "bodyHtml")

    def packed(self, data: dict[str, Any]) -> str:
        stream = '1:"$Sreact.fragment"\n2:I[7555,[],""]\n'
        if "post" in data:
            body = data["post"]["bodyHtml"]
            stream += f"1a:T{len(body.encode()):x},{body}"
            data["post"]["bodyHtml"] = "$1a"
        stream += (
            "0:" + json.dumps(["$", "$L2", None, {"children": ["$", "main", None, data]}], ensure_ascii=False) + "\n"
        )
        chunks = [stream[at : at + 700] for at in range(0, len(stream), 700)]
        return "<script>(self.__next_f=self.__next_f||[]).push([0])</script>" + "".join(
            f"<script>self.__next_f.push([1,{self.text(chunk)}])</script>" for chunk in chunks
        )


class PackedShell(Blocks):
    """`__NUXT_DATA__`, where numbers refer to other values, with portable text."""

    name = "packed_shell"

    def packed(self, data: dict[str, Any]) -> str:
        out: list[Any] = [["ShallowReactive", 1]]
        self._flat({"data": {"page": data}, "state": {}, "once": None}, out)
        return f'<script type="application/json" id="__NUXT_DATA__" data-ssr="true">{self.text(out)}</script><script>window.__NUXT__={{}};window.__NUXT__.config={{public:{{}},app:{{baseURL:"/"}}}}</script>'

    def _flat(self, value: Any, out: list[Any]) -> int:
        at = len(out)
        out.append(None)
        if isinstance(value, dict):
            out[at] = {key: self._flat(item, out) for key, item in value.items()}
        elif isinstance(value, list):
            out[at] = [self._flat(item, out) for item in value]
        else:
            out[at] = value
        return at

    def made(self, post: Post, block: Block) -> list[dict[str, Any]]:
        if block.kind in {"files", "picture"}:
            return [
                {
                    "_type": "image" if file.is_picture else "file",
                    "asset": {"url": self.file_path(post, file), "originalFilename": file.name, "size": 12},
                }
                for file in block.files
            ]
        if block.kind == "table":
            return [{"_type": "table", "rows": [{"_type": "tableRow", "cells": list(row)} for row in block.rows]}]
        style = {"heading": "h3", "quote": "blockquote"}.get(block.kind, "normal")
        items = [{"listItem": "bullet", "level": 1}] * len(block.items) or [{}]
        return [self._block(text, style) | item for text, item in zip(block.items or (block.text,), items, strict=True)]

    def _block(self, text: str, style: str) -> dict[str, Any]:
        pieces = self.pieces(text)
        marks = [
            {"_key": f"m{number}", "_type": "link", "href": address}
            for number, (_, address) in enumerate(pieces)
            if address
        ]
        spans = [
            {"_type": "span", "_key": f"s{number}", "text": words, "marks": [f"m{number}"] if address else []}
            for number, (words, address) in enumerate(pieces)
        ]
        return {"_type": "block", "style": style, "markDefs": marks, "children": spans}


class CacheShell(Blocks):
    """A cache of a graph interface, objects by name with references between them; texts of Editor.js."""

    name = "cache_shell"

    def moment(self, post: Post) -> Any:
        return f"{post.published.isoformat()}T00:00:00.000+08:00"

    def filed(self, post: Post) -> Any:
        return {"__ref": f"Category:{post.category}"}

    def packed(self, data: dict[str, Any]) -> str:
        records = [data["post"], *data["related"]] if "post" in data else data["list"]["items"]
        named = {f"Article:{record['id']}": {"__typename": "Article", **record} for record in records}
        labels = {f"Category:{post.category}": {"__typename": "Category", "name": post.category} for post in SITE.posts}
        cache = (
            {"ROOT_QUERY": {"__typename": "Query", "articles": [{"__ref": name} for name in named]}} | named | labels
        )
        return f"<script>window.__APOLLO_STATE__ = {self.text(cache)};</script>"

    def content(self, post: Post) -> Any:
        return {"time": 1650000000000, "version": "2.28.2", "blocks": super().content(post)}

    def made(self, post: Post, block: Block) -> list[dict[str, Any]]:
        if block.kind in {"files", "picture"}:
            return [
                {
                    "type": "image" if file.is_picture else "attaches",
                    "data": {
                        "file": {"url": self.file_path(post, file), "name": file.name},
                        "title": file.name,
                        "caption": "",
                    },
                }
                for file in block.files
            ]
        if block.kind == "table":
            return [
                {
                    "type": "table",
                    "data": {
                        "withHeadings": True,
                        "content": [[self.inline(cell) for cell in row] for row in block.rows],
                    },
                }
            ]
        if block.kind == "list":
            return [
                {"type": "list", "data": {"style": "unordered", "items": [self.inline(item) for item in block.items]}}
            ]
        if block.kind == "heading":
            return [{"type": "header", "data": {"text": self.inline(block.text), "level": 3}}]
        return [{"type": "quote" if block.kind == "quote" else "paragraph", "data": {"text": self.inline(block.text)}}]


class LiteralShell(Blocks):
    """Data written as a JavaScript literal in a call, names without quotes; a document of ProseMirror."""

    name = "literal_shell"

    def packed(self, data: dict[str, Any]) -> str:
        return f"""<script>{{__sveltekit_1x={{base:""}};const element=document.currentScript.parentElement;Promise.all([import("/a.js"),import("/b.js")]).then(([kit,app])=>{{kit.start(app,element,{{node_ids:[0,2],data:[null,{{type:"data",data:{self.literal(data)},uses:{{}}}}],form:null,error:null}});}});}}</script>"""

    def literal(self, value: Any) -> str:
        if isinstance(value, dict):
            return "{" + ",".join(f"{key}:{self.literal(item)}" for key, item in value.items()) + "}"
        if isinstance(value, list):
            return "[" + ",".join(map(self.literal, value)) + "]"
        return "void 0" if value is None else json.dumps(value, ensure_ascii=False).replace("/", "\\u002F")

    def content(self, post: Post) -> Any:
        return {"type": "doc", "content": super().content(post)}

    def made(self, post: Post, block: Block) -> list[dict[str, Any]]:
        if block.kind in {"files", "picture"}:
            return [
                {
                    "type": "image" if file.is_picture else "file",
                    "attrs": {"src": self.file_path(post, file), "name": file.name},
                }
                for file in block.files
            ]
        if block.kind == "table":
            return [
                {
                    "type": "table",
                    "content": [
                        {
                            "type": "tableRow",
                            "content": [{"type": "tableCell", "content": [self._paragraph(cell)]} for cell in row],
                        }
                        for row in block.rows
                    ],
                }
            ]
        if block.kind == "list":
            return [
                {
                    "type": "bulletList",
                    "content": [{"type": "listItem", "content": [self._paragraph(item)]} for item in block.items],
                }
            ]
        if block.kind == "heading":
            return [self._paragraph(block.text) | {"type": "heading", "attrs": {"level": 3}}]
        made = self._paragraph(block.text)
        return [{"type": "blockquote", "content": [made]} if block.kind == "quote" else made]

    def _paragraph(self, text: str) -> dict[str, Any]:
        spans = [
            {"type": "text", "text": words}
            | ({"marks": [{"type": "link", "attrs": {"href": address}}]} if address else {})
            for words, address in self.pieces(text)
        ]
        return {"type": "paragraph", "content": spans}


class IslandShell(Carried):
    """An island whose properties stand in an attribute, as pairs of a kind and a value."""

    name = "island_shell"

    def packed(self, data: dict[str, Any]) -> str:
        props = {key: self._pair(value) for key, value in data.items()}
        return f'<astro-island uid="Z1" component-url="/_astro/News.9f.js" client="only" props="{e(json.dumps(props, ensure_ascii=False))}" ssr="" await-children=""></astro-island>'

    def _pair(self, value: Any) -> list[Any]:
        if isinstance(value, dict):
            return [0, {key: self._pair(item) for key, item in value.items()}]
        return [1, [self._pair(item) for item in value]] if isinstance(value, list) else [0, value]


class FunctionShell(Carried):
    """The result of a function that is called at once, values that return given as its arguments."""

    name = "function_shell"

    def packed(self, data: dict[str, Any]) -> str:
        records = [data["post"], *data["related"]] if "post" in data else data["list"]["items"]
        said = list(dict.fromkeys(record["category"] for record in records))
        names = {text: f"a{number}" for number, text in enumerate(said)}
        shown = self._literal(data, names)
        return f'<script>window.__NUXT__=(function({",".join(names.values())}){{return {{layout:"default",data:[{shown}],fetch:{{}},error:null,serverRendered:!0}}}}({",".join(map(json.dumps, said))}));</script>'

    def _literal(self, value: Any, names: dict[str, str]) -> str:
        if isinstance(value, dict):
            return "{" + ",".join(f"{key}:{self._literal(item, names)}" for key, item in value.items()) + "}"
        if isinstance(value, list):
            return "[" + ",".join(self._literal(item, names) for item in value) + "]"
        return names.get(value) or json.dumps(value, ensure_ascii=False).replace("/", "\\u002F")
