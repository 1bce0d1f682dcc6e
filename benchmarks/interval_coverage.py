"""How often a nominal 95 % interval covers the truth, when posts cluster in authors.

    python benchmarks/interval_coverage.py            the table of the design note
    python benchmarks/interval_coverage.py --wide     and rare shares, other correlations, other caps, few authors

The model is that of ``audit/statistics/simulation.py``. Three intervals are compared: Wilson's on posts as if they were
independent, the jackknife over author buckets with the normal quantile, and ``audit.statistics.share``.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass

import numpy as np

from audit.statistics import jackknife, share, wilson
from audit.statistics.simulation import LONGEST_TIMELINE, clustered_posts

NORMAL = 1.959963984540054


@dataclass(frozen=True)
class Cell:
    authors: int
    exponent: float
    repetitions: int
    share: float = 0.10
    correlation: float = 0.3
    longest: int = LONGEST_TIMELINE


NOTE = (
    Cell(200, 2.5, 4000),
    Cell(5_000, 2.5, 2000),
    Cell(200, 2.0, 4000),
    Cell(5_000, 2.0, 2000),
    Cell(50_000, 2.0, 1000),
    Cell(5_000, 1.6, 2000),
    Cell(50_000, 1.6, 1000),
)
WIDE = (
    *(Cell(n, a, 2000) for n in (30, 60, 1000) for a in (3.5, 2.5, 2.0)),
    *(Cell(5_000, a, 1000, longest=m) for a in (2.0, 1.6) for m in (500, 20_000)),
    *(
        Cell(n, a, 1000, share=p, correlation=r)
        for p in (0.01, 0.02, 0.5)
        for r in (0.0, 0.1, 0.6)
        for n in (200, 5_000)
        for a in (3.5, 2.0)
    ),
)


def measure(cell: Cell, seed: int) -> dict[str, tuple[float, float]]:
    """Coverage and mean width of each method in one cell."""
    successes, posts = clustered_posts(
        np.random.default_rng(seed),
        cell.repetitions,
        authors=cell.authors,
        exponent=cell.exponent,
        share=cell.share,
        correlation=cell.correlation,
        longest=cell.longest,
    )
    limits: dict[str, list[tuple[float, float]]] = {"independent": [], "jackknife": [], "share": []}
    for x, n in zip(successes, posts, strict=True):
        total = float(n.sum())
        value = float(x.sum()) / total
        limits["independent"].append(wilson(value, total, NORMAL))
        reach = NORMAL * float(jackknife(lambda a, b: a / b, x, n).variance) ** 0.5
        limits["jackknife"].append((value - reach, value + reach))
        interval = share(x, n)
        limits["share"].append((interval.low, interval.high))
    found = {}
    for method, pairs in limits.items():
        low, high = np.array(pairs).T
        found[method] = float(np.mean((low <= cell.share) & (cell.share <= high))), float(np.mean(high - low))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--wide", action="store_true", help="more cells")
    parser.add_argument("--seed", type=int, default=20261123)
    options = parser.parse_args()
    print("coverage in % (mean width in points) of a nominal 95 % interval; ± is one Monte-Carlo standard error")
    head = "authors exponent  share  corr. longest |  independent    jackknife        share    ±"
    print(head + "\n" + "-" * len(head))
    started = time.perf_counter()
    for cell in NOTE + (WIDE if options.wide else ()):
        found = measure(cell, options.seed)
        columns = "".join(f"{100 * c:6.1f} ({100 * w:4.1f})" for c, w in found.values())
        error = 100 * (found["share"][0] * (1 - found["share"][0]) / cell.repetitions) ** 0.5
        print(
            f"{cell.authors:7,} {cell.exponent:8} {cell.share:6} {cell.correlation:6} {cell.longest:7,} |"
            f"{columns} {error:4.1f}"
        )
    print(f"{time.perf_counter() - started:.0f} s")


if __name__ == "__main__":
    main()
