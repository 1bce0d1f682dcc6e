"""Measure the whole grid and write the summary, the pages and the picture."""

from __future__ import annotations

import argparse
import multiprocessing
import os
import time
from collections.abc import Callable
from pathlib import Path

from . import comparison, concentration, coverage, discovery, invariance, power, tables
from .figure import write_figure
from .grid import AUTHORS, EXPONENTS, GRID
from .page import calibration_page
from .rows import Row, read, written
from .wider import wider_page

DOCS = Path(__file__).resolve().parents[2] / "docs"
Job = tuple[Callable[..., object], tuple[object, ...]]


def jobs() -> list[Job]:
    """What can be measured apart, longest first."""
    pairs = [(n, a) for n in sorted(AUTHORS, reverse=True) for a in EXPONENTS]
    return [
        *((coverage.measure, (cell,)) for cell in sorted(GRID, reverse=True)),
        *((concentration.measure, (n, a, 250 if n >= 50_000 else concentration.DATASETS)) for n, a in pairs),
        *((tables.measure, (cell,)) for cell in sorted(GRID, reverse=True)),
        *((comparison.measure, each) for each in comparison.SETTINGS),
        *((coverage.adjusted, (cell,)) for cell in coverage.cells_of_adjusted(GRID)),
        *((discovery.measure, (n, a)) for n, a in pairs if n in {1_000, 5_000}),
        *((power.measure, each) for each in power.SETTINGS),
        *((concentration.quantiles, (n,)) for n in AUTHORS if n < 50_000),
        *((invariance.measure, (cell,)) for cell in invariance.CELLS),
    ]


def run(job: Job) -> list[Row]:
    function, arguments = job
    made = function(*arguments)
    return made if isinstance(made, list) else [made]  # type: ignore[list-item]


def main() -> None:
    parser = argparse.ArgumentParser(prog="calibration", description=__doc__)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--pages", action="store_true", help="write pages and picture from the summary that is there")
    options = parser.parse_args()
    started = time.perf_counter()
    summary = DOCS / "calibration.csv"
    if not options.pages:
        todo = jobs()
        with multiprocessing.get_context("spawn").Pool(options.workers) as pool:
            rows = []
            for done, found in enumerate(pool.imap_unordered(run, todo), 1):
                rows += found
                print(f"\r{done} of {len(todo)}, {time.perf_counter() - started:.0f} s", end="", flush=True)
        print()
        summary.write_text(written(rows), encoding="utf-8", newline="\n")
    rows = read(summary)
    (DOCS / "calibration.md").write_text(calibration_page(rows), encoding="utf-8", newline="\n")
    (DOCS / "why-our-intervals-are-wider.md").write_text(wider_page(rows), encoding="utf-8", newline="\n")
    write_figure(rows, DOCS / "figures" / "interval-coverage.svg")
    print(f"docs/calibration.csv, two pages and a picture in {time.perf_counter() - started:.0f} s")


if __name__ == "__main__":
    main()
