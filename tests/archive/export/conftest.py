"""The hostile archive, made once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.archive.export import hostile

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="package")
def hostile_archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the hostile archive; it is only read."""
    folder = tmp_path_factory.mktemp("hostile") / "news"
    hostile.build(folder)
    return folder
