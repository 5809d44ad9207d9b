"""Write the reference pages that come from the source; the tests hold them equal.

usage: python scripts/write_docs.py
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from archive.schema import DESCRIPTIONS  # noqa: E402  (the path comes first)

OPENING = """\
# The database

`archive.db` is plain SQLite. Open it with whatever you like, also while a run writes to it; open it read-only:

```
sqlite3 -readonly data/cairs/archive.db
```

```python
import sqlite3
db = sqlite3.connect("file:data/cairs/archive.db?mode=ro", uri=True)
```

```python
from archive import open_archive            # needs only sqlite-utils
with open_archive("data/cairs") as archive:
    for post in archive.db["posts"].rows_where("lang = ?", ["en"], order_by="published desc"):
        print(post["published"], post["title"])
```

Never open a live archive with `immutable=1`, and never copy `archive.db` alone while a run is on: the newest rows are
still in `archive.db-wal`. Times are UTC, `2026-11-22T07:03:00Z`; dates are `YYYY-MM-DD`. The same descriptions are in
the file itself, in the table `descriptions`. This page is made from the source by `make docs`.
"""


def database_page() -> str:
    """The page about tables and columns."""
    parts = [OPENING]
    for table, (about, columns) in DESCRIPTIONS.items():
        rows = "\n".join(
            f"| `{column}` | {meaning.replace('|', chr(92) + '|')} |" for column, meaning in columns.items()
        )
        parts.append(f"## {table}\n\n{about}\n\n| Column | |\n|---|---|\n{rows}\n")
    return "\n".join(parts)


if __name__ == "__main__":
    (ROOT / "docs" / "database.md").write_text(database_page(), encoding="utf-8")
