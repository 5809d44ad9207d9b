"""`python -m tests.replica report [FAMILY …]`: what the readers get wrong; `page FAMILY detail|listing N`: a page."""

from __future__ import annotations

import sys

from tests.replica import FAMILIES, SITE
from tests.replica.report import as_table, failures


def main(arguments: list[str]) -> int:
    """Print a report, or one page; 1 where something is wrong."""
    command, *rest = arguments or ["report"]
    if command == "page":
        family, kind, number = FAMILIES[rest[0]], rest[1], int(rest[2])
        lang = rest[3] if len(rest) > 3 else "en"
        if kind == "listing":
            print(family.listing(SITE, lang, number))
        else:
            print(family.detail(SITE, next(post for post in SITE.posts if (post.id, post.lang) == (number, lang))))
        return 0
    found = list(failures(rest))
    for failure in found:
        print(f"{failure.family} {failure.page} {failure.mismatch}\n")
    print(as_table(found, rest))
    return 1 if found else 0


sys.exit(main(sys.argv[1:]))
