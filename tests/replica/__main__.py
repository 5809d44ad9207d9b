"""The replica at the command line.

    python -m tests.replica report [FAMILY …]           what the readers get wrong, and a table of it
    python -m tests.replica mosaic FROM TO              the same for invented sites of these numbers
    python -m tests.replica gaps                        write gaps.txt anew, which the tests allow for
    python -m tests.replica page FAMILY detail ID [LANG]
    python -m tests.replica page FAMILY listing NUMBER [LANG]
    python -m tests.replica freeze                      write a choice of pages to tests/fixtures

A FAMILY is a name of `FAMILIES`, or `mosaic-N` for an invented site.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from tests.replica import FAMILIES, SITE
from tests.replica.freeze import freeze
from tests.replica.mosaic import INVENTED, Mosaic
from tests.replica.report import as_table, failures, write_gaps

if TYPE_CHECKING:
    from tests.replica.family import Family


def _family(name: str) -> Family:
    return Mosaic(int(name.removeprefix("mosaic-"))) if name.startswith("mosaic-") else FAMILIES[name]


def _print_page(family: Family, kind: str, number: int, lang: str) -> None:
    if kind == "listing":
        print(family.listing(SITE, lang, number))
    else:
        print(family.detail(SITE, next(post for post in SITE.posts if (post.id, post.lang) == (number, lang))))


def main(arguments: list[str]) -> int:
    """Print a report, or one page; 1 where something is wrong."""
    command, *rest = arguments or ["report"]
    if command == "page":
        name, kind, number, *lang = rest
        _print_page(_family(name), kind, int(number), *(lang or ["en"]))
        return 0
    if command == "freeze":
        print(*freeze(), sep="\n")
        return 0
    if command == "gaps":
        print(write_gaps(failures(INVENTED)), "gaps")
        return 0
    names = [f"mosaic-{number}" for number in range(int(rest[0]), int(rest[1]) + 1)] if command == "mosaic" else rest
    families = [_family(name) for name in names or FAMILIES]
    found = list(failures(families))
    for failure in found:
        print(f"{failure.family} {failure.page} {failure.mismatch}\n")
    print(as_table(found, [family.name for family in families]))
    wrong = len({failure.family for failure in found})
    print(f"{len(families) - wrong} of {len(families)} families are read exactly")
    return 1 if found else 0


sys.exit(main(sys.argv[1:]))
