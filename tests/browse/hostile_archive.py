"""An archive in whose every field stands text that tries to act when it is shown."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from archive import open_archive
from archive.search_text import spaced
from tests.changing_archive import drawing

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from archive.db import Archive

EVIL = "https://evil.example"

PAYLOADS = (
    # scripts
    "<script data-evil>alert(1)</script>",
    f"<script data-evil src={EVIL}/a.js></script>",
    '"><script data-evil>alert(1)</script>',
    "</script><script data-evil>alert(1)</script>",
    "</title></head><body><script data-evil>alert(1)</script>",
    "<scr<script>ipt data-evil>alert(1)</scr</script>ipt>",
    "<SCRIPT/data-evil/x>alert(1)</SCRIPT >",
    # handlers
    "<img data-evil src=x onerror=alert(1)>",
    "'\"><img data-evil src=x onerror=alert(1)>",
    '" onmouseover="alert(1)" data-evil="',
    "' autofocus onfocus=alert(1) data-evil='",
    "<body data-evil onload=alert(1)>",
    "<details data-evil open ontoggle=alert(1)>",
    "<input data-evil autofocus onfocus=alert(1)>",
    "<video data-evil><source onerror=alert(1)></video>",
    f"<video data-evil autoplay poster={EVIL}/p.png src={EVIL}/v.mp4></video>",
    "<marquee data-evil onstart=alert(1)>x</marquee>",
    '<p data-evil style="animation: x 1s" onanimationstart=alert(1)>x</p>',
    # addresses
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)//https://site.example/",
    "java\tscript:alert(1)",
    "\x01javascript:alert(1)",
    "<a data-evil href=javascript:alert(1)>x</a>",
    '<a data-evil href="data:text/html,<script>alert(1)</script>">x</a>',
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    "//evil.example/x",
    "/\\evil.example/x",
    f'https://site.example/" onclick="alert(1)" data-evil="{EVIL}',
    # other namespaces
    "<svg data-evil onload=alert(1)>",
    "<svg data-evil><script>alert(1)</script></svg>",
    f"<svg data-evil><image href={EVIL}/i.png /><use href={EVIL}/u.svg#x /></svg>",
    '<svg data-evil><a xlink:href="javascript:alert(1)"><text y=20>x</text></a></svg>',
    "<math data-evil><mi xlink:href=javascript:alert(1)>x</mi></math>",
    # mutation
    '<math><mtext><table><mglyph><style><!--</style><img data-evil title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
    '<svg></p><style><a id="</style><img data-evil src=1 onerror=alert(1)>">',
    '<noscript><p title="</noscript><img data-evil src=x onerror=alert(1)>">',
    "<form><math><mtext></form><form><mglyph><style></math><img data-evil src onerror=alert(1)>",
    "<select><template><img data-evil src=x onerror=alert(1)></template></select>",
    # pages and styles
    f'<meta data-evil http-equiv=refresh content="0;url={EVIL}/">',
    f"<base data-evil href={EVIL}/>",
    f"<link data-evil rel=stylesheet href={EVIL}/s.css>",
    f"<style data-evil>body{{background:url({EVIL}/b.png)}} @import '{EVIL}/i.css';</style>",
    f'<p data-evil style="background:url({EVIL}/b.png)">x</p>',
    f"<img data-evil src={EVIL}/1.png srcset='{EVIL}/2.png 2x'>",
    f"<iframe data-evil src={EVIL}></iframe><iframe data-evil srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data-evil data=javascript:alert(1)></object><embed data-evil src=javascript:alert(1)>",
    f"<form data-evil action={EVIL}><button data-evil formaction=javascript:alert(1)>x</button></form>",
    # ends of what text might stand in
    "</textarea><img data-evil src=x onerror=alert(1)>",
    "</option></select><img data-evil src=x onerror=alert(1)>",
    "--><img data-evil src=x onerror=alert(1)>",
    "]]><img data-evil src=x onerror=alert(1)>",
    "</pre></code></a></li></ul></main><img data-evil src=x onerror=alert(1)>",
    # templates, encodings, direction
    "{{ 7*7 }}{% raw %}${7*7}<%= 7*7 %>{{constructor.constructor('alert(1)')()}}",
    "&lt;img data-evil src=x onerror=alert(1)&gt;&#60;script&#62;alert(1)&#60;/script&#62;",
    "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    "\u202e<img data-evil src=x onerror=alert(1)>\u2066\u0000\ufeff\u2028",
    "＜script data-evil＞alert(1)＜/script＞",
    "%3Cscript data-evil%3Ealert(1)%3C/script%3E",
)
"""Each marks what it would make with `data-evil`."""


def build(folder: Path) -> None:
    """Write the payloads into the database as they are, past everything that cleans what the program stores."""
    with open_archive(folder, create=True) as archive, archive.transaction():
        for number, payload in enumerate(PAYLOADS, 1):
            _post(archive, number, payload)
        _rest(archive)


def picture_of(number: int) -> str:
    """The digest of the picture of a post."""
    return hashlib.sha256(f"picture {number}".encode()).hexdigest()


def _insert(archive: Archive, table: str, **values: Any) -> None:
    marks = ", ".join("?" * len(values))
    archive.db.execute(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})", list(values.values()))


def _post(archive: Archive, number: int, payload: str) -> None:
    day, sha256, old = f"2026-01-{number % 28 + 1:02}", picture_of(number), picture_of(number + 1000)
    at = f"{day}T08:00:{number % 60:02}Z"
    _insert(
        archive, "runs", id=number, command=payload, started_at=at, finished_at=None if number % 5 == 0 else at,
        outcome=payload, counts=json.dumps({"posts_new": 1}), message=payload,
    )  # fmt: skip
    _insert(
        archive, "captures", id=number, run_id=number, url=payload, kind=payload, method="GET", fetched_at=at,
        status=200, head=payload.encode(), request_head=payload.encode(), media_type=payload, charset=payload, bytes=1,
        sha256=sha256, etag=payload, last_modified=payload, peer=payload, framing=payload,
    )  # fmt: skip
    for digest, kind in ((sha256, "image/jpeg"), (old, payload)):
        _insert(
            archive, "blobs", sha256=digest, bytes=1, media_type="image/jpeg" if kind == payload else kind, width=80,
            height=60, phash=f"{number * 0x9E3779B97F4A7C15 % 2**64:016x}", first_seen=at,
        )  # fmt: skip
    content = {"title": payload, "published": day, "category": payload, "summary": payload, "body": payload}
    _insert(
        archive, "posts", id=number, site=payload, url=payload, source_id=payload, lang=payload, body_html=payload,
        status=("live", "missing", "gone")[number % 3], revision=2, first_seen=at, last_seen=at, last_checked=at,
        last_changed=at, **content,
    )  # fmt: skip
    _insert(archive, "post_urls", url=f"{number}{payload}", post_id=number, first_seen=at)
    file = {"position": 1, "paragraph": 1, "name": payload, "label": payload, "declared_bytes": 1, "url": payload,
            "media_type": payload, "sha256": sha256, "problem": payload}  # fmt: skip
    _insert(archive, "attachments", post_id=number, **file)
    for revision, digest in ((1, old), (2, sha256)):
        _insert(
            archive, "revisions", post_id=number, number=revision, observed_at=at.replace("T08", f"T0{7 + revision}"),
            cause="first" if revision == 1 else "site", body_html=payload, content_hash=str(revision),
            changed="[]" if revision == 1 else '["title", "body", "attachments"]', cosmetic="[]", capture_id=number,
            attachments=json.dumps([{**file, "sha256": digest}]), parser_version=payload,
            **(content if revision == 2 else content | {"title": f"Before {payload}", "body": f"Before\n\n{payload}"}),
        )  # fmt: skip
    text = spaced(payload)
    archive.db.execute(
        "INSERT INTO posts_fts (rowid, title, category, summary, body, files) VALUES (?, ?, ?, ?, ?, ?)",
        [number, text, text, text, f"{text} common", text],
    )
    _insert(
        archive, "ledger", id=number, site=payload, source_id=str(number), lang=payload, url=payload, state="failed",
        attempts=1, code=payload, problem=payload, post_id=number, discovered_run=number, discovered_at=at,
        updated_at=at,
    )  # fmt: skip
    _insert(
        archive, "issues", run_id=number, post_id=number, url=payload, stage=payload, code=payload, message=payload,
        excerpt=payload,
    )  # fmt: skip
    _insert(
        archive, "sweeps", run_id=number, source=payload, url=payload, lang=payload, complete=0, reason=payload,
        meant=0, pages=1, shown=1, finished_at=at,
    )  # fmt: skip
    _insert(
        archive, "sightings", run_id=number, source=payload, ledger_id=number, url=payload, position=1, title=payload,
        summary=payload, published=day, category=payload, pinned=0, modified=payload, seen_at=at,
    )  # fmt: skip
    _insert(archive, "sources", site=payload, kind=payload, url=payload, lang=payload, note="{}")
    if number % 3 == 2:
        _insert(
            archive, "absences", run_id=number, post_id=number, observed_at=f"{day}T10:00:00Z", reason=payload,
            evidence=payload, capture_id=number,
        )  # fmt: skip
        _insert(
            archive, "tombstones", post_id=number, since=f"{day}T10:00:00Z", reason=payload, evidence=payload,
        )  # fmt: skip


def _rest(archive: Archive) -> None:
    """Files: real pictures for some posts, so that their pages have something to show."""
    data = drawing(size=(80, 60))
    for number in range(1, 4):
        path = archive.blobs / picture_of(number)[:2] / f"{picture_of(number)}.jpg"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
