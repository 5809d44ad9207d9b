"""Texts as editors store them, made into markup: markup itself, plain text, and trees of blocks.

The trees of all editors have one shape in common: a block says what it is, and holds either text or
other blocks. That is read, not the names of one editor: portable text, Editor.js, Draft, ProseMirror,
Lexical, Slate, Prismic, Contentful, DatoCMS, Notion and their like.
"""

from __future__ import annotations

import re
from html import escape
from typing import Any, Final

_MOST_DEPTH: Final = 40
_KINDS: Final = ("_type", "type", "nodeType", "blockType", "__typename", "__component", "style", "tag", "name", "kind")
_CHILDREN: Final = (
    "children", "content", "nodes", "blocks", "rich_text", "richText", "document", "root", "body", "value", "doc",
    "items", "columns", "rows", "cells", "paragraphs", "sections",
)  # fmt: skip
_TEXTS: Final = ("text", "value", "plain_text", "html", "content", "insert", "literal", "body", "caption")
_MARKUP: Final = re.compile(r"<(?:p|br|div|h[1-6]|ul|ol|li|table|img|a|strong|em|span|blockquote|figure)\b[^>]*>", re.I)
_FILE: Final = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|zip|csv|odt|ods)(?:$|[?#])", re.IGNORECASE)
_LEVEL: Final = {"one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6"}


def rich_markup(value: Any) -> str:
    """The markup of a stored text; empty for what is none."""
    if isinstance(value, str):
        return value if _MARKUP.search(value) else _paragraphs(value)
    if isinstance(value, dict) and "entityMap" in value:
        value = with_entities(value)
    if isinstance(value, dict | list):
        return _tree(value, 0)
    return ""


def text_length(markup: str) -> int:
    """About how many characters of text markup has."""
    return len(re.sub(r"<[^>]{0,2000}>", "", markup))


def worth_of(markup: str) -> int:
    """How much markup holds, in characters; a picture is worth a sentence."""
    return text_length(markup) + 60 * markup.count("<img")


def _paragraphs(text: str) -> str:
    parts = re.split(r"\n\s*\n", text.strip())
    if len(parts) == 1:
        parts = text.strip().split("\n")
    shown = ("<br>".join(escape(line) for line in part.split("\n")) for part in parts if part.strip())
    return "".join(f"<p>{part}</p>" for part in shown)


def _tree(value: Any, depth: int) -> str:
    """Blocks as markup; items of lists that follow each other stand in one list."""
    if depth > _MOST_DEPTH:
        return ""
    if isinstance(value, dict):
        return _block(value, depth)
    if not isinstance(value, list):
        return ""
    out: list[str] = []
    open_list = ""
    for item in value:
        tag = _list_of(item)
        if open_list and tag != open_list:
            out.append(f"</{open_list}>")
        if tag and tag != open_list:
            out.append(f"<{tag}>")
        open_list = tag
        out.append(_block(item, depth) if isinstance(item, dict) else _loose(item, depth))
    return "".join(out) + (f"</{open_list}>" if open_list else "")


def _loose(item: Any, depth: int) -> str:
    """An entry of a list that is no object: text, or a list again."""
    if isinstance(item, str):
        return item if _MARKUP.search(item) else f"<p>{escape(item)}</p>" if item.strip() else ""
    return _tree(item, depth + 1) if isinstance(item, list) else ""


def _list_of(item: Any) -> str:
    """The list that an item on its own belongs to: Draft, portable text and Prismic have no block for the list."""
    if not isinstance(item, dict):
        return ""
    said = str(item.get("listItem") or "") or _kind(item)
    if said in {"bullet", "number"}:
        return "ul" if said == "bullet" else "ol"
    if said in {"unorderedlistitem", "listitem", "bulletedlistitem"} and not isinstance(item.get("content"), list):
        return "ul" if "text" in item or said != "listitem" else ""
    return "ol" if said in {"orderedlistitem", "olistitem", "numberedlistitem"} else ""


def _kind(block: dict[str, Any]) -> str:
    """What a block says that it is, in small letters."""
    style = block.get("style")
    if isinstance(style, str) and re.fullmatch(r"h[1-6]|blockquote", style):
        return style
    said = next((block[key] for key in _KINDS if isinstance(block.get(key), str)), "")
    return re.sub(r"[^a-z0-9]", "", said.lower())


def _block(block: dict[str, Any], depth: int) -> str:
    kind = _kind(block)
    data = _data_of(block, kind)
    if media := _media(block, data, kind):
        return media
    tag = _tag(kind, {**block, **data})
    if tag == "table" and (rows := _rows({**block, **data})):
        return rows
    if tag in {"ul", "ol"}:
        return _items(block, data, tag, depth)
    if _is_text(block, kind):
        return _text(block)
    inner = _inner(block, data, depth)
    if not inner.strip() or not tag:
        return inner
    return f"<{tag}>{inner}</{tag}>"


def _data_of(block: dict[str, Any], kind: str) -> dict[str, Any]:
    """The part of a block that holds what is in it."""
    for key in ("data", "attrs", "attributes", "fields", "props", "params"):
        if isinstance(block.get(key), dict) and block[key]:
            return dict(block[key])
    return next((dict(v) for k, v in block.items() if isinstance(v, dict) and k.replace("_", "") == kind), {})


_PARAGRAPHS: Final = "paragraph p unstyled block normal text textblock preformatted callout".split()
_TAG_OF: Final = (
    dict.fromkeys(_PARAGRAPHS, "p")
    | dict.fromkeys(("li", "listitemchild", "olistitem", "listitem", "listitemnode"), "li")
    | dict.fromkeys(("tablerow", "tr", "row"), "tr")
    | dict.fromkeys(("tablecell", "tableheader", "tableheadercell", "td", "th"), "td")
    | {"table": "table"}
)


def _tag(kind: str, block: dict[str, Any]) -> str:
    """The element that a block of a kind is shown as; empty for one that only holds others."""
    if found := re.fullmatch(r"(?:heading|header|h|title)([1-6])", kind):
        return f"h{found[1]}"
    if kind in {"heading", "title"} or kind.startswith("header"):
        word = next((number for name, number in _LEVEL.items() if kind.endswith(name)), "")
        said = re.search(r"[1-6]", str(block.get("level") or block.get("tag") or block.get("depth") or ""))
        return f"h{word or (said.group() if said else '2')}"
    if block.get("listItem") or kind.endswith("listitem"):
        return "li"
    if "list" in kind and kind not in _TAG_OF:
        said_kind = str(block.get("style") or block.get("listType") or block.get("format") or "")
        return "ol" if kind.startswith(("ol", "ordered", "number")) or said_kind in {"ordered", "number"} else "ul"
    return "blockquote" if "quote" in kind else _TAG_OF.get(kind, "")


def _is_text(block: dict[str, Any], kind: str) -> bool:
    """Whether a block is a run of text in a block."""
    holds = any(isinstance(block.get(key), list | dict) and block[key] for key in ("children", "content", "nodes"))
    if kind in {"hardbreak", "linebreak"}:
        return True
    if holds and kind not in {"link", "hyperlink", "autolink", "a"}:
        return False
    return kind in {"text", "span", "textnode", "link", "hyperlink", "autolink", "a", ""} and (
        holds or isinstance(block.get("text", block.get("value", block.get("plain_text"))), str) or "textData" in block
    )


def _text(block: dict[str, Any]) -> str:
    if _kind(block) in {"hardbreak", "linebreak"}:
        return "<br>"
    children: list[Any] = next((block[key] for key in ("children", "content") if isinstance(block.get(key), list)), [])
    held = block.get("textData")
    said = held if isinstance(held, dict) else block
    text = next((said[key] for key in _TEXTS if isinstance(said.get(key), str)), "")
    shown = "".join(_text(child) for child in children if isinstance(child, dict)) or escape(text).replace("\n", "<br>")
    address = _address(block)
    for mark in block.get("marks") or ():
        address = address or (_address(mark) if isinstance(mark, dict) else "")
    return f'<a href="{escape(address)}">{shown}</a>' if address else shown


def _address(part: dict[str, Any]) -> str:
    """Where a link of a text leads."""
    for key in ("href", "url", "uri", "link_url"):
        if isinstance(part.get(key), str) and part[key]:
            return str(part[key])
    for key in ("attrs", "data", "fields", "attributes", "link", "annotations", "linkData"):
        if isinstance(part.get(key), dict) and (found := _address(part[key])):
            return found
    return ""


def _inner(block: dict[str, Any], data: dict[str, Any], depth: int) -> str:
    """What stands in a block: its children, or its text with the links that are noted beside it."""
    for holder in (block, data):
        for key in _CHILDREN:
            held = holder.get(key)
            if isinstance(held, list) and held:
                return _children(held, block, depth)
            if isinstance(held, dict) and held and key != "value":
                return _tree(held, depth + 1)
            if isinstance(held, dict) and held:
                return _tree(held, depth + 1)
    text = next((h[key] for h in (block, data) for key in _TEXTS if isinstance(h.get(key), str)), "")
    if _MARKUP.search(text):
        return text
    spans = [*(block.get("spans") or ()), *_draft_links(block)] if isinstance(block.get("spans", []), list) else []
    return _linked(text, spans)


def _children(held: list[Any], block: dict[str, Any], depth: int) -> str:
    """The children of a block, with portable text's links by name."""
    links = {str(mark.get("_key")): _address(mark) for mark in block.get("markDefs") or () if isinstance(mark, dict)}
    if all(isinstance(child, dict) and _is_text(child, _kind(child)) for child in held):
        out = []
        for child in held:
            marks = [mark for mark in child.get("marks") or () if isinstance(mark, str)]
            address = next((links[mark] for mark in marks if links.get(mark)), "")
            shown = _text(child)
            out.append(f'<a href="{escape(address)}">{shown}</a>' if address else shown)
        return "".join(out)
    return _tree(held, depth + 1)


def _draft_links(block: dict[str, Any]) -> list[dict[str, Any]]:
    """The links of a Draft block, once `with_entities` has put their addresses beside them."""
    return [part for part in block.get("entityRanges") or () if isinstance(part, dict) and part.get("url")]


def with_entities(value: dict[str, Any]) -> dict[str, Any]:
    """Draft's raw content with the addresses of its links, and the pictures of its blocks, beside the text."""
    entities = value.get("entityMap")
    if not isinstance(entities, dict | list) or not isinstance(value.get("blocks"), list):
        return value
    known = entities if isinstance(entities, dict) else {str(n): item for n, item in enumerate(entities)}
    blocks = []
    for block in value["blocks"]:
        if not isinstance(block, dict):
            continue
        ranges, data = [], dict(block.get("data") or {}) if isinstance(block.get("data"), dict) else {}
        for part in block.get("entityRanges") or ():
            entity = known.get(str(part.get("key"))) if isinstance(part, dict) else None
            held = entity.get("data") if isinstance(entity, dict) else None
            if isinstance(held, dict) and block.get("type") == "atomic":
                data |= held
            elif isinstance(held, dict):
                ranges.append({**part, "url": _address(held)})
        blocks.append({**block, "entityRanges": ranges, "data": data, "type": block.get("type")})
    return {"blocks": blocks}


def _linked(text: str, spans: list[Any]) -> str:
    """A text with its links, which are said by where they begin."""
    out, at = [], 0
    for start, end, address in sorted(_reach(span) for span in spans if isinstance(span, dict)):
        if start < at or end <= start or not address:
            continue
        out += [escape(text[at:start]), f'<a href="{escape(address)}">{escape(text[start:end])}</a>']
        at = end
    return ("".join(out) + escape(text[at:])).replace("\n", "<br>")


def _reach(span: dict[str, Any]) -> tuple[int, int, str]:
    """Where a span of a text begins and ends, and where it leads; an empty one where it does not say so."""
    try:
        start = int(span.get("start") or span.get("offset") or 0)
        return start, int(span.get("end") or start + int(span.get("length") or 0)), _address(span)
    except (TypeError, ValueError):
        return 0, 0, ""


def _media(block: dict[str, Any], data: dict[str, Any], kind: str) -> str:
    """A picture or file that stands as a block of its own."""
    if not re.search(
        r"image|picture|photo|figure|media|file|attach|asset|upload|atomic|gallery|pdf|document|mainimage", kind
    ):
        return ""
    if isinstance(block.get("children") or block.get("content"), list) and kind in {"document", "figure", "media"}:
        return ""
    address = address_of({**block, **data})
    if not address:
        return ""
    label = name_of({**block, **data})
    if _FILE.search(address) or re.search(r"file|attach|pdf|document", kind):
        return file_markup(address, label)
    return f'<p><img src="{escape(address)}" alt=""></p>'


def address_of(part: Any, depth: int = 0) -> str:
    """The address of a picture or file, however deep an object holds it."""
    if isinstance(part, str):
        return part if re.match(r"(?:https?:)?//|/\w", part) else ""
    if not isinstance(part, dict) or depth > 5:
        return ""
    for key in (
        "url",
        "src",
        "href",
        "originalUrl",
        "sourceUrl",
        "source_url",
        "mediaItemUrl",
        "publicURL",
        "uri",
        "path",
        "link",
    ):
        if isinstance(part.get(key), str) and (found := address_of(part[key])):
            return found
    for key in (
        "file",
        "asset",
        "image",
        "media",
        "data",
        "attributes",
        "fields",
        "node",
        "original",
        "url",
        "external",
    ):
        if isinstance(part.get(key), dict) and (found := address_of(part[key], depth + 1)):
            return found
    return ""


def name_of(part: dict[str, Any], depth: int = 0) -> str:
    """What a file is called in the data."""
    for key in ("label", "filename", "fileName", "originalFilename", "originalName", "file_name", "name", "title"):
        if isinstance(part.get(key), str) and part[key].strip():
            return str(part[key]).strip()
    for key in ("file", "asset", "data", "attributes", "fields"):
        if isinstance(part.get(key), dict) and depth < 4 and (found := name_of(part[key], depth + 1)):
            return found
    return ""


def file_markup(address: str, name: str) -> str:
    """A file that is offered, as a line of its own."""
    shown = escape(name or address.partition("?")[0].rpartition("/")[2])
    return f'<p><a href="{escape(address)}">{shown}</a></p>'


def _rows(data: dict[str, Any]) -> str:
    """A table whose rows are lists of texts."""
    rows = data.get("content") or data.get("rows") or data.get("data")
    if not isinstance(rows, list) or not rows:
        return ""
    cells = [row.get("cells") if isinstance(row, dict) else row for row in rows]
    if not all(isinstance(row, list) and all(isinstance(cell, str) for cell in row) for row in cells):
        return ""
    shown = ("".join(f"<td>{cell}</td>" for cell in row) for row in cells if isinstance(row, list))
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in shown) + "</table>"


def _items(block: dict[str, Any], data: dict[str, Any], tag: str, depth: int) -> str:
    """A list with its items, be they texts or blocks."""
    for holder in (data, block):
        held = next((holder[key] for key in ("items", *_CHILDREN) if isinstance(holder.get(key), list)), None)
        if held is None:
            continue
        out = []
        for item in held:
            if isinstance(item, str):
                out.append(item)
            elif isinstance(item, dict):
                inner = _block(item, depth + 1)
                nested = _tree(item["items"], depth + 1) if item.get("items") and "content" in item else ""
                out.append(re.sub(r"^<li>|</li>$", "", inner) + nested if inner else "")
        return f"<{tag}>" + "".join(f"<li>{each}</li>" for each in out if each.strip()) + f"</{tag}>"
    return ""
