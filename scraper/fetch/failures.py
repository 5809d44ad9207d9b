"""What a failure means: whether it may pass, and what it asks of us."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from scraper.errors import FetchError, HostPaused, RobotsRefused, TimedOut, Unreachable

if TYPE_CHECKING:
    from scraper.fetch.address import Target

E = TypeVar("E", bound=FetchError)


class RobotsUnread(Exception):
    """robots.txt could not be read this time; `failure` says why, and whether another try makes sense.

    A state on the way to an error: it never leaves this package.
    """

    def __init__(self, failure: FetchError) -> None:
        super().__init__(str(failure))
        self.failure = failure

    def verdict(self, target: Target) -> FetchError | RobotsRefused:
        """Return what the fetch ends with when no further try is made.

        That a host cannot be reached, or is left alone, says more than that its rules are unknown.
        """
        if isinstance(self.failure, Unreachable | TimedOut | HostPaused):
            return self.failure
        return RobotsRefused(
            f"{target.origin}/robots.txt cannot be read, which counts as forbidding everything: {self.failure}",
            url=target.url,
        )


def lasting(error: E) -> E:
    """Return a failure marked as one that asking again does not mend."""
    error.passing = False
    return error


def is_passing(error: BaseException) -> bool:
    """Say whether asking again in a moment may succeed."""
    if isinstance(error, RobotsUnread):
        error = error.failure
    return isinstance(error, FetchError) and error.passing and not isinstance(error, HostPaused)


def retry_after_of(error: BaseException | None) -> float:
    """Return the pause that a failed answer asked for, 0 if none."""
    if isinstance(error, RobotsUnread):
        error = error.failure
    return (error.retry_after or 0.0) if isinstance(error, FetchError) else 0.0
