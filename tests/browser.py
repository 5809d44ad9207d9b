"""Whether tests can have a real browser here; where they cannot, they say why they are skipped."""

from __future__ import annotations

import pytest

from scraper.errors import UsageError
from scraper.render.browser import Chromium
from scraper.render.limits import Limits


def why_not() -> str:
    """What keeps a browser from starting here; empty if nothing does."""
    try:
        Chromium(Limits(), "test").close()
    except UsageError as error:
        return str(error)
    return ""


_WHY = why_not()
needs_browser = pytest.mark.skipif(bool(_WHY), reason=_WHY or "there is a browser")
"""For tests that start a Chromium."""
