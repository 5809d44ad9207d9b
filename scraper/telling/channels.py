"""Send a message to wherever a person wants it: mail, chat, webhook. This module alone knows Apprise.

A channel's address may hold a password or token. It is never printed, logged or stored; its `name` is.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from archive import __version__
from archive.terminal import printable
from scraper.errors import UsageError
from scraper.telling.report import SUBJECT

HINT = (
    "Give an Apprise address such as mailto://user:password@example.org, or $NAME for one in the environment; "
    "docs/notifications.md shows more."
)
PATIENCE = 60
"""Seconds that one channel may take."""


@dataclass(frozen=True, slots=True)
class Channel:
    """Where messages go.

    Attributes:
        name: what it is called in the archive and in logs: service, host and a digest; no secrets.
        url: its Apprise address, secrets included.
        style: text, markdown, html or json.
        limit: characters that a message may have.
    """

    name: str
    url: str = field(repr=False)
    style: str
    limit: int


def open_channels(given: Sequence[str], environ: Mapping[str, str]) -> tuple[Channel, ...]:
    """Check the addresses that the user gave, before a run begins.

    Args:
        given: Apprise addresses; `$NAME` stands for the environment's variable of that name. Repetitions count once.
        environ: the environment.

    Raises:
        UsageError: one is no address, or its variable is not set, or Apprise is not installed.
    """
    found = {url: _open(url, shown) for shown in given for url in [_resolved(shown, environ)]}
    names: dict[str, int] = {}
    channels = []
    for channel in found.values():
        names[channel.name] = count = names.get(channel.name, 0) + 1
        # Two channels that differ in their secrets only are still two.
        channels.append(channel if count == 1 else replace(channel, name=f"{channel.name}-{count}"))
    return tuple(channels)


def send(channel: Channel, subject: str, body: str, kind: str) -> str:
    """Send one message. Returns why it failed, in a few words; empty if it arrived.

    Args:
        channel: where to.
        subject: one line.
        body: in the channel's format.
        kind: `info`, `success` or `warning`.
    """
    apprise = _apprise()
    sender = apprise.Apprise(asset=_asset(apprise))
    sender.add(_service(apprise, _without_json(channel.url)))
    complaints: list[str] = []
    style = "text" if channel.style == "json" else channel.style
    try:
        done = sender.notify(
            body=body,
            title=subject,
            notify_type=kind,
            body_format=style,
            timeout=PATIENCE,
            log_callback=lambda entry, _service: complaints.append(entry.message),
            log_level=logging.WARNING,
        )
    except Exception as error:  # noqa: BLE001 - a fault in one of a hundred services must not silence the others
        return printable(f"{type(error).__name__} in {channel.name}", limit=200)
    if done:
        return ""
    return printable(" ".join(complaints) or "the service did not take it", limit=200)


def _resolved(shown: str, environ: Mapping[str, str]) -> str:
    if not shown.startswith("$"):
        return shown.strip()
    name = shown[1:].strip("{}")
    if url := environ.get(name, "").strip():
        return url
    raise UsageError(f"notifications: ${name} is not set in the environment. {HINT}")


def _open(url: str, shown: str) -> Channel:
    apprise = _apprise()
    service = _service(apprise, _without_json(url))
    if service is None:
        scheme = urlsplit(shown).scheme if "://" in shown else ""
        what = shown if shown.startswith("$") else f"{scheme}://…" if scheme else repr(shown)
        raise UsageError(f"notifications: {what} is no address that Apprise knows. {HINT}")
    public = service.url(privacy=True)
    parts = urlsplit(public)
    digest = hashlib.sha256(public.encode()).hexdigest()[:8]
    style = "json" if _wants_json(url) else _style(service)
    # Where there is no subject, Apprise puts it before the message.
    limit = int(service.body_maxlen) - (0 if service.title_maxlen > 0 else SUBJECT + 10)
    return Channel(printable(f"{parts.scheme}://{parts.netloc}#{digest}"), url, style, max(0, limit))


def _style(service: Any) -> str:
    """The format that a service shows best, unless the address names one.

    Services that take text or Markdown but no HTML show Markdown either way: text that is not escaped would act.
    """
    default, marked, rich = (str(service.resolve_format(wish).value) for wish in (None, "markdown", "html"))
    return marked if default == "text" and rich != "html" else default


def _wants_json(url: str) -> bool:
    return ("format", "json") in parse_qsl(urlsplit(url).query)


def _without_json(url: str) -> str:
    """The address as Apprise takes it: it has no name for a body that is JSON."""
    if not _wants_json(url):
        return url
    parts = urlsplit(url)
    return urlunsplit(parts._replace(query=urlencode([pair for pair in parse_qsl(parts.query) if pair[0] != "format"])))


def _apprise() -> Any:
    try:
        import apprise
    except ImportError:
        raise UsageError(
            "notifications need the extra `notify`, which is not installed: pip install 'cairs-news-archive[notify]'"
        ) from None
    return apprise


def _asset(apprise: Any) -> Any:
    """Our own name in the messages, nothing fetched or kept by the way, nothing in a text taken for an instruction."""
    return apprise.AppriseAsset(
        app_id="news archive",
        app_desc=f"cairs-news-archive {__version__}",
        app_url="",
        image_url_mask="",
        image_url_logo="",
        async_mode=False,
        interpret_escapes=False,
        interpret_emojis=False,
        allow_templates=False,
        secure_logging=True,
        storage_mode=apprise.PersistentStoreMode.MEMORY,
        service_timeout=PATIENCE,
        language="en",
    )


def _service(apprise: Any, url: str) -> Any:
    return apprise.Apprise.instantiate(url, asset=_asset(apprise))
