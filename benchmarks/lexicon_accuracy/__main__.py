"""Measure every corpus, and write the results and the tables of the page."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from .corpora import corpora, shared_folder
from .fresh_accuracy import measure_fresh, read_fresh, written_fresh
from .hand_reading import readings
from .measure import measure
from .page import lexicons_page
from .rows import read, written

DOCS = Path(__file__).resolve().parents[2] / "docs"


def main() -> int:
    parser = argparse.ArgumentParser(prog="lexicon_accuracy", description=__doc__)
    parser.add_argument("folder", nargs="?", help="the shared data; POSTAUDIT_SHARED_DATA if not given")
    parser.add_argument("--pages", action="store_true", help="write the page from the results that are there")
    options = parser.parse_args()
    started = time.perf_counter()
    results, page = DOCS / "lexicon-accuracy.csv", DOCS / "lexicons.md"
    fresh = DOCS / "lexicon-accuracy-fresh.csv"
    if not options.pages:
        shared = shared_folder(options.folder)
        if not (shared / "datasets").is_dir():
            print(f"no folder 'datasets' in {str(shared)!r}: name the shared data, or set POSTAUDIT_SHARED_DATA")
            return 2
        hand_read = readings()
        rows = [row for corpus in corpora(shared) for row in measure(corpus, hand_read)]
        results.write_text(written(rows), encoding="utf-8", newline="\n")
        fresh.write_text(written_fresh(measure_fresh(shared)), encoding="utf-8", newline="\n")
    text = lexicons_page(page.read_text(encoding="utf-8"), read(results), read_fresh(fresh))
    page.write_text(text, encoding="utf-8", newline="\n")
    print(f"docs/lexicon-accuracy.csv and docs/lexicons.md in {time.perf_counter() - started:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
