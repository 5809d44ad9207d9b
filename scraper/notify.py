"""After a run: tell people what changed and what is wrong, each channel once.

    runs, changes, notices → what is new to this channel → one report → write down → send → settle

A channel that could not be reached is told with the next run, together with what that run brings. Everything here
happens under the archive's write lock, so that two programs never tell the same thing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from archive import history, notices, open_archive, queries
from archive.db import Archive
from archive.errors import ArchiveError, ArchiveLocked
from archive.history import Told
from archive.moments import Edge
from archive.notices import Draft
from archive.queries import Run
from scraper.errors import AlreadyRunning
from scraper.lock import hold_lock
from scraper.profile import Notify
from scraper.target import Target
from scraper.telling import trouble
from scraper.telling.build import build, identity
from scraper.telling.channels import Channel, open_channels, send
from scraper.telling.fit import fit
from scraper.telling.report import Report, line
from scraper.telling.safety import calm
from scraper.telling.trouble import Verdict

VISITING = ("backfill", "update")
"""The commands whose runs visit the site."""

_LOOK_BACK = 1000  # runs


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom to tell.

    Attributes:
        site: the site's name for people.
        channels: where to.
        failures_after: the failed run in a row with which failures are told.
    """

    site: str
    channels: tuple[Channel, ...]
    failures_after: int = 3


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of telling one channel: `problem` is empty where the message arrived."""

    channel: str
    subject: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class _News:
    """What one channel is to be told: changes from a run on, and a verdict on how the runs go."""

    first_run: int
    changes: tuple[Told, ...]
    verdict: Verdict | None


def audience_of(target: Target, asked: Sequence[str], environ: Mapping[str, str]) -> Audience:
    """Find out whom to tell, before a run begins: the profile's channels, and those that the user asked for.

    Raises:
        UsageError: a channel is no address, or its variable is not set, or Apprise is not installed.
    """
    site = target.site
    wanted = site.profile.notify if site.profile else Notify()
    name = (site.profile.title if site.profile else "") or site.name
    return Audience(name, open_channels((*wanted.channels, *asked), environ), wanted.failures_after)


def tell_run(folder: Path, audience: Audience, now: Callable[[], datetime]) -> list[Delivery]:
    """Tell every channel what is new to it after the archive's latest run. A channel with no news hears nothing.

    What goes wrong here is in the deliveries, since the run itself is over.
    """
    if not audience.channels:
        return []
    try:
        with hold_lock(folder, "notify", now), open_archive(folder, write=True) as archive:
            found = queries.runs(archive, limit=_LOOK_BACK)
            runs = [run for run in found if run.command in VISITING and run.finished_at]
            if not runs:
                return []
            told = (_tell_channel(archive, audience, channel, runs, now) for channel in audience.channels)
            return [delivery for delivery in told if delivery]
    except AlreadyRunning:
        return []  # that run tells what this one found
    except ArchiveError as error:
        return tell_broken(audience, error)


def tell_broken(audience: Audience, error: ArchiveError) -> list[Delivery]:
    """Tell every channel that the archive cannot be opened or written.

    That this was told cannot be noted then, so it is told with every run until someone repairs it.
    """
    if isinstance(error, ArchiveLocked):
        return []  # another program is at work in it, and there is nothing to repair
    sentence = f"The archive cannot be opened or written, and a person should look. {error}"
    report = Report(line(audience.site, 80), (), {}, None, trouble=line(sentence, 1500), alarm=True)
    return [_send(channel, report, "warning") for channel in audience.channels]


def _send(channel: Channel, report: Report, kind: str) -> Delivery:
    problem = send(channel, calm(report.subject), fit(report, channel.style, channel.limit), kind)
    return Delivery(channel.name, report.subject, problem)


def _tell_channel(
    archive: Archive, audience: Audience, channel: Channel, runs: Sequence[Run], now: Callable[[], datetime]
) -> Delivery | None:
    """Tell one channel what is new to it; None where nothing is."""
    past = notices.notices(archive, channel.name)
    news = _news(archive, channel.name, past, runs, audience.failures_after, now())
    if not news.changes and news.verdict is None:
        return None
    verdict = news.verdict
    alarm = verdict is not None and verdict.kind == "trouble"
    said = verdict.sentence if verdict else ""
    report = build(archive, audience.site, news.changes, runs[0], trouble=said, alarm=alarm)
    rows = _write_down(archive, channel.name, news, report, runs[0].id, _stamp(now()))
    kind = "warning" if alarm else "success" if verdict and verdict.kind == "recovery" else "info"
    delivery = _send(channel, report, kind)
    notices.settle_notices(archive, rows, _stamp(now()), delivery.problem)
    return delivery


def _news(
    archive: Archive,
    channel: str,
    past: Sequence[notices.Notice],
    runs: Sequence[Run],
    failures_after: int,
    now: datetime,
) -> _News:
    first_run = notices.next_first_run(past)
    if first_run is None:
        first_run = _first_run_of(runs)
        notices.start_channel(archive, channel, runs[0].id, first_run, _stamp(now))
    known = {name for notice in past if notice.told_at for name in notice.changes}
    began = history.run_times(archive, first_run)
    found = history.changes_between(archive, Edge(began[0], first_run)) if began else []
    changes = tuple(told for told in found if identity(told) not in known)
    return _News(first_run, changes, trouble.judge(runs, past, now, failures_after))


def _first_run_of(runs: Sequence[Run]) -> int:
    """Where a new channel begins: with this run, and with those before it that were cut off and told nobody."""
    first = runs[0].id
    for run in runs[1:]:
        if run.outcome != "interrupted":
            break
        first = run.id
    return first


def _write_down(archive: Archive, channel: str, news: _News, report: Report, run_id: int, now: str) -> list[int]:
    """Note what is about to be told, in one transaction, so that it is tried again if it does not arrive."""
    drafts = []
    if news.changes:
        names = tuple(identity(told) for told in news.changes)
        digest = hashlib.sha256("\n".join(sorted(names)).encode()).hexdigest()[:16]
        drafts.append(Draft("changes", digest, report.subject, news.first_run, names))
    if verdict := news.verdict:
        drafts.append(Draft(verdict.kind, verdict.fingerprint, verdict.sentence))
    with archive.transaction():
        return [notices.write_notice(archive, channel, run_id, draft, now) for draft in drafts]


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
