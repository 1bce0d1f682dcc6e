"""One line of the table of measurements, as it is kept."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from speed.process import Cost


@dataclass(frozen=True)
class Row:
    """What one job cost.

    Attributes
    ----------
    table : str
        ``limit`` or ``growth``.
    format : str
    posts : int
    job : str
        ``arrow``, ``read`` or ``audit``.
    workers : int
    groups : int
        Stated groups that the posts are divided into.
    cpu, wall : float
        Seconds.
    memory, largest : float
        MB: of all processes together, and of the largest.
    """

    table: str
    format: str
    posts: int
    job: str
    workers: int
    groups: int
    cpu: float
    wall: float
    memory: float
    largest: float


def row(table: str, format_: str, posts: int, job: str, workers: int, groups: int, costs: list[Cost]) -> Row:
    """The least of repeated measurements, each figure by itself."""
    least = [round(min(each), 2) for each in zip(*costs, strict=True)]
    return Row(table, format_, posts, job, workers, groups, *least)


def write(path: Path, rows: Iterable[Row]) -> None:
    """Write rows as CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [each.name for each in fields(Row)], lineterminator="\n")
        writer.writeheader()
        writer.writerows(asdict(each) for each in rows)


def read(path: Path) -> list[Row]:
    """Read rows from CSV."""
    kinds = {
        "posts": int,
        "workers": int,
        "groups": int,
        "cpu": float,
        "wall": float,
        "memory": float,
        "largest": float,
    }
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Row(**{name: kinds.get(name, str)(value) for name, value in each.items()}) for each in csv.DictReader(file)
        ]
