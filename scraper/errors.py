"""What can go wrong between us and a site.

ScraperError
├── UsageError             a command was given something that it cannot work with
├── ProfileError           a profile has a mistake: file, key, value, what would be accepted
├── AlreadyRunning         another run holds the archive's lock
├── SweepIncomplete        a source gave up before its end
├── Refused                asking again changes nothing
│   ├── RobotsRefused      robots.txt forbids the address, or could not be read
│   ├── AddressRefused     a forbidden network address, scheme, port or an address outside the site
│   └── SiteRefused        the site answered 401, 403 or 451
└── FetchError             the answer did not arrive as it should
    ├── Unreachable        no connection: name, route, refusal, certificate
    ├── TimedOut           the total deadline of the fetch passed
    ├── BadStatus          a status that is no answer: 408, 425, 429, 5xx, or one unheard of
    ├── BadAnswer          the bytes are no well-formed HTTP answer
    ├── BodyTooLarge       more than the cap for this kind of resource
    ├── NoRoom             a file of more than the bounds of this run have left
    ├── BodyTruncated      the body ended early, or its compression did
    ├── TooManyRedirects   more than ten hops, or a loop
    └── HostPaused         too many failures in a row; the host is left alone for now

404 and 410 are answers, not errors. Parsing raises none of these: it returns content and issues.
"""

from __future__ import annotations


class ScraperError(Exception):
    """Base of every error that the scraper raises on purpose."""


class UsageError(ScraperError):
    """A command was given something that it cannot work with."""


class ProfileError(ScraperError):
    """A profile has a mistake; the message names file, key, value and what would be accepted."""


class AlreadyRunning(ScraperError):
    """Another run holds the lock of this archive; the message names the holder."""


class SweepIncomplete(ScraperError):
    """A source gave up before its end; the message says where and why."""


class Refused(ScraperError):
    """The address must not, or may not, be asked; asking again changes nothing in this run."""

    def __init__(self, message: str, *, url: str = "") -> None:
        super().__init__(message)
        self.url = url


class RobotsRefused(Refused):
    """robots.txt forbids the address, or could not be read, which counts as forbidding (RFC 9309)."""


class AddressRefused(Refused):
    """The address leads to a forbidden network address, scheme or port, or out of the site."""


class SiteRefused(Refused):
    """The site answered 401, 403 or 451."""

    def __init__(self, message: str, *, url: str = "", status: int = 0) -> None:
        super().__init__(message, url=url)
        self.status = status


class FetchError(ScraperError):
    """The answer did not arrive as it should; `passing` says whether a later try may succeed."""

    passing = True

    def __init__(self, message: str, *, url: str = "", status: int = 0, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.url = url
        self.status = status
        self.retry_after = retry_after


class Unreachable(FetchError):
    """No connection could be made: name, route, refusal or certificate."""


class TimedOut(FetchError):
    """The total deadline of the fetch passed, whether in the head or in the body."""


class BadStatus(FetchError):
    """A status that is no answer: 408, 425, 429, 5xx (passing), or one that HTTP does not know."""


class BadAnswer(FetchError):
    """The bytes are no well-formed HTTP answer, or use a coding that was not offered."""


class BodyTooLarge(FetchError):
    """The body is larger than the cap for this kind of resource."""

    passing = False


class NoRoom(FetchError):
    """The file is larger than what the bounds of this run have left; `size` is what it declares, 0 if nothing."""

    passing = False

    def __init__(self, message: str, *, url: str = "", size: int = 0) -> None:
        super().__init__(message, url=url)
        self.size = size


class BodyTruncated(FetchError):
    """The body ended before its framing or its compression said so."""


class TooManyRedirects(FetchError):
    """More than ten redirects in a row, or a loop."""

    passing = False


class HostPaused(FetchError):
    """Too many failures in a row; the host is left alone for the rest of the run."""
