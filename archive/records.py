"""The vocabulary: frozen values that move from reading to keeping.

Nothing here does anything. Times are UTC ISO 8601 with a Z (`2026-11-22T07:03:00Z`), dates are
`YYYY-MM-DD`, addresses are absolute, and an unknown date is None, never a guess. Text fields are
never None: what a page does not have is the empty string.
"""

from __future__ import annotations

from dataclasses import dataclass, field

NOT_ASKED = "not asked for yet"
"""The problem of an attachment whose post was stored before its files were asked for."""


@dataclass(frozen=True, slots=True)
class Issue:
    """Something that could not be fully read, kept beside what could.

    Attributes:
        stage: where it happened: `fetch`, `parse`, `listing`, `file`, `discover` or `record`.
        code: a short stable name such as `date-unknown`.
        message: one sentence for a person.
        excerpt: the piece of the page it is about, at most a few hundred characters.
        url: the address it is about; empty when that is the page in hand.
    """

    stage: str
    code: str
    message: str
    excerpt: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One candidate for one field, with the reason for it.

    Attributes:
        field: `title`, `published`, `category`, `body`, `attachments`, `teasers` or `next_url`.
        value: the candidate as text, shortened where it is long.
        reader: who offers it: `profile`, `structured-data`, `text-shape`, `repetition`, `template`, `extractor`, …
        place: where it was found, as a short CSS-like path or a name such as `meta[property=og:title]`.
        reason: why the reader believes it, in a few words.
        weight: how much it counts, higher is stronger.
        chosen: whether the decision took it.
    """

    field: str
    value: str
    reader: str
    place: str = ""
    reason: str = ""
    weight: float = 0.0
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Attachment:
    """A picture or file that a post offers, as its page names it.

    Attributes:
        position: 1 for the first on the page.
        paragraph: how many blocks of the body stand before it.
        name: the file's name as shown (`4.jpg`), or from its address where none is shown.
        label: the whole label (`4.jpg (4.09 MB)`); empty where the page shows none.
        declared_bytes: the size that the label claims (MB = 10**6), None if it claims none.
        url: the address of the original; None for a label with nothing to fetch.
    """

    position: int
    paragraph: int
    name: str
    label: str = ""
    declared_bytes: int | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Teaser:
    """What a listing, or the related news of a detail page, says about a post.

    `url` is empty only where a teaser has no link at all.
    """

    url: str
    title: str = ""
    published: str | None = None
    category: str = ""
    summary: str = ""
    pinned: bool = False


@dataclass(frozen=True, slots=True)
class PostContent:
    """What a detail page says, parsed.

    Attributes:
        title: one line of plain text.
        published: `YYYY-MM-DD` or None.
        category: one line of plain text.
        body: plain text, blocks parted by one blank line, white space folded inside a block.
        body_html: the same part of the page as clean, sanitised HTML with absolute addresses.
        attachments: in the order of the page.
        related: teasers of other posts met on the page.
        issues: what could not be fully read.
        evidence: every candidate for every field.
        lang: the page's declared language (`html lang`), as written, lower-cased.
        canonical: the address that the page calls its own, or empty.
        alternates: (language, address) of the same post in other languages.
        encoding: the character set that the bytes were decoded with, and what decided it.
        byline: who wrote it, where the page says so outside the body.
    """

    title: str = ""
    published: str | None = None
    category: str = ""
    body: str = ""
    body_html: str = ""
    attachments: tuple[Attachment, ...] = ()
    related: tuple[Teaser, ...] = ()
    issues: tuple[Issue, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    lang: str = ""
    canonical: str = ""
    alternates: tuple[tuple[str, str], ...] = ()
    encoding: str = ""
    byline: str = ""

    @property
    def is_post(self) -> bool:
        """Whether the page reads like a post at all: a title, and something under it."""
        return bool(self.title) and bool(self.body or self.attachments or self.published)


@dataclass(frozen=True, slots=True)
class Listing:
    """What a listing page says, parsed.

    Attributes:
        teasers: in the order of the page, each address once.
        next_url: the address of the next page, or None on the last one.
        index_urls: further pages that hold parts of the same listing (years, categories), in page order.
        issues: what could not be fully read.
        evidence: why these records, and why this next page.
        encoding: the character set that the bytes were decoded with, and what decided it.
    """

    teasers: tuple[Teaser, ...] = ()
    next_url: str | None = None
    index_urls: tuple[str, ...] = ()
    issues: tuple[Issue, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    encoding: str = ""


@dataclass(frozen=True, slots=True)
class PostKey:
    """What makes a post one post: the site's own id for it, in one language.

    Attributes:
        site: the archive's name for the site.
        source_id: the site's own id as text; where addresses carry none, the address's path.
        lang: the language as the site's addresses spell it (`en`, `tc`); empty where they do not.
    """

    site: str
    source_id: str
    lang: str


@dataclass(frozen=True, slots=True)
class Sighting:
    """A source showed this post: one row of a listing, one hit of a probe, one related teaser.

    `modified` is when the source says that the post's page last changed: a time, or a date where it tells no
    more. It says nothing of when the post was published. `dated_by` is the source that `published` is from, where
    what several said was put together.
    """

    key: PostKey
    url: str
    position: int
    title: str = ""
    summary: str = ""
    published: str | None = None
    category: str = ""
    pinned: bool = False
    modified: str | None = None
    dated_by: str = ""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One HTTP request and its answer as they happened.

    Attributes:
        url: the address asked for (of this hop, where redirects were walked).
        kind: what it was fetched as: `robots`, `front`, `listing`, `detail`, `file`, `probe`, `sitemap`, `feed`, …;
            `rendered` is no exchange but what a browser made of a page.
        method: `GET` or `HEAD`.
        fetched_at: when the request was sent.
        request_head: the request line and headers as sent, with the closing blank line.
        status: the answer's status code.
        head: the status line and headers as received, with the closing blank line.
        payload: the body with its transfer framing removed and its content coding kept;
            None where it was streamed to a file or not read (redirects, HEAD).
        sha256: hex digest of the decoded body, empty where there is none.
        size: bytes of the decoded body.
        media_type: the declared type without parameters, lower case; empty if none.
        charset: the declared character set; empty if none.
        etag: the validator as sent, empty if none.
        last_modified: the validator as sent, empty if none.
        peer: the network address that answered.
        framing: how the body's end was known: `length`, `chunked`, `close` or `none`.
    """

    url: str
    kind: str
    method: str
    fetched_at: str
    request_head: bytes
    status: int
    head: bytes
    payload: bytes | None = None
    sha256: str = ""
    size: int = 0
    media_type: str = ""
    charset: str = ""
    etag: str = ""
    last_modified: str = ""
    peer: str = ""
    framing: str = "none"


