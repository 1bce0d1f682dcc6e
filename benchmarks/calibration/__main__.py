"""Measure the whole grid and write the summary, the pages and the picture."""

from __future__ import annotations

import argparse
import multiprocessing
import os
import time
from pathlib import Path

from .figure import write_figure
from .jobs import jobs, run
from .page import calibration_page
from .rows import read, written
from .wider import wider_page

DOCS = Path(__file__).resolve().parents[2] / "docs"


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
