"""Measure and write ``docs/speed.csv``, of which ``docs/speed.md`` is made.

    cd benchmarks && python -m speed [--sizes 1000000,10000000] [--formats jsonl,parquet] [--out ../docs/speed.csv]

On an idle machine of two cores it takes some 25 minutes, and 8 GB of disk. Compare within one run only.
"""

from __future__ import annotations

import argparse
import os
import platform
import tempfile
from collections.abc import Iterator
from pathlib import Path

from speed.growth import growing_groups
from speed.jobs import arrow, audit, reading
from speed.posts import FORMATS, ROOT, write_all
from speed.process import cost
from speed.rows import Row, row, write


def limits(folder: Path, sizes: list[int], formats: list[str]) -> Iterator[Row]:
    """Whole audits against reading alone, by format, size and number of workers."""
    output = folder / "reports"
    for posts in sizes:
        paths = write_all(folder, posts, formats)
        repeats = 2 if posts <= 1_000_000 else 1
        for name in formats:
            path = paths[name]
            cost(audit(path, output)) if posts <= 1_000_000 else None  # once before: files and kernels are at hand
            jobs = [("arrow", 1, arrow(path)), ("read", 1, reading(path))]
            jobs += [("audit", each, audit(path, output, "--workers", str(each))) for each in (1, 2)]
            for job, workers, command in jobs:
                if command:
                    costs = [cost(command, path) for _ in range(repeats)]
                    yield row("limit", name, posts, job, workers, 2, costs)


def main() -> None:
    """Measure everything that was asked for, telling each figure as it comes."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--sizes", default="100000,1000000,10000000")
    options.add_argument("--formats", default=",".join(FORMATS))
    options.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "postaudit-benchmark")
    options.add_argument("--out", type=Path, default=ROOT / "docs" / "speed.csv")
    options.add_argument("--only", choices=["limit", "growth"])
    given = options.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    sizes = [int(each) for each in given.sizes.split(",")]
    print(f"{platform.system()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    print(
        f"{'table':8} {'format':10} {'posts':>10} {'job':6} {'workers':>7} {'groups':>6} {'CPU s':>8} {'s':>8} {'MB':>6} {'largest':>7}"
    )
    rows = []
    measured = [] if given.only == "growth" else [limits(given.folder, sizes, given.formats.split(","))]
    measured += [] if given.only == "limit" else [growing_groups(given.folder)]
    for each in (each for some in measured for each in some):
        rows.append(each)
        print(
            f"{each.table:8} {each.format:10} {each.posts:10,} {each.job:6} {each.workers:7} {each.groups:6}"
            f" {each.cpu:8.2f} {each.wall:8.2f} {each.memory:6.0f} {each.largest:7.0f}",
            flush=True,
        )
        write(given.out, rows)


if __name__ == "__main__":
    main()
