"""What was measured, a row per peer."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from pathlib import Path


@dataclass(frozen=True)
class Row:
    """One peer against this project.

    Attributes
    ----------
    peer, version, job, how : str
        As printed.
    posts : int
        That both sides were given.
    seconds, our_seconds : float
        CPU seconds for these; NaN where the peer does not run.
    our_posts, our_seconds_at_posts : int, float
        More posts, and what they took us.
    results : str
        Whether both found the same.
    error : str
        The last line of what went wrong, where the peer does not run.
    """

    peer: str
    version: str
    job: str
    how: str
    posts: int
    seconds: float
    our_seconds: float
    our_posts: int
    our_seconds_at_posts: float
    results: str
    error: str

    @property
    def ratio(self) -> float:
        """Their seconds over ours, on the same posts."""
        return self.seconds / self.our_seconds

    @property
    def ratio_per_post(self) -> float:
        """Their seconds per post over ours on more posts."""
        return self.seconds / self.posts / (self.our_seconds_at_posts / self.our_posts)


def read(path: Path) -> list[Row]:
    """Rows of a file, none if there is no file."""
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as lines:
        return [
            Row(**{each.name: _KINDS[str(each.type)](row[each.name]) for each in fields(Row)})
            for row in csv.DictReader(lines)
        ]


def write(path: Path, rows: Iterable[Row]) -> None:
    """Write rows, with seconds to the millisecond."""
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, [each.name for each in fields(Row)], lineterminator="\n")
        writer.writeheader()
        for row in rows:
            writer.writerow({name: f"{v:.3f}" if isinstance(v, float) else v for name, v in asdict(row).items()})


_KINDS = {"str": str, "int": int, "float": float}