@dataclass(frozen=True, slots=True)
class Blob:
    """Bytes held once under their digest, and what they turned out to be.

    `media_type` comes from the bytes, not from a name or header. Pictures have a size in pixels
    and a perceptual hash (64 bits as 16 hex digits).
    """

    sha256: str
    size: int
    media_type: str
    width: int | None = None
    height: int | None = None
    phash: str | None = None


@dataclass(frozen=True, slots=True)
class StoredAttachment:
    """An attachment together with what became of fetching it.

    `sha256` is None where there are no bytes, and then `problem` says why in a few words; a
    problem may also stand beside good bytes (a size that differs from the label's claim).
    """

    attachment: Attachment
    sha256: str | None = None
    media_type: str = ""
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Sweep:
    """One pass of one source: complete, or partial with the reason.

    Attributes:
        source: `listing`, `probe`, `sitemap`, `feed`, `related` or `wayback`.
        url: where it started; for a probe the address pattern.
        complete: whether it saw everything that the source has.
        reason: why it is partial; empty when complete.
        pages: how many pages it read.
        shown: how many different posts it showed.
        lang: the language it covers, empty if unknown.
        meant: it is partial on purpose: it ended where it was told to, at posts that are done.
    """

    source: str
    url: str
    complete: bool
    reason: str = ""
    pages: int = 0
    shown: int = 0
    lang: str = ""
    meant: bool = False


@dataclass(frozen=True, slots=True)
class Counts:
    """What a run did, in numbers; stored as JSON in `runs.counts`."""

    posts_new: int = 0
    posts_revised: int = 0
    posts_unchanged: int = 0
    posts_missing: int = 0
    posts_failed: int = 0
    posts_gone: int = 0
    posts_restored: int = 0
    files_new: int = 0
    files_known: int = 0
    files_failed: int = 0
    requests: int = 0
    bytes_received: int = 0
    issues: int = 0
    sources: tuple[Sweep, ...] = field(default=())
