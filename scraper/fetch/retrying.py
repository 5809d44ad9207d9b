"""Trying again: how often, how long to wait, and what a server's Retry-After means."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, TypeVar

from tenacity import RetryCallState, Retrying, retry_if_exception

from scraper.fetch.failures import is_passing, retry_after_of

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

T = TypeVar("T")

LONGEST_PAUSE = 24 * 3600.0
LONGEST_BACKOFF = 60.0

_SECONDS = re.compile(r"[0-9]+(?:\.[0-9]*)?(?:[eE][+-]?[0-9]+)?")


def parse_retry_after(value: str, now: datetime) -> float | None:
    """Return the seconds that a Retry-After asks for, between 0 and a day; None for what says nothing.

    It may be a number, or a date in any of HTTP's three forms; a date without a zone is UTC.
    """
    text = value.split(",", maxsplit=1)[0].strip() if _SECONDS.match(value.strip()) else value.strip()
    if _SECONDS.fullmatch(text):
        try:
            return min(float(text), LONGEST_PAUSE)
        except (ValueError, OverflowError):
            return None
    try:
        moment = parsedate_to_datetime(text)
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
        seconds = (moment - now).total_seconds()
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return min(max(seconds, 0.0), LONGEST_PAUSE)


def backoff(attempt: int, base: float, rng: random.Random) -> float:
    """Return the seconds before the next try: doubled each time, and never the same for two clients."""
    return min(LONGEST_BACKOFF, base * 2.0 ** min(attempt - 1, 16)) * rng.uniform(0.5, 1.0)


def with_retries(
    work: Callable[[], T],
    *,
    attempts: int,
    base: float,
    rng: random.Random,
    sleep: Callable[[float], object],
    may_wait: Callable[[float], bool],
    on_retry: Callable[[BaseException, int, float], object],
) -> T:
    """Do `work` until it succeeds or fails for good.

    Args:
        work: called without arguments.
        attempts: how often at most.
        base: seconds before the first retry.
        rng: where the jitter comes from.
        sleep: how to wait.
        may_wait: whether the seconds of the next wait are still within the budget.
        on_retry: told the failure, the number of the attempt that failed, and the wait.

    Raises:
        BaseException: the last failure, as it was raised.
    """

    def wait(state: RetryCallState) -> float:
        return max(backoff(state.attempt_number, base, rng), retry_after_of(_failure(state)))

    def stop(state: RetryCallState) -> bool:
        return state.attempt_number >= attempts or not may_wait(state.upcoming_sleep)

    def pause(seconds: float) -> None:
        sleep(seconds)

    def before_sleep(state: RetryCallState) -> None:
        failure = _failure(state)
        assert failure is not None  # a wait only follows a failure
        on_retry(failure, state.attempt_number, state.upcoming_sleep)

    return Retrying(
        retry=retry_if_exception(is_passing),
        wait=wait,
        stop=stop,
        sleep=pause,
        before_sleep=before_sleep,
        reraise=True,
    )(work)


def _failure(state: RetryCallState) -> BaseException | None:
    return state.outcome.exception() if state.outcome is not None else None
