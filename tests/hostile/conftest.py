"""The shared folder of hostile files, and a count of what was tried."""

from __future__ import annotations

import csv
import os
from pathlib import Path
from typing import NamedTuple

import pytest


class Hostile(NamedTuple):
    """A hostile file and what its folder says that a correct loader does."""

    path: Path
    expect: str

    @property
    def folder(self) -> str:
        return self.path.parent.name


@pytest.fixture(scope="session")
def hostile() -> Path:
    """Folder of the hostile files; tests that need it are skipped without."""
    default = Path(__file__).parents[2] / "../shared/data"
    folder = Path(os.environ.get("POSTAUDIT_SHARED_DATA", default)).resolve() / "hostile"
    if not folder.is_dir():
        pytest.skip(f"no hostile files at {folder}; set POSTAUDIT_SHARED_DATA")
    return folder


@pytest.fixture(scope="session")
def manifest(hostile) -> list[Hostile]:
    """Every file that a MANIFEST lists."""
    found = []
    for listing in sorted(hostile.glob("*/MANIFEST.tsv")):
        with listing.open(encoding="utf-8", newline="") as lines:
            rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
            found += [Hostile(listing.parent / row["file"], row["expect"]) for row in rows]
    return found
